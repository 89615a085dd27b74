"""Every command as one function: paths or typed objects in, typed objects or data frames out.

>>> from evalkit import api
>>> evaluation = api.score(["cases"], as_of="2026-11-23")    # doctest: +SKIP
>>> api.scores_frame(evaluation)                             # doctest: +SKIP

What a function needs is loaded when it is called, so that a table does not load what draws pages.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import evalkit
from evalkit import storage
from evalkit.model.finding import Finding, in_order, suggestion
from evalkit.model.rubric import Criterion, Pillar, RubricFile, version_key

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

    import pandas as pd

    from evalkit.analysis.advice import Advice
    from evalkit.analysis.agreement import Agreement
    from evalkit.analysis.changes import Succession
    from evalkit.analysis.coherence import Coherence
    from evalkit.analysis.consistency import Consistent
    from evalkit.analysis.coordination import Coordinated
    from evalkit.analysis.levels import Levels
    from evalkit.analysis.outcomes import Course, Field
    from evalkit.analysis.rubric_changes import Change, Recheck
    from evalkit.analysis.sensitivity import Assumptions, Outlook
    from evalkit.analysis.weighting import Weighing
    from evalkit.audit import Audit
    from evalkit.evaluation import Evaluation
    from evalkit.evidence.commitments import Candidate
    from evalkit.evidence.quotes import Verdict
    from evalkit.evidence.search import Hit
    from evalkit.evidence.text import Plans, PlanText
    from evalkit.model.style import Style
    from evalkit.report.explain import Step
    from evalkit.report.model import Report
    from evalkit.report.reports import Group, Run
    from evalkit.scoring.units import Coded
    from evalkit.scoring.weights import Panel
    from evalkit.starter.case import Source
    from evalkit.workbook.model import Workbook

Paths = str | Path | Sequence[str | Path]  # one, or several
Names = str | Sequence[str]
LANGUAGES = ("zh", "en")
PICTURES = ("svg", "png")
FORMATS = ("html", "md", "pdf", "docx", "xlsx", "pptx")


def _paths(given: Paths) -> list[Path]:
    """Paths of one or several; a text is one path, never a path a character. ValueError where a
    path is empty: it would be the folder one stands in."""
    if given == "" or (not isinstance(given, (str, Path)) and "" in [*given]):
        raise ValueError("a path is empty")
    return [Path(path) for path in ([given] if isinstance(given, (str, Path)) else given)]


def _names(given: Names, known: Sequence[str]) -> tuple[str, ...]:
    """Names of one or several; ValueError where one is not known."""
    names = (given,) if isinstance(given, str) else tuple(given)
    if wrong := [name for name in names if name not in known]:
        raise ValueError(f'"{", ".join(wrong)}" is not among {", ".join(known)}')
    return names


def check(paths: Paths, rubric: str | Path | None = None) -> tuple[Finding, ...]:
    """Findings of rubrics, cases and tables, without scoring anything.
    from evalkit.evaluation import evaluate

    Raises:
        FileProblem: a path does not exist.
    """
    return checked(_paths(paths), None if rubric is None else str(rubric))[0]


def checked(
    paths: list[Path], rubric: str | None = None, as_of: date | None = None
) -> tuple[tuple[Finding, ...], storage.Loaded]:
    """Findings of rubrics, cases, tables and report styles, in order; and what was loaded, with the
    texts for excerpts.

    Args:
        as_of: days and years after it are found; None: none is.

    Raises:
        FileProblem: a path does not exist.
    """
    from evalkit.reading.case_against_rubric import check_case
    from evalkit.scoring.consensus import tabulate
    from evalkit.scoring.measurements import differences, later, other_units, unused
    from evalkit.scoring.ticks import tick_findings
    from evalkit.scoring.units import unit_findings

    findings: list[Finding] = []
    texts: dict[str, str] = {}
    for path in [p for p in storage.expand(paths) if not storage.is_table(p)]:
        kind = storage.looks_like(path)
        if not kind:
            continue
        _, wrong, text = storage.open_rubric(str(path)) if kind == "rubric" else style(path)
        findings += wrong
        texts.update(text)
    loaded = storage.load(paths, rubric)
    findings += loaded.findings
    if loaded.standard is not None:
        standard = loaded.standard
        checked = [check_case(case, standard) for case in loaded.files]
        findings += [f for _, wrong in checked for f in wrong]
        cases = [case for case, _ in checked]
        table, of_ratings = tabulate(standard.rubric, cases)
        findings += [*of_ratings, *tick_findings(standard.rubric, cases, table)]
        findings += [*unit_findings(cases), *other_units(cases, standard.rubric, loaded.table)]
        findings += unused(cases, standard.rubric, loaded.table)
        if as_of is not None:
            findings += later(cases, standard.rubric, loaded.table, as_of, every=True)
        for case, _ in checked:
            findings += differences(case, standard.rubric, loaded.table)
    return in_order(findings), replace(loaded, texts={**texts, **loaded.texts})


def evaluation_of(loaded: storage.Loaded, as_of: str | date, seed: int = 0) -> Evaluation | None:
    """The evaluation of what was loaded; None where no rubric could be read."""
    from evalkit.evaluation import evaluate

    if loaded.standard is None:
        return None
    day = as_of if isinstance(as_of, date) else date.fromisoformat(as_of)
    return evaluate(
        loaded.standard,
        loaded.files,
        table=loaded.table,
        as_of=day,
        seed=seed,
        version=evalkit.__version__,
        before=loaded.findings,
    )


def score(
    paths: Paths, rubric: str | Path | None = None, *, as_of: str | date, seed: int = 0
) -> Evaluation:
    """Score cases; or read a saved ``evaluation.json``.

    Raises:
        FileProblem: a path does not exist.
        ValueError: no rubric could be read; the message holds the findings.
    """
    given = _paths(paths)
    if len(given) == 1 and given[0].suffix == ".json":
        from evalkit.evaluation_file import from_json

        return from_json(storage.read_evaluation(given[0]))
    loaded = storage.load(given, None if rubric is None else str(rubric))
    evaluation = evaluation_of(loaded, as_of, seed)
    if evaluation is None:
        raise ValueError(
            "; ".join(f"{f.span}: {f.message()}" for f in loaded.findings) or "no cases were found"
        )
    return evaluation


SCORE_COLUMNS = (
    "case",
    "ref",
    "value",
    "low",
    "high",
    "coverage",
    "weight",
    "share",
    "state",
    "reason",
)


def scores_frame(evaluation: Evaluation) -> pd.DataFrame:
    """All scores, one row a case and node, with the columns of the evaluation's ``scores``."""
    import pandas as pd

    return pd.DataFrame([asdict(s) for s in evaluation.scores], columns=list(SCORE_COLUMNS))


