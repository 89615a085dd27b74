"""What a new version of a rubric changes, and what that means for cases, as tables."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.analysis.rubric_changes import CaseRevision, Change, Traced
from evalkit.datasets.model import Dataset, dataset, said, several


def rubric_changes(
    changes: Sequence[Change], traces: Sequence[Traced], cases: Sequence[CaseRevision]
) -> tuple[Dataset, ...]:
    """Every change; what became of the checks; and, where cases are given, which of their ratings
    are to be read again, and their totals under both versions."""
    found = (
        {
            "bears_on": own.effect,
            "change": own.kind,
            "part": own.part,
            "ref": own.ref or None,
            "key": own.key or None,
            **dict(zip(("was_zh", "was_en"), own.old, strict=True)),
            **dict(zip(("now_zh", "now_en"), own.new, strict=True)),
            "like": own.like or None,
        }
        for own in changes
    )
    checks = (
        {"criterion": own.criterion, "check": own.check, "became": several(own.became)}
        | said("because", own.because)
        for own in traces
    )
    again = (
        {
            "case": case.case,
            "criterion": own.criterion,
            "rater": own.rater or None,
            "level": own.level,
            "changes": several(" ".join(_named(change)) for change in own.changes),
            "file": case.file,
        }
        for case in cases
        for own in case.rechecks
    )
    totals = (
        {"case": own.case, "total_before": own.before, "total_after": own.after, "file": own.file}
        for own in cases
    )
    made = [dataset("rubric-changes", found), dataset("rubric-checks", checks)]
    more = [dataset("rechecks", again), dataset("rubric-totals", totals)] if cases else []
    return (*made, *more)


def _named(change: Change) -> list[str]:
    return [part for part in (change.part, change.key, change.kind) if part]
