"""A criterion with a scale of its own: scored by its numbers, counted by its steps, refused where it
does not hold together, and followed by forms, tables, schema, words and files."""

from __future__ import annotations

import json

import numpy as np
import pytest
from evalkit import api
from evalkit.analysis.agreement import agreement_of
from evalkit.analysis.levels import levels_of
from evalkit.analysis.rubric_changes import compare
from evalkit.analysis.sensitivity.drawing import _any_level, _one_step_off, steps_of
from evalkit.analysis.settling import unsettled
from evalkit.editing.settling import level_of
from evalkit.evaluation import Evaluation
from evalkit.evaluation_file import to_json
from evalkit.evaluation_file.reading import from_json
from evalkit.evidence.text import Plans
from evalkit.model.refusal import Refusal
from evalkit.reading.rubric import read_rubric
from evalkit.reading.yaml import parse
from evalkit.report.context import context_of
from evalkit.report.explain import trail
from evalkit.report.facts import case_facts
from evalkit.report.sections.advice import of_case
from evalkit.report.sections.levels import compared, levels_table
from evalkit.report.sections.method import notes
from tests import forms
from tests.conftest import asked, evaluation_of, rubric_of

RUBRIC = """
rubric: own
version: 1.0.0
title: Own
method: {half_levels: HALF, ceilings: {steps: [{from: 1, checks: 1}, {from: 3, evidence: true}], contradicted: 1}}
scale: [{level: 0, label: none}, {level: 1, label: some}, {level: 2, label: good}, {level: 3, label: full}]
grades:
- {id: late, label: Late, unless: {wait: 0}}
- {id: any, label: Any, from: 0}
must: {wait: 2}
pillars:
- id: p
  title: P
  criteria:
  - {id: a, title: A, levels: {0: w, 1: x, 2: y, 3: z}, checks: [{id: k, asks: k}]}
  - id: wait
    title: Wait
    scale: own
    levels: {5: gone, -1: longer, 0: as before, 2: shorter}
    checks: [{id: k, asks: k}]
    needs: {2: {all: [k]}}
  - {id: part, title: Part, scale: own, levels: {0: nothing, 0.25: a quarter}}
"""


def case(name: str = "c", wait: str = "[5]", checks: str = "[k]", part: str = "[0.25]") -> str:
    def given(levels: str, ticks: str) -> str:
        rows = [
            f"{{rater: r{n}, level: {level}, checks: {ticks}, because: y, evidence: [{{document: d, at: ¶1}}]}}"
            for n, level in enumerate(json.loads(levels))
        ]
        return f"[{', '.join(rows)}]"

    return (
        f"case: {name}\nrubric: own@1.0.0\nregion: {{name: {name}}}\ndocuments: [{{id: d}}]\n"
        f"ratings:\n  a: {given('[1, 1]', '[k]')}\n  wait: {given(wait, checks)}\n"
        f"  part: {given(part, '[]')}\n"
    )


def held(*cases: str, half: str = "false", rubric: str = RUBRIC) -> Evaluation:
    return evaluation_of(rubric.replace("HALF", half), *cases)


def codes(evaluation: Evaluation) -> list[str]:
    return [f.code for f in evaluation.findings if f.severity == "error"]


@pytest.mark.parametrize(
    ("level", "score"), [(-1, 0.0), (0, 1 / 6), (2, 0.5), (5, 1.0), ("[0, 5]", 3.5 / 6)]
)
def test_a_score_is_the_way_from_the_lowest_level_to_the_highest(
    level: object, score: float
) -> None:
    """Also of a mean of levels, which stays a mean of the numbers."""
    own = held(case(wait=f"{level if isinstance(level, str) else [level]}"))
    assert own.score_of["c", "p.wait"].value == pytest.approx(score)


def test_ceilings_count_places() -> None:
    """From the place of level 1 on a tick is asked: on this scale from 0 on, and without one
    stands -1."""
    levels = {
        (wait, checks): held(case(wait=f"[{wait}]", checks=checks)).ratings.agreed["c", "p.wait"]
        for wait in (-1, 0, 5)
        for checks in ("[]", "[k]")
    }
    assert {key: own.level for key, own in levels.items()} == {
        (-1, "[]"): -1,
        (-1, "[k]"): -1,
        (0, "[]"): -1,
        (0, "[k]"): 0,
        (5, "[]"): -1,
        (5, "[k]"): 5,
    }
    assert held(case(part="[0.25]")).ratings.agreed["c", "p.part"].level == 0.25  # has no checks


