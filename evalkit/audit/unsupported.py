"""Ratings and checks that nothing supports."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from evalkit.audit.subject import Inspected
from evalkit.model.case import CaseFile
from evalkit.model.finding import Finding, found

NO_EVIDENCE = "@no-evidence"  # why a rating counts as less than its level


def said_here(finding: Finding) -> bool:
    """Whether a finding of the scoring says what this check says better."""
    return finding.code == "level-above-ceiling" and ("because", NO_EVIDENCE) in finding.values


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """rating-without-evidence, check-without-evidence; one a rating at most."""
    evaluation = inspected.evaluation
    for name, n, rating, span in inspected.rated(file):
        if (
            rating.level is None
            or rating.adjudicates
            or any(e.kind == "supports" for e in rating.evidence)
        ):
            continue
        ref = inspected.criteria[name][0]
        say = partial(found, ref=ref, criterion=name, rater=rating.rater, level=f"{rating.level:g}")
        if rating.level > evaluation.rubric.scales[name].low:
            row = evaluation.rows_of[file.case.case, ref][n]
            counted = f"{row.counted:g}" if row.capped == NO_EVIDENCE else None
            yield say("rating-without-evidence", span, counted=counted)
        elif rating.checks:
            yield say("check-without-evidence", span, checks=", ".join(rating.checks))
