"""Runs of a report in, runs of Word out: figures and links lead to bookmarks; notes at the foot."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from evalkit.render.docx.markup import add, run
from evalkit.render.docx.styles import Styles
from evalkit.report.model import Link, Note, Report, Run, Strong, here, plain
from evalkit.report.numbers import Figure


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
        for part in runs:
            if isinstance(part, Note):
                self._note(into, part.text)
                continue
            ref = here(part.ref, self.anchors) if isinstance(part, (Figure, Link)) else ""
            around = add(into, "hyperlink", anchor=self.bookmarks[ref]) if ref else into
            style = (
                self.styles.ids["hyperlink"] if ref and isinstance(part, Link) else ""
            )  # figures stay plain
            run(
                around,
                plain((part,)),
                style=style,
                colour=colour,
                bold=bold or isinstance(part, Strong),
            )

    def mark(self, into: Any, ref: str) -> None:
        """A bookmark around the text of a ``w:p``; the first of a name keeps it."""
        if not ref or ref not in self.bookmarks or ref in self._placed:
            return
        self._placed.add(ref)
        start = add(into, "bookmarkStart", id=str(len(self._placed)), name=self.bookmarks[ref])
        into.insert(1, start)  # after what is said of the paragraph
        add(into, "bookmarkEnd", id=str(len(self._placed)))

    def _note(self, into: Any, text: str) -> None:
        """A footnote at this place."""
        self.notes.append(text)
        made = add(into, "r")
        add(add(made, "rPr"), "rStyle", val=self.styles.ids["footnote reference"])
        add(made, "footnoteReference", id=str(len(self.notes)))
