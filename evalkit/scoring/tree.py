"""One roll-up over arrays of any leading shape: leaves in; every node's value, coverage and bounds out.

Used with ``(cases,)`` for a report and ``(draws, cases)`` for Monte Carlo, so that a range can never drift
from the score it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evalkit.model.rubric import Pillar, Rubric
from evalkit.scoring.aggregate import AGGREGATIONS, Array, shares_of

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Group:
    """A pillar, or the whole (``ref`` "overall"): its children's columns, in the rubric's order."""

    ref: str
    children: tuple[int, ...]
    aggregation: str


@dataclass(frozen=True, slots=True)
class Tree:
    """A rubric's scored nodes as columns: leaves first, then groups, children before parents, overall last."""

    leaves: tuple[str, ...]
    groups: tuple[Group, ...]
    weights: Array
    counts: Mask

    @property
    def refs(self) -> tuple[str, ...]:
        """Ref of each column."""
        return (*self.leaves, *(group.ref for group in self.groups))

    def column(self, ref: str) -> int:
        """Column of a ref; ValueError where there is none."""
        return self.refs.index(ref)


@dataclass(frozen=True, slots=True)
class Rolled:
    """Every node's figures, shape (..., columns).

    ``value``: aggregated from what is rated, NaN where nothing is; ``low`` and ``high``: with everything
    missing at worst and at best; ``coverage``: rated share of the applicable weight; ``share``: weight among
    applicable siblings; ``applicable``: whether any leaf below applies.
    """

    value: Array
    low: Array
    high: Array
    coverage: Array
    share: Array
    applicable: Mask


def tree_of(rubric: Rubric) -> Tree:
    """The scored part of a rubric as columns; criteria with ``scored: false`` are left out."""
    leaves: list[tuple[str, float]] = []
    for ref, criterion in rubric.criteria():
        if criterion.scored:
            leaves.append((ref, criterion.weight))
    column = {ref: n for n, (ref, _) in enumerate(leaves)}
    groups: list[Group] = []
    weights = [weight for _, weight in leaves]
    counts = [True] * len(leaves)

    def add(pillar: Pillar, above: str) -> int | None:
        ref = f"{above}.{pillar.id}" if above else pillar.id
        own = [column[f"{ref}.{c.id}"] for c in pillar.criteria if c.scored]
        below = [child for child in (add(p, ref) for p in pillar.pillars) if child is not None]
        if not own and not below:
            return None
        groups.append(Group(ref, (*own, *below), pillar.aggregation or rubric.method.aggregation))
        weights.append(pillar.weight)
        counts.append(pillar.counts)
        return len(leaves) + len(groups) - 1

    top = [child for child in (add(pillar, "") for pillar in rubric.pillars) if child is not None]
    groups.append(Group("overall", tuple(top), rubric.method.aggregation))
    return Tree(tuple(ref for ref, _ in leaves), tuple(groups), np.array([*weights, 1.0]), np.array([*counts, True]))


def parts_of_total(tree: Tree, value: Array, share: Array) -> Array:
    """Share of the total that every node carries in each case, by what is rated; shape (cases, columns).

    Args:
        value: shape (cases, columns), NaN where not rated or not applicable.
        share: the same shape, weight among siblings that apply.
    """
    part = np.ones(share.shape)
    for column, group in reversed(list(enumerate(tree.groups, start=len(tree.leaves)))):
        below = np.array(group.children)
        rated = share[:, below] * ~np.isnan(value[:, below]) * tree.counts[below]
        part[:, below] = part[:, [column]] * shares_of(rated)
    return part


def counted_leaves(tree: Tree) -> NDArray[np.int64]:
    """Columns of the leaves that count towards the total."""
    total = np.ones(len(tree.refs))
    for n, group in reversed(list(enumerate(tree.groups))):
        columns = np.array(group.children)
        total[columns] = total[len(tree.leaves) + n] * tree.weights[columns] * tree.counts[columns]
    return np.flatnonzero(total[: len(tree.leaves)] > 0)


