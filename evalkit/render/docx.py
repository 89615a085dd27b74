"""A Report in, a Word document out: real styles, captions, contents, footnotes; or all of it in the styles of a house.

The house's own document gives styles, header, footer and page; what it lacks is added. The same report gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from copy import deepcopy
from datetime import datetime
from functools import cache
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Mm, Pt, RGBColor
from lxml import etree

from evalkit import fit, picture
from evalkit.report.figure import Figure
from evalkit.report.model import (
    Block,
    Bullets,
    Cell,
    Chart,
    Entry,
    Link,
    Note,
    Paragraph,
    Report,
    Row,
    Run,
    Runs,
    Strong,
    Table,
    here,
)

MADE = datetime(2000, 1, 1)  # the same report gives the same bytes
ACCENT, INK, SOFT, LINE = "1F4E79", "1C2330", "5A6475", "C9D0DA"
TONES = {
    "l0": "FBEEE2",
    "l1": "E4EDF5",
    "l2": "B9D1E6",
    "l3": "6F9FC8",
    "l4": "1F5C94",
    "na": "ECEFF3",
    "head": "F0F3F7",
}
FONTS = {
    "zh": ("Times New Roman", "宋体", "黑体"),
    "en": ("Arial", "宋体", "黑体"),
}  # Latin, East-Asian text, headings
WORDS = {"zh": ("表", "图", "第 ", " 页，共 ", " 页"), "en": ("Table", "Figure", "Page ", " of ", "")}
WIDE = 10  # columns above which a table has a landscape page
SIZE, DENSE = 9.0, 7.5  # points of type in tables
AIR = 1.08  # the machine's own fonts are wider than those that widths are reckoned with
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONG = re.compile(r"[!-~]{28,}")


def render(report: Report, reference: bytes | None = None) -> bytes:
    """Bytes of the document.

    Args:
        reference: a Word document whose styles, header, footer and page are used.

    Raises:
        ValueError: the reference is not a Word document.
    """
    return _Writer(report, reference).written()


def _clean(text: str) -> str:
    """Text that XML can hold; long unbroken words get places to break."""
    text = _ILLEGAL.sub("\ufffd", text)
    return _LONG.sub(lambda m: re.sub(r"([/._:,=&?-])", "\\1\u200b", m[0]), text)


class _Writer:
    """One document while it is being written."""

    def __init__(self, report: Report, reference: bytes | None) -> None:
        self.report, self.zh = report, report.lang == "zh"
        self.lang = "zh" if self.zh else "en"
        self.own = reference is None
        self.document = _opened(reference)
        self.accent = report.dress.colour.lstrip("#").upper() if report.dress and report.dress.colour else ACCENT
        self.bookmarks: dict[str, str] = {}
        self.notes: list[str] = []
        self.ids: dict[str, str] = {}
        self.anchors = report.anchors
        self.counts = {"table": 0, "figure": 0}
        self.landscape = False
        for n, ref in enumerate([*(s.id for s in report.sections), *sorted(self.anchors)]):
            self.bookmarks.setdefault(ref, f"_e{n}_{re.sub('[^A-Za-z0-9_]', '_', ref)}"[:40])
        self.placed: set[str] = set()

    def written(self) -> bytes:
        self.styles()
        self.page()
        self.first_page()
        self.contents()
        for n, section in enumerate(self.report.sections):
            wide = any(isinstance(b, Table) and len(b.columns) > WIDE for b in section.blocks)
            turned = self.turn(wide)
            if section.annex and not turned and n:
                self.document.paragraphs[-1].add_run().add_break(WD_BREAK.PAGE)
            heading = self.paragraph("Heading 1", (section.title,))
            self.mark(heading._p, section.id)
            for block in section.blocks:
                self.block(block)
        self.footnotes()
        return _same_bytes(self.document, self.report)

    # --- styles and page ---------------------------------------------------------------------

    def styles(self) -> None:
        """Styles that the document lacks; their look only where the document is ours."""
        latin, text, head = FONTS[self.lang]
        sizes = {"Normal": 10.5, "Title": 20, "Subtitle": 11, "Heading 1": 15, "Heading 2": 12, "Heading 3": 11,
                 "List Bullet": 10.5, "Table Text": SIZE, "Caption": 9, "Header": 8.5, "Footer": 8.5, "footnote text": 8.5}  # fmt: skip
        for name, size in sizes.items():
            known = name in self.document.styles
            style = (
                self.document.styles[name] if known else self.document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            )
            if self.own or not known:
                heading = name.startswith(("Heading", "Title"))
                style.font.size = Pt(size)
                style.font.italic = False
                style.font.bold = heading
                colour = (
                    self.accent
                    if heading
                    else SOFT
                    if name in ("Subtitle", "Caption", "Header", "Footer", "footnote text")
                    else INK
                )
                style.font.color.rgb = RGBColor.from_string(colour)
                _fonts(style, latin, head if heading else text)
                _spacing(style, name, self.zh)
        if "footnote reference" not in self.document.styles:
            self.document.styles.add_style("footnote reference", WD_STYLE_TYPE.CHARACTER).font.superscript = True
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-GB")
        language.set(qn("w:eastAsia"), "zh-CN")
        self.document.styles["Normal"].element.get_or_add_rPr().append(language)

    def page(self) -> None:
        """A4 with header and footer; a house's own stay."""
        section = self.document.sections[0]
        if self.own:
            section.page_width, section.page_height = Mm(210), Mm(297)
            section.left_margin = section.right_margin = Mm(25)
            section.top_margin = section.bottom_margin = Mm(24)
        if not _has_text(section.header):
            section.header.is_linked_to_previous = False
            section.header.paragraphs[0].style = self.document.styles["Header"]
            section.header.paragraphs[0].add_run(_clean(self.report.title)[:80])
        if not _has_text(section.footer):
            section.footer.is_linked_to_previous = False
            paragraph = section.footer.paragraphs[0]
            paragraph.style = self.document.styles["Footer"]
            paragraph.add_run(_clean(self.report.foot) + "    ")
            _, _, before, between, after = WORDS[self.lang]
            paragraph.add_run(before)
            _field(paragraph._p, "PAGE", "1")
            paragraph.add_run(between)
            _field(paragraph._p, "NUMPAGES", "1")
            paragraph.add_run(after)

    @property
    def room(self) -> int:
        """Width between the margins, in EMU."""
        s = self.document.sections[-1]
        return int(s.page_width or 0) - int(s.left_margin or 0) - int(s.right_margin or 0)

    def turn(self, wide: bool) -> bool:
        """Begin a landscape or an upright part where the last was the other; whether a new page began."""
        if wide == self.landscape:
            return False
        section = self.document.add_section()
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = section.page_height, section.page_width
        self.landscape = wide
        return True

    # --- parts -------------------------------------------------------------------------------

    def first_page(self) -> None:
        dress = self.report.dress
        if dress and dress.logo:
            picture_of = self.document.add_paragraph().add_run().add_picture(io.BytesIO(dress.logo), height=Mm(12))
            picture_of._inline.docPr.set("descr", _clean(dress.organisation))
        if dress and dress.organisation:
            self.paragraph("Subtitle", (dress.organisation,))
        self.paragraph("Title", (self.report.title,))
        below = " · ".join(text for text in (self.report.subtitle, dress.author if dress else "") if text)
        if below:
            self.paragraph("Subtitle", (below,))
        for block in self.report.summary:
            self.block(block)

    def contents(self) -> None:
        """A field that Word fills; until then the headings, each a link with its page."""
        title = self.paragraph("Heading 2", (self.report.words.get("contents", "Contents"),))
        title.paragraph_format.page_break_before = True
        for n, section in enumerate(self.report.sections):
            paragraph = self.document.add_paragraph()
            paragraph.paragraph_format.space_after = Pt(2)
            paragraph.paragraph_format.first_line_indent = Pt(0)
            paragraph.paragraph_format.tab_stops.add_tab_stop(Emu(self.room), 2, 1)
            if not n:
                _begin(paragraph._p, 'TOC \\o "1-1" \\h \\z \\u')
            link = _add(paragraph._p, "hyperlink", anchor=self.bookmarks[section.id], history="1")
            _run(link, section.title)
            _run(link, "\t")
            _field(link, f"PAGEREF {self.bookmarks[section.id]} \\h", "·")
            if n == len(self.report.sections) - 1:
                _end(paragraph._p)
        self.document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def block(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            paragraph = self.paragraph("Normal", block.runs)
            lone = len(block.runs) == 1 and isinstance(block.runs[0], Strong)
            if lone:
                paragraph.paragraph_format.keep_with_next = True
            elif self.zh and self.own:
                _indent(paragraph)
        elif isinstance(block, Bullets):
            for item in block.items:
                self.paragraph("List Bullet", item)
        elif isinstance(block, Entry):
            self.mark(self.paragraph("Heading 3", block.title)._p, block.id)
            for part in block.blocks:
                self.block(part)
        elif isinstance(block, Chart):
            self.chart(block)
        else:
            self.table(block)

    def id_of(self, style: str) -> str:
        """The id of a style; kept, since looking a style up by name reads them all."""
        if style not in self.ids:
            self.ids[style] = self.document.styles[style].style_id
        return self.ids[style]

    def styled(self, style: str) -> Any:
        """A new paragraph."""
        paragraph = self.document.add_paragraph()
        paragraph._p.style = self.id_of(style)
        return paragraph

    def paragraph(self, style: str, runs: Runs) -> Any:
        paragraph = self.styled(style)
        self.say(paragraph._p, runs)
        return paragraph

    def say(self, into: Any, runs: Iterable[Run], *, size: float = 0, colour: str = "", bold: bool = False) -> None:
        """Runs at the end of a ``w:p``: figures and links lead to their bookmarks, notes are footnotes."""
        for run in runs:
            if isinstance(run, Note):
                self.note(into, run.text)
                continue
            text = run.text() if isinstance(run, Figure) else run if isinstance(run, str) else run.text
            ref = here(run.ref, self.anchors) if isinstance(run, (Figure, Link)) else ""
            known = bool(ref)
            around = _add(into, "hyperlink", anchor=self.bookmarks[ref]) if known else into
            tint = colour or (self.accent if isinstance(run, Link) and known else "")
            _run(around, text, size=size, colour=tint, bold=bold or isinstance(run, Strong))

    def note(self, into: Any, text: str) -> None:
        """A footnote at this place."""
        self.notes.append(text)
        run = _add(into, "r")
        _add(_add(run, "rPr"), "rStyle", val=self.id_of("footnote reference"))
        _add(run, "footnoteReference", id=str(len(self.notes)))

    def mark(self, into: Any, ref: str) -> None:
        """A bookmark around the text of a ``w:p``; the first of a name keeps it."""
        if not ref or ref not in self.bookmarks or ref in self.placed:
            return
        self.placed.add(ref)
        start = _add(into, "bookmarkStart", id=str(len(self.placed)), name=self.bookmarks[ref])
        first = into.find(_w("pPr"))
        into.insert(0 if first is None else 1, start)
        _add(into, "bookmarkEnd", id=str(len(self.placed)))

    def caption(self, kind: str, text: str, before: bool) -> None:
        self.counts[kind] += 1
        word = WORDS[self.lang][0 if kind == "table" else 1]
        paragraph = self.styled("Caption")
        paragraph.add_run(f"{word} ")
        _field(paragraph._p, f"SEQ {word} \\* ARABIC", str(self.counts[kind]))
        paragraph.add_run(f"  {_clean(text)}")
        paragraph.paragraph_format.keep_with_next = before
        if kind == "figure":
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER

    def chart(self, chart: Chart) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.first_line_indent = Pt(0)
        paragraph.paragraph_format.line_spacing = 1.0
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        made = paragraph.add_run().add_picture(io.BytesIO(picture.png(chart, 2.0)))
        natural = made.width * 3 // 8  # drawn at twice the size, 72 points to the inch for 96
        width = min(self.room, natural)
        made.height = Emu(int(made.height * width / made.width))
        made.width = Emu(int(width))
        named = made._inline.docPr
        named.set("descr", _clean(chart.alt))
        named.set("title", _clean(chart.caption))
        self.caption("figure", chart.caption, False)

    # --- tables ------------------------------------------------------------------------------

    def table(self, table: Table) -> None:
        self.caption("table", table.caption, True)
        headed = any(column.title for column in table.columns)
        size = DENSE if table.dense or len(table.columns) > 6 else SIZE
        drawn = self.document.add_table(rows=0, cols=len(table.columns))
        drawn.autofit = False
        pad = 5.0 if len(table.columns) > WIDE else 8.0
        em = self.room / 12700 / (size * AIR)
        shares = fit.columns(table, em - len(table.columns) * pad / (size * AIR))
        widths = [Emu(int((share * size * AIR + pad) * 12700)) for share in shares]
        _frame(drawn, pad, widths)
        numeric = [column.numeric for column in table.columns]
        small = size if size != SIZE else 0
        if headed:
            self.row(drawn, Row(tuple(Cell((column.title,)) for column in table.columns)), widths, numeric, small, True)
        for item in table.rows:
            self.row(drawn, item, widths, numeric, small)
        after = self.document.add_paragraph()
        after.paragraph_format.space_after = Pt(4)
        after.paragraph_format.line_spacing = Pt(6)

    def row(
        self, drawn: Any, row: Row, widths: list[Emu], numeric: list[bool], size: float, head: bool = False
    ) -> None:  # fmt: skip
        """A row that stays whole; ``size``: of its type, 0 for that of the style; ``head``: repeated on every page."""
        made = _add(drawn._tbl, "tr")
        look = _add(made, "trPr")
        _add(look, "cantSplit")
        if head:
            _add(look, "tblHeader", val="true")
        bold = head or row.group
        across = row.group and len(widths) > 1 and not any(cell.runs for cell in row.cells[1:])
        blank = (Cell(),) * (len(widths) - len(row.cells))
        shown = row.cells[:1] if across else (*row.cells, *blank)
        for n, (cell, width) in enumerate(zip(shown, [Emu(sum(widths))] if across else widths, strict=True)):
            around = _add(made, "tc")
            look = _add(around, "tcPr")
            _add(look, "tcW", w=str(round(width / 635)), type="dxa")
            if across:
                _add(look, "gridSpan", val=str(len(widths)))
            fill = TONES.get(cell.tone, TONES["head"] if bold else "")
            if fill:
                _add(look, "shd", val="clear", color="auto", fill=fill)
            text = _add(around, "p")
            look = _add(text, "pPr")
            _add(look, "pStyle", val=self.id_of("Table Text"))
            if bold:
                _add(look, "keepNext")  # a heading row never ends a page
            if row.depth and not n:
                _add(look, "ind", left=str(160 * row.depth))
            if numeric[n]:
                _add(look, "jc", val="right")
            colour = {"l4": "FFFFFF", "na": SOFT, "missing": "8A3B12"}.get(cell.tone, "")
            self.say(text, cell.runs, size=size, colour=colour, bold=bold)
            if row.id and not n:
                self.mark(text, row.id)

    # --- footnotes ---------------------------------------------------------------------------

    def footnotes(self) -> None:
        """The part that holds the footnotes, where there are any; a house's own part is replaced."""
        if not self.notes:
            return
        root = parse_xml(
            f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
            '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote></w:footnotes>'
        )
        style, mark = (self.document.styles[name].style_id for name in ("footnote text", "footnote reference"))
        for n, text in enumerate(self.notes, start=1):
            note = parse_xml(
                f'<w:footnote {nsdecls("w")} w:id="{n}"><w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r><w:rPr><w:rStyle w:val="{mark}"/></w:rPr>'
                "<w:footnoteRef/></w:r></w:p></w:footnote>"
            )
            _run(note[0], f" {text}")
            root.append(note)
        content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        part = self.document.part
        for key, rel in list(part.rels.items()):
            if rel.reltype == RELATIONSHIP_TYPE.FOOTNOTES:
                del part.rels[key]
        made = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, content, part.package)
        part.relate_to(made, RELATIONSHIP_TYPE.FOOTNOTES)


