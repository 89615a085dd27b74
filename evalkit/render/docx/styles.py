"""The styles of a document: all of them where it is ours; where it is a house's, those that it lacks.

A style that a house lacks takes type and colour from the house's own "Normal" or heading, and says only what its place
asks for: size, space, indent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.parts.numbering import NumberingPart

from evalkit.render.docx.markup import FLUSH, HANGING, add, w

ACCENT, INK, SOFT, LINE, SHADE = "1F4E79", "1C2330", "5A6475", "C9D0DA", "F0F3F7"
ENGLISH = 10.0  # points of type of running English; Chinese is set in 10.5, the usual size
SIZE, SMALL = 9.0, 8.0  # points of type in tables, and in those with many columns
MARGIN = 4.0  # points left and right of the text of a cell
FONTS = {
    "zh": ("Times New Roman", "宋体", "黑体"),
    "en": ("Arial", "宋体", "黑体"),
}  # Latin, East-Asian text, headings
TABLE = "evalkit table"


@dataclass(frozen=True, slots=True)
class _Look:
    """A style of paragraphs. ``name``: as Word writes it; ``size`` (0: as inherited), ``before``, ``after`` in points; ``line``: of the
    type's height; ``fixed``: the size holds in a house too; ``outline``: its level in the navigation pane, from 1;
    ``indent``: of the first line: none, all the type's two characters in Chinese, or that of a bullet; ``on_grid``:
    lines may snap to the grid of the page."""

    name: str
    size: float
    based: str = "Normal"
    before: float = 0
    after: float = 0
    line: float = 0
    colour: str = INK
    heading: bool = False
    bold: bool = False
    fixed: bool = False
    outline: int = 0
    indent: str = ""
    keep: bool = False
    place: str = ""
    on_grid: bool = True
    own: bool = False  # no style of Word's own


_LOOKS = (
    _Look("Normal", 10.5, based="", after=5, line=1.1),
    _Look("heading 1", 15, before=18, after=8, line=1.15, heading=True, outline=1, keep=True),
    _Look("heading 2", 12, before=12, after=6, line=1.15, heading=True, outline=2, keep=True),
    _Look("heading 3", 11, before=10, after=4, line=1.15, heading=True, outline=3, keep=True),
    _Look("Title", 20, after=4, line=1.15, heading=True, fixed=True),
    _Look("Subtitle", 11, after=3, line=1.15, colour=SOFT, indent="none"),
    _Look("Body Text", 0, indent="two"),
    _Look("List Bullet", 0, after=2, indent="bullet"),
    # in the navigation pane beside the entries of annexes: whole lines in bold that head what follows
    _Look("Lead-in", 10.5, based="heading 3", before=5, after=2, line=1.15, bold=True, outline=2, keep=True, own=True),
    _Look("TOC Heading", 11, based="heading 2", before=12, after=3, line=1.15, bold=True, outline=10, keep=True, on_grid=False),
    _Look("toc 1", 9.5, after=1, line=1.1, indent="none", on_grid=False),
    _Look("caption", 9, before=8, after=4, line=1.15, colour=SOFT, fixed=True, indent="none", on_grid=False),
    _Look("Figure", 9, after=0, line=1, indent="none", keep=True, place="center", on_grid=False, own=True),
    _Look("Table Text", SIZE, before=1, after=1, line=1.1, fixed=True, indent="none", place="left", on_grid=False, own=True),
    _Look("Table Text Small", SMALL, based="Table Text", before=1, after=1, line=1.05, fixed=True, indent="none", own=True),
    _Look("header", 8.5, line=1.15, colour=SOFT, fixed=True, indent="none"),
    _Look("footer", 8.5, line=1.15, colour=SOFT, fixed=True, indent="none"),
    _Look("footnote text", 8.5, line=1.1, colour=SOFT, fixed=True, indent="none", place="left", on_grid=False),
)  # fmt: skip


def completed(document: Any, lang: str, accent: str, ours: bool) -> dict[str, str]:
    """The ids of styles by their names in small letters, once those that the document lacks are added.

    Args:
        accent: the colour of headings and links, six hexadecimal digits.
        ours: no house's document: styles name their fonts and colours.
    """
    styles = document.styles.element
    ids = {
        name.get(w("val"), "").lower(): style.get(w("styleId"))
        for style in styles.findall(w("style"))
        for name in style.findall(w("name"))
    }
    if "normal" not in ids:  # a house whose default style has another name
        default = [style for style in styles.findall(w("style")) if _is_default(style)]
        ids |= {"normal": default[0].get(w("styleId"))} if default else {}
    if ours:
        _plain(styles, ids)
    for look in _LOOKS:
        if look.name.lower() not in ids:
            numbers = _bullets(document) if look.indent == "bullet" else ""
            _paragraphs(styles, look, ids, lang, accent, ours, numbers)
    if "hyperlink" not in ids:
        add(add(_style(styles, ids, "Hyperlink", "character"), "rPr"), "color", val=accent)
    if "footnote reference" not in ids:
        add(add(_style(styles, ids, "footnote reference", "character"), "rPr"), "vertAlign", val="superscript")
    if TABLE not in ids:
        _table(styles, ids)
    return ids


def numbered(document: Any, style: str) -> bool:
    """Whether a style, by its id, puts numbers before its paragraphs."""
    known = {s.get(w("styleId")): s for s in document.styles.element.findall(w("style"))}
    seen: set[str] = set()
    while style in known and style not in seen:
        seen.add(style)
        number = known[style].find(f"{w('pPr')}/{w('numPr')}/{w('numId')}")
        if number is not None:
            return bool(number.get(w("val")) != "0")
        based = known[style].find(w("basedOn"))
        style = "" if based is None else based.get(w("val"), "")
    return False


def speak(document: Any) -> None:
    """The language in which text is proofed, for all styles: Chinese in Chinese letters, British English in Latin ones.

    A house's own choice of an English or other Latin language stays.
    """
    styles = document.styles.element
    look = styles
    for name in ("docDefaults", "rPrDefault", "rPr", "lang"):
        found = look.find(w(name))
        if found is None:
            found = add(look, name)
            if name in ("docDefaults", "rPrDefault"):
                look.insert(0, found)
        look = found
    if look.get(w("val")) is None:
        look.set(w("val"), "en-GB")
    if not look.get(w("eastAsia"), "").startswith("zh"):
        look.set(w("eastAsia"), "zh-CN")


def line(document: Any, ids: dict[str, str]) -> tuple[float, float]:
    """The size of type of running text, and the height of its lines; in points."""
    styles = document.styles.element
    found = [style for style in styles.findall(w("style")) if style.get(w("styleId")) == ids["normal"]]
    places = [*found, *styles.findall(f"{w('docDefaults')}/{w('rPrDefault')}")]
    sizes = [size.get(w("val")) for place in places for size in place.findall(f"{w('rPr')}/{w('sz')}")]
    size = float(sizes[0]) / 2 if sizes else 10.0
    spaces = [space for place in found for space in place.findall(f"{w('pPr')}/{w('spacing')}") if space.get(w("line"))]
    if not spaces:
        return size, size * 1.25
    wide = float(spaces[0].get(w("line")))
    return size, size * 1.25 * wide / 240 if spaces[0].get(w("lineRule"), "auto") == "auto" else wide / 20


def _is_default(style: Any) -> bool:
    return bool(style.get(w("type")) == "paragraph" and style.get(w("default")) in ("1", "true", "on"))


def _plain(styles: Any, ids: dict[str, str]) -> None:
    """The styles that Word takes for granted."""
    add(_style(styles, ids, "Default Paragraph Font", "character", default=True), "semiHidden")
    table = _style(styles, ids, "Normal Table", "table", default=True)
    add(table, "semiHidden")
    margins = add(add(table, "tblPr"), "tblCellMar")
    for side, wide in (("top", "0"), ("left", "108"), ("bottom", "0"), ("right", "108")):
        add(margins, side, w=wide, type="dxa")
    add(_style(styles, ids, "No List", "numbering", default=True), "semiHidden")


def _style(
    styles: Any, ids: dict[str, str], name: str, kind: str, *, based: str = "", after: str = "", default: bool = False, own: bool = False
) -> Any:  # fmt: skip
    """A new style without its look. ``after``: the style of the next paragraph; ``own``: no style of Word's own."""
    plain = "".join(word[:1].upper() + word[1:] for word in name.replace("-", " ").split())
    known = set(ids.values())
    ids[name.lower()] = next(made for made in (plain, *(f"{plain}{n}" for n in range(2, 99))) if made not in known)
    values = {"type": kind, "styleId": ids[name.lower()]}
    if default:
        values["default"] = "1"
    if own:
        values["customStyle"] = "1"
    made = add(styles, "style", **values)
    add(made, "name", val=name)
    if based.lower() in ids:
        add(made, "basedOn", val=ids[based.lower()])
    if after.lower() in ids:
        add(made, "next", val=ids[after.lower()])
    if not default or kind == "paragraph":
        add(made, "qFormat")
    return made


