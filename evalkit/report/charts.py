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
from dataclasses import asdict, dataclass
from functools import cache
from importlib.util import find_spec
from typing import Any

from evalkit.report.model import Chart
from evalkit.report.numbers import points

BLUE, ORANGE, INK, SOFT, LINE = "#1f4e79", "#b35806", "#1c2330", "#5a6475", "#d8dde5"
LIKELY = ("#eef3f8", "#d3e1ee", "#b9d1e6", "#6f9fc8", "#1f5c94")
SHADES = ("#fbeee2", "#e4edf5", "#b9d1e6", "#6f9fc8", "#1f5c94")
FONT = "Noto Sans SC"
WIDTH = 560
HEIGHT = 400  # of a field of points
ROW = 22  # points a row
DASHED: dict[str, Any] = {"color": ORANGE, "strokeDash": [5, 3]}


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


NAMED = 40  # cases beyond which points and cells can no longer be told apart


def drawable(n: int, least: int = 2) -> bool:
    """Whether ``n`` cases can be drawn, and there is something to draw with."""
    return available() and least <= n <= NAMED


_TYPE = {"labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal"}
_CONFIG: dict[str, Any] = {
    "font": FONT,
    # a mark says what its chart's ``description`` says, or nothing: never the names of its fields
    "aria": False,
    "background": "#ffffff",
    "view": {"stroke": None},
    "axis": {
        **_TYPE,
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
    "legend": _TYPE,
}
_SAID = "said:N"  # the words of a mark


def _chart(id: str, caption: str, alt_text: str, drawn: Any) -> Chart:
    spec = {**drawn.to_dict(validate=False), "config": _CONFIG}
    return Chart(id, caption, alt_text, json.dumps(spec, ensure_ascii=False, sort_keys=True))


def _layers(layers: Sequence[Any], width: float, height: Any, **more: Any) -> Any:
    import altair as alt

    return alt.layer(*layers).properties(width=width, height=height, **more)


def _of(rows: Sequence[Mapping[str, object]], **channels: Any) -> Any:
    """What marks are drawn from: rows of data, and the channels that all of the marks share."""
    import altair as alt

    data = alt.Data(values=list(rows))  # type: ignore[no-untyped-call]
    return alt.Chart(data).encode(**channels)


def _dots(base: Any, size: int = 70, opacity: float = 1, **channels: Any) -> Any:
    mark = base.mark_point(filled=True, size=size, color=BLUE, opacity=opacity)
    return mark.encode(description=_SAID, **channels)


def _ticks(base: Any, size: int, **channels: Any) -> Any:
    mark = base.mark_tick(thickness=3, size=size, color=ORANGE)
    return mark.encode(description=_SAID, **channels)


def _words(base: Any, field: str, align: str, dx: int, dy: int = 0, **look: Any) -> Any:
    look = {"fontSize": 11, "color": INK, **look}
    return base.mark_text(align=align, dx=dx, dy=dy, **look).encode(text=field)


def _names() -> Any:
    """Names as rows, in the order given."""
    import altair as alt

    return alt.Y("name:N", sort=None, title=None)


def _values(channel: str, field: str, title: str | None, **scale: Any) -> Any:
    """An axis of numbers, ``channel`` X or Y."""
    import altair as alt

    axis: Any = getattr(alt, channel)
    return axis(field, title=title, scale=alt.Scale(zero=False, **scale))


def _kinds(
    names: Sequence[str],
    legend: Any = None,
    channel: str = "Color",
    shown: Any = (BLUE, ORANGE),
) -> Any:
    """What has the field ``kind`` is told apart by colour, or by dashes (channel StrokeDash), with
    a legend at a side where one is named."""
    import altair as alt

    key = alt.Legend(title=None, orient=legend, symbolOpacity=1) if legend else None
    scale = alt.Scale(domain=list(names), range=list(shown))
    return getattr(alt, channel)("kind:N", scale=scale, legend=key)


def _dashes(names: Sequence[str]) -> Any:
    """The second of two kinds is dashed."""
    return _kinds(names, None, "StrokeDash", ([1, 0], DASHED["strokeDash"]))


def ranges(id: str, caption: str, alt_text: str, spans: Sequence[Span], axis: str) -> Chart:
    """Values as dots on their ranges, in the order given."""
    rows = [
        {**asdict(s), "text": points(s.value), "said": f"{s.name} {points(s.value)} {_range(s)}"}
        for s in spans
    ]
    base = _of(rows, y=_names())
    reach = base.mark_rule(strokeWidth=7, color=SHADES[2], strokeCap="round").encode(
        x=_values("X", "low:Q", axis, nice=True), x2="high:Q", description=_SAID
    )
    values = base.encode(x="value:Q")
    layers = [reach, _dots(values), _words(values, "text:N", "left", 0, -9)]
    return _chart(id, caption, alt_text, _layers(layers, WIDTH, ROW * 1.3 * len(spans)))


def _range(span: Span) -> str:
    return f"({points(span.low)}–{points(span.high)})"


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

    columns = list(dict.fromkeys(t.column for t in tiles))
    names = list(dict.fromkeys(t.row for t in tiles))
    steps, colours = (
        ([0.1, 0.2, 0.4, 0.7], LIKELY) if likelihood else ([0.2, 0.4, 0.6, 0.8], SHADES)
    )
    rows = [
        {
            **asdict(t),
            "said": f"{t.row} · {t.column}: {t.text}" if t.text else "",
            "dark": t.shade is not None and t.shade >= steps[-1],
        }
        for t in tiles
    ]
    bare: dict[str, Any] = {"domain": False, "ticks": False}
    angle = -45 if max(map(len, columns), default=0) > 3 and len(columns) > 4 else 0
    across = alt.Axis(orient="top", labelAngle=angle, **bare)
    scale = alt.Scale(domain=steps, range=list(colours), type="threshold")
    shade = alt.Color("shade:Q", scale=scale, legend=None)
    white = alt.value("#ffffff")
    base = _of(
        rows,
        x=alt.X("column:N", sort=columns, title=None, axis=across),
        y=alt.Y("row:N", sort=names, title=None, axis=alt.Axis(**bare)),
    )
    layers = [
        base.mark_rect(stroke="#ffffff", strokeWidth=1).encode(
            color=alt.condition("isValid(datum.shade)", shade, white), description=_SAID
        ),
        _words(base, "text:N", "center", 0, fontSize=10).encode(
            color=alt.condition("datum.dark", white, alt.value(INK))
        ),
    ]
    return _chart(id, caption, alt_text, _layers(layers, cell * len(columns), alt.Step(row)))


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
    rows = [
        {**asdict(d), "said": f"{d.name}: {axes[0]} {points(d.x)}, {axes[1]} {points(d.y)}"}
        for d in dots
    ]
    held = [[d.x for d in dots], [d.y for d in dots]]
    for values, value in zip(held, lines or (), strict=False):
        values.append(value)
    domains = [_domain(values) for values in held]
    x, y = (
        _values(channel, f"{channel.lower()}:Q", title, domain=domain, nice=False, clamp=True)
        for channel, title, domain in zip("XY", axes, domains, strict=True)
    )
    layers: list[Any] = []
    for name, line in contours:
        inside = [
            {"name": name, "x": a, "y": b}
            for a, b in line
            if all(low <= v <= high for v, (low, high) in zip((a, b), domains, strict=True))
        ]
        if len(inside) > 1:
            dashed = _of(inside, x=x, y=y, order="x:Q").mark_line(**DASHED, strokeWidth=1.2)
            end = _of(inside[:1], x=x, y=y)
            layers += [dashed, _words(end, "name:N", "left", 8, 2, color=ORANGE)]
    for at, axis in zip(lines or (), ({"x": x}, {"y": y}), strict=False):
        layers.append(_of([dict.fromkeys(axis, at)], **axis).mark_rule(**DASHED))
    layers.append(_dots(_of(rows, x=x, y=y)))
    beside = _sides(dots, domains)
    for side, (align, dx, dy) in _SIDES.items():
        named = [row for row, own in zip(rows, beside, strict=True) if own == side]
        if named:
            told = _of(named, x=x, y=y)
            # a white edge below, so that no line runs through a name
            edge = {"color": "white", "stroke": "white", "strokeWidth": 4}
            layers += [_words(told, "name:N", align, dx, dy, **look) for look in (edge, {})]
    return _chart(id, caption, alt_text, _layers(layers, WIDTH, HEIGHT))


Box = tuple[float, float, float, float]  # left, top, right, bottom
_SIDES = {
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
        boxes = {}
        for side, (align, dx, dy) in _SIDES.items():
            start = x + dx - wide * {"left": 0, "center": 0.5, "right": 1}[align]
            boxes[side] = start, y + dy - 10, start + wide, y + dy + 3
        others = taken[:n] + taken[n + 1 :]
        side = min(boxes, key=lambda side: _covered(boxes[side], others))
        taken.append(boxes[side])
        out.append(side)
    return out


def _covered(box: Box, others: Sequence[Box]) -> int:
    """How many of the others a box covers; what is cut off at the left weighs more."""
    left, top, right, bottom = box
    over = (left < o[2] and o[0] < right and top < o[3] and o[1] < bottom for o in others)
    return sum(over) + 9 * (left < 0)


def _domain(held: Sequence[float]) -> list[float]:
    """A domain that holds the values with some air, within 0 to 100."""
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
    means, rows, best, last = [], [], [], []
    for name, members in groups:
        mean = sum(value for _, value in members) / len(members)
        means.append({"name": name, "value": mean, "said": f"{name} {points(mean)}"})
        own = [
            {"name": name, "who": who, "value": value, "said": f"{who} {points(value)}"}
            for who, value in members
        ]
        rows += own
        best += own[:1]
        last += own[1:][-1:]
    x = _values("X", "value:Q", axis, nice=True, padding=50)
    place = {"x": x, "y": _names()}
    layers = [
        _ticks(_of(means, **place), 22),
        _dots(_of(rows, **place), opacity=0.8),
        _words(_of(best, **place), "who:N", "left", 8),
    ]
    if last:
        layers.append(_words(_of(last, **place), "who:N", "right", -8))
    return _chart(id, caption, alt_text, _layers(layers, WIDTH, ROW * 1.5 * len(groups)))


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
    axis, own, mean, band = words
    rows = [
        {
            **asdict(s),
            "mean": m,
            "said": f"{s.name}: {own} {points(s.value)}, {mean} {points(m)} {_range(s)}",
        }
        for s, m in zip(spans, means, strict=True)
    ]
    color = _kinds(words[1:], "top", shown=(BLUE, ORANGE, SHADES[2]))

    def of(kind: str) -> Any:
        return _of([{**row, "kind": kind} for row in rows], y=_names(), color=color)

    x = _values("X", "low:Q", axis, domain=[0, 100])
    layers = [
        of(band).mark_rule(strokeWidth=8).encode(x=x, x2="high:Q", description=_SAID),
        _ticks(of(mean), 15, x="mean:Q"),
        _dots(of(own), 80, x="value:Q"),
    ]
    return _chart(id, caption, alt_text, _layers(layers, WIDTH, ROW * len(spans)))


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
        rows: list[dict[str, Any]] = [
            {"kind": kind, "x": year, "y": value, "said": f"{year}: {value:g}"}
            for kind, line in zip(words, (way.series, way.path), strict=True)
            for year, value in line
        ]
        x = _values("X", "x:Q", None, nice=False, padding=12)
        years = _years([row["x"] for row in rows])
        base = _of(
            rows,
            x=x.axis(format="d", values=years),
            y=_values("Y", "y:Q", None),
            color=_kinds(words, "bottom"),
        )
        line = base.mark_line(strokeWidth=2).encode(strokeDash=_dashes(words))
        title = alt.TitleParams(way.name, fontSize=12, fontWeight="normal", anchor="start")
        drawn.append(_layers([line, _dots(base, 45)], 230, 140, title=title))
    return _chart(id, caption, alt_text, alt.concat(*drawn, columns=2))


def _years(held: Sequence[int]) -> list[int]:
    """Years named on an axis: the first and the last, and those between that leave room for their
    names."""
    years = sorted(set(held))
    first, last = years[0], years[-1]
    apart = max(2, math.ceil((last - first) / 6))
    named = [last]
    for year in reversed(years[:-1]):
        if named[-1] - year >= apart and (year == first or year - first >= apart):
            named.append(year)
    return named[::-1]


def slopes(
    id: str,
    caption: str,
    alt_text: str,
    lines: Sequence[tuple[str, float, float]],
    ends: tuple[str, str],
) -> Chart:
    """Values before and after, one line a name; falling lines in orange and dashed."""
    import altair as alt

    rows = [
        {
            "name": name,
            "when": when,
            "value": value,
            "text": text,
            "kind": "down" if after < before else "up",
            "said": f"{name} {points(before)} → {points(after)}",
        }
        for name, before, after in lines
        for when, value, text in (
            (ends[0], before, points(before)),
            (ends[1], after, f"{points(after)} {name}"),
        )
    ]
    across = alt.Axis(orient="top", labelAngle=0, domain=False)
    place = {
        "x": alt.X("when:N", sort=None, title=None, axis=across, scale=alt.Scale(padding=0.2)),
        "y": _values("Y", "value:Q", None).axis(None),
    }
    base, kinds = _of(rows, **place), ("up", "down")
    line = base.mark_line(strokeWidth=2).encode(
        detail="name:N", strokeDash=_dashes(kinds), color=_kinds(kinds), description=_SAID
    )
    layers = [line, _dots(base, 30, color=_kinds(kinds))]
    for end, align, dx in zip(ends, ("right", "left"), (-8, 8), strict=True):
        named = _of([row for row in rows if row["when"] == end], **place)
        layers.append(_words(named, "text:N", align, dx, color="black"))
    return _chart(id, caption, alt_text, _layers(layers, 320, 300))
