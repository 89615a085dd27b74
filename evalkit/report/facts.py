"""An evaluation in, the facts that sentences state out: every comparison here can be recomputed from the scores."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import PurePath

from evalkit.analysis import results
from evalkit.analysis.changes import day_of, region_key
from evalkit.analysis.ranking import Standing
from evalkit.evaluation import Evaluation, Score
from evalkit.model.case import Case, CaseFile, Evidence, Rating
from evalkit.model.fields import Part, Translations, in_language
from evalkit.model.rubric import Criterion, Pillar
from evalkit.scoring.consensus import Consensus, Row
from evalkit.scoring.limits import TOLERANCE

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
    rows: tuple[Row, ...]
    ratings: tuple[Rating, ...]
    effective: float
    mean: float | None


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


def totals(evaluation: Evaluation) -> dict[str, float]:
    """Case → total of the cases that have a rank, best first."""
    return {s.case: s.value for s in ranked(evaluation) if s.value is not None}


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


def given(evaluation: Evaluation) -> dict[tuple[str, str], list[Row]]:
    """(Case, ref) → its ratings in the order of the file; only where there are any."""

    def find() -> dict[tuple[str, str], list[Row]]:
        out: dict[tuple[str, str], list[Row]] = {}
        for row in evaluation.ratings.rows:
            out.setdefault((row.case, row.ref), []).append(row)
        return out

    return results.once(evaluation, "given", find)


def rated_criteria(evaluation: Evaluation, case: str) -> tuple[RatedCriterion, ...]:
    """Every rated criterion of a case in the rubric's order, with ratings."""
    file = evaluation.file_of[case]
    weights = results.effective_weights(evaluation, case)
    out = []
    for ref, criterion in evaluation.rubric.criteria():
        outcome = evaluation.ratings.agreed.get((case, ref))
        if criterion.levels is None or outcome is None:
            continue
        ratings = file.case.ratings_of(criterion.id)
        mean = mean_of(evaluation, ref)
        own = tuple(given(evaluation).get((case, ref), ()))
        out.append(RatedCriterion(ref, criterion, outcome, own, ratings, weights.get(ref, 0.0), mean))
    return tuple(out)


def strengths(evaluation: Evaluation, case: str, lowest: float) -> tuple[RatedCriterion, ...]:
    """Counted criteria rated ``lowest`` or better: highest level first, then the largest lead over the mean."""
    found = [c for c in rated_criteria(evaluation, case) if c.effective and (c.outcome.level or 0) >= lowest]
    return tuple(sorted(found, key=lambda c: (-(c.outcome.level or 0), -_margin(evaluation, case, c), -c.effective)))


def relative_strengths(evaluation: Evaluation, case: str, most: int) -> tuple[RatedCriterion, ...]:
    """Counted criteria furthest above the mean of all cases: only those well above it, and none that is a gap."""
    lowest = low_level(evaluation)
    found = [c for c in rated_criteria(evaluation, case) if c.effective and (c.outcome.level or lowest) > lowest]
    ahead = [c for c in found if _margin(evaluation, case, c) > AHEAD]
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


def label_at(evaluation: Evaluation, level: int, lang: str) -> str:
    """Label of a level of the scale."""
    return next(in_language(anchor.label, lang) for anchor in evaluation.rubric.scale if anchor.level == level)


def outcome_pillars(evaluation: Evaluation) -> tuple[Pillar, ...]:
    """Top pillars that hold measured criteria only."""
    names = results.outcome_pillars(evaluation.rubric)
    return tuple(pillar for pillar in evaluation.rubric.pillars if pillar.id in names)


def lens_pillars(evaluation: Evaluation) -> tuple[Pillar, ...]:
    """Top pillars that are rated and shown, and not part of the total."""
    outcomes = {pillar.id for pillar in outcome_pillars(evaluation)}
    counted = {pillar.id for pillar in counted_pillars(evaluation)}
    return tuple(p for p in evaluation.rubric.pillars if p.id not in outcomes and p.id not in counted)


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
            ref for file in evaluation.files for ref, weight in results.effective_weights(evaluation, file.case.case).items() if weight
        }  # fmt: skip
        out: dict[str, dict[str, float]] = {ref: {} for ref, _ in evaluation.rubric.criteria() if ref in counted}
        for (case, ref), outcome in evaluation.ratings.agreed.items():
            if ref in out and outcome.level is not None:
                out[ref][case] = outcome.level
        return {ref: levels for ref, levels in out.items() if levels}

    return results.once(evaluation, "counted-levels", find)


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
