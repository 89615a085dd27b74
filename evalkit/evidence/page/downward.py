"""Characters of a page in; those of vertical writing as blocks of columns, and the others, out.

Vertical writing is known by its steps: most characters follow one another straight down. Within a
column the order of the file holds, since fonts place commas beside the character before; columns
run from the right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from evalkit.evidence.page.glyphs import Glyph
from evalkit.evidence.page.shapes import Box, Rule

LEAST = 5  # characters of a column that is known by its steps
STEP = (-0.9, 2.7)  # of the size, from one character to the next; a comma may stand higher
PITCH = 1.5  # of the size, most from one to the next on average, beside lines
LOOSE = 2.3  # the same on a page of nothing but columns
APART = 3.5  # of the size, from which columns beside each other are not of one block
MOSTLY = 0.6  # share of the page's steps that make it one of columns
_HAN = "\u2e80"
_TURNED = 270  # letters among hanzi lie on their side


@dataclass(slots=True)
class Column:
    """Characters one under the other, as they are read."""

    glyphs: list[Glyph]
    left: float
    right: float
    top: float
    low: float

    @property
    def size(self) -> float:
        """Of its letters."""
        return self.glyphs[0].size

    @property
    def text(self) -> str:
        """What stands in it."""
        out = self.glyphs[0].text
        for before, glyph in pairwise(self.glyphs):
            blank = glyph.spaced == 2 and (glyph.text < _HAN or before.text < _HAN)
            out += " " * blank + glyph.text
        return out


@dataclass(slots=True)
class Upright:
    """Columns that are read one after the other, from the right. ``beside``: whether lines stand
    beside them."""

    columns: list[Column]
    beside: bool = False

    @property
    def top(self) -> float:
        """Where it begins."""
        return max(column.top for column in self.columns)

    @property
    def low(self) -> float:
        """Where it ends."""
        return min(column.low for column in self.columns)


def parted(
    glyphs: Sequence[Glyph], tables: Sequence[Box], rules: Sequence[Rule], uprights: Sequence[Rule]
) -> tuple[list[Glyph], list[Upright]]:
    """Characters that stand in lines, and blocks of columns from the top. What runs down in a cell
    of a table, whose ``rules`` are given, is set as a line at its head."""
    own = list(glyphs)
    if sum([g.text >= _HAN for g in own]) < LEAST:
        return own, []
    runs = _runs(own)
    if tables:
        cells = _beside_in_cells([c for run in runs for c in _cells(run, tables, rules)], uprights)
        along = {g.order: g for cell in cells for g in _along(cell)}
        own = [along.get(g.order, g) for g in own]
        runs = [run for run in runs if run[0].order not in along]
    down = sum(len(run) - 1 for run in runs)
    pitch = LOOSE if down > MOSTLY * max(len(own) - 1, 1) else PITCH
    columns = _columns(runs, pitch)
    taken = {g.order for column in columns for g in column.glyphs}
    if pitch == PITCH:
        rest = [g for g in own if g.order not in taken and not g.angle]
        columns = [column for column in columns if not _is_of_rows(column, rest)]
        taken = {g.order for column in columns for g in column.glyphs}
    rest = [g for g in own if g.order not in taken]
    heights = [g.base + 0.3 * g.size for g in rest if not g.angle]
    blocks = _blocks(_merged(columns))
    for block in blocks:
        block.beside = any(block.low < height < block.top for height in heights)
    return rest, blocks


def _middle(glyph: Glyph) -> tuple[float, float]:
    """Middle of a character across, and its foot."""
    if glyph.angle:
        return glyph.base + 0.35 * glyph.size, -glyph.left - 0.8 * glyph.size
    return (glyph.left + glyph.right) / 2, glyph.base


def _runs(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Characters that follow one another down, in the order of the file; all the others alone."""
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        if runs and _follows(runs[-1], glyph):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return runs


def _follows(run: Sequence[Glyph], glyph: Glyph) -> bool:
    last = run[-1]
    if glyph.angle not in (0, _TURNED) or last.angle not in (0, _TURNED):
        return False
    (x, y), (at, low) = _middle(last), _middle(glyph)
    size = max(last.size, glyph.size)
    narrow = glyph.text < _HAN or last.text < _HAN
    if abs(x - at) > (0.65 if narrow else 0.35) * size:
        return False
    if abs(y - low) < 0.2 * size and glyph.text.isalnum() and not glyph.angle:
        return len(run) > 1 and glyph.text.isdigit() and last.text.isdigit()  # side by side in it
    return STEP[0] * size < y - low < STEP[1] * size


def _cells(run: list[Glyph], tables: Sequence[Box], rules: Sequence[Rule]) -> list[list[Glyph]]:
    """Parts of a run in a table, none of which a rule crosses."""
    if len(run) < 2 or not any(box.holds(*_middle(run[0])) for box in tables):
        return []
    out = [[run[0]]]
    for before, glyph in pairwise(run):
        (x, y), (_, low) = _middle(before), _middle(glyph)
        half = 0.35 * glyph.size
        if any(
            low + half < rule.level <= y + half and rule.start <= x <= rule.end for rule in rules
        ):
            out.append([])
        out[-1].append(glyph)
    return [part for part in out if len(part) > 1 and part[0].text >= _HAN]


