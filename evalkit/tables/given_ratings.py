"""Tables of ratings and of evidence in; the query that gives all ratings in order of the cases,
out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from evalkit.model.finding import Finding, found
from evalkit.reading.case_cells import word_of
from evalkit.reading.table_kinds import CRITERION, OF_RATING
from evalkit.reading.table_numbers import is_missing
from evalkit.tables.found import Counted
from evalkit.tables.sql import Rows, Tables, case_of, listed, quoted, text

# of a rating, what a batch asks
RATING = (
    *("criterion", "rater", "level", "state", "checks"),
    *("because", "adjudicates", "supports", "contradicts"),
)
BECAUSE = ("because", "because_zh", "because_en")
# what a row of ratings says of its rating; one that says nothing and names a document is evidence
_OWN = (
    *("level", "state", "checks", *BECAUSE),
    *("confidence", "adjudicates"),
)


@dataclass(frozen=True, slots=True)
class Query:
    """Ratings in order of the cases: rows of :data:`RATING`, or wide, a row a case and a column a
    criterion; with ``case`` and ``place``. ``sql`` is empty where there are none."""

    sql: str = ""
    wide: bool = False


def ratings_query(tables: Tables) -> tuple[Query, list[Counted]]:
    """All ratings in order of the cases, and what is wrong with their tables as such."""
    ratings = tables.of("ratings")
    if not ratings:
        return Query(), []
    joined, findings = "", list[Counted]()
    wide = all(_is_wide(own, tables) for own in ratings)
    if wide:
        sql = " UNION ALL BY NAME ".join(_wide(own) for own in ratings)
    else:
        numbers = all(own.is_number("level") for own in ratings if own.has("level"))
        numbers &= not any(own.part.starting(CRITERION) for own in ratings)
        sql = " UNION ALL ".join(_long(own, numbers, tables) for own in ratings)
        joined, findings = _with_evidence(sql, tables)
    findings += tables.counted(
        "table-empty",
        f'SELECT place FROM ({sql}) WHERE "case" IS NULL ORDER BY place',
        lambda row: found("table-empty", tables.span(row[0]), column="case", wanted="@text"),
    )
    findings += [own for rows in ratings for own in _counts_unread(rows, tables)]
    kept = f'SELECT * FROM ({joined or sql}) WHERE "case" IS NOT NULL'
    in_order = not joined and _is_in_order(kept, tables)
    return Query(kept if in_order else f'{kept} ORDER BY "case", place', wide), findings


def _is_in_order(sql: str, tables: Tables) -> bool:
    """Whether rows come in order of the cases as they stand."""
    pairs = f'SELECT "case", lag("case") OVER () AS before FROM ({sql})'
    return bool(tables.one(f'SELECT coalesce(bool_and("case" >= before), true) FROM ({pairs})'))


def _is_wide(rows: Rows, tables: Tables) -> bool:
    """Whether a table has a row a case and a column a criterion, and says nothing else of its
    ratings."""
    more = ("level", "rater", "document", "supports", "contradicts", "adjudicates", *BECAUSE)
    reasons = any(name.startswith(OF_RATING) for name in rows.part.columns)
    if not rows.part.starting(CRITERION) or reasons or rows.has(*more):
        return False
    case = case_of(rows)
    return bool(tables.one(f"SELECT count({case}) = count(DISTINCT {case}) FROM {rows.sql}"))


def _wide(rows: Rows) -> str:
    held = [
        f"{rows.level(CRITERION + id)} AS {quoted(CRITERION + id)}"
        for id in rows.part.starting(CRITERION)
    ]
    chosen = ", ".join([f'{case_of(rows)} AS "case"', *held, "__place AS place"])
    return f"SELECT {chosen} FROM {rows.sql}"


def _long(rows: Rows, numbers: bool, tables: Tables) -> str:
    """Ratings with a row each, without further rows of evidence; ``numbers``: whether all levels
    are, in every table."""
    if criteria := rows.part.starting(CRITERION):
        return _turned(rows, criteria, tables)
    level = rows.level("level") if rows.has("level") else "NULL"
    supports, contradicts = _counts(rows, tables)
    if rows.has("document"):
        document, against = f"{rows.words('document')} IS NOT NULL", _against(rows, tables)
        supports += f" + ({document} AND NOT {against})::BIGINT"
        contradicts += f" + ({document} AND {against})::BIGINT"
    held = {
        "criterion": rows.as_is("criterion"),
        "rater": rows.as_is("rater"),
        "level": f"CAST({level} AS {'DOUBLE' if numbers else 'VARCHAR'})",
        "state": rows.as_is("state"),
        "checks": rows.as_is("checks"),
        "because": _told(rows, BECAUSE),
        "adjudicates": rows.said("adjudicates", tables.meaning(rows, "adjudicates", "yes")),
        "supports": supports,
        "contradicts": contradicts,
    }
    chosen = ", ".join(f"{sql} AS {name}" for name, sql in held.items())
    kept = f" WHERE NOT ({_is_further(rows)})" if rows.has("document") else ""
    return f'SELECT {case_of(rows)} AS "case", {chosen}, __place AS place FROM {rows.sql}{kept}'


def _counts_unread(rows: Rows, tables: Tables) -> Iterator[Counted]:
    """Cells that ought to count evidence and hold a word: none is counted."""
    for name in ("supports", "contradicts"):
        if sql := tables.no_numbers(rows, name, lambda own: word_of(own) != "" or is_missing(own)):
            said = {"column": rows.part.columns[name], "kind": "@cell-word"}

            def told(row: Sequence[Any], said: Mapping[str, str] = said) -> Finding:
                return found("table-cell", tables.span(row[2]), case=row[0], **said)

            yield from tables.counted("table-cell", sql, told)


def _is_further(rows: Rows) -> str:
    """Whether a row only tells further evidence."""
    said = [f"{rows.words(name)} IS NULL" for name in _OWN if rows.has(name)]
    return " AND ".join([f"{rows.words('document')} IS NOT NULL", *said])


def _against(rows: Rows, tables: Tables) -> str:
    """Whether evidence contradicts."""
    words = listed(tables.meaning(rows, "kind", "contradicts"))
    return f"coalesce({rows.words('kind')} IN {words}, false)"


def _turned(rows: Rows, criteria: Mapping[str, str], tables: Tables) -> str:
    """Columns that are criteria as rows; a reason is that of a criterion's own column, or of the
    row; what else a row says it says of all its ratings."""
    held = ", ".join(f"{rows.words(CRITERION + id)} AS {quoted(id)}" for id in criteria)
    supports, contradicts = _counts(rows, tables)
    inner = (
        f'SELECT {case_of(rows)} AS "case", {rows.words("rater")} AS rater, __place AS place,'
        f" {_told(rows, BECAUSE)} AS because,"
        f" {rows.said('adjudicates', tables.meaning(rows, 'adjudicates', 'yes'))} AS adjudicates,"
        f" {supports} AS supports, {contradicts} AS contradicts,"
        f" [{', '.join(_with_reason(rows, criteria))}]::VARCHAR[] AS reasoned, {held}"
        f" FROM {rows.sql}"
    )
    turned = f"UNPIVOT ({inner}) ON {', '.join(map(quoted, criteria))}"
    because = "because OR list_contains(reasoned, criterion) AS because"
    return (
        'SELECT "case", criterion, rater, level, NULL::VARCHAR AS state, NULL::VARCHAR AS checks,'
        f" {because}, adjudicates, supports, contradicts, place"
        f" FROM ({turned} INTO NAME criterion VALUE level)"
    )


def _with_reason(rows: Rows, criteria: Iterable[str]) -> Iterator[str]:
    """Of each criterion with a column of reasons its id where the cell holds one."""
    for id in criteria:
        names = [f"{OF_RATING}{id} {own}" for own in BECAUSE]
        if rows.has(*names):
            yield f"CASE WHEN {_told(rows, names)} THEN {text(id)} END"


def _told(rows: Rows, names: Iterable[str]) -> str:
    """Whether one of some columns holds anything."""
    return " OR ".join(f"{rows.words(name)} IS NOT NULL" for name in names)


def _counts(rows: Rows, tables: Tables) -> list[str]:
    """How much evidence a row counts for its rating, and how much against it."""
    names = ("supports", "contradicts")
    return [rows.many(name, tables.meaning(rows, name, "yes")) for name in names]


def _with_evidence(sql: str, tables: Tables) -> tuple[str, list[Counted]]:
    """Ratings with how much evidence stands behind each, in tables of its own or in further rows of
    theirs; empty where there is none. Evidence is its rater's, where none is named that of "a"; of
    several ratings that of the number it names, else the last."""
    ratings, held = tables.of("ratings"), tables.of("evidence")
    further = [own for own in ratings if own.has("document")]
    each = [_evidence(own, "true", tables) for own in held]
    each += [_evidence(own, _is_further(own), tables) for own in further]
    if not each:
        return "", []
    meant = tables.standard.known.criterion
    words = sorted({w for own in (*held, *ratings) for w in tables.distinct(own, "criterion")})
    ids = [meant(word) for word in words]
    tables.hold("words", {"word": pa.array(words, pa.string()), "id": pa.array(ids, pa.string())})
    tables.db.execute(
        'CREATE TABLE evidence AS SELECT "case", id, rater, nth,'
        " count(*) FILTER (NOT against) AS supports, count(*) FILTER (against) AS contradicts,"
        f" min(place) AS place FROM ({' UNION ALL '.join(each)}) AS e"
        " JOIN words ON words.word = e.criterion GROUP BY ALL"
    )
    whose = "PARTITION BY \"case\", id, coalesce(nullif(rater, ''), 'a')"
    known = (
        f"(SELECT *, row_number() OVER ({whose} ORDER BY place) AS nth,"
        f" row_number() OVER ({whose} ORDER BY place DESC) = 1 AS last FROM"
        f" (SELECT r.*, words.id FROM ({sql}) AS r LEFT JOIN words ON words.word = r.criterion))"
    )
    same = (
        "r.\"case\" = e.\"case\" AND r.id = e.id AND coalesce(nullif(r.rater, ''), 'a') = e.rater"
    )
    named, last = f"{same} AND r.nth = e.nth", f"{same} AND e.nth IS NULL AND r.last"
    findings = tables.counted(
        "evidence-without-rating",
        f'SELECT "case", id, rater, place FROM evidence AS e ANTI JOIN {known} AS r'
        f" ON {same} AND CASE WHEN e.nth IS NULL THEN r.last ELSE r.nth = e.nth END"
        " ORDER BY e.place",
        lambda row: found("evidence-without-rating", tables.span(row[3]), case=row[0],
                          criterion=row[1], rater=row[2]),
    )  # fmt: skip
    own = ", ".join(f"r.{name}" for name in RATING[:-2])
    with_named = (
        "SELECT r.*, coalesce(e.supports, 0) AS more, coalesce(e.contradicts, 0) AS against"
        f" FROM {known} AS r LEFT JOIN evidence AS e ON {named}"
    )
    return (
        f'SELECT r."case", {own}, r.supports + r.more + coalesce(e.supports, 0) AS supports,'
        " r.contradicts + r.against + coalesce(e.contradicts, 0) AS contradicts, r.place"
        f" FROM ({with_named}) AS r LEFT JOIN evidence AS e ON {last}"
    ), findings


def _evidence(rows: Rows, which: str, tables: Tables) -> str:
    return (
        f'SELECT {case_of(rows)} AS "case", {rows.words("criterion")} AS criterion,'
        f" coalesce({rows.words('rater')}, 'a') AS rater, {_against(rows, tables)} AS against,"
        f" TRY_CAST({rows.words('rating')} AS BIGINT) AS nth,"
        f" __place AS place FROM {rows.sql} WHERE {which}"
    )
