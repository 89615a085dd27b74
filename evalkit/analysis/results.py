"""What is asked of an evaluation: every analysis that a report, a table or a file may want, each
worked out once.

In: an :class:`~evalkit.evaluation.Evaluation`. Out: :class:`Results`, whose answers are made when
first read.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from evalkit.evaluation import Evaluation, Scored, of_cases
from evalkit.model.measures import MeasureTable
from evalkit.model.refusal import Refusal, reason
from evalkit.model.scale import Scale
from evalkit.model.tasks import Mapped
from evalkit.scoring import normalise
from evalkit.scoring.aggregate import Array
from evalkit.scoring.consensus import RatingRow
from evalkit.scoring.correlation import Method
from evalkit.scoring.grades import gate_state
from evalkit.scoring.leaves import Measured, ends_of, raw_of
from evalkit.scoring.rank import ranks
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.scoring.tree import counted_leaves, stands_in
from evalkit.scoring.units import Coded, coded_in
from evalkit.scoring.weights import Panel

if TYPE_CHECKING:
    from evalkit.analysis.advice import Advice, Adviser
    from evalkit.analysis.agreement import Agreement
    from evalkit.analysis.chain import Link
    from evalkit.analysis.changes import Succession
    from evalkit.analysis.coherence import Coherence
    from evalkit.analysis.components import Components
    from evalkit.analysis.consistency import Consistent
    from evalkit.analysis.coordination import Coordinated
    from evalkit.analysis.correlations import Correlations
    from evalkit.analysis.distributions import Distribution
    from evalkit.analysis.effects import Effects, Influence, LeftOut
    from evalkit.analysis.gaps import Behind, Gaps
    from evalkit.analysis.importance import Importance
    from evalkit.analysis.node_values import NodeValues
    from evalkit.analysis.outcomes import Course, Field
    from evalkit.analysis.ranking import (
        Divide,
        GroupMean,
        Lead,
        Ranking,
        Standing,
    )
    from evalkit.analysis.reliability import Reliability
    from evalkit.analysis.sensitivity import (
        Assumptions,
        Given,
        Grading,
        Outlook,
        Resolution,
    )
    from evalkit.analysis.trends import Trends
    from evalkit.analysis.weighting import Methods, Opinion, Weighing
    from evalkit.evidence.passages import Readings
    from evalkit.evidence.text import Plans
    from evalkit.scoring.alternatives import Ways

MOST_RATERS = 32  # up to whom the arrays of what was rated have a place for each
MOST_DRAWS = 4000  # base draws a report goes up to, to have figures
SHIFT = "rank-shift"  # the result that stands for the whole ranking: mean places a case moves


@dataclass(frozen=True, slots=True)
class Data:
    """What the data say before anything is concluded from them: of a node and what is below it,
    empty for all."""

    of: str
    distributions: tuple[Distribution, ...]
    correlations: Correlations
    importance: tuple[Importance, ...]
    components: tuple[Components, ...]
    reliability: tuple[Reliability, ...]


@dataclass(frozen=True)
class Results:
    """Answers asked of one evaluation; each is worked out when it is first read, and once."""

    evaluation: Evaluation

    def __post_init__(self) -> None:
        if not isinstance(self.evaluation, Evaluation):
            raise Refusal(reason("name.evaluation", given=type(self.evaluation).__name__))

    @cached_property
    def ranking(self) -> Ranking:
        """Where every case stands, and how far that holds under the other weights that the rubric's
        method names."""
        from evalkit.analysis.ranking import Ranking, ranking_of
        from evalkit.analysis.sensitivity import draw_weights, under_weights

        evaluation = self.evaluation
        if not evaluation.files or not evaluation.rubric.has_total:
            return Ranking((), {})
        leaves, rule = evaluation.leaves, evaluation.rubric.method.ranges
        totals, tail = evaluation.values("overall"), (1 - rule.within) / 2
        scored = np.array([case in totals for case in evaluation.cases])
        generator = np.random.default_rng(evaluation.seed)
        weights = draw_weights(leaves.tree, rule.weights, rule.draws, generator)
        quantiles = (tail, 0.5, 1 - tail)
        drawn = under_weights(
            leaves.tree, leaves.scores, leaves.applicable, weights, quantiles, scored
        )
        return ranking_of(evaluation, drawn.ranks, drawn.ahead)

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Cases in order of rank, those without a total last; none where the rubric knows none."""
        return self.ranking.standings

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Cases as tables list them: in order of rank; of their ids where nothing is ranked."""
        return tuple(s.case for s in self.standings) or self.evaluation.cases

    @cached_property
    def leads(self) -> tuple[Lead, ...]:
        """The best score on every node and who holds it; none where nothing is ranked."""
        from evalkit.analysis.ranking import leads

        return leads(self.evaluation.by_ref) if self.evaluation.rubric.has_total else ()

    @cached_property
    def scores_on(self) -> Mapping[str, NodeValues]:
        """Ref → the scores on it."""
        from evalkit.analysis.node_values import scores_on

        return scores_on(self.evaluation)

    @cached_property
    def known_on(self) -> Mapping[str, NodeValues]:
        """Ref → the scores on it, or what was measured, its sign turned where lower is better."""
        from evalkit.analysis.node_values import known_on

        return known_on(self.evaluation, self.scores_on)

    @cached_property
    def chains(self) -> Mapping[str, Mapping[str, tuple[Link, ...]]]:
        """Chain → case → its links; a chain breaks at the low levels of the rubric's scale."""
        from evalkit.analysis.chain import links_of

        rubric = self.evaluation.rubric
        low = int(Scale(rubric.levels).poor) if rubric.levels else 0
        return {chain.id: links_of(self.evaluation, chain, low) for chain in rubric.chains}

    @cached_property
    def standing_of(self) -> Mapping[str, Standing]:
        """Case → where it stands."""
        return {standing.case: standing for standing in self.standings}

    @cached_property
    def measured_in(self) -> Mapping[str, Sequence[Measured]]:
        """Case → its measurements, in the rubric's order."""
        return of_cases(self.evaluation.measured)

    @cached_property
    def rated_in(self) -> Mapping[str, Sequence[RatingRow]]:
        """Case → its ratings, in the rubric's order."""
        return of_cases(self.evaluation.ratings.rows)

    @cached_property
    def groups(self) -> tuple[GroupMean, ...]:
        """Mean scores of the cases that declare each value of each facet."""
        from evalkit.analysis.ranking import groups_of

        return groups_of(self.evaluation)

    @cached_property
    def divides(self) -> tuple[Divide, ...]:
        """How far each facet tells the totals apart."""
        from evalkit.analysis.ranking import divides_of

        return divides_of(self.evaluation)

    @cached_property
    def regions(self) -> Mapping[str, Mapping[str, str]]:
        """Language → case → name of its region; with the plan's year, or the case's id, where two
        have the same."""
        return {lang: self.evaluation.regions(lang) for lang in ("zh", "en")}

    @cached_property
    def counted_levels(self) -> Mapping[str, Mapping[str, float]]:
        """Those of :attr:`agreed_levels` that share the rubric's scale: what is said of a level of
        that scale is said of these."""
        rated = self.evaluation.rubric.rated
        every = self.agreed_levels.items()
        return {ref: levels for ref, levels in every if rated[ref].scale is None}

    @cached_property
    def agreed_levels(self) -> Mapping[str, Mapping[str, float]]:
        """Ref → case → agreed level, for criteria that are part of the total, in the rubric's
        order."""
        evaluation = self.evaluation
        weights = [evaluation.effective_weights(case) for case in evaluation.cases]
        counted = {ref for own in weights for ref, weight in own.items() if weight}
        out: dict[str, dict[str, float]] = {
            ref: {} for ref, _ in evaluation.rubric.criteria() if ref in counted
        }
        for (case, ref), outcome in evaluation.ratings.agreed.items():
            if ref in out and outcome.level is not None:
                out[ref][case] = outcome.level
        return {ref: levels for ref, levels in out.items() if levels}

    @cached_property
    def scored(self) -> Scored:
        """The cases that have a total, as arrays."""
        return self.evaluation.scored()

    @property
    def _scored_rows(self) -> list[int]:
        """Which of the evaluation's cases have a total."""
        return [self.evaluation.row_of[case] for case in self.scored.cases]

    @cached_property
    def given(self) -> Given:
        """Everything that was rated, of the cases that have a total."""
        return given_of(self.evaluation).of(self._scored_rows)

    def open_to(self, assumed: Assumptions) -> Assumptions:
        """What can be assumed: values of an index have no scale on which what is missing may be
        anything, and no other way to be put on one."""
        if not self.evaluation.rubric.is_index:
            return assumed
        return replace(assumed, missing=False, normalisation=())

    def given_under(self, assumed: Assumptions) -> Given:
        """The same, with what measured values would score in every way that is assumed: costly
        where there are many, and so handed on to whatever else asks under the same assumptions."""
        assumed = self.open_to(assumed)
        if not assumed.ways:
            return self.given
        rows = self._scored_rows
        found = otherwise(self.evaluation, assumed)
        return replace(self.given, otherwise={way: own[rows] for way, own in found.items()})

    @cached_property
    def outlooks(self) -> tuple[Outlook, ...]:
        """What scores and ranks could be with everything varied that is varied unless told
        otherwise."""
        from evalkit.analysis.sensitivity import Assumptions

        return self.outlooks_under(Assumptions())

    def outlooks_under(
        self,
        assumed: Assumptions,
        seed: int | None = None,
        given: Given | None = None,
        mapped: Mapped = map,
    ) -> tuple[Outlook, ...]:
        """What scores and ranks of the cases that have a total could be under named assumptions.

        Args:
            given: what :meth:`given_under` gives for them; None: it is asked for.
            mapped: how the draws are done, as ``map`` or the ``map`` of any executor does them; it
                moves no bit of the result.
        """
        from evalkit.analysis.sensitivity import simulate

        generator = np.random.default_rng(self.evaluation.seed if seed is None else seed)
        grades = grading_of(self.evaluation, self.scored.cases)
        given, assumed = given or self.given_under(assumed), self.open_to(assumed)
        cases = self.scored.cases
        return simulate(self.scored.tree, given, cases, assumed, grades, generator, mapped)

    def resolution_under(self, assumed: Assumptions) -> Resolution | None:
        """How near the ranges under named assumptions come to those of the draws; None where they
        are these, each draw being kept."""
        from evalkit.analysis.sensitivity import are_counted, resolution_of

        if not are_counted(len(self.scored.cases), assumed.draws):
            return None
        return resolution_of(self.given_under(assumed))

    def outlook(self, case: str) -> Outlook | None:
        """A case's outlook; None where it has no total."""
        return self._outlook_of.get(case)

    @cached_property
    def _outlook_of(self) -> Mapping[str, Outlook]:
        return {own.case: own for own in self.outlooks}

    def face_to_face(self, one: str, other: str) -> tuple[float, float] | None:
        """Shares of the draws in which one case is ahead of another, and in which they are level;
        None without totals.

        Both take the same random numbers, criterion by criterion: they differ by their ratings
        only.
        """
        from evalkit.analysis.sensitivity import Assumptions, draw, seeds_of

        assumed, cases = Assumptions(), self.scored.cases
        if not {one, other} <= {*cases}:
            return None
        pair = self.given.of([cases.index(one), cases.index(other)])
        seeds = seeds_of(assumed.draws, np.random.default_rng(self.evaluation.seed))
        mine, others = draw(self.scored.tree, pair, assumed, seeds, common=True).T
        ahead, level = mine > others + TOLERANCE, abs(mine - others) <= TOLERANCE
        return float(ahead.mean()), float(level.mean())

    def effects_under(
        self,
        assumed: Assumptions,
        seed: int | None = None,
        given: Given | None = None,
        mapped: Mapped = map,
    ) -> tuple[Effects, ...]:
        """Which assumption moves the ranking, and each case's total: variance-based effects, the
        ranking first.

        The base sample has ``assumed.draws`` draws, twice, and once more for every factor that is
        varied.
        """
        from evalkit.analysis.effects import effects
        from evalkit.analysis.sensitivity import FACTORS, draw, seeds_of

        seed = self.evaluation.seed if seed is None else seed
        assumed = self.open_to(assumed)
        cases, factors = self.scored.cases, assumed.varied
        if not cases or not factors:
            return ()
        generator, given = np.random.default_rng(seed), given or self.given_under(assumed)
        first, second = seeds_of(assumed.draws, generator), seeds_of(assumed.draws, generator)
        designs = [first, second]
        for column in map(FACTORS.index, factors):
            mixed = first.copy()
            mixed[:, column] = second[:, column]
            designs.append(mixed)
        tree = self.scored.tree
        scores = np.stack([draw(tree, given, assumed, design, mapped=mapped) for design in designs])
        stated = ranks(self.scored.rolled.value[:, -1])
        shift = np.abs(ranks(scores) - stated).mean(axis=-1, keepdims=True)
        of_all = ((SHIFT,), shift) if len(cases) > 1 else ((), shift[..., :0])
        return tuple(
            found
            for names, drawn in (of_all, (cases, scores))
            for found in effects(names, factors, drawn, np.random.default_rng(seed))
        )

    @cached_property
    def effects(self) -> tuple[Effects, ...]:
        """Effects of what is usually varied, with as many draws as figures need, up to
        ``MOST_DRAWS``."""
        from evalkit.analysis.sensitivity import Assumptions

        assumed = Assumptions()
        found = self.effects_under(assumed)
        while (needed := max((e.needed for e in found), default=0)) and assumed.draws < MOST_DRAWS:
            assumed = replace(assumed, draws=min(max(needed, 2 * assumed.draws), MOST_DRAWS))
            found = self.effects_under(assumed)
        return found

    @cached_property
    def left_out(self) -> tuple[LeftOut, ...]:
        """What leaving out each counted criterion and pillar does to ranks and totals."""
        from evalkit.analysis.effects import leave_out

        own = self.scored
        if len(own.cases) < 2:
            return ()
        return leave_out(own.tree, own.leaves, own.applicable, own.cases, counted_leaves(own.tree))

    @cached_property
    def influence(self) -> tuple[Influence, ...]:
        """Stated weight beside influence on the differences between totals, for every counted node.

        Empty with fewer cases than the rubric's ``method.least_sample``: influence is a trait of
        the cases at hand.
        """
        from evalkit.analysis.effects import influences

        own = self.scored
        if len(own.cases) < self.evaluation.rubric.method.least_sample:
            return ()
        return influences(own.tree, own.rolled.value, own.rolled.share, own.rolled.value[:, -1])

    def weighings(
        self, of: str = "overall", panels: Sequence[Panel] = (), methods: Methods | None = None
    ) -> tuple[Weighing, ...]:
        """Weights of a node's parts by every method; none where nothing is added up."""
        from evalkit.analysis.weighting import weighings

        if not self.evaluation.rubric.has_total:
            return ()
        return weighings(self.scored, of, panels, methods)

    def opinions(
        self, of: str = "overall", panels: Sequence[Panel] = (), methods: Methods | None = None
    ) -> tuple[Opinion, ...]:
        """Rankings of ``scored.cases`` by every method; none where nothing is ranked."""
        from evalkit.analysis.weighting import Methods, opinions

        if not self.evaluation.rubric.has_total:
            return ()
        methods = methods or Methods()
        weighed = self.weighings(of, panels, methods)
        return opinions(self.scored, of, weighed, methods.ideals)

    @cached_property
    def agreement(self) -> tuple[Agreement, ...]:
        """How far raters agree: over everything, by pillar, by pair of raters, by criterion."""
        from evalkit.analysis.agreement import agreement_of

        return agreement_of(self.evaluation)

    @cached_property
    def coordination(self) -> tuple[Coordinated, ...]:
        """Whether systems that should advance in step do, case by case."""
        from evalkit.analysis.coordination import coordination_of

        return coordination_of(self.evaluation)

    @cached_property
    def coordination_in(self) -> Mapping[str, Sequence[Coordinated]]:
        """Case → its coordination, block by block."""
        return of_cases(self.coordination)

    @cached_property
    def consistency(self) -> tuple[Consistent, ...]:
        """Every case under every consistency block of the rubric."""
        from evalkit.analysis.consistency import consistency_of

        return consistency_of(self.evaluation)

    @cached_property
    def outcome_fields(self) -> tuple[Field, ...]:
        """Plans against outcomes."""
        from evalkit.analysis.outcomes import fields_of

        return fields_of(self.evaluation)

    @cached_property
    def courses(self) -> tuple[Course, ...]:
        """Every target held against the figures known."""
        from evalkit.analysis.outcomes import courses_of

        return courses_of(self.evaluation)

    @cached_property
    def courses_in(self) -> Mapping[str, Sequence[Course]]:
        """Case → its targets held against the figures known."""
        return of_cases(self.courses)

    @cached_property
    def gaps(self) -> tuple[Gaps, ...]:
        """How unequal regions are in each measure, by each facet, over the years."""
        from evalkit.analysis.gaps import gaps_of

        return gaps_of(self.evaluation)

    @cached_property
    def score_gaps(self) -> tuple[Gaps, ...]:
        """How unequal plans are in the total and the pillars, by each facet."""
        from evalkit.analysis.gaps import score_gaps_of

        return score_gaps_of(self.evaluation)

    @cached_property
    def behind(self) -> tuple[Behind, ...]:
        """Regions held against the values that the framework itself names."""
        from evalkit.analysis.gaps import behind_of

        return behind_of(self.evaluation)

    @cached_property
    def trends(self) -> Trends | None:
        """The total over the years; None where the rubric knows none."""
        from evalkit.analysis.trends import trends_of

        return trends_of(self.evaluation) if self.evaluation.rubric.has_total else None

    @cached_property
    def coded(self) -> Mapping[str, Coded]:
        """Case → what is coded of what its plan commits to, of the cases of which anything is."""
        return coded_in(self.evaluation.files)

    @cached_property
    def coherence(self) -> Coherence:
        """How the rubric's criteria behave over these cases."""
        from evalkit.analysis.coherence import coherence_of

        return coherence_of(self.evaluation)

    @cached_property
    def data(self) -> Data:
        """The data of all nodes, with Pearson's correlations."""
        return self.data_of("", "pearson")

    def data_of(self, of: str, method: Method) -> Data:
        """The data of a node and what is below it, empty for all, with correlations by a method."""
        from evalkit.analysis.components import components_of
        from evalkit.analysis.correlations import correlations_of
        from evalkit.analysis.distributions import distributions_of
        from evalkit.analysis.importance import importance_of
        from evalkit.analysis.reliability import reliability_of

        evaluation = self.evaluation
        below = "" if of == "overall" else of  # of the whole, every criterion
        return Data(
            of,
            tuple(d for d in distributions_of(evaluation) if stands_in(d.ref, below)),
            correlations_of(evaluation, method, of),
            importance_of(evaluation, of),
            components_of(evaluation, of),
            reliability_of(evaluation, of),
        )

    @cached_property
    def successions(self) -> tuple[Succession, ...]:
        """What changed between successive plans of a region."""
        return successions_of([self])

    @cached_property
    def _readings(self) -> list[tuple[Plans, Readings]]:
        """Texts made ready so far, with the plans that they are of."""
        return []

    def readings(self, plans: Plans) -> Readings:
        """The texts at hand, each made ready when it is first asked, and once for all reports;
        without those that are another text than a case names by its hash."""
        from evalkit.evidence.passages import readings_of

        for held, readings in self._readings:
            if held is plans:
                return readings
        told = {
            (file.case.case, document.id): document.sha256
            for file in self.evaluation.files
            for document in file.case.documents
        }
        same = {
            key: reading
            for key, reading in readings_of(plans).items()
            if not told.get(key) or told[key] == reading.text.sha256
        }
        self._readings.append((plans, same))
        return self._readings[-1][1]

    @cached_property
    def _advisers(self) -> list[Adviser]:
        """Who was asked for advice so far: without texts, and with each set of them."""
        return []

    def advice(self, case: str, plans: Plans) -> tuple[Advice, ...]:
        """What a plan should write, the most pressing first; with the words of the plans whose
        texts are at hand."""
        from evalkit.analysis.advice import Adviser, Sources

        for known in self._advisers:
            held = known.sources.plans
            if held is plans or not (held.texts or plans.texts):
                return known.advice(case)
        sources = Sources(self.evaluation, self.coded, self.readings(plans), plans)
        self._advisers.append(Adviser(sources))
        return self._advisers[-1].advice(case)


