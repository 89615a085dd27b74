"""What sentences on gaps state: whether they narrow, how much of them lies between groups, and what
cannot be said, and why."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from evalkit.analysis.gaps import Gaps, mean_of
from evalkit.model.rubric import Measure
from evalkit.report.context import Context
from evalkit.report.framework import place_in_words
from evalkit.scoring.tolerances import TOLERANCE

STILL = 0.02  # an index that moved by less than this share of itself has hardly changed
LITTLE = 0.1  # by less than this: a little
SEEN = 0.001  # a change of an index that shows in its three digits
DIGITS = 3  # of a value so small that the rubric's decimals would not show two
CLEAR = 0.05  # how often chance may give a slope as steep before it is left out of account


@dataclass(frozen=True, slots=True)
class Moved:
    """An index in the first and the last year. ``way``: narrowed | widened | still; ``little``:
    by no more than a tenth."""

    first: float
    last: float
    way: str
    little: bool


@dataclass(frozen=True, slots=True)
class GapFact:
    """How unequal regions are in a measure, and how much of it lies between groups.

    ``first`` is None with one year. ``share``: of the whole in the last year that lies between
    groups; ``apart``: whether the part between groups went another way than the whole.
    """

    title: str
    facet: str
    n: int
    first: int | None
    last: int
    whole: Moved
    between: Moved
    share: float
    apart: bool


@dataclass(frozen=True, slots=True)
class ScoreGapFact:
    """How unequal plans are in a score, and which share of that lies between groups; ``alike``:
    all have the same."""

    title: str
    facet: str
    n: int
    whole: float
    share: float
    alike: bool


@dataclass(frozen=True, slots=True)
class MeansFact:
    """Plain means of the groups in the last year, and in the first where there is one: (label, how
    many regions, last, first), highest first.

    ``apart``: highest less lowest in the last year; ``apart_before``: highest less lowest in the
    first, whichever they were then; ``ends_before``: their labels, where they were not the same
    two; ``in_points``: whether that is in percentage points.
    """

    title: str
    unit: str
    decimals: int
    last: int
    first: int | None
    groups: tuple[tuple[str, int, float, float | None], ...]
    apart: float
    apart_before: float | None
    in_points: bool
    ends_before: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class SlopeFact:
    """Whether who started low has grown faster on average: ``caught``; ``clear``: by more than
    chance would give."""

    first: int
    last: int
    slope: float
    error: float
    caught: bool
    clear: bool


@dataclass(frozen=True, slots=True)
class NoSlopeFact:
    """Why there is no slope. ``why``: one-year | few | zero | same."""

    title: str
    why: str


@dataclass(frozen=True, slots=True)
class VariationFact:
    """How the coefficient of variation went; ``each``: the same way in every year, as printed, None
    where there are but two or it hardly changed; ``beyond``: a year between the first and the last
    with a value well outside of both, and that value."""

    first: int
    last: int
    moved: Moved
    each: bool | None
    beyond: tuple[int, float] | None = None


@dataclass(frozen=True, slots=True)
class BehindFact:
    """Regions that stand worse than a value that the framework names. ``below``: whether worse is
    lower."""

    title: str
    unit: str
    decimals: int
    value: float
    of: int | None
    note: str
    at: str
    year: int
    n: int
    below: bool
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RemarkFact:
    """What the framework says of gaps in a measure, and where."""

    note: str
    at: str


@dataclass(frozen=True, slots=True)
class LackFact:
    """Why nothing is said. ``why``: few | groups | negative | zero | unknown; ``n`` regions are
    compared, ``least`` would do. ``scores``: it is plans that are, in a score. ``year``: the one
    that is compared, None where there are several."""

    title: str
    facet: str
    why: str
    n: int
    least: int
    scores: bool = False
    year: int | None = None


@dataclass(frozen=True, slots=True)
class LeftOutFact:
    """Regions, or plans, that are not compared: in no one group, and without a value in some
    year, or in ``year`` where it is the only one."""

    facet: str
    ungrouped: tuple[str, ...]
    unmeasured: tuple[str, ...]
    scores: bool = False
    year: int | None = None


@dataclass(frozen=True, slots=True)
class YearsFact:
    """Years of which nothing is said, as too few regions have a value, a value lies below 0, or
    none above it."""

    thin: tuple[int, ...]
    negative: tuple[int, ...]
    zero: tuple[int, ...]


def lack_fact(ctx: Context, gaps: Gaps) -> LackFact | None:
    """Why a report says nothing of a measure; None where enough is known."""
    why = "few" if len(gaps.compared) < ctx.rubric.method.least_sample else gaps.lack
    return _lack(ctx, gaps, why) if why else None


def no_index(ctx: Context, gaps: Gaps) -> LackFact | None:
    """Why there is no index for any year; None where there is one."""
    return _lack(ctx, gaps, gaps.lack) if gaps.lack else None


def _lack(ctx: Context, gaps: Gaps, why: str) -> LackFact:
    facet = ctx.say(ctx.rubric.facets[gaps.facet].title)
    n, least = len(gaps.compared), ctx.rubric.method.least_sample
    year = _only_year(gaps)
    return LackFact(ctx.title(gaps.ref), facet, why, n, least, gaps.of == "score", year)


def _only_year(gaps: Gaps) -> int | None:
    return next(iter(gaps.values)) if len(gaps.values) == 1 else None


def gap_fact(ctx: Context, gaps: Gaps) -> GapFact:
    """How unequal regions are, and what of it lies between groups; of gaps that have a year."""
    first, last = gaps.years[0], gaps.years[-1]
    whole = moved(first.gini.total, last.gini.total)
    between = moved(first.gini.between, last.gini.between)
    return GapFact(
        title=ctx.titles[gaps.ref],
        facet=ctx.say(ctx.rubric.facets[gaps.facet].title),
        n=len(gaps.compared),
        first=first.year if first is not last else None,
        last=last.year,
        whole=whole,
        between=between,
        share=last.gini.between / last.gini.total if last.gini.total else 0.0,
        apart=whole.way != between.way,
    )


def moved(first: float, last: float) -> Moved:
    """How an index went."""
    by = (last - first) / first if first > TOLERANCE else 0.0 if last <= TOLERANCE else 1.0
    way = "still" if abs(by) < STILL else "narrowed" if by < 0 else "widened"
    return Moved(first, last, way, abs(by) < LITTLE)


def means_fact(ctx: Context, gaps: Gaps) -> MeansFact:
    """The groups' means in the last year, beside the first."""
    rule, first, last = rule_of(ctx, gaps.ref), gaps.years[0], gaps.years[-1]
    labels = ctx.rubric.facets[gaps.facet].values
    before = {g: mean for g, _, mean in first.groups} if first is not last else {}
    order, unit = sorted(last.groups, key=lambda g: -g[2]), ctx.say(rule.unit)
    high, low = order[0][0], order[-1][0]
    was_high = max(before, key=lambda g: (before[g], g == high), default=high)
    was_low = min(before, key=lambda g: (before[g], g != low), default=low)
    ends = (ctx.say(labels[was_high]), ctx.say(labels[was_low]))
    return MeansFact(
        title=ctx.titles[gaps.ref],
        unit=unit,
        decimals=decimals_of(ctx, gaps),
        last=last.year,
        first=first.year if before else None,
        groups=tuple((ctx.say(labels[g]), n, mean, before.get(g)) for g, n, mean in order),
        apart=order[0][2] - order[-1][2],
        apart_before=before[was_high] - before[was_low] if before else None,
        in_points=unit.startswith("%"),
        ends_before=ends if (was_high, was_low) != (high, low) else None,
    )


