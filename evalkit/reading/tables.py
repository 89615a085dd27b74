"""Bytes of a table as analysts have it in; rows by heading, each cell with its place, out.

CSV of any encoding, separator and line end; Excel and OpenDocument by what the bytes are, not by
the file's name. What is a guess is told.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from evalkit.model.finding import Finding, found
from evalkit.model.place import SourceProblem, Span, letters
from evalkit.reading.sheets import ZIP, Sheet, sheets_of

MAX_BYTES = 50_000_000
MAX_ROWS, MAX_COLUMNS = 200_000, 500
HEAD = 20  # rows among which the headings are looked for
_SEPARATORS = (",", ";", "\t", "|", "，")
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, or a workbook under a password
_HIDDEN = re.compile("[\u200b-\u200f\u2060\ufeff]")
Doubt = Literal["error", "formula", "merged"]


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row: its number in the file, from 1, and its texts by column; columns without text are
    left out."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Table:
    """A table with the columns that were asked for. ``columns``: name → its place, from 1;
    ``passed``: headings that nobody asked for; ``headings``: name → as it is written."""

    file: str
    sheet: str
    head: int
    columns: Mapping[str, int]
    rows: tuple[TableRow, ...]
    passed: tuple[str, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[int, str] = field(default_factory=dict, repr=False)

    def span(self, number: int, column: str = "") -> Span:
        """Where a row stands; in a workbook, the cell of a column."""
        return _at(self.file, self.sheet, number, self.columns.get(column, 1))


def read_tables(
    content: bytes, file: str, names: Mapping[str, str]
) -> tuple[tuple[Table, ...], tuple[Finding, ...]]:
    """The tables of a file: one of a CSV, one for each sheet that has headings we know.

    Args:
        names: heading as it may be written, folded by :func:`folded` → name of the column.
    """
    try:
        if len(content) > MAX_BYTES:
            raise SourceProblem("table-unread", why="@table-large")
        if content[:4] == ZIP:
            held = [_of_sheet(sheet, file, names) for sheet in sheets_of(content)]
        elif content[:8] == _COMPOUND:
            raise SourceProblem("table-unread", why="@table-old")
        else:
            held = [_of_text(content, file, names)]
    except SourceProblem as problem:
        span = Span(file, problem.line, problem.column)
        return (), (found(problem.code, span, **problem.values),)
    tables = tuple(table for table, _ in held if table is not None)
    return tables, tuple(finding for _, own in held for finding in own)


def folded(heading: str) -> str:
    """A heading as it is looked up: case, width, blanks and what stands in brackets left out, but
    for a language."""
    own = unicodedata.normalize("NFKC", clean(heading)).casefold()
    own = re.sub(r"\((中文|英文|(?:in )?chinese|(?:in )?english)\)", r"\1", own)
    return re.sub(r"\(.*?\)|[\s_*:-]+", "", own)


def clean(text: str) -> str:
    """A cell's text without what cannot be seen: zero-width characters, blanks around it."""
    if "_x000D_" in text:
        text = text.replace("_x000D_", "\n")
    return text.strip() if text.isascii() else _HIDDEN.sub("", text.replace("\xa0", " ")).strip()


def plain(text: str) -> str:
    """An id or a number as it is meant: full width as half width, one kind of dash and quote."""
    return unicodedata.normalize("NFKC", text).strip()


# --- text ------------------------------------------------------------------------------------


def _of_text(
    content: bytes, file: str, names: Mapping[str, str]
) -> tuple[Table | None, list[Finding]]:
    text, encoding = decoded(content)
    if not text.strip():
        raise SourceProblem("table-empty")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    separator, skip = _separator(text, names)
    rows, lines = _parsed(text, separator, skip)
    swallowed = _swallowed(rows, separator)
    if swallowed is not None:
        rows, again = _parsed(text, separator, skip, csv.QUOTE_NONE)
        swallowed, lines = lines[swallowed], again
    table, findings = _table(file, "", rows, lines, names)
    if table is None:
        return None, findings
    if swallowed is not None:
        findings.append(found("table-quote", Span(file, swallowed, 1)))
    if encoding not in ("utf-8", "utf-8-sig") or separator != ",":
        said = {"encoding": encoding, "separator": _SAID.get(separator, separator)}
        findings.append(found("table-guessed", Span(file, lines[0] if lines else 1, 1), **said))
    texts = dict(enumerate(text.split("\n"), start=1))
    return replace(table, texts=texts), findings


_SAID = {"\t": "@tab"}


def _parsed(
    text: str, separator: str, skip: int, quoting: Literal[0, 3] = csv.QUOTE_MINIMAL
) -> tuple[list[list[str]], list[int]]:
    """Rows, and the line on which each begins."""
    options: dict[str, Any] = {"delimiter": separator, "skipinitialspace": True}
    reader = csv.reader(io.StringIO(text), quoting=quoting, **options)
    rows, lines, begun = [], [], 1
    for row in reader:
        if begun > skip:
            rows.append([cell.strip('"') for cell in row] if quoting else row)
            lines.append(begun)
        begun = reader.line_num + 1
    return rows, lines


