"""Measured outcomes beside plans: who plans well and delivers, targets on their path, measures over
the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalkit.analysis.outcomes import KEPT, Course, Field, Placed, stands_of
from evalkit.model.case import day_of
from evalkit.model.commitment import Commitment
from evalkit.model.measures import Entry
from evalkit.model.rubric import Criterion, Measure
from evalkit.report import charts, facts
from evalkit.report.charts import Dot, Goal, Pair, Panel, Quadrants
from evalkit.report.context import Context, into
from evalkit.report.facts import CaseFacts, RankOn
from evalkit.report.model import (
    Block,
    Bullets,
    Cell,
    Chart,
    Paragraph,
    Row,
    Runs,
    Strong,
    Table,
    cell,
    runs,
)
from evalkit.report.numbers import Figure, change, number, points, score
from evalkit.report.places import passages
from evalkit.report.table import Col, Cols, bar, heading_row, table, tone
from evalkit.scoring.prepare import Measured
from evalkit.scoring.tolerances import TOLERANCE

QUADRANTS = ("both", "plan", "outcome", "neither")


@dataclass(frozen=True, slots=True)
class OutcomeFact:
    """Plans against outcomes in words. ``groups``: (quadrant, regions clear of the lines), only
    those with regions;
    ``near``: regions near a line; both by plan score."""

    title: str
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    near: tuple[str, ...]
    correlation: float | None
    n: int


def fact_of(ctx: Context, found: Field) -> OutcomeFact:
    """Which regions stand in which quadrant."""
    order = sorted(found.cases, key=lambda p: (QUADRANTS.index(p.quadrant), -p.plan))
    clear = {
        q: tuple(ctx.region(p.case) for p in order if (p.quadrant, p.near) == (q, False))
        for q in QUADRANTS
    }
    return OutcomeFact(
        title=ctx.titles[found.outcome],
        groups=tuple((quadrant, regions) for quadrant, regions in clear.items() if regions),
        near=tuple(ctx.region(p.case) for p in order if p.near),
        correlation=found.correlation,
        n=len(found.cases),
    )


@dataclass(frozen=True, slots=True)
class Rate:
    """A change a year, in the measure's unit: with its sign, which way, and how large."""

    change: float
    rises: bool
    by: float


@dataclass(frozen=True, slots=True)
class TargetFact:
    """A target held against what is measured.

    ``lead``, ``after``: what stands before and after its value, as "about" or "at least".
    ``way``: reached, above-floor or below-ceiling; or from-latest or from-baseline, the figure
    from which ``needed`` leads to it; empty where nothing can be said. ``achieved``: what was had
    a year since ``since``; ``in_points``: whether rates are in percentage points, and
    ``rate_decimals`` theirs.
    """

    title: str
    unit: str
    decimals: int
    lead: str
    after: str
    value: float
    year: int | None
    baseline: float | None
    baseline_year: int | None
    latest: float | None
    latest_year: int | None
    way: str
    needed: Rate | None
    achieved: Rate | None
    since: int | None
    pace: str
    in_points: bool
    rate_decimals: int
    at: str
    note: str


def targets(ctx: Context, about: CaseFacts) -> tuple[TargetFact, ...]:
    """The plan's targets beside the latest figures."""
    criteria = {c.id: c for _, c in ctx.rubric.criteria()}
    measured = {m.criterion: m for m in ctx.evaluation.measured if m.case == about.case}
    courses = {c.id: c for c in ctx.results.courses if c.case == about.case}
    out = []
    for _, target in about.file.case.promises():
        criterion = criteria.get(target.measure or "")
        if criterion is None or criterion.measure is None or target.aim is None:
            continue
        rule, base = criterion.measure, target.baseline
        known = measured.get(criterion.id)
        used = known.used if known else None
        course = courses.get(target.id)
        way, needed = _way_to(target, rule, used, course)
        unit = ctx.say(rule.unit)
        lead, _, after = ctx.labels[f"is-{target.is_}"].partition("{amount}")
        out.append(
            TargetFact(
                title=ctx.say(criterion.title),
                unit=unit,
                decimals=rule.decimals,
                lead=lead,
                after=after,
                value=target.aim,
                year=target.year,
                baseline=base.value if base else None,
                baseline_year=base.year if base else None,
                latest=used.value if used else None,
                latest_year=used.year if used else None,
                way=way,
                needed=_rate(needed),
                achieved=_rate(course.achieved) if course else None,
                since=course.since if course else None,
                pace=course.pace if course else "",
                in_points=unit.startswith("%"),
                rate_decimals=rule.decimals + (way == "from-latest"),
                at=ctx.grammar.joined(passages(ctx, about.file.case, [target.at])),
                note=ctx.say(target.note),
            )
        )
    return tuple(out)


