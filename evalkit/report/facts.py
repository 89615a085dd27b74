"""Results in, the facts that sentences state out: every comparison here can be recomputed from the scores."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evalkit.analysis.changes import region_key
from evalkit.analysis.outcomes import outcome_pillars as outcome_pillars_of
from evalkit.analysis.ranking import Standing
from evalkit.analysis.results import Results
from evalkit.evaluation import Score
from evalkit.model.case import Case, CaseFile, Evidence, day_of
from evalkit.model.fields import Part, Translations, in_language
from evalkit.model.rubric import Criterion, Pillar, Rubric
from evalkit.scoring.consensus import Consensus, RatingRow
from evalkit.scoring.rank import TOLERANCE

CLOSE = 0.02  # scores nearer than two points of a hundred are called close
AHEAD = 0.05  # what stands less far above the mean is no relative strength


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
    rows: tuple[RatingRow, ...]
    effective: float
    mean: float | None


def region_of(results: Results, case: str, lang: str) -> str:
    """Name of a case's region; with the plan's year, or the case's id, where two cases have the same."""
    return results.regions[lang][case]


_KINDS = re.compile(r"(省|市|(壮族|回族|维吾尔)?自治区|特别行政区)$")


def short_names(results: Results, cases: Sequence[str], lang: str) -> list[str]:
    """Names of cases' regions for narrow columns: in Chinese without the kind of region, where all stay different."""
    names = [region_of(results, case, lang) for case in cases]
    short = [found if len(found := _KINDS.sub("", name)) > 1 else name for name in names]
    return short if lang == "zh" and len(set(short)) == len(names) else names


def aside(text: str, lang: str) -> str:
    """A text in brackets, as it follows another."""
    return f"（{text}）" if lang == "zh" else f" ({text})"


def title_of(results: Results, lang: str) -> dict[str, str]:
    """Title of every node by its ref, in a language."""
    return titles_of(results.evaluation.rubric, lang)


def titles_of(rubric: Rubric, lang: str) -> dict[str, str]:
    """Title of every node of a rubric by its ref, in a language."""
    return {ref: in_language(node.title, lang) for ref, _, node in rubric.walk()}


def ranked(results: Results) -> tuple[Standing, ...]:
    """The cases that have a rank, best first."""
    return tuple(s for s in results.standings if s.rank)


def totals(results: Results) -> dict[str, float]:
    """Case → total of the cases that have a rank, best first."""
    return {s.case: s.value for s in ranked(results) if s.value is not None}


def counted_pillars(results: Results) -> tuple[Pillar, ...]:
    """The pillars that make the total."""
    return tuple(pillar for pillar in results.evaluation.rubric.pillars if pillar.counts and pillar.weight)


def rank_on(results: Results, ref: str, case: str, among: Sequence[str] | None = None) -> tuple[int, int]:
    """(rank of a case on a node, how many cases are scored on it); rank 0 where it is not scored."""
    cases = among if among is not None else [file.case.case for file in results.evaluation.files]
    values = {c: results.evaluation.score_of[c, ref].value for c in cases if (c, ref) in results.evaluation.score_of}
    own = values.get(case)
    known = [value for value in values.values() if value is not None]
    return (0 if own is None else 1 + sum(value > own + TOLERANCE for value in known)), len(known)


@dataclass(frozen=True, slots=True)
class Place:
    """A place among the cases: ``rank`` of ``n``, shared by ``tied`` cases; rank 0 where there is none."""

    rank: int
    n: int
    tied: int


def place_on(results: Results, ref: str, case: str) -> Place:
    """The place of a case on a node; on a measured criterion by what was measured, so that capped scores tie nobody."""
    values = known_values(results, ref)
    own = values.get(case)
    if own is None:
        return Place(0, len(values), 0)
    rank = 1 + sum(value > own + TOLERANCE for value in values.values())
    return Place(rank, len(values), sum(abs(value - own) <= TOLERANCE for value in values.values()))


def known_values(results: Results, ref: str) -> dict[str, float]:
    """Case → score on a node, or what was measured, its sign turned where lower is better; only where there is one."""
    node = dict(results.evaluation.rubric.criteria()).get(ref)
    scores = {c: v for (c, r), s in results.evaluation.score_of.items() if r == ref and (v := s.value) is not None}
    if node is None or node.measure is None:
        return scores
    sign = 1.0 if node.measure.better == "higher" else -1.0
    used = {m.case: m.used for m in results.evaluation.measured if m.ref == ref}
    return {case: sign * entry.value for case in scores if (entry := used.get(case)) is not None}


def mean_of(results: Results, ref: str) -> float | None:
    """Mean score of a node over the cases that are scored on it."""
    lead = next((lead for lead in results.leads if lead.ref == ref), None)
    return lead.mean if lead else None


def rated_criteria(results: Results, case: str) -> tuple[RatedCriterion, ...]:
    """Every rated criterion of a case in the rubric's order, with ratings."""
    weights = results.evaluation.effective_weights(case)
    out = []
    for ref, criterion in results.evaluation.rubric.criteria():
        outcome = results.evaluation.ratings.agreed.get((case, ref))
        if criterion.levels is None or outcome is None:
            continue
        mean = mean_of(results, ref)
        own = results.evaluation.rows_of.get((case, ref), ())
        out.append(RatedCriterion(ref, criterion, outcome, own, weights.get(ref, 0.0), mean))
    return tuple(out)


