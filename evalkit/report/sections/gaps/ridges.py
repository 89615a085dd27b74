"""Pictures of gaps: how the values of regions are spread, a row a year or a group, with a tick for
each region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evalkit.analysis.density import bandwidth, density
from evalkit.analysis.gaps import Gaps, mean_of
from evalkit.report import charts
from evalkit.report.charts import Axis, Ridge, Tick
from evalkit.report.context import Context
from evalkit.report.model import Chart
from evalkit.report.numbers import number
from evalkit.report.sections.gaps.facts import decimals_of, names_of, rule_of
from evalkit.report.sections.gaps.tables import figure
from evalkit.scoring.measurements import keys_of

MOST = 8  # rows; of more years the first, the last, and years evenly between are drawn
LEAST_HALVES = 4  # regions, without which there is no middle half
PLACES = 200  # at which a curve is worked out
REACH = 2.5  # bandwidths that a curve runs on beyond the outermost value


@dataclass(frozen=True, slots=True)
class RidgesFact:
    """Between which values the middle half of ``n`` regions lies in the first and the last year;
    None where there are too few for halves."""

    title: str
    unit: str
    decimals: int
    n: int
    first: int
    last: int
    halves: tuple[tuple[float, float], tuple[float, float]] | None


@dataclass(frozen=True, slots=True)
class _Row:
    """A row before it is drawn; ``who``: as the analysis calls them."""

    name: str
    who: tuple[str, ...]
    values: tuple[float, ...]
    figures: tuple[str, ...]
    own: bool


def of_years(ctx: Context, gaps: Gaps, case: str = "") -> tuple[Chart, ...]:
    """A row a year, the last set off; none with one year. ``case``: whose region is named."""
    if len(gaps.values) < 2 or len(gaps.compared) < 2 or not charts.available():
        return ()
    ginis = {gap.year: number(gap.gini.total, 3).text() for gap in gaps.years}
    shown = _evenly([*gaps.values])
    rows = [
        _Row(
            str(year),
            gaps.compared,
            gaps.values[year],
            (_mean(ctx, gaps, gaps.values[year]), ginis.get(year, "—")),
            year == shown[-1],
        )
        for year in shown
    ]
    axis = _axis(ctx, gaps, rows)
    drawn = [_ridge(ctx, gaps, row, axis, case) for row in rows]
    caption = ctx.caption(ctx.words.gaps.ridges(_fact(ctx, gaps, shown)))
    heads = (ctx.labels["gaps-mean"], ctx.labels["gini"])
    alt = ctx.described(ctx.label("c-ridges", title=ctx.title(gaps.ref)), [r.said for r in drawn])
    return (charts.ridges(f"c-ridges-{_id(gaps)}", caption, alt, drawn, axis, heads),)


def of_groups(ctx: Context, gaps: Gaps, case: str = "") -> tuple[Chart, ...]:
    """A row a group of the last year, highest mean first; none where there are no two groups.
    ``case``: who is named."""
    if not gaps.years or not charts.available():
        return ()
    last, labels = gaps.years[-1], ctx.rubric.facets[gaps.facet].values
    values = dict(zip(gaps.compared, gaps.values[last.year], strict=True))
    rows = []
    for group, n, _ in sorted(last.groups, key=lambda g: -g[2]):
        who = tuple(w for w, g in zip(gaps.compared, gaps.groups, strict=True) if g == group)
        held = tuple(values[w] for w in who)
        figures = (_mean(ctx, gaps, held), str(n))
        rows.append(_Row(ctx.say(labels[group]), who, held, figures, True))
    axis = _axis(ctx, gaps, rows)
    drawn = [_ridge(ctx, gaps, row, axis, case) for row in rows]
    named = {
        "title": ctx.title(gaps.ref),
        "facet": ctx.grammar.inside(ctx.say(ctx.rubric.facets[gaps.facet].title)),
        "year": last.year,
    }
    score = gaps.of == "score"
    caption = ctx.label("ridges-scores" if score else "ridges-groups", **named)
    heads = (ctx.labels["gaps-mean"], ctx.labels["n-plans" if score else "n-regions"])
    alt = ctx.described(ctx.label("c-ridges", title=ctx.title(gaps.ref)), [r.said for r in drawn])
    id = f"c-ridges-{_id(gaps)}-{gaps.facet}"
    return (charts.ridges(id, caption, alt, drawn, axis, heads),)


def _id(gaps: Gaps) -> str:
    return gaps.ref.replace(".", "-")


def _evenly(years: Sequence[int]) -> list[int]:
    """Up to ``MOST`` of the years, the first and the last among them."""
    if len(years) <= MOST:
        return [*years]
    return [years[round(n * (len(years) - 1) / (MOST - 1))] for n in range(MOST)]


def _mean(ctx: Context, gaps: Gaps, values: Sequence[float]) -> str:
    return figure(ctx, gaps, mean_of(values)).text()


def _shown(ctx: Context, gaps: Gaps, values: Sequence[float]) -> list[float]:
    """Values in what an axis counts."""
    return [*map(ctx.units.shown, values)] if gaps.of == "score" else [*values]


def _axis(ctx: Context, gaps: Gaps, rows: Sequence[_Row]) -> Axis:
    """An axis with room for the ends of the curves; not below 0 where nothing lies there, nor
    beyond what a score can be."""
    low = least = np.inf
    high = most = -np.inf
    for row in rows:
        values = _shown(ctx, gaps, row.values)
        reach = REACH * (bandwidth(values) or 0.05 * (max(values) - min(values)))
        low, high = min(low, min(values) - reach), max(high, max(values) + reach)
        least, most = min(least, *values), max(most, *values)
    title = ctx.title(gaps.ref)
    if gaps.of == "score":
        floor, top = float(ctx.units.low), float(ctx.units.high)
        low = max(low, floor) if least >= floor else low
        high = min(high, top) if most <= top else high
    else:
        low = max(low, 0.0) if least >= 0 else low
        unit = ctx.say(rule_of(ctx, gaps.ref).unit)
        title += ctx.aside(unit) if unit else ""
    if high <= low:
        low, high = low - 0.5, high + 0.5
    return Axis(title, float(low), float(high), ctx.units)


def _ridge(ctx: Context, gaps: Gaps, row: _Row, axis: Axis, case: str) -> Ridge:
    """A row as it is drawn."""
    values = _shown(ctx, gaps, row.values)
    printed = [figure(ctx, gaps, value).text() for value in row.values]
    names = dict(zip(gaps.compared, names_of(ctx, gaps, gaps.compared), strict=True))
    spoken = _spoken(ctx, gaps, case)
    ticks = []
    for who, value, text in zip(row.who, values, printed, strict=True):
        own, called = who in spoken, f"{names[who]} {text}"
        ticks.append(Tick(value, f"{row.name}: {called}", own, called if own else ""))
    width = bandwidth(values)
    curve: tuple[tuple[float, float], ...] = ()
    if width is not None:
        ends_at = min(values) - REACH * width, max(values) + REACH * width
        at = np.linspace(max(axis.low, ends_at[0]), min(axis.high, ends_at[1]), PLACES)
        curve = tuple(zip(at.tolist(), density(values, at, width).tolist(), strict=True))
    ends = sorted(zip(values, printed, row.who, strict=True))
    (_, low, lowest), (_, high, highest) = ends[0], ends[-1]
    said = ctx.label(
        "c-ridge",
        row=row.name,
        n=len(values),
        low=low,
        lowest=names[lowest],
        high=high,
        highest=names[highest],
        mean=row.figures[0],
    )
    return Ridge(row.name, said, mean_of(values), tuple(ticks), curve, row.figures, row.own)


def _spoken(ctx: Context, gaps: Gaps, case: str) -> tuple[str, ...]:
    """What the analysis may call a case by, or its region."""
    if not case or gaps.of == "score":
        return (case,) if case else ()
    return keys_of(ctx.evaluation.file_of[case].case)


def _fact(ctx: Context, gaps: Gaps, years: Sequence[int]) -> RidgesFact:
    first, last = years[0], years[-1]
    rule = rule_of(ctx, gaps.ref)
    halves = _half(gaps.values[first]), _half(gaps.values[last])
    return RidgesFact(
        title=ctx.title(gaps.ref),
        unit=ctx.say(rule.unit),
        decimals=decimals_of(ctx, gaps),
        n=len(gaps.compared),
        first=first,
        last=last,
        halves=halves if len(gaps.compared) >= LEAST_HALVES else None,
    )


def _half(values: Sequence[float]) -> tuple[float, float]:
    """The quartiles."""
    low, high = np.quantile(values, [0.25, 0.75])
    return float(low), float(high)
