"""One slide: what a plan commits to, three points that are strong and three that are thin, and a
picture; or three sentences on all plans."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evalkit.report.context import Context
from evalkit.report.model import (
    Block,
    Bullets,
    Chart,
    Entry,
    Points,
    Report,
    Runs,
    Section,
    Sides,
    Table,
)
from evalkit.report.products.product import report

PRODUCT = "slide"
MOST_NUMBERS, MOST_POINTS, MOST_SAID = 6, 3, 3


@dataclass(frozen=True, slots=True)
class SlideParts:
    """What stands on a slide.

    ``finding``: one line below the title; ``numbers``: of the plan, of which the first six stand on
    the slide; ``strong``, ``thin``: of which three each; ``said``: sentences, of which three, where
    there are no such points (all plans together); ``heads``: labels over both lists of points;
    ``most``: points of each that the slide holds;
    ``source``: what it rests on, at the foot;
    ``more``: what the speaker's notes hold besides.
    """

    title: str
    finding: str = ""
    numbers: Table | None = None
    strong: Points | None = None
    thin: Points | None = None
    picture: Chart | None = None
    source: str = ""
    said: tuple[Runs, ...] = ()
    more: tuple[Block, ...] = ()
    heads: tuple[str, str] = ("slide-strong", "slide-thin")
    most: int = MOST_POINTS


def slide(ctx: Context, name: str, parts: SlideParts) -> Report:
    """A slide on a case, or on all cases; ``name``: the case's id, or "comparison".

    What stands on the slide is the summary; the whole of what is too much for it is a section, for
    the notes.
    """
    lists = zip(parts.heads, (parts.strong, parts.thin), strict=True)
    held = [(label, points) for label, points in lists if points is not None and points.items]
    sides = [
        Entry(label, (ctx.labels[label],), (Points(points.items[: parts.most]),))
        for label, points in held
    ]
    summary: list[Block] = []
    if parts.numbers is not None and parts.numbers.rows:
        summary.append(replace(parts.numbers, rows=parts.numbers.rows[:MOST_NUMBERS]))
    summary += [parts.picture] if parts.picture is not None else []
    summary += [Sides(tuple(sides))] if sides else []
    summary += [Bullets(parts.said[:MOST_SAID])] if parts.said else []
    rest = (*_beyond(ctx, parts), *parts.more)
    notes = (Section("notes", ctx.labels["slide-notes"], rest),) if rest else ()
    made = report(ctx, f"{name}-{PRODUCT}", parts.title, tuple(summary), notes)
    foot = parts.source or ctx.subtitle
    return replace(made, foot=foot, product=PRODUCT, finding=parts.finding)


def _beyond(ctx: Context, parts: SlideParts) -> tuple[Block, ...]:
    """What is more than a slide holds."""
    out: list[Block] = []
    if parts.numbers is not None and len(parts.numbers.rows) > MOST_NUMBERS:
        out.append(replace(parts.numbers, rows=parts.numbers.rows[MOST_NUMBERS:]))
    for label, points in zip(parts.heads, (parts.strong, parts.thin), strict=True):
        if points is not None and len(points.items) > parts.most:
            further = Points(points.items[parts.most :])
            out.append(Entry("", (ctx.labels[label],), (further,)))
    return (*out, *([Bullets(parts.said[MOST_SAID:])] if parts.said[MOST_SAID:] else []))
