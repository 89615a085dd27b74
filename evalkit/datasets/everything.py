"""All tables of an evaluation, in the order in which a reader meets them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from evalkit.analysis.results import Results
from evalkit.analysis.sensitivity import Assumptions
from evalkit.datasets import answers, findings, inputs, ratings, scored
from evalkit.datasets.model import Dataset
from evalkit.datasets.trends import trends
from evalkit.evidence.text import Plans
from evalkit.scoring.tolerances import MOST_CASES

Tables = Callable[[Results, Plans], tuple[Dataset, ...]]


def _cases(results: Results, plans: Plans) -> tuple[Dataset, ...]:
    evaluation = results.evaluation
    held = inputs.cases(evaluation), inputs.facets(evaluation), inputs.documents(evaluation)
    return (*held, *((inputs.paragraphs(plans),) if plans.texts else ()))


def _rubric(results: Results, _: Plans) -> tuple[Dataset, ...]:
    return inputs.nodes(results.evaluation), inputs.anchors(results.evaluation)


def _ratings(results: Results, _: Plans) -> tuple[Dataset, ...]:
    made = (
        ratings.ratings,
        ratings.evidence,
        scored.agreed_levels,
        ratings.rating_steps,
        ratings.ticks,
    )
    return tuple(table(results.evaluation) for table in made)


def _compare(results: Results, _: Plans) -> tuple[Dataset, ...]:
    made = (scored.standings, scored.leads, scored.groups)
    few = len(results.evaluation.files) <= MOST_CASES  # each against each
    return (*(table(results) for table in made), *((scored.ahead(results),) if few else ()))


def _sensitivity(results: Results, _: Plans) -> tuple[Dataset, ...]:
    assumed = Assumptions()
    found = answers.sensitivity(results.outlooks, results.effects_under(assumed))
    return (*found, *answers.influence(results))


def _advise(results: Results, plans: Plans) -> tuple[Dataset, ...]:
    return answers.advice(results, results.evaluation.cases, plans)


# by the command that shows them
TOPICS: Mapping[str, Tables] = {
    "cases": _cases,
    "rubric": _rubric,
    "score": lambda r, _: (
        *(table(r.evaluation) for table in (scored.scores, scored.calibrated, scored.verdicts)),
    ),
    "ratings": _ratings,
    "measures": lambda r, _: (inputs.measures(r.evaluation), inputs.panel(r.evaluation)),
    "compare": _compare,
    "sensitivity": _sensitivity,
    "agreement": lambda r, _: answers.raters(r),
    "coordination": lambda r, _: answers.coordination(r),
    "consistency": lambda r, _: answers.consistency(r),
    "weights": lambda r, _: answers.weights(r, "overall", r.weighings(), r.opinions()),
    "trends": lambda r, _: trends(r.trends),
    "outcomes": lambda r, _: answers.outcomes(r),
    "gaps": lambda r, _: answers.gaps(r),
    "commitments": lambda r, _: (inputs.commitments(r.evaluation), inputs.partners(r.evaluation)),
    "coherence": lambda r, _: answers.coherence(r),
    "data": lambda r, _: answers.data(r.data),
    "levels": lambda r, _: answers.levels(r),
    "changes": lambda r, _: answers.changes(r.successions),
    "advise": _advise,
    "findings": lambda r, _: (findings.findings(r.evaluation.findings),),
}

# topic → the tables it makes, the main one first
NAMES: Mapping[str, tuple[str, ...]] = {
    "cases": ("cases", "facets", "documents"),
    "rubric": ("nodes", "anchors"),
    "score": ("scores", "calibrated", "verdicts"),
    "ratings": ("ratings", "evidence", "agreed-levels", "rating-steps", "ticks"),
    "measures": ("measures", "panel"),
    "compare": ("standings", "leads", "groups", "ahead"),
    "sensitivity": ("ranges", "rank-likelihoods", "effects", "left-out", "influence"),
    "agreement": ("agreement", "disagreements"),
    "coordination": ("coordination", "systems", "obstacles"),
    "consistency": ("consistency", "consistency-variables"),
    "weights": ("weights", "rankings"),
    "trends": ("trends", "trend-changes", "trend-parts", "trend-measures", "trend-imputed"),
    "outcomes": ("outcomes", "targets"),
    "gaps": ("gaps", "gap-groups", "gap-pairs", "slopes"),
    "commitments": ("commitments", "partners"),
    "coherence": ("coherence", "pairs", "scales"),
    "data": (
        "distributions",
        "correlations",
        "importance",
        "components",
        "loadings",
        "reliability",
        "scale-items",
    ),
    "levels": ("levels", "level-counts"),
    "changes": ("successions", "moves"),
    "advise": ("advice", "models"),
    "findings": ("findings",),
}


def tables_of(results: Results, topic: str, plans: Plans | None = None) -> tuple[Dataset, ...]:
    """The tables of one topic, the main one first."""
    return TOPICS[topic](results, plans or Plans())


def everything(results: Results, plans: Plans | None = None) -> tuple[Dataset, ...]:
    """All tables that hold anything; those of cases, rubric and scores always."""
    always = ("cases", "nodes", "scores")
    made = [table for topic in TOPICS for table in tables_of(results, topic, plans)]
    return tuple(table for table in made if table.rows or table.name in always)


def of_name(results: Results, name: str) -> Dataset:
    """One table by its name, of which only its topic is worked out.

    Raises:
        KeyError: there is no such table; the message lists those there are.
    """
    for topic, names in NAMES.items():
        if name in names:
            found = {table.name: table for table in tables_of(results, topic)}
            if name in found:
                return found[name]
    known = ", ".join(own for names in NAMES.values() for own in names)
    raise KeyError(f'there is no table "{name}"; there are: {known}')
