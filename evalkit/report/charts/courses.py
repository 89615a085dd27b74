"""Scores over the years: one line a case, those spoken of in colour and named at their end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.report.charts import drawing as d
from evalkit.report.charts.drawing import Axis
from evalkit.report.charts.pairs import spread
from evalkit.report.charts.palette import PALETTE
from evalkit.report.charts.series import years_named

HIGH = 320  # pixels
LABEL = 15  # between two names
EACH = 7  # years that are all named on the axis


@dataclass(frozen=True, slots=True)
class Course:
    """A case: its name, (year, score) of the years compared in which it is scored, what its end
    says, and whether it is spoken of."""

    name: str
    points: tuple[tuple[int, float], ...]
    said: str
    own: bool = False


@d.drawn
def courses(
    lines: Sequence[Course],
    years: Sequence[int],
    axis: Axis,
) -> d.Part:
    """Lines over the years; a line is broken at a year compared of which there is no score."""
    across = d.of_years([*years] if len(years) <= EACH else years_named(years))
    span = {"domain": [years[0], years[-1]], "nice": False, "zero": False, "range": [10, d.WIDTH]}
    x = d.channel("x:Q", title=None, axis=across, scale=span)
    y = d.values("y", axis, grid=True)
    drawn: list[d.Part] = []
    for own, role, width in ((False, "peer", 1.0), (True, "accent", 2.5)):
        rows, alone = _runs([line for line in lines if line.own == own], years)
        if rows:
            base = d.of(rows, x=x, y=y, detail="who:N")
            drawn.append(d.marked(base, "line", color=PALETTE[role], strokeWidth=width))
        marked = rows + alone if own else alone
        if marked:
            drawn.append(d.dots(d.of(marked, x=x, y=y), 40 if own else 20, role))
    drawn += _names([line for line in lines if line.own and line.points], axis, x, y)
    return d.layers(drawn, d.WIDTH, HIGH)


def _runs(
    lines: Sequence[Course], years: Sequence[int]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Points of unbroken runs of years, each run under a name of its own, and points that stand
    alone."""
    place = {year: k for k, year in enumerate(years)}
    rows: list[dict[str, Any]] = []
    alone: list[dict[str, Any]] = []
    for n, line in enumerate(lines):
        runs: list[list[tuple[int, float]]] = []
        for year, value in line.points:
            if runs and place[year] == place[runs[-1][-1][0]] + 1:
                runs[-1].append((year, value))
            else:
                runs.append([(year, value)])
        for k, run in enumerate(runs):
            held = rows if len(run) > 1 else alone
            held += [
                {"x": year, "y": value, "who": f"{n}/{k}", "said": f"{line.name} {year}"}
                for year, value in run
            ]
    return rows, alone


def _names(lines: Sequence[Course], axis: Axis, x: d.Part, y: d.Part) -> list[d.Part]:
    """Names beside the last points, apart from each other."""
    if not lines:
        return []
    up = HIGH / (axis.high - axis.low)
    tops = spread([(axis.high - line.points[-1][1]) * up for line in lines], LABEL)
    below = max(0.0, max(tops) - HIGH)
    rows = [
        {"x": line.points[-1][0], "y": axis.high - (top - below) / up, "text": line.said}
        for line, top in zip(lines, tops, strict=True)
    ]
    base = d.of(rows, x=x, y=y)
    return d.haloed(base, "text", "left", 10, 0, role="accent", fontSize=d.SMALL)
