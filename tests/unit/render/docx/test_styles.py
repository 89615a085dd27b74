"""A Word document in the styles of an office: what the office has stays, what it lacks is added, and
nothing of it leaks."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as Written
from evalkit.render import docx as word
from evalkit.report.model import Column, Look, Paragraph, Report, Row, Section, Strong, Table, cell
from tests.unit.render.docx.test_writer import (
    based_on,
    name_of_style,
    office,
    opened,
    part,
    report,
    style_of,
)

HOUSE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PAGE = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1361" w:gutter="0"/>'


def style(name: str, key: str, shape: str, letters: str, based: str = "a") -> str:
    base = f'<w:basedOn w:val="{based}"/>' if based else ""
    default = "" if based else ' w:default="1"'
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}"{default}><w:name w:val="{name}"/>{base}<w:pPr>{shape}</w:pPr>'
        f"<w:rPr>{letters}</w:rPr></w:style>"
    )


def official(
    first: str = "<w:titlePg/>", settings: str = "<w:evenAndOddHeaders/>", feet: bool = True
) -> bytes:
    """A template as offices have it: lines of 28 points, text set in by two characters, headings
    that number themselves, a cover with its own part, feet that differ on left and right pages; of
    Word's styles only those that were used."""
    parts = {
        "styles": f'<w:styles {nsdecls("w")}><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-US"/></w:rPr></w:rPrDefault></w:docDefaults>'
        + style(
            "Normal",
            "a",
            '<w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/><w:jc w:val="both"/>',
            '<w:rFonts w:eastAsia="仿宋_GB2312"/><w:sz w:val="32"/>',
            "",
        )
        + style(
            "heading 1",
            "1",
            '<w:numPr><w:numId w:val="7"/></w:numPr><w:outlineLvl w:val="0"/>',
            '<w:rFonts w:eastAsia="黑体"/>',
        )
        + style(
            "heading 2", "2", '<w:outlineLvl w:val="1"/>', '<w:rFonts w:eastAsia="楷体_GB2312"/>'
        )
        + style("Title", "a4", '<w:jc w:val="center"/>', '<w:sz w:val="44"/>')
        + "</w:styles>",
        "numbering": f'<w:numbering {nsdecls("w")}><w:abstractNum w:abstractNumId="0"/><w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num></w:numbering>',
        "settings": f'<w:settings {nsdecls("w")}>{settings}<w:compat/><w:themeFontLang w:val="en-US" w:eastAsia="ja-JP"/></w:settings>',
        "footer1": f"<w:ftr {nsdecls('w')}><w:p><w:r><w:t>right</w:t></w:r></w:p></w:ftr>",
        "footer2": f"<w:ftr {nsdecls('w')}><w:p><w:r><w:t>left</w:t></w:r></w:p></w:ftr>",
    }
    refs = (
        '<w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>'
        if feet
        else ""
    )
    body = (
        f"<w:p><w:pPr><w:sectPr>{refs}{PAGE}</w:sectPr></w:pPr></w:p><w:p><w:r><w:t>Text that goes</w:t></w:r></w:p>"
        f'<w:sectPr>{PAGE}<w:pgNumType w:start="1"/>{first}<w:docGrid w:type="lines" w:linePitch="579"/></w:sectPr>'
    )
    kinds = [name.rstrip("12") for name in parts]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        overrides = "".join(
            f'<Override PartName="/word/{n}.xml" ContentType="{HOUSE}.{k}+xml"/>'
            for n, k in zip(parts, kinds, strict=True)
        )
        made.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType='
            f'"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="{HOUSE}.document.main+xml"/>{overrides}</Types>',
        )
        space = "http://schemas.openxmlformats.org/package/2006/relationships"
        made.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{space}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        )
        relations = "".join(
            f'<Relationship Id="rId{n}" Type="{OFFICE}/{k}" Target="{name}.xml"/>'
            for n, (name, k) in enumerate(zip(parts, kinds, strict=True), 1)
        )
        made.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{space}">{relations}</Relationships>',
        )
        made.writestr(
            "word/document.xml",
            f"<w:document {nsdecls('w', 'r')}><w:body>{body}</w:body></w:document>",
        )
        for name, content in parts.items():
            made.writestr(f"word/{name}.xml", content)
    return out.getvalue()


def given(lang: str = "zh", wide: int = 3) -> Report:
    lead = (Paragraph((Strong("主要长处"),)),)
    return replace(
        report(lang, wide), summary=(*lead, *report().summary), foot="Made of x; as of 2026-11-24."
    )


