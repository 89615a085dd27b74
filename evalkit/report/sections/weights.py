"""Second opinions on the ranking: other weights, other rules, and what ranking follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.analysis.weighting import MOST_PAIRED, OPPONENTS, Opinion, Weighing
from evalkit.model.catalogue import messages
from evalkit.report.context import Context
from evalkit.report.model import Block, Bullets, Paragraph, Table
from evalkit.report.numbers import Figure, number, percent
from evalkit.report.table import Col, table
from evalkit.scoring.tolerances import MOST_CASES
from evalkit.scoring.weights import Panel, parts_of

MOST_NAMED = 4  # plans named as those whose rank varies most


@dataclass(frozen=True, slots=True)
class SecondOpinions:
    """How the ranking fares under other methods.

    ``always``: regions that share the first place by every method, empty where there are none;
    else ``first`` is first by ``n_first`` methods (``by_all``: every one), ``others`` by some.
    ``widest``: whose rank varies most, as (region, best, worst); empty where every case keeps its
    rank, or where those ``n_widest`` are too many to name, each moving by up to ``by`` places.
    """

    n_methods: int
    always: tuple[str, ...]
    first: str
    n_first: int
    by_all: bool
    others: tuple[tuple[str, int], ...]
    widest: tuple[tuple[str, int, int], ...]
    n_widest: int
    by: int
    shared: bool = False


def second_opinions(ctx: Context, cases: Sequence[str], found: Sequence[Opinion]) -> SecondOpinions:
    """What several rankings have in common."""
    own = [(ctx.region(case), [o.ranks[n] for o in found]) for n, case in enumerate(cases)]
    spans = [(name, min(ranks), max(ranks)) for name, ranks in own]
    most = max(worst - best for _, best, worst in spans)
    widest = [span for span in spans if most and span[2] - span[1] == most]
    order = [(name, n) for name, ranks in own if (n := ranks.count(1))]
    order.sort(key=lambda held: (-held[1], held[0]))
    always = len(order) > 1 and all(n == len(found) for _, n in order)
    return SecondOpinions(
        n_methods=len(found),
        always=tuple(name for name, _ in order) if always else (),
        first=order[0][0],
        n_first=order[0][1],
        by_all=order[0][1] == len(found),
        others=tuple(order[1:]),
        widest=tuple(widest) if len(widest) <= MOST_NAMED else (),
        n_widest=len(widest),
        by=most,
        shared=any(o.ranks.count(1) > 1 for o in found),
    )


def weights_table(ctx: Context, of: str, found: Sequence[Weighing]) -> Table:
    """Weights of a node's parts, a column a method."""
    parts = parts_of(ctx.rubric, of)

    def column(w: Weighing) -> Col[int]:
        title = ctx.labels[f"w-{w.method}"]
        return Col(title, lambda n: percent(w.weights[n], 1), numeric=True, when=bool(w.weights))

    columns = (ctx.col("weights-part", lambda n: ctx.with_code(parts[n])), *map(column, found))
    caption = ctx.label("weights-table", of=ctx.title(of))
    return table(caption, range(len(parts)), columns)


def doubts(ctx: Context, of: str, found: Sequence[Weighing]) -> list[str]:
    """What is to be known of weights that come from the cases."""
    parts = parts_of(ctx.rubric, of)
    out = []
    for w in found:
        if w.doubt:
            named = [ctx.title(parts[n]) for n in w.against]
            named = named or [ctx.labels[f"w-{name}"] for name in w.named]
            against = ctx.grammar.listed(named)
            code = "too-few" if w.doubt == "few-cases" and not w.weights else w.doubt
            said = ctx.label(f"doubt-{code}", least=w.least, parts=against)
            out.append(ctx.after(ctx.labels[f"w-{w.method}"], said))
    return out


def combined_lines(ctx: Context, found: Sequence[Weighing]) -> list[str]:
    """Which methods a combination joins, by which coefficients where these differ."""
    out = []
    for w in found:
        if w.combines and w.weights:
            names = [ctx.labels[f"w-{name}"] for name in w.combines]
            if w.method == "combined-game":
                shown = [number(own, 3).text() for own in w.coefficients]
                pairs = zip(names, shown, strict=True)
                names = [ctx.label("combined-part", method=a, coefficient=b) for a, b in pairs]
            parts = ctx.grammar.listed(names)
            said = ctx.label("combined-line", method=ctx.labels[f"w-{w.method}"], parts=parts)
            out.append(said)
    return out


def panel_lines(ctx: Context, panel: Panel) -> list[str]:
    """Each judge's consistency ratio, and the three judgements that fit least."""
    out = []
    for judge, c in panel.compared:
        ratio = "—" if c.ratio is None else number(c.ratio, 2).text()
        line = ctx.label("panel-line", judge=judge, of=ctx.title(panel.of), ratio=ratio)
        if c.triad and c.excess > 0.01:
            a, b, k = (ctx.title(panel.parts[n]) for n in c.triad)
            ab, bc, ac = (f"{value:.3g}" for value in c.judged)
            line += ctx.label("panel-triad", a=a, b=b, c=k, ab=ab, bc=bc, ac=ac)
        out.append(line)
    return out


