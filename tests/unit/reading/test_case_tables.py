"""Tables of ratings as people lay them out: long, wide, with evidence, in either language."""

from __future__ import annotations

from typing import Any

import pytest
from evalkit.model.rubric import Rubric
from evalkit.reading.case_columns import joined, split
from evalkit.reading.case_drafts import case_of
from evalkit.reading.case_tables import Reader
from evalkit.reading.grids import grids_of
from evalkit.reading.rubric import read_rubric
from evalkit.reading.table_kinds import all_headings, identified, kind_named, known_of
from evalkit.reading.yaml import parse

RUBRIC = """
rubric: small
version: 1.0.0
title: Small
scale: [{level: 0, label: {zh: 无, en: Absent}}, {level: 1, label: Some}, {level: 2, label: 完整}]
facets: {place: {title: {zh: 地方, en: Place}, values: {coast: {zh: 沿海, en: Coast}, inland: 内陆}}}
pillars:
  - id: p
    title: P
    criteria:
      - id: goals
        code: A1
        title: {zh: 目标, en: Dated goals}
        checks: [{id: year, asks: {zh: 有年份, en: A year}}, {id: figure, asks: A figure}]
        levels: {0: x, 1: y, 2: z}
      - {id: funds, code: A2, title: Funds, levels: {0: x, 1: y, 2: z}}
"""


def rubric() -> Rubric:
    file, findings = read_rubric(parse(RUBRIC, "small.yaml"), "")
    assert file is not None, findings
    return file.rubric


KNOWN = known_of(rubric())


def read(**tables: str) -> tuple[dict[str, Any], list[str]]:
    """Cases as plain data by id, and findings."""
    held, findings = [], []
    for name, text in tables.items():
        grids, wrong = grids_of(text.encode(), f"{name}.csv", all_headings(KNOWN))
        one, more = identified(grids[0], name, KNOWN)
        findings += [f.code for f in (*wrong, *more)]
        held += [one] if one is not None else []
    reader = Reader(KNOWN)
    reader.read(held)
    findings += [f.code for f in reader.findings]
    data = {id: dict(case_of(d, KNOWN).data) for id, d in reader.drafts.items()}
    return data, [code for code in findings if code != "table-guessed"]


def ratings(text: str) -> dict[str, Any]:
    data, findings = read(ratings=text)
    assert findings == []
    (case,) = data.values()
    held: dict[str, Any] = case["ratings"]
    return held


@pytest.mark.parametrize(
    ("written", "level"),
    [
        ("2", 2),
        ("2.0", 2),
        ("２", 2),
        ("1,5", 1.5),
        ("2 · full", 2),
        ("2 - full", 2),
        ("2分", 2),
        ("二", 2),
        ("Absent", 0),
        ("完整", 2),
        (" some ", 1),
        ("缺", "missing"),
        ("不适用", "not-applicable"),
        ("n/a", "not-applicable"),
    ],
)
def test_a_level_as_people_write_it(written: str, level: float | str) -> None:
    key = "state" if isinstance(level, str) else "level"
    text = f'case,criterion,level\nx,A1,"{written}"\n'
    assert ratings(text) == {"goals": [{key: level}]}


@pytest.mark.parametrize("written", ["50%", "2026-02-01", "TRUE", "x", "√", "1.234.5"])
def test_what_is_no_level_leaves_the_row_out(written: str) -> None:
    data, findings = read(ratings=f"case,criterion,level\nx,A1,{written}\n")
    assert findings == ["table-value"]
    assert "ratings" not in data["x"]


def test_a_decimal_comma_of_one_level_holds_for_the_column() -> None:
    data, _ = read(ratings='case,criterion,level\nx,A1,"2,5"\nx,A2,"3,0"\n')
    assert data["x"]["ratings"] == {"goals": [{"level": 2.5}], "funds": [{"level": 3}]}


