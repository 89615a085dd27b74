"""Outcomes far from a target: what is needed a year against what was achieved a year."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.analysis.outcomes import courses_in
from evalkit.audit.subject import Inspected
from evalkit.model.case import CaseFile
from evalkit.model.fields import both
from evalkit.model.finding import Finding, found


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """outcome-far: the target needs half as much speed again as the years before show, or a
    turn."""
    for key, course in courses_in(inspected.evaluation, file):
        if course.pace == "far":
            rule = inspected.criteria[course.measure][2].measure
            yield found(
                "outcome-far",
                file.span(key),
                measure=course.measure,
                target=f"{course.value:g}",
                unit=both(rule.unit if rule else None),
                year=course.year,
                latest=f"{course.latest:g}",
                now=course.latest_year,
                needed=f"{course.needed:+.3g}",
                achieved=f"{course.achieved:+.3g}",
                since=course.since,
            )
