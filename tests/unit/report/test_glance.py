"""The first page states comparisons; each is worked out here again from the scores, by another
way."""

from __future__ import annotations

import io

import pytest
from evalkit import api
from evalkit.evaluation import Evaluation
from evalkit.render import RENDERERS
from evalkit.report import facts, reports
from evalkit.report.context import context_of
from evalkit.report.model import Bullets, Chart, Paragraph, Strong, Table, plain
from evalkit.report.products import briefing, comparison
from evalkit.report.sections import ranking, strengths, verdict
from evalkit.scoring.limits import NEAR
from tests.conftest import ROOT, asked, evaluation_of

RUBRIC = """
rubric: glance
version: 1.0.0
title: Glance
scale: [{level: 0, label: none}, {level: 1, label: little}, {level: 2, label: half}, {level: 3, label: most}, {level: 4, label: all}]
facets: {tier: {title: Tier, values: {rich: Rich, poor: Poor}}}
pillars:
  - {id: p, title: First part, weight: 3, criteria: [{id: a, title: A, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}]}
  - {id: q, title: Second part, weight: 1, criteria: [{id: b, title: B, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}]}
"""


def case(name: str, a: int, b: int, tier: str = "rich") -> str:
    return (
        f"case: {name}\nrubric: glance@1.0.0\nregion: {{name: {name.title()}}}\nfacets: {{tier: {{is: {tier}}}}}\n"
        f"ratings: {{a: {{level: {a}, because: x}}, b: {{level: {b}, because: x}}}}\n"
    )


@pytest.fixture(scope="module")
def shipped() -> Evaluation:
    return api.score([ROOT / "cases"], as_of="2026-11-24")


def test_what_separates_the_leaders_adds_up() -> None:
    evaluation = evaluation_of(RUBRIC, case("one", 4, 1), case("two", 2, 3))
    fact = ranking.ahead(context_of(asked(evaluation), "en"))
    # one: 3/4·1 + 1/4·1/4 = 0.8125; two: 3/4·1/2 + 1/4·3/4 = 0.5625
    assert fact == ranking.Ahead("One", "Two", 0.25, (("First part", 0.375),), "Second part", 0.125)
    points = comparison.comparison(context_of(asked(evaluation), "en")).summary[1]
    assert isinstance(points, Bullets)
    assert (
        plain(points.items[0])
        == "One leads Two by 25.0 points, mostly from first part (+37.5); on second part it is 12.5 behind."
    )


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


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_margins_on_the_first_page_are_those_to_the_mean_of_the_cases(
    lang: str, shipped: Evaluation
) -> None:
    for file in shipped.files:
        for c in facts.rated_criteria(asked(shipped), file.case.case):
            own = shipped.score_of.get((file.case.case, c.ref))
            if own is None or own.value is None:
                continue
            values = [
                v
                for (_, ref), s in shipped.score_of.items()
                if ref == c.ref and (v := s.value) is not None
            ]
            shown = strengths.short(context_of(asked(shipped), lang), c, file.case.case)
            assert shown.of == (len(values) if len(values) < 12 else 0)
            if len(values) == 1:
                assert not shown.beside  # alone, it stands beside nobody
                continue
            margin = own.value - sum(values) / len(values)
            assert shown.apart == pytest.approx(abs(margin))
            way = "above" if margin > 0 else "below"
            assert shown.beside == ("near" if abs(margin) < NEAR else way)
            low = c.outcome.level is not None and c.outcome.level <= 1
            assert shown.weak == (low and margin > NEAR)


def test_what_parts_bring_sums_to_the_total(shipped: Evaluation) -> None:
    for file in shipped.files:
        parts = facts.parts_brought(asked(shipped), file.case.case)
        assert len(parts) >= 10
        assert sum(value for _, value, _ in parts) == pytest.approx(
            shipped.score_of[file.case.case, "overall"].value, abs=1e-9
        )


def test_parts_that_do_not_add_up_are_not_shown() -> None:
    evaluation = evaluation_of(
        RUBRIC.replace("title: Glance\n", "title: Glance\nmethod: {aggregation: geometric}\n"),
        case("one", 4, 1),
    )
    assert facts.parts_brought(asked(evaluation), "one") == ()


def test_one_case_alone_is_compared_with_nobody() -> None:
    evaluation = evaluation_of(RUBRIC, case("one", 4, 1))
    page = briefing.briefing(context_of(asked(evaluation), "en"), "one").summary
    text = " ".join(
        plain(b.runs) if isinstance(b, Paragraph) else " ".join(map(plain, b.items))
        for b in page
        if isinstance(b, (Paragraph, Bullets))
    )
    assert "mean of the cases" not in text
    assert "ranks" not in text
    heads = [
        b.runs[0].text
        for b in page
        if isinstance(b, Paragraph) and isinstance(b.runs[0], Strong) and len(b.runs) == 1
    ]
    assert heads == ["Main strengths", "Main gaps"]


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


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_words_for_charts_give_the_figures_of_the_tables(shipped: Evaluation, lang: str) -> None:
    """Guizhou's talent is 31.25, which Python's own formatting gives as 31.2 and the table as
    31.3."""
    report = comparison.comparison(context_of(asked(shipped), lang))
    blocks = [block for section in report.sections for block in section.blocks]
    (alt,) = [
        b.alt
        for b in blocks
        if isinstance(b, Chart) and b.id == "c-coordination-innovation-talent-coordination"
    ]
    (section,) = [s for s in report.sections if s.id == "coordination"]
    (table,) = [b for b in section.blocks if isinstance(b, Table)]
    for row in table.rows:
        region, innovation, talent, *_ = (plain(c.runs) for c in row.cells)
        assert f"{region} {innovation} / {talent}" in alt


