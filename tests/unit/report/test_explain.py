"""Every figure leads to what stands behind it, and every link of a run to a place that is there."""

from __future__ import annotations

import re

import pytest
from evalkit import api
from evalkit.model.units import HUNDRED
from evalkit.report.model import Column, Link, Report, Row, Section, Sibling, Table, cell, here
from evalkit.report.numbers import score
from tests.conftest import ROOT

CASES = [
    ROOT / "tests/shipped-1.0.0" / f"{name}-2026.yaml"
    for name in ("guizhou", "beijing", "zhejiang")
]


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    evaluation = api.score(CASES, as_of="2026-11-24")
    return {
        name: content.decode()
        for name, content in api.reports(evaluation, ("html", "md"), ("en",), api.products())
        if isinstance(content, bytes)
    }


def test_every_link_of_a_run_leads_to_a_place_that_is_there(pages: dict[str, str]) -> None:
    html = {name: text for name, text in pages.items() if name.endswith(".html")}
    anchors = {name: set(re.findall(r' id="([^"]+)"', text)) for name, text in html.items()}
    seen = 0
    for name, text in html.items():
        for address in re.findall(r'href="([^"]+)"', text):
            other, _, anchor = address.partition("#")
            if address.startswith("data:"):
                continue
            assert (other or name) in html, address
            assert not anchor or anchor in anchors[other or name], (name, address)
            seen += 1
    assert seen > 1000


def test_levels_of_the_comparison_lead_to_the_evidence_of_the_case(pages: dict[str, str]) -> None:
    for ending, form in (("html", r'href="{}"'), ("md", r"\({}\)")):
        for case in ("guizhou-2026", "beijing-2026", "zhejiang-2026"):
            address = re.escape(f"{case}-evidence.en.{ending}#e-clear-goals")
            assert re.search(form.format(address), pages[f"comparison.en.{ending}"]), address
            assert "e-clear-goals" in pages[f"{case}-evidence.en.{ending}"]


def test_the_evidence_of_a_level_names_rule_raters_reasons_and_lines(pages: dict[str, str]) -> None:
    page = pages["guizhou-2026-evidence.en.md"]
    entry = page[page.index('<a id="e-clear-goals"></a>') :].split("\n###")[1]
    assert (
        "Level used: 3 (mean of the raters); score [75.0](#s-governance.management.clear-goals); 2.2% of the total."
        in entry
    )
    for wanted in ("**Level 3**", "**Rater a**", "**Rater b**", "¶31", "(line "):
        assert wanted in entry, wanted
    row = next(
        line for line in page.split("\n") if 'id="s-governance.management.clear-goals"' in line
    )
    assert "[P1.1 A clear innovation strategy with goals](#e-clear-goals)" in row
    assert row.endswith("| scaled level | 352 |")


def test_of_several_refs_the_first_that_leads_somewhere_counts() -> None:
    table = Table("t", (Column("a"),), (Row((cell("x"),), "r-1"),))
    report = Report(
        "own",
        "en",
        "T",
        "",
        (),
        (Section("s", "S", (table,)),),
        siblings=(Sibling("Other", "other", "en"), Sibling("Own", "own", "zh")),
    )
    leads = report.leads("html")
    assert leads("other#e-1 r-1") == "other.en.html#e-1"
    assert leads("other#") == "other.en.html"
    assert leads("missing#e-1 r-1") == "#r-1"
    assert leads("missing#e-1") == leads("own#r-1") == leads("") == ""
    assert here("other#e-1 r-1", report.anchors) == "r-1"
    assert here("other#e-1", report.anchors) == ""
    assert Link("z", "other#").ref == score(HUNDRED, 0.5, "other#").ref
