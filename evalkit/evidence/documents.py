"""Bytes of a plan in; its text with stable places out, or the finding that says why it cannot be
read."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from evalkit.evidence import docx, html, paragraphs, plain
from evalkit.evidence.formats import format_of
from evalkit.evidence.pdf import PageTexts
from evalkit.evidence.text import Contents, PlanText, Told, Unreadable
from evalkit.model.finding import Finding, found, listed
from evalkit.model.place import Span

MAX_BYTES = 100_000_000
MAX_TEXT_BYTES = 10_000_000
Outcome = tuple[PlanText | None, tuple[Finding, ...]]


def read_plan(content: bytes, name: str, read_pdf: Callable[[bytes], PageTexts]) -> Outcome:
    """A document's text, by what its bytes are, not by what its name says.

    Args:
        content: at most one byte more than ``MAX_BYTES``.
        read_pdf: :func:`evalkit.evidence.pdf.pages_of`, or a caller that runs it under limits.
    """
    kind = format_of(content, name)
    limit = MAX_TEXT_BYTES if kind in ("text", "html") else MAX_BYTES
    try:
        if len(content) > limit:
            raise Unreadable("document-too-large", limit=f"{limit // 1_000_000} MB")
        if not content.strip():
            raise Unreadable("document-empty")
        if kind == "locked":
            raise Unreadable("document-encrypted")
        if kind != "pdf" and kind not in _READERS:
            raise Unreadable("document-format", given=f"@{kind}", way=f"@way-{kind}")
        read = _pdf(read_pdf(content)) if kind == "pdf" else _READERS[kind](content, name)
        if not read.passages:
            raise Unreadable("document-empty")
    except Unreadable as problem:
        return None, (found(problem.code, Span(name), **problem.values),)
    digest = hashlib.sha256(content).hexdigest()
    told = tuple(found(one.code, Span(name), **one.values) for one in read.told)
    return PlanText(name, kind, digest, read.passages, read.n_pages), told


def _pdf(read: PageTexts) -> Contents:
    if read.problem in ("encrypted", "empty", "image-only"):
        raise Unreadable(f"document-{read.problem}")
    if read.problem in ("too-many-pages", "slow"):
        raise Unreadable("document-too-large", limit=f"@{read.problem}")
    if read.problem:
        raise Unreadable("document-broken", kind="PDF")
    passages = paragraphs.passages_of(read.pages)
    if not passages:
        raise Unreadable("document-image-only")
    told = tuple(
        Told(code, {"pages": _listed(pages), "n": len(pages)})
        for code, pages in (
            ("document-pages-blank", read.blank),
            ("document-pages-doubtful", read.doubtful),
        )
        if pages
    )
    return Contents(passages, told, len(read.pages))


def _listed(numbers: tuple[int, ...], most: int = 12) -> str:
    return listed(numbers[:most]) + (" …" if len(numbers) > most else "")


_READERS = {"docx": docx.read, "html": html.read, "text": plain.read}
