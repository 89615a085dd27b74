"""The evidence file on one plan, for the auditor: every rating with its reason and its passages,
every score with its parts, the rules they were made by, and a place to sign."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evalkit.analysis.sensitivity import Assumptions
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts, case_facts
from evalkit.report.model import Paragraph, Report
from evalkit.report.products import first_page
from evalkit.report.products.product import Blocks, Part, report, sections
from evalkit.report.sections import (
    agreement,
    coders,
    commitments,
    consistency,
    coordination,
    criteria,
    effects,
    follow_up,
    method,
    missing,
    outcomes,
    path,
    prepared,
    ratings,
    record,
    scores,
    sensitivity,
)
from evalkit.scoring.tolerances import MOST_CASES


def evidence(ctx: Context, case: str, wanted: Sequence[str] | None = None) -> Report:
    """All that one case rests on; ``wanted``: sections, in this order."""
    about = case_facts(ctx.results, case)
    made = sections(ctx, SECTIONS, about, wanted)
    summary = (first_page.kind(ctx, about), *record.scope(ctx, about))
    page = report(ctx, f"{case}-evidence", "", summary, made)
    return replace(first_page.headed(ctx, about, page, "evidence"), finding="")


def _how_sure(ctx: Context, about: CaseFacts) -> Blocks:
    """How sure this case's score and rank are, and which assumption moves its total; needs cases to
    rank among."""
    found = ctx.results.outlooks
    own = ctx.results.outlook(about.case)
    if own is None or not 2 <= len(found) <= MOST_CASES:
        return ()
    said = Paragraph(ctx.words.sensitivity.outlook(sensitivity.fact_of(ctx, own, found)))
    note = Paragraph((sensitivity.assumptions_note(ctx, Assumptions()),))
    return (said, effects.of_case(ctx, about.case), note)


def _criteria(ctx: Context, about: CaseFacts) -> Blocks:
    return criteria.of_case(ctx, about, consistency.checks_met(ctx, about.case))


def _method(ctx: Context, about: CaseFacts) -> Blocks:
    cases = [about.case]
    return (
        method.listed(
            method.notes(ctx, cases, coordination.notes(ctx, cases), prepared.notes(ctx))
        ),
        *prepared.values(ctx, cases),
        *method.scales(ctx),
        *coordination.degree_tables(ctx, cases),
        method.provenance(ctx, cases),
        method.findings(ctx, about.case),
    )


SECTIONS: tuple[Part[CaseFacts], ...] = (
    Part("all-criteria", "all-criteria", _criteria),
    Part("annex-evidence", "annex-evidence", ratings.of_case),
    Part("annex-scores", "annex-scores", scores.of_case),
    Part("commitments", "commitments", commitments.of_case),
    Part("followed", "followed", follow_up.whole),
    Part("coordination", "coordination", coordination.of_case),
    Part("outcomes", "outcomes", outcomes.of_case),
    Part("path", "path", path.of_case),
    Part("lenses", "lenses", path.lenses),
    Part("missing", "missing", missing.of_case),
    Part("agreement", "agreement", agreement.of_case),
    Part("coders", "coders-agree", coders.of_case),
    Part("sensitivity", "how-sure", _how_sure),
    Part("raters", "raters-told", record.raters),
    Part("documents", "documents-read", lambda ctx, about: tuple(method.documents(ctx, about))),
    Part("waivers", "waivers", record.waivers),
    Part("journal", "journal", record.journal),
    Part("annex-method", "annex-method", _method),
    Part("sign", "sign", record.sign),
)
