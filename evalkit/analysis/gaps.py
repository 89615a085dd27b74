"""How unequal regions are in what is measured, and plans in their scores, and how much of it lies
between groups of them.

In: values with a group each; an evaluation. Out: Gini and Theil with their parts, the coefficient
of variation, whether who started low has grown faster; or why that cannot be worked out.

Gini, G = ΣΣ|yᵢ − yⱼ| / (2n²μ), in three parts that add up to it: within groups, net between groups
and overlap of groups. Source: Dagum (1997), A new approach to the decomposition of the Gini income
inequality ratio, Empirical Economics 22, 515–531. Theil, T = (1/n) Σ (y/μ) ln(y/μ), with its part
between groups. Source: Theil (1967), Economics and Information Theory. Both count every region the
same, whatever its size. β: slope of growth a year, (ln y_T − ln y_0)/T, on ln y_0, by least
squares; below 0, who started low has grown faster. Source: Barro and Sala-i-Martin (1992),
Convergence, Journal of Political Economy 100, 223–251. How often chance alone would give a slope as
steep: Student's t with n − 2 degrees of freedom.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from evalkit.evaluation import Evaluation
from evalkit.model.case import when
from evalkit.model.measures import Entry
from evalkit.model.rubric import Pillar
from evalkit.scoring.aggregate import Array
from evalkit.scoring.correlation import chance_of_t
from evalkit.scoring.measurements import keys_of
from evalkit.scoring.normalise import scaled
from evalkit.scoring.tolerances import TOLERANCE

LEAST_GROUP = 2  # regions in a group, and such groups, without which nothing lies between groups
LEAST_SLOPE = 3  # regions, without which a slope has no error
NEARLY_ALL = 0.8  # of the regions of the fullest year: years with fewer are left out


@dataclass(frozen=True, slots=True)
class Dagum:
    """A Gini coefficient and the parts that add up to it; ``inside``, ``across``, ``economic``:
    Gini within each group, between any two, and how far their distance is one-sided (D, 0 to 1)."""

    total: float
    within: float
    between: float
    overlap: float
    inside: Mapping[str, float]
    across: Mapping[tuple[str, str], float]
    economic: Mapping[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Theil:
    """Theil's index, and the part of it that lies between groups."""

    total: float
    between: float


@dataclass(frozen=True, slots=True)
class Convergence:
    """Slope of growth a year on the logarithm of the first value, its standard error, over how many
    regions, and how often (0 to 1) chance alone would give a slope as steep, up or down."""

    slope: float
    error: float
    n: int
    chance: float


@dataclass(frozen=True, slots=True)
class Gap:
    """How unequal regions are in one year. ``groups``: (value of the facet, regions, mean);
    ``variation``: standard deviation over mean."""

    year: int
    mean: float
    groups: tuple[tuple[str, int, float], ...]
    gini: Dagum
    theil: Theil
    variation: float


@dataclass(frozen=True, slots=True)
class Gaps:
    """A measure, or a score, by a facet over the years, of the same regions or plans in every year.

    ``of``: what is compared: regions in a measure, plans (by case) in a score; ``compared``: who,
    ``groups`` the group of each, ``values`` their values by year in that order; ``ungrouped``: with
    values, but in no group or in several; ``unmeasured``: in a group, but without a value in some
    of the years; ``thin``: years left out because too few have a value; ``negative``, ``zero``:
    years of which an index says nothing, as a value lies below 0, or none above it. ``years`` is
    empty where nothing can be said, ``lack`` tells why.
    """

    ref: str
    of: Literal["measure", "score"]
    facet: str
    compared: tuple[str, ...]
    groups: tuple[str, ...]
    ungrouped: tuple[str, ...]
    unmeasured: tuple[str, ...]
    values: Mapping[int, tuple[float, ...]]
    thin: tuple[int, ...]
    negative: tuple[int, ...]
    zero: tuple[int, ...]
    years: tuple[Gap, ...]
    convergence: Convergence | None

    @property
    def lack(self) -> Literal["", "unknown", "groups", "negative", "zero"]:
        """Why there is no index for any year: nothing is known, those compared do not form two
        groups of two, a value lies below 0, or none above it."""
        if self.years:
            return ""
        if not (self.compared or self.ungrouped or self.unmeasured):
            return "unknown"
        if not _grouped(self.groups):
            return "groups"
        return "negative" if self.negative else "zero"

    @property
    def no_convergence(self) -> Literal["", "one-year", "few", "zero", "same"]:
        """Why there is no β: one year only, fewer than three, a value in the first or the last year
        that is not above 0, or one and the same start."""
        if self.convergence is not None:
            return ""
        if len(self.values) < 2:
            return "one-year"
        first, last = self.values[min(self.values)], self.values[max(self.values)]
        if len(first) < LEAST_SLOPE:
            return "few"
        return "zero" if min(*first, *last) <= 0 else "same"


