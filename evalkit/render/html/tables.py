"""A table in, how it stands on a page out: which column names its rows, whether it is a heat map,
whether it has room beside a heading, and what becomes of it on a telephone."""

from __future__ import annotations

from dataclasses import dataclass

from evalkit.render import column_widths
from evalkit.report.model import Cell, Table, plain

LETTER = 15.0  # pixels of a table's text, as in the style sheet
GAP = 16.0  # pixels between columns
PAGE = 1088.0  # pixels: the page
BESIDE = 768.0  # pixels: the page without the margin column and the gap
PHONE, SMALL = (
    288.0,
    10.4,
)  # pixels: the text of the narrowest telephone, a heat map's letters there
NAME = 74.0  # pixels: the column of names of a heat map on a telephone
LONG = 18.0  # em: a cell with more stands on lines of its own on a telephone
PLAIN, FOLDED = 3, 5  # columns up to which a table stays a table, or keeps its headings, there


@dataclass(frozen=True, slots=True)
class Form:
    """How a table stands on a page.

    ``names``: the column that names the rows; ``heat``: cells of shades, as wide as each other;
    ``upright``: headings do not fit across; ``phone``: what becomes of it on a telephone: "" (a
    table still), "folded" (the name on a line, the values below it under the headings), "cards"
    (each value with its heading), "above" (a heat map whose names stand on lines of their own),
    "beside" (one whose names are a column), "scroll"; ``long``: columns with long texts;
    ``shades``: columns of a heat map with shades, whose other values lie near the mean;
    ``words``: columns of a heat map that hold words, not values; ``full``: the width of its names
    in em; ``narrow``: it has room beside a heading.
    """

    names: int
    heat: bool
    upright: bool
    phone: str
    long: frozenset[int]
    shades: frozenset[int]
    words: frozenset[int]
    full: float
    narrow: bool

    @property
    def classes(self) -> str:
        """The classes of its frame."""
        kinds = ("heat" if self.heat else "", "upright" if self.upright else "")
        return "".join(f" {kind}" for kind in (*kinds, self.phone and f"p-{self.phone}") if kind)

    @property
    def roles(self) -> bool:
        """Whether its rows are laid out otherwise on a telephone, so that its roles are said."""
        return self.phone in ("folded", "cards", "above")


def form(table: Table) -> Form:
    """How a table stands on a page."""
    names, count = name_column(table), len(table.columns)
    wants = column_widths.wants(table)
    heat = _is_heat(table)
    long = frozenset(n for n, full in enumerate(wants.full) if full > LONG and n != names)
    if heat:
        upright = _upright(table, names)
        phone = _heat_on_phone(table, names, wants.full[names])
    else:
        upright = False
        phone = "" if count <= PLAIN else "folded" if count <= FOLDED and not long else "cards"
    needed = sum(
        min(max(full, head), LONG) * LETTER + GAP
        for full, head in zip(wants.full, wants.heads, strict=True)
    )
    shades = _shades(table) if heat else frozenset()
    words = frozenset(n for n in _values(table, names) if not table.columns[n].numeric) - shades
    full, narrow = wants.full[names], not heat and needed <= BESIDE + GAP
    if not heat:
        words = frozenset()
    return Form(names, heat, upright, phone, long, shades, words, full, narrow)


def name_column(table: Table) -> int:
    """The column that names the rows: the first, or the second where the first holds ranks."""
    return 1 if [column.numeric for column in table.columns[:2]] == [True, False] else 0


def has_heads(table: Table) -> bool:
    """Whether any column has a heading."""
    return any(column.title for column in table.columns)


def shaded(cell: Cell) -> bool:
    """Whether the tone of a cell is a shade: of a level, or of the distance from a mean."""
    return cell.tone[:1] in ("l", "a", "b") and cell.tone[1:].removesuffix("h").isdigit()


def _is_heat(table: Table) -> bool:
    """Wide tables of levels, and those whose columns are mostly shades with little text."""
    shades = _shades(table)
    return table.dense or (len(shades) > 1 and 2 * len(shades) >= len(table.columns))


def _shades(table: Table) -> frozenset[int]:
    """Columns with shades that hold little text."""
    return frozenset(
        n
        for row in table.rows
        for n, cell in enumerate(row.cells)
        if shaded(cell) and column_widths.width(plain(cell.runs)) <= 6
    )


def _values(table: Table, names: int) -> list[int]:
    return [n for n in range(len(table.columns)) if n != names]


def _upright(table: Table, names: int) -> bool:
    """Whether a heading's longest word is wider than its column on the page."""
    values = _values(table, names)
    room = (PAGE - 12 * LETTER) / max(1, len(values)) - 8
    return any(column_widths.word(table.columns[n].title) * 13 > room for n in values)


def _heat_on_phone(table: Table, names: int, full: float) -> str:
    """Whether a heat map's cells have room on a telephone: beside names, below them, or not."""
    values = _values(table, names)
    widest = max(
        (
            column_widths.width(plain(row.cells[n].runs))
            for row in table.rows
            for n in values
            if n < len(row.cells) and row.cells[n].tone != "na"
        ),
        default=0.0,
    )
    if not has_heads(table):
        return "scroll"
    if full <= 8 and widest * SMALL <= (PHONE - NAME) / max(1, len(values)):
        return "beside"
    return "above" if widest * SMALL <= PHONE / max(1, len(values)) + 4 else "scroll"
