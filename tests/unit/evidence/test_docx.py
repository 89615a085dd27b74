"""Word files, as their readers see them: every container, note, field, change and number of a list."""

from __future__ import annotations

import pytest
from evalkit.evidence import docx, list_numbers
from evalkit.evidence.documents import read_plan
from evalkit.evidence.text import Contents, Unreadable
from tests.conftest import SHARED, needs_shared
from tests.word_files import SPACES, p, r, table, word

INPUTS = SHARED / "faults/evidence/docx"


def read(inner: str, **parts: str) -> Contents:
    return docx.read(word(inner, parts), "plan.docx")


def texts(inner: str, **parts: str) -> list[str]:
    return [passage.text for passage in read(inner, **parts).passages]


def told(contents: Contents) -> list[tuple[str, dict[str, object]]]:
    return [(one.code, dict(one.values)) for one in contents.told]


# --- containers: a word, a figure, a note, in each of them ---

WORDS = "本区企业达到120家"
RUN_CONTAINERS = {
    "plain": "{}",
    "hyperlink": '<w:hyperlink w:anchor="a">{}</w:hyperlink>',
    "smart tag": '<w:smartTag w:element="date">{}</w:smartTag>',
    "content control": "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "custom XML": '<w:customXml w:element="x">{}</w:customXml>',
    "simple field": '<w:fldSimple w:instr=" TITLE ">{}</w:fldSimple>',
    "complex field": (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TITLE 9 </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>{}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    ),
    "inserted": '<w:ins w:id="1" w:author="a">{}</w:ins>',
    "moved here": '<w:moveTo w:id="1" w:author="a">{}</w:moveTo>',
    "direction": '<w:bdo w:val="ltr">{}</w:bdo>',
    "a choice": '<mc:AlternateContent><mc:Choice Requires="wps">{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>',
    "a fallback": '<mc:AlternateContent><mc:Choice Requires="of-tomorrow"><w:r><w:t>x</w:t></w:r></mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>',
    "ruby": '<w:r><w:ruby><w:rt><w:r><w:t>yin</w:t></w:r></w:rt><w:rubyBase>{}</w:rubyBase></w:ruby></w:r>',
    "an unknown wrapper": '<w:tomorrow>{}</w:tomorrow>',
    "nested": '<w:sdt><w:sdtContent><w:smartTag><w:hyperlink>{}</w:hyperlink></w:smartTag></w:sdtContent></w:sdt>',
}  # fmt: skip
NOTE = '<w:r><w:footnoteReference w:id="4"/></w:r>'
FOOTNOTES = (
    '<w:footnote w:type="separator" w:id="0">'
    + p("—")
    + '</w:footnote><w:footnote w:id="4">'
    + p("<w:r><w:footnoteRef/></w:r>", "不含个体户。")
    + "</w:footnote>"
)


@pytest.mark.parametrize("container", RUN_CONTAINERS)
def test_words_figures_and_notes_in_every_container_of_a_line_are_read_once(container: str) -> None:
    held = RUN_CONTAINERS[container].replace("{}", r("企业达到120") + r("家") + NOTE)
    assert texts(p("本区", held, "以上。"), footnotes=FOOTNOTES) == [
        "本区企业达到120家⁽1⁾以上。",
        "⁽1⁾不含个体户。",
    ]


BLOCK_CONTAINERS = {
    "content control": "<w:sdt><w:sdtPr/><w:sdtContent>{}</w:sdtContent></w:sdt>",
    "custom XML": '<w:customXml w:element="x">{}</w:customXml>',
    "inserted": '<w:ins w:id="1" w:author="a">{}</w:ins>',
    "moved here": '<w:moveTo w:id="1" w:author="a">{}</w:moveTo>',
    "a choice": '<mc:AlternateContent><mc:Choice Requires="w14">{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>',
    "a box of today": '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>',
    "a box of old": "<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>",
    "a group of boxes": "<w:p><w:r><w:pict><v:group><v:rect><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:rect></v:group></w:pict></w:r></w:p>",
}  # fmt: skip
BLOCKS = {
    "a paragraph": (p(WORDS, NOTE), [f"{WORDS}⁽1⁾", "⁽1⁾不含个体户。"]),
    "a table": (
        table(("企业", "120"), (p("高校", NOTE), "8")),
        ["企业 | 120", "高校⁽1⁾ | 8", "⁽1⁾不含个体户。"],
    ),
}


@pytest.mark.parametrize("container", BLOCK_CONTAINERS)
@pytest.mark.parametrize("block", BLOCKS)
def test_paragraphs_and_tables_in_every_container_are_read_in_their_place(
    container: str, block: str
) -> None:
    inner, expected = BLOCKS[block]
    held = BLOCK_CONTAINERS[container].replace("{}", inner)
    assert texts(p("前文。") + held + p("后文。"), footnotes=FOOTNOTES) == [
        "前文。",
        *expected,
        "后文。",
    ]


def test_a_box_comes_behind_the_paragraph_that_it_hangs_on() -> None:
    box = BLOCK_CONTAINERS["a box of old"].replace("{}", p("框中文字。"))[5:-6]
    assert texts(p("正文前半，", box, "正文后半。")) == ["正文前半，正文后半。", "框中文字。"]


ROW = "<w:tr><w:tc>{}</w:tc></w:tr>"
CELL = "<w:tc>{}</w:tc>"


@pytest.mark.parametrize("wrapper", ["sdt", "customXml", "ins", "choice"])
@pytest.mark.parametrize("of", ["row", "cell"])
def test_rows_and_cells_in_wrappers_are_rows_and_cells(wrapper: str, of: str) -> None:
    opens, closes = {
        "sdt": ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>"),
        "customXml": ("<w:customXml>", "</w:customXml>"),
        "ins": ("<w:ins>", "</w:ins>"),
        "choice": (
            '<mc:AlternateContent><mc:Choice Requires="w14">',
            "</mc:Choice></mc:AlternateContent>",
        ),
    }[wrapper]
    cells = CELL.format(p("企业")) + CELL.format(p("120"))
    row = (
        f"{opens}<w:tr>{cells}</w:tr>{closes}"
        if of == "row"
        else f"<w:tr>{CELL.format(p('企业'))}{opens}{CELL.format(p('120'))}{closes}</w:tr>"
    )
    assert texts(f"<w:tbl>{row}</w:tbl>") == ["企业 | 120"]


# --- tables ---


