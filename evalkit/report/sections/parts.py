"""What a plan comes to where nothing is added up: criterion by criterion with its level or whether
it is met, the reason and the place; and whether the plan meets the standard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalkit.model.rubric import Applies, Criterion, Pillar, holds
from evalkit.report import facts
from evalkit.report.context import Context, into
from evalkit.report.facts import CaseFacts, RatedCriterion, chosen
from evalkit.report.model import (
    Block,
    Cell,
    Column,
    Paragraph,
    Point,
    Points,
    Row,
    Runs,
    Strong,
    Table,
    cell,
    plain,
    runs,
)
from evalkit.report.numbers import percent
from evalkit.report.places import cited
from evalkit.report.preparation import marks, told_value
from evalkit.report.standing import failed_gates, grade_told, lacking
from evalkit.report.table import Col, Cols, heading_row, level_tone, table
from evalkit.scoring.tolerances import MOST_CASES
from evalkit.scoring.verdicts import Outcome, Verdict, left_out_by_raters, needed_of

MARKS = {"met": "l4", "not-met": "l0", "open": "missing", "not-applicable": "na"}  # shades
MOST_FAILS = 3  # criteria named that most plans do not meet


@dataclass(frozen=True, slots=True)
class VerdictFact:
    """Whether a plan meets the standard. ``needed``: how many criteria must be met, of ``of`` that
    apply, ``met`` of them met; titles of those that are not met, of those that have no level yet,
    and of those that raters say do not apply, though the rubric asks them; ``demanded``: of those
    that must be met in any case, the ones that are not."""

    outcome: Outcome
    every: bool
    needed: int
    of: int
    met: int
    fails: tuple[str, ...]
    missing: tuple[str, ...]
    ruled_out: tuple[str, ...] = ()
    demanded: tuple[str, ...] = ()

    @property
    def is_short(self) -> bool:
        """Whether fewer criteria apply than must be met."""
        return self.needed > self.of


@dataclass(frozen=True, slots=True)
class VerdictsFact:
    """Which of ``n`` plans meet the standard, ``all`` of them or some; of the others what is not
    met, or not rated."""

    n: int
    all: bool
    met: tuple[str, ...]
    not_met: tuple[tuple[str, tuple[str, ...]], ...]
    undecided: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class VerdictCounts:
    """How many of ``n`` plans meet the standard, do not, or are undecided; and the criteria that
    most plans do not meet, with how many."""

    n: int
    met: int
    not_met: int
    undecided: int
    fails: tuple[tuple[str, int], ...]


def verdict_fact(ctx: Context, found: Verdict) -> VerdictFact:
    """A verdict in titles and numbers."""
    outside = left_out_by_raters(ctx.rubric, ctx.evaluation.ratings.agreed, found.case)
    demanded = {ctx.rubric.ref_of[name] for name in ctx.rubric.must}
    of, rule = len(found.met) + len(found.fails) + len(found.missing), ctx.rubric.verdict
    return VerdictFact(
        found.outcome,
        rule == "all",
        needed_of(ctx.rubric, of),
        of,
        len(found.met),
        tuple(map(ctx.title, found.fails)),
        tuple(map(ctx.title, found.missing)),
        tuple(map(ctx.title, outside)),
        tuple(ctx.title(ref) for ref in found.fails if ref in demanded and rule != "all"),
    )


def verdict_said(ctx: Context, case: str) -> Runs:
    """Whether a plan meets the standard, and on what that hangs."""
    return ctx.words.parts.verdict(verdict_fact(ctx, ctx.evaluation.verdicts[case]))


def verdicts_said(ctx: Context, cases: Sequence[str] = ()) -> Runs:
    """Which plans meet the standard, of all or of some; how many, where they are more than
    anybody reads the names of."""
    held = [ctx.evaluation.verdicts[case] for case in cases or ctx.evaluation.cases]
    if len(held) > MOST_CASES:
        return ctx.words.parts.verdicts_counted(_counted(ctx, held))

    def of(outcome: str) -> list[Verdict]:
        return [own for own in held if own.outcome == outcome]

    def named(own: Verdict, refs: Sequence[str]) -> tuple[str, tuple[str, ...]]:
        return ctx.region(own.case), tuple(map(ctx.title, refs))

    fact = VerdictsFact(
        n=len(held),
        all=len(of("met")) == len(held),
        met=tuple(ctx.region(own.case) for own in of("met")),
        not_met=tuple(named(own, own.fails) for own in of("not-met")),
        undecided=tuple(named(own, own.missing) for own in of("undecided")),
    )
    return ctx.words.parts.verdicts(fact)


def _counted(ctx: Context, held: Sequence[Verdict]) -> VerdictCounts:
    outcomes = Counter(own.outcome for own in held)
    fails = Counter(ref for own in held for ref in own.fails)
    often = sorted(fails.items(), key=lambda found: -found[1])
    most = facts.most_with_ties(often, MOST_FAILS, lambda found: found[1])
    return VerdictCounts(
        n=len(held),
        met=outcomes["met"],
        not_met=outcomes["not-met"],
        undecided=outcomes["undecided"],
        fails=tuple((ctx.title(ref), n) for ref, n in most),
    )


def of_case(ctx: Context, about: CaseFacts) -> tuple[Paragraph | Table, ...]:
    """Every criterion of one plan under its pillar; before them whether it meets the standard,
    where the rubric has a verdict."""
    by_ref = {c.ref: c for c in about.rated}
    names = ("criterion", "met" if ctx.rubric.verdict else "level-given", "reason", "where")
    pillars, rows = facts.headed(ctx.results), list[Row]()
    for ref, _, node in ctx.rubric.walk():
        if isinstance(node, Pillar):
            if ref in pillars:
                rows.append(_heading(ctx, about, ref, len(names)))
        elif node.scored:
            rows.append(_row(ctx, about, ref, node, by_ref.get(ref)))
    said = [Paragraph(verdict_said(ctx, about.case))] if ctx.rubric.verdict else []
    caption = ctx.labels["conditions" if ctx.rubric.verdict else "profile"]
    return (*said, Table(caption, ctx.columns(*names), tuple(rows)))


def _heading(ctx: Context, about: CaseFacts, ref: str, wide: int) -> Row:
    """A pillar above its criteria, with its own score where it has one."""
    own = ctx.evaluation.score_of.get((about.case, ref))
    row = heading_row(ctx.with_code(ref), wide, ref.count("."))
    if own is None or own.state == "not-applicable":
        return row
    first, _, *others = row.cells
    figure = ctx.score(own.value, into(about.case, f"s-{ref}"))
    return Row((first, cell(figure), *others), depth=row.depth, group=True)


def _row(
    ctx: Context, about: CaseFacts, ref: str, node: Criterion, c: RatedCriterion | None
) -> Row:
    """A criterion: its level, or whether it is met; why, and where that stands."""
    rating = chosen(c) if c is not None else None
    where: Runs = ("—",)
    if outside := _outside(ctx, about.case, ref):
        why: Runs = (outside,)
    elif node.measure is not None:
        own = ctx.evaluation.measured_of[about.case, node.id]
        why = (ctx.labels["no-value"],)
        if own.used is not None or own.untreated is not None:
            dated = ctx.aside(str(own.used.year)) if own.used is not None else ""
            why = runs(*told_value(ctx, own), dated, marks(ctx, own))
            where = (own.used.said(ctx.lang),) if own.used is not None else where
    else:
        why = (ctx.reason(c) if c is not None and rating is not None else "",)
        evidence = rating.evidence if rating is not None else ()
        where = cited(ctx, about.file.case, [f"{e.document} {e.at}" for e in evidence if e.at])
    at = _state(ctx, about.case, ref) if ctx.rubric.verdict else _level(ctx, about.case, ref, node)
    cells = (cell(ctx.with_code(ref)), at, cell(*why), cell(*where))
    depth = ref.count(".") if facts.headed(ctx.results) else 0
    return Row(cells, depth=depth, id=f"c-{node.id}")


def state_of(found: Verdict, ref: str) -> str:
    """Whether a criterion is met: met | not-met | open | not-applicable."""
    state = "not-applicable"
    for name, refs in (("met", found.met), ("not-met", found.fails), ("open", found.missing)):
        state = name if ref in refs else state
    return state


def left_out_by(applies: Applies, own: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The facets for which something does not apply to a case that declares ``own``."""
    return [name for name, wanted in applies.items() if not holds({name: wanted}, own)]


