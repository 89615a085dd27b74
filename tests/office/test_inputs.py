"""Whatever is entered into a workbook counts as the engine would count it, or is said not to:
nothing is dropped in silence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from evalkit.evaluation import Evaluation
from evalkit.render import xlsx
from evalkit.workbook.build import HEAD, Book
from openpyxl.formula.translate import Translator

from tests.conftest import asked, evaluation_of
from tests.office.recalculate import needs_office, recalculated
from tests.office.test_workbook import (
    FIRST,
    SECOND,
    THIRD,
    agree,
    case,
    evaluation,
    given,
    made,
    rubric,
)

MEASURES = ", {id: m, title: M, measure: {unit: k, goalposts: [1, 9], transform: log}}"
VALUES = tuple(f"m: {{value: {v}, unit: k, year: 2023}}" for v in (2.5, 7, 4))
Entered = Mapping[str, Any]


def book_of(held: Evaluation, lang: str = "en") -> Book:
    return Book(asked(held), lang, [f.case.case for f in held.files], "scores")


def enter(
    page: Book, levels: Entered, caps: Entered, measures: Entered, weights: Entered
) -> Callable[[Any], None]:
    """Somebody's changes: by key; a repeated key is told apart by the rater, "one/a r1"."""

    def change(book: Any) -> None:
        for row in book[page.sheet["ratings"]].iter_rows(min_row=HEAD + 1):
            key, rater = (row[page.rating_column[name] - 1].value for name in ("key", "rater"))
            for name in (key, f"{key} {rater}"):
                if name in levels:
                    row[page.rating_column["level"] - 1].value = levels[name]
                if name in caps:
                    row[page.rating_column["ceiling"] - 1].value = caps[name]
        if page.measured:
            for row in book[page.sheet["measures"]].iter_rows(min_row=HEAD + 1):
                key = row[page.measure_column["key"] - 1].value
                if key in measures:
                    row[page.measure_column["value"] - 1].value = measures[key]
        for ref, weight in weights.items():
            book[page.sheet["scores"]].cell(HEAD + 1 + page.shown.index(ref), 3).value = weight

    return change


def notes(page: Book, book: Any) -> dict[str, str]:
    """What the sheet of ratings says of each: key and rater → note."""
    rows = book[page.sheet["ratings"]].iter_rows(min_row=HEAD + 1, values_only=True)
    at = {name: n - 1 for name, n in page.rating_column.items()}
    return {f"{row[at['key']]} {row[at['rater']]}": row[at["look-at"]] or "" for row in rows}


def red(
    page: Book, content: bytes, folder: Path, change: Callable[[Any], None]
) -> dict[str, list[str]]:
    """Cells that stand out in red after a change, by sheet: their formulas, calculated beside the
    table."""
    watched: dict[tuple[str, str], str] = {}

    def beside(book: Any) -> None:
        change(book)
        for sheet in book:
            for area in sheet.conditional_formatting:
                for rule in area.rules:
                    if rule.type != "expression" or rule.stopIfTrue:
                        continue  # what is shaded by its distance from a mean is not red
                    (part,) = area.sqref.ranges
                    cells = [
                        cell
                        for (cell,) in sheet.iter_rows(
                            part.min_row, part.max_row, part.min_col, part.max_col
                        )
                    ]
                    for cell in cells:
                        text = Translator(
                            f"={rule.formula[0]}", cells[0].coordinate
                        ).translate_formula(cell.coordinate)
                        aside = sheet.cell(cell.row, 60 + cell.column)
                        aside.value = text
                        watched[sheet.title, aside.coordinate] = cell.coordinate

    book = recalculated(content, folder, beside)
    found: dict[str, list[str]] = {}
    for (sheet, aside), cell in watched.items():
        assert book[sheet][aside].value in (True, False), (sheet, cell)
        if book[sheet][aside].value:
            found.setdefault(sheet, []).append(cell)
    return found


@needs_office
def test_a_level_above_what_carries_it_counts_up_to_there_and_says_so(tmp_path: Path) -> None:
    held = evaluation()  # one/g has level 4 without evidence: 3 counts
    page = book_of(held)
    above = page.labels["note-above"]
    change = enter(page, {"two/c": 4}, {}, {}, {})
    anew = recalculated(made(held), tmp_path / "a", change)
    said = notes(page, anew)
    assert {key: note for key, note in said.items() if note == above} == {
        "one/g r0": above,
        "two/c r0": above,
        "two/e r0": above,
        "one/c r1": above,
        "one/d r2": above,
    }
    both = enter(page, {"two/c": 4}, {"two/c": 4}, {}, {})
    raised = evaluation_of(
        rubric().replace("ceilings: {steps: [{from: 4, evidence: true}]}", "ceilings: {}"),
        case("one", FIRST),
        case("two", SECOND.replace(f"c: {given(0)}", f"c: {given(4)}")),
        case("three", THIRD, tier="no-tier"),
    )
    col, row = page.case_column["two"], page.working_row("value", "plan.inner.c")
    assert recalculated(made(held), tmp_path / "b")["Working"].cell(row, col).value == 0
    assert anew["Working"].cell(row, col).value == 0.75
    assert (
        recalculated(made(held), tmp_path / "c", both)["Working"].cell(row, col).value
        == raised.score_of["two", "plan.inner.c"].value
        == 1
    )


BAD = (
    {"one/b": "3", "one/e": "３", "two/c": 7, "three/a": -1, "three/c": "three", "three/g": 2.5},
    {"two/d": "x", "three/d r0": None, "three/e": 9},
    {"one/m": "7", "two/m": "-"},
    {"plan.a": "heavy", "plan.b": -2, "people": None},
)


@needs_office
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_bad_input_is_counted_marked_and_breaks_no_total(lang: str, tmp_path: Path) -> None:
    held = evaluation("mean", MEASURES, VALUES)
    page = book_of(held, lang)
    content = made(held, lang)
    assert openpyxl.load_workbook(BytesIO(content), data_only=True)[page.sheet["summary"]].cell(
        HEAD - 1, 1
    ).value == page.labels["input-check"].format(n=0)
    change = enter(page, *BAD)
    anew = recalculated(content, tmp_path / "a", change)
    says = {
        name: anew[page.sheet[name]].cell(HEAD - 1, 1).value
        for name in ("summary", "ratings", "measures", "scores")
    }
    assert says == {
        name: page.labels["input-check"].format(n=n)
        for name, n in {"summary": 14, "ratings": 9, "measures": 2, "scores": 3}.items()
    }
    for sheet in anew:
        assert not [
            c.coordinate for row in sheet.iter_rows() for c in row if str(c.value).startswith("#")
        ], sheet.title
    marked = red(page, content, tmp_path / "b", change)
    by_hand: dict[str, set[str]] = {name: set() for name in ("ratings", "measures", "scores")}
    sheet = openpyxl.load_workbook(BytesIO(content))[page.sheet["ratings"]]
    for row in sheet.iter_rows(min_row=HEAD + 1):
        key, rater = (row[page.rating_column[name] - 1].value for name in ("key", "rater"))
        for entered, name in ((BAD[0], "level"), (BAD[1], "ceiling")):
            if key in entered or f"{key} {rater}" in entered:
                by_hand["ratings"].add(row[page.rating_column[name] - 1].coordinate)
        level, cap = (row[page.rating_column[name] - 1] for name in ("level", "ceiling"))
        if isinstance(level.value, int | float) and level.value > cap.value:
            by_hand["ratings"].add(level.coordinate)
    weights = {f"C{HEAD + 1 + page.shown.index(ref)}" for ref in BAD[3]}
    assert {c for c in marked[page.sheet["ratings"]] if not c.startswith("A")} == by_hand["ratings"]
    assert {c for c in marked[page.sheet["scores"]] if not c.startswith("A")} == weights
    assert len(marked[page.sheet["measures"]]) == 2 + 1
    assert all(f"A{HEAD - 1}" in cells for cells in marked.values())


