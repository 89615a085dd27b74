"""A Report in, a PDF out: A4, tagged (PDF/UA-1) and fit for archives (PDF/A-2u), fonts inside, the
same bytes each time.

The report goes to typst as JSON and is text there, never source; typst sees no file but the
template and the fonts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import typst

from evalkit.model.catalogue import messages
from evalkit.render import column_widths, pictures
from evalkit.render.glyphs import MissingGlyph
from evalkit.report.figure import Figure
from evalkit.report.model import (
    Block,
    Bullets,
    Cell,
    Chart,
    Entry,
    Link,
    Look,
    Note,
    Paragraph,
    Report,
    Row,
    Runs,
    Section,
    Strong,
    Table,
    here,
    plain,
)

_PORTRAIT, _LANDSCAPE = 482.0, 728.0  # points between the margins of an A4 page, as in the template
_SIZE, _SMALL, _TINY = (
    9.0,
    8.0,
    7.0,
)  # points: tables, those with seven columns or more, those that turn the page
_PAD, _DENSE_PAD = 11.0, 6.0  # points left and right of a cell's text, together
_WHOLE = 400.0  # points: a table that is less tall stays on one page
_TALL = 300  # characters: a row with a longer cell may run over the end of a page
_UNDATED = date(1970, 1, 1)  # PDF/A wants a date, and it moves the bytes
_BLANK = re.compile("[\t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")
_UNPRINTED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_LONG = re.compile(r"[^\s\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\ufe30-\uffef]{15,}")
_REFUSED = re.compile(r'the text `"(.+?)"` could not be displayed')

Say = Callable[[Runs], list[list[str]]]


def render(report: Report) -> bytes:
    """The bytes of the PDF.

    Raises:
        MissingGlyph: where the font lacks characters of the report; all of them are named.
    """
    data = _data(report)
    try:
        made: bytes = typst.compile(
            str(_TEMPLATES / "report.typ"),
            root=str(_TEMPLATES),
            font_paths=_fonts(),
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=[
                "ua-1",
                "a-2u",
            ],  # with these a missing glyph is an error; without, a box and no word
            timestamp=0,
        )
    except typst.TypstError as error:
        refused = _REFUSED.findall(error.diagnostic)
        if not refused:
            raise ValueError(f"the PDF cannot be made: {error.message}") from error
        raise _missing(refused, list(_texts(data))) from error
    return made


_TEMPLATES = Path(str(files("evalkit.render") / "templates"))


@cache
def _fonts() -> typst.Fonts:
    """The package's fonts, and those inside typst for the small letters of formulas; none of the
    machine's."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(pictures.fonts())]
    )


# ── the report as data for the template
# ──────────────────────────────────────────────────────────────────────────────


def _data(report: Report) -> dict[str, Any]:
    labels = {ref: f"r{n}" for n, ref in enumerate(sorted(report.anchors))}
    taken: set[str] = set()

    def say(runs: Runs) -> list[list[str]]:
        return [_run(run, labels) for run in runs]

    def place(ref: str) -> str:
        """The label of a row or entry; the first of a name keeps it."""
        if ref not in labels or ref in taken:
            return ""
        taken.add(ref)
        return labels[ref]

    day = report.date or _UNDATED
    title = _clean(report.title)
    return {
        "lang": report.lang,
        "title": title,
        "running": title if len(title) <= 60 else title[:59] + "…",
        "subtitle": _clean(report.subtitle),
        "foot": _clean(report.foot),
        "office": _office(report.look),
        "day": [day.year, day.month, day.day],
        "contents": report.words.get("contents", ""),
        "words": dict(messages("render", report.lang)),
        "summary": _kept(
            [part for block in report.summary for part in _block(block, say, place, _PORTRAIT)]
        ),
        "sections": [_section(section, say, place) for section in report.sections],
    }


def _office(look: Look | None) -> dict[str, Any]:
    """Whose report it is, its colour, and the bytes of its logo as numbers, which is how data may
    reach the template."""
    if look is None:
        return {"name": "", "author": "", "colour": "", "logo": [], "kind": ""}
    kind = {"jpeg": "jpg"}.get(look.logo_kind, look.logo_kind)
    name, author = _clean(look.organisation), _clean(look.author)
    return {
        "name": name,
        "author": author,
        "colour": look.colour,
        "logo": list(look.logo),
        "kind": kind,
    }


