"""The consistency (PMC) index: hand-worked fractions, published identities, gaps, several raters,
words."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from evalkit.analysis.consistency import Consistent, consistent
from evalkit.model.rubric import Consistency
from evalkit.reading.rubric import read_rubric
from evalkit.reading.yaml import parse
from evalkit.report.context import context_of
from evalkit.report.model import Paragraph, plain
from evalkit.report.products import evidence
from evalkit.report.sections import consistency
from evalkit.report.words import words_of
from tests.conftest import SHARED, asked, evaluation_of, needs_shared


def block(
    n: int, maximum: float | None = None, cuts: tuple[float, ...] = (0, 4, 6, 8)
) -> Consistency:
    names = ("poor", "acceptable", "excellent", "perfect")
    return Consistency.model_validate(
        {
            "id": "pmc",
            "variables": [{"id": f"x{k}", "title": f"X{k}", "of": ["a"]} for k in range(1, n + 1)],
            "maximum": maximum,
            "surface": [["x1", "x2", "x3"], ["x4", "x5", "x6"], ["x7", "x8", "x9"]],
            "bands": [
                {"from": float(c), "id": name, "label": name}
                for c, name in zip(cuts, names, strict=True)
            ],
        },
        strict=False,
    )


def given_of(text: dict[str, str]) -> dict[str, list[float | None]]:
    return {name.lower(): [float(x) for x in bits] for name, bits in text.items()}


# X1 … X9 of 4 3 5 4 3 4 5 4 2 checks; worked by hand: 1 + 2/3 + 4/5 + 1 + 1 + 3/4 + 1 + 3/4 + 1 =
# 239/30
WORKED = {
    "X1": "1111",
    "X2": "110",
    "X3": "11101",
    "X4": "1111",
    "X5": "111",
    "X6": "1110",
    "X7": "11111",
    "X8": "1101",
    "X9": "11",
}


def test_nine_variables_worked_by_hand() -> None:
    found = consistent("a", block(9), given_of(WORKED))
    assert found.index == pytest.approx(float(Fraction(239, 30)), abs=1e-12)
    assert found.concavity == pytest.approx(9 - 239 / 30)
    assert found.band == "excellent"
    assert found.surface[1] == (1.0, 1.0, 0.75)


def test_concavity_is_counted_from_the_maximum_the_rubric_names() -> None:
    """A published study with 9 variables: mean PMC 6.89, mean concavity 3.11 (Frontiers in Public
    Health 2025, 1693278): counted from 10, not from 9. Which of the two is meant stands in the
    rubric."""
    ten, nine = (consistent("a", block(9, most), given_of(WORKED)) for most in (10.0, None))
    assert ten.index == nine.index
    assert (ten.concavity or 0) - (nine.concavity or 0) == pytest.approx(1)


@needs_shared
@pytest.mark.parametrize("policy", ["A", "B", "C", "D"])
def test_every_worked_policy_of_the_fixture(policy: str) -> None:
    fixture = json.loads(
        (SHARED / "fixtures" / "pmc_reconstructed_from_formula.json").read_text("utf-8")
    )
    inputs, wanted = fixture["inputs"][policy], fixture["results"][policy]
    ten = consistent(policy, block(10, None, (0, 5, 7, 9)), given_of(inputs))
    nine = consistent(policy, block(9), given_of({name: inputs[name] for name in list(inputs)[:9]}))
    assert ten.index == pytest.approx(float(Fraction(wanted["PMC10"])), abs=1e-12)
    assert nine.index == pytest.approx(float(Fraction(wanted["PMC9"])), abs=1e-12)
    assert nine.concavity == pytest.approx(float(Fraction(wanted["concavity_9_as_9_minus"])))
    bands = {"bad": "poor"}
    assert ten.band == bands.get(wanted["band_10pt_cuts_9_7_5"], wanted["band_10pt_cuts_9_7_5"])
    assert nine.band == bands.get(wanted["band_9pt_cuts_8_6_4"], wanted["band_9pt_cuts_8_6_4"])
    assert [[round(x or 0, 4) for x in row] for row in nine.surface] == wanted["surface3x3"]


@needs_shared
def test_the_sister_index_of_ruiz_estrada_is_the_mean_of_the_same_variables() -> None:
    fixture = json.loads(
        (SHARED / "fixtures" / "pmc_family_pie_index_ruiz_estrada.json").read_text("utf-8")
    )
    values = fixture["surface_matrix_as_printed"]
    found = consistent("pie", block(9), {f"x{n}": [x] for n, x in enumerate(values, start=1)})
    assert (found.index or 0) / 9 == pytest.approx(fixture["index_recomputed_mean"], abs=1e-12)
    assert round((found.index or 0) / 9, 1) == fixture["index_published"]


def test_a_variable_that_does_not_apply_is_left_out_and_the_others_stand_for_it() -> None:
    answers_given = given_of(WORKED) | {"x9": []}
    found = consistent("a", block(9), answers_given)
    assert found.variables[8].value is None
    assert found.index == pytest.approx((239 / 30 - 1) * 9 / 8)
    assert found.surface[2][2] is None


def test_unanswered_checks_are_no_noes() -> None:
    half: list[float | None] = [1.0, None, None, None]
    assert consistent("a", block(9), given_of(WORKED) | {"x1": half}, coverage=0.8).index is None
    assert consistent("a", block(9), given_of(WORKED) | {"x1": half}).variables[0].value == 1


LEVELS = "levels: {0: a, 1: b, 2: c}"
CHECKS = "checks: [{id: aa, asks: a}, {id: ab, asks: b}]"
RUBRIC = f"""\
rubric: checked
version: 1.0.0
title: Checked
method: {{coverage: 0.5}}
scale: [{{level: 0, label: a}}, {{level: 1, label: b}}, {{level: 2, label: c}}]
facets: {{kind: {{title: Kind, values: {{coast: Coast, inland: Inland}}}}}}
pillars:
  - id: p
    title: P
    criteria:
      - {{id: one, title: One, {LEVELS}, {CHECKS}}}
      - {{id: two, title: Two, {LEVELS}, checks: [{{id: aa, asks: a}}, {{id: ports, asks: p, applies: {{kind: [coast]}}}}]}}
