"""Cases as tables, and scores of tables beside those of the same cases as files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from evalkit.evaluation import Evaluation
from evalkit.model.case import CaseFile
from evalkit.model.measures import MeasureTable
from evalkit.reading.case_rows import rows_of
from evalkit.tables.run import TableScores

FIGURES = ("value", "low", "high", "coverage", "weight", "share")
# what is found of ratings, facets and measured values, in files and in tables alike
ALIKE = {
    *("criterion-unknown", "criterion-measured", "level-unknown", "level-missing"),
    *("state-conflict", "check-unknown", "reason-missing", "rating-without-reason"),
    *("rater-repeated", "adjudication-repeated", "level-above-ceiling", "states-differ"),
    *("raters-apart", "adjudication-missing", "rated-though-not-applicable", "case-unfilled"),
    *("criteria-missing", "facet-unknown", "facet-value-unknown", "facet-several"),
    *("facet-undeclared", "measure-unit", "measure-capped", "measure-beyond"),
    *("measure-transform", "measure-without-share", "sample-small", "sample-constant"),
}
# said once a case and criterion of files, and of every row of tables
ONCE = {"criterion-unknown", "criterion-measured"}


def tables_of(
    files: Sequence[CaseFile], table: MeasureTable | None = None, facets: Sequence[str] = ()
) -> dict[str, pa.Table]:
    """What `evalkit pack` writes, as Arrow tables."""
    out = {}
    for name, (columns, rows) in rows_of([file.case for file in files], table, facets).items():
        held = {column: [row.get(column) for row in rows] for column in columns}
        out[name] = pa.table({column: _column(own) for column, own in held.items()})
    return out


def _column(cells: list[Any]) -> pa.Array:
    numbers = all(isinstance(cell, int | float) for cell in cells if cell is not None)
    return pa.array(cells if numbers else [None if c is None else str(c) for c in cells])


def alike(evaluation: Evaluation, scores: pa.Table, nearer: float = 1e-12) -> int:
    """That every column of every row is the same, figures to ``nearer``; how many were compared."""
    rows = scores.to_pylist()
    keys = [(row["case"], row["ref"]) for row in rows]
    assert keys == [(own.case, own.ref) for own in evaluation.scores]
    for own, row in zip(evaluation.scores, rows, strict=True):
        assert (row["state"], row["reason"] or "") == (own.state, own.reason), own
        for name in FIGURES:
            one, other = getattr(own, name), row[name]
            assert (one is None) == (other is None), (own, name)
            assert one is None or abs(one - other) <= nearer, (own, name, other)
    return len(rows) * len(FIGURES)


def found_alike(evaluation: Evaluation, scores: TableScores) -> dict[str, int]:
    """That as much was found of every kind that files and tables have alike; how much."""
    files = Counter(f.code for f in evaluation.findings if f.code in ALIKE)
    tables = {one.code: one.n for one in scores.findings if one.code in ALIKE}
    for code in ONCE & tables.keys():
        assert 1 <= files[code] <= tables[code], code
    several = {code: n for code, n in tables.items() if code not in ONCE}
    assert several == {code: n for code, n in files.items() if code not in ONCE}
    return tables
