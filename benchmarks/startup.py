"""Start-up: ``evalkit --help`` against ``import click``; ``evalkit check`` of one file loads no
pandas."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.timing import Ratio, compare

ENVIRONMENT = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}


def _call(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, env=ENVIRONMENT)


def loads(module: str, *arguments: str) -> bool:
    """Whether ``python -m evalkit ARGUMENTS`` imports ``module``."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "evalkit", *arguments],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        check=False,
    )
    return any(line.rsplit("|", 1)[-1].strip() == module for line in done.stderr.splitlines())


def run() -> list[Ratio]:
    script = str(Path(sys.executable).with_name("evalkit"))
    case = str(sorted(Path("cases").glob("*.yaml"))[0])
    assert not loads("pandas", "check", case)
    assert not loads("numpy", "check", case)
    bare = (sys.executable, "-c", "import click")
    return [
        compare(
            "evalkit --help against import click",
            lambda: _call(script, "--help"),
            lambda: _call(*bare),
            1.5,
            15,
        ),
        compare(
            "evalkit check of one case against import pydantic, yaml, click",
            lambda: _call(script, "check", case),
            lambda: _call(sys.executable, "-c", "import click, pydantic, yaml"),
            4.0,
            9,
        ),
    ]
