"""The portfolio: all plans as a whole and by facet, for those who oversee many of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evalkit.evaluation import Evaluation
from evalkit.report.context import Context
from evalkit.report.model import Bullets, Paragraph, Report, Runs, runs
from evalkit.report.products.product import Blocks, Part, report, sections
from evalkit.report.sections import (
    clusters,
    coordination,
    first_page,
    gaps,
    groups,
    ranking,
    shared,
    spread,
)

NAME = "portfolio"
LEAST = 3  # plans with a total, below which a portfolio says no more than the comparison


def is_possible(evaluation: Evaluation) -> bool:
    """Whether there is a portfolio to write: enough plans, and a facet that groups them."""
    totals = evaluation.values("overall")
    if len(totals) < LEAST:
        return False
    for facet, about in evaluation.rubric.facets.items():
        own = [evaluation.file_of[case].case.facet_values().get(facet, ()) for case in totals]
        sizes = [n for value in about.values if (n := sum(value in values for values in own))]
        if len(sizes) > 1 and max(sizes) > 1:
            return True
    return False


def portfolio(ctx: Context, wanted: Sequence[str] | None = None) -> Report:
    """The cases as a whole and by facet; ``wanted``: sections, in this order."""
    made = sections(ctx, SECTIONS, None, wanted)
    page = report(ctx, NAME, ctx.labels["product-portfolio"], _summary(ctx), made)
    return replace(page, finding=shared.finding(ctx))


def _summary(ctx: Context) -> Blocks:
    found, means = spread.overview(ctx), spread.pillar_means(ctx)
    if found is None:
        return ()
    apart, paces = ranking.unranked(ctx), spread.paces(ctx)
    items: list[Runs] = [
        *([ctx.words.spread.pillar_means(means)] if means else []),
        *groups.sentence(ctx),
        *(ctx.words.coordination.in_step(fact) for fact in coordination.all_in_step(ctx)),
        *([ctx.words.outcomes.paces(paces)] if paces else []),
    ]
    without = [part for said in apart for part in (ctx.grammar.gap, said)]
    lead = runs(ctx.words.spread.overview(found), *without)
    kinds = first_page.kinds_said(ctx)
    about = ctx.note(ctx.own("about-score"))
    said = (Paragraph(kinds),) if kinds else ()
    return (Paragraph(lead), Bullets(tuple(items)), *shared.in_short(ctx), *said, about)


SECTIONS: tuple[Part[None], ...] = (
    Part("spread", "spread", lambda ctx, _: spread.portfolio(ctx)),
    Part("gaps", "regional-gaps", lambda ctx, _: gaps.portfolio(ctx)),
    Part("groups", "facets", lambda ctx, _: groups.portfolio(ctx)),
    Part("shared", "shared", lambda ctx, _: shared.portfolio(ctx)),
    Part("clusters", "clusters", lambda ctx, _: clusters.compared(ctx)),
)
