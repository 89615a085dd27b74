"""Ratings as given, and named assumptions, in; what scores and ranks could be under them out (Monte Carlo).

Each assumption can be switched on and off. The ranges say how much a result leans on what somebody had to assume:
they are sensitivity ranges, not confidence intervals.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evalkit.model.rubric import Grade
from evalkit.scoring.aggregate import Array, shares_of
from evalkit.scoring.rank import TOLERANCE, ranks
from evalkit.scoring.tree import Mask, Tree, counted_leaves, totals

Weights = Literal["stated", "spread", "dirichlet", "any"]
Seeds = NDArray[np.int64]
FACTORS = ("weights", "raters", "doubt", "missing", "normalisation", "aggregation", "leave-out")
_WEIGHTS, _RATERS, _DOUBT, _MISSING, _NORMALISATION, _AGGREGATION, _LEAVE_OUT = range(len(FACTORS))
CELLS = 500_000  # values held at once for a chunk of draws: 4 MB an array, which stays in the cache
MOST_CASES = 200  # beyond which pairs of cases and ranks one by one are not counted
# How likely a rating might as well have been one step off, by the rater's confidence; a rubric may state none.
DOUBT = {"high": 0.1, "medium": 0.25, "low": 0.5, None: 0.25}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is varied.

    ``weights``: stated | spread (each multiplied by a factor from 1 − ``spread`` to 1 + ``spread``) | dirichlet (drawn
    around the stated shares; ``spread`` is the coefficient of variation of a share of one half) | any (all weights
    equally likely). ``raters``: any one of a criterion's raters may be right; ``consensus``: rules of consensus to
    choose from, in place of ``raters``. ``doubt``: a rating may be one step off, as likely as the rater's confidence
    says. ``missing``: what is missing may be anything on its scale. ``normalisation``: ways to put measured values on
    [0, 1] to choose from, empty for the stated one. ``aggregation``: rules of the total to choose from, empty for the
    stated one. ``leave_out``: one criterion at a time is left out, or none.
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

    @property
    def varied(self) -> tuple[str, ...]:
        """The factors that are switched on, in the order of :data:`FACTORS`."""
        on = (
            self.weights != "stated", self.raters or bool(self.consensus), self.doubt, self.missing,
            bool(self.normalisation), bool(self.aggregation), self.leave_out,
        )  # fmt: skip
        return tuple(name for name, is_on in zip(FACTORS, on, strict=True) if is_on)


@dataclass(frozen=True, slots=True)
class Given:
    """Everything that was rated, as arrays.

    ``agreed``: (cases, leaves), scores in [0, 1] that count, NaN where missing; ``rated``: (cases, leaves, raters), each
    rater's own, NaN where he gave none or another decided; ``doubt``: the same shape, probabilities;
    ``step``: one step of the scale in [0, 1]; ``levels``: scores a rated criterion can have; ``measured``: (leaves,);
    ``otherwise``: normalisation → (cases, leaves), scores of measured leaves, NaN where there is none.
    """

    agreed: Array
    rated: Array
    doubt: Array
    applicable: Mask
    step: float
    levels: Array
    measured: Mask
    otherwise: Mapping[str, Array] = field(default_factory=dict)

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
        )


@dataclass(frozen=True, slots=True)
class Outlook:
    """One case under the assumptions. ``low``, ``middle``, ``high``: of its score, ``rank_low``, ``rank_high``: of its
    rank, each holding ``within`` of the draws and the stated result; ``ranks``: probability of each rank, from the first;
    ``grades``: (grade id, probability), best first; ``ahead``: (other case, probability of being ahead of it)."""

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
    grades: Sequence[Grade],
    generator: np.random.Generator,
) -> tuple[Outlook, ...]:
    """Draw, score and rank; the outlook of each case that has a total.

    Memory is bounded by chunks of draws; the same generator gives the same result, whatever the size of a chunk.
    """
    if not cases:
        return ()
    scores = draw(tree, given, assumed, seeds_of(assumed.draws, generator))
    stated = totals(tree, given.agreed, given.applicable)
    return _outlooks(scores, np.asarray(stated), cases, assumed.within, grades)


def seeds_of(draws: int, generator: np.random.Generator) -> Seeds:
    """A seed for each draw and factor; shape (draws, factors)."""
    return generator.integers(0, 2**63, (draws, len(FACTORS)))


def draw(tree: Tree, given: Given, assumed: Assumptions, seeds: Seeds) -> Array:
    """Totals of all cases, a row a draw; shape (draws, cases).

    Each factor takes what it draws from its own column of ``seeds`` and from nothing else, so that factors can be
    held or drawn anew one by one (:mod:`evalkit.analysis.effects`).
    """
    cases, counted = len(given.agreed), counted_leaves(tree)
    scores = np.empty((len(seeds), cases))
    step = max(1, CELLS // max(1, cases * (len(tree.refs) + given.rated.shape[-1])))
    rules = assumed.aggregation or ("",)
    chosen = _picks(seeds[:, _AGGREGATION], len(rules))
    left = _picks(seeds[:, _LEAVE_OUT], len(counted) + 1)
    leaves_out, panel = _gone(tree, counted), _panel(given, assumed)
    for rule, name in enumerate(rules):
        which = np.flatnonzero(chosen == rule)
        own = _aggregated(tree, name) if name else tree
        for start in range(0, which.size, step):
            part = which[start : start + step]
            leaves = _leaves(given, panel, assumed, seeds[part])
            drawn_weights = [draw_weights(tree, assumed, np.random.default_rng(int(n))) for n in seeds[part, _WEIGHTS]]
            weights = np.stack(drawn_weights)[:, None, :]
            applies = np.broadcast_to(given.applicable, leaves.shape)
            whole = weights
            if assumed.leave_out:
                rows = np.flatnonzero(left[part] < len(counted))
                weights = weights * np.where(leaves_out[left[part]], 0.0, 1.0)[:, None, :] if rows.size else weights
            drawn = totals(own, leaves, applies, weights)
            if np.isnan(drawn).any():  # what is left out was all that a case had: it keeps it
                drawn = np.where(np.isnan(drawn), totals(own, leaves, applies, whole), drawn)
            scores[part] = drawn
    return scores


def _gone(tree: Tree, counted: NDArray[np.int64]) -> Mask:
    """Columns without weight when a counted leaf is left out, a row a leaf, and a last row for none: the leaf, and the
    groups that had nothing else."""
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


def draw_weights(tree: Tree, assumed: Assumptions, generator: np.random.Generator) -> Array:
    """Weights of every column, shape (columns,): one draw.

    Dirichlet and "any" draw shares within each group, as gamma variates that the group's sum divides.
    """
    stated = tree.weights
    if assumed.weights == "stated":
        return stated
    if assumed.weights == "spread":
        return np.asarray(stated * generator.uniform(1 - assumed.spread, 1 + assumed.spread, stated.size))
    shares = np.ones(stated.size)
    for group in tree.groups:
        columns = np.array(group.children)
        shares[columns] = shares_of(stated[columns] * tree.counts[columns])
    # a share of one half has the coefficient of variation 1 / √(a + 1) when the parameters sum to a
    total = max(1 / assumed.spread**2 - 1, 0.05)
    parameters = shares * total if assumed.weights == "dirichlet" else (shares > 0).astype(float)
    # no share is drawn as nothing at all, or leaving a criterion out could leave a group without weight
    return np.where(shares > 0, np.maximum(generator.standard_gamma(parameters), 1e-9), stated)


def _aggregated(tree: Tree, rule: str) -> Tree:
    """The tree with another rule for its total."""
    return replace(tree, groups=(*tree.groups[:-1], replace(tree.groups[-1], aggregation=rule)))


@dataclass(frozen=True, slots=True)
class _Panel:
    """What was rated, a rater a row: ``scores``, ``doubts``, ``known`` of shape (raters, cases, leaves); ``whole``: whether
    every rater rated everything. (cases, leaves): ``first``, the first rater's score or what counts where he gave none;
    ``doubt``, the mean doubt of those who rated; ``gaps``. ``rules``: scores by rule of consensus, (rules, cases, leaves).
    """

    scores: Array
    doubts: Array
    known: Mask
    whole: bool
    first: Array
    doubt: Array
    gaps: Mask
    rules: Array


def _panel(given: Given, assumed: Assumptions) -> _Panel:
    known = ~np.isnan(given.rated)
    several = known.any(axis=-1)
    doubt = np.where(known, given.doubt, 0.0).sum(axis=-1) / np.maximum(known.sum(axis=-1), 1)
    rules = [np.where(several, _come_to(given.rated, known, rule), given.agreed) for rule in assumed.consensus]
    doubts = np.where(known, given.doubt, 0.0)
    scores, doubts, known = (np.ascontiguousarray(np.moveaxis(part, -1, 0)) for part in (given.rated, doubts, known))
    first = np.where(known[0], scores[0], given.agreed) if len(scores) else given.agreed
    gaps = np.isnan(given.agreed) & given.applicable
    return _Panel(scores, doubts, known, bool(known.all()), first, doubt, gaps, np.array(rules))


def _leaves(given: Given, panel: _Panel, assumed: Assumptions, seeds: Seeds) -> Array:
    """Draws of every leaf; shape (draws, cases, leaves)."""
    leaves, doubt = np.broadcast_to(given.agreed, (len(seeds), *given.agreed.shape)), panel.doubt
    if assumed.consensus:
        leaves = panel.rules[_picks(seeds[:, _RATERS], len(panel.rules))]
    elif assumed.raters and len(panel.scores):
        leaves, doubt = _any_rater(panel, seeds[:, _RATERS])
    if assumed.doubt and len(panel.scores):
        chance = _numbers(seeds[:, _DOUBT], given.agreed.shape)  # below half the doubt: down; below the doubt: up
        moved = (chance < doubt) * given.step
        leaves = leaves + np.where(chance < doubt / 2, -moved, moved)
        np.clip(leaves, 0, 1, out=leaves)
    if assumed.normalisation:
        others = [given.agreed if name == "stated" else given.otherwise[name] for name in assumed.normalisation]
        table = np.stack([np.where(given.measured, other, np.nan) for other in others])
        other = table[_picks(seeds[:, _NORMALISATION], len(others))]
        leaves = np.where(np.isnan(other), leaves, other)
    gaps = panel.gaps
    if assumed.missing and gaps.any():
        at = _numbers(seeds[:, _MISSING], (int(gaps.sum()),))
        steps = given.levels[(at * given.levels.size).astype(int)]
        anywhere = np.where(np.broadcast_to(given.measured, gaps.shape)[gaps], at, steps)
        leaves = np.array(leaves)
        leaves[:, gaps] = np.where(np.isnan(leaves[:, gaps]), anywhere, leaves[:, gaps])
    return np.asarray(leaves)


def _any_rater(panel: _Panel, seeds: Seeds) -> tuple[Array, Array]:
    """One rater's score of each leaf and his doubt, in every draw: the one with the highest random number among those
    who rated; what nobody rated stays as it is."""
    numbers = _numbers(seeds, panel.scores.shape)
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


def _numbers(seeds: Seeds, shape: tuple[int, ...]) -> Array:
    """Uniform numbers in [0, 1), each draw's from its own seed; shape (draws, *shape)."""
    out = np.empty((len(seeds), *shape))
    for n, seed in enumerate(seeds):
        np.random.Generator(np.random.SFC64(int(seed))).random(out=out[n])
    return out


