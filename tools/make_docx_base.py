"""Make the Word documents that reports are written into: `python tools/make_docx_base.py`.

For each language one for working reports and one for memos, empty but for page, styles, list,
header, footer, settings, theme, fonts. The Chinese memo has the form of official documents (GB/T
9704-2012: 28 characters a line, 22 lines a page of 156 x 225 mm). All parts are written out here,
since the template of a library brings its own fonts, thumbnail and modes of old versions. A base
may be opened in Word, but what is changed there is lost unless it is changed here too: a test
compares the parts with what this script makes.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

BASES = Path(__file__).parent.parent / "evalkit" / "render" / "docx"
INK, SOFT, LINE, SHADE = "000000", "5A6475", "C9D0DA", "F0F3F7"
FANGSONG, KAI, TITLE, HEI, SONG = "仿宋_GB2312", "楷体_GB2312", "方正小标宋简体", "黑体", "宋体"
TIMES, ARIAL = "Times New Roman", "Arial"
FONTS = {  # and under which name the font is found where that one is not
    FANGSONG: "仿宋",
    KAI: "楷体",
    TITLE: "小标宋体",
    HEI: "SimHei",
    SONG: "SimSun",
    "仿宋": "FangSong",
    "楷体": "KaiTi",
    TIMES: "Liberation Serif",
    ARIAL: "Liberation Sans",
}
# fonts by what they are for: for Latin letters, for Chinese ones
ROLES = {
    "zh": {
        "text": (TIMES, FANGSONG),
        "table": (TIMES, SONG),
        "title": (TIMES, TITLE),
        "head": (TIMES, HEI),
        "part": (TIMES, KAI),
        "foot": (TIMES, SONG),
    },
    "en": {
        "text": (TIMES, SONG),
        "table": (ARIAL, SONG),
        "title": (TIMES, HEI),
        "head": (TIMES, HEI),
        "part": (ARIAL, HEI),
        "foot": (TIMES, SONG),
    },
}
# an official document names Chinese fonts for digits in heads too, and has its tables in 仿宋
OFFICIAL = {
    **ROLES["zh"],
    "table": (TIMES, FANGSONG),
    "title": (TITLE, TITLE),
    "head": (HEI, HEI),
    "foot": (SONG, SONG),
}
PITCH = 28.95  # points from line to line: 22 lines; at 29 LibreOffice has 21
CLOSER = -0.3  # points between characters of 16 points: 28 a line; at -0.25 it has 27
OFF_GRID = (  # what an office's grid of lines would tear apart
    "Point Below",
    "TOC Heading",
    "toc 1",
    "caption",
    "Figure",
    "Source",
    "Foot Line",
    "Table Text",
    "footnote text",
)
PAGE_WORDS = {"zh": ("第 ", " 页，共 ", " 页"), "en": ("Page ", " of ", "")}
COLOURS = {
    "dk1": "000000",
    "lt1": "FFFFFF",
    "dk2": "1C2330",
    "lt2": SHADE,
    "accent1": "15618A",
    "accent2": "83B5CE",
    "accent3": "A34E0C",
    "accent4": SOFT,
    "accent5": "D3E5EE",
    "accent6": "E2A469",
    "hlink": "15618A",
    "folHlink": SOFT,
}
MODES = {
    "compatibilityMode": 15,  # below, Word says so in its window and sets tables as it once did
    "overrideTableStyleFontSizeAndJustification": 1,
    "enableOpenTypeFeatures": 1,
    "doNotFlipMirrorIndents": 1,
    "differentiateMultirowTableHeaders": 1,
}

_SCHEMAS = "http://schemas.openxmlformats.org"
_RELATION = f"{_SCHEMAS}/officeDocument/2006/relationships"
_DRAWING = f"{_SCHEMAS}/drawingml/2006"
_SPACE = f'xmlns:w="{_SCHEMAS}/wordprocessingml/2006/main"'
_KIND = "application/vnd.openxmlformats-officedocument"
_WORD = f"{_KIND}.wordprocessingml"
_PARTS = {  # beside the document; its relations to them have the same names
    "styles": f"{_WORD}.styles",
    "numbering": f"{_WORD}.numbering",
    "settings": f"{_WORD}.settings",
    "fontTable": f"{_WORD}.fontTable",
    "theme": f"{_KIND}.theme",
    "header": f"{_WORD}.header",
    "footer": f"{_WORD}.footer",
    "footerEven": f"{_WORD}.footer",
}
_ENDS = ("header", "footer")


@dataclass(frozen=True, slots=True)
class Form:
    """A document: its language, whether it is a memo, its page.

    Attributes:
        margins: top, right, bottom, left, and from the paper's edge to header and footer; in
            twentieths of a point.
    """

    name: str
    lang: str
    memo: bool
    margins: tuple[int, int, int, int, int, int]

    @property
    def official(self) -> bool:
        """Whether it has the form of an official Chinese document."""
        return self.memo and self.lang == "zh"

    @property
    def ends(self) -> dict[str, str]:
        """Headers and footers, by the kinds of pages that have them."""
        if self.official:
            return {"footer": "default", "footerEven": "even"}
        return {"footer": "default"} if self.memo else {"header": "default", "footer": "default"}

    def fonts(self, role: str) -> tuple[str, str]:
        """For Latin letters and for Chinese ones."""
        return (OFFICIAL if self.official else ROLES[self.lang])[role]


FORMS = (
    Form("base.zh", "zh", False, (1191, 1247, 1077, 1247, 624, 567)),
    Form("base.en", "en", False, (1191, 1247, 1077, 1247, 624, 567)),
    Form("memo.zh", "zh", True, (2098, 1474, 1984, 1587, 851, 1410)),
    Form("memo.en", "en", True, (1077, 1417, 964, 1417, 600, 480)),
)


@dataclass(frozen=True, slots=True)
class Look:
    """A style of paragraphs.

    Attributes:
        name: as Word writes it.
        role: what its fonts are for; empty: as inherited.
        size: of type, in points; 0: as inherited.
        space: before, after, and from line to line; in points (line 0: as inherited).
        outline: its level in the navigation pane, from 1; 10: none.
        place: how it is aligned.
        own: no style of Word's own.
        spread: lines are as high as what stands in them asks for.
    """

    name: str
    role: str = ""
    size: float = 0
    space: tuple[float, float, float] = (0, 0, 0)
    based: str = "Normal"
    following: str = ""
    colour: str = ""
    indent: str = ""
    bold: bool = False
    italic: bool = False
    outline: int = 0
    keep: bool = False
    place: str = ""
    own: bool = False
    spread: bool = False


def parts(form: Form) -> dict[str, str]:
    """The parts of a document by their names, in the order in which they are stored."""
    page = _footer(form)
    made = {
        "document": _document(form),
        "styles": _styles(form),
        "numbering": _numbering(),
        "settings": _settings(form),
        "fontTable": _font_table(),
        "theme": _theme(),
        "header": f"<w:hdr {_SPACE}>{_paragraph('Header')}</w:hdr>",
        "footer": f"<w:ftr {_SPACE}>{_paragraph('Footer', page)}</w:ftr>",
        "footerEven": f"<w:ftr {_SPACE}>{_paragraph('FooterEven', page)}</w:ftr>",
    }
    held = [name for name in _PARTS if not name.startswith(_ENDS) or name in form.ends]
    return {
        "[Content_Types].xml": _content_types(held),
        "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
        "word/_rels/document.xml.rels": _relations({name: f"{name}.xml" for name in held}),
        **{f"word/{name}.xml": made[name] for name in ("document", *held)},
    }


def main() -> None:
    """Write all documents."""
    for form in FORMS:
        with zipfile.ZipFile(BASES / f"{form.name}.docx", "w", zipfile.ZIP_DEFLATED) as made:
            for name, content in parts(form).items():
                text = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{content}'
                made.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)


def w(name: str, inside: str = "", /, **values: object) -> str:
    """An element, and its attributes, in the namespace of Word's text."""
    opened = f"w:{name}" + "".join(f' w:{key}="{value}"' for key, value in values.items())
    return f"<{opened}>{inside}</w:{name}>" if inside else f"<{opened}/>"


