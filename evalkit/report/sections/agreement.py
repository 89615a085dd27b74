"""How far raters agree, and the disagreements that move a total most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from evalkit.analysis.agreement import Agreement, Checks
from evalkit.model.case import CaseFile
from evalkit.model.fields import in_language
from evalkit.report.context import Context
from evalkit.report.facts import CaseFacts
from evalkit.report.model import Block, Bullets, Paragraph, Runs, Strong, Table, runs
from evalkit.report.numbers import DASH, number, percent
from evalkit.report.table import Cols, table, with_values
from evalkit.scoring.consensus import RatingRow
from evalkit.scoring.leaves import ends_of
from evalkit.scoring.tolerances import FEWEST_UNITS

WORKLIST = 10  # disagreements shown in the comparison
MOST = 5  # in a briefing
STRICT = 0.5  # share of what raters disagree on from which it is one of strictness
LEAST_P = 0.001  # below which a p-value is not told in figures
APART = 0.5  # levels between the most and the least generous from which it is worth saying


@dataclass(frozen=True, slots=True)
class AgreementFact:
    """How far raters agree over all cases. ``n_a_case``: how many rated each case; 0 where that
    differs, or some have one; ``n_cases``: those with a criterion that several rated;
    ``strict``: where raters differ by strictness before all; ``yes_no``: every scale has two
    levels, so that there is no order to be near in; ``few``: α is of so few criteria that one
    rating can move it far; ``one_level``: all ratings are the same, so that there is no α."""

    n_a_case: int
    n_criteria: int
    n_cases: int
    identical: float
    within_one: float
    alpha: float | None
    low: float | None
    high: float | None
    checks: Checks | None = None
    strict: Strictness | None = None
    yes_no: bool = False
    few: bool = False
    one_level: bool = False


@dataclass(frozen=True, slots=True)
class Strictness:
    """That raters differ before all in how much they give: of ``squares`` squared deviations from
    the mean, ``raters`` lie between them, and ``units`` between what they rated. ``most``,
    ``least``: (rater, mean level)."""

    squares: float
    raters: float
    units: float
    most: tuple[str, float]
    least: tuple[str, float]


def strictness(found: Agreement) -> Strictness | None:
    """What is to be said of the raters of a scope; None where they do not differ so."""
    held = found.squares
    if held is None or held.by_raters is None or held.by_raters < STRICT or not found.means:
        return None
    most, least = found.means[0], found.means[-1]
    if most[1] - least[1] < APART:
        return None
    return Strictness(held.all, held.raters, held.units, most, least)


def over_all(ctx: Context) -> AgreementFact | None:
    """Over all cases; None where nobody rated twice."""
    found = next((a for a in ctx.results.agreement if a.scope == "overall"), None)
    if found is None or found.identical is None or found.within_one is None:
        return None
    raters: dict[str, set[str]] = {case: set() for case in ctx.evaluation.cases}
    of_criterion: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in ctx.evaluation.ratings.rows:
        if row.level is not None and not row.adjudicates:
            raters[row.case].add(row.rater)
            of_criterion[row.case, row.ref].add(row.rater)
    sizes = {len(own) for own in raters.values()}
    twice = {case for (case, _), own in of_criterion.items() if len(own) > 1}
    return AgreementFact(
        n_a_case=sizes.pop() if len(sizes) == 1 and min(sizes) > 1 else 0,
        n_criteria=found.n_units,
        n_cases=len(twice),
        identical=found.identical,
        within_one=found.within_one,
        alpha=found.alpha["nominal" if yes_no(ctx) else "ordinal"],
        low=found.low,
        high=found.high,
        checks=found.checks,
        strict=strictness(found),
        yes_no=yes_no(ctx),
        few=found.few,
        one_level=found.why.get("alpha") == "same",
    )


def yes_no(ctx: Context) -> bool:
    """Whether every criterion has two levels, so that none is nearer to another than a third."""
    return all(scale.steps == 1 for scale in ctx.rubric.scales.values())


@dataclass(frozen=True, slots=True)
class AgreementHere:
    """Raters of one case: criteria with the same level, those rated twice, and the most levels they
    are apart."""

    n_same: int
    n: int
    widest: float
    all_same: bool


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A criterion on which raters of one case differ. ``given``: (rater, level, reason, file line)
    of each.

    ``effect``: how far the total moves, in [0, 1], between counting the lowest and counting the
    highest of them.
    """

    case: str
    ref: str
    given: tuple[tuple[str, float, str, str], ...]
    effect: float


