"""rubric learn, and what find, form and new case do with the terms that it writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from evalkit.cli import main
from evalkit.storage import FileProblem

RUBRIC = """\
rubric: small
version: 1.0.0
title: {zh: 小标准, en: Small rubric}
scale: [{level: 0, label: {zh: 无, en: None}}, {level: 1, label: {zh: 有, en: Some}}]
grades: [{from: 0, id: all, label: {zh: 全部, en: All}}]
pillars:
  - id: goals
    title: {zh: 目标, en: Goals}
    criteria:
      - id: invest-more
        title: {zh: 投入, en: Spending}
        levels: {0: {zh: 无, en: none}, 1: {zh: 有, en: some}}
        terms: {zh: [研发投入]}
"""
CASE = """\
case: {case}
rubric: small@1.0.0
region: {{name: {{zh: 甲, en: A}}}}
plan: {{title: {{zh: 规划, en: Plan}}, issuer: {{zh: 政府, en: Government}}, adopted: 2026-01-01, period: [2026, 2030]}}
documents: [{{id: plan, title: {{zh: 规划, en: Plan}}, date: 2026-01-01, file: {case}.txt}}]
raters: {{a: {{role: rater}}}}
ratings:
  invest-more:
    - {{rater: a, level: 1, because: {{zh: 有, en: there}}, evidence: [{{document: plan, at: ¶2}}]}}
