"""One real Chromium for all tests of this folder, and the shipped pages; without Chromium the tests
are skipped."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

import pytest
from evalkit import api
from tests.conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, FloatRect, Locator, Page

Scheme = Literal["light", "dark"]

WIDTH_OF_A_LETTER = "() => document.createElement('canvas').getContext('2d').measureText('a').width"


def attribute(element: Locator, name: str) -> str:
    found = element.get_attribute(name)
    assert found is not None, name
    return found


def box_of(element: Locator) -> FloatRect:
    """Where an element stands in the window."""
    found = element.bounding_box()
    assert found is not None
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api")
    found = (
        os.environ.get("EVALKIT_CHROMIUM")
        or shutil.which("chromium")
        or shutil.which("chromium-browser")
    )
    if found is None:
        pytest.skip("no Chromium here: apt-get install chromium, or set EVALKIT_CHROMIUM")
    with playwright.sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = chromium.new_page()
        if not page.evaluate(WIDTH_OF_A_LETTER):
            pytest.skip("no font here, and Chromium breaks down: apt-get install fonts-dejavu")
        page.close()
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the usual pages of the shipped cases, method and portfolio, in both
    languages."""
    folder = tmp_path_factory.mktemp("run")
    evaluation = api.score(
        [ROOT / "cases"], str(ROOT / "rubrics/regional-innovation.yaml"), as_of="2026-11-24"
    )
    products = ("comparison", "method", "memo", "briefing", "portfolio")
    for name, content in api.reports(evaluation, ("html",), products=products):
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="session")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the briefing of one case, in Chinese, and the file of its evidence."""
    folder = tmp_path_factory.mktemp("evidence")
    evaluation = api.score(
        [ROOT / "cases/guizhou-2026.yaml"],
        str(ROOT / "rubrics/regional-innovation.yaml"),
        as_of="2026-11-24",
    )
    for name, content in api.reports(evaluation, ("html",), ("zh",), ("briefing", "evidence")):
        (folder / name).write_bytes(content)
    return folder


class Visit(Protocol):
    """What opens a page."""

    def __call__(
        self,
        path: Path | str,
        width: int = 1280,
        height: int = 900,
        scheme: Scheme = "light",
        forced_colors: Literal["active"] | None = None,
    ) -> Page: ...


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """What opens a page with the network off; a fault in its script fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(
        path: Path | str,
        width: int = 1280,
        height: int = 900,
        scheme: Scheme = "light",
        forced_colors: Literal["active"] | None = None,
    ) -> Page:
        contexts.append(
            browser.new_context(
                offline=True,
                accept_downloads=True,
                viewport={"width": width, "height": height},
                color_scheme=scheme,
                forced_colors=forced_colors,
            )
        )
        page = contexts[-1].new_page()
        page.on("pageerror", lambda fault: faults.append(str(fault)))
        page.goto(path.as_uri() if isinstance(path, Path) else path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []
