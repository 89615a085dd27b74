"""What a rating form holds, what can be changed in it, and what it must not give away."""

from __future__ import annotations

import zipfile
from io import BytesIO

from evalkit.editing import RatingChange
from evalkit.evidence.text import Passage, PlanText
from evalkit.forms.content import content_of, identity_of
from evalkit.forms.write import form_file
from tests.conftest import case_of, rubric_of
from tests.forms import CASE, RATED, RUBRIC, came_to, cell_of, filled, opened, written


def parts(content: bytes) -> dict[str, str]:
    """Every part of the file, unpacked."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def test_a_sheet_a_pillar_and_a_block_of_rows_a_criterion() -> None:
    book = opened(written())
    assert book.sheetnames == [
        *("Guide", "Case details", "A Goals", "B People", "Commitments", "How to read")
    ]
    rows = [[cell.value for cell in row[:6]] for row in book["A Goals"].iter_rows(min_row=4)]
    assert rows[:4] == [
        [
            "clear-goals#0:dated",
            "A1",
            "Clear goals",
            "0 Absent: none",
            "1. A target has a year",
            None,
        ],
        [
            "clear-goals#1:figure",
            "A1",
            "Do targets have a figure and a year?",
            "1 Mentioned: some",
            "2. A target has a figure",
            None,
        ],
        ["clear-goals#2", "A1", None, "2 Concrete: clear [ticks: 1 or 2]", None, None],
        ["clear-goals#3", "A1", None, "3 Committed: whole [ticks: 1 and 2]", None, None],
    ]
    assert {row[1] for row in rows} == {"A1", "A2"}, "the harbour is not asked of an inland city"


def test_a_form_of_a_rubric_alone_asks_everything_and_says_where_it_applies() -> None:
    book = opened(written(case=None))
    column = [cell.value for cell in book["A Goals"]["C"]]
    assert "Harbour" in column
    assert "applies only where Coastal" in column
    assert identity_of(book["A Goals"]["A3"].value).case == ""  # type: ignore[union-attr]


def test_only_yellow_cells_can_be_changed_and_nothing_is_sorted() -> None:
    book = opened(written())
    sheet = book["A Goals"]
    assert all(page.protection.sheet for page in book.worksheets)
    assert sheet.protection.sort
    assert not sheet.protection.autoFilter
    free = {
        cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked
    }
    assert {"F4", "F5", "G4", "H4", "J4", "K4", "L4", "M7", "P4"} <= free
    assert not {"A4", "B4", "C4", "D4", "E4", "F6", "G5", "I4", "J5"} & free
    assert sheet.auto_filter.ref == "A3:P11"
    assert sheet.freeze_panes == "D4"
    assert sheet.column_dimensions["A"].hidden
    assert sheet["J4"].number_format == "@"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$3:$3"


def test_levels_are_offered_as_bare_numbers_from_a_range() -> None:
    book = opened(written())
    rules = {
        str(rule.sqref): rule.formula1 for rule in book["A Goals"].data_validations.dataValidation
    }
    area = rules["G4"].replace("$", "").replace("'", "")
    name, _, cells = area.partition("!")
    assert [cell.value for (cell,) in book[name][cells]] == [0, 1, 2, 3]
    assert [
        cell.value for (cell,) in book[name][rules["L4:L11"].split("!")[1].replace("$", "")]
    ] == [
        "plan",
        "budget",
    ]


def test_half_levels_are_offered_and_read_where_the_rubric_has_them() -> None:
    halves = RUBRIC.replace("method:\n", "method:\n  half_levels: true\n")
    form = written(rubric=halves)
    rules = {
        str(rule.sqref): rule.formula1
        for rule in opened(form)["A Goals"].data_validations.dataValidation
    }
    assert rules["G4"] == '"0,0.5,1,1.5,2,2.5,3"'
    for typed, level in ((1.5, 1.5), ("2,5", 2.5), (1.25, None)):
        came = came_to(filled(form, {("A1", "level"): typed, ("A1", "reason"): "r"}), rubric=halves)
        levels = [
            change.became["level"]
            for changes in came.changes.values()
            for change in changes
            if isinstance(change, RatingChange) and change.became
        ]
        assert levels == ([] if level is None else [level])
    assert "form-level" in str(came_to(filled(written(), {("A1", "level"): 1.5})).findings)


def test_a_form_says_whose_it_is_in_every_sheet_on_the_guide_and_in_its_properties() -> None:
    content = written()
    book = opened(content)
    told = {
        "case": "porto-2026",
        "rubric": "trial@1.0.0",
        "rater": "Ana",
        "lang": "en",
        "sha256": rubric_of(RUBRIC).sha256[:12],
    }
    for name in ("A Goals", "B People", "Commitments"):
        identity = identity_of(book[name]["A3"].value)
        assert {key: getattr(identity, key) for key in told} == told
    shown = [cell.value for row in book["Guide"].iter_rows(max_row=8) for cell in row]
    assert {"Ana", "porto-2026", "trial@1.0.0"} <= set(shown)
    assert book.custom_doc_props["evalkit-form"].value == book["A Goals"]["A3"].value
    assert "definedName" not in parts(content)["xl/workbook.xml"].replace("_xlnm", "") or all(
        "_xlnm." in part for part in parts(content)["xl/workbook.xml"].split("<definedName ")[1:]
    )


def test_own_ratings_are_filled_in() -> None:
    book = opened(written(ratings=RATED))
    row = {key: cell_of(book, "A1", key).value for key in ("level", "tick", "reason", "confidence")}
    assert row == {"level": 2, "tick": "✓", "reason": "a year is named", "confidence": "high"}
    assert [cell_of(book, "A1", key).value for key in ("document", "at", "note")] == [
        "plan",
        "¶3",
        "here",
    ]
    assert cell_of(book, "A2", "level").value is None


def test_a_form_holds_no_byte_of_another_raters() -> None:
    rubric = rubric_of(RUBRIC)
    coded = "commitments: [{id: c9, at: plan ¶5, what: SECRET PROMISE, rater: Benvolio}]\n"
    whole = case_of(CASE + RATED + coded)
    own = {"clear-goals": whole.case.ratings_of("clear-goals")[:1]}
    for rater, kept in (("Ana", own), ("Cem", {})):
        alone = case_of(CASE)
        alone = type(alone)(alone.case.model_copy(update={"ratings": kept}), alone.file, "")
        made = form_file(content_of(rubric, whole, rater, "zh"))
        assert made == form_file(content_of(rubric, alone, rater, "zh"))
        for name, text in parts(made).items():
            assert not [word for word in ("SECRET", "Benvolio", "¶77") if word in text], name


def test_the_same_form_is_the_same_bytes() -> None:
    assert written(ratings=RATED) == written(ratings=RATED)


def test_a_text_never_becomes_a_formula() -> None:
    rubric = RUBRIC.replace("en: Clear goals", 'en: "=HYPERLINK(1)"')
    book = opened(written(rubric=rubric, rater="=1+1"))
    assert book["A Goals"]["C4"].data_type == "s"
    assert not [c.value for c in book["Guide"]["B"] if c.data_type == "f" and "1+1" in c.value]


def test_passages_of_the_plan_are_offered_under_each_criterion() -> None:
    texts = [
        PlanText("plan", "text", "", (Passage(1, "A target for 2030.", 1), Passage(2, "Roads.", 2)))
    ]
    content = content_of(rubric_of(RUBRIC), case_of(CASE), "Ana", "en")
    sheet = opened(form_file(content, texts))["Passages"]
    assert [cell.value for cell in sheet[3]] == [
        "A1",
        "Clear goals",
        "plan",
        "¶1",
        "A target for 2030.",
        "target",
    ]


def test_chinese_forms_are_chinese() -> None:
    book = opened(written(lang="zh"))
    assert book.sheetnames == ["填表说明", "案例情况", "A 目标", "B 人才", "承诺", "判读说明"]
    heads = [cell.value for cell in book["A 目标"][3]]
    assert heads[1:] == [
        *("编号", "准则", "等级", "检查点", "符合", "评级", "不评级", "待办", "理由", "把握"),
        *("文件", "位置", "原文摘录", "说明", "反面证据"),
    ]


def test_who_wrote_in_both_languages_has_columns_for_both() -> None:
    ratings = "ratings: {funds: {rater: Ana, level: 1, because: {zh: 有, en: some}}}\n"
    heads = [cell.value for cell in opened(written(ratings=ratings))["A Goals"][3]]
    assert [head for head in heads if head and ("Reason" in head or "Note" in head)] == [
        "Reason, in English",
        "Reason, in Chinese",
        "Note, in English",
        "Note, in Chinese",
    ]
