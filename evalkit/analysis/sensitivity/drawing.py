"""Assumptions and seeds in, scores of every draw out; in tasks that can be done in any order and
anywhere."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evalkit.analysis.sensitivity.assumptions import (
    DRAWN,
    FACTORS,
    PREPARED,
    Assumptions,
    Given,
    Weights,
)
from evalkit.model.tasks import Mapped
from evalkit.scoring.aggregate import Array, shares_of
from evalkit.scoring.alternatives import AS_STATED, STATED
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.scoring.tree import Mask, Tree, counted_leaves, totals

Seeds = NDArray[np.int64]
_WEIGHTS, _RATERS, _DOUBT, _MISSING, _NORMALISATION, _AGGREGATION, _LEAVE_OUT = range(len(DRAWN))
# the columns of the steps of preparation, and of the normalisation, in the order of ways
_MEASURED = (*range(len(DRAWN), len(FACTORS)), _NORMALISATION)
CELLS = 500_000  # values held at once for a chunk of draws: 4 MB an array
BLOCK = 16_384  # of these, values worked on at a time: 128 kB an array, which stays in the cache
LEAST_CHUNKS, MOST_TASKS = 8, 24  # a task is no smaller, and there are no more for one total
LEAST_WEIGHT = 1e-9  # drawn, so that leaving a criterion out leaves no group without weight


@dataclass(frozen=True, slots=True)
class Drawing:
    """What every draw is made of; ``left_out``: (leaves that count + 1, columns), the columns
    without weight when each of them is left out, and in the last row none."""

    tree: Tree
    given: Given
    assumed: Assumptions
    panel: Panel
    steps: Steps
    left_out: Mask


@dataclass(frozen=True, slots=True)
class Task:
    """Some draws as one piece of work, which can be pickled.

    ``rule``: aggregation of the total, empty for the stated one; ``rows``: places of its draws
    among all, and ``seeds`` theirs, shape (draws, factors).
    """

    drawing: Drawing
    rule: str
    rows: NDArray[np.int64]
    seeds: Seeds


@dataclass(frozen=True, slots=True)
class Chunk:
    """Draws of a task that are held at once: ``rows``, which of the task's; ``leaves``: shape
    (draws, cases, leaves); ``scores``: totals, shape (draws, cases)."""

    rows: slice
    leaves: Array
    scores: Array


def seeds_of(draws: int, generator: np.random.Generator) -> Seeds:
    """A seed for each draw and factor; shape (draws, factors)."""
    seeds = generator.integers(0, 2**63, (draws, len(DRAWN)))
    others = np.random.default_rng(seeds[0].tolist())
    return np.hstack([seeds, others.integers(0, 2**63, (draws, len(PREPARED)))])


def drawing_of(tree: Tree, given: Given, assumed: Assumptions, common: bool = False) -> Drawing:
    """Everything that is the same in every draw.

    Args:
        common: all cases take the same random numbers, criterion by criterion, so that nothing but
            their ratings sets them apart; else only cases whose ratings are the same do.
    """
    counted = counted_leaves(tree)
    panel = _panel(given, assumed, counted, common)
    return Drawing(tree, given, assumed, panel, steps_of(given.levels), _gone(tree, counted))


def tasks_of(drawing: Drawing, seeds: Seeds) -> tuple[Task, ...]:
    """The draws of all seeds, each in one task; by aggregation of the total, in whole chunks."""
    rules = drawing.assumed.aggregation or ("",)
    chosen, step, out = _picks(seeds[:, _AGGREGATION], len(rules)), _step(drawing), list[Task]()
    for n, rule in enumerate(rules):
        which = np.flatnonzero(chosen == n)
        size = step * max(LEAST_CHUNKS, -(-which.size // (step * MOST_TASKS)))
        for start in range(0, which.size, size):
            rows = which[start : start + size]
            out.append(Task(drawing, rule, rows, seeds[rows]))
    return tuple(out)


def _step(drawing: Drawing) -> int:
    """Draws to a chunk."""
    cases, raters = len(drawing.given.agreed), drawing.given.rated.shape[-1]
    return max(1, CELLS // max(1, cases * (len(drawing.tree.refs) + int(raters))))


def chunks(task: Task) -> Iterator[Chunk]:
    """The draws of a task, a chunk at a time: memory does not grow with their number."""
    drawing, step = task.drawing, _step(task.drawing)
    assumed, given, imputed = drawing.assumed, drawing.given, drawing.given.imputed
    own = drawing.tree.with_total(task.rule) if task.rule else drawing.tree
    left = _picks(task.seeds[:, _LEAVE_OUT], len(drawing.left_out))
    for start in range(0, len(task.seeds), step):
        part = slice(start, start + step)
        leaves = _leaves(drawing, task.seeds[part])
        own_seeds = map(np.random.default_rng, task.seeds[part, _WEIGHTS].tolist())
        whole = np.concatenate(
            [draw_weights(own, assumed.spread, 1, s, assumed.weights) for s in own_seeds]
        )
        gone = drawing.left_out[left[part]][:, None, :]
        weights = whole * ~gone if assumed.leave_out else whole
        applies = np.broadcast_to(given.applicable, leaves.shape)
        drawn = totals(own, leaves, applies, weights, imputed)
        if np.isnan(drawn).any():  # what is left out was all that a case had: it keeps it
            drawn = np.where(np.isnan(drawn), totals(own, leaves, applies, whole, imputed), drawn)
        yield Chunk(part, leaves, drawn)


def scores_of(task: Task) -> Array:
    """Totals of all cases in the draws of a task; shape (draws, cases)."""
    return np.concatenate([chunk.scores for chunk in chunks(task)])


def draw(
    tree: Tree,
    given: Given,
    assumed: Assumptions,
    seeds: Seeds,
    common: bool = False,
    mapped: Mapped = map,
) -> Array:
    """Totals of all cases, a row a draw; shape (draws, cases).

    Each factor takes what it draws from its own column of ``seeds`` and from nothing else, so that
    factors can be held or drawn anew one by one (:mod:`evalkit.analysis.effects`).

    Args:
        common: as :func:`drawing_of` takes it.
        mapped: how the tasks are done; it moves no bit of the result.
    """
    tasks = tasks_of(drawing_of(tree, given, assumed, common), seeds)
    scores = np.empty((len(seeds), len(given.agreed)))
    for task, own in zip(tasks, mapped(scores_of, tasks), strict=True):
        scores[task.rows] = own
    return scores


def _gone(tree: Tree, counted: NDArray[np.int64]) -> Mask:
    """Columns without weight when a counted leaf is left out, a row a leaf, and a last row for
    none: the leaf, and the groups that had nothing else."""
    out = np.zeros((len(counted) + 1, len(tree.refs)), dtype=bool)
    for row, leaf in enumerate(counted):
        out[row, leaf] = True
        for column, group in enumerate(tree.groups, start=len(tree.leaves)):
            weighed = [c for c in group.children if tree.weights[c] * tree.counts[c] > 0]
            out[row, column] = bool(weighed) and all(out[row, c] for c in weighed)
    return out


def _picks(seeds: Seeds, n: int) -> NDArray[np.int64]:
    """For each seed one of ``n``, all alike likely: seeds are themselves even over [0, 2⁶³)."""
    return np.minimum((seeds / 2.0**63 * n).astype(np.int64), n - 1)


def draw_weights(
    tree: Tree, spread: float, draws: int, generator: np.random.Generator, how: Weights = "spread"
) -> Array:
    """Weights of every column, shape (draws, 1, columns), as :class:`Assumptions` describes them.

    Dirichlet and "any" draw shares within each group, as gamma variates that the group's sum
    divides.
    """
    stated, shape = tree.weights, (draws, 1, tree.weights.size)
    if how == "stated":
        return np.broadcast_to(stated, shape)
    if how == "spread":
        return np.asarray(stated * generator.uniform(1 - spread, 1 + spread, shape))
    shares = np.ones(stated.size)
    for group in tree.groups:
        columns = np.array(group.children)
        shares[columns] = shares_of(stated[columns] * tree.counts[columns])
    # a share of one half has the coefficient of variation 1 / √(a + 1) when the parameters sum to a
    total = max(1 / spread**2 - 1, 0.05)
    parameters = shares * total if how == "dirichlet" else (shares > 0).astype(float)
    drawn = np.maximum(generator.standard_gamma(parameters, shape), LEAST_WEIGHT)
    return np.where(shares > 0, drawn, stated)


@dataclass(frozen=True, slots=True)
class Panel:
    """What was rated, a rater a row: ``scores``, ``doubts``, ``known`` of shape (raters, cases,
    leaves); ``whole``: whether every rater rated everything. (cases, leaves): ``first``, the first
    rater's score or what counts where he gave none;
    ``doubt``, the mean doubt of those who rated; ``gaps``. ``rules``: scores by rule of consensus,
    (rules, cases, leaves).
    ``row``: (cases,), the case whose random numbers each takes, ``own`` where each has its own;
    ``gap``: the same for every gap, numbered from 0.
    ``ways``: scores of measured leaves by way, (ways, cases, leaves).
    """

    scores: Array
    doubts: Array
    known: Mask
    whole: bool
    first: Array
    doubt: Array
    gaps: Mask
    rules: Array
    row: NDArray[np.int64]
    own: bool
    gap: NDArray[np.int64]
    ways: Array


def _panel(given: Given, assumed: Assumptions, counted: NDArray[np.int64], common: bool) -> Panel:
    alike = _nameless(given)
    row = np.zeros(len(given.agreed), dtype=np.int64)
    if not common:
        row = _first_alike(alike, counted)
    given = alike if common else replace(given, rated=given.rated[row], doubt=given.doubt[row])
    known = ~np.isnan(given.rated)
    doubts = np.where(known, given.doubt, 0.0)
    doubt = doubts.sum(axis=-1) / np.maximum(known.sum(axis=-1), 1)
    came_to = [_come_to(given.rated, rule) for rule in assumed.consensus]
    rules = [np.where(np.isnan(level), given.agreed, level) for level in came_to]
    scores, doubts, known = (
        np.ascontiguousarray(np.moveaxis(part, -1, 0)) for part in (given.rated, doubts, known)
    )
    first = np.where(known[0], scores[0], given.agreed) if len(scores) else given.agreed
    ways = _scores_by_way(given, assumed)
    lacking = (np.isnan(ways) & given.measured).any(axis=0)
    made_up = np.zeros(given.agreed.shape, dtype=bool) if given.imputed is None else given.imputed
    gaps = (np.isnan(given.agreed) | lacking | made_up) & given.applicable
    cases, leaves = np.nonzero(gaps)
    gap = np.unique(row[cases] * gaps.shape[1] + leaves, return_inverse=True)[1]
    return Panel(
        scores,
        doubts,
        known,
        bool(known.all()),
        first,
        doubt,
        gaps,
        np.array(rules),
        row,
        bool((row == np.arange(len(row))).all()),
        gap,
        ways,
    )


def _scores_by_way(given: Given, assumed: Assumptions) -> Array:
    """Scores of measured leaves under each way that may be drawn, (ways, cases, leaves). What a
    normalisation gives no score keeps the one that the preparation has under the stated rule; what
    that has none for is missing."""
    out = []
    for way in assumed.ways:
        as_it_is = (*way[:-1], STATED)
        least = given.agreed if as_it_is == AS_STATED else given.otherwise[as_it_is]
        own = least if way == as_it_is else given.otherwise[way]
        out.append(np.where(np.isnan(own), least, own))
    return np.array(out).reshape(len(out), *given.agreed.shape)


def _ways_drawn(assumed: Assumptions, seeds: Seeds) -> NDArray[np.int64]:
    """Which of the ways each draw takes."""
    chosen = (assumed.screen, assumed.per, assumed.impute, assumed.outliers, assumed.normalisation)
    sizes = tuple(max(len(own), 1) for own in chosen)
    picked = [_picks(seeds[:, n], size) for n, size in zip(_MEASURED, sizes, strict=True)]
    return np.asarray(np.ravel_multi_index(picked, sizes), dtype=np.int64)


def _nameless(given: Given) -> Given:
    """Ratings without who gave them: of each leaf the lowest first, what is missing last; one where
    all are the same."""
    if not given.rated.shape[-1]:
        return given
    order = np.lexsort((given.doubt, given.rated), axis=-1)
    rated, doubt = (np.take_along_axis(a, order, axis=-1) for a in (given.rated, given.doubt))
    missing = np.isnan(rated)
    same = ((rated == rated[..., :1]) & (doubt == doubt[..., :1]) | missing).all(axis=-1)
    rated[same, 1:] = np.nan
    return replace(given, rated=rated, doubt=np.where(np.isnan(rated), 0.0, doubt))


def _first_alike(given: Given, counted: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each case the first whose ratings are the same wherever they count; shape (cases,)."""
    first: dict[bytes, int] = {}
    arrays = (given.agreed, given.rated, given.doubt, given.applicable)
    parts = [np.ascontiguousarray(part[:, counted]) for part in arrays]
    cases = len(given.agreed)
    flat = [part.reshape(cases, int(np.prod(part.shape[1:]))) for part in parts]
    rows = np.hstack([part.view(np.uint8) for part in flat])
    return np.array([first.setdefault(row.tobytes(), n) for n, row in enumerate(rows)], np.int64)