def test_long_ratings_in_chinese_with_evidence_in_further_rows() -> None:
    text = (
        "案例,准则,评分人,等级,检查点,理由-中文,理由-英文,把握程度,文件,位置,引文\n"
        "x,目标,甲,1,有年份; figure,好,good,高,gwr,¶3,到2030年\n"
        "x,A1,甲,,,,,,gwr,¶5,\n"
        "x,Dated goals,乙,0,,,,,,,\n"
    )
    assert ratings(text) == {
        "goals": [
            {
                "rater": "甲",
                "level": 1,
                "checks": ["year", "figure"],
                "because": {"zh": "好", "en": "good"},
                "confidence": "high",
                "evidence": [
                    {"document": "gwr", "at": "¶3", "quote": "到2030年"},
                    {"document": "gwr", "at": "¶5"},
                ],
            },
            {"rater": "乙", "level": 0},
        ]
    }


def test_wide_ratings_a_column_a_criterion_by_code_title_or_ref() -> None:
    data, findings = read(t="City,rater,Dated goals,p.funds\nPorto,a,2,1\nGhent,a,—,缺\n")
    assert findings == []
    assert data["porto"]["ratings"] == {
        "goals": [{"rater": "a", "level": 2}],
        "funds": [{"rater": "a", "level": 1}],
    }
    assert data["porto"]["region"] == {"name": "Porto"}
    assert data["ghent"]["ratings"] == {"funds": [{"rater": "a", "state": "missing"}]}


NA = {"rater": "a", "state": "not-applicable"}


@pytest.mark.parametrize(
    ("head", "cell", "reason", "given"),
    [
        ("A2 because", "n/a", "no funds here", {**NA, "because": "no funds here"}),
        ("Funds reason", "n/a", "no, none", {**NA, "because": "no, none"}),
        ("A2_because", "2", "a table", {"rater": "a", "level": 2, "because": "a table"}),
        ("A2理由", "不适用", "没有", {**NA, "because": "没有"}),
        ("a2 原因", "Ｎ/Ａ", "没有", {**NA, "because": "没有"}),
        ("funds: why", "缺", "looked", {"rater": "a", "state": "missing", "because": "looked"}),
        ("A2 because_en", "n/a", "none", {**NA, "because": {"en": "none"}}),
        ("A2 reason (Chinese)", "n/a", "没有", {**NA, "because": {"zh": "没有"}}),
        ("A2 because", "", "only why", {"rater": "a", "because": "only why"}),
        ("A2 because", "—", "only why", {"rater": "a", "because": "only why"}),
        ("because", "n/a", "of the row", {**NA, "because": "of the row"}),
        ("because", "n/a: no funds", "of the row", {**NA, "because": "no funds"}),
        ("A2 because", "n/a: in the cell", "", {**NA, "because": "in the cell"}),
        ("because", "N/A (no coast)", "", {**NA, "because": "no coast"}),
        ("because", "n.a. - no coast: none", "", {**NA, "because": "no coast: none"}),
        ("because", "not-applicable: none", "", {**NA, "because": "none"}),
        ("because", "不适用：没有海岸", "", {**NA, "because": "没有海岸"}),
        ("because", "不适用（没有海岸）", "", {**NA, "because": "没有海岸"}),
        ("because", "n/a:", "", NA),
        ("because", "2: two", "", {"rater": "a", "level": 2}),
    ],
)
def test_a_reason_in_a_wide_table_stands_under_its_criterion_or_in_its_cell(
    head: str, cell: str, reason: str, given: dict[str, Any]
) -> None:
    data, findings = read(t=f'City,rater,A1,A2,{head}\nPorto,a,1,"{cell}","{reason}"\n')
    assert findings == []
    assert data["porto"]["ratings"]["funds"] == [given]
    other = {"because": "of the row"} if reason == "of the row" else {}
    assert data["porto"]["ratings"]["goals"] == [{"rater": "a", "level": 1, **other}]


def test_a_reason_of_one_criterion_counts_before_that_of_the_row() -> None:
    data, _ = read(
        t="City,rater,A1,A2,because,A2 because\nPorto,a,1,n/a,all,none\nGhent,a,1,2,all,\n"
    )
    assert data["porto"]["ratings"]["goals"][0]["because"] == "all"
    assert data["porto"]["ratings"]["funds"][0]["because"] == "none"
    assert data["ghent"]["ratings"]["funds"][0]["because"] == "all"


