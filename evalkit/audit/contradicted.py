"""Evidence that the rater cited against the rating."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.audit.subject import Inspected
from evalkit.model.case import CaseFile
from evalkit.model.finding import Finding, found


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """contradicting-evidence."""
    for cited in inspected.cited(file):
        if cited.evidence.kind == "contradicts":
            level = "—" if cited.rating.level is None else f"{cited.rating.level:g}"
            yield found(
                "contradicting-evidence",
                cited.span,
                ref=cited.ref,
                criterion=cited.criterion,
                rater=cited.rating.rater,
                document=cited.evidence.document,
                at=cited.evidence.at or "—",
                level=level,
            )
