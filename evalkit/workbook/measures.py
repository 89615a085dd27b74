"""The sheet of measurements, whose values may be changed, and the formulas by which the rest looks
into it.

What is entered counts, or is said not to: text in place of a number, a number that its
transformation cannot take.
"""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from evalkit.model.place import shown_path
from evalkit.model.rubric import Measure
from evalkit.report.preparation import parameters
from evalkit.scoring.leaves import Measured
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.workbook.layout import HEAD, Cells, Layout, transformed, without_empty
from evalkit.workbook.model import (
    Choice,
    Flag,
    Formula,
    Place,
    Sheet,
    Value,
    column,
    text_in_formula,
)
from evalkit.workbook.preparing import base, prepared_cells, ready

WIDTHS = {
    "region": 11,
    "key": 10,
    "criterion": 28,
    "criterion-id": 10,
    "value": 12,
    "unit": 12,
    "year": 8,
    "group-id": 10,
    "case-id": 10,
    "weight-asked": 10,
    "in-sample": 10,
    "divisor": 12,
    "divided-by": 22,
    "base": 12,
    "filled": 12,
    "imputed": 12,
    "treated": 12,
    "prepared": 30,
    "transformed": 12,
    "score-01": 12,
    "look-at": 24,
    "formula": 30,
    "source": 34,
    "file-line": 30,
}
NUMBERS = {"value", "year", "transformed", "score-01"}
NUMBERS |= {"in-sample", "divisor", "base", "filled", "treated"}
HIDDEN = ("key", "criterion-id", "case-id", "weight-asked", "group-id")


def measure_sheet(layout: Layout) -> Sheet:
    """A row a measurement; rows may be sorted."""
    body = [_measure_cells(layout, m, at) for at, m in enumerate(layout.measured, start=HEAD + 1)]
    names = list(layout.measure_column)
    titles = layout.heads(*(f"#{name}" if name in NUMBERS else name for name in names))
    fixed = layout.measure_column["look-at"]
    columns, rows, widths = without_empty(
        titles, body, [layout.width(WIDTHS, name) for name in names], fixed
    )
    first, last = HEAD + 1, HEAD + len(body)
    value, moved = layout.measure_column["value"], layout.measure_column["transformed"]
    lost = f"AND(LEN({column(value)}{first})>0,NOT(ISNUMBER({column(moved)}{first})))"
    if layout.prep.any:
        own = {name: f"{column(n)}{first}" for name, n in layout.measure_column.items()}
        lost = _lost(layout, own)
    choice = Choice(
        value,
        first,
        last,
        (),
        layout.labels["choose-value"],
        None,
        layout.labels[layout.own("hint-value")],
    )
    hidden = tuple(layout.measure_column[name] for name in HIDDEN if name in layout.measure_column)
    divisor = layout.measure_column.get("divisor")
    more = () if divisor is None else (replace(choice, column=divisor),)
    located = columns[-1].title == layout.labels["file-line"]
    sheet = Sheet(
        "measures",
        tuple(rows),
        tuple(widths),
        choices=(choice, *more),
        flags=(Flag(value, first, last, lost),),
        hidden=hidden,
        unprinted=int(located),
    )
    return layout.page(
        sheet,
        columns,
        frozen=layout.frozen(layout.measure_column),
        filtered=True,
        about=layout.labels["about-measures-prepared"] if layout.prep.any else "",
    )


def _measure_cells(layout: Layout, m: Measured, at: int) -> Cells:
    node = layout.measure_of(m)
    rule = node.measure
    assert rule is not None
    own = {name: f"{column(n)}{at}" for name, n in layout.measure_column.items()}
    moved = layout.moved(m)
    score = _normalised(layout, m.ref, rule, ready(own), own["transformed"])
    idle = _idle_measure(layout, m)
    note, now = _note(layout, m, own)
    held = prepared_cells(layout, m, own) | {
        "region": Place(layout.region(m.case)),
        "key": Place(f"{m.case}/{m.criterion}", "soft"),
        "criterion": Place(layout.with_code(m.ref), "wrap"),
        "criterion-id": Place(m.criterion, "soft"),
        "value": Place(m.used.value if m.used else None, "level" if idle else "input"),
        "unit": Place(layout.say(rule.unit), "wrap"),
        "year": Place(m.used.year if m.used else None, "plain"),
        "transformed": Place(
            Formula(_moved_text(layout, m, ready(own)), "" if moved is None else moved), "number"
        ),
        "score-01": Place(Formula(score, "" if m.score is None else m.score), "number"),
        "look-at": Place(idle or Formula(note, now), "wrap"),
        "formula": Place(
            f"{layout.labels['n-' + rule.normalisation]}{parameters(layout.context, rule)}",
            "soft-wrap",
        ),
        "source": Place(m.used.said(layout.lang) if m.used else "", "wrap"),
        "file-line": Place(f"{shown_path(m.used.file)}:{m.used.line}" if m.used else "", "soft"),
    }
    return tuple(held[name] for name in layout.measure_column)


