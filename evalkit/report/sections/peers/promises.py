"""What plans of a group commit to: figures of the same measure side by side, and how complete
commitments are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evalkit.analysis.completeness import Carried, carried
from evalkit.model.case import Case
from evalkit.model.commitment import Commitment
from evalkit.report.context import Context
from evalkit.report.model import (
    Block,
    Paragraph,
    Row,
    Runs,
    Table,
    runs,
)
from evalkit.report.numbers import number, percent
from evalkit.report.places import cited
from evalkit.report.promises import aim, latest, start, year
from evalkit.report.sections.peers.group import Peers
from evalkit.report.table import Col, Cols, heading_row, table
from evalkit.scoring.units import Coded

LEAST = 0.01  # a share that is shown without decimals

Promise = tuple[str, Commitment]


def promised(ctx: Context, about: Peers) -> tuple[Block, ...]:
    """Figures of the same measure side by side, and how complete commitments are; a sentence where
    nothing is coded."""
    by_measure = _by_measure(ctx, about)
    coded = [held for c in about.cases if (held := ctx.results.coded.get(c)) and held.units]
    if not by_measure and not coded:
        return (ctx.note("peers-no-promises"),)
    out: list[Block] = []
    silent = _silent(ctx, by_measure, coded, len(about.cases))
    out += [Paragraph(ctx.words.peers.silent(silent))] if silent else []
    out += [_side_by_side(ctx, by_measure)] if by_measure else []
    out += [_complete(ctx, coded)] if coded else []
    return (*out, ctx.note("peers-promises-note"))


def _by_measure(ctx: Context, about: Peers) -> dict[str, list[Promise]]:
    """Measure → what plans of the group promise of it, in the rubric's order."""
    held: dict[str, list[Promise]] = {
        criterion.id: [] for criterion, _ in ctx.rubric.measured.values()
    }
    for case in about.cases:
        for _, said in ctx.evaluation.file_of[case].case.promises():
            if said.measure in held and said.aim is not None:
                held[said.measure].append((case, said))
    return {measure: found for measure, found in held.items() if found}


def _side_by_side(ctx: Context, by_measure: dict[str, list[Promise]]) -> Table:
    began = any(said.baseline for held in by_measure.values() for _, said in held)

    def case_of(p: Promise) -> Case:
        return ctx.evaluation.file_of[p[0]].case

    columns: Cols[Promise] = (
        ctx.col("region", lambda p: ctx.region(p[0])),
        ctx.col("#start", lambda p: start(ctx, p[1]), began),
        ctx.col("#aim", lambda p: aim(ctx, p[1])),
        ctx.col(".by-year", lambda p: year(ctx, p[1])),
        ctx.col("#latest", lambda p: latest(ctx, *p)),
        ctx.col(".at", lambda p: cited(ctx, case_of(p), [p[1].at])),
    )
    titles = {c.id: ctx.say(c.title) for c, _ in ctx.rubric.measured.values()}
    rows: list[Row] = []
    made = table(ctx.labels["peers-numbers"], (), columns)
    for measure, held in by_measure.items():
        rows.append(heading_row(titles[measure], len(made.columns)))
        rows += table("", sorted(held, key=lambda p: p[1].year or 0), columns).rows
    return replace(made, rows=tuple(rows))


@dataclass(frozen=True, slots=True)
class SilentFact:
    """Measures of the rubric of which no plan of a group sets a figure; ``all``: whether of none at
    all."""

    titles: tuple[str, ...]
    all: bool


def _silent(
    ctx: Context, by_measure: dict[str, list[Promise]], coded: Sequence[Coded], n: int
) -> SilentFact | None:
    """None where some plan's figures are not all coded, since it may say what was not read."""
    whole = [held for held in coded if held.scope in ("all", "figures")]
    own = [ctx.say(c.title) for c, _ in ctx.rubric.measured.values() if c.id not in by_measure]
    if len(whole) < n or not own:
        return None
    return SilentFact(tuple(own), not by_measure)


def _complete(ctx: Context, coded: Sequence[Coded]) -> Table:
    """How many commitments of each plan carry a figure, a body, money, a date of their own."""
    rows = [(held, carried(held.units)) for held in coded]
    alike = len({held.scope for held in coded}) == 1  # else shares are of different things

    def share(name: str, of: str) -> Col[tuple[Coded, Carried]]:
        def shown(row: tuple[Coded, Carried]) -> Runs:
            count = int(getattr(row[1], of))
            if not count:
                return ("—",)
            share = percent(count / row[1].n, 0 if count / row[1].n >= LEAST else 1)
            return runs(number(count), ctx.grammar.aside(share) if alike else "")

        return ctx.col(name, shown)

    columns: Cols[tuple[Coded, Carried]] = (
        ctx.col("region", lambda row: ctx.region(row[0].case)),
        ctx.col("#n-commitments", lambda row: number(row[1].n)),
        share("#has-figure", "figure"),
        share("#has-body", "body"),
        share("#has-money", "money"),
        share("#has-date", "date"),
        ctx.col("peers-scope", lambda row: ctx.labels[f"scope-{row[0].scope}"]),
    )
    return table(ctx.labels["peers-complete"], rows, columns)
