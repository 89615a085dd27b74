"""Measured values in, one value a case and measure out: the latest year not after ``as_of``.

Values come from the case, or from one tidy table beside the cases (region, measure, value, unit, year, source).
The case's own value of a year wins over the table's, and a difference is a note.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evalkit.model.case import Case, Measurement
from evalkit.model.files import CaseFile
from evalkit.model.finding import Finding, Value, found
from evalkit.model.rubric import Rubric, Translations, both
from evalkit.reading.yaml import Span

COLUMNS = ("region", "measure", "value", "unit", "year", "source")  # and source_zh, where a source has a Chinese name


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of one measure and where it is written."""

    measure: str
    value: float
    unit: str
    year: int
    source: str
    file: str
    line: int
    source_zh: str = ""

    def said(self, lang: str) -> str:
        """The source in a language; as it is written where it is written once."""
        return self.source_zh if lang == "zh" and self.source_zh else self.source


@dataclass(frozen=True, slots=True)
class MeasureTable:
    """A tidy table: entries by (region, measure)."""

    file: str
    entries: Mapping[tuple[str, str], tuple[Entry, ...]]


def read_measures(text: str, file: str) -> tuple[MeasureTable, tuple[Finding, ...]]:
    """The table of a CSV text; rows that cannot be read are left out and found."""
    rows = csv.reader(io.StringIO(text))
    header = [name.strip() for name in next(rows, [])]
    lacking = [name for name in COLUMNS if name not in header]
    if lacking:
        return MeasureTable(file, {}), tuple(found("table-columns", Span(file, 1, 1), column=name) for name in lacking)
    findings: list[Finding] = []
    first: dict[tuple[str, str, int], int] = {}
    entries: dict[tuple[str, str], list[Entry]] = {}
    for row in rows:
        line = rows.line_num
        if not any(cell.strip() for cell in row):
            continue
        cells = dict(zip(header, (cell.strip() for cell in row), strict=False))
        wrong = list(_wrong_cells(cells))
        if wrong:
            column, value, wanted = wrong[0]
            findings.append(found("table-value", Span(file, line, 1), column=column, value=value, wanted=wanted))
            continue
        key = (cells["region"], cells["measure"], int(cells["year"]))
        if key in first:
            values: dict[str, Value] = {"region": key[0], "measure": key[1], "year": key[2], "first": first[key]}
            findings.append(found("table-repeated", Span(file, line, 1), **values))
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
    return MeasureTable(file, {key: tuple(items) for key, items in entries.items()}), tuple(findings)


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


def series(file: CaseFile, measure: str, table: MeasureTable | None) -> tuple[Entry, ...]:
    """All values of a measure for a case, oldest first; of one year, the case's own."""
    own = {
        m.year: Entry(measure, m.value, m.unit, m.year, m.source or "", file.file, _line(file, measure, n))
        for n, m in enumerate(file.case.measurements_of(measure))
    }
    others = {entry.year: entry for entry in _of_region(file.case, measure, table)}
    return tuple(entry for _, entry in sorted({**others, **own}.items()))


def _line(file: CaseFile, measure: str, n: int) -> int:
    return file.span(f"measures/{measure}/{n}").line


def _of_region(case: Case, measure: str, table: MeasureTable | None) -> tuple[Entry, ...]:
    if table is None:
        return ()
    name = case.region.name
    names = [name.zh, name.en] if isinstance(name, Translations) else [name]
    for key in (case.region.code, *names):
        if key and (entries := table.entries.get((key, measure))):
            return entries
    return ()


def latest(entries: tuple[Entry, ...], year: int) -> Entry | None:
    """The latest entry not after ``year``."""
    known = [entry for entry in entries if entry.year <= year]
    return known[-1] if known else None


def differences(file: CaseFile, rubric: Rubric, table: MeasureTable | None) -> Iterator[Finding]:
    """Where the case and the table state different values of one year, and table rows in another unit."""
    for _, criterion in rubric.criteria():
        if criterion.measure is None:
            continue
        others = {entry.year: entry for entry in _of_region(file.case, criterion.id, table)}
        for n, own in enumerate(file.case.measurements_of(criterion.id)):
            other = others.get(own.year)
            if other is not None and not math.isclose(other.value, own.value, rel_tol=1e-9):
                yield _difference(file, criterion.id, n, own, other)
        for entry in others.values():
            if not criterion.measure.takes(entry.unit):
                values: dict[str, Value] = {"given": entry.unit, "wanted": both(criterion.measure.unit)}
                span = Span(entry.file, entry.line, 1)
                yield found("measure-unit", span, case=file.case.case, measure=criterion.id, **values)


def _difference(file: CaseFile, measure: str, n: int, own: Measurement, other: Entry) -> Finding:
    values: dict[str, Value] = {"year": own.year, "value": f"{own.value:g}", "other": f"{other.value:g}"}
    span = file.span(f"measures/{measure}/{n}")
    table = f"{other.file}:{other.line}"
    return found("measure-differs", span, case=file.case.case, measure=measure, table=table, **values)
