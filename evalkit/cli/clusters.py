"""--cluster: where a command has its tasks run, and how far they are."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from threading import Lock
from typing import Any, TypeVar

import click

from evalkit.model.catalogue import phrase

T = TypeVar("T")

option = click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Run on a cluster of dask.distributed: tcp://HOST:PORT, the file of its scheduler, or "
    "local:N for N processes of this machine.",
)


@contextmanager
def opened(address: str | None, lang: str, quiet: bool) -> Generator[Executor | None, None, None]:
    """What runs the tasks of a command; None, which is this process, where no cluster is named.
    How far they are is shown on stderr where a person is watching.

    Raises:
        FileProblem: there is no such cluster, or it is gone.
    """
    if address is None:
        yield None
        return
    from evalkit import api

    with api.cluster(address) as cluster:
        if quiet or not sys.stderr.isatty():
            yield cluster
            return
        watched = Watched(cluster, lang)
        try:
            yield watched
        finally:
            watched.end()


class Watched(Executor):
    """A cluster that shows how many tasks are done and under way, in one line."""

    def __init__(self, cluster: Any, lang: str) -> None:
        self._cluster, self._lang, self._lock = cluster, lang, Lock()
        self._begun = self._done = self._width = 0

    @property
    def num_workers(self) -> int:
        """How many tasks it runs at a time."""
        workers: int = self._cluster.num_workers
        return workers

    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        future: Future[T] = self._cluster.submit(fn, *args, **kwargs)
        self._show(begun=1)
        future.add_done_callback(lambda _: self._show(done=1))
        return future

    def _show(self, begun: int = 0, done: int = 0) -> None:
        with self._lock:  # tasks end in another thread
            self._begun, self._done = self._begun + begun, self._done + done
            under_way = self._begun - self._done
            told = phrase("cli", self._lang, "told.tasks", done=self._done, under_way=under_way)
            self._write(told)

    def end(self) -> None:
        """Leave the line free for what is said next."""
        with self._lock:
            self._write("")
            click.echo("\r", nl=False, err=True)

    def _write(self, text: str) -> None:
        from rich.cells import cell_len

        blank = " " * max(0, self._width - cell_len(text))
        self._width = cell_len(text)
        click.echo(f"\r{text}{blank}", nl=False, err=True)
