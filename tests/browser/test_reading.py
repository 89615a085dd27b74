"""Finding one's way in a page: landmarks, headings, keys, and letters as large as the reader wants
them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.browser.conftest import Scheme, Visit

STEMS = ("comparison", "portfolio", "guizhou-2026")


@pytest.mark.parametrize(("lang", "width"), [("en", 1280), ("zh", 390)])
@pytest.mark.parametrize("stem", STEMS)
def test_axe_hears_every_landmark_heading_and_region_apart(
    stem: str, lang: str, width: int, run: Path, visit: Visit
) -> None:
    axe = pytest.importorskip("axe_playwright_python")
    page = visit(run / f"{stem}.{lang}.html", width=width)
    page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.evaluate((Path(axe.__file__).parent / "axe.min.js").read_text("utf-8"))
    found = page.evaluate("() => axe.run()")["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:160]) for v in found] == []


def test_other_reports_close_on_escape_and_when_the_reader_turns_elsewhere(
    run: Path, visit: Visit
) -> None:
    page = visit(run / "comparison.en.html")
    menu, summary = page.locator(".others details"), page.locator(".others summary")
    summary.click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None
    assert summary.evaluate("e => e === document.activeElement")
    summary.click()
    page.locator("h1").click()
    assert menu.get_attribute("open") is None


def test_letters_follow_the_size_that_the_reader_has_set(run: Path) -> None:
    style = re.findall(
        r"<style>(.*?)</style>", (run / "comparison.en.html").read_text("utf-8"), re.DOTALL
    )[0]
    assert not re.search(r"font(-size)?:[^;}]*\dpx", style)


def test_one_can_always_return_to_the_top_and_to_the_contents(run: Path, visit: Visit) -> None:
    page = visit(run / "guizhou-2026.en.html")
    page.evaluate("() => scrollTo(0, 5000)")
    page.get_by_role("link", name="Contents", exact=True).click()
    page.wait_for_function(
        "() => { const y = document.querySelector('#contents').getBoundingClientRect().y; return y >= 0 && y < innerHeight; }"
    )
    page.get_by_role("link", name="Top").click()
    page.wait_for_function("() => scrollY < 60")


def test_every_stop_of_the_tab_key_is_seen(run: Path, visit: Visit) -> None:
    page = visit(run / "comparison.en.html")
    seen = []
    for _ in range(30):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                "() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; }"
            )
        )
    assert all(seen)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_does_not_apply_can_be_read(scheme: Scheme, run: Path, visit: Visit) -> None:
    page = visit(run / "comparison.en.html", scheme=scheme)
    shown = page.locator(".t-na").first.evaluate(
        "e => [getComputedStyle(e).color, getComputedStyle(e).backgroundImage]"
    )
    ink, *grounds = [
        tuple(map(int, c)) for c in re.findall(r"rgb\((\d+), (\d+), (\d+)\)", " ".join(shown))
    ]

    def light(colour: tuple[int, ...]) -> float:
        parts = [
            v / 255 / 12.92 if v / 255 <= 0.03928 else ((v / 255 + 0.055) / 1.055) ** 2.4
            for v in colour
        ]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    for ground in grounds:
        high, low = sorted((light(ink), light(ground)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5


def test_a_page_stays_small_and_runs_no_script_but_its_own(run: Path) -> None:
    text = (run / "comparison.en.html").read_text("utf-8")
    style, script = (
        re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL) for tag in ("style", "script")
    )
    assert len(style) == len(script) == 1
    assert len(style[0]) + len(script[0]) < 56_000
    assert not re.search(
        r"innerHTML *=|\beval\b|\bfetch\b|XMLHttpRequest|import |https?:", script[0]
    )
    assert not re.search(r"url\(|@import|https?:", style[0])
    assert "weights" not in re.findall(
        r"<script>(.*?)</script>", (run / "guizhou-2026.en.html").read_text("utf-8"), re.DOTALL
    )[0].replace("weights.js", "")
