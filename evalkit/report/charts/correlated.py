"""How each of several things goes with each other: shaded cells below a diagonal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from evalkit.report.charts import drawing as d
from evalkit.report.charts.palette import PALETTE, text_on

FIELD = 400  # pixels of the field, which cells share
WIDEST, NARROWEST = 40, 10
ROOM = 30  # pixels of a cell in which a figure has room
STEPS = (("b3", -0.4), ("m0", 0.3), ("a1", 0.6), ("a2", 0.92))  # shades below these values
TOP = "a3"
EDGES = {"m0": "line", "a1": "a2"}  # of hollow cells, where a shade is too light for a line
SWATCH = 18
LINE = 22  # pixels of a line of the key
LONGEST = 240  # pixels of a name
HEAD = 11  # size of the names of columns
KEY = 145  # pixels of a shade and its words


@dataclass(frozen=True, slots=True)
class Cell:
    """How two things go together. ``row`` is after ``column``; ``value``: in [−1, 1]; ``text``: as
    printed; ``hollow``: chance may give as much."""

    row: int
    column: int
    value: float
    text: str
    hollow: bool


def shade(value: float) -> str:
    """The role of the colour of a value; limits as its flags have them: closed to −0.4 and from
    0.3 and 0.92."""
    if value <= STEPS[0][1]:
        return STEPS[0][0]
    return next((role for role, edge in STEPS[1:] if value < edge), TOP)


@d.drawn
def triangle(
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]],
    cells: Sequence[Cell],
    key: tuple[Sequence[str], str],
) -> d.Part:
    """Cells below a diagonal that names the columns. ``groups``: (title, (short name, name) of each
    of its members), apart by lines; ``key``: words of each shade from the lowest, and of a hollow
    cell."""
    members = [own for _, group in groups for own in group]
    side = max(NARROWEST, min(WIDEST, FIELD // len(members)))
    names = []
    for n, (short, full) in enumerate(members):
        whole = full if short in full else f"{short} {full}"
        name = d.broken(whole, LONGEST) if side >= ROOM else whole
        names.append({"y": (n + 0.5) * side - d.first_line(name), "name": name})
    size = d.TEXT if side > 18 else d.SMALL
    width = side * len(members)
    high = width + LINE * (1 + (len(STEPS) + 4) // 3)
    field = _Field(width, high)
    left = d.of(names, x=d.at(0), y=field.y("y"))
    drawn: list[d.Part] = [*_cells(members, cells, side, field)]
    drawn += [d.words(left, "name", "right", -8, fontSize=size, limit=LONGEST)]
    drawn += [*_groups(groups, side, field), *_key(key, field)]
    return d.layers(drawn, width, high)


@dataclass(frozen=True, slots=True)
class _Field:
    """A field whose places are its pixels; cells fill it as far down as it is wide, the key stands
    below."""

    width: int
    high: int

    def x(self, name: str) -> d.Part:
        return d.places("X", name, self.width)

    def y(self, name: str) -> d.Part:
        return d.places("Y", name, self.high)


def _cells(
    members: Sequence[tuple[str, str]], cells: Sequence[Cell], side: int, field: _Field
) -> list[d.Part]:
    """Cells, filled or hollow, with their figures where these have room; the diagonal."""
    drawn: list[d.Part] = []
    for hollow in (False, True):
        rows = []
        for own in cells:
            if own.hollow == hollow:
                fill = PALETTE[shade(own.value)]
                said = f"{members[own.column][1]} · {members[own.row][1]}: {own.text}"
                ink = PALETTE["ink-2"] if hollow else text_on(fill)
                edge = PALETTE[EDGES.get(shade(own.value), shade(own.value))]
                look = {"fill": edge if hollow else fill, "ink": ink, "text": own.text}
                look["said"] = said
                rows.append({**_square(own.column, own.row, side), **look})
        if not rows:
            continue
        base = d.of(rows, x=field.x("x"), y=field.y("y"))
        ends = {"x2": "x2:Q", "y2": "y2:Q", "description": d.SAID}
        if hollow:
            box = d.marked(base, "rect", filled=False, strokeWidth=1.5)
            drawn.append(d.encoded(box, stroke=d.channel("fill:N", scale=None), **ends))
        else:
            drawn.append(
                d.encoded(d.marked(base, "rect"), color=d.channel("fill:N", scale=None), **ends)
            )
        if side >= ROOM:
            middle = d.of(rows, x=field.x("cx"), y=field.y("cy"))
            ink_of = d.channel("ink:N", scale=None)
            drawn.append(d.encoded(d.words(middle, "text", "center", fontSize=11), color=ink_of))
    heads = [{**_square(n, n, side), "text": short} for n, (short, _) in enumerate(members)]
    if max(d.wide(str(own["text"]), HEAD) for own in heads) <= side:
        head = d.of(heads, x=field.x("cx"), y=field.y("cy"))
        drawn.append(d.words(head, "text", "center", fontSize=HEAD, role="ink-3"))
    return drawn


def _square(column: int, row: int, side: int) -> dict[str, Any]:
    held = {"x": column * side + 1, "x2": (column + 1) * side - 1}
    middle = {"cx": (column + 0.5) * side, "cy": (row + 0.5) * side}
    return {**held, **middle, "y": row * side + 1, "y2": (row + 1) * side - 1}


def _groups(
    groups: Sequence[tuple[str, Sequence[tuple[str, str]]]], side: int, field: _Field
) -> list[d.Part]:
    """Lines between groups, and their titles in the empty half."""
    ends = [0]
    for _, group in groups:
        ends.append(ends[-1] + len(group))
    lines = []
    for edge in ends[1:-1]:
        at = edge * side
        lines.append({"x": 0, "x2": at, "y": at, "y2": at})
        lines.append({"x": at, "x2": at, "y": at, "y2": field.width})
    drawn = []
    if lines:
        base = d.of(lines, x=field.x("x"), y=field.y("y"))
        drawn.append(d.rules(base, "ink-3", x2="x2:Q", y2="y2:Q"))
    titles = [
        {"x": (start + 1) * side, "y": (start + 0.5) * side, "title": title}
        for (title, _), (start, _) in zip(groups, pairwise(ends), strict=True)
        if title
    ]
    if titles:
        named = d.of(titles, x=field.x("x"), y=field.y("y"))
        drawn.append(d.words(named, "title", "left", 8, fontSize=d.SMALL, role="ink-2"))
    return drawn


def _key(key: tuple[Sequence[str], str], field: _Field) -> list[d.Part]:
    """The shades and their words, three to a line."""
    rows = []
    for n, text in enumerate((*key[0], key[1])):
        role = [*(role for role, _ in STEPS), TOP, "a2"][n]
        left, top = (n % 3) * KEY, field.width + LINE * (1 + n // 3)
        held = {"x": left, "x2": left + SWATCH, "y": top, "y2": top + 14, "cy": top + 7}
        rows.append({**held, "text": text, "fill": PALETTE[role]})
    ends = {"x2": "x2:Q", "y2": "y2:Q"}
    filled, hollow = (d.of(own, x=field.x("x"), y=field.y("y")) for own in (rows[:-1], rows[-1:]))
    box = d.marked(hollow, "rect", filled=False, strokeWidth=1.5)
    named = d.of(rows, x=field.x("x2"), y=field.y("cy"))
    return [
        d.encoded(d.marked(filled, "rect"), color=d.channel("fill:N", scale=None), **ends),
        d.encoded(box, stroke=d.channel("fill:N", scale=None), **ends),
        d.words(named, "text", "left", 6, fontSize=d.SMALL, role="ink-2"),
    ]
