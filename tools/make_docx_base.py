"""Make the Word documents that reports are written into: `python tools/make_docx_base.py`.

One document a language, empty but for page, styles, list, header, footer, settings, theme, fonts.
All parts are written out here, since the template of a library brings its own fonts, thumbnail and
modes of old versions. A base may be opened in Word, but what is changed there is lost unless it is
changed here too: a test compares the parts with what this script makes.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BASES = Path(__file__).parent.parent / "evalkit" / "render" / "docx"
ACCENT, INK, SOFT, LINE, SHADE = "1F4E79", "1C2330", "5A6475", "C9D0DA", "F0F3F7"
LATIN = {"zh": "Times New Roman", "en": "Arial"}
TEXT, HEADING = "宋体", "黑体"  # East-Asian fonts
FONTS = {"Times New Roman": "", "Arial": "", TEXT: "SimSun", HEADING: "SimHei"}
PAGE_WORDS = {"zh": ("第 ", " 页，共 ", " 页"), "en": ("Page ", " of ", "")}
COLOURS = {
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
}


@dataclass(frozen=True, slots=True)
class Look:
    """A style of paragraphs.

    Attributes:
        name: as Word writes it.
        size: of type, in points; 0: as inherited.
        space: before and after, in points; the line, of the type's height (0: as inherited).
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


def parts(lang: str) -> dict[str, str]:
    """The parts of a document by their names, in the order in which they are stored."""
    made = {
        "document": _document(),
        "styles": _styles(lang),
        "numbering": _numbering(),
        "settings": _settings(),
        "fontTable": _font_table(),
        "theme": _theme(),
        "header": f"<w:hdr {_SPACE}>{_paragraph('Header')}</w:hdr>",
        "footer": f"<w:ftr {_SPACE}>{_paragraph('Footer', _page_number(lang))}</w:ftr>",
    }
    return {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relations({"officeDocument": "word/document.xml"}),
        "word/_rels/document.xml.rels": _relations({name: f"{name}.xml" for name in _PARTS}),
        **{f"word/{name}.xml": content for name, content in made.items()},
    }


def main() -> None:
    """Write both documents."""
    for lang in LATIN:
        with zipfile.ZipFile(BASES / f"base.{lang}.docx", "w", zipfile.ZIP_DEFLATED) as made:
            for name, content in parts(lang).items():
                text = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{content}'
                made.writestr(zipfile.ZipInfo(name), text, zipfile.ZIP_DEFLATED)


def w(name: str, inside: str = "", /, **values: object) -> str:
    """An element, and its attributes, in the namespace of Word's text."""
    opened = f"w:{name}" + "".join(f' w:{key}="{value}"' for key, value in values.items())
    return f"<{opened}>{inside}</w:{name}>" if inside else f"<{opened}/>"


def _looks(lang: str) -> tuple[Look, ...]:
    """The styles of paragraphs, each after the one it is based on.

    No first line is set in: an inherited firstLineChars wins over a firstLine of one's own, so that
    both are said; a firstLine would take the place of a hanging indent.
    """
    zh = lang == "zh"
    two = w("ind", firstLineChars=200, firstLine=420) if zh else ""
    bullet = w("ind", left=360, hanging=360, firstLineChars=0)
    text: dict[str, Any] = {"indent": w("ind", firstLineChars=0, firstLine=0)}
    own: dict[str, Any] = {**text, "own": True}
    head: dict[str, Any] = {"following": "Body Text", "bold": True, "keep": True}
    title: dict[str, Any] = {"colour": ACCENT, "heading": True}
    # lead-ins are whole lines in bold that head what follows: beside the entries of annexes
    lead: dict[str, Any] = {"based": "heading 3", "outline": 2, "own": True, **head}
    contents: dict[str, Any] = {"based": "heading 2", "outline": 10, "on_grid": False, **head}
    return (
        Look("Normal", 10.5 if zh else 10, (0, 5, 1.35 if zh else 1.1), based=""),
        Look("heading 1", 15, (18, 8, 1.15), outline=1, **head, **title),
        Look("heading 2", 12, (12, 6, 1.15), outline=2, **head, **title),
        Look("heading 3", 11, (10, 4, 1.15), outline=3, **head, **title),
        Look("Title", 20, (0, 4, 1.15), bold=True, **title),
        Look("Subtitle", 11, (0, 3, 1.15), colour=SOFT, **text),
        Look("Body Text", 0, (0, 0, 0), indent=two),
        Look("List Bullet", 0, (0, 2, 0), indent=bullet),
        Look("Lead-in", 10.5, (5, 2, 1.15), **lead),
        Look("TOC Heading", 11, (12, 3, 1.15), **contents),
        Look("toc 1", 9.5, (0, 1, 1.1), on_grid=False, **text),
        Look("caption", 9, (8, 4, 1.15), colour=SOFT, on_grid=False, **text),
        Look("Figure", 9, (0, 0, 1), keep=True, place="center", on_grid=False, **own),
        Look("Table Text", 9, (1, 1, 1.1), place="left", on_grid=False, **own),
        Look("Table Text Small", 8, (1, 1, 1.05), based="Table Text", **own),
        Look("Table Text Tiny", 7.5, (1, 1, 1.05), based="Table Text", **own),
        Look("header", 8.5, (0, 0, 1.15), colour=SOFT, **text),
        Look("footer", 8.5, (0, 0, 1.15), colour=SOFT, **text),
        Look("footnote text", 8.5, (0, 0, 1.1), colour=SOFT, place="left", on_grid=False, **text),
    )