def _looks(form: Form) -> tuple[Look, ...]:
    """The styles of paragraphs, each after the one it is based on.

    Lines have one height, whatever the font: pages are the same on machines with other fonts. An
    inherited firstLineChars wins over a firstLine of one's own, so that both are said; a firstLine
    would take the place of a hanging indent.
    """
    if form.official:
        return _official()
    return _english_memo() if form.memo else _working(form.lang)


FLUSH = w("ind", firstLineChars=0, firstLine=0)
BULLET = w("ind", left=360, hanging=360, firstLineChars=0)


def _working(lang: str) -> tuple[Look, ...]:
    """Of reports that are worked with: the looks of the pages on a screen, in black."""
    zh = lang == "zh"
    indent = w("ind", firstLineChars=200, firstLine=420) if zh else FLUSH
    bold = not zh  # a Chinese font for heads is bold by itself
    head: dict[str, Any] = {"following": "Body Text", "keep": True}
    note: dict[str, Any] = {"colour": SOFT, "place": "left", "indent": FLUSH}
    text: dict[str, Any] = {"indent": FLUSH, "own": True}
    # lead-ins are whole lines in bold that head what follows: beside the entries of annexes
    lead: dict[str, Any] = {"based": "heading 3", "outline": 2, "own": True, **head}
    contents: dict[str, Any] = {"based": "heading 2", "outline": 10, **head}
    table: dict[str, Any] = {"place": "left", **text}
    return (
        Look("Normal", "text", 10.5, (0, 0, 17 if zh else 13.5), based=""),
        Look("heading 1", "head", 14 if zh else 13, (12, 4, 20), outline=1, bold=bold, **head),
        Look("heading 2", "part", 12 if zh else 10.5, (8, 3, 17), outline=2, bold=bold, **head),
        Look("heading 3", "head", 10.5, (6, 2, 16), outline=3, bold=bold, **head),
        Look("Kicker", "head", 10 if zh else 9, (0, 3, 14), colour=SOFT, **text),
        Look("Title", "title", 20 if zh else 18, (0, 5, 26), bold=bold, keep=True),
        Look("Subtitle", "part", 10 if zh else 9.5, (0, 2, 14), colour=SOFT, indent=FLUSH),
        Look("Finding", "part" if zh else "text", 13 if zh else 12, (2, 5, 19), **text),
        Look("Byline", "part", 10 if zh else 9.5, (0, 5, 14), colour=SOFT, **text),
        Look("Body Text", space=(0, 3, 0), indent=indent),
        Look("List Bullet", space=(0, 2, 0), indent=BULLET),
        Look("Point", space=(0, 1.5, 0), indent=w("ind", left=360, hanging=360), own=True),
        Look("Point Below", "", 9.5 if zh else 9, (0, 3, 13), own=True, indent=w("ind", left=360)),
        Look("Lead-in", "head", 10.5, (5, 2, 16), bold=bold, **lead),
        Look("TOC Heading", "head", 12, (12, 4, 18), bold=bold, **contents),
        Look("toc 1", "table", 10, (0, 1, 15), indent=w("tabs") + FLUSH),
        Look("caption", "part", 10 if zh else 9.5, (6, 3, 13), indent=FLUSH),
        Look("Figure", "", 9, (3, 2, 0), keep=True, place="center", spread=True, **text),
        Look("Source", "table", 8.5, (2, 5, 11), **note, own=True),
        Look("Foot Line", "table", 8.5, (8, 0, 11), **note, own=True),
        Look("Table Text", "table", 9, (1, 1, 12), **table),
        Look("Table Text Small", "", 8.5, (1, 1, 11), based="Table Text", **text),
        Look("Table Text Tiny", "", 8, (1, 1, 10), based="Table Text", **text),
        Look("header", "table", 8.5, (0, 0, 12), colour=SOFT, indent=FLUSH),
        Look("footer", "table", 8.5, (0, 0, 12), colour=SOFT, place="center", indent=FLUSH),
        Look("footnote text", "table", 8.5, (0, 0, 11), **note),
    )


