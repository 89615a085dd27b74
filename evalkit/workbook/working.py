"""The sheet on which the tree is calculated: every node's value, coverage and bounds in [0, 1], and
how many inputs there are to look at.

The tree stands level by level, so that the parts of every node lie together and its formula can
name them as one area. What a formula does here is what :mod:`evalkit.scoring.tree` does over
arrays.
"""

from __future__ import annotations

from evalkit.model.rubric import Criterion
from evalkit.report.model import Column
from evalkit.report.notes import mean_named
from evalkit.workbook.conditions import condition, counted_rows
from evalkit.workbook.demands import demand_rows
from evalkit.workbook.layout import KEY, Cells, Layout
from evalkit.workbook.measures import (
    imputed_mark,
    measured,
    measures_to_look_at,
    sample_formulas,
)
from evalkit.workbook.model import Formula, Place, Sheet, Value, column, text_in_formula
from evalkit.workbook.preparing import stand_in_rows, treatment_rows
from evalkit.workbook.ratings import agreed, ratings_to_look_at

# what stands where nothing is rated
EMPTY = {"value": '""', "coverage": "0", "low": "0", "high": "1"}
WEIGHT = 3  # column of weights, on the sheets of scores and of working


def working(layout: Layout) -> Sheet:
    """Every node, block by block, in an order that nobody changes."""
    weighed = ("#weight-counted", f"#{layout.own('share')}", "aggregation")
    columns = [
        *layout.heads("criterion", "key", *(weighed if layout.weighed else ())),
        *(Column(layout.region(case), True) for case in layout.cases),
    ]
    body: list[Cells] = []
    for n, block in enumerate(layout.blocks):
        if n:
            body += [(), (Place(layout.labels[f"block-{block}"], "group"),)]
        body += [_row(layout, block, ref) for ref in layout.order]
    body += counted_rows(layout)
    body += _checks(layout)
    if layout.sampled:
        body += _samples(layout)
    body += [*stand_in_rows(layout), *treatment_rows(layout)]
    body += demand_rows(layout)
    widths = [
        40,
        10,
        *((12, 12, 18) if layout.weighed else ()),
        *(12 for _ in layout.cases),
        *(12 for _ in range(2 if layout.sampled else 0)),
    ]
    about = layout.context.grammar.gap.join(
        (layout.labels["about-working"], layout.labels[layout.own("block-value")])
    )
    sheet = Sheet("working", tuple(body), tuple(widths), hidden=(KEY,))
    return layout.page(sheet, columns, frozen=KEY, about=about)


def _row(layout: Layout, block: str, ref: str) -> Cells:
    figures = (_block_formula(layout, block, ref, case) for case in layout.cases)
    return (
        Place(layout.with_code(ref), "wrap"),
        Place(ref, "soft"),
        *(_weighed(layout, block, ref) if layout.weighed else ()),
        *(Place(figure, "number") for figure in figures),
    )


def _weighed(layout: Layout, block: str, ref: str) -> Cells:
    """The weight of a node, its share and its rule."""
    group, part = layout.groups.get(ref), layout.result == "total" or ref not in layout.roots
    if block != "value":
        again = Formula(f"C{layout.working_row('value', ref)}", _stated(layout, ref))
        return (
            Place(again if part else None, "number"),
            Place(None, "number"),
            Place("", "soft-wrap"),
        )
    rule = mean_named(layout.context.words, group.aggregation) if group else ""
    return (
        Place(_weight(layout, ref) if part else None, "number"),
        Place(_share(layout, ref) if part or group else None, "number"),
        Place(rule, "soft-wrap"),
    )


def _stated(layout: Layout, ref: str) -> float:
    """A weight as the engine counts it."""
    return float(layout.tree.weights[layout.column_of[ref]]) if layout.counts(ref) else 0.0


def _weight(layout: Layout, ref: str) -> Value:
    """The weight that counts: what is entered on the scores sheet; nought where that is no number
    or below nought."""
    if ref in layout.roots or not layout.counts(ref):
        return _stated(layout, ref)
    at = layout.working_row("value", ref)
    entered = f"INDEX({layout.score_area(WEIGHT)},MATCH($B{at},{layout.score_area(KEY)},0))"
    return Formula(f"IF(ISNUMBER({entered}),MAX(0,{entered}),0)", _stated(layout, ref))


