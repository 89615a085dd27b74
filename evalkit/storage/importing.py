"""Tables in; what they make of the case files of a folder, planned whole and then written, or not
at all."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from numbers import Real
from pathlib import Path
from typing import Any, Literal

from evalkit.editing import Change, EditRefused, case_text, edited
from evalkit.editing.importing import changes_of, collapsed, plain_commitment
from evalkit.editing.journal import appended
from evalkit.editing.table_text import changed, new_table
from evalkit.model.case import CaseFile, JournalLine
from evalkit.model.finding import Finding, found, in_order
from evalkit.model.place import Span
from evalkit.model.refusal import reason
from evalkit.model.rubric import RubricFile
from evalkit.model.table_map import TableMap
from evalkit.reading.case import read_case
from evalkit.reading.case_against_rubric import check_case
from evalkit.reading.case_tables import (
    Draft,
    Held,
    Known,
    Reader,
    case_of,
    identified,
    is_case,
    known_of,
    unknown_case,
    wide_columns,
)
from evalkit.reading.commitments import Row
from evalkit.reading.grids import MAX_BYTES, MAX_ROWS, Grid, grids_of
from evalkit.reading.measures import COLUMNS as MEASURED
from evalkit.reading.measures import KEYS, OF_MEASURE, OF_YEAR, Value, entries_of, values_of
from evalkit.reading.measures import known_of as known_measures
from evalkit.reading.measures import names_of as measure_names
from evalkit.reading.regions import names_of as region_names
from evalkit.reading.regions import regions_of
from evalkit.reading.table_map import mapped, read_map, unused
from evalkit.reading.table_numbers import decimal_mark
from evalkit.reading.tables import table_of
from evalkit.scoring.measurements import keys_of
from evalkit.storage.changing import journal_path, now, user
from evalkit.storage.disk import FileProblem, read_bytes, write
from evalkit.storage.loading import Loaded, load, rubric_at_hand
from evalkit.storage.rubrics import open_document
from evalkit.storage.tables import Opened, open_tables, pins_in, told_apart

FIGURES = ("value", "value_to", "growth", "growth_to", "level", "money", "baseline")


@dataclass(frozen=True, slots=True)
class Guess:
    """How a table was read. ``columns``: (their heading, our name); ``decimal``: the mark of its
    figures, empty where none was seen; ``left_out``: (row, its first text)."""

    file: str
    sheet: str
    kind: str
    encoding: str
    separator: str
    decimal: str
    head: int
    columns: tuple[tuple[str, str], ...]
    rows: int
    left_out: tuple[tuple[int, str], ...]
    passed: tuple[str, ...]


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


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import makes of tables: how each was read, and what becomes of which file; nothing
    is written where a finding is an error."""

    guesses: tuple[Guess, ...] = ()
    files: tuple[Outcome, ...] = ()
    findings: tuple[Finding, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def refused(self) -> bool:
        """Whether nothing may be written."""
        return any(finding.severity == "error" for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Asked:
    """Where an import goes, under which rubric, by whom and by what mapping."""

    folder: Path
    rubric: str | None = None
    told: TableMap = field(default_factory=TableMap)
    map_file: str = ""
    who: str = ""


def plan_import(opened: Opened, asked: Asked) -> Imported:
    """How tables are read, and what they make of the files of a folder.

    Raises:
        FileProblem: a file cannot be opened.
    """
    told = asked.told
    strange = unused(told, [grid for _, grid in opened.grids], asked.map_file)
    opened = replace(opened, grids=tuple((p, mapped(g, told)) for p, g in opened.grids))
    there = load([asked.folder]) if asked.folder.is_dir() else Loaded(None, (), None, ())
    standard, of_rubric = _standard(opened, asked, there)
    rubric = standard.rubric if standard is not None else None
    files = there.files
    named = [(keys_of(f.case)[0], f.case.region.name) for f in files]
    listed = there.table.listed if there.table is not None else {}
    named += [(key, row.name) for key, row in listed.items()]
    of = known_measures(rubric, named, [(f.case.case, keys_of(f.case)[0]) for f in files])
    known = known_of(rubric, files, of)
    held, wrong = _held(opened, known, told)
    reader = Reader(known, named)
    reader.decimal = told.decimal or ""
    reader.read(held)
    findings = [*opened.findings, *strange, *of_rubric, *wrong, *reader.findings]
    if rubric is None and any(one.kind in ("ratings", "evidence") for one in held):
        first = next(one for one in held if one.kind in ("ratings", "evidence"))
        findings.append(found("table-without-rubric", first.table.span(first.table.head)))
    plan = _Plan(asked, standard, reader.known, files, findings)
    for row in reader.commitments:
        id = known.case(row.case)
        draft = reader.drafts.setdefault(id, Draft(id, {"case": id}, {(): row.span}))
        draft.data.setdefault("_rows", []).append(row)
    outcomes = [o for draft in reader.drafts.values() if (o := plan.case(draft)) is not None]
    outcomes += plan.measures([v for values in reader.tables for v in values])
    outcomes += plan.regions(reader)
    said = in_order(plan.findings)
    guesses = tuple(_guess(one, told) for one in held)
    return Imported(guesses, tuple(outcomes), said, opened.texts)


def _standard(
    opened: Opened, asked: Asked, there: Loaded
) -> tuple[RubricFile | None, tuple[Finding, ...]]:
    """The rubric that is named, by the command, by a table of cases, by the cases that are there;
    else the only one at hand."""
    if asked.rubric is None and not pins_in(opened) and there.standard is not None:
        return there.standard, ()
    return rubric_at_hand(asked.rubric, pins_in(opened), [asked.folder])


def _held(
    opened: Opened, known: Known, told: TableMap
) -> tuple[tuple[Held, ...], tuple[Finding, ...]]:
    if told.table is None:
        return told_apart(opened, known, (), [path for path, _ in opened.grids])
    held, findings = [], list[Finding]()
    for path, grid in opened.grids:
        one, wrong = identified(grid, path.stem, known, told.table)
        findings += wrong
        held += [one] if one is not None else []
    return tuple(held), tuple(findings)


def _guess(held: Held, told: TableMap) -> Guess:
    table = held.table
    names = [n for n in table.columns if n in FIGURES or n.startswith((OF_MEASURE, OF_YEAR))]
    names += wide_columns(table)
    texts = (r.cells[n] for r in table.rows for n in names if n in r.cells and n not in r.typed)
    mark = told.decimal or decimal_mark(texts, table.separator)
    columns = tuple((table.headings[name], name) for name in table.columns)
    how = (table.encoding, table.separator, mark if mark in (".", ",") else "", table.head)
    n = len(table.rows)
    return Guess(table.file, table.sheet, held.kind, *how, columns, n, table.left_out, table.passed)


class _Plan:
    """What becomes of each file of a folder; ``findings`` grow with what cannot be done."""

    def __init__(
        self,
        asked: Asked,
        standard: RubricFile | None,
        known: Known,
        files: Sequence[CaseFile],
        findings: list[Finding],
    ) -> None:
        self.asked, self.standard, self.known = asked, standard, known
        self.files = {file.case.case: file for file in files}
        self.findings = findings

    def case(self, draft: Draft) -> Outcome | None:
        """The file of a case, new or changed; None where it cannot be written."""
        own = self.files.get(draft.id)
        rows: list[Row] = draft.data.pop("_rows", [])
        if own is None and not is_case(draft):
            draft.data |= {"commitments": rows} if rows else {}
            self.findings.append(unknown_case(draft, self.files))
            return None
        document = case_of(draft, self.known, own)
        read, wrong = read_case(document, "")
        self.findings += [f for f in wrong if f.severity == "error"]
        if read is None:
            return None
        if self.standard is not None and read.case.rubric == self.standard.rubric.pin:
            _, wrong = check_case(read, self.standard)
            self.findings += [f for f in wrong if f.severity == "error"]
        data = dict(document.data)
        if rows:
            data["commitments"] = [plain_commitment(row.commitment) for row in rows]
        return self._new(draft, data) if own is None else self._changed(own, draft, data)

    def _new(self, draft: Draft, data: Mapping[str, Any]) -> Outcome | None:
        path = self.asked.folder / f"{draft.id}.yaml"
        if path.exists():
            raise FileProblem(reason("file.taken", path))
        return Outcome(path, case_text(collapsed(data)).encode(), None, 1)

    def _changed(self, own: CaseFile, draft: Draft, wanted: Mapping[str, Any]) -> Outcome | None:
        path = Path(own.file)
        if not path.is_file():
            return None  # it stands in tables already
        document, *_ = open_document(path)
        data = document.data if document is not None else {}
        pin = draft.data.get("rubric")
        if pin is not None and pin != data.get("rubric"):
            said = {"wanted": str(pin), "used": str(data.get("rubric")), "file": own.file}
            self.findings.append(found("rubric-differs", draft.spans.get(("rubric",), Span(own.file)),
                                       case=draft.id, **said))  # fmt: skip
            return None
        own_keys = {key: wanted[key] for key in wanted if key in draft.data or key == "commitments"}
        if "region" in own_keys:
            own_keys["region"] = draft.data["region"]
        changes: list[Change] = changes_of(data, own_keys)
        content = read_bytes(path)
        who = self.asked.who or user()
        try:
            new = edited(content, own.file, changes, who=who, command="import", time=now())
        except EditRefused as refused:
            self.findings.append(refused.finding)
            return None
        return Outcome(path, new.content, content, len(new.journal), new.journal)

    def measures(self, values: Sequence[Value]) -> list[Outcome]:
        """The table of measures of the folder, with values that are new or other than there."""
        if not values:
            return []
        entries, wrong = entries_of(values, self.known.measures)
        self.findings += wrong
        path = self.asked.folder / "measures.csv"
        held = [(region, e) for (region, _), several in entries.items() for e in several]
        rows = [
            {"region": region, "measure": e.measure, "value": e.value, "unit": e.unit,
             "year": e.year, "source": e.source, "source_zh": e.source_zh}
            for region, e in held
        ]  # fmt: skip
        if not path.exists():
            more = ["source_zh"] if any(row["source_zh"] for row in rows) else []
            names = {name: name for name in (*MEASURED, *more)}
            return [Outcome(path, new_table(names, rows), None, len(rows))]
        content = read_bytes(path, MAX_BYTES)
        names_known = measure_names(self.known.measures)
        grids, _ = grids_of(content, path.as_posix(), names_known)
        table, _ = table_of(grids[0], names_known, KEYS) if grids else (None, ())
        if table is None or not {"region", "measure", "value", "year"} <= table.columns.keys():
            said = ", ".join(MEASURED)
            self.findings.append(
                found("table-columns", Span(path.as_posix(), 1, 1), column="region", columns=said)
            )
            return []
        there, _ = values_of(table, self.known.measures)
        known = {(v.region, v.entry.measure, v.entry.year): v for v in there}
        grid, replaced, more_rows = grids[0], {}, []
        by_number = dict(zip(grid.numbers, grid.rows, strict=True))
        for row in rows:
            before = known.get((str(row["region"]), str(row["measure"]), int(row["year"])))
            if before is None:
                more_rows.append(_placed(table.columns, row, ()))
            elif (before.entry.value, before.entry.unit) != (row["value"], row["unit"]):
                replaced[before.row] = _placed(table.columns, row, by_number[before.row])
        n = len(replaced) + len(more_rows)
        new = changed(content, grid, replaced, more_rows) if n else content
        return [Outcome(path, new, content, n)]

    def regions(self, reader: Reader) -> list[Outcome]:
        """The table of regions of the folder, with those that it does not list yet."""
        listed = {key: row for table in reader.regions for key, row in table.regions.items()}
        if not listed:
            return []
        path = self.asked.folder / "regions.csv"
        facets = list(dict.fromkeys(id for row in listed.values() for id in row.facets))
        rows = [
            {"region": key, "name_zh": row.name.zh or "", "name_en": row.name.en or "",
             **{id: "; ".join(values) for id, values in row.facets.items()}}
            for key, row in listed.items()
        ]  # fmt: skip
        if not path.exists():
            names = {name: name for name in ("region", "name_zh", "name_en", *facets)}
            return [Outcome(path, new_table(names, rows), None, len(rows))]
        content = read_bytes(path, MAX_BYTES)
        of = self.standard.rubric.facets if self.standard is not None else None
        names = region_names(of)
        grids, _ = grids_of(content, path.as_posix(), names)
        table, _ = table_of(grids[0], names, ("region",)) if grids else (None, ())
        known = regions_of(table, of)[0] if table is not None else {}
        columns = {n.removeprefix("facet "): at for n, at in table.columns.items()} if table else {}
        more = [_placed(columns, row, ()) for row in rows if row["region"] not in known]
        new = changed(content, grids[0], {}, more) if more and grids else content
        return [Outcome(path, new, content, len(more))]


def _placed(
    columns: Mapping[str, int], row: Mapping[str, Any], before: Sequence[str]
) -> list[str | float]:
    """The cells of a row where the table has its columns; what it does not say stays."""
    wide = max([*columns.values(), len(before)])
    out: list[str | float] = [*before, *[""] * (wide - len(before))]
    for name, at in columns.items():
        if row.get(name, "") != "":
            out[at - 1] = row[name]
    return out


def write_import(imported: Imported) -> None:
    """Write the files of an import: each whole, with its journal; none where one was changed in the
    meantime.

    Raises:
        FileProblem: a file cannot be written, or was changed by somebody else.
    """
    due = [outcome for outcome in imported.files if outcome.how != "same"]
    for outcome in due:
        held = read_bytes(outcome.path, MAX_BYTES) if outcome.path.exists() else None
        if held != outcome.before:
            raise FileProblem(reason("file.meanwhile", outcome.path))
    for outcome in due:
        if outcome.journal:
            beside = journal_path(outcome.path)
            kept = read_bytes(beside, MAX_BYTES) if beside.is_file() else b""
            journal, wrong = appended(kept, beside.as_posix(), outcome.journal)
            if wrong:
                raise EditRefused(wrong[0])
            write(outcome.path, outcome.content)
            write(beside, journal)
        else:
            write(outcome.path, outcome.content)


def grid_of(file: str, headings: Iterable[Any], rows: Iterable[Sequence[Any]]) -> Grid:
    """Rows of values as a grid: of a data frame, of a Parquet file."""
    held, typed = [tuple(map(str, headings))], set()
    for number, row in enumerate(rows, start=2):
        held.append(tuple(map(_text_of, row)))
        typed |= {(number, at) for at, value in enumerate(row, start=1) if _is_number(value)}
    return Grid(file, "", tuple(held), tuple(range(1, len(held) + 1)), frozenset(typed))


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)


def _text_of(value: Any) -> str:
    if _is_number(value):
        number = float(value)
        short = f"{number:.15g}"
        return short if float(short) == number else repr(number)
    missing = value is None or (isinstance(value, float) and math.isnan(value))
    return "" if missing or str(value) in ("NaT", "<NA>") else str(value)


def open_sources(paths: Sequence[Path]) -> Opened:
    """The tables in files named: texts, workbooks, Parquet.

    Raises:
        FileProblem: a file cannot be opened, or the library that reads Parquet is not installed.
    """
    parquet = [path for path in paths if path.suffix.lower() in (".parquet", ".pq")]
    opened = open_tables([path for path in paths if path not in parquet])
    return replace(opened, grids=(*opened.grids, *((path, _of_parquet(path)) for path in parquet)))


def _of_parquet(path: Path) -> Grid:
    try:
        import duckdb
    except ImportError:
        raise FileProblem(reason("file.parquet-library", path)) from None
    read_bytes(path, MAX_BYTES)  # whether it can be opened
    try:
        with duckdb.connect(config={"threads": 1}) as connection:
            held = connection.read_parquet(path.as_posix())
            return grid_of(path.as_posix(), held.columns, held.limit(MAX_ROWS).fetchall())
    except duckdb.Error:
        raise FileProblem(reason("file.parquet-unread", path)) from None


def open_map(path: Path) -> tuple[TableMap | None, tuple[Finding, ...], dict[str, str]]:
    """A mapping file; findings; its text.

    Raises:
        FileProblem: the file cannot be opened.
    """
    document, text, _, wrong = open_document(path)
    texts = {path.as_posix(): text}
    if document is None:
        return None, wrong, texts
    told, wrong = read_map(document)
    return told, wrong, texts
