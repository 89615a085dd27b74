"""What one run of the benchmarks measured, as values and as the file that keeps it; and what became
slower since the run before."""

from __future__ import annotations

import math
import os
import platform
import statistics
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np
import yaml
from pydantic import TypeAdapter

from benchmarks.timing import Ratio, shown

FILE = Path(__file__).parent / "results.json"
LIBRARIES = (
    "bm25s", "distributed", "duckdb", "krippendorff", "numpy", "pandas", "polars",
    "pyarrow", "pydantic", "pyDecision", "pymcdm", "PyYAML", "rapidfuzz", "SALib",
    "scikit-criteria", "scikit-learn", "scipy", "tantivy", "typst", "vl-convert-python",
)  # fmt: skip
PAIRED, SINGLE = 1.25, 1.35  # how far a figure may move between two runs of the same code


@dataclass(frozen=True)
class Point:
    """What a job cost at a size: a process of its own, at least where ``peak`` is given.

    ``size``: of what the job is given, in cases or ratings; ``seconds``: of processor, user and
    system; ``peak``: megabytes at the highest, of its largest process; ``written``: megabytes of
    the files it wrote.
    """

    job: str
    size: int
    seconds: float
    peak: float | None = None
    written: float | None = None

    def __str__(self) -> str:
        told = [f"{self.job}, {self.size:,}: {shown(self.seconds)} of processor"]
        told += [f"at most {self.peak:,.0f} MB"] if self.peak is not None else []
        told += [f"{self.written:,.1f} MB written"] if self.written is not None else []
        return ", ".join(told)


@dataclass(frozen=True)
class PageCost:
    """What a page costs its reader.

    ``size``: megabytes; ``elements``: of the document; ``painted``: seconds until something is
    seen; ``ready``: seconds until its scripts have run; ``moved``, ``sorted``: seconds from a touch
    of a weight, and of a table's heading, until the page is laid out anew; None: it has none.
    """

    page: str
    cases: int
    size: float
    elements: int
    painted: float
    ready: float
    moved: float | None
    sorted: float | None

    def __str__(self) -> str:
        told = (
            f"{self.page} of {self.cases:,} cases: {self.size:.2f} MB, {self.elements:,} elements, "
            f"painted after {shown(self.painted)}, ready after {shown(self.ready)}"
        )
        told += f", weight moved in {shown(self.moved)}" if self.moved is not None else ""
        return told + (f", sorted in {shown(self.sorted)}" if self.sorted is not None else "")


@dataclass(frozen=True)
class Machine:
    """Where a run took place. ``memory``: GB, None where the system does not tell."""

    processor: str
    cores: int
    memory: float | None
    system: str
    python: str
    libraries: Mapping[str, str]

    @property
    def like(self) -> tuple[object, ...]:
        """What must be the same for two runs to be compared without a word of warning."""
        return self.processor, self.cores, self.python, tuple(sorted(self.libraries.items()))


@dataclass(frozen=True)
class Section:
    """What one benchmark measured.

    ``yardstick``: seconds of a fixed piece of work just before, which tell a slow hour from slow
    code; ``seconds``: that it took, on the wall; ``remarks``: what it says instead of figures.
    """

    name: str
    yardstick: float
    seconds: float
    ratios: tuple[Ratio, ...] = ()
    points: tuple[Point, ...] = ()
    pages: tuple[PageCost, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Run:
    """All that was measured on one machine. ``full``: with the largest sizes."""

    date: str
    version: str
    full: bool
    machine: Machine
    sections: tuple[Section, ...]

    @property
    def minutes(self) -> float:
        return sum(section.seconds for section in self.sections) / 60

    def of(self, *names: str) -> list[Ratio]:
        """The ratios of these benchmarks, in the order in which they were measured."""
        return [ratio for own in self.sections if own.name in names for ratio in own.ratios]

    def grown(self, job: str) -> list[Point]:
        """What a job cost, from the smallest size to the largest."""
        held = (point for own in self.sections for point in own.points if point.job == job)
        return sorted(held, key=lambda point: point.size)

    def figures(self) -> Iterator[tuple[str, int, float, float]]:
        """(name, size, figure, how far it may move by chance) of all that two runs can be compared
        by: ratios as they are, size 0; processor seconds of a job in yardsticks."""
        for own in self.sections:
            for ratio in own.ratios:
                yield ratio.name, 0, ratio.ratio, PAIRED
            for point in own.points:
                yield point.job, point.size, point.seconds / own.yardstick, SINGLE

    def with_sections(self, made: Sequence[Section]) -> Run:
        """The run with some benchmarks measured anew."""
        known = {own.name: own for own in (*self.sections, *made)}
        return replace(self, sections=tuple(known.values()))


@dataclass(frozen=True)
class Kept:
    """The last run, and the one before it."""

    now: Run
    last: Run | None = None


@dataclass(frozen=True)
class Change:
    """A figure of two runs. ``factor``: now by then; ``band``: how far it may move by chance;
    ``size``: of the job, 0 for a ratio."""

    name: str
    size: int
    then: float
    now: float
    band: float

    @property
    def factor(self) -> float:
        return self.now / self.then


def changes(now: Run, last: Run) -> list[Change]:
    """What moved beyond its band since the run before, the slowest first."""
    then = {(name, size): figure for name, size, figure, _ in last.figures()}
    found = [
        Change(name, size, then[name, size], figure, band)
        for name, size, figure, band in now.figures()
        if (name, size) in then
    ]
    moved = [change for change in found if not 1 / change.band <= change.factor <= change.band]
    return sorted(moved, key=lambda change: -change.factor)


def slope(points: Sequence[Point]) -> float | None:
    """How steeply time grows between the two largest sizes: 1 where twice the size takes twice the
    time, 2 where it takes four times; None below two sizes."""
    if len(points) < 2:
        return None
    small, large = points[-2:]
    return math.log(large.seconds / small.seconds) / math.log(large.size / small.size)


# --- one run ---------------------------------------------------------------------------------


def machine() -> Machine:
    """This one."""
    return Machine(
        _processor(),
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        _memory(),
        f"{platform.system()} {platform.machine()}",
        platform.python_version(),
        dict(_versions()),
    )


def _processor() -> str:
    file = Path("/proc/cpuinfo")
    lines = file.read_text("utf-8").splitlines() if file.is_file() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def _memory() -> float | None:
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError):
        return None
    return round(size / 1e9, 1)


def _versions() -> Iterator[tuple[str, str]]:
    for name in LIBRARIES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue


def yardstick() -> float:
    """Seconds of processor for work that no change of ours touches: PyYAML's C loader reads a
    thousand lines and numpy sorts, the median of five times."""
    text = "".join(f"- {{id: line-{n}, level: {n % 5}, because: 理由 {n}}}\n" for n in range(1000))
    numbers = np.random.default_rng(5).random(400_000)
    taken = []
    for _ in range(5):
        start = time.process_time()
        yaml.load(text, yaml.CSafeLoader)
        np.sort(numbers)
        taken.append(time.process_time() - start)
    return statistics.median(taken)


# --- the file --------------------------------------------------------------------------------


_KEPT = TypeAdapter(Kept)


def read(file: Path = FILE) -> Kept | None:
    """What was kept of the last runs; None where there was none."""
    return _KEPT.validate_json(file.read_bytes()) if file.is_file() else None


def as_json(kept: Kept) -> bytes:
    """The file that keeps it."""
    return _KEPT.dump_json(kept, indent=1) + b"\n"
