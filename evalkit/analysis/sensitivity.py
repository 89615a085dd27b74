"""Ratings as given, and named assumptions, in; what scores and ranks could be under them out (Monte
Carlo).

Each assumption can be switched on and off. The ranges say how much a result leans on what somebody
had to assume: they are sensitivity ranges, not confidence intervals.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evalkit.model.rubric import Grade
from evalkit.scoring.aggregate import Array, shares_of
from evalkit.scoring.alternatives import AS_STATED, CHOICES, STATED, Ways
from evalkit.scoring.rank import ranks
from evalkit.scoring.tolerances import MOST_CASES, TOLERANCE
from evalkit.scoring.tree import Mask, Tree, counted_leaves, totals

Weights = Literal["stated", "spread", "dirichlet", "any"]
Seeds = NDArray[np.int64]
States = NDArray[np.int8]
FAILS, OPEN, PASSES = np.int8(-1), np.int8(0), np.int8(1)
DRAWN = ("weights", "raters", "doubt", "missing", "normalisation", "aggregation", "leave-out")
PREPARED = ("screen", "per", "impute", "outliers")
FACTORS = (*DRAWN, *PREPARED)
_WEIGHTS, _RATERS, _DOUBT, _MISSING, _NORMALISATION, _AGGREGATION, _LEAVE_OUT = range(len(DRAWN))
# the columns of the steps of preparation, and of the normalisation, in the order of ways
_MEASURED = (*range(len(DRAWN), len(FACTORS)), _NORMALISATION)
CELLS = 500_000  # values held at once for a chunk of draws: 4 MB an array, which stays in the cache
LEAST_WEIGHT = 1e-9  # drawn, so that leaving a criterion out leaves no group without weight
# How likely a rating might as well have been one step off, by the rater's confidence; a rubric may
# state none.
DOUBT = {"high": 0.1, "medium": 0.25, "low": 0.5, None: 0.25}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is varied.

    ``weights``: stated | spread (each multiplied by a factor from 1 − ``spread`` to 1 + ``spread``)
    | dirichlet (drawn around the stated shares; ``spread`` is the coefficient of variation of a
    share of one half) | any (all weights equally likely). ``raters``: any one of a criterion's
    raters may be right; ``consensus``: rules of consensus to choose from, in place of ``raters``.
    ``doubt``: a rating may be one step off, as likely as the rater's confidence says. ``missing``:
    what is missing may be anything on its scale. ``normalisation``: ways to put measured values on
    [0, 1] to choose from, empty for the stated one. ``aggregation``: rules of the total to choose
    from, empty for the stated one. ``leave_out``: one criterion at a time is left out, or none.
    ``screen``, ``per``, ``impute``, ``outliers``: for each step of preparing measures what to
    choose from (:data:`evalkit.scoring.alternatives.CHOICES`), empty for what is stated.
    """

    weights: Weights = "spread"
    spread: float = 0.5
    raters: bool = True
    doubt: bool = True
    missing: bool = True
    aggregation: tuple[str, ...] = ()
    leave_out: bool = True
    draws: int = 1000
    within: float = 0.9
    consensus: tuple[str, ...] = ()
    normalisation: tuple[str, ...] = ()
    screen: tuple[str, ...] = ()
    per: tuple[str, ...] = ()
    impute: tuple[str, ...] = ()
    outliers: tuple[str, ...] = ()

    @property
    def ways(self) -> tuple[Ways, ...]:
        """Every way in which measured values may come to their scores, the last step fastest; none
        where they come as stated."""
        chosen = (self.screen, self.per, self.impute, self.outliers, self.normalisation)
        for own, (step, known) in zip(chosen, CHOICES.items(), strict=True):
            if unknown := {*own} - {*known}:
                raise ValueError(f"{step}: {min(unknown)!r} is none of {', '.join(known)}")
        return tuple(product(*(own or (STATED,) for own in chosen))) if any(chosen) else ()

    @property
    def varied(self) -> tuple[str, ...]:
        """The factors that are switched on, in the order of :data:`FACTORS`."""
        on = (
            self.weights != "stated",
            self.raters or bool(self.consensus),
            self.doubt,
            self.missing,
            bool(self.normalisation),
            bool(self.aggregation),
            self.leave_out,
            *map(bool, (self.screen, self.per, self.impute, self.outliers)),
        )
        return tuple(name for name, is_on in zip(FACTORS, on, strict=True) if is_on)


