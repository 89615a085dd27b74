"""The data in tables: distributions, correlations, weights beside importance, components,
reliability."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evalkit.analysis.components import Components
from evalkit.analysis.correlations import Correlated, Correlations
from evalkit.analysis.distributions import Distribution
from evalkit.analysis.importance import Importance, Optimised, Part
from evalkit.analysis.reliability import Reliability
from evalkit.report.context import Context
from evalkit.report.model import Row, Runs, Strong, Table, cell
from evalkit.report.numbers import DASH, Figure, change, number, percent
from evalkit.report.sections.data.sizes import decimals
from evalkit.report.table import Col, Cols, table, with_values
from evalkit.scoring.tolerances import FEWEST_CASES, TOLERANCE

LOADS = 0.4  # a loading from which on, to either side, a criterion tells what a component is
HIGHER = 0.01  # by which α must be higher without a criterion for that to be said
MOST_EIGENVALUES = 6  # listed
KINDS = ("within", "parent", "total", "across")


def distribution_tables(
    ctx: Context, found: Sequence[Distribution], short: bool = False
) -> list[Table]:
    """Measures in their units, and rated criteria by their levels; ``short``: without quartiles,
    which a picture shows."""
    out = []
    for measured in (True, False):
        own = [d for d in found if d.measured == measured]
        if own:
            caption = ctx.labels["data-measures" if measured else "data-ratings"]
            out.append(_distributions(ctx, caption, own, short))
    return out


def _distributions(ctx: Context, caption: str, found: Sequence[Distribution], short: bool) -> Table:
    def figure(name: str) -> Callable[[Distribution], Figure]:
        def shown(d: Distribution) -> Figure:
            value = None if d.moments is None else getattr(d.moments, name)
            return number(value, decimals(ctx, d))

        return shown

    def plain_figure(name: str) -> Callable[[Distribution], Figure]:
        return lambda d: number(None if d.moments is None else getattr(d.moments, name), 2)

    columns: Cols[Distribution] = (
        ctx.col("criterion", lambda d: _with_unit(ctx, d)),
        ctx.col("#data-n", lambda d: str(d.moments.n if d.moments else 0)),
        ctx.col("#data-missing", lambda d: str(d.missing), any(d.missing for d in found)),
        ctx.col("#data-mean", figure("mean")),
        ctx.col("#data-sd", figure("sd")),
        ctx.col("#data-least", figure("least")),
        ctx.col("#data-q1", figure("first_quartile"), not short),
        ctx.col("#data-median", figure("median")),
        ctx.col("#data-q3", figure("third_quartile"), not short),
        ctx.col("#data-most", figure("most")),
        ctx.col("#data-skewness", plain_figure("skewness")),
        ctx.col("#data-kurtosis", plain_figure("kurtosis")),
        ctx.col("seen", lambda d: _seen(ctx, d), any(_seen(ctx, d) for d in found)),
    )
    return table(caption, found, columns)


def _with_unit(ctx: Context, d: Distribution) -> str:
    title = ctx.with_code(d.ref)
    if not d.measured:
        return title
    return f"{title}{ctx.aside(ctx.say(ctx.rubric.measured[d.ref][1].unit))}"


def _seen(ctx: Context, d: Distribution) -> str:
    """What to see in a row: no values, one, all alike, pulled by outliers; who lies outside."""
    if d.moments is None:
        return ctx.labels["data-none"]
    if d.moments.n == 1:
        return ctx.labels["data-one"]
    if d.moments.constant:
        return ctx.labels["data-alike"]
    skewed = ctx.labels["data-skewed" if d.measured else "data-single"]
    out = [skewed] if d.moments.skewed else []
    told = d.outliers if d.measured else d.pulling  # of few levels, what is not usual is outside
    if told:
        names = ctx.grammar.first_of([ctx.region(o.case) for o in told], 4)
        out.append(ctx.label("data-outside", names=names) if d.measured else names)
    return ctx.grammar.joined(out, ctx.grammar.semicolon if d.measured else ctx.grammar.colon)


def flagged_table(ctx: Context, found: Correlations, most: int | None = None) -> Table | None:
    """Correlations to look at: parts of one node that go together beyond chance, or run against
    each other; parts that hardly go with their node; elsewhere, over cases enough, what says the
    same, or runs against each other, beyond chance. None where there are none."""
    kept = [p for p in found.pairs if _to_show(p, min(found.least, found.n_cases))]
    kept.sort(key=lambda p: (KINDS.index(p.kind), p.by_chance, -abs(p.r or 0.0)))
    columns: Cols[Correlated] = (
        ctx.col("data-kind", lambda p: ctx.labels[f"data-kind-{p.kind}"]),
        ctx.col("data-first", lambda p: ctx.with_code(p.a)),
        ctx.col("data-second", lambda p: ctx.with_code(p.b)),
        ctx.col("#data-n", lambda p: str(p.n)),
        ctx.col("#data-r", lambda p: change(p.r, 2)),
        ctx.col("#data-p", lambda p: _chance(p.p)),
        ctx.col("seen", lambda p: _flag(ctx, p)),
    )
    shown = kept if most is None else kept[:most]
    of = ctx.labels[f"data-{found.method}"]
    caption = ctx.label("data-flagged", method=of, n=len(shown), of=len(kept))
    return table(caption, shown, columns) if shown else None


def _to_show(pair: Correlated, enough: int) -> bool:
    if pair.p is None:
        return False
    if pair.kind == "within":
        return pair.flag == "negative" or not pair.by_chance
    if pair.kind == "parent":
        return pair.flag in ("weak", "negative")
    beyond = pair.n >= enough and not pair.by_chance
    return beyond and pair.flag in ("collinear", "negative")


def _chance(p: float | None) -> Figure | str:
    """How often chance alone gives as much; never shown as never."""
    shown = number(p, 3)
    return "<0.001" if shown.text() == "0.000" else shown


def _flag(ctx: Context, pair: Correlated) -> str:
    said = ctx.labels[f"data-flag-{pair.flag}"] if pair.flag else ctx.labels["data-together"]
    return f"{said}{ctx.aside(ctx.labels['data-by-chance'])}" if pair.by_chance else said


def matrix_table(ctx: Context, found: Correlations, of: str) -> Table | None:
    """Correlations of a node's parts with each other and with it, as a triangle; None where there
    are fewer than two parts."""
    pairs = {frozenset((p.a, p.b)): p for p in found.pairs}
    parts = [
        *dict.fromkeys(ref for p in found.between("within") if p.of == of for ref in (p.a, p.b))
    ]
    if len(parts) < 2 or not any(p.r is not None for p in found.between("within") if p.of == of):
        return None

    def with_part(n: int) -> Col[int]:
        def shown(row: int) -> Runs:
            if row <= n:
                return ("",)
            return _r(pairs.get(frozenset((parts[row], parts[n]))))

        return Col(f"[{n + 1}]", shown, numeric=True)

    node = ctx.title(of) if of == "overall" else ctx.labels["data-with-node"]
    columns: Cols[int] = (
        ctx.col("data-part", lambda n: f"[{n + 1}] {ctx.with_code(parts[n])}"),
        *map(with_part, range(len(parts) - 1)),
        Col(node, lambda n: _r(pairs.get(frozenset((parts[n], of)))), numeric=True),
    )
    return table(ctx.label("data-matrix", of=ctx.title(of)), range(len(parts)), columns)


def _r(pair: Correlated | None) -> Runs:
    """A correlation; one that chance alone may give stands in brackets."""
    if pair is None or pair.r is None:
        return (DASH,)
    return ("(", change(pair.r, 2), ")") if pair.by_chance else (change(pair.r, 2),)


def weights_table(ctx: Context, found: Sequence[Importance]) -> Table | None:
    """Stated weight beside importance, and the weights that would balance them; None where no part
    has a correlation."""
    known = [own for own in found if any(p.correlation is not None for p in own.parts)]
    uneven = has_stated(known)
    columns: Cols[tuple[Importance, Part]] = (
        ctx.col("data-part", lambda row: ctx.with_code(row[1].ref)),
        ctx.col("#data-n", lambda row: str(row[1].n), _differing(known)),
        ctx.col("#data-weight", lambda row: percent(row[1].weight, 1)),
        ctx.col("#data-effective", lambda row: percent(row[1].effective, 1)),
        ctx.col("#data-correlation", lambda row: change(row[1].correlation, 2)),
        ctx.col("#data-importance", lambda row: _share(row[1])),
        ctx.col("#data-optimised", lambda row: _sought(row[1].optimised, row[0].by_weight), uneven),
        ctx.col("#data-equal", lambda row: _sought(row[1].equal, row[0].alike)),
        ctx.col(
            "seen",
            lambda row: _weight_seen(ctx, row[1]),
            any(_weight_seen(ctx, p) for own in known for p in own.parts),
        ),
    )
    rows: list[Row] = []
    made = table(
        ctx.labels["data-weights"], [(own, p) for own in known for p in own.parts], columns
    )
    at = 0
    for own in known:
        head = ctx.label("data-node", title=ctx.with_code(own.ref), n=own.n)
        blank = tuple(cell("") for _ in made.columns[1:])
        rows.append(Row((cell(Strong(head)), *blank), group=True))
        rows += made.rows[at : at + len(own.parts)]
        at += len(own.parts)
    return Table(made.caption, made.columns, tuple(rows)) if known else None


def _uneven(own: Importance) -> bool:
    weights = [part.weight for part in own.parts]
    return max(weights) - min(weights) > TOLERANCE


def has_stated(found: Sequence[Importance]) -> bool:
    """Whether weights for the stated importance are told beside those for an equal one: where
    stated weights differ."""
    return any(_uneven(own) for own in found if any(p.correlation is not None for p in own.parts))


def has_nearest(found: Sequence[Importance]) -> bool:
    """Whether a weight in the table has the mark of one that only comes nearest."""
    stated = has_stated(found)
    sought = [(own.alike, part.equal) for own in found for part in own.parts]
    sought += [(own.by_weight, part.optimised) for own in found for part in own.parts if stated]
    return any(value is not None and not how.why and not how.reached for how, value in sought)


def _differing(found: Sequence[Importance]) -> bool:
    """Whether some part is known of fewer cases than its node."""
    return any(part.n != own.n for own in found for part in own.parts)


def _weight_seen(ctx: Context, part: Part) -> str:
    """Why a part has no share of importance."""
    if part.share is not None:
        return ""
    if part.correlation is not None:
        return ctx.labels["data-why-alone"]
    return ctx.labels["data-why-few-have" if part.n < FEWEST_CASES else "data-why-constant"]


def _share(part: Part) -> Runs:
    if part.share is None:
        return (DASH,)
    if part.error is None:
        return (percent(part.share, 1),)
    return (percent(part.share, 1), " ± ", percent(part.error, 1))


def _sought(value: float | None, found: Optimised) -> Runs:
    """A weight sought; with a mark where no weights reach what is asked for."""
    if found.why or value is None:
        return (DASH,)
    figure = number(100 * value, 1, "%")
    return (figure,) if found.reached else (figure, " *")


def components_table(ctx: Context, found: Sequence[Components]) -> Table | None:
    """What each node's criteria come down to, a row a node; None where nothing can be said."""
    columns: Cols[Components] = (
        ctx.col("data-of", lambda c: _of(ctx, c)),
        ctx.col("#data-criteria", lambda c: str(len(c.refs))),
        ctx.col("#data-n", lambda c: str(c.n)),
        ctx.col("#data-kept", lambda c: DASH if c.why else str(c.kept)),
        ctx.col("#data-first-explains", lambda c: _explained(c, 1)),
        ctx.col("#data-kept-explain", lambda c: _explained(c, c.kept)),
        ctx.col("data-eigenvalues", lambda c: _eigenvalues(ctx, c)),
        ctx.col(
            "seen",
            lambda c: _components_seen(ctx, c),
            any(_components_seen(ctx, c) for c in found),
        ),
    )
    made = table(ctx.labels["data-components"], found, columns)
    return made if any(not c.why for c in found) else None