def ratings_frame(evaluation: Evaluation) -> pd.DataFrame:
    """All ratings, one row a case, criterion and rater."""
    import pandas as pd

    from evalkit.evaluation_file import rating_data

    return pd.DataFrame([rating_data(row) for row in evaluation.ratings.rows])


def compare(evaluation: Evaluation) -> pd.DataFrame:
    """The ranking: one row a case, best first."""
    import pandas as pd

    from evalkit.analysis.results import Results

    return pd.DataFrame([asdict(s) for s in Results(evaluation).standings])


def advise(
    evaluation: Evaluation, case: str, plans: str | Path | None = None
) -> tuple[Advice, ...]:
    """What a plan should write, the most pressing first: what is missing, where in it that belongs,
    and which of the other plans do it.

    Args:
        plans: folder that holds the documents the cases name; with it, places and models are given
            in the plans' own words.

    Raises:
        FileProblem: a document cannot be opened, or the library that reads its format is not
            installed.
    """
    from evalkit.analysis.results import Results
    from evalkit.evidence.text import Plans
    from evalkit.storage.plans import read_plans

    _names(case, evaluation.cases)
    texts = Plans() if plans is None else read_plans(evaluation.files, Path(plans))
    return Results(evaluation).advice(case, texts)


def sensitivity(
    evaluation: Evaluation, assumed: Assumptions | None = None, seed: int | None = None
) -> tuple[Outlook, ...]:
    """What scores and ranks could be under named assumptions; the evaluation's own seed unless
    another is given."""
    from evalkit.analysis.results import Results
    from evalkit.analysis.sensitivity import Assumptions

    return Results(evaluation).outlooks_under(assumed or Assumptions(), seed)


