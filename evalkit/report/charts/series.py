"""Measures over the years: a small panel a measure, one case among the others, and its targets on
their path."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.report.charts import drawing as d
from evalkit.report.charts.palette import PALETTE
from evalkit.report.numbers import round_half_up

PANEL, HIGH = 264, 120  # of a panel: two stand side by side, one with targets takes the room of two
LABELS = 84  # of it at the right for names
APART = 15  # pixels between two labels below each other
Year = tuple[int, float]


@dataclass(frozen=True, slots=True)
class Goal:
    """A target: its year, its value, and how it is written."""

    year: int
    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One measure.

    ``title``, ``below``: its heading, and unit and place in quiet type; ``own``: figures of the
    case spoken of by year, with its ``label`` at the end; ``others``: those of the other cases;
    ``highest``: the label of the highest in its last year, with its value, None where that is the
    case's own. ``start``: where a path to the ``goals`` begins; ``start_text``: its label, empty
    where it is the latest figure.
    """

    title: str
    below: str
    own: tuple[Year, ...]
    label: str
    others: tuple[tuple[Year, ...], ...] = ()
    highest: tuple[str, Year] | None = None
    goals: tuple[Goal, ...] = ()
    start: Year | None = None
    start_text: str = ""

    @property
    def measured(self) -> list[Year]:
        """All figures, own and others'."""
        return [*self.own, *(year for line in self.others for year in line)]

    @property
    def path(self) -> tuple[Year, ...]:
        """The dashed line to the goals; none without goals."""
        if not self.goals:
            return ()
        start = self.start or (self.own[-1] if self.own else (self.goals[0].year, 0.0))
        return (start, *((goal.year, goal.value) for goal in self.goals))


@d.drawn
def years(panels: Sequence[Panel], no_data: str) -> d.Part:
    """Panels with values from 0 and one span of years; one with targets runs on to the last of
    them, and takes the whole width. ``no_data``: what stands where years have none, with {years}
    in it."""
    spans = [year for panel in panels for year, _ in panel.measured]
    span = min(spans), max(spans)
    with_goals = [_panel(p, span, no_data, 2 * PANEL + 20) for p in panels if p.goals]
    plain = [_panel(p, span, no_data, PANEL) for p in panels if not p.goals]
    pairs = [{"hconcat": plain[n : n + 2], "spacing": 20} for n in range(0, len(plain), 2)]
    return {"vconcat": [*with_goals, *pairs], "spacing": 18}


def _panel(panel: Panel, span: tuple[int, int], no_data: str, width: int) -> d.Part:
    last = max([span[1], *(goal.year for goal in panel.goals)])
    values = [v for _, v in panel.measured] + [goal.value for goal in panel.goals]
    top, low = max([*values, 0.0]) * 1.12 or 1.0, min([*values, 0.0]) * 1.12
    named = years_named([span[0], *([span[1]] if last > span[1] else []), last])
    if last == span[1]:
        named = sorted({span[0], last})
    first = span[0] if span[0] < last else last - 1
    across = {"domain": [first, last], "nice": False, "zero": False, "range": [4, width - LABELS]}
    x = d.channel("x:Q", title=None, axis=d.of_years(named), scale=across)
    up = {"domain": [low, top], "nice": False, "zero": False}
    y = d.channel("y:Q", title=None, axis=None, scale=up)
    drawn = _gap(panel, span, no_data, x)
    drawn += _peers(panel.others, x, y)
    drawn += _line(panel.own, x, y, "accent", 3)
    drawn += _goals(panel, x, y)
    drawn += _labels(panel, x, y, top, low)
    title = {
        "text": d.broken(panel.title, width - 10).split("\n"),
        "subtitle": [panel.below] if panel.below else [],
        "fontSize": d.TEXT,
        "subtitleFontSize": d.SMALL,
        "anchor": "start",
        "frame": "group",
        "offset": 8,
    }
    return d.layers(drawn, width, HIGH, title=title)


def _gap(panel: Panel, span: tuple[int, int], no_data: str, x: d.Part) -> list[d.Part]:
    """The years before the first figure, as a labelled field."""
    first = min(year for year, _ in panel.measured)
    if first <= span[0]:
        return []
    end = first - (0.5 if first > span[0] + 1 else 0.35)
    years = f"{span[0]}–{first - 1}" if first - 1 > span[0] else str(span[0])
    row = {"x": span[0], "end": end, "middle": (span[0] + end) / 2}
    row["text"] = no_data.format(years=years)  # type: ignore[assignment]
    base = d.of([row], y=d.at(0))
    box = d.encoded(d.marked(base, "rect", color=PALETTE["wash"]), x=x, x2="end:Q", y2=d.at(HIGH))
    middle = {**x, "field": "middle"}
    label = d.words(
        d.of([row], x=middle, y=d.at(HIGH / 2)), "text", "center", role="ink-3", fontSize=11
    )
    return [box, label]


