"""Grades that stand before the bands: given whatever the score, waiting where nobody rated what
decides, and drawn as anything else is."""

from __future__ import annotations

import pytest
from evalkit.evaluation import Evaluation
from evalkit.reading.rubric import read_rubric
from evalkit.reading.yaml import parse
from evalkit.report.context import context_of
from evalkit.report.explain import trail
from evalkit.report.model import plain
from evalkit.report.sections import ranking, spread
from evalkit.report.standing import grade_told
from evalkit.report.weights_panel import weights_panel
from tests.conftest import asked, evaluation_of

# Programme assessment (PART): 25 questions in sections that count 20, 10, 20 and 50 of 100; results
# are answered to a large (.67) or small extent (.33), which are steps of three here.
SECTIONS = {"purpose": (20, 5), "planning": (10, 8), "management": (20, 7), "results": (50, 5)}


def part(unless: str = "{results-1: 1}") -> str:
    levels = "{0: 'no', 1: small, 2: large, 3: 'yes'}"
    pillars = "".join(
        f"- id: {id}\n  title: {id}\n  weight: {weight}\n  criteria:\n"
        + "".join(
            f"  - {{id: {id}-{k}, title: Question {id} {k}, levels: {levels}}}\n"
            for k in range(1, n + 1)
        )
        for id, (weight, n) in SECTIONS.items()
    )
    return f"""
rubric: part
version: 1.0.0
title: Programme assessment
scale: [{{level: 0, label: 'no'}}, {{level: 1, label: small}}, {{level: 2, label: large}}, {{level: 3, label: 'yes'}}]
grades:
- {{from: 0, id: ineffective, label: Ineffective}}
- {{id: undemonstrated, label: Results not demonstrated, unless: {unless}}}
- {{from: 0.5, id: adequate, label: Adequate}}
- {{from: 0.7, id: moderate, label: Moderately effective}}
- {{from: 0.85, id: effective, label: Effective}}
pillars:
{pillars}"""


def programme(name: str, results: str = "12010", **more: str) -> str:
    """A case by its answers; a dot is a question that nobody answered."""
    answers = {"purpose": "33330", "planning": "33333000", "management": "3333300"}
    answers |= {"results": results, **more}
    rated = "".join(
        f"  {id}-{k}: {{level: {level}, because: r}}\n"
        for id, levels in answers.items()
        for k, level in enumerate(levels, start=1)
        if level != "."
    )
    return f"case: {name}\nrubric: part@1.0.0\nregion: {{name: {name}}}\nratings:\n{rated}"


def grade(evaluation: Evaluation, case: str) -> str | None:
    found = evaluation.graded[case].grade
    return found.id if found else None


def test_part_as_worked_by_hand_and_its_override() -> None:
    held = evaluation_of(part(), programme("a"), programme("b", "02010"), programme("c", ".2010"))
    values = {case: held.score_of[case, "overall"].value for case in held.cases}
    by_hand = (20 * 4 / 5 + 10 * 5 / 8 + 20 * 5 / 7 + 50 * (4 / 3) / 5) / 100
    assert values["a"] == pytest.approx(by_hand)
    assert f"{by_hand:.5f}" == "0.49869"
    assert [grade(held, case) for case in "abc"] == ["ineffective", "undemonstrated", None]
    assert held.graded["b"].failed == ("results.results-1",)
    assert held.graded["c"].open == ("results.results-1",)
    assert values["b"] is not None
    assert values["c"] is not None


def test_it_is_given_also_above_the_highest_band_and_without_a_total() -> None:
    best = {"purpose": "33333", "planning": "33333333", "management": "3333333"}
    full = programme("full", "03333", **best)
    bare = programme("bare", "0....", purpose=".....", planning="........", management=".......")
    held = evaluation_of(part(), full, bare)
    assert (held.score_of["full", "overall"].value or 0) > 0.85
    assert held.score_of["bare", "overall"].value is None
    assert [grade(held, case) for case in held.cases] == ["undemonstrated", "undemonstrated"]


def test_of_several_that_hold_the_first_is_given_and_what_does_not_apply_asks_nothing() -> None:
    two = part("{results-1: 3, results-2: 1}").replace(
        "- {from: 0.5,", "- {id: other, label: Other, unless: {purpose-5: 1}}\n- {from: 0.5,"
    )
    na = programme("na", "3.010").replace(
        "  results-1", "  results-2: {state: not-applicable, because: r}\n  results-1"
    )
    held = evaluation_of(two, programme("both", "22010"), na, programme("met", "31010"))
    assert [grade(held, case) for case in held.cases] == ["undemonstrated", "other", "other"]
    assert held.graded["na"].failed == ("purpose.purpose-5",)


def test_draws_give_it_as_often_as_the_level_could_be_below() -> None:
    sure = programme("sure", "32010").replace(
        "results-1: {level: 3,", "results-1: {level: 3, confidence: high,"
    )
    held = evaluation_of(part(), sure, programme("edge", "12010"), programme("gap", ".2010"))
    grades = {o.case: dict(o.grades) for o in asked(held).outlooks}
    assert grades["sure"]["undemonstrated"] == 0  # one step off is still above
    # one step down as often as half the doubt of a rating of medium confidence: .125
    assert grades["edge"]["undemonstrated"] == pytest.approx(0.125, abs=0.04)
    assert grades["gap"]["undemonstrated"] == pytest.approx(0.25, abs=0.05)  # any of four levels
    for own in grades.values():
        assert sum(own.values()) == pytest.approx(1)


