"""A Report in, a Word document out: its first page, contents, sections, in styles of ours or of a house."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from datetime import date
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.shared import Emu, Mm

from evalkit.model.catalogue import messages, phrase
from evalkit.render import column_widths, pictures
from evalkit.render.docx import package, styles
from evalkit.render.docx.markup import FLUSH, HANGING, add, begin, clean, end, field, paragraph, run, w
from evalkit.render.docx.tables import WIDE, Drawn, broad, parted
from evalkit.render.docx.text import Text
from evalkit.report.model import Block, Bullets, Chart, Entry, Paragraph, Report, Runs, Section, Strong, Table, plain

_POINT = 12700  # EMU
_GAP = 120  # twentieths of a point between a table and what follows
# what no house's first-line indent may reach; a heading, a title and text keep what the house gave them
_FLUSH = dict.fromkeys(("figure", "caption", "toc 1", "toc heading", "header", "footer"), FLUSH)
_FLUSH["list bullet"] = HANGING


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
        self.report, self.ours = report, reference is None
        self.lang = "zh" if report.lang == "zh" else "en"
        accent = report.dress.colour.lstrip("#").upper() if report.dress and report.dress.colour else styles.ACCENT
        self.document = package.opened(reference)
        styles.speak(self.document)
        self.ids = styles.completed(self.document, self.lang, accent, self.ours)
        package.set_up(self.document, self.ours)
        self.text = Text(report, self.ids)
        self.last = self.document.element.body[-1]  # the page, after all text
        self.counts = {"table": 0, "figure": 0}
        self.landscape = False
        self.measures: dict[int, tuple[Table, column_widths.Wants]] = {}
        self.room = self.measured()
        self.upright_room = self.room[0]
        # by the house, although our headings bring their numbers
        self.numbered = {n for n in ("heading 1", "heading 2") if styles.numbered(self.document, self.ids[n])}

    def written(self) -> bytes:
        """The bytes."""
        footed = self.ours or not package.runs_heads(self.document)
        if footed:
            self.heads()
        self.first_page()
        self.contents()
        for n, section in enumerate(self.report.sections):
            self.section(section, first=n == 0)
        if not footed and self.report.foot:
            self.say("normal", (self.report.foot,))
        if self.last.getprevious() is not None and self.last.getprevious().tag == w("tbl"):
            self.paragraph("table text small")  # Word wants a paragraph after a table
        package.footnotes(self.document, self.text.notes, self.ids, self.ours)
        return package.written(self.document, self.report)

    # ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────

    def heads(self) -> None:
        """The title above every page; below, what made the report, from what, and the page."""
        part = self.document.sections[0]
        for side, name in ((part.header, "header"), (part.footer, "footer")):
            side.is_linked_to_previous = False
            inside = side._element
            for element in list(inside):
                inside.remove(element)
            inside.append(paragraph(self.ids[name], flush=None if self.ours else FLUSH))
        run(part.header._element[0], clean(self.report.title)[:80])
        below = part.footer._element[0]
        before, between, after = messages("render", self.lang)["page"]
        run(below, f"{self.report.foot}    {before} ")
        field(below, "PAGE", "1")
        run(below, f" {between} ")
        field(below, "NUMPAGES", "1")
        if after:
            run(below, f" {after}")

    def measured(self) -> tuple[float, float]:
        """Width and height between the margins, in points."""
        part = self.document.sections[-1]
        wide = int(part.page_width) - int(part.left_margin) - int(part.right_margin)
        tall = int(part.page_height) - abs(int(part.top_margin)) - abs(int(part.bottom_margin))
        return wide / _POINT, tall / _POINT

    def turn(self, wide: bool) -> bool:
        """Begin a landscape or an upright part where the last was the other; whether a new page began."""
        if wide == self.landscape:
            return False
        part = self.document.add_section()
        part.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        part.page_width, part.page_height = part.page_height, part.page_width
        for name in ("titlePg", "pgNumType"):  # a house's first page is the first alone, and pages count on
            found = part._sectPr.find(w(name))
            if found is not None:
                part._sectPr.remove(found)
        self.close_part()
        self.landscape, self.room = wide, self.measured()
        return True

    def close_part(self) -> None:
        """The page of the part that ended goes into its last paragraph; an empty one of its own may fall on a page more."""
        held = self.last.getprevious()
        before = held.getprevious()
        if before is not None and before.tag == w("p"):
            before.get_or_add_pPr().append(held.pPr.find(w("sectPr")))
            held.getparent().remove(held)
        else:
            held.style = self.ids["table text small"]

    # ── parts of a report ────────────────────────────────────────────────────────────────────────────────────────────

    def first_page(self) -> None:
        """Whose it is, its title, of which day; then what a busy reader needs."""
        dress = self.report.dress
        if dress and dress.logo:
            self.picture(dress.logo, clean(dress.organisation), place="left")
        self.say("title", (self.report.title,))
        if self.report.subtitle:
            self.say("subtitle", (self.report.subtitle,))
        day = package.day_of(self.report)
        whose = [dress.organisation, dress.author] if dress else []
        line = " · ".join(text for text in (*whose, self.dated(day) if day else "") if text)
        if line:
            self.say("subtitle", (line,))
        self.blocks(self.report.summary)

    def crowded(self, entries: int) -> bool:
        """Whether contents do not fit below what stands before them, as far as heights can be told.

        Of 28 first pages, in LibreOffice, the estimate was 2% too low to 9% too high.
        """
        size, line = styles.line(self.document, self.ids)
        wide, tall = self.room
        letters = 1.0 if self.lang == "zh" else 0.88  # running Latin text is narrower than words by themselves
        contents = (entries + 3) * (13 if self.ours else 1.5 * size)
        height = 80.0 + (40 if self.report.dress and self.report.dress.logo else 0)
        for block in self.report.summary:
            if isinstance(block, Table):
                height += Drawn(block, self.wants(block), wide, tall, self.ours).height + 30
            elif isinstance(block, Chart):
                height += tall / 3
            elif not isinstance(block, Entry):
                for item in block.items if isinstance(block, Bullets) else (block.runs,):
                    height += line * math.ceil(letters * column_widths.width(plain(item)) * size / (wide - 18)) + 3
        if height > 1.1 * tall:  # it goes on
            height %= tall
        return height + contents > tall > contents

    def dated(self, day: date) -> str:
        """A day in words."""
        month = messages("render", self.lang)["months"][day.month - 1]
        return phrase("render", self.lang, "date", day=day.day, month=month, year=day.year)

    def contents(self) -> None:
        """The headings of sections, each a link, in a field that Word can make anew; without numbers of pages.

        Only an office program knows on which page a heading falls. A field marked as dirty, or ``w:updateFields``,
        makes Word ask at every opening whether fields shall be updated, does nothing in protected view, and in some
        versions fills in wrong numbers; a placeholder is wrong until someone presses F9. The switch ``\\n`` leaves
        numbers out, also when the field is made anew: what is shown is right from the first. All entries stay with
        their heading: on the first page where they fit, else together on the next. (LibreOffice leaves a heading
        behind when a field moves on; hence the estimate.)
        """
        sections = self.report.sections
        if not sections:
            return
        self.say("toc heading", (self.report.words.get("contents", "Contents"),), page=self.crowded(len(sections)))
        for n, section in enumerate(sections):
            last = n == len(sections) - 1
            entry = self.paragraph("toc 1", keep=not last)
            if n == 0:
                begin(entry, 'TOC \\o "1-1" \\h \\z \\u \\n')
            run(add(entry, "hyperlink", anchor=self.text.bookmarks[section.id], history="1"), section.title)
            if last:
                end(entry)

    def section(self, section: Section, first: bool) -> None:
        """A section; an annex begins a page."""
        turned = self.turn(self.wide(section))
        heading = self.say("heading 1", (section.title,), page=section.annex and not turned and not first)
        self.text.mark(heading, section.id)
        self.blocks(section.blocks)

    def wide(self, section: Section) -> bool:
        """Whether a section has landscape pages: for a table of many columns, or where half of its tables ask for them."""
        tables = [block for block in section.blocks if isinstance(block, Table)]
        asking = sum(broad(table, self.wants(table), self.upright_room) for table in tables)
        return 0 < len(tables) <= 2 * asking or any(len(table.columns) > WIDE for table in tables)

    def blocks(self, blocks: Sequence[Block]) -> None:
        """Blocks in their order; a paragraph just before a table or a chart stays with it."""
        for n, block in enumerate(blocks):
            if isinstance(block, Paragraph):
                before = n + 1 < len(blocks) and isinstance(blocks[n + 1], Table | Chart)
                lone = len(block.runs) == 1 and isinstance(block.runs[0], Strong)
                if lone:
                    self.say("lead-in", tuple(r.text for r in block.runs if isinstance(r, Strong)))
                else:
                    self.say("body text" if self.ours else "normal", block.runs, keep=before)
            elif isinstance(block, Bullets):
                for item in block.items:
                    self.say("list bullet", item)
            elif isinstance(block, Entry):
                self.text.mark(self.say("heading 2", block.title), block.id)
                self.blocks(block.blocks)
            elif isinstance(block, Chart):
                self.chart(block)
            else:
                self.table(block)

    def paragraph(self, style: str, *, keep: bool = False, page: bool = False, place: str = "") -> Any:
        """A new last paragraph; ``style`` by name, in small letters."""
        before = self.last.getprevious()
        after_table = before is not None and before.tag == w("tbl")
        made = paragraph(
            self.ids[style],
            keep=keep or (not self.ours and style.startswith("heading")),
            page=page,
            bare=style in self.numbered,
            gap=_GAP if after_table and not style.startswith("heading") and not (self.ours and style == "caption") else 0,
            flush=None if self.ours else _FLUSH.get(style),
            place=place,
        )  # fmt: skip
        self.last.addprevious(made)
        return made

    def say(self, style: str, runs: Runs, *, keep: bool = False, page: bool = False) -> Any:
        """A new last paragraph that says something."""
        made = self.paragraph(style, keep=keep, page=page)
        self.text.say(made, runs)
        return made

    def caption(self, kind: str, text: str) -> None:
        """The next number of its kind, and the caption; a table's stands above it and stays with it."""
        self.counts[kind] += 1
        table = kind == "table"
        word = messages("render", self.lang)["table" if table else "figure"]
        made = self.paragraph("caption", keep=table, place="" if table else "center")
        run(made, f"{word} ")
        field(made, f"SEQ {word} \\* ARABIC", str(self.counts[kind]))
        run(made, f"  {text}")

    def picture(self, content: bytes, words: str, title: str = "", *, drawn: bool = False, place: str = "") -> None:
        """A picture in a line of its own, with what it shows in words. ``drawn``: a chart, at twice its size."""
        made = self.document.part.new_pic_inline(io.BytesIO(content), height=None if drawn else Mm(12))
        if drawn:
            size = made.extent
            wide, tall = (int(points * _POINT) for points in self.room)
            scale = min(3 / 8, wide / size.cx, 0.7 * tall / size.cy)  # 3/8: twice, and 72 points to the inch for 96
            size.cx, size.cy = Emu(int(size.cx * scale)), Emu(int(size.cy * scale))
            shape = made.graphic.graphicData.pic.spPr
            shape.cx, shape.cy = size.cx, size.cy
        made.docPr.set("descr", words)
        if title:
            made.docPr.set("title", title)
        add(add(self.paragraph("figure", keep=drawn, place=place), "r"), "drawing").append(made)

    def chart(self, chart: Chart) -> None:
        """A chart, which stays with its caption below."""
        self.picture(pictures.png(chart, 2.0), clean(chart.alt), clean(chart.caption), drawn=True)
        self.caption("figure", chart.caption)

    def table(self, table: Table) -> None:
        """A table below its caption, in parts where no page is wide enough."""
        for part in parted(table, self.wants(table), self.room[0]):
            self.caption("table", part.caption)
            self.last.addprevious(Drawn(part, self.wants(part), *self.room, self.ours).element(self.text))

    def wants(self, table: Table) -> column_widths.Wants:
        """What the columns of a table want; reckoned once, since all its text is measured."""
        held = self.measures.get(id(table))
        if held is None or held[0] is not table:
            held = self.measures[id(table)] = (table, column_widths.wants(table))
        return held[1]