def test_a_nested_table_comes_in_its_place_between_the_words_of_its_cell() -> None:
    inner = p("专栏") + table(("企业", "120"), ("高校", "8")) + p("以上为专栏。")
    assert texts(table((inner, "右栏"))) == [
        "专栏",
        "企业 | 120",
        "高校 | 8",
        "以上为专栏。 | 右栏",
    ]


def merged(text: str, how: str, span: int = 0) -> str:
    own = {"first": '<w:vMerge w:val="restart"/>', "above": "<w:vMerge/>", "": ""}[how]
    wide = f'<w:gridSpan w:val="{span}"/>' if span else ""
    return f"<w:tc><w:tcPr>{wide}{own}</w:tcPr>{p(text) if text else '<w:p/>'}</w:tc>"


def test_a_cell_over_several_rows_is_said_in_each_and_one_over_columns_once() -> None:
    rows = (
        merged("创新", "first") + merged("企业", "") + merged("120", ""),
        merged("", "above") + merged("高校", "") + merged("8", ""),
        merged("合计", "", 2) + merged("128", ""),
        merged("", "above") + merged("尾行", "", 2),
    )
    inner = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    assert texts(f"<w:tbl>{inner}</w:tbl>") == [
        "创新 | 企业 | 120",
        "创新 | 高校 | 8",
        "合计 | 128",
        " | 尾行",
    ]


def test_a_cell_merged_with_the_one_beside_it_in_the_way_of_old_is_said_once() -> None:
    cells = (
        f'<w:tc><w:tcPr><w:hMerge w:val="restart"/></w:tcPr>{p("合计")}</w:tc>'
        f"<w:tc><w:tcPr><w:hMerge/></w:tcPr>{p('')}</w:tc><w:tc>{p('128')}</w:tc>"
    )
    assert texts(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>") == ["合计 | 128"]


def test_notes_and_boxes_of_a_row_come_behind_it() -> None:
    assert texts(table((p("企业", NOTE), "120"), ("高校", "8")), footnotes=FOOTNOTES) == [
        "企业⁽1⁾ | 120",
        "⁽1⁾不含个体户。",
        "高校 | 8",
    ]


def test_figures_of_two_paragraphs_of_a_cell_stay_apart() -> None:
    assert texts(table((p("达到3.6") + p("5家企业"), "x"))) == ["达到3.6\t5家企业 | x"]


@pytest.mark.parametrize("kind", ["drop", "margin"])
def test_a_large_first_letter_stands_before_the_rest_of_its_word(kind: str) -> None:
    first = p("I", properties=f'<w:framePr w:dropCap="{kind}" w:lines="3" w:wrap="around"/>')
    assert texts(first + p("nnovation rises by 5%.")) == ["Innovation rises by 5%."]
    assert texts(p("前。") + first) == ["前。", "I"]


# --- fields ---

BEGIN, SEPARATE, END = (
    f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
)


def code(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (BEGIN + code("IF ") + BEGIN + code("X") + SEPARATE + r("9%") + END + code(" 1") + SEPARATE + r("5%") + END, "达到5%。"),
        (BEGIN + code("XE x") + r("9%") + END + r("5%"), "达到5%。"),
        (BEGIN + r("5%"), "达到5%。"),  # a field that never ends hides nothing
        (END + r("5%") + END, "达到5%。"),
        (BEGIN + code(r"EQ \f(1,2)") + END, "达到1/2。"),
        (BEGIN + code(r"eq \o\ac(○,3)") + END, "达到3。"),
        (BEGIN + code(r'EQ \* jc2 \* "Font:宋体" \* hps10 \o\ad(\s\up 9(wǔ),五)') + END, "达到五。"),
        (BEGIN + code(r"EQ \* jc0 \* hps10 \o\ac(\s\do 9(wǔ),五)") + END, "达到五。"),
        (BEGIN + code(r"EQ \r(3,8)") + END, "达到x³√8。".replace("x", "")),
        (BEGIN + code(r'SYMBOL 179 \f "Symbol"') + END + r("5%"), "达到≥5%。"),
        ('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="1"/></w:checkBox></w:ffData></w:fldChar></w:r>' + code("FORMCHECKBOX") + END, "达到☒。"),
        ('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox></w:ffData></w:fldChar></w:r>' + code("FORMCHECKBOX") + END, "达到☒。"),
        ('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox></w:ffData></w:fldChar></w:r>' + code("FORMCHECKBOX") + END, "达到☐。"),
        (BEGIN + code("AUTONUM") + END + r("5%"), "达到5%。"),
        (BEGIN + code("MACROBUTTON Nothing 目标值") + END, "达到目标值。"),
        ('<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="3%"/><w:listEntry w:val="5%"/></w:ddList></w:ffData></w:fldChar></w:r>' + code("FORMDROPDOWN") + END, "达到5%。"),
    ],
)  # fmt: skip
def test_of_a_field_its_result_is_text_and_its_code_is_not(inner: str, expected: str) -> None:
    assert texts(p("达到", inner, "。")) == [expected]


def test_a_field_over_several_paragraphs_hides_only_its_code() -> None:
    inner = p(BEGIN, code("TOC"), SEPARATE, "一、总则\u00a01") + p("二、目标\u00a03") + p(END)
    assert texts(inner + p("正文。")) == ["一、总则\u00a01", "二、目标\u00a03", "正文。"]


# --- characters ---


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<w:r><w:tab/></w:r>", "2030\t25家"),
        ("<w:r><w:br/></w:r>", "2030\t25家"),
        ("<w:r><w:cr/></w:r>", "2030\t25家"),
        ('<w:r><w:ptab w:alignment="right"/></w:r>', "2030\t25家"),
        ("<w:r><w:noBreakHyphen/></w:r>", "2030-25家"),
        ("<w:r><w:softHyphen/></w:r>", "203025家"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>', "2030≥25家"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "2030☑25家"),
        ('<w:r><w:sym w:font="Arial" w:char="2265"/></w:r>', "2030≥25家"),
        ('<w:r><w:sym w:font="Arial" w:char="D800"/></w:r>', "2030▯25家"),
        ('<w:r><w:sym w:font="A font of its own" w:char="F041"/></w:r>', "2030▯25家"),
        (r("\uf0b3", '<w:rFonts w:ascii="Symbol"/>'), "2030≥25家"),
        (r("4", '<w:vertAlign w:val="superscript"/>'), "2030⁽4⁾25家"),
        (r("4", '<w:position w:val="8"/>'), "2030⁽4⁾25家"),
        ("<w:r><w:lastRenderedPageBreak/></w:r>", "203025家"),
    ],
)
def test_what_stands_between_two_figures(inner: str, expected: str) -> None:
    assert texts(p("2030", inner, "25家")) == [expected]


