"""Scores of cases in; weights of their columns out, by how the cases differ. Each way has its
formula and source.

Such weights are traits of the cases at hand: one case more changes them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from evalkit.scoring.aggregate import Array, shares_of
from evalkit.scoring.rank import ranks
from evalkit.scoring.tolerances import FEWEST_CASES, TOLERANCE
from evalkit.scoring.tree import Mask

SHIFT = 0.0001  # added after min–max, so that a share of nought has a logarithm
LEAST = -1 + 2.0**-53  # nearest to -1 of what has a log1p: times nought, it is nought


def tolerated(matrix: Array) -> Array:
    """How near two values of a column are equal: the tolerance of scores; where a column has values
    beyond 1, that share of the largest. Shape (columns,), 0 where nothing is known."""
    return _tolerated(*_ends(matrix))


def _tolerated(low: Array, high: Array) -> Array:
    return np.asarray(TOLERANCE * np.maximum(np.maximum(np.abs(low), np.abs(high)), 1.0))


def _ends(matrix: Array) -> tuple[Array, Array]:
    """The lowest and the highest value of every column; 0 where nothing is known."""
    low = np.fmin.reduce(matrix, axis=0, initial=np.inf)
    high = np.fmax.reduce(matrix, axis=0, initial=-np.inf)
    some = low <= high
    return np.where(some, low, 0.0), np.where(some, high, 0.0)


def extent(matrix: Array) -> tuple[Array, Array]:
    """The lowest value of every column, and how far the highest is above it: 0 where they are equal
    within the tolerance. NaN is passed over; (0, 0) where nothing is known."""
    low, high = _ends(matrix)
    return low, np.where(high - low > _tolerated(low, high), high - low, 0.0)


def minmax(matrix: Array) -> Array:
    """Every column from 0 to 1 over the cases; 0 throughout where nothing varies."""
    low, span = extent(matrix)
    out = matrix - low
    out /= np.where(span > 0, span, 1.0)
    if not span.all():
        out[:, span == 0] = 0.0
    return np.asarray(out)


def entropy(matrix: Array) -> Array:
    """Weights by how unevenly a column's total is spread over the cases; a constant column gets
    none.

    Zeros need no shift: 0 · ln 0 is 0. The distance from evenness is summed term by term, so that
    small differences do not cancel.

    Args:
        matrix: shape (cases, columns), >= 0, complete.

    Raises:
        ValueError: fewer than two cases, or a negative value.

    Source: Shannon entropy on shares, without inversion; Hwang and Yoon (1981), Multiple Attribute
    Decision Making.
    """
    n, (low, span) = len(matrix), extent(matrix)
    if (low < 0).any() or n < 2:
        raise ValueError("entropy weights need two cases or more and no negative value")
    times = matrix / np.where(span > 0, matrix.mean(axis=0), 1.0)  # of an even share
    beyond = times - 1
    times *= np.log1p(np.maximum(beyond, LEAST))
    times -= beyond
    uneven = times.sum(axis=0) / (n * np.log(n))
    return shares_of(np.where(span > 0, np.maximum(uneven, 0.0), 0.0))


def entropy_shifted(matrix: Array, shift: float = SHIFT) -> Array:
    """Weights by entropy after min–max, each value raised by ``shift``; a constant column gets
    none.

    Takes any sign; but the lowest case of every column counts as having next to nothing, so that
    the weights hang on ``shift`` and on the lowest case.

    Args:
        matrix: shape (cases, columns), complete.
        shift: above 0.

    Raises:
        ValueError: fewer than two cases.

    Source: the form usual in Chinese studies, x' = (x − min) / (max − min) + 0.0001; on min–max
    before entropy: Zhu Xi'an and Wei Guodong (2015), Statistics and Decision (2), 12–15.
    """
    return entropy(minmax(matrix) + shift)


def critic(matrix: Array, correlation: str = "pearson", scaled: bool = True) -> Array:
    """Weights by spread and by how little a column says that others say; a constant column gets
    none. Where all columns say the same, spread alone counts.

    Args:
        matrix: shape (cases, columns), higher is better, complete.
        correlation: "pearson", or "spearman": of ranks, ties sharing their mean.
        scaled: whether the spread is that after min–max; else that of the values as they stand,
            which must then be on one scale.

    Source: Diakoulaki, Mavrotas and Papayannakis (1995), Computers and Operations Research 22(7):
    Pearson, scaled.
    """
    out = np.zeros(matrix.shape[1])
    matrix = np.asfortranarray(matrix)  # column by column is how it is summed
    varies: Mask = np.asarray(extent(matrix)[1] > 0)
    if len(matrix) < 2 or not varies.any():
        return out
    own = minmax(matrix) if scaled else matrix
    own = own if varies.all() else own[:, varies]
    r = np.atleast_2d(np.corrcoef(own if correlation == "pearson" else _places(own), rowvar=False))
    conflict, spread = np.maximum((1 - r).sum(axis=0), 0.0), own.std(axis=0, ddof=1)
    out[varies] = shares_of(spread * conflict if conflict.sum() > TOLERANCE else spread)
    return out


def _places(matrix: Array) -> Array:
    """Ranks within every column from the lowest, ties sharing their mean rank."""
    columns = matrix.T
    return np.asarray((ranks(-columns) + len(matrix) + 1 - ranks(columns)).T / 2)


FORMULAS: Mapping[str, Callable[[Array], Array]] = {
    "entropy": entropy,
    "entropy-shifted": entropy_shifted,
    "critic": critic,
    "critic-spearman": partial(critic, correlation="spearman"),
    "critic-raw": partial(critic, scaled=False),
}


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
    varies: Mask = np.asarray(extent(matrix)[1] > 0)
    if len(matrix) < FEWEST_CASES or varies.sum() < 2:
        return None
    values, vectors = np.linalg.eigh(np.corrcoef(matrix[:, varies], rowvar=False))
    loading = vectors[:, -1] * (1.0 if vectors[:, -1].sum() >= 0 else -1.0)
    weights = np.zeros(matrix.shape[1])
    weights[varies] = loading**2
    against = tuple(np.flatnonzero(varies)[loading < -TOLERANCE].tolist())
    return Component(tuple(weights.tolist()), float(values[-1] / varies.sum()), against)
