"""The sheet of ratings, whose levels and highest levels may be changed, and the formulas by which
the rest looks into it.

What is entered counts, or is said not to: text in place of a number, a level that the scale lacks,
a level above what checks and evidence carry.
"""

from __future__ import annotations

from collections.abc import Sequence

from evalkit.model.place import shown_path
from evalkit.model.rubric import Criterion
from evalkit.scoring.consensus import Consensus, RatingRow, ceiling
from evalkit.workbook.layout import ANY_NUMBER, HEAD, NOT_APPLICABLE, Cells, Layout, without_empty
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
    "rater": 9,
    "level": 9,
    "ceiling": 10,
    "counted": 10,
    "look-at": 24,
    "decides": 9,
    "checks": 12,
    "confidence": 12,
    "reason": 72,
    "file-line": 30,
}
QUIET = 14.0  # width of a column of notes where there is none yet
NUMBERS = {"level", "ceiling", "counted", "checks"}


def rating_sheet(layout: Layout) -> Sheet:
    """A row a rating; rows may be sorted, for everything finds them by their key."""
    body = [
        _rating_cells(layout, *rated, at) for at, rated in enumerate(layout.ratings, start=HEAD + 1)
    ]
    names = list(layout.rating_column)
    titles = layout.heads(*(f"#{name}" if name in NUMBERS else name for name in names))
    fixed = layout.rating_column["look-at"]
    width = {**WIDTHS, "look-at": WIDTHS["look-at"] if _noted(layout, body) else QUIET}
    columns, rows, widths = without_empty(
        titles, body, [layout.width(width, name) for name in names], fixed
    )
    choices, flags = _guards(layout) if rows else ((), ())
    sheet = Sheet(
        "ratings",
        tuple(rows),
        tuple(widths),
        choices=choices,
        flags=flags,
        hidden=(layout.rating_column["key"],),
        unprinted=1,
    )
    frozen = layout.frozen(layout.rating_column)
    return layout.page(sheet, columns, frozen=frozen, filtered=bool(rows))


def _noted(layout: Layout, body: Sequence[Cells]) -> bool:
    """Whether there is something to say of a row as it stands."""
    notes = (row[layout.rating_column["look-at"] - 1].value for row in body)
    return any(note.value if isinstance(note, Formula) else note for note in notes)


def _guards(layout: Layout) -> tuple[tuple[Choice, ...], tuple[Flag, ...]]:
    """What may be entered, and what stands out where something else was."""
    first, last = HEAD + 1, HEAD + len(layout.ratings)
    level, cap, note = (layout.rating_column[name] for name in ("level", "ceiling", "look-at"))
    levels, say = layout.evaluation.rubric.ratable, layout.labels
    scale = tuple(map(float, levels))
    words = sorted(NOT_APPLICABLE, key=lambda word: word != layout.na)
    asked = say["choose-ceiling"].format(low=f"{levels[0]:g}", high=f"{levels[-1]:g}")
    choices = (
        Choice(level, first, last, (*scale, *words), say["choose-level"], hint=say["hint-level"]),
        Choice(cap, first, last, scale, asked, hint=say["hint-ceiling"]),
    )
    own, most = f"{column(level)}{first}", f"{column(cap)}{first}"
    above = f"{column(note)}{first}={text_in_formula(say['note-above'])}"
    return choices, (
        Flag(level, first, last, f"OR({_bad_level(layout, own)},{above})"),
        Flag(cap, first, last, _bad_ceiling(layout, most)),
    )


