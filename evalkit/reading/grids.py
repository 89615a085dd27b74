"""Bytes of a file in; its tables as rows of text, each cell where it stood, out.

CSV of any encoding, separator and line end; Excel and OpenDocument by what the bytes are, not by
the file's name. What is a guess is told.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import chain, pairwise
from typing import Any, Literal

from evalkit.model.finding import Finding, found
from evalkit.model.place import SourceProblem, Span
from evalkit.reading.first_bytes import COMPOUND, ZIP

MAX_BYTES, MAX_TEXT = 50_000_000, 400_000_000  # of a workbook, of a text
MAX_ROWS, MAX_COLUMNS, MAX_CELLS = 2_000_000, 500, 40_000_000
MAX_LINE = 10_000_000  # characters
HEAD = 20  # rows among which the headings are looked for
_SEPARATORS = (",", ";", "\t", "|", "，")
_HIDDEN = re.compile("[\u200b-\u200f\u2060\ufeff]")
_ODD = re.compile("[\u200b-\u200f\u2060\ufeff\xa0']|_x000D_")  # what `clean` looks for


@dataclass(frozen=True)
class Grid:
    """Rows of text. ``numbers``: where each stands in the file, from 1; ``typed``: (row, column)
    of the cells that a workbook holds as numbers, so that no mark in them is in doubt;
    ``encoding``, ``separator``: as they were guessed, where the file is text; ``above``: the row of
    the first of two that hold the headings, which are one here."""

    file: str
    sheet: str
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    typed: frozenset[tuple[int, int]] = frozenset()
    doubts: Mapping[tuple[int, int], str] = field(default_factory=dict)
    merged: tuple[tuple[int, int, int, int], ...] = ()
    texts: Mapping[int, str] = field(default_factory=dict, repr=False)
    encoding: str = ""
    separator: str = ""
    above: int = 0

    def at(self, row: int, column: int = 1) -> Span:
        """Where a row stands, and in a workbook the cell."""
        return Span(self.file, row, column, self.sheet) if self.sheet else Span(self.file, row, 1)


def grids_of(
    content: bytes, file: str, names: Collection[str]
) -> tuple[tuple[Grid, ...], tuple[Finding, ...]]:
    """The tables of a file: one of a CSV, one for each sheet of a workbook.

    Args:
        names: headings that may stand there, folded by :func:`folded`: they tell the separator.
    """
    try:
        if len(content) > (MAX_BYTES if content[:4] == ZIP else MAX_TEXT):
            raise SourceProblem("table-unread", why="@table-large")
        findings: list[Finding] = []
        if content[:4] == ZIP:
            grids = _of_workbook(content, file)
        elif content[:8] == COMPOUND:
            raise SourceProblem("table-unread", why="@table-old")
        elif b"Excel.Sheet" in content[:500] and content.lstrip()[:5] == b"<?xml":
            raise SourceProblem("table-unread", why="@table-xml")
        else:
            grid, findings = _of_text(content, file, names)
            grids = (grid,)
        for grid in grids:
            wide = max(map(len, grid.rows), default=0)
            if len(grid.rows) > MAX_ROWS or wide > MAX_COLUMNS:
                raise SourceProblem("table-unread", why="@table-large")
    except SourceProblem as problem:
        span = Span(file, problem.line, problem.column)
        return (), (found(problem.code, span, **problem.values),)
    return grids, tuple(findings)


@lru_cache(50_000)  # names of cases and criteria come again in every row
def folded(heading: str) -> str:
    """A heading as it is looked up: case, width, blanks and what stands in brackets left out, but
    for a language."""
    own = clean(heading)
    own = (own if own.isascii() else unicodedata.normalize("NFKC", own)).casefold()
    own = re.sub(r"\((中文|英文|(?:in )?chinese|(?:in )?english)\)", r"\1", own)
    return re.sub(r"\(.*?\)|[\s_*:-]+", "", own)


def clean(text: str) -> str:
    """A cell's text without what cannot be seen: zero-width characters, blanks around it; and
    without the apostrophe that keeps a spreadsheet from reading a text as a formula."""
    if "_x000D_" in text:
        text = text.replace("_x000D_", "\n")
    if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@", "'"):
        text = text[1:]
    return text.strip() if text.isascii() else _HIDDEN.sub("", text.replace("\xa0", " ")).strip()


def cleaned(row: Sequence[str]) -> list[str]:
    """The cells of a row as :func:`clean` gives them; one look at all of them is a third of the
    time of one at each."""
    if _ODD.search("".join(row)):
        return [clean(cell) if cell else "" for cell in row]
    return [*map(str.strip, row)]


def plain(text: str) -> str:
    """An id or a number as it is meant: full width as half width, one kind of dash and quote."""
    return (text if text.isascii() else unicodedata.normalize("NFKC", text)).strip()


# --- text ------------------------------------------------------------------------------------


def _of_text(content: bytes, file: str, names: Collection[str]) -> tuple[Grid, list[Finding]]:
    text, encoding = decoded(content)
    if not text.strip():
        raise SourceProblem("file-empty")
    findings = []
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if (mended := twice_encoded(text)) is not None:
        word, text = _first_change(text, mended), mended
        findings.append(found("table-twice-encoded", Span(file, 1, 1), given=word[0], read=word[1]))
    if (lost := text.find("\ufffd")) >= 0:
        line = text.count("\n", 0, lost) + 1
        n = text.count("\ufffd")
        findings.append(found("table-bytes-lost", Span(file, line, 1), n=n, encoding=encoding))
    separator, skip = _separator(text, names)
    rows, lines = _parsed(text, separator, skip)
    sound = _is_sound(text, separator)
    swallowed = _with_row(rows, separator) if sound else _swallowed(rows, separator)
    if swallowed is None and rows and not sound and _is_open(text, separator):
        swallowed = len(rows) - 1
    if swallowed is not None:
        first = lines[swallowed]
        rest = "\n".join(text.split("\n")[first - 1 :])
        again, places = _parsed(rest, separator, 0, csv.QUOTE_NONE)
        findings.append(found("table-quote", Span(file, first, 1)))
        rows = [*rows[:swallowed], *again]
        lines = [*lines[:swallowed], *(place + first - 1 for place in places)]
    if encoding not in ("utf-8", "utf-8-sig") or separator != ",":
        said = {"encoding": encoding, "separator": _SAID.get(separator, separator)}
        findings.append(found("table-guessed", Span(file, lines[0] if lines else 1, 1), **said))
    texts = dict(enumerate(text.split("\n"), start=1))
    place = (file, "", tuple(rows), tuple(lines))
    grid = Grid(*place, texts=texts, encoding=encoding, separator=separator)
    return grid, findings


_SAID = {"\t": "@tab"}
_END = "\0end"  # a row that no table has


def _parsed(
    text: str, separator: str, skip: int, quoting: Literal[0, 3] = csv.QUOTE_MINIMAL
) -> tuple[list[tuple[str, ...]], list[int]]:
    """Rows, and the line on which each begins. A text that comes again, as regions, units and
    sources do in every row, is held once."""
    options: dict[str, Any] = {"delimiter": separator, "skipinitialspace": True}
    reader = csv.reader(_lines(text), quoting=quoting, **options)
    rows, lines, begun, cells = list[tuple[str, ...]](), list[int](), 1, 0
    once: dict[str, str] = {}
    try:
        for row in reader:
            cells += len(row)
            if len(rows) > MAX_ROWS or len(row) > MAX_COLUMNS or cells > MAX_CELLS:
                raise SourceProblem("table-unread", why="@table-large")
            if begun > skip:
                own = [cell.strip('"') for cell in row] if quoting else row
                rows.append(tuple(map(once.setdefault, own, own)))
                lines.append(begun)
            begun = reader.line_num + 1
    except csv.Error:  # a cell beyond what the reader takes
        raise SourceProblem("table-unread", begun, 1, why="@table-cell") from None
    return rows, lines


def _lines(text: str) -> Iterator[str]:
    """A text line by line, without a copy of the whole; one line is never the whole of a large
    one."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        if end - start > MAX_LINE:
            raise SourceProblem("table-unread", why="@table-large")
        yield text[start:end]
        start = end