def test_both_reasons_stand_where_the_level_used_is_nobodys(shipped: Evaluation) -> None:
    """Guizhou's L7 has 3 from one rater and 2 from the other: 2.5 is nobody's reason."""
    for lang, one, other in (
        ("zh", "评分人a评3级：", "；评分人b评2级："),
        ("en", "Rater a gave 3: ", " Rater b gave 2: "),
    ):
        report = briefing.briefing(context_of(asked(shipped), lang), "guizhou-2026")
        (table,) = [
            b for s in report.sections if s.id == "lenses" for b in s.blocks if isinstance(b, Table)
        ]
        said = {plain(row.cells[0].runs)[:2]: plain(row.cells[2].runs) for row in table.rows}
        assert said["L7"].startswith(one)
        assert other in said["L7"]
        assert not said["L1"].startswith(one[:4])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_first_page_is_a_page_to_stop_after(lang: str, shipped: Evaluation) -> None:
    """What a busy reader needs ends on the first page of the PDF, and the contents begin after
    it."""
    pypdf = pytest.importorskip("pypdf")
    for name in ("comparison", "portfolio", "zhejiang-2026", "guizhou-2026", "chongqing-2026"):
        made = RENDERERS["pdf"](reports.report(asked(shipped), name, lang, (lang,)))
        first = "".join(pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text().split())
        wanted = reports.report(asked(shipped), name, lang, (lang,)).summary[-1]
        assert isinstance(wanted, Paragraph)
        assert "".join(plain(wanted.runs).split())[-20:] in first, name


LEVELS = "levels: {0: a, 1: b, 2: c, 3: d, 4: e}"
FOUR = RUBRIC + "".join(
    f"  - {{id: {id}, title: {title} part, criteria: [{{id: {id}{id}, title: X, {LEVELS}}}]}}\n"
    for id, title in (("r", "Third"), ("s", "Fourth"))
)


def four(name: str, p: int, q: int, r: int, s: int) -> str:
    more = f", rr: {{level: {r}, because: x}}, ss: {{level: {s}, because: x}}}}\n"
    return case(name, p, q).rstrip("}\n") + "}" + more


def test_pillars_that_tie_are_all_strongest_or_weakest() -> None:
    for levels, en, zh in (
        ((4, 1, 4, 1), "strongest in first part and third part (100.0) and weakest in second part and fourth part (25.0)",
         "最高的支柱是“First part”和“Third part”（100.0），最低的是“Second part”和“Fourth part”（25.0）"),
        ((4, 3, 2, 1), "strongest in first part (100.0) and weakest in fourth part (25.0)",
         "最高的支柱是“First part”（100.0），最低的是“Fourth part”（25.0）"),
    ):  # fmt: skip
        results = asked(evaluation_of(FOUR, four("one", *levels)))
        for lang, said in (("en", en), ("zh", zh)):
            ctx = context_of(results, lang)
            assert said in plain(ctx.words.verdict.pillars(verdict.pillars_of(ctx, "one")))


def test_only_criteria_of_the_total_are_said_to_stand_out_or_not() -> None:
    rubric, both = RUBRIC.replace("weight: 1", "weight: 0"), case("one", 2, 2)
    for text, en, zh in (
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
        for lang, said in (("en", en), ("zh", zh)):
            ctx = context_of(results, lang)
            fact = verdict.balance_of(ctx, facts.case_facts(results, "one"))
            assert plain(ctx.words.verdict.balance(fact)) == said


def test_plans_that_tie_at_either_end_of_a_pillar_are_all_named() -> None:
    cases = [four("one", 4, 2, 2, 2), four("two", 4, 2, 2, 2), four("three", 0, 2, 2, 2)]
    results = asked(evaluation_of(FOUR, *cases, four("four", 0, 2, 2, 2), four("five", 1, 2, 2, 2)))
    said = plain(ranking.widest(context_of(results, "en")))
    assert (
        said
        == "The plans differ most in first part: from 0.0 (Four and Three) to 100.0 (One and Two)."
    )
    said = plain(ranking.widest(context_of(results, "zh")))
    assert (
        said
        == "各规划差距最大的支柱是“First part”：最低Four和Three，0.0分；最高One和Two，100.0分。"
    )
