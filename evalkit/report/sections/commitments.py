"""What plans commit to: how complete it is, by which instruments and where on the chain, its own
numbers, beside the ratings, and whom plans name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.analysis.codes import Cross, crossed
from evalkit.analysis.completeness import OUTSIDE, Carried, by_pillar, carried
from evalkit.analysis.facts import Beside, beside
from evalkit.analysis.partners import Named, partners_of
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts
from evalkit.report.model import (
    Block,
    Cell,
    Paragraph,
    Row,
    Runs,
    Strong,
    Table,
    cell,
    runs,
)
from evalkit.report.numbers import number, percent
from evalkit.report.places import cited
from evalkit.report.promises import aim, latest, place, start, what, year
from evalkit.report.table import Col, Cols, table, tone
from evalkit.scoring.units import Coded, Unit

SCOPES = ("all", "cited", "figures", "unsaid")
SHOWN = ("figure", "body", "money", "date", "baseline")
MOST_UNITS = 4  # commitments named beside a rating
LEAST = 0.01  # a share that is shown without decimals


@dataclass(frozen=True, slots=True)
class CommitmentsFact:
    """What a document commits to, in counts and shares.

    ``scope``: all | cited | figures; ``figures``: units with a figure; ``carry``: (fact, units that
    have it, their share of ``n``), those that none has left out; ``none``: facts that no unit has;
    ``bound``: units with a figure and a body, money or a date; ``part_date``: units with no date
    but that of their part; ``bearing``, ``outside``: units that bear on a criterion, and on none;
    ``alone``: found by one of several coders; ``borrowed``: (title of another document, units that
    have a body, date, money or start from there).
    """

    scope: str
    n: int
    figures: int
    carry: tuple[tuple[str, int, float], ...]
    none: tuple[str, ...]
    bound: int
    bound_share: float
    part_date: int
    bearing: int
    outside: int
    left_out: int
    alone: int
    borrowed: tuple[tuple[str, int], ...]


def fact_of(ctx: Context, coded: Coded) -> CommitmentsFact:
    """What a case's commitments come to."""
    held = carried(coded.units)
    n = max(held.n, 1)
    counts = [(fact, _count(held, fact)) for fact in SHOWN]
    return CommitmentsFact(
        scope=coded.scope,
        n=held.n,
        figures=held.figure,
        carry=tuple((fact, count, count / n) for fact, count in counts if count),
        none=tuple(fact for fact, count in counts if not count),
        bound=held.bound,
        bound_share=held.bound / n,
        part_date=held.part_date,
        bearing=sum(bool(unit.said.criteria) for unit in coded.units),
        outside=sum(not unit.said.criteria for unit in coded.units),
        left_out=len(coded.left_out),
        alone=sum(unit.alone for unit in coded.units),
        borrowed=_borrowed(ctx, coded),
    )


def _borrowed(ctx: Context, coded: Coded) -> tuple[tuple[str, int], ...]:
    case = ctx.evaluation.file_of[coded.case].case
    titles = ctx.documents(case)
    counts = Counter(name for unit in coded.units for name in {*unit.borrowed.values()})
    return tuple((titles.get(name, name), n) for name, n in sorted(counts.items()))


def _count(held: Carried, fact: str) -> int:
    return int(getattr(held, fact))


@dataclass(frozen=True, slots=True)
class ScopesFact:
    """Which plans are coded how far: (scope, regions)."""

    groups: tuple[tuple[str, tuple[str, ...]], ...]


def scopes_of(ctx: Context) -> ScopesFact:
    """Plans by what is coded of them."""
    held = ctx.results.coded.values()
    groups = [(s, tuple(ctx.region(c.case) for c in held if c.scope == s)) for s in SCOPES]
    return ScopesFact(tuple((scope, regions) for scope, regions in groups if regions))


