"""Reading the data before anything is concluded from them: how measures and ratings are
distributed, what goes together, what weighs as it is meant to, what comes down to the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from evalkit.analysis.results import Data
from evalkit.report.context import Context
from evalkit.report.model import Block, Bullets, Chart, Paragraph
from evalkit.report.sections.data import pictures, tables
from evalkit.report.sections.data.told import told
from evalkit.scoring.tree import counted_leaves

MOST_PAIRS = 20  # correlations listed in a report; the command lists all that are flagged


def stands(ctx: Context) -> bool:
    """Whether the section stands in a report whose style names no sections: where what is measured
    makes the total."""
    leaves = ctx.evaluation.leaves
    return ctx.rubric.has_total and not leaves.rated[counted_leaves(leaves.tree)].all()


def compared(ctx: Context) -> tuple[Block, ...]:
    """What stands out, then the tables in short; nothing with fewer than two cases."""
    if len(ctx.evaluation.files) < 2:
        return ()
    found = ctx.results.data
    shown = [d for d in found.distributions if d.measured] or [*found.distributions]
    loads = [tables.loadings_table(ctx, c) for c in found.components if c.of == "overall"]
    return (
        Bullets(told(ctx, found)),
        *_noted(
            ctx,
            "distributions",
            *tables.distribution_tables(ctx, shown, short=True),
            *(drawn := pictures.distributions(ctx, found)),
            more=("distributions-drawn",) if drawn else (),
        ),
        *_noted(
            ctx,
            "correlations",
            *pictures.correlations(ctx, found.correlations),
            tables.flagged_table(ctx, found.correlations, MOST_PAIRS),
        ),
        *_weighed(ctx, found),
        *_noted(
            ctx,
            "components",
            tables.components_table(ctx, found.components),
            *loads,
            more=("components-bold",) if any(loads) else (),
        ),
        *_noted(ctx, "reliability", tables.reliability_table(ctx, found.reliability)),
    )


def asked(ctx: Context, found: Data) -> tuple[Block, ...]:
    """What stands out, and every table with what to see in it; of one node also how each of its
    criteria loads, and stands against the others."""
    of, c = found.of, found.correlations
    loads = [own for own in found.components if own.of == (of or "overall")]
    items = [tables.items_table(ctx, own) for own in found.reliability if of and own.ref == of]
    return (
        Bullets(told(ctx, found)),
        *_noted(ctx, "distributions", *tables.distribution_tables(ctx, found.distributions)),
        *_noted(
            ctx,
            "correlations",
            tables.matrix_table(ctx, c, of or "overall"),
            tables.flagged_table(ctx, c),
        ),
        *_weighed(ctx, found),
        *_noted(
            ctx,
            "components",
            tables.components_table(ctx, found.components),
            *(tables.loadings_table(ctx, own) for own in loads),
        ),
        *_noted(ctx, "reliability", tables.reliability_table(ctx, found.reliability), *items),
        *([] if of else [ctx.note("data-of-note")]),
    )


def correlations_drawn(ctx: Context) -> tuple[Chart, ...]:
    """The picture of correlations."""
    return pictures.correlations(ctx, ctx.results.data.correlations)


def distributions_drawn(ctx: Context) -> tuple[Chart, ...]:
    """The picture of measures."""
    return pictures.distributions(ctx, ctx.results.data)


def _weighed(ctx: Context, found: Data) -> tuple[Block, ...]:
    """Weights beside importance, with a note of the columns and marks that stand there."""
    more = ["weights-both" if tables.has_stated(found.importance) else "weights-equal"]
    more += ["weights-nearest"] if tables.has_nearest(found.importance) else []
    made = tables.weights_table(ctx, found.importance)
    return _noted(ctx, "weights", made, more=(*more, "weights-trait"))


def _noted(
    ctx: Context, name: str, *blocks: Block | None, more: Sequence[str] = ()
) -> tuple[Block, ...]:
    """What there is, and how to read it, with ``more`` of what only some readers see; nothing where
    there is nothing."""
    kept = [block for block in blocks if block is not None]
    said = [ctx.labels[f"data-{own}"] for own in (f"{name}-note", *more)]
    return (*kept, Paragraph((ctx.grammar.joined(said, ctx.grammar.gap),))) if kept else ()


def data(found: Data) -> Mapping[str, object]:
    """What JSON holds: all of it, with what is counted over it."""
    c = found.correlations
    counted = {"few": c.few, "tests": c.tests, "clear": c.clear}
    pairs = [{**asdict(p), "by_chance": p.by_chance} for p in c.pairs]
    distributions = [
        {
            **asdict(d),
            "skewed": d.moments is not None and d.moments.skewed,
            "constant": d.moments is not None and d.moments.constant,
            "pulling": [own.case for own in d.pulling],
        }
        for d in found.distributions
    ]
    return {
        "of": found.of,
        "distributions": distributions,
        "correlations": {**asdict(c), **counted, "pairs": pairs},
        "importance": found.importance,
        "components": found.components,
        "reliability": found.reliability,
    }
