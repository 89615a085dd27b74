"""A place among sorted values is that of counting them one by one."""

from __future__ import annotations

from evalkit.analysis.node_values import NodeValues, RankOn
from evalkit.scoring.tolerances import TOLERANCE
from hypothesis import given
from hypothesis import strategies as st

NEARLY = st.sampled_from([0.0, TOLERANCE / 2, TOLERANCE, 3 * TOLERANCE])
VALUES = st.lists(
    st.builds(lambda a, b: a / 4 + b, st.integers(0, 4), NEARLY), min_size=1, max_size=30
)


@given(VALUES)
def test_a_place_is_that_of_counting(values: list[float]) -> None:
    held = NodeValues({str(n): value for n, value in enumerate(values)})
    for n, own in enumerate(values):
        rank = 1 + sum(value > own + TOLERANCE for value in values)
        others = sum(abs(value - own) <= TOLERANCE for value in values) - 1
        assert held.rank(str(n)) == RankOn(rank, others, len(values), rank == len(values))


def test_who_has_no_value_has_no_place_and_nothing_has_no_mean() -> None:
    assert NodeValues({"a": 0.5}).rank("b") is None
    assert NodeValues().mean is None
