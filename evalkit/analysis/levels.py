"""Levels that were agreed, in; for every criterion how many plans hold each level, out: breadth,
depth, and what tells nobody apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.evaluation import Evaluation
from evalkit.scoring.tolerances import TOLERANCE


@dataclass(frozen=True, slots=True)
class Levels:
    """A criterion over the plans that are rated on it.

    ``counts``: (level of its scale, plans at it or between it and the next); ``own``: whether its
    levels are its own, and no other criterion's; ``breadth``: share of
    the ``n`` plans in which it is present at all, above the lowest level; ``depth``: mean level
    where it is, None where it is nowhere;
    ``alike``: the most plans that share one level.
    """

    ref: str
    n: int
    counts: tuple[tuple[float, int], ...]
    breadth: float
    depth: float | None
    alike: int
    own: bool = False

    @property
    def tells_nobody_apart(self) -> bool:
        """Whether two plans or more are rated, and all have the same level."""
        return self.n > 1 and self.alike == self.n


def levels_of(evaluation: Evaluation) -> tuple[Levels, ...]:
    """Every scored criterion that people rated in some plan, in the rubric's order.

    Breadth and depth as evaluators of policy mixes count coverage and intensity apart: a criterion
    that every plan touches and one that a few plans take far can have the same mean.
    """
    out = []
    for ref, criterion in evaluation.rubric.rated.items():
        agreed = (evaluation.ratings.agreed.get((case, ref)) for case in evaluation.cases)
        given = [one.level for one in agreed if one is not None and one.level is not None]
        if not given or not criterion.scored:
            continue
        scale = evaluation.rubric.scales[criterion.id]
        steps = scale.levels
        present = [level for level in given if level > steps[0] + TOLERANCE]
        at = [max(step for step in steps if step <= level + TOLERANCE) for level in given]
        out.append(
            Levels(
                ref=ref,
                n=len(given),
                counts=tuple((step, at.count(step)) for step in steps),
                breadth=len(present) / len(given),
                depth=sum(present) / len(present) if present else None,
                alike=_most_alike(given),
                own=scale.own,
            )
        )
    return tuple(out)


def _most_alike(given: Sequence[float]) -> int:
    """How many of the levels are the same, at most: counted by the distinct ones, which are few."""
    n_of = Counter(given)
    return max(sum(n for b, n in n_of.items() if abs(a - b) <= TOLERANCE) for a in n_of)
