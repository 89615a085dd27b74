"""A table in, the widths its columns need out: in em, from the text that stands in them, for pages
of a fixed width."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from evalkit.report.model import Column, Table, plain

SHORT = 8  # characters of a text that stays in one line
GAP = 0.25  # em set between a hanzi and a digit or Latin letter
WORD = 9.0  # em: words longer than this may break


def head(column: Column, dense: bool) -> float:
    """The least width of a heading in em: its longest word, and no more than two or three lines; in
    heat maps, more."""
    if dense and not re.search("[a-zA-Z]", column.title):
        return 2.2
    wide, longest = width(column.title) * 1.06, word(column.title) * 1.06  # bold is wider
    return max(min(longest, WORD), min(wide, max(3.0, min(wide / 2, 5.0))))


def body(table: Table, n: int) -> tuple[float, float]:
    """Least and full width of a column's cells; in em."""
    low = high = 1.6 if table.dense else 2.0
    for row in table.rows:
        if n >= len(row.cells) or (row.group and n == 0):
            continue
        text, numeric = plain(row.cells[n].runs), table.columns[n].numeric
        indent = row.depth * 1.0 if n == 0 else 0.0
        scale = 0.85 if row.cells[n].tone == "na" else 1.0  # as in the template
        whole = (numeric and len(text) < 12) or len(text) <= SHORT
        longest = scale * (width(text) + GAP * _meetings(text) if whole else word(text))
        low = max(low, indent + min(longest + 0.1, WORD), 6.0 if row.cells[n].bar else 0.0)
        high = max(high, indent + min(width(text), 60.0))
    if n == 0 and not table.columns[n].numeric:
        low = max(
            low, min(high + 0.6, 14.0 if table.dense else 8.0)
        )  # 0.6: the space set between hanzi and digits
    return low, max(low, high)


def _meetings(text: str) -> int:
    """How often a hanzi meets a digit or a Latin letter."""
    return len(re.findall(r"[\u4e00-\u9fff](?=[0-9A-Za-z])|[0-9A-Za-z](?=[\u4e00-\u9fff])", text))


def share(least: list[float], most: list[float], width: float) -> list[float]:
    """``width`` dealt out: each column its least, the rest by how much more it could use."""
    spare = width - sum(least)
    wanted = [high - low for low, high in zip(least, most, strict=True)]
    if spare <= 0:
        return least
    if sum(wanted) > spare:
        return [low + spare * want / sum(wanted) for low, want in zip(least, wanted, strict=True)]
    return most


def word(text: str) -> float:
    """The width of the longest piece that should stay in one line: a Latin word, or up to four
    hanzi; in em."""
    pieces = re.findall(r"(?:[^\s\u200b\-/\u2e80-\uffef]|\u00a0)+|[\u2e80-\uffef]{1,4}", text)
    return max((width(piece) for piece in pieces), default=0.0)


def width(text: str) -> float:
    """The width of a line in em, about as this font has it."""
    return sum(map(_em, text))


@cache
def _em(character: str) -> float:
    if ord(character) >= 0x2E80:
        return 1.0
    if character in "mwMW%—@":
        return 0.9
    return 0.34 if character in " ijlftr.,:;'|!()[]" else 0.67 if character.isupper() else 0.58


@dataclass(frozen=True, slots=True)
class Wants:
    """What the columns of a table want, in em. ``least``, ``full``: of their cells; ``heads``:
    least of their headings;
    ``titles``: how much of a heading may widen its column."""

    least: tuple[float, ...]
    full: tuple[float, ...]
    heads: tuple[float, ...]
    titles: tuple[float, ...]

    def upright(self, room: float) -> bool:
        """Whether the headings fit without being turned or broken."""
        return sum(map(max, self.least, self.heads)) <= room

    def widths(self, room: float, turned: bool = False) -> list[float]:
        """The width of every column, never more in all than ``room``.

        What headings lack in room they lack alike; ``turned``: they stand upright and want none.
        """
        least, heads = list(self.least), list(map(max, self.least, self.heads))
        if turned:
            dealt = share(least, list(map(max, self.full, least)), room)
        elif self.upright(room):
            dealt = share(heads, list(map(max, self.full, heads, self.titles)), room)
        else:
            dealt = share(least, heads, room)
        over = max(1.0, sum(dealt) / room)
        return [width / over for width in dealt]


def lines(table: Table, widths: Sequence[float]) -> int:
    """About how many lines the rows of a table have, headings apart.

    Args:
        widths: of the text of every column, in em.
    """
    room = [max(1.0, width) for width in widths]
    cells = (
        [math.ceil(width(plain(c.runs)) / em) for c, em in zip(row.cells, room, strict=False)]
        for row in table.rows
    )
    return sum(max(row, default=1) for row in cells)


def wants(table: Table) -> Wants:
    """What the columns of a table want."""
    cells = [body(table, n) for n in range(len(table.columns))]
    return Wants(
        tuple(low for low, _ in cells),
        tuple(high for _, high in cells),
        tuple(head(column, table.dense) for column in table.columns),
        tuple(min(width(c.title), 6.0 if c.numeric else 12.0) for c in table.columns),
    )


def parts(table: Table, least: list[float], room: float) -> list[Table]:
    """The table, or where its columns have no room at their least widths, parts of it that all
    begin with its first column.

    Args:
        least: of every column; in the unit of ``room``.
    """
    if sum(least) <= room:
        return [table]
    groups, filled = [[0]], least[0]
    for n, wide in enumerate(least[1:], start=1):
        if len(groups[-1]) > 1 and filled + wide > room:
            groups.append([0])
            filled = least[0]
        groups[-1].append(n)
        filled += wide
    out = []
    for number, shown in enumerate(groups, start=1):
        rows = tuple(
            replace(row, cells=tuple(row.cells[n] for n in shown if n < len(row.cells)))
            for row in table.rows
        )
        caption = f"{table.caption} ({number}/{len(groups)})"
        columns = tuple(table.columns[n] for n in shown)
        out.append(replace(table, caption=caption, columns=columns, rows=rows))
    return out
