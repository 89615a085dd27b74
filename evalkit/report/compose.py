"""An evaluation in; a comparison and one briefing a case out, as reports or as workbooks, in one language."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.evaluation import Evaluation
from evalkit.report.book import Book
from evalkit.report.briefing import Briefing
from evalkit.report.comparison import Comparison
from evalkit.report.model import Report
from evalkit.report.workbook import Workbook


def comparison(evaluation: Evaluation, lang: str) -> Report:
    """All cases side by side."""
    return Comparison(evaluation, lang).report()


def briefing(evaluation: Evaluation, case: str, lang: str) -> Report:
    """One case, with everything behind its score."""
    return Briefing(evaluation, case, lang).report()


def workbook(evaluation: Evaluation, cases: Sequence[str], name: str, lang: str) -> Workbook:
    """The figures of some cases, as formulas that recalculate."""
    return Book(evaluation, lang, cases, name).workbook()
