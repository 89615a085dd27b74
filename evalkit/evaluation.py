"""The whole program on one page: a rubric and cases in, one frozen, complete Evaluation out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from typing import Protocol, TypeVar

import numpy as np

from evalkit.model.case import CaseFile, day_of
from evalkit.model.fields import in_language
from evalkit.model.finding import Finding, in_order
from evalkit.model.measures import MeasureTable, Series
from evalkit.model.regions import Listed
from evalkit.model.rubric import Kind, Pillar, Rubric, RubricFile
from evalkit.reading.case_against_rubric import check_case
from evalkit.scoring.aggregate import Array
from evalkit.scoring.consensus import RatingRow, RatingTable, tabulate
from evalkit.scoring.grades import Graded, graded
from evalkit.scoring.leaves import Leaves, Measured, Served, leaves_of, measure, number
from evalkit.scoring.measurements import keys_of, later, other_units, others
from evalkit.scoring.ticks import tick_findings
from evalkit.scoring.tree import Mask, Rolled, Tree, roll_up
from evalkit.scoring.units import unit_findings
from evalkit.scoring.verdicts import Verdict, verdict


@dataclass(frozen=True, slots=True)
class Score:
    """One node of one case. ``state``: scored | not-applicable | not-scored; ``reason``: a code,
    empty if scored.

    ``value``, ``low``, ``high``, ``coverage``, ``share`` in [0, 1]; None where there is none.
    ``weight`` as written.
    """

    case: str
    ref: str
    value: float | None
    low: float | None
    high: float | None
    coverage: float | None
    weight: float
    share: float | None
    state: str
    reason: str


@dataclass(frozen=True)
class Scored:
    """The cases that have a total, as arrays, a row a case: leaves and whether they apply, and what
    they come to."""

    rubric: Rubric
    cases: tuple[str, ...]
    tree: Tree
    leaves: Array
    applicable: Mask
    rolled: Rolled


@dataclass(frozen=True, repr=False)
class Evaluation:
    """The single result: inputs, scores, ratings, measurements and findings.

    ``listed``: the regions that a table beside the cases lists, by code; ``others``: what is
    measured of regions that no case is of. Neither moves a score. ``served``: what measurements are
    divided by.

    ``leaves`` and ``rolled``: the same scores as arrays, for what is asked of it
    (:mod:`evalkit.analysis.results`).
    """

    evalkit: str
    as_of: date
    seed: int
    standard: RubricFile
    files: tuple[CaseFile, ...]
    scores: tuple[Score, ...]
    ratings: RatingTable
    measured: tuple[Measured, ...]
    findings: tuple[Finding, ...]
    leaves: Leaves = field(compare=False)
    rolled: Rolled = field(compare=False)
    listed: tuple[Listed, ...] = ()
    others: tuple[Series, ...] = ()
    served: tuple[Served, ...] = ()

    def __repr__(self) -> str:
        n, found = len(self.files), len(self.findings)
        of, known = f"{n} case{'s' * (n != 1)}", f"{found} finding{'s' * (found != 1)}"
        return f"<Evaluation of {of} under {self.rubric.pin} as of {self.as_of}, {known}>"

    @property
    def rubric(self) -> Rubric:
        return self.standard.rubric

    @cached_property
    def cases(self) -> tuple[str, ...]:
        """Case ids, in order."""
        return tuple(file.case.case for file in self.files)

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """Case → its row of the arrays."""
        return {case: row for row, case in enumerate(self.cases)}

    @cached_property
    def score_of(self) -> Mapping[tuple[str, str], Score]:
        """(case, ref) → score."""
        return {(score.case, score.ref): score for score in self.scores}

    @cached_property
    def by_ref(self) -> Mapping[str, Mapping[str, float | None]]:
        """Ref → case → value, None where not scored."""
        out: dict[str, dict[str, float | None]] = {}
        for score in self.scores:
            out.setdefault(score.ref, {})[score.case] = score.value
        return out

    @cached_property
    def file_of(self) -> Mapping[str, CaseFile]:
        """Case id → case file."""
        return {file.case.case: file for file in self.files}

    @cached_property
    def rows_of(self) -> Mapping[tuple[str, str], tuple[RatingRow, ...]]:
        """(case, ref) → its ratings, in the file's order; nothing where there is none."""
        out: dict[tuple[str, str], list[RatingRow]] = {}
        for row in self.ratings.rows:
            out.setdefault((row.case, row.ref), []).append(row)
        return {unit: tuple(rows) for unit, rows in out.items()}

    @cached_property
    def measured_of(self) -> Mapping[tuple[str, str], Measured]:
        """(case, id of a measured criterion) → its measurement."""
        return {(item.case, item.criterion): item for item in self.measured}

    def kind_of(self, case: str) -> Kind | None:
        """What the rubric says of a case's kind of document; None where it says nothing."""
        plan = self.file_of[case].case.plan
        return self.rubric.kinds.get(plan.kind or "") if plan is not None else None

    @cached_property
    def unrated(self) -> tuple[str, ...]:
        """Cases that no rating says anything of, where the rubric asks for ratings."""
        asks = bool(self.rubric.rated)
        return tuple(file.case.case for file in self.files if asks and file.case.unrated)

    @cached_property
    def graded(self) -> Mapping[str, Graded]:
        """Case id → its grade, and what it hangs on."""
        agreed = self.ratings.agreed
        return {case: graded(self.rubric, agreed, case, self.total(case)) for case in self.cases}

    @cached_property
    def verdicts(self) -> Mapping[str, Verdict]:
        """Case id → whether it meets the standard; nothing where the rubric has no verdict."""
        if self.rubric.verdict is None:
            return {}
        held = self.by_case
        return {c: verdict(self.rubric, self.ratings.agreed, held[c], c) for c in self.cases}

    @cached_property
    def by_case(self) -> Mapping[str, Mapping[str, float | None]]:
        """Case → ref → value of what applies to it, None where not scored."""
        out: dict[str, dict[str, float | None]] = {case: {} for case in self.cases}
        for score in self.scores:
            if score.state != "not-applicable":
                out[score.case][score.ref] = score.value
        return out

    def rated(self, case: str) -> float:
        """The share of the scored criteria that apply to a case that are rated or measured."""
        row = self.row_of[case]
        asked = self.leaves.scores[row][self.leaves.applicable[row]]
        return float((~np.isnan(asked)).mean()) if asked.size else 0.0

    def total(self, case: str) -> float | None:
        """A case's total; None where it has none, or the rubric knows none."""
        own = self.score_of.get((case, "overall"))
        return own.value if own is not None else None

    def values(self, ref: str) -> dict[str, float]:
        """Case → value of a node, of the cases that are scored on it."""
        return {
            case: value for case, value in self.by_ref.get(ref, {}).items() if value is not None
        }

    def regions(self, lang: str) -> dict[str, str]:
        """Case → name of its region; with the plan's year, or the case's id, where two have the
        same."""
        own = {file.case.case: in_language(file.case.region.name, lang) for file in self.files}
        times = Counter(own.values())
        day = {file.case.case: day_of(file.case) for file in self.files}
        of_year = Counter((name, d.year) for case, name in own.items() if (d := day[case]))
        out = {}
        for case, name in own.items():
            when = day[case]
            mark = str(when.year) if when and of_year[name, when.year] == 1 else case
            shown = f"{name}（{mark}）" if lang == "zh" else f"{name} ({mark})"
            out[case] = shown if times[name] > 1 else name
        return out

    def names(self, lang: str) -> dict[str, str]:
        """Region, as tables call it → its name: of cases as they write it, of others as a table of
        regions does."""
        out = {row.region: in_language(row.name, lang) or row.region for row in self.listed}
        for file in self.files:
            out |= dict.fromkeys(keys_of(file.case), in_language(file.case.region.name, lang))
        return out

    def counted(self, case: str, ref: str = "overall") -> float:
        """The share of a node that is rated, as its rubric counts it; 0 where it does not apply."""
        at = self.row_of[case], self.leaves.tree.column(ref)
        return float(self.rolled.counted[at]) if self.rolled.applicable[at] else 0.0

    def scored(self) -> Scored:
        """Only the cases that have a total, as arrays."""
        rows = [n for n, case in enumerate(self.cases) if self.total(case) is not None]
        scores, applicable = self.leaves.scores[rows], self.leaves.applicable[rows]
        imputed = self.leaves.imputed[rows]
        rolled = roll_up(self.leaves.tree, scores, applicable, imputed=imputed)
        return Scored(
            self.rubric,
            tuple(self.cases[n] for n in rows),
            self.leaves.tree,
            scores,
            applicable,
            rolled,
        )

    def parts(self, groups: Iterable[Collection[str]]) -> Iterator[Evaluation]:
        """Of each group of cases what they are in this evaluation: files, ratings, measurements and
        scores; without findings and what is known of others, which somebody else holds."""
        row = {case: n for n, case in enumerate(self.cases)}
        scores, ratings = of_cases(self.scores), of_cases(self.ratings.rows)
        agreed, measured = of_cases(self.ratings.agreed.values()), of_cases(self.measured)
        for cases in groups:
            own = sorted({*cases} & row.keys())
            rows = [row[case] for case in own]
            both = {(a.case, a.ref): a for case in own for a in agreed.get(case, ())}
            yield replace(
                self,
                files=tuple(self.files[n] for n in rows),
                scores=tuple(s for case in own for s in scores.get(case, ())),
                ratings=RatingTable(tuple(r for c in own for r in ratings.get(c, ())), both),
                measured=tuple(m for case in own for m in measured.get(case, ())),
                findings=(),
                leaves=replace(
                    self.leaves,
                    scores=self.leaves.scores[rows],
                    applicable=self.leaves.applicable[rows],
                    imputed=self.leaves.imputed[rows],
                ),
                rolled=Rolled(*(getattr(self.rolled, f.name)[rows] for f in fields(Rolled))),
                listed=(),
                others=(),
                served=(),
            )

    def effective_weights(self, case: str) -> dict[str, float]:
        """Ref → share of the total that a node carries in a case; 0 for what does not count.
        Without a total, share of the outermost score that it is part of."""
        weights = {"overall": 1.0}
        for ref, _, node in self.rubric.walk():
            parent, score = ref.rpartition(".")[0] or "overall", self.score_of.get((case, ref))
            counts = not isinstance(node, Pillar) or node.counts
            if isinstance(node, Pillar) and self.rubric.is_heading(node):
                share = 1.0
            elif score is None or score.state == "not-applicable" or not counts:
                share = 0.0
            else:
                share = 1.0 if score.share is None else score.share
            weights[ref] = weights.get(parent, 0.0) * share
        return weights


