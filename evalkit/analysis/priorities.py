"""An evaluation in; what raising each criterion of a case by one level does, out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalkit.evaluation import Evaluation
from evalkit.scoring.normalise import from_levels
from evalkit.scoring.rank import grade_of
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.scoring.tree import counted_leaves, roll_up


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
    """Every criterion of a case that is rated below the top, raised by one level; the largest gain
    first, then the lowest level; nothing without a total or a scale."""
    own, rubric, row = evaluation.leaves, evaluation.rubric, evaluation.cases.index(case)
    if len(rubric.levels) < 2 or evaluation.score_of[case, "overall"].value is None:
        return ()
    tree, leaves = own.tree, own.scores[row]
    raisable = own.rated & own.applicable[row] & (leaves < 1 - TOLERANCE)  # NaN compares as False
    columns = np.intersect1d(np.flatnonzero(raisable), counted_leaves(tree))
    low, high = rubric.levels[0], rubric.levels[-1]
    steps = from_levels(np.array(rubric.levels, dtype=float), low, high)
    goals = [steps[steps > leaves[n] + TOLERANCE][0] for n in columns]  # from 2.5 to 3
    raised = np.tile(leaves, (len(columns) + 1, 1))  # the last row stays as it is
    raised[np.arange(len(columns)), columns] = goals
    value = roll_up(tree, raised, np.broadcast_to(own.applicable[row], raised.shape)).value
    base = value[-1]
    tops = [c for c in tree.groups[-1].children if tree.counts[c] and not np.isnan(base[c])]
    least = min((base[c] for c in tops), default=0.0)
    weakest = [c for c in tops if base[c] - least <= TOLERANCE] or [-1]
    stood = grade_of(base[-1], rubric.grades)
    out = []
    for column, goal, after in zip(columns, goals, value[:-1], strict=True):
        reached = grade_of(after[-1], rubric.grades)
        out.append(
            Raise(
                tree.refs[column],
                float(low + (high - low) * leaves[column]),
                float(low + (high - low) * goal),
                float(after[-1] - base[-1]),
                float(max(after[weakest] - base[weakest])),
                reached.id if reached and reached != stood else "",
            )
        )
    return tuple(sorted(out, key=lambda r: (-round(r.gain, 12), r.level, tree.refs.index(r.ref))))
