"""Two columns of values in; how far they go together, and how often chance alone would bring that
about, out.

The core carries no library of statistics: Student's t and Kendall's counts are worked out here,
and held against scipy in the tests.
"""

from __future__ import annotations

import math
import sys
from bisect import bisect_right, insort
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from evalkit.scoring.aggregate import Array
from evalkit.scoring.tolerances import FEWEST_CASES, TOLERANCE

Method = Literal["pearson", "spearman", "kendall"]
EXACT = 33  # cases up to which Kendall's counts are taken exactly, where there are no ties
COMMON = 0.5  # of the cases that must have a column for complete cases to be asked for it
ITERATIONS = 500  # of a continued fraction, which converges in some tens


@dataclass(frozen=True, slots=True)
class Correlation:
    """A correlation of two columns over the ``n`` cases that have both. ``r`` and ``p`` (two-sided:
    how often chance alone gives one as far from 0) are None with fewer than three cases, or where
    either is constant."""

    n: int
    r: float | None
    p: float | None


def correlation(x: Array, y: Array, method: Method = "pearson") -> Correlation:
    """How two columns go together, over the cases that have both.

    Args:
        x, y: shape (cases,), NaN where missing.
    """
    known = ~(np.isnan(x) | np.isnan(y))
    one, two = x[known], y[known]
    n = int(known.sum())
    if n < FEWEST_CASES or not (varies(one) and varies(two)):
        return Correlation(n, None, None)
    return Correlation(n, *METHODS[method](one, two))


def varies(values: Array) -> bool:
    """Whether complete values are not all the same, by their relative difference."""
    if not values.size:
        return False
    low, high = float(values.min()), float(values.max())
    return not math.isclose(low, high, rel_tol=TOLERANCE, abs_tol=TOLERANCE**2)


def is_common(column: Array) -> bool:
    """Whether at least half of the cases, and three, have a column; one that fewer have would leave
    few complete cases."""
    known = int((~np.isnan(column)).sum())
    return known >= max(FEWEST_CASES, COMMON * len(column) - TOLERANCE)


def _pearson(x: Array, y: Array) -> tuple[float, float]:
    r = product_moment(x, y)
    return r, chance(r, len(x))


def _spearman(x: Array, y: Array) -> tuple[float, float]:
    """Pearson's of the ranks, ties sharing the mean. Source: Spearman (1904), American Journal of
    Psychology 15(1)."""
    return _pearson(tied_ranks(x), tied_ranks(y))


def product_moment(x: Array, y: Array) -> float:
    """Pearson's correlation of complete columns that vary, each on a scale of its own first."""
    one, two = x - x.mean(), y - y.mean()
    one, two = one / np.abs(one).max(), two / np.abs(two).max()
    r = float(one @ two / math.sqrt(float(one @ one) * float(two @ two)))
    return max(-1.0, min(1.0, r))


