"""Two values of each case: before and after, places on two rankings, two systems."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.model.units import HUNDRED, Units
from evalkit.report.charts import drawing as d
from evalkit.report.charts.drawing import Axis
from evalkit.report.charts.palette import PALETTE
from evalkit.report.numbers import on_axis

ACROSS = 260  # between the two ends of a slope
APART = 17  # pixels between two names at one end


@dataclass(frozen=True, slots=True)
class Pair:
    """A named pair of values; ``own``: it is the one spoken of."""

    name: str
    first: float
    second: float
    own: bool = True


@d.drawn
def slopes(
    pairs: Sequence[Pair],
    ends: tuple[str, str],
    units: Units,
) -> d.Part:
    """Scores before and after, one line a name; falling lines are dashed."""
    held = [v for pair in pairs for v in (pair.first, pair.second)]
    axis = d.axis_of("", held, units)
    figures = [tuple(on_axis(units, v) for v in (p.first, p.second)) for p in pairs]
    texts = [
        (first, f"{second} {p.name}") for p, (first, second) in zip(pairs, figures, strict=True)
    ]
    high = max(200, APART * len(pairs))
    drawn = _slopes(pairs, ends, texts, (axis.high, axis.low), high, units)
    return drawn


@d.drawn
def places(
    pairs: Sequence[Pair],
    ends: tuple[str, str],
) -> d.Part:
    """Places on two rankings, the first on top, one line a name; the others are grey where one is
    spoken of."""
    last = max(v for pair in pairs for v in (pair.first, pair.second))
    texts = [(f"{p.name}  {p.first:g}", f"{p.second:g}  {p.name}") for p in pairs]
    high = round(22 * last)
    drawn = _slopes(pairs, ends, texts, (0.5, last + 0.5), high, HUNDRED, falls=False)
    return drawn


def _slopes(
    pairs: Sequence[Pair],
    ends: tuple[str, str],
    texts: Sequence[tuple[str, str]],
    domain: tuple[float, float],
    high: int,
    units: Units,
    falls: bool = True,
) -> d.Part:
    top, bottom = domain
    scaled = [
        tuple(high * (top - v) / (top - bottom) for v in (pair.first, pair.second))
        for pair in pairs
    ]
    names = [spread([own[side] for own in scaled]) for side in (0, 1)]
    y = d.places("Y", "y", float(high), 0.0)
    x = d.places("X", "x", 1.0, 0.0)
    drawn: list[d.Part] = []
    for own in (False, True):
        for n, pair in enumerate(pairs):
            if pair.own != own:
                continue
            said = f"{pair.name} {on_axis(units, pair.first)} → {on_axis(units, pair.second)}"
            rows = [{"x": k, "y": at, "said": said} for k, at in enumerate(scaled[n])]
            role = "accent" if own else "peer"
            dashed = falls and pair.second < pair.first
            look: dict[str, Any] = {"strokeDash": list(d.DASHES)} if dashed else {}
            base = d.of(rows, x=x, y=y)
            line = d.marked(
                base, "line", color=PALETTE[role], strokeWidth=2.5 if own else 1.2, **look
            )
            drawn += [d.encoded(line, description=d.SAID), d.dots(base, 45, role)]
    for side, align, dx in ((0, "right", -10), (1, "left", 10)):
        for own in (False, True):
            rows = [
                {"x": side, "y": at, "text": texts[n][side]}
                for n, at in enumerate(names[side])
                if pairs[n].own == own
            ]
            weight: dict[str, Any] = (
                {"fontWeight": "bold"} if own and not all(p.own for p in pairs) else {}
            )
            if rows:
                named = d.of(rows, x=x, y=y)
                role = "ink" if own else "ink-2"
                drawn.append(d.words(named, "text", align, dx, role=role, **weight))
    for k, end in enumerate(ends):
        head = d.of([{"x": k, "text": end}], x=x, y=d.at(-18))
        drawn.append(
            d.words(head, "text", "left" if k else "right", 10 if k else -10, role="ink-2")
        )
    return d.layers(drawn, ACROSS, high)


def spread(places: Sequence[float], apart: float = APART) -> list[float]:
    """Places of names on a line, moved down as little as leaves them ``apart``, in their order."""
    order = sorted(range(len(places)), key=lambda n: places[n])
    out, last = [0.0] * len(places), -apart
    for n in order:
        last = max(places[n], last + apart)
        out[n] = last
    return out


@d.drawn
def dumbbells(
    pairs: Sequence[Pair],
    axis: Axis,
    names: tuple[str, str],
) -> d.Part:
    """Two values of each case on one line, the first full and the second hollow, named at the first
    row; in the order given."""
    x = d.values("first", axis)
    second = d.values("second", axis)
    y = d.places("Y", "y", len(pairs) - 0.5, -0.5)
    drawn: list[d.Part] = []
    for own, role, line in ((False, "peer", "peer"), (True, "accent", "band")):
        rows = [
            {
                "name": p.name,
                "first": p.first,
                "second": p.second,
                "y": n,
                "said": f"{p.name}: {names[0]} {on_axis(axis.units, p.first)}, "
                f"{names[1]} {on_axis(axis.units, p.second)}",
            }
            for n, p in enumerate(pairs)
            if p.own == own
        ]
        if not rows:
            continue
        base = d.of(rows, y=y)
        weight: dict[str, Any] = (
            {"fontWeight": "bold"} if own and not all(p.own for p in pairs) else {}
        )
        drawn += [
            d.rules(base, line, 3 if own else 2, x=x, x2="second:Q"),
            d.dots(base, 90, role, x=x),
            d.dots(base, 90, role, hollow=True, x=second),
            d.words(d.encoded(base, x=d.at(0)), "name", "right", -9, **weight),
        ]
    drawn += _heads(pairs[0], axis, names)
    return d.layers(drawn, d.WIDTH, d.ROW * len(pairs))


def _heads(first: Pair, axis: Axis, names: tuple[str, str]) -> list[d.Part]:
    """Names of both values above the first row, on the outer side of their dots."""
    out = []
    left_first = first.first <= first.second
    for n, (name, value) in enumerate(zip(names, (first.first, first.second), strict=True)):
        at = d.WIDTH * (value - axis.low) / (axis.high - axis.low)
        align, dx = ("right", 6) if (n == 0) == left_first else ("left", -6)
        base = d.of([{"text": name}], x=d.at(at), y=d.at(-9))
        out.append(d.words(base, "text", align, dx, role="ink-2", fontSize=d.SMALL))
    return out
