"""Fields of a Word document in: which part of one is its code, which its result; what a field
without a result shows out."""

from __future__ import annotations

import re
from typing import Any

from evalkit.evidence.docx_names import W, child, given, value
from evalkit.evidence.raised import raised
from evalkit.evidence.symbol_fonts import symbol

_UNMATCHED = "unmatched"
_DELETED = frozenset([W + "del", W + "moveFrom"])


class Fields:
    """The fields that are open, innermost last; each is its code, and whether that has ended."""

    def __init__(self) -> None:
        self._open: list[tuple[list[str], bool, Any]] = []

    @property
    def in_code(self) -> bool:
        """Whether what comes belongs to a field's code, which no reader sees."""
        return any(not ended for _, ended, _ in self._open)

    def code(self, text: str) -> None:
        """A piece of the code of the innermost field."""
        if self._open and not self._open[-1][1]:
            self._open[-1][0].append(text)

    def met(self, mark: Any) -> str:
        """``w:fldChar``; what the field that ends with it shows by its code alone."""
        kind = value(mark, "fldCharType")
        if kind == "begin" and mark.get(_UNMATCHED) is None:
            self._open.append(([], False, mark))
        elif kind == "separate" and self._open:
            code, _, begun = self._open.pop()
            self._open.append((code, True, begun))
        elif kind == "end" and self._open:
            code, ended, begun = self._open.pop()
            if not ended and not self.in_code:
                return shown("".join(code), begun)
        return ""


def match(root: Any) -> None:
    """Mark the fields that never end: they must not hide what follows them."""
    begun: list[Any] = []
    for mark in root.iter(W + "fldChar"):
        if any(above.tag in _DELETED for above in mark.iterancestors()):
            continue
        if value(mark, "fldCharType") == "begin":
            begun.append(mark)
        elif value(mark, "fldCharType") == "end" and begun:
            begun.pop()
    for mark in begun:
        mark.set(_UNMATCHED, "1")


def shown(code: str, mark: Any) -> str:
    """What a field shows that has no result of its own: a formula, a symbol, a choice."""
    name, _, rest = code.strip().partition(" ")
    if name.upper() == "EQ":
        return _equation(rest.strip())[:1000]
    if name.upper() == "SYMBOL":
        found = re.match(r"(0x[0-9a-fA-F]+|\d+)", rest.strip())
        font = re.search(r'\\f\s*"?([^"\\]+)', rest)
        own = int(found[1], 0) if found and len(found[1]) < 8 else 0
        return symbol(own, font[1].strip() if font else "") if own else ""
    if name.upper() == "FORMDROPDOWN" and mark is not None:
        choice = child(mark, "ffData", "ddList")
        entries = [] if choice is None else [value(e) for e in choice.iterchildren(W + "listEntry")]
        chosen = given(choice, "result") or given(choice, "default") or "0"
        n = int(chosen) if chosen.isdecimal() and len(chosen) < 4 else 0
        return (entries[n] or "") if n < len(entries) else ""
    return ""


def _equation(text: str) -> str:
    r"""A formula of an EQ field in a line: ``\f(a,b)`` is a/b, ``\o\ac(○,1)`` is 1."""
    for _ in range(40):
        found = re.search(r"\\([a-z]+)((?:\\[a-z]+\d*\s?|\s|\*\s?\w+)*)\(([^()\\]*)\)", text)
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
