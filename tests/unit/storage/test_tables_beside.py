"""Tables beside case files, or in their place: which are found, whose they are, what they add."""

from __future__ import annotations

from pathlib import Path

import pytest
from evalkit import api
from evalkit.storage.tables import case_named, is_table, tables_beside

RUBRIC = """
rubric: small
version: 1.0.0
title: Small
scale: [{level: 0, label: none}, {level: 1, label: some}, {level: 2, label: all}]
pillars: [{id: p, title: P, criteria: [{id: a, code: A1, title: Alpha, levels: {0: x, 1: y, 2: z}}]}]
"""
CASE = """
case: one
rubric: small@1.0.0
region: {name: One, code: R1}
documents: [{id: d, title: D}]
ratings: {a: {rater: ann, level: 1, because: so, evidence: [{document: d, at: p. 1}]}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(RUBRIC, "utf-8")
    (tmp_path / "one.yaml").write_text(CASE, "utf-8")
    return tmp_path


def add(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, "utf-8")


@pytest.mark.parametrize(
    ("name", "case"),
    [
        ("gz-2026.commitments.csv", "gz-2026"),
        ("gz-2026-ratings.xlsx", "gz-2026"),
        ("ratings.csv", ""),
        ("ratings-2026.csv", ""),
        ("gz-2026.notes.csv", ""),
    ],
)
def test_a_file_s_name_may_say_the_case(name: str, case: str) -> None:
    assert case_named(Path(name)) == case


def test_tables_are_found_by_name_or_headings_and_journals_are_none(folder: Path) -> None:
    for name, text in (
        ("measures.tsv", "region\tmeasure\tvalue\n"),
        ("评分.csv", "案例,准则,等级\n"),
        ("spring.csv", "case,criterion,level\n"),
        ("prices.csv", "a,b\n"),
        ("one.journal.csv", "time,who,command,ref,rater,from,to,because\n"),
        ("~$ratings.csv", "case,criterion,level\n"),
    ):
        add(folder, name, text)
    assert {p.name for p in tables_beside([folder])} == {"measures.tsv", "评分.csv", "spring.csv"}
    assert not is_table(folder / "one.journal.csv")


def test_ratings_and_evidence_join_the_case_that_has_a_file(folder: Path) -> None:
    add(folder, "one.ratings.csv", "criterion,rater,level,because\nA1,ben,2,more\n")
    add(folder, "evidence.csv", "case,criterion,rater,document,at\none,A1,ann,d,p. 9\n")
    evaluation = api.score(folder, as_of="2026-01-01")
    (file,) = evaluation.files
    ann, ben = file.case.ratings_of("a")
    assert ([e.at for e in ann.evidence], ben.level) == (["p. 1", "p. 9"], 2)
    assert str(file.span("evidence/a/0/1")).endswith("evidence.csv:2:1")
    assert str(file.span("ratings/a/1")).endswith("one.ratings.csv:2:1")
    assert evaluation.score_of["one", "overall"].value == pytest.approx(0.75)


def test_a_rating_said_twice_alike_counts_once_and_two_unlike_count_not(folder: Path) -> None:
    same = "case,criterion,rater,level,because,document,at\none,A1,ann,1,so,d,p. 1\n"
    add(folder, "ratings.csv", same)
    assert len(api.score(folder, as_of="2026-01-01").files[0].case.ratings_of("a")) == 1
    add(folder, "ratings.csv", same.replace(",1,so", ",2,so"))
    assert "rater-repeated" in {f.code for f in api.check(folder)}


def test_cases_of_tables_stand_beside_cases_of_files_under_their_own_pin(folder: Path) -> None:
    add(folder, "cases.csv", "case,rubric,region\ntwo,small@1.0.0,Two\nold,small@0.9.0,Old\n")
    add(folder, "ratings.csv", "case,criterion,level\ntwo,Alpha,2\nold,Alpha,2\n")
    evaluation = api.score(folder, as_of="2026-01-01")
    assert [f.case.case for f in evaluation.files] == ["one", "two"]
    assert "rubric-version-unknown" in {f.code for f in evaluation.findings}


def test_rows_of_a_case_that_is_not_there_are_told(folder: Path) -> None:
    add(folder, "waivers.csv", "case,finding,because\nono,rating-without-evidence,so\n")
    (finding,) = [f for f in api.check(folder) if f.code == "table-case-unknown"]
    assert dict(finding.values)["suggestion"] == "one"


def test_a_file_given_by_name_that_is_no_table_of_ours_is_told(folder: Path) -> None:
    add(folder, "prices.csv", "a,b\n1,2\n")
    assert "table-headings" in {f.code for f in api.check([folder, folder / "prices.csv"])}
    assert "table-headings" not in {f.code for f in api.check(folder)}
