"""What the rubric asks of every plan beside its scores: gates, least scores of pillars, a least share
that is rated. In: a layout; out: rows of the sheet of working that say, case by case, what is not
met, and say it anew when something is changed.

A row adds its name to what the rows above it said, so that no formula grows with their number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evalkit.report import facts
from evalkit.report.numbers import round_half_up
from evalkit.scoring.grades import gate_state
from evalkit.scoring.leaves import ends_of
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.workbook.layout import Cells, Layout
from evalkit.workbook.model import Formula, Place, cell_name, text_in_formula

GROUPS = ("failed", "open", "thin")  # not passed; a gate that nobody rated; too little rated


@dataclass(frozen=True, slots=True)
class Demand:
    """Something that is asked. ``what``: gate | floor | coverage; ``least``: in [0, 1]; a gate of a
    criterion that is not scored has none: there, what raters agreed on stays. ``level``: the level
    that a gate asks for."""

    group: str
    what: str
    ref: str
    name: str
    least: float | None
    level: float = 0.0


@dataclass(frozen=True, slots=True)
class Demanded:
    """All demands, group by group; ``unmet``: case → places in ``all`` of those it does not meet
    before anything is changed."""

    all: tuple[Demand, ...]
    unmet: Mapping[str, frozenset[int]]


def parts_of(layout: Layout) -> list[str]:
    """The parts of the top pillars, of those that make the total; empty where these have none."""
    shown = {ref for case in layout.cases for ref in facts.parts_shown(layout.results, case)}
    return [ref for ref in layout.shown if ref in shown and "." in ref]


def pillars_of(layout: Layout) -> list[str]:
    """The top pillars that are scored."""
    pillars = layout.evaluation.rubric.pillars
    return [pillar.id for pillar in pillars if pillar.id in layout.column_of]


def demanded(layout: Layout) -> Demanded:
    """Everything that is asked, and what of it each case does not meet."""
    held = (*_gates(layout), *_shares(layout))
    held = tuple(sorted(held, key=lambda demand: GROUPS.index(demand.group)))
    return Demanded(held, {case: _unmet(layout, held, case) for case in layout.cases})


def gate_demands(layout: Layout, levels: Mapping[str, float]) -> Iterator[Demand]:
    """Of criteria of which levels are asked, by id: that each is at its level, and is rated."""
    rubric, say = layout.evaluation.rubric, layout.context.label
    for id, wanted in levels.items():
        ref = rubric.ref_of[id]
        name = layout.with_code(ref)
        low, high = ends_of(rubric, ref)
        least = (wanted - low) / (high - low) if ref in layout.column_of else None
        asked = say("asked-level", what=name, least=f"{wanted:g}")
        yield Demand("failed", "gate", ref, asked, least, wanted)
        yield Demand("open", "gate", ref, name, least, wanted)


def _gates(layout: Layout) -> Iterator[Demand]:
    rubric, say = layout.evaluation.rubric, layout.context.label
    yield from gate_demands(layout, rubric.must)
    for ref, floor in rubric.floors.items():
        if ref in layout.column_of:
            units = layout.units
            shown = round_half_up(units.shown(floor), units.decimals if units.of_scale else 0)
            asked = say("asked-score", what=layout.with_code(ref), least=shown)
            yield Demand("failed", "floor", ref, asked, float(floor))


def _shares(layout: Layout) -> Iterator[Demand]:
    total = ["overall", *pillars_of(layout), *parts_of(layout)]
    for ref in total if layout.result == "total" else layout.shown:
        if ref in layout.groups and (share := layout.groups[ref].least):
            yield Demand("thin", "coverage", ref, layout.with_code(ref), share)


def note_cell(layout: Layout, held: Demanded, case: str) -> str:
    """The cell that holds all there is to note of a case, on the sheet of working."""
    row = _first_row(layout) + len(held.all)
    return cell_name(layout.sheet["working"], row, layout.case_column[case])


def noted(layout: Layout, held: Demanded, case: str) -> str:
    """What there is to note of a case before anything is changed; empty where there is nothing."""
    out = ""
    for group in GROUPS:
        names = [held.all[n].name for n in sorted(held.unmet[case]) if held.all[n].group == group]
        if names:
            before, after = _around(layout, group)
            out += f"{before}{layout.context.grammar.semicolon.join(names)}{after}"
    return out


def demand_rows(layout: Layout) -> list[Cells]:
    """The rows of the sheet of working; the last has all there is to note."""
    held = demanded(layout)
    if not held.all:
        return []
    rows: list[Cells] = [(), (Place(layout.labels["block-demands"], "group"),)]
    first = _first_row(layout)
    blank = (Place(None),) * (layout.first_case - 3)  # weight, share, aggregation
    for n, demand in enumerate(held.all):
        name = Place(f"{layout.labels[f'demand-{demand.group}-s']} {demand.name}", "wrap")
        cells = (_told(layout, held, n, first + n, case) for case in layout.cases)
        rows.append((name, Place(demand.ref, "soft"), *blank, *cells))
    notes = (_note(layout, held, first, case) for case in layout.cases)
    rows.append((Place(layout.labels["to-note"], "wrap"), Place("note", "soft"), *blank, *notes))
    return rows


def _first_row(layout: Layout) -> int:
    end = layout.check_row + len(layout.checked)
    if layout.sampled:
        end += 2 + len(layout.sampled)
    return end + layout.prepared_rows + 3


def _told(layout: Layout, held: Demanded, n: int, row: int, case: str) -> Place:
    """The names of what a case does not meet, of the group's demands up to the ``n``-th."""
    own, name = held.all[n], text_in_formula(held.all[n].name)
    sign = layout.context.grammar.semicolon
    unmet = (held.all[k] for k in sorted(held.unmet[case]) if k <= n)
    upto = [demand.name for demand in unmet if demand.group == own.group]
    begins = n == 0 or held.all[n - 1].group != own.group
    before = cell_name(layout.sheet["working"], row - 1, layout.case_column[case])
    if begins:
        text = f'IF({fails(layout, own, case)},{name},"")'
    else:
        added = f'{before}&IF({before}="","",{text_in_formula(sign)})&{name}'
        text = f"IF({fails(layout, own, case)},{added},{before})"
    return Place(Formula(text, sign.join(upto)), "soft")


