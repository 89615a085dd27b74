"""Rules of a page in; the tables that they draw out: their rows and columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from evalkit.evidence.page.rows import Stretch
from evalkit.evidence.page.shapes import Box, Rule, Shapes

MAX_RULES = 900  # a page with more is a drawing
NEAR = 3.0  # points within which rules meet
ACROSS = 0.5  # of a table's width that a rule between two rows has


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table. ``levels``: its rules across, from the top; ``uprights``: from the left;
    ``parts``: those with their lengths, of which a cell over two columns has none in it."""

    box: Box
    levels: tuple[float, ...]
    uprights: tuple[float, ...]
    parts: tuple[Rule, ...] = ()

    def parted(self, own: Stretch) -> list[Stretch]:
        """A stretch by the cells in which it stands, however near they are."""
        y, out = own.base + 0.3 * own.size, [[own.glyphs[0]]]
        near = [
            rule.level
            for rule in self.parts
            if own.left < rule.level < own.right and rule.start <= y <= rule.end
        ]
        for before, glyph in pairwise(own.glyphs):
            if any(before.right - 1 <= x <= glyph.left + 1 for x in near):
                out.append([])
            out[-1].append(glyph)
        return [Stretch(part).settle() for part in out] if len(out) > 1 else [own]

    def bands(self, stretches: Sequence[Stretch]) -> list[list[list[Stretch]]]:
        """Rows from the top, the cells of each from the left."""
        out: list[list[list[Stretch]]] = [
            [[] for _ in range(len(self.uprights) + 1)] for _ in range(len(self.levels) + 1)
        ]
        for own in stretches:
            row = sum(own.base + 0.3 * own.size < level for level in self.levels)
            column = sum(min(own.left + 0.5 * own.size, own.right) > x for x in self.uprights)
            out[row][column].append(own)
        return [cells for band in out if (cells := [cell for cell in band if cell])]


def grids_of(shapes: Shapes) -> list[Grid]:
    """Tables of at least two columns and two rows."""
    across, upright = _joined(shapes.across), _joined(shapes.upright)
    if not across or not upright or len(across) + len(upright) > MAX_RULES:
        return []
    groups: list[tuple[list[Rule], list[Rule]]] = []
    for line in across:
        met = [g for g in groups if any(_meet(line, other) for other in g[1])]
        fresh = [u for u in upright if _meet(line, u) and all(u not in g[1] for g in met)]
        merged = (
            [line, *(r for g in met for r in g[0])],
            [*fresh, *(r for g in met for r in g[1])],
        )
        groups = [g for g in groups if g not in met]
        groups.append(merged)
    found = [_grid(*group) for group in groups]
    return [grid for grid in found if grid is not None]


def _meet(across: Rule, upright: Rule) -> bool:
    return (
        across.start - NEAR <= upright.level <= across.end + NEAR
        and upright.start - NEAR <= across.level <= upright.end + NEAR
    )


def _joined(rules: Sequence[Rule]) -> list[Rule]:
    """Rules of one line that touch are one rule."""
    out: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (round(r.level), r.start)):
        last = out[-1] if out else None
        if last and abs(last.level - rule.level) <= 1.5 and rule.start <= last.end + NEAR:
            out[-1] = Rule(last.level, last.start, max(last.end, rule.end))
        else:
            out.append(rule)
    return [rule for rule in out if rule.end - rule.start > 6]


def _grid(across: Sequence[Rule], upright: Sequence[Rule]) -> Grid | None:
    if not upright:
        return None
    left, right = min(r.start for r in across), max(r.end for r in across)
    low, high = min(r.start for r in upright), max(r.end for r in upright)
    levels = _distinct([(r.level, r.end - r.start) for r in across], ACROSS * (right - left))
    uprights = _distinct([(r.level, r.end - r.start) for r in upright], 0.25 * (high - low))
    inner = [x for x in uprights if left + 2 * NEAR < x < right - 2 * NEAR]
    between = [y for y in levels if low + 2 * NEAR < y < high - 2 * NEAR]
    if not inner or not between:
        return None
    box = Box(left, low, right, high)
    return Grid(box, tuple(sorted(between, reverse=True)), tuple(inner), tuple(upright))


def _distinct(found: Sequence[tuple[float, float]], least: float) -> list[float]:
    """Places at which rules lie that are long enough together."""
    out: list[tuple[float, float]] = []
    for level, length in sorted(found):
        if out and level - out[-1][0] <= NEAR:
            out[-1] = (out[-1][0], out[-1][1] + length)
        else:
            out.append((level, length))
    return [level for level, length in out if length >= least]
