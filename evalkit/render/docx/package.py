"""A document opened, and its bytes: our own from nothing, a house's without its text; properties, settings, notes.

The same report gives the same bytes: no clock is asked, parts stand in order of name.
"""

from __future__ import annotations

import io
import re
import zipfile
from copy import deepcopy
from datetime import date, datetime
from typing import Any

import docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm
from lxml import etree

from evalkit.render.docx.blank import blank
from evalkit.render.docx.markup import FLUSH, add, clean, paragraph, run, w
from evalkit.report.model import Report

_UNDATED = date(2000, 1, 1)  # a report without a date still gives the same bytes
_LARGEST = 50_000_000  # bytes of a part of a house's document
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_SHOWN = ("t", "instrText", "fldSimple", "drawing", "pict", "object", "tbl", "pgNum")  # what makes a header one
_THEME = ("w:clrSchemeMapping", "w:doNotIncludeSubdocsInStats", "w:doNotAutoCompressPictures", "w:forceUpgrade", "w:captions",
          "w:readModeInkLockDown", "w:smartTagType", "w:shapeDefaults", "w:doNotEmbedSmartTags", "w:decimalSymbol", "w:listSeparator")  # fmt: skip
_NOTES = ("w:endnotePr", "w:compat", "w:docVars", "w:rsids", "m:mathPr", "w:attachedSchema", "w:themeFontLang", *_THEME)
# what stands after themeFontLang, and after footnotePr, in the settings
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_EFFECTS = "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects"


def opened(reference: bytes | None) -> Any:
    """A new document, or the house's without its text, with the headers and footers of its last part.

    Raises:
        ValueError: the reference is not a Word document.
    """
    if reference is None:
        return docx.Document(io.BytesIO(blank()))
    try:
        document = docx.Document(io.BytesIO(_as_document(reference)))
        body = document.element.body
        kept = _last_part(body)
    except Exception as error:  # a zip that is none, a part that is missing, XML that is broken: each its own kind
        raise ValueError("the reference is not a Word document (.docx)") from error
    for element in list(body):
        body.remove(element)
    body.append(kept)
    return document


def runs_heads(document: Any) -> bool:
    """Whether a house has a header or footer of any kind, or has chosen where pages have them."""
    part, settings = document.sections[0]._sectPr, document.settings.element
    if _on(part.find(w("titlePg"))) or _on(settings.find(w("evenAndOddHeaders"))):
        return True
    parts = [document.part.related_parts.get(ref.get(qn("r:id"))) for ref in _heads(part)]
    shown = (found for head in parts if head is not None for found in head.element.iter(*map(w, _SHOWN)))
    return any(found.text or found.tag != w("t") for found in shown)


def set_up(document: Any, ours: bool) -> None:
    """The page and the settings of our own document; of a house's, what they lack."""
    settings, section = document.settings.element, document.sections[0]
    section.page_width, section.page_height = section.page_width or Mm(210), section.page_height or Mm(297)
    for side, width in (("left", 25), ("right", 25), ("top", 22), ("bottom", 20)):
        if getattr(section, f"{side}_margin") is None:
            setattr(section, f"{side}_margin", Mm(width))
    if ours:
        section.header_distance = section.footer_distance = Mm(12.5)
    fonts = settings.find(w("themeFontLang"))
    if fonts is None:
        fonts = parse_xml(f'<w:themeFontLang {nsdecls("w")} w:val="en-GB"/>')
        settings.insert_element_before(fonts, *_THEME)
    if not fonts.get(w("eastAsia"), "").startswith("zh"):
        fonts.set(w("eastAsia"), "zh-CN")


def day_of(report: Report) -> date | None:
    """The day that a report's foot names."""
    for found in reversed(_DAY.findall(report.foot)):
        try:
            return date.fromisoformat(found)
        except ValueError:
            continue
    return None


def written(document: Any, report: Report) -> bytes:
    """The bytes, with the properties of the report."""
    _describe(document, report)
    package, out = document.part.package, io.BytesIO()
    parts = {"_rels/.rels": package.rels.xml}
    types = {"rels": CONTENT_TYPE.OPC_RELATIONSHIPS, "xml": CONTENT_TYPE.XML}
    for part in package.iter_parts():
        name = part.partname.membername
        parts[name] = part.blob
        if part.rels:
            parts[PackURI(part.partname.rels_uri).membername] = part.rels.xml
        types[part.partname.ext if part.content_type.startswith("image/") else part.partname] = part.content_type
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in [("[Content_Types].xml", _types(types)), *sorted(parts.items())]:
            item = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            item.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(item, content)
    return out.getvalue()


def _types(types: dict[str, str]) -> bytes:
    """The part that says of what kind all parts are; by their endings or, where it begins with a stroke, their names."""
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    root = etree.Element(f"{{{space}}}Types", nsmap={None: space})  # type: ignore[dict-item]  # as lxml takes it
    for key, kind in sorted(types.items()):
        if key.startswith("/"):
            etree.SubElement(root, f"{{{space}}}Override", PartName=key, ContentType=kind)
        else:
            etree.SubElement(root, f"{{{space}}}Default", Extension=key, ContentType=kind)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content


