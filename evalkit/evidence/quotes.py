"""A quote and a document in; where the quote stands and how exactly out.

Likeness alone accepts a forged figure (of 48 quotes with one number or word changed, 46 are at
least 90 % alike), so a quote counts as verified only where its words stand in the document one
after the other, every number, percentage, date and negation included, and where it is not cut from
a larger figure or word and leaves no negation or qualifier behind. White space, full and half
width, compatibility forms, line breaks and punctuation may differ, and a figure may be written
another way; simplified and traditional characters are not the same.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from typing import Literal

from evalkit.evidence.breaks import Break, Kind, broken
from evalkit.evidence.equal_figures import (
    OPENS,
    but_for_figures,
    occurrences,
    rewritten,
    stretches_round,
    with_equal_figures,
)
from evalkit.evidence.figures import figures_in
from evalkit.evidence.nearest import differences, nearest, without_case
from evalkit.evidence.omissions import CLOSES_BRACKET, OPENS_BRACKET, misjoined, other_sentence
from evalkit.evidence.places import PlaceCited
from evalkit.evidence.radicals import ideographs
from evalkit.evidence.text import MARK_CLOSES, MARK_OPENS, PlanText
from evalkit.evidence.tokens import Words, words_of
from evalkit.evidence.wording import without_carrying

Tier = Literal["exact", "normalised", "cut", "altered", "close", "not-found"]
VERIFIED: tuple[Tier, ...] = ("exact", "normalised")

LEAST = 6  # characters below which a quote proves nothing
BARE = 20  # characters up to which a quote may be a figure and nothing that it is of
COMMON = 3  # places above which it points nowhere
MOST = 50  # places that are listed
APART = 3  # passages that an omission may leap over
CLOSE = 80.0  # likeness in per cent from which a passage is shown as the one meant
_OMISSION = re.compile(r"[\[（(【]?\s*(?:…+|\.{3,}|。{3,}|⋯+)\s*[\]）)】]?")
_FIGURED = re.compile("[\\d½⅓⅔¼¾⅛⅜⅝⅞⅕⅖⅗⅘⅙⅚〇零二三四五六七八九十百千万亿]")
_LETTER = re.compile(r"[^\W\d_]")
_NOTED = re.compile(r"\s?[\[［](?:注\s?)?(\d{1,3}|[a-z*])[\]］]|([¹²³⁴-⁹⁰]{1,3})|([①-⑳])")


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

    ``tier``: exact | normalised | cut (its words stand there, and say something else with what
    they are cut from) | altered (as alike as it may be, a number or a word differs) | close (only
    slips of typing do) | not-found.
    ``stands``: every place of a verified quote; the nearest passage of another. ``pieces``: the
    comparison with that passage. ``differing``: the numbers or words that differ, as (quote,
    document). ``likeness``: in [0, 1]. ``cut``: what a quote is cut from. ``folded``: what is
    written another way in a normalised quote, as (quote, document). ``joined``: whether an omission
    joins different sentences. ``ocr``: whether text recognition read its place here and now, which
    is never exact. ``short``: too short, in too many places, or a figure and nothing
    that it is of: it proves nothing.
    """

    tier: Tier
    stands: tuple[Stand, ...] = ()
    pieces: tuple[Piece, ...] = ()
    differing: tuple[tuple[str, str], ...] = ()
    likeness: float = 0.0
    short: bool = False
    cut: Kind | None = None
    folded: tuple[tuple[str, str], ...] = ()
    joined: bool = False
    ocr: bool = False

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
    """A document's words in a row, with the way back to its passages; ``small``: the same in small
    letters."""

    text: PlanText
    raw: str
    starts: tuple[int, ...]
    words: Words
    small: str

    def stand(self, first: int, last: int) -> Stand:
        """Where the characters from ``first`` to ``last`` (inclusive) stand."""
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
    words = words_of(raw)
    return Searchable(text, raw, starts, words, without_case(words.text))


# --- verification ----------------------------------------------------------------------------


def verify(quote: str, document: Searchable) -> Verdict:
    """What the document has of a quote; a quote with omissions (…) is verified part by part, in
    order.

    Radicals that stand for ideographs in the quote are read as those, as readers do with documents.
    """
    said = ideographs(quote)
    if _OMISSION.search(said) is None:
        return _recognised(_verify(said, document), document.text)
    parts = list(_parts(said))
    several = len(parts) > 1
    return _recognised(
        _verify_parts(parts, document) if several else _verify(said, document), document.text
    )


def _parts(quote: str) -> Iterator[tuple[str, bool]]:
    """The parts of a quote between its omissions, and whether a bracket that the quote opens ends
    with the omission before each."""
    end, closed = 0, False
    for found in (*_OMISSION.finditer(quote), None):
        part = quote[end : found.start() if found else None]
        if words_of(part).text:
            yield part, closed
        if found:
            end = found.end()
            ending = quote[end : end + 1]
            if OPENS_BRACKET.search(found[0]) is None:  # [...] closes its own
                ending += found[0][-1]
            opened = len(OPENS_BRACKET.findall(quote[: found.start()]))
            shut = len(CLOSES_BRACKET.findall(quote[: found.start()]))
            closed = opened > shut and CLOSES_BRACKET.search(ending) is not None


