"""A Word document in the form of one XML file in; the same as a package of parts out.

Two forms are about: the parts of a package side by side (Flat OPC), and the XML of Word 2003, in
which office systems still write what they name .doc.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from evalkit.evidence.docx_names import W
from evalkit.evidence.package import MAX_PARTS, Package, parsed
from evalkit.evidence.text import Unreadable

_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_AML = "{http://schemas.microsoft.com/aml/2001/core}"
_HINT = "{http://schemas.microsoft.com/office/word/2003/auxHint}"
_OF_2003 = b"http://schemas.microsoft.com/office/word/2003/wordml"
_CHANGES = {"Word.Insertion": "ins", "Word.Deletion": "del", "Word.Comment": "commentReference"}
_NAMES = {"vmerge": "vMerge", "hmerge": "hMerge"}
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="s" Type="{_R}/styles" Target="styles.xml"/>'
    f'<Relationship Id="f" Type="{_R}/footnotes" Target="footnotes.xml"/>'
    f'<Relationship Id="e" Type="{_R}/endnotes" Target="endnotes.xml"/></Relationships>'
)


def unfolded(content: bytes) -> Package:
    """The parts of a Word document that is one XML file.

    Raises:
        Unreadable: it is too large, or nested too deeply.
        ValueError: it is no such file.
    """
    root = parsed(content.replace(_OF_2003, W[1:-1].encode()))
    if root.tag == _PKG + "package":
        return Package.of(_side_by_side(root))
    if root.tag == W + "wordDocument":
        return Package.of(_of_2003(root))
    raise ValueError("no Word document")


def _side_by_side(root: Any) -> Mapping[str, bytes]:
    parts = list(root.iterchildren(_PKG + "part"))
    if len(parts) > MAX_PARTS:
        raise Unreadable("document-too-large", limit="@unpacked")
    out: dict[str, bytes] = {}
    for part in parts:
        name = (part.get(_PKG + "name") or "").lstrip("/")
        if name.lower() in out:
            raise Unreadable("document-part-repeated", part=name)
        data = part.find(_PKG + "xmlData")
        binary = part.findtext(_PKG + "binaryData") or ""
        written = data is not None and len(data) > 0
        out[name.lower()] = _written(data[0]) if written else base64.b64decode(binary)
    return out


def _of_2003(root: Any) -> Mapping[str, bytes]:
    """Parts of a document of Word 2003, with the names of today."""
    for element in list(root.iter(_AML + "annotation")):
        _change(element)
    for old, new in _NAMES.items():
        for element in root.iter(W + old):
            element.tag = W + new
    for number in list(root.iter(_HINT + "t")):
        _numbered(number)
    notes = {kind: _notes(root, kind) for kind in ("footnote", "endnote")}
    styles = root.find(W + "styles")
    parts = {
        "word/document.xml": _written(root),
        "word/_rels/document.xml.rels": _RELATIONS.encode(),
        **{f"word/{kind}s.xml": content for kind, content in notes.items()},
    }
    return parts if styles is None else {**parts, "word/styles.xml": _written(styles)}


def _change(element: Any) -> None:
    """An insertion, a deletion or a comment, as today's Word writes it."""
    kind = _CHANGES.get(element.get(W + "type") or "", "smartTag")
    content = element.find(_AML + "content")
    held = [] if content is None or kind == "commentReference" else list(content)
    for one in list(element):
        element.remove(one)
    element.extend(held)
    element.tag = W + kind


def _numbered(hint: Any) -> None:
    """The number of a paragraph in its list, which stands there as a hint, as a run before it."""
    text = (hint.get(_HINT + "val") or "").strip()
    listed, properties = hint.getparent(), hint.getparent().getparent()
    paragraph = properties.getparent() if properties is not None else None
    if listed.tag != W + "listPr" or paragraph is None or not any(c.isalnum() for c in text):
        return
    run = paragraph.makeelement(W + "r", {})
    words = run.makeelement(W + "t", {})
    words.text = text
    run.append(words)
    if text[-1] not in "、）":
        run.append(run.makeelement(W + "tab", {}))
    paragraph.insert(paragraph.index(properties) + 1, run)


def _notes(root: Any, kind: str) -> bytes:
    """Notes, which stand where their marks are, in a part of their own; a reference stays."""
    whole = root.makeelement(W + f"{kind}s", {})
    body = root.find(W + "body")
    for n, note in enumerate([] if body is None else list(body.iter(W + kind)), start=1):
        reference = note.makeelement(W + f"{kind}Reference", {W + "id": str(n)})
        note.getparent().replace(note, reference)
        note.set(W + "id", str(n))
        note.attrib.pop(W + "type", None)
        whole.append(note)
    return _written(whole)


def _written(element: Any) -> bytes:
    from lxml import etree

    out: bytes = etree.tostring(element, encoding="utf-8", with_tail=False)
    return out
