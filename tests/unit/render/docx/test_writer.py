"""A report as a Word document: everything is in it, in real styles, the same bytes each time, or in
the styles of an office."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.styles.style import ParagraphStyle
from docx.table import Table as WrittenTable
from docx.text.paragraph import Paragraph as Written
from evalkit.render import docx as word
from evalkit.report import charts
from evalkit.report.charts import Axis, Span
from evalkit.report.model import (
    Bullets,
    Cell,
    Chart,
    Column,
    Entry,
    Link,
    Look,
    Note,
    Paragraph,
    Point,
    Points,
    Quoted,
    Report,
    Row,
    Section,
    Strong,
    Table,
    cell,
    runs,
)
from evalkit.report.numbers import Figure
from tests.office.recalculate import convert, needs_office

HOSTILE = "=1+1 <script>alert(1)</script> \x0b\x00 😀 مرحبا 𬭎 " + "x" * 200


def chart() -> Chart:
    return charts.ranges(
        "c",
        "Totals",
        "Totals: A 50.0 (40.0–60.0)",
        [[Span("A", 50, 40, 60), Span("B", 30, 20, 40)]],
        Axis("Score", 0, 100),
    )


def report(lang: str = "en", wide: int = 3) -> Report:
    rows = tuple(
        Row(
            (
                cell(f"row {n}", Note(f"note {n}")),
                cell(Figure(n / 3, 1, 100, "", "e-one"), tone="l4"),
                *(cell(str(k)) for k in range(wide - 2)),
            ),
            id=f"r-{n}",
        )
        for n in range(60)
    )
    table = Table("Many rows", tuple(Column(f"Column {n}", n > 0) for n in range(wide)), rows)
    body = Section(
        "body",
        "1. Body",
        (
            Paragraph(runs("See ", Link("one", "e-one"), ", ", Strong("bold"), Note("d ¶1"))),
            chart(),
            table,
        ),
    )
    group = Table(
        "",
        (Column("A"), Column("B")),
        (Row((cell("head"), Cell()), group=True), Row((cell("x"), cell("y")), depth=2)),
    )
    annex = Section(
        "annex",
        "Annex",
        (
            Entry(
                "e-one", ("Entry one",), (Bullets((("item",), (HOSTILE,))), Paragraph(("text",)))
            ),
            group,
        ),
        True,
    )
    return Report(
        "name",
        lang,
        "Title & <b>",
        "Subtitle",
        (Paragraph(("Verdict.",)), Bullets((("first",),))),
        (body, annex),
        "Made.",
        {"contents": "Contents"},
    )


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def style_of(paragraph: Written) -> ParagraphStyle:
    assert paragraph.style is not None
    return paragraph.style


def name_of_style(table: WrittenTable) -> str:
    assert table.style is not None
    return str(table.style.name)


def part(content: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def office() -> bytes:
    """An office's template: its own fonts, header, footer, margins, and some text that goes."""
    document = docx.Document()
    document.styles["Normal"].font.name = "Garamond"
    document.styles["Heading 1"].font.size = Pt(33)
    document.sections[0].left_margin = Mm(40)
    document.sections[0].header.paragraphs[0].text = "The Office"
    document.sections[0].footer.paragraphs[0].text = "Confidential"
    document.add_paragraph("Text that goes")
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def test_every_text_stands_in_its_style_and_order() -> None:
    document = opened(word.render(report()))
    said = [(style_of(p).name, p.text) for p in document.paragraphs if p.text.strip()]
    assert said[:4] == [
        ("Title", "Title & <b>"),
        ("Subtitle", "Subtitle"),
        ("Body Text", "Verdict."),
        ("List Bullet", "first"),
    ]
    assert [text for style, text in said if style == "Heading 1"] == ["1. Body", "Annex"]
    assert ("Body Text", "See one, bold") in said
    assert [text for style, text in said if style == "Caption"] == [
        "Figure 1  Totals",
        "Table 1  Many rows",
        "Table 2  ",
    ]
    assert ("Heading 2", "Entry one") in said
    assert said.index(("Heading 2", "Entry one")) > said.index(("Heading 1", "Annex"))


def test_every_figure_and_cell_is_there() -> None:
    table = opened(word.render(report())).tables[0]
    assert len(table.rows) == 61
    assert [c.text for c in table.rows[0].cells] == ["Column 0", "Column 1", "Column 2"]
    assert [row.cells[1].text for row in table.rows[1:4]] == ["0.0", "33.3", "66.7"]


def test_header_rows_repeat_and_rows_stay_whole() -> None:
    rows = opened(word.render(report())).tables[0].rows
    heads = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows[:2]]
    assert heads == [True, False]
    for row in rows:
        assert row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None


