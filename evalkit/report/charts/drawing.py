"""What all charts are made of: marks on rows of data as Vega-Lite writes them, an axis, text, and
the look that they share. No knowledge of evaluations.

Widths are in CSS pixels: a chart with all its text is at most 680 wide, and drawn so that it can
still be read at half of that. The ground is transparent.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Concatenate, ParamSpec

from evalkit.model.units import HUNDRED, Units
from evalkit.report.charts.palette import PALETTE
from evalkit.report.model import Chart, Drawing
from evalkit.scoring.tolerances import TOLERANCE

P = ParamSpec("P")
Part = dict[str, Any]  # of a drawing, as Vega-Lite has it
Channel = str | Part  # a field of the rows and its kind, "x:Q"; or as Vega-Lite has it
KINDS = {"Q": "quantitative", "N": "nominal"}
ENDS = ("x2", "y2")  # channels of the kind that x and y have
FONT = "Noto Sans SC"
WIDTH = 400  # of the field that values are drawn in; names stand beside it
NAMES = 190  # for names beside the field, which are broken above it
ROW = 25  # pixels a row
NAMED = 40  # cases beyond which points and cells can no longer be told apart
TEXT = 13  # size of names; no text is smaller than SMALL, but a long word in a tile
SMALL = 12
DASHES = (5, 3)
SAID = "said:N"  # the words of a mark


# The engine within vl-convert reserves 64 GiB of addresses as it begins, and ends the process where
# it gets less (ulimit -v).
ENGINE = 72 * 2**30


@functools.cache
def installed() -> bool:
    """Whether the library that charts are made with is there."""
    return find_spec("vl_convert") is not None


def has_room() -> bool:
    """Whether this process may reserve as much memory as the engine of charts does."""
    try:
        from resource import RLIM_INFINITY, RLIMIT_AS, getrlimit
    except ImportError:
        return True
    limit, _ = getrlimit(RLIMIT_AS)
    return limit == RLIM_INFINITY or limit >= ENGINE


def available() -> bool:
    """Whether charts can be drawn here."""
    return installed() and has_room()


def drawable(n: int, least: int = 2) -> bool:
    """Whether ``n`` cases can be drawn, and there is something to draw with."""
    return available() and least <= n <= NAMED


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis of numbers: its title, from where to where it runs, and the units of scores."""

    title: str
    low: float
    high: float
    units: Units = HUNDRED

    @property
    def cut(self) -> bool:
        """Whether it starts above the lowest that a score can be."""
        return not self.units.index and self.low > self.units.low


def axis_of(
    title: str, values: Sequence[float], units: Units = HUNDRED, cut_from: float = 0.15
) -> Axis:
    """An axis that holds the values, in the units that scores are shown in, on round numbers; from
    the lowest there is unless more than the share ``cut_from`` of it would be empty."""
    low, high = min(values), max(values)
    if units.index:
        step = round_step(max(high - low, abs(high) * TOLERANCE, TOLERANCE) / 5)
        bottom = _whole(math.floor(low / step + TOLERANCE) * step)
        top = _whole(math.ceil(high / step - TOLERANCE) * step)
        return Axis(title, bottom, max(top, _whole(bottom + step)), units)
    span = units.span
    step = round_step(span / 20 if high - low <= span / 2 else span / 10)
    above = math.ceil((high - units.low) / step + TOLERANCE)
    below = math.floor((low - units.low) / step - TOLERANCE)
    top = min(float(units.high), _whole(units.low + above * step))
    bottom = max(float(units.low), _whole(units.low + below * step))
    start = bottom if bottom - units.low > cut_from * span else float(units.low)
    return Axis(title, start, max(top, _whole(bottom + step)), units)


ROUND = (1, 2, 2.5, 5, 10)


def round_step(least: float) -> float:
    """The smallest round number from there upwards: 0.25, 0.5, 1, 2 …"""
    power = 10.0 ** math.floor(math.log10(least) + TOLERANCE)
    return float(next(n * power for n in ROUND if n * power >= least - TOLERANCE))


def _whole(value: float) -> float:
    """A number on an axis without binary noise, and without decimals where it has none."""
    return int(value) if value == int(value) else round(value, 9)


_TYPE = {"labelFontSize": SMALL, "titleFontSize": SMALL, "titleFontWeight": "normal"}
_CONFIG: Part = {
    "font": FONT,
    # a mark says what its chart's ``description`` says, or nothing: never the names of its fields
    "aria": False,
    "background": "transparent",
    "view": {"stroke": None},
    "axis": {
        **_TYPE,
        "labelColor": PALETTE["ink-2"],
        "titleColor": PALETTE["ink-2"],
        "gridColor": PALETTE["line"],
        "domainColor": PALETTE["line"],
        "tickColor": PALETTE["line"],
        "labelLimit": 320,
    },
    "axisQuantitative": {
        "labelOverlap": "greedy",
        "labelSeparation": 6,
    },  # "20252026": a year too close to the one before is left out
    "legend": {**_TYPE, "labelColor": PALETTE["ink"], "labelLimit": 320},
    "title": {"color": PALETTE["ink"], "subtitleColor": PALETTE["ink-3"]},
}


def drawn(draw: Callable[P, Part]) -> Callable[Concatenate[str, str, str, P], Chart]:
    """A function that draws, as one that gives a chart: id, caption and what it shows in words
    come first, and nothing is drawn before the chart is shown."""

    @functools.wraps(draw)
    def chart(id: str, caption: str, alt_text: str, /, *of: P.args, **more: P.kwargs) -> Chart:
        return Chart(id, caption, alt_text, Drawing(lambda: _spec(draw(*of, **more))))

    return chart