"""
PLANS = {
    "north": "改善人居环境。\n加大研发投入，财政拨款逐年增长。\n建设铁路和公路。\n",
    "south": "绿化城市。\n提高研发投入，财政拨款稳定增长。\n修建港口。\n",
    "west": "发展旅游。\n财政拨款向县区倾斜。\n整治河道。\n",
}
TERMS = Path("rubrics/small.terms.yaml")
LEARNT = """\
# Terms learnt from the passages that raters cited: where these stand, a criterion is often spoken of.
# The highest weight of a criterion is 1. A line may be changed, added or deleted; weight 0 further up: not used at all.
learnt: small@1.0.0
from: [north, south]
weight: 1.5
terms:
  invest-more:
    zh:
      发投: 1
      增长: 1
      投入: 1
      拨款: 1
      政拨: 1
      研发: 1
      财政: 1
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two rated cases, their plans, and a plan that nobody has rated."""
    for folder in ("rubrics", "cases", "plans"):
        (tmp_path / folder).mkdir()
    (tmp_path / "rubrics/small.yaml").write_text(RUBRIC, "utf-8")
    for name in ("north", "south"):
        (tmp_path / f"cases/{name}.yaml").write_text(CASE.format(case=name), "utf-8")
    for name, text in PLANS.items():
        (tmp_path / f"plans/{name}.txt").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVALKIT_LANG", "en")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def learn(*more: str) -> Result:
    return run("rubric", "learn", "cases", "--plans", "plans", *more)


def edit(old: str, new: str) -> None:
    text = TERMS.read_text("utf-8")
    assert old in text
    TERMS.write_text(text.replace(old, new), "utf-8")


def test_terms_are_written_beside_the_rubric_and_are_a_file_without_fault(desk: Path) -> None:
    result = learn()
    assert result.exit_code == 0, result.stderr
    assert result.stderr.endswith(
        "rubrics/small.terms.yaml: 7 terms of 1 criterion, learnt from 2 cases; find, form and new "
        "case use them while the file stands there\n"
    )
    assert TERMS.read_text("utf-8") == LEARNT
    checked = run("check", "rubrics")
    assert (checked.exit_code, checked.stdout) == (0, "")


def test_the_same_cases_give_the_same_bytes_on_stdout_too(desk: Path) -> None:
    assert learn("-o", "-").stdout == LEARNT
    assert not TERMS.exists()
    assert learn("-o", "-", "--lang", "zh").stdout.startswith("# 由评分人引用过的段落学得的检索词")


def test_a_file_that_is_there_is_kept(desk: Path) -> None:
    TERMS.write_text("learnt: small@1.0.0\n# mine\n", "utf-8")
    assert isinstance(learn().exception, FileProblem)
    assert TERMS.read_text("utf-8") == "learnt: small@1.0.0\n# mine\n"
    assert learn("--force").exit_code == 0
    assert TERMS.read_text("utf-8") == LEARNT


def test_nothing_to_learn_from_is_said(desk: Path) -> None:
    Path("cases/south.yaml").unlink()
    result = learn()
    assert result.exit_code == 2
    assert "nothing was learnt" in result.stderr
    assert "没有学到检索词" in learn("--lang", "zh").stderr
    assert not TERMS.exists()


def test_find_uses_them_and_says_so(desk: Path) -> None:
    assert "no passage bears on it" in run("find", "invest-more", "plans/west.txt").stderr
    learn()
    result = run("find", "invest-more", "plans/west.txt")
    assert "with terms learnt from 2 cases: rubrics/small.terms.yaml" in result.stderr
    assert "1. ¶2" in result.stdout
    assert "learnt: 拨款, 政拨, 财政" in result.stdout
    assert (
        "学得的词：拨款、政拨、财政"
        in run("find", "invest-more", "plans/west.txt", "--lang", "zh").stdout
    )
    (row,) = json.loads(run("find", "invest-more", "plans/west.txt", "--json").stdout)
    assert (row["passage"], row["learnt"]) == (2, ["拨款", "政拨", "财政"])
    assert "learnt" not in run("find", "港口", "plans/south.txt").stderr


def test_they_are_edited_and_switched_off_in_the_file(desk: Path) -> None:
    learn()
    for term in ("拨款", "政拨", "财政"):
        edit(f"      {term}: 1\n", "")
    edit("      研发: 1\n", "      研发: 1\n      河道: 0.5\n")
    (row,) = json.loads(run("find", "invest-more", "plans/west.txt", "--json").stdout)
    assert (row["passage"], row["learnt"]) == (3, ["河道"])
    edit("weight: 1.5", "weight: 0")
    result = run("find", "invest-more", "plans/west.txt", "--json")
    assert (json.loads(result.stdout), "terms learnt" in result.stderr) == ([], False)


def test_new_case_and_form_use_them_and_say_so(desk: Path) -> None:
    learn()
    made = run("new", "case", "west", "--from", "plans/west.txt", "-o", "-")
    assert "¶2" in made.stdout
    assert "with terms learnt from 2 cases" in made.stderr
    form = run("form", "-r", "small", "--rater", "Ana", "--plan", "plans/west.txt")
    assert form.exit_code == 0, form.stderr
    assert "with terms learnt from 2 cases" in form.stderr


def test_advice_and_reports_use_them_and_say_so(desk: Path) -> None:
    learn()
    for command in (
        ("advise", "north", "--plans", "plans"),
        ("report", "cases", "--plans", "plans", "-o", "out", "--format", "md", "--lang", "en"),
    ):
        told = run(*command)
        assert told.exit_code == 0, told.stderr
        assert told.stderr.count("with terms learnt from 2 cases") == 1


@pytest.mark.parametrize(
    ("old", "new", "place", "code"),
    [
        ("  invest-more:\n", "  invest-mor:\n", "7:3", "criterion-unknown"),
        ("发投: 1", "发投: 2", "9:11", "value-limit"),
        ("发投: 1", "发投: many", "9:11", "value-kind"),
        ("weight: 1.5", "wieght: 1.5", "5:1", "key-unknown"),
        ("    zh:\n", "    chinese!:\n", "8:5", "value-unknown"),
        ("learnt: small@1.0.0", "learnt: small", "3:9", "pin-form"),
        ("terms:\n", "terms:\n  &a x: {}\n", "7:3", "yaml-anchor"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_passages_are_searched_without(
    desk: Path, old: str, new: str, place: str, code: str
) -> None:
    learn()
    edit(old, new)
    for command in (("check", "rubrics"), ("find", "invest-more", "plans/north.txt")):
        result = run(*command)
        assert f"rubrics/small.terms.yaml:{place}: error[{code}]" in result.output
    assert result.exit_code == 0
    assert "1. ¶2" in result.stdout


def test_of_more_terms_than_a_search_takes_the_weightiest_count(desk: Path) -> None:
    learn()
    more = "".join(f"      {chr(0x4E00 + n)}{chr(0x5E00 + n)}: 0.5\n" for n in range(500))
    edit("      研发: 1\n", f"      河道: 0.1\n{more}      整治: 0.9\n")
    rows = json.loads(run("find", "invest-more", "plans/west.txt", "--json").stdout)
    assert {row["passage"]: row["learnt"] for row in rows} == {
        2: ["拨款", "政拨", "财政"],
        3: ["整治"],
    }


def test_terms_of_another_version_are_told_and_not_used(desk: Path) -> None:
    learn()
    Path("rubrics/small.yaml").write_text(RUBRIC.replace("1.0.0", "1.1.0"), "utf-8")
    result = run("find", "invest-more", "plans/west.txt", "-r", "rubrics/small.yaml")
    assert "small.terms.yaml:3:9: warning[terms-other-rubric]" in result.stderr
    assert result.stdout == ""
    assert "warning[terms-other-rubric]" in run("check", "rubrics").stdout


def test_terms_of_a_rubric_that_is_not_there_are_told(desk: Path) -> None:
    Path("lone.terms.yaml").write_text("learnt: nowhere@1.0.0\n", "utf-8")
    assert "lone.terms.yaml:1:9: error[rubric-unknown]" in run("check", "lone.terms.yaml").stdout


@pytest.mark.parametrize("text", ["", " \n\n"])
def test_of_an_empty_file_of_terms_the_way_out_is_to_learn_them(desk: Path, text: str) -> None:
    Path("rubrics/small.terms.yaml").write_text(text, "utf-8")
    told = run("find", "invest-more", "plans/west.txt", "--lang", "en").stderr
    assert "delete rubrics/small.terms.yaml, or write it anew: `evalkit rubric learn" in told
