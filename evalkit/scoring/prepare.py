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

from evalkit.model.case import Case, CaseFile, Measurement
from evalkit.model.fields import Translations, both
from evalkit.model.finding import Finding, Value, found
from evalkit.model.measures import Entry, MeasureTable
from evalkit.model.place import Span
from evalkit.model.rubric import SAMPLE_DEPENDENT, Measure, Rubric
from evalkit.scoring import normalise
from evalkit.scoring.aggregate import Array
from evalkit.scoring.consensus import RatingTable, applies_to
from evalkit.scoring.tolerances import TOLERANCE
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


def series(file: CaseFile, measure: str, table: MeasureTable | None) -> tuple[Entry, ...]:
    """All values of a measure for a case, oldest first; of one year, the case's own."""
    own = {
        m.year: Entry(
            measure, m.value, m.unit, m.year, m.source or "", file.file, _line(file, measure, n)
        )
        for n, m in enumerate(file.case.measurements_of(measure))
    }
    others = {entry.year: entry for entry in _of_region(file.case, measure, table)}
    return tuple(entry for _, entry in sorted({**others, **own}.items()))


def _line(file: CaseFile, measure: str, n: int) -> int:
    return file.span(f"measures/{measure}/{n}").line


def _of_region(case: Case, measure: str, table: MeasureTable | None) -> tuple[Entry, ...]:
    if table is None:
        return ()
    name = case.region.name
    names = [name.zh, name.en] if isinstance(name, Translations) else [name]
    for key in (case.region.code, *names):
        if key and (entries := table.entries.get((key, measure))):
            return entries
    return ()


def latest(entries: tuple[Entry, ...], year: int) -> Entry | None:
    """The latest entry not after ``year``."""
    known = [entry for entry in entries if entry.year <= year]
    return known[-1] if known else None


def differences(file: CaseFile, rubric: Rubric, table: MeasureTable | None) -> Iterator[Finding]:
    """Where the case and the table state different values of one year, and table rows in another
    unit."""
    for _, criterion in rubric.criteria():
        if criterion.measure is None:
            continue
        others = {entry.year: entry for entry in _of_region(file.case, criterion.id, table)}
        for n, own in enumerate(file.case.measurements_of(criterion.id)):
            other = others.get(own.year)
            if other is not None and not math.isclose(other.value, own.value, rel_tol=TOLERANCE):
                yield _difference(file, criterion.id, n, own, other)
        for entry in others.values():
            if not criterion.measure.takes(entry.unit):
                values: dict[str, Value] = {
                    "given": entry.unit,
                    "wanted": both(criterion.measure.unit),
                }
                span = Span(entry.file, entry.line, 1)
                yield found(
                    "measure-unit", span, case=file.case.case, measure=criterion.id, **values
                )


def _difference(file: CaseFile, measure: str, n: int, own: Measurement, other: Entry) -> Finding:
    values: dict[str, Value] = {
        "year": own.year,
        "value": f"{own.value:g}",
        "other": f"{other.value:g}",
    }
    span = file.span(f"measures/{measure}/{n}")
    table = f"{other.file}:{other.line}"
    return found(
        "measure-differs", span, case=file.case.case, measure=measure, table=table, **values
    )