def test_notes_are_footnotes() -> None:
    content = word.render(report())
    notes = part(content, "word/footnotes.xml")
    assert "d ¶1" in notes
    assert "note 59" in notes
    assert part(content, "word/document.xml").count("w:footnoteReference ") == 61
    assert notes.count("<w:footnote ") == 61 + 2
    assert "footnotes.xml" in part(content, "[Content_Types].xml")


def test_figures_and_links_lead_to_bookmarks_that_are_there_once() -> None:
    body = opened(word.render(report())).element.body
    names = [b.get(qn("w:name")) for b in body.iter(qn("w:bookmarkStart"))]
    leads = {h.get(qn("w:anchor")) for h in body.iter(qn("w:hyperlink"))}
    assert len(names) == len(set(names))
    assert leads <= set(names)
    assert all(len(name) <= 40 for name in names)
    assert len(leads) == 1  # one entry; so few pages have no contents


def test_pictures_have_their_words() -> None:
    content = word.render(report())
    assert 'descr="Totals: A 50.0 (40.0–60.0)"' in part(content, "word/document.xml")


def long(lang: str = "en", summary: int = 1) -> Report:
    """A report of some twenty pages, each section with words and two tables."""
    table = report(lang).sections[0].blocks[2]
    text = "Some words that say what follows and why it matters to whom. " * 30
    sections = tuple(
        Section(
            f"s{n}", f"{n}. Part", (Paragraph((text,)), table, table, Paragraph(("end",))), n == 5
        )
        for n in range(1, 6)
    )
    bullets = Bullets(tuple((f"item {n}",) for n in range(summary)))
    return replace(report(lang), summary=(bullets,), sections=sections)


def entries(content: bytes) -> list[tuple[str, str]]:
    """The lines of the contents: heading and page."""
    paragraphs = opened(content).paragraphs
    lines = [p.text.partition("\t") for p in paragraphs if style_of(p).name == "toc 1"]
    return [(heading, page) for heading, _, page in lines]


def test_contents_name_the_page_of_every_section_in_a_field_that_leads_there() -> None:
    content = word.render(long())
    found = entries(content)
    assert [heading for heading, _ in found] == [f"{n}. Part" for n in range(1, 6)]
    pages = [int(page) for _, page in found]
    assert pages[0] == 2
    assert pages == sorted(set(pages))
    body = opened(content).element.body
    marks = set(body.xpath("//w:bookmarkStart/@w:name"))
    fields = re.findall(r"PAGEREF (\S+) \\h", part(content, "word/document.xml"))
    assert len(fields) == 5
    assert set(fields) <= marks


def test_sections_of_documents_with_contents_begin_pages_once() -> None:
    document = opened(word.render(long()))
    heads = [p for p in document.paragraphs if style_of(p).name == "Heading 1"]
    assert [len(p._p.xpath("w:pPr/w:pageBreakBefore")) for p in heads] == [1] * 5
    few = opened(word.render(report())).paragraphs
    heads = [p for p in few if style_of(p).name == "Heading 1"]
    assert [len(p._p.xpath("w:pPr/w:pageBreakBefore")) for p in heads] == [0, 0]
    assert not [p for p in few if style_of(p).name in ("toc 1", "TOC Heading")]


def test_contents_stay_on_upright_pages_before_a_section_that_is_turned() -> None:
    wide = report(wide=13).sections[0].blocks[2]
    given = long()
    turned = replace(given.sections[0], blocks=(wide,))
    body = opened(word.render(replace(given, sections=(turned, *given.sections[1:])))).element.body
    ends = body.xpath("w:p[w:pPr/w:sectPr]")
    assert ends[0].xpath("string(w:pPr/w:pStyle/@w:val)") == "Toc1"
    assert not ends[0].xpath("w:pPr/w:sectPr/w:pgSz[@w:w > @w:h]")


def test_contents_ask_for_no_update_and_stay_together() -> None:
    for given in (long(), long("zh", 60)):
        content = word.render(given)
        body = part(content, "word/document.xml")
        assert "TOC \\" not in body  # where LibreOffice shows what is stored
        assert "w:dirty" not in body
        assert "updateFields" not in part(content, "word/settings.xml")
        paragraphs = opened(content).paragraphs
        heading = next(p for p in paragraphs if style_of(p).name == "TOC Heading")
        # not in the navigation pane
        assert style_of(heading).element.xpath("w:pPr/w:outlineLvl/@w:val") == ["9"]
        lines = [p for p in paragraphs if style_of(p).name == "toc 1"]
        assert [p.paragraph_format.keep_with_next for p in lines] == [True] * 4 + [None]