@needs_office
def test_bad_input_counts_as_the_engine_would_count_it_mended(tmp_path: Path) -> None:
    """Text counts as not rated, a level beyond the scale as its end, a weight that is none as
    nought."""
    held = evaluation("mean", MEASURES, VALUES)
    page = book_of(held)
    levels = {"one/b": "3", "two/c": 7, "three/a": -1, "three/c": "three"}
    change = enter(
        page, levels, {"two/c": 9}, {"one/m": "7"}, {"plan.a": "heavy", "plan.inner.d": -2}
    )
    text = rubric("mean", MEASURES).replace(
        "id: a, title: A, weight: 2", "id: a, title: A, weight: 0"
    )
    text = text.replace("id: d, title: D, weight: 3", "id: d, title: D, weight: 0").replace(
        "ceilings: {steps: [{from: 4, evidence: true}]}", "ceilings: {}"
    )
    mended = evaluation_of(
        text,
        case("one", FIRST.replace(f"b: {given(1)}, ", "").replace("4", "3"), ""),
        case(
            "two", SECOND.replace("4", "3").replace(f"c: {given(0)}", f"c: {given(4)}"), VALUES[1]
        ),
        case(
            "three",
            THIRD.replace(f"a: {given(3)}, c: {given(3)}", f"a: {given(0)}"),
            VALUES[2],
            "no-tier",
        ),
    )
    anew = recalculated(made(held), tmp_path, change)
    scores = anew["Scores"]
    for case_id in page.cases:
        for n, ref in enumerate(page.shown):
            s = mended.score_of[case_id, ref]
            wanted = (
                "n/a"
                if s.state == "not-applicable"
                else "—"
                if s.value is None
                else pytest.approx(100 * s.value, abs=1e-7)
            )
            assert scores.cell(HEAD + 1 + n, page.case_column[case_id]).value == wanted, (
                case_id,
                ref,
            )


@needs_office
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("word", ["n/a", "不适用", "N/A "])
def test_both_words_for_what_does_not_apply_are_understood(
    word: str, lang: str, tmp_path: Path
) -> None:
    held = evaluation()
    page = book_of(held, lang)
    changed = evaluation_of(
        rubric(),
        case(
            "one",
            FIRST.replace(f"e: {given(3)}", f"e: {given('x')}").replace(
                f"a: {given(3, 2, 2)}", f"a: {given(3, 'x', 2)}"
            ),
        ),
        case("two", SECOND),
        case("three", THIRD, tier="no-tier"),
    )
    anew = recalculated(
        made(held, lang), tmp_path, enter(page, {"one/e": word, "one/a r1": word}, {}, {}, {})
    )
    for ref in page.order:
        wanted = changed.score_of["one", ref]
        found = (
            anew[page.sheet["working"]]
            .cell(page.working_row("value", ref), page.case_column["one"])
            .value
        )
        assert found == (
            page.na if wanted.state == "not-applicable" else pytest.approx(wanted.value, abs=1e-9)
        ), ref
    assert anew[page.sheet["summary"]].cell(HEAD - 1, 1).value == page.labels["input-check"].format(
        n=0
    )
    assert notes(page, anew)["one/a r1"] == page.labels["note-outside"]
    assert notes(page, anew)["one/e r0"] == ""


@needs_office
def test_what_is_not_yellow_moves_no_score_and_what_is_yellow_may(tmp_path: Path) -> None:
    held = evaluation("mean", MEASURES.replace("id: m", "scored: false, id: m"), VALUES)
    page = book_of(held)
    content = made(held)
    book = openpyxl.load_workbook(BytesIO(content))

    def yellow(cell: Any) -> bool:
        return cell.fill.fgColor.rgb == "FFFFF9E0" and not cell.protection.locked

    def change(book: Any) -> None:
        for sheet, col in (
            ("Ratings", page.rating_column["level"]),
            ("Measures", page.measure_column["value"]),
            ("Scores", 3),
        ):
            for row in book[sheet].iter_rows(min_row=HEAD + 1, min_col=col, max_col=col):
                if not yellow(row[0]) and row[0].value is not None:
                    row[0].value = 1

    weights = {
        page.shown[n]: yellow(book["Scores"].cell(HEAD + 1 + n, 3)) for n in range(len(page.shown))
    }
    assert [ref for ref, changeable in weights.items() if not changeable] == ["overall", "beside"]
    rows = book["Ratings"].iter_rows(min_row=HEAD + 1)
    assert [
        row[page.rating_column["key"] - 1].value
        for row in rows
        if not yellow(row[page.rating_column["level"] - 1])
    ] == ["one/h"]
    assert not any(
        yellow(row[0]) for row in book["Measures"].iter_rows(min_row=HEAD + 1, min_col=3, max_col=3)
    )
    agree(held, recalculated(content, tmp_path, change))


