"""Whether systems that should advance in step do, who lags and by how much, and what holds it
back."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from evalkit.analysis.coordination import FORMULAS, Coordinated, Obstacle, of_several, shares_in
from evalkit.model.catalogue import phrase
from evalkit.model.rubric import Coordination
from evalkit.report import charts, facts
from evalkit.report.charts import Dot, Pair
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts
from evalkit.report.model import Block, Cell, Chart, Paragraph, Table, cell, runs
from evalkit.report.numbers import number, percent
from evalkit.report.table import Col, Cols, table, tone
from evalkit.scoring.tolerances import FEWEST_CASES, TOLERANCE

HARD, HARDLY = 2, 0.1  # criteria named that hardly any plan does well on: one in ten
OBSTACLES = 3  # criteria named as holding the weaker system back
SHOWN = 5  # obstacles in a briefing's table


@dataclass(frozen=True, slots=True)
class CoordinationFact:
    """Whether a case's systems advance in step. ``systems``: (name, value) in the rubric's order.

    ``apart``: None where a system has no value. ``step``: out, where they are at least the rubric's
    ``apart`` from each other; in, where less than half of it; else lags.
    """

    systems: tuple[tuple[str, float | None], ...]
    behind: tuple[str, ...]
    apart: float | None
    step: str
    obstacles: tuple[str, ...]


def fact_of(ctx: Context, found: Coordinated) -> CoordinationFact:
    """One case's coordination in words."""
    block = block_of(ctx, found)
    names = {s.system: ctx.say(block.named(s.system)) for s in found.systems}
    held = [o for o in found.obstacles if o.system in found.behind or not found.behind]
    several = of_several(ctx.rubric, block)
    held = [o for o in held if o.system in several]
    named = facts.most_with_ties(held, OBSTACLES, lambda o: o.share)
    return CoordinationFact(
        systems=tuple((names[s.system], s.value) for s in found.systems),
        behind=tuple(names[system] for system in found.behind),
        apart=found.apart,
        step=step_of(found.apart or 0.0, block.apart),
        obstacles=tuple(ctx.titles[o.ref] for o in named),
    )


def step_of(apart: float, limit: float) -> str:
    """out, lags or in: how far apart two systems are, beside the rubric's limit."""
    return "out" if apart >= limit - TOLERANCE else "in" if apart < limit / 2 else "lags"


def block_of(ctx: Context, found: Coordinated) -> Coordination:
    """The rubric's block that a result belongs to."""
    return next(block for block in ctx.rubric.coordination if block.id == found.block)


def _of(ctx: Context, cases: Iterable[str]) -> list[Coordinated]:
    """What some cases come to, case by case."""
    held = ctx.results.coordination_in
    return [own for case in cases for own in held.get(case, ())]


def blocks(ctx: Context) -> list[Coordination]:
    """The rubric's blocks that apply to some case."""
    asked = {c.block for c in ctx.results.coordination}
    return [block for block in ctx.rubric.coordination if block.id in asked]


@dataclass(frozen=True, slots=True)
class Asked:
    """Criteria on which hardly any plan is above the low level, by title; ``level``: its label;
    ``none``: whether not one is."""

    titles: tuple[str, ...]
    level: str
    none: bool


@dataclass(frozen=True, slots=True)
class InStep:
    """One block over all cases: who lags how often, in how many of them by little, where it is
    furthest behind (all who tie), and by how much, in [0, 1]. ``asked``: criteria of that system
    that hardly any plan does well on; None where there are none."""

    behind: str
    ahead: str
    n_behind: int
    n_little: int
    n: int
    widest: tuple[str, ...]
    most: float
    all_behind: bool
    asked: Asked | None = None


