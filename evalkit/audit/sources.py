"""Measurements that cannot be looked up, cannot be right, or are older than the plan."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.audit.subject import Inspected
from evalkit.model.case import CaseFile
from evalkit.model.fields import both
from evalkit.model.finding import Finding, Value, found
from evalkit.model.place import Span


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """measure-without-source, measure-implausible, measure-old (one a case)."""
    case = file.case.case
    used = [m for m in inspected.measured.get(case, ()) if m.used is not None]
    for item in used:
        rule, entry = inspected.criteria[item.criterion][2].measure, item.used
        if entry is None or rule is None:
            continue
        span = Span(entry.file, entry.line, 1)
        if not entry.source:
            yield found(
                "measure-without-source",
                span,
                case=case,
                ref=item.ref,
                measure=item.criterion,
                year=entry.year,
            )
        if rule.plausible is not None and not rule.plausible[0] <= entry.value <= rule.plausible[1]:
            low, high = rule.plausible
            values: dict[str, Value] = {
                "value": f"{entry.value:g}",
                "unit": both(rule.unit),
                "low": f"{low:g}",
                "high": f"{high:g}",
            }
            yield found(
                "measure-implausible",
                span,
                case=case,
                ref=item.ref,
                measure=item.criterion,
                **values,
            )
    begins = _begins(file)
    old = sorted({m.used.year for m in used if m.used and begins and m.used.year < begins})
    if old and begins:
        years = f"{old[0]}" if old[0] == old[-1] else f"{old[0]}–{old[-1]}"
        n = sum(m.used is not None and m.used.year < begins for m in used)
        yield found("measure-old", file.span("case"), case=case, n=n, years=years, plan=begins)


def _begins(file: CaseFile) -> int | None:
    """First year of the plan; the year it was adopted where no period is stated."""
    plan = file.case.plan
    if plan is None:
        return None
    return plan.period[0] if plan.period else plan.adopted.year if plan.adopted else None
