"""Tabs of a workbook in an office's own words, as Excel takes them."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from evalkit.model.fields import Translations
from evalkit.model.style import ReportStyle, Style
from evalkit.render import xlsx
from evalkit.workbook.build import workbook
from evalkit.workbook.model import tab_names, text_in_formula
from tests.conftest import asked, evaluation_of

RUBRIC = """\
rubric: tabs
version: 1.0.0
title: Tabs
scale: [{level: 0, label: none}, {level: 4, label: all}]
pillars: [{id: p, title: P, criteria: [{id: one, title: One, levels: {0: a, 4: b}}]}]
"""
CASE = """\
case: a
rubric: tabs@1.0.0
region: {name: A}
ratings: {one: {level: 4, because: r}}
"""


@pytest.mark.parametrize(
    ("titles", "tabs"),
    [
        ({"a": "Scores", "b": "Ratings"}, ["Scores", "Ratings"]),
        ({"a": "What: each [rater]/plan?"}, ["What  each  rater  plan"]),
        (
            {"a": "A very long title of a sheet that Excel cuts"},
            ["A very long title of a sheet th"],
        ),
        ({"a": "Scores", "evidence": "scores"}, ["Scores", "scores evidence"]),
        ({"a": "'Quoted'", "b": "History", "c": "*"}, ["Quoted", "History b", "c"]),
    ],
)
def test_tabs_are_named_as_excel_takes_them(titles: dict[str, str], tabs: list[str]) -> None:
    named = list(tab_names(titles).values())
    assert named == tabs
    assert all(len(tab) <= 31 for tab in named)


def test_a_long_text_in_a_formula_is_written_in_parts() -> None:
    assert text_in_formula('say "so"') == '"say ""so"""'
    assert text_in_formula("a" * 300) == f'"{"a" * 255}"&"{"a" * 45}"'


def test_a_workbook_speaks_in_the_labels_of_the_office() -> None:
    own: dict[str, str | Translations] = {
        "sheet-summary": "Our ranking: all/some",
        "region": "Province",
        "not-applicable": "—",
        "yes": "=1",
    }
    style = Style(ReportStyle(report="ours", labels=own), b"", "report.yaml")
    made = workbook(asked(evaluation_of(RUBRIC, CASE)), "comparison", ["a"], "en", style)
    assert made is not None
    book = openpyxl.load_workbook(BytesIO(xlsx.render(made)))
    assert book.sheetnames[:2] == ["Read me", "Our ranking  all some"]
    heads = [cell.value for cell in book.worksheets[1][4]]
    assert "Province" in heads
    assert "Region" not in heads
    formulas = [str(c.value) for row in book["Scores"].iter_rows(min_row=5) for c in row]
    assert any('"n/a"' in text for text in formulas)  # what formulas compare with stays ours
