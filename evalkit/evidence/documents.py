"""Bytes of a plan in; its text with stable places out, or the finding that says why it cannot be
read."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable

from evalkit.evidence import docx, html, paragraphs, plain
from evalkit.evidence.pdf import PageTexts
from evalkit.evidence.radicals import ideographs
from evalkit.evidence.text import Passage, PlanText
from evalkit.model.finding import Finding, Value, found, listed
from evalkit.model.place import Span

MAX_BYTES = 100_000_000
MAX_TEXT_BYTES = 10_000_000
Outcome = tuple[PlanText | None, tuple[Finding, ...]]
Read = tuple[Passage, ...] | Finding

_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_PACKAGES = (".zip", ".xlsx", ".pptx", ".odt", ".wps", ".ofd")


def read_plan(content: bytes, name: str, read_pdf: Callable[[bytes], PageTexts]) -> Outcome:
    """A document's text, by what its bytes are, not by what its name says.

    Args:
        content: at most one byte more than ``MAX_BYTES``.
        read_pdf: :func:`evalkit.evidence.pdf.pages_of`, or a caller that runs it under limits.
    """
    kind = _kind(content, name)
    limit = MAX_TEXT_BYTES if kind in ("text", "html") else MAX_BYTES
    if len(content) > limit:
        return _unread("document-too-large", name, limit=f"{limit // 1_000_000} MB")
    if not content.strip():
        return _unread("document-empty", name)
    if kind in ("old-word", "picture", "other"):
        return _unread("document-format", name, given=f"@{kind}")
    digest = hashlib.sha256(content).hexdigest()
    if kind == "pdf":
        return _pdf(read_pdf(content), name, digest)
    passages = {"docx": _docx, "html": _html, "text": _text}[kind](content, name)
    if isinstance(passages, Finding):
        return None, (passages,)
    if not passages:
        return _unread("document-empty", name)
    return PlanText(name, kind, digest, passages), ()


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


def _unread(code: str, name: str, **values: Value) -> Outcome:
    return None, (found(code, Span(name), **values),)


def _pdf(read: PageTexts, name: str, digest: str) -> Outcome:
    if read.problem in ("encrypted", "empty", "image-only"):
        return _unread(f"document-{read.problem}", name)
    if read.problem in ("too-many-pages", "slow"):
        return _unread("document-too-large", name, limit=f"@{read.problem}")
    if read.problem:
        return _unread("document-broken", name, kind="PDF")
    passages = paragraphs.passages_of(read.pages)
    if not passages:
        return _unread("document-image-only", name)
    notes = tuple(
        found(code, Span(name), pages=_listed(pages), n=len(pages))
        for code, pages in (
            ("document-pages-blank", read.blank),
            ("document-pages-doubtful", read.doubtful),
        )
        if pages
    )
    return PlanText(name, "pdf", digest, passages, len(read.pages)), notes


def _listed(numbers: tuple[int, ...], most: int = 12) -> str:
    return listed(numbers[:most]) + (" …" if len(numbers) > most else "")


def _docx(content: bytes, name: str) -> Read:
    try:
        docx.check_package(content)
        return docx.passages_of(content)
    except docx.TooLarge:
        return found("document-too-large", Span(name), limit="@unpacked")
    except Exception as error:  # a broken package makes python-docx raise anything
        locked = isinstance(error, (RuntimeError, zipfile.BadZipFile, NotImplementedError))
        if locked and ("encrypted" in str(error) or "password" in str(error)):
            return found("document-encrypted", Span(name))
        return found("document-broken", Span(name), kind="Word")


def _html(content: bytes, name: str) -> Read:
    text = plain.decode(content, html.charset_of(content))
    if text is None:
        return found("document-encoding", Span(name))
    try:
        return html.passages_of(text)
    except html.TooDeep:
        return found("document-too-large", Span(name), limit="@nested")
    except Exception:  # whatever the parser says of a broken page
        return found("document-broken", Span(name), kind="HTML")


def _text(content: bytes, name: str) -> Read:
    text = plain.decode(content)
    if text is None:
        return found("document-encoding", Span(name))
    return plain.passages_of(ideographs(text), name.lower().endswith((".md", ".markdown")))
