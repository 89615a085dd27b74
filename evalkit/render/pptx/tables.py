"""A Table in, a native table of a slide out: its columns reckoned, its rows as high as their
text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Pt

from evalkit.render import column_widths
from evalkit.render.pptx.fit import LINE, Line, Piece, cut, lines
from evalkit.render.pptx.package import INK, clean
from evalkit.report.model import Table, plain

SIZES = (12.0, 11.0, 10.0, 9.0)  # of type, largest first
ACROSS, DOWN = 4.5, 2.5  # air left and right of a cell's text, above and below it
AIR = 1.27  # of columns over what their text is reckoned to take, so that figures stand in a line
MOST_LINES = 3  # of a cell at the smallest size, where all rows still fit
HAIR = "C9CFD8"
_PLAIN = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # no style, no grid
_MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


@dataclass(frozen=True, slots=True)
class Laid:
    """A table as it stands on the page: rows of cells, headings first, with the size of type, the
    widths of columns and the heights of rows in points."""

    rows: tuple[tuple[Line, ...], ...]
    numeric: tuple[bool, ...]
    size: float
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    cut: bool = False

    @property
    def high(self) -> float:
        return sum(self.heights)


def laid(table: Table, wide: float, high: float) -> Laid:
    """The table in the largest type in which it fits; cells are cut where it fits in none, and the
    last rows left out where even that does not help."""
    for size in SIZES:
        found = _at(table, wide, size, 99)
        if found.high <= high:
            return found
    for most in range(MOST_LINES, 0, -1):
        found = replace(_at(table, wide, SIZES[-1], most), cut=True)
        if found.high <= high:
            return found
    kept = list(found.rows)
    heights = list(found.heights)
    while sum(heights) > high and len(kept) > 2:
        kept.pop()
        heights.pop()
    return Laid(tuple(kept), found.numeric, found.size, found.widths, tuple(heights), True)


def _at(table: Table, wide: float, size: float, most: int) -> Laid:
    """The table in a size of type, no cell with more lines than ``most``."""
    n = len(table.columns)
    room = (wide - 2 * ACROSS * n) / (size * AIR)
    ems = [em * AIR for em in column_widths.wants(table).widths(room)]
    spare = (wide - 2 * ACROSS * n) / size - sum(ems)
    ems[0] += max(spare, 0.0)
    head = tuple((Piece(clean(column.title), True),) for column in table.columns)
    body = [tuple((Piece(clean(plain(c.runs))),) for c in row.cells) for row in table.rows]
    rows = tuple(
        tuple(cut(line, most, em) for line, em in zip(row, ems, strict=True))
        for row in (head, *body)
    )
    heights = tuple(
        max(lines(line, em) for line, em in zip(row, ems, strict=True)) * size * LINE + 2 * DOWN
        for row in rows
    )
    numeric = tuple(column.numeric for column in table.columns)
    return Laid(rows, numeric, size, tuple(em * size + 2 * ACROSS for em in ems), heights)


def add_table(page: Any, place: tuple[float, float], held: Laid, lang: str, alt: str) -> None:
    """The table on the page, at its left and top in points."""
    across = sum(held.widths)
    left, top = place
    shape = page.shapes.add_table(
        len(held.rows), len(held.widths), Pt(left), Pt(top), Pt(across), Pt(held.high)
    )
    shape.name = "Numbers"
    shape._element.xpath(".//p:cNvPr")[0].set("descr", clean(alt))
    made = shape.table
    made.horz_banding = False
    shape._element.xpath(".//a:tableStyleId")[0].text = _PLAIN
    for column, wide in zip(made.columns, held.widths, strict=True):
        column.width = Pt(wide)
    for n, (row, high) in enumerate(zip(made.rows, held.heights, strict=True)):
        row.height = Pt(high)
        for cell, line, numeric in zip(row.cells, held.rows[n], held.numeric, strict=True):
            _fill(cell, line, held.size, lang, right=numeric)
            _rule(cell._tc.get_or_add_tcPr(), "lnB", n == 0)
        if n == 0:
            _colour(row.cells)


def _fill(cell: Any, line: Line, size: float, lang: str, right: bool) -> None:
    cell.margin_left = cell.margin_right = Pt(ACROSS)
    cell.margin_top = cell.margin_bottom = Pt(DOWN)
    cell.vertical_anchor = MSO_ANCHOR.TOP
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.line_spacing = Pt(size * LINE)
    paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
    for piece in line:
        run = paragraph.add_run()
        run.text, run.font.size, run.font.bold = piece.text, Pt(size), piece.bold
        run.font.color.rgb = INK
        run.font._element.set("lang", lang)


def _colour(cells: Any) -> None:
    """Headings in the office's colour."""
    for cell in cells:
        for run in cell.text_frame.paragraphs[0].runs:
            run.font.color.theme_color = MSO_THEME_COLOR.ACCENT_1


def _rule(properties: Any, side: str, heavy: bool) -> None:
    """A line below a cell: in the office's colour under the headings, a hairline elsewhere."""
    line = properties.makeelement(f"{_MAIN}{side}", {"w": str(Pt(1 if heavy else 0.5))})
    fill = line.makeelement(f"{_MAIN}solidFill", {})
    kind, value = ("schemeClr", "accent1") if heavy else ("srgbClr", HAIR)
    fill.append(fill.makeelement(f"{_MAIN}{kind}", {"val": value}))
    line.append(fill)
    properties.insert(0, line)
