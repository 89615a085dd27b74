"""Tables of a Word document: in a style of their own, whole where they are short, wide enough for
what stands in them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from docx.document import Document
from docx.oxml.ns import qn
from evalkit.render import column_widths
from evalkit.render import docx as word
from evalkit.render.docx import tables
from evalkit.report import charts
from evalkit.report.charts import Axis, Span
from evalkit.report.model import Block, Column, Link, Paragraph, Report, Row, Section, Table, cell
from tests.unit.render.docx.test_writer import chart, name_of_style, opened, report, style_of

SIZES = (9.0, 8.0, 7.5)
ORDER = [
    "tblStyle",
    "tblpPr",
    "tblOverlap",
    "bidiVisual",
    "tblStyleRowBandSize",
    "tblStyleColBandSize",
    "tblW",
    "jc",
    "tblCellSpacing",
    "tblInd",
    "tblBorders",
    "shd",
    "tblLayout",
    "tblCellMar",
    "tblLook",
    "tblCaption",
    "tblDescription",
]


def table(rows: int, columns: int = 3, text: str = "x", numeric: bool = False) -> Table:
    names = tuple(Column(f"Column {n}", numeric and n > 0) for n in range(columns))
    return Table(
        "Rows",
        names,
        tuple(Row(tuple(cell(text) for _ in names), id=f"r-{n}") for n in range(rows)),
    )


def of(*blocks: Block) -> Report:
    return Report("name", "en", "Title", "", (), (Section("s", "Section", blocks),))


def drawn(*blocks: Block) -> Document:
    return opened(word.render(of(*blocks)))


def kept(document: Document) -> list[bool]:
    """Row by row, whether all of its paragraphs stay with the next."""
    rows = document.tables[0]._tbl.tr_lst
    return [
        all(p.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for p in row.iter(qn("w:p")))
        for row in rows
    ]


@pytest.mark.parametrize("wide", [3, 13])
def test_what_holds_for_a_table_stands_in_the_order_of_the_schema(wide: int) -> None:
    look = drawn(table(2, wide)).tables[0]._tbl.tblPr
    names = [child.tag.split("}")[1] for child in look]
    assert names == sorted(names, key=ORDER.index)
    assert look.xpath("w:tblCaption/@w:val") == ["Rows"]
    assert look.find(qn("w:tblBorders")) is None  # the style's matter


def test_lines_and_the_heading_s_rule_are_in_a_style_that_an_office_can_change() -> None:
    document = drawn(table(2))
    style = document.styles["evalkit table"]
    assert name_of_style(document.tables[0]) == "evalkit table"
    assert {b.tag.split("}")[1] for b in style.element.xpath("w:tblPr/w:tblBorders/*")} == {
        "top",
        "bottom",
        "insideH",
    }
    under = "w:tblStylePr[@w:type='firstRow']/w:tcPr/w:tcBorders/w:bottom/@w:val"
    assert style.element.xpath(under) == ["single"]
    assert document.tables[0]._tbl.xpath("w:tblPr/w:tblLook/@w:firstRow") == ["1"]
    assert not document.tables[0]._tbl.xpath(".//w:shd")


def test_a_table_without_headings_has_no_first_row_of_its_own() -> None:
    bare = Table("Bare", (Column(""), Column("")), (Row((cell("a"), cell("b"))),))
    assert drawn(bare).tables[0]._tbl.xpath("w:tblPr/w:tblLook/@w:firstRow") == ["0"]


def test_a_short_table_stays_whole_and_a_long_one_ends_with_rows_together() -> None:
    assert kept(drawn(table(8))) == [True] * 8 + [False]
    assert kept(drawn(table(16))) == [True] * 2 + [False] * 12 + [True, True, False]


def test_a_short_table_that_is_taller_than_a_page_is_not_kept() -> None:
    assert kept(drawn(table(8, text="word " * 150)))[2:4] == [False, False]


def test_a_paragraph_just_before_a_table_or_chart_stays_with_it_and_others_do_not() -> None:
    said = [Paragraph((text,)) for text in ("before a table", "before text", "before a chart")]
    document = drawn(said[0], table(2), said[1], said[2], chart())
    keeps = {p.text: bool(p.paragraph_format.keep_with_next) for p in document.paragraphs if p.text}
    assert [keeps[text] for text in ("before a table", "before text", "before a chart")] == [
        True,
        False,
        True,
    ]
    assert keeps["Table 1  Rows"]


def test_no_empty_line_parts_a_table_from_what_follows_but_space() -> None:
    document = drawn(table(2), Paragraph(("after",)))
    assert [p.text for p in document.paragraphs][-1] == "after"
    assert document.paragraphs[-1].paragraph_format.space_before.pt == 6
    assert not [p for p in document.paragraphs if not p.text]


def test_a_document_that_ends_with_a_table_ends_with_a_paragraph() -> None:
    assert [p.text for p in drawn(table(2)).paragraphs][-1] == ""


@pytest.mark.parametrize(
    ("columns", "style"), [(6, "Table Text"), (7, "Table Text Small"), (13, "Table Text Small")]
)
def test_type_is_eight_points_or_more_where_it_fits(columns: int, style: str) -> None:
    document = drawn(table(3, columns, "51.7", numeric=True))
    assert {
        style_of(p).name for row in document.tables[0].rows for c in row.cells for p in c.paragraphs
    } == {style}
    assert document.styles[style].font.size.pt >= 8
    assert not document.tables[0]._tbl.xpath(".//w:sz")


@pytest.mark.parametrize("columns", [2, 5, 9, 10, 13, 24, 40])
def test_numbers_have_room_for_the_widest_of_common_fonts_and_tables_fit_their_page(
    columns: int,
) -> None:
    words = table(3, columns, "51.7", numeric=True)
    document = drawn(words)
    assert {c.text for t in document.tables for c in t.rows[0].cells} == {
        c.title for c in words.columns
    }
    for made in document.tables:
        style = made.rows[1].cells[1].paragraphs[0].style
        sizes = [int(size) / 2 for size in made._tbl.xpath(".//w:sz/@w:val")] or [
            style.font.size.pt
        ]
        widths = [int(width) / 20 for width in made._tbl.xpath("w:tblGrid/w:gridCol/@w:w")]
        margin = 2.5 if len(widths) > 10 else 4.0
        assert all(
            width - 2 * margin >= column_widths.width("51.7") * sizes[0] * 1.08 for width in widths
        )
        page = max(
            ((s.page_width or 0) - (s.left_margin or 0) - (s.right_margin or 0)) / 12700
            for s in document.sections
        )
        assert sum(widths) <= page + 1


def test_a_heading_has_room_in_a_wider_font_where_the_page_has_room() -> None:
    given = next(block for block in report().sections[0].blocks if isinstance(block, Table))
    widths = tables.WordTable(given, 450, 700, SIZES).widths
    assert (
        widths[1] - 8 >= column_widths.width("Column 1") * 9 * 1.15
    )  # DejaVu Sans Bold, which stood in for Arial, is as wide


def test_columns_of_words_give_way_to_numbers() -> None:
    columns = (Column("Text"), *(Column(f"{n}", True) for n in range(6)), Column("More"))
    long = (
        "several words that can stand on any number of lines and ask for all the room there is " * 3
    )
    given = Table(
        "Mixed", columns, (Row((cell(long), *(cell("1,234.56") for _ in range(6)), cell(long))),)
    )
    made = tables.WordTable(given, 450, 700, SIZES)
    assert sum(made.widths) <= 450.01
    assert all(
        width - 8 >= column_widths.width("1,234.56") * made.size * 1.19
        for width in made.widths[1:7]
    )


def test_a_section_turns_where_half_of_its_tables_have_headings_too_wide_and_not_for_one_of_many() -> (
    None
):
    broad = Table(
        "Broad",
        tuple(Column("Unbreakable" * 2) for _ in range(9)),
        (Row(tuple(cell("x") for _ in range(9))),),
    )
    small = table(2)
    assert [
        len(drawn(*blocks).sections) for blocks in ((broad,), (broad, small), (broad, small, small))
    ] == [2, 2, 1]


def test_pages_turn_without_an_empty_line_that_could_fill_a_page_of_its_own() -> None:
    first = Section("s", "First", (Paragraph(("text",)),))
    turned = Section("t", "Turned", (table(2, 13),))
    last = Section("l", "Last", (Paragraph(("text",)),))
    document = opened(word.render(replace(of(), sections=(first, turned, last))))
    assert len(document.sections) == 3
    empty = [p for p in document.paragraphs if not p.text]
    assert [style_of(p).name for p in empty] == [
        "Table Text Small"
    ]  # after the table, where Word wants one
    ends = [p.text for p in document.paragraphs if p._p.xpath("w:pPr/w:sectPr")]
    assert ends == ["text", ""]


def test_a_tall_chart_leaves_room_for_its_heading_and_caption() -> None:
    spans = [Span(f"Case {n}", 50, 40, 60) for n in range(120)]
    tall = charts.ranges("c", "Totals", "Totals", [spans], Axis("Score", 0, 100))
    document = drawn(tall)
    page = document.sections[0]
    picture = document.inline_shapes[0]
    assert page.page_height is not None
    assert page.top_margin is not None
    assert page.bottom_margin is not None
    assert picture.height <= 0.71 * (page.page_height - page.top_margin - page.bottom_margin)
    assert picture.width / picture.height < 0.5  # no longer as wide, and not out of shape


def test_a_figure_that_leads_to_a_row_finds_it_in_the_first_of_a_table_s_parts() -> None:
    body = drawn(table(3, 60, "51.7", numeric=True), Paragraph((Link("row", "r-1"),))).element.body
    names = [b.get(qn("w:name")) for b in body.iter(qn("w:bookmarkStart"))]
    assert len(names) == len(set(names))
    assert {h.get(qn("w:anchor")) for h in body.iter(qn("w:hyperlink"))} <= set(names)


@pytest.mark.parametrize("count", [5, 7, 9])
def test_no_word_of_a_heading_breaks_it_shrinks_or_turns(count: int) -> None:
    words = ("Commitments", "Internationalisation", "Interdisciplinarity", "Responsible department")
    columns = (Column("Region"), *(Column(words[n % 4], n % 2 > 0) for n in range(count)))
    given = Table("T", columns, (Row(tuple(cell("51.7") for _ in columns)),))
    made = tables.WordTable(given, 450, 700, SIZES)
    for column, width in zip(columns[1:], made.widths[1:], strict=True):
        held = width - 2 * made.margin >= column_widths.word(column.title) * made.size * 1.06
        assert held or made.turned
    assert made.turned is (count > 5)
    document = drawn(given, table(2), table(2))
    row = document.tables[0].rows[0]._tr
    directions = row.xpath("w:tc/w:tcPr/w:textDirection/@w:val")
    assert directions == ["btLr"] * (count if made.turned else 0)
    assert bool(row.xpath("w:trPr/w:trHeight")) is made.turned
    if made.turned:
        longest = max(column_widths.word(word) for word in words) * made.size * 20
        assert int(row.xpath("w:trPr/w:trHeight/@w:val")[0]) > longest


@pytest.mark.parametrize(
    ("tone", "fill", "ink"),
    [
        ("b3", "A34E0C", "FFFFFF"),
        ("b2", "E2A469", ""),
        ("b1", "F6E0CA", ""),
        ("a1", "D3E5EE", ""),
        ("a2", "83B5CE", ""),
        ("a3", "15618A", "FFFFFF"),
        ("l3", "34789F", "FFFFFF"),
    ],
)
def test_tones_are_fills_on_which_text_can_be_read(tone: str, fill: str, ink: str) -> None:
    given = Table("T", (Column("a"),), (Row((cell("x", tone=tone),)),))
    made = drawn(given).tables[0].rows[1].cells[0]._tc
    assert made.xpath("w:tcPr/w:shd/@w:fill") == [fill]
    assert made.xpath("string(.//w:rPr/w:color/@w:val)") == ink
    assert contrast(fill, ink or "000000") >= 4.5


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (WCAG 2.2, relative luminance)."""
    bright = []
    for colour in (one, other):
        parts = [int(colour[n : n + 2], 16) / 255 for n in (0, 2, 4)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        bright.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(bright) + 0.05) / (min(bright) + 0.05)


def test_what_a_plan_leaves_unsaid_is_quiet_and_not_slanted() -> None:
    given = Table("T", (Column("a"),), (Row((cell("not stated", tone="unsaid"),)),))
    document = drawn(given)
    run = document.tables[0].rows[1].cells[0].paragraphs[0].runs[0]
    assert run.style.name == "Quiet"
    assert not document.styles["Quiet"].element.xpath("w:rPr/w:i")
    assert document.styles["Quiet"].element.xpath("w:rPr/w:color/@w:val") == ["5A6475"]
