"""Where a plan stands: every comparison stated is recomputed from the scores."""

from __future__ import annotations

import re

import pytest
from evalkit import api
from evalkit.analysis.sensitivity import Assumptions
from evalkit.evaluation import Evaluation
from evalkit.report import facts
from evalkit.report.context import context_of
from evalkit.report.model import Bullets, Paragraph, plain
from evalkit.report.products import briefing, comparison
from evalkit.report.sections import verdict
from evalkit.report.words import labels_of
from evalkit.scoring.tolerances import NEAR
from tests.conftest import asked, evaluation_of
from tests.unit.report.sections.test_ranking import FOUR, RUBRIC, case, four


def summary(evaluation: Evaluation, case: str | None, lang: str) -> str:
    report = (
        comparison.comparison(context_of(asked(evaluation), lang))
        if case is None
        else briefing.briefing(context_of(asked(evaluation), lang), case)
    )
    said = []
    for block in report.summary:
        if isinstance(block, Paragraph):
            said.append(plain(block.runs))
        elif isinstance(block, Bullets):
            said += [plain(item) for item in block.items]
    return "\n".join(said)


def test_each_verdict_states_the_score_rank_and_pillars_that_are_there(shipped: Evaluation) -> None:
    totals = {s.case: s.value for s in shipped.scores if s.ref == "overall" and s.value is not None}
    for name, value in totals.items():
        text = summary(shipped, name, "en")
        rank = 1 + sum(other > value + 1e-9 for other in totals.values())
        found = re.search(
            r"scores ([\d.]+) out of 100.*ranks (\d+(?:st|nd|rd|th)|last) of (\d+) plans", text
        )
        assert found is not None
        assert float(found[1]) == pytest.approx(100 * value, abs=0.0500001)
        place = len(totals) if found[2] == "last" else int(found[2][:-2])
        assert (place, int(found[3])) == (rank, len(totals))
        pillars = {
            p.id: shipped.score_of[name, p.id].value or 0
            for p in facts.counted_pillars(asked(shipped))
        }
        if strongest := re.search(
            r"strongest in (.+?) \(([\d.]+)\) and weakest in (.+?) \(([\d.]+)\)", text
        ):
            assert float(strongest[2]) == pytest.approx(100 * max(pillars.values()), abs=0.0500001)
            assert float(strongest[4]) == pytest.approx(100 * min(pillars.values()), abs=0.0500001)
        else:
            assert max(pillars.values()) - min(pillars.values()) < NEAR


def test_both_languages_state_the_same_figures(shipped: Evaluation) -> None:
    for file in shipped.files:
        numbers = [
            re.findall(r"\d+\.\d", summary(shipped, file.case.case, lang)) for lang in ("zh", "en")
        ]
        assert numbers[0] == numbers[1], file.case.case


def test_the_verdict_on_outcomes_fits_the_ranks(shipped: Evaluation) -> None:
    for file in shipped.files:
        ctx = context_of(asked(shipped), "en")
        fact = verdict.outcome_of(ctx, file.case.case)
        if fact is None:
            continue
        text = plain(ctx.words.verdict.outcome(fact))
        outlook = next(
            o for o in asked(shipped).outlooks_under(Assumptions()) if o.case == file.case.case
        )
        place = verdict.place_of(ctx, file.case.case)
        assert place is not None
        assert place.by_all
        assert ("results rank above its plan" in text) == (fact.rank < outlook.rank_low)
        assert ("plan ranks above its results" in text) == (fact.rank > outlook.rank_high)
        assert ("not clearly different from its plan's rank" in text) == (
            outlook.rank_low <= fact.rank <= outlook.rank_high
        )


TINY = """
rubric: tiny
version: 1.0.0
title: Tiny
scale: [{level: 0, label: {zh: 无, en: None}}, {level: 1, label: {zh: 有, en: Some}}]
pillars: [{id: p, title: P, criteria: [{id: c, title: C, levels: {0: a, 1: b}}]}]
"""


def tiny(name: str, level: int | None) -> str:
    ratings = f"ratings: {{c: {{level: {level}, because: y}}}}" if level is not None else ""
    return f"case: {name}\nrubric: tiny@1.0.0\nregion: {{name: {name.title()}}}\n{ratings}"


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ([1], "The plan of Aa scores 100.0 out of 100.\n"),
        (
            [1, 0],
            "Aa leads with 100.0 points; Bb closes the field of 2 with 0.0. Best and last are 100.0 points apart.",
        ),
        ([1, 1], "Aa and Bb have the same score, 100.0."),
        ([1, None], "Bb has no total, since too little is rated."),
        ([None, None], "Aa and Bb have no total, since too little is rated."),
    ],
)
def test_one_case_two_cases_ties_and_gaps_read_well(levels: list[int | None], said: str) -> None:
    names = ["aa", "bb"]
    evaluation = evaluation_of(
        TINY, *(tiny(n, level) for n, level in zip(names, levels, strict=False))
    )
    assert said in summary(evaluation, None, "en")


