"""Plan scores and measured outcomes in; who plans well and delivers, and whether targets are on their path, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from evalkit.scoring.limits import NEAR, TOLERANCE
from evalkit.scoring.rank import spearman

Quadrant = Literal["both", "plan", "outcome", "neither"]
Pace = Literal["reached", "on-course", "slower", "far", "unknown"]
FASTER = 1.5  # times as fast as before that a target may need before it is called far


@dataclass(frozen=True, slots=True)
class Placed:
    """A case by plan and outcome, both in [0, 1]. ``quadrant``: above the mean of the cases in both, in the plan only, in
    the outcome only, in neither; ``near``: within two points of one of the lines."""

    case: str
    plan: float
    outcome: float
    quadrant: Quadrant
    near: bool


@dataclass(frozen=True, slots=True)
class Field:
    """All cases that have a plan score and an outcome score. ``correlation``: Spearman's rank correlation, None below
    three cases or where either does not vary."""

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
        quadrant: Quadrant = "both" if high and delivers else "plan" if high else "outcome" if delivers else "neither"
        near = min(abs(plan - plan_mean), abs(reached - outcome_mean)) < NEAR
        placed.append(Placed(case, float(plan), float(reached), quadrant, bool(near)))
    return Field(outcome, plan_mean, outcome_mean, spearman(x, y), tuple(placed))


@dataclass(frozen=True, slots=True)
class Course:
    """A target and the path to it, in the measure's unit.

    ``needed``: change a year from the latest figure to the target, None where it is reached; ``achieved``: change a year over the years known;
    None where there is none. ``expected``: where a straight path from the baseline would stand in the latest year, None
    where that year lies outside it or at its start. ``pace``: reached | on-course (needs no more than was achieved) | slower (achieved
    less, up to 1.5 times) | far (more, or a turn) | unknown.
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
    case: str, measure: str, value: float, year: int | None, series: Sequence[tuple[int, float]], higher: bool,
    baseline: tuple[int, float] | None = None,
) -> Course:  # fmt: skip
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
        expected = baseline[1] + (value - baseline[1]) * (latest[0] - baseline[0]) / (year - baseline[0])
    pace: Pace = "unknown"
    if latest and sign * (latest[1] - value) >= -TOLERANCE:
        pace, needed = "reached", None
    elif needed is not None and achieved is not None:
        fast, had = sign * needed, sign * achieved
        pace = "on-course" if fast <= had + TOLERANCE else "slower" if fast <= FASTER * had + TOLERANCE else "far"
    return Course(
        case, measure, value, year, latest[1] if latest else None, latest[0] if latest else None, first[0] if first else None,
        needed, achieved, expected, pace,
    )  # fmt: skip
