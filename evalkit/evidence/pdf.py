"""PDF in, passages out: read by pdfium with the place of every character, and by a second reader
where the first may have lost some; the fuller text of each page is kept.

pdfium loses characters of scans whose fonts are not embedded; pypdf has faults of its own and is
slow. It is asked where a page has such a font or no text, and on some pages of every document; if
those differ, on all. Where the two differ much, the page is named.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evalkit.evidence import paragraphs
from evalkit.evidence.left_out import LeftOut
from evalkit.evidence.page.glyphs import Sheet, sheet_of
from evalkit.evidence.page.lines import Line, lines_of
from evalkit.evidence.page.shapes import Box
from evalkit.evidence.pdf_second import Second, glyphs_of
from evalkit.evidence.radicals import ideographs
from evalkit.evidence.text import Contents, Passage, Told, Unreadable
from evalkit.model.finding import Value, listed

MAX_PAGES = 3000
MAX_CHARACTERS = 5_000_000
DIFFER = 0.02  # share of its characters by which readers may differ before a page is named
FIRST = 2  # pages that are read twice
SAMPLE = 25  # and one in so many
MOSTLY = 0.5  # share of a page's characters that a scanner's layer has where the page is scanned
_ACCENTS = re.compile("[\u0300-\u036f\u1100-\u11ff\u3099\u309a]")
PICTURE = 0.03  # share of a page from which a picture on it is told
LISTED = 12  # pages that a finding names


@dataclass(slots=True)
class _Page:
    lines: list[Line] = field(default_factory=list)
    read: int = 0
    hidden: dict[str, list[str]] = field(default_factory=dict)
    scanned: bool = False
    doubtful: bool = False
    disordered: bool = False
    compared: bool = False
    pictures: list[Box] = field(default_factory=list)
    added: Counter[str] = field(default_factory=Counter)


def read(content: bytes, name: str, recognised: Mapping[int, list[Line]] | None = None) -> Contents:
    """A PDF's passages; ``recognised``: lines of pages that are pictures, by number from 1.

    Raises:
        Unreadable: it is encrypted, damaged, too long, or nothing in it is text.
    """
    second = Second(content, MAX_PAGES)
    pages = _pages(content, second)
    for number, page in _numbered(pages):
        page.lines = page.lines or (recognised or {}).get(number, [])
    if not any(page.lines for page in pages):
        _refuse("empty" if not pages or any(page.hidden for page in pages) else "image-only")
    passages, furniture = paragraphs.passages_of_lines([page.lines for page in pages])
    if not passages:
        _refuse("image-only")
    left = LeftOut()
    for kind, number in (("left-fields", second.filled), ("left-embedded", second.enclosed)):
        for _ in range(number):
            left.add("document-left-out", kind, 1)
    told = (*furniture, *_told(pages, passages), *left.told(passages[-1].until))
    return Contents(passages, told, len(pages))


def without_text(content: bytes) -> list[int]:
    """Numbers of the pages on which nothing is read."""
    pages = _pages(content, Second(content, MAX_PAGES))
    return [number for number, page in _numbered(pages) if not page.lines]


def _pages(content: bytes, second: Second) -> list[_Page]:
    pages, problem = (None, "") if second.endless() else _with_pdfium(content, second)
    if pages is None:
        if second.count is None:
            known = {"encrypted", "too-many-pages"} & {problem, second.problem}
            _refuse(next(iter(known), "broken"))
        pages = [_laid_out(Sheet(), number, second, True) for number in range(second.count or 0)]
    return pages


def _refuse(problem: str) -> None:
    if problem == "too-many-pages":
        raise Unreadable("document-too-large", limit=f"@{problem}")
    if problem == "broken":
        raise Unreadable("document-broken", kind="PDF")
    raise Unreadable(f"document-{problem}")


def _with_pdfium(content: bytes, second: Second) -> tuple[list[_Page] | None, str]:
    """Pages, or None and the problem."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        return None, "encrypted" if "password" in str(error).lower() else "broken"
    try:
        if len(document) > MAX_PAGES:
            return None, "too-many-pages"
        room, pages, differ = MAX_CHARACTERS, list[_Page](), False
        layered = second.layered
        for number in range(len(document)):
            sheet = _sheet(document, number, layered) if room > 0 else Sheet()
            sampled = number < FIRST or number % SAMPLE == 0
            pages.append(_laid_out(sheet, number, second, differ or sampled))
            differ = differ or (pages[-1].doubtful and not sheet.foreign and bool(sheet.read))
            room -= pages[-1].read
        for number in (n for n, page in enumerate(pages) if differ and not page.compared):
            pages[number] = _laid_out(_sheet(document, number, layered), number, second, True)
        return pages, ""
    finally:
        document.close()


