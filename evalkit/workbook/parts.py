"""The summary where nothing is added up: which plans meet the standard and what is in the way, or the
parts of each plan side by side; of one plan, its parts below each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from evalkit.model.rubric import Criterion, Pillar
from evalkit.report.facts import headed
from evalkit.report.model import Column
from evalkit.report.numbers import round_half_up
from evalkit.report.sections.parts import parts_of
from evalkit.scoring.leaves import ends_of
from evalkit.workbook.conditions import (
    OUTCOMES,
    flags_of,
    named_cell,
    open_said,
    outcome_cell,
    rated_cell,
)
from evalkit.workbook.demands import Demanded, demanded
from evalkit.workbook.layout import HEAD, Cells, Layout
from evalkit.workbook.model import Formula, Place, Sheet, text_in_formula
from evalkit.workbook.standing import Names, grade_formula, grade_said, note

WIDTHS = {"region": 24.0, "standard": 14.0, "not-met": 44.0, "open": 30.0, "grade": 24.0}
WIDTHS |= {"n-rated": 9.0, "to-note": 44.0}
GROUP = (Place(None, "group"), Place(None, "group"))  # of a heading, beside its title
PART, LEVEL, CALLED = 16.0, 12.0, 28.0  # width of a column of a part; where parts are rows


@dataclass(frozen=True, slots=True)
class Told:
    """A column: its heading, what it says of a case, its width."""

    head: Column
    cell: Callable[[str], Place]
    width: float


def parts_sheet(layout: Layout) -> tuple[Sheet, Names]:
    """The sheet; a reader's own formulas have no names to use."""
    held = demanded(layout)
    if layout.alone and layout.result == "profile":
        return _profile(layout, held), ()
    columns = _columns(layout, held, layout.result == "profile")
    rows = [tuple(told.cell(case) for told in columns) for case in layout.cases]
    last = HEAD + len(rows)
    flags = (
        flags_of(layout, "outcome", OUTCOMES, ((2,), HEAD + 1, last))
        if layout.result == "verdict"
        else ()
    )
    sheet = Sheet("summary", tuple(rows), tuple(told.width for told in columns), flags=tuple(flags))
    heads = [told.head for told in columns]
    return layout.page(sheet, heads, frozen=1, filtered=not layout.alone), ()


def _columns(layout: Layout, held: Demanded | None, beside: bool) -> list[Told]:
    """What is said of each case; ``beside``: the parts of a profile, a column each; ``held``: what
    is to note, where that is a column."""
    rubric = layout.evaluation.rubric
    cells: dict[str, Callable[[str], Place]] = {
        "region": lambda case: Place(layout.region(case), "wrap")
    }
    if layout.result == "verdict":
        cells |= {
            "standard": lambda case: outcome_cell(layout, case),
            "not-met": lambda case: named_cell(layout, "fails", case),
            "open": lambda case: named_cell(layout, "missing", case),
        }
    out = _headed(layout, cells)
    if beside:
        out += [_part_column(layout, ref) for ref in parts_of(layout.context)]
    behind: dict[str, Callable[[str], Place]] = {"n-rated": lambda case: rated_cell(layout, case)}
    if rubric.grades:
        behind["grade"] = lambda case: _grade(layout, case)
    if held is not None and held.all:
        behind["to-note"] = lambda case: Place(note(layout, held, case), "wrap")
    return out + _headed(layout, behind)


def _headed(layout: Layout, cells: Mapping[str, Callable[[str], Place]]) -> list[Told]:
    made = []
    for name, cell in cells.items():
        (head,) = layout.heads(f"#{name}" if name == "n-rated" else name)
        made.append(Told(head, cell, WIDTHS[name]))
    return made


def _part_column(layout: Layout, ref: str) -> Told:
    head = Column(layout.with_code(ref), True)
    return Told(head, lambda case: part_cell(layout, ref, case), PART)


def _grade(layout: Layout, case: str) -> Place:
    """The grade that stands whatever a case comes to; a dash where none does."""
    return Place(Formula(grade_formula(layout, case), grade_said(layout, case)), "wrap")


def _profile(layout: Layout, held: Demanded) -> Sheet:
    """Of one plan: what is to note, then its parts under their headings."""
    (case,), context = layout.cases, layout.context
    columns = _columns(layout, None, False)
    rows: list[Cells] = [tuple(told.cell(case) for told in columns)]
    if held.all:
        rows.append((Place(note(layout, held, case), "note", across=3),))
    scored = layout.weighed or bool(layout.measured)
    heads = layout.heads("part", "#level-or-score" if scored else "#level", "name")
    rows += [(), tuple(Place(c.title, "head-number" if c.numeric else "head") for c in heads)]
    headings, free = headed(context.results), {*parts_of(context)}
    for ref, _, node in layout.evaluation.rubric.walk():
        depth = ref.count(".")
        if ref in free:
            called = _called(layout, ref, case)
            rows.append(
                (Place(layout.with_code(ref), "wrap", depth), part_cell(layout, ref, case), called)
            )
        elif isinstance(node, Pillar) and ref in headings and ref not in layout.column_of:
            rows.append((Place(layout.with_code(ref), "group", depth), *GROUP))
    widths = (48.0, LEVEL, CALLED, 24.0)[: max(3, len(columns))]
    made = layout.page(Sheet("summary", tuple(rows), widths), [t.head for t in columns])
    return replace(made, freeze=(0, 0))


def part_cell(layout: Layout, ref: str, case: str) -> Place:
    """A part of a profile: the score of a pillar or of what is measured; else the level."""
    node = layout.node(ref)
    if not isinstance(node, Criterion) or node.measure is not None:
        return Place(layout.shown_score(ref, case), "score")
    now = layout.evaluation.ratings.agreed[case, ref].level
    outside = not layout.applies(ref, case)
    missing = open_said(layout, ref, case)
    said: float | str = layout.labels["is-not-applicable"] if outside else missing
    return Place(
        Formula(
            _level(layout, ref, case),
            said if now is None or outside else float(round_half_up(now, 2)),
        ),
        "exact",
    )


def _level(layout: Layout, ref: str, case: str) -> str:
    """The level that a value in [0, 1] stands for, or why there is none: a formula."""
    own, na = layout.working_cell("value", ref, case), text_in_formula(layout.na)
    low, high = ends_of(layout.evaluation.rubric, ref)
    level = f"ROUND({low:.12g}+{own}*{high - low:.12g},2)"
    outside = text_in_formula(layout.labels["is-not-applicable"])
    missing = text_in_formula(open_said(layout, ref, case))
    return f'IF({own}={na},{outside},IF({own}="",{missing},{level}))'


def _called(layout: Layout, ref: str, case: str) -> Place:
    """What a level of the rubric's scale is called; nothing between two levels."""
    node = layout.node(ref)
    if not isinstance(node, Criterion) or node.measure is not None or node.scale == "own":
        return Place(None)
    rubric, own = layout.evaluation.rubric, layout.working_cell("value", ref, case)
    low, high = ends_of(rubric, ref)
    text, now = '""', ""
    level = layout.evaluation.ratings.agreed[case, ref].level
    for anchor in rubric.scale:
        at = (anchor.level - low) / (high - low)
        text = f"IF(ABS({own}-{at:.12g})<1E-9,{text_in_formula(layout.say(anchor.label))},{text})"
        now = layout.say(anchor.label) if level == anchor.level else now
    return Place(Formula(f'IF(ISNUMBER({own}),{text},"")', now), "wrap")
