"""Runs of a report in, runs of Word out: figures and links lead to bookmarks; notes at the foot."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from evalkit.render.docx.markup import add, run
from evalkit.render.docx.styles import Styles
from evalkit.report.model import Report, Run, here, parts_of


class Text:
    """What is said in one document: its styles, its bookmarks, its notes so far."""

    def __init__(self, report: Report, styles: Styles) -> None:
        self.styles, self.anchors = styles, report.anchors
        self.notes: list[str] = []
        self.bookmarks: dict[str, str] = {}
        for n, ref in enumerate([*(s.id for s in report.sections), *sorted(self.anchors)]):
            self.bookmarks.setdefault(ref, f"_e{n}_{re.sub('[^A-Za-z0-9_]', '_', ref)}"[:40])
        self._placed: set[str] = set()

    def say(self, into: Any, runs: Iterable[Run], *, colour: str = "", bold: bool = False) -> None:
        """Runs at the end of a ``w:p``."""
        ids = self.styles.ids
        for kind, text, refs in map(parts_of, runs):
            if kind == "note":
                self.notes.append(text)
                made = add(into, "r")
                add(add(made, "rPr"), "rStyle", val=ids["footnote reference"])
                add(made, "footnoteReference", id=len(self.notes))
                continue
            ref = here(refs, self.anchors)
            around = add(into, "hyperlink", anchor=self.bookmarks[ref]) if ref else into
            style = ids["hyperlink"] if ref and kind == "link" else ""  # figures stay plain
            run(around, text, style=style, colour=colour, bold=bold or kind == "strong")

    def mark(self, into: Any, ref: str) -> None:
        """A bookmark around the text of a ``w:p``; the first of a name keeps it."""
        if not ref or ref not in self.bookmarks or ref in self._placed:
            return
        self._placed.add(ref)
        start = add(into, "bookmarkStart", id=len(self._placed), name=self.bookmarks[ref])
        into.insert(1, start)  # after what is said of the paragraph
        add(into, "bookmarkEnd", id=len(self._placed))
