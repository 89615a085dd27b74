"""Two jobs timed in turn in one run, so that a noisy machine disturbs both alike."""

from __future__ import annotations

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
            f"{self.name}: {self.ours:.3f} s against {self.bound:.3f} s, ratio {self.ratio:.2f} "
            f"({verdict} the aim of {self.aim})"
        )


def compare(
    name: str, ours: Callable[[], object], bound: Callable[[], object], aim: float, runs: int = 7
) -> Ratio:
    """Median ratio of ``ours`` to ``bound`` over pairs of runs, after one of each to warm up."""
    ours()
    bound()
    mine, theirs = [], []
    for _ in range(runs):
        start = time.perf_counter()
        ours()
        middle = time.perf_counter()
        bound()
        mine.append(middle - start)
        theirs.append(time.perf_counter() - middle)
    ratio = statistics.median(a / b for a, b in zip(mine, theirs, strict=True))
    return Ratio(name, statistics.median(mine), statistics.median(theirs), ratio, aim)
