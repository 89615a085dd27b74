"""The words of a quote and of a document in; the stretch most like the quote, and what differs
between the two, out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from evalkit.evidence.equal_figures import OPENS, with_equal_figures
from evalkit.evidence.figures import counted_in
from evalkit.evidence.slips import other_words
from evalkit.evidence.tokens import numbers, words_of
from evalkit.evidence.wording import Word, telling_words

_ROMAN = re.compile(r"(?<![A-Za-z])[IVX]+(?![A-Za-z])")
_UNCOUNTED = re.compile(
    r"[\d.,;:\s〇零一二三四五六七八九十百千万亿两-]+"
)  # of a figure but for its unit
BESIDE = 24  # characters beside a difference among which a word that turns the meaning may stand


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs between a quote and a passage: ``pieces`` side by side, ``differing``: the
    numbers and the words that turn the meaning, where there are none any other words but slips of
    typing; ``likeness`` in per cent."""

    pieces: tuple[tuple[str, str], ...]
    differing: tuple[tuple[str, str], ...]
    likeness: float


def nearest(wanted: str, text: str) -> tuple[int, int] | None:
    """First and last of the stretch of a text that is most like the words wanted."""
    from rapidfuzz import fuzz

    found = fuzz.partial_ratio_alignment(wanted, text) if text else None
    if found is None or found.dest_end <= found.dest_start:
        return None
    return _fitted(wanted, text, found.dest_start, found.dest_end - 1)


def differences(
    quote: str, wanted: str, passage: str, words: str, read: bool = True
) -> Differences:
    """What differs between a quote and a passage.

    Args:
        wanted, words: the characters that count of each; numbers are read of these, words that
            turn the meaning of the texts as they are written.
        read: whether the passage is what its file has, and not what was recognised in a picture:
            there another word may be a fault of the recognition.
    """
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Levenshtein

    pieces = tuple(
        (wanted[step.src_start : step.src_end], words[step.dest_start : step.dest_end])
        for step in Levenshtein.opcodes(wanted, words)
    )
    others = _other_numbers(wanted, words, quote, passage) or _other_units(quote, passage)
    differing = (*others, *_turned(quote, passage)) or (other_words(quote, passage) if read else ())
    return Differences(pieces, differing, float(fuzz.ratio(wanted, words)))


def _other_numbers(
    wanted: str, words: str, quote: str, passage: str
) -> tuple[tuple[str, str], ...]:
    """Numbers that differ, however they are written."""
    found = tuple(_unmatched(numbers(wanted), numbers(words)))
    if found:
        one, two = (
            with_equal_figures(words_of(text), text).text.replace(OPENS, "")
            for text in (quote, passage)
        )
        if numbers(one) == numbers(two):
            return ()
    return found


def _other_units(quote: str, passage: str) -> tuple[tuple[str, str], ...]:
    """Figures of one number with another unit, currency or exponent, and other Roman numerals."""
    ours, theirs = counted_in(quote), counted_in(passage)
    roman = tuple(
        _unmatched(*(_ROMAN.findall(unicodedata.normalize("NFKC", t)) for t in (quote, passage)))
    )
    if len(ours) != len(theirs):
        return roman
    pairs = [(one.strip(), two.strip()) for one, two in zip(ours, theirs, strict=True)]
    return (*(pair for pair in pairs if pair[0] != pair[1] and not _alike(*pair)), *roman)


def _alike(one: str, two: str) -> bool:
    """Whether what two figures count is the same, or one is cut from the other."""
    units = [_UNCOUNTED.sub("", words_of(text).text) for text in (one, two)]
    return units[0].startswith(units[1]) or units[1].startswith(units[0])


def _turned(quote: str, passage: str) -> tuple[tuple[str, str], ...]:
    """Words that turn the meaning: of the firm ones any that stands in one only; of the others such
    as have another sense of their group in their place."""
    from difflib import SequenceMatcher

    ours, theirs = (list(telling_words(text)) for text in _apart(quote, passage))
    senses = [word.sense for word in ours], [word.sense for word in theirs]
    matcher = SequenceMatcher(None, *senses, autojunk=False)
    out: list[tuple[str, str]] = []
    loose: tuple[list[Word], list[Word]] = [], []
    for kind, a, b, c, d in matcher.get_opcodes():
        one, two = ours[a:b], theirs[c:d]
        if kind == "equal":
            continue
        if kind == "replace" or any(word.firm for word in (*one, *two)):
            out.append((_said(one), _said(two)))
        else:
            loose[0].extend(one)
            loose[1].extend(two)
    for group in dict.fromkeys(word.group for word in loose[0]):
        one, two = ([word for word in side if word.group == group] for side in loose)
        if one and two and [w.sense for w in one] != [w.sense for w in two]:
            out.append((_said(one), _said(two)))
    return tuple(out)


def _apart(one: str, two: str) -> tuple[str, str]:
    """Two texts without most of what they begin and end with alike."""
    shorter = min(len(one), len(two))
    start = next((n for n in range(shorter) if one[n] != two[n]), shorter)
    end = next((n for n in range(shorter - start) if one[-1 - n] != two[-1 - n]), shorter - start)
    start, end = max(0, start - BESIDE), max(0, end - BESIDE)
    return one[start : len(one) - end], two[start : len(two) - end]


def _said(words: list[Word]) -> str:
    return " ".join(word.text for word in words)


def _fitted(wanted: str, text: str, first: int, last: int) -> tuple[int, int]:
    """The aligned window with the ends that make it most like the quote, and as long on either
    side: the aligner cuts every window to the quote's length."""
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Indel

    room = max(4, len(wanted) // 8)
    for _ in range(2):
        before = first, last
        last = max(
            range(max(first, last - room), min(len(text), last + room + 1)),
            key=lambda end: (fuzz.ratio(wanted, text[first : end + 1]), end),
        )
        first = max(
            range(max(0, first - room), min(last, first + room) + 1),
            key=lambda start: (fuzz.ratio(wanted, text[start : last + 1]), -start),
        )
        if before == (first, last):  # another round would find the same
            break
    steps = list(Indel.opcodes(wanted, text[first : last + 1]))
    first = max(0, first - _lacking(steps))
    return first, min(len(text) - 1, last + _lacking(steps[::-1]))


def _lacking(steps: list[Any]) -> int:
    """Characters of the quote before the first that both share, beyond those of the document
    there: the document has something else in their place."""
    lacking = 0
    for step in steps:
        if step.tag == "equal":
            break
        lacking += (step.src_end - step.src_start) - (step.dest_end - step.dest_start)
    return max(0, lacking)


def _unmatched(ours: list[str], theirs: list[str]) -> list[tuple[str, str]]:
    """What stands in one of the two only, side by side."""
    from difflib import SequenceMatcher

    steps = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    return [
        (" ".join(ours[a:b]), " ".join(theirs[c:d]))
        for kind, a, b, c, d in steps
        if kind != "equal"
    ]
