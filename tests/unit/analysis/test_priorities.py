"""What to raise first: gains that the engine confirms, and whom to learn from."""

from __future__ import annotations

import pytest
from evalkit.analysis.priorities import raises_of
from evalkit.evaluation import Evaluation
from evalkit.report.context import context_of
from evalkit.report.model import Paragraph, plain
from evalkit.report.products import briefing
from evalkit.report.sections import priorities
from tests.conftest import asked, evaluation_of

LEVELS = "levels: {0: a, 1: b, 2: c, 3: d, 4: e}"
RUBRIC = f"""\
rubric: raise
version: 1.0.0
title: Raise
scale: [{{level: 0, label: a}}, {{level: 1, label: b}}, {{level: 2, label: c}}, {{level: 3, label: d}}, {{level: 4, label: e}}]
grades: [{{from: 0, id: low, label: {{zh: 低, en: Low}}}}, {{from: 0.5, id: high, label: {{zh: 高, en: High}}}}]
facets: {{kind: {{title: Kind, values: {{a: A, b: B}}}}}}
pillars:
  - id: p
    title: P
    weight: 2
    criteria:
      - {{id: one, code: A1, title: One, weight: 3, {LEVELS}}}
      - {{id: two, title: Two, {LEVELS}}}
  - {{id: q, title: Q, criteria: [{{id: three, title: Three, {LEVELS}}}]}}
  - {{id: r, title: R, counts: false, criteria: [{{id: side, title: Side, {LEVELS}}}]}}
  - id: o
    title: O
    counts: false
    criteria: [{{id: m, title: M, measure: {{unit: "%", normalisation: goalposts, goalposts: [0, 4]}}}}]
coordination:
  - {{id: balance, systems: {{left: [p.*], right: [three]}}}}
"""


def case(name: str, levels: dict[str, str], kind: str = "a") -> str:
    ratings = "".join(
        f"  {key}: {{level: {level}, because: r, evidence: [{{document: d, at: ¶{n}, note: place of {key}}}]}}\n"
        for n, (key, level) in enumerate(levels.items(), start=1)
    )
    return (
        f"case: {name}\nrubric: raise@1.0.0\nregion: {{name: {name.upper()}}}\nfacets: {{kind: {{is: {kind}, because: r}}}}\n"
        f"documents: [{{id: d, title: D}}]\nratings:\n{ratings}"
    )


def evaluated(*cases: str) -> Evaluation:
    return evaluation_of(RUBRIC, *cases)


def levels(one: int, two: int, three: int, side: int = 2) -> dict[str, str]:
    return {"one": str(one), "two": str(two), "three": str(three), "side": str(side)}


def test_each_raise_gains_what_the_engine_says() -> None:
    start = levels(1, 3, 2)
    evaluation = evaluated(case("x", start))
    before = evaluation.score_of["x", "overall"].value or 0.0
    found = asked(evaluation).raises["x"]
    assert [(r.ref, r.level, r.raised) for r in found] == [
        ("p.one", 1, 2),
        ("q.three", 2, 3),
        ("p.two", 3, 4),
    ]
    for r in found:
        name = r.ref.split(".")[-1]
        after = evaluated(case("x", {**start, name: f"{r.raised:g}"}))
        assert r.gain == pytest.approx(
            (after.score_of["x", "overall"].value or 0.0) - before, abs=1e-12
        )
        weakest = min(("p", "q"), key=lambda pillar: evaluation.score_of["x", pillar].value or 0.0)
        gained = (after.score_of["x", weakest].value or 0.0) - (
            evaluation.score_of["x", weakest].value or 0.0
        )
        assert r.weakest_gain == pytest.approx(gained, abs=1e-12)


def test_of_several_weakest_pillars_the_one_that_is_raised_gains() -> None:
    found = {r.ref: r for r in raises_of(evaluated(case("x", levels(2, 2, 2))), "x")}
    assert found["q.three"].weakest_gain == pytest.approx(0.25)
    assert found["p.one"].weakest_gain == pytest.approx(0.75 * 0.25)


def test_what_gains_as_much_as_the_last_that_is_shown_is_counted() -> None:
    alike = RUBRIC.replace("weight: 3, ", "")
    ctx = context_of(asked(evaluation_of(alike, case("x", levels(2, 2, 2)))), "en")
    for most, n in ((1, 2), (2, 1), (3, 0)):  # each raises the total by a third of a quarter
        texts = [plain(b.runs) for b in priorities.asked(ctx, most) if isinstance(b, Paragraph)]
        said = f"As much as in the last row would be gained on {n} more criteria."
        assert (said in texts) == (n > 0)


def test_what_does_not_count_is_measured_or_at_the_top_is_no_raise() -> None:
    found = raises_of(evaluated(case("x", levels(4, 2, 0, side=0))), "x")
    assert [r.ref for r in found] == ["q.three", "p.two"]


def test_between_two_levels_the_next_is_the_level_above() -> None:
    two = (
        case("x", levels(2, 2, 2))
        .replace(
            "one: {level: 2, because: r,",
            "one: [{rater: b, level: 3, because: r}, {rater: a, level: 2, because: r,",
        )
        .replace("note: place of one}]}", "note: place of one}]}]")
    )
    found = raises_of(evaluated(two), "x")
    first = next(r for r in found if r.ref == "p.one")
    assert (first.level, first.raised) == (2.5, 3)


def test_a_teacher_does_it_best_and_is_most_alike() -> None:
    evaluation = evaluated(
        case("x", levels(1, 1, 1)),
        case("far", levels(3, 2, 1), "b"),
        case("near", levels(3, 1, 1), "a"),
        case("low", levels(2, 4, 1), "a"),
    )
    best = priorities.teacher(context_of(asked(evaluation), "en"), "x", "p.one")
    assert best is not None
    assert (best.case, best.level, best.shared, best.places, best.note) == (
        "near",
        3.0,
        1,
        ("D, ¶1",),
        "place of one",
    )
    assert (
        priorities.teacher(context_of(asked(evaluation), "en"), "x", "q.three") is None
    )  # nobody does it better


def test_a_briefing_has_the_table_and_no_other_list() -> None:
    evaluation = evaluated(case("x", levels(1, 1, 1)))
    for lang in ("en", "zh"):
        (section,) = [
            s
            for s in briefing.briefing(context_of(asked(evaluation), lang), "x").sections
            if s.id == "priorities"
        ]
        assert [type(block).__name__ for block in section.blocks] == ["Table", "Paragraph"]


def test_a_case_without_a_total_or_at_the_top_has_nothing_to_raise() -> None:
    assert raises_of(evaluated(case("x", {})), "x") == ()
    assert raises_of(evaluated(case("x", levels(4, 4, 4))), "x") == ()
