"""Scores of cases and weights in; what cases come to by other rules than adding up, out."""

from __future__ import annotations

import numpy as np

from evalkit.analysis.weighting.from_cases import extent, minmax, tolerated
from evalkit.scoring.aggregate import Array, shares_of
from evalkit.scoring.tolerances import TOLERANCE

IDEALS = ("fixed", "vector", "minmax")


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
    shares = shares_of(np.where(known, np.broadcast_to(weights, matrix.shape), 0.0))
    own = matrix
    if ideals == "vector":
        length = np.sqrt(np.where(known, matrix**2, 0.0).sum(axis=0))
        own = np.divide(matrix, length, out=np.zeros_like(matrix), where=length > 0)
    elif ideals == "minmax":
        own = minmax(matrix)
    best, worst = np.ones(matrix.shape[1]), np.zeros(matrix.shape[1])
    if ideals != "fixed":
        low, span = extent(own)
        best, worst = low + span, low
    plus, minus = (
        np.sqrt((np.where(known, shares * (own - ideal), 0.0) ** 2).sum(axis=1))
        for ideal in (best, worst)
    )
    total = plus + minus
    half = np.full(len(matrix), 0.5)
    return np.asarray(np.divide(minus, total, out=half, where=total > TOLERANCE))


def copeland(matrix: Array, weights: Array) -> Array:
    """Pairs won less pairs lost: of two cases that one wins whose criteria ahead weigh more; equal
    weight is a draw.

    Args:
        matrix: shape (cases, columns), higher is better; NaN: the column does not count in that
            case's pairs.
        weights: shape (columns,); only their ratios count.

    Returns:
        Shape (cases,): from −(n − 1) to n − 1.

    Source: Copeland (1951), A reasonable social welfare function; OECD/JRC (2008), step 6.
    """
    score, near, shares = np.zeros(len(matrix)), tolerated(matrix), shares_of(weights)
    for i, own in enumerate(matrix):  # NaN compares as False
        ahead = np.where(own > matrix + near, shares, 0.0).sum(axis=1)
        behind = np.where(matrix > own + near, shares, 0.0).sum(axis=1)
        score[i] = (ahead > behind + TOLERANCE).sum() - (behind > ahead + TOLERANCE).sum()
    return score
