"""An evaluation in, the facts that sentences state out: every comparison here can be recomputed from the scores."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath

from evalkit import questions
from evalkit.analysis.assumptions import MOST_CASES, Assumptions, Outlook
from evalkit.analysis.comparison import Standing
from evalkit.analysis.coordination import Coordinated, coordinate
from evalkit.analysis.outcomes import Course
from evalkit.analysis.priorities import Path, Raise
from evalkit.case import Case, Evidence, Rating
from evalkit.evaluation import Evaluation, Measured, Score
from evalkit.filed import CaseFile
from evalkit.measures import Entry
from evalkit.rank import TOLERANCE, grade_of
from evalkit.ratings import Consensus, Row
from evalkit.rubric import Coordination, Criterion, Grade, Measure, Part, Pillar, Translations, in_language
from evalkit.succession import day_of, region_key

CLOSE = 0.02  # scores nearer than two points of a hundred are called close


@dataclass(frozen=True, slots=True)
class Named:
    """A node with its score, for a sentence."""

    ref: str
    title: str
    value: float


@dataclass(frozen=True, slots=True)
class RatedCriterion:
    """A criterion with what its raters made of it in one case."""

    ref: str
    criterion: Criterion
    outcome: Consensus
    rows: tuple[Row, ...]
    ratings: tuple[Rating, ...]
    effective: float
    mean: float | None


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


def region_of(evaluation: Evaluation, case: str, lang: str) -> str:
    """Name of a case's region; with the plan's year, or the case's id, where two cases have the same."""
    names = evaluation.answered.setdefault(("regions", lang), {})
    if not names:
        own = {file.case.case: in_language(file.case.region.name, lang) for file in evaluation.files}
        again = {name for name in own.values() if list(own.values()).count(name) > 1}
        for file in evaluation.files:
            name, day = own[file.case.case], day_of(file.case)
            years = [d.year for other in evaluation.files if own[other.case.case] == name and (d := day_of(other.case))]
            mark = str(day.year) if day and years.count(day.year) == 1 else file.case.case
            names[file.case.case] = name + aside(mark, lang) if name in again else name
    found: str = names[case]
    return found


_KINDS = re.compile(r"(省|市|(壮族|回族|维吾尔)?自治区|特别行政区)$")


def short_path(file: str) -> str:
    """A file's name as a report shows it: as it was given, but a path from the root is not passed on to readers."""
    path = PurePath(file)
    return "/".join(path.parts[-2:]) if path.is_absolute() else file


def short_names(evaluation: Evaluation, cases: Sequence[str], lang: str) -> list[str]:
    """Names of cases' regions for narrow columns: in Chinese without the kind of region, where all stay different."""
    names = [region_of(evaluation, case, lang) for case in cases]
    short = [found if len(found := _KINDS.sub("", name)) > 1 else name for name in names]
    return short if lang == "zh" and len(set(short)) == len(names) else names


def aside(text: str, lang: str) -> str:
    """A text in brackets, as it follows another."""
    return f"（{text}）" if lang == "zh" else f" ({text})"


def title_of(evaluation: Evaluation, lang: str) -> dict[str, str]:
    """Ref → title of every node."""
    return {ref: in_language(node.title, lang) for ref, _, node in evaluation.rubric.walk()}


def ranked(evaluation: Evaluation) -> tuple[Standing, ...]:
    """The cases that have a rank, best first."""
    return tuple(s for s in evaluation.analyses.standings if s.rank)


def counted_pillars(evaluation: Evaluation) -> tuple[Pillar, ...]:
    """The pillars that make the total."""
    return tuple(pillar for pillar in evaluation.rubric.pillars if pillar.counts and pillar.weight)


