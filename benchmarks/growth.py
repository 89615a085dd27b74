"""Cases of the shipped ones, as many as wanted, and what commands cost on 12, 100, 400 and 1,000 of
them: seconds of processor and peak memory of a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

SIZES = (12, 100, 400, 1000)
DAY = ("--as-of", "2026-11-26")
JOBS = {
    "score --format csv": ("score", "{cases}", *DAY, "--format", "csv", "-o", "{out}/scores.csv"),
    "score -o evaluation.json": ("score", "{cases}", *DAY, "-o", "{out}/evaluation.json"),
    "report evaluation.json": ("agreement", "{out}/evaluation.json"),
    "audit": ("audit", "{cases}", *DAY, "--fail-on", "never"),
    "agreement": ("agreement", "{cases}", *DAY),
    "sensitivity": ("sensitivity", "{cases}", *DAY),
    "compare": ("compare", "{cases}", *DAY),
}


def run(sizes: Sequence[int] = SIZES) -> Iterator[str]:
    for cases in sizes:
        with tempfile.TemporaryDirectory() as folder:
            held, out = Path(folder) / "cases", Path(folder) / "out"
            out.mkdir()
            write_rated(held, cases)
            for name, words in JOBS.items():
                seconds, megabytes = cost([w.format(cases=held, out=out) for w in words])
                yield f"{name}, {cases} cases: {seconds:.1f} s of processor, {megabytes:.0f} MB"


def cost(arguments: Sequence[str]) -> tuple[float, float]:
    """Seconds of processor, and megabytes at the highest, of ``evalkit ARGUMENTS``.

    Raises:
        CalledProcessError: it did not end well.
    """
    told = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run([sys.executable, '-m', 'evalkit', *sys.argv[1:]],"
        " stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)\n"
        "sys.stderr.write(done.stderr[-2000:])\n"
        "own = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(own.ru_utime + own.ru_stime, own.ru_maxrss * 1024 / 1e6)\n"
        "sys.exit(done.returncode)"
    )
    done = subprocess.run(
        [sys.executable, "-c", told, *arguments], check=True, stdout=subprocess.PIPE, text=True
    )
    seconds, megabytes = map(float, done.stdout.split())
    return seconds, megabytes


def write_rated(folder: Path, cases: int, seed: int = 0) -> None:
    """Cases of real size (about 70 kB and more): the shipped ones in turn, each under an id and a
    region of its own, every level moved a step up or down by chance; with their raters, and a table
    of the shipped measures for each region."""
    folder.mkdir(parents=True)
    shipped = sorted(Path("cases").glob("*-*.yaml"))
    texts = [path.read_text(encoding="utf-8") for path in shipped]
    random = Random(seed)
    head, *lines = (Path("cases") / "measures.csv").read_text(encoding="utf-8").splitlines()
    rows = [head]
    for n in range(cases):
        text = texts[n % len(texts)]
        code = found[1] if (found := re.search(r"^  code: (\S+)", text, re.M)) else ""
        text = re.sub(r"^case: (.*)", rf"case: \g<1>-{n}", text, count=1, flags=re.M)
        text = re.sub(r"^  code: .*", f"  code: XX-{n}", text, count=1, flags=re.M)
        text = re.sub(
            r"^  name: \{zh: (\w+), en: (\w+)",
            rf"  name: {{zh: \g<1>{n}, en: \g<2> {n}",
            text,
            count=1,
            flags=re.M,
        )
        text = re.sub(
            r"^( +level: )(\d)$",
            lambda level: f"{level[1]}{min(max(int(level[2]) + random.choice((-1, 0, 1)), 0), 4)}",
            text,
            flags=re.M,
        )
        (folder / f"case-{n:05}.yaml").write_text(text, encoding="utf-8")
        rows += [line.replace(code, f"XX-{n}", 1) for line in lines if line.startswith(f"{code},")]
    (folder / "measures.csv").write_text("\n".join([*rows, ""]), encoding="utf-8")
    (folder / "raters.yaml").write_bytes((Path("cases") / "raters.yaml").read_bytes())
