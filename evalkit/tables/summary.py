"""What tables came to in; the answers that follow from their sums, out: means, leads, groups,
levels, agreement, grades, and findings by kind."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from evalkit.model.rubric import Rubric
from evalkit.scoring.aggregate import Array
from evalkit.scoring.coefficients import METRICS, alphas_of
from evalkit.tables.columns import STATES
from evalkit.tables.found import Counted
from evalkit.tables.marks import OUTCOMES, grade_words
from evalkit.tables.run import TableScores
from evalkit.tables.sums import Sums

Pairs = dict[tuple[str, int, float, float], int]  # as of the sums, levels as steps


@dataclass(frozen=True, slots=True)
class NodeSummary:
    """A node over all cases: how many are scored on it, how many are not, to how many it does not
    apply; the mean of the scores, None where there is none."""

    ref: str
    scored: int
    not_scored: int
    not_applicable: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """The mean of the cases that declare a value of a facet, on the total or a top pillar."""

    facet: str
    value: str
    ref: str
    n: int
    mean: float | None


@dataclass(frozen=True, slots=True)
class LeadSummary:
    """The best score on a node, how many cases have it, and the first of them."""

    ref: str
    value: float
    n: int
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LevelSummary:
    """How many cases agreed on a level of a criterion, or are in a state (``level`` None)."""

    ref: str
    state: str
    level: float | None
    n: int


@dataclass(frozen=True, slots=True)
class AgreementSummary:
    """Agreement on one criterion, or on all (``ref`` empty), over what two people or more rated.

    ``identical``: share of the pairs of ratings that are the same; ``alpha``: Krippendorff's α by
    metric, levels as steps; ``fleiss``: Fleiss' κ, where all units have as many ratings. None where
    it is not defined.
    """

    ref: str
    units: int
    pairs: int
    identical: float
    alpha: dict[str, float | None]
    fleiss: float | None


@dataclass(frozen=True, slots=True)
class RatersSummary:
    """Two raters over the criteria of cases that both rated: how many these are, the share with the
    same level, quadratic weighted κ by steps (None where it is not defined)."""

    one: str
    other: str
    units: int
    identical: float
    kappa: float | None


@dataclass(frozen=True, slots=True)
class Row:
    """Where something stands: the row of a file, headings being row 1, and whose it is."""

    file: str
    row: int
    case: str | None


@dataclass(frozen=True, slots=True)
class FindingsSummary:
    """Findings of one kind: how many, what the first says, where the first of them stand."""

    code: str
    severity: str
    n: int
    message: str
    message_zh: str
    places: tuple[Row, ...]


@dataclass(frozen=True)
class Summary:
    """What tables came to, but for the scores. ``evidenced``: whether any table says what
    evidence there is."""

    rubric: str
    as_of: date
    cases: int
    evidenced: bool
    file: str | None
    nodes: tuple[NodeSummary, ...]
    grades: dict[str, int]
    verdicts: dict[str, int]
    groups: tuple[GroupSummary, ...]
    leads: tuple[LeadSummary, ...]
    levels: tuple[LevelSummary, ...]
    agreement: tuple[AgreementSummary, ...]
    raters: tuple[RatersSummary, ...]
    findings: tuple[FindingsSummary, ...]


def summary_of(scores: TableScores) -> Summary:
    """The answers that follow from the sums."""
    sums, rubric = scores.sums, scores.standard.rubric
    refs = [ref for facet, _, ref in sums.means if not facet]
    marks = {
        name: {word: sums.marks[name, word] for word in words if (name, word) in sums.marks}
        for name, words in (("grade", grade_words(rubric)), ("verdict", OUTCOMES))
    }
    groups = [
        GroupSummary(facet, value, ref, own.n, own.mean)
        for facet, about in rubric.facets.items()
        for value in about.values
        for ref in refs
        if (own := sums.means.get((facet, value, ref))) is not None
    ]
    best = [(ref, sums.best[ref]) for ref in refs if ref in sums.best]
    levels = [
        LevelSummary(ref, "rated" if isinstance(own, float) else own,
                     own if isinstance(own, float) else None, n)
        for (ref, own), n in sorted(sums.levels.items(), key=lambda item: _order(rubric, item[0]))
    ]  # fmt: skip
    return Summary(
        rubric.pin,
        scores.as_of,
        sums.cases,
        scores.evidenced,
        scores.file,
        tuple(_nodes(sums)),
        marks["grade"],
        marks["verdict"],
        tuple(groups),
        tuple(LeadSummary(ref, own.value, own.n, own.cases) for ref, own in best),
        tuple(levels),
        tuple(_agreement(sums, rubric)),
        tuple(_raters(sums)),
        tuple(map(_found, scores.findings)),
    )


def _found(one: Counted) -> FindingsSummary:
    first = one.first[0]
    places = tuple(Row(f.span.file, f.span.line, f.case) for f in one.first)
    said = first.in_one_line("en"), first.in_one_line("zh")
    return FindingsSummary(one.code, one.severity.value, one.n, *said, places)


def _order(rubric: Rubric, key: tuple[str, float | str]) -> tuple[int, float, str]:
    """Criteria in the rubric's order; of each the levels upwards, then the states."""
    ref, own = key
    place = [*rubric.rated].index(ref)
    return (place, own, "") if isinstance(own, float) else (place, float("inf"), own)