def _of(ctx: Context, c: Components) -> str:
    said = ctx.aside(ctx.labels["data-all-criteria"]) if c.kind == "criteria" else ""
    return f"{ctx.with_code(c.of)}{said if c.of == 'overall' else ''}"


def _explained(c: Components, n: int) -> Figure:
    return percent(c.components[n - 1].cumulative if c.components else None)


def _eigenvalues(ctx: Context, c: Components) -> str:
    texts = [number(own.eigenvalue, 2).text() for own in c.components]
    return " ".join(texts[:MOST_EIGENVALUES]) + (" …" if len(texts) > MOST_EIGENVALUES else "")


def _components_seen(ctx: Context, c: Components) -> str:
    if c.why:
        return ctx.labels[f"data-why-{c.why}"]
    out = [ctx.labels["data-short"]] if c.short else []
    if c.left_out:
        out.append(_of_number(ctx, "data-left-out", c.left_out))
    if c.aside:
        out.append(_of_number(ctx, "data-aside", len(c.aside)))
    return ctx.grammar.joined(out, ctx.grammar.semicolon)


def loadings_table(ctx: Context, c: Components) -> Table | None:
    """Loadings of the kept components after rotation, a row a criterion; None where there are
    none."""
    if c.why:
        return None

    def component(n: int) -> Col[int]:
        def shown(row: int) -> Runs:
            value = c.rotated[n].loadings[row]
            figure = change(value, 2)
            return (Strong(figure.text()),) if abs(value) >= LOADS else (figure,)

        return Col(f"{n + 1}", shown, numeric=True)

    def shared(row: int) -> Figure:
        return percent(sum(own.loadings[row] ** 2 for own in c.rotated))

    columns: Cols[int] = (
        ctx.col("criterion", lambda n: ctx.with_code(c.refs[n])),
        *map(component, range(c.kept)),
        ctx.col("#data-communality", shared),
    )
    caption = ctx.label("data-loadings", of=_of(ctx, c), kept=c.kept)
    return table(caption, range(len(c.refs)), columns)


