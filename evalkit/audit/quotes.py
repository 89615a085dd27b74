"""Quotes against the documents they are taken from: altered, cut, not found, merely close,
misplaced, joined, too short."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.audit.subject import Inspected
from evalkit.evidence.quote_findings import judged
from evalkit.model.case import CaseFile
from evalkit.model.finding import Finding


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """quote-altered, quote-cut, quote-not-found, quote-close, quote-misplaced, quote-joined,
    quote-short."""
    for cited in inspected.cited(file):
        text = inspected.text(file, cited.evidence.document)
        if text is None or cited.evidence.quote is None:
            continue
        verdict = inspected.verified(cited.evidence.quote, text)
        yield from judged(
            cited.evidence.quote,
            verdict,
            cited.evidence.at,
            cited.evidence.document,
            cited.span,
            cited.criterion,
            ref=cited.ref,
        )