def test_a_criterion_without_a_score_decides_by_what_was_agreed() -> None:
    apart = part("{gate: 1}").replace(
        "pillars:\n",
        "pillars:\n- id: beside\n  title: Beside\n  criteria:\n"
        "  - {id: gate, title: Gate, scored: false, levels: {0: 'no', 1: s, 2: l, 3: 'yes'}}\n",
        1,
    )
    cases = [
        programme(name).replace("ratings:\n", f"ratings:\n{line}")
        for name, line in (
            ("low", "  gate: {level: 0, because: r}\n"),
            ("high", "  gate: {level: 2, because: r}\n"),
            ("none", ""),
        )
    ]
    held = evaluation_of(apart, *cases)
    assert {case: grade(held, case) for case in held.cases} == {
        "low": "undemonstrated",
        "high": "ineffective",
        "none": None,
    }
    grades = {o.case: dict(o.grades) for o in asked(held).outlooks}
    assert grades["low"]["undemonstrated"] == 1
    assert grades["high"]["undemonstrated"] == 0
    assert sum(grades["none"].values()) == 0


@pytest.mark.parametrize(
    ("lang", "because", "waits"),
    [
        ("en", "Results not demonstrated (below what is asked: Question results 1)", "open (not"),
        ("zh", "Results not demonstrated（未达要求：Question results 1）", "待定（尚未评定"),
    ],
)
def test_readers_are_told_why_wherever_a_grade_stands(lang: str, because: str, waits: str) -> None:
    held = evaluation_of(part(), programme("a"), programme("b", "02010"), programme("c", ".2010"))
    ctx = context_of(asked(held), lang)
    assert grade_told(ctx, "b") == because
    assert grade_told(ctx, "c").startswith(waits)
    cells = [cell for row in ranking.ranking_table(ctx).rows for cell in row.cells]
    assert because in {plain(cell.runs) for cell in cells}
    found = spread.overview(ctx)
    assert found is not None
    assert dict(found.grades) == {"Ineffective": 1, "Results not demonstrated": 1}
    panel = weights_panel(ctx)
    assert panel is not None
    assert panel.graded == (None, "Results not demonstrated", "—")


@pytest.mark.parametrize(
    ("unless", "code"),
    [("{results-9: 1}", "reference-unknown"), ("{results-1: 4}", "level-not-on-scale"), ("{}", "")],
)
def test_a_condition_that_cannot_be_met_is_a_finding(unless: str, code: str) -> None:
    _, found = read_rubric(parse(part(unless), "part.yaml"))
    assert found
    assert not code or code in {finding.code for finding in found}


def test_a_criterion_that_no_case_can_have_is_no_condition_and_no_gate() -> None:
    facets = "facets:\n  coast: {title: Coast, many: MANY, values: {by-sea: Sea, inland: Land}}\n"
    apart = part("{purpose-1: 1}").replace(
        "pillars:\n", facets + "must: {purpose-1: 1}\npillars:\n", 1
    )
    apart = apart.replace("- id: purpose\n", "- id: purpose\n  applies: {coast: [by-sea]}\n")
    apart = apart.replace("Question purpose 1,", "Question purpose 1, applies: {coast: [inland]},")
    for many, places in (("false", ["gate-impossible"] * 2), ("true", [])):
        _, found = read_rubric(parse(apart.replace("MANY", many), "part.yaml"))
        assert [f.code for f in found if f.severity == "error"] == places


def test_a_band_and_a_condition_in_one_grade_are_told_by_what_it_is() -> None:
    both = part().replace("- {id: undemonstrated,", "- {id: undemonstrated, from: 0.2,")
    _, (finding,) = read_rubric(parse(both, "part.yaml"))
    assert finding.message("en") == '"from" is not a key of a grade that stands before the bands'
    assert finding.way_out("en") == "keys here: unless, id, label, means"


@pytest.mark.parametrize(
    ("unless", "out"),
    [
        ("{results-1: 0}", "ask for more, `results-1: 1` say, or leave the criterion out here"),
        ("{results: 1}", "set a least score of the pillar instead: `floors: {results: 0.6}`"),
    ],
)
def test_what_cannot_be_below_is_told_with_what_to_write(unless: str, out: str) -> None:
    _, (finding,) = read_rubric(parse(part(unless), "part.yaml"))
    assert (finding.code, finding.way_out("en")) == ("gate-impossible", out)


def test_two_grades_of_one_id_are_told() -> None:
    twice = part().replace("id: undemonstrated", "id: effective")
    _, found = read_rubric(parse(twice, "part.yaml"))
    assert [f.code for f in found] == ["id-repeated"]


def test_a_total_is_explained_with_its_grade() -> None:
    held = evaluation_of(part(), programme("b", "02010"), programme("c", ".2010"))
    told = {case: trail(asked(held), case, "overall", "en") for case in held.cases}
    said = {case: [step.text for step in steps] for case, steps in told.items()}
    because = "Results not demonstrated (below what is asked: Question results 1)"
    assert f"Grade: {because}" in said["b"]
    assert "Grade: open (not rated: Question results 1)" in said["c"]