def _rate(change: float | None) -> Rate | None:
    return None if change is None else Rate(change, change >= 0, abs(change))


def _way_to(
    target: Commitment, rule: Measure, used: Entry | None, course: Course | None
) -> tuple[str, float | None]:
    """How a target stands, and the change a year that it still needs."""
    aim = target.aim or 0.0
    reached = course.pace == "reached" if course else used and target_met(used.value, aim, rule)
    if reached:
        return KEPT.get((target.is_, rule.better), "reached"), None
    if course is not None and course.needed is not None:
        return "from-latest", course.needed
    base = target.baseline
    if target.year is None or base is None or base.year is None or target.year <= base.year:
        return "", None
    needed = (aim - base.value) / (target.year - base.year)
    better = needed > 0 if rule.better == "higher" else needed < 0
    return ("from-baseline", needed) if better else ("", None)


def target_met(value: float, target: float, measure: Measure) -> bool:
    """Whether a measured value has reached a target, in the direction in which the measure is
    better."""
    if measure.better == "higher":
        return value >= target - TOLERANCE
    return value <= target + TOLERANCE


def field_table(ctx: Context, found: Field) -> Table:
    """Plan and outcome of every case, and its quadrant; the means last."""

    def stands(p: Placed) -> str:
        return ctx.labels[f"q-{p.quadrant}"] + (ctx.labels["q-near"] if p.near else "")

    def outcome(p: Placed) -> Cell:
        return cell(score(p.outcome, into(p.case, f"s-{found.outcome}")), tone=tone(p.outcome))

    columns: tuple[Col[Placed], ...] = (
        ctx.col("region", lambda p: ctx.link(p.case)),
        ctx.col(
            "#plan", lambda p: cell(score(p.plan, into(p.case, "s-overall")), tone=tone(p.plan))
        ),
        Col(ctx.title(found.outcome), outcome, numeric=True),
        ctx.col("quadrant", stands),
    )
    order = sorted(found.cases, key=lambda p: (QUADRANTS.index(p.quadrant), -p.plan, p.case))
    made = table(ctx.labels["outcome-field"], order, columns)
    means = (cell(score(found.plan_mean)), cell(score(found.outcome_mean)))
    mean = Row((cell(Strong(ctx.labels["mean"])), *means, Cell()))
    return Table(made.caption, made.columns, (*made.rows, mean))


def field_note(ctx: Context, found: Field) -> str:
    """Where the lines are drawn, and what years the figures are of."""
    used = [m.used.year for m in ctx.evaluation.measured if m.used and _top(m) == found.outcome]
    days = [day for file in ctx.evaluation.files if (day := day_of(file.case)) is not None]
    plans = [day.year for day in days]
    note = ctx.labels["outcome-note"]
    if used and plans and max(used) < min(plans):
        note += ctx.label("outcome-before", years=_span(used), plans=_span(plans))
    return note


def _top(m: Measured) -> str:
    return m.ref.split(".")[0]


def _span(years: Sequence[int]) -> str:
    first, last = min(years), max(years)
    return str(first) if first == last else f"{first}–{last}"


def _year(ctx: Context, year: int | None, label: str = "in-year") -> str:
    """A year in brackets, after a figure."""
    return ctx.label(label, year=year)