def agreement(evaluation: Evaluation) -> tuple[Agreement, ...]:
    """Agreement of raters: over everything, by pillar, by pair of raters, by criterion."""
    from evalkit.analysis.agreement import agreement_of

    return agreement_of(evaluation)


def coordination(evaluation: Evaluation) -> tuple[Coordinated, ...]:
    """The coordination of every case under every coordination block of the rubric."""
    from evalkit.analysis.coordination import coordination_of

    return coordination_of(evaluation)


def consistency(evaluation: Evaluation) -> tuple[Consistent, ...]:
    """The consistency (PMC) index of every case under every block of the rubric that names one."""
    from evalkit.analysis.consistency import consistency_of

    return consistency_of(evaluation)


def outcomes(evaluation: Evaluation) -> tuple[tuple[Field, ...], tuple[Course, ...]]:
    """Plans against measured outcomes, and every target on its path."""
    from evalkit.analysis.outcomes import courses_of, fields_of

    return fields_of(evaluation), courses_of(evaluation)


def chart(
    evaluation: Evaluation, name: str, kind: str = "svg", *, case: str = "", lang: str = "en"
) -> bytes:
    """One picture by its name, as SVG or PNG; ``case``: whom it is about, or who is set apart.

    Raises ValueError for a name or case that is not known, where a case is needed and none named,
    and where there is nothing to draw.
    """
    from evalkit.analysis.results import Results
    from evalkit.render import pictures
    from evalkit.report.context import context_of
    from evalkit.report.single_charts import single_chart

    if kind not in PICTURES:
        raise ValueError(f'no picture is made as "{kind}": {" or ".join(PICTURES)}')
    drawn = single_chart(context_of(Results(evaluation), lang), name, case)
    return pictures.png(drawn) if kind == "png" else pictures.svg(drawn).encode()


def commitments(evaluation: Evaluation) -> dict[str, Coded]:
    """Case → what is coded of what its plan commits to, of the cases of which anything is."""
    from evalkit.scoring.units import coded_in

    return coded_in(evaluation.files)


def candidates(document: PlanText) -> tuple[Candidate, ...]:
    """Clauses of a plan that may commit to something, with place and what marks them."""
    from evalkit.evidence import commitments as found

    return found.candidates(document)


def candidates_possible(document: PlanText) -> bool:
    """Whether commitments can be found in a plan: its language is one that the rules are for."""
    from evalkit.evidence import commitments as found

    return found.has_rules(document)


def commitment_columns(file: RubricFile) -> tuple[str, ...]:
    """The columns of a table to code commitments in, under a rubric's codes."""
    from evalkit.starter.commitments import columns

    return columns(file.rubric)


def commitment_rows(
    found: Sequence[Candidate], case: str, document: str, lang: str = "en", first: int = 1
) -> list[dict[str, str | float]]:
    """Candidates as rows of a table to code."""
    from evalkit.starter.commitments import rows

    return rows(found, case, document, lang, first)


def coded_rows(
    evaluation: Evaluation,
) -> tuple[list[dict[str, str | float]], tuple[str, ...]]:
    """All commitments of an evaluation as rows, and their columns."""
    from evalkit.reading.commitments import to_rows

    rows = to_rows([file.case for file in evaluation.files])
    return rows, tuple(rows[0]) if rows else commitment_columns(evaluation.standard)


def commitment_table(
    rows: Sequence[Mapping[str, str | float]],
    columns: Sequence[str],
    file: RubricFile,
    kind: str = "csv",
    lang: str = "en",
    made: date = date.min,
) -> bytes:
    """Rows of commitments as a table, ``csv`` or ``xlsx`` (with the codebook on a sheet of its
    own)."""
    from evalkit.workbook.commitments import book_of, heading

    if _names(kind, ("csv", "xlsx")) == ("csv",):
        from evalkit.render import csv

        return csv.render(rows, {name: heading(name, file.rubric, lang) for name in columns})
    from evalkit.render import xlsx

    return xlsx.render(book_of(rows, columns, file.rubric, lang, made))


