"""A document in; the terms learnt for a rubric, or the reasons why not, out."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

from evalkit.model.finding import Finding, found, suggestion
from evalkit.model.learnt import LearntFile, LearntTerms
from evalkit.model.rubric import Rubric
from evalkit.reading.lost_text import lost_text
from evalkit.reading.pruned import Kept
from evalkit.reading.yaml import Document


def read_learnt(document: Document) -> tuple[LearntFile | None, tuple[Finding, ...]]:
    """Learnt terms, or None with the reasons why not."""
    try:
        learnt = LearntTerms.model_validate(document.data)
    except ValidationError as error:
        from evalkit.reading.validation import shape_findings

        return None, tuple(shape_findings(error, LearntTerms, document, Kept()))
    return LearntFile(learnt, document.file), tuple(lost_text(document))


def against_rubric(
    file: LearntFile, rubric: Rubric, document: Document
) -> tuple[LearntFile | None, tuple[Finding, ...]]:
    """Learnt terms of a rubric, those of criteria that it does not have left out and told; None
    where they were learnt for another rubric or version."""
    pin = file.learnt.learnt
    if pin != rubric.pin:
        span = document.span(("learnt",))
        return None, (found("terms-other-rubric", span, wanted=pin, used=rubric.pin),)
    known = {criterion.id for _, criterion in rubric.criteria()}
    terms = {name: own for name, own in file.learnt.terms.items() if name in known}
    learnt = file.learnt.model_copy(update={"terms": terms})
    return LearntFile(learnt, file.file), tuple(_unknown(file, rubric, known, document))


def _unknown(
    file: LearntFile, rubric: Rubric, known: set[str], document: Document
) -> Iterator[Finding]:
    for name in file.learnt.terms:
        if name not in known:
            span = document.span(("terms", name), key=True)
            near = suggestion(name, known)
            yield found("criterion-unknown", span, criterion=name, rubric=rubric.pin, **near)
