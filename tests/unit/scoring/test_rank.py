"""Ranks with ties and gaps, and where a grade begins."""

from __future__ import annotations

import math

import numpy as np
from evalkit.model.rubric import Grade
from evalkit.scoring.rank import grade_of, ranks
from tests.conftest import asked, evaluation_of


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


TOP = """
rubric: top
version: 1.0.0
title: T
scale: [{level: 0, label: no}, {level: 1, label: yes}]
grades: [{from: 1, id: full, label: Full}, {from: 0, id: rest, label: Rest}]
pillars:
- {id: p, title: P, criteria: [{id: a, title: A, levels: {0: x, 1: y}}, {id: b, title: B, levels: {0: x, 1: y}}]}
"""


def test_a_band_may_be_the_top_alone() -> None:
    cases = [
        f"case: {name}\nrubric: top@1.0.0\nregion: {{name: {name}}}\n"
        f"ratings: {{a: {{level: 1, because: r}}, b: {{level: {b}, because: r}}}}\n"
        for name, b in (("all", 1), ("half", 0))
    ]
    evaluation = evaluation_of(TOP, *cases)
    values = [evaluation.score_of[name, "overall"].value for name in ("all", "half")]
    held = [grade_of(value, evaluation.rubric.bands) for value in values]
    assert [grade.id for grade in held if grade] == ["full", "rest"]
    assert {grade for o in asked(evaluation).outlooks for grade, _ in o.grades} <= {"full", "rest"}
