"""Evaluations in; what changed between successive plans of a region out: ratings, totals, and what
the rubric did to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from evalkit.analysis.rubric_changes import Change, compare
from evalkit.evaluation import Evaluation, evaluate
from evalkit.model.case import Case, CaseFile, day_of, when
from evalkit.model.measures import MeasureTable
from evalkit.scoring.tolerances import TOLERANCE

# (ahead, level) of two cases, by share of draws
FaceToFace = Callable[[str, str], tuple[float, float] | None]
Way = Literal["rose", "fell", "stayed", "begun", "ended", "reworded"]


@dataclass(frozen=True, slots=True)
class Move:
    """A criterion in two plans: levels as agreed, None where missing, not applicable or not in that
    version.

    ``way``: rose, fell, stayed; begun, ended: has a level in one of the two only; reworded: the
    version in between changed what the criterion asks, so the two levels are not to be compared.
    ``weight``: share of the newer total.
    """

    ref: str
    before: float | None
    after: float | None
    way: Way
    weight: float


@dataclass(frozen=True, slots=True)
class Succession:
    """Two plans of one region, the older first. Totals in [0, 1], None where not scored.

    ``restated``: the older plan's total under the newer plan's rubric, its ratings as they are;
    with one version the same as ``before``. ``ahead``, ``level``: shares of draws in which the
    newer is ahead, and in which the two are equal, both drawn with the same random numbers; None
    where the versions differ.
    """

    older: str
    newer: str
    older_day: date | None
    newer_day: date | None
    older_pin: str
    newer_pin: str
    before: float | None
    restated: float | None
    after: float | None
    pillars: tuple[tuple[str, float | None, float | None], ...]
    moves: tuple[Move, ...]
    changes: tuple[Change, ...]
    ahead: float | None
    level: float | None

    def count(self, way: Way) -> int:
        """How many criteria went that way."""
        return sum(move.way == way for move in self.moves)


def region_key(case: Case) -> str:
    """What makes two cases the same region: the code, else the name."""
    return case.region.key


def _order(case: Case) -> tuple[str, tuple[int, int], str]:
    period = case.plan.period if case.plan and case.plan.period else (0, 0)
    return (when(case), period, case.case)


def successions(
    evaluations: Sequence[Evaluation],
    face_to_face: Mapping[str, FaceToFace],
    table: MeasureTable | None = None,
) -> tuple[Succession, ...]:
    """Every pair of successive plans of a region, under one rubric or under versions of it.

    Args:
        evaluations: one for each version; those of other rubrics are held apart.
        face_to_face: pin of a version → what draws two of its cases out, asked for where two plans
            share it.
        table: measured values, for the older plans under the newer version.
    """
    found = defaultdict[tuple[str, str], list[tuple[Evaluation, CaseFile]]](list)
    for evaluation in evaluations:
        for file in evaluation.files:
            key = (evaluation.rubric.rubric, region_key(file.case))
            found[key].append((evaluation, file))
    return tuple(
        _succession(old, older, new, newer, table, face_to_face)
        for _, plans in sorted(found.items(), key=lambda item: item[0])
        for (old, older), (new, newer) in pairwise(sorted(plans, key=lambda p: _order(p[1].case)))
    )


def _succession(
    old: Evaluation,
    older: CaseFile,
    new: Evaluation,
    newer: CaseFile,
    table: MeasureTable | None,
    face_to_face: Mapping[str, FaceToFace],
) -> Succession:
    one, two = older.case.case, newer.case.case
    same = old.rubric.pin == new.rubric.pin
    restated, changes, drawn = old, tuple[Change, ...](), None
    if same:
        drawn = face_to_face[new.rubric.pin](two, one)
    else:
        changes = compare(old.rubric, new.rubric)
        restated = evaluate(new.standard, [older], table=table, as_of=old.as_of, seed=old.seed)
    tops = [pillar.id for pillar in new.rubric.pillars if (two, pillar.id) in new.score_of]
    return Succession(
        one,
        two,
        day_of(older.case),
        day_of(newer.case),
        old.rubric.pin,
        new.rubric.pin,
        _value(old, one),
        _value(restated, one),
        _value(new, two),
        tuple((ref, _value(restated, one, ref), _value(new, two, ref)) for ref in tops),
        _moves(restated, one, new, two, _reworded(changes, old, new)),
        changes,
        *(drawn or (None, None)),
    )


def _value(evaluation: Evaluation, case: str, ref: str = "overall") -> float | None:
    score = evaluation.score_of.get((case, ref))
    return score.value if score else None


def _reworded(changes: Sequence[Change], old: Evaluation, new: Evaluation) -> frozenset[str]:
    """Refs, in the newer version, of criteria whose ratings the change of version touches."""
    refs = {
        change.ref
        for change in changes
        if change.effect == "rating" and change.part in ("criterion", "check", "level")
    }
    whole = any(change.part == "rubric" and change.key == "scale" for change in changes)
    before = {criterion.id for _, criterion in old.rubric.criteria()}
    return frozenset(
        ref for ref, c in new.rubric.criteria() if c.id in before and (whole or ref in refs)
    )


def _moves(
    restated: Evaluation, older: str, new: Evaluation, newer: str, reworded: frozenset[str]
) -> tuple[Move, ...]:
    weights, out = new.effective_weights(newer), []
    for ref in new.rubric.rated:
        one, two = restated.ratings.agreed.get((older, ref)), new.ratings.agreed.get((newer, ref))
        before, after = one.level if one else None, two.level if two else None
        if before is None and after is None:
            continue
        way = _way(before, after, ref in reworded)
        out.append(Move(ref, before, after, way, weights.get(ref, 0.0)))
    return tuple(out)


def _way(before: float | None, after: float | None, reworded: bool) -> Way:
    if before is None:
        return "begun"
    if after is None:
        return "ended"
    if reworded:
        return "reworded"
    if abs(after - before) <= TOLERANCE:
        return "stayed"
    return "rose" if after > before else "fell"