def disagreements(ctx: Context, case: str | None = None) -> tuple[Disagreement, ...]:
    """All disagreements that nobody adjudicated, those that move a total most first."""
    units = {unit: rows for unit, rows in ctx.evaluation.rows_of.items() if case in (None, unit[0])}
    weights = {name: ctx.evaluation.effective_weights(name) for name in {unit[0] for unit in units}}
    out = []
    for (name, ref), rows in units.items():
        given = [row.level for row in rows if row.level is not None]
        if len(set(given)) < 2 or any(row.adjudicates for row in rows):
            continue
        file = ctx.evaluation.file_of[name]
        each = tuple(
            (row.rater, row.level, in_language(row.rating.because, ctx.lang), _place(file, row))
            for row in rows
            if row.level is not None
        )
        low, high = ends_of(ctx.rubric, ref)
        span = high - low
        effect = weights[name].get(ref, 0.0) * (max(given) - min(given)) / span
        out.append(Disagreement(name, ref, each, effect))
    return tuple(sorted(out, key=lambda d: (-round(d.effect, 12), d.case, d.ref)))


def _place(file: CaseFile, row: RatingRow) -> str:
    return file.span(f"ratings/{row.criterion}/{row.n}").in_line


def criteria_table(ctx: Context) -> Table:
    """The same, a row a criterion, without the coefficients that no criterion has."""
    found = scopes_table(ctx, ("criterion",))
    return with_values(replace(found, caption=ctx.labels["agreement-criteria"]))


def scopes_table(ctx: Context, scopes: Sequence[str]) -> Table:
    """Shares and coefficients of agreement, a row a scope."""
    labels = ctx.labels

    def named(a: Agreement) -> str:
        own = {"overall": labels["all-units"], "pair": labels["pair"].format(name=a.name)}
        return own.get(a.scope) or ctx.with_code(a.name)

    def whole(a: Agreement, value: float | None) -> Runs:
        marked = value is not None and a.few_whole and not a.few
        return runs(number(value, 2), ctx.aside(labels["agreement-few"]) if marked else "")

    def without(a: Agreement) -> str:
        return labels[f"agreement-why-{a.why['alpha']}"] if "alpha" in a.why else DASH

    ordered = not yes_no(ctx)
    one = len(ctx.rubric.pillars) == 1  # which says what everything does
    found = [
        a for a in ctx.results.agreement if a.scope in scopes and not (one and a.scope == "pillar")
    ]
    columns: Cols[Agreement] = (
        ctx.col("scope", named),
        ctx.col("#units", lambda a: _counted(ctx, "agreement-units", a.n_units, a.few)),
        ctx.col("#identical", lambda a: percent(a.identical)),
        ctx.col("#within-one", lambda a: percent(a.within_one), ordered),
        ctx.col("#alpha-nominal", lambda a: number(a.alpha["nominal"], 2)),
        ctx.col("#alpha-ordinal", lambda a: number(a.alpha["ordinal"], 2), ordered),
        ctx.col("#alpha-range", lambda a: _from_to(a.low, a.high), ordered),
        ctx.col("#alpha-interval", lambda a: number(a.alpha["interval"], 2), ordered),
        ctx.col("#kappa", lambda a: number(a.kappa, 2)),
        ctx.col("#icc-one", lambda a: whole(a, a.icc_one), ordered),
        ctx.col("#icc-all", lambda a: whole(a, a.icc_all), ordered),
        ctx.col(
            "#by-raters",
            lambda a: percent(a.squares.by_raters if a.squares else None),
            ordered,
        ),
        ctx.col("agreement-why-alpha", without, any(without(a) != DASH for a in found)),
        ctx.col("#ticks-alike", lambda a: percent(a.checks.identical) if a.checks else "—"),
        ctx.col("#ticks-alpha", lambda a: number(a.checks.alpha if a.checks else None, 2)),
    )
    return table(labels["agreement"], found, columns)


