"""How sure scores and ranks are: ranges, how often a plan is first, and whom it cannot be told
apart from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evalkit.analysis.sensitivity import DOUBT, Assumptions, Outlook
from evalkit.report import charts, facts
from evalkit.report.charts import Tile
from evalkit.report.context import Context, into
from evalkit.report.drawing import described, drawable
from evalkit.report.figure import percent, round_half_up, score
from evalkit.report.model import Block, Chart, Paragraph, Runs, Table, runs
from evalkit.report.table import Cols, table
from evalkit.scoring.limits import MOST_CASES

# a case is told apart from another when it is ahead, or behind, in more than this share of the
# draws
ALIKE = 0.9
NEIGHBOURS = 3
LIKELY = 0.05  # probabilities below this are left blank


@dataclass(frozen=True, slots=True)
class OutlookFact:
    """One case's outlook in words. ``alike``: cases it cannot be told apart from, the nearest
    first; ``n_alike``: all."""

    region: str
    low: float
    high: float
    rank_low: int
    rank_high: int
    n: int
    first: float
    grade: str
    grade_share: float
    alike: tuple[str, ...]
    n_alike: int


def fact_of(ctx: Context, found: Outlook, others: Sequence[Outlook]) -> OutlookFact:
    """What the draws say of one case."""
    middle = {other.case: other.middle for other in others}
    behind = {other.case: dict(other.ahead).get(found.case, 0.0) for other in others}
    close = [name for name, ahead in found.ahead if max(ahead, behind[name]) <= ALIKE]
    close.sort(key=lambda name: (abs(middle[name] - found.middle), name))
    grade, share = max(found.grades, key=lambda item: item[1], default=("", 0.0))
    return OutlookFact(
        region=ctx.region(found.case),
        low=found.low,
        high=found.high,
        rank_low=found.rank_low,
        rank_high=found.rank_high,
        n=len(others),
        first=found.ranks[0] if found.ranks else 0.0,
        grade=next((ctx.say(g.label) for g in ctx.rubric.grades if g.id == grade), ""),
        grade_share=share,
        alike=tuple(ctx.region(name) for name in close[:NEIGHBOURS]),
        n_alike=len(close),
    )


def ranges_table(ctx: Context, found: Sequence[Outlook]) -> Table:
    """Score and rank ranges, how often each case is first, and its likeliest grade."""
    facts_of = {o.case: fact_of(ctx, o, found) for o in found}

    def stated(o: Outlook) -> Runs:
        value = ctx.evaluation.score_of[o.case, "overall"].value
        return (score(value, into(o.case, "s-overall")),)

    def place(o: Outlook) -> str:
        return str(o.rank_low) if o.rank_low == o.rank_high else f"{o.rank_low}–{o.rank_high}"

    def likely(o: Outlook) -> Runs:
        fact = facts_of[o.case]
        return runs(f"{fact.grade} ", percent(fact.grade_share)) if fact.grade else ("—",)

    columns: Cols[Outlook] = (
        ctx.col("region", lambda o: ctx.link(o.case)),
        ctx.col("#score", stated),
        ctx.col("#score-range", lambda o: (score(o.low), "–", score(o.high))),
        ctx.col("#rank-spread", place),
        ctx.col("#first-share", lambda o: percent(facts_of[o.case].first) if o.ranks else "—"),
        ctx.col("grade-share", likely),
    )
    return table(ctx.labels["sensitivity"], found, columns)


def told_apart(ctx: Context, found: Sequence[Outlook]) -> Runs:
    """The sentence over all cases."""
    known = [fact_of(ctx, o, found) for o in found]
    leader = max(known, key=lambda fact: fact.first)
    if sum(s.rank == 1 for s in facts.ranked(ctx.results)) > 1:
        leader = replace(leader, region="")  # which of equals comes first more often is noise
    return ctx.voice.sensitivity(sum(fact.n_alike == 0 for fact in known), len(known), leader)


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
    for name in ("consensus", "normalisation", "aggregation"):
        if rules := getattr(assumed, name):
            what.append(say[f"a-{name}"].format(rules=" / ".join(rules)))
    joined = ctx.words.grammar.semicolon.join(what) or say["a-none"]
    within = percent(assumed.within).text()
    return say["sensitivity-note"].format(draws=assumed.draws, what=joined, within=within)


def drawn(ctx: Context) -> tuple[Chart, ...]:
    """The probability of every rank."""
    order = [s.case for s in facts.ranked(ctx.results)]
    found = sorted(ctx.results.outlooks, key=lambda o: order.index(o.case))
    if not drawable(len(found)):
        return ()
    tiles = []
    for o in found:
        for n, share in enumerate(o.ranks, start=1):
            likely = share >= LIKELY
            shown = percent(share).text() if likely else ""
            tiles.append(Tile(ctx.region(o.case), str(n), share if likely else None, shown))
    items = [
        f"{ctx.region(o.case)} "
        f"{1 + o.ranks.index(max(o.ranks))}{ctx.aside(percent(max(o.ranks)).text())}"
        for o in found
    ]
    caption, alt = ctx.labels["c-likelihood"], described(ctx, ctx.labels["c-likeliest"], items)
    return (charts.heat("c-likelihood", caption, alt, tiles, cell=40, row=20, likelihood=True),)


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
    """What named assumptions leave open, with a sentence a plan."""
    if not found:
        return ()
    said = (Paragraph(ctx.voice.outlook(fact_of(ctx, o, found))) for o in found)
    note = Paragraph((assumptions_note(ctx, assumed),))
    return (Paragraph(told_apart(ctx, found)), ranges_table(ctx, found), *said, note)
