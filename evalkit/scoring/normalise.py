"""A level or a measured value in, a score in [0, 1] out; every method prints its formula.

Fixed scales (levels, goalposts, target, step, an interval with goalposts) mean the same whatever
other cases are present; the others depend on the sample and are for use on request.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from evalkit.model.rubric import Measure
from evalkit.scoring.aggregate import Array
from evalkit.scoring.tolerances import TOLERANCE

FORMULAS: dict[str, str] = {
    "level": "(level − lowest) / (highest − lowest)",
    "goalposts": "(x − low) / (high − low), capped at 0 and 1",
    "target": "(x − start) / (target − start), capped at 0 and 1",
    "step": "score of the highest step whose `from` is not above x",
    "interval": "1 from a to b; 1 − (a − x) / M below, 1 − (x − b) / M above, "
    "M = max(a − min, max − b) over the sample; with goalposts a − low below, high − b above",
    "minmax": "(x − min) / (max − min) over the sample",
    "zscore": "0.5 + z / 6, capped at 0 and 1; z = (x − mean) / sd (n − 1) over the sample",
    "rank": "(n − rank) / (n − 1) over the sample; ties share the mean rank",
    "borda": "cases behind / (n − 1) over the sample",
    "percentile": "(cases below + ½ · cases equal) / n over the sample",
    "distance": "1 − (x of the reference − x) / (x of the reference − worst of the sample)",
    "share-of-best": "x / max over the sample (min / x where lower is better)",
}
PLACED = frozenset({"rank", "borda", "percentile"})
SPREADS = 3.0  # standard deviations from the mean at which a z-score ends
FAR = 2.0**300  # values beyond, or all below its inverse, are scaled before they are squared


class Ends(NamedTuple):
    """Values in the measure's unit beyond which no score changes, infinite where there is no end;
    what each of them is: goalpost, start, target, step, mean-less, mean-more."""

    low: float
    high: float
    below: str
    above: str


OPEN = Ends(-math.inf, math.inf, "", "")


def from_levels(levels: Array, lowest: float | Array, highest: float | Array) -> Array:
    """Levels as shares of the way up their scale, in [0, 1]; NaN where missing.

    Args:
        lowest, highest: ends of the scale, or of each leaf's: broadcastable to ``levels``.
    """
    return np.asarray((levels - lowest) / (highest - lowest))


def ends(values: Array, measure: Measure) -> Ends:
    """Where the scale of a measure ends.

    Args:
        values: the sample, shape (cases,), NaN where missing; a z-score's ends depend on it.
    """
    name, posts = measure.normalisation, measure.goalposts
    if name in ("goalposts", "interval") and posts is not None:
        return Ends(posts[0], posts[1], "goalpost", "goalpost")
    if name == "target":
        start, target = measure.start or 0.0, measure.target or 0.0
        if start < target:
            return Ends(start, target, "start", "target")
        return Ends(target, start, "target", "start")
    if name == "step" and measure.better == "lower" and measure.steps:
        return Ends(min(step.from_ for step in measure.steps), math.inf, "step", "")
    if name == "zscore" and measure.cap is None:
        low, high = _spread_ends(values, measure.transform)
        return Ends(low, high, "mean-less", "mean-more")
    return OPEN


def _spread_ends(values: Array, transformed: str) -> tuple[float, float]:
    """Three standard deviations from the mean of what is transformed, in the unit before."""
    moved, up = scaled(transform(values, transformed))
    present = moved[~np.isnan(moved)]
    if alike(present):
        return -math.inf, math.inf
    away = SPREADS * present.std(ddof=1)
    with np.errstate(over="ignore"):
        low, high = (float(np.ldexp(present.mean() + by, up)) for by in (-away, away))
        if transformed == "log":
            return float(np.exp(low)), float(np.exp(high))
    if transformed == "sqrt":
        return (low * low if low > 0 else -math.inf), high * high
    return low, high


def from_measure(
    values: Array, measure: Measure, at: int | None = None, index: bool = False
) -> Array:
    """Measured values as scores in [0, 1]; of an index, as its values.

    Args:
        values: shape (cases,), in the measure's unit; NaN where missing.
        measure: the rubric's rule; goalposts, target, best interval and steps are in the unit
            before transformation.
        at: row of the case from which a distance is counted; None: it is not there.
        index: a range is of the values themselves, and not of scores from 0 to 100.

    Returns:
        Shape (cases,); NaN where missing, where the transformation does not exist, and for
        sample-dependent methods where all cases are alike. A value beyond the ends of a fixed scale
        counts as the end, before it is transformed.

    Source: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5 (min-max,
        z-score, ranking, distance to a reference, categorical scale); goalposts: UNDP (2024), Human
        Development Report, technical note 1; Borda's count as in Becker et al. (2022), COINr, JOSS
        7(78); interval: Si and Sun (2021), 数学建模算法与应用 (3rd ed.), ch. 14.
    """
    name = measure.normalisation
    if name == "share-of-best":
        return _shares_of_best(values, measure)
    if name == "step":
        return _stepwise(values, measure)
    if name in ("goalposts", "target"):
        one, other = (
            measure.goalposts or (0.0, 1.0)
            if name == "goalposts"
            else (measure.start or 0.0, measure.target or 0.0)
        )
        score = _between(values, one, other, measure.transform)
        falls = name == "goalposts" and measure.better == "lower"
        return np.asarray(1 - score if falls else score)
    if name == "interval":
        return _interval(values, measure)
    moved = transform(values, measure.transform)
    if name == "distance":
        return _distances(moved, measure.better == "lower", at)
    present = values[~np.isnan(moved)]
    if alike(present):  # as measured: logarithms of what is the same may lie around 0
        return np.full_like(values, np.nan)
    if name in PLACED:
        return _placed(np.where(np.isnan(moved), np.nan, values), measure)
    return _from_sample(moved, measure, index)


def _between(values: Array, zero: float, one: float, transformed: str) -> Array:
    """Share of the way from one end to the other."""
    kept = np.clip(values, min(zero, one), max(zero, one))
    low, high = transform(np.array([zero, one]), transformed)
    moved = transform(kept, transformed)
    if not np.isfinite(high - low):
        low, high, moved = low / 4, high / 4, moved / 4
    return np.asarray((moved - low) / (high - low))


def _ends(measure: Measure) -> tuple[float, float]:
    """The values that score 0 and 1."""
    low, high = measure.goalposts or (0.0, 1.0)
    return (low, high) if measure.better == "higher" else (high, low)


def from_measures(
    table: Array,
    measures: Sequence[Measure],
    references: Sequence[int | None] = (),
    index: bool = False,
) -> Array:
    """:func:`from_measure` for a whole table: shape (cases, measures), a column for each measure.

    Columns with plain goalposts are done together; the others one by one.
    """
    plain = [
        n
        for n, m in enumerate(measures)
        if m.normalisation == "goalposts" and m.transform == "none"
    ]
    scores = np.empty(table.shape)
    if plain:
        zero, one = np.array([_ends(measures[n]) for n in plain], dtype=np.float64).T
        whole = len(plain) == len(measures)
        own = table if whole else table[:, plain]
        with np.errstate(over="ignore"):
            span = one - zero
            if not np.isfinite(span).all():
                own, zero, span = own / 4, zero / 4, one / 4 - zero / 4
            part = np.subtract(own, zero)
            part /= span
        np.clip(part, 0, 1, out=part)
        part += 0.0  # no score is −0.0
        if whole:
            return np.asarray(part)
        scores[:, plain] = part
    for n, measure in enumerate(measures):
        if n not in plain:
            at = references[n] if references else None
            scores[:, n] = from_measure(table[:, n], measure, at, index)
    return scores


def transform(values: Array, name: str) -> Array:
    """Natural logarithm or square root of the values; NaN where it does not exist."""
    if name == "none":
        return values
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = np.log(values) if name == "log" else np.sqrt(values)
    return np.asarray(np.where(np.isfinite(moved), moved, np.nan))


def scaled(values: Array) -> tuple[Array, int]:
    """Values by a power of two, which costs no digit, and its exponent, where some are so large or
    all so small that squares and differences of them would not exist."""
    low, high = (float(end(values, initial=0.0)) for end in (np.fmin.reduce, np.fmax.reduce))
    most = max(-low, high)
    if most == 0 or 1 / FAR <= most <= FAR:
        return values, 0
    up = math.frexp(most)[1]
    return np.ldexp(values, -up), up


def alike(present: Array) -> bool:
    """Whether values are the same, by the one tolerance relative to the largest of them."""
    if present.size < 2:
        return True
    return spans_nothing(float(present.min()), float(present.max()))


def spans_nothing(low: float, high: float) -> bool:
    """Whether the lowest and the highest of a sample are the same."""
    return high - low <= TOLERANCE * max(abs(low), abs(high))


def places(values: Array) -> tuple[Array, Array, int]:
    """Of each value how many of the sample lie below it, and how many at it, itself among them;
    and how many there are. NaN where missing; values within the tolerance are the same."""
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")]
    ordered = values[order]
    below, equal = np.full(values.shape, np.nan), np.full(values.shape, np.nan)
    if order.size:
        one, other = ordered[:-1], ordered[1:]
        with np.errstate(over="ignore"):
            apart = other - one > TOLERANCE * np.maximum(np.abs(one), np.abs(other))
        group = np.concatenate([[0], np.cumsum(apart)])
        size = np.bincount(group)
        below[order] = (np.cumsum(size) - size)[group]
        equal[order] = size[group]
    return below, equal, order.size


def _placed(values: Array, measure: Measure) -> Array:
    """Scores by place among the sample, which no transformation changes."""
    name, lower = measure.normalisation, measure.better == "lower"
    below, equal, n = places(values)
    if name == "borda":
        return np.asarray((n - below - equal if lower else below) / (n - 1))
    score = (below + equal / 2) / n if name == "percentile" else (below + (equal - 1) / 2) / (n - 1)
    return np.asarray(1 - score if lower else score)


def _distances(values: Array, lower: bool, at: int | None) -> Array:
    """1 at the reference, 0 at the worst of the sample, and in proportion beyond; NaN where the
    reference is not measured, or is itself the worst."""
    own, _ = scaled(-values if lower else values)
    mark = math.nan if at is None else float(own[at])
    far = mark - float(np.fmin.reduce(own, initial=math.inf))
    if not far > TOLERANCE * abs(mark):
        return np.full_like(values, np.nan)
    return np.asarray(1 - (mark - own) / far)


def _from_sample(values: Array, measure: Measure, index: bool) -> Array:
    values, _ = scaled(values)
    present = values[~np.isnan(values)]
    lower = measure.better == "lower"
    name = measure.normalisation
    if name == "minmax":
        score = (values - present.min()) / np.ptp(present)
    else:
        score = (values - present.mean()) / present.std(ddof=1)
        if measure.cap is not None:
            return np.asarray(-score if lower else score)
        score = np.clip(0.5 + score / 6, 0, 1)
    score = np.asarray(1 - score if lower else score)
    if name == "minmax" and measure.range is not None:
        low, high = (end if index else end / 100 for end in measure.range)
        return low + (high - low) * score
    return score


def _interval(values: Array, measure: Measure) -> Array:
    """1 within the best interval, falling to both sides of it."""
    a, b = measure.best or (0.0, 1.0)
    moved, up = scaled(transform(values, measure.transform))
    first, last = np.ldexp(transform(np.array([a, b]), measure.transform), -up)
    if measure.goalposts is not None:
        low, high = measure.goalposts
        rising = _between(values, low, a, measure.transform) if low < a else np.ones(values.shape)
        falling = (
            _between(values, high, b, measure.transform) if b < high else np.ones(values.shape)
        )
        score = np.minimum(rising, falling) + 0.0  # no score is −0.0
        return np.asarray(np.where(np.isnan(values), np.nan, score))
    present = moved[~np.isnan(moved)]
    if present.size == 0:
        return np.full_like(values, np.nan)
    furthest = max(first - present.min(), present.max() - last, 0.0)
    away = np.maximum(np.maximum(first - moved, moved - last), 0.0)
    return np.asarray(1 - (away / furthest if furthest > 0 else away))


def _shares_of_best(values: Array, measure: Measure) -> Array:
    """Values as shares of the best one. Only of values from zero on, which alone have a share, and
    as measured: a ratio of logarithms would hang on the unit."""
    known = np.where(values >= 0, values, np.nan)
    present = known[~np.isnan(known)]
    if alike(present):
        return np.full_like(values, np.nan)
    if measure.better == "higher":
        return np.asarray(known / present.max())
    best = present.min()
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(known == best, 1.0, best / known))


def _stepwise(values: Array, measure: Measure) -> Array:
    """Below the first step 0, where higher is better; where lower is, what the first step has."""
    steps = sorted(measure.steps, key=lambda step: step.from_)
    starts = np.array([step.from_ for step in steps])
    first = steps[0].score if measure.better == "lower" else 0.0
    scores = np.array([first, *(step.score for step in steps)])
    chosen = scores[np.searchsorted(starts, np.nan_to_num(values, nan=starts[0]), side="right")]
    return np.asarray(np.where(np.isnan(values), np.nan, chosen))