def courses_table(ctx: Context, found: Sequence[Course]) -> Table | None:
    """Targets on their path; None where there are none."""
    cases = [ctx.evaluation.file_of[case].case for case in dict.fromkeys(c.case for c in found)]
    meant = {(case.case, own.id): own.is_ for case in cases for _, own in case.promises()}
    rules = {c.id: (ctx.say(c.title), c.measure) for _, c in ctx.rubric.criteria() if c.measure}

    def aim(c: Course) -> Runs:
        rule = rules[c.measure][1]
        when = _year(ctx, c.year) if c.year else ""
        lead, _, after = ctx.labels[f"is-{meant.get((c.case, c.id), 'exactly')}"].partition(
            "{amount}"
        )
        return runs(lead, number(c.value, rule.decimals), ctx.unit(rule), after, when)

    def latest(c: Course) -> Runs:
        shown = number(c.latest, places(c)), _year(ctx, c.latest_year)
        return runs(*shown) if c.latest is not None else ("—",)

    def had(c: Course) -> Runs:
        since = _year(ctx, c.since, "since-year")
        return runs(rate(c, c.achieved), since) if c.achieved is not None else ("—",)

    def places(c: Course) -> int:
        return rules[c.measure][1].decimals

    def rate(c: Course, value: float | None) -> Figure:
        return change(value, places(c) + 1)

    begun = any(c.expected is not None for c in found)
    stands = dict(zip(found, stands_of(ctx.evaluation, found), strict=True))
    columns: Cols[Course] = (
        ctx.col("region", lambda c: ctx.link(c.case)),
        ctx.col("measure", lambda c: rules[c.measure][0]),
        ctx.col("#target", aim),
        ctx.col("#latest", latest),
        ctx.col("#on-path", lambda c: number(c.expected, places(c)), begun),
        ctx.col("#needed", lambda c: rate(c, c.needed)),
        ctx.col("#achieved", had),
        ctx.col("pace", lambda c: ctx.labels[f"pace-{stands[c]}"]),
    )
    return table(ctx.labels["courses"], found, columns) if found else None


def series_table(ctx: Context) -> Table | None:
    """Measures over the years: the first and the latest figure of each case; None with one year or
    none."""
    names = ("region", "#first-figure", "#latest", "#change", "#achieved")
    rows: list[Row] = []
    for ref, (_, rule) in ctx.rubric.measured.items():
        known = [
            m for m in ctx.evaluation.measured if m.ref == ref and m.used and len(m.series) > 1
        ]
        if not known:
            continue
        title = ctx.with_code(ref) + ctx.aside(ctx.say(rule.unit))
        rows.append(heading_row(title, len(names)))
        for m in known:
            series = [e for e in m.series if m.used and e.year <= m.used.year]
            first, last = series[0], series[-1]
            if first.year < last.year:
                rows.append(_over_years(ctx, m.case, first, last, rule.decimals))
    return Table(ctx.labels["series"], ctx.columns(*names), tuple(rows)) if rows else None


def _over_years(ctx: Context, case: str, first: Entry, last: Entry, decimals: int) -> Row:
    rate = (last.value - first.value) / (last.year - first.year)
    return Row(
        (
            cell(ctx.region(case)),
            cell(number(first.value, decimals), _year(ctx, first.year)),
            cell(number(last.value, decimals), _year(ctx, last.year)),
            cell(change(last.value - first.value, decimals)),
            cell(change(rate, decimals + 1)),
        )
    )


