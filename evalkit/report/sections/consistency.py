"""How many checks are met, and the policy-modelling-consistency (PMC) index that the command
prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.analysis.consistency import FORMULA, Consistent, VariableValue
from evalkit.model.catalogue import phrase
from evalkit.model.rubric import Consistency
from evalkit.report.context import Context
from evalkit.report.model import Block, Cell, Paragraph, Runs, Table, cell, runs
from evalkit.report.numbers import number
from evalkit.report.table import Col, table, tone
from evalkit.scoring.tolerances import TOLERANCE


@dataclass(frozen=True, slots=True)
class ConsistencyFact:
    """One case's checks and index. ``halves``: whether raters differ on some, so that ``met`` is no
    whole number; ``best`` and ``worst``: titles of the variables with the highest and the lowest
    X, empty where all are alike."""

    index: float | None
    most: float
    band: str
    met: float
    halves: bool
    applicable: int
    best: tuple[str, ...]
    highest: float
    worst: tuple[str, ...]
    lowest: float


def fact_of(ctx: Context, block: Consistency, found: Consistent) -> ConsistencyFact:
    """What the index of one case says."""
    titles = {variable.id: ctx.say(variable.title) for variable in block.variables}
    known = [(titles[v.variable], v.value) for v in found.variables if v.value is not None]
    (best, high), (worst, low) = _ends(known)
    met = sum(v.met for v in found.variables)
    return ConsistencyFact(
        index=found.index,
        most=block.most,
        band=next((ctx.say(b.label) for b in block.bands if b.id == found.band), ""),
        met=met,
        halves=met != int(met),
        applicable=sum(v.applicable for v in found.variables),
        best=best,
        highest=high,
        worst=worst,
        lowest=low,
    )


Named = Sequence[tuple[str, float]]
End = tuple[tuple[str, ...], float]


def _ends(known: Named) -> tuple[End, End]:
    """(names, value) of the highest and of the lowest; without names where all are alike."""
    values = [value for _, value in known]
    ends = max(values, default=0.0), min(values, default=0.0)
    alike = ends[0] - ends[1] <= TOLERANCE

    def at(end: float) -> End:
        held = tuple(name for name, value in known if abs(value - end) <= TOLERANCE)
        return () if alike else held, end

    return at(ends[0]), at(ends[1])


@dataclass(frozen=True, slots=True)
class ConsistencyOverAll:
    """A consistency index over all cases: regions with the highest and the lowest index, and
    variables with the highest and the lowest mean of X, empty where these are alike."""

    most: float
    highest: tuple[str, ...]
    high: float
    lowest: tuple[str, ...]
    low: float
    fullest: tuple[str, ...]
    full: float
    emptiest: tuple[str, ...]
    empty: float


def over_all(
    ctx: Context, block: Consistency, found: Sequence[Consistent]
) -> ConsistencyOverAll | None:
    """None with fewer than two cases that have an index, or where all have the same."""
    cases = _ends([(ctx.region(c.case), c.index) for c in found if c.index is not None])
    if not cases[0][0]:
        return None
    means = []
    for n, variable in enumerate(block.variables):
        values = [v for c in found if (v := c.variables[n].value) is not None]
        if values:
            means.append((ctx.say(variable.title), sum(values) / len(values)))
    variables = _ends(means)
    return ConsistencyOverAll(block.most, *cases[0], *cases[1], *variables[0], *variables[1])


def index_table(ctx: Context, block: Consistency, found: Sequence[Consistent]) -> Table:
    """Index, concavity, band and variables, a row a case, the highest index first."""

    def share(v: VariableValue) -> Cell:
        if not v.applicable:
            return cell(ctx.labels["not-applicable"], tone="na")
        return cell(number(v.value, 2), tone=tone(v.value))

    def variable(n: int) -> Col[Consistent]:
        title = ctx.say(block.variables[n].title)
        return Col(title, lambda c: share(c.variables[n]), numeric=True)

    columns = (
        ctx.col("region", lambda c: ctx.link(c.case)),
        ctx.col("#pmc", lambda c: number(c.index, 2)),
        ctx.col("#concavity", lambda c: number(c.concavity, 2)),
        ctx.col("band", lambda c: fact_of(ctx, block, c).band or "—"),
        *map(variable, range(len(block.variables))),
    )
    order = sorted(found, key=lambda c: (-(c.index if c.index is not None else -1.0), c.case))
    caption = ctx.say(block.title) or ctx.labels["consistency"]
    return table(caption, order, columns, dense=True)


def note(ctx: Context, block: Consistency) -> str:
    """Formula, maximum and source."""
    source = phrase("analysis", ctx.lang, "consistency.source")
    most = f"{block.most:g}"
    said = ctx.label("consistency-note", formula=FORMULA, most=most, source=source)
    why = ctx.say(block.why)
    return f"{said}{ctx.grammar.gap}{why}" if why else said


def checks_met(ctx: Context, case: str) -> list[Runs]:
    """How many checks a plan meets, and where fewest: a sentence for each block of checks of the
    rubric."""
    blocks = {block.id: block for block in ctx.rubric.consistency}
    own = [c for c in ctx.results.consistency if c.case == case]
    answered = [c for c in own if any(v.known for v in c.variables)]
    return [ctx.words.consistency.checks_met(fact_of(ctx, blocks[c.block], c)) for c in answered]


def asked(ctx: Context) -> tuple[Block, ...]:
    """Every block of the rubric: the sentence over all plans, the table, a sentence a plan, formula
    and source."""
    out: list[Block] = []
    for block in ctx.rubric.consistency:
        own = [c for c in ctx.results.consistency if c.block == block.id]
        whole = over_all(ctx, block, own)
        out += [Paragraph(ctx.words.consistency.consistency_over_all(whole))] if whole else []
        out.append(index_table(ctx, block, own))
        for c in own:
            said = ctx.words.consistency.consistency(fact_of(ctx, block, c))
            out.append(Paragraph(runs(f"{ctx.region(c.case)}{ctx.grammar.colon}", said)))
        out.append(Paragraph((note(ctx, block),)))
    return tuple(out)
