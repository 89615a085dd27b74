"""The ranking states comparisons; each is worked out here again from the scores, by another way."""

from __future__ import annotations

import pytest
from evalkit.analysis.results import Results
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


def test_what_separates_the_leaders_adds_up() -> None:
    evaluation = evaluation_of(RUBRIC, case("one", 4, 1), case("two", 2, 3))
    fact = ranking.ahead(context_of(asked(evaluation), "en"))
    # one: 3/4·1 + 1/4·1/4 = 0.8125; two: 3/4·1/2 + 1/4·3/4 = 0.5625
    assert fact == ranking.Ahead(
        "One", ("Two",), 0.25, (("First part", 0.375),), ("Second part",), 0.125
    )
    points = comparison.comparison(context_of(asked(evaluation), "en")).summary[1]
    assert isinstance(points, Bullets)
    assert (
        plain(points.items[0])
        == "One leads Two by 25.0 points, mostly from first part (+37.5); on second part it is 12.5 behind."
    )


def test_all_that_share_the_second_place_are_named() -> None:
    cases = (case("one", 4, 4), case("two", 2, 2), case("three", 2, 2))
    fact = ranking.ahead(context_of(asked(evaluation_of(RUBRIC, *cases)), "en"))
    assert fact == ranking.Ahead("One", ("Three", "Two"), 0.5, ())


def test_who_ties_with_one_that_is_too_close_to_call_is_named_too() -> None:
    """Under other weights one stays ahead of two and three in few draws; these two tie."""
    cases = (case("one", 3, 1), case("two", 2, 3), case("three", 2, 3))
    results = asked(evaluation_of(RUBRIC, *cases))
    assert len(facts.ranked(results)) == 3
    assert [set(run) for run in facts.close_runs(results)] == [{"one", "two", "three"}]


def test_a_tie_is_no_run_of_its_own() -> None:
    cases = (case("one", 4, 4), case("two", 0, 0), case("three", 0, 0))
    assert facts.close_runs(asked(evaluation_of(RUBRIC, *cases))) == ()


def test_a_tie_at_the_top_separates_nobody() -> None:
    assert (
        ranking.ahead(
            context_of(asked(evaluation_of(RUBRIC, case("one", 3, 3), case("two", 3, 3))), "en")
        )
        is None
    )
    assert ranking.ahead(context_of(asked(evaluation_of(RUBRIC, case("one", 3, 3))), "en")) is None


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
    assert (fact.again, fact.between) == (True, len(widely) - len(strong) - 2)
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
            "One得分最高，为100.0分；Three和Two在3份规划中并列末位，为25.0分，首尾相差75.0分。",
            "One leads with 100.0 points; Three and Two close the field of 3 with 25.0. Best and last are 75.0 points apart.",
        ),
        (
            (4, 4, 2),
            "One和Two并列最高，为100.0分；Three在3份规划中列末位，为50.0分，首尾相差50.0分。",
            "One and Two lead together with 100.0 points; Three closes the field of 3 with 50.0. Best and last are 50.0 points apart.",
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
    evaluation = evaluation_of(
        RUBRIC, *(case(name, 1 + n % 3, (n // 3) % 5) for n, name in enumerate(names))
    )
    for lang in ("zh", "en"):
        blocks = comparison.comparison(context_of(asked(evaluation), lang)).summary
        items = [plain(i) for b in blocks if isinstance(b, Bullets) for i in b.items]
        assert all(len(text) < 420 for text in items), max(items, key=len)
        assert any(
            ("名次相邻的30对规划中" if lang == "zh" else "Of 30 pairs of neighbours") in text
            for text in items
        )


LEVELS = "levels: {0: a, 1: b, 2: c, 3: d, 4: e}"
FOUR = RUBRIC + "".join(
    f"  - {{id: {id}, title: {title} part, criteria: [{{id: {id}{id}, title: X, {LEVELS}}}]}}\n"
    for id, title in (("r", "Third"), ("s", "Fourth"))
)


def four(name: str, p: int, q: int, r: int, s: int) -> str:
    more = f", rr: {{level: {r}, because: x}}, ss: {{level: {s}, because: x}}}}\n"
    return case(name, p, q).rstrip("}\n") + "}" + more


def widest_in(results: Results, lang: str) -> str:
    """The sentence of the pillar on which plans differ most."""
    ctx = context_of(results, lang)
    fact = ranking.widest(ctx)
    assert fact is not None
    return plain(ctx.words.ranking.widest(fact))


def test_plans_that_tie_at_either_end_of_a_pillar_are_all_named() -> None:
    cases = [four("one", 4, 2, 2, 2), four("two", 4, 2, 2, 2), four("three", 0, 2, 2, 2)]
    results = asked(evaluation_of(FOUR, *cases, four("four", 0, 2, 2, 2), four("five", 1, 2, 2, 2)))
    said = widest_in(results, "en")
    assert (
        said
        == "The plans differ most in first part: from 0.0 (Four and Three) to 100.0 (One and Two)."
    )
    said = widest_in(results, "zh")
    assert (
        said
        == "各规划差距最大的支柱是“First part”：最低Four和Three，0.0分；最高One和Two，100.0分。"
    )
