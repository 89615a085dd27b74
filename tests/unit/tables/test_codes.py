"""Columns as codes, and codes of columns together."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from evalkit.tables.codes import coded, dense, first_rows, stacked, together


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (pa.array(["b", None, "b", "a"]), ["b", None, "b", "a"]),
        (pa.array([1.5, float("nan"), None, 2.0]), [1.5, None, None, 2.0]),
        (pa.array(["x", None, "y"]).dictionary_encode(), ["x", None, "y"]),
        (pa.chunked_array([["x"], ["y", None, ""], []]), ["x", "y", None, None]),
        (pa.array([], pa.string()), []),
    ],
)
def test_a_column_is_its_codes_into_its_values(column: pa.Array, values: list[object]) -> None:
    own = coded(column)
    assert [own.at(n) for n in range(len(own.codes))] == values


def test_columns_below_each_other_have_one_list_of_values() -> None:
    whole = stacked([coded(pa.array(["a", "b"])), coded(pa.array(["b", None]))])
    assert [whole.at(n) for n in range(4)] == ["a", "b", "b", None]
    assert len(whole.values) == 3


@pytest.mark.parametrize("limit", [50, 10**12])
def test_dense_codes_keep_their_order_and_leave_no_gap(limit: int) -> None:
    codes, n = dense(np.array([40, 7, 7, 12]), limit)
    assert (codes.tolist(), n) == ([2, 0, 0, 1], 3)


def test_rows_have_one_code_where_every_column_is_the_same() -> None:
    generator = np.random.default_rng(1)
    columns = [generator.integers(0, 5, 200).astype(np.int32) for _ in range(4)]
    codes, n = together([(own, 5) for own in columns])
    rows = list(zip(*columns, strict=True))
    assert n == len({*rows})
    for row in first_rows(codes, n).tolist():
        same = np.flatnonzero(codes == codes[row])
        assert row == same[0]
        assert {rows[at] for at in same} == {rows[row]}
