"""What a caller gives as tables in: files, folders, frames; which of ours each is, and what its
columns stand for, out."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from evalkit.model.catalogue import catalogue
from evalkit.model.finding import Finding, found, listed
from evalkit.model.place import Span
from evalkit.model.refusal import Refusal, reason
from evalkit.reading.exported import exported
from evalkit.reading.grids import clean
from evalkit.reading.table_kinds import (
    FACET_OF,
    Held,
    Known,
    columns_asked,
    headings,
    identified,
)
from evalkit.reading.tables import folded
from evalkit.storage import FileProblem
from evalkit.storage.disk import PARQUET
from evalkit.storage.table_sources import grid_of

TEXT = (".csv", ".tsv")
SEPARATORS = (",", ";", "\t", "|")
UNREAD = "\ufffd"  # what stands for bytes that are not UTF-8
HEAD = 64_000  # characters in which the headings of a file of text stand
_QUOTED = re.compile(r'"[^"]*"')
KINDS = ("ratings", "evidence", "measures", "cases")  # what scores are made of


@dataclass(frozen=True)
class Part:
    """One table, of one file or of several with the same columns. ``columns``: name, as
    :func:`evalkit.reading.table_kinds.headings` and the catalogue of counts have it, → heading;
    ``frame``: its rows where it is no file."""

    kind: str
    form: Literal["parquet", "text", "frame"]
    files: tuple[str, ...]
    columns: Mapping[str, str]
    frame: pa.Table | None = None

    def starting(self, before: str) -> dict[str, str]:
        """Columns of a kind by id: criteria, facets, measures."""
        return {
            name.removeprefix(before): heading
            for name, heading in self.columns.items()
            if name.startswith(before) and " " not in name.removeprefix(before)
        }


def gathered(source: Any) -> dict[str, list[Path | pa.Table]]:
    """What is given by the names of its tables; frames that hand their rows over once are read.

    Args:
        source: as :func:`parts_of` takes it.

    Raises:
        Refusal: it is no table at all.
    """
    out: dict[str, list[Path | pa.Table]] = {}
    for name, own in _named(source):
        out.setdefault(name, []).append(own)
    return out


def parts_of(source: Any, known: Known) -> tuple[tuple[Part, ...], tuple[Finding, ...]]:
    """The tables that scores are made of.

    Args:
        source: a path, a pattern, a folder, or several; a frame of any library that hands its rows
            over as Arrow does; frames or paths by the names of their tables.

    Raises:
        FileProblem: a file cannot be read.
        Refusal: nothing in the source is a table of ratings or measures, or it is no table at all.
    """
    parts, findings = tables_in(source, known)
    if not {part.kind for part in parts} - {"evidence"}:
        names = listed(name for name, _ in _named(source))
        raise Refusal(reason("table.nothing", names=names or "—"))
    return parts, findings


def tables_in(source: Any, known: Known) -> tuple[tuple[Part, ...], tuple[Finding, ...]]:
    """The tables in a source that are ours, by what ``known`` tells. Arguments and errors as
    :func:`parts_of` has them."""
    heads: list[tuple[str, Path | pa.Table, tuple[str, ...]]] = []
    for name, own in _named(source):
        if isinstance(own, Path):
            heads += [(path.stem, path, _heading(path)) for path in _files([own])]
        else:
            heads.append((name, own, tuple(own.column_names)))
    held: dict[tuple[str, str, tuple[tuple[str, str], ...]], list[Path | pa.Table]] = {}
    findings: list[Finding] = []
    for name, own, head in heads:
        file = own.as_posix() if isinstance(own, Path) else name
        grid = grid_of(file, head, ())
        if exported(grid):  # scores of an earlier run beside its tables
            continue
        one, wrong = identified(grid, name, known)
        if one is None or one.kind not in KINDS:
            continue
        findings += wrong
        columns, passed = _columns(one, head, known)
        if passed:
            told = {"columns": listed(passed), "known": listed(columns_asked(one.kind))}
            findings.append(found("table-column-unknown", Span(file, 1, 1), **told))
        form = "frame" if not isinstance(own, Path) else _form(own)
        held.setdefault((one.kind, form, tuple(sorted(columns.items()))), []).append(own)
    parts = tuple(_part(*key, several) for key, several in held.items())
    return parts, tuple(findings)


def _part(
    kind: str, form: Any, columns: tuple[tuple[str, str], ...], several: list[Path | pa.Table]
) -> Part:
    files = tuple(own.as_posix() for own in several if isinstance(own, Path))
    frames = [own for own in several if not isinstance(own, Path)]
    return Part(kind, form, files, dict(columns), pa.concat_tables(frames) if frames else None)


def _named(source: Any) -> Iterable[tuple[str, Path | pa.Table]]:
    """What is given, by name, as paths or Arrow tables."""
    if isinstance(source, Mapping):
        for name, own in source.items():
            yield from ((str(name), one) for _, one in _named(own))
    elif isinstance(source, str | Path):
        yield Path(source).stem, Path(source)
    elif hasattr(source, "__arrow_c_stream__"):
        yield "frame", pa.table(source)
    elif isinstance(source, Sequence):
        for own in source:
            yield from _named(own)
    else:
        raise Refusal(reason("table.source", given=type(source).__name__))


def _files(paths: Iterable[Path]) -> list[Path]:
    """Files as given; those of a folder or a pattern that are tables, in order of name."""
    out: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if p.suffix.lower() in (*PARQUET, *TEXT))
            out += sorted(p for p in inside if p.is_file() and not _aside(p.relative_to(path)))
        elif has_magic(str(path)) and not path.exists():
            out += sorted(Path(own) for own in glob(str(path), recursive=True))
        else:
            out.append(path)
    return out


def _aside(path: Path) -> bool:
    """Whether a part of the path begins with a dot or a low line, as engines name what is not
    data."""
    return any(part.startswith((".", "_")) for part in path.parts)


def _form(path: Path) -> str:
    return "parquet" if path.suffix.lower() in PARQUET else "text"


def _heading(path: Path) -> tuple[str, ...]:
    """The headings of a file.

    Raises:
        FileProblem: it is not there, or no table that can be read.
    """
    try:
        if not path.exists():  # nothing is asked of a network, whatever a path begins with
            raise FileProblem(reason("file.missing-path", path))
        if not path.is_file():
            raise FileProblem(reason("file.not-plain", path))
        if _form(path) == "parquet":
            return tuple(pq.read_schema(path).names)
        return text_heading(path)[0]
    except (OSError, pa.ArrowException):
        raise FileProblem(reason("file.parquet-unread", path)) from None


def text_heading(path: Path) -> tuple[tuple[str, ...], str]:
    """The headings of a file of text, and what separates its columns.

    Raises:
        FileProblem: it is no table in UTF-8.
        OSError: it cannot be opened.
    """
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
            sample = stream.read(HEAD)
        first = re.split(r"[\r\n]", _QUOTED.sub("", sample), maxsplit=1)[0]
        separator = max(SEPARATORS, key=first.count)
        headings = tuple(next(csv.reader(io.StringIO(sample, ""), delimiter=separator), ()))
    except csv.Error:
        headings, separator = (), ""
    if not headings or UNREAD in "".join(headings):
        raise FileProblem(reason("table.text-unread", path))
    return headings, separator


def _columns(held: Held, head: Sequence[str], known: Known) -> tuple[dict[str, str], list[str]]:
    """Name → heading, as the file has it, of the columns that say something, and the headings that
    are passed over: beside those of its kind facets, measures and counts of evidence."""
    table = held.table
    columns = {name: head[at - 1] for name, at in table.columns.items()}
    more = {folded(word): name for name, words in _counts().items() for word in words}
    if held.kind == "ratings":
        facets = headings("cases", known)
        more |= {word: name for word, name in facets.items() if name.startswith(FACET_OF)}
    passed = []
    for heading in table.passed:
        name = more.get(folded(heading))
        if name is None or name in columns:
            passed.append(heading)
        else:
            columns[name] = next(own for own in head if clean(own) == heading)
    return columns, passed


def _counts() -> Mapping[str, Sequence[str]]:
    """Columns of ratings that count evidence, and what they are called."""
    counts: Mapping[str, Sequence[str]] = catalogue("reading", "tables")["counts"]
    return counts
