"""Fields of a Word document in: which part of one is its code, which its result; what a field
without a result shows out."""

from __future__ import annotations

from typing import Any

from evalkit.evidence.docx_names import W, child, given, is_on, value
from evalkit.evidence.field_codes import shown_by
from evalkit.evidence.package import whole

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
    """What a field shows that has no result of its own: a formula, a symbol, a form's answer."""
    form = child(mark, "ffData")
    choice, box = child(form, "ddList"), child(form, "checkBox")
    if box is not None:
        said = [on for name in ("checked", "default") if (on := is_on(box, name)) is not None]
        return shown_by(code, int(any(said[:1])))
    entries = (
        [] if choice is None else [value(e) or "" for e in choice.iterchildren(W + "listEntry")]
    )
    chosen = given(choice, "result") or given(choice, "default")
    return shown_by(code, whole(chosen, 0), entries)