def in_step(ctx: Context, block: Coordination) -> InStep | None:
    """How the cases stand together; None with fewer than two that could be computed, or where no
    system lags more often than the other."""
    found = [c for c in ctx.results.coordination if c.block == block.id and c.degree is not None]
    laggards = [system for c in found for system in c.behind]
    often = sorted((laggards.count(system) for system in block.systems), reverse=True)
    if len(found) < 2 or len(block.systems) != 2 or often[0] == often[1]:
        return None
    behind = max(block.systems, key=laggards.count)
    ahead = next(system for system in block.systems if system != behind)
    apart = {c.case: c.apart or 0.0 for c in found if behind in c.behind}
    most = max(apart.values())
    return InStep(
        behind=ctx.say(block.named(behind)),
        ahead=ctx.say(block.named(ahead)),
        n_behind=len(apart),
        n_little=sum(step_of(gap, block.apart) == "in" for gap in apart.values()),
        n=len(found),
        widest=tuple(ctx.region(case) for case, gap in apart.items() if gap >= most - TOLERANCE),
        most=most,
        all_behind=len(apart) == len(found),
        asked=_asked(ctx, block, behind, ahead) if 2 * len(apart) > len(found) else None,
    )


def _asked(ctx: Context, block: Coordination, behind: str, ahead: str) -> Asked | None:
    """Criteria of the weaker system on which hardly any case is above the low level, the fewest
    first; None where there are none, or where they weigh as much in the stronger system."""
    if not ctx.rubric.levels:
        return None
    hard = {system: _hard(ctx, block, system) for system in (behind, ahead)}
    (own, share), (_, other) = hard[behind], hard[ahead]
    if not own or share <= other + TOLERANCE:
        return None
    named = sorted(own, key=lambda ref: (own[ref], -ctx.node(ref).weight))[:HARD]
    return Asked(
        titles=tuple(ctx.title(ref) for ref in named),
        level=facts.label_at(ctx.results, facts.low_level(ctx.results), ctx.lang),
        none=not any(own[ref] for ref in named),
    )


def _hard(ctx: Context, block: Coordination, system: str) -> tuple[dict[str, int], float]:
    """Criteria of a system on which at most one rated case in ten is above the low level, with how
    many are; and their share of the system's weight, in [0, 1]. Criteria that fewer than three
    cases, or fewer than half, are rated on are left out."""
    low, cases = facts.low_level(ctx.results), ctx.evaluation.cases
    agreed = ctx.evaluation.ratings.agreed
    shares = shares_in(ctx.rubric, block.systems[system])
    own = {ref for ref, criterion in ctx.rubric.rated.items() if criterion.scale == "own"}
    out: dict[str, int] = {}
    for ref in (ref for ref in shares if ref not in own):
        given = [agreed[case, ref].level for case in cases if (case, ref) in agreed]
        known = [level for level in given if level is not None]
        above = sum(level > low + TOLERANCE for level in known)
        if len(known) >= max(FEWEST_CASES, len(cases) / 2) and above <= HARDLY * len(known):
            out[ref] = above
    return out, math.fsum(shares[ref] for ref in out)


def all_in_step(ctx: Context) -> list[InStep]:
    """Whether systems advance in step over all cases, block by block."""
    known = [in_step(ctx, block) for block in ctx.rubric.coordination]
    return [fact for fact in known if fact is not None]


def systems_table(
    ctx: Context, block: Coordination, cases: Sequence[str], degrees: bool = False
) -> Table:
    """What each system scores, how far they are apart and who lags, a row a case; with ``degrees``:
    C, T, D and band."""
    found = {c.case: c for c in _of(ctx, cases) if c.block == block.id}
    labels = ctx.labels

    def lag(c: Coordinated) -> str:
        if c.apart is None:
            return "—"
        behind = [ctx.say(block.named(system)) for system in c.behind]
        return ctx.grammar.listed(behind) if behind else labels["level-with"]

    def band(c: Coordinated) -> str:
        return next((ctx.say(b.label) for b in block.bands if b.id == c.band), "—")

    heads = [ctx.say(block.named(system)) for system in block.systems]
    systems = [_system(ctx, n, name) for n, name in enumerate(heads)]
    columns: Cols[Coordinated] = (
        ctx.col("region", lambda c: ctx.link(c.case)),
        *systems,
        ctx.col("#coupling", lambda c: number(c.coupling, 2), degrees),
        ctx.col("#development", lambda c: number(c.development, 2), degrees),
        ctx.col("#degree", lambda c: number(c.degree, 2), degrees),
        ctx.col("band", band, degrees),
        ctx.col("#points-apart", lambda c: ctx.apart(c.apart), not degrees),
        ctx.col("lags", lag, not degrees),
    )
    told = ctx.grammar.capital(ctx.grammar.listed([ctx.grammar.inside(head) for head in heads]))
    apart = ctx.label("systems-apart", systems=told)
    caption = labels["degrees"] if degrees else apart
    return table(caption, [found[case] for case in cases if case in found], columns)


