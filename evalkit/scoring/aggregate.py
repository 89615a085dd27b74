"""Shares and values in, the parent's value out: the ways to aggregate, over arrays of any leading
shape.

Each takes values in [0, 1] and shares >= 0 that sum to 1 along the last axis.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def arithmetic(values: Array, shares: Array) -> Array:
    """Weighted arithmetic mean along the last axis: a low value can be bought back by a high one.

    Args:
        values: shape (..., k), in [0, 1]; NaN where missing.
        shares: broadcastable to ``values``, >= 0, summing to 1 along the last axis.

    Returns:
        Shape (...), in [0, 1]; NaN where any value with a positive share is NaN.

    Source: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6.
    """
    if shares.ndim == 1:
        return np.asarray(values @ shares)
    if (
        values.ndim > 1 and shares.shape[-2] == 1
    ):  # the same shares for every case: one product a draw
        return np.asarray(np.matmul(values, np.swapaxes(shares, -1, -2))[..., 0])
    return np.asarray((values * shares).sum(axis=-1))


def geometric(values: Array, shares: Array) -> Array:
    """Weighted geometric mean along the last axis.

    Low values cannot be bought back by high ones: one zero with a positive share gives zero.

    Args:
        values: shape (..., k), in [0, 1]; NaN where missing.
        shares: broadcastable to ``values``, >= 0, summing to 1 along the last axis.

    Returns:
        Shape (...), in [0, 1]; NaN where any value with a positive share is NaN.

    Source: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.where(shares > 0, np.log(values), 0.0)
        terms = np.where(shares > 0, shares * logs, 0.0)
    return np.asarray(np.exp(terms.sum(axis=-1)))


def harmonic(values: Array, shares: Array) -> Array:
    """Weighted harmonic mean along the last axis: stricter than the geometric mean on unequal
    values.

    One zero with a positive share gives zero. Shapes, ranges and NaN as in :func:`geometric`.

    Source: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 6.
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        terms = np.where(shares > 0, shares / values, 0.0)
        return np.asarray(1.0 / terms.sum(axis=-1))


def minimum(values: Array, shares: Array) -> Array:
    """Smallest value with a positive share: the weakest part decides. Shapes and NaN as in
    :func:`geometric`."""
    return np.asarray(np.where(shares > 0, values, np.inf).min(axis=-1))


def power(values: Array, shares: Array, exponent: float) -> Array:
    """Weighted power mean along the last axis: (Σ share · value ^ exponent) ^ (1 / exponent).

    The lower the exponent, the less a high value buys back a low one; from 0 downwards one zero
    with a positive share gives zero. Values are divided by the one that decides, so that no power
    leaves what a number holds. Shapes, ranges and NaN as in :func:`geometric`.

    Args:
        exponent: any number but 0, which is :func:`geometric`.

    Source: Hardy, Littlewood and Pólya (1934), Inequalities, 2.2; as "generalised mean" in Becker
        et al. (2022), COINr, Journal of Open Source Software 7(78).
    """
    parts = shares > 0
    if exponent > 0:
        most = np.where(parts, values, 0.0).max(axis=-1, keepdims=True)
    else:
        most = np.where(parts, values, np.inf).min(axis=-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(parts, shares * (values / most) ** exponent, 0.0)
        mean = most[..., 0] * terms.sum(axis=-1) ** (1.0 / exponent)
    return np.asarray(np.where(most[..., 0] == 0, 0.0, mean))


AGGREGATIONS: dict[str, Callable[[Array, Array], Array]] = {
    "arithmetic": arithmetic,
    "geometric": geometric,
    "harmonic": harmonic,
    "minimum": minimum,
}


def aggregated(rule: str | float, values: Array, shares: Array) -> Array:
    """Values joined by a mean: its name, or the exponent of a power mean."""
    if isinstance(rule, str):
        return AGGREGATIONS[rule](values, shares)
    return power(values, shares, rule)


def shares_of(weights: Array | Any) -> Array:
    """Weights rescaled to sum to 1 along the last axis; zero where all are zero. Weights whose sum
    is beyond what a number holds count as they are written."""
    weights = np.asarray(weights, dtype=float)
    with np.errstate(over="ignore"):
        total = weights.sum(axis=-1, keepdims=True)
    if not np.isfinite(total).all():
        weights = scaled(weights)
        total = weights.sum(axis=-1, keepdims=True)
    return np.asarray(weights / np.where(total > 0, total, 1.0))


def scaled(weights: Array | Any) -> Array:
    """Weights divided by a power of two, so that the largest along the last axis is in [½, 1): sums
    and products stay finite, and the ratios are the same to the last bit."""
    weights = np.asarray(weights, dtype=float)
    _, exponent = np.frexp(weights.max(axis=-1, keepdims=True, initial=0.0))
    return np.asarray(np.ldexp(weights, -exponent))