def drawn_field(ctx: Context, found: Field) -> tuple[Chart, ...]:
    """Plans against outcomes, divided at the means; both axes say where they start."""
    if not charts.drawable(len(found.cases)):
        return ()
    names = ctx.short_regions([p.case for p in found.cases])
    held = zip(names, found.cases, strict=True)
    dots = [Dot(name, 100 * p.plan, 100 * p.outcome) for name, p in held]
    items = [f"{d.name} {points(d.x)} / {points(d.y)}" for d in dots]
    mean_x, mean_y = 100 * found.plan_mean, 100 * found.outcome_mean
    across = charts.axis_of(ctx.labels["c-plan-axis"], [d.x for d in dots])
    up = charts.axis_of(ctx.title(found.outcome), [d.y for d in dots])
    mean = ctx.labels["c-mean"]
    lines = tuple((f"{mean} {points(at)}", at) for at in (mean_x, mean_y))
    corners = tuple(ctx.labels[f"c-{name}"] for name in ("both", "plan", "outcome", "neither"))
    caption, id = ctx.labels["c-quadrants"], f"c-quadrants-{found.outcome}"
    alt = ctx.described(caption, items)
    cut = [ctx.label("c-axis-from", axis=a.title, at=f"{a.low:g}") for a in (across, up) if a.cut]
    caption += ctx.aside(ctx.grammar.semicolon.join(cut)) if cut else ""
    drawn = charts.quadrants(
        id, caption, alt, dots, Quadrants((across, up), (lines[0], lines[1]), corners)
    )
    return (drawn,)


@dataclass(frozen=True, slots=True)
class Moved:
    """Places by plan and by outcome: the case furthest apart, on both, of ``n``; with ``own`` it is
    the one spoken of."""

    name: str
    plan: int
    outcome: int
    n: int
    own: bool


def drawn_places(ctx: Context, found: Field, own: str = "") -> tuple[Chart, ...]:
    """Each case's place by its plan and by what was measured; ``own``: the case spoken of, else
    those that are furthest apart."""
    if not charts.drawable(len(found.cases), 3):
        return ()
    plans = {p.case: p.plan for p in found.cases}
    reached = {p.case: p.outcome for p in found.cases}
    placed = [(c, _place(plans, c), _place(reached, c)) for c in plans]
    placed.sort(key=lambda p: (p[1], p[2], p[0]))
    furthest = max(abs(a - b) for _, a, b in placed)
    cases = [case for case, _, _ in placed]
    rows = []
    for name, (case, a, b) in zip(ctx.short_regions(cases), placed, strict=True):
        spoken = case == own if own else abs(a - b) == furthest
        rows.append(Pair(name, a, b, spoken))
    case, a, b = next(p for p in placed if (p[0] == own if own else abs(p[1] - p[2]) == furthest))
    fact = Moved(ctx.region(case), a, b, len(placed), bool(own))
    caption = ctx.caption(ctx.words.outcomes.places(fact))
    items = [f"{row.name} {row.first:g} / {row.second:g}" for row in rows]
    ends = (ctx.labels["c-plan-place"], ctx.labels["c-outcome-place"])
    alt = ctx.described(ctx.grammar.joined(ends, " / "), items)
    return (charts.places(f"c-places-{found.outcome}", caption, alt, rows, ends),)


def _place(values: Mapping[str, float], case: str) -> int:
    own = facts.rank_among(values, case)
    return own.rank if own else 0


@dataclass(frozen=True, slots=True)
class Years:
    """Measures of one case over the years: of ``n`` how many where it stands in the better half of
    the cases in its latest year; the span of years, and the latest year of the figures."""

    name: str
    n: int
    better: int
    first: int
    last: int


def drawn_years(ctx: Context, about: CaseFacts) -> tuple[Chart, ...]:
    """Every measure over the years, the case among the others, its targets on their path."""
    found = [m for m in ctx.evaluation.measured if m.case == about.case and m.used and m.series]
    if not charts.drawable(len(ctx.evaluation.files), 1) or not found:
        return ()
    panels, items = [], []
    for m in found:
        panel = _panel(ctx, about, m)
        panels.append(panel)
        places = ctx.rubric.measured[m.ref][1].decimals
        figures = ", ".join(f"{year}: {number(v, places).text()}" for year, v in panel.own)
        goals = "".join(f" → {goal.year}: {goal.text}" for goal in panel.goals)
        items.append(f"{panel.title} {figures}{goals}")
    years = [year for panel in panels for year, _ in panel.measured]
    standing = [_standing(ctx, m) for m in found]
    fact = Years(
        name=ctx.region(about.case),
        n=sum(s is not None for s in standing),
        better=sum(s is not None and s.rank * 2 <= s.of for s in standing),
        first=min(years),
        last=max(years),
    )
    caption = ctx.caption(ctx.words.outcomes.over_years(fact))
    alt = ctx.described(ctx.labels["c-years"], items)
    return (charts.years("c-years", caption, alt, panels, ctx.labels["c-no-data"]),)


