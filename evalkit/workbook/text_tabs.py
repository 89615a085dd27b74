"""The sheets that stand behind the figures: evidence, findings, method. Text and fixed numbers; no
formula looks into them."""

from __future__ import annotations

import re

from evalkit.model.place import shown_path
from evalkit.report.model import Block, Bullets, Cell, Chart, Paragraph, Points, Sides, Table, plain
from evalkit.report.notes import mean_formula, mean_named
from evalkit.report.numbers import Figure
from evalkit.report.sections import coordination, method, prepared
from evalkit.workbook.layout import Cells, Layout, without_empty
from evalkit.workbook.model import Place, Sheet

METHOD = (26.0, 34.0, 56.0, 16.0)  # widths of the sheet of method


def evidence_sheet(layout: Layout) -> Sheet:
    """A row a place that a rating rests on."""
    names = (
        *(() if layout.alone else ("region",)),
        "criterion",
        "rater",
        "document",
        "at",
        "kind",
        "quote",
        "means",
        "file-line",
    )
    width = {
        "region": 11,
        "criterion": 39 if layout.alone else 28,
        "rater": 9,
        "document": 34,
        "at": 12,
        "kind": 10,
        "quote": 44,
        "means": 54,
        "file-line": 30,
    }
    looks = {
        "criterion": "wrap",
        "document": "wrap",
        "quote": "wrap",
        "means": "wrap",
        "file-line": "soft",
    }
    body: list[Cells] = []
    for case, ref, criterion, row in layout.ratings:
        if row is None:
            continue
        file = layout.evaluation.file_of[case]
        titles = {d.id: layout.say(d.title) or d.id for d in file.case.documents}
        for k, e in enumerate(row.rating.evidence):
            span = file.span(f"evidence/{criterion.id}/{row.n}/{k}")
            held = {
                "region": layout.region(case),
                "criterion": layout.with_code(ref),
                "rater": row.rater,
                "document": titles.get(e.document, e.document),
                "at": e.at or "",
                "kind": layout.labels[e.kind],
                "quote": e.quote or "",
                "means": layout.say(e.note),
                "file-line": shown_path(span.in_line),
            }
            body.append(tuple(Place(held[name], looks.get(name, "text")) for name in names))
    columns, rows, widths = without_empty(
        layout.heads(*names), body, [width[name] for name in names]
    )
    some = bool(rows)
    shown = tuple(rows) or ((Place(layout.labels["none"]),),)
    sheet = Sheet("evidence", shown, tuple(widths), unprinted=1)
    return layout.page(sheet, columns, frozen=1 if layout.alone else 2, filtered=some)


def findings_sheet(layout: Layout) -> Sheet:
    """A row a finding; where there is none, that there is none."""
    names = ("severity", "finding", "way-out", "code", "where")
    looks = {"finding": "wrap", "way-out": "wrap", "code": "soft", "where": "soft"}
    body: list[Cells] = []
    for f in layout.evaluation.findings:
        if f.case is None or f.case in layout.cases:
            place = shown_path(str(f.span))
            said = (
                layout.labels[str(f.severity)],
                f.message(layout.lang),
                f.way_out(layout.lang),
                f.code,
                place,
            )
            body.append(
                tuple(
                    Place(text, looks.get(name, "text"))
                    for name, text in zip(names, said, strict=True)
                )
            )
    rows = body or [(Place(layout.labels["no-findings"]),)]
    sheet = Sheet("findings", tuple(rows), (10, 70, 50, 26, 34), unprinted=1)
    return layout.page(sheet, layout.heads(*names), filtered=bool(body))


def method_sheet(layout: Layout) -> Sheet:
    """How to read the figures, the formulas used, where everything comes from."""
    rows: list[Cells] = [
        (
            Place(
                f"{layout.sheet['method']} · {layout.context.subtitle}", "title", across=len(METHOD)
            ),
        ),
        (Place(layout.context.foot, "about", across=len(METHOD)),),
        (),
    ]
    aggregations = {group.aggregation for group in layout.tree.groups}
    words, colon = layout.context.words, layout.context.grammar.colon
    rows += [
        _line(f"{mean_named(words, a)}{colon}{mean_formula(words, a)}")
        for a in sorted(aggregations, key=str)
    ]
    for block in _method(layout):
        rows += _as_rows(block)
    return Sheet(layout.sheet["method"], tuple(rows), METHOD, (0, 0))


def _method(layout: Layout) -> list[Block]:
    ctx, cases = layout.context, layout.cases
    systems = coordination.notes(ctx, cases)
    notes = method.listed(method.notes(ctx, cases, systems, prepared.notes(ctx)))
    degrees = coordination.degree_tables(ctx, cases)
    touched = prepared.values(ctx, cases)
    return [notes, *touched, *method.scales(ctx), *degrees, method.provenance(ctx, cases)]


def _line(text: str) -> Cells:
    return (Place(text, "wrap", across=len(METHOD)),)


def _as_rows(block: Block) -> list[Cells]:
    if isinstance(block, Paragraph):
        return [_line(plain(block.runs))]
    if isinstance(block, Bullets):
        return [_line(plain(item)) for item in block.items]
    if isinstance(block, Table):
        head = tuple(Place(c.title, "head-number" if c.numeric else "head") for c in block.columns)
        return [
            (),
            (Place(block.caption, "group"),),
            head,
            *(
                tuple(_in_cell(c, block.columns[n].numeric) for n, c in enumerate(row.cells))
                for row in block.rows
            ),
        ]
    if isinstance(block, Points):
        return [_line(plain(runs)) for p in block.items for runs in (p.runs, p.below) if runs]
    if isinstance(block, Chart):
        return []
    parts = block.parts if isinstance(block, Sides) else block.blocks
    return [row for part in parts for row in _as_rows(part)]


def _in_cell(held: Cell, numeric: bool) -> Place:
    """A cell of a report's table: a number where it is one, else text."""
    first, *more = held.runs or ("",)
    figure = more[0] if len(more) == 1 else None
    if (
        numeric
        and first in ("≥ ", "≥\u00a0")
        and isinstance(figure, Figure)
        and figure.shown is not None
    ):
        return Place(figure.shown, "from")  # the sign is drawn, the number stays a number
    if numeric and not more and isinstance(first, str) and re.fullmatch(r"-?\d+", first):
        return Place(int(first), "plain")
    return Place(plain(held.runs), "wrap")
