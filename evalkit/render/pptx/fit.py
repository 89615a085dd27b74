"""Text and a box in, the size of type that fits it out; what fits at no size is cut at a clause.

Widths are reckoned, hanzi one em, as no program says beforehand how it will break a line; the line
height is written into the file, so that heights are what they are reckoned to be.
"""

from __future__ import annotations

import bisect
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evalkit.render.column_widths import width

SLACK = 1.12  # a reader's fonts may be wider than those that widths are reckoned with
BOLD = 1.1  # width of bold type beside that of regular
APART = 0.25  # em that some programs set between hanzi and Latin letters
LINE = 1.3  # height of a line, in sizes of type
ELLIPSIS = "…"
LEAST_KEPT = 0.4  # of what has room: a clause that ends before it is no place to cut
_TOKEN = re.compile(
    r"\s+|[“‘（《]*[\u2e80-\uffef][，。；：、）》！？”’]*|[^\s\u2e80-\uffef]+[，。；：、）》”’]*"
)
_SENTENCE = re.compile(r"[。；！？]|[;.!?](?=\s)")
_CLAUSE = re.compile(r"[，：]|[,:](?=\s)|\s[–—](?=\s)|——")
_MEETING = re.compile(r"[\u2e80-\uffef](?=[0-9A-Za-z+−¥%])|[0-9A-Za-z%](?=[\u2e80-\uffef])")
_LOOSE = "，。；：、！？,;:.!?–—（( "


@dataclass(frozen=True, slots=True)
class Piece:
    """Text in one weight of type."""

    text: str
    bold: bool = False


Line = tuple[Piece, ...]


def said(line: Line) -> str:
    """The text of a line, whatever its type."""
    return "".join(piece.text for piece in line)


def advance(text: str) -> float:
    """The width of a line in em, in a wide font, with the blanks that programs set between hanzi
    and Latin letters."""
    return width(text) * SLACK + APART * len(_MEETING.findall(text))


def lines(line: Line, room: float) -> int:
    """About how many lines a text takes, at least one.

    Args:
        room: of a line, in em.
    """
    count, held, before = 1, 0.0, " "
    for token, bold in _tokens(line):
        wide = advance(token) * (BOLD if bold else 1.0)
        wide += APART if _MEETING.search(before[-1] + token[0]) else 0.0
        before = token
        if held + wide <= room:
            held += wide
        elif token.isspace():
            held = room
        elif wide <= room:
            count, held = count + 1, wide
        else:  # a word longer than a line is broken
            more = math.ceil((held + wide) / room) - 1
            count, held = count + more, (held + wide) % room
    return count


def _tokens(line: Line) -> Iterator[tuple[str, bool]]:
    """What stays in one line: a word, a hanzi with the signs beside it, blanks; whether bold."""
    for piece in line:
        for token in _TOKEN.findall(piece.text):
            yield token, piece.bold


def cut(line: Line, most: int, room: float) -> Line:
    """The line in at most so many lines: whole, or its first sentences or clauses and an ellipsis.

    Where none ends late enough it is cut between words.

    Args:
        most: lines.
        room: of a line, in em.
    """
    if lines(line, room) <= most:
        return line
    text, ends, place = said(line), list[int](), 0
    for token, _ in _tokens(line):
        place = text.index(token, place) + len(token)
        ends.append(place)

    def fits(end: int) -> bool:
        return lines(_first(line, end), room) <= most

    fitting = bisect.bisect_left(
        ends, True, key=lambda end: not fits(end)
    )  # more never fits better
    last = ends[fitting - 1] if fitting else 1
    for sign in (_SENTENCE, _CLAUSE):
        found = [m.start() for m in sign.finditer(text) if m.start() <= last]
        late = [end for end in found if end >= LEAST_KEPT * last and fits(end)]
        if late:
            return _first(line, late[-1])
    return _first(line, last)


def _first(line: Line, end: int) -> Line:
    """The first letters of a line and an ellipsis."""
    kept: list[Piece] = []
    for piece in line:
        kept += [Piece(piece.text[:end], piece.bold)] if end > 0 else []
        end -= len(piece.text)
    last = kept.pop()
    return (*kept, Piece(last.text.rstrip(_LOOSE) + ELLIPSIS, last.bold))


@dataclass(frozen=True, slots=True)
class Fitted:
    """Lines as they stand in a box: the size of type and the air between two of them in points,
    how high they are, and whether any was cut."""

    lines: tuple[Line, ...]
    size: float
    between: float
    height: float
    cut: bool


def fitted(
    held: Sequence[Line], wide: float, high: float, sizes: Sequence[float], between: float = 0.0
) -> Fitted:
    """Lines in the largest type in which they fit the box; cut alike where they fit in none.

    Args:
        wide: of the box, in points.
        high: of the box, in points.
        sizes: of type, largest first, in points.
        between: air between two lines of text, in points.
    """
    for size in sizes:
        tall = _height(held, wide, size, between)
        if tall <= high:
            return Fitted(tuple(held), size, between, tall, False)
    size = sizes[-1]
    free = (high - between * (len(held) - 1)) / (size * LINE)
    counts = [lines(line, wide / size) for line in held]
    most = _allowance(counts, max(int(free), len(held)))
    short = tuple(cut(line, n, wide / size) for line, n in zip(held, most, strict=True))
    return Fitted(short, size, between, _height(short, wide, size, between), True)


def _allowance(counts: Sequence[int], free: int) -> list[int]:
    """Lines dealt out to texts that want ``counts`` of them: one each, then to the shortest of
    those that want more."""
    dealt = [1] * len(counts)
    while sum(dealt) < free:
        wanting = [n for n, count in enumerate(counts) if dealt[n] < count]
        if not wanting:
            break
        dealt[min(wanting, key=lambda n: dealt[n])] += 1
    return dealt


def _height(held: Sequence[Line], wide: float, size: float, between: float) -> float:
    count = sum(lines(line, wide / size) for line in held)
    return count * size * LINE + between * max(len(held) - 1, 0)
