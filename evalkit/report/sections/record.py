"""The record of an evaluation, for who checks it: its scope, who rated, what was accepted, and a
place to sign."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from evalkit.model.case import JournalLine, Rater, Waiver
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts
from evalkit.report.model import Block, Cell, Column, Paragraph, Row, Table, cell
from evalkit.report.numbers import number
from evalkit.report.table import Cols, table


@dataclass(frozen=True, slots=True)
class ScopeFact:
    """What the record of a case holds: criteria that apply, ratings given on them, places cited;
    ``looked_up``: whether the plan's words stand beside the places; ``wordings``: versions of the
    rubric that raters had at hand, where they are not this one; ``rated``: whether people rate
    anything."""

    rubric: str
    criteria: int
    ratings: int
    places: int
    looked_up: bool
    wordings: tuple[str, ...]
    rated: bool = True


def scope(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """What is recorded here, and under which wording."""
    rows = [r for c in about.rated for r in c.rows if r.level is not None or r.is_unknown]
    scored = {c.ref for c in about.rated if c.criterion.scored and c.outcome.rule != "facets"}
    told = about.file.case.raters
    versions = {w for r in rows if (who := told.get(r.rater)) and (w := who.wording)}
    own = about.file.case.case
    fact = ScopeFact(
        rubric=ctx.rubric.pin,
        criteria=len({r.ref for r in rows if r.ref in scored}),
        ratings=len(rows),
        places=sum(len(r.rating.evidence) for r in rows),
        looked_up=any(case == own for case, _ in ctx.plans.texts),
        wordings=tuple(sorted(versions - {ctx.rubric.version})),
        rated=bool(ctx.rubric.rated),
    )
    return (Paragraph(ctx.words.record.scope(fact)),)


Signed = tuple[str, Rater | None, int]


def raters(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """Who rated what, in which round, with which wording before them."""
    rows_given = (r for c in about.rated for r in c.rows if r.level is not None or r.is_unknown)
    given = Counter(r.rater for r in rows_given)
    told = about.file.case.raters
    rows: list[Signed] = [(id, told.get(id), n) for id, n in sorted(given.items())]

    def who(row: Signed) -> str:
        name = ctx.say(row[1].name) if row[1] is not None else ""
        return f"{name}{ctx.aside(row[0])}" if name and name != row[0] else row[0]

    columns: Cols[Signed] = (
        ctx.col("rater", who),
        ctx.col("role", lambda row: ctx.labels[f"role-{row[1].role}"] if row[1] else "—"),
        ctx.col("#batch", lambda row: _told(row[1], "batch")),
        ctx.col("wording", lambda row: _told(row[1], "wording")),
        ctx.col("date", lambda row: _told(row[1], "date")),
        ctx.col("note", lambda row: ctx.say(row[1].note) if row[1] else "", any(map(_noted, rows))),
        ctx.col("#n-given", lambda row: number(row[2])),
    )
    note = ctx.note("raters-undeclared") if any(row[1] is None for row in rows) else None
    made = table(ctx.labels["raters-told"], rows, columns)
    return (made, *([note] if note else [])) if rows else ()


def _noted(row: Signed) -> bool:
    return row[1] is not None and row[1].note is not None


def _told(rater: Rater | None, name: str) -> str:
    value = getattr(rater, name, None)
    return "—" if value is None else str(value)


def waivers(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """What somebody accepts, until when."""
    columns: Cols[Waiver] = (
        ctx.col("finding", lambda w: w.finding),
        ctx.col("at", lambda w: w.at or "—"),
        ctx.col("reason", lambda w: ctx.say(w.because) or "—"),
        ctx.col("owner", lambda w: w.owner or "—"),
        ctx.col("until", lambda w: w.until.isoformat() if w.until else "—"),
    )
    own = about.file.case.allow
    return (table(ctx.labels["waivers"], own, columns),) if own else (ctx.note("no-waivers"),)


def journal(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """What changed ratings, line by line, where a journal was kept; that none was, where not."""
    columns: Cols[JournalLine] = (
        ctx.col("time", lambda line: line.time),
        ctx.col("who", lambda line: line.who),
        ctx.col("command", lambda line: line.command),
        ctx.col("criterion", lambda line: line.ref),
        ctx.col("rater", lambda line: line.rater),
        ctx.col("change", lambda line: f"{_given(ctx, line.was)} → {_given(ctx, line.became)}"),
        ctx.col("reason", lambda line: line.because),
    )
    kept = about.file.journal
    return (table(ctx.labels["journal"], kept, columns),) if kept else (ctx.note("no-journal"),)


_SAID = {
    "not-applicable": "does-not-apply",
    "missing": "nothing-rated",
    "because": "reason",
    "adjudicates": "adjudicated",
    **{key: key for key in ("checks", "confidence", "evidence")},
}


def _given(ctx: Context, text: str) -> str:
    """A level or state, and what else changed, in the reader's words; all else as it stands."""
    head, _, more = text.partition("; ")
    parts = [head, *(more.split(", ") if more else [])]
    first, *rest = (ctx.labels[_SAID[part]] if part in _SAID else part for part in parts)
    return ctx.grammar.semicolon.join([first, *([ctx.grammar.joined(rest)] if rest else [])]) or "—"


def sign(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """A place for who checks, and who releases, to sign."""
    heads = tuple(Column(ctx.labels[name]) for name in ("signs-as", "signs-name", "signs-date"))
    rows = tuple(
        Row((cell(ctx.labels[name]), Cell(), Cell())) for name in ("signs-checks", "signs-releases")
    )
    return (ctx.note("sign-note"), Table(ctx.labels["sign"], heads, rows))
