"""The ratings of a batch of whole cases in; what they come to, a row a case and a column a
criterion, and findings with their counts, out.

Every different row, and then every different set of ratings of a criterion, is judged once, by the
functions that judge those of a case's file; the answer goes to all rows that say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evalkit.model.case import Case, CaseFile, Evidence, PlanDocument, Rating, State
from evalkit.model.finding import Finding, Severity, found
from evalkit.model.place import Span
from evalkit.model.rubric import Criterion, Rubric, RubricFile
from evalkit.reading import measures
from evalkit.reading.case_against_rubric import rating_findings
from evalkit.reading.case_cells import level_of, state_and_reason, word_of
from evalkit.reading.case_columns import split
from evalkit.reading.table_kinds import CRITERION, Known, known_of
from evalkit.reading.table_numbers import decimal_mark
from evalkit.reading.tables import folded
from evalkit.scoring.aggregate import Array
from evalkit.scoring.consensus import (
    Facets,
    RatingRow,
    above_ceiling,
    applies_to,
    consensus_of,
    counted_as,
)
from evalkit.scoring.tree import Mask
from evalkit.tables.codes import Coded, Codes, coded, constant, dense, first_rows, stacked, together
from evalkit.tables.found import SHOWN, Counted

STATES: tuple[State, ...] = ("rated", "not-applicable", "missing")
RATED, INAPPLICABLE, MISSING = range(3)
MOST_RATERS = 20  # beyond which raters are not compared two by two: 190 pairs
Rows = NDArray[np.int64]  # numbers of rows, or of cells: case by case the criteria
TICKS = ("because", "adjudicates", "supports", "contradicts")  # what a row says by yes or no
# a case with nothing but a document, which evidence cites
_DOCUMENT = PlanDocument.model_construct(id="·")
_CASE = Case.model_construct(case="", documents=(_DOCUMENT,))


@dataclass(frozen=True)
class Standard:
    """A rubric as tables are held against it: its file, what its words mean, its criteria."""

    file: RubricFile

    @property
    def rubric(self) -> Rubric:
        return self.file.rubric

    @cached_property
    def known(self) -> Known:
        """What the words in tables stand for."""
        return known_of(self.rubric, (), measures.known_of(self.rubric, (), ()))

    @cached_property
    def refs(self) -> tuple[str, ...]:
        """Criteria by ref, in the rubric's order: the columns of what ratings come to."""
        return tuple(ref for ref, _ in self.rubric.criteria())

    @cached_property
    def criteria(self) -> Mapping[str, Criterion]:
        """Criteria by id, in the same order."""
        return {criterion.id: criterion for _, criterion in self.rubric.criteria()}

    @cached_property
    def columns(self) -> Mapping[str, int]:
        """Criterion id → its column."""
        return {id: n for n, id in enumerate(self.criteria)}

    def applies(self, facets: Facets) -> list[bool]:
        """Of each criterion whether it applies to a case with these facets."""
        rubric = self.rubric
        pairs = zip(self.refs, self.criteria.values(), strict=True)
        return [applies_to(own, rubric.index[ref].above, facets)[0] for ref, own in pairs]


@dataclass(frozen=True, slots=True)
class Flat:
    """Ratings one below the other, those of a case together. ``case``: its number in the batch;
    ``ticks``: a bit each of :data:`TICKS`; ``file``, ``row``: where each stands."""

    case: Codes
    criterion: Coded
    rater: Coded
    level: Coded
    state: Coded
    checks: Coded
    ticks: Codes
    file: Coded
    row: NDArray[np.int64]

    def span(self, n: int) -> Span:
        """Where a rating stands."""
        return Span(self.file.at(n) or "", int(self.row[n]), 1)


def flat_of(frame: pa.Table) -> Flat:
    """The ratings of a frame with a row a case: of its list of ratings, and of its columns that are
    criteria."""
    wide = [name for name in frame.column_names if name.startswith(CRITERION)]
    listed = "ratings" in frame.column_names
    if listed and not wide:
        return _listed(frame.column("ratings").combine_chunks())
    apart = _wide(frame, wide)
    if not listed:
        return apart
    parts = (_listed(frame.column("ratings").combine_chunks()), apart)
    order = np.argsort(np.concatenate([part.case for part in parts]), kind="stable")

    def column(name: str) -> Coded:
        own = stacked([getattr(part, name) for part in parts])
        return Coded(own.codes[order], own.values)

    def plain(name: str) -> Any:
        return np.concatenate([getattr(part, name) for part in parts])[order]

    return Flat(
        case=plain("case"),
        criterion=column("criterion"),
        rater=column("rater"),
        level=column("level"),
        state=column("state"),
        checks=column("checks"),
        ticks=plain("ticks"),
        file=column("file"),
        row=plain("row"),
    )


