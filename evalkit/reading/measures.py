"""A table of measures in; its entries, and what cannot be read, out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from evalkit.model.finding import Finding, found
from evalkit.model.measures import Entry, MeasureTable
from evalkit.reading.tables import folded, read_tables

# and source_zh, where a source has a Chinese name
COLUMNS = ("region", "measure", "value", "unit", "year", "source")


def read_measures(content: bytes, file: str) -> tuple[MeasureTable, tuple[Finding, ...]]:
    """The table of measures in a file's bytes; rows that cannot be read are left out and found."""
    names = {folded(name): name for name in (*COLUMNS, "source_zh")}
    tables, wrong = read_tables(content, file, names)
    if not tables:
        return MeasureTable(file, {}), tuple(_empty(finding) for finding in wrong)
    table = tables[0]
    findings = [f for f in wrong if f.code != "table-column-repeated"]
    lacking = [name for name in COLUMNS if name not in table.columns]
    if lacking:
        head, asked = table.span(table.head), ", ".join(COLUMNS)
        missing = [found("table-columns", head, column=n, columns=asked) for n in lacking]
        return MeasureTable(file, {}, table.texts), (*findings, *missing)
    first: dict[tuple[str, str, int], int] = {}
    entries: dict[tuple[str, str], list[Entry]] = {}
    for row in table.rows:
        span, cells = table.span(row.number), row.cells
        if bad := next(_wrong_cells(cells), None):
            column, value, wanted = bad
            findings.append(found("table-value", span, column=column, value=value, wanted=wanted))
            continue
        key = (cells["region"], cells["measure"], int(cells["year"]))
        before = first.setdefault(key, row.number)
        if before != row.number:
            said = {"region": key[0], "measure": key[1]}
            findings.append(found("table-repeated", span, year=key[2], first=before, **said))
            continue
        own = (cells.get("source", ""), file, row.number, cells.get("source_zh", ""))
        entry = Entry(key[1], float(cells["value"]), cells["unit"], key[2], *own)
        entries.setdefault(key[:2], []).append(entry)
    found_entries = {key: tuple(items) for key, items in entries.items()}
    return MeasureTable(file, found_entries, table.texts), tuple(findings)


def _empty(finding: Finding) -> Finding:
    """An empty table with the columns that it needs."""
    if finding.code != "table-empty":
        return finding
    return found("table-empty", finding.span, columns=",".join(COLUMNS))


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
