"""RTF, OpenDocument, EPUB and web archives are read as Word files and pages are; other kinds are
named with the way out."""

from __future__ import annotations

import io
import tracemalloc
import zipfile

import pytest
from evalkit.evidence import html, package
from evalkit.evidence.documents import read_plan
from evalkit.evidence.formats import format_of
from evalkit.evidence.text import PlanText, Unreadable
from evalkit.model.finding import Finding
from tests.conftest import SHARED, needs_shared
from tests.word_files import p, table, word

PAGE = "<html><head><title>t</title></head><body><h1>规划</h1><p>企业达到120家。</p></body></html>"


def read(
    content: bytes, name: str = "plan"
) -> tuple[PlanText, list[tuple[str, dict[str, object]]]]:
    text, findings = read_plan(content, name)
    assert text is not None, [finding.message() for finding in findings]
    return text, [(one.code, dict(one.values)) for one in findings]


def texts(content: bytes, name: str = "plan") -> list[str]:
    return [passage.text for passage in read(content, name)[0].passages]


def refused(content: bytes, name: str) -> Finding:
    text, findings = read_plan(content, name)
    assert text is None
    return findings[0]


def packed(**parts: str) -> bytes:
    """A zip package; ``__`` of a name is a slash, ``_x`` a point and x."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as written:
        for name, content in parts.items():
            written.writestr(name.replace("__", "/").replace("_", "."), content)
    return held.getvalue()


# --- RTF ---


def rtf(inner: str, head: str = r"\ansi\ansicpg936") -> bytes:
    return ("{\\rtf1" + head + " " + inner + "}").encode("latin-1")


def coded(text: str, encoding: str) -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode(encoding))


@pytest.mark.parametrize(
    ("head", "font", "encoding", "text"),
    [
        (r"\ansi\ansicpg936", 0, "gbk", "研发投入5%"),
        (r"\ansi\ansicpg1252", 134, "gbk", "研发投入5%"),
        (r"\ansi\ansicpg1252", 136, "big5", "研發投入5%"),
        (r"\ansi\ansicpg1252", 128, "cp932", "研究開発5%"),
        (r"\ansi\ansicpg1252", 129, "cp949", "연구개발 5%"),
        (r"\ansi\ansicpg1252", 204, "cp1251", "наука 5%"),
        (r"\ansi\ansicpg1252", 238, "cp1250", "věda 5%"),
        (r"\ansi\ansicpg1252", 0, "cp1252", "Förderung – 5 %"),
        (r"\ansi\ansicpg65001", 0, "utf-8", "研发投入5%"),
        (r"\mac", 0, "mac_roman", "Förderung 5%"),
    ],
)
def test_bytes_of_rtf_are_read_in_the_encoding_of_their_font(
    head: str, font: int, encoding: str, text: str
) -> None:
    fonts = (
        rf"{{\fonttbl{{\f0\fcharset0 Arial;}}{{\f7\fnil\fcharset{font} {coded('宋体', 'gbk')};}}}}"
    )
    assert texts(rtf(fonts + r"\f7 " + coded(text, encoding) + r"\par", head)) == [text]


def test_the_font_for_east_asian_characters_decides_over_theirs() -> None:
    fonts = r"{\fonttbl{\f0\fcharset0 A;}{\f13\fcharset134 B;}{\f9\fcharset178 C;}}"
    wide = r"{\loch\af0\hich\af0\dbch\af13 " + coded("研发", "gbk") + "}"
    latin = r"{\dbch\af13\loch\af9\f0 " + coded("é", "cp1252") + "}"
    assert texts(rtf(fonts + wide + latin, r"\ansi\ansicpg1252")) == ["研发é"]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (r"\u21040?5%", ["到5%"]),
        (r"\uc0\u21040 5%", ["到5%"]),
        (r"\uc2\u21040\'b5\'bd 5%", ["到 5%"]),
        (r"\u-26847?", ["\u9721"]),
        (r"\u-10180?\u-9127?", ["\U0001f059"]),
        (r"2026\_2030\~a so\-ft \emdash", ["2026-2030\u00a0a soft —"]),
        (r"a\tab b\line c", ["a\tb c"]),
        (r"a{\footnote \u-10180?\u-9127?\u-10180?}\par", ["a⁽1⁾", "⁽1⁾\U0001f059\ufffd"]),
        (r"see {\field{\*\fldinst HYPERLINK x}{\fldrslt the plan}} end", ["see the plan end"]),
        (r"{\listtext\pard 1.\tab}5 firms\par", ["1.\t5 firms"]),
        (r"{\header head\par}{\info{\title T}}{\*\generator g}body\par", ["body"]),
        (r"10{\super 6}, m{\super 2}, CO{\sub 2}, 2015{\super 5}", ["10⁶, m², CO2, 2015⁽5⁾"]),
        (r"to 2015{\super\chftn}{\footnote {\super\chftn} new\par more} on\par next\par", ["to 2015⁽1⁾ on", "⁽1⁾new more", "next"]),
        (r"a{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt one\par two\par}}}b\par", ["ab", "one", "two"]),
        (r"\trowd\cellx1\cellx2\intbl a\cell 5\par 6\cell\row\pard after\par", ["a | 5\t6", "after"]),
        (r"\trowd\clvmgf\cellx1\cellx2\intbl a\cell b\cell\row\trowd\clvmrg\cellx1\cellx2\intbl\cell c\cell\row\pard", ["a | b", "a | c"]),
        (r"\trowd\cellx2\intbl box\par\pard\intbl\itap2 in\nestcell 5\nestcell{\*\nesttableprops\trowd\cellx1\cellx2\nestrow}{\nonesttables\par}\pard\intbl end\cell\row\pard", ["box", "in | 5", "end"]),
        (r"\pard\outlinelevel0 Aims\par\pard Text.\par", ["Aims", "Text."]),
        (r"{\upr{old}{\*\ud{new}}}\par", ["new"]),
        (r"a{\*\unknown gone}{\unknown kept}\par", ["akept"]),
        (r"{\object\objemb{\*\objdata 00ff}{\result shown}}\par", ["shown"]),
        ("a\\bin5 \\{}{}b", ["ab"]),
        ("one\\\ntwo\\\r\nthree\\\rfour", ["one", "two", "three", "four"]),
        (r"2030\column 25\par", ["2030", "25"]),
        ("{\\shp{\\*\\shpinst{\\shptxt one\\\ntwo}}}", ["one", "two"]),
    ],
)  # fmt: skip
def test_rtf_is_read_as_its_reader_sees_it(inner: str, expected: list[str]) -> None:
    assert texts(rtf(inner)) == expected


@pytest.mark.parametrize(
    ("inner", "code", "kind"),
    [
        (r"{\v 9%} 5%\par", "document-hidden-text", "@hidden-hidden"),
        (r"\v 9%\v0  5%\par", "document-hidden-text", "@hidden-hidden"),
        (r"{\strike 9%} 5%\par", "document-hidden-text", "@hidden-struck"),
        (r"{\striked1 9%} 5%\par", "document-hidden-text", "@hidden-struck"),
        (r"{\fs2 9%} 5%\par", "document-hidden-text", "@hidden-tiny"),
        (r"{\colortbl;\red255\green255\blue255;}{\cf1 9%} 5%\par", "document-hidden-text", "@hidden-white"),
        (r"{\colortbl;\red253\green253\blue255;}{\cf1 9%} 5%\par", "document-hidden-text", "@hidden-white"),
        (r"{\colortbl;\red0\green0\blue5;\red0\green0\blue0;}{\cf1\highlight2 9%} 5%\par", "document-hidden-text", "@hidden-white"),
        (r"{\charscalex1 9%} 5%\par", "document-hidden-text", "@hidden-tiny"),
        (r"{\deleted 9%} 5%\par", "document-changes-open", None),
        (r"{\mvf\mvauth1 9%} 5%\par", "document-changes-open", None),
        (r"{\deleted\par}5%\par", "document-changes-open", None),
        (r"{\pict\pngblip 89504e} 5%\par", "document-pictures", None),
        (r"{\*\annotation 9%} 5%\par", "document-left-out", "@left-comments"),
    ],
)  # fmt: skip
def test_what_is_not_seen_in_rtf_is_left_out_and_told(
    inner: str, code: str, kind: str | None
) -> None:
    text, told = read(rtf(inner))
    assert [x.text for x in text.passages] == ["5%"]
    values = {"n": 1, "at": "¶1"} | ({"kind": kind} if kind else {})
    assert told == [(code, values)]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (r"{\field{\*\fldinst EQ \\f(3,4)}{\fldrslt }}5", "3/45"),
        (
            r"{\field{\*\fldinst { EQ \\* jc2 \\* hps9 \\o\\ad(\\s\\up 8(y),x)}}{\fldrslt {}}}5",
            "x5",
        ),
        (r"{\field{\*\fldinst SYMBOL 179 \\f Symbol}}5%", "≥5%"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt 35}}5", "355"),
        (r"{\field{\*\fldinst IF {\field{\*\fldinst PAGE}{\fldrslt 9}}}{\fldrslt 35}}5", "355"),
        (r"{\field{\*\fldinst EQ \\f(3,4)}{\fldrslt 0.75}}5", "0.755"),
        (r"{\mmath{\*\moMath{\mf{\mfPr{\mtype bar}}{\mnum{\mr 3}}{\mden{\mr 4}}}}}5", "3/45"),
        (
            r"{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres25\ffdefres1}}}{\fldrslt }}5",
            "☒5",
        ),
        (
            r"{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres0\ffdefres1}}}{\fldrslt }}5",
            "☐5",
        ),
        (
            r"{\field{\*\fldinst FORMDROPDOWN {\*\formfield{\fftype2\ffres1{\*\ffname L}{\*\ffl no}{\*\ffl yes}}}}}5",
            "yes5",
        ),
        (r"{\field{\*\fldinst MACROBUTTON Nothing [the name]}}5", "[the name]5"),
        (r"{\colortbl;\red255\green255\blue255;\red0\green0\blue0;}{\cf1\highlight2 3}5", "35"),
        (r"{\colortbl;\red255\green255\blue255;\red0\green0\blue0;}{\cf1\chcbpat2 3}5", "35"),
    ],
)
def test_what_fields_and_equations_of_rtf_show_is_read(inner: str, text: str) -> None:
    assert texts(rtf(inner + r"\par")) == [text]


FONTS = (
    r"{\fonttbl{\f0\fnil Arial;}{\f1\fnil\fcharset2 Wingdings;}{\f2\fcharset2{\*\falt x}Symbol;}}"
)


@pytest.mark.parametrize(
    ("written", "seen", "unknown"),
    [
        (r"{\f1\'fc}", "✓", 0),
        (r"{\f1\u-3844?}", "✓", 0),
        (r"{\f2\'b3}", "≥", 0),
        (r"{\f2\u-3917?}", "≥", 0),
        (r"{\f1\'01\'ff}", "▯", 1),
    ],
)
def test_symbols_of_rtf_are_those_of_their_font(written: str, seen: str, unknown: int) -> None:
    text, told = read(rtf(FONTS + written + r"5%\par"))
    assert [x.text for x in text.passages] == [seen + "5%"]
    assert [values["n"] for code, values in told if code == "document-left-out"] == [1] * unknown


@pytest.mark.parametrize(
    ("written", "seen"), [(r"\'95\\", "表"), (r"\'81\{", "＋"), (r"a\\", "a\\")]
)
def test_a_sign_of_rtf_may_be_the_second_half_of_a_character(written: str, seen: str) -> None:
    assert texts(rtf(written + r"\par", r"\ansi\ansicpg932")) == [seen]


@needs_shared
def test_the_input_in_rtf_has_its_right_value() -> None:
    content = (SHARED / "faults/evidence/x.rtf").read_bytes()
    for name in ("x.rtf", "x.doc", "x.txt"):
        assert texts(content, name) == ["到5%"]


# --- OpenDocument ---

_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("style", "style"),
        ("draw", "drawing"),
        ("fo", "xsl-fo-compatible"),
        ("svg", "svg-compatible"),
        ("loext", "loext"),
    )
)


def odt(inner: str, styles: str = "") -> bytes:
    content = (
        f"<office:document-content {_SPACES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:text>{inner}</office:text></office:body>"
        "</office:document-content>"
    )
    return packed(mimetype="application/vnd.oasis.opendocument.text", content_xml=content)


def style(name: str, said: str) -> str:
    return f'<style:style style:name="{name}" style:family="text"><style:text-properties {said}/></style:style>'


def graphic(name: str, said: str) -> str:
    return f'<style:style style:name="{name}" style:family="graphic"><style:graphic-properties {said}/></style:style>'


LIST = (
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-suffix="、" style:num-format="一, 二, 三, ..."/>'
    '<text:list-level-style-number text:level="2" style:num-prefix="（" style:num-suffix="）" style:num-format="1"/></text:list-style>'
)
OUTLINE = (
    '<text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="1" style:num-suffix="."/></text:outline-style>'
    '<style:style style:name="of-list" style:family="paragraph" style:list-style-name="L"/>'
)
NOTE = '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>新注。</text:p></text:note-body></text:note>'


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<text:p>企业<text:span>120</text:span>家</text:p>", ["企业120家"]),
        ("<text:p>企业<text:a>120</text:a>家</text:p>", ["企业120家"]),
        ("<text:p>2030<text:tab/>25<text:s text:c=\"3\"/>家<text:line-break/>末</text:p>", ["2030\t25   家 末"]),
        (f"<text:p>2015{NOTE}年</text:p><text:p>末</text:p>", ["2015⁽1⁾年", "⁽1⁾新注。", "末"]),
        ("<text:p>前<draw:frame><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame>后</text:p>", ["前后", "框"]),
        ("<text:section><text:p>节</text:p></text:section>", ["节"]),
        ("<text:list text:style-name=\"L\"><text:list-item><text:p>总则</text:p><text:list><text:list-item><text:p>目标</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>任务</text:p></text:list-item></text:list>", ["一、总则", "（1）目标", "二、任务"]),
        ("<table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>名</text:p></table:table-cell><table:table-cell><text:p>数</text:p></table:table-cell></table:table-row></table:table-header-rows><table:table-row><table:table-cell table:number-rows-spanned=\"2\"><text:p>甲</text:p></table:table-cell><table:table-cell><text:p>1</text:p></table:table-cell></table:table-row><table:table-row><table:covered-table-cell/><table:table-cell><text:p>2</text:p></table:table-cell></table:table-row></table:table>", ["名 | 数", "甲 | 1", "甲 | 2"]),
        ("<table:table><table:table-row><table:table-cell><text:p>外</text:p><table:table><table:table-row><table:table-cell><text:p>内</text:p></table:table-cell></table:table-row></table:table></table:table-cell></table:table-row></table:table>", ["外", "内"]),
        ("<text:p>字<text:ruby><text:ruby-base>音</text:ruby-base><text:ruby-text>yin</text:ruby-text></text:ruby></text:p>", ["字音"]),
        ("<text:p>10<text:span text:style-name=\"up\">6</text:span></text:p>", ["10⁶"]),
        ("<text:section text:display=\"condition\" text:condition=\"x\" text:is-hidden=\"false\"><text:p>节</text:p></text:section>", ["节"]),
        ("<text:p><text:hidden-paragraph text:condition=\"x\" text:is-hidden=\"false\"/>段</text:p>", ["段"]),
        ("<text:p>达到<text:hidden-text text:condition=\"x\" text:string-value=\"5%\" text:is-hidden=\"false\"/></text:p>", ["达到5%"]),
        ("<text:p>达到<text:variable-set text:display=\"none\">9</text:variable-set><text:variable-set>5</text:variable-set>%</text:p>", ["达到5%"]),
        ("<text:p>达到<text:script>9</text:script>5%</text:p>", ["达到5%"]),
        ("<text:list xml:id=\"a\" text:style-name=\"L\"><text:list-item><text:p>甲</text:p></text:list-item></text:list><text:p>间</text:p><text:list text:continue-list=\"a\" text:style-name=\"L\"><text:list-item><text:p>乙</text:p></text:list-item></text:list>", ["一、甲", "间", "二、乙"]),
        ("<text:list><text:list-item><text:p text:style-name=\"of-list\">甲</text:p></text:list-item></text:list>", ["一、甲"]),
        ("<text:numbered-paragraph text:level=\"1\" text:style-name=\"L\"><text:p>甲</text:p></text:numbered-paragraph><text:numbered-paragraph text:level=\"1\" text:style-name=\"L\"><text:p>乙</text:p></text:numbered-paragraph>", ["一、甲", "二、乙"]),
        ("<text:h text:outline-level=\"1\">甲</text:h><text:h text:outline-level=\"1\" text:is-list-header=\"true\">序</text:h><text:h text:outline-level=\"1\">乙</text:h><text:h text:outline-level=\"1\" text:restart-numbering=\"true\" text:start-value=\"5\">丙</text:h>", ["1. 甲", "序", "2. 乙", "5. 丙"]),
    ],
)  # fmt: skip
def test_opendocument_is_read_as_its_reader_sees_it(inner: str, expected: list[str]) -> None:
    styles = LIST + OUTLINE + style("up", 'style:text-position="super 58%"')
    assert texts(odt(inner, styles)) == expected


SHAPES = ["line", "path", "polygon", "polyline", "circle", "ellipse", "connector", "caption"]


@pytest.mark.parametrize("shape", [*SHAPES, "regular-polygon", "measure", "rect", "custom-shape"])
def test_words_of_a_drawn_shape_come_behind_its_paragraph(shape: str) -> None:
    drawn = f"<draw:{shape}><text:p>框</text:p><text:p>二</text:p></draw:{shape}>"
    assert texts(odt(f"<text:p>前{drawn}后</text:p>")) == ["前后", "框", "二"]
    assert texts(odt(f"<text:p>前<draw:g>{drawn}</draw:g>后</text:p>")) == ["前后", "框", "二"]
    assert texts(odt(f"{drawn}<text:p>后</text:p>")) == ["框", "二", "后"]


@pytest.mark.parametrize(
    ("said", "off"),
    [
        ('text:anchor-type="page" svg:x="-50cm" svg:width="5cm"', True),
        ('text:anchor-type="page" svg:x="1cm" svg:y="900mm"', True),
        ('text:anchor-type="paragraph" svg:x="-2cm" svg:width="5cm"', False),
        ('svg:x="-50cm" svg:width="5cm" draw:style-name="centred"', False),
    ],
)
def test_a_frame_of_opendocument_where_no_page_is_is_left_out(said: str, off: bool) -> None:
    frame = f"<draw:frame {said}><draw:text-box><text:p>框</text:p></draw:text-box></draw:frame>"
    centred = graphic("centred", 'style:horizontal-pos="center"')
    text, told = read(odt(f"<text:p>前{frame}</text:p>", centred))
    assert [x.text for x in text.passages] == ["前"] + ["框"] * (not off)
    kinds = [values["kind"] for _, values in told]
    assert kinds == ["@hidden-offpage"] * off


WHITE = '<text:p><text:span text:style-name="white">指标</text:span></text:p>'
IN_CELL = "<table:table{}><table:table-row{}><table:table-cell{}>" + WHITE + "</table:table-cell></table:table-row></table:table>"  # fmt: skip


@pytest.mark.parametrize(
    ("family", "inner"),
    [
        ("table", IN_CELL.format(' table:style-name="dark"', "", "")),
        ("table-row", IN_CELL.format("", ' table:style-name="dark"', "")),
        ("table-cell", IN_CELL.format("", "", ' table:style-name="dark"')),
        ("section", f'<text:section text:style-name="dark">{WHITE}</text:section>'),
        ("graphic", f'<text:p><draw:frame draw:style-name="dark"><draw:text-box>{WHITE}</draw:text-box></draw:frame></text:p>'),
        ("paragraph", '<text:p text:style-name="dark"><text:span text:style-name="white">指标</text:span></text:p>'),
    ],
)  # fmt: skip
def test_white_words_of_opendocument_are_seen_on_a_dark_ground(family: str, inner: str) -> None:
    kind = "graphic" if family == "graphic" else family
    for fill in ('fo:background-color="#1f3864"', 'fo:background-color="#ffffff"'):
        dark = f'<style:style style:name="dark" style:family="{family}"><style:{kind}-properties {fill}/></style:style>'
        text, told = read(
            odt(f"<text:p>前</text:p>{inner}", dark + style("white", 'fo:color="#ffffff"'))
        )
        seen = "1f3864" in fill
        assert [x.text for x in text.passages] == ["前"] + ["指标"] * seen
        assert [values["kind"] for _, values in told] == ["@hidden-white"] * (not seen)


def test_white_words_on_a_ground_of_opendocument_that_is_not_known_are_kept_and_told() -> None:
    inner = f"<text:p><draw:rect>{WHITE}</draw:rect></text:p>"
    text, told = read(odt(inner, style("white", 'fo:color="#ffffff"')))
    assert [x.text for x in text.passages] == ["指标"]
    assert [values["kind"] for _, values in told] == ["@hidden-doubtful"]


def test_the_colour_that_the_ground_asks_for_is_seen_whatever_is_said_of_it() -> None:
    """So LibreOffice writes what is of no colour of its own."""
    own = 'fo:color="#ffffff" style:use-window-font-color="true" loext:opacity="0%"'
    inner = '<text:p><text:span text:style-name="x">5%</text:span></text:p>'
    assert texts(odt(inner, style("x", own))) == ["5%"]


def test_what_opendocument_says_by_default_holds_where_nothing_else_is_said() -> None:
    styles = (
        '<style:default-style style:family="paragraph"><style:text-properties text:display="none"/>'
        '</style:default-style><style:style style:name="seen" style:family="paragraph">'
        '<style:text-properties text:display="true"/></style:style>'
    )
    text, told = read(odt('<text:p>9%</text:p><text:p text:style-name="seen">5%</text:p>', styles))
    assert [x.text for x in text.passages] == ["5%"]
    assert [values["kind"] for _, values in told] == ["@hidden-hidden"]


@pytest.mark.parametrize("is_hidden", ["", 'text:is-hidden="true"'])
def test_what_a_condition_of_opendocument_hides_is_left_out_and_told(is_hidden: str) -> None:
    for inner in (
        f"<text:p><text:hidden-paragraph text:condition='x' {is_hidden}/>9%</text:p>",
        f"<text:p><text:hidden-text text:condition='x' text:string-value='9%' {is_hidden}/></text:p>",
        f"<text:section text:display='condition' text:condition='x' {is_hidden}><text:p>9%</text:p></text:section>",
    ):
        text, told = read(odt(inner + "<text:p>5%</text:p>"))
        assert [x.text for x in text.passages] == ["5%"]
        assert [values["kind"] for _, values in told] == ["@hidden-hidden"]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ('text:display="none"', "hidden"),
        ('style:text-line-through-style="solid"', "struck"),
        ('fo:font-size="1pt"', "tiny"),
        ('fo:font-size="0.3mm"', "tiny"),
        ('style:text-scale="1%"', "tiny"),
        ('fo:color="#c00000" loext:opacity="0%"', "invisible"),
        ('fo:color="#ffffff"', "white"),
        ('fo:color="#fdfdfd"', "white"),
        ('fo:color="#000001" fo:background-color="#000000"', "white"),
    ],
)
def test_what_is_not_seen_in_opendocument_is_left_out_and_told(said: str, kind: str) -> None:
    inner = '<text:p><text:span text:style-name="x">9%</text:span>5%</text:p>'
    text, told = read(odt(inner, style("x", said)))
    assert [x.text for x in text.passages] == ["5%"]
    assert told == [("document-hidden-text", {"n": 1, "at": "¶1", "kind": f"@hidden-{kind}"})]


def test_changes_of_opendocument_that_are_open_are_told_where_they_stand() -> None:
    region = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><text:p>9%</text:p>'
        '</text:deletion></text:changed-region><text:changed-region text:id="c2"><text:insertion/>'
        "</text:changed-region></text:tracked-changes>"
    )
    inner = '<text:p>前</text:p><text:p><text:change text:change-id="c1"/><text:change-start text:change-id="c2"/>不<text:change-end text:change-id="c2"/>低于</text:p>'
    text, told = read(odt(region + inner))
    assert [x.text for x in text.passages] == ["前", "不低于"]
    assert told == [("document-changes-open", {"n": 2, "at": "¶2"})]


def test_an_opendocument_text_that_is_one_file_is_read_as_the_package() -> None:
    inner = f"<office:body><office:text><text:p>企业{NOTE}</text:p></office:text></office:body>"
    content = f'<?xml version="1.0"?><office:document {_SPACES}>{inner}</office:document>'
    for name in ("plan.fodt", "plan.xml", "plan.doc"):
        assert texts(content.encode(), name) == ["企业⁽1⁾", "⁽1⁾新注。"]


def test_headings_of_opendocument_have_their_level() -> None:
    text, _ = read(odt('<text:h text:outline-level="2">目标</text:h><text:p>文。</text:p>'))
    assert [(x.level, x.text, x.heading) for x in text.passages] == [
        (2, "目标", ()),
        (0, "文。", ("目标",)),
    ]


# --- EPUB ---


def book(pages: dict[str, str], spine: list[str], more: str = "") -> bytes:
    items = "".join(
        f'<item id="{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in pages
    )
    order = "".join(f'<itemref idref="{n}"/>' for n in spine)
    opf = f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}{more}</manifest><spine>{order}</spine></package>'
    container = '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="b/c.opf"/></rootfiles></container>'
    written = {f"b__{name}_xhtml": page for name, page in pages.items()}
    return packed(
        mimetype="application/epub+zip",
        **{"META-INF__container_xml": container, "b__c_opf": opf},
        **written,
    )


def page(body: str, head: str = "<title/>") -> str:
    return (
        '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">'
        f"<head>{head}</head><body>{body}</body></html>"
    )


def test_a_book_is_read_in_the_order_of_its_spine_and_its_places_run_on() -> None:
    pages = {
        "a": page("<h1>第二章 目标</h1><p>达到120家。</p>"),
        "b": page('<script src="x"/><h1>第一章 总则</h1><p>坚持创新。</p>'),
    }
    pages["cover"] = page('<img src="cover.png"/>')
    text, told = read(book(pages, ["cover", "b", "a", "a"]))
    assert text.kind == "epub"
    assert told == [("document-pictures", {"n": 1, "at": "¶1"})]
    assert [(x.number, x.text, x.heading) for x in text.passages] == [
        (1, "第一章 总则", ()),
        (2, "坚持创新。", ("第一章 总则",)),
        (3, "第二章 目标", ()),
        (4, "达到120家。", ("第二章 目标",)),
    ]


@pytest.mark.parametrize(
    "item",
    [
        '<item id="z" href="gone.xhtml" media-type="application/xhtml+xml"/>',
        '<item id="z" href="a.svg" media-type="image/svg+xml"/>',
        '<item id="z" href="a.svg" media-type="image/svg+xml" fallback="z"/>',
        "",
    ],
)
def test_a_page_of_a_book_that_cannot_be_read_is_told(item: str) -> None:
    made = book({"a": page("<p>文。</p>")}, ["a", "z"], item)
    text, told = read(made)
    assert [x.text for x in text.passages] == ["文。"]
    assert told == [("document-left-out", {"n": 1, "at": "¶1", "kind": "@left-pages"})]


def test_what_stands_in_for_a_page_of_a_book_is_read() -> None:
    item = '<item id="z" href="x.pdf" media-type="application/pdf" fallback="y"/><item id="y" href="a.xhtml#p" media-type="text/html"/>'
    assert texts(book({"a": page("<p>文。</p>")}, ["z"], item)) == ["文。"]


def test_places_of_a_book_are_named_as_of_any_document() -> None:
    """Some of its chapters: no more places than of others, each once, none behind its last ¶."""
    hidden = page("<p>一。</p><p hidden='hidden'>二。</p><p hidden='hidden'>三。</p>")
    pages = {f"c{n}": hidden for n in range(15)} | {"cover": page('<img src="cover.png"/>')}
    _, told = read(book(pages, list(pages)))
    named = "、".join(f"¶{n}" for n in range(1, 13)) + " …"
    said = {code: (values["n"], values["at"]) for code, values in told}
    assert said == {
        "document-hidden-text": (30, named.replace("、", ", ")),
        "document-pictures": (1, "¶15"),
    }


SHEET = ".h{display:none} .s{vertical-align:super;font-size:60%}"
STYLED = "<p>增长<b class='h'>不</b>低于5<b class='s'>1</b>%，培育企业200家。</p>"
HIDDEN = ("document-hidden-text", {"kind": "@hidden-hidden", "n": 1, "at": "¶1"})


@pytest.mark.parametrize("kind", ["epub", "mht", "docx"])
def test_a_lack_of_memory_within_a_document_is_no_damage_of_its_page(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def greedy(*_: object) -> None:
        raise MemoryError

    inner = p("一") + '<w:altChunk r:id="x0"/>'
    documents = {
        "epub": book({"a": page("<p>一</p>")}, ["a"]),
        "mht": archive(("text/html", "Content-Location: a.html", PAGE)),
        "docx": word(inner, more={"a.html": PAGE.encode()}),
    }
    monkeypatch.setattr(html, "_page", greedy)
    with pytest.raises(MemoryError):
        read_plan(documents[kind], f"plan.{kind}")


@pytest.mark.parametrize("href", ["a.css", "./a.css", "../b/a.css", "a%2Ecss"])
def test_the_style_sheets_of_a_book_say_what_is_seen_of_it(href: str) -> None:
    own = page(STYLED, f'<link rel="stylesheet" href="{href}"/>')
    held = book({"a": own}, ["a"])
    with zipfile.ZipFile(file := io.BytesIO(held), "a") as package:
        package.writestr("b/a.css", SHEET)
    text, told = read(file.getvalue())
    assert [x.text for x in text.passages] == ["增长低于5⁽1⁾%，培育企业200家。"]
    assert told == [HIDDEN]


# --- web archives ---


def archive(*parts: tuple[str, str, str]) -> bytes:
    """A web archive of parts: (type, further line of the head, content)."""
    inner = "".join(
        f"--b\r\nContent-Type: {kind}; charset=utf-8\r\n{head}\r\n\r\n{content}\r\n"
        for kind, head, content in parts
    )
    head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
    return f"{head}{inner}--b--\r\n".encode()


@pytest.mark.parametrize(
    ("href", "head"),
    [
        ("cid:c-1@x", "Content-Location: cid:c-1@x"),
        ("cid:c-1@x", "Content-ID: <c-1@x>"),
        ("http://a.cn/s/a.css", "Content-Location: http://a.cn/s/a.css"),
        ("../s/a.css", "Content-Location: http://a.cn/s/a.css"),
        ("/s/a.css#x", "Content-Location: http://a.cn/s/a.css"),
    ],
)
def test_the_style_sheets_of_a_web_archive_say_what_is_seen_of_it(href: str, head: str) -> None:
    own = f"<html><link rel=stylesheet href='{href}'>{STYLED}"
    at = "Content-Location: http://a.cn/d/p.html"
    text, told = read(archive(("text/html", at, own), ("text/css", head, SHEET)))
    assert [x.text for x in text.passages] == ["增长低于5⁽1⁾%，培育企业200家。"]
    assert told == [HIDDEN]


def test_a_style_sheet_for_print_hides_nothing() -> None:
    own = f"<html><link rel=stylesheet media=print href=a.css><link rel='alternate stylesheet' href=a.css>{STYLED}"
    parts = ("text/html", "X: y", own), ("text/css", "Content-Location: a.css", SHEET)
    assert texts(archive(*parts)) == ["增长不低于51%，培育企业200家。"]


@pytest.mark.parametrize(
    "start",
    [
        "<p>开头一段话。</p><iframe src='cid:f@x'></iframe><p>末尾一段话。</p>",
        "<p>开头一段话。</p><iframe src=f.html></iframe><p>末尾一段话。</p>",
        "<frameset><frame src=f.html></frameset>",
    ],
)
def test_a_page_within_the_page_of_an_archive_is_read_in_its_place(start: str) -> None:
    inner = "<html><p>内页培育企业120家。</p><iframe src=f.html></iframe>"
    head = "Content-ID: <f@x>\r\nContent-Location: http://a.cn/f.html"
    at = "Content-Location: http://a.cn/p.html"
    text, _ = read(archive(("text/html", at, f"<html>{start}"), ("text/html", head, inner)))
    words = [x.text for x in text.passages]
    assert "内页培育企业120家。" in words
    if "<p>" in start:
        assert (words[0], words[-1]) == ("开头一段话。", "末尾一段话。")


@pytest.mark.parametrize(
    ("charset", "transfer"), [("utf-8", "base64"), ("gb2312", "quoted-printable"), ("gbk", "8bit")]
)
def test_the_page_of_a_web_archive_is_read_in_the_encoding_that_it_says(
    charset: str, transfer: str
) -> None:
    import base64
    import quopri

    raw = PAGE.encode("gb18030" if charset != "utf-8" else charset)
    coded_page = raw
    if transfer != "8bit":
        coded_page = base64.encodebytes(raw) if transfer == "base64" else quopri.encodestring(raw)
    head = f'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html; charset="{charset}"\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n'
    content = (
        head.encode() + coded_page + b"\r\n--b\r\nContent-Type: image/png\r\n\r\nx\r\n--b--\r\n"
    )
    for name in ("plan.mht", "plan.doc", "plan.html"):
        assert texts(content, name) == ["规划", "企业达到120家。"]


# --- what kind a file is ---


@pytest.mark.parametrize("name", ["plan.doc", "plan.xls", "plan.wps", "plan.docx", "plan"])
@pytest.mark.parametrize("kind", ["html", "rtf", "docx", "odt"])
def test_a_file_is_read_as_what_it_is_whatever_its_name_says(name: str, kind: str) -> None:
    office = '<html xmlns:o="urn:schemas-microsoft-com:office:office">' + PAGE[6:]
    content = {
        "html": office.encode(),
        "rtf": rtf(coded("企业达到120家。", "gbk")),
        "docx": word(p("企业达到120家。")),
        "odt": odt("<text:p>企业达到120家。</text:p>"),
    }[kind]
    text, _ = read(content, name)
    assert text.kind == kind
    assert text.passages[-1].text == "企业达到120家。"


def compound(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + stream.encode("utf-16-le") + bytes(50)


OTHERS = {
    "old-word": (compound("WordDocument"), "plan.doc"),
    "old-excel": (compound("Workbook"), "plan.xls"),
    "old-slides": (compound("PowerPoint Document"), "plan.ppt"),
    "hwp": (compound("HwpSummaryInformation"), "plan.hwp"),
    "sheet": (packed(xl__workbook_xml="<x/>"), "plan.xlsx"),
    "slides": (packed(ppt__presentation_xml="<x/>"), "plan.pptx"),
    "ofd": (packed(OFD_xml="<x/>"), "plan.ofd"),
    "pages": (packed(Index__Document_iwa="x"), "plan.pages"),
    "archive": (packed(plan_txt="规划"), "plan.zip"),
    "table": ("地区,数值\n甲,1\n".encode(), "plan.csv"),
    "caj": (b"CAJ\x00" + bytes(50), "plan.caj"),
    "djvu": (b"AT&TFORM" + bytes(50), "plan.djvu"),
    "picture": (b"\xff\xd8\xff\xe0" + bytes(50), "plan.jpg"),
    "other": (b"\x01\x02\x00" * 40, "plan.bin"),
}


def test_what_kind_a_package_is_is_told_without_unpacking_it() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("mimetype", "application/epub+zip".ljust(50_000_000))
    tracemalloc.start()
    try:
        assert format_of(held.getvalue(), "plan") == "epub"
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_a_part_of_a_package_is_refused_for_its_size_whatever_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(package, "MAX_BODY", 2000)
    held = package.Package.of({"body.bin": b"<a>" + b" " * 2000 + b"</a>"})
    with pytest.raises(Unreadable, match="document-too-large"):
        held.xml("body.bin")


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_kind_that_is_not_read_is_named_with_its_own_way_out(kind: str, lang: str) -> None:
    content, name = OTHERS[kind]
    assert format_of(content, name) == kind
    finding = refused(content, name)
    assert finding.code == "document-format"
    assert "@" not in finding.message(lang) + finding.way_out(lang)


def test_a_locked_office_file_is_said_to_be_locked() -> None:
    assert refused(compound("EncryptedPackage"), "plan.docx").code == "document-encrypted"


def test_a_table_within_a_word_file_named_as_a_workbook_is_read() -> None:
    assert texts(word(table(("企业", "120"))), "plan.xlsx") == ["企业 | 120"]
