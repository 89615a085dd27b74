"""A table in, the widths its columns need out: in em, from the text that stands in them, for pages of a fixed width."""

from __future__ import annotations

import re
from functools import cache

from evalkit.report.model import Column, Table, plain

WORD = 9.0  # em: words longer than this may break


def head(column: Column, dense: bool) -> float:
    """The least width of a heading in em: its longest word, and no more than two or three lines; in heat maps, more."""
    if dense and not re.search("[a-zA-Z]", column.title):
        return 2.2
    wide, longest = width(column.title) * 1.06, word(column.title) * 1.06  # bold is wider
    return max(min(longest, WORD), min(wide, max(3.0, min(wide / 2, 5.0))))


def body(table: Table, n: int) -> tuple[float, float]:
    """Least and full width of a column's cells; in em."""
    low, high = 2.0, 2.0
    for row in table.rows:
        if n >= len(row.cells) or (row.group and n == 0):
            continue
        text, numeric = plain(row.cells[n].runs), table.columns[n].numeric
        indent = row.depth * 1.0 if n == 0 else 0.0
        scale = 0.85 if row.cells[n].tone == "na" else 1.0  # as in the template
        longest = scale * (width(text) if numeric and len(text) < 12 else word(text))
        low = max(low, indent + min(longest + 0.1, WORD), 6.0 if row.cells[n].bar else 0.0)
        high = max(high, indent + min(width(text), 60.0))
    if n == 0 and not table.columns[n].numeric:
        low = max(low, min(high + 0.6, 14.0 if table.dense else 8.0))  # 0.6: the space set between hanzi and digits
    return low, max(low, high)


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
    """The width of the longest piece that should stay in one line: a Latin word, or up to four hanzi; in em."""
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


def columns(table: Table, room: float) -> list[float]:
    """The width of every column, in em, for a table that has ``room`` em for text."""
    if not table.columns:
        return []
    cells = [body(table, n) for n in range(len(table.columns))]
    least = [max(low, head(column, table.dense)) for (low, _), column in zip(cells, table.columns, strict=True)]
    if sum(least) > room:
        least = [low for low, _ in cells]
    if sum(least) > room:
        return [room * low / sum(least) for low in least]
    most = [
        max(high, low, min(width(column.title), 6.0 if column.numeric else 12.0))
        for (_, high), low, column in zip(cells, least, table.columns, strict=True)
    ]
    return share(least, most, room)
