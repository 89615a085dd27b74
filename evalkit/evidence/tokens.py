"""The characters of a text that count in a quote, its numbers and its negations."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from evalkit.evidence.radicals import ideographs
from evalkit.evidence.text import MARK_CLOSES, MARK_OPENS

_KEPT = frozenset("%‰&@§")
_DASHES = frozenset("-‐‑‒–—―−~∼～〜－")
_LISTS = frozenset("、，;；|·")
_DOORS = frozenset("戶戸")
_MARKS = _DASHES | frozenset("|│┃`^¨¯´¸")  # punctuation that Unicode counts among the symbols


_NOTED = re.compile(f"{MARK_OPENS}[^{MARK_CLOSES}]{{1,12}}{MARK_CLOSES}")


@lru_cache(maxsize=65536)
def _narrow(character: str) -> str:
    """Half-width form of a full-width character; others as they are (①, ² and ½ are not numbers in
    a row).

    户, 戶 and 戸 are one: which of them a radical ⼾ stood for only the font of the document knew.
    """
    character = ideographs(character)
    if character in _DOORS:
        return "户"
    code = ord(character)
    if 0xFF01 <= code <= 0xFF5E or 0xFE50 <= code <= 0xFE6B or 0xFFE0 <= code <= 0xFFE6:
        return unicodedata.normalize("NFKC", character)
    return character


@lru_cache(maxsize=65536)
def _counts(character: str) -> bool:
    return character in _KEPT or (
        unicodedata.category(character)[0] not in "PZC" and character not in _MARKS
    )


@dataclass(frozen=True, slots=True)
class Words:
    """The characters of a text that count; ``origin``: where in the text each stands.

    White space and punctuation are left out, except between two digits, where "1.5", "1、5" and
    "1-5" must not become "15": there one mark stands for the kind of punctuation. A minus before a
    number is kept. The mark of a note counts for nothing and keeps the figures round it apart.
    """

    text: str
    origin: tuple[int, ...]


def words_of(text: str) -> Words:
    """The characters of a text that count."""
    kept: list[str] = []
    origin: list[int] = []
    marks: list[tuple[str, int]] = []  # punctuation since the last character kept
    marked = {n for mark in _NOTED.finditer(text) for n in range(mark.start() + 1, mark.end())}
    for n, raw in enumerate(text):
        if n in marked:
            continue
        character = _narrow(raw)
        if not _counts(character):
            if not character.isspace() and unicodedata.category(character)[0] != "C":
                marks.append((raw, n))
            continue
        if marks:
            if kept and kept[-1][-1].isdecimal() and character.isdecimal():
                kept.append(_between(marks[0][0]))
                origin.append(marks[0][1])
            elif (
                character.isdecimal()
                and marks[-1][1] == n - 1
                and marks[-1][0] in "-−－"
                and not (kept and _joins(kept[-1]))
            ):
                kept.append("-")
                origin.append(marks[-1][1])
            marks = []
        kept.append(character)
        origin.append(n)
    return Words("".join(kept), tuple(origin))


def _joins(before: str) -> bool:
    """Whether a hyphen after this character joins words (COVID-19) instead of marking a negative
    number."""
    return before.isascii() and before.isalnum()


def _between(mark: str) -> str:
    """One mark for the dashes, one for what separates items; a comma that may group thousands stays
    a comma."""
    return "-" if mark in _DASHES else ";" if mark in _LISTS else _narrow(mark)


# --- numbers and negations ---

HAN_DIGITS = "零〇一二三四五六七八九十百千两"
NEGATIONS = ("不", "未", "没", "无", "非", "禁", "勿", "莫", "否", "免")
_NEGATION = re.compile(
    "|".join(NEGATIONS) + r"|\b(?:not|no|never|without|neither|nor|none|cannot|non)\b|n't\b",
    re.IGNORECASE,
)
_NUMERALS = re.compile(
    rf"-?\d+(?:[.,]\d+)*[%‰]?|百分之|千分之|[{HAN_DIGITS}]+|首位|翻番|[半倍亿万]"
)


def numbers(text: str) -> list[str]:
    """Every number, percentage and date in order, hanzi numerals and magnitudes (万, 亿, 倍)
    included."""
    found: list[str] = _NUMERALS.findall(text)
    return [token.replace(",", "") if _GROUPED.match(token) else token for token in found]


# thousands grouped by commas: 1,140 and 1140 are the same number
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?[%‰]?\Z")


def negations(text: str) -> list[str]:
    """Every negation in order."""
    return [found.lower() for found in _NEGATION.findall(text)]
