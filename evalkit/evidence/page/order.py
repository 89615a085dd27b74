"""Stretches of a page in; blocks of rows in the order in which they are read, out: columns one
after the other, and what runs across between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from evalkit.evidence.page.rows import Row, Stretch, rows_of
from evalkit.evidence.plain import cells

DEEP = 4
MANY = 4_000  # stretches from which a page is a drawing: they stay in the order of their lines
GUTTER = 0.8  # of the letters' size, least width between two columns
SHORT = 10  # cells of a line that is short for prose
LINE = 20  # cells of a line that is long enough for two lines to make a column
FULL = 0.8  # and a middling line of what may be prose
FILLED = 0.55  # of its column's width that a middling line of prose fills
GOING = 0.25  # share of lines of prose that begin within a sentence
LEADING = 2.6  # of the size, from one line of prose to the next


@dataclass(slots=True)
class Block:
    """Rows that follow one another. ``column``: whether they stand beside others."""

    rows: list[Row]
    column: bool = False


def blocks_of(stretches: Sequence[Stretch]) -> tuple[list[Block], bool]:
    """Blocks in the order of reading, and whether that is doubtful."""
    doubts: list[bool] = []
    if len(stretches) > MANY:
        return [Block(rows_of(stretches))], False
    return _ordered(list(stretches), 0, False, doubts), any(doubts)


def _ordered(own: list[Stretch], deep: int, column: bool, doubts: list[bool]) -> list[Block]:
    best: list[tuple[bool, list[Stretch]]] = []
    gain = 0
    if deep < DEEP and len(own) >= 4:
        rows = rows_of(own)
        for gutter in _gutters(rows):
            parts = _parts(rows, gutter, doubts if not deep else [])
            held = sum(len(part) for split, part in parts if split)
            if held > gain:
                best, gain, at = parts, held, gutter
        if not best:
            return [Block(rows, column)]
    if not best:
        return [Block(rows_of(own), column)]
    out: list[Block] = []
    for split, part in best:
        if not split:
            out += _ordered(part, deep + 1, column, doubts)
            continue
        for side in ([s for s in part if s.right <= at + 1], [s for s in part if s.right > at + 1]):
            out += _ordered(side, deep + 1, True, doubts)
    return out


def _gutters(rows: Sequence[Row]) -> list[float]:
    """Places at which columns may part: where most lines have a gap, those first."""
    first = min(row.left for row in rows)
    votes = [0] * (int(max(row.right for row in rows) - first) + 3)
    for n, row in enumerate(rows):
        near = [*row.stretches]
        for other in (*rows[max(n - 2, 0) : n], *rows[n + 1 : n + 3]):
            if abs(other.base - row.base) < row.size:
                near += other.stretches
        for one in row.stretches:
            beside = min([s.left for s in near if s.left > one.right], default=one.right)
            if beside - one.right >= GUTTER * one.size:
                votes[int(one.right - first) + 1] += 1
                votes[int(beside - first) + 1] -= 1
    heights, total = [], 0
    for vote in votes:
        total += vote
        heights.append(total)
    return _peaks(heights, first)


def _peaks(heights: Sequence[int], first: float) -> list[float]:
    """Middles of the highest stretches that lie apart."""
    out: list[tuple[int, float]] = []
    n = 0
    while n < len(heights):
        end = n
        while end + 1 < len(heights) and heights[end + 1] == heights[n]:
            end += 1
        higher = (n == 0 or heights[n - 1] < heights[n]) and (
            end + 1 >= len(heights) or heights[end + 1] < heights[n]
        )
        if heights[n] >= 2 and higher:
            out.append((heights[n], first + (n + end) / 2))
        n = end + 1
    return [x for _, x in sorted(out, key=lambda item: (-item[0], item[1]))[:6]]


def _parts(
    rows: Sequence[Row], gutter: float, doubts: list[bool]
) -> list[tuple[bool, list[Stretch]]]:
    """Parts from the top: (whether it stands in two columns, its stretches)."""
    runs: list[tuple[bool, list[Row]]] = []
    for row in rows:
        across = any(s.left < gutter - 1 and s.right > gutter + 1 for s in row.stretches)
        if runs and runs[-1][0] == (not across):
            runs[-1][1].append(row)
        else:
            runs.append((not across, [row]))
    out: list[tuple[bool, list[Stretch]]] = []
    for beside, run in runs:
        for split, part in _headed(run, gutter) if beside else [(False, run)]:
            good = split and _columns(part, gutter, doubts)
            held = [s for row in part for s in row.stretches]
            if out and not good and not out[-1][0]:
                out[-1][1].extend(held)
            else:
                out.append((good, held))
    return out


def _headed(rows: list[Row], gutter: float) -> list[tuple[bool, list[Row]]]:
    """A run of two columns, parted where a heading on the left has nothing beside it and columns
    on both sides follow."""
    sizes = sorted([row.size for row in rows])
    usual = sizes[len(sizes) // 2]
    right = [row.base for row in rows if row.right > gutter + 1]
    cuts = []
    for n, row in enumerate(rows):
        if row.size < 1.15 * usual or row.right > gutter + 1:
            continue
        above, below = [b for b in right if b > row.base], [b for b in right if b <= row.base]
        if above and below and min(above) - max(below) >= 4.3 * usual:
            cuts.append(n)
    bounds = [0, *cuts, len(rows)]
    return [(True, rows[a:b]) for a, b in pairwise(bounds) if a < b]


def _side(rows: Sequence[Row], gutter: float, right: bool) -> list[Row]:
    """Rows of one side of a gutter."""
    out = []
    for row in rows:
        held = [s for s in row.stretches if (s.right > gutter + 1) == right]
        if held:
            out.append(Row(held, row.base, max(s.size for s in held)))
    return out


def _columns(rows: Sequence[Row], gutter: float, doubts: list[bool]) -> bool:
    """Whether what stands on both sides of a gutter are columns of text, not cells of a table."""
    left, right = _side(rows, gutter, False), _side(rows, gutter, True)
    if not left or not right or len(left) + len(right) < 4:
        return False
    top, low = min(left[0].base, right[0].base), max(left[-1].base, right[-1].base)
    if top - low < 0.2 * min(left[0].base - left[-1].base, right[0].base - right[-1].base):
        return False
    one, two = _text(left), _text(right)
    if one + two > 2:
        return True
    if one < 2 and two < 2:
        return False
    bases = {round(row.base) for row in left}
    level = sum(bool(bases & {round(r.base) - 1, round(r.base), round(r.base) + 1}) for r in right)
    apart = 2 * level < min(len(left), len(right))
    if len(left if one == 2 else right) >= 4 and apart:
        return True
    if min(len(left), len(right)) >= 4 and _mean(left) > LINE < _mean(right):
        doubts.append(True)
    return False


def _mean(rows: Sequence[Row]) -> float:
    return sum(cells(_bare(row)) for row in rows) / len(rows)


def _bare(row: Row) -> str:
    return "".join(g.text for s in row.stretches for g in s.glyphs)


def _text(rows: Sequence[Row], deep: int = 0) -> int:
    """The same of rows that may be of several columns themselves, whose lines are not level."""
    found = _prose(rows)
    if found == 2 or deep == 2 or len(rows) < 8:
        return found
    for gutter in _gutters(rows)[:2]:
        left, right = _side(rows, gutter, False), _side(rows, gutter, True)
        across = any(s.left < gutter - 1 for row in right for s in row.stretches)
        least = min(len(left), len(right))
        if not across and least >= 4 and _text(left, deep + 1) + _text(right, deep + 1) > 2:
            return 2
    return found


def _prose(rows: Sequence[Row]) -> int:
    """Whether rows are lines of running text: 2 surely, 1 as long lines may be, 0 not."""
    texts = [_bare(row) for row in rows]
    whole = "".join(texts)
    letters = sum([c.isalpha() for c in whole])
    least = SHORT if len(rows) > 2 else LINE
    if len(rows) < 2 or cells(whole) < least * len(rows) or 2 * letters < len(whole):
        return 0
    steps = sorted([a.base - b.base for a, b in pairwise(rows)])
    if steps[len(steps) // 2] > LEADING * rows[len(rows) // 2].size:
        return 0
    lefts, rights = sorted([r.left for r in rows]), sorted([r.right for r in rows])
    wide = rights[len(rights) * 9 // 10] - lefts[len(lefts) // 4]  # a label beside does not count
    filled = sorted([(row.right - row.left) / max(wide, 1.0) for row in rows])
    middle = filled[len(filled) // 2]
    if sum([c >= "\u2e80" for c in whole]) * 2 > letters:
        going = sum([f >= 0.88 for f in filled]) >= 0.4 * len(rows)
    else:
        begun = sum([t[:1].islower() for t in texts])
        going = middle >= FILLED and begun >= GOING * len(rows)
        if not begun:
            return 0
    return 2 if going else int(middle >= FULL and cells(whole) >= LINE * len(rows))
