"""Plans against measured outcomes: who plans well and who delivers, in words, tables, pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalkit.analysis.node_values import NodeValues
from evalkit.analysis.outcomes import Field, Placed
from evalkit.model.case import day_of
from evalkit.report import charts
from evalkit.report.charts import Dot, Pair, Quadrants
from evalkit.report.context import Context, into
from evalkit.report.model import Cell, Chart, Row, Strong, Table, cell
from evalkit.report.table import Col, table, tone
from evalkit.scoring.leaves import Measured
from evalkit.scoring.tolerances import NEAR

QUADRANTS = ("both", "plan", "outcome", "neither")


@dataclass(frozen=True, slots=True)
class OutcomeFact:
    """Plans against outcomes in words. ``groups``: (quadrant, regions clear of the lines), only
    those with regions;
    ``near``: regions near a line, within ``margin`` of it; both by plan score."""

    title: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    near: tuple[str, ...]
    correlation: float | None
    n: int
    margin: float


def margin(ctx: Context) -> float:
    """How near a mean is too near to tell, as readers see it."""
    return round(ctx.units.span * NEAR, 9)


def fact_of(ctx: Context, found: Field) -> OutcomeFact:
    """Which regions stand in which quadrant."""
    order = sorted(found.cases, key=lambda p: (QUADRANTS.index(p.quadrant), -p.plan))
    clear = {
        q: tuple(ctx.region(p.case) for p in order if (p.quadrant, p.near) == (q, False))
        for q in QUADRANTS
    }
    return OutcomeFact(
        title=ctx.titles[found.outcome],
        groups=tuple((quadrant, _few(ctx, names)) for quadrant, names in clear.items() if names),
        near=_few(ctx, tuple(ctx.region(p.case) for p in order if p.near)),
        correlation=found.correlation,
        n=len(found.cases),
        margin=margin(ctx),
    )


def _few(ctx: Context, names: tuple[str, ...]) -> tuple[str, ...]:
    """Names as a sentence lists them: too many to be read as one text, the first and how many."""
    return (ctx.all_named(names),) if ctx.selection is not None and names else names


def field_table(ctx: Context, found: Field) -> Table:
    """Plan and outcome of every case, and its quadrant; the means last."""

    def stands(p: Placed) -> str:
        return ctx.labels[f"q-{p.quadrant}"] + (ctx.labels["q-near"] if p.near else "")

    def outcome(p: Placed) -> Cell:
        return cell(ctx.score(p.outcome, into(p.case, f"s-{found.outcome}")), tone=tone(p.outcome))

    columns: tuple[Col[Placed], ...] = (
        ctx.col("region", lambda p: ctx.link(p.case)),
        ctx.col(
            "#plan", lambda p: cell(ctx.score(p.plan, into(p.case, "s-overall")), tone=tone(p.plan))
        ),
        Col(ctx.title(found.outcome), outcome, numeric=True),
        ctx.col("quadrant", stands),
    )
    order = sorted(found.cases, key=lambda p: (QUADRANTS.index(p.quadrant), -p.plan, p.case))
    made = table(ctx.labels["outcome-field"], order, columns)
    means = (cell(ctx.score(found.plan_mean)), cell(ctx.score(found.outcome_mean)))
    mean = Row((cell(Strong(ctx.labels["mean"])), *means, Cell()))
    return Table(made.caption, made.columns, (*made.rows, mean))


def field_note(ctx: Context, found: Field) -> str:
    """Where the lines are drawn, and what years the figures are of."""
    used = [m.used.year for m in ctx.evaluation.measured if m.used and _top(m) == found.outcome]
    days = [day for file in ctx.evaluation.files if (day := day_of(file.case)) is not None]
    plans = [day.year for day in days]
    near = ctx.label("near-mean", margin=f"{margin(ctx):g}")
    note = ctx.label("outcome-note", near=near)
    if used and plans and max(used) < min(plans):
        note += ctx.label("outcome-before", years=_span(used), plans=_span(plans))
    return note


def _top(m: Measured) -> str:
    return m.ref.split(".")[0]


def _span(years: Sequence[int]) -> str:
    first, last = min(years), max(years)
    return str(first) if first == last else f"{first}–{last}"


def drawn_field(ctx: Context, found: Field) -> tuple[Chart, ...]:
    """Plans against outcomes, divided at the means; both axes say where they start."""
    if not charts.drawable(len(found.cases)):
        return ()
    names = ctx.short_regions([p.case for p in found.cases])
    held = zip(names, found.cases, strict=True)
    dots = [Dot(name, ctx.units.shown(p.plan), ctx.units.shown(p.outcome)) for name, p in held]
    items = [f"{d.name} {ctx.on_axis(d.x)} / {ctx.on_axis(d.y)}" for d in dots]
    mean_x, mean_y = map(ctx.units.shown, (found.plan_mean, found.outcome_mean))
    across = charts.axis_of(ctx.labels["c-plan-axis"], [d.x for d in dots], ctx.units)
    up = charts.axis_of(ctx.title(found.outcome), [d.y for d in dots], ctx.units)
    mean = ctx.labels["c-mean"]
    lines = tuple((f"{mean} {ctx.on_axis(at)}", at) for at in (mean_x, mean_y))
    corners = tuple(ctx.labels[f"c-{name}"] for name in ("both", "plan", "outcome", "neither"))
    caption, id = ctx.labels["c-quadrants"], f"c-quadrants-{found.outcome}"
    alt = ctx.described(caption, items)
    cut = [ctx.label("c-axis-from", axis=a.title, at=f"{a.low:g}") for a in (across, up) if a.cut]
    caption += ctx.aside(ctx.grammar.semicolon.join(cut)) if cut else ""
    drawn = charts.quadrants(
        id, caption, alt, dots, Quadrants((across, up), (lines[0], lines[1]), corners)
    )
    return (drawn,)


@dataclass(frozen=True, slots=True)
class Moved:
    """Places by plan and by outcome: the case furthest apart, on both, of ``n``; with ``own`` it is
    the one spoken of."""

    name: str
    plan: int
    outcome: int
    n: int
    own: bool


def drawn_places(ctx: Context, found: Field, own: str = "") -> tuple[Chart, ...]:
    """Each case's place by its plan and by what was measured; ``own``: the case spoken of, else
    those that are furthest apart."""
    if not charts.drawable(len(found.cases), 3):
        return ()
    plans = {p.case: p.plan for p in found.cases}
    reached = {p.case: p.outcome for p in found.cases}
    placed = [(c, _place(plans, c), _place(reached, c)) for c in plans]
    placed.sort(key=lambda p: (p[1], p[2], p[0]))
    furthest = max(abs(a - b) for _, a, b in placed)
    cases = [case for case, _, _ in placed]
    rows = []
    for name, (case, a, b) in zip(ctx.short_regions(cases), placed, strict=True):
        spoken = case == own if own else abs(a - b) == furthest
        rows.append(Pair(name, a, b, spoken))
    case, a, b = next(p for p in placed if (p[0] == own if own else abs(p[1] - p[2]) == furthest))
    fact = Moved(ctx.region(case), a, b, len(placed), bool(own))
    caption = ctx.caption(ctx.words.outcomes.places(fact))
    items = [f"{row.name} {row.first:g} / {row.second:g}" for row in rows]
    ends = (ctx.labels["c-plan-place"], ctx.labels["c-outcome-place"])
    alt = ctx.described(ctx.grammar.joined(ends, " / "), items)
    return (charts.places(f"c-places-{found.outcome}", caption, alt, rows, ends),)


def _place(values: Mapping[str, float], case: str) -> int:
    own = NodeValues(values).rank(case)
    return own.rank if own else 0
