"""A document that stands within another in; its texts and their levels out."""

from __future__ import annotations

from evalkit.evidence import html, plain
from evalkit.evidence.text import Unreadable


def passages_of(content: bytes, name: str) -> list[tuple[str, int]] | None:
    """Texts and levels of headings; None where they cannot be read."""
    low = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    reader = html if b"<html" in low or low.startswith((b"<!doctype html", b"<")) else plain
    try:
        read = reader.read(content, name)
    except Unreadable:
        return None
    return [(passage.text, passage.level) for passage in read.passages]
