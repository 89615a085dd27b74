"""Levels that several raters gave in; how far they agree, with coefficients and their ranges, out.

Only what two or more people rated counts. All coefficients are computed here: the packages that
offer them are under the GPL or pinned to old libraries; they stand in the tests.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from evalkit.evaluation import Evaluation
from evalkit.scoring.aggregate import Array
from evalkit.scoring.consensus import RatingRow
from evalkit.scoring.tolerances import FEWEST_UNITS

DRAWS = 1000
WITHIN = 0.95
Indices = npt.NDArray[Any]  # of raters, of units; a mask of either
Unit = tuple[str, str]  # (ref, case)
METRICS = ("nominal", "ordinal", "interval")


@dataclass(frozen=True, slots=True)
class Checks:
    """Agreement on ticks, check by check.

    ``identical``: share of the pairs of decisions, on a check of a criterion that two people
    rated, that are the same; ``alpha``: nominal α of the decisions; ``same_level``: pairs of
    ratings with the same level, of which ``same_ticks`` tick exactly the same and ``nothing``
    tick something each, and nothing in common.
    """

    n: int
    identical: float
    alpha: float | None
    same_level: int
    same_ticks: int
    nothing: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement over some units (case × criterion).

    ``scope``: overall | pillar | criterion | pair; ``name``: ref of the pillar or criterion, or "a
    / b".
    ``identical``, ``within_one``: share of the pairs of ratings that are the same, or at most one
    step apart.
    ``alpha``: Krippendorff's α by metric; ``low``, ``high``: where the middle 95 % of the ordinal α
    lie when units are drawn anew. ``kappa``: quadratic weighted κ of a pair. ``icc_one``,
    ``icc_all``: ICC(2,1) and ICC(2,k), over units that all of the scope's raters rated. None where
    a coefficient is not defined or there are too few units. ``checks``: agreement on the ticks;
    None where the criteria have no checks.
    """

    scope: str
    name: str
    n_units: int
    n_pairs: int
    identical: float | None
    within_one: float | None
    alpha: Mapping[str, float | None]
    low: float | None = None
    high: float | None = None
    kappa: float | None = None
    icc_one: float | None = None
    icc_all: float | None = None
    checks: Checks | None = None


def agreement_of(evaluation: Evaluation) -> tuple[Agreement, ...]:
    """Agreement over everything, by top pillar, by pair of raters, by criterion; empty where nobody
    rated twice."""
    rubric = evaluation.rubric
    rows = [row for row in evaluation.ratings.rows if row.level is not None and not row.adjudicates]
    raters = sorted({row.rater for row in rows})
    units = sorted({(row.ref, row.case) for row in rows})
    position = {unit: n for n, unit in enumerate(units)}
    given = np.full((len(raters), len(units)), math.nan)
    for row in rows:
        given[raters.index(row.rater), position[row.ref, row.case]] = row.level
    rated = ~np.isnan(given)
    if not (rated.sum(axis=0) > 1).any():
        return ()
    steps = [float(level) for level in rubric.levels]
    refs = np.array([ref for ref, _ in units])
    tops = np.array([ref.split(".")[0] for ref, _ in units])
    ticks, unit_of = _ticks(evaluation, rows, raters, units)
    generator = np.random.default_rng(evaluation.seed)
    everyone, everything = np.arange(len(raters)), np.ones(len(units), dtype=bool)
    scopes: list[tuple[str, str, Indices, Indices]] = [("overall", "", everyone, everything)]
    scopes += [
        ("pillar", p.id, everyone, tops == p.id) for p in rubric.pillars if (tops == p.id).any()
    ]
    scopes += [
        ("pair", f"{raters[i]} / {raters[j]}", np.array([i, j]), everything)
        for i, j in combinations(range(len(raters)), 2)
        if (rated[i] & rated[j]).any()
    ]
    scopes += [
        ("criterion", ref, everyone, refs == ref) for ref in rubric.rated if (refs == ref).any()
    ]
    return tuple(
        replace(
            agreement(scope, name, given[who][:, where], steps, generator),
            checks=_on_checks(given[who], ticks[who], unit_of, where),
        )
        for scope, name, who, where in scopes
    )


