"""What sections share when they draw: when there is something to draw, and the words for who cannot
see it."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.report import charts
from evalkit.report.context import Context

NAMED = 40  # cases beyond which points and cells can no longer be told apart


def drawable(n: int, least: int = 2) -> bool:
    """Whether ``n`` cases can be drawn, and there is something to draw with."""
    return charts.available() and least <= n <= NAMED


def described(ctx: Context, shown: str, items: Sequence[str]) -> str:
    """Alternative text: what a chart shows, then its figures."""
    grammar = ctx.grammar
    return f"{shown}{grammar.colon}{grammar.semicolon.join(items)}"