def codebook(file: RubricFile, lang: str = "en") -> bytes:
    """The rubric's codes as a table: a row a value, with its meaning and an example."""
    from evalkit.model.catalogue import phrase
    from evalkit.render import csv
    from evalkit.workbook.commitments import codebook_rows

    rows = codebook_rows(file.rubric, lang)
    names = list(rows[0]) if rows else ["code", "value"]
    heads = {name: phrase("reading", lang, f"sheet.codebook-{name}") for name in names}
    return csv.render(rows, heads)


def coherence(evaluation: Evaluation) -> Coherence:
    """How the rubric's criteria behave over the cases: constant, doubled, against their pillar;
    Cronbach's α."""
    from evalkit.analysis.coherence import coherence_of

    return coherence_of(evaluation)


def levels(evaluation: Evaluation) -> tuple[Levels, ...]:
    """Levels given to every criterion over the cases: counts, breadth, depth, and how many share
    one level."""
    from evalkit.analysis.levels import levels_of

    return levels_of(evaluation)


def changes(paths: Paths, *, as_of: str | date, seed: int = 0) -> tuple[Succession, ...]:
    """What changed between successive plans of the same region, under one rubric or under versions
    of it.

    Raises:
        FileProblem: a path does not exist.
    """
    return changes_of(storage.load_each(_paths(paths)), as_of, seed)[0]


def changes_of(
    loaded: Sequence[storage.Loaded], as_of: str | date, seed: int = 0
) -> tuple[tuple[Succession, ...], tuple[Evaluation | None, ...]]:
    """Successive plans among what was loaded, and each version's evaluation, None where its rubric
    cannot be read."""
    from evalkit.analysis.results import Results, successions_of

    made = tuple(evaluation_of(held, as_of, seed) for held in loaded)
    table = next((held.table for held in loaded if held.table is not None), None)
    return successions_of([Results(e) for e in made if e is not None], table), made


def panels(
    path: str | Path, file: RubricFile
) -> tuple[tuple[Panel, ...] | None, tuple[Finding, ...]]:
    """What the judges of a file of weights say of a rubric's nodes; None with the findings where it
    cannot be read.

    Raises:
        FileProblem: the file cannot be opened.
    """
    found, findings, _ = storage.open_panels(Path(path), file)
    return found, findings


def weights(
    evaluation: Evaluation, of: str = "overall", judged: Sequence[Panel] = ()
) -> tuple[Weighing, ...]:
    """Weights of a node's parts by every method; ValueError where the rubric has no such node."""
    from evalkit.analysis.results import Results
    from evalkit.scoring.weights import parts_of

    if not parts_of(evaluation.rubric, of):
        nodes = [
            "overall",
            *(ref for ref, _, node in evaluation.rubric.walk() if isinstance(node, Pillar)),
        ]
        near = suggestion(of, nodes)
        hint = (
            f'; did you mean "{near["suggestion"]}"?' if near else f"; one of: {', '.join(nodes)}"
        )
        raise ValueError(f'"{of}" is not a pillar of {evaluation.rubric.pin}{hint}')
    return Results(evaluation).weighings(of, judged)


def weights_file(
    evaluation: Evaluation, found: Sequence[Weighing], method: str, of: str = "overall"
) -> str:
    """A file of weights by one method, as ``-r`` takes it; ValueError where that method gives
    none."""
    from evalkit.model.catalogue import messages
    from evalkit.scoring.weights import parts_of
    from evalkit.starter import weights as starter

    chosen = next((w for w in found if w.method == method and w.weights), None)
    if chosen is None:
        raise ValueError(f'the method "{method}" gives no weights here')
    weights = dict(zip(parts_of(evaluation.rubric, of), chosen.weights, strict=True))
    rule = messages("analysis", "en")["weighting"][method]
    why = f"{rule['formula']} ({rule['source']}); {len(evaluation.files)} cases"
    return starter.weights_file(evaluation.rubric.pin, f"{method} ({of})", why, weights)


