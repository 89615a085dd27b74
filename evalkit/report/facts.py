"""Results in, the facts that several topics state out: every comparison here can be recomputed from
the scores."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import inf
from typing import TypeVar

from evalkit.analysis.changes import region_key
from evalkit.analysis.node_values import NodeValues, RankOn
from evalkit.analysis.outcomes import outcome_pillars as outcome_pillars_of
from evalkit.analysis.ranking import Standing
from evalkit.analysis.results import Results
from evalkit.evaluation import Score
from evalkit.model.case import CaseFile, Rating, when
from evalkit.model.fields import Part, Translations, in_language
from evalkit.model.rubric import Criterion, Pillar, Rubric
from evalkit.model.scale import Scale
from evalkit.scoring.consensus import Consensus, RatingRow
from evalkit.scoring.tolerances import MOST_CASES, TOLERANCE

ENDS = 10  # cases shown from either end of a ranking that is too long to be read
MOST_NAMED = 5  # criteria named of those that raters should settle
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RatedCriterion:
    """A criterion with what its raters made of it in one case."""

    ref: str
    criterion: Criterion
    outcome: Consensus
    rows: tuple[RatingRow, ...]
    effective: float
    mean: float | None


def headed(results: Results) -> frozenset[str]:
    """The pillars that tables show where nothing is added up: all, but for a single one without a
    score."""
    nodes = results.evaluation.rubric.nodes
    refs = frozenset(node.ref for node in nodes if isinstance(node.node, Pillar))
    scored = {ref for _, ref in results.evaluation.score_of}
    return refs if len(refs) > 1 or refs & scored else frozenset()


def titles_of(rubric: Rubric, lang: str) -> dict[str, str]:
    """Title of every node of a rubric by its ref, in a language."""
    return {ref: in_language(node.title, lang) for ref, _, node in rubric.walk()}


def scores_of(results: Results, case: str) -> tuple[Score, ...]:
    """The scores of a case, the total first, then in the rubric's order."""
    refs, held = ("overall", *results.evaluation.rubric.index), results.evaluation.score_of
    return tuple(held[case, ref] for ref in refs if (case, ref) in held)


def ranked(results: Results) -> tuple[Standing, ...]:
    """The cases that have a rank, best first."""
    return tuple(s for s in results.standings if s.rank)


def totals(results: Results) -> dict[str, float]:
    """Case → total of the cases that have a rank, best first."""
    return {s.case: s.value for s in ranked(results) if s.value is not None}


@dataclass(frozen=True, slots=True)
class Selection:
    """The cases that stand in tables in which all ``n`` would not be read: the ``ends`` highest and
    as many lowest of a ranking, and one at each fifth of it; where too few are ranked, the first of
    the list, and ``ends`` is 0. ``file``: what the table of all is called."""

    cases: tuple[str, ...]
    n: int
    ends: int
    file: str

    @property
    def shown(self) -> int:
        return len(self.cases)