def width_of(document: Document) -> int:
    """How wide the first page is, in whole millimetres."""
    width = document.sections[0].page_width
    assert width is not None
    return round(float(width.mm))


def indent(paragraph: Written) -> dict[str, str]:
    """The indent that holds for a paragraph: its own, then that of its style, then of what this is
    based on."""
    found: dict[str, str] = {}
    for place in (paragraph._p, *(style.element for style in based_on(paragraph.style))):
        for own in place.xpath("w:pPr/w:ind"):
            found = {**{key.split("}")[1]: value for key, value in own.attrib.items()}, **found}
    return found


def test_an_office_s_feet_stay_and_the_day_stands_at_the_end_of_the_text() -> None:
    content = word.render(given(), official())
    document = opened(content)
    assert len(document.sections) == 1
    assert document.sections[0].footer.paragraphs[0].text == "right"
    assert document.sections[0].even_page_footer.paragraphs[0].text == "left"
    assert document.sections[0].header.is_linked_to_previous
    assert [p.text for p in document.paragraphs][-1] == "Made of x; as of 2026-11-24."
    assert not [
        name for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if "header" in name
    ]
    assert "Made of x" not in part(content, "word/footer1.xml") + part(content, "word/footer2.xml")


@pytest.mark.parametrize(
    ("first", "settings", "feet", "untouched"),
    [
        ("", "", True, True),
        ("<w:titlePg/>", "", False, True),
        ("", "<w:evenAndOddHeaders/>", False, True),
        ("", "", False, False),
        ('<w:titlePg w:val="0"/>', '<w:evenAndOddHeaders w:val="false"/>', False, False),
    ],
)
def test_any_header_or_footer_of_any_kind_of_page_is_the_office_s_choice(
    first: str, settings: str, feet: bool, untouched: bool
) -> None:
    document = opened(word.render(given(), official(first, settings, feet)))
    assert document.sections[0].header.is_linked_to_previous is untouched
    assert [p.text for p in document.paragraphs][-1] == "Made of x; as of 2026-11-24."
    if not untouched:
        assert document.sections[0].footer.paragraphs[0].text == "第 1 页，共 1 页"