def _kendall(x: Array, y: Array) -> tuple[float, float]:
    """τ-b, which takes ties into account; the chance is exact up to 33 cases without ties, else by
    the normal curve with the variance under ties.

    Source: Kendall (1945), The treatment of ties in ranking problems, Biometrika 33(3), 239–251;
    counted as by Knight (1966), Journal of the American Statistical Association 61(314).
    """
    a, b = tied_ranks(x), tied_ranks(y)
    n, pairs = len(a), len(a) * (len(a) - 1) // 2
    order = np.lexsort((b, a))
    seen: list[float] = []
    discordant = 0
    for value in b[order].tolist():
        discordant += len(seen) - bisect_right(seen, value)
        insort(seen, value)
    ties_a, ties_b = (_counts(own) for own in (a, b))
    both = _counts(a * (4 * n) + b)
    tied_a, tied_b, tied = (int((t * (t - 1) // 2).sum()) for t in (ties_a, ties_b, both))
    score = pairs - tied_a - tied_b + tied - 2 * discordant
    tau = score / math.sqrt((pairs - tied_a) * (pairs - tied_b))
    if n <= EXACT and not tied_a and not tied_b:
        return tau, _exact(n, min(discordant, pairs - discordant))
    variance = _variance(n, ties_a, ties_b)
    return max(-1.0, min(1.0, tau)), math.erfc(abs(score) / math.sqrt(2 * variance))


def _counts(values: Array) -> Array:
    return np.asarray(np.unique(values, return_counts=True)[1], dtype=np.int64)


def _variance(n: int, one: Array, two: Array) -> float:
    """Variance of concordant less discordant pairs under chance, with ties in both columns."""
    whole = n * (n - 1)
    v = [float((t * (t - 1) * (2 * t + 5)).sum()) for t in (one, two)]
    pairs = [float((t * (t - 1)).sum()) for t in (one, two)]
    threes = [float((t * (t - 1) * (t - 2)).sum()) for t in (one, two)]
    out = (whole * (2 * n + 5) - v[0] - v[1]) / 18 + pairs[0] * pairs[1] / (2 * whole)
    return out + threes[0] * threes[1] / (9 * whole * (n - 2))


def _exact(n: int, few: int) -> float:
    """Share of the n! orders with at most ``few`` discordant pairs, or as few concordant ones."""
    ways = np.zeros(few + 1)
    ways[0] = 1.0  # as shares of all orders, one more case at a time
    for size in range(2, n + 1):
        reach = np.cumsum(ways)
        reach[size:] -= reach[:-size].copy() if few >= size else 0.0
        ways = reach / size
    return min(1.0, 2.0 * float(ways.sum()))


METHODS: dict[str, Callable[[Array, Array], tuple[float, float]]] = {
    "pearson": _pearson,
    "spearman": _spearman,
    "kendall": _kendall,
}


def tied_ranks(values: Array) -> Array:
    """Ranks of complete values from the lowest, 1 upwards; ties, by their relative difference,
    share their mean rank. In time n log n."""
    order = np.argsort(values, kind="stable")
    rising = values[order]
    size = np.maximum(np.abs(rising[1:]), np.abs(rising[:-1]))
    starts = np.r_[True, np.diff(rising) > TOLERANCE * size]
    group = np.cumsum(starts) - 1
    first = np.flatnonzero(starts)
    last = np.r_[first[1:], len(values)]
    out = np.empty(len(values))
    out[order] = ((first + 1 + last) / 2)[group]
    return out


def chance(r: float, n: int) -> float:
    """How often a correlation of n independent pairs lies as far from 0: two-sided, by Student's t
    with n − 2 degrees of freedom, t = r √((n − 2)/(1 − r²)).

    Source: Fisher (1915), Biometrika 10(4), 507–521.
    """
    rest = (1 - r) * (1 + r)
    return incomplete_beta(rest, (n - 2) / 2, 0.5) if rest > 0 else 0.0


def chance_of_t(t: float, degrees: int) -> float:
    """How often Student's t lies as far from 0 as ``t``, up or down, by chance.

    Args:
        degrees: of freedom, from 1.
    """
    return incomplete_beta(degrees / (degrees + t * t), degrees / 2, 0.5)


def incomplete_beta(x: float, a: float, b: float) -> float:
    """I_x(a, b), the regularised incomplete beta function, for x in [0, 1] and a, b > 0.

    By its continued fraction, in the order of Lentz. Source: Abramowitz and Stegun (1964), Handbook
    of Mathematical Functions, 26.5.8; Lentz (1976), Applied Optics 15(3), 668–671.
    """
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    if x > (a + 1) / (a + b + 2):
        return 1.0 - incomplete_beta(1 - x, b, a)
    logs = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    front = math.exp(logs + a * math.log(x) + b * math.log1p(-x)) / a
    tiny, c = sys.float_info.min, 1.0
    d = 1.0 / _nonzero(1.0 - (a + b) * x / (a + 1), tiny)
    out = d
    for m in range(1, ITERATIONS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1.0 / _nonzero(1.0 + term * d, tiny)
            c = _nonzero(1.0 + term / c, tiny)
            out *= c * d
        if abs(c * d - 1.0) < 4 * sys.float_info.epsilon:
            break
    return front * out


def _nonzero(value: float, tiny: float) -> float:
    return value if abs(value) > tiny else tiny
