"""How time and memory grow, as a picture: a line a job on logarithmic axes, in the look of all
charts of the project."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.render.pictures import roomy, svg
from evalkit.report.charts import drawing as d
from evalkit.report.charts.palette import PALETTE

PANEL, HIGH, LABELS, APART = 196, 190, 132, 16
ROOM = 0.25  # of the axis, between two numbers at it
ROLES = ("accent", "mark", "ink-2", "l3")
Line = tuple[str, tuple[tuple[int, float], ...]]  # name, (size, value) from the smallest


@dataclass(frozen=True)
class Panel:
    """``title``: what is counted, with its unit; ``across``: what grows; ``twice``: the name of the
    dashed line that doubles where the size doubles."""

    title: str
    across: str
    twice: str
    lines: tuple[Line, ...]


def growth(panels: Sequence[Panel], caption: str) -> str:
    """Panels beside one another, as SVG."""
    return roomy(svg(_growth("growth", caption, caption, panels)))


@d.drawn
def _growth(panels: Sequence[Panel]) -> d.Part:
    pairs = [panels[n : n + 2] for n in range(0, len(panels), 2)]
    rows = [{"hconcat": [*map(_panel, pair)], "spacing": 16} for pair in pairs]
    return {"vconcat": rows, "spacing": 24}


def _panel(panel: Panel) -> d.Part:
    sizes = sorted({size for _, line in panel.lines for size, _ in line})
    values = [value for _, line in panel.lines for _, value in line]
    low, high = 10 ** math.floor(math.log10(min(values))), 10 ** math.ceil(math.log10(max(values)))
    short = "~s" if sizes[-1] >= 1e6 else ","
    log = {"type": "log", "nice": False}
    axis = {"values": _told(sizes), "format": short, "grid": False, "ticks": True}
    x = d.channel(
        "x:Q",
        title=panel.across,
        axis=axis,
        scale={**log, "domain": [sizes[0], sizes[-1]], "range": [4, PANEL]},
    )
    tens = [10.0**n for n in range(round(math.log10(low)), round(math.log10(high)) + 1)]
    y = d.channel(
        "y:Q",
        title=None,
        axis={"values": tens, "format": ",~g", "ticks": False, "domain": False},
        scale={**log, "domain": [low, high]},
    )
    drawn = _linear(panel, sizes, (low, high), x, y)
    for n, (_, line) in enumerate(panel.lines):
        rows = [{"x": size, "y": value, "said": f"{size:,}: {value:,.3g}"} for size, value in line]
        base, role = d.of(rows, x=x, y=y), ROLES[n % len(ROLES)]
        drawn += [
            d.marked(base, "line", color=PALETTE[role], strokeWidth=2),
            d.dots(base, 40, role),
        ]
    drawn += _names(panel.lines, x, y, (low, high))
    look = {"fontSize": d.TEXT, "anchor": "start", "frame": "group", "offset": 10}
    return d.layers(drawn, PANEL + LABELS, HIGH, title={"text": panel.title, **look})


def _told(sizes: Sequence[int]) -> list[int]:
    """The sizes that are written at the axis: the first and the last, and of those between as many
    as have room."""
    span = math.log(sizes[-1] / sizes[0]) or 1.0
    out = [sizes[-1]]
    for size in reversed(sizes[1:-1]):
        if min(math.log(out[-1] / size), math.log(size / sizes[0])) > ROOM * span:
            out.append(size)
    return [sizes[0], *reversed(out)]


def _linear(
    panel: Panel, sizes: Sequence[int], ends: tuple[float, float], x: d.Part, y: d.Part
) -> list[d.Part]:
    """A dashed line that doubles where the size doubles, from the middle of the left end."""
    start = ends[0] * (sizes[0] and 1.5)
    last = min(sizes[-1], sizes[0] * ends[1] / start)
    rows = [{"x": sizes[0], "y": start}, {"x": last, "y": start * last / sizes[0]}]
    look = {"color": PALETTE["peer"], "strokeWidth": 1, "strokeDash": list(d.DASHES)}
    line = d.marked(d.of(rows, x=x, y=y), "line", **look)
    named = [{**rows[0], "text": panel.twice}]
    return [line, *d.haloed(d.of(named, x=x, y=y), "text", "left", 24, 0, role="ink-3",
                            fontSize=d.SMALL)]  # fmt: skip


def _names(lines: Sequence[Line], x: d.Part, y: d.Part, ends: tuple[float, float]) -> list[d.Part]:
    """Names at the ends of the lines, moved apart where they would lie on one another."""
    span = math.log10(ends[1] / ends[0])
    held = sorted(
        (HIGH * math.log10(ends[1] / line[-1][1]) / span, n) for n, (_, line) in enumerate(lines)
    )
    tops: list[float] = []
    for height, _ in held:
        tops.append(max(height, tops[-1] + APART) if tops else height)
    drawn = []
    for top, (height, n) in zip(tops, held, strict=True):
        name, line = lines[n]
        base = d.of([{"x": line[-1][0], "y": line[-1][1], "text": name}], x=x, y=y)
        role = ROLES[n % len(ROLES)]
        drawn += d.haloed(base, "text", "left", 10, top - height, role=role, fontSize=d.SMALL)
    return drawn
