"""COINr's tables in: iMeta, which says what each column is and where it stands, and iData, a
row a unit; a rubric of measured criteria, values and cases, out.

What evalkit has no place for is passed over and named: groups, denominators, columns that iMeta
does not list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from evalkit.model.finding import Finding, found, listed, side_by_side
from evalkit.model.measures import Entry
from evalkit.reading.grids import Grid, folded
from evalkit.reading.measures import Value
from evalkit.reading.table_numbers import figures, is_missing, short, whole
from evalkit.reading.tables import Table, TableRow, clean, table_of

META = {
    folded(name): name
    for name in ("iCode", "iName", "Direction", "Weight", "Level", "Parent", "Type", "Unit",
                 "Target", "Denominator")
}  # fmt: skip
DATA = {folded(name): name for name in ("uCode", "uName", "Time")}
UNIT = "—"  # of an indicator that names none


@dataclass(frozen=True)
class Index:
    """An index as COINr describes it, in our terms: the rubric, its values, its cases."""

    rubric: Mapping[str, Any]
    values: tuple[Value, ...] = ()
    cases: tuple[Mapping[str, Any], ...] = ()
    findings: tuple[Finding, ...] = ()
    tables: tuple[Table, ...] = field(default_factory=tuple)


def is_meta(grid: Grid) -> bool:
    """Whether a table is an iMeta, by its headings."""
    return _has(grid, "icode", "level")


def is_data(grid: Grid) -> bool:
    """Whether a table is an iData, by its headings."""
    return _has(grid, "ucode")


def _has(grid: Grid, *names: str) -> bool:
    return any({*names} <= {folded(cell) for cell in row} for row in grid.rows[:5])


def index_of(meta: Grid, data: Sequence[Grid], id: str, year: int | None) -> Index | None:
    """The index of two tables; None where iMeta has no rows.

    Args:
        id: of the rubric; year: of the values, where iData has no Time.
    """
    table, wrong = table_of(meta, META)
    if table is None or not table.rows:
        return None
    rows = {row.cells["iCode"]: row for row in table.rows if "iCode" in row.cells}
    kinds = {code: row.cells.get("Type", "Indicator").casefold() for code, row in rows.items()}
    names = dict(_ids([code for code in rows if kinds[code] in ("indicator", "aggregate")]))
    findings = [*wrong, *_passed_over(table, kinds)]
    rubric = _rubric(table, names, kinds, id)
    values: list[Value] = []
    cases: dict[str, Mapping[str, Any]] = {}
    tables = [table]
    for grid in data:
        own = {code: names[code] for code in names if kinds[code] == "indicator"}
        units = {code: rows[code].cells.get("Unit", UNIT) for code in own}
        held = table_of(grid, {**DATA, **{folded(code): code for code in own}})[0]
        if held is None:
            continue
        tables.append(held)
        read, more, said = _data(held, own, units, year)
        values += read
        findings += [*said, *_missing(held, own, kinds)]
        cases |= {case["case"]: {**case, "rubric": f"{id}@1.0.0"} for case in more}
    return Index(rubric, tuple(values), tuple(cases.values()), tuple(findings), tuple(tables))


def _ids(codes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Their codes as ids of ours, each once."""
    taken: set[str] = set()
    for code in codes:
        parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", "-", code)
        own = re.sub(r"[^a-z0-9]+", "-", parted.lower()).strip("-") or "x"
        own = own if own[0].isalpha() else f"x-{own}"
        id, n = own, 2
        while id in taken:
            id, n = f"{own}-{n}", n + 1
        taken.add(id)
        yield code, id


