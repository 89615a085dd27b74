"""What raters agreed on and a total in; gates and the grade of a case out.

A level that a rubric asks of a criterion is passed, failed, open (nobody rated it), or does not
apply: what is missing is neither good nor bad.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from evalkit.model.rubric import Grade, OverridingGrade, Rubric
from evalkit.scoring.consensus import Consensus
from evalkit.scoring.rank import grade_of
from evalkit.scoring.tolerances import TOLERANCE

GateState = Literal["passed", "failed", "open", "not-applicable"]
Agreed = Mapping[tuple[str, str], Consensus]


class Graded(NamedTuple):
    """The grade of a case; None without bands, without a total, and where it hangs on what nobody
    rated. ``failed``: criteria, by ref, below the levels of a grade that stands before the bands;
    ``open``: criteria without a level that decide whether one does."""

    grade: Grade | OverridingGrade | None
    failed: tuple[str, ...] = ()
    open: tuple[str, ...] = ()


def gate_state(agreed: Consensus | None, wanted: float) -> GateState:
    """How a case stands on a criterion of which a level is asked."""
    if agreed is None or agreed.level is None:
        inapplicable = agreed is not None and agreed.state == "not-applicable"
        return "not-applicable" if inapplicable else "open"
    return "passed" if agreed.level >= wanted - TOLERANCE else "failed"


def graded(rubric: Rubric, agreed: Agreed, case: str, value: float | None) -> Graded:
    """The first grade before the bands of which a criterion is below its level; else, where none
    of those is open, the band that holds the total."""
    for grade in rubric.overriding:
        held: dict[GateState, list[str]] = {}
        for name, wanted in grade.unless.items():
            ref = rubric.ref_of[name]
            held.setdefault(gate_state(agreed.get((case, ref)), wanted), []).append(ref)
        if failed := held.get("failed"):
            return Graded(grade, failed=tuple(failed))
        if unknown := held.get("open"):
            return Graded(None, open=tuple(unknown))
    return Graded(grade_of(value, rubric.bands))
