"""Judges' pairs or points in; weights out, with how far the judgements agree with themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from evalkit.scoring.aggregate import Array, shares_of
from evalkit.scoring.tolerances import TOLERANCE

# Saaty's random index by number of things compared
RANDOM_INDEX = (
    0.0,
    0.0,
    0.0,
    0.58,
    0.90,
    1.12,
    1.24,
    1.32,
    1.41,
    1.45,
    1.49,
    1.51,
    1.48,
    1.56,
    1.57,
    1.59,
)


CONSISTENT = 0.1  # Saaty's limit of the consistency ratio


@dataclass(frozen=True, slots=True)
class Compared:
    """Weights from pairwise judgements. ``ratio``: consistency ratio CR, 0 for two things, None
    above 15.

    ``triad``: the three things (a, b, c) whose judgements agree least, with a over b, b over c, a
    over c;
    ``excess``: how far, 0 for consistent (Koczkodaj's measure); empty where fewer than three are
    compared.
    """

    weights: tuple[float, ...]
    ratio: float | None
    triad: tuple[int, int, int] | None
    judged: tuple[float, float, float]
    excess: float


def ahp(matrix: Array) -> Compared:
    """Weights by the principal eigenvector of a reciprocal matrix, with consistency ratio and worst
    triad.

    Args:
        matrix: shape (n, n); entry (i, j) says how many times as important i is as j; reciprocal,
            ones on the diagonal.

    Raises:
        ValueError: not square, not positive or not reciprocal.

    Source: Saaty (1980), The Analytic Hierarchy Process; triads: Koczkodaj (1993), Mathematical and
    Computer Modelling 18(7).
    """
    n = len(matrix)
    if matrix.shape != (n, n) or not (matrix > 0).all() or not np.allclose(matrix * matrix.T, 1):
        raise ValueError("a matrix of pairwise judgements is square, positive and reciprocal")
    values, vectors = np.linalg.eig(matrix)
    at = int(np.argmax(values.real))
    weights = tuple(shares_of(np.abs(vectors[:, at].real)).tolist())
    most = float(values[at].real)
    if n < 3:
        return Compared(weights, 0.0, None, (1.0, 1.0, 1.0), 0.0)
    ratio = max(0.0, (most - n) / (n - 1)) / RANDOM_INDEX[n] if n < len(RANDOM_INDEX) else None
    worst, excess = (0, 1, 2), -1.0
    for i, j, k in combinations(range(n), 3):
        implied, direct = matrix[i, j] * matrix[j, k], matrix[i, k]
        gap = float(min(abs(1 - direct / implied), abs(1 - implied / direct)))
        if gap > excess + TOLERANCE:
            worst, excess = (i, j, k), gap
    i, j, k = worst
    judged = (float(matrix[i, j]), float(matrix[j, k]), float(matrix[i, k]))
    return Compared(weights, ratio, worst, judged, excess)


def joined(matrices: Sequence[Array]) -> Array:
    """Several judges' matrices as one, by the geometric mean of each judgement (Aczél and Saaty
    1983)."""
    return np.asarray(np.exp(np.mean([np.log(matrix) for matrix in matrices], axis=0)))


def points(given: Sequence[Sequence[float]]) -> Array:
    """Mean of the judges' shares: ratings from 0 to 5, or a budget spread over the parts.

    Raises:
        ValueError: a judge gave nothing to anything.
    """
    shares = np.array([shares_of(np.array(row, dtype=float)) for row in given])
    if not (shares.sum(axis=1) > 0).all():
        raise ValueError("a judge gave no points at all")
    return np.asarray(shares.mean(axis=0))
