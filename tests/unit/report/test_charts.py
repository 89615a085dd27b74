"""Charts: valid Vega-Lite, drawn from the figures they are given, readable in grey and by
colour-blind readers."""

from __future__ import annotations

import html
import itertools
import json
import re
from typing import Any

import altair
import pytest
from evalkit import api
from evalkit.evaluation import Evaluation
from evalkit.model.style import contrast
from evalkit.render import pictures
from evalkit.report import charts, facts
from evalkit.report.charts import Dot, Span, Tile, Way
from evalkit.report.context import context_of
from evalkit.report.model import Chart, Table, plain
from evalkit.report.products import briefing, comparison, portfolio
from evalkit.report.sections import outcomes
from tests.conftest import ROOT, asked

MADE = {
    "ranges": charts.ranges(
        "a", "标题", "alt", [Span("浙江", 53.5, 48, 58), Span("贵州", 45.9, 41, 50)], "得分"
    ),
    "heat": charts.heat(
        "b",
        "c",
        "alt",
        [Tile("r", "c1", 0.1, "0.1"), Tile("r", "c2", None, "·"), Tile("r", "c3", 0.9, "0.9")],
    ),
    "likelihood": charts.heat(
        "b", "c", "alt", [Tile("r", "1", 0.7, "70%"), Tile("r", "2", None, "")], likelihood=True
    ),
    "field": charts.field(
        "d", "c", "alt", [Dot("A", 40, 50), Dot("B", 60, 20)], ("x", "y"), lines=(50, 35)
    ),
    "contours": charts.field(
        "d",
        "c",
        "alt",
        [Dot("A", 40, 50)],
        ("x", "y"),
        contours=[("D = 0.5", [(30.0, 60.0), (40.0, 50.0), (45.0, 47.0)])],
    ),
    "profile": charts.profile(
        "e", "c", "alt", [Span("P", 50, 20, 60)], [40.0], ("score", "own", "mean", "reach")
    ),
    "paths": charts.paths(
        "g",
        "c",
        "alt",
        [
            Way("m", ((2020, 1.0), (2023, 1.2)), (2023, 1.2), ((2026, 1.5), (2030, 2.0))),
            Way("n", ((2023, 6.7),), (2023, 6.7), ((2030, 6.0),), True),
        ],
        ("measured", "path"),
    ),
    "strips": charts.strips(
        "i", "c", "alt", [("East", [("A", 60.0), ("B", 40.0)]), ("West", [("C", 30.0)])], "total"
    ),
    "slopes": charts.slopes(
        "h", "c", "alt", [("P", 40.0, 45.0), ("Q", 50.0, 42.0)], ("2021", "2026")
    ),
}


def rows(chart: Chart) -> list[dict[str, Any]]:
    """All data rows of a specification."""
    found: list[dict[str, Any]] = []

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            values = (
                part.get("data", {}).get("values") if isinstance(part.get("data"), dict) else None
            )
            found.extend(values or [])
            for value in part.values():
                walk(value)
        elif isinstance(part, list):
            for value in part:
                walk(value)

    walk(json.loads(chart.spec))
    return found


@pytest.mark.parametrize("name", MADE)
def test_a_chart_is_valid_vega_lite_and_can_be_drawn(name: str) -> None:
    chart = MADE[name]
    altair.Chart.from_dict(json.loads(chart.spec), validate=True)
    assert pictures.svg(chart).startswith("<svg ")
    assert pictures.png(chart).startswith(b"\x89PNG")


@pytest.mark.parametrize("name", MADE)
def test_a_mark_says_its_figures_or_nothing(name: str) -> None:
    """Headings apart, which the page strips (tests/browser): the library gives no way to still
    them."""
    found = re.findall(
        r'aria-label="([^"]*)" role="[^"]*" aria-roledescription="([^"]*)"',
        pictures.svg(MADE[name]),
    )
    said = {html.unescape(label) for label, kind in found if kind != "title"}
    assert said
    assert said <= {row["said"] for row in rows(MADE[name]) if "said" in row}


