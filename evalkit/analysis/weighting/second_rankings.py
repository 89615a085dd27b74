"""Scores of cases and weights in; what cases come to by other rules than adding up, out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evalkit.analysis.weighting.from_cases import extent, minmax, tolerated
from evalkit.scoring.aggregate import Array, shares_of
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.scoring.tree import Mask

IDEALS = ("fixed", "vector", "minmax")
MOST_PAIRED = 2000  # cases up to which Copeland holds each against every other: 4 million pairs
OPPONENTS = 1000  # of more cases: those that each is held against
PAIRS = 500_000  # that are held at a time


def topsis(matrix: Array, weights: Array, ideals: str = "fixed") -> Array:
    """Closeness to the best and distance from the worst, in [0, 1], higher is better; ½ where best
    and worst are one.

    Args:
        matrix: shape (cases, columns), higher is better; NaN where missing or not applicable: the
            case is then judged on its other columns.
        weights: shape (columns,) or (cases, columns).
        ideals: "fixed": 1 and 0 on every column, so that no case depends on another; "vector": the
            best and worst of the cases after division by the column's Euclidean length (Hwang and
            Yoon 1981); "minmax": the same after min–max.

    Source: Hwang and Yoon (1981), Multiple Attribute Decision Making.
    """
    known = ~np.isnan(matrix)
    whole = bool(known.all())
    alike = whole and weights.ndim == 1  # for all cases
    shares = shares_of(weights if alike else np.where(known, weights, 0.0))
    own = matrix
    if ideals == "vector":
        square = matrix**2
        length = np.sqrt((square if whole else np.where(known, square, 0.0)).sum(axis=0))
        own = matrix / np.where(length > 0, length, 1.0)
    elif ideals == "minmax":
        own = minmax(matrix)
    best, worst = np.ones(matrix.shape[1]), np.zeros(matrix.shape[1])
    if ideals != "fixed":
        low, span = extent(own)
        best, worst = low + span, low
    plus, minus = (_distance(own, ideal, shares, known) for ideal in (best, worst))
    total = plus + minus
    half = np.full(len(matrix), 0.5)
    return np.asarray(np.divide(minus, total, out=half, where=total > TOLERANCE))


def _distance(own: Array, ideal: Array, shares: Array, known: Mask) -> Array:
    """Euclidean length of each row's weighted gap to an ideal, over what is known of it."""
    gap = own - ideal
    gap *= shares
    gap *= gap
    if not known.all():
        gap[~known] = 0.0
    return np.asarray(np.sqrt(gap.sum(axis=1)))


def opponents(totals: Array) -> NDArray[np.int64]:
    """Rows of the cases that Copeland holds each case against: all; of more than ``MOST_PAIRED``,
    whose pairs would be too many, ``OPPONENTS`` spread evenly over the order of the totals.

    Args:
        totals: shape (cases,).
    """
    cases = len(totals)
    if cases <= MOST_PAIRED:
        return np.arange(cases)
    places = (np.arange(OPPONENTS) + 0.5) * cases / OPPONENTS
    return np.asarray(np.argsort(totals, kind="stable")[places.astype(np.int64)])


def copeland(matrix: Array, weights: Array, against: NDArray[np.int64] | None = None) -> Array:
    """Pairs won less pairs lost: of two cases that one wins whose criteria ahead weigh more; equal
    weight is a draw.

    Args:
        matrix: shape (cases, columns), higher is better; NaN: the column does not count in that
            case's pairs.
        weights: shape (columns,); only their ratios count.
        against: rows of the m cases that each is held against, shape (m,); None: all.

    Returns:
        Shape (cases,): from −m to m. In memory that does not grow with the pairs.

    Source: Copeland (1951), A reasonable social welfare function; OECD/JRC (2008), step 6.
    """
    near, shares = tolerated(matrix), shares_of(weights)
    others = matrix if against is None else matrix[against]
    won = np.empty(len(matrix))
    step = max(1, PAIRS // max(1, len(others)))
    for start in range(0, len(matrix), step):
        own = matrix[start : start + step, None]
        margin = np.zeros((len(own), len(others)))
        for n in np.flatnonzero(shares):  # NaN compares as False
            ahead = own[..., n] > others[:, n] + near[n]
            behind = others[:, n] > own[..., n] + near[n]
            margin += shares[n] * (ahead.astype(np.int8) - behind)
        won[start : start + step] = (margin > TOLERANCE).sum(axis=1)
        won[start : start + step] -= (margin < -TOLERANCE).sum(axis=1)
    return won
