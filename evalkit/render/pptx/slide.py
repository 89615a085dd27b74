"""A Report made as a slide in, the file of its presentation out.

Left the plan's numbers and the picture, right what is strong and what is thin, below the source;
what the page has no room for stands whole in the speaker's notes.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.oxml.ns import qn
from pptx.util import Pt

from evalkit.render.pictures import png
from evalkit.render.pptx.fit import LINE, Fitted, Line, Piece, fitted
from evalkit.render.pptx.package import INK, SOFT, WIDE, clean, emptied, written
from evalkit.render.pptx.tables import add_table, laid
from evalkit.report.model import (
    Aside,
    Block,
    Bullets,
    Chart,
    Entry,
    Paragraph,
    Points,
    Report,
    Runs,
    Table,
    inside,
    parts_of,
    plain,
)

MARGIN, GAP = 40.0, 30.0  # left and right of the page, between its halves
TITLE, FINDING = (26, 24, 22, 20, 18), (16, 15, 14, 13, 12)  # sizes of type, largest first
BODY, HEAD, FOOT = (15, 14, 13, 12, 11, 10), 13.0, (9.0, 8.5, 8.0)
TOP, BOTTOM = 24.0, 498.0  # of what stands above the source
LOGO_WIDE, LOGO_HIGH = 120.0, 38.0
LEFT = 0.55  # of the page, for numbers and picture
PICTURE = (0.45, 0.38, 0.31)  # of the height, for the picture: less before a number is cut


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the page, in points."""

    left: float
    top: float
    wide: float
    high: float


@dataclass(frozen=True, slots=True)
class Part:
    """A list on the right, with its heading; ``counted``: whether its items are numbered."""

    title: str
    items: tuple[Line, ...]
    counted: bool


def render(report: Report) -> bytes:
    """The bytes of the presentation: one slide and its notes."""
    made = emptied(report)
    page = made.slides.add_slide(made.slide_layouts[0])
    _body(page, report, _head(page, report))
    _source(page, report)
    page.notes_slide.notes_text_frame.text = clean("\n".join(_notes(report)))
    return written(made, report)


# --- above and below -------------------------------------------------------------------------


def _head(page: Any, report: Report) -> float:
    """Title and finding, the logo beside them, and a rule in the office's colour; where they end,
    in points."""
    wide = WIDE - 2 * MARGIN
    beside = wide - _logo(page, report)
    title = fitted((_line((report.title,), bold=True),), beside, 40, TITLE)
    box = Box(MARGIN, TOP, beside, 40)
    _write(page.shapes.title, box, title, report)
    page.shapes.title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    top = TOP + 42
    if report.finding:
        found = fitted((_line((report.finding,)),), wide, 44, FINDING)
        box = Box(MARGIN, top, wide, found.height)
        _write(_textbox(page, box, "Finding"), box, found, report)
        top += found.height
    rule = page.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_points(MARGIN, top + 6, wide, 1.5))
    rule.fill.solid()
    rule.fill.fore_color.theme_color = MSO_THEME_COLOR.ACCENT_1
    rule.line.fill.background()
    rule._element.remove(rule._element.find(qn("p:style")))  # and with it the theme's shadow
    rule.name = "Rule"
    return top + 18


def _points(*measures: float) -> tuple[Any, ...]:
    return tuple(Pt(measure) for measure in measures)


def _logo(page: Any, report: Report) -> float:
    """The office's logo at the top right; how much of the line it takes, in points."""
    look = report.look
    if not look.logo:
        return 0.0
    picture = page.shapes.add_picture(io.BytesIO(look.logo), 0, 0)
    scale = min(Pt(LOGO_WIDE) / picture.width, Pt(LOGO_HIGH) / picture.height)
    picture.width, picture.height = round(picture.width * scale), round(picture.height * scale)
    picture.left, picture.top = Pt(WIDE - MARGIN) - picture.width, Pt(24)
    _describe(picture, "Logo", look.organisation)
    return float(picture.width / Pt(1)) + GAP


def _source(page: Any, report: Report) -> None:
    """Whose it is and what it rests on, in small type."""
    look = report.look
    told = " · ".join(clean(text) for text in (look.organisation, report.foot) if text)
    if not told:
        return
    box = Box(MARGIN, 506, WIDE - 2 * MARGIN, 26)
    found = fitted((_line((told,)),), box.wide, box.high, FOOT)
    _write(_textbox(page, box, "Source"), box, found, report, ink=SOFT)


