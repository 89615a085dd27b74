"""How far a comparison holds, and how it was made: assumptions varied, other weights, agreement of
raters, every rating, the files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from evalkit.report.context import Context
from evalkit.report.model import Report
from evalkit.report.products.product import Blocks, Part, report, sections
from evalkit.report.sections import (
    agreement,
    asked,
    coherence,
    commitments,
    completeness,
    consistency,
    coordination,
    data,
    effects,
    levels,
    prepared,
    ranking,
    ratings,
    sensitivity,
    trends,
    weights,
)
from evalkit.report.sections import (
    method as rules,
)

NAME = "comparison-method"


def method(ctx: Context, wanted: Sequence[str] | None = None) -> Report:
    """What stands behind a comparison; ``wanted``: sections, in this order."""
    made = sections(ctx, SECTIONS, None, wanted)
    about = ctx.note(ctx.own("about-method") if ctx.rubric.has_total else "about-method-parts")
    page = report(
        ctx, NAME, ctx.labels[ctx.own("product-method")], (about, *ranking.selected(ctx)), made
    )
    return replace(page, product="method")


def _over_all(blocks: Callable[[Context], Blocks]) -> Callable[[Context, None], Blocks]:
    return lambda ctx, _: blocks(ctx)


def _rules(ctx: Context, _: None) -> Blocks:
    cases = ctx.evaluation.cases
    return (
        rules.listed(rules.notes(ctx, cases, coordination.notes(ctx, cases), prepared.notes(ctx))),
        *prepared.values(ctx, cases),
        *rules.scales(ctx),
        *coordination.degree_tables(ctx, cases),
        rules.provenance(ctx, cases),
        *rules.all_findings(ctx),
    )


SECTIONS: tuple[Part[None], ...] = (
    Part("sensitivity", "sensitivity", _over_all(sensitivity.compared), ranked=True),
    Part("what-moves", "what-moves", _over_all(effects.compared), ranked=True),
    Part("second-opinions", "second-opinions", _over_all(weights.compared), ranked=True),
    Part("trends", "trends", _over_all(trends.compared), unnamed=trends.of_total),
    Part("agreement", "agreement", _over_all(agreement.compared)),
    Part("coherence", "coherence", _over_all(coherence.compared), ranked=True),
    Part("data", "data-read", _over_all(data.compared), unnamed=data.stands),
    Part("levels", "levels", _over_all(levels.compared)),
    Part("consistency", "consistency", _over_all(consistency.asked)),
    Part("commitments", "commitments-compared", _over_all(commitments.compared)),
    Part("asked", "asked", _over_all(asked.compared), ranked=True),
    Part("annex-ratings", "annex-ratings", _over_all(ratings.compared)),
    Part("state", "state", _over_all(completeness.compared)),
    Part("annex-method", "annex-method", _rules),
)
