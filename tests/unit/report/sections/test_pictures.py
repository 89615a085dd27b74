"""Pictures of the sections: each figure that they show is worked out here again."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from evalkit import api
from evalkit.analysis.results import Results
from evalkit.evaluation import Evaluation
from evalkit.model.tiles import Tile
from evalkit.report import facts
from evalkit.report.charts import tiles
from evalkit.report.charts.drawing import SMALL
from evalkit.report.charts.series import Panel
from evalkit.report.context import Context, context_of
from evalkit.report.model import Chart, Paragraph, Table, plain
from evalkit.report.sections import (
    coordination,
    criteria,
    levels,
    pillars,
    ranking,
    tile_map,
)
from evalkit.report.sections.outcomes import measures
from evalkit.report.single_charts import CHARTS, NAMES, single_chart
from evalkit.report.table import level_tone
from tests.conftest import asked, evaluation_of

RUBRIC = """
rubric: small
version: 1.0.0
title: Small
scale: [{level: 0, label: none}, {level: 1, label: little}, {level: 2, label: all}]
pillars:
  - {id: p, title: P, criteria: [
      {id: a, code: A1, title: First, levels: {0: a, 1: b, 2: c}},
      {id: b, code: A2, title: Second, levels: {0: a, 1: b, 2: c}}]}
