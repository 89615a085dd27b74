"""Measures of one region over the years, beside those of the other regions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evalkit.analysis.changes import region_key
from evalkit.analysis.measured_peers import Moved, moved
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts
from evalkit.report.model import Block, Chart, Paragraph, Runs, Table, runs
from evalkit.report.numbers import change, number
from evalkit.report.table import Cols, table


@dataclass(frozen=True, slots=True)
class MovedFact:
    """A region's measures in counts.

    ``better``, ``worse``, ``same``: how many of ``n`` changed which way between their first and
    last year, ``since`` and ``until`` over all; ``up``, ``down``, ``kept``: how many of ``placed``
    changed the region's place, ``held``: none did, among ``of`` regions; ``of_varies``: fewer on
    some measures.
    """

    n: int
    all_better: bool
    better: int
    worse: int
    same: int
    since: int
    until: int
    placed: int
    up: int
    down: int
    kept: int
    held: bool
    of: int
    of_varies: bool


def found_of(ctx: Context, case: str) -> tuple[Moved, ...]:
    """Every measure of a case's region."""
    keys = {file.case.case: region_key(file.case) for file in ctx.evaluation.files}
    return moved(ctx.evaluation, case, keys)


def fact_of(found: Sequence[Moved]) -> MovedFact | None:
    """How a region's measures moved; None where none has two years."""
    own = [m for m in found if m.change is not None]
    placed = [
        (m.place_then, m.place_now, m.of)
        for m in own
        if m.place_then is not None and m.place_now is not None
    ]
    if not own:
        return None
    many = [of for _, _, of in placed]
    return MovedFact(
        n=len(own),
        all_better=all(m.better is True for m in own),
        better=sum(m.better is True for m in own),
        worse=sum(m.better is False for m in own),
        same=sum(m.better is None for m in own),
        since=min(m.first.year for m in own),
        until=max(m.last.year for m in own),
        placed=len(placed),
        up=sum(now < then for then, now, _ in placed if then is not None and now is not None),
        down=sum(now > then for then, now, _ in placed if then is not None and now is not None),
        kept=sum(now == then for then, now, _ in placed),
        held=all(now == then for then, now, _ in placed),
        of=max(many, default=0),
        of_varies=len({*many}) > 1,
    )


def told(ctx: Context, case: str) -> tuple[Paragraph, ...]:
    """How the region's measures moved, in a sentence; nothing with one year."""
    fact = fact_of(found_of(ctx, case))
    return (Paragraph(ctx.words.measured_peers.moved(fact)),) if fact is not None else ()


def of_case(ctx: Context, about: CaseFacts, picture: Chart | None = None) -> tuple[Block, ...]:
    """The measures over the years, with a picture where one is given; a sentence where nothing is
    measured."""
    found = found_of(ctx, about.case)
    if not found:
        return (ctx.note("moved-none"),)
    drawn = (picture,) if picture is not None else ()
    rules = ctx.rubric.prepare
    prepared = rules.per or rules.impute is not None or rules.outliers is not None
    raw = (ctx.note("as-measured"),) if prepared else ()
    return (*drawn, moved_table(ctx, found), ctx.note("moved-note"), *raw)


def moved_table(ctx: Context, found: Sequence[Moved]) -> Table:
    """First and last figure, change, place then and now, and the median of the other regions."""

    def figure(m: Moved, value: float | None, year: int) -> Runs:
        rule = ctx.rubric.measured[m.ref][1]
        return runs(number(value, rule.decimals), ctx.label("in-year", year=year))

    def measure(m: Moved) -> str:
        criterion, rule = ctx.rubric.measured[m.ref]
        lower = ctx.labels["moved-lower"] if rule.better == "lower" else ""
        parts = [part for part in (ctx.say(rule.unit), lower) if part]
        return ctx.say(criterion.title) + ctx.aside(ctx.grammar.comma.join(parts))

    def decimals(m: Moved) -> int:
        return ctx.rubric.measured[m.ref][1].decimals

    def places(m: Moved) -> str:
        if m.place_now is None:
            return "—"
        way = f"{m.place_now}" if m.place_then is None else f"{m.place_then} → {m.place_now}"
        return f"{way} / {m.of}".replace(" ", "\u00a0")

    def earlier(m: Moved) -> Runs:
        return ("—",) if m.change is None else figure(m, m.first.value, m.first.year)

    columns: Cols[Moved] = (
        ctx.col("measure", measure),
        ctx.col("#first-figure", earlier),
        ctx.col("#latest", lambda m: figure(m, m.last.value, m.last.year)),
        ctx.col("#change", lambda m: change(m.change, decimals(m))),
        ctx.col("#moved-median", lambda m: number(m.median, decimals(m))),
        ctx.col("#moved-place", places),
    )
    sources = dict.fromkeys(said for m in found if (said := m.last.said(ctx.lang)))
    made = table(ctx.labels["moved-table"], found, columns)
    return replace(made, source=ctx.grammar.semicolon.join(sources))