@dataclass(frozen=True, slots=True)
class SpreadFact:
    """Units by one code: (title of the value, units, share), the largest first; ``apart``: on whose
    code coders differ; ``bearing``: the same of those that bear on a criterion, empty where all
    do."""

    title: str
    values: tuple[tuple[str, int, float], ...]
    n: int
    apart: int
    bearing: tuple[tuple[str, int, float], ...]


def spread_of(ctx: Context, coded: Coded, name: str) -> SpreadFact:
    """How units are spread over the values of a code; and those that bear on a criterion."""
    found = crossed(ctx.rubric, coded.units, name)
    some = [unit for unit in coded.units if unit.said.criteria]
    bearing = _spread(ctx, crossed(ctx.rubric, some, name)) if len(some) < len(coded.units) else ()
    title = ctx.say(ctx.rubric.codes[name].title)
    return SpreadFact(title, _spread(ctx, found), found.n, found.apart, bearing)


def _spread(ctx: Context, found: Cross) -> tuple[tuple[str, int, float], ...]:
    code = ctx.rubric.codes[found.one]
    total = max(sum(found.counts.values()), 1)
    rows = [(ctx.say(code.values[v].title), found.row(v), found.row(v) / total) for v in found.rows]
    return tuple(sorted((row for row in rows if row[1]), key=lambda row: -row[1]))


# --- completeness ----------------------------------------------------------------------------

Group = tuple[str, Carried]


def completeness(ctx: Context, coded: Coded) -> Table:
    """A row a pillar: how many units carry each fact; the whole last."""
    pillars = by_pillar(ctx.rubric, coded.units)
    rows: list[Group] = [(_pillar(ctx, top), carried(units)) for top, units in pillars.items()]
    rows.append((ctx.labels["all-commitments"], carried(coded.units)))
    return _carried_table(
        ctx, _scoped(ctx, ctx.labels["completeness"], coded.scope), "pillar", rows
    )


def _pillar(ctx: Context, top: str) -> str:
    return ctx.labels["outside-rubric"] if top == OUTSIDE else ctx.with_code(top)


def _scoped(ctx: Context, caption: str, scope: str) -> str:
    """A caption with the scope that its shares are of."""
    return caption + ctx.aside(ctx.labels[f"scope-{scope}"])


def _carried_table(ctx: Context, caption: str, first: str, rows: Sequence[Group]) -> Table:
    def share(fact: str) -> Col[Group]:
        def shown(row: Group) -> Cell:
            n = _count(row[1], fact)
            return cell(_part(ctx, n, row[1].n))

        return ctx.col(f"#has-{fact}", shown, any(_count(row[1], fact) for row in rows))

    columns: Cols[Group] = (
        ctx.col(first, lambda row: row[0]),
        ctx.col("#n-commitments", lambda row: number(row[1].n)),
        *(share(fact) for fact in SHOWN),
        ctx.col("#bound-figure", lambda row: number(row[1].bound)),
    )
    return table(caption, [row for row in rows if row[1].n], columns)


def _part(ctx: Context, n: int, of: int) -> Runs:
    """A count with its share, in brackets; below one in a hundred with a decimal."""
    if not n:
        return ("—",)
    share = n / of
    return runs(number(n), ctx.grammar.aside(percent(share, 0 if share >= LEAST else 1)))


def peers(ctx: Context) -> tuple[Table, ...]:
    """A row a plan: how many commitments carry each fact; one table a scope, since shares of
    different scopes say different things."""
    out = []
    for scope in SCOPES:
        held = [coded for coded in ctx.results.coded.values() if coded.scope == scope]
        rows = [(ctx.region(coded.case), carried(coded.units)) for coded in held if coded.units]
        if rows:
            caption = _scoped(ctx, ctx.labels["completeness"], scope)
            out.append(_carried_table(ctx, caption, "region", rows))
    return tuple(out)


# --- codes -----------------------------------------------------------------------------------


def pair_of(ctx: Context, asked: Sequence[str] = ()) -> tuple[str, str]:
    """The codes that are crossed: the one or two asked for, else the first two of the rubric."""
    names = [*(asked or list(ctx.rubric.codes)[:2]), ""]
    return names[0], names[1]


