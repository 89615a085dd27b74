"""The sheet of measurements, whose values may be changed, and the formulas by which the rest looks
into it.

What is entered counts, or is said not to: text in place of a number, a number that its
transformation cannot take.
"""

from __future__ import annotations

import numpy as np

from evalkit.model.place import shown_path
from evalkit.model.rubric import SAMPLE_DEPENDENT, Measure
from evalkit.scoring.leaves import Measured
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

WIDTHS = {
    "region": 11,
    "key": 10,
    "criterion": 28,
    "criterion-id": 10,
    "value": 12,
    "unit": 12,
    "year": 8,
    "transformed": 12,
    "score-01": 12,
    "look-at": 24,
    "formula": 30,
    "source": 34,
    "file-line": 30,
}
NUMBERS = {"value", "year", "transformed", "score-01"}


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
    choice = Choice(
        value,
        first,
        last,
        (),
        layout.labels["choose-value"],
        None,
        layout.labels[layout.own("hint-value")],
    )
    hidden = tuple(
        layout.measure_column[name]
        for name in ("key", "criterion-id")
        if name in layout.measure_column
    )
    located = columns[-1].title == layout.labels["file-line"]
    sheet = Sheet(
        "measures",
        tuple(rows),
        tuple(widths),
        choices=(choice,),
        flags=(Flag(value, first, last, lost),),
        hidden=hidden,
        unprinted=int(located),
    )
    return layout.page(sheet, columns, frozen=layout.frozen(layout.measure_column), filtered=True)


def _measure_cells(layout: Layout, m: Measured, at: int) -> Cells:
    node = layout.measure_of(m)
    rule = node.measure
    assert rule is not None
    own = {name: f"{column(n)}{at}" for name, n in layout.measure_column.items()}
    posts = f" [{rule.goalposts[0]:g}, {rule.goalposts[1]:g}]" if rule.goalposts else ""
    moved = layout.moved(m)
    name = layout.transformation(m)
    score = _normalised(layout, m.ref, rule, own["value"], own["transformed"])
    idle = _idle_measure(layout, m)
    lost = text_in_formula(layout.labels["note-value" if name == "none" else f"note-{name}"])
    note = f'IF(AND(LEN({own["value"]})>0,NOT(ISNUMBER({own["transformed"]}))),{lost},"")'
    now = "" if m.used is None or moved is not None else layout.labels[f"note-{name}"]
    held = {
        "region": Place(layout.region(m.case)),
        "key": Place(f"{m.case}/{m.criterion}", "soft"),
        "criterion": Place(layout.with_code(m.ref), "wrap"),
        "criterion-id": Place(m.criterion, "soft"),
        "value": Place(m.used.value if m.used else None, "level" if idle else "input"),
        "unit": Place(layout.say(rule.unit), "wrap"),
        "year": Place(m.used.year if m.used else None, "plain"),
        "transformed": Place(
            Formula(_moved_text(own["value"], name), "" if moved is None else moved), "number"
        ),
        "score-01": Place(Formula(score, "" if m.score is None else m.score), "number"),
        "look-at": Place(idle or Formula(note, now), "wrap"),
        "formula": Place(f"{layout.labels['n-' + rule.normalisation]}{posts}", "soft-wrap"),
        "source": Place(m.used.said(layout.lang) if m.used else "", "wrap"),
        "file-line": Place(f"{shown_path(m.used.file)}:{m.used.line}" if m.used else "", "soft"),
    }
    return tuple(held[name] for name in layout.measure_column)


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


def _moved_text(own: str, name: str) -> str:
    moved = {"none": own, "log": f"LN({own})", "sqrt": f"SQRT({own})"}[name]
    return f'IF(ISNUMBER({own}),IFERROR({moved},""),"")'


def _normalised(layout: Layout, ref: str, rule: Measure, raw: str, own: str) -> str:
    """The score of a measured value, as :func:`evalkit.scoring.normalise.from_measure` computes
    it."""
    if rule.normalisation == "step":
        text = "0"
        for step in sorted(rule.steps, key=lambda step: step.from_):
            text = f"IF({raw}>={step.from_!r},{step.score!r},{text})"
        return f'IF(ISNUMBER({raw}),{text},"")'
    if rule.normalisation == "share-of-best":
        return _share_of_best(layout, ref, rule, own)
    if rule.normalisation in SAMPLE_DEPENDENT:
        low, high = layout.sample_cell("lowest", ref), layout.sample_cell("highest", ref)
        return f'IF(ISNUMBER({own}),IF({high}={low},"",IFERROR({_over_sample(layout, ref, rule, own)},"")),"")'
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


def _share_of_best(layout: Layout, ref: str, rule: Measure, own: str) -> str:
    """A value as a share of the best, among those from zero on."""
    of = text_in_formula(ref.rpartition(".")[2])
    part = layout.measure_area("criterion-id", own=True)
    moved = layout.measure_area("transformed", own=True)
    high = layout.sample_cell("highest", ref)
    low = f'_xlfn.MINIFS({moved},{part},{of},{moved},">=0")'
    share = f"IF({own}={low},1,{low}/{own})" if rule.better == "lower" else f"{own}/{high}"
    return f'IF(ISNUMBER({own}),IF(OR({own}<0,{high}={low}),"",{share}),"")'


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
    below = f"SUMPRODUCT(({part}={of})*ISNUMBER({moved})*({moved}<{own}))"
    equal = f"SUMPRODUCT(({part}={of})*ISNUMBER({moved})*({moved}={own}))"
    score = {
        "minmax": f"({own}-{low})/({high}-{low})",
        "zscore": f"MAX(0,MIN(1,0.5+({own}-{mean})/{sd}/6))",
        "percentile": f"({below}+{equal}/2)/{n}",
        "rank": f"({below}+({equal}-1)/2)/({n}-1)",
    }[rule.normalisation]
    return f"1-({score})" if lower else score
