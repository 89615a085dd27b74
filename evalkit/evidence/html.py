"""Saved web pages in, passages out: scripts, menus and hidden text left out, figures split over
spans mended."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from evalkit.evidence.plain import decode
from evalkit.evidence.radicals import ideographs
from evalkit.evidence.text import Contents, Passage, Unreadable, with_headings

MAX_DEPTH = 250
MAX_ELEMENTS = 500_000
_DROPPED = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "nav",
        "footer",
        "form",
        "button",
        "select",
        "option",
        "iframe",
        "object",
        "head",
        "input",
        "textarea",
        "aside",
    ]
)
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "header",
        "li",
        "dt",
        "dd",
        "td",
        "th",
        "tr",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "figcaption",
        "caption",
        "ul",
        "ol",
        "dl",
        "body",
        "html",
        "center",
        "address",
        "fieldset",
        "details",
        "summary",
        "hr",
    ]
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE
)
_RAISED = re.compile(r"vertical-align\s*:\s*super", re.IGNORECASE)
_MARK = re.compile(r"[\[［(（〔【]\s*\d{1,3}\s*[\]］)）〕】]\Z|[①-⑳]\Z")
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
LINK_SHARE = 0.7  # a short block that is mostly links is a menu


def read(content: bytes, name: str) -> Contents:
    """A saved page's passages.

    Raises:
        Unreadable: its encoding is not known, it is broken, or nested too deeply.
    """
    text = decode(content, charset_of(content))
    if text is None:
        raise Unreadable("document-encoding")
    try:
        return Contents(passages_of(text))
    except Unreadable:
        raise
    except Exception:  # whatever the parser says of a broken page
        raise Unreadable("document-broken", kind="HTML") from None


def charset_of(content: bytes) -> str:
    """The encoding a page declares; empty where it declares none."""
    found = _CHARSET.search(content[:5000])
    name = found[1].decode("ascii").lower() if found else ""
    return "gb18030" if name in ("gb2312", "gbk") else name


def passages_of(text: str) -> tuple[Passage, ...]:
    """Passages of a page.

    Raises:
        Unreadable: the page is built to exhaust its reader.
        ValueError: there is no element in it.
    """
    from lxml import etree

    parser = etree.HTMLParser(
        huge_tree=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
        recover=True,
        encoding="utf-8",
    )
    root = etree.fromstring(text.replace("\x00", "").encode("utf-8"), parser)
    if root is None:
        raise ValueError("no element")
    _measure(root)
    blocks = _without_copies(list(_blocks(root)))
    return with_headings(
        Passage(n, words, n, level=level) for n, (words, level) in enumerate(blocks, start=1)
    )


def _measure(root: Any) -> None:
    from lxml import etree

    depth = n = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        n += event == "start"
        if depth > MAX_DEPTH or n > MAX_ELEMENTS:
            raise Unreadable("document-too-large", limit="@nested")


class _Block:
    """The block being read: its words, and how many of them are links."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.links = 0
        self.level = 0

    def take(self) -> tuple[str, int] | None:
        words = ideographs(" ".join("".join(self.parts).split()))
        links, level = self.links, self.level
        self.parts, self.links, self.level = [], 0, 0
        letters = len(re.sub(r"\s", "", words))
        if not re.search(r"\w", words) or (
            letters < 60 and links > LINK_SHARE * letters and not level
        ):
            return None
        return words, level


def _blocks(root: Any) -> Iterator[tuple[str, int]]:
    """(text, heading level) of each block, in order; a row of a table is one block, its cells apart
    by a bar."""
    from lxml import etree

    block, skipped, link, row = _Block(), 0, 0, 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        starts = event == "start"
        if skipped or (starts and _is_dropped(element, tag)):
            skipped += 1 if starts else -1
            if not skipped and not starts:
                _add(block, element.tail, link)
            continue
        if tag in _BLOCKS and not (row and tag != "tr"):
            if made := block.take():
                yield made
            if starts and re.fullmatch("h[1-6]", tag):
                block.level = int(tag[1])
        elif starts and row and tag in ("td", "th") and "".join(block.parts).strip():
            block.parts.append(" | ")
        elif tag == "br" or (tag in _BLOCKS and row):
            block.parts.append(" ")
        link += (1 if starts else -1) * (tag == "a")
        row += (1 if starts else -1) * (tag == "tr")
        if starts:
            _add(block, element.text, link)
        else:
            _add(block, element.tail, link)
    if made := block.take():
        yield made


def _add(block: _Block, text: str | None, link: int) -> None:
    if text:
        block.parts.append(text)
        block.links += len(re.sub(r"\s", "", text)) if link > 0 else 0


def _is_dropped(element: Any, tag: str) -> bool:
    if (
        not tag
        or tag in _DROPPED
        or element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
    ):
        return True
    style = element.get("style") or ""
    if _HIDDEN.search(style):
        return True
    raised = tag == "sup" or _RAISED.search(style)
    return bool(raised and _MARK.match("".join(element.itertext()).strip()))


def _without_copies(blocks: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Blocks without a second copy of the page's text (a page that serves desk and phone carries it
    twice)."""
    seen: set[str] = set()
    out: list[tuple[str, int]] = []
    copying = False
    for words, level in blocks:
        if len(words) >= 40:
            copying = words in seen
            seen.add(words)
        if not copying:
            out.append((words, level))
    return out
