"""A Report in, a Word document out: its first page, contents, sections."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.shared import Mm

from evalkit.model.catalogue import messages, phrase
from evalkit.render import pictures
from evalkit.render.docx import package, styles
from evalkit.render.docx.markup import add, begin, clean, end, run, w
from evalkit.render.docx.pages import Pages
from evalkit.render.docx.tables import WIDE, WordTable, broad, parted
from evalkit.render.docx.text import Text
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
    Section,
    Sides,
    Strong,
    Table,
    plain,
)

_POINT = 12700  # EMU
_GAP = 120  # twentieths of a point between a table and what follows
_BRIEF = 400  # characters of a paragraph that stays with what follows
_FEW = 9  # pages: a document whose last section begins before this one has no contents
# of a page, the most that a chart takes: one much taller than wide, another, any on a turned one
_TALL, _BROAD, _TURNED = 0.55, 0.35, 0.7
_TITLE = 20  # characters of an official title in a line
# after these a title may go on in its next line
_SENSE = re.compile(
    "报告|规划|纲要|方案|意见|战略|计划|行动|政策|办法|[》”：:，、·—的]|省|市|自治区"
)


def render(report: Report, reference: bytes | None = None) -> bytes:
    """Bytes of the document.

    Args:
        reference: a Word document whose styles, header, footer and page are used.

    Raises:
        ValueError: the reference is not a Word document.
    """
    return _Writer(report, reference).written()


class _Writer:
    """One document while it is being written."""

    def __init__(self, report: Report, reference: bytes | None) -> None:
        self.report, look = report, report.look
        self.lang = "zh" if report.lang == "zh" else "en"
        self.memo = report.product == "memo"
        self.official = self.memo and self.lang == "zh"  # all black
        self.own = package.base_document(self.lang, report.product)
        self.document = self.own if reference is None else package.emptied(reference, self.own)
        if look.colour and not self.official:
            styles.colour(self.own, look.colour.lstrip("#").upper())
        styles.fonts(self.own, look.font_text, look.font_head)
        self.styles = styles.complete(self.document, self.own)
        self.text = Text(report, self.styles)
        self.last = self.document.element.body[-1]  # the page, after all text
        self.counts = {"table": 0, "figure": 0}
        self.landscape = False
        self.room = self.measured()
        self.upright_room = self.room[0]

    def written(self) -> bytes:
        """The bytes; contents stand last, since a few pages need none."""
        if self.styles.ours or not package.has_headers(self.document):
            self.header_and_footer()
        self.first_page()
        before = self.last.getprevious()
        for section in self.report.sections:
            self.section(section)
        self.foot()
        if not self.memo:
            self.contents(before)
        if self.below_table():
            self.paragraph("table text small")  # Word wants a paragraph after a table
        package.footnotes(self.document, self.text.notes, self.styles)
        return package.written(self.document, self.report)

    def header_and_footer(self) -> None:
        """The title above every page; below, whose report it is, and the page. A memo has the page
        alone."""
        if self.memo and self.styles.ours:
            return
        whose = f"{self.report.look.organisation}    " if self.report.look.organisation else ""
        sides = (("header", self.report.title[:80]), ("footer", whose))
        for name, text in (("footer", ""),) if self.memo else sides:
            side = getattr(self.document.sections[0], name)
            pages = deepcopy(getattr(self.own.sections[0], name).paragraphs[0]._p.r_lst)
            side.is_linked_to_previous = False
            line = self.styles.paragraph(name)
            if text:
                run(line, text)
            line.extend(pages)
            side._element[:] = [line]

    def foot(self) -> None:
        """Whose an official memo is, and of which day; what made the report, from what."""
        look, day = self.report.look, self.dated(self.report.date)
        whose = " ".join(filter(None, (look.organisation, look.author)))
        for line in filter(None, (whose, day) if self.official else ()):
            self.say("byline", (line,))
        if self.report.foot:
            self.say("foot line", (self.report.foot,))

    def measured(self) -> tuple[float, float]:
        """Width and height between the margins, in points."""
        part = self.document.sections[-1]
        wide = int(part.page_width) - int(part.left_margin) - int(part.right_margin)
        tall = int(part.page_height) - abs(int(part.top_margin)) - abs(int(part.bottom_margin))
        return wide / _POINT, tall / _POINT

    def turn(self, wide: bool) -> bool:
        """Begin a landscape or an upright part where the last was the other; whether it was.

        The page of the part that ends goes into its last paragraph: one of its own could fall on a
        page more.
        """
        if wide == self.landscape:
            return False
        if self.below_table():
            self.paragraph("table text small")
        self.last.getprevious().get_or_add_pPr().append(deepcopy(self.last))
        # headers go on; an office's first page is the first alone, and pages count on
        for element in self.last.xpath("w:headerReference|w:footerReference|w:titlePg|w:pgNumType"):
            self.last.remove(element)
        part = self.document.sections[-1]
        part.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        part.page_width, part.page_height = part.page_height, part.page_width
        self.landscape, self.room = wide, self.measured()
        return True

    def first_page(self) -> None:
        """What it is, its title, whose, of which day; then what a busy reader needs."""
        report, look = self.report, self.report.look
        if look.logo:
            self.picture(look.logo, clean(look.organisation), place="left")
        if report.kicker:
            self.say("kicker", (report.kicker,))
        self.title()
        if report.subtitle:
            self.say("subtitle", (report.subtitle,))
        if report.finding:
            self.say("finding", (report.finding,))
        whose = [look.organisation, look.author, self.dated(report.date)]
        if not self.official and (line := " · ".join(filter(None, whose))):
            self.say("byline", (line,))
        self.blocks(report.summary)

    def title(self) -> None:
        """The title; an official one of two lines is parted where its sense is."""
        first, second = self.report.title, ""
        if self.official and self.styles.ours:
            first, second = parted_title(first, _TITLE)
        made = self.say("title", (first,))
        if second:
            add(add(made, "r"), "br")
            run(made, second)

    def dated(self, day: date | None) -> str:
        """A day in words."""
        if day is None:
            return ""
        month = messages("render", self.lang)["months"][day.month - 1]
        return phrase("render", self.lang, "date", day=day.day, month=month, year=day.year)

    def contents(self, before: Any) -> None:
        """The headings of sections as links, with their pages, where a document has more than a
        few; its sections then begin pages.

        A page is a field of its own (``PAGEREF``), and none inside a table of contents: there
        LibreOffice shows what is stored, here it reckons anew when it opens a document, and Word
        when its reader asks. What is stored is what heights tell (:mod:`.pages`). A field marked as
        dirty, or ``w:updateFields``, makes Word ask at every opening whether fields shall be
        updated, and does nothing in protected view. All entries stay with their heading: on the
        first page where they fit, else together on the next.
        """
        sections = self.report.sections
        marks = [self.text.bookmarks[section.id] for section in sections]
        first = Pages(self.document, self.text.notes).of_bookmarks(_FEW)
        if len(sections) < 2 or first.get(marks[-1], _FEW) < _FEW:
            return
        for paragraph in self.document.element.body.xpath("w:p[w:bookmarkStart]"):
            if paragraph.xpath("w:bookmarkStart/@w:name")[0] in marks and not _begins(paragraph):
                self.styles.begin_page(paragraph)
        made = [self.say("toc heading", (self.report.words.get("contents", "Contents"),))]
        room = 0 if self.styles.ours else round(self.upright_room * 20)
        for n, (section, mark) in enumerate(zip(sections, marks, strict=True), start=1):
            entry = self.paragraph("toc 1", keep=n < len(sections), right=room)
            link = add(entry, "hyperlink", anchor=mark, history=1)
            run(link, f"{section.title}\t")
            begin(link, f"PAGEREF {mark} \\h")
            run(link, "0")
            end(link)
            made.append(entry)
        for element in made:  # after the first page
            before.addnext(element)
            for page in before.xpath("self::w:p/w:pPr/w:sectPr"):  # what ends that page
                element.get_or_add_pPr().append(page)
            before = element
        found = Pages(self.document, self.text.notes).of_bookmarks()
        for entry, mark in zip(made[1:], marks, strict=True):
            entry.xpath(".//w:t")[-1].text = str(found[mark])

    def section(self, section: Section) -> None:
        """A section; it begins a page only where contents name it, or where the page turns."""
        self.turn(self.wide(section))
        heading = self.say("heading 1", (section.title,))
        self.text.mark(heading, section.id)
        self.blocks(section.blocks, section.title)

    def wide(self, section: Section) -> bool:
        """Whether a section is landscape: for columns that no upright page holds, or if half of its
        tables ask for it."""
        tables = [block for block in section.blocks if isinstance(block, Table)]
        if self.memo:
            return False
        asking = sum(broad(table, self.upright_room, self.styles.sizes) for table in tables)
        return 0 < len(tables) <= 2 * asking or any(
            len(table.columns) > WIDE and broad(table, self.upright_room, self.styles.sizes)
            for table in tables
        )

    def blocks(self, blocks: Sequence[Block], title: str = "") -> None:
        """Blocks in their order.

        A paragraph just before a table or a chart stays with it, unless it is so long that it would
        leave a page half empty.

        Args:
            title: of the section that they are in.
        """
        for n, block in enumerate(blocks):
            if isinstance(block, Paragraph):
                after = blocks[n + 1] if n + 1 < len(blocks) else None
                before = isinstance(after, Table | Chart) and len(plain(block.runs)) < _BRIEF
                if len(block.runs) == 1 and isinstance(block.runs[0], Strong):
                    self.say("lead-in", (block.runs[0].text,))
                else:
                    self.say("body text" if self.styles.ours else "normal", block.runs, keep=before)
            elif isinstance(block, Bullets):
                for item in block.items:
                    self.say("list bullet", item)
            elif isinstance(block, Points):
                self.points(block)
            elif isinstance(block, Sides):
                self.blocks(block.parts)
            elif isinstance(block, Aside):
                self.say("lead-in", (block.title,))
                self.blocks(block.blocks)
            elif isinstance(block, Entry):
                heading = self.say("heading 2", block.title)
                if block.id:
                    self.text.mark(heading, block.id)
                self.blocks(block.blocks)
            elif isinstance(block, Chart):
                # it stays with its caption below
                words, name = clean(block.alt), clean(block.caption)
                self.picture(pictures.png(block), words, name, drawn=True)
                self.caption("figure", block.caption, sourced=bool(block.source))
                self.source(block.source)
            else:
                self.table(block, title)

    def points(self, block: Points) -> None:
        """Numbered paragraphs; below each, smaller, where it comes from."""
        after = "" if self.official else "\t"
        for n, point in enumerate(block.items, start=1):
            self.say("point", (f"{n}.{after}", *point.runs), keep=bool(point.below))
            if point.below:
                self.say("point below", point.below)

    def table(self, block: Table, title: str) -> None:
        """A table, in parts where no page is wide enough."""
        sizes = self.styles.sizes
        for part in parted(block, self.room[0], sizes):
            if not (self.memo and title.endswith(part.caption)):
                self.caption("table", part.caption)
            self.last.addprevious(WordTable(part, *self.room, sizes).element(self.text))
        self.source(block.source)

    def source(self, text: str) -> None:
        """Where the figures of a table or a chart come from, below it."""
        if text:
            self.say("source", (text,))

    def below_table(self) -> bool:
        """Whether a table is the last so far."""
        before = self.last.getprevious()
        return before is not None and before.tag == w("tbl")

    def paragraph(self, style: str, **look: Any) -> Any:
        """A new last paragraph, in a style and with the looks of :meth:`Styles.paragraph`."""
        spaced = style.startswith(("heading", "table text", "source", "foot line")) or (
            self.styles.ours and style == "caption"
        )
        made = self.styles.paragraph(
            style, gap=_GAP if self.below_table() and not spaced else 0, **look
        )
        self.last.addprevious(made)
        return made

    def say(self, style: str, runs: Runs, *, keep: bool = False) -> Any:
        """A new last paragraph that says something."""
        made = self.paragraph(style, keep=keep)
        self.text.say(made, runs)
        return made

    def caption(self, kind: str, text: str, sourced: bool = False) -> None:
        """The next number of its kind, and the caption; a table's stands above and stays by it.

        A memo counts none. ``sourced``: a source follows.
        """
        table = kind == "table"
        made = self.paragraph("caption", keep=table or sourced, place="" if table else "center")
        if self.memo:
            run(made, text)
            return
        self.counts[kind] += 1
        word = messages("render", self.lang)[kind]
        run(made, f"{word} ")
        begin(made, f"SEQ {word} \\* ARABIC")
        run(made, str(self.counts[kind]))
        end(made)
        run(made, f"  {text}")

    def picture(
        self, content: bytes, words: str, title: str = "", *, drawn: bool = False, place: str = ""
    ) -> None:
        """A picture in a line of its own, with its words. ``drawn``: a chart, at twice its size."""
        part, size = self.document.part, {"height": int(Mm(12))}
        if drawn:
            _, image = part.get_or_add_image(io.BytesIO(content))
            wide, tall = (points * _POINT for points in self.room)
            # twice, and 72 points to the inch for 96
            most = _TALL if image.height > 1.2 * image.width else _BROAD
            most = _TURNED if self.landscape else most
            scale = min(3 / 8, wide / image.width, most * tall / image.height)
            size = {"width": int(image.width * scale)}
        made = part.new_pic_inline(io.BytesIO(content), **size)
        made.docPr.set("descr", words)
        if title:
            made.docPr.set("title", title)
        add(add(self.paragraph("figure", keep=drawn, place=place), "r"), "drawing").append(made)


def parted_title(title: str, most: int) -> tuple[str, str]:
    """A title of one line, or of two that are parted where its sense is, as near to the middle as
    that allows.

    Args:
        title: in Chinese.
        most: characters of a line.
    """
    if len(title) <= most:
        return title, ""
    places = [m.end() for m in _SENSE.finditer(title) if len(title) - most <= m.end() <= most]
    if not places:
        return title, ""
    place = min(places, key=lambda at: abs(at - len(title) / 2))
    return title[:place].rstrip(), title[place:].lstrip()


def _begins(paragraph: Any) -> bool:
    """Whether a paragraph begins a page, or a part of the document that does."""
    before = paragraph.getprevious()
    return bool(
        paragraph.xpath("w:pPr/w:pageBreakBefore")
        or (before is not None and before.xpath("self::w:p/w:pPr/w:sectPr"))
    )
