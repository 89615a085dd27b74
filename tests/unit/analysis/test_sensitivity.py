"""Monte Carlo over named assumptions: planted cases whose answer is known, and laws that every draw
must keep."""

from __future__ import annotations

import math
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context

import numpy as np
import pytest
from evalkit.analysis import sensitivity
from evalkit.analysis.results import given_of
from evalkit.analysis.sensitivity import (
    Assumptions,
    Outlook,
    draw_weights,
    drawing,
    under_weights,
)
from evalkit.evaluation import Evaluation
from evalkit.report.context import context_of
from evalkit.report.model import plain
from evalkit.report.products import comparison_method
from evalkit.report.sections import sensitivity as section
from evalkit.report.words import words_of
from evalkit.scoring.tree import counted_leaves, totals, tree_of
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import asked, evaluation_of, rubric_of
from tests.unit.scoring.test_consensus import RUBRIC as THREE

SCALE = "scale: [{level: 0, label: a}, {level: 1, label: b}, {level: 2, label: c}, {level: 3, label: d}, {level: 4, label: e}]"
LEVELS = "levels: {0: a, 1: b, 2: c, 3: d, 4: e}"
RUBRIC = f"""\
rubric: planted
version: 1.0.0
title: Planted
{SCALE}
method: {{coverage: 0}}
grades: [{{from: 0.5, id: high, label: High}}, {{from: 0, id: low, label: Low}}]
pillars:
  - {{id: p, title: P, criteria: [{{id: one, title: One, {LEVELS}}}]}}
  - {{id: q, title: Q, criteria: [{{id: two, title: Two, {LEVELS}}}]}}
  - {{id: r, title: R, counts: false, criteria: [{{id: side, title: Side, {LEVELS}}}]}}
"""
NOTHING = Assumptions("stated", 0.5, False, False, False, (), False)


def case(name: str, one: str, two: str) -> str:
    ratings = "".join(f"  {key}: {value}\n" for key, value in (("one", one), ("two", two)) if value)
    return f"case: {name}\nrubric: planted@1.0.0\nregion: {{name: {name.upper()}}}\nratings:\n{ratings or '  {}'}"


def level(n: int, confidence: str = "high") -> str:
    return f"{{level: {n}, because: r, confidence: {confidence}}}"


def run(evaluation: Evaluation, assumed: Assumptions = NOTHING) -> dict[str, Outlook]:
    return {o.case: o for o in asked(evaluation).outlooks_under(assumed, 1)}


def test_nothing_varied_gives_the_stated_result_and_nothing_else() -> None:
    found = run(evaluation_of(RUBRIC, case("a", level(4), level(1)), case("b", level(2), level(2))))
    assert (found["a"].low, found["a"].middle, found["a"].high) == (0.625, 0.625, 0.625)
    assert (found["a"].rank_low, found["a"].rank_high, found["a"].ranks) == (1, 1, (1.0, 0.0))
    assert found["b"].grades == (("high", 1.0), ("low", 0.0))
    assert found["a"].ahead == (("b", 1.0),)


def test_all_weights_equally_likely_is_uniform_on_two_pillars() -> None:
    """a scores w, b scores 1 − w, c ½; w is uniform: a leads b half the time, and its 5 % and 95 %
    lie at .05 and .95."""
    evaluation = evaluation_of(
        RUBRIC,
        *(case(n, level(x), level(y)) for n, x, y in (("a", 4, 0), ("b", 0, 4), ("c", 2, 2))),
    )
    found = run(evaluation, replace(NOTHING, weights="any", draws=20_000))
    assert found["a"].low == pytest.approx(0.05, abs=0.01)
    assert found["a"].high == pytest.approx(0.95, abs=0.01)
    assert dict(found["a"].ahead)["b"] == pytest.approx(0.5, abs=0.015)
    assert found["c"].ranks == pytest.approx((0, 1, 0), abs=1e-3)
    assert dict(found["a"].grades)["high"] == pytest.approx(0.5, abs=0.015)


def test_dirichlet_has_the_spread_it_is_asked_for() -> None:
    """Two equal shares: the coefficient of variation of each is the spread."""
    tree = tree_of(rubric_of(RUBRIC).rubric)
    weights = draw_weights(tree, 0.3, 40_000, np.random.default_rng(1), "dirichlet")[:, 0]
    share = weights[:, tree.column("p")] / (
        weights[:, tree.column("p")] + weights[:, tree.column("q")]
    )
    assert share.mean() == pytest.approx(0.5, abs=0.005)
    assert share.std() / share.mean() == pytest.approx(0.3, abs=0.01)


