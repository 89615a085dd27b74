"""The ranking of more cases than a page shows, in a real Chromium with the network off: searched,
paged, weighed otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from evalkit import api
from evalkit.report import facts
from tests.browser.conftest import Visit, box_of
from tests.conftest import asked
from tests.many_cases import MANY, many

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROWS = "#t-ranking tbody tr"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("many")
    for name, content in api.reports(many(), ("html",), products=("comparison",)):
        (made / name).write_bytes(content)
    return made


def shown(page: Page) -> list[str]:
    return [*page.locator(ROWS).evaluate_all("rows => rows.map(row => row.dataset.case)")]


def order() -> list[str]:
    return [s.case for s in facts.ranked(asked(many()))]


def test_the_page_holds_a_window_and_not_every_case(folder: Path, visit: Visit) -> None:
    page = visit(folder / "comparison.en.html")
    assert len(shown(page)) == 20
    assert page.evaluate("document.querySelectorAll('*').length") < 15_000
    assert page.locator("#seek [role=status]").last.inner_text() == f"1–20 of {MANY}"


def test_its_scores_and_ranks_are_those_of_the_report(folder: Path, visit: Visit) -> None:
    page = visit(folder / "comparison.en.html")
    seen: dict[str, tuple[str, str]] = {}
    while True:
        rows = page.locator(ROWS).evaluate_all(
            "rows => rows.map(row => [row.dataset.case, row.dataset.score, row.cells[0].innerText])"
        )
        seen |= {case: (score, rank) for case, score, rank in rows}
        on = page.get_by_role("button", name="Next")
        if on.get_attribute("aria-disabled") == "true":
            break
        on.click()
    assert len(seen) == MANY
    for standing in asked(many()).standings:
        score, rank = seen[standing.case]
        assert rank == (str(standing.rank) if standing.rank else "—")
        assert (standing.value is None) == (score == "")
        assert standing.value is None or float(score) == pytest.approx(standing.value, abs=1e-12)


def test_a_case_is_found_by_its_name_and_shown_among_those_around_it(
    folder: Path, visit: Visit
) -> None:
    page, middle = visit(folder / "comparison.en.html"), order()[100]
    page.get_by_role("searchbox", name="Find a plan").fill(middle.replace("-", " "))
    page.keyboard.press("Enter")
    assert page.locator("tr.sought").get_attribute("data-case") == middle
    assert shown(page)[10] == middle
    page.locator("#t-seek").fill("nobody at all")
    assert page.locator("#seek [role=status]").first.inner_text() == "None found"


def test_the_case_that_is_found_is_in_sight(folder: Path, visit: Visit) -> None:
    page = visit(folder / "comparison.en.html")
    page.locator("#t-seek").fill(order()[100])
    page.keyboard.press("Enter")
    area, row = (box_of(page.locator(name)) for name in ("#t-ranking", "tr.sought"))
    assert area["y"] <= row["y"]
    assert row["y"] + row["height"] <= min(area["y"] + area["height"], 900) + 1
    page.keyboard.press("PageDown")
    assert page.locator("#t-ranking").evaluate("own => own.scrollTop") == 0


def test_names_that_stand_upright_read_from_below_in_chinese_too(
    folder: Path, visit: Visit
) -> None:
    page = visit(folder / "comparison.zh.html")
    turned = page.locator(".upright thead th:not(.h) span").first
    found = turned.evaluate(
        "own => (({ writingMode, textOrientation }) => "
        "[writingMode, textOrientation])(getComputedStyle(own))"
    )
    assert found == ["vertical-rl", "sideways"]


def test_it_pages_by_keyboard(folder: Path, visit: Visit) -> None:
    page = visit(folder / "comparison.en.html")
    first = shown(page)
    page.locator("#t-seek").focus()
    page.keyboard.press("PageDown")
    assert page.locator("#seek [role=status]").last.inner_text() == f"21–40 of {MANY}"
    assert not {*first} & {*shown(page)}
    page.keyboard.press("PageUp")
    assert shown(page) == first
    page.get_by_role("button", name="Last").press("Enter")
    assert page.locator("#seek [role=status]").last.inner_text() == f"{MANY - 19}–{MANY} of {MANY}"


def test_a_slider_weighs_all_cases_anew(folder: Path, visit: Visit) -> None:
    page = visit(folder / "comparison.en.html")
    slider = page.locator("#t-sliders input").first
    slider.evaluate("own => { own.value = 0; own.dispatchEvent(new Event('input')); }")
    page.wait_for_function("document.getElementById('t-said').innerText.includes('change rank')")
    second = many().values("q")
    best = max(second.values())
    scores = page.locator(ROWS).evaluate_all("rows => rows.map(row => +row.dataset.score)")
    assert scores == sorted(scores, reverse=True)
    assert scores[0] == pytest.approx(best)


def test_without_its_script_the_page_shows_the_ends_and_names_the_table_of_all(
    folder: Path,
) -> None:
    text = (folder / "comparison.en.html").read_text("utf-8")
    body = text.partition("<main")[2].partition("<script")[0]
    assert order()[0].replace("place-", "Place ") in body
    assert order()[-1].replace("place-", "Place ") in body
    assert "comparison.en.csv" in body


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [1280, 400])
def test_axe_hears_nothing(folder: Path, visit: Visit, lang: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python")
    page = visit(folder / f"comparison.{lang}.html", width=width)
    page.locator("#t-seek").fill("1")
    page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("() => axe.run()")["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:160]) for v in found] == []
