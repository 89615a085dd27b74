"""Charts: valid Vega-Lite, drawn from the figures they are given, readable in grey and by
colour-blind readers."""

from __future__ import annotations

import html
import io
import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import altair
import pytest
from evalkit import api
from evalkit.evaluation import Evaluation
from evalkit.model.style import contrast
from evalkit.model.tiles import layout_of
from evalkit.model.units import HUNDRED
from evalkit.render import pictures
from evalkit.report import charts, reports
from evalkit.report.charts import (
    Axis,
    Dot,
    Filled,
    Goal,
    Pair,
    Panel,
    Quadrants,
    Ridge,
    Shares,
    Span,
    Strip,
    Tick,
    drawing,
    fields,
    pairs,
    series,
    tiles,
)
from evalkit.report.charts.heat import Tile
from evalkit.report.charts.palette import LEVELS, PALETTE, text_on
from evalkit.report.context import context_of
from evalkit.report.model import Chart, Table, inside, plain
from evalkit.report.products import comparison
from PIL import Image
from tests.conftest import ROOT, asked

AXIS = Axis("得分", 0, 60)
PANEL = Panel(
    title="m",
    below="%",
    own=((2021, 1.0), (2023, 1.2)),
    label="1.2",
    others=(((2022, 2.0), (2023, 2.5)),),
    highest=("B 2.5", (2023, 2.5)),
    goals=(Goal(2026, 1.5, "1.5%"), Goal(2030, 2.0, "2%")),
    start=(2025, 1.3),
    start_text="plan: 1.3%",
)
MADE = {
    "ranges": charts.ranges(
        "a",
        "标题",
        "alt",
        [
            [Span("浙江", 53.5, 48, 58, ("53.5", "1–2"))],
            [Span("贵州", 45.9, 41, 50, ("45.9", "1–2"))],
        ],
        AXIS,
        ("得分", "位次"),
    ),
    "likelihoods": charts.likelihoods(
        "b", "c", "alt", [Tile("r", "1", 0.7, "70%"), Tile("r", "2", None, "")], "rank"
    ),
    "balance": charts.balance(
        "d", "c", "alt", [Dot("A", 40, 50)], ("x", "y"), "both alike", HUNDRED
    ),
    "quadrants": charts.quadrants(
        "d",
        "c",
        "alt",
        [Dot("A", 40, 50), Dot("B", 60, 20, own=False)],
        Quadrants(
            (Axis("x", 30, 70), Axis("y", 0, 60)),
            (("mean 50", 50), ("mean 35", 35)),
            ("both", "x", "y", "neither"),
        ),
    ),
    "profile": charts.profile(
        "e", "c", "alt", [Strip("P " * 30, 50, (20, 60), 40.0), Strip("Q", 5, (), 5)], AXIS, "mean"
    ),
    "ridges": charts.ridges(
        "n",
        "c",
        "alt",
        [
            Ridge("2019", "2019: 2", 20, (Tick(10, "A 10"), Tick(30, "B 30", True, "B 30"))),
            Ridge(
                "Long " * 20, "y", 30, (Tick(30, "A"),), ((0, 0.1), (30, 0.2)), ("3", "0.3"), True
            ),
        ],
        AXIS,
    ),
    "ridges beside figures": charts.ridges(
        "o",
        "c",
        "alt",
        [Ridge("2019", "x", 1, (Tick(1, "A 1"),), figures=("1", "2"))],
        AXIS,
        ("m", "n"),
    ),
    "strips": charts.strips(
        "i", "c", "alt", [("East", [("A", 60.0), ("B", 40.0)]), ("West", [("C", 30.0)])], AXIS
    ),
    "stacked": charts.stacked(
        "l",
        "c",
        "alt",
        [Shares("A", (0.05, 0.45, 0.5), 0.5, own=True), Shares("B", (0.0, 1.0, 0.0), 0.0)],
        ("0 none", "1 some", "2 all"),
        "2",
    ),
    "years": charts.years(
        "g",
        "c",
        "alt",
        [PANEL, replace(PANEL, goals=()), Panel("n", "", ((2019, 6.7),), "A 6.7")],
        "{years}: none",
    ),
    "slopes": charts.slopes(
        "h", "c", "alt", [Pair("P", 40.0, 45.0), Pair("Q", 50.0, 42.0)], ("2021", "2026"), HUNDRED
    ),
    "places": charts.places(
        "h", "c", "alt", [Pair("P", 1, 2, own=False), Pair("Q", 2, 1)], ("plan", "measured")
    ),
    "dumbbells": charts.dumbbells(
        "k", "c", "alt", [Pair("P", 40.0, 25.0), Pair("Q", 30, 32, own=False)], AXIS, ("a", "b")
    ),
    "triangle": charts.triangle(
        "n",
        "c",
        "alt",
        [
            ("Input", [("1", "R&D intensity of the whole region"), ("2", "Budget")]),
            ("", [("3", "Patents")]),
        ],
        [
            charts.Cell(1, 0, -0.62, "−0.62", False),
            charts.Cell(2, 0, 0.95, "+0.95", False),
            charts.Cell(2, 1, 0.35, "+0.35", True),
        ],
        (("low", "weak", "some", "strong", "same"), "hollow"),
    ),
    "narrow_triangle": charts.triangle(
        "n",
        "c",
        "alt",
        [("", [(f"P1.{n}", f"P1.{n} a criterion of a long name, {'w' * 40}") for n in range(40)])],
        [charts.Cell(n, m, 0.1 * (n % 9), "0.5", n % 2 == 0) for n in range(40) for m in range(n)],
        (("low", "weak", "some", "strong", "same"), "hollow"),
    ),
    "boxes": charts.boxes(
        "o",
        "c",
        "alt",
        [
            charts.Boxed(
                "Patents in force",
                ("1", "90 each"),
                (2.0, 3.0, 9.0),
                (
                    ("A", 1.0, "1", False),
                    ("B", 3.0, "3", False),
                    *((f"Long name {n}", 80.0 + n, "80", True) for n in range(10)),
                ),
            )
        ],
    ),
    "tile_map": charts.tile_map(
        "m",
        "c",
        "alt",
        [Filled("A", 0, 0, 31.2), Filled("B", 1, 0, 44.5), Filled("C", 1, 2, None)],
        ("under {a}", "{a}–{b}", "{a} and over"),
        HUNDRED,
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
            "f", "c", "alt", [[Span("W" * 20, 20, 10, 30), Span("Q", 25.5, 20, 30)]], AXIS
        )
    )
    (plot,) = re.findall(r'stroke-miterlimit="10" transform="translate\((\d+),', drawn)
    start = r'<svg .*?width="(\d+)" height="(\d+)" viewBox="(-?\d+) (-?\d+) (\d+) (\d+)"'
    shown = re.match(start, pictures.roomy(drawn))
    assert shown is not None
    wide, high, left, _, box_wide, box_high = map(int, shown.groups())
    assert (wide, high) == (box_wide, box_high)
    assert left < int(plot) - 20 * 13 < 0  # twenty letters, each as wide as its size
    assert pictures.roomy("<svg/>") == "<svg/>"


