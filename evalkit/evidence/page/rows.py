"""Characters of a page in; the stretches of them that stand together in a line, and lines as text,
out."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from evalkit.evidence.page.bidi import as_read, leftward
from evalkit.evidence.page.glyphs import Glyph
from evalkit.evidence.page.marks import raised

APART = 0.9  # of its size, from which what follows in a line stands by itself
ONE = 1.6  # the same where the file has one blank there
BLANK = 0.15  # gap between words that the file does not put one after the other
WIDE = 0.4  # gap between words that it does
SMALL = 0.85  # of the line's size up to which a character is a small one (a browser's are 5 of 6)
RISE = 0.14  # of the line's size from which a small one is raised
TWICE = 0.3  # of its width, within which the same character again is the same drawn twice
_HAN = "\u2e80"


@dataclass(slots=True)
class Stretch:
    """Characters that stand together in a line."""

    glyphs: list[Glyph]
    left: float = 0.0
    right: float = 0.0
    base: float = 0.0
    size: float = 0.0

    def settle(self) -> Stretch:
        """Measures of the whole."""
        self.size, self.base = _usual(self.glyphs)
        self.left = min([g.left for g in self.glyphs])
        self.right = max([g.right for g in self.glyphs])
        return self


@dataclass(slots=True)
class Row:
    """Stretches of one line, from left to right."""

    stretches: list[Stretch]
    base: float
    size: float
    cells: list[Row] = field(default_factory=list)

    @property
    def left(self) -> float:
        """Where it begins."""
        return min(s.left for s in self.stretches)

    @property
    def right(self) -> float:
        """Where it ends."""
        return max(s.right for s in self.stretches)


def _usual(glyphs: Sequence[Glyph]) -> tuple[float, float]:
    """Size that most characters have, and the base of the first of them."""
    first = glyphs[0]
    if all(g.size == first.size for g in glyphs):
        return round(first.size, 1) or 0.1, round(first.base, 1)
    sizes = Counter([round(g.size, 1) for g in glyphs])
    size = max(sizes.items(), key=lambda item: (item[1], item[0]))[0]
    bases = Counter([round(g.base, 1) for g in glyphs if round(g.size, 1) == size])
    return size or 0.1, bases.most_common(1)[0][0]


def stretches_of(glyphs: Iterable[Glyph]) -> list[Stretch]:
    """Stretches in the order of the file."""
    out: list[Stretch] = []
    held: list[Glyph] = []
    for glyph in glyphs:
        if held and not _goes_on(held[-1], glyph):
            out.append(Stretch(held).settle())
            held = []
        held.append(glyph)
    if held:
        out.append(Stretch(held).settle())
    return out


def _goes_on(one: Glyph, two: Glyph) -> bool:
    size = max(one.size, two.size, 0.1)
    small = min(one.size, two.size)
    if abs(one.base - two.base) > (0.55 if small < SMALL * size else 0.25) * size:
        return False
    apart = (ONE if two.spaced == 2 and two.order - one.order == 2 else APART) * small
    return -0.6 * size < two.left - one.right < apart and two.left > one.left - 0.1 * size


def rows_of(stretches: Sequence[Stretch]) -> list[Row]:
    """Stretches by lines, from the top; a small raised one belongs to the line that it touches."""
    sizes: dict[float, int] = {}
    for own in stretches:
        sizes[own.size] = sizes.get(own.size, 0) + len(own.glyphs)
    usual = max(sizes, key=lambda size: sizes[size], default=0.0)
    marks = [s for s in stretches if len(s.glyphs) <= 5 and s.size <= SMALL * usual]
    small = set(map(id, marks))
    rows: list[Row] = []
    for own in sorted(
        (s for s in stretches if id(s) not in small), key=lambda s: (-s.base, s.left)
    ):
        near = next((r for r in reversed(rows[-3:]) if _level(r, own)), None)
        if near is None:
            rows.append(Row([own], own.base, own.size))
        else:
            near.stretches.append(own)
            near.size = max(near.size, own.size) if len(own.glyphs) > 3 else near.size
    heights = [-row.base for row in rows]
    alone: list[Row] = []
    for own in marks:
        at = bisect_left(heights, -own.base - 2 * usual)
        to = bisect_right(heights, -own.base + 2 * usual)
        near = next((r for r in [*rows[at:to], *alone[-3:]] if _touches(r, own)), None)
        if near is None:
            alone.append(Row([own], own.base, own.size))
        else:
            near.stretches.append(own)
    rows = sorted([*rows, *alone], key=lambda r: -r.base)
    for row in rows:
        if len(row.stretches) > 1:
            row.stretches.sort(key=lambda s: s.left)
    return rows


def _level(row: Row, own: Stretch) -> bool:
    return abs(row.base - own.base) <= 0.3 * min(row.size, own.size)


def _touches(row: Row, own: Stretch) -> bool:
    """Whether a small stretch stands beside one of a row: raised, lowered or on its line."""
    rise = own.base - row.base
    if not -0.4 * row.size <= rise <= 0.75 * row.size:
        return False
    if abs(rise) <= 0.1 * row.size:
        return True
    reach = 0.6 * row.size
    return any(s.left - reach <= own.left and own.right <= s.right + own.right - own.left + reach
               and (abs(own.left - s.right) < reach or abs(s.left - own.right) < reach
                    or s.left <= own.left <= s.right) for s in row.stretches)  # fmt: skip


def text_of(stretches: Sequence[Stretch], notes: frozenset[str] = frozenset()) -> str:
    """A line's text."""
    glyphs = sorted([g for s in stretches for g in s.glyphs], key=lambda g: (g.left, g.order))
    if not glyphs:
        return ""
    if any(a.text == b.text and b.left - a.left < TWICE * _wide(a) for a, b in pairwise(glyphs)):
        glyphs = _once(glyphs)
    size, base = _usual(glyphs)
    tracked = _tracking(glyphs, size)
    close = _closeness(glyphs, size)
    spaced = [False, *(_spaced(a, b, size, tracked, close) for a, b in pairwise(glyphs))]
    if leftward("".join(g.text for g in glyphs)):
        return as_read(
            [p for g, s in zip(glyphs, spaced, strict=True) for p in ([" "] * s + [g.text])]
        )
    if all(g.size > SMALL * size for g in glyphs):
        both = zip(glyphs, spaced, strict=True)
        return "".join(" " + g.text if blank else g.text for g, blank in both)
    return _with_marks(glyphs, spaced, size, base, notes)


