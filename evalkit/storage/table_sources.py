"""What an import reads: texts, workbooks, Parquet, data frames; and the mapping file beside."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from numbers import Real
from pathlib import Path
from typing import Any

from evalkit.model.case import Case
from evalkit.model.finding import Finding
from evalkit.model.refusal import reason
from evalkit.model.rubric import Rubric
from evalkit.model.table_map import TableMap
from evalkit.reading.elsewhere import Elsewhere, read_elsewhere
from evalkit.reading.grids import MAX_BYTES, MAX_ROWS, Grid
from evalkit.reading.table_map import read_map
from evalkit.storage.disk import PARQUET, FileProblem, read_bytes
from evalkit.storage.rubrics import open_document
from evalkit.storage.tables import Opened, open_tables, refused_results, tables_beside

SEVERAL = "; "  # between words of one cell


def grid_of(file: str, headings: Iterable[Any], rows: Iterable[Sequence[Any]]) -> Grid:
    """Rows of values as a grid: of a data frame, of a Parquet file."""
    held, typed = [tuple(map(_heading, headings))], set()
    for number, row in enumerate(rows, start=2):
        held.append(tuple(map(_text_of, row)))
        typed |= {(number, at) for at, value in enumerate(row, start=1) if _is_number(value)}
    return Grid(file, "", tuple(held), tuple(range(1, len(held) + 1)), frozenset(typed))


def _heading(value: Any) -> str:
    """A heading; of a frame with headings in several rows, one text."""
    return " ".join(str(own) for own in value) if isinstance(value, tuple) else str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def _words(value: Any) -> list[Any] | None:
    """The words of a cell that holds several: a list, a set, an array."""
    if isinstance(value, str | bytes):
        return None
    held = value.tolist() if hasattr(value, "tolist") else value  # of numpy
    return [*held] if isinstance(held, Sequence | Set) and not isinstance(held, str) else None


def _text_of(value: Any) -> str:
    if (words := _words(value)) is not None:
        return SEVERAL.join(f'"{word}"' if ";" in word else word for word in map(_text_of, words))
    if _is_number(value):
        number = float(value)
        short = f"{number:.15g}"
        return short if float(short) == number else repr(number)
    missing = value is None or (isinstance(value, float) and math.isnan(value))
    return "" if missing or str(value) in ("NaT", "<NA>") else str(value)


def open_sources(paths: Sequence[Path]) -> Opened:
    """The tables in files named, texts, workbooks, Parquet; in folders, those that are ours.

    Raises:
        FileProblem: a file cannot be opened, or the library that reads Parquet is not installed.
    """
    paths = [own for path in paths for own in _in_folder(path)]
    parquet = [path for path in paths if path.suffix.lower() in PARQUET]
    opened = open_tables([path for path in paths if path not in parquet])
    held = _without_results([(path, _of_parquet(path)) for path in parquet])
    grids, findings = (*opened.grids, *held.grids), (*opened.findings, *held.findings)
    return replace(opened, grids=grids, findings=findings)


def open_elsewhere(
    path: Path, rubric: Rubric, cases: Sequence[Case]
) -> tuple[Elsewhere | None, tuple[Finding, ...]]:
    """Results that others have computed; None where the file holds none.

    Raises:
        FileProblem: the file cannot be opened.
    """
    return read_elsewhere(read_bytes(path, MAX_BYTES), path.as_posix(), rubric, cases)


def _in_folder(path: Path) -> list[Path]:
    """The tables in a folder; a file, or a folder without tables, as it is named."""
    if not path.is_dir():
        return [path]
    held = [own for own in path.iterdir() if own.suffix.lower() in PARQUET and own.is_file()]
    return sorted({*tables_beside([path]), *held}) or [path]


def open_frames(frames: Mapping[str, Any]) -> Opened:
    """The tables in data frames, by the name of the table; an index that has a name is a column."""
    held = []
    for name, frame in frames.items():
        indexes = [own for own in getattr(getattr(frame, "index", None), "names", ()) if own]
        new = [own for own in indexes if own not in frame.columns]
        whole = frame.reset_index(level=new) if new else frame
        held.append(
            (Path(name), grid_of(name, whole.columns, whole.itertuples(index=False, name=None)))
        )
    return _without_results(held)


def _without_results(held: Sequence[tuple[Path, Grid]]) -> Opened:
    grids, findings = [], list[Finding]()
    for path, grid in held:
        wrong = refused_results([grid], grid.file)
        findings += wrong
        grids += [] if wrong else [(path, grid)]
    return Opened(tuple(grids), tuple(findings))


def _of_parquet(path: Path) -> Grid:
    try:
        import duckdb
    except ImportError:
        raise FileProblem(reason("file.parquet-library", path)) from None
    read_bytes(path, MAX_BYTES)  # whether it can be opened
    try:
        with duckdb.connect(config={"threads": 1}) as connection:
            held = connection.read_parquet(path.as_posix())
            return grid_of(path.as_posix(), held.columns, held.limit(MAX_ROWS).fetchall())
    except duckdb.Error:
        raise FileProblem(reason("file.parquet-unread", path)) from None


def open_map(path: Path) -> tuple[TableMap | None, tuple[Finding, ...], dict[str, str]]:
    """A mapping file; findings; its text.

    Raises:
        FileProblem: the file cannot be opened.
    """
    document, text, _, wrong = open_document(path)
    texts = {path.as_posix(): text}
    if document is None:
        return None, wrong, texts
    told, wrong = read_map(document)
    return told, wrong, texts
