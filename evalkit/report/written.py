"""A criterion of a case in; what the plan writes there out: the level, the rater's reason in one
clause, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.model.case import Case, Evidence
from evalkit.model.rubric import Criterion
from evalkit.report.context import Context
from evalkit.report.facts import RatedCriterion, chosen

PLACES = 3  # named of those that a reason rests on
_END = re.compile(r"[。；]|;(?=\s)|[.](?=\s+[A-Z“\"(])|[.;]$")


@dataclass(frozen=True, slots=True)
class Written:
    """What a plan writes on a criterion, as its rater says: ``level`` None where it is not
    rated."""

    level: float | None
    clause: str
    places: tuple[str, ...]
    applies: bool = True


def clause(text: str) -> str:
    """The first clause of a text, up to its first full stop or semicolon, without that."""
    said = text.strip()
    end = _END.search(said)
    return said[: end.start()] if end and end.start() else said


def written(ctx: Context, case: str, ref: str) -> Written:
    """What a plan writes on a rated criterion; an empty clause where nobody gave a reason."""
    evaluation = ctx.evaluation
    outcome, node = evaluation.ratings.agreed.get((case, ref)), evaluation.rubric.index[ref].node
    if outcome is None or not isinstance(node, Criterion):
        return Written(None, "", ())
    rows = evaluation.rows_of.get((case, ref), ())
    rating = chosen(RatedCriterion(ref, node, outcome, rows, 0.0, None))
    applies = outcome.state != "not-applicable"
    if rating is None:
        return Written(outcome.level, "", (), applies)
    about = evaluation.file_of[case].case
    where = _places(ctx, about, rating.evidence)
    return Written(outcome.level, clause(ctx.say(rating.because)), where, applies)


def _places(ctx: Context, case: Case, evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """The first places cited; with their document's title only where a case has several."""
    first: dict[tuple[str | None, str], Evidence] = {}
    for e in evidence:
        if e.at:
            first.setdefault((e.document, e.at), e)
    shown = [*first.values()][:PLACES]
    if len(case.documents) > 1:
        return ctx.cited(case, shown)
    return (ctx.grammar.joined([str(e.at) for e in shown]),) if shown else ()
