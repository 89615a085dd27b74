"""A grid as analysts have it in; rows by heading, each cell with its place, out.

Notes and titles above the headings are passed over; totals and notes below them are left out, and
named.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from evalkit.model.catalogue import catalogue
from evalkit.model.finding import Finding, found, listed, side_by_side
from evalkit.model.place import Span, letters
from evalkit.reading.grids import (
    HEAD,
    MAX_BYTES,
    Grid,
    clean,
    cleaned,
    columns_told,
    folded,
    grids_of,
    plain,
)
from evalkit.reading.two_headings import with_one_head

__all__ = ["MAX_BYTES", "Table", "TableRow", "clean", "folded", "plain", "read_tables", "table_of"]


class TableRow(NamedTuple):
    """A row: its number in the file, from 1, and its texts by column; columns without text are
    left out. ``typed``: columns whose cell holds a number as such, not a text."""

    number: int
    cells: Mapping[str, str]
    typed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Table:
    """A table with the columns that were asked for. ``columns``: name → its place, from 1;
    ``passed``: headings that nobody asked for; ``headings``: name → as it is written;
    ``left_out``: totals and notes, (row, its first text); ``titles``: rows above the headings;
    ``above``: the row above the headings that holds a part of them."""

    file: str
    sheet: str
    head: int
    columns: Mapping[str, int]
    rows: tuple[TableRow, ...]
    passed: tuple[str, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[int, str] = field(default_factory=dict, repr=False)
    left_out: tuple[tuple[int, str], ...] = ()
    titles: tuple[tuple[int, str], ...] = ()
    encoding: str = ""
    separator: str = ""
    above: int = 0

    def span(self, number: int, column: str = "") -> Span:
        """Where a row stands; in a workbook, the cell of a column."""
        if not self.sheet:
            return Span(self.file, number, 1)
        return Span(self.file, number, self.columns.get(column, 1), self.sheet)


def read_tables(
    content: bytes, file: str, names: Mapping[str, str], keys: Collection[str] = ()
) -> tuple[tuple[Table, ...], tuple[Finding, ...]]:
    """The tables of a file: one of a CSV, one for each sheet that has headings we know.

    Args:
        names: heading as it may be written, folded by :func:`folded` → name of the column.
        keys: columns that say whose a row is; there "total" stands for no case and no region.
    """
    grids, wrong = grids_of(content, file, names)
    held = [table_of(grid, names, keys) for grid in grids]
    tables = tuple(table for table, _ in held if table is not None)
    return tables, (*wrong, *(finding for _, own in held for finding in own))


def table_of(
    grid: Grid, names: Mapping[str, str], keys: Collection[str] = ()
) -> tuple[Table | None, tuple[Finding, ...]]:
    """The rows below the headings, wherever these stand; None where no row names two columns, or
    of a text with one column that one."""
    grid = with_one_head(grid, names, keys)
    best, head = max(
        ((len({names[h] for c in row if (h := folded(c)) in names}), -n) for n, row in
         enumerate(grid.rows[:HEAD])),
        default=(0, 0),
    )  # fmt: skip
    if best < 2 and (grid.sheet or not best):
        shown = listed(columns_told(grid)) or None
        missing = found("table-headings", Span(grid.file, 1, 1, grid.sheet), columns=shown)
        return None, () if grid.sheet else (missing,)  # a guide, a codebook: no table of ours
    top = -head
    columns, passed = _columns(grid.rows[top], names)
    findings = [
        found("table-column-repeated", grid.at(grid.numbers[top], at), column=name)
        for name, at in passed
        if folded(name) in names
    ]
    rows, left_out, long = _rows(grid, top, columns, keys)
    if left_out:
        more = side_by_side((f"{text} ({number})" for number, text in left_out), 6)
        findings.append(
            found("table-rows-left", grid.at(left_out[0][0]), n=len(left_out), rows=more)
        )
    strange = tuple(name for name, _ in passed if folded(name) not in names)
    written = {name: clean(grid.rows[top][at - 1]) for name, at in columns.items()}
    place = (grid.file, grid.sheet, grid.numbers[top])
    table = Table(
        *place,
        columns,
        tuple(rows),
        strange,
        written,
        texts=grid.texts,
        left_out=tuple(left_out),
        titles=tuple(_titles(grid, top)),
        encoding=grid.encoding,
        separator=grid.separator,
        above=grid.above,
    )
    return table, (*findings, *long, *_doubtful(grid, table))


def _titles(grid: Grid, top: int) -> Iterator[tuple[int, str]]:
    """Rows above the headings that say something: what the table is, who rated, in what unit."""
    for number, row in zip(grid.numbers[:top], grid.rows[:top], strict=False):
        filled = [text for cell in row if (text := clean(cell))]
        if filled and number != grid.above:
            yield number, " ".join(filled)[:40]


def _rows(
    grid: Grid, top: int, columns: Mapping[str, int], keys: Collection[str]
) -> tuple[list[TableRow], list[tuple[int, str]], list[Finding]]:
    """The rows below the headings; those that are totals or notes; cells beyond the headings."""
    rows, left_out, long = [], [], []
    wide = len(grid.rows[top])
    called = {at: name for name, at in columns.items()}
    names = [called.get(at, "") for at in range(1, wide + 1)]
    for place, row in enumerate(grid.rows[top + 1 :], start=top + 1):
        number = grid.numbers[place]
        texts = cleaned(row)
        cells = {name: text for name, text in zip(names, texts, strict=False) if text and name}
        filled = [text for text in texts if text]
        if filled and _is_no_row(filled, cells, keys):
            left_out.append((number, filled[0][:40]))
            continue
        if cells:
            typed = {n for n in cells if (number, columns[n]) in grid.typed} if grid.typed else ()
            rows.append(TableRow(number, cells, frozenset(typed)))
        surplus = [text for text in texts[wide:] if text]
        if surplus:
            span, more = grid.at(number, wide + 1), ", ".join(surplus[:3])
            long.append(found("table-row-long", span, cells=more, n=len(row), of=wide))
    return rows, left_out, long


def _is_no_row(filled: Sequence[str], cells: Mapping[str, str], keys: Collection[str]) -> bool:
    """Whether a row is a total, or a note below the table."""
    words = catalogue("reading", "headings")["rows"]
    if len(filled) == 1 and re.match(words["notes"], filled[0], re.I):
        return True
    named = next((cells[key] for key in keys if key in cells), "")
    return bool(named) and folded(named) in words["totals"]


def _doubtful(grid: Grid, table: Table) -> list[Finding]:
    """Cells with an error or a formula without a value, and merged ones."""
    held = {number: name for name, number in table.columns.items()}
    kept = {row.number for row in table.rows} if grid.doubts else set()
    findings = []
    for (row, column), kind in sorted(grid.doubts.items()):
        if row in kept and column in held:
            said = {"column": table.headings[held[column]], "kind": f"@cell-{kind}"}
            findings.append(found("table-cell", table.span(row, held[column]), **said))
    for first, last, column, until in grid.merged:
        cut = [held[c] for c in sorted(held) if column <= c <= until]
        if last > table.head and cut and (last > first or len(cut) > 1):
            cells = f"{letters(column)}{max(first, table.head + 1)}:{letters(until)}{last}"
            said = {"cells": cells, "column": table.headings[cut[0]]}
            findings.append(found("table-merged", table.span(first, cut[0]), **said))
    return findings


def _columns(
    headings: Iterable[str], names: Mapping[str, str]
) -> tuple[dict[str, int], list[tuple[str, int]]]:
    """Columns by name, and (heading, place) of those that are unknown or there already."""
    columns: dict[str, int] = {}
    passed = []
    for at, heading in enumerate(headings, start=1):
        name = names.get(folded(heading))
        if name is not None and name not in columns:
            columns[name] = at
        elif clean(heading):
            passed.append((clean(heading), at))
    return columns, passed
