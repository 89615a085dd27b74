"""What changed between successive plans of a region: what rose, what fell, and what the rubric did
to them."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.analysis.changes import Move, Succession
from evalkit.report import charts
from evalkit.report.charts import Pair
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts
from evalkit.report.model import Block, Chart, Paragraph, Runs, Strong, Table, runs
from evalkit.report.numbers import Figure, level, percent
from evalkit.report.table import Col, Cols, table

TOLD = 0.005  # share of draws from which it shows in a whole percentage


@dataclass(frozen=True, slots=True)
class SuccessionFact:
    """Two plans of a region in words, ``older`` and ``newer`` as they are called.

    ``compared``: whether both have a total; ``way`` and ``change``: whether it rose, fell or
    stayed, and by how much. ``versions``: of the rubric, empty where it is the same;
    ``by_plan`` and ``by_rubric``: parts of the change that come from the plan and from the rubric,
    None where they cannot be told apart. ``ahead`` and ``level``: shares of the draws.
    ``total``: whether the rubric gives one; ``was`` and ``now``: whether the standard is met in
    each, where it has a verdict.
    """

    older: str
    newer: str
    compared: bool
    before: float | None
    after: float | None
    way: str
    change: float
    by_plan: float | None
    by_rubric: float | None
    versions: tuple[str, ...]
    ahead: float | None
    level: float
    always_level: bool
    n: int
    n_rose: int
    n_fell: int
    n_stayed: int
    n_apart: int
    total: bool = True
    was: str = ""
    now: str = ""


def names_of(found: Succession) -> tuple[str, str]:
    """What the two plans are called: their years, or their cases where these are the same."""
    older, newer = (
        str(day.year) if day else case
        for day, case in ((found.older_day, found.older), (found.newer_day, found.newer))
    )
    return (older, newer) if older != newer else (found.older, found.newer)


def fact_of(ctx: Context, found: Succession) -> SuccessionFact:
    """What happened between two plans."""
    named = [
        ctx.label("plan-of", year=name) if name.isdigit() else name for name in names_of(found)
    ]
    before, restated, after = found.before, found.restated, found.after
    change = (after or 0.0) - (before or 0.0)
    apart = None not in (before, restated, after)
    versions = found.older_pin.partition("@")[2], found.newer_pin.partition("@")[2]
    rose, fell, stayed = (found.count(way) for way in ("rose", "fell", "stayed"))
    return SuccessionFact(
        older=named[0],
        newer=named[1],
        compared=before is not None and after is not None,
        before=before,
        after=after,
        way="stayed" if abs(change) < ctx.units.least else "rose" if change > 0 else "fell",
        change=abs(change),
        by_plan=(after or 0.0) - (restated or 0.0) if apart else None,
        by_rubric=(restated or 0.0) - (before or 0.0) if apart else None,
        versions=versions if versions[0] != versions[1] else (),
        ahead=found.ahead,
        level=found.level if found.level and found.level >= TOLD else 0.0,
        always_level=found.level == 1,
        n=rose + fell + stayed,
        n_rose=rose,
        n_fell=fell,
        n_stayed=stayed,
        n_apart=found.count("reworded") + found.count("begun") + found.count("ended"),
        total=ctx.rubric.has_total,
        was=_outcome(ctx, found.older),
        now=_outcome(ctx, found.newer),
    )


def _outcome(ctx: Context, case: str) -> str:
    """Whether a case meets the standard; empty where that is not told here."""
    own = ctx.evaluation.verdicts.get(case)
    return "" if own is None else ctx.labels[f"outcome-{own.outcome}"]


def moved(found: Succession) -> tuple[Move, ...]:
    """The criteria that did not stay: those that move the total most first, those that cannot be
    compared last."""
    order = {"rose": 0, "fell": 0, "reworded": 1, "begun": 2, "ended": 3}

    def place(m: Move) -> tuple[int, float, str]:
        return order[m.way], -m.weight * abs((m.after or 0.0) - (m.before or 0.0)), m.ref

    return tuple(sorted((m for m in found.moves if m.way != "stayed"), key=place))


def _then_now(ctx: Context, m: Move) -> Runs:
    """The levels of a criterion in both plans; it may have none of the newer version's name."""
    known = m.ref in ctx.rubric.index
    before, after = (ctx.level(m.ref, at) if known else level(at) for at in (m.before, m.after))
    return (before, " → ", after)


