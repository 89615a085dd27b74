"""How the rubric behaves over the plans: criteria that do not vary, say the same, or run against
their pillar."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.analysis.coherence import Coherence, Item, Pair, Scale
from evalkit.report import facts
from evalkit.report.context import Context
from evalkit.report.model import Block, Paragraph, Table
from evalkit.report.numbers import change, number
from evalkit.report.table import Cols, table


@dataclass(frozen=True, slots=True)
class CoherenceFact:
    """How a rubric behaves over the cases, in counts: criteria rated in cases enough to be judged,
    those that do not vary, run against their pillar, or say what another says; ``alphas``:
    (title, α) of the counted pillars that have one."""

    n_cases: int
    few: bool
    least: int
    n_items: int
    n_judged: int
    n_constant: int
    n_against: int
    n_pairs: int
    alphas: tuple[tuple[str, float], ...]


def fact_of(ctx: Context, found: Coherence) -> CoherenceFact:
    """What coherence comes to."""
    tops = {pillar.id for pillar in facts.counted_pillars(ctx.results)}
    known = [(s.ref, s.alpha) for s in found.scales if s.ref in tops and s.alpha is not None]
    return CoherenceFact(
        n_cases=found.n_cases,
        few=found.few,
        least=found.least,
        n_items=len(found.items),
        n_judged=sum(i.enough for i in found.items),
        n_constant=sum(i.constant for i in found.items),
        n_against=sum(i.against for i in found.items),
        n_pairs=sum(p.correlation > 0 for p in found.pairs),
        alphas=tuple((ctx.titles[ref], alpha) for ref, alpha in known),
    )


def scales_table(ctx: Context, found: Coherence) -> Table | None:
    """Cronbach's α of pillars; None where none has one."""
    scales = [s for s in found.scales if s.items > 1 and s.alpha is not None]
    columns: Cols[Scale] = (
        ctx.col("pillar", lambda s: ctx.with_code(s.ref)),
        ctx.col("#items", lambda s: str(s.items)),
        ctx.col("#complete-cases", lambda s: str(s.n)),
        ctx.col("#cronbach", lambda s: number(s.alpha, 2)),
    )
    made = table(ctx.labels["scales"], scales, columns, depth=lambda s: s.ref.count("."))
    return made if scales else None


def items_table(ctx: Context, found: Coherence) -> Table | None:
    """Criteria to look at: constant ones, and those that run against their pillar; None where there
    are none."""
    items = [i for i in found.items if i.constant or i.against]
    columns: Cols[Item] = (
        ctx.col("criterion", lambda i: ctx.with_code(i.ref)),
        ctx.col("#cases", lambda i: str(i.n)),
        ctx.col("#item-rest", lambda i: change(i.rest, 2)),
        ctx.col("seen", lambda i: ctx.labels["does-not-vary" if i.constant else "runs-against"]),
    )
    return table(ctx.labels["items-table"], items, columns) if items else None


def pairs_table(ctx: Context, found: Coherence) -> Table | None:
    """Pairs of criteria that say the same of these cases, or the opposite; None where there are
    none."""
    columns: Cols[Pair] = (
        ctx.col("criterion", lambda p: ctx.with_code(p.a)),
        ctx.col("other-criterion", lambda p: ctx.with_code(p.b)),
        ctx.col("#rank-correlation", lambda p: change(p.correlation, 2)),
        ctx.col("#cases", lambda p: str(p.n)),
    )
    return table(ctx.labels["pairs-table"], found.pairs, columns) if found.pairs else None


def tables(ctx: Context, found: Coherence) -> list[Table]:
    """What there is to look at."""
    made = (scales_table(ctx, found), items_table(ctx, found), pairs_table(ctx, found))
    return [one for one in made if one is not None]


def compared(ctx: Context) -> tuple[Block, ...]:
    """Sentence, tables and note; nothing where there are too few cases."""
    found = ctx.results.coherence
    if found.few:
        return ()
    said = Paragraph(ctx.words.coherence.coherence(fact_of(ctx, found)))
    return (said, *tables(ctx, found), ctx.note("coherence-note"))


def asked(ctx: Context) -> tuple[Block, ...]:
    """Sentence, tables and note, also where there are too few cases, which the sentence says."""
    found = ctx.results.coherence
    said = Paragraph(ctx.words.coherence.coherence(fact_of(ctx, found)))
    return (said, *tables(ctx, found), ctx.note("coherence-note"))
