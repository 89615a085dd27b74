"""Scores in, ranks and grades out; scores within the tolerance of each other are equal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from evalkit.model.rubric import Band, ConsistencyBand, Grade
from evalkit.scoring.aggregate import Array
from evalkit.scoring.tolerances import FEWEST_CASES, TOLERANCE

BLOCK = 32_768  # scores ranked at a time: 256 kB an array, which stays in the cache
Named = TypeVar("Named", Grade, Band, ConsistencyBand)


def ranks(scores: Array) -> NDArray[np.int64]:
    """Ranks along the last axis, highest score first; equal scores share the better rank (1, 2, 2,
    4).

    Args:
        scores: shape (..., cases); NaN where not scored.

    Returns:
        Same shape; 0 where not scored.
    """
    cases = scores.shape[-1]
    placed = np.empty(scores.shape, dtype=np.int64)
    if not placed.size:
        return placed
    rows, out = scores.reshape(-1, cases), placed.reshape(-1, cases)
    step = max(1, BLOCK // cases)
    for start in range(0, len(rows), step):
        _rank(rows[start : start + step], out[start : start + step])
    return placed


def _rank(scores: Array, placed: NDArray[np.int64]) -> None:
    """Ranks of a few rows, shape (rows, cases), into ``placed``."""
    order, falling = _falling(scores)
    position = np.arange(1, scores.shape[-1] + 1)
    placed.reshape(-1)[order] = position
    equal = falling[:, :-1] - falling[:, 1:] <= TOLERANCE
    if equal.any():
        tied = equal.any(axis=-1)  # only the draws that have equal scores
        starts = np.broadcast_to(position, (int(tied.sum()), position.size)).copy()
        starts[:, 1:][equal[tied]] = 1
        np.maximum.accumulate(starts, axis=-1, out=starts)
        placed.reshape(-1)[order[tied]] = starts
    if np.isnan(falling[:, -1]).any():
        placed[np.isnan(scores)] = 0


def _falling(scores: Array) -> tuple[NDArray[np.int64], Array]:
    """The cases of each row from the highest score, NaN last, as places among the scores of all
    rows; and these scores. Shape (rows, cases), in and out.

    Numbers from 0 upwards are in the order of their bits. The last of these, as many as number the
    cases, give way to the case's number and the whole is sorted, which takes half as long as
    ``argsort``. Scores that differ in those bits only (14 of 52 at 10,000 cases, a difference of
    2⁻³⁸ of the score at most) may come in the wrong order: the scores themselves show that, and
    such rows are sorted again, so that no rank rests on fewer bits than a number has.
    """
    rows, cases = scores.shape
    first = np.arange(0, rows * cases, cases)[:, None]
    if not scores.min() >= 0:  # below 0, or NaN
        order = np.argsort(-scores, axis=-1) + first
        return order, np.take(scores, order)
    number = np.int64((1 << cases.bit_length()) - 1)
    keys = np.invert((scores + 0.0).view(np.int64))  # -0.0 is 0.0
    keys &= np.invert(number)
    keys |= np.arange(cases)
    keys.sort(axis=-1)
    keys &= number
    order = np.add(keys, first, out=keys)
    falling = np.take(scores, order)
    wrong = (falling[:, :-1] < falling[:, 1:]).any(axis=-1)
    if wrong.any():
        order[wrong] = np.argsort(-scores[wrong], axis=-1) + first[wrong]
        falling[wrong] = np.take(scores, order[wrong])
    return order, falling


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