def selection(results: Results, lang: str) -> Selection | None:
    """Which cases tables of all show; None up to ``MOST_CASES``, where they show all."""
    order, n = [s.case for s in ranked(results)], len(results.evaluation.files)
    if n <= MOST_CASES:
        return None
    fifths = [order[k * len(order) // 5] for k in range(1, 5)] if order else []
    file = f"comparison.{lang}.csv"
    if len(order) <= MOST_CASES:
        return Selection(results.order[: 2 * ENDS + 4], n, 0, file)
    return Selection((*order[:ENDS], *fifths, *order[-ENDS:]), n, ENDS, file)


@dataclass(frozen=True, slots=True)
class Shortened:
    """A table of ``n`` rows that shows the first and the last ``ends``."""

    n: int
    ends: int


def counted_pillars(results: Results) -> tuple[Pillar, ...]:
    """The pillars that make the total."""
    return tuple(p for p in results.evaluation.rubric.pillars if p.counts and p.weight)


def rank_on(results: Results, ref: str, case: str, among: Sequence[str]) -> RankOn | None:
    """Where a case stands on a node among those of some that are scored on it; None where it is
    not."""
    values, kept = results.evaluation.by_ref.get(ref, {}), {*among}
    own = {c: value for c, value in values.items() if c in kept and value is not None}
    return NodeValues(own).rank(case)


def known_values(results: Results, ref: str) -> NodeValues:
    """The scores on a node, or what was measured, its sign turned where lower is better."""
    return results.known_on.get(ref, NodeValues())


def mean_of(results: Results, ref: str) -> float | None:
    """Mean score of a node over the cases that are scored on it."""
    return results.scores_on.get(ref, NodeValues()).mean


def rated_criteria(results: Results, case: str) -> tuple[RatedCriterion, ...]:
    """Every rated criterion of a case in the rubric's order, with ratings."""
    evaluation = results.evaluation
    weights = evaluation.effective_weights(case)
    out = []
    for ref, criterion in evaluation.rubric.criteria():
        outcome = evaluation.ratings.agreed.get((case, ref))
        if criterion.levels is None or outcome is None:
            continue
        mean = mean_of(results, ref)
        own = evaluation.rows_of.get((case, ref), ())
        out.append(RatedCriterion(ref, criterion, outcome, own, weights.get(ref, 0.0), mean))
    return tuple(out)


def chosen(c: RatedCriterion) -> Rating | None:
    """The rating whose reason stands for the criterion: the adjudicator's, else the first nearest
    the agreed level."""
    for row in reversed(c.rows):
        if row.adjudicates:
            return row.rating
    agreed = c.outcome.level

    def apart(row: RatingRow) -> float:
        if agreed is None:
            return 0.0
        return inf if row.counted is None else abs(row.counted - agreed)

    return min(c.rows, key=apart).rating if c.rows else None


@dataclass(frozen=True)
class CaseFacts:
    """One case with what every section on it needs: its file, its rated criteria, and each node's
    share of the total."""

    case: str
    file: CaseFile
    rated: tuple[RatedCriterion, ...]
    shares: Mapping[str, float]
    among: bool
    apart: tuple[RatedCriterion, ...]


def case_facts(results: Results, case: str) -> CaseFacts:
    """What is needed of a case. ``among``: whether there are others that are scored; ``apart``:
    criteria that raters should settle first."""
    evaluation = results.evaluation
    rated = rated_criteria(results, case)
    least = evaluation.rubric.method.reconcile_at
    apart = tuple(
        c
        for c in rated
        if c.criterion.scored
        and c.outcome.spread >= least
        and not any(r.adjudicates for r in c.rows)
    )
    file, shares = evaluation.file_of[case], evaluation.effective_weights(case)
    among = any(s.value is not None and s.case != case for s in evaluation.scores)
    return CaseFacts(case, file, rated, shares, among, apart)


@dataclass(frozen=True, slots=True)
class ToSettle:
    """Criteria that raters should settle first: the first few, of ``n``, ``more`` not named."""

    titles: tuple[str, ...]
    more: int
    n: int


def to_settle(about: CaseFacts, name: Callable[[str], str]) -> ToSettle | None:
    """Where raters of a case are far apart; None where nowhere. ``name``: a title by its ref."""
    titles = tuple(name(c.ref) for c in about.apart)
    more = max(len(titles) - MOST_NAMED, 0)
    return ToSettle(titles[:MOST_NAMED], more, len(titles)) if titles else None


def high_level(results: Results) -> int:
    """Levels of the rubric's scale from here upwards are strengths."""
    return int(Scale(results.evaluation.rubric.levels).good)


def low_level(results: Results) -> int:
    """Levels of the rubric's scale up to here are gaps."""
    return int(Scale(results.evaluation.rubric.levels).poor)


def label_at(results: Results, level: int, lang: str) -> str:
    """Label of a level of the scale."""
    scale = results.evaluation.rubric.scale
    return next(in_language(anchor.label, lang) for anchor in scale if anchor.level == level)


def outcome_pillars(results: Results) -> tuple[Pillar, ...]:
    """Top pillars that hold measured criteria only."""
    names = outcome_pillars_of(results.evaluation.rubric)
    return tuple(pillar for pillar in results.evaluation.rubric.pillars if pillar.id in names)


def lens_pillars(results: Results) -> tuple[Pillar, ...]:
    """Top pillars that are rated and shown, and not part of the total."""
    others = {p.id for p in (*outcome_pillars(results), *counted_pillars(results))}
    return tuple(p for p in results.evaluation.rubric.pillars if p.id not in others)


def parts_shown(results: Results, case: str) -> list[str]:
    """The counted nodes that a total is told in: the parts of each top pillar, or the pillar where
    it has none."""
    counted, score_of = {p.id for p in counted_pillars(results)}, results.evaluation.score_of
    refs = [
        ref
        for ref, _, node in results.evaluation.rubric.walk()
        if isinstance(node, Pillar) and ref.count(".") < 2 and ref.split(".")[0] in counted
        if (s := score_of.get((case, ref))) is not None and s.state != "not-applicable"
    ]
    return [ref for ref in refs if not any(other.startswith(f"{ref}.") for other in refs)]


def rank_groups(results: Results) -> tuple[tuple[str, ...], ...]:
    """The ranking in the fewest runs in which no case leads another in more than the share of draws
    that the rubric's ``method.ranges.within`` names; best first, each case in one of them.

    The draws are the usual ones, of weights and ratings together. Built from the top: a run takes
    whatever it can, which leaves the fewest, as a part of a run is a run. Cases that share a rank
    stay together, and may be led within their run for their sake. Empty where ranks are not drawn.
    """
    rank_of = {s.case: s.rank for s in ranked(results)}
    if not 1 < len(rank_of) <= MOST_CASES:
        return ()
    ahead = {o.case: dict(o.ahead) for o in results.outlooks}
    within = results.evaluation.rubric.method.ranges.within
    out: list[list[str]] = []
    for _, level in groupby(rank_of, key=lambda case: rank_of[case]):
        tied = list(level)
        pairs = ((better, case) for better in out[-1] for case in tied) if out else ()
        if out and all(max(ahead[a][b], ahead[b][a]) <= within for a, b in pairs):
            out[-1] += tied
        else:
            out.append(tied)
    return tuple(tuple(run) for run in out)


@dataclass(frozen=True, slots=True)
class PlaceRange:
    """The best and the worst place that a case may have."""

    best: int
    worst: int

    def text(self) -> str:
        """As printed: 1–4, or one place alone."""
        return str(self.best) if self.best == self.worst else f"{self.best}–{self.worst}"


def places(results: Results) -> dict[str, PlaceRange]:
    """Case → its places under the usual draws; with many cases under other weights only."""
    order = ranked(results)
    if len(order) <= MOST_CASES:
        return {o.case: PlaceRange(o.rank_low, o.rank_high) for o in results.outlooks}
    return {s.case: PlaceRange(s.rank_low, s.rank_high) for s in order}


def asked_of_none(results: Results) -> frozenset[str]:
    """Criteria that apply to no case, such as what is asked of the centre only, among provinces."""
    evaluation = results.evaluation
    states: dict[str, set[str]] = {}
    for (_, ref), outcome in evaluation.ratings.agreed.items():
        states.setdefault(ref, set()).add(outcome.state)
    return frozenset(ref for ref, found in states.items() if found == {"not-applicable"})


def widely_rated(results: Results) -> dict[str, Mapping[str, float]]:
    """Ref → case → agreed level, for criteria of the total that at least half of the cases, and
    two, are rated on."""
    n = len(results.evaluation.files)
    return {
        ref: levels
        for ref, levels in results.counted_levels.items()
        if len(levels) > 1 and len(levels) * 2 >= n
    }


def most_with_ties(
    items: Sequence[T], most: int, size: Callable[[T], float], more: int = 2
) -> tuple[T, ...]:
    """The first ``most`` of what is sorted by size, the largest first; up to ``more`` others that
    tie with the last of them too. Were they more, none of that tie."""
    if len(items) <= most:
        return tuple(items)
    last = size(items[most - 1])
    tied = [item for item in items if size(item) >= last - TOLERANCE]
    if len(tied) <= most + more:
        return tuple(tied)
    return tuple(item for item in items if size(item) > last + TOLERANCE)


def repeated(results: Results) -> tuple[tuple[str, ...], ...]:
    """Cases of one region, oldest first, for every region that has several."""
    held: dict[str, list[CaseFile]] = {}
    for file in results.evaluation.files:
        held.setdefault(region_key(file.case), []).append(file)
    return tuple(
        tuple(f.case.case for f in sorted(own, key=lambda f: when(f.case)))
        for own in held.values()
        if len(own) > 1
    )


def nobody_does(results: Results, highest: float) -> tuple[str, ...]:
    """Widely rated criteria on which no case gets above ``highest``, the lowest mean first."""
    low = {
        ref: levels
        for ref, levels in widely_rated(results).items()
        if max(levels.values()) <= highest
    }
    return tuple(sorted(low, key=lambda ref: (sum(low[ref].values()) / len(low[ref]), ref)))


def lacks_language(results: Results, cases: Sequence[str], lang: str) -> bool:
    """Whether a text of the rubric or of these cases exists in the other language only."""

    def lacks(part: object) -> bool:
        if isinstance(part, Translations):
            return getattr(part, lang) is None
        if isinstance(part, Part):
            return any(lacks(getattr(part, name)) for name in type(part).model_fields)
        if isinstance(part, Mapping):
            return any(lacks(value) for value in part.values())
        return isinstance(part, tuple) and any(lacks(item) for item in part)

    return lacks(results.evaluation.rubric) or any(
        lacks(results.evaluation.file_of[case].case) for case in cases
    )
