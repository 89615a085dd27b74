"""A quote and a document in; where the quote stands and how exactly out.

Likeness alone accepts a forged figure (of 48 quotes with one number or word changed, 46 are at
least 90 % alike), so a quote counts as verified only where its words stand in the document one
after the other, every number, percentage, date and negation included. White space, full and half
width, line breaks and punctuation may differ; simplified and traditional characters are not the
same.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Literal

from evalkit.evidence.places import PlaceCited
from evalkit.evidence.radicals import ideographs
from evalkit.evidence.text import PlanText
from evalkit.evidence.tokens import HAN_DIGITS, Words, negations, numbers, words_of

Tier = Literal["exact", "normalised", "altered", "close", "not-found"]
VERIFIED: tuple[Tier, ...] = ("exact", "normalised")

LEAST = 6  # characters below which a quote proves nothing
COMMON = 3  # places above which it points nowhere
APART = 3  # passages that an omission may leap over
CLOSE = 80.0  # likeness in per cent from which a passage is shown as the one meant
_OMISSION = re.compile(r"[\[（(【]?\s*(?:…+|\.{3,}|。{3,}|⋯+)\s*[\]）)】]?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the comparison: what the quote has, and what the document has in its place."""

    quote: str
    document: str

    @property
    def same(self) -> bool:
        return self.quote == self.document


@dataclass(frozen=True, slots=True)
class Stand:
    """Where words stand: first and last ¶, first and last page (None without pages), the document's
    own words.

    ``offsets``: first and last character in the whole text.
    """

    passages: tuple[int, int]
    pages: tuple[int, int] | None
    words: str
    heading: tuple[str, ...] = ()
    offsets: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found of a quote.

    ``tier``: exact | normalised | altered (as alike as it may be, a number or a negation differs) |
    close | not-found.
    ``stands``: every place of a verified quote; the nearest passage of another. ``pieces``: the
    comparison with that passage. ``differing``: the numbers or negations that differ, as (quote,
    document). ``likeness``: in [0, 1].
    ``short``: too short, or in too many places, to prove anything.
    """

    tier: Tier
    stands: tuple[Stand, ...] = ()
    pieces: tuple[Piece, ...] = ()
    differing: tuple[tuple[str, str], ...] = ()
    likeness: float = 0.0
    short: bool = False

    @property
    def verified(self) -> bool:
        return self.tier in VERIFIED

    def at(self, place: PlaceCited) -> bool:
        """Whether one of the stands lies at a cited place."""
        return any(_lies(stand, place) for stand in self.stands)


def _lies(stand: Stand, place: PlaceCited) -> bool:
    def meets(own: tuple[int, int], cited: tuple[tuple[int, int], ...]) -> bool:
        return any(first <= own[1] and own[0] <= last for first, last in cited)

    if place.passages and not meets(stand.passages, place.passages):
        return False
    return not place.pages or stand.pages is None or meets(stand.pages, place.pages)


@dataclass(frozen=True)
class Searchable:
    """A document's words in a row, with the way back to its passages."""

    text: PlanText
    raw: str
    starts: tuple[int, ...]
    words: Words

    def stand(self, first: int, last: int) -> Stand:
        """Where the characters that count from ``first`` to ``last`` (inclusive) stand."""
        first, last = self.words.origin[first], self.words.origin[last]
        one, two = bisect_right(self.starts, first) - 1, bisect_right(self.starts, last) - 1
        start, end = self.text.passages[one], self.text.passages[two]
        page, until = start.page_at(first - self.starts[one]), end.page_at(last - self.starts[two])
        pages = None if page is None or until is None else (page, until)
        words = self.raw[first : last + 1].replace("\n", " ")
        return Stand((start.number, end.until), pages, words, start.heading, (first, last))


def searchable(text: PlanText) -> Searchable:
    """A document made ready for many quotes."""
    lengths = (len(passage.text) + 1 for passage in text.passages)
    starts = tuple(accumulate(lengths, initial=0))[:-1]
    raw = "\n".join(passage.text for passage in text.passages)
    # a paragraph's end between two digits keeps them apart
    words = words_of(raw.replace("\n", "|"))
    return Searchable(text, raw, starts, words)


# --- verification ----------------------------------------------------------------------------


