"""Electronic books (EPUB) in, passages out: their pages in the order of reading, each read as any
page is."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import unquote

from evalkit.evidence import html
from evalkit.evidence.html_beside import Beside
from evalkit.evidence.package import Package, opened, parsed
from evalkit.evidence.text import Contents, Passage, Told, Unreadable, reading, with_headings

_PAGES = ("application/xhtml+xml", "text/html", "application/html")


def read(content: bytes, name: str) -> Contents:
    """A book's passages.

    Raises:
        Unreadable: it is locked, broken, or too large.
    """
    with reading("EPUB"):
        package = opened(content)
        pages = list(_pages(package))
    passages: list[Passage] = []
    told: dict[tuple[str, object], Told] = {}
    beside = Beside({path: partial(package.read, path) for path in package.names})
    for path, page in pages:
        try:
            read = html.read(page, name, beside.at(path))
        except Unreadable as problem:
            if problem.code == "document-too-large":
                raise
            # a cover shows a picture and no word
            pictures = Told("document-pictures", {"n": 1, "at": "¶1"})
            read = Contents((), (pictures,) if problem.code == "document-image-only" else ())
        for one in read.told:
            _tell(told, one, len(passages))
        passages += [
            replace(p, number=n, until=n)
            for n, p in enumerate(read.passages, start=len(passages) + 1)
        ]
    return Contents(with_headings(passages), tuple(told.values()))


def _pages(package: Package) -> Iterator[tuple[str, bytes]]:
    """The pages of a book and their names, in the order of reading.

    Raises:
        Unreadable: a page is locked.
        ValueError: there is none.
    """
    locked = set()
    if (encrypted := package.xml("META-INF/encryption.xml")) is not None:
        locked = {unquote(e.get("URI") or "") for e in encrypted.iter("{*}CipherReference")}
    container = package.xml("META-INF/container.xml")
    root = next(container.iter("{*}rootfile")).get("full-path")
    book = package.xml(root)
    items = {e.get("id"): e for e in book.iter("{*}item")}
    order = dict.fromkeys(e.get("idref") for e in book.iter("{*}itemref"))  # each page once
    listed = [items[name] for name in order if name in items]
    if not listed:
        raise ValueError("no pages")
    for item in listed:
        path = posixpath.join(posixpath.dirname(root), unquote(item.get("href") or ""))
        path = posixpath.normpath(path)
        if path in locked:
            raise Unreadable("document-encrypted")
        content = package.read(path)
        if content is not None and (item.get("media-type") or _PAGES[0]) in _PAGES:
            yield path, as_page(content)


def as_page(content: bytes) -> bytes:
    """A page as browsers write one: in HTML an empty element of XML would swallow what follows."""
    from lxml import etree

    try:
        root: Any = parsed(content)
    except ValueError:
        return content
    for element in root.iter("{http://www.w3.org/1999/xhtml}*"):
        element.tag = etree.QName(element).localname
    written: bytes = etree.tostring(root, method="html", encoding="utf-8")
    return b"\xef\xbb\xbf" + written


def _tell(told: dict[tuple[str, object], Told], one: Told, before: int) -> None:
    """What is told of a page, with its places in the book; the same of several pages once."""
    key = (one.code, one.values.get("kind"))
    values = dict(one.values)
    if isinstance(at := values.get("at"), str):
        values["at"] = re.sub(r"¶(\d+)", lambda found: f"¶{int(found[1]) + before}", at)
    if key in told:
        first = told[key].values
        if isinstance(first.get("n"), int) and isinstance(values.get("n"), int):
            values["n"] = int(str(first["n"])) + int(str(values["n"]))
        if isinstance(first.get("at"), str):
            values["at"] = f"{first['at']}, {values.get('at', '')}"
    told[key] = replace(one, values=values)
