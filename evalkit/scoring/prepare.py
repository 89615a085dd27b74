"""Measured values in, one value a case and measure out: the latest year not after ``as_of``.

Values come from the case, or from one tidy table beside the cases (region, measure, value, unit,
year, source). The case's own value of a year wins over the table's, and a difference is a note.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evalkit.model.case import CaseFile
from evalkit.model.finding import Finding, Value, found
from evalkit.model.measures import Entry, MeasureTable
from evalkit.model.place import Span
from evalkit.model.rubric import SAMPLE_DEPENDENT, Measure, Rubric
from evalkit.scoring import normalise
from evalkit.scoring.aggregate import Array
from evalkit.scoring.consensus import RatingTable, applies_to
from evalkit.scoring.measurements import differences, latest, series
from evalkit.scoring.tree import Mask, Tree, tree_of


@dataclass(frozen=True, slots=True)
class Measured:
    """The measurement that scores a criterion; ``series``: all years known; ``score``: None where
    missing."""

    case: str
    ref: str
    criterion: str
    used: Entry | None
    series: tuple[Entry, ...]
    score: float | None
    capped: bool


@dataclass(frozen=True)
class Leaves:
    """What is scored, as arrays: the tree, and scores of its leaves and whether they apply, (cases,
    leaves).

    ``scores``: in [0, 1], NaN where missing; ``rated``: (leaves,), which of them people rate.
    """

    tree: Tree
    scores: Array
    applicable: Mask
    rated: Mask


def measure(
    rubric: Rubric, files: Sequence[CaseFile], table: MeasureTable | None, year: int
) -> tuple[tuple[Measured, ...], list[Finding]]:
    """The measurement not after ``year`` that counts for every case and measured criterion, and its
    score."""
    findings = [f for file in files for f in differences(file, rubric, table)]
    rules = [rule for _, rule in rubric.measured.values()]
    known, used = [], []
    for ref, (criterion, rule) in rubric.measured.items():
        own = [_in_unit(series(file, criterion.id, table), rule) for file in files]
        above = rubric.index[ref].above
        applies = [applies_to(criterion, above, file.case.facet_values())[0] for file in files]
        known.append(own)
        used.append([latest(e, year) if a else None for e, a in zip(own, applies, strict=True)])
    values = np.full((len(files), len(rules)), math.nan)
    for n, column in enumerate(used):
        values[:, n] = [entry.value if entry else math.nan for entry in column]
    scores = normalise.from_measures(values, rules)
    out: list[Measured] = []
    for n, (ref, (criterion, rule)) in enumerate(rubric.measured.items()):
        findings += _doubtful(
            criterion.id, rule, rubric.method.least_sample, files, used[n], scores[:, n]
        )
        for file, entries, entry, score in zip(files, known[n], used[n], scores[:, n], strict=True):
            capped = bool(_beyond(entry, rule))
            out.append(
                Measured(file.case.case, ref, criterion.id, entry, entries, number(score), capped)
            )
    return tuple(out), findings


def leaves_of(
    rubric: Rubric, files: Sequence[CaseFile], ratings: RatingTable, measured: Sequence[Measured]
) -> Leaves:
    """Scores of everything that is rated or measured."""
    tree = tree_of(rubric)
    score_of = {(m.case, m.ref): m.score for m in measured}
    scores = np.full((len(files), len(tree.leaves)), math.nan)
    applicable = np.ones(scores.shape, dtype=bool)
    rated = np.array([ref not in rubric.measured for ref in tree.leaves], dtype=bool)
    for column, ref in enumerate(tree.leaves):
        criterion = rubric.measured[ref][0] if ref in rubric.measured else None
        for row, file in enumerate(files):
            if criterion is not None:
                above = rubric.index[ref].above
                applicable[row, column] = applies_to(criterion, above, file.case.facet_values())[0]
                score = score_of[file.case.case, ref]
                scores[row, column] = math.nan if score is None else score
                continue
            agreed = ratings.agreed[file.case.case, ref]
            applicable[row, column] = agreed.state != "not-applicable"
            if agreed.level is not None:
                scores[row, column] = agreed.level
    if rated.any():
        scores[:, rated] = normalise.from_levels(
            scores[:, rated], rubric.levels[0], rubric.levels[-1]
        )
    return Leaves(tree, scores, applicable, rated)


def number(value: Any) -> float | None:
    """A plain number; None for NaN."""
    return None if value is None or math.isnan(value) else float(value)


def _in_unit(entries: tuple[Entry, ...], rule: Measure) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if rule.takes(entry.unit))


def _beyond(entry: Entry | None, rule: Measure) -> str:
    """The goalpost that a value lies beyond, as text; empty where it lies between them."""
    if entry is None or rule.normalisation != "goalposts" or rule.goalposts is None:
        return ""
    low, high = rule.goalposts
    return f"{low:g}" if entry.value < low else f"{high:g}" if entry.value > high else ""


def _doubtful(
    criterion: str,
    rule: Measure,
    least: int,
    files: Sequence[CaseFile],
    used: Sequence[Entry | None],
    scored: Array,
) -> Iterator[Finding]:
    """Values that are capped or have no score, and samples that are too small to normalise by."""
    known = [entry for entry in used if entry]
    for file, entry, score in zip(files, used, scored, strict=True):
        if entry is None:
            continue
        span = Span(entry.file, entry.line, 1)
        values: dict[str, Value] = {"measure": criterion, "value": f"{entry.value:g}"}
        if goalpost := _beyond(entry, rule):
            yield found("measure-capped", span, case=file.case.case, goalpost=goalpost, **values)
        elif math.isnan(score) and rule.transform != "none":
            yield found(
                "measure-transform", span, case=file.case.case, transform=rule.transform, **values
            )
    if rule.normalisation in SAMPLE_DEPENDENT and known:
        span = Span(files[0].file, 1, 1)
        common: dict[str, Value] = {"measure": criterion, "normalisation": rule.normalisation}
        if len(known) < least:
            yield found("sample-small", span, n=len(known), least=least, **common)
        if len({entry.value for entry in known}) == 1:
            yield found("sample-constant", span, **common)