def test_what_contradicts_caps_at_the_level_with_the_same_place() -> None:
    text = case().replace("¶1}]", "¶1}, {document: d, at: ¶2, kind: contradicts}]")
    agreed = held(text).ratings.agreed
    assert [agreed["c", ref].level for ref in ("p.a", "p.wait", "p.part")] == [1, 0, 0.25]


def test_spreads_and_what_is_to_reconcile_count_steps() -> None:
    """From 2 to 5 is one step, from -1 to 2 are two."""
    near, far = held(case(wait="[2, 5]")), held(case(wait="[-1, 2]"))
    assert near.ratings.agreed["c", "p.wait"].spread == 1
    assert "raters-apart" not in [f.code for f in near.findings]
    (told,) = (f for f in far.findings if f.code == "raters-apart")
    assert "are 2 levels apart (r0: -1, r1: 2)" in told.message("en")
    assert unsettled(near, "c")[0].effect == pytest.approx(0.5 / 3)  # by numbers: 3 of 6


def test_agreement_counts_steps() -> None:
    found = {a.name: a for a in agreement_of(held(case(wait="[2, 5]"), case("d", wait="[-1, 2]")))}
    assert found["p.wait"].within_one == 0.5
    assert (found["p.a"].identical, found["p.part"].n_units) == (1, 0)


def test_half_levels_lie_between_neighbours_of_the_own_list() -> None:
    own = held(case(wait="[3.5]", part="[0.125]"), half="true")
    assert codes(own) == []
    assert own.score_of["c", "p.wait"].value == pytest.approx(4.5 / 6)
    assert own.rubric.scales["wait"].ratable == (-1, -0.5, 0, 1, 2, 3.5, 5)
    assert own.ratings.agreed["c", "p.part"].level == 0.125


@pytest.mark.parametrize(
    ("half", "level", "out"),
    [
        ("false", "3", "use one of -1, 0, 2, 5; or"),
        ("false", "3.5", "use 2 or 5: half levels count only"),
        ("true", "3", "use one of -1, -0.5, 0, 1, 2, 3.5, 5; or"),
    ],
)
def test_a_rating_at_no_level_of_the_own_scale_is_told_what_there_is(
    half: str, level: str, out: str
) -> None:
    own = held(case(wait=f"[{level}]"), half=half)
    (found,) = (f for f in own.findings if f.code == "level-unknown")
    assert found.way_out("en").startswith(out)
    assert dict(found.values)["where"] == "rubric.yaml:19"  # where its levels stand


def refused(old: str, new: str) -> list[tuple[str, str]]:
    assert old in RUBRIC
    text = RUBRIC.replace("HALF", "false").replace(old, new, 1)
    found = read_rubric(parse(text, "rubric.yaml"))[1]
    return [(f.code, f.message("en")) for f in found]


OWN = "    levels: {5: gone, -1: longer, 0: as before, 2: shorter}\n"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (OWN, "", "own-scale-levels"),
        (OWN, "    levels: {0: a}\n", "own-scale-levels"),
        (OWN, "    levels: {}\n", "own-scale-levels"),
        (OWN, "    measure: {unit: k, goalposts: [0, 1]}\n", "own-scale-measured"),
        ("needs: {2:", "needs: {3:", "level-not-own"),
        ("must: {wait: 2}", "must: {wait: 1}", "level-not-own"),
        ("unless: {wait: 0}", "unless: {wait: 3}", "level-not-own"),
        ("must: {wait: 2}", "must: {wait: -1}", "gate-impossible"),
        ("    scale: own\n", "", "level-not-on-scale"),
        ("5: gone", "five: gone", "value-kind"),
        ("5: gone", "2.0: gone", "value-kind"),
        ("scale: own\n", "scale: mine\n", "value-unknown"),
    ],
)
def test_an_own_scale_that_does_not_hold_together_is_told(old: str, new: str, code: str) -> None:
    found = [own for own, _ in refused(old, new)]
    assert code in found
    assert not {"scale-missing", "criterion-kind"} & {*found}


def test_levels_that_the_scale_lacks_are_told_that_they_may_be_its_own() -> None:
    text = RUBRIC.replace("HALF", "false").replace("    scale: own\n", "", 1)
    found = [f for f in read_rubric(parse(text, "r"))[1] if f.code == "level-not-on-scale"]
    assert "add the line `scale: own` to it" in found[0].way_out("en")


WITHOUT = RUBRIC.replace(
    "scale: [{level: 0, label: none}, {level: 1, label: some}, {level: 2, label: good}, {level: 3, label: full}]\n",
    "",
).replace(
    "  - {id: a, title: A, levels: {0: w, 1: x, 2: y, 3: z}",
    "  - {id: a, title: A, scale: own, levels: {1: x, 2: y}",
)  # no criterion shares a scale


