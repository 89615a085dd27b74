"""The words of a quote and of a document in; the stretch most like the quote, and what differs
between the two, out."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from evalkit.evidence.equal_figures import CLOSES, OPENS, text_between_figures, with_equal_figures
from evalkit.evidence.figures import counted_in
from evalkit.evidence.slips import other_words
from evalkit.evidence.tokens import numbers, words_of
from evalkit.evidence.wording import Word, telling_words

_ROMAN = re.compile(r"(?<![A-Za-z])[IVX]+(?![A-Za-z])")
_UNCOUNTED = re.compile(
    r"[\d.,;:\s〇零一二三四五六七八九十百千万亿两-]+"
)  # of a figure but for its unit
_WORD = re.compile(
    r"\d+(?:[.,]\d+)*|[^\W\d_\u3040-\u9fff\uac00-\ud7af\uf900-\ufaff]+(?:['’-][A-Za-z]+)*|[^\W_]|[%‰]"
)
NEARLY = 90.0  # likeness in per cent from which a text but for its figures is the same
HALF_WAY = 60.0  # from which a short one is another with a word changed
MOST = 120  # characters up to which words in another order are sought
FEW = 6  # characters below which a likeness tells nothing
BESIDE = 24  # characters beside a difference among which a word that turns the meaning may stand


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs between a quote and a passage: ``pieces`` side by side, ``differing``: the
    numbers and the words that turn the meaning, where there are none any other words but slips of
    typing; ``likeness`` in per cent; ``swapped``: whether all else stands there, however short it
    is."""

    pieces: tuple[tuple[str, str], ...]
    differing: tuple[tuple[str, str], ...]
    likeness: float
    swapped: bool = False


def nearest(wanted: str, text: str) -> tuple[int, int] | None:
    """First and last of the stretch of a text that is most like the words wanted, both in small
    letters."""
    from rapidfuzz import fuzz

    found = fuzz.partial_ratio_alignment(wanted, text) if text else None
    if found is None or found.dest_end <= found.dest_start:
        return None
    first, last = _fitted(wanted, text, found.dest_start, found.dest_end - 1)
    return _reordered(wanted, text, first, last) or (first, last)


def _reordered(wanted: str, text: str, first: int, last: int) -> tuple[int, int] | None:
    """The stretch round a window that has the characters wanted in another order."""
    length = len(wanted)
    if not FEW <= length <= MOST:
        return None
    begun, end = max(0, first - length), min(len(text), last + length + 1)
    apart = Counter(wanted)
    apart.subtract(text[begun : begun + length])
    amiss = sum(1 for n in apart.values() if n)
    for start in range(begun, end - length + 1):
        if not amiss:
            return start, start + length - 1
        if start + length == len(text):
            break
        for character, step in ((text[start], 1), (text[start + length], -1)):
            amiss += (apart[character] == 0) - (apart[character] == -step)
            apart[character] += step
    return None


def without_case(text: str) -> str:
    """A text in small letters, as long as it was."""
    small = text.lower()
    return small if len(small) == len(text) else text


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

    pieces = side_by_side(quote, passage)
    likeness = float(fuzz.ratio(without_case(wanted), without_case(words)))
    apart, reordered = _only_figures(quote, passage), _is_reordered(wanted, words)
    if likeness < HALF_WAY and not apart and not reordered:
        return Differences(pieces, (), likeness)
    others = _other_numbers(wanted, words, quote, passage) or _other_units(quote, passage) or apart
    turned = _turned(quote, passage)
    replaced = () if others else other_words(quote, passage)
    differing = (*others, *turned) or (replaced if read else ())
    one_word = not others and _is_one_word(replaced, len(turned), len(wanted))
    swapped = bool(differing) and (reordered or bool(apart) or one_word)
    return Differences(pieces, differing, likeness, swapped)


def side_by_side(quote: str, passage: str) -> tuple[tuple[str, str], ...]:
    """Two texts in stretches that are the same and stretches that differ, by whole words of
    letters, whole numbers and single hanzi; what only marks or blanks tell apart is the same."""
    from rapidfuzz.distance import Levenshtein

    texts = (quote, passage)
    one, two = ([*_WORD.finditer(text)] for text in texts)
    keys = [[unicodedata.normalize("NFKC", m[0]) for m in own] for own in (one, two)]
    out = []
    for same, steps in groupby(Levenshtein.opcodes(*keys), key=lambda step: step.tag == "equal"):
        own = list(steps)
        ours = _stretch(quote, one, own[0].src_start, own[-1].src_end)
        theirs = _stretch(passage, two, own[0].dest_start, own[-1].dest_end)
        out.append((ours, ours) if same else (ours, theirs))
    return tuple(out)


def _stretch(text: str, words: list[re.Match[str]], start: int, end: int) -> str:
    return text[words[start].start() : words[end - 1].end()] if end > start else ""


def _is_reordered(wanted: str, words: str) -> bool:
    """Whether a quote has the characters of a passage in another order, most of them side by
    side."""
    one, two = without_case(wanted), without_case(words)
    return one != two and len(set(one)) >= FEW - 1 and Counter(one) == Counter(two)


def _only_figures(quote: str, passage: str) -> tuple[tuple[str, str], ...]:
    """The figures that differ between two texts that are nearly the same but for those."""
    from rapidfuzz import fuzz

    one, two = (with_equal_figures(words_of(text), text).text for text in (quote, passage))
    figures = [re.findall(f"{OPENS}([^{CLOSES}]*)", equal) for equal in (one, two)]
    if figures[0] == figures[1] or len(figures[0]) != len(figures[1]):
        return ()
    rest = ["".join(text_between_figures(equal)) for equal in (one, two)]
    if min(map(len, rest)) < FEW or fuzz.ratio(*map(without_case, rest)) < NEARLY:
        return ()
    return tuple(_unmatched(*figures))


def _is_one_word(replaced: tuple[tuple[str, str], ...], turned: int, length: int) -> bool:
    """Whether one word of a quote, or two of which some turn the meaning, stand in the place of
    others, and all else as it is."""
    apart = sum(len(ours) for ours, _ in replaced)
    if any(not ours or not theirs for ours, theirs in replaced) or length - apart < FEW - 2:
        return False
    return len(replaced) == 1 or (len(replaced) == 2 and turned > 0)


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
    """Whether what two figures count is the same, or one is cut from the other; figures in words
    have no unit whose letters might be small or capital."""
    if one.casefold() == two.casefold() and not any(c.isdigit() for c in one):
        return True
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
