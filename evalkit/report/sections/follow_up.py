"""What became of an earlier document's commitments, as coders of the newer one say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalkit.analysis.follow_up import Followed, Kept, followed
from evalkit.model.case import day_of
from evalkit.model.commitment import STATUSES
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts
from evalkit.report.model import Block, Paragraph, Runs, Strong, Table
from evalkit.report.places import cited
from evalkit.report.promises import aim, what
from evalkit.report.table import Cols, table
from evalkit.scoring.units import Coded

MOST_SILENT = 10  # commitments named that are not mentioned


@dataclass(frozen=True, slots=True)
class FollowedFact:
    """What became of an earlier document's commitments: (status, how many). ``unsaid``: of which no
    coder says anything; ``apart``: of which coders differ."""

    older: str
    newer: str
    n: int
    counts: tuple[tuple[str, int], ...]
    unsaid: int
    apart: int


@dataclass(frozen=True, slots=True)
class EarlierFact:
    """An earlier document whose commitments are followed from a later one. ``title``, ``year``:
    empty and None where its case is not at hand or names none; ``case``: what coders call it."""

    title: str
    year: int | None
    case: str


def earlier_of(ctx: Context, case: str) -> tuple[EarlierFact, ...]:
    """The earlier documents of which a case's coders say what became of their commitments."""
    out = []
    for found in _found(ctx, case):
        file = ctx.evaluation.file_of.get(found.older)
        plan = file.case.plan if file is not None else None
        title = ctx.say(plan.title) if plan is not None else ""
        day = day_of(file.case) if file is not None else None
        year = day.year if day is not None and str(day.year) not in title else None
        if found.kept:
            out.append(EarlierFact(title, year, found.older))
    return tuple(out)


def fact_of(ctx: Context, found: Followed) -> FollowedFact:
    """What became of an earlier document's commitments, in counts."""
    counts = tuple((s, found.count(s)) for s in STATUSES if found.count(s))
    return FollowedFact(
        older=_called(ctx, found.older),
        newer=_called(ctx, found.newer),
        n=len(found.kept),
        counts=counts,
        unsaid=len(found.unsaid),
        apart=found.count(None),
    )


def _called(ctx: Context, case: str) -> str:
    """A document's title; its case's id where the case is not at hand."""
    file = ctx.evaluation.file_of.get(case)
    plan = file.case.plan if file is not None else None
    return ctx.say(plan.title) if plan is not None else ctx.labels["earlier"]


def followed_table(ctx: Context, found: Followed, kept: Sequence[Kept], label: str) -> Table:
    """What was promised, what became of it, and where the newer document says so."""

    def promised(k: Kept) -> Runs:
        return aim(ctx, k.promised.said) if k.promised is not None else ("—",)

    several = len({k.status for k in kept}) > 1
    case = ctx.evaluation.file_of[found.newer].case
    columns: Cols[Kept] = (
        ctx.col("promised", lambda k: what(ctx, (k.promised.said if k.promised else k.said))),
        ctx.col("#aim", promised, found.at_hand),
        ctx.col("became", lambda k: ctx.labels[f"status-{k.status or 'apart'}"], several),
        ctx.col("#stated", lambda k: aim(ctx, k.said)),
        ctx.col(".at", lambda k: cited(ctx, case, [k.said.at])),
        ctx.col("note-on", lambda k: ctx.say(k.said.note)),
    )
    return table(ctx.labels[label], _in_order(kept), columns)


def _in_order(kept: Sequence[Kept]) -> list[Kept]:
    """By status; what coders differ on last."""
    order = {status: n for n, status in enumerate(STATUSES)}
    return sorted(kept, key=lambda k: order[k.status] if k.status else len(order))


def _silent(ctx: Context, found: Followed) -> tuple[Block, ...]:
    """What the newer document does not mention, by name: the first few, those that bear on a
    criterion before others."""
    silent = [k for k in found.kept if k.status == "silent"]
    silent.sort(key=lambda k: not (k.promised.said if k.promised else k.said).criteria)
    names = [what(ctx, (k.promised.said if k.promised else k.said)) for k in silent]
    if not names:
        return ()
    more = len(names) - MOST_SILENT
    shown = [*names[:MOST_SILENT], *([ctx.label("more-alone", n=more)] if more > 0 else [])]
    said = ctx.grammar.semicolon.join(shown) + ctx.grammar.stop
    return (Paragraph((Strong(ctx.labels["not-mentioned"]), ctx.grammar.colon, said)),)


def told(ctx: Context, case: str, known: Mapping[str, Coded] | None = None) -> tuple[Block, ...]:
    """What became of earlier commitments, one by one; ``known``: what is coded of earlier cases,
    also under other versions of the rubric."""
    out: list[Block] = []
    for found in _found(ctx, case, known):
        out.append(Paragraph(ctx.words.commitments.followed(fact_of(ctx, found))))
        out += [followed_table(ctx, found, found.kept, "followed")] if found.kept else []
    return (*out, ctx.note("followed-note")) if out else ()


def _found(
    ctx: Context, case: str, known: Mapping[str, Coded] | None = None
) -> tuple[Followed, ...]:
    coded = ctx.results.coded.get(case)
    if coded is None:
        return ()
    return followed(coded, known if known is not None else ctx.results.coded)


def of_case(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """What became of the last plan's commitments: counts, those that fell short or were given up,
    and those not mentioned."""
    out: list[Block] = []
    for found in _found(ctx, about.case):
        out.append(Paragraph(ctx.words.commitments.followed(fact_of(ctx, found))))
        short = [k for k in found.kept if k.status in ("partly", "dropped", None)]
        out += [followed_table(ctx, found, short, "fell-short")] if short else []
        out += _silent(ctx, found)
    return (*out, ctx.note("followed-note")) if out else ()


def whole(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """Every commitment of the last plan, and what became of it."""
    return tuple(
        followed_table(ctx, found, found.kept, "followed")
        for found in _found(ctx, about.case)
        if found.kept
    )


def data(ctx: Context, coded: Coded) -> dict[str, object]:
    """What JSON holds."""
    return {"followed": followed(coded, ctx.results.coded)}
