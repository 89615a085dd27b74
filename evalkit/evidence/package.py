"""A zip package (Word, OpenDocument, EPUB) in; its parts and their XML, within limits, out."""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar
from urllib.parse import unquote

from evalkit.evidence.text import Unreadable

MAX_UNPACKED = 200_000_000
MAX_PARTS = 5000
MAX_BODY = 60_000_000  # bytes of one part with text
_TEXT = (".xml", ".rels", ".xhtml", ".html", ".htm", ".opf", ".ncx", ".txt", ".rtf", ".mht", ".css")
_STRICT = (
    (b"http://purl.oclc.org/ooxml/", b"http://schemas.openxmlformats.org/"),
    (b"http://schemas.openxmlformats.org/wordprocessingml/main",
     b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://schemas.openxmlformats.org/officeDocument/math",
     b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
    (b"http://schemas.openxmlformats.org/officeDocument/relationships",
     b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (b"http://schemas.openxmlformats.org/drawingml/",
     b"http://schemas.openxmlformats.org/drawingml/2006/"),
)  # fmt: skip
Otherwise = TypeVar("Otherwise", int, None)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part of a package points to: the last word of the relation's type, and a part's name
    (empty where it lies outside the package)."""

    kind: str
    target: str


@dataclass(frozen=True)
class Package:
    """A package's parts by name; nothing is unpacked before it is asked for."""

    names: frozenset[str] = field(repr=False)
    unpacked: Callable[[str], bytes] = field(repr=False)

    @staticmethod
    def of(parts: Mapping[str, bytes]) -> Package:
        """A package of parts that are at hand."""
        return Package(frozenset(parts), parts.__getitem__)

    @cached_property
    def _by_case(self) -> dict[str, str]:
        return {name.lower(): name for name in self.names}

    def has(self, name: str) -> bool:
        """Whether there is a part of a name, whatever its case."""
        return name.lower() in self._by_case

    def read(self, name: str) -> bytes | None:
        """A part's bytes; None where there is none of that name."""
        own = name if name in self.names else self._by_case.get(name.lower())
        return None if own is None else self.unpacked(own)

    def xml(self, name: str) -> Any:
        """A part as a tree of elements; None where there is none of that name.

        Raises:
            Unreadable: it is nested too deeply, or too large.
            ValueError: it is no XML.
        """
        content = self.read(name)
        return None if content is None else parsed(content)

    def relations(self, part: str) -> dict[str, Relation]:
        """Relations of a part by their id."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        out = {}
        for one in () if root is None else root.iter(f"{{{_RELATIONS}}}Relationship"):
            target = unquote(one.get("Target") or "")
            inside = one.get("TargetMode") != "External"
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = (one.get("Type") or "").rpartition("/")[2]
            out[one.get("Id") or ""] = Relation(kind, path if inside else "")
        return out


def opened(content: bytes) -> Package:
    """A package, refused before anything of it is unpacked where it is built to exhaust its reader.

    The sizes that a package declares bound what is read: reading stops there.

    Raises:
        Unreadable: too many parts, too much text in them, two parts of one name, or locked.
        ValueError, zipfile.BadZipFile: it is no package.
    """
    file = zipfile.ZipFile(io.BytesIO(content))
    parts = [part for part in file.infolist() if not part.is_dir()]
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Unreadable("document-too-large", limit="@unpacked")
    if any(p.file_size > MAX_BODY for p in parts if p.filename.lower().endswith(_TEXT)):
        raise Unreadable("document-too-large", limit="@unpacked")
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable("document-encrypted")
    for name, n in Counter(part.filename.lower() for part in parts).items():
        if n > 1 and name.endswith(_TEXT):
            raise Unreadable("document-part-repeated", part=name)
    return Package(frozenset(part.filename for part in parts), file.read)


def whole(text: str | None, otherwise: Otherwise) -> int | Otherwise:
    """A whole number that stands in an attribute; another where none does."""
    return int(text) if text is not None and text.isdecimal() and len(text) < 10 else otherwise


def parsed(content: bytes) -> Any:
    """XML as a tree of elements, without entities of its own; the names of strict Office files are
    those of the usual ones.

    Raises:
        Unreadable: it is too large, nested too deeply, or a text in it is too long.
        ValueError: it is no XML, or declares entities of its own.
    """
    from lxml import etree

    if len(content) > MAX_BODY:
        raise Unreadable("document-too-large", limit="@unpacked")
    if _STRICT[0][0] in content[:20_000]:
        for strict, usual in _STRICT:
            content = content.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        said = str(error).lower()
        if "depth" in said:
            raise Unreadable("document-too-large", limit="@nested") from None
        if "huge" in said or "too long" in said or "limit" in said:
            raise Unreadable("document-too-large", limit="@unpacked") from None
        raise ValueError("no XML") from None
    declared: Any = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise ValueError("entities of its own")
    return root
