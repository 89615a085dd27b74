"""A document opened, and its bytes: our own, or an office's without its text; properties, notes.

The same report gives the same bytes: no clock is asked, parts stand in order of name.
"""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from datetime import date, datetime
from importlib.resources import files
from typing import Any

import docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

from evalkit.model.refusal import Refusal, reason
from evalkit.render.docx.markup import add, clean, run, w
from evalkit.render.docx.styles import Styles
from evalkit.report.model import Report

_UNDATED = date(2000, 1, 1)  # a report without a date still gives the same bytes
_LARGEST = 50_000_000  # bytes of a part of an office's document
_HEADS = "w:headerReference|w:footerReference"
_SHOWN = (
    "//w:t[text()]|//w:instrText|//w:fldSimple|//w:drawing|//w:pict|//w:object|//w:tbl|//w:pgNum"
)
_SETTINGS = (  # their order, from the notes on
    "w:footnotePr",
    "w:endnotePr",
    "w:compat",
    "w:docVars",
    "w:rsids",
    "m:mathPr",
    "w:attachedSchema",
    "w:themeFontLang",
    "w:clrSchemeMapping",
    "w:doNotIncludeSubdocsInStats",
    "w:doNotAutoCompressPictures",
    "w:forceUpgrade",
    "w:captions",
    "w:readModeInkLockDown",
    "w:smartTagType",
    "w:shapeDefaults",
    "w:doNotEmbedSmartTags",
    "w:decimalSymbol",
    "w:listSeparator",
)
_EXTENDED = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
_EFFECTS = "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects"


def base_document(lang: str, product: str = "") -> Any:
    """The document that reports are written into, made by tools/make_docx_base.py; memos have one
    of their own."""
    form = "memo" if product == "memo" else "base"
    return docx.Document(str(files("evalkit.render.docx") / f"{form}.{lang}.docx"))


def emptied(reference: bytes, own: Any) -> Any:
    """An office's document without its text, with the headers and footers of its last part.

    Args:
        own: our own document, for what the office does not say of its page.

    Raises:
        ValueError: the reference is not a Word document.
    """
    try:
        sizes = [item.file_size for item in zipfile.ZipFile(io.BytesIO(reference)).infolist()]
        if max(sizes) > _LARGEST:
            raise ValueError("a part of the document is too large")
        document = docx.Document(io.BytesIO(_zipped(reference)))
        body = document.element.body
        kept = _last_page(body, own.sections[0]._sectPr)
    except Exception as error:  # no zip, a part that is missing, XML that is broken: each its own
        raise Refusal(reason("report.docx-reference")) from error
    body[:] = [kept]
    _set_languages(document)
    return document


def has_headers(document: Any) -> bool:
    """Whether an office has a header or footer of any kind, or has chosen where pages have them."""
    section = document.sections[0]
    if (
        section.different_first_page_header_footer
        or document.settings.odd_and_even_pages_header_footer
    ):
        return True
    parts = [document.part.related_parts.get(head.rId) for head in section._sectPr.xpath(_HEADS)]
    return any(part is not None and part.element.xpath(_SHOWN) for part in parts)


def written(document: Any, report: Report) -> bytes:
    """The bytes, with the properties of the report; the zip without the times of its making."""
    _set_properties(document, report)
    saved = io.BytesIO()
    document.save(saved)
    return _zipped(saved.getvalue())


def footnotes(document: Any, notes: list[str], styles: Styles) -> None:
    """The part that holds the footnotes, where there are any; an office's own part is replaced."""
    if not notes:
        return
    root = parse_xml(f"<w:footnotes {nsdecls('w')}/>")
    named = _setting(document, "footnotePr")
    for old in named.findall(w("footnote")):
        named.remove(old)

    def note(number: int, **kind: str) -> Any:
        made = add(root, "footnote", **kind, id=number)
        made.append(styles.paragraph("footnote text"))
        return add(made[0], "r")

    for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
        add(note(number, type=kind), kind)
        add(named, "footnote", id=number)
    for number, text in enumerate(notes, start=1):
        mark = note(number)
        add(add(mark, "rPr"), "rStyle", val=styles.ids["footnote reference"])
        add(mark, "footnoteRef")
        run(mark.getparent(), f" {text}")
    _replace(
        document.part,
        "/word/footnotes.xml",
        CONTENT_TYPE.WML_FOOTNOTES,
        RELATIONSHIP_TYPE.FOOTNOTES,
        root,
    )


def _setting(document: Any, name: str) -> Any:
    """An element of the settings; in its place, where it was lacking."""
    settings, tag = document.settings.element, f"w:{name}"
    found = settings.find(w(name))
    if found is None:
        found = OxmlElement(tag)
        settings.insert_element_before(found, *_SETTINGS[_SETTINGS.index(tag) + 1 :])
    return found


