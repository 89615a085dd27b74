"""Weights and second opinions: published figures typed in, and side by side with pymcdm and
scikit-criteria."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
from evalkit.analysis.weighting import (
    ALONE,
    MOST_PAIRED,
    OPPONENTS,
    RULES,
    combined,
    copeland,
    critic,
    entropy,
    entropy_shifted,
    game,
    opponents,
    pca,
    topsis,
)
from evalkit.analysis.weighting.from_cases import FORMULAS
from evalkit.model.catalogue import messages
from evalkit.scoring.judgements import ahp, joined, points
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from tests.conftest import SHARED, needs_shared

# Tzeng and Huang (2011), Multiple Attribute Decision Making
TZENG = np.array([[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], dtype=float)
# Diakoulaki, Mavrotas and Papayannakis (1995), Computers & Operations Research 22(7)
DIAKOULAKI = np.array(
    [
        [61, 1.08, 4.33],
        [20.7, 0.26, 4.34],
        [16.3, 1.98, 2.53],
        [9, 3.29, 1.65],
        [5.4, 2.77, 2.33],
        [4, 4.12, 1.21],
        [-6.1, 3.52, 2.1],
        [-34.6, 3.31, 0.98],
    ]
)
# The "leader" example of AHP: experience, education, charisma, age
LEADER = np.array([[1, 4, 3, 7], [1 / 4, 1, 1 / 3, 3], [1 / 3, 3, 1, 5], [1 / 7, 1 / 3, 1 / 5, 1]])
# Wang and Chin (2011), Information Sciences 181(23)
WANG = np.array(
    [
        [1, 4, 3, 1, 3, 4],
        [1 / 4, 1, 7, 3, 1 / 5, 1],
        [1 / 3, 1 / 7, 1, 1 / 5, 1 / 5, 1 / 6],
        [1, 1 / 3, 5, 1, 1, 1 / 3],
        [1 / 3, 5, 5, 1, 1, 3],
        [1 / 4, 1, 6, 3, 1 / 3, 1],
    ]
)


def test_topsis_of_tzeng_and_huang() -> None:
    found = topsis(TZENG, np.array([0.3, 0.4, 0.3]), "vector")
    assert found == pytest.approx([0.5037, 0.6581, 0.7482, 0.3340], abs=6e-5)


def test_topsis_of_opricovic_and_tzeng_after_min_max() -> None:
    """Opricovic and Tzeng (2004), European Journal of Operational Research 156(2); the first
    criterion is a cost."""
    found = topsis(
        np.array([[-1, 3000], [-2, 3750], [-5, 4500]], dtype=float), np.array([0.5, 0.5]), "minmax"
    )
    assert found == pytest.approx([0.5, 0.617, 0.5], abs=6e-4)


def test_critic_of_diakoulaki() -> None:
    assert critic(DIAKOULAKI) == pytest.approx([0.20222554, 0.48090173, 0.31687273], abs=1e-7)


def test_entropy_of_two_cases_by_hand() -> None:
    assert entropy(np.array([[1.0, 2.0], [4.0, 16.0]])) == pytest.approx(
        [0.358889, 0.641111], abs=1e-5
    )


def test_next_to_nothing_counts_as_nothing_in_entropy() -> None:
    """Too small a share of the mean for a logarithm of its distance from 1."""
    tiny, none = (np.array([[least, 0.1], [0.5, 0.2], [0.7, 0.3]]) for least in (1e-20, 0.0))
    assert entropy(tiny).tolist() == entropy(none).tolist()
    assert entropy(tiny)[0] == pytest.approx(0.827865, abs=1e-6)


def test_shifted_entropy_by_hand() -> None:
    """x' is 0.0001, 0.5001, 1.0001 and 0.0001, 0.2501, 1.0001; e = −Σ p ln p / ln 3."""
    matrix = np.array([[-2.0, 10], [0, 11], [2, 14]])
    given = [[0.0001, 0.5001, 1.0001], [0.0001, 0.2501, 1.0001]]
    apart = []
    for column in given:
        p = [x / sum(column) for x in column]
        apart.append(1 + sum(own * math.log(own) for own in p) / math.log(3))
    assert entropy_shifted(matrix) == pytest.approx([own / sum(apart) for own in apart], abs=1e-12)


