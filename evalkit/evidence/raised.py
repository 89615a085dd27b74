"""Raised and lowered characters in; the same as text that says what they are out: a note's mark, an
exponent (10⁶, m²), or plain letters."""

from __future__ import annotations

import re

from evalkit.evidence.text import noted

_PLAIN = "0123456789+-−=()ni"
SUPERSCRIPTS = str.maketrans(_PLAIN, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
# What a number is raised above: ten as the base of a power; for squares and cubes also a unit of
# length, or one letter of a formula (not the G of 5G).
_TEN = re.compile(r"(?<![\d.,])10\s*\Z")
_SQUARED = re.compile(
    r"(?:(?<![A-Za-z])(?:[numcdhkµμ]?m|ft|in|yd|mi)|[米里]|(?<![A-Za-z\d])[A-Za-z]|[α-ωΑ-Ω])\s*\Z"
)
_NUMBER = re.compile(r"\d{1,3}(?:\s*[,，、–-]\s*\d{1,3})*\Z")
_MARK = re.compile(r"[\[［(（〔【]\s*(?:注\s*)?(\w{1,4})\s*[\]］)）〕】]\Z|([*†‡§＊①-⑳]{1,3})\Z")


def raised(before: str, text: str) -> str:
    """Raised text as it is to stand after ``before``.

    Digits are an exponent after a unit, a letter of a formula or ten; elsewhere they are the mark
    of a note, which must not run into the figure before it.
    """
    own = text.strip()
    if found := _MARK.match(own):
        return noted(found[1] or found[2])
    if _NUMBER.match(own):
        tens = own.isdecimal() and own != "1" and _TEN.search(before[-12:])
        power = tens or (own in ("2", "3") and _SQUARED.search(before[-12:]))
        return own.translate(SUPERSCRIPTS) if power else noted(own)
    if own and all(character in _PLAIN[:13] for character in own):
        return own.translate(SUPERSCRIPTS)
    return text


def superscript(text: str) -> str | None:
    """A short exponent in raised characters; None where Unicode lacks one of them."""
    short = text.strip()
    if not short or len(short) > 8 or any(c not in _PLAIN for c in short):
        return None
    # raised parentheses are what readers put round the mark of a note
    return None if "(" in short or ")" in short else short.translate(SUPERSCRIPTS)