def _system(ctx: Context, n: int, name: str) -> Col[Coordinated]:
    """The column of one system."""

    def shown(c: Coordinated) -> Cell:
        value = c.systems[n].value
        return cell(ctx.score(value), tone=tone(value))

    return Col(name[:1].upper() + name[1:], shown, numeric=True)


def degree_tables(ctx: Context, cases: Sequence[str]) -> list[Table]:
    """The coupling coordination degrees, for the annex on method: a table a block."""
    known = {c.block for c in _of(ctx, cases) if c.degree is not None}
    shown = [block for block in blocks(ctx) if block.id in known]
    return [systems_table(ctx, block, cases, degrees=True) for block in shown]


def notes(ctx: Context, cases: Sequence[str]) -> tuple[str, ...]:
    """The formula and source of the blocks that apply to one of the cases; those of one formula
    together."""
    out: dict[str, list[str]] = {}
    own = {c.block for c in _of(ctx, cases)}
    for block in (block for block in blocks(ctx) if block.id in own):
        formula, said = (
            FORMULAS[block.formula],
            phrase("analysis", ctx.lang, f"coordination.{block.formula}"),
        )
        note = ctx.label("coordination-note", formula=formula, source=said)
        out.setdefault(note, []).append(ctx.say(block.title) or block.id)
    between = ctx.grammar.semicolon
    return tuple(ctx.after(between.join(titles), note) for note, titles in out.items())


@dataclass(frozen=True, slots=True)
class Pairs:
    """A block of two systems over the cases that it could be computed for: names of the systems,
    and each case's scores on them, as they are shown; widest apart first."""

    names: tuple[str, str]
    cases: tuple[tuple[str, float, float], ...]


def pairs(ctx: Context, block: Coordination) -> Pairs | None:
    """The two systems of a block; None where it has more, or no case has both."""
    found = [c for c in ctx.results.coordination if c.block == block.id and c.degree is not None]
    if len(block.systems) != 2 or not charts.drawable(len(found), 1):
        return None
    first, second = (_head(ctx.say(block.named(system))) for system in block.systems)
    values = [(c.case, [ctx.units.shown(s.value or 0.0) for s in c.systems]) for c in found]
    held = [(case, a, b) for case, (a, b) in values]
    held.sort(key=lambda own: (-(own[1] - own[2]), own[0]))
    return Pairs((first, second), tuple(held))


def _head(name: str) -> str:
    return name[:1].upper() + name[1:]


def drawn(ctx: Context, block: Coordination) -> tuple[Chart, ...]:
    """Two systems against each other on equal scales, with the line on which both are alike."""
    found = pairs(ctx, block)
    if found is None:
        return ()
    names = dict(
        zip(cases := [c for c, _, _ in found.cases], ctx.short_regions(cases), strict=True)
    )
    dots = [Dot(names[case], a, b) for case, a, b in found.cases]
    id, line = f"c-coordination-{block.id}", ctx.labels["in-step-line"]
    caption, alt = _said(ctx, block, found)
    return (charts.balance(id, caption, alt, dots, found.names, line, ctx.units),)


