"""What reports cost their reader: briefing and comparison in a real Chromium, among 12, 100 and
1,000 cases."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit import api
from evalkit.evaluation import Evaluation

from benchmarks.growth import write_rated
from benchmarks.results import PageCost

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZES = (12, 100, 1000)
DAY, VISITS, TOUCHES = "2026-11-26", 3, 5
SLIDER, HEADING = "#t-sliders input", "#ranking table thead th:last-child button"

# Seconds until the page is laid out after what was done to it; its scripts may wait for a frame.
TIMED = """async ([selector, n]) => {
  const element = document.querySelector(selector);
  if (!element) return null;
  const start = performance.now();
  if (element.type === 'range') {
    element.value = n % 2 ? element.min : element.max;
    element.dispatchEvent(new Event('input', {bubbles: true}));
  } else element.click();
  await new Promise(done => requestAnimationFrame(() => setTimeout(done)));
  document.body.getBoundingClientRect();
  return (performance.now() - start) / 1000;
}"""
OPENED = """async () => {
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  const [page] = performance.getEntriesByType('navigation');
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  return [paint ? paint.startTime / 1000 : null, page.domContentLoadedEventEnd / 1000,
          document.querySelectorAll('*').length];
}"""


def run(sizes: Sequence[int] = SIZES) -> Iterator[PageCost | str]:
    found = chromium()
    if found is None:
        yield "no browser"
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play, tempfile.TemporaryDirectory() as folder:
        browser = play.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for cases in sizes:
            for product, path in written(Path(folder), cases).items():
                yield cost(browser, product, cases, path)
        browser.close()


def chromium() -> str | None:
    """Where Chromium is, and something to drive it with."""
    if find_spec("playwright") is None:
        return None
    own = os.environ.get("EVALKIT_CHROMIUM")
    return own or shutil.which("chromium") or shutil.which("chromium-browser")


def written(folder: Path, cases: int) -> dict[str, Path]:
    """The comparison of so many cases, and of the fewest the first briefing: product → file."""
    write_rated(folder / f"{cases}", cases)
    evaluation = api.score([folder / f"{cases}"], as_of=DAY)
    products = ("briefing", "comparison") if cases == min(SIZES) else ("comparison",)
    return {product: _first(evaluation, product, folder) for product in products}


def _first(evaluation: Evaluation, product: str, folder: Path) -> Path:
    made = api.reports(evaluation, ("html",), ("en",), (product,))
    name, content = next(pair for pair in made if pair[0].endswith(".html"))
    made.close()
    path = folder / f"{len(evaluation.files)}-{name}"
    path.write_bytes(content)
    return path


def cost(browser: Browser, product: str, cases: int, path: Path) -> PageCost:
    """A page opened some times, each in a browser that has never seen it, and touched."""
    opened: list[tuple[float | None, float, int]] = []
    moved: list[float | None] = []
    ordered: list[float | None] = []
    for _ in range(VISITS):
        context = browser.new_context(offline=True, viewport={"width": 1280, "height": 900})
        page = context.new_page()
        page.set_default_timeout(120_000)
        page.goto(path.as_uri())
        opened.append(tuple(page.evaluate(OPENED)))
        moved += [_touched(page, SLIDER, n) for n in range(TOUCHES)]
        ordered += [_touched(page, HEADING, n) for n in range(TOUCHES)]
        context.close()
    return PageCost(
        product,
        cases,
        path.stat().st_size / 1e6,
        max(elements for *_, elements in opened),
        _median([painted for painted, *_ in opened]) or 0.0,
        statistics.median(ready for _, ready, _ in opened),
        _median(moved),
        _median(ordered),
    )


def _touched(page: Page, selector: str, n: int = 0) -> float | None:
    seconds: float | None = page.evaluate(TIMED, [selector, n])
    return seconds


def _median(given: Sequence[float | None]) -> float | None:
    held = [seconds for seconds in given if seconds is not None]
    return statistics.median(held) if held else None
