"""Forms with a fault in each: ``python -m tests.bad_forms`` writes those of ``bad/form-*`` anew,
after the layout of forms has changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from tests.forms import APART, CASE, RUBRIC, cell_of, detail_of, opened, saved, to_settle, written

BAD = Path(__file__).parent / "bad"
Book = Any


def put(*cells: tuple[str, str, object]) -> Callable[[Book], None]:
    """Cells of answer rows filled in."""

    def act(book: Book) -> None:
        for code, key, value in cells:
            cell_of(book, code, key).value = value

    return act


def rated(code: str = "A1", level: object = 1, reason: str = "a year is named") -> Any:
    return (code, "level", level), (code, "reason", reason)


def _foreign(book: Book) -> None:
    book.active["A1"] = "Minutes"


def _unsigned(book: Book) -> None:
    for name in [n for n in book.sheetnames if n != "A Goals"]:
        del book[name]
    book["A Goals"]["A3"] = None


def _half_sorted(book: Book) -> None:
    sheet = book["A Goals"]
    rows = [[cell.value for cell in row[1:]] for row in sheet.iter_rows(min_row=4)]
    for row, values in zip(sheet.iter_rows(min_row=4), reversed(rows), strict=True):
        for cell, value in zip(row[1:], values, strict=True):
            cell.value = value


def _stray(book: Book) -> None:
    sheet = book["A Goals"]
    sheet.cell(sheet.max_row + 2, cell_of(book, "A1", "reason").column).value = "a loose thought"


def _own_column(book: Book) -> None:
    sheet = book["A Goals"]
    sheet.cell(3, sheet.max_column + 1).value = "Ask Ben"


def _without_level(book: Book) -> None:
    book["A Goals"].delete_cols(cell_of(book, "A1", "level").column)


def _twice(book: Book) -> None:
    put(*rated())(book)
    copy = book.copy_worksheet(book["A Goals"])
    copy.cell(4, cell_of(book, "A1", "level").column).value = 2


def _merged(book: Book) -> None:
    put(*rated("A1"), *rated("A2", 1, "a sum is named"))(book)
    level, last = cell_of(book, "A1", "level"), cell_of(book, "A2", "level")
    book["A Goals"].merge_cells(f"{level.coordinate}:{last.coordinate}")


def _row(book: Book) -> None:
    cell_of(book, "A1", "level", 2).value = 2


def _evidence(book: Book) -> None:
    put(*rated(), ("A1", "document", "outline"), ("A1", "at", "¶3"))(book)


def _declared(book: Book) -> None:
    detail_of(book, "Facet: Coast").value = "Coastal"


def _untitled(book: Book) -> None:
    detail_of(book, "Title of the plan").value = None


ACTS: dict[str, Callable[[Book], None]] = {
    "form-unknown": _foreign,
    "form-unsigned": _unsigned,
    "form-other": put(),
    "form-case": put(*rated()),
    "form-columns": _without_level,
    "form-moved": _half_sorted,
    "form-stray": _stray,
    "form-row": _row,
    "form-marks-gone": lambda book: book["A Goals"].delete_cols(1),
    "form-column": _own_column,
    "form-rows-gone": lambda book: book["A Goals"].delete_rows(4),
    "form-version": put(*rated("B1", 1, "skills are spoken of")),
    "form-answer-left": put(*rated()),
    "form-table": put(*rated()),
    "form-title": put(("A1", "criterion", "Funds")),
    "form-merged": _merged,
    "form-cell": put(("A1", "level", "#N/A")),
    "form-level": put(*rated(level="2-3")),
    "form-read": put(*rated(level="２")),
    "form-level-and-state": put(*rated(), ("A1", "state", "not applicable")),
    "form-value": put(*rated(), ("A1", "tick", "?")),
    "form-document": _evidence,
    "form-reason": put(("A1", "state", "not applicable")),
    "form-decision-reason": put(("A1", "level", 1)),
    "form-decided": put(*rated()),
    "form-unrated": put(("A1", "reason", "a year is named")),
    "form-twice": _twice,
    "form-detail-changed": _declared,
    "form-detail-lacks": _untitled,
    "form-reason-repeated": put(*rated(), *rated("B1")),
}
COMMANDS = {
    "form-other": "collect form.xlsx --case braga-2026",
}


def write(code: str) -> None:
    """The folder of a code: its form, rubric, case and command."""
    folder = BAD / code
    (folder / "cases").mkdir(parents=True, exist_ok=True)
    (folder / "rubrics").mkdir(exist_ok=True)
    settles = code in ("form-decision-reason", "form-decided")
    before = CASE.replace("facets: {coast: {is: inland, because: far from it}}\n", "")
    shown = before if code == "form-detail-changed" else CASE
    made = to_settle() if settles else written(case=shown)
    book: Book = openpyxl.Workbook() if code == "form-unknown" else opened(made)
    ACTS[code](book)
    (folder / "form.xlsx").write_bytes(saved(book))
    rubric, case = RUBRIC, CASE
    if code in ("form-version", "form-answer-left"):
        rubric = RUBRIC.replace("version: 1.0.0", "version: 1.1.0")
        rubric = rubric.replace("Do targets have a figure and a year?", "Are targets dated?")
        case = CASE.replace("1.0.0", "1.1.0")
    if settles:
        case += APART
    if code == "form-decided":
        dora = "    - {rater: Dora, adjudicates: true, level: 2, because: a year}\n"
        case = case.replace("  funds:\n", f"{dora}  funds:\n")
    if code == "form-case":
        case = CASE.replace("porto", "braga")
    (folder / "rubrics" / "trial.yaml").write_text(rubric, encoding="utf-8")
    (folder / "cases" / "case.yaml").write_text(case, encoding="utf-8")
    if code == "form-table":
        table = "case,criterion,rater,level,because\nporto-2026,clear-goals,Ana,2,a figure\n"
        (folder / "cases" / "ratings.csv").write_text(table, encoding="utf-8")
    (folder / "command").write_text(COMMANDS.get(code, "collect form.xlsx") + "\n")


if __name__ == "__main__":
    for name in ACTS:
        write(name)
