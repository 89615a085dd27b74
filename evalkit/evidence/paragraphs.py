"""Lines of pages in, passages out: page furniture left out, lines joined, paragraphs carried across
page breaks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from evalkit.evidence.plain import cells, join
from evalkit.evidence.text import Passage, heading_of, with_headings

EDGE = 3  # lines at the top and the foot of a page that may be furniture
_MARKED_NUMBER = re.compile(
    r"[—–\-_·•~\s一]*[—–\-·•~_]\s*\d{1,4}\s*[—–\-·•~_\s一]*\Z|[—–\-·•~\s一]*\d{1,4}\s*[—–\-·•~_][—–\-·•~_\s一]*\Z"
    r"|第?\s*\d{1,4}\s*页(\s*[/／共，,\s]*\d{1,4}\s*页)?\Z|(Page|page|PAGE)\s*\d{1,4}(\s*(of|/)\s*\d{1,4})?\Z"
    r"|\d{1,4}\s*[/／]\s*\d{1,4}\Z|[—–\-·_\s一]{1,4}\Z"
)
_ENDS = tuple("。！？!?；;：:.…”’」』）)")


def passages_of(pages: Sequence[str]) -> tuple[Passage, ...]:
    """Passages of a document whose pages are given as lines of text."""
    split = [page.replace("\u00a0", " ").split("\n") for page in pages]
    kept = _without_furniture([[ln.rstrip() for ln in lines if ln.strip()] for lines in split])
    full = _full_width([line for lines in kept for line in lines])
    passages: list[Passage] = []
    held: list[tuple[str, int]] = []

    def close() -> None:
        if held:
            text, number = join([_tidy(line) for line, _ in held]), len(passages) + 1
            if re.search(r"\w", text):
                passages.append(Passage(number, text, number, _pages(held)))
            held.clear()

    for number, lines in enumerate(kept, start=1):
        for line in lines:
            if held and _starts(held[-1][0], line, full):
                close()
            held.append((line, number))
    close()
    return with_headings(passages)


def _tidy(line: str) -> str:
    """A line without the spaces that readers put between hanzi."""
    return re.sub(r"(?<=[\u2e80-\uffef])[ \t]+(?=[\u2e80-\uffef])", "", line.strip())


def _pages(held: list[tuple[str, int]]) -> tuple[tuple[int, int], ...]:
    """(offset, page) where each page begins in the joined text."""
    out: list[tuple[int, int]] = []
    for n, (_, page) in enumerate(held):
        if not out or out[-1][1] != page:
            offset = len(join([_tidy(line) for line, _ in held[:n]])) if n else 0
            out.append((offset, page))
    return tuple(out)


def _full_width(lines: Sequence[str]) -> int:
    """Cells of a line that fills its measure: what nine lines in ten do not exceed."""
    widths = sorted(cells(line.strip()) for line in lines)
    return widths[int(len(widths) * 0.9)] if widths else 0


def _starts(before: str, line: str, full: int) -> bool:
    """Whether ``line`` begins a paragraph, given the line before it."""
    short = cells(before.strip()) < 0.8 * full
    if heading_of(line.strip())[0] or (heading_of(before.strip())[0] and short):
        return True
    if before.rstrip().endswith(_ENDS) and (short or line[:1].isspace()):
        return True
    return short and not _unfinished(before, line)


def _unfinished(before: str, line: str) -> bool:
    """Whether a short line plainly goes on: it ends in a comma or within a word."""
    last, first = before.rstrip()[-1:], line.lstrip()[:1]
    return last in "，、,（(-" or (last.isascii() and last.isalnum() and first.islower())


# --- page furniture --------------------------------------------------------------------------


def _without_furniture(pages: list[list[str]]) -> list[list[str]]:
    """Pages without running heads and feet and page numbers."""
    repeated, counted = _repeated(pages), _counted(pages)
    out = []
    for index, lines in enumerate(pages):
        number = None if counted is None else str(index + counted)
        kept = []
        for n, line in enumerate(lines):
            text = line.strip()
            at_edge = n < EDGE or n >= len(lines) - EDGE
            if _MARKED_NUMBER.match(text) or (
                at_edge and (_shape(text) in repeated or text == number)
            ):
                continue
            kept.append(line)
        out.append(kept)
    return out


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", line))


def _repeated(pages: Sequence[Sequence[str]]) -> set[str]:
    """Shapes of short lines that stand at the edge of at least three pages, and of every third."""
    seen: Counter[str] = Counter()
    for lines in pages:
        edge = {_shape(line) for line in [*lines[:EDGE], *lines[-EDGE:]] if len(line.strip()) <= 60}
        seen.update(shape for shape in edge if shape.strip("#"))
    return {shape for shape, count in seen.items() if count >= max(3, len(pages) / 3)}


def _counted(pages: Sequence[Sequence[str]]) -> int | None:
    """Offset of bare page numbers (number = index + offset) where most pages carry one at an
    edge."""
    offsets: Counter[int] = Counter()
    for index, lines in enumerate(pages):
        edge = {line.strip() for line in [*lines[:1], *lines[-1:]]}
        offsets.update(int(text) - index for text in edge if re.fullmatch(r"\d{1,4}", text))
    least = max(2, 0.5 * len(pages))
    return next((offset for offset, n in offsets.most_common(1) if n >= least), None)
