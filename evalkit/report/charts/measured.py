"""Each of several measures on a scale of its own: a dot a case, the middle half as a box."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.report.charts import drawing as d
from evalkit.report.charts.palette import PALETTE

HIGH = 54  # pixels a row
BOX = 18
APART = 6  # pixels between two labels
WIDER = 1.1  # how much wider than ours a reader's letters may be
JOINED = " · "
MOST = 5  # names in one label


@dataclass(frozen=True, slots=True)
class Boxed:
    """A measure. ``ends``: its lowest and highest value as printed; ``quartiles``: first, median,
    third; ``values``: (case, value, as printed, whether it lies outside and is named)."""

    name: str
    ends: tuple[str, str]
    quartiles: tuple[float, float, float]
    values: tuple[tuple[str, float, str, bool], ...]


@d.drawn
def boxes(measures: Sequence[Boxed]) -> d.Part:
    """A row a measure, from its lowest to its highest value; who lies outside is named."""
    high = HIGH * len(measures)
    x, y = d.places("X", "x", d.WIDTH), d.places("Y", "y", high)
    spans: list[dict[str, Any]] = []
    names: list[dict[str, Any]] = []
    inside: list[dict[str, Any]] = []
    outside: list[dict[str, Any]] = []
    called: list[dict[str, Any]] = []
    for n, own in enumerate(measures):
        low, most = (f([value for _, value, _, _ in own.values]) for f in (min, max))
        middle = (n + 0.5) * HIGH

        def at(value: float, low: float = low, most: float = most) -> float:
            return d.WIDTH * (value - low) / (most - low)

        name = d.broken(own.name)
        names.append({"name": name, "y": middle - d.first_line(name)})
        first, median, third = (at(value) for value in own.quartiles)
        held = {"first": first, "median": median, "third": third, "y": middle}
        half = {"top": middle - BOX / 2, "below": middle + BOX / 2, "foot": middle + BOX - 1}
        spans.append({**held, **half, "x": 0, "end": d.WIDTH, "low": own.ends[0]})
        spans[-1]["most"] = own.ends[1]
        for who, value, text, named in own.values:
            dot = {"x": at(value), "y": middle, "said": f"{who} {own.name}: {text}"}
            (outside if named else inside).append(dot)
        called += _named([(who, at(v)) for who, v, _, named in own.values if named], middle)
    line = d.of(spans, x=x, y=y)
    left = d.of(spans, x=d.places("X", "first", d.WIDTH), y=d.places("Y", "top", high))
    middles = d.of(spans, x=d.places("X", "median", d.WIDTH), y=d.places("Y", "top", high))
    feet = d.places("Y", "foot", high)
    drawn = [
        d.rules(line, "line", x2="end:Q"),
        d.encoded(d.marked(left, "rect", color=PALETTE["l1"]), x2="third:Q", y2="below:Q"),
        d.rules(middles, "ink", 2, y2="below:Q"),
        d.words(d.of(spans, x=x, y=feet), "low", "left", fontSize=d.SMALL, role="ink-2"),
        d.words(
            d.of(spans, x=d.places("X", "end", d.WIDTH), y=feet),
            "most",
            "right",
            fontSize=d.SMALL,
            role="ink-2",
        ),
        d.words(d.of(names, x=d.at(0), y=y), "name", "right", -12),
    ]
    for rows, hollow in ((inside, True), (outside, False)):
        if rows:
            drawn.append(d.dots(d.of(rows, x=x, y=y), 45, "accent", hollow=hollow))
    if called:
        drawn.append(d.words(d.of(called, x=x, y=y), "who", "center", fontSize=d.SMALL))
    return d.layers(drawn, d.WIDTH, high)


def _named(outside: Sequence[tuple[str, float]], middle: float) -> list[dict[str, Any]]:
    """Names above their dots; those without room beside each other share a label, above the middle
    of their dots."""
    labels = [([who], [x]) for who, x in sorted(outside, key=lambda own: own[1])]
    n = 0
    while n + 1 < len(labels):
        if _edges(*labels[n])[1] + APART <= _edges(*labels[n + 1])[0]:
            n += 1
            continue
        (whose, at), (others, there) = labels[n : n + 2]
        labels[n : n + 2] = [([*whose, *others], [*at, *there])]
        n = max(n - 1, 0)
    return [
        {"who": _label(whose), "x": sum(_edges(whose, at)) / 2, "y": middle - BOX + 1}
        for whose, at in labels
    ]


def _edges(names: Sequence[str], places: Sequence[float]) -> tuple[float, float]:
    """Left and right edge of a label above the middle of its dots, kept off the names of rows."""
    half = d.wide(_label(names), d.SMALL) * WIDER / 2
    middle = max((places[0] + places[-1]) / 2, half)
    return middle - half, middle + half


def _label(names: Sequence[str]) -> str:
    """Names side by side, of many the first few."""
    shown = names if len(names) <= MOST else [*names[: MOST - 1], "…"]
    return JOINED.join(shown)