def _figure(value: float) -> str:
    """A measurement as a reader would say it: three figures, and never fewer than the units."""
    whole = len(str(int(abs(value))))
    return round_half_up(value, max(0, 3 - whole))


def _line(line: Sequence[Year], x: d.Part, y: d.Part, role: str, width: float) -> list[d.Part]:
    rows: list[dict[str, Any]] = [
        {"x": year, "y": value, "said": f"{year}: {_figure(value)}"} for year, value in line
    ]
    if not rows:
        return []
    own = role == "accent"
    if len(rows) == 1:
        return [d.dots(d.of(rows, x=x, y=y), 70 if own else 35, role, hollow=not own)]
    drawn = [d.marked(d.of(rows, x=x, y=y), "line", color=PALETTE[role], strokeWidth=width)]
    return [*drawn, d.dots(d.of(rows[-1:], x=x, y=y), 70)] if own else drawn


def _peers(lines: Sequence[Sequence[Year]], x: d.Part, y: d.Part) -> list[d.Part]:
    """The lines of the others, all as one mark: a mark a line takes as long to make as the rest of
    a report together."""
    rows: list[dict[str, Any]] = [
        {"x": year, "y": value, "who": n}
        for n, line in enumerate(lines)
        if len(line) > 1
        for year, value in line
    ]
    alone = [line for line in lines if len(line) == 1]
    drawn = [drawn for line in alone for drawn in _line(line, x, y, "peer", 1)]
    if rows:
        base = d.of(rows, x=x, y=y, detail="who:N")
        drawn.insert(0, d.marked(base, "line", color=PALETTE["peer"], strokeWidth=1))
    return drawn


def _goals(panel: Panel, x: d.Part, y: d.Part) -> list[d.Part]:
    """The path, dashed, and the targets, hollow, each with its label."""
    if not panel.goals:
        return []
    rows = [{"x": year, "y": value} for year, value in panel.path]
    path = d.marked(
        d.of(rows, x=x, y=y),
        "line",
        color=PALETTE["mark"],
        strokeWidth=1.5,
        strokeDash=list(d.DASHES),
    )
    ends = [
        {"x": goal.year, "y": goal.value, "text": goal.text, "said": f"{goal.year}: {goal.text}"}
        for goal in panel.goals
    ]
    at_ends = d.of(ends, x=x, y=y)
    drawn = [path, d.dots(at_ends, 70, "mark", hollow=True)]
    drawn += d.haloed(at_ends, "text", "center", 0, -14, role="mark", fontSize=d.SMALL)
    if panel.start is not None and panel.start_text:
        begin = d.of(
            [{"x": panel.start[0], "y": panel.start[1], "text": panel.start_text, "said": ""}],
            x=x,
            y=y,
        )
        drawn += [d.dots(begin, 50, "accent", hollow=True)]
        drawn += d.haloed(begin, "text", "center", 0, 15, role="ink-2", fontSize=d.SMALL)
    return drawn


def _labels(panel: Panel, x: d.Part, y: d.Part, top: float, low: float) -> list[d.Part]:
    """Names at the ends of the lines: the case's own, and the highest."""
    labels: list[tuple[str, Year, str]] = []
    if panel.highest is not None:
        labels.append((panel.highest[0], panel.highest[1], "ink-2"))
    if panel.own:
        labels.append((panel.label, panel.own[-1], "accent"))
    heights = [HIGH * (top - value) / (top - low) for _, (_, value), _ in labels]
    shift = max(0.0, APART - abs(heights[0] - heights[1])) if len(heights) == 2 else 0.0
    drawn = []
    for n, (text, (year, value), role) in enumerate(labels):
        dy = shift / 2 * (1 if heights[n] >= max(heights) else -1) if shift else 0.0
        base = d.of([{"x": year, "y": value, "text": text}], x=x, y=y)
        look = {"fontWeight": "bold"} if role == "accent" else {}
        on_path = role == "accent" and panel.goals and not panel.start_text
        align, dx, dy = ("center", 0, -14) if on_path else ("left", 9, dy)
        drawn += d.haloed(base, "text", align, dx, dy, role=role, fontSize=d.SMALL, **look)
    return drawn


def years_named(held: Sequence[int]) -> list[int]:
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