def _swallowed(rows: Sequence[Sequence[str]], separator: str) -> int | None:
    """The row in which a quotation mark that is never closed, or only in a later row, has
    swallowed others: a cell of it holds lines that are rows themselves."""
    wide = max(map(len, rows[:HEAD]), default=0)
    firsts = {row[0].strip() for row in rows if row} - {""}
    for n, row in enumerate(rows):
        for cell in row:
            others = cell.split("\n")[1:]
            whole = others and cell.count(separator) >= max(6, wide - 1)
            if (whole and f"{separator} " not in cell) or any(
                line.count(separator) >= max(2, wide // 2)
                or (separator in line and line.split(separator)[0].strip() in firsts)
                for line in others
            ):
                return n
    return None


def decoded(content: bytes) -> tuple[str, str]:
    """(text, encoding): by its mark, else UTF-8, else Chinese (GB18030) where what comes out is
    common Chinese, else Western (cp1252)."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, "replace"), encoding
    if len(content) > 3 and content[1:200:2].count(0) > 0.2 * len(content[1:200:2]):
        return content.decode("utf-16-le", "replace"), "utf-16"
    for encoding in ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "utf-8" or _common(text):
            return text, encoding
    return content.decode("cp1252", "replace"), "cp1252"


def _common(text: str) -> bool:
    """Whether what is written in characters is mostly common Chinese: the first level of GB 2312,
    or its marks. Signs such as ¶ say nothing either way."""
    strange = [c for c in text if ord(c) >= 0x2E80 or 0xE000 <= ord(c) <= 0xF8FF]
    common = 0
    for character in strange:
        try:
            lead = character.encode("gb2312")[0]
        except UnicodeEncodeError:
            continue
        common += 0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xD7
    return bool(strange) and common >= 0.85 * len(strange)


def _separator(text: str, names: Mapping[str, str]) -> tuple[str, int]:
    """(separator, lines above the table that only name it): the one under which most headings are
    known; else the one that most rows have alike."""
    first, _, _ = text.partition("\n")
    if told := re.fullmatch(r"\s*\"?sep=(.)\"?\s*", first, re.I):
        return told[1], 1
    head = text.split("\n")[:HEAD]

    def known(separator: str) -> tuple[int, int]:
        rows = [row for row in csv.reader(head, delimiter=separator, skipinitialspace=True) if row]
        best = max((sum(folded(cell) in names for cell in row) for row in rows), default=0)
        wide = [len(row) for row in rows if len(row) > 1]
        return best, max(map(wide.count, wide), default=0)

    return max(_SEPARATORS, key=known), 0


# --- sheets ----------------------------------------------------------------------------------


def _of_sheet(
    sheet: Sheet, file: str, names: Mapping[str, str]
) -> tuple[Table | None, list[Finding]]:
    numbers = list(range(1, len(sheet.rows) + 1))
    table, findings = _table(file, sheet.name, sheet.rows, numbers, names)
    if table is None:
        return None, []  # a guide, a codebook: not a table of ours
    held = {number: name for name, number in table.columns.items()}
    kept = {row.number for row in table.rows}
    for (row, column), kind in sorted(sheet.doubts.items()):
        if row in kept and column in held:
            said = {"column": table.headings[held[column]], "kind": f"@cell-{kind}"}
            findings.append(found("table-cell", table.span(row, held[column]), **said))
    for first, last, column, until in sheet.merged:
        cut = [held[c] for c in sorted(held) if column <= c <= until]
        if last > table.head and cut and (last > first or len(cut) > 1):
            cells = f"{letters(column)}{max(first, table.head + 1)}:{letters(until)}{last}"
            said = {"cells": cells, "column": table.headings[cut[0]]}
            findings.append(found("table-merged", table.span(first, cut[0]), **said))
    return table, findings


# --- both ------------------------------------------------------------------------------------


def _table(
    file: str,
    sheet: str,
    rows: Sequence[Sequence[str]],
    numbers: Sequence[int],
    names: Mapping[str, str],
) -> tuple[Table | None, list[Finding]]:
    """The rows below the headings, wherever these stand; None where no row names two columns."""
    if len(rows) > MAX_ROWS or max(map(len, rows), default=0) > MAX_COLUMNS:
        raise SourceProblem("table-unread", why="@table-large")
    best, head = max(
        ((sum(folded(c) in names for c in row), -n) for n, row in enumerate(rows[:HEAD])),
        default=(0, 0),
    )
    if best < 2:
        shown = ", ".join(clean(c) for c in (rows[0] if rows else ())[:8])
        return None, [found("table-headings", Span(file, 1, 1, sheet), columns=shown or None)]
    columns, passed = _columns(rows[-head], names)
    findings = [
        found("table-column-repeated", _at(file, sheet, numbers[-head], at), column=name)
        for name, at in passed
        if folded(name) in names
    ]
    out, wide = [], len(rows[-head])
    for number, row in zip(numbers[-head + 1 :], rows[-head + 1 :], strict=True):
        cells = {name: text for name, at in columns.items() if (text := _cell(row, at))}
        if cells:
            out.append(TableRow(number, cells))
        surplus = [clean(cell) for cell in row[wide:] if clean(cell)]
        if surplus:
            span, more = _at(file, sheet, number, wide + 1), ", ".join(surplus[:3])
            findings.append(found("table-row-long", span, cells=more, n=len(row), of=wide))
    strange = tuple(name for name, _ in passed if folded(name) not in names)
    written = {name: clean(rows[-head][at - 1]) for name, at in columns.items()}
    return Table(file, sheet, numbers[-head], columns, tuple(out), strange, written), findings


def _at(file: str, sheet: str, row: int, column: int) -> Span:
    return Span(file, row, column, sheet) if sheet else Span(file, row, 1)


def _columns(
    headings: Iterable[str], names: Mapping[str, str]
) -> tuple[dict[str, int], list[tuple[str, int]]]:
    """Columns by name, and (heading, place) of those that are unknown or there already."""
    columns: dict[str, int] = {}
    passed = []
    for at, heading in enumerate(headings, start=1):
        name = names.get(folded(heading))
        if name is not None and name not in columns:
            columns[name] = at
        elif clean(heading):
            passed.append((clean(heading), at))
    return columns, passed


def _cell(row: Sequence[str], at: int) -> str:
    return clean(row[at - 1]) if at <= len(row) and row[at - 1] else ""
