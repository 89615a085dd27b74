"""κ, Fleiss' κ, AC, ICC and W: their laws, and what peers compute."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
from evalkit.scoring.coefficients import alpha, fleiss_kappa, gwet, kappa, weighted_kappa
from evalkit.scoring.concordance import chi_squared_tail, concordance
from evalkit.scoring.intraclass import one_way, two_way, two_way_fixed
from hypothesis import given, settings
from hypothesis import strategies as st

NAN = math.nan
STEPS = (0.0, 1.0, 2.0, 3.0)
WEIGHTS = ("unweighted", "linear", "quadratic")
Coefficient = Callable[[np.ndarray], float | None]


def w(table: np.ndarray) -> float | None:
    found = concordance(table)
    return found.w if found else None


NOMINAL: dict[str, Coefficient] = {
    "fleiss": fleiss_kappa,
    "ac1": lambda table: gwet(table, STEPS),
    "kappa": lambda table: kappa(table[0], table[-1]),
}
ORDERED: dict[str, Coefficient] = {
    "ac2-linear": lambda table: gwet(table, STEPS, "linear"),
    "ac2-quadratic": lambda table: gwet(table, STEPS, "quadratic"),
    "kappa-linear": lambda table: weighted_kappa(table[0], table[-1], STEPS, "linear"),
    "kappa-quadratic": lambda table: weighted_kappa(table[0], table[-1], STEPS),
    "w": w,
}
CORRELATIONS: dict[str, Coefficient] = {
    f"icc{n}-{name}": lambda table, icc=icc, name=name: getattr(icc(table), name)  # type: ignore[misc]
    for n, icc in enumerate((one_way, two_way, two_way_fixed), 1)
    for name in ("one", "all")
}
ALL = {**NOMINAL, **ORDERED, **CORRELATIONS}


@st.composite
def tables(draw: st.DrawFn) -> np.ndarray:
    """Raters × units, without gaps."""
    raters, units = draw(st.integers(2, 5)), draw(st.integers(2, 12))
    levels = st.lists(st.sampled_from(STEPS), min_size=units, max_size=units)
    return np.array(draw(st.lists(levels, min_size=raters, max_size=raters)))


def same(one: float | None, two: float | None) -> bool:
    return one is two is None or (
        one is not None and two is not None and math.isclose(one, two, rel_tol=1e-7, abs_tol=1e-7)
    )


@pytest.mark.parametrize("name", ALL)
@given(tables(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=60)
def test_neither_raters_nor_units_have_an_order(
    name: str, table: np.ndarray, chance: object
) -> None:
    if not name.startswith("kappa"):  # κ is of two
        raters = list(range(len(table)))
        chance.shuffle(raters)  # type: ignore[attr-defined]
        assert same(ALL[name](table), ALL[name](table[raters]))
    units = list(range(table.shape[1]))
    chance.shuffle(units)  # type: ignore[attr-defined]
    assert same(ALL[name](table), ALL[name](table[::-1][:, units]))


@pytest.mark.parametrize("name", ALL)
@given(tables())
@settings(deadline=None, max_examples=60)
def test_bounds(name: str, table: np.ndarray) -> None:
    found, perfect = ALL[name](table), ALL[name](np.repeat(table[:1], 3, axis=0))
    assert found is None or found <= 1 + 1e-9
    assert perfect is None or perfect == pytest.approx(1)
    if found is not None and name == "w":
        assert found >= -1e-9
    elif found is not None and name.startswith("ac2"):
        # chance is greatest where every level is given as often: the mean nearness of two levels
        apart = np.abs(np.subtract.outer(STEPS, STEPS)) ** (1 if name == "ac2-linear" else 2)
        chance = (1 - apart / apart.max()).mean()
        assert found >= -chance / (1 - chance) - 1e-9
    elif found is not None and not name.startswith("icc"):
        assert found >= -1 - 1e-9
    # of k raters ICC(1,1) and ICC(3,1) lie above −1 / (k − 1)
    elif found is not None and name in {"icc1-one", "icc3-one"}:
        assert found >= -1 / (len(table) - 1) - 1e-9


@pytest.mark.parametrize("name", NOMINAL)
@given(tables(), st.permutations(STEPS))
@settings(deadline=None, max_examples=60)
def test_names_may_be_exchanged(name: str, table: np.ndarray, others: list[float]) -> None:
    assert same(NOMINAL[name](table), NOMINAL[name](np.array(others)[table.astype(int)]))


@pytest.mark.parametrize("name", [*ORDERED, *CORRELATIONS])
@given(tables())
@settings(deadline=None, max_examples=60)
def test_a_scale_may_be_turned_over(name: str, table: np.ndarray) -> None:
    assert same(ALL[name](table), ALL[name](STEPS[-1] - table))


@given(tables(), st.sampled_from((0.5, 3.0)))
@settings(deadline=None)
def test_strictness_counts_in_icc_1_and_2_only(table: np.ndarray, more: float) -> None:
    strict = table.copy()
    strict[0] += more
    assert same(two_way_fixed(strict).one, two_way_fixed(table).one)
    assert same(w(strict), w(table))
    agreed = np.repeat(table[:1], 2, axis=0)
    if np.ptp(agreed) > 0:
        apart = agreed + np.array([[0.0], [more]])
        assert two_way_fixed(apart).one == pytest.approx(1)
        for icc in (one_way, two_way):
            assert (icc(apart).one or 0) < 1 - 1e-6


@given(tables())
@settings(deadline=None)
def test_fleiss_and_nominal_alpha_differ_by_the_sample_only(table: np.ndarray) -> None:
    """1 − α = (1 − κ) (n − 1) / n over n ratings: α takes chance without putting a rating back."""
    found, nominal = fleiss_kappa(table), alpha(table, "nominal")
    assert (found is None) == (nominal is None)
    if found is not None and nominal is not None:
        assert 1 - nominal == pytest.approx((1 - found) * (table.size - 1) / table.size)


@given(tables())
@settings(deadline=None)
def test_two_levels_have_no_weights(table: np.ndarray) -> None:
    yes = (table > 1).astype(float)
    known = kappa(yes[0], yes[1])
    for weights in ("linear", "quadratic"):
        assert same(known, weighted_kappa(yes[0], yes[1], (0.0, 1.0), weights))
        assert same(gwet(yes, (0.0, 1.0)), gwet(yes, (0.0, 1.0), weights))


@given(tables())
@settings(deadline=None)
def test_w_asks_for_order_alone(table: np.ndarray) -> None:
    assert same(w(table), w(np.array([0.0, 0.1, 7.0, 500.0])[table.astype(int)]))


def test_ac_is_that_of_all_pairs_of_ratings() -> None:
    """Chance by hand: of (q − 1) other levels one is guessed, as often as ratings are doubtful."""
    generator = np.random.default_rng(4)
    table = generator.choice([*STEPS, NAN], (4, 40))
    seen = [own[~np.isnan(own)] for own in table.T]
    observed = np.mean(
        [np.mean([a == b for a, b in itertools.permutations(o, 2)]) for o in seen if len(o) > 1]
    )
    given_ = np.mean([[np.mean(o == step) for step in STEPS] for o in seen if len(o)], axis=0)
    chance = (given_ * (1 - given_)).sum() / (len(STEPS) - 1)
    assert gwet(table, STEPS) == pytest.approx((observed - chance) / (1 - chance))


def test_what_is_not_defined_is_none() -> None:
    level, gaps = np.full((3, 5), 2.0), np.array([[1.0, 2, NAN], [1, 1, 1]])
    assert {ALL[name](level) for name in ALL if not name.startswith("ac")} == {None}
    assert gwet(level, STEPS) == 1  # its chance is never all
    assert gwet(np.array([[1.0, NAN], [NAN, 2.0]]), STEPS) is None  # nobody rated twice
    assert gwet(level, (2.0,)) is None  # nothing to choose
    assert (fleiss_kappa(gaps), one_way(gaps).one) == (None, None)  # numbers differ
    assert two_way(gaps).one is not None  # of the two that both rated
    flat = np.array([[0.0, 1], [1, 0]])  # units that do not differ on average
    assert (one_way(flat).all, two_way_fixed(flat).all) == (None, None)
    assert two_way_fixed(flat).one == pytest.approx(-1)
    assert concordance(np.array([[1.0, 1, 1], [2, 2, 2]])) is None
    one_sided = concordance(np.array([[1.0, 1, 1], [1, 2, 3]]))
    assert one_sided is not None
    assert one_sided.w == pytest.approx(0.5)


def test_raters_of_their_own_for_each_unit_give_icc_1_and_fleiss() -> None:
    """Who rated does not matter to either, only what was given."""
    table = np.random.default_rng(2).choice(STEPS, (3, 30))
    spread = np.full((90, 30), NAN)
    for unit in range(30):
        spread[unit * 3 : unit * 3 + 3, unit] = table[:, unit]
    assert one_way(spread) == one_way(table)
    assert fleiss_kappa(spread) == fleiss_kappa(table)


# --- peers -----------------------------------------------------------------------------------


def test_scikit_learn_agrees_on_kappa() -> None:
    metrics = pytest.importorskip("sklearn.metrics", reason="scikit-learn is not installed")
    generator = np.random.default_rng(8)
    for n in (4, 30, 300):
        one, two = generator.choice(STEPS, (2, n))
        for weights in WEIGHTS:
            theirs = metrics.cohen_kappa_score(
                one.astype(int),
                two.astype(int),
                labels=[0, 1, 2, 3],
                weights=None if weights == "unweighted" else weights,
            )
            ours = (
                kappa(one, two)
                if weights == "unweighted"
                else weighted_kappa(one, two, STEPS, weights)
            )
            assert ours == pytest.approx(theirs)
            assert weighted_kappa(one, two, STEPS, weights) == pytest.approx(theirs)


def test_statsmodels_agrees_on_fleiss() -> None:
    peer = pytest.importorskip(
        "statsmodels.stats.inter_rater", reason="statsmodels is not installed"
    )
    table = np.random.default_rng(9).choice(STEPS, (5, 50))
    counted, _ = peer.aggregate_raters(table.T)
    assert fleiss_kappa(table) == pytest.approx(peer.fleiss_kappa(counted))


def test_scipy_agrees_on_w_by_friedmans_test() -> None:
    """Friedman's χ² is m (n − 1) W, ties corrected, and has its p."""
    stats = pytest.importorskip("scipy.stats", reason="scipy is not installed")
    generator = np.random.default_rng(10)
    for m, n in ((2, 8), (3, 9), (6, 40), (4, 301)):
        table = generator.choice(STEPS, (m, n))
        theirs, found = stats.friedmanchisquare(*table.T), concordance(table)
        assert found is not None
        assert (found.chi_squared, found.p) == pytest.approx((theirs.statistic, theirs.pvalue))


def test_w_of_fewer_than_eight_has_no_p() -> None:
    """Of two units χ² is that of a sign test without correction: its p is about half of what it
    should be."""
    for n in (2, 7, 8):
        found = concordance(np.array([np.arange(n)] * 10 + [np.arange(n)[::-1]], dtype=float))
        assert found is not None
        assert (found.p is None) == (n < 8)


def test_scipy_agrees_on_the_tail_of_chi_squared() -> None:
    stats = pytest.importorskip("scipy.stats", reason="scipy is not installed")
    for freedom in (1, 2, 3, 8, 99, 1400):
        for value in (0.0, 1e-9, 0.5, freedom / 2, freedom, 2.0 * freedom, 40.0 * freedom):
            assert chi_squared_tail(value, freedom) == pytest.approx(
                stats.chi2.sf(value, freedom), rel=1e-9, abs=1e-300
            )
