"""The words of a quote and of a document in; the stretch most like the quote, and what differs
between the two, out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evalkit.evidence.equal_figures import OPENS, with_equal_figures
from evalkit.evidence.tokens import numbers, words_of
from evalkit.evidence.wording import Word, telling_words


@dataclass(frozen=True, slots=True)
class Differences:
    """What differs between a quote and a passage: ``pieces`` side by side, ``differing``: the
    numbers and the words that turn the meaning, ``likeness`` in per cent."""

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


def differences(quote: str, wanted: str, passage: str, words: str) -> Differences:
    """What differs between a quote and a passage.

    Args:
        wanted, words: the characters that count of each; numbers are read of these, words that
            turn the meaning of the texts as they are written.
    """
    from rapidfuzz import fuzz
    from rapidfuzz.distance import Levenshtein

    pieces = tuple(
        (wanted[step.src_start : step.src_end], words[step.dest_start : step.dest_end])
        for step in Levenshtein.opcodes(wanted, words)
    )
    differing = (*_other_numbers(wanted, words, quote, passage), *_turned(quote, passage))
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


def _turned(quote: str, passage: str) -> tuple[tuple[str, str], ...]:
    """Words that turn the meaning: of the firm ones any that stands in one only; of the others such
    as stand in the place of another sense."""
    from difflib import SequenceMatcher

    ours, theirs = list(telling_words(quote)), list(telling_words(passage))
    out: list[tuple[str, str]] = []
    matcher = SequenceMatcher(
        None, [word.sense for word in ours], [word.sense for word in theirs], autojunk=False
    )
    for kind, a, b, c, d in matcher.get_opcodes():
        one, two = ours[a:b], theirs[c:d]
        if kind == "equal":
            continue
        if kind != "replace":
            one, two = [w for w in one if w.firm], [w for w in two if w.firm]
        if one or two:
            out.append((_said(one), _said(two)))
    return tuple(out)


def _said(words: list[Word]) -> str:
    return " ".join(word.text for word in words)


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
