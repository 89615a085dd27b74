"""A column in; a whole number a row that stands for its value, and the values that there are, out.

What millions of rows say is a few thousand different things: each is looked at once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

Codes = NDArray[np.int32]
PRESENT = 4_000_000  # codes up to here, or four times as many as rows, are looked up in a list


@dataclass(frozen=True, slots=True)
class Coded:
    """A column by codes: ``values[codes[n]]`` is what row n holds; None where it holds nothing."""

    codes: Codes
    values: tuple[Any, ...]

    def at(self, row: int) -> Any:
        """What a row holds."""
        return self.values[self.codes[row]]


def coded(column: pa.Array | pa.ChunkedArray) -> Coded:
    """The codes of a column of texts or numbers; NaN is nothing, and so is an empty text."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if not pa.types.is_dictionary(whole.type):
        whole = whole.dictionary_encode(null_encoding="encode")
    held = [_plain(value) for value in whole.dictionary.to_pylist()]
    indices = whole.indices
    if indices.null_count:
        held.append(None)
        indices = pc.fill_null(indices.cast(pa.int32()), len(held) - 1)
    return Coded(np.asarray(indices).astype(np.int32, copy=False), tuple(held))


def _plain(value: Any) -> Any:
    nothing = math.isnan(value) if isinstance(value, float) else value == ""
    return None if nothing else value


def constant(rows: int, value: Any = None) -> Coded:
    """A column that holds the same in every row."""
    return Coded(np.zeros(rows, dtype=np.int32), (value,))


def stacked(parts: Sequence[Coded]) -> Coded:
    """Columns one below the other."""
    known: dict[Any, int] = {}
    out = []
    for part in parts:
        places = [known.setdefault(value, len(known)) for value in part.values]
        out.append(np.array(places, dtype=np.int32)[part.codes])
    return Coded(np.concatenate(out) if out else np.zeros(0, np.int32), tuple(known))


def dense(keys: NDArray[np.integer], limit: int) -> tuple[Codes, int]:
    """Codes without gaps, in the order of the keys, and how many there are; ``limit``: above all
    keys."""
    if limit <= max(4 * len(keys), PRESENT):
        there = np.zeros(limit, dtype=bool)
        there[keys] = True
        places = np.cumsum(there, dtype=np.int32)
        places -= 1
        return places[keys], int(places[-1]) + 1 if limit else 0
    kept, out = np.unique(keys, return_inverse=True)
    return out.reshape(-1).astype(np.int32), len(kept)


def together(columns: Sequence[tuple[Codes, int]]) -> tuple[Codes, int]:
    """One code for what several columns, each with the number of its codes, say together."""
    codes, n = columns[0]
    for other, more in columns[1:]:
        if more > 1:
            keys = codes.astype(np.int64)
            keys *= more
            keys += other
            codes, n = dense(keys, n * more)
    return dense(codes, n)


def first_rows(codes: Codes, n: int) -> Codes:
    """The first row that holds each of n codes."""
    first = np.full(n, -1, dtype=np.int32)
    first[codes[::-1]] = np.arange(len(codes), dtype=np.int32)[::-1]
    return first
