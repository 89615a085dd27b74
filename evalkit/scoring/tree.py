"""One roll-up over arrays of any leading shape: leaves in; every node's value, coverage and bounds
out.

Used with ``(cases,)`` for a report and ``(draws, cases)`` for Monte Carlo, so that a range can
never drift from the score it belongs to.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evalkit.model.rubric import Pillar, Rubric, rule_of
from evalkit.scoring.aggregate import Array, aggregated, arithmetic, scaled, shares_of
from evalkit.scoring.tolerances import TOLERANCE

Mask = NDArray[np.bool_]
EVERYWHERE: Mask = np.array(True)  # a mask that holds in every case and draw
# sums of weights are this far from the largest number there is: Monte Carlo and workbooks add and
# multiply them
ROOM = 2.0**8
ROWS = 512  # cases written at a time


@dataclass(frozen=True, slots=True)
class Group:
    """A pillar, or the whole (``ref`` "overall"): its children's columns, in the rubric's order;
    ``aggregation``: the name of a mean, or the exponent of one that has no name; ``least``: share
    that must be rated for a score."""

    ref: str
    children: tuple[int, ...]
    aggregation: str | float
    least: float = 0.0


@dataclass(frozen=True, slots=True)
class Tree:
    """A rubric's scored nodes as columns: leaves first, then groups, children before parents,
    overall last where there is a total. ``by_count``: what is rated is counted by a group's own
    parts and not by weight; ``withholds``: a group of which too little is rated takes no part
    above."""

    leaves: tuple[str, ...]
    groups: tuple[Group, ...]
    weights: Array
    counts: Mask
    by_count: bool = False
    withholds: bool = False

    @property
    def refs(self) -> tuple[str, ...]:
        """Ref of each column."""
        return (*self.leaves, *(group.ref for group in self.groups))

    def column(self, ref: str) -> int:
        """Column of a ref; ValueError where there is none."""
        return self.refs.index(ref)

    def with_total(self, aggregation: str) -> Tree:
        """The tree with another rule for its total."""
        *below, total = self.groups
        return replace(self, groups=(*below, replace(total, aggregation=aggregation)))


@dataclass(frozen=True, slots=True)
class Rolled:
    """Every node's figures, shape (..., columns).

    ``value``: aggregated from what is rated, NaN where nothing is; ``low`` and ``high``: with
    everything missing at worst and at best; ``coverage``: rated share of the applicable weight;
    ``share``: weight among applicable siblings; ``applicable``: whether any leaf below applies;
    ``counted``: what is rated, as the rubric counts it; ``enough``: whether that is enough for a
    score. What is withheld is missing to what stands above it.
    """

    value: Array
    low: Array
    high: Array
    coverage: Array
    share: Array
    applicable: Mask
    counted: Array
    enough: Mask

    @property
    def given(self) -> Array:
        """Scores, (..., columns): values where enough is rated, NaN where there is none."""
        return np.where(self.applicable & self.enough, self.value, np.nan)


def stands_in(ref: str, of: str) -> bool:
    """Whether a node is another, or stands below it; "overall" is itself alone, and any stands in
    none named."""
    return not of or ref == of or ref.startswith(f"{of}.")


def tree_of(rubric: Rubric) -> Tree:
    """The scored part of a rubric as columns; criteria with ``scored: false`` are left out, and
    pillars that are headings only."""
    leaves = {ref: criterion.weight for ref, criterion in rubric.criteria() if criterion.scored}
    column = {ref: n for n, ref in enumerate(leaves)}
    groups: list[Group] = []
    coverage = rubric.coverage
    weights = list(leaves.values())
    counts = [True] * len(leaves)

    def add(pillar: Pillar, above: str) -> int | None:
        ref = f"{above}.{pillar.id}" if above else pillar.id
        own = [column[f"{ref}.{c.id}"] for c in pillar.criteria if c.scored]
        below = [child for child in (add(p, ref) for p in pillar.pillars) if child is not None]
        if (not own and not below) or rubric.is_heading(pillar):
            return None
        rule = rule_of(pillar.aggregation or rubric.method.aggregation)
        groups.append(Group(ref, (*own, *below), rule, coverage.at(ref.count(".") + 1)))
        weights.append(pillar.weight)
        counts.append(pillar.counts)
        return len(leaves) + len(groups) - 1

    top = [child for child in (add(pillar, "") for pillar in rubric.pillars) if child is not None]
    if rubric.has_total:
        total = rule_of(rubric.method.aggregation)
        groups.append(Group("overall", tuple(top), total, coverage.at(0)))
        weights.append(1.0)
        counts.append(True)
    written, counting = _summable(np.array(weights), groups), np.array(counts)
    by_count = coverage.by == "count"
    return Tree(tuple(leaves), tuple(groups), written, counting, by_count, coverage.withholds)


def _summable(weights: Array, groups: Sequence[Group]) -> Array:
    """Weights as written; those of a group whose sum nears the largest number there is, scaled."""
    for group in groups:
        below = np.array(group.children, dtype=int)
        if below.size and math.fsum(weights[below] / ROOM) > float(np.finfo(float).max) / ROOM**2:
            weights[below] = scaled(weights[below])
    return weights


def shares_of_total(tree: Tree, weights: Array) -> Array:
    """Share of the total that every column carries.

    Args:
        weights: shape (..., columns), as written or as shares; 0 where a column carries nothing.

    Returns:
        The same shape.
    """
    part = np.ones(weights.shape)
    for column, group in reversed(list(enumerate(tree.groups, start=len(tree.leaves)))):
        below = np.array(group.children)
        shares = shares_of(weights[..., below] * tree.counts[below])
        part[..., below] = part[..., column : column + 1] * shares
    return part


def parts_of_total(tree: Tree, value: Array, share: Array) -> Array:
    """Share of the total that every node carries in each case, by what is rated.

    Args:
        value: shape (cases, columns), NaN where not rated or not applicable.
        share: the same shape, weight among siblings that apply.
    """
    return shares_of_total(tree, share * ~np.isnan(value))


def counted_leaves(tree: Tree) -> NDArray[np.int64]:
    """Columns of the leaves that count towards the total."""
    return np.flatnonzero(shares_of_total(tree, tree.weights)[: len(tree.leaves)] > 0)


def roll_up(
    tree: Tree,
    leaves: Array,
    applicable: Mask | None = None,
    weights: Array | None = None,
    imputed: Mask | None = None,
) -> Rolled:
    """Aggregate leaves up the tree.

    Args:
        tree: columns of the rubric.
        leaves: shape (..., leaves), in [0, 1]; NaN where missing.
        applicable: broadcastable to ``leaves``; None: all apply.
        weights: broadcastable to (..., columns), as written; None: the tree's own.
        imputed: broadcastable to ``leaves``, which of them stand in for what is missing: they count
            in the value, and leave coverage and bounds as they were; None: none.

    Returns:
        Figures of every node, shape (..., columns), leaves first.
    """
    weights = tree.weights if weights is None else weights
    rated = _rated(leaves, applicable)
    shape = np.broadcast_shapes(rated.shape[:-1], weights.shape[:-1])
    applies = np.broadcast_to(True if applicable is None else applicable, rated.shape)
    own_rule = tree.by_count or tree.withholds
    real = rated if imputed is None or not imputed.any() else rated & ~imputed
    counted = _counted(tree, real, applies, weights) if own_rule else []
    withheld = _enough(tree, counted) if tree.withholds else None
    shared = _sharing(tree, rated, weights, enough=withheld)
    filled = _filled(leaves, rated)
    groups = _values(tree, filled, shared, 1.0)
    if shared.whole and real is rated:  # nothing is missing: the bounds are the value
        value = _joined(filled, groups, shape)
        share = np.broadcast_to(_share_columns(tree, shared, weights.shape[:-1]), value.shape)
        ones = np.broadcast_to(1.0, value.shape)
        every = np.broadcast_to(EVERYWHERE, value.shape)
        return Rolled(value, value, value, ones, share, every, ones, every)
    known = leaves if applicable is None else np.where(rated, leaves, np.nan)
    pairs = zip(groups, shared.some, strict=True)
    value = _joined(known, [np.where(some, own, np.nan) for own, some in pairs], shape)
    shared = _sharing(tree, applies, weights, drop=False)
    worst, gap = np.where(real, leaves, 0.0), np.subtract(1.0, real)
    best = filled if real is rated else np.where(real, leaves, 1.0)
    means = replace(tree, groups=tuple(replace(g, aggregation="arithmetic") for g in tree.groups))
    lacking = _joined(gap, _values(means, gap, shared, 1.0, withheld), shape)
    coverage = np.subtract(1.0, lacking, out=lacking)  # 1 where all is rated
    by_rule = _joined(1.0 * real, counted, shape) if tree.by_count else coverage
    least = np.array([*(0.0 for _ in tree.leaves), *(group.least for group in tree.groups)])
    return Rolled(
        value,
        low=_joined(worst, _values(tree, worst, shared, 0.0, withheld), shape),
        high=_joined(best, _values(tree, best, shared, 1.0, withheld), shape),
        coverage=coverage,
        share=_share_columns(tree, shared, shape),
        applicable=_joined(applies, shared.held, shape),
        counted=by_rule,
        enough=by_rule >= least - TOLERANCE,
    )


def totals(
    tree: Tree,
    leaves: Array,
    applicable: Mask | None = None,
    weights: Array | None = None,
    imputed: Mask | None = None,
) -> Array:
    """Overall value only, shape (...): :func:`roll_up` without the parts, for many draws.

    Where nothing is missing and every mean is arithmetic, one product with the leaves' shares of
    the total, in a third of the time or less (``benchmarks/scoring.py``).
    """
    weights = tree.weights if weights is None else weights
    applies = np.asarray(True if applicable is None else applicable)
    shape = np.broadcast_shapes(leaves.shape[:-1], applies.shape[:-1], weights.shape[:-1])
    filled = tree.withholds and imputed is not None and bool(np.any(imputed))
    means = all(group.aggregation == "arithmetic" for group in tree.groups)
    if means and not filled and bool(applies.all()):
        shares = shares_of_total(tree, weights)[..., : len(tree.leaves)]
        lost = np.abs(shares.sum(axis=-1) - 1)  # by a group that counts and has no part that does
        if (lost <= TOLERANCE).all():
            found = arithmetic(leaves, shares)
            if not np.isnan(
                found
            ).any():  # a missing leaf takes its total with it, whatever it weighs
                return np.broadcast_to(found, shape)
    rated = _rated(leaves, applicable)
    real = rated & ~np.asarray(imputed) if filled else rated
    enough = None
    if tree.withholds and not real.all():
        applies = np.broadcast_to(True if applicable is None else applicable, rated.shape)
        enough = _enough(tree, _counted(tree, real, applies, weights))
    shared = _sharing(tree, rated, weights, enough=enough)
    total = _values(tree, _filled(leaves, rated), shared, 1.0)[-1]
    return np.broadcast_to(np.where(shared.some[-1], total, np.nan), shape)


def _rated(leaves: Array, applicable: Mask | None) -> Mask:
    """Which leaves apply and are rated."""
    return ~np.isnan(leaves) if applicable is None else applicable & ~np.isnan(leaves)


def _filled(leaves: Array, rated: Mask) -> Array:
    """Leaves with a number, which counts for nothing, where nothing is rated."""
    return leaves if rated.all() else np.where(rated, leaves, 1.0)


class _Sharing(NamedTuple):
    """How each group's weight falls to those of its children that take part.

    ``shares``: (..., children), 0 where a child takes no part; ``some``: whether any has a share;
    ``held``: whether the group takes part above. Masks that hold everywhere are ``EVERYWHERE``, and
    leading shapes as small as masks and weights allow. ``whole``: everything takes part.
    """

    shares: list[Array]
    some: list[Mask]
    held: list[Mask]
    whole: bool


def _counted(tree: Tree, rated: Mask, applies: Mask, weights: Array) -> list[Array]:
    """Of each group the share that is rated, as the rubric counts it: by weight, or by its own
    parts that have a score. What is withheld is not rated."""
    if rated.all():
        return [np.array(1.0) for _ in tree.groups]
    known = [1.0 * rated[..., n] for n in range(len(tree.leaves))]
    some = [applies[..., n] for n in range(len(tree.leaves))]
    out = []
    for group in tree.groups:
        below = _run(group.children)
        asked = weights[..., below] * tree.counts[below]
        present = _beside([some[n] for n in group.children])
        shares = shares_of((1.0 * (asked > 0) if tree.by_count else asked) * present)
        out.append((shares * _beside([known[n] for n in group.children])).sum(axis=-1))
        held = np.asarray(out[-1] >= group.least - TOLERANCE) if tree.withholds else EVERYWHERE
        known.append(np.where(held, 1.0 * (out[-1] > 0) if tree.by_count else out[-1], 0.0))
        some.append(np.asarray(present.any(axis=-1)))
    return out


def _enough(tree: Tree, counted: Sequence[Array]) -> list[Mask]:
    """Whether enough of each group is rated for a score."""
    pairs = zip(tree.groups, counted, strict=True)
    return [np.asarray(share >= group.least - TOLERANCE) for group, share in pairs]


def _sharing(
    tree: Tree,
    leaves: Mask,
    weights: Array,
    drop: bool = True,
    enough: Sequence[Mask] | None = None,
) -> _Sharing:
    """Shares of the leaves that take part, shape (..., leaves), and of the groups above them.

    A group of which no part has weight drops out; unless ``drop``, it stays with the parts it has.
    One that does not have ``enough`` takes no part above.
    """
    whole, columns = leaves.all(), np.moveaxis(leaves, -1, 0)
    held = [EVERYWHERE if whole or column.all() else column for column in columns]
    shares, some = [], []
    for n, group in enumerate(tree.groups):
        present = _beside([held[child] for child in group.children])
        below = _run(group.children)
        shares.append(shares_of(weights[..., below] * tree.counts[below] * present))
        any_share = shares[-1].sum(axis=-1) > 0
        some.append(EVERYWHERE if any_share.all() else any_share)
        taking: Mask = some[-1] if drop else some[-1] | present.any(axis=-1)
        held.append(taking if enough is None or enough[n].all() else np.asarray(taking & enough[n]))
    return _Sharing(shares, some, held[len(tree.leaves) :], all(h is EVERYWHERE for h in held))


def _values(
    tree: Tree,
    leaves: Array,
    shared: _Sharing,
    empty: float,
    enough: Sequence[Mask] | None = None,
) -> list[Array]:
    """The one way up: each group's value from its children's; ``empty`` where none has a share,
    and above a group that does not have ``enough``."""
    start = len(tree.leaves)
    values = [leaves[..., n] for n in range(start)]
    used = [*values]  # by what stands above
    for group, shares, some in zip(tree.groups, shared.shares, shared.some, strict=True):
        if group.children[-1] < start and shares.shape[-2:-1] in ((), (1,)):
            parts = leaves[..., _run(group.children)]
        else:
            parts = _beside([used[n] for n in group.children])
        value = aggregated(group.aggregation, parts, shares)
        value = value if some is EVERYWHERE else np.where(some, value, empty)
        values.append(value)
        own = None if enough is None else enough[len(values) - 1 - start]
        used.append(value if own is None or own.all() else np.where(own, value, empty))
    return values[start:]


def _run(children: tuple[int, ...]) -> slice | NDArray[np.int64]:
    """Columns to look up; a slice where they follow each other, which numpy does not copy."""
    if children[-1] - children[0] == len(children) - 1:
        return slice(children[0], children[-1] + 1)
    return np.array(children)


def _beside(columns: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Columns as one array, one each along the last axis.

    They stay whole in memory, so that sums over few columns run over many cases at a time.
    """
    return np.moveaxis(np.stack(np.broadcast_arrays(*columns)), 0, -1)


