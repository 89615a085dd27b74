"""Tables in; whole cases in order of their ids, batch by batch, out: a row a case, as
:mod:`evalkit.tables.batch` takes it.

duckdb joins, and sorts where rows are not in order of the cases, within a stated memory and with
room on disk; nothing is scored here, and no rating is held longer than its batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evalkit.model.case import Case, CaseFile
from evalkit.model.finding import Finding, found
from evalkit.model.measures import Entry
from evalkit.model.place import Span
from evalkit.model.rubric import Measure
from evalkit.reading.measures import OF_MEASURE
from evalkit.reading.table_kinds import FACET_OF
from evalkit.scoring import normalise
from evalkit.scoring.aggregate import Array
from evalkit.scoring.leaves import sampled
from evalkit.scoring.tree import Mask
from evalkit.tables.codes import coded
from evalkit.tables.facets import declared
from evalkit.tables.found import Counted, all_counted, counted
from evalkit.tables.given_measures import measured_table
from evalkit.tables.given_ratings import RATING, Query, ratings_query
from evalkit.tables.measures import OF_SCORE, doubts, numbers, refuse_unprepared
from evalkit.tables.opened import opened, unread
from evalkit.tables.parts import Part
from evalkit.tables.places import places_of
from evalkit.tables.ratings import INAPPLICABLE, Standard, agree, flat_of
from evalkit.tables.sql import Rows, Tables, case_of, listed, quoted, silent, text

MEMORY = 800_000_000  # bytes that duckdb may use; what does not go in goes to disk
CHUNK = 100_000  # rows that are handed over at a time
SAMPLED = 20_000  # cases at a time of which it is asked whether measures apply


@dataclass(frozen=True)
class Stage:
    """The tables of a run, ready to be read batch by batch. ``cases``: how many there are;
    ``findings``: of the tables as such, and of measures whose scores hang on all cases;
    ``sample``: what these score, by id, a number a case; ``evidenced``: whether any table says what
    evidence there is."""

    tables: Tables
    query: Query
    cases: int
    findings: tuple[Counted, ...]
    sample: Mapping[str, Array]
    evidenced: bool

    def batches(self, size: int) -> Iterator[pa.Table]:
        """Frames of ``size`` cases each, in order of their ids; the last may have fewer."""
        at = 0
        for own in _frames(self.tables, self.query, size):
            frame = own
            for id, scores in self.sample.items():
                part = pa.array(scores[at : at + own.num_rows], from_pandas=True)
                frame = frame.append_column(OF_SCORE + id, part)
            at += own.num_rows
            yield frame


@contextmanager
def staged(
    parts: Sequence[Part], standard: Standard, year: int, room: Path, before: Sequence[Finding]
) -> Iterator[Stage]:
    """Tables joined and sorted as far as needed, until the run ends.

    Args:
        year: measured values of later years do not count.
        room: a folder for what does not go into memory.
        before: findings of looking at the tables.

    Raises:
        FileProblem: a file is not what its name says, or cannot be read to its end.
        Refusal: measures are prepared together.
    """
    import duckdb

    refuse_unprepared(standard.rubric)
    with duckdb.connect(config={"memory_limit": f"{MEMORY}B"}) as db:
        silent(db)
        db.execute(f"SET temp_directory = {text(room.as_posix())}")
        try:
            tables = Tables(db, opened(db, parts, room), standard, year)
            query, of_ratings = ratings_query(tables)
            measures, of_measures = measured_table(tables)
            _hold_cases(tables, query, measures)
            cases = int(tables.one("SELECT count(*) FROM cases"))
            sample, of_sample = _sample(tables, query, measures)
            of_files = (counted(before), tables.opened.findings)
            parts_of_run = (*of_files, of_ratings, of_measures, of_sample)
            evidenced = any(own.has("supports", "document") for own in tables.of("ratings"))
            evidenced |= bool(tables.of("evidence"))
            yield Stage(tables, query, cases, all_counted(parts_of_run), sample, evidenced)
        except duckdb.Error as error:
            raise unread(error, parts) from None


def _hold_cases(tables: Tables, query: Query, measures: Sequence[str]) -> None:
    """The table ``cases``: a row a case with its number, in order, its facets and measures."""
    held = tables.of("cases")
    each = [_with_place(own) for own in held]
    each += [f'SELECT "case", place FROM ({query.sql})'] if query.sql else []
    each = each or [_with_place(own) for own in tables.of("measures")]
    facets = _hold_facets(tables)
    chosen = ["c.*", *(f"f.{quoted(FACET_OF + id)}" for id in facets)]
    chosen += [f"m.{quoted(OF_MEASURE + id)}" for id in measures]
    joined = ' LEFT JOIN facets AS f ON f."case" = c."case"' if facets else ""
    joined += ' LEFT JOIN measured AS m ON m."case" = c."case"' if measures else ""
    every = f'SELECT "case", min(place) AS place FROM ({" UNION ALL ".join(each)})'
    tables.db.execute(
        'CREATE TABLE cases AS SELECT row_number() OVER (ORDER BY c."case") - 1 AS n,'
        f" {', '.join(chosen)} FROM"
        f' ({every} WHERE "case" IS NOT NULL GROUP BY "case") AS c{joined}'
    )


def _with_place(rows: Rows) -> str:
    return f'SELECT {case_of(rows)} AS "case", __place AS place FROM {rows.sql}'


def _hold_facets(tables: Tables) -> list[str]:
    """The table ``facets``, a row a case; the facets that are told, by id."""
    given = [own for own in tables.of("cases", "ratings") if own.part.starting(FACET_OF)]
    told = list(dict.fromkeys(id for own in given for id in own.part.starting(FACET_OF)))
    names = [quoted(FACET_OF + id) for id in told]
    each = [
        f'SELECT {case_of(own)} AS "case", '
        + ", ".join(f"{own.words(FACET_OF + id)} AS {quoted(FACET_OF + id)}" for id in told)
        + f" FROM {own.sql}"
        for own in given
    ]
    if each:
        most = ", ".join(f"max({name}) AS {name}" for name in names)
        asked = f'SELECT "case", {most} FROM ({" UNION ALL ".join(each)}) GROUP BY "case"'
        tables.db.execute(f"CREATE TABLE facets AS {asked}")
    return told


# --- measures whose scores hang on all cases ---------------------------------------------------


def _sample(
    tables: Tables, query: Query, measures: Sequence[str]
) -> tuple[dict[str, Array], list[Counted]]:
    """Scores of the measures whose scores hang on all cases, worked out over all of them, in order
    of the cases: 8 bytes a case and measure."""
    rubric = tables.standard.rubric
    rules = {c.id: rule for c, rule in rubric.measured.values() if rule.by_sample}
    ids = [id for id in rules if id in measures]
    if not ids:
        return {}, []
    applies = _applies(tables, query, ids)
    scores, findings = {}, list[Counted]()
    for n, id in enumerate(ids):
        column = tables.db.sql(f"SELECT {quoted(OF_MEASURE + id)} FROM cases ORDER BY n")
        values = numbers(column.to_arrow_table().column(0))
        values[~applies[:, n]] = np.nan
        reference = _number_of(tables, rules[id].reference)
        scores[id] = normalise.from_measure(values, rules[id], reference, rubric.is_index)
        findings += _of_sample(tables, id, rules[id], values, scores[id])
    return scores, findings


def _applies(tables: Tables, query: Query, ids: Sequence[str]) -> Mask:
    """Whether measured criteria apply, (cases, measures): by facets and by what raters say."""
    standard = tables.standard
    at = [standard.columns[id] for id in ids]
    said = Query()
    if query.sql and not query.wide:
        asked = tables.db.sql(f"SELECT DISTINCT criterion FROM ({query.sql})").fetchall()
        words = [word for (word,) in asked if standard.known.criterion(word or "") in ids]
        kept = f"SELECT * FROM ({query.sql}) WHERE criterion IN {listed(words)}"
        said = Query(f'{kept} ORDER BY "case", place')
    out = []
    for frame in _frames(tables, said, SAMPLED):
        places = places_of(frame)
        own, _ = declared(frame, places, standard)
        agreed, *_ = agree(flat_of(frame), places.cases, own.combos, own.combo, standard)
        out.append(agreed.states[:, at] != INAPPLICABLE)
    return np.concatenate(out) if out else np.ones((0, len(ids)), dtype=bool)


def _number_of(tables: Tables, case: str | None) -> int | None:
    """The number of a case; None where it is not there."""
    n = tables.one(f'SELECT min(n) FROM cases WHERE "case" = {text(case)}') if case else None
    return None if n is None else int(n)


def _of_sample(
    tables: Tables, id: str, rule: Measure, values: Array, scores: Array
) -> list[Counted]:
    """What is to be said of one measure over all cases."""

    def placed(n: int) -> tuple[CaseFile, Entry]:
        case, place = tables.db.execute(
            f'SELECT "case", place FROM cases WHERE n = {n}'
        ).fetchall()[0]
        span = tables.span(place)
        file = CaseFile(Case.model_construct(case=case), span.file, "")
        return file, Entry("", 0.0, "", 0, "", span.file, span.line)

    first = CaseFile(Case.model_construct(case=""), tables.opened.files[0], "")
    findings = list(sampled(id, rule, tables.standard.rubric.method.least_sample, [first], values))
    if rule.normalisation == "distance" and np.isnan(scores).all() and not np.isnan(values).all():
        said = {"measure": id, "reference": rule.reference or ""}
        findings.append(found("reference-missing", Span(tables.opened.files[0], 1, 1), **said))
    return [*counted(findings), *doubts(id, rule, placed, values, scores)]


# --- frames ------------------------------------------------------------------------------------


def _frames(tables: Tables, query: Query, size: int) -> Iterator[pa.Table]:
    """Cases in order, ``size`` at a time, with their ratings."""
    cases, rows_of_all = (
        silent(tables.db.cursor()) for _ in range(2)
    )  # each answers one query at a time
    given = iter(rows_of_all.sql(query.sql).to_arrow_reader(CHUNK)) if query.sql else iter(())
    left: pa.Table | None = None
    for at in range(0, int(tables.one("SELECT count(*) FROM cases")), size):
        asked = f"SELECT * FROM cases WHERE n >= {at} AND n < {at + size} ORDER BY n"
        own = cases.sql(asked).to_arrow_table().combine_chunks()
        file, row = _of_places(tables, own.column("place"))
        frame = own.drop_columns(["n", "place"])
        frame = frame.append_column("file", file).append_column("row", row)
        if query.sql:
            rows, left = _until(own.column("case")[-1].as_py(), left, given)
            frame = (_beside if query.wide else _with_ratings)(tables, frame, rows)
        yield frame


def _until(
    case: str, left: pa.Table | None, given: Iterator[pa.RecordBatch]
) -> tuple[pa.Table | None, pa.Table | None]:
    """Rows in order up to and with those of a case, and what of them is left over."""
    held: list[pa.Table] = []
    while True:
        if left is None:
            batch = next(given, None)
            if batch is None:
                break
            left = pa.Table.from_batches([batch])
        beyond = pc.index(pc.greater(left.column("case"), case), True).as_py()
        held.append(_short(left if beyond < 0 else left.slice(0, beyond)))
        left = None if beyond < 0 else left.slice(beyond)
        if left is not None:
            break
    whole = pa.concat_tables(held).unify_dictionaries().combine_chunks() if held else None
    return whole, left


def _short(rows: pa.Table) -> pa.Table:
    """Rows with their texts as codes, which take a tenth of the memory."""
    columns = {
        name: column.dictionary_encode() if pa.types.is_string(column.type) else column
        for name, column in zip(rows.column_names, rows.columns, strict=True)
    }
    return pa.table(columns)


def _of_places(tables: Tables, places: pa.ChunkedArray) -> tuple[pa.Array, pa.Array]:
    """Files and rows of places."""
    file, row = tables.opened.stands(np.asarray(places.combine_chunks()))
    files = pa.array(file.astype(np.int32))
    return pa.DictionaryArray.from_arrays(files, pa.array(tables.opened.files)), pa.array(row)


def _with_ratings(tables: Tables, frame: pa.Table, rows: pa.Table | None) -> pa.Table:
    """Cases with the list of their ratings, which come in the same order."""
    if rows is None:
        return frame
    case = coded(rows.column("case"))
    places = pc.index_in(pa.array(case.values, pa.string()), frame.column("case").combine_chunks())
    sizes = np.bincount(np.asarray(places)[case.codes], minlength=frame.num_rows)
    offsets = pa.array(np.concatenate([[0], np.cumsum(sizes)]), pa.int32())
    file, row = _of_places(tables, rows.column("place"))
    held = [rows.column(name).combine_chunks() for name in RATING]
    ratings = pa.StructArray.from_arrays([*held, file, row], [*RATING, "file", "row"])
    return frame.append_column("ratings", pa.ListArray.from_arrays(offsets, ratings))


def _beside(tables: Tables, frame: pa.Table, rows: pa.Table | None) -> pa.Table:
    """Cases with a column a criterion; nothing where a case has no row."""
    if rows is None:
        return frame
    there = rows.column("case").combine_chunks().dictionary_decode()
    at = pc.index_in(frame.column("case").combine_chunks(), there)
    for name in rows.column_names:
        if name not in ("case", "place"):
            frame = frame.append_column(name, rows.column(name).take(at))
    return frame
