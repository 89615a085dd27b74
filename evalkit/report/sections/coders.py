"""Who coded a plan's commitments: how far coders find the same units and give the same codes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from evalkit.analysis.coders import CodeAgreement, UnitAgreement, code_agreement, unit_agreement
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts
from evalkit.report.model import Block, Bullets, Paragraph, Strong, Table, runs
from evalkit.report.numbers import number, percent
from evalkit.report.promises import coder, what
from evalkit.report.table import Cols, table
from evalkit.scoring.units import Coded

LISTED = 12  # units found by one coder that a report lists


def agreement_tables(ctx: Context, coded: Coded) -> tuple[Table, ...]:
    """How far coders agree on units and on codes; nothing with one coder."""
    found = code_agreement(ctx.rubric, coded)
    units = unit_agreement(coded, ctx.evaluation.file_of[coded.case])
    if not units:
        return ()
    of_units: Cols[UnitAgreement] = (
        ctx.col("coders", lambda u: _pair(ctx, coded.case, u.pair)),
        ctx.col("#found-by-both", lambda u: number(u.both)),
        ctx.col("#only-first", lambda u: number(len(u.first))),
        ctx.col("#only-second", lambda u: number(len(u.second))),
    )
    of_codes: Cols[CodeAgreement] = (
        ctx.col("code-of", lambda a: ctx.say(ctx.rubric.codes[a.code].title)),
        ctx.col("#units-both", lambda a: number(a.n)),
        ctx.col("#same-code", lambda a: percent(a.same)),
        ctx.col("#cohen", lambda a: number(a.kappa, 2)),
        ctx.col("#alpha-nominal", lambda a: number(a.alpha, 2)),
        ctx.col("#same-kind", lambda a: percent(a.fine)),
    )
    tables = [table(ctx.labels["units-found"], units, of_units)]
    tables += [table(ctx.labels["codes-agreed"], found, of_codes)] if found else []
    return tuple(tables)


def _pair(ctx: Context, case: str, pair: tuple[str, str]) -> str:
    return " / ".join(coder(ctx, case, name) for name in pair)


def found_alone(ctx: Context, coded: Coded, most: int | None = None) -> tuple[Block, ...]:
    """Units that only one of several coders found: none is dropped in silence."""
    alone = [unit for unit in coded.units if unit.alone]
    if not alone:
        return ()
    items = [
        runs(
            f"{u.said.place[1]} ",
            what(ctx, u.said),
            ctx.aside(coder(ctx, coded.case, u.coders[0])),
        )
        for u in alone[:most]
    ]
    more = len(alone) - len(items)
    items += [(ctx.label("more-alone", n=more),)] if more else []
    return (Paragraph((Strong(ctx.labels["found-alone"]),)), Bullets(tuple(items)))


@dataclass(frozen=True, slots=True)
class CodersFact:
    """Who coded: coders and who decided; units that one of several alone found, those decided to be
    none and those kept; passages left out by reason."""

    coders: tuple[str, ...]
    deciders: tuple[str, ...]
    alone: int
    dropped: int
    kept: int
    left_out: tuple[tuple[str, int], ...]


def fact_of(ctx: Context, coded: Coded) -> CodersFact:
    """Who coded a case, and what they left out."""
    file = ctx.evaluation.file_of[coded.case]
    deciders = sorted({c.rater for c in file.case.commitments if c.adjudicates})
    found = unit_agreement(coded, file)
    alone = sum(len(pair.first) + len(pair.second) for pair in found)
    kept = sum(unit.alone for unit in coded.units)
    reasons = Counter(str(c.left_out) for c in coded.left_out if c.left_out is not None)
    return CodersFact(
        coders=tuple(coder(ctx, coded.case, name) for name in coded.coders),
        deciders=tuple(coder(ctx, coded.case, name) for name in deciders),
        alone=alone,
        dropped=alone - kept,
        kept=kept,
        left_out=tuple(reasons.most_common()),
    )


def of_coded(ctx: Context, coded: Coded, most: int | None = None) -> tuple[Block, ...]:
    """How far the coders of a case agree, and up to ``most`` units that only one of them found."""
    if not coded.coders:
        return ()
    said = Paragraph(ctx.words.commitments.coders(fact_of(ctx, coded)))
    made = agreement_tables(ctx, coded)
    note = (ctx.note("coders-note"),) if made else ()
    return (said, *made, *note, *found_alone(ctx, coded, most))


def of_case(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """How far coders of one plan agree, as a report tells it."""
    coded = ctx.results.coded.get(about.case)
    return of_coded(ctx, coded, LISTED) if coded is not None else ()


def data(ctx: Context, coded: Coded) -> dict[str, object]:
    """What JSON holds."""
    file = ctx.evaluation.file_of[coded.case]
    agreed = code_agreement(ctx.rubric, coded)
    return {"agreement": agreed, "units_found": unit_agreement(coded, file)}
