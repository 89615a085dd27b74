"""A page that is written by the rules of XML in; the same page as browsers write one out."""

from __future__ import annotations

import re
from html.entities import html5
from typing import Any

from evalkit.evidence.package import parsed

XML = (".xhtml", ".xht")  # endings of pages that browsers read by the rules of XML
_ENTITY = re.compile(rb"&([a-zA-Z][a-zA-Z0-9]{1,30};)")
_OF_XML = frozenset(["amp;", "lt;", "gt;", "quot;", "apos;"])
_EMPTY = re.compile(  # in HTML they would swallow what follows
    rb"<((?:\w+:)?(script|style|title|textarea|iframe|noscript|xmp|noembed|noframes|select|button"
    rb"|template|object|a|b|i|p|div|span|td|li)\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*)/>",
    re.IGNORECASE,
)
_SHEET = re.compile(rb"<\?xml-stylesheet\s([^>]{1,400}?)\?>", re.IGNORECASE)


def as_page(content: bytes) -> bytes:
    """A page as browsers write one: in HTML an empty element of XML would swallow what follows.

    Raises:
        Unreadable: it is nested too deeply, or too large.
    """
    from lxml import etree

    sheets = b"".join(b"<link rel=stylesheet %s>" % found for found in _SHEET.findall(content))
    try:
        root: Any = parsed(_ENTITY.sub(_figures, content))
    except ValueError:
        return _EMPTY.sub(rb"<\1></\2>", content)
    for element in root.iter("{http://www.w3.org/1999/xhtml}*"):
        element.tag = etree.QName(element).localname
    written: bytes = etree.tostring(root, method="html", encoding="utf-8")
    return b"\xef\xbb\xbf" + sheets + written


def _figures(found: re.Match[bytes]) -> bytes:
    """A character that HTML has a name for, by its number: XML knows five names."""
    name = found[1].decode()
    if name in _OF_XML or name not in html5:
        return found[0]
    return "".join(f"&#{ord(letter)};" for letter in html5[name]).encode()
