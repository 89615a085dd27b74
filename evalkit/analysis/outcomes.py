"""Plan scores and measured outcomes in; who plans well and delivers, and whether targets are on
their path, out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from evalkit.evaluation import Evaluation
from evalkit.model.case import CaseFile
from evalkit.model.commitment import Commitment
from evalkit.model.rubric import Rubric
from evalkit.scoring.rank import spearman
from evalkit.scoring.tolerances import NEAR, TOLERANCE

Quadrant = Literal["both", "plan", "outcome", "neither"]
Pace = Literal["reached", "on-course", "slower", "far", "unknown"]
_QUADRANTS: Mapping[tuple[bool, bool], Quadrant] = {
    (True, True): "both",
    (True, False): "plan",
    (False, True): "outcome",
    (False, False): "neither",
}
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
        quadrant = _QUADRANTS[bool(high), bool(delivers)]
        near = min(abs(plan - plan_mean), abs(reached - outcome_mean)) < NEAR
        placed.append(Placed(case, float(plan), float(reached), quadrant, bool(near)))
    return Field(outcome, plan_mean, outcome_mean, spearman(x, y), tuple(placed))


@dataclass(frozen=True, slots=True)
class Course:
    """A commitment on a measure and the path to it, in the measure's unit. ``id``: its unit.

    ``needed``: change a year from the latest figure to the target, None where it is reached;
    ``achieved``: change a year over the years known; None where there is none. ``expected``: where
    a straight path from the baseline would stand in the latest year, None where that year lies
    outside it or at its start. ``pace``: reached | on-course (needs no more than was achieved) |
    slower (achieved less, up to 1.5 times) | far (more, or a turn) | unknown. A target of "about"
    a figure is reached within half a unit of its last digit, and its pace is judged to there.
    """

    case: str
    id: str
    measure: str
    value: float
    year: int | None
    latest: float | None = None
    latest_year: int | None = None
    since: int | None = None
    needed: float | None = None
    achieved: float | None = None
    expected: float | None = None
    pace: Pace = "unknown"


def course(
    case: str, target: Commitment, series: Sequence[tuple[int, float]], higher: bool
) -> Course:
    """Whether a commitment on a measure is on its path.

    Args:
        target: has a measure and a value.
        series: (year, value) of all years known up to the day of the evaluation, rising.
        higher: whether more is better.
    """
    value, year, start = target.aim or 0.0, target.year, target.baseline
    measure = target.measure or ""
    if not series:
        return Course(case, target.id, measure, value, year)
    now, latest = series[-1]
    sign = 1 if higher else -1
    within = 0.5 * 10.0 ** -_decimals(value) if target.is_ == "about" else 0.0
    ahead = sign * (latest - value) + within
    reached = ahead > TOLERANCE if target.is_ == "over" else ahead >= -TOLERANCE
    needed = achieved = expected = since = None
    left = year - now if year is not None else 0
    if left > 0 and not reached:
        needed = (value - latest) / left
    if len(series) > 1:
        since, first = series[0]
        achieved = (latest - first) / (now - since)
    if start and start.year is not None and year is not None and start.year < now <= year:
        expected = start.value + (value - start.value) * (now - start.year) / (year - start.year)
    pace: Pace = "reached" if reached else "unknown"
    if needed is not None and achieved is not None:
        fast, had = -ahead / left, sign * achieved
        pace = "far"
        if fast <= FASTER * had + TOLERANCE:
            pace = "on-course" if fast <= had + TOLERANCE else "slower"
    figures = (latest, now, since, needed, achieved, expected)
    return Course(case, target.id, measure, value, year, *figures, pace)


def _decimals(value: float) -> int:
    """Decimals of a figure as it is written."""
    return len(f"{value:.10f}".rstrip("0").partition(".")[2])


def outcome_pillars(rubric: Rubric) -> tuple[str, ...]:
    """Top pillars that hold measured criteria only."""
    below = {ref.split(".")[0] for ref, _ in rubric.criteria()}
    others = {ref.split(".")[0] for ref, criterion in rubric.criteria() if not criterion.measure}
    return tuple(pillar.id for pillar in rubric.pillars if pillar.id in below - others)


def fields_of(evaluation: Evaluation) -> tuple[Field, ...]:
    """Plans against outcomes: a field for each pillar of measured criteria that does not count
    towards the total."""
    rubric, plans = evaluation.rubric, evaluation.values("overall")
    counted = {pillar.id for pillar in rubric.pillars if pillar.counts and pillar.weight > 0}
    apart = [pillar for pillar in outcome_pillars(rubric) if pillar not in counted]
    found = (field(pillar, plans, evaluation.values(pillar)) for pillar in apart)
    return tuple(f for f in found if f is not None)


def courses_of(evaluation: Evaluation) -> tuple[Course, ...]:
    """Every target that can be held against figures: case by case, in the file's order."""
    return tuple(own for file in evaluation.files for _, own in courses_in(evaluation, file))


KEPT = {("at-least", "higher"): "above-floor", ("at-most", "lower"): "below-ceiling"}


def stand(found: Course, target: Commitment, better: str) -> str:
    """Where a target stands: its pace, or above-floor or below-ceiling where it is reached and
    only bounds the measure on its worse side; ``better``: higher or lower."""
    kept = KEPT.get((target.is_, better)) if found.pace == "reached" else None
    return kept or found.pace


def stands_of(evaluation: Evaluation, found: Sequence[Course]) -> tuple[str, ...]:
    """Where each of the targets stands, as :func:`stand` says."""
    rules = {c.id: c.measure.better for _, c in evaluation.rubric.criteria() if c.measure}
    cases = dict.fromkeys(own.case for own in found)
    meant = {
        (case, target.id): target
        for case in cases
        for _, target in evaluation.file_of[case].case.promises()
    }
    return tuple(stand(own, meant[own.case, own.id], rules[own.measure]) for own in found)


def courses_in(evaluation: Evaluation, file: CaseFile) -> Iterator[tuple[str, Course]]:
    """Every commitment of a case on a measure and in its unit, held against the figures known: the
    key of its place, and its course."""
    for key, target in file.case.promises():
        known = evaluation.measured_of.get((file.case.case, target.measure or ""))
        rule = evaluation.rubric.measured[known.ref][1] if known else None
        if known is None or rule is None or not target.takes_unit(rule.unit):
            continue
        last = known.used.year if known.used else 0
        series = [(entry.year, entry.value) for entry in known.series if entry.year <= last]
        yield key, course(file.case.case, target, series, rule.better == "higher")