class OfCase(Protocol):
    """What is said of one case."""

    @property
    def case(self) -> str: ...


T = TypeVar("T", bound=OfCase)


def of_cases(items: Iterable[T]) -> dict[str, list[T]]:
    """Case → what is said of it, in its order."""
    held = defaultdict[str, list[T]](list)
    for item in items:
        held[item.case].append(item)
    return held


def evaluate(
    standard: RubricFile,
    files: Sequence[CaseFile],
    *,
    table: MeasureTable | None = None,
    as_of: date,
    seed: int = 0,
    version: str = "",
    before: Sequence[Finding] = (),
) -> Evaluation:
    """Score cases under a rubric: check → tabulate → measure → normalise → aggregate.

    Args:
        standard: the rubric that every case is pinned to.
        table: measured values beside the cases, and the regions listed beside them.
        as_of: measurements of later years do not count.
        before: findings of reading, to be kept with the rest.
    """
    rubric = standard.rubric
    checked = [
        check_case(file, standard) for file in sorted(files, key=lambda file: file.case.case)
    ]
    cases = tuple(file for file, _ in checked)
    ratings, of_ratings = tabulate(rubric, cases)
    measured, served, of_measures = measure(rubric, cases, table, as_of.year)
    leaves = leaves_of(rubric, cases, ratings, measured)
    rolled = rolled_up(rubric, leaves)
    why = _unscored(measured)
    scores = tuple(_scores(rubric, cases, leaves, rolled, why))
    of_cases = [finding for _, own in checked for finding in own]
    of_ticks = tick_findings(rubric, cases, ratings)
    of_units = [*unit_findings(cases), *other_units(cases, rubric, table)]
    of_table = later(cases, rubric, table, as_of)
    of_measures += [*of_units, *of_table]
    findings = in_order([*before, *of_cases, *of_ratings, *of_ticks, *of_measures])
    listed = tuple(table.listed.values()) if table else ()
    beside = (listed, others(cases, rubric, table), served)
    of_all = (scores, ratings, measured, findings, leaves, rolled)
    return Evaluation(version, as_of, seed, standard, cases, *of_all, *beside)


