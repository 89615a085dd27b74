"""How commands grow with the cases: from twelve to a thousand YAML files, in processor time and
memory of a process of its own; with ``full``, to ten thousand."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.growth import JOBS, cost, write_rated
from benchmarks.results import Point

QUICK = {
    "score --format csv": (12, 100, 1000),
    "audit": (12, 100, 1000),
    "sensitivity": (12, 100, 1000),
    "compare": (12, 100, 1000),
}
FULL = {
    **dict.fromkeys(JOBS, (12, 100, 400, 1000)),
    "score --format csv": (12, 100, 400, 1000, 3000, 10_000),
}


def run(sizes: Mapping[str, tuple[int, ...]] = QUICK) -> Iterator[Point]:
    for cases in sorted({size for held in sizes.values() for size in held}):
        with tempfile.TemporaryDirectory() as folder:
            held, out = Path(folder) / "cases", Path(folder) / "out"
            out.mkdir()
            write_rated(held, cases)
            for job in (job for job in JOBS if cases in sizes.get(job, ())):
                seconds, peak = cost([word.format(cases=held, out=out) for word in JOBS[job]])
                yield Point(job, cases, seconds, peak)
