"""Tables that `evalkit export` writes are results: no table of ratings or of measures to read."""

from __future__ import annotations

import pytest
from evalkit.model.catalogue import catalogue
from evalkit.reading.exported import MARKS, exported
from evalkit.reading.grids import Grid


def grid(*rows: tuple[str, ...]) -> Grid:
    return Grid("t.csv", "", rows, tuple(range(1, len(rows) + 1)))


def test_the_marks_are_columns_of_the_tables_that_are_written() -> None:
    tables = catalogue("datasets", "tables")["tables"]
    for name, marks in MARKS.items():
        assert marks <= set(tables[name]["columns"]), name


def test_every_marked_table_is_known_by_its_headings() -> None:
    tables = catalogue("datasets", "tables")["tables"]
    for name in MARKS:
        assert exported(grid(tuple(tables[name]["columns"]))) == name


REFS = ("case", "region", "goals.clear-goals", "goals.funds")


@pytest.mark.parametrize(
    ("head", "row", "name"),
    [
        (REFS, ("a-2026", "A", "0.8333333333333334", "1"), "calibrated"),
        (REFS, ("a-2026", "A", "1", "0"), "calibrated"),
        (REFS, ("a-2026", "A", "1.0", ""), "calibrated"),
        (REFS, ("a-2026", "A", "2", "0"), ""),
        (REFS, ("a-2026", "A", "high", "0"), ""),
        (
            ("case", "overall", "overall.low", "overall.high", "p.a"),
            ("a", "0", "0", "1", "0"),
            "scores",
        ),
        (("case", "overall", "p.a"), ("a", "0", "0"), ""),
        (("case", "rater", *REFS[2:]), ("a-2026", "A", "1", "0"), ""),
        (("case", "region", "clear-goals", "funds"), ("a-2026", "A", "1", "0"), ""),
        (("case", "criterion", "rater", "level"), ("a-2026", "funds", "A", "1"), ""),
        (("region", "measure", "value", "unit", "year"), ("A", "rd", "1", "%", "2026"), ""),
    ],
)
def test_calibrated_scores_are_told_from_ratings(
    head: tuple[str, ...], row: tuple[str, ...], name: str
) -> None:
    assert exported(grid(head, row)) == name
