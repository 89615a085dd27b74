"""A level or a measured value in, a score in [0, 1] out; every method prints its formula.

Fixed scales (levels, goalposts, target, step) mean the same whatever other cases are present; the
others depend on the sample and are for use on request.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evalkit.model.rubric import SAMPLE_DEPENDENT, Measure
from evalkit.scoring.aggregate import Array

FORMULAS: dict[str, str] = {
    "level": "(level − lowest) / (highest − lowest)",
    "goalposts": "(x − low) / (high − low), capped at 0 and 1",
    "target": "(x − start) / (target − start), capped at 0 and 1",
    "step": "score of the highest step whose `from` is not above x",
    "minmax": "(x − min) / (max − min) over the sample",
    "zscore": "0.5 + z / 6, capped at 0 and 1; z = (x − mean) / sd (n − 1) over the sample",
    "rank": "(n − rank) / (n − 1) over the sample; ties share the mean rank",
    "percentile": "(cases below + ½ · cases equal) / n over the sample",
    "share-of-best": "x / max over the sample (min / x where lower is better)",
}


def from_levels(levels: Array, lowest: float | Array, highest: float | Array) -> Array:
    """Levels as shares of the way up their scale, in [0, 1]; NaN where missing.

    Args:
        lowest, highest: ends of the scale, or of each leaf's: broadcastable to ``levels``.
    """
    return np.asarray((levels - lowest) / (highest - lowest))


def from_measure(values: Array, measure: Measure) -> Array:
    """Measured values as scores in [0, 1].

    Args:
        values: shape (cases,), in the measure's unit; NaN where missing.
        measure: the rubric's rule; goalposts, target and steps are in the unit before
            transformation.

    Returns:
        Shape (cases,); NaN where missing, where the transformation does not exist, and for
        sample-dependent methods where all cases are alike.

    Source: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 5 (min-max,
        z-score, ranking, distance to a reference, categorical scale); goalposts: UNDP (2024), Human
        Development Report, technical note 1.
    """
    if measure.normalisation == "share-of-best":
        return _shares_of_best(values, measure)
    moved = transform(values, measure.transform)
    if measure.normalisation in SAMPLE_DEPENDENT:
        return _from_sample(moved, measure)
    if measure.normalisation == "step":
        return _stepwise(values, measure)
    if measure.normalisation == "target":
        low, high = transform(
            np.array([measure.start or 0.0, measure.target or 0.0]), measure.transform
        )
        return np.asarray(np.clip((moved - low) / (high - low), 0, 1))
    low, high = transform(np.array(measure.goalposts), measure.transform)
    score = np.clip((moved - low) / (high - low), 0, 1)
    return np.asarray(1 - score if measure.better == "lower" else score)


def _ends(measure: Measure) -> tuple[float, float]:
    """The values that score 0 and 1."""
    low, high = measure.goalposts or (0.0, 1.0)
    return (low, high) if measure.better == "higher" else (high, low)


def from_measures(table: Array, measures: Sequence[Measure]) -> Array:
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
        part = np.subtract(table if whole else table[:, plain], zero)
        part /= one - zero
        np.clip(part, 0, 1, out=part)
        part += 0.0  # no score is −0.0
        if whole:
            return np.asarray(part)
        scores[:, plain] = part
    for n, measure in enumerate(measures):
        if n not in plain:
            scores[:, n] = from_measure(table[:, n], measure)
    return scores


def transform(values: Array, name: str) -> Array:
    """Natural logarithm or square root of the values; NaN where it does not exist."""
    if name == "none":
        return values
    with np.errstate(divide="ignore", invalid="ignore"):
        moved = np.log(values) if name == "log" else np.sqrt(values)
    return np.asarray(np.where(np.isfinite(moved), moved, np.nan))


def _from_sample(values: Array, measure: Measure) -> Array:
    present = values[~np.isnan(values)]
    if present.size == 0 or np.ptp(present) == 0:
        return np.full_like(values, np.nan)
    lower = measure.better == "lower"
    name = measure.normalisation
    if name == "minmax":
        score = (values - present.min()) / np.ptp(present)
    elif name == "zscore":
        score = np.clip(0.5 + (values - present.mean()) / present.std(ddof=1) / 6, 0, 1)
    else:
        below = (present[None, :] < values[:, None]).sum(axis=1)
        equal = (present[None, :] == values[:, None]).sum(axis=1)
        if name == "percentile":
            score = (below + equal / 2) / present.size
        else:
            score = (below + (equal - 1) / 2) / (present.size - 1)
        score = np.where(np.isnan(values), np.nan, score)
    return np.asarray(1 - score if lower else score)


def _shares_of_best(values: Array, measure: Measure) -> Array:
    """Values as shares of the best one. Only of values from zero on, which alone have a share, and
    as measured: a ratio of logarithms would hang on the unit."""
    known = np.where(values >= 0, values, np.nan)
    present = known[~np.isnan(known)]
    if present.size == 0 or np.ptp(present) == 0:
        return np.full_like(values, np.nan)
    if measure.better == "higher":
        return np.asarray(known / present.max())
    best = present.min()
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(known == best, 1.0, best / known))


def _stepwise(values: Array, measure: Measure) -> Array:
    steps = sorted(measure.steps, key=lambda step: step.from_)
    starts = np.array([step.from_ for step in steps])
    scores = np.array([0.0, *(step.score for step in steps)])
    chosen = scores[np.searchsorted(starts, np.nan_to_num(values, nan=starts[0]), side="right")]
    return np.asarray(np.where(np.isnan(values), np.nan, chosen))