def _counted(ctx: Context, label: str, n: int, few: bool) -> str:
    """How many, and that criteria are few."""
    marked = ctx.aside(ctx.labels["agreement-few"]) if few and n else ""
    return f"{ctx.label(label, n=n)}{marked}"


def _from_to(low: float | None, high: float | None) -> Runs:
    """A range of coefficients; a dash where there is none."""
    if low is None or high is None:
        return (DASH,)
    one, two = number(low, 2), number(high, 2)
    return runs(one, "–", two) if one.text() != two.text() else (one,)


@dataclass(frozen=True, slots=True)
class Needs:
    """What a coefficient of `FURTHER` takes: ``levels`` as nominal | ordinal | interval;
    ``raters``: two | any (any number, not the same everywhere) | equal (the same number for each
    unit, of whatever people) | same (the same people for all); ``gaps``: what becomes of units that
    not all rated: counted | left-out | barred."""

    name: str
    levels: str
    raters: str
    gaps: str


NEEDS = (
    Needs("kappa_unweighted", "nominal", "two", "left-out"),
    Needs("fleiss", "nominal", "equal", "barred"),
    Needs("gwet_ac1", "nominal", "any", "counted"),
    Needs("kappa_linear", "ordinal", "two", "left-out"),
    Needs("gwet_ac2_linear", "ordinal", "any", "counted"),
    Needs("gwet_ac2_quadratic", "ordinal", "any", "counted"),
    Needs("kendall_w", "ordinal", "same", "left-out"),
    Needs("icc1_one", "interval", "equal", "barred"),
    Needs("icc1_all", "interval", "equal", "barred"),
    Needs("icc3_one", "interval", "same", "left-out"),
    Needs("icc3_all", "interval", "same", "left-out"),
)


def further_table(ctx: Context) -> Table:
    """Further coefficients over everything, a row each, with what they are for and why one is not
    given; where not all rated the same, those that need it from the lowest pair to the highest."""
    labels, over = ctx.labels, ctx.results.agreement[0]
    pairs = [a for a in ctx.results.agreement if a.scope == "pair"]

    def between(need: Needs) -> list[Agreement]:
        split = over.why.get(need.name) in {"two-only", "not-all"}
        return [a for a in pairs if a.further[need.name] is not None] if split else []

    def value(need: Needs) -> Runs:
        found = [a.further[need.name] or 0.0 for a in between(need)]
        if found:
            return _from_to(min(found), max(found))
        p = over.further["kendall_p"] if need.name == "kendall_w" else None
        own = number(over.further[need.name], 2)
        return runs(own, ctx.aside(_chance(p)) if p is not None else "")

    def counted(need: Needs) -> str:
        found = between(need)
        if found:
            label = "agreement-pairs" if len(found) > 1 else "agreement-one-pair"
            return _counted(ctx, label, len(found), any(a.few_whole for a in found))
        if over.further[need.name] is None:
            return DASH
        whole = need.raters == "same"
        n, few = (over.n_whole, over.few_whole) if whole else (over.n_units, over.few)
        return _counted(ctx, "agreement-n", n, few)

    def why(need: Needs) -> str:
        reason = "" if between(need) else over.why.get(need.name, "")
        return labels[f"agreement-why-{reason}"] if reason else DASH

    columns: Cols[Needs] = (
        ctx.col("agreement-coefficient", lambda need: labels[f"agreement-{need.name}"]),
        ctx.col("agreement-levels", lambda need: labels[f"agreement-{need.levels}"]),
        ctx.col("agreement-raters", lambda need: labels[f"agreement-raters-{need.raters}"]),
        ctx.col("agreement-gaps", lambda need: labels[f"agreement-gaps-{need.gaps}"]),
        ctx.col("#agreement-value", value),
        ctx.col("agreement-over", counted),
        ctx.col("agreement-why", why),
    )
    shown = [need for need in NEEDS if need.levels == "nominal" or not yes_no(ctx)]
    return with_values(table(labels["agreement-further"], shown, columns))