def _standing(ctx: Context, m: Measured) -> RankOn | None:
    """Place of a case on a measure, among those that have it."""
    own = facts.rank_among(facts.known_values(ctx.results, m.ref), m.case)
    return own if own is not None and own.of > 1 else None


def _series(m: Measured) -> tuple[tuple[int, float], ...]:
    """What was measured by year, up to the figure that is used."""
    last = m.used.year if m.used else 0
    return tuple(sorted((e.year, float(e.value)) for e in m.series if e.year <= last))


def _panel(ctx: Context, about: CaseFacts, m: Measured) -> Panel:
    """One measure of a case beside the others."""
    criterion, rule = ctx.rubric.measured[m.ref]
    name = ctx.short_regions(ctx.evaluation.cases)[ctx.evaluation.cases.index(about.case)]
    lines = {
        o.case: _series(o)
        for o in ctx.evaluation.measured
        if o.ref == m.ref and o.case != about.case and o.used and o.series
    }
    own, place = _series(m), _standing(ctx, m)
    ends = {case: line[-1][1] for case, line in lines.items()}
    top = max(ends, key=lambda case: ends[case]) if ends else None
    highest = None
    if top is not None and ends[top] > own[-1][1]:
        figure = number(ends[top], rule.decimals).text()
        called = ctx.short_regions(ctx.evaluation.cases)[ctx.evaluation.cases.index(top)]
        highest = (f"{called} {figure}", lines[top][-1])
    below = ctx.say(rule.unit)
    if place is not None:
        at = ctx.label("c-place-of", rank=place.rank, of=place.of, year=own[-1][0])
        below += f" · {at}" if below else at
    goals, start, said = _path(ctx, about, m)
    figure = number(own[-1][1], rule.decimals).text()
    label = figure if goals else f"{name} {figure}"  # the path has its start near by
    others = tuple(lines.values())
    title = ctx.say(criterion.title)
    return Panel(title, below, own, label, others, highest, goals, start, said)


Start = tuple[int, float] | None


def _short(ctx: Context, value: float, rule: Measure) -> str:
    """A figure as it is written, with a sign of per cent and no other unit."""
    return f"{value:g}" + "%" * ctx.say(rule.unit).startswith("%")


def _goal(ctx: Context, target: Commitment, rule: Measure) -> str:
    """A target in short, as it is meant: at least 3.5%."""
    short = _short(ctx, target.aim or 0.0, rule)
    return ctx.label(f"is-{target.is_}", amount=short)


def _path(ctx: Context, about: CaseFacts, m: Measured) -> tuple[tuple[Goal, ...], Start, str]:
    """Targets of a measure, and where the way to them starts: the plan's own figure, else the
    latest; a target that is met is a floor, and its path level."""
    rule, series = ctx.rubric.measured[m.ref][1], _series(m)
    held = [
        target
        for _, target in about.file.case.promises()
        if target.measure == m.criterion
        and None not in (target.year, target.aim)
        and (target.year or 0) > series[-1][0]
        and target.takes_unit(rule.unit)
    ]
    if not held:
        return (), None, ""
    goals = tuple(
        Goal(target.year or 0, target.aim or 0.0, _goal(ctx, target, rule))
        for target in sorted(held, key=lambda t: t.year or 0)
    )
    if all(target_met(series[-1][1], goal.value, rule) for goal in goals):
        return goals, (series[-1][0], goals[0].value), ""
    bases = [t.baseline for t in held if t.baseline and t.baseline.year]
    if bases and (bases[0].year or 0) < goals[0].year:
        start = (bases[0].year or 0, float(bases[0].value))
        figure = _short(ctx, start[1], rule)
        return goals, start, ctx.label("c-own-figure", figure=figure)
    return goals, series[-1], ""


