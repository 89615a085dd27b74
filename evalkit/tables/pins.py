"""Tables in; the rubrics to which their cases are pinned, out."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from evalkit.reading.table_kinds import Known
from evalkit.tables.opened import opened, unread
from evalkit.tables.parts import tables_in


def pins_of(source: Any) -> list[str]:
    """The rubrics that tables of cases name, each once.

    Raises:
        FileProblem: a file cannot be read.
        Refusal: the source is no table at all.
    """
    import duckdb

    parts, _ = tables_in(source, Known())
    with duckdb.connect() as db, TemporaryDirectory(ignore_cleanup_errors=True) as room:
        try:
            held = opened(db, [part for part in parts if part.kind == "cases"], Path(room))
            asked = (f"SELECT DISTINCT {own.words('rubric')} FROM {own.sql}" for own in held.rows)
            return sorted({pin for sql in asked for (pin,) in db.execute(sql).fetchall() if pin})
        except duckdb.Error as error:
            raise unread(error, parts) from None
