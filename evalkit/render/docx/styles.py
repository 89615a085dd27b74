"""The styles of a document: where it is our own, all; where it is an office's, those it lacks.

A style that an office lacks takes type and colour from the office's own "Normal" or heading, and
says only what its place asks for: size, space, indent.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.shared import RGBColor

from evalkit.render import typefaces
from evalkit.render.docx.markup import add, w

SOFT, SHADE = "5A6475", "F0F3F7"  # as in our own document
# of tables; with many columns; where nothing larger fits
TABLE_TEXT = ("table text", "table text small", "table text tiny")
MARGIN = 4.0  # points left and right of the text of a cell
TABLE = "evalkit table"
_APART = ("caption", "header", "footer", "footnote text", "source", "foot line", *TABLE_TEXT)
_FIXED = ("title", *_APART)  # styles whose size holds in an office too
# What no first-line indent of an office may reach; a heading, a title and text keep theirs.
# An inherited firstLineChars wins over a firstLine of one's own, so that both are said; a firstLine
# would take the place of a hanging indent.
_FLUSHED = ("figure", "toc 1", "toc heading", "kicker", "byline", *_APART)
_HEADS = ("title", "heading 1", "heading 2", "heading 3", "lead-in", "toc heading")
_FLUSH: dict[str, dict[str, object]] = {
    **{name: {"firstLineChars": 0, "firstLine": 0} for name in _FLUSHED},
    **{name: {"firstLineChars": 0} for name in ("list bullet", "point", "point below")},
}


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of one document.

    Attributes:
        ids: by their names in small letters.
        ours: the document is no office's.
        sizes: of type in tables, in points: as a rule, small, tiny.
    """

    document: Any
    ids: dict[str, str]
    ours: bool
    sizes: tuple[float, ...]

    def paragraph(
        self,
        name: str,
        *,
        keep: bool = False,
        gap: int = 0,
        left: int = 0,
        right: int = 0,
        place: str = "",
    ) -> Any:
        """A ``w:p`` without text.

        Args:
            name: of its style, in small letters.
            keep: it stays with the next; so does every heading.
            gap: twentieths of a point above it; 0: as its style has it.
            left: twentieths of a point by which it is set in; 0: as its style has it.
            right: twentieths of a point to a tab, with dots before it; 0: as its style has it.
            place: how it is aligned.
        """
        made = OxmlElement("w:p")
        look = add(made, "pPr")
        add(look, "pStyle", val=self.ids[name])
        foreign = not self.ours and name.startswith("heading")
        if keep or foreign:
            add(look, "keepNext")
        if foreign:  # its number stands in it, and the office may count too
            add(add(look, "numPr"), "numId", val="0")
        if right:
            add(add(look, "tabs"), "tab", val="right", leader="dot", pos=right)
        if gap:
            add(look, "spacing", before=gap)
        indent = ({"left": left} if left else {}) | ({} if self.ours else _FLUSH.get(name, {}))
        if indent:
            add(look, "ind", **indent)
        if place:
            add(look, "jc", val=place)
        return made

    def begin_page(self, paragraph: Any) -> None:
        """A paragraph that is written begins a page."""
        look = paragraph.pPr
        look.insert(1 + len(look.xpath("w:keepNext")), OxmlElement("w:pageBreakBefore"))


def colour(document: Any, accent: str) -> None:
    """Headings and links take a colour, six hexadecimal digits."""
    for style in _named(document, (*_HEADS, "hyperlink")):
        style.font.color.rgb = RGBColor.from_string(accent)


def fonts(document: Any, text: str, head: str) -> None:
    """Text and headings take an office's fonts; empty: none.

    Of several names with commas between them, one that is made for Chinese letters is for these,
    and any other for Latin ones and digits.
    """
    for names, heads in ((text, False), (head, True)):
        wanted = dict.fromkeys(("ascii", "hAnsi", "cs"), typefaces.latin(names))
        wanted["eastAsia"] = typefaces.chinese(names)
        for style in document.styles:
            name = style.name.lower()
            letters = style.element.find(f"{w('rPr')}/{w('rFonts')}")
            if letters is None or name == "quoted words" or (name in _HEADS) is not heads:
                continue
            for key, font in wanted.items():
                if font:
                    letters.set(w(key), font)


