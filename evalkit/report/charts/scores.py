"""Values on the ranges that they lie in; one case among others; members of groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from evalkit.report.charts import drawing as d
from evalkit.report.charts.drawing import Axis
from evalkit.report.charts.palette import PALETTE
from evalkit.report.numbers import on_axis, round_half_up, shift

GAP = 0.55  # rows between two groups
WIDER = 1.15  # how much wider than ours a reader's letters may be
COLUMN = 62  # pixels of a column of figures beside the field


@dataclass(frozen=True, slots=True)
class Span:
    """A named value with the range it lies in, all on one scale. ``figures``: what stands beside
    it, a text a column."""

    name: str
    value: float
    low: float
    high: float
    figures: tuple[str, ...] = ()


@d.drawn
def ranges(
    groups: Sequence[Sequence[Span]],
    axis: Axis,
    columns: Sequence[str] = (),
) -> d.Part:
    """Values as dots on their ranges, in the order given; groups stand apart, each with a line at
    its side. ``columns``: heads of the figures beside them."""
    rows: list[dict[str, Any]] = []
    sides = []
    for n, group in enumerate(groups):
        top = len(rows) + n * GAP
        sides.append({"y": top - 0.42, "end": top + len(group) - 0.58})
        for k, s in enumerate(group):
            value, low, high = (on_axis(axis.units, v) for v in (s.value, s.low, s.high))
            said = f"{s.name} {value} ({low}–{high})"
            figures = {f"f{i}": text for i, text in enumerate(s.figures)}
            held = {"name": s.name, "value": s.value, "low": s.low, "high": s.high}
            rows.append({**held, **figures, "y": top + k, "said": said})
    last = len(rows) - 1 + (len(groups) - 1) * GAP
    y = d.places("Y", "y", last + 0.5, -0.5)
    base, beside = d.of(rows, y=y), d.of(sides, y=y)
    x = d.values("low", axis, orient="top", titleAnchor="start")
    drawn = [
        d.rules(base, "band", 4, x=x, x2="high:Q"),
        d.rules(beside, "ink-2", 2, x=d.at(0), y2="end:Q"),
        d.dots(base, x=d.values("value", axis)),
        d.words(d.encoded(base, x=d.at(0)), "name", "right", -9),
    ]
    for i, head in enumerate(columns):
        right = d.WIDTH + COLUMN * (i + 1)
        own = d.encoded(base, x=d.at(right))
        drawn.append(d.words(own, f"f{i}", "right", fontWeight="normal" if i else "bold"))
        top_line = d.of([{"head": head}], x=d.at(right), y=d.at(-12))
        drawn.append(d.words(top_line, "head", "right", role="ink-2", fontSize=d.SMALL))
    return d.layers(drawn, d.WIDTH, d.ROW * (last + 1))


@dataclass(frozen=True, slots=True)
class Strip:
    """One case on one part: its value, those of the others, and the mean of all."""

    name: str
    value: float
    others: tuple[float, ...]
    mean: float


@d.drawn
def profile(strips: Sequence[Strip], axis: Axis, beside: str) -> d.Part:
    """One case among others, a row a part: its value as a dot with its figure, the others hollow,
    the mean as a tick; at the right how far it is from the mean, under the head ``beside``. Figures
    have a decimal less, as a part rests on few criteria."""
    units, decimals = axis.units, axis.units.decimals - 1
    names = [d.broken(s.name) for s in strips]
    tops, high = d.heights(names)
    own: list[dict[str, Any]] = []
    others: list[dict[str, Any]] = []
    for s, name, y in zip(strips, names, tops, strict=True):
        moved = shift(units, (s.value - s.mean) / units.span)
        apart = replace(moved, decimals=decimals).text()
        said = f"{s.name} {on_axis(units, s.value)} ({moved.text()})"
        held = {"name": name, "value": s.value, "mean": s.mean, "apart": apart}
        own.append({**held, "text": round_half_up(s.value, decimals), "y": y, "said": said})
        own[-1]["name_y"] = y - d.first_line(name)
        others += [{"value": value, "y": y, "said": ""} for value in s.others]
    x = d.values("value", axis, orient="top", titleAnchor="start")
    y_axis = d.places("Y", "y", high)
    base = d.of(own, y=y_axis)
    right = d.WIDTH + max(COLUMN, d.wide(beside, d.SMALL) + 16)
    tick = d.marked(base, "tick", thickness=2, size=15, color=PALETTE["ink"])
    head = d.of([{"head": beside}], x=d.at(right), y=d.at(-12))
    drawn = [
        *([d.dots(d.of(others, y=y_axis), 45, "peer", hollow=True, x=x)] if others else []),
        d.encoded(tick, x=d.values("mean", axis)),
        d.dots(base, x=x),
        *d.haloed(d.encoded(base, x=x), "text", "left", 9, role="accent", fontWeight="bold"),
        d.words(d.of(own, x=d.at(0), y=d.places("Y", "name_y", high)), "name", "right", -9),
        d.words(d.encoded(base, x=d.at(right)), "apart", "right"),
        d.words(head, "head", "right", role="ink-2", fontSize=d.SMALL),
    ]
    return d.layers(drawn, d.WIDTH, high)


@d.drawn
def strips(
    groups: Sequence[tuple[str, Sequence[tuple[str, float]]]],
    axis: Axis,
) -> d.Part:
    """Groups as rows: a dot a member, best first, and a tick at the mean with its figure. Members
    are named where all of them have room, else the first and the last of each group."""
    means, rows = [], []
    sides = {name: _sides(members, axis) for name, members in groups}
    all_named = all(None not in own for own in sides.values())
    for n, (name, members) in enumerate(groups):
        mean = sum(value for _, value in members) / len(members)
        figure = on_axis(axis.units, mean)
        said = f"{name} {figure}"
        called = d.broken(name)
        line = n - d.first_line(called) / (2 * d.ROW)
        shown = {"name": called, "name_y": line, "text": figure}
        means.append({**shown, "value": mean, "y": n, "said": said})
        ends = {0, len(members) - 1}
        for k, ((who, value), side) in enumerate(zip(members, sides[name], strict=True)):
            told = side if all_named else ("above" if k in ends else "")
            held = {"who": who, "value": value, "y": n, "side": told}
            rows.append({**held, "said": f"{who} {on_axis(axis.units, value)}"})
    x = d.values("value", axis, orient="top", titleAnchor="start")
    y, line_y = (d.places("Y", f, len(groups) - 0.5, -0.5) for f in ("y", "name_y"))
    base = d.of(means, y=y)
    tick = d.encoded(
        d.marked(base, "tick", thickness=2, size=20, color=PALETTE["ink"]), x=x, description=d.SAID
    )
    drawn = [
        tick,
        d.dots(d.of(rows, x=x, y=y), 60),
        d.words(d.of(means, x=d.at(0), y=line_y), "name", "right", -9),
        d.words(d.encoded(base, x=d.at(d.WIDTH + COLUMN)), "text", "right", fontWeight="bold"),
    ]
    for side, dy in (("above", -14), ("below", 14)):
        if named := [row for row in rows if row["side"] == side]:
            drawn.append(d.words(d.of(named, x=x, y=y), "who", "center", 0, dy, fontSize=d.SMALL))
    return d.layers(drawn, d.WIDTH, 2 * d.ROW * len(groups))


def _sides(members: Sequence[tuple[str, float]], axis: Axis) -> list[str | None]:
    """On which side of the row each name stands; None where it has room on neither."""
    free = {"above": float("inf"), "below": float("inf")}  # names go from right to left
    out: list[str | None] = []
    for who, value in members:
        middle = d.WIDTH * (value - axis.low) / (axis.high - axis.low)
        half = d.wide(who, d.SMALL) * WIDER / 2 + 3
        side = next((side for side, edge in free.items() if middle + half <= edge), None)
        if side is not None:
            free[side] = middle - half
        out.append(side)
    return out
