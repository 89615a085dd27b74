"""How a plan stands, as a row of the summary says it: score, range, place, grade and what is to note.

Scores, places, grades and what is to note are formulas; ranges are those of the report. A row names
its own cells by their place in it, and the sheet of working by fixed places: rows may be sorted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evalkit.report import facts
from evalkit.report.model import Column
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.workbook.demands import Demanded, fails, gate_demands, note_cell, noted
from evalkit.workbook.layout import HEAD, Layout
from evalkit.workbook.model import Formula, Place, Value, column, text_in_formula

Names = tuple[tuple[str, str], ...]
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


def standing_columns(layout: Layout, ranks: Sequence[str]) -> list[str]:
    """Columns that say how a plan stands, those of its parts apart."""
    several = len(facts.ranked(layout.results)) > 1
    shown = [name for name in ranks if name != "rank-reported" or several]
    spread = ("rank-spread",) if several else ()
    read = ("region", "score", "score-range", *spread, "grade", "to-note")
    return [*shown, *read, *GAPS, *CHANGED]


def letters_of(names: Sequence[str], between: int) -> dict[str, str]:
    """The column of each; ``between``: columns of scores that stand before those on gaps."""
    cut = names.index("coverage")
    return {name: column(n + 1 + (between if n >= cut else 0)) for n, name in enumerate(names)}


def heading(layout: Layout, name: str) -> Column:
    """The heading of a column that says how a plan stands."""
    (made,) = layout.heads(f"#{name}" if name in NUMBERS else name)
    return made


def hidden_columns(layout: Layout, order: Sequence[str], held: Demanded) -> tuple[int, ...]:
    """Columns that say nothing of any plan, and would when something is changed."""
    scores = layout.evaluation.score_of
    full = all((scores[c, "overall"].coverage or 0.0) > 1 - TOLERANCE for c in layout.cases)
    quiet = not layout.evaluation.rubric.must and not any(held.unmet.values())
    names = (*(GAPS if full else ()), *(("to-note",) if quiet else ()))
    return tuple(n for n, name in enumerate(order, start=1) if name in names)


def standing_cells(
    layout: Layout, case: str, at: Mapping[str, str], row: int, held: Demanded
) -> dict[str, Place]:
    """What a row says of how a plan stands; ``at``: the column of each."""
    own = f"{at['score']}{row}"
    one = layout.evaluation.score_of[case, "overall"]
    low, high = (
        Formula(
            layout.in_units(layout.working_cell(block, "overall", case)),
            layout.units.shown(getattr(one, block) or 0.0),
        )
        for block in ("low", "high")
    )
    reported: Value = None if one.value is None else layout.units.shown(one.value)
    then = f"{at['score-reported']}{row}"
    moved = Formula(
        f'IF(AND(ISNUMBER({own}),ISNUMBER({then})),{own}-{then},"")',
        0.0 if reported is not None else "",
    )
    covered = Formula(layout.working_cell("coverage", "overall", case), one.coverage or 0.0)
    told = grade_said(layout, case)
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
        "grade": Place(Formula(grade_formula(layout, case, own), told), "wrap"),
        "to-note": Place(note(layout, held, case), "wrap"),
        "coverage": Place(covered, "percent"),
        "low-now": Place(low, "score"),
        "high-now": Place(high, "score"),
    }


def _spans(layout: Layout, case: str) -> tuple[str, str]:
    """The range of the reported score, and of the reported place; a dash where there is none."""
    found = layout.results.outlook(case)
    if found is None:
        return "—", "—"
    low, high = (layout.told(v) for v in (found.low, found.high))
    first, last = found.rank_low, found.rank_high
    return f"{low}–{high}", f"{first}–{last}" if first < last else str(first)


def note(layout: Layout, held: Demanded, case: str) -> Value:
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


def grade_said(layout: Layout, case: str) -> str:
    """The grade of a case; that it is open where it hangs on what nobody rated; a dash where it has
    none."""
    own = layout.evaluation.graded[case]
    if own.grade is None:
        return layout.labels["grade-waits"] if own.open else "—"
    return layout.say(own.grade.label)


def grade_formula(layout: Layout, case: str, own: str = "") -> str:
    """The grade of a case whose score is in a cell: what stands before the bands comes first, and
    alone where there is no score."""
    rubric, dash = layout.evaluation.rubric, text_in_formula("—")
    text = dash
    for band in reversed(rubric.bands if own else ()):
        label = text_in_formula(layout.say(band.label))
        text = f"IF({own}>={layout.units.shown(band.from_):.12g}-1E-7,{label},{text})"
    text = f"IF(ISNUMBER({own}),{text},{dash})" if own else text
    for grade in reversed(rubric.overriding):
        asked = tuple(gate_demands(layout, grade.unless))
        failed, unknown = (
            f"OR({','.join(fails(layout, own, case) for own in asked if own.group == group)})"
            for group in ("failed", "open")
        )
        label = text_in_formula(layout.say(grade.label))
        waits = text_in_formula(layout.labels["grade-waits"])
        text = f"IF({failed},{label},IF({unknown},{waits},{text}))"
    return text


def named(totals: str, scores: str) -> Names:
    """Names that a reader's own formulas may use: the same in every office."""
    return (("Totals", totals), ("Components", scores))


def score_shown(layout: Layout, case: str, ref: str = "overall") -> str:
    """A score as text in the office's decimals; a dash where there is none."""
    value = layout.evaluation.score_of[case, ref].value
    return "—" if value is None else layout.told(value)
