"""Places in a document: ``¶34``, ``¶34–36``, ``p. 12``, 第12页, 第34段; what they mean and whether
they exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evalkit.evidence.text import PlanText
from evalkit.model.catalogue import both, phrase
from evalkit.model.finding import Bilingual


@dataclass(frozen=True, slots=True)
class PlaceCited:
    """First and last ¶ and page of each stretch that a place names."""

    passages: tuple[tuple[int, int], ...] = ()
    pages: tuple[tuple[int, int], ...] = ()


_DASH = "[-–—~～至到]"
_RANGE = rf"\d+(?:\s*{_DASH}\s*(?:¶|p\.?)?\s*\d+)?"
_MORE = rf"\s*[,，、;；]\s*(?:¶|pp?\.)?\s*\d+(?:\s*{_DASH}\s*¶?\s*\d+)?"
_NUMBERS = rf"({_RANGE}(?:{_MORE})*)"
_PASSAGES = re.compile(
    rf"(?:¶|§¶|paras?\.?|paragraphs?|第(?=[^页]*段))\s*{_NUMBERS}|(?:自然段|段落)\s*{_NUMBERS}",
    re.IGNORECASE,
)
_PAGES = re.compile(rf"(?:\bpp?\.?|pages?|页码?|第(?=[^段]*页))\s*{_NUMBERS}", re.IGNORECASE)


def place_of(text: str) -> PlaceCited | None:
    """What a place names; None where it names neither ¶ nor page (a chapter, say)."""
    text = _HAN.sub(_arabic, text)
    passages = tuple(
        s for found in _PASSAGES.finditer(text) for s in _stretches(found[1] or found[2])
    )
    pages = tuple(s for found in _PAGES.finditer(text) for s in _stretches(found[1]))
    return PlaceCited(passages, pages) if passages or pages else None


def _stretches(numbers: str) -> Iterator[tuple[int, int]]:
    for part in re.split(r"[,，、;；]", numbers):
        ends = [int(number) for number in re.findall(r"\d+", part)]
        yield min(ends[0], ends[-1]), max(ends[0], ends[-1])


def missing_from(place: PlaceCited, text: PlanText) -> tuple[Bilingual, Bilingual] | None:
    """(what the document does not have, what it has instead); None where the place exists.

    Where both ¶ and page are cited, the paragraph must stand on the page.
    """
    for number in (n for stretch in place.passages for n in stretch):
        if number not in text.by_number:
            return (f"¶{number}", f"¶{number}"), both(
                "evidence", "place.last-passage", last=text.last
            )
    if not text.n_pages:
        return None
    for number in (n for stretch in place.pages for n in stretch):
        if not 1 <= number <= text.n_pages:
            last = both("evidence", "place.last-page", last=text.n_pages)
            return both("evidence", "place.page", page=number), last
    for first, _ in place.passages if place.pages else ():
        pages = [page for _, page in text.by_number[first].pages]
        if pages and not any(one <= page <= two for page in pages for one, two in place.pages):
            one = place.pages[0][0]
            there = both("evidence", "place.on-page", passage=f"¶{first}", page=pages[0])
            return said((first, first), (one, one)), there
    return None


def unchecked(place: PlaceCited | None, text: PlanText) -> Bilingual | None:
    """Why a place cannot be looked up in a document; None where it can."""
    if place is None:
        return both("evidence", "place.unnamed")
    if not place.passages and not text.n_pages:
        return both("evidence", "place.no-pages")
    return None


def say(passages: tuple[int, int], pages: tuple[int, int] | None, lang: str = "en") -> str:
    """A place as text: ``¶34``, ``¶34–35``, ``p. 12 ¶34``; 第12页 ¶34."""
    own = f"¶{passages[0]}" if passages[0] == passages[1] else f"¶{passages[0]}–{passages[1]}"
    if pages is None:
        return own
    first, last = pages
    if first == last:
        return f"{phrase('evidence', lang, 'place.page', page=first)} {own}"
    return f"{phrase('evidence', lang, 'place.pages', first=first, last=last)} {own}"


def said(passages: tuple[int, int], pages: tuple[int, int] | None) -> Bilingual:
    """A place in both languages."""
    return say(passages, pages, "zh"), say(passages, pages, "en")


_HAN = re.compile("第[一二三四五六七八九十百]+(?=[页段])")
_DIGITS = {c: n for n, c in enumerate("一二三四五六七八九", start=1)}


def _arabic(found: re.Match[str]) -> str:
    """第十二 as 第12."""
    total = unit = 0
    for character in found[0][1:]:
        if character in _DIGITS:
            unit = _DIGITS[character]
        else:
            total, unit = total + (unit or 1) * (10 if character == "十" else 100), 0
    return f"第{total + unit}"