@dataclass(frozen=True, slots=True)
class Given:
    """Everything that was rated, as arrays.

    ``agreed``: (cases, leaves), scores in [0, 1] that count, NaN where missing; ``rated``: (cases,
    leaves, raters), each rater's own, NaN where he gave none or another decided; ``doubt``: the
    same shape, probabilities;
    ``levels``: of each leaf the scores of its levels, lowest first, and ``ratable``: those that a
    rater can give; empty where it is measured; ``measured``: (leaves,);
    ``otherwise``: way to a score → (cases, leaves), scores of measured leaves, NaN where there is
    none; ``imputed``: (cases, leaves), which of ``agreed`` stand in for what is missing.
    """

    agreed: Array
    rated: Array
    doubt: Array
    applicable: Mask
    levels: Sequence[Array]
    ratable: Sequence[Array]
    measured: Mask
    otherwise: Mapping[Ways, Array] = field(default_factory=dict)
    imputed: Mask | None = None

    def of(self, cases: Sequence[int]) -> Given:
        """Only these cases, by row."""
        rows = np.array(cases, dtype=int)
        return replace(
            self,
            agreed=self.agreed[rows],
            rated=self.rated[rows],
            doubt=self.doubt[rows],
            applicable=self.applicable[rows],
            otherwise={name: scores[rows] for name, scores in self.otherwise.items()},
            imputed=None if self.imputed is None else self.imputed[rows],
        )


@dataclass(frozen=True, slots=True)
class Overriding:
    """A grade that stands before the bands. ``least``: column of a leaf → the score in [0, 1] below
    which a case has the grade; ``otherwise``: (cases,), how each stands on criteria that have no
    score: FAILS, OPEN or PASSES."""

    id: str
    least: Mapping[int, float]
    otherwise: States


@dataclass(frozen=True, slots=True)
class Grading:
    """The grades of a rubric: ``bands`` of the total, best first, and what stands before them."""

    bands: Sequence[Grade] = ()
    overriding: Sequence[Overriding] = ()


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
) -> tuple[Outlook, ...]:
    """Draw, score and rank; the outlook of each case that has a total.

    Memory is bounded by chunks of draws; the same generator gives the same result, whatever the
    size of a chunk.
    """
    if not cases:
        return ()
    seeds = seeds_of(assumed.draws, generator)
    scores = draw(tree, given, assumed, seeds)
    stated = totals(tree, given.agreed, given.applicable, imputed=given.imputed)
    states = [
        (over.id, _asked_states(tree, given, assumed, seeds, over)) for over in grades.overriding
    ]
    return _outlooks(scores, np.asarray(stated), cases, assumed.within, grades.bands, states)


