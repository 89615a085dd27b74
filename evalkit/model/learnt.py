"""Terms learnt from the passages that raters cited, as they stand in a file beside a rubric."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from evalkit.model.fields import LanguageTag, Number, Part, Pin, Several

WEIGHT = 1.5  # tuned on eight provinces' ratings; see ``benchmarks/``

Share = Annotated[Number, Field(ge=0, le=1)]


class LearntTerms(Part):
    """Words that stand in passages which raters cited for a criterion more than elsewhere.

    ``learnt``: the rubric that was rated; ``cases``: those whose raters cited; ``weight``: what
    they all count beside the criterion's own terms, 0 for not at all; ``terms``: criterion →
    language → term → weight, of which the highest of a criterion is 1.
    """

    learnt: Pin
    cases: Several[str] = Field(default=(), alias="from")
    weight: Annotated[Number, Field(ge=0, le=10)] = WEIGHT
    terms: dict[str, dict[LanguageTag, dict[str, Share]]] = {}


@dataclass(frozen=True, slots=True)
class LearntFile:
    """Learnt terms and the file they stand in."""

    learnt: LearntTerms
    file: str
