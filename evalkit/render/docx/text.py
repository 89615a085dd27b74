"""Runs of a report in, runs of Word out: figures and links lead to bookmarks; notes at the foot."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from evalkit.render.docx.markup import add, run
from evalkit.render.docx.styles import Styles
from evalkit.report.model import Report, Run, here, parts_of

_STYLES = {"strong": "strong", "quoted": "quoted words"}  # of characters
_OPENING = ("“", "‘", "「", "『", "《", '"')


class Text:
    """What is said in one document: its styles, its bookmarks, its notes so far."""

    def __init__(self, report: Report, styles: Styles) -> None:
        self.styles, self.anchors = styles, report.anchors
        self.brackets = ("（{}）" if report.lang == "zh" else " ({})") * (report.product == "memo")
        self.notes: list[str] = []
        self.bookmarks: dict[str, str] = {}
        for n, ref in enumerate([*(s.id for s in report.sections), *sorted(self.anchors)]):
            self.bookmarks.setdefault(ref, f"_e{n}_{re.sub('[^A-Za-z0-9_]', '_', ref)}"[:40])
        self._placed: set[str] = set()

    def say(self, into: Any, runs: Iterable[Run], *, colour: str = "", style: str = "") -> None:
        """Runs at the end of a ``w:p``; ``style``: of characters that have none of their own.

        Notes go to the foot of the page; a memo has none, and says them in brackets.
        """
        ids, before = self.styles.ids, ""
        for kind, text, refs in map(parts_of, runs):
            if kind == "note" and self.brackets:
                run(into, self.brackets.format(text), style=ids[style] if style else "")
                continue
            if kind == "note":
                self.notes.append(text)
                made = add(into, "r")
                add(add(made, "rPr"), "rStyle", val=ids["footnote reference"])
                add(made, "footnoteReference", id=len(self.notes))
                continue
            ref = here(refs, self.anchors)
            around = add(into, "hyperlink", anchor=self.bookmarks[ref]) if ref else into
            # figures stay plain; words of a plan are marked as such
            own = "hyperlink" if ref and kind == "link" else _STYLES.get(kind, "")
            marked = text.startswith(_OPENING) or before.endswith(_OPENING)
            bare, before = kind == "quoted" and not marked, text
            named = ids[style or own] if style or own else ""
            run(around, f"“{text}”" if bare else text, style=named, colour=colour)

    def mark(self, into: Any, ref: str) -> None:
        """A bookmark around the text of a ``w:p``; the first of a name keeps it."""
        if not ref or ref not in self.bookmarks or ref in self._placed:
            return
        self._placed.add(ref)
        start = add(into, "bookmarkStart", id=len(self._placed), name=self.bookmarks[ref])
        into.insert(1, start)  # after what is said of the paragraph
        add(into, "bookmarkEnd", id=len(self._placed))
