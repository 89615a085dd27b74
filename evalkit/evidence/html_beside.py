"""What stands beside a page in its book or archive: style sheets and pages that it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urljoin

from evalkit.evidence.encodings import decode
from evalkit.evidence.html_rules import Sheet, sheet_of
from evalkit.evidence.text import Unreadable

MAX_SHEET = 4_000_000  # bytes of a style sheet; no page has it


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
        """A style sheet; None where it is not at hand."""
        address = self.address(href)
        if address not in self.sheets:
            content = self._content(address)
            known = None
            if content is not None and len(content) <= MAX_SHEET:
                known = sheet_of(content.decode("utf-8-sig", errors="replace"))
            self.sheets[address] = known
        return self.sheets[address]

    def page(self, src: str) -> str | None:
        """A page's source; None where it is not at hand, or cannot be read."""
        content = self._content(self.address(src))
        if content is None:
            return None
        try:
            return decode(content, is_page=True)[0]
        except Unreadable:
            return None

    def address(self, href: str) -> str:
        """The address that something is held under, as a page names it."""
        named = href.strip().partition("#")[0]
        joined = urljoin(self.base, named) if self.base else named
        tried: Iterable[str] = (named, joined, unquote(joined))
        return next((one for one in tried if one in self.files), joined)

    def _content(self, address: str) -> bytes | None:
        held = self.files.get(address)
        return None if held is None else held()


ALONE = Beside()  # a page that was saved by itself