def test_a_doubtful_rating_moves_one_step_as_often_as_it_says() -> None:
    """One and two at level 2: one with low confidence is .25, .5, .75 with ¼, ½, ¼; the total is ⅜,
    ½, ⅝."""
    evaluation = evaluation_of(
        RUBRIC, case("a", level(2, "low"), level(2)), case("b", level(2), level(2))
    )
    silent = dict(sensitivity.DOUBT)
    low = run(evaluation, replace(NOTHING, doubt=True, draws=20_000))["a"]
    assert silent == {"high": 0.1, "medium": 0.25, "low": 0.5, None: 0.25}
    assert low.middle == 0.5
    assert low.low == pytest.approx(0.375)
    assert low.high == pytest.approx(0.625)


def test_any_rater_may_be_right() -> None:
    two = "[{rater: a, level: 0, because: r}, {rater: b, level: 4, because: r}]"
    found = run(
        evaluation_of(RUBRIC, case("a", two, level(2)), case("b", level(2), level(2))),
        replace(NOTHING, raters=True, draws=10_000),
    )["a"]
    assert (found.low, found.high) == (0.25, 0.75)
    assert dict(found.ahead)["b"] == pytest.approx(0.5, abs=0.02)


def test_cases_with_the_same_ratings_never_differ_and_are_not_told_apart() -> None:
    """b copies a; c has the same levels from somebody more sure, and is drawn on its own."""
    two = "[{rater: a, level: 1, because: r}, {rater: b, level: 3, because: r}]"
    sure = two.replace("because: r", "because: r, confidence: high")
    for one in (two, ""):  # with a gap too
        cases = [
            case(name, one, text)
            for name, text in (("a", two), ("x", level(0)), ("b", two), ("c", sure))
        ]
        evaluation = evaluation_of(RUBRIC, *cases)
        found = asked(evaluation).outlooks_under(Assumptions(), 1)
        a, b = ({o.case: o for o in found}[name] for name in "ab")
        for key in ("low", "middle", "high", "ranks", "grades"):
            assert getattr(a, key) == getattr(b, key), key
        assert dict(a.ahead)["b"] == dict(b.ahead)["a"] == 0
        assert 0.3 < dict(a.ahead)["c"] < 0.7
        alike = section.fact_of(context_of(asked(evaluation), "en"), a, found).alike
        assert {"B", "C"} <= {*alike}


def test_what_is_adjudicated_is_not_reopened_by_the_choice_of_raters() -> None:
    three = "[{rater: a, level: 0, because: r}, {rater: b, level: 4, because: r}, {rater: chair, adjudicates: true, level: 3, because: r}]"
    found = run(evaluation_of(RUBRIC, case("a", three, level(2))), replace(NOTHING, raters=True))[
        "a"
    ]
    assert (found.low, found.high) == (0.625, 0.625)


def test_what_is_missing_may_be_anything_on_its_scale() -> None:
    """two is missing: the total lies between one at worst and at best, (1 + 0) / 2 and (1 + 1) /
    2."""
    evaluation = evaluation_of(RUBRIC, case("a", level(4), ""))
    assert run(evaluation)["a"].middle == 1.0
    found = run(evaluation, replace(NOTHING, missing=True, draws=5000))["a"]
    assert (found.low, found.high) == (0.5, 1.0)
    assert found.middle == 0.75


def test_leaving_one_out_leaves_out_what_counts_only() -> None:
    tree = tree_of(rubric_of(RUBRIC).rubric)
    assert [tree.leaves[n] for n in counted_leaves(tree)] == ["p.one", "q.two"]
    found = run(
        evaluation_of(RUBRIC, case("a", level(4), level(0))),
        replace(NOTHING, leave_out=True, draws=3000),
    )["a"]
    assert (found.low, found.middle, found.high) == (0.0, 0.5, 1.0)


def test_other_rules_for_the_total() -> None:
    found = run(
        evaluation_of(RUBRIC, case("a", level(4), level(1))),
        replace(NOTHING, aggregation=("arithmetic", "geometric", "minimum"), draws=3000),
    )
    assert found["a"].low == 0.25
    assert found["a"].middle == 0.5
    assert found["a"].high == 0.625