def score_gap_fact(ctx: Context, gaps: Gaps) -> ScoreGapFact:
    """How unequal plans are in a score; of gaps that have a year."""
    gini = gaps.years[-1].gini
    return ScoreGapFact(
        title=ctx.title(gaps.ref),
        facet=ctx.say(ctx.rubric.facets[gaps.facet].title),
        n=len(gaps.compared),
        whole=gini.total,
        share=gini.between / gini.total if gini.total > TOLERANCE else 0.0,
        alike=gini.total <= TOLERANCE,
    )


def slope_fact(gaps: Gaps) -> SlopeFact | None:
    """Whether who started low has grown faster; None where that cannot be worked out."""
    found = gaps.convergence
    if found is None:
        return None
    first, last = min(gaps.values), max(gaps.values)
    clear = found.chance < CLEAR
    return SlopeFact(first, last, found.slope, found.error, found.slope < 0, clear)


def variation_fact(gaps: Gaps) -> VariationFact | None:
    """How the coefficient of variation went; None with one year."""
    if len(gaps.years) < 2:
        return None
    first, last = gaps.years[0], gaps.years[-1]
    went = moved(first.variation, last.variation)
    steps = [b.variation - a.variation for a, b in pairwise(gaps.years)]
    sign = 1 if went.way == "widened" else -1
    low, high = sorted((first.variation, last.variation))
    outside = {g.year: max(low - g.variation, g.variation - high) for g in gaps.years}
    year = max(outside, key=lambda year: outside[year])
    if outside[year] > LITTLE * high:
        value = next(g.variation for g in gaps.years if g.year == year)
        return VariationFact(first.year, last.year, went, None, (year, value))
    told = len(steps) > 1 and went.way != "still"
    each = all(sign * step >= SEEN for step in steps) if told else None
    return VariationFact(first.year, last.year, went, each)


