"""Notes on method that several sections give: the rules of a rubric in words."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.model.rubric import Method
from evalkit.report.model import plain
from evalkit.report.numbers import percent
from evalkit.report.words import Words


@dataclass(frozen=True, slots=True)
class SeveralRaters:
    """How the levels of several raters become one; ``apart``: from how many levels on they are
    asked to reconcile."""

    rule: str
    apart: float


def consensus_note(words: Words, method: Method) -> str:
    """How the levels of several raters become one."""
    return plain(words.method.consensus_note(SeveralRaters(method.consensus, method.reconcile_at)))


def coverage_note(words: Words, method: Method) -> str:
    """How much must be rated for a score."""
    return words.labels["coverage-note"].format(least=percent(method.coverage).text())
