"""Second opinions on the ranking: other weights, other rules, and what ranking follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.analysis.weighting import Opinion, Weighing
from evalkit.model.catalogue import messages
from evalkit.report.context import Context
from evalkit.report.figure import number, percent
from evalkit.report.model import Block, Bullets, Paragraph, Table
from evalkit.report.table import Col, table
from evalkit.scoring.limits import MOST_CASES
from evalkit.scoring.weights import Panel, parts_of


@dataclass(frozen=True, slots=True)
class SecondOpinions:
    """How the ranking fares under other methods. ``first``: (region, methods under which it is
    first), most often first;
    ``steady``: whether every case keeps its rank; ``widest``: the case whose rank varies most, and
    between which."""

    n_methods: int
    first: tuple[tuple[str, int], ...]
    steady: bool
    widest: tuple[str, int, int]


def second_opinions(ctx: Context, cases: Sequence[str], found: Sequence[Opinion]) -> SecondOpinions:
    """What several rankings have in common."""
    named = [ctx.region(case) for case in cases]
    own = [[o.ranks[n] for o in found] for n in range(len(cases))]
    spans = [(min(ranks), max(ranks)) for ranks in own]
    widest = max(range(len(cases)), key=lambda n: (spans[n][1] - spans[n][0], -n))
    firsts = [(ranks.count(1), name) for ranks, name in zip(own, named, strict=True)]
    order = sorted((item for item in firsts if item[0]), key=lambda item: (-item[0], item[1]))
    return SecondOpinions(
        n_methods=len(found),
        first=tuple((name, n) for n, name in order),
        steady=all(low == high for low, high in spans),
        widest=(named[widest], *spans[widest]),
    )


def weights_table(ctx: Context, of: str, found: Sequence[Weighing]) -> Table:
    """Weights of a node's parts, a column a method."""
    parts = parts_of(ctx.rubric, of)

    def column(w: Weighing) -> Col[int]:
        title = ctx.labels[f"w-{w.method}"]
        return Col(title, lambda n: percent(w.weights[n], 1), numeric=True, when=bool(w.weights))

    columns = (ctx.col("weights-part", lambda n: ctx.with_code(parts[n])), *map(column, found))
    caption = ctx.labels["weights-table"].format(of=ctx.title(of))
    return table(caption, range(len(parts)), columns)


def doubts(ctx: Context, of: str, found: Sequence[Weighing]) -> list[str]:
    """What is to be known of weights that come from the cases."""
    parts = parts_of(ctx.rubric, of)
    out = []
    for w in found:
        if w.doubt:
            against = ctx.words.grammar.listed([ctx.title(parts[n]) for n in w.against])
            code = "too-few" if w.doubt == "few-cases" and not w.weights else w.doubt
            said = ctx.labels[f"doubt-{code}"].format(least=w.least, parts=against)
            out.append(ctx.after(ctx.labels[f"w-{w.method}"], said))
    return out


def panel_lines(ctx: Context, panel: Panel) -> list[str]:
    """Each judge's consistency ratio, and the three judgements that fit least."""
    out = []
    for judge, c in panel.compared:
        ratio = "—" if c.ratio is None else number(c.ratio, 2).text()
        line = ctx.labels["panel-line"].format(judge=judge, of=ctx.title(panel.of), ratio=ratio)
        if c.triad and c.excess > 0.01:
            a, b, k = (ctx.title(panel.parts[n]) for n in c.triad)
            ab, bc, ac = (f"{value:.3g}" for value in c.judged)
            line += ctx.labels["panel-triad"].format(a=a, b=b, c=k, ab=ab, bc=bc, ac=ac)
        out.append(line)
    return out


def ranks_table(ctx: Context, cases: Sequence[str], found: Sequence[Opinion]) -> Table:
    """Ranks, a row a case in the stated order, a column a method."""

    def column(o: Opinion) -> Col[int]:
        return Col(ctx.labels[f"w-{o.method}"], lambda n: str(o.ranks[n] or "—"), numeric=True)

    order = sorted(range(len(cases)), key=lambda n: (found[0].ranks[n], cases[n]))
    columns = (ctx.col("region", lambda n: ctx.region(cases[n])), *map(column, found))
    return table(ctx.labels["opinions-table"], order, columns)


def notes(ctx: Context, methods: Sequence[str]) -> list[str]:
    """Formula and source of each method named, and how to read them."""
    line = "{}：{}。出处：{}。" if ctx.lang == "zh" else "{}: {}. Source: {}."
    rules = messages("analysis", ctx.lang)["weighting"]
    said = []
    for method in dict.fromkeys(methods):
        rule = rules[method]
        said.append(line.format(ctx.labels[f"w-{method}"], rule["formula"], rule["source"]))
    return [*said, ctx.labels["opinions-note"]]


def compared(ctx: Context) -> tuple[Block, ...]:
    """The ranking by other weights and other rules."""
    cases = ctx.results.scored.cases
    if not 2 <= len(cases) <= MOST_CASES:
        return ()
    weighings, found = ctx.results.weighings(), ctx.results.opinions()
    doubted = ctx.labels["gap"].join(doubts(ctx, "overall", weighings))
    read = [(said,) for said in notes(ctx, [o.method for o in found])]
    return (
        Paragraph(ctx.voice.second_opinions(second_opinions(ctx, cases, found))),
        ranks_table(ctx, cases, found),
        weights_table(ctx, "overall", weighings),
        *([Paragraph((doubted,))] if doubted else []),
        Bullets(tuple(read)),
    )


def asked(
    ctx: Context, of: str, panels: Sequence[Panel], weighings: Sequence[Weighing]
) -> tuple[Block, ...]:
    """Weights of a node's parts by every method, what is to be known of them, and the rankings that
    follow."""
    cases, found = ctx.results.scored.cases, ctx.results.opinions(of, panels)
    lines = [*doubts(ctx, of, weighings), *(s for p in panels for s in panel_lines(ctx, p))]
    out: list[Block] = [weights_table(ctx, of, weighings), *(Paragraph((line,)) for line in lines)]
    if found:
        said = ctx.voice.second_opinions(second_opinions(ctx, cases, found))
        out += [Paragraph(said), ranks_table(ctx, cases, found)]
    methods = [*(w.method for w in weighings), *(o.method for o in found)]
    return (*out, *(Paragraph((said,)) for said in notes(ctx, methods)))


def data(
    ctx: Context, of: str, panels: Sequence[Panel], weighings: Sequence[Weighing]
) -> dict[str, object]:
    """What JSON holds."""
    return {
        "of": of,
        "parts": parts_of(ctx.rubric, of),
        "weights": weighings,
        "judges": panels,
        "cases": ctx.results.scored.cases,
        "ranks": ctx.results.opinions(of, panels),
    }
