"""The same inputs give the same bytes of every format, wherever and under whatever settings."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.conftest import ROOT
from tests.small_data import project

SETTINGS = {
    "elsewhere": {"TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "777"},
    "chinese": {
        "TZ": "Etc/GMT+11",
        "LANG": "zh_CN.GB18030",
        "COLUMNS": "40",
        "PYTHONUTF8": "0",
        "PYTHONHASHSEED": "2",
    },
}
DAY = ["--as-of", "2026-11-24", "-q"]
COMMANDS = [
    ["report", "cases", "-o", "out", "--format", "html,md,docx,pdf,xlsx,pptx", "--lang", "zh,en"],
    ["export", "cases", "-o", "csv", "--plans", "plans", "--lang", "en"],
    ["export", "cases", "-o", "parquet", "--format", "parquet", "--lang", "en"],
    ["export", "cases", "-o", "xlsx", "--format", "xlsx", "--lang", "zh"],
    *(
        ["audit", "cases", "--format", kind, "-o", f"audit.{kind}", "--lang", "en"]
        for kind in ("md", "html", "json", "sarif", "junit")
    ),
    ["chart", "ranking", "cases", "-o", "ranking.svg", "--lang", "en"],
    ["chart", "ranking", "cases", "-o", "ranking.png", "--lang", "zh"],
]


RUN = """\
import sys
from evalkit.cli import main
for command in eval(sys.argv[1]):
    try:
        main(command, standalone_mode=False)
    except SystemExit as end:
        assert end.code in (None, 0, 10), command  # 10: findings
"""


def made(folder: Path, settings: dict[str, str]) -> dict[str, bytes]:
    """The files that the commands write in a folder under settings, by their names there."""
    folder.mkdir(parents=True)
    before = {*project(folder).rglob("*")}
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG"))}
    env = {**kept, "PYTHONPATH": str(ROOT), **settings}
    commands = [[*own, *DAY] for own in COMMANDS]
    done = subprocess.run(
        [sys.executable, "-c", RUN, repr(commands)],
        cwd=folder,
        env=env,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    files = [file for file in folder.rglob("*") if file.is_file() and file not in before]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    settings = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "0"}
    return made(tmp_path_factory.mktemp("usual") / "a", settings)


@pytest.mark.parametrize("name", SETTINGS)
def test_the_same_inputs_give_the_same_bytes_of_every_format(
    name: str, usual: dict[str, bytes], tmp_path: Path
) -> None:
    found = made(tmp_path / "一个 folder" / "far" / "away", SETTINGS[name])
    assert {*found} == {*usual}
    assert [file for file in usual if found[file] != usual[file]] == []
    kinds = {Path(file).suffix for file in usual}
    assert kinds >= {
        f".{kind}"
        for kind in [
            "html",
            "md",
            "docx",
            "pdf",
            "xlsx",
            "pptx",
            "csv",
            "parquet",
            "json",
            "svg",
            "png",
        ]
    }
