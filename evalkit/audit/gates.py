"""Gates of the rubric (``must``): a criterion below the level that the rubric demands of every
plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from evalkit.audit.subject import Inspected
from evalkit.evaluation import Evaluation
from evalkit.model.case import CaseFile
from evalkit.model.fields import both
from evalkit.model.finding import Finding, found
from evalkit.scoring.grades import GateState, gate_state


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate for one case. ``state``: passed | failed | open (not rated) | not-applicable."""

    case: str
    criterion: str
    wanted: float
    level: float | None
    state: GateState


def gates(evaluation: Evaluation, file: CaseFile) -> tuple[Gate, ...]:
    """Every gate of an evaluation's rubric, for one case."""
    rubric, case, out = evaluation.rubric, file.case.case, []
    for name, wanted in rubric.must.items():
        agreed = evaluation.ratings.agreed.get((case, rubric.ref_of[name]))
        level = agreed.level if agreed else None
        out.append(Gate(case, name, wanted, level, gate_state(agreed, wanted)))
    return tuple(out)


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """gate-failed."""
    for gate in gates(inspected.evaluation, file):
        if gate.state == "failed":
            span = inspected.place_of(file, gate.criterion)
            ref, _, criterion = inspected.criteria[gate.criterion]
            yield found(
                "gate-failed",
                span,
                ref=ref,
                title=both(criterion.title),
                criterion=gate.criterion,
                wanted=f"{gate.wanted:g}",
                level=f"{gate.level:g}",
                rubric=inspected.evaluation.rubric.pin,
            )
