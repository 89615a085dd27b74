"""Lines of pages in, passages out: page furniture left out, lines joined, paragraphs carried across
columns and pages, notes put after the paragraph in which their mark stands."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from evalkit.evidence.footnotes import ENDS, Note, marks_in, without_notes
from evalkit.evidence.furniture import named, without_furniture
from evalkit.evidence.page.lines import Line
from evalkit.evidence.plain import cells
from evalkit.evidence.text import Passage, Told, heading_of, noted, with_headings
from evalkit.evidence.wrapped import Hyphens, joined
from evalkit.model.finding import side_by_side

SIZES = 1.2  # how much larger one line is than the next where they are not of one paragraph
NAMED = 8  # kinds of page furniture that a finding names


def passages_of(pages: Sequence[str]) -> tuple[Passage, ...]:
    """Passages of a document whose pages are given as lines of text."""
    return passages_of_lines([lines_of_text(page) for page in pages])[0]


def lines_of_text(page: str) -> list[Line]:
    """Lines of a page of which only the text is known."""
    texts = [ln.rstrip() for ln in page.replace("\u00a0", " ").split("\n") if ln.strip()]
    last = len(texts) - 1
    return [
        Line(text.strip(), edge=min(n, last - n), indent=text[:1].isspace())
        for n, text in enumerate(texts)
    ]


def passages_of_lines(
    pages: Sequence[list[Line]],
) -> tuple[tuple[Passage, ...], tuple[Told, ...]]:
    """Passages of a document whose pages are given as lines with their places; and what page
    furniture was left out."""
    sizes: Counter[float] = Counter()
    for line in (line for lines in pages for line in lines):
        sizes[line.size] += len(line.text)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    maker = _Maker(pages)
    without, gone = without_furniture(pages)
    for number, lines in enumerate(without, start=1):
        kept, notes = without_notes(lines, body)
        aside = [Note("", (line.text,), line.ocr) for line in kept if line.kind == "aside"]
        maker.notes[number] = [*notes, *aside]
        for line in kept:
            if line.kind != "aside":
                maker.take(line, number)
    maker.close()
    maker.left_over(len(pages) + 1)
    return with_headings(maker.passages), _told(gone)


def _told(gone: Sequence[Line]) -> tuple[Told, ...]:
    """Running heads and page numbers that were left out."""
    if not gone:
        return ()
    return (
        Told("document-furniture", {"n": len(gone), "lines": side_by_side(named(gone), NAMED)}),
    )


class _Maker:
    """Passages in the making."""

    def __init__(self, pages: Sequence[list[Line]]) -> None:
        lines = [line for own in pages for line in own]
        self.passages: list[Passage] = []
        self.notes: dict[int, list[Note]] = {}
        self.held: list[tuple[Line, int]] = []
        self.hyphens = Hyphens.of(line.text for line in lines)
        self.full = _measures(pages)
        self.ended = 0  # last page whose notes are all out

    def take(self, line: Line, page: int) -> None:
        """Take a line."""
        if line.kind != "text":
            self.close()
            self.left_over(page)
            self.held.append((line, page))
            self.close()
            return
        if self.held and self.begins(self.held[-1], line):
            self.close()
        if not self.held:
            self.left_over(page)
        self.held.append((line, page))

    def begins(self, held: tuple[Line, int], line: Line) -> bool:
        """Whether a line begins a paragraph, given the line before it and its page."""
        before, number = held
        if before.down != line.down:
            return True
        left, full = before.left, self.full[_column(before, number)]
        short = _end(before) - left < 0.8 * (full - left)
        apart = max(before.size, line.size) > SIZES * min(before.size, line.size) > 0
        if apart and len(before.text) > 2 and len(line.text) > 2:
            return True
        beside = (before.block == 0) != (line.block == 0)
        if beside and before.text.rstrip().endswith(ENDS):
            return True
        return _starts(before, line, short)

    def close(self) -> None:
        """Make a passage of the lines that are held, and of the notes in it."""
        held, self.held = self.held, []
        if not held:
            return
        text, pages = self.text(held)
        if not re.search(r"\w", text):
            return
        self.add(text, pages, any(line.ocr for line, _ in held))
        for mark in marks_in(text):
            for page in dict.fromkeys(page for _, page in held):
                own = self.notes.get(page, [])
                note = next((n for n in own if n.mark == mark), None)
                if note is not None:
                    own.remove(note)
                    self.note(note, page)

    def text(self, held: Sequence[tuple[Line, int]]) -> tuple[str, tuple[tuple[int, int], ...]]:
        """Joined lines, and where in them each page begins."""
        lines = [_tidy(line.text) for line, _ in held]
        starts: list[tuple[int, int]] = []
        for n, (_, page) in enumerate(held):
            if not starts or starts[-1][1] != page:
                whole = joined(lines[: n + 1], self.hyphens) if n else ""
                starts.append((len(whole) - len(lines[n]) if n else 0, page))
        return joined(lines, self.hyphens), tuple(starts)

    def note(self, note: Note, page: int) -> None:
        """A note as a passage of its own, beginning with its mark."""
        text = joined([_tidy(line) for line in note.lines], self.hyphens)
        if note.mark:
            text = f"{noted(note.mark)} {text}"
        if re.search(r"\w", text):
            self.add(text, ((0, page),), note.ocr)

    def left_over(self, page: int) -> None:
        """Notes of earlier pages whose mark was not found."""
        for number in range(self.ended + 1, page):
            for note in self.notes.pop(number, []):
                self.note(note, number)
        self.ended = max(self.ended, page - 1)

    def add(self, text: str, pages: tuple[tuple[int, int], ...], ocr: bool) -> None:
        number = len(self.passages) + 1
        self.passages.append(Passage(number, text, number, pages, ocr=ocr))


def _tidy(line: str) -> str:
    """A line without the spaces that readers put between hanzi."""
    return re.sub(r"(?<=[\u2e80-\uffef])[ \t]+(?=[\u2e80-\uffef])", "", line.strip())


def _measures(pages: Sequence[list[Line]]) -> dict[tuple[int, int, bool], float]:
    """Where a line ends that fills its measure, what nine in ten do not exceed: for (0, 0, …) lines
    that stand alone on their page, for (page, block, …) those of a column; in points, or in cells
    where only the text is known."""
    ends: dict[tuple[int, int, bool], list[float]] = defaultdict(list)
    for number, lines in enumerate(pages, start=1):
        for line in (line for line in lines if line.kind == "text"):
            ends[_column(line, number)].append(_end(line))
    full = {key: sorted(own)[min(int(len(own) * 0.9), len(own) - 1)] for key, own in ends.items()}
    return defaultdict(float, full)


def _column(line: Line, page: int) -> tuple[int, int, bool]:
    return (page if line.block else 0, line.block, bool(line.right))


def _end(line: Line) -> float:
    return line.right or float(cells(line.text.strip()))


def _starts(before: Line, line: Line, short: bool) -> bool:
    """Whether ``line`` begins a paragraph, given the line before it, and whether that is short."""
    if heading_of(line.text.strip())[0] or (heading_of(before.text.strip())[0] and short):
        return True
    if before.text.rstrip().endswith(ENDS) and (short or line.indent or line.apart):
        return True
    return short and not _unfinished(before.text, line.text)


def _unfinished(before: str, line: str) -> bool:
    """Whether a short line plainly goes on: it ends in a comma or within a word."""
    last, first = before.rstrip()[-1:], line.lstrip()[:1]
    return last in "，、,（(-" or (last.isalnum() and last < "\u2e80" and first.islower())
