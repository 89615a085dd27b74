"""A Report in, a PDF out: A4, tagged (PDF/UA-1) and fit for archives (PDF/A-2u), fonts inside, the
same bytes each time.

The report goes to typst as JSON and is text there, never source; typst sees no file but the
template and the fonts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from datetime import date
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any

import pikepdf
import typst

from evalkit.model.catalogue import messages
from evalkit.model.refusal import Reason, Refusal, listed, reason
from evalkit.render import column_widths, pictures
from evalkit.render.days import dated
from evalkit.render.glyphs import MissingGlyph, coded
from evalkit.report.model import (
    Aside,
    Block,
    Bullets,
    Chart,
    Entry,
    Look,
    Paragraph,
    Points,
    Report,
    Row,
    Runs,
    Section,
    Sides,
    Table,
    here,
    inside,
    parts_of,
    plain,
)

_PORTRAIT, _LANDSCAPE = 482.0, 728.0  # points between the margins of an A4 page, as in the template
_SIZE, _SMALL, _TINY = (
    8.4,
    8.0,
    7.0,
)  # points: tables, those with seven columns or more, those that turn the page
_PAD, _DENSE_PAD = 10.0, 4.0  # points left and right of a cell's text, together
_KEPT = 200.0  # points: a section that is less tall stays on one page
_WHOLE = 300.0  # points: a table that is less tall stays on one page
_DRAWN_AT = 0.62  # points a pixel of a chart: its letters are then as large as those of tables
_NOTE = 360  # letters of a paragraph that may stand beside a chart
_BESIDE = 0.66  # of the page's width: a narrower chart has its caption beside it
_ACCENT = "#0b5578"  # of charts, as in the palette and the style sheet
_TURNED = 8.0  # em: how tall a turned heading is before it goes on in a second line
_TALL = 300  # characters: a row with a longer cell may run over the end of a page
_UNDATED = date(1970, 1, 1)  # PDF/A wants a date, and it moves the bytes
_BLANK = re.compile("[\t\n\r\v\f\x1c-\x1f\x85\u2028\u2029]+")
_UNPRINTED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_SIZES = re.compile(r'<svg [^>]*?width="([\d.]+)" height="([\d.]+)"')
_LONG = re.compile(r"[^\s\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\ufe30-\uffef]{15,}")
# each font has its own signs there
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_BREAK = "\u200b"  # where a long word may break: typst refuses it beside what it refuses
_REFUSED = re.compile(r'the text `"(.+?)"` could not be displayed')


def render(report: Report) -> bytes:
    """The bytes of the PDF; characters that no font of it has are shown by their codes."""
    return drawn(report)[0]


def drawn(report: Report) -> tuple[bytes, tuple[str, ...]]:
    """The bytes of the PDF, and the characters that no font of it has, with the marks that stand on
    them: these are shown by their codes, as [U+1F600].

    Raises:
        MissingGlyph: where typst names a character that the report does not have.
    """
    data = _data(report)
    lacking = dict.fromkeys(c for text in _texts(data) for c in _PRIVATE.findall(text))
    data = _coded(data, [*lacking]) if lacking else data
    while True:
        try:
            return _compiled(data), tuple(sorted({*lacking} - {_BREAK}))
        except typst.TypstError as error:
            refused = _REFUSED.findall(error.diagnostic)
            if not refused:
                raise Refusal(reason("report.pdf", words=error.message)) from error
            missing = _missing(refused, list(_texts(data)))
            told = _coded(data, missing.characters)
            if told == data:
                raise missing from error
            data = told
            lacking |= dict.fromkeys(missing.characters)


def _compiled(data: dict[str, Any]) -> bytes:
    """The PDF of a report's data."""
    made: bytes = typst.compile(
        str(_TEMPLATES / "report.typ"),
        root=str(_TEMPLATES),
        font_paths=_fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        # with these a missing glyph is an error; without, a box and no word
        pdf_standards=["ua-1", "a-2u"],
        timestamp=0,
    )
    return _packed(made)


