"""Footnotes and endnotes of a Word document in; their marks, in the order in which they are met,
and their texts out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from evalkit.evidence.docx_names import W, child, given, value
from evalkit.evidence.list_numbers import written

KINDS = ("footnote", "endnote")
_APART = ("separator", "continuationSeparator", "continuationNotice")


class Note(NamedTuple):
    """A note: its mark, and the element that holds its text; None where that was given before, or
    there is none."""

    mark: str
    text: Any


@dataclass
class Notes:
    """The notes of a document by kind and id; ``forms``: how each kind is numbered."""

    texts: Mapping[tuple[str, str], Any]
    forms: Mapping[str, tuple[str, int]]
    _marks: dict[tuple[str, str], str] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def met(self, kind: str, name: str, own_mark: str = "") -> Note:
        """The note that is referred to; ``own_mark``: the mark written for it by hand."""
        key = (kind, name)
        if key in self._marks:
            return Note(self._marks[key], None)
        form, start = self.forms[kind]
        if not own_mark:
            self._counts[kind] = self._counts.get(kind, start - 1) + 1
        self._marks[key] = own_mark or written(self._counts[kind], form)
        return Note(self._marks[key], self.texts.get(key))

    def unmet(self, body: Any) -> Iterator[Note]:
        """Notes that nothing in a body refers to, not even what is deleted or hidden there."""
        named = {
            (kind, value(one, "id")) for kind in KINDS for one in body.iter(f"{W}{kind}Reference")
        }
        for key in self.texts:
            if key not in named:
                yield self.met(*key)


def notes_of(parts: Mapping[str, Any], settings: Any, body: Any) -> Notes:
    """The notes of a document.

    Args:
        parts: kind → root of the part with its notes.
        settings, body: where the form of their numbers is said; the body's last section decides.
    """
    texts = {
        (kind, value(note, "id") or ""): note
        for kind, root in parts.items()
        for note in root.iterchildren(W + kind)
        if (value(note, "type") or "normal") not in _APART
    }
    forms = {}
    for kind in KINDS:
        own = [child(settings, f"{kind}Pr"), child(body, "sectPr", f"{kind}Pr")]
        said = [p for p in own if p is not None]
        form = next((f for p in reversed(said) if (f := given(p, "numFmt"))), None)
        start = next((s for p in reversed(said) if (s := given(p, "numStart"))), "1")
        usual = "decimal" if kind == KINDS[0] else "lowerRoman"
        forms[kind] = (form or usual, int(start) if start.isdecimal() and len(start) < 6 else 1)
    return Notes(texts, forms)
