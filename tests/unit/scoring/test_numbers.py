"""Aggregation, normalisation, ranks, and figures as printed."""

from __future__ import annotations

import math

import numpy as np
import pytest
from evalkit.model.rubric import Grade, Measure
from evalkit.report.figure import Figure, level, percent, round_half_up, score
from evalkit.scoring.aggregate import arithmetic, geometric, harmonic, minimum, shares_of
from evalkit.scoring.normalise import from_levels, from_measure, from_measures
from evalkit.scoring.rank import grade_of, ranks

HALF = np.array([0.5, 0.5])


def test_each_mean_of_a_fifth_and_four_fifths() -> None:
    values = np.array([0.2, 0.8])
    assert arithmetic(values, HALF) == pytest.approx(0.5)
    assert geometric(values, HALF) == pytest.approx(0.4)
    assert harmonic(values, HALF) == pytest.approx(0.32)
    assert minimum(values, HALF) == 0.2


def test_one_zero_sinks_all_but_the_arithmetic_mean() -> None:
    values = np.array([0.0, 1.0])
    assert [float(f(values, HALF)) for f in (arithmetic, geometric, harmonic, minimum)] == [
        0.5,
        0,
        0,
        0,
    ]


def test_a_value_without_a_share_does_not_count() -> None:
    values, shares = np.array([0.0, 0.7]), np.array([0.0, 1.0])
    for mean in (arithmetic, geometric, harmonic, minimum):
        assert mean(values, shares) == pytest.approx(0.7)


def test_shares_of_nothing_are_zero() -> None:
    assert shares_of([0.0, 0.0]).tolist() == [0, 0]
    assert shares_of([1.0, 3.0]).tolist() == [0.25, 0.75]


def test_levels_are_put_on_the_unit_interval() -> None:
    assert from_levels(np.array([0, 1, 4, math.nan]), 0, 4)[:3].tolist() == [0, 0.25, 1]


X = np.array([1.0, 2.0, 3.0, 5.0])


@pytest.mark.parametrize(
    ("measure", "wanted"),
    [
        (Measure(unit="%", goalposts=(0.0, 4.0)), [0.25, 0.5, 0.75, 1]),
        (Measure(unit="%", goalposts=(0.0, 4.0), better="lower"), [0.75, 0.5, 0.25, 0]),
        (Measure(unit="%", goalposts=(1.0, math.e), transform="log"), [0, math.log(2), 1, 1]),
        (
            Measure(unit="%", goalposts=(0.0, 4.0), transform="sqrt"),
            [0.5, math.sqrt(0.5), math.sqrt(0.75), 1],
        ),
        (Measure(unit="%", normalisation="target", target=4.0), [0.25, 0.5, 0.75, 1]),
        (
            Measure(unit="%", normalisation="target", start=5.0, target=1.0, better="lower"),
            [1, 0.75, 0.5, 0],
        ),
        (Measure(unit="%", normalisation="minmax"), [0, 0.25, 0.5, 1]),
        (Measure(unit="%", normalisation="minmax", better="lower"), [1, 0.75, 0.5, 0]),
        (Measure(unit="%", normalisation="rank"), [0, 1 / 3, 2 / 3, 1]),
        (Measure(unit="%", normalisation="percentile"), [0.125, 0.375, 0.625, 0.875]),
        (Measure(unit="%", normalisation="share-of-best"), [0.2, 0.4, 0.6, 1]),
        (Measure(unit="%", normalisation="share-of-best", better="lower"), [1, 0.5, 1 / 3, 0.2]),
    ],
)
def test_each_normalisation_by_hand(measure: Measure, wanted: list[float]) -> None:
    assert from_measure(X, measure).tolist() == pytest.approx(wanted)


def test_z_scores_sit_around_a_half() -> None:
    scores = from_measure(X, Measure(unit="%", normalisation="zscore"))
    z = (X - X.mean()) / X.std(ddof=1)
    assert scores.tolist() == pytest.approx((0.5 + z / 6).tolist())


def test_steps_score_from_their_start_upwards() -> None:
    steps = [{"from": 0, "score": 0.0}, {"from": 2, "score": 0.5}, {"from": 5, "score": 1.0}]
    measure = Measure.model_validate({"unit": "%", "normalisation": "step", "steps": steps})
    assert from_measure(np.array([-1, 0, 1.9, 2, 5, 9]), measure).tolist() == [0, 0, 0, 0.5, 1, 1]


def test_ties_share_their_mean_rank_and_constants_are_missing() -> None:
    measure = Measure(unit="%", normalisation="rank")
    assert from_measure(np.array([1.0, 2, 2, 3]), measure).tolist() == pytest.approx(
        [0, 0.5, 0.5, 1]
    )
    assert np.isnan(from_measure(np.array([2.0, 2]), measure)).all()


def test_missing_stays_missing_under_every_method() -> None:
    for name in ("goalposts", "target", "minmax", "zscore", "rank", "percentile", "share-of-best"):
        measure = Measure(unit="%", normalisation=name, goalposts=(0.0, 4.0), target=4.0)
        got = from_measure(np.array([1.0, math.nan, 3.0]), measure)
        assert np.isnan(got).tolist() == [False, True, False], name


def test_a_table_is_its_columns() -> None:
    measures = [
        Measure(unit="%", goalposts=(0.0, 4.0)),
        Measure(unit="%", normalisation="minmax"),
        Measure(unit="%", goalposts=(0.0, 9.0), better="lower"),
    ]
    table = np.column_stack([X, X, X])
    together = from_measures(table, measures)
    for n, measure in enumerate(measures):
        assert together[:, n].tolist() == pytest.approx(from_measure(X, measure).tolist())
    assert (
        from_measures(table[:, :1], measures[:1])[:, 0].tolist()
        == from_measure(X, measures[0]).tolist()
    )


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


@pytest.mark.parametrize(
    ("value", "decimals", "wanted"),
    [
        (61.25, 1, "61.3"),
        (0.125, 2, "0.13"),
        (-0.04, 1, "0.0"),
        (-2.25, 1, "-2.3"),
        (2.675, 2, "2.68"),
        (1e-13, 1, "0.0"),
        (61.25 - 1e-14, 1, "61.3"),
    ],
)
def test_halves_round_up(value: float, decimals: int, wanted: str) -> None:
    assert round_half_up(value, decimals) == wanted


def test_figures_as_printed() -> None:
    shown = [
        score(0.6125),
        score(None),
        percent(0.5),
        level(2.0),
        level(2.5),
        Figure(0.5, 1, 1, "", "", True),
        Figure(-0.5, 1),
    ]
    assert [figure.text() for figure in shown] == ["61.3", "—", "50%", "2", "2.5", "+0.5", "−0.5"]
