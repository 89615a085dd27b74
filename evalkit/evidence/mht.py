"""Web archives (MHT, MHTML) in, passages out: the page in them, read as any page is."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable, Iterable
from dataclasses import replace
from email.message import Message
from functools import partial

from evalkit.evidence import html, plain
from evalkit.evidence.encodings import BOMS, codecs_of
from evalkit.evidence.html_beside import Beside
from evalkit.evidence.html_xml import as_page
from evalkit.evidence.left_out import LeftOut
from evalkit.evidence.text import Contents, Unreadable

MAX_PARTS = 5000
_XHTML = "application/xhtml+xml"


def read(content: bytes, name: str) -> Contents:
    """A web archive's passages.

    Raises:
        Unreadable: there is no page in it, or the page cannot be read.
    """
    try:
        message = email.message_from_bytes(content, policy=email.policy.compat32)
        parts = [part for part in message.walk() if not part.is_multipart()][:MAX_PARTS]
    except RecursionError:
        raise Unreadable("document-too-large", limit="@nested") from None
    start = str(message.get_param("start") or "")
    shown = [part for part in parts if not _is_file(part)] or parts
    pages = [part for part in shown if part.get_content_type() in ("text/html", _XHTML)]
    pages.sort(key=lambda part: not start or str(part.get("Content-ID", "")) != start)
    texts = [part for part in shown if part.get_content_type() == "text/plain"]
    problem = Unreadable("document-broken", kind="MHT")
    beside = _beside(parts)
    for part in [*pages, *texts]:
        content = _content(part)
        try:
            if part in pages:
                if part.get_content_type() == _XHTML:
                    content = as_page(content)
                read = html.read(content, name, beside.at(_location(part)))
            else:
                read = plain.read(content, name)
        except Unreadable as wrong:
            problem = wrong
            continue
        if read.passages:  # a page of frames alone has none
            return _with_files(read, len(parts) - len(shown))
    raise problem


def _is_file(part: Message) -> bool:
    """Whether a part is a file that was sent with the page, and is shown by its name alone."""
    return part.get_content_disposition() == "attachment"


def _with_files(read: Contents, n: int) -> Contents:
    """Contents of a page with which files were sent, which are told."""
    if not n:
        return read
    left = LeftOut()
    for _ in range(n):
        left.add("document-left-out", "left-embedded", len(read.passages))
    return replace(read, told=(*read.told, *left.told(len(read.passages))))


def _beside(parts: Iterable[Message]) -> Beside:
    """The parts of an archive by where they are said to stand, and by their own names."""
    files: dict[str, Callable[[], bytes]] = {}
    for part in parts:
        own = str(part.get("Content-ID") or "").strip().strip("<>")
        for address in (_location(part), own and f"cid:{own}"):
            if address:
                files.setdefault(address, partial(_content, part))
    return Beside(files)


def _location(part: Message) -> str:
    return "".join(str(part.get("Content-Location") or "").split())


def _content(part: Message) -> bytes:
    """A part's bytes, as UTF-8 where the archive says what they are written in."""
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    said = part.get_content_charset()
    if said is None or content.startswith(tuple(mark for mark, _ in BOMS)):
        return content
    for name in codecs_of(said):
        try:
            return content.decode(name).encode("utf-8-sig")
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return content
