"""What `evalkit commitments` shows of cases: plan by plan, then over all plans."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.analysis.partners import partners_of
from evalkit.report.context import Context
from evalkit.report.model import Block, Paragraph, Strong
from evalkit.report.sections import coders, commitments, follow_up


def asked(ctx: Context, codes: Sequence[str] = ()) -> tuple[Block, ...]:
    """All of it; ``codes``: those that are crossed."""
    out: list[Block] = []
    for case, coded in ctx.results.coded.items():
        out.append(Paragraph((Strong(ctx.region(case)),)))
        out += commitments.of_coded(ctx, coded, codes)
        out += coders.of_coded(ctx, coded)
        out += follow_up.told(ctx, case)
    return (*out, *commitments.compared(ctx)) if len(ctx.results.coded) > 1 else tuple(out)


def data(ctx: Context, codes: Sequence[str] = ()) -> dict[str, object]:
    """What JSON holds."""
    cases = {
        case: {
            **commitments.data(ctx, coded, codes),
            **coders.data(ctx, coded),
            **follow_up.data(ctx, coded),
        }
        for case, coded in ctx.results.coded.items()
    }
    return {"cases": cases, "partners": partners_of(ctx.evaluation, ctx.results.coded)}
