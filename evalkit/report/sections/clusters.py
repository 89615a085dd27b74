"""What the framework asks of a group of regions, such as a city cluster, and of no other, against
what each member writes."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.analysis.clusters import Cluster, clusters_of
from evalkit.report import facts
from evalkit.report.context import Context, into
from evalkit.report.framework import place_of
from evalkit.report.model import Block, Cell, Entry, Paragraph, Runs, Strong, Table, cell, runs
from evalkit.report.regions import name_of_code
from evalkit.report.table import Cols, table, tone
from evalkit.report.written import Written, written

NAMED = 3  # asks named in the sentence, of each kind


@dataclass(frozen=True, slots=True)
class ClusterFact:
    """A group in short. ``place``: where the framework asks all of it, empty where in several
    places; ``members``: regions with a plan here; ``missing``: those without;
    ``known``: whether the rubric names the members; ``alike``: other groups that are asked the
    same; ``n`` asks, of which a member meets ``met`` at ``level`` or above; ``unmet``: titles of
    the first asks on which every member is at ``low`` or below, ``n_unmet`` in all."""

    place: str
    members: tuple[str, ...]
    missing: tuple[str, ...]
    known: bool
    alike: tuple[str, ...]
    n: int
    met: int
    level: int
    low: int
    n_unmet: int
    unmet: tuple[str, ...]


def compared(ctx: Context) -> tuple[Block, ...]:
    """An entry a group: who is in it and here, what it is asked, and what each member writes."""
    if not ctx.rubric.levels:
        return ()
    return tuple(
        Entry(f"cluster-{found.value}", (title(ctx, found),), of_cluster(ctx, found))
        for found in clusters_of(ctx.evaluation)
    )


def title(ctx: Context, cluster: Cluster) -> str:
    """What a group is called."""
    return ctx.say(ctx.rubric.facets[cluster.facet].values[cluster.value])


def of_cluster(ctx: Context, cluster: Cluster) -> tuple[Paragraph | Table, ...]:
    """A page on one group: a sentence, then ask by ask a row a member."""
    said = Paragraph(ctx.words.clusters.cluster(fact_of(ctx, cluster)))
    return (said, written_table(ctx, cluster))


def fact_of(ctx: Context, cluster: Cluster) -> ClusterFact:
    """A group in short."""
    high, low = facts.high_level(ctx.results), facts.low_level(ctx.results)
    agreed, rated = ctx.evaluation.ratings.agreed, ctx.rubric.rated
    best: dict[str, float] = {}
    refs = [ref for ref in cluster.refs if rated[ref].scale is None]  # levels are named below
    for ref in refs:
        given = [agreed[case, ref].level for case in cluster.members if (case, ref) in agreed]
        if known := [at for at in given if at is not None]:
            best[ref] = max(known)
    unmet = [_short(ctx, cluster, ref) for ref, at in best.items() if at <= low]
    others = ctx.rubric.facets[cluster.facet].values
    return ClusterFact(
        place=_place(ctx, cluster),
        members=tuple(ctx.region(case) for case in cluster.members),
        missing=tuple(name_of_code(ctx, code) for code in cluster.missing),
        known=cluster.known,
        alike=tuple(ctx.say(others[value]) for value in cluster.others),
        n=len(refs),
        met=sum(at >= high for at in best.values()),
        level=high,
        low=low,
        n_unmet=len(unmet),
        unmet=tuple(unmet[:NAMED]),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """What a member writes on an ask; ``first``: the ask's first line, which says what is asked."""

    ref: str
    case: str
    said: Written
    first: bool


def written_table(ctx: Context, cluster: Cluster) -> Table:
    """A row a member under each ask: its level, and what it writes there."""
    lines = [
        _Line(ref, case, written(ctx, case, ref), n == 0)
        for ref in cluster.refs
        for n, case in enumerate(cluster.members)
    ]

    def asked(line: _Line) -> Runs:
        return _asked(ctx, cluster, line.ref) if line.first else ()

    columns: Cols[_Line] = (
        ctx.col("cluster-ask", asked),
        ctx.col("region", lambda line: ctx.region(line.case)),
        ctx.col("#.level", lambda line: _level(ctx, line)),
        ctx.col("cluster-writes", lambda line: said(ctx, line.said)),
    )
    return table(ctx.label("cluster-table", title=title(ctx, cluster)), lines, columns)


def said(ctx: Context, found: Written) -> Runs:
    """What a plan writes, in a clause, and where."""
    if not found.applies:
        return (ctx.labels["does-not-apply"],)
    if not found.clause:
        return (ctx.labels["nothing-rated"],)
    where = ctx.grammar.joined(found.places, ctx.grammar.semicolon)
    return runs(found.clause, ctx.aside(where) if where else "")


def _level(ctx: Context, line: _Line) -> Cell:
    score = ctx.evaluation.score_of.get((line.case, line.ref))
    if not line.said.applies:
        return cell(ctx.labels["not-applicable"], tone="na")
    id = ctx.rubric.rated[line.ref].id
    figure = ctx.level(line.ref, line.said.level, into(line.case, f"e-{id}"))
    return cell(figure, tone=tone(score.value) if score else "missing")


def _asked(ctx: Context, cluster: Cluster, ref: str) -> Runs:
    """What a criterion asks, in short, and where the framework does, unless it asks all of it
    there."""
    place = place_of(ctx, ref)
    head = ctx.grammar.capital(_short(ctx, cluster, ref))
    return runs(Strong(head), ctx.aside(place) if place and not _place(ctx, cluster) else "")


def _place(ctx: Context, cluster: Cluster) -> str:
    """Where the framework asks all of it; empty where it is asked in several places."""
    found = {place_of(ctx, ref) for ref in cluster.refs}
    return found.pop() if len(found) == 1 else ""


def _short(ctx: Context, cluster: Cluster, ref: str) -> str:
    """A criterion's title as it stands in a sentence, without what all of the group's titles say
    before a colon."""
    heads = {ctx.titles[r].partition(ctx.grammar.colon)[0] for r in cluster.refs}
    after = ctx.titles[ref].partition(ctx.grammar.colon)[2]
    return after if len(heads) == 1 and after else ctx.grammar.inside(ctx.titles[ref])
