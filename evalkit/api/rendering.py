"""A run of reports in; their files out, made here or wherever an executor runs tasks."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Generator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from evalkit.api.executors import at_once, in_order

if TYPE_CHECKING:
    from evalkit.report.model import Report
    from evalkit.report.reports import Name, Run
    from evalkit.workbook.model import Workbook


BUSY = 4  # tasks for each that an executor runs at a time: none waits long for the last
TOGETHER = 50  # reports that one task makes at most: their bytes come back together


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


def composed(run: Run, item: Name, lang: str, formats: Sequence[str]) -> Job:
    """What is to be rendered of one report in one language, for all formats together."""
    from evalkit.report import reports

    own = reports.formats_of(run, item, formats)
    paged = any(kind != "xlsx" for kind in own)
    report = reports.report(run, item, lang) if paged else None
    book = _workbook(run, item, lang) if "xlsx" in own else None
    return Job(item.name, lang, report, book, own)


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


@dataclass(frozen=True, slots=True)
class Share:
    """Reports of a run that one task makes: the run, packed; (language, report) of each; their
    formats; and the Word document whose styles they take."""

    run: bytes
    items: tuple[tuple[str, Name], ...]
    formats: tuple[str, ...]
    reference: bytes | None


def make(
    run: Run, formats: tuple[str, ...], reference: bytes | None, executor: Executor | None
) -> Generator[Made, None, None]:
    """The reports of a run in their order, composed and rendered here or where an executor does.

    The first is made here all the same: what it asks of the evaluation travels with the run, and no
    task works it out again.

    Raises:
        FileProblem: what runs the tasks is gone.
    """
    items = [(lang, item) for lang in run.languages for item in run.names]
    here = items if executor is None else items[:1]
    for lang, item in here:
        yield render_job(composed(run, item, lang, formats), reference)
    if executor is not None and (rest := items[1:]):
        # what the run itself keeps, contexts and their words, is made again where it is used
        packed = zlib.compress(pickle.dumps(replace(run), pickle.HIGHEST_PROTOCOL), 1)
        n = min(TOGETHER, -(-len(rest) // (BUSY * at_once(executor))))
        own = (tuple(rest[at : at + n]) for at in range(0, len(rest), n))
        parts = (Share(packed, held, formats, reference) for held in own)
        with closing(in_order(executor, make_share, parts)) as done:
            for several in done:
                yield from several


def make_share(share: Share) -> list[Made]:
    """The reports of one task."""
    run: Run = pickle.loads(zlib.decompress(share.run))
    return [
        render_job(composed(run, item, lang, share.formats), share.reference)
        for lang, item in share.items
    ]
