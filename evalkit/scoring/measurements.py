"""A case and the table of measures in; what was measured of its region, year by year, and where the
two differ, out. Loads no arrays, so that checking files needs none."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

from evalkit.model.case import Case, CaseFile
from evalkit.model.fields import Translations, both
from evalkit.model.finding import Finding, found
from evalkit.model.measures import Entry, MeasureTable
from evalkit.model.rubric import Rubric
from evalkit.scoring.tolerances import TOLERANCE


def series(file: CaseFile, measure: str, table: MeasureTable | None) -> tuple[Entry, ...]:
    """All values of a measure for a case, oldest first; of one year, the case's own."""
    entries = {entry.year: entry for entry in _of_region(file.case, measure, table)}
    for n, m in enumerate(file.case.measurements_of(measure)):
        line = file.span(f"measures/{measure}/{n}").line
        own = Entry(measure, m.value, m.unit, m.year, m.source or "", file.file, line)
        entries[m.year] = own
    return tuple(entry for _, entry in sorted(entries.items()))


def _of_region(case: Case, measure: str, table: MeasureTable | None) -> tuple[Entry, ...]:
    name = case.region.name
    names = [name.zh, name.en] if isinstance(name, Translations) else [name]
    for key in (case.region.code, *names):
        if table and key and (entries := table.entries.get((key, measure))):
            return entries
    return ()


def latest(entries: tuple[Entry, ...], year: int) -> Entry | None:
    """The latest entry not after ``year``."""
    known = [entry for entry in entries if entry.year <= year]
    return known[-1] if known else None


def differences(file: CaseFile, rubric: Rubric, table: MeasureTable | None) -> Iterator[Finding]:
    """Where the case and the table state different values of one year, and table rows in another
    unit."""
    for criterion, rule in rubric.measured.values():
        say = partial(found, case=file.case.case, measure=criterion.id)
        others = {entry.year: entry for entry in _of_region(file.case, criterion.id, table)}
        for n, own in enumerate(file.case.measurements_of(criterion.id)):
            other = others.get(own.year)
            if other is not None and not math.isclose(other.value, own.value, rel_tol=TOLERANCE):
                yield say(
                    "measure-differs",
                    file.span(f"measures/{criterion.id}/{n}"),
                    table=f"{other.file}:{other.line}",
                    year=own.year,
                    value=f"{own.value:g}",
                    other=f"{other.value:g}",
                )
        for entry in others.values():
            if not rule.takes(entry.unit):
                yield say("measure-unit", entry.span, given=entry.unit, wanted=both(rule.unit))
