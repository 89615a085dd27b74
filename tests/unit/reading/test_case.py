"""A case from a file."""

from __future__ import annotations

from tests.conftest import case_of
from tests.unit.scoring.test_tree import FULL, case


def test_a_case_that_is_partly_wrong_keeps_the_rest() -> None:
    file = case_of(case(FULL.replace("level: 3", "level: three")))
    assert sorted(file.case.ratings) == ["left", "look", "own", "right"]