# --- the document --------------------------------------------------------------------------------


def _opened(reference: bytes | None) -> Any:
    """A new document, or the house's without its text."""
    if reference is None:
        document = docx.Document()
    else:
        try:
            document = docx.Document(io.BytesIO(_as_document(reference)))
        except Exception as error:  # a zip that is none, a part that is missing, XML that is broken: each its own kind
            raise ValueError("the reference is not a Word document (.docx)") from error
    body = document.element.body
    last = body.find(qn("w:sectPr"))
    kept = deepcopy(last) if last is not None else None
    for element in list(body):
        body.remove(element)
    if kept is not None:
        body.append(kept)
    return document


def _as_document(content: bytes) -> bytes:
    """A template (.dotx) as the document it is in all but name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as held, zipfile.ZipFile(out, "w") as made:
        for item in held.infolist():
            if item.file_size > 50_000_000:
                raise ValueError("a part of the document is too large")
            data = held.read(item)
            if item.filename == "[Content_Types].xml":
                data = data.replace(b"wordprocessingml.template.main+xml", b"wordprocessingml.document.main+xml")
            made.writestr(item, data)
    return out.getvalue()


def _same_bytes(document: Any, report: Report) -> bytes:
    """The document with fixed properties and dates, its parts in order of name."""
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = _clean(report.title), "evalkit", "evalkit"
    properties.language = "zh-CN" if report.lang == "zh" else "en-GB"
    properties.created = properties.modified = MADE
    properties.revision, properties.comments = 1, ""
    first, out = io.BytesIO(), io.BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as held, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(held.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            item = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            item.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(item, held.read(name))
    return out.getvalue()


def _has_text(part: Any) -> bool:
    return not part.is_linked_to_previous and (
        any(p.text.strip() for p in part.paragraphs) or bool(part.tables) or bool(part._element.xpath(".//w:drawing"))
    )


def _fonts(style: Any, latin: str, han: str) -> None:
    """Latin and East-Asian fonts by name: without the second the theme decides, and differs from machine to machine."""
    style.font.name = latin
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    fonts.set(qn("w:eastAsia"), han)
    fonts.set(qn("w:hAnsi"), latin)


def _spacing(style: Any, name: str, zh: bool) -> None:
    look = style.paragraph_format
    before, after = {"Title": (0, 4), "Subtitle": (0, 10), "Heading 1": (18, 8), "Heading 2": (12, 6), "Heading 3": (10, 4), "Caption": (8, 4),
                     "List Bullet": (0, 3), "Normal": (0, 6), "Table Text": (1, 1)}.get(name, (0, 0))  # fmt: skip
    look.space_before, look.space_after = Pt(before), Pt(after)
    look.line_spacing = 1.35 if zh and name in ("Normal", "List Bullet") else 1.1 if name == "Table Text" else 1.15
    look.keep_with_next = name.startswith("Heading")
    borders = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if borders is not None:
        borders.getparent().remove(borders)


def _indent(paragraph: Any) -> None:
    """The first line set in by two characters."""
    indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), "200")
    indent.set(qn("w:firstLine"), "420")


@cache
def _w(name: str) -> str:
    return qn(f"w:{name}")


def _add(into: Any, name: str, /, **values: str) -> Any:
    """A new last child of an element, with attributes; all in the namespace of Word's text."""
    made = etree.SubElement(into, _w(name))
    for key, value in values.items():
        made.set(_w(key), value)
    return made


