"""Judgements, ratings or scores in, weights out; and two second opinions on a ranking. Each has its
formula and source.

Weights that come from the scores (entropy, CRITIC, PCA) are traits of the cases at hand: one case
more changes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evalkit.evaluation import Scored
from evalkit.scoring.aggregate import Array, shares_of
from evalkit.scoring.rank import ranks
from evalkit.scoring.tolerances import FEWEST_CASES, TOLERANCE
from evalkit.scoring.tree import Mask, counted_leaves, parts_of_total, roll_up, totals
from evalkit.scoring.weights import Panel, parts_of


def entropy(matrix: Array) -> Array:
    """Weights by how unevenly a column's total is spread over the cases; a constant column gets
    none.

    Args:
        matrix: shape (cases, columns), >= 0, complete.
    """
    if (matrix < 0).any() or len(matrix) < 2:
        raise ValueError("entropy weights need two cases or more and no negative value")
    total = matrix.sum(axis=0)
    part = np.divide(matrix, total, out=np.full(matrix.shape, 1 / len(matrix)), where=total > 0)
    logs = np.log(np.where(part > 0, part, 1.0))
    spread = np.maximum(1 + (part * logs).sum(axis=0) / np.log(len(matrix)), 0.0)
    spread[spread < TOLERANCE] = 0.0
    return shares_of(spread)


def critic(matrix: Array) -> Array:
    """Weights by spread and by how little a column says that others say; a constant column gets
    none.

    Args:
        matrix: shape (cases, columns), higher is better, complete.
    """
    span = np.ptp(matrix, axis=0)
    varies = span > TOLERANCE
    out = np.zeros(matrix.shape[1])
    if len(matrix) < 2 or not varies.any():
        return out
    own = (matrix[:, varies] - matrix[:, varies].min(axis=0)) / span[varies]
    r = np.atleast_2d(np.corrcoef(own, rowvar=False))
    spread = own.std(axis=0, ddof=1)
    information = spread * np.maximum((1 - r).sum(axis=0), 0.0)
    out[varies] = shares_of(information if information.sum() > TOLERANCE else spread)
    return out


@dataclass(frozen=True, slots=True)
class Component:
    """The first principal component: weights (squared loadings), share of the variance it explains,
    columns that load against the others."""

    weights: tuple[float, ...]
    explained: float
    against: tuple[int, ...]


def pca(matrix: Array) -> Component | None:
    """Weights by the first principal component of the correlations; None where fewer than two
    columns vary.

    Args:
        matrix: shape (cases, columns), complete.
    """
    varies = np.ptp(matrix, axis=0) > TOLERANCE
    if len(matrix) < FEWEST_CASES or varies.sum() < 2:
        return None
    values, vectors = np.linalg.eigh(np.corrcoef(matrix[:, varies], rowvar=False))
    loading = vectors[:, -1] * (1.0 if vectors[:, -1].sum() >= 0 else -1.0)
    weights = np.zeros(matrix.shape[1])
    weights[varies] = loading**2
    against = tuple(np.flatnonzero(varies)[loading < -TOLERANCE].tolist())
    return Component(tuple(weights.tolist()), float(values[-1] / varies.sum()), against)


def topsis(matrix: Array, weights: Array, ideals: str = "fixed") -> Array:
    """Closeness to the best and distance from the worst, in [0, 1], higher is better.

    Args:
        matrix: shape (cases, columns), higher is better; NaN where missing or not applicable: the
            case is then judged on its other columns.
        weights: shape (columns,) or (cases, columns).
        ideals: "fixed": 1 and 0 on every column, so that no case depends on another; "vector": the
            best and worst of the cases after division by the column's Euclidean length (Hwang and
            Yoon 1981); "minmax": the same after min–max.
    """
    shares = shares_of(np.where(np.isnan(matrix), 0.0, np.broadcast_to(weights, matrix.shape)))
    values = np.where(np.isnan(matrix), 0.0, matrix)
    if ideals == "vector":
        length = np.sqrt((values**2).sum(axis=0))
        values = np.divide(values, length, out=np.zeros_like(values), where=length > 0)
    elif ideals == "minmax":
        low, span = np.nanmin(matrix, axis=0), np.ptp(matrix, axis=0)
        values = np.divide(values - low, span, out=np.zeros_like(values), where=span > 0)
    own = shares * values
    best, worst = (shares, 0.0) if ideals == "fixed" else (own.max(axis=0), own.min(axis=0))
    plus, minus = (np.sqrt(((own - ideal) ** 2).sum(axis=1)) for ideal in (best, worst))
    total = plus + minus
    return np.asarray(np.divide(minus, total, out=np.full(len(matrix), 0.5), where=total > 0))


def copeland(matrix: Array, weights: Array) -> Array:
    """Pairs won less pairs lost: of two cases that one wins whose criteria ahead weigh more; equal
    weight is a draw.

    Args:
        matrix: shape (cases, columns), higher is better; NaN: the column does not count in that
            case's pairs.
        weights: shape (columns,).

    Returns:
        Shape (cases,): from −(n − 1) to n − 1.
    """
    score = np.zeros(len(matrix))
    for i, own in enumerate(matrix):  # NaN compares as False
        ahead = np.where(own > matrix + TOLERANCE, weights, 0.0).sum(axis=1)
        behind = np.where(matrix > own + TOLERANCE, weights, 0.0).sum(axis=1)
        score[i] = (ahead > behind + TOLERANCE).sum() - (behind > ahead + TOLERANCE).sum()
    return score


@dataclass(frozen=True, slots=True)
class Weighing:
    """Weights of a node's parts by one method. ``weights``: by part, summing to 1; empty where the
    method gives none.

    ``doubt``: a code, empty where there is none: few-cases (fewer than ``least``), constant
    (nothing varies), against (``parts`` at ``against`` load against the rest), incomplete (parts
    that not every case has are left out).
    """

    method: str
    weights: tuple[float, ...]
    doubt: str = ""
    least: int = 0
    against: tuple[int, ...] = ()
    explained: float | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    """A ranking by one method: rank by case; 0 where it has none."""

    method: str
    ranks: tuple[int, ...]


def weighings(scored: Scored, of: str, panels: Sequence[Panel] = ()) -> tuple[Weighing, ...]:
    """Weights of a node's parts: stated, equal, as judges have them, and as the scores at hand
    would have them.

    Entropy, CRITIC and PCA depend on the cases: they are flagged below ``method.least_sample``
    cases, and PCA gives nothing below that, or below three cases to a part.
    """
    parts = parts_of(scored.rubric, of)
    own = shares_of([scored.rubric.index[part].node.weight for part in parts])
    out = [
        Weighing("stated", tuple(own.tolist())),
        Weighing("equal", tuple(1 / len(parts) for _ in parts)),
        *(Weighing("ahp" if p.compared else "points", p.weights) for p in panels if p.of == of),
    ]
    n_cases = len(scored.cases)
    if n_cases < 2 or len(parts) < 2:
        return tuple(out)
    table = scored.rolled.value[:, [scored.tree.column(part) for part in parts]]
    whole: Mask = np.asarray(~np.isnan(table).any(axis=0))
    table, least = table[:, whole], scored.rubric.method.least_sample
    doubt = "few-cases" if n_cases < least else "" if whole.all() else "incomplete"
    for method, made in (("entropy", entropy(table)), ("critic", critic(table))):
        weights = _filled(made, whole)
        constant = Weighing(method, (), "constant")
        out.append(Weighing(method, weights, doubt, least) if sum(weights) else constant)
    needed = max(least, 3 * int(whole.sum()))
    found = pca(table) if n_cases >= needed else None
    if found is None:
        out.append(Weighing("pca", (), "few-cases" if n_cases < needed else "constant", needed))
    else:
        against = tuple(np.flatnonzero(whole)[list(found.against)].tolist())
        weights = _filled(np.array(found.weights), whole)
        doubt = "against" if against else doubt
        out.append(Weighing("pca", weights, doubt, needed, against, found.explained))
    return tuple(out)


def _filled(weights: Array, whole: Mask) -> tuple[float, ...]:
    """Weights of the parts that every case has, put among all parts."""
    out = np.zeros(len(whole))
    out[whole] = weights
    return tuple(out.tolist())


def opinions(scored: Scored, of: str, weighed: Sequence[Weighing]) -> tuple[Opinion, ...]:
    """Rankings under each weighing of a node's parts, with all criteria alike, with a geometric
    total, by TOPSIS and by Copeland; nothing with fewer than two cases."""
    if len(scored.cases) < 2:
        return ()
    tree, leaves, applicable = scored.tree, scored.leaves, scored.applicable
    columns = [tree.column(part) for part in parts_of(scored.rubric, of)]
    out = []
    for weighing in weighed:
        if weighing.weights:
            weights = tree.weights.copy()
            weights[columns] = weighing.weights
            out.append(_opinion(weighing.method, totals(tree, leaves, applicable, weights)))
    counted = counted_leaves(tree)
    rated = np.where(applicable, leaves, np.nan)[:, counted]
    own = parts_of_total(tree, scored.rolled.value, scored.rolled.share)[:, counted]
    alone = roll_up(tree, np.ones((1, len(tree.leaves))))
    stated = parts_of_total(tree, alone.value, alone.share)[0, counted]
    geometric = tree.with_total("geometric")
    return (
        *out,
        _opinion("criteria-alike", np.nanmean(rated, axis=1)),
        _opinion("geometric", totals(geometric, leaves, applicable)),
        _opinion("topsis", topsis(rated, own)),
        _opinion("copeland", copeland(rated, stated)),
    )


def _opinion(method: str, scores: Array) -> Opinion:
    return Opinion(method, tuple(ranks(scores).tolist()))
