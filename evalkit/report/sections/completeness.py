"""The state of ratings and files, plan by plan."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.analysis.ranking import Standing
from evalkit.report.context import Context
from evalkit.report.model import Block
from evalkit.report.numbers import Figure, number, percent
from evalkit.report.places import files_of
from evalkit.report.table import Cols, table
from evalkit.scoring.consensus import RatingRow


def compared(ctx: Context) -> tuple[Block, ...]:
    """How much is rated, by how many, on how much evidence, and what was found in the files."""

    def rated(s: Standing) -> Sequence[RatingRow]:
        rows = ctx.evaluation.ratings.rows
        return [row for row in rows if row.case == s.case and row.level is not None]

    def found(s: Standing, severity: str) -> Figure:
        own = [str(f.severity) for f in ctx.evaluation.findings if f.case == s.case]
        return number(own.count(severity))

    columns: Cols[Standing] = (
        ctx.col("region", lambda s: ctx.link(s.case)),
        ctx.col("#coverage", lambda s: percent(s.coverage)),
        ctx.col("#n-raters", lambda s: number(len({row.rater for row in rated(s)}))),
        ctx.col("#n-ratings", lambda s: number(len(rated(s)))),
        ctx.col("#n-places", lambda s: number(sum(len(r.rating.evidence) for r in rated(s)))),
        ctx.col("#n-errors", lambda s: found(s, "error")),
        ctx.col("#n-warnings", lambda s: found(s, "warning")),
        ctx.col("#n-notes", lambda s: found(s, "note")),
        ctx.col("files", lambda s: files_of(ctx, ctx.evaluation.file_of[s.case])),
    )
    caption, rows = ctx.labels["state"], ctx.results.standings
    return (table(caption, rows, columns, id=lambda s: f"a-{s.case}"),)
