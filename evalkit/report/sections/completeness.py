"""The state of ratings and files, plan by plan."""

from __future__ import annotations

from collections import Counter

from evalkit.report.context import Context
from evalkit.report.model import Block
from evalkit.report.numbers import Figure, number, percent
from evalkit.report.places import files_of
from evalkit.report.table import Cols, table
from evalkit.scoring.consensus import RatingRow


def compared(ctx: Context) -> tuple[Block, ...]:
    """How much is rated, by how many, on how much evidence, and what was found in the files."""

    given: dict[str, list[RatingRow]] = {case: [] for case in ctx.evaluation.cases}
    for row in ctx.evaluation.ratings.rows:
        if row.level is not None or row.is_unknown:
            given[row.case].append(row)
    counts = Counter((f.case, str(f.severity)) for f in ctx.evaluation.findings)

    def found(case: str, severity: str) -> Figure:
        return number(counts[case, severity])

    def n_raters(case: str) -> int:
        return len({row.rater for row in given[case]})

    def n_places(case: str) -> int:
        return sum(len(row.rating.evidence) for row in given[case])

    columns: Cols[str] = (
        ctx.col("region", ctx.link),
        ctx.col("#coverage", lambda case: percent(_coverage(ctx, case))),
        ctx.col("#n-raters", lambda case: number(n_raters(case))),
        ctx.col("#n-ratings", lambda case: number(len(given[case]))),
        ctx.col("#n-places", lambda case: number(n_places(case))),
        ctx.col("#n-errors", lambda case: found(case, "error")),
        ctx.col("#n-warnings", lambda case: found(case, "warning")),
        ctx.col("#n-notes", lambda case: found(case, "note")),
        ctx.col("files", lambda case: files_of(ctx, ctx.evaluation.file_of[case])),
    )
    caption, rows = ctx.labels["state"], ctx.results.order
    return (table(caption, rows, columns, id=lambda case: f"a-{case}"),)


def _coverage(ctx: Context, case: str) -> float:
    """The share of the weight that is rated; of the criteria where nothing is added up."""
    own = ctx.evaluation.score_of.get((case, "overall"))
    return ctx.evaluation.rated(case) if own is None else own.coverage or 0.0
