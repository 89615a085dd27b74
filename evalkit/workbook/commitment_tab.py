"""The sheet of what one plan commits to: a row a unit, in the order of the document; below them the
levels that do not go together with the commitments coded under them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from evalkit.report.model import Table, plain
from evalkit.report.promises import aim, coder, place, start, what, year
from evalkit.report.sections.commitments import beside_table, fact_of
from evalkit.scoring.units import Coded, Unit
from evalkit.workbook.layout import Cells, Layout, without_empty
from evalkit.workbook.model import Place, Sheet

WIDTHS = {
    "promised": 34.0,
    "start": 13.0,
    "aim": 17.0,
    "by-year": 7.0,
    "at": 12.0,
    "document": 24.0,
    "has-body": 14.0,
    "criterion": 24.0,
    "quote": 44.0,
    "found-alone": 10.0,
}
CODE = 13.0  # width of a column of a code
OVER = (1, 1, 1, 2, 3)  # columns that those of the table below run over
FIXED = 5  # columns that stay whatever they hold


def commitment_sheet(layout: Layout) -> Sheet | None:
    """None where the workbook is of several plans, or nothing is coded of the one."""
    coded = layout.results.coded.get(layout.cases[0]) if layout.alone else None
    if coded is None or not coded.units:
        return None
    codes = layout.evaluation.rubric.codes
    heads = [*layout.heads(*WIDTHS)]
    (mark,) = (n for n, name in enumerate(WIDTHS) if name == "criterion")
    titled = [layout.heads(layout.say(code.title))[0] for code in codes.values()]
    heads[mark + 1 : mark + 1] = titled
    widths = [*WIDTHS.values()]
    widths[mark + 1 : mark + 1] = [CODE for _ in codes]
    body = [_unit(layout, coded, unit) for unit in coded.units]
    columns, rows, kept = without_empty(heads, body, widths, FIXED)
    beside = beside_table(layout.context, coded)
    below = _below(beside) if beside is not None else []
    sheet = Sheet("commitments", (*rows, *below), tuple(kept))
    ctx = layout.context
    about = [plain(ctx.words.commitments.commitments(fact_of(ctx, coded)))]
    about += [ctx.labels["part-year"]] if any(u.said.dated == "part" for u in coded.units) else []
    said = ctx.grammar.gap.join(about)
    return layout.page(sheet, columns, frozen=1, filtered=len(rows), about=said)


def _unit(layout: Layout, coded: Coded, unit: Unit) -> Cells:
    ctx, said = layout.context, unit.said
    case = layout.evaluation.file_of[coded.case].case
    titles = ctx.documents(case)
    criteria = {criterion.id: ref for ref, criterion in ctx.rubric.criteria()}
    semicolon, due = ctx.grammar.semicolon, year(ctx, said)
    document = said.place[0]
    named = [layout.with_code(criteria[c]) if c in criteria else c for c in said.criteria]
    named_by = [coder(ctx, coded.case, name) for name in unit.coders]
    held: Mapping[str, str | int] = {
        "promised": what(ctx, said),
        "start": _known(plain(start(ctx, said))),
        "aim": _known(plain(aim(ctx, said))),
        "by-year": int(due) if due.isdigit() else _known(due),
        "at": place(said),
        "document": titles.get(document, document) if len(titles) > 1 else "",
        "has-body": semicolon.join(ctx.say(body) for body in said.body),
        "criterion": semicolon.join(named),
        "quote": said.quote or "",
        "found-alone": ctx.grammar.joined(named_by) if unit.alone else "",
    }
    cells = [Place(value, _look(name)) for name, value in held.items()]
    mark = [*held].index("criterion") + 1
    cells[mark:mark] = [Place(_coded(layout, unit, id), "wrap") for id in ctx.rubric.codes]
    return tuple(cells)


def _look(name: str) -> str:
    return {"by-year": "plain", "at": "text", "found-alone": "soft"}.get(name, "wrap")


def _known(text: str) -> str:
    return "" if text == "—" else text


def _coded(layout: Layout, unit: Unit, id: str) -> str:
    """The values of a code by their titles; that coders differ, where they do."""
    if id not in unit.codes:
        return ""
    found, values = unit.codes[id], layout.evaluation.rubric.codes[id].values
    if found is None:
        return layout.labels["status-apart"]
    return layout.context.grammar.semicolon.join(layout.say(values[v].title) for v in found)


def _below(table: Table) -> list[Cells]:
    """A table of the report under the rows of units, its text over as many columns as it needs."""
    head = _laid([Place(c.title, "head") for c in table.columns])
    rows = [_laid([Place(plain(c.runs), "wrap") for c in row.cells]) for row in table.rows]
    return [(), (Place(table.caption, "group"),), head, *rows]


def _laid(cells: Sequence[Place]) -> Cells:
    out: list[Place] = []
    for cell, across in zip(cells, OVER, strict=True):
        out += [replace(cell, across=across), *(Place(None) for _ in range(across - 1))]
    return tuple(out)
