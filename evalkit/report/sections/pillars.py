"""Scores on the pillars and their parts: plan by plan in the comparison, beside the mean in a
briefing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from evalkit.analysis.ranking import Standing
from evalkit.evaluation import Score
from evalkit.model.rubric import Criterion, Pillar
from evalkit.model.units import Units
from evalkit.report import charts, facts
from evalkit.report.charts import Strip
from evalkit.report.context import Context, into
from evalkit.report.facts import CaseFacts
from evalkit.report.model import Block, Cell, Chart, Column, Row, Strong, Table, cell
from evalkit.report.numbers import percent
from evalkit.report.table import Col, Cols, table
from evalkit.scoring.tolerances import TOLERANCE

DEPTH = 2  # levels of pillars shown
TOLD = 0.01  # from here on a score is told as above or below the mean
MEAN_STEPS = (0.03, 0.08, 0.15)  # distances from the mean at which a shade begins


def tops_table(ctx: Context) -> Table:
    """The total and the top pillars, a row a plan."""
    scored = {ref for _, ref in ctx.evaluation.score_of}
    refs = ["overall", *(pillar.id for pillar in ctx.rubric.pillars if pillar.id in scored)]

    def column(ref: str) -> Col[Standing]:
        def shown(s: Standing) -> Cell:
            found = ctx.evaluation.score_of.get((s.case, ref))
            if found is None or found.state == "not-applicable":
                return cell("–", tone="na")
            return cell(ctx.score(found.value, into(s.case, f"s-{ref}", f"a-{s.case}")))

        return Col(ctx.title(ref), shown, numeric=True)

    columns = (ctx.col("region", lambda s: ctx.link(s.case)), *map(column, refs))
    return table(ctx.labels["pillars"], ctx.results.standings, columns)


def from_mean(value: float, mean: float) -> str:
    """Tone of a score beside a mean, both in [0, 1]: a1 to a3 above, b1 to b3 below, empty within
    the first step."""
    apart = value - mean
    step = sum(abs(apart) >= least - TOLERANCE for least in MEAN_STEPS)
    return f"{'a' if apart > 0 else 'b'}{step}" if step else ""


@dataclass(frozen=True, slots=True)
class Apart:
    """The parts of the total: the one on which plans differ most, from its lowest to its highest
    score; and the one with the lowest mean; all in [0, 1]. Neither has a name where several are
    level on it."""

    widest: str
    low: float
    high: float
    lowest: str
    mean: float

    @property
    def alike(self) -> bool:
        """Whether both are the same part."""
        return self.widest == self.lowest


def apart(ctx: Context) -> Apart | None:
    """Where plans differ most, and where they are lowest; None with fewer than two plans or parts,
    and where no part is alone in either."""
    found = []
    for ref in _parts(ctx):
        values = list(ctx.evaluation.values(ref).values())
        if len(values) > 1:
            found.append((ctx.title(ref), min(values), max(values), sum(values) / len(values)))
    if len(found) < 2:
        return None
    wide, low = max(found, key=lambda f: f[2] - f[1]), min(found, key=lambda f: f[3])
    wide_alone = sum(f[2] - f[1] >= wide[2] - wide[1] - TOLERANCE for f in found) == 1
    low_alone = sum(f[3] <= low[3] + TOLERANCE for f in found) == 1
    if not wide_alone and not low_alone:
        return None
    names = wide[0] if wide_alone else "", low[0] if low_alone else ""
    return Apart(names[0], wide[1], wide[2], names[1], low[3])


def _parts(ctx: Context) -> list[str]:
    """The parts that some total is told in, in the rubric's order."""
    cases = [*ctx.results.order]
    shown = {ref for case in cases for ref in facts.parts_shown(ctx.results, case)}
    return [node.ref for node in ctx.rubric.nodes if node.ref in shown]


