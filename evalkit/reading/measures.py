"""A table of measures as text in; its entries, and what cannot be read, out."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping

from evalkit.model.finding import Finding, found
from evalkit.model.measures import Entry, MeasureTable
from evalkit.model.place import Span

# and source_zh, where a source has a Chinese name
COLUMNS = ("region", "measure", "value", "unit", "year", "source")


def read_measures(text: str, file: str) -> tuple[MeasureTable, tuple[Finding, ...]]:
    """The table of a CSV text; rows that cannot be read are left out and found."""
    rows = csv.reader(io.StringIO(text))
    header = [name.strip() for name in next(rows, [])]
    lacking = [name for name in COLUMNS if name not in header]
    if lacking:
        return MeasureTable(file, {}), tuple(
            found("table-columns", Span(file, 1, 1), column=name) for name in lacking
        )
    findings: list[Finding] = []
    first: dict[tuple[str, str, int], int] = {}
    entries: dict[tuple[str, str], list[Entry]] = {}
    for row in rows:
        line = rows.line_num
        if not any(cell.strip() for cell in row):
            continue
        cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
        span = Span(file, line, 1)
        if wrong := next(_wrong_cells(cells), None):
            column, value, wanted = wrong
            findings.append(found("table-value", span, column=column, value=value, wanted=wanted))
            continue
        key = (cells["region"], cells["measure"], int(cells["year"]))
        if key in first:
            findings.append(
                found(
                    "table-repeated",
                    span,
                    region=key[0],
                    measure=key[1],
                    year=key[2],
                    first=first[key],
                )
            )
            continue
        first[key] = line
        entry = Entry(
            key[1],
            float(cells["value"]),
            cells["unit"],
            key[2],
            cells.get("source", ""),
            file,
            line,
            cells.get("source_zh", ""),
        )
        entries.setdefault(key[:2], []).append(entry)
    table = MeasureTable(file, {key: tuple(items) for key, items in entries.items()})
    return table, tuple(findings)


def _wrong_cells(cells: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for column in ("region", "measure", "unit"):
        if not cells.get(column):
            yield column, "", "@text"
    try:
        if not math.isfinite(float(cells.get("value", ""))):
            raise ValueError
    except ValueError:
        yield "value", cells.get("value", ""), "@number"
    year = cells.get("year", "")
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        yield "year", year, "@year"
