"""Weights in the reader's hand, in a real Chromium: sliders give the engine's numbers, the link
keeps them, the file that is downloaded scores the same; axe hears nothing serious."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from evalkit import api
from evalkit.evaluation import Evaluation
from evalkit.render import RENDERERS
from evalkit.report.model import Column, Row, Section, Table, cell
from evalkit.report.numbers import round_half_up
from tests import scale_units
from tests.browser.conftest import Visit, attribute, box_of
from tests.conftest import ROOT, asked, evaluation_of
from tests.office.test_workbook import FIRST, SECOND, THIRD, case, given
from tests.office.test_workbook import evaluation as every_rule
from tests.office.test_workbook import rubric as every_rubric
from tests.sample_reports import briefing
from tests.unit.scoring.test_grades import part, programme

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RUBRIC = str(ROOT / "rubrics/regional-innovation.yaml")


def page_of(evaluation: Evaluation, folder: Path, lang: str = "en") -> str:
    made = dict(api.reports(evaluation, ("html",), (lang,)))
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return (folder / f"comparison.{lang}.html").as_uri()


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(
        api.score([ROOT / "cases"], RUBRIC, as_of="2026-11-24"), tmp_path_factory.mktemp("shipped")
    )


def opened(browser: Browser, address: str, width: int = 1280) -> Page:
    page = browser.new_context(
        offline=True, accept_downloads=True, viewport={"width": width, "height": 900}
    ).new_page()
    page.on("pageerror", lambda fault: pytest.fail(f"the page's script broke: {fault}"))
    page.goto(address)
    return page


def move(page: Page, ref: str, weight: float) -> None:
    slider = page.locator(f'input[data-ref="{ref}"]')
    slider.evaluate(
        "(e, w) => { e.value = w; e.dispatchEvent(new Event('input', {bubbles: true})); }",
        str(weight),
    )
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )


def ranking(page: Page) -> dict[str, tuple[str, str]]:
    """Case → (rank as shown, score unrounded as text), in the order shown."""
    rows = page.locator("#t-ranking tbody tr")
    return {
        attribute(rows.nth(n), "data-case"): (
            rows.nth(n).locator("td").first.inner_text(),
            attribute(rows.nth(n), "data-score"),
        )
        for n in range(rows.count())
    }


def agree(page: Page, evaluation: Evaluation) -> None:
    shown = ranking(page)
    standings = {s.case: s for s in asked(evaluation).standings}
    assert set(shown) == set(standings)
    for name, (rank, value) in shown.items():
        own = standings[name]
        assert rank == (str(own.rank) if own.rank else "—"), name
        assert (
            value == ""
            if own.value is None
            else float(value) == pytest.approx(own.value, abs=1e-12)
        ), name


def downloaded(page: Page, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.locator("#t-save").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_sliders_move_ranks_as_the_engine_does_and_the_downloaded_weights_give_the_same(
    shipped: str, browser: Browser, tmp_path: Path
) -> None:
    page = opened(browser, shipped)
    agree(page, api.score([ROOT / "cases"], RUBRIC, as_of="2026-11-24"))
    before = ranking(page)
    for ref, weight in (
        ("innovation-talent", 0),
        ("governance", 4.5),
        ("governance.management.clear-goals", 3.3),
    ):
        move(page, ref, weight)
    file = downloaded(page, tmp_path)
    weighed = api.score([ROOT / "cases"], str(file), as_of="2026-11-24")
    assert weighed.standard.weighed is not None
    assert list(before) != list(ranking(page))
    agree(page, weighed)
    assert [s.case for s in asked(weighed).standings if s.rank] == list(ranking(page))


def test_the_link_keeps_the_weights_and_one_click_brings_the_stated_ones_back(
    shipped: str, browser: Browser
) -> None:
    page = opened(browser, shipped)
    first = ranking(page)
    ref = attribute(page.locator("#t-sliders input").first, "data-ref")
    move(page, ref, 5)
    moved, link = ranking(page), page.url
    assert "#weights=" in link
    again = opened(browser, link)
    assert ranking(again) == moved != first
    again.locator("#t-reset").click()
    again.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    assert ranking(again) == first
    assert "#" not in again.url


@pytest.mark.parametrize("consensus", ["mean", "lowest"])
def test_every_aggregation_with_gaps_agrees_with_the_engine(
    consensus: str, browser: Browser, tmp_path: Path
) -> None:
    evaluation = every_rule(consensus)
    page = opened(browser, page_of(evaluation, tmp_path))
    agree(page, evaluation)
    data = json.loads(page.locator("#t-data").text_content() or "")
    assert {node["aggregation"] for node in data["nodes"]} == {
        "",
        0.5,
        "arithmetic",
        "geometric",
        "harmonic",
        "minimum",
    }


def test_what_is_said_follows_the_sliders(shipped: str, browser: Browser) -> None:
    page = opened(browser, shipped)
    said = page.locator("#t-said")
    assert "These are the rubric's own weights." in said.inner_text()
    for n in range(page.locator("#t-sliders input").count()):
        ref = attribute(page.locator("#t-sliders input").nth(n), "data-ref")
        if "." not in ref:
            move(page, ref, 0 if n else 1)
    text, shown = said.inner_text(), ranking(page)
    names = page.locator("#t-ranking tbody th").all_inner_texts()
    scores = page.locator("#t-ranking tbody tr td:nth-child(3)").all_inner_texts()
    assert text.startswith(
        f"With these weights {names[0]} scores highest, {scores[0]}, and {names[-1]} lowest, {scores[-1]}."
    )
    moved = [
        mark
        for mark in page.locator("#t-ranking tbody tr td:nth-child(5)").all_inner_texts()
        if mark
    ]
    assert f"Cases that change rank: {len(moved)};" in text
    assert len(shown) == 12


def test_a_table_sorts_by_its_heading(shipped: str, browser: Browser) -> None:
    page = opened(browser, shipped)
    table = page.locator("#ranking table")
    first = table.locator("tbody tr").first.inner_text()
    names = table.locator("thead th").all_inner_texts()
    at = next(n for n, name in enumerate(names) if name.startswith("Score"))
    score = table.locator("thead th").nth(at).locator("button")
    score.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert table.locator("thead th").nth(at).get_attribute("aria-sort") == "ascending"
    assert table.locator("tbody tr").last.inner_text() == first
    page.keyboard.press("Enter")
    assert table.locator("thead th").nth(at).get_attribute("aria-sort") == "descending"
    assert table.locator("tbody tr").first.inner_text() == first


def test_a_link_into_a_folded_annex_opens_it(tmp_path: Path, browser: Browser) -> None:
    rows = tuple(Row((cell(name), cell("1")), id=f"r-{name}") for name in ("a", "b"))
    held = Table("Sources", (Column("Name"), Column("Number", numeric=True)), rows)
    made = briefing("en")
    last = Section("annex-sources", "Sources", (held,), annex=True)
    path = tmp_path / "folded.html"
    path.write_bytes(RENDERERS["html"](replace(made, sections=(*made.sections, last))))
    page = opened(browser, path.as_uri())
    target = page.locator("section.annex tr[id]").first
    annex = target.locator("xpath=ancestor::details")
    assert annex.get_attribute("open") is None
    page.evaluate("id => { location.hash = id; }", attribute(target, "id"))
    page.wait_for_function("annex => annex.open", arg=annex.element_handle())
    assert page.locator("section.annex > details[open]").count() == 1


@pytest.mark.parametrize("name", ["comparison", "guizhou-2026"])
def test_axe_hears_nothing_serious_in_the_dark(name: str, shipped: str, browser: Browser) -> None:
    """By daylight it hears nothing at all: test_reading."""
    axe = pytest.importorskip("axe_playwright_python")
    page = browser.new_context(offline=True, color_scheme="dark").new_page()
    page.goto(shipped.replace("comparison", name))
    page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("() => axe.run()")["violations"]
    serious = [
        (v["id"], v["nodes"][0]["html"][:160])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
    assert serious == []


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return api.score([ROOT / "cases"], RUBRIC, as_of="2026-11-24")


RANGES = "#t-ranking tbody tr td:nth-child(6)"
DRAWN = "() => ![...document.querySelectorAll('#t-ranking tbody td:last-child')].some(cell => cell.textContent === '…')"


def weight(page: Page, ref: str) -> str:
    slider = page.locator(f'input[data-ref="{ref}"]')
    return str(slider.evaluate("e => e.closest('.slide').querySelector('output').textContent"))


def ranges(evaluation: Evaluation, cases: Iterable[str]) -> list[str]:
    """The ranks of cases under other weights, as the report's own recalculations have them."""
    standing = {s.case: s for s in asked(evaluation).standings}
    ends = ((standing[case].rank_low, standing[case].rank_high) for case in cases)
    return [f"{low}–{high}" if low < high else f"{low}" for low, high in ends]