@needs_office
def test_the_share_of_the_total_follows_the_weights(tmp_path: Path) -> None:
    held = evaluation()
    page = book_of(held)
    scores = recalculated(made(held), tmp_path / "a")["Scores"]
    shown = {ref: scores.cell(HEAD + 1 + n, 4).value for n, ref in enumerate(page.shown)}
    assert shown == {
        "overall": 1,
        "plan": 0.75,
        "plan.a": pytest.approx(0.75 * 2 / 4.5),
        "plan.b": pytest.approx(0.75 * 0.5 / 4.5),
        "plan.inner": pytest.approx(0.75 / 4.5),
        "plan.inner.c": pytest.approx(0.75 / 4.5 / 4),
        "plan.inner.d": pytest.approx(0.75 / 4.5 * 3 / 4),
        "plan.least": pytest.approx(0.75 / 4.5),
        "plan.least.e": pytest.approx(0.75 / 9),
        "plan.least.f": pytest.approx(0.75 / 9),
        "people": 0.25,
        "people.g": 0.125,
        "people.h": 0.125,
        "beside": "—",
        "beside.i": "—",
    }
    changed = recalculated(made(held), tmp_path / "b", enter(page, {}, {}, {}, {"plan": 1}))[
        "Scores"
    ]
    assert [
        changed.cell(HEAD + 1 + page.shown.index(ref), 4).value for ref in ("plan", "people.h")
    ] == [0.5, 0.25]


@needs_office
def test_the_share_of_one_plan_is_of_what_is_rated_there(tmp_path: Path) -> None:
    held = evaluation()
    page = Book(asked(held), "en", ["three"], "three")  # b and f are not rated, h does not apply
    sheet = recalculated(xlsx.render(page.workbook()), tmp_path)["Scores"]
    found = {ref: sheet.cell(HEAD + 1 + n, 4).value for n, ref in enumerate(page.shown)}
    assert [found["plan.b"], found["people.h"], found["people.g"]] == [
        "—",
        "—",
        pytest.approx(0.25),
    ]
    assert sum(found[ref] for ref in page.tree.leaves if found[ref] != "—") == pytest.approx(1)


@needs_office
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_where_raters_differ_on_what_applies_the_workbook_shows_what_it_recalculates(
    lang: str, tmp_path: Path
) -> None:
    mixed = FIRST.replace(f"h: {given(1, '!3')}", f"h: {given(1, '!x')}").replace(
        f"c: {given(2, 4)}", f"c: {given('x', 4)}"
    )
    held = evaluation_of(
        rubric(), case("one", mixed), case("two", SECOND), case("three", THIRD, tier="no-tier")
    )
    page = book_of(held, lang)
    content = made(held, lang)
    shown, anew = (
        openpyxl.load_workbook(BytesIO(content), data_only=True),
        recalculated(content, tmp_path),
    )
    for sheet in shown:
        for row in sheet.iter_rows():
            for cell in row:
                other = anew[sheet.title][cell.coordinate].value
                same = (
                    pytest.approx(cell.value, abs=1e-9, rel=0)
                    if isinstance(cell.value, float)
                    else cell.value or ""
                )
                assert (other or 0 if isinstance(cell.value, float) else other or "") == same, (
                    sheet.title,
                    cell.coordinate,
                )
    said = notes(page, anew)
    assert [said[key] for key in ("one/c r0", "one/h r0", "one/h r1")] == [
        page.labels["note-outside"],
        page.labels["idle-adjudicated"],
        "",
    ]
