"""Scores of cases on the parts of a node in; the weight each part is stated to have, the influence
it has among these cases, and the weights that would give it the influence stated, out.

A stated weight says what a point of a part is worth; how far the part decides who is ahead depends
as well on how widely cases differ in it and on what it goes together with. Influence is the squared
correlation of a part with the node's score: the share of its variance that a straight line on this
part alone accounts for (main effect, "correlation ratio", by a linear fit), and set in proportion
among the parts. Source: Becker, Saisana, Paruolo and Vandecasteele (2017), Weights and importance
in composite indicators, Ecological Indicators 80, 12–22; Paruolo, Saisana and Saltelli (2013),
Journal of the Royal Statistical Society A 176(3), 609–634.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from evalkit.evaluation import Evaluation
from evalkit.scoring.aggregate import Array, aggregated, shares_of
from evalkit.scoring.correlation import correlation, product_moment, varies
from evalkit.scoring.leaves import number
from evalkit.scoring.tolerances import FEWEST_CASES, SOUGHT, TOLERANCE
from evalkit.scoring.tree import Group, Mask, Tree, shares_of_total, stands_in

ROUNDS = (
    200  # of Levenberg and Marquardt's method; it takes ten or so where the goal can be reached
)
SMALLEST = SOUGHT  # a weight, as a share, below which a part no longer counts
NUDGE = SOUGHT  # of a weight's logarithm, to see which way correlations move
MOST_SOUGHT = 5000  # cases up to which weights are sought where scores are missing, or rules other
GROUPS = 200  # that cases are left out in, to see how far a share hangs on single ones
MOST_DAMPED = 1e12  # beyond which a step is too small to move anything


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a node, that ``n`` of the node's cases have. ``weight``: stated, among its
    siblings; ``effective``: of the total, by multiplying down the tree; None where there is no
    total. ``correlation``: Pearson's with the node's score; ``squared``: its square, and ``share``
    of the sum of them, with its standard ``error``; ``optimised``: the weight by which each part's
    correlation is in proportion to the stated weights, and ``equal``: by which all are alike; None
    where there are none. A single part with a correlation has no share: there is nothing to share
    with."""

    ref: str
    n: int
    weight: float
    effective: float | None
    correlation: float | None
    squared: float | None
    share: float | None
    error: float | None
    optimised: float | None
    equal: float | None


@dataclass(frozen=True, slots=True)
class Optimised:
    """Weights sought. ``weights``: among the parts, empty where none are sought; ``obtained``: each
    correlation's share of their sum under them; ``reached``: whether these are the shares asked
    for; ``worst``: how far the one that misses most is off; ``rounds``: how many it took; ``why``
    nothing was sought: few-cases | alike (fewer than two parts vary) | opposed (the parts
    undo each other) | too-many, or empty."""

    weights: tuple[float, ...]
    obtained: tuple[float, ...]
    reached: bool
    worst: float
    rounds: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Importance:
    """A node and its parts that count, over the ``n`` cases that have its score. ``by_weight``:
    weights sought for correlations in proportion to the stated weights, ``alike``: for equal
    ones."""

    ref: str
    n: int
    parts: tuple[Part, ...]
    by_weight: Optimised
    alike: Optimised


def importance_of(evaluation: Evaluation, of: str = "") -> tuple[Importance, ...]:
    """Every node that has two counted parts or more, the whole first; ``of``: only this node and
    those below it."""
    tree, given = evaluation.leaves.tree, evaluation.rolled.given
    effective = shares_of_total(tree, tree.weights) if evaluation.rubric.has_total else None
    groups = {group.ref: group for group in tree.groups}
    out = []
    for ref in ("overall", *evaluation.rubric.index):
        if ref in groups and stands_in(ref, of):
            found = _importance(tree, groups[ref], given, effective)
            out += [found] if len(found.parts) > 1 else []
    return tuple(out)


