"""Leaves of one case in; what raising each criterion does, and the fewest raises to the next grade, out."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evalkit.model.rubric import Grade
from evalkit.scoring.aggregate import Array
from evalkit.scoring.limits import TOLERANCE
from evalkit.scoring.rank import grade_of
from evalkit.scoring.tree import Mask, Tree, roll_up, totals


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
    steps = _positions(levels)
    goals = {n: _next(float(leaves[n]), steps) for n in _open(leaves, applicable & raisable, 1.0)}
    return _raised(tree, leaves, applicable, goals, levels, grades)


def mends(
    tree: Tree, leaves: Array, applicable: Mask, raisable: Mask, levels: Sequence[float], grades: Sequence[Grade], least: float
) -> tuple[Raise, ...]:  # fmt: skip
    """Every criterion that is rated below the level ``least``, raised to it; in the order and shapes of :func:`raises`."""
    goal = (least - levels[0]) / (levels[-1] - levels[0])
    goals = dict.fromkeys(_open(leaves, applicable & raisable, goal), goal)
    return _raised(tree, leaves, applicable, goals, levels, grades)


def _open(leaves: Array, among: Mask, below: float) -> list[int]:
    """Columns of leaves that are rated, and below a score."""
    return [int(n) for n in np.flatnonzero(among & ~np.isnan(leaves)) if leaves[n] < below - TOLERANCE]


def _raised(
    tree: Tree, leaves: Array, applicable: Mask, goals: Mapping[int, float], levels: Sequence[float], grades: Sequence[Grade]
) -> tuple[Raise, ...]:  # fmt: skip
    if not goals:
        return ()
    raised = np.tile(leaves, (len(goals) + 1, 1))
    for row, (column, goal) in enumerate(goals.items()):
        raised[row, column] = goal
    rolled = roll_up(tree, raised, np.broadcast_to(applicable, raised.shape))
    base = rolled.value[-1]
    tops = [c for c in tree.groups[-1].children if tree.counts[c] and not math.isnan(base[c])]
    weakest = min(tops, key=lambda c: (base[c], c)) if tops else len(tree.refs) - 1
    span, low = float(levels[-1] - levels[0]), float(levels[0])
    stood = grade_of(float(base[-1]), grades)
    out = []
    for row, (column, goal) in enumerate(goals.items()):
        reached = grade_of(float(rolled.value[row, -1]), grades)
        out.append(Raise(
            tree.refs[column], low + span * float(leaves[column]), low + span * goal,
            float(rolled.value[row, -1] - base[-1]), float(rolled.value[row, weakest] - base[weakest]),
            reached.id if reached and reached != stood else "",
        ))  # fmt: skip
    return tuple(sorted(out, key=lambda r: (-round(r.gain, 12), r.level, tree.refs.index(r.ref))))


def path(
    tree: Tree, leaves: Array, applicable: Mask, raisable: Mask, levels: Sequence[float], grades: Sequence[Grade]
) -> Path | None:
    """The fewest raises to the next grade; None at the top grade, without a total, or where raises do not suffice.

    Of lists as short, one that raises many criteria a little and none by much, which is likelier to be done.
    """
    total = float(totals(tree, leaves[None], applicable[None])[0])
    above = sorted((grade for grade in grades if grade.from_ > total + TOLERANCE), key=lambda grade: grade.from_)
    if math.isnan(total) or not above:
        return None
    goal, steps = above[0], _positions(levels)
    among = raisable & applicable

    def climb(most: int) -> tuple[list[tuple[int, float, float]], float] | None:
        """Raises, largest gain first, then lowest level, none of one criterion by more than ``most`` levels."""
        now, reached, taken, often = leaves.copy(), total, [], dict.fromkeys(range(len(leaves)), 0)
        while reached < goal.from_ - TOLERANCE:
            open_ = [n for n in _open(now, among, 1.0) if often[n] < most]
            if not open_:
                return None
            tried = np.tile(now, (len(open_), 1))
            for row, column in enumerate(open_):
                tried[row, column] = _next(float(now[column]), steps)
            found = totals(tree, tried, np.broadcast_to(applicable, tried.shape))
            best = min(range(len(open_)), key=lambda row: (-round(float(found[row]), 12), now[open_[row]], open_[row]))
            column = open_[best]
            taken.append((column, float(now[column]), float(tried[best, column])))
            often[column] += 1
            now, reached = tried[best], float(found[best])
        return taken, reached

    fewest = climb(len(levels))
    if fewest is None:
        return None
    spread = (found for most in range(1, len(levels)) if (found := climb(most)) and len(found[0]) == len(fewest[0]))
    taken, reached = next(spread, fewest)
    span, low = float(levels[-1] - levels[0]), float(levels[0])
    shown = tuple((tree.refs[column], low + span * a, low + span * b) for column, a, b in taken)
    linear = all(group.aggregation == "arithmetic" for group in tree.groups)
    even = bool(np.ptp(np.diff(steps)) <= TOLERANCE)
    begun = leaves[among & ~np.isnan(leaves)]
    whole = bool(np.isclose(begun[:, None], steps[None, :], atol=TOLERANCE).any(axis=1).all())
    return Path(goal.id, goal.from_, shown, reached, linear and even and whole)


def _positions(levels: Sequence[float]) -> Array:
    """Levels on [0, 1]."""
    own = np.array(levels, dtype=float)
    return np.asarray((own - own[0]) / (own[-1] - own[0]))


def _next(value: float, steps: Array) -> float:
    """The lowest step above a value: from 2.5 to 3."""
    return float(steps[steps > value + TOLERANCE][0])