def _official() -> tuple[Look, ...]:
    """Of a memo in Chinese: 16 points on 28.95, 28 a line, all black; what is smaller is ours."""
    two = w("ind", firstLineChars=200, firstLine=632)
    small = w("ind", firstLineChars=200, firstLine=480)
    head: dict[str, Any] = {"following": "Body Text", "keep": True, "place": "left"}
    text: dict[str, Any] = {"indent": FLUSH, "own": True}
    end = w("ind", rightChars=100, right=280, firstLineChars=0, firstLine=0)
    even = w("ind", leftChars=100, left=280, rightChars=0, right=0)
    signed = w("ind", rightChars=400, right=1264, firstLineChars=0, firstLine=0)
    note: dict[str, Any] = {"indent": FLUSH, "place": "left"}
    return (
        Look("Normal", "text", 16, (0, 0, PITCH), based="", place="both"),
        Look("heading 1", "head", indent=two, outline=1, **head),
        Look("heading 2", "part", indent=two, outline=2, **head),
        Look("heading 3", "text", indent=two, outline=3, **head),
        Look("Kicker", "head", 12, (0, 0, 20), **text),
        Look("Title", "title", 22, (0, 0, PITCH), indent=FLUSH, keep=True, place="center"),
        Look("Subtitle", "part", 12, (0, 6, 20), indent=FLUSH, place="center"),
        Look("Finding", "part", indent=two, own=True),
        Look("Byline", "text", indent=signed, place="right", own=True),
        Look("Body Text", indent=two),
        Look("List Bullet", indent=w("ind", left=632, hanging=316, firstLineChars=0)),
        Look("Point", indent=two, own=True),
        Look("Point Below", "part", 12, (0, 0, 18), indent=small, own=True),
        Look("Lead-in", "part", indent=two, outline=2, own=True, **head),
        Look("TOC Heading", "head", indent=FLUSH, outline=10, **head),
        Look("toc 1", indent=w("tabs") + FLUSH),
        Look("caption", "head", 10, (0, 0, 18), keep=True, indent=FLUSH, place="center"),
        Look("Figure", "", 10, (4, 2, 0), keep=True, place="center", spread=True, **text),
        Look("Source", "table", 9, (2, 4, 13), **note, own=True),
        Look("Foot Line", "table", 9, (6, 0, 13), **note, own=True),
        Look("Table Text", "table", 10, (1.5, 1.5, 15), place="left", **text),
        Look("Table Text Small", "", 9, (1, 1, 13), based="Table Text", **text),
        Look("Table Text Tiny", "", 8, (1, 1, 12), based="Table Text", **text),
        Look("header", "foot", 9, (0, 0, 14), indent=FLUSH),
        Look("footer", "foot", 14, (0, 0, 14), indent=end, place="right"),
        Look("Footer Even", based="footer", indent=even, place="left", own=True),
        Look("footnote text", "table", 9, (0, 0, 13), **note),
    )


