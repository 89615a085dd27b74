"""Judgements, ratings or scores in, weights out; and second opinions on a ranking. Each has its
formula and source.

Weights that come from the scores (entropy, CRITIC, PCA) are traits of the cases at hand: one case
more changes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from evalkit.analysis.weighting.combined import RULES as RULES
from evalkit.analysis.weighting.combined import combined as combined
from evalkit.analysis.weighting.combined import game as game
from evalkit.analysis.weighting.from_cases import FORMULAS
from evalkit.analysis.weighting.from_cases import critic as critic
from evalkit.analysis.weighting.from_cases import entropy as entropy
from evalkit.analysis.weighting.from_cases import entropy_shifted as entropy_shifted
from evalkit.analysis.weighting.from_cases import pca as pca
from evalkit.analysis.weighting.second_rankings import IDEALS as IDEALS
from evalkit.analysis.weighting.second_rankings import MOST_PAIRED as MOST_PAIRED
from evalkit.analysis.weighting.second_rankings import OPPONENTS as OPPONENTS
from evalkit.analysis.weighting.second_rankings import copeland as copeland
from evalkit.analysis.weighting.second_rankings import opponents as opponents
from evalkit.analysis.weighting.second_rankings import topsis as topsis
from evalkit.evaluation import Scored
from evalkit.scoring.aggregate import Array, shares_of
from evalkit.scoring.rank import ranks
from evalkit.scoring.tree import Mask, counted_leaves, parts_of_total, roll_up, totals
from evalkit.scoring.weights import Panel, parts_of

JUDGED = ("ahp", "points")
USUAL = ("entropy", "critic")  # of those from the cases, beside PCA
VARIANTS = tuple(name for name in FORMULAS if name not in USUAL)
FROM_CASES = (*FORMULAS, "pca")
ALONE = ("stated", "equal", *JUDGED, *FROM_CASES)  # methods that can be combined


@dataclass(frozen=True, slots=True)
class Methods:
    """What is asked for beside the usual methods.

    ``also``: names of :data:`VARIANTS`; ``combine``: names of :data:`ALONE`, two or more, whose
    weights are joined, ``by`` a rule of :data:`RULES`; ``ideals``: of TOPSIS, one of
    :data:`IDEALS`.
    """

    also: tuple[str, ...] = ()
    combine: tuple[str, ...] = ()
    by: str = "product"
    ideals: str = "fixed"


@dataclass(frozen=True, slots=True)
class Weighing:
    """Weights of a node's parts by one method. ``weights``: by part, summing to 1; empty where the
    method gives none.

    ``doubt``: a code, empty where there is none: few-cases (fewer than ``least``), constant
    (nothing varies), patchy (no two parts that every case has), negative (of a score below 0
    entropy knows no share), against (``parts`` at ``against``
    load against the rest), incomplete (parts that not every case has are left out). Of a
    combination: lacking (``named`` give no weights), dependent (the conditions have no single
    solution), empty (no part has a weight by every method), turned (the coefficients of ``named``
    were negative), idle (those of ``named`` are nought).

    ``combines``: the methods joined, and ``coefficients`` of each where the rule has some.
    """

    method: str
    weights: tuple[float, ...]
    doubt: str = ""
    least: int = 0
    against: tuple[int, ...] = ()
    explained: float | None = None
    combines: tuple[str, ...] = ()
    coefficients: tuple[float, ...] = ()
    named: tuple[str, ...] = ()

    @property
    def from_cases(self) -> bool:
        """Whether one case more would change it."""
        return not {self.method, *self.combines}.isdisjoint(FROM_CASES)


@dataclass(frozen=True, slots=True)
class Opinion:
    """A ranking by one method: rank by case, 0 where it has none, and what it ranks by: a total or
    a closeness in [0, 1], of Copeland pairs won less pairs lost.

    ``from_cases``: whether its weights or ideals come from the cases, so that one case more would
    change what others come to.
    """

    method: str
    ranks: tuple[int, ...]
    values: tuple[float | None, ...] = ()
    from_cases: bool = False


def weighings(
    scored: Scored, of: str, panels: Sequence[Panel] = (), methods: Methods | None = None
) -> tuple[Weighing, ...]:
    """Weights of a node's parts: stated, equal, as judges have them, as the scores at hand would
    have them, and joined where that is asked for.

    Entropy, CRITIC and PCA depend on the cases: they are flagged below ``method.least_sample``
    cases, and PCA gives nothing below that, or below three cases to a part.
    """
    methods = methods or Methods()
    parts = parts_of(scored.rubric, of)
    own = shares_of([scored.rubric.index[part].node.weight for part in parts])
    out = [
        Weighing("stated", tuple(own.tolist())),
        Weighing("equal", tuple(1 / len(parts) for _ in parts)),
        *(Weighing("ahp" if p.compared else "points", p.weights) for p in panels if p.of == of),
    ]
    if len(scored.cases) > 1 and len(parts) > 1:
        table = scored.rolled.value[:, [scored.tree.column(part) for part in parts]]
        asked = {*USUAL, *methods.also, *methods.combine}
        least = scored.rubric.method.least_sample
        out += _from_cases(table, [name for name in FORMULAS if name in asked], least)
    if methods.combine:
        out.append(_combined(out, methods))
    return tuple(out)


def _from_cases(table: Array, names: Sequence[str], least: int) -> Iterator[Weighing]:
    """Weights by how the cases differ on the parts that all of them have; PCA last."""
    whole: Mask = np.asarray(~np.isnan(table).any(axis=0))
    compared = int(whole.sum()) > 1  # one part alone has all the weight whatever it says
    nothing = "constant" if compared else "patchy"
    n_cases, table = len(table), table[:, whole]
    doubt = "few-cases" if n_cases < least else "" if whole.all() else "incomplete"
    for name in names:
        if name == "entropy" and (table < 0).any():
            yield Weighing(name, (), "negative")
            continue
        weights = _filled(FORMULAS[name](table), whole) if compared else ()
        none = Weighing(name, (), nothing)
        yield Weighing(name, weights, doubt, least) if sum(weights) else none
    needed = max(least, 3 * int(whole.sum()))
    found = pca(table) if n_cases >= needed else None
    if found is None:
        yield Weighing("pca", (), "few-cases" if n_cases < needed else nothing, needed)
    else:
        against = tuple(np.flatnonzero(whole)[list(found.against)].tolist())
        weights = _filled(np.array(found.weights), whole)
        doubt = "against" if against else doubt
        yield Weighing("pca", weights, doubt, needed, against, found.explained)


def _filled(weights: Array, whole: Mask) -> tuple[float, ...]:
    """Weights of the parts that every case has, put among all parts."""
    out = np.zeros(len(whole))
    out[whole] = weights
    return tuple(out.tolist())


def _combined(found: Sequence[Weighing], methods: Methods) -> Weighing:
    """The weights of several methods as one. Doubts about few cases are kept; others stand with the
    method that they are about."""
    names = methods.combine
    out = Weighing(f"combined-{methods.by}", (), combines=names)
    known = {w.method: w for w in reversed(found) if w.weights}
    if lacking := tuple(name for name in names if name not in known):
        return replace(out, doubt="lacking", named=lacking)
    joined = combined(np.array([known[name].weights for name in names]), methods.by)
    if joined is None:
        return replace(out, doubt="dependent" if methods.by == "game" else "empty")
    few = next((known[name] for name in names if known[name].doubt == "few-cases"), None)
    told = "turned" if joined.turned else "idle" if joined.idle else "few-cases" if few else ""
    return replace(
        out,
        weights=joined.weights,
        coefficients=joined.coefficients,
        named=tuple(names[n] for n in joined.turned or joined.idle),
        doubt=told,
        least=few.least if few else 0,
    )


def opinions(
    scored: Scored, of: str, weighed: Sequence[Weighing], ideals: str = "fixed"
) -> tuple[Opinion, ...]:
    """Rankings under each weighing of a node's parts, with all criteria alike, with a geometric
    total, by TOPSIS with the ``ideals`` named and by Copeland; nothing with fewer than two
    cases. Of an index, no geometric total, and ideals of the cases in place of fixed ones."""
    if len(scored.cases) < 2:
        return ()
    tree, leaves, applicable = scored.tree, scored.leaves, scored.applicable
    columns = [tree.column(part) for part in parts_of(scored.rubric, of)]
    out = []
    for weighing in weighed:
        if weighing.weights:
            weights = tree.weights.copy()
            weights[columns] = weighing.weights
            total = totals(tree, leaves, applicable, weights)
            out.append(_opinion(weighing.method, total, weighing.from_cases))
    counted = counted_leaves(tree)
    rated = np.where(applicable, leaves, np.nan)[:, counted]
    against = opponents(scored.rolled.value[:, -1])
    own = parts_of_total(tree, scored.rolled.value, scored.rolled.share)[:, counted]
    alone = roll_up(tree, np.ones((1, len(tree.leaves))))
    stated = parts_of_total(tree, alone.value, alone.share)[0, counted]
    bounded = not scored.rubric.is_index  # values of an index have no ideal, and may lie below 0
    ideals = ideals if bounded or ideals != "fixed" else "minmax"
    fixed = ideals == "fixed"
    geometric = totals(tree.with_total("geometric"), leaves, applicable) if bounded else None
    return (
        *out,
        _opinion("criteria-alike", np.nanmean(rated, axis=1)),
        *([_opinion("geometric", geometric)] if geometric is not None else []),
        _opinion("topsis" if fixed else f"topsis-{ideals}", topsis(rated, own, ideals), not fixed),
        _opinion("copeland", copeland(rated, stated, against), True),
    )


def _opinion(method: str, scores: Array, from_cases: bool = False) -> Opinion:
    values = tuple(None if np.isnan(score) else float(score) for score in scores)
    return Opinion(method, tuple(ranks(scores).tolist()), values, from_cases)
