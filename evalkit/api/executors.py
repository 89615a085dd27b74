"""Where tasks run: in this process, in several of this machine, or on a cluster.

A task is a plain function of one frozen value that can be pickled, and gives another; what it works
on travels with it, so that who runs it needs no disk in common with us. Whatever runs the tasks,
what they make is taken in the order in which they were given: nobody can tell the difference from
the result. Retries, and what becomes of the tasks of a worker that died, are the executor's.
"""

from __future__ import annotations

import re
import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future, wait
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import evalkit
from evalkit import storage
from evalkit.model.refusal import Reason, Refusal, listed, reason
from evalkit.model.tasks import Mapped
from evalkit.storage import FileProblem

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing.synchronize import Event

    from distributed import Client

A = TypeVar("A")
B = TypeVar("B")

UNKNOWN = 16  # tasks at a time of an executor that does not say how many it runs
COLLECTING = (50_000, 20, 20)  # garbage, as a command does: a tenth of what reports take
AHEAD = 2  # tasks under way for each that runs: while one is fetched, the next is there
CONNECTING = 10.0  # seconds for a scheduler to answer
JOINING = 30.0  # seconds for its first worker to be there
_ADDRESS = re.compile(r"(tcp|tls|wss?)://\S*[^:/\s]:\d{1,5}\Z")
_LOCAL = re.compile(r"local:([1-9]\d{0,2})\Z")


def in_order(
    executor: Executor | None, task: Callable[[A], B], items: Iterable[A]
) -> Generator[B, None, None]:
    """What a task makes of items, in their order; without an executor here, one after the other.

    With one, no more items are taken than it has use for, so that what waits stays small, however
    many there are. Whoever stops before the last closes the generator: what has not begun never
    will. What a task raises is raised.
    """
    if executor is None:
        yield from map(task, items)
        return
    waiting: deque[Future[B]] = deque()
    room = AHEAD * at_once(executor)
    try:
        for item in items:
            waiting.append(executor.submit(task, item))
            if len(waiting) >= room:
                yield _made(executor, waiting.popleft())
        while waiting:
            yield _made(executor, waiting.popleft())
    finally:
        for future in waiting:
            future.cancel()


def _made(executor: Executor, future: Future[B]) -> B:
    """What a task made. A client whose scheduler ends just when it is handed a task may forget the
    task: while nothing comes, a cluster is asked now and then whether it is there."""
    while isinstance(executor, Cluster) and not wait([future], CONNECTING).done:
        _ = executor.num_workers
    return future.result()


def mapped_by(executor: Executor | None) -> Mapped:
    """How tasks are done by an executor: :func:`in_order`."""
    return partial(in_order, executor)


def at_once(executor: Executor) -> int:
    """How many tasks an executor runs at a time, as far as it says: pools of Python's own, mpi4py's
    and ours do.

    Raises:
        Refusal: it is none.
    """
    if not hasattr(executor, "submit"):
        raise Refusal(reason("cluster.executor", given=type(executor).__name__))
    said = getattr(executor, "num_workers", None) or getattr(executor, "_max_workers", None)
    return said if isinstance(said, int) else UNKNOWN


# --- processes of this machine ---------------------------------------------------------------


@contextmanager
def processes(n: int) -> Generator[Executor | None, None, None]:
    """An executor of ``n`` processes of this machine; None, which is this process, for one.

    Raises:
        FileProblem: somebody ended one of them, as the system does where memory runs out.
    """
    if n < 2:
        yield None
        return
    import multiprocessing
    from concurrent.futures.process import BrokenProcessPool

    context = multiprocessing.get_context("spawn")
    with _deaf_to_stops():  # what counts the semaphores begins here; who hangs up means us
        stopped = context.Event()
    with _pool(n, stopped) as pool:
        try:
            yield pool
        except BrokenProcessPool:
            _forget(pool)
            raise FileProblem(reason("report.worker")) from None
        except BaseException:  # stopped, by a signal or by whom the results were for: nobody
            stopped.set()  # waits for the rest
            _forget(pool)
            raise


def _forget(pool: ProcessPoolExecutor) -> None:
    """What is on its way to a process is not waited for at the end: a task of a megabyte does not
    fit the pipe, and whoever would have read it may be gone."""
    queue: Any = getattr(pool, "_call_queue", None)
    if queue is not None:
        queue.cancel_join_thread()


def _pool(n: int, stopped: Event) -> ProcessPoolExecutor:
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    class Pool(ProcessPoolExecutor):
        """A pool whose processes are begun by the first tasks, deaf to what stops us."""

        def submit(self, fn: Callable[..., B], /, *args: Any, **kwargs: Any) -> Future[B]:
            with _deaf_to_stops():
                future: Future[B] = super().submit(_unless_stopped, fn, *args, **kwargs)  # type: ignore[arg-type]
            # a pool whose processes are gone stumbles over what is cancelled; once we are stopped,
            # what waits is done in no time
            future.cancel = lambda: False  # type: ignore[method-assign]
            return future

    context = multiprocessing.get_context("spawn")
    return Pool(n, mp_context=context, initializer=_begin, initargs=(stopped,))


