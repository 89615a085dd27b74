"""Places in a document: ``¶34``, ``¶34–36``, ``¶34 s3.2``, ``p. 12``, 第12页, 第34段; what they
mean and whether they exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from evalkit.evidence.clauses import Clause, clauses_of
from evalkit.evidence.text import PlanText
from evalkit.model.catalogue import both, phrase
from evalkit.model.finding import Bilingual


@dataclass(frozen=True, slots=True)
class PlaceCited:
    """First and last ¶ and page of each stretch that a place names; and as it is ``written``."""

    passages: tuple[tuple[int, int], ...] = ()
    pages: tuple[tuple[int, int], ...] = ()
    written: str = field(default="", compare=False)


_DASH = "[-–—~～至到]"
_RANGE = rf"\d+(?:\s*{_DASH}\s*(?:¶|p\.?)?\s*\d+)?"
_MORE = rf"\s*[,，、;；]\s*(?:¶|pp?\.)?\s*\d+(?:\s*{_DASH}\s*¶?\s*\d+)?"
_NUMBERS = rf"({_RANGE}(?:{_MORE})*)"
_PASSAGES = re.compile(
    rf"(?:¶|§¶|paras?\.?|paragraphs?|第(?=[^页]*段))\s*{_NUMBERS}|(?:自然段|段落)\s*{_NUMBERS}",
    re.IGNORECASE,
)
_PAGES = re.compile(rf"(?:\bpp?\.?|pages?|页码?|第(?=[^段]*页))\s*{_NUMBERS}", re.IGNORECASE)


_USUAL = re.compile(r"¶(\d+)(?: s[\d.]+)?")  # most places: one paragraph, and a clause of it


def place_of(text: str) -> PlaceCited | None:
    """What a place names; None where it names neither ¶ nor page (a chapter, say)."""
    if usual := _USUAL.fullmatch(text):
        number = int(usual[1])
        return PlaceCited(((number, number),), (), text)
    text = _HAN.sub(_arabic, text)
    passages = tuple(
        s for found in _PASSAGES.finditer(text) for s in _stretches(found[1] or found[2])
    )
    pages = tuple(s for found in _PAGES.finditer(text) for s in _stretches(found[1]))
    return PlaceCited(passages, pages, text) if passages or pages else None


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """Part of a document: from a clause to a clause of a paragraph, or whole paragraphs, whose
    ``sentence`` and clauses are then 0 to 9999."""

    document: str
    passages: tuple[int, int]
    sentences: tuple[int, int] = (0, 9999)
    clauses: tuple[int, int] = (0, 9999)

    def shared(self, other: Stretch) -> float:
        """How much of both stretches is in common, in [0, 1]: clauses where both are within one
        sentence, sentences or paragraphs elsewhere."""
        if self.document != other.document:
            return 0.0
        share = _shared(self.passages, other.passages)
        if share and self.passages == other.passages:
            share *= _shared(self.sentences, other.sentences)
            if self.sentences == other.sentences:
                share *= _shared(self.clauses, other.clauses)
        return share

    def holds(self, clause: Clause) -> bool:
        """Whether a clause of its paragraph stands in it."""
        first, last = self.sentences
        inside = first <= clause.sentence <= last
        return inside and self.clauses[0] <= clause.clause <= self.clauses[1]


def _shared(one: tuple[int, int], other: tuple[int, int]) -> float:
    common = min(one[1], other[1]) - max(one[0], other[0]) + 1
    return max(0, common) / (max(one[1], other[1]) - min(one[0], other[0]) + 1)


_CLAUSES = re.compile(rf"\bs(\d+)(?:{_DASH}s?(\d+)|\.(\d+)(?:{_DASH}(\d+))?)?")


def stretch_of(document: str, at: str) -> Stretch | None:
    """The stretch that a place names; None where it names no paragraph or page."""
    place = place_of(at)
    if place is None:
        return None
    if not place.passages:
        return Stretch(f"{document} p", place.pages[0])
    one, last = place.passages[0][0], place.passages[-1][1]
    found = _CLAUSES.search(at)
    if found is None:
        return Stretch(document, (one, last))
    first, until, clause, end = (None if n is None else int(n) for n in found.groups())
    sentences = (first or 0, until or first or 0)
    clauses = (0, 9999) if clause is None else (clause, end or clause)
    return Stretch(document, (one, last), sentences, clauses)


def clause_missing(at: str, text: PlanText) -> str | None:
    """The sentence or clause that a place names and the document does not have."""
    stretch = stretch_of("", at)
    if stretch is None or stretch.sentences[1] == 9999:
        return None
    passage = text.by_number.get(stretch.passages[0])
    held = clauses_of(passage.text) if passage is not None else ()
    for sentence in stretch.sentences:
        own = [c.clause for c in held if c.sentence == sentence]
        for clause in stretch.clauses if stretch.clauses[1] != 9999 else ():
            if own and clause not in own:
                return f"¶{stretch.passages[0]} s{sentence}.{clause}"
        if not own:
            return f"¶{stretch.passages[0]} s{sentence}"
    return None


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
    if missing := clause_missing(place.written, text):
        return (missing, missing), both("evidence", "place.clauses", at=missing.split(" ")[0])
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