def footnotes(document: Any, notes: list[str], ids: dict[str, str], ours: bool) -> None:
    """The part that holds the footnotes, where there are any; a house's own part is replaced.

    Args:
        ids: of styles, by their names in small letters.
    """
    if not notes:
        return
    root = parse_xml(f"<w:footnotes {nsdecls('w')}/>")
    for number, kind in (("-1", "separator"), ("0", "continuationSeparator")):
        line = paragraph(ids["footnote text"], flush=None if ours else FLUSH)
        add(add(line, "r"), kind)
        add(root, "footnote", type=kind, id=number).append(line)
    for n, text in enumerate(notes, start=1):
        said = paragraph(ids["footnote text"], flush=None if ours else FLUSH)
        mark = add(said, "r")
        add(add(mark, "rPr"), "rStyle", val=ids["footnote reference"])
        add(mark, "footnoteRef")
        run(said, f" {text}")
        add(root, "footnote", id=str(n)).append(said)
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    part = document.part
    _forget(part, RELATIONSHIP_TYPE.FOOTNOTES)
    _separated(document.settings.element)
    made = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, content, part.package)
    part.relate_to(made, RELATIONSHIP_TYPE.FOOTNOTES)


def _separated(settings: Any) -> None:
    """The settings name the two lines above footnotes."""
    named = settings.find(w("footnotePr"))
    if named is None:
        named = parse_xml(f"<w:footnotePr {nsdecls('w')}/>")
        settings.insert_element_before(named, *_NOTES)
    for old in named.findall(w("footnote")):
        named.remove(old)
    for number in ("-1", "0"):
        add(named, "footnote", id=number)


# ── a house's document ───────────────────────────────────────────────────────────────────────────────────────────────


def _as_document(content: bytes) -> bytes:
    """A template (.dotx) as the document it is in all but name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as held, zipfile.ZipFile(out, "w") as made:
        for item in held.infolist():
            if item.file_size > _LARGEST:
                raise ValueError("a part of the document is too large")
            data = held.read(item)
            if item.filename == "[Content_Types].xml":
                data = data.replace(b"wordprocessingml.template.main+xml", b"wordprocessingml.document.main+xml")
            made.writestr(item, data)
    return out.getvalue()


def _last_part(body: Any) -> Any:
    """The page of a document's last part, with the headers and footers that it takes from those before it."""
    parts = list(body.iter(w("sectPr")))
    if not parts:
        return parse_xml(
            f'<w:sectPr {nsdecls("w")}><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1440" '
            'w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/></w:sectPr>'
        )
    kept = deepcopy(parts[-1])
    own = {(head.tag, head.get(w("type"))) for head in _heads(kept)}
    taken = {(head.tag, head.get(w("type"))): head for part in parts[:-1] for head in _heads(part)}
    for n, head in enumerate(head for key, head in taken.items() if key not in own):
        kept.insert(n, deepcopy(head))
    return kept


def _on(switch: Any) -> bool:
    return switch is not None and switch.get(w("val"), "true") not in ("false", "0", "off")


def _heads(part: Any) -> list[Any]:
    """The headers and footers that a part names."""
    return [child for child in part if child.tag in (w("headerReference"), w("footerReference"))]


# ── properties ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _describe(document: Any, report: Report) -> None:
    """Whose it is, what it is about, in which language and of which day; nothing of the template's maker."""
    dress, package = report.dress, document.part.package
    owner = clean(dress.author or dress.organisation) if dress else ""
    properties = document.core_properties
    properties.title, properties.subject = clean(report.title)[:255], clean(report.subtitle)[:255]
    properties.author = properties.last_modified_by = owner[:255] or "evalkit"
    properties.language = "zh-CN" if report.lang == "zh" else "en-GB"
    day = day_of(report) or _UNDATED
    properties.created = properties.modified = datetime(day.year, day.month, day.day)
    properties.revision, properties.comments = 1, ""
    kept = properties._element
    for printed in kept.findall(qn("cp:lastPrinted")):  # of the template
        kept.remove(printed)
    company = clean(dress.organisation) if dress else ""
    if not company:
        company = _company(package)
    _forget(package, RELATIONSHIP_TYPE.THUMBNAIL)
    _forget(package, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)
    _forget(document.part, _EFFECTS)  # a copy of styles that Word 2010 alone reads, and that no longer agrees
    root = etree.fromstring(f'<Properties xmlns="{_EXTENDED}"><Application>evalkit</Application></Properties>')
    if company:
        etree.SubElement(root, f"{{{_EXTENDED}}}Company").text = company
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    made = Part(PackURI("/docProps/app.xml"), CONTENT_TYPE.OFC_EXTENDED_PROPERTIES, content, package)
    package.relate_to(made, RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)


def _company(package: Any) -> str:
    """The company that a house's document names."""
    for rel in package.rels.values():
        if rel.reltype == RELATIONSHIP_TYPE.EXTENDED_PROPERTIES:
            safe = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
            root: Any = etree.fromstring(rel.target_part.blob, safe)  # none where nothing can be made of it
            return (root.findtext(f"{{{_EXTENDED}}}Company") or "") if root is not None else ""
    return ""


def _forget(holder: Any, kind: str) -> None:
    """Relations of a kind are dropped, and with them the parts they lead to."""
    for key, rel in list(holder.rels.items()):
        if rel.reltype == kind:
            del holder.rels[key]