def _crossed(ctx: Context, found: Cross, coded: Coded) -> str:
    """What is crossed, and what is coded."""
    names = [ctx.say(ctx.rubric.codes[n].title) for n in (found.one, found.other) if n]
    said = ctx.label("crossed", codes=ctx.grammar.listed([ctx.grammar.inside(n) for n in names]))
    return _scoped(ctx, said, coded.scope)


def cross_table(ctx: Context, found: Cross, caption: str) -> Table:
    """Counts and shares of units by two codes, with the margins."""
    first, second = ctx.rubric.codes[found.one], ctx.rubric.codes.get(found.other)
    total = max(sum(found.counts.values()), 1)

    def shown(n: int) -> Cell:
        return cell(_part(ctx, n, total), tone=tone(min(1.0, 2 * n / total)) if n else "")

    def of(column: str) -> Col[str]:
        title = ctx.say(second.values[column].title) if second is not None else ""
        return Col(title, lambda row: shown(found.counts.get((row, column), 0)), numeric=True)

    columns: list[Col[str]] = [
        Col(ctx.say(first.title), lambda row: ctx.say(first.values[row].title))
    ]
    columns += [of(column) for column in found.columns] if second is not None else []
    columns.append(ctx.col("#together", lambda row: cell(_part(ctx, found.row(row), total))))
    made = table(caption, [row for row in found.rows if found.row(row)], tuple(columns))
    if second is None:
        return made
    sums = [sum(found.counts.get((r, c), 0) for r in found.rows) for c in found.columns]
    margin = [cell(_part(ctx, n, total)) for n in (*sums, total)]
    last = Row((cell(Strong(ctx.labels["together"])), *margin))
    return Table(made.caption, made.columns, (*made.rows, last))


def by_plan(ctx: Context, name: str) -> tuple[Table, ...]:
    """A row a plan: shares of its units by the values of a code; one table a scope."""
    code = ctx.rubric.codes[name]
    held = [(c, crossed(ctx.rubric, c.units, name)) for c in ctx.results.coded.values()]

    def share(value: str) -> Col[tuple[Coded, Cross]]:
        def shown(row: tuple[Coded, Cross]) -> Cell:
            part = row[1].row(value) / max(sum(row[1].counts.values()), 1)
            return cell(percent(part), tone=tone(part))

        return Col(ctx.say(code.values[value].title), shown, numeric=True)

    columns: Cols[tuple[Coded, Cross]] = (
        ctx.col("region", lambda row: ctx.link(row[0].case)),
        ctx.col("#coded", lambda row: number(row[1].n)),
        *(share(value) for value in code.broadest),
        ctx.col("#evenness", lambda row: number(row[1].evenness, 2)),
    )
    said = ctx.label("crossed", codes=ctx.grammar.inside(ctx.say(code.title)))
    out = []
    for scope in SCOPES:
        rows = [row for row in held if row[0].scope == scope and row[1].n]
        out += [table(_scoped(ctx, said, scope), rows, columns)] if rows else []
    return tuple(out)


def bears(ctx: Context, units: Sequence[Unit]) -> list[Unit]:
    """Units with a figure or sum that bear on a criterion, in the order of the first they name."""
    order = {criterion.id: n for n, (_, criterion) in enumerate(ctx.rubric.criteria())}
    names = [(unit.said.criteria or (unit.said.measure or "",))[0] for unit in units]
    last = len(order)
    held = [(order.get(n, last), u) for n, u in zip(names, units, strict=True) if _told(u)]
    return [unit for _, unit in sorted(held, key=lambda item: item[0])]


def _told(unit: Unit) -> bool:
    return unit.counted and bool(unit.said.criteria or unit.said.measure)