@pytest.mark.parametrize(
    ("before", "above", "expected"),
    [
        ("10", "6", "10⁶"),
        ("×10", "-3", "×10⁻³"),
        ("20m", "2", "20m²"),
        ("20 km", "2", "20 km²"),
        ("R", "2", "R²"),
        ("2015", "5", "2015⁽5⁾"),
        ("8%", "12", "8%⁽12⁾"),
        ("规划", "[3]", "规划⁽3⁾"),
        ("规划", "①", "规划⁽①⁾"),
        ("program", "5", "program⁽5⁾"),
        ("5G", "2", "5G⁽2⁾"),
        ("km", "4", "km⁽4⁾"),
        ("2010", "2", "2010⁽2⁾"),
        ("x", "1", "x⁽1⁾"),
        ("Term", "*", "Term⁽*⁾"),
        ("Soft", "TM", "SoftTM"),
    ],
)
def test_raised_digits_are_an_exponent_or_a_notes_mark(
    before: str, above: str, expected: str
) -> None:
    split = "".join(r(c, '<w:vertAlign w:val="superscript"/>') for c in above)
    assert texts(p(before, split)) == [expected]
    assert texts(p("CO", r("2", '<w:vertAlign w:val="subscript"/>'))) == ["CO2"]


def equation(inner: str) -> str:
    return p("即", f"<m:oMath>{inner}</m:oMath>", "。")


def t(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (t("5%"), "5%"),
        (f"<m:f><m:num>{t('1')}</m:num><m:den>{t('2')}</m:den></m:f>", "1/2"),
        (f"<m:f><m:num>{t('a+b')}</m:num><m:den>{t('n')}</m:den></m:f>", "(a+b)/n"),
        (f"<m:sSup><m:e>{t('x')}</m:e><m:sup>{t('2')}</m:sup></m:sSup>", "x²"),
        (f"<m:sSup><m:e>{t('x')}</m:e><m:sup>{t('k+y')}</m:sup></m:sSup>", "x^(k+y)"),
        (f"<m:sSub><m:e>{t('CO')}</m:e><m:sub>{t('2')}</m:sub></m:sSub>", "CO2"),
        (f"<m:rad><m:deg/><m:e>{t('a+b')}</m:e></m:rad>", "√(a+b)"),
        (f'<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub>{t("i=1")}</m:sub><m:sup>{t("n")}</m:sup><m:e>{t("x")}</m:e></m:nary>', "∑_(i=1)^n x"),
        (f"<m:d><m:e><m:m><m:mr><m:e>{t('1')}</m:e><m:e>{t('2')}</m:e></m:mr><m:mr><m:e>{t('3')}</m:e><m:e>{t('4')}</m:e></m:mr></m:m></m:e></m:d>", "(1, 2; 3, 4)"),
        (f"<m:func><m:fName>{t('ln')}</m:fName><m:e>{t('x')}</m:e></m:func>", "ln x"),
    ],
)  # fmt: skip
def test_an_equation_is_text_in_a_line(inner: str, expected: str) -> None:
    assert texts(equation(inner)) == [f"即{expected}。"]


# --- changes that are open ---


def deleted(text: str) -> str:
    return f'<w:del w:id="1" w:author="a"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def test_insertions_are_text_and_deletions_are_not_and_both_are_told() -> None:
    inserted = f'<w:ins w:id="2" w:author="a">{r("不")}</w:ins>'
    made = read(p("人均产出", inserted, "低于十二", deleted("三"), "万元。"))
    assert [x.text for x in made.passages] == ["人均产出不低于十二万元。"]
    assert told(made) == [("document-changes-open", {"n": 2, "at": "¶1"})]
    block = read(p("前文。") + f'<w:ins w:id="2" w:author="a">{p("不低于。")}</w:ins>')
    assert told(block) == [("document-changes-open", {"n": 1, "at": "¶2"})]


@pytest.mark.parametrize("name", ["del", "moveFrom"])
def test_a_paragraph_whose_mark_is_deleted_runs_on_into_the_next(name: str) -> None:
    mark = f'<w:rPr><w:{name} w:id="1" w:author="a"/></w:rPr>'
    made = read(p("前半，", properties=mark) + p("后半。") + p("末段。"))
    assert [x.text for x in made.passages] == ["前半，后半。", "末段。"]
    assert told(made) == [("document-changes-open", {"n": 1, "at": "¶1"})]


def test_a_deleted_mark_before_a_table_joins_nothing() -> None:
    mark = '<w:rPr><w:del w:id="1" w:author="a"/></w:rPr>'
    assert texts(p("前段。", properties=mark) + table(("企业", "120"))) == ["前段。", "企业 | 120"]


def test_rows_and_cells_that_were_deleted_are_not_read() -> None:
    gone = f'<w:tr><w:trPr><w:del w:id="1" w:author="a"/></w:trPr><w:tc>{p("9%")}</w:tc></w:tr>'
    cell = f'<w:tr><w:tc><w:tcPr><w:cellDel w:id="1" w:author="a"/></w:tcPr>{p("8%")}</w:tc><w:tc>{p("5%")}</w:tc></w:tr>'
    made = read(f"<w:tbl>{gone}{cell}</w:tbl>" + p("末段。"))
    assert [x.text for x in made.passages] == ["5%", "末段。"]
    assert told(made) == [("document-changes-open", {"n": 2, "at": "¶1"})]


# --- what nobody sees ---

STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="h"><w:name w:val="H"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="hh"><w:name w:val="HH"/><w:basedOn w:val="h"/></w:style>'
    '<w:style w:type="character" w:styleId="c"><w:name w:val="C"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="s"><w:name w:val="S"/><w:rPr><w:strike/></w:rPr></w:style>'
)


FILL = '<w14:textFill xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml">{}</w14:textFill>'
OUTLINE = '<w14:textOutline xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w14:solidFill/></w14:textOutline>'