def compared(ctx: Context) -> tuple[Block, ...]:
    """One heat map of all pillars and their parts, a column a plan, shaded by the distance from the
    mean; what is no part of the total stands at its end. Without a total the pillars that have a
    score, with no mean of other plans."""
    cases = ctx.shown
    rows = _heat_rows(ctx, cases)
    if not rows:
        return ()
    several = len(cases) > 1 and ctx.rubric.has_total
    heads = [Column(name, True, True) for name in ctx.short_regions(cases)]
    ends = (
        *(("#.mean-of-all",) if several else ()),
        *(("#.share-short",) if ctx.rubric.has_total else ()),
    )
    columns = (*ctx.columns("component"), *heads, *ctx.columns(*ends))
    found = apart(ctx) if ctx.rubric.has_total else None
    caption = ctx.caption(ctx.words.pillars.apart(found)) if found else ctx.labels["pillars"]
    key = (_key(ctx),) if several and not ctx.units.index else ()
    return (*key, Table(caption, columns, rows, dense=True), ctx.note(ctx.own("components-note")))


def _heat_rows(ctx: Context, cases: Sequence[str]) -> tuple[Row, ...]:
    """The total, then every pillar with its parts, in the rubric's order; those that count first,
    and none of outcomes that do not."""
    known = {s.ref for s in ctx.evaluation.scores if s.value is not None}
    counted = {p.id for p in facts.counted_pillars(ctx.results)}
    outcomes = {p.id for p in facts.outcome_pillars(ctx.results)} - counted
    refs = [
        n.ref
        for n in ctx.rubric.nodes
        if isinstance(n.node, Pillar) and n.ref in known and len(n.above) < DEPTH
    ]
    refs = [ref for ref in refs if ref.split(".")[0] not in outcomes]
    refs.sort(key=lambda ref: ref.split(".")[0] not in counted)
    shares = _mean_shares(ctx)
    rows = [_heat_row(ctx, cases, shares, "overall")] if "overall" in known else []
    return (*rows, *(_heat_row(ctx, cases, shares, ref) for ref in refs))


def _mean_shares(ctx: Context) -> dict[str, float]:
    """Ref → mean over all cases of its share of the total."""
    cases = ctx.results.order
    weights = [ctx.evaluation.effective_weights(case) for case in cases]
    return {
        ref: sum(own.get(ref, 0.0) for own in weights) / len(cases)
        for ref in ("overall", *ctx.rubric.index)
    }


def _heat_row(ctx: Context, cases: Sequence[str], shares: Mapping[str, float], ref: str) -> Row:
    """Scores of all plans on a node, their mean, and its share of the total: the mean of the shares
    where plans differ in what applies to them."""
    mean, total = facts.mean_of(ctx.results, ref), ctx.rubric.has_total
    top = ref != "overall" and "." not in ref
    decimals = ctx.units.decimals - (ref != "overall" and not ctx.units.index)

    def shown(case: str) -> Cell:
        s = ctx.evaluation.score_of.get((case, ref))
        if s is None or s.state == "not-applicable":
            return cell("–", tone="na")
        if s.value is None or mean is None:
            return cell("?", tone="missing")
        figure = replace(ctx.score(s.value, into(case, f"s-{ref}", f"a-{case}")), decimals=decimals)
        shaded = len(cases) > 1 and not top and ref != "overall" and total and not ctx.units.index
        return cell(figure, tone=from_mean(s.value, mean) if shaded else "")

    share = shares.get(ref, 0.0)
    title = Strong(ctx.title(ref)) if top or ref == "overall" else ctx.title(ref)
    average = (
        [cell(replace(ctx.score(mean), decimals=decimals))] if len(cases) > 1 and total else []
    )
    last = [cell(percent(share)) if share else cell("–", tone="na")] if total else []
    cells = (cell(title), *map(shown, cases), *average, *last)
    return Row(cells, depth=max(ref.count(".") - 1, 0), group=top)


def mean_steps(units: Units) -> tuple[str, ...]:
    """The distances from the mean at which a shade begins, as readers see them."""
    return tuple(f"{units.span * step:g}" for step in MEAN_STEPS)


def _key(ctx: Context) -> Table:
    """What the shades of the heat map stand for."""
    low, middle, high = mean_steps(ctx.units)
    between = f"{low}–{middle}", f"{middle}–{high}"
    texts = [
        (ctx.label("below-more", by=high), "b3"),
        (between[1], "b2"),
        (between[0], "b1"),
        (ctx.label("within-mean", by=low), ""),
        (between[0], "a1"),
        (between[1], "a2"),
        (ctx.label("above-more", by=high), "a3"),
    ]
    cells = tuple(cell(text, tone=tone) for text, tone in texts)
    return Table(ctx.labels["legend-mean"], tuple(Column("") for _ in cells), (Row(cells),))