def _english_memo() -> tuple[Look, ...]:
    """Of a memo in English: 11 points on 13.5."""
    changed: dict[str, dict[str, Any]] = {
        "Normal": {"size": 11, "space": (0, 0, 13.5)},
        "heading 1": {"role": "part", "size": 11, "space": (9, 3, 15)},
        "heading 2": {"size": 10, "space": (6, 2, 13.5)},
        "heading 3": {"size": 10, "space": (5, 2, 13.5)},
        "Title": {"role": "part", "size": 17, "space": (0, 4, 21)},
        "Subtitle": {"size": 9, "space": (0, 3, 12)},
        "Kicker": {"role": "part", "size": 9, "space": (0, 3, 12)},
        "Finding": {"size": 12, "space": (2, 4, 15), "italic": True},
        "Byline": {"size": 9, "space": (0, 4, 12)},
        "Body Text": {"space": (0, 3, 0)},
        "Point": {"space": (0, 1.5, 0)},
        "Point Below": {"size": 9.5, "space": (0, 2.5, 12)},
        "Source": {"size": 8.5, "space": (2, 4, 11)},
        "Foot Line": {"size": 8, "space": (6, 0, 10)},
        "Table Text": {"space": (0.7, 0.7, 11)},
        "footer": {"size": 9, "role": "foot"},
    }
    looks = (replace(look, **changed.get(look.name, {})) for look in _working("en"))
    return tuple(replace(look, colour="") for look in looks)


