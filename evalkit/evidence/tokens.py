"""The characters of a text that count in a quote, and its numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress

from evalkit.evidence.folding import UNSEEN, folded, form_of, in_context
from evalkit.evidence.text import MARK_CLOSES, MARK_OPENS

_KEPT = frozenset("%‰&@§")
_DASHES = frozenset("−∼⁓˗⁃~")  # and all that Unicode calls dashes
_TILDES = frozenset("~∼〜⁓")
_LISTS = frozenset("、，;·")
_BLANKS = frozenset("|│┃")  # between the cells of a row
_MARKS = frozenset("`^¨¯´¸")  # punctuation that Unicode counts among the symbols
_NOTED = re.compile(f"{MARK_OPENS}[^{MARK_CLOSES}]{{1,12}}{MARK_CLOSES}")
_FOLDED = re.compile("f")
_GAP = re.compile("[hm i]+(?=d)")  # before a digit
_COUNTS = str.maketrans({"w": "\x01", "d": "\x01", **dict.fromkeys("hm i", "\x00")})


class _Classes(dict[int, str]):
    """Code point → w: counts; d: a digit, counts; h: a dash; m: another mark; " ": a blank; i:
    not seen; f: read as another character or several."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        form = form_of(character)
        own = _class_of(form) if len(form) == 1 else "f"
        self[code] = found = "f" if own in "wd" and form != character else own
        return found


def _class_of(character: str) -> str:
    category = unicodedata.category(character)
    if character.isspace() or character in _BLANKS:
        return " "
    if category[0] == "C" or character in UNSEEN:
        return "i"
    if character.isdecimal():
        return "d"
    if category == "Pd" or character in _DASHES:
        return "h"
    counts = character in _KEPT or (category[0] not in "PZ" and character not in _MARKS)
    return "w" if counts else "m"


_CLASSES = _Classes()


@dataclass(frozen=True, slots=True)
class Words:
    """The characters of a text that count; ``origin``: where in the text each stands.

    White space and punctuation are left out, except between two digits, where "1 5", "1.5", "1、5"
    and "1-5" must not become "15": there one mark stands for the kind of what is between them. A
    sign or a decimal point before a number is kept. The mark of a note counts for nothing and keeps
    the figures round it apart.
    """

    text: str
    origin: tuple[int, ...]


def words_of(text: str) -> Words:
    """The characters of a text that count."""
    plain, stood, classes = text, None, text.translate(_CLASSES)
    if "f" in classes or not unicodedata.is_normalized("NFC", text):
        plain, stood = folded(text, [found.start() for found in _FOLDED.finditer(classes)])
        classes = plain.translate(_CLASSES)
    read = in_context(plain)
    if read is not plain and read != plain:
        plain, classes = read, read.translate(_CLASSES)
    if MARK_OPENS in plain:
        for note in _NOTED.finditer(plain):
            blank = " " * len(note[0])
            classes = classes[: note.start()] + blank + classes[note.end() :]
    counts = bytearray(classes.translate(_COUNTS), "ascii")
    characters = list(plain)
    for gap in _GAP.finditer(classes):
        start, end = gap.span()
        if end - start == 1 and start and classes[start - 1] == "d" and classes[start] != "i":
            characters[start], counts[start] = _separating(plain[start], classes[start]), 1
            continue
        for mark, at in _between(plain, classes, start, end):
            characters[at], counts[at] = mark, 1
    kept = "".join(compress(characters, counts))
    return Words(kept, tuple(compress(stood or range(len(plain)), counts)))


def _between(text: str, classes: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """What stands for the gap before a digit: between two digits one mark, else a sign or a decimal
    point; ``start``: where the last run of characters that count ended."""
    gap = classes[start:end]
    if start and classes[start - 1] == "d":
        seen = gap.replace("i", "")
        if not seen:
            return
        at = start + next((n for n, c in enumerate(gap) if c in "hm"), gap.find(" "))
        if not _heads(text, classes, start, at):
            yield _separating(text[at], classes[at], " " in seen), at
            start = at + 1
        else:
            yield " ", start
            return
    at = end - 1
    if at < start:
        return
    dots = form_of(text[at]) == "." and (at == start or form_of(text[at - 1]) != ".")
    if dots and not _attached(text, classes, at):
        yield from _sign(text, classes, start, at)
        yield ".", at
    else:
        yield from _sign(text, classes, start, end)


def _separating(mark: str, kind: str, blank: bool = False) -> str:
    """One mark for the dashes, one for what separates items, one for blanks; a comma or point that
    may belong to the number stays one."""
    if kind == " ":
        return " "
    if kind == "h":
        return "-"
    mark = form_of(mark)
    return ";" if mark in _LISTS or (blank and mark in ".,") else mark


def _sign(text: str, classes: str, start: int, end: int) -> Iterator[tuple[str, int]]:
    """The dash or tilde right before a number: a sign, or what joins it to the number before it. A
    hyphen after a letter joins words (COVID-19), two dashes are punctuation, and a dash at the head
    of a line with a blank after it is that of a list."""
    gap = classes[start:end]
    at = start + len(gap.rstrip(" i")) - 1
    if at < start or classes[at] != "h" or (at > start and text[at - 1] == text[at]):
        return
    if _heads(text, classes, start, at) or _attached(text, classes, at):
        return
    joins = start > 0 and text[start - 1] in "%‰"
    yield ("~" if form_of(text[at]) in _TILDES and not joins else "-"), at


def _heads(text: str, classes: str, start: int, at: int) -> bool:
    """Whether a dash stands at the head of a line with a blank after it, as that of a list."""
    gap = text[start:at]
    return classes[at : at + 2] == "h " and "\n" in gap and not gap.strip()


def _attached(text: str, classes: str, at: int) -> bool:
    """Whether a mark follows a Latin letter or digit without a blank: Fig.3, COVID-19."""
    return at > 0 and text[at - 1].isascii() and classes[at - 1] in "wd" and text[at - 1].isalnum()


# --- numbers ---

HAN_DIGITS = "零〇一二三四五六七八九十百千两"
_NUMERALS = re.compile(
    rf"[-~+±∓≈≒<>≤≥]?-?\.?\d+(?:[.,]\d+)*[%‰]?|百分之|千分之|[{HAN_DIGITS}]+|首位|翻番|[半倍亿万]"
    r"|(?<=\d)[kmb]n?\b|[mbtr]+illions?|thousands?"
)


def numbers(text: str) -> list[str]:
    """Every number, percentage and date in order, hanzi numerals and magnitudes (万, 亿, 倍,
    million) included."""
    found: list[str] = _NUMERALS.findall(text)
    return [token.replace(",", "") if _GROUPED.match(token) else token for token in found]


# thousands grouped by commas: 1,140 and 1140 are the same number
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?[%‰]?\Z")