consistency:
  - id: pmc
    variables: [{{id: first, title: First, of: [one]}}, {{id: second, title: Second, of: [p.*]}}]
    surface: [[first, second]]
    bands: [{{from: 0, id: low, label: Low}}, {{from: 1, id: high, label: High}}]
"""


def case(
    name: str, one: str, two: str = "{level: 1, because: r, checks: [aa]}", kind: str = "inland"
) -> str:
    return (
        f"case: {name}\nrubric: checked@1.0.0\nregion: {{name: {name.upper()}}}\n"
        f"facets: {{kind: {{is: {kind}, because: r}}}}\nratings:\n  one: {one}\n  two: {two}\n"
    )


def run(*cases: str) -> dict[str, Consistent]:
    return {c.case: c for c in asked(evaluation_of(RUBRIC, *cases)).consistency}


def test_raters_who_differ_count_by_halves_and_an_adjudicator_alone() -> None:
    two = "{rater: x, level: 1, because: r, checks: [aa]}, {rater: y, level: 2, because: r, checks: [aa, ab]}"
    found = run(
        case("a", f"[{two}]"),
        case("b", f"[{two}, {{rater: z, level: 0, because: r, adjudicates: true, checks: []}}]"),
    )
    assert found["a"].variables[0].value == 0.75
    assert found["b"].variables[0].value == 0


def test_checks_that_do_not_apply_leave_and_levels_play_no_part() -> None:
    found = run(
        case("a", "{level: 0, because: r, checks: [aa, ab]}"),
        case("b", "{level: 2, because: r, checks: [aa, ab]}", kind="coast"),
    )
    assert [(v.met, v.known, v.applicable) for v in found["a"].variables] == [(2, 2, 2), (3, 3, 3)]
    assert [(v.met, v.known, v.applicable) for v in found["b"].variables] == [(2, 2, 2), (3, 4, 4)]
    assert found["a"].index == 2
    assert found["b"].index == 1.75


def test_what_is_not_rated_answers_nothing_and_what_does_not_apply_is_gone() -> None:
    found = run(
        case("a", "{state: missing, because: r}"),
        case("b", "{state: not-applicable, because: r}"),
    )
    assert (found["a"].variables[0].known, found["a"].variables[0].applicable) == (0, 2)
    assert found["a"].index is None
    assert (found["b"].variables[0].applicable, found["b"].index) == (0, 2.0)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("of: [one]", "of: [onee]", "reference-unknown"),
        ("[[first, second]]", "[[first, third]]", "reference-unknown"),
        ("id: second", "id: first", "id-repeated"),
    ],
)
def test_a_block_that_names_what_is_not_there_is_found(old: str, new: str, code: str) -> None:
    standard, findings = read_rubric(parse(RUBRIC.replace(old, new), "r.yaml"))
    assert standard is None
    assert code in {f.code for f in findings}


def test_the_sentences_say_what_the_figures_say() -> None:
    evaluation = evaluation_of(RUBRIC, case("a", "{level: 0, because: r, checks: []}"))
    (found,) = asked(evaluation).consistency
    block = evaluation.rubric.consistency[0]
    fact = consistency.fact_of(context_of(asked(evaluation), "en"), block, found)
    assert plain(words_of("en").consistency.consistency(fact)) == (
        "Of 5 checks 1 are met; the consistency index is 0.33 of 2 (“Low”), highest in second (0.33), lowest in first (0.00)."
    )
    assert plain(words_of("zh").consistency.consistency(fact)).startswith(
        "5个检查点中满足1个；一致性指数为0.33（满分2），属“Low”"
    )
    assert (
        plain(words_of("en").consistency.checks_met(fact))
        == "1 of 5 checks met, fewest in first (0%)."
    )
    assert (
        plain(words_of("zh").consistency.checks_met(fact))
        == "5个检查点中满足1个，满足得最少的是“First”（0%）。"
    )
    for lang, said in (("en", "1 of 5 checks met"), ("zh", "5个检查点中满足1个")):
        (section,) = [
            s
            for s in evidence.evidence(context_of(asked(evaluation), lang), "a").sections
            if s.id == "all-criteria"
        ]
        assert isinstance(section.blocks[0], Paragraph)
        assert plain(section.blocks[0].runs).startswith(said)