def compared(ctx: Context) -> tuple[Block, ...]:
    """Plans against outcomes, and targets on their path."""
    out: list[Block] = []
    for found in ctx.results.outcome_fields:
        said = Paragraph(ctx.words.outcomes.outcome_field(fact_of(ctx, found)))
        note = Paragraph((field_note(ctx, found),))
        picture = drawn_field(ctx, found)
        out += [said, *(picture or (field_table(ctx, found),)), note]
    courses = courses_table(ctx, ctx.results.courses)
    return (*out, *((courses, ctx.note("courses-note")) if courses else ()))


def measured_table(ctx: Context, about: CaseFacts, own: Sequence[Measured]) -> Table:
    """What was measured of one case, what it is scored between, and its place among the cases."""

    def rule(m: Measured) -> tuple[Criterion, Measure]:
        return ctx.rubric.measured[m.ref]

    def value(m: Measured) -> Runs:
        measure = rule(m)[1]
        found = m.used.value if m.used else None
        figure = number(found, measure.decimals, ref=f"m-{m.criterion}")
        return runs(figure, ctx.unit(measure) if m.used else "")

    def between(m: Measured) -> str:
        measure = rule(m)[1]
        posts = measure.goalposts
        stated = ctx.labels[f"n-{measure.normalisation}"]
        return f"{posts[0]:g}–{posts[1]:g}" if posts else stated

    def scored(m: Measured) -> Cell:
        own = ctx.evaluation.score_of[about.case, m.ref]
        note = ctx.aside(ctx.labels["beyond"]) if m.capped else ""
        return cell(score(own.value, f"s-{m.ref}"), note, bar=bar(own))

    columns: Cols[Measured] = (
        ctx.col("measure", lambda m: ctx.say(rule(m)[0].title)),
        ctx.col("#value", value),
        ctx.col("#year", lambda m: str(m.used.year) if m.used else "—"),
        ctx.col("goalposts", between),
        ctx.col("#score", scored),
        ctx.col("place", lambda m: ctx.place(m.ref, about.case), about.among),
    )
    return table(ctx.labels["outcomes"], own, columns)


def of_case(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """One plan's statistics, and its targets beside them."""
    own = [m for m in ctx.evaluation.measured if m.case == about.case]
    if not own:
        return ()
    counted = any(about.shares.get(m.ref) for m in own)
    intro = ctx.labels["outcomes-intro-counted" if counted else "outcomes-intro"]
    blocks: list[Block] = [Paragraph((intro,)), measured_table(ctx, about, own)]
    if goals := targets(ctx, about):
        said = Bullets(tuple(ctx.words.outcomes.target_item(t) for t in goals))
        blocks += [Paragraph((Strong(ctx.labels["targets"]),)), said]
    made = drawn_years(ctx, about)
    return (*blocks, *made, *((ctx.note("c-years-note"),) if made else ()))


def in_short(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """One plan's targets in words, and its region's measures over the years as a picture; as a
    table where there is none to be drawn."""
    made = drawn_years(ctx, about)
    if not made:
        used = [m.used for m in ctx.evaluation.measured if m.case == about.case]
        return of_case(ctx, about) if any(used) or targets(ctx, about) else ()
    goals = tuple(ctx.words.outcomes.target_item(t) for t in targets(ctx, about))
    return (*([Bullets(goals)] if goals else []), *made, ctx.note("c-years-note"))


def asked(ctx: Context) -> tuple[Block, ...]:
    """Plans against outcomes, targets on their path, measures over the years."""
    out: list[Block] = []
    for found in ctx.results.outcome_fields:
        out += [
            Paragraph(ctx.words.outcomes.outcome_field(fact_of(ctx, found))),
            field_table(ctx, found),
        ]
        out.append(Paragraph((field_note(ctx, found),)))
    if courses := courses_table(ctx, ctx.results.courses):
        out += [courses, ctx.note("courses-note")]
    if series := series_table(ctx):
        out.append(series)
    return tuple(out) or (ctx.note("nothing-measured"),)


def data(ctx: Context) -> dict[str, object]:
    """What JSON holds."""
    results = ctx.results
    measures = ctx.evaluation.measured
    return {"fields": results.outcome_fields, "targets": results.courses, "measures": measures}
