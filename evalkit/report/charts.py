"""Rows of figures in, charts out: Vega-Lite by Altair, one function a chart, no knowledge of
evaluations.

Colours are one blue and one orange that stay apart for colour-blind readers, and lightness carries
the order, so that a grey print reads the same. What a chart shows also stands in a table or a
sentence beside it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any, Literal

from evalkit.report.figure import points
from evalkit.report.model import Chart

BLUE, ORANGE, INK, SOFT, LINE = "#1f4e79", "#b35806", "#1c2330", "#5a6475", "#d8dde5"
LIKELY = ("#eef3f8", "#d3e1ee", "#b9d1e6", "#6f9fc8", "#1f5c94")
SHADES = ("#fbeee2", "#e4edf5", "#b9d1e6", "#6f9fc8", "#1f5c94")
FONT = "Noto Sans SC"
WIDTH = 560
HEIGHT = 400  # of a field of points
ROW = 22  # points a row


@dataclass(frozen=True, slots=True)
class Span:
    """A named value with the range it lies in, all on one scale."""

    name: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Tile:
    """A cell of a heat map. ``shade``: 0 to 1, None where there is none; ``text``: what stands in
    it."""

    row: str
    column: str
    shade: float | None
    text: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A named point."""

    name: str
    x: float
    y: float


@cache
def available() -> bool:
    """Whether the library that charts are made with is installed."""
    return find_spec("altair") is not None and find_spec("vl_convert") is not None


