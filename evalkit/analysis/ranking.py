"""Scores of several cases in; who stands where, who leads what, what nobody does, and how groups
differ, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evalkit.evaluation import Evaluation
from evalkit.scoring.aggregate import Array
from evalkit.scoring.leaves import number
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
    totals = [evaluation.total(case) for case in evaluation.cases]
    placed = ranks(np.array(totals, dtype=float)).tolist()  # None: NaN
    found = dict(zip(evaluation.cases, placed, strict=True))
    return dict(sorted(found.items(), key=lambda item: (item[1] == 0, item[1], item[0])))


def ranking_of(evaluation: Evaluation, drawn: NDArray[np.int32], ahead: Array) -> Ranking:
    """Where every case stands.

    Args:
        drawn: best, middle and worst rank of each case under other weights, shape (3, cases).
        ahead: share of those draws in which the row's case is ahead of the column's, shape (cases,
            cases) or empty.
    """
    rolled, totals = evaluation.rolled, evaluation.by_ref["overall"]
    row_of = evaluation.row_of
    standings = tuple(
        Standing(
            case,
            rank,
            totals[case],
            number(rolled.low[row_of[case], -1]),
            number(rolled.high[row_of[case], -1]),
            float(rolled.coverage[row_of[case], -1]),
            int(min(drawn[0, row_of[case]], rank)),
            int(max(drawn[2, row_of[case]], rank)),
        )
        for case, rank in places_of(evaluation).items()
    )
    rows = zip(evaluation.cases, ahead, strict=True) if ahead.size else ()
    before = {case: dict(zip(evaluation.cases, row.tolist(), strict=True)) for case, row in rows}
    return Ranking(standings, before)


def groups_of(evaluation: Evaluation) -> tuple[GroupMean, ...]:
    """Mean scores, overall and by top pillar, of the cases that declare each value of each
    facet; none without a total."""
    if not evaluation.rubric.has_total:
        return ()
    top = [pillar.id for pillar in evaluation.rubric.pillars if pillar.id in evaluation.by_ref]
    out = []
    for facet, about in evaluation.rubric.facets.items():
        for value in about.values:
            cases = tuple(
                file.case.case
                for file in evaluation.files
                if value in file.case.facet_values().get(facet, ())
            )
            if cases:
                scores = {ref: evaluation.by_ref[ref] for ref in ("overall", *top)}
                out.append(GroupMean(facet, value, cases, _means(cases, scores)))
    return tuple(out)


def _means(
    cases: Sequence[str], scores: Mapping[str, Mapping[str, float | None]]
) -> dict[str, float | None]:
    """Mean score of cases on each ref; None where none of them is scored."""
    known = {
        ref: [v for case in cases if (v := own[case]) is not None] for ref, own in scores.items()
    }
    return {ref: float(np.mean(values)) if values else None for ref, values in known.items()}


def divides_of(evaluation: Evaluation) -> tuple[Divide, ...]:
    """How far each facet that gives a case one value tells the totals apart, over the cases that
    have both."""
    totals = evaluation.values("overall")
    out = []
    for facet, about in evaluation.rubric.facets.items():
        if about.many:
            continue
        declared = {
            case: evaluation.file_of[case].case.facet_values().get(facet, ()) for case in totals
        }
        own = {case: values[0] for case, values in declared.items() if len(values) == 1}
        place = {value: n for n, value in enumerate(dict.fromkeys(own.values()))}
        groups = [place[value] for value in own.values()]
        generator = np.random.default_rng(evaluation.seed)
        found = divide(facet, [totals[case] for case in own], groups, generator)
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


@dataclass(frozen=True, slots=True)
class Divide:
    """How far a grouping tells cases apart.

    ``share``: the share of the variance of the values that lies between the groups, in [0, 1] (η²);
    ``expected``: what groups of these sizes drawn at random have on average; ``chance``: how many
    of the random groupings tried have as much, in [0, 1].
    """

    facet: str
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
    return Divide(facet, n, share, (k - 1) / (n - 1), float((found >= share - TOLERANCE).mean()))