def test_critic_variants_by_hand() -> None:
    """Columns 0, 1, 2 and 0, 4, 2 (ranks 1, 3, 2): r = 0.5 of values as of ranks; with two columns
    both conflict alike, and the spread decides: 1 to 2 as they stand, even after min–max."""
    matrix = np.array([[0.0, 0], [1, 4], [2, 2]])
    assert critic(matrix) == pytest.approx([0.5, 0.5])
    assert critic(matrix, scaled=False) == pytest.approx([1 / 3, 2 / 3])
    third = np.array([[0.0, 0, 0], [1, 4, 1], [2, 2, 8]])  # r of values .5, .918, .115; of ranks
    r = np.array([0.5, 0.5, 1.0])  # 1–2, 2–3, 1–3
    conflict = np.array([2 - r[0] - r[2], 2 - r[0] - r[1], 2 - r[1] - r[2]])
    spread = np.array([0.5, 0.5, np.std([0, 1 / 8, 1], ddof=1)])
    expected = spread * conflict / (spread * conflict).sum()
    assert critic(third, "spearman") == pytest.approx(expected)
    assert critic(third) != pytest.approx(expected, abs=0.01)


def test_game_theoretic_combination_by_hand() -> None:
    """The example of the R package mathmodels (combine_weights, game_linear): products .3, .245,
    .255, hence a to b as .255 · (.3 − .245) to .3 · (.255 − .245)."""
    two = np.array([[0.4, 0.3, 0.2, 0.1], [0.25, 0.2, 0.3, 0.25]])
    a, b = 0.255 * 0.055, 0.3 * 0.01
    found = game(two)
    assert found is not None
    assert found.coefficients == pytest.approx((a / (a + b), b / (a + b)))
    assert found.weights == pytest.approx((a * two[0] + b * two[1]) / (a + b))
    assert (found.turned, found.idle) == ((), ())


def test_game_theoretic_combination_solves_the_published_conditions() -> None:
    shares = np.array(
        [
            [0.114736662, 0.126210328, 0.184784542, 0.138831361, 0.152714497, 0.167985947],
            [0.036360023, 0.219596363, 0.202412458, 0.206322328, 0.203720976, 0.077249696],
            [0.15, 0.1, 0.2, 0.15, 0.1, 0.15],
        ]
    )
    shares /= shares.sum(axis=1, keepdims=True)
    products = shares @ shares.T
    solved = np.linalg.solve(products, np.diag(products))
    found = game(shares)
    assert found is not None
    size = np.abs(solved) / np.abs(solved).sum()
    assert found.coefficients == pytest.approx(size, abs=1e-9)
    assert found.weights == pytest.approx(size @ shares, abs=1e-9)
    assert found.turned == tuple(np.flatnonzero(solved < 0).tolist())


def test_a_negative_coefficient_counts_by_its_size_and_is_told() -> None:
    """Products .34, .37, .54: a to b as .54 · (.34 − .37) = −.0162 to .34 · (.54 − .37) = .0578."""
    found = game(np.array([[0.4, 0.3, 0.3], [0.7, 0.2, 0.1]]))
    assert found is not None
    assert found.coefficients == pytest.approx((0.0162 / 0.074, 0.0578 / 0.074))
    assert found.turned == (0,)


def test_even_weights_come_to_nought_beside_one_other_method() -> None:
    found = game(np.array([[0.25] * 4, [0.4, 0.3, 0.2, 0.1]]))
    assert found is not None
    assert found.coefficients == pytest.approx((0, 1), abs=1e-12)
    assert (found.turned, found.idle) == ((), (0,))


def test_methods_that_agree_share_a_coefficient_and_those_that_follow_have_no_solution() -> None:
    one, other = [0.4, 0.3, 0.2, 0.1], [0.25, 0.2, 0.3, 0.25]
    single, twice = game(np.array([one, other])), game(np.array([one, other, one]))
    assert single is not None
    assert twice is not None
    assert twice.weights == pytest.approx(single.weights)
    assert (
        twice.coefficients[0] == twice.coefficients[2] == pytest.approx(single.coefficients[0] / 2)
    )
    assert game(np.array([one, other, np.mean([one, other], axis=0)])) is None
    alike = game(np.array([one, one]))
    assert alike is not None
    assert alike.weights == pytest.approx(one)


def test_products_and_means_by_hand() -> None:
    shares = np.array([[0.5, 0.3, 0.2], [0.2, 0.2, 0.6]])
    product, mean = combined(shares, "product"), combined(shares, "mean")
    assert product is not None
    assert mean is not None
    assert product.weights == pytest.approx((0.10 / 0.28, 0.06 / 0.28, 0.12 / 0.28))
    assert mean.weights == pytest.approx((0.35, 0.25, 0.4))
    assert combined(np.array([[1.0, 0], [0, 1]]), "product") is None


