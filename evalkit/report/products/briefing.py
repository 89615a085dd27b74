"""The briefing on one plan: the first page as in the memo, then how it compares, where its chain
breaks, what figures say of the region, what to write, and the passages all of this rests on."""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts, case_facts
from evalkit.report.model import Aside, Block, Entry, Paragraph, Report, Sides, Strong
from evalkit.report.products import first_page
from evalkit.report.products.product import Blocks, Part, report, sections
from evalkit.report.sections import (
    advice,
    chain,
    changes,
    commitments,
    coordination,
    follow_up,
    missing,
    outcomes,
    pillars,
    quotations,
)
from evalkit.report.sections import first_page as first_section

ADVISED = 3  # entries of advice; all of them stand in the file on advice


def briefing(ctx: Context, case: str, wanted: Sequence[str] | None = None) -> Report:
    """One case in about four pages; ``wanted``: sections, in this order."""
    about = case_facts(ctx.results, case)
    made = sections(ctx, SECTIONS, about, wanted)
    page = report(ctx, case, "", _summary(ctx, about), made)
    return first_page.headed(ctx, about, page, "briefing")


def _summary(ctx: Context, about: CaseFacts) -> Blocks:
    """The first page: strong and thin beside each other, how sure and the standard in the
    margin."""
    found = {
        id: (ctx.labels[label], blocks)
        for id, label, blocks in first_page.parts(ctx, about, brief=True)
    }
    opening = [block for id in ("parts", "promises") if id in found for block in found[id][1]]
    out: list[Block] = [first_page.kind(ctx, about, brief=True), *opening]
    beside = [Entry("", (found[id][0],), found[id][1]) for id in ("strong", "thin") if id in found]
    out += [Sides(tuple(beside))] if beside else []
    if "write" in found:
        out += [Paragraph((Strong(found["write"][0]),)), *found["write"][1]]
    return (*out, Aside(*found["sure"]))


def _quotations(ctx: Context, about: CaseFacts) -> Blocks:
    """The plan's words behind the first page."""
    units = first_section.figures_shown(ctx, about)
    if not ctx.rubric.has_total:  # the first page shows every criterion
        every = tuple(c for c in about.rated if c.criterion.scored)
        return quotations.of_case(ctx, about, units, every)
    points = (*first_section.strongest(ctx, about), *first_section.thinnest(ctx, about))
    return quotations.of_case(ctx, about, units, points)


SECTIONS: tuple[Part[CaseFacts], ...] = (
    Part(
        "beside",
        lambda about: "beside-others" if about.among else "pillars",
        pillars.in_short,
        ranked=True,
    ),
    Part("chain", "chain", chain.of_case),
    Part("commitments", "commitments", commitments.in_short),
    Part("outcomes", "outcomes", outcomes.in_short),
    Part("since-last", "since-last", changes.of_case),
    Part("last-commitments", "last-commitments", follow_up.of_case),
    Part(
        "balance", "coordination", lambda ctx, about: tuple(coordination.in_short(ctx, about.case))
    ),
    Part("advice", "advice", lambda ctx, about: advice.of_case(ctx, about, ADVISED)),
    Part("missing", "missing", missing.in_short),
    Part("quotations", "quotations", _quotations, annex=True),
)
