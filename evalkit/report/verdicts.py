"""An evaluation in, the facts of a first paragraph out: where a plan stands, and how its targets stand beside what is measured."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.analysis import results
from evalkit.analysis.outcomes import Course
from evalkit.analysis.ranking import Standing
from evalkit.evaluation import Evaluation, Measured
from evalkit.model.fields import in_language
from evalkit.model.measures import Entry
from evalkit.model.rubric import Grade, Measure
from evalkit.report.doubts import outlook_of
from evalkit.report.facts import (
    Named,
    counted_pillars,
    high_level,
    label_at,
    low_level,
    outcome_pillars,
    rank_on,
    ranked,
    rated_criteria,
    region_of,
    title_of,
    titled,
)
from evalkit.scoring.limits import MOST_CASES, TOLERANCE
from evalkit.scoring.rank import grade_of


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the first paragraph of a briefing says.

    ``peers``: (facet value in words, rank among its cases, how many) for the first facet with two or more cases.
    ``pillars``: the counted pillars that are scored, best first. ``reach``: best and worst rank under everything that is
    usually varied, or under other weights where that is not known (``by_all`` tells). ``n_counted``: criteria that are
    rated and part of the total. ``tied``: how many cases share the rank. ``outside``: counted pillars that do not apply.
    """

    region: str
    standing: Standing
    n_ranked: int
    grade: Grade | None
    pillars: tuple[Named, ...]
    n_applicable: int
    n_rated: int
    n_high: int
    n_low: int
    high_label: str
    low_label: str
    high_is_top: bool
    low_is_bottom: bool
    peers: tuple[str, int, int] | None
    outcome: Named | None
    outcome_rank: int
    n_outcomes: int
    n_raters: int
    n_counted: int
    tied: int
    outside: tuple[str, ...]
    reach: tuple[int, int]
    by_all: bool


@dataclass(frozen=True, slots=True)
class TargetFact:
    """A target held against what is measured; rates are per year, in the measure's unit."""

    title: str
    unit: str
    decimals: int
    value: float
    year: int | None
    baseline: float | None
    baseline_year: int | None
    latest: Entry | None
    at: str
    note: str
    line: int
    reached: bool
    course: Course | None

    @property
    def needed(self) -> float | None:
        """Change a year that the target needs from its baseline."""
        if self.year is None or self.baseline is None or self.baseline_year is None or self.year <= self.baseline_year:
            return None
        return (self.value - self.baseline) / (self.year - self.baseline_year)


def verdict(evaluation: Evaluation, case: str, lang: str) -> Verdict:
    """The facts of a briefing's first paragraph."""
    standing = next(s for s in evaluation.analyses.standings if s.case == case)
    titles = title_of(evaluation, lang)
    pillars = [
        Named(p.id, titles[p.id], value)
        for p in counted_pillars(evaluation)
        if (value := _value(evaluation, case, p.id)) is not None
    ]
    rated = [c for c in rated_criteria(evaluation, case) if c.criterion.scored]
    applicable = [c for c in rated if c.outcome.state != "not-applicable"]
    counted = [c for c in applicable if c.effective and c.outcome.level is not None]
    measured = _measured(evaluation, case)
    outcome = _outcome(evaluation, case, titles)
    return Verdict(
        region_of(evaluation, case, lang),
        standing,
        len(ranked(evaluation)),
        grade_of(standing.value, evaluation.rubric.grades),
        tuple(sorted(pillars, key=lambda p: -p.value)),
        len(applicable) + len(measured),
        sum(c.outcome.level is not None for c in applicable) + sum(measured),
        sum((c.outcome.level or 0) >= high_level(evaluation) for c in counted) if evaluation.rubric.levels else 0,
        sum((c.outcome.level or 0) <= low_level(evaluation) for c in counted) if evaluation.rubric.levels else 0,
        label_at(evaluation, high_level(evaluation), lang) if evaluation.rubric.levels else "",
        label_at(evaluation, low_level(evaluation), lang) if evaluation.rubric.levels else "",
        bool(evaluation.rubric.levels) and high_level(evaluation) == evaluation.rubric.levels[-1],
        bool(evaluation.rubric.levels) and low_level(evaluation) == evaluation.rubric.levels[0],
        peers_of(evaluation, case, lang),
        outcome,
        rank_on(evaluation, outcome.ref, case)[0] if outcome else 0,
        rank_on(evaluation, outcome.ref, case)[1] if outcome else 0,
        len({row.rater for row in evaluation.ratings.rows if row.case == case and row.level is not None}),
        len(counted) + sum(measured),
        sum(s.rank == standing.rank for s in ranked(evaluation)) if standing.rank else 0,
        tuple(titles[p.id] for p in counted_pillars(evaluation) if _outside(evaluation, case, p.id)),
        *reach(evaluation, standing),
    )


