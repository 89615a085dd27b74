"""A text in; the same with one form for characters that look or mean alike, and where each stood,
out.

Compatibility forms are read as what Unicode says they stand for, one step of it at a time, so that
a figure in a square or a ligature is a figure and ``㎡`` is ``m²``. What would make another figure
of it is left alone: superscript digits (10⁶ is not 106) and fractions (5½ is not 51/2); digits in
circles and brackets are set apart, ``①`` as ``(1)``. Simplified and traditional characters are not
the same.

A raised 2 or 3 behind a unit of length is its power, and read as the digit (km² and km2); in the
formula of a gas it is a lowered one that was raised by mistake, and read as that (CO² and CO₂);
behind anything else it is left alone, for there it may be the mark of a note. Lowered digits are
never marks, and read as digits (CO₂ and CO2). An O typed for the nought of a year is one
(二O二六年). A full-width comma between groups of three digits groups them, as a comma does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from evalkit.evidence.radicals import ideographs

# What Unicode does not say: look-alikes that stand for one another in plans.
_ALIKE = {
    **dict.fromkeys("戶戸", "户"),  # which of them a radical ⼾ stood for only the font knew
    "∶": ":",
    "꞉": ":",
    "≧": "≥",
    "⩾": "≥",
    "≦": "≤",
    "⩽": "≤",
    **dict.fromkeys("º˚", "°"),
    **dict.fromkeys("∙⋅•‧・", "·"),
    **dict.fromkeys("○◯", "〇"),
    "⁄": "/",
    "∣": "|",
    "ẞ": "ß",
    "´": "’",  # typed for an apostrophe; by itself it would put an accent on the next letter
}
# What is not seen and is no text: variation selectors, joiners, fillers, the Arabic stroke that
# stretches a word. Format characters (soft hyphen, zero width, direction) need no list.
UNSEEN = frozenset(
    map(
        chr,
        (
            *range(0xFE00, 0xFE10),
            *range(0xE0100, 0xE01F0),
            *range(0x180B, 0x1810),
            *(0x34F, 0x640, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0),
        ),
    )
)
_BELOW = frozenset("₀₁₂₃₄₅₆₇₈₉")
_KEEPS = frozenset("，…‥")  # marks whose forms are marks of a figure
# a power of a unit of length, and the number of atoms that is raised by mistake (CO² for CO₂)
_POWERS = re.compile(
    r"(?:(?<![A-Za-zµμ])(?:[numcdhkµμ]?m|ft|yd|mi)|(?<![A-Za-z])(?:[CSN]?O|NH|SF|CH))([²³⁴⁶])(?!\d)"
)
_PLAIN_POWERS = {"²": "2", "³": "3", "⁴": "4", "⁶": "6"}
_NOUGHT = re.compile("(?<=[〇零一二三四五六七八九])[OoΟ0](?=[〇零一二三四五六七八九OoΟ0]{1,2}年)")
# not an item of a list (3，250，7) nor a longer number
_NOT_SEEN = "[\u00ad\u200b-\u200f\u2060\ufeff]*"  # such as may stand between any two characters
_UNSEEN_LAST = re.compile(rf"{_NOT_SEEN}\Z")
WIDE_GROUPS = re.compile(
    rf"(?<![\d.,，])(?![0０])\d(?:{_NOT_SEEN}\d){{0,2}}(?:{_NOT_SEEN}，(?:{_NOT_SEEN}\d){{3}})+"
    rf"(?!{_NOT_SEEN}(?:[\d，]{_NOT_SEEN})?\d)"
)


class _Forms(dict[int, str]):
    """Code point → the characters it is read as, each found when it is first asked for."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _form(chr(code))
        return found


def _form(character: str) -> str:
    if character in _ALIKE:
        return _ALIKE[character]
    if character in UNSEEN or character in _KEEPS or character.isspace():
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    bare = ideographs(character)
    if bare != character:
        return _form(bare)
    tag, *codes = unicodedata.decomposition(character).split() or [""]
    if not tag.startswith("<"):
        return character  # composed or simple: composing looks after it
    plain = "".join(_form(chr(int(code, 16))) for code in codes)
    if tag == "<super>" and not plain.isalpha():
        return character
    if tag == "<fraction>" or not plain.strip():
        return character
    if any(c.isdecimal() for c in plain) and tag in ("<circle>", "<compat>", "<square>"):
        return _apart(plain)
    return plain


def _apart(plain: str) -> str:
    """A number in a circle, in brackets or before a full stop, set apart from what is beside it;
    one with its unit (㏠, ㍘) from what is before it."""
    bare = plain.strip("().,")
    return f"({bare})" if bare.isdecimal() else f" {plain}"


_FORMS = _Forms()
_MARKS = re.compile(r"[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")


def folded(text: str, at: Iterable[int]) -> tuple[str, list[int]]:
    """A text with one form for what is alike, and where in the text each of its characters stood.

    Args:
        at: where a character stands that is read as another or as several.
    """
    out: list[str] = []
    stood: list[int] = []
    end = 0
    for n in at:
        form = _FORMS[ord(text[n])]
        if text[n] in _BELOW:  # CO₂, but not 3₂: that is no figure
            before, after = text[n - 1 : n].isdecimal(), text[n + 1 : n + 2].isdecimal()
            form = " " * before + form + " " * after
        out += [text[end:n], form]
        stood += [*range(end, n), *[n] * len(form)]
        end = n + 1
    plain = "".join([*out, text[end:]])
    stood += range(end, len(text))
    if not unicodedata.is_normalized("NFC", plain):
        return _composed(plain, stood)
    return plain, stood


def in_context(text: str) -> str:
    """A text with what is read as another character only beside certain others: powers of units of
    length, digits of formulas, noughts of years, full-width commas that group digits. As long as it
    was."""
    if any(raised in text for raised in _PLAIN_POWERS):
        text = _POWERS.sub(lambda found: found[0][:-1] + _PLAIN_POWERS[found[1]], text)
    if "年" in text:
        text = _NOUGHT.sub("〇", text)
    if "，" in text:
        text = WIDE_GROUPS.sub(_grouped, text)
    return text


def _grouped(found: re.Match[str]) -> str:
    """Groups of digits with a plain comma between them; not where they go on from a digit, with
    what is not seen in between."""
    before = _UNSEEN_LAST.sub("", found.string[max(0, found.start() - 8) : found.start()])
    goes_on = before[-1:].isdecimal() or before[-1:] in tuple(".,，")
    return found[0] if goes_on else found[0].replace("，", ",")


def _composed(text: str, origin: list[int]) -> tuple[str, list[int]]:
    """A text with its accents, and its Hangul, composed; each piece stands where its first
    character stood."""
    out, stood, start = [], [], 0
    for n in range(1, len(text) + 1):
        if n < len(text) and _joins(text[n]):
            continue
        piece = unicodedata.normalize("NFC", text[start:n])
        out.append(piece)
        stood += [origin[start]] * len(piece)
        start = n
    return "".join(out), stood


def _joins(character: str) -> bool:
    """Whether a character may compose with the one before it."""
    return (
        bool(unicodedata.combining(character))
        or bool(_MARKS.match(character))
        or (unicodedata.category(character) == "Mc")
    )


def form_of(character: str) -> str:
    """What one character is read as, whatever stands beside it."""
    return _FORMS[ord(character)]
