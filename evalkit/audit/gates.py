"""Gates of the rubric (``must``): a criterion below the level that the rubric demands of every
plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from evalkit.audit.subject import Inspected
from evalkit.evaluation import Evaluation
from evalkit.model.case import CaseFile
from evalkit.model.fields import both
from evalkit.model.finding import Finding, found
from evalkit.scoring.tolerances import TOLERANCE

GateState = Literal["passed", "failed", "open", "not-applicable"]


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
    refs = {criterion.id: ref for ref, criterion in evaluation.rubric.criteria()}
    out = []
    for name, wanted in evaluation.rubric.must.items():
        agreed = evaluation.ratings.agreed.get((file.case.case, refs[name]))
        level = agreed.level if agreed else None
        state: GateState
        if level is None:
            inapplicable = agreed is not None and agreed.state == "not-applicable"
            state = "not-applicable" if inapplicable else "open"
        else:
            state = "passed" if level >= wanted - TOLERANCE else "failed"
        out.append(Gate(file.case.case, name, wanted, level, state))
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
