"""Forms that people filled in, sorted, copied and damaged, as they are handed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from evalkit.editing import RatingChange
from evalkit.editing.changes import ValueChange
from evalkit.forms.collect import Handed
from evalkit.reading.sheets import Sheet
from tests.forms import (
    CASE,
    RATED,
    RUBRIC,
    Book,
    became,
    came_to,
    cell_of,
    filled,
    handed,
    opened,
    said,
    saved,
    written,
)

ANSWERS = {
    ("A1", "level"): 2,
    ("A1", "tick"): "✓",
    ("A1", "reason"): "a year is named",
    ("A1", "confidence"): "high",
    ("A1", "document"): "plan",
    ("A1", "at"): "¶3",
    ("A1", "document", 1): "The budget",
    ("A1", "quote", 1): "2030",
    ("A1", "against", 1): "x",
    ("A2", "level"): 1,
    ("A2", "reason"): "no sum",
    ("B1", "state"): "not applicable",
    ("B1", "reason"): "no schools",
}
READ = {
    "clear-goals": {
        "level": 2,
        "checks": ["dated"],
        "because": "a year is named",
        "confidence": "high",
        "evidence": [
            {"document": "plan", "at": "¶3"},
            {"document": "budget", "quote": "2030", "kind": "contradicts"},
        ],
    },
    "funds": {"level": 1, "because": "no sum"},
    "skills": {"state": "not-applicable", "because": "no schools"},
}
FORM = filled(written(), ANSWERS)


def after(act: Callable[[Book], Any], content: bytes = FORM) -> bytes:
    """The filled form after somebody did something to it."""
    book = opened(content)
    act(book)
    return saved(book)


def moved(sheet: Any, first: int) -> None:
    """Rows of a sheet in another order: from column ``first`` on."""
    rows = [[cell.value for cell in row[first:]] for row in sheet.iter_rows(min_row=4)]
    for row, values in zip(sheet.iter_rows(min_row=4), reversed(rows), strict=True):
        for cell, value in zip(row[first:], values, strict=True):
            cell.value = value


def test_what_is_filled_in_is_read() -> None:
    collected = came_to(FORM)
    assert said(collected) == []
    assert became(collected) == READ
    assert [dict(tally.fates) for tally in collected.tallies] == [{"new": 3}]


def _hide(book: Book) -> None:
    book["A Goals"].column_dimensions["J"].hidden = True
    for row in range(5, 9):
        book["A Goals"].row_dimensions[row].hidden = True
    book["B People"].sheet_state = "hidden"


def _insert(book: Book) -> None:
    sheet = book["A Goals"]
    sheet.insert_cols(3)
    sheet.insert_rows(8)
    sheet.insert_rows(1, 2)


def _rename(book: Book) -> None:
    book["A Goals"].title = "Sheet 1"
    book.move_sheet("Sheet 1", 3)


@pytest.mark.parametrize(
    "act",
    [
        lambda book: moved(book["A Goals"], 0),
        _hide,
        _rename,
        _insert,
        lambda book: book.copy_worksheet(book["A Goals"]),
        lambda book: book.remove(book["Guide"]),
    ],
    ids=["sorted whole", "hidden", "renamed", "inserted", "copied", "without guide"],
)
def test_what_people_may_do_changes_no_answer(act: Callable[[Book], Any]) -> None:
    collected = came_to(after(act))
    assert became(collected) == READ
    assert collected.sound


def test_sorting_without_the_hidden_column_is_refused_and_names_the_rows() -> None:
    collected = came_to(after(lambda book: moved(book["A Goals"], 1)))
    (finding,) = collected.findings
    assert (finding.code, str(finding.span)) == ("form-moved", "form.xlsx:A Goals!B4")
    assert dict(finding.values)["rows"] == "4, 5, 6, 7, 8, 9, 10, 11"
    assert not collected.sound


def test_even_rows_of_one_criterion_may_not_trade_places() -> None:
    def act(book: Book) -> None:
        sheet = book["A Goals"]
        for column in range(2, 17):
            one, other = sheet.cell(4, column), sheet.cell(5, column)
            one.value, other.value = other.value, one.value

    assert said(came_to(after(act))) == ["form.xlsx:A Goals!B4: form-moved"]


def test_one_column_sorted_alone_leaves_answers_where_they_are() -> None:
    def act(book: Book) -> None:
        sheet = book["A Goals"]
        sheet["C4"], sheet["C8"] = sheet["C8"].value, sheet["C4"].value

    collected = came_to(after(act))
    assert said(collected) == [
        "form.xlsx:A Goals!C4: form-title",
        "form.xlsx:A Goals!C8: form-title",
    ]
    assert became(collected) == READ


def test_without_hidden_marks_rows_are_told_by_their_codes() -> None:
    def act(book: Book) -> None:
        for name in ("A Goals", "B People"):
            book[name].delete_cols(1)

    collected = came_to(after(act))
    assert said(collected) == [
        "form.xlsx:A Goals!A3: form-marks-gone",
        "form.xlsx:B People!A3: form-marks-gone",
    ]
    assert became(collected) == READ


def test_a_level_one_row_too_low_is_found() -> None:
    form = filled(FORM, {("A1", "level"): None, ("A1", "level", 1): 2})
    assert said(came_to(form)) == [
        "form.xlsx:A Goals!G4: form-unrated",
        "form.xlsx:A Goals!G5: form-row",
    ]


def test_two_answers_to_one_question_are_a_conflict_with_both_cells() -> None:
    other = filled(FORM, {("A1", "level"): 3})
    collected = came_to(FORM, other)
    (finding,) = collected.findings
    assert (finding.code, str(finding.span)) == ("form-twice", "form-1.xlsx:A Goals!G4")
    assert dict(finding.values)["first"] == "form.xlsx:A Goals!G4"
    assert not collected.sound
    assert came_to(FORM, FORM).sound, "the same answers twice are one"


def test_two_raters_are_two_forms() -> None:
    other = filled(written("Ben", "zh"), {})
    collected = came_to(FORM, other)
    assert [(t.rater, dict(t.fates)) for t in collected.tallies] == [
        ("Ana", {"new": 3}),
        ("Ben", {"open": 3}),
    ]


def test_a_sheet_in_a_new_book_still_says_whose_it_is() -> None:
    def alone(book: Book) -> None:
        for name in [n for n in book.sheetnames if n != "A Goals"]:
            book.remove(book[name])

    collected = came_to(after(alone))
    assert said(collected) == ["form.xlsx: form-rows-gone"]
    assert became(collected) == {key: READ[key] for key in ("clear-goals", "funds")}


def test_a_sheet_that_lost_its_mark_needs_a_case_and_a_rater() -> None:
    def alone(book: Book) -> None:
        for name in [n for n in book.sheetnames if n != "A Goals"]:
            book.remove(book[name])
        book["A Goals"]["A3"] = None

    form = after(alone)
    assert said(came_to(form)) == ["form.xlsx: form-unsigned"]
    collected = came_to(form, named=("porto-2026", "Ana"))
    assert became(collected) == {key: READ[key] for key in ("clear-goals", "funds")}


def test_the_guide_says_whose_a_form_is_where_all_marks_are_gone() -> None:
    def act(book: Book) -> None:
        for name in ("A Goals", "B People", "Commitments"):
            book[name]["A3"] = None

    collected = came_to(after(act))
    assert became(collected) == READ
    assert [(t.case, t.rater) for t in collected.tallies] == [("porto-2026", "Ana")]


# --- ratings that are there already ----------------------------------------------------------


def test_what_was_not_touched_is_no_change() -> None:
    for lang in ("zh", "en"):
        collected = came_to(written(lang=lang, ratings=RATED), ratings=RATED)
        assert became(collected) == {}
        assert [dict(tally.fates) for tally in collected.tallies] == [{"same": 1, "open": 2}]


def test_only_what_differs_of_a_rating_changes() -> None:
    form = filled(written(ratings=RATED), {("A1", "tick", 1): "是", ("A1", "at"): "¶4"})
    assert became(came_to(form, ratings=RATED)) == {
        "clear-goals": {
            "level": 2,
            "checks": ["dated", "figure"],
            "because": "a year is named",
            "confidence": "high",
            "evidence": [{"document": "plan", "at": "¶4", "note": "here"}],
        }
    }


def test_a_text_in_two_languages_keeps_the_one_that_nobody_touched() -> None:
    ratings = "ratings: {funds: {rater: Ana, level: 1, because: {zh: 有, en: some}}}\n"
    form = filled(written(ratings=ratings), {})
    book = opened(form)
    heads = [cell.value for cell in book["A Goals"][3]]
    book["A Goals"].cell(8, heads.index("Reason, in English") + 1).value = "a little"
    assert became(came_to(saved(book), ratings=ratings)) == {
        "funds": {"level": 1, "because": {"zh": "有", "en": "a little"}}
    }


ALL = ("level", "tick", "reason", "confidence", "document", "at", "note")


def test_a_rating_is_taken_out_where_its_cells_were_cleared_and_not_where_its_row_was() -> None:
    form = written(ratings=RATED)
    cleared = filled(form, {("A1", key): None for key in ALL})
    assert became(came_to(cleared, ratings=RATED)) == {"clear-goals": None}
    deleted = after(lambda book: book["A Goals"].delete_rows(4), form)
    collected = came_to(deleted, ratings=RATED)
    assert became(collected) == {}
    assert said(collected) == ["form.xlsx: form-rows-gone"]


def test_an_empty_form_takes_out_nothing() -> None:
    collected = came_to(written(), ratings=RATED)
    assert became(collected) == {}
    assert [dict(tally.fates) for tally in collected.tallies] == [{"same": 1, "open": 2}]


def test_a_row_that_was_deleted_leaves_its_evidence_and_its_tick() -> None:
    ratings = RATED.replace("note: here}]", "note: here}, {document: budget, at: p. 2}]").replace(
        "checks: [dated]", "checks: [figure]"
    )

    def act(book: Book) -> None:
        cell_of(book, "A1", "reason").value = "other words"
        book["A Goals"].delete_rows(5)

    found = became(came_to(after(act, written(ratings=ratings)), ratings=ratings))["clear-goals"]
    assert found["checks"] == ["figure"]
    assert found["evidence"][1] == {"document": "budget", "at": "p. 2"}
    assert found["because"] == "other words"


def test_a_chair_decides() -> None:
    raters = "raters: {Ana: {role: chair}}\n"
    found = became(came_to(FORM, ratings=raters))
    assert found["funds"] == {"adjudicates": True, "level": 1, "because": "no sum"}


def test_the_only_document_needs_no_name() -> None:
    case = CASE.replace("  - {id: budget, title: {zh: 预算, en: The budget}}\n", "")
    form = filled(
        written(case=case), {("A2", "level"): 1, ("A2", "reason"): "r", ("A2", "at"): "¶9"}
    )
    found = became(came_to(form, case=case))
    assert found["funds"]["evidence"] == [{"document": "plan", "at": "¶9"}]


def test_answers_to_another_version_are_kept_where_it_asks_the_same() -> None:
    rubric = RUBRIC.replace("version: 1.0.0", "version: 1.1.0").replace("code: B1", "code: B7")
    rubric = rubric.replace("Do targets have a figure and a year?", "Are targets dated?")
    case = CASE.replace("1.0.0", "1.1.0")
    collected = came_to(FORM, rubric=rubric, case=case)
    assert said(collected) == [
        "form.xlsx: form-version",
        "form.xlsx:A Goals!B4: form-answer-left",
    ]
    assert became(collected) == {key: READ[key] for key in ("funds", "skills")}
    half = after(lambda book: moved(book["A Goals"], 1))
    assert "form.xlsx:A Goals!B4: form-moved" in said(came_to(half, rubric=rubric, case=case))


# --- commitments -----------------------------------------------------------------------------


def test_commitments_are_read_from_a_sheet_of_their_own() -> None:
    own = "commitments: [{id: c1, at: plan ¶5, what: A port, value: 3, rater: Ana}]\n"
    assert came_to(written(ratings=own), ratings=own).changes == {("porto-2026", "Ana"): ()}

    def act(book: Book) -> None:
        sheet = book["Commitments"]
        at = {cell.value: cell.column for cell in sheet[3]}
        sheet.cell(4, at["Figure"]).value = 4
        for head, value in (("Document", "plan"), ("Place", "¶7"), ("What is promised", "Trams")):
            sheet.cell(5, at[head]).value = value
        sheet.cell(5, at["Instrument"]).value = "Supply"

    collected = came_to(after(act, written(ratings=own)), ratings=own)
    assert [(c.id, c.became) for c in collected.changes["porto-2026", "Ana"]] == [  # type: ignore[union-attr]
        ("c1", {"id": "c1", "at": "plan ¶5", "what": "A port", "value": 4}),
        ("c2", {"id": "c2", "at": "plan ¶7", "what": "Trams", "codes": {"instrument": "supply"}}),
    ]


@pytest.mark.parametrize("act", ["title", "column", "head"])
def test_commitments_without_a_column_or_their_headings_are_refused(act: str) -> None:
    own = "commitments: [{id: c1, at: plan ¶5, what: A port, value: 3, rater: Ana}]\n"

    def damage(book: Book) -> None:
        sheet = book["Commitments"]
        (figure,) = (cell for cell in sheet[3] if cell.value == "Figure")
        if act == "title":
            figure.value = "How many?"
        elif act == "column":
            sheet.delete_cols(figure.column)
        else:
            sheet.delete_rows(3)

    collected = came_to(after(damage, written(ratings=own)), ratings=own)
    assert [f.code for f in collected.findings] == [
        "form-head" if act == "head" else "form-columns"
    ]
    assert collected.changes["porto-2026", "Ana"] == ()


# --- files that are none -----------------------------------------------------------------------


def test_a_workbook_of_somebody_elses_is_no_form() -> None:
    assert said(
        came_to(Handed("x.xlsx", (Sheet("S", (("Region", "Level"), ("Porto", "2"))),)))
    ) == ["x.xlsx: form-unknown"]
    assert said(came_to(handed(b"PK\x03\x04 broken", "x.xlsx"))) == ["x.xlsx: table-unread"]


def test_a_bare_number_is_the_paragraph_that_it_names() -> None:
    cells = {("A2", "level"): 1, ("A2", "reason"): "r", ("A2", "document"): "plan"}
    collected = came_to(filled(written(), {**cells, ("A2", "at"): 31}))
    assert became(collected)["funds"]["evidence"] == [{"document": "plan", "at": "¶31"}]
    assert said(collected) == ["form.xlsx:A Goals!M8: form-read"]


def test_a_text_longer_than_a_cell_is_kept_whole_or_the_change_is_refused() -> None:
    ratings = RATED.replace("a year is named", "x" * 40_000)
    form = written(ratings=ratings)
    assert became(came_to(form, ratings=ratings)) == {}
    collected = came_to(filled(form, {("A1", "reason"): "short"}), ratings=ratings)
    assert said(collected) == ["form.xlsx:A Goals!J4: form-cell"]
    assert not collected.sound


def test_a_place_that_excel_made_a_day_of_is_refused() -> None:
    form = filled(FORM, {("A1", "at"): datetime(2026, 3, 1), ("A2", "document"): "plan"})
    (finding,) = came_to(form).findings
    assert (finding.code, finding.span.sheet) == ("form-cell", "A Goals")
    assert "Excel makes one of 2-1" in finding.message("en")
    assert came_to(filled(FORM, {("A1", "at"): "3:12"})).sound


def test_a_rater_whom_the_case_does_not_declare_is_added_to_it() -> None:
    case = CASE + "raters: {Ana: {role: rater}}\n"
    assert isinstance(came_to(FORM, case=case).changes["porto-2026", "Ana"][0], RatingChange)
    other = filled(written("Cem", case=case), {("A1", "level"): 1})
    added = came_to(other, case=case).changes["porto-2026", "Cem"][0]
    assert added == ValueChange(("raters", "Cem"), {"role": "rater"})


@pytest.mark.parametrize("title", ["Reason", "Met", "Quote", "Place", "Note", "Confidence"])
@pytest.mark.parametrize("instead", ["Why?", None])
def test_a_column_that_lost_its_title_is_not_taken_for_cleared(
    title: str, instead: str | None
) -> None:
    def act(book: Book) -> None:
        (cell,) = (cell for cell in book["A Goals"][3] if cell.value == title)
        cell.value = instead

    collected = came_to(after(act))
    assert "form-columns" in {finding.code for finding in collected.findings}
    assert not collected.sound