def ranks_table(ctx: Context, cases: Sequence[str], found: Sequence[Opinion]) -> Table:
    """Ranks, a row a case in the stated order, a column a method."""

    def column(o: Opinion) -> Col[int]:
        return Col(ctx.labels[f"w-{o.method}"], lambda n: str(o.ranks[n] or "—"), numeric=True)

    order = sorted(range(len(cases)), key=lambda n: (found[0].ranks[n], cases[n]))
    columns = (ctx.col("region", lambda n: ctx.region(cases[n])), *map(column, found))
    return table(ctx.labels["opinions-table"], order, columns)


def values_table(ctx: Context, cases: Sequence[str], found: Sequence[Opinion]) -> Table:
    """What TOPSIS and Copeland come to, a row a case in the stated order."""

    def column(o: Opinion) -> Col[int]:
        won = o.method == "copeland"
        kind = "value-won" if won else "value-closeness"
        title = ctx.label(kind, method=ctx.labels[f"w-{o.method}"])
        decimals = 0 if won else 3
        return Col(title, lambda n: Figure(o.values[n], decimals, signed=won), numeric=True)

    order = sorted(range(len(cases)), key=lambda n: (found[0].ranks[n], cases[n]))
    own = (o for o in found if o.method.startswith(("topsis", "copeland")))
    columns = (ctx.col("region", lambda n: ctx.region(cases[n])), *map(column, own))
    return table(ctx.labels["values-table"], order, columns)


def ideals_lines(ctx: Context, cases: Sequence[str], found: Sequence[Opinion]) -> list[str]:
    """What is to be known of ideals that come from the cases."""
    least, out = ctx.rubric.method.least_sample, []
    if ctx.rubric.is_index and found:
        out.append(ctx.labels["ideals-index"])
    for o in found:
        if o.from_cases and o.method.startswith("topsis"):
            method = ctx.labels[f"w-{o.method}"]
            out.append(ctx.label("ideals-note", method=method))
            if len(cases) < least:
                out.append(ctx.after(method, ctx.label("ideals-few", least=least)))
    if found and len(cases) > MOST_PAIRED:
        out.append(ctx.label("copeland-some", most=MOST_PAIRED, n=OPPONENTS))
    return out


def notes(ctx: Context, methods: Sequence[str]) -> list[str]:
    """Formula and source of each method named, and how to read them."""
    rules = messages("analysis", ctx.lang)["weighting"]
    said = []
    for method in dict.fromkeys(methods):
        rule = rules[method]
        name = ctx.labels[f"w-{method}"]
        said.append(ctx.label("weighing-rule", method=name, **rule))
    return [*said, ctx.labels["opinions-note"]]


def compared(ctx: Context) -> tuple[Block, ...]:
    """The ranking by other weights and other rules."""
    cases = ctx.results.scored.cases
    if not 2 <= len(cases) <= MOST_CASES:
        return ()
    weighings, found = ctx.results.weighings(), ctx.results.opinions()
    doubted = ctx.grammar.gap.join(doubts(ctx, "overall", weighings))
    read = [(said,) for said in notes(ctx, [o.method for o in found])]
    return (
        Paragraph(ctx.words.weights.second_opinions(second_opinions(ctx, cases, found))),
        ranks_table(ctx, cases, found),
        weights_table(ctx, "overall", weighings),
        *([Paragraph((doubted,))] if doubted else []),
        Bullets(tuple(read)),
    )


def asked(
    ctx: Context,
    of: str,
    panels: Sequence[Panel],
    weighings: Sequence[Weighing],
    found: Sequence[Opinion],
) -> tuple[Block, ...]:
    """Weights of a node's parts by every method, what is to be known of them, and the rankings that
    follow."""
    cases = ctx.results.scored.cases
    lines = [
        *combined_lines(ctx, weighings),
        *doubts(ctx, of, weighings),
        *(s for p in panels for s in panel_lines(ctx, p)),
    ]
    out: list[Block] = [weights_table(ctx, of, weighings), *(Paragraph((line,)) for line in lines)]
    if found:
        said = ctx.words.weights.second_opinions(second_opinions(ctx, cases, found))
        out += [Paragraph(said), ranks_table(ctx, cases, found), values_table(ctx, cases, found)]
        out += [Paragraph((line,)) for line in ideals_lines(ctx, cases, found)]
    methods = [*(w.method for w in weighings), *(o.method for o in found)]
    return (*out, *(Paragraph((said,)) for said in notes(ctx, methods)))


def data(
    ctx: Context,
    of: str,
    panels: Sequence[Panel],
    weighings: Sequence[Weighing],
    found: Sequence[Opinion],
) -> dict[str, object]:
    """What JSON holds."""
    return {
        "of": of,
        "parts": parts_of(ctx.rubric, of),
        "weights": weighings,
        "judges": panels,
        "cases": ctx.results.scored.cases,
        "ranks": found,
    }
