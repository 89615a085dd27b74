"""Measurements that cannot be looked up, cannot be right, or are older than the plan."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from evalkit.audit.subject import Inspected
from evalkit.model.case import CaseFile
from evalkit.model.fields import both
from evalkit.model.finding import Finding, found


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """measure-without-source, measure-implausible, measure-old (one a case)."""
    used = [(m, m.used) for m in inspected.measured.get(file.case.case, ()) if m.used is not None]
    for item, entry in used:
        _, rule = inspected.evaluation.rubric.measured[item.ref]
        say = partial(found, ref=item.ref, measure=item.criterion)
        if not entry.source:
            yield say("measure-without-source", entry.span, year=entry.year)
        if rule.plausible is not None and not rule.plausible[0] <= entry.value <= rule.plausible[1]:
            low, high = rule.plausible
            yield say(
                "measure-implausible",
                entry.span,
                value=f"{entry.value:g}",
                unit=both(rule.unit),
                low=f"{low:g}",
                high=f"{high:g}",
            )
    begins = _begins(file) or 0
    old = sorted(entry.year for _, entry in used if entry.year < begins)
    if old:
        years = f"{old[0]}" if old[0] == old[-1] else f"{old[0]}–{old[-1]}"
        yield found("measure-old", file.span("case"), n=len(old), years=years, plan=begins)


def _begins(file: CaseFile) -> int | None:
    """First year of the plan; the year it was adopted where no period is stated."""
    plan = file.case.plan
    if plan is None:
        return None
    return plan.period[0] if plan.period else plan.adopted.year if plan.adopted else None
