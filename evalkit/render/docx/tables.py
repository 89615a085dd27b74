"""A Table in, a ``w:tbl`` out: as wide as its text asks for, in type as large as fits.

Widths are reckoned, since LibreOffice and others take them from the file and never from the text.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from docx.oxml import OxmlElement

from evalkit.render import column_widths
from evalkit.render.docx.markup import add, clean
from evalkit.render.docx.styles import MARGIN, SHADE, SIZE, SMALL, SOFT, TABLE, TABLE_TEXT, TINY
from evalkit.render.docx.text import Text
from evalkit.report.model import Cell, Row, Table

WIDE = 10  # columns above which a table has a landscape page
FEW = 6  # columns up to which type has its full size
SHORT = 15  # rows up to which a table is not split
_NARROW = 2.5  # points left and right of the text of a cell in wide tables
_CLOSE = 1.08  # the machine's own fonts are wider than those that widths are reckoned with
_AIR = 1.2  # …and DejaVu Sans, all that a machine without Arial may have, by 1.15
_TONES = {
    "l0": "FBEEE2",
    "l1": "E4EDF5",
    "l2": "B9D1E6",
    "l3": "6F9FC8",
    "l4": "1F5C94",
    "na": "ECEFF3",
    "head": SHADE,
}
_INKS = {"l4": "FFFFFF", "na": SOFT, "missing": "8A3B12"}


def broad(table: Table, room: float) -> bool:
    """Whether words of a table's headings would break in ``room``."""
    return not column_widths.wants(table).upright(
        (room - 2 * MARGIN * len(table.columns)) / (SMALL * _CLOSE)
    )


def parted(table: Table, room: float) -> list[Table]:
    """The table, or parts of it where its headings or cells would break on any page.

    All parts begin with its first column.
    """
    n, wants = len(table.columns), column_widths.wants(table)
    if n <= WIDE or wants.upright((room - 2 * _NARROW * n) / (TINY * _CLOSE)):
        return [table]
    least = map(max, wants.least, wants.heads)
    return column_widths.parts(table, [em * SMALL * _CLOSE + 2 * _NARROW for em in least], room)


class WordTable:
    """One table, its columns reckoned: ``size`` and ``widths`` in points."""

    def __init__(self, table: Table, room: float, tall: float) -> None:
        """Args:
        room: the width between the margins, in points.
        tall: the height between the margins, in points.
        """
        self.table = table
        self.margin = _NARROW if len(table.columns) > WIDE else MARGIN
        self.size, self.widths = self._fitted(column_widths.wants(table), room)
        self.headed = any(column.title for column in table.columns)
        self.whole = len(table.rows) <= SHORT and self.height < 0.8 * tall

    def _fitted(self, wants: column_widths.Wants, room: float) -> tuple[float, list[float]]:
        """The size of type, and the width of every column.

        The largest size at which headings stand unbroken, or else at which cells do.
        """
        n = len(self.table.columns)
        text = max(room - 2 * self.margin * n, 1.0)
        sizes = (SIZE, SMALL) if n <= FEW and not self.table.dense else (SMALL,)
        small = SMALL if sum(wants.least) * SMALL * _CLOSE <= text else TINY
        size = next((s for s in sizes if wants.upright(text / (s * _CLOSE))), small)
        held, air = text / (size * _CLOSE), _AIR / _CLOSE
        firm = tuple(
            low * air if column.numeric else low
            for low, column in zip(wants.least, self.table.columns, strict=True)
        )
        if sum(firm) <= held:  # numbers must not break in wider fonts: columns of words give way
            wants = replace(wants, least=firm)
        dealt = wants.widths(held)
        wider = _CLOSE * min(air, held / sum(dealt))
        return size, [em * size * wider + 2 * self.margin for em in dealt]

    @property
    def height(self) -> float:
        """About how tall the table is, in points."""
        lines = column_widths.lines(
            self.table, [(width - 2 * self.margin) / self.size for width in self.widths]
        )
        return self.size * 1.25 * (lines + 3) + 3 * len(self.table.rows)

    def element(self, text: Text) -> Any:
        """The table as Word has it."""
        made = OxmlElement("w:tbl")
        self._frame(made, text.styles.ids[TABLE])
        if self.headed:
            titles = Row(tuple(Cell((column.title,)) for column in self.table.columns))
            self._row(made, titles, text, head=True, keep=True)
        left = len(self.table.rows)
        for row in self.table.rows:
            left -= 1
            # no page begins with a last row or two
            together = left > 0 and (self.whole or left <= 2)
            self._row(made, row, text, keep=row.group or together)
        return made

    def _frame(self, made: Any, style: str) -> None:
        """What holds for the whole table, in the order of the schema; the grid as reckoned."""
        wide = [round(width * 20) for width in self.widths]
        look = add(made, "tblPr")
        add(look, "tblStyle", val=style)
        add(look, "tblW", w=sum(wide), type="dxa")
        add(look, "tblLayout", type="fixed")
        if self.margin != MARGIN:
            margins = add(look, "tblCellMar")
            for side in ("left", "right"):
                add(margins, side, w=round(self.margin * 20), type="dxa")
        val, first = ("0620", 1) if self.headed else ("0600", 0)
        rest = dict.fromkeys(("lastRow", "firstColumn", "lastColumn"), 0)
        add(look, "tblLook", val=val, firstRow=first, **rest, noHBand=1, noVBand=1)
        if self.table.caption:
            add(look, "tblCaption", val=clean(self.table.caption))
        grid = add(made, "tblGrid")
        for width in wide:
            add(grid, "gridCol", w=width)

    def _row(self, table: Any, row: Row, text: Text, *, keep: bool, head: bool = False) -> None:
        """A row that is not split. ``head``: on every page; ``keep``: on the page of the next."""
        made = add(table, "tr")
        look = add(made, "trPr")
        add(look, "cantSplit")
        if head:
            add(look, "tblHeader")
        across = row.group and len(self.widths) > 1 and not any(cell.runs for cell in row.cells[1:])
        blank = (Cell(),) * (len(self.widths) - len(row.cells))
        cells = row.cells[:1] if across else (*row.cells, *blank)
        widths = [sum(self.widths)] if across else self.widths
        for n, (cell, wide) in enumerate(zip(cells, widths, strict=True)):
            around = add(made, "tc")
            look = add(around, "tcPr")
            add(look, "tcW", w=round(wide * 20), type="dxa")
            if across:
                add(look, "gridSpan", val=len(self.widths))
            fill = _TONES.get(cell.tone, SHADE if row.group else "")
            if fill:
                add(look, "shd", val="clear", color="auto", fill=fill)
            said = text.styles.paragraph(
                TABLE_TEXT[self.size],
                keep=keep,
                left=0 if n else 160 * row.depth,
                place="right" if self.table.columns[n].numeric else "",
            )
            around.append(said)
            text.say(said, cell.runs, colour=_INKS.get(cell.tone, ""), bold=row.group)
            if not n:
                text.mark(said, row.id)
