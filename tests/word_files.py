"""Word files made from pieces of XML, as small as they can be."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from types import MappingProxyType

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
PARTS = ("styles", "numbering", "settings", "footnotes", "endnotes")
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def relations(*pairs: tuple[str, str, str]) -> str:
    """A part of relations: (id, last word of the type, target)."""
    inner = "".join(
        f'<Relationship Id="{name}" Type="{R}/{kind}" Target="{target}"/>'
        for name, kind, target in pairs
    )
    return f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def word(
    inner: str,
    parts: Mapping[str, str] = MappingProxyType({}),
    more: Mapping[str, bytes] = MappingProxyType({}),
    strict: bool = False,
) -> bytes:
    """A Word file: what its body holds, what further parts of it hold (``styles`` …), and others
    with their bytes (beside the body, or from the root by ``/``), as relations ``x0``, ``x1`` …"""
    held = io.BytesIO()
    links = [(f"p{n}", kind, f"{kind}.xml") for n, kind in enumerate(parts)]
    links += [(f"x{n}", "aFChunk", name) for n, name in enumerate(more)]
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:

        def put(name: str, root: str, content: str) -> None:
            text = f'<?xml version="1.0"?><w:{root} {SPACES}>{content}</w:{root}>'
            if strict:
                text = text.replace(W, "http://purl.oclc.org/ooxml/wordprocessingml/main")
            package.writestr(name, text)

        package.writestr("[Content_Types].xml", _TYPES)
        package.writestr("_rels/.rels", relations(("r1", "officeDocument", "word/document.xml")))
        put("word/document.xml", "document", f"<w:body>{inner}</w:body>")
        package.writestr("word/_rels/document.xml.rels", relations(*links))
        for kind, content in parts.items():
            put(f"word/{kind}.xml", kind, content)
        for name, data in more.items():
            package.writestr(name[1:] if name.startswith("/") else f"word/{name}", data)
    return held.getvalue()


def r(text: str, properties: str = "") -> str:
    """A run."""
    own = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{own}<w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*runs: str, properties: str = "") -> str:
    """A paragraph of runs; what is no XML is a run's text."""
    own = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    inner = "".join(run if run.startswith("<") else r(run) for run in runs)
    return f"<w:p>{own}{inner}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """A table of cells; what is no XML is a paragraph's text."""
    cells = (
        "".join(f"<w:tc>{c if c.startswith('<') else p(c)}</w:tc>" for c in row) for row in rows
    )
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"