def _recognised(verdict: Verdict, text: PlanText) -> Verdict:
    """A verdict that says where text recognition read what it stands on."""
    if not any(_is_recognised(stand, text) for stand in verdict.stands[:1]):
        return verdict
    tier = "normalised" if verdict.tier == "exact" else verdict.tier
    return replace(verdict, tier=tier, ocr=True)


def _is_recognised(stand: Stand, text: PlanText) -> bool:
    """Whether text recognition read the passages, or one of them, where words stand."""
    first, last = stand.passages
    return any(n in text.by_number and text.by_number[n].ocr for n in range(first, last + 1))


def _verify_parts(parts: list[tuple[str, bool]], document: Searchable) -> Verdict:
    """All parts verified, each after the one before, not far from it, and of one matter with it."""
    last = len(parts) - 1
    verdicts = [_verify(part, document, inner=n < last) for n, (part, _) in enumerate(parts)]
    failed = [verdict for verdict in verdicts if not verdict.verified]
    if failed:
        return failed[0]
    raw = document.raw
    found: Verdict | None = None
    whole: list[list[Stand]] = []
    for start in verdicts[0].stands:
        chain, wrong = _chained(start, verdicts, [closed for _, closed in parts], raw)
        if len(chain) == len(verdicts):
            whole.append(chain)
        elif wrong is not None and found is None:
            found = _cut(document, *wrong)
    if not whole:
        return found or Verdict("close", verdicts[-1].stands[:1], likeness=1.0)
    together = [chain for chain in whole if not _over_sentences(chain, raw)]
    return Verdict(
        "exact" if all(v.tier == "exact" for v in verdicts) else "normalised",
        tuple(map(_joined, together or whole[:1])),
        likeness=1.0,
        short=all(v.short for v in verdicts),
        folded=tuple(pair for v in verdicts for pair in v.folded),
        joined=not together,
    )


def _joined(chain: Sequence[Stand]) -> Stand:
    """The parts of a quote as one stand."""
    start, end = chain[0], chain[-1]
    return Stand(
        (start.passages[0], end.passages[1]),
        (start.pages[0], end.pages[1]) if start.pages and end.pages else None,
        " … ".join(stand.words for stand in chain),
        start.heading,
        (start.offsets[0], end.offsets[1]),
    )


def _chained(
    start: Stand, verdicts: Sequence[Verdict], closed: Sequence[bool], raw: str
) -> tuple[list[Stand], tuple[tuple[int, int], Break] | None]:
    """Parts one after the other, from a stand of the first on, as far as they belong together; and
    why the next does not, where it stands there."""
    chain = [start]
    for verdict, within in zip(verdicts[1:], closed[1:], strict=True):
        before = chain[-1]
        after = [
            s
            for s in verdict.stands
            if s.offsets[0] > before.offsets[1] and s.passages[0] - before.passages[1] <= APART
        ]
        wrong = None
        for own in after:
            apart = misjoined(raw, _span(before), _span(own), start.offsets[0], within)
            if apart is None:
                chain.append(own)
                break
            wrong = wrong or (_span(own), apart)
        else:
            return chain, wrong
    return chain, None


def _over_sentences(chain: Sequence[Stand], raw: str) -> bool:
    """Whether parts of a quote stand in different sentences."""
    return any(other_sentence(raw, _span(one), _span(two)) for one, two in pairwise(chain))


def _span(stand: Stand) -> tuple[int, int]:
    return stand.offsets[0], stand.offsets[1] + 1


def _verify(quote: str, document: Searchable, inner: bool = False) -> Verdict:
    """The verdict on a quote, or on a part of one; ``inner``: whether an omission follows."""
    wanted = words_of(quote)
    if not wanted.text:
        return Verdict("not-found", short=True)
    verdict = _standing(quote, wanted, document, [document.words], inner)
    equal = with_equal_figures(wanted, quote) if verdict is None else wanted
    stretches: list[Words] = []
    if OPENS in equal.text:
        stretches = list(stretches_round(equal.text, document.words, document.raw))
        verdict = _standing(quote, equal, document, stretches, inner)
    if verdict is None:
        verdict = _literal(quote.strip(), document)
    if verdict is None and (marks := _NOTED.findall(quote)):
        verdict = _without_marks(quote, ["".join(mark) for mark in marks], document)
    return verdict or _unlike(
        quote, wanted.text, document, but_for_figures(equal.text, stretches, LEAST)
    )


