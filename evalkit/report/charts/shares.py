"""Shares of ratings at each level, a bar a case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evalkit.report.charts import drawing as d
from evalkit.report.charts.palette import PALETTE, shades, text_on
from evalkit.report.numbers import percent, round_half_up

LEAST = 0.06  # a share below it bears no figure
RIGHT = 60  # of the column beside the bars


@dataclass(frozen=True, slots=True)
class Shares:
    """A case: the share of its ratings at each level, lowest first; the share that ``reaches`` what
    the column beside the bars names; whether it is the one spoken of."""

    name: str
    shares: tuple[float, ...]
    reaches: float
    own: bool = False


@d.drawn
def stacked(
    cases: Sequence[Shares],
    levels: Sequence[str],
    beside: str,
) -> d.Part:
    """Bars of shares, which sum to 1; ``levels``: names of the levels, in a key below."""
    roles = shades(len(levels))
    fills = [PALETTE[role] for role in roles]
    parts: list[dict[str, Any]] = []
    rows = []
    for n, case in enumerate(cases):
        start = 0.0
        said = ", ".join(
            f"{level}: {percent(share).text()}"
            for level, share in zip(levels, case.shares, strict=True)
        )
        name = {"name": case.name, "y": n, "said": f"{case.name} {said}"}
        rows.append({**name, "text": percent(case.reaches).text(), "own": case.own})
        for level, role, share in zip(levels, roles, case.shares, strict=True):
            if share > 0:
                shown = round_half_up(share * 100, 0) if share >= LEAST else ""
                bar = {"level": level, "start": start, "end": start + share, "y": n, "text": shown}
                middle = {"middle": start + share / 2, "ink": text_on(PALETTE[role])}
                parts.append({**bar, **middle, "said": f"{case.name} {level} {shown}"})
            start += share
    y = d.places("Y", "y", len(cases) - 0.5, -0.5)
    none = d.Axis("", 0, 1)
    key = {"title": None, "orient": "bottom", "columns": 5}
    key |= {"symbolType": "square", "symbolSize": 160}
    scale = {"domain": list(levels), "range": fills}
    base = d.of(parts, y=y)
    bars = d.encoded(
        d.marked(base, "bar", height=d.ROW - 6, stroke=PALETTE["paper"], strokeWidth=1),
        x={**d.values("start", none), "axis": None},
        x2="end:Q",
        color=d.channel("level:N", scale=scale, legend=key),
        description=d.SAID,
    )
    figures = d.encoded(
        d.words(base, "text", "center", fontSize=d.SMALL),
        x={**d.values("middle", none), "axis": None},
        color=d.channel("ink:N", scale=None),
    )
    beside_head = d.of([{"head": beside}], x=d.at(d.WIDTH + RIGHT), y=d.at(-10))
    drawn = [bars, figures, d.words(beside_head, "head", "right", role="ink-2", fontSize=d.SMALL)]
    for own in (False, True):
        if held := [row for row in rows if row["own"] == own]:
            look: dict[str, Any] = {"role": "accent", "fontWeight": "bold"} if own else {}
            named = d.of(held, y=y)
            drawn.append(d.words(d.encoded(named, x=d.at(0)), "name", "right", -9, **look))
            drawn.append(
                d.words(d.encoded(named, x=d.at(d.WIDTH + RIGHT)), "text", "right", **look)
            )
    own_shades = {"scale": {"color": "independent"}}
    return d.layers(drawn, d.WIDTH, d.ROW * len(cases), resolve=own_shades)
