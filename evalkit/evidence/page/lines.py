"""What is on a page in; its lines in the order in which they are read, out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from evalkit.evidence.page.downward import Upright, parted
from evalkit.evidence.page.glyphs import Glyph, Sheet
from evalkit.evidence.page.grids import Grid, grids_of
from evalkit.evidence.page.order import Block, blocks_of
from evalkit.evidence.page.rows import Row, Stretch, rows_of, stretches_of, text_of
from evalkit.evidence.plain import cells, join

CELL = " | "
PARTED = 1.4  # of the letters' size between two cells of a row
CLOSE = 0.75  # the same where several rows agree
LONG = 700  # characters of a cell that is a column of text, not a cell
TALL = 14  # and its lines
_BULLET = re.compile(
    r"[(（]?(?:\d{1,3}(?:\.\d{1,3})*|[a-zA-Z]|[ivxIVX]{1,4})[.)、）]?\Z|\W{1,2}\Z|o\Z"
)
_LEADERS = re.compile(r"(?:\s?[.…·．]){4,}\s*[\divxlc]{0,5}\Z")
NEAR = 2.2  # of the letters' size, up to which lines follow one another
GAP = 1.25  # of the usual step from line to line, from which lines stand apart
INDENT = (8, 60)  # points right of the margin at which a line is indented


@dataclass(slots=True)
class Line:
    """A line. ``kind``: text | row (of a table) | contents | aside (turned); ``block``: lines of
    one column share a number, 0 is the page; ``edge``: its rank from the top or the foot of the
    page, 0 outermost; ``base``: its height on the page, None where it is not known; ``apart``:
    whether more stands between it and the line above than between others; ``left``, ``right``:
    where its column begins and it ends, 0 where that is not known; ``ocr``: whether it was
    recognised on a picture; ``down``: whether it is a column of vertical writing."""

    text: str
    kind: str = "text"
    block: int = 0
    edge: int = 0
    base: float | None = None
    size: float = 0.0
    indent: bool = False
    apart: bool = False
    left: float = 0.0
    right: float = 0.0
    ocr: bool = False
    down: bool = False


def lines_of(sheet: Sheet) -> tuple[list[Line], bool]:
    """Lines of a page, and whether their order is doubtful."""
    turned = Counter(g.angle for g in sheet.glyphs)
    if not turned:
        return [], False
    main = turned.most_common(1)[0][0]
    grids = grids_of(sheet.shapes) if main == 0 else []
    glyphs, upright = sheet.glyphs, list[Upright]()
    if main == 0:
        tables = [grid.box for grid in grids]
        glyphs, upright = parted(glyphs, tables, sheet.shapes.across, sheet.shapes.upright)
    own = [g for g in glyphs if _turn(g.angle, main) <= 2]
    lines, doubtful = _lines(stretches_of(own), grids) if own else ([], False)
    doubtful = doubtful or any(columns.beside for columns in upright)
    for columns in upright:
        _put(columns, lines)
    rest = [g for g in glyphs if _turn(g.angle, main) > 2]
    block = max((line.block for line in lines), default=0)
    for angle in dict.fromkeys(g.angle for g in rest):
        block += 1
        for row in rows_of(stretches_of(g for g in rest if g.angle == angle)):
            lines.append(
                Line(text_of(row.stretches), kind="aside", block=block, edge=9, size=row.size)
            )
    return [line for line in lines if line.text.strip()], doubtful


def _put(upright: Upright, lines: list[Line]) -> None:
    """Put columns of vertical writing before the lines that stand beside or below them."""
    block = max((line.block for line in lines), default=0) + 1
    at = (n for n, line in enumerate(lines) if line.base is not None and line.base < upright.top)
    place = next(at, len(lines))
    while 0 < place < len(lines) and _near(lines[place - 1], lines[place]):
        place -= 1  # a paragraph stays whole
    lines[place:place] = [
        Line(column.text, block=block, edge=9, size=column.size, down=True)
        for column in upright.columns
    ]


def _near(above: Line, line: Line) -> bool:
    if above.base is None or line.base is None or above.kind != "text":
        return False
    return 0 < above.base - line.base < NEAR * line.size


def _turn(one: int, two: int) -> int:
    between = abs(one - two) % 360
    return min(between, 360 - between)


def _lines(stretches: Sequence[Stretch], grids: Sequence[Grid]) -> tuple[list[Line], bool]:
    free, tables = _shared_out(stretches, grids)
    stand = [_stand_in(grid, own) for grid, own in tables]
    held = {id(s): table for s, table in zip(stand, tables, strict=True)}
    blocks, doubtful = blocks_of([*free, *stand])
    lines: list[Line] = []
    number = 0
    for block in blocks:
        number += block.column
        for part in _by_tables(block, held):
            if isinstance(part, Block):
                lines += _of_block(part, number if block.column else 0)
            else:
                more, number = _of_grid(*part, number)
                lines += more
    _ranked(lines)
    return lines, doubtful


def _shared_out(
    stretches: Sequence[Stretch], grids: Sequence[Grid]
) -> tuple[list[Stretch], list[tuple[Grid, list[Stretch]]]]:
    """What stands in no table, and what stands in each."""
    inside: dict[int, list[Stretch]] = {}
    free: list[Stretch] = []
    for own in stretches:
        x, y = (own.left + own.right) / 2, own.base + 0.3 * own.size
        at = next((n for n, grid in enumerate(grids) if grid.box.holds(x, y)), None)
        if at is None:
            free.append(own)
        else:
            inside.setdefault(at, []).extend(grids[at].parted(own))
    tables = []
    for n, held in inside.items():
        if max(len(band) for band in grids[n].bands(held)) > 1:
            tables.append((grids[n], held))
        else:
            free += held
    return free, tables


def _stand_in(grid: Grid, own: Sequence[Stretch]) -> Stretch:
    """A table as one stretch, so that it takes its place among the lines."""
    box = grid.box
    text = "\ufffc"
    size = max(s.size for s in own)
    glyph = Glyph(text, box.left, box.right, box.top - size, size, own[0].glyphs[0].order, 0, 0)
    return Stretch([glyph], box.left, box.right, box.top - size, size)


def _by_tables(
    block: Block, held: dict[int, tuple[Grid, list[Stretch]]]
) -> Iterable[Block | tuple[Grid, list[Stretch]]]:
    rows: list[Row] = []
    for row in block.rows:
        tables = [held[id(s)] for s in row.stretches if id(s) in held]
        row.stretches = [s for s in row.stretches if id(s) not in held]
        if row.stretches:
            rows.append(row)
        if tables:
            yield Block(rows, block.column)
            rows = []
            yield from tables
    yield Block(rows, block.column)


def _of_grid(grid: Grid, own: Sequence[Stretch], number: int) -> tuple[list[Line], int]:
    """Rows of a ruled table, each a line; a table that only lays out text, cell by cell."""
    lines: list[Line] = []
    for band in grid.bands(own):
        rows = [rows_of(cell) for cell in band]
        texts = [join([text_of(r.stretches) for r in cell]) for cell in rows]
        base, size = max(c[0].base for c in rows), rows[0][0].size
        if max(map(len, texts)) > LONG or max(map(len, rows)) > TALL:
            for cell in rows:
                number += 1
                lines += _of_block(Block(cell, True), number)
        else:
            lines.append(Line(CELL.join(t for t in texts if t), "row", 0, 0, base, size))
    return lines, number


def _of_block(block: Block, number: int) -> list[Line]:
    """Rows of a block as lines; those that stand in cells one under the other are rows of a
    table."""
    if not block.rows:
        return []
    parts, near = _in_cells(block.rows)
    lefts = sorted(row.left for row in block.rows)
    margin = lefts[len(lefts) // 4] if lefts else 0.0
    steps = [0.0, *(a.base - b.base for a, b in pairwise(block.rows))]
    usual = sorted(steps[1:])[(len(steps) - 1) // 2] if len(steps) > 1 else 0.0
    lines = []
    for row, own, is_row, step in zip(block.rows, parts, near, steps, strict=True):
        texts = [text for cell in own if (text := text_of(cell).strip())]
        contents = bool(_LEADERS.search(texts[-1])) if texts else False
        text = (CELL if is_row and not contents else " ").join(texts)
        kind = "contents" if contents else "row" if is_row else "text"
        indent = margin + INDENT[0] < row.left < margin + INDENT[1]
        apart = step > GAP * usual > 0
        lines.append(
            Line(text, kind, number, 0, row.base, row.size, indent, apart, margin, row.right)
        )
    return lines


def _in_cells(rows: Sequence[Row]) -> tuple[list[list[list[Stretch]]], list[bool]]:
    """The cells of each row, and whether it is one of a table: the row above or below has a gap at
    the same place; a narrow gap counts where it parts figures, and not alone."""
    wide, narrow = [_cells(row, PARTED) for row in rows], [_cells(row, CLOSE) for row in rows]
    parts, near = [], []
    for n, own in enumerate(wide):
        beside = [m for m in (n - 1, n + 1) if 0 <= m < len(rows)]
        fine = _figures(narrow[n]) and any(_under(narrow[n], narrow[m]) > 1 for m in beside)
        parts.append(narrow[n] if fine else own)
        near.append(fine or (len(own) > 1 and any(_under(own, wide[m]) for m in beside)))
    return parts, near


def _cells(row: Row, apart: float) -> list[list[Stretch]]:
    """Stretches of a row that stand apart; a bullet or a number goes with what it stands before."""
    out: list[list[Stretch]] = []
    end = row.left  # below 0 on a turned page
    for own in row.stretches:
        size = min(own.size, row.size) if own.size > 0.5 * row.size else row.size
        joined = bool(out) and (
            own.left - end < apart * size
            or (len(out) == 1 and _bullet(text_of(out[0]).strip(), own))
        )
        if joined:
            out[-1].append(own)
        else:
            out.append([own])
        end = max(end, own.right)
    return out


def _figures(cells: Sequence[Sequence[Stretch]]) -> bool:
    """Whether most cells after the first hold figures."""
    texts = [text_of(cell) for cell in cells[1:]]
    return len(texts) > 1 and 2 * sum(any(c.isdigit() for c in t) for t in texts) >= len(texts)


def _bullet(text: str, following: Stretch) -> bool:
    """Whether a bullet or a number stands before words."""
    first = following.glyphs[0].text
    return bool(_BULLET.match(text or "-")) and not first.isdigit() and first not in "-+−<>~"


def _under(one: Sequence[Sequence[Stretch]], two: Sequence[Sequence[Stretch]]) -> int:
    """How many gaps of a row lie at the place of one of another."""

    def gaps(cells: Sequence[Sequence[Stretch]]) -> list[tuple[float, float]]:
        return [(max(s.right for s in a), min(s.left for s in b)) for a, b in pairwise(cells)]

    return sum(any(max(a, c) < min(b, d) for c, d in gaps(two)) for a, b in gaps(one))


def _ranked(lines: Sequence[Line]) -> None:
    """Set the rank of each line from the edge of the page."""
    bases = sorted({round(line.base) for line in lines if line.base is not None})
    levels: list[int] = []
    for base in bases:
        if not levels or base - levels[-1] > 3:
            levels.append(base)
    for line in lines:
        if line.base is not None:
            at = max(n for n, level in enumerate(levels) if level <= round(line.base))
            line.edge = min(at, len(levels) - 1 - at)


def width(line: Line) -> int:
    """Cells of a line."""
    return cells(line.text)