def test_stated_weights_show_the_ranges_of_the_report(
    evaluation: Evaluation, run: Path, visit: Visit
) -> None:
    page = visit(run / "comparison.en.html")
    names = "rows => rows.map(row => row.querySelector('th').innerText)"
    reported = page.locator("#ranking tbody tr").evaluate_all(names)
    assert page.locator("#t-ranking tbody tr").evaluate_all(names) == reported
    assert len(reported) == 12
    assert page.locator(RANGES).all_inner_texts() == ranges(evaluation, ranking(page))
    move(page, "governance", 3)
    assert set(page.locator(RANGES).all_inner_texts()) == {
        "…"
    }  # scores at once, ranges when the reader rests
    page.wait_for_function(DRAWN)
    page.locator("#t-reset").click()
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    assert page.locator(RANGES).all_inner_texts() == ranges(evaluation, ranking(page))


def test_a_page_with_other_weights_says_so_until_they_are_back(run: Path, visit: Visit) -> None:
    page = visit(run / "comparison.en.html")
    banner = page.locator("#t-banner")
    assert not banner.is_visible()
    move(page, "governance", 3)
    assert "The text and tables below use the stated weights" in banner.inner_text()
    page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
    assert box_of(banner)["y"] == 0
    banner.get_by_role("link").click()
    heading = box_of(page.locator("#tuning h2"))
    assert box_of(banner)["height"] <= heading["y"] < 900
    banner.get_by_role("button", name="Back to the stated weights").click()
    page.wait_for_function("() => document.querySelector('#t-banner').hidden")
    assert weight(page, "governance") == "1"
    assert page.locator("#t-sliders .moved").count() == 0


