"""Measures of regions over the years in; how one region's moved, and where it stands beside the
others, out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from evalkit.evaluation import Evaluation
from evalkit.model.measures import Entry
from evalkit.scoring.tolerances import TOLERANCE


@dataclass(frozen=True, slots=True)
class Moved:
    """A measure of one region over the years known up to the day of the evaluation.

    ``better``: whether its change is for the better, None where it has one year or did not change.
    ``place_then``, ``place_now``: in the first and the last year, among the ``of`` regions that
    have both, itself with them; the first None with one year, both None alone. ``median``: of the
    others in the last year, None where there are none.
    """

    ref: str
    first: Entry
    last: Entry
    better: bool | None
    place_then: int | None
    place_now: int | None
    of: int
    median: float | None

    @property
    def change(self) -> float | None:
        """From the first year to the last, in the measure's unit."""
        return None if self.first.year == self.last.year else self.last.value - self.first.value


def moved(evaluation: Evaluation, case: str, regions: Mapping[str, str]) -> tuple[Moved, ...]:
    """Every measure that a case has a figure of, in the rubric's order.

    Args:
        regions: case → what tells its region; of several plans of a region one speaks for it.
    """
    others = {regions[c]: c for c in reversed(evaluation.cases) if regions[c] != regions[case]}
    out = []
    for ref, (criterion, rule) in evaluation.rubric.measured.items():
        own = _years(evaluation, case, criterion.id)
        if not own:
            continue
        first, last = own[min(own)], own[max(own)]
        series = [_years(evaluation, other, criterion.id) for other in others.values()]
        sign = 1.0 if rule.better == "higher" else -1.0
        rest = [held[last.year].value for held in series if last.year in held]
        both = [held for held in series if {first.year, last.year} <= held.keys()]
        change = sign * (last.value - first.value)
        ordered = rule.normalisation != "interval"  # else neither more nor less is better
        placed = bool(both) and ordered
        out.append(
            Moved(
                ref=ref,
                first=first,
                last=last,
                better=change > 0 if ordered and abs(change) > TOLERANCE else None,
                place_then=_place(first, both, sign) if placed and first.year < last.year else None,
                place_now=_place(last, both, sign) if placed else None,
                of=len(both) + 1,
                median=median(rest) if rest else None,
            )
        )
    return tuple(out)


def _years(evaluation: Evaluation, case: str, criterion: str) -> dict[int, Entry]:
    """A case's figures of a measure by year, up to the one that counts."""
    known = evaluation.measured_of.get((case, criterion))
    if known is None or known.used is None:
        return {}
    return {e.year: e for e in known.series if e.year <= known.used.year}


def _place(own: Entry, others: list[dict[int, Entry]], sign: float) -> int:
    """Rank in a year, best first; who ties shares a place."""
    ahead = (sign * (held[own.year].value - own.value) > TOLERANCE for held in others)
    return 1 + sum(ahead)
