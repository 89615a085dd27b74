"""The ranking states comparisons; each is worked out here again from the scores, by another way."""

from __future__ import annotations

import pytest
from evalkit.evaluation import Evaluation
from evalkit.report import facts
from evalkit.report.context import context_of
from evalkit.report.model import Bullets, Paragraph, plain
from evalkit.report.products import comparison
from evalkit.report.sections import ranking
from tests.conftest import asked, evaluation_of

RUBRIC = """
rubric: parts
version: 1.0.0
title: Parts
scale: [{level: 0, label: none}, {level: 1, label: little}, {level: 2, label: half}, {level: 3, label: most}, {level: 4, label: all}]
facets: {tier: {title: Tier, values: {rich: Rich, poor: Poor}}}
pillars:
  - {id: p, title: First part, weight: 3, criteria: [{id: a, title: A, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}]}
  - {id: q, title: Second part, weight: 1, criteria: [{id: b, title: B, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}]}
"""


def case(name: str, a: int, b: int, tier: str = "rich") -> str:
    return (
        f"case: {name}\nrubric: parts@1.0.0\nregion: {{name: {name.title()}}}\nfacets: {{tier: {{is: {tier}}}}}\n"
        f"ratings: {{a: {{level: {a}, because: x}}, b: {{level: {b}, because: x}}}}\n"
    )


def told(lang: str, *cases: str) -> list[str]:
    return [
        plain(said) for said in ranking.told(context_of(asked(evaluation_of(RUBRIC, *cases)), lang))
    ]


def test_who_could_come_first_instead_is_named_where_the_draws_say_so() -> None:
    """At ¾ and ¼ one is ahead by 25 points, which a level of the first part is worth almost: the
    draws put two first in more than one of twenty."""
    cases = (case("one", 4, 1), case("two", 2, 3))
    results = asked(evaluation_of(RUBRIC, *cases))
    first = {o.case: o.ranks[0] for o in results.outlooks}
    assert first["two"] >= 0.05
    assert ranking.lead(context_of(results, "en")) == ranking.Lead("One", ("Two",))
    assert told("en", *cases) == [
        "One probably leads, but if single ratings are off by a level, Two could overtake it.",
        "Do not read an order into places 1–2.",
    ]
    assert told("zh", *cases) == [
        "One居首只是较有可能：个别评分若有一级之差，Two也可能居首。",
        "名次不宜细分：第1至2位之内不分先后。",
    ]


def test_a_lead_that_no_draw_takes_away_is_said_to_hold() -> None:
    cases = (case("one", 4, 4), case("two", 1, 1))
    results = asked(evaluation_of(RUBRIC, *cases))
    assert {o.case: o.ranks for o in results.outlooks} == {"one": (1, 0), "two": (0, 1)}
    assert told("en", *cases) == [
        "One leads, and other ratings or weights would hardly change that."
    ]
    assert told("zh", *cases) == ["One居首较为稳定，换用其他评分和权重设定也大体如此。"]


def test_nobody_leads_who_ties_or_stands_alone() -> None:
    for cases in ((case("one", 3, 3), case("two", 3, 3)), (case("one", 3, 3),)):
        assert ranking.lead(context_of(asked(evaluation_of(RUBRIC, *cases)), "en")) is None


def test_places_without_an_order_are_those_of_the_groups(shipped: Evaluation) -> None:
    """Nobody of a group leads another of it in more draws than the rubric's share; the first of the
    next is led so by somebody."""
    results = asked(shipped)
    ahead = {o.case: dict(o.ahead) for o in results.outlooks}
    order = [s.case for s in facts.ranked(results)]
    fact = ranking.together(context_of(results, "en"))
    assert fact is not None
    for first, last in fact.runs:
        run = order[first - 1 : last]
        assert all(ahead[a][b] <= 0.9 for n, a in enumerate(run) for b in run[n + 1 :])
        if last < len(order):
            assert any(ahead[a][order[last]] > 0.9 for a in run)
    inside_runs = {n for first, last in fact.runs for n in range(first, last)}
    for n in {*range(1, len(order))} - inside_runs:  # between groups somebody is told apart
        assert any(ahead[a][order[n]] > 0.9 for a in order[:n])


def test_whom_to_learn_from_holds_the_best_levels(shipped: Evaluation) -> None:
    fact = ranking.teachers(context_of(asked(shipped), "zh"), 2)
    assert fact is not None
    regions = {shipped.regions("zh")[f.case.case]: f.case.case for f in shipped.files}
    counted = {
        ref
        for ref, c in shipped.rubric.criteria()
        if ref.split(".")[0] in ("governance", "layout", "innovation-talent") and c.levels
    }
    best: dict[str, float] = {}
    for (_, ref), o in shipped.ratings.agreed.items():
        if o.level is not None and ref in counted:
            best[ref] = max(best.get(ref, 0), o.level)
    rated = [
        ref
        for (_, ref), o in shipped.ratings.agreed.items()
        if o.level is not None and ref in counted
    ]
    widely = {ref for ref in counted if rated.count(ref) >= 6}
    strong = {ref for ref, at in best.items() if at >= 3 and ref in widely}
    assert (fact.n, fact.of, fact.top) == (len(strong), len(widely), False)
    assert fact.again
    for region, n in fact.cases:
        own = [
            ref for ref in strong if shipped.ratings.agreed[regions[region], ref].level == best[ref]
        ]
        assert n == len(own), region


@pytest.mark.parametrize(
    ("levels", "zh", "en"),
    [
        ((3, 3), "One和Two得分相同，均为75.0分。", "One and Two have the same score, 75.0."),
        (
            (4, 1, 1),
            "3份规划得分在25.0（Three和Two）至100.0（One）之间。",
            "Scores of three plans run from 25.0 (Three and Two) to 100.0 (One).",
        ),
        (
            (4, 4, 2),
            "3份规划得分在50.0（Three）至100.0（One和Two）之间。",
            "Scores of three plans run from 50.0 (Three) to 100.0 (One and Two).",
        ),
    ],
)
def test_ties_at_either_end_are_said(levels: tuple[int, ...], zh: str, en: str) -> None:
    names = ("one", "two", "three")
    evaluation = evaluation_of(
        RUBRIC, *(case(name, at, at) for name, at in zip(names, levels, strict=False))
    )
    for lang, said in (("zh", zh), ("en", en)):
        first = comparison.comparison(context_of(asked(evaluation), lang)).summary[0]
        assert isinstance(first, Paragraph)
        assert plain(first.runs) == said


def test_thirty_one_cases_are_not_told_name_by_name() -> None:
    names = [f"c{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(31)]
    cases = [case(name, 1 + n % 3, (n // 3) % 5) for n, name in enumerate(names)]
    evaluation = evaluation_of(RUBRIC, *cases)
    places = {
        "zh": "名次不宜细分：第1至14位、第15至28位、第29至31位之内不分先后。",
        "en": "Do not read an order into places 1–14, 15–28 and 29–31.",
    }
    for lang, said in places.items():
        blocks = comparison.comparison(context_of(asked(evaluation), lang)).summary
        items = [plain(i) for b in blocks if isinstance(b, Bullets) for i in b.items]
        assert said in items
        assert all(sum(name.title() in text for name in names) <= 4 for text in items), items
