"""Values of regions, and regions, in; what becomes of the tables beside the cases, out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from evalkit.editing.table_text import Cell, changed, new_table
from evalkit.model.case import JournalLine
from evalkit.model.finding import Finding, found
from evalkit.model.place import Span
from evalkit.model.regions import Listed
from evalkit.model.rubric import Facet
from evalkit.reading.grids import MAX_BYTES, Grid, grids_of
from evalkit.reading.measures import COLUMNS, KEYS, Known, Value, entries_of, names_of, values_of
from evalkit.reading.regions import names_of as region_names
from evalkit.reading.regions import regions_of
from evalkit.reading.tables import Table, table_of
from evalkit.storage.disk import read_bytes

Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a file: its new bytes, and what was there; ``n``: changes to it."""

    path: Path
    content: bytes
    before: bytes | None
    n: int
    journal: tuple[JournalLine, ...] = ()

    @property
    def how(self) -> Literal["new", "changed", "same"]:
        if self.before is None:
            return "new"
        return "same" if self.before == self.content else "changed"


def measures_beside(
    folder: Path, values: Sequence[Value], known: Known
) -> tuple[list[Outcome], list[Finding]]:
    """The table of measures of a folder, with values that are new or other than there."""
    if not values:
        return [], []
    entries, findings = entries_of(values, known)
    rows: list[dict[str, Cell]] = []
    for (region, _), several in entries.items():
        for e in several:
            row: dict[str, Cell] = {"region": region, "measure": e.measure, "value": e.value}
            row |= {"unit": e.unit, "year": e.year, "source": e.source, "source_zh": e.source_zh}
            rows.append(row)
    path = folder / "measures.csv"
    if not path.exists():
        more = ["source_zh"] if any(row["source_zh"] for row in rows) else []
        content = new_table({name: name for name in (*COLUMNS, *more)}, rows)
        return [Outcome(path, content, None, len(rows))], findings
    grid, table = _opened(path, names_of(known), KEYS)
    if table is None or not {"region", "measure", "value", "year"} <= table.columns.keys():
        span, said = Span(path.as_posix(), 1, 1), ", ".join(COLUMNS)
        return [], [*findings, found("table-columns", span, column="region", columns=said)]
    there = {
        (v.region, v.entry.measure, v.entry.year): (v.row, v.entry.value, v.entry.unit)
        for v in values_of(table, known)[0]
    }
    replaced: dict[int, Row] = {}
    more_rows = []
    for row in rows:
        before = there.get((str(row["region"]), str(row["measure"]), int(row["year"])))
        if before is None:
            more_rows.append(row)
        elif before[1:] != (row["value"], row["unit"]):
            replaced[before[0]] = row
    return [_with_rows(path, (grid, table.columns), replaced, more_rows)], findings


def regions_beside(
    folder: Path, listed: Mapping[str, Listed], facets: Mapping[str, Facet] | None
) -> list[Outcome]:
    """The table of regions of a folder, with those that it does not list yet."""
    if not listed:
        return []
    path = folder / "regions.csv"
    ids = dict.fromkeys(id for row in listed.values() for id in row.facets)
    rows: list[dict[str, Cell]] = []
    for key, row in listed.items():
        held = {id: "; ".join(values) for id, values in row.facets.items()}
        rows.append(
            {"region": key, "name_zh": row.name.zh or "", "name_en": row.name.en or "", **held}
        )
    if not path.exists():
        names = {name: name for name in ("region", "name_zh", "name_en", *ids)}
        return [Outcome(path, new_table(names, rows), None, len(rows))]
    grid, table = _opened(path, region_names(facets), ("region",))
    if table is None:
        return []
    known, _ = regions_of(table, facets)
    columns = {name.removeprefix("facet "): at for name, at in table.columns.items()}
    more = [row for row in rows if row["region"] not in known]
    return [_with_rows(path, (grid, columns), {}, more)]


def _opened(path: Path, names: Mapping[str, str], keys: Iterable[str]) -> tuple[Grid, Table | None]:
    grids, _ = grids_of(read_bytes(path, MAX_BYTES), path.as_posix(), names)
    grid = grids[0] if grids and grids[0].encoding else Grid(path.as_posix(), "", (), ())
    return grid, table_of(grid, names, tuple(keys))[0]


def _with_rows(
    path: Path,
    held: tuple[Grid, Mapping[str, int]],
    replaced: Mapping[int, Row],
    more: Sequence[Row],
) -> Outcome:
    """A table with rows in the place of others, and rows more; what they do not say stays."""
    grid, columns = held
    content = read_bytes(path, MAX_BYTES)
    by_number = dict(zip(grid.numbers, grid.rows, strict=True))
    new_rows = {n: _placed(columns, row, by_number[n]) for n, row in replaced.items()}
    added = [_placed(columns, row, ()) for row in more]
    n = len(new_rows) + len(added)
    return Outcome(path, changed(content, grid, new_rows, added) if n else content, content, n)


def _placed(columns: Mapping[str, int], row: Row, before: Sequence[str]) -> list[Cell]:
    """The cells of a row where the table has its columns."""
    wide = max([*columns.values(), len(before)])
    out: list[Cell] = [*before, *[""] * (wide - len(before))]
    for name, at in columns.items():
        if row.get(name, "") != "":
            out[at - 1] = row[name]
    return out
