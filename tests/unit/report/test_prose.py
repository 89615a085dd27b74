"""Sentences say what their numbers support: every comparison they state is recomputed from the
scores."""

from __future__ import annotations

import re
from itertools import pairwise

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
from evalkit.scoring.limits import NEAR
from tests.conftest import ROOT, asked, evaluation_of


@pytest.fixture(scope="module")
def shipped() -> Evaluation:
    return api.score(
        [ROOT / "cases"], str(ROOT / "rubrics/regional-innovation.yaml"), as_of="2026-11-23"
    )


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
    for case, value in totals.items():
        text = summary(shipped, case, "en")
        rank = 1 + sum(other > value + 1e-9 for other in totals.values())
        found = re.search(
            r"scores ([\d.]+) out of 100.*ranks (\d+(?:st|nd|rd|th)|last) of (\d+) plans", text
        )
        assert found is not None
        assert float(found[1]) == pytest.approx(100 * value, abs=0.0500001)
        place = len(totals) if found[2] == "last" else int(found[2][:-2])
        assert (place, int(found[3])) == (rank, len(totals))
        pillars = {
            p.id: shipped.score_of[case, p.id].value or 0
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


def test_strengths_and_gaps_hold_their_thresholds(shipped: Evaluation) -> None:
    for file in shipped.files:
        name = file.case.case
        about = facts.case_facts(asked(shipped), name)
        assert all((c.outcome.level or 0) >= 3 for c in facts.strengths(asked(shipped), about, 3))
        assert all((c.outcome.level or 0) <= 1 for c in facts.gaps(asked(shipped), about, 1))
        for c in facts.relative_strengths(asked(shipped), about, 3):
            assert (shipped.score_of[name, c.ref].value or 0) > (c.mean or 0)


def test_who_is_too_close_to_call_is_what_the_draws_say(shipped: Evaluation) -> None:
    order = [s.case for s in facts.ranked(asked(shipped))]
    ahead = asked(shipped).ranking.ahead
    runs = facts.close_runs(asked(shipped))
    assert runs
    for run in runs:
        assert order[order.index(run[0]) : order.index(run[-1]) + 1] == list(run)
        assert all(ahead[a][b] <= 0.9 for n, a in enumerate(run) for b in run[n + 1 :])
        assert not any(set(run) < set(other) for other in runs)
        if order.index(run[-1]) + 1 < len(order):  # one more would be told apart from somebody
            longer = order[order.index(run[-1]) + 1]
            assert any(ahead[a][longer] > 0.9 for a in run)
    for better, worse in pairwise(order):
        together = any({better, worse} <= set(run) for run in runs)
        assert together == (ahead[better][worse] <= 0.9)


def test_what_nobody_does_is_done_by_nobody(shipped: Evaluation) -> None:
    rated = {
        ref: [
            o.level
            for (_, r), o in shipped.ratings.agreed.items()
            if r == ref and o.level is not None
        ]
        for ref, c in shipped.rubric.criteria()
        if c.levels and ref.split(".")[0] in ("governance", "layout", "innovation-talent")
    }
    widely = {ref: levels for ref, levels in rated.items() if len(levels) >= 6}
    assert set(facts.widely_rated(asked(shipped))) == set(widely)
    assert set(facts.nobody_does(asked(shipped), 2)) == {
        ref for ref, levels in widely.items() if max(levels) <= 2
    }


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