def _note(layout: Layout, held: Demanded, first: int, case: str) -> Place:
    parts = []
    for group in GROUPS:
        last = max((n for n, d in enumerate(held.all) if d.group == group), default=None)
        if last is not None:
            said = cell_name(layout.sheet["working"], first + last, layout.case_column[case])
            before, after = map(text_in_formula, _around(layout, group))
            parts.append(f'IF({said}="","",{before}&{said}&{after})')
    return Place(Formula("&".join(parts), noted(layout, held, case)), "soft")


def _around(layout: Layout, group: str) -> tuple[str, str]:
    """What stands before and after the names of a group."""
    before, after = layout.labels[f"demand-{group}"].split("{what}")
    return before, f"{after}{layout.context.grammar.gap}"


def fails(layout: Layout, demand: Demand, case: str) -> str:
    """Whether a case does not meet a demand: a formula."""
    if demand.least is None:
        return "FALSE" if _met(layout, demand, case) else "TRUE"
    own = layout.working_cell("value", demand.ref, case)
    least = f"{demand.least:.12g}-1E-9"
    if demand.group == "open":
        return f'{own}=""'
    if demand.what == "gate":
        return f"IF(ISNUMBER({own}),{own}<{least},FALSE)"
    rated_block = "counted" if layout.tree.by_count else "coverage"
    covered = layout.working_cell(rated_block, demand.ref, case)
    if demand.what == "coverage":
        return f"IF(ISNUMBER({covered}),{covered}<{least},FALSE)"
    share = layout.groups[demand.ref].least
    rated = f"IF(ISNUMBER({own}),{covered}>={share:g}-1E-9,FALSE)"
    return f"IF({rated},{own}<{least},FALSE)"


def _unmet(layout: Layout, held: tuple[Demand, ...], case: str) -> frozenset[int]:
    """Places of the demands that a case does not meet before anything is changed."""
    return frozenset(n for n, demand in enumerate(held) if not _met(layout, demand, case))


def _met(layout: Layout, demand: Demand, case: str) -> bool:
    """Whether a case meets a demand before anything is changed."""
    if demand.what == "gate":
        agreed = layout.evaluation.ratings.agreed.get((case, demand.ref))
        return gate_state(agreed, demand.level) != demand.group
    score = layout.evaluation.score_of[case, demand.ref]
    if demand.what == "coverage":
        return score.state != "not-scored"
    return score.value is None or score.value >= (demand.least or 0.0) - TOLERANCE