def declared(ctx: Context, case: str, name: str) -> str:
    """What a case declares of a facet: its title and values."""
    facet, own = ctx.rubric.facets[name], ctx.evaluation.file_of[case].case.facet_values()
    known = [ctx.say(facet.values[value]) for value in own[name] if value in facet.values]
    return ctx.after(ctx.say(facet.title), ctx.grammar.joined(known))


def _outside(ctx: Context, case: str, ref: str) -> str:
    """What a case declares because of which a criterion does not apply to it; empty where none of
    that is why."""
    entry, own = ctx.rubric.index[ref], ctx.evaluation.file_of[case].case.facet_values()
    names = [n for part in (*entry.above, entry.node) for n in left_out_by(part.applies, own)]
    return ctx.grammar.semicolon.join(declared(ctx, case, name) for name in dict.fromkeys(names))


def _state(ctx: Context, case: str, ref: str) -> Cell:
    state = state_of(ctx.evaluation.verdicts[case], ref)
    if state == "open":
        return _unknown(ctx, case, ref)
    return cell(ctx.labels[f"is-{state}"], tone=MARKS[state])


def _unknown(ctx: Context, case: str, ref: str) -> Cell:
    """Why a criterion has no level."""
    return cell(ctx.labels[f"is-{lacking(ctx, case, ref)}"], tone="missing")


