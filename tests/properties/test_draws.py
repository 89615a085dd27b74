"""Laws of ranks, quantiles and counted draws, against plain ways to the same: whole sorts in
float64, one pair after the other."""

from __future__ import annotations

from functools import reduce

import numpy as np
from evalkit.analysis.sensitivity import (
    Assumptions,
    Given,
    Grading,
    drawing,
    seeds_of,
)
from evalkit.analysis.sensitivity.counting import (
    BINS,
    Counted,
    counted,
    counting_of,
    ranks_at,
    scores_at,
)
from evalkit.analysis.sensitivity.ranges import kept, quantiles_of, ranges_of
from evalkit.model.rubric import Criterion, Grade, Pillar, Rubric
from evalkit.scoring.rank import ranks
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.scoring.tree import Tree, tree_of
from hypothesis import given, settings
from hypothesis import strategies as st

NEAR = st.builds(
    lambda base, steps, bits: base + steps * 0.5e-9 + bits * 1e-16,
    st.sampled_from([0.0, 0.25, 0.5, 0.999999]),
    st.integers(-6, 6),
    st.integers(-9, 9),
)
SCORES = st.one_of(NEAR, NEAR, st.floats(0, 1), st.floats(-1e3, 1e3), st.just(float("nan")))


def _ranks(scores: np.ndarray) -> list[int]:
    """Ranks one by one: a case shares its rank with the one before it where it is within the
    tolerance of that one."""
    order = sorted(np.flatnonzero(~np.isnan(scores)).tolist(), key=lambda n: -scores[n])
    out = [0] * len(scores)
    for place, n in enumerate(order, start=1):
        before = order[place - 2] if place > 1 else None
        tied = before is not None and scores[before] - scores[n] <= TOLERANCE
        out[n] = out[before] if tied and before is not None else place
    return out


@given(st.lists(st.lists(SCORES, min_size=7, max_size=7), min_size=1, max_size=4))
def test_ranks_are_those_of_a_plain_sort(rows: list[list[float]]) -> None:
    scores = np.array(rows)
    assert ranks(scores).tolist() == [_ranks(row) for row in scores]
    assert ranks(scores[0]).tolist() == _ranks(scores[0])
    positive = np.abs(scores)  # sorted as whole numbers, where nothing is missing
    assert ranks(positive).tolist() == [_ranks(row) for row in positive]


@given(st.integers(0, 2**32), st.integers(1, 3000), st.sampled_from([1, 1e-9, 1e-12, 1e-16]))
@settings(max_examples=40)
def test_ranks_of_many_cases_are_those_of_a_plain_sort(seed: int, cases: int, width: float) -> None:
    """Differences that whole numbers of fewer bits cannot tell apart, too."""
    generator = np.random.default_rng(seed)
    scores = 0.5 + width * generator.integers(0, cases + 1, (2, cases)) / 2
    scores += 1e-16 * generator.integers(0, 3, scores.shape)
    assert ranks(scores).tolist() == [_ranks(row) for row in scores]


def test_all_equal_and_none_at_all() -> None:
    assert ranks(np.full((2, 4), 0.3)).tolist() == [[1] * 4] * 2
    assert ranks(np.array([[0.7], [np.nan]])).tolist() == [[1], [0]]
    assert ranks(np.array([0.0, -0.0, 1e-300])).tolist() == [1, 1, 1]
    assert ranks(np.empty((3, 0))).shape == (3, 0)


@given(
    st.lists(st.lists(SCORES, min_size=9, max_size=9), min_size=1, max_size=4),
    st.lists(st.floats(0, 1), min_size=1, max_size=4),
    st.integers(1, 9),
)
def test_quantiles_are_those_of_numpy_to_the_bit(
    rows: list[list[float]], quantiles: list[float], draws: int
) -> None:
    scores = np.array(rows)[:, :draws]
    wanted = np.quantile(scores, quantiles, axis=1)
    found = quantiles_of(np.sort(scores, axis=1), quantiles)
    np.testing.assert_array_equal(found, wanted)


@given(st.lists(st.lists(NEAR, min_size=5, max_size=5), min_size=2, max_size=4))
def test_ranges_hold_sorted_ranks_and_pairs(rows: list[list[float]]) -> None:
    scores = np.array(rows)
    placed = ranks(scores.T).T.astype(np.int32)
    wanted = [[float((a > b + TOLERANCE).mean()) for b in scores] for a in scores]
    found = ranges_of(scores.copy(), placed.copy(), (0.1, 0.9))
    assert found.ahead.tolist() == wanted
    assert found.placed.tolist() == [sorted(row) for row in placed.tolist()]
    assert found.ranks.tolist() == [[row[n] for row in found.placed.tolist()] for n in (0, 4)]


