"""Scores' leaves and weights in; ranges of scores and ranks under other weights out.

These are sensitivity ranges: they say how much the result leans on the stated weights, not how likely it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalkit.scoring.aggregate import Array
from evalkit.scoring.rank import ranks
from evalkit.scoring.tree import Mask, Tree, totals

CELLS = 500_000  # values held at once for a chunk of draws: 4 MB an array, which stays in the cache


@dataclass(frozen=True, slots=True)
class WeightRanges:
    """Per case: quantiles of the overall score and of its rank over the draws; NaN where not scored."""

    quantiles: tuple[float, float, float]
    scores: Array
    ranks: Array
    ahead: Array


def draw_weights(tree: Tree, spread: float, draws: int, generator: np.random.Generator) -> Array:
    """Weights of every column, each multiplied by its own factor from U(1 − spread, 1 + spread).

    Returns:
        Shape (draws, 1, columns).
    """
    factors = generator.uniform(1 - spread, 1 + spread, size=(draws, 1, tree.weights.size))
    return np.asarray(tree.weights * factors)


def under_weights(
    tree: Tree,
    leaves: Array,
    applicable: Mask | None,
    weights: Array,
    quantiles: tuple[float, float, float] = (0.05, 0.5, 0.95),
    scored: Mask | None = None,
) -> WeightRanges:
    """Quantiles of overall scores and ranks over draws of weights, in chunks of bounded memory.

    Args:
        leaves: shape (cases, leaves), NaN where missing.
        applicable: same shape, or None.
        weights: shape (draws, 1, columns).
        scored: shape (cases,): which cases take part in the ranking; None: all.

    Returns:
        ``scores`` and ``ranks``: shape (3, cases); ``ahead``: shape (cases, cases), share of draws in which the
        row's case scores above the column's (empty above 200 cases).

    Quantiles of ranks are observed ranks (the nearest draw), never between two.
    """
    draws, cases = weights.shape[0], leaves.shape[0]
    scores, placed = np.empty((draws, cases)), np.empty((draws, cases), dtype=np.int32)
    step = max(1, CELLS // max(1, cases))
    for start in range(0, draws, step):
        part = totals(tree, leaves, applicable, weights[start : start + step])
        part = np.broadcast_to(part, (min(step, draws - start), cases))
        if scored is not None:
            part = np.where(scored, part, np.nan)
        scores[start : start + step] = part
        placed[start : start + step] = ranks(part)
    ahead = np.empty((0, 0))
    if cases <= 200:
        ahead = np.stack([(scores[:, [n]] > scores + 1e-9).mean(axis=0) for n in range(cases)])
    return WeightRanges(quantiles, _quantiles(scores, quantiles), _observed(placed, quantiles), ahead)


def _quantiles(draws: Array, at: tuple[float, ...]) -> Array:
    """Quantiles along the first axis (linear between neighbours, as numpy's default)."""
    return np.asarray(np.quantile(np.ascontiguousarray(draws.T), at, axis=1, overwrite_input=True))


def _observed(draws: np.ndarray, at: tuple[float, ...]) -> Array:
    """Observed values at the quantiles along the first axis: lower for the low end, higher for the high end."""
    columns = np.array(draws.T, order="C")
    columns.sort(axis=1)
    last = columns.shape[1] - 1
    places = [int(np.floor(q * last)) if q < 0.5 else int(np.ceil(q * last)) for q in at]
    return np.asarray(columns[:, places].T.astype(float))
