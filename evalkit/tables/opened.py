"""Files and frames in; tables as SQL reads them, and the lines that are no rows, out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evalkit.model.finding import found
from evalkit.model.place import Span
from evalkit.model.refusal import reason
from evalkit.storage import FileProblem
from evalkit.tables.found import SHOWN, Counted, all_counted
from evalkit.tables.lines import lines_in, write_rows
from evalkit.tables.parts import Part, text_heading
from evalkit.tables.sql import ROW, Opened, Rows, quoted, text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FIRST_ROW = 2  # below the headings, which are row 1, as in a spreadsheet
_DAMAGED = ("Invalid Input Error", "Serialization Error", "IO Error: Corrupt", "TProtocolException")


def opened(db: DuckDBPyConnection, parts: Sequence[Part], room: Path) -> Opened:
    """Parts as SQL reads them.

    Args:
        room: a folder for the rows of files of text.

    Raises:
        FileProblem: no line of a file of text is a row.
        duckdb.Error: a file cannot be read.
    """
    files: list[str] = []
    out = []
    left_out: dict[int, NDArray[np.int64]] = {}
    findings: list[Counted] = []
    for part in parts:
        each = []
        if part.frame is not None:
            name = f"frame_{len(files)}"
            db.register(f"{name}_given", part.frame)
            db.execute(f"CREATE TABLE {name} AS SELECT * FROM {name}_given")
            each.append(_numbered(name, "row_number() OVER () - 1", len(files)))
            files.append(part.kind)
        for file in part.files:
            held = file
            if part.form == "text":
                held = (room / f"rows-{len(files)}.parquet").as_posix()
                none = _rewritten(db, file, held)
                left_out[len(files)] = np.array([row for row, _ in none], np.int64)
                if wrong := [own for own in none if own[1]]:
                    findings.append(_told(file, wrong))
            own = "file_row_number = true, hive_partitioning = false"
            read = f"read_parquet({text(_literal(held))}, {own})"
            each.append(_numbered(read, "file_row_number", len(files)))
            files.append(file)
        sql = "(" + " UNION ALL BY NAME ".join(each) + ")"
        described = db.execute(f"DESCRIBE SELECT * FROM {sql}").fetchall()
        out.append(Rows(part, sql, {row[0]: row[1] for row in described}))
    return Opened(tuple(out), tuple(files), left_out, all_counted([findings]))


def _rewritten(db: DuckDBPyConnection, file: str, to: str) -> list[tuple[int, str]]:
    """Write the rows of a file of text as Parquet, which is read as often as is asked; the (row,
    why) of lines that are none, in order. Where every line is a row duckdb reads them; else they
    are read one by one, since it counts no empty lines, and a quotation mark that is left open
    takes rows along.

    Raises:
        FileProblem: no line is a row.
    """
    import duckdb

    headings, separator = text_heading(Path(file))
    names = _apart(headings)
    try:
        copied = db.execute(f"COPY ({_csv(file, names, separator)}) TO {text(to)} (FORMAT parquet)")
        every = copied.fetchall()[0][0] + 1 == lines_in(Path(file))
        if every and not db.execute(_headings_again(to, names, headings)).fetchall():
            return []
    except duckdb.InvalidInputException:
        pass
    kept, none = write_rows(Path(file), names, headings, separator, to)
    if not kept and any(why for _, why in none):
        raise FileProblem(reason("table.lines-unread", file))
    return none


def _headings_again(rows: str, names: Sequence[str], headings: Sequence[str]) -> str:
    """The query for a row that says what the headings say, as where files were put together."""
    same = (
        f"coalesce({quoted(n)}, '') = {text(own)}" for n, own in zip(names, headings, strict=True)
    )
    return f"SELECT 1 FROM read_parquet({text(_literal(rows))}) WHERE {' AND '.join(same)} LIMIT 1"


def _told(file: str, wrong: Sequence[tuple[int, str]]) -> Counted:
    """The lines of a file that are no rows."""
    first = (found("table-line", Span(file, row, 1), why=why) for row, why in wrong[:SHOWN])
    return Counted("table-line", len(wrong), tuple(first))


def _literal(file: str) -> str:
    """A file's name where patterns are taken: it stands for that file alone."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in file)


def _csv(file: str, names: Sequence[str], separator: str) -> str:
    """A file of text as rows of texts: nothing of it is guessed."""
    columns = ", ".join(f"{text(name)}: 'VARCHAR'" for name in names)
    return (
        f"SELECT * FROM read_csv({text(_literal(file))}, auto_detect = false, header = true,"
        f" columns = {{{columns}}}, delim = {text(separator)}, quote = '\"', escape = '\"',"
        " hive_partitioning = false)"
    )


def _apart(headings: Sequence[str]) -> list[str]:
    """Headings as names of columns, which differ in more than their case: of two that are the same
    the first keeps its own."""
    out: list[str] = []
    taken = {heading.casefold() for heading in headings}
    for n, heading in enumerate(headings):
        name, more = heading, 0
        while not name or name.casefold() in {own.casefold() for own in out}:
            more += 1
            name = f"{heading or n}_{more}"
            name += "_" * (name.casefold() in taken)
        out.append(name)
    return out


def unread(error: Exception, parts: Sequence[Part]) -> FileProblem:
    """That duckdb could not read files to their end: which, where, and what to do."""
    words = str(error)
    held = [(file, part.form) for part in parts for file in part.files]
    named = [own for own in held if own[0] in words or _literal(own[0]) in words] or held
    shown = ", ".join([*(file for file, _ in named[:3]), *["…"][: len(named) > 3]])
    if words.startswith(_DAMAGED) and {form for _, form in named} == {"parquet"}:
        return FileProblem(reason("table.damaged", shown))
    return FileProblem(reason("table.unread", shown, words=words.partition("\n")[0]))


def _numbered(read: str, row: str, file: int) -> str:
    return f"SELECT *, {file * ROW + FIRST_ROW} + {row} AS __place FROM {read}"
