"""Leaves of one case in; what raising each criterion by one level does, and the fewest raises to the next grade, out."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evalkit.aggregate import Array
from evalkit.rank import TOLERANCE
from evalkit.rubric import Grade
from evalkit.score import Mask, Tree, roll_up, totals


@dataclass(frozen=True, slots=True)
class Raise:
    """One criterion raised from ``level`` to ``raised``, the next level of the scale.

    ``gain``: what the total gains, in [0, 1]; ``weakest_gain``: what the weakest counted pillar gains; ``grade``: id of
    the grade then reached, empty where it stays.
    """

    ref: str
    level: float
    raised: float
    gain: float
    weakest_gain: float
    grade: str


@dataclass(frozen=True, slots=True)
class Path:
    """The fewest raises of one level each that reach the next grade; several of one criterion are steps of it.

    ``exact``: whether no shorter list exists, which is known where every mean above a criterion is arithmetic; else
    the list is found step by step, the largest gain first.
    """

    grade: str
    needed: float
    steps: tuple[tuple[str, float, float], ...]
    total: float
    exact: bool


def raises(
    tree: Tree, leaves: Array, applicable: Mask, raisable: Mask, levels: Sequence[float], grades: Sequence[Grade]
) -> tuple[Raise, ...]:
    """Every criterion that is rated below the top, raised by one level; the largest gain first, then the lowest level.

    Args:
        leaves: shape (leaves,), scores in [0, 1]; NaN where missing.
        applicable: shape (leaves,).
        raisable: shape (leaves,): rated by people, and so on the scale.
        levels: of the scale, lowest first.
    """
    columns = [n for n in np.flatnonzero(raisable & applicable & ~np.isnan(leaves)) if leaves[n] < 1 - TOLERANCE]
    if not columns:
        return ()
    steps = _positions(levels)
    raised = np.tile(leaves, (len(columns) + 1, 1))
    for row, column in enumerate(columns):
        raised[row, column] = _next(float(leaves[column]), steps)
    rolled = roll_up(tree, raised, np.broadcast_to(applicable, raised.shape))
    base = rolled.value[-1]
    tops = [c for c in tree.groups[-1].children if tree.counts[c] and not math.isnan(base[c])]
    weakest = min(tops, key=lambda c: (base[c], c)) if tops else len(tree.refs) - 1
    span, low = float(levels[-1] - levels[0]), float(levels[0])
    stood = _grade(float(base[-1]), grades)
    out = []
    for row, column in enumerate(columns):
        reached = _grade(float(rolled.value[row, -1]), grades)
        out.append(Raise(
            tree.refs[column], low + span * float(leaves[column]), low + span * float(raised[row, column]),
            float(rolled.value[row, -1] - base[-1]), float(rolled.value[row, weakest] - base[weakest]),
            "" if reached == stood else reached,
        ))  # fmt: skip
    return tuple(sorted(out, key=lambda r: (-round(r.gain, 12), r.level, tree.refs.index(r.ref))))


def path(
    tree: Tree, leaves: Array, applicable: Mask, raisable: Mask, levels: Sequence[float], grades: Sequence[Grade]
) -> Path | None:
    """The fewest raises to the next grade; None at the top grade, without a total, or where raises do not suffice."""
    total = float(totals(tree, leaves[None], applicable[None])[0])
    above = sorted((grade for grade in grades if grade.from_ > total + TOLERANCE), key=lambda grade: grade.from_)
    if math.isnan(total) or not above:
        return None
    goal, steps = above[0], _positions(levels)
    span, low = float(levels[-1] - levels[0]), float(levels[0])
    now, taken = leaves.copy(), []
    while total < goal.from_ - TOLERANCE:
        open_ = [n for n in np.flatnonzero(raisable & applicable & ~np.isnan(now)) if now[n] < 1 - TOLERANCE]
        if not open_:
            return None
        tried = np.tile(now, (len(open_), 1))
        for row, column in enumerate(open_):
            tried[row, column] = _next(float(now[column]), steps)
        reached = totals(tree, tried, np.broadcast_to(applicable, tried.shape))
        best = min(range(len(open_)), key=lambda row: (-round(float(reached[row]), 12), now[open_[row]], open_[row]))
        column = open_[best]
        taken.append((tree.refs[column], low + span * float(now[column]), low + span * float(tried[best, column])))
        now, total = tried[best], float(reached[best])
    linear = all(group.aggregation == "arithmetic" for group in tree.groups)
    even = bool(np.allclose(np.diff(steps), steps[1] - steps[0]))
    begun = leaves[raisable & applicable & ~np.isnan(leaves)]
    whole = bool(np.isclose(begun[:, None], steps[None, :], atol=TOLERANCE).any(axis=1).all())
    return Path(goal.id, goal.from_, tuple(taken), total, linear and even and whole)


def _positions(levels: Sequence[float]) -> Array:
    """Levels on [0, 1]."""
    own = np.array(levels, dtype=float)
    return np.asarray((own - own[0]) / (own[-1] - own[0]))


def _next(value: float, steps: Array) -> float:
    """The lowest step above a value: from 2.5 to 3."""
    return float(steps[steps > value + TOLERANCE][0])


def _grade(total: float, grades: Sequence[Grade]) -> str:
    held = [grade for grade in grades if total >= grade.from_ - TOLERANCE]
    return max(held, key=lambda grade: grade.from_).id if held else ""