def _ticks(
    evaluation: Evaluation, rows: Sequence[RatingRow], raters: list[str], units: list[Unit]
) -> tuple[Array, Indices]:
    """Ticks (raters × checks of the units that apply): 1, 0, NaN where not rated; and the unit of
    each."""
    checks = {}
    for ref, case in units:
        facets = evaluation.file_of[case].case.facet_values()
        checks[ref, case] = [c.id for c in evaluation.rubric.rated[ref].checks_for(facets)]
    start, n = {}, 0
    for unit in units:
        start[unit], n = n, n + len(checks[unit])
    unit_of = np.repeat(np.arange(len(units)), [len(checks[unit]) for unit in units])
    ticks = np.full((len(raters), n), math.nan)
    for row in rows:
        unit, who = (row.ref, row.case), raters.index(row.rater)
        for k, check in enumerate(checks[unit]):
            ticks[who, start[unit] + k] = check in row.rating.checks
    return ticks, unit_of


def _on_checks(given: Array, ticks: Array, unit_of: Indices, where: Indices) -> Checks | None:
    """Agreement on the ticks of the units ``where``, given as a mask."""
    n_units = given.shape[1]
    alike = pairs = same_level = same_ticks = nothing = 0
    for one, two in combinations(range(len(given)), 2):
        known = ~np.isnan(ticks[one] + ticks[two]) & where[unit_of]
        equal = known & (ticks[one] == ticks[two])
        shared = known & (ticks[one] + ticks[two] == 2)
        asked, same, common, left, right = (
            np.bincount(unit_of, weights=part.astype(float), minlength=n_units)
            for part in (known, equal, shared, known & (ticks[one] == 1), known & (ticks[two] == 1))
        )
        level = (given[one] == given[two]) & (asked > 0)
        alike, pairs = alike + int(equal.sum()), pairs + int(known.sum())
        same_level += int(level.sum())
        same_ticks += int((level & (same == asked)).sum())
        nothing += int((level & (common == 0) & (left > 0) & (right > 0)).sum())
    if not pairs:
        return None
    kept = ticks[:, where[unit_of]]
    kept = kept[:, (~np.isnan(kept)).sum(axis=0) > 1]
    many = kept.shape[1] >= FEWEST_UNITS
    coefficient = alpha(kept, "nominal") if many else None
    return Checks(pairs, alike / pairs, coefficient, same_level, same_ticks, nothing)


def agreement(
    scope: str, name: str, table: Array, steps: Sequence[float], generator: np.random.Generator
) -> Agreement:
    """Agreement of one scope.

    Args:
        table: shape (raters, units), levels of the scale; NaN where a rater did not rate.
        steps: the scale's levels, lowest first.
    """
    kept = table[:, (~np.isnan(table)).sum(axis=0) > 1]
    kept = kept[(~np.isnan(kept)).any(axis=1)]
    identical, within_one, n_pairs = shares(kept, steps)
    told = (scope, name, kept.shape[1], n_pairs, identical, within_one)
    if kept.shape[1] < FEWEST_UNITS:
        return Agreement(*told, dict.fromkeys(METRICS))
    coefficients = {metric: alpha(kept, metric) for metric in METRICS}
    low, high = bootstrap(kept, "ordinal", generator)
    kappa = weighted_kappa(kept[0], kept[1], steps) if len(kept) == 2 else None
    return Agreement(*told, coefficients, low, high, kappa, *icc(kept))


def shares(table: Array, steps: Sequence[float]) -> tuple[float | None, float | None, int]:
    """(share of identical pairs, share at most one step of the scale apart, number of pairs)."""
    position = np.where(np.isnan(table), np.nan, np.searchsorted(steps, table))
    distances = np.array([np.abs(a - b) for a, b in combinations(position, 2)])
    known = distances[~np.isnan(distances)]
    if not known.size:
        return None, None, 0
    return float((known == 0).mean()), float((known <= 1).mean()), int(known.size)


# --- Krippendorff's α ------------------------------------------------------------------------


def alpha(table: Array, metric: str) -> float | None:
    """Krippendorff's α; None where all ratings are the same, for which it is not defined.

    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section D.
    """
    values, coincidences, _ = _patterns(table)
    if len(values) < 2:
        return None
    found = _alphas(values, coincidences.sum(axis=0)[None], metric)[0]
    return None if math.isnan(found) else float(found)


