"""Make the Word documents that reports are written into: `python tools/make_docx_base.py`.

One document a language, empty but for page, styles, list, header, footer, settings, theme and fonts.
Their parts are written out here, since the template of a library brings its own fonts, thumbnail and
modes of old versions. They may be opened in Word, but what is changed there is lost unless it is
changed here too: a test compares them with what this file makes.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

BASES = Path(__file__).parent.parent / "evalkit" / "render" / "docx"
ACCENT, INK, SOFT, LINE, SHADE = "1F4E79", "1C2330", "5A6475", "C9D0DA", "F0F3F7"
LATIN = {"zh": "Times New Roman", "en": "Arial"}
TEXT, HEADING = "宋体", "黑体"  # East-Asian fonts
FONTS = ((LATIN["zh"], "", "00"), (LATIN["en"], "", "00"), (TEXT, "SimSun", "86"), (HEADING, "SimHei", "86"))  # fmt: skip
PAGE_WORDS = {"zh": ("第 ", " 页，共 ", " 页"), "en": ("Page ", " of ", "")}

_OPEN = "http://schemas.openxmlformats.org"
_KIND = "application/vnd.openxmlformats-officedocument"
_PACKAGE = "application/vnd.openxmlformats-package"
_RELATION = f"{_OPEN}/officeDocument/2006/relationships"
_SPACE = f'xmlns:w="{_OPEN}/wordprocessingml/2006/main"'
_PARTS = {  # beside the document; its relations to them have the same names
    "styles": f"{_KIND}.wordprocessingml.styles",
    "numbering": f"{_KIND}.wordprocessingml.numbering",
    "settings": f"{_KIND}.wordprocessingml.settings",
    "fontTable": f"{_KIND}.wordprocessingml.fontTable",
    "theme": f"{_KIND}.theme",
    "header": f"{_KIND}.wordprocessingml.header",
    "footer": f"{_KIND}.wordprocessingml.footer",
}
_MODES = {
    "compatibilityMode": 15,  # below, Word names it in the window's title and lays tables out as it once did
    "overrideTableStyleFontSizeAndJustification": 1,
    "enableOpenTypeFeatures": 1,
    "doNotFlipMirrorIndents": 1,
    "differentiateMultirowTableHeaders": 1,
}
_COLOURS = {
    "dk1": "000000",
    "lt1": "FFFFFF",
    "dk2": INK,
    "lt2": SHADE,
    "accent1": ACCENT,
    "accent2": "6F9FC8",
    "accent3": "C96A2B",
    "accent4": SOFT,
    "accent5": "B9D1E6",
    "accent6": "8A3B12",
    "hlink": ACCENT,
    "folHlink": SOFT,
}
# no first line set in; without firstLineChars an inherited one would win over firstLine
_FLUSH = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
_BULLET = '<w:ind w:left="360" w:hanging="360" w:firstLineChars="0"/>'
_TWO = '<w:ind w:firstLineChars="200" w:firstLine="420"/>'


@dataclass(frozen=True, slots=True)
class Look:
    """A style of paragraphs.

    Attributes:
        name: as Word writes it.
        size: of type, in points; 0: as inherited.
        space: before and after, in points, and the line as a multiple of the type's height; 0: inherited.
        outline: its level in the navigation pane, from 1; 10: none.
        on_grid: lines may snap to the grid of the page.
        own: no style of Word's own.
    """

    name: str
    size: float
    space: tuple[float, float, float]
    based: str = "Normal"
    following: str = ""
    colour: str = INK
    indent: str = ""
    heading: bool = False
    bold: bool = False
    outline: int = 0
    keep: bool = False
    place: str = ""
    on_grid: bool = True
    own: bool = False


def looks(lang: str) -> tuple[Look, ...]:
    """The styles of paragraphs, each after the one it is based on."""
    heading = {"heading": True, "bold": True, "colour": ACCENT}
    head = {"following": "Body Text", "keep": True}
    flush = {"indent": _FLUSH}
    table = {"indent": _FLUSH, "own": True}
    zh = lang == "zh"
    return (
        Look("Normal", 10.5 if zh else 10, (0, 5, 1.35 if zh else 1.1), based=""),
        Look("heading 1", 15, (18, 8, 1.15), outline=1, **heading, **head),
        Look("heading 2", 12, (12, 6, 1.15), outline=2, **heading, **head),
        Look("heading 3", 11, (10, 4, 1.15), outline=3, **heading, **head),
        Look("Title", 20, (0, 4, 1.15), **heading),
        Look("Subtitle", 11, (0, 3, 1.15), colour=SOFT, **flush),
        Look("Body Text", 0, (0, 0, 0), indent=_TWO if zh else ""),
        Look("List Bullet", 0, (0, 2, 0), indent=_BULLET),
        # whole lines in bold that head what follows; in the navigation pane beside annexes' entries
        Look("Lead-in", 10.5, (5, 2, 1.15), based="heading 3", bold=True, outline=2, own=True, **head),
        Look("TOC Heading", 11, (12, 3, 1.15), based="heading 2", bold=True, outline=10, on_grid=False, **head),
        Look("toc 1", 9.5, (0, 1, 1.1), on_grid=False, **flush),
        Look("caption", 9, (8, 4, 1.15), colour=SOFT, on_grid=False, **flush),
        Look("Figure", 9, (0, 0, 1), keep=True, place="center", on_grid=False, **table),
        Look("Table Text", 9, (1, 1, 1.1), place="left", on_grid=False, **table),
        Look("Table Text Small", 8, (1, 1, 1.05), based="Table Text", **table),
        Look("Table Text Tiny", 7.5, (1, 1, 1.05), based="Table Text", **table),
        Look("header", 8.5, (0, 0, 1.15), colour=SOFT, **flush),
        Look("footer", 8.5, (0, 0, 1.15), colour=SOFT, **flush),
        Look("footnote text", 8.5, (0, 0, 1.1), colour=SOFT, place="left", on_grid=False, **flush),
    )  # fmt: skip


def parts(lang: str) -> dict[str, str]:
    """The parts of a document by their names, in the order in which they are stored."""
    made = {"document": _document(), "styles": _styles(lang), "numbering": _numbering(),
            "settings": _settings(), "fontTable": _font_table(), "theme": _theme(),
            "header": f"<w:hdr {_SPACE}>{_paragraph('Header')}</w:hdr>", "footer": _footer(lang)}  # fmt: skip
    return {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
        "word/_rels/document.xml.rels": _relations({name: f"{name}.xml" for name in _PARTS}),
        **{f"word/{name}.xml": content for name, content in made.items()},
    }


def _content_types() -> str:
    kinds = {"document": f"{_KIND}.wordprocessingml.document.main", **_PARTS}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{kind}+xml"/>'
        for name, kind in kinds.items()
    )
    return (
        f'<Types xmlns="{_OPEN}/package/2006/content-types">'
        f'<Default Extension="rels" ContentType="{_PACKAGE}.relationships+xml"/>{overrides}</Types>'
    )


def _relations(targets: dict[str, str]) -> str:
    made = "".join(
        f'<Relationship Id="rId{n}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets.items(), start=1)
    )
    return f'<Relationships xmlns="{_OPEN}/package/2006/relationships">{made}</Relationships>'


def _document() -> str:
    """One A4 page of nothing, with the names of all that text may hold."""
    drawing = f"{_OPEN}/drawingml/2006"
    spaces = (
        f'{_SPACE} xmlns:r="{_RELATION}" xmlns:wp="{drawing}/wordprocessingDrawing" '
        f'xmlns:a="{drawing}/main" xmlns:pic="{drawing}/picture"'
    )
    ends = "".join(
        f'<w:{name}Reference w:type="default" r:id="rId{list(_PARTS).index(name) + 1}"/>'
        for name in ("header", "footer")
    )
    return (
        f'<w:document {spaces}><w:body><w:sectPr>{ends}<w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1247" w:right="1417" w:bottom="1134" w:left="1417" w:header="709" '
        'w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def _paragraph(style: str, inside: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inside}</w:p>'


def _footer(lang: str) -> str:
    """The number of the page; what made the report is written before it."""
    before, between, after = PAGE_WORDS[lang]

    def words(text: str) -> str:
        return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""

    def field(code: str) -> str:
        begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end"))  # fmt: skip
        asked = f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        return begin + asked + separate + words("1") + end

    inside = (
        words(f"    {before}") + field("PAGE") + words(between) + field("NUMPAGES") + words(after)
    )
    return f"<w:ftr {_SPACE}>{_paragraph('Footer', inside)}</w:ftr>"


# ── styles ───────────────────────────────────────────────────────────────────────────────────────


def _styles(lang: str) -> str:
    known = looks(lang)
    ids = {look.name: _id(look.name) for look in known}
    return (
        f"<w:styles {_SPACE}><w:docDefaults><w:rPrDefault><w:rPr>"
        '<w:lang w:val="en-GB" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault></w:docDefaults>'
        + _style("character", "Default Paragraph Font", "<w:semiHidden/>", default=True)
        + _style("table", "Normal Table", f"<w:semiHidden/><w:tblPr>{_cell_margins(108)}</w:tblPr>", default=True)
        + _style("numbering", "No List", "<w:semiHidden/>", default=True)
        + "".join(_paragraph_style(look, ids, lang) for look in known)
        + _style("character", "Hyperlink", f'<w:qFormat/><w:rPr><w:color w:val="{ACCENT}"/></w:rPr>')
        + _style("character", "footnote reference", '<w:qFormat/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>')
        + _table_style()
        + "</w:styles>"
    )  # fmt: skip


def _id(name: str) -> str:
    """The id of a style, from its name."""
    return "".join(word[:1].upper() + word[1:] for word in name.replace("-", " ").split())


def _style(kind: str, name: str, inside: str, *, default: bool = False, own: bool = False) -> str:
    marks = (' w:default="1"' if default else "") + (' w:customStyle="1"' if own else "")
    return f'<w:style w:type="{kind}" w:styleId="{_id(name)}"{marks}><w:name w:val="{name}"/>{inside}</w:style>'


def _paragraph_style(look: Look, ids: dict[str, str], lang: str) -> str:
    based = f'<w:basedOn w:val="{ids[look.based]}"/>' if look.based else ""
    following = f'<w:next w:val="{ids[look.following]}"/>' if look.following else ""
    inside = f"{based}{following}<w:qFormat/><w:pPr>{_shape(look)}</w:pPr><w:rPr>{_letters(look, lang)}</w:rPr>"
    return _style("paragraph", look.name, inside, default=not look.based, own=look.own)


def _shape(look: Look) -> str:
    """What a style says of paragraphs, in the order of the schema."""
    before, after, line = look.space
    numbers = "1" if look.indent == _BULLET else "0" if look.outline and not look.heading else ""
    spacing = f' w:before="{before * 20:.0f}" w:after="{after * 20:.0f}"' if any(look.space) else ""
    spacing += f' w:line="{line * 240:.0f}" w:lineRule="auto"' if line else ""
    return (
        ("<w:keepNext/>" if look.keep else "")
        + ("" if look.based else "<w:widowControl/>")
        # what is no heading has no heading's number, also where a house numbers its headings
        + (f'<w:numPr><w:numId w:val="{numbers}"/></w:numPr>' if numbers else "")
        + ("" if look.on_grid else '<w:snapToGrid w:val="0"/>')
        + (f"<w:spacing{spacing}/>" if spacing else "")
        + look.indent
        + (f'<w:jc w:val="{look.place}"/>' if look.place else "")
        + (f'<w:outlineLvl w:val="{look.outline - 1}"/>' if look.outline else "")
    )


def _letters(look: Look, lang: str) -> str:
    """Fonts, bold, colour and size.

    Without an East-Asian font by name a theme decides, which differs from machine to machine.
    """
    latin, han = LATIN[lang], HEADING if look.heading else TEXT
    fonts = f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{han}" w:cs="{latin}"/>'
    size = (
        f'<w:sz w:val="{look.size * 2:.0f}"/><w:szCs w:val="{look.size * 2:.0f}"/>'
        if look.size
        else ""
    )
    return (
        (fonts if look.heading or not look.based else "")
        + ("<w:b/><w:bCs/>" if look.bold else "")
        + f'<w:color w:val="{look.colour}"/>'
        + size
    )


def _table_style() -> str:
    """Lines between rows, stronger ones around, the heading shaded."""
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
        for side, size, colour in (("top", 8, INK), ("bottom", 8, INK), ("insideH", 4, LINE))
    )
    inside = (
        f'<w:basedOn w:val="NormalTable"/><w:qFormat/><w:tblPr><w:tblBorders>{borders}</w:tblBorders>'
        f'{_cell_margins(80, ("left", "right"))}</w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr>'
        f'<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{SHADE}"/></w:tcPr></w:tblStylePr>'
    )  # fmt: skip
    return _style("table", "evalkit table", inside, own=True)


def _cell_margins(wide: int, sides: tuple[str, ...] = ("top", "left", "bottom", "right")) -> str:
    """The room around the text of cells: ``wide`` left and right, in twentieths of a point."""
    made = "".join(
        f'<w:{side} w:w="{wide if side in ("left", "right") else 0}" w:type="dxa"/>'
        for side in sides
    )
    return f"<w:tblCellMar>{made}</w:tblCellMar>"


def _numbering() -> str:
    """One list, of bullets."""
    return (
        f'<w:numbering {_SPACE}><w:abstractNum w:abstractNumId="1"><w:multiLevelType w:val="singleLevel"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
        '<w:pPr><w:ind w:left="360" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )  # fmt: skip


# ── settings, fonts, theme ───────────────────────────────────────────────────────────────────────


def _settings() -> str:
    modes = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in _MODES.items()
    )
    accents = " ".join(f'w:accent{n}="accent{n}"' for n in range(1, 7))
    return (
        f'<w:settings {_SPACE}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>'
        f'<w:characterSpacingControl w:val="compressPunctuation"/><w:compat><w:useFELayout/>{modes}</w:compat>'
        '<w:themeFontLang w:val="en-GB" w:eastAsia="zh-CN"/>'
        f'<w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2" {accents} '
        'w:hyperlink="hyperlink" w:followedHyperlink="followedHyperlink"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def _font_table() -> str:
    """The fonts, with the names of the Chinese ones where Chinese is not the system's language."""
    fonts = "".join(
        f'<w:font w:name="{name}">'
        + (f'<w:altName w:val="{other}"/>' if other else "")
        + f'<w:charset w:val="{charset}"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, other, charset in FONTS
    )
    return f"<w:fonts {_SPACE}>{fonts}</w:fonts>"