def explain(evaluation: Evaluation, name: str, lang: str = "en") -> tuple[Step, ...]:
    """The chain behind ``CASE/REF``; ValueError where there is none."""
    from evalkit.analysis.results import Results
    from evalkit.report import explain as chains

    case, ref = chains.resolve(evaluation, name)
    return chains.trail(Results(evaluation), case, ref, lang)


def audit(
    evaluation: Evaluation,
    plans: str | Path | None = None,
    *,
    fail_on: str = "error",
    problems: Sequence[str] = (),
) -> Audit:
    """Audit an evaluation against its rubric and the plans' texts.

    Args:
        plans: folder that holds the documents the cases name, besides the places they name.
        fail_on: severity from which a finding fails a case.
        problems: files of the run that could not be opened.

    Raises:
        FileProblem: a document cannot be opened, or the library that reads its format is not
            installed.
    """
    from evalkit import audit as audits
    from evalkit.storage.plans import read_plans

    problems = (problems,) if isinstance(problems, str) else tuple(problems)
    folder = None if plans is None else Path(plans)
    newest: dict[str, str] = {}
    for name, version in storage.rubric_files():
        newest[name] = max(newest.get(name, version), version, key=version_key)
    texts = read_plans(evaluation.files, folder)
    return audits.audit(
        audits.Inspected(evaluation, texts, newest), fail_on=fail_on, problems=problems
    )


AUDIT_FORMATS = ("md", "html", "json", "sarif", "junit")


def audit_report(made: Audit, kind: str, lang: str = "en") -> bytes:
    """An audit as ``md``, ``html``, ``json``, ``sarif`` or ``junit``; ValueError for others."""
    _names(kind, AUDIT_FORMATS)
    from evalkit.render import RENDERERS, json, junit, sarif
    from evalkit.report.products.audit_page import audit_page

    if kind == "json":
        return json.render(made)
    if kind in ("sarif", "junit"):
        return sarif.render(made, lang) if kind == "sarif" else junit.render(made, lang)
    return RENDERERS[kind](audit_page(made, lang))


def document(path: str | Path) -> tuple[PlanText | None, tuple[Finding, ...]]:
    """A plan's text with its places; None with the findings where it cannot be read.

    Raises:
        FileProblem: the file cannot be opened, or the library that reads its format is not
            installed.
    """
    from evalkit.storage.plans import read_document

    return read_document(Path(path))


def quote(text: str, documents: Sequence[PlanText]) -> tuple[tuple[PlanText, Verdict], ...]:
    """Whether a quote stands in each document, where, and how exactly."""
    from evalkit.evidence import quotes

    return tuple((held, quotes.verify(text, quotes.searchable(held))) for held in documents)


def find(criterion: Criterion, documents: Sequence[PlanText], most: int = 10) -> tuple[Hit, ...]:
    """The passages of documents that bear most on a criterion, best first."""
    from evalkit.evidence import search

    return search.Index(documents).find(criterion, most)


def criterion(file: RubricFile, named: str) -> Criterion:
    """A rated criterion by id, code or ref; ValueError, with what is near, where there is none."""
    for ref, node in file.rubric.criteria():
        if named in (ref, node.id) or (node.code and named.lower() == node.code.lower()):
            return node
    near = suggestion(named, [node.id for _, node in file.rubric.criteria()])
    hint = (
        f'; did you mean "{near["suggestion"]}"?'
        if near
        else ": write an id or a code; `evalkit rubric show` lists them"
    )
    raise ValueError(f'"{named}" is not a criterion of {file.rubric.pin}{hint}')


@dataclass(frozen=True, slots=True)
class Extras:
    """What reports take besides the evaluation.

    ``style``: a report style that they wear; ``reference``: a Word document whose styles the Word
    reports take; ``plans``: the plans' texts (:func:`plans`), whose words they then print;
    ``groups``: of which cases group reports are (:func:`group`), all that facets make where none is
    given.
    """

    style: Style | None = None
    reference: bytes | None = None
    plans: Plans | None = None
    groups: tuple[Group, ...] = ()


