"""Correlations and what chance makes of them, against scipy and by hand."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from evalkit.scoring.correlation import (
    METHODS,
    Method,
    chance,
    correlation,
    incomplete_beta,
    tied_ranks,
)
from hypothesis import given
from hypothesis import strategies as st

EVERY: tuple[Method, ...] = ("pearson", "spearman", "kendall")


def made(n: int, seed: int, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Two related columns; ``steps``: into how many levels they are cut, 0: none."""
    generator = np.random.default_rng(seed)
    x = generator.normal(size=n)
    y = 0.5 * x + generator.normal(size=n)
    return (np.floor(x * steps) / steps, np.floor(y * steps) / steps) if steps else (x, y)


@pytest.mark.parametrize("n", [3, 5, 8, 20, 33, 34, 120])
@pytest.mark.parametrize("steps", [0, 1, 2])
def test_every_method_is_that_of_scipy(n: int, steps: int) -> None:
    stats = pytest.importorskip("scipy.stats", reason="scipy is not installed")
    peers = (stats.pearsonr, stats.spearmanr, stats.kendalltau)
    for seed in range(5):
        x, y = made(n, seed, steps)
        if min(np.ptp(x), np.ptp(y)) == 0:
            continue
        for method, peer in zip(EVERY, peers, strict=True):
            more = {"method": "exact" if n <= 33 and not steps else "asymptotic"}
            if method == "kendall" and steps and len({*x}) == n == len({*y}):
                more = {"method": "exact"}
            theirs = peer(x, y, **(more if method == "kendall" else {}))
            found = correlation(np.r_[x, np.nan, 1], np.r_[y, 3, np.nan], method)
            assert found.n == n
            assert found.r == pytest.approx(theirs[0], abs=1e-12), (method, seed)
            # of three cases near a line, chance goes with the root of the last digits of 1 − r²
            near = 1e-9 if n > 3 else 1e-6
            assert found.p == pytest.approx(theirs[1], rel=near, abs=1e-14), (method, seed)


def test_the_beta_function_is_that_of_scipy() -> None:
    special = pytest.importorskip("scipy.special", reason="scipy is not installed")
    for a in (0.5, 1, 3.5, 50, 5000):
        for b in (0.5, 2.0):
            for x in (0.0, 1e-12, 0.01, 0.3, 0.5, 0.9, 0.999999, 1.0):
                own, theirs = incomplete_beta(x, a, b), special.betainc(a, b, x)
                assert own == pytest.approx(theirs, rel=1e-9, abs=1e-280), (a, b, x)


def test_chance_by_a_printed_table() -> None:
    """Critical values of r at .05, two-sided (Fisher and Yates 1963, Statistical Tables, VII)."""
    for n, r in ((5, 0.8783), (10, 0.6319), (12, 0.5760), (32, 0.3494), (102, 0.1946)):
        assert chance(r, n) == pytest.approx(0.05, abs=1e-4)
    assert chance(1.0, 5) == 0


def test_kendalls_chance_counts_every_order() -> None:
    """Of the 120 orders of five, as many as lie as far from no relation."""
    x = np.arange(5.0)
    taus = [METHODS["kendall"](x, np.array(p, dtype=float))[0] for p in permutations(range(5))]
    for order in ((0, 1, 2, 4, 3), (1, 0, 3, 2, 4), (4, 2, 3, 1, 0)):
        tau, p = METHODS["kendall"](x, np.array(order, dtype=float))
        assert p == pytest.approx(sum(abs(t) >= abs(tau) - 1e-9 for t in taus) / 120)


@pytest.mark.parametrize("method", EVERY)
def test_nothing_is_said_of_few_cases_and_of_constants(method: Method) -> None:
    rising, alike = np.arange(4.0), np.array([0.3, 0.1 + 0.2, 0.3, 0.3])
    for x, y, n in ((rising[:2], rising[:2], 2), (rising, alike, 4), (alike, rising, 4)):
        found = correlation(x, y, method)
        assert (found.n, found.r, found.p) == (n, None, None)


def test_equal_by_their_difference_is_tied() -> None:
    assert tied_ranks(np.array([3.0, 0.1 + 0.2, 0.3, -1])).tolist() == [4, 2.5, 2.5, 1]


@given(
    st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4)), min_size=3, max_size=12).filter(
        lambda rows: len({x for x, _ in rows}) > 1 and len({y for _, y in rows}) > 1
    ),
    st.sampled_from(EVERY),
)
def test_order_of_cases_and_units_move_nothing_and_turning_one_turns_the_sign(
    rows: list[tuple[int, int]], method: Method
) -> None:
    x, y = np.array(rows, dtype=float).T
    own = correlation(x, y, method)
    assert own.r is not None
    assert own.p is not None
    assert -1 <= own.r <= 1
    assert 0 <= own.p <= 1
    for a, b in ((y, x), (x[::-1], y[::-1]), (x * 1e200, y + 7)):
        other = correlation(a, b, method)
        assert other.r == pytest.approx(own.r, abs=1e-9)
        assert other.p == pytest.approx(own.p, abs=1e-6)
    turned = correlation(x, -y, method)
    assert turned.r == pytest.approx(-own.r, abs=1e-9)
    assert turned.p == pytest.approx(own.p, abs=1e-6)
