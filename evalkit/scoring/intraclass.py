"""What several people gave to the same units in; intraclass correlations, and squared deviations
between units and between raters, out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalkit.scoring.aggregate import Array
from evalkit.scoring.coefficients import raters_each
from evalkit.scoring.tolerances import TOLERANCE


@dataclass(frozen=True, slots=True)
class Intraclass:
    """Intraclass correlation of ``one`` rater, and of the mean of ``all`` k; at most 1; None where
    what was rated does not differ enough for it to be defined."""

    one: float | None = None
    all: float | None = None


@dataclass(frozen=True, slots=True)
class _MeanSquares:
    """Of n units and k raters: between units, within them, between raters, and the rest."""

    n: int
    k: int
    units: float
    within: float
    raters: float
    rest: float


def of_all_rated(table: Array) -> Array:
    """The units that every rater rated; shape (raters, units)."""
    return np.asarray(table[:, ~np.isnan(table).any(axis=0)])


def one_way(table: Array) -> Intraclass:
    """ICC(1): each unit rated by raters of its own, by the same number everywhere; strictness
    counts as error. None also where the numbers differ.

    Source: Shrout and Fleiss (1979), Psychological Bulletin 86(2), 420–428, case 1.
    """
    k = raters_each(table)
    if k < 2:
        return Intraclass()
    given = table.T[~np.isnan(table.T)].reshape(-1, k).T
    held = _mean_squares(given)
    if held is None:
        return Intraclass()
    apart = held.units - held.within
    return Intraclass(
        _divided(apart, held.units + (k - 1) * held.within), _divided(apart, held.units)
    )


def two_way(table: Array) -> Intraclass:
    """ICC(2): the same raters for all units, drawn from many; strictness counts as error (absolute
    agreement). Over units that every rater rated.

    Source: Shrout and Fleiss (1979), case 2.
    """
    held = _mean_squares(of_all_rated(table))
    if held is None:
        return Intraclass()
    apart, strict = held.units - held.rest, (held.raters - held.rest) / held.n
    return Intraclass(
        _divided(apart, held.units + (held.k - 1) * held.rest + held.k * strict),
        _divided(apart, held.units + strict),
    )


def two_way_fixed(table: Array) -> Intraclass:
    """ICC(3): these raters and no others; strictness does not count, only whether they place units
    alike (consistency). Over units that every rater rated.

    Source: Shrout and Fleiss (1979), case 3.
    """
    held = _mean_squares(of_all_rated(table))
    if held is None:
        return Intraclass()
    apart = held.units - held.rest
    return Intraclass(
        _divided(apart, held.units + (held.k - 1) * held.rest), _divided(apart, held.units)
    )


def _mean_squares(whole: Array) -> _MeanSquares | None:
    """Of a table without gaps, shape (raters, units); None with fewer than two of either."""
    k, n = whole.shape
    if min(n, k) < 2:
        return None
    mean = whole.mean()
    units = k * ((whole.mean(axis=0) - mean) ** 2).sum()
    raters = n * ((whole.mean(axis=1) - mean) ** 2).sum()
    within = ((whole - whole.mean(axis=0)) ** 2).sum()
    rest = whole - whole.mean(axis=0) - whole.mean(axis=1, keepdims=True) + mean
    return _MeanSquares(
        n,
        k,
        float(units / (n - 1)),
        float(within / (n * (k - 1))),
        float(raters / (k - 1)),
        float((rest**2).sum() / ((n - 1) * (k - 1))),
    )


def _divided(part: float, whole: float) -> float | None:
    return float(part / whole) if whole > TOLERANCE else None


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
