"""Which assumption, which criterion, which pillar moves a result: effects with error bars,
leave-one-out, influence.

In: results of a Saltelli design, or scores as arrays. Out: shares in [0, 1], and nothing where the
sample is too small.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evalkit.scoring.aggregate import Array
from evalkit.scoring.rank import pearson, ranks
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.scoring.tree import Mask, Tree, parts_of_total, totals

PRECISE = 0.1  # half-width of an error bar beyond which no effect is given
RESAMPLES = 500
BAR = 0.95


@dataclass(frozen=True, slots=True)
class Effect:
    """How much of a result's variance a factor makes, in [0, 1]; None where the sample is too small
    to say.

    ``first``: the factor alone; ``total``: with all it does together with others; each with its own
    error bar (the middle 95 % of bootstrap resamples). ``first`` is never above ``total``.
    """

    factor: str
    first: float | None
    first_low: float | None
    first_high: float | None
    total: float | None
    total_low: float | None
    total_high: float | None


@dataclass(frozen=True, slots=True)
class Effects:
    """All factors' effects on one result. ``variance``: of the result; 0 where nothing moves it.
    ``needed``: base draws that would be enough where ``effects`` hold no figures, else 0."""

    result: str
    variance: float
    draws: int
    effects: tuple[Effect, ...]
    needed: int

    @property
    def given(self) -> bool:
        """Whether the sample was large enough for figures."""
        return bool(self.effects) and all(effect.total is not None for effect in self.effects)


def effects(
    results: Sequence[str],
    factors: Sequence[str],
    drawn: Array,
    generator: np.random.Generator,
) -> tuple[Effects, ...]:
    """First and total effects of factors on each of some results.

    Args:
        results: what each is called.
        drawn: shape (2 + factors, draws, results): a result under two independent sets of draws, a
            and b; then, row i of the rest, under the draws of a, but with factor i taken from b.

    First effects after Saltelli et al. (2010), total effects after Jansen (1999): with V the
    variance over both sets, Sᵢ = mean(b · (mixedᵢ − a)) / V and Tᵢ = mean((a − mixedᵢ)²) / 2V. A
    first effect is at most the total effect; where noise alone puts it above, both are the mean of
    the two (the least-squares solution under S ≤ T). Nothing is given where an error bar is wider
    than ±0.1, or where S exceeds T by more than four standard errors. The resamples of the error
    bars are drawn once, and the same for every result.

    Source: Saltelli et al. (2010), Computer Physics Communications 181(2), table 2.
    """
    draws = drawn.shape[1]
    counts = generator.multinomial(draws, np.full(draws, 1 / draws), RESAMPLES) / draws
    return tuple(_effects(name, factors, drawn[:, :, n], counts) for n, name in enumerate(results))


def _effects(result: str, factors: Sequence[str], drawn: Array, counts: Array) -> Effects:
    """:func:`effects` of one result. ``counts``: share of each draw in each resample, shape
    (resamples, draws)."""
    a, b, mixed = drawn[0], drawn[1], drawn[2:]
    draws = len(a)
    both = np.concatenate([a, b])
    centre, variance = float(both.mean()), float(both.var())
    if variance <= TOLERANCE**2:
        return Effects(result, 0.0, draws, tuple(Effect(name, *[0.0] * 6) for name in factors), 0)
    a0, b0, m0 = a - centre, b - centre, mixed - centre
    terms = np.concatenate(
        [b0 * (m0 - a0), (a0 - m0) ** 2 / 2, (a0 + b0)[None] / 2, ((a0**2 + b0**2) / 2)[None]]
    )
    k = len(factors)
    estimated = _shares(terms.mean(axis=1), k)
    resampled = _shares(counts @ terms.T, k)
    tail = (1 - BAR) / 2
    low, high = np.quantile(resampled, [tail, 1 - tail], axis=0)
    widest = float((high - low).max() / 2)
    above = estimated[:k] - estimated[k:]
    noise = (resampled[:, :k] - resampled[:, k:]).std(axis=0)
    if widest > PRECISE or bool((above > 4 * noise + TOLERANCE).any()):
        needed = int(np.ceil(draws * max(2.0, (widest / PRECISE) ** 2) / 100) * 100)
        none = tuple(Effect(name, *[None] * 6) for name in factors)
        return Effects(result, variance, draws, none, needed)
    between = (estimated[:k] + estimated[k:]) / 2
    value = np.where(np.tile(above > 0, 2), np.tile(between, 2), estimated)
    # held in [0, 1]: below and above it is noise
    value = np.clip(value, 0, 1)
    low, high = np.clip(low, 0, value), np.clip(high, value, 1)
    bars = np.stack([value, low, high], axis=1).reshape(2, k, 3)  # first, then total effects
    found = tuple(
        Effect(name, *first.tolist(), *total.tolist())
        for name, first, total in zip(factors, *bars, strict=True)
    )
    return Effects(result, variance, draws, found, 0)


def _shares(moments: Array, k: int) -> Array:
    """First, then total effects from the means of the terms; shape (..., 2k)."""
    variance = moments[..., -1] - moments[..., -2] ** 2
    return np.asarray(moments[..., : 2 * k] / variance[..., None])


@dataclass(frozen=True, slots=True)
class Moved:
    """A case that moves in the ranking, and its ranks with a node and without it."""

    case: str
    stands: int
    comes_to: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What leaving a node out does to the ranking and the totals.

    ``places``: the most places a case moves, ``furthest`` all that move so far; ``moved``: how
    many cases change their rank; ``shift``: mean change of a total without sign, in [0, 1];
    ``first``: cases that lead then.
    """

    ref: str
    places: int
    furthest: tuple[Moved, ...]
    moved: int
    shift: float
    first: tuple[str, ...]


