"""Pages on paper, printed by a real Chromium: what the reader opened, every heading with its rows,
and chosen weights."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from evalkit.render import RENDERERS
from evalkit.report.model import Bullets, Column, Paragraph, Report, Row, Section, Table, cell
from evalkit.report.words import labels_of
from tests.browser.conftest import Visit
from tests.sample_reports import briefing

if TYPE_CHECKING:
    from playwright.sync_api import Page

pypdf = pytest.importorskip("pypdf")


def printed(page: Page, folder: Path) -> list[str]:
    """The text of each page of paper, without line breaks."""
    page.pdf(path=folder / "printed.pdf", format="A4")
    pages = [p.extract_text() for p in pypdf.PdfReader(folder / "printed.pdf").pages]
    return [
        " ".join(text.replace("\ufb01", "fi").replace("\ufb02", "fl").split()) for text in pages
    ]


def bare(text: str) -> str:
    return "".join(text.split()).replace("\ufb01", "fi").replace("\ufb02", "fl")


def folding() -> Report:
    """Two annexes of some lines each."""
    lines = Bullets(tuple((f"This is line {n} of what stands in an annex.",) for n in range(20)))
    annexes = tuple(
        Section(id_, title, (lines,), True)
        for id_, title in (("annex-method", "Annex A · Method"), ("annex-two", "Annex B · More"))
    )
    given = briefing("en")
    return replace(given, sections=(*(s for s in given.sections if not s.annex), *annexes))


def test_paper_holds_what_is_open_and_names_what_is_folded(visit: Visit, tmp_path: Path) -> None:
    (tmp_path / "folding.html").write_bytes(RENDERERS["html"](folding()))
    page = visit(tmp_path / "folding.html")
    folded = page.locator("section.annex summary h2").all_inner_texts()
    assert folded
    brief = printed(page, tmp_path)
    assert f"Folded on the page and therefore not printed: {'; '.join(folded)}." in brief[-1]
    page.locator("#annex-method summary").click()
    title = page.locator("#annex-method h2").inner_text()
    lines = [bare(line) for line in page.locator("#annex-method li").all_inner_texts()]
    long = printed(page, tmp_path)
    assert len(lines) > 8
    whole, short = bare("".join(long)), bare("".join(brief))
    assert [line for line in lines if line not in whole][
        2:
    ] == []  # a few run over the end of a page
    assert sum(line in short for line in lines) < 2
    left = [name for name in folded if name != title]
    assert (f"not printed: {'; '.join(left)}." in long[-1]) == bool(left)
    state = page.locator("section.annex > details[open] h2").all_inner_texts()
    assert state == [title]
    page.locator("summary:visible").evaluate_all(
        "all => all.forEach(s => { s.parentElement.open = true; })"
    )
    assert "not printed" not in "".join(printed(page, tmp_path))


def long_table(lang: str) -> Report:
    """A summary longer than a page, then tables whose first rows would fall below the foot of a
    page."""
    rows = tuple(Row((cell(f"row {n}"), cell(str(n)))) for n in range(90))
    tall = Row((cell("row of many lines " * 60), cell("0")))
    columns = (Column("Name of row"), Column("Worth", True))
    summary = tuple(Paragraph((f"sentence {n} " * 12,)) for n in range(30))
    blocks = tuple(Table(f"Table {n}", columns, (tall, *rows[: 3 + 2 * n])) for n in range(14))
    sections = (
        Section("many", "Many", blocks),
        Section("long", "Long", (Table("Long", columns, rows),)),
    )
    return Report("one", lang, "One", "", summary, sections, words=labels_of(lang))


def test_headings_come_again_on_each_page_and_never_stand_alone_at_its_foot(
    visit: Visit, tmp_path: Path
) -> None:
    (tmp_path / "one.html").write_bytes(RENDERERS["html"](long_table("en")))
    pages = printed(visit(tmp_path / "one.html"), tmp_path)
    assert "sentence 0" in pages[0]  # the summary begins on the first page, long as it is
    assert len(pages[0]) > 1500
    assert len(pages) > 8
    for text in pages:
        assert not text.endswith(("Name of row Worth", "Many", "Long")), text[-60:]
        assert not re.search(r"Table \d+$", text), text[-60:]
        if "row " in text:
            assert text.index("Name of row Worth") < text.index(
                "row ", text.index("Name of row Worth") + 12
            ), text[:80]
            assert "row " not in text.split("Name of row")[0], (
                f"rows without their heading: {text[:80]}"
            )


def move(page: Page, ref: str, weight: float) -> None:
    page.locator(f'input[data-ref="{ref}"]').evaluate(
        "(e, w) => { e.value = w; e.dispatchEvent(new Event('input', {bubbles: true})); }",
        str(weight),
    )
    page.wait_for_timeout(800)


def test_paper_says_that_weights_were_changed_and_what_they_give(
    run: Path, visit: Visit, tmp_path: Path
) -> None:
    page = visit(run / "comparison.en.html")
    assert "Try other weights" not in "".join(printed(page, tmp_path))
    move(page, "governance", 4)
    sentence = page.locator("#t-said").inner_text().strip()
    names = page.locator("#t-ranking tbody th").all_inner_texts()
    text = " ".join(printed(page, tmp_path))
    assert sentence in text
    assert labels_of("en")["t-banner"] in text
    assert "Weights changed P1 Positioning and governance: 4 instead of 1" in text.replace("• ", "")
    after = text.split("Score Grade Change Rank under other weights")[1]
    places = [after.index(name) for name in names]
    assert places == sorted(places)
    assert "Back to the stated weights" not in text
    assert "Copy link" not in text


def test_paper_is_light_whatever_the_screen(run: Path, visit: Visit) -> None:
    page = visit(run / "comparison.en.html", scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_table_fits_on_paper(lang: str, run: Path, visit: Visit) -> None:
    """A browser shrinks a whole report so that its widest table fits: none is wider than A4 between
    its margins."""
    several = ("comparison", "portfolio", "zhejiang", "guizhou", "beijing", "ningxia")
    for path in sorted(p for p in run.glob(f"*.{lang}.html") if p.name.startswith(several)):
        page = visit(path, width=688)
        page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
        page.emulate_media(media="print")
        wide = page.locator("main .wide").evaluate_all(
            "all => all.filter(e => e.firstElementChild && e.firstElementChild.offsetWidth > e.offsetWidth + 1).map(e => e.dataset.name)"
        )
        assert wide == [], path.name
        page.close()