def test_ahp_of_the_leader_example_with_its_ratio() -> None:
    found = ahp(LEADER)
    assert found.weights == pytest.approx([0.547, 0.127, 0.270, 0.056], abs=6e-4)
    assert found.ratio == pytest.approx(0.0438585, abs=1e-6)
    assert found.ratio is not None
    assert found.ratio < 0.1


def test_ahp_of_wang_and_chin_is_inconsistent_and_the_worst_triad_is_named() -> None:
    found = ahp(WANG)
    assert found.weights == pytest.approx(
        [0.3208, 0.1395, 0.0348, 0.1285, 0.2374, 0.1391], abs=6e-5
    )
    assert found.ratio == pytest.approx(0.2290, abs=1e-4)
    # the second is 3 times the fourth, which equals the fifth: 3 implied, 1/5 judged, the largest
    # gap of all
    assert found.triad == (1, 3, 4)
    assert found.judged == pytest.approx((3, 1, 0.2))
    assert found.excess == pytest.approx(1 - 0.2 / 3)


def test_consistent_judgements_have_a_ratio_of_nought() -> None:
    found = ahp(np.array([[1, 6, 3], [1 / 6, 1, 1 / 2], [1 / 3, 2, 1]]))
    assert found.weights == pytest.approx([2 / 3, 1 / 9, 2 / 9], abs=1e-12)
    assert found.ratio == pytest.approx(0, abs=1e-12)
    assert found.excess == pytest.approx(0, abs=1e-12)
    assert ahp(np.array([[1.0, 3.0], [1 / 3, 1.0]])).weights == pytest.approx([0.75, 0.25])
    with pytest.raises(ValueError, match="reciprocal"):
        ahp(np.array([[1.0, 3.0], [3.0, 1.0]]))


def test_better_life_index_ratings_are_shares_of_their_sum() -> None:
    """5 of 37 and 3 of 37: 13.5 % and 8.1 %, as the OECD's own example has them."""
    found = points([[5, 5, 3, 3, 3, 3, 3, 3, 3, 3, 3]])
    assert found[0] == pytest.approx(5 / 37)
    assert found[2] == pytest.approx(3 / 37)
    assert points([[1, 0], [1, 3]]) == pytest.approx([0.625, 0.375])  # the mean of 1 and ¼
    with pytest.raises(ValueError, match="no points"):
        points([[0, 0]])


def test_judges_are_joined_by_geometric_means() -> None:
    one, two = np.array([[1, 9], [1 / 9, 1]]), np.array([[1.0, 1.0], [1.0, 1.0]])
    assert joined([one, two])[0, 1] == pytest.approx(3)


def test_the_first_component_of_two_columns_is_even_and_explains_what_they_share() -> None:
    """Two columns with correlation r: eigenvalue 1 + r, loadings 1/√2 each."""
    x = np.array([1.0, 2, 3, 4, 5])
    y = np.array([2.0, 1, 4, 3, 5])
    r = np.corrcoef(x, y)[0, 1]
    found = pca(np.column_stack([x, y, np.ones(5)]))
    assert found is not None
    assert found.weights == pytest.approx([0.5, 0.5, 0])
    assert found.explained == pytest.approx((1 + r) / 2)
    assert found.against == ()
    mixed = pca(np.column_stack([x, y, -x]))
    assert mixed is not None
    assert mixed.against == (2,)
    assert pca(np.ones((5, 3))) is None


def test_copeland_by_hand() -> None:
    """a beats b on the heavier two of three, b beats c on all, a and c draw at equal weight."""
    matrix = np.array([[3, 3, 0, np.nan], [2, 2, 4, 1], [1, 1, 3, 1]], dtype=float)
    assert copeland(matrix, np.array([1, 1, 1, 5.0])).tolist() == [2, 0, -2]
    assert copeland(np.array([[1, 0], [0, 1.0]]), np.array([1.0, 1])).tolist() == [0, 0]


