"""A table as text, changed row by row: a row that nobody touches keeps its bytes.

A new one is as Excel opens it: UTF-8 with its mark, no cell a formula, and no number cut short.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Mapping, Sequence

from evalkit.reading.grids import Grid

Cell = str | float
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def new_table(columns: Mapping[str, str], rows: Sequence[Mapping[str, Cell]]) -> bytes:
    """A table of rows. ``columns``: name of a cell → its heading, in order."""
    held = [[written(row.get(name, "")) for name in columns] for row in rows]
    return codecs.BOM_UTF8 + "".join(_line(r, ",") for r in [[*columns.values()], *held]).encode()


def written(value: Cell) -> str:
    """A cell as text that reads back as it is: numbers in full; after an apostrophe what a
    spreadsheet would take for a formula, and what an apostrophe begins that would be taken off."""
    if not isinstance(value, str):
        short = f"{value:.15g}"
        return short if float(short) == value else repr(value)
    marked = value[:1] == "'" and value[1:2] in ("=", "+", "-", "@", "'")
    return f"'{value}" if marked or value[:1] in _FORMULA else value


def changed(
    content: bytes,
    grid: Grid,
    replaced: Mapping[int, Sequence[Cell]],
    more: Sequence[Sequence[Cell]],
) -> bytes:
    """A table with rows in the place of others, and rows more below.

    Args:
        grid: as it was read; replaced: number of a row in the file → its cells.
    """
    text = content.decode(grid.encoding)
    newline = "\r\n" if "\r\n" in text else "\r" if "\r" in text and "\n" not in text else "\n"
    lines = text.splitlines(keepends=True)
    starts = [*grid.numbers, len(lines) + 1]
    ends = dict(zip(grid.numbers, starts[1:], strict=True))
    for number in sorted(replaced, reverse=True):
        row = _line(list(map(written, replaced[number])), grid.separator, newline)
        lines[number - 1 : ends[number] - 1] = [row]
    if more and lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += newline
    lines += [_line(list(map(written, row)), grid.separator, newline) for row in more]
    return "".join(lines).encode(grid.encoding)


def _line(cells: Sequence[str], separator: str, newline: str = "\r\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=newline).writerow(cells)
    return out.getvalue()
