"""Measured values of a batch in, a column a measure; scores of the criteria that they score, and
findings with their counts, out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evalkit.model.case import Case, CaseFile
from evalkit.model.measures import Entry
from evalkit.model.refusal import Refusal, listed, reason
from evalkit.model.rubric import Measure, Prepare, Rubric
from evalkit.reading.measures import OF_MEASURE
from evalkit.scoring import normalise
from evalkit.scoring.aggregate import Array
from evalkit.scoring.leaves import cap_of, doubtful
from evalkit.scoring.normalise import Ends
from evalkit.scoring.tree import Mask
from evalkit.tables.found import SHOWN, Counted
from evalkit.tables.places import Places

# number of a case → the case, with nothing but its id, and a value that stands in its row
Placed = Callable[[int], tuple[CaseFile, Entry]]
OF_SCORE = "score "  # before an id, among the columns of a frame: what the whole sample came to


@dataclass(frozen=True, slots=True)
class Measured:
    """What is measured of a batch, (cases, measured criteria): values, NaN where there is none, and
    scores, NaN where there is none either."""

    values: Array
    scores: Array

    def without_score(self, applicable: Mask) -> Mask:
        """Values that are there and have no score."""
        return np.asarray(applicable & ~np.isnan(self.values) & np.isnan(self.scores))


def refuse_unprepared(rubric: Rubric) -> None:
    """Refuse a rubric whose measures are prepared together.

    Raises:
        Refusal: it screens, divides, imputes or treats outliers: what that comes to hangs on all
            cases together.
    """
    if rubric.prepare != Prepare():
        parts = [name for name in Prepare.model_fields if getattr(rubric.prepare, name)]
        raise Refusal(reason("table.prepared", rubric=rubric.pin, steps=listed(parts)))


def measured(
    frame: pa.Table, places: Places, applicable: Mask, rubric: Rubric
) -> tuple[Measured, list[Counted]]:
    """Values and scores of a batch.

    Args:
        applicable: (cases, measured criteria).

    Raises:
        Refusal: a score hangs on the whole sample, and the frame does not bring it.
    """
    refuse_unprepared(rubric)
    rules = {criterion.id: rule for criterion, rule in rubric.measured.values()}
    values = np.full((frame.num_rows, len(rules)), np.nan)
    for n, id in enumerate(rules):
        if (name := OF_MEASURE + id) in frame.column_names:
            values[:, n] = numbers(frame.column(name))
    values[~applicable] = np.nan
    scores = values.copy()
    brought = {id for id in rules if OF_SCORE + id in frame.column_names}
    lacking = [
        id
        for n, (id, rule) in enumerate(rules.items())
        if rule.by_sample and id not in brought and not np.isnan(values[:, n]).all()
    ]
    if lacking:
        raise Refusal(reason("table.sample", measures=listed(lacking)))
    fixed = [n for n, id in enumerate(rules) if id not in brought]
    own = [[*rules.values()][n] for n in fixed]
    scores[:, fixed] = normalise.from_measures(values[:, fixed], own, (), rubric.is_index)
    for n, id in enumerate(rules):
        if id in brought:
            scores[:, n] = numbers(frame.column(OF_SCORE + id))

    def placed(n: int) -> tuple[CaseFile, Entry]:
        case, span = Case.model_construct(case=places.cases[n]), places.span(n)
        return CaseFile(case, span.file, ""), Entry("", 0.0, "", 0, "", span.file, span.line)

    findings: list[Counted] = []
    for n in fixed:
        id = [*rules][n]
        findings += doubts(id, rules[id], placed, values[:, n], scores[:, n])
    return Measured(values, scores), findings


def numbers(column: pa.ChunkedArray) -> Array:
    """A column as numbers; NaN where it holds none."""
    whole = column.combine_chunks().cast(pa.float64())
    return np.asarray(pc.fill_null(whole, float("nan"))).astype(float)


def doubts(
    id: str, rule: Measure, placed: Placed, values: Array, scores: Array
) -> Iterator[Counted]:
    """Values of one measure that are capped or have no score, by what is said of them."""
    ends = normalise.ends(values, rule)
    for code, where in _doubted(rule, values, scores, ends).items():
        at = np.flatnonzero(where)
        if not len(at):
            continue
        first = at[:SHOWN]
        held = [placed(n) for n in first.tolist()]
        said = doubtful(
            id,
            rule,
            [file for file, _ in held],
            [entry for _, entry in held],
            values[first],
            scores[first],
            [cap_of(value, ends, rule) for value in values[first].tolist()],
        )
        yield Counted(code, len(at), tuple(said))


def _doubted(rule: Measure, values: Array, scores: Array, ends: Ends) -> Mapping[str, Mask]:
    """Code → the values that it is said of."""
    some = ~np.isnan(values)
    taken = normalise.transform(values, rule.transform)
    capped: Mask = some & ((values < ends.low) | (values > ends.high))
    if rule.by_sample:
        capped &= ~np.isnan(taken)
    named = "measure-capped" if ends.below == "goalpost" else "measure-beyond"
    if rule.normalisation == "share-of-best":
        return {named: capped, "measure-without-share": some & ~capped & (values < 0)}
    lost = some & ~capped & np.isnan(scores) & np.isnan(taken)
    return {named: capped, "measure-transform": lost}
