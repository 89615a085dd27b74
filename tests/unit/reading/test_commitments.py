"""A table of commitments: read, checked, and written so that the same comes back."""

from __future__ import annotations

import io
from datetime import date

import pytest
from evalkit import api
from evalkit.model.case import Case, CaseFile
from evalkit.model.commitment import Commitment
from evalkit.model.rubric import RubricFile
from evalkit.reading.case_against_rubric import check_case
from evalkit.reading.commitments import (
    known_of,
    names_of,
    to_rows,
)
from evalkit.reading.commitments_against_rubric import alike, body_key
from evalkit.reading.tables import folded
from tests.conftest import case_of, rubric_of
from tests.read_tables import CommitmentTable, read_commitments

RUBRIC = """\
rubric: small
version: 1.0.0
title: Small
scale: [{level: 0, label: a}, {level: 1, label: b}]
codes:
  instrument:
    title: {zh: 政策工具, en: Instrument}
    values:
      supply: {title: {zh: 供给型, en: Supply}}
      people: {of: supply, title: {zh: 人才, en: People}}
      demand: {title: {zh: 需求型, en: Demand}}
  worth:
    title: {zh: 价值, en: Value}
    many: true
    values: {economic: {title: {zh: 经济, en: Economic}}, social: {title: {zh: 社会, en: Social}}}
pillars:
  - {id: p, title: P, criteria: [{id: one, code: A1, title: {zh: 其一, en: One}, levels: {0: a, 1: b}}]}
"""
HEAD = "case: gz\nrubric: small@1.0.0\nregion: {name: {zh: 贵州, en: Guizhou}}\ndocuments: [{id: gwr, title: 报告}]\n"


@pytest.fixture(scope="module")
def standard() -> RubricFile:
    return rubric_of(RUBRIC)


def read(text: str, standard: RubricFile, case: str = "") -> CommitmentTable:
    table, findings = read_commitments(text.encode(), "t.csv", known_of(standard.rubric), case)
    assert not findings, [f.message() for f in findings]
    return table


def said(text: str, standard: RubricFile) -> list[tuple[str, object]]:
    _, findings = read_commitments(text.encode(), "t.csv", known_of(standard.rubric))
    return [(f.code, dict(f.values).get("column")) for f in findings]


def test_a_row_in_the_words_of_an_office(standard: RubricFile) -> None:
    text = (
        "案例,序号,文件,段落,任务内容,目标值,单位,数值含义,完成时限,牵头单位,配合单位,投资,资金单位,对应准则,政策工具,价值\n"
        'gz,12,gwr,¶3 s1.2,新建基地,"1,200",个,不低于,2027年,省科技厅;省教育厅,杭州市,3.5,亿元,A1,人才,社会;经济\n'
    )
    (row,) = read(text, standard).rows
    own = row.commitment
    assert (row.case, own.id, own.at, own.what) == ("gz", "12", "gwr ¶3 s1.2", "新建基地")
    assert (own.value, own.is_, own.year) == ((1200, 1200), "at-least", 2027)
    assert (own.body, own.with_) == (("省科技厅", "省教育厅"), ("杭州市",))
    assert own.money is not None
    assert (own.money.value, own.money.unit) == (3.5, "亿元")
    assert own.criteria == ("one",)
    assert dict(own.codes) == {"instrument": ("people",), "worth": ("social", "economic")}


