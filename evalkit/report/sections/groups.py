"""Plans by facet: how far a grouping tells them apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.analysis.ranking import Divide
from evalkit.report import charts, facts
from evalkit.report.context import Context
from evalkit.report.model import Block, Chart, Paragraph, Runs, Table, runs
from evalkit.report.numbers import number
from evalkit.report.table import Cols, table
from evalkit.scoring.tolerances import NEAR

# a grouping tells plans apart where at most this share of random groupings has differences as large
TOLD = 0.1


@dataclass(frozen=True, slots=True)
class Group:
    """The plans that declare one value of a facet. ``cases``: (case, total), best first."""

    facet: str
    value: str
    label: str
    cases: tuple[tuple[str, float], ...]

    @property
    def mean(self) -> float:
        return sum(value for _, value in self.cases) / len(self.cases)


def groups(ctx: Context) -> dict[str, tuple[Group, ...]]:
    """Facet → its groups in the rubric's order, of plans that have a total; only facets with two
    groups or more."""
    totals = facts.totals(ctx.results)
    values_of = {case: ctx.evaluation.file_of[case].case.facet_values() for case in totals}
    out: dict[str, tuple[Group, ...]] = {}
    for facet, about in ctx.rubric.facets.items():
        found = []
        for value, label in about.values.items():
            cases = [(c, v) for c, v in totals.items() if value in values_of[c].get(facet, ())]
            found += [Group(facet, value, ctx.say(label), tuple(cases))] if cases else []
        if len(found) > 1:
            out[facet] = tuple(found)
    return out


@dataclass(frozen=True, slots=True)
class Grouping:
    """A facet that gives each plan one value, and how far it tells the plans apart. ``groups``:
    (label, how many plans, mean), best first."""

    title: str
    groups: tuple[tuple[str, int, float], ...]
    found: Divide


def groupings(ctx: Context) -> tuple[Grouping, ...]:
    """Facets that give each plan one value, in the rubric's order."""
    of = groups(ctx)
    out = []
    for d in ctx.results.divides:
        held = sorted(((g.label, len(g.cases), g.mean) for g in of[d.facet]), key=lambda g: -g[2])
        out.append(Grouping(ctx.say(ctx.rubric.facets[d.facet].title), tuple(held), d))
    return tuple(out)


@dataclass(frozen=True, slots=True)
class Divided:
    """The grouping that tells the plans apart best, by its group furthest from the rest.

    ``told``: whether the differences are larger than chance gives; ``alike``: titles of groupings
    that do so as well; ``label``, ``n``, ``mean``: of the group; ``n_rest``: all others, from whose
    mean it is ``apart``, ``below`` or above it; ``only``: whether no further grouping tells them
    apart.
    """

    told: bool
    title: str
    alike: tuple[str, ...]
    label: str
    n: int
    mean: float
    n_rest: int
    apart: float
    below: bool
    only: bool


def clearest(known: Sequence[Grouping]) -> Divided | None:
    """The grouping that tells plans apart best; None where there is none.

    What counts is the share between groups above what chance gives; of groupings within ``NEAR`` of
    the best the first stands for all.
    """
    if not known:
        return None
    best = max(g.found.share - g.found.expected for g in known)
    first, *others = [g for g in known if best - (g.found.share - g.found.expected) < NEAR]
    further = [g for g in known if g is not first and g not in others]
    total, size = sum(n * mean for _, n, mean in first.groups), sum(n for _, n, _ in first.groups)

    def lead(group: tuple[str, int, float]) -> float:
        _, n, mean = group
        return mean - (total - n * mean) / (size - n)

    label, n, mean = group = max(first.groups, key=lambda g: abs(lead(g)))
    return Divided(
        told=first.found.chance <= TOLD,
        title=first.title,
        alike=tuple(g.title for g in others),
        label=label,
        n=n,
        mean=mean,
        n_rest=size - n,
        apart=abs(lead(group)),
        below=lead(group) < 0,
        only=all(g.found.chance > TOLD for g in further),
    )


def sentence(ctx: Context, only_told: bool = False) -> list[Runs]:
    """Which grouping tells the plans apart, if any; with ``only_told``, nothing where none does."""
    fact = clearest(groupings(ctx))
    if fact is None or (only_told and not fact.told):
        return []
    return [ctx.words.groups.divided(fact)]


def groups_table(ctx: Context) -> Table | None:
    """Groups of every facet with their plans and means; facets that part the plans alike in one
    line, the first of them for all; None where nothing is grouped."""
    named: dict[tuple[str, ...], list[Group]] = {}
    for found in groups(ctx).values():
        for group in found:
            if len(group.cases) > 1:
                named.setdefault(tuple(sorted(c for c, _ in group.cases)), []).append(group)

    def label(held: list[Group]) -> str:
        titles = (ctx.say(ctx.rubric.facets[g.facet].title) for g in held)
        said = (f"{g.label}{ctx.aside(title)}" for g, title in zip(held, titles, strict=True))
        return ctx.grammar.semicolon.join(said)

    def names(held: list[Group]) -> str:
        return ctx.all_named([ctx.region(case) for case, _ in held[0].cases])

    def spread(held: list[Group]) -> Runs:
        cases = held[0].cases
        return runs(ctx.score(cases[-1][1]), "–", ctx.score(cases[0][1]))

    columns: Cols[list[Group]] = (
        ctx.col("group", label),
        ctx.col("#n-plans", lambda held: number(len(held[0].cases))),
        ctx.col("#overall", lambda held: ctx.score(held[0].mean)),
        ctx.col(".low-high", spread),
        ctx.col("cases", names),
    )
    rows = sorted(named.values(), key=lambda held: -held[0].mean)
    return table(ctx.labels["by-group"], rows, columns) if rows else None


def drawn(ctx: Context, facet: str, found: Sequence[Group]) -> tuple[Chart, ...]:
    """Totals of the plans of each group, with the group's mean."""
    cases = list(dict.fromkeys(case for g in found for case, _ in g.cases))
    if not charts.drawable(len(cases)):
        return ()
    names = dict(zip(cases, ctx.short_regions(cases), strict=True))
    rows = [
        (g.label, [(names[case], ctx.units.shown(value)) for case, value in g.cases]) for g in found
    ]
    items = [f"{name} {ctx.on_axis(sum(v for _, v in held) / len(held))}" for name, held in rows]
    axis = charts.axis_of(
        ctx.labels["overall"], [v for _, held in rows for _, v in held], ctx.units
    )
    caption = ctx.labels["c-groups-cut" if axis.cut else "c-groups"].format(at=f"{axis.low:g}")
    alt = ctx.described(ctx.labels["c-groups"], items)
    return (charts.strips(f"c-{facet}", caption, alt, rows, axis),)


def portfolio(ctx: Context) -> tuple[Block, ...]:
    """Which grouping tells the plans apart; the plans by that grouping, drawn; all groups."""
    of = groups(ctx)
    made = groups_table(ctx)
    if made is None:
        return ()
    best = max(ctx.results.divides, key=lambda d: d.share - d.expected, default=None)
    facet = best.facet if best is not None else next(iter(of))
    said = [Paragraph(text) for text in sentence(ctx)]
    return (*said, *drawn(ctx, facet, of[facet]), made, ctx.note("means-note"))
