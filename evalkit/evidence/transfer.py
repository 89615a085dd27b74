"""What a reader made of a document as data that one process hands to another, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evalkit.evidence.documents import Outcome, read_plan
from evalkit.evidence.text import Passage, PlanText
from evalkit.model.finding import Finding, found
from evalkit.model.place import Span


def read_data(content: bytes, name: str) -> Any:
    """A document's text and findings as data: what the process that reads it answers."""
    return outcome_data(read_plan(content, name))


def outcome_data(read: Outcome) -> Any:
    """The same of what was read."""
    text, findings = read
    told = [[finding.code, dict(finding.values)] for finding in findings]
    if text is None:
        return [None, told]
    passages = [
        [p.number, p.text, p.until, p.pages, p.heading, p.level, p.ocr] for p in text.passages
    ]
    return [[text.kind, text.sha256, text.n_pages, dict(text.about), passages], told]


def outcome(data: Sequence[Any], name: str) -> Outcome:
    """What :func:`read_data` gave, as it was."""
    held, told = data
    findings = tuple(_finding(code, values, name) for code, values in told)
    if held is None:
        return None, findings
    kind, sha256, n_pages, about, rows = held
    passages = tuple(
        Passage(
            number, text, until, tuple((at, page) for at, page in pages), tuple(path), level, ocr
        )
        for number, text, until, pages, path, level, ocr in rows
    )
    return PlanText(name, kind, sha256, passages, n_pages, about), findings


def _finding(code: str, values: Mapping[str, Any], name: str) -> Finding:
    held = {key: tuple(v) if isinstance(v, list) else v for key, v in values.items()}
    return found(code, Span(name), **held)
