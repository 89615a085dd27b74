"""What a presentation is made in: one layout on a wide page, in an office's colour and fonts, with
nothing of the library's template left but its skeleton."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.constants import RELATIONSHIP_TYPE as RELATION
from pptx.opc.package import XmlPart
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

from evalkit.render import typefaces
from evalkit.render.glyphs import unturned
from evalkit.report.model import Report

WIDE, HIGH = 960.0, 540.0  # the page, in points
COLOUR = "#1f4e79"  # where an office names none
_OF: Any = RGBColor.from_string  # the library gives it no types
INK, SOFT = _OF("1C2330"), _OF("5A6475")
LATIN, HAN = "Arial", "Microsoft YaHei"
_LAYOUT = "Title Only"
_UNUSED = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.SLIDE_NUMBER)
_UNDATED = date(2000, 1, 1)
_ILLEGAL = dict.fromkeys(n for n in range(32) if n not in (9, 10, 13)) | dict.fromkeys(
    [*range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
)
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"

_NAMES: Any = {None: _PROPERTIES}


def clean(text: str) -> str:
    """Text that XML can hold."""
    return unturned(text.translate(_ILLEGAL))


def colour_of(report: Report) -> str:
    """The office's colour, or ours, as RRGGBB."""
    return (report.look.colour or COLOUR).removeprefix("#").upper()


def emptied(report: Report) -> Any:
    """A presentation without slides, with one layout: a title and a free page."""
    made = Presentation()
    made.slide_width, made.slide_height = Pt(WIDE), Pt(HIGH)
    for layout in [*made.slide_layouts]:
        if layout.name != _LAYOUT:
            made.slide_layouts.remove(layout)
    layout = made.slide_layouts[0]
    for shape in (*layout.placeholders, *made.slide_master.placeholders):
        if shape.placeholder_format.type in _UNUSED:
            shape._element.getparent().remove(shape._element)
    across = WIDE / 720  # the template is 720 points wide
    for shape in made.slide_master.placeholders:
        shape.left, shape.width = round(shape.left * across), round(shape.width * across)
    for style in made.slide_master._element.iter(qn("p:titleStyle")):
        style[0].set("algn", "l")
    _set_theme(made.slide_master.part, report)
    _drop(made.part, RELATION.PRINTER_SETTINGS)
    _drop(made.part.package, RELATION.THUMBNAIL)
    return made


def _set_theme(master: Any, report: Report) -> None:
    """The office's colour as the first accent, and its fonts for Latin and Chinese letters, or
    ours."""
    part, look = master.part_related_by(RELATION.THEME), report.look
    root = etree.fromstring(part.blob)
    root.set("name", "evalkit")
    for accent in root.iter(qn("a:accent1")):
        for held in [*accent]:
            accent.remove(held)
        etree.SubElement(accent, qn("a:srgbClr")).set("val", colour_of(report))
    for kind, names in (("a:majorFont", look.font_head), ("a:minorFont", look.font_text)):
        latin, chinese = typefaces.latin(names) or LATIN, typefaces.chinese(names) or HAN
        for fonts in root.iter(qn(kind)):
            for name, font in (("a:latin", latin), ("a:ea", chinese)):
                for held in fonts.findall(qn(name)):
                    held.set("typeface", font)
            for held in fonts.findall(qn("a:font")):
                if held.get("script") == "Hans":
                    held.set("typeface", chinese)
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    if isinstance(part, XmlPart):  # of the notes, which the library has parsed
        part._element = parse_xml(content)
    else:
        part.blob = content


def _drop(holder: Any, kind: str) -> None:
    """Relations of a kind, and with them what they lead to."""
    rels = holder._rels
    for key in [key for key, rel in rels.items() if rel.reltype == kind]:
        rels.pop(key)


def written(made: Any, report: Report) -> bytes:
    """The file: whose it is, of which day; parts in order of name and without the times of its
    making."""
    _set_properties(made, report)
    _set_theme(made.notes_master.part, report)
    held = io.BytesIO()
    made.save(held)
    out = io.BytesIO()
    with zipfile.ZipFile(held) as given, zipfile.ZipFile(out, "w") as kept:
        for name in sorted(given.namelist()):
            data = given.read(name)
            data = _application(report) if name == "docProps/app.xml" else data
            kept.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _set_properties(made: Any, report: Report) -> None:
    """Nothing of the template's maker stays."""
    look, properties = report.look, made.core_properties
    owner = clean(look.author) or clean(look.organisation)
    properties.title, properties.subject = clean(report.title)[:255], clean(report.subtitle)[:255]
    properties.author = properties.last_modified_by = owner[:255]
    properties.language = "zh-CN" if report.lang == "zh" else "en-GB"
    properties.keywords = properties.comments = properties.category = ""
    day = report.date or _UNDATED
    properties.created = properties.modified = datetime(day.year, day.month, day.day)
    properties.revision = 1


def _application(report: Report) -> bytes:
    """Properties of the program: whose file it is, and no program's name."""
    root = etree.Element(f"{{{_PROPERTIES}}}Properties", nsmap=_NAMES)
    for name, text in (
        ("PresentationFormat", "Widescreen"),
        ("Slides", "1"),
        ("Notes", "1"),
        ("Company", clean(report.look.organisation)),
    ):
        etree.SubElement(root, f"{{{_PROPERTIES}}}{name}").text = text
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
