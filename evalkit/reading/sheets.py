"""Bytes of an Excel or OpenDocument workbook in; its sheets as rows of text out, behind guards.

A hostile workbook is refused before any reader sees it: parts that unpack to more than there is
room for, XML that declares entities, cells beyond any table.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from xml.etree import ElementTree

from evalkit.model.place import SourceProblem, column_of

MAX_PART, MAX_ALL = 60_000_000, 200_000_000
MAX_ROW, MAX_COLUMN = 200_000, 500
_CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*?(/?)>')
_REPEATED = re.compile(r"number-(rows|columns)-repeated\Z")
_TRUTH = re.compile(r"(?:of:)?=(?:TRUE|FALSE)\(\)", re.IGNORECASE)
_TRUTHS = frozenset(
    [
        "true",
        "false",
        "wahr",
        "falsch",
        "vrai",
        "faux",
        "verdadero",
        "falso",
        "vero",
        "verdadeiro",
        "waar",
        "onwaar",
    ]
)
_ERRORS = re.compile(r"#(N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)\Z")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet's texts, row by row.

    ``doubts``: (row, column), from 1, of cells that hold an error or a formula that nobody has
    worked out; ``merged``: (first row, last row, first column, last column); ``typed``: (row,
    column) of cells that hold a number as such.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    doubts: Mapping[tuple[int, int], str] = field(default_factory=dict)
    merged: tuple[tuple[int, int, int, int], ...] = ()
    typed: frozenset[tuple[int, int]] = frozenset()


def sheets_of(content: bytes) -> tuple[Sheet, ...]:
    """All sheets of a workbook, hidden ones too.

    Raises:
        SourceProblem: table-unread, with the reason why.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            opened = _guarded(archive)
            doubts = dict(_doubts(archive)) if opened else dict(_open_document(archive))
    except (zipfile.BadZipFile, ElementTree.ParseError, KeyError, NotImplementedError, OSError):
        raise SourceProblem("table-unread", why="@table-broken") from None
    except RuntimeError:  # an encrypted part
        raise SourceProblem("table-unread", why="@table-password") from None
    return tuple(_read(content, doubts))


_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def old_sheets_of(content: bytes) -> tuple[Sheet, ...]:
    """All sheets of an .xls file. Its reader reserves what the file's header asks for, so a caller
    runs this in a process of its own; errors in cells read as empty.

    Raises:
        SourceProblem: table-unread, with the reason why.
    """
    if _ENCRYPTED in content:
        raise SourceProblem("table-unread", why="@table-password")
    return tuple(_read(content, {}))


def old_sheets_data(content: bytes, name: str) -> Any:
    """The same as data that one process hands to another: its sheets, or why there are none."""
    try:
        sheets = old_sheets_of(content)
    except SourceProblem as problem:
        return problem.values
    return [[s.name, s.rows, s.merged, sorted(s.typed)] for s in sheets]


def _read(content: bytes, doubts: Mapping[str, Mapping[tuple[int, int], str]]) -> Iterator[Sheet]:
    try:
        from python_calamine import CalamineError, CalamineWorkbook
    except ImportError:
        raise SourceProblem("table-unread", why="@table-library") from None
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            found = sheet.to_python(skip_empty_area=False)
            own = doubts.get(name, {})
            rows = []
            for y, row in enumerate(found, start=1):
                texts = [_text(value, own.get((y, x), "")) for x, value in enumerate(row, start=1)]
                rows.append(tuple(texts))
            merged = sheet.merged_cell_ranges or ()
            ranges = [(a + 1, c + 1, b + 1, d + 1) for (a, b), (c, d) in merged]
            for (y, x), kind in own.items():
                if kind.startswith("merged"):
                    down, right = map(int, kind.split()[1:])
                    ranges.append((y, y + down - 1, x, x + right - 1))
            wrong = {at: kind for at, kind in own.items() if kind in ("error", "formula")}
            wrong |= {
                (y, x): "error"
                for y, row in enumerate(rows, start=1)
                for x, text in enumerate(row, start=1)
                if _ERRORS.match(text)
            }
            typed = frozenset(
                (y, x)
                for y, row in enumerate(found, start=1)
                for x, value in enumerate(row, start=1)
                if isinstance(value, (int, float)) and not isinstance(value, bool)
                if own.get((y, x)) != "boolean"
            )
            yield Sheet(name, tuple(rows), wrong, tuple(ranges), typed)
    except CalamineError as error:
        why = "@table-password" if "password" in str(error).lower() else "@table-broken"
        raise SourceProblem("table-unread", why=why) from None


def _text(value: Any, kind: str) -> str:
    """A cell's value as its reader sees it, near enough: numbers without the noise of halves,
    percentages as such."""
    if value is None or kind in ("error", "formula"):
        return ""
    if isinstance(value, bool) or kind == "boolean":
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return f"{100 * value:.15g}%" if kind == "percent" else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else str(value)
    return value.isoformat() if isinstance(value, date) else str(value)


# --- guards ----------------------------------------------------------------------------------


def _guarded(archive: zipfile.ZipFile) -> bool:
    """Whether it is a workbook of Excel's own kind; SourceProblem where it is not safe to read."""
    parts = archive.infolist()
    large = any(part.file_size > MAX_PART for part in parts)
    if large or sum(part.file_size for part in parts) > MAX_ALL:
        raise SourceProblem("table-unread", why="@table-large")
    names = {part.filename for part in parts}
    if not names & {"xl/workbook.xml", "content.xml"}:
        raise SourceProblem("table-unread", why="@table-other")
    for part in parts:
        if part.filename.endswith((".xml", ".rels")):
            text = archive.read(part)
            if b"<!DOCTYPE" in text or text[:2] in (b"\xff\xfe", b"\xfe\xff"):
                raise SourceProblem("table-unread", why="@table-hostile")
            if part.filename.startswith("xl/worksheets/"):
                _near(text)
    if "content.xml" in names:
        _not_repeated(archive)
    return "xl/workbook.xml" in names


