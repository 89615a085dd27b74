"""What moves ranks and totals: which assumption, which criterion left out, which pillar beside its
weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evalkit.analysis.effects import Effect, Effects, Influence, LeftOut
from evalkit.analysis.results import SHIFT
from evalkit.report import facts
from evalkit.report.context import Context
from evalkit.report.model import Block, Paragraph, Runs, Table, runs
from evalkit.report.numbers import number, percent
from evalkit.report.table import Cols, table
from evalkit.scoring.tolerances import MOST_CASES, TOLERANCE

SLIGHT = 0.05  # effects below this are not named
NAMED = 2  # of those without which others lead, how many are named
MOVED = 8  # criteria and pillars shown whose leaving out moves ranks most


@dataclass(frozen=True, slots=True)
class Movers:
    """What moves a result most. ``region``: whose total, empty for the ranking; ``most``: the
    factors whose error bars of the total effect reach that of the largest, with ``share`` (total
    effect) and ``alone`` (first effect) where it is a single one; ``then``: the next, if more than
    slight. ``needed``: draws that would do where there are no figures."""

    region: str
    needed: int = 0
    most: tuple[str, ...] = ()
    share: float | None = None
    alone: float | None = None
    then: str = ""
    then_share: float | None = None


def movers(ctx: Context, found: Effects) -> Movers:
    """The factors that move one result most; none where nothing that was varied moves it."""
    region = "" if found.result == SHIFT else ctx.region(found.result)
    if not found.given:
        return Movers(region, found.needed)
    ordered = sorted(found.effects, key=lambda e: (-(e.total or 0.0), e.factor))
    top = ordered[0]
    if (top.total or 0.0) < SLIGHT:
        return Movers(region)
    least = (top.total_low or 0.0) - TOLERANCE
    most = [e for e in ordered if (e.total_high or 0.0) >= least]
    rest = [e for e in ordered if e not in most and (e.total or 0.0) >= SLIGHT]
    single = len(most) == 1
    return Movers(
        region=region,
        most=tuple(e.factor for e in most),
        share=top.total if single else None,
        alone=top.first if single else None,
        then=rest[0].factor if rest else "",
        then_share=rest[0].total if rest else None,
    )


@dataclass(frozen=True, slots=True)
class Heavier:
    """The pillar whose influence on the differences between totals exceeds its weight most."""

    title: str
    weight: float
    influence: float


def heavier(ctx: Context, found: Sequence[Influence]) -> Heavier | None:
    """None where no pillar of the total has an influence above its weight, or several alike."""
    tops = {pillar.id for pillar in facts.counted_pillars(ctx.results)}
    known = [
        (i.influence - i.weight, Heavier(ctx.titles[i.ref], i.weight, i.influence))
        for i in found
        if i.ref in tops and i.influence is not None
    ]
    known.sort(key=lambda item: -item[0])
    if len(known) < 2 or known[0][0] <= TOLERANCE or known[0][0] - known[1][0] <= TOLERANCE:
        return None
    return known[0][1]


@dataclass(frozen=True, slots=True)
class Firmness:
    """Whether the first place hangs on one criterion or pillar. ``without``: the first few, as
    (title, who leads then); ``more``: how many others there are."""

    leaders: tuple[str, ...]
    without: tuple[tuple[str, tuple[str, ...]], ...]
    more: int


def firmness(ctx: Context, found: Sequence[LeftOut]) -> Firmness:
    """What becomes of the first place when one node is left out."""
    leaders = tuple(s.case for s in facts.ranked(ctx.results) if s.rank == 1)
    by_ref = {item.ref: item for item in found if not set(leaders) <= set(item.first)}
    changed = [
        (title, tuple(ctx.region(case) for case in by_ref[ref].first))
        for ref, title in ctx.titles.items()
        if ref in by_ref
    ]
    named = tuple(ctx.region(case) for case in leaders)
    return Firmness(named, tuple(changed[:NAMED]), max(len(changed) - NAMED, 0))


def effects_table(ctx: Context, found: Effects) -> Table:
    """First and total effects with their bars, the largest total first."""

    def bar(low: float | None, high: float | None) -> Runs:
        return runs(percent(low), "–", percent(high)) if low is not None else ("—",)

    columns: Cols[Effect] = (
        ctx.col("assumption", lambda e: ctx.labels[f"f-{e.factor}"]),
        ctx.col("#first-effect", lambda e: percent(e.first)),
        ctx.col("#error-bar", lambda e: bar(e.first_low, e.first_high)),
        ctx.col("#total-effect", lambda e: percent(e.total)),
        ctx.col("#error-bar", lambda e: bar(e.total_low, e.total_high)),
    )
    caption = ctx.labels["effects" if found.result == SHIFT else "effects-total"]
    return table(caption, sorted(found.effects, key=lambda e: -(e.total or 0.0)), columns)


def effects_note(ctx: Context, found: Effects) -> str:
    """What the effects are, and of which result."""
    note = ctx.label("effects-note", draws=found.draws)
    more = f"{ctx.grammar.gap}{ctx.labels['effects-ranking']}" if found.result == SHIFT else ""
    return f"{note}{more}"


def influence_table(ctx: Context, found: Sequence[Influence]) -> Table:
    """Weight and influence of pillars, one and two levels down."""
    leaves = {ref for ref, _ in ctx.rubric.criteria()}
    held = {i.ref: i for i in found}
    shown = [ref for ref in ctx.rubric.index if ref in held and ref not in leaves]
    columns: Cols[Influence] = (
        ctx.col("pillar", lambda i: ctx.with_code(i.ref)),
        ctx.col("#share", lambda i: percent(i.weight)),
        ctx.col("#influence", lambda i: percent(i.influence) if i.influence is not None else "—"),
        ctx.col("#correlation", lambda i: number(i.correlation, 2)),
    )
    return table(
        ctx.labels["influence-table"],
        [held[ref] for ref in shown if ref.count(".") < 2],
        columns,
        depth=lambda i: i.ref.count("."),
    )


def influence_note(ctx: Context) -> str:
    """What influence is, and over how many plans."""
    return ctx.label("influence-note", n=len(facts.ranked(ctx.results)))


def left_out_table(ctx: Context, found: Sequence[LeftOut], most: int = MOVED) -> Table | None:
    """The criteria and pillars whose leaving out moves a case most; None where none moves any."""
    moved = [item for item in found if item.places]
    moved.sort(key=lambda item: (-item.places, -item.moved, -item.shift, item.ref))
    named = ctx.grammar.first_of

    def places(i: LeftOut) -> str:
        """Ranks with and without; how many places, where those that move so far are several."""
        if len(i.furthest) > 1:
            return f"±{i.places}"
        return f"{i.furthest[0].stands}\u00a0→\u00a0{i.furthest[0].comes_to}"

    columns: Cols[LeftOut] = (
        ctx.col("left-out", lambda i: ctx.with_code(i.ref)),
        ctx.col("#moved-cases", lambda i: str(i.moved)),
        ctx.col("most-moved", lambda i: named([ctx.region(m.case) for m in i.furthest])),
        ctx.col("#places", places),
        ctx.col(
            "#mean-shift", lambda i: replace(ctx.apart(i.shift), decimals=ctx.units.decimals + 1)
        ),
    )
    return table(ctx.labels["left-out-table"], moved[:most], columns) if moved else None


def movers_table(ctx: Context, found: Sequence[Effects]) -> Table | None:
    """For each case the assumption that moves its total most, and the next; None where nothing can
    be said."""
    known = [e for e in found if e.result != SHIFT and e.given and e.variance]

    def effect(found: Effects, n: int) -> Runs:
        ordered = sorted(found.effects, key=lambda effect: -(effect.total or 0.0))
        if n >= len(ordered) or (n and (ordered[n].total or 0.0) < SLIGHT):
            return ("—",)
        return runs(f"{ctx.labels[f'f-{ordered[n].factor}']} ", percent(ordered[n].total))

    columns: Cols[Effects] = (
        ctx.col("region", lambda e: ctx.region(e.result)),
        ctx.col("most", lambda e: effect(e, 0)),
        ctx.col("then", lambda e: effect(e, 1)),
    )
    return table(ctx.labels["moves-most"], known, columns) if known else None


def moving(ctx: Context) -> tuple[Block, ...]:
    """Which assumption moves the ranking, and what leaving out does."""
    found = next((e for e in ctx.results.effects if e.result == SHIFT), None)
    if found is None:
        return ()
    blocks: list[Block] = [Paragraph(ctx.words.effects.movers(movers(ctx, found)))]
    if found.given:
        blocks += [effects_table(ctx, found), Paragraph((effects_note(ctx, found),))]
    without = ctx.results.left_out
    blocks.append(Paragraph(ctx.words.effects.firmness(firmness(ctx, without))))
    moved = left_out_table(ctx, without)
    return (*blocks, *([moved] if moved else []))


def weighing(ctx: Context) -> tuple[Block, ...]:
    """Stated weight beside influence on the differences between totals."""
    found = ctx.results.influence
    if not found:
        return ()
    fact = heavier(ctx, found)
    said = [Paragraph(ctx.words.effects.heavier(fact))] if fact else []
    return (*said, influence_table(ctx, found), Paragraph((influence_note(ctx),)))


def compared(ctx: Context) -> tuple[Block, ...]:
    """All of it, where there are cases to rank and not too many to draw."""
    if not 2 <= len(facts.ranked(ctx.results)) <= MOST_CASES:
        return ()
    return (*moving(ctx), *weighing(ctx))


def of_case(ctx: Context, case: str) -> Paragraph:
    """Which assumption moves one plan's total."""
    found = next(e for e in ctx.results.effects if e.result == case)
    return Paragraph(ctx.words.effects.movers(movers(ctx, found)))


def asked(ctx: Context, found: Sequence[Effects]) -> tuple[Block, ...]:
    """Which assumption moves ranking and totals, what leaving out does, weight beside influence."""
    out: list[Block | None] = []
    for first in found[:1]:
        out.append(Paragraph(ctx.words.effects.movers(movers(ctx, first))))
        if first.given:
            out += [effects_table(ctx, first), Paragraph((effects_note(ctx, first),))]
    out.append(movers_table(ctx, found))
    without = ctx.results.left_out
    if without:
        out.append(Paragraph(ctx.words.effects.firmness(firmness(ctx, without))))
    out.append(left_out_table(ctx, without))
    if influences := ctx.results.influence:
        out += [influence_table(ctx, influences), Paragraph((influence_note(ctx),))]
    return tuple(block for block in out if block is not None)
