"""Levels given to every criterion: in how many plans it is present, how far those take it, and what
tells nobody apart."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.analysis.levels import Levels, levels_of
from evalkit.report.context import Context
from evalkit.report.model import Block, Cell, Paragraph, Table, cell
from evalkit.report.numbers import number, percent
from evalkit.report.table import Col, Cols, table, tone

NAMED = 3  # criteria named in the sentence


@dataclass(frozen=True, slots=True)
class LevelsFact:
    """All criteria in counts. ``everywhere``, ``nowhere``: present in every plan, in none;
    ``alike``: those that tell nobody apart, ``named`` the first of them, ``all_named`` whether
    these are all."""

    n: int
    everywhere: int
    nowhere: int
    alike: int
    named: tuple[str, ...]
    all_named: bool


def fact_of(ctx: Context, found: tuple[Levels, ...]) -> LevelsFact:
    """What the levels come to."""
    alike = [ctx.titles[item.ref] for item in found if item.tells_nobody_apart]
    return LevelsFact(
        n=len(found),
        everywhere=sum(item.breadth == 1 for item in found),
        nowhere=sum(item.breadth == 0 for item in found),
        alike=len(alike),
        named=tuple(alike[:NAMED]),
        all_named=len(alike) <= NAMED,
    )


def levels_table(ctx: Context, found: tuple[Levels, ...]) -> Table:
    """A row a criterion: plans at each level, breadth, depth, and how many share one level."""

    def step(n: int, at: int) -> Col[Levels]:
        def shown(item: Levels) -> Cell:
            k = item.counts[n][1]
            return cell(number(k), tone=tone(k / item.n) if k else "")

        return Col(str(at), shown, numeric=True, narrow=True)

    columns: Cols[Levels] = (
        ctx.col("criterion", lambda item: ctx.with_code(item.ref)),
        ctx.col("#rated", lambda item: number(item.n)),
        *(step(n, at) for n, at in enumerate(ctx.rubric.levels)),
        ctx.col("#breadth", lambda item: percent(item.breadth)),
        ctx.col("#depth", lambda item: number(item.depth, 1)),
        ctx.col("#levels-alike", lambda item: f"{item.alike} / {item.n}"),
    )
    return table(ctx.labels["levels"], found, columns)


def compared(ctx: Context) -> tuple[Block, ...]:
    """Sentence, table and note; nothing with fewer than two plans."""
    found = levels_of(ctx.evaluation)
    if len(ctx.evaluation.files) < 2 or not found:
        return ()
    said = Paragraph(ctx.words.levels.levels(fact_of(ctx, found)))
    return (said, levels_table(ctx, found), ctx.note("levels-note"))
