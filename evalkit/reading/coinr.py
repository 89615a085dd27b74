"""COINr's tables in: iMeta, which says what each column is and where it stands, and iData, a
row a unit and, in a panel, a year; a rubric of measured criteria, values and cases, out.

Groups become facets, denominators measures that others are divided by. What the tables hold and an
index of ours has no place for is named.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, count
from typing import Any

from evalkit.model.finding import Finding, found, listed, side_by_side
from evalkit.model.measures import Entry
from evalkit.reading.coinr_rules import COLUMNS, Rules, left_out
from evalkit.reading.grids import Grid, folded
from evalkit.reading.measures import Value
from evalkit.reading.table_numbers import figures, is_missing, short, whole
from evalkit.reading.tables import Table, TableRow, clean, table_of

META = {
    folded(name): name
    for name in ("iCode", "iName", "Direction", "Weight", "Level", "Parent", "Type", "Unit",
                 *COLUMNS)
}  # fmt: skip
DATA = {folded(name): name for name in ("uCode", "uName", "Time")}
UNIT = "—"  # of an indicator that names none
YEARS = range(1000, 10_000)


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


@dataclass(frozen=True)
class _Meta:
    """The rows of iMeta by code, of each kind of them the ids that codes become."""

    table: Table
    rows: Mapping[str, TableRow]
    kinds: Mapping[str, str]
    ids: Mapping[str, str]

    def of(self, *kinds: str) -> dict[str, str]:
        """Code → id of the rows of some kinds."""
        return {code: id for code, id in self.ids.items() if self.kinds[code] in kinds}

    def title(self, code: str) -> str:
        return self.rows[code].cells.get("iName", code)

    def unit(self, code: str) -> str:
        unit = self.rows[code].cells.get("Unit", UNIT)
        return UNIT if is_missing(unit) else unit


KINDS = ("indicator", "aggregate", "denominator", "group")


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
    whole = _Meta(table, rows, kinds, dict(ids_of([c for c in rows if kinds[c] in KINDS])))
    lost = {*_lost(whole)}
    own = replace(whole, ids={c: id for c, id in whole.ids.items() if c not in lost})
    rules = Rules(table, own.of("indicator"), own.of("denominator"))
    lacking = [*_left_out(whole), *rules.left_out]
    findings = [*wrong, *([left_out(table, lacking)] if lacking else [])]
    values: list[Value] = []
    cases: dict[str, dict[str, Any]] = {}
    facets: dict[str, dict[str, str]] = {}  # code of a group → its values as written → their ids
    tables = [table]
    for grid in data:
        columns = own.of("indicator", "denominator", "group")
        held = table_of(grid, {**DATA, **{folded(code): code for code in columns}})[0]
        if held is None:
            continue
        tables.append(held)
        years, said = _years(held, year)
        read, more = _values(held, own, years)
        values += read
        findings += [*said, *more, *_strange(held, own)]
        for unit, case in _cases(held, own, years, facets).items():
            cases[unit] = {**cases.get(unit, {}), **case, "rubric": f"{id}@1.0.0"}
    rubric = _rubric(own, rules, facets, id)
    return Index(rubric, tuple(values), tuple(cases.values()), tuple(findings), tuple(tables))


def ids_of(codes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Their codes, each with its id of ours; no id twice."""
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
    meta: _Meta, rules: Rules, facets: Mapping[str, Mapping[str, str]], id: str
) -> dict[str, Any]:
    """The tree that Parent draws, and what its indicators are divided by. The one node that has no
    parent is the index itself."""
    tree = meta.of("indicator", "aggregate")
    children: dict[str, list[str]] = {}
    for code in tree:
        parent = meta.rows[code].cells.get("Parent", "")
        children.setdefault("" if is_missing(parent) else parent, []).append(code)
    has_weights = "Weight" in meta.table.columns
    weights = figures(meta.table, "Weight")[0].values if has_weights else {}

    def node(code: str) -> dict[str, Any]:
        row = meta.rows[code]
        own: dict[str, Any] = {"id": tree[code], "code": code, "title": meta.title(code)}
        weight = weights.get(row.number)
        if weight is not None and weight != 1:
            own["weight"] = short(weight)
        if meta.kinds[code] == "indicator":
            return {**own, "measure": {"unit": meta.unit(code), **rules.measure(code)}}
        return {**own, **rules.mean(code), **parts(children.get(code, []))}

    def parts(codes: Sequence[str]) -> dict[str, Any]:
        groups = [node(code) for code in codes if meta.kinds[code] == "aggregate"]
        leaves = [node(code) for code in codes if meta.kinds[code] == "indicator"]
        return {**({"pillars": groups} if groups else {}),
                **({"criteria": leaves} if leaves else {})}  # fmt: skip

    tops, title, method = children.get("", []), id, {"aggregation": "arithmetic"}
    if len(tops) == 1 and children.get(tops[0]):
        title, method = meta.title(tops[0]), method | rules.mean(tops[0])
        tops = children[tops[0]]
    if rules.is_index:
        method["values"] = "index"
    below = parts(tops)
    pillars = below.get("pillars", [])
    if "criteria" in below:
        leaves = below["criteria"]
        weight = {"weight": short(float(sum(leaf.get("weight", 1) for leaf in leaves)))}
        mean = {"aggregation": method["aggregation"]}
        own = {"id": _free("indicators", tree.values()), "title": title}
        pillars = [*pillars, {**own, **(weight if pillars else {}), **mean, "criteria": leaves}]
    out: dict[str, Any] = {"rubric": id, "version": "1.0.0", "title": title, "method": method}
    groups = meta.of("group")
    if facets:
        out["facets"] = {
            groups[code]: {"title": meta.title(code), "values": {v: k for k, v in known.items()}}
            for code, known in facets.items()
        }
    if serving := [
        {"id": own, "title": meta.title(code), "unit": meta.unit(code)}
        for code, own in meta.of("denominator").items()
    ]:
        out["measures"] = serving
    if rules.per:
        out["prepare"] = {"per": dict(rules.per)}
    return {**out, "pillars": pillars}


