"""Measured outcomes beside plans: who plans well and delivers, targets on their path, measures over
the years."""

from __future__ import annotations

from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts
from evalkit.report.model import Block, Bullets, Paragraph, Strong
from evalkit.report.sections.outcomes import measures, on_path, quadrants


def compared(ctx: Context) -> tuple[Block, ...]:
    """Plans against outcomes, and targets on their path."""
    out: list[Block] = []
    for found in ctx.results.outcome_fields:
        said = Paragraph(ctx.words.outcomes.outcome_field(quadrants.fact_of(ctx, found)))
        note = Paragraph((quadrants.field_note(ctx, found),))
        picture = quadrants.drawn_field(ctx, found)
        out += [said, *(picture or (quadrants.field_table(ctx, found),)), note]
    courses = on_path.courses_table(ctx, ctx.results.courses)
    return (*out, *((courses, ctx.note("courses-note")) if courses else ()))


def of_case(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """One plan's statistics, and its targets beside them."""
    own = ctx.results.measured_in.get(about.case, ())
    if not own:
        return ()
    counted = any(about.shares.get(m.ref) for m in own)
    name = "outcomes-intro-counted" if about.among else "outcomes-intro-alone"
    intro = ctx.labels[ctx.own(name if counted else "outcomes-intro")]
    blocks: list[Block] = [Paragraph((intro,)), measures.measured_table(ctx, about, own)]
    if goals := on_path.targets(ctx, about):
        said = Bullets(tuple(ctx.words.outcomes.target_item(t) for t in goals))
        blocks += [Paragraph((Strong(ctx.labels["targets"]),)), said]
    made = measures.drawn_years(ctx, about) if _has_course(ctx, about) else ()
    return (*blocks, *made, *((ctx.note("c-years-note"),) if made else ()))


def _has_course(ctx: Context, about: CaseFacts) -> bool:
    """Whether there is more to draw than figures of one year beside nothing."""
    own = ctx.results.measured_in.get(about.case, ())
    return about.among or any(len(m.series) > 1 for m in own) or bool(on_path.targets(ctx, about))


def in_short(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """One plan's targets in words, and its region's measures over the years as a picture; as a
    table where there is none to be drawn."""
    made = measures.drawn_years(ctx, about) if _has_course(ctx, about) else ()
    if not made:
        used = [m.used for m in ctx.results.measured_in.get(about.case, ())]
        return of_case(ctx, about) if any(used) or on_path.targets(ctx, about) else ()
    goals = tuple(ctx.words.outcomes.target_item(t) for t in on_path.targets(ctx, about))
    return (*([Bullets(goals)] if goals else []), *made, ctx.note("c-years-note"))


def asked(ctx: Context) -> tuple[Block, ...]:
    """Plans against outcomes, targets on their path, measures over the years."""
    out: list[Block] = []
    for found in ctx.results.outcome_fields:
        out += [
            Paragraph(ctx.words.outcomes.outcome_field(quadrants.fact_of(ctx, found))),
            quadrants.field_table(ctx, found),
        ]
        out.append(Paragraph((quadrants.field_note(ctx, found),)))
    if courses := on_path.courses_table(ctx, ctx.results.courses):
        out += [courses, ctx.note("courses-note")]
    if series := measures.series_table(ctx):
        out.append(series)
    return tuple(out) or (ctx.note("nothing-measured"),)


def data(ctx: Context) -> dict[str, object]:
    """What JSON holds."""
    results = ctx.results
    return {
        "fields": results.outcome_fields,
        "targets": results.courses,
        "measures": ctx.evaluation.measured,
    }
