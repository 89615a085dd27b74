"""A grid whose headings stand in two rows in (groups above, or titles below); with one row of
headings, out."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from evalkit.reading.grids import HEAD, Grid, clean, folded

_FIGURE = re.compile(r"[-+]?[\d.,]+%?")
Row = Sequence[str]


def with_one_head(grid: Grid, names: Mapping[str, str], keys: Collection[str]) -> Grid:
    """The grid with two rows of headings made one; as it is where one row says it all.

    Args:
        names: heading as it may be written, folded → name of the column.
        keys: columns that say whose a row is: below their heading the second row is empty.
    """
    for n in range(min(HEAD, len(grid.rows)) - 1):
        above, below = grid.rows[n], grid.rows[n + 1]
        if (head := _joined(above, below, names, keys)) is not None:
            rows = (*grid.rows[:n], head, *grid.rows[n + 2 :])
            numbers = (*grid.numbers[:n], *grid.numbers[n + 1 :])
            return replace(grid, rows=rows, numbers=numbers, above=grid.numbers[n])
    return grid


def _joined(
    above: Row, below: Row, names: Mapping[str, str], keys: Collection[str]
) -> tuple[str, ...] | None:
    """Both rows as one; None where they are not two rows of headings."""
    wide = max(len(above), len(below))
    first, second = (
        [clean(cell) for cell in (*row, *[""] * (wide - len(row)))] for row in (above, below)
    )
    known = [
        [names.get(folded(text), "") if text else "" for text in row] for row in (first, second)
    ]
    whose = [at for at, name in enumerate(known[0]) if name in keys]
    if not whose or any(second[at] for at in whose) or not any(second):
        return None
    if any(_FIGURE.fullmatch(text) for text in second if text):
        return None  # a row of figures whose first cell was left empty
    told = [text for text in second if text]
    if all(known[1][at] for at, text in enumerate(second) if text):
        both = [at for at in range(wide) if known[0][at] and known[1][at]]
        if all(known[0][at] == known[1][at] for at in both) and (both or len(told) > 1):
            return tuple(
                a if known[0][at] else b or a
                for at, (a, b) in enumerate(zip(first, second, strict=True))
            )
    return None
