"""Whole processes against their floor: Python and the libraries that the command cannot do
without, which load the same files and do nothing with them. CPU time, user and system.

What the commands must not import is held by ``tests/cli/test_imports.py``, in counts.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.timing import Ratio, children, compare

# as an installed program runs: byte code of its modules is at hand
ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
FLOOR = """
import csv, sys
import click, yaml
from pydantic import BaseModel

class M(BaseModel):
    name: str
    level: int

for file in sys.argv[1:]:
    with open(file, encoding="utf-8", newline="") as opened:
        held = list(csv.reader(opened)) if file.endswith(".csv") else None
        held = yaml.load(opened.read(), yaml.CSafeLoader) if held is None else held
"""
RUBRIC = "rubrics/regional-innovation.yaml"
BESIDE = ("cases/measures.csv", "cases/regions.csv", "cases/raters.yaml")


def _call(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, env=ENVIRONMENT, check=False)
    assert done.returncode in (0, 10), done.stderr  # an audit of these cases has findings


def _evalkit(*arguments: str) -> Callable[[], None]:
    return partial(_call, sys.executable, "-m", "evalkit", *arguments)


def _floor(files: Sequence[str], *, numpy: bool) -> Callable[[], None]:
    """Click, pydantic with one model and the C loader of YAML, over these files."""
    source = ("import numpy" if numpy else "") + FLOOR
    return partial(_call, sys.executable, "-c", source, *files)


def _read_for(case: Path) -> list[str]:
    """The files that a command reads for one case besides those that all cases share."""
    beside = case.with_suffix(".commitments.csv")
    return [path.as_posix() for path in (case, beside) if path.is_file()]


def run() -> list[Ratio]:
    cases = sorted(path for path in Path("cases").glob("*.yaml") if path.name != "raters.yaml")
    one = cases[0].as_posix()
    of_one = [RUBRIC, *_read_for(cases[0]), *BESIDE]
    of_all = [RUBRIC, *(file for case in cases for file in _read_for(case)), *BESIDE]
    floor, every = _floor(of_one, numpy=False), _floor(of_all, numpy=True)
    measured = partial(compare, clock=children)
    with TemporaryDirectory() as folder:
        html = _evalkit("report", one, "--format", "html", "-o", folder, "--force")
        return [
            measured(
                "evalkit --help against import click",
                _evalkit("--help"),
                partial(_call, sys.executable, "-c", "import click"),
                1.5,
                15,
            ),
            measured("evalkit check of one case", _evalkit("check", one), floor, 1.3, 9),
            measured("evalkit score of twelve", _evalkit("score", "cases"), every, 1.3, 9),
            measured("evalkit audit of twelve", _evalkit("audit", "cases"), every, 1.5, 9),
            measured("evalkit report of one, html", html, _floor(of_one, numpy=True), 3.0, 7),
        ]
