"""Measured values in, values ready to be put on a scale out: cases with too little data screened
out, measures divided by others, gaps imputed, outliers treated, in this order.

Pure functions over arrays; what each of them did comes back beside what it made. The order of steps
and the rule for outliers are those of OECD/JRC (2008), Handbook on Constructing Composite
Indicators, steps 3 to 5, as Becker et al. (2022), COINr, JOSS 7(78), has them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evalkit.model.rubric import Outliers
from evalkit.scoring.aggregate import Array
from evalkit.scoring.normalise import FAR, alike, scaled, spans_nothing
from evalkit.scoring.tolerances import FLAT, SETTLED, TOLERANCE
from evalkit.scoring.tree import Mask

FEWEST_FOR_KURTOSIS = 4
FEWEST_TOGETHER = 3  # cases that have two measures both, without which nothing ties these together
ROUNDS = 10_000  # of expectation–maximisation, after which it is said not to have come to rest
POWERS = (-5.0, 5.0)  # between which Box–Cox looks for its λ
SHIFT = 0.01  # of the range: what is added to a value's distance from the lowest before logarithms


# --- screening and dividing ------------------------------------------------------------------


def availability(known: Mask, applicable: Mask, weights: Array | None = None) -> Array:
    """Share of each case's measures that has a value; shape (cases,), 1 where none applies.

    Args:
        known, applicable: shape (cases, measures).
        weights: shape (measures,); None: each counts the same.
    """
    asked = applicable * (1.0 if weights is None else weights)
    total = asked.sum(axis=1)
    held = (asked * known).sum(axis=1)
    return np.asarray(np.divide(held, total, out=np.ones(len(known)), where=total > 0))


def divided(values: Array, by: Array, times: float = 1.0) -> Array:
    """times · values / by; NaN where either is missing, the divisor is not above 0, or what comes
    out is no number."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        out = values / by * times
        out = np.where(np.isfinite(out), out, values * (times / by))
    return np.asarray(np.where(np.isfinite(out) & (by > 0), out, np.nan))


# --- imputing --------------------------------------------------------------------------------


def middle_of(values: Array, how: str, groups: NDArray[np.int64] | None = None) -> Array:
    """What stands in for a missing value, in each place; NaN where the group has none.

    Args:
        values: shape (cases,), NaN where missing.
        how: mean | median.
        groups: the number of the group of each case, below 0 where it has none; None: all are one
            group.
    """
    own, up = scaled(values)
    of = np.zeros(len(values), dtype=np.int64) if groups is None else groups
    some = ~np.isnan(own) & (of >= 0)
    n = int(of.max(initial=-1)) + 1
    found = np.full(n + 1, np.nan)  # the last is that of no group
    if how == "mean":
        sums = np.bincount(of[some], own[some], minlength=n)
        counts = np.bincount(of[some], minlength=n)
        np.divide(sums, counts, out=found[:n], where=counts > 0)
    else:
        for group in np.unique(of[some]).tolist():
            found[group] = np.median(own[some & (of == group)])
    return np.asarray(np.ldexp(found[np.maximum(of, -1)], up))


def years_around(
    series: Mapping[int, float], year: int, how: str, limit: int | None = None
) -> tuple[int, ...]:
    """The years whose values stand in for that of a year: the latest before it (``last``), and the
    first after it as well (``linear``, where one follows); none where there is none before.

    Args:
        series: year → value.
        limit: how many years a value may be away; None: any number.
    """
    before = [y for y in series if y < year and (limit is None or year - y <= limit)]
    after = [y for y in series if y > year and (limit is None or y - year <= limit)]
    if not before:
        return ()
    return (max(before), min(after)) if how == "linear" and after else (max(before),)


def over_years(
    series: Mapping[int, float], year: int, how: str, limit: int | None = None
) -> float | None:
    """What stands in for the value of a year: of the year before it that has one (``last``), or on
    the line between the years around it (``linear``), and where none follows, as ``last``.

    Args:
        series, limit: as of :func:`years_around`.
    """
    around = years_around(series, year, how, limit)
    if len(around) < 2:
        return series[around[0]] if around else None
    start, end = around
    return series[start] + (series[end] - series[start]) * (year - start) / (end - start)