def numbers_table(ctx: Context, coded: Coded, units: Sequence[Unit]) -> Table | None:
    """Start, aim, year and place of what a plan puts in figures, beside the latest statistic."""
    if not units:
        return None
    codes = {criterion.id: criterion.code for _, criterion in ctx.rubric.criteria()}
    case = ctx.evaluation.file_of[coded.case].case
    began = any(unit.said.baseline is not None for unit in units)
    known = any(unit.said.measure for unit in units)
    columns: Cols[Unit] = (
        ctx.col(".code", lambda u: " ".join(codes[c] or c for c in u.said.criteria)),
        ctx.col("promised", lambda u: what(ctx, u.said)),
        ctx.col("#start", lambda u: start(ctx, u.said), began),
        ctx.col("#aim", lambda u: aim(ctx, u.said)),
        ctx.col(".by-year", lambda u: year(ctx, u.said)),
        ctx.col("#latest", lambda u: latest(ctx, coded.case, u.said), known),
        ctx.col(".at", lambda u: cited(ctx, case, [u.said.at])),
    )
    held = sum(unit.counted for unit in coded.units)
    scope = ctx.labels[f"scope-{coded.scope}"]
    part = f"{ctx.label('own-of', n=len(units), of=held)}{ctx.grammar.semicolon}{scope}"
    return table(ctx.labels["own-numbers"] + ctx.aside(part), units, columns)


# --- beside the ratings ----------------------------------------------------------------------


def beside_table(ctx: Context, coded: Coded) -> Table | None:
    """Levels that their commitments do not carry, or that these would carry further; None where
    there are none."""
    found = beside(ctx.evaluation, coded)
    between = ctx.grammar.either
    columns: Cols[Beside] = (
        ctx.col("criterion", lambda i: ctx.with_code(i.ref)),
        ctx.col("#level", lambda i: str(i.level)),
        ctx.col("seen-beside", lambda i: ctx.label(f"beside-{i.way}", step=i.step)),
        ctx.col("asked-for", lambda i: between.join(ctx.labels[f"about-{a}"] for a in i.asks)),
        ctx.col("promised", lambda i: ctx.grammar.semicolon.join(_units(ctx, i))),
    )
    return table(ctx.labels["beside"], found, columns) if found else None


def _units(ctx: Context, item: Beside) -> list[str]:
    return [f"{unit.said.place[1]} {what(ctx, unit.said)}" for unit in item.units[:MOST_UNITS]]


# --- whom plans name -------------------------------------------------------------------------


def partner_tables(ctx: Context) -> tuple[Table, ...]:
    """Whom each plan names, a row a plan; and of pairs among the plans, who names back."""
    found = partners_of(ctx.evaluation, ctx.results.coded)
    if not found:
        return ()

    def named(case: str) -> str:
        own = sorted((p for p in found if p.case == case), key=lambda p: -len(p.units))
        return ctx.grammar.joined([f"{_partner(ctx, p)} {len(p.units)}" for p in own])

    rows: Cols[str] = (ctx.col("region", ctx.link), ctx.col("partners-named", named))
    out = [table(ctx.labels["partners"], dict.fromkeys(p.case for p in found), rows)]
    pairs = [p for p in found if p.back is not None]
    columns: Cols[Named] = (
        ctx.col("region", lambda p: ctx.link(p.case)),
        ctx.col("partner", lambda p: _partner(ctx, p)),
        ctx.col("names-back", lambda p: ctx.labels["back-yes" if p.back else "back-no"]),
        ctx.col("at", lambda p: ctx.grammar.joined([place(u.said) for u in p.units])),
    )
    return (*out, *([table(ctx.labels["named-back"], pairs, columns)] if pairs else []))


def _partner(ctx: Context, named: Named) -> str:
    return ctx.region(named.other) if named.other else ctx.say(named.partner)


# --- as products and commands show them ------------------------------------------------------


