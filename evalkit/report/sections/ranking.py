"""The ranking: where every plan stands, and what may be said of the whole of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.analysis.ranking import Standing
from evalkit.analysis.sensitivity import Assumptions
from evalkit.report import charts, facts
from evalkit.report.charts import Axis, Span
from evalkit.report.context import Context, into
from evalkit.report.model import Block, Chart, Paragraph, Runs, Table, runs
from evalkit.report.numbers import percent
from evalkit.report.standing import failed_gates, grade_told, rivals
from evalkit.report.table import Cols, table
from evalkit.scoring.tolerances import MOST_CASES, TOLERANCE

MOST = 5  # names in a sentence
MOST_NAMES = 17  # all that tie, more of whom nobody reads to the end
TEACHERS = 3  # cases named as those to learn from


@dataclass(frozen=True, slots=True)
class Teachers:
    """Whom to learn from: (region, criteria on which it has the highest level of all and one that
    is a strength).

    ``n`` of the ``of`` widely rated criteria are a strength of some case. ``again``: what no plan
    does has been said of the same criteria.
    """

    cases: tuple[tuple[str, int], ...]
    n: int
    of: int
    label: str
    top: bool
    again: bool


def teachers(ctx: Context, n_low: int) -> Teachers | None:
    """The cases that most often hold the best level, where that level is a strength; None with one
    case or no such level. ``n_low``: how many criteria were said to be done by no plan."""
    levels = ctx.rubric.levels
    if len(ctx.evaluation.files) < 2 or not levels:
        return None
    lowest = facts.high_level(ctx.results)
    widely = facts.widely_rated(ctx.results)
    held: dict[str, int] = {}
    strong = [own for own in widely.values() if max(own.values()) >= lowest]
    for own in strong:
        best = max(own.values())
        for case, at in own.items():
            if at == best:
                held[case] = held.get(case, 0) + 1
    if not held:
        return None
    named = sorted(((ctx.region(case), k) for case, k in held.items()), key=lambda h: (-h[1], h[0]))
    return Teachers(
        cases=facts.most_with_ties(named, TEACHERS, lambda held: held[1]),
        n=len(strong),
        of=len(widely),
        label=facts.label_at(ctx.results, lowest, ctx.lang),
        top=lowest == levels[-1],
        again=n_low > 0,
    )


@dataclass(frozen=True, slots=True)
class Ends:
    """Who leads and who closes the field of ``n``, with their scores and where these lead.

    ``all_tied``: all have the same score; ``leaders`` is then empty where they are too many to
    name.
    """

    leaders: tuple[str, ...]
    best: float | None
    best_ref: str
    last: tuple[str, ...]
    worst: float | None
    worst_ref: str
    n: int
    all_tied: bool


def ends(ctx: Context) -> Paragraph:
    """Who leads and who closes the field."""
    order = facts.ranked(ctx.results)
    first, last = order[0], order[-1]
    all_tied = last.rank == 1
    leaders = [ctx.region(s.case) for s in order if s.rank == 1]
    best_ref, worst_ref = (into(s.case, "s-overall", f"r-{s.case}") for s in (first, last))
    fact = Ends(
        leaders=() if all_tied and len(order) > MOST_NAMES else tuple(leaders),
        best=first.value,
        best_ref=best_ref,
        last=tuple(ctx.region(s.case) for s in order if s.rank == last.rank),
        worst=last.value,
        worst_ref=worst_ref,
        n=len(order),
        all_tied=all_tied,
    )
    return Paragraph(ctx.words.ranking.ends(fact))


@dataclass(frozen=True, slots=True)
class Lead:
    """Who is first, and who could be instead; none where hardly anybody could. ``rated``: whether
    people rate anything."""

    name: str
    rivals: tuple[str, ...]
    rated: bool = True


def lead(ctx: Context) -> Lead | None:
    """Who is first, alone, where draws tell how sure that is."""
    order = facts.ranked(ctx.results)
    if len(order) < 2 or order[1].rank == 1 or len(order) > MOST_CASES:
        return None
    first = order[0].case
    if not ctx.results.outlooks:
        return None
    return Lead(ctx.region(first), rivals(ctx, first), bool(ctx.rubric.rated))


@dataclass(frozen=True, slots=True)
class Together:
    """Runs of the ranking with no order inside them, by their first and last place."""

    runs: tuple[tuple[int, int], ...]


def together(ctx: Context) -> Together | None:
    """The runs of two plans and more; None where there are none."""
    found, start = [], 1
    for run in facts.rank_groups(ctx.results):
        if len(run) > 1:
            found.append((start, start + len(run) - 1))
        start += len(run)
    return Together(tuple(found)) if found else None


def told(ctx: Context) -> list[Runs]:
    """What may be said of the ranking: how sure the first place is, into which places no order
    should be read, which plans are not rated throughout."""
    said, first, runs_found = ctx.words.ranking, lead(ctx), together(ctx)
    return [
        *([said.lead(first)] if first else []),
        *([said.together(runs_found)] if runs_found else []),
        *_incomplete(ctx),
        *_repeated(ctx),
    ]


def _repeated(ctx: Context) -> list[Runs]:
    """Regions that have several plans: a sentence each, or how many where they are more than
    anybody reads."""
    said, found = ctx.words.ranking, facts.repeated(ctx.results)
    if len(found) > MOST:
        return [said.repeated_often(len(found))]
    return [
        said.repeated_much(len(own))
        if len(own) > MOST
        else said.repeated(tuple(map(ctx.region, own)))
        for own in found
    ]


@dataclass(frozen=True, slots=True)
class Incomplete:
    """Ranked plans that are not rated throughout: the first few, as (region, coverage, lowest and
    highest score if gaps are filled, None of an index), and how many more there are; ``rated``:
    whether people rate anything."""

    shown: tuple[tuple[str, float, float | None, float | None], ...]
    more: int
    rated: bool = True


def _incomplete(ctx: Context) -> list[Runs]:
    """Ranked plans that are not rated throughout, with the range their score would have if they
    were."""
    thin = [s for s in facts.ranked(ctx.results) if s.coverage < 1 - TOLERANCE]
    shown = tuple((ctx.region(s.case), s.coverage, s.low, s.high) for s in thin[:MOST])
    fact = Incomplete(shown, len(thin) - len(shown), bool(ctx.rubric.rated))
    return [ctx.words.ranking.incomplete(fact)] if thin else []


@dataclass(frozen=True, slots=True)
class Nobody:
    """Of the ``of`` widely rated criteria, ``n`` on which no plan gets above a level; the first few
    are named."""

    n: int
    of: int
    named: tuple[str, ...]
    all_named: bool
    label: str

    @property
    def everywhere(self) -> bool:
        return self.n == self.of


def to_learn(ctx: Context) -> list[Runs]:
    """What no plan does, and whom to learn from."""
    levels, said, out = ctx.rubric.levels, ctx.words.ranking, []
    if not levels:
        return []
    middle = levels[(len(levels) - 1) // 2]
    low = facts.nobody_does(ctx.results, middle)
    if low:
        named = tuple(ctx.titles[ref] for ref in low[:MOST])
        label = facts.label_at(ctx.results, middle, ctx.lang)
        of = len(facts.widely_rated(ctx.results))
        out.append(said.nobody(Nobody(len(low), of, named, len(low) <= MOST, label)))
    if learn := teachers(ctx, len(low)):
        out.append(said.learn_from(learn))
    return out


def unranked(ctx: Context) -> list[Runs]:
    """The plans that have no total, those apart that left the sample of measures, and those of
    which nothing is rated; empty where all have one."""
    apart = [s.case for s in ctx.results.standings if not s.rank]
    gone = {m.case for m in ctx.evaluation.measured if m.unscored == "screened"}
    blank = {*ctx.evaluation.unrated} - gone
    thin = tuple(ctx.region(case) for case in apart if case not in blank | gone)
    left = tuple(ctx.region(case) for case in apart if case in gone)
    bare = tuple(ctx.region(case) for case in apart if case in blank)
    said = ctx.words.ranking
    told = ((said.unranked, thin), (said.screened, left), (said.unrated, bare))
    return [sentence(names) for sentence, names in told if names]


def ranking_table(ctx: Context, ranks: bool = False) -> Table:
    """A row a plan: score, grade, the places it may have and its group; with ``ranks`` its rank
    in place of both, coverage and what other weights give. Coverage is shown too where something is
    not rated."""
    group_of = {
        case: n for n, run in enumerate(facts.rank_groups(ctx.results), start=1) for case in run
    }
    several = len({*group_of.values()}) > 1
    places = facts.places(ctx.results)
    thin = any(s.coverage < 1 - TOLERANCE for s in ctx.results.standings)

    def bounds(s: Standing) -> Runs:
        return runs(ctx.score(s.low), "–", ctx.score(s.high)) if s.coverage < 1 else ("—",)

    def place(s: Standing) -> str:
        return places[s.case].text() if s.case in places else "—"

    def failed(case: str) -> str:
        return ctx.grammar.semicolon.join(failed_gates(ctx, case))

    def weighed(s: Standing) -> str:
        return facts.PlaceRange(s.rank_low, s.rank_high).text() if s.rank else "—"

    columns: Cols[Standing] = (
        ctx.col("#.rank", lambda s: str(s.rank or "—"), ranks),
        ctx.col("region", lambda s: ctx.link(s.case)),
        ctx.col("#score", lambda s: ctx.score(s.value, into(s.case, "s-overall", f"a-{s.case}"))),
        ctx.col("#place", place, bool(places) and not ranks),
        ctx.col("#.group", lambda s: str(group_of.get(s.case, "—")), several and not ranks),
        ctx.col("grade", lambda s: grade_told(ctx, s.case), bool(ctx.rubric.grades)),
        ctx.col("#coverage", lambda s: percent(s.coverage), thin or ranks),
        ctx.col("bounds", bounds, thin and not ctx.units.index),
        ctx.col("rank-range", weighed, ranks),
        ctx.col("not-passed", lambda s: failed(s.case), any(map(failed, ctx.evaluation.cases))),
    )
    shown = {*ctx.shown}
    rows = [s for s in ctx.results.standings if ranks or s.case in shown]
    return table(ctx.labels["ranking"], rows, columns, id=lambda s: f"r-{s.case}")


@dataclass(frozen=True, slots=True)
class Grouped:
    """How many runs the ranking falls into, with how many plans in each, and where the axis of the
    picture starts."""

    sizes: tuple[int, ...]
    plans: int
    start: float

    @property
    def n(self) -> int:
        return len(self.sizes)

    @property
    def each_alone(self) -> bool:
        return self.n == self.plans


def drawn(ctx: Context, figures: bool = False) -> tuple[Chart, ...]:
    """Totals with the range that the usual assumptions give each, in groups; with ``figures`` score
    and places beside them, for a picture that stands without its table."""
    order = facts.ranked(ctx.results)
    found = {o.case: o for o in ctx.results.outlooks}
    groups = facts.rank_groups(ctx.results)
    if not charts.drawable(len(order)) or not groups:
        return ()
    cases = [s.case for s in order]
    names = dict(zip(cases, ctx.short_regions(cases), strict=True))
    value, places = facts.totals(ctx.results), facts.places(ctx.results)

    def span(case: str) -> Span:
        held = value[case], found[case].low, found[case].high
        own = [ctx.units.shown(v) for v in held]
        beside = (ctx.on_axis(own[0]), places[case].text()) if figures else ()
        return Span(names[case], own[0], own[1], own[2], beside)

    spans = [[span(case) for case in run] for run in groups]
    flat = [s for run in spans for s in run]
    axis = charts.axis_of(
        "" if figures else ctx.labels["score"],
        [v for s in flat for v in (s.low, s.high)],
        ctx.units,
    )
    caption = ctx.caption(ctx.words.ranking.grouped(grouped(groups, axis)))
    items = [
        f"{s.name} {ctx.on_axis(s.value)}{ctx.aside(f'{ctx.on_axis(s.low)}–{ctx.on_axis(s.high)}')}"
        for s in flat
    ]
    alt = ctx.described(ctx.labels["c-ranking"], items)
    heads = (ctx.labels["score"], ctx.labels["place"]) if figures else ()
    return (charts.ranges("c-ranking", caption, alt, spans, axis, heads),)


def grouped(groups: Sequence[Sequence[str]], axis: Axis) -> Grouped:
    """What the picture of the ranking shows."""
    sizes = tuple(len(run) for run in groups)
    return Grouped(sizes, sum(sizes), axis.low if axis.cut else 0.0)


def selected(ctx: Context) -> tuple[Paragraph, ...]:
    """Which plans tables show, and where all of them stand; nothing where they show all."""
    found = ctx.selection
    return () if found is None else (Paragraph(ctx.words.ranking.selection(found)),)


def compared(ctx: Context) -> tuple[Block, ...]:
    """Chart, table, and how to read both."""
    chart = drawn(ctx)
    usual, within = Assumptions(), percent(ctx.rubric.method.ranges.within).text()
    share = percent(usual.within).text()
    said = ctx.note("ranking-note", draws=usual.draws, range=share, within=within)
    note = (said,) if chart else ()
    return (*selected(ctx), *chart, ranking_table(ctx), *note)
