"""Tables in a real Chromium: what sorts, filters and scrolls, and what a screen reader hears of
it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from evalkit.model.units import HUNDRED
from evalkit.render import RENDERERS
from evalkit.report.model import (
    Bar,
    Column,
    Link,
    Paragraph,
    Report,
    Row,
    Section,
    Strong,
    Table,
    cell,
)
from evalkit.report.numbers import number, score
from evalkit.report.words import labels_of
from tests.browser.conftest import Scheme, Visit, attribute, box_of

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

SETTLED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def row(*texts: str, depth: int = 0, group: bool = False, id: str = "") -> Row:
    return Row(tuple(cell(text) for text in texts), depth=depth, group=group, id=id)


def report() -> Report:
    """Grouped rows, a tree, ranks with a mean, a wide table and a long one, and links to them."""
    grouped = [row("Positioning", "", group=True), row("Aims", "", depth=1, group=True)]
    grouped += [row(f"aim {n}", "one", depth=2) for n in range(13)]
    grouped += [row("apart", "two", depth=1)]
    grouped += [row("Governance", "", group=True), row("needle", "three", id="g-needle", depth=1)]
    grouped += [row(f"rule {n}", "four", depth=1) for n in range(14)]
    flat = [
        row("Beijing", "", group=True),
        row("a1", "x"),
        row("Tianjin", "", group=True),
        *(row(f"t{n}", "y") for n in range(24)),
    ]
    tree = [row("root", "r"), *(Row((cell(f"branch {n}"), cell("b")), depth=1) for n in range(25))]
    tree.insert(3, row("twig", "t", depth=2))
    two = (Column("Criterion"), Column("Note"))
    ranks = [
        Row(
            (
                cell(str(rank)),
                cell(name),
                cell(
                    score(HUNDRED, value, "r-b" if name == "B" else ""),
                    bar=Bar(value, value, value),
                ),
                cell(spread),
            ),
            id=f"r-{name.lower()}",
        )
        for rank, name, value, spread in (
            (3, "C", 0.1, "10–12"),
            (1, "A", 0.9, "1–3"),
            (2, "B", 0.5, "2–4"),
        )
    ]
    ranks.append(Row((cell(""), cell(Strong("Mean")), cell(score(HUNDRED, 0.5)), cell(""))))
    outcomes = [
        Row((cell(name), cell(number(value))))
        for name, value in (("a", 3), ("b", 1), ("c", 2), ("d", 7))
    ]
    outcomes.append(Row((cell(Strong("Mean")), cell(number(2)))))
    wide = [
        Row(
            (cell(f"a long name of a row {n}"), *(cell(f"value {k}") for k in range(20))),
            id=f"w-{n}",
        )
        for n in range(3)
    ]
    long = [row(f"row {n}", "text", id=f"l-{n}") for n in range(120)]
    tables = (
        Table("Grouped", two, tuple(grouped)),
        Table("Flat", two, tuple(flat)),
        Table("Tree", two, tuple(tree)),
        Table(
            "Ranks",
            (
                Column("Rank", True, True),
                Column("Region"),
                Column("Score", True),
                Column("Rank under other weights"),
            ),
            tuple(ranks),
        ),
        Table("Outcomes", (Column("Region"), Column("Plan", True)), tuple(outcomes)),
        Table("Wide", (Column("Name"), *(Column(f"Column {k}") for k in range(20))), tuple(wide)),
        Table("Few", two, tuple(flat[-24:])),
    )
    links = Paragraph(
        (Link("needle", "g-needle"), " ", Link("far", "l-60"), " ", score(HUNDRED, 0.5, "l-60"))
    )
    sections = (
        Section("body", "Body", (links, *tables)),
        Section(
            "annex", "Annex", (Table("Long", (Column("Name"), Column("")), tuple(long)),), True
        ),
    )
    return Report(
        "one",
        "en",
        "One",
        "",
        (Paragraph((Strong("Lone"),)), Paragraph(("text",))),
        sections,
        words=labels_of("en"),
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("tables") / "one.en.html"
    path.write_bytes(RENDERERS["html"](report()))
    return path


def table(page: Page, caption: str) -> Locator:
    return page.locator("main table").filter(has=page.locator(f'caption:text-is("{caption}")'))


def shown(page: Page, caption: str) -> list[str]:
    rows = table(page, caption).locator("tbody tr:visible")
    return [rows.nth(n).locator("th, td").first.inner_text() for n in range(rows.count())]


def box(page: Page, caption: str) -> Locator:
    return page.get_by_label(f"Filter {caption}", exact=True)


def test_a_heading_stays_above_the_rows_that_match(made: Path, visit: Visit) -> None:
    page = visit(made)
    box(page, "Grouped").fill("needle")
    assert shown(page, "Grouped") == ["Governance", "needle"]
    box(page, "Grouped").fill("aim 12")
    assert shown(page, "Grouped") == ["Positioning", "Aims", "aim 12"]
    box(page, "Grouped").fill("two")
    assert shown(page, "Grouped") == ["Positioning", "apart"]
    box(page, "Flat").fill("a1")
    assert shown(page, "Flat") == ["Beijing", "a1"]
    box(page, "Tree").fill("twig")
    assert shown(page, "Tree") == ["root", "branch 1", "twig"]


def test_a_heading_that_matches_keeps_all_its_rows(made: Path, visit: Visit) -> None:
    page = visit(made)
    box(page, "Grouped").fill("governance")
    assert shown(page, "Grouped") == ["Governance", "needle", *(f"rule {n}" for n in range(14))]
    box(page, "Grouped").fill("aims")
    assert shown(page, "Grouped") == ["Positioning", "Aims", *(f"aim {n}" for n in range(13))]
    box(page, "Flat").fill("tianjin")
    assert shown(page, "Flat") == ["Tianjin", *(f"t{n}" for n in range(24))]
    box(page, "Flat").fill("no such word")
    assert shown(page, "Flat") == []
    assert page.get_by_role("status").filter(has_text="no row fits").count() == 1
    box(page, "Flat").fill("")
    assert len(shown(page, "Flat")) == 27


def test_a_filter_is_offered_for_long_tables_only_and_says_which(made: Path, visit: Visit) -> None:
    page = visit(made)
    labels = page.locator(".filter label").evaluate_all(
        "all => all.map(one => one.textContent.trim())"
    )
    assert labels == ["Filter Grouped", "Filter Flat", "Filter Tree", "Filter Long"]


def test_a_link_to_a_row_that_is_filtered_away_brings_it_back(made: Path, visit: Visit) -> None:
    page = visit(made)
    box(page, "Grouped").fill("aim 3")
    assert "needle" not in shown(page, "Grouped")
    page.get_by_role("link", name="needle").click()
    page.wait_for_function("() => document.querySelector('#g-needle').offsetHeight > 0")
    assert box(page, "Grouped").input_value() == ""
    assert page.locator("#g-needle").evaluate(
        "e => e.getBoundingClientRect().top >= 0 && e.getBoundingClientRect().bottom <= innerHeight"
    )


def test_ranks_sort_from_the_first_and_means_stay_at_the_end(made: Path, visit: Visit) -> None:
    page = visit(made)
    heads = table(page, "Ranks").locator("thead button")
    heads.nth(0).click()
    names = table(page, "Ranks").locator("tbody th")
    assert names.all_inner_texts() == ["A", "B", "C", "Mean"]
    heads.nth(3).click()
    assert names.all_inner_texts() == ["A", "B", "C", "Mean"]
    heads.nth(3).click()
    assert names.all_inner_texts() == ["C", "B", "A", "Mean"]
    heads.nth(2).click()  # scores: the highest first
    assert names.all_inner_texts() == ["A", "B", "C", "Mean"]
    assert (
        table(page, "Ranks").locator("thead th").nth(2).get_attribute("aria-sort") == "descending"
    )
    order = table(page, "Outcomes").locator("tbody tr > :first-child")
    for once in (["d", "a", "c", "b", "Mean"], ["b", "c", "a", "d", "Mean"]):
        table(page, "Outcomes").locator("thead button").nth(1).click()
        assert order.all_inner_texts() == once


def test_the_name_of_a_row_stays_while_a_wide_table_scrolls(made: Path, visit: Visit) -> None:
    page = visit(made, width=700)
    area = page.locator(".wide").filter(has=page.locator('caption:text-is("Wide")'))
    edge = area.locator("xpath=..")
    assert "more" in attribute(edge, "class").split()
    assert "from" not in attribute(edge, "class").split()
    area.evaluate("e => { e.scrollLeft = 400; }")
    page.wait_for_function("e => e.classList.contains('from')", arg=edge.element_handle())
    name = box_of(page.locator("#w-0 th"))
    frame = box_of(area)
    assert abs(name["x"] - frame["x"]) <= 1
    assert name["width"] <= 0.45 * frame["width"]
    area.evaluate("e => { e.scrollLeft = 1e6; }")
    page.wait_for_function("e => !e.classList.contains('more')", arg=edge.element_handle())


def test_headings_of_a_long_table_stay_and_hide_no_row_that_a_link_leads_to(
    made: Path, visit: Visit
) -> None:
    page = visit(made)
    page.get_by_role("link", name="far").click()
    page.wait_for_function("() => document.querySelector('#annex details').open")
    page.evaluate(SETTLED)
    target, head = (
        box_of(page.locator("#l-60")),
        box_of(page.locator("#annex thead th").first),
    )
    assert 0 <= head["y"] < target["y"]
    assert head["y"] + head["height"] <= target["y"] + 1
    assert target["y"] + target["height"] <= 900
    area = page.locator("#annex .wide")
    assert area.evaluate("e => e.clientHeight < innerHeight && e.scrollHeight > innerHeight")
    assert (
        table(page, "Few").locator("xpath=..").evaluate("e => e.scrollHeight <= e.clientHeight + 1")
    )


def test_a_link_followed_twice_opens_what_was_folded_again(made: Path, visit: Visit) -> None:
    page = visit(made)
    page.get_by_role("link", name="far").click()
    page.wait_for_function("() => document.querySelector('#annex details').open")
    page.evaluate("() => { document.querySelector('#annex details').open = false; }")
    page.get_by_role("link", name="far").click()
    page.wait_for_function("() => document.querySelector('#annex details').open")


def test_only_what_scrolls_is_a_tab_stop_and_a_region(made: Path, visit: Visit) -> None:
    page = visit(made, width=700)
    page.evaluate("() => document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.evaluate(SETTLED)
    areas = page.locator("main .wide").evaluate_all(
        "all => all.map(e => [e.dataset.name, e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1, e.getAttribute('role') === 'region' && e.tabIndex === 0 && e.getAttribute('aria-label') === e.dataset.name])"
    )
    assert [name for name, scrolls, told in areas if scrolls != told] == []
    assert {name for name, scrolls, _ in areas if scrolls} >= {"Wide", "Long"}
    assert not {name for name, scrolls, _ in areas if scrolls} & {"Few", "Outcomes"}


def test_rows_are_named_by_words_and_no_heading_is_empty(made: Path, visit: Visit) -> None:
    page = visit(made)
    assert table(page, "Ranks").locator("tbody th").all_inner_texts() == ["C", "A", "B", "Mean"]
    assert (
        page.locator("th").evaluate_all("all => all.filter(e => !e.textContent.trim()).length") == 0
    )
    assert page.locator(".summary h3").all_inner_texts() == ["Lone"]


def test_the_whole_of_a_cell_with_a_figure_is_its_link(made: Path, visit: Visit) -> None:
    page = visit(made)
    link = page.locator("#r-b td.l a")
    cell_box, link_box = box_of(page.locator("#r-b td.l")), box_of(link)
    assert link_box["width"] >= cell_box["width"] - 1
    assert link_box["height"] >= 24


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_bars_are_seen_in_colours_of_the_readers_own(
    scheme: Scheme, made: Path, visit: Visit
) -> None:
    page = visit(made, scheme=scheme, forced_colors="active")
    colours = page.locator("#r-b .bar i").evaluate(
        "e => [getComputedStyle(e).backgroundColor, getComputedStyle(document.body).backgroundColor]"
    )
    assert colours[0] != colours[1]