def _run(run: str | Figure | Strong | Link | Note, labels: dict[str, str]) -> list[str]:
    if isinstance(run, Figure):
        return ["figure", run.text(), labels.get(here(run.ref, labels), "")]
    if isinstance(run, Link):
        return ["link", _clean(run.text), labels.get(here(run.ref, labels), "")]
    if isinstance(run, Strong):
        return ["strong", _clean(run.text)]
    if isinstance(run, Note):
        return ["note", _clean(run.text)]
    return ["text", _clean(run)]


def _section(section: Section, say: Say, place: Callable[[str], str]) -> dict[str, Any]:
    """A section; its pages are turned where a table needs more width than an upright page has."""
    tables = [block for block in section.blocks if isinstance(block, Table)]
    wide = any(_needed(table, column_widths.wants(table)) > _PORTRAIT for table in tables)
    width = _LANDSCAPE if wide else _PORTRAIT
    blocks = [part for block in section.blocks for part in _block(block, say, place, width)]
    return {
        "title": _clean(section.title),
        "annex": section.annex,
        "wide": wide,
        "blocks": _kept(blocks, first=1),
    }


def _kept(blocks: list[dict[str, Any]], first: int = 0) -> list[dict[str, Any]]:
    """Blocks in which a paragraph stays with the table or chart that it leads to, and the ``first``
    with what follows."""
    for n, (block, after) in enumerate(pairwise(blocks)):
        if block["kind"] == "paragraph":
            block["stays"] = after["kind"] in ("table", "chart") or n < first
    return blocks


def _block(
    block: Block, say: Say, place: Callable[[str], str], width: float
) -> list[dict[str, Any]]:
    if isinstance(block, Paragraph):
        return [{"kind": "paragraph", "runs": say(block.runs), "stays": False}]
    if isinstance(block, Bullets):
        return [{"kind": "bullets", "items": [say(item) for item in block.items]}]
    if isinstance(block, Chart):
        caption, alt = _clean(block.caption), _clean(block.alt)
        return [{"kind": "chart", "caption": caption, "alt": alt, "svg": pictures.svg(block)}]
    if isinstance(block, Entry):
        inside = [made for part in block.blocks for made in _block(part, say, place, width)]
        return [
            {
                "kind": "entry",
                "label": place(block.id),
                "title": say(block.title),
                "blocks": _kept(inside, first=2),
            }
        ]
    wants = column_widths.wants(block)
    parts = _parts(block, wants, width)
    if len(parts) == 1:
        return [_table(block, wants, say, place, width)]
    return [_table(part, column_widths.wants(part), say, place, width) for part in parts]


def _clean(text: str) -> str:
    """Text as it can be printed: controls and marks that turn the direction of writing are spelt
    out.

    Overlong words get places to break, which leave no trace but U+200B in the text that a reader
    copies out.
    """
    text = _BLANK.sub(" ", text).replace("\ufeff", "")
    text = _UNPRINTED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    return _LONG.sub(lambda found: _breakable(found[0]), text)


def _breakable(word: str) -> str:
    """A long word with places to break: after signs, and anywhere inside what is no word of a
    language."""
    parts = re.split(r"(?<=[/._:;,=&?@+#%\-\u2010-\u2015])", word)
    return "\u200b".join("\u200b".join(part) if len(part) > 24 else part for part in parts if part)


# ── tables ────────────────────────────────────────────────────────────────────────────────────────
# ───────────────────


def _table(
    table: Table, wants: column_widths.Wants, say: Say, place: Callable[[str], str], width: float
) -> dict[str, Any]:
    size = _size(table, wants, width)
    room = (width - _pad(table) * len(table.columns)) / size
    turned = table.dense and not wants.upright(room)
    widths = wants.widths(room, turned)
    return {
        "kind": "table",
        "caption": _clean(table.caption),
        "size": size,
        "pad": _pad(table) / 2,
        "turned": turned,
        "whole": _height(table, widths, size) < _WHOLE,
        "widths": [round(em * size + _pad(table), 2) for em in widths],
        "columns": [{"title": _clean(c.title), "numeric": c.numeric} for c in table.columns],
        "head": any(c.title for c in table.columns),
        "dense": table.dense,
        "rows": [_row(row, say, place) for row in table.rows],
    }


