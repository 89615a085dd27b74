"""Coordination: three formulas by hand, fixed scales, who lags, what holds it back, and the
sentences."""

from __future__ import annotations

import math
import random

import numpy as np
import pytest
from evalkit.analysis.coordination import (
    FORMULAS,
    Coordinated,
    coordination_of,
    coupling_degree,
)
from evalkit.audit import Inspected, audit
from evalkit.evaluation import Evaluation
from evalkit.evaluation_file import to_json
from evalkit.evaluation_file.reading import from_json
from evalkit.report.context import context_of
from evalkit.report.model import plain
from evalkit.report.sections import coordination
from evalkit.report.words import words_of
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import asked, evaluation_of

RUBRIC = """\
rubric: pair
version: 1.0.0
title: Pair
scale: [{level: 0, label: a}, {level: 1, label: b}, {level: 2, label: c}, {level: 3, label: d}, {level: 4, label: e}]
pillars:
  - id: left
    title: L
    criteria:
      - {id: one, title: One, levels: {0: a, 1: b, 2: c, 3: d, 4: e}, weight: 3}
      - {id: two, title: Two, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}
  - {id: right, title: R, criteria: [{id: three, title: Three, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}]}
coordination:
  - id: balance
    systems: {innovation: [left.*], talent: [three]}
    names: {innovation: {zh: 创新, en: innovation}, talent: {zh: 人才, en: talent}}
    formula: FORMULA
    bands: [{from: 0, id: low, label: {zh: 低, en: Low}}, {from: 0.5, id: high, label: {zh: 高, en: High}}]
"""


def case(one: str, two: str, three: str, name: str = "x") -> str:
    levels = {"one": one, "two": two, "three": three}
    ratings = "".join(
        f"  {key}: {{level: {level}, because: r}}\n" for key, level in levels.items() if level
    )
    return (
        f"case: {name}\nrubric: pair@1.0.0\nregion: {{name: {name.upper()}}}\nratings:\n{ratings}"
    )


def evaluated(*cases: str, formula: str = "standard") -> Evaluation:
    return evaluation_of(RUBRIC.replace("FORMULA", formula), *cases)


@pytest.mark.parametrize(
    ("formula", "coupling"),
    [
        ("standard", 2 * math.sqrt(0.5 * 0.25) / 0.75),
        ("wang-2021", math.sqrt((1 - 0.25) * (0.25 / 0.5))),
        ("fan-2024", 1 - 2 * 0.125),  # twice the standard deviation of 0.5 and 0.25
    ],
)
def test_each_formula_by_hand(formula: str, coupling: float) -> None:
    """one 2, two 2 → innovation 0.5; three 1 → talent 0.25; T = 0.375; D = √(C·T)."""
    found = asked(evaluated(case("2", "2", "1"), formula=formula)).coordination[0]
    assert [s.value for s in found.systems] == [0.5, 0.25]
    assert found.coupling == pytest.approx(coupling, abs=1e-12)
    assert found.development == pytest.approx(0.375, abs=1e-12)
    assert found.degree == pytest.approx(math.sqrt(coupling * 0.375), abs=1e-12)
    assert (found.ahead, found.behind, found.apart) == (("innovation",), ("talent",), 0.25)


@pytest.mark.parametrize("formula", FORMULAS)
def test_three_systems(formula: str) -> None:
    u = np.array([0.9, 0.6, 0.3])
    by_hand = {
        "standard": 3 * (0.9 * 0.6 * 0.3) ** (1 / 3) / 1.8,
        "wang-2021": math.sqrt((1 - (0.3 + 0.6 + 0.3) / 3) * math.sqrt((0.6 / 0.9) * (0.3 / 0.9))),
        "fan-2024": 1 - 2 * math.sqrt(0.06),
    }
    assert float(coupling_degree(u, formula)) == pytest.approx(by_hand[formula], abs=1e-12)


UNIT = st.floats(0, 1, allow_nan=False)


@given(st.lists(UNIT, min_size=2, max_size=6), st.sampled_from(sorted(FORMULAS)), st.randoms())
def test_a_coupling_degree_lies_between_0_and_1_and_knows_no_order(
    values: list[float], formula: str, draw: random.Random
) -> None:
    degree = float(coupling_degree(np.array(values), formula))
    assert 0 <= degree <= 1
    shuffled = list(values)
    draw.shuffle(shuffled)
    assert float(coupling_degree(np.array(shuffled), formula)) == pytest.approx(degree, abs=1e-9)


