"""Rows in, a CSV file out that Excel opens as it is: UTF-8 with its mark, no cell a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from evalkit.datasets.model import Dataset, Value

Row = Mapping[str, str | float]


def render(rows: Sequence[Row], columns: Mapping[str, str]) -> bytes:
    """The bytes of a table. ``columns``: name of a cell → its heading, in order."""
    return lines([*columns.values()], ([row.get(name, "") for name in columns] for row in rows))


def table(data: Dataset) -> bytes:
    """A table of data, under the names of its columns."""
    return lines(data.names, data.rows)


def lines(head: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """One row of headings, and the rows below it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_safe(name) for name in head])
    writer.writerows([_safe(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _safe(value: Value) -> str:
    """A cell's text: numbers in full; yes and no as 1 and 0; a text that a spreadsheet would take
    for a formula after an apostrophe."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(int(value))
    if isinstance(value, (int, float)):
        short = f"{value:.15g}"
        return short if float(short) == value else repr(float(value))
    if isinstance(value, date):
        return value.isoformat()
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
