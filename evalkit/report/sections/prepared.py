"""How measures were prepared before they were scored: the rules in words, what they touched, and
each value that is not as it was measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evalkit.model.rubric import Impute, Outliers, Screen
from evalkit.report.context import Context
from evalkit.report.model import Block, Cell, Row, Table, cell, plain
from evalkit.report.numbers import in_unit, number
from evalkit.report.preparation import (
    Amount,
    Done,
    divisor_of,
    done_of,
    is_prepared,
    title_of,
)
from evalkit.report.table import heading_row
from evalkit.scoring.leaves import Measured
from evalkit.scoring.preparing import Touch

MOST = 12  # cases named of those that left the sample
WHOLE = ("log", "box-cox")  # what is done to all values of a measure
STEPS = ("screen", "per", "impute", "winsorise", "log", "box-cox", "cap")


@dataclass(frozen=True, slots=True)
class Screening:
    """Cases with too little data leave the sample: ``least`` share in [0, 1]; the first few that
    did, and how many more."""

    least: float
    by_weight: bool
    names: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Dividing:
    """Measures that are divided by others: (title, divisor, times); ``n`` values were, ``gone``
    could not be."""

    pairs: tuple[tuple[str, str, float], ...]
    n: int
    gone: int


@dataclass(frozen=True, slots=True)
class Imputing:
    """How gaps are filled in: as in the rubric; ``n`` values were, for ``left`` nothing could."""

    method: str
    facet: str
    within: str
    years: int
    n: int
    left: int

    @property
    def measured(self) -> bool:
        """Whether what stands in was measured of the case, in another year."""
        return self.method in ("last", "linear")


@dataclass(frozen=True, slots=True)
class Treating:
    """From which skewness and kurtosis on outliers are treated, and how; measures of which values
    were ``drawn`` in, with how many, and those ``moved`` as a whole, with λ of Box–Cox."""

    skew: float
    kurtosis: float
    most: int
    then: str
    drawn: tuple[tuple[str, int], ...]
    moved: tuple[tuple[str, float | None], ...]


def notes(ctx: Context) -> list[str]:
    """How measures are prepared, what that touched, by which formulas; nothing where the rubric
    prepares none."""
    rules, said, out = ctx.rubric.prepare, ctx.words.preparation, []
    if rules.screen is not None:
        out.append(plain(said.screening(_screening(ctx, rules.screen))))
    if rules.per:
        out += [plain(said.dividing(_dividing(ctx))), ctx.labels["formula-per"]]
    if rules.impute is not None and rules.impute.method != "none":
        out.append(plain(said.imputing(_imputing(ctx, rules.impute))))
        out += [ctx.labels["formula-em"]] if rules.impute.method == "em" else []
    if rules.outliers is not None:
        out += [plain(said.treating(_treating(ctx, rules.outliers))), *_formulas(ctx)]
    return out


def _touches(ctx: Context, *steps: str) -> Iterator[tuple[Measured, Touch]]:
    """What was done to any value, of some steps."""
    for m in ctx.evaluation.measured:
        yield from ((m, touch) for touch in m.touched if touch.step in steps)


def left_sample(ctx: Context) -> tuple[str, ...]:
    """Cases that left the sample, as too little of them is known."""
    rule = ctx.rubric.prepare.screen
    gone = {m.case for m, _ in _touches(ctx, "screen")} if rule is not None else set()
    return tuple(case for case in ctx.evaluation.cases if case in gone)


def _screening(ctx: Context, rule: Screen) -> Screening:
    gone = [ctx.region(case) for case in left_sample(ctx)]
    shown = tuple(gone[:MOST])
    return Screening(float(rule.least), rule.by == "weight", shown, len(gone) - len(shown))


def _dividing(ctx: Context) -> Dividing:
    pairs = []
    for name in ctx.rubric.prepare.per:
        rule = divisor_of(ctx, name)
        if rule is not None:
            pairs.append((title_of(ctx, name), title_of(ctx, rule.by), float(rule.times)))
    after = [touch.after for _, touch in _touches(ctx, "per")]
    return Dividing(tuple(pairs), len(after) - after.count(None), after.count(None))


def _imputing(ctx: Context, rule: Impute) -> Imputing:
    found = [touch.after for _, touch in _touches(ctx, "impute")]
    facet = ctx.say(ctx.rubric.facets[rule.facet].title) if rule.facet else ""
    left = sum(finding.code == "measure-not-imputed" for finding in ctx.evaluation.findings)
    n = len(found) - found.count(None)
    return Imputing(rule.method, facet, rule.within, rule.years or 0, n, left)


def _treating(ctx: Context, rule: Outliers) -> Treating:
    drawn: dict[str, int] = {}
    moved: dict[str, float | None] = {}
    for m, touch in _touches(ctx, "winsorise", "log", "box-cox"):
        if touch.step == "winsorise":
            drawn[m.ref] = drawn.get(m.ref, 0) + 1
        else:
            power = dict(touch.why).get("power")
            moved[m.ref] = None if power is None else float(power)
    return Treating(
        skew=float(rule.when.skew),
        kurtosis=float(rule.when.kurtosis),
        most=rule.winsorise,
        then=rule.then,
        drawn=tuple((ctx.title(ref), n) for ref, n in drawn.items()),
        moved=tuple((ctx.title(ref), power) for ref, power in moved.items()),
    )


def _formulas(ctx: Context) -> list[str]:
    """The formulas of what was done to outliers."""
    done = {touch.step for _, touch in _touches(ctx, "winsorise", "log", "box-cox")}
    names = [f"formula-{step}" for step in ("winsorise", "log", "box-cox") if step in done]
    return [ctx.labels[name] for name in (*names, "formula-skew")]


def values(ctx: Context, cases: Sequence[str]) -> tuple[Block, ...]:
    """Every value that is not as it was measured, a row each, step by step; nothing where values
    are capped and nothing else."""
    of, measured = ctx.evaluation.measured_of, ctx.rubric.measured.values()
    units = [(case, criterion.id) for criterion, _ in measured for case in sorted(cases)]
    own = [of[unit] for unit in units if unit in of]
    if not any(map(is_prepared, own)):
        return ()
    by_step: dict[str, list[tuple[Measured, Done]]] = {step: [] for step in STEPS}
    for m in own:
        for done in done_of(ctx, m):
            by_step[done.step].append((m, done))
    several = len(cases) > 1
    names = (*(("region",) if several else ()), "measure", "#value-before", "#value-after")
    columns = ctx.columns(*names, "value-why")
    rows: list[Row] = []
    for step, held in by_step.items():
        if held:
            rows.append(heading_row(ctx.labels[f"prepared-{step}"], len(columns)))
            told: set[str] = set()  # of a whole measure why is said once
            for m, done in held:
                rows.append(_row(ctx, m, done, several, m.ref not in told))
                told |= {m.ref} if step in WHOLE else set()
    return (Table(ctx.labels["prepared-values"], columns, tuple(rows)),)


def _row(ctx: Context, m: Measured, done: Done, several: bool, says_why: bool) -> Row:
    """A value before and after a step; its unit beside the measure, where it stays the same."""
    units = {a.unit for a in (done.before, done.after) if a is not None}
    (unit,) = units if len(units) == 1 else ("",)
    title = ctx.with_code(m.ref) + (ctx.aside(unit) if unit else "")
    region = (cell(ctx.region(m.case)),) if several else ()
    figures = (_figure(a, not unit) for a in (done.before, done.after))
    why = ctx.words.preparation.why_item(done) if says_why else ("—",)
    return Row((*region, cell(title), *figures, cell(*why)))


def _figure(amount: Amount | None, with_unit: bool) -> Cell:
    if amount is None:
        return cell("—")
    figure = number(amount.value, amount.decimals)
    return cell(figure, in_unit(amount.unit) if with_unit else "")
