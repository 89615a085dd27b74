"""An evaluation in; a comparison and one briefing a case out, as reports or as workbooks, in one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evalkit.evaluation import Evaluation
from evalkit.house import Style
from evalkit.report.book import Book
from evalkit.report.briefing import Briefing
from evalkit.report.comparison import Comparison
from evalkit.report.dress import dressed, dressed_book
from evalkit.report.facts import region_of
from evalkit.report.locale import VOICES
from evalkit.report.model import Report, Sibling
from evalkit.report.workbook import Workbook


def comparison(evaluation: Evaluation, lang: str) -> Report:
    """All cases side by side."""
    return Comparison(evaluation, lang).report()


def briefing(evaluation: Evaluation, case: str, lang: str) -> Report:
    """One case, with everything behind its score."""
    return Briefing(evaluation, case, lang).report()


def report(
    evaluation: Evaluation, case: str | None, lang: str, languages: Sequence[str], style: Style | None = None
) -> Report:
    """The comparison, or the briefing of a case, with the other reports of the run beside it."""
    made = dressed(briefing(evaluation, case, lang) if case else comparison(evaluation, lang), style, case is None)
    titles = [(VOICES[lang].LABELS["comparison"], "comparison")]
    titles += [(region_of(evaluation, file.case.case, lang), file.case.case) for file in evaluation.files]
    own = [Sibling(title, name, lang) for title, name in titles if name != made.name]
    return replace(
        made, siblings=(*own, *(Sibling(made.title, made.name, other) for other in languages if other != lang))
    )


def workbook(
    evaluation: Evaluation, cases: Sequence[str], name: str, lang: str, style: Style | None = None
) -> Workbook:
    """The figures of some cases, as formulas that recalculate."""
    return dressed_book(Book(evaluation, lang, cases, name).workbook(), style)
