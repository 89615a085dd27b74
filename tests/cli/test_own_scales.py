"""Scales of criteria's own through the commands: out as tables, and back."""

from __future__ import annotations

import json
from contextlib import chdir
from pathlib import Path

from click.testing import CliRunner
from evalkit.cli import main
from tests.unit.scoring.test_own_scales import RUBRIC, case


def test_tables_and_files_hold_own_levels_without_loss(tmp_path: Path) -> None:
    (tmp_path / "rubrics").mkdir()
    (tmp_path / "cases").mkdir()
    (tmp_path / "rubrics" / "own.yaml").write_text(RUBRIC.replace("HALF", "true"))
    for name, wait, part in (("c", "[3.5, -1]", "[0.125]"), ("d", "[0, 5]", "[0.25, 0]")):
        (tmp_path / "cases" / f"{name}.yaml").write_text(case(name, wait=wait, part=part))
    with chdir(tmp_path):
        for command in ("pack cases -o all.xlsx", "import all.xlsx -r rubrics/own.yaml -o back"):
            done = CliRunner().invoke(main, command.split())
            assert done.exit_code == 0, done.output
        scored = [
            CliRunner().invoke(main, f"score {at} --json".split()) for at in ("cases", "back")
        ]
    one, two = (json.loads(own.stdout)["scores"] for own in scored)
    assert one == two
    rows = "case,wait,part\nc,full,0.25\n"
    (tmp_path / "wide.csv").write_text(rows)
    with chdir(tmp_path):
        done = CliRunner().invoke(main, ["import", "wide.csv", "-r", "rubrics/own.yaml", "-o", "w"])
    assert '"full" in column "wait" is not a level' in done.output  # which only others have
