"""The briefing on one plan: how it stands, what is strong and weak, and everything behind its
score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evalkit.analysis.sensitivity import Assumptions
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts, case_facts
from evalkit.report.model import Paragraph, Report, Strong
from evalkit.report.products.product import Blocks, Part, report, sections
from evalkit.report.sections import (
    agreement,
    changes,
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
    pillars,
    priorities,
    ratings,
    scores,
    sensitivity,
    strengths,
    verdict,
)
from evalkit.scoring.tolerances import MOST_CASES


def briefing(ctx: Context, case: str, wanted: Sequence[str] | None = None) -> Report:
    """One case, with everything behind its score; ``wanted``: sections, in this order."""
    about = case_facts(ctx.results, case)
    plan = about.file.case.plan
    below = (ctx.say(plan.title) if plan else "", ctx.say(ctx.rubric.title), ctx.other_weights)
    title = ctx.label("briefing-title", region=ctx.region(case))
    made = sections(ctx, SECTIONS, about, wanted)
    page = report(ctx, case, title, _summary(ctx, about), made)
    return replace(page, subtitle=" · ".join(text for text in below if text))


def _summary(ctx: Context, about: CaseFacts) -> Blocks:
    step = coordination.in_short(ctx, about.case)
    return (
        verdict.paragraph(ctx, about),
        *verdict.figures(ctx, about),
        *strengths.in_short(ctx, about),
        *([Paragraph((Strong(ctx.labels["g-step"]),)), *step] if step else []),
        ctx.note("about-score"),
    )


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
        method.listed(method.notes(ctx, cases, coordination.notes(ctx, cases))),
        *method.scales(ctx),
        *coordination.degree_tables(ctx, cases),
        *method.documents(ctx, about),
        method.provenance(ctx, cases),
        method.findings(ctx, about.case),
    )


SECTIONS: tuple[Part[CaseFacts], ...] = (
    Part("strengths", "strengths", strengths.strengths),
    Part("gaps", "gaps", strengths.gaps),
    Part("pillars", "pillars", pillars.of_case),
    Part("priorities", "priorities", priorities.of_case),
    Part("commitments", "commitments", commitments.of_case),
    Part("coordination", "coordination", coordination.of_case),
    Part("since-last", "since-last", changes.of_case),
    Part("last-commitments", "last-commitments", follow_up.of_case),
    Part("path", "path", path.of_case),
    Part("lenses", "lenses", path.lenses),
    Part("outcomes", "outcomes", outcomes.of_case),
    Part("missing", "missing", missing.of_case),
    Part("sensitivity", "how-sure", _how_sure),
    Part("all-criteria", "all-criteria", _criteria),
    Part("agreement", "agreement", agreement.of_case, annex=True),
    Part("coders", "coders-agree", coders.of_case, annex=True),
    Part("followed", "followed", follow_up.whole, annex=True),
    Part("annex-scores", "annex-scores", scores.of_case, annex=True),
    Part("annex-evidence", "annex-evidence", ratings.of_case, annex=True),
    Part("annex-method", "annex-method", _method, annex=True),
)
