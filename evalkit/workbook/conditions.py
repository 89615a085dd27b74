"""The sheet of what must be met, under a standard with a verdict: criterion by criterion whether each
plan meets it; and the formulas on the sheet of working by which verdicts follow from ratings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evalkit.model.rubric import AtLeast, Criterion, Pillar
from evalkit.report.facts import headed
from evalkit.report.model import Column
from evalkit.report.sections.parts import state_of
from evalkit.scoring.leaves import ends_of, number
from evalkit.scoring.verdicts import Verdict, wanted_of
from evalkit.workbook.layout import COUNTED, HEAD, Cells, Layout
from evalkit.workbook.model import Flag, Formula, Place, Sheet, column, text_in_formula

STATES = {"met": "done", "not-met": "wrong", "open": "idle", "unknown": "idle"}
STATES |= {"not-applicable": "idle"}
OUTCOMES = {"met": "done", "not-met": "wrong", "undecided": "idle"}
TITLES = {"met": "is-met", "not-met": "is-not-met", "open": "is-open"}
TITLES |= {"rated": "n-rated", "outcome": "standard"}
FIRST = 3  # column of the first case


def condition_sheet(layout: Layout) -> Sheet:
    """Criteria under their pillars, a column a case; below them what the case comes to."""
    columns = [
        *layout.heads("criterion", "met-from"),
        *(Column(layout.region(case)) for case in layout.cases),
    ]
    headings, rows = headed(layout.context.results), list[Cells]()
    for ref, _, node in layout.evaluation.rubric.walk():
        if isinstance(node, Pillar):
            depth = ref.count(".")
            title = Place(layout.with_code(ref), "group", depth)
            beside = (Place(None, "group") for _ in (None, *layout.cases))
            rows += [(title, *beside)] if ref in headings else []
        elif ref in layout.column_of:
            states = (Place(_state(layout, ref, case)) for case in layout.cases)
            rows.append((Place(layout.with_code(ref), "wrap", 1), _needed(layout, node), *states))
    last = HEAD + len(rows)
    told = {"standard": outcome_cell, "#n-rated": rated_cell}
    rows.append(())
    for name, cell_of in told.items():
        (head,) = layout.heads(name)
        cells = (cell_of(layout, case) for case in layout.cases)
        rows.append((Place(head.title, "strong"), Place(None), *cells))
    own = range(FIRST, FIRST + len(layout.cases))
    flags = (
        *flags_of(layout, "is", STATES, (own, HEAD + 1, last)),
        *flags_of(layout, "outcome", OUTCOMES, (own, last + 2, last + 2)),
    )
    widths = (48, 22, *(14 for _ in layout.cases))
    return layout.page(
        Sheet("conditions", tuple(rows), widths, flags=flags), columns, frozen=FIRST - 1
    )


def flags_of(
    layout: Layout, kind: str, looks: Mapping[str, str], at: tuple[Sequence[int], int, int]
) -> list[Flag]:
    """What stands out among cells that say a state; ``at``: their columns, first and last row."""
    columns, top, last = at
    return [
        Flag(col, top, last, f"{column(col)}{top}={text_in_formula(layout.labels[said])}", look)
        for col in columns
        for said, look in ((f"{kind}-{name}", look) for name, look in looks.items())
    ]


def _needed(layout: Layout, node: Criterion) -> Place:
    """The level from which a criterion is met, with what it is called."""
    wanted = wanted_of(layout.evaluation.rubric, node)
    if wanted is None:
        return Place(layout.labels["met-from-goal"], "wrap")
    scale = () if node.scale == "own" else layout.evaluation.rubric.scale
    named = {float(anchor.level): layout.say(anchor.label) for anchor in scale}
    return Place(f"{wanted:g} {named.get(wanted, '')}".strip())


def least_of(layout: Layout, ref: str) -> float:
    """The value, in [0, 1], from which a criterion is met."""
    rubric, node = layout.evaluation.rubric, layout.node(ref)
    assert isinstance(node, Criterion)
    wanted = wanted_of(rubric, node)
    if wanted is None:
        return 1.0
    low, high = ends_of(rubric, ref)
    return (wanted - low) / (high - low)


def _verdict(layout: Layout, case: str) -> Verdict:
    return layout.evaluation.verdicts[case]


def _state(layout: Layout, ref: str, case: str) -> Formula:
    """Whether a case meets a criterion, in words."""
    own, na = layout.working_cell("met", ref, case), text_in_formula(layout.na)
    said = {name: text_in_formula(layout.labels[f"is-{name}"]) for name in STATES}
    missing, state = open_said(layout, ref, case), state_of(_verdict(layout, case), ref)
    text = f'IF({own}={na},{said["not-applicable"]},IF({own}="",{text_in_formula(missing)},IF({own}=1,{said["met"]},{said["not-met"]})))'
    return Formula(text, missing if state == "open" else layout.labels[f"is-{state}"])


def open_said(layout: Layout, ref: str, case: str) -> str:
    """What stands where a criterion has no level: that nobody rated it, that raters looked and
    found nothing to judge by, or that its value is there and has no score."""
    known = layout.evaluation.measured_of.get((case, ref.rpartition(".")[2]))
    if known is not None and known.unscored:
        return layout.labels["is-unscored"]
    looked = any(row.is_unknown for row in layout.given.get((case, ref), ()))
    return layout.labels["is-unknown" if looked else "is-open"]


def outcome_cell(layout: Layout, case: str) -> Place:
    """Whether a case meets the standard."""
    return Place(
        Formula(layout.counted_cell("outcome", case), outcome_told(layout, case)), "strong"
    )


def outcome_told(layout: Layout, case: str) -> str:
    """Whether a case meets the standard, before anything is changed."""
    return layout.labels[f"outcome-{_verdict(layout, case).outcome}"]


def rated_cell(layout: Layout, case: str) -> Place:
    """The share of the criteria that apply that are rated or measured."""
    rated = layout.evaluation.rated(case)
    return Place(Formula(layout.counted_cell("rated", case), rated), "percent")


def named_cell(layout: Layout, block: str, case: str) -> Place:
    """The names of all criteria that a case fails, or that nobody rated."""
    last = layout.order[-1]
    now = str(_came_to(layout, block, last, case))
    return Place(Formula(layout.working_cell(block, last, case), now), "wrap")


# --- the sheet of working ----------------------------------------------------------------------


def condition(layout: Layout, block: str, ref: str, case: str) -> Formula:
    """Whether a criterion is met, 1 or 0; or the names, up to this one, of those that are not, or
    that nobody rated."""
    now = _came_to(layout, block, ref, case)
    if block == "met":
        own, na = layout.working_cell("value", ref, case), text_in_formula(layout.na)
        met = f"IF({own}>={least_of(layout, ref):.12g}-1E-9,1,0)"
        return Formula(f'IF({own}={na},{na},IF(ISNUMBER({own}),{met},""))', now)
    own = layout.working_cell("met", ref, case)
    holds = f"{own}=0" if block == "fails" else f'{own}=""'
    holds = f"AND(ISNUMBER({own}),{holds})" if block == "fails" else holds
    name, at = text_in_formula(layout.with_code(ref)), layout.order_of[ref]
    if not at:
        return Formula(f'IF({holds},{name},"")', now)
    before = layout.working_cell(block, layout.order[at - 1], case)
    sign = text_in_formula(layout.context.grammar.semicolon)
    return Formula(f'IF({holds},{before}&IF({before}="","",{sign})&{name},{before})', now)


def _came_to(layout: Layout, block: str, ref: str, case: str) -> float | str:
    found = _verdict(layout, case)
    if block == "met":
        state = state_of(found, ref)
        known: Mapping[str, float | str] = {"met": 1.0, "not-met": 0.0, "open": ""}
        return known.get(state, layout.na)
    among = found.fails if block == "fails" else found.missing
    upto = layout.order[: layout.order_of[ref] + 1]
    names = [layout.with_code(own) for own in upto if own in among]
    return layout.context.grammar.semicolon.join(names)


def counted_rows(layout: Layout) -> list[Cells]:
    """What is counted over all criteria where there is no total: how many are met, the share that
    is rated, what that comes to."""
    names = COUNTED[layout.result]
    if not names:
        return []
    rows: list[Cells] = [(), (Place(layout.labels["block-standing"], "group"),)]
    blank = [Place(None)] * (layout.first_case - 3)
    for name in names:
        cells = (Place(_count(layout, name, case), "soft") for case in layout.cases)
        title = layout.labels[TITLES[name]]
        rows.append((Place(title), Place(name, "soft"), *blank, *cells))
    return rows


def _count(layout: Layout, name: str, case: str) -> Formula:
    if layout.result == "profile":
        return Formula(_rated(layout, case), number(layout.evaluation.rated(case)) or 0.0)
    found, na = _verdict(layout, case), text_in_formula(layout.na)
    own = layout.area_of("met", layout.order, case)
    met, fails, missing = (layout.counted_cell(part, case) for part in ("met", "not-met", "open"))
    known, needed = f"({met}+{fails})", _needed_count(layout, f"({met}+{fails}+{missing})")
    said = {o: text_in_formula(layout.labels[f"outcome-{o}"]) for o in OUTCOMES}
    could = f"IF({met}+{missing}>={needed},{said['undecided']},{said['not-met']})"
    reached = _demanded(layout, case, f"IF({met}>={needed},{said['met']},{could})", said)
    texts: dict[str, tuple[str, float | str]] = {
        "met": (f"COUNTIF({own},1)", len(found.met)),
        "not-met": (f"COUNTIF({own},0)", len(found.fails)),
        "open": (f"ROWS({own})-COUNT({own})-COUNTIF({own},{na})", len(found.missing)),
        "rated": (f"IF({known}=0,0,{known}/({known}+{missing}))", found.rated),
        "outcome": (
            f"IF({known}+{missing}=0,{said['undecided']},{reached})",
            outcome_told(layout, case),
        ),
    }
    text, now = texts[name]
    return Formula(text, now)


def _demanded(layout: Layout, case: str, otherwise: str, said: Mapping[str, str]) -> str:
    """What a case comes to by its number of criteria met, unless one that must be met in any case
    is not, or is open."""
    rubric = layout.evaluation.rubric
    cells = [layout.working_cell("met", rubric.ref_of[name], case) for name in rubric.must]
    if not cells:
        return otherwise
    failed = f"OR({','.join(f'AND(ISNUMBER({own}),{own}=0)' for own in cells)})"
    blank = ",".join(f'{own}=""' for own in cells)
    unknown = f"OR({blank})"
    waits = f"IF(AND({unknown},{otherwise}={said['met']}),{said['undecided']},{otherwise})"
    return f"IF({failed},{said['not-met']},{waits})"


def _needed_count(layout: Layout, of: str) -> str:
    """How many criteria must be met, ``of`` that apply."""
    rule = layout.evaluation.rubric.verdict
    return str(rule.at_least) if isinstance(rule, AtLeast) else of if rule == "all" else "1"


def _rated(layout: Layout, case: str) -> str:
    """The share of the criteria that apply that are rated, from their values."""
    na = text_in_formula(layout.na)
    areas = [layout.area_of("value", run, case) for run in _runs(layout)]
    known = f"COUNT({','.join(areas)})"
    outside = "+".join(f"COUNTIF({area},{na})" for area in areas)
    among = f"({len(layout.tree.leaves)}-({outside}))"
    return f"IF({among}=0,0,{known}/{among})"


def _runs(layout: Layout) -> list[Sequence[str]]:
    """The criteria, in runs that stand below each other on the sheet of working."""
    out: list[list[str]] = []
    for n, ref in enumerate(layout.order):
        if ref in layout.groups:
            continue
        if n and out and layout.order[n - 1] == out[-1][-1]:
            out[-1].append(ref)
        else:
            out.append([ref])
    return list(out)
