"""A quote and a passage in; the words that one has in the place of the other's out, slips of typing
apart.

A slip is a hanzi of the same sound or a like shape, one hanzi too many or too few, one letter
within a long word, a plural, a blank, a mark, or a word that carries nothing (的, the). Which they
are is data (``messages/slips.toml``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from evalkit.evidence.radicals import ideographs
from evalkit.evidence.text import MARK_CLOSES, MARK_OPENS
from evalkit.evidence.wording import telling_words
from evalkit.model.catalogue import catalogue

LONG = 8  # letters from which one that is wrong makes no other word
_NUMERALS = frozenset("〇零一二三四五六七八九十百千万亿两")  # compared as figures
_HAN = r"[\u3400-\u9fff\U00020000-\U0003ffff]"
_TOKEN = re.compile(rf"{_HAN}|(?:(?!{_HAN})[^\W\d_])+(?:['’](?:(?!{_HAN})[^\W\d_])+)*")
_ONLY_HAN = re.compile(rf"{_HAN}+")
_UNCOUNTED = re.compile(
    rf"{MARK_OPENS}[^{MARK_CLOSES}]*{MARK_CLOSES}|[\u00ad\u200b-\u200f\u2060\ufeff]|(?<=\w)[-‐]\n"
)


@dataclass(frozen=True, slots=True)
class _Token:
    """A word of a text, and what it is compared by: its sense, if it has one, else its letters."""

    text: str
    key: str
    at: int


@cache
def _functions() -> frozenset[str]:
    held = catalogue("evidence", "slips")["slips"]
    return frozenset((*held["function-han"], *held["function-latin"]))


@cache
def _groups(hanzi: str) -> frozenset[tuple[str, int]]:
    """The groups of like sound and of like shape that a hanzi is of."""
    return frozenset(
        (kind, n)
        for kind in ("sounds", "shapes")
        for n, group in enumerate(catalogue("evidence", "slips")[kind]["han"])
        if hanzi in group
    )


def other_words(quote: str, passage: str) -> tuple[tuple[str, str], ...]:
    """The words of a quote that are no slips, beside those that a passage has in their place; none
    where words of one sense, or slips alone, make the difference."""
    texts = [_plain(text) for text in (quote, passage)]
    apart = _differing(texts, senses=False)
    return apart and _differing(texts, senses=True) and apart


def _differing(texts: Sequence[str], senses: bool) -> tuple[tuple[str, str], ...]:
    """What differs and is no slip; ``senses``: whether words of one sense are the same."""
    from rapidfuzz.distance import Levenshtein

    ours, theirs = (list(_tokens(text) if senses else _bare(text, 0, len(text))) for text in texts)
    steps = Levenshtein.opcodes([t.key for t in ours], [t.key for t in theirs])
    out = []
    for step in steps:
        one, two = ours[step.src_start : step.src_end], theirs[step.dest_start : step.dest_end]
        edge = step.dest_start == 0 or step.dest_end == len(theirs)
        if step.tag == "equal" or (not one and edge):  # the passage goes on
            continue
        if not _is_slip(one, two, texts):
            out.append(("".join(_spaced(one)), "".join(_spaced(two))))
    return tuple(out)


def _plain(text: str) -> str:
    return _UNCOUNTED.sub("", ideographs(unicodedata.normalize("NFKC", text)))


def _tokens(text: str) -> Iterator[_Token]:
    """The words of a text but figures: such as turn the meaning by their sense, hanzi one by
    one."""
    end = 0
    for word in telling_words(text):
        yield from _bare(text, end, word.at)
        if word.at >= end:
            yield _Token(word.text, word.sense, word.at)
            end = word.at + len(word.text)
    yield from _bare(text, end, len(text))


def _bare(text: str, start: int, end: int) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text, start, end):
        if found[0] not in _NUMERALS:
            yield _Token(found[0], found[0].casefold().replace("’", "'"), found.start())


def _spaced(tokens: Sequence[_Token]) -> Iterator[str]:
    for n, token in enumerate(tokens):
        yield (" " if n and not _ONLY_HAN.fullmatch(token.text) else "") + token.text


def _is_slip(ours: Sequence[_Token], theirs: Sequence[_Token], texts: Sequence[str]) -> bool:
    """Whether one stands in the place of the other by a slip of typing."""
    held = catalogue("evidence", "slips")["slips"]
    added = not ours or not theirs
    ours, theirs = (
        [token for token in side if token.text.casefold() not in _functions()]
        for side in (ours, theirs)
    )
    one, two = ("".join(t.text for t in side).casefold() for side in (ours, theirs))
    if one == two:
        return True
    if not one or not two:
        return (
            added
            and len(one + two) == 1
            and _is_han(one + two)
            and one + two not in held["telling-han"]
        )
    if not (_is_han(one) and _is_han(two)):
        return len(ours) == len(theirs) == 1 and _is_misspelt(one, two)
    if len(one) != len(two) or not all(
        a == b or _groups(a) & _groups(b) for a, b in zip(one, two, strict=True)
    ):
        return False
    names = re.compile(rf".?{held['places-han']}")
    ends = (
        text[side[-1].at + len(side[-1].text) :]
        for text, side in zip(texts, (ours, theirs), strict=True)
    )
    return not any(names.match(rest) for rest in ends)


def _is_han(text: str) -> bool:
    return _ONLY_HAN.fullmatch(text) is not None


def _is_misspelt(one: str, two: str) -> bool:
    """Whether two words are one, by a letter within it or the ending of its plural."""
    from rapidfuzz.distance import OSA

    short, long = sorted((one, two), key=len)
    if len(short) > 3 and long in (short + "s", short + "es"):
        return True
    same_ends = one[0] == two[0] and one[-1] == two[-1]
    return len(short) >= LONG and same_ends and OSA.distance(one, two) == 1