def reliability_table(ctx: Context, found: Sequence[Reliability]) -> Table | None:
    """Cronbach's α, a row a node; None where no node has one."""
    columns: Cols[Reliability] = (
        ctx.col("data-of", lambda r: ctx.with_code(r.ref)),
        ctx.col("#data-criteria", lambda r: str(len(r.criteria))),
        ctx.col("#data-n", lambda r: str(r.n)),
        ctx.col("#data-alpha", lambda r: number(r.alpha, 2)),
        ctx.col("#data-standardised", lambda r: number(r.standardised, 2)),
        ctx.col("data-dropped", lambda r: _dropped(ctx, r)),
        ctx.col(
            "seen",
            lambda r: _reliability_seen(ctx, r),
            any(_reliability_seen(ctx, r) for r in found),
        ),
    )
    made = table(ctx.labels["data-reliability"], found, columns)
    return with_values(made) if any(r.alpha is not None for r in found) else None


def _dropped(ctx: Context, r: Reliability) -> str:
    """The criterion without which α is highest, where it is higher."""
    known = [(own.alpha_without, own.ref) for own in r.criteria if own.alpha_without is not None]
    best = max(known, default=None)
    if best is None or r.alpha is None or best[0] < r.alpha + HIGHER:
        return DASH
    return ctx.label("data-without", alpha=number(best[0], 2).text(), title=ctx.title(best[1]))


