"""Laws of the reader of Word files: no word is lost, whatever holds it; and no file, however it is
built, keeps its reader busy."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from evalkit.evidence import (
    docx,
    docx_names,
    docx_runs,
    docx_story,
    docx_styles,
    epub,
    mht,
    odt,
    rtf,
)
from evalkit.evidence.text import Contents, Unreadable
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import SHARED, needs_shared
from tests.word_files import W, p, r, table, word

FORMATS = SHARED / "plans/formats"
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")


def words_of(text: str) -> Counter[str]:
    """Every hanzi and every other word, each with its number."""
    return Counter(_WORD.findall(text))


def second_reader(content: bytes) -> str:
    """The text of a Word file in the simplest way: every ``w:t`` of the body as it comes."""
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    paragraphs = root.iter(f"{{{W}}}p")
    return "\n".join("".join(t.text or "" for t in x.iter(f"{{{W}}}t")) for x in paragraphs)


@needs_shared
@pytest.mark.parametrize("path", sorted(FORMATS.glob("*.docx")), ids=lambda path: path.stem[:20])
def test_hardly_a_word_of_a_second_reader_is_lacking(path: Path) -> None:
    content = path.read_bytes()
    theirs = words_of(second_reader(content))
    ours = words_of("\n".join(x.text for x in docx.read(content, "plan.docx").passages))
    lacking = theirs - ours
    assert lacking.total() <= 0.01 * theirs.total(), lacking.most_common(20)


# --- whatever is put into whatever: every word once, in order ---

INLINE = [
    "{}",
    '<w:hyperlink w:anchor="a">{}</w:hyperlink>',
    "<w:smartTag>{}</w:smartTag>",
    "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
    '<w:ins w:id="1">{}</w:ins>',
    '<w:fldSimple w:instr="TITLE">{}</w:fldSimple>',
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF 9</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    '<mc:AlternateContent><mc:Choice Requires="w14">{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>',
]
AROUND = [
    "{}",
    "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "<w:customXml>{}</w:customXml>",
    '<w:ins w:id="1">{}</w:ins>',
    "<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>",
    "<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>",
]
Piece = tuple[str, list[str]]  # XML, and the words in it in order
plain_words = st.text("abcdefgh", min_size=2, max_size=6).map(lambda word: f"{word} ")


def together(parts: list[Piece]) -> Piece:
    return "".join(xml for xml, _ in parts), [word for _, words in parts for word in words]


runs = plain_words.map(lambda word: (r(word), [word.strip()]))
lines = st.recursive(
    runs,
    lambda inner: st.tuples(st.sampled_from(INLINE), st.lists(inner, min_size=1, max_size=3)).map(
        lambda pair: (pair[0].replace("{}", together(pair[1])[0]), together(pair[1])[1])
    ),
    max_leaves=8,
)
paragraphs = st.lists(lines, min_size=1, max_size=3).map(
    lambda held: (p(together(held)[0]), together(held)[1])
)
bodies = st.recursive(
    paragraphs,
    lambda inner: st.tuples(st.sampled_from(AROUND), st.lists(inner, min_size=1, max_size=3)).map(
        lambda pair: (pair[0].replace("{}", together(pair[1])[0]), together(pair[1])[1])
    ),
    max_leaves=10,
)


@given(st.lists(bodies, min_size=1, max_size=4))
@settings(max_examples=200)
def test_every_word_in_any_container_is_read_once_and_in_order(parts: list[Piece]) -> None:
    xml, words = together(parts)
    read = docx.read(word(xml), "plan.docx")
    found = re.findall("[a-h]+", "\n".join(x.text for x in read.passages))
    boxed = "txbxContent" in xml  # a box in a cell comes behind its row
    assert sorted(found) == sorted(words)
    assert boxed or found == words


# --- hostile files: counted, not timed ---

RUN = "<w:r><w:t>x</w:t></w:r>"
PARAGRAPH = f"<w:p>{RUN}</w:p>"
SPANNED = '<w:tr><w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{}</w:tc></w:tr>'
GOES_ON = "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc></w:tr>"
HOSTILE: dict[str, tuple[str, str | int]] = {
    "a cell over two thousand million columns": (f'<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2000000000"/></w:tcPr>{PARAGRAPH}</w:tc></w:tr></w:tbl>', 1),
    "a cell over three thousand rows": (f"<w:tbl>{SPANNED.format(PARAGRAPH)}{GOES_ON * 3000}</w:tbl>", 1),
    "empty paragraphs": ("<w:p/>" * 100_000 + PARAGRAPH, 1),
    "more paragraphs than any plan has": (PARAGRAPH * 200_001, "@unpacked"),
    "a paragraph of fifteen million letters": ("<w:p><w:r><w:t>" + "x" * 15_000_000 + "</w:t></w:r></w:p>", "@unpacked"),
    "nested controls": ("<w:sdt><w:sdtContent>" * 5000 + PARAGRAPH + "</w:sdtContent></w:sdt>" * 5000, "@nested"),
    "nested tables": ("<w:tbl><w:tr><w:tc>" * 200 + PARAGRAPH + "</w:tc></w:tr></w:tbl>" * 200, "@nested"),
    "nested as deep as is read": ("<w:tbl><w:tr><w:tc>" * 80 + PARAGRAPH + "</w:tc></w:tr></w:tbl>" * 80, 1),
    "nested tags as deep as is read": (f"<w:p>{'<w:smartTag>' * 240}{RUN}{'</w:smartTag>' * 240}</w:p>", 1),
    "fields that never end": ('<w:p>' + '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 20_000 + RUN + "</w:p>", 1),
    "a list without a level": (f'<w:p><w:pPr><w:numPr><w:ilvl w:val="99999999999"/><w:numId w:val="-5"/></w:numPr></w:pPr>{RUN}</w:p>', 1),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_word_file_built_to_exhaust_its_reader_is_read_or_refused(name: str) -> None:
    inner, expected = HOSTILE[name]
    if isinstance(expected, int):
        assert len(docx.read(word(inner), name).passages) == expected
        return
    with pytest.raises(Unreadable) as refused:
        docx.read(word(inner), name)
    assert (refused.value.code, refused.value.values) == (
        "document-too-large",
        {"limit": expected},
    )


@pytest.mark.parametrize("inner", ["<w:p/>", "<w:p><w:pPr/></w:p>", PARAGRAPH, table(("x", "y"))])
def test_the_work_of_reading_grows_with_the_file(
    inner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    own = docx_names.child

    def counted(element: object, *path: str) -> object:
        nonlocal asked
        asked += 1
        return own(element, *path)

    for module in (docx_names, docx_story, docx_runs, docx_styles):
        monkeypatch.setattr(module, "child", counted)
    seen = []
    for n in (500, 1000):
        asked = 0
        docx.read(word(inner * n), "plan.docx")
        seen.append(asked)
    assert seen[1] <= 2.1 * max(seen[0], 50)


def opened(content: bytes, read: Callable[[bytes, str], Contents]) -> str | int:
    try:
        return len(read(content, "plan").passages)
    except Unreadable as problem:
        return str(problem.values.get("limit", problem.code))


def odt_file(inner: str) -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "content.xml",
            f'<o:x xmlns:o="{space}:office:1.0" xmlns:text="{space}:text:1.0" xmlns:table="{space}:table:1.0">'
            f"<o:text>{inner}</o:text></o:x>",
        )
    return held.getvalue()


ITEM = "<text:p>x</text:p>"
OTHERS: dict[str, tuple[bytes, Callable[[bytes, str], Contents], str | int]] = {
    "groups of RTF": (b"{" * 100_000, rtf.read, "@nested"),
    "bytes of RTF that are not there": (b"{\\rtf1 a\\bin2000000000 x}", rtf.read, 1),
    "boxes in boxes of RTF": (b"{\\rtf1 " + b"{\\shp{\\*\\shpinst{\\shptxt " * 90 + b"x" + b"}}}" * 90 + b"\\par}", rtf.read, 1),
    "braces of RTF that close nothing": (b"{\\rtf1 x" + b"}" * 100_000, rtf.read, 1),
    "blanks of OpenDocument": (odt_file('<text:p>a<text:s text:c="999999999"/>b</text:p>'), odt.read, 1),
    "cells of OpenDocument": (odt_file(f'<table:table><table:table-row><table:table-cell table:number-columns-repeated="999999">{ITEM}</table:table-cell></table:table-row></table:table>'), odt.read, 1),
    "lists of OpenDocument": (odt_file("<text:list><text:list-item>" * 5000 + ITEM + "</text:list-item></text:list>" * 5000), odt.read, "@nested"),
    "parts of a web archive": (b"MIME-Version: 1.0\n" + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000)), mht.read, "@nested"),
    "a book without pages": (odt_file(ITEM), epub.read, "document-broken"),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_other_files_built_to_exhaust_their_reader_are_read_or_refused(name: str) -> None:
    content, read, expected = OTHERS[name]
    assert opened(content, read) == expected


CUTS = st.lists(
    st.tuples(st.integers(0, 10**6), st.binary(min_size=1, max_size=6)), min_size=1, max_size=8
)
SEED_RTF = (
    rb"{\rtf1\ansi\ansicpg936{\fonttbl{\f0\fcharset134 a;}}\trowd\cellx1\intbl a\cell\row\pard "
    rb"\u21040?{\v x}{\footnote y}\'b5\'bd{\shp{\*\shpinst{\shptxt z\par}}}\par}"
)


@given(CUTS)
@settings(max_examples=200)
def test_a_mutated_rtf_is_read_or_refused(cuts: list[tuple[int, bytes]]) -> None:
    content = SEED_RTF
    for where, put in cuts:
        at = where % len(content)
        content = content[:at] + put + content[at + len(put) :]
    opened(content, rtf.read)
