"""A page's source in; the page, parsed, out, or refused before that where parsing it would not end
in time.

What a parser of pages does takes longer than linear in four things: the attributes of one tag (each
is compared with those before it; those of a second <body> are the first's), the elements that are
open at once, formatting that is never closed (it is opened anew in each block that follows), and
the options of one list.
"""

from __future__ import annotations

import re
from typing import Any

from evalkit.evidence.text import Unreadable

MAX_ELEMENTS = 500_000
MAX_OPEN = 2_000  # elements open at once: 5,000 are parsed in 0.04 s, 300,000 in minutes
MAX_REOPENED = 2_000_000
MAX_ATTRIBUTES = 2_000
MAX_OPTIONS = 20_000  # 8,000 are parsed in 0.2 s, 400,000 in ten minutes
LONG_TAG = 8_000  # letters; a shorter tag cannot have too many attributes
_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,30})")
_LONG = re.compile(rf"<[a-zA-Z][^>]{{{LONG_TAG},}}")
_WHOLE = re.compile(r"<(?:body|html)\b[^>]*", re.IGNORECASE)
_OPTION = re.compile(r"<option\b", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_RAW = re.compile(
    r"<!--.*?(?:-->|\Z)|(<(script|style|textarea|title)\b[^>]*>).*?(?=</\2[\s/>]|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_MARK = '<template data-left="noscript"></template>'
_NOSCRIPT = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|textarea|title|xmp)\b[^>]*>.*?(?:</\1[\s/>]|\Z)"
    r"|<noscript\b[^>]*>(?P<noscript>.*?)(?:</noscript\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_ALONE_NAMES = (  # closed by themselves, or by the next of their kind
    "area base br col embed hr img input link meta param source track wbr frame keygen p li dt "
    "dd tr td th thead tbody tfoot option optgroup rt rp rb colgroup caption html head body "
    "!doctype path rect circle line polyline polygon ellipse stop use g"
)
_ALONE = frozenset(_ALONE_NAMES.split())
_FORMATTING_NAMES = "a b big code em font i nobr s small strike strong tt u span sub sup"
_FORMATTING = frozenset(_FORMATTING_NAMES.split())


def _without_noscript(text: str) -> str:
    """A page's source without what stands there for browsers that run no scripts; an empty
    element marks where words were."""

    def marked(found: re.Match[str]) -> str:
        if found["noscript"] is None:
            return found[0]
        held = re.sub(r"<style.*?</style|<[^>]*>", "", found["noscript"], flags=re.S | re.I)
        return _MARK if re.search(r"\w", held) else ""

    return _NOSCRIPT.sub(marked, text) if "<noscript" in text.lower() else text


def parsed(source: str) -> tuple[Any, int]:
    """A page that :mod:`selectolax.lexbor` has parsed, and how many tags it has at most.

    Raises:
        Unreadable: it is built to exhaust its reader.
    """
    from selectolax.lexbor import LexborHTMLParser

    text = source.replace("\x00", "")
    _check(text)
    text = _without_noscript(text)
    return LexborHTMLParser(text), text.count("<")


def _check(text: str) -> None:
    if text.count("<") > 4 * MAX_ELEMENTS:
        raise Unreadable("document-too-large", limit="@nested")
    whole = sum(_n_attributes(found[0]) for found in _WHOLE.finditer(text))
    longest = max((_n_attributes(found[0]) for found in _LONG.finditer(text)), default=0)
    if max(whole, longest) > MAX_ATTRIBUTES or len(_OPTION.findall(text)) > MAX_OPTIONS:
        raise Unreadable("document-too-large", limit="@nested")
    _measure(_RAW.sub(lambda raw: raw[1] or "", text))


def _n_attributes(tag: str) -> int:
    """How many attributes a tag may have, at most."""
    bare = re.sub(r"\s*=\s*[^\s>]*", " ", _QUOTED.sub('""', tag))
    return len(re.split(r"[\s/\"']+", bare))


def _measure(text: str) -> None:
    is_open: dict[str, int] = {}
    n = deep = formatting = reopened = 0
    for found in _TAG.finditer(text):
        closes, tag = found[1], found[2].lower()
        n += not closes
        if tag in _ALONE:
            reopened += 0 if closes else formatting
        elif not closes:
            is_open[tag] = is_open.get(tag, 0) + 1
            deep += 1
            formatting += tag in _FORMATTING
        elif is_open.get(tag):
            is_open[tag] -= 1
            deep -= 1
            formatting -= tag in _FORMATTING
        if n > MAX_ELEMENTS or deep > MAX_OPEN or reopened > MAX_REOPENED:
            raise Unreadable("document-too-large", limit="@nested")
