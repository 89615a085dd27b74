"""A memo in Word: in Chinese in the form of an official document, in English on plain pages."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from evalkit.render import docx as word
from evalkit.render.docx.writer import parted_title
from evalkit.report.model import Look, Note, Paragraph, Section
from tests.unit.render.docx.memos import memo
from tests.unit.render.docx.test_styles import official
from tests.unit.render.docx.test_writer import office, opened, part, style_of

ALLOWED = {"pStyle", "keepNext", "jc", "ind", "spacing"}  # what paragraphs may say themselves


def test_an_official_memo_has_the_page_of_an_official_document() -> None:
    content = word.render(memo("zh"))
    page = opened(content).sections[0]
    sizes = [page.top_margin, page.bottom_margin, page.left_margin, page.right_margin]
    assert [round(size / Mm(1)) for size in sizes if size is not None] == [37, 35, 28, 26]
    grid = page._sectPr.find(qn("w:docGrid"))
    assert grid is not None
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("linesAndChars", "579")
    assert page.footer.paragraphs[0].text == "— 1 —"
    assert page.even_page_footer.paragraphs[0].text == "— 1 —"
    styles = opened(content).styles
    places = [styles[name].element.xpath("w:pPr/w:jc/@w:val") for name in ("Footer", "Footer Even")]
    assert places == [["right"], ["left"]]
    assert "<w:evenAndOddHeaders/>" in part(content, "word/settings.xml")
    assert "headerReference" not in part(content, "word/document.xml")


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("Normal", "仿宋_GB2312", 16),
        ("Heading 1", "黑体", None),
        ("Heading 2", "楷体_GB2312", None),
        ("Heading 3", "仿宋_GB2312", None),
        ("Title", "方正小标宋简体", 22),
        ("Table Text", "仿宋_GB2312", 10),
        ("Footer", "宋体", 14),
    ],
)
def test_an_official_memo_has_the_type_of_an_official_document(
    style: str, font: str, size: float | None
) -> None:
    content = word.render(memo("zh"))
    found = opened(content).styles[style]
    assert found.element.rPr.rFonts.get(qn("w:eastAsia")) == font
    assert (found.font.size.pt if found.font.size else None) == size
    other = {"仿宋_GB2312": "仿宋", "楷体_GB2312": "楷体", "方正小标宋简体": "小标宋体"}
    fonts = part(content, "word/fontTable.xml")
    for name, fallback in other.items():
        assert f'w:name="{name}"><w:altName w:val="{fallback}"/>' in fonts


def test_an_official_memo_is_black_and_neither_bold_nor_coloured_by_an_office() -> None:
    look = Look(colour="#7a1f1f")
    content = word.render(replace(memo("zh"), look=look))
    for name in ("word/styles.xml", "word/document.xml"):
        assert not re.findall("<w:(?:b|i|color)(?: [^>]*)?/>", part(content, name))
    assert "7A1F1F" in part(word.render(replace(memo("en"), look=look)), "word/styles.xml")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_memo_is_in_styles_and_says_nothing_of_its_own(lang: str) -> None:
    body = opened(word.render(memo(lang))).element.body
    said = {child.tag.split("}")[1] for look in body.iter(qn("w:pPr")) for child in look}
    assert said <= ALLOWED
    assert {child.tag.split("}")[1] for look in body.iter(qn("w:rPr")) for child in look} == {
        "rStyle"
    }


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_memo_has_no_contents_no_notes_and_counts_no_tables(lang: str) -> None:
    noted = Section("n", "Noted", (Paragraph(("said", Note("there ¶1"))),))
    given = replace(memo(lang), sections=(*memo(lang).sections, noted))
    content = word.render(given)
    styles = {style_of(p).name for p in opened(content).paragraphs}
    assert not styles & {"toc 1", "TOC Heading", "Caption"}
    assert "footnoteReference" not in part(content, "word/document.xml")
    brackets = "said（there ¶1）" if lang == "zh" else "said (there ¶1)"
    assert brackets in [p.text for p in opened(content).paragraphs]
    other = replace(given, sections=(replace(given.sections[0], title="Numbers"),))
    captions = [
        p.text for p in opened(word.render(other)).paragraphs if style_of(p).name == "Caption"
    ]
    assert len(captions) == 1
    assert not re.search("[0-9]|表 ", captions[0])


def test_the_table_of_a_memo_repeats_its_head_and_keeps_its_rows() -> None:
    table = opened(word.render(memo("zh"))).tables[0]
    heads = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
    assert heads == [True] + [False] * (len(heads) - 1)
    assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in table.rows)
    styles = {run.style.name for c in table.rows[0].cells for p in c.paragraphs for run in p.runs}
    assert styles == {"Table Head"}


def test_whose_it_is_and_the_day_end_an_official_memo_and_head_another() -> None:
    official = [(style_of(p).name, p.text) for p in opened(word.render(memo("zh"))).paragraphs]
    assert official[-3:-1] == [("Byline", "某省政策研究室"), ("Byline", "2026年11月24日")]
    other = [(style_of(p).name, p.text) for p in opened(word.render(memo("en"))).paragraphs]
    assert other[3] == ("Byline", "Policy Research Office · 24 November 2026")


def test_an_office_s_own_document_still_wins() -> None:
    document = opened(word.render(memo("zh"), office()))
    assert document.styles["Normal"].font.name == "Garamond"
    assert document.sections[0].footer.paragraphs[0].text == "Confidential"
    bare = opened(word.render(memo("zh"), official("", "", False))).sections[0]
    assert bare.footer.paragraphs[0].text == "— 1 —"
    assert bare.header.is_linked_to_previous
    assert not [p for p in document.paragraphs if style_of(p).name == "toc 1"]


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("浙江省科技创新评价", ("浙江省科技创新评价", "")),
        (
            "浙江省2026年政府工作报告科技创新内容评价",
            ("浙江省2026年政府工作报告", "科技创新内容评价"),
        ),
        ("甲" * 23, ("甲" * 23, "")),
        ("甲" * 21 + "报告" + "乙" * 21, ("甲" * 21 + "报告" + "乙" * 21, "")),
        (
            "关于某市人才与科技若干政策措施落实情况的评价",
            ("关于某市人才与科技若干政策", "措施落实情况的评价"),
        ),
    ],
)
def test_an_official_title_of_two_lines_is_parted_where_its_sense_is(
    title: str, wanted: tuple[str, str]
) -> None:
    assert parted_title(title, 20) == wanted