def _importance(tree: Tree, group: Group, given: Array, effective: Array | None) -> Importance:
    asked = tree.weights * tree.counts
    columns = [n for n in group.children if asked[n] > 0]
    own = given[:, tree.refs.index(group.ref)]
    table = given[:, columns][~np.isnan(own)]
    scores, weights = own[~np.isnan(own)], shares_of(asked[columns])
    found = [correlation(column, scores) for column in table.T]
    squares = [None if c.r is None else c.r**2 for c in found]
    shares, errors = _among(table, scores), _errors(table, scores)
    shared = sum(square is not None for square in squares) > 1
    by_weight = optimise(table, weights, group.aggregation)
    alike = optimise(table, weights, group.aggregation, alike=True)
    parts = tuple(
        Part(
            tree.refs[column],
            found[n].n,
            float(weights[n]),
            None if effective is None else float(effective[column]),
            found[n].r,
            squares[n],
            number(shares[n]) if shared and squares[n] is not None else None,
            number(errors[n]) if shared and squares[n] is not None else None,
            by_weight.weights[n] if by_weight.weights else None,
            alike.weights[n] if alike.weights else None,
        )
        for n, column in enumerate(columns)
    )
    return Importance(group.ref, len(scores), parts, by_weight, alike)


def _among(table: Array, scores: Array) -> Array:
    """Each part's squared correlation as a share of their sum; NaN where there is none."""
    found = (correlation(column, scores).r for column in table.T)
    squares = np.array([math.nan if r is None else r**2 for r in found])
    total = np.nansum(squares)
    return squares / total if total > TOLERANCE else np.full(len(squares), math.nan)


def _errors(table: Array, scores: Array) -> Array:
    """Standard error of each share, by leaving out each case in turn, or of many each of two
    hundred groups; from sums, so that it takes no longer the more are left out.

    Source: Quenouille (1956), Biometrika 43; Tukey (1958), Annals of Mathematical Statistics 29.
    """
    groups = min(len(table), GROUPS)
    if len(table) <= FEWEST_CASES:
        return np.full(table.shape[1], math.nan)
    known = ~np.isnan(table)
    middle = np.where(known, table, 0.0).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    x = np.where(known, table - middle, 0.0)
    y = np.where(known, (scores - scores.mean())[:, None], 0.0)
    parts = np.stack([known * 1.0, x, y, x * x, y * y, x * y])
    sums = np.stack([parts[:, g::groups].sum(axis=1) for g in range(groups)], axis=1)
    m, sx, sy, sxx, syy, sxy = sums.sum(axis=1, keepdims=True) - sums
    m = np.maximum(m, 1.0)
    spread = (sxx - sx * sx / m) * (syy - sy * sy / m)
    # what the left out alone told apart decides nothing without it
    least = TOLERANCE**2 * np.maximum(sxx * syy, TOLERANCE**2)
    squares = np.where(spread > least, (sxy - sx * sy / m) ** 2 / np.maximum(spread, least), 0.0)
    total = squares.sum(axis=-1, keepdims=True)
    left = np.where(total > TOLERANCE, squares / np.maximum(total, TOLERANCE), 0.0)
    return np.asarray(np.sqrt((groups - 1) * left.var(axis=0)))


