"""The report on a group: its counts and models are worked out again from the ratings, another
way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from evalkit.evaluation import Evaluation
from evalkit.report import facts
from evalkit.report.context import Context, context_of
from evalkit.report.model import Bullets, Paragraph, Report, Table, inside, plain
from evalkit.report.products import group
from evalkit.report.sections.peers import group as peers
from tests.conftest import asked, evaluation_of
from tests.unit.report.products.test_portfolio import FIVE, RUBRIC
from tests.unit.scoring.test_measurements import CHINESE, ENGLISH
from tests.unit.scoring.test_measurements import RUBRIC as UNITS

LANGUAGES = ["zh", "en"]


def tables(report: Report) -> Iterator[Table]:
    for section in report.sections:
        yield from (b for b in inside(section.blocks) if isinstance(b, Table))


def said(report: Report) -> str:
    blocks = [*report.summary, *(b for s in report.sections for b in inside(s.blocks))]
    texts = [plain(b.runs) for b in blocks if isinstance(b, Paragraph)]
    return "\n".join(texts + [plain(i) for b in blocks if isinstance(b, Bullets) for i in b.items])


def members_of(ctx: Context, facet: str, value: str) -> tuple[str, ...]:
    files = ctx.evaluation.files
    return tuple(f.case.case for f in files if value in f.case.facet_values().get(facet, ()))


def of(ctx: Context, facet: str, value: str) -> Report:
    members = members_of(ctx, facet, value)
    return group.group(ctx, value, members, group.title_of(ctx, facet, value))


def captioned(report: Report, caption: str) -> Table | None:
    return next((t for t in tables(report) if t.caption.startswith(caption)), None)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_counts_of_what_is_shared_are_those_of_the_ratings(lang: str, shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), lang)
    seen = 0
    for facet, about in ctx.rubric.facets.items():
        for value in about.values:
            members = members_of(ctx, facet, value)
            if len(members) < 2:
                continue
            about_group = peers.peers_of(ctx, value, members)
            for item in peers.common_of(ctx, about_group):
                held = {
                    case: o.level
                    for (case, ref), o in shipped.ratings.agreed.items()
                    if ref == item.ref and o.level is not None
                }
                own = [held[c] >= item.step for c in members if c in held]
                rest = [up >= item.step for c, up in held.items() if c not in members]
                assert (item.reach, item.n) == (sum(own), len(own))
                assert (item.reach_rest, item.n_rest) == (sum(rest), len(rest))
                assert (2 * sum(own) > len(own)) != (2 * sum(rest) > len(rest))
                seen += 1
    assert seen > 10


@pytest.mark.parametrize("lang", LANGUAGES)
def test_means_and_ends_are_those_of_the_totals(lang: str, shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), lang)
    members = members_of(ctx, "development", "underdeveloped")
    fact = peers.standing_of(ctx, peers.peers_of(ctx, "x", members))
    totals = facts.totals(asked(shipped))
    own = [totals[case] for case in members]
    rest = [value for case, value in totals.items() if case not in members]
    assert fact.mean == pytest.approx(sum(own) / len(own))
    assert fact.rest == pytest.approx(sum(rest) / len(rest))
    assert (fact.low, fact.high) == (min(own), max(own))
    assert fact.n_rest == len(shipped.files) - len(members)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_models_have_the_highest_level_of_their_side(lang: str, shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), lang)
    made = of(ctx, "development", "underdeveloped")
    members = members_of(ctx, "development", "underdeveloped")
    found = captioned(made, ctx.labels["peers-learn"])
    assert found is not None
    refs = {ctx.with_code(ref): ref for ref in asked(shipped).counted_levels}
    for row in found.rows:
        levels = asked(shipped).counted_levels[refs[plain(row.cells[0].runs)]]
        for shown, inside_group in ((row.cells[1], True), (row.cells[2], False)):
            known = [v for case, v in levels.items() if (case in members) == inside_group]
            text, low = plain(shown.runs), facts.low_level(asked(shipped))
            if text == "—":
                assert max(known, default=0) <= low
            else:
                best = f"{max(known):g}"
                assert (f"level {best}" if lang == "en" else f"{best}级") in text


def test_places_within_a_group_are_among_it_alone(shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), "en")
    found = captioned(of(ctx, "development", "underdeveloped"), "The group's scores")
    assert found is not None
    assert [plain(row.cells[3].runs) for row in found.rows[:3]] == ["1 / 3", "2 / 3", "3 / 3"]


def test_a_group_of_one_says_why_there_is_no_report() -> None:
    ctx = context_of(asked(evaluation_of(RUBRIC, *FIVE)), "en")
    made = group.group(ctx, "One plan", ["one"], "One plan")
    assert made.sections == ()
    assert "there is 1 here" in said(made)
    assert made.name == "one-plan-group"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_others_nothing_is_said_to_set_a_group_apart(lang: str) -> None:
    evaluation = evaluation_of(RUBRIC, *FIVE)
    ctx = context_of(asked(evaluation), lang)
    made = group.group(ctx, "all", evaluation.cases, "All")
    assert ctx.labels["peers-no-rest"] in said(made)
    assert captioned(made, ctx.labels["peers-strong"]) is None


MEASURED = """
rubric: years
version: 1.0.0
title: Years
pillars:
  - id: out
    title: Outcomes
    criteria: [{id: spending, title: Spending, measure: {unit: "%", goalposts: [0, 10]}}]
"""


def measured(name: str, value: int | None) -> str:
    known = f"{{spending: {{value: {value}, unit: '%', year: 2023, source: s}}}}"
    return (
        f"case: {name}\nrubric: years@1.0.0\nregion: {{name: {name.title()}}}\n"
        f"measures: {known if value is not None else '{}'}\n"
    )


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("value", [3, None])
def test_without_levels_or_totals_there_are_the_parts_that_are_carried(
    lang: str, value: int | None
) -> None:
    names = ("one", "two", "three")
    evaluation = evaluation_of(MEASURED, *(measured(name, value) for name in names))
    ctx = context_of(asked(evaluation), lang)
    made = group.group(ctx, "both", ("one", "two"), "Both")
    assert [section.id for section in made.sections] == ["members", "promised", "annex-method"]
    assert ctx.labels["peers-no-promises"] in said(made)
    assert (ctx.labels["peers-no-totals"] in said(made)) == (value is None)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_targets_of_the_same_measure_stand_side_by_side(lang: str) -> None:
    evaluation = evaluation_of(UNITS, CHINESE, ENGLISH)
    ctx = context_of(asked(evaluation), lang)
    found = captioned(
        group.group(ctx, "both", evaluation.cases, "Both"), ctx.labels["peers-numbers"]
    )
    assert found is not None
    assert [plain(row.cells[0].runs) for row in found.rows] == ["Spending", "A", "B"]
    assert all("2" in plain(row.cells[2].runs) for row in found.rows[1:])


def test_names_are_slugs() -> None:
    assert group.named("underdeveloped") == "underdeveloped-group"
    assert group.named("长三角 2026/…") == "长三角-2026-group"
    assert group.named("//") == "cases-group"


def test_a_value_that_the_rubric_has_not_is_refused() -> None:
    ctx = context_of(asked(evaluation_of(RUBRIC, *FIVE)), "en")
    with pytest.raises(ValueError, match="tier=gold"):
        group.title_of(ctx, "tier", "gold")
