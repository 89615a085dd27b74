"""What raters gave, as tables: ratings, their steps and ticks, and the places that they rest on."""

from __future__ import annotations

from evalkit.datasets.model import Dataset, dataset, said, several
from evalkit.evaluation import Evaluation


def ratings(evaluation: Evaluation) -> Dataset:
    """A row a case, criterion and rater."""
    rows = (
        {
            "case": row.case,
            "ref": row.ref,
            "n": row.n,
            "criterion": row.criterion,
            "rater": row.rater,
            "state": row.state,
            "level": row.level,
            "counted": row.counted,
            "capped": row.capped or None,
            "checks": several(row.rating.checks),
            "confidence": row.rating.confidence,
            "adjudicates": row.adjudicates,
            **said("because", row.rating.because),
            "line": row.line,
        }
        for row in evaluation.ratings.rows
    )
    return dataset("ratings", rows)


def rating_steps(evaluation: Evaluation) -> Dataset:
    """Ratings as places of their levels on the scale; half-way between two where a level is."""
    scales = evaluation.rubric.scales
    rows = (
        {"case": row.case, "ref": row.ref, "rater": row.rater}
        | {"step": float(scales[row.criterion].place(row.level))}
        for row in evaluation.ratings.rows
        if row.level is not None and not row.adjudicates
    )
    return dataset("rating-steps", rows)


def ticks(evaluation: Evaluation) -> Dataset:
    """A row a case, check and rater who rated its criterion: ticked or not."""
    rated = evaluation.rubric.rated
    facets_of = {file.case.case: file.case.facet_values() for file in evaluation.files}
    rows = (
        {
            "case": row.case,
            "ref": row.ref,
            "check": check.id,
            "rater": row.rater,
            "met": check.id in row.rating.checks,
        }
        for row in evaluation.ratings.rows
        if row.state == "rated" and not row.adjudicates and row.ref in rated
        for check in rated[row.ref].checks_for(facets_of[row.case])
    )
    return dataset("ticks", rows)


def evidence(evaluation: Evaluation) -> Dataset:
    """A row a place that a rating rests on."""
    rows = (
        {
            "case": row.case,
            "ref": row.ref,
            "n": row.n,
            "k": k,
            "rater": row.rater,
            "document": own.document,
            "at": own.at,
            "quote": own.quote,
            **said("note", own.note),
            "bearing": own.kind,
        }
        for row in evaluation.ratings.rows
        for k, own in enumerate(row.rating.evidence)
    )
    return dataset("evidence", rows)
