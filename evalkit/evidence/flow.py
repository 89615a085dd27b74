"""Paragraphs, cells and rows of a document in, as its reader meets them; texts in the order in
which they are read, each with its level, out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from evalkit.evidence.raised import raised
from evalkit.evidence.text import MAX_PASSAGES, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LETTERS = 20_000_000
COLUMNS = 63  # of a table, as Word has them
REPEATED = 200  # letters of a cell that is said again in each row that it spans
Found = tuple[str, int]  # text, level of a heading: 0 where it is none
Follows = Callable[[], None]  # reads a note or a text box, once what it hangs on is read
_BREAK = re.compile(r"[ \t\u00a0]*\n\s*")


def tidy(text: str) -> str:
    """A paragraph's text: a line's break is a blank, a tab's width between two figures."""
    return _BREAK.sub(_blank, text.strip()) if "\n" in text else text.strip()


def _blank(found: re.Match[str]) -> str:
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    return "\t" if before.isdecimal() and after.isdecimal() else " "


def numbered(number: str, text: str) -> str:
    """A paragraph with its number in a list before it; nothing stands between them after 、 and ）,
    a tab where a figure follows a number."""
    number = number.strip()
    if not number or not text:
        return number or text
    if number[-1] in "、）。":
        return number + text
    figures = text[0].isdecimal() and number[-1] in "0123456789.．"
    return f"{number}\t{text}" if figures else f"{number} {text}"


@dataclass
class Line:
    """A paragraph that is being read. ``follows``: what is read behind it; ``above``: raised text,
    until it is known what it is; ``style``: of the paragraph, ``spans``: of the stretches in it."""

    style: str = ""
    spans: tuple[str, ...] = ()
    parts: list[str] = field(default_factory=list)
    follows: list[Any] = field(default_factory=list)
    above: list[str] = field(default_factory=list)

    def put(self, text: str) -> None:
        self.settle()
        if text:
            self.parts.append(text)

    def settle(self) -> None:
        """What was raised becomes a note's mark or an exponent."""
        if self.above:
            before, text = "".join(self.parts[-4:]), "".join(self.above)
            self.above.clear()
            self.parts.append(raised(before, text))

    def text(self) -> str:
        self.settle()
        return tidy("".join(self.parts))


@dataclass
class _Row:
    """A row being read: its cells so far, the paragraphs of the cell being read, and what is read
    after the row. ``own``: whether a cell is more than the rest of one above."""

    cells: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    follows: list[Follows] = field(default_factory=list)
    own: bool = False


@dataclass
class Flow:
    """What was read so far, and the row that is being read."""

    found: list[Found] = field(default_factory=list)
    row: _Row | None = None
    letters: int = 0

    def at(self) -> int:
        """The ¶ that is being read."""
        return len(self.found) + 1

    def emit(self, text: str, level: int = 0) -> None:
        """A text becomes a passage.

        Raises:
            Unreadable: there are too many.
        """
        if not text:
            return
        self.letters += len(text)
        if len(self.found) >= MAX_PASSAGES or self.letters > MAX_LETTERS:
            raise Unreadable("document-too-large", limit="@unpacked")
        self.found.append((text, level))

    def paragraph(self, text: str, level: int, follows: Sequence[Follows] = ()) -> None:
        """A paragraph is read: it is a passage, or a part of its cell."""
        if self.row is None:
            self.emit(text, level)
            self.after(follows)
            return
        if text:
            self.row.cell.append(text)
        self.row.follows += follows

    def after(self, follows: Sequence[Follows]) -> None:
        """Read what hangs on a paragraph or a row."""
        if follows:
            with self.apart():
                for one in follows:
                    one()

    @contextmanager
    def apart(self) -> Iterator[None]:
        """What is read here is no part of the row that is being read."""
        row, self.row = self.row, None
        yield
        self.row = row

    def gathered(self, read: Follows) -> tuple[str, list[Follows]]:
        """What is read as one text, and what hangs on it."""
        row, self.row = self.row, _Row()
        read()
        text, follows = tidy("\n".join(self.row.cell)), self.row.follows
        self.row = row
        return text, follows

    # --- tables: a row is one text, its cells apart by a bar ---

    @contextmanager
    def table(self) -> Iterator[None]:
        """A table, whose rows come in its place: within a cell, between its paragraphs."""
        outer = self.row
        if outer is not None:
            self.end_cell()
            self.end_row()
        self.row = None
        yield
        self.row = outer

    @contextmanager
    def a_row(self) -> Iterator[None]:
        """A row of a table."""
        outer, self.row = self.row, _Row()
        yield
        self.end_row()
        self.row = outer

    def end_cell(self) -> str:
        """A cell is read; its text."""
        row = self.row
        if row is None:
            return ""
        text = tidy("\n".join(" ".join(_split(one)) for one in row.cell))
        row.cells.append(text)
        row.cell.clear()
        row.own = row.own or bool(text)
        return text

    def say_again(self, text: str) -> None:
        """The cell last read goes on one above, whose text is said again."""
        if self.row is not None and self.row.cells:
            self.row.cells[-1] = text

    def end_row(self) -> None:
        """A row is read, up to here; it is a passage, unless nothing in it is its own."""
        row = self.row
        if row is None:
            return
        if row.own:
            self.emit(" | ".join(row.cells))
        follows = [*row.follows]
        row.cells.clear()
        row.follows.clear()
        row.own = False
        self.after(follows)


def _split(text: str) -> list[str]:
    """Words of a paragraph in a cell; two figures that a tab keeps apart stay one word."""
    words: list[str] = []
    for part in text.split("\t"):
        own = part.split()
        if words and own and words[-1][-1:].isdecimal() and own[0][:1].isdecimal():
            words[-1] += "\t" + own[0]
            own = own[1:]
        words += own
    return words