def rolled_up(rubric: Rubric, leaves: Leaves) -> Rolled:
    """Every node's figures; values of an index have no worst and no best, and so no bounds."""
    rolled = roll_up(leaves.tree, leaves.scores, leaves.applicable, imputed=leaves.imputed)
    if not rubric.is_index:
        return rolled
    nowhere = np.full(rolled.value.shape, np.nan)
    return replace(rolled, low=nowhere, high=nowhere)


def _unscored(measured: Sequence[Measured]) -> dict[tuple[str, str], str]:
    """(case, ref) → why what was measured has no score: of a measurement, and of what stands above
    it, where nothing below has one."""
    why: dict[tuple[str, str], str] = {}
    for m in measured:
        parts = m.ref.split(".") if m.unscored else []
        above = (".".join(parts[:n]) for n in range(1, len(parts)))
        for ref in ("overall", *above) if parts else ():
            if why.get((m.case, ref)) != "screened":
                why[m.case, ref] = m.unscored
        if parts:
            why[m.case, m.ref] = m.unscored
    return why


def _scores(
    rubric: Rubric,
    files: Sequence[CaseFile],
    leaves: Leaves,
    rolled: Rolled,
    why: Mapping[tuple[str, str], str],
) -> Iterator[Score]:
    """One row per case × node: cases in order of id; overall first, then the rubric's own order.
    What is part of no score has no share. ``why``: (case, ref) → why a value has no score."""
    column = {ref: n for n, ref in enumerate(leaves.tree.refs)}
    order = [ref for ref in ("overall", *rubric.index) if ref in column]
    shared = {ref: ref == "overall" or rubric.weighs(ref) for ref in order}
    for row, file in enumerate(files):
        for ref in order:
            case, at = file.case.case, (row, column[ref])
            reason = why.get((case, ref), "nothing-rated")
            yield _score(case, ref, at, leaves, rolled, shared[ref], reason)


def _score(
    case: str,
    ref: str,
    at: tuple[int, int],
    leaves: Leaves,
    rolled: Rolled,
    shared: bool,
    empty: str,
) -> Score:
    weight = float(leaves.tree.weights[at[1]])
    if not rolled.applicable[at]:
        return Score(
            case, ref, None, None, None, None, weight, None, "not-applicable", "not-applicable"
        )
    value, low, high = (number(part[at]) for part in (rolled.value, rolled.low, rolled.high))
    coverage, share = float(rolled.coverage[at]), float(rolled.share[at]) if shared else None
    reason = empty if value is None else "" if rolled.enough[at] else "coverage-low"
    if reason:
        return Score(case, ref, None, low, high, coverage, weight, share, "not-scored", reason)
    return Score(case, ref, value, low, high, coverage, weight, share, "scored", "")