def pair_by_pair(matrix: np.ndarray, weights: np.ndarray, near: float = 1e-9) -> list[int]:
    """Copeland as its definition says it, of scores in [0, 1]."""
    out = []
    for own in matrix:
        won = 0
        for other in matrix:
            ahead = sum(w for w, a, b in zip(weights, own, other, strict=True) if a > b + near)
            behind = sum(w for w, a, b in zip(weights, own, other, strict=True) if b > a + near)
            won += int(ahead > behind + near) - int(behind > ahead + near)
        out.append(won)
    return out


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25)
def test_copeland_is_that_of_every_pair(seed: int) -> None:
    generator = np.random.default_rng(seed)
    matrix = generator.integers(0, 5, (12, 6)) / 4 + generator.integers(-2, 3, (12, 6)) * 6e-10
    matrix[generator.random(matrix.shape) < 0.1] = np.nan
    weights = generator.integers(0, 4, 6) / 12 + [0.25, 0, 0, 0, 0, 0]
    shares = weights / weights.sum()
    assert copeland(matrix, weights).tolist() == pair_by_pair(matrix, shares)


def test_of_many_cases_copeland_holds_each_against_some_all_over_the_ranking() -> None:
    assert opponents(np.zeros(MOST_PAIRED)).tolist() == list(range(MOST_PAIRED))
    totals = np.random.default_rng(0).permutation(3 * MOST_PAIRED) / (3 * MOST_PAIRED)
    rows = opponents(totals)
    assert len({*rows.tolist()}) == OPPONENTS
    assert np.diff(totals[rows]).max() <= 7 / (3 * MOST_PAIRED)  # no stretch is left out
    column = totals[:, None]
    won = copeland(column, np.ones(1), rows)
    below = np.searchsorted(np.sort(totals[rows]), totals, "left")
    assert (won == 2 * below - OPPONENTS + np.isin(np.arange(len(totals)), rows)).all()


@needs_shared
@pytest.mark.parametrize("name", ["entropy_elsayed_2017", "critic_tus_adali_2019"])
def test_weights_of_the_fixture(name: str) -> None:
    fixture = json.loads((SHARED / "fixtures" / "mcdm_published.json").read_text("utf-8"))
    item = next(w for w in fixture["weights"] if w["id"] == name)
    found = (entropy if name.startswith("entropy") else critic)(
        np.array(item["matrix"], dtype=float)
    )
    assert found == pytest.approx(item["expected"], abs=item["tolerance"])


@needs_shared
def test_the_whole_leader_example_multiplies_out() -> None:
    fixture = json.loads((SHARED / "fixtures" / "mcdm_published.json").read_text("utf-8"))
    full = next(a for a in fixture["ahp"] if a["id"] == "ahp_leader_example_full")
    over = np.array(ahp(np.array(full["criteria_pairwise"])).weights)
    under = np.array([ahp(np.array(m, dtype=float)).weights for m in full["alternatives"].values()])
    assert over @ under == pytest.approx(list(full["expected"].values()), abs=full["tolerance"])


# --- peers -----------------------------------------------------------------------------------


def test_pymcdm_gives_the_same_weights_and_the_same_closeness() -> None:
    """pymcdm: TOPSIS takes min–max unless told otherwise; its entropy weights agree; its CRITIC
    takes the standard deviation with n, ours with n − 1, which cancels in the shares; its AHP gives
    the same eigenvector."""
    methods, weights = pytest.importorskip("pymcdm.methods"), pytest.importorskip("pymcdm.weights")
    normalisations = pytest.importorskip("pymcdm.normalizations")
    w, up = np.array([0.3, 0.4, 0.3]), np.ones(3)
    assert methods.TOPSIS()(TZENG, w, up) == pytest.approx(topsis(TZENG, w, "minmax"))
    vector = methods.TOPSIS(normalisations.vector_normalization)
    assert vector(TZENG, w, up) == pytest.approx(topsis(TZENG, w, "vector"))
    assert (
        np.abs(methods.TOPSIS()(TZENG, w, up) - topsis(TZENG, w)).max() > 0.05
    )  # fixed ideals are another definition
    assert weights.entropy_weights(TZENG) == pytest.approx(entropy(TZENG))
    assert weights.critic_weights(DIAKOULAKI) == pytest.approx(critic(DIAKOULAKI))


