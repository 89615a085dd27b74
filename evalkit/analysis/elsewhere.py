"""Results that others have computed, held beside an evaluation: how far each node is apart, and in
which case most; which ranks differ.

A difference of no more than half a unit of the last digit that is written there is one of rounding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evalkit.evaluation import Evaluation
from evalkit.reading.elsewhere import Elsewhere
from evalkit.scoring.rank import ranks
from evalkit.scoring.tolerances import TOLERANCE


@dataclass(frozen=True, slots=True)
class Apart:
    """A node in both. ``n``: cases with a score in both; ``largest``: difference in [0, 1], in
    ``case``, None where n is 0; ``same``: whether it is one of rounding; ``only_here``,
    ``only_there``: cases with a score in one."""

    ref: str
    n: int
    largest: float | None
    case: str | None
    here: float | None
    there: float | None
    same: bool
    only_here: tuple[str, ...]
    only_there: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RankApart:
    """A case whose rank differs."""

    case: str
    here: int
    there: int


@dataclass(frozen=True, slots=True)
class Beside:
    """An evaluation and results from elsewhere. ``scale``: the top of their scale; ``rounding``:
    half a unit of their last digit, in [0, 1]; ``ranked``: cases whose ranks are compared;
    ``among``: whether ranks were counted anew among these; ``lacking``: cases without a row there,
    ``strangers``: rows there of no case; ``left_out``: nodes without a column there."""

    scale: float
    decimals: int
    rounding: float
    nodes: tuple[Apart, ...]
    ranks: tuple[RankApart, ...]
    ranked: int
    among: bool
    lacking: tuple[str, ...]
    strangers: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs by more than rounding."""
        return not self.ranks and all(
            node.same and not node.only_here and not node.only_there for node in self.nodes
        )


def beside(evaluation: Evaluation, there: Elsewhere) -> Beside:
    """How far results from elsewhere are from an evaluation's scores."""
    rounding = 0.5 * 10.0**-there.decimals / there.scale
    refs = [ref for ref in ("overall", *evaluation.rubric.index) if ref in evaluation.by_ref]
    held = {ref for _, ref in there.values}
    lacking = {*there.lacking}
    cases = [case for case in evaluation.cases if case not in lacking]
    nodes = tuple(_apart(evaluation, there, ref, cases, rounding) for ref in refs if ref in held)
    apart, ranked, among = _ranks(evaluation, there, cases)
    return Beside(
        there.scale,
        there.decimals,
        rounding,
        nodes,
        apart,
        ranked,
        among,
        there.lacking,
        there.strangers,
        tuple(ref for ref in refs if ref not in held),
    )


def _apart(
    evaluation: Evaluation, there: Elsewhere, ref: str, cases: Sequence[str], rounding: float
) -> Apart:
    own, theirs = evaluation.by_ref[ref], there.values
    here = [case for case in cases if own.get(case) is not None]
    both = [case for case in here if (case, ref) in theirs]
    only_here = tuple(case for case in here if (case, ref) not in theirs)
    only_there = tuple(c for c in cases if (c, ref) in theirs and own.get(c) is None)
    if not both:
        return Apart(ref, 0, None, None, None, None, True, only_here, only_there)
    values = np.array([own[case] for case in both], dtype=float)
    others = np.array([theirs[case, ref] for case in both])
    away = np.abs(values - others)
    at = int(np.argmax(away))
    largest, case = float(away[at]), both[at]
    ends = (float(values[at]), float(others[at]))
    same = largest <= rounding + TOLERANCE
    return Apart(ref, len(both), largest, case, *ends, same, only_here, only_there)


def _ranks(
    evaluation: Evaluation, there: Elsewhere, cases: Sequence[str]
) -> tuple[tuple[RankApart, ...], int, bool]:
    """Ranks that differ; of how many; whether they were counted anew, as one of the two has cases
    that the other has not."""
    totals = evaluation.by_ref.get("overall", {})
    theirs = {case: v for (case, ref), v in there.values.items() if ref == "overall"}
    own = [totals.get(case) for case in evaluation.cases]
    places = ranks(np.array(own, dtype=float)).tolist()  # None: NaN, and no place
    placed = {c: r for c, r in zip(evaluation.cases, places, strict=True) if r}
    if there.ranks and {*placed} == {*there.ranks} and not there.strangers:
        return _differing(placed, there.ranks), len(placed), False
    common = [case for case in cases if totals.get(case) is not None and case in theirs]
    if len(common) < 2:
        return (), 0, False
    here = ranks(np.array([totals[case] for case in common], dtype=float)).tolist()
    other = ranks(np.array([theirs[case] for case in common])).tolist()
    anew = len(common) < len(evaluation.cases) or bool(there.strangers)
    pairs = (dict(zip(common, own_places, strict=True)) for own_places in (here, other))
    return _differing(*pairs), len(common), anew


def _differing(here: Mapping[str, int], there: Mapping[str, int]) -> tuple[RankApart, ...]:
    found = (RankApart(case, here[case], there[case]) for case in here)
    apart = [own for own in found if own.here != own.there]
    return tuple(sorted(apart, key=lambda own: (-abs(own.here - own.there), own.here, own.case)))
