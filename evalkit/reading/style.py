"""A document in; a report style, or the reasons why not, out."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from evalkit.model.finding import Finding, found
from evalkit.model.style import GONE, ReportStyle
from evalkit.reading.validation import Kept, shape_findings
from evalkit.reading.yaml import Document


def read_style(document: Document) -> tuple[ReportStyle | None, tuple[Finding, ...]]:
    """A report style, or None with the reasons why not; sections that are gone are notes, and left
    out."""
    kept = Kept()
    data, notes = _without_gone(document, kept)
    try:
        return ReportStyle.model_validate(data), notes
    except ValidationError as error:
        return None, tuple(shape_findings(error, ReportStyle, document, kept))


def _without_gone(document: Document, kept: Kept) -> tuple[Any, tuple[Finding, ...]]:
    """The data without sections that reports had once, and a note on each."""
    data = document.data
    sections = data.get("sections") if isinstance(data, dict) else None
    if not isinstance(sections, dict):
        return data, ()
    notes, left = [], dict(sections)
    for kind, gone in GONE.items():
        named = sections.get(kind)
        if not isinstance(named, list):
            continue
        places = [n for n, name in enumerate(named) if name not in gone]
        if len(places) == len(named):
            continue
        left[kind] = [named[n] for n in places]
        kept.indices["sections", kind] = places
        notes += [
            found(
                "section-gone", document.span(("sections", kind, n)), section=str(name), report=kind
            )
            for n, name in enumerate(named)
            if name in gone
        ]
    return {**data, "sections": left}, tuple(notes)
