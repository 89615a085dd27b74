"""Tables of measures and of cases in; a table with a row a case and a column a measure, in duckdb,
out: of each measure the latest value not after the run's year, in the rubric's unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from evalkit.model.fields import both
from evalkit.model.finding import Finding, found
from evalkit.reading import measures as names
from evalkit.reading.measures import OF_MEASURE, OF_YEAR, region_word, unit_in
from evalkit.reading.table_numbers import figure_in, is_missing
from evalkit.tables.found import Counted
from evalkit.tables.sql import Rows, Tables, case_of, quoted, text

# what a table of measures may call the region of a case; what comes first before the rest
KEYS = ("code", "region", "region_zh", "region_en")
_ITSELF = 9  # the case's own id, where a table names regions by it


def measured_table(tables: Tables) -> tuple[list[str], list[Counted]]:
    """The measures of the table ``measured`` in duckdb, by id; none where there is no such table.

    What a case has of its own comes before what its region has, year by year; of two values of one
    year that differ, none counts.
    """
    given = tables.of("measures")
    wanted = [criterion.id for criterion, _ in tables.standard.rubric.measured.values()]
    if not given:
        return [], []
    if len(given) == 1 and _is_plain(given[0], tables):
        return _plainly(given[0], wanted, tables), [*_unread(given[0], tables)]
    _keys(tables)
    each = " UNION ALL ".join(sql for own in given for sql in _values(own, tables.year))
    tables.db.execute(f"CREATE TABLE raw AS SELECT * FROM ({each}) WHERE value IS NOT NULL")
    findings = [own for rows in given for own in _unread(rows, tables)]
    findings += [*_meant(tables), *_by_case(tables)]
    counts = f"FILTER (year <= {tables.year})"
    each = (
        f"SELECT of_case, id, first, arg_max(value, year) {counts} AS value, max(year) {counts}"
        " AS year FROM known GROUP BY ALL"
    )
    both_of = (
        "SELECT of_case, id, max(value) FILTER (first = 0) AS own, max(year) FILTER (first = 0) AS"
        " own_year, arg_min_null(value, first) FILTER (first > 0) AS value,"
        f" arg_min_null(year, first) FILTER (first > 0) AS year FROM ({each}) GROUP BY ALL"
    )
    latest = (
        "CASE WHEN own IS NOT NULL AND own_year >= coalesce(year, own_year) THEN own"
        " ELSE coalesce(value, own) END"
    )
    held = ", ".join(
        f"max({latest}) FILTER (id = {text(id)}) AS {quoted(OF_MEASURE + id)}" for id in wanted
    )
    tables.db.execute(
        f'CREATE TABLE measured AS SELECT of_case AS "case", {held} FROM ({both_of})'
        " GROUP BY of_case"
    )
    return wanted, findings


def _is_plain(rows: Rows, tables: Tables) -> bool:
    """Whether a table has a row a case and a column a measure, in the rubric's units."""
    ids = rows.part.starting(OF_MEASURE)
    if not ids or not rows.has("case") or rows.has("measure", "unit", "year", "region", "value"):
        return False
    rules, case = tables.standard.rubric.quantities, case_of(rows)
    units = ((id, unit_in(heading)) for id, heading in ids.items())
    if not all(not unit or rules[id].takes(unit) for id, unit in units):
        return False
    return bool(tables.one(f"SELECT count({case}) = count(DISTINCT {case}) FROM {rows.sql}"))


def _plainly(rows: Rows, wanted: Sequence[str], tables: Tables) -> list[str]:
    there = rows.part.starting(OF_MEASURE)
    ids = [id for id in wanted if id in there]
    held = ", ".join(f"{_number(rows, OF_MEASURE + id)} AS {quoted(OF_MEASURE + id)}" for id in ids)
    tables.db.execute(
        f'CREATE VIEW measured AS SELECT {case_of(rows)} AS "case", {held} FROM {rows.sql}'
    )
    return ids


def _number(rows: Rows, name: str) -> str:
    """A column as numbers; nothing where it holds none, or no finite one."""
    own = rows.level(name) if rows.is_number(name) else rows.words(name)
    value = f"TRY_CAST({own} AS DOUBLE)"
    return f"CASE WHEN isfinite({value}) THEN {value} END"


def _unread(rows: Rows, tables: Tables) -> Iterator[Counted]:
    """Cells of values that hold a word, and do not say that nothing is known."""
    for name, heading in rows.part.columns.items():
        if name != "value" and not name.startswith((OF_MEASURE, OF_YEAR)):
            continue
        if sql := tables.no_numbers(rows, name, is_missing):

            def told(row: Sequence[Any], heading: str = heading) -> Finding:
                said = {"column": heading, "value": row[1], "wanted": "@number"}
                span = tables.span(row[2])
                return found("table-value", span, case=row[0], fix=figure_in(row[1]), **said)

            yield from tables.counted("table-value", sql, told)


def _keys(tables: Tables) -> None:
    """The table ``keys``: what the regions of cases may be called."""
    each = [
        f'SELECT {case_of(own)} AS "case", {own.words(name)} AS word, {n} AS first FROM {own.sql}'
        for own in tables.of("cases")
        for n, name in enumerate(KEYS)
        if own.has(name)
    ]
    each = each or ['SELECT NULL::VARCHAR AS "case", NULL::VARCHAR AS word, 0 AS first']
    tables.db.execute(
        f"CREATE TABLE keys AS SELECT * FROM ({' UNION ALL '.join(each)})"
        ' WHERE "case" IS NOT NULL AND word IS NOT NULL'
    )


