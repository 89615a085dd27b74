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
from evalkit.model.finding import Finding, Value, found
from evalkit.model.place import Span

MAX_BYTES = 100_000_000
MAX_TEXT_BYTES = 10_000_000
Outcome = tuple[PlanText | None, tuple[Finding, ...]]

_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")


def read_plan(content: bytes, name: str, read_pdf: Callable[[bytes], PageTexts]) -> Outcome:
    """A document's text, by what its bytes are, not by what its name says.

    Args:
        content: at most one byte more than ``MAX_BYTES``.
        read_pdf: :func:`evalkit.evidence.pdf.pages_of`, or a caller that runs it under limits.
    """
    digest = hashlib.sha256(content).hexdigest()
    kind = _kind(content, name)
    if len(content) > (MAX_TEXT_BYTES if kind in ("text", "html") else MAX_BYTES):
        limit = (MAX_TEXT_BYTES if kind in ("text", "html") else MAX_BYTES) // 1_000_000
        return _unread("document-too-large", name, limit=f"{limit} MB")
    if not content.strip():
        return _unread("document-empty", name)
    if kind in ("old-word", "picture", "other"):
        return _unread("document-format", name, given=f"@{kind}")
    if kind == "pdf":
        return _pdf(read_pdf(content), name, digest)
    return {"docx": _docx, "html": _html, "text": _text}[kind](content, name, digest)


def _kind(content: bytes, name: str) -> str:
    head = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return (
            "docx"
            if not name.lower().endswith((".zip", ".xlsx", ".pptx", ".odt", ".wps", ".ofd"))
            else "other"
        )
    if content.startswith(_OLD_WORD):
        return "old-word"
    if content.startswith(_PICTURES):
        return "picture"
    low = head[:600].lower()
    if name.lower().endswith((".html", ".htm")) or low.startswith((b"<!doctype html", b"<html")):
        return "html"
    return (
        "other"
        if b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff"))
        else "text"
    )


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
    notes = []
    if read.blank:
        notes.append(
            found("document-pages-blank", Span(name), pages=_listed(read.blank), n=len(read.blank))
        )
    if read.doubtful:
        notes.append(
            found(
                "document-pages-doubtful",
                Span(name),
                pages=_listed(read.doubtful),
                n=len(read.doubtful),
            )
        )
    return PlanText(name, "pdf", digest, passages, len(read.pages)), tuple(notes)


def _listed(numbers: tuple[int, ...], most: int = 12) -> str:
    shown = ", ".join(str(n) for n in numbers[:most])
    return shown + (" …" if len(numbers) > most else "")


def _docx(content: bytes, name: str, digest: str) -> Outcome:
    try:
        docx.check_package(content)
        passages = docx.passages_of(content)
    except docx.TooLarge:
        return _unread("document-too-large", name, limit="@unpacked")
    except (RuntimeError, zipfile.BadZipFile, NotImplementedError) as error:
        encrypted = "encrypted" in str(error) or "password" in str(error)
        return (
            _unread("document-encrypted", name)
            if encrypted
            else _unread("document-broken", name, kind="Word")
        )
    except Exception:  # a broken package makes python-docx raise anything
        return _unread("document-broken", name, kind="Word")
    return _made("docx", name, digest, passages)


def _html(content: bytes, name: str, digest: str) -> Outcome:
    read = plain.decode(content, html.charset_of(content))
    if read is None:
        return _unread("document-encoding", name)
    try:
        passages = html.passages_of(read[0])
    except html.TooDeep:
        return _unread("document-too-large", name, limit="@nested")
    except Exception:  # whatever the parser says of a broken page
        return _unread("document-broken", name, kind="HTML")
    return _made("html", name, digest, passages, read[1])


def _text(content: bytes, name: str, digest: str) -> Outcome:
    read = plain.decode(content)
    if read is None:
        return _unread("document-encoding", name)
    passages = plain.passages_of(ideographs(read[0]), name.lower().endswith((".md", ".markdown")))
    return _made("text", name, digest, passages, read[1])


def _made(
    kind: str, name: str, digest: str, passages: tuple[Passage, ...], encoding: str = ""
) -> Outcome:
    if not passages:
        return _unread("document-empty", name)
    return PlanText(name, kind, digest, passages, encoding=encoding), ()
