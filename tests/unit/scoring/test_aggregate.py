"""Means of two values by hand."""

from __future__ import annotations

import numpy as np
import pytest
from evalkit.scoring.aggregate import (
    arithmetic,
    geometric,
    harmonic,
    minimum,
    power,
    scaled,
    shares_of,
)

HALF = np.array([0.5, 0.5])


def test_each_mean_of_a_fifth_and_four_fifths() -> None:
    values = np.array([0.2, 0.8])
    assert arithmetic(values, HALF) == pytest.approx(0.5)
    assert geometric(values, HALF) == pytest.approx(0.4)
    assert harmonic(values, HALF) == pytest.approx(0.32)
    assert minimum(values, HALF) == 0.2


def test_a_power_mean_of_a_fifth_and_four_fifths() -> None:
    values = np.array([0.2, 0.8])
    assert power(values, HALF, 0.5) == pytest.approx(0.45)  # ((√.2 + √.8) / 2)²
    assert power(values, HALF, 2) == pytest.approx(0.34**0.5)
    assert power(values, HALF, -2) == pytest.approx((13.28125) ** -0.5)
    zero = np.array([0.0, 1.0])
    assert [float(power(zero, HALF, p)) for p in (-2, 0.5, 2)] == [0, 0.25, pytest.approx(0.5**0.5)]
    assert power(np.array([1e-300, 1.0]), HALF, -20) == pytest.approx(1e-300 * 0.5 ** (-1 / 20))


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


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("weights", "shares"),
    [
        ([1e308, 1e308], [0.5, 0.5]),
        ([1e307] * 100, [0.01] * 100),
        ([1.7e308, 1.7e308, 0.0], [0.5, 0.5, 0.0]),
        ([1.6e308] * 4, [0.25] * 4),
        ([5e-324, 5e-324], [0.5, 0.5]),
        ([5e-324, 1e308], [0.0, 1.0]),
        ([1.0], [1.0]),
    ],
)
def test_shares_are_right_however_large_or_small_the_weights(
    weights: list[float], shares: list[float]
) -> None:
    assert shares_of(weights) == pytest.approx(shares)


def test_scaling_keeps_ratios_to_the_last_bit() -> None:
    given = np.array([0.1, 0.7, 3.0, 0.0])
    assert (scaled(given * 2.0**1000) == scaled(given)).all()
    assert (scaled(given) * 4 == given).all()
    assert scaled([]).tolist() == []