def strengths(results: Results, case: str, lowest: float) -> tuple[RatedCriterion, ...]:
    """Counted criteria rated ``lowest`` or better: highest level first, then the largest lead over the mean."""
    found = [c for c in rated_criteria(results, case) if c.effective and (c.outcome.level or 0) >= lowest]
    return tuple(sorted(found, key=lambda c: (-(c.outcome.level or 0), -_margin(results, case, c), -c.effective)))


def relative_strengths(results: Results, case: str, most: int) -> tuple[RatedCriterion, ...]:
    """Counted criteria furthest above the mean of all cases: only those well above it, and none that is a gap."""
    lowest = low_level(results)
    found = [c for c in rated_criteria(results, case) if c.effective and (c.outcome.level or lowest) > lowest]
    ahead = [c for c in found if _margin(results, case, c) > AHEAD]
    return tuple(sorted(ahead, key=lambda c: (-_margin(results, case, c), -(c.outcome.level or 0))))[:most]


def gaps(results: Results, case: str, highest: float) -> tuple[RatedCriterion, ...]:
    """Counted criteria rated ``highest`` or worse: lowest level first, then the furthest below the mean."""
    found = [
        c
        for c in rated_criteria(results, case)
        if c.effective and c.outcome.level is not None and c.outcome.level <= highest
    ]
    return tuple(sorted(found, key=lambda c: (c.outcome.level or 0, _margin(results, case, c), -c.effective)))


def _margin(results: Results, case: str, rated: RatedCriterion) -> float:
    value = results.evaluation.score_of[case, rated.ref].value
    return (value or 0.0) - (rated.mean or 0.0)


def high_level(results: Results) -> int:
    """Levels from here upwards are strengths: the lowest level in the upper quarter of the scale."""
    low, high = results.evaluation.rubric.levels[0], results.evaluation.rubric.levels[-1]
    return min(level for level in results.evaluation.rubric.levels if level >= low + 0.75 * (high - low))


def low_level(results: Results) -> int:
    """Levels up to here are gaps: the highest level in the lower quarter of the scale."""
    low, high = results.evaluation.rubric.levels[0], results.evaluation.rubric.levels[-1]
    return max(level for level in results.evaluation.rubric.levels if level <= low + 0.25 * (high - low))


def label_at(results: Results, level: int, lang: str) -> str:
    """Label of a level of the scale."""
    return next(in_language(anchor.label, lang) for anchor in results.evaluation.rubric.scale if anchor.level == level)


def outcome_pillars(results: Results) -> tuple[Pillar, ...]:
    """Top pillars that hold measured criteria only."""
    names = outcome_pillars_of(results.evaluation.rubric)
    return tuple(pillar for pillar in results.evaluation.rubric.pillars if pillar.id in names)


def lens_pillars(results: Results) -> tuple[Pillar, ...]:
    """Top pillars that are rated and shown, and not part of the total."""
    outcomes = {pillar.id for pillar in outcome_pillars(results)}
    counted = {pillar.id for pillar in counted_pillars(results)}
    return tuple(p for p in results.evaluation.rubric.pillars if p.id not in outcomes and p.id not in counted)


def close_runs(results: Results) -> tuple[tuple[str, ...], ...]:
    """Runs of the ranking in which no two cases are told apart by the weights tried; runs may overlap.

    Cases that share a rank are a tie and no such run. Two cases are told apart where one is ahead in more than the share of draws that the rubric's
    ``method.ranges.within`` names. Only runs that no longer run contains are given.
    """
    order = [s.case for s in ranked(results)]
    rank_of = {s.case: s.rank for s in ranked(results)}
    ahead = results.ranking.ahead
    within = results.evaluation.rubric.method.ranges.within
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


def widely_rated(results: Results) -> dict[str, Mapping[str, float]]:
    """Ref → case → agreed level, for criteria of the total that at least half of the cases, and two, are rated on."""
    n = len(results.evaluation.files)
    return {
        ref: levels for ref, levels in results.counted_levels.items() if len(levels) > 1 and len(levels) * 2 >= n
    }


def close_pairs(results: Results) -> tuple[int, int]:
    """(neighbours in the ranking that the weights tried do not tell apart, neighbours)."""
    order = ranked(results)
    ahead, within = results.ranking.ahead, results.evaluation.rubric.method.ranges.within
    pairs = list(pairwise(order))
    return sum(a.rank != b.rank and ahead[a.case][b.case] <= within for a, b in pairs) if ahead else 0, len(pairs)


def repeated(results: Results) -> tuple[tuple[str, ...], ...]:
    """Cases of one region, oldest first, for every region that has several."""
    held: dict[str, list[CaseFile]] = {}
    for file in results.evaluation.files:
        held.setdefault(region_key(file.case), []).append(file)
    several = [sorted(own, key=lambda file: str(day_of(file.case) or "")) for own in held.values() if len(own) > 1]
    return tuple(tuple(file.case.case for file in own) for own in several)


def nobody_does(results: Results, highest: float) -> tuple[str, ...]:
    """Widely rated criteria on which no case gets above ``highest``, the lowest mean first."""
    low = {ref: levels for ref, levels in widely_rated(results).items() if max(levels.values()) <= highest}
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

    return lacks(results.evaluation.rubric) or any(lacks(results.evaluation.file_of[case].case) for case in cases)


def score_rows(results: Results, case: str) -> tuple[Score, ...]:
    """All scores of a case, overall first, in the rubric's order."""
    return tuple(score for score in results.evaluation.scores if score.case == case)


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
