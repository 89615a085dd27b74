"""What moves on, and what stays, where next year's case is taken from last year's."""

from __future__ import annotations

import pytest
from evalkit.starter.last_year import after
from tests.conftest import case_of

CASE = "case: {id}\nrubric: trial@1.0.0\nregion: {{name: Porto}}\nplan: {{title: x, adopted: 2026-03-04, period: [2026, 2030]}}\n"


@pytest.mark.parametrize(
    ("title", "moved"),
    [
        ("Work report 2026", "Work report 2027"),
        ("Plan for 2026–2030", "Plan for 2027–2031"),
        ("2026年至2030年规划", "2027年至2031年规划"),
        ("Climate Plan 2030", "Climate Plan 2030"),
        ("Plan (2026): towards 2045", "Plan (2027): towards 2045"),
        ("No. 20261", "No. 20261"),
    ],
)
@pytest.mark.parametrize("id", ["porto-2026", "porto"])
def test_only_the_own_year_moves_on(id: str, title: str, moved: str) -> None:
    last = after(case_of(CASE.format(id=id), "cases/x.yaml").case, "porto-2027")
    assert last.moved(title) == moved


def test_years_move_back_where_the_new_case_is_the_earlier() -> None:
    last = after(case_of(CASE.format(id="porto-2026"), "cases/x.yaml").case, "porto-2025")
    assert last.moved("Work report 2026") == "Work report 2025"
    assert last.period() == "[2025, 2029]"
