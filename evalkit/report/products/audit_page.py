"""An audit in; a page of it out: the verdict and failed gates first, then what stands against each
case, then waivers."""

from __future__ import annotations

from evalkit.analysis.results import Results
from evalkit.audit import Audit
from evalkit.report.context import Context, context_of
from evalkit.report.model import Bullets, Paragraph, Report, Section, Strong, runs
from evalkit.report.sections import audit as found

NAME = "audit"


def context(audit: Audit, lang: str) -> Context:
    """What the sections of an audit are given."""
    return context_of(Results(audit.evaluation), lang)


def audit_page(audit: Audit, lang: str) -> Report:
    """The audit as a report in one language."""
    ctx = context(audit, lang)
    labels, day = ctx.labels, ctx.evaluation.as_of
    n = len(audit.cases)
    subtitle = labels["audit-subtitle"].format(
        n=labels["one-case" if n == 1 else "n-cases"].format(n=n), rubric=ctx.rubric.pin, date=day
    )
    first, *others = found.headline(ctx, audit)
    verdict = ctx.grammar.capital(found.verdict(ctx, audit))
    stop = f"{ctx.grammar.stop}{ctx.grammar.gap}"
    summary = (
        Paragraph(runs(Strong(verdict), stop, first)),
        Bullets(tuple((line,) for line in others)),
        found.overview(ctx, audit),
    )
    sections = [
        Section(
            name := case.file.case.case,
            f"{ctx.region(name)} · {found.verdict(ctx, case)}",
            found.of_case(ctx, case),
        )
        for case in audit.cases
    ]
    if general := found.of_no_case(ctx, audit):
        sections.append(Section("general", labels["audit-general"], general))
    sections.append(Section("checks", labels["audit-codes"], (found.by_code(ctx, audit),)))
    return Report(
        NAME,
        lang,
        labels["audit"],
        subtitle,
        summary,
        tuple(sections),
        ctx.foot,
        labels,
        date=day,
    )
