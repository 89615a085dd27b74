"""Saved web pages in, passages out: what a browser shows is text, menus and hidden text are not,
and what was left out is told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from evalkit.evidence.encodings import decode
from evalkit.evidence.html_beside import ALONE, Beside
from evalkit.evidence.html_limits import parsed
from evalkit.evidence.html_xml import XML, as_page
from evalkit.evidence.left_out import LeftOut
from evalkit.evidence.radicals import ideographs
from evalkit.evidence.text import Contents, Passage, Told, Unreadable, reading, with_headings

_ROOTS = "#root, #app, #__next, #__nuxt, app-root"  # what frameworks fill by script
_PICTURES = "document-pictures"
FEW = 100  # letters: a page of fewer whose root is empty is made by a script


def read(content: bytes, name: str, beside: Beside = ALONE) -> Contents:
    """A saved page's passages.

    Args:
        beside: what stands beside the page in its book or archive.

    Raises:
        Unreadable: its encoding is not known, it is broken, nested too deeply, or shows no text.
    """
    if name.lower().endswith(XML):
        with reading("HTML"):
            content = as_page(content)
    page = page_of(content, beside)
    left = page.left.told(len(page.passages))
    return Contents(page.passages, (*page.guessed, *left, *page.told))


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows, and what was ``left`` out of it; what is told of its characters, which
    were ``guessed`` or lost, and of the page as a whole."""

    passages: tuple[Passage, ...]
    left: LeftOut
    guessed: tuple[Told, ...]
    told: tuple[Told, ...]


def page_of(content: bytes, beside: Beside = ALONE) -> Page:
    """The same as :func:`read`, with the places of what was left out still apart: for what a page
    is only a part of."""
    text, guessed = decode(content, is_page=True)
    with reading("HTML"):
        return _page(text, guessed, beside)


def _page(text: str, guessed: tuple[Told, ...], beside: Beside) -> Page:
    from evalkit.evidence.html_blocks import Reader
    from evalkit.evidence.html_navigation import without_copy, without_menus
    from evalkit.evidence.html_styles import styles_of

    page, n_tags = parsed(text)
    frames = page.css("frameset frame[src]")
    reader = Reader(styles_of(page, n_tags, beside), beside)
    reader.read_page(page)
    blocks, n_menus = without_menus(reader.blocks)
    left = LeftOut()
    passages: list[Passage] = []
    n_before = 0
    for block in without_copy(blocks):
        if block.text:
            number = len(passages) + 1
            words = ideographs(block.text)
            passages.append(Passage(number, words, number, level=block.level))
        for code, kind in block.marks:
            if code == _PICTURES and not passages:
                n_before += 1  # what stands above the first word belongs to the site
            else:
                left.add(code, kind, len(passages))
    told: tuple[Told, ...] = ()
    letters = sum(len(passage.text) for passage in passages)
    if frames and letters < FEW and not reader.n_pages:
        files = ", ".join((f.attributes.get("src") or "")[:80] for f in frames[:4])
        raise Unreadable("document-frames", n=len(frames), files=files)
    if not passages and n_before:
        raise Unreadable("document-image-only")
    if letters < FEW and _is_made_by_script(page, letters):
        if not passages:
            raise Unreadable("document-made-by-script")
        told = (*told, Told("document-made-by-script"))
    if n_menus:
        told = (*told, Told("document-menus", {"n": n_menus}))
    return Page(with_headings(passages), left, guessed, told)


def _is_made_by_script(page: Any, letters: int) -> bool:
    """Whether a page that shows hardly a word has a script that is to make its text."""
    if not letters:
        return bool(page.css_first("script, template[data-left]"))
    root = page.css_first(_ROOTS)
    empty = root is not None and not re.search(r"\w{20}", root.text() or "")
    return empty and page.css_first("script") is not None
