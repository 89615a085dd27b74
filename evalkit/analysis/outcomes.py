"""Plan scores and measured outcomes in; who plans well and delivers, and whether targets are on
their path, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from evalkit.evaluation import Evaluation
from evalkit.model.rubric import Rubric
from evalkit.scoring.rank import spearman
from evalkit.scoring.tolerances import NEAR, TOLERANCE

Quadrant = Literal["both", "plan", "outcome", "neither"]
Pace = Literal["reached", "on-course", "slower", "far", "unknown"]
FASTER = 1.5  # times as fast as before that a target may need before it is called far


@dataclass(frozen=True, slots=True)
class Placed:
    """A case by plan and outcome, both in [0, 1]. ``quadrant``: above the mean of the cases in
    both, in the plan only, in the outcome only, in neither; ``near``: within two points of one of
    the lines."""

    case: str
    plan: float
    outcome: float
    quadrant: Quadrant
    near: bool


@dataclass(frozen=True, slots=True)
class Field:
    """All cases that have a plan score and an outcome score. ``correlation``: Spearman's rank
    correlation, None below three cases or where either does not vary."""

    outcome: str
    plan_mean: float
    outcome_mean: float
    correlation: float | None
    cases: tuple[Placed, ...]


def field(outcome: str, plans: Mapping[str, float], outcomes: Mapping[str, float]) -> Field | None:
    """Cases by plan and outcome, divided at the means of the cases; None with fewer than two."""
    cases = sorted(set(plans) & set(outcomes))
    if len(cases) < 2:
        return None
    x, y = np.array([plans[c] for c in cases]), np.array([outcomes[c] for c in cases])
    plan_mean, outcome_mean = float(x.mean()), float(y.mean())
    placed = []
    for case, plan, reached in zip(cases, x, y, strict=True):
        high, delivers = plan >= plan_mean - TOLERANCE, reached >= outcome_mean - TOLERANCE
        quadrant: Quadrant = (
            "both"
            if high and delivers
            else "plan"
            if high
            else "outcome"
            if delivers
            else "neither"
        )
        near = min(abs(plan - plan_mean), abs(reached - outcome_mean)) < NEAR
        placed.append(Placed(case, float(plan), float(reached), quadrant, bool(near)))
    return Field(outcome, plan_mean, outcome_mean, spearman(x, y), tuple(placed))


@dataclass(frozen=True, slots=True)
class Course:
    """A target and the path to it, in the measure's unit.

    ``needed``: change a year from the latest figure to the target, None where it is reached;
    ``achieved``: change a year over the years known; None where there is none. ``expected``: where
    a straight path from the baseline would stand in the latest year, None where that year lies
    outside it or at its start. ``pace``: reached | on-course (needs no more than was achieved) |
    slower (achieved less, up to 1.5 times) | far (more, or a turn) | unknown.
    """

    case: str
    measure: str
    value: float
    year: int | None
    latest: float | None
    latest_year: int | None
    since: int | None
    needed: float | None
    achieved: float | None
    expected: float | None
    pace: Pace


def course(
    case: str,
    measure: str,
    value: float,
    year: int | None,
    series: Sequence[tuple[int, float]],
    higher: bool,
    baseline: tuple[int, float] | None = None,
) -> Course:
    """Whether a target is on its path.

    Args:
        series: (year, value) of all years known up to the day of the evaluation, rising.
        higher: whether more is better.
        baseline: (year, value) that the plan starts from.
    """
    latest = series[-1] if series else None
    first = series[0] if len(series) > 1 else None
    sign = 1 if higher else -1
    needed = achieved = expected = None
    if latest and year is not None and year > latest[0]:
        needed = (value - latest[1]) / (year - latest[0])
    if latest and first:
        achieved = (latest[1] - first[1]) / (latest[0] - first[0])
    if latest and baseline and year is not None and baseline[0] < latest[0] <= year:
        expected = baseline[1] + (value - baseline[1]) * (latest[0] - baseline[0]) / (
            year - baseline[0]
        )
    pace: Pace = "unknown"
    if latest and sign * (latest[1] - value) >= -TOLERANCE:
        pace, needed = "reached", None
    elif needed is not None and achieved is not None:
        fast, had = sign * needed, sign * achieved
        pace = (
            "on-course"
            if fast <= had + TOLERANCE
            else "slower"
            if fast <= FASTER * had + TOLERANCE
            else "far"
        )
    return Course(
        case,
        measure,
        value,
        year,
        latest[1] if latest else None,
        latest[0] if latest else None,
        first[0] if first else None,
        needed,
        achieved,
        expected,
        pace,
    )


def outcome_pillars(rubric: Rubric) -> tuple[str, ...]:
    """Top pillars that hold measured criteria only."""
    below: dict[str, list[bool]] = {}
    for ref, criterion in rubric.criteria():
        below.setdefault(ref.split(".")[0], []).append(criterion.measure is not None)
    return tuple(
        pillar.id for pillar in rubric.pillars if below.get(pillar.id) and all(below[pillar.id])
    )


def fields_of(evaluation: Evaluation) -> tuple[Field, ...]:
    """Plans against outcomes: a field for each pillar of measured criteria that does not count
    towards the total."""
    counts = {
        pillar.id: pillar.counts and pillar.weight > 0 for pillar in evaluation.rubric.pillars
    }
    plans = evaluation.values("overall")
    found = [
        field(p, plans, evaluation.values(p))
        for p in outcome_pillars(evaluation.rubric)
        if not counts[p]
    ]
    return tuple(f for f in found if f is not None)


def courses_of(evaluation: Evaluation) -> tuple[Course, ...]:
    """Every target whose unit is the measure's, held against the figures known: case by case, in
    the file's order."""
    rules = {
        criterion.id: criterion.measure
        for _, criterion in evaluation.rubric.criteria()
        if criterion.measure
    }
    measured = {(m.case, m.criterion): m for m in evaluation.measured}
    out = []
    for file in evaluation.files:
        for target in file.case.targets:
            rule, known = rules.get(target.measure), measured.get((file.case.case, target.measure))
            if rule is None or (target.unit and not rule.takes(target.unit)):
                continue
            last = known.used.year if known and known.used else 0
            series = [(e.year, e.value) for e in known.series if e.year <= last] if known else []
            start = target.baseline
            baseline = (start.year, start.value) if start and start.year is not None else None
            higher = rule.better == "higher"
            out.append(
                course(
                    file.case.case,
                    target.measure,
                    target.value,
                    target.year,
                    series,
                    higher,
                    baseline,
                )
            )
    return tuple(out)
