"""Draws counted: what many draws of many cases say, in memory that does not grow with their number
and in states that merge in any order.

A rank in one draw takes all cases of it, and a quantile of one case all its draws: so each task
ranks its own draws, and counts for every case how often its score and its rank fell into each of
:data:`BINS` bins. Counts are whole numbers: their sums are the same in whatever order tasks end.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evalkit.analysis.sensitivity.assumptions import Given, Grading
from evalkit.analysis.sensitivity.drawing import BLOCK, Task, chunks
from evalkit.analysis.sensitivity.grades import graded
from evalkit.analysis.sensitivity.ranges import between, place_of
from evalkit.scoring.aggregate import Array
from evalkit.scoring.rank import ranks
from evalkit.scoring.tolerances import MOST_CASES, TOLERANCE
from evalkit.scoring.tree import Mask

BINS = 500  # of scores, and at most of ranks: of 0 to 100, 0.2 wide, so that 0.1 is the most missed
Counts = NDArray[np.unsignedinteger[Any]]


@dataclass(frozen=True, slots=True)
class Counting:
    """What is counted of each draw.

    ``ranked``: (cases,), those that take part in the ranking; ``low``: the lowest score that is
    possible, and ``width`` of a bin of scores; ``places``: ranks to a bin of ranks.
    """

    ranked: Mask
    grades: Grading
    low: float
    width: float
    places: int


def counting_of(given: Given, ranked: Mask, grades: Grading) -> Counting:
    """Bins of the ranked cases' scores and ranks."""
    low, high = _bounds(given)
    return Counting(ranked, grades, low, (high - low) / BINS, -(-int(ranked.sum()) // BINS))


def _bounds(given: Given) -> tuple[float, float]:
    """What holds every total, which is a mean of scores: 0 to 1, and further where values of an
    index are beyond."""
    every = (given.agreed, given.rated, *given.otherwise.values())
    low = min(0.0, *(float(np.nanmin(own, initial=0.0)) for own in every))
    return low, max(1.0, *(float(np.nanmax(own, initial=1.0)) for own in every))


@dataclass(frozen=True, slots=True)
class Resolution:
    """How far ranges may be from those of the draws themselves: ``score``: in the units of scores,
    half a bin; ``places``: of ranks."""

    score: float
    places: int


def resolution_of(given: Given) -> Resolution:
    """How near counted draws come to the draws themselves."""
    counting = counting_of(given, np.ones(len(given.agreed), dtype=bool), Grading())
    return Resolution(counting.width / 2, counting.places - 1)


@dataclass(frozen=True, slots=True)
class Counted:
    """What some draws say of the ranked cases, as counts of draws; two of these merge into one.

    ``scores``: (cases, bins of scores); ``ranks``: (cases, bins of ranks); ``grades``: (cases,
    grades), in the order of their names; ``ahead``: (cases, cases), in how many the row's
    case is ahead of the column's, empty above :data:`MOST_CASES`; ``lost``: (cases,), which had no
    score in a draw: with one of these the ranks are to be counted anew without it.
    """

    draws: int
    scores: Counts
    ranks: Counts
    grades: NDArray[np.int64]
    ahead: NDArray[np.int64]
    lost: Mask

    def merge(self, other: Counted) -> Counted:
        """The counts of both, which are of different draws of the same cases in the same bins."""
        draws = self.draws + other.draws
        kind = np.min_scalar_type(draws)
        return Counted(
            draws,
            np.add(self.scores, other.scores, dtype=kind),
            np.add(self.ranks, other.ranks, dtype=kind),
            self.grades + other.grades,
            self.ahead + other.ahead,
            self.lost | other.lost,
        )


def counted(counting: Counting, task: Task) -> Counted:
    """The draws of a task, counted."""
    rows = np.flatnonzero(counting.ranked)
    kind, cases = np.min_scalar_type(len(task.seeds)), rows.size
    bins = -(-cases // counting.places)
    scores, places = np.zeros((cases, BINS), dtype=kind), np.zeros((cases, bins), dtype=kind)
    grades = np.zeros((cases, len(counting.grades.names)), dtype=np.int64)
    few = cases if cases <= MOST_CASES else 0
    ahead, lost = np.zeros((few, few), dtype=np.int64), np.zeros(cases, dtype=bool)
    for chunk in chunks(task):
        own = chunk.scores[:, rows]
        lost |= np.isnan(own).any(axis=0)
        known = np.nan_to_num(own, nan=counting.low)
        at = ((known - counting.low) / counting.width).astype(np.int64)
        _count(np.clip(at, 0, BINS - 1), scores)
        _count((np.maximum(ranks(own), 1) - 1) // counting.places, places)
        grades += graded(task.drawing, chunk, counting.grades)[rows]
        for n in range(few):
            ahead[n] += (own[:, n : n + 1] > own + TOLERANCE).sum(axis=0)
    return Counted(len(task.seeds), scores, places, grades, ahead, lost)


def _count(at: NDArray[np.int64], counts: Counts) -> None:
    """Add the bin of every draw, shape (draws, cases), to counts, (cases, bins)."""
    first = np.arange(0, counts.size, counts.shape[1])  # of each case
    np.add.at(counts.reshape(-1), (first + at).ravel(), counts.dtype.type(1))


def scores_at(counted: Counted, counting: Counting, quantiles: Sequence[float]) -> Array:
    """Quantiles of scores, shape (quantiles, cases), each within half a bin of the quantile of the
    draws themselves: both draws that it lies between are."""
    last = counted.draws - 1
    places = [quantile * last for quantile in quantiles]
    below = [int(np.floor(place)) for place in places]
    found = _bins_of(counted.scores, [*below, *(min(n + 1, last) for n in below)])
    scores = np.asarray(counting.low + (found + 0.5) * counting.width)
    low, high = scores[: len(below)], scores[len(below) :]
    parts = (place - n for place, n in zip(places, below, strict=True))
    return np.array([between(*ends) for ends in zip(low, high, parts, strict=True)])


def ranks_at(
    counted: Counted, counting: Counting, quantiles: tuple[float, float]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """A low and a high quantile of ranks, shape (cases,) each: the first rank of the one's bin, the
    last of the other's."""
    low, high = _bins_of(counted.ranks, [place_of(q, counted.draws) for q in quantiles])
    last = np.minimum((high + 1) * counting.places, len(counted.ranks))
    return low * counting.places + 1, last


def _bins_of(counts: Counts, places: Sequence[int]) -> NDArray[np.int64]:
    """For each case the bins of the draws at some places in rising order, from 0; shape (places,
    cases)."""
    out = np.empty((len(places), len(counts)), dtype=np.int64)
    step = max(1, BLOCK // counts.shape[1])
    for start in range(0, len(counts), step):
        up_to = counts[start : start + step].cumsum(axis=1, dtype=np.int64)
        for n, place in enumerate(places):
            out[n, start : start + step] = (up_to <= place).sum(axis=1)
    return out
