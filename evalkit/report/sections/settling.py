"""What raters of a case have left to settle, their reasons side by side; and what a decision moved,
before and after."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.analysis.settling import Unsettled, unsettled
from evalkit.report.context import Context
from evalkit.report.model import Block, Bullets, Column, Paragraph, Row, Runs, Strong, Table, cell
from evalkit.scoring.consensus import RatingRow


def listed(ctx: Context, case: str) -> tuple[Block, ...]:
    """What is to settle in a case, each rater's level and reason under the criterion; and what to
    type."""
    found = unsettled(ctx.evaluation, case)
    if not found:
        return (ctx.note("settled-all", region=ctx.region(case)),)
    blocks: list[Block] = []
    for own in found:
        about = [ctx.with_code(own.ref)]
        about += (
            [f"{ctx.labels['effect']} {ctx.apart(own.effect).text()}"]
            if ctx.rubric.has_total
            else []
        )
        blocks.append(Paragraph((Strong(" · ".join(about)),)))
        blocks.append(Bullets(tuple(_given(ctx, case, row) for row in own.rows)))
    first = ctx.rubric.index[found[0].ref].node
    return (*blocks, ctx.note("settle-how", what=f"{case}/{first.code or first.id}"))


def _given(ctx: Context, case: str, row: RatingRow) -> Runs:
    place = ctx.evaluation.file_of[case].span(f"ratings/{row.criterion}/{row.n}").in_line
    shown = (
        ctx.labels["does-not-apply"] if row.level is None else ctx.level(row.ref, row.level).text()
    )
    reason = ctx.say(row.rating.because)
    return (ctx.after(f"{row.rater} {shown}", f"{reason}  {place}"),)


def moved(before: Context, after: Context, case: str, ref: str) -> Table:
    """The level of a criterion, the scores that it is part of, and the total, or whether the case
    meets the standard: before and after."""
    ctx = after
    parts = ref.split(".")
    above = [".".join(parts[:n]) for n in range(len(parts) - 1, 0, -1)]
    shown = [(ctx.labels["level"], _level(before, case, ref), _level(after, case, ref))]
    for own in (ref, *above, "overall"):
        alone = own in ctx.rubric.ref_of.values() and not ctx.rubric.weighs(own)
        if (case, own) in ctx.evaluation.score_of and not alone:
            shown.append((ctx.title(own), _score(before, case, own), _score(after, case, own)))
    if ctx.rubric.verdict is not None:
        shown.append((ctx.labels["standard"], _outcome(before, case), _outcome(after, case)))
    columns = (Column(""), Column(ctx.labels["before"], True), Column(ctx.labels["after"], True))
    rows = tuple(Row(tuple(map(cell, row))) for row in shown)
    return Table(f"{ctx.region(case)} · {ctx.with_code(ref)}", columns, rows)


def _level(ctx: Context, case: str, ref: str) -> str:
    own = ctx.evaluation.ratings.agreed[case, ref]
    if own.level is None:
        key = "does-not-apply" if own.state == "not-applicable" else "nothing-rated"
        return ctx.labels[key]
    rule = ctx.labels.get(f"r-{own.rule}", "")
    return f"{ctx.level(ref, own.level).text()}{ctx.aside(rule) if rule else ''}"


def _score(ctx: Context, case: str, ref: str) -> str:
    return ctx.score(ctx.evaluation.score_of[case, ref].value).text()


def _outcome(ctx: Context, case: str) -> str:
    return ctx.labels[f"outcome-{ctx.evaluation.verdicts[case].outcome}"]


def data(found: Sequence[Unsettled], ctx: Context) -> list[dict[str, object]]:
    """What is to settle, as JSON holds it."""
    return [
        {
            "case": own.case,
            "ref": own.ref,
            "effect": own.effect,
            "given": [
                {
                    "rater": row.rater,
                    "state": row.state,
                    "level": row.level,
                    "because": ctx.say(row.rating.because),
                }
                for row in own.rows
            ],
        }
        for own in found
    ]
