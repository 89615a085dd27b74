"""A slide of a case: its own numbers, strong and thin, and where it stands, from the first page."""

from __future__ import annotations

from evalkit.report.context import Context
from evalkit.report.facts import case_facts
from evalkit.report.framework import read_against
from evalkit.report.model import Chart, Paragraph, Report
from evalkit.report.products.slide import MOST_NUMBERS, MOST_POINTS, SlideParts, slide
from evalkit.report.sections import first_page, pillars
from evalkit.report.sections import parts as parts_of

SHORT = 8  # lines of a few words that a column of a slide holds


def of_case(ctx: Context, case: str) -> Report:
    """The slide of one case."""
    about = case_facts(ctx.results, case)
    plan = about.file.case.plan
    picture = next((b for b in pillars.of_case(ctx, about) if isinstance(b, Chart)), None)
    numbers = first_page.numbers_table(ctx, about, MOST_NUMBERS)
    every = first_page.numbers_table(ctx, about)
    whole = [every] if every and numbers and len(every.rows) > len(numbers.rows) else []
    said = first_page.kind_said(ctx, about)
    heads = "slide-strong", "slide-thin"
    strong, thin = first_page.strong(ctx, about), first_page.thin(ctx, about)
    if not ctx.rubric.has_total:
        strong, thin = parts_of.on_slide(ctx, case)
        verdict = ctx.rubric.verdict is not None
        heads = ("slide-met", "slide-not-met") if verdict else ("profile", "profile-further")
    parts = SlideParts(
        title=ctx.label("assessed", plan=ctx.say(plan.title) if plan else ctx.region(case)),
        finding=first_page.finding(ctx, about),
        numbers=numbers,
        strong=strong,
        thin=thin,
        heads=heads,
        most=MOST_POINTS if ctx.rubric.has_total else SHORT,
        picture=picture,
        source=read_against(ctx),
        more=(*whole, Paragraph(said), Paragraph(first_page.sure(ctx, about))),
    )
    return slide(ctx, case, parts)