def _packed(made: bytes) -> bytes:
    """The same PDF with its small objects, most of them tags, together in compressed streams (PDF
    1.5, allowed in PDF/A-2): typst writes each by itself."""
    packed = BytesIO()
    with pikepdf.open(BytesIO(made)) as pdf:
        # typst states that no tag is suspect, which is what a file says by leaving it out, and
        # which poppler complains of
        del pdf.Root.MarkInfo.Suspects
        pdf.save(
            packed,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
            fix_metadata_version=False,
        )
    return packed.getvalue()


def _coded(data: Any, characters: Sequence[str]) -> Any:
    """Data with the codes of characters in their place, also where a word may break inside them."""
    wanted = sorted(characters, key=len, reverse=True)
    pattern = re.compile("|".join(f"{_BREAK}?".join(map(re.escape, held)) for held in wanted))

    def put(part: Any) -> Any:
        if isinstance(part, str):
            return pattern.sub(lambda found: coded(found[0].replace(_BREAK, "")), part)
        if isinstance(part, dict):
            return {key: put(value) for key, value in part.items()}
        return [put(value) for value in part] if isinstance(part, list | tuple) else part

    return put(data)


_TEMPLATES = Path(str(files("evalkit.render") / "templates"))


@cache
def _fonts() -> typst.Fonts:
    """The package's fonts, and those inside typst for the small letters of formulas; none of the
    machine's."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(pictures.fonts())]
    )


class _Anchors:
    """The rows and entries of a report that figures lead to, by the labels they have in the PDF."""

    def __init__(self, report: Report) -> None:
        self.labels = {ref: f"r{n}" for n, ref in enumerate(sorted(report.anchors))}
        self._left = dict(self.labels)

    def place(self, ref: str) -> str:
        """The label of a row or entry; the first of a name keeps it."""
        return self._left.pop(ref, "")

    def say(self, runs: Runs) -> list[list[str]]:
        """Kind, text and label of every run."""
        return [
            [
                kind,
                text if kind == "figure" else _clean(text),
                self.labels.get(here(ref, self.labels), ""),
            ]
            for kind, text, ref in map(parts_of, runs)
        ]


def _data(report: Report) -> dict[str, Any]:
    """The report as data for the template."""
    anchors = _Anchors(report)
    day = report.date or _UNDATED
    return {
        "lang": report.lang,
        "title": _clean(report.title),
        "subtitle": _clean(report.subtitle),
        "kicker": _clean(report.kicker),
        "finding": _clean(report.finding),
        "product": report.product,
        "dated": dated(report.date, report.lang),
        "foot": _clean(report.foot),
        "office": _office(report.look),
        "day": [day.year, day.month, day.day],
        "contents": report.words.get("contents", ""),
        "words": dict(messages("render", report.lang)),
        "summary": _in_colour(_blocks(report.summary, anchors, _PORTRAIT), report.look),
        "sections": [_section(section, anchors, report.look) for section in report.sections],
    }


def _office(look: Look) -> dict[str, Any]:
    """Whose report it is, its colour, and the bytes of its logo as numbers, which is how data may
    reach the template."""
    return {
        "name": _clean(look.organisation),
        "author": _clean(look.author),
        "colour": look.colour,
        "logo": list(look.logo),
        "kind": {"jpeg": "jpg"}.get(look.logo_kind, look.logo_kind),
    }


def _section(section: Section, anchors: _Anchors, look: Look) -> dict[str, Any]:
    """A section; its pages are turned where a table needs more width than an upright page has, and
    a short one stays on a page."""
    tables = [block for block in section.blocks if isinstance(block, Table)]
    wide = any(_needed(table) > _PORTRAIT for table in tables)
    width = _LANDSCAPE if wide else _PORTRAIT
    blocks = _blocks(section.blocks, anchors, width, first=1)
    return {
        "title": _clean(section.title),
        "annex": section.annex,
        "wide": wide,
        "whole": _tall(section.blocks) < _KEPT,
        "blocks": _in_colour(blocks, look),
    }


def _in_colour(blocks: list[dict[str, Any]], look: Look) -> list[dict[str, Any]]:
    """Blocks whose charts are drawn in the colour of the office, where it has one."""
    if look.colour:
        for block in blocks:
            if "svg" in block:
                block["svg"] = block["svg"].replace(_ACCENT, look.colour)
    return blocks


def _tall(blocks: Sequence[Block]) -> float:
    """About how tall blocks are, in points; too much rather than too little."""
    height = 0.0
    for block in inside(blocks):
        if isinstance(block, Table):
            wants = column_widths.wants(block)
            room = (_PORTRAIT - _pad(block) * len(block.columns)) / _SMALL
            height += _height(block, wants.widths(room), _SMALL) + 25
        elif isinstance(block, Chart):
            height += _drawn(block)[1] + 40
        else:
            height += sum(16 * (1 + column_widths.width(text) // 44) for text in _said(block))
    return height


def _drawn(chart: Chart, width: float = _PORTRAIT) -> tuple[float, float]:
    """How wide and how tall a chart is on a page of that width, in points."""
    found = _SIZES.match(pictures.svg(chart))
    wide, high = (float(found[1]), float(found[2])) if found else (width, width)
    at = min(_DRAWN_AT, width / wide)
    return wide * at, high * at


def _said(block: Block) -> list[str]:
    """The texts of a block, one a paragraph."""
    if isinstance(block, Paragraph):
        return [plain(block.runs)]
    if isinstance(block, Bullets):
        return [plain(item) for item in block.items]
    if isinstance(block, Points):
        return [plain(part) for item in block.items for part in (item.runs, item.below)]
    return [""]


def _blocks(
    blocks: Sequence[Block], anchors: _Anchors, width: float, first: int = 0
) -> list[dict[str, Any]]:
    """Blocks in which a paragraph stays with the table or chart that it leads to, and the ``first``
    with what follows."""
    made = [part for block in blocks for part in _block(block, anchors, width)]
    for n, (block, after) in enumerate(pairwise(made)):
        if block["kind"] == "paragraph":
            block["stays"] = after["kind"] in ("table", "chart") or n < first
    return _noted(made)


def _noted(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Blocks in which a short paragraph after a chart that leaves room at its side stands there."""
    out: list[dict[str, Any]] = []
    for block in blocks:
        before = out[-1] if out else {"kind": ""}
        size = sum(len(text) for _, text, _ in block.get("runs", ()))
        if (
            before["kind"] == "chart"
            and block["kind"] == "paragraph"
            and before["beside"]
            and not (before["note"] or block["stays"])
            and size <= _NOTE
        ):
            before["note"] = block["runs"]
        else:
            out.append(block)
    return out


