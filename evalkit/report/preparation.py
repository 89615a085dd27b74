"""What was done to measured values on their way to a score, as facts that sentences state: value by
value, and rule by rule."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from evalkit.model.rubric import Measure, Per
from evalkit.report.context import Context
from evalkit.report.model import plain
from evalkit.report.numbers import Figure, in_unit, number, round_half_up
from evalkit.scoring.leaves import Measured
from evalkit.scoring.preparing import Touch

TOLD = 4  # digits of a value that is worked out
MOST_DECIMALS = 9


@dataclass(frozen=True, slots=True)
class Amount:
    """A value with as many decimals as it needs, and its unit, empty where it has none."""

    value: float
    decimals: int
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """A step taken on a value. ``step``: as of a touch; ``before``, ``after``: None where there is
    none. Of a divisor: ``by``, its title, ``divisor``, None where missing, its ``year``, and
    ``times``; of what is imputed: the ``method``, the ``group`` and ``n`` cases that have a value,
    or the years ``since`` and ``until``, or ``rounds`` and whether they ``settled``; of outliers:
    skewness and kurtosis before, and ``power``, the λ of Box–Cox; of a cap: which ``end``; of what
    is screened out: how many measures the case ``has``, ``of`` how many."""

    step: str
    before: Amount | None
    after: Amount | None
    by: str = ""
    divisor: Amount | None = None
    year: int = 0
    times: float = 1.0
    method: str = ""
    group: str = ""
    n: int = 0
    since: int = 0
    until: int = 0
    rounds: int = 0
    settled: bool = True
    skew: float | None = None
    kurtosis: float | None = None
    power: float | None = None
    end: str = ""
    has: int = 0
    of: int = 0


def places_of(value: float, least: int) -> int:
    """Decimals that show four digits of a value, and at least ``least``."""
    if value == 0 or not math.isfinite(value):
        return least
    return min(max(least, TOLD - 1 - math.floor(math.log10(abs(value)))), MOST_DECIMALS)


def divisor_of(ctx: Context, measure: str) -> Per | None:
    """What a measure is divided by; None where it is not."""
    return ctx.rubric.prepare.divided_by(measure)


def title_of(ctx: Context, measure: str) -> str:
    """The title of a measure, one that is scored or one that only serves others."""
    own = next((own.title for own in ctx.rubric.measures if own.id == measure), None)
    return ctx.title(ctx.rubric.ref_of[measure]) if own is None else ctx.say(own)


def _serving_unit(ctx: Context, measure: str) -> str:
    own = next((own.unit for own in ctx.rubric.measures if own.id == measure), None)
    if own is None:
        own = ctx.rubric.measured[ctx.rubric.ref_of[measure]][1].unit
    return ctx.say(own)


def raw_unit(ctx: Context, ref: str) -> str:
    """The unit that a measure is given in."""
    return ctx.say(ctx.rubric.measured[ref][1].unit)


def unit_of(ctx: Context, ref: str) -> str:
    """The unit that a measure is told in: of a quotient its own, else one unit over the other."""
    criterion, rule = ctx.rubric.measured[ref]
    per = divisor_of(ctx, criterion.id)
    if per is None:
        return ctx.say(rule.unit)
    if per.unit is not None:
        return ctx.say(per.unit)
    by = _serving_unit(ctx, per.by)
    by = by if per.times == 1 else f"{per.times:g}{in_unit(by)}"  # so many per so many
    return f"{ctx.say(rule.unit)} / {by}"


def told_unit(ctx: Context, m: Measured) -> str:
    """The unit of the value that is told of a measurement: a quotient's where there is one."""
    divided = any(touch.step == "per" and touch.after is not None for touch in m.touched)
    return unit_of(ctx, m.ref) if divided or m.used is None else raw_unit(ctx, m.ref)


def told_value(ctx: Context, m: Measured, ref: str = "") -> tuple[Figure, str]:
    """The value that tables show of a measurement, divided or imputed where it is, and its unit, as
    it follows the figure; a dash where there is none."""
    rule = ctx.rubric.measured[m.ref][1]
    value = m.untreated
    if value is None and m.used is not None:  # it is there, and could not be divided or is too old
        value = m.used.value
    if value is None:
        return number(None, rule.decimals, ref=ref), ""
    worked_out = any(touch.step in ("per", "impute") for touch in m.touched)
    decimals = places_of(value, rule.decimals) if worked_out else rule.decimals
    return number(value, decimals, ref=ref), in_unit(told_unit(ctx, m))


def done_of(ctx: Context, m: Measured) -> tuple[Done, ...]:
    """What was done to a value, in order."""
    raw, told = raw_unit(ctx, m.ref), unit_of(ctx, m.ref)
    unit, out = raw if m.used is not None else told, []
    for touch in m.touched:
        after = told if touch.step in ("per", "impute") else unit
        if touch.step in ("log", "box-cox"):
            after = ""
        out.append(_done(ctx, m, touch, unit, after))
        unit = after
    return tuple(out)


