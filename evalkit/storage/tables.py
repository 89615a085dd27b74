"""Tables beside cases: measures, regions, and what plans commit to; found by their names, joined to
the cases they speak of."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from evalkit.model.case import CaseFile, JournalLine
from evalkit.model.finding import Finding, found, listed, suggestion
from evalkit.model.measures import MeasureTable
from evalkit.model.regions import RegionTable
from evalkit.model.rubric import Rubric, RubricFile
from evalkit.reading.commitments import CommitmentTable, Known, Row, read_commitments
from evalkit.reading.journal import read_journal
from evalkit.reading.measures import read_measures
from evalkit.reading.regions import read_regions, unknown_regions
from evalkit.reading.tables import MAX_BYTES
from evalkit.scoring.measurements import keys_of
from evalkit.storage.disk import RATERS, REGIONS, TABLE, hidden, read_bytes

# commitments.csv, zhejiang-2026.commitments.xlsx, 任务-commitments.ods
_COMMITMENTS = re.compile(r"(?:(.+)[.\-_ ])?commitments\.(?:csv|tsv|xlsx|xlsm|xls|ods)\Z", re.I)


def is_commitments(path: Path) -> bool:
    """Whether a file is a table of commitments, by its name."""
    return _COMMITMENTS.match(path.name) is not None and not path.name.startswith(("~$", "."))


def is_table(path: Path) -> bool:
    """Whether a file is a table that stands beside cases, by its name."""
    return path.name in (TABLE, REGIONS) or is_commitments(path)


def tables_beside(paths: Iterable[Path]) -> list[Path]:
    """The tables in folders given, and beside files given."""
    beside = set()
    for path in paths:
        if path.is_dir():
            held = path.rglob("*")
            beside |= {p for p in held if is_table(p) and not hidden(p.relative_to(path))}
        elif str(path) != "-" and not is_table(path) and path.parent.is_dir():
            beside |= {p for p in path.parent.iterdir() if is_table(p)}
    return sorted(p for p in beside if p.is_file())


def open_measures(path: Path) -> tuple[MeasureTable, tuple[Finding, ...]]:
    """A table of measures, and what was wrong.

    Raises:
        FileProblem: the file cannot be opened.
    """
    return read_measures(read_bytes(path, MAX_BYTES), path.as_posix())


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


def open_regions(path: Path, rubric: Rubric | None) -> tuple[RegionTable, tuple[Finding, ...]]:
    """A table of regions, and what was wrong.

    Raises:
        FileProblem: the file cannot be opened.
    """
    facets = None if rubric is None else rubric.facets
    return read_regions(read_bytes(path, MAX_BYTES), path.as_posix(), facets)


def lines(table: MeasureTable | RegionTable | CommitmentTable) -> str:
    """The text of a table, for the excerpts of findings; empty where it is a workbook."""
    return "\n".join(table.texts[n] for n in sorted(table.texts))


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


def open_commitments(
    path: Path, known: Known, cases: Sequence[CaseFile]
) -> tuple[CommitmentTable, tuple[Finding, ...]]:
    """A table of commitments; where no column names a case, its file's name does, or the only case
    that lies beside it.

    Raises:
        FileProblem: the file cannot be opened.
    """
    named = _COMMITMENTS.match(path.name)
    near = [p for p in path.parent.glob("*.y*ml") if p.name != RATERS]
    only = cases[0] if len(cases) == 1 and len(near) == len(cases[0].files) else None
    case = named[1] if named and named[1] else only.case.case if only else ""
    return read_commitments(read_bytes(path, MAX_BYTES), path.as_posix(), known, case)


def joined(
    files: Sequence[CaseFile], tables: Sequence[CommitmentTable], whole: bool
) -> tuple[list[CaseFile], list[Finding]]:
    """Cases with what tables say that their plans commit to.

    Args:
        whole: whether the cases are those of a folder, so that a name none of them has is wrong.
    """
    rows = defaultdict[str, list[Row]](list)
    for table in tables:
        for row in table.rows:
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