def _content_types(held: list[str]) -> str:
    kinds = {"document": f"{_WORD}.document.main", **{name: _PARTS[name] for name in held}}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{_SCHEMAS}/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{relations}"/>{overrides}</Types>'
    )


def _relations(targets: dict[str, str]) -> str:
    made = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATION}/{kind.removesuffix("Even")}" '
        f'Target="{target}"/>'
        for n, (kind, target) in enumerate(targets.items(), start=1)
    )
    return f'<Relationships xmlns="{_SCHEMAS}/package/2006/relationships">{made}</Relationships>'


def _document(form: Form) -> str:
    """One A4 page of nothing, with the namespaces of all that text may hold."""
    spaces = {
        "r": _RELATION,
        "wp": f"{_DRAWING}/wordprocessingDrawing",
        "a": f"{_DRAWING}/main",
        "pic": f"{_DRAWING}/picture",
    }
    named = "".join(f' xmlns:{key}="{value}"' for key, value in spaces.items())
    held = [name for name in _PARTS if not name.startswith(_ENDS) or name in form.ends]
    ends = "".join(
        f'<w:{name.removesuffix("Even")}Reference w:type="{kind}" '
        f'r:id="rId{held.index(name) + 1}"/>'
        for name, kind in form.ends.items()
    )
    keys = ("top", "right", "bottom", "left", "header", "footer")
    margins: dict[str, Any] = dict(zip(keys, form.margins, strict=True))
    page = w("pgSz", w=11906, h=16838) + w("pgMar", **margins, gutter=0)
    if form.official:  # what sets 28 x 22 in Word; LibreOffice has it from the styles
        page += w("docGrid", type="linesAndChars", linePitch=round(PITCH * 20), charSpace=-844)
    body = w("body", w("sectPr", ends + page))
    return f"<w:document {_SPACE}{named}>{body}</w:document>"


def _paragraph(style: str, inside: str = "") -> str:
    return w("p", w("pPr", w("pStyle", val=style)) + inside)


