"""What several people gave to the same units in; coefficients of how far they agree beyond chance
out: Krippendorff's α, Cohen's and Fleiss' κ, Gwet's AC.

All coefficients are computed here: the packages that offer them are under the GPL or pinned to old
libraries; they stand in the tests. Of variance (ICC) and of ranks (W): `intraclass`, `concordance`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from evalkit.scoring.aggregate import Array

METRICS = ("nominal", "ordinal", "interval")
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
    found = alphas_of(values, coincidences.sum(axis=0)[None], metric)[0]
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
    found = np.nan_to_num(alphas_of(values, drawn, metric), nan=1.0)
    tail = (1 - WITHIN) / 2
    low, high = np.quantile(found, [tail, 1 - tail])
    return float(low), float(high)


def _patterns(table: Array, unique: bool = False) -> tuple[Array, Array, Array]:
    """(values, coincidence matrix of each unit or pattern of units, how many units have it).

    A unit with m ratings adds each ordered pair of its ratings, weighted 1 / (m − 1).
    """
    values = np.unique(table[~np.isnan(table)])
    counted = _counted(table, values)
    counted = counted[counted.sum(axis=1) > 1]
    many = np.ones(len(counted))
    if unique:
        counted, times = np.unique(counted, axis=0, return_counts=True)
        many = times.astype(float)
    m = counted.sum(axis=1)[:, None, None]
    pairs = counted[:, :, None] * counted[:, None, :] - counted[:, :, None] * np.eye(len(values))
    return values, pairs / (m - 1), many


def alphas_of(values: Array, coincidences: Array, metric: str) -> Array:
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


# --- κ -----------------------------------------------------------------------------------------


def _apart(n: int, weights: str) -> Array:
    """How far n levels count as apart, by their places; shape (n, n)."""
    place = np.arange(n, dtype=float)
    steps = np.abs(place[:, None] - place[None, :])
    if weights == "unweighted":
        return np.asarray(steps > 0, dtype=float)
    return steps if weights == "linear" else steps**2


def weighted_kappa(
    one: Array, two: Array, steps: Sequence[float], weights: str = "quadratic"
) -> float | None:
    """Cohen's κ of two raters over the units that both rated; None where chance leaves nothing to
    disagree on.

    Args:
        steps: what can be given, lowest first.
        weights: linear | quadratic, by the scale's steps.

    Source: Cohen (1968), Psychological Bulletin 70(4), 213–220.
    """
    both = ~(np.isnan(one) | np.isnan(two))
    a, b = np.searchsorted(steps, one[both]), np.searchsorted(steps, two[both])
    if not a.size:
        return None
    apart = _apart(len(steps), weights)
    used = (np.bincount(level, minlength=len(steps)).astype(float) for level in (a, b))
    observed = apart[a, b].mean()
    expected = (np.outer(*used) * apart).sum() / a.size**2
    return float(1 - observed / expected) if expected > 0 else None


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


def fleiss_kappa(table: Array) -> float | None:
    """Fleiss' κ over units that the same number of raters rated each, who need not be the same
    people; None where the numbers differ, where nobody rated twice, or where all ratings are the
    same.

    Source: Fleiss (1971), Psychological Bulletin 76(5), 378–382.
    """
    values = np.unique(table[~np.isnan(table)])
    counted = _counted(table, values)
    m = raters_each(table)
    if m < 2 or len(values) < 2:
        return None
    observed = ((counted**2).sum(axis=1) - m).mean() / (m * (m - 1))
    expected = ((counted.sum(axis=0) / counted.sum()) ** 2).sum()
    return float((observed - expected) / (1 - expected))


def raters_each(table: Array) -> int:
    """How many rated each unit; 0 where that differs, or there is none."""
    numbers = np.unique((~np.isnan(table)).sum(axis=0))
    return int(numbers[0]) if len(numbers) == 1 else 0


def _counted(table: Array, values: Sequence[float] | Array) -> Array:
    """How many gave each value to each unit; shape (units, values)."""
    return np.stack([(table == value).sum(axis=0) for value in values], axis=1).astype(float)


# --- AC ----------------------------------------------------------------------------------------


def gwet(table: Array, steps: Sequence[float], weights: str = "unweighted") -> float | None:
    """Gwet's AC1, or AC2 where differences are weighted; None where nobody rated a unit twice.

    Chance is put low where one level is given to nearly everything, for which κ and α sink to 0
    although nearly all ratings are the same. Units may be rated by any number; those rated once
    count in how often a level is given, as in the source. ``steps`` are all levels that can be
    given: the more there are, the less is put down to chance.

    Source: Gwet (2008), British Journal of Mathematical and Statistical Psychology 61(1), 29–48;
    weights and missing ratings: Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., ch. 3–4.
    """
    counted = _counted(table, steps)
    raters = counted.sum(axis=1)
    counted, raters = counted[raters > 0], raters[raters > 0]
    q, twice = len(steps), raters > 1
    if q < 2 or not twice.any():
        return None
    apart = _apart(q, weights)
    near = 1 - apart / apart.max()
    several, m = counted[twice], raters[twice]
    observed = ((several * (several @ near - 1)).sum(axis=1) / (m * (m - 1))).mean()
    given = (counted / raters[:, None]).mean(axis=0)
    expected = near.sum() / (q * (q - 1)) * (given * (1 - given)).sum()
    return float((observed - expected) / (1 - expected))
