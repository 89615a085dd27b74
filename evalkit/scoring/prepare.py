"""Measured values in, one value a case and measure out: the latest year not after ``as_of``.

Values come from the case, or from one tidy table beside the cases (region, measure, value, unit,
year, source). The case's own value of a year wins over the table's, and a difference is a note.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from evalkit.model.case import CaseFile
from evalkit.model.finding import Finding, found
from evalkit.model.measures import Entry, MeasureTable
from evalkit.model.place import Span
from evalkit.model.rubric import SAMPLE_DEPENDENT, Criterion, Measure, Rubric
from evalkit.scoring import normalise
from evalkit.scoring.aggregate import Array
from evalkit.scoring.consensus import RatingTable, applies_in
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
    known: dict[str, list[tuple[Entry, ...]]] = {}
    used: dict[str, list[Entry | None]] = {}
    values = np.full((len(files), len(rubric.measured)), math.nan)
    for n, (ref, (criterion, rule)) in enumerate(rubric.measured.items()):
        above, known[ref], used[ref] = rubric.index[ref].above, [], []
        for row, file in enumerate(files):
            entries = tuple(e for e in series(file, criterion.id, table) if rule.takes(e.unit))
            applies = applies_in(criterion, above, file)
            entry = latest(entries, year) if applies else None
            known[ref].append(entries)
            used[ref].append(entry)
            values[row, n] = entry.value if entry else math.nan
    scores = normalise.from_measures(values, [rule for _, rule in rubric.measured.values()])
    out: list[Measured] = []
    for own, (ref, (criterion, rule)) in zip(scores.T, rubric.measured.items(), strict=True):
        findings += _doubtful(criterion.id, rule, files, used[ref], own)
        findings += _sampled(criterion.id, rule, rubric.method.least_sample, files, used[ref])
        for file, entries, entry, score in zip(files, known[ref], used[ref], own, strict=True):
            case, capped = file.case.case, bool(_beyond(entry, rule))
            out.append(Measured(case, ref, criterion.id, entry, entries, number(score), capped))
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
        _, above, node = rubric.index[ref]
        for row, file in enumerate(files):
            case = file.case.case
            if ref in rubric.measured and isinstance(node, Criterion):
                value = score_of[case, ref]
                applies = applies_in(node, above, file)
            else:
                agreed = ratings.agreed[case, ref]
                value, applies = agreed.level, agreed.state != "not-applicable"
            applicable[row, column] = applies
            scores[row, column] = math.nan if value is None else value
    if rated.any():
        scales = [ends_of(rubric, ref) for ref, own in zip(tree.leaves, rated, strict=True) if own]
        low, high = (np.array(ends, dtype=float) for ends in zip(*scales, strict=True))
        scores[:, rated] = normalise.from_levels(scores[:, rated], low, high)
    return Leaves(tree, scores, applicable, rated)


def ends_of(rubric: Rubric, ref: str) -> tuple[float, float]:
    """The lowest and the highest level of a criterion that people rate."""
    scale = rubric.scales[rubric.rated[ref].id]
    return float(scale.low), float(scale.high)


def number(value: Any) -> float | None:
    """A plain number; None for NaN."""
    return None if value is None or math.isnan(value) else float(value)


def _beyond(entry: Entry | None, rule: Measure) -> str:
    """The goalpost that a value lies beyond, as text; empty where it lies between them."""
    if entry is None or rule.normalisation != "goalposts" or rule.goalposts is None:
        return ""
    low, high = rule.goalposts
    return f"{low:g}" if entry.value < low else f"{high:g}" if entry.value > high else ""


def _doubtful(
    criterion: str,
    rule: Measure,
    files: Sequence[CaseFile],
    used: Sequence[Entry | None],
    scored: Array,
) -> Iterator[Finding]:
    """Values that are capped or have no score."""
    for file, entry, score in zip(files, used, scored, strict=True):
        if entry is None:
            continue
        say = partial(found, case=file.case.case, measure=criterion, value=f"{entry.value:g}")
        if goalpost := _beyond(entry, rule):
            yield say("measure-capped", entry.span, goalpost=goalpost)
        elif rule.normalisation == "share-of-best":
            if entry.value < 0:
                yield say("measure-without-share", entry.span)
        elif math.isnan(score) and rule.transform != "none":
            yield say("measure-transform", entry.span, transform=rule.transform)


def _sampled(
    criterion: str,
    rule: Measure,
    least: int,
    files: Sequence[CaseFile],
    used: Sequence[Entry | None],
) -> Iterator[Finding]:
    """Samples that are too small to normalise by, or all alike."""
    known = [entry.value for entry in used if entry]
    if rule.normalisation in SAMPLE_DEPENDENT and known:
        span = Span(files[0].file, 1, 1)
        say = partial(found, measure=criterion, normalisation=rule.normalisation)
        if len(known) < least:
            yield say("sample-small", span, n=len(known), least=least)
        shared = rule.normalisation == "share-of-best"  # of values from zero on alone
        compared = {value for value in known if value >= 0 or not shared}
        if len(compared) == 1:
            yield say("sample-constant", span)
