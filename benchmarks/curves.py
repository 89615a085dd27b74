"""How commands grow with the cases: from twelve to a thousand YAML files, in processor time and
memory of a process of its own; with ``full``, to ten thousand."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.growth import JOBS, SIZES, growth
from benchmarks.results import Point

QUICK, SHOWN = (12, 100, 1000), ("score --format csv", "audit", "sensitivity", "compare")
MANY = (3000, 10_000)


def run() -> Iterator[Point]:
    yield from growth(QUICK, SHOWN)


def full() -> Iterator[Point]:
    """All jobs, and the first among many more."""
    yield from growth(SIZES, (*SHOWN, *(job for job in JOBS if job not in SHOWN)))
    yield from growth(MANY, SHOWN[:1])