@pytest.mark.parametrize(
    ("style", "properties", "kind"),
    [
        ("", "<w:vanish/>", "hidden"),
        ("", '<w:vanish w:val="1"/>', "hidden"),
        ("", '<w:vanish w:val="0"/>', ""),
        ("h", "", "hidden"),
        ("hh", "", "hidden"),
        ("h", '<w:vanish w:val="false"/>', ""),
        ("", '<w:rStyle w:val="c"/>', "hidden"),
        ("h", '<w:rStyle w:val="c"/>', ""),  # two styles that hide turn each other round
        ("h", '<w:rStyle w:val="c"/><w:vanish/>', "hidden"),
        ("", "<w:strike/>", "struck"),
        ("", "<w:dstrike/>", "struck"),
        ("", '<w:rStyle w:val="s"/>', "struck"),
        ("", '<w:sz w:val="2"/>', "tiny"),
        ("", '<w:sz w:val="16"/>', ""),
        ("", '<w:w w:val="1"/>', "tiny"),
        ("", '<w:w w:val="66"/>', ""),
        ("", '<w:color w:val="FFFFFF"/>', "white"),
        ("", '<w:color w:val="FDFDFD"/>', "white"),
        ("", '<w:color w:val="FFFFFF"/><w:highlight w:val="black"/>', ""),
        ("", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F497D"/>', ""),
        ("", '<w:color w:val="1F497D"/><w:shd w:val="clear" w:fill="1F497D"/>', "white"),
        ("", '<w:color w:val="auto"/>', ""),
        ("", "<w:webHidden/>", ""),
        ("", '<w:color w:val="000000" w:themeColor="background1"/>', "white"),
        ("", '<w:color w:val="FFFFFF" w:themeColor="text1"/>', ""),
        ("", '<w:color w:val="7F7F7F" w:themeColor="background1" w:themeShade="7F"/>', ""),
        ("", FILL.format("<w14:noFill/>"), "invisible"),
        ("", FILL.format("<w14:noFill/>") + OUTLINE, ""),
        ("", FILL.format('<w14:solidFill><w14:srgbClr w14:val="FFFFFF"/></w14:solidFill>'), "white"),
        ("", FILL.format('<w14:solidFill><w14:schemeClr w14:val="bg1"/></w14:solidFill>'), "white"),
        ("", '<w:color w:val="FFFFFF"/>' + FILL.format('<w14:solidFill><w14:srgbClr w14:val="C00000"/></w14:solidFill>'), ""),
        ("", FILL.format('<w14:solidFill><w14:srgbClr w14:val="C00000"><w14:alpha w14:val="100000"/></w14:srgbClr></w14:solidFill>'), "invisible"),
    ],
)  # fmt: skip
def test_text_that_nobody_sees_is_left_out_and_told(style: str, properties: str, kind: str) -> None:
    own = f'<w:pStyle w:val="{style}"/>' if style else ""
    made = read(p(r("达到9%。", properties), properties=own) + p("末段。"), styles=STYLES)
    assert [x.text for x in made.passages] == (["末段。"] if kind else ["达到9%。", "末段。"])
    values = {"n": 1, "at": "¶1", "kind": f"@hidden-{kind}"}
    assert told(made) == ([("document-hidden-text", values)] if kind else [])


def test_the_theme_of_a_document_says_which_colour_is_meant() -> None:
    theme = (
        '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:clrScheme>'
        '<a:lt1><a:srgbClr val="1F497D"/></a:lt1></a:clrScheme></a:theme>'
    )
    light = p(r("达到9%。", '<w:color w:val="000000" w:themeColor="background1"/>'))
    made = docx.read(word(light + p("末段。"), {"theme": theme}), "plan.docx")
    assert [x.text for x in made.passages] == ["达到9%。", "末段。"]
    made = docx.read(word(light + p("末段。"), {"theme": "<broken"}), "plan.docx")
    assert [x.text for x in made.passages] == ["末段。"]


@pytest.mark.parametrize(("says", "seen"), [("<w:vanish/>", False), ('<w:color w:val="FFFFFF"/>', False), ("<w:b/>", True)])  # fmt: skip
def test_the_style_of_a_table_says_what_is_seen_of_it(says: str, seen: bool) -> None:
    styles = (
        f'<w:style w:type="table" w:styleId="t"><w:name w:val="T"/><w:rPr>{says}</w:rPr></w:style>'
    )
    of_style = table(("达到9%。",)).replace(
        "<w:tbl>", '<w:tbl><w:tblPr><w:tblStyle w:val="t"/></w:tblPr>'
    )
    assert texts(of_style + p("末段。"), styles=styles) == ["达到9%。"] * seen + ["末段。"]


@pytest.mark.parametrize(("rule", "height", "seen"), [("exact", 20, False), ("exact", 240, True), ("atLeast", 20, True)])  # fmt: skip
def test_lines_and_rows_too_low_to_be_seen_are_left_out(rule: str, height: int, seen: bool) -> None:
    low = f'<w:spacing w:line="{height}" w:lineRule="{rule}"/>'
    row = f'<w:tr><w:trPr><w:trHeight w:val="{height}" w:hRule="{rule}"/></w:trPr><w:tc>{p("达到9%。")}</w:tc></w:tr>'
    style = f'<w:style w:type="paragraph" w:styleId="low"><w:name w:val="low"/><w:pPr>{low}</w:pPr></w:style>'
    for inner in (
        p("达到9%。", properties=low),
        f"<w:tbl>{row}</w:tbl>",
        p("达到9%。", properties='<w:pStyle w:val="low"/>'),
    ):
        made = read(inner + p("末段。"), styles=style)
        assert [x.text for x in made.passages] == ["达到9%。"] * seen + ["末段。"]
        assert [one.values["kind"] for one in made.told] == ["@hidden-tiny"] * (not seen)


def test_a_box_that_hangs_on_letters_too_small_to_be_seen_is_seen() -> None:
    box = BLOCK_CONTAINERS["a box of today"].replace("{}", p("框。"))
    tiny = box.replace("<w:r>", '<w:r><w:rPr><w:sz w:val="2"/></w:rPr>', 1)
    assert texts(tiny) == ["框。"]
    assert texts(tiny.replace('<w:sz w:val="2"/>', "<w:vanish/>") + p("末。")) == ["末。"]


@pytest.mark.parametrize(("at", "off"), [("-20000", True), ("40000", True), ("-600", False)])
def test_a_frame_where_no_page_is_is_left_out(at: str, off: bool) -> None:
    frame = f'<w:framePr w:w="900" w:hAnchor="page" w:vAnchor="page" w:x="{at}"/>'
    made = read(p("框。", properties=frame) + p("末。"))
    assert [x.text for x in made.passages] == ["框。"] * (not off) + ["末。"]
    assert [one.values["kind"] for one in made.told] == ["@hidden-offpage"] * off


def test_a_stretch_of_hidden_text_is_told_once_however_it_is_cut() -> None:
    cut = "".join(r(letter, "<w:vanish/>") for letter in "增长9%")
    made = read(p("前", cut, "中", cut, "后。") + p(cut, "末。"))
    assert [x.text for x in made.passages] == ["前中后。", "末。"]
    values = {"n": 3, "at": "¶1, ¶2", "kind": "@hidden-hidden"}
    assert told(made) == [("document-hidden-text", values)]


def test_white_words_on_a_dark_cell_are_seen_and_on_a_ground_not_known_they_are_told() -> None:
    white = p(r("目标", '<w:color w:val="FFFFFF"/>'))
    dark = f'<w:tc><w:tcPr><w:shd w:val="clear" w:fill="1F497D"/></w:tcPr>{white}</w:tc>'
    assert told(read(f"<w:tbl><w:tr>{dark}</w:tr></w:tbl>")) == []
    styled = f'<w:tbl><w:tblPr><w:tblStyle w:val="x"/></w:tblPr><w:tr><w:tc>{white}</w:tc></w:tr></w:tbl>'
    styles = '<w:style w:type="table" w:styleId="x"><w:name w:val="x"/><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:fill="4472C4"/></w:tcPr></w:tblStylePr></w:style>'
    assert [x.text for x in read(styled + p("末。")).passages] == ["末。"]  # a style of no colour
    made = read(styled, styles=styles)
    assert [x.text for x in made.passages] == ["目标"]
    values = {"n": 1, "at": "¶1", "kind": "@hidden-doubtful"}
    assert told(made) == [("document-hidden-text", values)]


def test_what_a_form_asks_for_is_no_text() -> None:
    control = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{r('单击此处输入')}</w:sdtContent></w:sdt>"
    made = read(p("单位：", control))
    assert [x.text for x in made.passages] == ["单位："]
    values = {"n": 1, "at": "¶1", "kind": "@hidden-placeholder"}
    assert told(made) == [("document-hidden-text", values)]


BOUND = (
    '<w:sdt><w:sdtPr>{}<w:dataBinding w:prefixMappings="xmlns:n=\'urn:x\'" w:xpath="{}" '
    'w:storeItemID="{{aB}}"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'
)
STORE = {
    "/customXml/itemProps3.xml": b'<d:datastoreItem xmlns:d="urn:d" d:itemID="{AB}"/>',
    "/customXml/item3.xml": b'<n:a xmlns:n="urn:x"><n:b>3</n:b><n:b>5\n%</n:b><n:c/></n:a>',
}


@pytest.mark.parametrize(
    ("kind", "path", "shown"),
    [
        ("<w:text/>", "/n:a[1]/n:b[2]", "5 %"),
        ("<w:text/>", "/n:a/n:b", "3"),
        ("<w:text/>", "/n:a/n:b[3]", "9%"),
        ("<w:text/>", "/n:a/n:c", "9%"),  # of an empty value its words are shown
        ("<w:text/>", "/n:b", "9%"),
        ("<w:text/>", "//n:b[position()=1]", "9%"),
        ("<w:date/>", "/n:a/n:b", "9%"),  # a date is shown otherwise than it is kept
        ("", "/n:a/n:b", "9%"),
    ],
)
def test_a_control_shows_the_value_that_it_is_bound_to(kind: str, path: str, shown: str) -> None:
    inline = p("达到", BOUND.format(kind, path, r("9%")), "。")
    block = BOUND.format(kind, path, p("9%"))
    for inner, text in ((inline, f"达到{shown}。"), (block, shown)):
        made = docx.read(word(inner, {}, STORE), "plan.docx")
        assert [x.text for x in made.passages] == [text]
        values = {"n": 1, "at": "¶1", "kind": "@left-bound"}
        assert told(made) == ([("document-left-out", values)] if shown != "9%" else [])


def test_a_control_that_shows_its_value_is_told_nothing_of() -> None:
    made = docx.read(word(p(BOUND.format("<w:text/>", "/n:a/n:b", r("3"))), {}, STORE), "plan.docx")
    assert ([x.text for x in made.passages], told(made)) == (["3"], [])


def test_a_cell_and_a_row_that_were_never_filled_in_are_empty() -> None:
    control = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    cell = f"<w:tc>{p('单击此处输入')}</w:tc>"
    name = f"<w:tc>{p('单位')}</w:tc>"
    made = read(
        f"<w:tbl><w:tr>{name}{control.format(cell)}{name}</w:tr>"
        f"{control.format(f'<w:tr>{cell}</w:tr>')}</w:tbl>"
    )
    assert [x.text for x in made.passages] == ["单位 |  | 单位"]
    values = {"n": 2, "at": "¶1", "kind": "@hidden-placeholder"}
    assert told(made) == [("document-hidden-text", values)]


@pytest.mark.parametrize("shape", ["shape", "rect", "roundrect", "oval", "line", "arc", "curve", "polyline"])  # fmt: skip
def test_every_shape_of_old_may_be_hidden(shape: str) -> None:
    inner = f'<w:p><w:r><w:pict><v:{shape} style="visibility:hidden"><v:textbox><w:txbxContent>{p("9%")}</w:txbxContent></v:textbox></v:{shape}></w:pict></w:r></w:p>'
    assert texts(inner + p("末。")) == ["末。"]
    assert texts(inner.replace("hidden", "visible") + p("末。")) == ["9%", "末。"]


def test_a_hidden_part_of_an_equation_is_left_out_and_told() -> None:
    hidden = "<m:r><w:rPr><w:vanish/></w:rPr><m:t>9</m:t></m:r>"
    gone = '<w:del w:id="1"><m:r><m:t>8</m:t></m:r></w:del>'
    made = read(p("值", f"<m:oMath>{hidden}{gone}<m:r><m:t>5</m:t></m:r></m:oMath>"))
    assert [x.text for x in made.passages] == ["值5"]
    assert {code for code, _ in told(made)} == {"document-hidden-text", "document-changes-open"}


def test_a_hidden_row_and_a_hidden_drawing_are_left_out() -> None:
    row = f"<w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{p('9%')}</w:tc></w:tr>"
    box = BLOCK_CONTAINERS["a box of old"].replace("{}", p("8%"))
    made = read(
        f"<w:tbl>{row}</w:tbl>"
        + box.replace("<v:shape>", '<v:shape style="visibility:hidden">')
        + p("末段。")
    )
    assert [x.text for x in made.passages] == ["末段。"]
    values = {"n": 2, "at": "¶1", "kind": "@hidden-hidden"}
    assert told(made) == [("document-hidden-text", values)]


FAR = (
    '<wp:anchor><wp:positionH relativeFrom="page"><wp:posOffset>{}</wp:posOffset></wp:positionH>'
    '<wp:extent cx="900000" cy="900000"/>'
)


@pytest.mark.parametrize(
    ("offset", "off"),
    [(-9_000_000, True), (30_000_000, True), (-800_000, False), (5_000_000, False)],
)
def test_a_box_where_no_page_is_is_left_out(offset: int, off: bool) -> None:
    box = BLOCK_CONTAINERS["a box of today"].replace("{}", p("框。"))
    made = read(box.replace("<wp:anchor>", FAR.format(offset)) + p("末段。"))
    assert [x.text for x in made.passages] == ([] if off else ["框。"]) + ["末段。"]
    values = {"n": 1, "at": "¶1", "kind": "@hidden-offpage"}
    assert told(made) == ([("document-hidden-text", values)] if off else [])
    old = BLOCK_CONTAINERS["a box of old"].replace("{}", p("框。"))
    style = f'<v:shape style="position:absolute;margin-left:{offset // 3000}pt">'
    made = read(old.replace("<v:shape>", style) + p("末段。"))
    assert (len(made.passages) == 1) == (abs(offset // 3000) > 1584)


def test_what_is_of_another_program_is_shown_by_none() -> None:
    made = read(p("前", f'<x:y xmlns:x="urn:of-another">{r("9%")}</x:y>', "后。"))
    assert [x.text for x in made.passages] == ["前后。"]
    values = {"n": 1, "at": "¶1", "kind": "@hidden-hidden"}
    assert told(made) == [("document-hidden-text", values)]


def test_pictures_and_comments_are_told_with_their_places() -> None:
    picture = "<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><pic:pic/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    comment = '<w:r><w:commentReference w:id="1"/></w:r>'
    made = read(p("图一") + p("见图。", picture) + p("再议。", comment, picture))
    assert told(made) == [
        ("document-pictures", {"n": 2, "at": "¶2, ¶3"}),
        ("document-left-out", {"n": 1, "at": "¶3", "kind": "@left-comments"}),
    ]


OFFICE = "http://schemas.microsoft.com/office/drawing/"


@pytest.mark.parametrize(
    "drawn",
    [
        f'<a:graphicData uri="{OFFICE}2014/chartex"><cx:chart xmlns:cx="{OFFICE}2014/chartex" r:id="x"/></a:graphicData>',
        f'<a:graphicData uri="{OFFICE}2017/model3d"/>',
        '<a:graphicData><wps:wsp><wps:spPr><a:blipFill><a:blip r:embed="x"/></a:blipFill></wps:spPr></wps:wsp></a:graphicData>',
    ],
)
def test_whatever_is_drawn_and_not_read_is_told(drawn: str) -> None:
    made = read(
        p(
            "图",
            f"<w:r><w:drawing><wp:inline><a:graphic>{drawn}</a:graphic></wp:inline></w:drawing></w:r>",
        )
    )
    assert told(made) == [("document-pictures", {"n": 1, "at": "¶1"})]


GONE = '<w:del w:id="1"><w:r><w:t>作废</w:t></w:r></w:del>'
HEAD = (
    f"<w:hdr {SPACES}>{p('内部资料', GONE)}{p('第', '<w:r><w:t>3</w:t></w:r>', '页')}"
    '<w:p><w:r><w:pict><v:shape><v:textpath string="征求意见稿"/></v:shape></w:pict></w:r></w:p></w:hdr>'
)


def test_running_heads_are_no_text_and_are_told_unless_they_only_count_pages() -> None:
    section = '<w:sectPr><w:headerReference w:type="default" r:id="x0"/></w:sectPr>'
    made = docx.read(word(p("文。") + section, {}, {"header1.xml": HEAD.encode()}), "plan.docx")
    assert [x.text for x in made.passages] == ["文。"]
    lines = ('"内部资料"、"征求意见稿"', '"内部资料", "征求意见稿"')
    assert told(made) == [("document-furniture", {"n": 2, "lines": lines})]
    made = docx.read(word(p("文。"), {}, {"header1.xml": HEAD.encode()}), "plan.docx")
    assert told(made) == []  # a head that no section names


def test_a_scan_in_a_word_file_is_said_to_be_one() -> None:
    picture = "<w:r><w:pict><v:shape><v:imagedata/></v:shape></w:pict></w:r>"
    assert refused(word(p(picture))).code == "document-image-only"


# --- notes ---


def test_notes_are_counted_as_they_are_met_in_the_form_that_the_document_says() -> None:
    notes = "".join(f'<w:footnote w:id="{n}">{p(f"注{n}。")}</w:footnote>' for n in (1, 2))
    section = '<w:sectPr><w:footnotePr><w:numFmt w:val="decimalEnclosedCircleChinese"/></w:footnotePr></w:sectPr>'
    first, second = (f'<w:r><w:footnoteReference w:id="{n}"/></w:r>' for n in (2, 1))
    assert texts(p("2015", first, "年。") + p("再", second, "说。") + section, footnotes=notes) == [
        "2015⁽①⁾年。",
        "⁽①⁾注2。",
        "再⁽②⁾说。",
        "⁽②⁾注1。",
    ]


def test_a_mark_of_its_own_counts_for_no_number_and_an_endnote_is_counted_apart() -> None:
    own = '<w:r><w:footnoteReference w:id="4" w:customMarkFollows="1"/><w:t>※</w:t></w:r>'
    end = '<w:r><w:endnoteReference w:id="1"/></w:r>'
    endnotes = f'<w:endnote w:id="1">{p("见附录。")}</w:endnote>'
    assert texts(p("企业", own, "与高校", end), footnotes=FOOTNOTES, endnotes=endnotes) == [
        "企业⁽※⁾与高校⁽i⁾",
        "⁽※⁾不含个体户。",
        "⁽i⁾见附录。",
    ]


def test_a_note_without_a_mark_is_read_last_and_told() -> None:
    made = read(p("正文。"), footnotes=FOOTNOTES)
    assert [x.text for x in made.passages] == ["正文。", "⁽1⁾不含个体户。"]
    assert told(made) == [("document-notes", {"n": 1, "at": "¶2"})]


@pytest.mark.parametrize(
    "reference",
    [f"<w:del>{NOTE}</w:del>", NOTE.replace("<w:r>", "<w:r><w:rPr><w:vanish/></w:rPr>")],
)
def test_a_note_whose_mark_is_deleted_or_hidden_is_not_read(reference: str) -> None:
    assert texts(p("正文。", reference), footnotes=FOOTNOTES) == ["正文。"]


# --- numbers of lists ---


def numbering(*levels: tuple[str, str], more: str = "") -> str:
    inner = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for n, (form, text) in enumerate(levels)
    )
    return f'<w:abstractNum w:abstractNumId="7">{inner}</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/>{more}</w:num>'


def item(text: str, level: int = 0, of: int = 3) -> str:
    own = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{of}"/></w:numPr>'
    return p(text, properties=own)


def test_numbers_of_lists_are_seen_and_make_headings() -> None:
    made = read(
        item("总体要求") + item("主要目标", 1) + item("达到5%。", 2) + item("重点任务") + item("其一", 1),
        numbering=numbering(("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")),
    )  # fmt: skip
    assert [x.text for x in made.passages] == [
        "一、总体要求",
        "（一）主要目标",
        "1. 达到5%。",
        "二、重点任务",
        "（一）其一",
    ]
    assert made.passages[2].heading == ("一、总体要求", "（一）主要目标")


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("decimal", "%1.", "1. 5家企业".replace(" ", "\t")),
        ("decimal", "第%1条", "第1条 5家企业"),
        ("decimalZero", "%1)", "01) 5家企业"),
        ("upperRoman", "%1", "I 5家企业"),
        ("lowerLetter", "%1.", "a.\t5家企业"),
        ("decimalEnclosedCircle", "%1", "① 5家企业"),
        ("ideographTraditional", "%1、", "甲、5家企业"),
        ("chineseLegalSimplified", "%1、", "壹、5家企业"),
        ("koreanCounting", "%1.", "일.\t5家企业"),
        ("koreanLegal", "%1.", "하나.\t5家企业"),
        ("japaneseLegal", "%1、", "壱、5家企业"),
        ("cardinalText", "%1:", "One: 5家企业"),
        ("ordinalText", "%1:", "First: 5家企业"),
        ("hindiNumbers", "%1)", "१) 5家企业"),
        ('custom" w:format="001, 002, 003, ...', "%1)", "001) 5家企业"),
        ("bullet", "\uf0b7", "5家企业"),
        ("none", "", "5家企业"),
    ],
)
def test_every_form_of_a_lists_number_stays_apart_from_the_figure_behind_it(
    form: str, text: str, expected: str
) -> None:
    assert texts(item("5家企业"), numbering=numbering((form, text))) == [expected]


