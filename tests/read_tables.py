"""A table of one kind alone, from the bytes of its file: what the rooms above put together for all
kinds of tables at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evalkit.model.finding import Finding, found
from evalkit.model.measures import MeasureTable
from evalkit.model.regions import RegionTable
from evalkit.model.rubric import Facet
from evalkit.reading import measures, regions
from evalkit.reading.commitments import Known, Row, is_complete, rows_of
from evalkit.reading.tables import read_tables


@dataclass(frozen=True)
class CommitmentTable:
    """The rows of a file; ``texts``: its lines, where it is text."""

    file: str
    rows: tuple[Row, ...]
    texts: Mapping[int, str] = field(default_factory=dict, repr=False)


def read_commitments(
    content: bytes, file: str, known: Known, case: str = ""
) -> tuple[CommitmentTable, tuple[Finding, ...]]:
    """The commitments of a table.

    Args:
        case: whose commitments they are where no column says so.
    """
    tables, wrong = read_tables(content, file, known.columns, ("id",))
    findings, rows = list(wrong), list[Row]()
    texts: dict[int, str] = {}
    for table in tables:
        texts.update(table.texts)
        if len(tables) > 1 and len(table.columns) <= 3 and not is_complete(table):
            continue  # a sheet of something else
        read, own = rows_of(table, known, case)
        rows += read
        findings += own
    return CommitmentTable(file, tuple(rows), texts), tuple(findings)


def read_measures(
    content: bytes, file: str, known: measures.Known | None = None
) -> tuple[MeasureTable, tuple[Finding, ...]]:
    """The table of measures in a file's bytes; rows that cannot be read are left out and found."""
    known = known or measures.Known()
    tables, wrong = read_tables(content, file, measures.names_of(known), measures.KEYS)
    if wrong and any(f.code == "file-empty" for f in wrong):
        said = ", ".join(measures.COLUMNS)
        return MeasureTable(file, {}), (found("file-empty", wrong[0].span, columns=said),)
    findings, texts = list(wrong), dict[int, str]()
    rows: list[measures.Value] = []
    for table in tables:
        texts.update(table.texts)
        held, own = measures.values_of(table, known)
        rows += held
        findings += own
    kept, repeated = measures.entries_of(rows, known)
    findings += repeated
    return MeasureTable(file, kept, texts), tuple(findings)


def read_regions(
    content: bytes, file: str, facets: Mapping[str, Facet] | None
) -> tuple[RegionTable, tuple[Finding, ...]]:
    """The regions in a table's bytes, each once; what cannot be read is left out and found.

    Args:
        facets: the rubric's, by id; a column may be headed by the id or the title, a cell may hold
            values or their labels. None where no rubric is known: then only names are read.
    """
    tables, wrong = read_tables(content, file, regions.names_of(facets), regions.COLUMNS)
    if not tables:
        return RegionTable(file, {}), wrong
    held, findings = regions.regions_of(tables[0], facets)
    return RegionTable(file, held, tables[0].texts), (*wrong, *findings)
