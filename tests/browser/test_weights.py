"""Weights in the reader's hand, in a real Chromium: sliders give the engine's numbers, the link keeps them, the file that is
downloaded scores the same; tables sort and filter; axe hears nothing serious."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from evalkit import api
from evalkit.evaluation import Evaluation
from tests.conftest import ROOT
from tests.office.test_workbook import evaluation as every_rule

RUBRIC = str(ROOT / "rubrics/regional-innovation.yaml")


def page_of(evaluation: Evaluation, folder: Path, lang: str = "en") -> str:
    made = dict(api.reports(evaluation, ("html",), (lang,)))
    for name, content in made.items():
        (folder / name).write_bytes(content)
    return (folder / f"comparison.{lang}.html").as_uri()


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(api.score([ROOT / "cases"], RUBRIC, as_of="2026-11-24"), tmp_path_factory.mktemp("shipped"))


def opened(browser: Any, address: str, width: int = 1280) -> Any:
    page = browser.new_context(offline=True, accept_downloads=True, viewport={"width": width, "height": 900}).new_page()
    page.on("pageerror", lambda fault: pytest.fail(f"the page's script broke: {fault}"))
    page.goto(address)
    return page


def move(page: Any, ref: str, weight: float) -> None:
    slider = page.locator(f'input[data-ref="{ref}"]')
    slider.evaluate("(e, w) => { e.value = w; e.dispatchEvent(new Event('input', {bubbles: true})); }", str(weight))
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def ranking(page: Any) -> dict[str, tuple[str, str]]:
    """Case → (rank as shown, score unrounded as text), in the order shown."""
    rows = page.locator("#t-ranking tbody tr")
    return {
        rows.nth(n).get_attribute("data-case"): (rows.nth(n).locator("td").first.inner_text(), rows.nth(n).get_attribute("data-score"))
        for n in range(rows.count())
    }  # fmt: skip


def agree(page: Any, evaluation: Evaluation) -> None:
    shown = ranking(page)
    standings = {s.case: s for s in evaluation.analyses.standings}
    assert set(shown) == set(standings)
    for case, (rank, value) in shown.items():
        own = standings[case]
        assert rank == (str(own.rank) if own.rank else "—"), case
        assert value == "" if own.value is None else float(value) == pytest.approx(own.value, abs=1e-12), case


def downloaded(page: Any, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.locator("#t-save").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_sliders_move_ranks_as_the_engine_does_and_the_downloaded_weights_give_the_same(
    shipped: str, browser, tmp_path: Path
) -> None:
    page = opened(browser, shipped)
    agree(page, api.score([ROOT / "cases"], RUBRIC, as_of="2026-11-24"))
    before = ranking(page)
    for ref, weight in (("innovation-talent", 0), ("governance", 4.5), ("governance.management.clear-goals", 3.3)):
        move(page, ref, weight)
    file = downloaded(page, tmp_path)
    weighed = api.score([ROOT / "cases"], str(file), as_of="2026-11-24")
    assert weighed.standard.weighed is not None
    assert list(before) != list(ranking(page))
    agree(page, weighed)
    assert [s.case for s in weighed.analyses.standings if s.rank] == list(ranking(page))


def test_the_link_keeps_the_weights_and_one_click_brings_the_stated_ones_back(shipped: str, browser) -> None:
    page = opened(browser, shipped)
    first = ranking(page)
    ref = page.locator("#t-sliders input").first.get_attribute("data-ref")
    move(page, ref, 5)
    moved, link = ranking(page), page.url
    assert "#weights=" in link
    again = opened(browser, link)
    assert ranking(again) == moved != first
    again.locator("#t-reset").click()
    again.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert ranking(again) == first
    assert "#" not in again.url


@pytest.mark.parametrize("consensus", ["mean", "lowest"])
def test_every_aggregation_with_gaps_agrees_with_the_engine(consensus: str, browser, tmp_path: Path) -> None:
    evaluation = every_rule(consensus)
    page = opened(browser, page_of(evaluation, tmp_path))
    agree(page, evaluation)
    data = json.loads(page.locator("#t-data").text_content())
    assert {node["aggregation"] for node in data["nodes"]} == {"", "arithmetic", "geometric", "harmonic", "minimum"}


def test_what_is_said_follows_the_sliders(shipped: str, browser) -> None:
    page = opened(browser, shipped)
    said = page.locator("#t-said")
    assert "These are the rubric's own weights." in said.inner_text()
    for n in range(page.locator("#t-sliders input").count()):
        ref = page.locator("#t-sliders input").nth(n).get_attribute("data-ref")
        if "." not in ref:
            move(page, ref, 0 if n else 1)
    text, shown = said.inner_text(), ranking(page)
    names = page.locator("#t-ranking tbody th").all_inner_texts()
    scores = page.locator("#t-ranking tbody tr td:nth-child(3)").all_inner_texts()
    assert text.startswith(
        f"With these weights {names[0]} scores highest, {scores[0]}, and {names[-1]} lowest, {scores[-1]}."
    )
    moved = [mark for mark in page.locator("#t-ranking tbody tr td:nth-child(5)").all_inner_texts() if mark]
    assert f"Cases that change rank: {len(moved)};" in text
    assert len(shown) == 12


def test_a_table_sorts_by_its_heading_and_filters_by_a_word(shipped: str, browser) -> None:
    page = opened(browser, shipped)
    table = page.locator("#ranking table")
    regions = table.locator("tbody tr td:nth-child(2), tbody tr th")
    first = table.locator("tbody tr").first.inner_text()
    score = table.locator("thead button").nth(2)
    score.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert table.locator("thead th").nth(2).get_attribute("aria-sort") == "ascending"
    assert table.locator("tbody tr").last.inner_text() == first
    box = page.locator("#ranking .filter input")
    box.fill("zhej")
    assert [row for row in table.locator("tbody tr:visible").all_inner_texts() if row] == [first]
    assert regions.count()


def test_a_link_into_a_folded_annex_opens_it(shipped: str, browser) -> None:
    page = opened(browser, shipped)
    annex = page.locator("section.annex details").first
    assert annex.get_attribute("open") is None
    target = page.locator("section.annex [id]").first.get_attribute("id")
    page.evaluate("id => { location.hash = id; }", target)
    page.wait_for_function("() => document.querySelector('section.annex details').open")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["comparison", "guizhou-2026"])
def test_axe_hears_nothing_serious(name: str, scheme: str, shipped: str, browser) -> None:
    axe = pytest.importorskip("axe_playwright_python")
    page = browser.new_context(offline=True, color_scheme=scheme).new_page()
    page.goto(shipped.replace("comparison", name))
    page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("() => axe.run()")["violations"]
    serious = [(v["id"], v["nodes"][0]["html"][:160]) for v in found if v["impact"] in ("serious", "critical")]
    assert serious == []


def test_what_prints_holds_the_annexes_and_not_the_sliders(shipped: str, browser, tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    page = opened(browser, shipped.replace("comparison", "guizhou-2026"))
    page.pdf(path=tmp_path / "printed.pdf")
    text = "".join(p.extract_text() for p in pypdf.PdfReader(tmp_path / "printed.pdf").pages)
    assert "Annex B" in text
    assert "cases/guizhou-2026.yaml:" in text.replace("\n", "")