def test_a_page_number_alone_is_a_footer() -> None:
    numbered = docx.Document()
    line = numbered.sections[0].footer.paragraphs[0]._p
    line.append(docx.oxml.parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "/>'))
    made = io.BytesIO()
    numbered.save(made)
    document = opened(word.render(given(), made.getvalue()))
    assert document.sections[0].header.is_linked_to_previous
    assert document.sections[0].footer.paragraphs[0].text == ""


def test_turned_pages_count_on_and_have_no_first_page_of_their_own() -> None:
    document = opened(word.render(given(wide=13), official()))
    assert [s.different_first_page_header_footer for s in document.sections] == [True, False, False]
    starts = [s._sectPr.find(qn("w:pgNumType")) is not None for s in document.sections]
    assert starts == [True, False, False]
    assert all(s.footer.paragraphs[0].text == "right" for s in document.sections)


def test_no_first_line_indent_of_an_office_s_text_reaches_what_is_no_text() -> None:
    many = tuple(replace(given().sections[0], id=f"s{n}") for n in range(9))
    document = opened(word.render(replace(given(), sections=many), official()))
    seen = set()
    for paragraph in document.paragraphs:
        own = indent(paragraph)
        if style_of(paragraph).name in ("Caption", "Figure", "toc 1", "TOC Heading", "Lead-in"):
            seen.add(style_of(paragraph).name)
            assert (own["firstLineChars"], own["firstLine"]) == (
                "0",
                "0",
            ) or style_of(paragraph).name == "Lead-in"
        elif style_of(paragraph).name == "List Bullet":
            seen.add("List Bullet")
            assert (own["firstLineChars"], own["hanging"]) == ("0", "360")
            # w:firstLine would take the hanging indent's place
            assert paragraph._p.xpath("w:pPr/w:ind[not(@w:firstLine)]")
        elif style_of(paragraph).name == "Normal":
            assert own == {"firstLineChars": "200", "firstLine": "640"}
    assert seen == {"Caption", "Figure", "toc 1", "TOC Heading", "Lead-in", "List Bullet"}
    for row in document.tables[0].rows:
        for found in (indent(c.paragraphs[0]) for c in row.cells):
            assert (found["firstLineChars"], found["firstLine"]) == ("0", "0")
    notes = part(word.render(given(), official()), "word/footnotes.xml")
    assert notes.count('w:firstLineChars="0" w:firstLine="0"') == notes.count("<w:p>")


def test_what_an_office_lacks_has_its_fonts_and_says_only_size_space_and_indent() -> None:
    document = opened(word.render(given(), official()))
    for name in (
        "Table Text",
        "Table Text Small",
        "footnote text",
        "List Bullet",
        "Caption",
        "toc 1",
        "Heading 3",
    ):
        letters = document.styles[name].element.rPr
        assert not [
            c.tag
            for c in (letters if letters is not None else [])
            if c.tag in (qn("w:rFonts"), qn("w:color"), qn("w:lang"))
        ], name
        base = document.styles[name]
        while base.base_style is not None:
            base = base.base_style
        assert base.name == "Normal", name
    text = document.styles["Table Text"].element
    assert text.xpath("w:pPr/w:spacing/@w:line") == ["240"]  # 28 points would tear tables apart
    assert text.xpath("w:pPr/w:snapToGrid/@w:val") == ["0"]
    assert not document.styles["List Bullet"].element.xpath(
        "w:rPr/w:sz"
    )  # items are as large as text


def test_an_office_s_own_styles_are_used_by_their_names_and_not_touched() -> None:
    document = opened(word.render(given(), official()))
    assert document.styles["Normal"].font.size == Pt(16)
    assert document.styles["Heading 1"].element.rPr.rFonts.get(qn("w:eastAsia")) == "黑体"
    assert not document.styles["Heading 1"].element.xpath("w:rPr/w:b")
    assert len([s for s in document.styles if s.name == "Heading 1"]) == 1
    assert [style_of(p).style_id for p in document.paragraphs if p.text == "1. Body"][-1] == "1"


def test_headings_that_number_themselves_do_not_number_what_has_its_number() -> None:
    document = opened(word.render(given(), official()))
    headings = {
        style_of(p).name: p._p.xpath("w:pPr/w:numPr/w:numId/@w:val") for p in document.paragraphs
    }
    assert headings["Heading 1"] == ["0"]
    assert headings["Heading 2"] == ["0"]
    assert "w:numPr" not in part(word.render(given()), "word/document.xml")


def test_a_list_has_its_bullets_in_an_office_that_has_none() -> None:
    content = word.render(given(), official())
    number = opened(content).styles["List Bullet"].element.xpath("w:pPr/w:numPr/w:numId/@w:val")
    kinds = re.findall(r"<w:(abstractNum|num) ", part(content, "word/numbering.xml"))
    assert number == ["1"]
    assert kinds == ["abstractNum", "abstractNum", "num", "num"]


def test_an_office_s_headings_stay_with_what_they_head() -> None:
    document = opened(word.render(given(), official()))
    headings = [p for p in document.paragraphs if style_of(p).name.startswith("Heading")]
    assert headings
    assert all(p.paragraph_format.keep_with_next for p in headings)


def test_what_is_below_an_office_s_title_is_placed_as_it_is() -> None:
    assert opened(word.render(given(), official())).styles["Subtitle"].element.xpath(
        "w:pPr/w:jc/@w:val"
    ) == ["center"]


def test_an_office_s_latin_language_stays_and_chinese_is_chinese() -> None:
    content = word.render(given(), official())
    spoken = opened(content).styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang")[0]
    assert (spoken.get(qn("w:val")), spoken.get(qn("w:eastAsia"))) == ("en-US", "zh-CN")
    assert '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>' in part(
        content, "word/settings.xml"
    )


def test_japanese_is_not_the_language_of_chinese_text_and_a_template_s_picture_is_not_the_report_s() -> (
    None
):
    own = docx.Document()
    own.styles.element.xpath("w:docDefaults/w:rPrDefault/w:rPr/w:lang")[0].set(
        qn("w:eastAsia"), "ja-JP"
    )
    made = io.BytesIO()
    own.save(made)
    content = word.render(given(), made.getvalue())
    assert opened(content).styles.element.xpath(
        "w:docDefaults/w:rPrDefault/w:rPr/w:lang/@w:eastAsia"
    ) == ["zh-CN"]
    assert not [
        n
        for n in zipfile.ZipFile(io.BytesIO(content)).namelist()
        if "thumbnail" in n or "WithEffects" in n
    ]


def test_an_office_s_table_style_is_used_as_it_is() -> None:
    own = docx.Document()
    own.styles.add_style("evalkit table", WD_STYLE_TYPE.TABLE)
    made = io.BytesIO()
    own.save(made)
    document = opened(word.render(given(), made.getvalue()))
    assert name_of_style(document.tables[0]) == "evalkit table"
    assert not document.styles["evalkit table"].element.xpath("w:tblPr")


def test_the_notes_of_an_office_give_way_to_those_of_the_report() -> None:
    content = word.render(
        given(),
        official(
            settings='<w:footnotePr><w:footnote w:id="0"/><w:footnote w:id="1"/></w:footnotePr>'
        ),
    )
    named = re.search("<w:footnotePr>.*</w:footnotePr>", part(content, "word/settings.xml"))
    assert named is not None
    assert re.findall('w:id="(-?[0-9]+)"', named[0]) == ["-1", "0"]
    bare = replace(given(), sections=(Section("s", "S", (Paragraph(("text",)),)),))
    assert "footnotePr" not in part(word.render(bare, official(settings="")), "word/settings.xml")


def test_the_company_of_an_office_stays_where_the_report_names_none() -> None:
    own = docx.Document()
    for rel in own.part.package.rels.values():
        if rel.reltype.endswith("extended-properties"):
            rel.target_part._blob = rel.target_part.blob.replace(
                b"<Company/>", "<Company>厅</Company>".encode()
            )
    made = io.BytesIO()
    own.save(made)
    assert "<Company>厅</Company>" in part(
        word.render(given(), made.getvalue()), "docProps/app.xml"
    )
    dress = Look("The Office", "", "", b"", "")
    assert "<Company>The Office</Company>" in part(
        word.render(replace(given(), look=dress), made.getvalue()), "docProps/app.xml"
    )


def test_an_office_without_a_page_has_one() -> None:
    content = official()
    bare = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as held, zipfile.ZipFile(bare, "w") as made:
        for name in held.namelist():
            data = held.read(name).decode()
            made.writestr(
                name,
                re.sub("<w:sectPr>.*?</w:sectPr>", "", data)
                if name == "word/document.xml"
                else data,
            )
    table = Table("T", (Column("a"), Column("b")), (Row((cell("x"), cell("y"))),))
    document = opened(word.render(replace(given(), summary=(table,)), bare.getvalue()))
    assert width_of(document) == 210


def test_the_same_report_in_an_office_gives_the_same_bytes() -> None:
    assert word.render(given(), official()) == word.render(given(), official())
    assert word.render(given("en", 13), office()) == word.render(given("en", 13), office())


def test_a_style_of_ours_never_takes_the_id_of_an_office_s() -> None:
    own = docx.Document()
    taken = own.styles.add_style("Other", WD_STYLE_TYPE.PARAGRAPH).element
    taken.set(qn("w:styleId"), "TableText")
    made = io.BytesIO()
    own.save(made)
    document = opened(word.render(given(), made.getvalue()))
    ids = document.styles.element.xpath("w:style/@w:styleId")
    assert len(ids) == len(set(ids))
    assert document.styles["Table Text"].style_id == "TableText2"
    assert document.styles["Table Text Small"].base_style.name == "Table Text"


def test_the_page_of_an_office_is_the_last_and_not_one_that_a_tracked_change_replaced() -> None:
    own = docx.Document()
    page = own.sections[0]._sectPr
    page.append(
        docx.oxml.parse_xml(
            f'<w:sectPrChange {nsdecls("w")} w:id="1" w:author="x"><w:sectPr><w:pgSz w:w="5000" w:h="5000"/></w:sectPr></w:sectPrChange>'
        )
    )
    own.sections[0].page_width = Mm(182)
    made = io.BytesIO()
    own.save(made)
    document = opened(word.render(given(), made.getvalue()))
    assert width_of(document) == 182


def test_languages_stand_where_word_wants_them_in_an_office_that_names_none() -> None:
    content, bare = official(), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as held, zipfile.ZipFile(bare, "w") as made:
        for name in held.namelist():
            data = re.sub(
                "<w:rPrDefault>.*</w:rPrDefault>", "<w:pPrDefault/>", held.read(name).decode()
            )
            made.writestr(
                name, re.sub("<w:themeFontLang[^>]*>", '<w:decimalSymbol w:val="."/>', data)
            )
    given_back = word.render(given(), bare.getvalue())
    defaults = opened(given_back).styles.element.xpath("w:docDefaults/*")
    assert [element.tag.split("}")[1] for element in defaults] == ["rPrDefault", "pPrDefault"]
    names = re.findall(
        "<w:(footnotePr|compat|themeFontLang|decimalSymbol)", part(given_back, "word/settings.xml")
    )
    assert names == ["footnotePr", "compat", "themeFontLang", "decimalSymbol"]


def test_a_template_is_a_document_in_all_but_name() -> None:
    template = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(office())) as held, zipfile.ZipFile(template, "w") as made:
        for name in held.namelist():
            made.writestr(name, held.read(name).replace(b"document.main+xml", b"template.main+xml"))
    assert word.render(given(), template.getvalue()) == word.render(given(), office())
