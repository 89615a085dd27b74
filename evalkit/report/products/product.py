"""A report made of sections: which it may have, in which order, and how they are counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from evalkit.report import facts
from evalkit.report.context import Context
from evalkit.report.framework import read_against
from evalkit.report.model import Block, Paragraph, Report, Section, Table
from evalkit.scoring.tolerances import MOST_CASES

A = TypeVar("A")
Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Part(Generic[A]):
    """A section that a product has: its id, the label of its title (where it depends on what the
    report is about, a function of that), and what makes its blocks; ``ranked``: it tells of totals
    or places, and is left out where the rubric has no total; ``unnamed``: whether it stands in a
    report of which no sections are named."""

    id: str
    label: str | Callable[[A], str]
    blocks: Callable[[Context, A], Blocks]
    annex: bool = False
    ranked: bool = False
    unnamed: Callable[[Context], bool] = lambda _: True


def sections(
    ctx: Context, parts: Sequence[Part[A]], about: A, wanted: Sequence[str] | None
) -> tuple[Section, ...]:
    """The sections that have something to say, counted, annexes on their own; ``wanted``: only
    these, in this order."""
    held = {part.id: part for part in parts}
    if wanted is None:
        chosen = [part for part in parts if part.unnamed(ctx)]
    else:
        chosen = [held[id] for id in dict.fromkeys(wanted) if id in held]
    out, counts = [], {False: 0, True: 0}
    for part in chosen:
        blocks = part.blocks(ctx, about) if ctx.rubric.has_total or not part.ranked else ()
        if not blocks:
            continue
        counts[part.annex] += 1
        label = part.label if isinstance(part.label, str) else part.label(about)
        number, title = counts[part.annex], ctx.labels[ctx.own(label)]
        grammar = ctx.grammar
        named = grammar.annex if part.annex else grammar.heading
        out.append(Section(part.id, named(number, title), blocks, part.annex, number))
    return tuple(out)


def shortened(ctx: Context, made: Report) -> Report:
    """A report on several cases without tables too long to be read: one with more rows than
    ``MOST_CASES`` keeps those at its ends, and a line below it says so."""
    if ctx.selection is None:
        return made

    def short(blocks: Blocks) -> Blocks:
        out: list[Block] = []
        for block in blocks:
            n = len(block.rows) if isinstance(block, Table) else 0
            if isinstance(block, Table) and n > MOST_CASES:
                kept = (*block.rows[: facts.ENDS], *block.rows[-facts.ENDS :])
                said = ctx.words.ranking.shortened(facts.Shortened(n, facts.ENDS))
                out += [replace(block, rows=kept), Paragraph(said)]
            else:
                out.append(block)
        return tuple(out)

    parts = tuple(replace(own, blocks=short(own.blocks)) for own in made.sections)
    return replace(made, summary=short(made.summary), sections=parts)


def report(
    ctx: Context, name: str, title: str, summary: Blocks, made: tuple[Section, ...]
) -> Report:
    """A report under what it is read against, with its day and its foot."""
    labels, day = dict(ctx.labels), ctx.evaluation.as_of
    return Report(
        name, ctx.lang, title, read_against(ctx), summary, made, ctx.foot, labels, date=day
    )
