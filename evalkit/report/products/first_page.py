"""The first page of a memo and of a briefing: the document, its own numbers, strong and thin, what
to write, how sure; and what report it is."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts
from evalkit.report.model import Block, Paragraph, Points, Report, Table
from evalkit.report.sections import advice, first_page
from evalkit.report.sections import parts as parts_of

Held = tuple[Paragraph | Points | Table, ...]


MEMO = 6  # lines of commitments in a memo


def numbers(ctx: Context, about: CaseFacts, brief: bool) -> Table | Paragraph:
    """The plan's own numbers, or why there are none."""
    most = MEMO if brief else first_page.MOST
    made = first_page.numbers_table(ctx, about, most, brief=brief)
    return made or Paragraph(first_page.no_numbers(ctx, about))


def parts(ctx: Context, about: CaseFacts, *, brief: bool = False) -> list[tuple[str, str, Held]]:
    """The parts of a first page that have something to say: (id, label of its title, blocks), in
    the order in which they are read; ``brief``: as a memo has room for."""
    if not ctx.rubric.has_total:
        return _unadded(ctx, about, brief)
    strong = first_page.strong(ctx, about, brief=brief)
    thin = first_page.thin(ctx, about, brief=brief)
    found: list[tuple[str, str, Held]] = [
        ("promises", "promises-heading", (numbers(ctx, about, brief),)),
        ("strong", "strong-heading", (strong,) if strong else ()),
        ("thin", "thin-heading", (thin,) if thin else ()),
        ("write", "write-heading", _to_write(ctx, about, brief)),
        ("sure", "sure-heading", (Paragraph(first_page.sure(ctx, about)),)),
    ]
    return [part for part in found if part[2]]


def _unadded(ctx: Context, about: CaseFacts, brief: bool) -> list[tuple[str, str, Held]]:
    """The parts of a first page where nothing is added up: criterion by criterion."""
    heading = "verdict-heading" if ctx.rubric.verdict else "profile-heading"
    coded = about.case in ctx.results.coded
    found: list[tuple[str, str, Held]] = [
        ("parts", heading, parts_of.of_case(ctx, about)),
        ("promises", "promises-heading", (numbers(ctx, about, brief),) if coded else ()),
        ("write", "write-heading", _to_write(ctx, about, brief)),
        ("sure", "sure-heading", (Paragraph(first_page.sure(ctx, about)),)),
    ]
    return [part for part in found if part[2]]


def _to_write(ctx: Context, about: CaseFacts, brief: bool) -> Held:
    """What to write on the gaps, a sentence each; where there is none, what the advice has first of
    what counts."""
    thin = [] if ctx.rubric.verdict else first_page.thinnest(ctx, about)
    refs = [c.ref for c in thin] or [
        own.ref for own in ctx.results.advice(about.case, ctx.plans) if own.share > 0
    ][: first_page.FEW]
    found = advice.in_short(ctx, about, refs, 1 if brief else 2)
    return (Points(found),) if found else ()


def headed(ctx: Context, about: CaseFacts, page: Report, product: str) -> Report:
    """A report under the plan's own name, with what kind of report it is, on whom, and what it
    finds."""
    plan = about.file.case.plan
    named = ctx.say(plan.title) if plan else ctx.region(about.case)
    return replace(
        page,
        product=product,
        title=ctx.label("assessed", plan=named),
        kicker=f"{ctx.labels[f'product-{product}']} · {ctx.region(about.case)}",
        finding=first_page.finding(ctx, about),
    )


def kind(ctx: Context, about: CaseFacts, *, brief: bool = False) -> Block:
    """What is judged, and what is not expected of it."""
    return Paragraph(first_page.kind_said(ctx, about, brief=brief))
