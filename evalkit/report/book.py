"""An evaluation in, a workbook out in which every score is a live formula from ratings, measurements and weights.

The tree stands on one sheet, level by level, so that the parts of every node lie together and its formula can name them
as one area. What a formula does there is what :mod:`evalkit.score` does over arrays.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from evalkit.evaluation import Evaluation, Measured
from evalkit.rank import grade_of
from evalkit.ratings import Consensus, ceiling
from evalkit.ratings import Row as RatingRow
from evalkit.report.model import Block, Bullets, Entry, Paragraph, Table, plain
from evalkit.report.workbook import (
    Choice,
    Formula,
    Place,
    Sheet,
    Value,
    Workbook,
    area,
    cell_name,
    column,
    text_in_formula,
)
from evalkit.report.writer import Writer
from evalkit.rubric import SAMPLE_DEPENDENT, Criterion, Measure, Pillar

HEAD = 3  # rows above a table: title, what it is, headings
BLOCKS = ("value", "coverage", "low", "high")
Cells = tuple[Place, ...]


class Book(Writer):
    """The workbook of some cases of an evaluation."""

    def __init__(self, evaluation: Evaluation, lang: str, cases: Sequence[str], name: str) -> None:
        super().__init__(evaluation, lang)
        order = [s.case for s in evaluation.analyses.standings]
        self.cases = sorted(cases, key=order.index)
        self.name = name
        self.tree, self.rolled = evaluation.leaf_table[0], evaluation.rolled
        self.groups = {group.ref: group for group in self.tree.groups}
        self.row_of = {file.case.case: n for n, file in enumerate(evaluation.files)}
        self.order = self._breadth_first()
        self.order_of = {ref: n for n, ref in enumerate(self.order)}
        self.case_column = {case: n for n, case in enumerate(self.cases, start=4)}
        self.column_of = {ref: n for n, ref in enumerate(self.tree.refs)}
        self.sheet = {name: self.labels[f"sheet-{name}"] for name in
                      ("summary", "scores", "ratings", "measures", "evidence", "findings", "method", "working")}  # fmt: skip
        self.na = self.labels["not-applicable"]
        self.shown = ["overall", *(ref for ref, _, _ in evaluation.rubric.walk() if ref in self.column_of)]
        self.shown_of = {ref: n for n, ref in enumerate(self.shown)}
        self.ratings = self._rating_rows()
        self.deciding = {
            (case, ref): row.n for case, ref, _, row in self.ratings if row is not None and row.adjudicates
        }
        self.measured = self._measured_rows()

    def workbook(self) -> Workbook:
        """All sheets, those that are read first in front."""
        sheets = [self.summary(), self.scores(), self.rating_sheet()]
        sheets += [self.measure_sheet()] if self.measured else []
        sheets += [self.evidence(), self.findings_sheet(), self.method(), self.working()]
        one = self.region(self.cases[0]) if len(self.cases) == 1 else ""
        title = f"{one}：{self.labels['scores']}" if one and self.lang == "zh" else self.labels["scores"]
        title = f"{one}: {self.labels['scores'].lower()}" if one and self.lang == "en" else title
        return Workbook(self.name, self.lang, title, tuple(sheets))

    def _breadth_first(self) -> list[str]:
        """Refs level by level: the parts of every node lie together."""
        out = ["overall"]
        for ref in out:
            if ref in self.groups:
                out += [self.tree.refs[n] for n in self.groups[ref].children]
        return out

    def head(self, name: str, titles: Sequence[str]) -> list[Cells]:
        """The rows above a table."""
        return [
            (Place(f"{self.sheet[name]} · {self.subtitle}", "title"),),
            (Place(self.labels[f"about-{name}"], "soft"),),
            tuple(Place(title, "head") for title in titles),
        ]

    # --- where things stand ------------------------------------------------------------------

    def weight_cell(self, ref: str) -> str:
        return cell_name(self.sheet["scores"], HEAD + 1 + self.shown_of[ref], 3)

    def working_row(self, block: str, ref: str) -> int:
        return HEAD + 1 + BLOCKS.index(block) * (len(self.order) + 2) + self.order_of[ref]

    def working_cell(self, block: str, ref: str, case: str) -> str:
        return cell_name(self.sheet["working"], self.working_row(block, ref), self.case_column[case])

    def came_to(self, block: str, ref: str, case: str) -> float | None:
        """What the engine came to; None where there is nothing."""
        found = getattr(self.rolled, block)[self.row_of[case], self.column_of[ref]]
        return None if math.isnan(found) else float(found)

    def applies(self, ref: str, case: str) -> bool:
        return bool(self.rolled.applicable[self.row_of[case], self.column_of[ref]])

    def at_present(self, ref: str, case: str, value: float | None, empty: float | str = "") -> float | str:
        """What a cell shows before anything is changed."""
        return self.na if not self.applies(ref, case) else empty if value is None else value

    # --- ratings and measurements ------------------------------------------------------------

    def _rating_rows(self) -> list[tuple[str, str, Criterion, RatingRow | None]]:
        """(case, ref, criterion, rating), one each; a criterion that nobody rated has a row to fill in."""
        given: dict[tuple[str, str], list[RatingRow]] = {}
        for row in self.evaluation.ratings.rows:
            given.setdefault((row.case, row.ref), []).append(row)
        out: list[tuple[str, str, Criterion, RatingRow | None]] = []
        for case in self.cases:
            for ref, criterion in self.evaluation.rubric.criteria():
                agreed = self.evaluation.ratings.agreed.get((case, ref))
                if criterion.levels is None or agreed is None:
                    continue
                rows = given.get((case, ref), [])
                out += [(case, ref, criterion, row) for row in rows]
                if not rows and agreed.state == "missing":
                    out.append((case, ref, criterion, None))
        return out

    def rating_area(self, col: int) -> str:
        return area(self.sheet["ratings"], HEAD + 1, HEAD + max(1, len(self.ratings)), col)

    def rating_sheet(self) -> Sheet:
        titles = [self.labels[key] for key in ("key", "region", "code", "criterion", "rater", "level", "ceiling", "counted", "decides",
                                               "checks", "confidence", "reason", "file-line")]  # fmt: skip
        rows = self.head("ratings", titles)
        for case, ref, criterion, row in self.ratings:
            rows.append(self.rating_cells(case, ref, criterion, row, len(rows) + 1))
        last = HEAD + max(1, len(self.ratings))
        levels: tuple[str | float, ...] = (*map(float, self.evaluation.rubric.levels), self.na)
        choices = (Choice(6, HEAD + 1, last, levels, self.labels["choose-level"]),)
        return Sheet(self.sheet["ratings"], tuple(rows), (24, 12, 8, 34, 10, 9, 9, 9, 9, 9, 10, 80, 30), (HEAD, 4), (HEAD, last, 13),
                     choices, wide=True)  # fmt: skip

    def rating_cells(self, case: str, ref: str, criterion: Criterion, row: RatingRow | None, at: int) -> Cells:
        file = self.evaluation.file_of[case]
        rating = file.case.ratings_of(criterion.id)[row.n] if row else None
        top = float(self.evaluation.rubric.levels[-1])
        facets = file.case.facet_values()
        limit = top
        if rating is not None and not rating.adjudicates:
            limit = ceiling(criterion, rating, self.evaluation.rubric, facets)[0]
        level: Value = None if row is None else self.na if row.state == "not-applicable" else row.level
        counted: float | str = "" if row is None or row.counted is None else row.counted
        decides = self.labels["yes"] if row is not None and row.n == self.deciding.get((case, ref)) else ""
        if row is not None and row.adjudicates and not decides:
            decides = self.labels["no"]
        total = len(criterion.checks_for(facets))
        met = f"{len(set(rating.checks))}/{total}" if rating is not None and rating.level is not None else ""
        line = f"{file.file}:{row.line}" if row else f"{file.file}:{file.span('ratings').line}"
        return (
            Place(f"{case}/{criterion.id}", "soft"), Place(self.region(case)), Place(criterion.code), Place(self.say(criterion.title)),
            Place(row.rater if row else ""), Place(level, "input"), Place(limit, "input"),
            Place(Formula(f"IF(ISNUMBER(F{at}),MIN(F{at},G{at}),\"\")", counted), "level"), Place(decides), Place(met),
            Place(self.labels[f"{rating.confidence}-c"] if rating is not None and rating.confidence else ""),
            Place(self.say(rating.because) if rating is not None else "", "wrap"), Place(line, "soft"),
        )  # fmt: skip

    def agreed(self, case: str, criterion: Criterion, outcome: Consensus) -> Formula:
        """The agreed level on the scale from 0 to 1, from the rows of the ratings sheet."""
        key = text_in_formula(f"{case}/{criterion.id}")
        keys, level, counted, decides = (self.rating_area(col) for col in (1, 6, 8, 9))
        na, yes = text_in_formula(self.na), text_in_formula(self.labels["yes"])
        own = f"{keys},{key},{decides}"
        decided = (case, outcome.ref) in self.deciding
        which = f"{own},{yes}" if decided else f'{own},""'
        outside = f"COUNTIFS({which},{level},{na})>0"
        numbers = f'COUNTIFS({which},{counted},">=-1E+300")'
        rule = "mean" if decided else self.evaluation.rubric.method.consensus
        low, high = self.evaluation.rubric.levels[0], self.evaluation.rubric.levels[-1]
        array = rule == "median"
        least, most = f"_xlfn.MINIFS({counted},{which})", f"_xlfn.MAXIFS({counted},{which})"
        by_rule = {
            "mean": f"AVERAGEIFS({counted},{which})",
            "lowest": least,
            "adjudicated": least,
            "median": f'MEDIAN(IF(({keys}={key})*({decides}="")*ISNUMBER({counted}),{counted}))',
        }[rule]
        scaled = f"({by_rule}-{low:g})/{high - low:g}"
        if rule == "adjudicated":
            scaled = f'IF({least}={most},({least}-{low:g})/{high - low:g},"")'
        ref = outcome.ref
        value = self.came_to("value", ref, case) if ref in self.column_of else None
        return Formula(f'IF({numbers}=0,IF({outside},{na},""),{scaled})', self.at_present(ref, case, value), array)

    def _measured_rows(self) -> list[Measured]:
        """Measurements of the cases; where a method rests on the sample, those of all cases."""
        sampled = {
            ref for ref, c in self.evaluation.rubric.criteria() if c.measure and c.measure.normalisation in SAMPLE_DEPENDENT
        }  # fmt: skip
        own = [m for m in self.evaluation.measured if m.case in self.cases or m.ref in sampled]
        refs = [ref for ref, _ in self.evaluation.rubric.criteria()]
        return sorted(own, key=lambda m: (refs.index(m.ref), m.case))

    def measure_area(self, m: Measured, col: int) -> str:
        """The cells of one measured criterion over all cases."""
        at = [n for n, other in enumerate(self.measured, start=HEAD + 1) if other.ref == m.ref]
        return area(self.sheet["measures"], at[0], at[-1], col)

    def measure_sheet(self) -> Sheet:
        titles = [self.labels[key] for key in ("region", "criterion", "value", "unit", "year", "source", "transformed", "score-01",
                                               "formula", "file-line")]  # fmt: skip
        rows = self.head("measures", titles)
        for m in self.measured:
            node = self.nodes[m.ref]
            assert isinstance(node, Criterion)
            assert node.measure is not None
            rule = node.measure
            at = len(rows) + 1
            posts = f" [{rule.goalposts[0]:g}, {rule.goalposts[1]:g}]" if rule.goalposts else ""
            moved = _moved(m.used.value, rule.transform) if m.used else None
            rows.append((
                Place(self.region(m.case)), Place(self.say(node.title)), Place(m.used.value if m.used else None, "input"),
                Place(self.say(rule.unit)), Place(m.used.year if m.used else None, "plain"), Place(m.used.source if m.used else ""),
                Place(Formula(_transformed(f"C{at}", rule.transform), "" if moved is None else moved), "number"),
                Place(Formula(_normalised(rule, f"C{at}", f"G{at}", self.measure_area(m, 7)), "" if m.score is None else m.score,
                              rule.normalisation in SAMPLE_DEPENDENT), "number"),
                Place(f"{self.labels['n-' + rule.normalisation]}{posts}", "soft"),
                Place(f"{m.used.file}:{m.used.line}" if m.used else "", "soft"),
            ))  # fmt: skip
        return Sheet(self.sheet["measures"], tuple(rows), (14, 36, 12, 14, 8, 24, 12, 10, 40, 30), (HEAD, 2), wide=True)

    # --- the tree ----------------------------------------------------------------------------

    def working(self) -> Sheet:
        """Every node's value, coverage and bounds in [0, 1], node by node."""
        titles = [
            self.labels["key"],
            self.labels["criterion"],
            self.labels["weight-counted"],
            *map(self.region, self.cases),
        ]
        rows = self.head("working", titles)
        for block in BLOCKS:
            for ref in self.order:
                cells = [Place(self.block_formula(block, ref, case), "number") for case in self.cases]
                node = self.nodes.get(ref)
                counts = not isinstance(node, Pillar) or node.counts
                weight = float(self.tree.weights[self.column_of[ref]])
                own = self.weight_cell(ref) if counts else "0*" + self.weight_cell(ref)
                stated = 1.0 if ref == "overall" else Formula(own, weight if counts else 0.0)
                rows.append((Place(ref, "soft"), Place(self.title(ref)), Place(stated, "number"), *cells))
            if block != BLOCKS[-1]:
                rows += [(), (Place(self.labels[f"block-{BLOCKS[BLOCKS.index(block) + 1]}"], "group"),)]
        rows[1] = (Place(f"{self.labels['about-working']} {self.labels['block-value']}", "soft"),)
        return Sheet(self.sheet["working"], tuple(rows), (34, 40, 10, *(12 for _ in self.cases)), (HEAD, 3), wide=True)

    def block_formula(self, block: str, ref: str, case: str) -> Value:
        group = self.groups.get(ref)
        if group is None:
            return self.leaf_formula(block, ref, case)
        refs = [self.tree.refs[n] for n in group.children]
        col = self.case_column[case]
        first, last = (self.working_row(block, refs[n]) for n in (0, -1))
        own = f"${column(col)}${first}:${column(col)}${last}"
        weights = f"$C${first}:$C${last}"
        value = self.came_to(block, ref, case)
        na = text_in_formula(self.na)
        total = f"SUMPRODUCT({weights}*ISNUMBER({own}))"
        empty = {"value": '""', "coverage": "0", "low": "0", "high": "1"}[block]
        rule = "arithmetic" if block == "coverage" else group.aggregation
        mean = {
            "arithmetic": f"SUMPRODUCT({weights},{own})/{total}",
            "geometric": f"IFERROR(EXP(SUM(IF(ISNUMBER({own})*({weights}>0),{weights}*LN({own}),0))/{total}),0)",
            "harmonic": f"IFERROR({total}/SUM(IF(ISNUMBER({own})*({weights}>0),{weights}/{own},0)),0)",
            "minimum": f"MIN(IF(ISNUMBER({own})*({weights}>0),{own}))",
        }[rule]
        text = f"IF(COUNTIF({own},{na})=ROWS({own}),{na},IF({total}=0,{empty},{mean}))"
        return Formula(text, self.at_present(ref, case, value), rule != "arithmetic")

    def leaf_formula(self, block: str, ref: str, case: str) -> Value:
        node = self.nodes[ref]
        assert isinstance(node, Criterion)
        value = self.came_to("value", ref, case)
        na = text_in_formula(self.na)
        if block != "value":
            own = f"${column(self.case_column[case])}${self.working_row('value', ref)}"
            rated = "1" if block == "coverage" else own
            missing = "1" if block == "high" else "0"
            now = self.at_present(ref, case, value, float(missing))
            if block == "coverage" and value is not None:
                now = 1.0
            return Formula(f"IF(ISNUMBER({own}),{rated},IF({own}={na},{na},{missing}))", now)
        if node.measure is not None:
            if not self.applies(ref, case):
                return self.na
            n = next(n for n, m in enumerate(self.measured) if m.ref == ref and m.case == case)
            return Formula(cell_name(self.sheet["measures"], HEAD + 1 + n, 8), "" if value is None else value)
        outcome = self.evaluation.ratings.agreed[case, ref]
        if outcome.rule == "facets":
            return self.na
        return self.agreed(case, node, outcome)

    def shown_score(self, ref: str, case: str) -> Formula:
        """A score from 0 to 100; a dash where too little is rated, with the rubric's least coverage."""
        own, na = self.working_cell("value", ref, case), text_in_formula(self.na)
        dash = text_in_formula("—")
        least = self.evaluation.rubric.method.coverage
        s = self.evaluation.score_of[case, ref]
        now: float | str = self.na if s.state == "not-applicable" else "—" if s.value is None else 100 * s.value
        shown = f"100*{own}"
        if ref not in self.tree.leaves:
            covered = self.working_cell("coverage", ref, case)
            shown = f"IF({covered}<{least:g}-1E-9,{dash},100*{own})"
        return Formula(f'IF({own}={na},{na},IF({own}="",{dash},{shown}))', now)

    def scores(self) -> Sheet:
        titles = [
            self.labels["criterion"],
            self.labels["aggregation"],
            self.labels["weight"],
            *map(self.region, self.cases),
        ]
        rows = self.head("scores", titles)
        groups = self.groups
        for ref in self.shown:
            depth = 0 if ref == "overall" else ref.count(".") + 1
            look = "group" if ref in groups else "text"
            weight = float(self.tree.weights[self.column_of[ref]])
            rule = self.labels[f"g-{groups[ref].aggregation}"] if ref in groups else ""
            entered = Place(None if ref == "overall" else weight, "text" if ref == "overall" else "input")
            node = self.nodes.get(ref)
            if isinstance(node, Pillar) and not node.counts:
                rule = f"{rule} · {self.labels['not-counted']}"
            title = self.with_code(ref) if ref != "overall" else self.title(ref)
            rows.append((Place(title, look, depth), Place(rule, "soft"), entered,
                         *(Place(self.shown_score(ref, case), "score") for case in self.cases)))  # fmt: skip
        last = HEAD + len(self.shown)
        choices = (Choice(3, HEAD + 2, last, (), self.labels["choose-weight"]),)
        return Sheet(self.sheet["scores"], tuple(rows), (52, 30, 10, *(11 for _ in self.cases)), (HEAD, 3), None, choices,
                     (HEAD + 1, 4, last, 3 + len(self.cases)), wide=True)  # fmt: skip

    def summary(self) -> Sheet:
        """The ranking as it stands and as it is reported; both agree until something is changed."""
        pillars = [p.id for p in self.evaluation.rubric.pillars if p.id in self.column_of]
        keys = ("rank", "region", "score", "grade", "coverage", "low-now", "high-now", "score-reported", "change")
        titles = [self.labels[key] for key in keys] + [self.title(ref) for ref in pillars]
        rows = self.head("summary", titles)
        first, last = HEAD + 1, HEAD + len(self.cases)
        scores = area(self.sheet["summary"], first, last, 3)
        standing = {s.case: s for s in self.evaluation.analyses.standings}
        for case in self.cases:
            at = len(rows) + 1
            s = standing[case]
            own = f"$C${at}"
            rank = f'IF(ISNUMBER({own}),1+SUMPRODUCT(ISNUMBER({scores})*({scores}>{own}+1E-7)),"—")'
            one = self.evaluation.score_of[case, "overall"]
            place: float | str = s.rank or "—"
            if len(self.cases) < len(standing):
                place = 1 if one.value is not None else "—"
            grade = grade_of(one.value, self.evaluation.rubric.grades)
            low, high = (
                Formula(f"100*{self.working_cell(b, 'overall', case)}", 100 * (getattr(one, b) or 0.0))
                for b in ("low", "high")
            )
            reported: Value = None if one.value is None else 100 * one.value
            rows.append((
                Place(Formula(rank, place), "plain"), Place(self.region(case)),
                Place(Formula(self.scores_cell("overall", case), 100 * one.value if one.value is not None else "—"), "score"),
                Place(Formula(self.grade_formula(own), self.say(grade.label) if grade else "—")),
                Place(Formula(self.working_cell("coverage", "overall", case), one.coverage or 0.0), "percent"),
                Place(low, "score"), Place(high, "score"), Place(reported, "score"),
                Place(Formula(f'IF(AND(ISNUMBER({own}),ISNUMBER($H${at})),{own}-$H${at},"")', 0.0 if reported is not None else ""), "score"),
                *(Place(Formula(self.scores_cell(ref, case), self.shown_score(ref, case).value), "score") for ref in pillars),
            ))  # fmt: skip
        widths = (7, 18, 9, 16, 11, 10, 10, 13, 9, *(13 for _ in pillars))
        heat = (first, 10, last, 9 + len(pillars)) if pillars else None
        return Sheet(
            self.sheet["summary"], tuple(rows), widths, (HEAD, 2), (HEAD, last, len(titles)), (), heat, wide=True
        )

    def scores_cell(self, ref: str, case: str) -> str:
        return cell_name(self.sheet["scores"], HEAD + 1 + self.shown_of[ref], self.case_column[case])

    def grade_formula(self, own: str) -> str:
        text = text_in_formula("—")
        for grade in sorted(self.evaluation.rubric.grades, key=lambda g: g.from_):
            text = f"IF({own}>={100 * grade.from_:.12g}-1E-7,{text_in_formula(self.say(grade.label))},{text})"
        return f"IF(ISNUMBER({own}),{text},{text_in_formula('—')})"

    # --- what stands behind ------------------------------------------------------------------

    def evidence(self) -> Sheet:
        keys = ("region", "code", "criterion", "rater", "document", "at", "kind", "quote", "note", "file-line")
        rows = self.head("evidence", [self.labels[key] for key in keys])
        for case, _, criterion, row in self.ratings:
            if row is None:
                continue
            file = self.evaluation.file_of[case]
            names = {d.id: self.say(d.title) or d.id for d in file.case.documents}
            for k, e in enumerate(file.case.ratings_of(criterion.id)[row.n].evidence):
                line = file.span(f"evidence/{criterion.id}/{row.n}/{k}").line
                cells = (self.region(case), criterion.code, self.say(criterion.title), row.rater, names.get(e.document, e.document),
                         e.at or "", self.labels[e.kind], e.quote or "", self.say(e.note), f"{file.file}:{line}")  # fmt: skip
                rows.append(tuple(Place(text, "wrap" if n in (7, 8) else "text") for n, text in enumerate(cells)))
        last = max(HEAD + 1, len(rows))
        return Sheet(
            self.sheet["evidence"],
            tuple(rows),
            (12, 8, 34, 8, 36, 12, 10, 40, 50, 30),
            (HEAD, 3),
            (HEAD, last, 10),
            wide=True,
        )

    def findings_sheet(self) -> Sheet:
        keys = ("severity", "finding", "way-out", "code", "where")
        rows = self.head("findings", [self.labels[key] for key in keys])
        for f in self.evaluation.findings:
            if f.case is None or f.case in self.cases:
                cells = (self.labels[str(f.severity)], f.message(self.lang), f.way_out(self.lang), f.code, str(f.span))
                rows.append(tuple(Place(text, "wrap" if n in (1, 2) else "text") for n, text in enumerate(cells)))
        last = max(HEAD + 1, len(rows))
        return Sheet(self.sheet["findings"], tuple(rows), (10, 70, 50, 26, 34), (HEAD, 0), (HEAD, last, 5), wide=True)

    def method(self) -> Sheet:
        """How to read the figures, the formulas used, where everything comes from."""
        rows: list[Cells] = [
            (Place(f"{self.sheet['method']} · {self.subtitle}", "title"),),
            (Place(self.foot(), "soft"),),
            (),
        ]
        aggregations = {group.aggregation for group in self.tree.groups}
        rows += [(Place(f"{self.labels['g-' + a]}: {self.labels['gf-' + a]}", "note"),) for a in sorted(aggregations)]
        for block in (*self.method_blocks(self.cases), self.provenance(self.cases)):
            rows += _as_rows(block)
        return Sheet(self.sheet["method"], tuple(rows), (40, 40, 60, 20), (0, 0))


