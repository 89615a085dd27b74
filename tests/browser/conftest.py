"""One real Chromium for all tests of this folder, and the shipped pages; without Chromium the tests
are skipped."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from evalkit import api
from tests.conftest import ROOT

WIDTH_OF_A_LETTER = "() => document.createElement('canvas').getContext('2d').measureText('a').width"


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
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
    """A folder with every page of the shipped cases, in both languages."""
    folder = tmp_path_factory.mktemp("run")
    evaluation = api.score(
        [ROOT / "cases"], str(ROOT / "rubrics/regional-innovation.yaml"), as_of="2026-11-24"
    )
    for name, content in api.reports(evaluation, ("html",)):
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def visit(browser: Any) -> Iterator[Callable[..., Any]]:
    """What opens a page with the network off; a fault in its script fails the test."""
    contexts, faults = [], []

    def open_page(
        path: Path | str, width: int = 1280, height: int = 900, scheme: str = "light", **more: Any
    ) -> Any:
        size = {"width": width, "height": height}
        contexts.append(
            browser.new_context(
                offline=True, accept_downloads=True, viewport=size, color_scheme=scheme, **more
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