"""


def case(name: str, a: int, b: int, region: str = "") -> str:
    return (
        f"case: {name}\nrubric: small@1.0.0\nregion: {{name: {region or name.title()}}}\n"
        f"ratings: {{a: {{level: {a}, because: x}}, b: {{level: {b}, because: x}}}}\n"
    )


@pytest.fixture(params=["zh", "en"])
def ctx(request: pytest.FixtureRequest, shipped: Evaluation) -> Context:
    return context_of(asked(shipped), str(request.param))


def test_groups_of_the_ranking_are_the_fewest_runs_in_which_nobody_leads(
    shipped: Evaluation,
) -> None:
    results = asked(shipped)
    groups = facts.rank_groups(results)
    order = [s.case for s in facts.ranked(results)]
    assert list(itertools.chain(*groups)) == order
    ahead = {o.case: dict(o.ahead) for o in results.outlooks}
    within = shipped.rubric.method.ranges.within

    def is_run(cases: list[str]) -> bool:
        return all(ahead[a][b] <= within for a, b in itertools.combinations(cases, 2))

    assert all(is_run(list(group)) for group in groups)
    fewest = next(
        n
        for n in range(1, len(order) + 1)
        for cuts in itertools.combinations(range(1, len(order)), n - 1)
        if all(is_run(order[i:j]) for i, j in itertools.pairwise((0, *cuts, len(order))))
    )
    assert len(groups) == fewest


def test_cases_of_one_rank_stay_in_one_group() -> None:
    cases = [case("one", 2, 2), case("two", 0, 1), case("three", 0, 1), case("four", 0, 0)]
    groups = facts.rank_groups(asked(evaluation_of(RUBRIC, *cases)))
    (tied,) = [group for group in groups if "two" in group]
    assert "three" in tied
    assert facts.rank_groups(asked(evaluation_of(RUBRIC, case("one", 1, 1)))) == ()


def test_the_ranking_prints_each_score_once_and_places_as_a_range(ctx: Context) -> None:
    table = ranking.ranking_table(ctx)
    assert not any(cell.bar for row in table.rows for cell in row.cells)
    places = {o.case: f"{o.rank_low}–{o.rank_high}" for o in ctx.results.outlooks}
    for row, s in zip(table.rows, ctx.results.standings, strict=True):
        assert places[s.case] in [plain(cell.runs) for cell in row.cells]
    (chart,) = ranking.drawn(ctx)
    first = ctx.results.standings[0]
    shown = f"{100 * (first.value or 0):.1f}"
    assert f'"{shown}"' not in chart.spec
    (alone,) = ranking.drawn(ctx, figures=True)
    assert f'"{shown}"' in alone.spec


def test_the_heat_map_shades_by_the_distance_from_the_mean(ctx: Context) -> None:
    table = next(b for b in pillars.compared(ctx) if isinstance(b, Table) and b.dense)
    titles = {ctx.title(ref): ref for ref in map(str, ctx.titles)}
    tones = 0
    for row in table.rows[1:]:
        ref = titles[plain(row.cells[0].runs)]
        values = ctx.evaluation.values(ref)
        mean = sum(values.values()) / len(values)
        for s, cell in zip(ctx.results.standings, row.cells[1:], strict=False):
            if row.group or s.case not in values:
                continue
            apart = 100 * (values[s.case] - mean)
            step = sum(abs(apart) >= least - 1e-9 for least in (3, 8, 15))
            assert cell.tone == ("" if not step else f"{'a' if apart > 0 else 'b'}{step}")
            tones += step
    assert tones


def test_a_level_between_two_has_a_shade_of_its_own() -> None:
    five, three = (0, 1, 2, 3, 4), (0, 1, 2)
    assert [level_tone(five, at) for at in (0, 1.5, 3.5, 4, None)] == [
        "l0",
        "l1h",
        "l3h",
        "l4",
        "missing",
    ]
    assert [level_tone(three, at) for at in (0, 1, 1.5, 2)] == ["l0", "l2", "l2h", "l4"]


def test_criteria_on_which_all_have_one_level_stand_in_a_line_below_the_grid() -> None:
    evaluation = evaluation_of(RUBRIC, case("one", 1, 2), case("two", 1, 0))
    blocks = criteria.compared(context_of(asked(evaluation), "en"))
    (grid,) = [b for b in blocks if isinstance(b, Table) and b.dense]
    assert [plain(row.cells[0].runs) for row in grid.rows] == ["P", "A2 Second"]
    said = [plain(b.runs) for b in blocks if isinstance(b, Paragraph)]
    assert said == ["Left out of the table, as all plans have the same level: “First” (level 1)."]


def test_shares_of_levels_count_every_rating_once(ctx: Context) -> None:
    counted = ctx.results.counted_levels
    for case_id, shares, high, n in levels.shares_of(ctx):
        given = [
            row.counted
            for row in ctx.evaluation.ratings.rows
            if row.case == case_id and row.ref in counted and row.counted is not None
        ]
        assert n == len(given)
        assert sum(shares) == pytest.approx(1)
        assert high == pytest.approx(sum(level >= 3 for level in given) / n)


def test_a_map_is_drawn_only_where_a_region_has_a_tile(shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), "en")
    assert tile_map.drawn(ctx, [Tile("DE-BY", 0, 0)]) == ()
    (chart,) = tile_map.drawn(ctx)
    assert chart.alt.count(";") == 11
    (one,) = tile_map.drawn(ctx, [Tile("CN-ZJ", 0, 0), Tile("XX", 1, 0)])
    assert (
        one.caption == "One of 2 regions have a report with a score; 11 reports are not on the map"
    )


def test_a_name_in_a_tile_breaks_at_spaces_and_hyphens_or_is_smaller() -> None:
    assert tiles.fitted("Heilongjiang") == ("Heilongjiang", SMALL)
    assert tiles.fitted("Inner Mongolia") == ("Inner\nMongolia", SMALL)
    assert tiles.fitted("Emilia-Romagna") == ("Emilia-\nRomagna", SMALL)
    word, size = tiles.fitted("Nordwestmecklenburg")
    assert (word, size < SMALL) == ("Nordwestmecklenburg", True)
    assert tiles.fitted("克孜勒苏柯尔克孜") == ("克孜勒苏柯\n尔克孜", SMALL)
    for tile in tiles.provinces():
        name, size = tiles.fitted(tile.name("en"))
        assert (name.replace("\n", " "), size) == (tile.name("en"), SMALL)


def test_a_plan_without_a_code_is_told_once_beside_the_map() -> None:
    coded = case("one", 1, 2).replace("{name: One}", "{name: One, code: CN-ZJ}")
    ctx = context_of(asked(evaluation_of(RUBRIC, coded, case("two", 1, 1))), "en")
    chart, note = tile_map.compared(ctx)
    assert isinstance(chart, Chart)
    assert isinstance(note, Paragraph)
    assert "not on the map" not in chart.caption
    assert plain(note.runs).endswith(
        "Outlined tiles have no plan with a score that names their code. "
        "One plan without a code is not on the map."
    )
    (alone,) = tile_map.drawn(ctx)
    assert alone.caption.endswith("one plan is not on the map")
    _, note = tile_map.compared(context_of(asked(evaluation_of(RUBRIC, coded)), "zh"))
    assert isinstance(note, Paragraph)
    assert plain(note.runs).endswith("没有填色的地区，没有规划得分。")


def test_a_map_names_no_region_twice(shipped: Evaluation) -> None:
    alone = context_of(asked(evaluation_of(RUBRIC, case("one", 1, 2))), "en")
    assert tile_map.drawn(alone) == ()


def panel(evaluation: Evaluation, case_id: str, criterion: str) -> Panel:
    ctx = context_of(asked(evaluation), "en")
    about = facts.case_facts(ctx.results, case_id)
    (found,) = [m for m in evaluation.measured if (m.case, m.criterion) == (case_id, criterion)]
    return measures._panel(ctx, about, found)


def test_targets_stand_on_their_path_and_one_that_is_met_is_a_floor(shipped: Evaluation) -> None:
    zhejiang = panel(shipped, "zhejiang-2026", "rd-intensity")
    assert zhejiang.path == ((2025, 3.3), (2026, 3.35), (2030, 3.5))
    assert zhejiang.highest == ("Beijing 6.73", (2023, 6.73))
    beijing = panel(shipped, "beijing-2026", "rd-intensity")
    assert beijing.path == ((2023, 6.0), (2030, 6.0))  # 6.73 in 2023 is above it
    assert beijing.highest is None
    assert replace(zhejiang, goals=()).path == ()


def test_the_gap_chart_goes_from_the_widest_to_the_other_way_round(ctx: Context) -> None:
    (block,) = [b for b in coordination.blocks(ctx) if len(b.systems) == 2]
    found = coordination.pairs(ctx, block)
    assert found is not None
    apart = [a - b for _, a, b in found.cases]
    assert apart == sorted(apart, reverse=True)


@pytest.mark.parametrize("name", NAMES)
def test_every_chart_can_be_had_alone(name: str, ctx: Context) -> None:
    made = single_chart(ctx, name, "guizhou-2026")
    assert isinstance(made, Chart)
    assert any(c.isdigit() for c in made.alt)


def test_a_chart_that_cannot_be_drawn_says_why(shipped: Evaluation) -> None:
    ctx = context_of(asked(shipped), "en")
    with pytest.raises(ValueError, match="one of: ranking, map"):
        single_chart(ctx, "waterfall")
    with pytest.raises(ValueError, match="no case"):
        single_chart(ctx, "ranking", "nowhere")
    for named in CHARTS:
        if named.case:
            with pytest.raises(ValueError, match="--case"):
                single_chart(ctx, named.name)
    small = context_of(asked(evaluation_of(RUBRIC, case("one", 1, 2))), "en")
    with pytest.raises(ValueError, match="nothing to draw"):
        single_chart(small, "map")


def test_the_interface_gives_a_picture_as_svg_or_png(shipped: Evaluation) -> None:
    assert api.chart(shipped, "ranking").startswith(b"<svg ")
    assert api.chart(shipped, "map", "png", lang="zh").startswith(b"\x89PNG")
    with pytest.raises(ValueError, match="svg, png"):
        api.chart(shipped, "map", "gif")


def test_pictures_of_one_case_and_of_none_are_left_out() -> None:
    results = Results(evaluation_of(RUBRIC, case("one", 1, 2)))
    ctx = context_of(results, "en")
    assert ranking.drawn(ctx) == ()
    assert isinstance(levels.drawn(ctx), tuple)
