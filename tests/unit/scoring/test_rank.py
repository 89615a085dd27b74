"""Ranks with ties and gaps, and where a grade begins."""

from __future__ import annotations

import math
import tracemalloc

import numpy as np
import pytest
from evalkit.model.rubric import Grade
from evalkit.scoring.rank import grade_of, mean_ranks, ranks
from evalkit.scoring.tolerances import TOLERANCE
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import asked, evaluation_of


def test_equal_scores_share_the_better_rank_and_unscored_have_none() -> None:
    assert ranks(np.array([0.5, 0.9, 0.5 + 1e-12, math.nan, 0.1])).tolist() == [2, 1, 2, 0, 4]
    assert ranks(np.array([[1, 2.0], [2, 1.0]])).tolist() == [[2, 1], [1, 2]]


def each_against_all(values: np.ndarray) -> np.ndarray:
    """What a mean rank is, pair by pair."""
    below = (values[None, :] < values[:, None] - TOLERANCE).sum(axis=1)
    equal = (np.abs(values[None, :] - values[:, None]) <= TOLERANCE).sum(axis=1)
    return np.asarray(below + (equal + 1) / 2)


NEAR = st.builds(
    lambda base, steps, off: base + steps * TOLERANCE / 4 + off * 1.2e-16,
    st.sampled_from([0.0, 0.1, 1 / 3, 0.5, 1.0, 7.5, 1e6]),
    st.integers(-9, 9),
    st.integers(-3, 3),
)


@given(st.lists(st.one_of(NEAR, st.floats(-1e12, 1e12), st.sampled_from([0.0, 0.25, 0.5])),
                min_size=1, max_size=40))  # fmt: skip
def test_mean_ranks_are_those_of_every_pair_also_where_near_ones_make_a_chain(
    values: list[float],
) -> None:
    held = np.array(values)
    assert mean_ranks(held).tolist() == each_against_all(held).tolist()


def test_mean_ranks_of_many_take_no_memory_for_pairs() -> None:
    """A table of pairs of 20,000 would be 400 MB of truth values alone."""
    values = np.random.default_rng(0).integers(0, 500, 20_000) / 499
    tracemalloc.start()
    found = mean_ranks(values)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * values.nbytes
    assert found.sum() == pytest.approx(20_000 * 20_001 / 2)


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