@dataclass(frozen=True, slots=True)
class Behind:
    """Regions on the wrong side of the value that the framework names for a measure, of all ``n``
    measured in the latest year for which nearly all are; those level with it are not."""

    ref: str
    year: int
    n: int
    regions: tuple[str, ...]


def dagum(values: Sequence[float], groups: Sequence[str]) -> Dagum:
    """Gini in Dagum's three parts.

    Args:
        values: >= 0, with a mean above 0.
        groups: the group of each value.

    Raises:
        ValueError: no values, a negative one, or none above 0.
    """
    y = _checked(values)
    own = _parted(y, groups)
    n, mean = y.size, float(y.mean())
    share = {g: part.size / n for g, part in own.items()}
    held = {g: float(part.sum()) / (n * mean) for g, part in own.items()}
    inside = {
        g: _excess(part, part) / float(part.mean()) if part.any() else 0.0
        for g, part in own.items()
    }
    within = sum(inside[g] * share[g] * held[g] for g in own)
    between = overlap = 0.0
    across, economic = {}, {}
    for g, h in combinations(sorted(own), 2):
        up, down = _excess(own[g], own[h]), _excess(own[h], own[g])
        both, means = up + down, float(own[g].mean() + own[h].mean())
        across[g, h] = both / means if means else 0.0
        economic[g, h] = abs(up - down) / both if both else 0.0
        part = across[g, h] * (share[g] * held[h] + share[h] * held[g])
        between += part * economic[g, h]
        overlap += part * (1 - economic[g, h])
    return Dagum(_excess(y, y) / mean, within, between, overlap, inside, across, economic)


def theil(values: Sequence[float], groups: Sequence[str]) -> Theil:
    """Theil's index and its part between groups; ``values`` and ``groups`` as of :func:`dagum`."""
    y = _checked(values)
    mean = float(y.mean())
    own = _parted(y, groups).values()
    between = sum(part.size / y.size * _entropy(float(part.mean()) / mean) for part in own)
    return Theil(float(np.mean([_entropy(v / mean) for v in y.tolist()])), between)


def variation(values: Sequence[float]) -> float:
    """Coefficient of variation: standard deviation (of all, not of a sample) over the mean."""
    y = _checked(values)
    return float(y.std() / y.mean())


def convergence(first: Sequence[float], last: Sequence[float], years: int) -> Convergence | None:
    """Whether who started low has grown faster.

    Args:
        first, last: values of the same regions in the first and the last year, in one order.
        years: from the first to the last, > 0.

    Returns:
        None with fewer than three regions, a value that is not above 0, or one and the same start.
    """
    start, end = np.array(first, dtype=float), np.array(last, dtype=float)
    few = start.size < LEAST_SLOPE
    if few or (start <= 0).any() or (end <= 0).any() or np.ptp(np.log(start)) <= TOLERANCE:
        return None
    x, grown = np.log(start), (np.log(end) - np.log(start)) / years
    away = x - x.mean()
    spread = float((away**2).sum())
    slope = float((away * grown).sum()) / spread
    rest = grown - grown.mean() - slope * away
    error = math.sqrt(float((rest**2).sum()) / (start.size - 2) / spread)
    if error <= TOLERANCE * abs(slope):  # on a straight line but for rounding
        return Convergence(slope, error, start.size, 0.0)
    return Convergence(slope, error, start.size, chance_of_t(slope / error, start.size - 2))


def mean_of(values: Sequence[float] | Array) -> float:
    """Plain mean of at least one value, however large they are."""
    y, up = scaled(np.array(values, dtype=float))
    return float(np.ldexp(y.mean(), up))


