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
    """Ranks from the lowest, 1 upwards; ties share their mean rank."""
    below = (values[None, :] < values[:, None] - TOLERANCE).sum(axis=1)
    equal = (np.abs(values[None, :] - values[:, None]) <= TOLERANCE).sum(axis=1)
    return np.asarray(below + (equal + 1) / 2)


def grade_of(value: float | None, bands: Sequence[Named]) -> Named | None:
    """The band that holds a value, closed at ``from``: the grade of a score, the band of a degree
    or an index; None without a value, without bands, and below the lowest."""
    held = [band for band in bands if value is not None and value >= band.from_ - TOLERANCE]
    return max(held, key=lambda band: band.from_, default=None)
