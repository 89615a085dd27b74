"""Whoever sorts a sheet of the workbook, as LibreOffice sorts, has the same figures in every row
and every score as before."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from evalkit.workbook.build import HEAD, Book

from tests.conftest import asked
from tests.office.recalculate import needs_office, recalculated, sorted_rows
from tests.office.test_workbook import NORMALISATIONS, agree, evaluation, expected, made


def rows_of(sheet: Any) -> dict[str, dict[str, Any]]:
    """What the ranking says of each region: heading → value; the means below it apart."""
    head, *rows = [
        [cell.value for cell in row]
        for row in sheet.iter_rows(min_row=HEAD, max_row=sheet.max_row)
        if row[0].value is not None
    ]
    return {row[head.index("Region")]: dict(zip(head, row, strict=True)) for row in rows}


@needs_office
@pytest.mark.parametrize("by", ["Score", "Reported rank", "Plan"])
def test_sorting_the_ranking_keeps_rank_grade_and_change_with_their_region(
    by: str, tmp_path: Path
) -> None:
    held = evaluation()

    def change(book: openpyxl.Workbook) -> None:
        page = Book(asked(held), "en", [f.case.case for f in held.files], "scores")
        for row in book["Ratings"].iter_rows(min_row=HEAD + 1):
            if row[page.rating_column["key"] - 1].value in ("two/c", "two/a"):
                row[page.rating_column["level"] - 1].value = 3

    book = openpyxl.load_workbook(BytesIO(made(held)))
    change(book)
    changed = BytesIO()
    book.save(changed)
    before = rows_of(recalculated(changed.getvalue(), tmp_path / "before")["Summary"])
    head = [cell.value for cell in book["Summary"][HEAD]]
    cells = book["Summary"].auto_filter.ref.replace(f"A{HEAD}", f"A{HEAD + 1}")
    content = sorted_rows(
        changed.getvalue(), tmp_path / "sort", "Summary", cells, head.index(by) + 1
    )
    sheet = recalculated(content, tmp_path / "after")["Summary"]
    assert any(row["Change"] > 1 for row in before.values()), "something changed"
    ranked = sheet.iter_rows(min_row=HEAD + 1, max_row=HEAD + len(before))
    assert [row[head.index(by)].value for row in ranked] == sorted(
        row[by] for row in before.values()
    )
    for region, row in rows_of(sheet).items():
        assert row == {
            name: pytest.approx(value, abs=1e-9) for name, value in before[region].items()
        }, region


@needs_office
def test_sorting_measurements_ratings_and_weights_moves_no_score(tmp_path: Path) -> None:
    measures = "".join(
        f", {{id: m{n}, title: M{n}, measure: {{unit: k, {rule}}}}}"
        for n, rule in enumerate(NORMALISATIONS.values())
    )
    per_case = [
        ", ".join(
            f"m{n}: {{value: {(v + n * 1.7) % 9 + 1}, unit: k, year: 2023}}"
            for n in range(len(NORMALISATIONS))
        )
        for v in (2.5, 7, 4)
    ]
    held = evaluation("mean", measures, (per_case[0], per_case[1], per_case[2]))
    page = Book(asked(held), "en", [f.case.case for f in held.files], "scores")
    book = openpyxl.load_workbook(BytesIO(made(held)))
    by = {
        "Measures": page.measure_column["value"],
        "Ratings": page.rating_column["level"],
        "Scores": 3,
    }
    content = made(held)
    for name, col in by.items():
        cells = (
            f"A{HEAD + 1}:{book[name].cell(book[name].max_row, book[name].max_column).coordinate}"
        )
        content = sorted_rows(content, tmp_path / name, name, cells, col)
    anew = recalculated(content, tmp_path / "after")
    values = [
        row[page.measure_column["value"] - 1].value
        for row in anew["Measures"].iter_rows(min_row=HEAD + 1)
    ]
    assert values == sorted(values)
    summary = rows_of(anew["Summary"])
    for case in page.cases:
        assert summary[f"={case}+1"]["Score"] == pytest.approx(
            expected(held, case, "overall"), abs=1e-9
        )
        found = [
            anew["Working"].cell(page.working_row("value", ref), page.case_column[case]).value
            for ref in page.order
        ]
        wanted = [
            page.at_present(ref, case, page.came_to("value", ref, case)) for ref in page.order
        ]
        assert [f or 0 if f != "n/a" else f for f in found] == [
            w if w == "n/a" else pytest.approx(w or 0, abs=1e-9) for w in wanted
        ]
    scores = {
        row[1].value: [c.value for c in row] for row in anew["Scores"].iter_rows(min_row=HEAD + 1)
    }
    assert [scores["plan"][0], scores["plan"][2]] == ["Plan", 3]
    assert scores["plan"][page.case_column["one"] - 1] == pytest.approx(
        expected(held, "one", "plan"), abs=1e-9
    )
    assert agree(held, recalculated(made(held), tmp_path / "unsorted")) > 0