def _joined(
    leaves: NDArray[Any], groups: Sequence[NDArray[Any]], shape: tuple[int, ...]
) -> NDArray[Any]:
    """Leaves and groups as one array, shape (*shape, columns)."""
    start = leaves.shape[-1]
    out = np.empty((*shape, start + len(groups)), dtype=leaves.dtype)
    wide = np.broadcast_to(leaves, (*shape, start))
    columns = [np.broadcast_to(column, shape) for column in groups]
    for part in _parts(shape):
        own = out[(*part, slice(None))]
        own[..., :start] = wide[(*part, slice(None))]
        for n, column in enumerate(columns, start=start):
            own[..., n] = column[part]
    return out


def _share_columns(tree: Tree, shared: _Sharing, shape: tuple[int, ...]) -> Array:
    """Share of each column among its siblings, shape (*shape, columns); 1 for the total."""
    out = np.ones((*shape, len(tree.refs)))
    wide = [np.broadcast_to(own, (*shape, own.shape[-1])) for own in shared.shares]
    for part in _parts(shape):
        own = out[(*part, slice(None))]
        for group, shares in zip(tree.groups, wide, strict=True):
            own[..., _run(group.children)] = shares[(*part, slice(None))]
    return out


def _parts(shape: tuple[int, ...]) -> Sequence[tuple[Any, ...]]:
    """Indices of a few cases at a time along the last axis, whose rows stay in the cache while they
    are written column by column: nearly twice as quick."""
    if not shape:
        return [(...,)]
    return [(..., slice(n, n + ROWS)) for n in range(0, shape[-1], ROWS)]