# --- the halves ------------------------------------------------------------------------------


def _body(page: Any, report: Report, top: float) -> None:
    """Numbers and picture left, lists right; either takes the whole page where it stands alone."""
    table = next((b for b in report.summary if isinstance(b, Table) and b.rows), None)
    chart = next((b for b in report.summary if isinstance(b, Chart)), None)
    parts = tuple(_parts(report.summary))
    whole, high = WIDE - 2 * MARGIN, BOTTOM - top
    left = whole * LEFT - GAP / 2 if parts else whole
    right = Box(MARGIN, top, whole, high)
    if table is not None or chart is not None:
        box = Box(MARGIN, top, left, high)
        box = _numbers(page, report, box, table, chart is not None) if table is not None else box
        if chart is not None:
            _picture(page, report, box, chart)
        right = Box(MARGIN + left + GAP, top, whole - left - GAP, high)
    if parts:
        _right(page, report, right, parts)


def _numbers(page: Any, report: Report, box: Box, table: Table, pictured: bool) -> Box:
    """The table; what is left of its place, for a picture."""
    top = box.top + _heading(page, box, table.caption, report)
    high = box.top + box.high - top
    for share in PICTURE if pictured else (0.0,):
        shown = laid(table, box.wide, high - share * box.high)
        if not shown.cut:
            break
    add_table(page, (box.left, top), shown, _lang(report), table.caption)
    top += shown.high + 10
    return Box(box.left, top, box.wide, box.top + box.high - top)


def _picture(page: Any, report: Report, box: Box, chart: Chart) -> None:
    """The chart, as large as its place allows, under its caption."""
    image = png(chart)
    across, down = struct.unpack(">II", image[16:24])  # of a PNG
    top = box.top + _heading(page, box, chart.caption, report)
    scale = min(box.wide / across, (box.top + box.high - top) / down)
    place = _points(box.left, top, across * scale, down * scale)
    _describe(page.shapes.add_picture(io.BytesIO(image), *place), "Picture", chart.alt)


def _heading(page: Any, box: Box, text: str, report: Report) -> float:
    """A heading in the office's colour at the top of a place; how much room it takes, in points."""
    if not text:
        return 0.0
    held = (_line((text,), bold=True),)
    found = fitted(held, box.wide, HEAD * LINE, (HEAD, 12, 11))
    if found.cut:
        found = fitted(held, box.wide, 2 * 11 * LINE, (11,))
    place = Box(box.left, box.top, box.wide, found.height)
    _write(_textbox(page, place, "Heading"), place, found, report, coloured=1)
    return found.height + 4


def _right(page: Any, report: Report, box: Box, parts: Sequence[Part]) -> None:
    """The lists one below the other, all in one size of type."""
    heads = sum(HEAD * LINE + 4 for part in parts if part.title) + 14 * (len(parts) - 1)
    wide, between = box.wide - _indent(parts), 5.0
    items = [item for part in parts for item in part.items]
    found = fitted(items, wide, box.high - heads, BODY, between)
    top, n = box.top, 0
    for part in parts:
        own = Box(box.left, top, box.wide, HEAD * LINE)
        top += _heading(page, own, part.title, report)
        held = found.lines[n : n + len(part.items)]
        n += len(part.items)
        again = fitted(held, wide, box.high, (found.size,), between)
        place = Box(box.left, top, box.wide, again.height)
        shape = _textbox(page, place, part.title or "Text")
        _write(shape, place, again, report)
        for paragraph in shape.text_frame.paragraphs:
            _mark(paragraph, part.counted, _indent(parts))
        top += again.height + 14


def _indent(parts: Sequence[Part]) -> float:
    return 20.0 if any(part.counted for part in parts) else 14.0


def _mark(paragraph: Any, counted: bool, indent: float) -> None:
    """A number or a bullet before a paragraph, by the program's own lists."""
    properties = paragraph._p.get_or_add_pPr()
    properties.set("marL", str(Pt(indent)))
    properties.set("indent", str(-Pt(indent)))
    font = properties.makeelement(qn("a:buFont"), {"typeface": "+mj-lt" if counted else "Arial"})
    sign = (
        properties.makeelement(qn("a:buAutoNum"), {"type": "arabicPeriod"})
        if counted
        else properties.makeelement(qn("a:buChar"), {"char": "•"})
    )
    properties.extend((font, sign))