def _listed(ratings: pa.ListArray | pa.LargeListArray) -> Flat:
    """Ratings of a column of lists."""
    sizes = np.asarray(pc.fill_null(pc.list_value_length(ratings), 0)).astype(np.int64)
    rows: pa.StructArray = ratings.flatten()
    n = len(rows)
    there = {field.name for field in rows.type}

    def column(name: str) -> Coded:
        return coded(rows.field(name)) if name in there else constant(n)

    ticks = np.zeros(n, dtype=np.int32)
    for bit, name in enumerate(TICKS):
        if name in there:
            ticks |= _said(rows.field(name)).astype(np.int32) << bit
    row = rows.field("row") if "row" in there else pa.array(np.zeros(n, dtype=np.int64))
    return Flat(
        np.repeat(np.arange(len(ratings), dtype=np.int32), sizes),
        column("criterion"),
        column("rater"),
        column("level"),
        column("state"),
        column("checks"),
        ticks,
        column("file"),
        np.asarray(pc.fill_null(row, 0)).astype(np.int64),
    )


def _said(column: pa.Array) -> Mask:
    """Whether cells say yes: a number above nothing, a text that is there."""
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        column = pc.greater(column, 0)
    elif not pa.types.is_boolean(column.type):
        column = pc.is_valid(column)
    whole = pc.fill_null(column, False) if column.null_count else column
    return np.asarray(whole.to_numpy(zero_copy_only=False), dtype=bool)


def _wide(frame: pa.Table, names: Sequence[str]) -> Flat:
    """Ratings of columns that are criteria: one a case and criterion, of one rater."""
    n, k = frame.num_rows, len(names)
    levels = stacked([coded(frame.column(name)) for name in names] or [constant(0)])
    codes = levels.codes.reshape(k, n).T.reshape(-1)
    empty = [place for place, value in enumerate(levels.values) if value is None or value == ""]
    kept = np.flatnonzero(~np.isin(codes, empty))
    case, at = (own.astype(np.int32) for own in np.divmod(kept, k))
    criteria = Coded(at, tuple(name.removeprefix(CRITERION) for name in names))
    nothing, none = constant(len(kept)), np.zeros(len(kept), dtype=np.int32)
    level = Coded(codes[kept], levels.values)
    file = coded(frame.column("file")) if "file" in frame.column_names else constant(n)
    rows = np.asarray(frame.column("row")) if "row" in frame.column_names else np.zeros(n)
    of_case, row = Coded(file.codes[case], file.values), rows.astype(np.int64)[case]
    return Flat(case, criteria, nothing, level, nothing, nothing, none, of_case, row)


@dataclass(frozen=True, slots=True)
class Judged:
    """A rating by itself. ``column``: of its criterion, −1 where the rubric knows none; ``kept``:
    whether it counts for anything; ``counted``: its level under the ceilings."""

    column: int
    rating: Rating
    state: State
    counted: float | None
    kept: bool
    findings: tuple[Finding, ...]


