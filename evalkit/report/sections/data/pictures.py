"""Pictures of the data: correlations as a triangle, measures as strips."""

from __future__ import annotations

from evalkit.analysis.correlations import Correlations
from evalkit.analysis.distributions import Distribution
from evalkit.analysis.results import Data
from evalkit.report import charts
from evalkit.report.charts import NAMED, Boxed, Cell
from evalkit.report.context import Context
from evalkit.report.model import Chart
from evalkit.report.numbers import change, number
from evalkit.report.sections.data.sizes import decimals

SHADES = ("negative", "weak", "some", "strong", "collinear")
FURTHEST = 3  # correlations that a text names where none stands out


def distributions(ctx: Context, found: Data) -> tuple[Chart, ...]:
    """Every measure that differs as a strip; nothing where none does."""
    shown = [
        d
        for d in found.distributions
        if d.measured and d.moments is not None and not d.moments.constant
    ]
    if not charts.available() or not 1 <= len(shown) <= NAMED:
        return ()
    measures = [_boxed(ctx, d) for d in shown]
    told = [_told(ctx, d) for d in shown]
    alt = ctx.described(ctx.labels["distributions-chart"], told)
    caption = ctx.labels["distributions-chart"]
    return (charts.boxes("distributions", caption, alt, measures),)


def _boxed(ctx: Context, d: Distribution) -> Boxed:
    m, places = d.moments, decimals(ctx, d)
    assert m is not None  # only what varies is drawn
    unit, outside = ctx.unit(ctx.rubric.measured[d.ref][1]), {own.case for own in d.outliers}

    def figure(value: float) -> str:
        return number(value, places, unit).text()

    values = tuple((ctx.region(c), v, figure(v), c in outside) for c, v in d.values)
    ends = (number(m.least, places).text(), figure(m.most))
    quartiles = (m.first_quartile, m.median, m.third_quartile)
    return Boxed(ctx.with_code(d.ref), ends, quartiles, values)


def _told(ctx: Context, d: Distribution) -> str:
    m, places = d.moments, decimals(ctx, d)
    assert m is not None
    low, middle, most = (number(v, places).text() for v in (m.least, m.median, m.most))
    said = ctx.label("distributions-told", low=low, median=middle, most=most)
    names = ctx.grammar.first_of([ctx.region(o.case) for o in d.outliers], 4)
    if names:
        said += ctx.grammar.comma + ctx.label("data-outside", names=names)
    return ctx.after(ctx.titles[d.ref], said)


def correlations(ctx: Context, found: Correlations) -> tuple[Chart, ...]:
    """Correlations of criteria; where these are too many, of the pillars just above them; nothing
    where none can be worked out."""
    tree = ctx.evaluation.leaves.tree
    known = {ref for p in found.pairs if p.r is not None for ref in (p.a, p.b)}
    leaves = [ref for ref in tree.leaves if ref in known]
    what, refs = "correlations-criteria", leaves
    if len(leaves) > NAMED or found.unpaired:
        what, groups = "correlations-pillars", {group.ref for group in tree.groups} & known
        refs = [ref for ref in ctx.rubric.index if ref in groups and "." not in ref]
    if not charts.available() or not 2 <= len(refs) <= NAMED:
        return ()
    pairs = {frozenset((p.a, p.b)): p for p in found.pairs}
    cells, told = [], []
    named: list[tuple[float, str]] = []
    for row, a in enumerate(refs):
        for column, b in enumerate(refs[:row]):
            pair = pairs.get(frozenset((a, b)))
            if pair is None or pair.r is None:
                continue
            text = change(pair.r, 2).text()
            cells.append(Cell(row, column, pair.r, text, pair.by_chance))
            named.append((abs(pair.r), f"{ctx.titles[b]} · {ctx.titles[a]} {text}"))
            if pair.flag in ("collinear", "negative") and not pair.by_chance:
                told.append(f"{ctx.titles[b]} · {ctx.titles[a]} {text}")
    if not cells:
        return ()
    caption = ctx.label("correlations-chart", what=ctx.labels[what])
    shown = caption if told else f"{caption}{ctx.aside(ctx.labels['correlations-none'])}"
    furthest = [name for _, name in sorted(named, key=lambda own: -own[0])[:FURTHEST]]
    alt = ctx.described(shown, told or furthest)
    key = tuple(ctx.labels[f"correlations-{name}"] for name in SHADES)
    words = (key, ctx.labels["correlations-hollow"])
    return (charts.triangle("correlations", caption, alt, _grouped(ctx, refs), cells, words),)


def _grouped(ctx: Context, refs: list[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Nodes by the outermost pillar that they stand in, with their codes."""
    out: dict[str, list[tuple[str, str]]] = {}
    for n, ref in enumerate(refs, start=1):
        top = ref.split(".", maxsplit=1)[0] if "." in ref else ""
        out.setdefault(top, []).append((ctx.node(ref).code or str(n), ctx.with_code(ref)))
    return [(ctx.with_code(top) if top else "", own) for top, own in out.items()]
