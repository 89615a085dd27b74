"""A run of reports in; their files out, rendered here or in several processes."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

    from evalkit.report.model import Report
    from evalkit.report.reports import Name, Run
    from evalkit.workbook.model import Workbook


@dataclass(frozen=True, slots=True)
class Job:
    """One report in one language, composed, and the formats that it is to be rendered in."""

    name: str
    lang: str
    report: Report | None
    book: Workbook | None
    formats: tuple[str, ...]


# files; what could not be rendered; characters shown by their codes, by file
Made = tuple[list[tuple[str, bytes]], list[tuple[str, Exception]], dict[str, tuple[str, ...]]]


def composed(run: Run, formats: Sequence[str]) -> Iterator[Job]:
    """What is to be rendered: one job a report and language, for all formats together."""
    from evalkit.report import reports

    for lang in run.languages:
        for item in run.names:
            own = reports.formats_of(run, item, formats)
            paged = any(kind != "xlsx" for kind in own)
            report = reports.report(run, item, lang) if paged else None
            book = _workbook(run, item, lang) if "xlsx" in own else None
            if own:
                yield Job(item.name, lang, report, book, own)


def _workbook(run: Run, item: Name, lang: str) -> Workbook:
    from evalkit.workbook.build import workbook

    cases = [item.case] if item.case else run.results.evaluation.cases
    return workbook(run.results, item.name, cases, lang, run.style)


def render_job(job: Job, reference: bytes | None) -> Made:
    """The files of one job, and what could not be rendered, so that one format never stops
    another."""
    from evalkit.render import RENDERERS

    report, book = job.report, job.book
    made: list[tuple[str, bytes]] = []
    wrong: list[tuple[str, Exception]] = []
    coded: dict[str, tuple[str, ...]] = {}
    for kind in job.formats:
        file = f"{job.name}.{job.lang}.{kind}"
        try:
            if kind == "xlsx":
                from evalkit.render import xlsx

                content = xlsx.render(book) if book else b""
            elif kind == "pdf" and report:
                from evalkit.render import pdf

                content, lacking = pdf.drawn(report)
                coded |= {file: lacking} if lacking else {}
            elif kind == "csv" and report and report.whole:
                from evalkit.render import csv

                content = csv.lines(report.whole.heads, report.whole.rows)
            elif kind == "docx" and reference is not None:
                from evalkit.render import docx

                content = docx.render(report, reference) if report else b""
            else:
                content = RENDERERS[kind](report) if report else b""
            made.append((file, content))
        except ValueError as error:
            wrong.append((file, error))
    return made, wrong, coded


def render_jobs(
    jobs: Iterator[Job], reference: bytes | None, workers: int
) -> Generator[Made, None, None]:
    """Jobs rendered in their order; with several workers, a few jobs ahead of the one that is
    taken.

    Raises:
        FileProblem: somebody ended a worker, as the system does where memory runs out.
    """
    if workers < 2:
        yield from (render_job(job, reference) for job in jobs)
        return
    import multiprocessing
    from collections import deque
    from concurrent.futures import Future, ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    from evalkit.model.refusal import reason
    from evalkit.storage import FileProblem

    waiting: deque[Future[Made]] = deque()
    context = multiprocessing.get_context("spawn")
    with _deaf_to_stops():  # what counts the semaphores begins here; who hangs up means us
        stopped = context.Event()
    with ProcessPoolExecutor(
        workers, mp_context=context, initializer=_begin, initargs=(stopped,)
    ) as pool:
        try:
            for job in jobs:
                with _deaf_to_stops():  # the first begins the workers
                    waiting.append(pool.submit(_in_worker, job, reference))
                while len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool:
            raise FileProblem(reason("report.worker")) from None
        except (
            BaseException
        ):  # stopped, by a signal or by whom the files were for: nobody waits for the rest
            stopped.set()
            raise


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
    """A worker begins. Ctrl-C is for the process that waits; workers that heard it too would each
    print a traceback. A worker ends when that process is gone."""
    import signal
    from threading import Thread

    _stops.append(stopped)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait until the process that started this one is gone, and end."""
    import multiprocessing
    import os

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _in_worker(job: Job, reference: bytes | None) -> Made:
    return ([], [], {}) if any(stop.is_set() for stop in _stops) else render_job(job, reference)