def verify(quote: str, document: Searchable) -> Verdict:
    """What the document has of a quote; a quote with omissions (…) is verified part by part, in
    order.

    Radicals that stand for ideographs in the quote are read as those, as readers do with documents.
    """
    said = ideographs(quote)
    parts = [part for part in _OMISSION.split(said) if words_of(part).text]
    if len(parts) > 1:
        return _verify_parts(parts, document)
    return _verify(said, document)


def _verify_parts(parts: list[str], document: Searchable) -> Verdict:
    """All parts verified, each after the one before and not far from it."""
    verdicts = [_verify(part, document) for part in parts]
    failed = [verdict for verdict in verdicts if not verdict.verified]
    if failed:
        return failed[0]
    chain = [verdicts[0].stands[0]]
    for verdict in verdicts[1:]:
        before = chain[-1]
        after = [
            s
            for s in verdict.stands
            if s.offsets[0] > before.offsets[1] and s.passages[0] - before.passages[1] <= APART
        ]
        if not after:
            return Verdict("close", verdict.stands[:1], likeness=1.0)
        chain.append(after[0])
    first, last = chain[0], chain[-1]
    stand = Stand(
        (first.passages[0], last.passages[1]),
        (first.pages[0], last.pages[1]) if first.pages and last.pages else None,
        " … ".join(stand.words for stand in chain),
        first.heading,
        (first.offsets[0], last.offsets[1]),
    )
    tier: Tier = "exact" if all(v.tier == "exact" for v in verdicts) else "normalised"
    short = all(v.short for v in verdicts)
    return Verdict(tier, (stand,), likeness=1.0, short=short)


def _verify(quote: str, document: Searchable) -> Verdict:
    wanted = words_of(quote).text
    if not wanted:
        return Verdict("not-found", short=True)
    stands, cut = [], None
    for first in _occurrences(wanted, document.words.text):
        last = first + len(wanted) - 1
        severed = _severed(document, first, last)
        if severed is None:
            stands.append(document.stand(first, last))
        elif cut is None:
            cut = (first, last, severed)
    if stands:
        literal = quote.strip() in document.raw
        short = len(wanted) < LEAST or len(stands) > COMMON
        tier: Tier = "exact" if literal else "normalised"
        return Verdict(tier, tuple(stands), likeness=1.0, short=short)
    if cut is not None:
        return _cut(wanted, document, *cut)
    return _nearest(quote, wanted, document)


def _occurrences(wanted: str, text: str, most: int = 50) -> list[int]:
    found: list[int] = []
    at = text.find(wanted)
    while at >= 0 and len(found) < most:
        found.append(at)
        at = text.find(wanted, at + 1)
    return found


def _cut(
    wanted: str, document: Searchable, first: int, last: int, whole: tuple[int, int]
) -> Verdict:
    """The words stand there, but the quote breaks off within a number or leaves a negation
    behind."""
    text = document.words.text
    before, after = text[whole[0] : first], text[last + 1 : whole[1] + 1]
    pieces, differing = [Piece(wanted, wanted)], []
    if before:
        pieces.insert(0, Piece("", before))
        number = _part(re.match(r"[\d.,]*", wanted))
        differing.append((number, before + number))
    if after:
        pieces.append(Piece("", after))
        number = _part(re.search(r"-?[\d.,]*\Z", wanted))
        differing.append((number, number + after))
    return Verdict("altered", (document.stand(*whole),), tuple(pieces), tuple(differing), 1.0)


def _severed(document: Searchable, first: int, last: int) -> tuple[int, int] | None:
    """The stretch that the words belong to, where they break off within a number or word, or leave
    a negation behind."""
    text = document.words.text
    start, end = first, last
    if text[first].isdecimal():
        backwards = text[max(0, first - 200) : first][::-1]
        start -= len(_part(_NUMBER_BEFORE.match(backwards)))
    if text[last].isdecimal():
        end += len(_part(_NUMBER_AFTER.match(text, last + 1)))
    before = text[first - 1] if first and _adjoin(document, first - 1) else ""
    if start == first and before:
        if (text[first] in HAN_DIGITS and before in HAN_DIGITS) or (
            before in ("不", "未", "没", "勿") and not text[first].isascii()
        ):
            start -= 1
        else:
            start = _word_start(document, first)
    after = text[last + 1] if last + 1 < len(text) and _adjoin(document, last) else ""
    if end == last and after and text[last] in HAN_DIGITS and after in HAN_DIGITS:
        end += 1
    elif end == last:
        end = _word_end(document, last)
    return None if (start, end) == (first, last) else (start, end)


