"""What stands beside a page in its book or archive: style sheets and pages that it shows."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, unquote_to_bytes, urljoin

from evalkit.evidence.encodings import codecs_of, decode
from evalkit.evidence.html_rules import Sheet, placed, sheet_of
from evalkit.evidence.html_xml import XML, as_page
from evalkit.evidence.text import Unreadable

MAX_SHEET = 4_000_000  # bytes of a style sheet; no page has it
MAX_RULES = 100_000  # of all sheets that one draws in
_DATA = re.compile(r"data:([^,]{0,200}),(.*)", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(rb"@charset \"([-\w]{1,40})\";")


@dataclass(frozen=True)
class Beside:
    """Files beside a page by their address; ``base``: the page's own; each sheet is understood
    once, whichever pages name it."""

    files: Mapping[str, Callable[[], bytes | None]] = field(default_factory=dict)
    base: str = ""
    sheets: dict[str, Sheet | None] = field(default_factory=dict)

    def at(self, base: str) -> Beside:
        """The same files, seen from another page."""
        return Beside(self.files, base, self.sheets)

    def sheet(self, href: str) -> Sheet | None:
        """A style sheet with those that it draws in; None where it is not at hand."""
        address = self.address(href)
        if address not in self.sheets:
            self.sheets[address] = None  # a sheet that draws itself in adds nothing
            content = self._content(address)
            if content is not None and len(content) <= MAX_SHEET:
                self.sheets[address] = self.at(address).whole(sheet_of(_text(content)))
        return self.sheets[address]

    def whole(self, sheet: Sheet) -> Sheet:
        """A sheet with the rules of those that it draws in before its own."""
        if not sheet.imports:
            return sheet
        drawn = [(self.sheet(one.href), one.layer) for one in sheet.imports]
        parts = [*(placed(one, layer) for one, layer in drawn if one is not None), sheet]
        rules = tuple(rule for part in parts for rule in part.rules)
        layers = tuple(layer for part in parts for layer in part.layers)
        is_whole = all(one is not None and one.is_whole for one, _ in drawn)
        shown = frozenset(name for part in parts for name in part.shown)
        return Sheet(rules[:MAX_RULES], (), layers, is_whole and len(rules) <= MAX_RULES, shown)

    def page(self, src: str) -> str | None:
        """A page's source; None where it is not at hand, or cannot be read."""
        address = self.address(src)
        content = self._content(address)
        if content is None:
            return None
        try:
            if address.lower().endswith(XML):
                content = as_page(content)
            return decode(content, is_page=True)[0]
        except Unreadable:
            return None

    def address(self, href: str) -> str:
        """The address that something is held under, as a page names it."""
        named = href.strip().partition("#")[0]
        if _DATA.match(named):
            return named
        joined = urljoin(self.base, named) if self.base else named
        tried: Iterable[str] = (named, joined, unquote(joined))
        return next((one for one in tried if one in self.files), joined)

    def _content(self, address: str) -> bytes | None:
        if found := _DATA.match(address):
            return _held_in(found[1], found[2])
        held = self.files.get(address)
        return None if held is None else held()


def _held_in(said: str, written: str) -> bytes | None:
    """What an address holds itself."""
    content = unquote_to_bytes(written)
    try:
        return b64decode(content) if said.lower().rstrip().endswith(";base64") else content
    except ValueError:
        return None


def _text(content: bytes) -> str:
    """A style sheet's source, in the encoding that it names, else in UTF-8."""
    said = _CHARSET.match(content)
    for name in codecs_of(said[1].decode()) if said else ():
        try:
            return content.decode(name)
        except (LookupError, UnicodeDecodeError, ValueError):
            continue
    return content.decode("utf-8-sig", errors="replace")


ALONE = Beside()  # a page that was saved by itself
