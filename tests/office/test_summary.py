"""The sheets that are read first: what the first explains, what the second shows of plans, of their
parts and of what the rubric requires; and the sheet of commitments."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from evalkit import api
from evalkit.analysis.results import Results
from evalkit.evaluation import Evaluation
from evalkit.render import xlsx
from evalkit.workbook.build import HEAD, Book, workbook
from evalkit.workbook.demands import demanded, noted
from openpyxl.utils import get_column_letter

from tests.conftest import ROOT, asked, evaluation_of
from tests.office.recalculate import needs_office, recalculated
from tests.office.test_sheets import HOUSE, headings
from tests.office.test_workbook import FIRST, SECOND, THIRD, case, evaluation, made, rubric

REQUIRED = rubric().replace(
    "facets:", "must: {b: 2, d: 2, f: 1}\nfloors: {people: 0.5, plan.inner: 0.6}\nfacets:"
)


def required() -> Evaluation:
    cases = (case("one", FIRST), case("two", SECOND), case("three", THIRD, tier="no-tier"))
    return evaluation_of(REQUIRED, *cases)


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(BytesIO(content), data_only=True)


def column_of(sheet: Any, head: str) -> int:
    return headings(sheet).index(head) + 1


def hidden_in(sheet: Any) -> set[int]:
    """Columns that are hidden; the file tells of runs of them."""
    runs = (own for own in sheet.column_dimensions.values() if own.hidden)
    return {n for run in runs for n in range(run.min, run.max + 1)}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_first_sheet_leads_to_every_other_sheet(lang: str) -> None:
    book = opened(made(evaluation(), lang))
    first, *others = book.worksheets
    links = {cell.value: cell.hyperlink for row in first.iter_rows() for cell in row}
    led = {name: link.location for name, link in links.items() if link is not None}
    assert led == {sheet.title: f"'{sheet.title}'!A1" for sheet in others}
    assert book.active.title == first.title


def test_the_first_sheet_says_what_kind_of_document_does_not_carry() -> None:
    kinds = "kinds: {report: {title: Work report, not_expected: [owner, funds]}}\nfacets:"
    told = case("one", FIRST).replace("facets:", "plan: {title: P, kind: report}\nfacets:")
    held = evaluation_of(rubric().replace("facets:", kinds), told)
    sheet = opened(xlsx.render(Book(asked(held), "en", ["one"], "one").workbook()))["Read me"]
    said = {row[0].value: row[1].value for row in sheet.iter_rows(max_col=2)}
    assert said["Kind of document"].startswith("Work report. Such a document does not by nature")
    assert "a responsible body and funds" in said["Kind of document"]
    assert "“P” (=one+1)" in said["This file"]


def test_the_mean_of_the_plans_stands_below_them_and_shades_are_told_from_it() -> None:
    held = evaluation()
    book = openpyxl.load_workbook(BytesIO(made(held)))
    sheet, last = book["Summary"], HEAD + len(held.files)
    score = column_of(sheet, "Score")
    assert sheet.cell(last + 1, column_of(sheet, "Region")).value == "Mean of plans"
    letter = get_column_letter(score)
    inside = f"{letter}{HEAD + 1}:{letter}{last}"
    assert sheet.cell(last + 1, score).value == f'=IF(COUNT({inside})=0,"—",AVERAGE({inside}))'
    (shaded,) = (a for a in sheet.conditional_formatting if a.rules[0].stopIfTrue)
    first = get_column_letter(column_of(sheet, "Plan"))
    assert str(shaded.sqref).startswith(f"{first}{HEAD + 1}:")
    tests = [rule.formula[0] for rule in shaded.rules]
    own, mean = f"{first}{HEAD + 1}", f"{first}${last + 1}"
    known = f"AND(ISNUMBER({own}),ISNUMBER({mean}))"
    assert tests == [
        *(f"IF({known},{own}-{mean}>={points},FALSE)" for points in (15, 8, 3)),
        *(f"IF({known},{mean}-{own}>={points},FALSE)" for points in (15, 8, 3)),
    ]


def test_what_is_required_and_not_met_stands_beside_the_score() -> None:
    held = required()
    sheet = opened(made(held))["Summary"]
    col, region = column_of(sheet, "To note"), column_of(sheet, "Region")
    said = {
        sheet.cell(row, region).value: sheet.cell(row, col).value
        for row in range(HEAD + 1, HEAD + 4)
    }
    asked_of = ("B (level 2 is required)", "D (level 2 is required)", "Inner (a score of 60 is")
    assert said["=one+1"] == f"Not passed: {'; '.join(asked_of)} required). "
    assert "Not rated, and so not passed: F." in said["=two+1"]
    assert "Not rated, and so not passed: B." in said["=three+1"]
    assert col not in hidden_in(sheet)
    plain = opened(made(evaluation_of(rubric(), case("one", FIRST), case("two", FIRST))))
    assert column_of(plain["Summary"], "To note") in hidden_in(plain["Summary"])


GRADED = rubric().replace(
    "grades: [", "grades: [{id: undone, label: Undone, unless: {b: 2, f: 1}}, "
)


@needs_office
def test_a_grade_before_the_bands_follows_the_levels_it_asks_for(tmp_path: Path) -> None:
    cases = (case("one", FIRST), case("two", SECOND), case("three", THIRD, tier="no-tier"))
    held = evaluation_of(GRADED, *cases)
    page = Book(asked(held), "en", [f.case.case for f in held.files], "scores")

    def change(book: Any) -> None:
        for row in book["Ratings"].iter_rows(min_row=HEAD + 1):
            if row[page.rating_column["key"] - 1].value == "one/b":
                row[page.rating_column["level"] - 1].value = 3
                row[page.rating_column["ceiling"] - 1].value = 4

    told = {}
    for folder, done in (("as-written", lambda _: None), ("changed", change)):
        sheet = recalculated(made(held), tmp_path / folder, done)["Summary"]
        grade, region = column_of(sheet, "Grade"), column_of(sheet, "Region")
        told[folder] = {
            sheet.cell(row, region).value: sheet.cell(row, grade).value
            for row in range(HEAD + 1, HEAD + 4)
        }
    for own, found in held.graded.items():
        label = page.say(found.grade.label) if found.grade else "open" if found.open else "—"
        assert told["as-written"][page.region(own)] == label
    assert told["as-written"]["=one+1"] == "Undone"
    assert told["changed"]["=one+1"] not in ("Undone", "—")
    assert told["as-written"]["=two+1"] == told["changed"]["=two+1"] == "open"


@needs_office
def test_what_is_required_is_looked_at_anew_when_a_level_changes(tmp_path: Path) -> None:
    held = required()
    page = Book(asked(held), "en", [f.case.case for f in held.files], "scores")

    def change(book: Any) -> None:
        for row in book["Ratings"].iter_rows(min_row=HEAD + 1):
            if row[page.rating_column["key"] - 1].value in ("one/b", "one/d", "three/b"):
                row[page.rating_column["level"] - 1].value = 3
                row[page.rating_column["ceiling"] - 1].value = 4

    content = made(held)
    for folder, done in (("as-written", lambda _: None), ("changed", change)):
        sheet = recalculated(content, tmp_path / folder, done)["Summary"]
        col, region = column_of(sheet, "To note"), column_of(sheet, "Region")
        said = {
            sheet.cell(row, region).value: sheet.cell(row, col).value
            for row in range(HEAD + 1, HEAD + 4)
        }
        if folder == "as-written":
            wanted = demanded(page)
            for name in page.cases:
                assert said[page.region(name)] == noted(page, wanted, name)
        else:
            assert said["=one+1"] == "all requirements are met"
            assert said["=three+1"] == "Too little is rated: Beside. "
        mean = sheet.cell(HEAD + 4, column_of(sheet, "Score")).value
        scores = [
            sheet.cell(row, column_of(sheet, "Score")).value for row in range(HEAD + 1, HEAD + 4)
        ]
        known = [value for value in scores if value != "—"]
        assert mean == pytest.approx(sum(known) / len(known))


def test_columns_on_gaps_are_hidden_where_there_are_none() -> None:
    gaps = ["Coverage", "Gaps at worst", "Gaps at best"]
    full = opened(made(evaluation_of(rubric(), case("one", FIRST), case("two", FIRST))))["Summary"]
    some = opened(made(evaluation()))["Summary"]
    for sheet, hidden in ((full, True), (some, False)):
        columns = {column_of(sheet, name) for name in gaps}
        assert hidden_in(sheet) & columns == (columns if hidden else set())
        assert headings(sheet)[-2:] == ["As reported", "Change"]
        assert sheet.print_area.split("$")[-2] == get_column_letter(sheet.max_column - 2)


def test_totals_and_components_have_names_that_formulas_may_use() -> None:
    held = evaluation()
    book = openpyxl.load_workbook(BytesIO(made(held)))
    areas = {name: book.defined_names[name].attr_text for name in ("Totals", "Components")}
    sheet, last = book["Summary"], HEAD + len(held.files)
    score = get_column_letter(column_of(sheet, "Score"))
    parts = [get_column_letter(column_of(sheet, name)) for name in ("Inner", "Least")]
    assert areas["Totals"] == f"'Summary'!${score}${HEAD + 1}:${score}${last}"
    assert areas["Components"].startswith(f"'Summary'!${parts[0]}${HEAD + 1}:")


def test_a_pillar_may_be_called_like_a_column() -> None:
    text = rubric().replace("id: people", "id: grade").replace("id: beside", "id: change")
    held = evaluation_of(text, case("one", FIRST), case("two", SECOND))
    sheet = opened(made(held))["Summary"]
    heads = headings(sheet)
    assert [heads.count(name) for name in ("Grade", "People", "Change", "Beside")] == [1, 1, 1, 1]
    row = next(r for r in (HEAD + 1, HEAD + 2) if sheet.cell(r, 3).value == "=one+1")
    score = held.score_of["one", "grade"].value
    assert score is not None
    assert sheet.cell(row, column_of(sheet, "People")).value == pytest.approx(100 * score)
    assert sheet.cell(row, column_of(sheet, "Grade")).value in ("Upper", "Lower")


def test_charts_are_in_the_colour_and_the_type_of_the_office() -> None:
    held = evaluation()
    made_ = workbook(asked(held), "comparison", held.cases, "en", HOUSE)
    assert made_ is not None
    own = replace(made_, font_text="Source Serif", font_head="Source Sans")
    with zipfile.ZipFile(BytesIO(xlsx.render(own))) as file:
        chart = file.read("xl/charts/chart1.xml").decode()
        styles = file.read("xl/styles.xml").decode()
    assert 'val="7A1F1F"' in chart.upper().replace("VAL", "val")
    assert 'typeface="Source Serif"' in chart
    assert 'typeface="Source Sans"' in chart
    assert 'val="Source Serif"' in styles
    assert 'val="Source Sans"' in styles
    assert "Calibri" not in styles


def test_a_name_that_looks_like_a_formula_is_text_in_charts_too() -> None:
    held = evaluation()
    content = xlsx.render(Book(asked(held), "en", ["one"], "one").workbook())
    with zipfile.ZipFile(BytesIO(content)) as file:
        chart = file.read("xl/charts/chart1.xml").decode()
    assert "<c:v>\u2060=one+1</c:v>" in chart
    assert "<c:f>one+1" not in chart


@pytest.fixture(scope="module")
def shipped() -> Results:
    return Results(api.score([ROOT / "cases"], as_of="2026-11-24"))


def test_a_plan_has_a_sheet_of_its_commitments(shipped: Results) -> None:
    coded = shipped.coded["zhejiang-2026"]
    for lang, name in (("zh", "承诺"), ("en", "Commitments")):
        held = Book(shipped, lang, ["zhejiang-2026"], "zhejiang-2026")
        sheet = opened(xlsx.render(held.workbook()))[name]
        last = HEAD + len(coded.units)
        assert sheet.auto_filter.ref.endswith(str(last))
        titles = {held.say(code.title) for code in held.evaluation.rubric.codes.values()}
        assert titles <= {*headings(sheet)}
        assert sheet.cell(last + 2, 1).value == held.labels["beside"]
        assert sheet.max_row > last + 3
    several = Book(shipped, "en", ["zhejiang-2026", "hubei-2026"], "comparison").workbook()
    assert "Commitments" not in {sheet.name for sheet in several.sheets}


def test_the_parts_of_a_plan_stand_beside_the_mean_of_all(shipped: Results) -> None:
    held = Book(shipped, "en", ["zhejiang-2026"], "zhejiang-2026")
    sheet = opened(xlsx.render(held.workbook()))["Summary"]
    (row,) = (r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value == "Part")
    assert [sheet.cell(row, n).value for n in range(1, 5)] == [
        "Part",
        "Score",
        "Mean of reports",
        "From mean",
    ]
    for at in range(row + 1, sheet.max_row + 1):
        own, mean, apart = (sheet.cell(at, n).value for n in (2, 3, 4))
        assert apart == pytest.approx(own - mean)
