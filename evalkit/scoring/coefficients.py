"""What several people gave to the same units in; coefficients of how far they agree out.

All coefficients are computed here: the packages that offer them are under the GPL or pinned to old
libraries; they stand in the tests.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evalkit.scoring.aggregate import Array
from evalkit.scoring.tolerances import TOLERANCE

DRAWS = 1000
WITHIN = 0.95


# --- Krippendorff's α ------------------------------------------------------------------------


def alpha(table: Array, metric: str) -> float | None:
    """Krippendorff's α; None where all ratings are the same, for which it is not defined.

    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section D.
    """
    values, coincidences, _ = _patterns(table)
    if len(values) < 2:
        return None
    found = _alphas(values, coincidences.sum(axis=0)[None], metric)[0]
    return None if math.isnan(found) else float(found)


def bootstrap(
    table: Array, metric: str, generator: np.random.Generator, draws: int = DRAWS
) -> tuple[float | None, float | None]:
    """The middle 95 % of α when units are drawn anew with replacement; draws in which all agree on
    one level count as 1."""
    values, coincidences, counts = _patterns(table, unique=True)
    if len(values) < 2:
        return None, None
    total = int(counts.sum())
    weights = generator.multinomial(total, counts / total, size=draws).astype(float)
    drawn = np.tensordot(weights, coincidences, axes=1)
    found = np.nan_to_num(_alphas(values, drawn, metric), nan=1.0)
    tail = (1 - WITHIN) / 2
    low, high = np.quantile(found, [tail, 1 - tail])
    return float(low), float(high)


def _patterns(table: Array, unique: bool = False) -> tuple[Array, Array, Array]:
    """(values, coincidence matrix of each unit or pattern of units, how many units have it).

    A unit with m ratings adds each ordered pair of its ratings, weighted 1 / (m − 1).
    """
    values = np.unique(table[~np.isnan(table)])
    counted = np.stack([(table == value).sum(axis=0) for value in values], axis=1).astype(float)
    counted = counted[counted.sum(axis=1) > 1]
    many = np.ones(len(counted))
    if unique:
        counted, times = np.unique(counted, axis=0, return_counts=True)
        many = times.astype(float)
    m = counted.sum(axis=1)[:, None, None]
    pairs = counted[:, :, None] * counted[:, None, :] - counted[:, :, None] * np.eye(len(values))
    return values, pairs / (m - 1), many


def _alphas(values: Array, coincidences: Array, metric: str) -> Array:
    """α of each coincidence matrix; shape (draws, values, values) → (draws,)."""
    margins = coincidences.sum(axis=2)
    total = margins.sum(axis=1)
    distance = _distances(values, margins, metric)
    observed = (coincidences * distance).sum(axis=(1, 2))
    expected = (margins[:, :, None] * margins[:, None, :] * distance).sum(axis=(1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(1 - (total - 1) * observed / expected)


def _distances(values: Array, margins: Array, metric: str) -> Array:
    """Squared differences between values; for the ordinal metric they depend on how often each is
    used."""
    if metric == "nominal":
        return np.asarray(values[:, None] != values[None, :], dtype=float)[None]
    if metric == "interval":
        return np.asarray((values[:, None] - values[None, :]) ** 2)[None]
    rank = np.cumsum(margins, axis=1) - margins / 2
    return np.asarray((rank[:, :, None] - rank[:, None, :]) ** 2)


# --- κ and ICC -------------------------------------------------------------------------------


def weighted_kappa(one: Array, two: Array, steps: Sequence[float]) -> float | None:
    """Quadratic weighted κ of two raters over the units that both rated; None where chance leaves
    nothing to disagree on.

    Source: Cohen (1968), Psychological Bulletin 70(4), 213–220, with squared distances of the
    scale's steps.
    """
    both = ~(np.isnan(one) | np.isnan(two))
    a, b = np.searchsorted(steps, one[both]), np.searchsorted(steps, two[both])
    if not a.size:
        return None
    place = np.arange(len(steps), dtype=float)
    apart = (place[:, None] - place[None, :]) ** 2
    used = (np.bincount(level, minlength=len(steps)).astype(float) for level in (a, b))
    observed = apart[a, b].mean()
    expected = (np.outer(*used) * apart).sum() / a.size**2
    return float(1 - observed / expected) if expected > 0 else None


def icc(table: Array) -> tuple[float | None, float | None]:
    """(ICC(2,1), ICC(2,k)): two-way random effects, absolute agreement, one rater and the mean of
    all k.

    Over units that every rater rated; None with fewer than two such units or raters, or without any
    variance. Source: Shrout and Fleiss (1979), Psychological Bulletin 86(2), 420–428.
    """
    whole = table[:, ~np.isnan(table).any(axis=0)].T
    n, k = whole.shape
    if n < 2 or k < 2:
        return None, None
    mean = whole.mean()
    between = k * ((whole.mean(axis=1) - mean) ** 2).sum() / (n - 1)
    raters = n * ((whole.mean(axis=0) - mean) ** 2).sum() / (k - 1)
    rest = whole - whole.mean(axis=1, keepdims=True) - whole.mean(axis=0, keepdims=True) + mean
    error = (rest**2).sum() / ((n - 1) * (k - 1))
    one = between + (k - 1) * error + k * (raters - error) / n
    every = between + (raters - error) / n
    return (
        float((between - error) / one) if one > 0 else None,
        float((between - error) / every) if every > 0 else None,
    )


@dataclass(frozen=True, slots=True)
class Squares:
    """Squared deviations from the mean of ratings: ``all`` of them, those between ``raters``
    (how much one gives on average against another), and those between the ``units`` rated."""

    all: float
    raters: float
    units: float

    @property
    def by_raters(self) -> float | None:
        """Of what raters disagree on, the share that is one of strictness; None where they do
        not."""
        apart = self.all - self.units
        return self.raters / apart if apart > TOLERANCE else None


def squares(table: Array) -> Squares | None:
    """The parts of a two-way table without replication, over units that every rater rated; None
    with fewer than two such units or raters.

    Source: Fisher (1925), Statistical Methods for Research Workers, ch. 7.
    """
    whole = table[:, ~np.isnan(table).any(axis=0)]
    if min(whole.shape) < 2:
        return None
    mean, (k, n) = whole.mean(), whole.shape
    raters = n * ((whole.mean(axis=1) - mean) ** 2).sum()
    units = k * ((whole.mean(axis=0) - mean) ** 2).sum()
    return Squares(float(((whole - mean) ** 2).sum()), float(raters), float(units))


def kappa(one: Array, two: Array) -> float | None:
    """Cohen's κ of two coders over the units that both coded, given as numbers of categories; None
    where chance leaves nothing to disagree on.

    Source: Cohen (1960), Educational and Psychological Measurement 20(1), 37–46.
    """
    known = ~(np.isnan(one) | np.isnan(two))
    a, b = one[known], two[known]
    if not a.size:
        return None
    values = np.unique([*a, *b])
    expected = sum(float((a == v).mean() * (b == v).mean()) for v in values)
    return float(((a == b).mean() - expected) / (1 - expected)) if expected < 1 else None