@contextmanager
def _deaf_to_stops() -> Iterator[None]:
    """What is begun meanwhile does not end when the terminal hangs up or Ctrl-C is typed there,
    and prints nothing of it; that it was is heard here afterwards, whichever thread the system gave
    the signal to."""
    import signal
    from threading import current_thread, main_thread

    if not hasattr(signal, "SIGHUP"):
        yield
        return
    numbers = {signal.SIGHUP, signal.SIGINT}
    heard: list[int] = []
    answers = {number: signal.getsignal(number) for number in numbers}
    ours = [n for n in numbers if callable(answers[n]) and current_thread() is main_thread()]
    for number in ours:
        signal.signal(number, lambda number, _: heard.append(number))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        for number in ours:
            signal.signal(number, answers[number])
        if heard:
            signal.raise_signal(heard[0])


_stops: list[Event] = []  # in a worker one, set once nobody waits for what it makes; elsewhere none


def _begin(stopped: Event) -> None:
    """A worker begins; it ends when the process that waits is gone."""
    from threading import Thread

    _settle()
    _stops.append(stopped)
    Thread(target=_end_with_parent, daemon=True).start()


def _settle() -> None:
    """What every worker begins with. Ctrl-C is for the process that waits: workers that heard it
    too would each print a traceback."""
    import gc
    import signal

    gc.set_threshold(*COLLECTING)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _end_with_parent() -> None:
    """Wait until the process that started this one is gone, and end."""
    import multiprocessing
    import os

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _unless_stopped(function: Callable[..., B], /, *args: Any, **kwargs: Any) -> B | None:
    """What a function makes; once nobody waits for it, nothing."""
    return None if any(stop.is_set() for stop in _stops) else function(*args, **kwargs)


# --- a cluster -------------------------------------------------------------------------------


class Cluster(Executor):
    """The workers of a scheduler of dask.distributed as an executor; opened by :func:`cluster`."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._inner = client.get_executor(pure=False)

    @property
    def num_workers(self) -> int:
        """How many tasks it runs at a time now; workers come and go.

        Raises:
            CancelledError: the scheduler is gone.
        """
        try:
            threads: dict[str, int] = self._client.nthreads()
        except OSError:  # as of a pipe that broke: none of our files or streams is meant
            raise CancelledError from None
        return max(1, sum(threads.values()))

    def submit(self, fn: Callable[..., B], /, *args: Any, **kwargs: Any) -> Future[B]:
        future: Future[B] = self._inner.submit(_same_version, versions(), fn, *args, **kwargs)
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Drop what nobody has taken."""
        self._inner.shutdown(wait=wait and not cancel_futures)


@contextmanager
def cluster(address: str, *, joining: float = JOINING) -> Generator[Cluster, None, None]:
    """A cluster of dask.distributed as an executor, for as long as the context is open.

    Its protocol runs what it is sent: connect to none but your own.

    Args:
        address: of its scheduler, ``tcp://host:8786``; the file that a scheduler writes about
            itself; or ``local:4``: four worker processes of this machine, begun here.
        joining: seconds for the first worker to be there.

    Raises:
        FileProblem: dask.distributed is not installed; there is no scheduler there; it has no
            workers; a worker has another evalkit or another Python; the cluster is gone, or a task
            has ended one worker after the other.
    """
    if find_spec("distributed") is None:
        raise FileProblem(reason("cluster.library", address))
    from distributed import KilledWorker

    local = _LOCAL.match(address)
    where = address if local else _scheduler(address)
    with ExitStack() as open_now:
        open_now.enter_context(_quiet())
        if local:
            client = open_now.enter_context(_local(int(local[1])))
        else:
            client = open_now.enter_context(_connected(where))
        try:
            _check_workers(client, address, joining)
        except OSError:
            raise FileProblem(reason("cluster.lost", address)) from None
        try:
            yield Cluster(client)
        except CancelledError:  # nobody but us cancels, and we wait for nothing that we cancelled
            raise FileProblem(reason("cluster.lost", address)) from None
        except _OtherVersion as other:
            raise _differs(address, [other.args]) from None
        except KilledWorker:
            raise FileProblem(reason("cluster.killed", address)) from None


def _scheduler(address: str) -> str:
    """The address of a scheduler, as given or as its file says."""
    if _ADDRESS.match(address):
        return address
    path = Path(address)
    if "://" in address or not (path.is_file() or path.suffix == ".json"):  # no file was meant
        raise FileProblem(reason("cluster.address", address))
    said = storage.scheduler_address(path)
    if not _ADDRESS.match(said):
        raise FileProblem(reason("cluster.file", path))
    return said