def _problem(seed: int, cases: int) -> tuple[Tree, Given]:
    """Cases on four criteria of two pillars, two raters, some of it not rated."""
    generator = np.random.default_rng(seed)
    pillars = tuple(
        Pillar(
            id=pillar,
            title="t",
            criteria=tuple(
                Criterion(id=f"{pillar}{n}", title="t", weight=1.0 + n) for n in range(2)
            ),
        )
        for pillar in "pq"
    )
    tree = tree_of(Rubric(rubric="r", version="1.0.0", title="t", pillars=pillars))
    rated = generator.integers(0, 5, (cases, 4, 2)) / 4
    rated[generator.random(rated.shape) < 0.2] = np.nan
    known = ~np.isnan(rated)
    sums = np.where(known, rated, 0).sum(axis=-1)
    agreed = np.where(known.any(axis=-1), sums / np.maximum(known.sum(axis=-1), 1), np.nan)
    agreed[:, 0] = np.where(np.isnan(agreed[:, 0]), 0.5, agreed[:, 0])
    levels = [np.arange(5) / 4] * 4
    doubt = generator.choice([0.1, 0.25, 0.5], rated.shape)
    whole = np.ones((cases, 4), dtype=bool)
    return tree, Given(agreed, rated, doubt, whole, levels, levels, np.zeros(4, dtype=bool))


BANDS = tuple(
    Grade.model_validate({"from": at, "id": name, "label": "l"})
    for name, at in (("good", 0.6), ("fair", 0.4), ("weak", 0.0))
)


@given(st.integers(0, 2**32), st.integers(1, 12))
@settings(max_examples=25, deadline=None)
def test_counted_draws_are_as_near_as_they_say_in_whatever_order_they_merge(
    seed: int, cases: int
) -> None:
    tree, rated = _problem(seed, cases)
    assumed, grades = Assumptions(draws=330), Grading(BANDS)
    ranked = np.ones(cases, dtype=bool)
    whole = drawing.drawing_of(tree, rated, assumed)
    seeds = seeds_of(assumed.draws, np.random.default_rng(seed))
    at = np.sort(np.random.default_rng(seed).integers(0, assumed.draws, 2))
    tasks = [
        drawing.Task(whole, "", np.arange(a, b), seeds[a:b])
        for a, b in zip([0, *at.tolist()], [*at.tolist(), assumed.draws], strict=True)
        if a < b
    ]
    counting = counting_of(rated, ranked, grades)
    states = [counted(counting, task) for task in tasks]
    one, other = reduce(Counted.merge, states), reduce(Counted.merge, reversed(states))
    for field in ("scores", "ranks", "grades", "ahead", "lost"):
        np.testing.assert_array_equal(getattr(one, field), getattr(other, field))
    plain = [kept(ranked, grades, task) for task in tasks]
    scores = np.concatenate([own.scores for own in plain]).T
    placed = np.concatenate([own.placed for own in plain]).T
    grades_held = np.sum([own.grades for own in plain], axis=0)
    np.testing.assert_array_equal(one.grades, grades_held)
    found = ranges_of(scores.copy(), placed.copy(), (0.05, 0.5, 0.95))
    missed = np.abs(scores_at(one, counting, (0.05, 0.5, 0.95)) - found.scores)
    assert missed.max() <= 0.5 / BINS + TOLERANCE
    low, high = ranks_at(one, counting, (0.05, 0.95))
    assert [low.tolist(), high.tolist()] == found.ranks[[0, 2]].tolist()
    np.testing.assert_array_equal(one.ahead / assumed.draws, found.ahead)


@given(st.integers(0, 2**32))
@settings(max_examples=10, deadline=None)
def test_draws_are_the_same_in_tasks_of_any_size_done_in_any_order(seed: int) -> None:
    tree, rated = _problem(seed, 5)
    assumed = Assumptions(draws=50, aggregation=("arithmetic", "geometric"))
    seeds = seeds_of(assumed.draws, np.random.default_rng(seed))
    whole = drawing.draw(tree, rated, assumed, seeds)
    backwards = drawing.draw(
        tree, rated, assumed, seeds, mapped=lambda f, t: [*map(f, [*t][::-1])][::-1]
    )
    np.testing.assert_array_equal(whole, backwards)
    parts = [drawing.draw(tree, rated, assumed, seeds[n : n + 10]) for n in range(0, 50, 10)]
    np.testing.assert_allclose(np.concatenate(parts), whole, atol=1e-12)