def _run(into: Any, text: str, *, size: float = 0, colour: str = "", bold: bool = False) -> None:
    made = _add(into, "r")
    if size or colour or bold:
        look = _add(made, "rPr")
        if bold:
            _add(look, "b")
        if colour:
            _add(look, "color", val=colour)
        if size:
            for name in ("sz", "szCs"):
                _add(look, name, val=str(round(size * 2)))
    for n, piece in enumerate(_clean(text).split("\t")):
        if n:
            _add(made, "tab")
        element = _add(made, "t")
        element.set(_SPACE, "preserve")
        element.text = piece


_SPACE = qn("xml:space")


def _begin(into: Any, code: str) -> None:
    _add(_add(into, "r"), "fldChar", fldCharType="begin")
    text = _add(_add(into, "r"), "instrText")
    text.set(_SPACE, "preserve")
    text.text = f" {code} "
    _add(_add(into, "r"), "fldChar", fldCharType="separate")


def _end(into: Any) -> None:
    _add(_add(into, "r"), "fldChar", fldCharType="end")


def _field(into: Any, code: str, shown: str) -> None:
    """A field with what it shows until it is updated, at the end of a ``w:p`` or a link."""
    _begin(into, code)
    _run(into, shown)
    _end(into)


def _frame(table: Any, pad: float, widths: list[Emu]) -> None:
    """Lines between rows, a stronger one around; narrow margins in cells; columns as wide as reckoned."""
    look = table._tbl.tblPr
    look.append(parse_xml(
        f'<w:tblBorders {nsdecls("w")}><w:top w:val="single" w:sz="8" w:color="{INK}"/><w:bottom w:val="single" w:sz="8" w:color="{INK}"/>'
        f'<w:insideH w:val="single" w:sz="4" w:color="{LINE}"/></w:tblBorders>'
    ))  # fmt: skip
    side = round(pad * 10)
    look.append(parse_xml(
        f'<w:tblCellMar {nsdecls("w")}><w:left w:w="{side}" w:type="dxa"/><w:right w:w="{side}" w:type="dxa"/></w:tblCellMar>'
    ))  # fmt: skip
    for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), str(int(width / 635)))
