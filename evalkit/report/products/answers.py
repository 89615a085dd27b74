"""What the commands answer about an evaluation, by their names: sentences and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from evalkit.report.context import Context
from evalkit.report.model import Block, Paragraph, Report, Table
from evalkit.report.products.comparison import summary
from evalkit.report.sections import (
    advice,
    agreement,
    coherence,
    consistency,
    coordination,
    criteria,
    data,
    effects,
    gaps,
    groups,
    leaders,
    levels,
    outcomes,
    parts,
    pillars,
    ranking,
    sensitivity,
    trends,
    weights,
)

DISAGREEMENTS = 10  # shown, as the command does


def compared(ctx: Context) -> Sequence[Block]:
    """Cases side by side."""
    if not ctx.rubric.has_total:
        side = parts.compared(ctx) or criteria.compared(ctx)
        return [*summary(ctx), parts.standing_table(ctx), *side]
    by_group = groups.groups_table(ctx)
    shown = (
        ranking.ranking_table(ctx, ranks=True),
        pillars.tops_table(ctx),
        *leaders.compared(ctx),
    )
    return [*summary(ctx), *shown, *([by_group] if by_group else [])]


def standings(ctx: Context) -> Table:
    """A row a case: its total and rank, or what it comes to where nothing is added up."""
    total = ctx.rubric.has_total
    return ranking.ranking_table(ctx, ranks=True) if total else parts.standing_table(ctx)


def _sensitivity(ctx: Context) -> Sequence[Block]:
    from evalkit.analysis.sensitivity import Assumptions

    assumed = Assumptions()
    moved = effects.asked(ctx, ctx.results.effects_under(assumed))
    return (*sensitivity.asked(ctx, assumed, ctx.results.outlooks), *moved)


def _weights(ctx: Context) -> Sequence[Block]:
    return weights.asked(ctx, "overall", (), ctx.results.weighings(), ctx.results.opinions())


TOPICS: Mapping[str, Callable[[Context], Sequence[Block]]] = {
    "score": lambda ctx: (standings(ctx),),
    "compare": compared,
    "sensitivity": _sensitivity,
    "advise": lambda ctx: advice.asked(ctx, ctx.evaluation.cases, None),
    "agreement": lambda ctx: agreement.asked(ctx, DISAGREEMENTS),
    "coordination": coordination.asked,
    "consistency": consistency.asked,
    "weights": _weights,
    "trends": trends.compared,
    "outcomes": outcomes.asked,
    "gaps": gaps.asked,
    "coherence": coherence.asked,
    "data": lambda ctx: data.asked(ctx, ctx.results.data),
    "levels": levels.compared,
}


def answer(ctx: Context, topic: str) -> Report:
    """One answer as a report of its own; what it was made from stands at its foot."""
    blocks = tuple(TOPICS[topic](ctx)) or (Paragraph((ctx.labels["answer-none"],)),)
    return Report(topic, ctx.lang, ctx.subtitle, "", blocks, (), foot=ctx.foot)