def _level(ctx: Context, case: str, ref: str, node: Criterion) -> Cell:
    """The level of a criterion with what it is called; the score of what was measured."""
    own = ctx.evaluation.score_of[case, ref]
    if own.state == "not-applicable":
        return cell(ctx.labels["is-not-applicable"], tone="na")
    if own.value is None:
        return _unknown(ctx, case, ref)
    if node.measure is not None:
        return cell(ctx.score(own.value, into(case, f"m-{node.id}")))
    at = ctx.evaluation.ratings.agreed[case, ref].level
    scale = ctx.rubric.scales[node.id]
    anchors = () if scale.own else ctx.rubric.scale
    named = {anchor.level: ctx.say(anchor.label) for anchor in anchors}
    told = f" {named[int(at)]}" if at is not None and at in named else ""
    figure = ctx.level(ref, at, into(case, f"e-{node.id}"))
    return cell(figure, told, tone=level_tone(scale.levels, at))


def compared(ctx: Context) -> tuple[Block, ...]:
    """All plans where nothing is added up: which meet the standard, criterion by criterion; of a
    profile, of which the table of levels tells the rest, how they stand on what is demanded."""
    if ctx.rubric.has_total:
        return ()
    asks = ctx.rubric.must or ctx.rubric.floors or ctx.rubric.grades
    standing = (standing_table(ctx),) if asks else ()
    if not ctx.rubric.verdict:
        return standing
    cases, pillars = ctx.shown, facts.headed(ctx.results)
    rows: list[Row] = []
    for ref, _, node in ctx.rubric.walk():
        if isinstance(node, Pillar):
            rows += [heading_row(ctx.title(ref), len(cases) + 1)] if ref in pillars else []
        elif node.scored:
            marks = (_state(ctx, case, ref) for case in cases)
            rows.append(Row((cell(ctx.with_code(ref)), *marks), id=f"c-{node.id}"))
    outcomes = (Strong(ctx.labels[f"outcome-{ctx.evaluation.verdicts[c].outcome}"]) for c in cases)
    rows.append(Row((cell(Strong(ctx.labels["standard"])), *map(cell, outcomes)), group=True))
    heads = (Column(name) for name in ctx.short_regions(cases))
    columns = (*ctx.columns("criterion"), *heads)
    return (Table(ctx.labels["conditions"], columns, tuple(rows), dense=True), *standing)


