"""The wheel, unpacked where no checkout is, starts a project and reports it."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytest.importorskip("hatchling")


def evalkit(package: Path, folder: Path, *arguments: str) -> str:
    """What evalkit from that package prints, run in a folder."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "evalkit", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(package), "EVALKIT_LANG": "en"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_project_starts_and_reports_from_the_wheel_alone(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    package = tmp_path / "package"
    with zipfile.ZipFile(wheel) as held:
        held.extractall(package)
    evalkit(package, tmp_path, "init", "p")
    report = ("report", "--style", "report.yaml", "--format", "md", "--product", "comparison")
    evalkit(package, tmp_path / "p", *report)
    assert (tmp_path / "p/reports/comparison.en.md").is_file()
    evalkit(package, tmp_path, "init", "s", "--shipped")
    assert (tmp_path / "s/cases/guizhou-2026.yaml").is_file()
    for folder in ("cases", "rubrics"):
        inside = {path.name for path in (package / "evalkit" / f"_{folder}").iterdir()}
        assert inside == {path.name for path in (ROOT / folder).iterdir()}
