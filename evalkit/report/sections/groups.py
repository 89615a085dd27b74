"""Plans by facet: how far a grouping tells them apart, and what a group does otherwise than the
rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evalkit.analysis.ranking import Divide
from evalkit.report import charts, facts
from evalkit.report.context import Context
from evalkit.report.drawing import described, drawable
from evalkit.report.figure import number, percent, points, score
from evalkit.report.model import (
    Block,
    Bullets,
    Cell,
    Chart,
    Entry,
    Paragraph,
    Runs,
    Table,
    cell,
    runs,
)
from evalkit.report.table import Col, Cols, table, tone
from evalkit.scoring.limits import NEAR

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
class Divided:
    """A grouping and how far it tells the plans apart. ``groups``: (label, how many plans, mean),
    best first."""

    facet: str
    title: str
    groups: tuple[tuple[str, int, float], ...]
    found: Divide

    @property
    def told(self) -> bool:
        """Whether the differences are larger than chance gives."""
        return self.found.chance <= TOLD


def divided(ctx: Context) -> tuple[Divided, ...]:
    """Facets that give each plan one value, in the rubric's order."""
    of = groups(ctx)
    out = []
    for d in ctx.results.divides:
        held = sorted(((g.label, len(g.cases), g.mean) for g in of[d.facet]), key=lambda g: -g[2])
        out.append(Divided(d.facet, ctx.say(ctx.rubric.facets[d.facet].title), tuple(held), d))
    return tuple(out)


def clearest(known: Sequence[Divided]) -> tuple[Divided, tuple[str, ...]] | None:
    """The grouping that tells plans apart best, and the titles of those that do so as well.

    What counts is the share between groups above what chance gives; of groupings within ``NEAR`` of
    the best the first stands for all.
    """
    if not known:
        return None
    best = max(d.found.share - d.found.expected for d in known)
    alike = [d for d in known if best - (d.found.share - d.found.expected) < NEAR]
    return alike[0], tuple(d.title for d in alike[1:])


def sentence(ctx: Context, only_told: bool = False) -> list[Runs]:
    """Which grouping tells the plans apart, if any; with ``only_told``, nothing where none does."""
    found = clearest(divided(ctx))
    if found is None or (only_told and not found[0].told):
        return []
    return [ctx.voice.divided(*found)]


@dataclass(frozen=True, slots=True)
class Contrast:
    """A group beside the other plans, all in [0, 1].

    ``behind``, ``ahead``: the part on which it is furthest from them, with both means; None where
    no part is more than
    ``NEAR`` apart. ``only_low``: criteria on which every plan of the group hardly does anything,
    and most others do more.
    """

    group: Group
    best: str
    last: str
    n_rest: int
    rest: float | None
    ahead: tuple[str, float, float] | None
    behind: tuple[str, float, float] | None
    only_low: tuple[str, ...]
    low_label: str
    low_is_bottom: bool


def contrast(ctx: Context, group: Group) -> Contrast:
    """What a group does otherwise than the rest."""
    results, levels = ctx.results, ctx.rubric.levels
    own = [case for case, _ in group.cases]
    totals = facts.totals(results)
    rest = {case: value for case, value in totals.items() if case not in own}
    gaps = []
    if len(own) > 1 and rest:
        shown = (ref for case in totals for ref in facts.parts_shown(results, case))
        for ref in dict.fromkeys(shown):
            mine, theirs = (_mean(ctx, ref, cases) for cases in (own, rest))
            if mine is not None and theirs is not None and abs(mine - theirs) > NEAR:
                gaps.append((mine - theirs, ctx.titles[ref], mine, theirs))
    up, down = max(gaps, default=None), min(gaps, default=None)
    low = facts.low_level(results) if levels else 0
    return Contrast(
        group=group,
        best=ctx.region(own[0]),
        last=ctx.region(own[-1]),
        n_rest=len(rest),
        rest=sum(rest.values()) / len(rest) if rest else None,
        ahead=up[1:] if up and up[0] > 0 else None,
        behind=down[1:] if down and down[0] < 0 else None,
        only_low=_only_low(ctx, own, low) if levels else (),
        low_label=facts.label_at(results, low, ctx.lang) if levels else "",
        low_is_bottom=bool(levels) and low == levels[0],
    )