def rank_on(evaluation: Evaluation, ref: str, case: str, among: Sequence[str] | None = None) -> tuple[int, int]:
    """(rank of a case on a node, how many cases are scored on it); rank 0 where it is not scored."""
    cases = among if among is not None else [file.case.case for file in evaluation.files]
    values = {c: evaluation.score_of[c, ref].value for c in cases if (c, ref) in evaluation.score_of}
    own = values.get(case)
    known = [value for value in values.values() if value is not None]
    return (0 if own is None else 1 + sum(value > own + TOLERANCE for value in known)), len(known)


@dataclass(frozen=True, slots=True)
class Place:
    """A place among the cases: ``rank`` of ``n``, shared by ``tied`` cases; rank 0 where there is none."""

    rank: int
    n: int
    tied: int


def place_on(evaluation: Evaluation, ref: str, case: str) -> Place:
    """The place of a case on a node; on a measured criterion by what was measured, so that capped scores tie nobody."""
    values = known_values(evaluation, ref)
    own = values.get(case)
    if own is None:
        return Place(0, len(values), 0)
    rank = 1 + sum(value > own + TOLERANCE for value in values.values())
    return Place(rank, len(values), sum(abs(value - own) <= TOLERANCE for value in values.values()))


def known_values(evaluation: Evaluation, ref: str) -> dict[str, float]:
    """Case → score on a node, or what was measured, its sign turned where lower is better; only where there is one."""
    node = dict(evaluation.rubric.criteria()).get(ref)
    scores = {c: v for (c, r), s in evaluation.score_of.items() if r == ref and (v := s.value) is not None}
    if node is None or node.measure is None:
        return scores
    sign = 1.0 if node.measure.better == "higher" else -1.0
    used = {m.case: m.used for m in evaluation.measured if m.ref == ref}
    return {case: sign * entry.value for case in scores if (entry := used.get(case)) is not None}


def mean_of(evaluation: Evaluation, ref: str) -> float | None:
    """Mean score of a node over the cases that are scored on it."""
    lead = next((lead for lead in evaluation.analyses.leads if lead.ref == ref), None)
    return lead.mean if lead else None


def rated_criteria(evaluation: Evaluation, case: str) -> tuple[RatedCriterion, ...]:
    """Every rated criterion of a case in the rubric's order, with ratings."""
    file = evaluation.file_of[case]
    weights = questions.effective_weights(evaluation, case)
    rows: dict[str, list[Row]] = {}
    for row in evaluation.ratings.rows:
        if row.case == case:
            rows.setdefault(row.ref, []).append(row)
    out = []
    for ref, criterion in evaluation.rubric.criteria():
        outcome = evaluation.ratings.agreed.get((case, ref))
        if criterion.levels is None or outcome is None:
            continue
        ratings = file.case.ratings_of(criterion.id)
        mean = mean_of(evaluation, ref)
        own = tuple(rows.get(ref, ()))
        out.append(RatedCriterion(ref, criterion, outcome, own, ratings, weights.get(ref, 0.0), mean))
    return tuple(out)


def strengths(evaluation: Evaluation, case: str, lowest: float) -> tuple[RatedCriterion, ...]:
    """Counted criteria rated ``lowest`` or better: highest level first, then the largest lead over the mean."""
    found = [c for c in rated_criteria(evaluation, case) if c.effective and (c.outcome.level or 0) >= lowest]
    return tuple(sorted(found, key=lambda c: (-(c.outcome.level or 0), -_margin(evaluation, case, c), -c.effective)))


def relative_strengths(evaluation: Evaluation, case: str, most: int) -> tuple[RatedCriterion, ...]:
    """Counted criteria furthest above the mean of all cases: only those above it, and none that is a gap."""
    lowest = low_level(evaluation)
    found = [c for c in rated_criteria(evaluation, case) if c.effective and (c.outcome.level or lowest) > lowest]
    ahead = [c for c in found if _margin(evaluation, case, c) > TOLERANCE]
    return tuple(sorted(ahead, key=lambda c: (-_margin(evaluation, case, c), -(c.outcome.level or 0))))[:most]