def successions_of(
    asked: Sequence[Results], table: MeasureTable | None = None
) -> tuple[Succession, ...]:
    """Every pair of successive plans of a region, under one rubric or under versions of it: one
    ``Results`` a version.

    Args:
        table: measured values, for the older plans under the newer version.
    """
    from evalkit.analysis.changes import successions

    met = {results.evaluation.rubric.pin: results.face_to_face for results in asked}
    return successions([results.evaluation for results in asked], met, table)


def grading_of(evaluation: Evaluation, cases: Sequence[str]) -> Grading:
    """The grades of an evaluation's rubric, and how these cases stand on what no score says."""
    from evalkit.analysis.sensitivity import FAILS, OPEN, PASSES, Grading, Overriding

    rubric, agreed = evaluation.rubric, evaluation.ratings.agreed
    columns = {ref: n for n, ref in enumerate(evaluation.leaves.tree.leaves)}
    out = []
    for grade in rubric.overriding:
        asked = {rubric.ref_of[name]: float(level) for name, level in grade.unless.items()}
        drawn = [ref for ref in asked if ref in columns]
        scores = [
            float(normalise.from_levels(np.array(asked[ref]), *ends_of(rubric, ref)))
            for ref in drawn
        ]
        least = dict(zip([columns[ref] for ref in drawn], scores, strict=True))
        otherwise = np.full(len(cases), PASSES)
        for n, case in enumerate(cases):
            held = {
                gate_state(agreed.get((case, ref)), level)
                for ref, level in asked.items()
                if ref not in columns
            }
            otherwise[n] = FAILS if "failed" in held else OPEN if "open" in held else PASSES
        out.append(Overriding(grade.id, least, otherwise))
    return Grading(rubric.bands, out)


