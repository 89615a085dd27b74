"""A table as SQL reads it: its columns as texts, numbers, yes and no, whatever its file made of
them, and the place of each row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evalkit.model.finding import Finding
from evalkit.model.place import Span
from evalkit.reading.case_cells import word_of
from evalkit.tables.found import SHOWN, Counted
from evalkit.tables.parts import Part
from evalkit.tables.ratings import Standard

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROW = 1 << 40  # a place is the number of a file times this, and the row in it
_NUMBER = re.compile(r"DECIMAL\(\d+,\d+\)|DOUBLE|FLOAT|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?")
# what stands around a word and cannot be seen, as evalkit.reading.grids.clean takes it off
_UNSEEN = " \t\n\r\v\f\xa0\u3000\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
MOST = 1_000_000  # pieces of evidence of a rating, however many more a cell says


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text as SQL writes it."""
    return "'" + value.replace("'", "''") + "'"


def listed(values: Iterable[str]) -> str:
    """Texts as SQL writes a list of them; never empty."""
    return "(" + ", ".join(map(text, [*values] or [""])) + ")"


def as_number(words: str) -> str:
    """A text as a number; nothing where it is none."""
    return f"TRY_CAST({words} AS DOUBLE)"


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
            whole = f"regexp_replace(CAST({heading} AS VARCHAR), '\\.0$', '')"  # ids of 1.0, 2.0
            return f"CASE WHEN NOT isnan({heading}) THEN {whole} END"
        # each different text once, since columns stand packed by their texts: under a condition, or
        # as a pattern, every cell would be looked at
        return f"nullif(trim(CAST({heading} AS VARCHAR), '{_UNSEEN}'), '')"

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
        return _NUMBER.fullmatch(kind) is not None

    def said(self, name: str, yes: Sequence[str]) -> str:
        """A column as yes or no; ``yes``: the words in it that mean yes."""
        if name not in self.part.columns:
            return "false"
        heading = quoted(self.part.columns[name])
        kind = self.types[self.part.columns[name]]
        if kind == "BOOLEAN":
            return f"coalesce({heading}, false)"
        return f"coalesce({self.words(name)} IN {listed(yes)}, false)"

    def many(self, name: str, yes: Sequence[str]) -> str:
        """A column of counts; a word that means yes counts as one, what is no number as none."""
        if name not in self.part.columns:
            return "0"
        own = self.words(name)
        number = f"CASE WHEN isfinite({as_number(own)}) THEN {as_number(own)} END"
        said = f"coalesce({number}, ({own} IN {listed(yes)})::BIGINT, 0)"
        return f"least(greatest({said}, 0), {MOST})::BIGINT"


@dataclass(frozen=True)
class Opened:
    """Tables ready to be read. ``files``: in the order of the numbers in places; ``left_out``: by
    number of the file, the rows that are none, in order; ``findings``: these rows, told."""

    rows: tuple[Rows, ...]
    files: tuple[str, ...]
    left_out: Mapping[int, NDArray[np.int64]]
    findings: tuple[Counted, ...]

    def stands(self, places: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The number of the file, and the row in it as a spreadsheet counts, of each place."""
        file, row = np.divmod(places, ROW)
        for n, left_out in self.left_out.items():
            own = file == n
            before = left_out - np.arange(len(left_out))  # rows that are kept above each
            row[own] += np.searchsorted(before, row[own], side="right")
        return file, row


@dataclass(frozen=True)
class Tables:
    """The tables of a run in duckdb; ``year``: the last of which measured values count."""

    db: DuckDBPyConnection
    opened: Opened
    standard: Standard
    year: int

    def of(self, *kinds: str) -> list[Rows]:
        """The tables of some kinds."""
        return [own for own in self.opened.rows if own.part.kind in kinds]

    def span(self, place: int) -> Span:
        """Where a row stands."""
        file, row = self.opened.stands(np.array([place]))
        return Span(self.opened.files[file[0]], int(row[0]), 1)

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

    def no_numbers(self, rows: Rows, name: str, spared: Callable[[str], bool]) -> str:
        """The query of the cells of a column that hold a word where a number belongs: case, word,
        place, in order; ``spared``: words that may stand there."""
        if not rows.has(name) or rows.is_number(name):
            return ""
        own = rows.words(name)
        strange = f"{own} IS NOT NULL AND NOT coalesce(isfinite({as_number(own)}), false)"
        asked = self.db.execute(f"SELECT DISTINCT {own} FROM {rows.sql} WHERE {strange}")
        words = sorted(word for (word,) in asked.fetchall() if not spared(word))
        kept = f"{strange} AND {own} IN {listed(words)}"
        chosen = f'{case_of(rows)} AS "case", {own} AS word, __place AS place'
        return f"SELECT {chosen} FROM {rows.sql} WHERE {kept} ORDER BY place" if words else ""

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
