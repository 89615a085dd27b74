"""Scores of several cases in; who stands where, who leads what, what nobody does, and how groups
differ, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evalkit.evaluation import Evaluation
from evalkit.scoring.aggregate import Array
from evalkit.scoring.prepare import number
from evalkit.scoring.rank import ranks
from evalkit.scoring.tolerances import TOLERANCE


@dataclass(frozen=True, slots=True)
class Standing:
    """One case in the ranking; ``rank_low`` and ``rank_high``: best and worst rank under the
    weights tried."""

    case: str
    rank: int
    value: float | None
    low: float | None
    high: float | None
    coverage: float
    rank_low: int
    rank_high: int


@dataclass(frozen=True, slots=True)
class Lead:
    """Who does best on one criterion or pillar; several cases where they are equal."""

    ref: str
    value: float
    cases: tuple[str, ...]
    n_cases: int
    mean: float


@dataclass(frozen=True, slots=True)
class GroupMean:
    """Mean score of the cases that declare one value of a facet."""

    facet: str
    value: str
    cases: tuple[str, ...]
    means: Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class Ranking:
    """``standings``: in order of rank, those without a total last; ``ahead``: case → other case →
    share of draws of weights in which it is ahead; empty above 200 cases."""

    standings: tuple[Standing, ...]
    ahead: Mapping[str, Mapping[str, float]]


def places_of(evaluation: Evaluation) -> dict[str, int]:
    """Case → rank by its total, 0 where it has none; in order of rank, those without a total
    last."""
    totals = [evaluation.score_of[case, "overall"].value for case in evaluation.cases]
    placed = ranks(np.array([np.nan if value is None else value for value in totals]))
    found = sorted(
        zip(placed.tolist(), evaluation.cases, strict=True), key=lambda item: (item[0] == 0, item)
    )
    return {case: place for place, case in found}


def ranking_of(evaluation: Evaluation, drawn: NDArray[np.int32], ahead: Array) -> Ranking:
    """Where every case stands.

    Args:
        drawn: best, middle and worst rank of each case under other weights, shape (3, cases).
        ahead: share of those draws in which the row's case is ahead of the column's, shape (cases,
            cases) or empty.
    """
    rolled = evaluation.rolled
    placed = places_of(evaluation)
    overall = [evaluation.score_of[case, "overall"].value for case in evaluation.cases]
    standings = [
        Standing(
            case,
            placed[case],
            overall[n],
            number(rolled.low[n, -1]),
            number(rolled.high[n, -1]),
            float(rolled.coverage[n, -1]),
            int(min(drawn[0, n], placed[case])),
            int(max(drawn[2, n], placed[case])),
        )
        for n, case in enumerate(evaluation.cases)
    ]
    standings.sort(key=lambda s: (s.rank == 0, s.rank, s.case))
    rows = zip(evaluation.cases, ahead, strict=True) if ahead.size else ()
    before = {case: dict(zip(evaluation.cases, row.tolist(), strict=True)) for case, row in rows}
    return Ranking(tuple(standings), before)


def groups_of(evaluation: Evaluation) -> tuple[GroupMean, ...]:
    """Mean scores, overall and by top pillar, of the cases that declare each value of each
    facet."""
    top = [
        "overall",
        *(pillar.id for pillar in evaluation.rubric.pillars if pillar.id in evaluation.by_ref),
    ]
    groups: list[GroupMean] = []
    if not evaluation.files:
        return ()
    for facet, about in evaluation.rubric.facets.items():
        members: dict[str, list[str]] = {value: [] for value in about.values}
        for file in evaluation.files:
            for value in file.case.facet_values().get(facet, ()):
                members[value].append(file.case.case)
        groups += group_means(
            facet, {v: m for v, m in members.items() if m}, evaluation.by_ref, top
        )
    return tuple(groups)


def divides_of(evaluation: Evaluation) -> tuple[Divide, ...]:
    """How far each facet that gives a case one value tells the totals apart, over the cases that
    have both."""
    totals = evaluation.values("overall")
    out = []
    for facet, about in evaluation.rubric.facets.items():
        if about.many:
            continue
        own = {case: evaluation.file_of[case].case.facet_values().get(facet, ()) for case in totals}
        cases = [case for case, values in own.items() if len(values) == 1]
        place = {value: n for n, value in enumerate(dict.fromkeys(own[case][0] for case in cases))}
        values, groups = [totals[case] for case in cases], [place[own[case][0]] for case in cases]
        found = divide(facet, values, groups, np.random.default_rng(evaluation.seed))
        out += [found] if found else []
    return tuple(out)


def leads(values: Mapping[str, Mapping[str, float | None]]) -> tuple[Lead, ...]:
    """The best score per ref and who holds it, for refs that at least one case is scored on.

    Args:
        values: ref → case → score, None where not scored.
    """
    found = []
    for ref, scores in values.items():
        known = {case: value for case, value in scores.items() if value is not None}
        if known:
            best = max(known.values())
            holders = tuple(case for case, value in known.items() if value >= best - TOLERANCE)
            found.append(Lead(ref, best, holders, len(known), float(np.mean(list(known.values())))))
    return tuple(found)


def group_means(
    facet: str,
    members: Mapping[str, Sequence[str]],
    values: Mapping[str, Mapping[str, float | None]],
    refs: Sequence[str],
) -> tuple[GroupMean, ...]:
    """Mean scores of each group on each ref; None where no case of the group is scored.

    Args:
        members: facet value → cases.
    """
    groups = []
    for value, cases in members.items():
        means: dict[str, float | None] = {}
        for ref in refs:
            known = [score for case in cases if (score := values[ref].get(case)) is not None]
            means[ref] = float(np.mean(known)) if known else None
        groups.append(GroupMean(facet, value, tuple(cases), means))
    return tuple(groups)


@dataclass(frozen=True, slots=True)
class Divide:
    """How far a grouping tells cases apart.

    ``share``: the share of the variance of the values that lies between the groups, in [0, 1] (η²);
    ``expected``: what groups of these sizes drawn at random have on average; ``chance``: how many
    of the random groupings tried have as much, in [0, 1].
    """

    facet: str
    n_groups: int
    n_cases: int
    share: float
    expected: float
    chance: float


def divide(
    facet: str,
    values: Sequence[float],
    groups: Sequence[int],
    rng: np.random.Generator,
    draws: int = 2000,
) -> Divide | None:
    """How far a grouping tells values apart; None with fewer than two groups, with a case to each,
    or without variance.

    Args:
        values: one a case.
        groups: the number of each case's group, from 0.
        draws: random groupings of the same sizes that are tried.

    Source: Pearson (1905), correlation ratio; its mean under random grouping is (k - 1) / (n - 1);
    Fisher (1935), The Design of Experiments, permutation test.
    """
    known, member = np.asarray(values, dtype=float), np.asarray(groups)
    n, k = len(known), len(set(groups))
    spread = known - known.mean() if n else known
    whole = float((spread**2).sum())
    if k < 2 or k == n or whole < TOLERANCE**2:
        return None
    among = np.eye(int(member.max()) + 1)[member]  # case × group
    sizes = np.maximum(among.sum(axis=0), 1)
    share = float(((spread @ among) ** 2 / sizes).sum()) / whole
    mixed = rng.permuted(np.tile(spread, (draws, 1)), axis=1)
    found = ((mixed @ among) ** 2 / sizes).sum(axis=1) / whole
    return Divide(facet, k, n, share, (k - 1) / (n - 1), float((found >= share - TOLERANCE).mean()))
