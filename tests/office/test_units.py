"""A workbook of scores in the units of the scale: what stands in it is what its formulas come to, also
after a change, and nothing runs to 100."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from evalkit.evaluation import Evaluation
from evalkit.render import xlsx
from evalkit.workbook.build import HEAD, Book

from tests.conftest import asked
from tests.office.recalculate import needs_office, recalculated
from tests.scale_units import held, profile, total_of


def made(evaluation: Evaluation, lang: str = "en", cases: Sequence[str] = ()) -> bytes:
    names = list(cases) or [f.case.case for f in evaluation.files]
    return xlsx.render(Book(asked(evaluation), lang, names, "scores").workbook())


def cells(book: openpyxl.Workbook) -> dict[tuple[str, str], object]:
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("alone", [False, True])
def test_nothing_in_the_workbook_runs_to_a_hundred(lang: str, alone: bool) -> None:
    content = made(held, lang, ["ada-2024"] if alone else ())
    for place, value in cells(openpyxl.load_workbook(BytesIO(content))).items():
        text = str(value)
        assert "100*" not in text, (place, text)
        assert not re.search(r"0[–—]100|0至100|0 to 100|\d points|\d分", text), (place, text)
    with zipfile.ZipFile(BytesIO(content)) as parts:
        charts = [parts.read(n).decode() for n in parts.namelist() if "/charts/chart" in n]
        sheets = "".join(parts.read(n).decode() for n in parts.namelist() if "/worksheets/" in n)
    assert charts
    for chart in charts:
        assert '<c:min val="1"/>' in chart
        assert '<c:max val="6"/>' in chart
        assert 'formatCode="0.00"' in chart
    assert "&gt;=0.75," in sheets  # shades by the distance from the mean
    assert alone or '<cfvo type="num" val="3.5"/>' in sheets


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_in_the_workbook_of_a_profile_runs_to_a_hundred(lang: str) -> None:
    for place, value in cells(openpyxl.load_workbook(BytesIO(made(profile, lang)))).items():
        text = str(value)
        assert not re.search(r"100[*]|0[–—]100|0至100|0 to 100|\d points|\d分", text), (place, text)


def totals(book: openpyxl.Workbook) -> dict[str, float]:
    """Key → total, from the sheet of scores."""
    sheet = book["Scores"]
    names = [str(cell.value) for cell in sheet[HEAD]]
    (row,) = (row for row in sheet.iter_rows(min_row=HEAD + 1) if row[1].value == "overall")
    return {name: cell.value for name, cell in zip(names, row, strict=True)}


@needs_office
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_stands_in_the_file_is_what_its_formulas_come_to(lang: str, tmp_path: Path) -> None:
    for n, (own, names) in enumerate(((held, []), (held, ["ada-2024"]), (profile, []))):
        content = made(own, lang, names)
        now = cells(openpyxl.load_workbook(BytesIO(content), data_only=True))
        then = cells(recalculated(content, tmp_path / str(n), lambda _: None))
        assert then.keys() >= {k for k, v in now.items() if v not in ("", None)}
        for place, value in now.items():
            there = then.get(place)
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                assert there == pytest.approx(value, abs=1e-9), place
            elif isinstance(value, str) and value and not value.startswith("="):
                assert there == value, place


@needs_office
def test_totals_follow_levels_and_are_the_mean_of_them(tmp_path: Path) -> None:
    def change(book: openpyxl.Workbook) -> None:
        sheet = book["Ratings"]
        heads = {str(cell.value): cell.column for cell in sheet[HEAD] if cell.value}
        for row in range(HEAD + 1, sheet.max_row + 1):
            if sheet.cell(row, heads["Key"]).value == "ada-2024/d":
                sheet.cell(row, heads["Level"]).value = 6

    book = recalculated(made(held), tmp_path, change)
    wanted = total_of("ada-2024") + (6 - 3) / 2 / 4
    shown = totals(book)
    (own,) = (v for name, v in shown.items() if name.startswith("Ada") and "2024" in name)
    assert own == pytest.approx(wanted)
