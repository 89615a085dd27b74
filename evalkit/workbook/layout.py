"""Results and some of its cases in; where everything stands in their workbook out, before any cell
is written.

Sheets that people sort (ratings, measurements, the ranking) are looked into by key, never by place.
The sheet that all scores are calculated on (working) is never sorted, so its cells may be named by
place.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from evalkit.analysis.results import Results
from evalkit.model.rubric import Criterion, Pillar
from evalkit.model.scale import Scale
from evalkit.report.context import context_of
from evalkit.report.model import Column
from evalkit.report.numbers import round_half_up
from evalkit.report.style import decimals_of
from evalkit.report.words import labels_of
from evalkit.scoring import normalise
from evalkit.scoring.consensus import RatingRow
from evalkit.scoring.leaves import Measured
from evalkit.scoring.tree import parts_of_total, roll_up
from evalkit.workbook.model import (
    Flag,
    Formula,
    Place,
    Sheet,
    area,
    cell_name,
    tab_names,
    text_in_formula,
)
from evalkit.workbook.preparation import preparation_of

if TYPE_CHECKING:
    from evalkit.model.style import Style

HEAD = 4  # rows above a table: title, what it is, input check, headings
BLOCKS = ("value", "coverage", "low", "high")
SHEETS = (
    "readme",
    "summary",
    "conditions",
    "scores",
    "ratings",
    "measures",
    "commitments",
    "evidence",
    "findings",
    "method",
    "working",
)
CHECKED = ("ratings", "measures", "scores")  # sheets with cells to change
# what the sheet of working counts where there is no total
COUNTED: Mapping[str, tuple[str, ...]] = {
    "total": (),
    "profile": ("rated",),
    "verdict": ("met", "not-met", "open", "rated", "outcome"),
}
# column of the key, on every sheet that is looked into: between two that are seen, so that who
# sorts takes it along
KEY = 2
UPRIGHT = 120  # characters of a table that an upright page takes in type that reads well
READ = 110  # characters of a line that reads well, over several columns
NOT_APPLICABLE = ("n/a", "不适用")  # understood in every workbook, whatever its language
# what the treatment of outliers rests on, in the order of its columns
TREATMENT = ("limit-low", "limit-high", "sample-lowest", "sample-highest", "mean-log", "power")
ANY_NUMBER = '">=-1E+300"'
Cells = tuple[Place, ...]
Rated = tuple[str, str, Criterion, RatingRow | None]


class Layout:
    """Where the workbook of some cases has what; what the engine came to there."""

    def __init__(
        self,
        results: Results,
        lang: str,
        cases: Sequence[str],
        name: str,
        style: Style | None = None,
    ) -> None:
        self.context, self.results = context_of(results, lang, style), results
        self.evaluation, self.lang, self.labels = results.evaluation, lang, self.context.labels
        self.say, self.region, self.title = (
            self.context.say,
            self.context.region,
            self.context.title,
        )
        self.with_code, self.columns = self.context.with_code, self.context.columns
        self.unit, self.aside = self.context.unit, self.context.aside
        order = [*results.order]
        self.cases = sorted(cases, key=order.index)
        self.alone = len(self.cases) == 1
        self.name = name
        self.tree, self.rolled = results.evaluation.leaves.tree, results.evaluation.rolled
        self.groups = {group.ref: group for group in self.tree.groups}
        self.result = results.evaluation.rubric.result
        self.weighed = bool(self.groups)  # whether anything is a mean: else no weight says anything
        self.blocks = self._blocks()
        self.checked = CHECKED if self.weighed else CHECKED[:-1]
        # column of the first case, on the sheets of scores and of working
        self.first_case = 6 if self.weighed else 3
        self.row_of = {file.case.case: n for n, file in enumerate(results.evaluation.files)}
        self.roots = self._roots()
        self.order = self._breadth_first()
        self.order_of = {ref: n for n, ref in enumerate(self.order)}
        self.case_column = {case: n for n, case in enumerate(self.cases, start=self.first_case)}
        self.column_of = {ref: n for n, ref in enumerate(self.tree.refs)}
        self.units = results.evaluation.rubric.units
        self.decimals = decimals_of(style, self.units)
        self.sheet = tab_names({name: self.labels[f"sheet-{name}"] for name in SHEETS})
        self.ours = labels_of(lang)  # what formulas compare with is never an office's own
        self.na = self.ours["not-applicable"]
        self.shown = [
            ref for ref in ("overall", *results.evaluation.rubric.index) if self._sums(ref)
        ]
        self.given = results.evaluation.rows_of
        self.ratings = self._rating_rows()
        self.deciding = {
            (case, ref): row.n
            for case, ref, _, row in self.ratings
            if row is not None and row.adjudicates
        }
        self.prep = preparation_of(self.evaluation)
        self.left_sample = {m.case for m in self.evaluation.measured if m.unscored == "screened"}
        self.measured = self._measured_rows()
        self.sampled = sorted(
            {m.ref for m in self.measured if self.is_sampled(m.ref)},
            key=[m.ref for m in self.measured].index,
        )
        self.rating_column = self._rating_columns()
        self.measure_column = self._measure_columns()

    def node(self, ref: str) -> Pillar | Criterion | None:
        """The pillar or criterion of a ref; None for the total."""
        return None if ref == "overall" else self.context.node(ref)

    def _blocks(self) -> tuple[str, ...]:
        """What the sheet of working says of every node: bounds only where there is a total."""
        counted = ("counted",) if self.tree.by_count else ()
        return {
            "total": (*BLOCKS, *counted),
            "profile": ("value", *(("coverage", *counted) if self.weighed else ())),
            "verdict": ("value", "met", "fails", "missing"),
        }[self.result]

    def _roots(self) -> list[str]:
        """The total; without one, in the rubric's order, what is part of no other score."""
        rubric, scored = self.evaluation.rubric, {*self.tree.refs}
        if rubric.has_total:
            return ["overall"]
        return [ref for ref in rubric.index if ref in scored and not rubric.weighs(ref)]

    def _sums(self, ref: str) -> bool:
        """Whether a node is a mean, or part of one."""
        return ref in self.groups or (ref in self.column_of and ref not in self.roots)

    def _breadth_first(self) -> list[str]:
        """Refs level by level: the parts of every node lie together."""
        out = [*self.roots]
        for ref in out:
            if ref in self.groups:
                out += [self.tree.refs[n] for n in self.groups[ref].children]
        return out

    def named(self) -> str:
        """What the workbook is called."""
        if not self.alone:
            return self.labels[self.own("scores")]
        return self.context.label(self.own("scores-of"), region=self.region(self.cases[0]))

    def own(self, label: str) -> str:
        """The label for what the rubric's cases come to."""
        return self.context.own(label)

    # --- sheets --------------------------------------------------------------------------------

    def page(
        self,
        sheet: Sheet,
        columns: Sequence[Column],
        *,
        frozen: int = 0,
        filtered: bool | int = False,
        about: str = "",
    ) -> Sheet:
        """A sheet of one table, given with its key for a name and the rows below the headings;
        with title, what it is, input check and headings above them. ``filtered``: how many of the
        rows may be filtered, or whether all."""
        name, key, widths = self.sheet[sheet.name], sheet.name, sheet.widths
        whose = (self.region(self.cases[0]),) if self.alone else ()
        over = _over(widths[: len(widths) - sheet.unprinted], sheet.hidden)
        check = self.check_line(key)
        head: tuple[Cells, ...] = (
            (Place(" · ".join((name, *whose, self.context.subtitle)), "title", across=over),),
            (Place(about or self.labels[self.own(f"about-{key}")], "about", across=over),),
            () if check is None else (Place(check, "check", across=over),),
            tuple(Place(c.title, "head-number" if c.numeric else "head") for c in columns),
        )
        unclear = f"$A${HEAD - 1}<>{text_in_formula(self._clear())}"
        flags = () if check is None else (Flag(1, HEAD - 1, HEAD - 1, unclear),)
        last = HEAD + (len(sheet.rows) if filtered is True else int(filtered))
        printed = widths[: len(widths) - sheet.unprinted]
        room = sum(w for n, w in enumerate(printed, start=1) if n not in sheet.hidden)
        return replace(
            sheet,
            name=name,
            rows=(*head, *sheet.rows),
            freeze=(HEAD, frozen),
            filtered=(HEAD, last, len(columns)) if filtered else None,
            wide=room > UPRIGHT,
            flags=(*sheet.flags, *flags),
        )

    def heads(self, *names: str) -> list[Column]:
        """Headings by label, as :meth:`columns`, with a capital."""
        return [replace(c, title=c.title[:1].upper() + c.title[1:]) for c in self.columns(*names)]

    def width(self, widths: Mapping[str, float], name: str) -> float:
        """Width of a column; where there is one case, its criteria have the room of the column of
        regions."""
        return widths[name] + (widths["region"] if name == "criterion" and self.alone else 0)

    @staticmethod
    def frozen(columns: Mapping[str, int]) -> int:
        """Columns that stay in view: whose row it is, and the key beside."""
        return max(columns["criterion"], columns["key"])

    def _clear(self) -> str:
        return self.labels["input-check"].format(n=0)

    def check_line(self, name: str) -> Formula | None:
        """How many inputs of a sheet there are to look at, in words; of all sheets on the
        summary."""
        if name not in ("summary", *self.checked):
            return None
        counted = self.check_cell(name)
        one = text_in_formula(self.labels["input-check-one"])
        before, after = (text_in_formula(part) for part in self.labels["input-check"].split("{n}"))
        n = self.to_look_at(name)
        now = self.labels["input-check-one"] if n == 1 else self.labels["input-check"].format(n=n)
        return Formula(f"IF({counted}=1,{one},{before}&{counted}&{after})", now)

    # --- where things stand --------------------------------------------------------------------

    def working_row(self, block: str, ref: str) -> int:
        return HEAD + 1 + self.blocks.index(block) * (len(self.order) + 2) + self.order_of[ref]

    def working_cell(self, block: str, ref: str, case: str) -> str:
        return cell_name(
            self.sheet["working"], self.working_row(block, ref), self.case_column[case]
        )

    def area_of(self, block: str, refs: Sequence[str], case: str) -> str:
        """The cells of nodes that stand below each other on the sheet of working."""
        own, col = self.sheet["working"], self.case_column[case]
        first, last = (self.working_row(block, refs[n]) for n in (0, -1))
        return area(own, first, last, col)

    def share_cell(self, ref: str) -> str:
        return cell_name(self.sheet["working"], self.working_row("value", ref), 4)

    def counted_cell(self, name: str, case: str) -> str:
        """What is counted over all criteria, where there is no total."""
        row = self._after_blocks + COUNTED[self.result].index(name)
        return cell_name(self.sheet["working"], row, self.case_column[case])

    @property
    def _after_blocks(self) -> int:
        return HEAD + 1 + len(self.blocks) * (len(self.order) + 2)

    @property
    def check_row(self) -> int:
        """Row of the first count of inputs to look at."""
        counted = len(COUNTED[self.result])
        return self._after_blocks + (counted + 2 if counted else 0)

    def check_cell(self, name: str) -> str:
        """The count of a sheet's inputs to look at; of all sheets for the summary."""
        return cell_name(
            self.sheet["working"], self.check_row + (*self.checked, "summary").index(name), 3
        )

    def sample_row(self, ref: str) -> int:
        return self.check_row + len(self.checked) + 1 + 2 + self.sampled.index(ref)

    def sample_cell(self, what: str, ref: str) -> str:
        """The number, lowest, highest, mean or sd of all cases' transformed values of a measure."""
        col = 3 + ("n", "lowest", "highest", "mean", "sd").index(what)
        return cell_name(self.sheet["working"], self.sample_row(ref), col)

    @property
    def _after_samples(self) -> int:
        """The row after what normalisation rests on, or else after the counts of inputs."""
        first = self.check_row + len(self.checked) + 1
        return first + (2 + len(self.sampled) if self.sampled else 0)

    @property
    def prepared_rows(self) -> int:
        """Rows of what preparation rests on."""
        blocks = (self.prep.stand_ins, self.prep.treated)
        return sum(2 + len(block) for block in blocks if block)

    def stand_in_cell(self, ref: str, group: str) -> str:
        """What stands in for a missing value of a measure, in a group where there are groups."""
        row = self._after_samples + 2 + self.prep.stand_ins.index((ref, group))
        return cell_name(self.sheet["working"], row, 4)

    def treatment_cell(self, what: str, ref: str) -> str:
        """A limit, the lowest or highest value, the mean logarithm, or λ of a treated measure."""
        above = 2 + len(self.prep.stand_ins) if self.prep.stand_ins else 0
        row = self._after_samples + above + 2 + [*self.prep.treated].index(ref)
        return cell_name(self.sheet["working"], row, 3 + TREATMENT.index(what))

    def rating_area(self, name: str, own: bool = False) -> str:
        """A column of the ratings sheet; ``own``: as that sheet itself names it."""
        return area(
            "" if own else self.sheet["ratings"],
            HEAD + 1,
            HEAD + max(1, len(self.ratings)),
            self.rating_column[name],
        )

    def measure_area(self, name: str, own: bool = False) -> str:
        """A column of the measures sheet; ``own``: as that sheet itself names it."""
        return area(
            "" if own else self.sheet["measures"],
            HEAD + 1,
            HEAD + max(1, len(self.measured)),
            self.measure_column[name],
        )

    def score_area(self, col: int) -> str:
        """A column of the scores sheet."""
        return area(self.sheet["scores"], HEAD + 1, HEAD + len(self.shown), col)

    # --- what the engine came to ---------------------------------------------------------------

    def came_to(self, block: str, ref: str, case: str) -> float | None:
        """What the engine came to; None where there is nothing."""
        found = getattr(self.rolled, block)[self.row_of[case], self.column_of[ref]]
        return None if math.isnan(found) else float(found)

    def applies(self, ref: str, case: str) -> bool:
        return bool(self.rolled.applicable[self.row_of[case], self.column_of[ref]])

    def at_present(
        self, ref: str, case: str, value: float | None, empty: float | str = ""
    ) -> float | str:
        """What a cell shows before anything is changed."""
        return self.na if not self.applies(ref, case) else empty if value is None else value

    @cached_property
    def only_scale(self) -> Scale | None:
        """The scale of all that is rated; None where criteria have scales of their own."""
        scales = self.evaluation.rubric.scales
        held = {scales[criterion.id] for _, _, criterion, _ in self.ratings}
        return held.pop() if len(held) == 1 else None

    @cached_property
    def shares(self) -> tuple[float, ...]:
        """Share of the total, or of the outermost score, that each node carries: by what is rated
        where there is one case, else with everything rated."""
        rolled, row = self.rolled, self.row_of[self.cases[0]]
        if not self.alone:
            rolled, row = roll_up(self.tree, np.ones((1, len(self.tree.leaves)))), 0
        return tuple(map(float, parts_of_total(self.tree, rolled.value, rolled.share)[row]))

    def counts(self, ref: str) -> bool:
        """Whether a node's weight is counted where it stands."""
        node = self.node(ref)
        return not isinstance(node, Pillar) or node.counts

    def to_look_at(self, name: str) -> int:
        """Inputs to look at before anything is changed: measurements that their transformation
        cannot take."""
        lost = sum(
            m.used is not None and m.unscored != "screened" and self.is_lost(m)
            for m in self.measured
        )
        return lost if name in ("measures", "summary") else 0

    def measure_of(self, m: Measured) -> Criterion:
        node = self.node(m.ref)
        assert isinstance(node, Criterion)
        return node

    def transformation(self, m: Measured) -> str:
        """How a measurement is transformed before it is normalised; steps and shares of the best
        are of the value as it is."""
        rule = self.measure_of(m).measure
        assert rule is not None
        as_it_is = rule.normalisation in ("step", "share-of-best")
        return "none" if as_it_is else rule.transform

    def moved(self, m: Measured) -> float | None:
        """A measured value, prepared and within the ends of its scale, after its transformation;
        None where there is none."""
        if m.counted is None:
            return None
        low, high = self.ends_of(m)
        return transformed(min(max(m.counted, low), high), self.transformation(m))

    def ends_of(self, m: Measured) -> tuple[float, float]:
        """The ends of a fixed scale, within which values are kept before they are transformed;
        infinite where nothing is transformed, and for scales that hang on the sample."""
        rule = self.measure_of(m).measure
        assert rule is not None
        if rule.by_sample or self.transformation(m) == "none":
            return -math.inf, math.inf
        ends = normalise.ends(np.array([]), rule)
        return ends.low, ends.high

    def is_lost(self, m: Measured) -> bool:
        """Whether a value that was entered counts as missing: it has no transformation, or nothing
        to be divided by."""
        if self.moved(m) is None:
            return True
        return any(touch.step == "per" and touch.after is None for touch in m.touched)

    def is_sampled(self, ref: str) -> bool:
        """Whether a criterion's score depends on which other cases there are."""
        node = self.node(ref)
        return isinstance(node, Criterion) and node.measure is not None and node.measure.by_sample

    def told(self, score: float) -> str:
        """A score as text, in the office's decimals."""
        return round_half_up(self.units.shown(score), self.decimals)

    def in_units(self, cell: str) -> str:
        """A cell with a score in [0, 1], as a formula in the units that readers see."""
        scaled = f"{self.units.span:.12g}*{cell}"
        return f"({self.units.low:.12g}+{scaled})" if self.units.low else scaled

    def shown_score(self, ref: str, case: str) -> Formula:
        """A score in the units that readers see; a dash where too little is rated, with the rubric's least
        coverage."""
        own, na = self.working_cell("value", ref, case), text_in_formula(self.na)
        dash = text_in_formula("—")
        s = self.evaluation.score_of[case, ref]
        now: float | str = (
            self.na
            if s.state == "not-applicable"
            else "—"
            if s.value is None
            else self.units.shown(s.value)
        )
        shown = self.in_units(own)
        if ref not in self.tree.leaves:
            covered = self.working_cell(
                self.blocks[-1] if self.tree.by_count else "coverage", ref, case
            )
            shown = f"IF({covered}<{self.groups[ref].least:g}-1E-9,{dash},{shown})"
        return Formula(f'IF({own}={na},{na},IF({own}="",{dash},{shown}))', now)

    # --- ratings and measurements --------------------------------------------------------------

    def _rating_rows(self) -> list[Rated]:
        """(case, ref, criterion, rating), one each; a criterion that nobody rated has a row to fill
        in."""
        out: list[Rated] = []
        for case in self.cases:
            for ref, criterion in self.evaluation.rubric.criteria():
                agreed = self.evaluation.ratings.agreed.get((case, ref))
                if criterion.levels is None or agreed is None:
                    continue
                rows = self.given.get((case, ref), ())
                out += [(case, ref, criterion, row) for row in rows]
                if not rows and agreed.state == "missing":
                    out.append((case, ref, criterion, None))
        return out

    def _measured_rows(self) -> list[Measured]:
        """Measurements of the cases; where a method rests on the sample, those of all cases."""
        own = [
            m
            for m in self.evaluation.measured
            if m.case in self.cases or self.is_sampled(m.ref) or self.prep.of_all_cases
        ]
        refs = [ref for ref, _ in self.evaluation.rubric.criteria()]
        return sorted(own, key=lambda m: (refs.index(m.ref), m.case))

    def _rating_columns(self) -> dict[str, int]:
        front = ("criterion", "key") if self.alone else ("region", "key", "criterion")
        decides = (
            ("decides",)
            if any(row is not None and row.adjudicates for _, _, _, row in self.ratings)
            else ()
        )
        behind = ("checks", "confidence", "reason", "file-line")
        return _numbered(
            (*front, "rater", "level", "ceiling", "counted", "look-at", *decides, *behind)
        )

    def _measure_columns(self) -> dict[str, int]:
        several = any(m.case != self.cases[0] for m in self.measured) or not self.alone
        front = ("region", "key", "criterion") if several else ("criterion", "key")
        prep = self.prep
        part = ("criterion-id",) if self.sampled or prep.any else ()
        grouped = ("group-id",) if any(prep.group_of.values()) else ()
        screens = ("case-id", "weight-asked", "in-sample") if prep.screen else ()
        base = (*(("divisor", "divided-by") if prep.per else ()), "base")
        prepared = (
            *grouped,
            *screens,
            *(base if prep.per or prep.screen else ()),
            *(("filled", "imputed") if prep.method else ()),
            *(("treated",) if prep.treated else ()),
            *(("prepared",) if prep.any else ()),
        )
        return _numbered(
            (
                *front,
                *part,
                "value",
                "unit",
                "year",
                *prepared,
                "transformed",
                "score-01",
                "look-at",
                "formula",
                "source",
                "file-line",
            )
        )


def transformed(value: float, name: str) -> float | None:
    """A value after a transformation; None where there is none."""
    if name == "none":
        return value
    if name == "log":
        return math.log(value) if value > 0 else None
    return math.sqrt(value) if value >= 0 else None


def without_empty(
    columns: Sequence[Column], body: Sequence[Cells], widths: Sequence[float], fixed: int = 0
) -> tuple[list[Column], list[Cells], list[float]]:
    """A table without the columns that are empty in every row; the first ``fixed`` stay, and all
    where there are no rows."""
    held = [
        n
        for n in range(len(columns))
        if n < fixed or not body or any(row[n].value not in (None, "") for row in body)
    ]
    return (
        [columns[n] for n in held],
        [tuple(row[n] for n in held) for row in body],
        [widths[n] for n in held],
    )


def _numbered(names: Sequence[str]) -> dict[str, int]:
    return {name: n for n, name in enumerate(names, start=1)}


def _over(widths: Sequence[float], hidden: Sequence[int]) -> int:
    """How many columns a line of text runs over."""
    room, n = 0.0, 0
    while n < len(widths) and room < READ:
        n += 1
        room += 0 if n in hidden else widths[n - 1]
    return n
