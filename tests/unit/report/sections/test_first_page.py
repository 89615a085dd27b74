"""The first page: figures are the plan's, strengths and gaps follow one order, and what is said of
doubt is what the draws say."""

from __future__ import annotations

import re

import pytest
from evalkit import api
from evalkit.analysis.main_commitments import main_commitments
from evalkit.evaluation import Evaluation
from evalkit.report import facts
from evalkit.report.context import Context, context_of
from evalkit.report.model import Table, plain
from evalkit.report.sections import first_page
from evalkit.report.written import carried, lacking
from tests.conftest import ROOT, SHARED, asked, evaluation_of, needs_shared

FIGURE = re.compile(r"(\d[\d.]*)([^\d；，。（）–]*?)(?=以上|左右|以内|；|–|$)")


def aims(table: Table) -> list[str]:
    """Figures with their units, as the column of aims prints them."""
    at = [c.title for c in table.columns].index("目标")
    cells = (plain(row.cells[at].runs) for row in table.rows)
    return [value + unit for text in cells for value, unit in FIGURE.findall(text)]


@needs_shared
def test_three_figures_of_page_one_stand_in_the_plan_and_no_two_plans_share_them() -> None:
    evaluation = api.score([ROOT / "cases"], as_of="2026-11-24")
    ctx = context_of(asked(evaluation), "zh")
    seen: dict[frozenset[str], str] = {}
    for file in evaluation.files:
        about = facts.case_facts(ctx.results, file.case.case)
        made = first_page.numbers_table(ctx, about)
        assert made is not None
        name = (file.case.documents[0].file or "").rpartition("/")[2]
        text = "".join((SHARED / "plans" / name).read_text("utf-8").split()).replace("％", "%")
        statistics = {
            f"{entry.value:g}"
            for m in evaluation.measured
            if m.case == file.case.case
            for entry in m.series
        }
        shown = aims(made)
        held = {figure for figure in shown if figure in text}
        own = frozenset(f for f in held if re.match(r"[\d.]+", f)[0] not in statistics)  # type: ignore[index]
        assert len(own) >= 3, (file.case.case, shown)
        assert own not in seen, (file.case.case, seen.get(own))
        seen[own] = file.case.case
        # and most of what is shown is digit for digit
        assert len(held) >= 0.6 * len(shown), (file.case.case, sorted(set(shown) - held))


RUBRIC = """
rubric: parts
version: 1.0.0
title: Parts
scale: [{level: 0, label: none}, {level: 1, label: little}, {level: 2, label: half}, {level: 3, label: most}, {level: 4, label: all}]
kinds: {report: {title: {zh: 工作报告, en: Annual report}, noun: {zh: 报告, en: report}, not_expected: [funds]}}
must: {b: 2}
pillars:
  - id: p
    title: First part
    weight: 3
    criteria:
      - {id: a, title: A, source: {at: s1}, actor: firms, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}
      - {id: aa, title: AA, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}
  - {id: q, title: Second part, weight: 1, criteria: [{id: b, title: B, levels: {0: a, 1: b, 2: c, 3: d, 4: e}}]}
  - {id: o, title: Measured, counts: false, criteria: [{id: m, title: Spending, measure: {unit: "%", goalposts: [0, 4]}}]}
"""


def case(name: str, a: int, aa: int, b: int, more: str = "", plan: str = "") -> str:
    return (
        f"case: {name}\nrubric: parts@1.0.0\nregion: {{name: {name.title()}}}\n{plan}"
        "documents: [{id: d, title: The report}, {id: e, title: The budget}]\n"
        f"ratings:\n  a: {{level: {a}, because: Ten are built; but nothing is dated., "
        "evidence: [{document: d, at: ¶3}, {document: e, at: ¶9}]}\n"
        f"  aa: {{level: {aa}, because: x}}\n  b: {{level: {b}, because: y}}\n{more}"
    )


