"""A case and the table of measures in; what was measured of its region, year by year, and where the
two differ, out. Loads no arrays, so that checking files needs none."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from evalkit.model.case import Case, CaseFile
from evalkit.model.fields import Translations, both
from evalkit.model.finding import Finding, found
from evalkit.model.measures import Entry, MeasureTable, Series
from evalkit.model.rubric import Rubric
from evalkit.scoring.tolerances import TOLERANCE


def series(file: CaseFile, measure: str, table: MeasureTable | None) -> tuple[Entry, ...]:
    """All values of a measure for a case, oldest first; of one year, the case's own."""
    entries = {entry.year: entry for entry in _of_region(file.case, measure, table)}
    for n, m in enumerate(file.case.measurements_of(measure)):
        span = file.span(f"measures/{measure}/{n}")
        own = Entry(measure, m.value, m.unit, m.year, m.source or "", span.file, span.line)
        entries[m.year] = own
    return tuple(entry for _, entry in sorted(entries.items()))


def keys_of(case: Case) -> tuple[str, ...]:
    """What tables may call the region of a case: its code, else its names."""
    name = case.region.name
    names = [name.zh, name.en] if isinstance(name, Translations) else [name]
    return tuple(key for key in (case.region.code, *names) if key)


def _of_region(case: Case, measure: str, table: MeasureTable | None) -> tuple[Entry, ...]:
    code = case.region.code
    if table and code and (entries := table.entries.get((code, measure))):
        return entries  # as most tables call it
    for key in keys_of(case):
        if table and (entries := table.entries.get((key, measure))):
            return entries
    return ()


def others(
    files: Sequence[CaseFile], rubric: Rubric, table: MeasureTable | None
) -> tuple[Series, ...]:
    """What is measured of regions that no case is of, by region and measure; only what the rubric
    measures, in its unit."""
    own = {key for file in files for key in keys_of(file.case)}
    rules = {criterion.id: rule for criterion, rule in rubric.measured.values()}
    out = []
    for (region, measure), entries in sorted(table.entries.items() if table else ()):
        if region not in own and (rule := rules.get(measure)) is not None:
            kept = [entry for entry in entries if rule.takes(entry.unit)]
            kept.sort(key=lambda entry: entry.year)
            out += [Series(region, measure, tuple(kept))] if kept else []
    return tuple(out)


def other_units(
    files: Sequence[CaseFile], rubric: Rubric, table: MeasureTable | None
) -> Iterator[Finding]:
    """Rows of regions that no case is of, in another unit than the rubric's."""
    own = {key for file in files for key in keys_of(file.case)}
    rules = rubric.quantities
    for (region, measure), entries in table.entries.items() if table else ():
        if region not in own and (rule := rules.get(measure)) is not None:
            for entry in entries:
                if not rule.takes(entry.unit):
                    given, wanted = entry.unit, both(rule.unit)
                    yield found(
                        "measure-unit", entry.span, measure=measure, given=given, wanted=wanted
                    )


def latest(entries: tuple[Entry, ...], year: int) -> Entry | None:
    """The latest entry not after ``year``."""
    known = [entry for entry in entries if entry.year <= year]
    return known[-1] if known else None


def differences(file: CaseFile, rubric: Rubric, table: MeasureTable | None) -> Iterator[Finding]:
    """Where the case and the table state different values of one year, and table rows in another
    unit."""
    for id, rule in rubric.quantities.items():
        say = partial(found, case=file.case.case, measure=id)
        others = {entry.year: entry for entry in _of_region(file.case, id, table)}
        for n, own in enumerate(file.case.measurements_of(id)):
            other = others.get(own.year)
            if other is not None and not math.isclose(other.value, own.value, rel_tol=TOLERANCE):
                yield say(
                    "measure-differs",
                    file.span(f"measures/{id}/{n}"),
                    table=f"{other.file}:{other.line}",
                    year=own.year,
                    value=f"{own.value:g}",
                    other=f"{other.value:g}",
                )
        for entry in others.values():
            if not rule.takes(entry.unit):
                yield say("measure-unit", entry.span, given=entry.unit, wanted=both(rule.unit))


def later(
    files: Sequence[CaseFile],
    rubric: Rubric,
    table: MeasureTable | None,
    as_of: date,
    every: bool = False,
) -> Iterator[Finding]:
    """Values of years to come, which do not count; and plans and documents of days to come.

    Args:
        every: also values of measures that earlier years have a value of.
    """
    day = as_of.isoformat()
    for file in files:
        say = partial(found, case=file.case.case, as_of=day)
        plan = file.case.plan
        if plan is not None and plan.adopted is not None and plan.adopted > as_of:
            adopted = plan.adopted.isoformat()
            yield say("day-future", file.span("plan/adopted"), key="plan.adopted", day=adopted)
        for n, document in enumerate(file.case.documents):
            same = plan is not None and plan.adopted == document.date
            if document.date is not None and document.date > as_of and not same:
                key, dated = f"documents.{document.id}.date", document.date.isoformat()
                yield say("day-future", file.span(f"documents/{n}/date"), key=key, day=dated)
        for criterion, _ in rubric.measured.values():
            entries = series(file, criterion.id, table)
            if not every and latest(entries, as_of.year) is not None:
                continue
            for entry in entries:
                if entry.year > as_of.year:
                    said = {"measure": criterion.id, "year": str(entry.year)}
                    yield say("measure-later", entry.span, ref=criterion.id, **said)
