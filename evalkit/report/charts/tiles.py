"""Regions as tiles of one size, neighbours kept where a grid allows it: no boundaries are drawn.

A layout is data, a row a tile: region (its code, as cases name it), column and row from 0, and
optionally what it is called in each language (zh, en), for regions that no case is of. That of
China's provincial regions comes with the package.
"""

from __future__ import annotations

import math
import pkgutil
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from evalkit.model.tiles import Tile, layout_of
from evalkit.model.units import HUNDRED, Units
from evalkit.report.charts import drawing as d
from evalkit.report.charts.palette import PALETTE, text_on
from evalkit.report.numbers import on_axis, round_half_up

WIDE, HIGH = 84, 50  # of a tile
ROOM = 70  # pixels of a name in it, which a reader's wider letters must not fill
LINES = 2  # of a name in a tile
SMALLEST = 7  # size of a word that is too long for a tile, in pixels
NARROW, BROAD = frozenset("iljtfrI.,'-() "), frozenset("mwMW")
BINS = ("l1", "l2", "l3", "l4")


@cache
def provinces() -> tuple[Tile, ...]:
    """The layout of China's provincial regions, by their codes in ISO 3166-2."""
    held = pkgutil.get_data(__name__, "provinces.csv")
    assert held is not None
    return layout_of(held.decode())


@dataclass(frozen=True, slots=True)
class Filled:
    """A tile that is drawn: its name and place, and its value in the units of scores, None where
    it has none."""

    name: str
    column: int
    row: int
    value: float | None


@dataclass(frozen=True, slots=True)
class Bins:
    """Where each shade begins: ``edges`` between neighbours, lowest first; none where all share
    one."""

    edges: tuple[float, ...]
    units: Units = HUNDRED

    def of(self, value: float) -> int:
        """The bin of a value as it is printed."""
        shown = float(on_axis(self.units, value))
        return sum(shown >= edge for edge in self.edges)


def bins_of(values: Sequence[float], units: Units = HUNDRED) -> Bins:
    """At most four bins on round edges, all of one width between the lowest and the highest."""
    low, high = min(values), max(values)
    span = (high - low or 1.0) if units.index else units.span
    step, widest = d.round_step(span / 100), span if units.index else span / len(BINS)
    while step <= widest:
        first, last = math.floor(low / step), math.floor(high / step)
        if last - first < len(BINS):
            edges = (round(step * n, 9) for n in range(first + 1, last + 1))
            return Bins(tuple(edges), units)
        step = d.round_step(1.01 * step)
    return Bins(tuple(units.low + n * widest for n in range(1, len(BINS))), units)


@d.drawn
def tile_map(
    tiles: Sequence[Filled],
    key: tuple[str, str, str],
    units: Units,
) -> d.Part:
    """Tiles with their values; only those that have one are filled. ``key``: words of the first, of
    a middle and of the last bin, with {a} and {b} for its edges."""
    bins = bins_of([t.value for t in tiles if t.value is not None], units)
    left, top = min(t.column for t in tiles), min(t.row for t in tiles)
    rows = []
    for t in tiles:
        fill = PALETTE[BINS[bins.of(t.value)]] if t.value is not None else None
        said = f"{t.name} {on_axis(units, t.value)}" if t.value is not None else t.name
        name, letters = fitted(t.name)
        held = {
            "name": name,
            "letters": letters,
            "x": (t.column - left) * WIDE,
            "y": (t.row - top) * HIGH,
        }
        size = {"x2": held["x"] + WIDE - 3, "y2": held["y"] + HIGH - 3}  # type: ignore[operator]
        second = (d.SMALL + 3) * name.count("\n")  # of two lines the first stands higher
        first = (15 - second / 3) if t.value is not None else HIGH / 2 - 1 - second / 2
        middle = {"cx": held["x"] + WIDE / 2 - 1, "cy": held["y"] + first}  # type: ignore[operator]
        middle["vy"] = held["y"] + 33 + second / 3  # type: ignore[operator]
        value = "" if t.value is None else on_axis(units, t.value)
        look = {"fill": fill, "ink": text_on(fill) if fill else PALETTE["ink-3"]}
        rows.append({**held, **size, **middle, **look, "value": value, "said": said})
    width = max(int(str(row["x"])) for row in rows) + WIDE
    high = max(int(str(row["y"])) for row in rows) + HIGH
    return d.layers([*_tiles(rows, width, high), *_key(bins, key, high)], width, high + 34)


