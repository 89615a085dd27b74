"""Regions over the years as a report tells them."""

from __future__ import annotations

import json

import pytest
from evalkit.analysis.trends import trends_of
from evalkit.evaluation import Evaluation
from evalkit.report import charts
from evalkit.report.context import context_of
from evalkit.report.model import Bullets, Chart, Paragraph, Table, plain
from evalkit.report.products.comparison_method import method
from evalkit.report.sections import trends
from tests.conftest import asked
from tests.unit.analysis.test_trends import GAP, ROWS, evaluated


def table_of(blocks: tuple[object, ...], n: int) -> list[list[str]]:
    held = [block for block in blocks if isinstance(block, Table)]
    return [[plain(cell.runs) for cell in row.cells] for row in held[n].rows]


def test_a_reader_sees_scores_places_and_what_made_the_difference() -> None:
    ctx = context_of(asked(evaluated(ROWS)), "en")
    blocks = trends.compared(ctx)
    lead, items = blocks[:2]
    assert isinstance(lead, Paragraph)
    assert isinstance(items, Bullets)
    assert plain(lead.runs) == (
        "Total of three regions in 2020 and 2022, all years on one scale. From 2020 to 2022, of "
        "the three scored in both, two rose, none fell and one stayed as it was; their mean went "
        "from 27.5 to 57.5. A rose most, by 75.0 points."
    )
    assert [plain(item) for item in items.items] == [
        "Of the three scored in all years B was first in 2020 and A in 2022; A (3rd to 1st) gained "
        "most places; B (1st to 2nd) and C (2nd to 3rd) lost most.",
        "What made the difference, on average over three regions: two +16.7, one +13.3 points.",
    ]
    assert table_of(blocks, 0) == [
        ["A", "0.0 (3)", "75.0 (1)", "+75.0", "—", "+2"],
        ["B", "45.0 (1)", "60.0 (2)", "+15.0", "+15.5%", "−1"],
        ["C", "37.5 (2)", "37.5 (3)", "0.0", "0.0%", "−1"],
    ]
    assert table_of(blocks, 1)[0] == ["A", "+75.0", "One +50.0; Two +25.0", "—"]
    assert table_of(blocks, 2)[0][:4] == ["One", "+13.3", "1", "1"]


def test_chinese_is_written_and_not_translated() -> None:
    ctx = context_of(asked(evaluated(ROWS)), "zh")
    lead, items = trends.compared(ctx)[:2]
    assert isinstance(lead, Paragraph)
    assert isinstance(items, Bullets)
    assert plain(lead.runs) == (
        "3个地区2020和2022年的总分，各年用同一尺度。2020年至2022年，两年都有得分的3个地区中，"
        "2个上升，没有下降的，1个不变；平均由27.5分变为57.5分。上升最多的是A，升75.0分。"
    )
    assert plain(items.items[0]).startswith("各年都有得分的3个地区中，2020年居首位的是B，2022年是A")


def test_what_is_imputed_or_missing_is_told_value_by_value() -> None:
    prepare = "prepare: {impute: {method: linear, years: 1}}"
    own = evaluated(GAP, prepare=prepare, head="method: {coverage: 0.6}")
    ctx = context_of(asked(own), "en")
    found = ctx.results.trends
    assert found is not None
    blocks = trends.asked(ctx, found)
    texts = [plain(block.runs) for block in blocks if isinstance(block, Paragraph)]
    assert found.years == (2019, 2022)
    assert any(text.startswith("Years left out, as enough is measured of fewer") for text in texts)
    wide = context_of(asked(evaluated(GAP, prepare="prepare: {impute: {method: linear}}")), "en")
    four = trends_of(wide.evaluation, years=[2019, 2020, 2021, 2022])
    told = trends.asked(wide, four)
    assert table_of(told, -1) == [
        ["A", "One", "2020", "4.00", "on the line between its values of 2019 and 2022"],
        ["A", "One", "2021", "6.00", "on the line between its values of 2019 and 2022"],
    ]
    said = [plain(block.runs) for block in told if isinstance(block, Paragraph)]
    assert any(
        text.startswith("Two values stand in for missing ones, of one region") for text in said
    )
    assert (
        "Not scored, as too little is measured, and so without a place there: A in 2020; A in 2021."
        in said
    )


def test_the_section_stands_where_the_total_has_measures_of_several_years(
    shipped: Evaluation,
) -> None:
    several = method(context_of(asked(evaluated(ROWS)), "en"))
    assert "trends" in [section.id for section in several.sections]
    one_year = ";".join(row for row in ROWS.split(";") if row.endswith("2020"))
    for other in (evaluated(one_year), evaluated(ROWS, head="total: none"), shipped):
        ids = [section.id for section in method(context_of(asked(other), "en")).sections]
        assert "trends" not in ids


def test_a_pillar_stands_in_where_the_section_is_asked_for_by_name() -> None:
    ctx = context_of(asked(evaluated(ROWS, head="total: none")), "en")
    assert not trends.of_total(ctx)
    (section,) = method(ctx, ["trends"]).sections
    lead = section.blocks[0]
    assert isinstance(lead, Paragraph)
    assert plain(lead.runs).startswith("P of three regions in 2020 and 2022")


def test_pictures_break_a_line_where_there_is_no_score_and_say_all_in_words() -> None:
    if not charts.available():
        pytest.skip("vl-convert is not installed")
    own = evaluated(GAP, head="method: {coverage: 0.6}")
    ctx = context_of(asked(own), "en")
    found = trends_of(own, years=[2019, 2020, 2021, 2022])
    (chart,) = trends.drawn_of(ctx, found)
    assert isinstance(chart, Chart)
    assert chart.alt.startswith("Total: those that moved most are named: A 2019")
    layers = json.loads(chart.spec)["layer"]
    rows = [row for layer in layers for row in layer["data"]["values"]]
    runs = {row["who"] for row in rows if "who" in row}
    assert {"0/0", "0/1", "1/0"} <= runs  # A in two runs, B in one
    (places,) = trends.drawn_places(context_of(asked(evaluated(ROWS)), "en"))
    assert "A 3 → 1" in places.alt