def leave_out(
    tree: Tree, leaves: Array, applicable: Mask, cases: Sequence[str], counted: NDArray[np.int64]
) -> tuple[LeftOut, ...]:
    """Every counted criterion and pillar left out in turn, in the order of the tree's columns.

    Args:
        leaves, applicable: shape (cases, leaves); cases that have a total.
        counted: columns of the leaves that count towards the total.
    """
    stated = totals(tree, leaves, applicable)
    before = ranks(stated)
    out = []
    for column, ref in enumerate(tree.refs[:-1]):
        below = [n for n in leaves_below(tree, column) if n in counted]
        if not below or len(below) == len(counted):
            continue
        without = applicable.copy()
        without[:, below] = False
        scores = totals(tree, leaves, without)
        kept = np.where(np.isnan(scores), stated, scores)  # it was all that a case had
        after = ranks(kept)
        moves = np.abs(after - before)
        most = int(moves.max())
        furthest = [int(n) for n in np.flatnonzero(moves == most)] if most else []
        out.append(
            LeftOut(
                ref,
                most,
                tuple(Moved(cases[n], int(before[n]), int(after[n])) for n in furthest),
                int((moves > 0).sum()),
                float(np.abs(kept - stated).mean()),
                tuple(name for name, place in zip(cases, after, strict=True) if place == 1),
            )
        )
    return tuple(out)


def leaves_below(tree: Tree, column: int) -> tuple[int, ...]:
    """Columns of all leaves below a column; itself where it is a leaf."""
    n = len(tree.leaves)
    if column < n:
        return (column,)
    return tuple(
        leaf for child in tree.groups[column - n].children for leaf in leaves_below(tree, child)
    )


@dataclass(frozen=True, slots=True)
class Influence:
    """A node's stated weight beside what it does among these cases.

    ``weight``: mean share of the total it carries, in [0, 1]; ``influence``: share of the
    differences between totals that come from it (negative where it narrows them), None where a mean
    other than the arithmetic stands above it;
    ``correlation``: with the total, None where it does not vary.
    """

    ref: str
    weight: float
    influence: float | None
    correlation: float | None


def influences(tree: Tree, value: Array, share: Array, total: Array) -> tuple[Influence, ...]:
    """Influence of every counted node on the differences between totals.

    The total is the sum of contributions (share of the total × score), so its variance is the sum
    of the contributions' covariances with it: influence = cov(contribution, total) / var(total).
    Over siblings that make the total they sum to 1.

    Args:
        value: shape (cases, columns), NaN where not rated; share: the same shape, weight among
            siblings that apply.
        total: shape (cases,).

    Source: Shorrocks (1982), Econometrica 50(1), the natural decomposition; for composite
        indicators see Paruolo, Saisana and Saltelli (2013), Journal of the Royal Statistical
        Society A 176(3).
    """
    variance = float(total.var())
    if len(total) < 2 or variance <= TOLERANCE**2:
        return ()
    part = parts_of_total(tree, value, share)
    plain = np.ones(len(tree.refs), dtype=bool)
    for column, group in reversed(list(enumerate(tree.groups, start=len(tree.leaves)))):
        plain[np.array(group.children)] = plain[column] and group.aggregation == "arithmetic"
    out = []
    for column, ref in enumerate(tree.refs[:-1]):
        if not (part[:, column] > 0).any():
            continue
        own = value[:, column]
        contribution = part[:, column] * np.nan_to_num(own)
        influence = float(
            ((contribution - contribution.mean()) * (total - total.mean())).mean() / variance
        )
        known = ~np.isnan(own) & (part[:, column] > 0)
        correlation = pearson(own[known], total[known])
        out.append(
            Influence(
                ref,
                float(part[:, column].mean()),
                influence if plain[column] else None,
                correlation,
            )
        )
    return tuple(out)
