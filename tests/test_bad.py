"""The smallest bad file for every finding code, and the exact text the terminal shows in both
languages."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from evalkit.cli import main
from evalkit.model.finding import SEVERITY

BAD = Path(__file__).parent / "bad"
CODES = sorted(SEVERITY)


def shown(code: str, folder: Path, lang: str) -> str:
    """What the command of ``bad/<code>`` prints in a folder of its own, and its exit code."""
    shutil.copytree(BAD / code, folder, dirs_exist_ok=True)
    (folder / "rubrics").mkdir(exist_ok=True)
    shutil.copy(BAD / "small.yaml", folder / "rubrics" / "small.yaml")
    case = folder / "cases" / "gz.yaml"
    if code == "file-too-large":
        case.write_text("case: gz\nnote: " + "x" * 5_100_000)
    if code == "yaml-too-many-values":
        case.write_text("case: [" + "1, " * 200_001 + "1]")
    command = [*(folder / "command").read_text().split(), "--lang", lang]
    before = Path.cwd()
    os.chdir(folder)
    try:
        result = CliRunner().invoke(main, command)
    finally:
        os.chdir(before)
    answer = result.stdout if command[0] in ("check", "audit") else result.stderr
    return f"$ evalkit {' '.join(command)}\n{answer}exit {result.exit_code}\n"


@pytest.mark.parametrize("code", CODES)
def test_every_code_has_its_exact_text(code: str, tmp_path: Path) -> None:
    text = shown(code, tmp_path / "en", "en") + "\n" + shown(code, tmp_path / "zh", "zh")
    expected = BAD / code / "expected.txt"
    if os.environ.get("EVALKIT_ACCEPT"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")
    assert f"[{code}]" in text


def test_no_folder_is_left_of_a_code_that_is_gone() -> None:
    assert {folder.name for folder in BAD.iterdir() if folder.is_dir()} == set(CODES)