def _adjoin(document: Searchable, n: int) -> bool:
    """Whether nothing but blanks stands between the nth character that counts and the next."""
    between = document.raw[document.words.origin[n] + 1 : document.words.origin[n + 1]]
    return not between.strip() and "\n" not in between


def _part(found: re.Match[str] | None) -> str:
    return found[0] if found else ""


# what may stand before a digit of a number, read backwards, and after it; a word, and what may
# stand before a letter of one
_NUMBER_BEFORE = re.compile(r"(?:\d|[.,](?=\d))*(?:-(?!\d))?")
_NUMBER_AFTER = re.compile(r"(?:\d|[.,](?=\d))*[%‰]?")
_WORD = re.compile("[A-Za-z]+")
_WORD_BEFORE = re.compile(r"[A-Za-z]+\Z|\b(?:not|no|never|without|cannot)\s+\Z", re.IGNORECASE)


def _word_start(document: Searchable, first: int) -> int:
    """Where the Latin word begins in which the words start, or the "not" that stands before
    them."""
    raw, at = document.raw, document.words.origin[first]
    before = _WORD_BEFORE.search(raw[max(0, at - 40) : at])
    if before is None or not _WORD.match(raw, at):
        return first
    return bisect_left(document.words.origin, at - len(before[0]))


def _word_end(document: Searchable, last: int) -> int:
    """Where the Latin word ends in which the words end."""
    rest = _part(_WORD.match(document.raw, document.words.origin[last]))
    return last + max(0, len(rest) - 1)


def _nearest(quote: str, wanted: str, document: Searchable) -> Verdict:
    """The passage most like the quote, what differs, and whether a number or negation is among
    it."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Levenshtein

    text, short = document.words.text, len(wanted) < LEAST
    found = fuzz.partial_ratio_alignment(wanted, text) if text else None
    if found is None or found.dest_end <= found.dest_start:
        return Verdict("not-found", short=short)
    first, last = _fitted(wanted, text, found.dest_start, found.dest_end - 1)
    first, last = _severed(document, first, last) or (first, last)
    passage, stand = text[first : last + 1], document.stand(first, last)
    pieces = tuple(
        Piece(wanted[step.src_start : step.src_end], passage[step.dest_start : step.dest_end])
        for step in Levenshtein.opcodes(wanted, passage)
    )
    likeness = float(fuzz.ratio(wanted, passage))
    if likeness < CLOSE:
        return Verdict("not-found", (stand,), pieces, (), likeness / 100, short)
    # numbers of the characters that count, negations of the texts as they are written
    differing = (
        *_unmatched(numbers(wanted), numbers(passage)),
        *_unmatched(negations(quote), negations(stand.words)),
    )
    tier: Tier = "altered" if differing else "close"
    return Verdict(tier, (stand,), pieces, differing, likeness / 100, short)


def _fitted(wanted: str, text: str, first: int, last: int) -> tuple[int, int]:
    """The aligned window made as long as the passage it means: the aligner cuts every window to the
    quote's length."""
    from rapidfuzz.distance import Indel

    room = max(4, len(wanted) // 8)
    first, last = max(0, first - room), min(len(text) - 1, last + room)
    steps = list(Indel.opcodes(wanted, text[first : last + 1]))
    first += max(0, _surplus(steps))
    last -= max(0, _surplus(steps[::-1]))
    return first, max(first, last)


def _surplus(steps: list[Any]) -> int:
    """Characters of the document before the first that both share, beyond those of the quote
    there."""
    surplus = 0
    for step in steps:
        if step.tag == "equal":
            return surplus
        surplus += (step.dest_end - step.dest_start) - (step.src_end - step.src_start)
    return 0


def _unmatched(ours: list[str], theirs: list[str]) -> list[tuple[str, str]]:
    """What stands in one of the two only, side by side."""
    from difflib import SequenceMatcher

    steps = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    return [
        (" ".join(ours[a:b]), " ".join(theirs[c:d]))
        for kind, a, b, c, d in steps
        if kind != "equal"
    ]
