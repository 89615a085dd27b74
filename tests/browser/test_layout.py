"""How a page is laid out: whole on every width, a margin at the side of page one, a picture beside
its heading, the colours of a chart in the dark, and few stops of the tab key."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from evalkit.render import RENDERERS
from tests.browser.conftest import Scheme, Visit, attribute, box_of
from tests.sample_reports import briefing, memo

if TYPE_CHECKING:
    from playwright.sync_api import Page

WIDTHS = (320, 360, 390, 414, 600, 768, 900, 1280, 1920)
STOPS = """() => [...document.querySelectorAll('a[href], button, input, summary, [tabindex]')]
  .filter(e => e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true})).length"""


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    for lang in ("zh", "en"):
        for name, made in (("briefing", briefing(lang)), ("memo", memo(lang))):
            (folder / f"{name}.{lang}.html").write_bytes(RENDERERS["html"](made))
    return folder


def no_wider_than_the_window(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_scrolls_sideways(lang: str, samples: Path, run: Path, visit: Visit) -> None:
    paths = [samples / f"{name}.{lang}.html" for name in ("briefing", "memo")]
    paths += [run / f"{name}.{lang}.html" for name in ("comparison", "portfolio", "shanghai-2026")]
    for path in paths:
        page = visit(path)
        page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
        no_wider_than_the_window(page)
        page.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_heat_map_and_the_tables_of_page_one_are_whole_on_a_phone(
    lang: str, samples: Path, visit: Visit
) -> None:
    for width in (320, 390):
        page = visit(samples / f"briefing.{lang}.html", width=width)
        cut = page.locator("main .wide:has(> table)").evaluate_all(
            "all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.dataset.name)"
        )
        assert cut == []


def test_the_margin_stands_beside_page_one_and_is_read_where_it_is_written(
    samples: Path, visit: Visit
) -> None:
    page = visit(samples / "briefing.en.html")
    lead, side = box_of(page.locator(".lead").first), box_of(page.locator(".side"))
    assert side["x"] >= lead["x"] + lead["width"]
    assert side["width"] == 280
    assert abs(side["y"] - lead["y"]) < 2
    heads = page.locator(".summary h3").all_inner_texts()
    assert heads == ["Strong", "Thin", "What to write", "How sure this is", "The standard"]
    strong, thin = (box_of(page.locator(f"#{id}")) for id in ("strong", "thin"))
    assert abs(strong["y"] - thin["y"]) < 2
    page.set_viewport_size({"width": 390, "height": 900})
    lead, side = box_of(page.locator(".summary > .rest")), box_of(page.locator(".side"))
    assert side["y"] >= lead["y"] + lead["height"]
    assert box_of(page.locator("#thin"))["y"] > box_of(page.locator("#strong"))["y"] + 50


def test_a_picture_stands_beside_its_heading(samples: Path, visit: Visit) -> None:
    page = visit(samples / "briefing.zh.html")
    head, chart = box_of(page.locator("#peers h2")), box_of(page.locator("#peers figure"))
    assert chart["x"] >= head["x"] + head["width"]
    assert page.locator("#map.sec").count() == 0  # a heat map takes the whole width


def test_kicker_date_and_finding_frame_the_title(samples: Path, visit: Visit) -> None:
    page = visit(samples / "briefing.zh.html")
    assert page.locator(".kicker").inner_text().split("\n")[-1].endswith("2026年11月26日")
    assert attribute(page.locator("time"), "datetime") == "2026-11-26"
    kicker, title, finding = (
        box_of(page.locator(name))["y"] for name in (".kicker", "h1", ".finding")
    )
    assert kicker < title < finding


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_memo_is_one_column_without_contents_and_folds(
    lang: str, samples: Path, visit: Visit
) -> None:
    page = visit(samples / f"memo.{lang}.html")
    assert page.locator("#contents, main details").count() == 0
    assert box_of(page.locator("main"))["width"] <= 640
    assert box_of(page.locator(".side"))["x"] == box_of(page.locator(".lead").first)["x"]


def test_lines_of_text_are_no_longer_than_an_eye_follows(samples: Path, visit: Visit) -> None:
    for lang, letters in (("zh", 40), ("en", 80)):
        page = visit(samples / f"briefing.{lang}.html", width=1920)
        widths = page.locator("main p, main li").evaluate_all(
            "all => all.map(e => e.offsetWidth / parseFloat(getComputedStyle(e).fontSize))"
        )
        assert max(widths) <= letters * (1 if lang == "zh" else 0.56) + 8


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", ["briefing.zh", "briefing.en", "memo.zh", "memo.en"])
def test_axe_finds_nothing(
    name: str, width: int, scheme: Scheme, samples: Path, visit: Visit
) -> None:
    axe = pytest.importorskip("axe_playwright_python")
    page = visit(samples / f"{name}.html", width=width, scheme=scheme)
    page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("() => axe.run()")["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:160]) for v in found] == []


def test_charts_stand_on_the_page_itself_in_its_colours(samples: Path, visit: Visit) -> None:
    drawn = re.findall(r"<svg .*?</svg>", (samples / "briefing.en.html").read_text(), re.DOTALL)
    assert drawn
    assert not re.search(r'(fill|stroke)="(#fff|white|#0b5578)', "".join(drawn))
    fill = "e => getComputedStyle(e).fill"
    colours = []
    for scheme in ("light", "dark"):
        page = visit(samples / "briefing.en.html", scheme=scheme)
        bar = page.locator("#c-peers svg [fill='var(--accent)']").first
        assert bar.evaluate(fill) == page.locator("body").evaluate(
            "e => { e.style.fill = 'var(--accent)'; return getComputedStyle(e).fill; }"
        )
        colours.append(bar.evaluate(fill))
    assert colours[0] != colours[1]


@pytest.mark.parametrize("width", [1280, 390])
def test_few_stops_of_the_tab_key_cross_the_comparison(width: int, run: Path, visit: Visit) -> None:
    for lang in ("zh", "en"):
        page = visit(run / f"comparison.{lang}.html", width=width)
        assert page.evaluate(STOPS) < 150
        links = page.locator("main td a, main th a").count()
        assert links > 50  # all of them still there for mouse and screen reader


def test_arrow_keys_walk_through_a_table_that_is_one_stop(samples: Path, visit: Visit) -> None:
    page = visit(samples / "briefing.en.html")
    table = page.locator(".lead table")
    assert table.locator('[tabindex="0"]').count() == 1
    assert attribute(table, "aria-describedby") == "arrows"
    table.locator('[tabindex="0"]').focus()
    here = "() => document.activeElement.textContent"
    assert page.evaluate(here) == "What"
    steps = (("ArrowRight", "From"), ("End", "Where"), ("ArrowDown", "¶19"), ("ArrowRight", "¶66"))
    for key, text in steps:
        page.keyboard.press(key)
        assert page.evaluate(here) == text
        assert page.locator("#arrows").is_visible()
    page.keyboard.press("ArrowDown")
    assert page.evaluate(here) == "¶67"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate(here) == "¶20"
    page.keyboard.press("Tab")
    assert not page.locator("#arrows").is_visible()
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(here) == "¶20"


def test_folds_are_large_enough_for_a_finger(samples: Path, visit: Visit) -> None:
    page = visit(samples / "briefing.zh.html", width=390)
    heights = page.locator(".annex summary, #contents a").evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert min(heights) >= 44


def test_shades_keep_their_fill_in_colours_of_the_readers_own(samples: Path, visit: Visit) -> None:
    page = visit(samples / "briefing.en.html", forced_colors="active")
    ground = "e => getComputedStyle(e).backgroundColor"
    shades = {
        page.locator(f".t-{tone}").first.evaluate(ground) for tone in ("b3", "b2", "a2", "a3")
    }
    assert len(shades) == 4
