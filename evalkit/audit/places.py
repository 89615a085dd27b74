"""Places that evidence cites: missing, not to be checked, or not in the document at all."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.audit.inspected import Inspected
from evalkit.evidence.places import missing_from, place_of
from evalkit.filed import CaseFile
from evalkit.findings import Finding, found


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """evidence-without-place, place-unread, place-unknown."""
    case = file.case.case
    for cited in inspected.cited(file):
        evidence = cited.evidence
        text = inspected.text(file, evidence.document)
        if evidence.at is None:
            if evidence.quote is None or text is None:
                yield found(
                    "evidence-without-place", cited.span, case=case, ref=cited.ref, criterion=cited.criterion,
                    rater=cited.rating.rater, document=evidence.document,
                )  # fmt: skip
            continue
        place = place_of(evidence.at)
        if place is None:
            yield found("place-unread", cited.span, case=case, ref=cited.ref, at=evidence.at)
        elif text is not None and (missing := missing_from(place, text)):
            last = f"p. {text.n_pages}" if missing.startswith("p") else f"¶{text.last}"
            values = {"document": evidence.document, "at": missing, "last": last}
            yield found("place-unknown", cited.span, case=case, ref=cited.ref, **values)