def _parts(blocks: Sequence[Block]) -> Iterator[Part]:
    """The lists of a page: those under a heading, and what stands by itself."""
    for block in blocks:
        if isinstance(block, Bullets | Points | Paragraph):
            yield Part("", *_items([block]))
        elif isinstance(block, Entry | Aside):
            title = block.title if isinstance(block.title, str) else plain(block.title)
            yield Part(title, *_items(block.blocks))
        elif not isinstance(block, Table | Chart):
            yield from _parts(block.parts)


def _items(blocks: Sequence[Block]) -> tuple[tuple[Line, ...], bool]:
    """Lines of lists and paragraphs, and whether they are numbered."""
    out: list[Line] = []
    for block in blocks:
        if isinstance(block, Points):
            out += [_line(point.runs) for point in block.items]
        elif isinstance(block, Bullets):
            out += [_line(item) for item in block.items]
        elif isinstance(block, Paragraph):
            out.append(_line(block.runs))
    return tuple(out), any(isinstance(block, Points) for block in blocks)


# --- what is longer --------------------------------------------------------------------------


def _notes(report: Report) -> Iterator[str]:
    """Everything of the report as text: what the slide cuts or leaves out is whole here."""
    yield from (text for text in (report.title, report.subtitle, report.finding) if text)
    for blocks in (report.summary, *(section.blocks for section in report.sections)):
        for block in inside(blocks):
            yield from _told(block)
    yield from (text for text in (report.foot,) if text)


def _told(block: Block) -> Iterator[str]:
    """A block as lines of text; what it holds tells itself."""
    if isinstance(block, Entry | Aside):
        yield f"\n{block.title if isinstance(block.title, str) else plain(block.title)}"
    elif isinstance(block, Paragraph):
        yield plain(block.runs)
    elif isinstance(block, Bullets):
        yield from (f"• {plain(item)}" for item in block.items)
    elif isinstance(block, Points):
        for n, point in enumerate(block.items, start=1):
            yield f"{n}. {plain(point.runs)}"
            yield from (f"   {plain(point.below)}" for _ in point.below[:1])
    elif isinstance(block, Table):
        yield f"\n{block.caption}"
        yield " | ".join(column.title for column in block.columns)
        yield from (" | ".join(plain(c.runs) for c in row.cells) for row in block.rows)
        yield from (text for text in (block.source,) if text)
    elif isinstance(block, Chart):
        yield f"\n{block.alt}"
        yield from (text for text in (block.source,) if text)


# --- text ------------------------------------------------------------------------------------


def _line(held: Runs, bold: bool = False) -> Line:
    """Running text as pieces; places stand in it as they are, words of the plan in its marks."""
    out = []
    for run in held:
        kind, text, _ = parts_of(run)
        text = f" [{text}]" if kind == "note" else text
        out.append(Piece(clean(text), bold or kind in ("strong", "figure")))
    return tuple(out)


def _textbox(page: Any, box: Box, name: str) -> Any:
    shape = page.shapes.add_textbox(0, 0, 0, 0)
    shape.name = clean(name)
    return shape


def _write(
    shape: Any,
    box: Box,
    held: Fitted,
    report: Report,
    *,
    ink: Any = INK,
    coloured: int = 0,
) -> None:
    """Fitted lines into a shape, a paragraph each, in a line height that is fixed; ``coloured``:
    how many of them stand in the office's colour."""
    shape.left, shape.top = Pt(box.left), Pt(box.top)
    shape.width, shape.height = Pt(box.wide), Pt(box.high)
    frame = shape.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for n, line in enumerate(held.lines):
        paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        paragraph.line_spacing = Pt(held.size * LINE)
        paragraph.space_before, paragraph.space_after = Pt(held.between if n else 0), Pt(0)
        for piece in line:
            run = paragraph.add_run()
            run.text, run.font.size, run.font.bold = piece.text, Pt(held.size), piece.bold
            run.font._element.set("lang", _lang(report))
            if n < coloured:
                run.font.color.theme_color = MSO_THEME_COLOR.ACCENT_1
            else:
                run.font.color.rgb = ink


def _describe(shape: Any, name: str, alt: str) -> None:
    """A picture's name, and what it shows, for who cannot see it."""
    shape.name = name
    shape._element.xpath(".//p:cNvPr")[0].set("descr", clean(alt))


def _lang(report: Report) -> str:
    return "zh-CN" if report.lang == "zh" else "en-GB"
