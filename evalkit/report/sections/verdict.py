"""Where a plan stands: the first paragraph of its briefing, and the figures in one row."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.analysis.ranking import Standing
from evalkit.analysis.results import Results
from evalkit.model.rubric import Grade
from evalkit.report import facts
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts, Named
from evalkit.report.figure import percent, score
from evalkit.report.model import Block, Cell, Paragraph, Row, Runs, Table, cell, runs
from evalkit.scoring.limits import MOST_CASES
from evalkit.scoring.rank import grade_of


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the first paragraph of a briefing says.

    ``peers``: (facet value in words, rank among its cases, how many) for the first facet with two
    or more cases.
    ``pillars``: the counted pillars that are scored, best first. ``reach``: best and worst rank
    under everything that is usually varied, or under other weights where that is not known
    (``by_all`` tells). ``n_counted``: criteria that are rated and part of the total. ``tied``: how
    many cases share the rank. ``outside``: counted pillars that do not apply.
    """

    region: str
    standing: Standing
    n_ranked: int
    grade: Grade | None
    pillars: tuple[Named, ...]
    n_applicable: int
    n_rated: int
    n_high: int
    n_low: int
    high_label: str
    low_label: str
    high_is_top: bool
    low_is_bottom: bool
    peers: tuple[str, int, int] | None
    outcome: Named | None
    outcome_rank: int
    n_outcomes: int
    n_raters: int
    n_counted: int
    tied: int
    outside: tuple[str, ...]
    reach: tuple[int, int]
    by_all: bool


def fact_of(ctx: Context, case: str) -> Verdict:
    """The facts of a briefing's first paragraph."""
    results, evaluation, levels = ctx.results, ctx.evaluation, ctx.rubric.levels
    standing = next(s for s in results.standings if s.case == case)
    tops = facts.counted_pillars(results)
    rated = [c for c in facts.rated_criteria(results, case) if c.criterion.scored]
    applicable = [c for c in rated if c.outcome.state != "not-applicable"]
    counted = [c.outcome.level for c in applicable if c.effective and c.outcome.level is not None]
    measured = _measured(ctx, case)
    outcome = _outcome(ctx, case)
    place = facts.rank_on(results, outcome.ref, case) if outcome else (0, 0)
    high, low = (facts.high_level(results), facts.low_level(results)) if levels else (0, 0)
    raters = {r.rater for r in evaluation.ratings.rows if r.case == case and r.level is not None}
    scored = [
        Named(p.id, ctx.titles[p.id], v) for p in tops if (v := _value(ctx, case, p.id)) is not None
    ]
    reached, by_all = reach(results, standing)
    return Verdict(
        region=ctx.region(case),
        standing=standing,
        n_ranked=len(facts.ranked(results)),
        grade=grade_of(standing.value, ctx.rubric.grades),
        pillars=tuple(sorted(scored, key=lambda p: -p.value)),
        n_applicable=len(applicable) + len(measured),
        n_rated=sum(c.outcome.level is not None for c in applicable) + sum(measured),
        n_high=sum(level >= high for level in counted) if levels else 0,
        n_low=sum(level <= low for level in counted) if levels else 0,
        high_label=facts.label_at(results, high, ctx.lang) if levels else "",
        low_label=facts.label_at(results, low, ctx.lang) if levels else "",
        high_is_top=bool(levels) and high == levels[-1],
        low_is_bottom=bool(levels) and low == levels[0],
        peers=_peers(ctx, case),
        outcome=outcome,
        outcome_rank=place[0],
        n_outcomes=place[1],
        n_raters=len(raters),
        n_counted=len(counted) + sum(measured),
        tied=sum(s.rank == standing.rank for s in facts.ranked(results)) if standing.rank else 0,
        outside=tuple(ctx.titles[p.id] for p in tops if _outside(ctx, case, p.id)),
        reach=reached,
        by_all=by_all,
    )


def reach(results: Results, standing: Standing) -> tuple[tuple[int, int], bool]:
    """Best and worst rank of a case under everything that is usually varied, and True; or under
    other weights, and False."""
    if 1 < len(facts.ranked(results)) <= MOST_CASES:
        found = results.outlook(standing.case)
        if found is not None:
            return (found.rank_low, found.rank_high), True
    return (standing.rank_low, standing.rank_high), False