def test_a_rubric_of_own_scales_alone_needs_no_scale_and_its_ceilings_count_from_nought() -> None:
    own = held(case(wait="[5]", checks="[]"), rubric=WITHOUT)
    assert codes(own) == []
    assert own.rubric.steps == (0, 1, 2, 3)
    assert own.ratings.agreed["c", "p.wait"].level == -1
    beyond = WITHOUT.replace("HALF", "false").replace("from: 3", "from: 4")
    (found,) = read_rubric(parse(beyond, "r"))[1]
    assert (found.code, dict(found.values)["levels"]) == ("level-not-on-scale", "0, 1, 2, 3")


def test_gates_and_grades_name_levels_of_the_own_scale() -> None:
    late, timely = held(case(wait="[-1]")), held(case(wait="[0]"))
    grades = [own.graded["c"].grade for own in (late, timely)]
    assert [grade.id for grade in grades if grade is not None] == ["late", "any"]
    drawn = asked(held(case(wait="[-1]"), case("d", wait="[5]"))).outlooks
    chances = {own.case: dict(own.grades).get("late", 0.0) for own in drawn}
    assert chances["c"] > chances["d"]


def test_a_draw_moves_one_step_whatever_its_size_and_never_off_the_scale() -> None:
    levels = [np.array([0, 1 / 6, 0.5, 1]), np.array([0, 0.5, 1]), np.array([])]
    given = np.array([[[1 / 6, 0.5, 0.7], [1.0, 1.0, 0.7], [0.75, 0.25, 0.7]]])
    moves, none = np.ones(given.shape, dtype=bool), np.zeros(given.shape, dtype=bool)
    moves[..., 2] = False
    up = _one_step_off(given, steps_of(levels), moves, none)
    down = _one_step_off(given, steps_of(levels), moves, moves)
    assert up[0].tolist() == [
        pytest.approx(row) for row in [[0.5, 1, 0.7], [1, 1, 0.7], [1, 0.75, 0.7]]
    ]
    wanted = [[0, 0, 0.7], [0.5, 0.5, 0.7], [1 / 3, 0, 0.7]]
    assert down[0].tolist() == [pytest.approx(row) for row in wanted]
    assert (_one_step_off(given, steps_of(levels), none, none) == given).all()
    at = np.array([[0.0, 0.3, 0.99, 0.99]])
    drawn = _any_level(levels, np.array([0, 0, 0, 1]), at)
    assert drawn.tolist() == [[0, pytest.approx(1 / 6), 1, 1]]


def test_a_distribution_shows_own_levels_apart_from_the_columns_of_the_shared_scale() -> None:
    own = held(case(wait="[5]"), case("d", wait="[0]"))
    counts = {item.ref: item.counts for item in levels_of(own)}
    assert counts["p.wait"] == ((-1, 0), (0, 1), (2, 0), (5, 1))
    ctx = context_of(asked(own), "en")
    shown = levels_table(ctx, levels_of(own))
    titles = [column.title for column in shown.columns]
    assert titles[2:7] == ["0", "1", "2", "3", "Plans at its own levels"]
    rows = [["".join(map(str, c.runs)) for c in row.cells][2:7] for row in shown.rows]
    assert rows[1] == ["", "", "", "", "−1: 0; 0: 1; 2: 0; 5: 1"]
    assert rows[0][4] == ""
    alone = context_of(asked(held(case(), case("d"), rubric=WITHOUT)), "en")
    (table,) = (block for block in compared(alone, False) if hasattr(block, "columns"))
    assert [column.title for column in table.columns][2] == "Plans at its own levels"


def test_words_say_by_what_an_own_scale_is_scored() -> None:
    for rubric in (RUBRIC, WITHOUT):
        own = held(case(wait="[2, 5]"), rubric=rubric)
        ctx = context_of(asked(own), "en")
        assert any("counted in steps" in note for note in notes(ctx, ["c"]))
        steps = "\n".join(str(step) for step in trail(asked(own), "c", "p.wait", "en"))
        assert "(3.5 − (−1)) / (5 − (−1))" in steps
        shown = api.rubric_show(own.standard).decode()
        assert "levels of their own" in shown
        assert "**-1** longer" in shown


