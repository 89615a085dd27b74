"""The formulas by which measured values are prepared: who is in the sample, quotients, what stands in
for a gap, outliers; and the blocks on the sheet of working that they look into.

What a formula cannot hold, the limits that outliers are drawn in to, λ of Box–Cox and what
expectation–maximisation gave, stands as a fixed value and is said to.
"""

from __future__ import annotations

import numpy as np

from evalkit.report.preparation import done_of, marks_of, title_of
from evalkit.scoring import prepare
from evalkit.scoring.leaves import Measured
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.workbook.layout import ANY_NUMBER, TREATMENT, Cells, Layout
from evalkit.workbook.model import Formula, Place, Value, text_in_formula
from evalkit.workbook.preparation import LIVE, Treatment, divisor_of

Own = dict[str, str]  # column → its cell in a row


def prepared_cells(layout: Layout, m: Measured, own: Own) -> dict[str, Place]:
    """The cells of a row that tell how its value is prepared, by column."""
    prep, out = layout.prep, dict[str, Place]()
    if not prep.any:
        return out
    out["case-id"] = Place(m.case, "soft")
    out["weight-asked"] = Place(_asked(layout, m), "soft")
    out["group-id"] = Place(prep.group_of.get(m.case, ""), "soft")
    out["in-sample"] = Place(_in_sample(layout, m, own), "plain")
    out |= _divided(layout, m, own)
    out["filled"] = Place(_filled(layout, m, own), "number")
    out["imputed"] = Place(_is_imputed(layout, m, own), "wrap")
    out["treated"] = Place(_treated(layout, m, own), "number")
    out["prepared"] = Place(_told(layout, m), "soft-wrap")
    return out


def base(layout: Layout, own: Own) -> str:
    """The cell of the value as measured, divided, and in the sample."""
    return own.get("base", own["value"])


def ready(own: Own) -> str:
    """The cell of the value that is put on a scale."""
    return next(own[name] for name in ("treated", "filled", "base", "value") if name in own)


def staying(layout: Layout, m: Measured) -> bool:
    """Whether the case of a measurement is in the sample."""
    return m.unscored != "screened" and m.case not in layout.left_sample


def _number(value: float | None) -> float | str:
    return "" if value is None else value


def _asked(layout: Layout, m: Measured) -> float:
    """How much a measurement counts in screening."""
    applies = m.ref in layout.column_of and layout.applies(m.ref, m.case)
    return layout.prep.weight.get(m.ref, 0.0) if applies else 0.0


def _in_sample(layout: Layout, m: Measured, own: Own) -> Value:
    """1 where enough of a case's measures has a value, else 0."""
    rule = layout.prep.screen
    if rule is None:
        return 1
    cases, weights, values = (
        layout.measure_area(name, own=True) for name in ("case-id", "weight-asked", "value")
    )
    asked = f"SUMIFS({weights},{cases},{own['case-id']})"
    held = f"SUMIFS({weights},{cases},{own['case-id']},{values},{ANY_NUMBER})"
    text = f"IF({asked}=0,1,IF({held}/{asked}>={float(rule.least)!r}-1E-9,1,0))"
    return Formula(text, 1.0 if staying(layout, m) else 0.0)


def _divided(layout: Layout, m: Measured, own: Own) -> dict[str, Place]:
    """The divisor, what it is, and the quotient; the value itself where nothing divides it."""
    value = own["value"]
    found = divisor_of(layout.prep, m)
    asked, now = [f"ISNUMBER({value})"], value
    if "in-sample" in own:
        asked.insert(0, f"{own['in-sample']}=1")
    out = {"divisor": Place(None, "level"), "divided-by": Place("", "wrap")}
    if found is not None:
        entry, times, by = found
        said = "" if times == 1 else f" × {times:g}"
        unit = layout.say(layout.evaluation.rubric.quantities[by].unit)
        year = "" if entry is None else f", {entry.year}"
        title = title_of(layout.context, by)
        out["divisor"] = Place(None if entry is None else entry.value, "input")
        out["divided-by"] = Place(f"{title}{layout.aside(unit + year)}{said}", "wrap")
        asked.append(f"ISNUMBER({own['divisor']})")
        now = f"{value}/{own['divisor']}" + ("" if times == 1 else f"*{times!r}")
    number = f"AND({','.join(asked)})"
    out["base"] = Place(
        Formula(f'IF({number},IFERROR({now},""),"")', _number(base_value(layout, m))), "number"
    )
    return out


