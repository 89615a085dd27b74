"""What batches add up to: counts and exact sums, the same in whatever parts the cases come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import TypeVar

import numpy as np

from evalkit.scoring.aggregate import Array
from evalkit.scoring.consensus import Facets
from evalkit.tables.codes import Codes
from evalkit.tables.columns import REASONS, Nodes, Scores
from evalkit.tables.columns import STATES as STANDS
from evalkit.tables.marks import Marks
from evalkit.tables.ratings import (
    MOST_RATERS,
    RATED,
    STATES,
    Agreed,
    RaterPairs,
    Standard,
    Units,
)

K = TypeVar("K")
HIGH, LOW = 26, 27  # bits of the two parts in which a value is added up
UNIT = 2.0 ** -(HIGH + LOW)


@dataclass(frozen=True, slots=True)
class Total:
    """How many values, and their sum in units of 2⁻⁵³: whole numbers, which add up to the same in
    any order. What a value has beyond is cut: less than 1.2 · 10⁻¹⁶ each."""

    n: int = 0
    units: int = 0

    def __add__(self, other: Total) -> Total:
        return Total(self.n + other.n, self.units + other.units)

    @property
    def mean(self) -> float | None:
        """The mean; None of nothing."""
        return self.units / self.n * UNIT if self.n else None


def total_of(values: Array) -> Total:
    """The total of values, NaN where there is none."""
    known = values[~np.isnan(values)]
    scaled = np.ldexp(known, HIGH)
    high = np.floor(scaled)
    low = np.floor(np.ldexp(scaled - high, LOW))
    units = (int(high.astype(np.int64).sum()) << LOW) + int(low.astype(np.int64).sum())
    return Total(len(known), units)


@dataclass(frozen=True, slots=True)
class Best:
    """The best score on a node, how many cases have it, and the first of them."""

    value: float
    n: int
    cases: tuple[str, ...]


DIGITS = 9  # decimals in which scores that lead are the same, as the tolerance of all scores
SHOWN = 5  # cases of those that lead that are named


@dataclass(frozen=True, slots=True)
class Sums:
    """What some cases add up to.

    ``states``: (ref, state, reason) → cases; ``means``: (facet, value, ref) → total of scores, of
    all cases under two empty words; ``best``: ref → who leads; ``levels``: (ref of a criterion,
    level agreed on, or state) → cases; ``pairs``: (ref, ratings of the unit, one level, another) →
    ordered pairs of ratings; ``raters``: what every two raters gave, None where raters are many;
    ``marks``: (grade or verdict, its word) → cases.
    """

    cases: int = 0
    states: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    means: Mapping[tuple[str, str, str], Total] = field(default_factory=dict)
    best: Mapping[str, Best] = field(default_factory=dict)
    levels: Mapping[tuple[str, float | str], int] = field(default_factory=dict)
    pairs: Mapping[tuple[str, int, float, float], int] = field(default_factory=dict)
    raters: RaterPairs | None = field(default_factory=RaterPairs)
    marks: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def merge(self, other: Sums) -> Sums:
        """Both together; ``other`` of cases that follow these in order."""
        return Sums(
            self.cases + other.cases,
            _added(self.states, other.states),
            _totals(self.means, other.means),
            {
                ref: _better(self.best.get(ref), other.best.get(ref))
                for ref in dict.fromkeys([*self.best, *other.best])
            },
            _added(self.levels, other.levels),
            _added(self.pairs, other.pairs),
            _of_raters(self.raters, other.raters),
            _added(self.marks, other.marks),
        )


def _added(one: Mapping[K, int], other: Mapping[K, int]) -> dict[K, int]:
    out = dict(one)
    for key, n in other.items():
        out[key] = out.get(key, 0) + n
    return out


def _of_raters(one: RaterPairs | None, other: RaterPairs | None) -> RaterPairs | None:
    if one is None or other is None or len(one.raters | other.raters) > MOST_RATERS:
        return None
    return RaterPairs(one.raters | other.raters, _added(one.n, other.n))


def _totals(one: Mapping[K, Total], other: Mapping[K, Total]) -> dict[K, Total]:
    out = dict(one)
    for key, own in other.items():
        out[key] = out.get(key, Total()) + own
    return out


def _better(one: Best | None, other: Best | None) -> Best:
    if one is None or other is None or _tie(one.value) != _tie(other.value):
        held = [own for own in (one, other) if own is not None]
        return max(held, key=lambda own: own.value)
    most = max(one.value, other.value)
    return Best(most, one.n + other.n, (*one.cases, *other.cases)[:SHOWN])


def _tie(values: Array | float) -> Array:
    """What scores have in common that are as good as each other: the same from batch to batch."""
    return np.asarray(np.round(values, DIGITS))


def best_of(values: Array, cases: Sequence[str]) -> Best | None:
    """Who has the highest of some scores, NaN where there is none; None where there is none."""
    if np.isnan(values).all():
        return None
    most = float(np.nanmax(values))
    at = np.flatnonzero(_tie(values) == _tie(most))
    return Best(most, len(at), tuple(cases[n] for n in at[:SHOWN].tolist()))


# --- of a batch --------------------------------------------------------------------------------


def states_of(nodes: Nodes, scores: Scores) -> dict[tuple[str, str, str], int]:
    """(ref, state, reason) → cases."""
    out: dict[tuple[str, str, str], int] = {}
    for n, ref in enumerate(nodes.refs):
        both = scores.state[:, n].astype(np.int64) * len(REASONS) + scores.reason[:, n]
        for place, times in enumerate(np.bincount(both).tolist()):
            state, reason = divmod(place, len(REASONS))
            if times:
                out[ref, STANDS[state], REASONS[reason]] = times
    return out


def means_of(
    nodes: Nodes, scores: Scores, combos: Sequence[Facets], combo: Codes, standard: Standard
) -> dict[tuple[str, str, str], Total]:
    """(facet, value, ref) → total of scores: on every node of all cases, on the total and the top
    pillars of those that declare a value."""
    out = {("", "", ref): total_of(scores.value[:, n]) for n, ref in enumerate(nodes.refs)}
    top = [(n, ref) for n, ref in enumerate(nodes.refs) if "." not in ref]
    for facet, about in standard.rubric.facets.items():
        for value in about.values:
            has = np.array([value in own.get(facet, ()) for own in combos])[combo]
            if has.any():
                out |= {(facet, value, ref): total_of(scores.value[has, n]) for n, ref in top}
    return out


def leads_of(nodes: Nodes, scores: Scores, cases: Sequence[str]) -> dict[str, Best]:
    """Ref → who has the best score on it."""
    held = {ref: best_of(scores.value[:, n], cases) for n, ref in enumerate(nodes.refs)}
    return {ref: own for ref, own in held.items() if own is not None}


def levels_of(agreed: Agreed, standard: Standard) -> dict[tuple[str, float | str], int]:
    """(ref of a criterion that people rate, level agreed on, or state) → cases."""
    out: dict[tuple[str, float | str], int] = {}
    for ref in standard.rubric.rated:
        column = standard.refs.index(ref)
        times = np.bincount(agreed.states[:, column], minlength=len(STATES)).tolist()
        out |= {(ref, STATES[n]): many for n, many in enumerate(times) if many and n != RATED}
        own = agreed.levels[:, column]
        levels, many = np.unique(own[~np.isnan(own)], return_counts=True)
        out |= {(ref, level): n for level, n in zip(levels.tolist(), many.tolist(), strict=True)}
    return out


def pairs_of(units: Units, standard: Standard) -> dict[tuple[str, int, float, float], int]:
    """(ref, ratings of the unit, one level, another) → ordered pairs of ratings: each unit of m
    ratings gives m (m − 1) of them."""
    out: dict[tuple[str, int, float, float], int] = {}
    for (column, levels), n in zip(units.units, units.n, strict=True):
        ref, size = standard.refs[column], len(levels)
        for one, other in permutations(levels, 2):
            key = ref, size, one, other
            out[key] = out.get(key, 0) + n
    return out


def marks_of(
    marks: Mapping[str, Marks], words: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str], int]:
    """(grade or verdict, its word) → cases."""
    out: dict[tuple[str, str], int] = {}
    for name, own in marks.items():
        times = np.bincount(own, minlength=len(words[name])).tolist()
        out |= {(name, word): n for word, n in zip(words[name], times, strict=True) if n}
    return out
