"""Levels that several raters gave in; how far they agree, with coefficients and their ranges, out.

Only what two or more people rated counts. A level is taken as the number of steps that it stands
above the lowest of its criterion, so that criteria with scales of their own can be taken together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from evalkit.evaluation import Evaluation
from evalkit.model.rubric import Rubric
from evalkit.scoring.aggregate import Array
from evalkit.scoring.coefficients import (
    METRICS,
    alpha,
    bootstrap,
    fleiss_kappa,
    gwet,
    kappa,
    raters_each,
    weighted_kappa,
)
from evalkit.scoring.concordance import concordance
from evalkit.scoring.consensus import RatingRow
from evalkit.scoring.intraclass import (
    Squares,
    of_all_rated,
    one_way,
    squares,
    two_way,
    two_way_fixed,
)
from evalkit.scoring.tolerances import FEWEST_UNITS

Indices = npt.NDArray[Any]  # of raters, of units; a mask of either
Unit = tuple[str, str]  # (ref, case)
# beside α, quadratic κ and ICC(2); "kendall_p" is no coefficient, but the p-value of W
FURTHER = (
    "kappa_unweighted",
    "kappa_linear",
    "fleiss",
    "gwet_ac1",
    "gwet_ac2_linear",
    "gwet_ac2_quadratic",
    "kendall_w",
    "kendall_p",
    "icc1_one",
    "icc1_all",
    "icc3_one",
    "icc3_all",
)
COEFFICIENTS = ("alpha", "kappa", "icc_one", "icc_all", *FURTHER)


@dataclass(frozen=True, slots=True)
class Checks:
    """Agreement on ticks, check by check.

    ``identical``: share of the pairs of decisions, on a check of a criterion that two people
    rated, that are the same; ``alpha``: nominal α of the decisions; ``same_level``: pairs of
    ratings with the same level, of which ``same_ticks`` tick exactly the same and ``nothing``
    tick something each, and nothing in common. ``few``: α is of few checks.
    """

    n: int
    identical: float
    alpha: float | None
    same_level: int
    same_ticks: int
    nothing: int
    few: bool = False


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement over some units (case × criterion).

    ``scope``: overall | pillar | criterion | pair; ``name``: ref of the pillar or criterion, or "a
    / b".
    ``identical``, ``within_one``: share of the pairs of ratings that are the same, or at most one
    step apart.
    ``alpha``: Krippendorff's α by metric; ``low``, ``high``: where the middle 95 % of the ordinal α
    lie when units are drawn anew, where they are not few. ``kappa``: quadratic weighted κ of two
    raters. ``icc_one``, ``icc_all``: ICC(2,1) and ICC(2,k), over units that all of the scope's
    raters rated. ``squares``: squared deviations, over the same units; ``means``: (rater, mean
    level) over them, mean step where scales differ.
    ``checks``: agreement on the ticks; None where the criteria have no checks.
    ``further``: the coefficients of `FURTHER`; W, its p and ICC(3) over the ``n_whole`` units that
    all raters rated. ``why``: for each coefficient that is None, why: none (nobody rated twice),
    one-unit, same (all ratings are one level), two-only (of two raters, and there are more),
    unequal (units were rated by unequal numbers), not-all (fewer than two units that all rated),
    no-order (each gave one level throughout), no-spread (means of units do not differ enough),
    few-for-p (W has a p from eight units on).
    ``few``, ``few_whole``: units, or those that all rated, are so few that one rating can move a
    coefficient far.
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
    squares: Squares | None = None
    means: tuple[tuple[str, float], ...] = ()
    further: Mapping[str, float | None] = field(default_factory=lambda: dict.fromkeys(FURTHER))
    why: Mapping[str, str] = field(default_factory=dict)
    n_whole: int = 0
    few: bool = False
    few_whole: bool = False


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
        scale = rubric.scales[row.criterion]
        at = raters.index(row.rater), position[row.ref, row.case]
        given[at] = scale.place(float(row.level or 0))
    rated = ~np.isnan(given)
    if not (rated.sum(axis=0) > 1).any():
        return ()
    a_step = 2 if rubric.method.half_levels else 1
    criterion_of = {row.ref: row.criterion for row in rows}
    tall = np.array([rubric.scales[criterion_of[ref]].steps for ref, _ in units])
    lowest = _lowest(rubric)
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
            agreement(
                scope,
                name,
                given[who][:, where],
                [n / a_step for n in range(int(tall[where].max()) * a_step + 1)],
                generator,
                a_step,
            ),
            checks=_on_checks(
                given[who][:, where],
                ticks[np.ix_(who, where[unit_of])],
                _renumbered(where, unit_of),
            ),
            squares=squares(given[who][:, where]),
            means=_means(given[who][:, where] + lowest, [raters[n] for n in who]),
        )
        for scope, name, who, where in scopes
    )


def _lowest(rubric: Rubric) -> float:
    """What steps are counted from where a mean of them is shown: the lowest level, where one scale
    of whole numbers that follow one another is all there is, so that it is a mean of levels."""
    held = {scale.levels for scale in rubric.scales.values()}
    levels = held.pop() if len(held) == 1 else ()
    whole = all(level == levels[0] + n for n, level in enumerate(levels))
    return float(levels[0]) if levels and whole else 0.0


def _means(table: Array, raters: Sequence[str]) -> tuple[tuple[str, float], ...]:
    """(rater, mean) over the units that every rater rated, the most generous first."""
    whole = table[:, ~np.isnan(table).any(axis=0)]
    if not whole.size:
        return ()
    means = zip(raters, whole.mean(axis=1).tolist(), strict=True)
    return tuple(sorted(means, key=lambda own: (-own[1], own[0])))


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


def _renumbered(where: Indices, unit_of: Indices) -> Indices:
    """The units of checks, numbered among those ``where``, given as a mask; without the others."""
    return np.asarray((np.cumsum(where) - 1)[unit_of[where[unit_of]]])


def _on_checks(given: Array, ticks: Array, unit_of: Indices) -> Checks | None:
    """Agreement on the ticks of some units.

    Args:
        given: shape (raters, units); ticks: (raters, checks); unit_of: the unit of each check.
    """
    n_units = given.shape[1]
    alike = pairs = same_level = same_ticks = nothing = 0
    known_by = ~np.isnan(ticks)
    for one, two in combinations(np.flatnonzero(known_by.any(axis=1)), 2):
        known = np.flatnonzero(known_by[one] & known_by[two])
        if not known.size:
            continue
        left, right, unit = ticks[one, known], ticks[two, known], unit_of[known]
        asked, same, common, mine, others = (
            np.bincount(unit, weights=part, minlength=n_units)
            for part in (None, left == right, left + right == 2, left == 1, right == 1)
        )
        level = (given[one] == given[two]) & (asked > 0)
        alike, pairs = alike + int(same.sum()), pairs + int(known.size)
        same_level += int(level.sum())
        same_ticks += int((level & (same == asked)).sum())
        nothing += int((level & (common == 0) & (mine > 0) & (others > 0)).sum())
    if not pairs:
        return None
    kept = ticks[:, known_by.sum(axis=0) > 1]
    coefficient = alpha(kept, "nominal") if kept.shape[1] > 1 else None
    few = kept.shape[1] < FEWEST_UNITS
    return Checks(pairs, alike / pairs, coefficient, same_level, same_ticks, nothing, few)


def agreement(
    scope: str,
    name: str,
    table: Array,
    steps: Sequence[float],
    generator: np.random.Generator,
    a_step: int = 1,
) -> Agreement:
    """Agreement of one scope.

    Args:
        table: shape (raters, units), levels as steps above the lowest of their scale; NaN where a
            rater did not rate.
        steps: what can be given, lowest first.
        a_step: how many of those a step of the scale is.
    """
    kept = table[:, (~np.isnan(table)).sum(axis=0) > 1]
    kept = kept[(~np.isnan(kept)).any(axis=1)]
    identical, within_one, n_pairs = shares(kept, steps, a_step)
    n_units, n_whole = kept.shape[1], of_all_rated(kept).shape[1] if len(kept) else 0
    few, few_whole = n_units < FEWEST_UNITS, n_whole < FEWEST_UNITS
    found: dict[str, float | None] = dict.fromkeys(COEFFICIENTS)
    alphas: dict[str, float | None] = dict.fromkeys(METRICS)
    low = high = None
    if n_units > 1:  # of one, agreement and chance are the same thing
        alphas = {metric: alpha(kept, metric) for metric in METRICS}
        low, high = (None, None) if few else bootstrap(kept, "ordinal", generator)
        both = two_way(kept)
        found |= {"alpha": alphas["nominal"], "icc_one": both.one, "icc_all": both.all}
        found |= {"kappa": weighted_kappa(kept[0], kept[1], steps)} if len(kept) == 2 else {}
        found |= _further(kept, table, steps)
    return Agreement(
        scope,
        name,
        n_units,
        n_pairs,
        identical,
        within_one,
        alphas,
        low,
        high,
        kappa=found["kappa"],
        icc_one=found["icc_one"],
        icc_all=found["icc_all"],
        further={name: found[name] for name in FURTHER},
        why={
            name: _why(name, kept, n_whole, found) for name in COEFFICIENTS if found[name] is None
        },
        n_whole=n_whole,
        few=few,
        few_whole=few_whole,
    )


def _further(kept: Array, table: Array, steps: Sequence[float]) -> dict[str, float | None]:
    """Coefficients of `FURTHER`. ``kept``: ratings of units rated twice; ``table``: all, of which
    AC takes how often a level is given."""
    order, own, fixed = concordance(kept), one_way(kept), two_way_fixed(kept)
    pair = len(kept) == 2
    return {
        "kappa_unweighted": kappa(kept[0], kept[1]) if pair else None,
        "kappa_linear": weighted_kappa(kept[0], kept[1], steps, "linear") if pair else None,
        "fleiss": fleiss_kappa(kept),
        "gwet_ac1": gwet(table, steps),
        "gwet_ac2_linear": gwet(table, steps, "linear"),
        "gwet_ac2_quadratic": gwet(table, steps, "quadratic"),
        "kendall_w": order.w if order else None,
        "kendall_p": order.p if order else None,
        "icc1_one": own.one,
        "icc1_all": own.all,
        "icc3_one": fixed.one,
        "icc3_all": fixed.all,
    }


def _why(name: str, kept: Array, n_whole: int, found: Mapping[str, float | None]) -> str:
    """Why a coefficient is not given, as `Agreement` lists it; ``found``: all that are."""
    if kept.shape[1] < 2:
        return "one-unit" if kept.shape[1] else "none"
    if name.startswith("kappa") and len(kept) > 2:
        return "two-only"
    if name in {"fleiss", "icc1_one", "icc1_all"} and not raters_each(kept):
        return "unequal"
    if name.startswith(("kendall", "icc_", "icc3")) and n_whole < 2:
        return "not-all"
    if len(np.unique(kept[~np.isnan(kept)])) < 2:
        return "same"
    if name == "kendall_p" and found["kendall_w"] is not None:
        return "few-for-p"
    return "no-order" if name.startswith("kendall") else "no-spread"


def shares(
    table: Array, steps: Sequence[float], a_step: int = 1
) -> tuple[float | None, float | None, int]:
    """(share of identical pairs, share at most one step of the scale apart, number of pairs)."""
    known = ~np.isnan(table)
    most = int(known.sum(axis=0).max(initial=0))  # a unit has few raters, however many there are
    first = np.argsort(~known, axis=0, kind="stable")[:most]
    held = np.take_along_axis(table, first, axis=0)
    position = np.where(np.isnan(held), np.nan, np.searchsorted(steps, held))
    pairs = identical = near = 0
    for a, b in combinations(position, 2):
        apart = np.abs(a - b)[~np.isnan(a + b)]
        pairs += int(apart.size)
        identical += int((apart == 0).sum())
        near += int((apart <= a_step).sum())
    return (identical / pairs, near / pairs, pairs) if pairs else (None, None, 0)
