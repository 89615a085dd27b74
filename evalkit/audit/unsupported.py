"""Ratings and checks that nothing supports."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.audit.subject import Inspected
from evalkit.model.case import CaseFile
from evalkit.model.finding import Finding, Value, found

NO_EVIDENCE = "@no-evidence"  # why a rating counts as less than its level


def said_here(finding: Finding) -> bool:
    """Whether a finding of the scoring says what this check says better."""
    return finding.code == "level-above-ceiling" and ("because", NO_EVIDENCE) in finding.values


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """rating-without-evidence, check-without-evidence; one a rating at most."""
    levels = inspected.evaluation.rubric.levels
    rows = inspected.rows.get(file.case.case, ())
    counted = {
        (row.criterion, row.n): f"{row.counted:g}" for row in rows if row.capped == NO_EVIDENCE
    }
    for name, n, rating, span in inspected.rated(file):
        if (
            rating.level is None
            or rating.adjudicates
            or any(e.kind == "supports" for e in rating.evidence)
        ):
            continue
        ref = inspected.criteria[name][0]
        values: dict[str, Value] = {
            "criterion": name,
            "rater": rating.rater,
            "level": f"{rating.level:g}",
        }
        if rating.level > levels[0]:
            yield found(
                "rating-without-evidence",
                span,
                case=file.case.case,
                ref=ref,
                counted=counted.get((name, n)),
                **values,
            )
        elif rating.checks:
            checks = ", ".join(rating.checks)
            yield found(
                "check-without-evidence",
                span,
                case=file.case.case,
                ref=ref,
                checks=checks,
                **values,
            )