def dumbbells(ctx: Context, block: Coordination, own: str = "") -> tuple[Chart, ...]:
    """The two systems of every case on one line, widest apart first; ``own``: the case spoken of,
    all where none is."""
    found = pairs(ctx, block)
    if found is None:
        return ()
    cases = [case for case, _, _ in found.cases]
    held = zip(ctx.short_regions(cases), found.cases, strict=True)
    rows = [Pair(name, a, b, own in ("", case)) for name, (case, a, b) in held]
    axis = charts.axis_of("", [v for row in rows for v in (row.first, row.second)], ctx.units)
    id = f"c-gap-{block.id}"
    caption, alt = _said(ctx, block, found)
    caption += ctx.aside(ctx.label("axis-from", at=f"{axis.low:g}")) if axis.cut else ""
    return (charts.dumbbells(id, caption, alt, rows, axis, found.names),)


def _said(ctx: Context, block: Coordination, found: Pairs) -> tuple[str, str]:
    """The finding as a caption, and the figures in words."""
    fact, (first, second) = in_step(ctx, block), found.names
    plain_caption = ctx.label("c-coordination", a=first, b=ctx.grammar.inside(second))
    caption = ctx.caption(ctx.words.coordination.in_step(replace(fact, asked=None))) if fact else ""
    items = [
        f"{ctx.region(case)} {ctx.on_axis(a)} / {ctx.on_axis(b)}" for case, a, b in found.cases
    ]
    return caption or plain_caption, ctx.described(plain_caption, items)


def compared(ctx: Context) -> tuple[Block, ...]:
    """Every plan, block by block; blocks that are of one plan alone stand in its own report."""
    order = [*ctx.results.order]
    out: list[Block] = []
    for block in blocks(ctx):
        if sum(c.block == block.id for c in ctx.results.coordination) < min(2, len(order)):
            continue
        out += [*drawn(ctx, block), systems_table(ctx, block, ctx.shown)]
    return tuple(out)


def of_case(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """One plan among the others, and what holds the weaker system back."""
    out: list[Block] = []
    for found in _of(ctx, [about.case]):
        block = block_of(ctx, found)
        out.append(Paragraph(ctx.words.coordination.coordination(fact_of(ctx, found))))
        if found.degree is None:
            continue
        among = dumbbells(ctx, block, about.case) if about.among else ()
        out += among or (systems_table(ctx, block, [about.case]),)
        if found.obstacles and of_several(ctx.rubric, block):
            shown = facts.most_with_ties(found.obstacles, SHOWN, lambda o: o.share, 5)
            out.append(_obstacles(ctx, block, shown or found.obstacles[:SHOWN]))
    return tuple(out)


def _obstacles(ctx: Context, block: Coordination, found: Sequence[Obstacle]) -> Table:
    columns: Cols[Obstacle] = (
        ctx.col("criterion", lambda o: ctx.title(o.ref)),
        ctx.col("systems", lambda o: ctx.say(block.named(o.system))),
        ctx.col("#obstacle-share", lambda o: percent(o.share, 1)),
        ctx.col("#obstacle-within", lambda o: percent(o.within, 1)),
    )
    return table(ctx.labels["obstacles"], found, columns)


def in_short(ctx: Context, case: str) -> list[Paragraph]:
    """A sentence a block on one plan; nothing where no block could be computed."""
    found = [c for c in _of(ctx, [case]) if c.degree is not None]
    return [Paragraph(ctx.words.coordination.coordination(fact_of(ctx, c))) for c in found]


def asked(ctx: Context) -> tuple[Block, ...]:
    """Every plan with its degrees, a sentence each, and the formulas."""
    order = [*ctx.results.order]
    out: list[Block] = [systems_table(ctx, block, order) for block in blocks(ctx)]
    out += degree_tables(ctx, order)
    for found in ctx.results.coordination:
        said = ctx.words.coordination.coordination(fact_of(ctx, found))
        out.append(Paragraph(runs(f"{ctx.region(found.case)}{ctx.grammar.colon}", said)))
    return (*out, *(Paragraph((note,)) for note in notes(ctx, order)))