def of_case(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """What one plan commits to: sentence, completeness, codes, its own numbers."""
    coded = ctx.results.coded.get(about.case)
    return _told_of(ctx, coded) if coded is not None and coded.units else ()


def in_short(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """What one plan commits to in two sentences: how complete, and by which instruments."""
    coded = ctx.results.coded.get(about.case)
    if coded is None or not coded.units:
        return ()
    out = [Paragraph(ctx.words.commitments.in_short(fact_of(ctx, coded)))]
    first = next(iter(ctx.rubric.codes), None)
    if first is not None and any(first in unit.codes for unit in coded.units):
        out.append(Paragraph(ctx.words.commitments.spread(spread_of(ctx, coded, first))))
    return tuple(out)


def _told_of(ctx: Context, coded: Coded) -> tuple[Block, ...]:
    out: list[Block] = [Paragraph(ctx.words.commitments.commitments(fact_of(ctx, coded)))]
    out += [completeness(ctx, coded), ctx.note("completeness-note")]
    out += _by_codes(ctx, coded)
    numbers = numbers_table(ctx, coded, bears(ctx, coded.units))
    out += [numbers, ctx.note("own-numbers-note")] if numbers is not None else []
    return tuple(out)


def _by_codes(ctx: Context, coded: Coded, asked: Sequence[str] = ()) -> tuple[Block, ...]:
    """A case's units by two codes; by the first alone where none has both."""
    if not ctx.rubric.codes:
        return ()
    one, other = pair_of(ctx, asked)
    found = crossed(ctx.rubric, coded.units, one, other)
    found = found if found.n else crossed(ctx.rubric, coded.units, one)
    if not found.n:
        return ()
    spread = Paragraph(ctx.words.commitments.spread(spread_of(ctx, coded, one)))
    return spread, cross_table(ctx, found, _crossed(ctx, found, coded))


def compared(ctx: Context) -> tuple[Block, ...]:
    """Over all plans: completeness, shares by each code, who names whom."""
    if not any(coded.units for coded in ctx.results.coded.values()):
        return ()
    out: list[Block] = [Paragraph(ctx.words.commitments.scopes(scopes_of(ctx))), *peers(ctx)]
    first = next(iter(ctx.rubric.codes), None)
    out += by_plan(ctx, first) if first is not None else ()
    return (*out, *partner_tables(ctx), ctx.note("commitments-note"))


def compared_in_short(ctx: Context) -> tuple[Block, ...]:
    """Over all plans: how complete, and who names whom."""
    if not any(coded.units for coded in ctx.results.coded.values()):
        return ()
    scopes = Paragraph(ctx.words.commitments.scopes(scopes_of(ctx)))
    return (scopes, *peers(ctx), *partner_tables(ctx))


def of_coded(ctx: Context, coded: Coded, codes: Sequence[str] = ()) -> tuple[Block, ...]:
    """What one case commits to, in tables: all that a command shows; ``codes``: those crossed."""
    out: list[Block] = [Paragraph(ctx.words.commitments.commitments(fact_of(ctx, coded)))]
    if not coded.units:
        return tuple(out)
    out.append(completeness(ctx, coded))
    out += _by_codes(ctx, coded, codes)
    numbers = numbers_table(ctx, coded, bears(ctx, coded.units))
    levels = beside_table(ctx, coded)
    return (*out, *(made for made in (numbers, levels) if made is not None))


def data(ctx: Context, coded: Coded, codes: Sequence[str] = ()) -> dict[str, object]:
    """What JSON holds of one case."""
    found = [crossed(ctx.rubric, coded.units, *pair_of(ctx, codes))] if ctx.rubric.codes else []
    pillars = by_pillar(ctx.rubric, coded.units)
    return {
        "scope": coded.scope,
        "units": coded.units,
        "left_out": coded.left_out,
        "carried": carried(coded.units),
        "by_pillar": {top: carried(units) for top, units in pillars.items()},
        "crossed": [_cross_data(cross) for cross in found],
        "beside": beside(ctx.evaluation, coded),
    }


def _cross_data(found: Cross) -> dict[str, object]:
    counts = [{"row": row, "column": column, "n": n} for (row, column), n in found.counts.items()]
    told = {"one": found.one, "other": found.other, "n": found.n, "apart": found.apart}
    return {**told, "uncoded": found.uncoded, "evenness": found.evenness, "counts": counts}
