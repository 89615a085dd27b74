"""Values of many cases on one node in; their mean and where each stands among them, out: sorted
once, so that a place costs as little among thousands as among ten."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from evalkit.evaluation import Evaluation
from evalkit.scoring.tolerances import TOLERANCE


@dataclass(frozen=True, slots=True)
class RankOn:
    """A case's rank on a node, how many others share it, among how many cases; whether last."""

    rank: int
    others: int
    of: int
    last: bool


@dataclass(frozen=True)
class NodeValues:
    """``of``: case → its value on a node, of the cases that have one."""

    of: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def mean(self) -> float | None:
        """The mean; None without values."""
        return float(np.mean(list(self.of.values()))) if self.of else None

    @cached_property
    def _rising(self) -> list[float]:
        return sorted(self.of.values())

    def rank(self, case: str) -> RankOn | None:
        """Where a case stands, the highest value first; None where it has none."""
        own = self.of.get(case)
        if own is None:
            return None
        rising, n = self._rising, len(self._rising)
        rank = 1 + n - bisect_right(rising, own + TOLERANCE)
        level = bisect_right(rising, TOLERANCE, key=lambda value: value - own)
        level -= bisect_left(rising, -TOLERANCE, key=lambda value: value - own)
        return RankOn(rank, level - 1, n, rank == n)


def scores_on(evaluation: Evaluation) -> dict[str, NodeValues]:
    """Ref → the scores on it; none on a node without any."""
    return {ref: NodeValues(evaluation.values(ref)) for ref in evaluation.by_ref}


def known_on(evaluation: Evaluation, scores: Mapping[str, NodeValues]) -> dict[str, NodeValues]:
    """Ref → the scores on it, or what was measured, its sign turned where lower is better. Measures
    are divided and imputed as the rubric says; where neither higher nor lower is better, the score
    counts."""
    untreated: dict[str, dict[str, float | None]] = {}
    for m in evaluation.measured:
        untreated.setdefault(m.ref, {})[m.case] = m.untreated
    out = dict(scores)
    for ref, (_, rule) in evaluation.rubric.measured.items():
        if rule.normalisation != "interval":
            sign, known = 1.0 if rule.better == "higher" else -1.0, untreated.get(ref, {})
            held = scores.get(ref, NodeValues()).of
            out[ref] = NodeValues(
                {c: sign * value for c in held if (value := known.get(c)) is not None}
            )
    return out