def _height(table: Table, widths: Sequence[float], size: float) -> float:
    """About how tall a table is, in points."""
    lines = column_widths.lines(table, widths)
    bars = sum(any(cell.bar for cell in row.cells) for row in table.rows)
    return size * 1.6 * (lines + bars + 4) + 9 * len(table.rows)


def _row(row: Row, say: Say, place: Callable[[str], str]) -> dict[str, Any]:
    cells = [_cell(cell, say) for cell in row.cells]
    blank = 0
    while (
        row.group
        and blank + 1 < len(cells)
        and not (row.cells[blank + 1].runs or row.cells[blank + 1].tone)
    ):
        blank += 1
    short = max((len(plain(cell.runs)) for cell in row.cells), default=0) < _TALL
    return {
        "label": place(row.id),
        "depth": row.depth,
        "group": row.group,
        "whole": short,
        "spans": blank + 1,
        "cells": cells[:1] + cells[blank + 1 :],
    }


def _cell(cell: Cell, say: Say) -> dict[str, Any]:
    bar = cell.bar and [cell.bar.value, cell.bar.low, cell.bar.high]
    return {"runs": say(cell.runs), "tone": cell.tone, "bar": bar or []}


def _size(table: Table, wants: column_widths.Wants, width: float) -> float:
    """The size of type, in points."""
    if width > _PORTRAIT and _needed(table, wants) > _PORTRAIT:
        return _TINY
    return _SMALL if table.dense or len(table.columns) > 6 else _SIZE


def _needed(table: Table, wants: column_widths.Wants) -> float:
    """The width below which words of the cells would be broken, in points, headings turned."""
    return sum(low * _SMALL + _pad(table) for low in wants.least)


def _pad(table: Table) -> float:
    return _DENSE_PAD if table.dense else _PAD


def _parts(table: Table, wants: column_widths.Wants, width: float) -> list[Table]:
    """The table, or where it is too wide for any page, parts of it that all begin with its first
    column."""
    return column_widths.parts(table, [low * _TINY + _pad(table) for low in wants.least], width)


# ── characters that cannot be printed
# ────────────────────────────────────────────────────────────────────────────────


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data.replace("\u200b", "")
    elif isinstance(data, dict):
        for part in data.values():
            yield from _texts(part)
    elif isinstance(data, list):
        for part in data:
            yield from _texts(part)


def _missing(refused: list[str], texts: list[str]) -> MissingGlyph:
    """What to say of the characters that typst could not draw."""
    named: dict[str, str] = {}
    for piece in refused:
        wanted = re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), piece)
        character, context = _stands_in(wanted, texts)
        codes = " ".join(f"U+{ord(c):04X}" for c in character)
        named.setdefault(
            character, f'"{character}" ({codes})' + (f' in "{context}"' if context else "")
        )
    order = sorted(named)
    return MissingGlyph(
        f"the PDF font has no character {'; '.join(named[c] for c in order)}: write it "
        "otherwise, or print the Word file",
        tuple(order),
    )


def _stands_in(wanted: str, texts: list[str]) -> tuple[str, str]:
    """The character with the marks on it, and the words around it.

    typst names a letter, or a mark, where it is only the mark on the letter that is missing.
    """
    marks = "[\u0300-\u036f\u1ab0-\u1aff\u20d0-\u20f0\ufe00-\ufe0f]"
    pattern = re.escape(wanted) + (f"{marks}+" if wanted.isascii() else "")
    if re.match(marks, wanted):
        pattern = f".{marks}*{pattern}{marks}*"
    for text in texts:
        found = re.search(pattern, text)
        if found:
            return found[0], text[max(0, found.start() - 12) : found.end() + 12].strip()
    return wanted, ""