def _as_rows(block: Block) -> list[Cells]:
    if isinstance(block, Paragraph):
        return [(Place(plain(block.runs), "note"),)]
    if isinstance(block, Bullets):
        return [(Place(plain(item), "note"),) for item in block.items]
    if isinstance(block, Table):
        head = tuple(Place(c.title, "head") for c in block.columns)
        return [
            (),
            (Place(block.caption, "group"),),
            head,
            *(tuple(Place(plain(c.runs), "wrap") for c in row.cells) for row in block.rows),
        ]
    return [part for inner in block.blocks for part in _as_rows(inner)] if isinstance(block, Entry) else []


def _moved(value: float, name: str) -> float | None:
    if name == "none":
        return value
    if name == "log":
        return math.log(value) if value > 0 else None
    return math.sqrt(value) if value >= 0 else None


def _transformed(own: str, name: str) -> str:
    moved = {"none": own, "log": f"LN({own})", "sqrt": f"SQRT({own})"}[name]
    return f'IF(ISNUMBER({own}),IFERROR({moved},""),"")'


def _normalised(rule: Measure, raw: str, own: str, over: str) -> str:
    """The score of a measured value, as :func:`evalkit.normalise.from_measure` computes it."""
    if rule.normalisation == "step":
        text = "0"
        for step in sorted(rule.steps, key=lambda step: step.from_):
            text = f"IF({raw}>={step.from_!r},{step.score!r},{text})"
        return f'IF(ISNUMBER({raw}),{text},"")'
    if rule.normalisation in SAMPLE_DEPENDENT:
        return f'IF(ISNUMBER({own}),IF(MAX({over})=MIN({over}),"",{_over_sample(rule, own, over)}),"")'
    ends = (rule.start or 0.0, rule.target or 0.0) if rule.normalisation == "target" else rule.goalposts or (0.0, 1.0)
    low, high = (float(np.float64(_moved(float(end), rule.transform) or 0.0)) for end in ends)
    score = f"MAX(0,MIN(1,({own}-{low!r})/({high!r}-{low!r})))".replace("--", "+")
    if rule.normalisation != "target" and rule.better == "lower":
        score = f"1-{score}"
    return f'IF(ISNUMBER({own}),{score},"")'


def _over_sample(rule: Measure, own: str, over: str) -> str:
    lower = rule.better == "lower"
    if rule.normalisation == "share-of-best":
        return f"MIN({over})/{own}" if lower else f"{own}/MAX({over})"
    below = f"SUMPRODUCT(ISNUMBER({over})*({over}<{own}))"
    equal = f"SUMPRODUCT(ISNUMBER({over})*({over}={own}))"
    score = {
        "minmax": f"({own}-MIN({over}))/(MAX({over})-MIN({over}))",
        "zscore": f"MAX(0,MIN(1,0.5+({own}-AVERAGE({over}))/STDEV({over})/6))",
        "percentile": f"({below}+{equal}/2)/COUNT({over})",
        "rank": f"({below}+({equal}-1)/2)/(COUNT({over})-1)",
    }[rule.normalisation]
    return f"1-({score})" if lower else score
