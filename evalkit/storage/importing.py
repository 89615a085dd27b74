"""Tables in; what they make of the case files of a folder, planned whole and then written, or not
at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from evalkit.editing import Change, EditRefused, case_text, edited
from evalkit.editing.importing import changes_of, collapsed, plain_commitment
from evalkit.editing.journal import appended
from evalkit.model.case import CaseFile
from evalkit.model.fields import both
from evalkit.model.finding import Finding, found, in_order, listed
from evalkit.model.place import Span
from evalkit.model.refusal import reason
from evalkit.model.rubric import Quantity, Rubric, RubricFile
from evalkit.model.table_map import TableMap
from evalkit.reading import coinr
from evalkit.reading.case import read_case
from evalkit.reading.case_against_rubric import check_case
from evalkit.reading.case_drafts import (
    Draft,
    Loose,
    case_of,
    is_case,
    known_cases,
    new_case,
    unknown_case,
)
from evalkit.reading.case_tables import Reader
from evalkit.reading.commitments import Row
from evalkit.reading.grids import MAX_BYTES
from evalkit.reading.measures import OF_MEASURE, OF_YEAR, Value
from evalkit.reading.measures import known_of as known_measures
from evalkit.reading.raters import UNNAMED
from evalkit.reading.table_kinds import (
    CRITERION,
    FACET_OF,
    OF_RATING,
    Held,
    Known,
    all_headings,
    headings,
    identified,
    known_of,
    reason_column,
    wide_columns,
)
from evalkit.reading.table_map import mapped, strangers, unused
from evalkit.reading.table_numbers import decimal_mark
from evalkit.reading.tables import folded
from evalkit.scoring.measurements import keys_of
from evalkit.storage.changing import now, user
from evalkit.storage.disk import YAML, FileProblem, read_bytes, write
from evalkit.storage.import_beside import Outcome, measures_beside, regions_beside
from evalkit.storage.loading import Loaded, load, rubric_at_hand
from evalkit.storage.rubrics import open_document
from evalkit.storage.tables import Opened, journal_path, pins_in, told_apart

FIGURES = ("value", "value_to", "growth", "growth_to", "level", "money", "baseline")


UNMAPPED = TableMap()


@dataclass(frozen=True, slots=True)
class Guess:
    """How a table was read. ``above``: a row above ``head`` that holds a part of the headings, 0
    where there is none; ``columns``: (their heading, our name); ``decimal``: the mark of its
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
    above: int = 0


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import makes of tables: how each was read, and what becomes of which file; nothing
    is written where a finding is an error. ``passed``: sheets that are no table of ours."""

    guesses: tuple[Guess, ...] = ()
    files: tuple[Outcome, ...] = ()
    findings: tuple[Finding, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    passed: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether nothing may be written."""
        return any(finding.severity == "error" for finding in self.findings)


@dataclass(frozen=True, slots=True)
class Asked:
    """Where an import goes, under which rubric, by whom and by what mapping."""

    folder: Path
    rubric: str | None = None
    told: TableMap = UNMAPPED
    map_file: str = ""
    who: str = ""