def bootstrap(
    table: Array, metric: str, generator: np.random.Generator, draws: int = DRAWS
) -> tuple[float | None, float | None]:
    """The middle 95 % of α when units are drawn anew with replacement; draws in which all agree on
    one level count as 1."""
    values, coincidences, counts = _patterns(table, unique=True)
    if len(values) < 2:
        return None, None
    total = int(counts.sum())
    weights = generator.multinomial(total, counts / total, size=draws).astype(float)
    drawn = np.tensordot(weights, coincidences, axes=1)
    found = np.nan_to_num(_alphas(values, drawn, metric), nan=1.0)
    tail = (1 - WITHIN) / 2
    low, high = np.quantile(found, [tail, 1 - tail])
    return float(low), float(high)


def _patterns(table: Array, unique: bool = False) -> tuple[Array, Array, Array]:
    """(values, coincidence matrix of each unit or pattern of units, how many units have it).

    A unit with m ratings adds each ordered pair of its ratings, weighted 1 / (m − 1).
    """
    values = np.unique(table[~np.isnan(table)])
    counted = np.stack([(table == value).sum(axis=0) for value in values], axis=1).astype(float)
    counted = counted[counted.sum(axis=1) > 1]
    many = np.ones(len(counted))
    if unique:
        counted, times = np.unique(counted, axis=0, return_counts=True)
        many = times.astype(float)
    m = counted.sum(axis=1)[:, None, None]
    pairs = counted[:, :, None] * counted[:, None, :] - counted[:, :, None] * np.eye(len(values))
    return values, pairs / (m - 1), many


def _alphas(values: Array, coincidences: Array, metric: str) -> Array:
    """α of each coincidence matrix; shape (draws, values, values) → (draws,)."""
    margins = coincidences.sum(axis=2)
    total = margins.sum(axis=1)
    distance = _distances(values, margins, metric)
    observed = (coincidences * distance).sum(axis=(1, 2))
    expected = (margins[:, :, None] * margins[:, None, :] * distance).sum(axis=(1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(1 - (total - 1) * observed / expected)


def _distances(values: Array, margins: Array, metric: str) -> Array:
    """Squared differences between values; for the ordinal metric they depend on how often each is
    used."""
    if metric == "nominal":
        return np.asarray(values[:, None] != values[None, :], dtype=float)[None]
    if metric == "interval":
        return np.asarray((values[:, None] - values[None, :]) ** 2)[None]
    rank = np.cumsum(margins, axis=1) - margins / 2
    return np.asarray((rank[:, :, None] - rank[:, None, :]) ** 2)


# --- κ and ICC -------------------------------------------------------------------------------


def weighted_kappa(one: Array, two: Array, steps: Sequence[float]) -> float | None:
    """Quadratic weighted κ of two raters over the units that both rated; None where chance leaves
    nothing to disagree on.

    Source: Cohen (1968), Psychological Bulletin 70(4), 213–220, with squared distances of the
    scale's steps.
    """
    both = ~(np.isnan(one) | np.isnan(two))
    a, b = np.searchsorted(steps, one[both]), np.searchsorted(steps, two[both])
    if not a.size:
        return None
    place = np.arange(len(steps), dtype=float)
    apart = (place[:, None] - place[None, :]) ** 2
    used = (np.bincount(level, minlength=len(steps)).astype(float) for level in (a, b))
    observed = apart[a, b].mean()
    expected = (np.outer(*used) * apart).sum() / a.size**2
    return float(1 - observed / expected) if expected > 0 else None


def icc(table: Array) -> tuple[float | None, float | None]:
    """(ICC(2,1), ICC(2,k)): two-way random effects, absolute agreement, one rater and the mean of
    all k.

    Over units that every rater rated; None with fewer than two such units or raters, or without any
    variance. Source: Shrout and Fleiss (1979), Psychological Bulletin 86(2), 420–428.
    """
    whole = table[:, ~np.isnan(table).any(axis=0)].T
    n, k = whole.shape
    if n < 2 or k < 2:
        return None, None
    mean = whole.mean()
    between = k * ((whole.mean(axis=1) - mean) ** 2).sum() / (n - 1)
    raters = n * ((whole.mean(axis=0) - mean) ** 2).sum() / (k - 1)
    rest = whole - whole.mean(axis=1, keepdims=True) - whole.mean(axis=0, keepdims=True) + mean
    error = (rest**2).sum() / ((n - 1) * (k - 1))
    one = between + (k - 1) * error + k * (raters - error) / n
    every = between + (raters - error) / n
    return (
        float((between - error) / one) if one > 0 else None,
        float((between - error) / every) if every > 0 else None,
    )