def _of_number(ctx: Context, name: str, n: int) -> str:
    """A label on so many, in the singular for one."""
    return ctx.labels[f"{name}-single"] if n == 1 else ctx.label(name, n=n)


def _reliability_seen(ctx: Context, r: Reliability) -> str:
    if r.alpha is None:
        why = "few-cases" if r.n < FEWEST_CASES else "one-part" if len(r.criteria) < 2 else "flat"
        return ctx.labels[f"data-why-{why}"]
    out = [_of_number(ctx, "data-left-out", r.left_out)] if r.left_out else []
    if r.aside:
        out.append(_of_number(ctx, "data-rare", len(r.aside)))
    return ctx.grammar.joined(out, ctx.grammar.semicolon)


def items_table(ctx: Context, r: Reliability) -> Table | None:
    """Each criterion against the rest, and α without it; None where α has none."""
    if r.alpha is None:
        return None
    columns: Cols[int] = (
        ctx.col("criterion", lambda n: ctx.with_code(r.criteria[n].ref)),
        ctx.col("#data-rest", lambda n: change(r.criteria[n].rest, 2)),
        ctx.col("#data-alpha-without", lambda n: number(r.criteria[n].alpha_without, 2)),
    )
    caption = ctx.label("data-items", of=ctx.title(r.ref))
    return table(caption, range(len(r.criteria)), columns)