def _paragraphs(
    styles: Any, look: _Look, ids: dict[str, str], lang: str, accent: str, ours: bool, numbers: str
) -> None:  # fmt: skip
    """A style of paragraphs. ``numbers``: the id of the list it belongs to."""
    after = "Body Text" if look.heading or look.name in ("Lead-in", "TOC Heading") else ""
    made = _style(
        styles, ids, look.name, "paragraph", based=look.based, after=after, default=look.name == "Normal", own=look.own
    )
    shape = add(made, "pPr")
    if look.keep:
        add(shape, "keepNext")
    if not look.based:
        add(shape, "widowControl")
    if numbers or (look.outline and not look.heading and not ours):
        add(add(shape, "numPr"), "numId", val=numbers or "0")  # what is no heading has no heading's number
    if not look.on_grid:
        add(shape, "snapToGrid", val="0")
    if ours or look.indent != "bullet":  # items of a list stand as a house's text does
        _spacing(shape, look, lang)
    if look.indent == "none":
        add(shape, "ind", **FLUSH)
    elif look.indent == "bullet":
        add(shape, "ind", left="360", hanging="360", **HANGING)
    elif look.indent == "two" and ours and lang == "zh":
        add(shape, "ind", firstLineChars="200", firstLine="420")
    place = _placed(styles, ids) if look.name == "Subtitle" and not ours else look.place
    if place:
        add(shape, "jc", val=place)
    if look.outline:
        add(shape, "outlineLvl", val=str(look.outline - 1))
    _type(add(made, "rPr"), look, lang, accent, ours)


