"""What the headings and words of somebody else's table mean: a mapping file as typed, frozen
values."""

from __future__ import annotations

from typing import Literal

from evalkit.model.fields import Blankable, Several

Cell = str | int | float
TableName = Literal[
    "cases",
    "documents",
    "raters",
    "ratings",
    "evidence",
    "measures",
    "targets",
    "commitments",
    "waivers",
    "regions",
]


class TableMap(Blankable):
    """How a table is to be read.

    ``table``: which of ours it is; ``columns``: their heading → ours, or → the id of a criterion or
    a measure; ``values``: our column → their word → ours; ``constants``: our column → what holds
    for every row; ``decimal``: the mark of all figures; ``skip``: headings that are passed over and
    need no word.
    """

    table: TableName | None = None
    columns: dict[str, str] = {}
    values: dict[str, dict[str, Cell]] = {}
    constants: dict[str, Cell] = {}
    decimal: Literal[".", ","] | None = None
    skip: Several[str] = ()
