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
from evalkit.tables.parts import Part, text_heading
from evalkit.tables.sql import ROW, Opened, Rows, text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FIRST_ROW = 2  # below the headings, which are row 1, as in a spreadsheet
_DAMAGED = ("Invalid Input Error", "Serialization Error", "IO Error: Corrupt", "TProtocolException")
WHY = {
    "MISSING COLUMNS": "@line-short",
    "TOO MANY COLUMNS": "@line-long",
    "UNQUOTED VALUE": "@line-quote",
    "INVALID ENCODING": "@line-encoding",
    "LINE SIZE OVER MAXIMUM": "@line-large",
}


def opened(db: DuckDBPyConnection, parts: Sequence[Part], room: Path) -> Opened:
    """Parts as SQL reads them.

    Args:
        room: a folder for the rows of files of text.

    Raises:
        FileProblem: of a file of text only a part can be told from the rest.
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
                wrong = _rewritten(db, file, held)
                if wrong:
                    left_out[len(files)] = np.array([line for line, _ in wrong])
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
    kind of fault) of lines that are none, in order.

    Raises:
        FileProblem: no line is a row; a quotation mark that does not close takes others with it.
    """
    copied = db.execute(f"COPY (SELECT * FROM {_csv(file)}) TO {text(to)} (FORMAT parquet)")
    (kept,) = copied.fetchall()[0]
    asked = "SELECT line, first(error_type), bool_or(contains(csv_line, chr(10)))"
    wrong = db.execute(f"{asked} FROM reject_errors GROUP BY line ORDER BY line").fetchall()
    db.execute("DROP TABLE reject_errors")
    db.execute("DROP TABLE reject_scans")
    if wrong and not kept:
        raise FileProblem(reason("table.lines-unread", file))
    for line, _, several in wrong:
        if several:
            raise FileProblem(reason("table.quote-open", file, line=line))
    return [(line, kind) for line, kind, _ in wrong]


def _told(file: str, wrong: Sequence[tuple[int, str]]) -> Counted:
    """The lines of a file that are no rows."""
    first = (
        found("table-line", Span(file, line, 1), why=WHY.get(kind, "@line-other"))
        for line, kind in wrong[:SHOWN]
    )
    return Counted("table-line", len(wrong), tuple(first))


def _literal(file: str) -> str:
    """A file's name where patterns are taken: it stands for that file alone."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in file)


def _csv(file: str) -> str:
    """A file of text as rows of texts, by its headings: nothing of it is guessed."""
    headings, separator = text_heading(Path(file))
    columns = ", ".join(f"{text(name)}: 'VARCHAR'" for name in _apart(headings))
    return (
        f"read_csv({text(_literal(file))}, auto_detect = false, header = true,"
        f" columns = {{{columns}}}, delim = {text(separator)}, quote = '\"', escape = '\"',"
        " store_rejects = true, hive_partitioning = false)"
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
    if "CSV" in words and {form for _, form in named} == {"text"}:
        return FileProblem(reason("table.lines-unread", shown))
    return FileProblem(reason("table.unread", shown, words=words.partition("\n")[0]))


def _numbered(read: str, row: str, file: int) -> str:
    return f"SELECT *, {file * ROW + FIRST_ROW} + {row} AS __place FROM {read}"