def _placed(styles: Any, ids: dict[str, str]) -> str:
    """How a house's title is aligned; what stands below it follows."""
    title = next(style for style in styles.findall(w("style")) if style.get(w("styleId")) == ids["title"])
    found = title.find(f"{w('pPr')}/{w('jc')}")
    return "" if found is None else str(found.get(w("val")))


def _spacing(shape: Any, look: _Look, lang: str) -> None:
    if not look.line and not look.before and not look.after:
        return
    values = {"before": str(round(look.before * 20)), "after": str(round(look.after * 20))}
    line = 1.35 if look.name == "Normal" and lang == "zh" else look.line
    if line:
        values |= {"line": str(round(line * 240)), "lineRule": "auto"}
    add(shape, "spacing", **values)


def _type(letters: Any, look: _Look, lang: str, accent: str, ours: bool) -> None:
    """Fonts by name, bold, colour and size; in a house only bold, and a size that its place asks for."""
    latin, text, head = FONTS[lang]
    if ours and (look.heading or not look.based):
        # without the East-Asian font a theme decides, which differs from machine to machine
        han = head if look.heading else text
        add(letters, "rFonts", ascii=latin, hAnsi=latin, eastAsia=han, cs=latin)
    if look.heading or look.bold:
        add(letters, "b")
        add(letters, "bCs")
    if ours:
        add(letters, "color", val=accent if look.heading else look.colour)
    size = ENGLISH if lang == "en" and not look.based and ours else look.size
    if size and (ours or look.fixed):
        for name in ("sz", "szCs"):
            add(letters, name, val=str(round(size * 2)))


def _table(styles: Any, ids: dict[str, str]) -> None:
    """The style of tables: lines between rows, stronger ones around, the heading shaded."""
    made = _style(styles, ids, TABLE, "table", based="Normal Table", own=True)
    look = add(made, "tblPr")
    borders = add(look, "tblBorders")
    for side, size, colour in (("top", "8", INK), ("bottom", "8", INK), ("insideH", "4", LINE)):
        add(borders, side, val="single", sz=size, space="0", color=colour)
    margins = add(look, "tblCellMar")
    for side in ("left", "right"):
        add(margins, side, w=str(round(MARGIN * 20)), type="dxa")
    first = add(made, "tblStylePr", type="firstRow")
    add(add(first, "rPr"), "b")
    add(add(first, "tcPr"), "shd", val="clear", color="auto", fill=SHADE)


def _bullets(document: Any) -> str:
    """The id of a new list of bullets; with the part that holds lists, where there was none."""
    part = document.part
    held = [rel.target_part for rel in part.rels.values() if rel.reltype == RELATIONSHIP_TYPE.NUMBERING]
    if held:
        lists = held[0].element
    else:
        lists = parse_xml(f"<w:numbering {nsdecls('w')}/>")
        made = NumberingPart(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, lists, part.package)
        part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
    kinds, numbers = lists.findall(w("abstractNum")), lists.findall(w("num"))
    kind = str(max((int(k.get(w("abstractNumId"))) for k in kinds), default=0) + 1)
    number = str(max((int(n.get(w("numId"))) for n in numbers), default=0) + 1)
    bullet = add(lists, "abstractNum", abstractNumId=kind)
    add(bullet, "multiLevelType", val="singleLevel")
    level = add(bullet, "lvl", ilvl="0")
    for name, value in (("start", "1"), ("numFmt", "bullet"), ("lvlText", "•"), ("lvlJc", "left")):
        add(level, name, val=value)
    add(add(level, "pPr"), "ind", left="360", hanging="360")
    if numbers:
        numbers[0].addprevious(bullet)  # kinds stand before the lists that are of them
    list_ = add(lists, "num", numId=number)
    add(list_, "abstractNumId", val=kind)
    if numbers:
        numbers[-1].addnext(list_)
    return number
