"""Laws of scoring that hold for any tree, weights, ratings and gaps."""

from __future__ import annotations

import math

import numpy as np
from evalkit.analysis.sensitivity import draw_weights, under_weights
from evalkit.model.rubric import Aggregation, Criterion, Pillar, PowerMean, Rubric
from evalkit.scoring.aggregate import arithmetic, geometric, harmonic, minimum, power
from evalkit.scoring.rank import ranks
from evalkit.scoring.tree import Rolled, Tree, roll_up, tree_of
from hypothesis import given, settings
from hypothesis import strategies as st

AGGREGATIONS: list[Aggregation] = ["arithmetic", "geometric", "harmonic", "minimum"]
AGGREGATIONS += [PowerMean(power=p) for p in (-7.5, -0.5, 0.5, 2)]
weights = st.floats(0.1, 10)
Problem = tuple[Rubric, np.ndarray, np.ndarray]
exponents = st.floats(-20, 20).filter(lambda p: abs(p) > 1e-3)
scores = st.one_of(st.just(0.0), st.just(1.0), st.floats(0.01, 0.99))


@st.composite
def pillars(draw: st.DrawFn, depth: int, prefix: str) -> Pillar:
    n_criteria = draw(st.integers(0 if depth else 1, 3))
    n_pillars = draw(st.integers(0 if n_criteria else 1, 2)) if depth else 0
    return Pillar(
        id=prefix,
        title="t",
        weight=draw(weights),
        aggregation=draw(st.sampled_from(AGGREGATIONS)),
        counts=draw(st.sampled_from([True, True, True, False])) if len(prefix) == 2 else True,
        criteria=tuple(
            Criterion(id=f"{prefix}-c{n}", title="t", weight=draw(weights))
            for n in range(n_criteria)
        ),
        pillars=tuple(draw(pillars(depth - 1, f"{prefix}-p{n}")) for n in range(n_pillars)),
    )


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """A rubric, scores of its leaves (NaN: missing) and whether each applies; three cases."""
    tops = [draw(pillars(2, f"p{n}")) for n in range(draw(st.integers(1, 3)))]
    if not any(top.counts for top in tops):
        tops[0] = tops[0].model_copy(update={"counts": True})
    rubric = Rubric(rubric="r", version="1.0.0", title="t", pillars=tuple(tops))
    n = len(tree_of(rubric).leaves)
    cells = st.lists(
        st.one_of(scores, scores, scores, st.just(math.nan)), min_size=3 * n, max_size=3 * n
    )
    leaves = np.array(draw(cells)).reshape(3, n)
    applies = np.array(
        draw(st.lists(st.sampled_from([True, True, True, False]), min_size=3 * n, max_size=3 * n))
    )
    return rubric, leaves, applies.reshape(3, n)


def rolled(
    rubric: Rubric, leaves: np.ndarray, applies: np.ndarray, factor: float = 1.0
) -> tuple[Tree, Rolled]:
    tree = tree_of(rubric)
    return tree, roll_up(tree, leaves, applies, tree.weights * factor)


@given(problems())
def test_scores_lie_between_the_smallest_and_largest_and_within_their_bounds(
    problem: Problem,
) -> None:
    tree, got = rolled(*problem)
    known = ~np.isnan(got.value)
    assert ((got.value >= -1e-12) & (got.value <= 1 + 1e-12))[known].all()
    assert (got.low <= got.value + 1e-9)[known & got.applicable].all()
    assert (got.value <= got.high + 1e-9)[known & got.applicable].all()
    assert ((got.coverage >= -1e-12) & (got.coverage <= 1 + 1e-12)).all()
    for row in range(3):
        inside = got.value[row, : len(tree.leaves)]
        if not np.isnan(inside).all() and not np.isnan(got.value[row, -1]):
            assert np.nanmin(inside) - 1e-9 <= got.value[row, -1] <= np.nanmax(inside) + 1e-9


@given(problems(), st.floats(0.01, 100))
def test_scaling_all_weights_changes_nothing(problem: Problem, factor: float) -> None:
    _, one = rolled(*problem)
    _, other = rolled(*problem, factor=factor)
    np.testing.assert_allclose(one.value, other.value, atol=1e-9)


@given(problems())
def test_reordering_siblings_changes_nothing(problem: Problem) -> None:
    rubric, leaves, applies = problem
    tree, one = rolled(rubric, leaves, applies)

    def turned(pillar: Pillar) -> Pillar:
        return pillar.model_copy(
            update={
                "criteria": pillar.criteria[::-1],
                "pillars": tuple(turned(p) for p in pillar.pillars[::-1]),
            }
        )

    other = rubric.model_copy(update={"pillars": tuple(turned(p) for p in rubric.pillars[::-1])})
    order = [tree.leaves.index(ref) for ref in tree_of(other).leaves]
    tree_turned, two = rolled(other, leaves[:, order], applies[:, order])
    for n, ref in enumerate(tree.refs):
        np.testing.assert_allclose(
            one.value[:, n], two.value[:, tree_turned.column(ref)], atol=1e-9
        )