def _content_types() -> str:
    kinds = {"document": f"{_WORD}.document.main", **_PARTS}
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
        f'<Relationship Id="rId{n}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets.items(), start=1)
    )
    return f'<Relationships xmlns="{_SCHEMAS}/package/2006/relationships">{made}</Relationships>'


def _document() -> str:
    """One A4 page of nothing, with the namespaces of all that text may hold."""
    spaces = {
        "r": _RELATION,
        "wp": f"{_DRAWING}/wordprocessingDrawing",
        "a": f"{_DRAWING}/main",
        "pic": f"{_DRAWING}/picture",
    }
    named = "".join(f' xmlns:{key}="{value}"' for key, value in spaces.items())
    ends = "".join(
        f'<w:{name}Reference w:type="default" r:id="rId{list(_PARTS).index(name) + 1}"/>'
        for name in ("header", "footer")
    )
    margins: dict[str, Any] = {"top": 1247, "right": 1417, "bottom": 1134, "left": 1417}
    page = w("pgSz", w=11906, h=16838) + w("pgMar", **margins, header=709, footer=709, gutter=0)
    body = w("body", w("sectPr", ends + page))
    return f"<w:document {_SPACE}{named}>{body}</w:document>"


def _paragraph(style: str, inside: str = "") -> str:
    return w("p", w("pPr", w("pStyle", val=style)) + inside)


def _page_number(lang: str) -> str:
    """The page, and of how many; what made the report is written before it."""
    before, between, after = PAGE_WORDS[lang]

    def words(text: str, name: str = "t") -> str:
        return w("r", f'<w:{name} xml:space="preserve">{text}</w:{name}>') if text else ""

    def field(code: str) -> str:
        marks = (w("r", w("fldChar", fldCharType=kind)) for kind in ("begin", "separate", "end"))
        begin, separate, end = marks
        return begin + words(f" {code} ", "instrText") + separate + words("1") + end

    return (
        words(f"    {before}") + field("PAGE") + words(between) + field("NUMPAGES") + words(after)
    )


def _styles(lang: str) -> str:
    spoken = w("rPrDefault", w("rPr", w("lang", val="en-GB", eastAsia="zh-CN")))
    hidden, quick = w("semiHidden"), w("qFormat")
    margins = w("tblPr", _cell_margins(top=0, left=108, bottom=0, right=108))
    link, mark = w("color", val=ACCENT), w("vertAlign", val="superscript")
    made = (
        w("docDefaults", spoken),
        _style("character", "Default Paragraph Font", hidden, default=1),
        _style("table", "Normal Table", hidden + margins, default=1),
        _style("numbering", "No List", hidden, default=1),
        *(_paragraph_style(look, lang) for look in _looks(lang)),
        _style("character", "Hyperlink", quick + w("rPr", link)),
        _style("character", "footnote reference", quick + w("rPr", mark)),
        _table_style(),
    )
    return f"<w:styles {_SPACE}>{''.join(made)}</w:styles>"


def _id(name: str) -> str:
    """The id of a style, from its name."""
    return "".join(word[:1].upper() + word[1:] for word in name.replace("-", " ").split())


