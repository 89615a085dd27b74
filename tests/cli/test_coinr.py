"""An index out to COINr, and results of others beside ours, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from evalkit.cli import main
from evalkit.storage import FileProblem
from tests.small_data import project

DAY = ("-q", "--as-of", "2026-11-23")


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project(tmp_path))
    monkeypatch.setenv("EVALKIT_LANG", "en")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments])


def test_three_files_are_written_and_what_is_lacking_is_said() -> None:
    done = run("export", "cases", "--format", "coinr", "-o", "coin", "--as-of", "2026-11-23")
    assert done.exit_code == 0, done.output
    assert {p.name for p in Path("coin").iterdir()} >= {"iMeta.csv", "iData.csv", "coinr.R"}
    assert "3 files in coin: start with coin/coinr.R" in done.stderr
    assert "COINr has no place for these, or has them otherwise:" in done.stderr
    assert (
        "- rated by people, and given as their scores from 0 to 100: clear_goals, money"
        in done.stderr
    )
    assert "- not part of the index, and left out: o" in done.stderr
    again = run("export", "cases", "--format", "coinr", "-o", "coin", "-q", "--lang", "zh")
    assert again.exit_code == 0, again.output
    assert Path("coin/coinr.R").read_text("utf-8").startswith("# evalkit 的一套指数")


def test_a_rubric_without_a_total_is_refused() -> None:
    path = Path("rubrics/small.yaml")
    text = path.read_text("utf-8").replace("\ntitle:", "\ntotal: none\ntitle:", 1)
    kept = text.replace(
        "grades: [{from: 0, id: low, label: Low}, {from: 0.5, id: high, label: High}]\n", ""
    )
    path.write_text(kept.replace("    counts: false\n", ""), "utf-8")
    done = run("export", "cases", "--format", "coinr", "-o", "coin", *DAY)
    assert done.exit_code == 2
    assert "small@1.0.0 has no total, so it is no index that COINr could build" in done.stderr
    assert not Path("coin").exists()


def scores() -> dict[str, float]:
    told = json.loads(run("score", "cases", *DAY, "--json").stdout)["scores"]
    return {s["case"]: s["value"] for s in told if s["ref"] == "overall" and s["value"] is not None}


def test_the_same_results_are_the_same_in_both_languages() -> None:
    lines = [f"{case},{value}" for case, value in scores().items()]
    assert lines
    Path("results.csv").write_text("\n".join(["case,Index", *lines]) + "\n", "utf-8")
    for lang, said in (("en", "They are the same"), ("zh", "两边结果一致")):
        done = run("score", "cases", *DAY, "--against", "results.csv", "--lang", lang)
        assert done.exit_code == 0, done.output
        assert said in done.stdout


def test_what_differs_is_told_with_its_case_and_as_json() -> None:
    own = scores()
    first = next(iter(own))
    lines = [f"{case},{value + 0.25 * (case == first)}" for case, value in own.items()]
    Path("results.csv").write_text("\n".join(["case,Index", *lines]) + "\n", "utf-8")
    shown = run("score", "cases", *DAY, "--against", "results.csv").stdout
    assert "The largest difference is 25.0" in shown
    held = json.loads(run("score", "cases", *DAY, "--against", "results.csv", "--json").stdout)
    assert held["nodes"][0]["case"] == first
    assert held["nodes"][0]["largest"] == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("command", "code", "said"),
    [
        (("--against", "cases/measures.csv", "--format", "csv"), 2, "--against is printed, or"),
        (("--against", "rubrics/small.yaml"), 10, "[table-headings]"),
    ],
)
def test_what_cannot_be_held_beside_is_refused(
    command: tuple[str, ...], code: int, said: str
) -> None:
    done = run("score", "cases", *DAY, *command)
    assert done.exit_code == code, done.output
    assert said in done.stderr


def test_a_file_that_is_not_there_is_said() -> None:
    assert isinstance(run("score", "cases", *DAY, "--against", "nope.csv").exception, FileProblem)
