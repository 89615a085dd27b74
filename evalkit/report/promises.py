"""How a commitment is shown: what is promised, from where, how much, by when, and where it says
so."""

from __future__ import annotations

import re
from typing import Any

from evalkit.model.commitment import Commitment
from evalkit.report.context import Context
from evalkit.report.model import Runs, runs
from evalkit.report.numbers import Figure, in_unit, number

# units of Chinese counting, as either language names them
MYRIADS = {"100 million": 1e8, "10,000": 1e4, "万亿": 1e12, "亿": 1e8, "万": 1e4}
# (word, from how many on it is used, how many it stands for)
COUNTED = (("trillion", 1e12, 1e12), ("billion", 1e9, 1e9), ("million", 1e6, 1e6), ("", 0.0, 1.0))
THOUSANDS = 1000  # from how many on English parts them
_HAN = re.compile(r"[\u4e00-\u9fff]")
DECIMALS = 10  # of a plan's own figures: as many as it prints


def what(ctx: Context, said: Commitment) -> str:
    """What is promised; the title of its measure where nothing else is said."""
    if said.what is not None:
        return ctx.say(said.what)
    titles = {c.id: ctx.say(c.title) for _, c in ctx.rubric.criteria()}
    return titles.get(said.measure or "", said.measure or said.id)


def start(ctx: Context, said: Commitment) -> Runs:
    """The value it starts from, with its year, where the plan says so."""
    if said.baseline is None:
        return ("—",)
    own = said.baseline
    unit = said.unit or (said.money.unit if said.money is not None else None)
    amount = _amount(ctx, (own.value, own.value), ctx.say(unit))
    if own.year is None:
        return runs(*amount)
    form = ctx.label(f"start-{own.counts or 'level'}", year=own.year, amount="\0")
    before, _, after = form.partition("\0")
    return runs(before, *amount, after)


def about_amount(ctx: Context, is_: str) -> tuple[str, str]:
    """What stands before and after an amount, as it is meant: exactly, at least, about."""
    lead, _, after = ctx.labels[f"is-{is_}"].partition("{amount}")
    return lead, after


def aim(ctx: Context, said: Commitment) -> Runs:
    """The figure promised, as it is meant: a level, a rate of growth, a sum."""
    lead, after = about_amount(ctx, said.is_)
    unit = ctx.say(said.unit)
    parts: list[Any] = []
    if said.value is not None:
        parts += [lead, *_amount(ctx, said.value, unit), after]
    if said.growth is not None:
        low, high = said.growth
        points = unit.endswith(("百分点", "points", "point"))
        way = ctx.labels[f"{'falls' if high < 0 else 'grows'}-by{'-points' if points else ''}"]
        amount = _amount(ctx, (abs(low), abs(high)), unit)
        between = ctx.grammar.semicolon if parts else ""
        parts += [between, way, "" if parts else lead, *amount, "" if parts else after]
    if said.money is not None:
        paid = (said.money.value, said.money.value)
        amount = _amount(ctx, paid, ctx.say(said.money.unit))
        between = ctx.grammar.semicolon if parts else ""
        parts += [between, "" if parts else lead, *amount, "" if parts else after]
    return runs(*(part for part in parts if part)) if parts else ("—",)


def _amount(ctx: Context, amount: tuple[float, float], unit: str) -> tuple[Figure | str, ...]:
    """A figure, or the two of a range, with the unit; in English, Chinese myriads as English counts
    them, and no Chinese classifier."""
    low, high = amount
    if ctx.lang == "en":
        for myriad, size in MYRIADS.items():
            if unit.startswith(myriad):
                low, high, unit = low * size, high * size, unit.removeprefix(myriad).strip()
        unit = "" if _HAN.match(unit) else unit
        word, by = next((w, b) for w, least, b in COUNTED if max(abs(low), abs(high)) >= least)
        low, high, unit = low / by, high / by, f"{word} {unit}".strip()
    figures = (_exact(ctx, low),) if low == high else (_exact(ctx, low), "–", _exact(ctx, high))
    return (*figures, in_unit(unit))


def _exact(ctx: Context, value: float) -> Figure | str:
    """A plan's own figure with the decimals it has; in English thousands apart."""
    places = len(f"{value:.{DECIMALS}f}".rstrip("0").partition(".")[2])
    grouped = ctx.lang == "en" and abs(value) >= THOUSANDS
    return f"{value:,.{places}f}" if grouped else number(value, places)


def year(ctx: Context, said: Commitment) -> str:
    """The year it is due; marked where only its part says so."""
    if said.year is None:
        return "—"
    return f"{said.year}{'*' if said.dated == 'part' else ''}"


def place(said: Commitment) -> str:
    """Its place within the document, on one line."""
    return said.place[1].replace(" ", "\u00a0")


def latest(ctx: Context, case: str, said: Commitment) -> Runs:
    """The latest statistic of its measure, with its year."""
    known = ctx.evaluation.measured_of.get((case, said.measure or ""))
    if known is None or known.used is None:
        return ("—",)
    rule = ctx.rubric.measured[known.ref][1]
    value = number(known.used.value, rule.decimals)
    return runs(value, ctx.unit(rule), ctx.aside(str(known.used.year)))


def coder(ctx: Context, case: str, name: str) -> str:
    """A coder's name; the sign where none is told."""
    told = ctx.evaluation.file_of[case].case.raters.get(name)
    return ctx.say(told.name) if told is not None and told.name is not None else name