def moves_table(ctx: Context, found: Succession) -> Table | None:
    """Criteria that moved, and those that cannot be compared; None where all stayed, or where one
    of the plans is not rated at all."""
    rows = moved(found)
    if all(m.way in ("begun", "ended") for m in found.moves):
        return None
    columns: Cols[Move] = (
        ctx.col("criterion", lambda m: ctx.with_code(m.ref)),
        ctx.col(".now-then", lambda m: runs(*_then_now(ctx, m))),
        ctx.col("way", lambda m: ctx.labels[f"way-{m.way}"]),
        ctx.col("#share", lambda m: percent(m.weight, 1), ctx.rubric.has_total),
    )
    return table(ctx.labels["moves-table"], rows, columns) if rows else None


Row = tuple[str, float | None, float | None]


def pillars_table(ctx: Context, found: Succession) -> Table | None:
    """Totals and pillars of both plans, the older one under the newer version of the rubric; None
    where one of the plans is not rated at all, or nothing is scored but criteria."""
    if all(m.way in ("begun", "ended") for m in found.moves):
        return None

    def change(row: Row) -> Figure:
        _, before, after = row
        value = None if before is None or after is None else after - before
        return ctx.shift(value)

    older, newer = names_of(found)
    columns: tuple[Col[Row], ...] = (
        ctx.col("pillar", lambda row: ctx.title(row[0])),
        Col(older, lambda row: ctx.score(row[1]), numeric=True),
        Col(newer, lambda row: ctx.score(row[2]), numeric=True),
        ctx.col("#change", change),
    )
    total = (("overall", found.restated, found.after),) if ctx.rubric.has_total else ()
    rows = (*total, *found.pillars)
    return table(ctx.labels[ctx.own("moved-pillars")], rows, columns) if rows else None


def sentence(ctx: Context, found: Succession) -> Runs:
    """What happened, in words."""
    return ctx.words.changes.succession(fact_of(ctx, found))


def drawn(ctx: Context, found: Succession) -> tuple[Chart, ...]:
    """Total and pillars of two plans of a region."""
    lines = [
        Pair(ctx.title(ref), ctx.units.shown(a), ctx.units.shown(b))
        for ref, a, b in found.pillars
        if a is not None and b is not None
    ]
    if not charts.drawable(len(lines), 1):
        return ()
    items = [f"{p.name} {ctx.on_axis(p.first)} → {ctx.on_axis(p.second)}" for p in lines]
    caption = ctx.labels[ctx.own("moved-pillars")]
    alt = ctx.described(caption, items)
    return (charts.slopes("c-slopes", caption, alt, lines, names_of(found), ctx.units),)


def of_case(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """What changed since the region's last plan, where the evaluation holds it."""
    out: list[Block] = []
    for found in ctx.results.successions:
        if found.newer == about.case:
            out += [Paragraph(sentence(ctx, found)), *drawn(ctx, found), *_tables(ctx, found)]
    return tuple(out)


def asked(ctx: Context, found: Succession) -> tuple[Block, ...]:
    """One pair of plans under a heading of its own."""
    name = ctx.say(ctx.evaluation.file_of[found.newer].case.region.name)
    head = Paragraph((Strong(ctx.after(name, f"{found.older} → {found.newer}")),))
    return (head, Paragraph(sentence(ctx, found)), *_tables(ctx, found))


def _tables(ctx: Context, found: Succession) -> list[Table]:
    """What there is to compare."""
    made = (pillars_table(ctx, found), moves_table(ctx, found))
    return [one for one in made if one is not None]