DRAWN = {
    "comparison": ["c-ranking", "c-map", "c-levels", "c-coordination", "c-quadrants"],
    "comparison-method": ["c-likelihood", "c-levels"],
    "portfolio": ["c-ridges", "c-transfer"],
    "developed-group": ["c-peers"],
    "cn-gz-region": ["c-years"],
    "guizhou-2026-memo": [],
    "guizhou-2026": ["c-profile", "chain-innovation", "c-years"],
    "guizhou-2026-advice": [],
    "guizhou-2026-evidence": ["c-gap", "c-years"],
    "guizhou-2026-slide": ["c-profile"],
}


def drawn_in(shipped: Evaluation, lang: str) -> dict[str, list[Chart]]:
    """The charts of one report of every product, by its name."""
    run = reports.Run(asked(shipped), tuple(p.id for p in reports.PRODUCTS), (lang,))
    made = (reports.report(run, name, lang) for name in run.names if name.name in DRAWN)
    return {
        report.name: [
            b
            for blocks in (report.summary, *(s.blocks for s in report.sections))
            for b in inside(blocks)
            if isinstance(b, Chart)
        ]
        for report in made
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_chart_of_the_reports_says_its_figures_in_words(
    lang: str, shipped: Evaluation
) -> None:
    found = drawn_in(shipped, lang)
    named = {name: ["-".join(c.id.split("-")[:2]) for c in own] for name, own in found.items()}
    assert named == DRAWN
    for own in found.values():
        assert len({c.id for c in own}) == len(own)
        for chart in own:
            assert any(c.isdigit() for c in chart.alt), chart.id
    ranking = found["comparison"][0]
    for s in asked(shipped).standings:
        assert f"{100 * (s.value or 0):.1f}" in ranking.alt


def test_shades_darken_step_by_step_and_their_text_can_be_read() -> None:
    shades = [PALETTE[name] for name in LEVELS]
    halves = [PALETTE[name] for name in ("l0", "l0h", "l1", "l1h", "l2", "l2h", "l3", "l3h", "l4")]
    for held in (shades, halves):
        grey = [contrast(shade) for shade in held]
        assert grey[1:] == sorted(grey[1:])
    for name in PALETTE:
        if name[0] in "lbam" and name[1:2].isdigit():
            ratio = contrast(text_on(name)) / contrast(PALETTE[name])
            assert max(ratio, 1 / ratio) >= 4.5, name


def test_no_two_roles_share_a_colour_and_charts_have_no_other() -> None:
    assert len({*PALETTE.values()}) == len(PALETTE)
    for name, chart in MADE.items():
        assert set(re.findall(r"#[0-9a-f]{6}\b", pictures.svg(chart))) <= {*PALETTE.values()}, name
        assert "rgb(" not in pictures.svg(chart), name


@pytest.mark.parametrize("name", MADE)
def test_no_text_is_small_and_no_chart_wide(name: str) -> None:
    drawn = pictures.svg(MADE[name])
    assert min(float(size) for size in re.findall(r'font-size="([\d.]+)px"', drawn)) >= 11
    width = re.match(r'<svg [^>]*?width="([\d.]+)"', drawn)
    assert width is not None
    assert float(width[1]) <= 680


def test_an_svg_has_no_ground_and_a_png_the_white_of_paper() -> None:
    assert 'fill="#ffffff"' not in pictures.svg(MADE["strips"])
    corner = Image.open(io.BytesIO(pictures.png(MADE["strips"]))).convert("RGBA").getpixel((0, 0))
    assert corner == (255, 255, 255, 255)


@pytest.fixture
def without_libraries(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(drawing, "find_spec", lambda name: None)
    drawing.installed.cache_clear()
    yield
    drawing.installed.cache_clear()


@pytest.mark.usefixtures("without_libraries")
def test_without_the_libraries_reports_come_without_charts(shipped: Evaluation) -> None:
    assert drawn_in(shipped, "en") == {name: [] for name in DRAWN}


def boxes(dots: list[Dot], sides: list[fields.Place], axes: tuple[Axis, Axis]) -> list[fields.Box]:
    """Where names stand, as their places say."""
    out = []
    for dot, place in zip(dots, sides, strict=True):
        x = 400 * (dot.x - axes[0].low) / (axes[0].high - axes[0].low)
        y = 400 * (axes[1].high - dot.y) / (axes[1].high - axes[1].low)
        out.append(fields._box(place, x, y, drawing.wide(dot.name)))
    return out


def test_names_of_dots_that_lie_close_do_not_cover_each_other() -> None:
    dots = [
        Dot("宁夏回族自治区", 45.1, 24.6),
        Dot("贵州省", 45.9, 23.5),
        Dot("青海省", 42.8, 22.2),
        Dot("广东省", 54, 80),
    ]
    axes = Axis("", 34.0, 58.0), Axis("", 10.0, 100.0)
    sides = fields.sides(dots, axes, (400, 400))
    assert sides[3] == fields.PLACES[0]
    for one, other in itertools.combinations(boxes(dots, sides, axes), 2):
        assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_a_name_keeps_clear_of_what_is_taken() -> None:
    axes = Axis("", 0, 100), Axis("", 0, 100)
    dots = [Dot("name", 50, 50)]
    right = (202.0, 190.0, 300.0, 210.0)
    (place,) = fields.sides(dots, axes, (400, 400), [right])
    assert place[0] != "left"


def test_names_at_the_end_of_slopes_stand_apart_in_their_order() -> None:
    placed = pairs.spread([50.0, 10.0, 52.0, 51.0])
    assert placed[1] == 10.0
    assert placed[0] == 50.0
    assert (placed[3], placed[2]) == (50 + pairs.APART, 50 + 2 * pairs.APART)


def test_an_axis_starts_at_zero_unless_much_of_it_would_be_empty() -> None:
    assert charts.axis_of("x", [12.0, 39.0]) == Axis("x", 0, 40)
    assert charts.axis_of("x", [27.5, 49.2]) == Axis("x", 25, 50)
    assert charts.axis_of("x", [27.5, 49.2]).cut
    assert charts.axis_of("x", [100.0, 100.0]).high == 100
    assert charts.axis_of("x", [0.0, 0.0]) == Axis("x", 0, 5)


def test_names_above_a_strip_share_a_label_where_they_have_no_room() -> None:
    from evalkit.report.charts import measured as strips

    apart = strips._named([("A", 400.0), ("B", 10.0)], 27.0)
    assert [own["who"] for own in apart] == ["B", "A"]
    near = strips._named([("Beijing", 390.0), ("Shanghai", 380.0), ("A", 10.0)], 27.0)
    assert [own["who"] for own in near] == ["A", "Shanghai · Beijing"]
    assert near[1]["x"] == pytest.approx(385)
    many = strips._named([(f"N{n}", 200.0 + n) for n in range(9)], 27.0)
    assert [own["who"] for own in many] == ["N0 · N1 · N2 · N3 · …"]


def test_shades_of_correlations_are_closed_as_their_flags_are() -> None:
    from evalkit.report.charts.correlated import shade

    at = (-1.0, -0.4, -0.39, 0.29, 0.3, 0.59, 0.6, 0.91, 0.92, 1.0)
    assert [shade(v) for v in at] == ["b3", "b3", "m0", "m0", "a1", "a1", "a2", "a2", "a3", "a3"]


def test_names_are_broken_between_words_and_chinese_between_characters() -> None:
    assert drawing.broken("One two", 1000) == "One two"
    assert drawing.broken("One two", 30) == "One\ntwo"
    assert drawing.broken("一二三四", 30) == "一二\n三四"


def test_bins_have_round_edges_and_hold_what_is_printed() -> None:
    assert tiles.bins_of([31.2, 44.5]).edges == (35, 40)
    assert tiles.bins_of([38.7, 53.5]).edges == (40, 45, 50)
    assert tiles.bins_of([50.0]).edges == ()
    assert tiles.bins_of([0.0, 100.0]).edges == (25, 50, 75)
    assert tiles.bins_of([31.2, 44.5]).of(34.96) == 1  # 35.0 as printed


def test_the_layout_of_provinces_keeps_the_compass_where_it_is_looked_for() -> None:
    held = {tile.region: tile for tile in tiles.provinces()}
    assert len(held) == 31
    west, middle, east = held["CN-NX"], held["CN-NM"], held["CN-SX"]
    assert west.row == middle.row == east.row
    assert west.column + 1 == middle.column == east.column - 1
    assert held["CN-HL"].row < held["CN-JL"].row < held["CN-HI"].row
    assert held["CN-ZJ"].name("zh") == "浙江"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "^@tiles-columns$"),
        ("", "^@tiles-columns$"),
        ("region,column,row\nA,x,0\n", "^@tiles-number$"),
        ("region,column,row\nA,0,0\nA,1,0\n", "^@tiles-twice$"),
        ("region,column,row\nA,0,0\nB,0,0\n", "^@tiles-twice$"),
    ],
)
def test_a_layout_that_cannot_be_drawn_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        layout_of(text)


def test_a_layout_without_names_calls_a_tile_by_its_code() -> None:
    (tile,) = layout_of("\ufeffregion,column,row\nDE-BY,0,0\n")
    assert tile.name("en") == "DE-BY"


def test_years_on_an_axis_leave_room_for_their_names() -> None:
    for held in (
        [2019, 2020, 2023, 2025, 2026],
        [2023, 2030],
        [2019, 2023, 2025, 2026, 2030],
        [2023],
    ):
        named = series.years_named(held)
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
