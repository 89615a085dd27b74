"""What leaves add to the change of a node: by hand, and that it always adds up."""

from __future__ import annotations

import math

import numpy as np
import pytest
from evalkit.scoring.aggregate import Array, aggregated
from evalkit.scoring.contributions import factors, parts_of_change
from evalkit.scoring.tree import Group, Tree, roll_up
from hypothesis import given
from hypothesis import strategies as st

NAN = math.nan
RULES: list[str | float] = ["arithmetic", "geometric", "harmonic", "minimum", 2.0, 0.5, -3.0]
SCORES = st.one_of(st.just(0.0), st.just(1.0), st.integers(1, 1000).map(lambda n: n / 1000))


def one_group(rule: str | float, weights: list[float]) -> Tree:
    refs = tuple(f"c{n}" for n in range(len(weights)))
    group = Group("overall", tuple(range(len(weights))), rule)
    return Tree(refs, (group,), np.array([*weights, 1.0]), np.ones(len(weights) + 1, dtype=bool))


def parts(tree: Tree, before: list[float], after: list[float]) -> tuple[list[float], float]:
    own = parts_of_change(
        tree, "overall", roll_up(tree, np.array([before])), roll_up(tree, np.array([after]))
    )
    return own.leaves[0].tolist(), float(own.weights[0])


def test_under_an_arithmetic_mean_a_part_adds_its_share_of_its_change() -> None:
    leaves, weights = parts(one_group("arithmetic", [1, 3]), [0.2, 0.5], [0.6, 0.3])
    assert leaves == pytest.approx([0.25 * 0.4, 0.75 * -0.2])
    assert weights == 0


def test_under_a_geometric_mean_the_logarithmic_mean_of_the_whole_is_shared_out() -> None:
    """LMDI-I: Ang (2005), equation of the additive form, with L(a, b) = (a − b) / ln(a / b)."""
    before, after = [0.2, 0.5], [0.6, 0.3]
    first, last = math.sqrt(0.1), math.sqrt(0.18)
    mean = (last - first) / math.log(last / first)
    leaves, _ = parts(one_group("geometric", [1, 1]), before, after)
    assert leaves == pytest.approx([mean * math.log(3) / 2, mean * math.log(0.6) / 2])


def test_under_a_harmonic_mean_by_hand() -> None:
    """Both means are known: 2 / (1/0.2 + 1/0.5) = 2/7 and 2 / (1/0.4 + 1/0.5) = 4/9."""
    leaves, _ = parts(one_group("harmonic", [1, 1]), [0.2, 0.5], [0.4, 0.5])
    assert leaves == pytest.approx([4 / 9 - 2 / 7, 0])


def test_under_a_minimum_the_lowest_adds_as_long_as_it_is_the_lowest() -> None:
    """0.2 + 0.6 t meets 0.5 − 0.1 t at t = 3/7."""
    leaves, _ = parts(one_group("minimum", [1, 1, 0]), [0.2, 0.5, 0.0], [0.8, 0.4, 0.0])
    assert leaves == pytest.approx([0.6 * 3 / 7, -0.1 * 4 / 7, 0])
    assert parts(one_group("minimum", [1, 1]), [0.2, 0.2], [0.5, 0.5])[0] == [0.15, 0.15]


def test_who_leaves_zero_adds_what_the_whole_gains() -> None:
    tree = one_group("geometric", [1, 1, 1, 1])
    leaves, _ = parts(tree, [0, 0, 0.5, 0.5], [0.4, 0.4, 0.4, 0.4])
    assert leaves == pytest.approx([0.2, 0.2, 0, 0])
    assert parts(tree, [0, 0.5, 0.5, 0.5], [0.4, 0, 0.5, 0.5])[0] == [0, 0, 0, 0]
    assert parts(tree, [0.4] * 4, [0, 0.4, 0.5, 0.5])[0] == pytest.approx([-0.4, 0, 0, 0])


def test_weights_that_shift_with_a_missing_value_are_told_apart() -> None:
    """0.6 becomes 0.5. Shares of the first are ½ and 1; the second is taken not to change."""
    leaves, weights = parts(one_group("arithmetic", [1, 1]), [0.4, 0.8], [0.5, NAN])
    assert leaves == pytest.approx([0.75 * 0.1, 0])
    assert weights == pytest.approx(((0.4 - 0.6) + (0.5 - 0.65)) / 2)


def test_a_node_without_a_value_at_one_of_the_times_has_no_parts() -> None:
    leaves, weights = parts(one_group("arithmetic", [1, 1]), [NAN, NAN], [0.5, 0.5])
    assert np.isnan([*leaves, weights]).all()


@given(
    rule=st.sampled_from(RULES),
    rows=st.lists(st.tuples(SCORES, SCORES, st.integers(1, 9)), min_size=1, max_size=6),
)
def test_products_of_factors_and_changes_add_up_and_no_factor_is_negative(
    rule: str | float, rows: list[tuple[float, float, int]]
) -> None:
    before, after, weights = (np.array(own, dtype=float) for own in zip(*rows, strict=True))
    shares = weights / weights.sum()
    found = factors(rule, before, after, shares)
    change = aggregated(rule, after, shares) - aggregated(rule, before, shares)
    assert (found >= 0).all()
    assert float((found * (after - before)).sum()) == pytest.approx(float(change), abs=1e-9)


LEAF = st.one_of(SCORES, st.just(NAN))


@given(
    rules=st.tuples(*[st.sampled_from(RULES)] * 3),
    weights=st.lists(st.integers(0, 5), min_size=8, max_size=8),
    before=st.lists(LEAF, min_size=6, max_size=6),
    after=st.lists(LEAF, min_size=6, max_size=6),
    withholds=st.booleans(),
)
def test_the_parts_of_a_tree_add_up_to_its_change(
    rules: tuple[str | float, ...],
    weights: list[int],
    before: list[float],
    after: list[float],
    withholds: bool,
) -> None:
    groups = (
        Group("a", (0, 1, 2), rules[0], 0.5),
        Group("b", (3, 4, 5), rules[1], 0.5),
        Group("overall", (6, 7), rules[2]),
    )
    written: Array = np.array([*weights, 1], dtype=float)
    tree = Tree(tuple("uvwxyz"), groups, written, np.ones(9, dtype=bool), withholds=withholds)
    first, last = (roll_up(tree, np.array([own])) for own in (before, after))
    own = parts_of_change(tree, "overall", first, last)
    change = float(last.value[0, -1] - first.value[0, -1])
    total = float(own.leaves[0].sum() + own.weights[0])
    assert total == pytest.approx(change, abs=1e-9, nan_ok=True)
