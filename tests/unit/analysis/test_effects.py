"""Variance-based effects, leave-one-out and influence: functions whose answer is known, laws, and a
peer."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from evalkit.analysis.effects import Effects, Moved, effects, leaves_below
from evalkit.analysis.results import SHIFT
from evalkit.analysis.sensitivity import FACTORS, Assumptions
from evalkit.report.context import context_of
from evalkit.report.model import plain
from evalkit.report.products import comparison_method
from evalkit.report.sections import effects as section
from evalkit.report.sections.sensitivity import told_apart
from evalkit.report.words import labels_of, words_of
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import SHARED, asked, evaluation_of, needs_shared
from tests.unit.analysis.test_sensitivity import NOTHING, RUBRIC, SCALE, case, level


def design(
    function: Callable[[np.ndarray], np.ndarray],
    k: int,
    draws: int,
    seed: int,
    low: float = 0.0,
    high: float = 1.0,
) -> Effects:
    generator = np.random.default_rng(seed)
    a, b = generator.uniform(low, high, (draws, k)), generator.uniform(low, high, (draws, k))
    mixed = []
    for n in range(k):
        own = a.copy()
        own[:, n] = b[:, n]
        mixed.append(function(own))
    names = [f"x{n}" for n in range(k)]
    drawn = np.array([function(a), function(b), *mixed])[:, :, None]
    return effects(["f"], names, drawn, np.random.default_rng(0))[0]


def ishigami(x: np.ndarray) -> np.ndarray:
    return np.asarray(
        np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    )


# S and T of the Ishigami function and of x1 + 10·x2, exact (Ishigami and Homma 1990; variance of a
# sum)
ISHIGAMI = ((0.31390519, 0.44241114, 0.0), (0.55758886, 0.44241114, 0.24368366))


def test_ishigami_effects_are_the_published_ones_within_their_bars() -> None:
    found = design(ishigami, 3, 20_000, 1, -math.pi, math.pi)
    assert found.variance == pytest.approx(13.844588, rel=0.03)
    for e, first, total in zip(found.effects, *ISHIGAMI, strict=True):
        assert e.first == pytest.approx(first, abs=0.03)
        assert e.total == pytest.approx(total, abs=0.03)
        assert e.first_low is not None
        assert e.first_high is not None
        assert e.first_low <= first + 0.01
        assert e.first_high >= first - 0.01


@needs_shared
def test_the_known_values_are_those_of_the_fixture() -> None:
    fixture = json.loads((SHARED / "fixtures" / "sobol_analytic.json").read_text("utf-8"))
    assert fixture["ishigami"]["S"] == pytest.approx(ISHIGAMI[0])
    assert fixture["ishigami"]["ST"] == pytest.approx(ISHIGAMI[1])


def test_a_linear_function_is_shared_by_its_squares_and_an_idle_factor_gets_nothing() -> None:
    found = design(lambda x: x[:, 0] + 10 * x[:, 1], 3, 4000, 2)
    assert [e.total for e in found.effects] == pytest.approx([1 / 101, 100 / 101, 0], abs=0.04)
    assert [e.first for e in found.effects] == pytest.approx([1 / 101, 100 / 101, 0], abs=0.04)
    assert found.effects[2].total == 0


def test_a_small_sample_is_refused_and_told_how_much_would_do() -> None:
    small = design(ishigami, 3, 100, 3, -math.pi, math.pi)
    assert not small.given
    assert small.needed > 100
    assert all(e.first is None and e.total is None for e in small.effects)
    enough = design(ishigami, 3, 4 * small.needed, 3, -math.pi, math.pi)
    assert enough.given
    assert enough.needed == 0


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 2**31), st.integers(50, 1500), st.lists(st.floats(-3, 3), min_size=2, max_size=5)
)
def test_a_first_effect_is_never_above_its_total_nor_outside_its_bar(
    seed: int, draws: int, weights: list[float]
) -> None:
    k = len(weights)
    found = design(lambda x: x @ np.array(weights) + x[:, 0] * x[:, -1], k, draws, seed)
    for e in found.effects:
        if e.first is not None:
            assert e.total is not None
            assert e.first <= e.total
            for low, value, high in (
                (e.first_low, e.first, e.first_high),
                (e.total_low, e.total, e.total_high),
            ):
                assert low is not None
                assert high is not None
                assert 0 <= low <= value <= high <= 1


def test_more_draws_shrink_the_error_bars() -> None:
    bars = []
    for draws in (1000, 16_000):
        e = design(ishigami, 3, draws, 5, -math.pi, math.pi).effects[1]
        bars.append((e.total_high or 0) - (e.total_low or 0))
    assert bars[1] < bars[0] / 2.5  # a quarter, but for noise


def test_a_result_that_nothing_moves_has_no_effects() -> None:
    found = design(lambda x: np.full(len(x), 0.4), 2, 200, 1)
    assert found.variance == 0
    assert all(e.total == 0 for e in found.effects)
    assert found.given


def test_salib_gives_the_same_effects_from_the_same_sample() -> None:
    """SALib.analyze.sobol uses the same two estimators (Saltelli 2010, Jansen 1999). It
    standardises by mean and standard deviation over A, B and the mixed runs (which moves a first
    effect by a few thousandths), takes V over A and B, and prints a first effect above the total
    where noise has it so: there ours is the mean of the two."""
    salib = pytest.importorskip("SALib.analyze.sobol")
    sample = pytest.importorskip("SALib.sample.sobol")
    names = ["x0", "x1", "x2"]
    problem = {"num_vars": 3, "names": names, "bounds": [[-math.pi, math.pi]] * 3}
    x = sample.sample(problem, 2048, calc_second_order=False, seed=1)
    y = ishigami(x)
    theirs = salib.analyze(problem, y, calc_second_order=False, seed=1)
    blocks = y.reshape(-1, 5)
    drawn = blocks.T[[0, 4, 1, 2, 3], :, None]
    ours = effects(["f"], names, drawn, np.random.default_rng(0))[0]
    for n, e in enumerate(ours.effects):
        assert e.total == pytest.approx(theirs["ST"][n], abs=5e-3)
        first = (
            theirs["S1"][n]
            if theirs["S1"][n] <= theirs["ST"][n]
            else (theirs["S1"][n] + theirs["ST"][n]) / 2
        )
        assert e.first == pytest.approx(max(first, 0), abs=5e-3)


def test_resamples_are_drawn_once_for_all_results() -> None:
    """As many calls of the generator for fifty results as for one; each comes to what it comes to
    alone."""

    class Counted(np.random.Generator):
        asked = 0

        def multinomial(self, *args: Any, **named: Any) -> Any:
            self.asked += 1
            return super().multinomial(*args, **named)

    drawn = np.random.default_rng(1).random((4, 300, 50)) ** 2
    generator = Counted(np.random.PCG64(7))
    names = [f"r{n}" for n in range(50)]
    found = effects(names, ["x", "y"], drawn, generator)
    assert generator.asked == 1
    for n in (0, 49):
        alone = effects(names[n : n + 1], ["x", "y"], drawn[:, :, n : n + 1],
                        np.random.Generator(np.random.PCG64(7)))  # fmt: skip
        assert alone == found[n : n + 1]


# --- over an evaluation ----------------------------------------------------------------------


def three() -> tuple[str, ...]:
    return tuple(case(n, level(x), level(y)) for n, x, y in (("a", 4, 0), ("b", 0, 3), ("c", 2, 2)))


def test_the_only_assumption_that_varies_makes_everything() -> None:
    """Two pillars, all weights equally likely: nothing else is drawn, so the effect is the whole,
    alone and in total."""
    found = asked(evaluation_of(RUBRIC, *three())).effects_under(
        replace(NOTHING, weights="any", draws=600), 1
    )
    by_result = {e.result: e for e in found}
    assert set(by_result) == {SHIFT, "a", "b", "c"}
    assert by_result["c"].variance < 1e-12  # ½ under every weight
    (only,) = by_result["a"].effects
    assert only.factor == "weights"
    assert only.total == pytest.approx(1, abs=0.1)
    assert only.first == pytest.approx(1, abs=0.1)


def test_a_planted_doubt_is_found_and_weights_that_cannot_matter_are_not() -> None:
    """Both criteria of every case have the same level: no weight can move a total, a doubted level
    can."""
    cases = (
        case("a", level(3, "low"), level(3, "low")),
        case("b", level(1, "low"), level(1, "low")),
    )
    found = asked(evaluation_of(RUBRIC, *cases)).effects_under(
        replace(NOTHING, weights="spread", doubt=True, draws=2000), 1
    )
    for result in ("a", "b"):
        known = {e.factor: e for e in next(e for e in found if e.result == result).effects}
        assert set(known) == {"weights", "doubt"}
        assert known["doubt"].total == pytest.approx(1, abs=0.05)
        assert known["weights"].first == pytest.approx(0, abs=0.05)


def test_consensus_rules_are_drawn_in_place_of_raters() -> None:
    """Levels 1 and 3: the mean is 2, the lowest 1; one criterion of two, so the total is .5 or .375
    and nothing else."""
    two = "[{rater: x, level: 1, because: r}, {rater: y, level: 3, because: r}]"
    evaluation = evaluation_of(RUBRIC, case("a", two, level(2)))
    assumed = replace(NOTHING, raters=True, consensus=("mean", "median", "lowest"), draws=600)
    (found,) = asked(evaluation).outlooks_under(assumed, 1)
    assert (found.low, found.high) == (0.375, 0.5)
    assert found.middle == 0.5
    assert dict(found.grades) == {
        "high": pytest.approx(2 / 3, abs=0.06),
        "low": pytest.approx(1 / 3, abs=0.06),
    }
    assert assumed.varied == ("raters",)
    with pytest.raises(ValueError, match="adjudicated"):
        asked(evaluation).outlooks_under(replace(assumed, consensus=("adjudicated",)), 1)


MEASURED = f"""\
rubric: measured
version: 1.0.0
title: Measured
{SCALE}
method: {{coverage: 0}}
pillars:
  - id: p
    title: P
    criteria:
      - {{id: one, title: One, measure: {{unit: "%", goalposts: [0, 100]}}}}
