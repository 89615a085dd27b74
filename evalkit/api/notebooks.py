"""An evaluation in; what a notebook shows of it out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evalkit import storage
from evalkit.api.given import as_case, as_evaluation, as_name
from evalkit.model.language import LANGUAGES
from evalkit.model.refusal import Refusal, listed, reason

if TYPE_CHECKING:
    from evalkit.audit import Audit
    from evalkit.datasets.model import Dataset
    from evalkit.evaluation import Evaluation
    from evalkit.report.model import Report


@dataclass(frozen=True, slots=True, repr=False)
class View:
    """An answer as a notebook shows it: the words and figures that the command prints."""

    report: Report

    def __repr__(self) -> str:
        from evalkit.report.model import text_of

        return text_of(self.report)

    def _repr_html_(self) -> str:
        from evalkit.render.html import fragment

        return fragment(self.report)


def view(evaluation: Evaluation, topic: str = "compare", lang: str = "") -> View:
    """What a command answers, by the command's name, in words and tables; in the system's language
    unless another is named. ValueError where there is no such topic."""
    from evalkit.analysis.results import Results
    from evalkit.report.context import context_of
    from evalkit.report.products.answers import TOPICS, answer

    topic = as_name(topic, tuple(TOPICS))
    lang = as_name(lang or storage.language(), LANGUAGES)
    return View(answer(context_of(Results(evaluation), lang), topic))


def page(
    evaluation: Evaluation, product: str = "comparison", case: str = "", lang: str = ""
) -> Report:
    """One report, which a notebook shows as its page; ``case``: whom a memo, a briefing, advice or
    evidence is about. ValueError where there is no such report."""
    from evalkit.api.reporting import Extras, run_of
    from evalkit.report import reports

    known = [
        own.id for own in reports.possible(as_evaluation(evaluation)) if own.formats != ("pptx",)
    ]
    product = as_name(product, known)
    lang = as_name(lang or storage.language(), LANGUAGES)
    run = run_of(evaluation, (lang,), (product,), Extras())
    about = [item for item in run.names if not case or case in (item.case, item.name)]
    if reports.BY_ID[product].of == "case" and not case:
        raise Refusal(reason("case.needed", name=product, known=listed(evaluation.cases)))
    if case:
        as_case(evaluation, case)
    if not about and reports.BY_ID[product].of == "case":
        raise Refusal(reason("report.nothing-rated", cases=case, case=case))
    return reports.report(run, about[0], lang)


def show_in_notebooks() -> None:
    """Evaluations, tables of data and reports show themselves in a notebook from now on."""
    from evalkit.datasets.model import Dataset
    from evalkit.evaluation import Evaluation
    from evalkit.report.model import Report

    views = (
        (Evaluation, _evaluation_html),
        (Dataset, _table_html),
        (Report, _report_html),
    )
    for kind, made in views:
        setattr(kind, "_repr_html_", made)  # noqa: B010 - the class declares no such method


def show_audits_in_notebooks() -> None:
    """Audits show themselves in a notebook from now on."""
    from evalkit.audit import Audit

    setattr(Audit, "_repr_html_", _audit_html)  # noqa: B010 - the class declares no such method


def _evaluation_html(evaluation: Evaluation) -> str:
    return view(evaluation, "score")._repr_html_()


def _table_html(table: Dataset) -> str:
    from evalkit.datasets.frames import frame as framed

    return str(framed(table)._repr_html_())  # type: ignore[operator]


def _audit_html(audited: Audit) -> str:
    from evalkit.report.products.audit_page import audit_page

    return _report_html(audit_page(audited, storage.language()))


def _report_html(report: Report) -> str:
    from evalkit.render.html import framed

    return framed(report)
