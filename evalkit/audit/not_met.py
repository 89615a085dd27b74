"""The verdict of the standard: a case that does not meet it."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.audit.subject import Inspected
from evalkit.model.case import CaseFile
from evalkit.model.fields import both
from evalkit.model.finding import Finding, found, side_by_side
from evalkit.scoring.verdicts import left_out_by_raters

NAMED = 12  # criteria that are not met, as the finding names them


def check(inspected: Inspected, file: CaseFile) -> Iterator[Finding]:
    """standard-not-met; standard-narrowed: what raters leave out, though the rubric asks it."""
    evaluation = inspected.evaluation
    own = evaluation.verdicts.get(file.case.case)
    if own is None:
        return
    out = left_out_by_raters(evaluation.rubric, evaluation.ratings.agreed, file.case.case)
    for ref in out:
        name = ref.rpartition(".")[2]
        title = both(evaluation.rubric.index[ref].node.title)
        place = inspected.place_of(file, name)
        yield found("standard-narrowed", place, ref=ref, criterion=name, title=title)
    if own.outcome != "not-met":
        return
    ids = [ref.rpartition(".")[2] for ref in own.fails]
    of = len(own.met) + len(own.fails) + len(own.missing)
    yield found(
        "standard-not-met",
        inspected.place_of(file, ids[0]) if ids else file.span("case"),
        title=both(evaluation.rubric.title),
        met=len(own.met),
        of=of,
        list=side_by_side(ids, NAMED),
        rubric=evaluation.rubric.pin,
    )