def plans(evaluation: Evaluation, folder: str | Path | None = None) -> Plans:
    """The plans' texts, where they are at hand; ``folder`` holds the documents that cases name,
    besides the places they name.

    Raises:
        FileProblem: a document cannot be opened, or the library that reads its format is not
            installed.
    """
    from evalkit.storage.plans import read_plans

    return read_plans(evaluation.files, None if folder is None else Path(folder))


def group(evaluation: Evaluation, written: str) -> Group:
    """Cases that a report looks at together, as written: ``FACET=VALUE``, or ``NAME=CASE,CASE``;
    ValueError where there is no such value or case."""
    from evalkit.report.reports import Group

    name, mark, rest = (part.strip() for part in written.partition("="))
    if not (name and mark and rest):
        raise ValueError(f'"{written}" is neither FACET=VALUE nor NAME=CASE,CASE')
    facet = evaluation.rubric.facets.get(name)
    if facet is not None:
        (value,) = _names(rest, tuple(facet.values))
        files = [f for f in evaluation.files if value in f.case.facet_values().get(name, ())]
        return Group(value, tuple(f.case.case for f in files), name, value)
    return Group(name, _names([c.strip() for c in rest.split(",")], evaluation.cases))


def products(evaluation: Evaluation | None = None) -> tuple[str, ...]:
    """The reports that can be had, by name; of an evaluation those that it has matter for."""
    from evalkit.report import reports as run

    known = run.PRODUCTS if evaluation is None else run.possible(evaluation)
    return tuple(product.id for product in known)


def reports(
    evaluation: Evaluation,
    formats: Names = ("html",),
    languages: Names = LANGUAGES,
    products: Names = (),
    extras: Extras | None = None,
    *,
    workers: int = 1,
    problems: list[str] | None = None,
) -> Generator[tuple[str, bytes], None, None]:
    """(file name, content) of reports, one after the other: of those named in ``products``, without
    them of a comparison and, for each case, memo and briefing.

    Whoever stops before the last closes the generator (:func:`contextlib.closing`), which ends its
    processes.

    Args:
        extras: style, reference document and plans' texts.
        workers: processes that render; composing stays here. More than one pays from a few cases
            on.
        problems: takes what could not be rendered, a line each; without it the first such case
            raises.

    Raises:
        MissingGlyph: the PDF font lacks a character of a report.
        ValueError: a format, language or product is not known; two reports would have one name; the
            reference is not a Word document.
    """
    extras = extras or Extras()
    run = _run(evaluation, _names(languages, LANGUAGES), products, extras)
    jobs = _composed(run, _names(formats, FORMATS))
    with closing(_rendered(jobs, extras.reference, workers)) as rendered:
        for made, wrong in rendered:
            if wrong:
                if problems is None:
                    raise next(error for _, error in wrong)
                problems += [f"{name}: {error}" for name, error in wrong]
            yield from made


def _run(
    evaluation: Evaluation, languages: tuple[str, ...], products: Names, extras: Extras
) -> Run:
    from evalkit.analysis.results import Results
    from evalkit.report import reports as run

    style = extras.style
    chosen = products or (style.written.products if style else ()) or run.USUAL
    known = tuple(product.id for product in run.PRODUCTS)
    wanted = _names(chosen, known)
    return run.Run(Results(evaluation), wanted, languages, style, extras.plans, extras.groups)


@dataclass(frozen=True, slots=True)
class Job:
    """One report in one language, composed, and the formats that it is to be rendered in."""

    name: str
    lang: str
    report: Report | None
    book: Workbook | None
    formats: tuple[str, ...]


Made = tuple[list[tuple[str, bytes]], list[tuple[str, Exception]]]


