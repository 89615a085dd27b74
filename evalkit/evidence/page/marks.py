"""What stands raised or lowered in a line: the mark of a note, or an exponent."""

from __future__ import annotations

import re

from evalkit.evidence.raised import SUPERSCRIPTS
from evalkit.evidence.text import noted

_MARK = re.compile(
    r"[\[(（]?(?:\d{1,3}(?:[,，;–-]\s?\d{1,3})*|[a-z](?:[,，;]\s?[a-z])*|[A-Z]|[ivx]{1,4}|[①-⑳]|[*†‡§¶#]{1,4})[\])）]?\Z"
)
_POWER = re.compile(r"[-+−–]?\d{1,3}\Z|n\Z")
_UNIT = re.compile(
    r"(?:^|[\d\s/·.×(（])(?:[kcdmµ]?m|ha|ft|km|s|kg|Wh?|[CG]O)\Z|(?<![A-Za-z\d])[A-Za-z]\Z|[α-ωΑ-Ω]\Z"
)
_ROMAN = re.compile(r"(?<!\w)[IVXLC]{2,}\Z")
_ENDINGS_NAMES = "st nd rd th d e er ère re ème me es ers eme a o as os º ª te ter de"
_ENDINGS = frozenset(_ENDINGS_NAMES.split())  # of numbers that say which one: 1st, 3e, 1er, 4o
_TEN = re.compile(r"(?:^|[\s×x*·(（])10\Z")


def raised(text: str, before: str, notes: frozenset[str]) -> str:
    """Raised characters as they stand in a passage, after the words ``before``. ``notes``: marks of
    the notes at the foot of the page."""
    bare = text.strip()
    plain = bare.strip("[]()（）")
    if _POWER.match(bare) and _powers(bare, before, plain in notes):
        return bare.replace("–", "-").translate(SUPERSCRIPTS)
    if _MARK.match(bare) and (before[-1:].strip() or not before) and not _ordinal(bare, before):
        return noted(plain)
    return text


def _powers(text: str, before: str, is_note: bool) -> bool:
    """Whether it is an exponent: of a unit, of ten, or one that bears a sign."""
    if text[0] in "-+−–":
        return True
    if text in ("2", "3", "²", "³") and _UNIT.search(before):
        return True
    return bool(_TEN.search(before)) and not is_note


def _ordinal(text: str, before: str) -> bool:
    """Whether letters belong to the number before them: 1st, 21e, XXIe, No."""
    if _ROMAN.search(before) and text in ("e", "o", "a", "è"):
        return True
    if before[-1:] in ("N", "n"):
        return text.isalpha()
    return text.lower() in _ENDINGS and before[-1:].isdigit()
