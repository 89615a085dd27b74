"""Ratings as given, and named assumptions, in; what scores and ranks could be under them out (Monte Carlo).

Each assumption can be switched on and off. The ranges say how much a result leans on what somebody had to assume:
they are sensitivity ranges, not confidence intervals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from evalkit.aggregate import Array, shares_of
from evalkit.rank import TOLERANCE, ranks
from evalkit.rubric import Grade
from evalkit.score import Mask, Tree, totals

Weights = Literal["stated", "spread", "dirichlet", "any"]
CELLS = 2_000_000  # values held at once for a chunk of draws
MOST_CASES = 200  # beyond which pairs of cases and ranks one by one are not counted
# How likely a rating might as well have been one step off, by the rater's confidence; a rubric may state none.
DOUBT = {"high": 0.1, "medium": 0.25, "low": 0.5, None: 0.25}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is varied.

    ``weights``: stated | spread (each multiplied by a factor from 1 − ``spread`` to 1 + ``spread``) | dirichlet (drawn
    around the stated shares; ``spread`` is the coefficient of variation of a share of one half) | any (all weights
    equally likely). ``raters``: any one of a criterion's raters may be right. ``doubt``: a rating may be one step off,
    as likely as the rater's confidence says. ``missing``: what is missing may be anything on its scale.
    ``aggregation``: rules of the total to choose from, empty for the stated one. ``leave_out``: one criterion at a time
    is left out, or none.
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


@dataclass(frozen=True, slots=True)
class Given:
    """Everything that was rated, as arrays.

    ``agreed``: (cases, leaves), scores in [0, 1] that count, NaN where missing; ``rated``: (cases, leaves, raters), each
    rater's own, NaN where he gave none or another decided; ``doubt``: the same shape, probabilities;
    ``step``: one step of the scale in [0, 1]; ``levels``: scores a rated criterion can have; ``measured``: (leaves,).
    """

    agreed: Array
    rated: Array
    doubt: Array
    applicable: Mask
    step: float
    levels: Array
    measured: Mask

    def of(self, cases: Sequence[int]) -> Given:
        """Only these cases, by row."""
        rows = np.array(cases, dtype=int)
        return replace(
            self,
            agreed=self.agreed[rows],
            rated=self.rated[rows],
            doubt=self.doubt[rows],
            applicable=self.applicable[rows],
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
    weights = draw_weights(tree, assumed, generator)
    chosen = generator.integers(0, max(1, len(assumed.aggregation)), assumed.draws)
    counted = counted_leaves(tree)
    left = (
        generator.integers(0, len(counted) + 1, assumed.draws)
        if assumed.leave_out
        else np.full(assumed.draws, len(counted))
    )
    seeds = generator.integers(0, 2**63, assumed.draws)
    scores = np.empty((assumed.draws, len(cases)))
    step = max(1, CELLS // max(1, len(cases) * (len(tree.refs) + given.rated.shape[-1])))
    for rule in range(max(1, len(assumed.aggregation))):
        which = np.flatnonzero(chosen == rule)
        own = _aggregated(tree, assumed.aggregation[rule]) if assumed.aggregation else tree
        for start in range(0, which.size, step):
            part = which[start : start + step]
            leaves = np.stack([_leaves(given, assumed, np.random.default_rng(int(seeds[n]))) for n in part])
            applies = np.broadcast_to(given.applicable, leaves.shape).copy()
            for row, n in enumerate(part):
                if left[n] < len(counted):
                    applies[row, :, counted[left[n]]] = False
            drawn = totals(own, leaves, applies, weights[part])
            if np.isnan(drawn).any():  # what is left out was all that a case had: it keeps it
                drawn = np.where(np.isnan(drawn), totals(own, leaves, given.applicable, weights[part]), drawn)
            scores[part] = drawn
    stated = totals(tree, given.agreed, given.applicable)
    return _outlooks(scores, np.asarray(stated), cases, assumed.within, grades)


def draw_weights(tree: Tree, assumed: Assumptions, generator: np.random.Generator) -> Array:
    """Weights of every column; shape (draws, 1, columns). Dirichlet and "any" draw shares within each group."""
    draws, stated = assumed.draws, tree.weights
    if assumed.weights == "stated":
        return np.broadcast_to(stated, (draws, 1, stated.size))
    if assumed.weights == "spread":
        factors = generator.uniform(1 - assumed.spread, 1 + assumed.spread, size=(draws, 1, stated.size))
        return np.asarray(stated * factors)
    weights = np.tile(stated, (draws, 1))
    for group in tree.groups:
        columns = np.array(group.children)
        shares = shares_of(stated[columns] * tree.counts[columns])
        counts = shares > 0
        if counts.sum() < 2:
            continue
        # a share of one half has the coefficient of variation 1 / √(a + 1) when the parameters sum to a
        total = max(1 / assumed.spread**2 - 1, 0.05) if assumed.weights == "dirichlet" else 0.0
        parameters = shares[counts] * total if total else np.ones(int(counts.sum()))
        # no share is drawn as nothing at all, or leaving a criterion out could leave a group without weight
        weights[:, columns[counts]] = np.maximum(generator.dirichlet(parameters, draws), 1e-9)
    return weights[:, None, :]


def counted_leaves(tree: Tree) -> np.ndarray:
    """Columns of the leaves that count towards the total."""
    total = np.ones(len(tree.refs))
    for n, group in reversed(list(enumerate(tree.groups))):
        columns = np.array(group.children)
        total[columns] = total[len(tree.leaves) + n] * tree.weights[columns] * tree.counts[columns]
    return np.flatnonzero(total[: len(tree.leaves)] > 0)


def _aggregated(tree: Tree, rule: str) -> Tree:
    """The tree with another rule for its total."""
    return replace(tree, groups=(*tree.groups[:-1], replace(tree.groups[-1], aggregation=rule)))


def _leaves(given: Given, assumed: Assumptions, generator: np.random.Generator) -> Array:
    """One draw of every leaf; shape (cases, leaves)."""
    leaves = given.agreed.copy()
    doubt = np.zeros(leaves.shape)
    known = ~np.isnan(given.rated)
    several = known.sum(axis=-1)
    if given.rated.shape[-1]:
        # the rater with the highest random number among those who rated
        picked = np.argmax(np.where(known, generator.random(given.rated.shape), -1.0), axis=-1)[..., None]
        if assumed.raters:
            own = np.take_along_axis(given.rated, picked, axis=-1)[..., 0]
            leaves = np.where(several > 0, own, leaves)
        doubt = np.where(several > 0, np.take_along_axis(given.doubt, picked, axis=-1)[..., 0], 0.0)
    if assumed.doubt:
        moves = generator.random(leaves.shape) < doubt
        direction = np.where(generator.random(leaves.shape) < 0.5, -given.step, given.step)
        leaves = np.where(moves, np.clip(leaves + direction, 0, 1), leaves)
    if assumed.missing:
        anywhere = np.where(
            given.measured, generator.random(leaves.shape), generator.choice(given.levels, leaves.shape)
        )
        leaves = np.where(np.isnan(leaves) & given.applicable, anywhere, leaves)
    return leaves


def _outlooks(
    scores: Array, stated: Array, cases: Sequence[str], within: float, grades: Sequence[Grade]
) -> tuple[Outlook, ...]:
    kept = ~np.isnan(stated) & ~np.isnan(scores).any(axis=0)
    placed, first = ranks(np.where(kept, scores, np.nan)), ranks(np.where(kept, stated, np.nan))
    tail = (1 - within) / 2
    draws, n = len(scores), int(kept.sum())
    names = np.array(cases)[kept]
    out = []
    for c in (int(n) for n in np.flatnonzero(kept)):
        own, at = scores[:, c], np.sort(placed[:, c])
        low, middle, high = np.quantile(own, [tail, 0.5, 1 - tail])
        low_at, high_at = int(at[int(np.floor(tail * (draws - 1)))]), int(at[int(np.ceil((1 - tail) * (draws - 1)))])
        few = n <= MOST_CASES
        counts = np.bincount(placed[:, c], minlength=n + 1)[1:] / draws if few else np.empty(0)
        ahead = [float((own > scores[:, o] + TOLERANCE).mean()) for o in np.flatnonzero(kept)] if few else []
        out.append(Outlook(
            cases[c], float(min(low, stated[c])), float(middle), float(max(high, stated[c])), min(low_at, int(first[c])),
            max(high_at, int(first[c])), tuple(float(p) for p in counts), _graded(own, grades),
            tuple((str(name), p) for name, p in zip(names, ahead, strict=False) if name != cases[c]),
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
