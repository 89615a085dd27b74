"""Gaps between regions in what is measured: whether they narrow, and how much of them lies between
groups of regions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from evalkit.analysis.gaps import Gap, Gaps
from evalkit.model.measures import Entry
from evalkit.model.rubric import Measure
from evalkit.report.context import Context
from evalkit.report.framework import place_in_words
from evalkit.report.model import Block, Bullets, Paragraph, Table, runs
from evalkit.report.numbers import number
from evalkit.report.table import Cols, table
from evalkit.scoring.tolerances import TOLERANCE

STILL = 0.02  # an index that moved by less than this share of itself has hardly changed
LITTLE = 0.1  # by less than this: a little
MOST_SOURCES = 4
CLEAR = 2.0  # standard errors that a slope lies from 0 before chance is left out of account


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
class MeansFact:
    """Plain means of the groups in the last year, and in the first where there is one: (label, how
    many regions, last, first), highest first.

    ``apart``: highest less lowest in the last year; ``apart_before``: the same two in the first;
    ``in_points``: whether that is in percentage points.
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


@dataclass(frozen=True, slots=True)
class SlopeFact:
    """Whether who started low has grown faster: ``caught``; ``clear``: more than chance would
    give."""

    first: int
    last: int
    slope: float
    error: float
    caught: bool
    clear: bool


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
    """Why nothing is said. ``why``: few | groups; ``n`` regions are compared, ``least`` would
    do."""

    title: str
    why: str
    n: int
    least: int


@dataclass(frozen=True, slots=True)
class LeftOutFact:
    """Regions that are not compared: in no one group, and without a value in some year."""

    facet: str
    ungrouped: tuple[str, ...]
    unmeasured: tuple[str, ...]


def portfolio(ctx: Context) -> tuple[Block, ...]:
    """Gaps in each measure of which the framework speaks, else in the first that can be compared;
    why there are none, where too little is known; nothing where nothing is measured."""
    best = _by_measure(ctx)
    spoken = [ref for ref in best if _rule(ctx, ref).benchmark or _rule(ctx, ref).gap]
    known = [ref for ref, gaps in best.items() if lack_fact(ctx, gaps) is None]
    shown = spoken or known[:1] or [*best][:1]
    return tuple(block for ref in shown for block in _of_measure(ctx, best[ref]))


def _by_measure(ctx: Context) -> dict[str, Gaps]:
    """Ref → its gaps by the facet that takes in most regions, of measures of which anything is
    known."""
    best: dict[str, Gaps] = {}
    for gaps in ctx.results.gaps:
        held = best.get(gaps.ref)
        if held is None or _taken_in(gaps) > _taken_in(held):
            best[gaps.ref] = gaps
    return {ref: g for ref, g in best.items() if g.regions or g.ungrouped or g.unmeasured}


def _taken_in(gaps: Gaps) -> int:
    return len(gaps.regions) if gaps.years else 0


def _of_measure(ctx: Context, gaps: Gaps) -> Iterator[Block]:
    """What is said of one measure: a sentence, what bears on it, a table."""
    words, remark = ctx.words.gaps, _rule(ctx, gaps.ref).gap
    lack, behind = lack_fact(ctx, gaps), behind_fact(ctx, gaps.ref)
    lead = words.compared(gap_fact(ctx, gaps)) if lack is None else words.lack(lack)
    if remark is not None:
        said = words.remark(
            RemarkFact(ctx.say(remark.note), place_in_words(ctx.words, remark.at or ""))
        )
        lead = runs(lead, ctx.grammar.gap, said)
    yield Paragraph(lead)
    items = []
    if lack is None:
        slope = slope_fact(gaps)
        items.append(words.means(means_fact(ctx, gaps)))
        items += [words.slope(slope)] if slope is not None else []
    items += [words.behind(behind)] if behind is not None else []
    if items:
        yield Bullets(tuple(items))
    if lack is None:
        yield gaps_table(ctx, gaps)
        if gaps.ungrouped or gaps.unmeasured:
            yield Paragraph(words.left_out(left_out_fact(ctx, gaps)))
        yield ctx.note("gaps-note")


def lack_fact(ctx: Context, gaps: Gaps) -> LackFact | None:
    """Why nothing is said of a measure; None where enough is known."""
    least, n = ctx.rubric.method.least_sample, len(gaps.regions)
    why = "few" if n < least else "" if gaps.years else "groups"
    return LackFact(ctx.titles[gaps.ref], why, n, least) if why else None


