"""Load and validate real-size cases with positions, against bare CSafeLoader on the same text."""

from __future__ import annotations

from pathlib import Path

import yaml
from evalkit.reading.case import read_case
from evalkit.reading.case_against_rubric import check_case
from evalkit.reading.yaml import decode, parse
from evalkit.storage import open_rubric

from benchmarks.timing import Ratio, compare

CASES = 2000


def run(cases: int = CASES) -> list[Ratio]:
    texts = [path.read_bytes() for path in sorted(Path("cases").glob("*.yaml"))]
    chosen = [texts[n % len(texts)] for n in range(cases)]
    standard, findings, _ = open_rubric("regional-innovation")
    assert standard is not None, findings

    def ours() -> None:
        for content in chosen:
            case, _ = read_case(parse(decode(content), "case.yaml"))
            assert case is not None
            check_case(case, standard)

    def bare() -> None:
        for content in chosen:
            yaml.load(content.decode(), yaml.CSafeLoader)

    size = sum(map(len, chosen)) / len(chosen) / 1000
    return [compare(f"load and validate {cases} cases of {size:.0f} kB", ours, bare, 1.5, 1)]
