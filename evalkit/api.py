"""Every command as one function: paths or typed objects in, typed objects or data frames out.

>>> import evalkit as ek
>>> evaluation = ek.score("cases")       # doctest: +SKIP
>>> ek.scores_frame(evaluation)          # doctest: +SKIP

What a function needs is loaded when it is called, so that a table does not load what draws pages.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping, Sequence, Set
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import evalkit
from evalkit import storage
from evalkit.model.fields import both
from evalkit.model.finding import Finding, in_order, suggestion
from evalkit.model.language import LANGUAGES
from evalkit.model.refusal import Reason, Refusal, listed, reason, why
from evalkit.model.rubric import (
    SAMPLE_DEPENDENT,
    Criterion,
    Pillar,
    Rubric,
    RubricFile,
    version_key,
)

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
    from evalkit.analysis.rubric_changes import CaseRevision, Change
    from evalkit.analysis.sensitivity import Assumptions, Outlook
    from evalkit.analysis.settling import Unsettled
    from evalkit.analysis.weighting import Weighing
    from evalkit.audit import Audit
    from evalkit.datasets.model import Dataset
    from evalkit.editing.merging import Merged
    from evalkit.editing.settling import Decision
    from evalkit.evaluation import Evaluation
    from evalkit.evidence.commitments import Candidate
    from evalkit.evidence.quotes import Verdict
    from evalkit.evidence.search import Hit
    from evalkit.evidence.text import Plans, PlanText
    from evalkit.forms.collect import Collected
    from evalkit.model.case import CaseFile, JournalLine
    from evalkit.model.measures import MeasureTable
    from evalkit.model.style import Style
    from evalkit.report.explain import Step
    from evalkit.report.model import Report, Table
    from evalkit.report.reports import Group, Run
    from evalkit.scoring.units import Coded
    from evalkit.scoring.weights import Panel
    from evalkit.starter.case import Given
    from evalkit.storage.importing import Imported
    from evalkit.workbook.model import Workbook

Paths = str | Path | Sequence[str | Path]  # one, or several
Names = str | Sequence[str]
PICTURES = ("svg", "png")
FORMATS = ("html", "md", "pdf", "docx", "xlsx", "pptx")


def _paths(given: Paths) -> list[Path]:
    """Paths of one or several; a text is one path, never a path a character. ValueError where a
    path is empty: it would be the folder one stands in."""
    held: list[str | Path] = []
    for path in _several(given):
        if not isinstance(path, (str, Path)):
            raise Refusal(reason("path.kind", given=_kind(path)))
        if path == "":
            raise Refusal(reason("path.empty"))
        held.append(path)
    return [Path(path) for path in held]


def _several(given: object) -> list[Any]:
    """One, or several of them in a list, as a list."""
    if isinstance(given, str) or not isinstance(given, Sequence | Iterator | Set):
        return [given]
    return [*given]


def _kind(given: object) -> str:
    """What somebody gave, as they know it."""
    return "None" if given is None else type(given).__name__


def _evaluation(given: Evaluation) -> Evaluation:
    """An evaluation as given; ValueError where it is something else: a path to cases, mostly."""
    from evalkit.evaluation import Evaluation

    if not isinstance(given, Evaluation):
        raise Refusal(reason("name.evaluation", given=_kind(given)))
    return given


def _names(given: Names, known: Sequence[str]) -> tuple[str, ...]:
    """Names of one or several; ValueError where one is not known."""
    names = tuple(_several(given))
    if wrong := [name for name in names if name not in known]:
        said = listed(map(str, wrong))
        raise Refusal(reason("name.not-among", name=said, known=listed(known)))
    return names


def check(paths: Paths, rubric: str | Path | None = None) -> tuple[Finding, ...]:
    """Findings of rubrics, cases and tables, without scoring anything.

    Raises:
        FileProblem: a path does not exist.
    """
    return checked(_paths(paths), None if rubric is None else str(rubric))[0]


def checked(
    paths: list[Path], rubric: str | None = None, as_of: date = date.max
) -> tuple[tuple[Finding, ...], storage.Loaded]:
    """Findings of rubrics, cases, tables and report styles, in order; and what was loaded, with the
    texts for excerpts. Measurements of years after ``as_of`` do not count.

    Raises:
        FileProblem: a path does not exist.
    """
    from evalkit.reading.case_against_rubric import check_case
    from evalkit.scoring.consensus import tabulate
    from evalkit.scoring.measurements import later, other_units
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
        findings += _of_measures(standard.rubric, cases, loaded.table, as_of)
        findings += later(cases, standard.rubric, loaded.table, as_of, every=True)
    return in_order(findings), replace(loaded, texts={**texts, **loaded.texts})


def _day(given: str | date | None) -> date:
    """A day as given; today where none is. ValueError where it is none."""
    if given is None:
        return storage.current_day()
    if isinstance(given, datetime):  # pandas' Timestamp is one
        return given.date()
    if isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise ValueError(f'"{given}" is not a date; write "2026-11-23"') from None


def _of_measures(
    rubric: Rubric, cases: Sequence[CaseFile], table: MeasureTable | None, as_of: date
) -> list[Finding]:
    """Findings on measured values; what needs arrays is loaded only for a rubric that needs it."""
    from evalkit.scoring.measurements import differences

    rules = [rule for _, rule in rubric.measured.values()]
    if any(r.normalisation in SAMPLE_DEPENDENT or r.transform != "none" for r in rules):
        from evalkit.scoring.prepare import measure

        return measure(rubric, cases, table, as_of.year)[1]
    return [finding for case in cases for finding in differences(case, rubric, table)]


def _unread(findings: Sequence[Finding]) -> Refusal:
    """What to raise where no rubric could be read."""
    told = "; ".join(f"{f.span}: {f.message()}" for f in findings)
    return Refusal(reason("shown.words", words=told) if told else reason("rubric.no-cases"))


def evaluation_of(
    loaded: storage.Loaded, as_of: str | date | None, seed: int = 0
) -> Evaluation | None:
    """The evaluation of what was loaded; None where no rubric could be read."""
    from evalkit.evaluation import evaluate

    if loaded.standard is None:
        return None
    _shown_in_notebooks()
    return evaluate(
        loaded.standard,
        loaded.files,
        table=loaded.table,
        as_of=_day(as_of),
        seed=seed,
        version=evalkit.__version__,
        before=loaded.findings,
    )


def score(
    paths: Paths,
    rubric: str | Path | None = None,
    *,
    as_of: str | date | None = None,
    seed: int = 0,
) -> Evaluation:
    """Score cases; or read a saved ``evaluation.json``.

    Args:
        as_of: measurements after this day do not count; today, unless said. It is recorded.

    Raises:
        FileProblem: a path does not exist.
        ValueError: no rubric could be read; the message holds the findings.
    """
    given = _paths(paths)
    if len(given) == 1 and given[0].suffix == ".json":
        from evalkit.evaluation_file import from_json

        _shown_in_notebooks()
        return from_json(storage.read_evaluation(given[0]))
    loaded = storage.load(given, None if rubric is None else str(rubric))
    evaluation = evaluation_of(loaded, as_of, seed)
    if evaluation is None:
        raise _unread(loaded.findings)
    return evaluation


def scores_frame(evaluation: Evaluation, titles: str = "") -> pd.DataFrame:
    """All scores, one row a case and node, with the columns of the evaluation's ``scores``;
    ``titles``: a language, in which regions and nodes are named beside their ids, and scores stand
    on 0–100 beside those in [0, 1]."""
    return frame(evaluation, "scores", titles)


def ratings_frame(evaluation: Evaluation, titles: str = "") -> pd.DataFrame:
    """All ratings, one row a case, criterion and rater; ``titles`` as in :func:`scores_frame`."""
    return frame(evaluation, "ratings", titles)


def frame(evaluation: Evaluation, name: str, titles: str = "") -> pd.DataFrame:
    """One table of data by its name (:func:`frames` has them all); ``titles`` as in
    :func:`scores_frame`. ValueError where there is no such table."""
    from evalkit.datasets.frames import frame as framed
    from evalkit.datasets.frames import titled

    if titles:
        _names(titles, LANGUAGES)
    made = framed(_table(evaluation, name))
    return titled(made, evaluation, titles) if titles else made


def frames(
    evaluation: Evaluation, plans: Plans | None = None, titles: str = ""
) -> dict[str, pd.DataFrame]:
    """All tables of data that hold anything, by name; with ``plans`` (:func:`plans`) the documents'
    paragraphs too; ``titles`` as in :func:`scores_frame`."""
    from evalkit.analysis.results import Results
    from evalkit.datasets.everything import everything
    from evalkit.datasets.frames import frame as framed
    from evalkit.datasets.frames import titled

    if titles:
        _names(titles, LANGUAGES)
    made = {table.name: framed(table) for table in everything(Results(evaluation), plans)}
    if not titles:
        return made
    return {name: titled(table, evaluation, titles) for name, table in made.items()}


def _table(evaluation: Evaluation, name: str) -> Dataset:
    """A table of data by its name."""
    from evalkit.analysis.results import Results
    from evalkit.datasets.everything import of_name

    try:
        return of_name(Results(evaluation), name)
    except KeyError as error:
        raise ValueError(error.args[0]) from None


def tables(evaluation: Evaluation, topic: str, plans: Plans | None = None) -> tuple[Dataset, ...]:
    """The tables of data that a command answers with, by the command's name, the main one first;
    ValueError where there is no such topic."""
    from evalkit.analysis.results import Results
    from evalkit.datasets.everything import TOPICS, tables_of

    _names(topic, tuple(TOPICS))
    return tables_of(Results(evaluation), topic, plans)


TABLES = ("csv", "xlsx", "parquet")


def tables_file(
    given: Sequence[Dataset], kind: str, lang: str = "en", made: date | None = None
) -> bytes:
    """Tables of data as one file: ``xlsx`` with a sheet a table; ``csv`` or ``parquet`` of one."""
    if _names(kind, TABLES) == ("xlsx",):
        from evalkit.render import xlsx
        from evalkit.workbook.tables import data_book

        return xlsx.render(data_book(given, given[0].title[lang == "en"], lang, _day(made)))
    (table,) = given
    if kind == "parquet":
        from evalkit.datasets.frames import frame as framed

        return storage.parquet(framed(table))
    from evalkit.render import csv

    return csv.table(table)


def printed_file(
    given: Sequence[Table], kind: str, lang: str = "en", made: date | None = None
) -> bytes:
    """Tables as a report prints them, as one file: ``xlsx`` with a sheet a table, ``csv`` of
    one."""
    from evalkit.workbook.tables import as_text, printed_book

    if _names(kind, ("csv", "xlsx")) == ("xlsx",):
        from evalkit.render import xlsx

        return xlsx.render(printed_book(given, given[0].caption or "evalkit", lang, _day(made)))
    from evalkit.render import csv

    (table,) = given
    rows = ([as_text(cell.runs) for cell in row.cells] for row in table.rows)
    return csv.lines([column.title for column in table.columns], rows)


def export_files(
    evaluation: Evaluation, kind: str = "csv", plans: Plans | None = None, lang: str = "en"
) -> Iterator[tuple[str, bytes]]:
    """(file name, content) of all tables of data, their description as a data package
    (datapackage.json) and for readers (dictionary.html)."""
    from evalkit.analysis.results import Results
    from evalkit.datasets import package
    from evalkit.datasets.everything import everything
    from evalkit.render import RENDERERS

    _names(kind, TABLES)
    _names(lang, LANGUAGES)
    held = everything(Results(evaluation), plans)
    files = {table.name: f"{table.name}.{kind}" for table in held}
    if kind == "xlsx":
        files = dict.fromkeys(files, "tables.xlsx")
        yield "tables.xlsx", tables_file(held, kind, lang, evaluation.as_of)
    for table in held if kind != "xlsx" else ():
        yield files[table.name], tables_file([table], kind)
    yield package.DESCRIPTOR, package.descriptor(evaluation, held, files).encode()
    page = package.dictionary(evaluation, held, files, lang)
    yield f"dictionary.{lang}.html", RENDERERS["html"](page)


def export(
    evaluation: Evaluation,
    folder: str | Path,
    kind: str = "csv",
    plans: Plans | None = None,
    lang: str = "en",
    *,
    force: bool = False,
) -> list[Path]:
    """Write all tables of data into a folder, as ``csv``, ``xlsx`` or ``parquet``; their paths.

    Raises:
        FileProblem: the folder cannot be written; a file there is not evalkit's, or was changed
            since, and was kept (``force`` overwrites it).
        ValueError: a format or language is not known.
    """
    made = dict(export_files(evaluation, kind, plans, lang))
    with storage.Staged(Path(folder), made, force=force) as stage:
        for name, content in made.items():
            stage.add(name, content)
    if stage.kept:
        kept = listed(str(held.path) for held in stage.kept)
        raise storage.FileProblem(reason("file.kept", names=kept))
    return [Path(folder) / name for name in stage.made]


@dataclass(frozen=True, slots=True, repr=False)
class View:
    """An answer as a notebook shows it: the words and figures that the command prints."""

    report: Report

    def __repr__(self) -> str:
        from evalkit.report.model import text_of

        return text_of(self.report)

    def _repr_html_(self) -> str:
        from evalkit.render.html import fragment

        return fragment(self.report)


def view(evaluation: Evaluation, topic: str = "compare", lang: str = "") -> View:
    """What a command answers, by the command's name, in words and tables; in the system's language
    unless another is named. ValueError where there is no such topic."""
    from evalkit.analysis.results import Results
    from evalkit.report.context import context_of
    from evalkit.report.products.answers import TOPICS, answer

    _names(topic, tuple(TOPICS))
    (lang,) = _names(lang or storage.language(), LANGUAGES)
    return View(answer(context_of(Results(evaluation), lang), topic))


def page(
    evaluation: Evaluation, product: str = "comparison", case: str = "", lang: str = ""
) -> Report:
    """One report, which a notebook shows as its page; ``case``: whom a memo, a briefing, advice or
    evidence is about. ValueError where there is no such report."""
    from evalkit.report import reports

    known = [
        own.id for own in reports.possible(_evaluation(evaluation)) if own.formats != ("pptx",)
    ]
    _names(product, known)
    (lang,) = _names(lang or storage.language(), LANGUAGES)
    run = _run(evaluation, (lang,), (product,), Extras())
    about = [item for item in run.names if not case or case in (item.case, item.name)]
    if reports.BY_ID[product].of == "case" and not case:
        raise Refusal(reason("case.needed", name=product, known=listed(evaluation.cases)))
    if case:
        _case(evaluation, case)
    if not about and reports.BY_ID[product].of == "case":
        raise Refusal(reason("report.nothing-rated", cases=case, case=case))
    return reports.report(run, about[0], lang)


def _case(evaluation: Evaluation, named: str) -> str:
    """A case by its id; ValueError, with the cases there are, where there is none."""
    if named in _evaluation(evaluation).cases:
        return named
    near = suggestion(named, evaluation.cases)
    hint = f'; did you mean "{near["suggestion"]}"?' if near else ""
    raise ValueError(
        f'"{named}" is not a case of this evaluation: {", ".join(evaluation.cases)}{hint}'
    )


def _shown_in_notebooks() -> None:
    """Evaluations, tables of data and reports show themselves in a notebook from now on."""
    from evalkit.datasets.model import Dataset
    from evalkit.evaluation import Evaluation
    from evalkit.report.model import Report

    views = ((Evaluation, _evaluation_html), (Dataset, _table_html), (Report, _report_html))
    for kind, made in views:
        setattr(kind, "_repr_html_", made)  # noqa: B010 - the class declares no such method


def _evaluation_html(evaluation: Evaluation) -> str:
    return view(evaluation, "score")._repr_html_()


def _table_html(table: Dataset) -> str:
    from evalkit.datasets.frames import frame as framed

    return str(framed(table)._repr_html_())  # type: ignore[operator]


def _report_html(report: Report) -> str:
    from evalkit.render.html import framed

    return framed(report)


def compare(evaluation: Evaluation) -> pd.DataFrame:
    """The ranking: one row a case, best first."""
    return frame(evaluation, "standings")


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

    _case(evaluation, case)
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
        raise Refusal(reason("chart.kind", kind=kind, known=listed(PICTURES)))
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
    """Rows of commitments as a table, ``csv``, ``parquet`` or ``xlsx`` (with the codebook on a
    sheet of its own)."""
    from evalkit.workbook.commitments import book_of, heading

    (kind,) = _names(kind, TABLES)
    if kind == "parquet":
        import pandas as pd

        return storage.parquet(pd.DataFrame(list(rows), columns=list(columns)))
    if kind == "csv":
        from evalkit.render import csv

        return csv.render(rows, {name: heading(name, file.rubric, lang) for name in columns})
    from evalkit.render import xlsx

    return xlsx.render(book_of(rows, columns, file.rubric, lang, made))


def import_tables(
    tables: Paths | Mapping[str, pd.DataFrame],
    folder: str | Path = "cases",
    rubric: str | Path | None = None,
    mapping: Mapping[str, object] | str | Path | None = None,
    *,
    who: str = "",
    write: bool = True,
) -> Imported:
    """Ratings, measures, commitments, cases from tables into the case files of a folder.

    Args:
        tables: files (CSV, Excel, ODS, Parquet), or data frames by the name of the table.
        mapping: what other headings and words mean: a mapping file, or what stands in one.
        who: for the journals; the system's user where nobody is named.
        write: False: only what would be written.

    Raises:
        FileProblem: a file cannot be opened or written.
        ValueError: the mapping cannot be read.
    """
    from evalkit.model.table_map import TableMap
    from evalkit.storage import importing, table_sources

    told, name = TableMap(), ""
    if isinstance(mapping, (str, Path)):
        read, wrong, _ = table_sources.open_map(Path(mapping))
        if read is None:
            raise ValueError("; ".join(f"{f.span}: {f.message()}" for f in wrong))
        told, name = read, str(mapping)
    elif mapping is not None:
        told = TableMap.model_validate(dict(mapping))
    if isinstance(tables, Mapping):
        if wrong_kind := [own for own in tables.values() if not hasattr(own, "itertuples")]:
            raise Refusal(reason("path.frame", given=_kind(wrong_kind[0])))
        frames = [
            table_sources.grid_of(name, frame.columns, frame.itertuples(index=False, name=None))
            for name, frame in tables.items()
        ]
        opened = storage.Opened(tuple((Path(grid.file), grid) for grid in frames))
    else:
        opened = table_sources.open_sources(_paths(tables))
    named = None if rubric is None else str(rubric)
    asked = importing.Asked(Path(folder), named, told, name, who)
    planned = importing.plan_import(opened, asked)
    if write and not planned.refused:
        importing.write_import(planned)
    return planned


def pack(
    paths: Paths, kind: str = "csv", rubric: str | Path | None = None
) -> tuple[dict[str, bytes], storage.Loaded]:
    """Cases, and what lies beside them, as tables without loss: name of a file → its bytes, and
    what was loaded. ``kind``: ``csv``, a file a table; ``xlsx``, one workbook.

    Raises:
        FileProblem: a path does not exist.
        ValueError: a text is longer than a cell of a workbook holds.
    """
    from evalkit.editing.table_text import new_table
    from evalkit.reading.case_rows import rows_of

    _names(kind, ("csv", "xlsx"))
    loaded = storage.load(_paths(paths), None if rubric is None else str(rubric))
    facets = loaded.standard.rubric.facets if loaded.standard is not None else {}
    tables = rows_of([file.case for file in loaded.files], loaded.table, facets)
    if kind == "csv":
        held = {f"{name}.csv": new_table({c: c for c in columns}, rows)
                for name, (columns, rows) in tables.items()}  # fmt: skip
        return held, loaded
    from evalkit.render import xlsx
    from evalkit.workbook.case_tables import book_of

    return {"tables.xlsx": xlsx.render(book_of(tables))}, loaded


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


def changes(
    paths: Paths, *, as_of: str | date | None = None, seed: int = 0
) -> tuple[Succession, ...]:
    """What changed between successive plans of the same region, under one rubric or under versions
    of it.

    Raises:
        FileProblem: a path does not exist.
    """
    return changes_of(storage.load_each(_paths(paths)), as_of, seed)[0]


def changes_of(
    loaded: Sequence[storage.Loaded], as_of: str | date | None, seed: int = 0
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
        told = {"name": of, "pin": evaluation.rubric.pin}
        if near := suggestion(of, nodes).get("suggestion"):
            raise Refusal(reason("pillar.unknown-near", near=near, **told))
        raise Refusal(reason("pillar.unknown", known=listed(nodes), **told))
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
        key = "weights.judged" if method in ("ahp", "points") else "weights.none"
        raise Refusal(reason(key, method=method))
    weights = dict(zip(parts_of(evaluation.rubric, of), chosen.weights, strict=True))
    rule = messages("analysis", "en")["weighting"][method]
    why = f"{rule['formula']} ({rule['source']}); {len(evaluation.files)} cases"
    return starter.weights_file(evaluation.rubric.pin, f"{method} ({of})", why, weights)


@dataclass(frozen=True)
class Settled:
    """A decision that was written: where, its lines in the journal, and the evaluations before and
    after."""

    case: str
    ref: str
    file: str
    journal: tuple[JournalLine, ...]
    before: Evaluation
    after: Evaluation

    @property
    def journal_file(self) -> str:
        """The journal beside the case."""
        return storage.journal_path(Path(self.file)).as_posix()

    def moved(self, lang: str = "en") -> Table:
        """The level decided on and the scores that it moved, before and after."""
        from evalkit.analysis.results import Results
        from evalkit.report.context import context_of
        from evalkit.report.sections import settling

        before, after = (context_of(Results(own), lang) for own in (self.before, self.after))
        return settling.moved(before, after, self.case, self.ref)


def settle(
    paths: Paths,
    name: str,
    decision: Decision | Mapping[str, Any],
    *,
    as_of: str | date,
    rubric: str | Path | None = None,
) -> Settled:
    """Write what is decided on ``CASE/REF`` into the case file, with a line in its journal.

    Args:
        decision: or its parts: ``{"level": 3, "because": "…"}``.

    Raises:
        FileProblem: a file cannot be read or written.
        ValueError: no such criterion, nothing to decide on, or the decision is none; the message
            says why.
    """
    from evalkit.editing.changes import declared
    from evalkit.editing.settling import Decision, settling
    from evalkit.report.explain import resolve
    from evalkit.scoring.consensus import applies_to
    from evalkit.storage.changing import change_joined

    if [path.suffix for path in _paths(paths)] == [".json"]:
        raise Refusal(reason("settle.saved"))
    before = score(paths, rubric, as_of=as_of)
    case, ref = resolve(before, name)
    criterion = before.rubric.rated.get(ref)
    if criterion is None:
        raise Refusal(reason("settle.not-criterion", name=name))
    file = before.file_of[case]
    applies, why = applies_to(criterion, before.rubric.index[ref].above, file.case.facet_values())
    if not applies:
        values = {"criterion": criterion.code or criterion.id, "case": case, "because": why}
        raise Refusal(reason("settle.not-applicable", **values))
    said = Decision(**decision) if isinstance(decision, Mapping) else decision
    change = settling(said, file, criterion, before.rubric)
    added = declared(file, change.rater, "chair")
    made = change_joined(file, (*added, change), who=change.rater, command="settle")
    if not made:
        return Settled(case, ref, file.file, (), before, before)
    lines = tuple(line for _, new in made for line in new.journal)
    after = score(paths, rubric, as_of=as_of)
    return Settled(case, ref, made[-1][0], lines, before, after)


def merge(
    paths: Paths, target: str | Path | None = None, *, who: str | None = None, force: bool = False
) -> Merged:
    """Join files of one case into one; written to ``target`` where nothing stands against it.

    Raises:
        FileProblem: a file cannot be read, or ``target`` not be written.
        ValueError: the files are not of one case, or the first cannot be added to.
    """
    from evalkit.storage.changing import merge_cases

    into = None if target is None else Path(target)
    return merge_cases(_paths(paths), into, who=who, force=force)


def explain(evaluation: Evaluation, name: str, lang: str = "en") -> tuple[Step, ...]:
    """The chain behind ``CASE/REF``; ValueError where there is none."""
    from evalkit.analysis.results import Results
    from evalkit.report import explain as chains

    _names(lang, LANGUAGES)
    case, ref = chains.resolve(_evaluation(evaluation), name)
    return chains.trail(Results(evaluation), case, ref, lang)


def audit(
    evaluation: Evaluation,
    plans: str | Path | None = None,
    *,
    fail_on: str = "error",
    problems: Sequence[str | Reason] = (),
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
    from evalkit.audit import Inspected
    from evalkit.audit import audit as audited
    from evalkit.storage.plans import read_plans

    problems = (problems,) if isinstance(problems, str | Reason) else tuple(problems)
    folder = None if plans is None else Path(plans)
    if folder is not None and not folder.is_dir():
        raise storage.FileProblem(reason("file.missing-path", folder))
    newest: dict[str, str] = {}
    for name, version in storage.rubric_files():
        newest[name] = max(newest.get(name, version), version, key=version_key)
    texts = read_plans(_evaluation(evaluation).files, folder)
    return audited(Inspected(evaluation, texts, newest), fail_on=fail_on, problems=problems)


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


if TYPE_CHECKING:  # texts, or the files that they are in
    Documents = Paths | PlanText | Sequence[PlanText]


def _texts(given: Documents) -> list[PlanText]:
    """Documents as texts, read where their files are given; ValueError where one cannot be read."""
    from evalkit.evidence.text import PlanText
    from evalkit.storage.plans import plans_in

    out: list[PlanText] = []
    for own in _several(given):
        if isinstance(own, (str, Path)) and Path(own).is_dir():
            out += _texts(plans_in([Path(own)]))
            continue
        if not isinstance(own, (str, Path, PlanText)):
            raise ValueError(
                f"{own!r} is not a document: give a path or what evalkit.document(path)[0] gives"
            )
        found, wrong = (own, ()) if isinstance(own, PlanText) else document(own)
        if found is None:
            raise ValueError("; ".join(map(str, wrong)))
        out.append(found)
    return out


def quote(text: str, documents: Documents) -> tuple[tuple[PlanText, Verdict], ...]:
    """Whether a quote stands in each document, where, and how exactly; ``documents``: one or
    several, as paths (of a folder, all plans in it) or as :func:`document` reads them.

    Raises:
        FileProblem: a file cannot be opened.
        ValueError: a document cannot be read.
    """
    from evalkit.evidence import quotes

    return tuple((held, quotes.verify(text, quotes.searchable(held))) for held in _texts(documents))


def find(
    asked: Criterion | str,
    documents: Documents,
    most: int = 10,
    rubric: str | Path | RubricFile | None = None,
) -> tuple[Hit, ...]:
    """The passages of documents that bear most on a criterion, best first; or that have the words
    of a text.

    Args:
        asked: a criterion, or with ``rubric`` its id or code; any other text is searched for as
            words.
        documents: one or several, as paths or as :func:`document` reads them.

    Raises:
        FileProblem: a file cannot be opened.
        ValueError: there is no such criterion; a document cannot be read.
    """
    from evalkit.evidence import search

    if isinstance(asked, str) and rubric is not None:
        asked = criterion(rubric if isinstance(rubric, RubricFile) else _rubric(rubric), asked)
    index = search.Index(_texts(documents))
    return index.find_words(asked, most) if isinstance(asked, str) else index.find(asked, most)


def criterion(file: RubricFile, named: str) -> Criterion:
    """A rated criterion by id, code, ref or title; ValueError, with what is near, for none."""
    for ref, node in file.rubric.criteria():
        known = (node.code, *both(node.title))
        if named in (ref, node.id) or named.lower() in (word.lower() for word in known if word):
            return node
    told = {"name": named, "pin": file.rubric.pin}
    ids = [node.id for _, node in file.rubric.criteria()]
    if near := suggestion(named, ids).get("suggestion"):
        raise Refusal(reason("criterion.unknown-near", near=near, **told))
    raise Refusal(reason("criterion.unknown", **told))


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
        raise Refusal(reason("group.form", written=written))
    facets = evaluation.rubric.facets
    name = next((id for id, own in facets.items() if name in both(own.title)), name)
    facet = facets.get(name)
    if facet is not None:
        rest = next((id for id, title in facet.values.items() if rest in both(title)), rest)
        (value,) = _names(rest, tuple(facet.values))
        files = [f for f in evaluation.files if value in f.case.facet_values().get(name, ())]
        return Group(value, tuple(f.case.case for f in files), name, value)
    cases = [c.strip() for c in re.split("[,，、]", rest)]
    return Group(name, _names(cases, evaluation.cases))


def report_languages(evaluation: Evaluation, reader: str = "") -> tuple[str, ...]:
    """The languages that the rubric and the cases are written in, the reader's first; reports in
    others would be half in another."""
    from evalkit.report.languages import languages_of

    return languages_of(evaluation, reader)


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
    problems: list[Reason] | None = None,
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
                problems += [why(error, name) for name, error in wrong]
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
    *,
    force: bool = False,
) -> list[Path]:
    """Write reports into a folder, all of them or none; their paths.

    A file there that evalkit did not make, or that was changed since, is kept: the others are
    written, and the error names it. ``force`` overwrites it.

    Raises:
        FileProblem: the folder cannot be written; a file there was kept.
        ValueError: as :func:`reports` raises it.
    """
    names = report_names(evaluation, formats, languages, products, extras)
    made = reports(evaluation, formats, languages, products, extras)
    with storage.Staged(Path(folder), names, force=force) as stage, closing(made):
        for name, content in made:
            stage.add(name, content)
    if stage.kept:
        kept = listed(str(held.path) for held in stage.kept)
        raise storage.FileProblem(reason("file.kept", names=kept))
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
    return _rubric(named)


def _rubric(named: str | Path) -> RubricFile:
    found, findings, _ = storage.open_rubric(str(named))
    if found is None:
        raise _unread(findings)
    return found


_standard = rubric  # where an argument bears the name


def rubric_show(file: RubricFile, kind: str = "md", lang: str = "en") -> bytes:
    """The rubric as a readable page, ``md`` or ``html``, or its codebook, ``csv``; ValueError for
    others."""
    if _names(kind, ("md", "html", "csv")) == ("csv",):
        return codebook(file, lang)
    from evalkit.render import RENDERERS
    from evalkit.report.products.rubric_page import rubric_page

    return RENDERERS[kind](rubric_page(file, lang))


def rubric_diff(
    old: RubricFile, new: RubricFile, paths: Paths = (), *, as_of: str | date | None = None
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
    day = _day(as_of)
    loaded = storage.load(_paths(paths), old.file)
    was, now = (evaluate(file, loaded.files, table=loaded.table, as_of=day) for file in (old, new))
    return changes, tuple(
        rubric_changes.CaseRevision(
            file.case.case,
            file.file,
            rubric_changes.rechecks(changes, old.rubric, new.rubric, file.case),
            was.score_of[file.case.case, "overall"].value,
            now.score_of[file.case.case, "overall"].value,
        )
        for file in was.files
    )


def schema(kind: str, rubric: RubricFile | None = None, lang: str = "en") -> str:
    """JSON Schema of ``rubric``, ``case``, ``weights``, ``report``, ``evaluation`` or ``audit``, as
    text.

    Args:
        rubric: whose own cases the schema of ``case`` is for: it then names its criteria, checks,
            levels, facets, kinds and codes.
        lang: of what editors show beside the keys of a case.
    """
    import json

    from evalkit.render import case_schema, json_schema

    made = json_schema.schema(kind)
    if kind == "case" and rubric is None:
        made = case_schema.described(made, lang)
    elif kind == "case" and rubric is not None:
        made = case_schema.of_rubric(made, rubric.rubric, lang)
    elif rubric is not None:
        raise ValueError(f"only the schema of a case is made for a rubric, not that of {kind}")
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def init(
    folder: str | Path = ".", lang: str = "en", *, shipped: bool = False, force: bool = False
) -> list[Path]:
    """Write a project that reports at once, in one language; their paths.

    Args:
        shipped: the rubric and the twelve cases that come with evalkit, in place of the small
            example.

    Raises:
        FileProblem: the folder holds cases or a rubric already, or files of these names, and
            ``force`` is false.
    """
    return storage.write_project(Path(folder), project(lang, shipped), force=force)


def project(lang: str = "en", shipped: bool = False) -> dict[str, bytes]:
    """The files that :func:`init` writes: path in the project → content."""
    from evalkit.reading.rubric import read_rubric
    from evalkit.reading.yaml import decode, parse
    from evalkit.starter import project as starter

    (lang,) = _names(lang, LANGUAGES)
    held = storage.shipped_project() if shipped else {}
    files = {**starter.guide(lang), **held} if shipped else starter.project(lang)
    (name,) = (name for name in files if name.startswith("rubrics/"))
    read, _ = read_rubric(parse(decode(files[name]), name))
    assert read is not None
    beside = name.removesuffix(".yaml") + starter.SCHEMA
    return {**files, beside: schema("case", read, lang).encode()}


def new_case(
    file: RubricFile,
    id: str,
    lang: str = "zh",
    facets: Mapping[str, Names] | None = None,
    given: Given | None = None,
) -> str:
    """A commented case to fill in.

    Args:
        facets: facet → values already known; criteria that they rule out are left out.
        given: what else is known before: raters, a plan whose passages are offered as comments,
            last year's case (:class:`evalkit.starter.case.Given`).
    """
    from evalkit.starter import case

    known = {
        facet: (values,) if isinstance(values, str) else tuple(values)
        for facet, values in (facets or {}).items()
    }
    return case.new_case(file.rubric, id, lang, known, given or case.Given())


def new_rubric(id: str, lang: str = "en", like: str | Path | None = None) -> str:
    """A commented rubric to start from, in one language.

    Args:
        like: another rubric (file, id or id@version) to start from, as it stands: under a new id,
            from version 0.1.0 on.

    Raises:
        ValueError: there is no such rubric, or it cannot be read.
    """
    from evalkit.starter import rubric as starter

    (lang,) = _names(lang, LANGUAGES)
    if like is None:
        return starter.new_rubric(id, lang)
    return starter.like(storage.rubric_text(rubric(like)), id, lang)


def form(
    rater: str,
    case: str | Path | CaseFile | None = None,
    rubric: str | Path | RubricFile | None = None,
    *,
    lang: str = "en",
    texts: Sequence[PlanText] = (),
    settle: bool = False,
) -> bytes:
    """A rating form in Excel for one rater, of a case or of a rubric alone.

    Args:
        texts: the plan, named as the case names its documents: passages of it are offered.
        settle: for whoever decides: the criteria on which raters differ and nobody has decided,
            with what each of them gave.

    Raises:
        FileProblem: a file cannot be opened.
        ValueError: the case or the rubric cannot be read; nobody is named; there is nothing to
            settle.
    """
    from evalkit.forms.content import content_of, settling_content
    from evalkit.forms.write import form_file

    _names(lang, LANGUAGES)
    if not rater.strip():
        raise ValueError("a form is for somebody: name the rater")
    if isinstance(case, (str, Path)):
        loaded = storage.load([Path(case)], None if rubric is None else str(rubric))
        if loaded.standard is None or not loaded.files:
            said = "; ".join(f"{f.span}: {f.message()}" for f in loaded.findings)
            raise ValueError(said or f"{case}: there is no case in this file")
        case, rubric = loaded.files[0], loaded.standard
    if rubric is None:
        raise ValueError("name a case, or the rubric that the form is of")
    standard = rubric if isinstance(rubric, RubricFile) else _standard(rubric)
    if not settle:
        return form_file(content_of(standard, case, rater, lang), texts)
    if case is None:
        raise Refusal(reason("form.settle-case"))
    content = settling_content(standard, case, rater, lang, _unsettled(standard, case))
    if not content.blocks:
        raise Refusal(reason("form.settled", case=case.case.case))
    return form_file(content, texts)


def _unsettled(standard: RubricFile, file: CaseFile) -> tuple[Unsettled, ...]:
    """On what the raters of a case differ and nobody has decided."""
    from evalkit.analysis.settling import unsettled
    from evalkit.evaluation import evaluate

    own = evaluate(standard, [file], as_of=_day(None))
    return unsettled(own, file.case.case)


def form_texts(case: CaseFile, plans: str | Path | None = None) -> tuple[PlanText, ...]:
    """The documents of a case that can be read, by the names that the case gives them.

    Args:
        plans: folder that holds them; else they are looked for as the case names them.
    """
    from evalkit.storage.plans import read_plans

    held = read_plans([case], None if plans is None else Path(plans))
    return tuple(replace(text, name=id) for (_, id), text in held.texts.items())


def collect(
    files: Paths,
    cases: Paths = "cases",
    *,
    case: str | None = None,
    rater: str | None = None,
    write: bool = True,
) -> Collected:
    """Read rating forms back into the cases that they are of: all of them, or none where a finding
    is an error.

    Args:
        case, rater: whose a form is that does not say so itself.
        write: False reads only, and changes no file.

    Raises:
        FileProblem: a file cannot be opened or written.
        EditRefused: a case file cannot be changed without touching what stands beside.
        Refusal: what is to change stands in a table.
    """
    from evalkit.editing.homes import by_file
    from evalkit.forms.collect import Handed, as_told, collect, signed
    from evalkit.model.place import SourceProblem
    from evalkit.storage import workbooks
    from evalkit.storage.changing import change_joined

    handed = []
    for path in _paths(files):
        try:
            handed.append(Handed(path.as_posix(), workbooks.open_workbook(path)))
        except SourceProblem as problem:
            handed.append(Handed(path.as_posix(), problem=problem))
    read = [signed(one, case, rater) for one in handed]
    parts = [part for own, _ in read for part in own]
    given = [path for path in _paths(cases) if path.exists()]
    places = workbooks.cases_in(given)
    known = {}
    for id in {part.identity.case for part in parts}:
        loaded = storage.load(places.get(id, given))  # a case without a file may stand in tables
        held = [file for file in loaded.files if file.case.case == id]
        if held and loaded.standard is not None:
            known[id] = held[0], loaded.standard
    collected = collect(parts, known, sorted({*places, *known}))
    wrong = as_told([*collected.findings, *(f for _, own in read for f in own)])
    collected = replace(collected, findings=wrong)
    if collected.sound:
        for (id, _), changes in collected.changes.items():
            by_file(known[id][0], changes)  # refuses before anything is written
    if write and collected.sound:
        for (id, who), changes in collected.changes.items():
            change_joined(known[id][0], changes, who=who, command="collect")
    return collected


__all__ = [  # noqa: PLE0604 - names of functions, kept in one place
    *evalkit._OFFERED,
    "FORMATS",
    "LANGUAGES",
    "TABLES",
    "Extras",
    "View",
    *evalkit.ROOMS,
]


def __dir__() -> list[str]:
    return sorted(__all__)
