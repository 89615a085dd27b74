"""What text recognition made of pictures of pages in; passages that are marked as its work out.

Functions that end in ``_data`` are asked in a process of their own, like every reader of what may
be hostile.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from evalkit.evidence import paragraphs, pdf
from evalkit.evidence.documents import Outcome, refused
from evalkit.evidence.page.glyphs import Glyph, Sheet
from evalkit.evidence.page.lines import Line, lines_of
from evalkit.evidence.text import Contents, PlanText, Told, Unreadable
from evalkit.evidence.transfer import outcome_data
from evalkit.model.finding import found, listed
from evalkit.model.place import Span

DOTS = 300  # an inch: what text recognition is made for
PIXELS = 30_000_000  # of a picture, at most
ALIKE = (0.6, 1.5)  # of the usual height of a line, within which heights are the same size
_PAGE, _LINE, _WORD = 1, 4, 5  # levels of a table of tesseract


@dataclass(slots=True)
class _Found:
    """A line that was recognised: where it lies, and its words (left, width, text)."""

    top: float
    high: float
    words: list[tuple[float, float, str]]


def lines_of_tsv(table: str) -> list[list[Line]]:
    """Lines of each page of a table that tesseract gives (``tsv``)."""
    pages: list[tuple[float, list[_Found]]] = []
    for row in table.split("\n")[1:]:
        cells = row.split("\t")
        if len(cells) < 12:
            continue
        level = int(cells[0])
        left, top, wide, high = (float(cell) for cell in cells[6:10])
        if level == _PAGE:
            pages.append((high, []))
        elif level == _LINE and pages:
            pages[-1][1].append(_Found(top, high, []))
        elif level == _WORD and pages and pages[-1][1] and cells[11].strip():
            pages[-1][1][-1].words.append((left, wide, cells[11].strip()))
    return [_lines(high, [line for line in held if line.words]) for high, held in pages]


def _lines(page: float, found_on: list[_Found]) -> list[Line]:
    if not found_on:
        return []
    usual = median(line.high for line in found_on)
    glyphs: list[Glyph] = []
    for line in found_on:
        same = ALIKE[0] * usual <= line.high <= ALIKE[1] * usual
        size = round(usual if same else line.high, 1)
        base = page - line.top - 0.8 * line.high
        for left, wide, text in line.words:
            step = wide / len(text)
            for n, character in enumerate(text):
                at, blank = left + n * step, 0 if n else 2
                glyphs.append(Glyph(character, at, at + step, base, size, len(glyphs), blank, 0))
    lines = lines_of(Sheet(glyphs))[0]
    for one in lines:
        one.ocr = True
    return lines


def read_picture(content: bytes, name: str, table: str) -> Outcome:
    """A picture of a plan, by what text recognition made of it."""
    pages = lines_of_tsv(table)
    passages, furniture = paragraphs.passages_of_lines(pages)
    if not passages:
        return refused(name, "document-image-only")
    told = [found(one.code, Span(name), **one.values) for one in furniture]
    told.append(found("document-ocr", Span(name), **_said(list(range(1, len(pages) + 1)))))
    digest = hashlib.sha256(content).hexdigest()
    return PlanText(name, "picture", digest, passages, len(pages)), tuple(told)


def _said(pages: list[int]) -> dict[str, Any]:
    shown = listed(pages[: pdf.LISTED]) + (" …" if len(pages) > pdf.LISTED else "")
    return {"n": len(pages), "pages": shown, "by": "@ocr-own"}


# --- asked in a process apart ---------------------------------------------------------------------


def blank_data(content: bytes, name: str) -> Any:
    """Numbers of the pages of a PDF on which no text is found."""
    return pdf.without_text(content)


def picture_data(content: bytes, name: str) -> Any:
    """A page of a PDF, whose number is given as the name, as a grey picture (PGM)."""
    import pypdfium2

    document = pypdfium2.PdfDocument(content)
    try:
        page = document[int(name) - 1]
        wide, high = page.get_size()
        scale = min(DOTS / 72, (PIXELS / max(wide * high, 1.0)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True)
        data, row = bytes(bitmap.buffer), bitmap.stride
        rows = (data[n * row : n * row + bitmap.width] for n in range(bitmap.height))
        head = f"P5 {bitmap.width} {bitmap.height} 255\n".encode("ascii")
        return base64.b64encode(head + b"".join(rows)).decode("ascii")
    finally:
        document.close()


def with_tables(content: bytes, tables: Mapping[int, str]) -> bytes:
    """A PDF with what was recognised on its pages, for :func:`read_data`."""
    return (
        json.dumps({str(n): table for n, table in tables.items()}).encode("ascii") + b"\n" + content
    )


def read_data(content: bytes, name: str) -> Any:
    """A PDF whose pages without text are read by text recognition, as data."""
    head, _, rest = content.partition(b"\n")
    tables = {int(n): table for n, table in json.loads(head).items()}
    return outcome_data(_read(rest, name, tables))


def _read(content: bytes, name: str, tables: Mapping[int, str]) -> Outcome:
    lines = {n: lines for n, table in tables.items() for lines in lines_of_tsv(table)[:1]}
    try:
        read = pdf.read(content, name, lines)
    except Unreadable as problem:
        return refused(name, problem.code, **problem.values)
    own = Told("document-ocr", _said(sorted(n for n, held in lines.items() if held)))
    whole = Contents(read.passages, (*read.told, own), read.n_pages)
    told = tuple(found(one.code, Span(name), **one.values) for one in whole.told)
    digest = hashlib.sha256(content).hexdigest()
    return PlanText(name, "pdf", digest, whole.passages, whole.n_pages), told