def test_a_number_decides_as_it_is_written_and_no_label_of_the_shared_scale_does() -> None:
    rubric = rubric_of(RUBRIC.replace("HALF", "false")).rubric
    wait, a = rubric.rated["p.wait"], rubric.rated["p.a"]
    assert [level_of(text, wait, rubric) for text in ("-1", "−1", "2.0", "5")] == [-1, -1, 2, 5]
    assert level_of("good", a, rubric) == 2
    for text in ("good", "1", "3"):
        with pytest.raises(Refusal, match="-1, 0, 2, 5"):
            level_of(text, wait, rubric)


def test_an_editor_offers_own_levels() -> None:
    made = json.loads(api.schema("case", held(case()).standard, "en"))
    levels = made["properties"]["ratings"]["properties"]["wait"]["anyOf"][0]["properties"]["level"]
    assert levels["enum"] == [-1, 0, 2, 5, None]
    own = json.loads(api.schema("rubric"))["$defs"]["Criterion"]["properties"]["scale"]
    assert "own" in json.dumps(own)


def test_an_evaluation_with_own_scales_comes_back_the_same_and_is_proved() -> None:
    own = held(case(wait="[2, 5]", part="[0.125]"), case("d"), half="true")
    text = to_json(asked(own))
    assert to_json(asked(from_json(text))) == text
    with pytest.raises(ValueError, match="its ratings give"):
        from_json(text.replace('"level":0.125', '"level":0.25'))


def test_a_change_of_an_own_level_asks_for_the_ratings_beside_it() -> None:
    old = rubric_of(RUBRIC.replace("HALF", "false")).rubric
    new = rubric_of(RUBRIC.replace("HALF", "false").replace("0: as before", "0: the same")).rubric
    (change,) = compare(old, new)
    assert (change.part, change.key, change.effect) == ("level", "0", "rating")
    shared = rubric_of(
        RUBRIC.replace("HALF", "false").replace(
            "  - {id: a, title: A, levels", "  - {id: a, title: A, scale: own, levels"
        )
    ).rubric
    assert [(c.key, c.effect) for c in compare(old, shared)] == [("scale", "rating")]


def test_advice_ends_at_the_upper_levels_of_each_criterion_and_names_no_label_of_others() -> None:
    plans = (case(wait="[0]"), case("d", wait="[2]"), case("e", wait="[5]"))
    for rubric, end in ((RUBRIC, "short of “full”"), (WITHOUT, "the upper levels of their")):
        results = asked(held(*plans, rubric=rubric))
        listed = {a.ref: (a.next_level, a.distance) for a in results.advice("d", Plans({}))}
        assert listed.get("p.wait", (5, 1)) == (5, 1)
        assert "p.wait" not in {a.ref for a in results.advice("e", Plans({}))}
        ctx = context_of(results, "en")
        said = of_case(ctx, case_facts(results, "c"))
        assert end in str(said[0])


def test_a_new_case_says_which_levels_a_criterion_has() -> None:
    for rubric, told in (
        (RUBRIC, "(0–3, or one of those listed with it)"),
        (WITHOUT, "(one of those listed with it)"),
    ):
        text = api.new_case(rubric_of(rubric.replace("HALF", "false")), "fresh", lang="en")
        assert told in text
        assert "#   -1 longer" in text


FORM = forms.RUBRIC.replace(
    "        levels: {0: {zh: 没有, en: none}, 1: {zh: 有一些, en: some}, 2: {zh: 明确, en: clear}, 3: {zh: 完整, en: whole}}\ncodes:",
    "        scale: own\n        levels: {-1: {zh: 差, en: worse}, 0: {zh: 平, en: level}, 0.25: {zh: 好, en: better}}\ncodes:",
)


def test_a_form_offers_own_levels_and_takes_them() -> None:
    assert FORM != forms.RUBRIC
    form = forms.written(rubric=FORM)
    rules = {
        str(rule.sqref): rule.formula1
        for rule in forms.opened(form)["B People"].data_validations.dataValidation
    }
    assert rules["G4"] == '"-1,0,0.25"'
    for typed, level in ((-1, -1), ("−1", -1), ("0.25 - better", 0.25), (0.25, 0.25), (2, None)):
        cells = {("B1", "level"): typed, ("B1", "reason"): "r"}
        came = forms.came_to(forms.filled(form, cells), rubric=FORM)
        levels = [own["level"] for own in forms.became(came).values() if own]
        assert levels == ([] if level is None else [level])
        assert ("form-level" in str(came.findings)) == (level is None)
    label = forms.filled(form, {("B1", "level"): "Concrete", ("B1", "reason"): "r"})
    assert "form-level" in str(forms.came_to(label, rubric=FORM).findings)
