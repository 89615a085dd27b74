"""The plans as a whole: mean, ends, grades, and how far apart they are on each pillar."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.analysis.outcomes import stands_of
from evalkit.model.rubric import AnyGrade, Pillar
from evalkit.report import facts
from evalkit.report.context import Context
from evalkit.report.model import Block, Runs, Strong, Table, runs
from evalkit.report.notes import begins
from evalkit.report.numbers import number
from evalkit.report.table import Cols, table
from evalkit.scoring.tolerances import NEAR, TOLERANCE

PACES = ("reached", "above-floor", "below-ceiling", "on-course", "slower", "far", "unknown")


@dataclass(frozen=True, slots=True)
class Overview:
    """All plans as a whole, scores in [0, 1]. ``alike``: all have the same score; ``grades``:
    (label, how many plans), best first."""

    n: int
    mean: float
    low: float
    lowest: tuple[str, ...]
    high: float
    highest: tuple[str, ...]
    alike: bool
    grades: tuple[tuple[str, int], ...]


def overview(ctx: Context) -> Overview | None:
    """Mean, ends and grades; None where no plan has a total."""
    order = facts.ranked(ctx.results)
    values = list(facts.totals(ctx.results).values())
    if not values:
        return None
    grades: dict[str, int] = {}
    for case in facts.totals(ctx.results):
        if grade := ctx.evaluation.graded[case].grade:
            label = ctx.say(grade.label)
            grades[label] = grades.get(label, 0) + 1
    lowest, highest = (
        tuple(ctx.region(s.case) for s in order if s.rank == end.rank)
        for end in (order[-1], order[0])
    )
    return Overview(
        n=len(values),
        mean=sum(values) / len(values),
        low=values[-1],
        lowest=lowest,
        high=values[0],
        highest=highest,
        alike=values[0] - values[-1] < ctx.units.least,
        grades=tuple(grades.items()),
    )


@dataclass(frozen=True, slots=True)
class PillarMeans:
    """Mean scores of the counted pillars: (title, mean) of the ``best``, near each other; the
    ``worst``, at ``low``. ``alike``: all are near each other, from ``low`` to ``high``; ``same``:
    no two differ."""

    alike: bool
    same: bool
    low: float
    high: float
    best: tuple[tuple[str, float], ...]
    worst: tuple[str, ...]


def pillar_means(ctx: Context) -> PillarMeans | None:
    """Which pillars plans are strongest and weakest in; None with fewer than two."""
    refs = [p.id for p in facts.counted_pillars(ctx.results)]
    means = [(ctx.titles[ref], mean) for ref in refs if (mean := facts.mean_of(ctx.results, ref))]
    if len(means) < 2:
        return None
    means.sort(key=lambda held: -held[1])
    high, low = means[0][1], means[-1][1]
    return PillarMeans(
        alike=high - low < NEAR,
        same=high - low < ctx.units.least,
        low=low,
        high=high,
        best=tuple(held for held in means if high - held[1] < NEAR <= held[1] - low),
        worst=tuple(title for title, mean in means if mean - low <= TOLERANCE),
    )


@dataclass(frozen=True, slots=True)
class Paces:
    """Of ``n`` targets, how many stand at each pace, from reached to unknown."""

    n: int
    held: tuple[tuple[str, int], ...]


def paces(ctx: Context) -> Paces | None:
    """How the plans' targets stand; None without targets."""
    found = stands_of(ctx.evaluation, ctx.results.courses)
    held = tuple((pace, found.count(pace)) for pace in PACES if pace in found)
    return Paces(len(found), held) if found else None


def grades_table(ctx: Context) -> Table | None:
    """Grades, and the plans that have them; None where the rubric has none."""
    order = facts.ranked(ctx.results)

    def held(grade: AnyGrade) -> list[str]:
        return [ctx.region(s.case) for s in order if ctx.evaluation.graded[s.case].grade == grade]

    few = ctx.selection is None
    named = ctx.grammar.listed if few else ctx.all_named
    columns: Cols[AnyGrade] = (
        ctx.col("grade", lambda g: ctx.say(g.label)),
        ctx.col("#from-score", lambda g: begins(ctx.words, g)),
        ctx.col("#plans", lambda g: number(len(held(g)))),
        ctx.col("region", lambda g: named(names) if (names := held(g)) else "—"),
    )
    grades: list[AnyGrade] = [*ctx.rubric.bands, *ctx.rubric.overriding]
    return table(ctx.labels["grades-table"], grades, columns) if grades else None


def pillars_table(ctx: Context) -> Table:
    """The total and the top pillars: mean, ends and who stands there."""
    nodes = [n.ref for n in ctx.rubric.nodes if isinstance(n.node, Pillar) and not n.above]
    known = {ref: facts.known_values(ctx.results, ref).of for ref in ("overall", *nodes)}

    def end(ref: str, value: float) -> Runs:
        held = [c for c, v in known[ref].items() if abs(v - value) < TOLERANCE]
        tied = len(held) == len(known[ref]) > 1
        who = ctx.labels["tied"] if tied else ctx.grammar.first_of([ctx.region(c) for c in held])
        return runs(ctx.score(value), ctx.aside(who))

    def mean(ref: str) -> float:
        return sum(known[ref].values()) / len(known[ref])

    columns: Cols[str] = (
        ctx.col("pillar", lambda ref: Strong(ctx.with_code(ref))),
        ctx.col("#plans", lambda ref: number(len(known[ref]))),
        ctx.col("#mean", lambda ref: ctx.score(mean(ref))),
        ctx.col("lowest", lambda ref: end(ref, min(known[ref].values()))),
        ctx.col("highest", lambda ref: end(ref, max(known[ref].values()))),
        ctx.col(
            "#apart", lambda ref: ctx.apart(max(known[ref].values()) - min(known[ref].values()))
        ),
    )
    shown = [ref for ref, values in known.items() if values]
    return table(ctx.labels["spread-table"], shown, columns)


def portfolio(ctx: Context) -> tuple[Block, ...]:
    """Grades with who has them, and every top pillar with its mean and its ends."""
    grades = grades_table(ctx)
    return (*([grades] if grades else []), pillars_table(ctx))
