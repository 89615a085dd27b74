"""Ratings as Parquet, a thousand to a million: how processor time and memory of ``evalkit score``
grow with the rows, and the largest table against duckdb and numpy by hand."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from benchmarks.growth import cost
from benchmarks.millions import (
    AIM,
    PER_PILLAR,
    PILLARS,
    RATERS,
    apart,
    write_long,
    write_rubric,
    write_wide,
)
from benchmarks.results import Point
from benchmarks.timing import Ratio, children, compare

CASES = (10, 100, 1000, 10_000)
FULL = (*CASES, 100_000, 1_000_000)
RATINGS = PILLARS * PER_PILLAR * RATERS  # of a case
JOB, LARGEST = "score ratings.parquet", 10_000  # cases up to which both ways are timed in pairs


def run(cases: Sequence[int] = CASES) -> Iterator[Point | Ratio]:
    with tempfile.TemporaryDirectory() as where:
        folder = Path(where)
        write_rubric(folder / "rubric.yaml")
        for n in cases:
            write_long(folder / "long.parquet", n)
            seconds, peak = cost(_arguments(folder, "long"))
            yield Point(JOB, n * RATINGS, seconds, peak)
        most = min(max(cases), LARGEST)
        for form, write, told in (
            ("long", write_long, "a row a rating"),
            ("wide", write_wide, "a row a case"),
        ):
            write(folder / f"{form}.parquet", most)
            _score(folder, form)
            _by_hand(folder, form)
            assert apart(folder / "ours.parquet", folder / "hand.parquet") < 1e-12, "the same"
            yield compare(
                f"{most:,} cases × 60 criteria as Parquet, {told}, against duckdb and numpy",
                partial(_score, folder, form),
                partial(_by_hand, folder, form),
                AIM,
                3,
                clock=children,
            )


def _arguments(folder: Path, form: str) -> list[str]:
    table, rubric, out = (folder / name for name in (f"{form}.parquet", "rubric.yaml", "ours"))
    asked = ["score", str(table), "-r", str(rubric), "-o", f"{out}.parquet", "--force", "-q"]
    return [*asked, "--as-of", "2026-01-01"]


def _score(folder: Path, form: str) -> None:
    command = [sys.executable, "-m", "evalkit", *_arguments(folder, form)]
    subprocess.run(command, check=True, capture_output=True)


def _by_hand(folder: Path, form: str) -> None:
    files = (str(folder / f"{form}.parquet"), str(folder / "hand.parquet"))
    command = [sys.executable, "-m", "benchmarks.millions", "by-hand", *files]
    subprocess.run(command, check=True, capture_output=True)
