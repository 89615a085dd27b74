"""Places that evidence cites: missing, not to be checked, or not in the document at all."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.audit.subject import Inspected
from evalkit.evidence.places import missing_from, place_of, unchecked
from evalkit.model.case import CaseFile
from evalkit.model.finding import Finding, found


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """evidence-without-place, place-unread, place-unknown."""
    for cited in inspected.cited(file):
        evidence = cited.evidence
        text = inspected.text(file, evidence.document)
        if evidence.at is None:
            if evidence.quote is None or text is None:
                yield found(
                    "evidence-without-place",
                    cited.span,
                    ref=cited.ref,
                    criterion=cited.criterion,
                    rater=cited.rating.rater,
                    document=evidence.document,
                )
            continue
        place = place_of(evidence.at)
        if text is not None and (why := unchecked(place, text)):
            yield found("place-unread", cited.span, ref=cited.ref, at=evidence.at, why=why)
        elif text is not None and place is not None and (missing := missing_from(place, text)):
            at, hint = missing
            yield found(
                "place-unknown",
                cited.span,
                ref=cited.ref,
                at=at,
                hint=hint,
                document=evidence.document,
                criterion=cited.criterion,
            )
