"""Agreed levels in; sentence by sentence of the framework, who answers what it asks, out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from evalkit.evaluation import Evaluation
from evalkit.scoring.tolerances import TOLERANCE

_PARTED = re.compile(r"\s*[;；]\s*")


@dataclass(frozen=True, slots=True)
class Answer:
    """How plans stand on one criterion, or on all criteria of a sentence together.

    ``asked``: plans that it applies to, ``rated`` those of them with a level, ``high`` those at the
    level that counts as an answer or above; ``mean``: mean level over those rated, None without
    one; ``best``: the plans with the highest level, ``top``.
    """

    asked: int
    rated: int
    high: int
    mean: float | None
    top: float | None
    best: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """What a sentence of the framework asks: the criteria taken from it, in the rubric's order.

    ``pillar``: ref of the top pillar that they stand in; ``at``: the sentence's place as the rubric
    writes it; ``parts``: the answer to each criterion alone, ``whole`` to all of them: of each plan
    the mean of its levels.
    """

    pillar: str
    at: str
    refs: tuple[str, ...]
    parts: tuple[Answer, ...]
    whole: Answer


def places(at: str) -> tuple[str, ...]:
    """The places that a rubric names as a criterion's source; semicolons part them, and the first
    is where it is asked."""
    return tuple(place for place in _PARTED.split(at.strip()) if place)


def asks_of(evaluation: Evaluation, high: float) -> tuple[Ask, ...]:
    """Every sentence of the framework that asks something of at least one plan, in the rubric's
    order; ``high``: the level from which a plan answers.

    Criteria that people rate on the rubric's scale, that are scored and say where the framework
    asks for them, by their top pillar and the first place that they name.
    """
    held: dict[tuple[str, str], list[str]] = {}
    for ref, criterion in evaluation.rubric.rated.items():
        named = places(criterion.source.at) if criterion.source and criterion.scored else ()
        if named and criterion.scale is None and _levels(evaluation, ref):
            held.setdefault((ref.split(".")[0], named[0]), []).append(ref)
    out = []
    for (pillar, at), refs in held.items():
        levels = [_levels(evaluation, ref) for ref in refs]
        together = {
            case: _mean([own[case] for own in levels if case in own])
            for case in evaluation.cases
            if any(case in own for own in levels)
        }
        parts = tuple(_answer(own, high) for own in levels)
        out.append(Ask(pillar, at, tuple(refs), parts, _answer(together, high)))
    return tuple(out)


def _levels(evaluation: Evaluation, ref: str) -> dict[str, float | None]:
    """Case → agreed level on a criterion that applies to it, None where it is not rated."""
    agreed = evaluation.ratings.agreed
    found = ((case, agreed.get((case, ref))) for case in evaluation.cases)
    return {case: one.level for case, one in found if one and one.state != "not-applicable"}


def _mean(levels: list[float | None]) -> float | None:
    """Mean of the levels there are; None where there is none."""
    known = [level for level in levels if level is not None]
    return sum(known) / len(known) if known else None


def _answer(levels: Mapping[str, float | None], high: float) -> Answer:
    known = {case: level for case, level in levels.items() if level is not None}
    top = max(known.values(), default=None)
    return Answer(
        asked=len(levels),
        rated=len(known),
        high=sum(level >= high - TOLERANCE for level in known.values()),
        mean=_mean([*known.values()]),
        top=top,
        best=tuple(c for c, level in known.items() if top and level >= top - TOLERANCE),
    )
