"""Where a plan stands: the first paragraph of its briefing, and the figures in one row."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.analysis.ranking import Standing
from evalkit.analysis.results import Results
from evalkit.report import facts
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts, RankOn, RatedCriterion
from evalkit.report.model import Block, Cell, Paragraph, Row, Runs, Table, cell, runs
from evalkit.report.numbers import percent, score
from evalkit.scoring.rank import grade_of
from evalkit.scoring.tolerances import MOST_CASES, NEAR, SHOWN, TOLERANCE


@dataclass(frozen=True, slots=True)
class Place:
    """A plan's rank among those of a run. ``others``: how many more share it.

    ``best`` and ``worst``: its rank under everything that is usually varied, or under other
    weights where that is not known (``by_all`` tells). ``peers``: a facet value in words, with the
    plan's rank ``among`` those that share it; empty where no facet splits the plans.
    """

    rank: int
    of: int
    is_last: bool
    others: int
    best: int
    worst: int
    steady: bool
    by_all: bool
    peers: str = ""
    among: RankOn | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A plan's total. ``applies``: whether any criterion does; ``low`` and ``high``: the total if
    gaps are filled; ``place``: None where nothing is ranked."""

    region: str
    score: float | None
    grade: str
    means: str
    applies: bool
    coverage: float
    low: float | None
    high: float | None
    place: Place | None


def fact_of(ctx: Context, about: CaseFacts) -> Verdict:
    """What a briefing says first."""
    own = _standing(ctx, about.case)
    grade = grade_of(own.value, ctx.rubric.grades)
    return Verdict(
        region=ctx.region(about.case),
        score=own.value,
        grade=ctx.say(grade.label) if grade else "",
        means=ctx.say(grade.means) if grade else "",
        applies=bool(_applicable(about) or _measured(ctx, about.case)),
        coverage=own.coverage,
        low=own.low,
        high=own.high,
        place=place_of(ctx, about.case),
    )


def place_of(ctx: Context, case: str) -> Place | None:
    """Where a case stands among the ranked; None where it has no rank, or nothing beside it has."""
    order, own = facts.ranked(ctx.results), _standing(ctx, case)
    if not own.rank or len(order) < 2:
        return None
    (best, worst), by_all = reach(ctx.results, own)
    peers, among = _peers(ctx, case)
    return Place(
        rank=own.rank,
        of=len(order),
        is_last=own.rank == len(order),
        others=sum(s.rank == own.rank for s in order) - 1,
        best=best,
        worst=worst,
        steady=best == worst,
        by_all=by_all,
        peers=peers,
        among=among,
    )


@dataclass(frozen=True, slots=True)
class Pillars:
    """The counted pillars that are scored: the strongest and the weakest, all that tie, with their
    scores and the places that explain them. ``close``: whether all lie close together,
    ``alike``: with the same score."""

    n: int
    strongest: tuple[str, ...]
    high: float
    high_ref: str
    weakest: tuple[str, ...]
    low: float
    low_ref: str
    apart: float
    close: bool
    alike: bool = False


def pillars_of(ctx: Context, case: str) -> Pillars | None:
    """How the pillars of a total compare; None with fewer than two that are scored."""
    pillars = facts.counted_pillars(ctx.results)
    values = {p.id: v for p in pillars if (v := _value(ctx, case, p.id)) is not None}
    if len(values) < 2:
        return None
    high, low = max(values.values()), min(values.values())
    strongest = [ref for ref, value in values.items() if high - value <= TOLERANCE]
    weakest = [ref for ref, value in values.items() if value - low <= TOLERANCE]
    return Pillars(
        n=len(values),
        strongest=tuple(ctx.titles[ref] for ref in strongest),
        high=high,
        high_ref=f"s-{max(values, key=values.__getitem__)}",
        weakest=tuple(ctx.titles[ref] for ref in weakest),
        low=low,
        low_ref=f"s-{min(reversed(values), key=values.__getitem__)}",
        apart=high - low,
        close=high - low < NEAR,
        alike=high - low < SHOWN,
    )


def outside(ctx: Context, case: str) -> tuple[str, ...]:
    """Titles of the counted pillars that do not apply; empty where none is scored."""
    pillars = facts.counted_pillars(ctx.results)
    if all(_value(ctx, case, p.id) is None for p in pillars):
        return ()
    return tuple(ctx.titles[p.id] for p in pillars if _outside(ctx, case, p.id))


@dataclass(frozen=True, slots=True)
class Balance:
    """How many criteria apply, are rated and stand out. ``n_raters``: by how many people each, 0
    where criteria differ in that; ``n_counted``: those that are rated and part of the total;
    ``n_high`` and ``n_low`` of them reach and stay at the levels named."""

    n: int
    n_rated: int
    all_rated: bool
    n_raters: int
    n_counted: int
    n_high: int
    n_low: int
    high: str
    low: str
    high_is_top: bool
    low_is_bottom: bool