def test_ranges_percentages_and_both_languages(standard: RubricFile) -> None:
    text = (
        "case,id,document,at,what_zh,what_en,growth,value,value_to,body_zh,body_en\n"
        "gz,c1,gwr,¶1,增长,Growth,5%–5.5%,,,科技厅;教育厅,Science;Education\n"
        "gz,c2,gwr,¶1,区间,Range,,3,4,,\n"
    )
    one, two = (row.commitment for row in read(text, standard).rows)
    assert (one.growth, one.unit, two.value) == ((5, 5.5), "%", (3, 4))
    assert [(b.zh, b.en) for b in one.body if not isinstance(b, str)] == [
        ("科技厅", "Science"),
        ("教育厅", "Education"),
    ]


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ("gz,,gwr,¶1,x,,,", "table-empty", "id"),
        (",c1,gwr,¶1,x,,,", "table-empty", "case"),
        ("gz,c1,gwr,¶1,x,约3,,", "cell-value", "value"),
        ("gz,c1,gwr,¶1,x,,明年,", "cell-value", "year"),
        ("gz,c1,gwr,¶1,x,,,roughly", "cell-value", "is"),
    ],
)
def test_a_cell_that_cannot_be_read_is_told_with_its_column(
    cells: str, code: str, column: str, standard: RubricFile
) -> None:
    assert said(f"case,id,document,at,what,value,year,is\n{cells}\n", standard) == [(code, column)]


def test_the_file_s_name_may_say_the_case(standard: RubricFile) -> None:
    table = read("id,at,what\nc1,¶1,x\n", standard, "gz")
    assert [row.case for row in table.rows] == ["gz"]


def test_every_heading_leads_to_its_own_column_in_both_languages() -> None:
    for lang in ("en", "zh"):
        rubric = rubric_of(RUBRIC)
        columns = api.commitment_columns(rubric)
        from evalkit.workbook.commitments import heading

        names = names_of(rubric.rubric)
        for name in columns:
            assert names[folded(heading(name, rubric.rubric, lang))] == name, (lang, name)


FULL = """\
commitments:
  - {id: c1, at: gwr ¶3 s1.1, what: {zh: 新建基地, en: New bases}, value: [3, 4], is: at-least, unit: {zh: 个, en: bases}, year: 2026, dated: part, baseline: {value: 1, year: 2025, at: gwr ¶2}, body: [{zh: 科技厅, en: Science}], with: [某市], money: {value: 3.5, unit: 亿元}, partners: [{zh: 四川, en: Sichuan}], criteria: [one], codes: {instrument: people, worth: [social, economic]}, quote: 新建基地, note: {zh: 注, en: note}}
  - {id: c1, rater: b, codes: {instrument: demand}}
  - {id: c1, rater: chair, adjudicates: true, codes: {instrument: supply}}
  - {id: c2, at: gwr ¶4, what: 增长, growth: 5.5, unit: "%", is: about}
  - {id: f1, at: gwr ¶5, what: 旧事, follows: {case: gz-2025, id: c9}, status: partly}
  - {id: x1, at: gwr ¶6, what: 名称, left_out: name}
"""


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_written_as_a_table_is_read_back_the_same(
    kind: str, lang: str, standard: RubricFile
) -> None:
    file = case_of(HEAD + FULL)
    rows = to_rows([file.case])
    content = api.commitment_table(rows, list(rows[0]), standard, kind, lang, date(2026, 1, 1))
    table, findings = read_commitments(content, f"t.{kind}", known_of(standard.rubric))
    assert not findings, [f.message() for f in findings]
    assert [row.commitment for row in table.rows] == list(file.case.commitments)
    assert {row.case for row in table.rows} == {"gz"}


def test_every_key_of_a_commitment_has_its_column() -> None:
    """One column more wherever the format has a key."""
    keys = {field.alias or name for name, field in Commitment.model_fields.items()}
    columns = {name.removesuffix("_zh") for name in names_of(None).values()}
    flat = {"codes": "case", "at": "document"}
    assert {flat.get(key, key) for key in keys} <= columns


def test_a_workbook_to_code_in_opens_with_lists_and_the_codebook(standard: RubricFile) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    columns = api.commitment_columns(standard)
    content = api.commitment_table([], columns, standard, "xlsx", "zh", date(2026, 1, 1))
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["承诺", "编码表"]
    values = [rule.formula1 for rule in book["承诺"].data_validations.dataValidation]
    assert '"供给型,人才,需求型"' in values
    assert [cell.value for cell in book["编码表"][3]][:3] == ["instrument", "people", "supply"]


# --- against the rubric ----------------------------------------------------------------------


