"""Results in, a workbook out in which every score is a live formula from ratings, measurements and
weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evalkit.analysis.results import Results
from evalkit.model.rubric import Pillar
from evalkit.model.style import Style
from evalkit.report import facts
from evalkit.report.model import (
    Column,
)
from evalkit.report.style import look_of
from evalkit.scoring.rank import grade_of
from evalkit.workbook.layout import FIRST_CASE, HEAD, KEY, Cells, Layout
from evalkit.workbook.measures import measure_sheet
from evalkit.workbook.model import (
    Choice,
    Flag,
    Formula,
    Place,
    Sheet,
    Value,
    Workbook,
    column,
    text_in_formula,
)
from evalkit.workbook.ratings import rating_sheet
from evalkit.workbook.text_tabs import evidence_sheet, findings_sheet, method_sheet
from evalkit.workbook.working import WEIGHT, working

__all__ = ["HEAD", "Book"]


class Book(Layout):
    """The workbook of some cases of an results.evaluation."""

    def workbook(self) -> Workbook:
        """All sheets, those that are read first in front."""
        sheets = [self.summary(), self.scores(), rating_sheet(self)]
        sheets += [measure_sheet(self)] if self.measured else []
        sheets += [evidence_sheet(self), findings_sheet(self), method_sheet(self), working(self)]
        title = self.labels["scores"]
        if self.alone:
            title = self.labels["scores-of"].format(region=self.region(self.cases[0]))
        return Workbook(
            self.name, self.lang, title, tuple(sheets), self.evaluation.as_of, self.context.subtitle
        )

    # --- the tree ------------------------------------------------------------------------------

    def scores(self) -> Sheet:
        """Every node with its weight and its scores; weights are looked up by key, scores stand on
        the sheet of working."""
        columns = [
            *self.heads("criterion", "key", "#weight", "#share", "aggregation"),
            *(Column(self.region(case), True) for case in self.cases),
        ]
        body = [self._score_cells(ref) for ref in self.shown]
        first, last = HEAD + 2, HEAD + len(self.shown)
        own = f"{column(WEIGHT)}{first}"
        about = f"{self.labels['about-scores']}{self.labels['share-rated' if self.alone else 'share-stated']}"
        unlike = f"IF(ISNUMBER({own}),{own}<0,TRUE)"
        labels = self.labels
        ask, hint = labels["choose-weight"], labels["hint-weight"]
        sheet = Sheet(
            "scores",
            tuple(body),
            (40, 10, 10, 11, 18, *(11 for _ in self.cases)),
            choices=(Choice(WEIGHT, first, last, (), ask, hint=hint),),
            flags=(Flag(WEIGHT, first, last, unlike),),
            heat=(HEAD + 1, FIRST_CASE, last, FIRST_CASE - 1 + len(self.cases)),
            hidden=(KEY,),
        )
        return self.page(sheet, columns, frozen=KEY, about=about)

    def _score_cells(self, ref: str) -> Cells:
        group = self.groups.get(ref)
        node = self.node(ref)
        depth = 0 if ref == "overall" else ref.count(".") + 1
        rule = self.labels[f"g-{group.aggregation}"] if group else ""
        outside = isinstance(node, Pillar) and not node.counts
        if outside:
            rule = f"{rule} · {self.labels['not-counted']}"
        weight: Value = None if ref == "overall" else float(self.tree.weights[self.column_of[ref]])
        share = self.share_cell(ref)
        part = self.shares[self.column_of[ref]]
        shown = Formula(f"IF({share}=0,{text_in_formula('—')},{share})", part or "—")
        return (
            Place(self.with_code(ref), "group" if group else "wrap", depth),
            Place(ref, "soft"),
            Place(weight, "level" if outside or ref == "overall" else "input"),
            Place(shown, "share"),
            Place(rule, "soft-wrap"),
            *(Place(self.shown_score(ref, case), "score") for case in self.cases),
        )

    def shown_score(self, ref: str, case: str) -> Formula:
        """A score from 0 to 100; a dash where too little is rated, with the rubric's least
        coverage."""
        own, na = self.working_cell("value", ref, case), text_in_formula(self.na)
        dash = text_in_formula("—")
        least = self.evaluation.rubric.method.coverage
        s = self.evaluation.score_of[case, ref]
        now: float | str = (
            self.na if s.state == "not-applicable" else "—" if s.value is None else 100 * s.value
        )
        shown = f"100*{own}"
        if ref not in self.tree.leaves:
            covered = self.working_cell("coverage", ref, case)
            shown = f"IF({covered}<{least:g}-1E-9,{dash},100*{own})"
        return Formula(f'IF({own}={na},{na},IF({own}="",{dash},{shown}))', now)

    # --- the ranking ---------------------------------------------------------------------------

    def summary(self) -> Sheet:
        """The ranking as it stands beside the one that is reported; both agree until something is
        changed.

        A row names its own cells by their place in it, and the sheet of working by fixed places:
        rows may be sorted.
        """
        ranked = facts.ranked(self.results)
        ranks = [
            *(() if self.alone else ("rank",)),
            *(("rank-reported",) if len(ranked) > 1 else ()),
        ]
        pillars = [p.id for p in self.evaluation.rubric.pillars if p.id in self.column_of]
        names = (
            *ranks,
            "region",
            "score",
            "score-reported",
            "change",
            "grade",
            "coverage",
            "low-now",
            "high-now",
        )
        numbers = {
            "rank",
            "rank-reported",
            "score",
            "score-reported",
            "change",
            "coverage",
            "low-now",
            "high-now",
        }
        columns = [
            *self.heads(*(f"#{name}" if name in numbers else name for name in names)),
            *(Column(self.title(ref), True) for ref in pillars),
        ]
        at = {name: column(n) for n, name in enumerate(names, start=1)}
        body = [
            (
                *self._standing_cells(case, at, HEAD + 1 + n),
                *(Place(self.shown_score(ref, case), "score") for ref in pillars),
            )
            for n, case in enumerate(self.cases)
        ]
        width = {"rank": 8, "rank-reported": 11, "region": 20, "grade": 16}
        widths = [*(width.get(name, 12) for name in names), *(13 for _ in pillars)]
        last = HEAD + len(body)
        heat = (HEAD + 1, len(names) + 1, last, len(columns)) if pillars else None
        about = self.labels["about-summary" if self.measured else "about-summary-rated"].format(
            **self.sheet
        )
        sheet = Sheet("summary", tuple(body), tuple(widths), heat=heat)
        frozen = len(ranks) + 1
        return self.page(sheet, columns, frozen=frozen, filtered=not self.alone, about=about)

    def _standing_cells(self, case: str, at: dict[str, str], row: int) -> Cells:
        """What a row of the ranking says of a case; ``at``: the column of each."""
        own = f"{at['score']}{row}"
        one = self.evaluation.score_of[case, "overall"]
        grade = grade_of(one.value, self.evaluation.rubric.grades)
        low, high = (
            Formula(
                f"100*{self.working_cell(block, 'overall', case)}",
                100 * (getattr(one, block) or 0.0),
            )
            for block in ("low", "high")
        )
        reported: Value = None if one.value is None else 100 * one.value
        then = f"{at['score-reported']}{row}"
        moved = Formula(
            f'IF(AND(ISNUMBER({own}),ISNUMBER({then})),{own}-{then},"")',
            0.0 if reported is not None else "",
        )
        held = {
            "rank": Place(self._rank(case, at, row), "plain"),
            "rank-reported": Place(self._rank_reported(case), "plain"),
            "region": Place(self.region(case), "wrap"),
            "score": Place(self.shown_score("overall", case), "score"),
            "score-reported": Place(reported, "score"),
            "change": Place(moved, "change"),
            "grade": Place(
                Formula(self.grade_formula(own), self.say(grade.label) if grade else "—"), "wrap"
            ),
            "coverage": Place(
                Formula(self.working_cell("coverage", "overall", case), one.coverage or 0.0),
                "percent",
            ),
            "low-now": Place(low, "score"),
            "high-now": Place(high, "score"),
        }
        return tuple(held[name] for name in at)

    def _rank(self, case: str, at: dict[str, str], row: int) -> Formula:
        """The rank among the cases of the workbook, as scores now are."""
        own = f"{at['score']}{row}"
        scores = f"${at['score']}${HEAD + 1}:${at['score']}${HEAD + len(self.cases)}"
        place = next(s.rank for s in self.results.standings if s.case == case)
        rank = f'IF(ISNUMBER({own}),1+SUMPRODUCT(ISNUMBER({scores})*({scores}>{own}+1E-7)),"—")'
        return Formula(rank, place or "—")

    def _rank_reported(self, case: str) -> Value:
        """The rank that the report gives, among all its cases."""
        place = next(s.rank for s in self.results.standings if s.case == case)
        return f"{place or '—'} / {len(facts.ranked(self.results))}" if self.alone else place or "—"

    def grade_formula(self, own: str) -> str:
        text = text_in_formula("—")
        for grade in sorted(self.evaluation.rubric.grades, key=lambda g: g.from_):
            text = f"IF({own}>={100 * grade.from_:.12g}-1E-7,{text_in_formula(self.say(grade.label))},{text})"
        return f"IF(ISNUMBER({own}),{text},{text_in_formula('—')})"


def workbook(
    results: Results, name: str, cases: Sequence[str], lang: str, style: Style | None = None
) -> Workbook:
    """The figures of some cases, as formulas that recalculate, under the name of their report."""
    return styled(Book(results, lang, list(cases), name, style).workbook(), style)


def styled(book: Workbook, style: Style | None) -> Workbook:
    """The workbook in the style: its decimals, its colour, and whose it is in the first title, on
    paper and in the properties."""
    if style is None:
        return book
    look = look_of(style, book.lang)
    sheets = book.sheets
    if look.organisation:
        (title, *rest), *rows = sheets[0].rows
        named = replace(title, value=f"{look.organisation} · {title.value}")
        sheets = (replace(sheets[0], rows=((named, *rest), *rows)), *sheets[1:])
    return replace(
        book,
        sheets=sheets,
        decimals=style.written.decimals,
        author=look.author or look.organisation or book.author,
        organisation=look.organisation,
        colour=look.colour,
    )