def _block(block: Block, anchors: _Anchors, width: float) -> list[dict[str, Any]]:
    made: dict[str, Any] = {"kind": type(block).__name__.lower()}
    if isinstance(block, Paragraph):
        made |= {"runs": anchors.say(block.runs), "stays": False}
    elif isinstance(block, Bullets):
        made |= {"items": [anchors.say(item) for item in block.items]}
    elif isinstance(block, Points):
        items = [(anchors.say(item.runs), anchors.say(item.below)) for item in block.items]
        made |= {"items": items}
    elif isinstance(block, Sides):
        made |= {"parts": [_block(part, anchors, width)[0] for part in block.parts]}
    elif isinstance(block, Aside):
        made |= {"title": _clean(block.title), "blocks": _blocks(block.blocks, anchors, width)}
    elif isinstance(block, Chart):
        svg = pictures.svg(block)
        made |= {"caption": _clean(block.caption), "alt": _clean(block.alt), "svg": svg}
        wide = _drawn(block, width)[0]
        made |= {"source": _clean(block.source), "note": []}
        made |= {"wide": wide, "beside": wide <= width * _BESIDE}
    elif isinstance(block, Entry):
        made |= {"label": anchors.place(block.id), "title": anchors.say(block.title)}
        made |= {"blocks": _blocks(block.blocks, anchors, width, first=2)}
    else:
        wants = column_widths.wants(block)
        least = [low * _TINY + _pad(block) for low in wants.least]
        parts = column_widths.parts(block, least, width)
        return [_table(part, anchors, width) for part in parts]
    return [made]


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


