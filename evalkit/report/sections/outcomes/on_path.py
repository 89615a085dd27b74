"""Targets on their path: what the latest figures say of them, and what a year they still need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.analysis.outcomes import KEPT, Course, stands_of
from evalkit.model.commitment import Commitment
from evalkit.model.measures import Entry
from evalkit.model.rubric import Measure
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts
from evalkit.report.model import Runs, Table, runs
from evalkit.report.numbers import Figure, change, number
from evalkit.report.places import passages
from evalkit.report.promises import about_amount
from evalkit.report.table import Cols, table
from evalkit.scoring.tolerances import TOLERANCE


@dataclass(frozen=True, slots=True)
class Rate:
    """A change a year, in the measure's unit: with its sign, which way, and how large."""

    change: float
    rises: bool
    by: float


@dataclass(frozen=True, slots=True)
class TargetFact:
    """A target held against what is measured.

    ``lead``, ``after``: what stands before and after its value, as "about" or "at least".
    ``way``: reached, above-floor or below-ceiling; or from-latest or from-baseline, the figure
    from which ``needed`` leads to it; empty where nothing can be said. ``achieved``: what was had
    a year since ``since``; ``in_points``: whether rates are in percentage points, and
    ``rate_decimals`` theirs.
    """

    title: str
    unit: str
    decimals: int
    lead: str
    after: str
    value: float
    year: int | None
    baseline: float | None
    baseline_year: int | None
    latest: float | None
    latest_year: int | None
    way: str
    needed: Rate | None
    achieved: Rate | None
    since: int | None
    pace: str
    in_points: bool
    rate_decimals: int
    at: str
    note: str


def targets(ctx: Context, about: CaseFacts) -> tuple[TargetFact, ...]:
    """The plan's targets beside the latest figures."""
    criteria = {c.id: c for _, c in ctx.rubric.criteria()}
    measured = {m.criterion: m for m in ctx.results.measured_in.get(about.case, ())}
    courses = {c.id: c for c in ctx.results.courses_in.get(about.case, ())}
    out = []
    for _, target in about.file.case.promises():
        criterion = criteria.get(target.measure or "")
        if criterion is None or criterion.measure is None or target.aim is None:
            continue
        rule, base = criterion.measure, target.baseline
        known = measured.get(criterion.id)
        used = known.used if known else None
        course = courses.get(target.id)
        way, needed = _way_to(target, rule, used, course)
        unit = ctx.say(rule.unit)
        lead, after = about_amount(ctx, target.is_)
        out.append(
            TargetFact(
                title=ctx.say(criterion.title),
                unit=unit,
                decimals=rule.decimals,
                lead=lead,
                after=after,
                value=target.aim,
                year=target.year,
                baseline=base.value if base else None,
                baseline_year=base.year if base else None,
                latest=used.value if used else None,
                latest_year=used.year if used else None,
                way=way,
                needed=_rate(needed),
                achieved=_rate(course.achieved) if course else None,
                since=course.since if course else None,
                pace=course.pace if course else "",
                in_points=unit.startswith("%"),
                rate_decimals=rule.decimals + (way == "from-latest"),
                at=ctx.grammar.joined(passages(ctx, about.file.case, [target.at])),
                note=ctx.say(target.note),
            )
        )
    return tuple(out)


def _rate(change: float | None) -> Rate | None:
    return None if change is None else Rate(change, change >= 0, abs(change))


def _way_to(
    target: Commitment, rule: Measure, used: Entry | None, course: Course | None
) -> tuple[str, float | None]:
    """How a target stands, and the change a year that it still needs."""
    aim = target.aim or 0.0
    reached = course.pace == "reached" if course else used and target_met(used.value, aim, rule)
    if reached:
        return KEPT.get((target.is_, rule.better), "reached"), None
    if course is not None and course.needed is not None:
        return "from-latest", course.needed
    base = target.baseline
    if target.year is None or base is None or base.year is None or target.year <= base.year:
        return "", None
    needed = (aim - base.value) / (target.year - base.year)
    better = needed > 0 if rule.better == "higher" else needed < 0
    return ("from-baseline", needed) if better else ("", None)


def target_met(value: float, target: float, measure: Measure) -> bool:
    """Whether a measured value has reached a target, in the direction in which the measure is
    better."""
    if measure.better == "higher":
        return value >= target - TOLERANCE
    return value <= target + TOLERANCE


def courses_table(ctx: Context, found: Sequence[Course]) -> Table | None:
    """Targets on their path; None where there are none."""
    cases = [ctx.evaluation.file_of[case].case for case in dict.fromkeys(c.case for c in found)]
    meant = {(case.case, own.id): own.is_ for case in cases for _, own in case.promises()}
    rules = {c.id: (ctx.say(c.title), c.measure) for _, c in ctx.rubric.criteria() if c.measure}

    def aim(c: Course) -> Runs:
        rule = rules[c.measure][1]
        when = ctx.label("in-year", year=c.year) if c.year else ""
        lead, after = about_amount(ctx, meant.get((c.case, c.id), "exactly"))
        return runs(lead, number(c.value, rule.decimals), ctx.unit(rule), after, when)

    def latest(c: Course) -> Runs:
        shown = number(c.latest, places(c)), ctx.label("in-year", year=c.latest_year)
        return runs(*shown) if c.latest is not None else ("—",)

    def had(c: Course) -> Runs:
        since = ctx.label("since-year", year=c.since)
        return runs(rate(c, c.achieved), since) if c.achieved is not None else ("—",)

    def places(c: Course) -> int:
        return rules[c.measure][1].decimals

    def rate(c: Course, value: float | None) -> Figure:
        return change(value, places(c) + 1)

    begun = any(c.expected is not None for c in found)
    stands = dict(zip(found, stands_of(ctx.evaluation, found), strict=True))
    columns: Cols[Course] = (
        ctx.col("region", lambda c: ctx.link(c.case)),
        ctx.col("measure", lambda c: rules[c.measure][0]),
        ctx.col("#target", aim),
        ctx.col("#latest", latest),
        ctx.col("#on-path", lambda c: number(c.expected, places(c)), begun),
        ctx.col("#needed", lambda c: rate(c, c.needed)),
        ctx.col("#achieved", had),
        ctx.col("pace", lambda c: ctx.labels[f"pace-{stands[c]}"]),
    )
    return table(ctx.labels["courses"], found, columns) if found else None
