"""Each step of preparing measures by hand, against its peers, and under laws that it must keep."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from evalkit.model.rubric import Outliers, Skewed
from evalkit.scoring import prepare
from evalkit.scoring.aggregate import Array
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

NAN = math.nan
scipy_stats = pytest.importorskip("scipy.stats", reason="scipy is a peer in tests only")


def drawn(seed: int, n: int = 60) -> Array:
    return np.asarray(np.exp(np.random.default_rng(seed).normal(size=n) * 1.2))


def test_a_case_is_as_available_as_its_measures_are() -> None:
    known = np.array([[True, True, False], [True, False, False], [False, False, False]])
    applies = np.array([[True, True, True], [True, True, False], [False, False, False]])
    assert prepare.availability(known, applies).tolist() == pytest.approx([2 / 3, 1 / 2, 1])
    weighed = prepare.availability(known, applies, np.array([1.0, 1.0, 2.0]))
    assert weighed.tolist() == pytest.approx([1 / 2, 1 / 2, 1])


def test_a_measure_divided_by_another_is_missing_where_that_is_missing_or_zero() -> None:
    found = prepare.divided(np.array([6.0, 4, NAN, 1, 5]), np.array([3.0, NAN, 2, 0, 1e-320]), 10)
    assert found[0] == 20
    assert np.isnan(found[1:]).all()


def test_the_middle_of_the_group_stands_in() -> None:
    values = np.array([1.0, 3, NAN, 10, NAN, NAN])
    assert prepare.middle_of(values, "mean").tolist() == pytest.approx([14 / 3] * 6)
    groups = np.array([0, 0, 0, 1, 1, -1])
    own = prepare.middle_of(values, "mean", groups)
    assert own[:5].tolist() == [2, 2, 2, 10, 10]
    assert math.isnan(own[5])
    assert prepare.middle_of(np.array([1e308, 1e308, NAN]), "mean")[2] == 1e308


def test_a_year_is_filled_from_the_years_around_it() -> None:
    series = {2019: 10.0, 2022: 40.0}
    assert prepare.over_years(series, 2020, "linear") == 20
    assert prepare.over_years(series, 2020, "last") == 10
    assert prepare.over_years(series, 2024, "linear") == 40
    assert prepare.over_years(series, 2018, "linear") is None
    assert prepare.over_years(series, 2024, "last", limit=1) is None
    assert prepare.over_years(series, 2020, "linear", limit=1) == 10


@pytest.mark.parametrize("seed", range(6))
def test_skewness_and_kurtosis_are_those_of_scipy(seed: int) -> None:
    values = drawn(seed)
    holed = np.append(values, NAN)
    assert prepare.shape_of(holed).skew == pytest.approx(
        scipy_stats.skew(values, bias=False), rel=1e-12
    )
    wanted = scipy_stats.kurtosis(values, bias=False)
    assert prepare.shape_of(holed).kurtosis == pytest.approx(wanted, rel=1e-12)
    assert prepare.shape_of(values * 1e300).kurtosis == pytest.approx(wanted, rel=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_the_power_of_box_cox_is_that_of_scipy(seed: int) -> None:
    values = drawn(seed)
    moved, power = prepare.box_cox(values)
    peer, own = scipy_stats.boxcox(values)
    assert power == pytest.approx(own, abs=1e-6)
    # the same transformation but for its unit
    assert np.corrcoef(moved, peer)[0, 1] == pytest.approx(1, abs=1e-9)


def test_the_logarithm_is_that_of_the_coin_tool() -> None:
    """ln(x − min + 0.01 (max − min)) by hand."""
    found = prepare.shifted_log(np.array([0.0, 50, 100, NAN]))
    assert found[:3].tolist() == pytest.approx([math.log(1), math.log(51), math.log(101)])


def test_outliers_are_drawn_in_one_by_one() -> None:
    """1 to 10, 30 and 100: 100 becomes 30, then both 10 — two values, as the limits say."""
    values = np.array([*range(1, 11), 30.0, 100.0])
    rule = Outliers(winsorise=5)
    assert prepare.shape_of(values).reaches(rule)
    one = values.copy()
    one[-1] = 30
    wanted = one if not prepare.shape_of(one).reaches(rule) else np.minimum(values, 10)
    found = prepare.treated(values, rule)
    assert found.by == "winsorise"
    assert found.values.tolist() == wanted.tolist()
    assert found.moved.tolist() == (wanted != values).tolist()
    assert not found.still
    low = prepare.treated(-values, rule)
    assert low.values.tolist() == (-wanted).tolist()


def test_too_many_outliers_transform_the_measure_as_it_was() -> None:
    values = np.array([*np.linspace(1, 2, 40), 900.0, 1000.0, 1500.0, NAN])
    rule = Outliers(when=Skewed(skew=1, kurtosis=1), winsorise=1)
    found = prepare.treated(values, rule)
    assert found.by == "log"
    assert found.values[:-1].tolist() == pytest.approx(prepare.shifted_log(values)[:-1].tolist())
    assert found.moved.sum() == 43
    kept = prepare.treated(values, rule.model_copy(update={"then": "none"}))
    assert kept.by == "winsorise"
    assert kept.still


def test_a_few_values_are_left_as_they_are() -> None:
    assert prepare.treated(np.array([1.0, 2, 1000, NAN]), Outliers()).by == ""
    assert prepare.treated(np.array([3.0] * 9), Outliers()).by == ""


@settings(max_examples=200, deadline=None)
@given(
    arrays(np.float64, 12, elements=st.floats(-1e6, 1e6)),
    st.sampled_from(["log", "box-cox", "none"]),
)
def test_treatment_keeps_the_order(values: Array, then: Any) -> None:
    rule = Outliers(when=Skewed(skew=0.5, kurtosis=0.5), winsorise=2, then=then)
    found = prepare.treated(values, rule)
    order = np.argsort(values, kind="stable")
    assert np.isfinite(found.values).all()
    assert (np.diff(found.values[order]) >= -1e-12).all()
    assert (found.values[~found.moved] == values[~found.moved]).all()


def by_search(table: Array, start: Array) -> tuple[Array, Array]:
    """Mean and covariance of greatest likelihood, by a search that knows nothing of EM."""
    from scipy.optimize import minimize

    k = table.shape[1]
    at = np.tril_indices(k)

    def loss(theta: Array) -> tuple[float, Array]:
        mean, lower = theta[:k], np.zeros((k, k))
        lower[at] = theta[k:]
        cov = lower @ lower.T
        total, by_mean, by_cov = 0.0, np.zeros(k), np.zeros((k, k))
        for row in table:
            seen = ~np.isnan(row)
            inverse = np.linalg.inv(cov[np.ix_(seen, seen)])
            away = inverse @ (row[seen] - mean[seen])
            total += np.linalg.slogdet(cov[np.ix_(seen, seen)])[1] / 2
            total += (row[seen] - mean[seen]) @ away / 2
            by_mean[seen] -= away
            by_cov[np.ix_(seen, seen)] += (inverse - np.outer(away, away)) / 2
        return total, np.concatenate([by_mean, (2 * by_cov @ lower)[at]])

    found = minimize(loss, start, jac=True, method="BFGS", options={"gtol": 1e-9, "maxiter": 5000})
    lower = np.zeros((k, k))
    lower[at] = found.x[k:]
    return found.x[:k], lower @ lower.T


@pytest.mark.parametrize("name", ["iris", "wine", "diabetes"])
def test_expectations_are_those_of_greatest_likelihood(name: str) -> None:
    """Three public data sets with a fifth of their values taken out: what EM fills in is what the
    mean and covariance that a search over the likelihood finds let expect, to six digits."""
    datasets = pytest.importorskip("sklearn.datasets", reason="scikit-learn holds the data")
    whole = getattr(datasets, f"load_{name}")().data[:120, :4]
    whole = (whole - whole.mean(axis=0)) / whole.std(axis=0)
    table = whole.copy()
    table[np.random.default_rng(7).random(table.shape) < 0.2] = NAN
    table = table[~np.isnan(table).all(axis=1)]
    found = prepare.expected(table)
    assert found.settled
    assert found.rounds > 1
    start = np.concatenate([np.zeros(4), np.eye(4)[np.tril_indices(4)]])
    mean, cov = by_search(table, start)
    for row, filled in zip(table, found.values, strict=True):
        seen = ~np.isnan(row)
        slopes = np.linalg.solve(cov[np.ix_(seen, seen)], cov[np.ix_(seen, ~seen)])
        wanted = mean[~seen] + (row[seen] - mean[seen]) @ slopes
        assert filled[~seen] == pytest.approx(wanted, abs=1e-6)
        assert (filled[seen] == row[seen]).all()


def test_expectations_need_more_cases_than_measures() -> None:
    table = np.array([[1.0, 2, NAN], [2, NAN, 5], [4, 5, 6]])
    found = prepare.expected(table)
    assert (found.rounds, np.isnan(found.values).sum()) == (0, 2)


def test_expectations_do_not_hang_on_units() -> None:
    rng = np.random.default_rng(3)
    table = rng.normal(size=(40, 3)) @ rng.normal(size=(3, 3))
    table[rng.random(table.shape) < 0.2] = NAN
    units = np.array([1e-200, 1.0, 1e200])
    one, other = prepare.expected(table), prepare.expected(table * units + [0, 1e3, 0])
    assert (other.values - [0, 1e3, 0]) / units == pytest.approx(one.values, abs=1e-6, nan_ok=True)