@contextmanager
def _connected(address: str) -> Iterator[Client]:
    """A client of the scheduler at an address."""
    from distributed import Client, Security

    security = Security().get_connection_args("client")
    if address.startswith(("tls:", "wss:")) and security["ssl_context"] is None:
        raise FileProblem(reason("cluster.certificates", address))
    away = FileProblem(reason("cluster.away", address, seconds=f"{CONNECTING:g}"))
    if not _is_scheduler(address, security):
        raise away
    try:
        client = Client(address, timeout=CONNECTING, set_as_default=False)
    except OSError:  # it ended meanwhile
        raise away from None
    try:
        yield client
    finally:
        with suppress(OSError):  # who is gone hears no goodbye
            client.close()


def _is_scheduler(address: str, security: dict[str, Any]) -> bool:
    """Whether a scheduler answers at an address, asked before a client is made: a client waits for
    ever where somebody else listens there and says nothing, and where it is another service takes
    its first words for the length of a message. A worker of dask's is no scheduler either."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    from distributed.comm.core import connect

    async def asked() -> bool:
        comm = await connect(address, CONNECTING, deserialize=False, **security)
        try:
            await comm.write({"op": "identity", "reply": True})
            return str((await comm.read())["type"]).endswith("Scheduler")
        finally:
            comm.abort()

    async def in_time() -> bool:
        return await asyncio.wait_for(asked(), CONNECTING)

    with ThreadPoolExecutor(1) as own:  # whoever calls may have an event loop of theirs
        try:
            return own.submit(asyncio.run, in_time()).result()
        except Exception:  # whatever a stranger's bytes lead to, it is no scheduler
            return False


@contextmanager
def _local(n: int) -> Iterator[Client]:
    """A client of n workers of this machine, each a process of one thread; they end with us."""
    import logging

    from distributed import Client, LocalCluster

    with _deaf_to_stops():  # the thread that begins the workers begins here
        held = LocalCluster(
            n_workers=n,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            memory_limit=0,  # what memory there is, evalkit's own limits share out
            silence_logs=logging.CRITICAL,
            preload=__name__,
        )
    with held, Client(held, set_as_default=False) as client:
        yield client


def dask_setup(_: object) -> None:
    """A worker of :func:`_local` begins; dask calls it by this name."""
    _settle()


def _check_workers(client: Client, address: str, joining: float) -> None:
    """Wait for the first worker, and see that all have what a task needs to give the same bytes."""
    until = time.monotonic() + joining
    found: list[object] = []
    while not found:
        try:
            client.wait_for_workers(1, timeout=max(0.1, until - time.monotonic()))
        except TimeoutError:
            raise _idle(client, address, joining) from None
        asked = client.run(versions, on_error="return").values()
        found = [held for held in asked if not isinstance(held, OSError)]  # those have ended
        if not found and time.monotonic() > until:
            raise _idle(client, address, joining)
    there = {held if isinstance(held, tuple) else NONE for held in found}
    if others := sorted(there - {versions()}):
        raise _differs(address, others)


def _differs(address: str, others: Iterable[tuple[str, str]]) -> FileProblem:
    """What is said of workers whose versions are others than ours."""
    told = listed(_named(*other) for other in others)
    return FileProblem(reason("cluster.version", address, there=told, here=_named(*versions())))


def _idle(client: Client, address: str, joining: float) -> FileProblem:
    """What is said where no worker is there in time."""
    said = {"address": client.scheduler_info()["address"], "seconds": f"{joining:g}"}
    return FileProblem(reason("cluster.idle", address, **said))


def versions() -> tuple[str, str]:
    """What must be the same wherever tasks run: evalkit's version, and Python's."""
    return evalkit.__version__, f"{sys.version_info.major}.{sys.version_info.minor}"


class _OtherVersion(Exception):
    """A worker has another evalkit or another Python than who sent it a task: its arguments."""


def _same_version(
    wanted: tuple[str, str], function: Callable[..., B], /, *args: Any, **kwargs: Any
) -> B:
    """What a function makes, where it makes what it would make here: workers may come late."""
    if versions() != wanted:
        raise _OtherVersion(*versions())
    return function(*args, **kwargs)


NONE = ("", "")  # of a worker that has no evalkit, or one that knew of no clusters


def _named(own: str, python: str) -> Reason:
    """Versions, as they are said."""
    if not own:
        return reason("cluster.none")
    return reason("shown.words", words=f"evalkit {own}, Python {python}")


@contextmanager
def _quiet() -> Iterator[None]:
    """What dask logs and warns of is not said: what went wrong is told once, in our words."""
    import logging
    import warnings

    import dask
    import distributed  # noqa: F401 - its loggers are there from now on

    rooms = ("distributed", "tornado", "asyncio")
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] in rooms]
    levels = {name: logging.getLogger(name).level for name in (*names, *rooms)}
    for name in levels:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    sizes = {"distributed.admin.large-graph-warning-threshold": "1TB"}  # plans travel with tasks
    try:
        with warnings.catch_warnings(), dask.config.set(sizes):
            warnings.filterwarnings("ignore", module=r"distributed\b")
            yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
