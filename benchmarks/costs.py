"""What was once costly out of all proportion, measured as it is today; ``before.toml`` says what it
was before."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from evalkit import api
from evalkit.analysis.effects import effects
from evalkit.analysis.weighting import copeland
from evalkit.api.reporting import Extras, run_of
from evalkit.evidence.search import Index
from evalkit.report import reports
from evalkit.storage import load

from benchmarks.evidence import plan, rubric
from benchmarks.growth import DAY, write_rated
from benchmarks.results import Point

FEW, SOME, MANY, PAIRED = 12, 100, 1000, 4000
BRIEFINGS = 9  # of which the first takes what all share


def run(few: int = FEW, some: int = SOME, many: int = MANY) -> Iterator[Point]:
    with tempfile.TemporaryDirectory() as where:
        for n in (few, some, many):
            write_rated(Path(where) / f"{n}", n)
        loaded = _seconds(lambda: load([Path(where) / f"{some}"]))
        yield Point("cases loaded from YAML, in a process at work", some, loaded)
        for n in (few, many):
            yield Point("a briefing composed among other cases", n, _briefing(Path(where) / f"{n}"))
    yield Point("a criterion searched for in 5 MB", len(rubric()), _search())
    yield Point("effects of seven factors on one case of many", some, _effects(some))
    yield Point("Copeland's scores", PAIRED, _copeland())


def _seconds(job: Callable[[], object], runs: int = 3) -> float:
    """Seconds of processor, the median of some runs after one to warm up."""
    job()
    taken = []
    for _ in range(runs):
        start = time.process_time()
        job()
        taken.append(time.process_time() - start)
    return statistics.median(taken)


def _briefing(folder: Path) -> float:
    """Composing one more briefing, when what all briefings share is there."""
    evaluation = api.score([folder], as_of=DAY[1])
    run = run_of(evaluation, ("en",), ("briefing",), Extras())
    taken = []
    for item in run.names[:BRIEFINGS]:
        start = time.process_time()
        reports.report(run, item, "en")
        taken.append(time.process_time() - start)
    return statistics.median(taken[1:])


def _search() -> float:
    index, criteria = Index([plan(5_000_000 // 3)]), rubric()
    return _seconds(lambda: [index.find(criterion) for criterion in criteria]) / len(criteria)


def _effects(cases: int) -> float:
    drawn = np.random.default_rng(5).random((9, 1000, cases))
    names, factors = [f"c{n}" for n in range(cases)], [f"f{n}" for n in range(7)]
    seconds = _seconds(lambda: effects(names, factors, drawn, np.random.default_rng(0)))
    return seconds / cases


def _copeland() -> float:
    matrix = np.random.default_rng(4).random((PAIRED, 60))
    return _seconds(lambda: copeland(matrix, np.ones(60)), 1)
