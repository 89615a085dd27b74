"""Results in; a comparison, a portfolio and one briefing a case out, as reports or as workbooks, in one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evalkit.analysis.results import Results
from evalkit.evaluation import Evaluation
from evalkit.model.style import Style
from evalkit.report.briefing import Briefing
from evalkit.report.comparison import Comparison
from evalkit.report.locale import VOICES
from evalkit.report.model import Report, Sibling
from evalkit.report.portfolio import Portfolio, wanted
from evalkit.report.style import dressed

COMPARISON, PORTFOLIO = "comparison", "portfolio"
HELD = {"annex-scores": "s", "annex-evidence": "em", "coordination": "d"}  # kinds of anchors in sections of a briefing


def comparison(results: Results, lang: str) -> Report:
    """All cases side by side."""
    return Comparison(results, lang).report()


def briefing(results: Results, case: str, lang: str) -> Report:
    """One case, with everything behind its score."""
    return Briefing(results, case, lang).report()


def portfolio(results: Results, lang: str) -> Report:
    """The cases as a whole and by facet."""
    return Portfolio(results, lang).report()


def names(evaluation: Evaluation) -> tuple[str, ...]:
    """The reports of a run, by name: comparison (of two cases or more), portfolio where facets group them, each case's id."""
    own = tuple(file.case.case for file in evaluation.files)
    if len(own) < 2:
        return own
    return (COMPARISON, PORTFOLIO, *own) if wanted(evaluation) else (COMPARISON, *own)


def report(
    results: Results, name: str, lang: str, languages: Sequence[str], style: Style | None = None
) -> Report:
    """The report of that name, with the other reports of the run beside it."""
    if name == COMPARISON:
        made = dressed(comparison(results, lang), style, "comparison")
    elif name == PORTFOLIO:
        made = dressed(portfolio(results, lang), style, "portfolio")
    else:
        made = dressed(briefing(results, name, lang), style, "briefing")
    own_titles = {n: VOICES[lang].LABELS[n] for n in (COMPARISON, PORTFOLIO)}
    titles = [(own_titles.get(n) or results.regions[lang][n], n) for n in names(results.evaluation)]
    own = [Sibling(title, other, lang) for title, other in titles if other != name]
    others = tuple(Sibling(made.title, made.name, other) for other in languages if other != lang)
    wanted = style.house.sections.briefing if style else None
    gone = "".join(kinds for section, kinds in HELD.items() if wanted is not None and section not in wanted)
    return replace(made, siblings=(*own, *others), gone=frozenset(gone))