def _composed(run: Run, formats: Sequence[str]) -> Iterator[Job]:
    """What is to be rendered: one job a report and language, for all formats together."""
    from evalkit.report import reports
    from evalkit.workbook.build import workbook

    for lang in run.languages:
        for item in run.names:
            own = [kind for kind in formats if kind in reports.BY_ID[item.product].formats]
            paged = any(kind != "xlsx" for kind in own)
            report = reports.report(run, item, lang) if paged else None
            cases = [item.case] if item.case else run.results.evaluation.cases
            book = (
                workbook(run.results, item.name, cases, lang, run.style) if "xlsx" in own else None
            )
            if own:
                yield Job(item.name, lang, report, book, tuple(own))


def render_job(job: Job, reference: bytes | None) -> Made:
    """The files of one job, and what could not be rendered, so that one format never stops
    another."""
    from evalkit.render import RENDERERS

    report, book = job.report, job.book
    made: list[tuple[str, bytes]] = []
    wrong: list[tuple[str, Exception]] = []
    for kind in job.formats:
        file = f"{job.name}.{job.lang}.{kind}"
        try:
            if kind == "xlsx":
                from evalkit.render import xlsx

                content = xlsx.render(book) if book else b""
            elif kind == "docx" and reference is not None:
                from evalkit.render import docx

                content = docx.render(report, reference) if report else b""
            else:
                content = RENDERERS[kind](report) if report else b""
            made.append((file, content))
        except ValueError as error:
            wrong.append((file, error))
    return made, wrong


def _rendered(
    jobs: Iterator[Job], reference: bytes | None, workers: int
) -> Generator[Made, None, None]:
    """Jobs rendered in their order; with several workers, a few jobs ahead of the one that is
    taken."""
    if workers < 2:
        yield from (render_job(job, reference) for job in jobs)
        return
    import multiprocessing
    from collections import deque
    from concurrent.futures import Future, ProcessPoolExecutor

    waiting: deque[Future[Made]] = deque()
    context = multiprocessing.get_context("spawn")
    stopped = context.Event()
    with ProcessPoolExecutor(
        workers, mp_context=context, initializer=_begin, initargs=(stopped,)
    ) as pool:
        try:
            for job in jobs:
                waiting.append(pool.submit(_in_worker, job, reference))
                while len(waiting) > 2 * workers:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except (
            BaseException
        ):  # stopped, by a signal or by whom the files were for: nobody waits for the rest
            stopped.set()
            raise


_stops: list[Event] = []  # in a worker one, set once nobody waits for what it makes; elsewhere none


def _begin(stopped: Event) -> None:
    """A worker begins. Ctrl-C is for the process that waits; workers that heard it too would each
    print a traceback."""
    import signal

    _stops.append(stopped)
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _in_worker(job: Job, reference: bytes | None) -> Made:
    return ([], []) if any(stop.is_set() for stop in _stops) else render_job(job, reference)


def report_names(
    evaluation: Evaluation,
    formats: Names,
    languages: Names,
    products: Names = (),
    extras: Extras | None = None,
) -> tuple[str, ...]:
    """Names of the files that :func:`reports` makes; ValueError as there."""
    from evalkit.report import reports

    run = _run(evaluation, _names(languages, LANGUAGES), products, extras or Extras())
    return tuple(
        f"{item.name}.{lang}.{kind}"
        for lang in run.languages
        for item in run.names
        for kind in _names(formats, FORMATS)
        if kind in reports.BY_ID[item.product].formats
    )


LIBRARIES = {
    "docx": ("docx", "vl_convert", "altair"),
    "pdf": ("typst", "vl_convert", "altair"),
    "xlsx": ("xlsxwriter",),
    "pptx": ("pptx", "vl_convert", "altair"),
}


def lacking(formats: Names) -> tuple[str, ...]:
    """Formats that cannot be written here, because a library of theirs is not installed; HTML goes
    without charts then."""
    return tuple(
        kind
        for kind in _names(formats, FORMATS)
        if any(find_spec(name) is None for name in LIBRARIES.get(kind, ()))
    )