def _share(layout: Layout, ref: str) -> Value:
    """The share of the total, or of the outermost score, that a node carries: by what is rated
    where there is one case, else with everything rated."""
    if ref in layout.roots:
        return 1.0
    parent = ref.rpartition(".")[0] or "overall"
    below = [layout.tree.refs[n] for n in layout.groups[parent].children]
    first, last = (layout.working_row("value", below[n]) for n in (0, -1))
    at = layout.working_row("value", ref)
    weights, own = f"$C${first}:$C${last}", f"$C${at}"
    if layout.alone:
        col = column(layout.first_case)
        weights, own = (
            f"$C${first}:$C${last}*ISNUMBER(${col}${first}:${col}${last})",
            f"$C${at}*ISNUMBER(${col}${at})",
        )
    total = f"SUMPRODUCT({weights})"
    above = f"$D${layout.working_row('value', parent)}"
    return Formula(f"IF({total}=0,0,{above}*{own}/{total})", layout.shares[layout.column_of[ref]])


def _block_formula(layout: Layout, block: str, ref: str, case: str) -> Value:
    group = layout.groups.get(ref)
    if block in ("met", "fails", "missing"):
        return condition(layout, block, ref, case)
    if group is None:
        return _leaf_formula(layout, block, ref, case)
    refs = [layout.tree.refs[n] for n in group.children]
    col = column(layout.case_column[case])
    first, last = (layout.working_row(block, refs[n]) for n in (0, -1))
    area, weights = f"${col}${first}:${col}${last}", f"$C${first}:$C${last}"
    na = text_in_formula(layout.na)
    if block == "counted":
        return _counted(layout, ref, case)
    own = _used(layout, block, ref, case, area)
    total = f"SUMPRODUCT({weights}*ISNUMBER({own}))"
    empty = EMPTY[block]
    rule = "arithmetic" if block == "coverage" else group.aggregation
    mean = (
        _power(own, weights, total, rule)
        if isinstance(rule, float)
        else {
            "arithmetic": f"SUMPRODUCT({weights},{own})/{total}",
            "geometric": f"IFERROR(EXP(SUM(IF(ISNUMBER({own})*({weights}>0),{weights}*LN({own}),0))/{total}),0)",
            "harmonic": f"IFERROR({total}/SUM(IF(ISNUMBER({own})*({weights}>0),{weights}/{own},0)),0)",
            "minimum": f"MIN(IF(ISNUMBER({own})*({weights}>0),{own}))",
        }[rule]
    )
    text = f"IF(COUNTIF({area},{na})=ROWS({area}),{na},IF({total}=0,{empty},{mean}))"
    now = layout.at_present(ref, case, layout.came_to(block, ref, case))
    return Formula(text, now, rule != "arithmetic" or own != area)


def _area(layout: Layout, block: str, ref: str, case: str) -> str:
    """The cells of a node's parts, in a block."""
    refs = [layout.tree.refs[n] for n in layout.groups[ref].children]
    col = column(layout.case_column[case])
    first, last = (layout.working_row(block, refs[n]) for n in (0, -1))
    return f"${col}${first}:${col}${last}"


def _enough(layout: Layout, ref: str, case: str) -> str:
    """Of which parts of a node enough is rated to count above; empty where all do."""
    below = [layout.groups.get(layout.tree.refs[n]) for n in layout.groups[ref].children]
    least = max((group.least for group in below if group is not None), default=0.0)
    if not layout.tree.withholds or not least:
        return ""
    rated = _area(layout, "counted" if layout.tree.by_count else "coverage", ref, case)
    return f"({rated}>={least:g}-1E-9)"


def _used(layout: Layout, block: str, ref: str, case: str, area: str) -> str:
    """What a node takes of its parts: of those with too little rated, what is missing comes to."""
    enough = _enough(layout, ref, case)
    return f"IF({enough},{area},{EMPTY[block]})" if enough else area


