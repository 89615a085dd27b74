"""What depends on the kind of region, and what is shown beside the total: a plan's own path, values
and channels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.report import facts
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts, RatedCriterion
from evalkit.report.model import Block, Bullets, Cell, Runs, Table, cell
from evalkit.report.table import Cols, table, tone


@dataclass(frozen=True, slots=True)
class Declared:
    """What a case declares of itself on one facet, and why."""

    title: str
    values: tuple[str, ...]
    because: str


def of_case(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """What the case declares about itself, and the criteria that apply for that reason."""
    items: list[Runs] = []
    for name, facet in ctx.rubric.facets.items():
        declared = about.file.case.facets.get(name)
        if declared is None:
            continue
        values = [ctx.say(facet.values[value]) for value in declared.is_] or [ctx.labels["none"]]
        fact = Declared(ctx.say(facet.title), tuple(values), ctx.say(declared.because))
        items.append(ctx.words.path.facet_item(fact))
    if not items:
        return ()
    depends = [c for c in _applying(about.rated) if _depends(ctx, c.ref)]
    blocks: list[Block] = [ctx.note("path-intro"), Bullets(tuple(items))]
    if depends:
        blocks.append(_ratings(ctx, about, ctx.labels["path"], depends))
    return tuple(blocks)


def lenses(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """Pillars that are rated and shown, and not part of the total."""
    blocks: list[Block] = []
    for pillar in facts.lens_pillars(ctx.results):
        inside = [c for c in _applying(about.rated) if c.ref.startswith(f"{pillar.id}.")]
        blocks += [_ratings(ctx, about, ctx.say(pillar.title), inside)] if inside else []
    return (ctx.note("lenses-intro"), *blocks) if blocks else ()


def _applying(rated: Sequence[RatedCriterion]) -> list[RatedCriterion]:
    return [c for c in rated if c.criterion.scored and c.outcome.state != "not-applicable"]


def _depends(ctx: Context, ref: str) -> bool:
    """Whether a criterion, or a pillar above it, applies to some facets only."""
    node = ctx.rubric.index[ref]
    return any(held.applies for held in (node.node, *node.above))


def _ratings(
    ctx: Context, about: CaseFacts, caption: str, rated: Sequence[RatedCriterion]
) -> Table:
    """Level and reason, a row a criterion."""

    def used(c: RatedCriterion) -> Cell:
        s = ctx.evaluation.score_of.get((about.case, c.ref))
        figure = ctx.level(c.ref, c.outcome.level, f"e-{c.criterion.id}")
        return cell(figure, tone=tone(s.value) if s else "")

    columns: Cols[RatedCriterion] = (
        ctx.col("criterion", lambda c: ctx.with_code(c.ref)),
        ctx.col("#.level", used),
        ctx.col("reason", lambda c: ctx.reason(c) or ctx.labels["nothing-rated"]),
    )
    return table(caption, rated, columns)
