"""The roll-up, ratings and evaluation on small rubrics."""

from __future__ import annotations

import math

import numpy as np
import pytest
from evalkit.evaluation import Evaluation
from evalkit.scoring.tree import roll_up, totals, tree_of
from tests.conftest import asked, evaluation_of, rubric_of

UNEVEN = """
rubric: uneven
version: 1.0.0
title: Uneven
method: {coverage: 0.6}
scale: [{level: 0, label: a}, {level: 4, label: b}]
facets: {tier: {title: Tier, values: {province: P, city: C}}}
pillars:
  - id: deep
    title: Deep
    weight: 2
    aggregation: geometric
    criteria: [{id: own, title: Own, levels: {0: a, 4: b}}]
    pillars:
      - id: inner
        title: Inner
        weight: 3
        criteria:
          - {id: left, title: L, levels: {0: a, 4: b}}
          - {id: right, title: R, weight: 3, levels: {0: a, 4: b}}
  - id: flat
    title: Flat
    criteria:
      - {id: only-city, title: C, levels: {0: a, 4: b}, applies: {tier: [city]}}
      - {id: everywhere, title: E, levels: {0: a, 4: b}}
  - id: lens
    title: Lens
    counts: false
    criteria: [{id: look, title: Look, levels: {0: a, 4: b}}]
""".replace(
    "{level: 0, label: a}, {level: 4, label: b}",
    "{level: 0, label: a}, {level: 1, label: a}, {level: 2, label: a}, {level: 3, label: a}, {level: 4, label: b}",
).replace("{0: a, 4: b}", "{0: a, 1: a, 2: a, 3: a, 4: b}")


def case(ratings: str, tier: str = "province", name: str = "x") -> str:
    return f"case: {name}\nrubric: uneven@1.0.0\nregion: {{name: X}}\nfacets: {{tier: {{is: {tier}, because: y}}}}\nratings:\n{ratings}"


FULL = "".join(
    f"  {c}: {{level: {n}, because: y}}\n"
    for c, n in (("own", 1), ("left", 4), ("right", 2), ("everywhere", 3), ("look", 0))
)


def values(evaluation: Evaluation) -> dict[str, float | None]:
    return {s.ref: s.value for s in evaluation.scores}


def test_an_uneven_tree_by_hand() -> None:
    got = values(evaluation_of(UNEVEN, case(FULL)))
    inner = (1.0 + 3 * 0.5) / 4  # left 4/4, right 2/4 with weights 1 and 3
    deep = math.exp((math.log(0.25) + 3 * math.log(inner)) / 4)
    assert got["deep.inner"] == pytest.approx(inner)
    assert got["deep"] == pytest.approx(deep)
    assert got["flat"] == pytest.approx(0.75)
    assert got["overall"] == pytest.approx((2 * deep + 0.75) / 3)
    assert got["lens"] == 0.0


def test_what_does_not_apply_leaves_both_sides_and_is_still_listed() -> None:
    evaluation = evaluation_of(UNEVEN, case(FULL))
    row = evaluation.score_of["x", "flat.only-city"]
    assert (row.state, row.value, row.share, row.weight) == ("not-applicable", None, None, 1.0)
    assert evaluation.score_of["x", "flat"].coverage == 1.0


def test_missing_lowers_coverage_widens_bounds_and_is_never_zero() -> None:
    evaluation = evaluation_of(UNEVEN, case(FULL.replace("  right: {level: 2, because: y}\n", "")))
    inner, deep = evaluation.score_of["x", "deep.inner"], evaluation.score_of["x", "deep"]
    assert (inner.state, inner.reason, inner.value) == ("not-scored", "coverage-low", None)
    assert inner.coverage == pytest.approx(0.25)
    assert (inner.low, inner.high) == pytest.approx((0.25, 1.0))
    assert deep.coverage == pytest.approx(0.25 + 0.75 * 0.25)
    assert evaluation.score_of["x", "overall"].state == "scored" or deep.state == "not-scored"


def test_a_missing_rating_leaves_the_pillar_unscored() -> None:
    evaluation = evaluation_of(
        UNEVEN, case(FULL.replace("  everywhere: {level: 3, because: y}\n", ""))
    )
    flat = evaluation.score_of["x", "flat"]
    assert (flat.state, flat.value, flat.low, flat.high, flat.coverage) == (
        "not-scored",
        None,
        0.0,
        1.0,
        0.0,
    )
    assert flat.reason == "nothing-rated"


def test_lenses_are_scored_and_do_not_move_the_total() -> None:
    low = values(evaluation_of(UNEVEN, case(FULL)))["overall"]
    high = values(evaluation_of(UNEVEN, case(FULL.replace("look: {level: 0", "look: {level: 4"))))[
        "overall"
    ]
    assert low == high


