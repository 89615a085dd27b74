"""How the workbook reads: what its sheets say and leave out, on a screen, on paper and in a
folder."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from evalkit import api
from evalkit.evaluation import Evaluation
from evalkit.model.fields import Translations
from evalkit.model.style import ReportStyle, Style
from evalkit.render import xlsx
from evalkit.workbook.build import HEAD, Book, workbook
from openpyxl.utils import get_column_letter

from tests.conftest import ROOT, asked, evaluation_of
from tests.office.recalculate import needs_office, recalculated
from tests.office.test_workbook import FIRST, case, evaluation, given, made, rubric

HOUSE = Style(
    ReportStyle(
        report="ours",
        organisation=Translations(zh="研究室", en="Research & Co"),
        author="A. Author",
        colour="#7a1f1f",
    ),
    b"",
    "report.yaml",
)


def briefing(held: Evaluation, case_id: str, lang: str = "en") -> Any:
    return openpyxl.load_workbook(
        BytesIO(xlsx.render(Book(asked(held), lang, [case_id], case_id).workbook())), data_only=True
    )


def headings(sheet: Any) -> list[str]:
    return [cell.value for cell in sheet[HEAD]]


def seen(sheet: Any) -> Iterator[tuple[str, float]]:
    """Letters and widths of the columns that are not hidden."""
    for n in range(1, sheet.max_column + 1):
        own = sheet.column_dimensions[get_column_letter(n)]
        if not own.hidden:
            yield get_column_letter(n), own.width


def test_a_workbook_of_one_plan_says_the_reported_rank_and_ranks_nothing() -> None:
    held = evaluation()
    ranks = {s.case: s.rank for s in asked(held).standings}
    for name, rank in ranks.items():
        sheet = briefing(held, name)["Summary"]
        assert headings(sheet)[:4] == ["Region", "Score", "Score range", "Reported rank"]
        assert sheet.cell(HEAD + 1, 4).value == f"{rank} / 3"
        assert "Rank" not in headings(sheet)
    assert briefing(held, "one", "zh")["摘要"].cell(HEAD, 4).value == "报告名次"


def test_where_no_other_plan_is_ranked_there_is_no_rank_at_all() -> None:
    alone = evaluation_of(rubric(), case("one", FIRST))
    assert headings(briefing(alone, "one")["Summary"])[:2] == ["Region", "Score"]
    beside = evaluation_of(rubric(), case("one", FIRST), case("two", "{}"))
    assert headings(briefing(beside, "one")["Summary"])[:2] == ["Region", "Score"]


@needs_office
def test_the_comparison_keeps_the_reported_rank_beside_the_live_one(tmp_path: Path) -> None:
    held = evaluation()
    page = Book(asked(held), "en", [f.case.case for f in held.files], "scores")

    def change(book: Any) -> None:
        for row in book["Ratings"].iter_rows(min_row=HEAD + 1):
            if row[page.rating_column["key"] - 1].value in ("two/c", "two/a"):
                row[page.rating_column["level"] - 1].value = 3

    sheet = recalculated(made(held), tmp_path, change)["Summary"]
    assert headings(sheet)[:3] == ["Rank", "Reported rank", "Region"]
    ranked = sheet.iter_rows(min_row=HEAD + 1, max_row=HEAD + 3)
    rows = [[c.value for c in row[:4]] for row in ranked]
    assert [row[1:3] for row in rows] == [[1, "=three+1"], [2, "=one+1"], [3, "=two+1"]]
    assert [row[0] for row in rows] == [2, 3, 1]
    assert [row[0] for row in sorted(rows, key=lambda row: -row[3])] == [1, 2, 3]


def test_figures_stand_under_their_headings_and_little_of_the_width_is_frozen() -> None:
    for lang in ("zh", "en"):
        book = openpyxl.load_workbook(
            BytesIO(
                made(
                    evaluation(
                        "mean", ", {id: m, title: M, measure: {unit: k, goalposts: [1, 9]}}"
                    ),
                    lang,
                )
            )
        )
        for sheet in book:
            frozen = sheet.freeze_panes.rstrip("0123456789")
            assert sum(width for letter, width in seen(sheet) if letter < frozen) <= 42, sheet.title
            if sheet.title in ("方法", "Method"):
                continue
            for head, cell in zip(sheet[HEAD], sheet[HEAD + 1], strict=True):
                if (
                    head.value
                    and cell.data_type in ("n", "f")
                    and cell.value is not None
                    and cell.number_format != "General"
                ):
                    assert (head.alignment.horizontal, cell.alignment.horizontal) == (
                        "right",
                        "right",
                    ), (
                        sheet.title,
                        head.value,
                    )


def test_keys_are_hidden_and_columns_that_say_nothing_are_left_out() -> None:
    held = evaluation()
    book = openpyxl.load_workbook(BytesIO(made(held)))
    for name in ("Scores", "Ratings", "Working"):
        assert book[name].cell(HEAD, 2).value == "Key"
        assert book[name].column_dimensions["B"].hidden
    assert "Decides" in headings(book["Ratings"])
    assert "Confidence" not in headings(book["Ratings"])
    plain = evaluation_of(
        rubric(),
        case(
            "one",
            FIRST.replace("'!3'", "3")
            .replace(f", {given(1, '!3')[1:-1]}", "")
            .replace("adjudicates: true, ", ""),
        ),
    )
    ratings = briefing(plain, "one")["Ratings"]
    assert headings(ratings) == [
        "Criterion",
        "Key",
        "Rater",
        "Level",
        "Highest that counts",
        "Counts as",
        "Look at",
        "Reason",
        "File and line",
    ]
    cited = evaluation_of(
        rubric(),
        case(
            "one", "{a: {level: 2, because: y, evidence: [{document: d, at: ¶3, note: third}]}}"
        ).replace("facets:", "documents: [{id: d, title: Plan, date: 2026-01-01}]\nfacets:"),
    )
    assert headings(briefing(cited, "one")["Evidence"]) == [
        "Criterion",
        "Rater",
        "Document",
        "Place",
        "Kind",
        "What it says",
        "File and line",
    ]


def test_where_there_is_nothing_to_say_the_sheet_says_so() -> None:
    levels = {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": 1, "h": 1, "i": 1}
    clean = evaluation_of(
        rubric(),
        case(
            "one", "{" + ", ".join(f"{name}: {given(n)}" for name, n in levels.items()) + "}"
        ).replace("is: yes-tier", "is: yes-tier, because: z"),
    )
    assert not clean.findings
    sheet = briefing(clean, "one")["Findings"]
    assert sheet.cell(HEAD + 1, 1).value == "Nothing was found in the files that needs attention."
    assert sheet.auto_filter.ref is None
    assert briefing(clean, "one", "zh")["问题"].cell(HEAD + 1, 1).value == "没有发现问题。"
    assert briefing(clean, "one")["Evidence"].cell(HEAD + 1, 1).value == "none"


def test_the_sheet_of_method_has_lines_that_wrap_and_numbers_that_are_numbers() -> None:
    sheet = openpyxl.load_workbook(BytesIO(made(evaluation())))["Method"]
    lines = [
        row[0]
        for row in sheet.iter_rows()
        if isinstance(row[0].value, str) and len(row[0].value) > 60
    ]
    merged = {str(area).split(":")[0] for area in sheet.merged_cells.ranges}
    assert lines
    assert all(cell.alignment.wrap_text and cell.coordinate in merged for cell in lines)
    found = {
        row[1].value: row[0] for row in sheet.iter_rows() if isinstance(row[0].value, int | float)
    }
    assert {name: cell.value for name, cell in found.items()} == {
        "r": 4,
        "q": 3,
        "p": 2,
        "o": 1,
        "n": 0,
        "Upper": 40,
        "Lower": 0,
    }
    assert found["Upper"].number_format == '"≥ "0.0'


def test_paper_is_a_page_wide_without_keys_and_file_lines() -> None:
    held = evaluation()
    book = openpyxl.load_workbook(BytesIO(made(held)))
    for sheet in book:
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        bare = sheet.title in ("Read me", "Method")
        assert sheet.print_title_rows == (None if bare else f"${HEAD}:${HEAD}")
        last = sheet.print_area.split(":")[1].replace("$", "").rstrip("0123456789")
        printed = [letter for letter, _ in seen(sheet) if len(letter) < len(last) or letter <= last]
        inches = sum((7 * width + 5) / 96 for letter, width in seen(sheet) if letter in printed)
        room = {9: (7.4, 10.8), 8: (10.8, 15.7)}[sheet.page_setup.paperSize][
            sheet.page_setup.orientation == "landscape"
        ]
        assert 11 * min(1, room / inches) >= 6.9, sheet.title
        narrow = sheet.title in ("Read me", "Scores", "Method", "Working")
        assert sheet.page_setup.orientation == ("portrait" if narrow else "landscape"), sheet.title
        if sheet.title in ("Ratings", "Evidence"):
            assert headings(sheet)[-1] == "File and line"
            assert last == get_column_letter(sheet.max_column - 1)
    many = [case(f"c{n}", FIRST) for n in range(40)]
    wide = openpyxl.load_workbook(BytesIO(made(evaluation_of(rubric(), *many))))["Scores"]
    assert (wide.page_setup.paperSize, wide.page_setup.fitToWidth, wide.print_title_cols) == (
        8,
        2,
        "$A:$B",
    )


def test_properties_say_whose_and_what_and_the_day_of_the_evaluation() -> None:
    held = evaluation()
    book = workbook(asked(held), "comparison", held.cases, "en", HOUSE)
    assert book is not None
    own = openpyxl.load_workbook(BytesIO(xlsx.render(book)))
    said = own.properties
    assert (said.title, said.creator, said.subject) == ("Scores", "A. Author", "Every rule · 1.0.0")
    assert said.created == datetime(2026, 1, 1) == datetime.combine(held.as_of, datetime.min.time())
    assert held.as_of == date(2026, 1, 1)
    summary = own["Summary"]
    assert own["Read me"]["A1"].value == "Research & Co · Scores"
    assert summary["A1"].value == "Summary · Every rule · 1.0.0"
    assert (
        summary["A1"].font.color.rgb,
        summary.cell(HEAD, 1).font.color.rgb,
        summary.cell(HEAD, 1).fill.fgColor.rgb,
    ) == ("FF7A1F1F", "FF7A1F1F", "FFEFE4E4")
    assert summary.oddHeader.left.text == "Research && Co"
    with zipfile.ZipFile(BytesIO(xlsx.render(book))) as file:
        assert b"<Company>Research &amp; Co</Company>" in file.read("docProps/app.xml")


def readme(held: Evaluation, lang: str = "en") -> str:
    sheet = openpyxl.load_workbook(BytesIO(made(held, lang))).worksheets[0]
    return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)


def test_the_first_sheet_names_what_may_be_changed_and_nothing_is_locked() -> None:
    measured = evaluation("mean", ", {id: m, title: M, measure: {unit: k, goalposts: [1, 9]}}")
    said = readme(measured)
    named = ("levels", "highest levels", "values", "weights", "“Ratings”", "“Measures”", "“Scores”")
    assert all(word in said for word in named)
    book = openpyxl.load_workbook(BytesIO(made(measured)))
    assert not any(sheet.protection.sheet for sheet in book)
    assert "Measures" not in readme(evaluation())


@pytest.mark.parametrize("levels", [range(120), (0, 2, 5)])
def test_scales_of_many_or_uneven_levels_are_validated_too(levels: range | tuple[int, ...]) -> None:
    steps = ", ".join(f"{{level: {n}, label: x}}" for n in levels)
    said = "{" + ", ".join(f"{n}: x" for n in levels) + "}"
    text = f"rubric: r\nversion: 1.0.0\ntitle: R\nscale: [{steps}]\npillars: [{{id: p, title: P, criteria: [{{id: a, title: A, levels: {said}}}]}}]"
    held = evaluation_of(
        text,
        "case: one\nrubric: r@1.0.0\nregion: {name: R}\nratings: {a: {rater: x, level: 2, because: y}}",
    )
    book = openpyxl.load_workbook(BytesIO(made(held)))
    level = book["Ratings"].data_validations.dataValidation[0]
    assert level.formula1 == (
        '"0,2,5,n/a,不适用"' if len(levels) < 9 else 'OR(ISNUMBER(D5),D5="n/a",D5="不适用")'
    )


def test_a_rubric_that_only_measures_has_a_workbook() -> None:
    text = "rubric: r\nversion: 1.0.0\ntitle: R\npillars: [{id: p, title: P, criteria: [{id: a, title: A, measure: {unit: k, goalposts: [0, 4]}}]}]"
    held = evaluation_of(
        text,
        "case: one\nrubric: r@1.0.0\nregion: {name: R}\nmeasures: {a: {value: 1, unit: k, year: 2023}}",
    )
    book = openpyxl.load_workbook(BytesIO(made(held)), data_only=True)
    assert book["Scores"].cell(HEAD + 1, 6).value == 25
    assert book["Ratings"].max_row == HEAD


def test_a_source_is_named_in_the_language_of_the_workbook() -> None:
    held = api.score([ROOT / "cases" / "guizhou-2026.yaml"], as_of="2026-11-25")
    for lang, name, head, wanted in (
        ("zh", "指标", "出处", True),
        ("en", "Measures", "Source", False),
    ):
        sheet = briefing(held, "guizhou-2026", lang)[name]
        column = headings(sheet).index(head) + 1
        sources = [sheet.cell(row, column).value for row in range(HEAD + 1, sheet.max_row + 1)]
        named = [source for source in sources if source]
        assert named
        assert any("《" in source for source in named) is wanted
