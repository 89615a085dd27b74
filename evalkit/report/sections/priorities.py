"""Where one level more adds most: what each raise does, what the next level asks, and whom to learn
from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.analysis.changes import region_key
from evalkit.analysis.priorities import Raise
from evalkit.model.rubric import Criterion
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts
from evalkit.report.model import Block, Paragraph, Runs, Strong, Table, runs
from evalkit.report.numbers import Figure, shift
from evalkit.report.table import Cols, table
from evalkit.scoring.tolerances import SHOWN, TOLERANCE

MOST = 5  # raises shown in a briefing


@dataclass(frozen=True, slots=True)
class Teacher:
    """The case that does a criterion best among those most like this one. ``shared``: facet values
    in common."""

    case: str
    level: float
    shared: int
    places: tuple[str, ...]
    note: str


def teacher(ctx: Context, case: str, ref: str) -> Teacher | None:
    """Whom to learn a criterion from, another region: a higher level, then more facet values in
    common, then a higher total."""
    evaluation = ctx.evaluation
    own, region = (
        evaluation.file_of[case].case.facet_values(),
        region_key(evaluation.file_of[case].case),
    )
    mine = evaluation.ratings.agreed[case, ref].level or 0.0
    found = []
    for file in evaluation.files:
        name = file.case.case
        agreed = evaluation.ratings.agreed.get((name, ref))
        level = agreed.level if agreed else None
        if region_key(file.case) == region or level is None or level <= mine + TOLERANCE:
            continue
        facets = file.case.facet_values()
        shared = sum(len(set(values) & set(facets.get(f, ()))) for f, values in own.items())
        found.append((-level, -shared, -(evaluation.score_of[name, "overall"].value or 0.0), name))
    if not found:
        return None
    level, shared, _, name = min(found)
    ratings = [
        row.rating for row in evaluation.rows_of.get((name, ref), ()) if row.level is not None
    ]
    rated = [rating for rating in ratings if rating.evidence]
    best = max(rated, key=lambda r: (r.adjudicates, r.level or 0.0), default=None)
    supports = [e for e in best.evidence if e.kind == "supports"] if best else []
    places = ctx.cited(evaluation.file_of[name].case, supports)
    note = next((ctx.say(e.note).rstrip("。.") for e in supports if e.note), "")
    return Teacher(name, -level, -shared, places, note)


def raises_table(ctx: Context, case: str, found: Sequence[Raise]) -> Table:
    """Raises of one level: what they do, what the next level asks, and whom to learn from."""

    def asks(r: Raise) -> str:
        node = ctx.node(r.ref)
        return (
            ctx.say((node.levels or {}).get(int(r.raised))) if isinstance(node, Criterion) else ""
        )

    def who(r: Raise) -> Runs:
        best = teacher(ctx, case, r.ref)
        if best is None:
            return (ctx.labels["nobody-better"],)
        between = ctx.grammar.semicolon
        where = ctx.aside(between.join(best.places)) if best.places else ""
        note = f"{ctx.grammar.colon}{best.note}" if best.note else ""
        return runs(Strong(f"{ctx.region(best.case)} {best.level:g}"), note, where)

    weakest = any(abs(r.weakest_gain) >= SHOWN for r in found)
    columns: Cols[Raise] = (
        ctx.col("criterion", lambda r: ctx.with_code(r.ref)),
        ctx.col(".now-then", lambda r: f"{r.level:g}\u00a0→\u00a0{r.raised:g}"),
        ctx.col("#gain", lambda r: Figure(r.gain, 2, 100, signed=True)),
        ctx.col("#weakest-gain", lambda r: shift(r.weakest_gain), weakest),
        ctx.col("next-asks", asks),
        ctx.col("learn-from", who, len(ctx.evaluation.files) > 1),
    )
    return table(ctx.labels["priorities"], found, columns)


def of_case(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """The raises of one level that gain most."""
    found = ctx.results.raises[about.case]
    if not found:
        return ()
    table = raises_table(ctx, about.case, found[:MOST])
    return (table, *_as_much(ctx, found, MOST), ctx.note("priorities-note"))


def _as_much(ctx: Context, found: Sequence[Raise], most: int) -> list[Block]:
    """How many raises that are not shown gain as much as the last that is."""
    last = found[:most][-1].gain
    n = sum(abs(r.gain - last) <= TOLERANCE for r in found[most:])
    return [ctx.note("gain-as-much", n=n)] if n else []


def asked(ctx: Context, most: int) -> tuple[Block, ...]:
    """The raises that gain most, plan by plan."""
    out: list[Block] = []
    for case in ctx.evaluation.cases:
        found = ctx.results.raises[case]
        out.append(Paragraph((Strong(ctx.region(case)),)))
        if found:
            out += [raises_table(ctx, case, found[:most]), *_as_much(ctx, found, most)]
    return (*out, ctx.note("priorities-note"))


def data(ctx: Context) -> list[dict[str, object]]:
    """What JSON holds."""
    return [{"case": case, "raises": found} for case, found in ctx.results.raises.items()]