def test_a_text_in_one_language_only_is_said_so_once() -> None:
    text = TINY.replace("{zh: 有, en: Some}", "{zh: 有}")
    evaluation = evaluation_of(text, tiny("aa", 1))
    for lang, times in (("en", 1), ("zh", 0)):
        page = dict(api.reports(evaluation, ("md",), (lang,)))[f"aa.{lang}.md"].decode()
        assert page.count(labels_of(lang)["fallback"]) == times


def test_pillars_that_tie_are_all_strongest_or_weakest() -> None:
    for levels, english, chinese in (
        (
            (4, 1, 4, 1),
            "strongest in first part and third part (100.0) and weakest in second part and fourth part (25.0)",
            "最高的支柱是“First part”和“Third part”（100.0），最低的是“Second part”和“Fourth part”（25.0）",
        ),
        (
            (4, 3, 2, 1),
            "strongest in first part (100.0) and weakest in fourth part (25.0)",
            "最高的支柱是“First part”（100.0），最低的是“Fourth part”（25.0）",
        ),
    ):
        results = asked(evaluation_of(FOUR, four("one", *levels)))
        for lang, said in (("en", english), ("zh", chinese)):
            ctx = context_of(results, lang)
            assert said in plain(ctx.words.verdict.pillars(verdict.pillars_of(ctx, "one")))


def test_only_criteria_of_the_total_are_said_to_stand_out_or_not() -> None:
    rubric, both = RUBRIC.replace("weight: 1", "weight: 0"), case("one", 2, 2)
    for text, english, chinese in (
        (
            both,
            "All 2 criteria that apply are rated; the one in the total does not stand out either way.",
            "适用的2条准则均已评分；计入总分的1条中没有特别突出的，也没有特别薄弱的。",
        ),
        (
            both.replace("a: {level: 2, because: x}, ", ""),
            "One of 2 criteria that apply is rated.",
            "适用的2条准则中已评1条。",
        ),
    ):
        results = asked(evaluation_of(rubric, text))
        for lang, said in (("en", english), ("zh", chinese)):
            ctx = context_of(results, lang)
            fact = verdict.balance_of(ctx, facts.case_facts(results, "one"))
            assert plain(ctx.words.verdict.balance(fact)) == said


MEASURED = RUBRIC + (
    "  - {id: o, title: Results, counts: false, criteria: [{id: m, title: M, "
    'measure: {unit: "%", goalposts: [0, 4]}}]}\n'
)


def measured(name: str, a: int, b: int, value: float, tier: str = "rich") -> str:
    own = f"measures: {{m: {{value: {value}, unit: '%', year: 2024, source: s}}}}\n"
    return case(name, a, b, tier) + own


def test_regions_with_the_same_outcome_share_its_place() -> None:
    """All stand at 2 of 4: first to third are one place, and nobody's results rank above his
    plan."""
    levels = {"one": 4, "two": 2, "three": 0}
    cases = [measured(name, level, level, 2) for name, level in levels.items()]
    evaluation = evaluation_of(MEASURED, *cases)
    for name in levels:
        found = verdict.outcome_of(context_of(asked(evaluation), "en"), name)
        assert found is not None
        assert (found.rank, found.others, found.of, found.beside) == (1, 2, 3, "level")
        assert "50.0, joint 1st of 3, not clearly different" in summary(evaluation, name, "en")
        assert "在3个地区中并列第1位" in summary(evaluation, name, "zh")


def test_a_place_among_peers_is_joint_where_others_share_it() -> None:
    cases = (case("one", 3, 3), case("two", 3, 3), case("three", 1, 1), case("four", 4, 4, "poor"))
    evaluation = evaluation_of(RUBRIC, *cases)
    said = summary(evaluation, "one", "en")
    assert "joint 2nd of 4 plans and joint 1st of the three marked “rich”." in said
    assert "and last of the three marked “rich”." in summary(evaluation, "three", "en")
    assert "在“Rich”的3个地区中并列第1位" in summary(evaluation, "two", "zh")


def test_pillars_that_all_score_the_same_are_said_to() -> None:
    evaluation = evaluation_of(RUBRIC, case("one", 2, 2))
    assert "The two pillars all score 50.0." in summary(evaluation, "one", "en")
