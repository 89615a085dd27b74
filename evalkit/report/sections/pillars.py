"""Scores on the pillars and their parts: plan by plan in the comparison, beside the mean in a
briefing."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.analysis.ranking import Standing
from evalkit.evaluation import Score
from evalkit.model.rubric import Criterion, Pillar
from evalkit.report import charts, facts
from evalkit.report.charts import Span
from evalkit.report.context import Context, into
from evalkit.report.facts import CaseFacts
from evalkit.report.model import Block, Cell, Chart, Strong, Table, cell
from evalkit.report.numbers import percent, points, score
from evalkit.report.table import Col, Cols, bar, table, tone


def score_cell(ctx: Context, case: str, ref: str) -> Cell:
    """A shaded score that leads to what it is made of."""
    s = ctx.evaluation.score_of.get((case, ref))
    if s is None or s.state == "not-applicable":
        return cell(ctx.labels["not-applicable"], tone="na")
    if s.value is None:
        return cell("—", tone="missing")
    return cell(score(s.value, into(case, f"s-{ref}", f"a-{case}")), tone=tone(s.value))


def _scores(ctx: Context, caption: str, refs: Sequence[str], marked: bool = False) -> Table:
    """Scores of all plans on some nodes, a column a node."""

    def column(ref: str) -> Col[Standing]:
        title = ctx.title(ref)
        return Col(title, lambda s: score_cell(ctx, s.case, ref), numeric=True)

    columns = (ctx.col("region", lambda s: ctx.link(s.case)), *map(column, refs))
    rows = ctx.results.standings
    return table(caption, rows, columns, id=lambda s: f"p-{s.case}" if marked else "")


def tops_table(ctx: Context) -> Table:
    """The total and the top pillars."""
    scored = {ref for _, ref in ctx.evaluation.score_of}
    tops = [pillar.id for pillar in ctx.rubric.pillars if pillar.id in scored]
    return _scores(ctx, ctx.labels["pillars"], ["overall", *tops], marked=True)


def compared(ctx: Context) -> tuple[Block, ...]:
    """The top pillars, then the nested pillars of each that has any."""
    known = {s.ref for s in ctx.evaluation.scores if s.value is not None}
    nested = [node.ref for node in ctx.rubric.nodes if isinstance(node.node, Pillar) and node.above]
    out = [tops_table(ctx)]
    for top in ctx.rubric.pillars:
        inner = [ref for ref in nested if ref.startswith(f"{top.id}.") and ref in known]
        out += [_scores(ctx, ctx.say(top.title), inner)] if inner else []
    return tuple(out)


def drawn(ctx: Context, about: CaseFacts) -> tuple[Chart, ...]:
    """One case beside its peers, on the pillars one or two levels down."""
    spans, means = [], []
    for ref in facts.parts_shown(ctx.results, about.case):
        values = list(ctx.evaluation.values(ref).values())
        own = ctx.evaluation.score_of[about.case, ref].value
        if own is not None:
            spans.append(Span(ctx.title(ref), *(100 * v for v in (own, min(values), max(values)))))
            means.append(100 * (facts.mean_of(ctx.results, ref) or 0.0))
    if not charts.drawable(len(ctx.evaluation.files)) or not spans:
        return ()
    items = [
        f"{s.name} {points(s.value)}{ctx.aside(points(m))}"
        for s, m in zip(spans, means, strict=True)
    ]
    labels = ctx.labels
    words = (labels["score"], ctx.region(about.case), labels["mean"], labels["c-reach"])
    alt = ctx.described(labels["c-beside"], items)
    return (charts.profile("c-profile", labels["c-profile"], alt, spans, means, words),)


def of_case(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """Every counted pillar of one plan, its share of the total, and how it stands among the
    plans."""

    def title(s: Score) -> Strong | str:
        return ctx.title(s.ref) if depth(s) else Strong(ctx.title(s.ref))

    def depth(s: Score) -> int:
        return 0 if s.ref == "overall" else s.ref.count(".")

    def shown(s: Score) -> bool:
        inner = s.ref != "overall" and isinstance(ctx.node(s.ref), Criterion)
        return not inner and s.state != "not-applicable" and about.shares.get(s.ref, 0) > 0

    columns: Cols[Score] = (
        ctx.col("pillar", title),
        ctx.col("#score", lambda s: cell(score(s.value, f"s-{s.ref}"), bar=bar(s))),
        ctx.col("#share", lambda s: percent(about.shares[s.ref], 0 if s.ref == "overall" else 1)),
        ctx.col("#coverage", lambda s: percent(s.coverage)),
        ctx.col("#mean", lambda s: score(facts.mean_of(ctx.results, s.ref)), about.among),
        ctx.col("place", lambda s: ctx.place(s.ref, about.case), about.among),
    )
    rows = [s for s in ctx.evaluation.scores if s.case == about.case and shown(s)]
    return (*drawn(ctx, about), table(ctx.labels["pillars"], rows, columns, depth=depth))
