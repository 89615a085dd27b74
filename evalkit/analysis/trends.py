"""How regions moved over the years: index, ranks, growth, and which indicators made the difference.

In: an evaluation whose measures have several years. Out: :class:`Trends`.

All years are put on one scale (:mod:`evalkit.scoring.panel`), so that their scores compare.
Compound annual growth: (last / first) ^ (1 / years) − 1, as ``CAGR`` of Becker et al. (2022),
COINr, JOSS 7(78), which ``get_trends`` asks for; here no sign is turned where lower is better. The
change of the index from the first to the last year is taken apart into its indicators so that the
parts add up to it (:mod:`evalkit.scoring.contributions`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evalkit.evaluation import Evaluation
from evalkit.model.case import when
from evalkit.model.finding import suggestion
from evalkit.model.measures import Entry
from evalkit.model.refusal import Refusal, listed, reason
from evalkit.scoring.aggregate import shares_of
from evalkit.scoring.contributions import parts_of_change
from evalkit.scoring.leaves import Leaves
from evalkit.scoring.measurements import keys_of
from evalkit.scoring.panel import Known, Panel, panel_of
from evalkit.scoring.rank import ranks
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.scoring.tree import Rolled, Tree, roll_up

NEARLY_ALL = 0.8  # of the cases that the fullest year has: years with fewer are left out


@dataclass(frozen=True, slots=True)
class Growth:
    """Compound growth a year, from ``first`` to ``last``; ``rate`` is None where there is none, and
    ``why`` says it: one-year, missing (no value at one of the ends), zero (it starts from 0),
    negative (a value lies below 0) or unbounded (a score of what has no zero, as a z-score that is
    not capped)."""

    first: int
    last: int
    rate: float | None
    why: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A case in one year.

    ``value``: None where it is not scored, for the reason: nothing-rated, coverage-low or screened;
    ``rank``: among those scored in that year, 0 where it is not; ``rank_of_all``: among those that
    are scored in all years, 0 where it is not one of them; ``coverage``: share of the weight that
    was measured in that year, or is rated; ``imputed``: how many of its values stand in for missing
    ones.
    """

    year: int
    value: float | None
    reason: str
    rank: int
    rank_of_all: int
    coverage: float
    imputed: int


@dataclass(frozen=True, slots=True)
class Share:
    """What an indicator adds to a change: its scores in the first and the last year, None where it
    has none, and ``adds``, in units of the index, [0, 1]."""

    ref: str
    before: float | None
    after: float | None
    adds: float


