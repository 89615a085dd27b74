"""Densities against scipy, and what is too little for one."""

from __future__ import annotations

import numpy as np
import pytest
from evalkit.analysis.density import LEAST, bandwidth, density
from hypothesis import given
from hypothesis import strategies as st

VALUES = st.lists(st.integers(-1000, 1000).map(float), min_size=LEAST, max_size=40).filter(
    lambda values: len({*values}) > 1
)


@given(VALUES, st.floats(0.1, 5))
def test_a_density_is_that_of_scipy(values: list[float], wider: float) -> None:
    stats = pytest.importorskip("scipy.stats")
    width = (bandwidth(values) or 0.0) * wider
    at = np.linspace(min(values) - 10, max(values) + 10, 30)
    theirs = stats.gaussian_kde(values, bw_method=width / np.std(values, ddof=1))
    assert density(values, at, width) == pytest.approx(theirs(at), rel=1e-9, abs=1e-300)


@given(VALUES)
def test_the_area_under_a_curve_is_one_and_the_unit_does_not_matter(values: list[float]) -> None:
    width = bandwidth(values)
    assert width is not None
    at = np.arange(min(values) - 8 * width, max(values) + 8 * width, width / 8)
    curve = density(values, at, width)
    assert float(curve.sum() * width / 8) == pytest.approx(1, abs=1e-6)
    scaled = [10 * value + 7 for value in values]
    assert bandwidth(scaled) == pytest.approx(10 * width, rel=1e-9)
    assert density(scaled, 10 * at + 7, 10 * width) == pytest.approx(curve / 10, rel=1e-6)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("unit", [2.0**990, 2.0**-700])
def test_values_without_squares_have_the_same_curve(unit: float) -> None:
    values = [1.0, 2.0, 4.0, 7.0, 11.0, 12.0]
    width = bandwidth([value * unit for value in values])
    assert width is not None
    assert width == pytest.approx((bandwidth(values) or 0.0) * unit)
    at = np.linspace(0, 15, 30)
    curve = density([value * unit for value in values], at * unit, width)
    assert curve * unit == pytest.approx(density(values, at, width / unit))


def test_too_few_values_or_one_and_the_same_have_no_bandwidth() -> None:
    assert bandwidth([1.0, 2.0, 3.0, 4.0]) is None
    assert bandwidth([2.0] * 9) is None
    assert bandwidth([0.0] * 9) is None


def test_where_half_of_the_values_are_alike_the_deviation_alone_decides() -> None:
    values = [1.0] * 8 + [9.0]
    assert bandwidth(values) == pytest.approx(0.9 * np.std(values, ddof=1) * 9**-0.2)