@given(st.floats(0.01, 1), st.integers(2, 6), st.sampled_from(sorted(FORMULAS)))
def test_equal_systems_are_fully_coupled(value: float, n: int, formula: str) -> None:
    assert float(coupling_degree(np.full(n, value), formula)) == pytest.approx(1, abs=1e-6)


def test_one_system_at_nothing_leaves_the_usual_form_uncoupled() -> None:
    assert asked(evaluated(case("4", "4", "0"))).coordination[0].degree == 0
    assert asked(evaluated(case("0", "0", "0"))).coordination[0].degree == 0


def test_another_case_changes_no_degree() -> None:
    alone = asked(evaluated(case("2", "3", "1"))).coordination[0]
    together = evaluated(case("2", "3", "1"), case("4", "4", "4", "y"), case("0", "1", "0", "z"))
    assert next(c for c in asked(together).coordination if c.case == "x") == alone


def test_what_is_not_rated_is_not_made_up() -> None:
    found = asked(evaluated(case("2", "2", ""))).coordination[0]
    assert (found.degree, found.band, found.behind) == (None, "", ())
    most = asked(evaluated(case("2", "", "1"))).coordination[
        0
    ]  # three quarters of the system, four fifths asked for
    assert most.degree is None


def test_obstacles_are_shares_of_what_is_lacking() -> None:
    """Weights within systems .75, .25, 1; lacking .5, 1, .75 → .375, .25, .75 of 1.375."""
    found = asked(evaluated(case("2", "0", "1"))).coordination[0]
    assert [(o.ref, o.system) for o in found.obstacles] == [
        ("right.three", "talent"),
        ("left.one", "innovation"),
        ("left.two", "innovation"),
    ]
    assert [o.share for o in found.obstacles] == pytest.approx(
        [0.75 / 1.375, 0.375 / 1.375, 0.25 / 1.375]
    )
    assert math.fsum(o.share for o in found.obstacles) == pytest.approx(1)
    assert asked(evaluated(case("4", "4", "4"))).coordination[0].obstacles == ()


def test_a_band_is_closed_at_its_start() -> None:
    assert asked(evaluated(case("1", "1", "1"))).coordination[0].band == "high"  # D = √0.25 = 0.5
    assert asked(evaluated(case("1", "1", "0"))).coordination[0].band == "low"


def test_the_sentences_say_what_the_numbers_say() -> None:
    evaluation = evaluated(
        case("3", "3", "1"),
        case("2", "2", "2", "y"),
        case("1", "1", "3", "z"),
        case("4", "2", "1", "w"),
    )
    said = {
        c.case: (
            plain(
                words_of("en").coordination.coordination(
                    coordination.fact_of(context_of(asked(evaluation), "en"), c)
                )
            ),
            plain(
                words_of("zh").coordination.coordination(
                    coordination.fact_of(context_of(asked(evaluation), "zh"), c)
                )
            ),
        )
        for c in asked(evaluation).coordination
    }
    assert said["x"][0] == (
        "Innovation stands at 75.0, talent at 25.0. Talent is 50.0 points behind, clearly out of step."
    )
    assert said["x"][1] == "创新75.0分，人才25.0分。人才低50.0分，差距较大。"
    for value, step in ((0.05, "in"), (0.1, "lags"), (0.19, "lags"), (0.2, "out")):
        assert coordination.step_of(value, 0.2) == step
    assert said["y"][0] == "Innovation stands at 50.0, talent at 50.0. None lags."
    assert said["y"][1] == "创新50.0分，人才50.0分，各部分持平。"
    assert said["z"] == (  # a system of several criteria, of which both lack as much
        "Innovation stands at 25.0, talent at 75.0. Innovation is 50.0 points behind, clearly out of"
        " step. What holds it back most: one; two.",
        "创新25.0分，人才75.0分。创新低50.0分，差距较大，失分最多的是“One”“Two”。",
    )
    together = coordination.in_step(
        context_of(asked(evaluation), "en"), evaluation.rubric.coordination[0]
    )
    assert together is not None
    lagging = [c for c in asked(evaluation).coordination if c.behind == ("talent",)]
    assert (together.behind, together.n_behind, together.n) == ("talent", len(lagging), 4)
    apart = {c.case: c.apart or 0.0 for c in lagging}
    regions = asked(evaluation).regions["en"]
    assert together.most == max(apart.values())
    assert together.widest == tuple(
        regions[case] for case, gap in apart.items() if gap == together.most
    )
    assert plain(
        words_of("zh").coordination.in_step(
            coordination.in_step(
                context_of(asked(evaluation), "zh"), evaluation.rubric.coordination[0]
            )
        )
    ).startswith("4个地区中有2个的人才得分低于创新")


