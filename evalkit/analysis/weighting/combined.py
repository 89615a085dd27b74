"""Weights of the same parts by several methods in; one set of weights out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalkit.scoring.aggregate import Array, shares_of
from evalkit.scoring.tolerances import TOLERANCE

RULES = ("product", "mean", "game")


@dataclass(frozen=True, slots=True)
class Joined:
    """Weights that several methods come to together. ``coefficients``: by method, >= 0, summing to
    1, empty where the rule has none; ``turned``: the methods whose coefficient was negative before
    its size was taken; ``idle``: those whose coefficient is nought."""

    weights: tuple[float, ...]
    coefficients: tuple[float, ...] = ()
    turned: tuple[int, ...] = ()
    idle: tuple[int, ...] = ()


def combined(shares: Array, by: str) -> Joined | None:
    """Weights by several methods as one, by a rule of :data:`RULES`; None where it gives none.

    Args:
        shares: shape (methods, parts), >= 0, each row summing to 1.
    """
    if by == "game":
        return game(shares)
    if by == "mean":
        even = (1 / len(shares),) * len(shares)
        return Joined(tuple(shares.mean(axis=0).tolist()), even)
    weights = shares_of(shares.prod(axis=0))
    return Joined(tuple(weights.tolist())) if weights.any() else None


def game(shares: Array) -> Joined | None:
    """Weights as a linear combination of those of the methods, by the game-theoretic rule: each
    method wants the combination nearest to its own weights, and the conditions of all hold at once.

    Σⱼ aⱼ wᵢ·wⱼ = wᵢ·wᵢ for every method i; w = Σ |aⱼ| wⱼ / Σ |a|. The sizes are what is published;
    where a coefficient is negative they are no longer the solution, which is told. Even weights
    beside those of one other method always have the coefficient 0 (both products with them are 1 /
    parts), which is told too. Methods whose
    weights are equal share one coefficient. None where the weights of some methods follow from
    those of others: the conditions then have no solution, or many.

    What the rule is often said to minimise, the sum of squared distances from all methods, is
    least at their plain mean; the conditions above are those of each method alone.

    Args:
        shares: shape (methods, parts), >= 0, each row summing to 1.

    Source: Lai et al. (2015), Natural Hazards 77(2), 1243–1259.
    """
    first = [_first_like(shares, n) for n in range(len(shares))]
    kept = sorted({*first})
    own = shares[kept]
    if np.linalg.matrix_rank(own, TOLERANCE * np.linalg.norm(own, 2)) < len(kept):
        return None
    inverse = np.linalg.pinv(own)  # of the weights, not of their products: half the digits lost
    solved = inverse.T @ (inverse @ (own**2).sum(axis=1))
    size = np.abs(solved) / np.abs(solved).sum()
    places = [kept.index(n) for n in first]
    each = [float(size[at]) / places.count(at) for at in places]
    turned = tuple(n for n, at in enumerate(places) if solved[at] < 0 and size[at] > TOLERANCE)
    idle = tuple(n for n, at in enumerate(places) if size[at] <= TOLERANCE)
    return Joined(tuple((size @ own).tolist()), tuple(each), turned, idle)


def _first_like(shares: Array, n: int) -> int:
    """The first method whose weights are those of the n-th."""
    return int(np.argmax((np.abs(shares - shares[n]) <= TOLERANCE).all(axis=1)))