def _sheet(document: Any, number: int, layered: bool) -> Sheet:
    """What is on a page; nothing where it is broken: it does not take the others with it."""
    try:
        page = document[number]
        try:
            return sheet_of(page, layered)
        finally:
            page.close()
    except MemoryError:
        raise
    except Exception:
        return Sheet()


def _laid_out(sheet: Sheet, number: int, second: Second, compare: bool) -> _Page:
    """A page's lines, from the reader that has more of it."""
    page = _Page(read=sheet.read, hidden=sheet.hidden, added=sheet.shapes.added)
    page.scanned = sheet.scanned > MOSTLY * max(len(sheet.glyphs), 1)
    if not page.scanned:
        least = PICTURE * sheet.box.area
        page.pictures = [box for box in sheet.shapes.pictures if box.area >= least > 0]
    page.compared = compare or sheet.foreign or not sheet.read
    text = second.page(number) if page.compared else None
    if text is not None:
        text = _clean(text)
        count = sum(not c.isspace() for c in text)
        allowed = DIFFER * max(count, page.read) + 2
        page.doubtful = abs(count - page.read) > allowed
        if count > page.read + allowed:
            page.read = count
            lines, page.disordered = _placed(second, text, sheet)
            page.lines = [line for line in lines if not _is_hidden(line, page)]
            return page
    lines, page.disordered = lines_of(sheet)
    page.lines = [_cleaned(line) for line in lines]
    return page


def _placed(second: Second, text: str, sheet: Sheet) -> tuple[list[Line], bool]:
    """Lines of the second reader in the order of their places, where it knows those of all."""
    glyphs = glyphs_of(second.pieces)
    count = sum(not c.isspace() for c in text)
    if abs(len(glyphs) - count) > DIFFER * count:
        return paragraphs.lines_of_text(text), False
    lines, disordered = lines_of(Sheet(glyphs, shapes=sheet.shapes))
    return [_cleaned(line) for line in lines], disordered


def _is_hidden(line: Line, page: _Page) -> bool:
    bare = "".join(line.text.split())
    return len(bare) > 1 and any(bare in "".join(words) for words in page.hidden.values())


def _cleaned(line: Line) -> Line:
    line.text = _clean(line.text)
    return line


def _clean(text: str) -> str:
    """Ideographs for their radicals, letters with their accents, and no half characters."""
    if _ACCENTS.search(text):
        text = unicodedata.normalize("NFC", text)
    return ideographs(text).encode("utf-8", "replace").decode("utf-8")


# --- what is told ---------------------------------------------------------------------------------


def _told(pages: Sequence[_Page], passages: Sequence[Passage]) -> tuple[Told, ...]:
    """What was left out or is doubted."""
    found = {
        "document-pages-blank": [n for n, p in _numbered(pages) if not p.lines],
        "document-pages-doubtful": [n for n, p in _numbered(pages) if p.doubtful],
        "document-order-doubtful": [n for n, p in _numbered(pages) if p.disordered],
    }
    told = [
        Told(code, {"pages": _listed(numbers), "n": len(numbers)})
        for code, numbers in found.items()
        if numbers
    ]
    scanned = [n for n, p in _numbered(pages) if p.scanned]
    if scanned:
        said: dict[str, Value] = {"pages": _listed(scanned), "n": len(scanned), "by": "@ocr-layer"}
        told.append(Told("document-ocr", said))
    left = LeftOut()
    for number, page in _numbered(pages):
        for why, words in page.hidden.items():
            for _ in (one for one in words if re.search(r"\w", one)):
                left.add("document-hidden-text", f"hidden-{why}", _first_on(number, passages))
        for kind in page.added.elements():
            left.add("document-left-out", kind, _first_on(number, passages))
    repeated = Counter(_place(box) for page in pages for box in page.pictures)
    for number, page in _numbered(pages):
        for box in page.pictures if page.lines else ():
            if repeated[_place(box)] <= max(1, len(pages) // 4):  # no ground of all pages
                left.add("document-pictures", "", _first_on(number, passages))
    return (*told, *left.told(passages[-1].until))


def _place(box: Box) -> tuple[int, ...]:
    return tuple(round(edge / 4) for edge in box)


def _numbered(pages: Sequence[_Page]) -> list[tuple[int, _Page]]:
    return list(enumerate(pages, start=1))


def _first_on(page: int, passages: Sequence[Passage]) -> int:
    """¶ at the head of a page."""
    on = (p.number for p in passages if p.pages and p.pages[-1][1] >= page)
    return next(on, passages[-1].number)


def _listed(numbers: Sequence[int]) -> str:
    return listed(numbers[:LISTED]) + (" …" if len(numbers) > LISTED else "")
