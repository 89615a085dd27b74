"""Rubrics and cases with the file they stand in and the place of each part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evalkit.model.case import Case
from evalkit.model.rubric import Rubric, Weights
from evalkit.reading.yaml import Place, Span


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """Other weights and the file they stand in."""

    weights: Weights
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class RubricFile:
    """A rubric and where it stands: ``places`` by ref, by ``ref/level`` and by ``scale``.

    ``weighed``: the weights put in place of the rubric's own, which ``rubric`` then holds.
    """

    rubric: Rubric
    file: str
    sha256: str
    places: Mapping[str, Place] = field(default_factory=dict)
    weighed: WeightsFile | None = None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case and where it stands.

    ``places``: 1-based line and column by ``ratings/<criterion>/<n>`` (of the level, where there is
    one), ``evidence/<criterion>/<n>/<k>``, ``facets/<facet>``, ``measures/<measure>/<n>``, ``targets/<n>``.
    """

    case: Case
    file: str
    sha256: str
    places: Mapping[str, Place] = field(default_factory=dict)

    def span(self, key: str) -> Span:
        """Place of a part; of the file where the part is unknown."""
        return Span(self.file, *self.places.get(key, (1, 1)))
