"""How values are spread, one row above the other: a curve of their density, and a tick for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.report.charts import drawing as d
from evalkit.report.charts.drawing import Axis
from evalkit.report.charts.palette import PALETTE
from evalkit.report.charts.scores import COLUMN

BASE = 44  # pixels from the top of a row to where its curve stands, and its ticks hang
RISE = 40  # of the highest curve
TICK, LONG = 6, 12  # of a tick, and of that of the mean
LONG_BELOW = 0.01  # an axis that ends below has figures too long for many
BELOW, NAMED = 14, 30  # from there to the next row; where somebody is named below the ticks


@dataclass(frozen=True, slots=True)
class Tick:
    """A value and what its tick says; ``own``: of the one spoken of, and named by ``name``."""

    value: float
    said: str
    own: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Ridge:
    """One row. ``curve``: (place, density), empty where there are too few values for one;
    ``figures``: what stands beside it, a text a column; ``own``: what is spoken of."""

    name: str
    said: str
    mean: float
    ticks: tuple[Tick, ...]
    curve: tuple[tuple[float, float], ...] = ()
    figures: tuple[str, ...] = ()
    own: bool = False


@d.drawn
def ridges(
    rows: Sequence[Ridge],
    axis: Axis,
    columns: Sequence[str] = (),
) -> d.Part:
    """Rows in the order given, all on one axis and one scale of density. A tick a value hangs below
    its curve, the mean's is longer. ``columns``: heads of the figures at the right."""
    top = max((height for row in rows for _, height in row.curve), default=0.0) or 1.0
    row_high = BASE + (NAMED if any(tick.own for row in rows for tick in row.ticks) else BELOW)
    bases, high = [BASE + n * row_high for n in range(len(rows))], row_high * len(rows)
    few = {"tickCount": 3} if max(abs(axis.low), abs(axis.high)) < LONG_BELOW else {}
    x, y = d.values("x", axis, grid=True, **few), d.places("Y", "y", high)
    drawn = []
    for own in (False, True):
        curves = [
            {"x": at, "y": line - RISE * height / top, "end": line, "who": line}
            for line, row in zip(bases, rows, strict=True)
            for at, height in row.curve
            if row.own == own
        ]
        drawn += _curves(curves, x, y, own)
    heads = [_head(row, line) for line, row in zip(bases, rows, strict=True)]
    base = d.of(heads, y=y)
    drawn += [
        d.rules(base, "ink-3", 1, x=d.at(0), x2=d.at(d.WIDTH)),
        *_ticks(rows, bases, x, y),
        d.rules(base, "ink", 2.5, x=x, y2="long:Q", description=d.SAID),
        d.words(d.of(heads, x=d.at(0), y=d.places("Y", "name_y", high)), "name", "right", -9),
    ]
    for i, head in enumerate(columns):
        right = d.WIDTH + COLUMN * (i + 1)
        drawn.append(d.words(d.encoded(base, x=d.at(right)), f"f{i}", "right", 0, -TEXT_UP))
        above = d.of([{"head": head}], x=d.at(right), y=d.at(-12))
        drawn.append(d.words(above, "head", "right", role="ink-2", fontSize=d.SMALL))
    return d.layers(drawn, d.WIDTH, high)


TEXT_UP = d.TEXT / 2 + 1  # pixels that names and figures stand above the line


def _head(row: Ridge, line: int) -> dict[str, Any]:
    name = d.broken(row.name)
    held = {"name": name, "x": row.mean, "y": line, "long": line + LONG, "said": row.said}
    held["name_y"] = line - TEXT_UP - d.first_line(name)
    return held | {f"f{i}": text for i, text in enumerate(row.figures)}


def _curves(rows: Sequence[dict[str, Any]], x: d.Part, y: d.Part, own: bool) -> list[d.Part]:
    """Curves as fields with a line on top, all as two marks."""
    if not rows:
        return []
    base = d.of(rows, x=x, y=y, detail="who:N")
    fill, line = ("l2", "accent") if own else ("l1", "band")
    return [
        d.encoded(d.marked(base, "area", color=PALETTE[fill], opacity=1), y2="end:Q"),
        d.marked(base, "line", color=PALETTE[line], strokeWidth=2 if own else 1.5),
    ]


def _ticks(rows: Sequence[Ridge], bases: Sequence[int], x: d.Part, y: d.Part) -> list[d.Part]:
    """A tick a value; that of the one spoken of in its colour and named."""
    held: dict[bool, list[dict[str, Any]]] = {False: [], True: []}
    for line, row in zip(bases, rows, strict=True):
        for tick in row.ticks:
            end = line + (LONG if tick.own else TICK)
            held[tick.own].append(
                {"x": tick.value, "y": line, "end": end, "said": tick.said, "name": tick.name}
            )
    drawn = []
    for own, role in ((False, "ink-2"), (True, "accent")):
        if held[own]:
            base = d.of(held[own], x=x, y=y)
            mark = d.rules(base, role, 3 if own else 1, y2="end:Q", description=d.SAID)
            drawn.append(mark)
    if held[True]:
        drawn += d.haloed(
            d.of(held[True], x=x, y=y),
            "name",
            "center",
            0,
            LONG + 9,
            role="accent",
            fontSize=d.SMALL,
        )
    return drawn
