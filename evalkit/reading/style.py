"""A document in; a report style, or the reasons why not, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from evalkit.model.catalogue import fields_of, wrong_field
from evalkit.model.finding import Finding, found, listed, suggestion
from evalkit.model.style import GONE, MOVED, ReportStyle
from evalkit.reading.lost_text import lost_text
from evalkit.reading.pruned import Kept
from evalkit.reading.validation import shape_findings
from evalkit.reading.yaml import Document

Labels = Mapping[str, Mapping[str, str]]  # language → key → text


def read_style(document: Document, known: Labels) -> tuple[ReportStyle | None, tuple[Finding, ...]]:
    """A report style, or None with the reasons why not; sections that are gone are notes, and left
    out. ``known``: the labels that a style may replace."""
    kept = Kept()
    data, notes = _without_gone(document, kept)
    try:
        style = ReportStyle.model_validate(data)
    except ValidationError as error:
        return None, tuple(shape_findings(error, ReportStyle, document, kept))
    wrong = tuple(_wrong_labels(style, document, known))
    return (None if wrong else style), (*notes, *wrong, *lost_text(document))


def _wrong_labels(style: ReportStyle, document: Document, known: Labels) -> Iterator[Finding]:
    """Labels that reports do not have, and texts whose fields are not those of ours."""
    for key, given in style.labels.items():
        if not any(key in ours for ours in known.values()):
            near = suggestion(key, {key for ours in known.values() for key in ours})
            span = document.span(("labels", key), key=True)
            yield found("label-unknown", span, name=key, **near)
            continue
        for lang, ours in known.items():
            text = given if isinstance(given, str) else getattr(given, lang)
            field = wrong_field(ours[key], text) if text else None
            if field is not None:
                at = ("labels", key) if isinstance(given, str) else ("labels", key, lang)
                fields = listed(f"{{{name}}}" for name in sorted(fields_of(ours[key]))) or None
                span = document.span(at)
                yield found("label-field", span, name=key, field=f"{{{field}}}", fields=fields)
                break


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
        left[kind] = [named[n] for n in places]
        kept.indices["sections", kind] = places
        for n, name in enumerate(named):
            if name in gone:
                span = document.span(("sections", kind, n))
                other, held = MOVED.get(kind, ("", frozenset()))
                notes.append(
                    found(
                        "section-gone",
                        span,
                        section=str(name),
                        report=kind,
                        product=other if name in held else None,
                    )
                )
    return {**data, "sections": left}, tuple(notes)
