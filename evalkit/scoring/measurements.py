"""A case and the table of measures in; what was measured of its region, year by year, and where the
two differ, out. Loads no arrays, so that checking files needs none."""

from __future__ import annotations

import math
from collections.abc import Iterator

from evalkit.model.case import Case, CaseFile, Measurement
from evalkit.model.fields import Translations, both
from evalkit.model.finding import Finding, Value, found
from evalkit.model.measures import Entry, MeasureTable
from evalkit.model.place import Span
from evalkit.model.rubric import Rubric
from evalkit.scoring.tolerances import TOLERANCE


def series(file: CaseFile, measure: str, table: MeasureTable | None) -> tuple[Entry, ...]:
    """All values of a measure for a case, oldest first; of one year, the case's own."""
    own = {
        m.year: Entry(
            measure, m.value, m.unit, m.year, m.source or "", file.file, _line(file, measure, n)
        )
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
    """Where the case and the table state different values of one year, and table rows in another
    unit."""
    for _, criterion in rubric.criteria():
        if criterion.measure is None:
            continue
        others = {entry.year: entry for entry in _of_region(file.case, criterion.id, table)}
        for n, own in enumerate(file.case.measurements_of(criterion.id)):
            other = others.get(own.year)
            if other is not None and not math.isclose(other.value, own.value, rel_tol=TOLERANCE):
                yield _difference(file, criterion.id, n, own, other)
        for entry in others.values():
            if not criterion.measure.takes(entry.unit):
                values: dict[str, Value] = {
                    "given": entry.unit,
                    "wanted": both(criterion.measure.unit),
                }
                span = Span(entry.file, entry.line, 1)
                yield found(
                    "measure-unit", span, case=file.case.case, measure=criterion.id, **values
                )


def _difference(file: CaseFile, measure: str, n: int, own: Measurement, other: Entry) -> Finding:
    values: dict[str, Value] = {
        "year": own.year,
        "value": f"{own.value:g}",
        "other": f"{other.value:g}",
    }
    span = file.span(f"measures/{measure}/{n}")
    table = f"{other.file}:{other.line}"
    return found(
        "measure-differs", span, case=file.case.case, measure=measure, table=table, **values
    )