def _standing(
    quote: str,
    wanted: Words,
    document: Searchable,
    stretches: Iterable[Words],
    inner: bool = False,
) -> Verdict | None:
    """The places within stretches of a document where the words stand whole; else the first of
    which they are cut; None where they stand nowhere."""
    stands: list[tuple[Stand, Words, int]] = []
    cut = None
    for own, first in ((s, at) for s in stretches for at in occurrences(wanted.text, s.text)):
        if len(stands) == MOST:
            break
        start, end = own.origin[first], own.origin[first + len(wanted.text) - 1] + 1
        wrong = broken(document.raw, start, end, inner)
        if wrong is None:
            stands.append((document.stand(start, end - 1), own, first))
        elif cut is None:
            cut = (start, end), wrong
    if stands:
        literal = _to_the_letter(quote, wanted, document, stands[0][0])
        short = len(wanted.text) < LEAST or len(stands) > COMMON or _only_figure(quote)
        return Verdict(
            "exact" if literal else "normalised",
            tuple(stand for stand, _, _ in stands),
            likeness=1.0,
            short=short,
            folded=() if literal else tuple(rewritten(quote, wanted, document.raw, *stands[0][1:])),
        )
    return None if cut is None else _cut(document, *cut)


def _to_the_letter(quote: str, wanted: Words, document: Searchable, stand: Stand) -> bool:
    """Whether a quote stands in a document as it is written; looked for at one of its stands first,
    so that a whole document is searched for none that is there."""
    bare = quote.strip()
    lead = wanted.origin[0] - quote.index(bare)  # what does not count before what does: “
    return document.raw.startswith(bare, max(0, stand.offsets[0] - lead)) or bare in document.raw


def _literal(quote: str, document: Searchable) -> Verdict | None:
    """The places where a quote stands to the letter although its words do not: with the dash of a
    list before a number, say."""
    starts = occurrences(quote, document.raw)
    spans = [(start, start + len(quote)) for start in starts]
    stands = [document.stand(a, b - 1) for a, b in spans if broken(document.raw, a, b) is None]
    return Verdict("exact", tuple(stands[:MOST]), likeness=1.0) if stands else None


def _only_figure(quote: str) -> bool:
    """Whether a quote is a figure with what carries it (达到1.6%左右), and nothing that it is
    of."""
    if len(quote) > BARE or not _FIGURED.search(quote):
        return False
    if len(_LETTER.findall(without_carrying(quote))) > BARE / 2:
        return False
    bare = quote
    for start, end in reversed(list(figures_in(quote))):
        bare = bare[:start] + bare[end:]
    return bare != quote and not _LETTER.search(without_carrying(bare))


def _without_marks(quote: str, marks: list[str], document: Searchable) -> Verdict | None:
    """The verdict on a quote without the marks of notes in it, where the document has those marks
    there."""
    bare = _NOTED.sub("", quote)
    wanted = words_of(bare)
    if not wanted.text:
        return None
    verdict = _standing(bare, wanted, document, [document.words])
    if verdict is None or not verdict.verified:
        return None
    kept = []
    for stand in verdict.stands:
        start, end = _span(stand)
        there = document.raw[start : end + 16]
        told = (words_of(mark.replace("¹", "1")).text.strip("()") or mark for mark in marks)
        if all(
            re.search(rf"{MARK_OPENS}\W*{re.escape(mark)}\W*{MARK_CLOSES}", there) for mark in told
        ):
            kept.append(stand)
    folded = ((" ".join(marks), ""), *verdict.folded)
    return replace(verdict, tier="normalised", stands=tuple(kept), folded=folded) if kept else None


def _cut(document: Searchable, span: tuple[int, int], wrong: Break) -> Verdict:
    """The words stand there, but are cut from a figure or a word, or leave behind what turns
    them."""
    raw, (start, end) = document.raw, span
    before, after = raw[wrong.start : start], raw[end : wrong.end]
    pieces = [
        *([Piece("", before)] if before else []),
        Piece(raw[start:end], raw[start:end]),
        *([Piece("", after)] if after else []),
    ]
    whole = raw[slice(*wrong.whole)]
    part = raw[max(start, wrong.whole[0]) : min(end, wrong.whole[1])]
    stand = document.stand(wrong.start, wrong.end - 1)
    likeness = 2 * (end - start) / (end - start + wrong.end - wrong.start)
    return Verdict("cut", (stand,), tuple(pieces), ((part, whole),), likeness, cut=wrong.kind)


def _unlike(
    quote: str, wanted: str, document: Searchable, place: tuple[int, int] | None
) -> Verdict:
    """The passage most like the quote, what differs, and whether a number or another word is among
    it; ``place``: of the passage, where it is known."""
    text, short = document.words.text, len(wanted) < LEAST
    if place is None:
        window = nearest(without_case(wanted), document.small)
        if window is None:
            return Verdict("not-found", short=short)
        place = document.words.origin[window[0]], document.words.origin[window[1]]
    start, end = place
    if (wrong := broken(document.raw, start, end + 1)) is not None and wrong.kind != "joined":
        start, end = wrong.start, wrong.end - 1
    origin = document.words.origin
    passage = text[bisect_left(origin, start) : bisect_right(origin, end)]
    stand = document.stand(start, end)
    read = not _is_recognised(stand, document.text)
    found = differences(quote, wanted, stand.words, passage, read)
    pieces = tuple(Piece(one, two) for one, two in found.pieces)
    if found.likeness < CLOSE and not found.swapped:
        return Verdict("not-found", (stand,), pieces, (), found.likeness / 100, short)
    tier: Tier = "altered" if found.differing else "close"
    return Verdict(tier, (stand,), pieces, found.differing, found.likeness / 100, short)