@given(problems())
def test_not_applicable_is_the_same_as_removed(problem: Problem) -> None:
    rubric, leaves, applies = problem
    tree = tree_of(rubric)
    keep = applies[0]

    def pruned(pillar: Pillar, ref: str) -> Pillar | None:
        criteria = tuple(c for c in pillar.criteria if keep[tree.leaves.index(f"{ref}.{c.id}")])
        inner = tuple(
            p for p in (pruned(child, f"{ref}.{child.id}") for child in pillar.pillars) if p
        )
        return (
            pillar.model_copy(update={"criteria": criteria, "pillars": inner})
            if criteria or inner
            else None
        )

    tops = tuple(p for p in (pruned(top, top.id) for top in rubric.pillars) if p)
    whole = roll_up(tree, leaves[:1], applies[:1])
    if not tops:
        assert np.isnan(whole.value[0, -1])
        return
    small = tree_of(rubric.model_copy(update={"pillars": tops}))
    got = roll_up(small, leaves[:1, keep])
    for n, ref in enumerate(small.refs):
        np.testing.assert_allclose(got.value[0, n], whole.value[0, tree.column(ref)], atol=1e-9)
        np.testing.assert_allclose(
            got.coverage[0, n], whole.coverage[0, tree.column(ref)], atol=1e-9
        )


@given(problems(), st.integers(0, 10_000), st.floats(0, 1))
def test_raising_a_rating_never_lowers_a_score(problem: Problem, pick: int, towards: float) -> None:
    rubric, leaves, applies = problem
    column = pick % leaves.shape[1]
    higher = leaves.copy()
    higher[:, column] += (1 - higher[:, column]) * towards
    _, one = rolled(rubric, leaves, applies)
    _, two = rolled(rubric, higher, applies)
    known = ~np.isnan(one.value)
    assert (two.value >= one.value - 1e-9)[known].all()


def _by_hand(rule: str | float, values: list[float], shares: np.ndarray) -> float:
    """A mean, term by term."""
    pairs = [(x, w) for x, w in zip(values, shares.tolist(), strict=True) if w > 0]
    if rule == "minimum":
        return min(x for x, _ in pairs)
    p = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0}.get(str(rule), rule)
    assert not isinstance(p, str)
    if p <= 0 and any(x == 0 for x, _ in pairs):
        return 0.0
    if p == 0:
        return math.exp(math.fsum(w * math.log(x) for x, w in pairs))
    return float(math.fsum(w * x**p for x, w in pairs) ** (1 / p))


@given(problems())
def test_every_node_recomputes_from_its_parts_where_all_is_rated(problem: Problem) -> None:
    rubric, leaves, _ = problem
    leaves = np.nan_to_num(leaves, nan=0.5)
    tree = tree_of(rubric)
    got = roll_up(tree, leaves)
    for group in tree.groups:
        parts = np.array(group.children)
        counted = tree.weights[parts] * tree.counts[parts]
        if counted.sum() == 0:
            continue
        share = counted / counted.sum()
        again = [_by_hand(group.aggregation, row, share) for row in got.value[:, parts].tolist()]
        np.testing.assert_allclose(again, got.value[:, tree.column(group.ref)], atol=1e-9)


@given(st.lists(scores, min_size=2, max_size=6), st.data())
def test_means_stand_in_their_order(values: list[float], data: st.DataObject) -> None:
    share = np.array(data.draw(st.lists(weights, min_size=len(values), max_size=len(values))))
    share /= share.sum()
    x = np.array(values)
    assert minimum(x, share) <= harmonic(x, share) + 1e-9
    assert harmonic(x, share) <= geometric(x, share) + 1e-9
    assert geometric(x, share) <= arithmetic(x, share) + 1e-9
    one, other = sorted(data.draw(st.lists(exponents, min_size=2, max_size=2)))
    assert power(x, share, one) <= power(x, share, other) + 1e-9


@given(st.lists(scores, min_size=2, max_size=6), st.data())
def test_a_power_mean_is_near_the_mean_of_the_next_exponent(
    values: list[float], data: st.DataObject
) -> None:
    """As COINr's generalised mean: −1 harmonic, 0 geometric, 1 arithmetic, minimum and maximum at
    the ends."""
    share = np.array(data.draw(st.lists(weights, min_size=len(values), max_size=len(values))))
    share /= share.sum()
    x = np.array(values)
    for p, mean in ((-1, harmonic), (1, arithmetic)):
        np.testing.assert_allclose(power(x, share, p), mean(x, share), atol=1e-12)
    if min(values) > 0:
        np.testing.assert_allclose(power(x, share, 1e-9), geometric(x, share), atol=1e-6)
    np.testing.assert_allclose(power(x, share, -1e4), minimum(x, share), atol=1e-3)
    np.testing.assert_allclose(power(x, share, 1e4), x.max(), atol=1e-3)


@given(st.lists(st.one_of(st.floats(0, 1), st.just(math.nan)), min_size=1, max_size=12))
def test_ranks_count_the_better_ones(values: list[float]) -> None:
    got = ranks(np.array(values))
    rounded = [round(v, 6) for v in values]
    for value, rank in zip(rounded, ranks(np.array(rounded)), strict=True):
        assert rank == (0 if math.isnan(value) else 1 + sum(other > value for other in rounded))
    assert ((got == 0) == np.isnan(values)).all()


@settings(max_examples=25)
@given(problems(), st.integers(0, 100))
def test_equal_cases_keep_equal_ranks_under_every_weight(problem: Problem, seed: int) -> None:
    rubric, leaves, applies = problem
    leaves[1], applies[1] = leaves[0], applies[0]
    tree = tree_of(rubric)
    drawn = draw_weights(tree, 0.5, 20, np.random.default_rng(seed))
    ranges = under_weights(tree, leaves, applies, drawn)
    np.testing.assert_array_equal(ranges.ranks[:, 0], ranges.ranks[:, 1])
    assert ranges.ahead[0, 1] == ranges.ahead[1, 0] == 0
