"""A text in; the numbers that stand in it out, however they are written: 1,200; 3.5万; 二十;
翻一番; 百分之三; two thirds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from evalkit.evidence.numerals import MYRIADS, TENS, han_number

_ARABIC = re.compile(r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+,\d{1,2}(?![\d,])|\d+(?:\.\d+)?")
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?:\.\d+)?(?!\d)")  # and its parts apart
_SCALES = (
    ("万亿", 1e12),
    ("千亿", 1e11),
    ("百亿", 1e10),
    ("十亿", 1e9),
    ("千万", 1e7),
    ("百万", 1e6),
    ("亿", 1e8),
    ("万", 1e4),
    ("千", 1e3),
    ("百", 1e2),
    ("trillion", 1e12),
    ("billion", 1e9),
    ("million", 1e6),
    ("thousand", 1e3),
    ("bn", 1e9),
)
_HAN_NUMBER = re.compile("[零〇一二两三四五六七八九十百千万亿]+")
# what a growth in words comes to, as a percentage and as a factor
_WORDS = (
    (r"翻一番|翻番|倍增|doubl\w+", (100.0, 1.0, 2.0)),
    (r"翻两番|quadrupl\w+", (300.0, 3.0, 4.0)),
    (r"tripl\w+", (200.0, 2.0, 3.0)),
    (r"减半|过半|一半|half|halv\w+", (50.0, 0.5)),
    (r"三分之一|a third|one third", (33.3, 1 / 3)),
    (r"三分之二|two thirds", (66.7, 2 / 3)),
    (r"四分之一|a quarter", (25.0, 0.25)),
)


def numbers_in(text: str) -> frozenset[float]:
    """Every number of a text: as it is written, and as the scale behind it makes it."""
    from evalkit.evidence.equal_figures import values_in

    own = unicodedata.normalize("NFKC", text).replace("−", "-")
    return frozenset([*_arabic(own), *_han(own), *_worded(own), *values_in(text)])


def stands(value: float, numbers: frozenset[float]) -> bool:
    """Whether a value is among numbers, its sign apart: a fall of 3 % is written 下降3%."""
    wanted = f"{abs(value):.9g}"
    return any(f"{other:.9g}" == wanted for other in numbers)


def decimal(written: str) -> float:
    """A number in digits: 1,200 and 1 200 have thousands apart, 3,5 is a decimal."""
    bare = re.sub(r"[，\s]", ",", written.replace("−", "-"))
    thousands = re.fullmatch(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", bare)
    return float(bare.replace(",", "" if thousands else "."))


def _arabic(text: str) -> Iterator[float]:
    for found in (*_ARABIC.finditer(text), *_SPACED.finditer(text)):
        value = decimal(found[0])
        yield value
        rest = text[found.end() :].lstrip()
        yield from (value * scale for name, scale in _SCALES if rest.startswith(name))
        if rest.startswith("成"):
            yield value * 10


def _han(text: str) -> Iterator[float]:
    """Chinese numerals: 二十, 三千五百, 一万二千, 二〇三〇; and 百分之三, 三成."""
    for found in _HAN_NUMBER.finditer(text):
        written = found[0]
        if (value := han_number(written)) is not None:
            yield float(value)
            if text[found.end() : found.end() + 1] == "成":
                yield 10.0 * value
        for unit, size in (*MYRIADS.items(), *TENS.items()):
            if written.startswith(unit):  # 万名: one myriad
                yield from (1.0, float(size))


def _worded(text: str) -> Iterator[float]:
    for pattern, values in _WORDS:
        if re.search(pattern, text, re.IGNORECASE):
            yield from values
    for found in re.finditer("([零〇一二两三四五六七八九十百]+)倍", text):
        if (times := han_number(found[1])) is not None:
            yield from (100.0 * times, float(times))
