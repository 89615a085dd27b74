"""What several people gave to the same units in; how far they put them in the same order out."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from evalkit.scoring.aggregate import Array
from evalkit.scoring.intraclass import of_all_rated

LEAST_FOR_P = 8  # units; for fewer Kendall (1948) tabulates W itself


@dataclass(frozen=True, slots=True)
class Concordance:
    """Kendall's W over ``n_units``: 1 where all have one order, 0 where their orders cancel out;
    ``p``: how often chance alone would give as much, by χ² with n − 1 degrees of freedom; None
    below `LEAST_FOR_P` units, of which χ² is no approximation."""

    w: float
    chi_squared: float
    p: float | None
    n_units: int


def concordance(table: Array) -> Concordance | None:
    """Kendall's W, ties corrected, over the units that every rater rated; None with fewer than two
    of them, or of raters, or where each rater gave one level throughout.

    The χ² is an approximation, cautious with two or three raters (its p is too large).

    Source: Kendall and Babington Smith (1939), Annals of Mathematical Statistics 10(3), 275–287;
    ties: Kendall (1948), Rank Correlation Methods, ch. 6.
    """
    whole = of_all_rated(table)
    m, n = whole.shape
    if min(m, n) < 2:
        return None
    ranks = np.empty(whole.shape)
    ties = 0
    for own, given in zip(ranks, whole, strict=True):
        _, place, times = np.unique(given, return_inverse=True, return_counts=True)
        own[:] = (np.cumsum(times) - (times - 1) / 2)[place]
        ties += sum(t**3 - t for t in times.tolist())
    most = m**2 * (n**3 - n) - m * ties
    if most <= 0:
        return None
    sums = ranks.sum(axis=0)
    w = float(12 * ((sums - sums.mean()) ** 2).sum() / most)
    found = m * (n - 1) * w
    p = chi_squared_tail(found, n - 1) if n >= LEAST_FOR_P else None
    return Concordance(w, found, p, n)


def chi_squared_tail(value: float, freedom: int) -> float:
    """How often χ² with so many degrees of freedom lies above a value; in [0, 1].

    Source: Abramowitz and Stegun (1964), 26.4.4 and 26.4.5.
    """
    half = value / 2
    if half <= 0:
        return 1.0
    odd = freedom % 2
    start = math.erfc(math.sqrt(half)) if odd else 0.0
    powers = (n + odd / 2 for n in range(freedom // 2))
    terms = (math.exp(power * math.log(half) - half - math.lgamma(power + 1)) for power in powers)
    return min(1.0, start + math.fsum(terms))
