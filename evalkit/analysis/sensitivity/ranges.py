"""Totals of many draws in; ranges of scores and ranks, case by case, out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evalkit.analysis.sensitivity.assumptions import Grading
from evalkit.analysis.sensitivity.drawing import CELLS, Task, chunks
from evalkit.analysis.sensitivity.grades import graded
from evalkit.scoring.aggregate import Array
from evalkit.scoring.rank import ranks
from evalkit.scoring.tolerances import MOST_CASES, TOLERANCE
from evalkit.scoring.tree import Mask, Tree, totals


@dataclass(frozen=True, slots=True)
class Kept:
    """Some draws, each as it is: ``scores`` and ``placed``, totals and ranks of the ranked cases,
    shape (draws, cases); ``grades``: (cases, grades), in how many draws a case has each."""

    scores: Array
    placed: NDArray[np.int32]
    grades: NDArray[np.int64]


def kept(ranked: Mask, grades: Grading, task: Task) -> Kept:
    """The draws of a task, as they are.

    Args:
        ranked: shape (cases,): which take part in the ranking.
    """
    rows = np.flatnonzero(ranked)
    scores = np.empty((len(task.seeds), rows.size))
    placed = np.empty(scores.shape, dtype=np.int32)
    held = np.zeros((rows.size, len(grades.names)), dtype=np.int64)
    for chunk in chunks(task):
        scores[chunk.rows] = chunk.scores[:, rows]
        placed[chunk.rows] = ranks(scores[chunk.rows])
        held += graded(task.drawing, chunk, grades)[rows]
    return Kept(scores, placed, held)


@dataclass(frozen=True, slots=True)
class Ranges:
    """Totals over draws, by case; NaN, and rank 0, where a case is not scored.

    ``scores``, ``ranks``: shape (quantiles, cases); a quantile of ranks is the rank of a draw, the
    lower one below the middle, else the higher. ``placed``: (cases, draws), ranks from the best.
    ``ahead``: (cases, cases), share of draws in which the row's case is ahead of the column's;
    empty above :data:`MOST_CASES`.
    """

    scores: Array
    ranks: NDArray[np.int32]
    placed: NDArray[np.int32]
    ahead: Array


def ranges_of(scores: Array, placed: NDArray[np.int32], quantiles: Sequence[float]) -> Ranges:
    """Ranges over draws.

    Args:
        scores, placed: totals and ranks, a row a case, shape (cases, draws); both are sorted in
            place, so that nothing is held twice.
    """
    cases, draws = scores.shape
    rows = (
        [(row > scores + TOLERANCE).mean(axis=1) for row in scores] if cases <= MOST_CASES else []
    )
    ahead = np.array(rows).reshape(len(rows), cases)
    placed.sort(axis=1)
    scores.sort(axis=1)
    at = [place_of(q, draws) for q in quantiles]
    return Ranges(quantiles_of(scores, quantiles), placed[:, at].T, placed, ahead)


def placed_of(scores: Array) -> NDArray[np.int32]:
    """Ranks in every draw; shape (cases, draws), in and out."""
    placed, step = np.empty(scores.shape, dtype=np.int32), max(1, CELLS // max(1, len(scores)))
    for start in range(0, scores.shape[1], step):
        part = slice(start, start + step)
        placed[:, part] = ranks(np.ascontiguousarray(scores[:, part].T)).T
    return placed


def place_of(quantile: float, draws: int) -> int:
    """Which of the draws in rising order is a quantile of ranks, from 0."""
    place = quantile * (draws - 1)
    return int(np.floor(place) if quantile < 0.5 else np.ceil(place))


def quantiles_of(rising: Array, quantiles: Sequence[float]) -> Array:
    """Quantiles of rows that are sorted, shape (quantiles, rows); NaN where a row has one.

    To the bit what ``np.quantile`` gives by its rule "linear", which sorts in part: several times
    as long as a whole sort takes where that is vectorised.

    Source: Hyndman and Fan (1996), The American Statistician 50(4), definition 7.
    """
    last = rising.shape[1] - 1
    out = np.empty((len(quantiles), len(rising)))
    for n, quantile in enumerate(quantiles):
        place = last * quantile
        below = int(np.floor(place))
        out[n] = between(rising[:, below], rising[:, min(below + 1, last)], place - below)
    return np.where(np.isnan(rising[:, -1]), np.nan, out)


def between(low: Array, high: Array, part: float) -> Array:
    """The number that is a ``part`` of the way from one to another, reckoned from the nearer."""
    return np.asarray(low + (high - low) * part if part < 0.5 else high - (high - low) * (1 - part))


def under_weights(
    tree: Tree,
    leaves: Array,
    applicable: Mask | None,
    weights: Array,
    quantiles: tuple[float, float, float] = (0.05, 0.5, 0.95),
    scored: Mask | None = None,
) -> Ranges:
    """Ranges of totals when nothing but weights is drawn: how much a ranking leans on those that
    are stated.

    Args:
        leaves: shape (cases, leaves), NaN where missing.
        applicable: same shape, or None.
        weights: shape (draws, 1, columns).
        scored: shape (cases,): which cases take part in the ranking; None: all.
    """
    draws, cases = len(weights), len(leaves)
    scores, placed = np.empty((cases, draws)), np.empty((cases, draws), dtype=np.int32)
    whole = bool(np.all(True if applicable is None else applicable)) and not np.isnan(leaves).any()
    held = cases * (1 if whole else len(tree.refs))  # values of a draw: one product gives totals
    step = max(1, CELLS // max(1, held))
    for start in range(0, draws, step):
        part = slice(start, start + step)
        found = totals(tree, leaves, applicable, weights[part])
        found = found if scored is None else np.where(scored, found, np.nan)
        scores[:, part], placed[:, part] = found.T, ranks(found).T
    return ranges_of(scores, placed, quantiles)
