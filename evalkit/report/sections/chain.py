"""The chains that the rubric names, such as from research to the market: how firm each link is, and
where the chain breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalkit.analysis.chain import Link
from evalkit.model.rubric import Chain
from evalkit.model.scale import Scale
from evalkit.report import charts, facts
from evalkit.report.charts import Drawn
from evalkit.report.context import Context, into
from evalkit.report.facts import CaseFacts
from evalkit.report.framework import place_in_words
from evalkit.report.model import (
    Block,
    Cell,
    Chart,
    Column,
    Paragraph,
    Row,
    Runs,
    Table,
    cell,
    runs,
)
from evalkit.report.numbers import Figure, number
from evalkit.report.table import Cols, table, tone
from evalkit.report.written import written


@dataclass(frozen=True, slots=True)
class ChainFact:
    """A chain in one plan. ``place``: where the framework asks for it, or empty; ``breaks``: (title
    of a link, its level) at which it breaks; ``unrated``: links of which nobody can say; ``label``:
    what the level is called at which a link is missing, as below it."""

    title: str
    place: str
    breaks: tuple[tuple[str, float], ...]
    unrated: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class ChainsFact:
    """A chain over ``n`` plans of which every link is rated, or of which one is known to be
    missing: ``broken`` break somewhere, or ``all``; ``often``: titles of the links at which most
    break, ``k`` plans each; ``whole``: regions where none is missing; ``label``: as above."""

    title: str
    n: int
    broken: int
    all: bool
    often: tuple[str, ...]
    k: int
    whole: tuple[str, ...]
    label: str


def of_case(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """Each chain of the rubric in a plan: where it breaks, the chain drawn, and what the plan
    writes at each link."""
    out: list[Block] = []
    for chain, links in _chains(ctx, about.case):
        if not any(link.level is not None for link in links):
            continue
        out.append(Paragraph(ctx.words.chain.breaks(fact_of(ctx, chain, links))))
        out += [drawn] if (drawn := chart(ctx, about.case, chain, links)) else []
        out.append(_table(ctx, about.case, chain, links))
    return (*out, _levels(ctx)) if out else ()


def compared(ctx: Context) -> tuple[Block, ...]:
    """Each chain over all plans: where it breaks most, and a heat map of plans and links."""
    out: list[Block] = []
    if len(ctx.evaluation.files) < 2 or not ctx.rubric.levels:
        return ()
    low = facts.low_level(ctx.results)
    for chain in ctx.rubric.chains:
        found = ctx.results.chains[chain.id]
        if any(link.level is not None for links in found.values() for link in links):
            out.append(Paragraph(ctx.words.chain.all_plans(_over_all(ctx, chain, found))))
            out.append(_heat_map(ctx, chain, found))
    return (*out, ctx.note("chain-note", level=low)) if out else ()


def _chains(ctx: Context, case: str) -> list[tuple[Chain, tuple[Link, ...]]]:
    if not ctx.rubric.levels:
        return []
    found = [(chain, ctx.results.chains[chain.id][case]) for chain in ctx.rubric.chains]
    return [(chain, links) for chain, links in found if any(link.applies for link in links)]


def fact_of(ctx: Context, chain: Chain, links: Sequence[Link]) -> ChainFact:
    """A chain in one plan, in short."""
    titles = [ctx.say(link.title) for link in chain.links]
    both = list(zip(titles, links, strict=True))
    at = place_in_words(ctx.words, chain.at) if chain.at else ""
    return ChainFact(
        title=ctx.say(chain.title),
        place=at,
        breaks=tuple((t, link.level) for t, link in both if link.breaks and link.level is not None),
        unrated=tuple(t for t, link in both if link.applies and link.level is None),
        label=_label(ctx),
    )


def _label(ctx: Context) -> str:
    """What the level is called at which, as below it, a link is missing."""
    return facts.label_at(ctx.results, facts.low_level(ctx.results), ctx.lang)


def _over_all(ctx: Context, chain: Chain, found: Mapping[str, tuple[Link, ...]]) -> ChainsFact:
    titles = [ctx.say(link.title) for link in chain.links]
    broken = {case: [n for n, link in enumerate(own) if link.breaks] for case, own in found.items()}
    whole = [
        case
        for case, own in found.items()
        if not broken[case] and all(link.level is not None for link in own if link.applies)
    ]
    times = Counter(n for own in broken.values() for n in own)
    k = max(times.values(), default=0)
    n = sum(bool(own) for own in broken.values())
    return ChainsFact(
        title=ctx.say(chain.title),
        n=n + len(whole),
        broken=n,
        all=n > 1 and not whole,
        often=tuple(titles[n] for n in sorted(times) if times[n] == k),
        k=k,
        whole=tuple(ctx.region(case) for case in whole),
        label=_label(ctx),
    )


def _figure(value: float | None, ref: str = "") -> Figure:
    """A level, with a decimal where it lies between two."""
    return number(value, 0 if value is None or value == int(value) else 1, ref=ref)


def _shade(ctx: Context, level: float | None) -> float | None:
    """How far up the steps of the scale a level stands, in [0, 1]."""
    scale = Scale(ctx.rubric.levels)
    return None if level is None else scale.place(level) / scale.steps


def _cell(ctx: Context, link: Link, ref: str = "") -> Cell:
    if not link.applies:
        return cell(ctx.labels["not-applicable"], tone="na")
    return cell(_figure(link.level, ref), tone=tone(_shade(ctx, link.level)))


def chart(ctx: Context, case: str, chain: Chain, links: Sequence[Link]) -> Chart | None:
    """The chain of a plan as a picture; None where it cannot be drawn."""
    if not charts.chain_drawable(len(links)):
        return None
    labels, titles = ctx.labels, [ctx.say(link.title) for link in chain.links]
    drawn = [
        Drawn(
            name=name,
            text=_figure(link.level).text() if link.applies else labels["not-applicable"],
            shade=_shade(ctx, link.level),
            below=""
            if link.mean is None
            else ctx.label("chain-others", mean=number(link.mean, 1).text()),
            breaks=link.breaks,
        )
        for name, link in zip(titles, links, strict=True)
    ]
    items = [
        ctx.after(d.name, f"{d.text}{ctx.aside(labels['chain-breaks-here']) if d.breaks else ''}")
        for d in drawn
    ]
    caption = ctx.label("chain-of", title=ctx.say(chain.title), region=ctx.region(case))
    return charts.chain(f"chain-{chain.id}", caption, ctx.described(caption, items), drawn)


def _table(ctx: Context, case: str, chain: Chain, links: Sequence[Link]) -> Table:
    """A row a link: level, mean of the others, what the plan writes there."""
    rows = list(zip((ctx.say(link.title) for link in chain.links), links, strict=True))

    def writes(row: tuple[str, Link]) -> Runs:
        link = row[1]
        if link.weakest is None:
            return (ctx.labels["nothing-rated" if link.applies else "does-not-apply"],)
        said = written(ctx, case, link.weakest)
        where = ctx.grammar.joined(said.places, ctx.grammar.semicolon)
        return runs(said.clause, ctx.aside(where) if where else "")

    def level(row: tuple[str, Link]) -> Cell:
        weakest = row[1].weakest
        id = ctx.rubric.rated[weakest].id if weakest else ""
        return _cell(ctx, row[1], into(case, f"e-{id}") if id else "")

    alone = all(link.mean is None for link in links)
    columns: Cols[tuple[str, Link]] = (
        ctx.col("chain-link", lambda row: row[0]),
        ctx.col("#.level", level),
        ctx.col("#chain-mean", lambda row: number(row[1].mean, 1), not alone),
        ctx.col("chain-writes", writes),
    )
    return table(ctx.labels["chain-table"], rows, columns)


def _levels(ctx: Context) -> Paragraph:
    """What every level is called, in one line."""
    scale = sorted(ctx.rubric.scale, key=lambda step: step.level)
    named = [f"{step.level} {ctx.say(step.label)}" for step in scale]
    return ctx.note("chain-levels", levels=ctx.grammar.joined(named, ctx.grammar.comma))


def _heat_map(ctx: Context, chain: Chain, found: Mapping[str, tuple[Link, ...]]) -> Table:
    """Plans and links; where each chain breaks."""
    titles = [ctx.say(link.title) for link in chain.links]
    columns = (
        *ctx.columns("region"),
        *(Column(title, True) for title in titles),
        *ctx.columns("chain-breaks-at"),
    )
    order = sorted(found, key=lambda case: (-_total(found[case]), ctx.region(case)))
    rows = []
    for case in order:
        broken = [t for t, link in zip(titles, found[case], strict=True) if link.breaks]
        said = ctx.grammar.joined(broken) or ctx.labels["chain-nowhere"]
        unknown = any(link.applies and link.level is None for link in found[case])
        shown = "—" if unknown and not broken else said
        cells = (_cell(ctx, link) for link in found[case])
        rows.append(Row((cell(ctx.link(case)), *cells, cell(shown))))
    return Table(ctx.say(chain.title), columns, tuple(rows))


def _total(links: Sequence[Link]) -> float:
    """Sum of the levels, by which plans are ordered."""
    return sum(link.level or 0.0 for link in links)
