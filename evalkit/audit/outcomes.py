"""Outcomes far from a target: what is needed a year against what was achieved a year."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.analysis.outcomes import course
from evalkit.audit.subject import Inspected
from evalkit.model.case import CaseFile
from evalkit.model.fields import both
from evalkit.model.finding import Finding, found


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """outcome-far: the target needs half as much speed again as the years before show, or a
    turn."""
    case = file.case.case
    measured = {m.criterion: m for m in inspected.measured.get(case, ())}
    for n, target in enumerate(file.case.targets):
        item = measured.get(target.measure)
        rule = inspected.criteria[target.measure][2].measure if item else None
        if (
            item is None
            or item.used is None
            or rule is None
            or (target.unit and not rule.takes(target.unit))
        ):
            continue
        last = item.used.year
        series = [(e.year, e.value) for e in item.series if e.year <= last]
        c = course(case, target.measure, target.value, target.year, series, rule.better == "higher")
        if c.pace == "far":
            yield found(
                "outcome-far",
                file.span(f"targets/{n}"),
                case=case,
                measure=target.measure,
                target=f"{target.value:g}",
                unit=both(rule.unit),
                year=target.year,
                latest=f"{item.used.value:g}",
                now=last,
                needed=f"{c.needed:+.3g}",
                achieved=f"{c.achieved:+.3g}",
                since=c.since,
            )
