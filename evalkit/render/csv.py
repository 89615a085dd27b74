"""Rows in, a CSV file out that Excel opens as it is: UTF-8 with its mark, no cell a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

Row = Mapping[str, str | float]


def render(rows: Sequence[Row], columns: Mapping[str, str]) -> bytes:
    """The bytes of a table. ``columns``: name of a cell → its heading, in order."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns.values())
    for row in rows:
        writer.writerow([_safe(row.get(name, "")) for name in columns])
    return out.getvalue().encode("utf-8-sig")


def _safe(value: str | float) -> str:
    """A cell's text: numbers in full; a text that a spreadsheet would take for a formula after an
    apostrophe."""
    if isinstance(value, (int, float)):
        return f"{value:.15g}"
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
