"""Weights and second opinions: published figures typed in, and side by side with pymcdm and
scikit-criteria."""

from __future__ import annotations

import json

import numpy as np
import pytest
from evalkit.analysis.weighting import copeland, critic, entropy, pca, topsis
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
    for weights in (entropy(matrix), critic(matrix)):
        assert (weights >= 0).all()
        assert weights.sum() == pytest.approx(1) or (weights == 0).all()
        assert weights[constant] == pytest.approx(0)


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
    ways = {"stated", "equal", "points", "ahp", "entropy", "critic", "pca"}
    assert set(rules) == ways | {"criteria-alike", "geometric", "topsis", "copeland"}
    assert all(rule["formula"] and rule["source"] for rule in rules.values())