class Expected(NamedTuple):
    """A table with its gaps filled by expectation–maximisation, or as it was where the data do not
    tell how the measures go together; ``rounds``: how many it took; ``settled``: whether it came to
    rest."""

    values: Array
    rounds: int
    settled: bool


def expected(table: Array) -> Expected:
    """Gaps filled with what the other measures of the case let expect, the measures being jointly
    normal: mean and covariance of greatest likelihood, by expectation–maximisation.

    Args:
        table: shape (cases, measures), NaN where missing.

    Returns:
        The table as it is where the covariance would not be known: not more cases with any value
        than measures, two measures that fewer than three cases have together, or a covariance that
        shrinks to nothing in a direction in which complete cases vary. A case without any value
        stays without.

    Source: Dempster, Laird and Rubin (1977), Journal of the Royal Statistical Society B 39(1);
        Little and Rubin (2019), Statistical Analysis with Missing Data, ch. 11.2.
    """
    known = ~np.isnan(table)
    rows = np.flatnonzero(known.any(axis=1))
    # a measure with nothing, or one and the same, tells nothing of the others
    columns = np.flatnonzero([not alike(table[known[:, n], n]) for n in range(table.shape[1])])
    if len(rows) <= len(columns) or not columns.size or known[np.ix_(rows, columns)].all():
        return Expected(table, 0, True)
    own = table[np.ix_(rows, columns)]
    up = np.array([scaled(column)[1] for column in own.T])
    own = np.ldexp(own, -up)
    seen = ~np.isnan(own)
    if (seen.T.astype(int) @ seen).min() < FEWEST_TOGETHER:
        return Expected(table, 0, True)
    middle, spread = np.nanmean(own, axis=0), np.nanstd(own, axis=0)
    own = (own - middle) / spread
    filled, covariance, rounds, settled = _maximised(own)
    if _flat(covariance) and not _flat_whole(own[seen.all(axis=1)]):
        return Expected(table, rounds, settled)
    out = table.copy()
    out[np.ix_(rows, columns)] = np.where(
        known[np.ix_(rows, columns)],
        table[np.ix_(rows, columns)],
        np.ldexp(filled * spread + middle, up),
    )
    return Expected(out, rounds, settled)


class _Pattern(NamedTuple):
    """Cases with the same gaps: their rows, the columns they have and those they have not."""

    rows: NDArray[np.intp]
    seen: NDArray[np.intp]
    gone: NDArray[np.intp]


def _flat(covariance: Array) -> bool:
    """Whether there is a direction in which nothing varies."""
    values = np.linalg.eigvalsh(covariance)
    return bool(values[0] <= FLAT * values[-1])


def _flat_whole(table: Array) -> bool:
    """Whether complete cases, enough of them to tell, vary in no direction of some."""
    return len(table) > table.shape[1] + 1 and _flat(np.atleast_2d(np.cov(table, rowvar=False)))


def _maximised(table: Array) -> tuple[Array, Array, int, bool]:
    """A standardised table filled in, the covariance, how many rounds that took, and whether it
    came to rest.

    Rounds are drawn on by squared extrapolation wherever that leaves a covariance. Source:
    Varadhan and Roland (2008), Simple and globally convergent methods for accelerating the
    convergence of any EM algorithm, Scandinavian Journal of Statistics 35(2), scheme S3.
    """
    known = ~np.isnan(table)
    kinds, of = np.unique(known, axis=0, return_inverse=True)
    patterns = [
        _Pattern(np.flatnonzero(of.reshape(-1) == n), np.flatnonzero(own), np.flatnonzero(~own))
        for n, own in enumerate(kinds)
        if not own.all()
    ]
    filled = np.where(known, table, 0.0)
    size = table.shape[1]
    state = np.concatenate([filled.mean(axis=0), np.eye(size).ravel()])
    rounds, far = 0, math.inf
    while rounds < ROUNDS:
        one = _round(table, filled, patterns, state)
        two = _round(table, filled, patterns, one)
        rounds += 2
        first, second = one - state, two - one
        if (now := float(np.abs(second).max())) < SETTLED:
            return filled, two[size:].reshape(size, size), rounds, True
        bend = second - first
        length = float(np.linalg.norm(bend))
        step = -float(np.linalg.norm(first)) / length if length else -1.0
        ahead = state - 2 * step * first + step**2 * bend
        # what leads away from rest, or to no covariance, is not taken
        state = ahead if step < -1 and now <= 2 * far and _sound(ahead[size:], size) else two
        far = min(far, now)
    return filled, state[size:].reshape(size, size), rounds, False