def test_links_within_the_page_reloading_and_the_other_language_keep_the_weights(
    run: Path, visit: Visit
) -> None:
    page = visit(run / "comparison.en.html")
    move(page, "governance", 3)
    page.wait_for_function("() => location.hash.startsWith('#weights=')")
    moved = ranking(page)
    page.locator('main a.f[href^="#"]:visible').first.click()
    page.wait_for_function("() => !location.hash.includes('weights')")
    assert page.locator("tr:target").count() == 1
    assert ranking(page) == moved
    page.reload()
    assert (ranking(page), weight(page, "governance")) == (moved, "3")
    move(page, "governance", 2)
    chosen = ranking(page)
    page.go_back()
    page.wait_for_function("() => location.hash === '#weights=governance:2'")
    assert (ranking(page), weight(page, "governance")) == (chosen, "2")
    page.get_by_role("link", name="中文").click()
    page.wait_for_url("**/comparison.zh.html#weights=governance:2")
    assert (ranking(page), weight(page, "governance")) == (chosen, "2")
    page.locator("#t-reset").click()
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )
    assert page.locator("a[hreflang]").first.get_attribute("href") == "comparison.en.html"
    page.reload()
    assert weight(page, "governance") == "1"


def test_weights_pasted_into_an_open_page_are_taken(run: Path, visit: Visit) -> None:
    page = visit(run / "comparison.en.html")
    page.evaluate("() => { location.hash = 'weights=governance:3.5'; }")
    page.wait_for_function("() => !document.querySelector('#t-banner').hidden")
    assert weight(page, "governance") == "3.5"
    page.evaluate("() => { location.hash = 'weights=innovation-talent:12'; }")
    page.wait_for_function(
        "() => document.querySelector('[data-ref=innovation-talent]').value === '12'"
    )
    assert (weight(page, "governance"), weight(page, "innovation-talent")) == ("1", "12")
    assert page.locator('[data-ref="innovation-talent"]').get_attribute("max") == "12"