def test_scikit_criteria_gives_the_same_weights_and_the_same_ranking() -> None:
    """scikit-criteria: CRITIC with scale=True is ours; its TOPSIS leaves normalisation to the
    caller."""
    skc = pytest.importorskip("skcriteria")
    simple, weighters = (
        pytest.importorskip("skcriteria.agg.similarity"),
        pytest.importorskip("skcriteria.preprocessing.weighters"),
    )
    scalers = pytest.importorskip("skcriteria.preprocessing.scalers")
    w = np.array([0.3, 0.4, 0.3])
    matrix = skc.mkdm(TZENG, [max, max, max], weights=w)
    theirs = simple.TOPSIS().evaluate(scalers.VectorScaler(target="matrix").transform(matrix))
    assert theirs.e_.similarity == pytest.approx(topsis(TZENG, w, "vector"))
    assert weighters.critic_weights(DIAKOULAKI, np.array([1, 1, 1])) == pytest.approx(
        critic(DIAKOULAKI)
    )
    assert weighters.entropy_weights(TZENG) == pytest.approx(entropy(TZENG))
    zeros = np.array([[0.0, 1], [1, 3], [2, 0]])
    assert weighters.entropy_weights(zeros) == pytest.approx(entropy(zeros))
    shifted = (DIAKOULAKI - DIAKOULAKI.min(axis=0)) / np.ptp(DIAKOULAKI, axis=0) + 0.0001
    assert weighters.entropy_weights(shifted) == pytest.approx(entropy_shifted(DIAKOULAKI))
    up = np.array([1, 1, 1])
    for matrix in (DIAKOULAKI, TZENG):  # the second has ties
        spearman = weighters.critic_weights(matrix, up, correlation="spearman")
        assert spearman == pytest.approx(critic(matrix, "spearman"))
        raw = weighters.critic_weights(matrix, up, scale=False)
        assert raw == pytest.approx(critic(matrix, scaled=False))


def test_an_empty_cell_does_not_empty_the_result() -> None:
    """pymcdm answers NaN for every case when one cell is missing; here the case is judged on its
    other columns."""
    methods = pytest.importorskip("pymcdm.methods")
    gappy = TZENG.copy() / 8
    gappy[0, 1] = np.nan
    w = np.array([0.3, 0.4, 0.3])
    with np.errstate(all="ignore"):
        assert np.isnan(methods.TOPSIS()(gappy, w, np.ones(3))).all()
    assert not np.isnan(topsis(gappy, w)).any()
    assert topsis(gappy, w)[1:] == pytest.approx(topsis(TZENG / 8, w)[1:])


@pytest.mark.parametrize("ideals", ["vector", "minmax"])
def test_with_ideals_of_the_cases_too_a_case_is_judged_on_its_other_columns(ideals: str) -> None:
    """The first case is the best on all it has, the last the worst; the middle one is half way on
    the only column it has."""
    matrix = np.array([[1.0, np.nan], [0.75, np.nan], [0.5, 0.2], [0.6, 0.4]])
    found = topsis(matrix, np.array([0.5, 0.5]), ideals)
    assert found[[0, 2]] == pytest.approx([1, 0])
    assert found[1] == pytest.approx(0.5)
    assert ((found >= 0) & (found <= 1)).all()
    nobody = np.column_stack([matrix, np.full(4, np.nan)])
    assert topsis(nobody, np.array([0.5, 0.5, 1.0]), ideals) == pytest.approx(found)


# --- laws ------------------------------------------------------------------------------------

SCORES = arrays(
    float,
    st.tuples(st.integers(2, 8), st.integers(2, 5)),
    elements=st.sampled_from([0, 0.25, 0.5, 0.75, 1.0]),
)


@settings(max_examples=80, deadline=None)
@given(SCORES)
def test_weights_are_shares_and_a_constant_column_gets_none(matrix: np.ndarray) -> None:
    constant = np.ptp(matrix, axis=0) == 0
    for formula in FORMULAS.values():
        weights = formula(matrix)
        assert (weights >= 0).all()
        assert weights.sum() == pytest.approx(1) or (weights == 0).all()
        assert weights[constant] == pytest.approx(0)


@settings(max_examples=80, deadline=None)
@given(SCORES, st.randoms(use_true_random=False))
def test_the_order_of_cases_and_columns_changes_no_weight(matrix: np.ndarray, random: Any) -> None:
    rows, columns = [*range(len(matrix))], [*range(matrix.shape[1])]
    random.shuffle(rows)
    random.shuffle(columns)
    for formula in FORMULAS.values():
        weights = formula(matrix)
        assert formula(matrix[rows][:, columns]) == pytest.approx(weights[columns], abs=1e-9)