def _chance(p: float) -> str:
    """A p-value as printed."""
    return "p < 0.001" if p < LEAST_P else f"p = {number(p, 3).text()}"


def worklist(ctx: Context, found: Sequence[Disagreement]) -> Table:
    """Disagreements with the reasons side by side."""

    def given(d: Disagreement) -> Runs:
        parts: Runs = ()
        for rater, step, because, _ in d.given:
            own = runs(Strong(f"{rater} {step:g}"), f"{ctx.grammar.colon}{because}")
            parts = runs(parts, " ‖ " if parts else "", own)
        return parts

    columns: Cols[Disagreement] = (
        ctx.col(".region", lambda d: ctx.region(d.case), when=len({d.case for d in found}) > 1),
        ctx.col("criterion", lambda d: ctx.with_code(d.ref)),
        ctx.col("given", given),
        ctx.col("#effect", lambda d: ctx.apart(d.effect), ctx.rubric.has_total),
    )
    return table(ctx.labels[ctx.own("worklist")], found, columns)


def note(ctx: Context) -> str:
    """What the coefficients are, and their sources."""
    said = ctx.label("agreement-note", fewest=FEWEST_UNITS)
    own = any(scale.own for scale in ctx.rubric.scales.values())
    between = "" if ctx.lang == "zh" else " "
    return f"{said}{between}{ctx.labels['agreement-note-own']}" if own else said


def compared(ctx: Context) -> tuple[Block, ...]:
    """Over all plans."""
    fact = over_all(ctx)
    if fact is None:
        return ()
    found = disagreements(ctx)
    tables = [scopes_table(ctx, ("overall", "pillar", "pair"))]
    tables += [worklist(ctx, found[:WORKLIST])] if found else []
    said = Paragraph(ctx.words.agreement.agreement(fact))
    return (said, *tables, Paragraph((note(ctx),)), *further(ctx))


def of_case(ctx: Context, about: CaseFacts) -> tuple[Block, ...]:
    """How far the raters of one case agree, and where they differ."""
    apart = []
    for c in about.rated:
        given = [row.level for row in c.rows if row.level is not None and not row.adjudicates]
        if len(given) > 1:
            apart.append(ctx.rubric.scales[c.criterion.id].spread(given))
    if not apart:
        return ()
    same = apart.count(0.0)
    fact = AgreementHere(same, len(apart), max(apart), same == len(apart))
    sentence = ctx.words.agreement.agreement_here(fact)
    found = disagreements(ctx, about.case)
    return (Paragraph(sentence), *((worklist(ctx, found[:MOST]),) if found else ()))


def asked(ctx: Context, most: int) -> tuple[Block, ...]:
    """All of it, with ``most`` disagreements and where each stands; nothing where nobody rated
    twice."""
    fact = over_all(ctx)
    if fact is None:
        return ()
    out: list[Block] = [Paragraph(ctx.words.agreement.agreement(fact))]
    out += [scopes_table(ctx, ("overall", "pillar", "pair")), criteria_table(ctx)]
    for d in disagreements(ctx)[:most]:
        about = [ctx.region(d.case), ctx.with_code(d.ref)]
        about += (
            [f"{ctx.labels['effect']} {ctx.apart(d.effect).text()}"] if ctx.rubric.has_total else []
        )
        out.append(Paragraph((Strong(" · ".join(about)),)))
        given = [(f"{rater} {at:g}  {because}  {where}",) for rater, at, because, where in d.given]
        out.append(Bullets(tuple(given)))
    return (*out, Paragraph((note(ctx),)), *further(ctx))


def further(ctx: Context) -> tuple[Block, ...]:
    """Further coefficients, and what they are; nothing where none is given, for which the table of
    agreement says why."""
    if all(value is None for value in ctx.results.agreement[0].further.values()):
        return ()
    return (
        further_table(ctx),
        ctx.note("agreement-further-" + ("named" if yes_no(ctx) else "note")),
    )


def data(ctx: Context) -> dict[str, object]:
    """What JSON holds."""
    return {"agreement": ctx.results.agreement, "disagreements": disagreements(ctx)}