@pytest.mark.parametrize(
    "hash",
    [
        "weights=%E0%A4%A:2,governance:3",
        "weights=governance:-1",
        "weights=governance:1e300,:,::,x",
        "weights=",
        "%E0%A4%A",
    ],
)
def test_a_broken_link_does_no_harm(hash: str, run: Path, visit: Visit) -> None:
    page = visit(f"{(run / 'comparison.en.html').as_uri()}#{hash}")
    assert weight(page, "governance") == ("3" if "governance:3" in hash else "1")
    assert all(value for _, value in ranking(page).values())


def test_a_link_with_weights_opens_the_folds_that_hold_them_and_marks_them(
    run: Path, visit: Visit
) -> None:
    page = visit(
        f"{(run / 'comparison.en.html').as_uri()}#weights=governance.management.clear-goals:3"
    )
    slider = page.locator('input[data-ref="governance.management.clear-goals"]')
    assert slider.is_visible()
    line = page.locator("#t-sliders .moved")
    assert line.count() == 1
    assert "stated 1" in line.inner_text()
    assert attribute(slider, "aria-valuetext").endswith("; stated: 1")
    assert page.locator("#t-changes li").all_inner_texts() == [
        "P1.1 A clear strategy and clear goals for innovation: 3 instead of 1"
    ]
    assert page.locator("#t-sliders details[open]").count() == 2


def test_each_slider_shows_its_share_of_the_total(run: Path, visit: Visit) -> None:
    page = visit(run / "comparison.en.html")
    tree: dict[str, float] = page.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('#t-sliders .slide')].map(line => [line.querySelector('input').dataset.ref, parseFloat(line.querySelector('.share').textContent)]))"
    )
    top = {ref: share for ref, share in tree.items() if "." not in ref}
    assert sum(top.values()) == pytest.approx(100, abs=0.2)
    inside = [
        share
        for ref, share in tree.items()
        if ref.startswith("governance.") and ref.count(".") == 1
    ]
    assert sum(inside) == pytest.approx(top["governance"], abs=0.2)
    move(page, "governance", 2)
    share = page.locator('input[data-ref="governance"]').evaluate(
        "e => e.closest('.slide').querySelector('.share').textContent"
    )
    assert share == "50.0%"


def test_the_sentence_is_read_out_once_the_reader_rests(run: Path, visit: Visit) -> None:
    page = visit(run / "comparison.en.html")
    aloud = page.locator("#t-aloud")
    assert aloud.get_attribute("role") == "status"
    heard = page.locator('input[data-ref="governance"]').evaluate(
        """async e => {
          for (const value of [2, 3, 4]) {
            e.value = value;
            e.dispatchEvent(new Event('input', {bubbles: true}));
            await new Promise(requestAnimationFrame);
          }
          return document.getElementById('t-aloud').textContent;
        }"""
    )
    assert heard == ""
    page.wait_for_function("() => document.querySelector('#t-aloud').textContent")
    assert aloud.text_content() == page.locator("#t-said").text_content()
    assert page.locator("#t-said[aria-live], #t-said[role]").count() == 0


