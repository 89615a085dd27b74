"""Named points in a field of two scores: beside the line on which both are alike, or among
quadrants."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.model.units import Units
from evalkit.report.charts import drawing as d
from evalkit.report.charts.drawing import Axis
from evalkit.report.charts.palette import PALETTE
from evalkit.report.numbers import on_axis

SIDE = 420  # of a square field
WIDE, HIGH = 500, 400  # of quadrants
Box = tuple[float, float, float, float]  # left, top, right, bottom
Place = tuple[str, float, float]  # align, dx, dy
PLACES: tuple[Place, ...] = (
    ("left", 8, 0),
    ("right", -8, 0),
    ("center", 0, 14),
    ("center", 0, -14),
    ("left", 6, 12),
    ("left", 6, -12),
    ("right", -6, 12),
    ("right", -6, -12),
    ("left", 8, 24),
    ("left", 8, -24),
    ("right", -8, 24),
    ("right", -8, -24),
    ("center", 0, 28),
    ("center", 0, -28),
)


@dataclass(frozen=True, slots=True)
class Dot:
    """A named point; ``own``: it is the one spoken of."""

    name: str
    x: float
    y: float
    own: bool = True


@dataclass(frozen=True, slots=True)
class Quadrants:
    """A field of four: its axes; the lines that part it, across and up, each with its name and
    value; the names of the quadrants: above both, on the right only, at the top only, above
    neither."""

    axes: tuple[Axis, Axis]
    lines: tuple[tuple[str, float], tuple[str, float]]
    names: tuple[str, ...]


@d.drawn
def balance(
    dots: Sequence[Dot],
    axes: tuple[str, str],
    line: str,
    units: Units,
) -> d.Part:
    """Points on equal scales with the line on which both values are alike, and its name."""
    both = d.axis_of("", [v for dot in dots for v in (dot.x, dot.y)], units)
    x_axis, y_axis = (Axis(title, both.low, both.high, units) for title in axes)
    x, y = _axes(x_axis, y_axis)
    ends = [{"x": v, "y": v, "said": ""} for v in (both.low, both.high)]
    label = [{"text": line}]
    marks = [
        d.marked(d.of(ends, x=x, y=y), "line", color=PALETTE["ink-2"], strokeWidth=1),
        d.words(
            d.of(label, x=d.at(SIDE), y=d.at(-11)), "text", "right", role="ink-2", fontSize=d.SMALL
        ),
    ]
    taken = [_near(SIDE * i / 60, SIDE - SIDE * i / 60, 4) for i in range(61)]  # the line
    marks += _points(dots, (x_axis, y_axis), (SIDE, SIDE), taken)
    return d.layers(marks, SIDE, SIDE)


@d.drawn
def quadrants(
    dots: Sequence[Dot],
    field: Quadrants,
) -> d.Part:
    """Points among lines at two values, each with its name."""
    axes, ((across, at_x), (up, at_y)) = field.axes, field.lines
    left = WIDE * (at_x - axes[0].low) / (axes[0].high - axes[0].low)
    top = HIGH * (axes[1].high - at_y) / (axes[1].high - axes[1].low)
    corners = zip(field.names, ((1, 0), (1, 1), (0, 0), (0, 1)), strict=True)
    marks, taken = (
        [],
        [(left - 2, 0.0, left + 2, float(HIGH)), (0.0, top - 2, float(WIDE), top + 2)],
    )
    marks += [
        d.rules(d.of([{"v": at_x}]), "ink-3", 1, dashed=True, x=d.values("v", axes[0])),
        d.rules(d.of([{"v": at_y}]), "ink-3", 1, dashed=True, y=d.values("v", axes[1])),
    ]
    texts: list[tuple[str, float, float, str]] = [
        (across, left + 5, HIGH - 9, "left"),
        (up, WIDE, top - 10, "right"),
    ]
    for name, (right, low) in corners:
        texts.append((name, WIDE if right else 4, HIGH - 27 if low else 10, "rl"[not right]))
    for text, px, py, side in texts:
        align = {"r": "right", "l": "left"}[side[0]]
        wide = d.wide(text, d.SMALL)
        start = px - wide if align == "right" else px
        taken.append((start, py - 9, start + wide, py + 9))
        at = d.of([{"text": text}], x=d.at(px), y=d.at(py))
        marks += d.haloed(at, "text", align, role="ink-3", fontSize=d.SMALL)
    marks += _points(dots, axes, (WIDE, HIGH), taken)
    return d.layers(marks, WIDE, HIGH)


def _axes(x: Axis, y: Axis) -> tuple[d.Part, d.Part]:
    return d.values("x", x), d.values("y", y, titleAngle=-90)


def _said(axis: Axis, value: float) -> str:
    return f"{axis.title} {on_axis(axis.units, value)}"


def _points(
    dots: Sequence[Dot], axes: tuple[Axis, Axis], size: tuple[int, int], taken: Sequence[Box]
) -> list[d.Part]:
    """The points and their names."""
    x, y = _axes(*axes)
    rows = [
        {
            "name": dot.name,
            "x": dot.x,
            "y": dot.y,
            "said": f"{dot.name}: {_said(axes[0], dot.x)}, {_said(axes[1], dot.y)}",
        }
        for dot in dots
    ]
    marks = []
    for own, role in ((False, "peer"), (True, "accent")):
        if held := [row for row, dot in zip(rows, dots, strict=True) if dot.own == own]:
            marks.append(d.dots(d.of(held, x=x, y=y), 75, role))
    beside = sides(dots, axes, size, taken)
    for place in PLACES:
        named = [row for row, own in zip(rows, beside, strict=True) if own == place]
        if named:
            marks += d.haloed(d.of(named, x=x, y=y), "name", *place)
    return marks


def sides(
    dots: Sequence[Dot], axes: tuple[Axis, Axis], size: tuple[int, int], taken: Sequence[Box] = ()
) -> list[Place]:
    """Where the name of each dot stands: where it covers least of other names, of dots, and of what
    else is ``taken``; of places alike the first. Names are placed one by one, then each again
    beside all others until none moves."""
    (across, up), (width, height) = axes, size
    at = [
        (
            width * (dot.x - across.low) / (across.high - across.low),
            height * (up.high - dot.y) / (up.high - up.low),
        )
        for dot in dots
    ]
    marks = [_near(x, y, 6) for x, y in at]
    boxes = [
        [_box(place, x, y, d.wide(dot.name)) for place in PLACES]
        for dot, (x, y) in zip(dots, at, strict=True)
    ]
    chosen: list[int | None] = [None] * len(dots)
    for _ in range(4):
        before = list(chosen)
        for n, own in enumerate(boxes):
            rest = [boxes[k][place] for k, place in enumerate(chosen) if place is not None]
            if (mine := chosen[n]) is not None:
                rest.remove(own[mine])
            rest += [*taken, *marks[:n], *marks[n + 1 :]]
            cost = [_covered(box, rest, size) + k for k, box in enumerate(own)]
            chosen[n] = cost.index(min(cost))
        if chosen == before:
            break
    return [PLACES[place or 0] for place in chosen]


def _box(place: Place, x: float, y: float, wide: float) -> Box:
    """The box of a name at a place beside a point."""
    align, dx, dy = place
    start = x + dx - wide * {"left": 0, "center": 0.5, "right": 1}[align]
    return start, y + dy - 8, start + wide, y + dy + 8


def _near(x: float, y: float, by: float) -> Box:
    return x - by, y - by, x + by, y + by


def _covered(box: Box, others: Sequence[Box], size: tuple[int, int]) -> float:
    """How many pixels of the others a box covers, and far more where it leaves the field."""
    left, top, right, bottom = box
    over = sum(
        max(0.0, min(right, o[2]) - max(left, o[0])) * max(0.0, min(bottom, o[3]) - max(top, o[1]))
        for o in others
    )
    out = max(0.0, -left) + max(0.0, right - size[0]) + max(0.0, -top) + max(0.0, bottom - size[1])
    return over + 20 * out
