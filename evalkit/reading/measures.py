"""A table of measures in; its entries, and what cannot be read, out."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping

from evalkit.model.finding import Finding, found
from evalkit.model.measures import Entry, MeasureTable
from evalkit.reading.tables import folded, plain, read_tables

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
        if plain(cells.get("value", "")).casefold() in _NOTHING:
            continue
        if bad := next(_wrong_cells(cells), None):
            column, value, wanted = bad
            said = {"column": column, "value": value, "wanted": wanted, **_two_ways(value)}
            findings.append(found("table-value", span, **said))
            continue
        key = (cells["region"], cells["measure"], year_of(cells["year"]) or 0)
        before = first.setdefault(key, row.number)
        if before != row.number:
            named = {"region": key[0], "measure": key[1]}
            findings.append(found("table-repeated", span, year=key[2], first=before, **named))
            continue
        own = (cells.get("source", ""), file, row.number, cells.get("source_zh", ""))
        entry = Entry(key[1], amount(cells["value"]) or 0.0, cells["unit"], key[2], *own)
        entries.setdefault(key[:2], []).append(entry)
    found_entries = {key: tuple(items) for key, items in entries.items()}
    return MeasureTable(file, found_entries, table.texts), tuple(findings)


def _empty(finding: Finding) -> Finding:
    """An empty table with the columns that it needs."""
    if finding.code != "table-empty":
        return finding
    return found("table-empty", finding.span, columns=",".join(COLUMNS))


_NOTHING = frozenset({"", "-", "–", "—", "…", "...", "..", "/", "n/a", "na", "n.a.", "缺", "无"})


def amount(written: str) -> float | None:
    """A number as tables have it: 1.5, 1,5, 1,234.5, １．５, 1.5%; None where it is none, or could
    be two."""
    own = plain(written).replace("−", "-").removesuffix("%").strip()
    if re.fullmatch(
        r"[-+]?\d{1,3}(,\d{3})+\.\d+|[-+]?\d{1,3}(,\d{3}){2,}|[-+]?\d{1,3}( \d{3})+", own
    ):
        own = re.sub("[, ]", "", own)
    elif re.fullmatch(r"[-+]?\d*,(\d{1,2}|\d{4,})|[-+]?(0|\d{4,}),\d+", own):
        own = own.replace(",", ".")
    try:
        value = float(own) if not re.search("[a-z_]{2}", own, re.I) else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def year_of(written: str) -> int | None:
    """A year: 2022, 2022.0, 2022年; None where it is none."""
    own = re.fullmatch(r"(\d{4})(?:\.0+)?年?", plain(written))
    return int(own[1]) if own is not None else None


def _wrong_cells(cells: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for column in ("region", "measure", "unit"):
        if not cells.get(column):
            yield column, "", "@text"
    if amount(cells.get("value", "")) is None:
        yield "value", cells.get("value", ""), "@number"
    if year_of(cells.get("year", "")) is None:
        yield "year", cells.get("year", ""), "@year"


def _two_ways(value: str) -> dict[str, str]:
    """The two numbers that 1,234 may be."""
    own = re.fullmatch(r"([-+]?[1-9]\d{0,2}),(\d{3})", plain(value))
    return {} if own is None else {"one": f"{own[1]}.{own[2]}", "two": own[1] + own[2]}