def _rating_cells(
    layout: Layout, case: str, ref: str, criterion: Criterion, row: RatingRow | None, at: int
) -> Cells:
    file = layout.evaluation.file_of[case]
    rating = row.rating if row else None
    facets = file.case.facet_values()
    limit = float(layout.evaluation.rubric.levels[-1])
    if rating is not None and not rating.adjudicates:
        limit = ceiling(criterion, rating, layout.evaluation.rubric, facets)[0]
    level: Value = (
        None if row is None else layout.na if row.state == "not-applicable" else row.level
    )
    decides = row is not None and row.n == layout.deciding.get((case, ref))
    total = len(criterion.checks_for(facets))
    met = (
        f"{len(set(rating.checks))}/{total}"
        if rating is not None and rating.level is not None and total
        else ""
    )
    span = file.span(f"ratings/{criterion.id}/{row.n}" if row else "ratings")
    idle = _idle(layout, case, ref, row)
    look = "level" if idle else "input"
    held = {
        "region": Place(layout.region(case)),
        "key": Place(f"{case}/{criterion.id}", "soft"),
        "criterion": Place(layout.with_code(ref), "wrap"),
        "rater": Place(row.rater if row else ""),
        "level": Place(level, look),
        "ceiling": Place(limit, look),
        "counted": Place(_counted(layout, row, at), "level"),
        "look-at": Place(idle or _rating_note(layout, ref, row, limit, at), "wrap"),
        "decides": Place(
            layout.ours["yes" if decides else "no"] if row is not None and row.adjudicates else ""
        ),
        "checks": Place(met, "level"),
        "confidence": Place(
            layout.labels[f"{rating.confidence}-c"]
            if rating is not None and rating.confidence
            else ""
        ),
        "reason": Place(layout.say(rating.because) if rating is not None else "", "wrap"),
        "file-line": Place(shown_path(span.in_line), "soft"),
    }
    return tuple(held[name] for name in layout.rating_column)


def _idle(layout: Layout, case: str, ref: str, row: RatingRow | None) -> str:
    """Why a row moves no score whatever is entered; empty where it does."""
    if layout.evaluation.ratings.agreed[case, ref].rule == "facets":
        return layout.labels["idle-facets"]
    if ref not in layout.column_of:
        return layout.labels[layout.own("idle-unscored")]
    decided = layout.deciding.get((case, ref))
    return (
        layout.labels["idle-adjudicated"]
        if decided is not None and (row is None or row.n != decided)
        else ""
    )


def _counted(layout: Layout, row: RatingRow | None, at: int) -> Formula:
    """The level that counts: within the scale, not above what checks and evidence carry."""
    own, most = (f"{column(layout.rating_column[name])}{at}" for name in ("level", "ceiling"))
    low, high = layout.evaluation.rubric.levels[0], layout.evaluation.rubric.levels[-1]
    text = f'IF(ISNUMBER({own}),MAX({low:g},MIN({own},{most},{high:g})),IF({_outside(own)},{text_in_formula(layout.na)},""))'
    if row is None:
        return Formula(text, "")
    return Formula(
        text,
        layout.na if row.state == "not-applicable" else "" if row.counted is None else row.counted,
    )


def _rating_note(layout: Layout, ref: str, row: RatingRow | None, limit: float, at: int) -> Formula:
    """What there is to say of what was entered; empty where it counts as it stands."""
    at_column = {name: f"{column(n)}{at}" for name, n in layout.rating_column.items()}
    level, most, counted = at_column["level"], at_column["ceiling"], at_column["counted"]
    na = text_in_formula(layout.na)
    keys, others = layout.rating_area("key", own=True), layout.rating_area("counted", own=True)
    raters = f'{layout.rating_area("decides", own=True)},"",' if "decides" in at_column else ""
    single = f"IF({counted}={na},COUNTIFS({keys},{at_column['key']},{raters}{others},{ANY_NUMBER})>0,FALSE)"
    overruled = () if row is not None and row.adjudicates else (("note-outside", single),)
    cases = (
        ("note-level", _bad_level(layout, level)),
        ("note-ceiling", _bad_ceiling(layout, most)),
        ("note-above", _above(level, most)),
        *overruled,
    )
    text = '""'
    for label, holds in reversed(cases):
        text = f"IF({holds},{text_in_formula(layout.labels[label])},{text})"
    now = ""
    if row is not None and row.level is not None and row.level > limit:
        now = layout.labels["note-above"]
    elif row is not None and row.state == "not-applicable" and not row.adjudicates:
        given = layout.given[row.case, ref]
        now = (
            layout.labels["note-outside"]
            if any(r.counted is not None for r in given if not r.adjudicates)
            else ""
        )
    return Formula(text, now)