def drawn(ctx: Context, about: CaseFacts) -> tuple[Chart, ...]:
    """One case beside its peers, on the pillars one or two levels down; furthest above the mean
    first. Nothing without a total: such parts are not averaged over plans."""
    if not ctx.rubric.has_total:
        return ()
    if not charts.drawable(len(ctx.evaluation.files)):
        return ()
    strips, shown = [], ctx.units.shown
    for ref in facts.parts_shown(ctx.results, about.case):
        values = dict(ctx.evaluation.values(ref))
        mean, own = facts.mean_of(ctx.results, ref) or 0.0, values.pop(about.case, None)
        if own is not None:
            others = tuple(map(shown, values.values()))
            strips.append(Strip(ctx.title(ref), shown(own), others, shown(mean)))
    if not any(s.others for s in strips):
        return ()
    strips.sort(key=lambda s: s.mean - s.value)
    held = [v for s in strips for v in (s.value, s.mean, *s.others)]
    axis = charts.axis_of("", held, ctx.units)
    first, last, start = strips[0], strips[-1], axis.low if axis.cut else 0.0
    ends = [ctx.units.score(v) for v in (first.value, first.mean, last.value, last.mean)]
    fact = Beside(first.name, ends[0], ends[1], last.name, ends[2], ends[3], start)
    called = ctx.labels["mean"]
    items = [
        f"{s.name} {ctx.on_axis(s.value)}{ctx.aside(f'{called} {ctx.on_axis(s.mean)}')}"
        for s in strips
    ]
    alt = ctx.described(ctx.labels["c-beside"], items)
    caption = ctx.caption(ctx.words.pillars.beside(fact))
    return (charts.profile("c-profile", caption, alt, strips, axis, ctx.labels["from-mean"]),)


@dataclass(frozen=True, slots=True)
class Beside:
    """One plan beside the others, in [0, 1]: the part on which it is furthest above the mean, and
    the one on which it is furthest below or least above; where the axis starts, as it is shown."""

    best: str
    high: float
    high_mean: float
    worst: str
    low: float = 0.0
    low_mean: float = 0.0
    start: float = 0.0

    @property
    def leads(self) -> bool:
        """Whether it is a hundredth or more above the mean on its best part."""
        return self.high - self.high_mean >= TOLD - TOLERANCE

    @property
    def lags(self) -> bool:
        """Whether it is a hundredth or more below the mean on its worst part."""
        return self.low_mean - self.low >= TOLD - TOLERANCE


def in_short(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """One plan beside the others as a picture; as a table where there is none to be drawn."""
    made = drawn(ctx, about)
    note = ctx.note("profile-note", region=ctx.region(about.case))
    return (*made, note) if made else of_case(ctx, about)


def of_case(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """Every counted pillar of one plan, its share of the total, and how it stands among the
    plans."""

    def title(s: Score) -> Strong | str:
        return ctx.title(s.ref) if depth(s) else Strong(ctx.title(s.ref))

    def depth(s: Score) -> int:
        return 0 if s.ref == "overall" else s.ref.count(".")

    def shown(s: Score) -> bool:
        inner = s.ref != "overall" and isinstance(ctx.node(s.ref), Criterion)
        return not inner and s.state != "not-applicable" and about.shares.get(s.ref, 0) > 0

    total, shares = ctx.rubric.has_total, about.shares
    columns: Cols[Score] = (
        ctx.col("pillar", title),
        ctx.col("#score", lambda s: ctx.score(s.value, f"s-{s.ref}")),
        ctx.col("#share", lambda s: percent(shares[s.ref], s.ref != "overall"), total),
        ctx.col("#coverage", lambda s: percent(s.coverage)),
        ctx.col(
            "#mean", lambda s: ctx.score(facts.mean_of(ctx.results, s.ref)), about.among and total
        ),
        ctx.col("place", lambda s: ctx.place(s.ref, about.case), about.among and total),
    )
    rows = [s for s in facts.scores_of(ctx.results, about.case) if shown(s)]
    made = drawn(ctx, about)
    note = (ctx.note("profile-note", region=ctx.region(about.case)),) if made else ()
    return (*made, *note, table(ctx.labels["pillars"], rows, columns, depth=depth))