def _mean(ctx: Context, ref: str, cases: Iterable[str]) -> float | None:
    values = facts.known_values(ctx.results, ref)
    known = [values[case] for case in cases if case in values]
    return sum(known) / len(known) if known else None


def _only_low(ctx: Context, own: Sequence[str], low: float) -> tuple[str, ...]:
    """Criteria on which a group of three plans or more is low to a plan, and more than half of the
    others are not."""
    out = []
    for ref, levels in ctx.results.counted_levels.items():
        mine = [level for case, level in levels.items() if case in own]
        theirs = [level > low for case, level in levels.items() if case not in own]
        alike = len(mine) > 2 and len(mine) == len(own) and max(mine) <= low
        if alike and sum(theirs) * 2 > len(theirs):
            out.append(ctx.titles[ref])
    return tuple(out)


def divides_table(ctx: Context, known: Sequence[Divided]) -> Table:
    """How far each facet tells the totals apart, beside what chance gives."""
    columns: Cols[Divided] = (
        ctx.col("facet", lambda d: d.title),
        ctx.col("#groups", lambda d: number(d.found.n_groups)),
        ctx.col("#between", lambda d: percent(d.found.share)),
        ctx.col("#by-chance", lambda d: percent(d.found.expected)),
        ctx.col("#chance", lambda d: percent(d.found.chance)),
    )
    return table(ctx.labels["divides"], known, columns)


def groups_table(ctx: Context, title: str, found: Sequence[Group]) -> Table:
    """Every group with its plans, its ends and its means on the top pillars."""
    scored = {ref for _, ref in ctx.evaluation.score_of}
    means = {(g.facet, g.value): g.means for g in ctx.results.groups}

    def pillar(ref: str) -> Col[Group]:
        def shown(g: Group) -> Cell:
            value = means[g.facet, g.value].get(ref)
            return cell(score(value), tone=tone(value))

        return Col(ctx.node(ref).code or ctx.title(ref), shown, numeric=True)

    def names(g: Group) -> str:
        return ctx.words.grammar.listed([ctx.region(case) for case, _ in g.cases])

    def spread(g: Group) -> Runs:
        if len(g.cases) < 2:
            return ("—",)
        return runs(score(g.cases[-1][1]), "–", score(g.cases[0][1]))

    columns: Cols[Group] = (
        ctx.col("group", lambda g: g.label),
        ctx.col("#n-plans", lambda g: number(len(g.cases))),
        ctx.col("cases", names),
        ctx.col("#overall", lambda g: score(g.mean)),
        ctx.col(".low-high", spread),
        *(pillar(p.id) for p in ctx.rubric.pillars if p.id in scored),
    )
    return table(ctx.voice.by_facet(title), found, columns)


def drawn(ctx: Context, facet: str, found: Sequence[Group]) -> tuple[Chart, ...]:
    """Totals of the plans of each group, with the group's mean."""
    if not drawable(len({case for g in found for case, _ in g.cases})):
        return ()
    rows = [(g.label, [(ctx.region(case), 100 * value) for case, value in g.cases]) for g in found]
    items = [f"{name} {points(sum(v for _, v in held) / len(held))}" for name, held in rows]
    caption = ctx.labels["c-groups"]
    alt = described(ctx, caption, items)
    return (charts.strips(f"c-{facet}", caption, alt, rows, ctx.labels["overall"]),)


def portfolio(ctx: Context) -> tuple[Block, ...]:
    """How far each grouping tells the plans apart; then each with its groups."""
    of, known = groups(ctx), divided(ctx)
    out: list[Block] = []
    if of and known:
        out += [divides_table(ctx, known), Paragraph((ctx.labels["divides-note"],))]
    for n, (facet, found) in enumerate(of.items(), start=1):
        title = ctx.say(ctx.rubric.facets[facet].title)
        out.append(Entry(f"f-{facet}", (ctx.words.grammar.part(n, ctx.voice.by_facet(title)),), ()))
        said = tuple(ctx.voice.contrast(contrast(ctx, g)) for g in found)
        out += [*drawn(ctx, facet, found), groups_table(ctx, title, found), Bullets(said)]
    return tuple(out)
