"""PDF in, lines of text a page out: two readers side by side, the fuller text of each page kept.

pdfium loses characters of scans whose fonts are not embedded; pypdf has faults of its own. Where
the two differ much, the page is named. Reading runs in a process of its own (see
:mod:`evalkit.storage`), since a hostile file can hang or crash a reader.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from evalkit.evidence.radicals import ideographs

MAX_PAGES = 3000
MAX_CHARACTERS = 5_000_000
INDENT = "\u3000"
DIFFER = (
    0.02  # share of a page's characters by which the readers may differ before the page is named
)


@dataclass(frozen=True, slots=True)
class PageTexts:
    """``problem``: "" or why nothing can be read: encrypted | broken | too-many-pages | empty |
    image-only.

    ``doubtful``: pages whose text the two readers read differently; ``blank``: pages without text.
    """

    pages: tuple[str, ...] = ()
    problem: str = ""
    doubtful: tuple[int, ...] = ()
    blank: tuple[int, ...] = ()


def pages_of(content: bytes) -> PageTexts:
    """Text of each page."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    one, first = _attempt(_with_pypdf, content)
    two, second = _attempt(_with_pdfium, content)
    if one is None and two is None:
        known = [p for p in ("encrypted", "too-many-pages") if p in (first, second)]
        return PageTexts(problem=known[0] if known else "broken")
    pages, doubtful, blank = [], [], []
    for number, (a, b) in enumerate(zip_longest(one or (), two or (), fillvalue=""), start=1):
        n, m = _count(a), _count(b)
        pages.append((_indented(a, b) if n >= m else b).encode("utf-8", "replace").decode("utf-8"))
        if one is not None and two is not None and abs(n - m) > DIFFER * max(n, m) + 2:
            doubtful.append(number)
        if max(n, m) == 0:
            blank.append(number)
    if len(blank) == len(pages):
        return PageTexts(problem="image-only" if pages else "empty")
    return PageTexts(tuple(pages), "", tuple(doubtful), tuple(blank))


def _attempt(
    reader: Callable[[bytes], Sequence[str]], content: bytes
) -> tuple[Sequence[str] | None, str]:
    """Pages with their radicals read as ideographs, which one reader does and the other does not;
    or None and the problem. A reader of hostile files may raise anything.
    """
    try:
        return [ideographs(text) for text in reader(content)], ""
    except _Problem as problem:
        return None, str(problem)
    except MemoryError:
        raise
    except Exception as error:
        return None, type(error).__name__


class _Problem(Exception):
    pass


def _with_pypdf(content: bytes) -> list[str]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise _Problem("encrypted")
    if len(reader.pages) > MAX_PAGES:
        raise _Problem("too-many-pages")
    return _limited(map(_extracted, reader.pages))


def _extracted(page: Any) -> str:
    """Text of a page; nothing where it is broken: it does not take the others with it."""
    try:
        return str(page.extract_text())
    except MemoryError:
        raise
    except Exception:
        return ""


def _limited(pages: Iterable[str]) -> list[str]:
    """Pages up to the most characters that are read."""
    texts: list[str] = []
    room = MAX_CHARACTERS
    for text in pages:
        texts.append(text[:room])
        room -= len(texts[-1])
    return texts


def _with_pdfium(content: bytes) -> list[str]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise _Problem("encrypted" if "password" in str(error).lower() else "broken") from None
    try:
        if len(document) > MAX_PAGES:
            raise _Problem("too-many-pages")
        return _limited(_with_indents(document[number]) for number in range(len(document)))
    finally:
        document.close()


def _with_indents(page: Any) -> str:
    """Text of a page; a line that begins further right than most begins with a blank, as print has
    it.

    Lines that begin beyond the edge of the page are left out: nobody reads them.
    """
    read = page.get_textpage()
    width, height = page.get_size()
    lines = read.get_text_range().replace("\ufffe", "-").split("\r\n")
    placed: list[tuple[str, float]] = []
    at = 0
    for line in lines:
        first = at + len(line) - len(line.lstrip())
        at += len(line) + 2
        if line.strip() and first < read.count_chars():
            left, bottom, *_ = read.get_charbox(first)
            if 0 <= left <= width and 0 <= bottom <= height:
                placed.append((line.strip(), left))
    margins = sorted(left for _, left in placed)
    margin = margins[len(margins) // 4] if margins else 0.0
    return "\n".join(
        INDENT + text if margin + 8 < left < margin + 60 else text for text, left in placed
    )


def _indented(text: str, other: str) -> str:
    """A page with the indents that the other reader saw."""
    marked = {_bare(line) for line in other.split("\n") if line.startswith(INDENT)}
    return "\n".join(
        INDENT + line.strip() if _bare(line) in marked and not line[:1].isspace() else line
        for line in text.split("\n")
    )


def _bare(line: str) -> str:
    return "".join(line.split())


def _count(text: str) -> int:
    return sum(not c.isspace() for c in text)
