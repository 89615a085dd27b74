"""Leaves of one case in; what raising each of its criteria by one level does, out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evalkit.evaluation import Evaluation
from evalkit.model.rubric import Grade
from evalkit.scoring.aggregate import Array
from evalkit.scoring.rank import grade_of
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.scoring.tree import Mask, Tree, counted_leaves, roll_up


@dataclass(frozen=True, slots=True)
class Raise:
    """One criterion raised from ``level`` to ``raised``, the next level of the scale.

    ``gain``: what the total gains, in [0, 1]; ``weakest_gain``: what the weakest counted pillar
    gains, of several that tie the one that gains most; ``grade``: id of the grade then reached,
    empty where it stays.
    """

    ref: str
    level: float
    raised: float
    gain: float
    weakest_gain: float
    grade: str


def raises_of(evaluation: Evaluation, case: str) -> tuple[Raise, ...]:
    """What raising each criterion of a case by one level does."""
    given = _raisable(evaluation, case)
    return raises(*given) if given else ()


def _raisable(
    evaluation: Evaluation, case: str
) -> tuple[Tree, Array, Mask, Mask, tuple[int, ...], tuple[Grade, ...]] | None:
    """What raises are worked out from; None without a total or a scale."""
    leaves, rubric, row = evaluation.leaves, evaluation.rubric, evaluation.cases.index(case)
    if len(rubric.levels) < 2 or evaluation.score_of[case, "overall"].value is None:
        return None
    counted = np.zeros(len(leaves.tree.leaves), dtype=bool)
    counted[counted_leaves(leaves.tree)] = True
    raisable = leaves.rated & counted
    return (
        leaves.tree,
        leaves.scores[row],
        leaves.applicable[row],
        raisable,
        rubric.levels,
        rubric.grades,
    )


def raises(
    tree: Tree,
    leaves: Array,
    applicable: Mask,
    raisable: Mask,
    levels: Sequence[float],
    grades: Sequence[Grade],
) -> tuple[Raise, ...]:
    """Every criterion that is rated below the top, raised by one level; the largest gain first,
    then the lowest level.

    Args:
        leaves: shape (leaves,), scores in [0, 1]; NaN where missing.
        applicable: shape (leaves,).
        raisable: shape (leaves,): rated by people, and so on the scale.
        levels: of the scale, lowest first.
    """
    steps = _positions(levels)
    goals = {n: _next(float(leaves[n]), steps) for n in _open(leaves, applicable & raisable, 1.0)}
    return _raised(tree, leaves, applicable, goals, levels, grades)


def _open(leaves: Array, among: Mask, below: float) -> list[int]:
    """Columns of leaves that are rated, and below a score."""
    return [
        int(n) for n in np.flatnonzero(among & ~np.isnan(leaves)) if leaves[n] < below - TOLERANCE
    ]


def _raised(
    tree: Tree,
    leaves: Array,
    applicable: Mask,
    goals: Mapping[int, float],
    levels: Sequence[float],
    grades: Sequence[Grade],
) -> tuple[Raise, ...]:
    if not goals:
        return ()
    raised = np.tile(leaves, (len(goals) + 1, 1))
    for row, (column, goal) in enumerate(goals.items()):
        raised[row, column] = goal
    rolled = roll_up(tree, raised, np.broadcast_to(applicable, raised.shape))
    base = rolled.value[-1]
    tops = [c for c in tree.groups[-1].children if tree.counts[c] and not math.isnan(base[c])]
    lowest = min((base[c] for c in tops), default=math.inf)
    weakest = [c for c in tops if base[c] - lowest <= TOLERANCE] or [len(tree.refs) - 1]
    span, low = float(levels[-1] - levels[0]), float(levels[0])
    stood = grade_of(float(base[-1]), grades)
    out = []
    for row, (column, goal) in enumerate(goals.items()):
        reached = grade_of(float(rolled.value[row, -1]), grades)
        out.append(
            Raise(
                tree.refs[column],
                low + span * float(leaves[column]),
                low + span * goal,
                float(rolled.value[row, -1] - base[-1]),
                float(max(rolled.value[row, c] - base[c] for c in weakest)),
                reached.id if reached and reached != stood else "",
            )
        )
    return tuple(sorted(out, key=lambda r: (-round(r.gain, 12), r.level, tree.refs.index(r.ref))))


def _positions(levels: Sequence[float]) -> Array:
    """Levels on [0, 1]."""
    own = np.array(levels, dtype=float)
    return np.asarray((own - own[0]) / (own[-1] - own[0]))


def _next(value: float, steps: Array) -> float:
    """The lowest step above a value: from 2.5 to 3."""
    return float(steps[steps > value + TOLERANCE][0])
