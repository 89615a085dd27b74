"""Ranks with ties and gaps, and where a grade begins."""

from __future__ import annotations

import math

import numpy as np
from evalkit.model.rubric import Grade
from evalkit.scoring.rank import grade_of, ranks


def test_equal_scores_share_the_better_rank_and_unscored_have_none() -> None:
    assert ranks(np.array([0.5, 0.9, 0.5 + 1e-12, math.nan, 0.1])).tolist() == [2, 1, 2, 0, 4]
    assert ranks(np.array([[1, 2.0], [2, 1.0]])).tolist() == [[2, 1], [1, 2]]


def test_a_grade_begins_at_its_start_even_where_the_sum_falls_a_bit_short() -> None:
    grades = [
        Grade.model_validate({"from": f, "id": i, "label": i})
        for f, i in ((0.6, "good"), (0, "weak"))
    ]
    short = 0.25 * 0.1 + 0.25 * 0.2 + 0.75 * 0.7
    assert short < 0.6
    assert [g.id for g in (grade_of(short, grades), grade_of(0.59, grades)) if g] == [
        "good",
        "weak",
    ]
    assert grade_of(None, grades) is None