def test_headings_leave_out_no_level_and_lone_bold_lines_are_among_them() -> None:
    lead = Paragraph((Strong("Main strengths"),))
    given = replace(report(), summary=(Paragraph(("Verdict.",)), lead, Bullets((("first",),))))
    document = opened(word.render(given))
    assert ("Lead-in", "Main strengths") in [
        (style_of(p).name, p.text) for p in document.paragraphs
    ]
    assert not [
        p
        for p in document.paragraphs
        if style_of(p).name == "Lead-in" and any(run.bold for run in p.runs)
    ]
    levels = [level(style_of(p)) for p in document.paragraphs]
    shown = [n for n in levels if n < 9]
    assert shown == [1, 0, 0, 1]  # lead-in, body, annex, entry


def level(style: ParagraphStyle) -> int:
    """The level of a style in the navigation pane, from 0; 9: none."""
    for one in based_on(style):
        found = one.element.xpath("w:pPr/w:outlineLvl/@w:val")
        if found:
            return int(found[0])
    return 9


def based_on(style: ParagraphStyle | None) -> Iterator[ParagraphStyle]:
    """The style, what it is based on, and so on to the first."""
    while style is not None:
        yield style
        base = style.base_style
        assert base is None or isinstance(base, ParagraphStyle)
        style = base


def test_east_asian_fonts_are_named_and_no_theme_decides() -> None:
    for name in ("Normal", "Heading 1", "Title", "Caption", "List Bullet"):
        style = opened(word.render(report("zh"))).styles[name]
        while style.element.rPr is None or style.element.rPr.rFonts is None:
            style = style.base_style
        fonts = style.element.rPr.rFonts
        heads = {"Heading 1": "黑体", "Title": "方正小标宋简体", "Caption": "楷体_GB2312"}
        assert fonts.get(qn("w:eastAsia")) == heads.get(name, "仿宋_GB2312")
        assert not [key for key in fonts.attrib if key.endswith("Theme")]


def test_chinese_paragraphs_are_set_in_by_two_characters_and_english_are_not() -> None:
    for lang, wanted in (("zh", "200"), ("en", "0")):
        document = opened(word.render(report(lang)))
        assert [p.text for p in document.paragraphs if style_of(p).name == "Body Text"] == [
            "Verdict.",
            "See one, bold",
            "text",
        ]
        indent = document.styles["Body Text"].element.find(f"{qn('w:pPr')}/{qn('w:ind')}")
        assert (None if indent is None else indent.get(qn("w:firstLineChars"))) == wanted
        direct = [i.get(qn("w:firstLineChars")) for i in document.element.body.iter(qn("w:ind"))]
        assert not [
            i for i in direct if i
        ]  # the style has it, so that a change of the style is a change of all


def test_a_wide_table_turns_its_page_and_the_next_section_turns_back() -> None:
    sections = opened(word.render(report(wide=13))).sections
    assert [(s.page_width or 0) > (s.page_height or 0) for s in sections] == [False, True, False]


def test_properties_say_whose_it_is_what_about_and_of_which_day() -> None:
    look = Look("The Office", "Wang", "#7a1f1f", b"", "")
    content = word.render(replace(report("zh"), date=date(2026, 11, 24), look=look))
    found = opened(content).core_properties
    assert (found.author, found.last_modified_by) == ("Wang", "Wang")
    assert (found.title, found.subject, found.language) == ("Title & <b>", "Subtitle", "zh-CN")
    assert found.created == found.modified == datetime(2026, 11, 24, tzinfo=found.created.tzinfo)
    assert "<Company>The Office</Company>" in part(content, "docProps/app.xml")
    assert [p.text for p in opened(content).paragraphs][:3] == [
        "Title & <b>",
        "Subtitle",
        "The Office · Wang · 2026年11月24日",
    ]
    assert "24 November 2026" in [
        p.text for p in opened(word.render(replace(report(), date=date(2026, 11, 24)))).paragraphs
    ]


def test_a_report_without_a_day_has_one_that_never_changes() -> None:
    found = opened(word.render(report())).core_properties
    assert (found.created.year, found.modified.year) == (2000, 2000)


def test_nothing_is_left_of_the_template_of_a_library() -> None:
    content = word.render(report())
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert not [
        name
        for name in names
        if "thumbnail" in name or "WithEffects" in name or "customXml" in name
    ]
    assert "Macintosh" not in part(content, "docProps/app.xml")
    assert re.search(
        'w:name="compatibilityMode"[^>]* w:val="15"', part(content, "word/settings.xml")
    )


def test_text_is_proofed_as_chinese_and_british_english() -> None:
    content = word.render(report("zh"))
    styles = opened(content).styles
    spoken = styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang")[0]
    assert (spoken.get(qn("w:val")), spoken.get(qn("w:eastAsia"))) == ("en-GB", "zh-CN")
    assert len(styles.element.xpath("//w:lang")) == 1  # no style speaks another
    assert '<w:themeFontLang w:val="en-GB" w:eastAsia="zh-CN"/>' in part(
        content, "word/settings.xml"
    )
    for name in ("Table Text", "footnote text"):
        assert styles[name].base_style.name == "Normal"