def test_a_number_that_is_hidden_is_counted_and_not_shown() -> None:
    hidden = numbering(("decimal", "%1.")).replace("</w:lvl>", "<w:rPr><w:vanish/></w:rPr></w:lvl>")
    assert texts(item("甲"), numbering=hidden) == ["甲"]


@pytest.mark.parametrize(
    ("form", "n", "written"),
    [
        ("koreanCounting", 21, "이십일"),
        ("koreanLegal", 21, "스물하나"),
        ("cardinalText", 40, "Forty"),
        ("cardinalText", 21, "Twenty-one"),
        ("ordinalText", 12, "Twelfth"),
        ("ordinalText", 20, "Twentieth"),
        ("ordinalText", 22, "Twenty-second"),
        ("hebrew1", 15, "טו"),
        ("hebrew1", 22, "כב"),
        ("0001", 12, "0012"),
    ],
)
def test_numbers_as_word_writes_them(form: str, n: int, written: str) -> None:
    assert list_numbers.written(n, form) == written


def test_a_list_goes_on_below_another_level_and_begins_anew_where_it_is_told_to() -> None:
    two = '<w:num w:numId="4"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    lists = numbering(("decimal", "%1"), ("decimal", "%1.%2")) + two
    inner = (
        item("甲") + item("乙", 1) + item("丙", 1) + item("丁") + item("戊", 1) + item("己", 0, 4)
    )
    assert texts(inner, numbering=lists) == ["1 甲", "1.1 乙", "1.2 丙", "2 丁", "2.1 戊", "1 己"]


