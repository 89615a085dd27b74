"""Scores of a case's criteria in; the values of the systems that should advance in step out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from evalkit.rubric import Coordination, Rubric


@dataclass(frozen=True, slots=True)
class Part:
    """A criterion of a system: its ref, its score in [0, 1] (None where missing) and its weight as written."""

    ref: str
    score: float | None
    weight: float


@dataclass(frozen=True, slots=True)
class SystemValue:
    """One system of a case: ``value`` in [0, 1], None where less than the method's coverage is rated."""

    system: str
    value: float | None
    coverage: float
    parts: tuple[Part, ...]


def refs_of(rubric: Rubric, named: tuple[str, ...]) -> tuple[str, ...]:
    """Refs of the scored criteria that a system names: by id, or all below a pillar (``pillar.*``), each once."""
    refs: dict[str, None] = {}
    for ref, criterion in rubric.criteria():
        above = ref.split(".")[:-1]
        if criterion.scored and any(name == criterion.id or name.removesuffix(".*") in above for name in named):
            refs[ref] = None
    return tuple(refs)


def system_values(
    rubric: Rubric, block: Coordination, scores: Mapping[str, float | None], applies: Mapping[str, bool]
) -> tuple[SystemValue, ...]:
    """The weighted mean of each system's criteria that apply; weights as the rubric states them.

    Args:
        scores: ref of a criterion → score in [0, 1], None where missing.
        applies: ref of a criterion → whether it applies to the case.
    """
    weights = {ref: criterion.weight for ref, criterion in rubric.criteria()}
    out = []
    for system, named in block.systems.items():
        parts = tuple(Part(r, scores.get(r), weights[r]) for r in refs_of(rubric, named) if applies.get(r, False))
        whole = math.fsum(part.weight for part in parts)
        rated = [(part.score, part.weight) for part in parts if part.score is not None]
        known = math.fsum(weight for _, weight in rated)
        coverage = known / whole if whole else 0.0
        enough = known > 0 and coverage >= rubric.method.coverage - 1e-9
        value = math.fsum(score * weight for score, weight in rated) / known if enough else None
        out.append(SystemValue(system, value, coverage, parts))
    return tuple(out)