CASES = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=5)
SWITCHES = st.builds(
    Assumptions,
    st.sampled_from(["stated", "spread", "dirichlet", "any"]),
    st.floats(0.05, 1),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.sampled_from([(), ("geometric",), ("arithmetic", "harmonic")]),
    st.booleans(),
    st.just(100),
)


@given(CASES, SWITCHES)
@settings(max_examples=60, deadline=None)
def test_laws_of_every_simulation(levels: list[tuple[int, int]], assumed: Assumptions) -> None:
    evaluation = evaluation_of(
        RUBRIC, *(case(f"c-{n}", level(x), level(y)) for n, (x, y) in enumerate(levels))
    )
    found = asked(evaluation).outlooks_under(assumed, 3)
    assert len(found) == len(levels)
    for o in found:
        stated = evaluation.score_of[o.case, "overall"].value
        assert stated is not None
        assert -1e-12 <= o.low <= stated + 1e-12
        assert stated - 1e-12 <= o.high <= 1 + 1e-12
        assert o.low <= o.middle <= o.high
        rank = next(s.rank for s in asked(evaluation).standings if s.case == o.case)
        assert 1 <= o.rank_low <= rank <= o.rank_high <= len(levels)
        assert math.fsum(o.ranks) == pytest.approx(1)
        assert math.fsum(share for _, share in o.grades) == pytest.approx(1)
    assert found == asked(evaluation).outlooks_under(assumed, 3)  # the same seed, the same result


@given(st.integers(0, 4), st.integers(0, 4))
@settings(max_examples=10, deadline=None)
def test_equal_ratings_have_equal_ranks_under_every_weight(one: int, two: int) -> None:
    evaluation = evaluation_of(RUBRIC, *(case(n, level(one), level(two)) for n in "abc"))
    for weights in ("spread", "dirichlet", "any"):
        for o in run(evaluation, replace(NOTHING, weights=weights, draws=200)).values():
            assert (o.rank_low, o.rank_high) == (1, 1)
            assert all(ahead == 0 for _, ahead in o.ahead)


def test_a_chunk_of_any_size_gives_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluation = evaluation_of(
        RUBRIC, case("a", level(4, "low"), ""), case("b", level(2), level(3))
    )
    assumed = Assumptions(draws=300)
    one = asked(evaluation).outlooks_under(assumed, 5)
    for limit in ("CELLS", "BLOCK", "LEAST_CHUNKS"):
        monkeypatch.setattr(drawing, limit, 1)
    assert asked(evaluation).outlooks_under(assumed, 5) == one


def test_draws_are_the_same_one_after_the_other_on_threads_and_in_processes() -> None:
    evaluation = evaluation_of(
        RUBRIC,
        case("a", level(4, "low"), ""),
        case("b", level(2), level(3)),
        case("c", "", level(1)),
    )
    assumed = Assumptions(draws=1200, aggregation=("arithmetic", "geometric"))
    one = asked(evaluation).outlooks_under(assumed, 5)
    moved = asked(evaluation).effects_under(assumed, 5)
    for pool in (ThreadPoolExecutor(2), ProcessPoolExecutor(2, get_context("spawn"))):
        with pool as executor:
            assert asked(evaluation).outlooks_under(assumed, 5, mapped=executor.map) == one
            assert asked(evaluation).effects_under(assumed, 5, mapped=executor.map) == moved


def test_too_many_draws_are_counted_and_the_note_says_how_near_that_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    evaluation = evaluation_of(
        RUBRIC,
        case("a", level(4, "low"), ""),
        case("b", level(2), level(3)),
        case("c", "", level(1)),
    )
    assumed = Assumptions(draws=400)
    kept = asked(evaluation).outlooks_under(assumed)
    assert asked(evaluation).resolution_under(assumed) is None
    ctx = context_of(asked(evaluation), "en")
    assert "bins" not in section.assumptions_note(ctx, assumed)
    monkeypatch.setattr(sensitivity, "KEPT", 3 * 400 - 1)
    found = {o.case: o for o in asked(evaluation).outlooks_under(assumed)}
    near = asked(evaluation).resolution_under(assumed)
    assert near == sensitivity.Resolution(0.001, 0)
    for o in kept:
        own = found[o.case]
        for one, other in ((o.low, own.low), (o.middle, own.middle), (o.high, own.high)):
            assert abs(one - other) <= near.score + 1e-9
        exact = replace(own, low=o.low, middle=o.middle, high=o.high)
        assert exact == o  # ranks, their shares, grades, pairs
    assert "within 0.1 points" in section.assumptions_note(ctx, assumed)
    zh = context_of(asked(evaluation), "zh")
    assert "得分区间精确到0.1分以内" in section.assumptions_note(zh, assumed)