def checked(text: str, standard: RubricFile) -> tuple[Case, list[str]]:
    file, findings = check_case(case_of(HEAD + text), standard)
    return file.case, [f.code for f in findings if f.severity != "note"]


def test_a_unit_twice_under_one_coder_is_kept_once_under_two_it_is_coded_twice(
    standard: RubricFile,
) -> None:
    text = "commitments:\n  - {id: c1, at: ¶1, what: x}\n  - {id: c1, at: ¶2, what: y}\n  - {id: c1, rater: b, codes: {instrument: demand}}\n"
    case, codes = checked(text, standard)
    assert codes == ["unit-repeated"]
    assert [(c.id, c.rater, c.what) for c in case.commitments] == [
        ("c1", "a", "x"),
        ("c1", "b", None),
    ]


def test_places_stay_with_their_rows_when_one_is_left_out(standard: RubricFile) -> None:
    text = (
        "commitments:\n  - {id: c1, at: ¶1, what: x}\n  - {id: c2}\n  - {id: c3, at: ¶2, what: y}\n"
    )
    file, findings = check_case(case_of(HEAD + text), standard)
    assert [f.code for f in findings] == ["commitment-lacks", "commitment-uncoded"]
    assert [file.span(f"commitments/{n}").line for n in range(2)] == [6, 8]


def test_a_place_without_a_document_is_of_the_only_one(standard: RubricFile) -> None:
    case, _ = checked("commitments: [{id: c1, at: ¶1, what: x}]\n", standard)
    assert case.commitments[0].at == "gwr ¶1"


def test_codes_of_another_version_are_dropped_and_told(standard: RubricFile) -> None:
    text = "commitments: [{id: c1, at: ¶1, what: x, codes: {tool: supply, instrument: [supply, demand]}, criteria: [gone]}]\n"
    case, codes = checked(text, standard)
    assert codes == ["criterion-unknown", "code-unknown", "code-several"]
    assert (dict(case.commitments[0].codes), case.commitments[0].criteria) == ({}, ())


@pytest.mark.parametrize(
    "names",
    [
        ("省发展改革委", "省发展和改革委员会"),
        ("省发改委", "发展改革委"),
        ("省人民政府办公室", "省政府办"),
        ("Department of Science", "the Department of  Science", "department of science"),
        ("省科技厅", "科技厅", " 省科技厅 ", "省 科技厅", "省科技厅", "科技厅"),
    ],
)
def test_spellings_of_one_body_are_one(names: tuple[str, ...]) -> None:
    assert len(alike(names)) <= 1
    keys = {body_key(name) for name in names}
    assert len(keys) == 1 or alike(names) == [tuple(dict.fromkeys(names))] or len(alike(names)) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("浙江大学", "浙江工业大学"),
        ("省教育厅", "省财政厅"),
        ("杭州", "湖州"),
        ("省商务厅", "省商务局"),
    ],
)
def test_two_bodies_are_two(one: str, other: str) -> None:
    assert alike([one, other]) == []


def test_three_thousand_rows_are_read_and_their_findings_counted(standard: RubricFile) -> None:
    rows = "".join(f"gz,c{n},gwr,¶{n},x,{'many' if n % 2 else n}\n" for n in range(1, 3001))
    text = "case,id,document,at,what,value\n" + rows
    table, findings = read_commitments(text.encode(), "t.csv", known_of(standard.rubric))
    assert len(table.rows) == 3000
    assert len(findings) == 1500
    assert {f.code for f in findings} == {"cell-value"}


def test_a_case_file_holds_a_commitment_that_is_wrong_apart() -> None:
    text = (
        HEAD
        + "commitments:\n  - {id: c1, at: ¶1, what: x, value: many}\n  - {id: c2, at: ¶2, what: y}\n"
    )
    from evalkit.reading.case import read_case
    from evalkit.reading.yaml import parse

    file, findings = read_case(parse(text, "case.yaml"))
    assert isinstance(file, CaseFile)
    assert [c.id for c in file.case.commitments] == ["c2"]
    assert [(f.code, f.span.line) for f in findings] == [("value-kind", 6)]
