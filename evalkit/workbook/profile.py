"""The summary of one plan: how it stands, and its pillars and their parts beside the mean of all
plans, which is that of the report; with a chart."""

from __future__ import annotations

from dataclasses import replace

from evalkit.report import facts
from evalkit.workbook.demands import demanded, parts_of, pillars_of
from evalkit.workbook.layout import HEAD, Cells, Layout
from evalkit.workbook.model import (
    Bars,
    Formula,
    Place,
    Shades,
    Sheet,
    block,
    text_in_formula,
)
from evalkit.workbook.standing import (
    CHANGED,
    WIDTHS,
    Names,
    heading,
    hidden_columns,
    letters_of,
    named,
    score_shown,
    standing_cells,
    standing_columns,
)

PART = 40.0  # width of the column of names where there is one plan


def profile(layout: Layout) -> tuple[Sheet, Names]:
    """The sheet, and the names of its total and of the scores of the parts."""
    held, case = demanded(layout), layout.cases[0]
    names = standing_columns(layout, ("rank-reported",))
    order = sorted((n for n in names if n != "to-note"), key=_read_first)
    at = letters_of(order, 0)
    cells = standing_cells(layout, case, at, HEAD + 1, held)
    across = len(order) - len(CHANGED)
    note = replace(cells["to-note"], look="note", across=across)
    rows: list[Cells] = [tuple(cells[name] for name in order), (note,), ()]
    own = order.index("score") + 1
    totals = block(layout.sheet["summary"], (HEAD + 1, own), (HEAD + 1, own))
    below = _parts(layout, HEAD + len(rows)) if pillars_of(layout) else ([], (), (), totals)
    parts, charts, shades, scores = below
    rows += parts
    width = {
        **WIDTHS,
        "region": PART,
        "score": 10.0,
        "score-range": 12.0,
        "grade": 22.0,
        "rank-reported": 12.0,
    }
    sheet = Sheet(
        "summary",
        tuple(rows),
        tuple(width.get(name, 12.0) for name in order),
        hidden=hidden_columns(layout, order, held),
        unprinted=len(CHANGED),
    )
    columns = [heading(layout, name) for name in order]
    made = layout.page(sheet, columns, about=layout.labels["about-profile"])
    made = replace(made, freeze=(0, 0), charts=charts, shades=shades)
    return made, named(totals, scores)


def _read_first(name: str) -> int:
    first = ("region", "score", "score-range", "rank-reported", "rank-spread", "grade")
    return first.index(name) if name in first else len(first)


def _parts(
    layout: Layout, above: int
) -> tuple[list[Cells], tuple[Bars, ...], tuple[Shades, ...], str]:
    """Pillars and their parts beside the mean of all plans, under ``above`` rows; with their chart,
    their shades, and the area of the scores that the chart draws."""
    pillars, parts = pillars_of(layout), parts_of(layout)
    several = len(facts.ranked(layout.results)) > 1
    heads = ["part", "#score", *(("#mean-of-plans", "#from-mean") if several else ()), "#share"]
    titles = layout.heads(*heads, *(("pillar",) if parts else ()))
    first = above + 2
    head = tuple(Place(c.title, "head-number" if c.numeric else "head") for c in titles)
    rows = [head]
    rows += [
        _part_cells(layout, ref, first + n, several, bool(parts))
        for n, ref in enumerate([*pillars, *parts])
    ]
    last, began = first + len(rows) - 2, first + (len(pillars) if parts else 0)
    tab = layout.sheet["summary"]
    names, scores, means = (block(tab, (began, col), (last, col)) for col in (1, 2, 3))
    series = [(layout.region(layout.cases[0]), scores)]
    series += [(layout.labels["mean-of-plans"], means)] if several else []
    title = layout.labels[layout.own("chart-parts" if several else "chart-parts-alone")]
    told = [
        f"{layout.title(r)} {score_shown(layout, layout.cases[0], r)}{_aside_mean(layout, r, several)}"
        for r in parts or pillars
    ]
    alt = layout.context.described(title, told)
    bars = Bars(title, names, tuple(series), len(parts or pillars), last, alt)
    shades = Shades((first, 2), (last, 2), f"$C{first}")
    return rows, (bars,), (shades,) if several else (), scores


def _aside_mean(layout: Layout, ref: str, several: bool) -> str:
    mean = facts.mean_of(layout.results, ref)
    known = several and mean is not None
    return layout.aside(layout.told(mean or 0.0)) if known else ""


def _part_cells(layout: Layout, ref: str, row: int, several: bool, nested: bool) -> Cells:
    case, mean = layout.cases[0], facts.mean_of(layout.results, ref)
    top = "." not in ref
    value = layout.evaluation.score_of[case, ref].value
    known = value is not None and mean is not None
    apart = Formula(
        f'IF(AND(ISNUMBER(B{row}),ISNUMBER(C{row})),B{row}-C{row},"")',
        layout.units.span * ((value or 0.0) - (mean or 0.0)) if known else "",
    )
    beside = (
        Place("—" if mean is None else layout.units.shown(mean), "score"),
        Place(apart, "change"),
    )
    share = layout.share_cell(ref)
    part = layout.shares[layout.column_of[ref]]
    shown = Formula(f"IF({share}=0,{text_in_formula('—')},{share})", part or "—")
    pillar = ref.partition(".")[0]
    over = "" if top else layout.context.node(pillar).code or layout.title(pillar)
    above = (Place(over, "soft-wrap"),) if nested else ()
    return (
        Place(layout.with_code(ref), "strong" if top else "wrap"),
        Place(layout.shown_score(ref, case), "score"),
        *(beside if several else ()),
        Place(shown, "share"),
        *above,
    )