def _with_marks(
    glyphs: Sequence[Glyph], spaced: Sequence[bool], size: float, base: float, notes: frozenset[str]
) -> str:
    out, held = "", ""
    for glyph, blank in zip(glyphs, spaced, strict=True):
        up = glyph.size <= SMALL * size and glyph.base >= base + RISE * size
        if up:
            held += " " * (blank and bool(held)) + glyph.text
            continue
        if held:
            out, held = out + raised(held, out, notes), ""
        out += " " * blank + glyph.text
    return out + (raised(held, out, notes) if held else "")


def _wide(glyph: Glyph) -> float:
    return glyph.right - glyph.left


def _once(glyphs: list[Glyph]) -> list[Glyph]:
    """Without what is drawn twice a hair apart, to look bold or to throw a shadow."""
    out: list[Glyph] = []
    for glyph in glyphs:
        twice = any(
            g.text == glyph.text
            and abs(g.left - glyph.left) < (near := TWICE * max(min(_wide(g), _wide(glyph)), 0.1))
            and abs(g.base - glyph.base) < near and g.size == glyph.size
            and not (g.left == glyph.left and glyph.order - g.order == 1)  # parts of a ligature
            for g in out[-3:]
        )  # fmt: skip
        if not twice:
            out.append(glyph)
    return out


def _tracking(glyphs: Sequence[Glyph], size: float) -> tuple[float, float]:
    """What stands between any two characters of a line that is set wide, and how far apart they
    begin; 0.0 in any other.

    Figures in cells as far apart as they are wide look the same: most must be letters.
    """
    if (
        len(glyphs) < 6
        or glyphs[3].left - glyphs[2].right + glyphs[4].left - glyphs[3].right < 0.2 * size
    ):
        return 0.0, 0.0
    if 2 * sum(g.text.isdigit() for g in glyphs) > len(glyphs):
        return 0.0, 0.0

    def even(found: list[float], least: float, spread: float) -> float:
        found.sort()
        middle, low, high = (found[len(found) * tenth // 10] for tenth in (5, 1, 7))
        return middle if least * size < middle < 2.5 * size and high - low <= spread * size else 0.0

    gap = even([b.left - a.right for a, b in pairwise(glyphs)], 0.2, 0.35)
    return gap, even([b.left - a.left for a, b in pairwise(glyphs)], 1.2, 0.1)


def _closeness(glyphs: Sequence[Glyph], size: float) -> float:
    """What stands between letters of a word where the reader sees blanks that may be none: a
    scanner's program sets the last letter of a word by itself."""
    if 1 not in {glyph.spaced for glyph in glyphs}:
        return 0.0
    pairs = [(b.spaced, b.left - a.right) for a, b in pairwise(glyphs)]
    if not any(spaced == 1 and gap < 0.3 * size for spaced, gap in pairs):
        return 0.0
    held = sorted(gap for spaced, gap in pairs if not spaced)
    return max(held[len(held) // 2], 0.0) if held else 0.0


def _spaced(
    one: Glyph, two: Glyph, size: float, tracked: tuple[float, float], close: float
) -> bool:
    """Whether a blank stands between two neighbours; ``close``: how far letters of a word are
    apart."""
    gap = two.left - one.right - tracked[0]
    if tracked[1]:
        return two.left - one.left > 1.3 * tracked[1]
    if tracked[0]:
        return gap > 0.3 * size
    own = min(one.size, two.size)
    if two.text == "-" and one.text.isalpha() and gap < 0.2 * own:
        return False
    if abs(two.order - one.order) <= 8 and (two.spaced if two.order > one.order else one.spaced):
        blank = two.spaced if two.order > one.order else one.spaced
        return gap > (-0.25 * size if blank == 2 else close + 0.05 * own)
    near = 0 < two.order - one.order <= 2
    if one.text >= _HAN and two.text >= _HAN:
        return gap > APART * own
    return gap > (WIDE if near else BLANK) * own
