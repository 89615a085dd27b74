"""Ratings and evidence: a grid of what raters gave over all plans; criterion by criterion with
reasons for one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.model.case import Evidence
from evalkit.model.fields import both
from evalkit.model.finding import say
from evalkit.model.place import shown_path
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts, RatedCriterion
from evalkit.report.model import (
    Block,
    Bullets,
    Cell,
    Column,
    Entry,
    Paragraph,
    Quoted,
    Row,
    Runs,
    Strong,
    Table,
    cell,
    runs,
)
from evalkit.report.numbers import number
from evalkit.report.places import files_of, line_of
from evalkit.report.preparation import done_of, is_prepared, told_value, unit_of
from evalkit.report.quoting import words_at
from evalkit.report.standing import MARKS
from evalkit.report.table import Cols, table
from evalkit.scoring.consensus import RatingRow
from evalkit.scoring.leaves import Measured


@dataclass(frozen=True, slots=True)
class HowScored:
    """How a level becomes a score: the level, by which rule where several gave one, the score in
    [0, 1], None where it is part of none, with where it leads, and its share of the total, 0 where
    it has none; ``decimals``: of a level that is no whole number; ``total``: whether there is
    one."""

    level: float
    rule: str
    score: float | None
    ref: str
    share: float
    decimals: int = 1
    total: bool = True


@dataclass(frozen=True, slots=True)
class Given:
    """What one rater gave. ``counted``: the level that counts where that is lower, with the reason
    in ``capped``; ``checks``: those found met."""

    rater: str
    applies: bool
    level: float | None
    counted: float | None
    capped: str
    adjudicates: bool
    confidence: str
    checks: tuple[str, ...]
    because: str
    place: str
    decimals: int = 1


def compared(ctx: Context) -> tuple[Block, ...]:
    """What each rater gave and what was measured, criteria by cases; then the files, a row a
    case."""
    order = ctx.shown
    names = ctx.short_regions(order)
    columns = (Column(ctx.labels["criterion"]), *(Column(name, True, True) for name in names))
    rated: list[Row] = []
    figures: list[Row] = []
    none = ctx.asked_of_none
    for ref, criterion in ctx.rubric.criteria():
        if ref in none:
            continue
        if criterion.measure is not None:
            figures.append(_measured_row(ctx, order, ref))
        else:
            cells = (_given(ctx, case, ref) for case in order)
            rated.append(Row((cell(ctx.with_code(ref)), *cells), id=f"c-{criterion.id}"))
    out: list[Block] = [ctx.note("ratings-note")] if rated else []
    for name, rows in (("ratings-grid", rated), ("measured-grid", figures)):
        out += [Table(ctx.labels[name], columns, tuple(rows), dense=True)] if rows else []
    if any(m.imputed for m in ctx.evaluation.measured):
        out.append(ctx.note("imputed-brackets"))
    files: Cols[str] = (
        ctx.col("region", ctx.region),
        ctx.col("code", lambda case: case),
        ctx.col("files", lambda case: files_of(ctx, ctx.evaluation.file_of[case])),
    )
    return (*out, table(ctx.labels["files"], order, files, id=lambda case: f"a-{case}"))


def _measured_row(ctx: Context, order: Sequence[str], ref: str) -> Row:
    """What was measured of every case, in the measure's unit, divided where the rubric says so;
    with the year where years differ; what stands in for a value in brackets."""
    own = {m.case: m for m in ctx.evaluation.measured if m.ref == ref}
    years = {m.used.year for m in own.values() if m.used}
    about = [unit_of(ctx, ref), *(str(year) for year in years if len(years) == 1)]
    title = f"{ctx.with_code(ref)}{ctx.aside(ctx.grammar.comma.join(about))}"

    def shown(m: Measured | None) -> Cell:
        if m is not None and ctx.evaluation.file_of[m.case].case.declared_out(m.criterion):
            return cell(ctx.labels["na-short"], tone="na")
        if m is None or (m.used is None and m.untreated is None):
            return cell("—")
        value, _ = told_value(ctx, m)
        if m.imputed and m.untreated is not None:
            return cell("[", value, "]")
        dated = ctx.aside(str(m.used.year)) if m.used and len(years) > 1 else ""
        return cell(value, dated)

    cells = (shown(own.get(case)) for case in order)
    return Row((cell(title), *cells), id=f"c-{ref.rpartition('.')[2]}")


def _given(ctx: Context, case: str, ref: str) -> Cell:
    """The levels that the raters of a case gave, in the order of the raters."""
    outcome = ctx.evaluation.ratings.agreed.get((case, ref))
    if outcome is not None and outcome.state == "not-applicable":
        return cell(ctx.labels["na-short"], tone="na")
    rows = ctx.evaluation.rows_of.get((case, ref), ())
    parts: Runs = ()
    for row in sorted((row for row in rows if not row.adjudicates), key=lambda row: row.rater):
        none = MARKS["unknown"] if row.is_unknown else ctx.labels["missing-mark"]
        shown = ctx.level(ref, row.level) if row.level is not None else none
        parts = runs(parts, "/" if parts else "", shown)
    settled = [row for row in rows if row.adjudicates and row.level is not None]
    parts = runs(parts, " → ", ctx.level(ref, settled[-1].level)) if settled else parts
    return cell(*parts) if parts else cell(ctx.labels["missing-mark"], tone="missing")


def of_case(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """Criterion by criterion: what is asked, how the level came about, each rating with its
    evidence; then measures."""
    entries = [_rated_entry(ctx, about, c) for c in about.rated if c.rows]
    measured = [_measured_entry(ctx, m) for m in ctx.results.measured_in.get(about.case, ())]
    name = "lines-of-first" if about.file.further else "lines-of"
    lines = ctx.label(name, file=shown_path(about.file.file))
    return (Paragraph((lines,)), *entries, *measured) if entries or measured else ()


def _rated_entry(ctx: Context, about: CaseFacts, c: RatedCriterion) -> Entry:
    """What stands behind the level of a criterion."""
    blocks: list[Paragraph | Bullets] = []
    if c.criterion.asks:
        blocks.append(Paragraph((ctx.say(c.criterion.asks),)))
    s = ctx.evaluation.score_of.get((about.case, c.ref))
    if s is not None and s.value is not None and c.outcome.level is not None:
        given = [row for row in c.rows if row.level is not None and not row.adjudicates]
        settled = c.outcome.rule != "adjudicated" or any(row.adjudicates for row in c.rows)
        several = len(given) > 1 and settled
        rule = ctx.labels.get(f"r-{c.outcome.rule}", "") if several else ""
        share, total = about.shares.get(c.ref, 0.0), ctx.rubric.has_total
        value = s.value if total or s.share is not None else None
        decimals = ctx.rubric.scales[c.criterion.id].decimals
        fact = HowScored(c.outcome.level, rule, value, f"s-{c.ref}", share, decimals, total)
        blocks.append(Paragraph(ctx.words.ratings.how_scored(fact)))
        blocks += [Paragraph(told)] if (told := _descriptor(ctx, c)) else []
    for row in c.rows:
        blocks.append(Paragraph(_rating(ctx, about, c, row)))
        evidence = row.rating.evidence
        cited = tuple(_evidence(ctx, about, row, k, e) for k, e in enumerate(evidence))
        blocks += [Bullets(cited)] if cited else []
    return Entry(f"e-{c.criterion.id}", runs(ctx.with_code(c.ref)), tuple(blocks))


def _measured_entry(ctx: Context, m: Measured) -> Entry:
    """The figures behind a measured criterion, year by year, with their sources."""
    criterion, rule = ctx.rubric.measured[m.ref]
    series = [
        runs(
            f"{e.year}{ctx.grammar.colon}",
            number(e.value, rule.decimals),
            f"{ctx.unit(rule)} · {e.said(ctx.lang)}",
            ctx.aside(f"{shown_path(e.file)}:{e.line}"),
        )
        for e in m.series
    ]
    texts = (ctx.say(text) for text in (criterion.asks, rule.why))
    told = [Paragraph((said,)) for said in texts if said]
    shown = Bullets(tuple(series)) if series else ctx.note("no-series")
    done = ctx.words.preparation.told(done_of(ctx, m)) if is_prepared(m) else ()
    prepared = [Paragraph(done)] if done else []
    return Entry(f"m-{m.criterion}", (ctx.say(criterion.title),), (*told, shown, *prepared))


def _descriptor(ctx: Context, c: RatedCriterion) -> Runs:
    """The descriptor of the level used, where it is one that a rater gave."""
    agreed = c.outcome.level
    if agreed is None or agreed not in {r.counted for r in c.rows}:
        return ()
    if (means := c.criterion.means(agreed)) is None:
        return ()
    head = Strong(f"{ctx.labels['level']} {ctx.level(c.ref, agreed).text()}")
    return runs(head, ctx.grammar.colon, ctx.say(means))


def _rating(ctx: Context, about: CaseFacts, c: RatedCriterion, row: RatingRow) -> Runs:
    """What one rater gave, how much of it counts, the checks met and the reason."""
    names = {check.id: ctx.say(check.asks) for check in c.criterion.checks}
    capped = row.level is not None and row.counted != row.level
    fact = Given(
        rater=row.rater,
        applies=row.state != "not-applicable",
        level=row.level,
        counted=row.counted if capped else None,
        capped=str(say(row.capped, ctx.lang)) if capped else "",
        adjudicates=row.adjudicates,
        confidence=row.rating.confidence or "",
        checks=tuple(names[check] for check in row.rating.checks if check in names),
        because=ctx.say(row.rating.because),
        place=line_of(ctx, about.file, f"ratings/{row.criterion}/{row.n}"),
        decimals=ctx.rubric.scales[row.criterion].decimals,
    )
    return ctx.words.ratings.given_item(fact)


def _evidence(ctx: Context, about: CaseFacts, row: RatingRow, k: int, e: Evidence) -> Runs:
    """A place in a document, with the quote and the note, and its line in the case."""
    document = next((d for d in about.file.case.documents if d.id == e.document), None)
    name = ctx.say(document.title) if document and document.title else e.document
    line = line_of(ctx, about.file, f"evidence/{row.criterion}/{row.n}/{k}")
    kind = f" · {ctx.labels['contradicts']}" if e.kind == "contradicts" else ""
    quote: Runs = (f" “{e.quote}”",) if e.quote else ()
    if not quote and (words := _words(ctx, about, row, e)) is not None:
        quote = (" ", Quoted(f"“{words.text}”"))
    note = f" · {ctx.say(e.note)}" if e.note else ""
    return runs(f"{name} {e.at or ''}{kind}", quote, note, ctx.aside(line))


def _words(ctx: Context, about: CaseFacts, row: RatingRow, e: Evidence) -> Quoted | None:
    """The plan's own words at a place that is cited, where its text is at hand."""
    criterion = ctx.rubric.index[row.ref].node
    texts = [*both(e.note or ""), *both(row.rating.because or ""), *both(criterion.title)]
    return words_at(ctx, about.file.case, e.document, e.at or "", texts)