def complete(document: Any, own: Any) -> Styles:
    """The styles of a document, once an office has what it lacked.

    Args:
        own: our own document, from which the office takes them.
    """
    styles, source = document.styles.element, own.styles.element
    ids = _ids(styles)
    for default in styles.xpath(
        'w:style[@w:type="paragraph"][@w:default="1" or @w:default="true" or @w:default="on"]'
    ):
        ids.setdefault("normal", default.styleId)  # in an office it may have another name
    names = {key: name for name, key in _ids(source).items()}
    sizes = tuple(_style(own, _ids(source)[name]).font.size.pt for name in TABLE_TEXT)
    offered = {names[s.styleId]: s for s in source.style_lst if s.semiHidden is None}
    taken = {name: offered[name] for name in offered if name not in ids}
    for name, style in taken.items():
        ids[name] = style.styleId
        while list(ids.values()).count(ids[name]) > 1:
            ids[name] += "2"
    for style in taken.values():
        made = deepcopy(style)
        _fit(made, names, ids)
        styles.append(made)
    if "list bullet" in taken:
        _style(document, ids["list bullet"]).element.pPr.numPr.numId.val = _bullets(document, own)
    if "subtitle" in taken:
        title, below = (_style(document, ids[name]) for name in ("title", "subtitle"))
        below.paragraph_format.alignment = title.paragraph_format.alignment
    return Styles(document, ids, document is own, sizes)


def _named(document: Any, names: tuple[str, ...]) -> list[Any]:
    return [style for style in document.styles if style.name.lower() in names]


def _style(document: Any, key: str) -> Any:
    return document.styles.get_by_id(key, WD_STYLE_TYPE.PARAGRAPH)


def _ids(styles: Any) -> dict[str, str]:
    names = styles.xpath("w:style/w:name")
    return {name.get(w("val"), "").lower(): name.getparent().styleId for name in names}


def _fit(style: Any, names: dict[str, str], ids: dict[str, str]) -> None:
    """A style of ours becomes one of an office: its id, what it is based on, no type or colour."""
    name = names[style.styleId]
    style.styleId = ids[name]
    for other in style.xpath("w:basedOn|w:next"):
        key = ids.get(names[other.val])
        if key is None:
            style.remove(other)
        else:
            other.val = key
    if style.type != WD_STYLE_TYPE.PARAGRAPH:
        return
    leave = ["w:rPr/w:rFonts", "w:rPr/w:color"]
    if name not in _FIXED:
        leave += ["w:rPr/w:sz", "w:rPr/w:szCs"]
    if name == "list bullet":  # items of a list stand as an office's text does
        leave.append("w:pPr/w:spacing")
    for element in style.xpath("|".join(leave)):
        element.getparent().remove(element)
    for spacing in style.xpath("w:pPr/w:spacing") if name not in _FIXED else ():
        for key in ("line", "lineRule"):  # of our size of type
            spacing.attrib.pop(w(key), None)


def _bullets(document: Any, own: Any) -> int:
    """The number of our list of bullets among the lists of an office."""
    ours = own.part.numbering_part
    if RELATIONSHIP_TYPE.NUMBERING not in {rel.reltype for rel in document.part.rels.values()}:
        document.part.relate_to(ours, RELATIONSHIP_TYPE.NUMBERING)
        return int(ours.element.num_lst[0].numId)
    lists = document.part.numbering_part.element
    bullet = deepcopy(ours.element[0])
    kind = max(map(int, lists.xpath("w:abstractNum/@w:abstractNumId")), default=0) + 1
    bullet.set(w("abstractNumId"), str(kind))
    lists.insert_element_before(bullet, "w:num", "w:numIdMacAtCleanup")
    return int(lists.add_num(kind).numId)