def _sound(covariance: Array, size: int) -> bool:
    own = covariance.reshape(size, size)
    return bool(np.linalg.eigvalsh(own)[0] > 0)


def _round(table: Array, filled: Array, patterns: Sequence[_Pattern], state: Array) -> Array:
    """One round: gaps of ``filled`` as mean and covariance let expect them, and the mean and
    covariance that follow."""
    size = table.shape[1]
    mean, covariance = state[:size], state[size:].reshape(size, size)
    residual = np.zeros_like(covariance)
    for own in patterns:
        between = covariance[np.ix_(own.seen, own.gone)]
        inner = covariance[np.ix_(own.seen, own.seen)]
        try:
            slopes = np.linalg.solve(inner, between)
        except np.linalg.LinAlgError:  # a measure follows from others
            slopes = np.linalg.pinv(inner, hermitian=True) @ between
        away = table[np.ix_(own.rows, own.seen)] - mean[own.seen]
        filled[np.ix_(own.rows, own.gone)] = mean[own.gone] + away @ slopes
        left = covariance[np.ix_(own.gone, own.gone)] - between.T @ slopes
        residual[np.ix_(own.gone, own.gone)] += len(own.rows) * left
    new = filled.mean(axis=0)
    away = filled - new
    return np.concatenate([new, ((away.T @ away + residual) / len(table)).ravel()])


# --- outliers --------------------------------------------------------------------------------


class Shape(NamedTuple):
    """Skewness and kurtosis of what is there; None where there are too few values, or nothing
    varies.

    ``skew``: G1 = √(n(n − 1)) / (n − 2) · m₃ / m₂^1.5, from three values on; ``kurtosis``: G2 =
    (n − 1) / ((n − 2)(n − 3)) · ((n + 1)(m₄ / m₂² − 3) + 6), 0 of a normal distribution, from four.
    Source: Joanes and Gill (1998), Comparing measures of sample skewness and kurtosis, The
        Statistician 47(1): the measures of SAS, Excel and COINr.
    """

    skew: float | None
    kurtosis: float | None

    def reaches(self, rule: Outliers) -> bool:
        """Whether there are outliers: both reach the rule's limits."""
        if self.skew is None or self.kurtosis is None:
            return False
        return abs(self.skew) >= rule.when.skew and self.kurtosis >= rule.when.kurtosis


def shape_of(values: Array) -> Shape:
    """Skewness and kurtosis of values, shape (cases,), NaN where missing."""
    return _shape(values[~np.isnan(values)])


def _shape(known: Array) -> Shape:
    """:func:`shape_of` where nothing is missing."""
    n = known.size
    if n < 3:
        return Shape(None, None)
    low, high = float(known.min()), float(known.max())
    if spans_nothing(low, high):
        return Shape(None, None)
    middle = float(known.mean())
    away = known - middle
    furthest = max(high - middle, middle - low)
    if not 1 / FAR < furthest < FAR:
        known, _ = scaled(known)
        away = known - known.mean()
        furthest = float(np.abs(away).max())
    away /= furthest
    square = away * away
    second = float(square.mean())
    skew = float((square * away).mean()) / second**1.5 * math.sqrt(n * (n - 1)) / (n - 2)
    if n < FEWEST_FOR_KURTOSIS:
        return Shape(skew, None)
    excess = float((square * square).mean()) / second**2 - 3
    return Shape(skew, ((n + 1) * excess + 6) * (n - 1) / ((n - 2) * (n - 3)))


@dataclass(frozen=True, slots=True)
class Treated:
    """A measure after its outliers were treated. ``by``: nothing, ``winsorise``, ``log`` or
    ``box-cox``; ``moved``: the values that differ; ``power``: λ of Box–Cox; ``still``: whether
    outliers are left."""

    values: Array
    by: str
    moved: Mask
    power: float | None
    before: Shape
    after: Shape
    still: bool