def optimise(table: Array, weights: Array, rule: str | float, alike: bool = False) -> Optimised:
    """Weights of a node's parts by which the correlation of each with the node's score is in
    proportion to its target.

    Least squares of (share of the correlations − target) over the logarithms of the weights, so
    that none falls below 0, by Levenberg and Marquardt's method from the targets; no chance is in
    it. The same problem as COINr's ``get_opt_weights``, which looks for its least squares by Nelder
    and Mead's method. A part that does not vary, or that fewer than three cases have, correlates
    with nothing and keeps its weight.

    Args:
        table: shape (cases, parts), scores, NaN where a part has none.
        weights: shape (parts,), > 0, summing to 1: the stated ones, which are the targets unless
            these are ``alike``.
        rule: how the node joins its parts.

    Source: Becker et al. (2017), section 5; Marquardt (1963), Journal of the Society for Industrial
        and Applied Mathematics 11(2), 431–441.
    """
    known = [column[~np.isnan(column)] for column in table.T]
    plain = rule == "arithmetic" and not np.isnan(table).any()
    if not plain and len(table) > MOST_SOUGHT:
        return Optimised((), (), False, 1.0, 0, "too-many")
    free = np.array([own.size >= FEWEST_CASES and varies(own) for own in known], dtype=bool)
    if free.sum() < 2:
        return Optimised(
            (), (), False, 1.0, 0, "few-cases" if len(table) < FEWEST_CASES else "alike"
        )
    aims = shares_of(np.ones(int(free.sum())) if alike else weights[free])
    together = np.cov(table, rowvar=False) if plain else None
    asked = _Asked(table[~np.isnan(table).all(axis=1)], weights, free, rule, together)
    logs, rounds, damping = np.log(aims), 0, 1e-3
    shares = asked.shares(logs)
    if not np.isfinite(shares).all():
        return Optimised((), (), False, 1.0, 0, "opposed")
    while rounds < ROUNDS and np.abs(shares - aims).max() > SOUGHT / 10:
        rounds += 1
        off = shares - aims
        slope = asked.slope(logs, shares)
        normal, gradient = slope.T @ slope, slope.T @ off
        after, tried = shares, logs
        while damping < MOST_DAMPED:
            held = damping * max(float(np.trace(normal)), 1.0) * np.eye(len(logs))
            step = np.linalg.solve(normal + held, -gradient)
            tried = np.maximum(logs + step - (logs + step).max(), np.log(SMALLEST))
            tried -= np.log(np.exp(tried).sum())
            after = asked.shares(tried)
            if float(((after - aims) ** 2).sum()) < float((off**2).sum()):
                break
            damping *= 4
        if damping >= MOST_DAMPED:
            break  # no step is better: the least squares are found
        logs, shares, damping = tried, after, max(damping / 8, 1 / MOST_DAMPED)
    worst = float(np.abs(shares - aims).max())
    found, obtained = asked.weighed(logs), np.zeros(len(weights))
    obtained[free] = shares
    return Optimised(
        tuple(found.tolist()), tuple(obtained.tolist()), worst <= SOUGHT, worst, rounds
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What weights are sought for: scores of the parts, the stated weights, which of them may
    move, and how the parts are joined; ``together``: covariances of the parts, where these are all
    that matters: of an arithmetic mean of complete scores."""

    table: Array
    weights: Array
    free: Mask
    rule: str | float
    together: Array | None

    def weighed(self, logs: Array) -> Array:
        """Weights of all parts: those that may move by their logarithms, the rest as stated."""
        out = self.weights.copy()
        out[self.free] = shares_of(np.exp(logs)) * (1 - self.weights[~self.free].sum())
        return out

    def shares(self, logs: Array) -> Array:
        """Each correlation with the node's score under these weights, as a share of their sum."""
        if self.together is not None:
            weights, own = self.weighed(logs), np.diag(self.together)
            with_score = self.together @ weights
            variance = float(weights @ with_score)
            if variance <= TOLERANCE * float(weights**2 @ own):  # the parts undo each other
                return self._in_proportion(np.zeros(int(self.free.sum())))
            return self._in_proportion(with_score[self.free] / np.sqrt(own[self.free] * variance))
        present = ~np.isnan(self.table)
        shares = shares_of(self.weighed(logs) * present)
        score = aggregated(self.rule, np.where(present, self.table, 1.0), shares)
        out = []
        for n in np.flatnonzero(self.free):
            own, whole = self.table[present[:, n], n], score[present[:, n]]
            out.append(product_moment(own, whole) if varies(whole) else 0.0)
        return self._in_proportion(np.array(out))

    def _in_proportion(self, out: Array) -> Array:
        """Shares of their sum; none are near what is asked for where that is not above 0."""
        total = float(out.sum())
        return out / total if total > TOLERANCE else np.full(len(out), np.inf)

    def slope(self, logs: Array, shares: Array) -> Array:
        """How the shares move with the logarithm of each weight."""
        moved = [self.shares(logs + NUDGE * unit) for unit in np.eye(len(logs))]
        rises = [(own - shares) / NUDGE for own in moved]
        return np.nan_to_num(np.column_stack(rises), posinf=0.0, neginf=0.0)