def test_a_style_gives_its_paragraphs_level_and_number() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="x"><w:name w:val="公文标题"/><w:basedOn w:val="1"/></w:style>'
    )
    own = '<w:pStyle w:val="x"/>'
    made = read(
        p("总则", properties=own) + p("目标", properties=own),
        styles=styles,
        numbering=numbering(("chineseCounting", "第%1章")),
    )
    assert [(x.level, x.text) for x in made.passages] == [(1, "第一章 总则"), (1, "第二章 目标")]


def test_a_short_paragraph_of_the_outline_is_a_heading_and_a_sentence_is_not() -> None:
    own = '<w:outlineLvl w:val="1"/>'
    made = read(p("主要目标", properties=own) + p("达到5%。", properties=own))
    assert [(x.level, x.text) for x in made.passages] == [(2, "主要目标"), (0, "达到5%。")]


def test_an_empty_cell_of_a_numbered_column_shows_its_number() -> None:
    own = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr></w:pPr>'
    rows = ((f"<w:p>{own}</w:p>", "企业"), (f"<w:p>{own}</w:p>", "高校"))
    assert texts(table(*rows), numbering=numbering(("decimal", "%1"))) == ["1 | 企业", "2 | 高校"]


# --- parts within parts ---


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.html", "<html><body><p>附页文字。</p></body></html>".encode(), ["附页文字。"]),
        ("a.txt", "附页文字。".encode(), ["附页文字。"]),
        ("a.docx", word(p("附页文字。")), ["附页文字。"]),
        ("a.rtf", rb"{\rtf1\ansi\ansicpg936 \u38468?\u39029?\par}", ["附页"]),
        ("a.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", []),
        ("a.docx", word(p("附页文字。"))[:200], []),
        ("a.docx", word("<w:p>"), []),
    ],
)
def test_a_document_within_the_document_is_read_or_told(
    name: str, content: bytes, expected: list[str]
) -> None:
    inner = p("前文。") + '<w:altChunk r:id="x0"/>' + p("后文。")
    made = docx.read(word(inner, more={name: content}), "plan.docx")
    assert [x.text for x in made.passages] == ["前文。", *expected, "后文。"]
    left = {"n": 1, "at": "¶2", "kind": "@left-imported"}
    assert told(made) == ([] if expected else [("document-left-out", left)])


