"""Every criterion: plan by plan in the comparison, with what raters gave in a briefing."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from evalkit.model.rubric import Criterion, Pillar
from evalkit.report import facts
from evalkit.report.context import Context, into
from evalkit.report.facts import CaseFacts, RatedCriterion
from evalkit.report.model import (
    Block,
    Cell,
    Column,
    Paragraph,
    Row,
    Runs,
    Strong,
    Table,
    cell,
    runs,
)
from evalkit.report.numbers import Figure, level
from evalkit.report.preparation import marks, told_value
from evalkit.report.standing import MARKS, lacking
from evalkit.report.table import heading_row, level_tone, tone


def compared(ctx: Context) -> tuple[Block, ...]:
    """Two heat maps: rated criteria by levels, measured ones by scores; criteria on which all plans
    have one level stand in a line below."""
    order = [*ctx.results.order]
    names = ctx.short_regions(ctx.shown)
    columns = (Column(ctx.labels["criterion"]), *(Column(name, True, True) for name in names))
    flat = same_in_all(ctx, order)
    alike = {ref for _, refs in flat for ref in refs}
    rated = _grid(ctx, ctx.shown, lambda c: c.measure is None and c.scored, alike)
    measured = _grid(ctx, ctx.shown, lambda c: c.measure is not None and c.scored)
    out: list[Block] = []
    if rated:
        out += [legend(ctx), Table(ctx.labels["criteria"], columns, rated, dense=True)]
    if flat:
        out.append(Paragraph(ctx.words.criteria.alike(_alike(ctx, flat))))
    if rated or flat:
        out += ctx.left_out
    if measured:
        out.append(Table(ctx.labels[ctx.own("criteria-measured")], columns, measured, dense=True))
    if measured and any(m.imputed for m in ctx.evaluation.measured):
        out.append(ctx.note("imputed-brackets"))
    return tuple(out)


@dataclass(frozen=True, slots=True)
class Alike:
    """Criteria on which all plans have one level: (level, titles of the criteria), the highest
    level first; ``n`` in all."""

    levels: tuple[tuple[float, tuple[str, ...]], ...]
    n: int


def same_in_all(ctx: Context, order: Sequence[str]) -> tuple[tuple[float, tuple[str, ...]], ...]:
    """(level, refs) of the rated criteria on which all plans that they apply to are rated, and have
    the same level: two plans or more, and at least half of them; the highest level first."""
    held: dict[float, list[str]] = {}
    for ref, criterion in ctx.rubric.rated.items():
        outcomes = [ctx.evaluation.ratings.agreed[case, ref] for case in order]
        asked = [one for one in outcomes if one.state != "not-applicable"]
        given = {one.level for one in asked}
        few = len(asked) < 2 or len(asked) * 2 < len(order)
        if criterion.scored and not few and len(given) == 1 and (at := given.pop()) is not None:
            held.setdefault(at, []).append(ref)
    return tuple((at, tuple(held[at])) for at in sorted(held, reverse=True))


def _alike(ctx: Context, flat: Sequence[tuple[float, Sequence[str]]]) -> Alike:
    named = tuple((at, tuple(map(ctx.title, refs))) for at, refs in flat)
    return Alike(named, sum(len(refs) for _, refs in flat))


def _grid(
    ctx: Context,
    order: Sequence[str],
    wanted: Callable[[Criterion], bool],
    without: Collection[str] = (),
) -> tuple[Row, ...]:
    """Criteria of one kind by cases, under their pillars; without some, and without those that
    apply to no case."""
    none = {*ctx.asked_of_none, *without}
    held = [ref for ref, c in ctx.rubric.criteria() if wanted(c) and ref not in none]
    rows: list[Row] = []
    for ref, _, node in ctx.rubric.walk():
        if isinstance(node, Pillar):
            if any(r.startswith(f"{ref}.") for r in held):
                rows.append(heading_row(ctx.title(ref), len(order) + 1, ref.count(".")))
        elif ref in held:
            cells = (criterion_cell(ctx, case, ref, node) for case in order)
            rows.append(Row((cell(ctx.with_code(ref)), *cells), depth=ref.count(".")))
    return tuple(rows)


def legend(ctx: Context) -> Table:
    """Every shade with what it stands for."""
    labels, levels = ctx.labels, ctx.rubric.levels
    shown = [
        cell(f"{a.level} {ctx.say(a.label)}", tone=level_tone(levels, a.level))
        for a in sorted(ctx.rubric.scale, key=lambda a: a.level)
    ]
    shared = [ref for ref, criterion in ctx.rubric.rated.items() if criterion.scale is None]
    halves = {
        outcome.level
        for (_, ref), outcome in ctx.evaluation.ratings.agreed.items()
        if ref in shared and outcome.level is not None and outcome.level not in levels
    }
    if halves:
        at = level(min(halves)).text()
        shown.append(cell(ctx.label("between-levels", at=at), tone=level_tone(levels, min(halves))))
    if any(scale.own for scale in ctx.rubric.scales.values()):
        shown.append(cell(labels["own-levels-shade"]))
    shown.append(cell(f"– {labels['not-applicable']}", tone="na"))
    shown.append(cell(f"? {labels['not-rated']}", tone="missing"))
    agreed = ctx.evaluation.ratings.agreed
    without = {lacking(ctx, *unit) for unit, own in agreed.items() if own.state == "missing"}
    if any(m.unscored for m in ctx.evaluation.measured):
        without.add("unscored")
    others = (why for why in ("unknown", "unsettled", "unscored") if why in without)
    shown += [cell(f"{MARKS[why]} {labels[f'is-{why}']}", tone="missing") for why in others]
    return Table(labels["legend"], tuple(Column("") for _ in shown), (Row(tuple(shown)),))


def criterion_cell(ctx: Context, case: str, ref: str, criterion: Criterion) -> Cell:
    """The level used, or the score of what was measured, leading to what stands behind it."""
    s = ctx.evaluation.score_of[case, ref]
    if s.state == "not-applicable":
        return cell("–", tone="na")
    if s.value is None:
        return cell(MARKS[lacking(ctx, case, ref)], tone="missing")
    here = f"c-{criterion.id}"
    if criterion.measure is not None:
        figure = ctx.score(s.value, into(case, f"m-{criterion.id}", here))
        shade = "" if ctx.units.index else tone(s.value)  # values of an index have no ends
        imputed = ctx.evaluation.measured_of[case, criterion.id].imputed
        return cell("[", figure, "]", tone=shade) if imputed else cell(figure, tone=shade)
    at = ctx.evaluation.ratings.agreed[case, ref].level
    scale = ctx.rubric.scales[criterion.id]
    figure = ctx.level(ref, at, into(case, f"e-{criterion.id}", here))
    return cell(figure, tone=level_tone(scale.levels, at))


def of_case(ctx: Context, about: CaseFacts, met: Sequence[Runs] = ()) -> tuple[Block, ...]:
    """All criteria of one plan with what its raters gave; before them ``met``, how many checks are
    met."""
    rows: list[Row] = []
    by_ref = {c.ref: c for c in about.rated}
    shown = facts.headed(ctx.results)
    for ref, _, node in ctx.rubric.walk():
        if isinstance(node, Pillar):
            s = ctx.evaluation.score_of.get((about.case, ref))
            if s is not None and s.state != "not-applicable":
                total = cell(ctx.score(s.value, f"s-{ref}"))
                cells = (cell(Strong(ctx.say(node.title))), Cell(), Cell(), total, Cell())
                rows.append(Row(cells, depth=ref.count("."), group=True))
            elif not ctx.rubric.has_total and ref in shown:
                rows.append(heading_row(ctx.say(node.title), 5, ref.count(".")))
            continue
        if node.measure is not None and about.shares.get(ref):
            rows.append(_measured(ctx, about, ref, node))
        c = by_ref.get(ref)
        if c is not None and c.outcome.state != "not-applicable" and node.scored:
            rows.append(_rated(ctx, about, c))
    columns = ctx.columns("criterion", "raters", "#.consensus", "#score", "checks")
    if not ctx.evaluation.leaves.tree.groups:  # nothing is a score, or part of one
        columns = (*columns[:3], *columns[4:])
        rows = [replace(row, cells=(*row.cells[:3], *row.cells[4:])) for row in rows]
    made = Table(ctx.labels["all-criteria"], columns, tuple(rows))
    return (*map(Paragraph, met), made) if rows else ()


def _rated(ctx: Context, about: CaseFacts, c: RatedCriterion) -> Row:
    s = ctx.evaluation.score_of[about.case, c.ref]
    counts = ctx.rubric.has_total or s.share is not None
    total = len(c.criterion.checks_for(about.file.case.facet_values()))
    met = [f"{len(set(r.rating.checks))}/{total}" for r in c.rows if r.level is not None]
    checks = (", ".join(met) if total else "") or "—"
    missing = ctx.labels["missing-mark"]
    scale = ctx.rubric.scales[c.criterion.id]
    used: Figure | str = missing
    if c.outcome.level is not None:
        used = ctx.level(c.ref, c.outcome.level, f"e-{c.criterion.id}")
    cells = (
        cell(ctx.with_code(c.ref)),
        cell(*_given(ctx, c)),
        cell(used, tone=level_tone(scale.levels, c.outcome.level)),
        cell(ctx.score(s.value, f"s-{c.ref}")) if counts else Cell(),
        cell(checks),
    )
    return Row(cells, depth=c.ref.count("."))


def _measured(ctx: Context, about: CaseFacts, ref: str, node: Criterion) -> Row:
    """A measured criterion that counts, among the rated ones: what was measured in place of
    levels."""
    assert node.measure is not None
    own = ctx.evaluation.measured_of[about.case, node.id]
    value = runs(*told_value(ctx, own), marks(ctx, own))
    s = ctx.evaluation.score_of[about.case, ref]
    scored = cell(ctx.score(s.value, f"s-{ref}"))
    cells = (cell(ctx.with_code(ref)), cell(*value), cell("—"), scored, cell("—"))
    return Row(cells, depth=ref.count("."))


def _given(ctx: Context, c: RatedCriterion) -> Runs:
    """Each rater's level in one cell: a 2, b 3."""
    parts: Runs = ()
    for row in c.rows:
        none = "n/a" if row.state == "not-applicable" else "○" if row.is_unknown else "—"
        shown = ctx.level(c.ref, row.level) if row.level is not None else none
        parts = runs(parts, ", " if parts else "", f"{row.rater} ", shown)
    return parts
