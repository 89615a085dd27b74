"""Results in the units of the rubric's scale on a terminal and as tables: what is printed is on the
scale, what is data is in [0, 1]."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner
from evalkit.cli import main
from evalkit.report.numbers import round_half_up
from tests.scale_units import RATINGS, RUBRIC, cases, held, total_of
from tests.unit.report.test_units import HUNDREDS

TOTALS = {name: round_half_up(total_of(name), 2) for name in RATINGS}
COMMANDS = (
    "score cases",
    "compare cases",
    "sensitivity cases",
    "coordination cases",
    "outcomes cases",
    "weights cases",
    "agreement cases",
    "changes cases",
    "coherence cases",
    "data cases",
    "levels cases",
    "explain ada-2024 cases",
    "explain ada-2024/q cases",
    "audit cases",
    "advise ada-2024 cases",
    "rubric show rubrics/cpia.yaml",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("desk")
    (folder / "rubrics").mkdir()
    (folder / "cases").mkdir()
    (folder / "rubrics/cpia.yaml").write_text(RUBRIC, "utf-8")
    for name, text in zip(RATINGS, cases(), strict=True):
        (folder / f"cases/{name}.yaml").write_text(text, "utf-8")
    with chdir(folder):
        yield folder


def said(command: str, lang: str = "en") -> str:
    given = [*command.split(), "--lang", lang]
    given += [] if command.startswith("rubric") else ["--as-of", "2026-01-01"]
    result = CliRunner().invoke(main, given)
    assert result.exit_code in (0, 10), result.output
    return result.stdout


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_speaks_of_a_hundred(desk: Path, command: str, lang: str) -> None:
    told = said(command, lang)
    assert told.strip()
    assert not (found := HUNDREDS.search(told)), told[found.start() - 80 : found.end() + 40]


def test_the_table_of_scores_is_on_the_scale(desk: Path) -> None:
    rows = [line.split() for line in said("score cases -q").splitlines()]
    shown = {row[1]: row for row in rows if len(row) > 3 and row[1] in RATINGS}
    assert {name: row[row.index(TOTALS[name])] for name, row in shown.items()} == TOTALS
    titled = csv.DictReader(io.StringIO(said("score cases -q --titled --format csv")))
    assert {row["Code"]: f"{float(row['Score']):.2f}" for row in titled} == TOTALS


def test_data_stay_in_0_to_1(desk: Path) -> None:
    data = csv.DictReader(io.StringIO(said("score cases -q --format csv")))
    values = {row["case"]: float(row["value"]) for row in data if row["ref"] == "overall"}
    assert values == {name: held.score_of[name, "overall"].value for name in RATINGS}
    told = json.loads(said("score cases -q --json"))
    assert all(0 <= s["value"] <= 1 for s in told["scores"] if s["value"] is not None)


def test_an_audit_says_levels(desk: Path) -> None:
    assert "scores 1.50, below its floor of 3.5" in said("audit cases")
    assert "levels apart" in said("audit cases")
    assert "级" in said("audit cases", "zh")