def test_a_case_that_has_no_score_in_some_draw_is_not_ranked_among_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Counted draws are counted anew without it: the others' ranks are those they have alone."""
    tree = replace(tree_of(rubric_of(THREE).rubric), withholds=True)
    tree = replace(tree, groups=tuple(replace(group, least=0.6) for group in tree.groups))
    agreed = np.array([[0.9, 0.9, np.nan], [0.2, 0.4, 0.6], [0.5, 0.3, 0.1]])
    assert not np.isnan(totals(tree, agreed)).any()  # by the stated weights all have a score
    rated, none = agreed[..., None], np.zeros(3, dtype=bool)
    steps = [np.arange(5) / 4] * 3
    whole = np.ones((3, 3), dtype=bool)
    rows = sensitivity.Given(agreed, rated, rated * 0, whole, steps, steps, none)
    assumed = replace(NOTHING, weights="spread", spread=0.9, draws=300)
    simulated = [
        sensitivity.simulate(
            tree, given, names, assumed, sensitivity.Grading(), np.random.default_rng(1)
        )
        for given, names in ((rows, "abc"), (rows.of([1, 2]), "bc"))
    ]
    assert [o.case for o in simulated[0]] == [o.case for o in simulated[1]] == ["b", "c"]
    assert [o.ranks for o in simulated[0]] == [o.ranks for o in simulated[1]]
    monkeypatch.setattr(sensitivity, "KEPT", 0)
    counted = sensitivity.simulate(
        tree, rows, "abc", assumed, sensitivity.Grading(), np.random.default_rng(1)
    )
    assert [(o.case, o.ranks) for o in counted] == [(o.case, o.ranks) for o in simulated[0]]


def test_values_of_an_index_are_counted_in_bins_as_wide_as_they_spread() -> None:
    agreed = np.array([[-3.0, 2.0], [7.0, 0.5]])
    two = np.ones((2, 2), dtype=bool)
    given = sensitivity.Given(
        agreed, agreed[..., None][..., :0], agreed[..., None][..., :0], two, [], [], two[0]
    )
    near = sensitivity.resolution_of(given)
    assert near.score == pytest.approx(0.01)
    assert near.places == 0


def test_more_draws_come_closer() -> None:
    """The error of P(a ahead of b) = ½ shrinks about as one over the root of the draws."""
    evaluation = evaluation_of(RUBRIC, case("a", level(4), level(0)), case("b", level(0), level(4)))
    errors = []
    for draws in (100, 10_000):
        off = [
            abs(
                dict(
                    asked(evaluation)
                    .outlooks_under(replace(NOTHING, weights="any", draws=draws), seed)[0]
                    .ahead
                ).popitem()[1]
                - 0.5
            )
            for seed in range(8)
        ]
        errors.append(np.mean(off))
    assert errors[1] < errors[0] / 3


def test_the_engine_and_the_draws_share_one_roll_up() -> None:
    evaluation = evaluation_of(RUBRIC, case("a", level(4), level(1)), case("b", level(2), ""))
    tree, held = evaluation.leaves.tree, given_of(evaluation)
    assert tree.leaves == ("p.one", "q.two", "r.side")
    for n, file in enumerate(evaluation.files):
        stated = evaluation.score_of[file.case.case, "overall"].value
        assert run(evaluation)[file.case.case].middle == stated
        assert held.agreed[n, 0] == evaluation.score_of[file.case.case, "p.one"].value


def test_cases_without_a_total_are_left_out() -> None:
    evaluation = evaluation_of(RUBRIC, case("a", level(4), level(1)), case("b", "", ""))
    assert [o.case for o in asked(evaluation).outlooks_under(Assumptions(), 1)] == ["a"]
    assert asked(evaluation_of(RUBRIC, case("b", "", ""))).outlooks_under(Assumptions(), 1) == ()


