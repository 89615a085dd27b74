"""The documents behind the ratings: the file changed since it was rated, or no file is named."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.audit.subject import Inspected
from evalkit.model.case import CaseFile
from evalkit.model.finding import Finding, found


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """document-changed, document-unnamed (for documents that are cited)."""
    cited = {c.evidence.document for c in inspected.cited(file)}
    for n, document in enumerate(file.case.documents):
        span = file.span(f"documents/{n}")
        text = inspected.text(file, document.id)
        if (file.case.case, document.id) in inspected.plans.unnamed and document.id in cited:
            yield found("document-unnamed", span, document=document.id)
        then = (document.sha256 or "").lower()
        if text is not None and then and text.sha256 != then:
            yield found(
                "document-changed",
                span,
                document=document.id,
                now=text.sha256[:12],
                then=then[:12],
                whole=text.sha256,
            )
