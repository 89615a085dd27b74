"""The HTML in a real Chromium with the network off: figures lead somewhere, nothing is fetched,
phone and paper work."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from evalkit import api
from tests.conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WIDTHS = (320, 390, 1280)


@pytest.fixture(scope="module")
def pages(run: Path) -> dict[str, Path]:
    made = {
        name: run / name
        for stem in ("comparison", "guizhou-2026", "shanghai-2026")
        for lang in ("zh", "en")
        for name in (f"{stem}.{lang}.html",)
    }
    audited = api.audit(api.score([ROOT / "cases"], as_of="2026-11-23"))
    for lang in ("zh", "en"):
        made[f"audit.{lang}.html"] = run / f"audit.{lang}.html"
        made[f"audit.{lang}.html"].write_bytes(api.audit_report(audited, "html", lang))
    return made


@pytest.mark.parametrize(
    "name",
    [
        f"{s}.{lang}.html"
        for s in ("comparison", "guizhou-2026", "shanghai-2026", "audit")
        for lang in ("zh", "en")
    ],
)
def test_a_page_stands_on_its_own(name: str, pages: dict[str, Path], browser: Browser) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    outside, faults = [], []
    page.on(
        "request",
        lambda request: (
            outside.append(request.url) if not request.url.startswith(("file:", "data:")) else None
        ),
    )
    page.on(
        "console", lambda message: faults.append(message.text) if message.type == "error" else None
    )
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(pages[name].as_uri())
    assert (outside, faults) == ([], [])
    loose = page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].filter(a => !document.getElementById(decodeURIComponent(a.hash.slice(1)))).map(a => a.hash)"
    )
    assert loose == []
    repeated = page.evaluate(
        "(() => {const ids = [...document.querySelectorAll('[id]')].map(e => e.id); return ids.filter((id, n) => ids.indexOf(id) !== n)})()"
    )
    assert repeated == []
    assert page.evaluate("document.documentElement.lang") == (
        "zh-CN" if ".zh." in name else "en-GB"
    )
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    context.close()


def test_every_score_of_the_summary_leads_to_its_row(evidence: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.goto((evidence / "guizhou-2026.zh.html").as_uri())
    shown = page.locator(".summary a.f").all_inner_texts()
    assert shown
    for n, figure in enumerate(shown):
        page.goto((evidence / "guizhou-2026.zh.html").as_uri())
        page.locator(".summary a.f").nth(n).click()
        page.wait_for_url("**/guizhou-2026-evidence.zh.html#*")
        row = page.locator("tr:target")
        assert row.count() == 1
        assert figure in row.locator("td").all_inner_texts()
    page.close()


def test_scores_of_the_comparisons_summary_lead_to_its_ranking(
    pages: dict[str, Path], browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(pages["comparison.zh.html"].as_uri())
    links = page.locator(".summary a.f")
    assert links.count() >= 2
    for n in range(links.count()):
        shown = links.nth(n).inner_text()
        links.nth(n).click()
        row = page.locator("tr:target")
        assert row.count() == 1
        assert row.locator("td").first.inner_text() == shown
    page.close()


def test_headings_tables_and_landmarks_can_be_heard(
    pages: dict[str, Path], browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(pages["comparison.en.html"].as_uri())
    assert page.locator("h1").count() == 1
    assert page.locator("main, nav[aria-label=Contents], header, footer").count() == 4
    tables = page.locator("table")
    for n in range(tables.count()):
        table = tables.nth(n)
        assert table.locator("caption").count() == 1
        assert table.locator("thead th[scope=col]").count() > 0
        rows = table.locator("tbody tr").count()
        assert table.locator("tbody th[scope=row]").count() == rows
    page.close()


@pytest.mark.parametrize("name", ["comparison.zh.html", "shanghai-2026.en.html"])
def test_it_prints(name: str, pages: dict[str, Path], browser: Browser, tmp_path: Path) -> None:
    page = browser.new_page()
    page.goto(pages[name].as_uri())
    page.emulate_media(media="print")
    assert not page.locator("nav:visible").count()
    content = page.pdf(format="A4", print_background=True)
    assert content.startswith(b"%PDF")
    assert len(content) > 20_000
    page.close()
