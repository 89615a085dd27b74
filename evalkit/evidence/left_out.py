"""What a reader meets and leaves out, or doubts, in; one thing told a kind, with its number and
places, out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from evalkit.evidence.radicals import ideographs
from evalkit.evidence.text import Contents, Passage, Told, Unreadable, with_headings
from evalkit.model.finding import listed, side_by_side

MOST = 12  # places that are named
NAMED = 8  # running heads that are named
LONGEST = 80  # letters of a running head that are shown
_PAGE_NUMBER = re.compile(
    r"(?:[\s\d—–\-_·•~|/／().]|[ivxlc]+\b|[第页共頁页次码]|page|of|seite|von|página|de|стр)*",
    re.IGNORECASE,
)


@dataclass
class LeftOut:
    """By code and kind: how often, and at which ¶. ``edges``: words at the edge of every page."""

    edges: dict[str, None] = field(default_factory=dict)
    met: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def add(self, code: str, kind: str, at: int) -> None:
        """One more of a kind, at a ¶."""
        self.met.setdefault((code, kind), []).append(at)

    def edge(self, text: str) -> None:
        """A running head or foot, unless it only counts the pages."""
        words = " ".join(text.split())
        if not _PAGE_NUMBER.fullmatch(words[: 3 * LONGEST]):
            self.edges[words if len(words) <= LONGEST else words[:LONGEST] + "…"] = None

    def join(self, part: LeftOut, before: int, last: int) -> None:
        """What a part of the document leaves out; ``before``: how many ¶ stand before that part,
        ``last``: the last of its own."""
        for (code, kind), places in part.met.items():
            for at in places:
                self.add(code, kind, before + _within(at, last))

    def told(self, last: int) -> tuple[Told, ...]:
        """What is to be told; ``last``: the last ¶ of the document, which no place lies behind."""
        told = [Told(code, _values(kind, at, last)) for (code, kind), at in self.met.items()]
        if self.edges:
            lines = side_by_side([f'"{text}"' for text in self.edges], NAMED)
            told.append(Told("document-furniture", {"n": len(self.edges), "lines": lines}))
        return tuple(told)


def contents_of(found: Sequence[tuple[str, int]], left: LeftOut) -> Contents:
    """What was read of a document, given texts and levels of headings, and what was left out.

    Raises:
        Unreadable: there is no text in it, but pictures.
    """
    if not found and ("document-pictures", "") in left.met:
        raise Unreadable("document-image-only")
    passages = with_headings(
        Passage(n, ideographs(text), n, level=level)
        for n, (text, level) in enumerate(found, start=1)
    )
    return Contents(passages, left.told(len(passages)))


def _within(at: int, last: int) -> int:
    return min(max(at, 1), max(last, 1))


def _values(kind: str, places: list[int], last: int) -> Mapping[str, str | int]:
    named = sorted({_within(at, last) for at in places})
    at = listed(f"¶{n}" for n in named[:MOST]) + (" …" if len(named) > MOST else "")
    values: dict[str, str | int] = {"n": len(places), "at": at}
    return {**values, "kind": f"@{kind}"} if kind else values
