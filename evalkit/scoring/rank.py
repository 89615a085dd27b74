"""Scores in, ranks and grades out; scores within the tolerance of each other are equal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from evalkit.model.rubric import Band, ConsistencyBand, Grade
from evalkit.scoring.aggregate import Array
from evalkit.scoring.tolerances import FEWEST_CASES, TOLERANCE

Named = TypeVar("Named", Grade, Band, ConsistencyBand)


def ranks(scores: Array) -> NDArray[np.int64]:
    """Ranks along the last axis, highest score first; equal scores share the better rank (1, 2, 2,
    4).

    Args:
        scores: shape (..., cases); NaN where not scored.

    Returns:
        Same shape; 0 where not scored.
    """
    order = np.argsort(-scores, axis=-1)  # NaN sorts last
    falling = np.take_along_axis(scores, order, axis=-1)
    position = np.arange(1, scores.shape[-1] + 1)
    placed = np.empty(scores.shape, dtype=np.int64)
    np.put_along_axis(placed, order, np.broadcast_to(position, scores.shape), axis=-1)
    equal = falling[..., :-1] - falling[..., 1:] <= TOLERANCE
    tied = equal.any(axis=-1)
    if tied.any():  # only the draws that have equal scores
        starts = np.broadcast_to(position, (*equal[tied].shape[:-1], position.size)).copy()
        starts[..., 1:][equal[tied]] = 1
        np.maximum.accumulate(starts, axis=-1, out=starts)
        within = placed[tied]
        np.put_along_axis(within, order[tied], starts, axis=-1)
        placed[tied] = within
    if np.isnan(falling[..., -1]).any():
        placed[np.isnan(scores)] = 0
    return placed


def spearman(x: Array, y: Array) -> float | None:
    """Rank correlation, ties sharing the mean rank; None below three pairs or where either is
    constant.

    Source: Spearman (1904), American Journal of Psychology 15(1).
    """
    return pearson(mean_ranks(x), mean_ranks(y)) if _vary(x, y) else None


def pearson(x: Array, y: Array) -> float | None:
    """Correlation; None below three pairs or where either is constant."""
    return float(np.corrcoef(x, y)[0, 1]) if _vary(x, y) else None


def _vary(x: Array, y: Array) -> bool:
    return bool(len(x) >= FEWEST_CASES and min(np.ptp(x), np.ptp(y)) > TOLERANCE)


def mean_ranks(values: Array) -> Array:
    """Ranks from the lowest, 1 upwards; ties share their mean rank. Each value is held against all
    others: of 0, 0.8e-9 and 1.6e-9 the middle one ties with both, and they not with each other.

    Args:
        values: shape (cases,), complete. In time n log n.
    """
    known, place, times = np.unique(values, return_inverse=True, return_counts=True)
    upto = np.concatenate([[0], np.cumsum(times)])
    below = upto[np.searchsorted(known, known - TOLERANCE)]
    last = _last_equal(known)
    first = len(known) - _last_equal(-known[::-1])[::-1]
    equal = upto[last] - upto[first]
    return np.asarray((below + (equal + 1) / 2)[place])


def _last_equal(rising: Array) -> NDArray[np.int64]:
    """For each of distinct values in rising order, how many stand up to the last that is equal to
    it: the difference is what is held against the tolerance, and a sum rounds otherwise."""
    n = len(rising)
    last = np.searchsorted(rising, rising + TOLERANCE, side="right")
    padded = np.append(rising, np.inf)
    while (short := (last < n) & (padded[last] - rising <= TOLERANCE)).any():
        last[short] += 1
    while (far := padded[last - 1] - rising > TOLERANCE).any():
        last[far] -= 1
    return np.asarray(last)


def grade_of(value: float | None, bands: Sequence[Named]) -> Named | None:
    """The band that holds a value, closed at ``from``: the grade of a score, the band of a degree
    or an index; None without a value, without bands, and below the lowest."""
    held = [band for band in bands if value is not None and value >= band.from_ - TOLERANCE]
    return max(held, key=lambda band: band.from_, default=None)
