"""Lines of one paragraph in; the paragraph out: with a blank, without one, or with a word that was
broken made whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_PART = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)-\Z")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_DASHES = "-‐‑–—~～"
_FIRST = frozenset(("well", "self", "half"))  # English writes a hyphen between these and a word
_SUFFIXES = frozenset(("ness", "ment", "less", "able", "time", "ward", "wards", "hood"))


@dataclass(frozen=True, slots=True)
class Hyphens:
    """How a document writes its words: with a hyphen, and without."""

    compounds: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    @classmethod
    def of(cls, lines: Iterable[str]) -> Hyphens:
        """Those within its lines; what stands at their ends is what is asked about."""
        compounds: set[str] = set()
        words: set[str] = set()
        broken = False
        for line in lines:
            found = _WORD.findall(line.lower())[1 if broken else 0 :]
            broken = bool(_PART.search(line[-60:]))
            for word in found[:-1] if broken else found:
                (compounds if "-" in word else words).add(word)
        return cls(frozenset(compounds), frozenset(words))

    def keeps(self, first: str, second: str) -> bool:
        """Whether the hyphen between two parts of a word is its own."""
        one, two = first.lower(), second.lower()
        if f"{one}-{two}" in self.compounds or "-" in one:
            return True
        if one + two in self.words:
            return False
        if len(two) < 4 or two in _SUFFIXES:
            return False
        return one in _FIRST or (len(one) > 3 and {one, two} <= self.words)


def joined(lines: Sequence[str], hyphens: Hyphens = Hyphens()) -> str:
    """Lines of one paragraph as one text."""
    out = ""
    for line in lines:
        if out and line:
            out += _between(out, line)
            if out.endswith("\u00ad") or (
                (part := _PART.search(out[-60:])) and line[0].islower()
                and not hyphens.keeps(part[1], _first_word(line))
            ):  # fmt: skip
                out = out[:-1]
        out += line
    return out


def _first_word(line: str) -> str:
    found = _WORD.match(line)
    return found[0] if found else ""


def _between(before: str, line: str) -> str:
    """What stands between a line and the next: a blank where the script has one between words."""
    last, first = before[-1], line[0]
    if last.isspace() or first.isspace() or _wide(last) or _wide(first) or last == "\u00ad":
        return ""
    if last in _DASHES and len(before) > 1 and not before[-2].isspace():
        return ""
    if any(map(_wide, before[-12:])) or any(map(_wide, line[:12])):  # hanzi: figures break too
        both = last.isascii() and first.isascii()
        return " " if both and not (last.isdigit() and first.isdigit()) else ""
    return " "


def _wide(character: str) -> bool:
    """Whether a character is of a script without blanks between words, or of its punctuation."""
    return (
        "\u2e80" <= character <= "\ua4cf"
        or "\uf900" <= character <= "\ufaff"
        or "\ufe30" <= character <= "\uffef"
    )