def given_of(evaluation: Evaluation) -> Given:
    """Everything that was rated as arrays, cases in the evaluation's order; a rater a place, or,
    of more than ``MOST_RATERS``, each unit's first rating in the first place, and so on: who gave a
    rating moves no draw, and most of so many rated a few cases only."""
    from evalkit.analysis.sensitivity import DOUBT, Given

    rubric, table = evaluation.rubric, evaluation.ratings
    leaves = evaluation.leaves
    tree, agreed = leaves.tree, leaves.scores
    names = sorted({row.rater for row in table.rows})
    place_of = {name: n for n, name in enumerate(names)} if len(names) <= MOST_RATERS else {}
    filled = Counter((row.case, row.ref) for row in table.rows)
    places = len(place_of) or max(filled.values(), default=0)
    filled.clear()
    rated = np.full((*agreed.shape, places), math.nan)
    doubt = np.zeros(rated.shape)
    row_of = evaluation.row_of
    column_of = {ref: n for n, ref in enumerate(tree.leaves)}
    decided = {(row.case, row.ref) for row in table.rows if row.adjudicates}
    for row in table.rows:
        overruled = (row.case, row.ref) in decided and not row.adjudicates
        if row.counted is None or row.ref not in column_of or overruled:
            continue
        unit = row.case, row.ref
        place = place_of[row.rater] if place_of else filled[unit]
        filled[unit] += 1
        at = (row_of[row.case], column_of[row.ref], place)
        rated[at] = row.counted
        doubt[at] = DOUBT[row.rating.confidence]
    scales = [
        rubric.scales[rubric.rated[ref].id] if ref in rubric.rated else None for ref in tree.leaves
    ]
    for column, scale in enumerate(scales):
        if scale is not None:
            rated[:, column] = normalise.from_levels(rated[:, column], scale.low, scale.high)
    levels = [_scores_of(scale, scale.levels if scale else ()) for scale in scales]
    ratable = [_scores_of(scale, scale.ratable if scale else ()) for scale in scales]
    of_scales = (levels, ratable, ~leaves.rated)
    return Given(agreed, rated, doubt, leaves.applicable, *of_scales, imputed=leaves.imputed)


