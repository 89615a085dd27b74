"""Rows in, a CSV file out that Excel opens as it is: UTF-8 with its mark, no cell a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from evalkit.datasets.model import Dataset, Value

Row = Mapping[str, str | float]


def short(value: float) -> str:
    """A number in full, without a decimal point where it needs none."""
    held = f"{value:.15g}"
    return held if float(held) == value else repr(value)


def render(rows: Sequence[Row], columns: Mapping[str, str]) -> bytes:
    """The bytes of a table. ``columns``: name of a cell → its heading, in order."""
    return lines([*columns.values()], ([row.get(name, "") for name in columns] for row in rows))


def table(data: Dataset) -> bytes:
    """A table of data, under the names of its columns; every number as Python writes it."""
    return lines(data.names, data.rows, repr)


def lines(
    head: Sequence[str], rows: Iterable[Sequence[Value]], number: Callable[[float], str] = short
) -> bytes:
    """One row of headings, and the rows below it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([_safe(name, number) for name in head])
    writer.writerows([_safe(value, number) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _safe(value: Value, number: Callable[[float], str]) -> str:
    """A cell's text: yes and no as 1 and 0; a text that a spreadsheet would take for a formula
    after an apostrophe."""
    if value is None or isinstance(value, bool):
        return "" if value is None else str(int(value))
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return number(float(value) + 0.0)
    if isinstance(value, date):
        return value.isoformat()
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