def _note(layout: Layout, m: Measured, own: dict[str, str]) -> tuple[str, str]:
    """What there is to look at in a row, as a formula, and what it says now."""
    name, said = layout.transformation(m), layout.labels
    kept = any(map(math.isfinite, layout.ends_of(m)))  # every number has its place
    lost = said["note-value" if name == "none" or kept else f"note-{name}"]
    value = own["value"]
    now = "" if m.used is None or not layout.is_lost(m) else lost
    if not layout.prep.any:
        moved = own["transformed"]
        return (
            f'IF(AND(LEN({value})>0,NOT(ISNUMBER({moved}))),{text_in_formula(lost)},"")',
            now,
        )
    texts = {key: text_in_formula(said[key]) for key in ("note-value", "note-divisor", "note-left")}
    why = f"IF(ISNUMBER({value}),{text_in_formula(lost)},{texts['note-value']})"
    if m.criterion in layout.prep.per:
        divided = f"ISNUMBER({base(layout, own)})"
        why = f"IF(ISNUMBER({value}),IF({divided},{text_in_formula(lost)},{texts['note-divisor']}),{texts['note-value']})"
        if m.used is not None and layout.is_lost(m):
            now = said["note-divisor"] if layout.moved(m) is None or m.imputed else now
    note = f'IF({_lost(layout, own)},{why},"")'
    if "in-sample" in own:
        note = f"IF({own['in-sample']}=1,{note},{texts['note-left']})"
        now = said["note-left"] if m.case in layout.left_sample else now
    return note, now


def _lost(layout: Layout, own: dict[str, str]) -> str:
    """Whether a value of a case in the sample was entered and counts as missing: a formula."""
    counts = f"AND(ISNUMBER({base(layout, own)}),ISNUMBER({own['transformed']}))"
    asked = [f"LEN({own['value']})>0", f"NOT({counts})"]
    if "in-sample" in own:
        asked.append(f"{own['in-sample']}=1")
    return f"AND({','.join(asked)})"


def imputed_mark(layout: Layout, ref: str, case: str) -> str:
    """Whether what counts of a measured criterion was imputed, from the row of the measures sheet
    that has its key; empty where nothing is imputed."""
    node = layout.node(ref)
    if "imputed" not in layout.measure_column or getattr(node, "measure", None) is None:
        return ""
    key = text_in_formula(f"{case}/{ref.rpartition('.')[2]}")
    return f"INDEX({layout.measure_area('imputed')},MATCH({key},{layout.measure_area('key')},0))"


def _idle_measure(layout: Layout, m: Measured) -> str:
    """Why a measurement moves no score whatever is entered; empty where it does."""
    if m.ref not in layout.column_of:
        return layout.labels[layout.own("idle-unscored")]
    return "" if layout.applies(m.ref, m.case) else layout.labels["idle-facets"]


def measured(layout: Layout, ref: str, case: str) -> Value:
    """The score of a measured criterion, from the row of the measures sheet that has its key."""
    if not layout.applies(ref, case):
        return layout.na
    m = next(m for m in layout.measured if (m.ref, m.case) == (ref, case))
    key = text_in_formula(f"{case}/{m.criterion}")
    found = f"INDEX({layout.measure_area('score-01')},MATCH({key},{layout.measure_area('key')},0))"
    value = layout.came_to("value", ref, case)
    return Formula(found, "" if value is None else value)


def measures_to_look_at(layout: Layout) -> str:
    """How many measured values are no number, or one that its transformation cannot take: a
    formula."""
    if not layout.measured:
        return "0"
    value, moved = layout.measure_area("value"), layout.measure_area("transformed")
    if layout.prep.any:
        own = layout.measure_area("base" if "base" in layout.measure_column else "value")
        stays = ""
        if "in-sample" in layout.measure_column:
            stays = f"*({layout.measure_area('in-sample')}=1)"
        return f"SUMPRODUCT((LEN({value})>0)*(1-ISNUMBER({own})*ISNUMBER({moved})){stays})"
    return f"ROWS({value})-COUNTBLANK({value})-COUNT({moved})"