def _counted(layout: Layout, ref: str, case: str) -> Formula:
    """The share of a node's own parts that have a score."""
    value, na = _area(layout, "value", ref, case), text_in_formula(layout.na)
    refs = [layout.tree.refs[n] for n in layout.groups[ref].children]
    first, last = (layout.working_row("value", refs[n]) for n in (0, -1))
    counting = f"($C${first}:$C${last}>0)"
    # what stands in for a value is none: nothing below that is covered
    real = f"({_area(layout, 'coverage', ref, case)}>0)" if layout.prep.method else ""
    held = "*".join(
        filter(None, (counting, f"ISNUMBER({value})", real, _enough(layout, ref, case)))
    )
    among = f"SUMPRODUCT({counting}*({value}<>{na}))"
    text = (
        f"IF(COUNTIF({value},{na})=ROWS({value}),{na},IF({among}=0,0,SUMPRODUCT({held})/{among}))"
    )
    return Formula(text, layout.at_present(ref, case, layout.came_to("counted", ref, case)))


def _power(own: str, weights: str, total: str, exponent: float) -> str:
    """A power mean as a formula."""
    part = f"ISNUMBER({own})*({weights}>0)"
    mean = f"(SUM(IF({part},{weights}*{own}^({exponent!r}),0))/{total})^(1/({exponent!r}))"
    return f"IFERROR({mean},0)"


def _leaf_formula(layout: Layout, block: str, ref: str, case: str) -> Value:
    node = layout.node(ref)
    assert isinstance(node, Criterion)
    if block != "value":
        return _bound(layout, block, ref, case)
    if node.measure is not None:
        return measured(layout, ref, case)
    outcome = layout.evaluation.ratings.agreed[case, ref]
    return layout.na if outcome.rule == "facets" else agreed(layout, case, node, outcome)


def _bound(layout: Layout, block: str, ref: str, case: str) -> Formula:
    """Coverage or bounds of a criterion: its own value where there is one."""
    value, na = layout.came_to("value", ref, case), text_in_formula(layout.na)
    own = f"${column(layout.case_column[case])}${layout.working_row('value', ref)}"
    share = block in ("coverage", "counted")
    rated = "1" if share else own
    missing = "1" if block == "high" else "0"
    imputed = imputed_mark(layout, ref, case)
    m = layout.evaluation.measured_of.get((case, ref.rpartition(".")[2]))
    if imputed and m is not None and m.imputed:
        value = None
    now = layout.at_present(ref, case, value, float(missing))
    if share and value is not None:
        now = 1.0
    real = f'AND(ISNUMBER({own}),{imputed}="")' if imputed else f"ISNUMBER({own})"
    text = f"IF({own}={na},{na},{missing})"
    return Formula(f"IF({real},{rated},{text})", now)


def _checks(layout: Layout) -> list[Cells]:
    """How many inputs there are to look at, a row a sheet, and in all."""
    weights, keys = layout.score_area(WEIGHT), layout.score_area(KEY)
    roots = (text_in_formula(ref) for ref in layout.roots if ref in layout.groups)
    below = "*".join(f"({keys}<>{ref})" for ref in roots)
    counts = {
        "ratings": ratings_to_look_at(layout),
        "measures": measures_to_look_at(layout),
        "scores": f'SUMPRODUCT({below}*(1-ISNUMBER({weights})))+COUNTIF({weights},"<0")',
    }
    first = layout.check_row
    rows: list[Cells] = [(), (Place(layout.labels["block-check"], "group"),)]
    for name in layout.checked:
        count = Formula(counts[name], layout.to_look_at(name))
        rows.append((Place(layout.sheet[name]), Place(name, "soft"), Place(count, "plain")))
    total = Formula(
        f"SUM($C${first}:$C${first + len(layout.checked) - 1})", layout.to_look_at("summary")
    )
    return [
        *rows,
        (Place(layout.labels["all-sheets"]), Place("summary", "soft"), Place(total, "plain")),
    ]


def _samples(layout: Layout) -> list[Cells]:
    """What normalisation over the sample rests on, a row a measure."""
    titles = [layout.labels[f"sample-{what}"] for what in ("n", "lowest", "highest", "mean", "sd")]
    rows: list[Cells] = [
        (),
        (
            Place(layout.labels["block-sample"], "group"),
            Place(None),
            *(Place(t, "head-number") for t in titles),
        ),
    ]
    for ref in layout.sampled:
        figures = (Place(formula, "number") for formula in sample_formulas(layout, ref))
        rows.append((Place(layout.with_code(ref), "wrap"), Place(ref, "soft"), *figures))
    return rows