def _on_scale(layout: Layout, own: str) -> str:
    """Whether a number is a level of the rubric."""
    levels = layout.evaluation.rubric.ratable
    if levels[-1] - levels[0] == len(levels) - 1:
        return f"AND({own}>={levels[0]},{own}<={levels[-1]},{own}=INT({own}))"
    return f"OR({','.join(f'{own}={level:g}' for level in levels)})"


def _outside(own: str) -> str:
    """Whether a cell says that the criterion does not apply, in either language."""
    return f"OR({','.join(f'TRIM({own})={text_in_formula(word)}' for word in NOT_APPLICABLE)})"


def _bad_level(layout: Layout, own: str) -> str:
    return f"IF(LEN({own})=0,FALSE,IF(ISNUMBER({own}),NOT({_on_scale(layout, own)}),NOT({_outside(own)})))"


def _bad_ceiling(layout: Layout, own: str) -> str:
    low, high = layout.evaluation.rubric.levels[0], layout.evaluation.rubric.levels[-1]
    return f"IF(ISNUMBER({own}),OR({own}<{low:g},{own}>{high:g}),TRUE)"


def _above(own: str, most: str) -> str:
    return f"AND(ISNUMBER({own}),ISNUMBER({most}),{own}>{most})"


def agreed(layout: Layout, case: str, criterion: Criterion, outcome: Consensus) -> Formula:
    """The agreed level on the scale from 0 to 1, from the rows of the ratings sheet that have its
    key."""
    key, na = text_in_formula(f"{case}/{criterion.id}"), text_in_formula(layout.na)
    keys, counted = layout.rating_area("key"), layout.rating_area("counted")
    decided = (case, outcome.ref) in layout.deciding
    which, whose = f"{keys},{key}", ""
    if "decides" in layout.rating_column:
        decides = layout.rating_area("decides")
        wanted = text_in_formula(layout.ours["yes"]) if decided else '""'
        which, whose = f"{which},{decides},{wanted}", f'*({decides}="")'
    rule = "mean" if decided else layout.evaluation.rubric.method.consensus
    low, high = layout.evaluation.rubric.levels[0], layout.evaluation.rubric.levels[-1]
    least, most = f"_xlfn.MINIFS({counted},{which})", f"_xlfn.MAXIFS({counted},{which})"
    by_rule = {
        "mean": f"AVERAGEIFS({counted},{which})",
        "lowest": least,
        "adjudicated": least,
        "median": f"MEDIAN(IF(({keys}={key}){whose}*ISNUMBER({counted}),{counted}))",
    }[rule]
    scaled = f"({by_rule}-{low:g})/{high - low:g}"
    if rule == "adjudicated":
        scaled = f'IF({least}={most},({least}-{low:g})/{high - low:g},"")'
    text = f'IF(COUNTIFS({which},{counted},{ANY_NUMBER})=0,IF(COUNTIFS({which},{counted},{na})>0,{na},""),{scaled})'
    value = layout.came_to("value", outcome.ref, case)
    return Formula(text, layout.at_present(outcome.ref, case, value), rule == "median")


def ratings_to_look_at(layout: Layout) -> str:
    """How many levels and highest levels are none of the rubric's: a formula."""
    if not layout.ratings:
        return "0"
    level, cap = layout.rating_area("level"), layout.rating_area("ceiling")
    levels = layout.evaluation.rubric.ratable
    scale = "{" + ",".join(f"{level:g}" for level in levels) + "}"
    words = "{" + ",".join(map(text_in_formula, NOT_APPLICABLE)) + "}"
    bad_levels = (
        f"ROWS({level})-COUNTBLANK({level})-SUMPRODUCT(--ISNUMBER(MATCH({level},{scale},0)))"
        f"-SUMPRODUCT(--ISNUMBER(MATCH(TRIM({level}),{words},0)))"
    )
    return f'{bad_levels}+ROWS({cap})-COUNTIFS({cap},">={levels[0]:g}",{cap},"<={levels[-1]:g}")'
