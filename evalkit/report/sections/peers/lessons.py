"""Whom a group of plans can learn from, within it and outside, and where its plans differ most."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.analysis.peers import Apart, apart, model, mostly_at
from evalkit.model.case import Rating
from evalkit.report import facts
from evalkit.report.context import Context, into
from evalkit.report.model import (
    Block,
    Link,
    Paragraph,
    Runs,
    runs,
)
from evalkit.report.sections.peers.group import MOST, Peers, common_of, first_of
from evalkit.report.table import Col, Cols, table

MOST_PLACES = 2  # places named beside a plan to learn from


def learn(ctx: Context, about: Peers) -> tuple[Block, ...]:
    """For every gap of the group, the plan that goes furthest within it and outside it."""
    levels = ctx.results.agreed_levels
    if not levels:
        return ()
    shared = [item.ref for item in common_of(ctx, about) if not item.ahead]
    wide = mostly_at(levels, {ref: _low(ctx, ref) for ref in levels}, about.cases)
    gaps = [*dict.fromkeys([*shared, *wide])]
    if not gaps:
        return (ctx.note("peers-no-gaps"),)
    columns: list[Col[str]] = [
        ctx.col("criterion", ctx.with_code),
        ctx.col("peers-best-in", lambda ref: _best(ctx, ref, about.cases)),
        ctx.col("peers-best-out", lambda ref: _best(ctx, ref, about.rest), bool(about.rest)),
    ]
    nobody = [ref for ref in gaps if not _models(ctx, ref, (*about.cases, *about.rest))]
    shown = [ref for ref in gaps if ref not in nobody]
    out: list[Block] = []
    out += (
        [table(first_of(ctx, "peers-learn", len(shown)), shown[:MOST], tuple(columns))]
        if shown
        else []
    )
    titles = tuple(ctx.grammar.inside(ctx.title(ref)) for ref in nobody)
    out += [Paragraph(ctx.words.peers.nobody(titles))] if titles else []
    return (*out, ctx.note("peers-learn-note"))


def _low(ctx: Context, ref: str) -> float:
    """The level of a criterion up to which it counts as a gap."""
    return ctx.rubric.scales[ctx.rubric.rated[ref].id].poor


def _models(ctx: Context, ref: str, among: Sequence[str]) -> str | None:
    """The plan to learn from, above the level that counts as a gap."""
    met = {case: len(rating.checks) for case in among if (rating := _rating(ctx, case, ref))}
    return model(ctx.results.agreed_levels[ref], met, among, _low(ctx, ref))


def _rating(ctx: Context, case: str, ref: str) -> Rating | None:
    outcome = ctx.evaluation.ratings.agreed.get((case, ref))
    rows = ctx.evaluation.rows_of.get((case, ref), ())
    criterion = ctx.rubric.rated[ref]
    if outcome is None:
        return None
    return facts.chosen(facts.RatedCriterion(ref, criterion, outcome, rows, 0.0, None))


def _best(ctx: Context, ref: str, among: Sequence[str]) -> Runs:
    """A plan, its level, and the places that its raters cite."""
    case = _models(ctx, ref, among)
    if case is None:
        return ("—",)
    at = ctx.results.agreed_levels[ref][case]
    rating = _rating(ctx, case, ref)
    cited = [e.at for e in rating.evidence if e.at] if rating is not None else []
    places = [*dict.fromkeys(cited)][:MOST_PLACES]
    link = Link(ctx.region(case), into(case, f"e-{ctx.node(ref).id}"))
    where = ctx.grammar.comma + ctx.grammar.joined(places) if places else ""
    named = runs(ctx.label("peers-level", level=ctx.level(ref, at).text()), where)
    return runs(link, ctx.grammar.aside(named))


def differ(ctx: Context, about: Peers) -> tuple[Block, ...]:
    """Where plans of the group are furthest apart."""
    levels = ctx.results.agreed_levels
    scales = {ref: ctx.rubric.scales[ctx.rubric.rated[ref].id] for ref in levels}
    found = apart(levels, scales, about.cases, 1.0)
    if not found:
        return (ctx.note("peers-alike"),) if levels else ()

    def end(ref: str, at: float, cases: Sequence[str]) -> Runs:
        return runs(
            ctx.grammar.first_of([ctx.region(case) for case in cases]),
            ctx.grammar.aside(ctx.label("peers-level", level=ctx.level(ref, at).text())),
        )

    columns: Cols[Apart] = (
        ctx.col("criterion", lambda a: ctx.with_code(a.ref)),
        ctx.col("highest", lambda a: end(a.ref, a.high, a.highest)),
        ctx.col("lowest", lambda a: end(a.ref, a.low, a.lowest)),
    )
    return (table(first_of(ctx, "peers-differ", len(found)), found[:MOST], columns),)
