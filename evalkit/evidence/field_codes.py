"""The code of a field in; what the field shows out where it has no result of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from evalkit.evidence.raised import raised
from evalkit.evidence.symbol_fonts import TICKED, UNTICKED, symbol

NUMBERED = "\ufffc"  # where a field shows a number that its program counts
_COUNTED = frozenset(["LISTNUM", "AUTONUM", "AUTONUMLGL", "AUTONUMOUT"])
_SWITCH = re.compile(r"\\\*\s*(?:\"[^\"]*\"|\w+)")
_FORM = re.compile(r"\\([a-z]+)((?:\\[a-z]+\s?\d*\s?|\s)*)\(([^()\\]*)\)")


def shown_by(code: str, chosen: int = 0, choices: Sequence[str] = ()) -> str:
    """What a field shows by its code alone: a formula, a word with its reading, a symbol, the words
    of a button, a number (NUMBERED); of a form, whether its box is ticked, and which of its
    ``choices`` is ``chosen``."""
    name, _, rest = code.strip().partition(" ")
    kind, rest = name.upper(), rest.strip()
    if kind == "EQ":
        return _equation(rest)[:1000]
    if kind == "SYMBOL":
        found = re.match(r"(0x[0-9a-fA-F]+|\d+)", rest)
        font = re.search(r'\\f\s*"?([^"\\]+)', rest)
        own = int(found[1], 0) if found and len(found[1]) < 8 else 0
        return symbol(own, font[1].strip() if font else "") if own else ""
    if kind in ("MACROBUTTON", "GOTOBUTTON"):
        return rest.partition(" ")[2].strip()
    if kind == "FORMCHECKBOX":
        return TICKED if chosen else UNTICKED
    if kind == "FORMDROPDOWN":
        return choices[chosen] if 0 <= chosen < len(choices) else ""
    return NUMBERED if kind in _COUNTED else ""


def _equation(text: str) -> str:
    r"""A formula of an EQ field in a line: ``\f(a,b)`` is a/b, ``\o\ac(○,1)`` is 1,
    ``\* hps9 \o\ad(\s\up 8(yán),研)``, a word below its reading, is 研."""
    text = _SWITCH.sub("", text)
    for _ in range(40):
        found = _FORM.search(text)
        if found is None:
            break
        parts = [part.strip() for part in re.split(r"[,，;]", found[3])]
        text = text[: found.start()] + _form(found[1], found[2], parts) + text[found.end() :]
    return re.sub(r"\\[*a-zA-Z]+\s?(?:\d+\b)?|[{}]", "", text).strip()


def _form(name: str, more: str, parts: list[str]) -> str:
    if name == "f" and len(parts) == 2:
        return f"{parts[0]}/{parts[1]}"
    if name == "r":
        return f"{raised('x', parts[0]) if len(parts) > 1 else ''}√{parts[-1]}"
    if name == "o":  # one above the other: a circle round a number, a reading above a word
        return parts[-1]
    if name == "s" and "up" in more:
        return raised("x", parts[0])
    return "".join(parts)
