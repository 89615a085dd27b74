"""Ten million ratings scored by one process, and by a scheduler and two workers, each a process of
its own: the same bytes, in how many tasks, in what time, and with what peak of memory each.

``python -m benchmarks.cluster [RATINGS]``: 10,000,000 unless said. On Linux, which says what a
process held at most.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from evalkit.tables.run import BATCH
from tests.clusters import begun

from benchmarks.millions import PER_PILLAR, PILLARS, RATERS, write_long, write_rubric

RATINGS = 10_000_000
TASKS = 25  # the fewest
WORKERS = 2


def scored(folder: Path, out: str, *more: str) -> tuple[str, float, float, int]:
    """(hash of the result, seconds, CPU seconds, peak in bytes) of one run of `evalkit score`."""
    command = [sys.executable, "-m", "evalkit", "score", "ratings.parquet", "-r", "rubric.yaml"]
    start = time.perf_counter()
    process = subprocess.Popen([*command, "-o", out, "-q", *more], cwd=folder)
    _, status, used = os.wait4(process.pid, 0)
    assert os.waitstatus_to_exitcode(status) in (0, 10), status  # 10: findings
    digest = hashlib.sha256((folder / out).read_bytes()).hexdigest()
    cpu = used.ru_utime + used.ru_stime
    return digest, time.perf_counter() - start, cpu, used.ru_maxrss * 1024


def peak(pid: int) -> int:
    """The most bytes that a process has held."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


def cpu(pid: int) -> float:
    """Seconds of work of a process."""
    held = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(held[11]) + int(held[12])) / os.sysconf("SC_CLK_TCK")


def main(ratings: int) -> None:
    """Score the same table both ways, and print what it took."""
    cases = -(-ratings // (PILLARS * PER_PILLAR * RATERS))
    batch = max(1, min(BATCH, cases // TASKS))
    with tempfile.TemporaryDirectory() as held:
        folder = Path(held)
        write_rubric(folder / "rubric.yaml")
        write_long(folder / "ratings.parquet", cases)
        size = ["--batch", str(batch)]
        print(f"{ratings:,} ratings, {cases:,} cases, {-(-cases // batch)} tasks of {batch:,}")
        one = scored(folder, "one.parquet", *size)
        told("one process", *one[1:])
        with begun(folder, WORKERS) as cluster:
            assert cluster.scheduler is not None
            two = scored(folder, "two.parquet", *size, "--cluster", str(cluster.file))
            told(f"with {WORKERS} workers: evalkit", *two[1:])
            told("  scheduler", two[1], cpu(cluster.scheduler.pid), peak(cluster.scheduler.pid))
            for n, worker in enumerate(cluster.workers, 1):
                told(f"  worker {n}", two[1], cpu(worker.pid), peak(worker.pid))
        assert one[0] == two[0], "the bytes differ"
        print(f"the same bytes: {(folder / 'one.parquet').stat().st_size:,}, sha256 {one[0][:16]}…")


def told(name: str, seconds: float, work: float, memory: int) -> None:
    """One line of the table."""
    print(f"{name:<28} {seconds:7.1f} s {work:7.1f} CPU s {memory / 1e6:7.0f} MB", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RATINGS)
