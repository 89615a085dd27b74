"""What a report tells of gaps in what is measured: whether they narrow, and how much of them lies
between groups of regions."""

from __future__ import annotations

from collections.abc import Iterator

from evalkit.analysis.gaps import Gaps
from evalkit.report.context import Context
from evalkit.report.framework import place_in_words
from evalkit.report.model import Block, Bullets, Paragraph, Runs, runs
from evalkit.report.sections.gaps import ridges
from evalkit.report.sections.gaps.facts import (
    RemarkFact,
    behind_fact,
    gap_fact,
    is_prepared,
    lack_fact,
    left_out_fact,
    means_fact,
    rule_of,
    slope_fact,
    variation_fact,
    years_fact,
)
from evalkit.report.sections.gaps.tables import gaps_table


def portfolio(ctx: Context) -> tuple[Block, ...]:
    """Gaps in each measure of which the framework speaks, else in the first that can be compared;
    why there are none, where too little is known; nothing where nothing is measured."""
    return tuple(block for gaps in spoken(ctx) for block in of_measure(ctx, gaps))


def spoken(ctx: Context) -> list[Gaps]:
    """Gaps in each measure of which the framework speaks, else in the first that can be
    compared."""
    best = by_measure(ctx)
    named = [ref for ref in best if rule_of(ctx, ref).benchmark or rule_of(ctx, ref).gap]
    known = [ref for ref, gaps in best.items() if lack_fact(ctx, gaps) is None]
    return [best[ref] for ref in named or known[:1] or [*best][:1]]


def by_measure(ctx: Context) -> dict[str, Gaps]:
    """Ref → its gaps by the facet that takes in most regions, of measures of which anything is
    known."""
    best: dict[str, Gaps] = {}
    for gaps in ctx.results.gaps:
        held = best.get(gaps.ref)
        if held is None or _taken_in(gaps) > _taken_in(held):
            best[gaps.ref] = gaps
    return {ref: g for ref, g in best.items() if g.lack != "unknown"}


def _taken_in(gaps: Gaps) -> int:
    return len(gaps.compared) if gaps.years else 0


def of_measure(ctx: Context, gaps: Gaps) -> Iterator[Block]:
    """What a report says of one measure: a sentence, what bears on it, a picture, a table."""
    words, remark = ctx.words.gaps, rule_of(ctx, gaps.ref).gap
    lack, behind = lack_fact(ctx, gaps), behind_fact(ctx, gaps.ref)
    lead = words.compared(gap_fact(ctx, gaps)) if lack is None else words.lack(lack)
    if remark is not None:
        said = words.remark(
            RemarkFact(ctx.say(remark.note), place_in_words(ctx.words, remark.at or ""))
        )
        lead = runs(lead, ctx.grammar.gap, said)
    yield Paragraph(lead)
    items = [] if lack is not None else on_course(ctx, gaps)
    items += [words.behind(behind)] if behind is not None else []
    if items:
        yield Bullets(tuple(items))
    if lack is None:
        if drawn := ridges.of_years(ctx, gaps):
            yield from drawn
            yield ctx.note("ridges-note")
        yield gaps_table(ctx, gaps)
        yield from left_out(ctx, gaps)
        if is_prepared(ctx, gaps):
            yield ctx.note("gaps-as-measured")
        yield ctx.note("gaps-note")


def on_course(ctx: Context, gaps: Gaps) -> list[Runs]:
    """Means of the groups, and how the regions drew closer or apart."""
    words = ctx.words.gaps
    slope, course = slope_fact(gaps), variation_fact(gaps)
    return [
        words.means(means_fact(ctx, gaps)),
        *([words.variation(course)] if course is not None else []),
        *([words.slope(slope)] if slope is not None else []),
    ]


def left_out(ctx: Context, gaps: Gaps) -> Iterator[Block]:
    """Who and which years are not compared."""
    if (apart := left_out_fact(ctx, gaps)) is not None:
        yield Paragraph(ctx.words.gaps.left_out(apart))
    if (years := years_fact(gaps)) is not None:
        yield Paragraph(ctx.words.gaps.years_left_out(years))
