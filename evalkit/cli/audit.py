"""audit, quote, find: plans against the framework, with evidence that is checked."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evalkit.cli import answers, clusters, completion, options
from evalkit.cli.answers import Answer
from evalkit.cli.help import command
from evalkit.cli.language import spoken
from evalkit.cli.options import Common
from evalkit.cli.refusals import near, refused
from evalkit.model import manual
from evalkit.model.catalogue import phrase
from evalkit.model.fields import in_language
from evalkit.model.finding import SEVERITIES, SEVERITY, Finding, Severity, found
from evalkit.model.place import Span

if TYPE_CHECKING:
    from evalkit.audit import Audit, CaseAudit
    from evalkit.evidence.quotes import Verdict
    from evalkit.evidence.search import Hit
    from evalkit.evidence.text import PlanText
    from evalkit.model.rubric import Criterion, RubricFile
    from evalkit.report.context import Context

FOLDED = 5  # figures and characters written another way that are shown of a quote
LEARNT_SHOWN = 4  # learnt terms of a passage that are named, the weightiest
MOST_GIVEN = 100_000  # characters of quotes that are read from standard input
OFTEN = 4  # findings of one code from which the way out they share is said once, at the end


def _explain(ctx: click.Context, param: click.Parameter, code: str | None) -> None:
    if code is None:
        return
    if code not in SEVERITY:
        listed = phrase("cli", spoken(ctx), "usage.codes")
        raise refused("code", name=code, near=near(code, SEVERITY) or listed)
    click.echo(manual.section(code, ctx.params["lang"]), nl=False)
    ctx.exit()


@command()
@click.option(
    "--explain",
    metavar="CODE",
    callback=_explain,
    expose_value=False,
    help="What a code means, and stop.",
)
@options.plans
@clusters.option
@options.cases()
@answers.answered("text", "md", "html", "json", "sarif", "junit", *answers.TABLES)
def audit(common: Common, plans: Path | None, cluster: str | None, answer: Answer) -> None:
    """Check plans against the framework, and the files that say so against the plans' texts.

    Failed gates come first, then findings case by case; what a waiver accepts is shown and does not
    count. An audit that could not look at everything is never a pass.

    \b
    Examples:
      evalkit audit cases/ --plans plans/
      evalkit audit cases/guizhou-2026.yaml --format html -o audit.html --lang zh
      evalkit audit cases/ --plans plans/ --cluster tcp://10.0.0.5:8786
      evalkit audit --explain quote-altered
    """
    from evalkit import api, storage
    from evalkit.datasets import findings
    from evalkit.report.products.audit_page import context

    lang, quiet = common.lang, common.quiet
    with clusters.opened(cluster, lang, quiet) as executor:
        evaluation, problems = common.evaluated(silent=True)
        paths = options.given_or_here(common.paths, lang)
        problems = (*problems, *storage.unreadable(paths))
        if not quiet:
            options.tell_passed_over(storage.passed_over(paths), lang, common.verbose)
        made = api.audit(
            evaluation,
            plans,
            fail_on=common.fail_on,
            problems=problems,
            executor=executor,
        )
    path = answer.target.path
    if answer.printed:
        _show(made, lang, quiet, common.verbose)
    elif answer.kind in answers.TABLES:
        answer.tables(lambda: findings.audit(made), None, lang, common.as_of)
    else:
        answer.target.write(api.audit_report(made, answer.kind, lang))
    if path is not None and not quiet:
        summary = _summary(context(made, lang), made)
        click.echo(phrase("cli", lang, "told.written", path=path, text=summary), err=True)
    options.tell(problems, lang)
    options.finish(made.findings, common.fail_on, problems)


def _show(made: Audit, lang: str, quiet: bool, notes: bool) -> None:
    """The audit on a terminal: gates, then each case with one line a finding, waivers, and ways
    out."""
    from evalkit.report.products.audit_page import context
    from evalkit.report.sections.audit import by_severity, headline

    ctx = context(made, lang)
    click.echo("\n".join(headline(ctx, made)))
    groups = [(None, made.general), *((case, case.findings) for case in made.cases)]
    least = SEVERITIES if notes else (Severity.ERROR, Severity.WARNING)
    shown = [f for _, findings in groups for f in findings if f.severity in least]
    ways: dict[str, list[str]] = {}
    for finding in shown:
        ways.setdefault(finding.code, []).append(finding.way_out(lang))
    often = {
        code: min(texts)
        for code, texts in ways.items()
        if len(texts) >= OFTEN and len(set(texts)) == 1
    }
    for case, findings in groups if not quiet else ():
        if case is not None or findings:
            click.echo(
                "\n"
                + _bold(ctx.labels["audit-general"] if case is None else _case_title(ctx, case))
            )
        for finding in by_severity([f for f in findings if f.severity in least]):
            click.echo(
                f"  {finding.span}: {finding.severity}[{finding.code}]: {finding.in_one_line(lang)}"
            )
            if finding.code not in often and (way_out := finding.way_out(lang)):
                click.echo(f"    = {way_out}")
        for item in case.waived if case is not None else ():
            waiver = item.waiver
            until = waiver.until.isoformat() if waiver.until else ""
            click.echo(
                f"  {item.finding.span}: {ctx.labels['waived']}[{item.finding.code}]: "
                f"{item.finding.message(lang)}"
            )
            meant = "" if waiver.for_ else f" · for: {item.fingerprint}"
            click.echo(f"    = {waiver.owner} · {until} · {ctx.say(waiver.because)}{meant}")
    if ways and not quiet:
        click.echo("")
        for code, text in often.items():
            if text:
                click.echo(f"{code}{phrase('cli', lang, 'findings.colon')}{text}")
        click.echo(ctx.labels["audit-explain"])
    click.echo("\n" + _summary(ctx, made))
    hidden = len(made.findings) - len(shown)
    if hidden > 0 and not quiet:
        click.echo(options.more_notes(hidden, lang), err=True)


def _bold(text: str) -> str:
    return click.style(text, bold=True)


def _case_title(ctx: Context, case: CaseAudit) -> str:
    from evalkit.report.sections.audit import looked_up, verdict

    name = case.file.case.case
    looked = f"{verdict(ctx, case)} · {ctx.labels['looked-up']} {looked_up(ctx, case)}"
    return ctx.after(f"{ctx.region(name)} ({name})", looked)


def _summary(ctx: Context, made: Audit) -> str:
    from evalkit.report.sections.audit import closing, verdict

    return ctx.after(verdict(ctx, made), closing(ctx, made))


@command()
@click.argument("text", metavar="TEXT")
@options.documents
@click.option(
    "--at",
    metavar="PLACE",
    help="Where it is said to stand: ¶34, p. 12; another place is reported.",
)
@click.option(
    "--lines",
    is_flag=True,
    help="TEXT is -: each line of standard input is a quote of its own; documents are read once.",
)
@options.options(options.lang, answers.answered())
def quote(
    text: str, documents: tuple[Path, ...], at: str | None, lines: bool, lang: str, answer: Answer
) -> None:
    """Is this quote in these documents, where, and how exactly?

    exact: word for word. normalised: but for white space, full and half width, line breaks,
    punctuation and the way a figure or character is written. cut: the document's words, but a
    figure or word broken off, or a negation or qualifier left behind; what goes on is shown. close:
    alike, with differences shown. altered: a number, percentage, date or a word that turns the
    meaning differs. Only exact and normalised count as verified; exit status 10 where a quote is
    verified in none of the documents, or stands elsewhere than --at says.

    \b
    Examples:
      evalkit quote "全社会研发经费投入强度提高到1.6%左右" plans/guizhou.pdf
      evalkit quote "…" plans/guizhou.txt --at ¶31
      evalkit quote - plans/ --lines --format csv < quotes.txt
    """
    from evalkit import api
    from evalkit.datasets import findings
    from evalkit.evidence.places import place_of

    texts = _quotes(text, lines)
    verdicts = [
        (own, held, verdict)
        for own, found in zip(texts, api.quotes(texts, options.texts(documents, lang)), strict=True)
        for held, verdict in found
    ]
    if answer.as_json:
        shown = [_verdict_data(*each, at, lang) for each in verdicts]
        named = [{"quote": own, **data} for (own, _, _), data in zip(verdicts, shown, strict=True)]
        answer.json(named if lines else shown)
    elif not answer.printed:
        answer.tables(lambda: (findings.matches(verdicts, quoted=lines),), None, lang)
    for n, (own, held, verdict) in enumerate(verdicts) if answer.printed else ():
        if lines and (not n or verdicts[n - 1][0] is not own):
            click.echo(_bold(("\n" if n else "") + own))
        _show_verdict(own, held, verdict, at, lang)
    place = None if at is None else place_of(at)
    verified = {
        own
        for own, _, verdict in verdicts
        if verdict.verified and (place is None or verdict.at(place))
    }
    sys.exit(0 if verified == {*texts} else 10)


def _quotes(text: str, lines: bool) -> list[str]:
    """The quote given, or standard input, as one or a line each; refused where there is none."""
    if lines and text != "-":
        raise refused("quote-lines")
    given = sys.stdin.read(MOST_GIVEN) if text == "-" else text
    held = [own.strip() for own in given.splitlines()] if lines else [given]
    held = [own for own in held if any(character.isalnum() for character in own)]
    if not held:
        raise refused("quote-empty")
    return held


def _judged(quote: str, held: PlanText, verdict: Verdict, at: str | None) -> list[Finding]:
    """Findings on a quote, and on a place that cannot be looked up in this document."""
    from evalkit.evidence.places import place_of, unchecked
    from evalkit.evidence.quote_findings import judged

    span = Span(held.name)
    findings = list(judged(quote, verdict, at, held.name, span))
    if at is not None and (why := unchecked(place_of(at), held)):
        findings.append(found("place-unread", span, at=at, why=why))
    return findings


def _show_verdict(quote: str, held: PlanText, verdict: Verdict, at: str | None, lang: str) -> None:
    from evalkit.evidence.places import say
    from evalkit.evidence.quote_findings import LIKE, compared, shortened

    click.echo(f"{held.name}: {_bold(phrase('cli', lang, f'quote.{verdict.tier}'))}")
    if verdict.ocr:
        click.echo(f"  {phrase('cli', lang, 'quote.ocr')}")
    near = verdict.verified or verdict.cut is not None or verdict.likeness >= LIKE
    for stand in verdict.stands[:5] if near else ():
        path = " › ".join(stand.heading[-2:])
        click.echo(f"  {say(stand.passages, stand.pages, lang)}{'  ' + path if path else ''}")
        click.echo(f"    {shortened(stand.words)}")
    if len(verdict.stands) > 5:
        click.echo(f"  {phrase('cli', lang, 'quote.more', n=len(verdict.stands) - 5)}")
    if not verdict.verified and verdict.pieces and near:
        click.echo(f"  {phrase('cli', lang, 'quote.pieces')} {compared(verdict.pieces)}")
    if verdict.folded:
        pairs = " ".join(f"[{one} → {two}]" for one, two in verdict.folded[:FOLDED])
        click.echo(f"  {phrase('cli', lang, 'quote.folded')} {pairs}")
    for finding in _judged(quote, held, verdict, at):
        click.echo(f"  {finding.severity}[{finding.code}]: {finding.message(lang)}")
        if way_out := finding.way_out(lang):
            click.echo(f"    = {phrase('model', lang, 'shown.help')}: {way_out}")


def _verdict_data(
    quote: str, held: PlanText, verdict: Verdict, at: str | None, lang: str
) -> dict[str, Any]:
    return {
        "document": held.name,
        "sha256": held.sha256,
        "tier": verdict.tier,
        "verified": verdict.verified,
        "likeness": round(verdict.likeness, 6),
        "short": verdict.short,
        "stands": [
            {"passages": s.passages, "pages": s.pages, "heading": s.heading, "words": s.words}
            for s in verdict.stands
        ],
        "pieces": verdict.pieces,
        "differing": [{"quote": a, "document": b} for a, b in verdict.differing],
        "cut": verdict.cut,
        "folded": [{"quote": a, "document": b} for a, b in verdict.folded],
        "joined": verdict.joined,
        "ocr": verdict.ocr,
        "findings": [
            {"code": f.code, "message": f.message(lang)} for f in _judged(quote, held, verdict, at)
        ],
    }


@command()
@click.argument("what", metavar="WHAT", shell_complete=completion.criteria)
@options.documents
@options.one_rubric
@options.most("Passages", 10, limit=200)
@options.options(options.lang, answers.answered())
def find(
    what: str,
    documents: tuple[Path, ...],
    rubric: str | None,
    most: int,
    lang: str,
    answer: Answer,
) -> None:
    """Passages of plans that bear on a criterion, or that have the words given, best first.

    DOCUMENT is a plan, or a folder of them. WHAT is a criterion's id or code; anything else is
    searched for as words. Place, matched terms and, for a criterion, the nearest check stand beside
    each passage. What is found is where to look, not a rating. The number after the place (BM25)
    compares passages within one search only.

    \b
    Examples:
      evalkit find P2.5 plans/guizhou.pdf
      evalkit find "basic research" plans/ -n 5 --json
    """
    from evalkit import api
    from evalkit.datasets import findings

    standard = options.standard(rubric, lang)
    texts = options.texts(documents, lang)
    asked = _asked(standard, what)
    learnt = options.learnt(standard, lang) if asked is not None else None
    hits = api.find(asked or what, texts, most, learnt=learnt)
    if asked is None:
        _searched(standard, what, lang, found=bool(hits))
    elif strange := api.unspoken(asked, texts):
        options.tell_unspoken(strange, asked.id, standard, lang)
    elif not any(asked.terms.values()):
        click.echo(phrase("cli", lang, "find.no-terms", criterion=asked.id), err=True)
    if answer.as_json:
        answer.json([_hit_data(hit) for hit in hits])
        return
    if not answer.printed:
        answer.tables(lambda: (findings.passages(hits),), None, lang)
        return
    if asked is not None and not hits:
        click.echo(phrase("cli", lang, "find.nothing"), err=True)
    checks = {check.id: in_language(check.asks, lang) for check in asked.checks} if asked else {}
    for n, hit in enumerate(hits, start=1):
        _show_hit(n, hit, checks, lang, named=len(texts) > 1)


def _asked(standard: RubricFile, what: str) -> Criterion | None:
    """The criterion that is asked for; None where it is no criterion but words."""
    from evalkit import api

    try:
        return api.criterion(standard, what)
    except ValueError:
        return None


def _searched(standard: RubricFile, what: str, lang: str, *, found: bool) -> None:
    """Say that words were searched for, and what criterion may have been meant; a usage error where
    there is one and the words are nowhere."""
    if not any(character.isalnum() for character in what):
        raise refused("find-empty")
    meant = near(what, [node.id for _, node in standard.rubric.criteria()])
    said = {"words": what, "pin": standard.rubric.pin}
    if meant and not found:
        raise refused("find-near", near=meant, **said)
    click.echo(phrase("cli", lang, f"find.{'words' if found else 'no-words'}", **said), err=True)


def _hit_data(hit: Hit) -> dict[str, Any]:
    return {
        "document": hit.document,
        "passage": hit.passage.number,
        "until": hit.passage.until,
        "page": hit.passage.page,
        "heading": hit.passage.heading,
        "score": round(hit.score, 6),
        "terms": dict(zip(hit.terms, hit.counts, strict=True)),
        "learnt": hit.learnt,
        "check": hit.check,
        "text": hit.passage.text,
    }


def _show_hit(n: int, hit: Hit, checks: Mapping[str, str], lang: str, *, named: bool) -> None:
    """A passage with its place, the part where the terms stand, and why it was found."""
    from evalkit.evidence.places import say

    passage = hit.passage
    pages = None if passage.page is None else (passage.pages[0][1], passage.pages[-1][1])
    name = f"{hit.document} " if named else ""
    place = _bold(f"{n}. {name}{say((passage.number, passage.until), pages, lang)}")
    path = " › ".join(passage.heading[-2:])
    click.echo(f"{place}  {hit.score:.1f}" + (f"  {path}" if path else ""))
    click.echo(f"   {_around(passage.text, hit.terms)}")
    reasons = [
        f"{t}×{c}" if c > 1 else t for t, c in zip(hit.terms[:6], hit.counts[:6], strict=True)
    ]
    reasons = reasons or [phrase("cli", lang, "find.no-match")]
    if hit.learnt:
        joined = phrase("cli", lang, "find.comma").join(hit.learnt[:LEARNT_SHOWN])
        reasons.append(phrase("cli", lang, "find.learnt", terms=joined))
    if hit.check:
        reasons.append(phrase("cli", lang, "find.check", check=checks[hit.check]))
    listed = phrase("cli", lang, "find.between").join(reasons)
    click.echo(f"   {phrase('cli', lang, 'find.why')}{listed}")


def _around(text: str, terms: tuple[str, ...], width: int = 120) -> str:
    """The part of a passage where most of the terms stand, cut to a line or two."""
    if len(text) <= width:
        return text
    low = text.lower()
    marks = [at for term in terms[:6] if (at := low.find(term.lower())) >= 0] or [0]
    start = max(marks, key=lambda at: sum(at <= other < at + width - 20 for other in marks))
    start = max(0, min(start - 15, len(text) - width))
    return (
        ("…" if start else "")
        + text[start : start + width]
        + ("…" if start + width < len(text) else "")
    )