def gaps(evaluation: Evaluation, case: str, highest: float) -> tuple[RatedCriterion, ...]:
    """Counted criteria rated ``highest`` or worse: lowest level first, then the furthest below the mean."""
    found = [
        c
        for c in rated_criteria(evaluation, case)
        if c.effective and c.outcome.level is not None and c.outcome.level <= highest
    ]
    return tuple(sorted(found, key=lambda c: (c.outcome.level or 0, _margin(evaluation, case, c), -c.effective)))


def _margin(evaluation: Evaluation, case: str, rated: RatedCriterion) -> float:
    value = evaluation.score_of[case, rated.ref].value
    return (value or 0.0) - (rated.mean or 0.0)


def high_level(evaluation: Evaluation) -> int:
    """Levels from here upwards are strengths: the lowest level in the upper quarter of the scale."""
    low, high = evaluation.rubric.levels[0], evaluation.rubric.levels[-1]
    return min(level for level in evaluation.rubric.levels if level >= low + 0.75 * (high - low))


def low_level(evaluation: Evaluation) -> int:
    """Levels up to here are gaps: the highest level in the lower quarter of the scale."""
    low, high = evaluation.rubric.levels[0], evaluation.rubric.levels[-1]
    return max(level for level in evaluation.rubric.levels if level <= low + 0.25 * (high - low))


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
    outcome = _outcome(evaluation, case, titles)
    return Verdict(
        region_of(evaluation, case, lang),
        standing,
        len(ranked(evaluation)),
        grade_of(standing.value, evaluation.rubric.grades),
        tuple(sorted(pillars, key=lambda p: -p.value)),
        len(applicable),
        sum(c.outcome.level is not None for c in applicable),
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
        len(counted),
        sum(s.rank == standing.rank for s in ranked(evaluation)) if standing.rank else 0,
        tuple(titles[p.id] for p in counted_pillars(evaluation) if _outside(evaluation, case, p.id)),
        *reach(evaluation, standing),
    )


def reach(evaluation: Evaluation, standing: Standing) -> tuple[tuple[int, int], bool]:
    """Best and worst rank of a case under everything that is usually varied, and True; or under other weights, and False."""
    if 1 < len(ranked(evaluation)) <= MOST_CASES:
        found = next((o for o in questions.outlooks(evaluation, Assumptions()) if o.case == standing.case), None)
        if found is not None:
            return (found.rank_low, found.rank_high), True
    return (standing.rank_low, standing.rank_high), False


def label_at(evaluation: Evaluation, level: int, lang: str) -> str:
    """Label of a level of the scale."""
    return next(in_language(anchor.label, lang) for anchor in evaluation.rubric.scale if anchor.level == level)


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


def outcome_pillars(evaluation: Evaluation) -> tuple[Pillar, ...]:
    """Top pillars that hold measured criteria only."""
    names = questions.outcome_pillars(evaluation.rubric)
    return tuple(pillar for pillar in evaluation.rubric.pillars if pillar.id in names)


def lens_pillars(evaluation: Evaluation) -> tuple[Pillar, ...]:
    """Top pillars that are rated and shown, and not part of the total."""
    outcomes = {pillar.id for pillar in outcome_pillars(evaluation)}
    counted = {pillar.id for pillar in counted_pillars(evaluation)}
    return tuple(p for p in evaluation.rubric.pillars if p.id not in outcomes and p.id not in counted)


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
    courses = {(c.measure, c.value, c.year): c for c in questions.courses(evaluation) if c.case == case}
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