def _values(rows: Rows, year: int) -> Iterator[str]:
    """Queries that give the values of a table of measures, a row each; a value without a column of
    years is of the run's year."""
    of_year = f"TRY_CAST({rows.words('year')} AS DOUBLE)" if rows.has("year") else str(year)
    columns: dict[str, tuple[str, str, str]] = {}
    if rows.has("value"):
        columns["value"] = rows.words("measure"), of_year, ""
    elif wide := rows.part.starting(OF_MEASURE):
        columns = {OF_MEASURE + id: (text(id), of_year, unit_in(h)) for id, h in wide.items()}
    else:
        years = rows.part.starting(OF_YEAR)
        columns = {OF_YEAR + own: (rows.words("measure"), own, "") for own in years}
    for name, (measure, when, unit) in columns.items():
        own = f"coalesce({rows.words('unit')}, {text(unit) if unit else 'NULL'})"
        yield (
            f'SELECT {rows.words("case")} AS "case", {rows.words("region")} AS region,'
            f" {measure} AS measure, {own} AS unit, {_number(rows, name)} AS value,"
            f" {when} AS year, __place AS place FROM {rows.sql}"
        )


def _meant(tables: Tables) -> Iterator[Counted]:
    """The table ``sound``: values of measures that the rubric has, in its units."""
    rubric = tables.standard.rubric
    known, rules = names.known_of(rubric, (), ()), rubric.quantities
    asked = tables.db.execute("SELECT DISTINCT measure, unit FROM raw").fetchall()
    ids = [known.measure(measure or "") for measure, _ in asked]
    units = [unit or known.units.get(id, "") for id, (_, unit) in zip(ids, asked, strict=True)]
    sound = [id in rules and rules[id].takes(u) for id, u in zip(ids, units, strict=True)]
    held = {
        "measure": pa.array([measure for measure, _ in asked], pa.string()),
        "unit": pa.array([unit for _, unit in asked], pa.string()),
        "id": pa.array(ids, pa.string()),
        "sound": pa.array(sound, pa.bool_()),
        "there": pa.array([id in rules for id in ids], pa.bool_()),
    }
    tables.hold("meant", held)
    joined = (
        "raw AS r JOIN meant AS m ON r.measure IS NOT DISTINCT FROM m.measure"
        " AND r.unit IS NOT DISTINCT FROM m.unit"
    )
    tables.db.execute(f"CREATE TABLE sound AS SELECT r.*, m.id FROM {joined} WHERE m.sound")
    chosen = f'SELECT r."case", m.id, r.measure, r.unit, r.place FROM {joined} WHERE'

    def of_unit(row: Sequence[Any]) -> Finding:
        case, id, _, unit, place = row
        said = {"measure": id, "given": unit, "wanted": both(rules[id].unit)}
        return found("measure-unit", tables.span(place), case=case, **said)

    def unknown(row: Sequence[Any]) -> Finding:
        said = {"words": row[2] or "—", "choices": ", ".join([*rules][:12])}
        return found("table-measure-unknown", tables.span(row[4]), case=row[0], n=1, **said)

    in_order = "ORDER BY r.place"
    unfit = f"{chosen} there AND NOT sound {in_order}"
    yield from tables.counted("measure-unit", unfit, of_unit)
    yield from tables.counted("table-measure-unknown", f"{chosen} NOT there {in_order}", unknown)


def _by_case(tables: Tables) -> list[Counted]:
    """The table ``known``: values by case, of its own (``first`` 0) or of its region."""
    words = tables.db.execute(
        "SELECT word FROM keys UNION SELECT region FROM sound WHERE region IS NOT NULL"
    ).fetchall()
    held = {
        "word": pa.array([word for (word,) in words], pa.string()),
        "id": pa.array([region_word(word) for (word,) in words], pa.string()),
    }
    tables.hold("region_words", held)
    chosen, of_region = "v.id, v.year, v.value, v.place", 'v."case" IS NULL'
    tables.db.execute(
        f'CREATE TABLE by_case AS SELECT v."case" AS of_case, 0 AS first, {chosen}'
        ' FROM sound AS v WHERE v."case" IS NOT NULL'
        f' UNION ALL SELECT DISTINCT k."case", 1 + k.first, {chosen} FROM sound AS v'
        " JOIN region_words AS a ON a.word = v.region JOIN region_words AS b ON b.id = a.id"
        f" JOIN keys AS k ON k.word = b.word WHERE {of_region}"
        f" UNION ALL SELECT v.region, {_ITSELF}, {chosen} FROM sound AS v"
        f" WHERE {of_region} AND v.region IS NOT NULL"
    )
    same = ("of_case", "first", "id", "year")
    twice = f"SELECT {', '.join(same)} FROM by_case GROUP BY ALL HAVING count(DISTINCT value) > 1"
    on = " AND ".join(f"b.{name} = t.{name}" for name in same)
    tables.db.execute(
        f"CREATE TABLE known AS SELECT b.* FROM by_case AS b ANTI JOIN ({twice}) AS t ON {on}"
    )

    def again(row: Sequence[Any]) -> Finding:
        case, id, year, place, first = row
        said = {"region": case, "measure": id, "year": int(year), "first": first % (1 << 40)}
        return found("table-repeated", tables.span(place), case=case, **said)

    return tables.counted(
        "table-repeated",
        f"SELECT b.of_case, b.id, b.year, max(b.place), min(b.place) FROM by_case AS b"
        f" JOIN ({twice}) AS t ON {on} GROUP BY b.of_case, b.first, b.id, b.year"
        " ORDER BY max(b.place)",
        again,
    )
