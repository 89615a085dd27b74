"""A file of text with lines that are no rows in; its rows as Parquet, and the lines that are none,
out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

import pyarrow as pa
import pyarrow.parquet as pq

LARGEST = 2_000_000  # characters of a line
MOST = 1000  # lines of a cell
CHUNK = 1 << 20  # bytes that are counted at a time
GROUP = 50_000  # rows that are written at a time
_LOST = re.compile("[\udc80-\udcff]")  # what stands for bytes that are not UTF-8
Split = Callable[[str], list[str] | None]


def lines_in(path: Path) -> int:
    """How many lines a file has, whatever ends them; the last may have no end."""
    n, last = 0, b"\n"
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            n += chunk.count(b"\n") + chunk.count(b"\r") - chunk.count(b"\r\n")
            n -= last == b"\r" and chunk.startswith(b"\n")
            last = chunk[-1:]
    return n + (last not in (b"\n", b"\r"))


def write_rows(
    path: Path, names: Sequence[str], headings: Sequence[str], separator: str, to: str
) -> tuple[int, list[tuple[int, str]]]:
    """Write the rows of a file of text, as texts.

    Args:
        names: of its columns, in order; headings: what stands above them.

    Returns:
        How many rows there are, and (row, why) of what is none, in order; "" where a line is empty.
        Rows are counted as a spreadsheet does: headings are row 1, a cell may hold several lines.
    """
    schema = pa.schema([(name, pa.string()) for name in names])
    kept, wrong = 0, []
    held: list[list[str]] = []
    opening = path.open(encoding="utf-8-sig", errors="surrogateescape")
    with opening as stream, pq.ParquetWriter(to, schema) as writer:

        def write() -> None:
            columns = list(zip(*held, strict=True)) or [()] * len(names)
            writer.write_table(pa.table([pa.array(own, pa.string()) for own in columns], schema))
            held.clear()

        rows = _rows(stream, len(names), separator)
        next(rows, None)
        for n, row in enumerate(rows, start=2):
            if isinstance(row, str):
                wrong.append((n, row))
            elif row == [*headings]:
                wrong.append((n, "@line-heading"))
            else:
                kept += 1
                held.append(row)
                if len(held) == GROUP:
                    write()
        write()
    return kept, wrong


def _rows(stream: TextIO, wide: int, separator: str) -> Iterator[list[str] | str]:
    """The cells of each row, or why it is none."""
    split = _splitting(separator)
    ahead: list[str] = []  # lines that were looked at, and are rows of their own, last first
    while line := ahead.pop() if ahead else _line(stream):
        if len(line) > LARGEST:
            yield "@line-large"
        elif _LOST.search(line):
            yield "@line-encoding"
        elif not line.strip():
            yield ""
        else:
            cells = split(line.rstrip("\n")) or _joined(line, stream, ahead, wide, split)
            yield _fitted(cells, wide) if cells else "@line-quote"


def _line(stream: TextIO) -> str:
    """The next line; of one that is too long as much as shows that."""
    line = more = stream.readline(LARGEST + 1)
    while more and not more.endswith("\n"):
        more = stream.readline(LARGEST + 1)
    return line


def _joined(
    line: str, stream: TextIO, ahead: list[str], wide: int, split: Split
) -> list[str] | None:
    """The cells of a row of several lines, one of them with a cell that goes on; nothing where no
    mark closes before the next line that is a row of its own, which then is read as one."""
    own, size, cells = [line], len(line), None
    while cells is None and size <= LARGEST and len(own) <= MOST:
        more = ahead.pop() if ahead else _line(stream)
        if not more:
            break
        own.append(more)
        size += len(more)
        alone = split(more.rstrip("\n"))
        of_its_own = alone and len(alone) >= wide and not any(cell[:1] == " " for cell in alone)
        if of_its_own or _LOST.search(more):
            break
        if '"' in more:
            row = "".join(own).rstrip("\n")
            cells = split(row)
            if cells is None and row.count('"') % 2 == 0:  # closed, but not where a cell ends
                break
    if cells is None:
        ahead += reversed(own[1:])
    return cells


def _splitting(separator: str) -> Split:
    """How a row is cut into cells; one with a quotation mark that is not closed where its cell ends
    into none."""
    mark = re.escape(separator)
    cell = re.compile(rf' *"((?:[^"]|"")*+)" *(?:{mark}|\Z)|(?! *")([^{mark}]*)(?:{mark}|\Z)')

    def split(row: str) -> list[str] | None:
        if '"' not in row:
            return row.split(separator)
        cells, at = [], 0
        for found in cell.finditer(row + separator):
            if found.start() != at or at > len(row):
                break
            within, bare = found.groups()
            cells.append(bare if within is None else within.replace('""', '"'))
            at = found.end()
        return cells if at == len(row) + 1 else None

    return split


def _fitted(cells: list[str], wide: int) -> list[str] | str:
    """Cells as a row; empty ones beyond the headings are none."""
    if len(cells) < wide:
        return "@line-short"
    return "@line-long" if any(cells[wide:]) else cells[:wide]
