"""An evaluation in; its tables of data out: as data frames, files or a folder of both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from evalkit import storage
from evalkit.api.given import as_day, as_name
from evalkit.model.language import LANGUAGES
from evalkit.model.refusal import listed, reason

if TYPE_CHECKING:
    import pandas as pd

    from evalkit.datasets.model import Dataset
    from evalkit.evaluation import Evaluation
    from evalkit.evidence.text import Plans
    from evalkit.report.model import Table

TABLES = ("csv", "xlsx", "parquet")


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
        titles = as_name(titles, LANGUAGES)
    made = framed(_table(evaluation, name))
    return titled(made, name, evaluation, titles) if titles else made


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
        titles = as_name(titles, LANGUAGES)
    made = {table.name: framed(table) for table in everything(Results(evaluation), plans)}
    if not titles:
        return made
    return {name: titled(table, name, evaluation, titles) for name, table in made.items()}


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

    topic = as_name(topic, tuple(TOPICS))
    return tables_of(Results(evaluation), topic, plans)


def tables_file(
    given: Sequence[Dataset], kind: str, lang: str = "en", made: date | None = None
) -> bytes:
    """Tables of data as one file: ``xlsx`` with a sheet a table; ``csv`` or ``parquet`` of one."""
    if (kind := as_name(kind, TABLES)) == "xlsx":
        from evalkit.render import xlsx
        from evalkit.workbook.tables import data_book

        return xlsx.render(data_book(given, given[0].title[lang == "en"], lang, as_day(made)))
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

    if as_name(kind, ("csv", "xlsx")) == "xlsx":
        from evalkit.render import xlsx

        return xlsx.render(printed_book(given, given[0].caption or "evalkit", lang, as_day(made)))
    from evalkit.render import csv

    (table,) = given
    rows = ([as_text(cell.runs) for cell in row.cells] for row in table.rows)
    return csv.lines([column.title for column in table.columns], rows)


def export_files(
    evaluation: Evaluation, kind: str = "csv", plans: Plans | None = None, lang: str = "en"
) -> Iterator[tuple[str, bytes]]:
    """(file name, content) of all tables of data, their description as a data package
    (datapackage.json) and for readers (dictionary.html); of the kind ``coinr`` the two tables of
    the R package COINr, and the script that builds the index with them.

    Raises:
        ValueError: a format or language is not known; a rubric without a total is no index.
    """
    from evalkit.analysis.results import Results
    from evalkit.datasets import package
    from evalkit.datasets.everything import everything
    from evalkit.render import RENDERERS

    kind, lang = as_name(kind, (*TABLES, "coinr")), as_name(lang, LANGUAGES)
    if kind == "coinr":
        yield from _coinr_files(evaluation, lang)
        return
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


def _coinr_files(evaluation: Evaluation, lang: str) -> Iterator[tuple[str, bytes]]:
    from evalkit.datasets import coinr, coinr_script
    from evalkit.render import csv

    coin = coinr.coin_of(evaluation, lang)
    for name, columns, rows in (
        ("iMeta.csv", coin.meta_columns, coin.meta),
        ("iData.csv", coin.data_columns, coin.data),
    ):
        yield name, csv.lines(columns, coinr.in_order(rows, columns), repr)
    yield coinr_script.FILE, coinr_script.script(coin, evaluation.rubric.prepare, lang).encode()


def export(
    evaluation: Evaluation,
    folder: str | Path,
    kind: str = "csv",
    plans: Plans | None = None,
    lang: str = "en",
    *,
    force: bool = False,
) -> list[Path]:
    """Write all tables of data into a folder, as ``csv``, ``xlsx`` or ``parquet``, or what COINr
    builds an index from (``coinr``); their paths.

    Raises:
        FileProblem: the folder cannot be written; a file there is not evalkit's, or was changed
            since, and was kept (``force`` overwrites it).
        ValueError: a format or language is not known; a rubric without a total is no index.
    """
    made = dict(export_files(evaluation, kind, plans, lang))
    with storage.Staged(Path(folder), made, force=force) as stage:
        for name, content in made.items():
            stage.add(name, content)
    if stage.kept:
        kept = listed(str(held.path) for held in stage.kept)
        raise storage.FileProblem(reason("file.kept", names=kept))
    return [Path(folder) / name for name in stage.made]
