"""import and pack as they are typed, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from evalkit.cli import main
from evalkit.storage import FileProblem

RUBRIC = """
rubric: small
version: 1.0.0
title: Small
scale: [{level: 0, label: none}, {level: 1, label: some}, {level: 2, label: all}]
pillars: [{id: p, title: P, criteria: [{id: a, title: Alpha, levels: {0: x, 1: y, 2: z}}]}]
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics/small.yaml").write_text(RUBRIC, "utf-8")
    (tmp_path / "r.csv").write_text("City;Alpha;Colour\nPorto;2;red\nTotal;2;\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_guesses_are_printed_before_anything_is_written() -> None:
    done = run("import", "r.csv", "--check")
    assert (done.exit_code, done.stdout) == (0, "cases/porto.yaml: new (1)\n")
    assert done.stderr.splitlines()[:5] == [
        "r.csv: read as a table of ratings, rows: 1",
        "  encoding utf-8, columns separated by “;”, headings in row 1",
        "  columns: City → region, Alpha → a",
        "  left out (row): Total (3)",
        "  passed over: Colour",
    ]
    assert "nothing was written (--check)" in done.stderr
    assert not Path("cases").exists()


def test_the_same_in_chinese() -> None:
    done = run("import", "r.csv", "--lang", "zh")
    assert (done.exit_code, done.stdout) == (0, "cases/porto.yaml：新建（1）\n")
    assert done.stderr.splitlines()[:5] == [
        "r.csv：按评分表读取，1 行",
        "  编码 utf-8，以“;”分列，表头在第 1 行",
        "  各列：City → region，Alpha → a",
        "  未读入的行：Total (3)",
        "  未读入的列：Colour",
    ]
    assert Path("cases/porto.yaml").exists()
    assert run("import", "r.csv", "--lang", "zh").stdout == "cases/porto.yaml：内容已经一致\n"


def test_an_error_ends_with_10_and_writes_nothing() -> None:
    Path("r.csv").write_text("case,criterion,level\nx,Alpha,7\n", "utf-8")
    done = run("import", "r.csv")
    assert done.exit_code == 10
    assert "error[level-unknown]" in done.stderr
    assert "nothing was written" in done.stderr
    assert not Path("cases").exists()


def test_a_case_file_of_another_case_is_not_overwritten() -> None:
    Path("cases").mkdir()
    Path("cases/porto.yaml").write_text("note: mine\n", "utf-8")
    assert isinstance(run("import", "r.csv").exception, FileProblem)
    assert Path("cases/porto.yaml").read_text("utf-8") == "note: mine\n"


def test_pack_writes_tables_and_asks_where() -> None:
    run("import", "r.csv")
    assert run("pack").exit_code == 2
    done = run("pack", "-o", "out")
    assert (done.exit_code, done.stderr) == (0, "out: cases packed into 2 tables: 1\n")
    assert Path("out/ratings.csv").read_text("utf-8-sig").split() == [
        "case,criterion,rater,level",
        "porto,a,a,2",
    ]
    assert run("score", "out", "--as-of", "2026-01-01").stdout == (
        run("score", "cases", "--as-of", "2026-01-01").stdout
    )
    assert run("pack", "-o", "all.xlsx", "--lang", "zh").stderr == "all.xlsx：已写入 1 个案例\n"
    assert run("score", "all.xlsx", "--as-of", "2026-01-01").exit_code == 0
    assert isinstance(run("pack", "-o", "all.xlsx").exception, FileProblem)


def test_what_cannot_be_read_is_not_packed() -> None:
    run("import", "r.csv")
    held = Path("cases/porto.yaml")
    held.write_text(held.read_text("utf-8") + "wrong: 1\n", "utf-8")
    done = run("pack", "-o", "out")
    assert done.exit_code == 10
    assert "nothing was written" in done.stderr
    assert not Path("out").exists()
