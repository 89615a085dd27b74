"""Results in, a workbook out in which every score is a live formula from ratings, measurements and
weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from evalkit.analysis.results import Results
from evalkit.model.rubric import Pillar
from evalkit.report.model import Column
from evalkit.report.notes import mean_named
from evalkit.report.style import look_of
from evalkit.workbook.commitment_tab import commitment_sheet
from evalkit.workbook.conditions import condition_sheet
from evalkit.workbook.layout import HEAD, KEY, Cells, Layout
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
from evalkit.workbook.readme import readme_sheet
from evalkit.workbook.summary import summary_sheet
from evalkit.workbook.text_tabs import evidence_sheet, findings_sheet, method_sheet
from evalkit.workbook.working import WEIGHT, working

if TYPE_CHECKING:
    from evalkit.model.style import Style

__all__ = ["HEAD", "Book"]


class Book(Layout):
    """The workbook of some cases of an evaluation."""

    def workbook(self) -> Workbook:
        """All sheets, those that are read first in front."""
        summary, names = summary_sheet(self)
        tabs = {"summary": summary}
        tabs |= {"conditions": condition_sheet(self)} if self.result == "verdict" else {}
        tabs |= {"scores": self.scores()} if self.weighed else {}
        tabs |= {"ratings": rating_sheet(self)}
        tabs |= {"measures": measure_sheet(self)} if self.measured else {}
        promised = commitment_sheet(self)
        tabs |= {"commitments": promised} if promised is not None else {}
        tabs |= {"evidence": evidence_sheet(self), "findings": findings_sheet(self)}
        tabs |= {"method": method_sheet(self), "working": working(self)}
        sheets = (readme_sheet(self, [*tabs]), *tabs.values())
        return Workbook(
            self.name,
            self.lang,
            self.named(),
            sheets,
            self.evaluation.as_of,
            self.context.subtitle,
            decimals=self.decimals,
            units=self.units,
            names=names,
        )

    def scores(self) -> Sheet:
        """Every node with its weight and its scores; weights are looked up by key, scores stand on
        the sheet of working."""
        columns = [
            *self.heads("criterion", "key", "#weight", f"#{self.own('share')}", "aggregation"),
            *(Column(self.region(case), True) for case in self.cases),
        ]
        body = [self._score_cells(ref) for ref in self.shown]
        first, last = HEAD + 2, HEAD + len(self.shown)
        own = f"{column(WEIGHT)}{first}"
        share = self.own("share-rated" if self.alone else "share-stated")
        about = f"{self.labels[self.own('about-scores')]}{self.labels[share]}"
        unlike = f"IF(ISNUMBER({own}),{own}<0,{self._weight_asked(first)})"
        labels = self.labels
        ask, hint = labels["choose-weight"], labels["hint-weight"]
        sheet = Sheet(
            "scores",
            tuple(body),
            (40, 10, 10, 11, 18, *(11 for _ in self.cases)),
            choices=(Choice(WEIGHT, first, last, (), ask, hint=hint),),
            flags=(Flag(WEIGHT, first, last, unlike),),
            heat=(HEAD + 1, self.first_case, last, self.first_case - 1 + len(self.cases)),
            hidden=(KEY,),
        )
        return self.page(sheet, columns, frozen=KEY, about=about)

    def _weight_asked(self, row: int) -> str:
        """Whether a node in a row has a weight: where there is no total, what is part of no score
        has none."""
        apart = [ref for ref in self.shown[1:] if ref in self.roots]
        key = f"${column(KEY)}{row}"
        return (
            f"AND({','.join(f'{key}<>{text_in_formula(r)}' for r in apart)})" if apart else "TRUE"
        )

    def _score_cells(self, ref: str) -> Cells:
        group = self.groups.get(ref)
        node = self.node(ref)
        root = ref in self.roots
        depth = 0 if ref == "overall" else ref.count(".") + (self.result == "total")
        rule = mean_named(self.context.words, group.aggregation) if group else ""
        outside = isinstance(node, Pillar) and not node.counts
        if outside:
            rule = f"{rule} · {self.labels['not-counted']}"
        weight: Value = None if root else float(self.tree.weights[self.column_of[ref]])
        share = self.share_cell(ref)
        part = self.shares[self.column_of[ref]]
        shown = Formula(f"IF({share}=0,{text_in_formula('—')},{share})", part or "—")
        alone = root and self.result == "profile"
        return (
            Place(self.with_code(ref), "group" if group else "wrap", depth),
            Place(ref, "soft"),
            Place(weight, "level" if outside or root else "input"),
            Place(None if alone else shown, "share"),
            Place(rule, "soft-wrap"),
            *(Place(self.shown_score(ref, case), "score") for case in self.cases),
        )


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
        author=look.author or look.organisation or book.author,
        organisation=look.organisation,
        colour=look.colour,
        font_text=look.font_text,
        font_head=look.font_head,
    )
