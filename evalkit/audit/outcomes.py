"""Outcomes far from a target: what is needed a year against what was achieved a year."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.audit.inspected import Inspected
from evalkit.filed import CaseFile
from evalkit.findings import Finding, found

FASTER = 1.5  # times as fast as before that a target may need before it is called far


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """outcome-far: the target needs half as much speed again as the years before show, or a turn."""
    case = file.case.case
    measured = {m.criterion: m for m in inspected.measured.get(case, ())}
    for n, target in enumerate(file.case.targets):
        item = measured.get(target.measure)
        if item is None or item.used is None or target.year is None or target.year <= item.used.year:
            continue
        rule = inspected.criteria[target.measure][2].measure
        first = item.series[0]
        if rule is None or first.year >= item.used.year or (target.unit or rule.unit) != rule.unit:
            continue
        sign = 1 if rule.better == "higher" else -1
        needed = (target.value - item.used.value) / (target.year - item.used.year)
        achieved = (item.used.value - first.value) / (item.used.year - first.year)
        if sign * needed > max(FASTER * sign * achieved, 0.0) + 1e-12:
            yield found(
                "outcome-far", file.span(f"targets/{n}"), case=case, measure=target.measure, target=f"{target.value:g}",
                unit=rule.unit, year=target.year, latest=f"{item.used.value:g}", now=item.used.year,
                needed=f"{needed:+.3g}", achieved=f"{achieved:+.3g}", since=first.year,
            )  # fmt: skip
