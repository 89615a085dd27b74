"""The commands that answer one question each: what they print, and the keys of their JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from evalkit.cli import main

LEVELS = "levels: {0: a, 1: b, 2: c}"
RUBRIC = f"""\
rubric: asked
version: 1.0.0
title: Asked
scale: [{{level: 0, label: a}}, {{level: 1, label: b}}, {{level: 2, label: c}}]
grades: [{{from: 0, id: low, label: Low}}, {{from: 0.75, id: high, label: High}}]
pillars:
  - id: p
    title: P
    criteria:
      - {{id: one, title: One, weight: 3, {LEVELS}, checks: [{{id: aa, asks: a}}, {{id: ab, asks: b}}]}}
      - {{id: two, title: Two, {LEVELS}, checks: [{{id: ba, asks: a}}]}}
coordination:
  - {{id: balance, systems: {{left: [one], right: [two]}}, bands: [{{from: 0, id: any, label: Any}}]}}
consistency:
  - id: pmc
    variables: [{{id: first, title: First, of: [one]}}, {{id: second, title: Second, of: [two]}}]
    surface: [[first, second]]
    bands: [{{from: 0, id: few, label: Few}}]
"""
CASE = """\
case: x
rubric: asked@1.0.0
region: {name: X}
ratings:
  one: {level: 1, because: r, checks: [aa]}
  two: {level: 0, because: r, checks: []}
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a rubric that names every kind of block, and one case."""
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "cases").mkdir()
    (tmp_path / "rubrics/asked.yaml").write_text(RUBRIC, "utf-8")
    (tmp_path / "cases/x.yaml").write_text(CASE, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(*command: str) -> str:
    result = CliRunner().invoke(main, [*command, "--lang", "en", "--as-of", "2026-11-23"])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_consistency_keeps_its_table_its_sentence_and_its_surface_as_json(desk: Path) -> None:
    (found,) = json.loads(asked("consistency", "--json"))
    assert list(found) == ["case", "block", "variables", "index", "concavity", "band", "surface"]
    assert (found["index"], found["concavity"], found["band"], found["surface"]) == (
        0.5,
        1.5,
        "few",
        [[0.5, 0.0]],
    )
    assert asked("consistency").splitlines()[:5] == [
        "Consistency of the checks",
        "Region   PMC  Concavity  Band  First  Second",
        "X       0.50       1.50  Few    0.50    0.00",
        "",
        "X: Of 3 checks 1 are met; the consistency index is 0.50 of 2 (“Few”), highest in first (0.50), lowest in second (0.00).",
    ]


def test_coordination_keeps_its_degrees_in_table_and_json(desk: Path) -> None:
    (found,) = json.loads(asked("coordination", "--json"))
    assert (found["coupling"], found["development"], found["degree"], found["band"]) == (
        0.0,
        0.25,
        0.0,
        "any",
    )
    assert [(o["ref"], o["share"]) for o in found["obstacles"]] == [
        ("p.two", 2 / 3),
        ("p.one", 1 / 3),
    ]
    assert asked("coordination").splitlines()[:9] == [
        "Left and right: scores and points apart",
        "Region  Left  Right  Points apart  Behind",
        "X       50.0    0.0          50.0  right",
        "",
        "Coupling coordination degrees",
        "Region  Left  Right  Coupling C  Development T  Degree D  Band",
        "X       50.0    0.0        0.00           0.25      0.00  Any",
        "",
        "X: Left stands at 50.0, right at 0.0. Right is 50.0 points behind, clearly out of step.",
    ]


OTHER = """\
case: y
rubric: asked@1.0.0
region: {name: Y}
documents: [{id: d}]
ratings:
  one:
    level: 2
    because: r
    checks: [aa, ab]
    evidence: [{document: d, at: ¶5, note: b is to be built}]
  two: {level: 2, because: r, checks: [ba]}
"""
ADVICE = [
    "Listed are the points short of “c”, the heaviest first. A model sets out to do what is missing"
    " here; reviews and glossaries do not count. Blanks (____) are for the drafters to fill.",
    "One",
    "Missing: B.",
    "Where: No paragraph takes it up; it needs a sentence of its own.",
    "Models: Y (¶5): b is to be built.",
]


def test_advice_on_a_case_by_its_id_or_its_file(desk: Path) -> None:
    (desk / "cases/y.yaml").write_text(OTHER, "utf-8")
    assert asked("advise", "x", "-q").splitlines()[:5] == ADVICE
    assert asked("advise", "cases/x.yaml", "-q", "-n", "1").splitlines() == [
        *ADVICE,
        "1 more, not listed here.",
    ]
    found = json.loads(asked("advise", "x", "--json", "-q"))
    assert found["case"] == "x"
    assert [own["ref"] for own in found["advice"]] == ["p.one", "p.two"]
    assert found["advice"][0]["models"][0]["case"] == "y"
    assert found["advice"][0]["missing"] == ["ab"]
    assert found["advice"][0]["draft"] is None


def test_advice_on_no_case_names_the_one_that_was_meant(desk: Path) -> None:
    (desk / "cases/y.yaml").write_text(OTHER.replace("case: y", "case: yonder"), "utf-8")
    result = CliRunner().invoke(main, ["advise", "yondr", "--lang", "en", "-q"])
    assert result.exit_code == 2
    assert 'Did you mean "yonder"?' in result.output


def test_priorities_works_is_not_listed_and_says_what_to_type(desk: Path) -> None:
    result = CliRunner().invoke(main, ["priorities", "--lang", "en", "-q"])
    assert result.exit_code == 0
    assert "priorities is now: evalkit advise CASE" in result.stderr
    assert "Missing: B." in result.stdout
    assert "priorities" not in CliRunner().invoke(main, ["--help"]).output
    assert [own["case"] for own in json.loads(asked("priorities", "--json"))] == ["x"]


def test_a_chart_is_written_by_its_name_and_an_unknown_name_lists_those_there_are(
    desk: Path,
) -> None:
    made = CliRunner().invoke(main, ["chart", "balance", "-o", "balance.svg", "-q"])
    assert made.exit_code == 0, made.output
    assert Path("balance.svg").read_text("utf-8").startswith("<svg ")
    wrong = CliRunner().invoke(main, ["chart", "waterfall", "-q"])
    assert wrong.exit_code == 2
    assert "one of: ranking, map" in wrong.output
    ending = CliRunner().invoke(main, ["chart", "balance", "-o", "balance.gif", "-q"])
    assert (ending.exit_code, "ends in .svg or .png" in ending.output) == (2, True)


def test_the_help_of_a_chart_names_them_all() -> None:
    from evalkit.report.single_charts import NAMES

    said = CliRunner().invoke(main, ["chart", "--help"]).output
    assert [name for name in NAMES if name not in said] == []
