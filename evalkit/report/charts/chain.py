"""Links in, a chain as a picture out: circles joined by a line, dashed before a link at which the
chain breaks; no knowledge of evaluations."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.report.charts.drawing import FONT, available
from evalkit.report.charts.palette import LEVELS, PALETTE, text_on
from evalkit.report.model import Chart, Drawing
from evalkit.scoring.tolerances import TOLERANCE

LEAST = 2  # links that make a chain
MOST = 8  # links that can be drawn side by side
CIRCLE, RADIUS, MIDDLE = 1500, 22, 28  # area of a circle, its radius, how far down it stands
BELOW, LINE = 6, 15  # from a circle to its name, and from one line of words to the next
ROOM = {False: 15, True: 7}  # letters of a name in a line, and Chinese characters, of five links
WIDTH = 600


@dataclass(frozen=True, slots=True)
class Drawn:
    """A link: what it is called, what stands in its circle, its score in [0, 1], None without one,
    a quieter line below, and whether the chain breaks before it."""

    name: str
    text: str
    shade: float | None
    below: str
    breaks: bool


def chain_drawable(n: int) -> bool:
    """Whether a chain of ``n`` links can be drawn, and there is something to draw with."""
    return available() and LEAST <= n <= MOST


def chain(id: str, caption: str, alt: str, links: Sequence[Drawn]) -> Chart:
    """Links from left to right. A circle is shaded by its score, and orange at its edge where the
    chain breaks before it."""
    rows = [_row(n, link, len(links)) for n, link in enumerate(links)]
    starts = [rows[0]["x"] - 2 * RADIUS, *(row["x"] + RADIUS for row in rows)]
    lines = [
        {"x": start, "x2": row["x"] - RADIUS, "y": MIDDLE, "broken": link.breaks}
        for start, row, link in zip(starts, rows, links, strict=False)
        if link.breaks or start > rows[0]["x"]  # what leads to the first link only where it breaks
    ]
    under = MIDDLE + RADIUS + BELOW
    layers = [_lines(lines, broken) for broken in (False, True)]
    layers += [
        _circles(rows),
        _words(rows, "text", {"fontSize": 14, "fontWeight": "bold", "baseline": "middle"}, "ink"),
        _words(rows, "name", {"fontSize": 12, "baseline": "top", "dy": RADIUS + BELOW}),
        _words(
            [{**row, "y": under + LINE * len(row["name"])} for row in rows],
            "below",
            {"fontSize": 11, "baseline": "top", "color": PALETTE["ink-3"]},
        ),
    ]
    height = under + LINE * (max(len(row["name"]) for row in rows) + 1) + BELOW
    for layer in layers:
        layer["encoding"]["y"]["scale"] = {"domain": [height, 0], "nice": False}
    spec = {
        "width": WIDTH,
        "height": height,
        "config": {
            "font": FONT,
            "aria": False,
            "background": "transparent",
            "view": {"stroke": None},
        },
        "layer": layers,
    }
    made = json.dumps(spec, ensure_ascii=False, sort_keys=True)
    return Chart(id, caption, alt, Drawing(lambda: made))


def _row(n: int, link: Drawn, of: int) -> dict[str, Any]:
    """A link as a row of data: place, colours and words."""
    step = -1 if link.shade is None else min(int(link.shade * 4 + TOLERANCE), 4)
    fill = PALETTE["paper" if step < 0 else LEVELS[step]]
    han = any("\u4e00" <= letter <= "\u9fff" for letter in link.name)
    room = max(ROOM[han] * 5 // max(of, 5), 4)
    return {
        "x": round(WIDTH * (n + 0.5) / of, 1),
        "y": MIDDLE,
        "fill": fill,
        "edge": PALETTE["mark" if link.breaks else "peer"],
        "ink": text_on(fill),
        "text": link.text,
        "name": textwrap.wrap(link.name, room, break_long_words=han),
        "below": link.below,
        "said": f"{link.name}: {link.text}",
    }


def _place(**more: Any) -> dict[str, Any]:
    """Positions in points from the upper left corner, and further channels."""
    across = {"domain": [0, WIDTH], "nice": False}
    return {
        "x": {"field": "x", "type": "quantitative", "axis": None, "scale": across},
        "y": {"field": "y", "type": "quantitative", "axis": None},
        **more,
    }


def _lines(lines: Sequence[dict[str, Any]], broken: bool) -> dict[str, Any]:
    """The lines between circles: whole ones, or those that are broken."""
    look = (
        {"strokeDash": [4, 4], "color": PALETTE["mark"]} if broken else {"color": PALETTE["peer"]}
    )
    return {
        "data": {"values": [line for line in lines if line["broken"] is broken]},
        "mark": {"type": "rule", "strokeWidth": 2.5, **look},
        "encoding": _place(x2={"field": "x2"}),
    }


def _circles(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    look = {name: {"field": field, "type": "nominal", "scale": None} for name, field in _LOOK}
    return {
        "data": {"values": list(rows)},
        "mark": {"type": "point", "filled": True, "size": CIRCLE, "opacity": 1, "strokeWidth": 2},
        "encoding": _place(**look, description={"field": "said", "type": "nominal"}),
    }


_LOOK = (("fill", "fill"), ("stroke", "edge"))


def _words(
    rows: Sequence[dict[str, Any]], field: str, look: dict[str, Any], ink: str = ""
) -> dict[str, Any]:
    """A line of words, or lines, below or in each circle; ``ink``: the field with their colour."""
    mark = {"type": "text", "align": "center", "lineHeight": LINE, "color": PALETTE["ink"], **look}
    colour = {"color": {"field": ink, "type": "nominal", "scale": None}} if ink else {}
    return {
        "data": {"values": list(rows)},
        "mark": mark,
        "encoding": _place(text={"field": field, "type": "nominal"}, **colour),
    }