def sample_formulas(layout: Layout, ref: str) -> tuple[Formula, ...]:
    """The number, lowest, highest, mean and standard deviation of a measure's transformed values
    over the sample."""
    part, moved = layout.measure_area("criterion-id"), layout.measure_area("transformed")
    of = text_in_formula(ref.rpartition(".")[2])
    found = [layout.moved(m) for m in layout.measured if m.ref == ref]
    values = np.array([v for v in found if v is not None])
    some, several = values.size > 0, values.size > 1
    return (
        Formula(f"SUMPRODUCT(({part}={of})*ISNUMBER({moved}))", float(values.size)),
        Formula(f"_xlfn.MINIFS({moved},{part},{of})", float(values.min()) if some else 0.0),
        Formula(f"_xlfn.MAXIFS({moved},{part},{of})", float(values.max()) if some else 0.0),
        Formula(
            f'IFERROR(AVERAGEIFS({moved},{part},{of}),"")', float(values.mean()) if some else ""
        ),
        Formula(
            f'IFERROR(STDEV(IF(({part}={of})*ISNUMBER({moved}),{moved})),"")',
            float(values.std(ddof=1)) if several else "",
            True,
        ),
    )


def _moved_text(layout: Layout, m: Measured, own: str) -> str:
    """A value after its transformation; of a fixed scale within its ends, as they are."""
    name, (low, high) = layout.transformation(m), layout.ends_of(m)
    kept = own
    if math.isfinite(high):
        kept = f"MIN({high!r},{kept})"
    if math.isfinite(low):
        kept = f"MAX({low!r},{kept})"
    moved = {"none": kept, "log": f"LN({kept})", "sqrt": f"SQRT({kept})"}[name]
    return f'IF(ISNUMBER({own}),IFERROR({moved},""),"")'


def _less(one: str, other: str) -> str:
    """One less the other, numbers or cells."""
    return f"({one}-{other})".replace("--", "+")


def _normalised(layout: Layout, ref: str, rule: Measure, raw: str, own: str) -> str:
    """The score of a measured value, as :func:`evalkit.scoring.normalise.from_measure` computes
    it."""
    if rule.normalisation == "step":
        steps = sorted(rule.steps, key=lambda step: step.from_)
        text = repr(steps[0].score) if rule.better == "lower" else "0"
        for step in steps:
            text = f"IF({raw}>={step.from_!r},{step.score!r},{text})"
        return f'IF(ISNUMBER({raw}),{text},"")'
    if rule.normalisation == "share-of-best":
        return _share_of_best(layout, ref, rule, own)
    if rule.normalisation == "interval":
        return f'IF(ISNUMBER({own}),{_interval(layout, ref, rule, own)},"")'
    if rule.normalisation == "distance":
        return f'IF(ISNUMBER({own}),{_distance(layout, ref, rule, own)},"")'
    if rule.by_sample:
        alike = _alike(layout, ref)
        score = f'IFERROR({_over_sample(layout, ref, rule, own)},"")'
        return f'IF(ISNUMBER({own}),IF({alike},"",{score}),"")'
    ends = (
        (rule.start or 0.0, rule.target or 0.0)
        if rule.normalisation == "target"
        else rule.goalposts or (0.0, 1.0)
    )
    low, high = (repr(float(transformed(float(end), rule.transform) or 0.0)) for end in ends)
    score = f"MAX(0,MIN(1,({own}-{low})/({high}-{low})))".replace("--", "+")
    if rule.normalisation != "target" and rule.better == "lower":
        score = f"1-{score}"
    return f'IF(ISNUMBER({own}),{score},"")'


def _alike(layout: Layout, ref: str) -> str:
    """Whether all of a sample are the same, by the one tolerance."""
    low, high = layout.sample_cell("lowest", ref), layout.sample_cell("highest", ref)
    return f"{high}-{low}<={TOLERANCE:G}*MAX(ABS({high}),ABS({low}))"