def _is_sound(text: str, separator: str) -> bool:
    """Whether every quotation mark is closed where a cell ends, and all rows are equally long."""
    options: dict[str, Any] = {"delimiter": separator, "skipinitialspace": True, "strict": True}
    try:
        return len({len(row) for row in csv.reader(_lines(text), **options) if row}) == 1
    except csv.Error:
        return False


def _is_open(text: str, separator: str) -> bool:
    """Whether a quotation mark is still open where the text ends."""
    if '"' not in text:
        return False
    lines = chain(_lines(text), ("\n", _END))
    told = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    return deque(told, maxlen=1)[0] != [_END]


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


def _with_row(rows: Sequence[Sequence[str]], separator: str) -> int | None:
    """The row of a sound table in which a cell holds a line that is a row to the last separator,
    set as rows are, without blanks: two marks of which each was left open."""
    wide = max(map(len, rows[:HEAD]), default=0)
    for n, row in enumerate(rows):
        lines = [line for cell in row if "\n" in cell for line in cell.split("\n")[1:]]
        if any(
            line.count(separator) == wide - 1 >= 4 and f"{separator} " not in line for line in lines
        ):
            return n
    return None


def decoded(content: bytes) -> tuple[str, str]:
    """(text, encoding): by its mark, else UTF-8 (also with a few bytes lost), else Chinese
    (GB18030) where what comes out is common Chinese, else Western (cp1252, an old Mac's)."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if content.startswith(mark):
            return content.decode(encoding, "replace"), encoding
    for first, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        every = content[first:200:2]
        if len(content) > 3 and every.count(0) > 0.2 * len(every):
            return content.decode(encoding, "replace"), "utf-16"
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        nearly = content.decode("utf-8", "replace")
    strange = sum(c > "\x7f" for c in nearly)
    if (lost := nearly.count("\ufffd")) * 5 <= strange and strange - lost >= 4:
        return nearly, "utf-8"
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return _one_byte(content)
    return (text, "gb18030") if _common(text) else _one_byte(content)


# what is common among the letters and marks of Western languages
_USUAL = frozenset("àâäåáãæçéèêëíìîïñóòôöõøúùûüßœÀÂÄÅÁÃÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØÚÙÛÜ€£°§²³·–—‘’“”…«»")


def _one_byte(content: bytes) -> tuple[str, str]:
    """Western text; where lines end as on an old Mac and its letters fit better, that Mac's."""
    western = content.decode("cp1252", "replace")
    if b"\n" in content or b"\r" not in content:
        return western, "cp1252"
    mac = content.decode("mac_roman")
    return (mac, "mac-roman") if _odd(mac) < _odd(western) else (western, "cp1252")