def _theme() -> str:
    """Colours and fonts for who edits the document; its styles name their own."""
    colours = "".join(
        f'<a:{name}><a:srgbClr val="{rgb}"/></a:{name}>' for name, rgb in _COLOURS.items()
    )
    fonts = "".join(
        f'<a:{kind}Font><a:latin typeface="Arial"/><a:ea typeface="{han}"/><a:cs typeface=""/></a:{kind}Font>'
        for kind, han in (("major", HEADING), ("minor", TEXT))
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line, effect = f'<a:ln w="9525">{fill}</a:ln>', "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'<a:theme xmlns:a="{_OPEN}/drawingml/2006/main" name="evalkit"><a:themeElements>'
        f'<a:clrScheme name="evalkit">{colours}</a:clrScheme><a:fontScheme name="evalkit">{fonts}</a:fontScheme>'
        f'<a:fmtScheme name="evalkit"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst>"
        "</a:fmtScheme></a:themeElements></a:theme>"
    )  # fmt: skip


def main() -> None:
    """Write both documents."""
    for lang in LATIN:
        with zipfile.ZipFile(BASES / f"base.{lang}.docx", "w", zipfile.ZIP_DEFLATED) as made:
            for name, content in parts(lang).items():
                text = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{content}'
                made.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main()
