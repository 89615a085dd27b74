"""Rows of tables in; a workbook with a sheet a table out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from evalkit.workbook.model import Place, Sheet, Workbook

MOST = 32_767  # characters that a cell holds
_WIDE = {"because", "note", "quote", "what", "title", "summary"}

Row = Mapping[str, str | float]


def book_of(tables: Mapping[str, tuple[Sequence[str], Sequence[Row]]]) -> Workbook:
    """Tables by name → (columns, rows), as a workbook. ValueError where a text is too long for a
    cell."""
    sheets = tuple(_sheet(name, columns, rows) for name, (columns, rows) in tables.items())
    return Workbook("tables", "en", "evalkit", sheets, date(2000, 1, 1))


def _sheet(name: str, columns: Sequence[str], rows: Sequence[Row]) -> Sheet:
    head = tuple(Place(column, "head") for column in columns)
    body = tuple(tuple(_cell(row.get(column, "")) for column in columns) for row in rows)
    widths = tuple(36.0 if column.split("_")[0] in _WIDE else 16.0 for column in columns)
    return Sheet(name, (head, *body), widths, (1, 1), (1, len(body) + 1, len(columns)), wide=True)


def _cell(value: str | float) -> Place:
    if value == "":
        return Place(None)
    if isinstance(value, str):
        if len(value) > MOST:
            raise ValueError(f"a text of {len(value)} characters; a cell holds {MOST}")
        marked = value[:1] == "'" and value[1:2] in ("=", "+", "-", "@", "'")
        return Place(f"'{value}" if marked else value)
    return Place(value if float(f"{value:.15g}") == value else repr(value), "exact")
