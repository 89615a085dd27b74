"""What the framework asks, sentence by sentence, of whom, and which plans answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.analysis.asked import Ask, asks_of
from evalkit.analysis.clusters import clusters_of
from evalkit.model.scale import Scale
from evalkit.report import facts
from evalkit.report.context import Context
from evalkit.report.framework import place_in_words
from evalkit.report.model import Block, Cell, Column, Paragraph, Row, Table, cell
from evalkit.report.numbers import number
from evalkit.report.table import heading_row, tone

NAMED = 3  # asks named in the sentence, of each kind
MOST = 3  # criteria of one sentence whose titles stand in its row


@dataclass(frozen=True, slots=True)
class AskedFact:
    """The asks in counts, at ``level`` or above. ``nobody``: no plan answers; ``most``: more than
    half of those rated do; ``first_…``: the first of them by title and place; ``nearest``: where
    none does, title of the ask that the largest share answers, ``k`` of ``of``."""

    n: int
    level: int
    label: str
    nobody: int
    first_nobody: tuple[tuple[str, str], ...]
    most: int
    first_most: tuple[tuple[str, str], ...]
    nearest: str
    k: int
    of: int


def compared(ctx: Context, most: int | None = None) -> tuple[Block, ...]:
    """A sentence, and a row a sentence of the framework, pillar by pillar; nothing with fewer than
    two plans, or where no criterion says where it comes from.

    ``most``: rows shown, half of them with the lowest means and half with the highest; None shows
    all.
    """
    if len(ctx.evaluation.files) < 2 or not ctx.rubric.levels:
        return ()
    asks = asks_of(ctx.evaluation, facts.high_level(ctx.results))
    if not asks:
        return ()
    shown = _shown(asks, most)
    fewer = len(asks) - len(shown)
    notes = (ctx.note("asked-fewer", n=len(shown), all=len(asks)),) if fewer else ()
    said = Paragraph(ctx.words.asked.asked(fact_of(ctx, asks)))
    level = facts.high_level(ctx.results)
    note = ctx.note("asked-note", level=level)
    left_out = ctx.left_out if most is None else ()  # in short, the heat map says it
    own = any(scale.own for scale in ctx.rubric.scales.values())
    apart = (ctx.note("asked-own"),) if own else ()
    return (said, asked_table(ctx, shown), *notes, note, *apart, *left_out)


def fact_of(ctx: Context, asks: Sequence[Ask]) -> AskedFact:
    """What the asks come to: those nobody answers with the lowest mean first, those that most
    answer with the largest share first."""
    high = facts.high_level(ctx.results)
    rated = [ask for ask in asks if ask.whole.rated]
    nobody = sorted((a for a in rated if not a.whole.high), key=lambda a: a.whole.mean or 0.0)
    several = [a for a in rated if a.whole.high and a.whole.rated > 1]
    several.sort(
        key=lambda a: (-a.whole.high / a.whole.rated, -a.whole.rated, -(a.whole.mean or 0))
    )
    well = [a for a in several if a.whole.high * 2 > a.whole.rated]
    nearest = several[0] if several else None

    def named(held: Sequence[Ask]) -> tuple[tuple[str, str], ...]:
        return tuple((_title(ctx, a), place_in_words(ctx.words, a.at)) for a in held[:NAMED])

    widely = [a for a in nobody if a.whole.rated * 2 >= len(ctx.evaluation.files)]
    return AskedFact(
        n=len(rated),
        level=high,
        label=facts.label_at(ctx.results, high, ctx.lang),
        nobody=len(nobody),
        first_nobody=named(widely or nobody),
        most=len(well),
        first_most=named(well),
        nearest="" if nearest is None else _title(ctx, nearest),
        k=nearest.whole.high if nearest else 0,
        of=nearest.whole.rated if nearest else 0,
    )


def asked_table(ctx: Context, asks: Sequence[Ask]) -> Table:
    """A row an ask under its pillar: what is asked and where, who is to act, mean level, plans that
    answer, the best."""
    level = facts.high_level(ctx.results)
    heads = (
        *ctx.columns("asked-ask", "asked-actor", "#mean-level"),
        Column(ctx.label("asked-high", level=level), True),
        *ctx.columns("asked-best"),
    )
    rows: list[Row] = []
    pillar = ""
    for ask in asks:
        if ask.pillar != pillar:
            pillar = ask.pillar
            rows.append(heading_row(ctx.with_code(pillar), len(heads)))
        rows.append(_row(ctx, ask))
    return Table(ctx.labels["asked"], heads, tuple(rows))


def _row(ctx: Context, ask: Ask) -> Row:
    whole, scale = ask.whole, Scale(ctx.rubric.levels)
    shade = tone(scale.place(whole.mean) / scale.steps) if whole.mean else "l0"
    answers = f"{whole.high} / {whole.rated}" if whole.rated else "—"
    unrated = whole.asked - whole.rated
    notes = [ctx.label("asked-unrated", n=unrated)] if unrated else []
    if absent := _absent(ctx, ask):
        notes.append(ctx.label("asked-absent", n=len(absent)))
    missing = ctx.aside(ctx.grammar.comma.join(notes)) if notes else ""
    actors = dict.fromkeys(ctx.say(ctx.rubric.rated[ref].actor) for ref in ask.refs)
    cells = (
        cell(_titles(ctx, ask), ctx.aside(place_in_words(ctx.words, ask.at))),
        cell(ctx.grammar.joined([actor for actor in actors if actor], ctx.grammar.semicolon)),
        cell(number(whole.mean, 2), tone=shade if whole.rated else "missing"),
        cell(f"{answers}{missing}"),
        _best(ctx, ask),
    )
    return Row(cells, depth=1)


def _best(ctx: Context, ask: Ask) -> Cell:
    """The plans with the highest level; a dash where none writes anything."""
    whole = ask.whole
    if not whole.best:
        return cell("—")
    if len(whole.best) == whole.rated > 1:
        return cell(ctx.labels["tied"])
    names = ctx.short_regions(ctx.evaluation.cases)
    name_of = dict(zip(ctx.evaluation.cases, names, strict=True))
    return cell(
        ctx.grammar.first_of([name_of[case] for case in whole.best], 3),
        ctx.grammar.opening,
        number(whole.top, 1 if whole.top != int(whole.top or 0) else 0),
        ctx.grammar.closing,
    )


def _absent(ctx: Context, ask: Ask) -> set[str]:
    """Regions that the ask is made of as members of a group, and that no plan here is of."""
    groups = [own for own in clusters_of(ctx.evaluation) if {*ask.refs} <= {*own.refs}]
    return {code for own in groups for code in own.missing}


def _titles(ctx: Context, ask: Ask) -> str:
    """What is asked: the titles of its criteria, the first few where they are many; what all of
    them say before a colon, once."""
    all_titles = [ctx.titles[ref] for ref in ask.refs]
    titles = all_titles if len(all_titles) <= MOST else all_titles[: MOST - 1]
    fewer = len(all_titles) - len(titles)
    more = ctx.aside(ctx.label("asked-more", n=fewer)) if fewer else ""
    parts = [re.split(r"[：:]\s*", title, maxsplit=1) for title in titles]
    if len(titles) > 1 and {len(part) for part in parts} == {2} and len({p[0] for p in parts}) == 1:
        joined = ctx.grammar.joined([part[1] for part in parts], ctx.grammar.semicolon)
        return f"{ctx.after(parts[0][0], joined)}{more}"
    first, *others = titles
    inside = [ctx.grammar.inside(title) for title in others]
    return f"{ctx.grammar.joined([first, *inside], ctx.grammar.semicolon)}{more}"


def _title(ctx: Context, ask: Ask) -> str:
    """What is asked in few words: the title of the criterion, of the first where there are several
    with how many more."""
    first, *others = ask.refs
    more = ctx.aside(ctx.label("asked-more", n=len(others))) if others else ""
    return f"{ctx.grammar.inside(ctx.titles[first])}{more}"


def _shown(asks: Sequence[Ask], most: int | None) -> tuple[Ask, ...]:
    """All, or as many as ``most``: half from either end of their means, in the framework's
    order."""
    if most is None or len(asks) <= most:
        return tuple(asks)
    rated = sorted((a for a in asks if a.whole.mean is not None), key=lambda a: a.whole.mean or 0.0)
    low = rated[: most - most // 2]
    kept = {(a.pillar, a.at) for a in (*low, *rated[len(rated) - most // 2 :])}
    return tuple(a for a in asks if (a.pillar, a.at) in kept)