def _near(text: bytes) -> None:
    """Cells with content stand within a table's bounds."""
    for letters, row, empty in _CELL.findall(text):
        far = int(row) > MAX_ROW or column_of(letters.decode()) > MAX_COLUMN
        if far and not empty:
            raise SourceProblem("table-unread", why="@table-far")


def _not_repeated(archive: zipfile.ZipFile) -> None:
    """Nothing that has content is repeated without end."""
    with archive.open("content.xml") as stream:
        row = 1
        for event, element in ElementTree.iterparse(stream, events=("start", "end")):
            name = element.tag.rpartition("}")[2]
            times = [int(v) for k, v in element.attrib.items() if _REPEATED.search(k)]
            if event == "start" and name == "table-row":
                row = max(times, default=1)
            if event == "end" and name == "table-cell":
                if len(element) and row * max(times, default=1) > MAX_ROW:
                    raise SourceProblem("table-unread", why="@table-far")
                element.clear()


# --- what a value alone does not say -----------------------------------------------------------


def _doubts(archive: zipfile.ZipFile) -> Iterator[tuple[str, dict[tuple[int, int], str]]]:
    """Sheet by sheet: cells with an error, with a formula and no value, with a percentage."""
    targets = {}
    for element in _elements(archive, "xl/_rels/workbook.xml.rels"):
        if (id := element.get("Id")) is not None:
            targets[id] = element.get("Target", "")
    percent = _percent_styles(archive)
    for element in _elements(archive, "xl/workbook.xml"):
        if element.tag.rpartition("}")[2] != "sheet":
            continue
        id = next((v for k, v in element.attrib.items() if k.rpartition("}")[2] == "id"), "")
        part = targets.get(id, "").lstrip("/")
        part = part if part.startswith("xl/") else f"xl/{part}"
        if part in archive.namelist():
            yield element.get("name", ""), dict(_of_cells(archive, part, percent))


def _open_document(
    archive: zipfile.ZipFile,
) -> Iterator[tuple[str, dict[tuple[int, int], str]]]:
    """The same of an OpenDocument workbook, and its merged cells."""
    if "content.xml" not in archive.namelist():
        return
    own: dict[tuple[int, int], str] = {}
    name, y, x, times = "", 0, 0, 1
    with archive.open("content.xml") as stream:
        for event, element in ElementTree.iterparse(stream, events=("start", "end")):
            tag = element.tag.rpartition("}")[2]
            told = {key.rpartition("}")[2]: value for key, value in element.attrib.items()}
            if event == "start" and tag == "table":
                name, own, y = told.get("name", ""), {}, 0
            elif event == "start" and tag == "table-row":
                y, x = y + 1, 0
                times = int(told.get("number-rows-repeated", "1"))
            elif event == "end" and tag == "table-row":
                y += times - 1
                element.clear()
            elif event == "end" and tag in ("table-cell", "covered-table-cell"):
                kind = _open_kind(told, "".join(element.itertext()))
                if kind:
                    own[y, x + 1] = kind
                x += int(told.get("number-columns-repeated", "1"))
            elif event == "end" and tag == "table":
                yield name, own


def _open_kind(told: Mapping[str, str], text: str) -> str:
    down, right = told.get("number-rows-spanned", "1"), told.get("number-columns-spanned", "1")
    if int(down) > 1 or int(right) > 1:
        return f"merged {down} {right}"
    if "formula" in told and re.match(r"#|Err:", text):
        return "error"
    if told.get("value") in ("0", "1") and (
        _TRUTH.fullmatch(told.get("formula", "")) or text.strip().casefold() in _TRUTHS
    ):
        return "boolean"  # as LibreOffice keeps what Excel has as TRUE: the formula =TRUE()
    return {"percentage": "percent", "boolean": "boolean"}.get(told.get("value-type", ""), "")


def _of_cells(
    archive: zipfile.ZipFile, part: str, percent: frozenset[int]
) -> Iterator[tuple[tuple[int, int], str]]:
    with archive.open(part) as stream:
        for _, cell in ElementTree.iterparse(stream):
            if cell.tag.rpartition("}")[2] != "c":
                continue
            held = {child.tag.rpartition("}")[2]: child.text for child in cell}
            kind = ""
            if cell.get("t") == "e":
                kind = "error"
            elif "f" in held and not held.get("v") and cell.get("t") != "str":
                kind = "formula"
            elif int(cell.get("s", "0")) in percent and cell.get("t", "n") == "n" and held.get("v"):
                kind = "percent"
            if kind and (at := re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r", ""))):
                yield (int(at[2]), column_of(at[1])), kind
            cell.clear()


def _percent_styles(archive: zipfile.ZipFile) -> frozenset[int]:
    """Numbers of the cell styles that show a percentage."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    formats, styles, within = {9, 10}, set[int](), False
    n = 0
    with archive.open("xl/styles.xml") as stream:
        for event, element in ElementTree.iterparse(stream, events=("start", "end")):
            name = element.tag.rpartition("}")[2]
            if event == "end" and name == "numFmt" and "%" in element.get("formatCode", ""):
                formats.add(int(element.get("numFmtId", "0")))
            if name == "cellXfs":
                within = event == "start"
            elif event == "end" and name == "xf" and within:
                if int(element.get("numFmtId", "0")) in formats:
                    styles.add(n)
                n += 1
    return frozenset(styles)


def _elements(archive: zipfile.ZipFile, part: str) -> Iterator[ElementTree.Element]:
    return ElementTree.fromstring(archive.read(part)).iter()
