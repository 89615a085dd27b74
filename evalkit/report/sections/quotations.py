"""The plan's own words behind the first page: what it commits to, where it is specific and thin."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.model.fields import both
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts, RatedCriterion, chosen
from evalkit.report.model import Block, Quoted, Table, cell
from evalkit.report.places import in_words
from evalkit.report.promises import what
from evalkit.report.quoting import words_at
from evalkit.report.table import Cols, table
from evalkit.scoring.units import Unit


@dataclass(frozen=True, slots=True)
class Cited:
    """Words of the plan, where they stand, and what they are cited for."""

    at: str
    words: Quoted
    used: str


def of_case(
    ctx: Context, about: CaseFacts, units: tuple[Unit, ...], points: tuple[RatedCriterion, ...]
) -> tuple[Block, ...]:
    """A row a passage, in the order of the text; nothing where the text is not at hand."""
    found: dict[tuple[str, str], Cited] = {}
    for own in (*_promised(ctx, about, units), *_rated(ctx, about, points)):
        found.setdefault((own.at, own.words.text), own)
    columns: Cols[Cited] = (
        ctx.col(".at", lambda own: own.at),
        ctx.col("own-words", lambda own: cell(own.words)),
        ctx.col("used-for", lambda own: own.used),
    )
    if not found:
        return ()
    rows = sorted(found.values(), key=lambda own: _order(own.at))
    made: Table = table(ctx.labels["quotations"], rows, columns)
    return (ctx.note("quotations-note"), made)


def _order(at: str) -> tuple[int, str]:
    digits = "".join(c if c.isdigit() else " " for c in at).split()
    return (int(digits[0]) if digits else 0, at)


def _promised(ctx: Context, about: CaseFacts, units: tuple[Unit, ...]) -> list[Cited]:
    case, out = about.file.case, []
    for unit in units:
        document, place = unit.said.place
        figure = unit.said.value or unit.said.growth or ()
        texts = [*(both(unit.said.what) if unit.said.what else ()), *(f"{v:g}" for v in figure)]
        words = words_at(ctx, case, document, place, [*texts, what(ctx, unit.said)])
        if words is not None:
            out.append(Cited(_said(ctx, place), words, what(ctx, unit.said)))
    return out


def _rated(ctx: Context, about: CaseFacts, points: tuple[RatedCriterion, ...]) -> list[Cited]:
    case, out = about.file.case, []
    for c in points:
        rating = chosen(c)
        for e in rating.evidence if rating is not None else ():
            texts = [e.quote] if e.quote else [*both(e.note or ""), *both(c.criterion.title)]
            words = words_at(ctx, case, e.document, e.at or "", texts)
            if words is not None:
                out.append(
                    Cited(_said(ctx, e.at or ""), words, ctx.say(e.note) or ctx.title(c.ref))
                )
    return out


def _said(ctx: Context, at: str) -> str:
    return "".join(in_words(ctx, [at])[:1])
