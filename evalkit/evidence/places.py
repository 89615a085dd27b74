"""Places in a document: ``¶34``, ``¶34–36``, ``p. 12``, 第12页, 第34段; what they mean and whether they exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evalkit.evidence.text import PlanText


@dataclass(frozen=True, slots=True)
class PlaceCited:
    """First and last ¶ and page of each stretch that a place names."""

    passages: tuple[tuple[int, int], ...] = ()
    pages: tuple[tuple[int, int], ...] = ()


_DASH = "[-–—~～至到]"
_NUMBERS = rf"(\d+(?:\s*{_DASH}\s*(?:¶|p\.?)?\s*\d+)?(?:\s*[,，、;；]\s*(?:¶|pp?\.)?\s*\d+(?:\s*{_DASH}\s*¶?\s*\d+)?)*)"
_PASSAGES = re.compile(
    rf"(?:¶|§¶|paras?\.?|paragraphs?|第(?=[^页]*段))\s*{_NUMBERS}|(?:自然段|段落)\s*{_NUMBERS}", re.IGNORECASE
)
_PAGES = re.compile(rf"(?:\bpp?\.?|pages?|页码?|第(?=[^段]*页))\s*{_NUMBERS}", re.IGNORECASE)


def place_of(text: str) -> PlaceCited | None:
    """What a place names; None where it names neither ¶ nor page (a chapter, say)."""
    passages = tuple(s for found in _PASSAGES.finditer(text) for s in _stretches(found[1] or found[2]))
    pages = tuple(s for found in _PAGES.finditer(text) for s in _stretches(found[1]))
    return PlaceCited(passages, pages) if passages or pages else None


def _stretches(numbers: str) -> Iterator[tuple[int, int]]:
    for part in re.split(r"[,，、;；]", numbers):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        yield min(ends[0], ends[-1]), max(ends[0], ends[-1])


def missing_from(place: PlaceCited, text: PlanText) -> str:
    """The first ¶ or page of a place that the document does not have, as written; empty where all exist."""
    for first, last in place.passages:
        for number in (first, last):
            if number not in text.by_number:
                return f"¶{number}"
    for first, last in place.pages:
        if text.n_pages:
            for number in (first, last):
                if not 1 <= number <= text.n_pages:
                    return f"p. {number}"
    return ""


def say(passages: tuple[int, int], pages: tuple[int, int] | None) -> str:
    """A place as text: ``¶34``, ``¶34–35``, ``p. 12 ¶34``."""
    own = f"¶{passages[0]}" if passages[0] == passages[1] else f"¶{passages[0]}–{passages[1]}"
    if pages is None:
        return own
    return (f"p. {pages[0]}" if pages[0] == pages[1] else f"pp. {pages[0]}–{pages[1]}") + f" {own}"
