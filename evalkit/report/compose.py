"""An evaluation in; a comparison and one briefing a case out, as reports in one language."""

from __future__ import annotations

from evalkit.evaluation import Evaluation
from evalkit.report.briefing import Briefing
from evalkit.report.comparison import Comparison
from evalkit.report.model import Report


def comparison(evaluation: Evaluation, lang: str) -> Report:
    """All cases side by side."""
    return Comparison(evaluation, lang).report()


def briefing(evaluation: Evaluation, case: str, lang: str) -> Report:
    """One case, with everything behind its score."""
    return Briefing(evaluation, case, lang).report()