UNITS = """
commitments_scope: all
commitments:
  - {id: c1, at: d ¶1, what: light, value: 5, unit: t, criteria: [b]}
  - {id: c2, at: d ¶2, what: heavy, value: 10, unit: t, year: 2030, criteria: [a]}
  - {id: c3, at: d ¶3, what: heavy and complete, value: 11, unit: t, year: 2030, criteria: [a], body: [x]}
  - {id: c4, at: d ¶4, what: heavy again, value: 12, unit: t, criteria: [a]}
  - {id: c5, at: d ¶5, measure: m, value: 3, unit: "%", year: 2030}
  - {id: c6, at: d ¶6, measure: m, value: 2, unit: "%", year: 2026, baseline: {value: 1, year: 2025}}
  - {id: c7, at: d ¶7, what: no figure, criteria: [a]}
  - {id: c8, at: d ¶8, what: beside the point, value: 7, unit: t}
"""


def test_measures_come_first_then_weight_then_completeness_and_no_criterion_twice_before_others() -> (
    None
):
    evaluation = evaluation_of(RUBRIC.replace("counts: false, ", ""), case("one", 3, 1, 0, UNITS))
    coded = asked(evaluation).coded["one"]

    def ids(most: int, least: int) -> list[list[str]]:
        lines = main_commitments(evaluation, coded, most, least)
        return [[unit.said.id for unit in line.units] for line in lines]

    assert ids(10, 0) == [["c6", "c5"], ["c3"], ["c1"], ["c2"]]
    assert ids(2, 0) == [["c6", "c5"], ["c3"]]
    assert ids(10, 5) == [["c6", "c5"], ["c3"], ["c1"], ["c2"], ["c8"]]


def page(evaluation: Evaluation, name: str, lang: str = "en") -> tuple[Context, facts.CaseFacts]:
    ctx = context_of(asked(evaluation), lang)
    return ctx, facts.case_facts(ctx.results, name)


def test_a_case_without_commitments_says_so_and_one_without_figures_too() -> None:
    bare = evaluation_of(RUBRIC, case("one", 3, 1, 0))
    ctx, about = page(bare, "one")
    assert first_page.numbers_table(ctx, about) is None
    assert plain(first_page.no_numbers(ctx, about)) == ctx.labels["uncoded"]
    words = "\ncommitments: [{id: c1, at: d ¶1, what: a plan, criteria: [a]}]\n"
    told = evaluation_of(RUBRIC, case("one", 3, 1, 0, words))
    ctx, about = page(told, "one")
    assert first_page.numbers_table(ctx, about) is None
    assert plain(first_page.no_numbers(ctx, about)) == ctx.labels["no-figures"]


def test_a_strength_is_the_reason_before_its_but_and_a_gap_names_ask_and_actor() -> None:
    evaluation = evaluation_of(RUBRIC, case("one", 3, 2, 0), case("two", 1, 4, 3))
    ctx, about = page(evaluation, "one")
    strong = first_page.strong(ctx, about)
    assert strong is not None
    assert plain(strong.items[0].runs) == "A. Ten are built (¶3; The budget, ¶9)."
    assert plain(strong.items[0].below) == "Framework, sentence 1 · to act: firms"
    ctx, about = page(evaluation, "two")
    thin = first_page.thin(ctx, about)
    assert thin is not None
    assert plain(thin.items[0].runs) == (
        "A. Ten are built; but nothing is dated (¶3; The budget, ¶9)."
    )


@pytest.mark.parametrize(
    ("lang", "reason", "there", "missing"),
    [
        ("zh", "今年建10家；但没有写资金。", "今年建10家", "今年建10家；但没有写资金"),
        ("zh", "没有提到。", "没有提到", "没有提到"),
        ("zh", "点名三家。没有写期限。", "点名三家", "点名三家。没有写期限"),
        ("en", "Ten are built, without money.", "Ten are built", "Ten are built, without money"),
        ("en", "Ten are built. No body is named.", "Ten are built", None),
        ("en", "About 3.5 trillion is named.", "About 3.5 trillion is named", None),
        ("en", "No body is named. Ten are built.", "No body is named", "No body is named"),
        ("en", "Ten are built; schools, sums and dates are missing.", "Ten are built", None),
        (
            "en",
            "Ten are built; one is old; dates and sums are unstated; two more.",
            "Ten are built; one is old",
            None,
        ),
        (
            "zh",
            "建10家；老厂一家；资金和年份都没有写。",
            "建10家；老厂一家",
            "建10家；老厂一家；资金和年份都没有写",
        ),
        (
            "zh",
            "用别处没有的政策建10家；老厂一家。",
            "用别处没有的政策建10家；老厂一家",
            "用别处没有的政策建10家；老厂一家",
        ),
    ],
)
def test_reasons_are_cut_at_their_turn(
    lang: str, reason: str, there: str, missing: str | None
) -> None:
    assert carried(reason, lang) == there
    assert lacking(reason, lang) == (missing or reason.rstrip("."))