def close_runs(evaluation: Evaluation) -> tuple[tuple[str, ...], ...]:
    """Runs of the ranking in which no two cases are told apart by the weights tried; runs may overlap.

    Cases that share a rank are a tie and no such run. Two cases are told apart where one is ahead in more than the share of draws that the rubric's
    ``method.ranges.within`` names. Only runs that no longer run contains are given.
    """
    order = [s.case for s in ranked(evaluation)]
    rank_of = {s.case: s.rank for s in ranked(evaluation)}
    ahead = evaluation.analyses.ahead
    within = evaluation.rubric.method.ranges.within
    if not ahead:
        return ()
    runs_found: list[tuple[str, ...]] = []
    end = 0
    for start, first in enumerate(order):
        stop = max(end, start + 1)
        while stop < len(order) and all(
            ahead[better][order[stop]] <= within and rank_of[better] != rank_of[order[stop]]
            for better in order[start:stop]
        ):
            stop += 1
        if stop > end and stop - start > 1:
            runs_found.append((first, *order[start + 1 : stop]))
        end = max(end, stop)
    return tuple(runs_found)


def widely_rated(evaluation: Evaluation) -> dict[str, dict[str, float]]:
    """Ref → case → agreed level, for criteria of the total that at least half of the cases, and two, are rated on."""
    n = len(evaluation.files)
    return {
        ref: levels for ref, levels in counted_levels(evaluation).items() if len(levels) > 1 and len(levels) * 2 >= n
    }


def counted_levels(evaluation: Evaluation) -> dict[str, dict[str, float]]:
    """Ref → case → agreed level, for criteria that are part of the total, in the rubric's order."""

    def find() -> dict[str, dict[str, float]]:
        counted = {
            ref for file in evaluation.files for ref, weight in questions.effective_weights(evaluation, file.case.case).items() if weight
        }  # fmt: skip
        out: dict[str, dict[str, float]] = {ref: {} for ref, _ in evaluation.rubric.criteria() if ref in counted}
        for (case, ref), outcome in evaluation.ratings.agreed.items():
            if ref in out and outcome.level is not None:
                out[ref][case] = outcome.level
        return {ref: levels for ref, levels in out.items() if levels}

    return questions.once(evaluation, "counted-levels", find)


def close_pairs(evaluation: Evaluation) -> tuple[int, int]:
    """(neighbours in the ranking that the weights tried do not tell apart, neighbours)."""
    order = ranked(evaluation)
    ahead, within = evaluation.analyses.ahead, evaluation.rubric.method.ranges.within
    pairs = list(pairwise(order))
    return sum(a.rank != b.rank and ahead[a.case][b.case] <= within for a, b in pairs) if ahead else 0, len(pairs)


def repeated(evaluation: Evaluation) -> tuple[tuple[str, ...], ...]:
    """Cases of one region, oldest first, for every region that has several."""
    held: dict[str, list[CaseFile]] = {}
    for file in evaluation.files:
        held.setdefault(region_key(file.case), []).append(file)
    several = [sorted(own, key=lambda file: str(day_of(file.case) or "")) for own in held.values() if len(own) > 1]
    return tuple(tuple(file.case.case for file in own) for own in several)


def nobody_does(evaluation: Evaluation, highest: float) -> tuple[str, ...]:
    """Widely rated criteria on which no case gets above ``highest``, the lowest mean first."""
    low = {ref: levels for ref, levels in widely_rated(evaluation).items() if max(levels.values()) <= highest}
    return tuple(sorted(low, key=lambda ref: (sum(low[ref].values()) / len(low[ref]), ref)))


def lacks_language(evaluation: Evaluation, cases: Sequence[str], lang: str) -> bool:
    """Whether a text of the rubric or of these cases exists in the other language only."""

    def lacks(part: object) -> bool:
        if isinstance(part, Translations):
            return getattr(part, lang) is None
        if isinstance(part, Part):
            return any(lacks(getattr(part, name)) for name in type(part).model_fields)
        if isinstance(part, Mapping):
            return any(lacks(value) for value in part.values())
        return isinstance(part, tuple) and any(lacks(item) for item in part)

    return lacks(evaluation.rubric) or any(lacks(evaluation.file_of[case].case) for case in cases)


def score_rows(evaluation: Evaluation, case: str) -> tuple[Score, ...]:
    """All scores of a case, overall first, in the rubric's order."""
    return tuple(score for score in evaluation.scores if score.case == case)


# --- coordination ----------------------------------------------------------------------------

