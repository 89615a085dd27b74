"""A workbook as data: sheets of text, figures and live formulas; nothing after this knows scores.

Formulas name cells as a spreadsheet does; each carries the value that the engine came to, so that a
viewer that does not calculate shows the same figures.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from evalkit.model.place import letters
from evalkit.model.units import HUNDRED, Units

column = letters  # letters of the n-th column, 1 is A


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula, written without the leading "=". ``value``: what it comes to now; ``array``:
    entered as an array."""

    text: str
    value: float | str
    array: bool = False


Value = str | float | int | None | Formula


@dataclass(frozen=True, slots=True)
class Place:
    """A cell. ``look``: how it is drawn, one of those that :mod:`evalkit.render.xlsx` names;
    ``across``: columns that it runs over; ``link``: the sheet that it leads to."""

    value: Value
    look: str = "text"
    indent: int = 0
    across: int = 1
    link: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What may be entered into the cells of a column from ``first`` to ``last`` row (1 is the
    first): a list, or a number not below ``least`` where ``values`` is empty (None: any number).
    ``hint``: what is said beside a chosen cell; ``cells``: the area that holds the list, in place
    of ``values``; ``strict``: whether anything else is refused."""

    column: int
    first: int
    last: int
    values: tuple[str | float, ...] = ()
    message: str = ""
    least: float | None = 0
    hint: str = ""
    cells: str = ""
    strict: bool = True


@dataclass(frozen=True, slots=True)
class Flag:
    """Cells of a column that stand out where ``holds``: a formula as it reads in the first of them;
    ``look``: wrong (red), done (green) or idle (grey)."""

    column: int
    first: int
    last: int
    holds: str
    look: str = "wrong"


@dataclass(frozen=True, slots=True)
class Shades:
    """Cells from ``first`` to ``last`` (row, column) shaded by how far they lie from a mean, in
    the units of scores; ``mean``: its cell, as it reads from the first of them."""

    first: tuple[int, int]
    last: tuple[int, int]
    mean: str


@dataclass(frozen=True, slots=True)
class Bars:
    """A chart of bars. ``names``, ``series``: areas, with their sheet; each of ``series`` has a
    title, the first is what is spoken of; ``n``: bars of one series; ``below``: the row that it
    stands under; ``alt``: what it shows, for who cannot see it."""

    title: str
    names: str
    series: tuple[tuple[str, str], ...]
    n: int
    below: int
    alt: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet. ``freeze``: rows and columns that stay; ``filtered``: (first row, last row, columns)
    of a filtered table;
    ``heat``: (first row, first column, last row, last column) shaded from the lowest score to the highest; ``hidden``:
    columns that formulas look into and readers need not; ``unprinted``: columns at the right that
    paper leaves out; ``wide``: whether paper lies on its side; ``locked``: whether only cells whose
    look says so can be changed, and rows may be filtered but not sorted; ``tall``: rows
    that leave room for some lines of text to be typed; ``pages``: side by side on A4 paper, 0 for
    as many as fit. Rows and columns count from 1."""

    name: str
    rows: tuple[tuple[Place, ...], ...]
    widths: tuple[float, ...]
    freeze: tuple[int, int] = (1, 0)
    filtered: tuple[int, int, int] | None = None
    choices: tuple[Choice, ...] = ()
    heat: tuple[int, int, int, int] | None = None
    wide: bool = False
    flags: tuple[Flag, ...] = ()
    hidden: tuple[int, ...] = ()
    unprinted: int = 0
    shades: tuple[Shades, ...] = ()
    charts: tuple[Bars, ...] = ()
    locked: bool = False
    tall: frozenset[int] = frozenset()
    pages: int = 0


@dataclass(frozen=True, slots=True)
class Workbook:
    """A whole workbook in one language. ``name`` is the file name without its ending; ``made``: the
    day that its properties give; ``units``: what scores are shown in; ``colour``: of headings and charts, #rrggbb; ``font_text``,
    ``font_head``: type of text and of headings; each empty for the usual one. ``names``: names
    that formulas of a reader may use, and the areas that they stand for; ``properties``: what the
    file says of itself besides, by name."""

    name: str
    lang: str
    title: str
    sheets: tuple[Sheet, ...]
    made: date
    subject: str = ""
    decimals: int = 1
    units: Units = HUNDRED
    author: str = "evalkit"
    organisation: str = ""
    colour: str = ""
    font_text: str = ""
    font_head: str = ""
    names: tuple[tuple[str, str], ...] = ()
    properties: tuple[tuple[str, str], ...] = ()


def cell_name(sheet: str, row: int, col: int) -> str:
    """A cell of a sheet, as formulas of any sheet name it: fixed, so for sheets that nobody
    sorts."""
    return f"{quoted(sheet)}!${column(col)}${row}"


def area(sheet: str, first: int, last: int, col: int) -> str:
    """Cells of one column of a sheet, as formulas name them; without the sheet where it is their
    own."""
    own = f"${column(col)}${first}:${column(col)}${last}"
    return f"{quoted(sheet)}!{own}" if sheet else own


def block(sheet: str, first: tuple[int, int], last: tuple[int, int]) -> str:
    """Cells of a sheet from ``first`` to ``last``, each (row, column), as formulas name them."""
    corners = (f"${column(col)}${row}" for row, col in (first, last))
    return f"{quoted(sheet)}!{':'.join(corners)}"


MOST_OF_A_TEXT = 255  # characters of a text in a formula, that Excel takes
MOST_OF_A_TAB = 31  # characters that Excel takes
_NOT_IN_A_TAB = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def tab_names(titles: Mapping[str, str]) -> dict[str, str]:
    """Titles of sheets as Excel takes them for tabs: short enough, without the signs that it
    refuses, and no two alike but for capitals."""
    names: dict[str, str] = {}
    for key, title in titles.items():
        name = _NOT_IN_A_TAB.sub(" ", title)[:MOST_OF_A_TAB].strip(" '") or key
        taken = {other.casefold() for other in names.values()} | {"history"}
        if name.casefold() in taken:
            name = f"{name[: MOST_OF_A_TAB - len(key) - 1]} {key}"
        names[key] = name
    return names


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


def text_in_formula(text: str) -> str:
    """A text as a formula writes it; in parts where it is longer than Excel takes in one."""
    parts = [text[n : n + MOST_OF_A_TEXT] for n in range(0, len(text), MOST_OF_A_TEXT)] or [""]
    return "&".join('"' + part.replace('"', '""') + '"' for part in parts)
