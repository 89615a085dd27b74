"""Each way to put levels and measured values on the unit interval, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from evalkit.model.rubric import Measure
from evalkit.scoring.normalise import from_levels, from_measure, from_measures


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


@pytest.mark.parametrize("better", ["higher", "lower"])
def test_no_score_is_minus_zero(better: str) -> None:
    measure = Measure(unit="%", goalposts=(0.0, 4.0), better=better)  # type: ignore[arg-type]
    scores = from_measures(np.array([[-0.0], [0.0], [4.0], [9.0], [-9.0]]), [measure])
    assert not np.signbit(scores).any()


@pytest.mark.parametrize(
    ("better", "values", "wanted"),
    [
        ("higher", [-1, -2, -8], [None, None, None]),
        ("higher", [4, 0, -1, 2], [1, 0, None, 0.5]),
        ("lower", [0, 1, 2], [1, 0, 0]),
        ("lower", [-3, 1, 2, math.nan], [None, 1, 0.5, None]),
        ("higher", [0, 0], [None, None]),
        ("higher", [1e300, 1e-300], [1, 0]),
        ("lower", [1e300, 1e-300], [0, 1]),
    ],
)
@pytest.mark.parametrize("transform", ["none", "log", "sqrt"])
def test_a_share_of_the_best_is_a_share_or_missing(
    better: str, values: list[float], wanted: list[float | None], transform: str
) -> None:
    rule = {"unit": "%", "normalisation": "share-of-best", "better": better, "transform": transform}
    scores = from_measure(np.array(values, dtype=float), Measure.model_validate(rule))
    assert [None if math.isnan(score) else score for score in scores] == wanted
