"""Scores batch by batch in; a file of them out, whole or not at all.

A Parquet file has row groups of as many cases each as the rubric's nodes allow, and its lists of
texts are made anew for each: its bytes do not tell in what batches the scores came.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from evalkit.model.refusal import reason
from evalkit.render import csv
from evalkit.storage.disk import FileProblem, refuse, refused
from evalkit.storage.staged import clear_abandoned, stage_prefix

GROUP = 1 << 20  # rows of a row group, at most
FORMS = (".parquet", ".csv")


@contextmanager
def room_for(out: Path | None, force: bool) -> Iterator[Path]:
    """A folder beside the file that is to be written, for what does not go into memory and for the
    file until it is whole; gone in the end.

    Raises:
        FileProblem: the file is there, unless ``force``, or is none; the folder cannot be written.
    """
    if out is not None and (not force or out.is_dir()):
        refuse(out)
    try:
        if out is not None:
            out.parent.mkdir(parents=True, exist_ok=True)
            clear_abandoned(out.parent)
        held = tempfile.TemporaryDirectory(
            prefix=stage_prefix(),
            dir=None if out is None else out.parent,
            ignore_cleanup_errors=True,
        )
    except OSError as error:
        raise FileProblem(reason("file.unwritten", out or "", why=refused(error))) from None
    with held as folder:
        yield Path(folder)


def write_scores(batches: Iterable[pa.Table], nodes: int, out: Path, room: Path) -> None:
    """Write scores, and give the file its name when the last batch is in; one that is there is
    replaced.

    Args:
        nodes: rows a case.

    Raises:
        FileProblem: the folder or the disk refuses.
    """
    beside = room / f"scores{out.suffix}"
    groups = regrouped(batches, nodes)
    try:
        if out.suffix.lower() == ".csv":
            _write_text(groups, beside)
        else:
            _write_parquet(groups, beside)
        beside.chmod(0o644)
        os.replace(beside, out)
    except OSError as error:
        raise FileProblem(reason("file.unwritten", out, why=refused(error))) from None


def regrouped(batches: Iterable[pa.Table], nodes: int) -> Iterator[pa.Table]:
    """The same rows, as many cases at a time as a row group has; the last may have fewer."""
    size = max(GROUP // nodes, 1) * nodes
    held: list[pa.Table] = []
    waiting = 0
    for batch in batches:
        held.append(batch)
        waiting += batch.num_rows
        while waiting >= size:
            whole = pa.concat_tables(held)
            yield _anew(whole.slice(0, size), nodes)
            held, waiting = [whole.slice(size)], waiting - size
    if waiting:
        yield _anew(pa.concat_tables(held), nodes)


def _anew(rows: pa.Table, nodes: int) -> pa.Table:
    """Rows in one piece; the list of cases holds theirs alone, in their order."""
    case = rows.column("case")
    if pa.types.is_dictionary(case.type):
        n = rows.num_rows // nodes
        chunks = [chunk.dictionary_decode() for chunk in _every(case, nodes)]
        names = pa.concat_arrays(chunks)
        codes = pa.array(np.repeat(np.arange(n, dtype=np.int32), nodes))
        case = pa.DictionaryArray.from_arrays(codes, names)
    columns = {
        name: case if name == "case" else _whole(rows.column(name)) for name in rows.column_names
    }
    return pa.table(columns)


def _every(column: pa.ChunkedArray, nodes: int) -> Iterator[pa.DictionaryArray]:
    """Every cell of a column that begins a case."""
    at = 0
    for chunk in column.chunks:
        first = -at % nodes
        if first < len(chunk):
            places = pa.array(np.arange(first, len(chunk), nodes))
            yield pa.DictionaryArray.from_arrays(chunk.indices.take(places), chunk.dictionary)
        at += len(chunk)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    """A column in one piece; of codes all chunks have one list."""
    return pa.concat_arrays(column.chunks)


def _write_parquet(groups: Iterator[pa.Table], path: Path) -> None:
    first = next(groups)
    with pq.ParquetWriter(path, first.schema, compression="zstd") as writer:
        for group in chain([first], groups):
            writer.write_table(group, row_group_size=group.num_rows)


def _write_text(groups: Iterator[pa.Table], path: Path) -> None:
    """As `evalkit score` writes it."""
    with path.open("wb") as stream:
        for group in groups:
            columns = (group.column(name).to_pylist() for name in group.column_names)
            head = csv.lines(group.column_names, (), repr)
            rows = csv.lines(group.column_names, zip(*columns, strict=True), repr)
            stream.write(rows if not stream.tell() else rows[len(head) :])
