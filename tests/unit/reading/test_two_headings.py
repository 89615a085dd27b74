"""Headings in two rows: groups above, titles below; a row of figures is no heading."""

from __future__ import annotations

import pytest
from evalkit.reading.tables import folded, read_tables

SAID = {
    "case": ("case", "案例"),
    "criterion a": ("A1", "Clear goals"),
    "criterion b": ("A2", "Funds"),
    "criterion c": ("B1", "Skills"),
}
NAMES = {folded(text): name for name, texts in SAID.items() for text in texts}


@pytest.mark.parametrize(
    ("text", "above", "head"),
    [
        ("case,Goals,,People\n,A1,A2,B1\nx,1,2,3\n", 1, 2),
        ("案例,目标,,人才\n,A1,A2,B1\nx,1,2,3\n", 1, 2),
        ("case,A1,A2,B1\n,Clear goals,Funds,Skills\nx,1,2,3\n", 1, 2),
        (",Goals,,People\ncase,A1,A2,B1\nx,1,2,3\n", 0, 2),
        ("a title\n\ncase,Goals,,People\n,A1,A2,B1\nx,1,2,3\n", 3, 4),
        ("case,A1,A2,B1\nx,1,2,3\n", 0, 1),
    ],
)
def test_two_rows_of_headings_are_read_as_one(text: str, above: int, head: int) -> None:
    (table,), findings = read_tables(text.encode(), "t.csv", NAMES, ("case",))
    assert findings == ()
    assert (table.above, table.head) == (above, head)
    assert [dict(row.cells) for row in table.rows] == [
        {"case": "x", "criterion a": "1", "criterion b": "2", "criterion c": "3"}
    ]


@pytest.mark.parametrize(
    "row", [",1,2,3", ",2.5,,", ",x,y,z", "y,Clear goals,Funds,Skills", ",Funds,Clear goals,Skills"]
)
def test_a_row_that_is_no_heading_stays_a_row(row: str) -> None:
    (table,), _ = read_tables(
        f"case,A1,A2,B1\n{row}\nx,1,2,3\n".encode(), "t.csv", NAMES, ("case",)
    )
    assert (table.above, table.head, len(table.rows)) == (0, 1, 2)
