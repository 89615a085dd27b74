"""Scores and ranking, as tables."""

from __future__ import annotations

from dataclasses import asdict, fields
from operator import attrgetter

from evalkit.analysis.results import Results
from evalkit.datasets.model import Dataset, Field, dataset, several
from evalkit.evaluation import Evaluation, Score
from evalkit.model.fields import both


def scores(evaluation: Evaluation) -> Dataset:
    """A row a case and node."""
    names = tuple(field.name for field in fields(Score))
    values = attrgetter(*names)
    rows = (
        dict(zip(names, values(score), strict=True)) | {"reason": score.reason or None}
        for score in evaluation.scores
    )
    return dataset("scores", rows)


def agreed_levels(evaluation: Evaluation) -> Dataset:
    """A row a case and rated criterion: what several raters come to."""
    rows = (
        {
            "case": own.case,
            "ref": own.ref,
            "state": own.state,
            "level": own.level,
            "spread": own.spread,
            "rule": own.rule,
        }
        for own in evaluation.ratings.agreed.values()
    )
    return dataset("agreed-levels", rows)


def calibrated(evaluation: Evaluation) -> Dataset:
    """A row a case, a column a scored criterion: scores in [0, 1]."""
    leaves = [(ref, c) for ref, c in evaluation.rubric.criteria() if c.scored]
    more = [Field(ref, "number", both(c.title), both(c.asks or c.title)) for ref, c in leaves]
    rows = (
        {
            "case": file.case.case,
            "region": file.case.region.key,
            **{ref: evaluation.by_ref.get(ref, {}).get(file.case.case) for ref, _ in leaves},
        }
        for file in evaluation.files
    )
    return dataset("calibrated", rows, more)


def verdicts(evaluation: Evaluation) -> Dataset:
    """Whether each case meets the standard, and what is in the way."""
    rows = (
        {
            "case": own.case,
            "verdict": own.outcome,
            "not_met": several(own.fails),
            "not_rated": several(own.missing),
        }
        for own in evaluation.verdicts.values()
    )
    return dataset("verdicts", rows)


def standings(results: Results) -> Dataset:
    """Cases in order of rank."""
    graded = results.evaluation.graded

    def grade(case: str) -> str | None:
        found = graded[case].grade
        return found.id if found else None

    rows = ({**asdict(own), "grade": grade(own.case)} for own in results.standings)
    return dataset("standings", rows)


def ahead(results: Results) -> Dataset:
    """Share of the draws of weights in which a case is above another."""
    rows = (
        {"case": case, "other": other, "likelihood": share}
        for case, own in results.ranking.ahead.items()
        for other, share in own.items()
        if other != case
    )
    return dataset("ahead", rows)


def leads(results: Results) -> Dataset:
    """The best score on every node and who holds it."""
    rows = ({**asdict(own), "cases": several(own.cases)} for own in results.leads)
    return dataset("leads", rows)


def groups(results: Results) -> Dataset:
    """Mean scores of cases by what they declare."""
    rows = (
        {
            "facet": own.facet,
            "facet_value": own.value,
            "ref": ref,
            "mean": mean,
            "n_cases": len(own.cases),
            "cases": several(own.cases),
        }
        for own in results.groups
        for ref, mean in own.means.items()
    )
    return dataset("groups", rows)
