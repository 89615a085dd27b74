"""The reports of a run: a comparison, a portfolio where facets group the cases, a briefing a case;
each in one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evalkit.analysis.results import Results
from evalkit.evaluation import Evaluation
from evalkit.model.style import Style
from evalkit.report.context import Context, context_of
from evalkit.report.model import Report, Sibling
from evalkit.report.products import briefing, comparison, portfolio
from evalkit.report.style import styled

HELD = {"annex-scores": "s", "annex-evidence": "em"}  # kinds of anchors in sections of a briefing


def names(evaluation: Evaluation) -> tuple[str, ...]:
    """The reports of a run, by name: comparison (of two cases or more), portfolio where facets
    group them, each case's id."""
    own = evaluation.cases
    if len(own) < 2:
        return own
    several = (portfolio.NAME,) if portfolio.is_wanted(evaluation) else ()
    return (comparison.NAME, *several, *own)


def report(
    results: Results, name: str, lang: str, languages: Sequence[str], style: Style | None = None
) -> Report:
    """The report of that name, with the other reports of the run beside it."""
    ctx = context_of(results, lang, style)
    made = styled(_made(ctx, name, style), style)
    own = {n: ctx.labels[n] for n in (comparison.NAME, portfolio.NAME)}
    titles = [(own.get(n) or ctx.region(n), n) for n in names(results.evaluation) if n != name]
    here = [Sibling(title, other, lang) for title, other in titles]
    others = [Sibling(made.title, made.name, other) for other in languages if other != lang]
    wanted = style.written.sections.briefing if style else None
    gone = [kinds for id, kinds in HELD.items() if wanted is not None and id not in wanted]
    return replace(made, siblings=(*here, *others), gone=frozenset("".join(gone)))


def _made(ctx: Context, name: str, style: Style | None) -> Report:
    wanted = style.written.sections if style else None
    if name == comparison.NAME:
        return comparison.comparison(ctx, wanted.comparison if wanted else None)
    if name == portfolio.NAME:
        return portfolio.portfolio(ctx, wanted.portfolio if wanted else None)
    return briefing.briefing(ctx, name, wanted.briefing if wanted else None)
