"""A name in, one picture out: the charts of the reports, each to be had alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evalkit.model.refusal import Refusal, listed, reason
from evalkit.report import charts
from evalkit.report.context import Context
from evalkit.report.facts import case_facts
from evalkit.report.model import Chart
from evalkit.report.sections import (
    coordination,
    data,
    gaps,
    groups,
    levels,
    pillars,
    ranking,
    sensitivity,
    tile_map,
    trends,
)
from evalkit.report.sections.outcomes import measures, quadrants

Drawn = tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A chart by its name. ``case``: whether it is of one case, which must be named; other charts
    set the case named apart where they can."""

    name: str
    case: bool
    drawn: Callable[[Context, str], Drawn]


def _groups(ctx: Context, case: str) -> Drawn:
    """The grouping that tells plans apart best."""
    best = groups.clearest(groups.groupings(ctx))
    titles = {facet: ctx.say(about.title) for facet, about in ctx.rubric.facets.items()}
    for facet, found in groups.groups(ctx).items():
        if best is None or titles[facet] == best.title:
            return groups.drawn(ctx, facet, found)
    return ()


def _balance(ctx: Context, case: str) -> Drawn:
    return tuple(c for block in coordination.blocks(ctx) for c in coordination.drawn(ctx, block))


def _gap(ctx: Context, case: str) -> Drawn:
    made = (coordination.dumbbells(ctx, block, case) for block in coordination.blocks(ctx))
    return tuple(chart for own in made for chart in own)


def _quadrants(ctx: Context, case: str) -> Drawn:
    return tuple(c for f in ctx.results.outcome_fields for c in quadrants.drawn_field(ctx, f))


def _places(ctx: Context, case: str) -> Drawn:
    found = ctx.results.outcome_fields
    return tuple(c for f in found for c in quadrants.drawn_places(ctx, f, case))


def _gaps_years(ctx: Context, case: str) -> Drawn:
    """Measures over the years, of which reports speak first."""
    every = [*gaps.spoken(ctx), *gaps.by_measure(ctx).values()]
    return next((made for own in every if (made := gaps.of_years(ctx, own, case))), ())


def _gaps_groups(ctx: Context, case: str) -> Drawn:
    """Measures by group, of which reports speak first; where nothing is measured, scores."""
    every = [*gaps.spoken(ctx), *gaps.by_measure(ctx).values(), *ctx.results.score_gaps]
    return next((made for own in every if (made := gaps.of_groups(ctx, own, case))), ())


CHARTS: tuple[Named, ...] = (
    Named("ranking", False, lambda ctx, _: ranking.drawn(ctx, figures=True)),
    Named("map", False, lambda ctx, _: tile_map.drawn(ctx)),
    Named("levels", False, levels.drawn),
    Named("groups", False, _groups),
    Named("balance", False, _balance),
    Named("gap", False, _gap),
    Named("gaps-years", False, _gaps_years),
    Named("gaps-groups", False, _gaps_groups),
    Named("quadrants", False, _quadrants),
    Named("places", False, _places),
    Named("likelihood", False, lambda ctx, _: sensitivity.drawn(ctx)),
    Named("trends-lines", False, trends.drawn_lines),
    Named("trends-places", False, trends.drawn_places),
    Named("correlations", False, lambda ctx, _: data.correlations_drawn(ctx)),
    Named("distributions", False, lambda ctx, _: data.distributions_drawn(ctx)),
    Named("profile", True, lambda ctx, case: pillars.drawn(ctx, case_facts(ctx.results, case))),
    Named(
        "years", True, lambda ctx, case: measures.drawn_years(ctx, case_facts(ctx.results, case))
    ),
)
NAMES = tuple(named.name for named in CHARTS)


def single_chart(ctx: Context, name: str, case: str = "") -> Chart:
    """The chart of a name; ``case``: whom it is about, or who is set apart in it.

    Raises ValueError, with a way out, for a name or case that is not known, where a case is needed
    and none is named, and where there is nothing to draw.
    """
    named = next((n for n in CHARTS if n.name == name), None)
    cases = ctx.evaluation.cases
    if named is None:
        raise Refusal(reason("chart.unknown", name=name, known=listed(NAMES)))
    if case and case not in cases:
        raise Refusal(reason("chart.case-unknown", name=case, known=listed(cases, 12)))
    if named.case and not case and len(cases) > 1:
        raise Refusal(reason("chart.case-needed", name=name, known=listed(cases, 12)))
    if not charts.has_room():
        raise Refusal(reason("chart.room"))
    if not charts.available():
        raise Refusal(reason("chart.library"))
    made = named.drawn(ctx, case or (cases[0] if named.case else ""))
    if not made:
        raise Refusal(reason("chart.nothing", name=name))
    return made[0]