def _leaves(drawing: Drawing, seeds: Seeds) -> Array:
    """Draws of every leaf; shape (draws, cases, leaves)."""
    given, panel, assumed = drawing.given, drawing.panel, drawing.assumed
    leaves = np.broadcast_to(given.agreed, (len(seeds), *given.agreed.shape))
    if assumed.consensus:
        leaves = panel.rules[_picks(seeds[:, _RATERS], len(panel.rules))]
    if len(panel.scores):
        leaves = _rated(drawing, leaves, seeds)
    if len(panel.ways):
        leaves = np.where(given.measured, panel.ways[_ways_drawn(assumed, seeds)], leaves)
    gaps = panel.gaps
    if assumed.missing and gaps.any():
        at = _numbers(seeds[:, _MISSING], (int(panel.gap.max()) + 1,))[:, panel.gap]
        steps = _any_level(given.ratable, np.nonzero(gaps)[1], at)
        anywhere = np.where(np.broadcast_to(given.measured, gaps.shape)[gaps], at, steps)
        leaves = np.array(leaves)
        unknown = np.isnan(leaves[:, gaps])
        if given.imputed is not None:  # what stands in for a missing value is not known either
            unknown |= given.imputed[gaps]
        leaves[:, gaps] = np.where(unknown, anywhere, leaves[:, gaps])
    return np.asarray(leaves)


