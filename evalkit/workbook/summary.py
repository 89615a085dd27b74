"""The sheet that a desk officer reads first: of several plans the ranking with a heat map of pillars
and their parts against the mean, and a chart; of one plan how its
parts stand; without a total what each plan comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from evalkit.report.model import Column
from evalkit.workbook.demands import demanded, parts_of, pillars_of
from evalkit.workbook.layout import HEAD, Cells, Layout
from evalkit.workbook.model import (
    Bars,
    Formula,
    Place,
    Shades,
    Sheet,
    block,
    column,
    text_in_formula,
)
from evalkit.workbook.parts import parts_sheet
from evalkit.workbook.profile import profile
from evalkit.workbook.standing import (
    CHANGED,
    GAPS,
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

MOST_BARS = 40  # plans in the chart: more are no longer read
NODE_OF = "score of "  # before the ref of a pillar or part whose column it is
NODE = 7.75  # width of a column of scores
LONG = 9  # letters of a word that such a column does not hold: headings then stand upright
NAMES = (12.0, 24.0)  # least and most width of a column of names


def summary_sheet(layout: Layout) -> tuple[Sheet, Names]:
    """The sheet, and the names of its totals and of the scores of the parts."""
    if layout.result != "total":
        return parts_sheet(layout)
    return profile(layout) if layout.alone else _ranking(layout)


def _ranking(layout: Layout) -> tuple[Sheet, Names]:
    """Of several plans: a row each; then the means of the columns of scores, and a chart."""
    held, pillars, parts = demanded(layout), pillars_of(layout), parts_of(layout)
    refs = {f"{NODE_OF}{ref}": ref for ref in (*pillars, *parts)}  # no column is called so
    names = standing_columns(layout, ("rank", "rank-reported"))
    cut = names.index("coverage")
    at, order = letters_of(names, len(refs)), [*names[:cut], *refs, *names[cut:]]
    body = []
    for n, case in enumerate(layout.cases):
        cells = standing_cells(layout, case, at, HEAD + 1 + n, held)
        cells |= {k: Place(layout.shown_score(ref, case), "score") for k, ref in refs.items()}
        body.append(tuple(cells[name] for name in order))
    last, first, width = HEAD + len(body), cut + 1, {**WIDTHS, **_widths(layout)}
    sheet = Sheet(
        "summary",
        (*body, _mean_row(layout, order, refs, last)),
        tuple(NODE if n in refs else width.get(n, 12.0) for n in order),
        hidden=hidden_columns(layout, order, held),
        unprinted=len(CHANGED),
        charts=(_ranked_bars(layout, order, last + 1),),
    )
    columns = [
        Column(layout.title(refs[name]), True) if name in refs else heading(layout, name)
        for name in order
    ]
    frozen, about = names.index("region") + 1, layout.labels["about-ranking"]
    made = layout.page(sheet, columns, frozen=frozen, filtered=len(body), about=about)
    tab, own = layout.sheet["summary"], order.index("score") + 1
    totals = block(tab, (HEAD + 1, own), (last, own))
    if not refs:
        return made, named(totals, totals)
    mean, end = f"{column(first)}${last + 1}", cut + len(refs)
    rows = _over_scores(layout, made.rows, first, len(pillars), bool(parts))
    shades = (Shades((HEAD + 1, first), (last, end), mean),)
    began = first + (len(pillars) if parts else 0)
    scores = block(tab, (HEAD + 1, began), (last, end))
    return replace(made, rows=rows, shades=shades), named(totals, scores)


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


def _mean_row(layout: Layout, order: Sequence[str], refs: Mapping[str, str], last: int) -> Cells:
    """The plain mean of each column of scores, over the plans that have one."""
    evaluation = layout.evaluation
    out = []
    for n, name in enumerate(order, start=1):
        ref = refs.get(name, "overall")
        if name == "region":
            out.append(Place(layout.labels["mean"], "mean-label"))
        elif name == "score" or name in refs:
            scores = [evaluation.score_of[case, ref].value for case in layout.cases]
            known = [layout.units.shown(value) for value in scores if value is not None]
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
    title = labels[layout.own("chart-ranking")]
    if n < len(layout.cases):
        title += layout.aside(layout.context.label("chart-first", n=n))
    told = [f"{layout.region(case)} {score_shown(layout, case)}" for case in layout.cases[:n]]
    alt = layout.context.described(title, told)
    return Bars(title, names, ((labels["score"], scores),), n, below, alt)
