"""A table as SQL reads it: its columns as texts, numbers, yes and no, whatever its file made of
them, and the place of each row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from evalkit.model.finding import Finding
from evalkit.model.place import Span
from evalkit.reading.case_cells import word_of
from evalkit.tables.found import SHOWN, Counted
from evalkit.tables.parts import Part
from evalkit.tables.ratings import Standard

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROW = 1 << 40  # a place is the number of a file times this, and the row in it
FIRST_ROW = 2  # below the headings, which are row 1, as in a spreadsheet


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def listed(values: Iterable[str]) -> str:
    """Texts as SQL writes a list of them; never empty."""
    return "(" + ", ".join(map(text, [*values] or [""])) + ")"


@dataclass(frozen=True)
class Rows:
    """A table as SQL reads it: rows with their headings and ``__place``; ``types``: of each
    heading."""

    part: Part
    sql: str
    types: Mapping[str, str]

    def has(self, *names: str) -> bool:
        """Whether it has one of some columns."""
        return any(name in self.part.columns for name in names)

    def words(self, name: str) -> str:
        """A column as text; lists as words with ``;`` between them; nothing for an empty text."""
        if name not in self.part.columns:
            return "NULL::VARCHAR"
        heading = quoted(self.part.columns[name])
        kind = self.types[self.part.columns[name]]
        if kind.endswith("[]"):
            joined = f"array_to_string({heading}, ';')"
            return f"CASE WHEN len({heading}) = 0 THEN ';' ELSE {joined} END"
        if kind == "VARCHAR" and self.part.form != "text":
            return f"nullif({heading}, '')"
        if kind in ("DOUBLE", "FLOAT"):
            heading = f"CASE WHEN isnan({heading}) THEN NULL ELSE {heading} END"
        return f"nullif(trim(CAST({heading} AS VARCHAR)), '')"

    def as_is(self, name: str) -> str:
        """A column as text; as it stands where its cells are texts, empty ones too."""
        if self.types.get(self.part.columns.get(name, "")) == "VARCHAR" and (
            self.part.form != "text"
        ):
            return quoted(self.part.columns[name])
        return self.words(name)

    def level(self, name: str) -> str:
        """A column of levels: as numbers where all are, else as people write them."""
        return (
            f"CAST({quoted(self.part.columns[name])} AS DOUBLE)"
            if self.is_number(name)
            else (self.words(name))
        )

    def is_number(self, name: str) -> bool:
        """Whether a column holds numbers."""
        kind = self.types.get(self.part.columns.get(name, ""), "")
        return kind.startswith(("DECIMAL", "DOUBLE", "FLOAT")) or "INT" in kind

    def said(self, name: str, yes: Sequence[str]) -> str:
        """A column as yes or no; ``yes``: the words in it that mean yes."""
        if name not in self.part.columns:
            return "false"
        heading = quoted(self.part.columns[name])
        kind = self.types[self.part.columns[name]]
        if kind == "BOOLEAN":
            return f"coalesce({heading}, false)"
        return f"coalesce({self.words(name)} IN {listed(yes)}, false)"

    def many(self, name: str) -> str:
        """A column of counts; what is there and is no number counts as one."""
        if name not in self.part.columns:
            return "0"
        own = self.words(name)
        return f"coalesce(TRY_CAST({own} AS DOUBLE), ({own} IS NOT NULL)::DOUBLE)::BIGINT"


@dataclass(frozen=True)
class Tables:
    """The tables of a run in duckdb; ``files``: in the order of the numbers in places; ``year``:
    the last of which measured values count."""

    db: DuckDBPyConnection
    rows: tuple[Rows, ...]
    files: tuple[str, ...]
    standard: Standard
    year: int

    def of(self, *kinds: str) -> list[Rows]:
        """The tables of some kinds."""
        return [own for own in self.rows if own.part.kind in kinds]

    def span(self, place: int) -> Span:
        """Where a row stands."""
        file, row = divmod(place, ROW)
        return Span(self.files[file], row, 1)

    def one(self, sql: str) -> Any:
        """The one value that a query gives."""
        (row,) = self.db.execute(sql).fetchall()
        return row[0]

    def distinct(self, rows: Rows, name: str) -> list[str]:
        """The different texts of a column, in order."""
        if not rows.has(name):
            return []
        asked = f"SELECT DISTINCT {rows.words(name)} FROM {rows.sql}"
        return sorted(own for (own,) in self.db.execute(asked).fetchall() if own is not None)

    def meaning(self, rows: Rows, name: str, wanted: str) -> list[str]:
        """The words of a column that stand for a word of ours."""
        return [own for own in self.distinct(rows, name) if wanted in (own, word_of(own))]

    def hold(self, name: str, columns: Mapping[str, pa.Array]) -> None:
        """A table of our own, for queries to look up words in."""
        self.db.register(f"{name}_held", pa.table(dict(columns)))
        self.db.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM {name}_held")

    def counted(
        self, code: str, sql: str, told: Callable[[Sequence[Any]], Finding]
    ) -> list[Counted]:
        """The rows of a query, each one finding; the first of them, in the query's order, as
        ``told`` says."""
        n = int(self.one(f"SELECT count(*) FROM ({sql})"))
        first = self.db.execute(f"{sql} LIMIT {SHOWN}").fetchall() if n else []
        return [Counted(code, n, tuple(map(told, first)))] if n else []


def silent(db: DuckDBPyConnection) -> DuckDBPyConnection:
    """A connection that draws no bar of its own on the terminal: answers go there."""
    db.execute("SET enable_progress_bar = false")
    return db


def case_of(rows: Rows) -> str:
    """Whose a row is: its case; in a table that names regions alone, its region."""
    return rows.words("case" if rows.has("case") else "region")


def rows_of(
    db: DuckDBPyConnection, parts: Sequence[Part]
) -> tuple[tuple[Rows, ...], tuple[str, ...]]:
    """Parts as SQL reads them, and the files that they stand in."""
    files: list[str] = []
    out = []
    for part in parts:
        each = []
        if part.frame is not None:
            name = f"frame_{len(files)}"
            db.register(f"{name}_given", part.frame)
            db.execute(f"CREATE TABLE {name} AS SELECT * FROM {name}_given")
            each.append(_numbered(name, "row_number() OVER () - 1", len(files)))
            files.append("")
        for file in part.files:
            if part.form == "parquet":
                read = f"read_parquet({text(file)}, file_row_number = true)"
                each.append(_numbered(read, "file_row_number", len(files)))
            else:
                read = f"read_csv({text(file)}, all_varchar = true, header = true)"
                each.append(_numbered(read, "row_number() OVER () - 1", len(files)))
            files.append(file)
        sql = "(" + " UNION ALL BY NAME ".join(each) + ")"
        described = db.execute(f"DESCRIBE SELECT * FROM {sql}").fetchall()
        out.append(Rows(part, sql, {row[0]: row[1] for row in described}))
    return tuple(out), tuple(files)


def _numbered(read: str, row: str, file: int) -> str:
    return f"SELECT *, {file * ROW + FIRST_ROW} + {row} AS __place FROM {read}"