@pytest.mark.parametrize(
    ("threes", "titles", "none"),
    [
        ("1111", ("Three",), True),
        ("1112", None, False),  # one in four is more than hardly any
        ("1" * 10 + "2", ("Three",), False),
    ],
)
def test_what_hardly_any_plan_does_well_on_is_told_as_what_is_asked(
    threes: str, titles: tuple[str, ...] | None, none: bool
) -> None:
    cases = [case("4", "3", three, f"c{n}") for n, three in enumerate(threes)]
    evaluation = evaluated(*cases)
    ctx = context_of(asked(evaluation), "en")
    found = coordination.in_step(ctx, evaluation.rubric.coordination[0])
    assert found is not None
    assert (found.asked.titles if found.asked else None) == titles
    if found.asked is not None:
        assert (found.asked.none, found.asked.level) == (none, "b")
        assert not any(
            "what is asked" in c.caption
            for c in coordination.drawn(ctx, evaluation.rubric.coordination[0])
        )


def test_what_is_asked_is_no_reason_where_it_weighs_as_much_on_both_sides() -> None:
    evaluation = evaluated(*(case("1", "1", "0", f"c{n}") for n in range(4)))
    ctx = context_of(asked(evaluation), "en")
    found = coordination.in_step(ctx, evaluation.rubric.coordination[0])
    assert found is not None
    assert found.asked is None


def test_an_evaluation_keeps_its_coordination() -> None:
    evaluation = evaluated(case("2", "3", "1"), case("", "", "", "y"))
    again = from_json(to_json(asked(evaluation)))
    assert asked(again).coordination == asked(evaluation).coordination


THREE = RUBRIC.replace("FORMULA", "standard").replace(
    "systems: {innovation: [left.*], talent: [three]}",
    "systems: {money: [one], talent: [three], innovation: [two]}",
)
THREE = THREE.replace("names: {", "names: {money: {zh: 资金, en: money}, ")


def three(one: str, two: str, right: str) -> tuple[Coordinated, str, str]:
    results = asked(evaluation_of(THREE, case(one, two, right)))
    found = results.coordination[0]
    en, zh = (
        plain(
            words_of(lang).coordination.coordination(
                coordination.fact_of(context_of(results, lang), found)
            )
        )
        for lang in ("en", "zh")
    )
    return found, en, zh


def test_systems_that_tie_at_the_end_lag_together_and_those_that_tie_in_front_lead_together() -> (
    None
):
    found, en, zh = three("1", "3", "1")
    assert (found.ahead, found.behind, found.apart) == (("innovation",), ("money", "talent"), 0.5)
    assert "Money and talent are 50.0 points behind" in en
    assert "holds" not in en  # systems of one criterion each
    assert zh == "资金25.0分，人才25.0分，创新75.0分。资金和人才均低50.0分，差距较大。"
    found, en, _ = three("3", "3", "1")
    assert (found.ahead, found.behind) == (("money", "innovation"), ("talent",))
    assert "Talent is 50.0 points behind" in en
    assert three("2", "2", "2")[0].behind == ()


def test_all_that_lag_stand_in_the_table_and_in_the_finding() -> None:
    evaluation = evaluation_of(THREE, case("1", "3", "1"))
    results = asked(evaluation)
    table = coordination.systems_table(
        context_of(results, "en"), evaluation.rubric.coordination[0], ["x"]
    )
    assert plain(table.rows[0].cells[-1].runs) == "money and talent"
    (finding,) = [
        f for f in audit(Inspected(evaluation)).findings if f.code == "systems-out-of-step"
    ]
    assert finding.message("en").startswith(
        "innovation (75.0) and money / talent (25.0) are out of step"
    )


def test_a_block_says_nothing_of_a_case_to_which_a_system_does_not_apply() -> None:
    rubric = """rubric: r
version: 1.0.0
title: R
scale: [{level: 0, label: a}, {level: 1, label: b}]
facets: {where: {title: W, values: {here: H, there: T}}}
pillars:
  - id: p
    title: P
    criteria:
      - {id: one, title: One, levels: {0: a, 1: b}}
      - {id: two, title: Two, levels: {0: a, 1: b}, applies: {where: [here]}}
coordination: [{id: both, systems: {a: [one], b: [two]}}]
"""
    case = """case: {name}
rubric: r@1.0.0
region: {{name: {name}}}
facets: {{where: {{is: {where}, because: w}}}}
ratings: {{one: {{level: 1, because: b}}}}
"""
    evaluation = evaluation_of(
        rubric,
        case.format(name="x", where="here"),
        case.format(name="y", where="there"),
    )
    assert [(c.case, c.degree) for c in coordination_of(evaluation)] == [("x", None)]


