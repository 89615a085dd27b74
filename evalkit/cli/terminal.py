"""Text and tables laid out for a width in cells: what may break, where, and what leaves when there
is no room. Nothing is cut off, and a code never breaks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len, chop_cells

# an id, a ref, a place, a figure: what a reader copies whole
CODE = re.compile(r"(?=.*[A-Za-z0-9])(?=.*[-._/@:\d])[!-~]+\Z")
WORD = 14  # cells: longer words that are no codes may break
SHORT = 8  # cells: a text of so many stays in one line
NAME = 12  # the same in the first column, which says what a row is about
LINES = 6  # of one cell: where it would take more, a column further right leaves first
GAP = 2

_PIECE = re.compile(r"\s+|[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+|\S")
_CLOSING = "，。、；：？！）》”’】〉」』%％,.;:?!)]}"  # never first in a line
_OPENING = "（《“‘【〈「『([{"  # never last in one


class Laid(NamedTuple):
    """A table as lines: its heading, its rows, the titles of the columns that had no room, and the
    width of the others."""

    head: tuple[str, ...]
    body: tuple[str, ...]
    left_out: tuple[str, ...]
    width: int


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Lines of at most ``width`` cells, those after the first indented; a code stays whole, however
    long."""
    lines, line, room = [], "", max(width, 1)
    for piece in _pieces(text, width - cell_len(indent)):
        if line.strip() and cell_len(line + piece.rstrip()) > room:
            lines.append(line.rstrip())
            line = indent
        if not (piece.isspace() and line == indent):
            line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def _pieces(text: str, width: int) -> list[str]:
    """What a line may end after: blanks, words, single characters of Chinese with the punctuation
    that belongs to them; parts of a word that is longer than a line and no code."""
    pieces: list[str] = []
    for piece in _PIECE.findall(text):
        before = pieces[-1] if pieces else ""
        bound = piece[0] in _CLOSING or before[-1:] in [*_OPENING]
        if before and bound and not before.isspace() and not piece.isspace():
            pieces[-1] += piece
        elif cell_len(piece) > max(width, WORD) and not is_code(piece):
            pieces += chop_cells(piece, max(width, 2))
        else:
            pieces.append(piece)
    return pieces


def is_code(word: str) -> bool:
    """Whether a word is an id, a code, a number or a place, which a reader copies whole."""
    return CODE.match(word.strip(_CLOSING + _OPENING + "·")) is not None


def laid_out(
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    numeric: Sequence[int],
    width: int | None,
    leaves: Sequence[int] | None = None,
) -> Laid:
    """A table in ``width`` cells; None: as wide as it is.

    Text wraps first. Where that is not enough columns leave, in the order of ``leaves``; else the
    last one first, but for the first column and those that hold codes.
    """
    columns = [[title, *(row[n] for row in rows)] for n, title in enumerate(head)]
    shown = [*range(len(head))]
    going = [n for n in (leaves or _leaving(columns)) if n in shown]
    while width is not None and going and _least(columns, shown, numeric) > width:
        shown.remove(going.pop(0))
    widths = _widths([columns[n] for n in shown], [n in numeric for n in shown], width)
    gap = GAP if width is None or sum(widths) + GAP * (len(shown) - 1) <= width else 1
    right = [n in numeric for n in shown]
    drawn = [_row([row[n] for n in shown], widths, right, gap) for row in (head, *rows)]
    left_out = tuple(head[n] for n in range(len(head)) if n not in shown)
    body = tuple(line for lines in drawn[1:] for line in lines)
    return Laid(tuple(drawn[0]), body, left_out, sum(widths) + gap * (len(shown) - 1))


def _leaving(columns: Sequence[Sequence[str]]) -> list[int]:
    """Columns that may leave, the last first: not the first, nor the first that is of codes; others
    of codes after all else."""
    named = [any(is_code(cell) and "-" in cell[1:] for cell in cells[1:]) for cells in columns]
    own = [n for n in range(len(columns)) if named[n]]
    others = [n for n in range(1, len(columns)) if not named[n]]
    return [*reversed(others), *reversed([n for n in own[1:] if n])]


def _least(columns: Sequence[Sequence[str]], shown: Sequence[int], numeric: Sequence[int]) -> int:
    """The width below which columns do not read well, with one cell between two."""
    least = sum(_narrowest(columns[n], n in numeric, n == 0) for n in shown)
    return least + len(shown) - 1


def _narrowest(cells: Sequence[str], numeric: bool, first: bool) -> int:
    """The least width of a column: its figures; of text the longest word or code, and no more than
    a few lines a cell."""
    head, full = cells[0], max((cell_len(cell) for cell in cells[1:]), default=0)
    least = max(_longest(head), min(SHORT, cell_len(head)), 1)
    if numeric:
        return max(least, full)
    return max(least, *map(_longest, cells), min(NAME if first else SHORT, full), -(-full // LINES))


def _longest(text: str) -> int:
    """Cells of the longest piece that stays in one line."""
    pieces = [piece for piece in _pieces(text, cell_len(text)) if not piece.isspace()]
    widths = (cell_len(p) if is_code(p) else min(cell_len(p), WORD) for p in pieces)
    return max(widths, default=0)


def _widths(
    columns: Sequence[Sequence[str]], numeric: Sequence[bool], width: int | None
) -> list[int]:
    """Cells a column: as many as it takes; where that is too many, the widest gives up one after
    the other, down to its least."""
    widths = [max(1, *(cell_len(cell) for cell in cells)) for cells in columns]
    if width is None:
        return widths
    kinds = zip(columns, numeric, strict=True)
    least = [_narrowest(cells, figures, not n) for n, (cells, figures) in enumerate(kinds)]
    gaps = GAP * (len(columns) - 1)
    if sum(least) + gaps > width:
        gaps = len(columns) - 1
    while sum(widths) + gaps > width:
        spare = [n for n in range(len(widths)) if widths[n] > least[n]]
        if not spare:
            break
        widths[max(spare, key=lambda n: widths[n])] -= 1
    return widths


def _row(cells: Sequence[str], widths: Sequence[int], right: Sequence[bool], gap: int) -> list[str]:
    """The lines of a row."""
    parts = [wrapped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    lines = []
    for n in range(max(map(len, parts), default=0)):
        line = ""
        for part, width, numeric in zip(parts, widths, right, strict=True):
            text = part[n] if n < len(part) else ""
            blank = " " * max(0, width - cell_len(text))
            line += (blank + text if numeric else text + blank) + " " * gap
        lines.append(line.rstrip())
    return lines