def _interval(layout: Layout, ref: str, rule: Measure, own: str) -> str:
    """1 within the best interval, falling to both sides of it, to the goalposts or to the value of
    the sample that is furthest away."""
    a, b = (float(transformed(float(end), rule.transform) or 0.0) for end in rule.best or (0, 1))
    if rule.goalposts is None:
        low, high = layout.sample_cell("lowest", ref), layout.sample_cell("highest", ref)
        furthest = f"MAX({_less(repr(a), low)},{_less(high, repr(b))},0)"
        away = f"MAX({_less(repr(a), own)},{_less(own, repr(b))},0)"
        return f"IF({furthest}>0,1-{away}/{furthest},1-{away})"
    first, last = (float(transformed(float(end), rule.transform) or 0.0) for end in rule.goalposts)
    sides = ["1"]
    if first < a:
        sides.append(f"{_less(own, repr(first))}/{_less(repr(a), repr(first))}")
    if b < last:
        sides.append(f"{_less(repr(last), own)}/{_less(repr(last), repr(b))}")
    return f"MAX(0,MIN({','.join(sides)}))"


def _distance(layout: Layout, ref: str, rule: Measure, own: str) -> str:
    """1 at the case of reference, 0 at the worst of the sample, in proportion beyond."""
    key = text_in_formula(f"{rule.reference}/{ref.rpartition('.')[2]}")
    moved, keys = (layout.measure_area(name, own=True) for name in ("transformed", "key"))
    mark = f"INDEX({moved},MATCH({key},{keys},0))"
    low, high = layout.sample_cell("lowest", ref), layout.sample_cell("highest", ref)
    lower = rule.better == "lower"
    far, away = (
        (f"({high}-{mark})", f"({own}-{mark})") if lower else (f"({mark}-{low})", f"({mark}-{own})")
    )
    return f'IFERROR(IF({far}>{TOLERANCE:G}*ABS({mark}),1-{away}/{far},""),"")'


def _share_of_best(layout: Layout, ref: str, rule: Measure, own: str) -> str:
    """A value as a share of the best, among those from zero on."""
    of = text_in_formula(ref.rpartition(".")[2])
    part = layout.measure_area("criterion-id", own=True)
    moved = layout.measure_area("transformed", own=True)
    high = layout.sample_cell("highest", ref)
    low = f'_xlfn.MINIFS({moved},{part},{of},{moved},">=0")'
    share = f"IF({own}={low},1,{low}/{own})" if rule.better == "lower" else f"{own}/{high}"
    alike = f"{high}-{low}<={TOLERANCE:G}*{high}"
    return f'IF(ISNUMBER({own}),IF(OR({own}<0,{alike}),"",{share}),"")'


def _over_sample(layout: Layout, ref: str, rule: Measure, own: str) -> str:
    lower = rule.better == "lower"
    n, low, high, mean, sd = (
        layout.sample_cell(what, ref) for what in ("n", "lowest", "highest", "mean", "sd")
    )
    of = text_in_formula(ref.rpartition(".")[2])
    part, moved = (
        layout.measure_area("criterion-id", own=True),
        layout.measure_area("transformed", own=True),
    )
    # values are the same within the tolerance of this one: the engine joins a chain of such values
    less, more = (f"({own}{sign}{TOLERANCE:G}*ABS({own}))" for sign in "-+")
    below = f"SUMPRODUCT(({part}={of})*ISNUMBER({moved})*({moved}<{less}))"
    equal = f"SUMPRODUCT(({part}={of})*ISNUMBER({moved})*({moved}>={less})*({moved}<={more}))"
    if rule.normalisation == "borda":
        return f"({f'{n}-{below}-{equal}' if lower else below})/({n}-1)"
    score = {
        "minmax": f"({own}-{low})/({high}-{low})",
        "zscore": f"({own}-{mean})/{sd}"
        if rule.cap is not None
        else f"MAX(0,MIN(1,0.5+({own}-{mean})/{sd}/6))",
        "percentile": f"({below}+{equal}/2)/{n}",
        "rank": f"({below}+({equal}-1)/2)/({n}-1)",
    }[rule.normalisation]
    if lower:
        score = f"{'0' if rule.cap is not None else '1'}-({score})"
    if rule.normalisation == "minmax" and rule.range is not None:
        index = layout.evaluation.rubric.is_index
        first, last = (float(end) if index else float(end) / 100 for end in rule.range)
        return f"{first!r}+{last - first!r}*({score})"
    return score