def judged(flat: Flat, n: int, facets: Facets, standard: Standard, rater: str = "a") -> Judged:
    """One row, as it would be judged in the file of a case that holds it alone."""
    known, span = standard.known, flat.span(n)
    name = known.criterion(str(flat.criterion.at(n) or ""))
    level, state = flat.level.at(n), flat.state.at(n)
    wrong: list[Finding] = []
    ticks = {tick for bit, tick in enumerate(TICKS) if flat.ticks[n] >> bit & 1}
    if isinstance(level, str) and (apart := state_and_reason(level))[0]:
        level, ticks = apart[0], {*ticks, "because"}
    if isinstance(level, str):
        mark = "," if decimal_mark([level]) == "," else "."
        read = level_of(level, mark, known.labels_of(name)) if level.strip() else None
        if level.strip() and read is None:
            said = {"column": "level", "value": level, "wanted": "@level"}
            wrong.append(found("table-value", span, **said))
        level, state = (None, read) if isinstance(read, str) else (read, state)
    if state is not None and (state := word_of(str(state)) or str(state)) not in STATES:
        said = {"column": "state", "value": state, "wanted": "@state"}
        wrong, state = [*wrong, found("table-value", span, **said)], None
    words = known.checks.get(name, {})
    checks = tuple(words.get(folded(w), w) for w in split(str(flat.checks.at(n) or "")))
    evidence = tuple(
        Evidence.model_construct(document=_DOCUMENT.id, kind=kind)
        for kind in ("supports", "contradicts")
        if kind in ticks
    )
    rating = Rating.model_construct(
        rater=rater,
        state=state or None,
        level=None if level is None else float(level),
        checks=checks,
        because="·" if "because" in ticks else None,
        evidence=evidence,
        adjudicates="adjudicates" in ticks,
    )
    file = _alone(span, name)
    if not wrong:  # what cannot be read is left out, and nothing more is said of it
        wrong += rating_findings(name, 0, rating, file, standard.file, standard.criteria)
    column = standard.columns.get(name, -1)
    kept = not any(finding.severity is Severity.ERROR for finding in wrong)
    counts, counted = STATES[MISSING], None
    if kept:
        ref, criterion = standard.refs[column], standard.criteria[name]
        counts, counted, why = rating.state or "missing", None, ""
        if criterion.levels:
            counts, counted, why = counted_as(criterion, rating, standard.rubric, facets)
        if why:
            wrong.append(above_ceiling(ref, criterion, rating, span, (counted, why)))
    return Judged(column, rating, counts, counted, kept, tuple(wrong))