def roll_up(tree: Tree, leaves: Array, applicable: Mask | None = None, weights: Array | None = None) -> Rolled:
    """Aggregate leaves up the tree.

    Args:
        tree: columns of the rubric.
        leaves: shape (..., leaves), in [0, 1]; NaN where missing.
        applicable: broadcastable to ``leaves``; None: all apply.
        weights: broadcastable to (..., columns), as written; None: the tree's own.

    Returns:
        Figures of every node, shape (..., columns), leaves first.
    """
    weights = tree.weights if weights is None else weights
    if _whole(tree, leaves, applicable, weights):
        return _complete(tree, leaves, weights)
    return _with_gaps(tree, leaves, np.ones(leaves.shape, bool) if applicable is None else applicable, weights)


def _whole(tree: Tree, leaves: Array, applicable: Mask | None, weights: Array) -> bool:
    """Whether nothing is missing, everything applies, and every group has a part that counts."""
    if np.isnan(leaves).any() or not (applicable is None or applicable.all()):
        return False
    return all(
        (weights[..., columns] * tree.counts[columns]).any(axis=-1).all()
        for columns in (np.array(group.children) for group in tree.groups)
    )


def totals(tree: Tree, leaves: Array, applicable: Mask | None = None, weights: Array | None = None) -> Array:
    """Overall value only, shape (...): :func:`roll_up` without the parts, for many draws."""
    weights = tree.weights if weights is None else weights
    complete = not np.isnan(leaves).any() and (applicable is None or bool(applicable.all()))
    if complete and all(group.aggregation == "arithmetic" for group in tree.groups) and weights.ndim in (1, 3):
        effective = _effective(tree, weights)
        if np.allclose(effective.sum(axis=-1), 1):  # else a part without weight stands in for one with weight
            return _linear(leaves, effective)
    if complete and _whole(tree, leaves, applicable, weights):
        return _values(tree, leaves, weights)[-1]
    return _with_gaps_only(tree, leaves, np.ones(leaves.shape, bool) if applicable is None else applicable, weights)


def _effective(tree: Tree, weights: Array) -> Array:
    """Share of the total that each leaf carries where all apply; shape of ``weights``, leaves only."""
    share = _shares(tree, weights)
    total = np.ones_like(share)
    for own, group in reversed(
        list(enumerate(tree.groups, start=len(tree.leaves)))
    ):  # parents come after their children
        columns = np.array(group.children)
        total[..., columns] = share[..., columns] * total[..., own : own + 1]
    return np.asarray(total[..., : len(tree.leaves)])


def _linear(leaves: Array, effective: Array) -> Array:
    """Overall values where every mean is arithmetic: one product with the leaves' shares of the total.

    ``leaves``: (cases, leaves) or (draws, cases, leaves); ``effective``: (leaves,) or (draws, 1, leaves).
    """
    if effective.ndim == 1:
        return np.asarray(leaves @ effective)
    if leaves.ndim == 2:
        return np.asarray(effective[..., 0, :] @ leaves.T)
    return np.asarray(np.matmul(leaves, np.swapaxes(effective, -1, -2))[..., 0])


def _with_gaps_only(tree: Tree, leaves: Array, applicable: Mask, weights: Array) -> Array:
    """Overall values where something is missing or does not apply: :func:`_with_gaps` without bounds and coverage."""
    n_leaves = len(tree.leaves)
    known = applicable & ~np.isnan(leaves)
    values: list[Array] = [np.where(known[..., n], leaves[..., n], 1.0) for n in range(n_leaves)]
    held: list[Mask] = [known[..., n] for n in range(n_leaves)]
    for group in tree.groups:
        columns = np.array(group.children)
        stated = weights[..., columns] * tree.counts[columns]
        present = np.stack(np.broadcast_arrays(*(held[c] for c in group.children)), axis=-1)
        shares = shares_of(stated * present)
        below = np.stack(np.broadcast_arrays(*(values[c] for c in group.children)), axis=-1)
        some = shares.sum(axis=-1) > 0
        values.append(np.where(some, AGGREGATIONS[group.aggregation](below, shares), 1.0))
        held.append(some)
    return np.asarray(np.where(held[-1], values[-1], np.nan))


