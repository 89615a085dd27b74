"""Assumptions and seeds in, scores of every draw out; in tasks that can be done in any order and
anywhere."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

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
Chances = tuple[Array, Array]
Places = NDArray[np.signedinteger[Any]]
_WEIGHTS, _RATERS, _DOUBT, _MISSING, _NORMALISATION, _AGGREGATION, _LEAVE_OUT = range(len(DRAWN))
# the columns of the steps of preparation, and of the normalisation, in the order of ways
_MEASURED = (*range(len(DRAWN), len(FACTORS)), _NORMALISATION)
CELLS = 500_000  # values held at once for a chunk of draws: 4 MB an array
BLOCK = 32_768  # of these, values worked on at a time: 256 kB an array, which stays in the cache
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
    (draws, cases, leaves), until the next chunk; ``scores``: totals, shape (draws, cases)."""

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
    return Drawing(tree, given, assumed, panel, _gone(tree, counted))


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
    space = _space(drawing.panel, min(step, len(task.seeds)))
    for start in range(0, len(task.seeds), step):
        part = slice(start, start + step)
        leaves = _leaves(drawing, task.seeds[part], space)
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
    """What was rated.

    ``choices``: (choices, cases, leaves), what a leaf may come to: of each rater, in place of the
    first one's what counts where he gave none; or by each rule of consensus; or what counts; empty
    where nothing else is drawn. Each number is a place in ``scores``, at which stand the score, one
    a step higher and one a step lower: scores are few, so that all are at hand.
    ``doubts``: (choices, cases, leaves), how likely each is one step off, where that is drawn;
    ``known``: (raters, cases, leaves), empty where none is drawn, and ``whole``: whether every
    rater rated everything. ``gaps``: (cases, leaves).
    ``row``: (cases,), the case whose random numbers each takes, ``own`` where each has its own;
    ``gap``: the same for every gap, numbered from 0.
    ``ways``: scores of measured leaves by way, (ways, cases, leaves).
    """

    choices: Places
    scores: Array
    doubts: Array
    known: Mask
    whole: bool
    gaps: Mask
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
    raters = (np.ascontiguousarray(np.moveaxis(p, -1, 0)) for p in (given.rated, doubts, known))
    choices, doubts, known = _choices(given, assumed, *raters)
    places, scores = _places(choices, given.levels, bool(doubts.size))
    ways = _scores_by_way(given, assumed)
    lacking = (np.isnan(ways) & given.measured).any(axis=0)
    made_up = np.zeros(given.agreed.shape, dtype=bool) if given.imputed is None else given.imputed
    gaps = (np.isnan(given.agreed) | lacking | made_up) & given.applicable
    cases, leaves = np.nonzero(gaps)
    gap = np.unique(row[cases] * gaps.shape[1] + leaves, return_inverse=True)[1]
    own = bool((row == np.arange(len(row))).all())
    return Panel(places, scores, doubts, known, bool(known.all()), gaps, row, own, gap, ways)


def _choices(
    given: Given, assumed: Assumptions, rated: Array, doubts: Array, known: Mask
) -> tuple[Array, Array, Mask]:
    """Scores that a leaf may come to, and how likely each is one step off, (choices, cases,
    leaves); and who rated, where one of several is drawn.

    Args:
        rated, doubts, known: shape (raters, cases, leaves).
    """
    doubted = assumed.doubt and len(rated) > 0
    if assumed.raters and not assumed.consensus and len(rated):
        first = np.where(known[:1], rated[:1], given.agreed)
        scores = np.concatenate([first, rated[1:]])
        return scores, doubts if doubted else doubts[:0], known if len(known) > 1 else known[:0]
    rules = [_come_to(given.rated, rule) for rule in assumed.consensus]
    came_to = [np.where(np.isnan(level), given.agreed, level) for level in rules]
    if doubted and not rules:
        came_to = [given.agreed]
    scores = np.array(came_to).reshape(len(came_to), *given.agreed.shape)
    mean = doubts.sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    own = np.broadcast_to(mean, scores.shape)
    return scores, own if doubted else own[:0], known[:0]


def _places(choices: Array, levels: Sequence[Array], doubted: bool) -> tuple[Places, Array]:
    """Places of scores among those that leaves of the same scale have, shape of ``choices``,
    (choices, cases, leaves); and these, each followed by one a step higher and one a step lower
    where doubted."""
    columns: dict[bytes, list[int]] = {}
    for n, scale in enumerate(levels):
        columns.setdefault(scale.tobytes(), []).append(n)
    bits = choices.view(np.int64)  # each number alike to itself alone, also NaN
    found = [np.unique(bits[..., some], return_inverse=True) for some in columns.values()]
    held = np.full((max((own.size for own, _ in found), default=0), len(found)), np.nan)
    for n, (own, _) in enumerate(found):
        held[: own.size, n] = own.view(np.float64)
    width = 3 if doubted else 1
    if doubted:
        steps = steps_of([levels[some[0]] for some in columns.values()])
        off, on = (np.full(held.shape, is_on) for is_on in (False, True))
        moves = ((off, off), (on, off), (on, on))
        held = np.stack([_one_step_off(held, steps, *move) for move in moves], axis=-1)
    places = np.empty(choices.shape, dtype=np.min_scalar_type(-max(1, held.size)))
    for n, (some, (_, place)) in enumerate(zip(columns.values(), found, strict=True)):
        places[..., some] = (place * len(found) + n) * width
    return places, held.ravel()


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