def _alone(span: Span, criterion: str) -> CaseFile:
    """The file of a case that holds one rating, which stands at a place."""
    at = dict.fromkeys((f"ratings/{criterion}/0", f"criterion/{criterion}"), span)
    return CaseFile(_CASE, span.file, "", elsewhere=at)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What ratings come to, (cases, criteria). ``levels``: NaN where there is none; ``states``: by
    place in :data:`STATES`; ``by_facets``: what does not apply by what the case declares;
    ``looked``: somebody looked and found nothing to judge by; ``begun``: (cases,), whether a rating
    that counts says anything; ``written``: whether any does."""

    levels: Array
    states: NDArray[np.int8]
    by_facets: Mask
    looked: Mask
    begun: Mask
    written: Mask


@dataclass(frozen=True, slots=True)
class Units:
    """Different sets of ratings of one criterion: of each the (place of its criterion, levels given
    by raters), and how many cases have it."""

    units: tuple[tuple[int, tuple[float, ...]], ...]
    n: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RaterPairs:
    """Who rated, by name, and how many criteria of cases two of them rated alike or otherwise:
    (one, another, step that one gave, step that the other gave) → how many."""

    raters: frozenset[str] = frozenset()
    n: Mapping[tuple[str, str, float, float], int] = field(default_factory=dict)


def agree(
    flat: Flat, cases: Sequence[str], combos: Sequence[Facets], combo: Codes, standard: Standard
) -> tuple[Agreed, Units, RaterPairs | None, list[Counted]]:
    """What the ratings of a batch come to; of pairs of raters nothing where raters are many.

    Args:
        combos: what cases declare, each different declaration once; combo: which of them, by case.
    """
    codes, said = _judged_rows(flat, combos, combo, standard)
    kept = np.flatnonzero(np.array([own.kept for own in said], dtype=bool)[codes])
    n, k = len(cases), len(standard.refs)
    column = np.array([own.column for own in said], dtype=np.int64)
    cell = flat.case[kept].astype(np.int64) * k + column[codes[kept]]
    adjudicates = np.array([own.rating.adjudicates for own in said], dtype=bool)[codes[kept]]
    once, repeated = _once(flat, cases, kept, cell, adjudicates, standard)
    counts = np.ones(len(codes), dtype=bool)
    counts[kept[~once]] = False
    kept, cell = kept[once], cell[once]
    findings = _found_of(flat, cases, combos, combo, standard, (codes, said, counts))
    by_facets = ~np.array([standard.applies(own) for own in combos], dtype=bool)[combo]
    says = ~np.array([own.rating.blank for own in said], dtype=bool)
    begun, written = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    begun[flat.case[kept][says[codes[kept]]]] = True
    written[flat.case[says[codes]]] = True
    result = Agreed(
        np.full((n, k), np.nan),
        np.full((n, k), MISSING, dtype=np.int8),
        by_facets,
        np.zeros((n, k), dtype=bool),
        begun,
        written,
    )
    rows = _Rows(flat, cases, kept, cell, codes[kept], said, standard)
    units, apart = _settled(rows, result)
    result.states[by_facets] = INAPPLICABLE
    result.levels[by_facets] = np.nan
    all_the_same = _rated_all_the_same(rows, by_facets, combos, combo)
    return result, units, _rater_pairs(rows), [*findings, *repeated, *apart, *all_the_same]


def _judged_rows(
    flat: Flat, combos: Sequence[Facets], combo: Codes, standard: Standard
) -> tuple[Codes, list[Judged]]:
    """Which different row each is, and the different rows."""
    asks = [
        any(check.applies for check in own.checks) if own is not None else False
        for own in (
            standard.criteria.get(standard.known.criterion(str(word or "")))
            for word in flat.criterion.values
        )
    ]
    facets = np.where(np.array([*asks, False])[flat.criterion.codes], combo[flat.case], 0)
    columns = (flat.criterion, flat.level, flat.state, flat.checks)
    held = [(own.codes, len(own.values)) for own in columns]
    codes, n = together([*held, (flat.ticks, 1 << len(TICKS)), (facets, len(combos))])
    first = first_rows(codes, n).tolist()
    return codes, [judged(flat, row, combos[combo[flat.case[row]]], standard) for row in first]


def _found_of(
    flat: Flat,
    cases: Sequence[str],
    combos: Sequence[Facets],
    combo: Codes,
    standard: Standard,
    rows: tuple[Codes, list[Judged], Mask],
) -> list[Counted]:
    """What is wrong with rows by themselves. ``rows``: which different row each is, the different
    rows, and which count: what counts for nothing has no level that could be above a ceiling."""
    codes, said, counts = rows
    findings = []
    for code in sorted({finding.code for own in said for finding in own.findings}):
        many = np.array([sum(f.code == code for f in own.findings) for own in said])[codes]
        many = np.where(counts, many, 0) if code == "level-above-ceiling" else many
        places = np.flatnonzero(many)[:SHOWN].tolist()
        shown: list[Finding] = []
        for row in places:
            rater = str(flat.rater.at(row) or "a")
            own = judged(flat, row, combos[combo[flat.case[row]]], standard, rater)
            case = cases[flat.case[row]]
            shown += [replace(f, case=case) for f in own.findings if f.code == code]
        if places:
            findings.append(Counted(code, int(many.sum()), tuple(shown[:SHOWN])))
    return findings


def _once(
    flat: Flat,
    cases: Sequence[str],
    kept: Rows,
    cell: Rows,
    adjudicates: Mask,
    standard: Standard,
) -> tuple[Mask, list[Counted]]:
    """Which ratings are of raters who rated once, and the one decision: of somebody who rated
    twice, and of two decisions, nobody knows which is meant, and none counts."""
    cells = len(cases) * len(standard.refs)
    raters = _raters(flat.rater)
    out = np.ones(len(kept), dtype=bool)
    findings = []
    for code, which in (
        ("rater-repeated", np.flatnonzero(~adjudicates)),
        ("adjudication-repeated", np.flatnonzero(adjudicates)),
    ):
        many = len(raters.values) if code == "rater-repeated" else 1
        whose = raters.codes[kept[which]] if many > 1 else 0
        groups, n = dense(cell[which] * many + whose, cells * many)
        times = np.bincount(groups, minlength=n)
        again = times[groups] > 1
        if not again.any():
            continue
        out[which[again]] = False
        shown = []
        first = first_rows(groups, n)
        later = np.flatnonzero(again & (first[groups] != np.arange(len(groups))))
        for at in later[:SHOWN].tolist():
            row, was = int(kept[which[at]]), int(kept[which[first[groups[at]]]])
            name = standard.known.criterion(str(flat.criterion.at(row)))
            values = {"rater": str(raters.at(row)), "first": flat.span(was).in_line}
            values |= {"raters": f"{raters.at(was)}, {raters.at(row)}"}
            about = {"ref": name, "criterion": name, "case": cases[flat.case[row]]}
            shown.append(found(code, flat.span(row), **values, **about))
        findings.append(Counted(code, len(later), tuple(shown)))
    return out, findings


def _raters(rater: Coded) -> Coded:
    """Raters, where nobody is named the first of all."""
    return stacked([Coded(rater.codes, tuple(str(own or "a") for own in rater.values))])


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows that count: which row of the ratings, in which cell, and which different row."""

    flat: Flat
    cases: Sequence[str]
    kept: Rows
    cell: Rows
    codes: Codes
    said: Sequence[Judged]
    standard: Standard


