"""Tables beside cases, or in their place: found by their names, opened, and told apart by their
headings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from evalkit.model.case import CaseFile, JournalLine
from evalkit.model.finding import Finding, found, from_problem, listed, suggestion
from evalkit.model.measures import MeasureTable
from evalkit.model.place import SourceProblem, Span
from evalkit.model.regions import RegionTable
from evalkit.model.rubric import RubricFile
from evalkit.reading.commitments import Row
from evalkit.reading.exported import exported
from evalkit.reading.first_bytes import COMPOUND, ZIP
from evalkit.reading.grids import MAX_BYTES, MAX_TEXT, Grid, columns_told, grid_of, grids_of
from evalkit.reading.journal import read_journal
from evalkit.reading.regions import unknown_regions
from evalkit.reading.table_kinds import (
    Held,
    Known,
    all_headings,
    columns_asked,
    identified,
    is_form,
    is_report,
    kind_named,
    nearly,
    pins_of,
)
from evalkit.scoring.measurements import keys_of
from evalkit.storage.disk import RATERS, hidden, read_bytes
from evalkit.storage.workbooks import open_workbook

ALIKE = ("case", "region", "criterion", "measure", "document", "rubric")  # may hold for all rows
TEXT, BOOKS = (".csv", ".tsv"), (".xlsx", ".xlsm", ".xls", ".ods")
_OF_CASE = re.compile(r"([a-z][a-z0-9]*(?:-[a-z0-9]+)*)[.\-_ ]([^.\-_ ]+)")
_JOURNAL = re.compile(r"journal\.csv\Z", re.I)


def is_table(path: Path) -> bool:
    """Whether a file is a table, by its name."""
    return (
        path.suffix.lower() in (*TEXT, *BOOKS)
        and not path.name.startswith(("~$", "."))
        and _JOURNAL.search(path.name) is None
    )


def kind_of_file(path: Path) -> str:
    """The table that a file is by its name; "book" for a workbook with sheets of ours; empty where
    only its headings can tell."""
    if kind := kind_named(path.stem):
        return kind
    return "book" if path.suffix.lower() in BOOKS and _sheets_of_ours(path) else ""


def _sheets_of_ours(path: Path) -> bool:
    """Whether a workbook has a sheet of ratings, of measures or of cases, by the tabs alone."""
    content = read_bytes(path, MAX_BYTES)
    if content[:4] != ZIP:
        return False
    import io
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            part = "xl/workbook.xml" if "xl/workbook.xml" in archive.namelist() else "content.xml"
            if archive.getinfo(part).file_size > MAX_BYTES:
                return False
            text = archive.read(part).decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError, RuntimeError, OSError):
        return False
    tabs = re.findall(r'<(?:\w+:)?(?:sheet|table)\s[^>]*?\bname="([^"]*)"', text)
    ours = {kind_named(tab) for tab in tabs} & {"ratings", "measures", "cases"}
    return bool(ours) and not is_report(tabs)


def tables_beside(paths: Iterable[Path]) -> list[Path]:
    """The tables in folders given, and beside files given, that are ours by name or by heading."""
    beside, near = set(), set()
    for path in paths:
        if path.is_dir():
            held = path.rglob("*")
            beside |= {p for p in held if is_table(p) and not hidden(p.relative_to(path))}
        elif str(path) != "-" and not is_table(path):
            near.add(path.parent)
    for folder in filter(Path.is_dir, near):  # once, however many files of it are given
        beside |= {p for p in folder.iterdir() if is_table(p)}
    return sorted(p for p in beside if p.is_file() and (kind_of_file(p) or _known_headings(p)))


def _known_headings(path: Path) -> bool:
    """Whether the first rows of a text have the headings of ratings or of cases."""
    if path.suffix.lower() not in TEXT:
        return False
    known = Known()
    grids, _ = grids_of(read_bytes(path, 20_000)[:20_000], path.name, all_headings(known))
    held = (identified(grid, "", known)[0] for grid in grids)
    return any(one is not None and one.kind in ("ratings", "evidence", "cases") for one in held)


@dataclass(frozen=True)
class Opened:
    """The tables of the files at hand, each with its file; ``texts``: file → text, for the excerpts
    of findings."""

    grids: tuple[tuple[Path, Grid], ...] = ()
    findings: tuple[Finding, ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)


def open_tables(paths: Sequence[Path]) -> Opened:
    """The tables in files.

    Raises:
        FileProblem: a file cannot be opened.
    """
    grids: list[tuple[Path, Grid]] = []
    findings: list[Finding] = []
    texts: dict[str, str] = {}
    names = all_headings(Known())
    for path in paths:
        own, wrong = _grids(path, names)
        if [f.code for f in wrong] == ["file-empty"]:
            kind = kind_named(path.stem)
            asked = {"columns" if kind else "ratings": listed(columns_asked(kind or "ratings"))}
            wrong = (found("file-empty", wrong[0].span, **asked),)
        if any(map(is_form, own)):
            own, said = (), f"evalkit collect {path.as_posix()}"
            span = Span(path.as_posix())
            wrong = (found("table-unread", span, why="@table-form", command=said),)
        if is_report([grid.sheet for grid in own]):
            own, span = (), Span(path.as_posix())
            said = "evalkit pack cases -o FILE.xlsx"
            wrong = (found("table-unread", span, why="@table-report", instead=said),)
        if results := refused_results(own, path.as_posix()):
            own, wrong = (), results
        findings += wrong
        grids += [(path, grid) for grid in own]
        texts[path.as_posix()] = "\n".join(g.texts[n] for g in own for n in sorted(g.texts))
    return Opened(tuple(grids), tuple(findings), texts)


def refused_results(grids: Iterable[Grid], file: str) -> tuple[Finding, ...]:
    """That tables are results of `evalkit export`, which nobody reads as ratings or measures."""
    if not (results := [name for grid in grids if (name := exported(grid))]):
        return ()
    shown = listed(results[:3])
    return (found("table-unread", Span(file), why="@table-export", table=shown),)


def made_for_people(path: Path) -> str:
    """form | report, of a workbook that evalkit made for people to fill in or to read; else
    empty."""
    own = _grids(path, ())[0] if path.suffix.lower() in BOOKS else ()
    if any(map(is_form, own)):
        return "form"
    return "report" if is_report([grid.sheet for grid in own]) else ""


def _grids(path: Path, names: Collection[str]) -> tuple[tuple[Grid, ...], tuple[Finding, ...]]:
    """The tables of a file; an .xls is read in a process of its own."""
    content = read_bytes(path, MAX_TEXT if path.suffix.lower() in TEXT else MAX_BYTES)
    if content[:8] != COMPOUND:
        return grids_of(content, path.as_posix(), names)
    try:
        return tuple(grid_of(path.as_posix(), sheet) for sheet in open_workbook(path)), ()
    except SourceProblem as problem:
        if problem.values.get("why") == "@table-broken":  # old, or locked: nobody can tell
            problem = SourceProblem("table-unread", why="@table-old")
        return (), (from_problem(problem, path.as_posix()),)


def pins_in(opened: Opened) -> list[str]:
    """The rubrics to which tables of cases pin theirs."""
    known = Known()
    held = (identified(grid, path.stem, known)[0] for path, grid in opened.grids)
    return [pin for pin, _ in pins_of([one for one in held if one is not None]).values()]


def told_apart(
    opened: Opened, known: Known, files: Sequence[CaseFile] = (), given: Collection[Path] = ()
) -> tuple[tuple[Held, ...], tuple[Finding, ...]]:
    """Which table each grid is, under a rubric. What is none of ours is passed over, but for files
    that were ``given`` by name."""
    held, findings = [], list[Finding]()
    for path, grid in opened.grids:
        one, wrong = identified(grid, path.stem, known)
        findings += wrong
        if one is not None:
            held.append(one._replace(case=case_named(path) or _only(path, files)))
    wrong_files = {f.span.file for f in (*findings, *opened.findings) if f.severity == "error"}
    read = {one.table.file for one in held} | wrong_files
    for path in given:
        if path.as_posix() not in read:
            first = next((grid for own, grid in opened.grids if own == path), None)
            findings.append(_no_table(path, first, known))
    return tuple(held), tuple(findings)


def _no_table(path: Path, grid: Grid | None, known: Known) -> Finding:
    """Why a file is none of our tables: a column is lacking, or no heading is known."""
    if grid is not None and (near := nearly(grid, known)) is not None:
        kind, table, lacks = near
        said = {
            "columns": ", ".join(columns_asked(kind)),
            "constant": lacks if lacks in ALIKE else None,
        }
        return found("table-columns", table.span(table.head), column=lacks, **said)
    shown = listed(columns_told(grid)) if grid is not None else None
    return found("table-headings", Span(path.as_posix(), 1, 1), columns=shown or None)


def _only(path: Path, files: Sequence[CaseFile]) -> str:
    """The case that a table is of where there is one, and no other file beside it."""
    near = [p for p in path.parent.glob("*.y*ml") if p.name != RATERS]
    return files[0].case.case if len(files) == 1 and len(near) == len(files[0].files) else ""


def journal_path(case: Path) -> Path:
    """Where the journal of a case file stands."""
    return case.with_name(f"{case.stem}.journal.csv")


def open_journal(case: Path) -> tuple[tuple[JournalLine, ...], tuple[Finding, ...]]:
    """The journal beside a case file; nothing where none was kept.

    Raises:
        FileProblem: the file cannot be opened.
    """
    path = journal_path(case)
    if str(case) == "-" or not path.is_file():
        return (), ()
    return read_journal(read_bytes(path, MAX_BYTES), path.as_posix())


def merged(
    tables: Sequence[MeasureTable], regions: Sequence[RegionTable] = ()
) -> MeasureTable | None:
    """Tables of measures as one, with what tables of regions list, a region as the first of them
    has it; None where there is none."""
    if not tables and not regions:
        return None
    entries = {key: items for table in tables for key, items in table.entries.items()}
    listed = {key: row for table in reversed(regions) for key, row in table.regions.items()}
    file = tables[0].file if tables else regions[0].file
    return MeasureTable(file, entries, listed=dict(sorted(listed.items())))


def strangers(
    tables: Sequence[RegionTable],
    files: Sequence[CaseFile],
    measured: MeasureTable | None,
    standard: RubricFile | None,
) -> list[Finding]:
    """Regions listed that neither the cases nor what lies beside them nor the rubric speaks of."""
    known = {key for file in files for key in keys_of(file.case)}
    for facet in standard.rubric.facets.values() if standard is not None else ():
        known.update(*facet.members.values())
    known |= {region for region, _ in measured.entries} if measured else set()
    return [finding for table in tables for finding in unknown_regions(table, known)]


def case_named(path: Path) -> str:
    """The case that a table is of by its file's name: gz-2026.commitments.csv."""
    own = _OF_CASE.fullmatch(path.stem)
    return own[1] if own is not None and kind_named(own[2]) else ""


def committed(
    files: Sequence[CaseFile], coded: Iterable[Row], whole: bool
) -> tuple[list[CaseFile], list[Finding]]:
    """Cases with what tables say that their plans commit to.

    Args:
        whole: whether the cases are those of a folder, so that a name none of them has is wrong.
    """
    rows = defaultdict[str, list[Row]](list)
    for row in coded:
        rows[row.case].append(row)
    out = [_with(file, rows.pop(file.case.case, [])) for file in files]
    known = [file.case.case for file in files]
    findings = []
    for case, held in rows.items():
        if whole and case not in known:
            near = suggestion(case, known)
            n, choices = len(held), listed(known) or None
            unknown = found(
                "table-case-unknown", held[0].span, id=case, n=n, choices=choices, **near
            )
            findings.append(unknown)
    return out, findings


def _with(file: CaseFile, rows: Sequence[Row]) -> CaseFile:
    if not rows:
        return file
    own = file.case.commitments
    places = {f"commitments/{len(own) + n}": row.span for n, row in enumerate(rows)}
    commitments = (*own, *(row.commitment for row in rows))
    case = file.case.model_copy(update={"commitments": commitments})
    return replace(file, case=case, elsewhere={**file.elsewhere, **places})