@dataclass(frozen=True, slots=True)
class Space:
    """Where a chunk of draws is made, and the next one over it: arrays taken from the system draw
    by draw are a sixth of all time. ``numbers``: (draws, raters, cases, leaves); ``chance``,
    ``leaves``: (draws, cases, leaves)."""

    numbers: Array
    chance: Array
    leaves: Array


def _space(panel: Panel, draws: int) -> Space:
    doubted = draws if len(panel.doubts) else 0
    shapes = ((draws, *panel.known.shape), (doubted, *panel.gaps.shape), (draws, *panel.gaps.shape))
    return Space(*map(np.empty, shapes))


def _leaves(drawing: Drawing, seeds: Seeds, space: Space) -> Array:
    """Draws of every leaf; shape (draws, cases, leaves)."""
    given, panel, assumed = drawing.given, drawing.panel, drawing.assumed
    leaves = _rated(drawing, seeds, space)
    if len(panel.ways):
        leaves = np.where(given.measured, panel.ways[_ways_drawn(assumed, seeds)], leaves)
    gaps = panel.gaps
    if assumed.missing and gaps.any():
        numbers = np.empty((len(seeds), int(panel.gap.max()) + 1))
        at = _numbers(seeds[:, _MISSING], numbers)[:, panel.gap]
        steps = _any_level(given.ratable, np.nonzero(gaps)[1], at)
        anywhere = np.where(np.broadcast_to(given.measured, gaps.shape)[gaps], at, steps)
        leaves = np.array(leaves)
        unknown = np.isnan(leaves[:, gaps])
        if given.imputed is not None:  # what stands in for a missing value is not known either
            unknown |= given.imputed[gaps]
        leaves[:, gaps] = np.where(unknown, anywhere, leaves[:, gaps])
    return np.asarray(leaves)


def _rated(drawing: Drawing, seeds: Seeds, space: Space) -> Array:
    """Leaves as one of the raters or one of the rules has them, and one step off where that is in
    doubt; block by block, which is three times as quick as whole arrays of 10,000 cases."""
    panel, out = drawing.panel, space.leaves[: len(seeds)]
    if not len(panel.choices):
        return np.broadcast_to(drawing.given.agreed, out.shape)
    numbers = _numbers(seeds[:, _RATERS], space.numbers) if len(panel.known) else None
    chance = _numbers(seeds[:, _DOUBT], space.chance) if len(panel.doubts) else None
    rule = _picks(seeds[:, _RATERS], len(panel.choices))
    for draws, rows in _blocks(out.shape):
        at = None if chance is None else _by_case(panel, chance[draws], rows)
        chances = None if at is None else (at, at + at)
        if numbers is None:
            place = _place(panel, rule[draws], rows, chances)
        else:
            place = _any_rater(panel, rows, _by_case(panel, numbers[draws], rows), chances)
        np.take(panel.scores, place, out=out[draws, rows], mode="clip")
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


def _any_rater(panel: Panel, rows: slice, numbers: Array, chances: Chances | None) -> Places:
    """Place of one rater's score of each leaf, for some cases, in every draw: of the one with the
    highest random number among those who rated; what nobody rated stays as it is.

    Args:
        numbers: shape (draws, raters, cases, leaves).
    """
    known, most = panel.known[:, rows], numbers[:, 0]
    if not panel.whole:
        most = np.where(known[0], most, -1.0)
    found = _place(panel, 0, rows, chances)
    for rater in range(1, len(known)):
        number = numbers[:, rater]
        better = number > most
        if not panel.whole:
            better &= known[rater]
        own = _place(panel, rater, rows, chances)
        # all bits are set where better: np.where without a branch a number, since which rater is
        # taken cannot be guessed, and guessing takes six times as long
        bits = np.negative(better.view(np.int8)).astype(own.dtype, copy=False)
        found = found ^ (found ^ own) & bits
        if rater < len(known) - 1:
            most = np.maximum(most, number if panel.whole else np.where(known[rater], number, -1.0))
    return found


def _place(
    panel: Panel, choice: int | NDArray[np.int64], rows: slice, chances: Chances | None
) -> Places:
    """Place of a choice of each leaf, for some cases: of the score, or of the next, one step up,
    below the doubt, or the one after, one step down, below half of it.

    Args:
        choice: one, or one a draw.
        chances: random numbers, (draws, cases, leaves), and twice these; None: nothing is in doubt.
    """
    place = panel.choices[choice, rows]
    if chances is None:
        return place
    doubt = panel.doubts[choice, rows]
    chance, twice = chances
    off = (chance < doubt).view(np.int8) + (twice < doubt).view(np.int8)
    return np.asarray(place + off.astype(place.dtype, copy=False))


def _by_case(panel: Panel, numbers: Array, rows: slice) -> Array:
    """Some cases' random numbers, their own or another's.

    Args:
        numbers: shape (..., cases, leaves).
    """
    return numbers[..., rows, :] if panel.own else numbers[..., panel.row[rows], :]


def _numbers(seeds: Seeds, space: Array) -> Array:
    """Uniform numbers in [0, 1), each draw's from its own seed; into the first rows of ``space``, a
    row a draw."""
    for seed, out in zip(seeds, space, strict=False):
        np.random.Generator(np.random.SFC64(int(seed))).random(out=out)
    return space[: len(seeds)]


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