def _settled(rows: _Rows, out: Agreed) -> tuple[Units, list[Counted]]:
    """Fill in what each different set of ratings comes to."""
    kinds: dict[tuple[object, ...], int] = {}
    alike: list[Judged] = []
    of = []
    for own in rows.said:
        r = own.rating
        key = (own.column, own.counted, own.state, r.level, r.adjudicates, r.state == "missing")
        if key not in kinds:
            kinds[key] = len(kinds)
            alike.append(own)
        of.append(kinds[key])
    kind = np.array(of, dtype=np.int32)[rows.codes]
    cells, sets, held = _sets(rows.cell, kind, len(kinds))
    if not len(cells):
        return Units((), ()), []
    came = [_outcome([alike[n] for n in own], rows.standard) for own in held]
    levels = np.array([np.nan if level is None else level for _, level, _ in came])
    out.levels.reshape(-1)[cells] = levels[sets]
    states = np.array([STATES.index(state) for state, _, _ in came], dtype=np.int8)
    out.states.reshape(-1)[cells] = states[sets]
    looked = np.array([any(alike[n].rating.state == "missing" for n in own) for own in held])
    out.looked.reshape(-1)[cells] = looked[sets]
    told = np.array([bool(codes) for *_, codes in came])
    asked = np.flatnonzero(told[sets] & ~out.by_facets.reshape(-1)[cells])
    findings = []
    for code in sorted({code for *_, codes in came for code in codes}):
        has = np.array([code in codes for *_, codes in came])
        where = asked[has[sets[asked]]]
        shown = [_apart(rows, int(cells[at]), code) for at in where[:SHOWN]]
        findings += [Counted(code, len(where), tuple(shown))] if len(where) else []
    times = np.bincount(sets, minlength=len(held)).tolist()
    return _units(held, alike, times), findings


def _sets(cell: Rows, kind: Codes, n: int) -> tuple[Rows, Codes, list[tuple[int, ...]]]:
    """Cells that hold anything, in order; which different set of kinds each holds; these sets."""
    ordered = np.sort(cell * max(n, 1) + kind)
    cells, kinds = np.divmod(ordered, max(n, 1))
    starts = np.flatnonzero(np.diff(cells, prepend=-1))
    sizes = np.diff(starts, append=len(cells))
    sets, many = dense(kinds[starts], n)
    for place in range(1, int(sizes.max(initial=0))):
        longer = np.flatnonzero(sizes > place)
        keys = sets.astype(np.int64) * (n + 1)
        keys[longer] += kinds[starts[longer] + place] + 1
        sets, many = dense(keys, many * (n + 1))
    first = first_rows(sets, many).tolist()
    held = [tuple(kinds[starts[at] : starts[at] + sizes[at]].tolist()) for at in first]
    return cells[starts], sets, held


def _outcome(
    ratings: Sequence[Judged], standard: Standard
) -> tuple[State, float | None, tuple[str, ...]]:
    """State, level, and codes of findings of one set of ratings of a criterion that applies."""
    column = ratings[0].column
    criterion = [*standard.criteria.values()][column]
    if not criterion.levels:
        decided = [own for own in ratings if own.rating.adjudicates]
        out = any(own.state == "not-applicable" for own in decided or ratings)
        return ("not-applicable" if out else "missing"), None, ()
    rows = [_row(standard.refs[column], criterion, own) for own in ratings]
    file = _alone(Span(""), criterion.id)
    agreed, told = consensus_of(standard.refs[column], criterion, rows, file, standard.rubric)
    return agreed.state, agreed.level, tuple(finding.code for finding in told)


def _row(ref: str, criterion: Criterion, own: Judged) -> RatingRow:
    return RatingRow("", ref, criterion.id, 0, own.rating, own.state, own.counted, "", 0)