def test_the_ranking_stays_beside_the_sliders_and_before_them_on_a_phone(
    run: Path, visit: Visit
) -> None:
    address = f"{(run / 'comparison.en.html').as_uri()}#weights=governance.management.clear-goals:3"
    page = visit(address)
    page.locator("#t-sliders input:visible").last.evaluate("e => e.scrollIntoView({block: 'end'})")
    said, last = (
        box_of(page.locator("#t-said")),
        box_of(page.locator("#t-sliders input:visible").last),
    )
    assert said["y"] >= 0
    assert said["x"] > last["x"] + last["width"]
    phone = visit(address, width=390)
    assert box_of(phone.locator("#t-ranking"))["y"] < box_of(phone.locator("#t-sliders"))["y"]
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_what_was_downloaded_says_where_to_run_it(run: Path, visit: Visit, tmp_path: Path) -> None:
    page = visit(run / "comparison.en.html")
    move(page, "governance", 2)
    file = downloaded(page, tmp_path)
    assert f"evalkit score cases/ -r {file.name}" in page.locator("#t-told").inner_text()
    assert "the folder that holds your cases" in page.locator("#t-told").inner_text()


def test_the_contents_name_the_sliders_where_they_stand(run: Path, visit: Visit) -> None:
    page = visit(run / "comparison.en.html")
    linked = page.locator("#contents a").evaluate_all(
        "all => all.filter(a => a.offsetWidth).map(a => a.hash.slice(1))"
    )
    stand = page.locator("main > section:not(.summary)").evaluate_all(
        "all => all.map(section => section.id)"
    )
    assert linked == stand
    assert linked[1] == "tuning"


def test_a_grade_that_stands_whatever_the_score_moves_with_no_weight(
    browser: Browser, tmp_path: Path
) -> None:
    held = evaluation_of(part(), programme("a"), programme("b", "02010"), programme("c", ".2010"))
    page = opened(browser, page_of(held, tmp_path))
    for weight in (50, 0):
        move(page, "results", weight)
        grades = {
            attribute(row, "data-case"): row.locator("td").nth(2).inner_text()
            for row in page.locator("#t-ranking tbody tr").all()
        }
        assert grades["b"] == "Results not demonstrated"
        assert grades["c"] == "—"
        assert grades["a"] == ("Ineffective" if weight else "Moderately effective")


@pytest.mark.parametrize("by", ["weight", "count"])
@pytest.mark.parametrize("withholds", ["true", "false"])
def test_every_rule_of_coverage_agrees_with_the_engine(
    by: str, withholds: str, browser: Browser, tmp_path: Path
) -> None:
    rule = f"{{least: 0.7, by: {by}, withholds: {withholds}, depth: {{0: 0.5, 2: 0.6}}}}"
    text = every_rubric().replace("coverage: 0.4", f"coverage: {rule}")
    fourth = f"{{a: {given(3)}, c: {given(3)}, e: {given(2)}, g: {given(1)}}}"
    cases = (case("one", FIRST), case("two", SECOND), case("three", THIRD, tier="no-tier"))
    held = evaluation_of(text, *cases, case("four", fourth))
    page = opened(browser, page_of(held, tmp_path))
    agree(page, held)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_scores_on_the_scale_of_the_rubric_are_shown_on_it(
    browser: Browser, tmp_path: Path, lang: str
) -> None:
    page = opened(browser, page_of(scale_units.held, tmp_path, lang))
    rows = page.locator("#t-ranking tbody tr")
    for weight in (3.0, 0.0):
        move(page, "p", weight)
        for n in range(rows.count()):
            score = float(attribute(rows.nth(n), "data-score"))
            shown = rows.nth(n).locator("td").nth(1).inner_text()
            assert shown == round_half_up(1 + 5 * score, 2)
    said = page.locator("#tuning").inner_text()
    assert "4.75" in said  # dun without its first pillar: 4 and 5.5
    assert not re.search(r"\d分|\d points", said)