def test_words_of_a_diagram_are_read_and_a_document_in_itself_ends() -> None:
    data = '<d xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:p><a:r><a:t>一核</a:t></a:r></a:p><a:p><a:r><a:t>两翼</a:t></a:r></a:p></d>'
    inner = '<w:r><w:drawing><wp:inline><a:graphic><a:graphicData><dgm:relIds r:dm="x0"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    made = docx.read(word(p("布局：", inner), more={"d.xml": data.encode()}), "plan.docx")
    assert [x.text for x in made.passages] == ["布局：", "一核", "两翼"]
    held = word(p("底。"))
    for _ in range(6):
        held = word(p("层。") + '<w:altChunk r:id="x0"/>', more={"a.docx": held})
    deep = docx.read(held, "plan.docx")
    assert [x.text for x in deep.passages] == ["层。"] * 4


def test_a_file_of_the_strict_form_is_read() -> None:
    made = docx.read(word(p("目标", deleted("9")) + table(("企业", "120")), strict=True), "p.docx")
    assert [x.text for x in made.passages] == ["目标", "企业 | 120"]


# --- one XML file ---

OLD = "http://schemas.microsoft.com/office/word/2003/wordml"


def of_2003(inner: str) -> bytes:
    return (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        f'<w:wordDocument xmlns:w="{OLD}" xmlns:wx="http://schemas.microsoft.com/office/word/2003/auxHint" '
        f'xmlns:aml="http://schemas.microsoft.com/aml/2001/core"><w:body><wx:sect>{inner}</wx:sect></w:body></w:wordDocument>'
    ).encode()