def _measured(ctx: Context, case: str) -> list[bool]:
    """Of each measured criterion of the total that applies, whether there is a figure."""
    counted = {p.id for p in facts.counted_pillars(ctx.results)}
    own = [m for m in ctx.evaluation.measured if m.case == case and m.ref.split(".")[0] in counted]
    return [m.score is not None for m in own if not _outside(ctx, case, m.ref)]


def _outside(ctx: Context, case: str, ref: str) -> bool:
    found = ctx.evaluation.score_of.get((case, ref))
    return found is not None and found.state == "not-applicable"


def _value(ctx: Context, case: str, ref: str) -> float | None:
    found = ctx.evaluation.score_of.get((case, ref))
    return found.value if found else None


def _outcome(ctx: Context, case: str) -> Named | None:
    for pillar in facts.outcome_pillars(ctx.results):
        value = _value(ctx, case, pillar.id)
        if value is not None:
            return Named(pillar.id, ctx.titles[pillar.id], value)
    return None


def _peers(ctx: Context, case: str) -> tuple[str, int, int] | None:
    """The case's place among those that share its value of the first facet that splits the
    cases."""
    own = ctx.evaluation.file_of[case].case.facet_values()
    scored = {s.case for s in facts.ranked(ctx.results)}
    values_of = {file.case.case: file.case.facet_values() for file in ctx.evaluation.files}
    for facet, about in ctx.rubric.facets.items():
        for value in own.get(facet, ()):
            members = [
                c for c, held in values_of.items() if value in held.get(facet, ()) and c in scored
            ]
            if case in members and 2 <= len(members) < len(scored):
                rank, n = facts.rank_on(ctx.results, "overall", case, members)
                return ctx.say(about.values[value]), rank, n
    return None


def figures(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """Score, range, grade, rank and coverage in one row."""
    own = next(s for s in ctx.results.standings if s.case == about.case)
    if own.value is None:
        return ()
    outlook = ctx.results.outlook(about.case)
    grade = grade_of(own.value, ctx.rubric.grades)
    (best, worst), by_all = reach(ctx.results, own)
    span: Runs = runs(score(outlook.low), "–", score(outlook.high)) if outlook else ("—",)
    label = ctx.say(grade.label) if grade else "—"
    cells: list[Cell] = [cell(score(own.value, "s-overall")), cell(*span), cell(label)]
    names = ["#score", "#g-range", "grade"]
    order = facts.ranked(ctx.results)
    if len(order) > 1:
        tied = ctx.shared_by(sum(s.rank == own.rank for s in order))
        cells.append(cell(f"{own.rank} / {len(order)}{tied}"))
        cells.append(cell(f"{best}–{worst}" if best != worst else str(best)))
        names += ["#rank", "#g-places" if by_all else "#rank-range"]
    row = Row((*cells, cell(percent(own.coverage))))
    return (Table(ctx.labels["g-figures"], ctx.columns(*names, "#coverage"), (row,)),)


def paragraph(ctx: Context, about: CaseFacts) -> Paragraph:
    """The first paragraph: total, pillars, balance, outcome, what raters should settle, and whether
    a newer plan is here."""
    v, voice = fact_of(ctx, about.case), ctx.voice
    sentences = (
        voice.verdict(v),
        voice.pillars(v),
        voice.balance(v),
        voice.outcome(v),
        voice.apart([ctx.with_code(c.ref) for c in about.apart]),
        voice.superseded(_newer(ctx, about.case)),
    )
    text: Runs = ()
    for sentence in sentences:
        if sentence:
            text = runs(text, ctx.labels["gap"] if text else "", sentence)
    return Paragraph(text)


def _newer(ctx: Context, case: str) -> str:
    """A later plan of the same region, by its year or its case; empty where there is none."""
    own = next((cases for cases in facts.repeated(ctx.results) if case in cases), (case,))
    return ctx.region(own[-1]) if own[-1] != case else ""
