"""Floors of the rubric: a pillar that scores less than the rubric accepts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from evalkit.audit.subject import Inspected
from evalkit.evaluation import Evaluation
from evalkit.model.case import CaseFile
from evalkit.model.fields import both
from evalkit.model.finding import Finding, found
from evalkit.scoring.grades import GateState
from evalkit.scoring.tolerances import TOLERANCE


class Floor(NamedTuple):
    """The least score of a pillar, for one case, both in [0, 1]. ``state``: passed | failed | open
    (not scored) | not-applicable."""

    case: str
    pillar: str
    wanted: float
    value: float | None
    state: GateState


def floors(evaluation: Evaluation, case: str) -> tuple[Floor, ...]:
    """Every least score of an evaluation's rubric, for one case."""
    out = []
    for pillar, wanted in evaluation.rubric.floors.items():
        score = evaluation.score_of.get((case, pillar))
        value = score.value if score is not None else None
        state: GateState = "open"
        if score is None or score.state == "not-applicable":
            state = "not-applicable"
        elif value is not None:
            state = "passed" if value >= wanted - TOLERANCE else "failed"
        out.append(Floor(case, pillar, wanted, value, state))
    return tuple(out)


def below_floors(evaluation: Evaluation, case: str) -> Iterator[tuple[str, float, float]]:
    """Pillars of a case below what the rubric accepts: (pillar, score, floor), both in [0, 1]."""
    for own in floors(evaluation, case):
        if own.state == "failed" and own.value is not None:
            yield own.pillar, own.value, own.wanted


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """floor-failed, with the criteria that score lowest."""
    rubric = inspected.evaluation.rubric
    units = rubric.units
    for pillar, score, floor in below_floors(inspected.evaluation, file.case.case):
        below = [
            (s.value, name)
            for name, (ref, _, _) in inspected.criteria.items()
            if ref.startswith(pillar + ".")
            and (s := inspected.score(file, ref))
            and s.value is not None
        ]
        lowest = ", ".join(name for value, name in sorted(below)[:4] if value < floor)
        yield found(
            "floor-failed",
            file.span("case"),
            ref=pillar,
            pillar=pillar,
            title=both(rubric.index[pillar].node.title),
            score=f"{units.shown(score):.{units.decimals}f}",
            floor=f"{units.shown(floor):g}",
            list=lowest,
        )
