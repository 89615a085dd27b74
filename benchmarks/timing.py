"""Two jobs timed in turn in one run, so that a noisy machine disturbs both alike."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """Median seconds of our job and of its bound, and the median of the ratios pair by pair."""

    name: str
    ours: float
    bound: float
    ratio: float
    aim: float

    def __str__(self) -> str:
        verdict = "within" if self.ratio <= self.aim else "above"
        return (
            f"{self.name}: {shown(self.ours)} against {shown(self.bound)}, "
            f"ratio {self.ratio:.2f} ({verdict} the aim of {self.aim})"
        )


def shown(seconds: float) -> str:
    """Seconds with three digits that count: 27.2 s, 0.274 s, 1.04 ms."""
    if seconds >= 0.1:
        return f"{seconds:#.3g} s"
    return f"{1000 * seconds:#.3g} ms"


def children() -> float:
    """CPU seconds, user and system, of all processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def compare(
    name: str,
    ours: Callable[[], object],
    bound: Callable[[], object],
    aim: float,
    runs: int = 7,
    *,
    clock: Callable[[], float] = time.perf_counter,
) -> Ratio:
    """Median ratio of ``ours`` to ``bound`` over pairs of runs, after one of each to warm up.

    Args:
        clock: what is counted, in seconds: time on the wall, unless said; :func:`children` for the
            CPU time of whole processes.
    """
    ours()
    bound()
    mine, theirs = [], []
    for _ in range(runs):
        start = clock()
        ours()
        middle = clock()
        bound()
        mine.append(middle - start)
        theirs.append(clock() - middle)
    ratio = statistics.median(a / b for a, b in zip(mine, theirs, strict=True))
    return Ratio(name, statistics.median(mine), statistics.median(theirs), ratio, aim)
