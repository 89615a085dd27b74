"""Charts on every shipped page, in a real Chromium: whole in the fonts of the reader, readable on a
phone and in the dark, and they say their own figures only."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from tests.browser.conftest import Visit, box_of

# The boxes of all texts in the picture's own units, and how far each reaches over the edge.
BEYOND = """() => {
  document.querySelectorAll('details').forEach(d => { d.open = true; });
  return [...document.querySelectorAll('figure.chart svg')].flatMap(svg => {
    const view = svg.viewBox.baseVal, own = svg.getScreenCTM().inverse();
    return [...svg.querySelectorAll('text')].filter(text => text.textContent.trim()).flatMap(text => {
      const box = text.getBBox(), to = own.multiply(text.getScreenCTM());
      const xs = [], ys = [];
      for (const x of [box.x, box.x + box.width]) for (const y of [box.y, box.y + box.height]) {
        const at = new DOMPoint(x, y).matrixTransform(to);
        xs.push(at.x);
        ys.push(at.y);
      }
      const over = Math.max(view.x - Math.min(...xs), view.y - Math.min(...ys), Math.max(...xs) - view.x - view.width, Math.max(...ys) - view.y - view.height);
      return over > 0.5 ? [[svg.closest('figure').id, text.textContent, over]] : [];
    });
  });
}"""
RUN_TOGETHER = """() => [...document.querySelectorAll('figure.chart .role-axis-label')].flatMap(labels => {
  const shown = [...labels.querySelectorAll('text')].filter(text => text.getAttribute('opacity') !== '0' && !/rotate/.test(text.getAttribute('transform')));
  const boxes = shown.map(text => [text.textContent, text.getBoundingClientRect()]);
  return boxes.flatMap(([a, x], n) => boxes.slice(n + 1).filter(([, y]) => Math.min(x.right, y.right) - Math.max(x.left, y.left) > -1
    && Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top) > 6).map(([b]) => [a, b]));
})"""


def pages(run: Path, lang: str) -> list[Path]:
    return sorted(run.glob(f"*.{lang}.html"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_letter_of_a_chart_is_cut_off_and_no_two_years_run_together(
    lang: str, run: Path, visit: Visit
) -> None:
    assert len(pages(run, lang)) >= 13
    drawn = 0
    for path in pages(run, lang):
        page = visit(path)
        assert page.evaluate(BEYOND) == [], path.name
        assert page.evaluate(RUN_TOGETHER) == [], path.name
        drawn += page.locator("figure.chart").count()
        page.close()
    assert drawn >= 27


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_a_chart_says_is_ours(lang: str, run: Path) -> None:
    for path in pages(run, lang):
        drawn = "".join(re.findall(r"<svg .*?</svg>", path.read_text("utf-8"), flags=re.DOTALL))
        said = [html.unescape(label) for label in re.findall(r'aria-label="([^"]*)"', drawn)]
        assert bool(said) == bool(drawn), path.name
        strange = [
            label
            for label in said
            if re.search(r"(^|; )[a-z]: |\d\.\d{5}|axis|legend|Title text", label)
        ]
        assert strange == [], path.name
        assert not re.search(r"<text [^>]*aria-label", drawn), path.name


def test_a_mark_says_its_figures_beside_the_pointer_and_its_text_does_not_stand_in_the_way(
    run: Path, visit: Visit
) -> None:
    page = visit(run / "comparison-method.en.html")
    page.locator('[id="c-likelihood"]').scroll_into_view_if_needed()
    text = page.locator('[id="c-likelihood"] svg text', has_text="%").first
    box = box_of(text)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    tip = page.locator("#tip")
    assert tip.is_visible()
    assert tip.inner_text() == f"Zhejiang · 1: {text.text_content()}"
    page.mouse.move(2, 2)
    assert not tip.is_visible()


def test_letters_of_a_chart_can_be_read_on_a_phone(run: Path, visit: Visit) -> None:
    page = visit(run / "guizhou-2026.zh.html", width=390)
    page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
    heights = page.locator("figure.chart svg").evaluate_all(
        "all => all.map(svg => 12 * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width)"
    )
    assert len(heights) >= 2
    assert min(heights) >= 9
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_chart_is_a_tab_stop_only_where_it_scrolls(run: Path, visit: Visit) -> None:
    count = "() => [...document.querySelectorAll('figure.chart')].map(f => f.querySelectorAll('[tabindex]').length)"
    assert set(visit(run / "comparison.en.html").evaluate(count)) == {0}
    assert 1 in set(visit(run / "comparison.en.html", width=390).evaluate(count))
