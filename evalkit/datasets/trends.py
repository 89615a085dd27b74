"""How regions moved over the years, as tables."""

from __future__ import annotations

from evalkit.analysis.trends import Trends
from evalkit.datasets.model import Dataset, dataset, several


def trends(found: Trends | None) -> tuple[Dataset, ...]:
    """Scores by year, their change and what adds up to it, growth of measures, and values that
    stand in for missing ones; empty without a panel."""
    lines = found.lines if found is not None else ()
    of = found.of if found is not None else ""
    by_year = (
        {
            "case": line.case,
            "ref": of,
            "year": mark.year,
            "value": mark.value,
            "rank": mark.rank or None,
            "rank_of_all": mark.rank_of_all or None,
            "coverage": mark.coverage,
            "n_imputed": mark.imputed,
            "reason": mark.reason or None,
        }
        for line in lines
        for mark in line.marks
    )
    moved = (
        {
            "case": line.case,
            "ref": of,
            "from_year": line.growth.first,
            "to_year": line.growth.last,
            "score_before": line.marks[0].value,
            "score_after": line.marks[-1].value,
            "moved_by": line.change,
            "by_weights": line.by_weights if line.change is not None else None,
            "growth": line.growth.rate,
            "no_growth": line.growth.why or None,
        }
        for line in lines
    )
    parts = (
        {
            "case": line.case,
            "ref": part.ref,
            "part_of": of,
            "score_before": part.before,
            "score_after": part.after,
            "adds": part.adds,
        }
        for line in lines
        for part in line.parts
    )
    grown = (
        {
            "case": own.case,
            "ref": own.ref,
            "from_year": own.growth.first,
            "to_year": own.growth.last,
            "amount_before": own.values[0][1],
            "amount_after": own.values[-1][1],
            "growth": own.growth.rate,
            "no_growth": own.growth.why or None,
        }
        for own in (found.series if found is not None else ())
    )
    filled = (
        {
            "case": own.case,
            "ref": own.ref,
            "year": own.year,
            "amount": own.value,
            "imputed_by": own.how,
            "imputed_from": several(str(year) for year in own.of),
        }
        for own in (found.imputed if found is not None else ())
    )
    made = (
        ("trends", by_year),
        ("trend-changes", moved),
        ("trend-parts", parts),
        ("trend-measures", grown),
        ("trend-imputed", filled),
    )
    return tuple(dataset(name, rows) for name, rows in made)
