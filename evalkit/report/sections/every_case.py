"""Every case of a run as a table of text and numbers, for a file beside a comparison that shows
some of them only."""

from __future__ import annotations

from evalkit.report.context import Context
from evalkit.report.model import Whole
from evalkit.report.standing import grade_told

LABELS = ("code", "region", "rank", "score", "grade", "coverage")
UNADDED = ("code", "region", "standard")


def every_case(ctx: Context) -> Whole:
    """A row a case in the order of rank: its rank, score, grade and coverage where a total is
    formed, whether it meets the standard where there is a verdict, and its score on every node of
    the rubric; where nothing is added up, the level on criteria that people rate. Scores in the
    units that readers see, coverage in [0, 1], None where there is none."""
    score_of, total = ctx.evaluation.score_of, ctx.rubric.has_total
    refs = [ref for ref in ctx.rubric.index if ref in ctx.evaluation.by_ref]
    verdicts = ctx.evaluation.verdicts
    names = LABELS if total else UNADDED if verdicts else UNADDED[:2]
    heads = [ctx.labels[name] for name in names]

    def shown(case: str, ref: str) -> float | None:
        if not total and (case, ref) in ctx.evaluation.ratings.agreed:
            return ctx.evaluation.ratings.agreed[case, ref].level
        value = ctx.evaluation.by_ref[ref].get(case)
        return None if value is None else ctx.units.shown(value)

    rows = []
    for case in ctx.results.order:
        row: list[str | float | None] = [case, ctx.region(case)]
        if total:
            own, stands = score_of[case, "overall"], ctx.results.standing_of[case]
            place = stands.rank or None
            row += [place, shown(case, "overall"), grade_told(ctx, case), own.coverage]
        if verdicts:
            row.append(ctx.labels[f"outcome-{verdicts[case].outcome}"])
        rows.append((*row, *(shown(case, ref) for ref in refs)))
    return Whole((*heads, *map(ctx.with_code, refs)), tuple(rows))
