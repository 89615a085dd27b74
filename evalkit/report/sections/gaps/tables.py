"""Tables of gaps: the indices by year, groups by themselves, groups two by two, and scores."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from evalkit.analysis.gaps import Gap, Gaps
from evalkit.model.measures import Entry
from evalkit.report.context import Context
from evalkit.report.model import Table
from evalkit.report.numbers import Figure, number
from evalkit.report.sections.gaps.facts import decimals_of
from evalkit.report.table import Cols, T, table

MOST_SOURCES = 4


def gaps_table(ctx: Context, gaps: Gaps) -> Table:
    """Gini with its three parts, Theil and the coefficient of variation, a row a year."""
    columns: Cols[Gap] = (ctx.col("year", lambda g: str(g.year)), *_indices(ctx, lambda g: g))
    caption = ctx.label("gaps-table", n=len(gaps.compared), **_named(ctx, gaps))
    return replace(table(caption, gaps.years, columns), source=_source(ctx, gaps))


def _indices(ctx: Context, of: Callable[[T], Gap]) -> Cols[T]:
    """Columns of a row's indices."""
    return (
        ctx.col("#gini", lambda row: number(of(row).gini.total, 3)),
        ctx.col("#gini-within", lambda row: number(of(row).gini.within, 3)),
        ctx.col("#gini-between", lambda row: number(of(row).gini.between, 3)),
        ctx.col("#gini-overlap", lambda row: number(of(row).gini.overlap, 3)),
        ctx.col("#theil", lambda row: number(of(row).theil.total, 3)),
        ctx.col("#theil-between", lambda row: number(of(row).theil.between, 3)),
        ctx.col("#variation", lambda row: number(of(row).variation, 3)),
    )


def _named(ctx: Context, gaps: Gaps) -> dict[str, str]:
    """Titles of what is compared and of the facet, as a caption takes them."""
    facet = ctx.say(ctx.rubric.facets[gaps.facet].title)
    inside = ctx.grammar.inside
    return {"title": inside(ctx.title(gaps.ref)), "facet": inside(facet)}


def scores_table(ctx: Context, found: Sequence[Gaps]) -> Table:
    """Indices of scores by one facet, a row a node; of gaps that have a year."""
    columns: Cols[Gaps] = (
        ctx.col("gaps-score", lambda g: ctx.with_code(g.ref)),
        ctx.col("#n-plans", lambda g: number(len(g.compared))),
        ctx.col("#gaps-mean", lambda g: ctx.score(g.years[-1].mean)),
        *_indices(ctx, lambda g: g.years[-1]),
    )
    facet = _named(ctx, found[0])["facet"]
    return table(ctx.label("gaps-scores", facet=facet), found, columns)


def groups_table(ctx: Context, gaps: Gaps) -> Table:
    """Groups of the last year: how many, mean, how unequal they are inside; highest mean first."""
    labels, last = ctx.rubric.facets[gaps.facet].values, gaps.years[-1]
    columns: Cols[tuple[str, int, float]] = (
        ctx.col("group", lambda g: ctx.say(labels[g[0]])),
        ctx.col("#n-plans" if gaps.of == "score" else "#n-regions", lambda g: number(g[1])),
        ctx.col("#gaps-mean", lambda g: figure(ctx, gaps, g[2])),
        ctx.col("#gini-inside", lambda g: number(last.gini.inside[g[0]], 3)),
    )
    rows = sorted(last.groups, key=lambda g: -g[2])
    return table(_of_year(ctx, gaps, "gaps-groups"), rows, columns)


def pairs_table(ctx: Context, gaps: Gaps) -> Table:
    """Groups of the last year two by two, those furthest apart first."""
    labels, gini = ctx.rubric.facets[gaps.facet].values, gaps.years[-1].gini
    columns: Cols[tuple[str, str]] = (
        ctx.col("gaps-higher", lambda pair: ctx.say(labels[max(pair, key=lambda g: mean[g])])),
        ctx.col("gaps-lower", lambda pair: ctx.say(labels[min(pair[::-1], key=lambda g: mean[g])])),
        ctx.col("#gini-across", lambda pair: number(gini.across[pair], 3)),
        ctx.col("#gini-distance", lambda pair: number(gini.economic[pair], 2)),
    )
    mean = {group: mean for group, _, mean in gaps.years[-1].groups}
    rows = sorted(gini.across, key=lambda pair: (-gini.across[pair], pair))
    return table(_of_year(ctx, gaps, "gaps-pairs"), rows, columns)


def _of_year(ctx: Context, gaps: Gaps, label: str) -> str:
    """A caption with the year, of scores without."""
    named = {**_named(ctx, gaps), "title": ctx.title(gaps.ref)}
    if gaps.of == "score":
        return ctx.label(f"{label}-scores", **named)
    return ctx.label(label, year=gaps.years[-1].year, **named)


def figure(ctx: Context, gaps: Gaps, value: float) -> Figure:
    """A value as what it is of is printed."""
    if gaps.of == "score":
        return ctx.score(value)
    return number(value, decimals_of(ctx, gaps))


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
