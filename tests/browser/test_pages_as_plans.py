"""Saved pages in; what a real browser shows of them is what evalkit reads, apart from menus."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from evalkit.evidence import html
from tests.conftest import SHARED, needs_shared

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CLAUSES = (
    "全省研发投入强度达到{}.{}%以上。",
    "培育高新技术企业{}家，其中上市企业{}家。",
    "The region founds {} centres and {} laboratories.",
    "设立{}亿元基金，支持{}个县。",
)
# Each holds a clause that is seen where %s stands, and what surrounds it, well-formed or not.
SHAPES = (
    "<p>%s</p>",
    "<p>%s",
    "<div>%s<div>%s</div>%s</div>",
    "<form><p>%s</p></form>",
    "<table><tr><td><p>%s</p><p>%s</p></td></tr></table>",
    "<table><tr><td>%s</td><td>%s</td></tr><tr><td colspan=2>%s</table>",
    "<table>%s<tr><td>%s</table>",
    "<table><tr><td><table><tr><td>%s<td>%s</table><td>%s</table>",
    "<ul><li>%s<ul><li>%s</ul><li>%s</ul>",
    "<dl><dt>%s<dd>%s</dl>",
    "<b><p>%s</b>%s",
    "<button>%s<p>%s</p></button>",
    "<aside><h3>%s</h3>%s</aside>",
    "<pre>%s\n\n%s</pre>",
    "<div>%s<br><br>　　%s<br>%s</div>",
    "<details open><summary>%s</summary>%s</details>",
    "<fieldset><legend>%s</legend>%s</fieldset>",
    "<div style='visibility:hidden'>%h<p style='visibility:visible'>%s</p></div>",
    "<p style='display:none'>%h</p>",
    "<p class='gone'>%h</p><p class='gone back'>%s</p>",
    "<div class=phone>%h</div>",
    "<p hidden>%h</p>",
    "<noscript><p>%h</p></noscript>",
    "<script>var a = '%h'</script><template>%h</template><!-- %h -->",
    "<p>%s<span id=gone>%h</span>%s</p>",
    "<p style='font-size:14px'><i>%s</i><wbr>%s</p>",
    "<div style='display:flex'><span>%s</span><span>%s</span></div>",
    "<object data='about:blank'>%h</object><canvas>%h</canvas><p>%s",
    "<figure><figcaption>%s</figcaption></figure><address>%s</address><blockquote>%s</blockquote>",
    "<x-part>%s<p>%s</x-part>",
    "%s</p>%s</div></td>",
)
SHEET = (
    "<style>.gone{display:none} p.back{display:block} span#gone{display:none!important}"
    "@media (min-width:500px){.phone{display:none}} @media print{p{display:none}}</style>"
)


def page(seed: int) -> str:
    draw = random.Random(seed)

    def clause(_: re.Match[str]) -> str:
        return draw.choice(CLAUSES).format(draw.randint(1, 999), draw.randint(1, 99))

    shapes = "\n".join(draw.choice(SHAPES) for _ in range(25))
    return f"<!DOCTYPE html><meta charset=utf-8>{SHEET}{re.sub('%[sh]', clause, shapes)}"


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[\u4e00-\u9fff]|[^\W_\u4e00-\u9fff]+", text))


def squeezed(text: str) -> str:
    """A text without what a reader of pages may change: blanks, bars, what is round a note's
    mark."""
    return re.sub(r"[\s|]+", "", text).translate(str.maketrans("⁽⁾", "[]"))


def seen(browser: Browser, path: Path, without: str = "") -> str:
    """What Chromium shows of a page; with elements of menus to be taken out, as it is saved, before
    its scripts have changed it."""
    context = browser.new_context(
        java_script_enabled=not without, viewport={"width": 1280, "height": 900}
    )
    try:
        opened = context.new_page()
        opened.route(
            "**/*", lambda r: r.continue_() if r.request.url.startswith("file:") else r.abort()
        )
        opened.goto(path.as_uri(), wait_until="domcontentloaded")
        if without:
            opened.evaluate("s => document.querySelectorAll(s).forEach(e => e.remove())", without)
        shown = opened.evaluate("document.body.innerText")
        assert isinstance(shown, str)
        return shown
    finally:
        context.close()


@pytest.mark.parametrize("seed", range(12))
def test_what_chromium_shows_of_a_page_is_what_is_read(
    browser: Browser, tmp_path: Path, seed: int
) -> None:
    path = tmp_path / "page.html"
    path.write_text(page(seed), encoding="utf-8")
    read = html.read(path.read_bytes(), path.name)
    ours = words("\n".join(passage.text for passage in read.passages))
    theirs = words(seen(browser, path))
    assert ours == theirs


@needs_shared
def test_recall_of_the_real_pages_is_whole_apart_from_menus(browser: Browser) -> None:
    menus = "nav, footer, .footer, ul:has(a), .wrapper-nav, .search-content, form, noscript"
    for path in sorted((SHARED / "plans").rglob("*.html")):
        read = html.read(path.read_bytes(), path.name)
        ours = squeezed("\n".join(passage.text for passage in read.passages))
        lines = [line for line in seen(browser, path, menus).split("\n") if words(line)]
        lost = [line for line in lines if squeezed(line) not in ours]
        assert sum(map(len, lost)) <= 0.01 * sum(map(len, lines)), lost