def plan_import(opened: Opened, asked: Asked) -> Imported:
    """How tables are read, and what they make of the files of a folder.

    Raises:
        FileProblem: a file cannot be opened.
    """
    told = asked.told
    if (index := _index(opened, asked)) is not None:
        return index
    strange = unused(told, [grid for _, grid in opened.grids], asked.map_file)
    opened = replace(opened, grids=tuple((p, mapped(g, told)) for p, g in opened.grids))
    there = load([asked.folder]) if asked.folder.is_dir() else Loaded(None, (), None, ())
    standard, of_rubric = _standard(opened, asked, there)
    rubric = standard.rubric if standard is not None else None
    files = there.files
    named = [(keys_of(f.case)[0], f.case.region.name) for f in files]
    listed_there = there.table.listed if there.table is not None else {}
    named += [(key, row.name) for key, row in listed_there.items()]
    of = known_measures(rubric, named, [(f.case.case, keys_of(f.case)[0]) for f in files])
    known = known_of(rubric, files, of)
    held, wrong = _held(opened, known, told)
    ours = {*all_headings(known), *headings("regions", known)}
    ours |= {folded(own) for own in told.columns.values() if reason_column(own, known)}
    strange += strangers(told, ours, asked.map_file)
    reader = Reader(known, named, files)
    reader.decimal = told.decimal or ""
    reader.read(held)
    findings = [*opened.findings, *strange, *of_rubric, *wrong, *reader.findings]
    rated = [one.table for one in held if one.kind in ("ratings", "evidence")]
    if rubric is None and rated and not of_rubric:
        findings.append(found("table-without-rubric", rated[0].span(rated[0].head)))
    plan = _Plan(asked, standard, reader.known, files, findings, reader.drafts)
    for row in reader.commitments:
        id = known.case(row.case)
        draft = reader.drafts.setdefault(id, Draft(id, {"case": id}, {(): row.span}))
        draft.data.setdefault("_rows", []).append(row)
    for one in reader.loose:
        draft = reader.drafts.setdefault(one.case, Draft(one.case, {"case": one.case}))
        draft.data.setdefault("_loose", []).append(one)
    ready = [] if rubric is None and rated else [*reader.drafts.values()]
    outcomes = [o for draft in ready if (o := plan.case(draft)) is not None]
    values = [value for held_values in reader.tables for value in held_values]
    beside, wrong_beside = measures_beside(asked.folder, values, reader.known.measures)
    rules = rubric.quantities if rubric is not None else {}
    plan.findings += _units(values, rules)
    listed = {key: row for table in reader.regions for key, row in table.regions.items()}
    outcomes += beside
    outcomes += regions_beside(asked.folder, listed, rubric.facets if rubric is not None else None)
    said = in_order([*plan.findings, *wrong_beside])
    guesses = tuple(_guess(one, told) for one in held)
    return Imported(guesses, tuple(outcomes), said, opened.texts, _passed(opened, held))


def _passed(opened: Opened, held: Sequence[Held]) -> tuple[str, ...]:
    """Sheets that hold something and are no table of ours."""
    read = {(one.table.file, one.table.sheet) for one in held}
    sheets = (grid for _, grid in opened.grids if grid.sheet and grid.rows)
    return tuple(f"{g.file}:{g.sheet}" for g in sheets if (g.file, g.sheet) not in read)


def _units(values: Sequence[Value], rules: Mapping[str, Quantity]) -> list[Finding]:
    """Values in another unit than the rubric's."""
    return [
        found("measure-unit", e.span, measure=e.measure, given=e.unit, wanted=both(rule.unit))
        for e in (value.entry for value in values)
        if (rule := rules.get(e.measure)) is not None and not rule.takes(e.unit)
    ]


def _index(opened: Opened, asked: Asked) -> Imported | None:
    """An index that COINr's tables describe; None where they are others."""
    grids = [mapped(grid, asked.told) for _, grid in opened.grids]
    meta = next((grid for grid in grids if coinr.is_meta(grid)), None)
    data = [grid for grid in grids if coinr.is_data(grid)]
    if meta is None:
        return None
    id = asked.rubric or "index"
    year = asked.told.constants.get("year")
    own = coinr.index_of(meta, data, id, int(year) if year is not None else None)
    if own is None:
        return None
    path = asked.folder.parent / "rubrics" / f"{id}.yaml"
    outcomes = [_fresh(path, case_text(own.rubric, of=Rubric))]
    for case in own.cases:
        outcomes.append(_fresh(asked.folder / f"{case['case']}.yaml", case_text(case)))
    known = known_measures(None, (), ())
    beside, wrong = measures_beside(asked.folder, own.values, known)
    guesses = tuple(
        _guess(Held("imeta" if n == 0 else "idata", table), asked.told)
        for n, table in enumerate(own.tables)
    )
    said = in_order([*opened.findings, *own.findings, *wrong])
    return Imported(guesses, (*outcomes, *beside), said, opened.texts)


def _fresh(path: Path, text: str) -> Outcome:
    """A file that is new, or says the same already.

    Raises:
        FileProblem: there is another file of this name.
    """
    content = text.encode()
    before = read_bytes(path) if path.exists() else None
    if before not in (None, content):
        raise FileProblem(reason("file.taken-by-another", path))
    return Outcome(path, content, before, 1)


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
    columns = tuple((table.headings[name], _shown(name)) for name in table.columns)
    how = (table.encoding, table.separator, mark if mark in (".", ",") else "", table.head)
    n = len(table.rows)
    rows = (columns, n, (*table.titles, *table.left_out), table.passed, table.above)
    whole = (table.file, table.sheet, held.kind, *how, *rows)
    return Guess(*whole)