def _odd(text: str) -> int:
    """How many letters and marks stand where nobody writes them: a capital or an opening quotation
    mark behind a small letter."""
    return sum(
        own not in _USUAL or (before.islower() and (own.isupper() or own in "“‘«"))
        for before, own in pairwise(f" {text}")
        if own > "\x7f"
    )


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


# what nobody types behind a letter; dashes and quotation marks may stand there
_NEVER_MEANT = re.compile(
    "[\u00c2-\u00f4][^\x00-\x7f]?[\u0080-\u009f¡-ª¬-¯±-¶¸-º¼-¿ŒœŠšŽžŸƒˆ˜†‡‰‹›™€]"
)
_TWICE = re.compile("[\u00c2-\u00f4][^\x00-\x7f]{1,3}")


def twice_encoded(text: str) -> str | None:
    """A text whose UTF-8 was taken for Western letters and saved again ("åŒ—" for 北), mended; None
    where it was not."""

    def mend(match: re.Match[str]) -> str:
        own = b"".join(map(_western, match[0]))
        return own.decode("utf-8", "replace") if own else match[0]

    if not _TWICE.search(text):
        return None
    runs = re.compile(r"[^\x00-\x7f]+")
    mended = runs.sub(mend, text)
    good = not mended.count("\ufffd") and len(mended) < len(text) and _NEVER_MEANT.search(text)
    return mended if good and all(map(_western, "".join(runs.findall(text)))) else None


def _western(character: str) -> bytes:
    """The one byte that a character was taken for; none where it is no Western letter."""
    if ord(character) < 256:
        return bytes((ord(character),))
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return b""


def _first_change(before: str, after: str) -> tuple[str, str]:
    """The first word that was mended: as it was, and as it is read."""
    for old, new in zip(before.split("\n"), after.split("\n"), strict=True):
        if old != new:
            words = zip(re.split(r"[,;\t|]", old), re.split(r"[,;\t|]", new), strict=False)
            first, second = next(((a, b) for a, b in words if a != b), (old, new))
            return "".join(c for c in first if c.isprintable()), second
    return "", ""


def _separator(text: str, names: Collection[str]) -> tuple[str, int]:
    """(separator, lines above the table that only name it): the one under which most headings are
    known; else the one that most rows have alike."""
    first, _, _ = text.partition("\n")
    if told := re.fullmatch(r"\s*\"?sep=(.)\"?[,;\s]*", first, re.I):
        return told[1], 1
    most = csv.field_size_limit()
    head = [line[:most] for line in text.split("\n", HEAD)[:HEAD]]

    def known(separator: str) -> tuple[int, int]:
        try:
            rows = [*csv.reader(head, delimiter=separator, skipinitialspace=True)]
        except csv.Error:  # a quotation mark that is never closed: the lines of it are too long
            rows = [line.split(separator) for line in head]
        best = max((sum(folded(cell) in names for cell in row) for row in rows), default=0)
        wide = [len(row) for row in rows if len(row) > 1]
        return best, max(map(wide.count, wide), default=0)

    return max(_SEPARATORS, key=known), 0


# --- sheets ----------------------------------------------------------------------------------


def _of_workbook(content: bytes, file: str) -> tuple[Grid, ...]:
    from evalkit.reading.sheets import sheets_of

    return tuple(grid_of(file, sheet) for sheet in sheets_of(content))


def grid_of(file: str, sheet: Any) -> Grid:
    """A sheet that was read, as rows of text."""
    lines = tuple(range(1, len(sheet.rows) + 1))
    return Grid(file, sheet.name, sheet.rows, lines, sheet.typed, sheet.doubts, tuple(sheet.merged))


def columns_told(grid: Grid) -> Iterator[str]:
    """The texts of the first row that has any, as far as a finding shows them."""
    row = next((row for row in grid.rows if any(map(clean, row))), ())
    return (clean(cell) for cell in row[:8] if clean(cell))