def _rated(drawing: Drawing, leaves: Array, seeds: Seeds) -> Array:
    """Leaves as one of the raters has them, and one step off where that is in doubt; block by
    block, which is three times as quick as whole arrays of 10,000 cases."""
    panel, assumed, shape = drawing.panel, drawing.assumed, drawing.given.agreed.shape
    raters = assumed.raters and not assumed.consensus
    if not (raters or assumed.doubt):
        return leaves
    numbers = _numbers(seeds[:, _RATERS], panel.scores.shape) if raters else None
    chance = _numbers(seeds[:, _DOUBT], shape) if assumed.doubt else None
    out = np.empty(leaves.shape)
    for draws, rows in _blocks(leaves.shape):
        own, doubt = leaves[draws, rows], panel.doubt[rows]
        if numbers is not None:
            own, doubt = _any_rater(panel, rows, _by_case(panel, numbers[draws], rows))
        if chance is not None:  # below half the doubt: down; below the doubt: up
            at = _by_case(panel, chance[draws], rows)
            own = _one_step_off(own, drawing.steps, at < doubt, at < doubt / 2)
        out[draws, rows] = own
    return out


def _blocks(shape: tuple[int, ...]) -> Iterator[tuple[slice, slice]]:
    """Draws and cases of an array of shape (draws, cases, leaves) that stay in the cache."""
    draws, cases, leaves = shape
    some = max(1, BLOCK // max(1, cases * leaves))
    rows = max(1, BLOCK // max(1, some * leaves))
    for draw in range(0, draws, some):
        for case in range(0, cases, rows):
            yield slice(draw, draw + some), slice(case, case + rows)


@dataclass(frozen=True, slots=True)
class Steps:
    """Steps of every leaf's scale. ``size``: (leaves,), of the first, 0 where it has none, or one
    number for all; ``uneven``: column → scores of the levels, where steps are of different size."""

    size: Array
    uneven: Mapping[int, Array]


def steps_of(levels: Sequence[Array]) -> Steps:
    """The steps between levels, given as the scores of each leaf, lowest first."""
    sizes = [np.diff(own) for own in levels]
    uneven = {
        column: own
        for column, (own, size) in enumerate(zip(levels, sizes, strict=True))
        if size.size and not bool(np.ptp(size) < TOLERANCE)
    }
    size = np.array([1 / own.size if own.size else 0.0 for own in sizes])
    return Steps(size[0] if size.size and (size == size[0]).all() else size, uneven)


def _one_step_off(leaves: Array, steps: Steps, moves: Mask, down: Mask) -> Array:
    """Scores with those that move one step of their scale higher or lower; none leaves its scale.

    Where steps are of different size, a score between two levels moves as far as both of these do,
    in proportion.
    """
    way = moves.view(np.int8) * (np.int8(1) - np.int8(2) * down.view(np.int8))
    out = way * steps.size
    out += leaves
    np.clip(out, 0, 1, out=out)
    for column, scores in steps.uneven.items():
        places = np.arange(len(scores), dtype=np.float64)
        to = np.interp(leaves[..., column], scores, places) + way[..., column]
        out[..., column] = np.interp(to, places, scores)
    return np.asarray(out)


def _any_level(ratable: Sequence[Array], columns: NDArray[np.intp], at: Array) -> Array:
    """Scores that may be given on the leaves of some columns, at ``at`` in [0, 1) of the list of
    each; shape of ``at``, (draws, columns)."""
    sizes = np.array([max(own.size, 1) for own in ratable])
    table = np.zeros((len(ratable), int(sizes.max(initial=1))))
    for n, own in enumerate(ratable):
        table[n, : own.size] = own
    return np.asarray(table[columns, (at * sizes[columns]).astype(int)])


def _any_rater(panel: Panel, rows: slice, numbers: Array) -> tuple[Array, Array]:
    """One rater's score of each leaf and his doubt, in every draw, for some cases: the one with the
    highest random number among those who rated; what nobody rated stays as it is.

    Args:
        numbers: shape (draws, raters, cases, leaves).
    """
    chosen, doubt, known = panel.first[rows], panel.doubts[0, rows], panel.known[:, rows]
    most = numbers[:, 0] if panel.whole else np.where(known[0], numbers[:, 0], -1.0)
    for rater in range(1, len(panel.scores)):
        better = numbers[:, rater] > most
        if not panel.whole:
            better &= known[rater]
        bits = np.negative(better.view(np.int8)).astype(np.int64)  # all of them set where better
        chosen = _either(bits, panel.scores[rater, rows], chosen)
        doubt = _either(bits, panel.doubts[rater, rows], doubt)
        if rater < len(panel.scores) - 1:
            most = _either(bits, numbers[:, rater], most)
    return np.broadcast_to(chosen, numbers[:, 0].shape), doubt


def _either(bits: NDArray[np.int64], one: Array, other: Array) -> Array:
    """The one number where all bits are set, the other where none is: ``np.where`` without a branch
    a number, since which rater is taken cannot be guessed, and guessing takes six times as long."""
    found = bits & (one.view(np.int64) ^ other.view(np.int64))
    found ^= other.view(np.int64)
    return found.view(np.float64)


def _by_case(panel: Panel, numbers: Array, rows: slice) -> Array:
    """Some cases' random numbers, their own or another's.

    Args:
        numbers: shape (..., cases, leaves).
    """
    return numbers[..., rows, :] if panel.own else numbers[..., panel.row[rows], :]


def _numbers(seeds: Seeds, shape: tuple[int, ...]) -> Array:
    """Uniform numbers in [0, 1), each draw's from its own seed; shape (draws, *shape)."""
    out = np.empty((len(seeds), *shape))
    for n, seed in enumerate(seeds):
        np.random.Generator(np.random.SFC64(int(seed))).random(out=out[n])
    return out


_COME_TO: Mapping[str, Callable[..., Array]] = {
    "lowest": np.nanmin,
    "mean": np.nanmean,
    "median": np.nanmedian,
}


def _come_to(rated: Array, rule: str) -> Array:
    """One level from several raters' by a rule of consensus; shape (cases, leaves), NaN where
    nobody rated."""
    if rule not in _COME_TO:
        raise ValueError(f"no rule of consensus that can be drawn: {rule!r}")
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # nobody rated: NaN, as asked for
        return np.asarray(_COME_TO[rule](rated, axis=-1))
