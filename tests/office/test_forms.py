"""Rating forms as LibreOffice fills, sorts, filters, copies and saves them; all of it in one
start."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from evalkit.forms.collect import Handed
from evalkit.storage.workbooks import open_workbook

from tests.forms import CASE, became, came_to, cell_of, said, written
from tests.office.recalculate import convert, needs_office, recalculated, run_macro

FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8", "xls": "MS Excel 97"}
GOALS, PEOPLE = "A Goals", "B People"
TYPED = (
    f'Put(doc, "{GOALS}", "F4", "✓")',
    f'Put(doc, "{GOALS}", "G4", "２")',
    f'Put(doc, "{GOALS}", "J4", "a year is named")',
    f'Put(doc, "{GOALS}", "L4", "plan")',
    f'Put(doc, "{GOALS}", "M4", "¶3")',
    f'Put(doc, "{GOALS}", "L5", "budget")',
    f'Put(doc, "{GOALS}", "M5", "p. 2")',
    f'doc.Sheets.getByName("{GOALS}").getCellRangeByName("G8").Value = 3',
    f'Put(doc, "{GOALS}", "J8", "a sum is named")',
    f'Put(doc, "{PEOPLE}", "H4", "not applicable")',
    f'Put(doc, "{PEOPLE}", "J4", "no schools")',
)
READ = {
    "clear-goals": {
        "level": 2,
        "checks": ["dated"],
        "because": "a year is named",
        "evidence": [{"document": "plan", "at": "¶3"}, {"document": "budget", "at": "p. 2"}],
    },
    "funds": {"level": 3, "because": "a sum is named"},
    "skills": {"state": "not-applicable", "because": "no schools"},
}
GOALS_ONLY = {key: READ[key] for key in ("clear-goals", "funds")}


@dataclass(frozen=True)
class Act:
    """What somebody does to the filled form, and what must come of it: answers, findings."""

    steps: tuple[str, ...]
    answers: dict[str, Any]
    codes: tuple[str, ...] = ()
    ending: str = "xlsx"


READ_AS = ("form-read",)  # of the full-width digit
ACTS = {
    "typed": Act((), READ, READ_AS),
    "as ods": Act((), READ, READ_AS, "ods"),
    "as xls": Act((), READ, READ_AS, "xls"),
    "sorted whole": Act((f'SortRows(doc, "{GOALS}", "A4:P11", 6)',), READ, READ_AS),
    "sorted by half": Act(
        (f'SortRows(doc, "{GOALS}", "B4:P11", 5)',), {}, ("form-moved", "form-read")
    ),
    "sorted by half, ods": Act(
        (f'SortRows(doc, "{GOALS}", "B4:P11", 5)',), {}, ("form-moved", "form-read"), "ods"
    ),
    "filtered": Act(
        tuple(
            f'doc.Sheets.getByName("{GOALS}").Rows.getByIndex({n}).IsVisible = False'
            for n in range(5, 10)
        ),
        READ,
        READ_AS,
    ),
    "column inserted": Act(
        (
            f'doc.Sheets.getByName("{GOALS}").Columns.insertByIndex(6, 1)',
            f'Put(doc, "{GOALS}", "G3", "Ask Ben")',
        ),
        READ,
        ("form-column", "form-read"),
    ),
    "tab renamed": Act((f'doc.Sheets.getByName("{GOALS}").Name = "Ziele"',), READ, READ_AS),
    "row deleted": Act(
        (f'doc.Sheets.getByName("{GOALS}").Rows.removeByIndex(3, 1)',),
        {key: READ[key] for key in ("funds", "skills")},
        ("form-rows-gone",),
    ),
    "sheet copied": Act(
        (
            f'doc.Sheets.copyByName("{GOALS}", "Copy", 1)',
            'doc.Sheets.getByName("Copy").getCellRangeByName("G8").Value = 1',
        ),
        {},
        ("form-twice", "form-read"),
    ),
    "sheet to a new book": Act(
        (
            'other = StarDesktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, hidden())',
            f'other.Sheets.importSheet(doc, "{GOALS}", 0)',
            "doc.close(True)",
            "doc = other",
        ),
        GOALS_ONLY,
        ("form-read", "form-rows-gone"),
    ),
    "level in the wrong row": Act(
        (
            f'Put(doc, "{GOALS}", "G8", "")',
            f'doc.Sheets.getByName("{GOALS}").getCellRangeByName("G9").Value = 3',
        ),
        {},
        ("form-read", "form-row", "form-unrated"),
    ),
}
MACRO = """
Sub Put(doc, sheet, cell, text)
  doc.Sheets.getByName(sheet).getCellRangeByName(cell).String = text