OWN = """
rubric: own
version: 1.0.0
title: Own scores
scale: [{level: 0, label: a}, {level: 1, label: b}, {level: 2, label: c}, {level: 3, label: d}, {level: 4, label: e}]
pillars:
  - id: left
    title: L
    aggregation: geometric
    criteria: [{id: one, title: One, weight: 3, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}]
    pillars:
      - id: inner
        title: I
        weight: 1
        criteria:
          - {id: two, title: Two, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}
          - {id: four, title: Four, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}
  - {id: right, title: R, criteria: [{id: three, title: Three, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}]}
coordination: [{id: balance, systems: {l: [left], r: [right]}}]
"""


def owned(systems: str = "", **levels: int) -> Coordinated:
    rated = "".join(f"  {id}: {{level: {level}, because: r}}\n" for id, level in levels.items())
    text = OWN.replace("{l: [left], r: [right]}", systems or "{l: [left], r: [right]}")
    held = evaluation_of(
        text, f"case: x\nrubric: own@1.0.0\nregion: {{name: X}}\nratings:\n{rated}"
    )
    return asked(held).coordination[0]


def test_a_pillar_that_is_named_counts_by_its_own_score() -> None:
    found = owned(one=4, two=1, four=2, three=2)
    inner = (1 + 2) / 2 / 4
    left = 1.0**0.75 * inner**0.25  # its own mean, and the weights below it
    assert [s.value for s in found.systems] == pytest.approx([left, 0.5])
    flat = owned("{l: [left.*], r: [right.*]}", one=4, two=1, four=2, three=2)
    assert flat.systems[0].value == pytest.approx((3 * 4 + 1 + 2) / 5 / 4)


def test_what_stands_below_a_part_of_a_system_counts_in_it_and_once() -> None:
    twice = owned(
        "{l: [left, two, left.inner, inner.*], r: [three]}", one=4, two=1, four=2, three=2
    )
    assert [part.ref for part in twice.systems[0].parts] == ["left"]
    mixed = owned("{l: [one, inner], r: [three]}", one=4, two=1, four=2, three=2)
    assert [part.ref for part in mixed.systems[0].parts] == ["left.one", "left.inner"]
    assert mixed.systems[0].value == pytest.approx((3 * 1 + 1 * 0.375) / 4)


def test_coverage_and_gaps_of_a_pillar_are_its_own() -> None:
    found = owned(one=4, two=1, three=2)  # four, an eighth of the pillar, is not rated
    assert found.systems[0].coverage == pytest.approx(0.875)
    assert found.systems[0].value == pytest.approx(0.25**0.25)
    assert owned(two=1, four=2, three=2).systems[0].value is None


def test_obstacles_add_up_by_system_and_over_all() -> None:
    found = owned(one=3, two=1, four=2, three=2)
    lacks = {
        "left.one": 0.75 * 0.25,
        "left.inner.two": 0.125 * 0.75,
        "left.inner.four": 0.125 * 0.5,
    }
    lacks |= {"right.three": 0.5}
    total, left = sum(lacks.values()), sum(v for k, v in lacks.items() if k.startswith("left"))
    assert {o.ref: o.share for o in found.obstacles} == pytest.approx(
        {ref: lack / total for ref, lack in lacks.items()}
    )
    assert {o.ref: o.within for o in found.obstacles} == pytest.approx(
        {ref: lack / (left if ref.startswith("left") else 0.5) for ref, lack in lacks.items()}
    )
    assert dict(found.lacking) == pytest.approx({"l": left / total, "r": 0.5 / total})
    assert owned(one=4, two=4, four=4, three=4).lacking == ()


@pytest.mark.parametrize("value", [0.81, 0.64, 0.1, 0.3, 1.0, 0.0])
@pytest.mark.parametrize("n", [2, 3, 7])
def test_equal_systems_are_fully_coupled_to_the_last_digit_under_fan_2024(
    value: float, n: int
) -> None:
    assert float(coupling_degree(np.full(n, value), "fan-2024")) == pytest.approx(1, abs=1e-15)