def _rubric(
    table: Table, ids: Mapping[str, str], kinds: Mapping[str, str], id: str
) -> dict[str, Any]:
    """The tree that Parent draws. The one node that has none is the index itself."""
    rows = [row for row in table.rows if row.cells.get("iCode") in ids]
    children: dict[str, list[TableRow]] = {}
    for row in rows:
        parent = row.cells.get("Parent", "")
        children.setdefault("" if is_missing(parent) else parent, []).append(row)
    weights, _ = figures(table, "Weight") if "Weight" in table.columns else (None, [])

    def node(row: TableRow) -> dict[str, Any]:
        code = row.cells["iCode"]
        own: dict[str, Any] = {"id": ids[code], "code": code}
        own["title"] = row.cells.get("iName", code)
        weight = weights.values.get(row.number) if weights is not None else None
        if weight is not None and weight != 1:
            own["weight"] = short(weight)
        if kinds[code] == "indicator":
            measure: dict[str, Any] = {"unit": row.cells.get("Unit", UNIT)}
            if row.cells.get("Direction", "1").startswith(("-", "−")):
                measure["better"] = "lower"
            return {**own, "measure": {**measure, "normalisation": "minmax"}}
        below = children.get(code, [])
        groups = [node(r) for r in below if kinds[r.cells["iCode"]] == "aggregate"]
        leaves = [node(r) for r in below if kinds[r.cells["iCode"]] == "indicator"]
        return {**own, **({"pillars": groups} if groups else {}),
                **({"criteria": leaves} if leaves else {})}  # fmt: skip

    tops = children.get("", [])
    title = id
    if len(tops) == 1:
        title = tops[0].cells.get("iName", id)
        tops = children.get(tops[0].cells["iCode"], [])
    pillars = [node(row) for row in tops if kinds[row.cells["iCode"]] == "aggregate"]
    loose = [node(row) for row in tops if kinds[row.cells["iCode"]] == "indicator"]
    if loose:
        pillars.append({"id": "indicators", "title": title, "criteria": loose})
    method = {"aggregation": "arithmetic"}
    return {"rubric": id, "version": "1.0.0", "title": title, "method": method, "pillars": pillars}


def _data(
    table: Table, own: Mapping[str, str], units: Mapping[str, str], year: int | None
) -> tuple[list[Value], list[dict[str, Any]], list[Finding]]:
    values: list[Value] = []
    cases: dict[str, dict[str, Any]] = {}
    findings: list[Finding] = []
    years = {row.number: whole(row.cells.get("Time", "")) or year for row in table.rows}
    if any(when is None for when in years.values()):
        head = table.span(table.head)
        said = {"columns": "uCode, uName, Time", "constant": "year"}
        findings.append(found("table-columns", head, column="Time", **said))
    units_of = dict(_ids([row.cells["uCode"] for row in table.rows if "uCode" in row.cells]))
    for row in table.rows:
        if code := row.cells.get("uCode"):
            region = {"name": row.cells.get("uName", code), "code": code}
            cases.setdefault(code, {"case": units_of[code], "rubric": "", "region": region})
    file = f"{table.file}:{table.sheet}" if table.sheet else table.file
    for code, id in own.items():
        if code not in table.columns:
            continue
        column, wrong = figures(table, code)
        findings += wrong
        for row in table.rows:
            value, when = column.values.get(row.number), years[row.number]
            if value is not None and when is not None and "uCode" in row.cells:
                entry = Entry(id, value, units[code], when, "", file, row.number)
                values.append(Value("", row.cells["uCode"], entry, row.number))
        for number in column.lost:
            text = next(row.cells[code] for row in table.rows if row.number == number)
            said = {"column": code, "value": text, "wanted": "@number"}
            findings.append(found("table-value", table.span(number, code), **said))
    return values, list(cases.values()), findings


def _passed_over(table: Table, kinds: Mapping[str, str]) -> list[Finding]:
    """Rows of iMeta that are neither indicators nor aggregates, and columns that nothing uses."""
    rest = [code for code, kind in kinds.items() if kind not in ("indicator", "aggregate")]
    rest += [name for name in ("Target", "Denominator") if name in table.columns]
    rest += list(table.passed)
    if not rest:
        return []
    return [found("table-column-unknown", table.span(table.head), columns=listed(rest))]


def _missing(table: Table, own: Mapping[str, str], kinds: Mapping[str, str]) -> list[Finding]:
    """Columns of iData that iMeta does not list, and indicators that iData does not have."""
    out = []
    known = {folded(code) for code in kinds}
    strange = [name for name in table.passed if folded(clean(name)) not in known]
    span = table.span(table.head)
    if strange:
        out.append(found("table-column-unknown", span, columns=listed(strange)))
    lacking = [code for code in own if code not in table.columns]
    if lacking:
        out.append(found("index-without-data", span, n=len(lacking), words=side_by_side(lacking)))
    return out