def change(kind: str, inner: str) -> str:
    return (
        f'<aml:annotation w:type="Word.{kind}"><aml:content>{inner}</aml:content></aml:annotation>'
    )


@pytest.mark.parametrize("name", ["plan.doc", "plan.xml"])
def test_the_xml_of_word_2003_is_read_as_other_word_files(name: str) -> None:
    number = '<w:listPr><w:ilvl w:val="0"/><wx:t wx:val="1."/></w:listPr>'
    note = f"<w:r><w:footnote>{p('不含个体户。')}</w:footnote></w:r>"
    cells = f'<w:tc><w:tcPr><w:vmerge w:val="restart"/></w:tcPr>{p("创新")}</w:tc><w:tc>{p("120")}</w:tc>'
    under = f"<w:tc><w:tcPr><w:vmerge/></w:tcPr><w:p/></w:tc><w:tc>{p('8')}</w:tc>"
    content = of_2003(
        p("总则", properties=number)
        + p("产出", change("Insertion", r("不")), "低于", change("Deletion", r("9%")), "五", note)
        + f"<w:tbl><w:tr>{cells}</w:tr><w:tr>{under}</w:tr></w:tbl>"
        + p("末。", r("隐", "<w:vanish/>"))
    )
    text, findings = read_plan(content, name)
    assert text is not None
    assert [x.text for x in text.passages] == [
        "1.\t总则",
        "产出不低于五⁽1⁾",
        "⁽1⁾不含个体户。",
        "创新 | 120",
        "创新 | 8",
        "末。",
    ]
    assert [finding.code for finding in findings] == [
        "document-changes-open",
        "document-hidden-text",
    ]


def test_a_package_in_one_file_is_read_as_the_package() -> None:
    import io
    import zipfile

    packed = word(p("目标", NOTE), {"footnotes": FOOTNOTES})
    with zipfile.ZipFile(io.BytesIO(packed)) as package:
        parts = "".join(
            f'<pkg:part pkg:name="/{name}"><pkg:xmlData>{package.read(name).decode()[21:]}</pkg:xmlData></pkg:part>'
            for name in package.namelist()
        )
    content = f'<?xml version="1.0"?><?mso-application progid="Word.Document"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage">{parts}</pkg:package>'
    text, _ = read_plan(content.encode(), "plan.doc")
    assert text is not None
    assert [x.text for x in text.passages] == ["目标⁽1⁾", "⁽1⁾不含个体户。"]


# --- the inputs beside the project ---

SAID = "到2030年，全社会研发经费投入强度提高到5%以上。"
EXPECTED = {
    "altchunk-oMath": ["强度达到5%以上，培育企业300家。"],
    "autonum-title": ["研发投入强度提高到5%以上"],
    "block-sdt": [SAID],
    "cell-sdt": [f"目标 | {SAID}"],
    "comment": ["研发投入强度见注。"],
    "cross-para-cell": ["2025年达到3.6\t5家企业上市并扩大生产。"],
    "fldSimple": ["全社会研发经费投入强度提高到5%以上。"],
    "footnote": ["研发投入强度见注。", f"⁽1⁾{SAID}"],
    "hidden-vanish": ["其他内容。"],
    "hyperlink": ["依据国家科技发展规划编制本规划。"],
    "ins": ["到2030年，研发投入强度提高到5%以上。"],
    "ins-paragraph": [SAID],
    "ins-splice": ["到2030年，人均产出不低于十二万元。"],
    "moveFrom": ["其他内容。"],
    "nbhyphen": ["计划实施期为2026-2030年，共五年。"],
    "nested-table": ["专栏1", SAID],
    "row-del": [],
    "smartTag": [SAID],
    "softhyphen": ["Die Förderung der Forschung steigt bis 2030 auf 3,5 Prozent."],
    "struck": ["其他内容。"],
    "tab-num": ["研发投入强度\t3.5\t5.0"],
    "textbox": [SAID],
    "vmerge": ["创新指标 | 研发投入强度5%", "创新指标 | 高新企业300家以上"],
}
TOLD = {
    "footnote": ["document-notes"],
    "hidden-vanish": ["document-hidden-text"],
    "struck": ["document-hidden-text"],
    **{n: ["document-changes-open"] for n in ("ins", "ins-paragraph", "ins-splice", "moveFrom")},
    "row-del": ["document-changes-open"],
}


@needs_shared
@pytest.mark.parametrize("name", EXPECTED)
def test_the_inputs_of_every_kind_have_their_right_value(name: str) -> None:
    content = (INPUTS / f"{name}.docx").read_bytes()
    text, findings = read_plan(content, f"{name}.docx")
    assert text is not None
    assert [x.text for x in text.passages] == ["一、总体要求", *EXPECTED[name]]
    assert [finding.code for finding in findings] == TOLD.get(name, [])


@needs_shared
def test_every_input_has_its_right_value() -> None:
    assert {path.stem for path in INPUTS.glob("*.docx")} <= EXPECTED.keys()


# --- what cannot be read ---


def refused(content: bytes) -> Unreadable:
    with pytest.raises(Unreadable) as raised:
        docx.read(content, "plan.docx")
    return raised.value


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["word/document.xml", "word/DOCUMENT.xml", "word/footnotes.xml"])
def test_two_parts_of_one_name_are_refused(name: str) -> None:
    import io
    import zipfile

    held = io.BytesIO(word(p("5%"), {"footnotes": FOOTNOTES}))
    with zipfile.ZipFile(held, "a") as package:
        package.writestr(name, "<x/>")
    problem = refused(held.getvalue())
    assert (problem.code, problem.values) == ("document-part-repeated", {"part": name.lower()})