def _apart(rows: _Rows, cell: int, code: str) -> Finding:
    """The finding of one cell, with its raters."""
    at = np.flatnonzero(rows.cell == cell)
    case, column = divmod(cell, len(rows.standard.refs))
    ref, criterion = rows.standard.refs[column], [*rows.standard.criteria.values()][column]
    own = []
    for n in at.tolist():
        said, rater = rows.said[rows.codes[n]], str(rows.flat.rater.at(rows.kept[n]) or "a")
        named = said.rating.model_copy(update={"rater": rater})
        own.append(_row(ref, criterion, replace(said, rating=named)))
    first = rows.flat.span(int(rows.kept[at[0]]))
    _, told = consensus_of(ref, criterion, own, _alone(first, criterion.id), rows.standard.rubric)
    name = rows.cases[case]
    return next(replace(_of_case(f, name), case=name) for f in told if f.code == code)


def _of_case(finding: Finding, case: str) -> Finding:
    """A finding that names its case in its words."""
    values = tuple((name, case if name == "id" else value) for name, value in finding.values)
    return replace(finding, values=values)


def _units(held: Sequence[tuple[int, ...]], alike: Sequence[Judged], times: Sequence[int]) -> Units:
    """What raters gave, before ceilings and decisions: sets of levels with how many cases each."""
    out: dict[tuple[int, tuple[float, ...]], int] = {}
    for own, n in zip(held, times, strict=True):
        given = [alike[kind] for kind in own]
        levels = [g.rating.level for g in given if not g.rating.adjudicates]
        key = given[0].column, tuple(sorted(level for level in levels if level is not None))
        if key[1]:
            out[key] = out.get(key, 0) + n
    ordered = sorted(out)
    return Units(tuple(ordered), tuple(out[key] for key in ordered))


def _rater_pairs(rows: _Rows) -> RaterPairs | None:
    """What every two raters gave, before ceilings and decisions; None of more than
    :data:`MOST_RATERS`."""
    standard = rows.standard
    scales = [standard.rubric.scales.get(id) for id in standard.criteria]
    steps = np.full(len(rows.said), np.nan)
    for n, own in enumerate(rows.said):
        scale = scales[own.column] if own.kept else None
        if scale is not None and own.rating.level is not None and not own.rating.adjudicates:
            steps[n] = scale.place(own.rating.level)
    given = np.flatnonzero(~np.isnan(steps[rows.codes]))
    if not len(given):
        return RaterPairs()
    who = _raters(rows.flat.rater)
    raters = who.codes[rows.kept[given]]
    names = sorted(str(who.values[code]) for code in np.unique(raters))
    if len(names) > MOST_RATERS:
        return None
    values = np.unique(steps[~np.isnan(steps)])
    place = np.array([names.index(own) if own in names else 0 for own in map(str, who.values)])
    gave = np.full((len(names), len(rows.cases) * len(standard.refs)), -1, dtype=np.int16)
    gave[place[raters], rows.cell[given]] = np.searchsorted(values, steps[rows.codes[given]])
    held: dict[tuple[str, str, float, float], int] = {}
    for one, other in combinations(range(len(names)), 2):
        both = (gave[one] >= 0) & (gave[other] >= 0)
        codes = gave[one, both].astype(np.int64) * len(values) + gave[other, both]
        for code, n in enumerate(np.bincount(codes).tolist()):
            if n:
                a, b = values[list(divmod(code, len(values)))].tolist()
                held[names[one], names[other], a, b] = n
    return RaterPairs(frozenset(names), held)


def _rated_all_the_same(
    rows: _Rows, by_facets: Mask, combos: Sequence[Facets], combo: Codes
) -> list[Counted]:
    """Ratings with a level where the criterion does not apply by what the case declares."""
    rated = np.array([own.state == "rated" for own in rows.said], dtype=bool)[rows.codes]
    where = np.flatnonzero(rated & by_facets.reshape(-1)[rows.cell])
    shown = []
    for at in where[:SHOWN].tolist():
        case, column = divmod(int(rows.cell[at]), len(rows.standard.refs))
        ref, criterion = rows.standard.refs[column], [*rows.standard.criteria.values()][column]
        above = rows.standard.rubric.index[ref].above
        because = applies_to(criterion, above, combos[combo[case]])[1]
        about = {"ref": ref, "criterion": criterion.id, "case": rows.cases[case]}
        span = rows.flat.span(int(rows.kept[at]))
        shown.append(found("rated-though-not-applicable", span, because=because, **about))
    code = "rated-though-not-applicable"
    return [Counted(code, len(where), tuple(shown))] if len(where) else []
