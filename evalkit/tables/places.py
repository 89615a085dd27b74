"""Where the cases of a batch stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from evalkit.model.place import Span
from evalkit.tables.codes import Coded, coded, constant


@dataclass(frozen=True, slots=True)
class Places:
    """Cases by number: their ids, and the file and row of each."""

    cases: Sequence[str]
    file: Coded
    row: NDArray[np.int64]

    def span(self, n: int) -> Span:
        """Where a case stands."""
        return Span(self.file.at(n) or "", int(self.row[n]), 1)


def places_of(frame: pa.Table) -> Places:
    """The cases of a frame with a row a case."""
    n, there = frame.num_rows, frame.column_names
    file = coded(frame.column("file")) if "file" in there else constant(n)
    row = frame.column("row").combine_chunks() if "row" in there else pa.array(np.zeros(n, int))
    cases = frame.column("case").cast(pa.string()).to_pylist()
    return Places(cases, file, np.asarray(pc.fill_null(row, 0)).astype(np.int64))
