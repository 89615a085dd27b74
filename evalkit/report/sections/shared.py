"""What most plans do well, and what most hardly do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evalkit.report import facts
from evalkit.report.context import Context
from evalkit.report.model import Block, Bullets, Paragraph, Runs, Strong, runs
from evalkit.report.numbers import level
from evalkit.report.table import Cols, table

FEW = 3  # criteria named on the first page
MOST = 5  # plans named
ROWS = 10  # criteria of a table


@dataclass(frozen=True, slots=True)
class Shared:
    """A criterion with how many of the plans rated on it are at one end of the scale: ``k`` of
    ``n``, or ``all``."""

    ref: str
    title: str
    k: int
    n: int
    all: bool


@dataclass(frozen=True, slots=True)
class Ends:
    """Criteria that more than half of the plans rated on them do well, and those that more than
    half hardly do: most first.

    Only criteria that at least half of all plans are rated on.
    """

    well: tuple[Shared, ...]
    hardly: tuple[Shared, ...]


def ends(ctx: Context) -> Ends:
    """Both ends over the counted criteria."""
    if not ctx.rubric.levels:
        return Ends((), ())
    high, low = facts.high_level(ctx.results), facts.low_level(ctx.results)
    well, hardly = [], []
    for ref, levels in facts.widely_rated(ctx.results).items():
        n, given = len(levels), levels.values()
        up, down = sum(at >= high for at in given), sum(at <= low for at in given)
        well += [Shared(ref, ctx.titles[ref], up, n, up == n)] if up * 2 > n else []
        hardly += [Shared(ref, ctx.titles[ref], down, n, down == n)] if down * 2 > n else []
    ordered = (tuple(sorted(held, key=lambda s: -s.k / s.n)) for held in (well, hardly))
    return Ends(*ordered)


def named(ctx: Context, end: str) -> str:
    """What an end of the scale is called: most-do or most-lack, with its level."""
    high = end == "most-do"
    at = facts.high_level(ctx.results) if high else facts.low_level(ctx.results)
    edge = at == ctx.rubric.levels[-1 if high else 0]  # nothing lies beyond
    label = facts.label_at(ctx.results, at, ctx.lang)
    return ctx.label(f"{end}-edge" if edge else end, label=label)


def in_short(ctx: Context) -> list[Block]:
    """The first few of both ends, for the first page."""
    found = ends(ctx)
    out: list[Block] = []
    for name, held in (("most-do", found.well), ("most-lack", found.hardly)):
        if held:
            lines = tuple(ctx.words.shared.shared_item(s) for s in held[:FEW])
            out += [Paragraph((Strong(named(ctx, name)),)), Bullets(lines)]
    return out


@dataclass(frozen=True, slots=True)
class EndsFact:
    """Titles of what most plans do, and of what most hardly do."""

    well: tuple[str, ...]
    hardly: tuple[str, ...]


def finding(ctx: Context) -> str:
    """What most plans do and hardly do, in a line; empty where neither is known."""
    found = ends(ctx)
    titles = [
        tuple(ctx.grammar.inside(s.title) for s in held[:FEW])
        for held in (found.well, found.hardly)
    ]
    if not any(titles):
        return ""
    return "".join(map(str, ctx.words.shared.finding(EndsFact(*titles))))


def portfolio(ctx: Context) -> tuple[Block, ...]:
    """What most plans do well, and what most hardly do, with those that do otherwise."""
    found = ends(ctx)
    out: list[Block] = []
    for name, held in (("most-do", found.well), ("most-lack", found.hardly)):
        if not held:
            continue
        lack = name == "most-lack"
        columns: Cols[Shared] = (
            ctx.col("criterion", lambda s: ctx.with_code(s.ref)),
            ctx.col("#plans", lambda s: f"{s.k} / {s.n}"),
            ctx.col("others-do", lambda s: _others(ctx, s, most_low=True), lack),
            ctx.col("others-lack", lambda s: _others(ctx, s, most_low=False), not lack),
        )
        more = ctx.label("shared-first", n=ROWS, of=len(held)) if len(held) > ROWS else ""
        caption = named(ctx, name) + (ctx.aside(more) if more else "")
        out.append(table(caption, held[:ROWS], columns))
    return tuple(out)


def _others(ctx: Context, s: Shared, most_low: bool) -> Runs:
    """The plans at the other end from most."""
    levels: Mapping[str, float] = ctx.results.counted_levels[s.ref]
    high, low = facts.high_level(ctx.results), facts.low_level(ctx.results)
    held = {c: v for c, v in levels.items() if (v > low if most_low else v < high)}
    order = sorted(held, key=lambda c: (-held[c] if most_low else held[c], ctx.region(c)))
    if not order:
        return ("—",)
    parts: Runs = ()
    between = ctx.grammar.pause
    for case in order[:MOST]:
        parts = runs(parts, between if parts else "", f"{ctx.region(case)} ", level(held[case]))
    more = len(order) - MOST
    return runs(parts, ctx.label("and-more", n=more) if more > 0 else "")
