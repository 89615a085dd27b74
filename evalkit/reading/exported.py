"""A table in; whether it is one of the results that evalkit writes, out: scores in [0, 1]
under the headings of ratings or of measurements would be read as such."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from evalkit.reading.grids import Grid
from evalkit.reading.tables import clean

# table → columns that no table to be read has together
MARKS: Mapping[str, frozenset[str]] = {
    "scores": frozenset({"case", "ref", "value", "low", "high", "coverage"}),
    "standings": frozenset({"case", "rank", "value", "grade"}),
    "measures": frozenset({"case", "ref", "measure", "amount", "value", "limited"}),
    "panel": frozenset({"region", "measure", "year", "amount", "adopted"}),
    "targets": frozenset({"id_of_commitment", "measure", "target", "pace"}),
    "agreed-levels": frozenset({"case", "ref", "level", "spread", "rule"}),
    "disagreements": frozenset({"case", "ref", "rater", "level", "effect"}),
    "rating-steps": frozenset({"case", "ref", "rater", "step"}),
    "ticks": frozenset({"case", "ref", "check", "met"}),
    "advice": frozenset({"case", "ref", "level", "next_level"}),
}
# scores with a row a case, as `evalkit score --wide` writes them
WIDE = frozenset({"case", "overall", "overall.low", "overall.high"})
WHOSE = frozenset({"case", "region"})
HEADS = 3  # rows among which the headings are looked for
_REF = re.compile(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)+")


def exported(grid: Grid) -> str:
    """The name of the exported table that a grid is; empty where it is none."""
    for n, row in enumerate(grid.rows[:HEADS]):
        names = {clean(cell) for cell in row} - {""}
        for table, marks in MARKS.items():
            if marks <= names:
                return table
        if names >= WIDE:
            return "scores"
        rest = names - WHOSE
        if names >= WHOSE and rest and all(map(_REF.fullmatch, rest)):
            return "calibrated" if _in_unit_range(row, grid.rows[n + 1 :]) else ""
    return ""


def _in_unit_range(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether all figures are scores between 0 and 1."""
    places = [at for at, cell in enumerate(head) if _REF.fullmatch(clean(cell))]
    texts = [clean(row[at]) for row in rows for at in places if at < len(row)]
    figures = [_figure(text) for text in texts if text]
    return bool(figures) and all(0 <= figure <= 1 for figure in figures)


def _figure(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return math.nan
