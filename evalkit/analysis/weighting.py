"""Judgements, ratings or scores in, weights out; and two second opinions on a ranking. Each has its formula and source.

Weights that come from the scores (entropy, CRITIC, PCA) are traits of the cases at hand: one case more changes them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalkit.scoring.aggregate import Array, shares_of
from evalkit.scoring.limits import FEWEST_CASES, TOLERANCE

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
    spread[spread < TOLERANCE] = 0.0
    return shares_of(spread)


def critic(matrix: Array) -> Array:
    """Weights by spread and by how little a column says that others say; a constant column gets none.

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
    information = own.std(axis=0, ddof=1) * np.maximum((1 - r).sum(axis=0), 0.0)
    out[varies] = shares_of(information) if information.sum() > TOLERANCE else shares_of(own.std(axis=0, ddof=1))
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
    varies = np.ptp(matrix, axis=0) > TOLERANCE
    if len(matrix) < FEWEST_CASES or varies.sum() < 2:
        return None
    values, vectors = np.linalg.eigh(np.corrcoef(matrix[:, varies], rowvar=False))
    loading = vectors[:, -1] * (1.0 if vectors[:, -1].sum() >= 0 else -1.0)
    weights = np.zeros(matrix.shape[1])
    weights[varies] = loading**2
    against = tuple(int(n) for n in np.flatnonzero(varies)[loading < -TOLERANCE])
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