def behind_fact(ctx: Context, ref: str) -> BehindFact | None:
    """Who stands worse than a value that the framework names, furthest first; None without one."""
    behind = next((b for b in ctx.results.behind if b.ref == ref), None)
    rule = rule_of(ctx, ref)
    if behind is None or rule.benchmark is None:
        return None
    return BehindFact(
        title=ctx.titles[ref],
        unit=ctx.say(rule.unit),
        decimals=_decimals(rule.decimals, rule.benchmark.value),
        value=rule.benchmark.value,
        of=rule.benchmark.year,
        note=ctx.say(rule.benchmark.note),
        at=place_in_words(ctx.words, rule.benchmark.at or ""),
        year=behind.year,
        n=behind.n,
        below=rule.better == "higher",
        regions=_names(ctx, behind.regions),
    )


def left_out_fact(ctx: Context, gaps: Gaps) -> LeftOutFact | None:
    """Who is not compared; None where all are."""
    if not (gaps.ungrouped or gaps.unmeasured):
        return None
    facet = ctx.say(ctx.rubric.facets[gaps.facet].title)
    ungrouped, unmeasured = (names_of(ctx, gaps, own) for own in (gaps.ungrouped, gaps.unmeasured))
    return LeftOutFact(facet, ungrouped, unmeasured, gaps.of == "score", _only_year(gaps))


def years_fact(gaps: Gaps) -> YearsFact | None:
    """Years of which nothing is said; None where there are none. Where one reason holds for every
    year, that there is no index has told it."""
    alone = not gaps.years and not (gaps.negative and gaps.zero)
    negative, zero = ((), ()) if alone else (gaps.negative, gaps.zero)
    return YearsFact(gaps.thin, negative, zero) if gaps.thin or negative or zero else None


def names_of(ctx: Context, gaps: Gaps, who: Sequence[str]) -> tuple[str, ...]:
    """Names of those that are compared or left out."""
    if gaps.of == "score":
        names = dict(zip(cases := ctx.evaluation.cases, ctx.short_regions(cases), strict=True))
        return tuple(names[case] for case in who)
    return _names(ctx, who)


def _names(ctx: Context, regions: Sequence[str]) -> tuple[str, ...]:
    """Names of regions as they stand side by side, without their kind where all stay different."""
    known = ctx.evaluation.names(ctx.lang)
    names = [known.get(region, region) for region in regions]
    short = [ctx.grammar.without_kind(name) for name in names]
    return tuple(short if len({*short}) == len(names) else names)


def decimals_of(ctx: Context, gaps: Gaps) -> int:
    """Decimals of the values of a measure: those of the rubric, more where they would not show two
    digits of the mean of a year, by sign apart."""
    largest = max((mean_of([*map(abs, own)]) for own in gaps.values.values()), default=0.0)
    return _decimals(rule_of(ctx, gaps.ref).decimals, largest)


def _decimals(stated: int, value: float) -> int:
    if value == 0 or abs(value) >= 10.0 ** min(0, 1 - stated):
        return stated
    return DIGITS - 1 - math.floor(math.log10(abs(value)))


def is_prepared(ctx: Context, gaps: Gaps) -> bool:
    """Whether the rubric scores a measure by other values than those measured, which are the ones
    compared."""
    if gaps.of == "score":
        return False
    rules, (criterion, rule) = ctx.rubric.prepare, ctx.rubric.measured[gaps.ref]
    treated = rules.outliers is not None and rule.outliers is None
    return rules.divided_by(criterion.id) is not None or rules.impute is not None or treated


def rule_of(ctx: Context, ref: str) -> Measure:
    """How a measure is scored, by its ref."""
    return ctx.rubric.measured[ref][1]
