"""A text in; the numbers written in English words in it, and their values in digits, out."""

from __future__ import annotations

import re
from collections.abc import Iterator

_ONES = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_SMALL = {word: n for n, word in enumerate(_ONES.split(), start=1)}
_TENS = {
    word: 10 * n
    for n, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip
_NUMBER = "|".join(sorted((*_SMALL, *_TENS), key=len, reverse=True))
_MORE = "|".join((_NUMBER, "hundred", *_SCALES))
_AFTER_A = "|".join(("hundred", *_SCALES, *_PARTS))
_WORDED = re.compile(
    rf"(?<![\w-])(?P<first>{_NUMBER}|an?(?= (?:{_AFTER_A})\b))"
    rf"(?P<more>(?:(?:[ -]|(?<=hundred) and |(?<=thousand) and )(?:{_MORE})\b)*)"
    rf"(?:[ -](?P<part>{'|'.join(_PARTS)})s?)?(?![\w-])",
    re.IGNORECASE,
)


def english_numbers(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """Where each number in words begins and ends between two places of a text, and its digits;
    "one" alone is a word like any other."""
    for found in _WORDED.finditer(text, start, end):
        words = re.findall(r"[a-z]+", (found["first"] + found["more"]).lower())
        value = _value([word for word in words if word != "and"])
        if found["part"] and value is not None:
            yield *found.span(), f"{value}/{_PARTS[found['part'].lower()]}"
        elif value is not None and words != ["one"]:
            yield *found.span(), str(value)


def _value(words: list[str]) -> int | None:
    """The value of a number in words; None where they are none: two three."""
    total, held, least = 0, 0, 10**15
    for word in words:
        if word in _SCALES:
            if _SCALES[word] >= least or not held:
                return None
            total, held, least = total + held * _SCALES[word], 0, _SCALES[word]
        elif word == "hundred":
            if not 0 < held < 100:
                return None
            held *= 100
        elif word in _TENS:
            if held % 100:
                return None
            held += _TENS[word]
        else:
            size = _SMALL.get(word, 1)
            if held % 10 or (size > 9 and held % 100):
                return None
            held += size
    return total + held
