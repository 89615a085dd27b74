"""The journal of a case in; its lines, and what cannot be read, out."""

from __future__ import annotations

from evalkit.model.case import JournalLine
from evalkit.model.finding import Finding, found
from evalkit.reading.tables import folded, read_tables

COLUMNS = ("time", "who", "command", "ref", "rater", "from", "to", "because")


def read_journal(content: bytes, file: str) -> tuple[tuple[JournalLine, ...], tuple[Finding, ...]]:
    """The lines of a journal, in its order; none where a column is missing."""
    tables, wrong = read_tables(content, file, {folded(name): name for name in COLUMNS})
    if not tables:
        return (), wrong
    table = tables[0]
    lacking = [name for name in COLUMNS if name not in table.columns]
    if lacking:
        head, asked = table.span(table.head), ", ".join(COLUMNS)
        missing = [found("table-columns", head, column=n, columns=asked) for n in lacking]
        return (), (*wrong, *missing)
    cells = (row.cells for row in table.rows)
    lines = (JournalLine(*(_text(own.get(name, "")) for name in COLUMNS)) for own in cells)
    return tuple(lines), wrong


def _text(cell: str) -> str:
    """A cell without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    return cell[1:] if cell[:2] in ("'=", "'+", "'-", "'@") else cell
