"""What the commands answer about an evaluation, by their names: sentences and tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from evalkit.report.context import Context
from evalkit.report.model import Block, Paragraph, Report
from evalkit.report.products.comparison import summary
from evalkit.report.sections import (
    advice,
    agreement,
    coherence,
    consistency,
    coordination,
    effects,
    groups,
    leaders,
    levels,
    outcomes,
    pillars,
    ranking,
    sensitivity,
    weights,
)

DISAGREEMENTS = 10  # shown, as the command does


def compared(ctx: Context) -> Sequence[Block]:
    """Cases side by side."""
    by_group = groups.groups_table(ctx)
    shown = (
        ranking.ranking_table(ctx, ranks=True),
        pillars.tops_table(ctx),
        *leaders.compared(ctx),
    )
    return [*summary(ctx), *shown, *([by_group] if by_group else [])]


def _sensitivity(ctx: Context) -> Sequence[Block]:
    from evalkit.analysis.sensitivity import Assumptions

    assumed = Assumptions()
    moved = effects.asked(ctx, ctx.results.effects_under(assumed))
    return (*sensitivity.asked(ctx, assumed, ctx.results.outlooks), *moved)


def _weights(ctx: Context) -> Sequence[Block]:
    return weights.asked(ctx, "overall", (), ctx.results.weighings())


TOPICS: Mapping[str, Callable[[Context], Sequence[Block]]] = {
    "score": lambda ctx: (ranking.ranking_table(ctx, ranks=True),),
    "compare": compared,
    "sensitivity": _sensitivity,
    "advise": lambda ctx: advice.asked(ctx, ctx.evaluation.cases, None),
    "agreement": lambda ctx: agreement.asked(ctx, DISAGREEMENTS),
    "coordination": coordination.asked,
    "consistency": consistency.asked,
    "weights": _weights,
    "outcomes": outcomes.asked,
    "coherence": coherence.asked,
    "levels": levels.compared,
}


def answer(ctx: Context, topic: str) -> Report:
    """One answer as a report of its own; what it was made from stands at its foot."""
    blocks = tuple(TOPICS[topic](ctx)) or (Paragraph((ctx.labels["answer-none"],)),)
    return Report(topic, ctx.lang, ctx.subtitle, "", blocks, (), foot=ctx.foot)
