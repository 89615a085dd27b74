"""Cases in; the rows of the tables that hold them without loss, out: what
:mod:`evalkit.reading.case_tables` reads again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from evalkit.model.case import Case
from evalkit.model.measures import MeasureTable
from evalkit.reading.case_columns import COLUMNS, FACET, NEEDED, WHOSE, Column, cells, names_of
from evalkit.reading.commitments import to_rows
from evalkit.reading.joining import begun

Row = Mapping[str, str | float]
Rows = list[dict[str, str | float]]
# table → the key of a case under which its items stand
_KEYS = {"documents": "documents", "targets": "targets", "waivers": "allow"}


def rows_of(
    cases: Sequence[Case], table: MeasureTable | None = None, facets: Collection[str] = ()
) -> dict[str, tuple[tuple[str, ...], Rows]]:
    """Table → (its columns, its rows), of the tables that have any row, and of cases.

    Args:
        table: what is measured of regions beside the cases; with it, they are packed too.
        facets: those of the rubric: headed by their ids alone.
    """
    held: dict[str, Rows] = {
        name: [] for name in ("cases", "documents", "raters", "ratings", "evidence", "measures")
    }
    held |= {"targets": [], "commitments": list(to_rows(cases)), "waivers": [], "regions": []}
    for case in cases:
        data = case.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
        held["cases"].append({"case": case.case, **_case(data, facets)})
        for name, row in _items(case, data):
            held[name].append({"case": case.case, **row})
    if table is not None:
        held["measures"] += _measured(table)
        held["regions"] += _regions(table)
    return {
        name: (_columns(name, rows), rows) for name, rows in held.items() if rows or name == "cases"
    }


def _columns(name: str, rows: Rows) -> tuple[str, ...]:
    """The columns that are used, and those that are needed; in the order of the format."""
    used = {key for row in rows for key in row}
    needed = {several[-1 if name == "measures" else 0] for several in NEEDED.get(name, ())}
    if name not in COLUMNS:
        return tuple(dict.fromkeys(key for row in rows for key in row))
    first = ["case", *(["region"] if name == "measures" else []), *WHOSE[name][1:]]
    order = [*first, *(heading for c in COLUMNS[name] for heading in names_of(c))]
    order += ["source_zh"] if name == "measures" else []
    more = dict.fromkeys(key for row in rows for key in row if key not in order)
    return tuple(key for key in [*order, *more] if key in used | needed)


def _case(data: Mapping[str, Any], facets: Collection[str]) -> dict[str, str | float]:
    row = dict(cells(data, COLUMNS["cases"]))
    taken = {heading for column in COLUMNS["cases"] for heading in names_of(column)} | {"case"}
    for id, declared in data.get("facets", {}).items():
        head = id if id in facets and id not in taken else f"facets.{id}"
        for column in FACET:
            name = f"{head}_{column.name}" if column.name else head
            row |= cells(declared, [Column(name, column.path, column.kind)])
    return row


def _items(case: Case, data: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, str | float]]]:
    """(table, row) of everything in a case that is a row of its own, but for commitments."""
    for name, key in _KEYS.items():
        for item in data.get(key, ()):
            yield name, dict(cells(item, COLUMNS[name]))
    for rater, told in data.get("raters", {}).items():
        yield "raters", {"rater": rater, **dict(cells(told, COLUMNS["raters"]))}
    for criterion in case.ratings:
        yield from _rated(case, criterion)
    for measure in case.measures:
        for value in case.measurements_of(measure):
            item = value.model_dump(mode="json", exclude_none=True)
            yield "measures", {"measure": measure, **dict(cells(item, COLUMNS["measures"]))}


def _rated(case: Case, criterion: str) -> Iterator[tuple[str, dict[str, str | float]]]:
    """The ratings of a criterion and their evidence; ``rating`` counts those of one rater where
    there are several."""
    ratings = [rating for rating in case.ratings_of(criterion) if begun(rating)]
    seen: dict[str, int] = {}
    for rating in ratings:
        seen[rating.rater] = seen.get(rating.rater, 0) + 1
        item = rating.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        own: dict[str, str | float] = {"criterion": criterion, "rater": rating.rater}
        yield "ratings", own | dict(cells(item, COLUMNS["ratings"]))
        several = sum(other.rater == rating.rater for other in ratings) > 1
        which: dict[str, str | float] = {"rating": seen[rating.rater]} if several else {}
        for evidence in item.get("evidence", ()):
            yield "evidence", own | which | dict(cells(evidence, COLUMNS["evidence"]))


def _measured(table: MeasureTable) -> Iterator[dict[str, str | float]]:
    for (region, measure), entries in table.entries.items():
        for e in entries:
            row: dict[str, str | float] = {"region": region, "measure": measure, "value": e.value}
            row |= {"unit": e.unit, "year": e.year, "source": e.source}
            yield row | ({"source_zh": e.source_zh} if e.source_zh else {})


def _regions(table: MeasureTable) -> Iterator[dict[str, str | float]]:
    for key, row in table.listed.items():
        names = {"name_zh": row.name.zh or "", "name_en": row.name.en or ""}
        facets = {id: "; ".join(values) for id, values in row.facets.items()}
        yield {"region": key, **names, **facets}
