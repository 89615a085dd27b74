"""A Report in, a Word document out: its first page, contents, sections."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.shared import Mm

from evalkit.model.catalogue import messages, phrase
from evalkit.render import column_widths, pictures
from evalkit.render.docx import package, styles
from evalkit.render.docx.markup import add, begin, clean, end, run, w
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
    inside,
    plain,
)

_POINT = 12700  # EMU
_GAP = 120  # twentieths of a point between a table and what follows


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
        self.report = report
        self.lang = "zh" if report.lang == "zh" else "en"
        self.own = package.base_document(self.lang)
        self.document = self.own if reference is None else package.emptied(reference, self.own)
        if report.look.colour:
            styles.colour(self.own, report.look.colour.lstrip("#").upper())
        self.styles = styles.complete(self.document, self.own)
        self.text = Text(report, self.styles)
        self.last = self.document.element.body[-1]  # the page, after all text
        self.counts = {"table": 0, "figure": 0}
        self.landscape = False
        self.room = self.measured()
        self.upright_room = self.room[0]

    def written(self) -> bytes:
        """The bytes."""
        footed = self.styles.ours or not package.has_headers(self.document)
        if footed:
            self.header_and_footer()
        self.first_page()
        self.contents()
        for n, section in enumerate(self.report.sections):
            self.section(section, first=n == 0)
        if not footed and self.report.foot:
            self.say("normal", (self.report.foot,))
        if self.below_table():
            self.paragraph("table text small")  # Word wants a paragraph after a table
        package.footnotes(self.document, self.text.notes, self.styles)
        return package.written(self.document, self.report)

    def header_and_footer(self) -> None:
        """The title above every page; below, what made the report, from what, and the page."""
        for name, text in (("header", self.report.title[:80]), ("footer", self.report.foot)):
            side = getattr(self.document.sections[0], name)
            pages = deepcopy(getattr(self.own.sections[0], name).paragraphs[0]._p.r_lst)
            side.is_linked_to_previous = False
            line = self.styles.paragraph(name)
            run(line, text)
            line.extend(pages)
            side._element[:] = [line]

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
        """Whose it is, its title, of which day; then what a busy reader needs."""
        look = self.report.look
        if look.logo:
            self.picture(look.logo, clean(look.organisation), place="left")
        self.say("title", (self.report.title,))
        for text in filter(None, (self.report.subtitle, self.report.finding)):
            self.say("subtitle", (text,))
        whose = [look.organisation, look.author, self.dated(self.report.date)]
        if line := " · ".join(filter(None, whose)):
            self.say("subtitle", (line,))
        self.blocks(self.report.summary)

    def contents_begin_a_page(self, entries: int) -> bool:
        """Whether contents do not fit below what stands before them, as far as heights can be told.

        Of 28 first pages, in LibreOffice, the estimate was 2% too low to 9% too high.
        """
        size, line = self.styles.line()
        wide, tall = self.room
        # running Latin text is narrower than words by themselves
        letters = 1.0 if self.lang == "zh" else 0.88
        contents = (entries + 3) * (13 if self.styles.ours else 1.5 * size)
        height = 80.0 + (40 if self.report.look.logo else 0)
        for block in inside(self.report.summary):
            if isinstance(block, Table):
                height += WordTable(block, wide, tall).height + 30
            elif isinstance(block, Chart):
                height += tall / 3
            elif isinstance(block, Entry | Aside | Sides):
                height += 2 * line
            else:
                for item in _items(block):
                    length = letters * column_widths.width(plain(item)) * size
                    height += line * math.ceil(length / (wide - 18)) + 3
        if height > 1.1 * tall:  # it goes on
            height %= tall
        return height + contents > tall > contents

    def dated(self, day: date | None) -> str:
        """A day in words."""
        if day is None:
            return ""
        month = messages("render", self.lang)["months"][day.month - 1]
        return phrase("render", self.lang, "date", day=day.day, month=month, year=day.year)

    def contents(self) -> None:
        """The headings of sections as links, in a field that Word can make anew; without pages.

        Only an office program knows on which page a heading falls. A field marked as dirty, or
        ``w:updateFields``, makes Word ask at every opening whether fields shall be updated, does
        nothing in protected view, and in some versions fills in wrong numbers; a placeholder is
        wrong until someone presses F9. The switch ``\\n`` leaves numbers out, also when the field
        is made anew: what is shown is right from the first. All entries stay with their heading:
        on the first page where they fit, else together on the next. (LibreOffice leaves a heading
        behind when a field moves on, also inside a ``w:sdt``; hence the estimate.)
        """
        sections = self.report.sections
        if not sections:
            return
        self.say(
            "toc heading",
            (self.report.words.get("contents", "Contents"),),
            page=self.contents_begin_a_page(len(sections)),
        )
        last = len(sections) - 1
        entries = [self.paragraph("toc 1", keep=n < last) for n in range(len(sections))]
        begin(entries[0], 'TOC \\o "1-1" \\h \\z \\u \\n')
        for entry, section in zip(entries, sections, strict=True):
            anchor = self.text.bookmarks[section.id]
            run(add(entry, "hyperlink", anchor=anchor, history=1), section.title)
        end(entries[-1])

    def section(self, section: Section, first: bool) -> None:
        """A section; an annex begins a page."""
        turned = self.turn(self.wide(section))
        heading = self.say(
            "heading 1", (section.title,), page=section.annex and not turned and not first
        )
        self.text.mark(heading, section.id)
        self.blocks(section.blocks)

    def wide(self, section: Section) -> bool:
        """Whether a section is landscape: for many columns, or if half of its tables ask for it."""
        tables = [block for block in section.blocks if isinstance(block, Table)]
        asking = sum(broad(table, self.upright_room) for table in tables)
        return 0 < len(tables) <= 2 * asking or any(len(table.columns) > WIDE for table in tables)

    def blocks(self, blocks: Sequence[Block]) -> None:
        """Blocks in their order; a paragraph just before a table or a chart stays with it."""
        for n, block in enumerate(blocks):
            if isinstance(block, Paragraph):
                before = n + 1 < len(blocks) and isinstance(blocks[n + 1], Table | Chart)
                if len(block.runs) == 1 and isinstance(block.runs[0], Strong):
                    self.say("lead-in", (block.runs[0].text,))
                else:
                    self.say("body text" if self.styles.ours else "normal", block.runs, keep=before)
            elif isinstance(block, Bullets):
                for item in block.items:
                    self.say("list bullet", item)
            elif isinstance(block, Points):
                for k, point in enumerate(block.items, 1):
                    self.say("body text" if self.styles.ours else "normal", (f"{k}. ", *point.runs))
                    if point.below:
                        self.say("table text small", point.below)
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
                words, title = clean(block.alt), clean(block.caption)
                self.picture(pictures.png(block), words, title, drawn=True)
                self.caption("figure", block.caption)
                self.source(block.source)
            else:  # in parts where no page is wide enough
                for part in parted(block, self.room[0]):
                    self.caption("table", part.caption)
                    self.last.addprevious(WordTable(part, *self.room).element(self.text))
                self.source(block.source)

    def source(self, text: str) -> None:
        """Where the figures of a table or a chart come from, below it."""
        if text:
            self.say("table text small", (text,))

    def below_table(self) -> bool:
        """Whether a table is the last so far."""
        before = self.last.getprevious()
        return before is not None and before.tag == w("tbl")

    def paragraph(self, style: str, **look: Any) -> Any:
        """A new last paragraph, in a style and with the looks of :meth:`Styles.paragraph`."""
        spaced = style.startswith(("heading", "table text")) or (
            self.styles.ours and style == "caption"
        )
        made = self.styles.paragraph(
            style, gap=_GAP if self.below_table() and not spaced else 0, **look
        )
        self.last.addprevious(made)
        return made

    def say(self, style: str, runs: Runs, *, keep: bool = False, page: bool = False) -> Any:
        """A new last paragraph that says something."""
        made = self.paragraph(style, keep=keep, page=page)
        self.text.say(made, runs)
        return made

    def caption(self, kind: str, text: str) -> None:
        """The next number of its kind, and the caption; a table's stands above and stays by it."""
        self.counts[kind] += 1
        table = kind == "table"
        word = messages("render", self.lang)[kind]
        made = self.paragraph("caption", keep=table, place="" if table else "center")
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
            scale = min(3 / 8, wide / image.width, 0.7 * tall / image.height)
            size = {"width": int(image.width * scale)}
        made = part.new_pic_inline(io.BytesIO(content), **size)
        made.docPr.set("descr", words)
        if title:
            made.docPr.set("title", title)
        add(add(self.paragraph("figure", keep=drawn, place=place), "r"), "drawing").append(made)


def _items(block: Paragraph | Bullets | Points) -> tuple[Runs, ...]:
    """The paragraphs of text of a block."""
    if isinstance(block, Paragraph):
        return (block.runs,)
    if isinstance(block, Bullets):
        return block.items
    return tuple(runs for item in block.items for runs in (item.runs, item.below))
