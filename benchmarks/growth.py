"""Cases of the shipped ones, as many as wanted, and what commands cost on 12, 100, 400 and 1,000 of
them: seconds of processor and peak memory of a process of its own."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

from benchmarks.results import Point
from benchmarks.timing import Ratio

SIZES = (12, 100, 400, 1000)
DAY = ("--as-of", "2026-11-26")
AIM = 1.2
JOBS = {
    "score --format csv": ("score", "{cases}", *DAY, "--format", "csv", "-o", "{out}/scores.csv"),
    "score -o evaluation.json": ("score", "{cases}", *DAY, "-o", "{out}/evaluation.json"),
    "report evaluation.json": ("agreement", "{out}/evaluation.json"),
    "audit": ("audit", "{cases}", *DAY),
    "agreement": ("agreement", "{cases}", *DAY),
    "sensitivity": ("sensitivity", "{cases}", *DAY),
    "compare": ("compare", "{cases}", *DAY),
}


def run(few: int = 100, many: int = 400) -> Iterator[Ratio]:
    """Seconds a case among many, against seconds a case among few: 1 where cost is linear."""
    found = {(point.job, point.size): point for point in growth((few, many))}
    for job in JOBS:
        ours, bound = found[job, many].seconds / many, found[job, few].seconds / few
        yield Ratio(f"{job}: a case of {many}, of {few}", ours, bound, ours / bound, AIM)


def growth(
    sizes: Sequence[int] = SIZES,
    jobs: Sequence[str] = tuple(JOBS),
    write: Callable[[Path, int], None] | None = None,
) -> Iterator[Point]:
    """What jobs cost on cases of real size, or on those that ``write`` writes."""
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            held, out = Path(folder) / "cases", Path(folder) / "out"
            out.mkdir()
            (write or write_rated)(held, size)
            for job in jobs:
                arguments = [word.format(cases=held, out=out) for word in JOBS[job]]
                yield Point(job, size, *cost(arguments))


def cost(arguments: Sequence[str]) -> tuple[float, float]:
    """Seconds of processor, and megabytes at the highest, of ``evalkit ARGUMENTS``.

    Raises:
        CalledProcessError: it broke; findings alone (exit 10) are no break.
    """
    told = (
        "import resource, subprocess, sys\n"
        "done = subprocess.run([sys.executable, '-m', 'evalkit', *sys.argv[1:]],"
        " stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)\n"
        "sys.stderr.write(done.stderr[-2000:])\n"
        "own = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "print(own.ru_utime + own.ru_stime, own.ru_maxrss * 1024 / 1e6)\n"
        "sys.exit(done.returncode % 10)"
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


SMALL_RUBRIC = """\
rubric: small
version: 1.0.0
title: {zh: 小标准, en: Small}
scale: [{level: 0, label: {zh: 无, en: None}}, {level: 1, label: {zh: 部分, en: Part}},
  {level: 2, label: {zh: 齐备, en: Full}}]
pillars:
"""


def write_small(folder: Path, cases: int, seed: int = 0) -> None:
    """Small cases (about 1 kB) with their rubric: two raters of six criteria each."""
    folder.mkdir(parents=True)
    random, criteria = Random(seed), [f"c{n}" for n in range(6)]
    held = [
        f"  - {{id: p{n}, title: P{n}, criteria: ["
        + ", ".join(
            f"{{id: {own}, title: {own}, levels: {{0: no, 1: some, 2: all}}}}"
            for own in criteria[3 * n : 3 * n + 3]
        )
        + "]}\n"
        for n in range(2)
    ]
    (folder / "rubric.yaml").write_text(SMALL_RUBRIC + "".join(held), encoding="utf-8")
    for n in range(cases):
        ratings = "".join(
            f"  {own}:\n"
            + "".join(
                f"    - {{rater: {rater}, level: {random.randint(0, 2)}, because: read,"
                f" evidence: [{{document: d, at: ¶{n % 90 + 1}}}]}}\n"
                for rater in ("a", "b")
            )
            for own in criteria
        )
        head = f"case: s-{n}\nrubric: small@1.0.0\nregion: {{name: R{n}, code: X-{n}}}\n"
        text = f"{head}documents: [{{id: d, title: D}}]\nratings:\n{ratings}"
        (folder / f"s-{n:06}.yaml").write_text(text, encoding="utf-8")
