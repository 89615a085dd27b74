"""Method and provenance: how scores are read, the scale, the files behind a report, and what was
found in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from evalkit.model.case import PlanDocument, Rater
from evalkit.model.finding import Finding
from evalkit.model.place import shown_path
from evalkit.model.rubric import Anchor, AnyGrade, Grade
from evalkit.report import facts
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts
from evalkit.report.model import Block, Bullets, Paragraph, Runs, Table, plain
from evalkit.report.notes import (
    begins,
    consensus_note,
    coverage_note,
    result_note,
    unless_told,
)
from evalkit.report.numbers import percent, round_half_up
from evalkit.report.table import Cols, table
from evalkit.scoring.tolerances import MOST_CASES


def notes(
    ctx: Context,
    cases: Sequence[str],
    systems: Sequence[str] = (),
    prepared: Sequence[str] = (),
) -> list[str]:
    """How to read a score; ``systems``: the notes on coordination; ``prepared``: on how measures
    are prepared."""
    rubric, method = ctx.rubric, ctx.rubric.method
    out = [] if rubric.has_total else [result_note(ctx.words, rubric)]
    summed = bool(ctx.evaluation.leaves.tree.groups)
    own = any(scale.own for scale in rubric.scales.values())
    if len(rubric.levels) > 1 and summed and not own:
        low, high = rubric.levels[0], rubric.levels[-1]
        third = rubric.levels[-2]
        shown = ctx.score((third - low) / (high - low)).text()
        out.append(ctx.label("read-level", low=low, high=high, third=third, third_score=shown))
    if own:
        out.append(ctx.labels["own-scale-note" if summed else "own-scale-unsummed"])
    if rubric.scales or len(rubric.levels) > 1:
        out += [ctx.labels["half-levels-note"]] if method.half_levels else []
        out.append(consensus_note(ctx.words, method))
    out += [coverage_note(ctx.words, rubric)] if summed else []
    out += prepared
    ranges = method.ranges
    if len(facts.ranked(ctx.results)) > 1:
        least, most = (round_half_up(1 + sign * ranges.weights, 2) for sign in (-1, 1))
        within = percent(ranges.within).text()
        drawn = {"draws": ranges.draws, "low": least, "high": most, "within": within}
        out.append(ctx.label("ranges-note", **drawn))
    if (weighed := ctx.evaluation.standard.weighed) is not None:
        why = ctx.say(weighed.weights.why)
        out.append(ctx.label("weighed-note", title=ctx.weights_title, why=why))
    if (who := who_rated(ctx, cases)) is not None:
        out.append(plain(ctx.words.method.who_rated(who)))
    out += [*systems, ctx.labels["rounding-note" if summed else "paragraph-note"]]
    if facts.lacks_language(ctx.results, cases, ctx.lang):
        out.append(ctx.labels["fallback"])
    return out


@dataclass(frozen=True, slots=True)
class RatersTold:
    """Raters who are declared and of whom the same is told: ``n`` ratings together, on the day
    ``first``, or until another; ``wording``: version of the rubric at hand."""

    names: tuple[str, ...]
    chair: bool
    n: int
    batch: int | None = None
    wording: str = ""
    first: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class WhoRated:
    """Who rated some cases, when and under which wording; ``unsigned``: raters of whom nothing is
    declared."""

    raters: tuple[RatersTold, ...]
    unsigned: tuple[str, ...]


def who_rated(ctx: Context, cases: Sequence[str]) -> WhoRated | None:
    """The raters of some cases, each by name and id, by batch; None where nobody rated. Who settles
    is an adjudicator, whatever role is declared."""
    given, among = Counter[tuple[str, bool, Rater | None]](), {*cases}
    for case in (own for own in ctx.evaluation.cases if own in among):
        declared = ctx.evaluation.file_of[case].case.raters
        for row in ctx.results.rated_in.get(case, ()):
            if row.level is not None:
                given[row.rater, row.adjudicates, declared.get(row.rater)] += 1
    if not given:
        return None
    people: dict[tuple[bool, str, str, int | None, str], Counter[str]] = {}
    for (id, chair, rater), n in given.items():
        if rater is not None:
            name = ctx.say(rater.name) or id
            shown = name if name.casefold() == id.casefold() else f"{name}{ctx.aside(id)}"
            day = rater.date.isoformat() if rater.date else ""
            key = (chair, id, shown, rater.batch, rater.wording or "")
            people.setdefault(key, Counter())[day] += n
    lines: dict[RatersTold, tuple[tuple[str, ...], int]] = {}
    for (chair, _, name, batch, wording), days in sorted(people.items(), key=lambda p: p[0][:2]):
        dated = sorted(day for day in days if day)
        first, last = (dated[0], dated[-1]) if dated else ("", "")
        line = RatersTold((), chair, 0, batch, wording, first, last if last != first else "")
        names, n = lines.get(line, ((), 0))
        lines[line] = ((*names, name), n + days.total())
    found = [replace(line, names=names, n=n) for line, (names, n) in lines.items()]
    unsigned = tuple(sorted({id for id, _, rater in given if rater is None}))
    return WhoRated(tuple(sorted(found, key=lambda r: (r.chair, r.batch or 0))), unsigned)


def scales(ctx: Context) -> list[Block]:
    """The levels and the grades of the rubric."""
    rubric = ctx.rubric

    def meaning(grade: AnyGrade) -> str:
        said = ctx.say(grade.means)
        if isinstance(grade, Grade):
            return said
        rule = unless_told(ctx.words, grade, rubric)
        return f"{said}{ctx.grammar.semicolon}{rule}" if said else rule

    out: list[Block] = []
    if rubric.scale:
        anchors: Cols[Anchor] = (
            ctx.col("#.level", lambda a: str(a.level)),
            ctx.col("name", lambda a: ctx.say(a.label)),
            ctx.col("meaning", lambda a: ctx.say(a.means)),
        )
        out.append(table(ctx.labels["scale"], reversed(rubric.scale), anchors))
    if rubric.grades:
        columns: Cols[AnyGrade] = (
            ctx.col("#score", lambda g: begins(ctx.words, g), bool(rubric.bands)),
            ctx.col("name", lambda g: ctx.say(g.label)),
            ctx.col("meaning", meaning),
        )
        grades: list[AnyGrade] = [*rubric.overriding, *rubric.bands]
        out.append(table(ctx.labels["grade"], grades, columns))
    return out


def provenance(ctx: Context, cases: Sequence[str]) -> Table:
    """The files behind a report, with the beginning of their hashes."""
    standard, labels = ctx.evaluation.standard, ctx.labels
    rows = [(labels["rubric"], ctx.rubric.pin, standard.file, standard.sha256)]
    if (weighed := standard.weighed) is not None:
        rows.append((labels["weights-file"], ctx.weights_title, weighed.file, weighed.sha256))
    held = ((case, ctx.evaluation.file_of[case]) for case in cases)
    rows += [(ctx.region(case), case, *own) for case, file in held for own in file.files]
    columns: Cols[tuple[str, str, str, str]] = (
        ctx.col("name", lambda row: row[0]),
        ctx.col("code", lambda row: row[1]),
        ctx.col("file-line", lambda row: shown_path(row[2])),
        ctx.col("hash", lambda row: row[3][:12]),
    )
    return table(labels["files"], rows, columns)


def findings(ctx: Context, case: str) -> Block:
    """What was found in the files of a case."""
    chosen = [f for f in ctx.evaluation.findings if f.case == case]
    return _findings(ctx, chosen) if chosen else ctx.note("no-findings")


def all_findings(ctx: Context) -> tuple[Block, ...]:
    """What was found in all files; of more than can be read the first and the last, which alone are
    put in words."""
    found, ends = ctx.evaluation.findings, facts.ENDS
    if not found:
        return (ctx.note("no-findings"),)
    if ctx.selection is None or len(found) <= MOST_CASES:
        return (_findings(ctx, found),)
    said = ctx.words.ranking.shortened(facts.Shortened(len(found), ends))
    return _findings(ctx, (*found[:ends], *found[-ends:])), Paragraph(said)


def _findings(ctx: Context, found: Sequence[Finding]) -> Table:
    columns: Cols[Finding] = (
        ctx.col("severity", lambda f: ctx.labels[str(f.severity)]),
        ctx.col("finding", lambda f: f.message(ctx.lang)),
        ctx.col("where", lambda f: shown_path(str(f.span))),
        ctx.col("code", lambda f: f.code),
    )
    return table(ctx.labels["findings"], found, columns)


def documents(ctx: Context, about: CaseFacts) -> list[Table]:
    """The documents that a case cites."""
    columns: Cols[PlanDocument] = (
        ctx.col("code", lambda d: d.id),
        ctx.col("document", lambda d: ctx.say(d.title)),
        ctx.col("issuer", lambda d: ctx.say(d.issuer)),
        ctx.col("date", lambda d: d.date.isoformat() if d.date else "—"),
    )
    own = about.file.case.documents
    return [table(ctx.labels["sources-cited"], own, columns)] if own else []


def listed(texts: Sequence[str]) -> Bullets:
    """Notes as a list."""
    items: tuple[Runs, ...] = tuple((text,) for text in texts)
    return Bullets(items)
