"""What a plan does best and worst, criterion by criterion, with the raters' reasons and the places
they cite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.report import facts
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts, RatedCriterion, chosen
from evalkit.report.model import Block, Bullets, Paragraph, Runs, Strong
from evalkit.scoring.tolerances import NEAR

# strengths under which those furthest above the mean are added; lines of each list on the first
# page
FEW = 3
MOST = 5  # strengths and gaps shown before the reader is sent to the table
LOW = 0.25  # a measured criterion of the total with this score or less is named beside the gaps


@dataclass(frozen=True, slots=True)
class Short:
    """A strength or a gap in one line.

    ``beside``: above, below or near the mean of the cases that have a score; empty with one case.
    ``apart``: how far, in [0, 1]. ``of``: how many those are where not all have one, else 0.
    ``weak``: a gap that is smaller than most have.
    """

    title: str
    ref: str
    level: float
    label: str
    beside: str = ""
    apart: float = 0.0
    of: int = 0
    weak: bool = False


def short(ctx: Context, c: RatedCriterion, case: str) -> Short:
    """A rated criterion as a line of the first page."""
    at, levels = c.outcome.level or 0.0, ctx.rubric.levels
    named = at == int(at) and int(at) in levels
    value = ctx.evaluation.score_of[case, c.ref].value
    n = len(facts.known_values(ctx.results, c.ref))
    alone = n < 2 or value is None or c.mean is None
    margin = 0.0 if alone else (value or 0.0) - (c.mean or 0.0)
    low = bool(levels) and at <= facts.low_level(ctx.results)
    return Short(
        title=ctx.with_code(c.ref),
        ref=f"e-{c.criterion.id}",
        level=at,
        label=facts.label_at(ctx.results, int(at), ctx.lang) if named else "",
        beside="" if alone else _beside(margin),
        apart=abs(margin),
        of=n if n < len(ctx.evaluation.files) else 0,
        weak=low and margin > NEAR,
    )


def _beside(margin: float) -> str:
    """Where a score is, by how far it is above a mean."""
    return "near" if abs(margin) < NEAR else "above" if margin > 0 else "below"


def in_short(ctx: Context, about: CaseFacts) -> list[Block]:
    """Three strengths and three gaps: a line each."""
    if not ctx.rubric.levels:
        return []
    high, low = facts.high_level(ctx.results), facts.low_level(ctx.results)
    strong = facts.strengths(ctx.results, about, high)
    labels = ctx.labels
    lists = (
        (labels["g-strengths"], strong),
        (
            labels["g-beside"].format(label=facts.label_at(ctx.results, high, ctx.lang)),
            beside(ctx, about, strong),
        ),
        (labels["g-gaps"], facts.gaps(ctx.results, about, low)),
    )
    out: list[Block] = []
    for name, found in lists:
        lines = [ctx.words.strengths.short_item(short(ctx, c, about.case)) for c in found[:FEW]]
        out += [Paragraph((Strong(name),)), Bullets(tuple(lines))] if lines else []
    return out


def beside(
    ctx: Context, about: CaseFacts, strengths: Sequence[RatedCriterion]
) -> list[RatedCriterion]:
    """What stands furthest above the mean, where strengths are few: as many as bring them to
    ``FEW``."""
    also = facts.relative_strengths(ctx.results, about, FEW + len(strengths))
    named = {c.ref for c in strengths}
    return [c for c in also if c.ref not in named][: max(0, FEW - len(strengths))]


def strengths(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """Criteria at the highest levels; where they are few, also those furthest above the mean."""
    if not ctx.rubric.levels:
        return ()
    threshold = facts.high_level(ctx.results)
    found = facts.strengths(ctx.results, about, threshold)
    label = facts.label_at(ctx.results, threshold, ctx.lang)
    if relative := beside(ctx, about, found):
        said = ctx.label("relative-more" if found else "relative", label=label)
        lead = _items(ctx, about, found, "") if found else ()
        more = Bullets(tuple(_item(ctx, about, c) for c in relative))
        return (*lead, Paragraph((said,)), more)
    return _items(ctx, about, found, ctx.label("no-strengths", label=label))


def gaps(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """Criteria at the lowest levels, and measures of the total that score low."""
    levels = ctx.rubric.levels
    if not levels:
        return ()
    threshold = facts.low_level(ctx.results)
    found = facts.gaps(ctx.results, about, threshold)
    label = facts.label_at(ctx.results, threshold, ctx.lang)
    low = tuple(
        (ctx.with_code(m.ref), m.score)
        for m in ctx.evaluation.measured
        if m.case == about.case
        and about.shares.get(m.ref)
        and m.score is not None
        and m.score <= LOW
    )
    none = ctx.labels["no-gaps-lowest" if threshold == levels[0] else "no-gaps"]
    measured = (Paragraph(ctx.words.strengths.low_measures(low)),) if low else ()
    return (*_items(ctx, about, found, none.format(label=label)), *measured)


def _items(
    ctx: Context, about: CaseFacts, found: Sequence[RatedCriterion], none: str
) -> tuple[Block, ...]:
    if not found:
        rated = any(c.effective and c.outcome.level is not None for c in about.rated)
        return (Paragraph((none if rated else ctx.labels["none-rated"],)),)
    blocks: list[Block] = [Bullets(tuple(_item(ctx, about, c) for c in found[:MOST]))]
    if len(found) > MOST:
        blocks.append(Paragraph(ctx.words.strengths.more_items(len(found) - MOST)))
    return tuple(blocks)


@dataclass(frozen=True, slots=True)
class Reasoned:
    """A criterion with its level, why it has that, and the places that the rater cites."""

    title: str
    ref: str
    level: float
    reason: str
    places: tuple[str, ...]


def _item(ctx: Context, about: CaseFacts, c: RatedCriterion) -> Runs:
    rating = chosen(c)
    fact = Reasoned(
        title=ctx.with_code(c.ref),
        ref=f"e-{c.criterion.id}",
        level=c.outcome.level or 0.0,
        reason=ctx.reason(c),
        places=ctx.cited(about.file.case, rating.evidence) if rating else (),
    )
    return ctx.words.strengths.rating_item(fact)