def _beside_in_cells(cells: Sequence[list[Glyph]], uprights: Sequence[Rule]) -> list[list[Glyph]]:
    """Columns of one cell, which are read from the right, as one."""
    out: list[list[Glyph]] = []
    for cell in sorted(cells, key=lambda c: -_middle(c[0])[0]):
        x, y = _middle(cell[0])
        before = next(
            (
                c for c in out
                if abs((top := _middle(c[0]))[1] - y) < 0.5 * c[0].size
                and x < _middle(c[-1])[0] < x + 2.2 * c[0].size
                and top[0] > x and cell[0].size == c[0].size
                and not any(x < u.level < top[0] and u.start <= y <= u.end for u in uprights)
            ),
            None,
        )  # fmt: skip
        if before is None:
            out.append(list(cell))
        else:
            before += cell
    return out


def _along(run: Sequence[Glyph]) -> list[Glyph]:
    """Characters of a column side by side."""
    first, left = run[0], min(g.left for g in run)
    wide = (first.right - left) / len(run)
    return [
        g._replace(left=left + n * wide, right=left + (n + 1) * wide,
                   base=first.base, size=first.size, angle=0)
        for n, g in enumerate(run)
    ]  # fmt: skip


def _columns(runs: Sequence[list[Glyph]], pitch: float) -> list[Column]:
    """Runs that are columns; those too short to be known by themselves where they stand in one, or
    go on to the left of one."""
    held = {n: _column(run) for n, run in enumerate(runs) if _is_down(run, pitch)}
    if not held:
        return []
    short = [n for n in range(len(runs)) if n not in held and _alone(runs, n)]
    for n in short:
        own = next((c for c in held.values() if _stands_in(c, runs[n])), None)
        if own is not None:
            _put(own, runs[n])
            held[n] = own
    for n in short:
        if n not in held and n - 1 in held and _goes_on(held[n - 1], _column(runs[n])):
            held[n] = _column(runs[n])
    return list({id(column): column for column in held.values()}.values())


def _alone(runs: Sequence[Sequence[Glyph]], n: int) -> bool:
    """Whether a run is no part of a line."""
    return len(runs[n]) > 1 or not (_level(runs, n - 1, n) or _level(runs, n, n + 1))


def _stands_in(column: Column, run: Sequence[Glyph]) -> bool:
    size = column.size
    places = [_middle(g) for g in run]
    return all(column.left < x < column.right for x, _ in places) and any(
        column.low - size < y < column.top + 0.2 * size for _, y in places
    )


def _put(column: Column, run: Sequence[Glyph]) -> None:
    """Put characters in a column where they stand."""
    for glyph in run:
        low = _middle(glyph)[1] - 0.3 * column.size
        places = (n for n, other in enumerate(column.glyphs) if _middle(other)[1] < low)
        column.glyphs.insert(next(places, len(column.glyphs)), glyph)
    whole = _column(column.glyphs)
    column.top, column.low = whole.top, whole.low


def _column(run: list[Glyph]) -> Column:
    middles = [_middle(g) for g in run]
    half = max(g.size for g in run) / 2
    return Column(
        list(run),
        min(x for x, _ in middles) - half,
        max(x for x, _ in middles) + half,
        max(y for _, y in middles) + 2 * half,
        min(y for _, y in middles),
    )


def _is_down(run: Sequence[Glyph], pitch: float) -> bool:
    hanzi = sum([g.text >= _HAN for g in run])
    if hanzi < LEAST or 2 * hanzi < len(run):
        return False
    (_, top), (_, low) = _middle(run[0]), _middle(run[-1])
    return 0.6 < (top - low) / run[0].size / (len(run) - 1) < pitch


def _goes_on(before: Column, column: Column) -> bool:
    size = before.size
    return (
        abs(column.size - size) < 0.2 * size
        and 0 < before.left + size / 2 - column.left < APART * size
        and before.low - size < column.low
        and column.top < before.top + 0.6 * size
    )


def _level(runs: Sequence[Sequence[Glyph]], n: int, m: int) -> bool:
    """Whether the last character of a run stands beside the first of the next."""
    if n < 0 or m >= len(runs):
        return False
    one, two = runs[n][-1], runs[m][0]
    size = max(one.size, two.size)
    return abs(one.base - two.base) < 0.3 * size and abs(two.left - one.right) < 2 * size


def _is_of_rows(column: Column, rest: Sequence[Glyph]) -> bool:
    """Whether most characters of a column stand in lines with others: cells of a table."""
    size = column.size
    bases = {round(g.base / size, 1) for g in rest}
    near = [{round(g.base / size + by, 1) for by in (-0.1, 0, 0.1)} for g in column.glyphs]
    return 4 * sum([bool(own & bases) for own in near]) > 3 * len(near)


def _merged(columns: Sequence[Column]) -> list[Column]:
    """Columns of which several runs stand one under the other, as one."""
    out: list[Column] = []
    for column in sorted(columns, key=lambda c: -c.top):
        middle = (column.left + column.right) / 2
        above = next(
            (
                c for c in out
                if c.left < middle < c.right and -0.5 < (c.low - column.top) / c.size < 1.5
            ),
            None,
        )  # fmt: skip
        if above is None:
            out.append(column)
        else:
            out[out.index(above)] = _column([*above.glyphs, *column.glyphs])
    return out


def _blocks(columns: Sequence[Column]) -> list[Upright]:
    """Columns that stand beside each other, from the right; blocks from the top."""
    blocks: list[Upright] = []
    for column in sorted(columns, key=lambda c: -c.left):
        near = next((b for b in blocks if any(_beside(c, column) for c in b.columns)), None)
        if near is None:
            blocks.append(Upright([column]))
        else:
            near.columns.append(column)
    return sorted(blocks, key=lambda b: -b.top)


def _beside(one: Column, two: Column) -> bool:
    shared = min(one.top, two.top) - max(one.low, two.low)
    least = min(one.top - one.low, two.top - two.low)
    return shared > 0.5 * least and one.left - two.right < APART * max(one.size, two.size)