def test_the_roll_up_of_draws_is_the_roll_up_of_each() -> None:
    tree = tree_of(rubric_of(UNEVEN).rubric)
    generator = np.random.default_rng(3)
    leaves = generator.random((5, len(tree.leaves)))
    leaves[1, 2] = math.nan
    applicable = generator.random(leaves.shape) > 0.2
    weights = tree.weights * generator.uniform(0.5, 1.5, (7, 1, tree.weights.size))
    together = roll_up(tree, leaves, applicable, weights)
    for draw in range(7):
        one = roll_up(tree, leaves, applicable, weights[draw, 0])
        np.testing.assert_allclose(together.value[draw], one.value, atol=1e-12)
        np.testing.assert_allclose(together.low[draw], one.low, atol=1e-12)
        np.testing.assert_allclose(together.coverage[draw], one.coverage, atol=1e-12)


def test_complete_trees_and_those_with_gaps_agree() -> None:
    text = UNEVEN.replace("    aggregation: geometric\n", "")
    for rubric in (UNEVEN, text):
        tree = tree_of(rubric_of(rubric).rubric)
        leaves = np.random.default_rng(4).random((6, len(tree.leaves)))
        weights = tree.weights * np.random.default_rng(5).uniform(
            0.5, 1.5, (3, 1, tree.weights.size)
        )
        everywhere = np.ones(leaves.shape, dtype=bool)
        everywhere[0, 0] = False  # one case has a gap, so nothing is complete
        with_gaps = roll_up(tree, leaves, everywhere, weights).value[:, 1:, -1]
        np.testing.assert_allclose(
            totals(tree, leaves, None, weights)[:, 1:], with_gaps, atol=1e-12
        )
        np.testing.assert_allclose(
            roll_up(tree, leaves, None, weights).value[:, 1:, -1], with_gaps, atol=1e-12
        )


def test_a_whole_whose_parts_do_not_count_has_no_value_on_any_path() -> None:
    rubric = rubric_of(UNEVEN).rubric
    without = tuple(pillar.model_copy(update={"counts": False}) for pillar in rubric.pillars)
    tree = tree_of(rubric.model_copy(update={"pillars": without}))
    leaves = np.ones((2, len(tree.leaves)))
    assert np.isnan(roll_up(tree, leaves).value[:, -1]).all()
    assert np.isnan(totals(tree, leaves)).all()


def test_a_light_group_without_parts_that_count_is_left_out_of_totals_as_of_scores() -> None:
    tree = tree_of(rubric_of(UNEVEN.replace("    aggregation: geometric\n", "")).rubric)
    weights = tree.weights.copy()
    weights[tree.column("flat")] = 1e-6
    weights[[tree.column("flat.only-city"), tree.column("flat.everywhere")]] = 0
    leaves = np.ones((1, len(tree.leaves)))
    assert totals(tree, leaves, None, weights)[0] == pytest.approx(1, abs=1e-12)
    assert roll_up(tree, leaves, None, weights).value[0, -1] == pytest.approx(1, abs=1e-12)


def weighed(weights: list[str], pillar: str = "1") -> Evaluation:
    """Two pillars of weight ``pillar``; the first half of its criteria at the top level, the rest
    at the lowest; the second pillar at the top level."""
    own = [f"c{n}" for n in range(len(weights))]
    levels = "levels: {0: a, 1: b}"
    rows = "".join(
        f"      - {{id: {c}, title: C, weight: {w}, {levels}}}\n"
        for c, w in zip(own, weights, strict=True)
    )
    rubric = (
        "rubric: r\nversion: 1.0.0\ntitle: R\nscale: [{level: 0, label: a}, {level: 1, label: b}]\n"
        "method: {ranges: {draws: 100}}\n"
        f"pillars:\n  - id: p\n    title: P\n    weight: {pillar}\n    criteria:\n{rows}"
        f"  - {{id: q, title: Q, weight: {pillar}, criteria: [{{id: z, title: Z, {levels}}}]}}\n"
        "coordination:\n  - {id: b, systems: {left: [p.*], right: [z]}, "
        f"weights: {{left: {pillar}, right: {pillar}}}, bands: [{{from: 0, id: low, label: L}}]}}\n"
    )
    given = {c: int(n < len(own) / 2) for n, c in enumerate(own)} | {"z": 1}
    rated = "".join(f"  {c}: {{level: {n}, because: y}}\n" for c, n in given.items())
    return evaluation_of(
        rubric, f"case: x\nrubric: r@1.0.0\nregion: {{name: X}}\nratings:\n{rated}"
    )


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("weights", "pillar"),
    [
        (["1e308", "1e308"], "1"),
        (["1.7e308", "1.7e308"], "1.7e308"),
        (["1e307"] * 100, "1e308"),
        (["5e-324", "5e-324"], "5e-324"),
        (["1", "1"], "1"),
    ],
)
def test_weights_at_the_ends_of_what_a_number_holds_give_the_right_total(
    weights: list[str], pillar: str
) -> None:
    evaluation = weighed(weights, pillar)
    assert values(evaluation)["p"] == pytest.approx(0.5)
    assert values(evaluation)["overall"] == pytest.approx(0.75)
    results = asked(evaluation)
    (held,) = results.coordination
    assert held.development == pytest.approx(0.75)
    lacking = [part.share for part in held.obstacles if part.share]
    half = len(weights) // 2
    assert lacking == pytest.approx([1 / half] * half)
    assert results.standings[0].low is not None