OBSTACLES = 3  # criteria named as holding the weaker system back


@dataclass(frozen=True, slots=True)
class CoordinationFact:
    """Whether a case's systems advance in step. ``systems``: (name, value) in the rubric's order.

    ``step``: out, where they are at least the rubric's ``apart`` from each other; in, where less than half of it;
    else lags.
    """

    systems: tuple[tuple[str, float | None], ...]
    degree: float | None
    band: str
    ahead: str
    behind: str
    apart: float
    step: str
    obstacles: tuple[str, ...]
    ref: str


def coordination(evaluation: Evaluation, found: Coordinated, lang: str) -> CoordinationFact:
    """One case's coordination in words."""
    block = block_of(evaluation, found)
    titles = title_of(evaluation, lang)
    names = {s.system: system_name(block, s.system, lang) for s in found.systems}
    held = [o.ref for o in found.obstacles if o.system == found.behind or not found.behind]
    return CoordinationFact(
        tuple((names[s.system], s.value) for s in found.systems), found.degree,
        next((in_language(band.label, lang) for band in block.bands if band.id == found.band), ""),
        names.get(found.ahead, ""), names.get(found.behind, ""), found.apart or 0.0, _step(found.apart or 0.0, block.apart),
        tuple(titles[ref] for ref in held[:OBSTACLES]), f"d-{found.block}-{found.case}",
    )  # fmt: skip


def _step(apart: float, limit: float) -> str:
    return "out" if apart >= limit - TOLERANCE else "in" if apart < limit / 2 else "lags"


def block_of(evaluation: Evaluation, found: Coordinated) -> Coordination:
    """The rubric's block that a result belongs to."""
    return next(block for block in evaluation.rubric.coordination if block.id == found.block)


def system_name(block: Coordination, system: str, lang: str) -> str:
    """What a system is called; its id where the rubric gives no name."""
    return in_language(block.named(system), lang)


@dataclass(frozen=True, slots=True)
class InStep:
    """One block over all cases: who lags how often, and the highest and lowest degree."""

    behind: str
    ahead: str
    n_behind: int
    n: int
    highest: tuple[str, float]
    lowest: tuple[str, float]


def in_step(evaluation: Evaluation, block: Coordination, lang: str) -> InStep | None:
    """How the cases stand together; None with fewer than two that could be computed, or without one laggard."""
    found = [c for c in evaluation.analyses.coordination if c.block == block.id and c.degree is not None]
    laggards = [c.behind for c in found if c.behind]
    if len(found) < 2 or not laggards or len(block.systems) != 2:
        return None
    behind = max(sorted(set(laggards)), key=laggards.count)
    ahead = next(system for system in block.systems if system != behind)
    order = sorted(found, key=lambda c: (-(c.degree or 0.0), c.case))
    high, low = order[0], order[-1]
    return InStep(
        system_name(block, behind, lang), system_name(block, ahead, lang), laggards.count(behind), len(found),
        (region_of(evaluation, high.case, lang), high.degree or 0.0), (region_of(evaluation, low.case, lang), low.degree or 0.0),
    )  # fmt: skip


# --- agreement -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AgreementFact:
    """How far raters agree over all cases. ``n_a_case``: how many rated each case; 0 where that differs, or some have one."""

    n_a_case: int
    n_criteria: int
    n_cases: int
    identical: float
    within_one: float
    alpha: float | None
    low: float | None
    high: float | None


