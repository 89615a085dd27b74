"""The sheet of ratings, whose levels and highest levels may be changed, and the formulas by which
the rest looks into it.

What is entered counts, or is said not to: text in place of a number, a level that the scale lacks,
a level above what checks and evidence carry.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from evalkit.model.place import shown_path
from evalkit.model.rubric import Criterion
from evalkit.model.scale import Scale
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
    say = layout.labels

    def noted(label: str) -> str:
        return f"{column(note)}{first}={text_in_formula(say[label])}"

    own, most = f"{column(level)}{first}", f"{column(cap)}{first}"
    scale = layout.only_scale
    if scale is None:  # rows may be sorted: what stands out is told from the note, which goes along
        choices = [
            choice
            for start, end, held in _runs(layout)
            for choice in _choices(layout, held, start, end)
        ]
        return tuple(choices), (
            Flag(level, first, last, f"OR({noted('note-level-own')},{noted('note-above')})"),
            Flag(cap, first, last, noted("note-ceiling")),
        )
    return _choices(layout, scale, first, last), (
        Flag(level, first, last, f"OR({_bad_level(scale, own)},{noted('note-above')})"),
        Flag(cap, first, last, _bad_ceiling(scale, most)),
    )


def _scale(layout: Layout, criterion: Criterion) -> Scale:
    return layout.evaluation.rubric.scales[criterion.id]


def _runs(layout: Layout) -> list[tuple[int, int, Scale]]:
    """(first row, last row, scale) of rows below one another that share a scale."""
    out, at = [], HEAD + 1
    for scale, rows in groupby(layout.ratings, key=lambda row: _scale(layout, row[2])):
        n = len(list(rows))
        out.append((at, at + n - 1, scale))
        at += n
    return out


def _choices(layout: Layout, scale: Scale, first: int, last: int) -> tuple[Choice, ...]:
    """What may be chosen in some rows: where criteria have scales of their own, a row that was
    sorted to another place may still be given its own levels."""
    level, cap, say = layout.rating_column["level"], layout.rating_column["ceiling"], layout.labels
    levels, strict = tuple(map(float, scale.ratable)), layout.only_scale is not None
    words = sorted(NOT_APPLICABLE, key=lambda word: word != layout.na)
    asked = say["choose-ceiling"].format(low=f"{scale.low:g}", high=f"{scale.high:g}")
    to_level, to_cap = say["choose-level"], say["hint-ceiling"]
    every: tuple[str | float, ...] = (*levels, *words)
    return (
        Choice(level, first, last, every, to_level, hint=say["hint-level"], strict=strict),
        Choice(cap, first, last, levels, asked, hint=to_cap, strict=strict),
    )


def _rating_cells(
    layout: Layout, case: str, ref: str, criterion: Criterion, row: RatingRow | None, at: int
) -> Cells:
    file = layout.evaluation.file_of[case]
    rating = row.rating if row else None
    facets = file.case.facet_values()
    scale = _scale(layout, criterion)
    limit = float(scale.high)
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
        "counted": Place(_counted(layout, scale, row, at), "level"),
        "look-at": Place(idle or _rating_note(layout, scale, row, limit, at), "wrap"),
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


def _counted(layout: Layout, scale: Scale, row: RatingRow | None, at: int) -> Formula:
    """The level that counts: within the scale, not above what checks and evidence carry."""
    own, most = (f"{column(layout.rating_column[name])}{at}" for name in ("level", "ceiling"))
    low, high = scale.low, scale.high
    text = f'IF(ISNUMBER({own}),MAX({low:g},MIN({own},{most},{high:g})),IF({_outside(own)},{text_in_formula(layout.na)},""))'
    if row is None:
        return Formula(text, "")
    return Formula(
        text,
        layout.na if row.state == "not-applicable" else "" if row.counted is None else row.counted,
    )


def _rating_note(
    layout: Layout, scale: Scale, row: RatingRow | None, limit: float, at: int
) -> Formula:
    """What there is to say of what was entered; empty where it counts as it stands."""
    at_column = {name: f"{column(n)}{at}" for name, n in layout.rating_column.items()}
    level, most, counted = at_column["level"], at_column["ceiling"], at_column["counted"]
    na = text_in_formula(layout.na)
    keys, others = layout.rating_area("key", own=True), layout.rating_area("counted", own=True)
    raters = f'{layout.rating_area("decides", own=True)},"",' if "decides" in at_column else ""
    single = f"IF({counted}={na},COUNTIFS({keys},{at_column['key']},{raters}{others},{ANY_NUMBER})>0,FALSE)"
    overruled = () if row is not None and row.adjudicates else (("note-outside", single),)
    cases = (
        ("note-level" if layout.only_scale else "note-level-own", _bad_level(scale, level)),
        ("note-ceiling", _bad_ceiling(scale, most)),
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
        given = layout.given[row.case, row.ref]
        now = (
            layout.labels["note-outside"]
            if any(r.counted is not None for r in given if not r.adjudicates)
            else ""
        )
    return Formula(text, now)


def _on_scale(scale: Scale, own: str) -> str:
    """Whether a number is a level of a scale."""
    levels = scale.ratable
    if all(level == int(levels[0]) + n for n, level in enumerate(levels)):
        return f"AND({own}>={levels[0]:g},{own}<={levels[-1]:g},{own}=INT({own}))"
    return f"OR({','.join(f'{own}={level:g}' for level in levels)})"


def _outside(own: str) -> str:
    """Whether a cell says that the criterion does not apply, in either language."""
    return f"OR({','.join(f'TRIM({own})={text_in_formula(word)}' for word in NOT_APPLICABLE)})"


def _bad_level(scale: Scale, own: str) -> str:
    return f"IF(LEN({own})=0,FALSE,IF(ISNUMBER({own}),NOT({_on_scale(scale, own)}),NOT({_outside(own)})))"


def _bad_ceiling(scale: Scale, own: str) -> str:
    return f"IF(ISNUMBER({own}),OR({own}<{scale.low:g},{own}>{scale.high:g}),TRUE)"


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
    scale = _scale(layout, criterion)
    low, width = text_after_minus(scale.low), scale.high - scale.low
    least, most = f"_xlfn.MINIFS({counted},{which})", f"_xlfn.MAXIFS({counted},{which})"
    by_rule = {
        "mean": f"AVERAGEIFS({counted},{which})",
        "lowest": least,
        "adjudicated": least,
        "median": f"MEDIAN(IF(({keys}={key}){whose}*ISNUMBER({counted}),{counted}))",
    }[rule]
    scaled = f"({by_rule}-{low})/{width:.15g}"
    if rule == "adjudicated":
        scaled = f'IF({least}={most},({least}-{low})/{width:.15g},"")'
    text = f'IF(COUNTIFS({which},{counted},{ANY_NUMBER})=0,IF(COUNTIFS({which},{counted},{na})>0,{na},""),{scaled})'
    value = layout.came_to("value", outcome.ref, case)
    return Formula(text, layout.at_present(outcome.ref, case, value), rule == "median")


def text_after_minus(level: float) -> str:
    """A number as it stands behind a minus in a formula."""
    return f"{level:g}" if level >= 0 else f"({level:g})"


def ratings_to_look_at(layout: Layout) -> str:
    """How many levels and highest levels are none of the rubric's: a formula."""
    if not layout.ratings:
        return "0"
    level, cap = layout.rating_area("level"), layout.rating_area("ceiling")
    only = layout.only_scale
    if only is None:
        notes = layout.rating_area("look-at")
        wrong = ("note-level-own", "note-ceiling")
        counts = (f"COUNTIF({notes},{text_in_formula(layout.labels[name])})" for name in wrong)
        return "+".join(counts)
    levels = only.ratable
    scale = "{" + ",".join(f"{level:g}" for level in levels) + "}"
    words = "{" + ",".join(map(text_in_formula, NOT_APPLICABLE)) + "}"
    bad_levels = (
        f"ROWS({level})-COUNTBLANK({level})-SUMPRODUCT(--ISNUMBER(MATCH({level},{scale},0)))"
        f"-SUMPRODUCT(--ISNUMBER(MATCH(TRIM({level}),{words},0)))"
    )
    return f'{bad_levels}+ROWS({cap})-COUNTIFS({cap},">={levels[0]:g}",{cap},"<={levels[-1]:g}")'
