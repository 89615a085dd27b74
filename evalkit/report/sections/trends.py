"""How regions moved over the years: index and places, all years on one scale, growth, and which
indicators made the difference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from evalkit.analysis.trends import Imputed, Line, Mark, Share, Trends, trends_of
from evalkit.report import charts
from evalkit.report.charts import Course, Pair
from evalkit.report.context import Context
from evalkit.report.model import Block, Bullets, Cell, Chart, Paragraph, Runs, Table, cell, runs
from evalkit.report.numbers import DASH, Figure, number
from evalkit.report.table import Col, Cols, table, with_values
from evalkit.scoring.tolerances import MOST_CASES

MOST = 3  # indicators named, and regions to either end
LINES = 6  # named in a picture
ROWS = 60  # of values imputed


@dataclass(frozen=True, slots=True)
class CourseFact:
    """A score of ``n`` regions over ``years``. ``n_both``: those scored in the first and the last
    of them, of which so many ``rose``, ``fell`` and ``stayed``; ``before``, ``after``: their mean;
    ``risen``, ``fallen``: who moved most, (region, by how much), None where nobody did."""

    title: str
    n: int
    years: tuple[int, ...]
    first: int
    last: int
    n_both: int
    rose: int
    fell: int
    stayed: int
    before: float
    after: float
    risen: tuple[str, float] | None
    fallen: tuple[str, float] | None


@dataclass(frozen=True, slots=True)
class PlacesFact:
    """Places among the ``n`` scored in all years. ``always``: who is first in each of them, or
    ``before`` and ``after``: who is in the first and in the last; ``up``, ``down``: who gained and
    lost most, (region, from, to)."""

    n: int
    first: int
    last: int
    always: tuple[str, ...]
    before: tuple[str, ...]
    after: tuple[str, ...]
    up: tuple[tuple[str, int, int], ...]
    down: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class DriversFact:
    """What moved a score on average over ``n`` regions: (indicator, how much it adds), most
    first."""

    n: int
    raised: tuple[tuple[str, float], ...]
    lowered: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class UnscoredFact:
    """Who is not scored in which years, and so has no place there: (year, regions), nobody named
    where it is all of them."""

    years: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class OlderFact:
    """Regions of which several plans are at hand: the latest stands for each."""

    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RatedFact:
    """How many criteria people rate, which are the same in all years."""

    n: int


@dataclass(frozen=True, slots=True)
class YearsFact:
    """Years left out, and the years of which nobody has a value of a measure: (year, measures)."""

    thin: tuple[int, ...]
    unmeasured: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class ImputedFact:
    """How many values stand in for missing ones, of how many regions."""

    n: int
    regions: int


def of_total(ctx: Context) -> bool:
    """Whether measures of two years or more count in the total, of two regions or more."""
    found = ctx.results.trends
    return found is not None and len(found.years) > 1 and len(found.lines) > 1


def compared(ctx: Context) -> tuple[Block, ...]:
    """The total over the years, or where it has no measures, the first pillar that has measures of
    two years or more; with pictures."""
    found = _pictured(ctx)
    return () if found is None or len(found.years) < 2 else asked(ctx, found)


def measured_pillars(ctx: Context) -> tuple[str, ...]:
    """Refs of pillars that have a score and measures that count in it."""
    every = [group.ref for group in reversed(ctx.evaluation.leaves.tree.groups)]
    pillars = [ref for ref in every if ref != "overall"]
    return tuple(ref for ref in pillars if not trends_of(ctx.evaluation, ref).lack)


def asked(ctx: Context, found: Trends, pictured: bool = True) -> tuple[Block, ...]:
    """A score over the years: what is to be said, by year and place, what made the difference, how
    measures grew, and what was imputed; ``pictured``: with pictures."""
    words, moved = ctx.words.trends, [line for line in found.lines if line.change is not None]
    out: list[Block] = []
    if moved:
        out.append(Paragraph(words.course(course_fact(ctx, found))))
        items: list[Runs] = []
        places = places_fact(ctx, found)
        items += [words.places(places)] if places is not None else []
        items.append(words.drivers(drivers_fact(ctx, found)))
        out.append(Bullets(tuple(items)))
        out += [*drawn_of(ctx, found), *places_of(ctx, found)] if pictured else []
    elif len(found.years) < 2:
        out.append(ctx.note("trends-one-year", year=found.years[0]))
    else:
        out.append(ctx.note("trends-no-ends", first=found.years[0], last=found.years[-1]))
    out.append(years_table(ctx, found))
    out += [parts_table(ctx, found), indicators_table(ctx, found)] if moved else []
    out += [Paragraph(said) for said in _qualified(ctx, found)]
    if found.imputed:
        out.append(imputed_table(ctx, found.imputed))
    return (*out, *([ctx.note("trends-note")] if moved else []))


def _qualified(ctx: Context, found: Trends) -> Iterator[Runs]:
    """What the figures are to be read with."""
    words = ctx.words.trends
    pairs = [*zip(_names(ctx, found.lines), found.lines, strict=True)]
    asked_of = [(n, line) for n, line in pairs if line.marks[0].reason != "not-applicable"]
    unscored = []
    for k, year in enumerate(found.years):
        own = tuple(name for name, line in asked_of if line.marks[k].value is None)
        unscored += [(year, own if len(own) < len(asked_of) else ())] if own else []
    if unscored:
        yield words.unscored(UnscoredFact(tuple(unscored)))
    if found.older:
        later = dict.fromkeys(found.older.values())
        say, files = ctx.say, ctx.evaluation.file_of
        yield words.older(OlderFact(tuple(say(files[c].case.region.name) for c in later)))
    if found.rated:
        yield words.rated(RatedFact(len(found.rated)))
    lacking: dict[int, list[str]] = {}
    for year, ref in found.unmeasured:
        lacking.setdefault(year, []).append(ctx.title(ref))
    if found.thin or lacking:
        told = tuple((year, tuple(titles)) for year, titles in sorted(lacking.items()))
        yield words.years(YearsFact(found.thin, told))
    if found.imputed:
        cases = {own.case for own in found.imputed}
        yield words.imputed(ImputedFact(len(found.imputed), len(cases)))


def course_fact(ctx: Context, found: Trends) -> CourseFact:
    """How the scores went; of trends in which some are scored in the first and the last year."""
    moved = [(line, line.change) for line in found.lines if line.change is not None]
    least = ctx.units.least
    name = dict(zip((line.case for line in found.lines), _names(ctx, found.lines), strict=True))
    high, low = (end(moved, key=lambda own: own[1]) for end in (max, min))
    rose = sum(change >= least for _, change in moved)
    fell = sum(change <= -least for _, change in moved)
    ends = [(line.marks[0].value or 0.0, line.marks[-1].value or 0.0) for line, _ in moved]
    return CourseFact(
        title=ctx.title(found.of),
        n=len(found.lines),
        years=found.years,
        first=found.years[0],
        last=found.years[-1],
        n_both=len(moved),
        rose=rose,
        fell=fell,
        stayed=len(moved) - rose - fell,
        before=fmean(first for first, _ in ends),
        after=fmean(last for _, last in ends),
        risen=(name[high[0].case], high[1]) if high[1] >= least else None,
        fallen=(name[low[0].case], -low[1]) if low[1] <= -least else None,
    )


def places_fact(ctx: Context, found: Trends) -> PlacesFact | None:
    """How places went among those scored in all years; None with fewer than two of them."""
    held = [line for line in found.lines if line.marks[0].rank_of_all]
    if len(held) < 2:
        return None
    names = dict(zip((line.case for line in found.lines), _names(ctx, found.lines), strict=True))

    def first_in(k: int) -> tuple[str, ...]:
        return tuple(names[line.case] for line in held if line.marks[k].rank_of_all == 1)

    firsts = [first_in(k) for k in range(len(found.years))]
    always = len({*firsts}) == 1
    gained = {line.case: line.marks[0].rank_of_all - line.marks[-1].rank_of_all for line in held}

    def furthest(sign: int) -> tuple[tuple[str, int, int], ...]:
        most = max(sign * by for by in gained.values())
        if most <= 0:
            return ()
        own = [line for line in held if sign * gained[line.case] == most]
        ends = ((line.marks[0].rank_of_all, line.marks[-1].rank_of_all) for line in own)
        told = tuple((names[line.case], *pair) for line, pair in zip(own, ends, strict=True))
        return told if len(told) <= MOST else ()

    return PlacesFact(
        n=len(held),
        first=found.years[0],
        last=found.years[-1],
        always=firsts[0] if always else (),
        before=() if always else firsts[0],
        after=() if always else firsts[-1],
        up=furthest(1),
        down=furthest(-1),
    )


def drivers_fact(ctx: Context, found: Trends) -> DriversFact:
    """Which indicators moved the score most, on average over the regions scored at both ends."""
    means = _means(found)
    order = sorted(means.items(), key=lambda own: -own[1])
    least = ctx.units.least
    up = [(ctx.title(ref), by) for ref, by in order if by >= least]
    down = [(ctx.title(ref), -by) for ref, by in reversed(order) if by <= -least]
    n = sum(line.change is not None for line in found.lines)
    return DriversFact(n, tuple(up[:MOST]), tuple(down[:MOST]))


def _means(found: Trends) -> dict[str, float]:
    """Indicator → what it adds on average."""
    held: dict[str, list[float]] = {}
    for line in found.lines:
        for part in line.parts:
            held.setdefault(part.ref, []).append(part.adds)
    return {ref: fmean(own) for ref, own in held.items()}


def _names(ctx: Context, lines: Sequence[Line]) -> list[str]:
    """Names of regions; without the year of the plan, as each has one line."""
    say, files = ctx.say, ctx.evaluation.file_of
    full = [say(files[line.case].case.region.name) for line in lines]
    short = [ctx.grammar.without_kind(name) for name in full]
    return short if len({*short}) == len(short) else full


def _order(found: Trends) -> list[Line]:
    """Lines by their place in the last year, those without one last."""
    return sorted(found.lines, key=lambda line: line.marks[-1].rank or len(found.lines) + 1)


def years_table(ctx: Context, found: Trends) -> Table:
    """A row a region: score and place in each year, change, growth, places gained."""
    name = dict(zip((line.case for line in found.lines), _names(ctx, found.lines), strict=True))

    def shown(mark: Mark) -> Cell:
        if mark.value is None:
            return cell(DASH)
        star = ctx.labels["trends-mark"] if mark.imputed else ""
        return cell(ctx.score(mark.value), star, ctx.aside(str(mark.rank)))

    def of_year(k: int) -> Col[Line]:
        title = str(found.years[k])
        return Col(title, lambda line: shown(line.marks[k]), numeric=True)

    def places(line: Line) -> Figure:
        first, last = line.marks[0].rank_of_all, line.marks[-1].rank_of_all
        return Figure(float(first - last) if first else None, 0, signed=True)

    several = len(found.years) > 1
    grown = any(line.growth.rate is not None for line in found.lines)
    columns: Cols[Line] = (
        ctx.col("region", lambda line: name[line.case]),
        *(of_year(k) for k in range(len(found.years))),
        ctx.col("#change", lambda line: ctx.shift(line.change), several),
        ctx.col("#trends-growth", lambda line: percent_shift(line.growth.rate), grown),
        ctx.col("#trends-places", places, several),
    )
    caption = ctx.label("trends-table", title=ctx.grammar.inside(ctx.title(found.of)))
    return table(caption, _order(found), columns)


def percent_shift(value: float | None) -> Figure:
    """A rate of growth in per cent with its sign."""
    return Figure(value, 1, 100, "%", signed=True)


def parts_table(ctx: Context, found: Trends) -> Table:
    """A row a region: its change, what raised and what lowered it most, and what weights that shift
    with missing values did."""
    name = dict(zip((line.case for line in found.lines), _names(ctx, found.lines), strict=True))
    least = ctx.units.least

    def told(line: Line, sign: int) -> Runs:
        own = [part for part in line.parts if sign * part.adds >= least]
        own.sort(key=lambda part: -sign * part.adds)
        items: list[Runs] = [_told(ctx, part) for part in own[:MOST]]
        if len(own) > MOST:
            rest = sum(part.adds for part in own[MOST:])
            items.append(runs(ctx.label("trends-others", n=len(own) - MOST), ctx.shift(rest)))
        joined = ctx.grammar.joined(items, ctx.grammar.semicolon) if items else DASH
        return runs(joined)

    shifted = any(abs(line.by_weights) >= least for line in found.lines)
    columns: Cols[Line] = (
        ctx.col("region", lambda line: name[line.case]),
        ctx.col("#change", lambda line: ctx.shift(line.change)),
        ctx.col("trends-raised", lambda line: told(line, 1)),
        ctx.col("trends-lowered", lambda line: told(line, -1)),
        ctx.col("#trends-weights", lambda line: ctx.shift(line.by_weights), shifted),
    )
    rows = [line for line in _order(found) if line.change is not None]
    first, last = found.years[0], found.years[-1]
    return table(ctx.label("trends-parts", first=first, last=last), rows, columns)


def _told(ctx: Context, part: Share) -> Runs:
    return runs(ctx.title(part.ref), " ", ctx.shift(part.adds))


def indicators_table(ctx: Context, found: Trends) -> Table:
    """A row an indicator: what it adds on average, in how many regions it raised and lowered the
    score, and how its values grew."""
    means, least = _means(found), ctx.units.least
    adds = {
        ref: [p.adds for line in found.lines for p in line.parts if p.ref == ref] for ref in means
    }
    rates = {ref: [own.growth.rate for own in found.series if own.ref == ref] for ref in means}

    def grown(ref: str) -> Figure:
        known = [rate for rate in rates[ref] if rate is not None]
        return percent_shift(median(known) if known else None)

    columns: Cols[str] = (
        ctx.col("measure", ctx.with_code),
        ctx.col("#trends-mean", lambda ref: ctx.shift(means[ref])),
        ctx.col("#trends-rose", lambda ref: str(sum(v >= least for v in adds[ref]))),
        ctx.col("#trends-fell", lambda ref: str(sum(v <= -least for v in adds[ref]))),
        ctx.col("#trends-median", grown),
    )
    order = [ref for ref in found.measured if ref in means]
    return with_values(table(ctx.labels["trends-indicators"], order, columns))


def imputed_table(ctx: Context, held: Sequence[Imputed]) -> Table:
    """A row a value that stands in for a missing one; of many the first."""

    def how(own: Imputed) -> str:
        years = ctx.grammar.listed([str(year) for year in own.of])
        return ctx.label(f"trends-by-{own.how}", years=years)

    def value(own: Imputed) -> Runs:
        rule = ctx.rubric.measured[own.ref][1]
        return (number(own.value, rule.decimals),)

    columns: Cols[Imputed] = (
        ctx.col("region", lambda own: ctx.region(own.case)),
        ctx.col("measure", lambda own: ctx.title(own.ref)),
        ctx.col("year", lambda own: str(own.year)),
        ctx.col("#trends-value", value),
        ctx.col("trends-how", how),
    )
    more = ctx.label("trends-imputed-first", n=ROWS) if len(held) > ROWS else ""
    return table(ctx.labels["trends-imputed"] + more, held[:ROWS], columns)


def _spoken_of(found: Trends, case: str) -> set[str]:
    """Who is named in pictures: the case asked for, and those that moved most either way."""
    moved = [line for line in found.lines if line.change is not None]
    moved.sort(key=lambda line: -abs(line.change or 0.0))
    named = {line.case for line in moved[:LINES]}
    return {case} if case else named


def drawn_of(ctx: Context, found: Trends, case: str = "") -> tuple[Chart, ...]:
    """Scores over the years, a line a region; those that moved most, or one asked for, named."""
    scored = [line for line in found.lines if any(mark.value is not None for mark in line.marks)]
    if len(found.years) < 2 or not 2 <= len(scored) <= MOST_CASES or not charts.available():
        return ()
    spoken = _spoken_of(found, case)
    lines, items = [], []
    for name, line in zip(_names(ctx, found.lines), found.lines, strict=True):
        points = tuple(
            (m.year, ctx.units.shown(m.value)) for m in line.marks if m.value is not None
        )
        if not points:
            continue
        end = ctx.on_axis(points[-1][1])
        lines.append(Course(name, points, f"{end} {name}", line.case in spoken))
        ends = f"{points[0][0]} {ctx.on_axis(points[0][1])} → {points[-1][0]} {end}"
        items.append(f"{name} {ends}")
    held = [value for line in lines for _, value in line.points]
    axis = charts.axis_of("", held, ctx.units)
    label = "trends-line" if case else "trends-lines"
    caption = ctx.label(label, title=ctx.title(found.of))
    alt = ctx.described(caption, items)
    return (charts.courses("c-trends", caption, alt, lines, found.years, axis),)


def places_of(ctx: Context, found: Trends, case: str = "") -> tuple[Chart, ...]:
    """Places in the first and the last year, among those scored in all years."""
    held = [
        (name, line)
        for name, line in zip(_names(ctx, found.lines), found.lines, strict=True)
        if line.marks[0].rank_of_all
    ]
    if len(found.years) < 2 or not charts.drawable(len(held)):
        return ()
    gained = {
        line.case: abs(line.marks[0].rank_of_all - line.marks[-1].rank_of_all) for _, line in held
    }
    least = sorted([by for by in gained.values() if by], reverse=True)[LINES : LINES + 1] or [0]
    spoken = {case} if case else {own for own, by in gained.items() if by > least[0]}
    pairs = [
        Pair(name, line.marks[0].rank_of_all, line.marks[-1].rank_of_all, line.case in spoken)
        for name, line in held
    ]
    items = [f"{p.name} {p.first:g} → {p.second:g}" for p in pairs]
    ends = str(found.years[0]), str(found.years[-1])
    caption = ctx.label("trends-slopes", first=ends[0], last=ends[1])
    alt = ctx.described(caption, items)
    return (charts.places("c-trends-places", caption, alt, pairs, ends),)


def drawn_lines(ctx: Context, case: str = "") -> tuple[Chart, ...]:
    """The picture of scores over the years, where there is one."""
    found = _pictured(ctx)
    return () if found is None else drawn_of(ctx, found, _standing(found, case))


def drawn_places(ctx: Context, case: str = "") -> tuple[Chart, ...]:
    """The picture of places in the first and the last year, where there is one."""
    found = _pictured(ctx)
    return () if found is None else places_of(ctx, found, _standing(found, case))


def _pictured(ctx: Context) -> Trends | None:
    """The total over the years; where nothing measured counts in it, the first pillar with measures
    of two years or more, and where there is none, the first that has any."""
    total = ctx.results.trends
    if total is not None and not total.lack:
        return total
    found = [trends_of(ctx.evaluation, ref) for ref in measured_pillars(ctx)]
    return next((own for own in found if len(own.years) > 1), next(iter(found), None))


def _standing(found: Trends, case: str) -> str:
    """The case that stands for the region of a case."""
    return found.older.get(case, case)
