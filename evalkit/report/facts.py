"""Results in, the facts that several topics state out: every comparison here can be recomputed from
the scores."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from evalkit.analysis.changes import region_key
from evalkit.analysis.outcomes import outcome_pillars as outcome_pillars_of
from evalkit.analysis.ranking import Standing
from evalkit.analysis.results import Results
from evalkit.model.case import Case, CaseFile, Evidence, Rating, day_of
from evalkit.model.fields import Part, Translations, in_language
from evalkit.model.rubric import Criterion, Pillar, Rubric
from evalkit.scoring.consensus import Consensus, RatingRow
from evalkit.scoring.limits import TOLERANCE
from evalkit.scoring.tree import parts_of_total

AHEAD = 0.05  # what stands less far above the mean is no relative strength


@dataclass(frozen=True, slots=True)
class RatedCriterion:
    """A criterion with what its raters made of it in one case."""

    ref: str
    criterion: Criterion
    outcome: Consensus
    rows: tuple[RatingRow, ...]
    effective: float
    mean: float | None


_KINDS = re.compile(r"(省|市|(壮族|回族|维吾尔)?自治区|特别行政区)$")


def short_names(results: Results, cases: Sequence[str], lang: str) -> list[str]:
    """Names of cases' regions for narrow columns: in Chinese without the kind of region, where all
    stay different."""
    names = [results.regions[lang][case] for case in cases]
    short = [found if len(found := _KINDS.sub("", name)) > 1 else name for name in names]
    return short if lang == "zh" and len(set(short)) == len(names) else names


def aside(text: str, lang: str) -> str:
    """A text in brackets, as it follows another."""
    return f"（{text}）" if lang == "zh" else f" ({text})"


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
    return tuple(
        pillar for pillar in results.evaluation.rubric.pillars if pillar.counts and pillar.weight
    )


def rank_on(
    results: Results, ref: str, case: str, among: Sequence[str] | None = None
) -> tuple[int, int]:
    """(rank of a case on a node, how many cases are scored on it); rank 0 where it is not
    scored."""
    cases = among if among is not None else [file.case.case for file in results.evaluation.files]
    values = {
        c: results.evaluation.score_of[c, ref].value
        for c in cases
        if (c, ref) in results.evaluation.score_of
    }
    own = values.get(case)
    known = [value for value in values.values() if value is not None]
    return (0 if own is None else 1 + sum(value > own + TOLERANCE for value in known)), len(known)


def known_values(results: Results, ref: str) -> dict[str, float]:
    """Case → score on a node, or what was measured, its sign turned where lower is better; only
    where there is one."""
    scores = results.evaluation.values(ref)
    if ref not in results.evaluation.rubric.measured:
        return scores
    sign = 1.0 if results.evaluation.rubric.measured[ref][1].better == "higher" else -1.0
    used = {m.case: m.used for m in results.evaluation.measured if m.ref == ref}
    return {case: sign * entry.value for case in scores if (entry := used.get(case)) is not None}


def mean_of(results: Results, ref: str) -> float | None:
    """Mean score of a node over the cases that are scored on it."""
    values = results.evaluation.values(ref).values()
    return float(np.mean(list(values))) if values else None


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


def chosen(c: RatedCriterion) -> Rating | None:
    """The rating whose reason stands for the criterion: the adjudicator's, else the first nearest
    the agreed level."""
    for row in reversed(c.rows):
        if row.adjudicates:
            return row.rating
    agreed = c.outcome.level
    if agreed is None:
        return c.rows[0].rating if c.rows else None

    def apart(n: int) -> tuple[float, int]:
        counted = c.rows[n].counted
        return abs((1e9 if counted is None else counted) - agreed), n

    return c.rows[min(range(len(c.rows)), key=apart)].rating if c.rows else None


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
    """What is needed of a case. ``among``: whether there are others; ``apart``: criteria that
    raters should settle first."""
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
    return CaseFacts(case, file, rated, shares, len(evaluation.files) > 1, apart)


def strengths(results: Results, about: CaseFacts, lowest: float) -> tuple[RatedCriterion, ...]:
    """Counted criteria rated ``lowest`` or better: highest level first, then the largest lead over
    the mean."""
    found = [c for c in about.rated if c.effective and (c.outcome.level or 0) >= lowest]
    return tuple(
        sorted(
            found,
            key=lambda c: (-(c.outcome.level or 0), -_margin(results, about.case, c), -c.effective),
        )
    )


def relative_strengths(results: Results, about: CaseFacts, most: int) -> tuple[RatedCriterion, ...]:
    """Counted criteria furthest above the mean of all cases: only those well above it, and none
    that is a gap."""
    lowest = low_level(results)
    found = [c for c in about.rated if c.effective and (c.outcome.level or lowest) > lowest]
    ahead = [c for c in found if _margin(results, about.case, c) > AHEAD]
    return tuple(
        sorted(ahead, key=lambda c: (-_margin(results, about.case, c), -(c.outcome.level or 0)))
    )[:most]


def gaps(results: Results, about: CaseFacts, highest: float) -> tuple[RatedCriterion, ...]:
    """Counted criteria rated ``highest`` or worse: lowest level first, then the furthest below the
    mean."""
    found = [
        c
        for c in about.rated
        if c.effective and c.outcome.level is not None and c.outcome.level <= highest
    ]
    return tuple(
        sorted(
            found,
            key=lambda c: (c.outcome.level or 0, _margin(results, about.case, c), -c.effective),
        )
    )


def _margin(results: Results, case: str, rated: RatedCriterion) -> float:
    value = results.evaluation.score_of[case, rated.ref].value
    return (value or 0.0) - (rated.mean or 0.0)


def high_level(results: Results) -> int:
    """Levels from here upwards are strengths: the lowest level in the upper quarter of the
    scale."""
    low, high = results.evaluation.rubric.levels[0], results.evaluation.rubric.levels[-1]
    return min(
        level for level in results.evaluation.rubric.levels if level >= low + 0.75 * (high - low)
    )


def low_level(results: Results) -> int:
    """Levels up to here are gaps: the highest level in the lower quarter of the scale."""
    low, high = results.evaluation.rubric.levels[0], results.evaluation.rubric.levels[-1]
    return max(
        level for level in results.evaluation.rubric.levels if level <= low + 0.25 * (high - low)
    )


def label_at(results: Results, level: int, lang: str) -> str:
    """Label of a level of the scale."""
    return next(
        in_language(anchor.label, lang)
        for anchor in results.evaluation.rubric.scale
        if anchor.level == level
    )


def outcome_pillars(results: Results) -> tuple[Pillar, ...]:
    """Top pillars that hold measured criteria only."""
    names = outcome_pillars_of(results.evaluation.rubric)
    return tuple(pillar for pillar in results.evaluation.rubric.pillars if pillar.id in names)


def lens_pillars(results: Results) -> tuple[Pillar, ...]:
    """Top pillars that are rated and shown, and not part of the total."""
    outcomes = {pillar.id for pillar in outcome_pillars(results)}
    counted = {pillar.id for pillar in counted_pillars(results)}
    return tuple(
        p for p in results.evaluation.rubric.pillars if p.id not in outcomes and p.id not in counted
    )


def parts_shown(results: Results, case: str) -> list[str]:
    """The counted nodes that a total is told in: the parts of each top pillar, or the pillar where
    it has none."""
    counted = {p.id for p in counted_pillars(results)}
    refs = [
        ref
        for ref, _, node in results.evaluation.rubric.walk()
        if isinstance(node, Pillar)
        and ref.count(".") < 2
        and ref.split(".")[0] in counted
        and (s := results.evaluation.score_of.get((case, ref))) is not None
        and s.state != "not-applicable"
    ]
    return [ref for ref in refs if not any(other.startswith(f"{ref}.") for other in refs)]


def parts_brought(results: Results, case: str) -> tuple[tuple[str, float, float], ...]:
    """(ref, what it brings to the total, its share of the total, both in [0, 1]) of the parts
    shown; empty where they do not add up to the total: where a mean above them is not arithmetic,
    or what stands beside a part is not shown."""
    tree, rolled = results.evaluation.leaves.tree, results.evaluation.rolled
    total = results.evaluation.score_of[case, "overall"].value
    refs = parts_shown(results, case)
    above = {"overall", *(ref.rpartition(".")[0] for ref in refs)} - {""}
    if total is None or any(g.aggregation != "arithmetic" for g in tree.groups if g.ref in above):
        return ()
    row = [f.case.case for f in results.evaluation.files].index(case)
    part = parts_of_total(tree, rolled.value, rolled.share)[row]
    out = []
    for ref in refs:
        value, share = rolled.value[row, tree.column(ref)], part[tree.column(ref)]
        if not np.isnan(value) and share:
            out.append((ref, float(share * value), float(share)))
    return tuple(out) if abs(sum(v for _, v, _ in out) - total) < TOLERANCE else ()


def close_runs(results: Results) -> tuple[tuple[str, ...], ...]:
    """Runs of the ranking in which no two cases are told apart by the weights tried; runs may
    overlap.

    Cases that share a rank are a tie and no such run. Two cases are told apart where one is ahead
    in more than the share of draws that the rubric's
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
    """Ref → case → agreed level, for criteria of the total that at least half of the cases, and
    two, are rated on."""
    n = len(results.evaluation.files)
    return {
        ref: levels
        for ref, levels in results.counted_levels.items()
        if len(levels) > 1 and len(levels) * 2 >= n
    }


def close_pairs(results: Results) -> tuple[int, int]:
    """(neighbours in the ranking that the weights tried do not tell apart, neighbours)."""
    order = ranked(results)
    ahead, within = results.ranking.ahead, results.evaluation.rubric.method.ranges.within
    pairs = list(pairwise(order))
    return sum(
        a.rank != b.rank and ahead[a.case][b.case] <= within for a, b in pairs
    ) if ahead else 0, len(pairs)


def repeated(results: Results) -> tuple[tuple[str, ...], ...]:
    """Cases of one region, oldest first, for every region that has several."""
    held: dict[str, list[CaseFile]] = {}
    for file in results.evaluation.files:
        held.setdefault(region_key(file.case), []).append(file)
    several = [
        sorted(own, key=lambda file: str(day_of(file.case) or ""))
        for own in held.values()
        if len(own) > 1
    ]
    return tuple(tuple(file.case.case for file in own) for own in several)


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
    """A place written as "document ¶": under the document's title, where it is one of the
    case's."""
    name, _, place = at.partition(" ")
    document = next((d for d in case.documents if d.id == name), None)
    return (
        cited(case, [Evidence(document=name, at=place)], lang)[0]
        if document is not None and place
        else at
    )
