"""Cases and the table of measures in; what scores each leaf of the tree out: of each measure
the latest year not after ``as_of``, prepared as the rubric says; and the levels of ratings.

Values come from the case, or from one tidy table beside the cases (region, measure, value, unit,
year, source). The case's own value of a year wins over the table's, and a difference is a note.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from evalkit.model.case import CaseFile
from evalkit.model.finding import Finding, found, suggestion
from evalkit.model.measures import Entry, MeasureTable
from evalkit.model.place import Span
from evalkit.model.rubric import Criterion, Measure, Rubric
from evalkit.scoring import normalise
from evalkit.scoring.aggregate import Array
from evalkit.scoring.consensus import RatingTable, applies_in
from evalkit.scoring.measurements import differences, latest, series
from evalkit.scoring.preparing import Raw, Touch, prepared
from evalkit.scoring.tree import Mask, Tree, tree_of

TREATED = ("winsorise", "log", "box-cox")  # steps that treat outliers


@dataclass(frozen=True, slots=True)
class Measured:
    """The measurement that scores a criterion; ``series``: all years known; ``score``: None where
    missing; ``counted``: the value that is put on the scale, None where there is none; ``touched``:
    what was done to it on the way, in order."""

    case: str
    ref: str
    criterion: str
    used: Entry | None
    series: tuple[Entry, ...]
    score: float | None
    capped: bool
    counted: float | None = None
    touched: tuple[Touch, ...] = ()

    @property
    def unscored(self) -> str:
        """Why a value that is there has no score: ``screened`` or ``no-score``; empty where it has
        one, or nothing is there."""
        if self.used is None or self.score is not None:
            return ""
        return "screened" if any(touch.step == "screen" for touch in self.touched) else "no-score"

    @property
    def imputed(self) -> bool:
        """Whether the value stands in for one that is missing."""
        return any(touch.fills for touch in self.touched)

    @property
    def untreated(self) -> float | None:
        """The value in the unit that it is told in, divided or imputed, before outliers are treated
        and ends are capped, which would tie cases; None where there is none."""
        value = None if self.used is None else float(self.used.value)
        for touch in self.touched:
            value = touch.after if touch.step in ("per", "impute") else value
        return value

    @property
    def treatment(self) -> Touch | None:
        """How the value was treated as an outlier, or with all of its measure; None where it was
        not."""
        return next((touch for touch in self.touched if touch.step in TREATED), None)


class Served(NamedTuple):
    """A measurement that only serves others, as what they are divided by."""

    case: str
    criterion: str
    used: Entry | None
    series: tuple[Entry, ...]


@dataclass(frozen=True)
class Leaves:
    """What is scored, as arrays: the tree, and scores of its leaves and whether they apply, (cases,
    leaves).

    ``scores``: in [0, 1], NaN where missing; ``rated``: (leaves,), which of them people rate;
    ``imputed``: (cases, leaves), which scores stand in for what is missing.
    """

    tree: Tree
    scores: Array
    applicable: Mask
    rated: Mask
    imputed: Mask


def measure(
    rubric: Rubric, files: Sequence[CaseFile], table: MeasureTable | None, year: int
) -> tuple[tuple[Measured, ...], tuple[Served, ...], list[Finding]]:
    """The measurement not after ``year`` that counts for every case and measured criterion, and its
    score; and what they are divided by."""
    findings = [f for file in files for f in differences(file, rubric, table)]
    raw = _raw(rubric, files, table, year)
    ready = prepared(rubric, files, raw)
    findings += ready.findings
    scores = scores_of(rubric, [file.case.case for file in files], ready.values)
    out: list[Measured] = []
    for n, (ref, (criterion, rule)) in enumerate(rubric.measured.items()):
        own, values = scores[:, n], ready.values[:, n]
        used = [raw.used[row][n] for row in range(len(files))]
        caps = caps_of(values, rule)
        findings += doubtful(criterion.id, rule, files, used, values, own, caps)
        filled = [any(t.fills for t in ready.touched.get((k, n), ())) for k in range(len(files))]
        real = values[~np.array(filled, dtype=bool)]
        findings += sampled(criterion.id, rule, rubric.method.least_sample, files, real)
        if rule.normalisation == "distance" and np.isnan(own).all() and real.size:
            findings.append(_unreferenced(criterion.id, rule, files))
        for row, file in enumerate(files):
            cap = caps[row]
            touched = (*ready.touched.get((row, n), ()), *([cap] if cap else ()))
            counted, score = number(values[row]), number(own[row])
            held = (used[row], raw.series[row][n], score, cap is not None, counted, touched)
            out.append(Measured(file.case.case, ref, criterion.id, *held))
    return tuple(out), _served(rubric, files, raw), findings


def scores_of(rubric: Rubric, cases: Sequence[str], values: Array) -> Array:
    """Scores of prepared values, (cases, measures): of an index, its values."""
    rules = [rule for _, rule in rubric.measured.values()]
    row = {case: n for n, case in enumerate(cases)}
    references = [row.get(rule.reference or "") for rule in rules]
    return normalise.from_measures(values, rules, references, rubric.is_index)


def _unreferenced(criterion: str, rule: Measure, files: Sequence[CaseFile]) -> Finding:
    """A measure that counts from a case from which nothing can be counted."""
    cases, reference = [file.case.case for file in files], rule.reference or ""
    near = {} if reference in cases else suggestion(reference, cases)
    span = Span(files[0].file, 1, 1)
    return found("reference-missing", span, measure=criterion, reference=reference, **near)


def applying(rubric: Rubric, files: Sequence[CaseFile]) -> Mask:
    """Which measured criteria apply to which case, (cases, measures)."""
    asked = [
        (criterion, rubric.index[ref].above) for ref, (criterion, _) in rubric.measured.items()
    ]
    rows = [[applies_in(criterion, above, file) for criterion, above in asked] for file in files]
    return np.array(rows, dtype=bool).reshape(len(files), len(asked))


def _raw(rubric: Rubric, files: Sequence[CaseFile], table: MeasureTable | None, year: int) -> Raw:
    """Everything measured of the cases, before anything is done to it."""
    applies = applying(rubric, files)
    known = tuple(
        tuple(
            tuple(e for e in series(file, criterion.id, table) if rule.takes(e.unit))
            for criterion, rule in rubric.measured.values()
        )
        for file in files
    )
    used = tuple(
        tuple(
            latest(entries, year) if asks else None
            for entries, asks in zip(of_case, asked, strict=True)
        )
        for of_case, asked in zip(known, applies.tolist(), strict=True)
    )
    serving = {
        own.id: tuple(
            tuple(e for e in series(file, own.id, table) if own.takes(e.unit)) for file in files
        )
        for own in rubric.measures
    }
    return Raw(year, known, used, applies, serving)


def raw_of(
    rubric: Rubric,
    files: Sequence[CaseFile],
    measured: Sequence[Measured],
    served: Sequence[Served],
    as_of: date,
) -> Raw:
    """What was measured, of an evaluation, before anything was done to it."""
    own = {(m.case, m.ref): m for m in measured}
    rows = [[own[file.case.case, ref] for ref in rubric.measured] for file in files]
    serving: dict[str, tuple[tuple[Entry, ...], ...]] = {
        s.id: tuple(one.series for one in served if one.criterion == s.id) for s in rubric.measures
    }
    known = tuple(tuple(m.series for m in row) for row in rows)
    used = tuple(tuple(m.used for m in row) for row in rows)
    return Raw(as_of.year, known, used, applying(rubric, files), serving)


def _served(rubric: Rubric, files: Sequence[CaseFile], raw: Raw) -> tuple[Served, ...]:
    return tuple(
        Served(file.case.case, own.id, latest(entries, raw.year), entries)
        for own in rubric.measures
        for file, entries in zip(files, raw.serving[own.id], strict=True)
    )


def leaves_of(
    rubric: Rubric, files: Sequence[CaseFile], ratings: RatingTable, measured: Sequence[Measured]
) -> Leaves:
    """Scores of everything that is rated or measured."""
    tree = tree_of(rubric)
    measured_of = {(m.case, m.ref): m for m in measured}
    scores = np.full((len(files), len(tree.leaves)), math.nan)
    imputed = np.zeros(scores.shape, dtype=bool)
    applicable = np.ones(scores.shape, dtype=bool)
    rated = np.array([ref not in rubric.measured for ref in tree.leaves], dtype=bool)
    for column, ref in enumerate(tree.leaves):
        _, above, node = rubric.index[ref]
        for row, file in enumerate(files):
            case = file.case.case
            if ref in rubric.measured and isinstance(node, Criterion):
                own = measured_of[case, ref]
                value, imputed[row, column] = own.score, own.imputed
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
    return Leaves(tree, scores, applicable, rated, imputed)


def ends_of(rubric: Rubric, ref: str) -> tuple[float, float]:
    """The lowest and the highest level of a criterion that people rate."""
    scale = rubric.scales[rubric.rated[ref].id]
    return float(scale.low), float(scale.high)


def number(value: Any) -> float | None:
    """A plain number; None for NaN."""
    return None if value is None or math.isnan(value) else float(value)


def caps_of(values: Array, rule: Measure) -> list[Touch | None]:
    """Of each value the end of the scale that it lies beyond, and counts as; None where it does
    not."""
    ends = normalise.ends(values, rule)
    return [cap_of(value, ends, rule) for value in values.tolist()]


def cap_of(value: float, ends: normalise.Ends, rule: Measure) -> Touch | None:
    """The end of a scale that a value lies beyond, and counts as; None where it does not."""
    if rule.by_sample and not takes(value, rule.transform):
        return None
    low, high = value < ends.low, value > ends.high
    why = ends.below if low else ends.above
    kept = ends.low if low else ends.high
    return Touch("cap", value, kept, (("end", why),)) if low or high else None


def doubtful(
    criterion: str,
    rule: Measure,
    files: Sequence[CaseFile],
    used: Sequence[Entry | None],
    values: Array,
    scored: Array,
    caps: Sequence[Touch | None],
) -> Iterator[Finding]:
    """Values that are capped or have no score."""
    for file, entry, value, score, cap in zip(
        files, used, values.tolist(), scored.tolist(), caps, strict=True
    ):
        if math.isnan(value):
            continue
        span = entry.span if entry else Span(file.file, 1, 1)
        say = partial(found, case=file.case.case, measure=criterion, value=f"{value:.6g}")
        if cap is not None:
            end, limit = dict(cap.why)["end"], f"{cap.after:.6g}"
            if end == "goalpost":
                yield say("measure-capped", span, goalpost=limit)
            else:
                yield say("measure-beyond", span, limit=limit, end=f"@end-{end}")
        elif rule.normalisation == "share-of-best":
            if value < 0:
                yield say("measure-without-share", span)
        elif math.isnan(score) and not takes(value, rule.transform):
            yield say("measure-transform", span, transform=rule.transform)


def takes(value: float, transform: str) -> bool:
    """Whether a value has a logarithm, or a root."""
    return transform == "none" or value > 0 or (value == 0 and transform == "sqrt")


def sampled(
    criterion: str, rule: Measure, least: int, files: Sequence[CaseFile], values: Array
) -> Iterator[Finding]:
    """Samples that are too small to normalise by, or all alike."""
    known = values[~np.isnan(values)]
    if rule.by_sample and known.size:
        span = Span(files[0].file, 1, 1)
        say = partial(found, measure=criterion, normalisation=rule.normalisation)
        if known.size < least:
            yield say("sample-small", span, n=known.size, least=least)
        taken = known[known >= 0] if rule.normalisation == "share-of-best" else known
        taken = taken[~np.isnan(normalise.transform(taken, rule.transform))]
        if rule.normalisation != "interval" and taken.size and normalise.alike(taken):
            yield say("sample-constant", span)
