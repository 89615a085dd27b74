"""Values of a node's parts at two times in; what each of its leaves adds to its change out.

A part adds its own change times a factor of its mean, and the factors along its way up are
multiplied. The sum over the leaves is the change, exactly and without a rest, for every mean:

- arithmetic: the part's share.
- geometric: share · L(V) / L(v), L the logarithmic mean of the two values of the whole (V) and of
  the part (v). Source: LMDI-I, Ang (2005), The LMDI approach to decomposition analysis: a practical
  guide, Energy Policy 33(7), 867–871.
- harmonic and every power mean with exponent p: share · h(v) / h(V), h the slope of xᵖ between the
  two values, of which LMDI is the case of the logarithm; the path integral of Aumann and Shapley
  (1974), Values of Non-Atomic Games, on a straight line in xᵖ. Where the whole leaves or reaches 0,
  the parts that leave or reach 0 add the change by their shares: the limit of the same.
- minimum: the part of the way, on a straight line from the values before to those after, on which
  the part is the lowest; by equal shares where several are.

Where shares differ because something is missing at one of the two times, factors are the mean of
those under either, and what the shares alone add (mean of the shift at the values before and at
those after) is told apart. What is missing at one time is taken not to change.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from evalkit.scoring.aggregate import Array, aggregated, shares_of
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.scoring.tree import Mask, Rolled, Tree

EXPONENTS = {"geometric": 0.0, "harmonic": -1.0}
# relative difference of two values below which the slope at their middle is taken, whose error is
# of its square
NEAR = math.sqrt(TOLERANCE)


@dataclass(frozen=True, slots=True)
class Parts:
    """What leaves add to the change of a node, (..., leaves), and what weights shifting with
    missing values add, (...); NaN where the node has no value at one of the two times."""

    leaves: Array
    weights: Array


def parts_of_change(tree: Tree, of: str, before: Rolled, after: Rolled) -> Parts:
    """The change of a node as a sum over its leaves and the shift of weights.

    Args:
        of: ref of a group of the tree.
        before, after: figures of the same cases at two times, under the tree's own weights.
    """
    there = _there(tree, before), _there(tree, after)
    first = np.where(there[0], before.value, np.where(there[1], after.value, 1.0))
    last = np.where(there[1], after.value, first)
    both, at = there[0] & there[1], tree.column(of)
    carried = np.zeros(first.shape)
    carried[..., at] = 1.0
    shifted = np.zeros(first.shape[:-1])
    for column, group in reversed([*enumerate(tree.groups, start=len(tree.leaves))]):
        if column > at or not carried[..., column].any():
            continue
        below = np.array(group.children)
        weights = tree.weights[below] * tree.counts[below]
        shares = (
            shares_of(weights * there[0][..., below]),
            shares_of(weights * there[1][..., below]),
        )
        ends = first[..., below], last[..., below]
        factor = sum(factors(group.aggregation, *ends, own) for own in shares) / 2
        own = np.where(both[..., column], carried[..., column], 0.0)
        carried[..., below] = own[..., None] * factor
        shifted += np.where(own > 0, own * _by_shares(group.aggregation, ends, shares), 0.0)
    known = both[..., at]
    leaves = (carried * (last - first))[..., : len(tree.leaves)]
    return Parts(np.where(known[..., None], leaves, np.nan), np.where(known, shifted, np.nan))


def _by_shares(rule: str | float, ends: tuple[Array, Array], shares: tuple[Array, Array]) -> Array:
    """What another distribution of weights alone adds to a mean; 0 where nothing has a share."""
    with np.errstate(invalid="ignore"):
        by = [aggregated(rule, end, shares[1]) - aggregated(rule, end, shares[0]) for end in ends]
    some = (shares[0].sum(axis=-1) > 0) & (shares[1].sum(axis=-1) > 0)
    return np.where(some, (by[0] + by[1]) / 2, 0.0)


def _there(tree: Tree, rolled: Rolled) -> Mask:
    """What takes part in what stands above it."""
    known = ~np.isnan(rolled.value)
    return known & rolled.enough if tree.withholds else known


def factors(rule: str | float, before: Array, after: Array, shares: Array) -> Array:
    """Of each part by what its change is multiplied, so that the products add up to the change of
    the mean.

    Args:
        rule: name of the mean, or its exponent.
        before, after: shape (..., k), in [0, 1].
        shares: the same shape, >= 0, summing to 1 along the last axis.

    Returns:
        The same shape, >= 0.
    """
    if rule == "arithmetic":
        return np.broadcast_to(shares, before.shape)
    if rule == "minimum":
        return _lowest(before, after, shares)
    exponent = EXPONENTS[rule] if isinstance(rule, str) else rule
    whole = aggregated(rule, before, shares), aggregated(rule, after, shares)
    unit = _unit(before, after, shares, exponent)
    own = _slope(before / unit, after / unit, exponent)
    total = _slope(whole[0][..., None] / unit, whole[1][..., None] / unit, exponent)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        out = shares * own / total
    if exponent <= 0:
        out = _at_zero(out, before, after, shares, whole)
    return np.where(np.isfinite(out) & (shares > 0), out, 0.0)


def _unit(before: Array, after: Array, shares: Array, exponent: float) -> Array:
    """What values are counted in, so that their powers stay within what a number holds: the value
    that decides, (..., 1)."""
    both = np.concatenate([before, after], axis=-1)
    counts = np.concatenate([shares, shares], axis=-1) > 0
    if exponent > 0:
        unit = np.where(counts, both, 0.0).max(axis=-1, keepdims=True)
    else:
        unit = np.where(counts & (both > 0), both, np.inf).min(axis=-1, keepdims=True)
    return np.where(np.isfinite(unit) & (unit > 0), unit, 1.0)


def _slope(one: Array, other: Array, exponent: float) -> Array:
    """Slope of xᵖ, of ln x where p is 0, between two values."""
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        middle, apart = (one + other) / 2, other - one
        near = np.abs(apart) <= NEAR * middle
        if exponent == 0:
            flat, steep = 1 / middle, (np.log(other) - np.log(one)) / apart
        else:
            flat = exponent * middle ** (exponent - 1)
            steep = (other**exponent - one**exponent) / apart
    return np.asarray(np.where(near, flat, steep))


def _at_zero(
    usual: Array, before: Array, after: Array, shares: Array, whole: tuple[Array, Array]
) -> Array:
    """Factors where a whole that one zero makes zero leaves 0 or reaches it."""
    left, reached = (whole[0] == 0) & (whole[1] > 0), (whole[1] == 0) & (whole[0] > 0)
    none = (whole[0] == 0) & (whole[1] == 0)
    if not (left | reached | none).any():
        return usual
    at_zero = np.where(left[..., None], before == 0, after == 0) & (shares > 0)
    part = shares_of(shares * at_zero)
    with np.errstate(divide="ignore", invalid="ignore"):
        limit = np.where(at_zero, part * (whole[1] - whole[0])[..., None] / (after - before), 0.0)
    out = np.where((left | reached)[..., None], limit, usual)
    return np.asarray(np.where(none[..., None], 0.0, out))


def _lowest(before: Array, after: Array, shares: Array) -> Array:
    """Part of the way on which each is the lowest of those that count."""
    counts = shares > 0
    start = before[..., :, None] - before[..., None, :]
    end = after[..., :, None] - after[..., None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        met = np.where(start == end, 0.0, start / (start - end))
    above = (start > 0) & (end > 0)
    begins = np.where((start > 0) & (end <= 0), met, np.where(above, 1.0, 0.0))
    ends = np.where((start <= 0) & (end > 0), met, np.where(above, 0.0, 1.0))
    others = counts[..., None, :]
    lengths = np.where(others, ends, 1.0).min(axis=-1) - np.where(others, begins, 0.0).max(axis=-1)
    same = (others & (start == 0) & (end == 0)).sum(axis=-1)
    return np.where(counts, np.clip(lengths, 0.0, 1.0) / np.maximum(same, 1), 0.0)
