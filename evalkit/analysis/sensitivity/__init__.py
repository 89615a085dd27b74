"""Ratings as given, and named assumptions, in; what scores and ranks could be under them out (Monte
Carlo).

Each assumption can be switched on and off. The ranges say how much a result leans on what somebody
had to assume: they are sensitivity ranges, not confidence intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial, reduce

import numpy as np
from numpy.typing import NDArray

from evalkit.analysis.sensitivity.assumptions import DOUBT as DOUBT
from evalkit.analysis.sensitivity.assumptions import FACTORS as FACTORS
from evalkit.analysis.sensitivity.assumptions import FAILS as FAILS
from evalkit.analysis.sensitivity.assumptions import OPEN as OPEN
from evalkit.analysis.sensitivity.assumptions import PASSES as PASSES
from evalkit.analysis.sensitivity.assumptions import Assumptions as Assumptions
from evalkit.analysis.sensitivity.assumptions import Given as Given
from evalkit.analysis.sensitivity.assumptions import Grading as Grading
from evalkit.analysis.sensitivity.assumptions import Overriding as Overriding
from evalkit.analysis.sensitivity.assumptions import Weights as Weights
from evalkit.analysis.sensitivity.counting import (
    Counted,
    counted,
    counting_of,
    ranks_at,
    scores_at,
)
from evalkit.analysis.sensitivity.counting import Resolution as Resolution
from evalkit.analysis.sensitivity.counting import resolution_of as resolution_of
from evalkit.analysis.sensitivity.drawing import Drawing, Task, drawing_of, tasks_of
from evalkit.analysis.sensitivity.drawing import draw as draw
from evalkit.analysis.sensitivity.drawing import draw_weights as draw_weights
from evalkit.analysis.sensitivity.drawing import seeds_of as seeds_of
from evalkit.analysis.sensitivity.ranges import kept, placed_of, ranges_of
from evalkit.analysis.sensitivity.ranges import under_weights as under_weights
from evalkit.model.tasks import Mapped
from evalkit.scoring.aggregate import Array
from evalkit.scoring.rank import ranks
from evalkit.scoring.tolerances import MOST_CASES
from evalkit.scoring.tree import ROWS, Mask, Tree, totals

# totals of draws that are kept one by one, 12 bytes each, with their ranks: 600 MB. Above, they are
# counted
KEPT = 50_000_000


@dataclass(frozen=True, slots=True)
class Outlook:
    """One case under the assumptions. ``low``, ``middle``, ``high``: of its score, ``rank_low``,
    ``rank_high``: of its rank, each holding ``within`` of the draws and the stated result;
    ``ranks``: probability of each rank, from the first;
    ``grades``: (grade id, probability), best first, then those that stand before the bands, and
    together less than 1 where what is not rated decides; ``ahead``: (other case, probability of
    being ahead of it)."""

    case: str
    low: float
    middle: float
    high: float
    rank_low: int
    rank_high: int
    ranks: tuple[float, ...]
    grades: tuple[tuple[str, float], ...]
    ahead: tuple[tuple[str, float], ...]


def simulate(
    tree: Tree,
    given: Given,
    cases: Sequence[str],
    assumed: Assumptions,
    grades: Grading,
    generator: np.random.Generator,
    mapped: Mapped = map,
) -> tuple[Outlook, ...]:
    """Draw, score and rank; the outlook of each case that has a total, highest middle first.

    Memory is bounded by chunks of draws; the same generator gives the same result, whatever the
    size of a chunk and however tasks are done. Above :data:`KEPT` totals scores and ranks are
    counted in bins: :func:`resolution_of` says how near that comes.

    Args:
        mapped: how the tasks are done, as ``map`` or the ``map`` of any executor does them.
    """
    if not cases:
        return ()
    seeds = seeds_of(assumed.draws, generator)
    stated = np.asarray(totals(tree, given.agreed, given.applicable, imputed=given.imputed))
    ranked = ~np.isnan(stated)
    if not ranked.any():
        return ()
    drawing = drawing_of(tree, given, assumed)
    tasks = tasks_of(drawing, seeds)
    if are_counted(len(cases), assumed.draws):
        found = _from_counts(drawing, tasks, ranked, grades, mapped)
    else:
        found = _from_draws(tasks, ranked, grades, assumed, mapped)
    return _outlooks(found, stated, cases, grades.names)


def are_counted(cases: int, draws: int) -> bool:
    """Whether draws are too many to be kept one by one."""
    return cases * draws > KEPT


@dataclass(frozen=True, slots=True)
class Found:
    """What draws say of some cases, one after the other. ``rows``: which they are; ``scores``: low,
    middle and high, shape (3, cases); ``ranks``: low and high, shape (2, cases); ``likely``:
    (cases, ranks), share of draws with each rank, and ``ahead``: (cases, cases), in which the row's
    case is ahead of the column's; both empty above :data:`MOST_CASES`; ``grades``: (cases, grades),
    share of draws with each grade."""

    rows: NDArray[np.int64]
    scores: Array
    ranks: NDArray[np.int64]
    likely: Array
    ahead: Array
    grades: Array


def _quantiles(within: float) -> tuple[float, float, float]:
    tail = (1 - within) / 2
    return tail, 0.5, 1 - tail


def _from_draws(
    tasks: Sequence[Task], ranked: Mask, grades: Grading, assumed: Assumptions, mapped: Mapped
) -> Found:
    """Every total and rank kept."""
    rows, draws = np.flatnonzero(ranked), assumed.draws
    scores = np.empty((rows.size, draws))
    placed = np.empty((rows.size, draws), dtype=np.int32)
    held = np.zeros((rows.size, len(grades.names)), dtype=np.int64)
    for task, own in zip(tasks, mapped(partial(kept, ranked, grades), tasks), strict=True):
        for part in (slice(n, n + ROWS) for n in range(0, rows.size, ROWS)):
            scores[part][:, task.rows] = own.scores[:, part].T
            placed[part][:, task.rows] = own.placed[:, part].T
        held += own.grades
    lost = np.isnan(scores).any(axis=1)
    if lost.any():  # the others are ranked without them
        rows, scores, held = rows[~lost], scores[~lost], held[~lost]
        placed = placed_of(scores)
    found = ranges_of(scores, placed, _quantiles(assumed.within))
    n = rows.size if rows.size <= MOST_CASES else 0
    likely = [np.bincount(own, minlength=n + 1)[1:] / draws for own in found.placed[:n]]
    return Found(
        rows,
        found.scores,
        found.ranks[[0, 2]].astype(np.int64),
        np.array(likely).reshape(n, n),
        found.ahead,
        held / draws,
    )


def _from_counts(
    drawing: Drawing, tasks: Sequence[Task], ranked: Mask, grades: Grading, mapped: Mapped
) -> Found:
    """Every total and rank counted in its bin."""
    counting = counting_of(drawing.given, ranked, grades)
    merged = reduce(Counted.merge, mapped(partial(counted, counting), tasks))
    if merged.lost.any():  # the others are ranked without them: counted anew
        rows = np.flatnonzero(ranked)
        still = np.zeros(ranked.shape, dtype=bool)
        still[rows[~merged.lost]] = True
        return _from_counts(drawing, tasks, still, grades, mapped)
    low, _, high = quantiles = _quantiles(drawing.assumed.within)
    few = len(merged.ahead)
    return Found(
        np.flatnonzero(ranked),
        scores_at(merged, counting, quantiles),
        np.array(ranks_at(merged, counting, (low, high))),
        merged.ranks[:few, :few] / merged.draws,
        merged.ahead / merged.draws,
        merged.grades / merged.draws,
    )


def _outlooks(
    found: Found, stated: Array, cases: Sequence[str], grades: Sequence[str]
) -> tuple[Outlook, ...]:
    own, names = stated[found.rows], [cases[int(row)] for row in found.rows]
    first = ranks(own)
    low, high = np.minimum(found.scores[0], own), np.maximum(found.scores[2], own)
    rank_low, rank_high = np.minimum(found.ranks[0], first), np.maximum(found.ranks[1], first)
    columns = (low, found.scores[1], high, rank_low, rank_high, found.grades)
    rows = zip(names, *(column.tolist() for column in columns), strict=True)
    likely, ahead = found.likely.tolist(), found.ahead.tolist()  # empty where cases are many
    out = []
    for n, (name, least, middle, most, best, worst, held) in enumerate(rows):
        others = zip(names, ahead[n], strict=True) if ahead else ()
        out.append(
            Outlook(
                name,
                least,
                middle,
                most,
                best,
                worst,
                tuple(likely[n]) if likely else (),
                tuple(zip(grades, held, strict=True)),
                tuple((other, share) for other, share in others if other != name),
            )
        )
    return tuple(sorted(out, key=lambda o: (-o.middle, o.case)))
