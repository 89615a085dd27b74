"""No command writes over what it reads, whatever the name under which it is told to."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from evalkit.cli import main
from evalkit.storage import FileProblem

BAD = Path(__file__).parents[1] / "bad"
OVER_CASES = [
    ["check"],
    ["score"],
    ["compare"],
    ["audit"],
    ["explain", "gz-2026/clear-goals"],
    ["settle", "gz-2026"],
    ["advise", "gz-2026"],
    ["sensitivity"],
    ["agreement"],
    ["commitments"],
    ["weights"],
    ["chart", "ranking"],
]


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A case with its plan, whose names end as answers do, and a second name of its file."""
    shutil.copytree(BAD / "quote-misplaced" / "cases", tmp_path / "cases")
    case, plan = tmp_path / "cases" / "gz.yaml", tmp_path / "cases" / "plan.txt"
    case.write_text(case.read_text("utf-8").replace("plan.txt", "plan.json"), "utf-8")
    (tmp_path / "rubrics").mkdir()
    shutil.copy(BAD / "small.yaml", tmp_path / "rubrics")
    plan.rename(plan.with_suffix(".json"))
    (tmp_path / "cases" / "plan.svg").hardlink_to(plan.with_suffix(".json"))
    (tmp_path / "linked.json").symlink_to(case)
    (tmp_path / "linked.svg").symlink_to(case)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("output", ["linked", "cases/plan"])
@pytest.mark.parametrize("command", OVER_CASES, ids=lambda own: own[0])
def test_an_input_is_never_an_output(command: list[str], output: str, work: Path) -> None:
    """A case under another name; a plan that only the case names."""
    ending = ".svg" if command[0] == "chart" else ".json"
    before = {file: file.read_bytes() for file in work.rglob("*") if file.is_file()}
    told = CliRunner().invoke(main, [*command, "cases", "-o", output + ending, "--force"])
    assert told.stdout == ""
    assert isinstance(told.exception, FileProblem)
    assert told.exception.args[0].key == "file.input"
    assert {file: file.read_bytes() for file in work.rglob("*") if file.is_file()} == before


def test_a_plan_of_a_saved_evaluation_is_an_input_too(work: Path) -> None:
    assert CliRunner().invoke(main, ["score", "cases", "-o", "saved.json"]).exit_code == 0
    before = (work / "cases" / "plan.json").read_bytes()
    told = CliRunner().invoke(main, ["audit", "saved.json", "-o", "cases/plan.json", "--force"])
    assert isinstance(told.exception, FileProblem)
    assert (work / "cases" / "plan.json").read_bytes() == before


def test_what_is_not_read_may_be_overwritten(work: Path) -> None:
    (work / "answer.json").write_text("{}", "utf-8")
    assert (
        CliRunner().invoke(main, ["score", "cases", "-o", "answer.json", "--force"]).exit_code == 0
    )
    assert (work / "answer.json").read_text("utf-8") != "{}"