def base_value(layout: Layout, m: Measured) -> float | None:
    """A value as measured and divided; None where there is none, or its case left the sample."""
    if m.used is None or not staying(layout, m):
        return None
    value: float | None = float(m.used.value)
    for touch in m.touched:
        value = touch.after if touch.step == "per" else value
    return value


def _filled(layout: Layout, m: Measured, own: Own) -> Value:
    """The value, or what stands in for it."""
    at, now = base(layout, own), _number(filled_value(layout, m))
    plain = Formula(f'IF(ISNUMBER({at}),{at},"")', now)
    if not _is_asked(layout, m):
        return plain
    if _too_old(m):
        return Formula('""', "")
    group = layout.prep.group_of.get(m.case, "")
    if layout.prep.method in LIVE:
        if (m.ref, group) not in layout.prep.stand_ins:
            return plain
        stands = layout.stand_in_cell(m.ref, group)
    else:
        found = [t.after for t in m.touched if t.step == "impute" and t.before is None]
        if not found or found[0] is None:
            return plain
        stands = repr(found[0])
    inside = f'IF({own["in-sample"]}=1,{stands},"")' if "in-sample" in own else stands
    return Formula(f"IF(ISNUMBER({at}),{at},{inside})", now)


def filled_value(layout: Layout, m: Measured) -> float | None:
    """A value before outliers are treated; None where there is none."""
    if not staying(layout, m):
        return None
    return m.untreated


def _is_asked(layout: Layout, m: Measured) -> bool:
    """Whether a gap would be filled: where the measure is scored and applies."""
    return m.ref in layout.column_of and layout.applies(m.ref, m.case)


def _too_old(m: Measured) -> bool:
    return any(t.step == "impute" and t.after is None for t in m.touched)


def _is_imputed(layout: Layout, m: Measured, own: Own) -> Value:
    """Whether what counts was measured."""
    word = layout.labels["imputed-yes"]
    at, filled = base(layout, own), own.get("filled", own["value"])
    text = f'IF(AND(ISNUMBER({filled}),NOT(ISNUMBER({at}))),{text_in_formula(word)},"")'
    return Formula(text, word if m.imputed and m.untreated is not None else "")


def _treated(layout: Layout, m: Measured, own: Own) -> Value:
    """The value after outliers were treated: drawn in to fixed limits, or transformed."""
    at = own.get("filled", base(layout, own))
    how = layout.prep.treated.get(m.ref)
    now = _number(m.counted)
    if how is None:
        return Formula(f'IF(ISNUMBER({at}),{at},"")', now)
    cell = {name: layout.treatment_cell(name, m.ref) for name in TREATMENT}
    if how.by == "winsorise":
        text = at if how.high is None else f"MIN({cell['limit-high']},{at})"
        text = text if how.low is None else f"MAX({cell['limit-low']},{text})"
        return Formula(f'IF(ISNUMBER({at}),{text},"")', now)
    away = _shifted(at, cell["sample-lowest"], cell["sample-highest"])
    if how.by == "log":
        return Formula(f'IF(ISNUMBER({at}),IFERROR(LN({away}),""),"")', now)
    shifted = f"LN(IF({cell['sample-lowest']}>0,{at},{away}))-{cell['mean-log']}"
    power = cell["power"]
    text = f"(EXP({power}*({shifted}))-1)/{power}"
    if abs(how.power or 0.0) < TOLERANCE:
        text = shifted
    return Formula(f'IF(ISNUMBER({at}),IFERROR({text},""),"")', now)


def _shifted(at: str, low: str, high: str) -> str:
    return f"{at}-{low}+{prepare.SHIFT!r}*({high}-{low})"


def _told(layout: Layout, m: Measured) -> str:
    """What was done to a value, as reported; what of it is fixed."""
    ctx = layout.context
    said = marks_of(ctx, done_of(ctx, m))
    how = layout.prep.treated.get(m.ref)
    stays = [] if how is None else [layout.labels[f"stays-{how.by}"]]
    if m.imputed and layout.prep.method == "em":
        stays.append(layout.labels["stays-em"])
    return ctx.grammar.semicolon.join([*said, *stays])