def treated(values: Array, rule: Outliers) -> Treated:
    """A measure whose outliers are drawn in, or that is transformed as a whole.

    The highest values (the lowest, where skewness is negative) are set to the next one until
    skewness or kurtosis is below its limit, or ``winsorise`` values are; values that are tied move
    together. If that does not do, all values as they were are transformed.

    Args:
        values: shape (cases,), NaN where missing; fewer than four are left as they are.
    """
    known: Mask = ~np.isnan(values)
    own = values[known]
    before = _shape(own)
    if not before.reaches(rule):
        none: Mask = np.zeros(len(values), dtype=bool)
        return Treated(values, "", none, None, before, before, False)
    kept, after = winsorised(own, rule, before)
    power, touched = None, np.asarray(kept != own)
    by = "winsorise" if touched.any() else ""
    if after.reaches(rule) and rule.then != "none":
        by, touched = rule.then, np.ones(len(own), dtype=bool)
        kept, power = box_cox(own) if rule.then == "box-cox" else (shifted_log(own), None)
        after = _shape(kept)
    out, moved = np.full(len(values), np.nan), np.zeros(len(values), dtype=bool)
    out[known], moved[known] = kept, touched
    return Treated(out, by, moved, power, before, after, after.reaches(rule))


def winsorised(values: Array, rule: Outliers, shape: Shape) -> tuple[Array, Shape]:
    """Values, none missing, with the furthest set to the next one, one by one, until the rule holds
    or as many as it says are; and the shape that they then have."""
    out, moved = values.copy(), {1: 0, -1: 0}
    while shape.reaches(rule) and sum(moved.values()) < rule.winsorise:
        side = 1 if (shape.skew or 0.0) >= 0 else -1
        end = float(out.max() if side > 0 else out.min())
        at = np.abs(out - end) <= TOLERANCE * abs(end)
        rest = out[~at]
        if not rest.size or spans_nothing(float(rest.min()), float(rest.max())):
            break  # nothing would vary any more
        out[at] = rest.max() if side > 0 else rest.min()
        moved[side] = int(at.sum())
        shape = _shape(out)
    return out, shape


def shifted_log(values: Array) -> Array:
    """ln(x − min + 0.01 · (max − min)). Source: JRC COIN Tool, as in COINr (``log_CT``)."""
    own, _ = scaled(values)
    low, high = np.nanmin(own), np.nanmax(own)
    return np.asarray(np.log(own - low + SHIFT * (high - low)))


def box_cox(values: Array) -> tuple[Array, float]:
    """((x / g)^λ − 1) / λ, ln(x / g) for λ = 0, and λ: g the geometric mean, λ of greatest
    likelihood from −5 to 5. Where not all are above 0, x stands for x − min + 0.01 · (max − min).

    Source: Box and Cox (1964), An analysis of transformations, Journal of the Royal Statistical
        Society B 26(2).
    """
    logs = np.log(values) if np.nanmin(values) > 0 else shifted_log(values)
    logs = logs - np.nanmean(logs)
    known = np.sort(logs[~np.isnan(logs)])  # so that the order of cases is no matter

    def loss(power: float) -> float:
        with np.errstate(over="ignore", invalid="ignore"):
            spread = float(_powered(known, power).var())
        return math.log(spread) if 0 < spread < math.inf else math.inf

    # the best of a grid, and then between its neighbours by golden section
    grid = np.linspace(*POWERS, 101)
    at = int(np.argmin([loss(float(power)) for power in grid]))
    left_end, right_end = float(grid[max(at - 1, 0)]), float(grid[min(at + 1, len(grid) - 1)])
    golden = (math.sqrt(5) - 1) / 2
    while right_end - left_end > TOLERANCE:
        inner = golden * (right_end - left_end)
        if loss(right_end - inner) < loss(left_end + inner):
            right_end = left_end + inner
        else:
            left_end = right_end - inner
    power = (left_end + right_end) / 2
    return _powered(logs, power), power


def _powered(logs: Array, power: float) -> Array:
    if abs(power) < TOLERANCE:
        return logs
    return np.asarray(np.expm1(power * logs) / power)