def test_gaps_follow_the_order_of_the_advice_and_no_two_are_of_one_part(
    shipped: Evaluation,
) -> None:
    ctx = context_of(asked(shipped), "en")
    for file in shipped.files:
        about = facts.case_facts(ctx.results, file.case.case)
        order = [a.ref for a in ctx.results.advice(about.case, ctx.plans)]
        thin = first_page.thinnest(ctx, about)
        assert all((c.outcome.level or 0) <= 1 for c in thin)
        assert [c.ref for c in thin] == sorted((c.ref for c in thin), key=order.index)
        parents = [c.ref.rpartition(".")[0] for c in (*thin,)]
        assert len(parents) == len(set(parents)) or len(set(parents)) < 3
        strong = first_page.strongest(ctx, about)
        assert not {c.ref for c in strong} & {c.ref for c in thin}
        assert len(strong) == len(thin) == 3


def test_how_sure_is_what_draws_and_raters_say(shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), "en")
    leader = facts.ranked(ctx.results)[0].case
    for file in shipped.files:
        about = facts.case_facts(ctx.results, file.case.case)
        fact = first_page.sure_of(ctx, about)
        outlook = ctx.results.outlook(about.case)
        assert outlook is not None
        assert (fact.low, fact.high) == (outlook.low, outlook.high)
        assert fact.same + fact.near + fact.far == fact.n
        assert (fact.way in ("first", "likely")) == (about.case == leader)
        could = [o for o in ctx.results.outlooks if o.case != leader and o.ranks[0] >= 0.05]
        assert len(fact.rivals) == min(3, len([o for o in could if o.case != about.case])) or (
            about.case != leader
        )
        said = plain(first_page.sure(ctx, about))
        assert f"{100 * (fact.score or 0):.1f}"[:4] in said


def test_a_gate_that_is_not_passed_is_said_before_the_score() -> None:
    evaluation = evaluation_of(RUBRIC, case("one", 3, 2, 1))
    ctx, about = page(evaluation, "one")
    said = plain(first_page.sure(ctx, about))
    assert said.startswith("Below what the standard demands of every plan: B.")


def test_what_a_kind_of_document_does_not_carry_is_said_and_the_document_is_called_by_its_noun() -> (
    None
):
    plan = "plan: {title: Report of One, kind: report, issuer: The mayor, adopted: 2026-03-01}\n"
    evaluation = evaluation_of(RUBRIC, case("one", 3, 2, 3, plan=plan))
    ctx, about = page(evaluation, "one")
    assert plain(first_page.kind_said(ctx, about)) == (
        "Judged here is an annual report (The mayor, 1 March 2026). "
        "Documents of this kind leave funds to others, so their absence is not counted as a gap. "
        "Some points rest on The budget as well."
    )
    assert ctx.words.noun == "report"
    assert ctx.labels["cases"] == "Reports"
    both = evaluation_of(RUBRIC, case("one", 3, 2, 3, plan=plan), case("two", 1, 1, 1))
    assert page(both, "one")[0].words.noun == "document"
    assert page(evaluation_of(RUBRIC, case("one", 3, 2, 3)), "one")[0].words.noun == ""


def test_documents_that_make_up_the_plan_are_not_others() -> None:
    plan = "plan: {title: T, documents: [d, e]}\n"
    evaluation = evaluation_of(RUBRIC, case("one", 3, 2, 3, plan=plan))
    ctx, about = page(evaluation, "one")
    assert (
        plain(first_page.kind_said(ctx, about))
        == "Judged here: T. It consists of The report and The budget."
    )


def test_a_pillar_below_its_floor_stands_on_page_one_as_a_gate_does() -> None:
    floored = RUBRIC.replace("must: {b: 2}", "must: {b: 2}\nfloors: {p: 0.6}")
    for level, below in ((1, ("First part",)), (3, ())):
        ctx, about = page(evaluation_of(floored, case("one", level, level, 3)), "one")
        assert first_page.sure_of(ctx, about).gates == below
