"""Draws in, how often each case has each grade out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evalkit.analysis.sensitivity.assumptions import (
    FAILS,
    OPEN,
    PASSES,
    Grading,
    Overriding,
    States,
)
from evalkit.analysis.sensitivity.drawing import Chunk, Drawing
from evalkit.scoring.aggregate import Array
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.scoring.tree import Mask


def graded(drawing: Drawing, chunk: Chunk, grades: Grading) -> NDArray[np.int64]:
    """In how many draws of a chunk each case has each grade, shape (cases, grades), in
    the order of their names; in none of them
    where what is not rated decides."""
    scores, left = chunk.scores, np.ones(chunk.scores.shape, dtype=bool)
    out, over = list[Mask](), list[Mask]()
    for own in grades.overriding:
        state = _asked_states(drawing, chunk.leaves, own)
        over.append(left & (state == FAILS))
        left &= state == PASSES
    for band in grades.bands:
        out.append(left & (scores >= band.from_ - TOLERANCE))
        left &= ~out[-1]
    found = [held.sum(axis=0) for held in (*out, *over)]
    return np.array(found, dtype=np.int64).reshape(len(found), scores.shape[1]).T


def _asked_states(drawing: Drawing, leaves: Array, over: Overriding) -> States:
    """How each case stands, in each draw, on what a grade asks; shape (draws, cases)."""
    out = np.broadcast_to(over.otherwise, leaves.shape[:2]).copy()
    columns, least = np.array([*over.least], dtype=int), np.array([*over.least.values()])
    if columns.size:
        applies, asked = drawing.given.applicable[:, columns], leaves[..., columns]
        failed = (applies & (asked < least - TOLERANCE)).any(axis=-1)
        unknown = (applies & np.isnan(asked)).any(axis=-1)
        out[unknown & (out == PASSES)] = OPEN
        out[failed] = FAILS
    return out