def _table(table: Table, anchors: _Anchors, width: float) -> dict[str, Any]:
    wants = column_widths.wants(table)
    turns = width > _PORTRAIT and _needed(table) > _PORTRAIT
    small = table.dense or len(table.columns) > 6
    size = _TINY if turns else _SMALL if small else _SIZE
    room = (width - _pad(table) * len(table.columns)) / size
    turned = table.dense and not wants.upright(room)
    widths = wants.widths(room, turned)
    return {
        "kind": "table",
        "caption": _clean(table.caption),
        "source": _clean(table.source),
        "size": size,
        "pad": _pad(table) / 2,
        "turned": _turned(table) if turned else 0,
        "whole": _height(table, widths, size) < _WHOLE,
        "widths": [round(em * size + _pad(table), 2) for em in widths],
        "columns": [{"title": _clean(c.title), "numeric": c.numeric} for c in table.columns],
        "head": any(c.title for c in table.columns),
        "dense": table.dense,
        "key": len(table.rows) == 1 and not any(c.title for c in table.columns),
        "rows": [_row(row, anchors) for row in table.rows],
    }


def _turned(table: Table) -> float:
    """How tall headings are that read upwards, in em; longer ones go on in a second line."""
    return min(_TURNED, max(column_widths.width(c.title) * 1.06 for c in table.columns[1:]))


def _height(table: Table, widths: Sequence[float], size: float) -> float:
    """About how tall a table is, in points."""
    lines = column_widths.lines(table, widths)
    bars = sum(any(cell.bar for cell in row.cells) for row in table.rows)
    return size * 1.3 * (lines + bars + 5) + 1.5 * len(table.rows)


def _row(row: Row, anchors: _Anchors) -> dict[str, Any]:
    cells = [
        {
            "runs": anchors.say(cell.runs),
            "tone": cell.tone,
            "bar": astuple(cell.bar) if cell.bar else (),
        }
        for cell in row.cells
    ]
    blank = takewhile(lambda cell: row.group and not (cell.runs or cell.tone), row.cells[1:])
    spans = 1 + len(list(blank))
    short = max((len(plain(cell.runs)) for cell in row.cells), default=0) < _TALL
    return {
        "label": anchors.place(row.id),
        "depth": row.depth,
        "group": row.group,
        "whole": short,
        "spans": spans,
        "cells": cells[:1] + cells[spans:],
    }


def _needed(table: Table) -> float:
    """The width below which words of the cells would be broken, in points, headings turned."""
    return sum(low * _SMALL + _pad(table) for low in column_widths.wants(table).least)


def _pad(table: Table) -> float:
    return _DENSE_PAD if table.dense else _PAD


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data.replace("\u200b", "")
    elif isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            yield from _texts(part)


def _missing(refused: list[str], texts: list[str]) -> MissingGlyph:
    """What to say of the characters that typst could not draw."""
    named: dict[str, Reason] = {}
    for piece in refused:
        wanted = re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), piece)
        character, context = _stands_in(wanted, texts)
        codes = " ".join(f"U+{ord(c):04X}" for c in character)
        key = "report.pdf-character-in" if context else "report.pdf-character"
        named.setdefault(character, reason(key, character=character, codes=codes, context=context))
    order = sorted(named)
    lacking = listed(named[character] for character in order)
    return MissingGlyph(reason("report.pdf-characters", characters=lacking), tuple(order))


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