def fitted(name: str) -> tuple[str, int]:
    """A name in lines that fit a tile, and the size of its letters in pixels: broken at spaces and
    hyphens (in Chinese between characters), and in smaller letters only where that is not enough.
    """
    chinese = any(d.wide(c, 1) == 1 for c in name)
    parts = [*name] if chinese else re.split(r"(?<=[\s-])", name)
    for size in range(d.SMALL, SMALLEST, -1):
        lines = _lines(parts, size)
        if len(lines) <= LINES and all(_wide(line, size) <= ROOM for line in lines):
            return "\n".join(lines), size
    return "\n".join(_lines(parts, SMALLEST)), SMALLEST


def _lines(parts: Sequence[str], size: int) -> list[str]:
    held: list[str] = []
    for part in parts:
        if held and _wide((held[-1] + part).rstrip(), size) <= ROOM:
            held[-1] += part
        else:
            held.append(part)
    return [line.rstrip() for line in held]


def _wide(text: str, size: int) -> float:
    """About how wide a name is drawn, in pixels, letter by letter."""
    shares = {**dict.fromkeys(NARROW, 0.28), **dict.fromkeys(BROAD, 0.86)}
    return sum(shares[c] * size if c in shares else d.wide(c, size) for c in text)


def _tiles(rows: Sequence[dict[str, object]], width: int, high: int) -> list[d.Part]:
    across = {"domain": [0, width], "range": [0, width], "nice": False, "zero": False}
    down = {"domain": [0, high], "range": [0, high], "nice": False, "zero": False}

    def place(x: str, y: str) -> dict[str, d.Part]:
        return {
            "x": d.channel(f"{x}:Q", axis=None, scale=across),
            "y": d.channel(f"{y}:Q", axis=None, scale=down),
        }

    drawn: list[d.Part] = []
    for filled in (False, True):
        held = [row for row in rows if bool(row["fill"]) == filled]
        if not held:
            continue
        base = d.of(held)
        ends = {"x2": "x2:Q", "y2": "y2:Q", "description": d.SAID}
        if filled:
            box = d.encoded(d.marked(base, "rect"), color=d.channel("fill:N", scale=None), **ends)
        else:
            box = d.encoded(d.marked(base, "rect", filled=False, stroke=PALETTE["line"]), **ends)
        ink = d.channel("ink:N", scale=None)
        drawn.append(d.encoded(box, **place("x", "y")))
        for letters in sorted({int(str(row["letters"])) for row in held}):
            own = d.of([row for row in held if row["letters"] == letters])
            named = d.encoded(own, **place("cx", "cy"), color=ink)
            drawn.append(d.words(named, "name", "center", fontSize=letters))
        if filled:
            below = d.encoded(base, **place("cx", "vy"), color=ink)
            drawn.append(d.words(below, "value", "center", fontWeight="bold"))
    return drawn


def _key(bins: Bins, key: tuple[str, str, str], top: int) -> list[d.Part]:
    """The bins in a row below the tiles."""
    edges = [
        round_half_up(edge, 0 if edge == int(edge) else bins.units.decimals) for edge in bins.edges
    ]
    if not edges:
        return []
    texts = [key[0].format(a=edges[0], b="")]
    texts += [key[1].format(a=a, b=b) for a, b in pairwise(edges)]
    texts.append(key[2].format(a=edges[-1], b=""))
    drawn: list[d.Part] = []
    for n, text in enumerate(texts):
        fill = PALETTE[BINS[n]]
        base = d.of([{"text": text}])
        left = n * 92
        box = d.encoded(
            d.marked(base, "rect", color=fill),
            x=d.at(left),
            x2=d.at(left + 89),
            y=d.at(top + 8),
            y2=d.at(top + 30),
        )
        label = d.encoded(base, x=d.at(left + 44), y=d.at(top + 19))
        role = "paper" if text_on(fill) == PALETTE["paper"] else "ink"
        drawn += [box, d.words(label, "text", "center", role=role, fontSize=d.SMALL)]
    return drawn
