"""The memo: two pages for who decides: what the plan commits to, where it is specific and thin,
what to write, how sure that is."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.context import Context
from evalkit.report.facts import case_facts
from evalkit.report.model import Report, Section
from evalkit.report.products import first_page
from evalkit.report.products.product import report


def memo(ctx: Context, case: str) -> Report:
    """One case in two pages."""
    about = case_facts(ctx.results, case)
    made = tuple(
        Section(id, ctx.grammar.heading(n, ctx.labels[label]), blocks, number=n)
        for n, (id, label, blocks) in enumerate(first_page.parts(ctx, about, brief=True), 1)
    )
    page = report(ctx, f"{case}-memo", "", (first_page.kind(ctx, about, brief=True),), made)
    return replace(first_page.headed(ctx, about, page, "memo"), finding="", foot="")