# --- blocks on the sheet of working ----------------------------------------------------------


def stand_in_rows(layout: Layout) -> list[Cells]:
    """What stands in for missing values, a row a measure and group."""
    if not layout.prep.stand_ins:
        return []
    heads = (Place(layout.labels[name], "head-number") for name in ("sample-n", "stands-in"))
    rows: list[Cells] = [
        (),
        (Place(layout.labels["block-stand-ins"], "group"), Place(None), *heads),
    ]
    for ref, group in layout.prep.stand_ins:
        facet = layout.evaluation.rubric.prepare.impute
        name = layout.with_code(ref)
        if group and facet is not None and facet.facet:
            values = layout.evaluation.rubric.facets[facet.facet].values
            name += layout.aside(layout.say(values.get(group, group)))
        n, value = _stand_in(layout, ref, group)
        rows.append(
            (Place(name, "wrap"), Place(ref, "soft"), Place(n, "number"), Place(value, "number"))
        )
    return rows


def _stand_in(layout: Layout, ref: str, group: str) -> tuple[Formula, Formula]:
    """How many of a group have a value, and their mean or median."""
    name = "base" if "base" in layout.measure_column else "value"
    values, part = layout.measure_area(name), layout.measure_area("criterion-id")
    of = text_in_formula(ref.rpartition(".")[2])
    asked = f"{part},{of}"
    among = f"({part}={of})*ISNUMBER({values})"
    if group:
        groups = layout.measure_area("group-id")
        asked += f",{groups},{text_in_formula(group)}"
        among += f"*({groups}={text_in_formula(group)})"
    found = [
        value
        for m in layout.measured
        if m.ref == ref and (not group or layout.prep.group_of.get(m.case) == group)
        if (value := base_value(layout, m)) is not None
    ]
    n = Formula(f"COUNTIFS({asked},{values},{ANY_NUMBER})", float(len(found)))
    mean = layout.prep.method.endswith("mean")
    now: float | str = ""
    if found:
        now = float(np.mean(found) if mean else np.median(found))
    if mean:
        return n, Formula(f'IFERROR(AVERAGEIFS({values},{asked}),"")', now)
    return n, Formula(f'IFERROR(MEDIAN(IF({among},{values})),"")', now, True)


def treatment_rows(layout: Layout) -> list[Cells]:
    """What the treatment of outliers rests on, a row a measure."""
    if not layout.prep.treated:
        return []
    heads = (Place(layout.labels[name], "head-number") for name in TREATMENT)
    rows: list[Cells] = [
        (),
        (Place(layout.labels["block-treated"], "group"), Place(None), *heads),
    ]
    for ref, how in layout.prep.treated.items():
        figures = (Place(value, "number") for value in _treatment(layout, ref, how))
        rows.append((Place(layout.with_code(ref), "wrap"), Place(ref, "soft"), *figures))
    return rows


def _treatment(layout: Layout, ref: str, how: Treatment) -> list[Value]:
    """Limits and λ as they were, and lowest, highest and mean logarithm as formulas."""
    if how.by == "winsorise":
        return [how.low, how.high, None, None, None, None]
    name = next(n for n in ("filled", "base", "value") if n in layout.measure_column)
    values, part = layout.measure_area(name), layout.measure_area("criterion-id")
    of = text_in_formula(ref.rpartition(".")[2])
    found = np.array(
        [v for m in layout.measured if m.ref == ref if (v := filled_value(layout, m)) is not None]
    )
    low, high = float(found.min()), float(found.max())
    least = Formula(f"_xlfn.MINIFS({values},{part},{of})", low)
    most = Formula(f"_xlfn.MAXIFS({values},{part},{of})", high)
    if how.by == "log":
        return [None, None, least, most, None, None]
    at_low, at_high = (
        layout.treatment_cell(name, ref) for name in ("sample-lowest", "sample-highest")
    )
    logs = f"LN(IF({at_low}>0,{values},{_shifted(values, at_low, at_high)}))"
    among = f"({part}={of})*ISNUMBER({values})"
    moved = found if low > 0 else found - low + prepare.SHIFT * (high - low)
    mean = Formula(f'IFERROR(AVERAGE(IF({among},{logs})),"")', float(np.log(moved).mean()), True)
    return [None, None, least, most, mean, how.power]
