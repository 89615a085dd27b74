"""A group of plans: who they are, how they stand among themselves and beside the others, what they
share and lack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evalkit.analysis.peers import InCommon, in_common, mostly_at
from evalkit.model.case import CaseFile
from evalkit.report import charts, facts
from evalkit.report.context import Context, into
from evalkit.report.model import (
    Block,
    Cell,
    Chart,
    Paragraph,
    Row,
    Runs,
    Strong,
    Table,
    cell,
)
from evalkit.report.numbers import number
from evalkit.report.table import Col, Cols, table, tone
from evalkit.scoring.tolerances import NEAR, TOLERANCE

FEW = 3  # criteria named in a sentence
MOST = 6  # rows of each list


@dataclass(frozen=True, slots=True)
class Peers:
    """A group of cases under a title, and the other cases of the run."""

    title: str
    cases: tuple[str, ...]
    rest: tuple[str, ...]


def peers_of(ctx: Context, title: str, cases: Sequence[str]) -> Peers:
    """The group in the order of rank, those without a rank last; cases that are not of the run are
    left out."""
    order = [*ctx.results.order]
    own = [case for case in order if case in cases]
    return Peers(title, tuple(own), tuple(case for case in order if case not in cases))


# --- who they are, and how they stand --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """A group in words: its regions, the ``n_rest`` other plans, and, where totals are given, its
    mean, its ends and the mean of the others, all in [0, 1].

    ``unscored``: regions of the group without a total; ``beside``: above, below or like the others'
    mean, empty where that is not known; ``apart``: by how much.
    """

    title: str
    regions: tuple[str, ...]
    n_rest: int
    unscored: tuple[str, ...]
    mean: float | None
    high: float
    highest: tuple[str, ...]
    low: float
    lowest: tuple[str, ...]
    alike: bool
    rest: float | None
    beside: str
    apart: float


def standing_of(ctx: Context, about: Peers) -> Standing:
    """Who the group is, and its totals beside those of the others."""
    totals = facts.totals(ctx.results)
    own = {case: totals[case] for case in about.cases if case in totals}
    others = [totals[case] for case in about.rest if case in totals]
    mean = sum(own.values()) / len(own) if len(own) > 1 else None
    rest = sum(others) / len(others) if others else None
    gap = 0.0 if mean is None or rest is None else mean - rest
    high, low = max(own.values(), default=0.0), min(own.values(), default=0.0)
    known = mean is not None and rest is not None
    beside = "like" if abs(gap) < NEAR else "above" if gap > 0 else "below"

    def held(end: float) -> tuple[str, ...]:
        return tuple(ctx.region(c) for c, v in own.items() if abs(v - end) <= TOLERANCE)

    return Standing(
        title=about.title,
        regions=tuple(ctx.region(case) for case in about.cases),
        n_rest=len(about.rest),
        unscored=tuple(ctx.region(case) for case in about.cases if case not in own),
        mean=mean,
        high=high,
        highest=held(high),
        low=low,
        lowest=held(low),
        alike=high - low <= TOLERANCE,
        rest=rest,
        beside=beside if known else "",
        apart=abs(gap),
    )


def who(ctx: Context, about: Peers) -> Runs:
    """Who the group is, in a sentence."""
    return ctx.words.peers.who(standing_of(ctx, about))


def stand(ctx: Context, about: Peers) -> Runs:
    """How the group stands, in a sentence; why nothing is said where it has no totals."""
    fact = standing_of(ctx, about)
    if fact.mean is None:
        return (ctx.labels["peers-no-totals"],)
    return ctx.words.peers.stand(fact)


def members(ctx: Context, about: Peers) -> tuple[Block, ...]:
    """The plans of the group: what they are, how they are classed, how they stand."""
    return (*_drawn(ctx, about), _standings(ctx, about), _classed(ctx, about))


def _drawn(ctx: Context, about: Peers) -> tuple[Chart, ...]:
    """Totals of the group and of the others, a row each."""
    totals = facts.totals(ctx.results)
    named = ((about.title, about.cases), (ctx.labels["peers-rest"], about.rest))
    rows = [
        (name, [(ctx.region(c), ctx.units.shown(totals[c])) for c in cases if c in totals])
        for name, cases in named
    ]
    held = [row for row in rows if row[1]]
    if len(held[0][1] if held else ()) < 2 or not charts.drawable(sum(len(r[1]) for r in held)):
        return ()
    items = [
        ctx.after(name, ctx.grammar.joined([f"{who} {ctx.on_axis(value)}" for who, value in own]))
        for name, own in held
    ]
    axis = charts.axis_of(ctx.labels["overall"], [v for _, own in held for _, v in own], ctx.units)
    caption = ctx.labels["c-groups-cut" if axis.cut else "c-groups"].format(at=f"{axis.low:g}")
    alt = ctx.described(ctx.labels["c-groups"], items)
    return (charts.strips("c-peers", caption, alt, held, axis),)


def _standings(ctx: Context, about: Peers) -> Table:
    """Total, ranks and pillars of every plan of the group, and criteria at both ends of the scale;
    the means of the group and of the others last."""
    pillars = [p.id for p in facts.counted_pillars(ctx.results)]
    ranked = bool(facts.totals(ctx.results))
    ends = bool(ctx.rubric.levels)
    values = {ref: ctx.evaluation.values(ref) for ref in ("overall", *pillars)}

    def scored(ref: str, title: str) -> Col[str]:
        def shown(case: str) -> Cell:
            value = values[ref].get(case)
            return cell(ctx.score(value, into(case, f"s-{ref}")), tone=tone(value))

        return Col(title, shown, numeric=True, when=bool(values[ref]))

    def within(case: str) -> str:
        own = facts.rank_on(ctx.results, "overall", case, about.cases)
        return "—" if own is None else f"{own.rank} / {own.of}{ctx.shared_by(own.others + 1)}"

    columns: list[Col[str]] = [
        ctx.col("region", ctx.link),
        ctx.col("standard", lambda c: _outcome(ctx, c), ctx.rubric.verdict is not None),
        scored("overall", ctx.labels["overall"]),
        ctx.col(".peers-place", lambda c: ctx.place("overall", c), ranked),
        ctx.col(".peers-within", within, ranked),
        *(scored(ref, ctx.node(ref).code or ctx.title(ref)) for ref in pillars),
    ]
    if ends:
        high, low = facts.high_level(ctx.results), facts.low_level(ctx.results)
        columns += [
            Col(_end(ctx, "peers-high", high), lambda c: number(_at(ctx, c, high, up=True)), True),
            Col(_end(ctx, "peers-low", low), lambda c: number(_at(ctx, c, low, up=False)), True),
        ]
    made = table(ctx.labels[ctx.own("peers-standings")], about.cases, tuple(columns))
    means = [_means(ctx, name, cases, values) for name, cases in _named(ctx, about)]
    filled = [Row((*row, *(Cell() for _ in range(len(made.columns) - len(row))))) for row in means]
    source = ctx.grammar.semicolon.join(ctx.with_code(ref) for ref in pillars if ctx.node(ref).code)
    return replace(made, rows=(*made.rows, *(filled if ranked else ())), source=source)


def _outcome(ctx: Context, case: str) -> str:
    """Whether a case meets the standard."""
    return ctx.labels[f"outcome-{ctx.evaluation.verdicts[case].outcome}"]


def _named(ctx: Context, about: Peers) -> tuple[tuple[str, tuple[str, ...]], ...]:
    own, rest = (ctx.labels["peers-mean"], about.cases), (ctx.labels["peers-rest"], about.rest)
    return (own, rest) if about.rest else (own,)


def _means(
    ctx: Context, name: str, cases: Sequence[str], values: dict[str, dict[str, float]]
) -> tuple[Cell, ...]:
    """A row of means: the total's, none for ranks, the pillars'."""
    shown = []
    for held in values.values():
        if held:
            known = [held[case] for case in cases if case in held]
            mean = sum(known) / len(known) if known else None
            shown.append(cell(ctx.score(mean), tone=tone(mean)))
    return (cell(Strong(name)), *shown[:1], Cell(), Cell(), *shown[1:])


def _end(ctx: Context, name: str, at: int) -> str:
    """What an end of the scale is called; with nothing beyond it, by its level alone."""
    said = facts.label_at(ctx.results, at, ctx.lang)
    last = at in (ctx.rubric.levels[0], ctx.rubric.levels[-1])
    return ctx.label("peers-end" if last else name, label=said)


def _at(ctx: Context, case: str, bound: int, up: bool) -> int:
    """How many criteria of the total a plan has at one end of the scale."""
    held = [levels[case] for levels in ctx.results.counted_levels.values() if case in levels]
    return sum(at >= bound - TOLERANCE if up else at <= bound + TOLERANCE for at in held)


def _classed(ctx: Context, about: Peers) -> Table:
    """The document of every plan, and how its region is classed."""
    held = [name for name, facet in ctx.rubric.facets.items() if not facet.document]

    def file(case: str) -> CaseFile:
        return ctx.evaluation.file_of[case]

    def titled(case: str) -> str:
        plan = file(case).case.plan
        return ctx.say(plan.title) if plan is not None else "—"

    def classed(name: str) -> Col[str]:
        facet = ctx.rubric.facets[name]

        def shown(case: str) -> str:
            own = file(case).case.facet_values().get(name, ())
            known = [ctx.say(facet.values[value]) for value in own if value in facet.values]
            return ctx.grammar.joined(known) or "—"

        return Col(ctx.say(facet.title), shown)

    columns: Cols[str] = (
        ctx.col("region", ctx.region),
        ctx.col("document", titled),
        *map(classed, held),
    )
    return table(ctx.labels["peers-classed"], about.cases, columns)


# --- what they share -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CommonFact:
    """What most of a group do and most others do not, or the other way round.

    ``named``: (title, plans of the group on that side, of how many, others on that side, of how
    many), the first few of ``n``; ``ahead``: whether the group does more; ``more``: whether not all
    are named.
    """

    ahead: bool
    n: int
    more: bool
    named: tuple[tuple[str, int, int, int, int], ...]


def common_of(ctx: Context, about: Peers) -> tuple[InCommon, ...]:
    """Where most of the group stand otherwise than most others; nothing where there are none."""
    levels = ctx.results.agreed_levels
    steps = {ref: sorted(ctx.rubric.rated[ref].levels or ()) for ref in levels}
    return in_common(levels, steps, about.cases)


def told(ctx: Context, about: Peers) -> list[Runs]:
    """What the group has in common in strength, and in gaps: a sentence each."""
    out = []
    for ahead in (True, False):
        held = [item for item in common_of(ctx, about) if item.ahead == ahead]
        named = tuple(_shares(ctx, item) for item in held[:FEW])
        out += (
            [ctx.words.peers.common(CommonFact(ahead, len(held), len(held) > FEW, named))]
            if held
            else []
        )
    return out


def _shares(ctx: Context, item: InCommon) -> tuple[str, int, int, int, int]:
    own, rest = item.reach, item.reach_rest
    if not item.ahead:
        own, rest = item.n - own, item.n_rest - rest
    return ctx.title(item.ref), own, item.n, rest, item.n_rest


def common(ctx: Context, about: Peers) -> tuple[Block, ...]:
    """What most of the group do or lack, and most others do otherwise."""
    if not ctx.results.agreed_levels:
        return ()
    if len(about.rest) < 2:
        return (ctx.note("peers-no-rest"),)
    found = common_of(ctx, about)
    out: list[Block] = []
    for label, ahead in (("peers-strong", True), ("peers-thin", False)):
        held = [item for item in found if item.ahead == ahead]
        out += [_common_table(ctx, label, held)] if held else []
    out += [] if out else [ctx.note("peers-nothing-common")]
    return (*out, *_everywhere(ctx, about), ctx.note("peers-common-note"))


def _common_table(ctx: Context, label: str, held: Sequence[InCommon]) -> Table:
    columns: Cols[InCommon] = (
        ctx.col("criterion", lambda i: ctx.with_code(i.ref)),
        ctx.col(".peers-step", lambda i: f"{i.step:g}"),
        ctx.col("#peers-in", lambda i: f"{i.reach} / {i.n}"),
        ctx.col("#peers-others", lambda i: f"{i.reach_rest} / {i.n_rest}"),
    )
    return table(first_of(ctx, label, len(held)), held[:MOST], columns)


def first_of(ctx: Context, label: str, of: int) -> str:
    """A caption; where the table holds the first of more, how many."""
    part = ctx.aside(ctx.label("peers-first", n=MOST, of=of)) if of > MOST else ""
    return ctx.labels[label] + part


def _everywhere(ctx: Context, about: Peers) -> tuple[Block, ...]:
    """On how much the group is weak, and the others as well."""
    if not ctx.rubric.levels:
        return ()
    low = facts.low_level(ctx.results)
    levels = ctx.results.counted_levels
    bounds = dict.fromkeys(levels, float(low))
    own, rest = (mostly_at(levels, bounds, cases) for cases in (about.cases, about.rest))
    told = {item.ref for item in common_of(ctx, about)}
    both = tuple(
        ctx.grammar.inside(ctx.title(ref)) for ref in own if ref in rest and ref not in told
    )
    if not both:
        return ()
    fact = EverywhereFact(
        n=len(both),
        titles=both[:FEW],
        more=len(both) > FEW,
        label=facts.label_at(ctx.results, low, ctx.lang),
        is_bottom=low == ctx.rubric.levels[0],
    )
    return (Paragraph(ctx.words.peers.everywhere(fact)),)


@dataclass(frozen=True, slots=True)
class EverywhereFact:
    """Criteria on which most of a group, and most others, are low: ``n``, the first few by title,
    whether there are ``more``, what that level is called, and whether it is the lowest."""

    n: int
    titles: tuple[str, ...]
    more: bool
    label: str
    is_bottom: bool