def gap_fact(ctx: Context, gaps: Gaps) -> GapFact:
    """How unequal regions are, and what of it lies between groups; of gaps that have a year."""
    first, last = gaps.years[0], gaps.years[-1]
    whole = moved(first.gini.total, last.gini.total)
    between = moved(first.gini.between, last.gini.between)
    return GapFact(
        title=ctx.titles[gaps.ref],
        facet=ctx.say(ctx.rubric.facets[gaps.facet].title),
        n=len(gaps.regions),
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
    rule, first, last = _rule(ctx, gaps.ref), gaps.years[0], gaps.years[-1]
    labels = ctx.rubric.facets[gaps.facet].values
    before = {g: mean for g, _, mean in first.groups} if first is not last else {}
    order, unit = sorted(last.groups, key=lambda g: -g[2]), ctx.say(rule.unit)
    high, low = order[0], order[-1]
    return MeansFact(
        title=ctx.titles[gaps.ref],
        unit=unit,
        decimals=rule.decimals,
        last=last.year,
        first=first.year if before else None,
        groups=tuple((ctx.say(labels[g]), n, mean, before.get(g)) for g, n, mean in order),
        apart=high[2] - low[2],
        apart_before=before[high[0]] - before[low[0]] if before else None,
        in_points=unit.startswith("%"),
    )


def slope_fact(gaps: Gaps) -> SlopeFact | None:
    """Whether who started low has grown faster; None where that cannot be worked out."""
    if gaps.convergence is None:
        return None
    slope, error = gaps.convergence.slope, gaps.convergence.error
    clear, years = abs(slope) > CLEAR * error, gaps.years
    return SlopeFact(years[0].year, years[-1].year, slope, error, slope < 0, clear)


def behind_fact(ctx: Context, ref: str) -> BehindFact | None:
    """Who stands worse than a value that the framework names, furthest first; None without one."""
    behind = next((b for b in ctx.results.behind if b.ref == ref), None)
    rule = _rule(ctx, ref)
    if behind is None or rule.benchmark is None:
        return None
    return BehindFact(
        title=ctx.titles[ref],
        unit=ctx.say(rule.unit),
        decimals=rule.decimals,
        value=rule.benchmark.value,
        of=rule.benchmark.year,
        note=ctx.say(rule.benchmark.note),
        at=place_in_words(ctx.words, rule.benchmark.at or ""),
        year=behind.year,
        n=behind.n,
        below=rule.better == "higher",
        regions=_names(ctx, behind.regions),
    )


def left_out_fact(ctx: Context, gaps: Gaps) -> LeftOutFact:
    """Which regions are not compared."""
    facet = ctx.say(ctx.rubric.facets[gaps.facet].title)
    return LeftOutFact(facet, _names(ctx, gaps.ungrouped), _names(ctx, gaps.unmeasured))


def _names(ctx: Context, regions: Sequence[str]) -> tuple[str, ...]:
    """Names of regions as they stand side by side, without their kind where all stay different."""
    known = ctx.evaluation.names(ctx.lang)
    names = [known.get(region, region) for region in regions]
    short = [ctx.grammar.without_kind(name) for name in names]
    return tuple(short if len({*short}) == len(names) else names)


def gaps_table(ctx: Context, gaps: Gaps) -> Table:
    """Gini with its three parts, Theil and the coefficient of variation, a row a year."""
    columns: Cols[Gap] = (
        ctx.col("year", lambda g: str(g.year)),
        ctx.col("#gini", lambda g: number(g.gini.total, 3)),
        ctx.col("#gini-within", lambda g: number(g.gini.within, 3)),
        ctx.col("#gini-between", lambda g: number(g.gini.between, 3)),
        ctx.col("#gini-overlap", lambda g: number(g.gini.overlap, 3)),
        ctx.col("#theil", lambda g: number(g.theil.total, 3)),
        ctx.col("#theil-between", lambda g: number(g.theil.between, 3)),
        ctx.col("#variation", lambda g: number(g.variation, 3)),
    )
    facet = ctx.grammar.inside(ctx.say(ctx.rubric.facets[gaps.facet].title))
    title, n = ctx.grammar.inside(ctx.titles[gaps.ref]), len(gaps.regions)
    caption = ctx.label("gaps-table", title=title, facet=facet, n=n)
    return replace(table(caption, gaps.years, columns), source=_source(ctx, gaps))


def _source(ctx: Context, gaps: Gaps) -> str:
    """Where the values come from; of the first and the last year only, where years differ."""
    id = ctx.rubric.measured[gaps.ref][0].id
    series = [own.entries for own in ctx.evaluation.others if own.measure == id]
    series += [own.series for own in ctx.evaluation.measured if own.criterion == id]
    entries = [entry for own in series for entry in own if entry.said(ctx.lang)]
    years = [gap.year for gap in gaps.years]
    said = _said_in(ctx, entries, years)
    ends = _said_in(ctx, entries, [years[0], years[-1]])
    label = ctx.labels["source" if said == ends else "source-ends"]
    shown = ctx.grammar.joined(ends, ctx.grammar.semicolon)
    if len(ends) > MOST_SOURCES:
        shown = ctx.grammar.first_of(ends, MOST_SOURCES)
    return ctx.after(label, shown) if ends else ""


def _said_in(ctx: Context, entries: Iterable[Entry], years: Sequence[int]) -> list[str]:
    """The sources of the values of some years, oldest first."""
    held = sorted((entry.year, entry.said(ctx.lang)) for entry in entries if entry.year in years)
    return [*dict.fromkeys(source for _, source in held)]


def _rule(ctx: Context, ref: str) -> Measure:
    return ctx.rubric.measured[ref][1]
