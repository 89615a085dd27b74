"""Scores of cases on the items of a scale in; how far the items measure one thing, out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalkit.scoring.aggregate import Array
from evalkit.scoring.tolerances import FEWEST_CASES, TOLERANCE


def cronbach(table: Array) -> tuple[float | None, int]:
    """(α, cases used): k / (k − 1) · (1 − Σ var(item) / var(sum)) over complete cases.

    Source: Cronbach (1951), Psychometrika 16(3).
    """
    whole = complete(table)
    n, k = whole.shape
    if n < FEWEST_CASES or k < 2:
        return None, n
    total = float(whole.sum(axis=1).var(ddof=1))
    if total <= TOLERANCE**2:
        return None, n
    return float(k / (k - 1) * (1 - whole.var(axis=0, ddof=1).sum() / total)), n


def standardised(table: Array) -> float | None:
    """α as if all items had the same spread: k r̄ / (1 + (k − 1) r̄), r̄ being the mean correlation
    of the items; over complete cases, items that do not vary left out. None where α has none, or
    the items run so far against each other that it is not defined.

    Source: Cronbach (1951), Psychometrika 16(3), equation 53 with equal variances.
    """
    whole = complete(table)
    if len(whole) < FEWEST_CASES:
        return None
    whole = whole[:, np.ptp(whole, axis=0) > TOLERANCE]
    k = whole.shape[1]
    if k < 2:
        return None
    r = np.corrcoef(whole, rowvar=False)
    mean = float((r.sum() - k) / (k * (k - 1)))
    below = 1 + (k - 1) * mean
    return k * mean / below if below > TOLERANCE else None


@dataclass(frozen=True, slots=True)
class ItemStanding:
    """An item of a scale, over complete cases. ``rest``: correlation with the sum of the others;
    ``alpha_without``: α of the others; None where they cannot be worked out."""

    rest: float | None
    alpha_without: float | None


def item_standings(table: Array) -> tuple[ItemStanding, ...]:
    """Every item against the others.

    Args:
        table: shape (cases, items), NaN where missing.

    Source: Guilford (1953), Psychometrika 18(3), 225–239, for correlations with the rest.
    """
    whole = complete(table)
    n, k = whole.shape
    if n < FEWEST_CASES or k < 2:
        return tuple(ItemStanding(None, None) for _ in range(k))
    out = []
    for item in range(k):
        others = np.delete(whole, item, axis=1)
        own, rest = whole[:, item], others.sum(axis=1)
        varies = min(np.ptp(own), np.ptp(rest)) > TOLERANCE
        r = float(np.corrcoef(own, rest)[0, 1]) if varies else None
        out.append(ItemStanding(r, cronbach(others)[0]))
    return tuple(out)


def complete(table: Array) -> Array:
    """The rows in which nothing is missing."""
    return np.asarray(table[~np.isnan(table).any(axis=1)])
