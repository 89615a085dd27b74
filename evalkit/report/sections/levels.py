"""Levels given to every criterion: in how many plans it is present, how far those take it, and what
tells nobody apart."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evalkit.analysis.levels import Levels, levels_of
from evalkit.report import charts, facts
from evalkit.report.charts import Shares
from evalkit.report.context import Context
from evalkit.report.model import Block, Cell, Chart, Paragraph, Table, cell
from evalkit.report.numbers import number, percent
from evalkit.report.table import Col, Cols, table, tone
from evalkit.scoring.tolerances import TOLERANCE

NAMED = 3  # criteria named in the sentence


@dataclass(frozen=True, slots=True)
class LevelsFact:
    """All criteria in counts. ``everywhere``, ``nowhere``: present in every plan, in none;
    ``alike``: those that tell nobody apart, ``named`` the first of them, ``all_named`` whether
    these are all; ``graded``: whether the lowest level means that nothing is there, which is
    not known where nothing is added up."""

    n: int
    everywhere: int
    nowhere: int
    alike: int
    named: tuple[str, ...]
    all_named: bool
    graded: bool = True


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
        graded=ctx.rubric.has_total,
    )


def levels_table(ctx: Context, found: tuple[Levels, ...]) -> Table:
    """A row a criterion: plans at each level, breadth, depth, and how many share one level."""

    shared = any(not item.own for item in found)

    def step(n: int, at: int) -> Col[Levels]:
        def shown(item: Levels) -> Cell:
            if item.own:
                return Cell()
            k = item.counts[n][1]
            return cell(number(k), tone=tone(k / item.n) if k else "")

        return Col(str(at), shown, numeric=True, narrow=True)

    columns: Cols[Levels] = (
        ctx.col("criterion", lambda item: ctx.with_code(item.ref)),
        ctx.col("#rated", lambda item: number(item.n)),
        *(step(n, at) for n, at in enumerate(ctx.rubric.levels) if shared),
        ctx.col("own-levels", lambda item: _own_levels(ctx, item), any(i.own for i in found)),
        ctx.col("#breadth", lambda item: percent(item.breadth), ctx.rubric.has_total),
        ctx.col("#depth", lambda i: number(i.depth, _decimals(ctx, i)), ctx.rubric.has_total),
        ctx.col("#levels-alike", lambda item: f"{item.alike} / {item.n}"),
    )
    return table(ctx.labels["levels"], found, columns)


def _own_levels(ctx: Context, item: Levels) -> str:
    """How many plans are at each level of a scale that no other criterion has: -1: 2, 0: 3."""
    held = [ctx.after(f"{at:g}".replace("-", "−"), str(n)) for at, n in item.counts if item.own]
    return ctx.grammar.joined(held, ctx.grammar.semicolon)


def _decimals(ctx: Context, item: Levels) -> int:
    """Decimals for a mean of the levels of a criterion."""
    scale = ctx.rubric.scales[ctx.rubric.rated[item.ref].id]
    return max(1, replace(scale, half_levels=False).decimals)


@dataclass(frozen=True, slots=True)
class SharesFact:
    """Who has the largest and who the smallest share of ratings at a level and above, in [0, 1];
    ``top``: it is the highest level."""

    label: str
    top: bool
    most: tuple[str, ...]
    most_share: float
    least: tuple[str, ...]
    least_share: float
    n: int


def shares_of(ctx: Context) -> tuple[tuple[str, tuple[float, ...], float, int], ...]:
    """(case, share of its ratings at each level, share at the high level and above, how many
    ratings) of every case that is rated on criteria of the total; the highest such share first.

    Every rater's rating counts once, at the level that counts under the rubric's ceilings.
    """
    levels, counted = ctx.rubric.levels, ctx.results.counted_levels
    held: dict[str, list[float]] = {}
    for row in ctx.evaluation.ratings.rows:
        if row.ref in counted and row.case in counted[row.ref] and row.counted in levels:
            held.setdefault(row.case, []).append(float(row.counted or 0))
    high = facts.high_level(ctx.results) if levels else 0
    out = []
    for case, given in held.items():
        n = len(given)
        at = tuple(sum(level == step for level in given) / n for step in levels)
        out.append((case, at, sum(level >= high for level in given) / n, n))
    place = {case: n for n, case in enumerate(ctx.results.order)}
    return tuple(sorted(out, key=lambda own: (-own[2], place[own[0]])))


def shares_fact(ctx: Context) -> SharesFact | None:
    """Which plans are most and least often at the high level; None with fewer than two, or where
    all are alike."""
    found = shares_of(ctx)
    if len(found) < 2 or found[0][2] - found[-1][2] < TOLERANCE:
        return None
    high = facts.high_level(ctx.results)

    def at(share: float) -> tuple[str, ...]:
        return tuple(ctx.region(own[0]) for own in found if abs(own[2] - share) < TOLERANCE)

    most, least = found[0][2], found[-1][2]
    return SharesFact(
        label=facts.label_at(ctx.results, high, ctx.lang),
        top=high == ctx.rubric.levels[-1],
        most=at(most),
        most_share=most,
        least=at(least),
        least_share=least,
        n=len(found),
    )


def drawn(ctx: Context, own: str = "") -> tuple[Chart, ...]:
    """Shares of ratings at each level, a bar a plan; ``own``: the case spoken of."""
    found = shares_of(ctx)
    if not charts.drawable(len(found), 1) or len(ctx.rubric.levels) < 2:
        return ()
    names = ctx.short_regions([case for case, *_ in found])
    rows = [
        Shares(name, at, high, case == own)
        for name, (case, at, high, _) in zip(names, found, strict=True)
    ]
    scale = sorted(ctx.rubric.scale, key=lambda a: a.level)
    levels = [f"{a.level} {ctx.say(a.label)}" for a in scale]
    high = facts.high_level(ctx.results)
    top = high == ctx.rubric.levels[-1]
    beside = ctx.label("at-level" if top else "reach-level", level=high)
    fact = shares_fact(ctx)
    caption = ctx.caption(ctx.words.levels.shares(fact)) if fact else ctx.labels["c-shares"]
    items = []
    for row in rows:
        given = [
            f"{step.level}: {percent(share).text()}"
            for step, share in zip(scale, row.shares, strict=True)
        ]
        items.append(f"{row.name} {ctx.grammar.joined(given)}")
    alt = ctx.described(ctx.labels["c-shares"], items)
    return (charts.stacked("c-levels", caption, alt, rows, levels, beside),)


def shares_note(ctx: Context) -> Paragraph:
    """How many ratings a bar rests on."""
    counts = [n for *_, n in shares_of(ctx)]
    low, high = min(counts), max(counts)
    return ctx.note("shares-note", n=str(low) if low == high else f"{low}–{high}")


def shares(ctx: Context, own: str = "") -> tuple[Block, ...]:
    """The picture of shares with its note."""
    made = drawn(ctx, own)
    return (*made, shares_note(ctx)) if made else ()


def compared(ctx: Context, pictured: bool = True) -> tuple[Block, ...]:
    """Picture, where pictures are shown, sentence, table and note; nothing with fewer than two
    plans."""
    found = levels_of(ctx.evaluation)
    if len(ctx.evaluation.files) < 2 or not found:
        return ()
    said = Paragraph(ctx.words.levels.levels(fact_of(ctx, found)))
    picture = shares(ctx) if pictured and ctx.rubric.has_total else ()
    return (*picture, said, levels_table(ctx, found), *notes(ctx, found))


def notes(ctx: Context, found: tuple[Levels, ...]) -> tuple[Paragraph, ...]:
    """How to read the table: columns of the rubric's scale, levels of a criterion's own, or
    both."""
    own = [item.own for item in found]
    if all(own):
        return (ctx.note(ctx.own("levels-note-own")),)
    return (
        ctx.note(ctx.own("levels-note")),
        *((ctx.note("levels-note-some-own"),) if any(own) else ()),
    )