def _drop_relations(holder: Any, kind: str) -> None:
    """Relations of a kind are dropped, and with them the parts they lead to."""
    for key in [key for key, rel in holder.rels.items() if rel.reltype == kind]:
        del holder.rels[key]


def _replace(holder: Any, name: str, kind: str, relation: str, root: Any) -> None:
    """A part by itself takes the place of what a document or package had of its relation."""
    _drop_relations(holder, relation)
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    holder.relate_to(Part(PackURI(name), kind, content, holder), relation)


def _zipped(content: bytes) -> bytes:
    """A package with parts in order of name and without the times of its making.

    A template (.dotx) becomes the document that it is in all but name.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as held, zipfile.ZipFile(out, "w") as made:
        for name in sorted(held.namelist()):
            data = held.read(name)
            if name == "[Content_Types].xml":
                data = data.replace(b".template.main+xml", b".document.main+xml")
            made.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _last_page(body: Any, own: Any) -> Any:
    """The page of a document's last part, with the headers and footers it takes from those before.

    Args:
        own: our own page, for what is not said of it.
    """
    parts = body.xpath(".//w:pPr/w:sectPr|w:sectPr")
    heads = {(head.tag, head.type_): head for part in parts for head in part.xpath(_HEADS)}
    kept: Any = deepcopy(parts[-1]) if parts else OxmlElement("w:sectPr")
    for head in kept.xpath(_HEADS):
        kept.remove(head)
    kept[:0] = [deepcopy(head) for head in heads.values()]
    for held, said in ((kept.get_or_add_pgSz(), own.pgSz), (kept.get_or_add_pgMar(), own.pgMar)):
        for key in [key for key in said.attrib if key not in held.attrib]:
            held.set(key, said.get(key))
    return kept


def _set_languages(document: Any) -> None:
    """The languages in which text is proofed, and for which a theme's fonts are chosen.

    Chinese in Chinese letters; in Latin ones British English, where an office has chosen none.
    """
    look = document.styles.element
    for name in ("docDefaults", "rPrDefault", "rPr", "lang"):
        found = look.find(w(name))
        if found is None:
            found = OxmlElement(f"w:{name}")
            look.insert(len(look) if name == "lang" else 0, found)
        look = found
    for spoken in (look, _setting(document, "themeFontLang")):
        if spoken.get(w("val")) is None:
            spoken.set(w("val"), "en-GB")
        if not spoken.get(w("eastAsia"), "").startswith("zh"):
            spoken.set(w("eastAsia"), "zh-CN")


def _set_properties(document: Any, report: Report) -> None:
    """Whose it is, what about, in which language, of which day; nothing of a template's maker."""
    look, package = report.look, document.part.package
    company = clean(look.organisation)
    owner = clean(look.author) or company
    properties = document.core_properties
    properties.title, properties.subject = clean(report.title)[:255], clean(report.subtitle)[:255]
    properties.author = properties.last_modified_by = owner[:255] or "evalkit"
    properties.language = "zh-CN" if report.lang == "zh" else "en-GB"
    day = report.date or _UNDATED
    properties.created = properties.modified = datetime(day.year, day.month, day.day)
    properties.revision, properties.comments = 1, ""
    for printed in properties._element.findall(qn("cp:lastPrinted")):  # of the template
        properties._element.remove(printed)
    _drop_relations(package, RELATIONSHIP_TYPE.THUMBNAIL)
    _drop_relations(
        document.part, _EFFECTS
    )  # styles that Word 2010 alone reads, and that no longer agree
    root = etree.fromstring(
        f'<Properties xmlns="{_EXTENDED}"><Application>evalkit</Application></Properties>'
    )
    if company := company or _company(package):
        etree.SubElement(root, f"{{{_EXTENDED}}}Company").text = company
    _replace(
        package,
        "/docProps/app.xml",
        CONTENT_TYPE.OFC_EXTENDED_PROPERTIES,
        RELATIONSHIP_TYPE.EXTENDED_PROPERTIES,
        root,
    )


def _company(package: Any) -> str:
    """The company that an office's document names."""
    safe = etree.XMLParser(resolve_entities=False, recover=True)
    for rel in package.rels.values():
        if rel.reltype == RELATIONSHIP_TYPE.EXTENDED_PROPERTIES:
            # none if nothing can be made of it
            root: Any = etree.fromstring(rel.target_part.blob, safe)
            return "" if root is None else root.findtext(f"{{{_EXTENDED}}}Company", "")
    return ""
