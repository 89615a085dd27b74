"""Ratings and checks that nothing supports."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.audit.inspected import Inspected
from evalkit.filed import CaseFile
from evalkit.findings import Finding, Value, found


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """rating-without-evidence, check-without-evidence; one a rating at most."""
    levels = inspected.evaluation.rubric.levels
    for name, _, rating, span in inspected.rated(file):
        if rating.level is None or rating.adjudicates or any(e.kind == "supports" for e in rating.evidence):
            continue
        ref = inspected.criteria[name][0]
        values: dict[str, Value] = {"criterion": name, "rater": rating.rater, "level": f"{rating.level:g}"}
        if rating.level > levels[0]:
            yield found("rating-without-evidence", span, case=file.case.case, ref=ref, **values)
        elif rating.checks:
            checks = ", ".join(rating.checks)
            yield found("check-without-evidence", span, case=file.case.case, ref=ref, checks=checks, **values)