def reach(evaluation: Evaluation, standing: Standing) -> tuple[tuple[int, int], bool]:
    """Best and worst rank of a case under everything that is usually varied, and True; or under other weights, and False."""
    if 1 < len(ranked(evaluation)) <= MOST_CASES:
        found = outlook_of(evaluation, standing.case)
        if found is not None:
            return (found.rank_low, found.rank_high), True
    return (standing.rank_low, standing.rank_high), False


def _measured(evaluation: Evaluation, case: str) -> list[bool]:
    """Of each measured criterion of the total that applies, whether there is a figure."""
    counted = {p.id for p in counted_pillars(evaluation)}
    own = [m for m in evaluation.measured if m.case == case and m.ref.split(".")[0] in counted]
    return [m.score is not None for m in own if not _outside(evaluation, case, m.ref)]


def _outside(evaluation: Evaluation, case: str, ref: str) -> bool:
    score = evaluation.score_of.get((case, ref))
    return score is not None and score.state == "not-applicable"


def _value(evaluation: Evaluation, case: str, ref: str) -> float | None:
    score = evaluation.score_of.get((case, ref))
    return score.value if score else None


def _outcome(evaluation: Evaluation, case: str, titles: dict[str, str]) -> Named | None:
    for pillar in outcome_pillars(evaluation):
        value = _value(evaluation, case, pillar.id)
        if value is not None:
            return Named(pillar.id, titles[pillar.id], value)
    return None


def peers_of(evaluation: Evaluation, case: str, lang: str) -> tuple[str, int, int] | None:
    """The case's place among those that share its value of the first facet that splits the cases."""
    own = evaluation.file_of[case].case.facet_values()
    scored = {s.case for s in ranked(evaluation)}
    for facet, about in evaluation.rubric.facets.items():
        for value in own.get(facet, ()):
            members = [
                file.case.case
                for file in evaluation.files
                if value in file.case.facet_values().get(facet, ()) and file.case.case in scored
            ]
            if case in members and 2 <= len(members) < len(scored):
                rank, n = rank_on(evaluation, "overall", case, members)
                return in_language(about.values[value], lang), rank, n
    return None


def targets(evaluation: Evaluation, case: str, lang: str) -> tuple[TargetFact, ...]:
    """The plan's targets beside the latest figures."""
    file = evaluation.file_of[case]
    criteria = {c.id: c for _, c in evaluation.rubric.criteria()}
    measured = {m.criterion: m for m in evaluation.measured if m.case == case}
    facts = []
    courses = {(c.measure, c.value, c.year): c for c in results.courses(evaluation) if c.case == case}
    for n, target in enumerate(file.case.targets):
        criterion = criteria.get(target.measure)
        if criterion is None or criterion.measure is None:
            continue
        known: Measured | None = measured.get(target.measure)
        baseline = target.baseline
        facts.append(
            TargetFact(
                in_language(criterion.title, lang), in_language(criterion.measure.unit, lang), criterion.measure.decimals, target.value,
                target.year, baseline.value if baseline else None, baseline.year if baseline else None,
                known.used if known else None, titled(file.case, target.at or "", lang), in_language(target.note, lang),
                file.span(f"targets/{n}").line, bool(known and known.used and target_met(known.used.value, target.value, criterion.measure)),
                courses.get((target.measure, target.value, target.year)),
            )
        )  # fmt: skip
    return tuple(facts)


def target_met(value: float, target: float, measure: Measure) -> bool:
    """Whether a measured value has reached a target, in the direction in which the measure is better."""
    return value >= target - TOLERANCE if measure.better == "higher" else value <= target + TOLERANCE
