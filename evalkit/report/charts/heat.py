"""Shaded cells: how likely each rank is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.report.charts import drawing as d
from evalkit.report.charts.palette import LEVELS, PALETTE, text_on

STEPS = (0.1, 0.2, 0.4, 0.7)  # where a darker shade begins
CELL = 36


@dataclass(frozen=True, slots=True)
class Tile:
    """A cell. ``shade``: 0 to 1, None where there is none; ``text``: what stands in it."""

    row: str
    column: str
    shade: float | None
    text: str


@d.drawn
def likelihoods(tiles: Sequence[Tile], title: str = "") -> d.Part:
    """Probabilities as shaded cells with their text; a cell without a shade is empty. ``title``: of
    the columns."""
    columns = list(dict.fromkeys(t.column for t in tiles))
    names = list(dict.fromkeys(t.row for t in tiles))
    rows = []
    for t in tiles:
        if t.shade is None:
            continue
        fill = PALETTE[LEVELS[sum(t.shade >= step for step in STEPS)]]
        said = f"{t.row} · {t.column}: {t.text}"
        held = {"row": t.row, "column": t.column, "text": t.text, "fill": fill}
        rows.append({**held, "ink": text_on(fill), "said": said})
    bare = {"domain": False, "ticks": False, "labelColor": PALETTE["ink"]}
    across = {"domain": False, "ticks": False, "orient": "top", "labelAngle": 0}
    base = d.of(
        rows,
        x=d.channel("column:N", title=title or None, axis=across, scale={"domain": columns}),
        y=d.channel("row:N", title=None, axis=bare, scale={"domain": names}),
    )
    box = d.encoded(
        d.marked(base, "rect", stroke=PALETTE["paper"], strokeWidth=1),
        color=d.channel("fill:N", scale=None),
        description=d.SAID,
    )
    text = d.encoded(
        d.words(base, "text", "center", fontSize=11), color=d.channel("ink:N", scale=None)
    )
    width = min(CELL * len(columns), 520)
    return d.layers([box, text], width, 22 * len(names))
