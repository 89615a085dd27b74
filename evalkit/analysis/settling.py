"""Ratings of a case in; the criteria on which raters differ and nobody has decided, out."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.evaluation import Evaluation
from evalkit.scoring.consensus import RatingRow
from evalkit.scoring.leaves import ends_of


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A criterion whose raters gave different levels, or differ on whether it applies; ``effect``:
    by how much the levels given move the total."""

    case: str
    ref: str
    rows: tuple[RatingRow, ...]
    effect: float


def unsettled(evaluation: Evaluation, case: str) -> tuple[Unsettled, ...]:
    """What nobody has decided, what moves the total most first."""
    rubric, weights = evaluation.rubric, evaluation.effective_weights(case)
    out = []
    for (name, ref), rows in evaluation.rows_of.items():
        said = [row for row in rows if row.state != "missing"]
        if name != case or any(row.adjudicates for row in rows):
            continue
        if len({(row.state, row.level) for row in said}) < 2:
            continue
        given = [row.level for row in said if row.level is not None]
        apart = max(given, default=0.0) - min(given, default=0.0)
        low, high = ends_of(rubric, ref)
        span = high - low
        out.append(Unsettled(name, ref, tuple(said), weights.get(ref, 0.0) * apart / span))
    return tuple(sorted(out, key=lambda own: (-round(own.effect, 12), own.ref)))
