"""The sheet that a desk officer reads first: of several plans the ranking with a heat map of pillars
and their parts against the mean, of one plan its total and its parts beside the mean of all; and a
chart.

Scores, places, grades and what is to note are formulas; ranges and means of other plans are those
of the report. A row names its own cells by their place in it, and the sheet of working by fixed
places: rows may be sorted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from evalkit.report import facts
from evalkit.report.model import Column
from evalkit.report.numbers import round_half_up
from evalkit.scoring.rank import grade_of
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.workbook.demands import Demanded, demanded, note_cell, noted, parts_of, pillars_of
from evalkit.workbook.layout import HEAD, Cells, Layout
from evalkit.workbook.model import (
    Bars,
    Formula,
    Place,
    Shades,
    Sheet,
    Value,
    block,
    column,
    text_in_formula,
)

Names = tuple[tuple[str, str], ...]
MOST_BARS = 40  # plans in the chart: more are no longer read
CHANGED = ("score-reported", "change")  # columns at the right that paper leaves out
GAPS = ("coverage", "low-now", "high-now")  # columns that say nothing where all is rated
NUMBERS = {"rank", "rank-reported", "score", *CHANGED, *GAPS}
WIDTHS = {
    "rank": 6.0,
    "rank-reported": 8.0,
    "score": 7.5,
    "score-range": 10.5,
    "rank-spread": 7.5,
    "to-note": 30.0,
}
NODE = 7.75  # width of a column of scores
LONG = 9  # letters of a word that such a column does not hold: headings then stand upright
NAMES = (12.0, 24.0)  # least and most width of a column of names
PART = 40.0  # width of the column of names where there is one plan


def summary_sheet(layout: Layout) -> tuple[Sheet, Names]:
    """The sheet, and the names of its totals and of the scores of the parts."""
    return _profile(layout) if layout.alone else _ranking(layout)


# --- several plans ---------------------------------------------------------------------------


def _ranking(layout: Layout) -> tuple[Sheet, Names]:
    held = demanded(layout)
    names = _columns(layout, ("rank", "rank-reported"))
    pillars, parts = pillars_of(layout), parts_of(layout)
    refs = [*pillars, *parts]
    at = _at(names, len(refs))
    order = [*names[: names.index("coverage")], *refs, *names[names.index("coverage") :]]
    columns = [
        Column(layout.title(name), True) if name in refs else _head(layout, name) for name in order
    ]
    body = []
    for n, case in enumerate(layout.cases):
        cells = _standing_cells(layout, case, at, HEAD + 1 + n, held)
        cells |= {ref: Place(layout.shown_score(ref, case), "score") for ref in refs}
        body.append(tuple(cells[name] for name in order))
    last, first = HEAD + len(body), order.index(refs[0]) + 1 if refs else 0
    means, width = _mean_row(layout, order, refs, last), {**WIDTHS, **_widths(layout)}
    sheet = Sheet(
        "summary",
        (*body, means),
        tuple(NODE if n in refs else width.get(n, 12.0) for n in order),
        hidden=_hidden(layout, order, held),
        unprinted=len(CHANGED),
    )
    frozen = names.index("region") + 1
    made = layout.page(
        sheet, columns, frozen=frozen, filtered=len(body), about=layout.labels["about-ranking"]
    )
    if refs:
        mean = f"{column(first)}${last + 1}"
        shade = Shades((HEAD + 1, first), (last, first + len(refs) - 1), mean)
        rows = _over_scores(layout, made.rows, first, len(pillars), bool(parts))
        made = replace(made, shades=(shade,), rows=rows)
    tab, own = layout.sheet["summary"], order.index("score") + 1
    totals = block(tab, (HEAD + 1, own), (last, own))
    ends = [order.index(ref) + 1 for ref in ((parts or pillars)[i] for i in (0, -1))]
    scores = block(tab, (HEAD + 1, ends[0]), (last, ends[1]))
    return replace(made, charts=(_ranked_bars(layout, order, last + 1),)), _named(totals, scores)


def _widths(layout: Layout) -> dict[str, float]:
    """Widths of the columns of names, by the longest of them."""
    grades = [layout.say(grade.label) for grade in layout.evaluation.rubric.grades]
    held = {"region": [*map(layout.region, layout.cases), layout.labels["mean"]], "grade": grades}
    least, most = NAMES
    return {
        name: min(most, max(least, *(_wide(text) + 2.5 for text in texts), 0.0))
        for name, texts in held.items()
    }


def _wide(text: str) -> float:
    """Characters that a text takes; East-Asian ones take two."""
    return sum(2.0 if ord(sign) > 0x2E7F else 1.0 for sign in text)


def _over_scores(
    layout: Layout, rows: tuple[Cells, ...], first: int, pillars: int, nested: bool
) -> tuple[Cells, ...]:
    """The rows with what the columns of scores are above their headings, and with headings that
    stand upright where a word of theirs is long."""
    check, heads = rows[HEAD - 2][0], list(rows[HEAD - 1])
    over: list[Place] = [Place(None)] * (first - 1 + pillars + nested)
    over[0] = replace(check, across=min(check.across, first - 1))
    over[first - 1] = Place(layout.labels["pillars"], "above-head")
    if nested:
        over[first - 1 + pillars] = Place(layout.labels["parts-of-pillars"], "above-head")
    own = range(first - 1, len(heads) - len(GAPS) - len(CHANGED))
    if any(len(word) > LONG for n in own for word in str(heads[n].value).split() if word.isascii()):
        for n in own:
            heads[n] = replace(heads[n], look="head-up")
    return (*rows[: HEAD - 2], tuple(over), tuple(heads), *rows[HEAD:])


def _mean_row(layout: Layout, order: Sequence[str], refs: Sequence[str], last: int) -> Cells:
    """The plain mean of each column of scores, over the plans that have one."""
    evaluation = layout.evaluation
    out = []
    for n, name in enumerate(order, start=1):
        ref = "overall" if name == "score" else name
        if name == "region":
            out.append(Place(layout.labels["mean"], "mean-label"))
        elif name == "score" or name in refs:
            scores = [evaluation.score_of[case, ref].value for case in layout.cases]
            known = [100 * value for value in scores if value is not None]
            area = f"{column(n)}{HEAD + 1}:{column(n)}{last}"
            now: float | str = sum(known) / len(known) if known else "—"
            text = f"IF(COUNT({area})=0,{text_in_formula('—')},AVERAGE({area}))"
            out.append(Place(Formula(text, now), "mean"))
        else:
            out.append(Place(None, "mean-label"))
    return tuple(out)


def _ranked_bars(layout: Layout, order: Sequence[str], below: int) -> Bars:
    n = min(len(layout.cases), MOST_BARS)
    tab, labels = layout.sheet["summary"], layout.labels
    names, scores = (
        block(tab, (HEAD + 1, col), (HEAD + n, col))
        for col in (order.index("region") + 1, order.index("score") + 1)
    )
    title = labels["chart-ranking"]
    if n < len(layout.cases):
        title += layout.aside(layout.context.label("chart-first", n=n))
    told = [f"{layout.region(case)} {_shown(layout, case)}" for case in layout.cases[:n]]
    alt = layout.context.described(title, told)
    return Bars(title, names, ((labels["score"], scores),), n, below, alt)


def _shown(layout: Layout, case: str, ref: str = "overall") -> str:
    value = layout.evaluation.score_of[case, ref].value
    return "—" if value is None else round_half_up(100 * value, layout.decimals)


# --- one plan --------------------------------------------------------------------------------


def _profile(layout: Layout) -> tuple[Sheet, Names]:
    held, case = demanded(layout), layout.cases[0]
    names = _columns(layout, ("rank-reported",))
    order = sorted((n for n in names if n != "to-note"), key=_read_first)
    at = _at(order, 0)
    cells = _standing_cells(layout, case, at, HEAD + 1, held)
    across = len(order) - len(CHANGED)
    note = replace(cells["to-note"], look="note", across=across)
    rows: list[Cells] = [tuple(cells[name] for name in order), (note,), ()]
    parts, charts, shades, scores = _parts(layout, HEAD + len(rows))
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
        hidden=_hidden(layout, order, held),
        unprinted=len(CHANGED),
    )
    columns = [_head(layout, name) for name in order]
    made = layout.page(sheet, columns, about=layout.labels["about-profile"])
    made = replace(made, freeze=(0, 0), charts=charts, shades=shades)
    own = order.index("score") + 1
    totals = block(layout.sheet["summary"], (HEAD + 1, own), (HEAD + 1, own))
    return made, _named(totals, scores)


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
    title = layout.labels["chart-parts" if several else "chart-parts-alone"]
    told = [
        f"{layout.title(r)} {_shown(layout, layout.cases[0], r)}{_aside_mean(layout, r, several)}"
        for r in parts or pillars
    ]
    alt = layout.context.described(title, told)
    bars = Bars(title, names, tuple(series), len(parts or pillars), last, alt)
    shades = Shades((first, 2), (last, 2), f"$C{first}")
    return rows, (bars,), (shades,) if several else (), scores


def _aside_mean(layout: Layout, ref: str, several: bool) -> str:
    mean = facts.mean_of(layout.results, ref)
    known = several and mean is not None
    return layout.aside(round_half_up(100 * (mean or 0.0), layout.decimals)) if known else ""


def _part_cells(layout: Layout, ref: str, row: int, several: bool, nested: bool) -> Cells:
    case, mean = layout.cases[0], facts.mean_of(layout.results, ref)
    top = "." not in ref
    value = layout.evaluation.score_of[case, ref].value
    known = value is not None and mean is not None
    apart = Formula(
        f'IF(AND(ISNUMBER(B{row}),ISNUMBER(C{row})),B{row}-C{row},"")',
        100 * ((value or 0.0) - (mean or 0.0)) if known else "",
    )
    beside = (
        Place("—" if mean is None else 100 * mean, "score"),
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


# --- what both say of a plan -----------------------------------------------------------------


def _columns(layout: Layout, ranks: Sequence[str]) -> list[str]:
    """Columns that say how a plan stands, those of its parts apart."""
    several = len(facts.ranked(layout.results)) > 1
    shown = [name for name in ranks if name != "rank-reported" or several]
    spread = ("rank-spread",) if several else ()
    read = ("region", "score", "score-range", *spread, "grade", "to-note")
    return [*shown, *read, *GAPS, *CHANGED]


def _at(names: Sequence[str], between: int) -> dict[str, str]:
    """The column of each; ``between``: columns of scores that stand before those on gaps."""
    cut = names.index("coverage")
    return {name: column(n + 1 + (between if n >= cut else 0)) for n, name in enumerate(names)}


def _head(layout: Layout, name: str) -> Column:
    (made,) = layout.heads(f"#{name}" if name in NUMBERS else name)
    return made


def _hidden(layout: Layout, order: Sequence[str], held: Demanded) -> tuple[int, ...]:
    """Columns that say nothing of any plan, and would when something is changed."""
    scores = layout.evaluation.score_of
    full = all((scores[c, "overall"].coverage or 0.0) > 1 - TOLERANCE for c in layout.cases)
    quiet = not layout.evaluation.rubric.must and not any(held.unmet.values())
    names = (*(GAPS if full else ()), *(("to-note",) if quiet else ()))
    return tuple(n for n, name in enumerate(order, start=1) if name in names)


def _standing_cells(
    layout: Layout, case: str, at: Mapping[str, str], row: int, held: Demanded
) -> dict[str, Place]:
    """What a row says of how a plan stands; ``at``: the column of each."""
    own = f"{at['score']}{row}"
    one = layout.evaluation.score_of[case, "overall"]
    grade = grade_of(one.value, layout.evaluation.rubric.grades)
    low, high = (
        Formula(
            f"100*{layout.working_cell(block, 'overall', case)}",
            100 * (getattr(one, block) or 0.0),
        )
        for block in ("low", "high")
    )
    reported: Value = None if one.value is None else 100 * one.value
    then = f"{at['score-reported']}{row}"
    moved = Formula(
        f'IF(AND(ISNUMBER({own}),ISNUMBER({then})),{own}-{then},"")',
        0.0 if reported is not None else "",
    )
    covered = Formula(layout.working_cell("coverage", "overall", case), one.coverage or 0.0)
    told = layout.say(grade.label) if grade else "—"
    span, places = _spans(layout, case)
    return {
        "rank": Place(_rank(layout, case, at, row) if "rank" in at else None, "plain"),
        "rank-reported": Place(_rank_reported(layout, case), "plain"),
        "region": Place(layout.region(case), "wrap"),
        "score": Place(layout.shown_score("overall", case), "score"),
        "score-range": Place(span),
        "rank-spread": Place(places),
        "score-reported": Place(reported, "score"),
        "change": Place(moved, "change"),
        "grade": Place(Formula(grade_formula(layout, own), told), "wrap"),
        "to-note": Place(_note(layout, held, case), "wrap"),
        "coverage": Place(covered, "percent"),
        "low-now": Place(low, "score"),
        "high-now": Place(high, "score"),
    }


def _spans(layout: Layout, case: str) -> tuple[str, str]:
    """The range of the reported score, and of the reported place; a dash where there is none."""
    found = layout.results.outlook(case)
    if found is None:
        return "—", "—"
    low, high = (round_half_up(100 * v, layout.decimals) for v in (found.low, found.high))
    first, last = found.rank_low, found.rank_high
    return f"{low}–{high}", f"{first}–{last}" if first < last else str(first)


def _note(layout: Layout, held: Demanded, case: str) -> Value:
    """What there is to note of a plan: gates and floors not passed, too little rated."""
    if not held.all:
        return ""
    said, passed = note_cell(layout, held, case), ""
    if layout.evaluation.rubric.must:
        passed = layout.labels["gates-passed"]
    text = f'IF({said}="",{text_in_formula(passed)},{said})'
    return Formula(text, noted(layout, held, case) or passed)


def _rank(layout: Layout, case: str, at: Mapping[str, str], row: int) -> Formula:
    """The rank among the cases of the workbook, as scores now are."""
    own = f"{at['score']}{row}"
    scores = f"${at['score']}${HEAD + 1}:${at['score']}${HEAD + len(layout.cases)}"
    place = next(s.rank for s in layout.results.standings if s.case == case)
    rank = f'IF(ISNUMBER({own}),1+SUMPRODUCT(ISNUMBER({scores})*({scores}>{own}+1E-7)),"—")'
    return Formula(rank, place or "—")


def _rank_reported(layout: Layout, case: str) -> Value:
    """The rank that the report gives, among all its cases."""
    place = next(s.rank for s in layout.results.standings if s.case == case)
    among = len(facts.ranked(layout.results))
    return f"{place or '—'} / {among}" if layout.alone else place or "—"


def grade_formula(layout: Layout, own: str) -> str:
    """The grade of the score in a cell."""
    text = text_in_formula("—")
    for grade in sorted(layout.evaluation.rubric.grades, key=lambda g: g.from_):
        label = text_in_formula(layout.say(grade.label))
        text = f"IF({own}>={100 * grade.from_:.12g}-1E-7,{label},{text})"
    return f"IF(ISNUMBER({own}),{text},{text_in_formula('—')})"


def _named(totals: str, scores: str) -> Names:
    """Names that a reader's own formulas may use: the same in every office."""
    return (("Totals", totals), ("Components", scores))