def _nodes(sums: Sums) -> Iterable[NodeSummary]:
    for (facet, _, ref), total in sums.means.items():
        if not facet:
            of = dict.fromkeys(STATES, 0)
            for (own, state, _), n in sums.states.items():
                of[state] += n * (own == ref)
            states = of["scored"], of["not-scored"], of["not-applicable"]
            yield NodeSummary(ref, *states, total.mean)


def _raters(sums: Sums) -> Iterable[RatersSummary]:
    """Every two raters that rated the same; none where raters are many."""
    held = sums.raters.n if sums.raters is not None else {}
    for one, other in sorted({key[:2] for key in held}):
        own = {key[2:]: n for key, n in sorted(held.items()) if key[:2] == (one, other)}
        values = sorted({value for key in own for value in key})
        matrix = np.zeros((len(values), len(values)))
        for (a, b), n in own.items():
            matrix[values.index(a), values.index(b)] = n
        same = float(np.trace(matrix) / matrix.sum())
        yield RatersSummary(one, other, sum(own.values()), same, _kappa(matrix, np.array(values)))


def _kappa(matrix: Array, steps: Array) -> float | None:
    """Cohen's κ from how often two raters gave what, weighted by the squares of the steps between;
    None where chance leaves nothing to disagree on.

    Source: Cohen (1968), Psychological Bulletin 70(4), 213–220.
    """
    apart = (steps[:, None] - steps) ** 2
    expected = np.outer(matrix.sum(axis=1), matrix.sum(axis=0)) / matrix.sum()
    by_chance = float((apart * expected).sum())
    return 1 - float((apart * matrix).sum()) / by_chance if by_chance > 0 else None


def _agreement(sums: Sums, rubric: Rubric) -> Iterable[AgreementSummary]:
    """Over everything first, then criterion by criterion."""
    steps: Pairs = {}
    for (ref, size, one, other), n in sums.pairs.items():
        scale = rubric.scales[rubric.rated[ref].id]
        steps[ref, size, scale.place(one), scale.place(other)] = n
    if steps:
        yield _agreed("", steps)
    held = {key[0] for key in steps}
    for ref in (own for own in rubric.rated if own in held):
        yield _agreed(ref, {key: n for key, n in steps.items() if key[0] == ref})


def _agreed(ref: str, steps: Pairs) -> AgreementSummary:
    values = sorted({value for key in steps for value in key[2:]})
    at = {value: n for n, value in enumerate(values)}
    matrix = np.zeros((len(values), len(values)))
    pairs, units, same = 0, dict[int, int](), 0
    for (_, size, one, other), n in sorted(steps.items(), key=lambda item: item[0][1:]):
        matrix[at[one], at[other]] += n / (size - 1)
        units[size] = units.get(size, 0) + n
        pairs, same = pairs + n, same + n * (one == other)
    n_units = sum(n // (size * (size - 1)) for size, n in units.items())
    alpha: dict[str, float | None] = dict.fromkeys(METRICS)
    if len(values) > 1 and n_units > 1:
        found = {m: float(alphas_of(np.array(values), matrix[None], m)[0]) for m in METRICS}
        alpha = {m: None if np.isnan(own) else own for m, own in found.items()}
    fleiss = None
    if len(units) == 1 and len(values) > 1:
        shares = matrix.sum(axis=1) / matrix.sum()
        chance = float((shares**2).sum())
        fleiss = (float(np.trace(matrix) / matrix.sum()) - chance) / (1 - chance)
    return AgreementSummary(ref, n_units, pairs // 2, same / pairs, alpha, fleiss)
