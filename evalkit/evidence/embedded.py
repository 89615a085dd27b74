"""A document that stands within another in; its texts and their levels out."""

from __future__ import annotations

from evalkit.evidence import html, mht, plain, rtf
from evalkit.evidence.formats import format_of
from evalkit.evidence.text import Unreadable


def passages_of(content: bytes, name: str) -> list[tuple[str, int]] | None:
    """Texts and levels of headings; None where they cannot be read."""
    reader = _READERS.get(format_of(content, name))
    if reader is None:
        return None
    try:
        read = reader(content, name)
    except Unreadable:
        return None
    return [(passage.text, passage.level) for passage in read.passages]


_READERS = {"html": html.read, "mht": mht.read, "rtf": rtf.read, "text": plain.read}
