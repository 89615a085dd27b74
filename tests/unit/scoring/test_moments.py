"""Moments and fences: published figures, scipy as a peer, any scale."""

from __future__ import annotations

import numpy as np
import pytest
from evalkit.scoring.moments import moments
from hypothesis import given
from hypothesis import strategies as st

# NIST/SEMATECH e-Handbook, 1.3.5.11 names no figures of a small set; Microsoft's pages on SKEW and
# KURT do, of the same ten values: 0.359543071, −0.151799637
EXCEL = np.array([3, 4, 5, 2, 3, 4, 5, 6, 4, 7.0])


def test_skewness_and_kurtosis_as_excel_prints_them() -> None:
    found = moments(EXCEL)
    assert found is not None
    assert found.skewness == pytest.approx(0.359543071, abs=5e-10)
    assert found.kurtosis == pytest.approx(-0.151799637, abs=5e-10)
    assert not found.skewed


def test_moments_are_those_of_scipy() -> None:
    stats = pytest.importorskip("scipy.stats", reason="scipy is not installed")
    generator = np.random.default_rng(3)
    for values in (generator.normal(size=30), generator.lognormal(2, 2, 200), np.arange(4.0)):
        found = moments(np.r_[values, np.nan])
        assert found is not None
        assert found.n == len(values)
        assert found.skewness == pytest.approx(stats.skew(values, bias=False), rel=1e-9, abs=1e-12)
        assert found.kurtosis == pytest.approx(stats.kurtosis(values, bias=False), rel=1e-9)
        assert found.sd == pytest.approx(np.std(values, ddof=1))
        ends = (found.first_quartile, found.median, found.third_quartile)
        assert ends == pytest.approx(np.quantile(values, [0.25, 0.5, 0.75]))


def test_one_far_value_is_outside_and_flags_the_distribution() -> None:
    values = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 90])
    found = moments(values)
    assert found is not None
    assert found.skewed
    # quartiles 3.25 and 7.75: fences at −3.5 and 14.5
    assert (found.low_fence, found.high_fence) == pytest.approx((-3.5, 14.5))
    assert [v for v in values if found.outside(v)] == [90]
    assert not found.outside(14.5)
    assert not found.outside(-3.5)


def test_what_cannot_be_said_of_few_or_equal_values_is_none() -> None:
    assert moments(np.array([np.nan])) is None
    one = moments(np.array([7.0]))
    assert one is not None
    assert (one.mean, one.sd, one.skewness, one.kurtosis) == (7, None, None, None)
    alike = moments(np.array([0.1 + 0.2, 0.3, 0.3, 0.3]))
    assert alike is not None
    assert alike.constant
    assert (alike.sd, alike.skewness, alike.kurtosis, alike.skewed) == (0, None, None, False)
    three = moments(np.array([1.0, 2, 9]))
    assert three is not None
    assert three.skewness is not None
    assert three.kurtosis is None


@given(
    st.lists(st.integers(-50, 50), min_size=5, max_size=20).filter(lambda v: len({*v}) > 2),
    st.sampled_from([1e-200, 1e-3, 7.0, 1e150, 1e300]),
)
def test_units_move_no_shape(values: list[int], unit: float) -> None:
    one, two = moments(np.array(values, dtype=float)), moments(np.array(values) * unit)
    turned = moments(-np.array(values, dtype=float))
    assert one is not None
    assert two is not None
    assert turned is not None
    assert two.skewness == pytest.approx(one.skewness, rel=1e-6, abs=1e-9)
    assert two.kurtosis == pytest.approx(one.kurtosis, rel=1e-6, abs=1e-9)
    assert turned.skewness == pytest.approx(-(one.skewness or 0), rel=1e-6, abs=1e-9)
    assert two.least <= two.first_quartile <= two.median <= two.third_quartile <= two.most