def test_a_reason_behind_n_a_is_read_in_a_long_table_too() -> None:
    assert ratings("case,criterion,rater,level\nx,A1,a,n/a: no goals\n") == {
        "goals": [{**NA, "because": "no goals"}]
    }


def test_evidence_in_a_table_of_its_own_finds_its_rating() -> None:
    data, findings = read(
        evidence="case,criterion,rater,document,at,kind\nx,A1,b,d,p. 3,反对\nx,A1,c,d,p. 4,\n",
        ratings="case,criterion,rater,level\nx,A1,a,2\nx,A1,b,1\n",
    )
    assert findings == ["evidence-without-rating"]
    assert data["x"]["ratings"]["goals"][1]["evidence"] == [
        {"document": "d", "at": "p. 3", "kind": "contradicts"}
    ]


def test_a_table_of_cases_with_facets_by_label() -> None:
    data, _ = read(
        cases="case,rubric,region,title,adopted,period,地方,place_because\n"
        "x,small@1.0.0,Porto,Plan,2026/1/5,2026–2030,沿海,By the sea\n"
    )
    assert data["x"] == {
        "case": "x",
        "rubric": "small@1.0.0",
        "region": {"name": "Porto"},
        "plan": {"title": "Plan", "adopted": "2026-01-05", "period": [2026, 2030]},
        "facets": {"place": {"is": ["coast"], "because": "By the sea"}},
    }


def test_rows_name_a_case_by_its_region() -> None:
    data, _ = read(
        cases="case,rubric,region_zh,region_en\nporto-2026,small@1.0.0,波尔图市,Porto\n",
        ratings="case,criterion,level\n波尔图,A1,1\nPORTO,A2,2\n",
    )
    assert list(data) == ["porto-2026"]
    assert set(data["porto-2026"]["ratings"]) == {"goals", "funds"}


def test_a_round_and_a_day_are_the_raters() -> None:
    data, _ = read(ratings="case,criterion,rater,level,round,date\nx,A1,a,1,2,2026-03-01\n")
    assert data["x"]["raters"] == {"a": {"batch": 2, "date": "2026-03-01"}}


def test_headings_that_nobody_knows_are_named() -> None:
    _, findings = read(ratings="case,criterion,level,colour\nx,A1,1,red\n")
    assert findings == ["table-column-unknown"]


@pytest.mark.parametrize(
    ("text", "column"),
    [("case,level,rater\nx,1,a\n", "criterion"), ("criterion,level\nA1,1\n", "case")],
)
def test_a_needed_column_that_is_missing(text: str, column: str) -> None:
    grids, _ = grids_of(text.encode(), "ratings.csv", all_headings(KNOWN))
    one, _ = identified(grids[0], "ratings", KNOWN)
    assert one is not None
    reader = Reader(KNOWN)
    reader.read([one])
    assert [(f.code, dict(f.values)["column"]) for f in reader.findings] == [
        ("table-columns", column)
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("ratings", "ratings"),
        ("gz-2026.ratings", "ratings"),
        ("评分 2026", "ratings"),
        ("案例", "cases"),
        ("Evidence", "evidence"),
        ("measures_2024-05", "measures"),
        ("indicators-old", ""),
        ("notes", ""),
    ],
)
def test_a_table_is_known_by_its_name(name: str, kind: str) -> None:
    assert kind_named(name) == kind


@pytest.mark.parametrize(
    "words", [["a", "b"], ["a; b", 'c "d"'], ["一、二", " x "], [], ["x,y", "z\nw"]]
)
def test_words_of_a_cell_come_back(words: list[str]) -> None:
    assert split(joined(words)) == words


def test_words_of_a_cell_as_people_write_them() -> None:
    assert split("a, b；c、d\ne") == ["a", "b", "c", "d", "e"]
