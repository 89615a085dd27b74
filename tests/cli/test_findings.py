"""How much is said of findings: how many before an answer, those of a kind together in check."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from evalkit.cli import main
from evalkit.cli.findings import OFTEN, show, summary
from evalkit.model.finding import Finding, found
from evalkit.model.place import Span
from tests.cli.test_commands import CASE, DAY, SMALL


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("rubrics", "cases"):
        (tmp_path / name).mkdir()
    (tmp_path / "rubrics/small.yaml").write_text(SMALL, "utf-8")
    (tmp_path / "cases/gz.yaml").write_text(CASE, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVALKIT_LANG", "en")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def gaps(n: int, file: str = "a.yaml") -> list[Finding]:
    """So many ratings without a reason, a line each."""
    return [
        found(
            "rating-without-reason", Span(file, line, 3), criterion=f"c{line}", level=1, rater="a"
        )
        for line in range(1, n + 1)
    ]


def shown(
    findings: list[Finding], lang: str, each: bool, capsys: pytest.CaptureFixture[str]
) -> str:
    show(findings, {}, lang, err=False, each=each)
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "and 4 more: lines 2, 3, 4, 5"), ("zh", "另有 4 处相同：第 2、3、4、5 行")],
)
def test_a_finding_many_times_over_is_one_with_a_count_and_its_places(
    lang: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = shown(gaps(OFTEN + 1), lang, False, capsys)
    assert text.count("[rating-without-reason]") == 1
    assert text.splitlines()[-1].strip() == f"= {said}"


def test_a_few_findings_stand_one_by_one(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(gaps(OFTEN - 1), "en", False, capsys)
    assert text.count("[rating-without-reason]") == OFTEN - 1
    assert "more" not in text


def test_each_is_shown_where_each_is_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    text = shown(gaps(60), "en", True, capsys)
    assert text.count("[rating-without-reason]") == 60


def test_places_in_other_files_are_named_and_only_some_of_many(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = shown([*gaps(2), *gaps(2, "b.yaml")], "en", False, capsys)
    assert text.splitlines()[-1].strip() == "= and 3 more: line 2; b.yaml:1, 2"
    many = shown(gaps(60), "en", False, capsys).splitlines()[-1]
    assert many.strip().startswith("= and 59 more: lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, ")
    assert many.endswith(", 40, 41 …")


def test_places_of_a_workbook_are_its_cells(capsys: pytest.CaptureFixture[str]) -> None:
    cells = [
        found("cell-value", Span("a.xlsx", n, 2, "P1"), column="level", value="x", wanted="@number")
        for n in range(3, 8)
    ]
    text = shown(cells, "zh", False, capsys)
    assert text.splitlines()[-1].strip() == "= 另有 4 处相同：P1!B4、P1!B5、P1!B6、P1!B7"


def test_findings_that_say_different_things_of_one_code_stay_apart(
    capsys: pytest.CaptureFixture[str],
) -> None:
    near = [found("key-unknown", Span("a.yaml", n, 1), key="x", owner="@case") for n in range(1, 4)]
    other = found("key-unknown", Span("a.yaml", 9, 1), key="y", owner="@case", suggestion="z")
    assert shown([*near, other], "en", False, capsys).count("[key-unknown]") == 4


def hidden(file: str, kind: str, at: str, n: int = 1) -> Finding:
    return found("document-hidden-text", Span(file), kind=f"@hidden-{kind}", at=at, n=n)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_findings_whose_places_stand_in_their_words_are_all_shown(
    lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    kinds = ("hidden", "struck", "white", "placeholder")
    told = [hidden("a.docx", kind, f"¶{n}") for n, kind in enumerate(kinds, start=1)]
    text = shown([*told, hidden("a.docx", "struck", "¶9, ¶12", 2)], lang, False, capsys)
    assert text.count("[document-hidden-text]") == 5
    assert all(f"¶{n}" in text for n in (1, 2, 3, 4, 9, 12))
    assert "—" not in text


@pytest.mark.parametrize(
    ("lang", "said"),
    [("en", "and 3 more: b.docx; c.docx; d.docx"), ("zh", "另有 3 处相同：b.docx；c.docx；d.docx")],
)
def test_what_is_the_same_of_whole_files_names_the_files(
    lang: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = [hidden(f"{name}.docx", "struck", "¶1") for name in "abcd"]
    text = shown(told, lang, False, capsys)
    assert text.splitlines()[-1].strip() == f"= {said}"


def test_of_an_answer_only_the_number_is_said_and_the_command_that_shows_them() -> None:
    assert list(summary(gaps(14), "en", "evalkit check cases")) == [
        "14 warnings in 1 file: evalkit check cases shows them"
    ]
    both = [*gaps(1), *gaps(1, "b.yaml")]
    assert list(summary(both, "zh", "evalkit check cases")) == [
        "警告 2（2 个文件）：用 evalkit check cases 查看"
    ]
    note = found("criteria-missing", Span("a.yaml", 1, 1), n=1, total=2, list="A1")
    assert list(summary([note], "en", "evalkit check")) == []


def test_before_an_answer_stands_what_is_not_scored_and_why(desk: Path) -> None:
    Path("cases/broken.yaml").write_text("case: broken\n\tlevel: 1\n")
    Path("cases/gz.yaml").write_text(CASE.replace("level: 1", "level: 9"), "utf-8")
    result = run("score", *DAY, "-r", "small")
    assert result.stderr.splitlines() == [
        "cases/broken.yaml:2:1: error[yaml-tab]: a tab stands where spaces should",
        'cases/gz.yaml:7:24: error[level-unknown]: "clear-goals" has no level 9',
        "not scored: cases/broken.yaml",
        "2 errors in 2 files: evalkit check cases -r small shows them",
    ]
    assert "gz-2026" in result.stdout
    assert result.exit_code == 10


def test_every_finding_is_shown_with_v_and_none_with_q(desk: Path) -> None:
    Path("cases/gz.yaml").write_text(CASE.replace(", because: 没有提到", ""), "utf-8")
    assert run("score", *DAY).stderr == "1 warning in 1 file: evalkit check cases shows them\n"
    assert "warning[rating-without-reason]" in run("score", "-v", *DAY).stderr
    assert run("score", "-q", *DAY).stderr == ""


def test_where_nothing_can_be_scored_all_is_shown(desk: Path) -> None:
    Path("cases/gz.yaml").write_text(CASE.replace("small@", "smal@"), "utf-8")
    result = run("score", "-q", *DAY)
    assert result.exit_code == 10
    assert "error[rubric-unknown]" in result.stderr


def test_a_fresh_template_is_one_finding(desk: Path) -> None:
    Path("cases/gz.yaml").unlink()
    assert run("new", "case", "fresh", "-r", "regional-innovation").exit_code == 0
    said = run("check", "cases").stdout
    assert re.findall(r"\[([a-z-]+)\]: ", said) == ["case-unfilled"]
    assert run("score", *DAY).stderr == "1 warning in 1 file: evalkit check cases shows them\n"


def test_cells_of_different_columns_are_not_one_finding(capsys: pytest.CaptureFixture[str]) -> None:
    """ "Write 2024" of a year does not tell what to do with a value."""
    cells = [
        found("table-value", Span("m.csv", n, 1), column=column, value="x", wanted="@number")
        for column in ("year", "value")
        for n in range(2, 2 + OFTEN)
    ]
    show(cells, {}, "en", err=False, each=False)
    told = capsys.readouterr().out
    assert told.count("error[table-value]") == 2
    assert told.count(f"and {OFTEN - 1} more") == 2