def _checked(values: Sequence[float]) -> Array:
    """Values, by a power of two where they are so large or so small that their sums and squares
    would not exist: no index here depends on the unit."""
    y = np.array(values, dtype=float)
    if not y.size or not np.isfinite(y).all() or (y < 0).any() or not y.any():
        raise ValueError("values must be finite and at least 0, and not all 0")
    return scaled(y)[0]


def _parted(y: Array, groups: Sequence[str]) -> dict[str, Array]:
    names = np.array(groups)
    return {str(g): y[names == g] for g in dict.fromkeys(groups)}


def _excess(one: Array, other: Array) -> float:
    """Mean of max(a − b, 0) over all pairs of a value of each; in n log n, not pair by pair."""
    ordered = np.sort(other)
    below = np.searchsorted(ordered, one, side="right")
    sums = np.concatenate([[0.0], np.cumsum(ordered)])
    return float((below * one - sums[below]).sum()) / (one.size * other.size)


def _entropy(ratio: float) -> float:
    return ratio * math.log(ratio) if ratio > 0 else 0.0


@dataclass(frozen=True, slots=True)
class _Region:
    """A region, what it declares or is listed with, and its values by measure and year."""

    facets: Mapping[str, tuple[str, ...]]
    values: Mapping[str, Mapping[int, float]]


def gaps_of(evaluation: Evaluation) -> tuple[Gaps, ...]:
    """Every measure by every facet that puts a region into one group, in the rubric's order; a
    facet of the document says nothing of its region."""
    regions = _regions(evaluation)
    facets = [id for id, f in evaluation.rubric.facets.items() if not (f.many or f.document)]
    held = {name: own.facets for name, own in regions.items()}
    return tuple(
        _gaps(ref, "measure", facet, _series(regions, criterion.id), held)
        for ref, (criterion, _) in evaluation.rubric.measured.items()
        for facet in facets
    )


def score_gaps_of(evaluation: Evaluation) -> tuple[Gaps, ...]:
    """Scores of plans on the day of the evaluation: the total and the uppermost pillars, or the
    criteria of one that has no score, by every facet that puts a plan into one group; every case
    counts.

    Pillars that only measures score are left out where others are rated: what they are made of is
    compared itself.
    """
    listed = {row.region: row.facets for row in evaluation.listed}
    facets = {}
    for file in evaluation.files:
        known = next((listed[key] for key in keys_of(file.case) if key in listed), {})
        facets[file.case.case] = {**known, **file.case.facet_values()}
    single = [id for id, f in evaluation.rubric.facets.items() if not f.many]
    year = evaluation.as_of.year
    return tuple(
        _gaps(ref, "score", facet, {case: {year: value} for case, value in scores.items()}, facets)
        for ref, scores in _scores(evaluation).items()
        for facet in single
    )


def _scores(evaluation: Evaluation) -> dict[str, dict[str, float]]:
    """Ref → case → score, of what scores are compared on."""
    rubric = evaluation.rubric
    out = {"overall": evaluation.values("overall")} if rubric.has_total else {}
    for ref, above, node in rubric.walk():
        below = [own for own in rubric.rated if own.startswith(f"{ref}.")]
        if above or not isinstance(node, Pillar) or not (below or not rubric.rated):
            continue
        own = {ref: evaluation.values(ref)}
        out |= own if own[ref] else {ref: evaluation.values(ref) for ref in below}
    return {ref: scores for ref, scores in out.items() if scores}


def behind_of(evaluation: Evaluation) -> tuple[Behind, ...]:
    """Every measure for which the rubric names a benchmark and anything is known, held against
    it."""
    regions, out = _regions(evaluation), []
    for ref, (criterion, rule) in evaluation.rubric.measured.items():
        series = _series(regions, criterion.id)
        years = _full_years(series)
        if rule.benchmark is None or not years:
            continue
        values = {name: own[years[-1]] for name, own in series.items() if years[-1] in own}
        sign, mark = (1 if rule.better == "higher" else -1), rule.benchmark.value
        short = [name for name, v in values.items() if sign * (v - mark) < -TOLERANCE]
        short.sort(key=lambda name: sign * values[name])
        out.append(Behind(ref, years[-1], len(values), tuple(short)))
    return tuple(out)


