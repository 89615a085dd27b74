"""Who does best on what."""

from __future__ import annotations

from evalkit.analysis.ranking import Lead
from evalkit.model.rubric import Criterion
from evalkit.report import facts
from evalkit.report.context import Context
from evalkit.report.model import Block
from evalkit.report.numbers import Figure, number
from evalkit.report.table import Cols, table
from evalkit.scoring.tolerances import TOLERANCE


def compared(ctx: Context) -> tuple[Block, ...]:
    """The best rated plan on the total and on every criterion."""

    def best(lead: Lead) -> Figure:
        anchor = f"r-{lead.cases[0]}" if lead.ref == "overall" else f"c-{ctx.node(lead.ref).id}"
        return ctx.score(lead.value, anchor)

    columns: Cols[Lead] = (
        ctx.col("criterion", lambda lead: ctx.with_code(lead.ref)),
        ctx.col("leader", lambda lead: _holders(ctx, lead) if lead.value > TOLERANCE else "—"),
        ctx.col("#best", best),
        ctx.col("#mean", lambda lead: ctx.score(lead.mean)),
        ctx.col("#cases", lambda lead: number(lead.n_cases)),
    )
    shown = [
        lead
        for lead in ctx.results.leads
        if lead.ref == "overall" or isinstance(ctx.node(lead.ref), Criterion)
    ]
    return (table(ctx.labels["leaders"], shown, columns),)


def _holders(ctx: Context, lead: Lead) -> str:
    """Who leads; that all are equal, or that one stands alone, where so it is."""
    values = facts.known_values(ctx.results, lead.ref).of
    best = max(values.values())
    names = [ctx.region(case) for case, value in values.items() if value >= best - TOLERANCE]
    if len(values) == 1:
        others = {s.state for s in ctx.evaluation.scores if s.ref == lead.ref} - {"scored"}
        return ctx.label("alone" if others == {"not-applicable"} else "alone-scored", who=names[0])
    return ctx.labels["tied"] if len(names) == len(values) else ctx.grammar.first_of(names)
