"""Bytes of a plan in; its text with stable places out, or the finding that says why it cannot be
read."""

from __future__ import annotations

import hashlib
from evalkit.evidence import docx, html, pdf, plain
from evalkit.evidence.text import Contents, PlanText, Told, Unreadable
from evalkit.model.finding import Finding, found, listed
from evalkit.model.place import Span

MAX_BYTES = 100_000_000
MAX_TEXT_BYTES = 10_000_000
Outcome = tuple[PlanText | None, tuple[Finding, ...]]

_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_PACKAGES = (".zip", ".xlsx", ".pptx", ".odt", ".wps", ".ofd")


def read_plan(content: bytes, name: str) -> Outcome:
    """A document's text, by what its bytes are, not by what its name says.

    Args:
        content: at most one byte more than ``MAX_BYTES``.
    """
    kind = _kind(content, name)
    limit = MAX_TEXT_BYTES if kind in ("text", "html") else MAX_BYTES
    try:
        if len(content) > limit:
            raise Unreadable("document-too-large", limit=f"{limit // 1_000_000} MB")
        if not content.strip():
            raise Unreadable("document-empty")
        if kind in ("old-word", "picture", "other"):
            raise Unreadable("document-format", given=f"@{kind}")
        read = _READERS[kind](content, name)
        if not read.passages:
            raise Unreadable("document-empty")
    except Unreadable as problem:
        return None, (found(problem.code, Span(name), **problem.values),)
    digest = hashlib.sha256(content).hexdigest()
    told = tuple(found(one.code, Span(name), **one.values) for one in read.told)
    return PlanText(name, kind, digest, read.passages, read.n_pages), told


def _kind(content: bytes, name: str) -> str:
    low, suffix = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")[:600].lower(), name.lower()
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return "other" if suffix.endswith(_PACKAGES) else "docx"
    if content.startswith(_OLD_WORD):
        return "old-word"
    if content.startswith(_PICTURES):
        return "picture"
    if suffix.endswith((".html", ".htm")) or low.startswith((b"<!doctype html", b"<html")):
        return "html"
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))  # UTF-16
    return "other" if b"\x00" in content[:4096] and not wide else "text"


_READERS = {"docx": docx.read, "html": html.read, "pdf": pdf.read, "text": plain.read}
