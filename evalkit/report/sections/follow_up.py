"""What became of an earlier document's commitments, as coders of the newer one say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalkit.analysis.follow_up import Followed, Kept, followed
from evalkit.model.commitment import STATUSES
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts
from evalkit.report.model import Block, Paragraph, Runs, Table
from evalkit.report.promises import aim, place, what
from evalkit.report.table import Cols, table
from evalkit.scoring.units import Coded


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
    return ctx.say(plan.title) if plan is not None else ctx.label("earlier", case=case)


def followed_table(ctx: Context, found: Followed, kept: Sequence[Kept]) -> Table:
    """What was promised, what became of it, and where the newer document says so."""

    def promised(k: Kept) -> Runs:
        return aim(ctx, k.promised.said) if k.promised is not None else ("—",)

    def stated(k: Kept) -> Runs:
        return aim(ctx, k.said)

    columns: Cols[Kept] = (
        ctx.col("promised", lambda k: what(ctx, (k.promised.said if k.promised else k.said))),
        ctx.col("#aim", promised, found.at_hand),
        ctx.col("became", lambda k: ctx.labels[f"status-{k.status or 'apart'}"]),
        ctx.col("#stated", stated),
        ctx.col(".at", lambda k: place(k.said) or "—"),
        ctx.col("note-on", lambda k: ctx.say(k.said.note)),
    )
    order = {status: n for n, status in enumerate(STATUSES)}
    rows = sorted(kept, key=lambda k: order.get(k.status, 9) if k.status else 9)
    return table(ctx.labels["followed"], rows, columns)


def told(
    ctx: Context, case: str, known: Mapping[str, Coded] | None = None, whole: bool = True
) -> tuple[Block, ...]:
    """What became of earlier commitments, as a case's coders say; ``known``: what is coded of
    earlier cases, also under other versions of the rubric; ``whole``: also what the newer document
    says nothing of, one by one."""
    coded = ctx.results.coded.get(case)
    if coded is None:
        return ()
    out: list[Block] = []
    for found in followed(coded, known if known is not None else ctx.results.coded):
        fact = fact_of(ctx, found)
        out.append(Paragraph(ctx.words.commitments.followed(fact)))
        shown = [k for k in found.kept if whole or k.status != "silent"]
        out += [followed_table(ctx, found, shown)] if shown else []
    return (*out, ctx.note("followed-note")) if out else ()


def of_case(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """What became of the last plan's commitments, those of which nothing is said only counted."""
    return told(ctx, about.case, whole=False)


def data(ctx: Context, coded: Coded) -> dict[str, object]:
    """What JSON holds."""
    return {"followed": followed(coded, ctx.results.coded)}
