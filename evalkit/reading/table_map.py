"""A mapping file in; grids whose headings and words are ours, out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from pydantic import ValidationError

from evalkit.model.finding import Finding, found, listed, suggestion
from evalkit.model.place import Span
from evalkit.model.table_map import TableMap
from evalkit.reading.grids import HEAD, Grid, clean, folded
from evalkit.reading.pruned import Kept
from evalkit.reading.validation import shape_findings
from evalkit.reading.yaml import Document

COMMON = ("case", "region", "criterion", "rater", "level", "because", "measure", "value", "year")


def read_map(document: Document) -> tuple[TableMap | None, tuple[Finding, ...]]:
    """A mapping file; None where it cannot be read."""
    try:
        return TableMap.model_validate(document.data), ()
    except ValidationError as error:
        return None, tuple(shape_findings(error, TableMap, document, Kept()))


def unused(told: TableMap, grids: Iterable[Grid], file: str) -> list[Finding]:
    """Headings that a mapping file speaks of and no table has."""
    grids = tuple(grids)
    known = {folded(cell) for grid in grids for row in grid.rows[:HEAD] for cell in row}
    first = (grid.rows[_first_full(grid.rows)] for grid in grids if grid.rows)
    there = {clean(cell) for row in first for cell in row}
    out = []
    for heading in (*told.columns, *told.skip):
        if folded(heading) not in known:
            near = suggestion(heading, there)
            shown = listed(sorted(filter(None, there))[:12])
            out.append(found("map-column", Span(file), column=heading, choices=shown, **near))
    return out


def strangers(told: TableMap, known: Collection[str], file: str) -> list[Finding]:
    """Columns of ours that a mapping file names and that there are none of."""
    keys = [("columns", ours) for ours in told.columns.values()]
    keys += [("constants", ours) for ours in told.constants]
    out = []
    for key, ours in keys:
        if folded(ours) not in known and "." not in ours:  # codes.instrument, facets.clusters
            near = suggestion(folded(ours), known)
            said = {"key": key, "value": ours, "choices": listed(COMMON), **near}
            out.append(found("value-unknown", Span(file), **said))
    return out


def mapped(grid: Grid, told: TableMap) -> Grid:
    """A grid under our headings, with our words, and with what holds for every row in columns of
    its own."""
    if not (told.columns or told.skip or told.values or told.constants):
        return grid
    columns = {folded(theirs): ours for theirs, ours in told.columns.items()}
    skip = {folded(heading) for heading in told.skip}
    rows = [list(row) for row in grid.rows]
    best = max(
        (sum(folded(c) in columns or folded(c) in skip for c in row), -n)
        for n, row in enumerate([*rows[:HEAD], []])
    )
    top = -best[1] if best[0] else _first_full(rows)
    if top >= len(rows):
        return grid
    head = ["" if folded(c) in skip else columns.get(folded(c), c) for c in rows[top]]
    wide = max(map(len, rows))
    head += [""] * (wide - len(head)) + list(told.constants)
    words = {
        at: {folded(str(theirs)): str(ours) for theirs, ours in told.values[name].items()}
        for at, name in enumerate(head)
        if name in told.values
    }
    more = [str(value) for value in told.constants.values()]
    body = []
    for row in rows[top + 1 :]:
        if not any(map(clean, row)):
            body.append(tuple(row))
            continue
        cells = [words.get(n, {}).get(folded(cell), cell) for n, cell in enumerate(row)]
        cells = ["" if n < len(head) and n < len(row) and _is_skipped(rows[top], n, skip) else c
                 for n, c in enumerate(cells)]  # fmt: skip
        own = more if sum(map(bool, map(clean, row))) > 1 or wide == 1 else [""] * len(more)
        body.append((*cells, *[""] * (wide - len(cells)), *own))
    above = [tuple(row) for row in rows[:top]]
    return replace(grid, rows=(*above, tuple(head), *body))


def _is_skipped(head: Sequence[str], n: int, skip: set[str]) -> bool:
    return n < len(head) and folded(head[n]) in skip


def _first_full(rows: Sequence[Sequence[str]]) -> int:
    """The first row with two cells: the headings, where the mapping names none of them."""
    return next((n for n, row in enumerate(rows) if sum(map(bool, map(clean, row))) > 1), 0)