def _spec(made: Part) -> str:
    """A drawing as Vega-Lite, with what makes it a page of its own."""
    return json.dumps({**made, "config": _CONFIG}, ensure_ascii=False, sort_keys=True)


def layers(drawn: Sequence[Part], width: float, height: float, **more: object) -> Part:
    """Marks on one field."""
    return {"layer": [*drawn], "width": width, "height": height, **more}


def of(rows: Sequence[Mapping[str, object]], **channels: Channel) -> Part:
    """What marks are drawn from: rows of data, and the channels that all of the marks share."""
    return encoded({"data": {"values": [*rows]}}, **channels)


def marked(base: Part, kind: str, **look: object) -> Part:
    """A mark of a kind: line, rect, tick …"""
    return {**base, "mark": {"type": kind, **look}}


def encoded(drawn: Part, **channels: Channel) -> Part:
    """Marks with channels."""
    held = dict(drawn.get("encoding", {}))
    for name, given in channels.items():
        held[name] = channel(given, name) if isinstance(given, str) else given
    return {**drawn, "encoding": held}


def channel(written: str, name: str = "", **more: object) -> Part:
    """A channel that shows a field of the rows, written with its kind; ``scale=None``: the field
    holds what is shown, such as a colour."""
    field, _, kind = written.partition(":")
    return {"field": field, **({} if name in ENDS else {"type": KINDS[kind]}), **more}


def at(pixels: float) -> Part:
    """A place on a channel in pixels."""
    return {"value": pixels}


def dots(
    base: Part, size: int = 90, role: str = "accent", hollow: bool = False, **on: Channel
) -> Part:
    """Points; hollow ones show the ground."""
    colour = PALETTE[role]
    look = {"stroke": colour, "strokeWidth": 1.5} if hollow else {}
    fill = PALETTE["paper"] if hollow else colour
    mark = marked(base, "point", filled=True, size=size, opacity=1, color=fill, **look)
    return encoded(mark, description=SAID, **on)


def rules(base: Part, role: str, width: float = 1, dashed: bool = False, **on: Channel) -> Part:
    """Straight lines."""
    look: Part = {"strokeDash": list(DASHES)} if dashed else {}
    return encoded(marked(base, "rule", color=PALETTE[role], strokeWidth=width, **look), **on)


def words(
    base: Part, field: str, align: str, dx: float = 0, dy: float = 0, role: str = "ink", **look: Any
) -> Part:
    """Text from a field."""
    look = {"fontSize": TEXT, "baseline": "middle", "color": PALETTE[role], **look}
    look |= {"lineBreak": "\n", "lineHeight": look["fontSize"] + 3}
    return encoded(marked(base, "text", align=align, dx=dx, dy=dy, **look), text=f"{field}:N")


def haloed(
    base: Part, field: str, align: str, dx: float = 0, dy: float = 0, **look: Any
) -> list[Part]:
    """Text with an edge in the colour of the ground, so that no line runs through it."""
    edge: Part = {"stroke": PALETTE["paper"], "strokeWidth": 4, "strokeJoin": "round"}
    return [
        words(base, field, align, dx, dy, **{**look, "role": "paper"}, **edge),
        words(base, field, align, dx, dy, **look),
    ]


def values(field: str, axis: Axis, **shown: object) -> Part:
    """A field of numbers on an axis."""
    scale = {"domain": [axis.low, axis.high], "nice": False, "zero": False}
    look = {"ticks": False, "domain": False, "tickCount": 6, **shown}
    return channel(f"{field}:Q", title=axis.title or None, scale=scale, axis=look)


def places(side: str, field: str, high: float, low: float = 0.0) -> Part:
    """A field of places without an axis, ``side`` X or Y; of Y the lowest on top."""
    domain = [high, low] if side == "Y" else [low, high]
    scale = {"domain": domain, "nice": False, "zero": False}
    return channel(f"{field}:Q", title=None, axis=None, scale=scale)


def of_years(named: Sequence[int]) -> Part:
    """An axis of years."""
    look = {"grid": False, "ticks": True, "domainColor": PALETTE["ink-3"]}
    return {"format": "d", "values": [*named], **look}


def broken(text: str, room: float = NAMES) -> str:
    """A text in lines that fit ``room``, broken between words, in Chinese between characters."""
    parts = text.split(" ") if " " in text else [*text] if wide(text) > room else [text]
    sign = " " if " " in text else ""
    held: list[str] = []
    for part in parts:
        longer = f"{held[-1]}{sign}{part}" if held else part
        if held and wide(longer) <= room:
            held[-1] = longer
        else:
            held.append(part)
    return "\n".join(held)


def first_line(name: str) -> float:
    """How far above the middle of its row the first line of a broken name lies, in pixels."""
    return (TEXT + 3) * name.count("\n") / 2


def heights(names: Sequence[str]) -> tuple[list[float], int]:
    """Where the middle of each row lies, so that its broken name has room, and the height of
    all."""
    tops, high = [], 0
    for name in names:
        row = ROW + (TEXT + 3) * name.count("\n")
        tops.append(high + row / 2)
        high += row
    return tops, high


def wide(text: str, size: float = TEXT) -> float:
    """About how wide a text is drawn, in pixels."""
    return sum(1.0 if ord(c) >= 0x2E80 else 0.58 for c in text) * size
