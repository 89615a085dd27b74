"""Peak memory of ``evalkit score`` on 1,000 cases of real size, against a bound of 1 GB."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

CASES = 1000
BOUND = 1000  # MB


def run(cases: int = CASES) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        write_cases(Path(folder), cases)
        peak = _peak_megabytes("score", folder, "--as-of", "2026-11-26")
    verdict = "within" if peak <= BOUND else "above"
    yield f"score of {cases} cases: at most {peak:.0f} MB ({verdict} the aim of {BOUND} MB)"


def write_cases(folder: Path, cases: int) -> None:
    """The shipped cases and their table, the cases repeated under other ids until there are
    ``cases``."""
    shipped = [path.read_text(encoding="utf-8") for path in sorted(Path("cases").glob("*.yaml"))]
    for n in range(cases):
        text = re.sub(r"^case: .*", rf"\g<0>-{n}", shipped[n % len(shipped)], count=1, flags=re.M)
        (folder / f"{n}.yaml").write_text(text, encoding="utf-8")
    shutil.copy(Path("cases") / "measures.csv", folder)


def _peak_megabytes(*arguments: str) -> float:
    """What ``evalkit ARGUMENTS`` held at its highest, as a process of its own tells it."""
    told = (
        "import resource, subprocess, sys\n"
        "subprocess.run([sys.executable, '-m', 'evalkit', *sys.argv[1:]], check=True, "
        "capture_output=True)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / 1e6)"
    )
    done = subprocess.run(
        [sys.executable, "-c", told, *arguments], check=True, capture_output=True, text=True
    )
    return float(done.stdout)
