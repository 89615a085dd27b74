"""A Table in, a ``w:tbl`` out: as wide as its text asks for, in type as large as fits.

Widths are reckoned, since LibreOffice and others take them from the file and never from the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from docx.oxml import OxmlElement

from evalkit.render import column_widths
from evalkit.render.docx.markup import add, clean
from evalkit.render.docx.styles import MARGIN, SHADE, TABLE, TABLE_TEXT
from evalkit.render.docx.text import Text
from evalkit.report.model import Cell, Row, Table

WIDE = 10  # columns above which a table has close cells, and a landscape page if need be
FEW = 6  # columns up to which type has its full size
SHORT = 12  # rows up to which a table is not split
_WHOLE = 0.25  # of a page: taller tables are split, since they would leave it as white as that
_NARROW = 2.5  # points left and right of the text of a cell in wide tables
_CLOSE = 1.08  # the machine's own fonts are wider than those that widths are reckoned with
_AIR = 1.2  # …and DejaVu Sans, all that a machine without Arial may have, by 1.15
_LONGEST = 16.0  # em: words of headings longer than this may break
_TURNED = 8.0  # em: how tall a turned heading is before it goes on in a second line
# one hue from light to dark for levels; orange to blue for below and above a mean
_TONES = {
    "l0": "EEF1F3",
    "l1": "CFDFE8",
    "l2": "91B9CF",
    "l3": "34789F",
    "l4": "0A3F5C",
    "l0h": "DFE8EE",
    "l1h": "B0CCDC",
    "l2h": "6399B7",
    "l3h": "1F5C7E",
    "b3": "A34E0C",
    "b2": "E2A469",
    "b1": "F6E0CA",
    "a1": "D3E5EE",
    "a2": "83B5CE",
    "a3": "15618A",
    "na": "ECEFF3",
    "head": SHADE,
}
_INKS = {**dict.fromkeys(("l3", "l3h", "l4", "b3", "a3"), "FFFFFF"), "missing": "8A3B12"}
_QUIET = ("na", "unsaid")


def upright(table: Table, room: float, sizes: Sequence[float]) -> bool:
    """Whether a table of many columns stands in ``room``, with close cells and in the smallest
    type, and no heading breaks; those of a heat map may turn, rather than its page."""
    text, wants = room - 2 * _NARROW * len(table.columns), _wants(table)
    least = replace(wants, heads=(0.0,) * len(wants.heads)) if table.dense else wants
    return least.upright(text / (sizes[2] * _CLOSE))


def broad(table: Table, room: float, sizes: Sequence[float]) -> bool:
    """Whether words of a table's headings would break in ``room``, in small type; not very long
    ones, which rather turn than their page."""
    if len(table.columns) > WIDE:
        return not upright(table, room, sizes)
    return not column_widths.wants(table).upright(
        (room - 2 * MARGIN * len(table.columns)) / (sizes[1] * _CLOSE)
    )


def parted(table: Table, room: float, sizes: Sequence[float]) -> list[Table]:
    """The table, or parts of it where its headings or cells would break on any page.

    All parts begin with its first column.
    """
    if len(table.columns) <= WIDE or upright(table, room, sizes):
        return [table]
    wants = _wants(table)
    least = map(max, wants.least, wants.heads)
    return column_widths.parts(table, [em * sizes[1] * _CLOSE + 2 * _NARROW for em in least], room)


def _wants(table: Table) -> column_widths.Wants:
    """What the columns of a table want, where no word of a heading may break."""
    wants = column_widths.wants(table)
    words = (min(column_widths.word(c.title) * 1.06, _LONGEST) for c in table.columns)
    return replace(wants, heads=tuple(map(max, wants.heads, words)))


class WordTable:
    """One table, its columns reckoned: ``size`` and ``widths`` in points; ``turned``: its headings
    but the first read upwards, where they would break and nothing else helps."""

    def __init__(self, table: Table, room: float, tall: float, sizes: Sequence[float]) -> None:
        """Args:
        room: the width between the margins, in points.
        tall: the height between the margins, in points.
        sizes: of type, as a rule, small and tiny; in points.
        """
        self.table, self.sizes, self.turned = table, sizes, False
        self.margin = _NARROW if len(table.columns) > WIDE else MARGIN
        self.size, self.widths = self._fitted(_wants(table), room)
        self.headed = any(column.title for column in table.columns)
        self.whole = len(table.rows) <= SHORT and self.height < _WHOLE * tall

    def _fitted(self, wants: column_widths.Wants, room: float) -> tuple[float, list[float]]:
        """The size of type, and the width of every column.

        The largest size at which headings stand unbroken; if there is none they are turned, in the
        largest at which cells do.
        """
        n = len(self.table.columns)
        text = max(room - 2 * self.margin * n, 1.0)
        sizes = self.sizes if n <= FEW and not self.table.dense else self.sizes[1:]
        fitting = [s for s in sizes if wants.upright(text / (s * _CLOSE))]
        self.turned = not fitting and n > 2
        small = self.sizes[1] if sum(wants.least) * self.sizes[1] * _CLOSE <= text else sizes[-1]
        size = fitting[0] if fitting else small
        held, air = text / (size * _CLOSE), _AIR / _CLOSE
        firm = tuple(
            low * air if column.numeric else low
            for low, column in zip(wants.least, self.table.columns, strict=True)
        )
        if sum(firm) <= held:  # numbers must not break in wider fonts: columns of words give way
            wants = replace(wants, least=firm)
        dealt = wants.widths(held, self.turned)
        wider = _CLOSE * min(air, held / sum(dealt))
        return size, [em * size * wider + 2 * self.margin for em in dealt]

    @property
    def height(self) -> float:
        """About how tall the table is, in points."""
        lines = column_widths.lines(
            self.table, [(width - 2 * self.margin) / self.size for width in self.widths]
        )
        return self.size * 1.25 * (lines + 3) + 3 * len(self.table.rows) + self._upwards()

    def _upwards(self) -> float:
        """How tall the row of turned headings is, in points; 0 where none is turned."""
        if not self.turned:
            return 0.0
        titles = [column.title for column in self.table.columns[1:]]
        tall = [max(column_widths.word(t), min(column_widths.width(t), _TURNED)) for t in titles]
        return max(tall) * self.size * 1.06 * _AIR + 4

    def element(self, text: Text) -> Any:
        """The table as Word has it."""
        made = OxmlElement("w:tbl")
        self._frame(made, text.styles.ids[TABLE])
        if self.headed:
            titles = Row(tuple(Cell((column.title,)) for column in self.table.columns))
            self._row(made, titles, text, head=True, keep=True)
        count = len(self.table.rows)
        for n, row in enumerate(self.table.rows, start=1):
            # no page ends with a first row, none begins with a last row or two
            together = n < count and (self.whole or n == 1 or n >= count - 2)
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
        if head and self.turned:
            add(look, "trHeight", val=round(self._upwards() * 20), hRule="atLeast")
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
            up = head and self.turned and n > 0
            if up:
                add(look, "textDirection", val="btLr")
            if head and self.turned:
                add(look, "vAlign", val="center" if up else "bottom")
            said = text.styles.paragraph(
                TABLE_TEXT[self.sizes.index(self.size)],
                keep=keep,
                left=0 if n else 160 * row.depth,
                place="right" if self.table.columns[n].numeric and not up else "",
            )
            around.append(said)
            style = "table head" if head or row.group else "quiet" if cell.tone in _QUIET else ""
            text.say(said, cell.runs, colour=_INKS.get(cell.tone, ""), style=style)
            if not n:
                text.mark(said, row.id)
