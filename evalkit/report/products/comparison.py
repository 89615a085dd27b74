"""The comparison of all plans of a run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from evalkit.report import facts
from evalkit.report.context import Context
from evalkit.report.model import Block, Bullets, Paragraph, Report
from evalkit.report.products.product import Blocks, Part, report, sections
from evalkit.report.sections import (
    agreement,
    coherence,
    commitments,
    coordination,
    criteria,
    effects,
    groups,
    leaders,
    levels,
    method,
    outcomes,
    pillars,
    ranking,
    ratings,
    sensitivity,
    verdict,
    weights,
)
from evalkit.report.weights_panel import weights_panel

NAME = "comparison"


def comparison(ctx: Context, wanted: Sequence[str] | None = None) -> Report:
    """All cases side by side; ``wanted``: sections, in this order."""
    made = sections(ctx, SECTIONS, None, wanted)
    page = report(ctx, NAME, ctx.labels["comparison"], summary(ctx), made)
    return replace(page, tuning=weights_panel(ctx))


def summary(ctx: Context) -> Blocks:
    """Who leads and by what, what is too close to call, what no plan does, whom to learn from, what
    tells plans apart."""
    order = facts.ranked(ctx.results)
    blocks: list[Block] = []
    if len(order) > 1:
        in_step = [ctx.words.coordination.in_step(fact) for fact in coordination.all_in_step(ctx)]
        told = groups.sentence(ctx, only_told=True)
        items = [*ranking.told(ctx), *ranking.to_learn(ctx), *in_step, *told]
        blocks += [ranking.ends(ctx), Bullets(tuple(items))]
    elif order:
        about = facts.case_facts(ctx.results, order[0].case)
        blocks.append(Paragraph(ctx.words.verdict.verdict(verdict.fact_of(ctx, about))))
    if apart := ranking.unranked(ctx):
        blocks.append(Paragraph(apart))
    return (*blocks, ctx.note("about-score"))


def _method(ctx: Context, _: None) -> Blocks:
    cases = ctx.evaluation.cases
    return (
        method.listed(method.notes(ctx, cases, coordination.notes(ctx, cases))),
        *method.scales(ctx),
        *coordination.degree_tables(ctx, cases),
        method.provenance(ctx, cases),
        method.findings(ctx, None),
    )


def _over_all(blocks: Callable[[Context], Blocks]) -> Callable[[Context, None], Blocks]:
    """A section over all cases, which is about no one of them."""
    return lambda ctx, _: blocks(ctx)


SECTIONS: tuple[Part[None], ...] = (
    Part("ranking", "ranking", _over_all(ranking.compared)),
    Part("pillars", "pillars", _over_all(pillars.compared)),
    Part("criteria", "criteria", _over_all(criteria.compared)),
    Part("leaders", "leaders", _over_all(leaders.compared)),
    Part("coordination", "coordination", _over_all(coordination.compared)),
    Part("commitments", "commitments-compared", _over_all(commitments.compared)),
    Part("outcomes", "outcome-field", _over_all(outcomes.compared)),
    Part("sensitivity", "sensitivity", _over_all(sensitivity.compared)),
    Part("what-moves", "what-moves", _over_all(effects.compared), annex=True),
    Part("second-opinions", "second-opinions", _over_all(weights.compared), annex=True),
    Part("agreement", "agreement", _over_all(agreement.compared), annex=True),
    Part("coherence", "coherence", _over_all(coherence.compared), annex=True),
    Part("levels", "levels", _over_all(levels.compared), annex=True),
    Part("annex-ratings", "annex-ratings", _over_all(ratings.compared), annex=True),
    Part("annex-method", "annex-method", _method, annex=True),
)
