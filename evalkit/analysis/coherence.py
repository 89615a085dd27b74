"""Scores of many cases on the criteria of a rubric in; criteria that do not vary, say the same, or
run against their pillar, and Cronbach's α, out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from evalkit.evaluation import Evaluation
from evalkit.model.rubric import Pillar
from evalkit.scoring.aggregate import Array
from evalkit.scoring.rank import spearman
from evalkit.scoring.reliability import cronbach
from evalkit.scoring.tolerances import TOLERANCE

DUPLICATE = 0.9  # rank correlation from which two criteria say the same of these cases
AGAINST = -0.1  # correlation with the rest of the pillar below which a criterion runs against it


@dataclass(frozen=True, slots=True)
class Item:
    """A criterion over the cases. ``n``: cases rated or measured; ``values``: different scores
    among them, of what is measured and has none different values;
    ``rest``: rank correlation with the mean of the pillar's other criteria, None where it cannot be
    computed; ``alpha_without``: the pillar's α without it; ``enough``: whether enough cases are
    rated to speak of it."""

    ref: str
    pillar: str
    n: int
    values: int
    rest: float | None
    alpha_without: float | None
    enough: bool

    @property
    def constant(self) -> bool:
        """Whether every case that is rated or measured has the same."""
        return self.enough and self.values == 1

    @property
    def against(self) -> bool:
        """Whether it runs against the rest of its pillar."""
        return self.enough and self.rest is not None and self.rest < AGAINST


@dataclass(frozen=True, slots=True)
class Pair:
    """Two criteria whose scores over ``n`` cases go together, or against each other."""

    a: str
    b: str
    correlation: float
    n: int


@dataclass(frozen=True, slots=True)
class Scale:
    """A pillar as a scale: Cronbach's α over the cases that have all of its ``items``, those
    without any score left out; None with fewer such cases than are enough, fewer than two items,
    or where nothing varies."""

    ref: str
    items: int
    n: int
    alpha: float | None


@dataclass(frozen=True, slots=True)
class Coherence:
    """All of it. ``few``: fewer cases than ``least``, so that nothing here is to be relied on."""

    n_cases: int
    least: int
    items: tuple[Item, ...]
    pairs: tuple[Pair, ...]
    scales: tuple[Scale, ...]

    @property
    def few(self) -> bool:
        return self.n_cases < self.least


def coherence_of(evaluation: Evaluation) -> Coherence:
    """How the rubric's scored criteria behave over these cases, measured ones by their scores."""
    leaves = evaluation.leaves
    table = np.where(leaves.applicable, leaves.scores, np.nan)
    columns = {ref: table[:, n] for n, ref in enumerate(leaves.tree.leaves)}
    pillars = {
        ref: [leaf for leaf in columns if leaf.startswith(f"{ref}.")]
        for ref, _, node in evaluation.rubric.walk()
        if isinstance(node, Pillar)
    }
    held = {ref: below for ref, below in pillars.items() if below}
    known = {ref: np.full(len(evaluation.files), np.nan) for ref in evaluation.rubric.measured}
    rows = {file.case.case: n for n, file in enumerate(evaluation.files)}
    for item in evaluation.measured:
        if item.used is not None and item.ref in known:
            known[item.ref][rows[item.case]] = item.used.value
    found = coherence(held, columns, evaluation.rubric.method.least_sample, known)
    scored = {group.ref for group in leaves.tree.groups}  # a heading is no scale
    return replace(found, scales=tuple(scale for scale in found.scales if scale.ref in scored))


def coherence(
    pillars: Mapping[str, Sequence[str]],
    columns: Mapping[str, Array],
    least: int,
    measured: Mapping[str, Array] | None = None,
) -> Coherence:
    """How criteria behave over cases.

    Args:
        pillars: ref of a pillar → refs of all criteria below it, one or more.
        columns: ref of a criterion → scores, shape (cases,), NaN where missing or not applicable.
        least: fewest cases from which the result is not flagged.
        measured: ref of a measured criterion → values, as columns has scores. Where none of them
            has a score, as where all are alike under a rule of the sample, it is judged by them.
    """
    n_cases = len(next(iter(columns.values()), np.empty(0)))
    # a criterion that applies to a few cases only says nothing about the rubric
    enough = max(3, min(least, n_cases))
    items, scales, pairs = [], [], []
    for pillar, refs in pillars.items():
        scored = [columns[ref] for ref in refs if not np.isnan(columns[ref]).all()]
        alpha, n = cronbach(np.column_stack(scored)) if scored else (None, 0)
        scales.append(Scale(pillar, len(scored), n, alpha if n >= enough else None))
    # the innermost pillar comes last
    inner = {ref: pillar for pillar, refs in pillars.items() for ref in refs}
    for ref, pillar in inner.items():
        own = columns[ref]
        others = [columns[other] for other in pillars[pillar] if other != ref]
        others = [other for other in others if not np.isnan(other).all()]
        rest = _rest(own, others) if others else None
        if np.isnan(own).all() and measured is not None:
            own = measured.get(ref, own)
        known = ~np.isnan(own)
        without = cronbach(np.column_stack(others))[0] if len(others) > 1 else None
        items.append(
            Item(
                ref,
                pillar,
                int(known.sum()),
                len(np.unique(np.round(own[known] / TOLERANCE))),
                rest,
                without,
                bool(known.sum() >= enough),
            )
        )
    for a, b in combinations(inner, 2):
        known = ~np.isnan(columns[a]) & ~np.isnan(columns[b])
        r = spearman(columns[a][known], columns[b][known]) if known.sum() >= enough else None
        if r is not None and abs(r) >= DUPLICATE:
            pairs.append(Pair(a, b, r, int(known.sum())))
    pairs.sort(key=lambda p: (-abs(p.correlation), -p.n, p.a, p.b))
    return Coherence(n_cases, least, tuple(items), tuple(pairs), tuple(scales))


def _rest(own: Array, others: Sequence[Array]) -> float | None:
    """Rank correlation with the mean of the other criteria that are rated in a case."""
    table = np.column_stack(others)
    rated = ~np.isnan(table)
    mean = np.divide(
        np.where(rated, table, 0).sum(axis=1),
        rated.sum(axis=1),
        out=np.full(len(own), np.nan),
        where=rated.any(axis=1),
    )
    known = ~np.isnan(own) & ~np.isnan(mean)
    return spearman(own[known], mean[known])