@settings(max_examples=80, deadline=None)
@given(SCORES, st.sampled_from([0.5, 3.0, 1e6]))
def test_the_unit_of_a_column_changes_no_weight_where_spread_is_relative(
    matrix: np.ndarray, factor: float
) -> None:
    units = np.full(matrix.shape[1], 1.0)
    units[0] = factor
    for name, formula in FORMULAS.items():
        if name != "critic-raw":  # the spread of values as they stand: they must share a unit
            assert formula(matrix * units) == pytest.approx(formula(matrix), abs=1e-9)
    for ideals in ("vector", "minmax"):
        weights = np.ones(matrix.shape[1])
        assert topsis(matrix * units, weights, ideals) == pytest.approx(
            topsis(matrix, weights, ideals), abs=1e-9
        )


def test_the_unit_matters_to_critic_without_min_max() -> None:
    scaled = critic(TZENG * [1, 1, 10], scaled=False)
    assert scaled != pytest.approx(critic(TZENG, scaled=False), abs=0.1)


SHARES = arrays(
    float, st.tuples(st.integers(2, 4), st.integers(2, 5)), elements=st.floats(0.01, 1)
).map(lambda own: own / own.sum(axis=1, keepdims=True))


@settings(max_examples=80, deadline=None)
@given(SHARES)
def test_weights_joined_are_shares_between_those_of_the_methods(shares: np.ndarray) -> None:
    for rule in RULES:
        found = combined(shares, rule)
        if found is not None:
            weights = np.array(found.weights)
            assert (weights >= 0).all()
            assert weights.sum() == pytest.approx(1)
            if rule != "product":
                assert (weights <= shares.max(axis=0) + 1e-9).all()
                assert (weights >= shares.min(axis=0) - 1e-9).all()
                assert sum(found.coefficients) == pytest.approx(1)
    even = np.vstack([shares[0], np.full(shares.shape[1], 1 / shares.shape[1])])
    product = combined(even, "product")  # what is even leaves the other as it is
    assert product is not None
    assert product.weights == pytest.approx(shares[0])


def test_differences_within_the_tolerance_are_none() -> None:
    """Binary noise is no spread, whatever the size of the values; a small difference is one, and
    its square counts."""
    noise = np.array([[0.3, 0.1, 1e6 + 1e-4], [0.1 + 0.2, 0.4, 1e6]])
    for formula in FORMULAS.values():
        assert formula(noise).tolist() == [0, 1, 0]
    assert copeland(noise, np.array([1.0, 0, 1])).tolist() == [0, 0]
    assert copeland(noise, 1e-12 * np.array([1.0, 1, 1])).tolist() == [-1, 1]
    assert topsis(noise, np.array([1.0, 0, 1]), "minmax") == pytest.approx([0.5, 0.5])
    near_zero = np.array([[0.0, 0.1], [1e-12, 0.4]])  # of scores: the scale is 1 long
    for formula in FORMULAS.values():
        assert formula(near_zero).tolist() == [0, 1]
    small = np.array([[1.0, 1.0], [1 + 1e-6, 1 + 2e-6]])
    assert entropy(small) == pytest.approx([0.2, 0.8], abs=1e-5)


@settings(max_examples=80, deadline=None)
@given(SCORES)
def test_equal_cases_tie_and_a_better_case_is_never_behind(matrix: np.ndarray) -> None:
    weights = np.ones(matrix.shape[1])
    table = np.vstack([matrix, matrix[0], np.minimum(matrix[0] + 0.25, 1)])
    for closeness in (topsis(table, weights), copeland(table, weights)):
        assert closeness[0] == pytest.approx(closeness[-2])
        assert closeness[-1] >= closeness[0] - 1e-9
    assert copeland(table, weights).sum() == pytest.approx(0)
    assert ((topsis(table, weights) >= 0) & (topsis(table, weights) <= 1)).all()


def test_adding_a_case_changes_no_closeness_to_fixed_ideals() -> None:
    weights = np.array([0.3, 0.4, 0.3])
    assert topsis(np.vstack([TZENG / 8, [1, 1, 1]]), weights)[:4] == pytest.approx(
        topsis(TZENG / 8, weights)
    )
    assert topsis(np.vstack([TZENG, [9, 9, 9]]), weights, "vector")[:4] != pytest.approx(
        topsis(TZENG, weights, "vector")
    )


def test_every_method_names_formula_and_source() -> None:
    rules = messages("analysis", "en")["weighting"]
    totals = {"criteria-alike", "geometric", "copeland", "topsis", "topsis-vector", "topsis-minmax"}
    assert set(rules) == {*ALONE, *totals, *(f"combined-{rule}" for rule in RULES)}
    assert set(messages("analysis", "zh")["weighting"]) == set(rules)
    assert all(rule["formula"] and rule["source"] for rule in rules.values())
