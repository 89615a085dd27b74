"""Word documents in, passages out: paragraphs and rows of tables in their order, headings by style.

A DOCX has no fixed pages, so its places are ¶ only.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from evalkit.evidence.radicals import ideographs
from evalkit.evidence.text import Contents, Passage, Unreadable, with_headings

if TYPE_CHECKING:
    from docx.table import Table

MAX_UNPACKED = 200_000_000
MAX_PARTS = 5000
MAX_BODY = 60_000_000  # bytes of one XML part
MAX_PASSAGES = 200_000


def read(content: bytes, name: str) -> Contents:
    """A Word document's passages.

    Raises:
        Unreadable: it is locked, broken, or too large.
    """
    try:
        check_package(content)
        return Contents(passages_of(content))
    except Unreadable:
        raise
    except Exception as error:  # a broken package makes python-docx raise anything
        locked = isinstance(error, (RuntimeError, zipfile.BadZipFile, NotImplementedError))
        if locked and ("encrypted" in str(error) or "password" in str(error)):
            raise Unreadable("document-encrypted") from None
        raise Unreadable("document-broken", kind="Word") from None


def check_package(content: bytes) -> None:
    """Refuse a package before anything of it is unpacked.

    The sizes that a package declares bound what is read: reading stops there.

    Raises:
        Unreadable: too many parts, or too much text in them.
        ValueError: not a Word document.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        if "word/document.xml" not in {part.filename for part in parts}:
            raise ValueError("no word/document.xml")
        text = [part.file_size for part in parts if part.filename.endswith((".xml", ".rels"))]
        if (
            len(parts) > MAX_PARTS
            or sum(part.file_size for part in parts) > MAX_UNPACKED
            or max(text) > MAX_BODY
        ):
            raise Unreadable("document-too-large", limit="@unpacked")


def passages_of(content: bytes) -> tuple[Passage, ...]:
    """Passages of a Word document; :func:`check_package` comes first.

    Raises:
        ValueError, KeyError, …: whatever a broken package makes the reader raise.
    """
    import docx
    from docx.text.paragraph import Paragraph

    document = docx.Document(io.BytesIO(content))
    found: list[tuple[str, int]] = []
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            found.append((_text(block), _level(block)))
        else:
            found += [(row, 0) for row in _rows(block)]
        if len(found) > MAX_PASSAGES:
            raise Unreadable("document-too-large", limit="@unpacked")
    numbered = [(ideographs(text), level) for text, level in found if text]
    return with_headings(
        Passage(n, text, n, level=level) for n, (text, level) in enumerate(numbered, start=1)
    )


def _text(paragraph: Any) -> str:
    return re.sub(r"[ \t\u00a0]*\n[ \t]*", " ", paragraph.text).strip()


def _level(paragraph: Any) -> int:
    name = paragraph.style.name if paragraph.style is not None else ""
    found = re.match(r"(?:Heading|heading|标题)\s*(\d)", name or "")
    return int(found[1]) if found else 0


def _rows(table: Table) -> Iterator[str]:
    """Rows as text, cells apart by a bar; a cell that spans columns is said once."""
    for row in table.rows:
        once = {id(cell._tc): cell for cell in row.cells}
        cells = [" ".join(cell.text.split()) for cell in once.values()]
        if any(cells):
            yield " | ".join(cells)