def _come_to(rated: Array, known: Mask, rule: str) -> Array:
    """One level from several raters' by a rule of consensus; shape (cases, leaves), NaN where nobody rated."""
    if rule == "lowest":
        return np.where(known.any(axis=-1), np.where(known, rated, np.inf).min(axis=-1), np.nan)
    if rule == "mean":
        n = known.sum(axis=-1)
        return np.where(n > 0, np.where(known, rated, 0.0).sum(axis=-1) / np.maximum(n, 1), np.nan)
    if rule == "median":
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore", RuntimeWarning)  # nobody rated: NaN, as asked for
            return np.asarray(np.nanmedian(rated, axis=-1))
    raise ValueError(f"no rule of consensus that can be drawn: {rule!r}")


def _outlooks(
    scores: Array, stated: Array, cases: Sequence[str], within: float, grades: Sequence[Grade]
) -> tuple[Outlook, ...]:
    kept = np.flatnonzero(~np.isnan(stated) & ~np.isnan(scores).any(axis=0))
    own, first = np.ascontiguousarray(scores[:, kept].T), ranks(stated[kept])  # a row a case
    draws, n, tail = len(scores), len(kept), (1 - within) / 2
    placed, step = np.empty((n, draws), dtype=np.int32), max(1, CELLS // max(1, n))
    for start in range(0, draws, step):
        placed[:, start : start + step] = ranks(scores[start : start + step, kept]).T
    few = n <= MOST_CASES
    counts = [np.bincount(row, minlength=n + 1)[1:] / draws for row in placed] if few else []
    quantiles = np.quantile(own, [tail, 0.5, 1 - tail], axis=1)
    placed.sort(axis=1)
    at = [int(np.floor(tail * (draws - 1))), int(np.ceil((1 - tail) * (draws - 1)))]
    low_at, high_at = np.minimum(placed[:, at[0]], first).tolist(), np.maximum(placed[:, at[1]], first).tolist()
    values, middles = stated[kept], quantiles[1].tolist()
    lows, highs = np.minimum(quantiles[0], values).tolist(), np.maximum(quantiles[2], values).tolist()
    names = [cases[int(c)] for c in kept]
    out = []
    for c, name in enumerate(names):
        ahead = [float((own[c] > own[o] + TOLERANCE).mean()) for o in range(n)] if few else []
        out.append(Outlook(
            name, lows[c], middles[c], highs[c], low_at[c], high_at[c], tuple(float(p) for p in counts[c]) if few else (),
            _graded(own[c], grades), tuple((other, p) for other, p in zip(names, ahead, strict=True) if other != name) if few else (),
        ))  # fmt: skip
    return tuple(sorted(out, key=lambda o: (-o.middle, o.case)))


def _graded(scores: Array, grades: Sequence[Grade]) -> tuple[tuple[str, float], ...]:
    """Probability of each grade, best first."""
    ordered = sorted(grades, key=lambda grade: -grade.from_)
    out, left = [], np.ones(len(scores), dtype=bool)
    for grade in ordered:
        held = left & (scores >= grade.from_ - TOLERANCE)
        out.append((grade.id, float(held.mean())))
        left &= ~held
    return tuple(out)
