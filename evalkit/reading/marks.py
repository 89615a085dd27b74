"""The marks that people type for others, and what is said of them: dashes, colons, commas,
brackets, blanks; and whether a text can stand without quotes, which is asked of YAML itself."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

import yaml

from evalkit.reading.vocabulary import keys

ODD = (
    "\u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff"  # blanks that YAML takes for letters
)
BLANK = f"[ \\t{ODD}]"
BLANKS = {
    c: "" if c in (0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF) else "  " if c == 0x3000 else " "
    for c in (0xA0, 0x1680, *range(0x2000, 0x200E), 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF)
}
ODD_BLANKS = "".join(map(chr, BLANKS))
DASHES = "‐‑‒–—―−－﹣•·●▪*"
COLONS = ":：﹕∶"
COMMAS = ",，、；;﹐"
OPEN = {"{": "}", "[": "]", "｛": "}", "［": "]", "【": "]", "﹛": "}"}
CLOSE = {"}": "}", "]": "]", "｝": "}", "］": "]", "】": "]", "﹜": "}"}
HALF = {"{": "{", "[": "[", "｛": "{", "［": "[", "【": "[", "﹛": "{"}
NONE = frozenset(("无", "没有", "都没有", "均无", "none", "nil", "[]", "—", "–", "-"))  # not one
KEY = re.compile(
    f"{BLANK}*(?P<key>\"[^\"]*\"|'[^']*'|-?[\\w@]+(?:[.\\-/－][\\w]+)*){BLANK}*(?P<colon>[{COLONS}])"
    f"(?P<after>{BLANK}*)"
)
_HASH = re.compile(r"\s#")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a column, from 1: the code of a finding and its values."""

    code: str
    column: int
    values: dict[str, str | int] = field(default_factory=dict)


def quoted(text: str) -> str:
    """A text in the quotes that it does not hold."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    if "'" not in text:
        return f"'{text}'"
    inner = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"'


@lru_cache(maxsize=4096)
def reads(value: str, flow: bool) -> bool:
    """Whether YAML reads a value as this one text, or as what its quotes hold, to the end."""
    try:
        node = yaml.compose(f"{{k: {value}}}" if flow else f"k: {value}", yaml.CSafeLoader)
    except yaml.YAMLError:
        return False
    pair = node.value[0] if isinstance(node, yaml.MappingNode) and len(node.value) == 1 else None
    if pair is None or not isinstance(pair[1], yaml.ScalarNode):
        return False
    plain = pair[1].style not in ("'", '"')
    return not plain or (pair[1].value == value and value[:1] not in ("&", "*", "!"))


def why(text: str, at: int) -> Fault:
    """Why a text cannot stand without quotes."""
    if text[0] in "[]{}\"'&*!|>%@`,#-?:":
        return Fault("yaml-character", at + 1, {"character": text[0]})
    colon, sharp = re.search(r":(\s|\Z)", text), _HASH.search(text)
    if sharp and not (colon and colon.start() < sharp.start()):
        return Fault("yaml-hash", at + sharp.start() + 2)
    if colon:
        return Fault("yaml-colon", at + colon.start() + 1)
    bracket = re.search(r"[\[\]{},]", text)
    place = at + (bracket.start() if bracket else 0) + 1
    if bracket and bracket[0] != ",":
        return Fault("yaml-bracket-text", place, {"character": bracket[0]})
    return Fault("text-comma", place)


def requoted(text: str, at: int, rest: str = "") -> tuple[str, tuple[Fault, ...]]:
    """A text in quotes that holds the same quotes, or a backslash."""
    inner = text[1:-1]
    place = inner.find(text[0])
    if place < 0 and text[0] == '"':
        place, fault = inner.find("\\"), "yaml-escape"
    else:
        fault, inner = "yaml-quote-inside", inner.replace('\\"', '"')
    return quoted(inner) + rest, (Fault(fault, at + 2 + max(place, 0)),)


def key_of(written: str, at: int) -> tuple[str, tuple[Fault, ...]]:
    """A key in half width, and what was not; what stands at ``at``, from 0."""
    half = half_width(written)
    if half != written and (half in keys() or re.fullmatch(r"-?[\x20-\x7e]+", half)):
        n = next(n for n, (a, b) in enumerate(zip(written, half, strict=False)) if a != b)
        return half, (full_width_fault(written[n], at + n),)
    return written, ()


def colon_faults(colon: str, after: str, at: int, valued: bool) -> tuple[Fault, ...]:
    """What is wrong with a colon and the blank behind it."""
    if colon != ":":
        return (Fault("yaml-full-width-colon", at + 1),)
    if valued and not after:
        return (Fault("yaml-colon-space", at + 2),)
    if valued and (strange := after.strip(" \t")):
        return (space_fault(strange[0], at + 1 + after.index(strange[0])),)
    return ()


def space_fault(character: str, at: int) -> Fault:
    """A blank of another kind at a place, from 0."""
    return Fault("yaml-space", at + 1, {"character": f"U+{ord(character):04X}"})


def half_width(text: str) -> str:
    """A text in half width."""
    return unicodedata.normalize("NFKC", text)


def full_width_fault(mark: str, at: int) -> Fault:
    """A mark in full width at a place, from 0; or another mark than the one that stands there."""
    if mark.isascii():
        return Fault("yaml-mark", at + 1, {"written": mark, "plain": _plain_mark(mark)})
    return Fault("yaml-full-width", at + 1, {"written": mark, "plain": _plain_mark(mark)})


def _plain_mark(mark: str) -> str:
    known = {"、": ",", "；": ",", ";": ",", "【": "[", "】": "]", "“": '"', "”": '"'}
    known |= {"(": "{", "（": "{", ")": "}", "）": "}"}
    return known.get(mark) or half_width(mark)
