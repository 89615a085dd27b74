"""Measures of a case: the latest figures, and over the years among the other cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.analysis.node_values import RankOn
from evalkit.model.commitment import Commitment
from evalkit.model.measures import Entry
from evalkit.model.rubric import Criterion, Measure
from evalkit.report import charts, facts
from evalkit.report.charts import Goal, Panel
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts
from evalkit.report.model import Cell, Chart, Row, Runs, Table, cell, runs
from evalkit.report.numbers import change, number
from evalkit.report.preparation import marks, told_value, why_unscored
from evalkit.report.sections.outcomes.on_path import target_met
from evalkit.report.table import Cols, bar, heading_row, table
from evalkit.scoring.leaves import Measured


def series_table(ctx: Context) -> Table | None:
    """Measures over the years: the first and the latest figure of each case; None with one year or
    none."""
    names = ("region", "#first-figure", "#latest", "#change", "#achieved")
    rows: list[Row] = []
    for ref, (_, rule) in ctx.rubric.measured.items():
        known = [
            m for m in ctx.evaluation.measured if m.ref == ref and m.used and len(m.series) > 1
        ]
        if not known:
            continue
        title = ctx.with_code(ref) + ctx.aside(ctx.say(rule.unit))
        rows.append(heading_row(title, len(names)))
        for m in known:
            series = [e for e in m.series if m.used and e.year <= m.used.year]
            first, last = series[0], series[-1]
            if first.year < last.year:
                rows.append(_over_years(ctx, m.case, first, last, rule.decimals))
    return Table(ctx.labels["series"], ctx.columns(*names), tuple(rows)) if rows else None


def _over_years(ctx: Context, case: str, first: Entry, last: Entry, decimals: int) -> Row:
    rate = (last.value - first.value) / (last.year - first.year)
    return Row(
        (
            cell(ctx.region(case)),
            cell(number(first.value, decimals), ctx.label("in-year", year=first.year)),
            cell(number(last.value, decimals), ctx.label("in-year", year=last.year)),
            cell(change(last.value - first.value, decimals)),
            cell(change(rate, decimals + 1)),
        )
    )


@dataclass(frozen=True, slots=True)
class Years:
    """Measures of one case over the years: of ``n`` how many where it stands in the better half of
    the cases in its latest year; the span of years, and the latest year of the figures."""

    name: str
    n: int
    better: int
    first: int
    last: int


def drawn_years(ctx: Context, about: CaseFacts) -> tuple[Chart, ...]:
    """Every measure over the years, the case among the others, its targets on their path."""
    own = ctx.results.measured_in.get(about.case, ())
    found = [m for m in own if m.used and m.series]
    if not charts.drawable(len(ctx.evaluation.files), 1) or not found:
        return ()
    panels, items = [], []
    for m in found:
        panel = _panel(ctx, about, m)
        panels.append(panel)
        places = ctx.rubric.measured[m.ref][1].decimals
        figures = ", ".join(f"{year}: {number(v, places).text()}" for year, v in panel.own)
        goals = "".join(f" → {goal.year}: {goal.text}" for goal in panel.goals)
        items.append(f"{panel.title} {figures}{goals}")
    years = [year for panel in panels for year, _ in panel.measured]
    standing = [_standing(ctx, m) for m in found]
    fact = Years(
        name=ctx.region(about.case),
        n=sum(s is not None for s in standing),
        better=sum(s is not None and s.rank * 2 <= s.of for s in standing),
        first=min(years),
        last=max(years),
    )
    caption = ctx.caption(ctx.words.outcomes.over_years(fact))
    alt = ctx.described(ctx.labels["c-years"], items)
    return (charts.years("c-years", caption, alt, panels, ctx.labels["c-no-data"]),)


def _standing(ctx: Context, m: Measured) -> RankOn | None:
    """Place of a case on a measure, among those that have it."""
    own = facts.known_values(ctx.results, m.ref).rank(m.case)
    return own if own is not None and own.of > 1 else None


def _series(m: Measured) -> tuple[tuple[int, float], ...]:
    """What was measured by year, up to the figure that is used."""
    last = m.used.year if m.used else 0
    return tuple(sorted((e.year, float(e.value)) for e in m.series if e.year <= last))


def _panel(ctx: Context, about: CaseFacts, m: Measured) -> Panel:
    """One measure of a case beside the others."""
    criterion, rule = ctx.rubric.measured[m.ref]
    name = ctx.short_regions(ctx.evaluation.cases)[ctx.evaluation.cases.index(about.case)]
    lines = {
        o.case: _series(o)
        for o in ctx.evaluation.measured
        if o.ref == m.ref and o.case != about.case and o.used and o.series
    }
    own, place = _series(m), _standing(ctx, m)
    ends = {case: line[-1][1] for case, line in lines.items()}
    top = max(ends, key=lambda case: ends[case]) if ends else None
    highest = None
    if top is not None and ends[top] > own[-1][1]:
        figure = number(ends[top], rule.decimals).text()
        called = ctx.short_regions(ctx.evaluation.cases)[ctx.evaluation.cases.index(top)]
        highest = (f"{called} {figure}", lines[top][-1])
    below = ctx.say(rule.unit)
    if place is not None:
        at = ctx.label("c-place-of", rank=place.rank, of=place.of, year=own[-1][0])
        below += f" · {at}" if below else at
    goals, start, said = _path(ctx, about, m)
    figure = number(own[-1][1], rule.decimals).text()
    label = figure if goals else f"{name} {figure}"  # the path has its start near by
    others = tuple(lines.values())
    title = ctx.say(criterion.title)
    return Panel(title, below, own, label, others, highest, goals, start, said)


Start = tuple[int, float] | None


def _short(ctx: Context, value: float, rule: Measure) -> str:
    """A figure as it is written, with a sign of per cent and no other unit."""
    return f"{value:g}" + "%" * ctx.say(rule.unit).startswith("%")


def _goal(ctx: Context, target: Commitment, rule: Measure) -> str:
    """A target in short, as it is meant: at least 3.5%."""
    short = _short(ctx, target.aim or 0.0, rule)
    return ctx.label(f"is-{target.is_}", amount=short)


def _path(ctx: Context, about: CaseFacts, m: Measured) -> tuple[tuple[Goal, ...], Start, str]:
    """Targets of a measure, and where the way to them starts: the plan's own figure, else the
    latest; a target that is met is a floor, and its path level."""
    rule, series = ctx.rubric.measured[m.ref][1], _series(m)
    held = [
        target
        for _, target in about.file.case.promises()
        if target.measure == m.criterion
        and None not in (target.year, target.aim)
        and (target.year or 0) > series[-1][0]
        and target.takes_unit(rule.unit)
    ]
    if not held:
        return (), None, ""
    goals = tuple(
        Goal(target.year or 0, target.aim or 0.0, _goal(ctx, target, rule))
        for target in sorted(held, key=lambda t: t.year or 0)
    )
    if all(target_met(series[-1][1], goal.value, rule) for goal in goals):
        return goals, (series[-1][0], goals[0].value), ""
    bases = [t.baseline for t in held if t.baseline and t.baseline.year]
    if bases and (bases[0].year or 0) < goals[0].year:
        start = (bases[0].year or 0, float(bases[0].value))
        figure = _short(ctx, start[1], rule)
        return goals, start, ctx.label("c-own-figure", figure=figure)
    return goals, series[-1], ""


def measured_table(ctx: Context, about: CaseFacts, own: Sequence[Measured]) -> Table:
    """What was measured of one case, what it is scored between, and its place among the cases
    where anything is ranked; under a verdict nothing is scored."""

    def rule(m: Measured) -> tuple[Criterion, Measure]:
        return ctx.rubric.measured[m.ref]

    def value(m: Measured) -> Runs:
        return runs(*told_value(ctx, m, f"m-{m.criterion}"), marks(ctx, m))

    def between(m: Measured) -> str:
        measure = rule(m)[1]
        posts = measure.goalposts
        stated = ctx.labels[f"n-{measure.normalisation}"]
        best = f" {measure.best[0]:g}–{measure.best[1]:g}" if measure.best else ""
        return f"{posts[0]:g}–{posts[1]:g}" if posts and not best else f"{stated}{best}"

    def scored(m: Measured) -> Cell:
        own = ctx.evaluation.score_of.get((about.case, m.ref))
        if own is None:  # it tells of the context, and has no score
            return cell("—")
        note = ctx.labels["beyond"] if m.capped else why_unscored(ctx, m)
        return cell(
            ctx.score(own.value, f"s-{m.ref}"), ctx.aside(note) if note else "", bar=bar(own)
        )

    ranked = ctx.rubric.has_total
    columns: Cols[Measured] = (
        ctx.col("measure", lambda m: ctx.say(rule(m)[0].title)),
        ctx.col("#value", value),
        ctx.col("#year", lambda m: str(m.used.year) if m.used else "—"),
        ctx.col("goalposts", between, ctx.rubric.verdict is None),
        ctx.col("#score", scored, ctx.rubric.verdict is None),
        ctx.col("place", lambda m: ctx.place(m.ref, about.case), about.among and ranked),
    )
    return table(ctx.labels["outcomes"], own, columns)