def test_links_have_a_style_of_their_own_and_figures_stay_plain() -> None:
    body = opened(word.render(report())).element.body
    runs = {
        r.xpath("string(w:t)"): r.xpath("string(w:rPr/w:rStyle/@w:val)")
        for r in body.xpath("//w:hyperlink/w:r")
    }
    assert (runs["one"], runs["66.7"]) == ("Hyperlink", "")


def test_the_same_report_gives_the_same_bytes() -> None:
    assert word.render(report()) == word.render(report())
    assert word.render(report(), office()) == word.render(report(), office())


def test_hostile_text_stays_text() -> None:
    text = "\n".join(p.text for p in opened(word.render(report())).paragraphs)
    assert HOSTILE.replace("\x0b", "\ufffd").replace("\x00", "\ufffd") in text


def test_an_office_keeps_its_styles_header_footer_and_margins() -> None:
    document = opened(word.render(report(), office()))
    assert document.styles["Normal"].font.name == "Garamond"
    assert document.styles["Heading 1"].font.size == Pt(33)
    margin = document.sections[0].left_margin
    assert margin is not None
    assert round(margin.mm) == 40
    assert document.sections[0].header.paragraphs[0].text == "The Office"
    assert document.sections[0].footer.paragraphs[0].text == "Confidential"
    assert "Text that goes" not in [p.text for p in document.paragraphs]
    assert document.core_properties.author == "evalkit"


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old .doc", b"%PDF-1.7"]
)
def test_what_is_no_word_document_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"not a Word document \(\.docx\)"):
        word.render(report(), content)


def test_a_source_stands_below_its_table_and_its_chart_in_small_type() -> None:
    blocks = report().sections[0].blocks
    sourced = replace(blocks[2], source="Source: plans") if isinstance(blocks[2], Table) else None
    drawn = replace(chart(), source="Source: statistics")
    assert sourced is not None
    given = replace(report(), sections=(Section("s", "S", (sourced, drawn)),))
    found = [(style_of(p).name, p.text) for p in opened(word.render(given)).paragraphs]
    assert found[-5:] == [
        ("Source", "Source: plans"),
        ("Figure", ""),
        ("Caption", "Figure 1  Totals"),
        ("Source", "Source: statistics"),
        ("Foot Line", "Made."),
    ]


def test_a_footer_carries_whose_it_is_and_the_page_and_no_program() -> None:
    look = Look("The Office")
    content = word.render(replace(report(), look=look, foot="Made by evalkit."))
    section = opened(content).sections[0]
    assert section.footer.paragraphs[0].text == "The Office    Page 1 of 1"
    assert section.header.paragraphs[0].text == "Title & <b>"
    assert opened(content).paragraphs[-1].text == "Made by evalkit."
    assert "evalkit" not in part(content, "word/footer.xml")


def test_points_are_numbered_and_what_is_below_is_smaller_and_stays_with_them() -> None:
    points = Points((Point(("one",), ("from there",)), Point(("two",))))
    given = replace(report(), sections=(Section("s", "S", (points,)),))
    paragraphs = opened(word.render(given)).paragraphs
    found = [(style_of(p).name, p.text, p.paragraph_format.keep_with_next) for p in paragraphs]
    assert found[-4:-1] == [
        ("Point", "1.\tone", True),
        ("Point Below", "from there", None),
        ("Point", "2.\ttwo", None),
    ]


def test_words_of_a_plan_are_in_a_style_of_their_own_and_in_quotation_marks_once() -> None:
    runs_ = ("Says ", Quoted("so"), Quoted("“thus”"), Strong("firmly"), "“", Quoted("here"), "”")
    given = replace(report("zh"), sections=(Section("s", "S", (Paragraph(runs_),)),))
    said = opened(word.render(given)).paragraphs[-2]
    assert [(run.text, run.style.name) for run in said.runs] == [
        ("Says ", "Default Paragraph Font"),
        ("“so”", "Quoted Words"),
        ("“thus”", "Quoted Words"),
        ("firmly", "Strong"),
        ("“", "Default Paragraph Font"),
        ("here", "Quoted Words"),
        ("”", "Default Paragraph Font"),
    ]


@needs_office
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_office_program_opens_it_and_prints_its_text(lang: str, tmp_path: Path) -> None:
    pypdf = pytest.importorskip("pypdf")
    pages = pypdf.PdfReader(convert(word.render(report(lang)), "docx", "pdf", tmp_path)).pages
    text = "".join(page.extract_text() for page in pages)
    for wanted in ("Verdict.", "1. Body", "Column 1", "66.7", "note 59", "Entry one", "Subtitle"):
        assert wanted in text
    assert sum("Column 0" in page.extract_text() for page in pages) > 1
