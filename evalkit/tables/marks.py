"""What was agreed on and scored in a batch in; each case's grade, or its verdict, out: the rules of
:mod:`evalkit.scoring.grades` and :mod:`evalkit.scoring.verdicts`, over arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from evalkit.model.rubric import Rubric
from evalkit.scoring.aggregate import Array
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.scoring.tree import Mask
from evalkit.scoring.verdicts import Outcome, needed_of, wanted_of
from evalkit.tables.ratings import INAPPLICABLE, Agreed, Standard

OUTCOMES = ("", *get_args(Outcome))
Marks = NDArray[np.int8]


def grade_words(rubric: Rubric) -> tuple[str, ...]:
    """Grades by id, after no grade."""
    return ("", *dict.fromkeys(grade.id for grade in rubric.grades))


def grades_of(agreed: Agreed, totals: Array, standard: Standard) -> Marks:
    """The grade of each case by its place in :func:`grade_words`.

    Args:
        totals: (cases,), NaN where there is none.
    """
    rubric = standard.rubric
    words = grade_words(rubric)
    out = np.zeros(len(totals), dtype=np.int8)
    for band in reversed(rubric.bands):
        out[totals >= band.from_ - TOLERANCE] = words.index(band.id)
    settled = np.zeros(len(totals), dtype=bool)
    for grade in rubric.overriding:
        gates = [_gate(agreed, standard.columns[id], wanted) for id, wanted in grade.unless.items()]
        failed = np.any([own for _, own, _ in gates], axis=0) & ~settled
        unknown = np.any([own for *_, own in gates], axis=0) & ~settled & ~failed
        out[failed], out[unknown] = words.index(grade.id), 0
        settled |= failed | unknown
    return out


def _gate(agreed: Agreed, column: int, wanted: float) -> tuple[Mask, Mask, Mask]:
    """Where a criterion is at a level that is asked of it, where it is below, where nobody
    knows."""
    level, state = agreed.levels[:, column], agreed.states[:, column]
    known = ~np.isnan(level)
    passed = known & (level >= wanted - TOLERANCE)
    return passed, known & ~passed, ~known & (state != INAPPLICABLE)


def verdicts_of(agreed: Agreed, measured: dict[str, Array], standard: Standard) -> Marks:
    """The verdict of each case by its place in :data:`OUTCOMES`.

    Args:
        measured: id of a measured criterion → its scores, NaN where there is none.
    """
    rubric, n = standard.rubric, len(agreed.states)
    met, fails, missing = (np.zeros(n, dtype=int) for _ in range(3))
    must_fail, must_miss = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    for id, criterion in standard.criteria.items():
        if not criterion.scored:
            continue
        column, wanted = standard.columns[id], wanted_of(rubric, criterion)
        if wanted is not None:
            passed, failed, unknown = _gate(agreed, column, wanted)
        else:
            applies, score = agreed.states[:, column] != INAPPLICABLE, measured[id]
            passed = applies & (score >= 1 - TOLERANCE)
            failed, unknown = applies & (score < 1 - TOLERANCE), applies & np.isnan(score)
        met, fails, missing = met + passed, fails + failed, missing + unknown
        if id in rubric.must:
            must_fail, must_miss = must_fail | failed, must_miss | unknown
    asked = met + fails + missing
    needed = np.array([needed_of(rubric, of) for of in range(len(rubric.index) + 1)])[asked]
    out = np.where(met >= needed, 0, np.where(met + missing >= needed, 2, 1))
    out = np.where(asked == 0, 2, out)
    out = np.where(must_miss & (out == 0), 2, out)
    out = np.where(must_fail, 1, out)
    names: Sequence[str] = ("met", "not-met", "undecided")
    return np.array([OUTCOMES.index(name) for name in names], dtype=np.int8)[out]