def test_a_picture_on_a_page_has_room_for_wider_letters() -> None:
    drawn = pictures.svg(
        charts.ranges(
            "f", "c", "alt", [Span("W" * 20, 20, 10, 30), Span("Q", 25.5, 20, 30)], "points"
        )
    )
    (plot,) = re.findall(r'stroke-miterlimit="10" transform="translate\((\d+),', drawn)
    start = r'<svg .*?width="(\d+)" height="(\d+)" viewBox="(-?\d+) 0 (\d+) (\d+)"><rect x="(-?\d+)" y="0" width="(\d+)"'
    shown = re.match(start, pictures.roomy(drawn))
    assert shown is not None
    wide, high, left, box_wide, box_high, ground, ground_wide = map(int, shown.groups())
    assert (wide, high, left, wide) == (box_wide, box_high, ground, ground_wide)
    assert left < int(plot) - 20 * 12 < 0  # twenty letters, each as wide as its size
    assert pictures.roomy("<svg/>") == "<svg/>"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_chart_of_the_reports_says_its_figures_in_words(
    lang: str, shipped: Evaluation
) -> None:
    drawn = [
        b
        for r in (
            comparison.comparison(context_of(asked(shipped), lang)),
            portfolio.portfolio(context_of(asked(shipped), lang)),
            briefing.briefing(context_of(asked(shipped), lang), "guizhou-2026"),
        )
        for s in r.sections
        for b in s.blocks
        if isinstance(b, Chart)
    ]
    assert [c.id.split("-")[1] for c in drawn] == [
        "ranking",
        "coordination",
        "quadrants",
        "likelihood",
        "development",
        "clusters",
        "resources",
        "transfer",
        "macro",
        "profile",
        "paths",
    ]
    assert len({c.id for c in drawn}) == len(drawn)
    for chart in drawn:
        assert any(c.isdigit() for c in chart.alt), chart.id
    ranking = next(c for c in drawn if c.id == "c-ranking")
    for s in asked(shipped).standings:
        assert f"{100 * (s.value or 0):.1f}" in ranking.alt


def test_shades_darken_step_by_step_and_their_text_can_be_read() -> None:
    for shades in (charts.SHADES, charts.LIKELY):
        grey = [contrast(shade) for shade in shades]
        assert grey[1:] == sorted(grey[1:])
        for shade in shades[:-1]:
            assert contrast(charts.INK) / contrast(shade) >= 4.5, shade
        assert contrast(shades[-1]) >= 4.5
    assert contrast(charts.BLUE) / contrast(charts.ORANGE) > 1.5


def test_without_the_libraries_reports_come_without_charts(
    shipped: Evaluation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts, "available", lambda: False)
    for r in (
        comparison.comparison(context_of(asked(shipped), "en")),
        briefing.briefing(context_of(asked(shipped), "en"), "guizhou-2026"),
    ):
        assert not [b for s in r.sections for b in s.blocks if isinstance(b, Chart)]


def test_names_of_dots_that_lie_close_do_not_cover_each_other() -> None:
    dots = [
        Dot("宁夏回族自治区", 45.1, 24.6),
        Dot("贵州省", 45.9, 23.5),
        Dot("青海省", 42.8, 22.2),
        Dot("广东省", 60, 80),
    ]
    sides = charts._sides(dots, [[34.0, 58.0], [10.0, 100.0]])
    assert sides[3] == "right"
    assert sides[0] != "right"
    assert charts._sides([Dot("a", 0, 0), Dot("b", 100, 100)], [[0, 100], [0, 100]]) == [
        "right",
        "right",
    ]


def paths(evaluation: Evaluation, case: str) -> Chart:
    (chart,) = outcomes.drawn_paths(
        context_of(asked(evaluation), "en"), facts.case_facts(asked(evaluation), case)
    )
    return chart


def test_targets_of_a_measure_stand_in_one_chart_and_a_target_that_is_met_is_a_floor(
    shipped: Evaluation,
) -> None:
    zhejiang = paths(shipped, "zhejiang-2026")
    (path,) = [
        [(r["x"], r["y"]) for r in rows(zhejiang) if r["kind"] == "straight path to the target"]
    ]
    assert path == [(2025, 3.3), (2026, 3.35), (2030, 3.5)]
    beijing = paths(shipped, "beijing-2026")
    floor = [(r["x"], r["y"]) for r in rows(beijing) if r["kind"] == "straight path to the target"]
    assert floor == [(2023, 6.0), (2030, 6.0)]  # 6.73 in 2023 is above it


def test_years_on_an_axis_leave_room_for_their_names() -> None:
    for held in (
        [2019, 2020, 2023, 2025, 2026],
        [2023, 2030],
        [2019, 2023, 2025, 2026, 2030],
        [2023],
    ):
        named = charts._years(held)
        assert (named[0], named[-1]) == (held[0], held[-1])
        assert all(b - a >= 2 for a, b in itertools.pairwise(named))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_words_for_charts_give_the_figures_of_the_tables(lang: str) -> None:
    """Under 1.0.0 Guizhou's talent is 31.25, which Python's own formatting gives as 31.2 and the
    table as 31.3."""
    shipped = api.score([ROOT / "tests/shipped-1.0.0"], as_of="2026-11-24")
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