def _scores_of(scale: Scale | None, levels: Sequence[float]) -> Array:
    """Scores of some levels of a scale, none where there is no scale."""
    ends = (0.0, 1.0) if scale is None else (scale.low, scale.high)
    return normalise.from_levels(np.array(levels, dtype=float), *ends)


def otherwise(evaluation: Evaluation, assumed: Assumptions) -> dict[Ways, Array]:
    """Scores of the measured leaves by each way that is assumed, and each way's own rule of putting
    values on a scale; shape (cases, leaves), NaN where there is none."""
    from evalkit.scoring.alternatives import STATED, scores_under

    rubric, leaves = evaluation.rubric, evaluation.leaves
    raw = raw_of(rubric, evaluation.files, evaluation.measured, evaluation.served, evaluation.as_of)
    column = {ref: n for n, ref in enumerate(rubric.measured)}
    wanted = dict.fromkeys(w for way in assumed.ways for w in (way, (*way[:-1], STATED)))
    out = {}
    for way in wanted:
        found = scores_under(rubric, evaluation.files, raw, way)
        table = np.full(leaves.scores.shape, math.nan)
        for leaf in np.flatnonzero(~leaves.rated):
            table[:, leaf] = found[:, column[leaves.tree.leaves[leaf]]]
        out[way] = table
    return out
