"""`evalkit score` of tables, as it is typed: the way that is taken, what is written and what is
said, in both languages."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result
from evalkit.cli import main
from evalkit.storage import FileProblem

RUBRIC = """
rubric: small
version: 1.0.0
title: Small
scale: [{level: 0, label: none}, {level: 1, label: some}, {level: 2, label: all}]
grades: [{from: 0.5, id: good, label: {zh: 好, en: Good}}, {from: 0, id: poor, label: Poor}]
pillars:
  - id: p
    title: {zh: 支柱, en: Pillar}
    criteria:
      - {id: a, title: Alpha, levels: {0: x, 1: y, 2: z}}
      - {id: b, title: Beta, levels: {0: x, 1: y, 2: z}}
"""
ROWS = [
    ("two", "a", "r", 2.0),
    ("one", "a", "r", 1.0),
    ("one", "b", "r", 0.0),
    ("one", "b", "s", 2.0),
    ("two", "b", "r", 7.0),
    ("two", "gamma", "r", 1.0),
]
NAMES = ("case", "criterion", "rater", "level")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics/small.yaml").write_text(RUBRIC, "utf-8")
    columns = dict(zip(NAMES, map(list, zip(*ROWS, strict=True)), strict=True))
    pq.write_table(pa.table({**columns, "because": ["y"] * len(ROWS)}), tmp_path / "r.parquet")
    with (tmp_path / "r.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([(*NAMES, "because"), *((*row, "y") for row in ROWS)])
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["score", *arguments])


def test_parquet_is_scored_into_a_file_and_what_is_wrong_is_counted() -> None:
    done = run("r.parquet", "-r", "small", "-o", "s.parquet", "--as-of", "2026-01-01")
    assert done.exit_code == 10, done.stderr
    rows = pq.read_table("s.parquet").to_pylist()
    assert [(row["case"], row["ref"], row["value"]) for row in rows] == [
        ("one", "overall", 0.5),
        ("one", "p", 0.5),
        ("one", "p.a", 0.5),
        ("one", "p.b", 0.5),
        ("two", "overall", None),
        ("two", "p", None),
        ("two", "p.a", 1.0),
        ("two", "p.b", None),
    ]
    assert done.stdout.splitlines()[0] == "2 cases scored under small@1.0.0: s.parquet"
    assert "Grades: none 1 · Good 1" in done.stdout
    assert 'error[criterion-unknown]: "gamma" is not a criterion of small@1.0.0' in done.stderr, (
        done.stderr
    )
    assert "  at r.parquet:7:1" in done.stderr
    assert 'error[level-unknown]: "b" has no level 7' in done.stderr
    assert "raters-apart" in done.stderr


def test_chinese_is_spoken_where_it_is_asked_for() -> None:
    done = run("r.parquet", "-r", "small", "--lang", "zh")
    assert done.stdout.splitlines()[0] == "已按 small@1.0.0 为 2 个案例评分；加 -o 文件 可写出得分"
    assert "等级：无 1 · 好 1" in done.stdout
    assert "  位置：r.parquet:7:1" in done.stderr


def test_csv_goes_by_batches_only_where_that_is_asked_for() -> None:
    asked = run("r.csv", "-r", "small", "-o", "s.csv", "--batch", "1")
    assert asked.exit_code == 10, asked.stderr
    whole = run("r.csv", "-r", "small", "-o", "w.csv")
    assert whole.exit_code == 10
    assert Path("s.csv").read_bytes() == Path("w.csv").read_bytes()
    run("r.parquet", "-r", "small", "-o", "p.csv")
    assert Path("p.csv").read_bytes() == Path("w.csv").read_bytes()


def test_wide_has_a_row_a_case() -> None:
    run("r.parquet", "-r", "small", "-o", "s.parquet", "--wide")
    table = pq.read_table("s.parquet")
    assert table.column_names == [
        *("case", "overall", "overall.low", "overall.high", "overall.coverage"),
        *("p", "p.a", "p.b", "overall.grade"),
    ]
    assert [row["overall.grade"] for row in table.to_pylist()] == ["good", None]


def test_what_they_come_to_is_json_where_that_is_asked_for() -> None:
    done = run("r.parquet", "-r", "small", "--json", "-o", "s.parquet", "-q")
    told = json.loads(done.stdout)
    assert (told["cases"], told["file"], told["grades"]) == (2, "s.parquet", {"": 1, "good": 1})
    assert told["nodes"][0] == {
        **{"ref": "overall", "scored": 1, "not_scored": 1, "not_applicable": 0, "mean": 0.5}
    }
    found = {one["code"]: one for one in told["findings"]}
    assert found["level-unknown"]["n"] == 1
    assert found["level-unknown"]["severity"] == "error"
    assert found["level-unknown"]["places"] == [{"file": "r.parquet", "row": 6, "case": "two"}]
    assert Path("s.parquet").is_file()


def test_a_file_that_is_there_is_kept_and_nothing_is_left_behind() -> None:
    Path("s.parquet").write_text("mine", "utf-8")
    done = run("r.parquet", "-r", "small", "-o", "s.parquet")
    assert isinstance(done.exception, FileProblem)
    assert Path("s.parquet").read_text("utf-8") == "mine"
    assert run("r.parquet", "-r", "small", "-o", "s.parquet", "--force").exit_code == 10
    assert pq.read_table("s.parquet").num_rows == 8
    assert not [*Path().glob(".evalkit-*")]


def test_its_own_input_is_never_written_over() -> None:
    before = Path("r.parquet").read_bytes()
    done = run("r.parquet", "-r", "small", "-o", "r.parquet", "--force")
    assert isinstance(done.exception, FileProblem)
    assert Path("r.parquet").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("r.parquet",), "no table of cases says by which rubric they are rated"),
        (("r.parquet", "-r", "small", "-o", "s.xlsx"), "are written as .parquet or .csv"),
        (("r.parquet", "-r", "small", "--format", "csv"), "go into a file"),
        (("r.parquet", "-r", "small", "--against", "r.csv"), "--against goes with case files"),
        (("strange.parquet", "-r", "small"), "no table of ratings"),
    ],
)
def test_what_cannot_be_asked_is_refused(arguments: tuple[str, ...], said: str) -> None:
    pq.write_table(pa.table({"x": [1], "y": [2]}), "strange.parquet")
    done = run(*arguments)
    assert done.exit_code == 2, done.stderr
    assert said in done.stderr


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        (("none.parquet",), "file.missing-path"),
        (("rubrics/small.yaml", "--batch", "9"), "table.text-unread"),
        (("broken.parquet",), "file.parquet-unread"),
    ],
)
def test_what_cannot_be_read_is_said(arguments: tuple[str, ...], key: str) -> None:
    Path("broken.parquet").write_bytes(b"PAR1 and no more")
    done = run(*arguments, "-r", "small")
    assert isinstance(done.exception, FileProblem)
    (why,) = done.exception.args
    assert (why.key, why.about) == (key, arguments[0])


def test_the_rubric_is_that_to_which_a_table_of_cases_pins_them() -> None:
    Path("t").mkdir()
    Path("r.parquet").rename("t/ratings.parquet")
    cases = {"case": ["one", "two"], "rubric": ["small@1.0.0"] * 2}
    pq.write_table(pa.table(cases), "t/cases.parquet")
    done = run("t")
    assert done.stdout.splitlines()[0].startswith("2 cases scored under small@1.0.0")


def test_a_folder_with_case_files_is_read_as_ever(tmp_path: Path) -> None:
    """Scores that were written beside the cases are no tables of cases."""
    (tmp_path / "cases").mkdir()
    text = (
        "case: one\nrubric: small@1.0.0\nregion: {name: X}\nratings: {a: {level: 1, because: y}}\n"
    )
    (tmp_path / "cases/one.yaml").write_text(text, "utf-8")
    (tmp_path / "r.parquet").rename(tmp_path / "cases/scores.parquet")
    done = run("cases")
    assert done.exit_code == 0
    assert "Rank" in done.stdout
