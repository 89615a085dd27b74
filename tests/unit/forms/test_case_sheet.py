"""What a case says of itself, filled in on a form: facets with their reasons, whose plan it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from evalkit.editing import ValueChange, edited
from evalkit.model.case import JournalLine
from evalkit.reading.yaml import parse
from tests.conftest import case_of, rubric_of
from tests.forms import CASE, RUBRIC, came_to, detail_of, opened, said, saved, written

FACETS = "facets: {coast: {is: inland, because: far from it}}\n"
BARE = """\
case: porto-2026
rubric: trial@1.0.0
region: {name: Name of the place, code: CODE}
plan:
  title: Title of the plan
  issuer: Who issued it
  adopted:
  period:
facets:
  # coast: {is: …, because: …}
documents:
  - id: plan
    title: Title of the plan
    date:
"""
MANY = RUBRIC.replace("coast: {title", "coast: {many: true, title")
Typed = Mapping[tuple[str, str], Any]  # row, column


def typed(content: bytes, cells: Typed) -> bytes:
    book = opened(content)
    for (label, column), value in cells.items():
        detail_of(book, label, column).value = value
    return saved(book)


def changed(form: bytes, case: str = CASE, rubric: str = RUBRIC) -> dict[str, Any]:
    """Path → what it becomes."""
    collected = came_to(form, case=case, rubric=rubric)
    assert said(collected) == []
    changes = [c for own in collected.changes.values() for c in own if isinstance(c, ValueChange)]
    return {"/".join(map(str, change.path)): change.became for change in changes}


def test_a_bare_case_is_filled_in_without_opening_its_file() -> None:
    form = typed(
        written(case=BARE),
        {
            ("Name of the place", "Value"): "Porto",
            ("Code of the place in the tables of measures", "Value"): "PT-13",
            ("Title of the plan", "Value"): "Porto: 2030",
            ("Who issued it", "Value"): "The council",
            ("Day of adoption", "Value"): "15 January 2026",
            ("Years of the plan", "Value"): "２０２６ – 2030",
            ("Facet: Coast", "Value"): "coastal",
            ("Facet: Coast", "Why"): "it has a harbour",
            ("Facet: Coast", "Source"): "p. 3",
            ("Document “plan”: title", "Value"): "Porto: 2030",
            ("Document “plan”: date", "Value"): "2026年1月15日",
        },
    )
    (changes,) = came_to(form, case=BARE).changes.values()
    text = edited(
        BARE.encode(), "porto.yaml", changes, who="Ana", command="collect", time="now"
    ).content.decode()
    assert parse(text, "porto.yaml").data == {
        "case": "porto-2026",
        "rubric": "trial@1.0.0",
        "region": {"name": "Porto", "code": "PT-13"},
        "plan": {
            "title": "Porto: 2030",
            "issuer": "The council",
            "adopted": "2026-01-15",
            "period": [2026, 2030],
        },
        "facets": {"coast": {"is": "coastal", "because": "it has a harbour", "source": "p. 3"}},
        "documents": [{"id": "plan", "title": "Porto: 2030", "date": "2026-01-15"}],
    }
    assert "# coast: {is: …, because: …}" in text  # no other line is touched
    assert changed(form, text) == {}  # handed in again, it changes nothing


def test_what_nobody_touched_changes_nothing_whatever_the_case_says_by_now() -> None:
    later = CASE.replace("inland, because: far from it", "coastal, because: a harbour")
    for lang in ("en", "zh"):
        came = came_to(written(lang=lang), case=later.replace("波尔图", "波尔图市"))
        assert not any(came.changes.values())
        assert said(came) == ["form.xlsx: form-rows-gone"]  # the harbour is asked for by now


@pytest.mark.parametrize(
    ("value", "becomes"),
    [
        ("Coastal", "coastal"),
        ("COASTAL ", "coastal"),
        ("coastal", "coastal"),
        ("沿海", "coastal"),
        ("ｃｏａｓｔａｌ", "coastal"),
    ],
)
def test_a_value_is_read_by_its_id_and_its_titles(value: str, becomes: str) -> None:
    form = typed(written(), {("Facet: Coast", "Value"): value})
    assert changed(form) == {"facets/coast/is": becomes}


@pytest.mark.parametrize(
    "value", ["coastal; inland", "沿海；内陆", "Coastal, Inland", "沿海、内陆"]
)
def test_several_values_stand_in_one_cell(value: str) -> None:
    case = CASE.replace("is: inland", "is: [inland]")
    form = typed(written(case=case, rubric=MANY), {("Facet: Coast", "Value"): value})
    assert changed(form, case, MANY) == {"facets/coast/is": ["coastal", "inland"]}


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Facet: Coast", "lagoon"),
        ("Facet: Coast", "coastal; inland"),
        ("Day of adoption", "03/04/2026"),
        ("Day of adoption", "31 February 2026"),
        ("Years of the plan", "2030–2026"),
        ("Years of the plan", "five years"),
    ],
)
def test_what_cannot_be_read_names_its_cell_and_writes_nothing(label: str, value: str) -> None:
    collected = came_to(typed(written(), {(label, "Value"): value}))
    assert [finding.code for finding in collected.findings] == ["form-value"]
    assert "Case details!D" in said(collected)[0]
    assert not collected.sound


def test_a_text_in_two_languages_is_changed_in_the_language_of_the_form() -> None:
    assert changed(typed(written(), {("Name of the place", "Value"): "Oporto"})) == {
        "region/name/en": "Oporto"
    }


def test_a_facet_is_taken_out_with_its_reason_and_not_without() -> None:
    emptied: Typed = {("Facet: Coast", "Value"): None}
    assert said(came_to(typed(written(), emptied))) == [
        "form.xlsx:Case details!D10: form-detail-lacks"
    ]
    assert changed(typed(written(), {**emptied, ("Facet: Coast", "Why"): None})) == {
        "facets/coast": None
    }


def test_two_forms_that_say_two_things_are_told_and_two_that_agree_are_taken() -> None:
    bare = CASE.replace(FACETS, "")
    one, other = (
        typed(written(rater, case=bare), {("Facet: Coast", "Value"): value})
        for rater, value in (("Ana", "coastal"), ("Ben", "inland"))
    )
    assert said(came_to(one, other, case=bare)) == ["form-1.xlsx:Case details!D10: form-twice"]
    same = typed(written("Ben", case=bare), {("Facet: Coast", "Value"): "coastal"})
    assert came_to(one, same, case=bare).findings == ()


@pytest.mark.parametrize(
    ("label", "one", "other"),
    [
        ("Day of adoption", "2026-03-05", "5 March 2026"),
        ("Day of adoption", "2026.3.5", "2026年3月5日"),
        ("Years of the plan", "2026-2030", "2026至2030"),
        ("Years of the plan", "２０２６—２０３０年", "2026–2030"),
        ("Facet: Coast", "coastal; inland", "内陆、沿海"),
        ("Facet: Coast", "inland", "内陆 "),
        ("Facet: Coast", "无", "none"),
        ("Code of the place in the tables of measures", "331082", "３３１０８２"),
    ],
)
def test_two_forms_that_mean_the_same_are_taken(label: str, one: str, other: str) -> None:
    case = BARE.replace("Title of the plan", "Porto 2030").replace("Name of the place", "Porto")
    forms = [
        typed(written(rater, case=case, rubric=MANY), {(label, "Value"): value})
        for rater, value in (("Ana", one), ("Ben", other))
    ]
    assert came_to(*forms, case=case, rubric=MANY).findings == ()


def test_that_a_facet_has_no_value_can_be_said_and_is_shown() -> None:
    bare = CASE.replace(FACETS, "")
    cells = {("Facet: Coast", "Value"): "无", ("Facet: Coast", "Why"): "no coast nor land"}
    assert changed(typed(written(case=bare, rubric=MANY), cells), bare, MANY) == {
        "facets/coast": {"is": [], "because": "no coast nor land"}
    }
    none = CASE.replace("is: inland", "is: []")
    form = written(case=none, rubric=MANY)
    assert detail_of(opened(form), "Facet: Coast").value == "none"
    assert changed(typed(form, {("Facet: Coast", "Value"): "—"}), none, MANY) == {}
    one = typed(written(case=bare), {("Facet: Coast", "Value"): "none"})  # takes one value
    assert said(came_to(one, case=bare)) == ["form.xlsx:Case details!D10: form-value"]


def test_what_a_colleague_has_written_since_is_not_overwritten() -> None:
    form = typed(written(case=CASE.replace(FACETS, "")), {("Facet: Coast", "Value"): "coastal"})
    assert said(came_to(form)) == ["form.xlsx:Case details!D10: form-detail-changed"]


def test_what_the_rater_handed_in_before_gives_way_to_their_next_form() -> None:
    from dataclasses import replace

    from evalkit.forms.collect import collect, signed
    from tests.forms import handed

    form = typed(written(case=CASE.replace(FACETS, "")), {("Facet: Coast", "Value"): "coastal"})
    line = JournalLine("t", "Ana", "collect", "facets/coast", "", "", "inland", "")
    file = replace(case_of(CASE, "cases/porto-2026.yaml"), journal=(line,))
    parts, _ = signed(handed(form), None, None)
    for journal, findings in (
        ((line,), []),
        ((replace(line, who="Ben"),), ["form-detail-changed"]),
    ):
        known = {"porto-2026": (replace(file, journal=journal), rubric_of(RUBRIC))}
        collected = collect(parts, known, ["porto-2026"])
        assert [finding.code for finding in collected.findings] == findings


def test_rows_sorted_without_their_hidden_marks_are_found() -> None:
    book = opened(written())
    sheet = book["Case details"]
    rows = [[cell.value for cell in row[1:6]] for row in sheet.iter_rows(min_row=4, max_row=10)]
    for row, values in zip(sheet.iter_rows(min_row=4, max_row=10), reversed(rows), strict=True):
        for cell, value in zip(row[1:6], values, strict=True):
            cell.value = value
    assert "form-moved" in said(came_to(saved(book)))[0]


def test_a_form_without_hidden_marks_fills_blanks_and_overwrites_nothing() -> None:
    book = opened(written(case=CASE.replace(FACETS, "")))
    book["Case details"].delete_cols(1)
    book["Case details"]["C10"] = "Coastal"
    assert changed(saved(book), CASE.replace(FACETS, "")) == {"facets/coast": {"is": "coastal"}}
    assert [f.code for f in came_to(saved(book)).findings] == ["form-detail-changed"]


def test_a_form_of_a_rubric_alone_and_one_to_settle_ask_nothing_of_the_case() -> None:
    from tests.forms import to_settle

    for content in (written(case=None), to_settle()):
        assert "Case details" not in opened(content).sheetnames