def on_slide(ctx: Context, case: str) -> tuple[Points | None, Points | None]:
    """Two lists for a slide, a line a criterion: what is met, and what is not or is open; of a
    profile the levels, its first half and the rest."""
    cells = {
        ref: _state(ctx, case, ref) if ctx.rubric.verdict else _level(ctx, case, ref, node)
        for ref, node in ctx.rubric.criteria()
        if node.scored
    }
    lines = {
        ref: Point(runs(Strong(ctx.title(ref)), ctx.grammar.colon, plain(own.runs)))
        for ref, own in cells.items()
        if own.tone != "na"
    }
    found = ctx.evaluation.verdicts.get(case)
    half = [*lines][: (len(lines) + 1) // 2] if found is None else [*found.met]
    first = tuple(lines[ref] for ref in half)
    rest = tuple(line for ref, line in lines.items() if ref not in half)
    return Points(first) if first else None, Points(rest) if rest else None


def standing_table(ctx: Context) -> Table:
    """A row a plan: whether it meets the standard and what is in the way; or its parts' scores and
    levels; what it is graded, and how much of it is rated."""
    verdicts = ctx.evaluation.verdicts
    has = bool(verdicts)

    def named(refs: Sequence[str]) -> str:
        return ctx.grammar.semicolon.join(ctx.node(r).code or ctx.title(r) for r in refs) or "—"

    def failed(case: str) -> str:
        return ctx.grammar.semicolon.join(failed_gates(ctx, case)) or "—"

    def outcome(case: str) -> Runs:
        return (Strong(ctx.labels[f"outcome-{verdicts[case].outcome}"]),)

    columns: Cols[str] = (
        ctx.col("code", lambda case: case),
        ctx.col("region", ctx.link),
        ctx.col("standard", outcome, has),
        ctx.col("not-met", lambda case: named(verdicts[case].fails), has),
        ctx.col("open", lambda case: named(verdicts[case].missing), has),
        *(_part_column(ctx, ref) for ref in ([] if has else parts_of(ctx))),
        ctx.col("grade", lambda case: grade_told(ctx, case), bool(ctx.rubric.grades)),
        ctx.col("not-passed", failed, any(failed(c) != "—" for c in ctx.evaluation.cases)),
        ctx.col("#n-rated", lambda case: percent(ctx.evaluation.rated(case))),
    )
    caption = ctx.labels["conditions" if has else "profile"]
    return table(caption, ctx.results.order, columns, id=lambda case: f"r-{case}")


def parts_of(ctx: Context) -> list[str]:
    """What a profile is told in, by ref: pillars that have a score and are part of none, and
    criteria that are part of none."""
    scored = {*ctx.evaluation.leaves.tree.refs}
    return [ref for ref in ctx.rubric.index if ref in scored and not ctx.rubric.weighs(ref)]


def _part_column(ctx: Context, ref: str) -> Col[str]:
    node = ctx.node(ref)

    def shown(case: str) -> Cell:
        if isinstance(node, Criterion):
            return _level(ctx, case, ref, node)
        own = ctx.evaluation.score_of[case, ref]
        return cell(ctx.score(own.value) if own.state != "not-applicable" else "–")

    return Col(node.code or ctx.title(ref), shown, numeric=True)
