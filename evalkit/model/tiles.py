"""A layout of tiles, a region each: CSV in, tiles out."""

from __future__ import annotations

import csv
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tile:
    """A tile of a layout: code of its region, where it lies, what it is called in a language."""

    region: str
    column: int
    row: int
    names: tuple[tuple[str, str], ...] = ()

    def name(self, lang: str) -> str:
        """What it is called; its code where the layout names it in no language."""
        return dict(self.names).get(lang) or next((n for _, n in self.names if n), self.region)


class LayoutWrong(ValueError):
    """A layout cannot be used; ``why``: a term of the findings."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def layout_of(text: str) -> tuple[Tile, ...]:
    """The tiles of a layout: a row a tile, with the columns region, column and row, and what it is
    called in each language (zh, en) where that is given.

    Raises:
        LayoutWrong: a column is missing, a place is no whole number, or two tiles share a region or
            a place.
    """
    rows = list(csv.DictReader(text.lstrip("\ufeff").splitlines()))
    if not rows or not {"region", "column", "row"} <= rows[0].keys():
        raise LayoutWrong("@tiles-columns")
    made = []
    for row in rows:
        try:
            column, down = int(row["column"]), int(row["row"])
        except (TypeError, ValueError):
            raise LayoutWrong("@tiles-number") from None
        names = tuple((lang, row[lang]) for lang in ("zh", "en") if row.get(lang))
        made.append(Tile(row["region"], column, down, names))
    for what in ({t.region for t in made}, {(t.column, t.row) for t in made}):
        if len(what) < len(made):
            raise LayoutWrong("@tiles-twice")
    return tuple(made)
