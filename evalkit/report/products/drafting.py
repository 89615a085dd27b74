"""Drafting advice on one plan: every criterion on which it could write more, for who drafts."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.context import Context
from evalkit.report.facts import case_facts
from evalkit.report.model import Report, Section
from evalkit.report.products import first_page
from evalkit.report.products.product import report
from evalkit.report.sections import advice

MOST = 11  # entries told whole; the command tells all


def drafting(ctx: Context, case: str) -> Report:
    """All advice on one case."""
    about = case_facts(ctx.results, case)
    blocks = (*advice.of_case(ctx, about, MOST, more=False), *advice.further(ctx, about, MOST))
    made = (Section("advice", ctx.labels["advice"], blocks),) if blocks else ()
    page = report(ctx, f"{case}-advice", "", (first_page.kind(ctx, about, brief=True),), made)
    return replace(first_page.headed(ctx, about, page, "advice"), finding="")
