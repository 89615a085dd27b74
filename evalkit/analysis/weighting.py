"""Judgements, ratings or scores in, weights out; and two second opinions on a ranking. Each has its formula and source.

Weights that come from the scores (entropy, CRITIC, PCA) are traits of the cases at hand: one case more changes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evalkit.scoring.aggregate import Array, shares_of
from evalkit.scoring.rank import TOLERANCE

# name → formula and source, each as (zh, en)
FORMULAS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "stated": (("wᵢ / Σ w", "wᵢ / Σ w"), ("评价标准", "the rubric")),
    "equal": (("1 / n", "1 / n"), ("OECD/JRC（2008）第6步", "OECD/JRC (2008), step 6")),
    "points": (
        ("pᵢ / Σ p，取各判断人比例的平均", "pᵢ / Σ p, mean of the judges' shares"),
        ("OECD美好生活指数（0至5分）；预算分配法见OECD/JRC（2008）", "OECD Better Life Index (0 to 5); budget allocation: OECD/JRC (2008)"),
    ),
    "ahp": (
        ("A·w = λmax·w；CR = (λmax − n) / ((n − 1)·RI)；多人判断取几何平均", "A·w = λmax·w; CR = (λmax − n) / ((n − 1)·RI); judges joined by geometric means"),
        ("Saaty（1980）；Aczél与Saaty（1983）", "Saaty (1980); Aczél and Saaty (1983)"),
    ),
    "entropy": (
        ("dⱼ / Σ d，dⱼ = 1 + Σᵢ pᵢⱼ ln pᵢⱼ / ln m，pᵢⱼ = xᵢⱼ / Σᵢ xᵢⱼ", "dⱼ / Σ d, dⱼ = 1 + Σᵢ pᵢⱼ ln pᵢⱼ / ln m, pᵢⱼ = xᵢⱼ / Σᵢ xᵢⱼ"),
        ("按比重计的Shannon熵，不作反向处理", "Shannon entropy on shares, without inversion"),
    ),
    "critic": (
        ("Cⱼ / Σ C，Cⱼ = σⱼ Σₖ (1 − rⱼₖ)；先作极差标准化，σ除以n − 1", "Cⱼ / Σ C, Cⱼ = σⱼ Σₖ (1 − rⱼₖ); min–max first, σ with n − 1"),
        ("Diakoulaki等（1995）", "Diakoulaki, Mavrotas and Papayannakis (1995)"),
    ),
    "pca": (
        ("lⱼ²，相关矩阵第一主成分载荷的平方", "lⱼ², squared loadings on the first principal component of the correlations"),
        ("OECD/JRC（2008）第6步，只取第一主成分", "OECD/JRC (2008), step 6, first component only"),
    ),
    "criteria-alike": (("适用准则得分的简单平均", "plain mean over the criteria that apply"), ("OECD/JRC（2008）第6步", "OECD/JRC (2008), step 6")),
    "geometric": (("Π x ^ share，各支柱得分合成总分", "Π x ^ share, of the pillars into the total"), ("OECD/JRC（2008）第6步", "OECD/JRC (2008), step 6")),
    "topsis": (
        ("d⁻ / (d⁺ + d⁻)，d为wⱼxⱼ到尺度两端（0与1）的欧氏距离", "d⁻ / (d⁺ + d⁻), Euclidean distances of wⱼxⱼ from 0 and from 1 on the rubric's scale"),
        ("Hwang与Yoon（1981），理想点取固定值", "Hwang and Yoon (1981), with fixed ideals"),
    ),
    "copeland": (
        ("两两比较，胜数减负数；以领先准则的权重之和定胜负", "pairs won − pairs lost, by the weight of the criteria on which one is ahead"),
        ("Copeland（1951）；OECD/JRC（2008）第6步", "Copeland (1951); OECD/JRC (2008), step 6"),
    ),
}  # fmt: skip
# Saaty's random index by number of things compared
RANDOM_INDEX = (0.0, 0.0, 0.0, 0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.48, 1.56, 1.57, 1.59)
CONSISTENT = 0.1  # Saaty's limit of the consistency ratio


@dataclass(frozen=True, slots=True)
class Compared:
    """Weights from pairwise judgements. ``ratio``: consistency ratio CR, 0 for two things, None above 15.

    ``triad``: the three things (a, b, c) whose judgements agree least, with a over b, b over c, a over c;
    ``excess``: how far, 0 for consistent (Koczkodaj's measure); empty where fewer than three are compared.
    """

    weights: tuple[float, ...]
    ratio: float | None
    triad: tuple[int, int, int] | None
    judged: tuple[float, float, float]
    excess: float


def ahp(matrix: Array) -> Compared:
    """Weights by the principal eigenvector of a reciprocal matrix, with consistency ratio and worst triad.

    Args:
        matrix: shape (n, n); entry (i, j) says how many times as important i is as j; reciprocal, ones on the diagonal.

    Raises:
        ValueError: not square, not positive or not reciprocal.

    Source: Saaty (1980), The Analytic Hierarchy Process; triads: Koczkodaj (1993), Mathematical and Computer Modelling 18(7).
    """
    n = len(matrix)
    if matrix.shape != (n, n) or not (matrix > 0).all() or not np.allclose(matrix * matrix.T, 1):
        raise ValueError("a matrix of pairwise judgements is square, positive and reciprocal")
    values, vectors = np.linalg.eig(matrix)
    at = int(np.argmax(values.real))
    weights = shares_of(np.abs(vectors[:, at].real))
    most = float(values[at].real)
    if n < 3:
        return Compared(tuple(map(float, weights)), 0.0, None, (1.0, 1.0, 1.0), 0.0)
    ratio = max(0.0, (most - n) / (n - 1)) / RANDOM_INDEX[n] if n < len(RANDOM_INDEX) else None
    worst, excess = (0, 1, 2), -1.0
    for i in range(n):
        for j in range(i + 1, n):
            for k in range(j + 1, n):
                implied, direct = matrix[i, j] * matrix[j, k], matrix[i, k]
                gap = float(min(abs(1 - direct / implied), abs(1 - implied / direct)))
                if gap > excess + TOLERANCE:
                    worst, excess = (i, j, k), gap
    i, j, k = worst
    judged = (float(matrix[i, j]), float(matrix[j, k]), float(matrix[i, k]))
    return Compared(tuple(map(float, weights)), ratio, worst, judged, excess)


def joined(matrices: Sequence[Array]) -> Array:
    """Several judges' matrices as one, by the geometric mean of each judgement (Aczél and Saaty 1983)."""
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


def entropy(matrix: Array) -> Array:
    """Weights by how unevenly a column's total is spread over the cases; a constant column gets none.

    Args:
        matrix: shape (cases, columns), >= 0, complete.
    """
    if (matrix < 0).any() or len(matrix) < 2:
        raise ValueError("entropy weights need two cases or more and no negative value")
    total = matrix.sum(axis=0)
    part = np.divide(matrix, total, out=np.full(matrix.shape, 1 / len(matrix)), where=total > 0)
    logs = np.log(np.where(part > 0, part, 1.0))
    spread = np.maximum(1 + (part * logs).sum(axis=0) / np.log(len(matrix)), 0.0)
    spread[spread < 1e-12] = 0.0
    return shares_of(spread)


def critic(matrix: Array) -> Array:
    """Weights by spread and by how little a column says that others say; a constant column gets none.

    Args:
        matrix: shape (cases, columns), higher is better, complete.
    """
    span = np.ptp(matrix, axis=0)
    varies = span > 1e-12
    out = np.zeros(matrix.shape[1])
    if len(matrix) < 2 or not varies.any():
        return out
    own = (matrix[:, varies] - matrix[:, varies].min(axis=0)) / span[varies]
    r = np.atleast_2d(np.corrcoef(own, rowvar=False))
    information = own.std(axis=0, ddof=1) * np.maximum((1 - r).sum(axis=0), 0.0)
    out[varies] = shares_of(information) if information.sum() > 1e-12 else shares_of(own.std(axis=0, ddof=1))
    return out


@dataclass(frozen=True, slots=True)
class Component:
    """The first principal component: weights (squared loadings), share of the variance it explains, columns that load
    against the others."""

    weights: tuple[float, ...]
    explained: float
    against: tuple[int, ...]


def pca(matrix: Array) -> Component | None:
    """Weights by the first principal component of the correlations; None where fewer than two columns vary.

    Args:
        matrix: shape (cases, columns), complete.
    """
    varies = np.ptp(matrix, axis=0) > 1e-12
    if len(matrix) < 3 or varies.sum() < 2:
        return None
    values, vectors = np.linalg.eigh(np.corrcoef(matrix[:, varies], rowvar=False))
    loading = vectors[:, -1] * (1.0 if vectors[:, -1].sum() >= 0 else -1.0)
    weights = np.zeros(matrix.shape[1])
    weights[varies] = loading**2
    against = tuple(int(n) for n in np.flatnonzero(varies)[loading < -1e-9])
    return Component(tuple(map(float, weights)), float(values[-1] / varies.sum()), against)


def topsis(matrix: Array, weights: Array, ideals: str = "fixed") -> Array:
    """Closeness to the best and distance from the worst, in [0, 1], higher is better.

    Args:
        matrix: shape (cases, columns), higher is better; NaN where missing or not applicable: the case is then judged
            on its other columns.
        weights: shape (columns,) or (cases, columns).
        ideals: "fixed": 1 and 0 on every column, so that no case depends on another; "vector": the best and worst of
            the cases after division by the column's Euclidean length (Hwang and Yoon 1981); "minmax": the same after
            min–max.
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
    best, worst = (shares, np.zeros_like(own)) if ideals == "fixed" else (own.max(axis=0), own.min(axis=0))
    plus, minus = np.sqrt(((own - best) ** 2).sum(axis=1)), np.sqrt(((own - worst) ** 2).sum(axis=1))
    total = plus + minus
    return np.asarray(np.divide(minus, total, out=np.full(len(matrix), 0.5), where=total > 0))


def copeland(matrix: Array, weights: Array) -> Array:
    """Pairs won less pairs lost: of two cases that one wins whose criteria ahead weigh more; equal weight is a draw.

    Args:
        matrix: shape (cases, columns), higher is better; NaN: the column does not count in that case's pairs.
        weights: shape (columns,).

    Returns:
        Shape (cases,): from −(n − 1) to n − 1.
    """
    n = len(matrix)
    score = np.zeros(n)
    for i in range(n):
        ahead = np.where(matrix[i] > matrix + TOLERANCE, weights, 0.0).sum(axis=1)  # NaN compares as False
        behind = np.where(matrix > matrix[i] + TOLERANCE, weights, 0.0).sum(axis=1)
        score[i] = (ahead > behind + TOLERANCE).sum() - (behind > ahead + TOLERANCE).sum()
    return score