End Sub
Sub SortRows(doc, sheet, cells, by)
  Dim field(0) As New com.sun.star.table.TableSortField
  field(0).Field = by
  field(0).IsAscending = False
  Dim how(1) As New com.sun.star.beans.PropertyValue
  how(0).Name = "SortFields"
  how(0).Value = field()
  how(1).Name = "ContainsHeader"
  how(1).Value = False
  doc.Sheets.getByName(sheet).getCellRangeByName(cells).sort(how())
End Sub
Sub Main()
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  Dim kind(0) As New com.sun.star.beans.PropertyValue
  kind(0).Name = "FilterName"
{jobs}
End Sub
"""
JOB = """
  doc = StarDesktop.loadComponentFromURL("{given}", "_blank", 0, hidden())
  For Each name In doc.Sheets.ElementNames
    doc.Sheets.getByName(name).unprotect("")
  Next name
  {steps}
  kind(0).Value = "{filter}"
  doc.storeToURL("{made}", kind())
  doc.close(True)
"""


def _jobs(given: Path, folder: Path) -> Iterable[str]:
    for n, act in enumerate(ACTS.values()):
        steps = "\n  ".join((*TYPED, *act.steps))
        made = folder / f"made-{n}.{act.ending}"
        yield JOB.format(
            given=given.as_uri(), steps=steps, filter=FILTERS[act.ending], made=made.as_uri()
        )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The files that LibreOffice made, by what was done to them."""
    folder = tmp_path_factory.mktemp("forms")
    content = written()
    given = convert(content, "xlsx", "xlsx:Calc MS Excel 2007 XML", folder)  # makes the profile
    given.write_bytes(content)
    text = MACRO.format(jobs="\n".join(_jobs(given, folder)))
    run_macro(text, "Main")
    return {name: folder / f"made-{n}.{act.ending}" for n, (name, act) in enumerate(ACTS.items())}


@needs_office
@pytest.mark.parametrize("name", ACTS)
def test_what_libreoffice_does_to_a_form(name: str, made: dict[str, Path]) -> None:
    act = ACTS[name]
    collected = came_to(Handed("form", open_workbook(made[name])))
    assert sorted({code.rpartition(" ")[2] for code in said(collected)}) == sorted(act.codes)
    assert (became(collected) if collected.sound else {}) == act.answers


@needs_office
def test_a_form_counts_and_hints_as_it_is_filled_in(made: dict[str, Path]) -> None:
    book = openpyxl.load_workbook(made["typed"], data_only=True)
    hints = {row[1].value: row[8].value for row in book[GOALS].iter_rows(min_row=4)}
    assert hints == {
        "A1": "write the level as a bare number",
        "A2": "no evidence: counts as 1 at most",
    }
    assert {row[8].value for row in book[PEOPLE].iter_rows(min_row=4)} == {"done"}
    rows = [[cell.value for cell in row[:4]] for row in book["Guide"].iter_rows(max_row=14)]
    assert ["A Goals", 2, 2, 1] in rows
    assert ["Together", 3, 3, 1] in rows


OWN = """\
rubric: trial
version: 1.0.0
title: Own
method: {half_levels: true, ceilings: {steps: [{from: 1, checks: 1}, {from: 2, evidence: true}], contradicted: 1}}
pillars:
  - id: goals
    title: Goals
    criteria:
"""
MARKS = ("", "supports", "contradicts")


@needs_office
def test_what_is_still_to_do_on_a_scale_of_its_own_recalculates_to_what_the_form_shows(
    tmp_path: Path,
) -> None:
    """Every level, half levels too, with and without a tick, and with evidence of both kinds."""
    levels = (-1, -0.5, 0, 1.25, 2.5, 3.75, 5)
    given = list(product(levels, ("", "k"), MARKS))
    rubric, rated = OWN, "ratings:\n"
    for n, (level, checks, kind) in enumerate(given):
        rubric += (
            f"      - {{id: c{n}, code: C{n}, title: C{n}, scale: own, checks: [{{id: k, asks: k}}], "
            "needs: {5: {all: [k]}}, levels: {5: d, -1: a, 0: b, 2.5: c}}\n"
        )
        cited = f", evidence: [{{document: plan, at: ¶1, kind: {kind}}}]" if kind else ""
        rated += (
            f"  c{n}: [{{rater: Ana, level: {level}, checks: [{checks}], because: y{cited}}}]\n"
        )
    bare = CASE.replace("facets: {coast: {is: inland, because: far from it}}\n", "")
    form = written(rubric=rubric, case=bare, ratings=rated)
    shown = openpyxl.load_workbook(BytesIO(form), data_only=True)
    found = recalculated(form, tmp_path)
    hints = [
        [cell_of(book, f"C{n}", "hint").value for n in range(len(given))] for book in (shown, found)
    ]
    assert hints[0] == hints[1]
    assert len({*hints[0]}) >= 4
