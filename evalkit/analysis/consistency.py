"""Yes/no checks in; a policy-modelling-consistency (PMC) index with its variables, surface and
concavity out.

Checks and levels are never mixed: a check counts as met or not, whatever level its criterion has.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalkit.evaluation import Evaluation
from evalkit.model.rubric import Consistency
from evalkit.scoring.rank import grade_of
from evalkit.scoring.ticks import shares_met
from evalkit.scoring.tolerances import TOLERANCE

FORMULA = "X = Σⱼ xⱼ / n; PMC = Σ X; P = max − PMC"


@dataclass(frozen=True, slots=True)
class VariableValue:
    """A main variable of one case: ``value`` X in [0, 1], None where too little is known or nothing
    applies.

    ``met``: checks met (halves where raters differ), ``known`` and ``applicable``: checks answered,
    checks that apply.
    """

    variable: str
    value: float | None
    met: float
    known: int
    applicable: int


@dataclass(frozen=True, slots=True)
class Consistent:
    """One case's index. ``index`` in [0, maximum] and ``concavity`` = maximum − index; None where a
    variable that applies has no value. ``surface``: rows of X."""

    case: str
    block: str
    variables: tuple[VariableValue, ...]
    index: float | None
    concavity: float | None
    band: str
    surface: tuple[tuple[float | None, ...], ...]


def consistency_of(evaluation: Evaluation) -> tuple[Consistent, ...]:
    """Every case under every consistency block of its rubric, block by block.

    A check that several raters answered counts by the share of them who found it met; an
    adjudicator's answer stands alone. A criterion that is not rated answers none of its checks.
    """
    rubric = evaluation.rubric
    named = {v.of: rubric.named(v.of) for block in rubric.consistency for v in block.variables}
    return tuple(
        consistent(
            case,
            block,
            {
                v.id: [x for ref in named[v.of] for x in _answers(evaluation, case, ref)]
                for v in block.variables
            },
            rubric.coverage.least,
        )
        for block in rubric.consistency
        for case in evaluation.cases
    )


def _answers(evaluation: Evaluation, case: str, ref: str) -> list[float | None]:
    """Share of the raters who found each check of a criterion met; nothing where the criterion does
    not apply."""
    agreed = evaluation.ratings.agreed.get((case, ref))
    if agreed is None or agreed.state == "not-applicable":
        return []
    criterion = evaluation.rubric.rated[ref]
    applying = criterion.checks_for(evaluation.file_of[case].case.facet_values())
    return [*shares_met(applying, evaluation.rows_of.get((case, ref), ())).values()]


def consistent(
    case: str,
    block: Consistency,
    answers: Mapping[str, Sequence[float | None]],
    coverage: float = 0.0,
) -> Consistent:
    """The index of one case.

    Args:
        answers: variable → its checks that apply: 1 met, 0 not met, between where raters differ,
            None where nobody answered.
        coverage: least share of a variable's checks that must be answered.

    A variable none of whose checks applies is left out, and the others stand for it: PMC is then
    the number of variables times the mean of the rest.
    """
    values = tuple(
        _variable(variable.id, answers.get(variable.id, ()), coverage)
        for variable in block.variables
    )
    applying = [v for v in values if v.applicable]
    index = None
    if applying and all(v.value is not None for v in applying):
        whole = math.fsum(v.value or 0.0 for v in applying)
        index = whole if len(applying) == len(values) else whole * len(values) / len(applying)
    by_id = {v.variable: v.value for v in values}
    concavity = None if index is None else block.most - index
    surface = tuple(tuple(by_id[name] for name in row) for row in block.surface)
    band = grade_of(index, block.bands)
    name = band.id if band else ""
    return Consistent(case, block.id, values, index, concavity, name, surface)


def _variable(name: str, given: Sequence[float | None], coverage: float) -> VariableValue:
    known = [x for x in given if x is not None]
    met = math.fsum(known)
    enough = bool(known) and len(known) / len(given) >= coverage - TOLERANCE
    return VariableValue(name, met / len(known) if enough else None, met, len(known), len(given))
