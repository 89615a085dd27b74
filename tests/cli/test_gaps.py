"""`evalkit gaps`: the figures worked out by hand, in tables, as JSON and as data; what cannot be
worked out; what is refused."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from evalkit import api
from evalkit.cli import main

RUBRIC = """\
rubric: hand
version: 1.0.0
title: By hand
method: {least_sample: 5}
scale: [{level: 0, label: none}, {level: 4, label: all}]
facets:
  half: {title: Half, values: {a: Part A, b: Part B}}
  kin: {title: Kin, many: true, values: {k: K, l: L}}
pillars:
  - {id: p, title: Written, criteria: [{id: one, title: One, levels: {0: a, 4: b}}]}
  - id: out
    title: Out
    counts: false
    criteria: [{id: rate, title: Rate, measure: {unit: "%", goalposts: [0, 9]}}]
"""
CASE = """\
case: a1
rubric: hand@1.0.0
region: {name: A1}
facets: {half: {is: a, because: so}}
ratings: {one: {level: 4, because: r}}
"""
VALUES = {"A1": 4, "A2": 2, "B1": 1, "B2": 1, "B3": 4}  # A {4, 2}, B {1, 1, 4}


def written(values: Mapping[str, float], year: int = 2024) -> str:
    return "".join(f"{name},rate,{value},%,{year},S\n" for name, value in values.items())


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for folder in ("cases", "rubrics"):
        (tmp_path / folder).mkdir()
    (tmp_path / "rubrics/hand.yaml").write_text(RUBRIC, "utf-8")
    (tmp_path / "cases/a1.yaml").write_text(CASE, "utf-8")
    listed = "".join(f"{name},{name[0].lower()}\n" for name in VALUES)
    (tmp_path / "cases/regions.csv").write_text(f"region,half\n{listed}", "utf-8")
    measure(tmp_path, written(VALUES))
    return tmp_path


def measure(desk: Path, rows: str) -> None:
    (desk / "cases/measures.csv").write_text(
        "region,measure,value,unit,year,source\n" + rows, "utf-8"
    )


def run(*arguments: str, lang: str = "en") -> Result:
    given = ["gaps", *arguments, "-q", "--lang", lang, "--as-of", "2026-01-01"]
    return CliRunner().invoke(main, given)


def data(*arguments: str) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_five_values_by_hand_as_json(desk: Path) -> None:
    (found,) = data()["measures"]
    assert (found["ref"], found["facet"]) == ("out.rate", "half")
    assert (found["compared"], found["groups"]) == ([*VALUES], ["a", "a", "b", "b", "b"])
    assert found["values"] == {"2024": [4, 2, 1, 1, 4]}
    (year,) = found["years"]
    parts = {"total": 0.3, "within": 2 / 15, "between": 0.1, "overlap": 1 / 15}
    assert year["gini"] == pytest.approx(parts)
    inside = [(own["group"], own["n"], own["mean"], own["inside"]) for own in year["groups"]]
    assert inside == [("a", 2, 3, pytest.approx(1 / 6)), ("b", 3, 2, pytest.approx(1 / 3))]
    pair = {"group": "a", "other": "b", "across": 1 / 3, "economic": 0.6}
    assert year["pairs"] == [
        {k: pytest.approx(v) if isinstance(v, float) else v for k, v in pair.items()}
    ]
    assert (found["lack"], found["convergence"], found["no_convergence"]) == (
        None,
        None,
        "one-year",
    )


def test_five_values_by_hand_in_both_languages(desk: Path) -> None:
    said = run("--measure", "rate").stdout
    assert said.startswith(
        "In 2024 the Gini coefficient of rate over 5 regions was 0.300; 33% of it"
    )
    assert "- No β of rate: there is one year only." in said
    lines = [line.split() for line in said.splitlines()]
    assert lines[6][:5] == ["2024", "0.300", "0.133", "0.100", "0.067"]
    assert ["Part", "A", "2", "3.00", "0.167"] in lines
    assert ["Part", "A", "Part", "B", "0.333", "0.60"] in lines
    chinese = run("--measure", "rate", lang="zh").stdout
    assert chinese.startswith("2024年，5个地区Rate的基尼系数为0.300，其中33%是")
    assert "收敛系数β没有计算：只有一年数据。" in chinese


def test_the_tables_of_data_hold_every_part(desk: Path) -> None:
    assert run("-o", "g.csv").exit_code == 0
    assert {path.name for path in desk.glob("g*.csv")} == {
        "g.csv",
        "g-gap-groups.csv",
        "g-gap-pairs.csv",
        "g-slopes.csv",
    }
    (row,) = [*csv.DictReader(io.StringIO((desk / "g.csv").read_text("utf-8-sig")))]
    assert (row["ref"], row["facet"], row["year"], row["what"]) == (
        *("out.rate", "half", "2024", "measure"),
    )
    assert float(row["gini"]) == pytest.approx(0.3)
    assert float(row["gini_overlap"]) == pytest.approx(1 / 15)
    (pair,) = [*csv.DictReader(io.StringIO((desk / "g-gap-pairs.csv").read_text("utf-8-sig")))]
    assert (pair["facet_value"], pair["other_value"]) == ("a", "b")
    assert float(pair["gini_distance"]) == pytest.approx(0.6)


def test_the_interface_gives_what_the_command_shows(desk: Path) -> None:
    measures, *scores = api.gaps(api.score("cases", as_of="2026-01-01"))
    assert measures.years[0].gini.total == pytest.approx(0.3)
    assert {gaps.of for gaps in scores} == {"score"}
    assert {gaps.ref for gaps in scores} == {"overall", "p"}


def test_scores_come_with_the_reminder_that_they_are_of_texts(desk: Path) -> None:
    for name, region, half, level in (
        ("a2", "A2", "a", 4),
        ("b1", "B1", "b", 0),
        ("b2", "B2", "b", 4),
    ):
        text = CASE.replace("a1", name).replace("A1", region).replace("is: a", f"is: {half}")
        (desk / f"cases/{name}.yaml").write_text(
            text.replace("level: 4", f"level: {level}"), "utf-8"
        )
    said = run("--measure", "overall").stdout
    assert said.startswith(
        "Total: the Gini coefficient over 4 plans is 0.250; 67% of it lies between"
    )
    assert "Only 4 plans are compared, and the rubric wants 5 for a finding" in said
    assert (
        "Scores are those of plans: they say how far what is written differs, not how far" in said
    )
    assert "Scores are those of plans" not in run("--measure", "rate").stdout
    found = data("--measure", "p")
    assert ([own["ref"] for own in found["scores"]], found["measures"]) == (["p"], [])
    assert found["scores"][0]["years"][0]["gini"]["total"] == pytest.approx(0.25)
    chinese = run("--measure", "overall", lang="zh").stdout
    assert "不说明各地区发展相差多少" in chinese
    assert chinese.startswith("4份规划总分的基尼系数为0.250，其中67%是不同Half的规划之间的差距。")


def test_what_cannot_be_worked_out_is_said(desk: Path) -> None:
    measure(desk, written({**VALUES, "B1": -1}))
    said = run("--measure", "rate").stdout
    assert "in 2024 a value lies below 0" in said
    assert "Years left out" not in said  # the same reason is not told twice
    assert data("--measure", "rate")["measures"][0]["lack"] == "negative"
    measure(desk, written({"A1": 4, "B1": 1}))
    said = run("--measure", "rate").stdout
    assert "those with figures do not form two groups of two regions or more by half" in said
    assert "两组以上、每组两个以上" in run("--measure", "rate", lang="zh").stdout
    rows = written(VALUES) + written({name: 2 * v for name, v in VALUES.items()}, 2023)
    measure(desk, rows + written({"A1": 1, "A2": 1}, 2022))
    said = run("--measure", "rate").stdout
    assert "Years left out: 2022 (fewer than four fifths as many regions" in said


def test_where_the_rubric_treats_values_it_is_said_that_they_are_compared_untreated(
    desk: Path,
) -> None:
    assert "as they were measured" not in run("--measure", "rate").stdout
    treated = "prepare: {outliers: {when: {skew: 2, kurtosis: 3.5}, winsorise: 5}}\n"
    (desk / "rubrics/hand.yaml").write_text(RUBRIC + treated, "utf-8")
    assert run("--measure", "rate").stdout.count("compared as they were measured") == 1
    assert "按实测值比较" in run("--measure", "rate", lang="zh").stdout
    untouched = RUBRIC.replace("goalposts: [0, 9]", "goalposts: [0, 9], outliers: none")
    (desk / "rubrics/hand.yaml").write_text(untouched + treated, "utf-8")
    assert "as they were measured" not in run("--measure", "rate").stdout


def test_without_a_facet_of_one_value_nothing_is_grouped(desk: Path) -> None:
    one = "  half: {title: Half, values: {a: Part A, b: Part B}}\n"
    (desk / "rubrics/hand.yaml").write_text(RUBRIC.replace(one, ""), "utf-8")
    text = CASE.replace("facets: {half: {is: a, because: so}}\n", "")
    (desk / "cases/a1.yaml").write_text(text, "utf-8")
    (desk / "cases/regions.csv").unlink()
    said = run().stdout
    assert "hand@1.0.0 has no facet that puts each region into one group" in said
    assert "没有能把每个地区归入一组的维度" in run(lang="zh").stdout
    assert run("--facet", "half").stdout == said
    assert data() == {"facets": [], "measures": [], "scores": []}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--facet", "kin"], '"kin" is not a facet that puts each of them into one group'),
        (["--facet", "nope"], "there are: half"),
        (["--measure", "nope"], '"nope" is not among rate, overall, p'),
    ],
)
def test_a_facet_or_a_measure_that_is_not_there_is_refused(
    desk: Path, arguments: list[str], told: str
) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert run(*arguments, lang="zh").stderr.startswith("错误：")
