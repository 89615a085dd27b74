"""The comparison of all plans of a run, for who looks at several: who stands where, on what they
differ, what is asked and who answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from evalkit.report import facts
from evalkit.report.context import Context
from evalkit.report.model import Block, Bullets, Paragraph, Report
from evalkit.report.products.product import Blocks, Part, report, sections
from evalkit.report.sections import (
    asked,
    chain,
    commitments,
    coordination,
    criteria,
    every_case,
    first_page,
    groups,
    levels,
    outcomes,
    parts,
    pillars,
    prepared,
    ranking,
    shared,
    tile_map,
)
from evalkit.report.weights_panel import weights_panel

NAME = "comparison"
MOST_ASKED = 12  # sentences of the framework; all of them stand in the file on method


def comparison(ctx: Context, wanted: Sequence[str] | None = None) -> Report:
    """All cases side by side; ``wanted``: sections, in this order."""
    made = sections(ctx, SECTIONS, None, wanted)
    page = report(ctx, NAME, ctx.labels["product-comparison"], summary(ctx), made)
    if ctx.selection is not None:
        page = replace(page, whole=every_case.every_case(ctx))
    if not ctx.rubric.has_total:
        return page
    found, tuning = shared.finding(ctx), weights_panel(ctx)
    return replace(page, finding=found, tuning=tuning)


def summary(ctx: Context) -> Blocks:
    """Where scores lie and how sure the order is; what is judged; what no plan does, whom to learn
    from, what tells plans apart."""
    if not ctx.rubric.has_total:
        return (*_unadded(ctx), *ranking.selected(ctx), *_kinds(ctx))
    order = facts.ranked(ctx.results)
    blocks: list[Block] = []
    if len(order) > 1:
        in_step = [ctx.words.coordination.in_step(fact) for fact in coordination.all_in_step(ctx)]
        told = groups.sentence(ctx, only_told=True)
        items = [*ranking.told(ctx), *ranking.to_learn(ctx), *in_step, *told]
        blocks += [ranking.ends(ctx), Bullets(tuple(items))]
    blocks += [Paragraph(apart) for apart in ranking.unranked(ctx)]
    return (*blocks, *_kinds(ctx), ctx.note(ctx.own("about-score")))


def _unadded(ctx: Context) -> Blocks:
    """Which plans meet the standard; that nothing is added up."""
    kinds = [*map(ctx.evaluation.kind_of, ctx.evaluation.cases)]
    past = "-past" if all(kind is not None and kind.looks_back for kind in kinds) else ""
    if not ctx.rubric.verdict:
        return (ctx.note(f"about-parts{past}"),)
    return (Paragraph(parts.verdicts_said(ctx)), ctx.note(f"about-verdict{past}"))


def _criteria(ctx: Context) -> Blocks:
    """Criteria plan by plan, and how measures were prepared, where they were; where a verdict is
    told, its table says all of it."""
    if ctx.rubric.verdict:
        return ()
    told = tuple((said,) for said in prepared.notes(ctx))
    return (*criteria.compared(ctx), *([Bullets(told)] if told else []))


def _kinds(ctx: Context) -> Blocks:
    """What is judged, and what is not expected of it."""
    return (Paragraph(said),) if (said := first_page.kinds_said(ctx)) else ()


def _over_all(blocks: Callable[[Context], Blocks]) -> Callable[[Context, None], Blocks]:
    """A section over all cases, which is about no one of them."""
    return lambda ctx, _: blocks(ctx)


def _asked(ctx: Context) -> Blocks:
    return asked.compared(ctx, MOST_ASKED)


SECTIONS: tuple[Part[None], ...] = (
    Part("ranking", "ranking", _over_all(ranking.compared), ranked=True),
    Part("map", "map", _over_all(tile_map.compared), ranked=True),
    Part("conditions", "conditions", _over_all(parts.compared)),
    Part("pillars", "pillars", _over_all(pillars.compared)),
    Part("criteria", "criteria", _over_all(_criteria)),
    Part("levels", "levels-given", _over_all(levels.shares), ranked=True),
    Part("asked", "asked", _over_all(_asked), ranked=True),
    Part("chain", "chains", _over_all(chain.compared)),
    Part("commitments", "commitments-compared", _over_all(commitments.compared_in_short)),
    Part("coordination", "coordination", _over_all(coordination.compared)),
    Part("outcomes", "outcome-field", _over_all(outcomes.compared), ranked=True),
)