def _style(kind: str, name: str, inside: str, **marks: object) -> str:
    return w("style", w("name", val=name) + inside, type=kind, styleId=_id(name), **marks)


def _paragraph_style(look: Look, lang: str) -> str:
    inside = w("basedOn", val=_id(look.based)) if look.based else ""
    inside += w("next", val=_id(look.following)) if look.following else ""
    inside += w("qFormat") + w("pPr", _shape(look)) + w("rPr", _letters(look, lang))
    marks: dict[str, Any] = ({} if look.based else {"default": 1}) | (
        {"customStyle": 1} if look.own else {}
    )
    return _style("paragraph", look.name, inside, **marks)


def _shape(look: Look) -> str:
    """What a style says of paragraphs, in the order of the schema."""
    before, after = (round(points * 20) for points in look.space[:2])
    line = round(look.space[2] * 240)
    spacing: dict[str, Any] = {"before": before, "after": after} if any(look.space) else {}
    spacing |= {"line": line, "lineRule": "auto"} if line else {}
    # what is no heading has no heading's number, also where an office numbers its headings
    number = 0 if look.outline and not look.heading else 1
    numbered = look.name == "List Bullet" or not number
    made = (
        w("keepNext") if look.keep else "",
        "" if look.based else w("widowControl"),
        w("numPr", w("numId", val=number)) if numbered else "",
        "" if look.on_grid else w("snapToGrid", val=0),
        w("spacing", **spacing) if spacing else "",
        look.indent,
        w("jc", val=look.place) if look.place else "",
        w("outlineLvl", val=look.outline - 1) if look.outline else "",
    )
    return "".join(made)


def _letters(look: Look, lang: str) -> str:
    """Fonts, bold, colour and size.

    Without an East-Asian font by name a theme decides, which differs from machine to machine.
    """
    latin, han = LATIN[lang], HEADING if look.heading else TEXT
    named = look.heading or not look.based
    size = round(look.size * 2)
    made = (
        w("rFonts", ascii=latin, hAnsi=latin, eastAsia=han, cs=latin) if named else "",
        w("b") + w("bCs") if look.bold else "",
        w("color", val=look.colour),
        w("sz", val=size) + w("szCs", val=size) if size else "",
    )
    return "".join(made)


def _table_style() -> str:
    """Lines between rows, stronger ones around, the heading shaded."""
    lines = (("top", 8, INK), ("bottom", 8, INK), ("insideH", 4, LINE))
    borders = "".join(
        w(side, val="single", sz=size, space=0, color=colour) for side, size, colour in lines
    )
    look = w("tblPr", w("tblBorders", borders) + _cell_margins(left=80, right=80))
    shade = w("tcPr", w("shd", val="clear", color="auto", fill=SHADE))
    first = w("tblStylePr", w("rPr", w("b")) + shade, type="firstRow")
    inside = w("basedOn", val=_id("Normal Table")) + w("qFormat") + look + first
    return _style("table", "evalkit table", inside, customStyle=1)


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


def _settings() -> str:
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
        w("characterSpacingControl", val="compressPunctuation"),
        w("compat", w("useFELayout") + modes),
        w("themeFontLang", val="en-GB", eastAsia="zh-CN"),
        w("clrSchemeMapping", **colours),
        w("decimalSymbol", val="."),
        w("listSeparator", val=","),
    )
    return f"<w:settings {_SPACE}>{''.join(made)}</w:settings>"


def _font_table() -> str:
    """The fonts, with the names of the Chinese ones where Chinese is not the system's language."""
    rest = w("family", val="auto") + w("pitch", val="variable")
    made = (
        w("altName", val=other) + w("charset", val="86") if other else w("charset", val="00")
        for other in FONTS.values()
    )
    fonts = (w("font", said + rest, name=name) for name, said in zip(FONTS, made, strict=True))
    return f"<w:fonts {_SPACE}>{''.join(fonts)}</w:fonts>"


def _theme() -> str:
    """Colours and fonts for who edits the document; its styles name their own."""
    colours = "".join(
        f'<a:{name}><a:srgbClr val="{rgb}"/></a:{name}>' for name, rgb in COLOURS.items()
    )
    fonts = "".join(
        f'<a:{kind}Font><a:latin typeface="Arial"/><a:ea typeface="{han}"/>'
        f'<a:cs typeface=""/></a:{kind}Font>'
        for kind, han in (("major", HEADING), ("minor", TEXT))
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
