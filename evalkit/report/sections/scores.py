"""How each score is made up: weight, share, rule, and the line of the rubric that states it."""

from __future__ import annotations

from evalkit.evaluation import Score
from evalkit.model.place import shown_path
from evalkit.model.rubric import Criterion, Pillar, rule_of
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts, scores_of
from evalkit.report.model import Block, Bullets, Link, Strong, runs
from evalkit.report.notes import mean_formula, mean_named
from evalkit.report.numbers import percent
from evalkit.report.table import Cols, Shown, table


def of_case(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """Every node that applies, then the rules named in the table."""
    standard = ctx.evaluation.standard
    shown = [
        s
        for s in scores_of(ctx.results, about.case)
        if s.state != "not-applicable" and _is_summed(ctx, s)
    ]
    if not shown:
        return ()

    def value(s: Score) -> Shown:
        return ctx.score(s.value) if s.state == "scored" else ctx.labels[s.reason]

    def line(s: Score) -> str:
        place = standard.places.get(s.ref)
        return str(place[0]) if place else "—"

    columns: Cols[Score] = (
        ctx.col("criterion", lambda s: _named(ctx, s.ref)),
        ctx.col("#score", value),
        ctx.col("#weight", lambda s: percent(s.share, 1)),
        ctx.col("#share", lambda s: percent(about.shares.get(s.ref, 0.0), 1), ctx.rubric.has_total),
        ctx.col("#coverage", lambda s: percent(s.coverage)),
        ctx.col("by-rule", lambda s: _rule(ctx, s.ref)[0]),
        ctx.col("#line-no", line),
    )
    made = table(
        ctx.labels["annex-scores"],
        shown,
        columns,
        id=lambda s: f"s-{s.ref}",
        depth=lambda s: 0 if s.ref == "overall" else s.ref.count(".") + 1,
    )
    used = dict.fromkeys(_rule(ctx, s.ref) for s in shown)
    rules = [runs(Strong(name), ctx.grammar.colon, formula) for name, formula in used]
    lines = ctx.note("lines-of", file=shown_path(standard.file))
    return (lines, made, Bullets(tuple(rules)))


def _is_summed(ctx: Context, s: Score) -> bool:
    """Whether a node is a mean, or part of one."""
    tree = ctx.evaluation.leaves.tree
    return s.share is not None or tree.column(s.ref) >= len(tree.leaves)


def _named(ctx: Context, ref: str) -> str | Link:
    """A node's title; a criterion's leads to what stands behind its score."""
    node = None if ref == "overall" else ctx.node(ref)
    if not isinstance(node, Criterion):
        return ctx.title(ref)
    return Link(ctx.with_code(ref), f"{'m' if node.measure is not None else 'e'}-{node.id}")


def _rule(ctx: Context, ref: str) -> tuple[str, str]:
    """The rule by which a node has its score, a normalisation or a mean: its name and formula."""
    node = None if ref == "overall" else ctx.node(ref)
    if isinstance(node, Criterion):
        name = node.measure.normalisation if node.measure is not None else "level"
        return ctx.labels[f"n-{name}"], ctx.labels[f"nf-{name}"]
    own = node.aggregation if isinstance(node, Pillar) else None
    rule = rule_of(own or ctx.rubric.method.aggregation)
    return mean_named(ctx.words, rule), mean_formula(ctx.words, rule)
