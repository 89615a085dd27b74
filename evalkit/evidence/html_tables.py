"""A table of a page in; a block a row out, its cells apart by a bar, or, where the table only lays
out the page, the blocks that stand in its cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from evalkit.evidence.html_block import Block
from evalkit.evidence.html_seen import Seen

LAYOUT = (4, 400)  # blocks and letters of a cell that is a column of the page, no cell of a row
LABEL = 40  # letters: a cell over several rows that is no longer is said in each of them
MAX_SPAN = 1000  # columns, as in browsers
MAX_STEPS = 500_000  # columns passed over because a cell of an earlier row stands there


class Reader(Protocol):
    """What reads the page round a table (:class:`evalkit.evidence.html_blocks.Reader`)."""

    blocks: list[Block]
    is_menu: bool

    def read(self, node: Any, around: Seen, depth: int = 0) -> None: ...

    def entered(self, node: Any, around: Seen, depth: int) -> Seen | None: ...

    def inline(self, node: Any, now: Seen, depth: int) -> list[Block]: ...

    def put(self, node: Any, which: str, now: Seen, depth: int) -> None: ...

    def apart(self, holder: str, read: Callable[[], None]) -> list[Block]: ...

    def flush(self) -> None: ...


def read_table(reader: Reader, table: Any, now: Seen, depth: int) -> None:
    """The captions and rows of a table, in the order in which they are seen."""
    spans = _Spans()
    is_layout = (table.attributes.get("role") or "") in ("presentation", "none")
    for row, around in _rows(reader, table, now, depth):
        cells = _cells(reader, row, around, depth + 3)
        reader.flush()
        made = [block for cell in cells for block in cell.blocks]
        if is_layout or _is_layout(cells):
            reader.blocks += [b for b in made if b.marks or re.search(r"\w", b.text)]
            spans = _Spans()
        else:
            reader.blocks.append(_row(cells, spans, made, reader.is_menu))
    reader.flush()


@dataclass(frozen=True)
class _Cell:
    """``columns``, ``rows``: over how many it stands."""

    blocks: list[Block]
    columns: int
    rows: int

    @property
    def text(self) -> str:
        return " ".join(block.text for block in self.blocks if block.text)


def _rows(reader: Reader, table: Any, now: Seen, depth: int) -> Iterator[tuple[Any, Seen]]:
    parts = [child for child in table.iter() if child.tag != "tfoot"]
    for part in [*parts, *(child for child in table.iter() if child.tag == "tfoot")]:
        if part.tag not in ("thead", "tbody", "tfoot", "tr"):
            reader.read(part, now, depth + 1)
            continue
        around = reader.entered(part, now, depth + 1)
        if around is not None and part.tag != "tr":
            reader.put(part, "before", around, depth + 1)
        for row in [part] if part.tag == "tr" else part.iter():
            if around is None:
                continue
            if row.tag != "tr":
                reader.read(row, around, depth + 2)
            elif (inner := reader.entered(row, around, depth + 2)) is not None:
                yield row, inner
        if around is not None and part.tag != "tr":
            reader.put(part, "after", around, depth + 1)


def _cells(reader: Reader, row: Any, around: Seen, depth: int) -> list[_Cell]:
    cells = _made(reader, row, "before", around, depth)
    for cell in row.iter():
        if cell.tag not in ("td", "th"):
            reader.read(cell, around, depth)
        elif (inner := reader.entered(cell, around, depth)) is not None:
            own = cell.attributes
            spans = (_span(own.get("colspan")), _span(own.get("rowspan")))
            cells.append(_Cell(reader.inline(cell, inner, depth), *spans))
    return [*cells, *_made(reader, row, "after", around, depth)]


def _made(reader: Reader, row: Any, which: str, around: Seen, depth: int) -> list[_Cell]:
    """What a style sheet puts before or behind the cells of a row is a cell of its own."""
    blocks = reader.apart("td", lambda: reader.put(row, which, around, depth))
    return [_Cell(blocks, 1, 1)] if blocks else []


def _span(value: str | None) -> int:
    text = (value or "").strip()
    return max(1, min(int(text), MAX_SPAN)) if text.isdecimal() and len(text) < 6 else 1


def _is_layout(cells: list[_Cell]) -> bool:
    """Whether a row is no row of a table: it holds headings or tables, or it is one cell, or one of
    its cells is a whole column of the page."""
    held = [[block for block in cell.blocks if block.text] for cell in cells]
    filled = [blocks for blocks in held if blocks]
    if any(block.level or block.tag == "tr" for blocks in filled for block in blocks):
        return True
    if len(filled) == 1 and len(filled[0]) > 1:
        return True
    return any(
        len(blocks) >= LAYOUT[0] and sum(len(b.text) for b in blocks) >= LAYOUT[1]
        for blocks in filled
    )


def _row(cells: list[_Cell], spans: _Spans, made: list[Block], is_menu: bool) -> Block:
    """A row as one block; a short cell that stands over several rows is said in each."""
    texts: list[str] = []
    column = 0
    for cell in cells:
        column = spans.passed(column, texts)
        texts.append(cell.text)
        spans.keep(column, cell)
        column += cell.columns
    spans.passed(column, texts, to_the_end=True)
    return Block(
        " | ".join(filter(None, texts)) if any(re.search(r"\w", c.text) for c in cells) else "",
        tag="tr",
        links=sum(block.links for block in made),
        n_links=sum(block.n_links for block in made),
        is_menu=is_menu,
        marks=[mark for block in made for mark in block.marks],
    )


class _Spans:
    """What stands over the rows to come: column → rows, and what is said there."""

    def __init__(self) -> None:
        self.held: dict[int, tuple[int, str]] = {}
        self.steps = 0

    def keep(self, column: int, cell: _Cell) -> None:
        if cell.rows == 1 or column + cell.columns > MAX_SPAN or self.steps > MAX_STEPS:
            return
        for n in range(cell.columns):
            text = cell.text if n == 0 and len(cell.text) <= LABEL else ""
            self.held[column + n] = (cell.rows, text)

    def passed(self, column: int, texts: list[str], to_the_end: bool = False) -> int:
        """The first column from ``column`` on over which nothing stands."""
        last = max(self.held, default=-1) if to_the_end else column
        while column in self.held or column < last:
            rows, text = self.held.pop(column, (0, ""))
            self.steps += 1
            if text:
                texts.append(text)
            if rows > 2 and self.steps < MAX_STEPS:
                self.held[column] = (rows - 1, text)
            column += 1
        return column
