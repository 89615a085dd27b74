"""Tables in, a workbook out with a sheet a table: of data as they are, or of a report as
printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from evalkit.datasets.model import Dataset, Field, Value
from evalkit.model.place import width
from evalkit.report.model import Cell, Column, Row, Runs, Table, cell, plain
from evalkit.report.numbers import Figure, round_half_up
from evalkit.workbook.model import Place, Sheet, Workbook, tab_names

WIDEST, NARROWEST = 60, 8  # characters of a column
LOOKED_AT = 200  # rows that a column's width is taken from


def data_book(tables: Sequence[Dataset], title: str, lang: str, made: date) -> Workbook:
    """A sheet a table of data, under the names of its columns."""
    tabs = tab_names({table.name: table.name for table in tables})
    sheets = tuple(_data_sheet(tabs[table.name], table) for table in tables)
    return Workbook("tables", lang, title, sheets, made)


def _data_sheet(name: str, table: Dataset) -> Sheet:
    head = tuple(
        Place(own.name, "head-number" if own.type in ("number", "integer") else "head")
        for own in table.fields
    )
    return _sheet(name, head, [tuple(map(_place, row)) for row in table.rows])


def _place(value: Value) -> Place:
    if value is None:
        return Place(None)
    if isinstance(value, (bool, int, float)):
        return Place(int(value) if isinstance(value, bool) else value, "exact")
    return Place(value.isoformat() if isinstance(value, date) else value)


def printed_book(tables: Sequence[Table], title: str, lang: str, made: date) -> Workbook:
    """A sheet a table of a report, as it is printed; its figures stay numbers."""
    tabs = tab_names({str(n): table.caption or title for n, table in enumerate(tables)})
    sheets = tuple(_printed_sheet(tabs[str(n)], table) for n, table in enumerate(tables))
    return Workbook("tables", lang, title, sheets, made)


def _printed_sheet(name: str, table: Table) -> Sheet:
    head = tuple(Place(c.title, "head-number" if c.numeric else "head") for c in table.columns)
    rows = [
        tuple(
            Place(value, "group" if row.group else look, row.depth if n == 0 else 0)
            for n, (value, look) in enumerate(map(printed, row.cells))
        )
        for row in table.rows
    ]
    return _sheet(name, head, rows)


def printed(cell: Cell) -> tuple[str | float | None, str]:
    """A cell as it is printed, and how it looks: a figure that stands alone as a number."""
    alone = cell.runs[0] if len(cell.runs) == 1 else None
    if not isinstance(alone, Figure) or alone.shown is None:
        text = plain(cell.runs)
        return (int(text), "exact") if text.isascii() and text.isdigit() else (text or None, "wrap")
    shown = float(round_half_up(alone.shown, alone.decimals))
    if alone.unit == "%":
        return shown / 100, "share" if alone.decimals else "percent"
    if alone.unit:
        return alone.text(), "wrap"
    return shown, {0: "plain", 1: "one", 2: "two"}.get(alone.decimals, "exact")


def as_text(runs: Runs) -> str | float:
    """What stands in a CSV cell: a figure that stands alone as the number printed."""
    alone = runs[0] if len(runs) == 1 else None
    if not isinstance(alone, Figure) or alone.shown is None or alone.unit:
        return plain(runs)
    return float(round_half_up(alone.shown, alone.decimals))


def under_titles(table: Dataset, lang: str) -> Table:
    """A table of data under the titles of its columns; of texts in two languages the reader's."""
    n, other = (0, "_en") if lang == "zh" else (1, "_zh")
    kept = [k for k, own in enumerate(table.fields) if not own.name.endswith(other)]
    fields = [table.fields[k] for k in kept]
    columns = tuple(Column(_title(f, n), f.type in ("number", "integer")) for f in fields)
    rows = tuple(Row(tuple(_shown(row[k]) for k in kept)) for row in table.rows)
    return Table(table.title[n], columns, rows)


def _title(own: Field, n: int) -> str:
    """A column's title, without the language where only one is left."""
    title = own.title[n]
    return re.split(r" ?[(（]", title)[0] if own.name.endswith(("_zh", "_en")) else title


def _shown(value: Value) -> Cell:
    if value is None or isinstance(value, str):
        return cell(value or "")
    if isinstance(value, date):
        return cell(value.isoformat())
    return cell(Figure(float(value), 0 if float(value).is_integer() else 4))


def _sheet(name: str, head: tuple[Place, ...], rows: list[tuple[Place, ...]]) -> Sheet:
    widths: list[float] = []
    for n, own in enumerate(head):
        texts = [str(row[n].value) for row in rows[:LOOKED_AT] if row[n].value is not None]
        cells = max(map(width, texts), default=0)
        widths.append(float(min(max(cells, width(str(own.value)), NARROWEST) + 4, WIDEST)))
    filtered = (1, len(rows) + 1, len(head)) if rows else None
    return Sheet(name, (head, *rows), tuple(widths), (1, 1), filtered, wide=True)