"""


def test_normalisation_can_be_varied_and_the_stated_one_is_among_the_choices() -> None:
    """20, 50 and 60 %: stated .2 .5 .6; over the sample min-max gives 0, .75, 1."""
    cases = tuple(
        f"case: {n}\nrubric: measured@1.0.0\nregion: {{name: {n.upper()}}}\nmeasures: {{one: {{value: {v}, unit: '%', year: 2020}}}}\n"
        for n, v in (("a", 20), ("b", 50), ("c", 60))
    )
    assumed = replace(NOTHING, normalisation=("stated", "minmax"), draws=400, within=1.0)
    found = {o.case: o for o in asked(evaluation_of(MEASURED, *cases)).outlooks_under(assumed, 1)}
    assert {n: (o.low, o.high) for n, o in found.items()} == {
        "a": (0.0, pytest.approx(0.2)),
        "b": (pytest.approx(0.5), pytest.approx(0.75)),
        "c": (pytest.approx(0.6), 1.0),
    }
    assert assumed.varied == ("normalisation",)


def test_leaving_a_pillar_out_is_the_ranking_without_it() -> None:
    evaluation = evaluation_of(RUBRIC, *three())
    found = {item.ref: item for item in asked(evaluation).left_out}
    assert set(found) == {"p", "p.one", "q", "q.two"}  # the pillar that does not count is not there
    without = found["p"]  # then b .75, c .5, a 0; stated a .5, c .5, b .375
    assert without.first == ("b",)
    assert without.furthest == (Moved("a", 1, 3), Moved("b", 3, 1))
    assert without.shift == pytest.approx((0.5 + 0.375 + 0) / 3)
    said = plain(
        words_of("en").effects.firmness(
            section.firmness(context_of(asked(evaluation), "en"), tuple(found.values()))
        )
    )
    assert said.startswith("The first place of A and C hangs on single nodes: without “P”, B;")


def test_all_that_move_furthest_are_named() -> None:
    """Without q, b and c change places with nobody between them: each moves by one."""
    evaluation = evaluation_of(
        RUBRIC,
        case("a", level(4), level(4)),
        case("b", level(2), level(0)),
        case("c", level(1), level(3)),
    )
    (without,) = [item for item in asked(evaluation).left_out if item.ref == "q"]
    assert without.furthest == (Moved("b", 3, 2), Moved("c", 2, 3))
    made = section.left_out_table(context_of(asked(evaluation), "en"), [without])
    assert made is not None
    assert [plain(c.runs) for c in made.rows[0].cells][2:4] == ["B and C", "±1"]


def test_influences_of_siblings_sum_to_one_and_a_constant_has_none() -> None:
    cases = [case(f"c{n}", level(n % 5), level(2)) for n in range(12)]
    evaluation = evaluation_of(RUBRIC, *cases)
    found = {i.ref: i for i in asked(evaluation).influence}
    assert found["p"].influence == pytest.approx(1)
    assert found["q"].influence == pytest.approx(0)
    assert found["p"].weight == found["q"].weight == 0.5
    assert found["q"].correlation is None
    assert found["p"].correlation == pytest.approx(1)
    assert asked(evaluation_of(RUBRIC, *cases[:9])).influence == ()  # too few cases
    heavy = section.heavier(context_of(asked(evaluation), "en"), tuple(found.values()))
    assert heavy is not None
    assert plain(words_of("en").effects.heavier(heavy)) == (
        "P carries 50% of the weight and accounts for 100% of the differences between totals."
    )


def test_influence_is_not_claimed_below_another_mean() -> None:
    cases = [case(f"c{n}", level(n % 5), level(1 + n % 3)) for n in range(12)]
    found = asked(
        evaluation_of(RUBRIC.replace("coverage: 0", "coverage: 0, aggregation: geometric"), *cases)
    ).influence
    assert found
    assert all(i.influence is None for i in found)


def test_columns_below_a_node_are_its_leaves() -> None:
    tree = evaluation_of(RUBRIC, *three()).leaves.tree
    assert leaves_below(tree, tree.column("overall")) == (0, 1, 2)
    assert leaves_below(tree, tree.column("q")) == (1,)


def test_every_factor_is_named_in_both_languages() -> None:
    for lang in ("zh", "en"):
        assert all(f"f-{name}" in labels_of(lang) for name in FACTORS)


def test_what_moves_the_ranking_is_said_from_the_figures() -> None:
    cases = tuple(
        case(n, level(x, "low"), level(y, "low"))
        for n, x, y in (("a", 4, 0), ("b", 0, 3), ("c", 2, 2))
    )
    evaluation = evaluation_of(RUBRIC, *cases)
    found = asked(evaluation).effects
    fact = section.movers(context_of(asked(evaluation), "en"), found[0])
    assert fact.most
    assert not fact.needed
    effects = {e.factor: e for e in found[0].effects}
    largest = max(effects.values(), key=lambda e: e.total or 0)
    reach = {name for name, e in effects.items() if (e.total_high or 0) >= (largest.total_low or 0)}
    assert set(fact.most) == reach
    text = "\n".join(
        plain(b.runs)
        for s in comparison_method.method(context_of(asked(evaluation), "en")).sections
        for b in s.blocks
        if hasattr(b, "runs")
    )
    assert plain(words_of("en").effects.movers(fact)) in text


def test_one_case_has_a_range_and_no_ranking() -> None:
    evaluation = evaluation_of(RUBRIC, three()[0])
    found = asked(evaluation).outlooks_under(Assumptions())
    for lang, said in (("en", "With one plan there is no ranking"), ("zh", "只有一份规划")):
        assert plain(told_apart(context_of(asked(evaluation), lang), found)).startswith(said)
    (total,) = asked(evaluation).effects_under(replace(NOTHING, weights="any", draws=800), 1)
    assert total.result == "a"
    assert (
        section.effects_table(context_of(asked(evaluation), "en"), total).caption
        == "Which assumption moves the total"
    )
    assert "places" not in section.effects_note(context_of(asked(evaluation), "en"), total)


PREPARED = (
    MEASURED.replace("goalposts: [0, 100]", "normalisation: minmax").replace(
        "pillars:", "prepare: {impute: {method: mean}, outliers: {winsorise: 1}}\npillars:"
    )
    + "      - {id: two, title: Two, measure: {unit: '%', goalposts: [0, 100]}}\n"
)


def test_steps_of_preparing_measures_can_be_switched_one_by_one() -> None:
    """Of c the second measure is missing: 40, the mean of 20 and 60, stands in for it; without, c
    rests on its first. Of the first, 1000 is drawn in to 5; without, the others are pressed to 0."""
    held = {n: (n, None if n == 4 else 20) for n in range(1, 7)} | {7: (1000, 60)}
    cases = tuple(
        f"case: c{n}\nrubric: measured@1.0.0\nregion: {{name: C{n}}}\nmeasures:\n"
        f"  one: {{value: {one}, unit: '%', year: 2020}}\n"
        + (f"  two: {{value: {two}, unit: '%', year: 2020}}\n" if two is not None else "")
        for n, (one, two) in held.items()
    )
    evaluation = evaluation_of(PREPARED, *cases)
    results = asked(evaluation)
    total = evaluation.values("overall")
    two, either = (5 * 20 + 60) / 6 / 100, ("stated", "none")
    assert total["c4"] == pytest.approx(((4 - 1) / (6 - 1) + two) / 2)
    for name, wanted in (
        ("impute", ((4 - 1) / (6 - 1))),
        ("outliers", ((4 - 1) / (1000 - 1) + two) / 2),
    ):
        assumed = replace(
            NOTHING,
            draws=200,
            within=1.0,
            impute=either if name == "impute" else (),
            outliers=either if name == "outliers" else (),
        )
        found = {o.case: o for o in results.outlooks_under(assumed, 1)}["c4"]
        both = sorted((total["c4"], wanted))
        assert (found.low, found.high) == pytest.approx(tuple(both)), name
        assert assumed.varied == (name,)
        assert {e.result for e in results.effects_under(assumed, 1)} >= {"c4"}
    with pytest.raises(ValueError, match="none of stated"):
        _ = replace(NOTHING, impute=("knn",)).ways
