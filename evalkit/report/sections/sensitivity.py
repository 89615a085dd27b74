"""How sure scores and ranks are: ranges, how often a plan is first, and whom it cannot be told
apart from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.analysis.sensitivity import DOUBT, Assumptions, Outlook
from evalkit.report import charts, facts
from evalkit.report.charts.heat import Tile
from evalkit.report.context import Context, into
from evalkit.report.model import Block, Chart, Paragraph, Runs, Table, runs
from evalkit.report.numbers import percent, round_half_up
from evalkit.report.table import Cols, table
from evalkit.scoring.alternatives import CHOICES
from evalkit.scoring.tolerances import MOST_CASES, TOLERANCE

# a case is told apart from another when it is ahead, or behind, in more than this share of the
# draws
ALIKE = 0.9
NEIGHBOURS = 3
LIKELY = 0.05  # probabilities below this are left blank


@dataclass(frozen=True, slots=True)
class OutlookFact:
    """One case's outlook in words. ``worst``: lowest rank, 0 where it is the ``best``; ``alike``:
    the nearest cases it cannot be told apart from, ``more`` of ``n_alike`` not named."""

    region: str
    low: float
    high: float
    best: int
    worst: int
    n: int
    alike: tuple[str, ...]
    n_alike: int
    more: int


def fact_of(ctx: Context, found: Outlook, others: Sequence[Outlook]) -> OutlookFact:
    """What the draws say of one case."""
    middle = {other.case: other.middle for other in others}
    close = _alike(found, others)
    close.sort(key=lambda name: (abs(middle[name] - found.middle), name))
    return OutlookFact(
        region=ctx.region(found.case),
        low=found.low,
        high=found.high,
        best=found.rank_low,
        worst=found.rank_high if found.rank_high != found.rank_low else 0,
        n=len(others),
        alike=tuple(ctx.region(name) for name in close[:NEIGHBOURS]),
        n_alike=len(close),
        more=max(len(close) - NEIGHBOURS, 0),
    )


def _alike(found: Outlook, others: Sequence[Outlook]) -> list[str]:
    """The cases that a case cannot be told apart from."""
    behind = {other.case: dict(other.ahead).get(found.case, 0.0) for other in others}
    return [name for name, ahead in found.ahead if max(ahead, behind[name]) <= ALIKE]


@dataclass(frozen=True, slots=True)
class ToldApart:
    """Over all cases: who is first most often, and how many are clearly apart from every other.

    ``leader`` is empty where several share the first rank, or are first as often: which of equals
    comes first more often is noise.
    """

    n: int
    n_apart: int
    n_others: int
    all_apart: bool
    leader: str
    first: float


def ranges_table(ctx: Context, found: Sequence[Outlook]) -> Table:
    """Score and rank ranges, how often each case is first, and its likeliest grade."""

    def stated(o: Outlook) -> Runs:
        value = ctx.evaluation.score_of[o.case, "overall"].value
        return (ctx.score(value, into(o.case, "s-overall")),)

    def place(o: Outlook) -> str:
        return str(o.rank_low) if o.rank_low == o.rank_high else f"{o.rank_low}–{o.rank_high}"

    def likely(o: Outlook) -> Runs:
        share = max((held for _, held in o.grades), default=0.0)
        if not share:
            return ("—",)
        names = [labels[grade] for grade, held in o.grades if share - held <= TOLERANCE]
        return runs(f"{ctx.grammar.either.join(names)} ", percent(share))

    labels = {grade.id: ctx.say(grade.label) for grade in ctx.rubric.grades}

    columns: Cols[Outlook] = (
        ctx.col("region", lambda o: ctx.link(o.case)),
        ctx.col("#score", stated),
        ctx.col("#score-range", lambda o: (ctx.score(o.low), "–", ctx.score(o.high))),
        ctx.col("#rank-spread", place, len(found) > 1),
        ctx.col("#first-share", lambda o: percent(o.ranks[0]) if o.ranks else "—", len(found) > 1),
        ctx.col("grade-share", likely),
    )
    return table(ctx.labels["sensitivity"], found, columns)


def told_apart(ctx: Context, found: Sequence[Outlook]) -> Runs:
    """The sentence over all cases."""
    n_apart = sum(not _alike(o, found) for o in found)
    often = sorted(((o.ranks[0] if o.ranks else 0.0, n) for n, o in enumerate(found)), reverse=True)
    leader = found[often[0][1]]
    alone = sum(s.rank == 1 for s in facts.ranked(ctx.results)) == 1
    alone = alone and (len(often) == 1 or often[0][0] - often[1][0] > TOLERANCE)
    return ctx.words.sensitivity.told_apart(
        ToldApart(
            n=len(found),
            n_apart=n_apart,
            n_others=len(found) - 1,
            all_apart=n_apart == len(found),
            leader=ctx.region(leader.case) if alone else "",
            first=leader.ranks[0] if leader.ranks else 0.0,
        )
    )


def assumptions_note(ctx: Context, assumed: Assumptions) -> str:
    """What was varied, in words."""
    say = ctx.labels
    what = []
    if assumed.weights == "spread":
        low, high = (round_half_up(1 + sign * assumed.spread, 2) for sign in (-1, 1))
        what.append(say["a-spread"].format(low=low, high=high))
    elif assumed.weights != "stated":
        what.append(say[f"a-{assumed.weights}"])
    doubts = {str(name): percent(share).text() for name, share in DOUBT.items() if name}
    named = {
        "raters": assumed.raters and not assumed.consensus,
        "missing": assumed.missing,
        "leave-out": assumed.leave_out,
    }
    what += [say["a-doubt"].format(**doubts)] if assumed.doubt else []
    what += [say[f"a-{name}"] for name, on in named.items() if on]
    for name in ("consensus", *CHOICES, "aggregation"):
        if rules := getattr(assumed, name):
            what.append(say[f"a-{name}"].format(rules=" / ".join(rules)))
    joined = ctx.grammar.semicolon.join(what) or say["a-none"]
    within = percent(assumed.within).text()
    note = say["sensitivity-note"].format(draws=assumed.draws, what=joined, within=within)
    near = ctx.results.resolution_under(assumed)
    if near is None:
        return note
    name = "in-bins-places" if near.places else "in-bins"
    told = ctx.label(name, near=ctx.apart(near.score).text(), places=near.places)
    return f"{note}{ctx.grammar.gap}{told}"


def drawn(ctx: Context) -> tuple[Chart, ...]:
    """The probability of every rank."""
    order = [s.case for s in facts.ranked(ctx.results)]
    found = sorted(ctx.results.outlooks, key=lambda o: order.index(o.case))
    if not charts.drawable(len(found)):
        return ()
    tiles = []
    names = ctx.short_regions([o.case for o in found])
    for name, o in zip(names, found, strict=True):
        for n, share in enumerate(o.ranks, start=1):
            likely = share >= LIKELY
            shown = percent(share).text() if likely else ""
            tiles.append(Tile(name, str(n), share if likely else None, shown))
    items = []
    for o in found:
        most = max(o.ranks)
        likeliest = "/".join(str(n) for n, share in enumerate(o.ranks, start=1) if share == most)
        items.append(f"{ctx.region(o.case)} {likeliest}{ctx.aside(percent(most).text())}")
    caption = ctx.label("c-likelihood", least=percent(LIKELY).text())
    alt = ctx.described(ctx.labels["c-likeliest"], items)
    return (charts.likelihoods("c-likelihood", caption, alt, tiles, ctx.labels["places"]),)


def compared(ctx: Context) -> tuple[Block, ...]:
    """How sure the ranks are, under the usual assumptions."""
    place = {s.case: n for n, s in enumerate(facts.ranked(ctx.results))}
    if not 2 <= len(place) <= MOST_CASES:
        return ()
    found = sorted(ctx.results.outlooks, key=lambda o: place[o.case])
    if len(found) < 2:
        return ()
    note = Paragraph((assumptions_note(ctx, Assumptions()),))
    return (Paragraph(told_apart(ctx, found)), *drawn(ctx), ranges_table(ctx, found), note)


def asked(ctx: Context, assumed: Assumptions, found: Sequence[Outlook]) -> tuple[Block, ...]:
    """What named assumptions leave open, with a sentence a plan where there are others."""
    if not found:
        return ()
    placed = found if len(found) > 1 else ()
    said = (Paragraph(ctx.words.sensitivity.outlook(fact_of(ctx, o, found))) for o in placed)
    note = Paragraph((assumptions_note(ctx, assumed),))
    return (Paragraph(told_apart(ctx, found)), ranges_table(ctx, found), *said, note)