def _free(id: str, taken: Collection[str]) -> str:
    """An id that nothing else has."""
    return next(own for own in chain([id], (f"{id}-{n}" for n in count(2))) if own not in taken)


def _years(table: Table, year: int | None) -> tuple[dict[int, int | None], list[Finding]]:
    """The year of each row, and what is wrong with it."""
    findings: list[Finding] = []
    years: dict[int, int | None] = {}
    for row in table.rows:
        text = row.cells.get("Time", "")
        own = None if not text or is_missing(text) else whole(text)
        if text and not is_missing(text) and (own is None or own not in YEARS):
            said = {"column": "Time", "value": text, "wanted": "@year"}
            findings.append(found("table-value", table.span(row.number, "Time"), **said))
            years[row.number] = None
        else:
            years[row.number] = own or year
    if not findings and any(when is None for when in years.values()):
        head = table.span(table.head)
        said = {"columns": "uCode, uName, Time", "constant": "year"}
        findings.append(found("table-columns", head, column="Time", **said))
    return years, findings


def _values(
    table: Table, meta: _Meta, years: Mapping[int, int | None]
) -> tuple[list[Value], list[Finding]]:
    """What iData has of indicators and denominators."""
    values: list[Value] = []
    findings: list[Finding] = []
    file = f"{table.file}:{table.sheet}" if table.sheet else table.file
    for code, id in meta.of("indicator", "denominator").items():
        if code not in table.columns:
            continue
        column, wrong = figures(table, code)
        findings += wrong
        for row in table.rows:
            value, when = column.values.get(row.number), years[row.number]
            if value is not None and when is not None and "uCode" in row.cells:
                entry = Entry(id, value, meta.unit(code), when, "", file, row.number)
                values.append(Value("", row.cells["uCode"], entry, row.number))
        for number in column.lost:
            text = next(row.cells[code] for row in table.rows if row.number == number)
            said = {"column": code, "value": text, "wanted": "@number"}
            findings.append(found("table-value", table.span(number, code), **said))
    return values, findings


def _cases(
    table: Table,
    meta: _Meta,
    years: Mapping[int, int | None],
    facets: dict[str, dict[str, str]],
) -> dict[str, dict[str, Any]]:
    """A case a unit, of the groups that its latest row names; ``facets`` take their values."""
    codes = (row.cells["uCode"] for row in table.rows if "uCode" in row.cells)
    units = dict(ids_of([*dict.fromkeys(codes)]))
    groups = {code: id for code, id in meta.of("group").items() if code in table.columns}
    for code in groups:
        texts = [row.cells.get(code, "") for row in table.rows]
        known = facets.setdefault(code, {})
        new = [text for text in texts if text and not is_missing(text) and text not in known]
        known |= dict(ids_of([*known, *dict.fromkeys(new)]))
    out: dict[str, dict[str, Any]] = {}
    for row in sorted(table.rows, key=lambda row: years[row.number] or 0):
        unit = row.cells.get("uCode")
        if unit is None:
            continue
        case = out.setdefault(unit, {"case": units[unit], "rubric": ""})
        case["region"] = {"name": row.cells.get("uName", unit), "code": unit}
        for group, id in groups.items():
            if value := facets[group].get(row.cells.get(group, "")):
                where = f"{table.file.rpartition('/')[2]}, {group}"
                case.setdefault("facets", {})[id] = {"is": value, "because": where}
    return {unit: out[unit] for unit in units}


def _left_out(meta: _Meta) -> list[tuple[str, str]]:
    """What iMeta has that an index of ours does not, and why: rows of other types, rows that lead
    nowhere, columns that nothing uses."""
    rest = [code for code, kind in meta.kinds.items() if kind not in KINDS]
    lost, passed = _lost(meta), meta.table.passed
    groups = (("other", rest), ("parent", lost), ("column", passed))
    return [(listed(names), why) for why, names in groups if names]


def _lost(meta: _Meta) -> list[str]:
    """Rows whose parents do not lead to the index."""
    above = {
        code: "" if is_missing(up := meta.rows[code].cells.get("Parent", "")) else up
        for code in meta.of("indicator", "aggregate")
    }
    out = []
    for code, parent in above.items():
        seen, at = {code}, parent
        while at in above and at not in seen:
            seen.add(at)
            at = above[at]
        out += [code] if at else []
    return out


def _strange(table: Table, meta: _Meta) -> Iterator[Finding]:
    """Columns of iData that iMeta does not list, and what it lists that iData does not have."""
    known = {folded(code) for code in meta.kinds}
    if strange := [name for name in table.passed if folded(clean(name)) not in known]:
        yield left_out(table, [(listed(strange), "unlisted")])
    asked = meta.of("indicator", "denominator", "group")
    if lacking := [code for code in asked if code not in table.columns]:
        span = table.span(table.head)
        yield found("index-without-data", span, n=len(lacking), words=side_by_side(lacking))