def report(
    evaluation: Evaluation,
    folder: str | Path,
    formats: Names = ("html",),
    languages: Names = LANGUAGES,
    products: Names = (),
    extras: Extras | None = None,
    workers: int = 1,
) -> list[Path]:
    """Write reports into a folder, all of them or none; their paths.

    Raises:
        FileProblem: the folder cannot be written.
        ValueError: as :func:`reports` raises it.
    """
    names = report_names(evaluation, formats, languages, products, extras)
    made = reports(evaluation, formats, languages, products, extras, workers=workers)
    with storage.Staged(Path(folder), names, force=True) as stage, closing(made):
        for name, content in made:
            stage.add(name, content)
    return [Path(folder) / name for name in stage.made]


def style(path: str | Path) -> tuple[Style | None, tuple[Finding, ...], dict[str, str]]:
    """A report style by its file (report.yaml): the style or None, findings, texts for excerpts.

    Raises:
        FileProblem: the file cannot be opened.
    """
    from evalkit.report.words import labels_of

    return storage.open_style(Path(path), {lang: labels_of(lang) for lang in LANGUAGES})


def rubric(named: str | Path) -> RubricFile:
    """A rubric by file, id or id@version; ValueError with the findings where it cannot be read."""
    found, findings, _ = storage.open_rubric(str(named))
    if found is None:
        raise ValueError("; ".join(f"{f.span}: {f.message()}" for f in findings))
    return found


def rubric_show(file: RubricFile, kind: str = "md", lang: str = "en") -> bytes:
    """The rubric as a readable page, ``md`` or ``html``, or its codebook, ``csv``; ValueError for
    others."""
    if _names(kind, ("md", "html", "csv")) == ("csv",):
        return codebook(file, lang)
    from evalkit.render import RENDERERS
    from evalkit.report.products.rubric_page import rubric_page

    return RENDERERS[kind](rubric_page(file, lang))


@dataclass(frozen=True, slots=True)
class CaseRevision:
    """What a new rubric version means for a case: ratings to read again, and its total under either
    version with the ratings as they are (None where not scored)."""

    case: str
    file: str
    rechecks: tuple[Recheck, ...]
    before: float | None
    after: float | None


def rubric_diff(
    old: RubricFile, new: RubricFile, paths: Paths = (), *, as_of: str | date = date.max
) -> tuple[tuple[Change, ...], tuple[CaseRevision, ...]]:
    """What changed between two rubric versions, and what that means for the cases pinned to the old
    one.

    Raises:
        FileProblem: a path does not exist.
    """
    from evalkit.analysis import rubric_changes
    from evalkit.evaluation import evaluate

    changes = rubric_changes.compare(old.rubric, new.rubric)
    if not paths:
        return changes, ()
    day = as_of if isinstance(as_of, date) else date.fromisoformat(as_of)
    loaded = storage.load(_paths(paths), old.file)
    was, now = (evaluate(file, loaded.files, table=loaded.table, as_of=day) for file in (old, new))
    return changes, tuple(
        CaseRevision(
            file.case.case,
            file.file,
            rubric_changes.rechecks(changes, old.rubric, new.rubric, file.case),
            was.score_of[file.case.case, "overall"].value,
            now.score_of[file.case.case, "overall"].value,
        )
        for file in was.files
    )


def schema(kind: str) -> str:
    """JSON Schema of ``rubric``, ``case``, ``evaluation`` or ``audit``, as text."""
    import json

    from evalkit.render import json_schema

    return json.dumps(json_schema.schema(kind), ensure_ascii=False, indent=2) + "\n"


def new_case(
    file: RubricFile,
    id: str,
    lang: str = "zh",
    facets: Mapping[str, Names] | None = None,
    name: str = "",
    source: Source | None = None,
) -> str:
    """A commented case to fill in; with a ``source``, passages of the plan are offered as
    comments."""
    from evalkit.starter import case

    known = {
        facet: (values,) if isinstance(values, str) else tuple(values)
        for facet, values in (facets or {}).items()
    }
    return case.new_case(file.rubric, id, lang, known, name or f"cases/{id}.yaml", source)


def new_rubric(id: str) -> str:
    """A commented rubric to start from."""
    from evalkit.starter import rubric

    return rubric.new_rubric(id)