def _footer(form: Form) -> str:
    """The page; in reports also of how many, and whose they are is written before it."""
    before, between, after = PAGE_WORDS[form.lang]

    def words(text: str, name: str = "t") -> str:
        return w("r", f'<w:{name} xml:space="preserve">{text}</w:{name}>') if text else ""

    def field(code: str) -> str:
        marks = (w("r", w("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end"))
        begin, separate, end = marks
        return begin + words(f" {code} ", "instrText") + separate + words("1") + end

    if form.official:
        return words("— ") + field("PAGE") + words(" —")
    if form.memo:
        return field("PAGE")
    return words(before) + field("PAGE") + words(between) + field("NUMPAGES") + words(after)


def _styles(form: Form) -> str:
    # no Chinese for Latin letters: LibreOffice would part numbers ("6/6") at the ends of lines
    spoken = w("rPrDefault", w("rPr", w("lang", val="en-GB", eastAsia="zh-CN")))
    hidden, quick = w("semiHidden"), w("qFormat")
    margins = w("tblPr", _cell_margins(top=0, left=108, bottom=0, right=108))
    made = (
        w("docDefaults", spoken),
        _style("character", "Default Paragraph Font", hidden, default=1),
        _style("table", "Normal Table", hidden + margins, default=1),
        _style("numbering", "No List", hidden, default=1),
        *(_paragraph_style(look, form) for look in _looks(form)),
        *(
            _style("character", name, quick + w("rPr", letters), **marks)
            for name, letters, marks in _letter_styles(form)
        ),
        _table_style(form),
    )
    return f"<w:styles {_SPACE}>{''.join(made)}</w:styles>"


def _letter_styles(form: Form) -> tuple[tuple[str, str, dict[str, Any]], ...]:
    """Styles of characters: name, letters, whether they are our own.

    An official document has no bold type: what is stressed, as the words that begin a paragraph,
    is in 楷体.
    """
    bold, own = w("b") + w("bCs"), {"customStyle": 1}
    latin, han = form.fonts("text")[0], KAI if form.lang == "zh" else SONG
    words = _fonts(latin, han)
    return (
        ("Hyperlink", "", {}),
        ("footnote reference", w("vertAlign", val="superscript"), {}),
        ("Strong", words if form.official else bold, {}),
        ("Quoted Words", words, own),
        ("Quiet", "" if form.official else w("color", val=SOFT), own),
        ("Table Head", _fonts(*form.fonts("head")) if form.official else bold, own),
    )


def _fonts(latin: str, han: str) -> str:
    """Fonts by name: else a theme decides, which differs from machine to machine."""
    hint = {"hint": "eastAsia"} if han == latin else {}
    return w("rFonts", **hint, ascii=latin, hAnsi=latin, eastAsia=han, cs=latin)


def _id(name: str) -> str:
    """The id of a style, from its name."""
    return "".join(word[:1].upper() + word[1:] for word in name.replace("-", " ").split())


def _style(kind: str, name: str, inside: str, **marks: object) -> str:
    return w("style", w("name", val=name) + inside, type=kind, styleId=_id(name), **marks)


def _paragraph_style(look: Look, form: Form) -> str:
    inside = w("basedOn", val=_id(look.based)) if look.based else ""
    inside += w("next", val=_id(look.following)) if look.following else ""
    inside += w("qFormat") + w("pPr", _shape(look, form)) + w("rPr", _letters(look, form))
    marks: dict[str, Any] = ({} if look.based else {"default": 1}) | (
        {"customStyle": 1} if look.own else {}
    )
    return _style("paragraph", look.name, inside, **marks)


def _shape(look: Look, form: Form) -> str:
    """What a style says of paragraphs, in the order of the schema."""
    before, after, line = (round(points * 20) for points in look.space)
    spacing: dict[str, Any] = {"before": before, "after": after}
    spacing |= {"line": line, "lineRule": "exact"} if line else {}
    spacing |= {"line": 240, "lineRule": "auto"} if look.spread else {}
    # what is no heading has no heading's number, also where an office numbers its headings
    number = 0 if look.outline and not look.name.startswith("heading") else 1
    numbered = look.name == "List Bullet" or not number
    tabs, indent = look.indent.startswith("<w:tabs"), look.indent.removeprefix(w("tabs"))
    wide = 11906 - form.margins[1] - form.margins[3]
    made = (
        w("keepNext") if look.keep else "",
        w("keepLines") if look.keep and not look.spread else "",
        "" if look.based else w("widowControl", val=int(not form.official)),
        w("numPr", w("numId", val=number)) if numbered else "",
        w("tabs", w("tab", val="right", leader="dot", pos=wide)) if tabs else "",
        # with the grid on, LibreOffice gives a character two cells; the pitch is in the styles
        "" if look.based and look.name not in OFF_GRID else w("snapToGrid", val=0),
        w("spacing", **spacing),
        indent,
        w("jc", val=look.place) if look.place else "",
        w("outlineLvl", val=look.outline - 1) if look.outline else "",
    )
    return "".join(made)


def _letters(look: Look, form: Form) -> str:
    """Fonts, bold, colour, distance and size."""
    size = round(look.size * 2)
    # an official document's characters stand closer, but for those of its title and its pages
    spaced = {"Normal": CLOSER, "Title": 0, "footer": 0}.get(look.name) if form.official else None
    made = (
        _fonts(*form.fonts(look.role)) if look.role else "",
        w("b") + w("bCs") if look.bold else "",
        w("i") + w("iCs") if look.italic else "",
        w("color", val=look.colour) if look.colour else "",
        "" if spaced is None else w("spacing", val=round(spaced * 20)),
        w("sz", val=size) + w("szCs", val=size) if size else "",
    )
    return "".join(made)


def _table_style(form: Form) -> str:
    """A rule above and below, one under the heading, hairlines between; no boxes."""
    hair = INK if form.memo else LINE
    lines = (("top", 8, INK), ("bottom", 8, INK), ("insideH", 2 if form.memo else 4, hair))
    borders = "".join(_rule(*line) for line in lines)
    look = w("tblPr", w("tblBorders", borders) + _cell_margins(left=80, right=80))
    under = w("tcPr", w("tcBorders", _rule("bottom", 6, INK)))
    first = w("tblStylePr", under, type="firstRow")
    inside = w("basedOn", val=_id("Normal Table")) + w("qFormat") + look + first
    return _style("table", "evalkit table", inside, customStyle=1)


def _rule(side: str, size: int, colour: str) -> str:
    """A line of a table; its size in eighths of a point."""
    return w(side, val="single", sz=size, space=0, color=colour)


def _cell_margins(**sides: int) -> str:
    """The room around the text of cells, in twentieths of a point."""
    return w("tblCellMar", "".join(w(side, w=wide, type="dxa") for side, wide in sides.items()))


def _numbering() -> str:
    """One list, of bullets."""
    values = {"start": 1, "numFmt": "bullet", "lvlText": "•", "lvlJc": "left"}
    level = "".join(w(name, val=value) for name, value in values.items())
    level += w("pPr", w("ind", left=360, hanging=360))
    inside = w("multiLevelType", val="singleLevel") + w("lvl", level, ilvl=0)
    kind = w("abstractNum", inside, abstractNumId=1)
    made = kind + w("num", w("abstractNumId", val=1), numId=1)
    return f"<w:numbering {_SPACE}>{made}</w:numbering>"


def _settings(form: Form) -> str:
    office = "http://schemas.microsoft.com/office/word"
    modes = "".join(
        w("compatSetting", name=name, uri=office, val=value) for name, value in MODES.items()
    )
    colours = {"bg1": "light1", "t1": "dark1", "bg2": "light2", "t2": "dark2"}
    colours |= {f"accent{n}": f"accent{n}" for n in range(1, 7)}
    colours |= {"hyperlink": "hyperlink", "followedHyperlink": "followedHyperlink"}
    made = (
        w("zoom", percent=100),
        w("defaultTabStop", val=420),
        w("evenAndOddHeaders") if form.official else "",
        w("characterSpacingControl", val="compressPunctuation"),
        w("compat", w("useFELayout") + modes),
        w("themeFontLang", val="en-GB", eastAsia="zh-CN"),
        w("clrSchemeMapping", **colours),
        w("decimalSymbol", val="."),
        w("listSeparator", val=","),
    )
    return f"<w:settings {_SPACE}>{''.join(made)}</w:settings>"


def _font_table() -> str:
    """The fonts, with the names of those that take their place where they are not to be had."""
    rest = w("family", val="auto") + w("pitch", val="variable")
    made = (
        w("font", w("altName", val=other) + w("charset", val=_charset(name)) + rest, name=name)
        for name, other in FONTS.items()
    )
    return f"<w:fonts {_SPACE}>{''.join(made)}</w:fonts>"


def _charset(name: str) -> str:
    """Of the letters that a font is for: Chinese or Latin."""
    return "00" if name.isascii() else "86"


def _theme() -> str:
    """Colours and fonts for who edits the document; its styles name their own."""
    colours = "".join(
        f'<a:{name}><a:srgbClr val="{rgb}"/></a:{name}>' for name, rgb in COLOURS.items()
    )
    fonts = "".join(
        f'<a:{kind}Font><a:latin typeface="Arial"/><a:ea typeface="{han}"/>'
        f'<a:cs typeface=""/></a:{kind}Font>'
        for kind, han in (("major", HEI), ("minor", SONG))
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    lists = {
        "fillStyleLst": fill,
        "lnStyleLst": f'<a:ln w="9525">{fill}</a:ln>',
        "effectStyleLst": "<a:effectStyle><a:effectLst/></a:effectStyle>",
        "bgFillStyleLst": fill,
    }
    formats = "".join(f"<a:{name}>{said * 3}</a:{name}>" for name, said in lists.items())
    schemes = {"clrScheme": colours, "fontScheme": fonts, "fmtScheme": formats}
    inside = "".join(
        f'<a:{name} name="evalkit">{said}</a:{name}>' for name, said in schemes.items()
    )
    return (
        f'<a:theme xmlns:a="{_DRAWING}/main" name="evalkit">'
        f"<a:themeElements>{inside}</a:themeElements></a:theme>"
    )


if __name__ == "__main__":
    main()