def _values(tree: Tree, leaves: Array, weights: Array) -> list[Array]:
    """Group values where nothing is missing, in the order of ``tree.groups``."""
    n_leaves = len(tree.leaves)
    values: list[Array] = []
    for group in tree.groups:
        columns = np.array(group.children)
        shares = shares_of(weights[..., columns] * tree.counts[columns])
        if columns[-1] < n_leaves:
            first, last = int(columns[0]), int(columns[-1])
            together = last - first + 1 == len(columns)
            below = leaves[..., first : last + 1] if together else leaves[..., columns]
        else:
            parts = [leaves[..., c] if c < n_leaves else values[c - n_leaves] for c in group.children]
            if group.aggregation == "arithmetic":
                values.append(_sum(parts, shares))
                continue
            below = np.stack(np.broadcast_arrays(*parts), axis=-1)
        values.append(AGGREGATIONS[group.aggregation](below, shares))
    return values


def _sum(parts: list[Array], shares: Array) -> Array:
    """Weighted sum of whole columns, without stacking them."""
    total = parts[0] * shares[..., 0]
    for n, part in enumerate(parts[1:], start=1):
        total += part * shares[..., n]
    return total


def _complete(tree: Tree, leaves: Array, weights: Array) -> Rolled:
    groups = _values(tree, leaves, weights)
    shape = np.broadcast_shapes(leaves.shape[:-1], groups[-1].shape)
    value = np.empty((*shape, len(tree.leaves) + len(groups)))
    value[..., : len(tree.leaves)] = leaves
    for n, group in enumerate(groups, start=len(tree.leaves)):
        value[..., n] = group
    share = np.broadcast_to(_shares(tree, weights), value.shape)
    ones = np.broadcast_to(np.float64(1), value.shape)
    return Rolled(value, value, value, ones, share, np.broadcast_to(np.True_, value.shape))


def _shares(tree: Tree, weights: Array) -> Array:
    share = np.ones(weights.shape)
    for group in tree.groups:
        columns = np.array(group.children)
        share[..., columns] = shares_of(weights[..., columns] * tree.counts[columns])
    return share


def _with_gaps(tree: Tree, leaves: Array, applicable: Mask, weights: Array) -> Rolled:
    n_leaves, n = len(tree.leaves), len(tree.leaves) + len(tree.groups)
    shape = np.broadcast_shapes(leaves.shape[:-1], applicable.shape[:-1], weights.shape[:-1])
    value, low, high, coverage, share = (np.empty((*shape, n)) for _ in range(5))
    applies = np.empty((*shape, n), dtype=bool)
    applies[..., :n_leaves] = applicable
    value[..., :n_leaves] = np.where(applicable, leaves, np.nan)
    rated = ~np.isnan(value[..., :n_leaves])
    low[..., :n_leaves] = np.where(rated, value[..., :n_leaves], 0.0)
    high[..., :n_leaves] = np.where(rated, value[..., :n_leaves], 1.0)
    coverage[..., :n_leaves] = rated
    share[..., -1] = 1.0
    for column, group in enumerate(tree.groups, start=n_leaves):
        below = np.array(group.children)
        aggregate = AGGREGATIONS[group.aggregation]
        applies[..., column] = applies[..., below].any(axis=-1)
        shares = shares_of(weights[..., below] * tree.counts[below] * applies[..., below])
        present = ~np.isnan(value[..., below])
        complete = present.all(axis=-1, keepdims=True)  # the same shares then, to the last bit
        weighed = np.where(complete, shares, shares_of(shares * present))
        mean = aggregate(np.where(present, value[..., below], 1.0), weighed)
        value[..., column] = np.where(weighed.sum(axis=-1) > 0, mean, np.nan)
        some = shares.sum(axis=-1) > 0
        low[..., column] = np.where(some, aggregate(low[..., below], shares), 0.0)
        high[..., column] = np.where(some, aggregate(high[..., below], shares), 1.0)
        gap = (shares * (1 - coverage[..., below])).sum(axis=-1)  # exactly 0 where all is rated
        coverage[..., column] = np.where(some, 1 - gap, 0.0)
        share[..., below] = shares
    return Rolled(value, low, high, coverage, share, applies)
