"""Floors of the rubric: a pillar that scores less than the rubric accepts."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.audit.subject import Inspected
from evalkit.evaluation import Evaluation
from evalkit.model.case import CaseFile
from evalkit.model.fields import both
from evalkit.model.finding import Finding, found
from evalkit.scoring.tolerances import TOLERANCE


def below_floors(evaluation: Evaluation, case: str) -> Iterator[tuple[str, float, float]]:
    """Pillars of a case below what the rubric accepts: (pillar, score, floor), both in [0, 1]."""
    for pillar, floor in evaluation.rubric.floors.items():
        score = evaluation.score_of.get((case, pillar))
        if score is not None and score.value is not None and score.value < floor - TOLERANCE:
            yield pillar, score.value, floor


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
