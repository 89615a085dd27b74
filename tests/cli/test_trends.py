"""Regions over the years, asked on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from evalkit.cli import main
from tests.unit.analysis.test_trends import HEAD, PARTS, ROWS, RUBRIC, UNITS

CASE = "case: {c}\nrubric: r@1.0.0\nregion: {{name: {r}, code: {r}}}\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "cases").mkdir()
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "rubrics/r.yaml").write_text(RUBRIC.format(**PARTS), "utf-8")
    for region in "ABC":
        text = CASE.format(c=region.lower(), r=region)
        (tmp_path / f"cases/{region.lower()}.yaml").write_text(text, "utf-8")
    held = (row.split() for row in ROWS.split(";"))
    lines = "".join(f"{r},{m},{value},{UNITS[m]},{y},S\n" for r, m, value, y in held)
    (tmp_path / "cases/measures.csv").write_text(HEAD + lines, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVALKIT_LANG", "en")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--as-of", "2026-06-01"])


def test_the_answer_is_a_table_json_and_tables_of_data(desk: Path) -> None:
    shown = run("trends", "cases")
    assert shown.exit_code == 0
    assert "A        0.0 (3)  75.0 (1)   +75.0              —             +2" in shown.stdout
    data = json.loads(run("trends", "cases", "--json").stdout)
    assert (data["of"], data["years"], len(data["lines"])) == ("overall", [2020, 2022], 3)
    csv = run("trends", "cases", "--format", "csv").stdout.splitlines()
    assert csv[0] == "case,ref,year,value,rank,rank_of_all,coverage,n_imputed,reason"
    assert csv[1] == "a,overall,2020,0.0,3,3,1.0,0,"
    assert run("trends", "cases", "-o", "t.xlsx").exit_code == 0


@pytest.mark.parametrize(
    ("years", "known"),
    [("2022", [2022]), ("2019-2022", [2020, 2022]), ("2020，2021至2022年", [2020, 2022])],
)
def test_years_are_named_one_by_one_or_as_a_run(desk: Path, years: str, known: list[int]) -> None:
    found = run("trends", "cases", "--years", years, "--json")
    assert json.loads(found.stdout)["years"] == known


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--years", "2021"), 2, "no value of 2021 is known; there are values of 2020, 2022"),
        (("--years", "last"), 2, '"last" is no year and no run of years'),
        (("--years", "2022-2020"), 2, '"2022-2020" is no year'),
        (("--of", "q"), 2, '"q" is not a pillar of r@1.0.0'),
    ],
)
def test_what_there_is_not_is_refused_with_a_way_out(
    desk: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    found = run("trends", "cases", *arguments)
    assert (found.exit_code, said in found.stderr) == (code, True), found.stderr


def test_a_total_without_measures_names_the_pillars_that_have_them(desk: Path) -> None:
    rubric = RUBRIC.format(**PARTS).replace("title: P\n", "title: P\n    counts: false\n")
    more = "  - {id: q, title: Q, criteria: [{id: own, title: Own, levels: {0: a, 4: b}}]}\n"
    scale = "scale: [{level: 0, label: none}, {level: 4, label: all}]\n"
    (desk / "rubrics/r.yaml").write_text(scale + rubric + more, "utf-8")
    found = run("trends", "cases")
    assert found.exit_code == 2
    assert "What is measured counts in p: name it with --of" in found.stderr
    assert json.loads(run("trends", "cases", "--json").stdout)["lack"] == "unmeasured"
    assert run("trends", "cases", "--of", "p").exit_code == 0
    assert run("chart", "trends-lines", "cases").stdout.startswith("<svg")


def test_the_same_from_a_saved_evaluation(desk: Path) -> None:
    saved = run("score", "cases", "--json").stdout
    (desk / "e.json").write_text(saved, "utf-8")
    again = CliRunner().invoke(main, ["trends", "e.json", "--json"]).stdout
    assert json.loads(again) == json.loads(run("trends", "cases", "--json").stdout)
