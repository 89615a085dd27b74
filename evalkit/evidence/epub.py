"""Electronic books (EPUB) in, passages out: their pages in the order of reading, each read as any
page is."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import unquote

from evalkit.evidence import html
from evalkit.evidence.html_beside import Beside
from evalkit.evidence.html_xml import as_page
from evalkit.evidence.left_out import LeftOut
from evalkit.evidence.package import Package, opened
from evalkit.evidence.text import Contents, Passage, Told, Unreadable, reading, with_headings

DEEPEST = 5  # items that stand in for each other
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
    left = LeftOut()
    told: dict[str, Told] = {}
    beside = Beside({path: partial(package.read, path) for path in package.names})
    for path, page in pages:
        try:
            if page is None:
                raise Unreadable("document-broken", kind="EPUB")
            read = html.page_of(page, beside.at(path))
        except Unreadable as problem:
            if problem.code == "document-too-large":
                raise
            if problem.code == "document-image-only":  # a cover shows a picture and no word
                left.add("document-pictures", "", len(passages) + 1)
            elif problem.code != "document-empty":
                left.add("document-left-out", "left-pages", len(passages) + 1)
            continue
        left.join(read.left, len(passages), len(read.passages))
        for one in (*read.guessed, *read.told):
            told[one.code] = _together(told.get(one.code), one)
        passages += [
            replace(p, number=n, until=n)
            for n, p in enumerate(read.passages, start=len(passages) + 1)
        ]
    return Contents(with_headings(passages), (*left.told(len(passages)), *told.values()))


def _pages(package: Package) -> Iterator[tuple[str, bytes | None]]:
    """The pages of a book and their names, in the order of reading; None for what cannot be read.

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
    if not order:
        raise ValueError("no pages")
    for name in order:
        item = _page(items.get(name), items)
        href = unquote(item.get("href") or "").partition("#")[0] if item is not None else ""
        path = posixpath.normpath(posixpath.join(posixpath.dirname(root), href))
        if path in locked:
            raise Unreadable("document-encrypted")
        content = package.read(path) if href else None
        yield path, None if content is None else as_page(content)


def _page(item: Any, items: Mapping[str | None, Any]) -> Any:
    """An item of a book, or the page that stands in for it; None where there is neither."""
    for _ in range(DEEPEST):
        if item is None or (item.get("media-type") or _PAGES[0]) in _PAGES:
            return item
        item = items.get(item.get("fallback"))
    return None


def _together(before: Told | None, one: Told) -> Told:
    """The same told of several pages, as once of the book."""
    n, more = before.values.get("n") if before else None, one.values.get("n")
    if not isinstance(n, int) or not isinstance(more, int):
        return one
    return replace(one, values={**one.values, "n": n + more})