@dataclass(frozen=True, slots=True)
class Line:
    """A case over the years.

    ``change``: of the index from the first year to the last, None where it is not scored in both;
    ``parts``: what adds up to it, together with ``by_weights``: what weights add that shift because
    a value is missing at one of the ends.
    """

    case: str
    marks: tuple[Mark, ...]
    change: float | None
    growth: Growth
    parts: tuple[Share, ...]
    by_weights: float

    @property
    def imputed(self) -> int:
        """How many values of any year stand in for missing ones."""
        return sum(mark.imputed for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Series:
    """A measure of a case over the years, in its unit, divided where the rubric says so: (year,
    value) of those that were measured, and how they grew."""

    case: str
    ref: str
    values: tuple[tuple[int, float], ...]
    growth: Growth


@dataclass(frozen=True, slots=True)
class Imputed:
    """A value that stands in for a missing one; ``how``: by which method; ``of``: the years that it
    comes from, where it comes from others of the same case."""

    case: str
    ref: str
    year: int
    value: float
    how: str
    of: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Trends:
    """A node of the rubric, the total or a pillar, over the years.

    ``lack``: why there is nothing to tell: unmeasured (nothing that counts in it is measured) or
    no-values; empty otherwise. ``known``: year → of how many cases enough is measured in it for a
    score; ``thin``: years left out because that is too few; ``chosen``: whether the years were
    named. ``older``: cases of a region that has a later plan, with the case that stands for it.
    ``rated``: criteria that people rate: they are the same in all years; ``unmeasured``: (year,
    ref) of what nobody has a value of.
    """

    of: str
    lack: str
    years: tuple[int, ...]
    known: Mapping[int, int]
    thin: tuple[int, ...]
    chosen: bool
    older: Mapping[str, str]
    lines: tuple[Line, ...]
    series: tuple[Series, ...]
    imputed: tuple[Imputed, ...]
    measured: tuple[str, ...]
    rated: tuple[str, ...]
    unmeasured: tuple[tuple[int, str], ...]

    @property
    def in_all(self) -> int:
        """How many cases are scored in all years."""
        return sum(all(mark.value is not None for mark in line.marks) for line in self.lines)


def growth_of(values: Mapping[int, float]) -> Growth:
    """Compound growth a year from the first year to the last.

    Args:
        values: year → value; at least one.
    """
    first, last = min(values), max(values)
    start, end = values[first], values[last]
    why = ""
    if first == last:
        why = "one-year"
    elif min(start, end) < 0:
        why = "negative"
    elif abs(end - start) <= TOLERANCE * max(start, end):
        return Growth(first, last, 0.0, "")
    elif start == 0:
        why = "zero"
    rate = None if why else (end / start) ** (1 / (last - first)) - 1
    return Growth(first, last, rate, why)


def trends_of(evaluation: Evaluation, of: str = "overall", years: Sequence[int] = ()) -> Trends:
    """A node over the years.

    Args:
        of: the total, or ref of a pillar that has a score.
        years: those to compare; empty: those in which enough is measured of nearly as many cases as
            in the year with the most.

    Raises:
        ValueError: there is no such node, or no value of a year is known.
    """
    tree = evaluation.leaves.tree
    counted = _counted_below(tree, _node(evaluation, of))
    measured = tuple(ref for ref in counted if ref in evaluation.rubric.measured)
    rated = tuple(ref for ref in counted if ref in evaluation.rubric.rated)
    kept, older = _latest_plans(evaluation)
    entries = _entries(evaluation, kept)
    rows = [evaluation.row_of[case] for case in kept]
    leaves = _of_rows(evaluation.leaves, rows)
    known = _known_years(evaluation, entries, leaves, of, measured)
    if unknown := sorted({*years} - known.keys()):
        told = {"of": of, "years": listed(map(str, unknown)), "known": listed(map(str, known))}
        raise Refusal(reason("trends.years" if known else "trends.no-years", **told))
    full = _full(known)
    chosen = tuple(sorted({*years})) or full
    lack = "unmeasured" if not measured else "" if chosen else "no-values"
    thin = tuple(year for year in known if year not in chosen and not years)
    head = (of, lack, chosen, known, thin, bool(years), older)
    if lack:
        return Trends(*head, (), (), (), measured, rated, ())
    files = [evaluation.files[row] for row in rows]
    panel = panel_of(evaluation.rubric, files, leaves, entries, chosen, evaluation.as_of.year)
    columns, rules = _columns(evaluation, measured), evaluation.rubric.measured
    unbounded = any(rules[ref][1].unbounded for ref in measured)
    return Trends(
        *head,
        tuple(_lines(tree, of, kept, counted, panel, columns, unbounded)),
        tuple(_series(evaluation, kept, measured, panel)),
        tuple(_imputed(evaluation, kept, measured, panel)),
        measured,
        rated,
        tuple(_unmeasured(evaluation, measured, panel, leaves)),
    )


def _node(evaluation: Evaluation, of: str) -> str:
    """The ref of a node that has parts and a score; refused where there is none of that name."""
    nodes = [group.ref for group in reversed(evaluation.leaves.tree.groups)]
    if of in nodes:
        return of
    told = {"name": of, "pin": evaluation.rubric.pin, "known": listed(nodes)}
    if of == "overall":
        raise Refusal(reason("trends.no-total" if nodes else "trends.no-scores", **told))
    near = suggestion(of, nodes).get("suggestion")
    if near:
        raise Refusal(reason("pillar.unknown-near", near=near, name=of, pin=told["pin"]))
    raise Refusal(reason("pillar.unknown", **told))


def _counted_below(tree: Tree, of: str) -> tuple[str, ...]:
    """Refs of the leaves that count towards a node, in the rubric's order."""
    carried = np.zeros(len(tree.refs))
    carried[tree.column(of)] = 1.0
    for column, group in reversed([*enumerate(tree.groups, start=len(tree.leaves))]):
        below = np.array(group.children)
        carried[below] += carried[column] * shares_of(tree.weights[below] * tree.counts[below])
    return tuple(ref for ref, part in zip(tree.leaves, carried, strict=False) if part > 0)


def _latest_plans(evaluation: Evaluation) -> tuple[tuple[str, ...], dict[str, str]]:
    """The cases that stand for their region, in order of their ids: of several plans the latest
    one; and the others, each with the one that stands for it."""
    stands: dict[str, str] = {}
    held: dict[str, list[str]] = {}
    for file in sorted(evaluation.files, key=lambda f: (when(f.case), f.case.case)):
        region = keys_of(file.case)[0]
        stands[region] = file.case.case
        held.setdefault(region, []).append(file.case.case)
    older = {case: stands[region] for region, cases in held.items() for case in cases[:-1]}
    return tuple(case for case in evaluation.cases if case not in older), older


def _entries(evaluation: Evaluation, kept: Sequence[str]) -> Known:
    """All that is measured of the regions of some cases, year by year; what only an earlier plan of
    a region states is kept, and a later one wins."""
    regions = {file.case.case: keys_of(file.case)[0] for file in evaluation.files}
    order = sorted(evaluation.files, key=lambda f: (when(f.case), f.case.case))
    place = {file.case.case: n for n, file in enumerate(order)}
    held: dict[tuple[str, str], dict[int, Entry]] = {}
    every = [(m.case, m.criterion, m.series) for m in evaluation.measured]
    every += [(s.case, s.criterion, s.series) for s in evaluation.served]
    for case, measure, entries in sorted(every, key=lambda own: place[own[0]]):
        known = held.setdefault((regions[case], measure), {})
        known |= {entry.year: entry for entry in entries}

    def of(case: str, measure: str) -> tuple[Entry, ...]:
        own = held.get((regions[case], measure), {})
        return tuple(entry for _, entry in sorted(own.items()))

    ids = [criterion.id for criterion, _ in evaluation.rubric.measured.values()]
    series = tuple(tuple(of(case, id) for id in ids) for case in kept)
    serving = {
        own.id: tuple(of(case, own.id) for case in kept) for own in evaluation.rubric.measures
    }
    return Known(series, serving)


def _known_years(
    evaluation: Evaluation, known: Known, leaves: Leaves, of: str, measured: Sequence[str]
) -> dict[int, int]:
    """Year → of how many cases enough is measured in it for a score, by the rubric's coverage and
    of what is measured alone; oldest first, of every year that anything is known of and that is
    not after the day of the evaluation."""
    tree, until = leaves.tree, evaluation.as_of.year
    entries = [own[column] for own in known.series for column in _columns(evaluation, measured)]
    years = sorted({e.year for own in entries for e in own if e.year <= until})
    there = np.full((len(years), *leaves.scores.shape), np.nan)
    place = {year: k for k, year in enumerate(years)}
    for ref, column in zip(measured, _columns(evaluation, measured), strict=True):
        for n, own in enumerate(known.series):
            for entry in own[column]:
                if entry.year <= until:
                    there[place[entry.year], n, tree.column(ref)] = 1.0
    only = leaves.applicable & np.isin(tree.leaves, measured)
    rolled, at = roll_up(tree, there, only[None]), tree.column(of)
    scored = rolled.enough[..., at] & ~np.isnan(rolled.value[..., at])
    return dict(zip(years, scored.sum(axis=1).tolist(), strict=True))


def _full(known: Mapping[int, int]) -> tuple[int, ...]:
    """Years in which nearly as many cases can be scored as in the one with the most."""
    fullest = max(known.values(), default=0)
    return tuple(year for year, n in known.items() if n and n >= NEARLY_ALL * fullest)


def _columns(evaluation: Evaluation, measured: Iterable[str]) -> list[int]:
    """Columns of some measures among all."""
    every = list(evaluation.rubric.measured)
    return [every.index(ref) for ref in measured]


def _of_rows(leaves: Leaves, rows: Sequence[int]) -> Leaves:
    own = leaves.scores[rows], leaves.applicable[rows]
    return Leaves(leaves.tree, *own, leaves.rated, leaves.imputed[rows])


def _lines(
    tree: Tree,
    of: str,
    cases: Sequence[str],
    counted: Sequence[str],
    panel: Panel,
    columns: Sequence[int],
    unbounded: bool,
) -> Iterator[Line]:
    """Every case over the years; ``unbounded``: whether scores have no zero to grow from."""
    at, rolled, years = tree.column(of), panel.rolled, panel.years
    value = np.where(rolled.enough[..., at], rolled.value[..., at], np.nan)
    always = np.all(~np.isnan(value), axis=0)
    places, among = ranks(value), ranks(np.where(always, value, np.nan))
    imputed = panel.imputed[..., columns].sum(axis=-1)
    screened = np.any(panel.screened[..., columns], axis=-1)
    parts = parts_of_change(tree, of, _of_year(rolled, 0), _of_year(rolled, -1))
    leaves = [tree.column(ref) for ref in counted]
    for n, case in enumerate(cases):
        marks = tuple(
            Mark(
                year,
                None if np.isnan(value[k, n]) else float(value[k, n]),
                _reason(rolled, (k, n, at), bool(screened[k, n])),
                int(places[k, n]),
                int(among[k, n]),
                float(rolled.coverage[k, n, at]),
                int(imputed[k, n]),
            )
            for k, year in enumerate(years)
        )
        first, last = marks[0].value, marks[-1].value
        if first is None or last is None or len(years) < 2:
            why = "one-year" if len(years) < 2 else "missing"
            yield Line(case, marks, None, Growth(years[0], years[-1], None, why), (), 0.0)
            continue
        own = tuple(
            Share(
                ref,
                _number(panel.scores[0, n, leaf]),
                _number(panel.scores[-1, n, leaf]),
                float(parts.leaves[n, leaf]),
            )
            for ref, leaf in zip(counted, leaves, strict=True)
        )
        grown = growth_of({years[0]: first, years[-1]: last})
        if unbounded:
            grown = Growth(years[0], years[-1], None, "unbounded")
        yield Line(case, marks, last - first, grown, own, float(parts.weights[n]))


def _of_year(rolled: Rolled, k: int) -> Rolled:
    return Rolled(
        rolled.value[k],
        rolled.low[k],
        rolled.high[k],
        rolled.coverage[k],
        rolled.share[k],
        rolled.applicable[k],
        rolled.counted[k],
        rolled.enough[k],
    )


def _reason(rolled: Rolled, at: tuple[int, int, int], screened: bool) -> str:
    """Why there is no score; empty where there is one."""
    if not rolled.applicable[at]:
        return "not-applicable"
    if np.isnan(rolled.value[at]):
        return "screened" if screened else "nothing-rated"
    if rolled.enough[at]:
        return ""
    return "screened" if screened else "coverage-low"


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _series(
    evaluation: Evaluation, cases: Sequence[str], measured: Sequence[str], panel: Panel
) -> Iterator[Series]:
    """Every measure of every case, of the years compared in which it was measured."""
    for ref, column in zip(measured, _columns(evaluation, measured), strict=True):
        own = np.where(panel.imputed[..., column], np.nan, panel.values[..., column])
        for n, case in enumerate(cases):
            pairs = zip(panel.years, own[:, n].tolist(), strict=True)
            values = {year: value for year, value in pairs if not np.isnan(value)}
            if values:
                yield Series(case, ref, tuple(values.items()), growth_of(values))


def _imputed(
    evaluation: Evaluation, cases: Sequence[str], measured: Sequence[str], panel: Panel
) -> Iterator[Imputed]:
    """Every value that stands in for a missing one, measure by measure."""
    refs = dict(zip(_columns(evaluation, measured), measured, strict=True))
    order = sorted(panel.touched.items(), key=lambda own: (own[0][2], own[0][1], own[0][0]))
    for (k, n, column), touched in order:
        for touch in touched:
            if touch.step == "impute" and touch.after is not None and column in refs:
                why = dict(touch.why)
                of = tuple(int(why[name]) for name in ("year", "until") if name in why)
                how, year = str(why["method"]), panel.years[k]
                yield Imputed(cases[n], refs[column], year, touch.after, how, of)


def _unmeasured(
    evaluation: Evaluation, measured: Sequence[str], panel: Panel, leaves: Leaves
) -> Iterator[tuple[int, str]]:
    """Years of which nobody has a value of a measure that applies to somebody."""
    for ref, column in zip(measured, _columns(evaluation, measured), strict=True):
        own = ~np.isnan(panel.values[..., column]) & ~panel.imputed[..., column]
        applies = leaves.applicable[:, leaves.tree.column(ref)].any()
        for year, there in zip(panel.years, own, strict=True):
            if applies and not there.any():
                yield year, ref
