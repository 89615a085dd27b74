"""What was measured of the cases in; the values that are put on a scale out, prepared as the rubric
says, with every value that was touched named.

The arithmetic is :mod:`evalkit.scoring.prepare`'s; here it meets cases, years and rules.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from evalkit.model.case import CaseFile
from evalkit.model.finding import Finding, Value, found, side_by_side
from evalkit.model.measures import Entry
from evalkit.model.place import Span
from evalkit.model.rubric import Impute, Measure, Outliers, Per, Rubric, Screen
from evalkit.scoring import normalise, prepare
from evalkit.scoring.aggregate import Array
from evalkit.scoring.measurements import latest
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.scoring.tree import Mask, shares_of_total, tree_of


@dataclass(frozen=True, slots=True)
class Touch:
    """Something that was done to a value. ``step``: screen | per | impute | winsorise | log |
    box-cox | cap; ``before``, ``after``: None where there is none; ``why``: what led to it, by
    name."""

    step: str
    before: float | None
    after: float | None
    why: tuple[tuple[str, str | float], ...] = ()

    @property
    def fills(self) -> bool:
        """Whether it put a value where there was none."""
        return self.step == "impute" and self.before is None


class Raw(NamedTuple):
    """What was measured, a row a case, in a panel a row a year of a case, and a column a measured
    criterion. ``year``: the last one that is known; ``series``: all years; ``used``: the latest not
    after ``year``, in a panel that of the row's own; ``applies``: (rows, measures); ``serving``:
    measure that serves others → its years, by row; ``years``: of each row of a panel."""

    year: int
    series: tuple[tuple[tuple[Entry, ...], ...], ...]
    used: tuple[tuple[Entry | None, ...], ...]
    applies: Mask
    serving: dict[str, tuple[tuple[Entry, ...], ...]]
    years: tuple[int, ...] = ()


class Prepared(NamedTuple):
    """Values ready to be put on a scale, (rows, measures), NaN where there is none; the same before
    outliers were treated; what was done to each, by (row, column)."""

    values: Array
    untreated: Array
    touched: dict[tuple[int, int], tuple[Touch, ...]]
    findings: tuple[Finding, ...]


def prepared(
    rubric: Rubric,
    files: Sequence[CaseFile],
    raw: Raw,
    measures: Sequence[Measure] | None = None,
) -> Prepared:
    """Screen, divide, impute, treat outliers: each where the rubric says so, each over what the one
    before has left. Measures that no score is made of are divided only.

    In a panel every year of a case is a unit of one sample, but a mean or a median that stands in
    for a value is that of the same year; what one case lacks in one year is no finding there.

    Args:
        measures: rules in place of the rubric's, a measured criterion each.
    """
    work = _Work(rubric, files, raw, measures)
    rules = rubric.prepare
    if rules.screen is not None:
        work.screen(rules.screen)
    for column, (criterion, _) in enumerate(rubric.measured.values()):
        if (rule := rules.divided_by(criterion.id)) is not None:
            work.divide(column, rule)
    if rules.impute is not None and rules.impute.method != "none":
        work.impute(rules.impute)
    untreated = work.values.copy()
    if rules.outliers is not None:
        work.treat(rules.outliers)
    touched = {place: tuple(done) for place, done in work.touched.items()}
    return Prepared(work.values, untreated, touched, () if raw.years else tuple(work.findings))


# normalisations that look at the values themselves: a share, or an interval, of logarithms is none
AS_MEASURED = frozenset({"share-of-best", "interval"})


def _as_measured(values: Array, measure: Measure, rule: Outliers) -> prepare.Treated:
    """A measure treated as its own transformation has it, in the unit before."""
    if measure.transform == "none":
        return prepare.treated(values, rule)
    moved = normalise.transform(values, measure.transform)
    done = prepare.treated(moved, rule)
    known = np.flatnonzero(~np.isnan(moved))
    order = known[np.argsort(moved[known], kind="stable")]
    out = values.copy()
    at = np.searchsorted(moved[order], done.values[done.moved])
    out[done.moved] = values[order][at]  # what is drawn in comes to another value there is
    return replace(done, values=out)


class _Work:
    """The table while steps are taken: nothing of it leaves but as :class:`Prepared`."""

    def __init__(
        self,
        rubric: Rubric,
        files: Sequence[CaseFile],
        raw: Raw,
        measures: Sequence[Measure] | None,
    ) -> None:
        self.rubric, self.files, self.raw = rubric, files, raw
        self.ids = [criterion.id for criterion, _ in rubric.measured.values()]
        self.rules = measures or [rule for _, rule in rubric.measured.values()]
        scored = [criterion.scored for criterion, _ in rubric.measured.values()]
        self.scored = np.flatnonzero(np.array(scored, dtype=bool))
        self.values = np.array(
            [[e.value if e else math.nan for e in row] for row in raw.used], dtype=float
        ).reshape(len(files), len(self.ids))
        self.stays: Mask = np.ones(len(files), dtype=bool)
        self.touched: dict[tuple[int, int], list[Touch]] = {}
        self.findings: list[Finding] = []

    def span(self, row: int, column: int) -> Span:
        entry = self.raw.used[row][column]
        return entry.span if entry else Span(self.files[row].file, 1, 1)

    def touch(self, row: int, column: int, touch: Touch) -> None:
        self.touched.setdefault((row, column), []).append(touch)
        self.values[row, column] = math.nan if touch.after is None else touch.after

    def say(self, code: str, row: int, column: int, **values: Value) -> None:
        case, measure = self.files[row].case.case, self.ids[column]
        span = self.span(row, column)
        self.findings.append(found(code, span, case=case, measure=measure, **values))

    def screen(self, rule: Screen) -> None:
        """Cases with too little leave the sample: their measures are shown and have no score."""
        known, applies = ~np.isnan(self.values), self.raw.applies[:, self.scored]
        weights = None
        if rule.by == "weight":
            tree = tree_of(self.rubric)
            shares = shares_of_total(tree, tree.weights)
            refs = list(self.rubric.measured)
            weights = np.array([shares[tree.column(refs[n])] for n in self.scored])
        held = prepare.availability(known[:, self.scored], applies, weights)
        self.stays = np.asarray(held >= rule.least - TOLERANCE)
        for row in np.flatnonzero(~self.stays).tolist():
            own = {"has": int(known[row, self.scored].sum()), "of": int(applies[row].sum())}
            for column in np.flatnonzero(known[row]).tolist():
                before = float(self.values[row, column])
                self.touch(row, column, Touch("screen", before, None, (*own.items(),)))
            case, span = self.files[row].case.case, Span(self.files[row].file, 1, 1)
            share, least = f"{100 * held[row]:.0f}", f"{100 * rule.least:g}"
            self.findings.append(
                found("case-screened", span, case=case, share=share, least=least, **own)
            )

    def divide(self, column: int, rule: Per) -> None:
        """A measure by another of the same year, or else of the latest before, or of the next."""
        others: list[str] = []
        n = 0
        for row in np.flatnonzero(~np.isnan(self.values[:, column])).tolist():
            entry, before = self.raw.used[row][column], float(self.values[row, column])
            assert entry is not None
            after, by = self._quotient(row, entry, rule)
            known: list[tuple[str, str | float]] = [("by", rule.by)]
            if by is not None:
                known += [("value", by.value), ("year", by.year), ("times", float(rule.times))]
                if by.year != entry.year:
                    others.append(self.files[row].case.case)
            gone = math.isnan(after)
            n += not gone
            self.touch(row, column, Touch("per", before, None if gone else after, tuple(known)))
            if gone:
                self.say("measure-undivided", row, column, value=f"{before:.6g}", by=rule.by)
        if n:
            told: dict[str, Value] = {"n": n, "by": rule.by}
            if others:
                told |= {"k": len(others), "others": side_by_side(others, 5)}
            self._of_all("measure-divided", column, **told)

    def _years_of(self, measure: str, row: int) -> tuple[Entry, ...]:
        """What is known of a divisor: a measure that only serves, or a measured criterion."""
        if measure in self.raw.serving:
            return self.raw.serving[measure][row]
        return self.raw.series[row][self.ids.index(measure)] if measure in self.ids else ()

    def _quotient(self, row: int, entry: Entry, rule: Per) -> tuple[float, Entry | None]:
        """An entry divided, NaN where that cannot be done, and what it is divided by."""
        serving = self._years_of(rule.by, row)
        later = (e for e in serving if e.year <= self.raw.year)
        by = latest(serving, entry.year) or next(later, None)
        with_by = np.array([by.value if by else math.nan])
        return float(prepare.divided(np.array([entry.value]), with_by, rule.times)[0]), by

    def impute(self, rule: Impute) -> None:
        """What is missing of the cases that stay, filled in."""
        if rule.method in ("last", "linear"):
            for column in self.scored.tolist():
                self._carry(column, rule)
        elif rule.method == "em":
            for columns in self._together(rule):
                self._expect(columns)
        else:
            groups = self._groups(rule.facet) if rule.method.startswith("group-") else None
            for column in self.scored.tolist():
                self._fill(column, rule, groups)

    def _gaps(self, column: int) -> list[int]:
        """Rows of the cases that stay and have nothing where a measure applies."""
        asked = self.stays & self.raw.applies[:, column] & np.isnan(self.values[:, column])
        return np.flatnonzero(asked).tolist()

    def _filled(self, row: int, column: int, after: float, why: dict[str, str | float]) -> None:
        self.touch(row, column, Touch("impute", None, after, tuple(why.items())))
        named = {name: f"{v:.6g}" if isinstance(v, float) else v for name, v in why.items()}
        named |= {"unsettled": ""} if "unsettled" in named else {}
        named["method"] = f"@impute-{named['method']}"
        self.say("measure-imputed", row, column, value=f"{after:.6g}", **named)

    def _fill(self, column: int, rule: Impute, groups: Sequence[str] | None) -> None:
        own = np.where(self.stays, self.values[:, column], np.nan)
        among = self._of_years(groups)
        names = list(dict.fromkeys(filter(None, among or ())))
        number = {name: n for n, name in enumerate(names)}
        of = None if among is None else np.array([number.get(name, -1) for name in among])
        middle = prepare.middle_of(own, rule.method.removeprefix("group-"), of)
        known = ~np.isnan(own)
        counts = Counter(np.array(among)[known].tolist()) if among is not None else Counter()
        for row in self._gaps(column):
            why: dict[str, str | float] = {"method": rule.method}
            if groups is not None:
                why |= {"facet": rule.facet or "", "group": groups[row]}
            why["n"] = counts[among[row]] if among is not None else int(known.sum())
            if math.isnan(middle[row]):
                self.say("measure-not-imputed", row, column)
            else:
                self._filled(row, column, float(middle[row]), why)

    def _of_years(self, groups: Sequence[str] | None) -> Sequence[str] | None:
        """Groups year by year, in a panel; a row without a group stays without."""
        if not self.raw.years:
            return groups
        names = [str(year) for year in self.raw.years]
        pairs = zip(names, groups or names, strict=True)
        return [f"{year} {group}" if group else "" for year, group in pairs]

    def _groups(self, facet: str | None) -> list[str]:
        """The value of a facet that each case declares; empty where it declares none or several."""
        own = [file.case.facet_values().get(facet or "", ()) for file in self.files]
        return [values[0] if len(values) == 1 else "" for values in own]

    def _carry(self, column: int, rule: Impute) -> None:
        """Values of other years of a case stand in: in a panel for the year that is missing;
        otherwise that of an earlier year for the latest that any case has, which is measured all
        the same, so that coverage and bounds stay as they are without the rule."""
        if self.raw.years:
            for row in self._gaps(column):
                self._between(row, column, rule)
            return
        used = [row[column] for row in self.raw.used]
        pairs = zip(used, self.stays.tolist(), strict=True)
        newest = max((entry.year for entry, stays in pairs if entry and stays), default=0)
        for row in self._gaps(column):
            if used[row] is None:
                self.say("measure-not-imputed", row, column)
        for row in np.flatnonzero(self.stays & ~np.isnan(self.values[:, column])).tolist():
            entry, value = used[row], float(self.values[row, column])
            if entry is None or entry.year == newest:
                continue
            kept = rule.years is None or newest - entry.year <= rule.years
            why: dict[str, str | float] = {"method": "last", "year": entry.year, "for": newest}
            after = value if kept else None
            self.touch(row, column, Touch("impute", value, after, tuple(why.items())))
            told: dict[str, Value] = {"year": str(entry.year), "for": str(newest)}
            if kept:
                self.say("measure-carried", row, column, value=f"{value:.6g}", **told)
            else:
                self.say("measure-stale", row, column, years=rule.years or 0, **told)

    def _between(self, row: int, column: int, rule: Impute) -> None:
        """The years of a case around one of a panel in which it has nothing."""
        wanted, known = self.raw.years[row], self._over_years(row, column)
        around = prepare.years_around(known, wanted, rule.method, rule.years)
        after = prepare.over_years(known, wanted, rule.method, rule.years)
        if after is None:
            return
        why: dict[str, str | float] = {"method": "last", "year": around[0], "for": wanted}
        if len(around) > 1:
            why |= {"method": "linear", "until": around[1]}
        self._filled(row, column, after, why)

    def _over_years(self, row: int, column: int) -> dict[int, float]:
        """Year → value of a case, divided where the rubric says so; of years that are known."""
        rule = self.rubric.prepare.divided_by(self.ids[column])
        entries = [e for e in self.raw.series[row][column] if e.year <= self.raw.year]
        if rule is None:
            return {entry.year: entry.value for entry in entries}
        found_values = {entry.year: self._quotient(row, entry, rule)[0] for entry in entries}
        return {year: value for year, value in found_values.items() if not math.isnan(value)}

    def _together(self, rule: Impute) -> list[list[int]]:
        """Columns that expectation–maximisation looks at together."""
        if rule.within == "all":
            return [self.scored.tolist()]
        pillars: dict[str, list[int]] = {}
        refs = list(self.rubric.measured)
        for column in self.scored.tolist():
            pillars.setdefault(refs[column].rpartition(".")[0], []).append(column)
        return [*pillars.values()]

    def _expect(self, columns: Sequence[int]) -> None:
        rows = np.flatnonzero(self.stays)
        place = {row: n for n, row in enumerate(rows.tolist())}
        table = self.values[np.ix_(rows, np.array(columns, dtype=int))]
        found_values = prepare.expected(table)
        for at, column in enumerate(columns):
            for row in self._gaps(column):
                value = float(found_values.values[place[row], at])
                if math.isnan(value):
                    self.say("measure-not-imputed", row, column)
                    continue
                why: dict[str, str | float] = {"method": "em", "rounds": found_values.rounds}
                if not found_values.settled:
                    why["unsettled"] = "1"
                self._filled(row, column, value, why)

    def treat(self, rule: Outliers) -> None:
        """Outliers of measures that are scored against the sample: a fixed scale caps its own."""
        for column in self.scored.tolist():
            measure = self.rules[column]
            if not measure.by_sample or measure.outliers == "none":
                continue
            # of these the values themselves mean something, or they are transformed already
            kept = measure.normalisation in AS_MEASURED or measure.transform != "none"
            own = rule.model_copy(update={"then": "none"}) if kept else rule
            values = np.where(self.stays, self.values[:, column], np.nan)
            self._treated(column, _as_measured(values, measure, own))

    def _treated(self, column: int, done: prepare.Treated) -> None:
        before, after = _figures(done.before), _figures(done.after)
        names = {"skew": before[0], "kurtosis": before[1]}
        shape = {"skew": done.before.skew, "kurtosis": done.before.kurtosis}
        why: dict[str, str | float] = {n: value for n, value in shape.items() if value is not None}
        if done.power is not None:
            why["power"] = done.power
        for row in np.flatnonzero(done.moved).tolist():
            was, now = float(self.values[row, column]), float(done.values[row])
            self.touch(row, column, Touch(done.by, was, now, tuple(why.items())))
            if done.by == "winsorise":
                said = {"value": f"{was:.6g}", "counted": f"{now:.6g}"}
                self.say("measure-winsorised", row, column, **said, **names)
        own = {"then_skew": after[0], "then_kurtosis": after[1], **names}
        if done.by in ("log", "box-cox"):
            n = int(done.moved.sum())
            power = {} if done.power is None else {"power": f"{done.power:.4g}".replace("-", "−")}
            self._of_all("measure-transformed", column, n=n, by=f"@step-{done.by}", **power, **own)
        if done.still:
            self._of_all("outliers-left", column, **own)

    def _of_all(self, code: str, column: int, **values: Value) -> None:
        """Something that is said of a measure and not of a case."""
        span = Span(self.files[0].file, 1, 1)
        self.findings.append(found(code, span, measure=self.ids[column], **values))


def _figures(shape: prepare.Shape) -> tuple[str, ...]:
    """Skewness and kurtosis as they are said."""
    own = (shape.skew, shape.kurtosis)
    return tuple("–" if value is None else f"{value:.2f}".replace("-", "−") for value in own)
