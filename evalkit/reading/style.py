"""A document in; a report style, or the reasons why not, out."""

from __future__ import annotations

from pydantic import ValidationError

from evalkit.model.finding import Finding
from evalkit.model.style import House
from evalkit.reading.validation import Kept, shape_findings
from evalkit.reading.yaml import Document


def read_house(document: Document) -> tuple[House | None, tuple[Finding, ...]]:
    """A house style, or None with the reasons why not."""
    try:
        return House.model_validate(document.data), ()
    except ValidationError as error:
        return None, tuple(shape_findings(error, House, document, Kept()))