def test_the_sentences_say_what_the_draws_say() -> None:
    evaluation = evaluation_of(
        RUBRIC,
        case("a", level(4), level(0)),
        case("b", level(0), level(4)),
        case("c", level(0), level(0)),
    )
    found = asked(evaluation).outlooks_under(replace(NOTHING, weights="any"), 1)
    known = {o.case: section.fact_of(context_of(asked(evaluation), "en"), o, found) for o in found}
    assert (known["a"].alike, known["b"].alike, known["c"].alike) == (("B",), ("A",), ())
    told = plain(words_of("en").sensitivity.outlook(known["c"]))
    assert (
        told == "C: between 0.0 and 0.0 points, 3rd of 3; clearly distinguishable from every other."
    )
    assert plain(words_of("en").sensitivity.outlook(known["a"])).endswith(
        "1st to 2nd of 3; not clearly distinguishable from B."
    )
    zh = section.fact_of(
        context_of(asked(evaluation), "zh"), next(o for o in found if o.case == "a"), found
    )
    assert plain(words_of("zh").sensitivity.outlook(zh)).endswith(
        "列第1至第2位（共3个）；与B难分先后。"
    )
    page = comparison_method.method(context_of(asked(evaluation), "en"))
    assert any(section.id == "sensitivity" for section in page.sections)


def test_a_case_with_one_criterion_keeps_it_when_criteria_are_left_out() -> None:
    evaluation = evaluation_of(RUBRIC, case("a", level(3), ""), case("b", level(2), level(2)))
    found = run(evaluation, replace(NOTHING, leave_out=True, draws=500))
    assert (found["a"].low, found["a"].high) == (0.75, 0.75)
    assert set(found) == {"a", "b"}


def test_the_widest_dirichlet_still_gives_every_case_a_score() -> None:
    evaluation = evaluation_of(RUBRIC, case("a", level(4), level(0)), case("b", level(0), level(4)))
    found = run(
        evaluation,
        replace(
            NOTHING,
            weights="dirichlet",
            spread=1.0,
            leave_out=True,
            aggregation=("geometric", "harmonic"),
            draws=2000,
        ),
    )
    assert set(found) == {"a", "b"}


def test_weights_are_drawn_around_the_stated_ones_and_more_spread_means_wider_ranges() -> None:
    tree = tree_of(rubric_of(THREE).rubric)
    drawn = draw_weights(tree, 0.5, 500, np.random.default_rng(0))
    assert drawn.shape == (500, 1, tree.weights.size)
    assert (drawn >= 0.5 * tree.weights).all()
    assert (drawn <= 1.5 * tree.weights).all()
    assert np.ptp(drawn[:, 0, 0]) > 0.9
    leaves = np.array([[0.0, 1.0, 0.5], [1.0, 0.0, 0.4]])

    def width(spread: float) -> float:
        ranges = under_weights(
            tree, leaves, None, draw_weights(tree, spread, 500, np.random.default_rng(0))
        )
        return float((ranges.scores[2] - ranges.scores[0]).max())

    assert width(0.0) == pytest.approx(0)
    assert 0.05 < width(0.3) < width(0.8)


def test_ranges_hold_the_score_and_the_shares_of_draws_add_up() -> None:
    tree = tree_of(rubric_of(THREE).rubric)
    leaves = np.random.default_rng(1).random((6, 3))
    ranges = under_weights(
        tree, leaves, None, draw_weights(tree, 0.5, 1000, np.random.default_rng(2))
    )
    stated = leaves.mean(axis=1)
    assert (ranges.scores[0] <= stated).all()
    assert (stated <= ranges.scores[2]).all()
    np.testing.assert_allclose(ranges.ahead + ranges.ahead.T + np.eye(6), 1, atol=1e-9)


def test_where_each_case_has_raters_of_its_own_the_arrays_do_not_grow_with_the_raters() -> None:
    """Of eighty raters two rated each case: two places are enough, and each rater's score is as
    likely as with a place for each of few."""

    def rated_by(n: int, first: str, second: str) -> str:
        one = (
            f"[{{rater: {first}, level: 4, because: r}}, {{rater: {second}, level: 0, because: r}}]"
        )
        return case(f"c{n:02}", one, level(n % 5))

    many = evaluation_of(RUBRIC, *(rated_by(n, f"a{n}", f"b{n}") for n in range(40)))
    few = evaluation_of(RUBRIC, *(rated_by(n, "a", "b") for n in range(40)))
    wide, narrow = given_of(many), given_of(few)
    assert narrow.rated.shape == (40, 3, 2)
    assert wide.rated.shape == (40, 3, 2)
    assert (np.nansum(wide.rated, axis=-1) == np.nansum(narrow.rated, axis=-1)).all()
    varied = replace(NOTHING, raters=True)
    apart = zip(run(many, varied).values(), run(few, varied).values(), strict=True)
    assert all(abs(a.low - b.low) < 1e-9 and abs(a.high - b.high) < 1e-9 for a, b in apart)