_CONFIG: dict[str, Any] = {
    "font": FONT,
    # a mark says what its chart's ``description`` says, or nothing: never the names of its fields
    "aria": False,
    "background": "#ffffff",
    "view": {"continuousWidth": 300, "continuousHeight": 300, "stroke": None},
    "axis": {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelColor": INK,
        "titleColor": SOFT,
        "gridColor": LINE,
        "domainColor": LINE,
        "tickColor": LINE,
        "labelLimit": 320,
    },
    "axisQuantitative": {
        "labelOverlap": "greedy",
        "labelSeparation": 6,
    },  # "20252026": a year too close to the one before is left out
    "legend": {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"},
    "header": {"labelFontSize": 12, "labelColor": INK, "titleFontSize": 12},
}


def _made(id: str, caption: str, alt_text: str, drawn: Any) -> Chart:
    spec = {**drawn.to_dict(validate=False), "config": _CONFIG}
    return Chart(id, caption, alt_text, json.dumps(spec, ensure_ascii=False, sort_keys=True))


def _data(rows: Sequence[Mapping[str, object]]) -> Any:
    import altair as alt

    return alt.Data(values=list(rows))  # type: ignore[no-untyped-call]


def ranges(id: str, caption: str, alt_text: str, spans: Sequence[Span], axis: str) -> Chart:
    """Values as dots on their ranges, in the order given."""
    import altair as alt

    names = [s.name for s in spans]
    rows = [
        {
            "n": s.name,
            "v": s.value,
            "l": s.low,
            "h": s.high,
            "t": f"{points(s.value)}",
            "a": f"{s.name} {points(s.value)} ({points(s.low)}–{points(s.high)})",
        }
        for s in spans
    ]
    y = alt.Y("n:N", sort=names, title=None)
    base = alt.Chart(_data(rows))
    reach = base.mark_rule(strokeWidth=7, color=SHADES[2], strokeCap="round").encode(
        y=y,
        x=alt.X("l:Q", title=axis, scale=alt.Scale(zero=False, nice=True)),
        x2="h:Q",
        description="a:N",
    )
    dot = base.mark_point(filled=True, size=70, color=BLUE, opacity=1).encode(
        y=y, x="v:Q", description="a:N"
    )
    text = base.mark_text(align="left", dx=0, dy=-9, fontSize=11, color=INK).encode(
        y=y, x="v:Q", text="t:N"
    )
    return _made(
        id,
        caption,
        alt_text,
        (reach + dot + text).properties(width=WIDTH, height=ROW * 1.3 * len(spans)),
    )


def heat(
    id: str,
    caption: str,
    alt_text: str,
    tiles: Sequence[Tile],
    *,
    cell: int = 34,
    row: int = 17,
    likelihood: bool = False,
) -> Chart:
    """Shaded cells with their text; a cell without a shade is white.

    ``likelihood``: shades are probabilities.
    """
    import altair as alt

    columns, names = _seen(t.column for t in tiles), _seen(t.row for t in tiles)
    steps, colours = (
        ([0.1, 0.2, 0.4, 0.7], LIKELY) if likelihood else ([0.2, 0.4, 0.6, 0.8], SHADES)
    )
    rows = [
        {
            "r": t.row,
            "c": t.column,
            "s": t.shade,
            "t": t.text,
            "a": "" if not t.text else f"{t.row} · {t.column}: {t.text}",
            "d": t.shade is not None and t.shade >= steps[-1],
        }
        for t in tiles
    ]
    angle = -45 if max(map(len, columns), default=0) > 3 and len(columns) > 4 else 0
    across = alt.Axis(orient="top", labelAngle=angle, domain=False, ticks=False)
    x = alt.X("c:N", sort=columns, title=None, axis=across)
    y = alt.Y("r:N", sort=names, title=None, axis=alt.Axis(domain=False, ticks=False))
    scale = alt.Scale(domain=steps, range=list(colours), type="threshold")
    colour = alt.condition(
        "isValid(datum.s)", alt.Color("s:Q", scale=scale, legend=None), alt.value("#ffffff")
    )
    ink = alt.condition("datum.d", alt.value("#ffffff"), alt.value(INK))
    base = alt.Chart()
    shade = base.mark_rect(stroke="#ffffff", strokeWidth=1).encode(
        x=x, y=y, color=colour, description="a:N"
    )
    text = base.mark_text(fontSize=10).encode(x=x, y=y, text="t:N", color=ink)
    drawn = alt.layer(shade, text, data=_data(rows)).properties(
        width=cell * len(columns), height=alt.Step(row)
    )
    return _made(id, caption, alt_text, drawn)


def _seen(items: Any) -> list[str]:
    return list(dict.fromkeys(items))


def field(
    id: str,
    caption: str,
    alt_text: str,
    dots: Sequence[Dot],
    axes: tuple[str, str],
    *,
    lines: tuple[float, float] | None = None,
    contours: Sequence[tuple[str, Sequence[tuple[float, float]]]] = (),
) -> Chart:
    """Named points in a field, with lines at two values (quadrants) or with contours (name,
    points)."""
    import altair as alt

    rows = [
        {
            "n": d.name,
            "x": d.x,
            "y": d.y,
            "a": f"{d.name}: {axes[0]} {points(d.x)}, {axes[1]} {points(d.y)}",
        }
        for d in dots
    ]
    xs, ys = [d.x for d in dots], [d.y for d in dots]
    domains = [
        _domain(values, also) for values, also in zip((xs, ys), lines or (None, None), strict=True)
    ]
    scales = [alt.Scale(domain=domain, nice=False, clamp=True, zero=False) for domain in domains]
    x, y = (
        alt.X("x:Q", title=axes[0], scale=scales[0]),
        alt.Y("y:Q", title=axes[1], scale=scales[1]),
    )
    base = alt.Chart(_data(rows))
    layers: list[Any] = []
    for name, line in contours:
        inside = [
            p
            for p in line
            if domains[0][0] <= p[0] <= domains[0][1] and domains[1][0] <= p[1] <= domains[1][1]
        ]
        if len(inside) > 1:
            drawn = alt.Chart(_data([{"x": a, "y": b} for a, b in inside]))
            layers.append(
                drawn.mark_line(color=ORANGE, strokeDash=[5, 3], strokeWidth=1.2).encode(
                    x=x, y=y, order="x:Q"
                )
            )
            end = alt.Chart(_data([{"x": inside[0][0], "y": inside[0][1], "n": name}]))
            layers.append(
                end.mark_text(align="left", dx=8, dy=2, fontSize=11, color=ORANGE).encode(
                    x=x, y=y, text="n:N"
                )
            )
    if lines is not None:
        across, up = (
            alt.Chart(_data([{"v": value}])).mark_rule(color=ORANGE, strokeDash=[5, 3])
            for value in lines
        )
        layers += [
            across.encode(x=alt.X("v:Q", title=axes[0], scale=scales[0])),
            up.encode(y=alt.Y("v:Q", title=axes[1], scale=scales[1])),
        ]
    layers.append(
        base.mark_point(filled=True, size=70, color=BLUE, opacity=1).encode(
            x=x, y=y, description="a:N"
        )
    )
    beside = _sides(dots, domains)
    for side, (align, dx, dy) in _SIDES.items():
        named = [row for row, own in zip(rows, beside, strict=True) if own == side]
        if named:
            told = alt.Chart(_data(named))
            for mark in (  # a white edge below, so that no line runs through a name
                told.mark_text(
                    align=align,
                    dx=dx,
                    dy=dy,
                    fontSize=11,
                    color="white",
                    stroke="white",
                    strokeWidth=4,
                ),
                told.mark_text(align=align, dx=dx, dy=dy, fontSize=11, color=INK),
            ):
                layers.append(mark.encode(x=x, y=y, text="n:N"))
    return _made(id, caption, alt_text, alt.layer(*layers).properties(width=WIDTH, height=HEIGHT))


_SIDES: dict[str, tuple[Literal["left", "center", "right"], int, int]] = {
    "right": ("left", 7, 3),
    "left": ("right", -7, 3),
    "below": ("center", 0, 16),
    "above": ("center", 0, -10),
}


def _sides(dots: Sequence[Dot], domains: Sequence[Sequence[float]]) -> list[str]:
    """Where the name of each dot stands: on the first side on which it covers no other name and no
    dot, or the least."""
    (left, right), (low, high) = domains
    at = [
        (WIDTH * (d.x - left) / (right - left), HEIGHT * (high - d.y) / (high - low)) for d in dots
    ]
    taken = [(x - 5, y - 5, x + 5, y + 5) for x, y in at]
    out = []
    for n, (x, y) in enumerate(at):
        wide = sum(11.5 if ord(c) >= 0x2E80 else 6.5 for c in dots[n].name)
        boxes = {
            "right": (x + 7, y - 7, x + 7 + wide, y + 6),
            "left": (x - 7 - wide, y - 7, x - 7, y + 6),
            "below": (x - wide / 2, y + 6, x + wide / 2, y + 19),
            "above": (x - wide / 2, y - 19, x + wide / 2, y - 6),
        }
        covered = {
            side: sum(
                a < o[2] and o[0] < c and b < o[3] and o[1] < d
                for k, o in enumerate(taken)
                if k != n
            )
            + 9 * (a < 0)
            for side, (a, b, c, d) in boxes.items()
        }
        side = min(boxes, key=lambda side: covered[side])
        taken.append(boxes[side])
        out.append(side)
    return out


def _domain(values: Sequence[float], also: float | None) -> list[float]:
    """A domain that holds the values with some air, within 0 to 100."""
    held = [*values, *([] if also is None else [also])]
    air = max(4.0, (max(held) - min(held)) * 0.15)
    return [max(0.0, min(held) - air), min(100.0, max(held) + air)]


def strips(
    id: str,
    caption: str,
    alt_text: str,
    groups: Sequence[tuple[str, Sequence[tuple[str, float]]]],
    axis: str,
) -> Chart:
    """Groups as rows: a dot a member, best first, the ends named, and a tick at the mean."""
    import altair as alt

    names = [name for name, _ in groups]
    rows, means = [], []
    for name, members in groups:
        for n, (who, value) in enumerate(members):
            named = who if n in (0, len(members) - 1) else ""
            rows.append(
                {"g": name, "n": named, "v": value, "e": n == 0, "a": f"{who} {points(value)}"}
            )
        mean = sum(value for _, value in members) / len(members)
        means.append({"g": name, "v": mean, "a": f"{name} {points(mean)}"})
    y = alt.Y("g:N", sort=names, title=None)
    x = alt.X("v:Q", title=axis, scale=alt.Scale(zero=False, nice=True, padding=50))
    base = alt.Chart(_data(rows))
    tick = (
        alt.Chart(_data(means))
        .mark_tick(thickness=3, size=22, color=ORANGE)
        .encode(y=y, x=x, description="a:N")
    )
    dots = base.mark_point(filled=True, size=70, color=BLUE, opacity=0.8).encode(
        y=y, x=x, description="a:N"
    )
    layers: list[Any] = [tick, dots]
    for first, align, dx in ((True, "left", 8), (False, "right", -8)):
        if named_rows := [row for row in rows if row["n"] and row["e"] is first]:
            chart, look = alt.Chart(_data(named_rows)), {"align": align, "dx": dx, "dy": 0}
            text = chart.mark_text(**look, fontSize=11, color=INK)  # type: ignore[arg-type]
            layers.append(text.encode(y=y, x=x, text="n:N"))
    drawn = alt.layer(*layers).properties(width=WIDTH, height=ROW * 1.5 * len(groups))
    return _made(id, caption, alt_text, drawn)


def profile(
    id: str,
    caption: str,
    alt_text: str,
    spans: Sequence[Span],
    means: Sequence[float],
    words: tuple[str, str, str, str],
) -> Chart:
    """One case (the values) against its peers: their lowest to highest as a band, their mean as a
    tick.

    ``words``: the axis, then what the dot, the tick and the band are.
    """
    import altair as alt

    axis, own, mean, band = words
    names = [s.name for s in spans]
    rows = [
        {
            "n": s.name,
            "v": s.value,
            "l": s.low,
            "h": s.high,
            "m": m,
            "a": f"{s.name}: {own} {points(s.value)}, {mean} {points(m)} ({points(s.low)}–{points(s.high)})",
        }
        for s, m in zip(spans, means, strict=True)
    ]
    y = alt.Y("n:N", sort=names, title=None)
    x = alt.X("l:Q", title=axis, scale=alt.Scale(domain=[0, 100]))
    kinds = alt.Scale(domain=[own, mean, band], range=[BLUE, ORANGE, SHADES[2]])
    legend = alt.Legend(title=None, orient="top", symbolOpacity=1)

    colour = alt.Color("k:N", scale=kinds, legend=legend)

    def of(kind: str) -> Any:
        return alt.Chart(_data([{**row, "k": kind} for row in rows]))

    layers = [
        of(band)
        .mark_rule(strokeWidth=8)
        .encode(y=y, x=x, x2="h:Q", color=colour, description="a:N"),
        of(mean)
        .mark_tick(thickness=3, size=15)
        .encode(y=y, x="m:Q", color=colour, description="a:N"),
        of(own)
        .mark_point(filled=True, size=80, opacity=1)
        .encode(y=y, x="v:Q", color=colour, description="a:N"),
    ]
    return _made(
        id, caption, alt_text, alt.layer(*layers).properties(width=WIDTH, height=ROW * len(spans))
    )


@dataclass(frozen=True, slots=True)
class Way:
    """Targets of one measure on their path: figures by year, where the straight path starts, and
    the targets by year.

    ``met``: the latest figure has reached every target, which is then a floor and no path.
    """

    name: str
    series: tuple[tuple[int, float], ...]
    start: tuple[int, float] | None
    ends: tuple[tuple[int, float], ...]
    met: bool = False

    @property
    def path(self) -> tuple[tuple[int, float], ...]:
        """The dashed line: from the start through the targets, or level where they are met."""
        start = self.start or (self.series[-1] if self.series else self.ends[0])
        return ((start[0], self.ends[0][1]) if self.met else start, *self.ends)


def paths(
    id: str, caption: str, alt_text: str, ways: Sequence[Way], words: tuple[str, str]
) -> Chart:
    """Small charts side by side: what was measured, and the straight way to the targets. ``words``:
    the two names."""
    import altair as alt

    drawn = []
    for way in ways:
        rows = [
            {"x": year, "y": value, "k": words[0], "a": f"{year}: {value:g}"}
            for year, value in way.series
        ]
        rows += [
            {"x": year, "y": value, "k": words[1], "a": f"{year}: {value:g}"}
            for year, value in way.path
        ]
        kinds = alt.Scale(domain=list(words), range=[BLUE, ORANGE])
        dashes = alt.Scale(domain=list(words), range=[[1, 0], [5, 3]])
        base = alt.Chart(_data(rows))
        axis = alt.Axis(format="d", values=_years([year for year, _ in (*way.series, *way.path)]))
        x = alt.X("x:Q", title=None, scale=alt.Scale(zero=False, nice=False, padding=12), axis=axis)
        y = alt.Y("y:Q", title=None, scale=alt.Scale(zero=False))
        legend = alt.Legend(title=None, orient="bottom")
        colour = alt.Color("k:N", scale=kinds, legend=legend)
        line = base.mark_line(strokeWidth=2).encode(
            x=x, y=y, color=colour, strokeDash=alt.StrokeDash("k:N", scale=dashes, legend=None)
        )
        dot = base.mark_point(filled=True, size=45, opacity=1).encode(
            x=x, y=y, color=colour, description="a:N"
        )
        title = alt.TitleParams(way.name, fontSize=12, fontWeight="normal", anchor="start")
        drawn.append((line + dot).properties(width=230, height=140, title=title))
    return _made(id, caption, alt_text, alt.concat(*drawn, columns=2))


def _years(held: Sequence[int]) -> list[int]:
    """Years named on an axis: the first and the last, and those between that leave room for their
    names."""
    years = sorted(set(held))
    apart = max(2, math.ceil((years[-1] - years[0]) / 6))
    named = [years[-1]]
    for year in reversed(years[:-1]):
        if named[-1] - year >= apart:
            named.append(year)
    return sorted(
        {*named, years[0]}
        if named[-1] - years[0] >= apart
        else {*named[:-1], years[0]}
        if len(named) > 1
        else named
    )


def slopes(
    id: str,
    caption: str,
    alt_text: str,
    lines: Sequence[tuple[str, float, float]],
    ends: tuple[str, str],
) -> Chart:
    """Values before and after, one line a name; falling lines in orange and dashed."""
    import altair as alt

    rows = []
    for name, before, after in lines:
        way = "down" if after < before else "up"
        said = f"{name} {points(before)} → {points(after)}"
        rows += [
            {"n": name, "w": ends[0], "v": before, "d": way, "t": f"{points(before)}", "a": said},
            {
                "n": name,
                "w": ends[1],
                "v": after,
                "d": way,
                "t": f"{points(after)} {name}",
                "a": said,
            },
        ]
    base = alt.Chart(_data(rows))
    x = alt.X(
        "w:N",
        sort=list(ends),
        title=None,
        axis=alt.Axis(orient="top", labelAngle=0, domain=False),
        scale=alt.Scale(padding=0.2),
    )
    y = alt.Y("v:Q", title=None, axis=None, scale=alt.Scale(zero=False))
    colour = alt.Color(
        "d:N", scale=alt.Scale(domain=["up", "down"], range=[BLUE, ORANGE]), legend=None
    )
    dash = alt.StrokeDash(
        "d:N", scale=alt.Scale(domain=["up", "down"], range=[[1, 0], [5, 3]]), legend=None
    )
    line = base.mark_line(strokeWidth=2).encode(
        x=x, y=y, detail="n:N", color=colour, strokeDash=dash, description="a:N"
    )
    dots = base.mark_point(filled=True, opacity=1).encode(x=x, y=y, color=colour, description="a:N")
    left = base.transform_filter(alt.FieldEqualPredicate(field="w", equal=ends[0])).mark_text(
        align="right", dx=-8, fontSize=11
    )
    right = base.transform_filter(alt.FieldEqualPredicate(field="w", equal=ends[1])).mark_text(
        align="left", dx=8, fontSize=11
    )
    return _made(
        id,
        caption,
        alt_text,
        (
            line + dots + left.encode(x=x, y=y, text="t:N") + right.encode(x=x, y=y, text="t:N")
        ).properties(width=320, height=300),
    )