def balance_of(ctx: Context, about: CaseFacts) -> Balance | None:
    """How a case's criteria are rated; None where none applies."""
    results, levels = ctx.results, ctx.rubric.levels
    applicable, measured = _applicable(about), _measured(ctx, about.case)
    n = len(applicable) + len(measured)
    if not n:
        return None
    counted = [c.outcome.level for c in applicable if c.effective and c.outcome.level is not None]
    high, low = (facts.high_level(results), facts.low_level(results)) if levels else (0, 0)
    each = {
        sum(row.level is not None and not row.adjudicates for row in c.rows)
        for c in applicable
        if c.outcome.level is not None
    }
    n_rated = sum(c.outcome.level is not None for c in applicable) + sum(measured)
    return Balance(
        n=n,
        n_rated=n_rated,
        all_rated=n_rated == n,
        n_raters=each.pop() if len(each) == 1 else 0,
        n_counted=len(counted) + sum(measured),
        n_high=sum(level >= high for level in counted) if levels else 0,
        n_low=sum(level <= low for level in counted) if levels else 0,
        high=facts.label_at(results, high, ctx.lang) if levels else "",
        low=facts.label_at(results, low, ctx.lang) if levels else "",
        high_is_top=bool(levels) and high == levels[-1],
        low_is_bottom=bool(levels) and low == levels[0],
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """A region's measured outcomes, by score and rank, which ``others`` share. ``beside``: above or
    below all ranks that its plan could have, else level with them."""

    score: float
    ref: str
    rank: int
    others: int
    of: int
    beside: str


def outcome_of(ctx: Context, case: str) -> Outcome | None:
    """Measured outcomes beside the plan; None where either has no rank, or nothing is beside it."""
    standing = _standing(ctx, case)
    values = {p.id: _value(ctx, case, p.id) for p in facts.outcome_pillars(ctx.results)}
    ref = next((ref for ref, value in values.items() if value is not None), "")
    value = values.get(ref)
    own = facts.rank_on(ctx.results, ref, case)
    if value is None or own is None or own.of < 2 or not standing.rank:
        return None
    (best, worst), _ = reach(ctx.results, standing)
    lowest = own.rank + own.others  # of the places that those who tie take together
    beside = "above" if lowest < best else "below" if own.rank > worst else "level"
    return Outcome(value, f"s-{ref}", own.rank, own.others, own.of, beside)


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


def _standing(ctx: Context, case: str) -> Standing:
    return next(s for s in ctx.results.standings if s.case == case)


def _applicable(about: CaseFacts) -> list[RatedCriterion]:
    """The rated criteria that are scored and apply."""
    scored = [c for c in about.rated if c.criterion.scored]
    return [c for c in scored if c.outcome.state != "not-applicable"]


def _peers(ctx: Context, case: str) -> tuple[str, RankOn | None]:
    """The first facet value that splits the ranked cases and that others share, and the case's rank
    among them; "" and None where there is none."""
    own = ctx.evaluation.file_of[case].case.facet_values()
    scored = {s.case for s in facts.ranked(ctx.results)}
    values_of = {file.case.case: file.case.facet_values() for file in ctx.evaluation.files}
    for facet, about in ctx.rubric.facets.items():
        for value in own.get(facet, ()):
            members = [
                c for c, held in values_of.items() if value in held.get(facet, ()) and c in scored
            ]
            if case in members and 2 <= len(members) < len(scored):
                rank = facts.rank_on(ctx.results, "overall", case, members)
                return ctx.say(about.values[value]), rank
    return "", None


def figures(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """Score, range, grade, rank and coverage in one row."""
    own = _standing(ctx, about.case)
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
    case, said = about.case, ctx.words.verdict
    pillars, out, balance = pillars_of(ctx, case), outside(ctx, case), balance_of(ctx, about)
    outcome, newer = outcome_of(ctx, case), _newer(ctx, case)
    settle = facts.to_settle(about, ctx.with_code)
    sentences = (
        said.verdict(fact_of(ctx, about)),
        said.pillars(pillars) if pillars else (),
        said.outside(out) if out else (),
        said.balance(balance) if balance else (),
        said.outcome(outcome) if outcome else (),
        ctx.words.agreement.to_settle(settle) if settle else (),
        said.superseded(newer) if newer else (),
    )
    text: Runs = ()
    for sentence in sentences:
        if sentence:
            text = runs(text, ctx.grammar.gap if text else "", sentence)
    return Paragraph(text)


def _newer(ctx: Context, case: str) -> str:
    """A later plan of the same region, by its year or its case; empty where there is none."""
    own = next((cases for cases in facts.repeated(ctx.results) if case in cases), (case,))
    return ctx.region(own[-1]) if own[-1] != case else ""
