"""Rows in, a table out: each column is declared once, with its heading, its cell and when it is
shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from evalkit.evaluation import Score
from evalkit.report.model import Bar, Cell, Column, Row, Run, Runs, Strong, Table, cell, plain
from evalkit.report.numbers import DASH
from evalkit.scoring.tolerances import TOLERANCE

T = TypeVar("T")
Shown = Cell | Run | Runs  # what a column may give for a row


@dataclass(frozen=True, slots=True)
class Col(Generic[T]):
    """A column: its heading, what it shows of a row, whether these are numbers, and whether it is
    shown at all."""

    title: str
    shown: Callable[[T], Shown]
    numeric: bool = False
    narrow: bool = False
    when: bool = True


Cols = tuple[Col[T], ...]


def table(
    caption: str,
    rows: Iterable[T],
    columns: Cols[T],
    *,
    id: Callable[[T], str] = lambda _: "",
    depth: Callable[[T], int] = lambda _: 0,
    dense: bool = False,
) -> Table:
    """A table of the columns that are shown, a row an item; ``id``: where figures lead, ``depth``:
    indents a row."""
    kept = [column for column in columns if column.when]
    made = [Row(tuple(_cell(c.shown(row)) for c in kept), id(row), depth(row)) for row in rows]
    return Table(
        caption, tuple(Column(c.title, c.numeric, c.narrow) for c in kept), tuple(made), dense
    )


def _cell(shown: Shown) -> Cell:
    return shown if isinstance(shown, Cell) else cell(shown)


def with_values(made: Table) -> Table:
    """The table without the columns in which every row has a dash."""
    kept = [
        n
        for n, _ in enumerate(made.columns)
        if not made.rows or any(plain(row.cells[n].runs) != DASH for row in made.rows)
    ]
    rows = tuple(replace(row, cells=tuple(row.cells[n] for n in kept)) for row in made.rows)
    return replace(made, columns=tuple(made.columns[n] for n in kept), rows=rows)


def heading_row(title: str, columns: int, depth: int = 0) -> Row:
    """A heading above the rows that belong to it."""
    return Row(
        (cell(Strong(title)), *(Cell() for _ in range(columns - 1))), depth=depth, group=True
    )


def tone(value: float | None) -> str:
    """Shade of a score: the quarter of the scale it has reached, so that 2.5 is shaded as 2."""
    return "missing" if value is None else f"l{int(value * 4 + TOLERANCE)}"


SHADES = 5  # of levels and scores


def level_tone(levels: Sequence[float], at: float | None) -> str:
    """Shade of a level among those of its scale, by its place; one between two levels has a shade
    of its own."""
    if at is None:
        return "missing"
    below = max((n for n, level in enumerate(levels) if level <= at + TOLERANCE), default=0)
    steps = max(len(levels) - 1, 1)
    half = "h" if at > levels[below] + TOLERANCE else ""
    # of more levels than shades, the middle share theirs: both ends keep one of their own
    place = 4 * below / steps + (0.5 if steps > SHADES - 1 else TOLERANCE)
    return f"l{int(place)}{half}"


def bar(score: Score) -> Bar | None:
    """A score as a bar with its range; None without one."""
    if score.value is None or score.low is None or score.high is None:
        return None
    return Bar(score.value, score.low, score.high)
