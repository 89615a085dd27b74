"""Where a case stands among those of a run, and how far that could be otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from evalkit.analysis.ranking import Standing
from evalkit.analysis.results import Results
from evalkit.audit import unmet
from evalkit.report import facts
from evalkit.report.context import Context
from evalkit.scoring.tolerances import MOST_CASES


@dataclass(frozen=True, slots=True)
class Place:
    """A plan's rank among those of a run. ``others``: how many more share it.

    ``best`` and ``worst``: its rank under everything that is usually varied, or under other
    weights where that is not known (``by_all`` tells).
    """

    rank: int
    of: int
    others: int
    best: int
    worst: int
    steady: bool
    by_all: bool


def place_of(ctx: Context, case: str) -> Place | None:
    """Where a case stands among the ranked; None where it has no rank, or nothing beside it has."""
    order, own = facts.ranked(ctx.results), standing(ctx, case)
    if own is None or not own.rank or len(order) < 2:
        return None
    (best, worst), by_all = reach(ctx.results, own)
    return Place(
        rank=own.rank,
        of=len(order),
        others=sum(s.rank == own.rank for s in order) - 1,
        best=best,
        worst=worst,
        steady=best == worst,
        by_all=by_all,
    )


def standing(ctx: Context, case: str) -> Standing | None:
    """A case in the ranking; None where nothing is ranked."""
    return ctx.results.standing_of.get(case)


def reach(results: Results, standing: Standing) -> tuple[tuple[int, int], bool]:
    """Best and worst rank of a case under everything that is usually varied, and True; or under
    other weights, and False."""
    if 1 < len(facts.ranked(results)) <= MOST_CASES:
        found = results.outlook(standing.case)
        if found is not None:
            return (found.rank_low, found.rank_high), True
    return (standing.rank_low, standing.rank_high), False


Lacking = Literal["open", "unknown", "unsettled", "unscored"]


def lacking(ctx: Context, case: str, ref: str) -> Lacking:
    """Why a criterion that applies has no level: nobody rated it, raters found nothing to judge by,
    or they differ and nobody has settled it yet; or its value is there and has no score."""
    known = ctx.evaluation.measured_of.get((case, ref.rpartition(".")[2]))
    if known is not None and known.unscored:
        return "unscored"
    rows = ctx.evaluation.rows_of.get((case, ref), ())
    if sum(row.level is not None for row in rows) > 1:
        return "unsettled"
    return "unknown" if any(row.is_unknown for row in rows) else "open"


# in narrow cells
MARKS: Mapping[Lacking, str] = {"open": "?", "unknown": "○", "unsettled": "≠", "unscored": "×"}


NAMED = 3  # of those that could come first
COULD = 0.05  # probability from which a case could come first


def rivals(ctx: Context, case: str) -> tuple[str, ...]:
    """Regions of other cases that could come first, the likeliest first."""
    if not 2 <= len(facts.ranked(ctx.results)) <= MOST_CASES:
        return ()
    found = [(o.ranks[0], o.case) for o in ctx.results.outlooks if o.case != case and o.ranks]
    order = sorted((p, c) for p, c in found if p >= COULD)[::-1]
    return tuple(ctx.region(c) for _, c in order[:NAMED])


def failed_gates(ctx: Context, case: str) -> tuple[str, ...]:
    """Titles of the criteria and pillars on which a case is below what the rubric demands."""
    return tuple(map(ctx.title, unmet(ctx.evaluation, ctx.evaluation.file_of[case])))


def grade_told(ctx: Context, case: str) -> str:
    """A case's grade, with what it hangs on where the score does not decide it; a dash where it
    has none."""
    own, grammar = ctx.evaluation.graded[case], ctx.grammar
    if own.open:
        return ctx.label("grade-open", what=grammar.semicolon.join(map(ctx.title, own.open)))
    if own.grade is None:
        return "—"
    label = ctx.say(own.grade.label)
    if not own.failed:
        return label
    failed = grammar.semicolon.join(map(ctx.title, own.failed))
    return ctx.label("grade-because", grade=label, what=failed)