def _shown(name: str) -> str:
    """A column as its reader knows it: by the id of the criterion, the measure, the facet."""
    for before in (CRITERION, FACET_OF, OF_RATING, OF_MEASURE, OF_YEAR):
        name = name.removeprefix(before)
    return name.replace(" ", "_")


class _Plan:
    """What becomes of each file of a folder; ``findings`` grow with what cannot be done."""

    def __init__(
        self,
        asked: Asked,
        standard: RubricFile | None,
        known: Known,
        files: Sequence[CaseFile],
        findings: list[Finding],
        drafts: Mapping[str, Draft],
    ) -> None:
        self.asked, self.standard, self.known = asked, standard, known
        self.files = {file.case.case: file for file in files}
        self.findings, self.listed = findings, known_cases(self.files, drafts.values())

    def case(self, draft: Draft) -> Outcome | None:
        """The file of a case, new or changed; None where it cannot be written."""
        own = self.files.get(draft.id)
        rows = self._new_rows(own, draft.data.pop("_rows", []))
        loose: list[Loose] = draft.data.pop("_loose", [])
        if own is None and not is_case(draft):
            draft.data |= {"commitments": rows} if rows else {}
            self.findings.append(unknown_case(draft, self.files))
            return None
        self.findings += new_case(draft, self.listed)
        document = case_of(draft, self.known, own)
        self.findings += _unsigned(draft, own)
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
        for one in loose:
            ratings = data.setdefault("ratings", {}).setdefault(one.criterion, [])
            ratings.append({"rater": one.rater, "evidence": [one.data]})
            draft.data["ratings"] = data["ratings"]
        if own is None or Path(own.file).suffix.lower() not in YAML:  # or it stands in tables
            return self._new(draft, data)
        return self._changed(own, draft, data)

    def _new(self, draft: Draft, data: Mapping[str, Any]) -> Outcome | None:
        path = self.asked.folder / f"{draft.id}.yaml"
        return _fresh(path, case_text(collapsed(data)))

    def _new_rows(self, own: CaseFile | None, rows: Sequence[Row]) -> list[Row]:
        """The commitments that a case does not hold already; one that a table beside it holds
        otherwise is an error, for that table is where to change it."""
        if own is None:
            return list(rows)
        held = {(c.id, c.rater): (n, c) for n, c in enumerate(own.case.commitments)}
        out = []
        for row in rows:
            c = row.commitment
            n, before = held.get((c.id, c.rater), (0, None))
            place = own.span(f"commitments/{n}")
            if before is None or (before != c and place.file == own.file):
                out.append(row)
            elif before != c:
                said = {"id": c.id, "rater": c.rater, "first": str(place)}
                self.findings.append(found("unit-repeated", row.span, case=row.case, **said))
        return out

    def _changed(self, own: CaseFile, draft: Draft, wanted: Mapping[str, Any]) -> Outcome | None:
        path = Path(own.file)
        document, *_ = open_document(path)
        data = document.data if document is not None else {}
        pin = draft.data.get("rubric")
        if pin is not None and pin != data.get("rubric"):
            said = {"wanted": str(pin), "used": str(data.get("rubric")), "file": own.file}
            span = draft.spans.get(("rubric",), Span(own.file))
            self.findings.append(found("rubric-differs", span, case=draft.id, **said))
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


def _unsigned(draft: Draft, own: CaseFile | None) -> list[Finding]:
    """Ratings that name nobody, for a case whose raters are named."""
    case = own.case if own is not None else None
    held = (r.rater for name in case.ratings for r in case.ratings_of(name)) if case else ()
    raters = dict.fromkeys(rater for rater in held if rater != UNNAMED)
    unsigned = [
        ("ratings", criterion, n)
        for criterion, ratings in draft.data.get("ratings", {}).items()
        for n, rating in enumerate(ratings)
        if "rater" not in rating
    ]
    if not raters or not unsigned:
        return []
    span, example = draft.spans.get(unsigned[0], Span("")), next(iter(raters))
    said = {"raters": listed(raters), "example": example}
    return [found("rater-unnamed", span, case=draft.id, n=len(unsigned), **said)]


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