def _done(ctx: Context, m: Measured, touch: Touch, unit: str, after: str) -> Done:
    least, why = ctx.rubric.measured[m.ref][1].decimals, dict(touch.why)

    def amount(value: float | None, unit: str) -> Amount | None:
        return None if value is None else Amount(value, places_of(value, least), unit)

    def whole(name: str) -> int:
        return int(why.get(name, 0))

    def known(name: str) -> float | None:
        return float(why[name]) if name in why else None

    by, group = str(why.get("by", "")), ""
    divisor = known("value")
    if facet := str(why.get("facet", "")):
        declared = ctx.rubric.facets[facet]
        value = str(why["group"])
        group = ctx.after(ctx.say(declared.title), ctx.say(declared.values.get(value, value)))
    return Done(
        step=touch.step,
        before=amount(touch.before, unit),
        after=amount(touch.after, after),
        by=title_of(ctx, by) if by else "",
        divisor=amount(divisor, _serving_unit(ctx, by)) if by else None,
        year=whole("year") if by else 0,
        times=known("times") or 1.0,
        method=str(why.get("method", "")),
        group=group,
        n=whole("n"),
        since=0 if by else whole("year"),
        until=whole("for"),
        rounds=whole("rounds"),
        settled="unsettled" not in why,
        skew=known("skew"),
        kurtosis=known("kurtosis"),
        power=known("power"),
        end=str(why.get("end", "")),
        has=whole("has"),
        of=whole("of"),
    )


def step_told(ctx: Context, done: Done) -> str:
    """A step in words, with the value before and after it."""
    return plain(ctx.words.preparation.step_item(done))


def marks(ctx: Context, m: Measured) -> str:
    """What was done to the value that a table shows, in brackets behind it; empty where nothing
    was. A cap is told beside the score."""
    said = marks_of(ctx, [done for done in done_of(ctx, m) if done.step != "cap"])
    return ctx.aside(ctx.grammar.semicolon.join(said)) if said else ""


def marks_of(ctx: Context, steps: Sequence[Done]) -> list[str]:
    """Steps in a few words each."""
    return [plain(ctx.words.preparation.mark_item(done)) for done in steps]


def why_unscored(ctx: Context, m: Measured) -> str:
    """Why a value that is there has no score; empty where it has one, or nothing is there."""
    return ctx.labels[m.unscored] if m.unscored else ""


def parameters(ctx: Context, rule: Measure) -> str:
    """What the formula of a measure has of its own, as it follows the formula: its goalposts, ends,
    interval, steps or range; and what is done to x before, or to the score after."""
    label, said = ctx.label, []
    posts = f" [{rule.goalposts[0]:g}, {rule.goalposts[1]:g}]" if rule.goalposts else ""
    if rule.normalisation == "target":
        said.append(label("of-target", start=f"{rule.start or 0:g}", target=f"{rule.target:g}"))
    if rule.normalisation == "interval" and rule.best is not None:
        said.append(label("of-interval", a=f"{rule.best[0]:g}", b=f"{rule.best[1]:g}"))
    if rule.normalisation == "step":
        steps = sorted(rule.steps, key=lambda step: step.from_)
        shown = [
            label("of-step", at=f"{step.from_:g}", score=_points(ctx, step.score)) for step in steps
        ]
        said.append(ctx.grammar.semicolon.join(shown))
    if rule.normalisation == "minmax" and rule.range is not None:
        whole = 1 if ctx.rubric.is_index else 100
        low, high = (_points(ctx, end / whole) for end in rule.range)
        said.append(label("of-range", low=low, high=high))
    if rule.reference is not None:
        said.append(label("of-reference", case=_case(ctx, rule.reference)))
    if rule.cap is not None:
        said.append(ctx.labels["of-uncapped"])
    elif rule.better == "lower" and rule.normalisation in TURNED:
        said.append(ctx.labels["of-lower"])
    if rule.transform != "none" and rule.normalisation not in ("step", "share-of-best"):
        said.append(ctx.labels[f"of-{rule.transform}"])
    return posts + "".join(f"{ctx.grammar.semicolon}{text}" for text in said)


TURNED = ("goalposts", "minmax", "zscore", "percentile")  # formulas that are for higher is better


def _case(ctx: Context, case: str) -> str:
    """A case by its region, where it is at hand."""
    return ctx.region(case) if case in ctx.evaluation.cases else case


def _points(ctx: Context, score: float) -> str:
    return round_half_up(ctx.units.shown(score), ctx.units.decimals)


def is_prepared(m: Measured) -> bool:
    """Whether anything was done to a value but to cap it."""
    return any(touch.step != "cap" for touch in m.touched)
