"""Of more cases than anybody reads side by side, tables show some, say which, and leave the sums to
all of them."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest
from evalkit import api
from evalkit.evaluation import Evaluation
from evalkit.report import facts, reports
from evalkit.report.context import Context, context_of
from evalkit.report.model import Paragraph, Table, inside, names_led_to, plain
from evalkit.report.products import comparison, comparison_method
from evalkit.report.products.product import shortened
from evalkit.report.sections import pillars, ranking
from evalkit.scoring.tolerances import MOST_CASES
from tests.conftest import asked, evaluation_of
from tests.many_cases import MANY, RUBRIC, many, many_judged


@pytest.fixture(scope="module")
def ctx() -> Context:
    return context_of(asked(many()), "en")


def test_a_few_cases_are_all_shown(shipped: Evaluation) -> None:
    results = asked(shipped)
    assert facts.selection(results, "en") is None
    assert context_of(results, "en").shown == results.order


def test_of_many_the_ends_of_the_ranking_are_shown_and_its_fifths(ctx: Context) -> None:
    order, selected = [s.case for s in facts.ranked(ctx.results)], ctx.selection
    assert selected is not None
    assert len(order) > MOST_CASES
    assert selected.cases[:10] == tuple(order[:10])
    assert selected.cases[-10:] == tuple(order[-10:])
    assert [order.index(case) for case in selected.cases[10:-10]] == [
        k * len(order) // 5 for k in (1, 2, 3, 4)
    ]
    assert (selected.n, selected.ends, selected.file) == (MANY, 10, "comparison.en.csv")


def test_no_table_of_a_comparison_is_longer_or_wider_than_it_says(ctx: Context) -> None:
    for page in (comparison.comparison(ctx), comparison_method.method(ctx)):
        made = shortened(ctx, page)
        tables = [
            block
            for section in made.sections
            for block in inside(section.blocks)
            if isinstance(block, Table)
        ]
        assert max(len(own.columns) for own in tables) <= 40
        assert max(len(own.rows) for own in tables) <= MOST_CASES


def test_a_table_that_is_cut_says_so_below_it(ctx: Context) -> None:
    whole = comparison_method.method(ctx, ["state"])
    (table,) = (b for b in whole.sections[0].blocks if isinstance(b, Table))
    assert len(table.rows) == MANY
    cut, said, *_ = shortened(ctx, whole).sections[0].blocks
    assert isinstance(cut, Table)
    assert isinstance(said, Paragraph)
    assert cut.rows == (*table.rows[:10], *table.rows[-10:])
    assert plain(said.runs) == "Of 210 rows the table above shows the first 10 and the last 10."


def test_means_are_those_of_all_cases(ctx: Context) -> None:
    (table,) = (block for block in pillars.compared(ctx)[1:] if isinstance(block, Table))
    at = [column.title for column in table.columns].index(ctx.labels["mean-of-all"])
    totals = list(ctx.evaluation.values("overall").values())
    mean = ctx.units.shown(sum(totals) / len(totals))
    assert plain(table.rows[0].cells[at].runs) == f"{mean:.1f}"


def test_the_table_of_all_holds_every_case_with_its_scores() -> None:
    evaluation = many()
    made = dict(api.reports(evaluation, ("md",), ("en",), ("comparison",)))
    assert set(made) == {"comparison.en.md", "comparison.en.csv"}
    assert set(api.report_names(evaluation, ("md",), ("en",), ("comparison",))) == set(made)
    head, *rows = csv.reader(io.StringIO(made["comparison.en.csv"].decode("utf-8-sig")))
    assert head[:6] == ["Code", "Region", "Rank", "Score", "Grade", "Coverage"]
    assert {row[0] for row in rows} == {*evaluation.cases}
    for row in rows:
        total = evaluation.total(row[0])
        assert (row[3] == "") == (total is None)
        assert total is None or float(row[3]) == pytest.approx(100 * total, abs=1e-12)
    assert "comparison.en.csv" in made["comparison.en.md"].decode()


def test_of_many_that_meet_a_standard_or_not_numbers_are_told_and_no_names() -> None:
    evaluation = many_judged()
    made = dict(api.reports(evaluation, ("md",), ("en",), ("comparison",)))
    page = made["comparison.en.md"].decode()
    above = page.partition('<a id="conditions">')[0]
    outcomes = Counter(own.outcome for own in evaluation.verdicts.values())
    met, fails = outcomes["met"], outcomes["not-met"]
    told = f"Of {MANY} plans {met} meet the standard, {fails} do not, and {outcomes['undecided']}"
    assert told in above
    assert "Place" not in above
    assert "the first 24 of the list. Means and counts" in above
    _, *rows = csv.reader(io.StringIO(made["comparison.en.csv"].decode("utf-8-sig")))
    assert Counter(row[2] for row in rows) == {
        "met": met,
        "not met": fails,
        "undecided": outcomes["undecided"],
    }
    level = {
        case: own.level for (case, ref), own in evaluation.ratings.agreed.items() if ref == "p.a"
    }
    assert all(float(row[-4]) == level[row[0]] for row in rows)


def test_a_summary_of_many_names_no_more_than_anybody_reads() -> None:
    thin = [
        f"case: thin-{n}\nrubric: many@1.0.0\nregion: {{name: Thin {n // 2}}}\n"
        f"plan: {{title: Plan, adopted: {2024 + n % 2}-01-01}}\nratings: {{a: {{level: 1, because: x}}}}\n"
        for n in range(60)
    ]
    ctx = context_of(asked(evaluation_of(RUBRIC, *thin)), "en")
    (sentence,) = ranking.unranked(ctx)
    assert plain(sentence).count("Thin") == 16
    assert "44 more have no total" in plain(sentence)
    told = [plain(said) for said in ranking.told(ctx)]
    assert [said for said in told if "several plans" in said] == [
        "30 regions have several plans each, every one ranked on its own."
    ]


def test_a_briefing_among_many_lists_its_own_reports_and_leads_to_those_it_names() -> None:
    run = reports.Run(asked(many()), ("comparison", "memo", "briefing"), ("en", "zh"))
    item = next(own for own in run.names if own.product == "briefing")
    made = reports.report(run, item, "en")
    listed = [other.name for other in made.siblings if other.listed and other.lang == "en"]
    assert listed == ["comparison", f"{item.case}-memo"]
    led = {other.name for other in made.siblings if not other.listed}
    assert led == {*names_led_to(made)} & {*run.pages["en"]} - {*listed, item.name}
    whole = reports.report(run, run.names[0], "en")
    assert len([other for other in whole.siblings if other.lang == "en"]) == 2 * MANY