def agreement(evaluation: Evaluation) -> AgreementFact | None:
    """Over all cases; None where nobody rated twice."""
    found = next((a for a in evaluation.analyses.agreement if a.scope == "overall"), None)
    if found is None or found.identical is None or found.within_one is None:
        return None
    raters: dict[str, set[str]] = {file.case.case: set() for file in evaluation.files}
    for row in evaluation.ratings.rows:
        if row.level is not None and not row.adjudicates:
            raters[row.case].add(row.rater)
    sizes = {len(own) for own in raters.values()}
    return AgreementFact(
        sizes.pop() if len(sizes) == 1 and min(sizes) > 1 else 0, found.n_units, len(evaluation.files), found.identical, found.within_one, found.alpha["ordinal"],
        found.low, found.high,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A criterion on which raters of one case differ. ``given``: (rater, level, reason, file line) of each.

    ``effect``: how far the total moves, in [0, 1], between counting the lowest and counting the highest of them.
    """

    case: str
    ref: str
    given: tuple[tuple[str, float, str, str], ...]
    effect: float


def disagreements(evaluation: Evaluation, lang: str, case: str | None = None) -> tuple[Disagreement, ...]:
    """All disagreements that nobody adjudicated, those that move a total most first."""
    span = (
        float(evaluation.rubric.levels[-1] - evaluation.rubric.levels[0]) if len(evaluation.rubric.levels) > 1 else 1.0
    )
    by_unit: dict[tuple[str, str], list[Row]] = {}
    for row in evaluation.ratings.rows:
        if case in (None, row.case):
            by_unit.setdefault((row.case, row.ref), []).append(row)
    weights = {name: questions.effective_weights(evaluation, name) for name in {unit[0] for unit in by_unit}}
    out = []
    for (name, ref), rows in by_unit.items():
        levels = [row.level for row in rows if row.level is not None]
        if len(set(levels)) < 2 or any(row.adjudicates for row in rows):
            continue
        file = evaluation.file_of[name]
        given = tuple(
            (row.rater, row.level, in_language(file.case.ratings_of(row.criterion)[row.n].because, lang), f"{file.file}:{row.line}")
            for row in rows
            if row.level is not None
        )  # fmt: skip
        out.append(Disagreement(name, ref, given, weights[name].get(ref, 0.0) * (max(levels) - min(levels)) / span))
    return tuple(sorted(out, key=lambda d: (-round(d.effect, 12), d.case, d.ref)))


# --- sensitivity -----------------------------------------------------------------------------

ALIKE = 0.9  # a case is told apart from another when it is ahead, or behind, in more than this share of the draws
NEIGHBOURS = 3


@dataclass(frozen=True, slots=True)
class OutlookFact:
    """One case's outlook in words. ``alike``: cases it cannot be told apart from, the nearest first; ``n_alike``: all."""

    region: str
    low: float
    high: float
    rank_low: int
    rank_high: int
    n: int
    first: float
    grade: str
    grade_share: float
    alike: tuple[str, ...]
    n_alike: int


def outlook(evaluation: Evaluation, found: Outlook, others: Sequence[Outlook], lang: str) -> OutlookFact:
    """What the draws say of one case."""
    middle = {other.case: other.middle for other in others}
    close = [name for name, ahead in found.ahead if 1 - ALIKE <= ahead <= ALIKE]
    close.sort(key=lambda name: (abs(middle[name] - found.middle), name))
    grade, share = max(found.grades, key=lambda item: item[1], default=("", 0.0))
    label = next((in_language(g.label, lang) for g in evaluation.rubric.grades if g.id == grade), "")
    return OutlookFact(
        region_of(evaluation, found.case, lang), found.low, found.high, found.rank_low, found.rank_high, len(others),
        found.ranks[0] if found.ranks else 0.0, label, share,
        tuple(region_of(evaluation, name, lang) for name in close[:NEIGHBOURS]), len(close),
    )  # fmt: skip


# --- priorities ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Teacher:
    """The case that does a criterion best among those most like this one. ``shared``: facet values in common."""

    case: str
    level: float
    shared: int
    places: tuple[str, ...]
    note: str


def cited(case: Case, evidence: Iterable[Evidence], lang: str) -> tuple[str, ...]:
    """The places that evidence names, document by document, under the documents' titles."""
    names = {d.id: in_language(d.title, lang) or d.id for d in case.documents}
    held: dict[str, list[str]] = {}
    for e in evidence:
        if e.at and e.at not in held.setdefault(names.get(e.document, e.document), []):
            held[names.get(e.document, e.document)].append(e.at)
    after, comma = (" ", "、") if lang == "zh" else (", ", ", ")
    return tuple(f"{name}{after}{comma.join(places)}" for name, places in held.items() if places)


def titled(case: Case, at: str, lang: str) -> str:
    """A place written as "document ¶": under the document's title, where it is one of the case's."""
    name, _, place = at.partition(" ")
    document = next((d for d in case.documents if d.id == name), None)
    return cited(case, [Evidence(document=name, at=place)], lang)[0] if document is not None and place else at


def teacher(evaluation: Evaluation, case: str, ref: str, lang: str) -> Teacher | None:
    """Whom to learn a criterion from, another region: a higher level, then more facet values in common, then a higher total."""
    own = evaluation.file_of[case].case.facet_values()
    mine = evaluation.ratings.agreed[case, ref].level or 0.0
    mine_of = region_key(evaluation.file_of[case].case)
    found = []
    for file in evaluation.files:
        name = file.case.case
        agreed = evaluation.ratings.agreed.get((name, ref))
        if (
            name == case
            or region_key(file.case) == mine_of
            or agreed is None
            or agreed.level is None
            or agreed.level <= mine + TOLERANCE
        ):
            continue
        facets = file.case.facet_values()
        shared = sum(len(set(values) & set(facets.get(facet, ()))) for facet, values in own.items())
        total = evaluation.score_of[name, "overall"].value or 0.0
        found.append((-agreed.level, -shared, -total, name))
    if not found:
        return None
    level, shared, _, name = min(found)
    criterion = ref.rsplit(".", maxsplit=1)[-1]
    ratings = [r for r in evaluation.file_of[name].case.ratings_of(criterion) if r.level is not None and r.evidence]
    best = max(ratings, key=lambda r: (r.adjudicates, r.level or 0.0), default=None)
    supports = [e for e in best.evidence if e.kind == "supports"] if best else []
    places = cited(evaluation.file_of[name].case, supports, lang)
    note = next((in_language(e.note, lang) for e in supports if e.note), "")
    return Teacher(name, -level, -shared, places, note)


@dataclass(frozen=True, slots=True)
class PathFact:
    """The way to the next grade: its name, what it asks, the total reached, and the criteria raised, each with its levels."""

    grade: str
    needed: float
    total: float
    raised: tuple[tuple[str, float, float], ...]
    n_steps: int
    exact: bool


def path_fact(evaluation: Evaluation, found: Path, lang: str) -> PathFact:
    """A path in words; several raises of one criterion are one entry."""
    titles = title_of(evaluation, lang)
    label = next(in_language(g.label, lang) for g in evaluation.rubric.grades if g.id == found.grade)
    merged: dict[str, tuple[float, float]] = {}
    for ref, now, then in found.steps:
        merged[ref] = (merged[ref][0] if ref in merged else now, then)
    raised = tuple((titles[ref], now, then) for ref, (now, then) in merged.items())
    return PathFact(label, found.needed, found.total, raised, len(found.steps), found.exact)


def coordination_gain(evaluation: Evaluation, case: str, raised: Raise) -> float | None:
    """What a raise does to the degree of the first coordination block; None where there is none."""
    if not evaluation.rubric.coordination:
        return None
    block = evaluation.rubric.coordination[0]
    own = {ref: s for (name, ref), s in evaluation.score_of.items() if name == case}
    scores = {ref: s.value for ref, s in own.items()}
    applies = {ref: s.state != "not-applicable" for ref, s in own.items()}
    low, high = evaluation.rubric.levels[0], evaluation.rubric.levels[-1]
    before = coordinate(case, evaluation.rubric, block, scores, applies).degree
    after = coordinate(
        case, evaluation.rubric, block, {**scores, raised.ref: (raised.raised - low) / (high - low)}, applies
    ).degree
    return None if before is None or after is None else after - before