def _asked_states(
    tree: Tree, given: Given, assumed: Assumptions, seeds: Seeds, over: Overriding
) -> States:
    """How each case stands, in each draw, on what a grade asks; shape (draws, cases)."""
    panel = _panel(given, assumed, counted_leaves(tree), common=False)
    out = np.broadcast_to(over.otherwise, (len(seeds), len(given.agreed))).copy()
    step = max(1, CELLS // max(1, given.agreed.size))
    columns, least = np.array([*over.least], dtype=int), np.array([*over.least.values()])
    applies = given.applicable[:, columns]
    for start in range(0, len(seeds) if columns.size else 0, step):
        part = slice(start, start + step)
        leaves = _leaves(given, panel, assumed, seeds[part])[..., columns]
        failed = (applies & (leaves < least - TOLERANCE)).any(axis=-1)
        unknown = (applies & np.isnan(leaves)).any(axis=-1)
        out[part][unknown & (out[part] == PASSES)] = OPEN
        out[part][failed] = FAILS
    return out


def seeds_of(draws: int, generator: np.random.Generator) -> Seeds:
    """A seed for each draw and factor; shape (draws, factors)."""
    seeds = generator.integers(0, 2**63, (draws, len(DRAWN)))
    others = np.random.default_rng(seeds[0].tolist())
    return np.hstack([seeds, others.integers(0, 2**63, (draws, len(PREPARED)))])


def draw(
    tree: Tree, given: Given, assumed: Assumptions, seeds: Seeds, common: bool = False
) -> Array:
    """Totals of all cases, a row a draw; shape (draws, cases).

    Each factor takes what it draws from its own column of ``seeds`` and from nothing else, so that
    factors can be held or drawn anew one by one (:mod:`evalkit.analysis.effects`).

    Args:
        common: all cases take the same random numbers, criterion by criterion, so that nothing but
            their ratings sets them apart; else only cases whose ratings are the same do.
    """
    cases, counted = len(given.agreed), counted_leaves(tree)
    scores = np.empty((len(seeds), cases))
    step = max(1, CELLS // max(1, cases * (len(tree.refs) + given.rated.shape[-1])))
    rules = assumed.aggregation or ("",)
    chosen = _picks(seeds[:, _AGGREGATION], len(rules))
    left = _picks(seeds[:, _LEAVE_OUT], len(counted) + 1)
    leaves_out, panel = _gone(tree, counted), _panel(given, assumed, counted, common)
    for rule, name in enumerate(rules):
        which = np.flatnonzero(chosen == rule)
        own = tree.with_total(name) if name else tree
        for start in range(0, which.size, step):
            part = which[start : start + step]
            leaves = _leaves(given, panel, assumed, seeds[part])
            own_seeds = map(np.random.default_rng, seeds[part, _WEIGHTS].tolist())
            whole = np.concatenate(
                [draw_weights(tree, assumed.spread, 1, s, assumed.weights) for s in own_seeds]
            )
            weights = whole * ~leaves_out[left[part]][:, None, :] if assumed.leave_out else whole
            applies = np.broadcast_to(given.applicable, leaves.shape)
            drawn = totals(own, leaves, applies, weights, given.imputed)
            if np.isnan(drawn).any():  # what is left out was all that a case had: it keeps it
                drawn = np.where(
                    np.isnan(drawn), totals(own, leaves, applies, whole, given.imputed), drawn
                )
            scores[part] = drawn
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
class _Panel:
    """What was rated, a rater a row: ``scores``, ``doubts``, ``known`` of shape (raters, cases,
    leaves); ``whole``: whether every rater rated everything. (cases, leaves): ``first``, the first
    rater's score or what counts where he gave none;
    ``doubt``, the mean doubt of those who rated; ``gaps``. ``rules``: scores by rule of consensus,
    (rules, cases, leaves).
    ``row``: (cases,), the case whose random numbers each takes; ``gap``: the same for every gap,
    numbered from 0. ``ways``: scores of measured leaves by way, (ways, cases, leaves).
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
    gap: NDArray[np.int64]
    ways: Array


def _panel(given: Given, assumed: Assumptions, counted: NDArray[np.int64], common: bool) -> _Panel:
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
    return _Panel(
        scores,
        doubts,
        known,
        bool(known.all()),
        first,
        doubt,
        gaps,
        np.array(rules),
        row,
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
    rows = (b"".join(part[n].tobytes() for part in parts) for n in range(len(given.agreed)))
    return np.array([first.setdefault(row, n) for n, row in enumerate(rows)], dtype=np.int64)


def _leaves(given: Given, panel: _Panel, assumed: Assumptions, seeds: Seeds) -> Array:
    """Draws of every leaf; shape (draws, cases, leaves)."""
    leaves, doubt = np.broadcast_to(given.agreed, (len(seeds), *given.agreed.shape)), panel.doubt
    if assumed.consensus:
        leaves = panel.rules[_picks(seeds[:, _RATERS], len(panel.rules))]
    elif assumed.raters and len(panel.scores):
        leaves, doubt = _any_rater(panel, seeds[:, _RATERS])
    if assumed.doubt and len(panel.scores):
        # below half the doubt: down; below the doubt: up
        chance = _by_case(panel, _numbers(seeds[:, _DOUBT], given.agreed.shape))
        leaves = _one_step_off(leaves, given.levels, chance < doubt, chance < doubt / 2)
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


def _one_step_off(leaves: Array, levels: Sequence[Array], moves: Mask, down: Mask) -> Array:
    """Scores with those that move one step of their scale higher or lower; none leaves its scale.

    Where steps are of different size, a score between two levels moves as far as both of these do,
    in proportion.
    """
    sizes = [np.diff(own) for own in levels]
    even = np.array([own.size > 0 and bool(np.ptp(own) < TOLERANCE) for own in sizes])
    step = np.array([1 / own.size if own.size else 0.0 for own in sizes])
    moved = moves * step
    out = leaves + np.where(down, -moved, moved)
    np.clip(out, 0, 1, out=out)
    for column in np.flatnonzero(~even & (step > 0)).tolist():
        scores, places = levels[column], np.arange(len(levels[column]), dtype=np.float64)
        way = np.where(down[..., column], -1.0, 1.0) * moves[..., column]
        to = np.interp(leaves[..., column], scores, places) + way
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


def _any_rater(panel: _Panel, seeds: Seeds) -> tuple[Array, Array]:
    """One rater's score of each leaf and his doubt, in every draw: the one with the highest random
    number among those who rated; what nobody rated stays as it is."""
    numbers = _by_case(panel, _numbers(seeds, panel.scores.shape))
    chosen, doubt = panel.first, panel.doubts[0]
    most = numbers[:, 0] if panel.whole else np.where(panel.known[0], numbers[:, 0], -1.0)
    for rater in range(1, len(panel.scores)):
        better = numbers[:, rater] > most
        if not panel.whole:
            better &= panel.known[rater]
        chosen = np.where(better, panel.scores[rater], chosen)
        doubt = np.where(better, panel.doubts[rater], doubt)
        if rater < len(panel.scores) - 1:
            most = np.where(better, numbers[:, rater], most)
    return np.broadcast_to(chosen, numbers[:, 0].shape), doubt


def _by_case(panel: _Panel, numbers: Array) -> Array:
    """Each case's random numbers, its own or another's; shape (..., cases, leaves), in and out."""
    own = (panel.row == np.arange(len(panel.row))).all()
    return numbers if own else numbers[..., panel.row, :]


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


def ranges_of(scores: Array, quantiles: Sequence[float]) -> Ranges:
    """Ranges of totals over draws, shape (draws, cases), in chunks of bounded memory."""
    draws, cases = scores.shape
    own = np.ascontiguousarray(scores.T)
    placed, step = np.empty((cases, draws), dtype=np.int32), max(1, CELLS // max(1, cases))
    for start in range(0, draws, step):
        placed[:, start : start + step] = ranks(scores[start : start + step]).T
    placed.sort(axis=1)
    at = [
        int(np.floor(q * (draws - 1)) if q < 0.5 else np.ceil(q * (draws - 1))) for q in quantiles
    ]
    rows = [(row > own + TOLERANCE).mean(axis=1) for row in own] if cases <= MOST_CASES else []
    ahead = np.array(rows).reshape(len(rows), cases)
    at_scores = np.quantile(own, quantiles, axis=1, overwrite_input=True)
    return Ranges(at_scores, placed[:, at].T, placed, ahead)


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
    scores, step = np.empty((draws, cases)), max(1, CELLS // max(1, cases))
    for start in range(0, draws, step):
        scores[start : start + step] = totals(
            tree, leaves, applicable, weights[start : start + step]
        )
    return ranges_of(scores if scored is None else np.where(scored, scores, np.nan), quantiles)


def _outlooks(
    scores: Array,
    stated: Array,
    cases: Sequence[str],
    within: float,
    bands: Sequence[Grade],
    states: Sequence[tuple[str, States]],
) -> tuple[Outlook, ...]:
    kept = np.flatnonzero(~np.isnan(stated) & ~np.isnan(scores).any(axis=0))
    scores, stated, n, tail = scores[:, kept], stated[kept], len(kept), (1 - within) / 2
    found = ranges_of(scores, (tail, 0.5, 1 - tail))
    low, middle, high = found.scores
    first, (rank_low, _, rank_high) = ranks(stated), found.ranks
    names, few = [cases[int(c)] for c in kept], n <= MOST_CASES
    out = []
    for c, name in enumerate(names):
        held, ahead = np.empty(0), list[tuple[str, float]]()
        if few:
            held = np.bincount(found.placed[c], minlength=n + 1)[1:] / len(scores)
            ahead = list(zip(names, found.ahead[c].tolist(), strict=True))
        out.append(
            Outlook(
                name,
                float(min(low[c], stated[c])),
                float(middle[c]),
                float(max(high[c], stated[c])),
                int(min(rank_low[c], first[c])),
                int(max(rank_high[c], first[c])),
                tuple(held.tolist()),
                _graded(scores[:, c], bands, [(id, own[:, kept[c]]) for id, own in states]),
                tuple((other, share) for other, share in ahead if other != name),
            )
        )
    return tuple(sorted(out, key=lambda o: (-o.middle, o.case)))


def _graded(
    scores: Array, bands: Sequence[Grade], states: Sequence[tuple[str, States]]
) -> tuple[tuple[str, float], ...]:
    """Probability of each grade: bands, best first, then what stands before them."""
    over, out, left = [], [], np.ones(len(scores), dtype=bool)
    for id, state in states:
        held = left & (state == FAILS)
        over.append((id, float(held.mean())))
        left &= state == PASSES
    for band in bands:
        held = left & (scores >= band.from_ - TOLERANCE)
        out.append((band.id, float(held.mean())))
        left &= ~held
    return (*out, *over)
