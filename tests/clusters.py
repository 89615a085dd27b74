"""A scheduler and workers of dask.distributed, each a process begun by its own command line."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import ROOT

SCHEDULER = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1"]
SCHEDULER += ["--port", "0", "--no-dashboard"]
WORKER = [sys.executable, "-m", "distributed.cli.dask_worker", "--nthreads", "1", "--no-dashboard"]
WORKER += ["--no-nanny", "--host", "127.0.0.1"]


@dataclass
class Processes:
    """A cluster: the file of its scheduler, and the processes it is made of."""

    folder: Path
    scheduler: subprocess.Popen[bytes] | None = None
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def file(self) -> Path:
        """What the scheduler wrote about itself."""
        return self.folder / "scheduler.json"

    @property
    def address(self) -> str:
        import json

        return str(json.loads(self.file.read_text("utf-8"))["address"])

    def begin_scheduler(self) -> None:
        """Begin it, and wait until it has said where it is."""
        self.scheduler = self._begun([*SCHEDULER, "--scheduler-file", str(self.file)])
        while not (self.file.is_file() and self.file.read_text("utf-8").rstrip().endswith("}")):
            assert self.scheduler.poll() is None
            time.sleep(0.05)

    def begin_worker(self, *paths: Path) -> subprocess.Popen[bytes]:
        """Begin a worker; ``paths``: folders whose packages it has in place of ours."""
        command = [*WORKER, "--scheduler-file", str(self.file)]
        worker = self._begun([*command, "--local-directory", str(self.folder)], *paths)
        self.workers.append(worker)
        return worker

    def _begun(self, command: list[str], *paths: Path) -> subprocess.Popen[bytes]:
        path = os.pathsep.join(map(str, paths or (ROOT,)))
        env = {**os.environ, "PYTHONPATH": path, "OMP_NUM_THREADS": "1"}
        quiet = subprocess.DEVNULL
        return subprocess.Popen(command, env=env, cwd=self.folder, stdout=quiet, stderr=quiet)

    def end(self) -> None:
        """End all of it."""
        for process in (*self.workers, self.scheduler):
            if process is not None:
                process.kill()
                process.wait()


@contextmanager
def begun(folder: Path, workers: int) -> Iterator[Processes]:
    """A scheduler and so many workers, on free ports of this machine."""
    held = Processes(folder)
    try:
        held.begin_scheduler()
        for _ in range(workers):
            held.begin_worker()
        yield held
    finally:
        held.end()