def _full_years(series: Mapping[str, Mapping[int, float]]) -> list[int]:
    """Years for which nearly all regions have a value, of those that the fullest year has."""
    counted = Counter(year for own in series.values() for year in own)
    fullest = max(counted.values(), default=0)
    return sorted(year for year, n in counted.items() if n >= NEARLY_ALL * fullest)


def _regions(evaluation: Evaluation) -> dict[str, _Region]:
    """Every region once: of successive plans the latest speaks, and what a case declares wins over
    what a table lists."""
    listed = {row.region: row.facets for row in evaluation.listed}
    out: dict[str, _Region] = {}
    values: dict[str, dict[str, dict[int, float]]] = {}
    for series in evaluation.others:
        own = _until(evaluation, series.entries)
        values.setdefault(series.region, {})[series.measure] = own
    for region, held in values.items():
        out[region] = _Region(listed.get(region, {}), held)
    rules = {criterion.id: rule for criterion, rule in evaluation.rubric.measured.values()}
    for file in sorted(evaluation.files, key=lambda f: when(f.case)):
        keys = keys_of(file.case)
        known = next((listed[key] for key in keys if key in listed), {})
        held = {}
        for id, rule in rules.items():
            if (measured := evaluation.measured_of.get((file.case.case, id))) is not None:
                kept = [entry for entry in measured.series if rule.takes(entry.unit)]
                held[id] = _until(evaluation, kept)
        out[keys[0]] = _Region({**known, **file.case.facet_values()}, held)
    return dict(sorted(out.items()))


def _until(evaluation: Evaluation, entries: Sequence[Entry]) -> dict[int, float]:
    """Values by year, of years not after the day of the evaluation."""
    return {entry.year: entry.value for entry in entries if entry.year <= evaluation.as_of.year}


def _series(regions: Mapping[str, _Region], measure: str) -> dict[str, Mapping[int, float]]:
    """Region → values by year, of those that have any."""
    series = {name: own.values.get(measure, {}) for name, own in regions.items()}
    return {name: own for name, own in series.items() if own}


def _gaps(
    ref: str,
    of: Literal["measure", "score"],
    facet: str,
    series: Mapping[str, Mapping[int, float]],
    facets: Mapping[str, Mapping[str, Sequence[str]]],
) -> Gaps:
    group = {
        name: facets[name][facet][0] for name in series if len(facets[name].get(facet, ())) == 1
    }
    known = {year for name in group for year in series[name]}
    years = _full_years({name: series[name] for name in group})
    kept = tuple(name for name in group if all(year in series[name] for year in years))
    held = {*kept}
    groups = tuple(group[name] for name in kept)
    values = {year: tuple(series[name][year] for name in kept) for year in years if kept}
    negative = tuple(year for year, own in values.items() if min(own) < 0)
    zero = tuple(year for year, own in values.items() if min(own) >= 0 and not any(own))
    told = [year for year in values if _grouped(groups) and year not in {*negative, *zero}]
    slope = None
    if len(years) > 1 and _grouped(groups):
        slope = convergence(values[years[0]], values[years[-1]], years[-1] - years[0])
    return Gaps(
        ref=ref,
        of=of,
        facet=facet,
        compared=kept,
        groups=groups,
        ungrouped=tuple(name for name in series if name not in group),
        unmeasured=tuple(name for name in group if name not in held),
        values=values,
        thin=tuple(sorted(known - {*years})),
        negative=negative,
        zero=zero,
        years=tuple(_gap(year, values[year], groups) for year in told),
        convergence=slope,
    )


def _grouped(groups: Sequence[str]) -> bool:
    """Whether there are enough groups with enough in them for something to lie between them."""
    return sum(n >= LEAST_GROUP for n in Counter(groups).values()) >= LEAST_GROUP


def _gap(year: int, values: Sequence[float], groups: Sequence[str]) -> Gap:
    own = _parted(np.array(values), groups)
    means = tuple((g, part.size, mean_of(part)) for g, part in sorted(own.items()))
    parts = (dagum(values, groups), theil(values, groups), variation(values))
    return Gap(year, mean_of(values), means, *parts)
