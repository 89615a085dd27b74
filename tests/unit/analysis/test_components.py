"""Principal components and their rotation: scikit-learn as a peer, every angle tried, what is left
out."""

from __future__ import annotations

import numpy as np
import pytest
from evalkit.analysis.components import components, principal, varimax
from hypothesis import given, settings
from hypothesis import strategies as st


def planted(seed: int, n: int = 60) -> np.ndarray:
    """Two factors behind six columns, three each, and noise."""
    generator = np.random.default_rng(seed)
    factors = generator.normal(size=(n, 2))
    pattern = np.array([[1, 0], [0.9, 0.2], [0.8, 0], [0, 1], [0.1, 0.8], [0.3, 0.9]])
    return np.asarray(factors @ pattern.T + 0.5 * generator.normal(size=(n, 6)))


def columns(table: np.ndarray) -> dict[str, np.ndarray]:
    return {f"p.{n}": column for n, column in enumerate(table.T)}


def test_components_are_those_of_scikit_learn() -> None:
    decomposition = pytest.importorskip("sklearn.decomposition", reason="not installed")
    table = planted(1)
    scaled = (table - table.mean(axis=0)) / table.std(axis=0, ddof=1)
    theirs = decomposition.PCA().fit(scaled)
    values, loadings = principal(table)
    assert values == pytest.approx(theirs.explained_variance_)
    own = components("p", "criteria", columns(table))
    assert [c.explained for c in own.components] == pytest.approx(theirs.explained_variance_ratio_)
    assert own.components[-1].cumulative == pytest.approx(1)
    their_loadings = theirs.components_.T * np.sqrt(theirs.explained_variance_)
    assert np.abs(loadings) == pytest.approx(np.abs(their_loadings), abs=1e-9)
    # a loading is the correlation of a column with the component
    scores = scaled @ theirs.components_.T
    r = np.corrcoef(table.T, scores.T)[:6, 6:]
    assert np.abs(loadings) == pytest.approx(np.abs(r), abs=1e-9)
    assert own.kept == int((theirs.explained_variance_ > 1).sum()) == 2


@pytest.mark.parametrize("seed", range(4))
def test_rotation_is_that_of_scikit_learn_with_rows_of_length_one(seed: int) -> None:
    module = pytest.importorskip("sklearn.decomposition._factor_analysis", reason="not installed")
    _, loadings = principal(planted(seed))
    for k in (2, 3):
        own, rest = varimax(loadings[:, :k])
        assert rest
        length = np.sqrt((loadings[:, :k] ** 2).sum(axis=1, keepdims=True))
        rotate = module._ortho_rotation
        theirs = rotate(loadings[:, :k] / length, "varimax", tol=1e-12, max_iter=2000).T
        theirs = (theirs if theirs.shape == own.shape else theirs.T) * length
        theirs = theirs[:, np.argsort(-(theirs**2).sum(axis=0))]
        assert np.abs(own) == pytest.approx(np.abs(theirs), abs=1e-5)


def test_no_angle_tells_two_components_apart_more_clearly() -> None:
    """Kaiser's criterion: the variance of squared loadings, rows at length 1."""
    _, loadings = principal(planted(2))
    two = loadings[:, :2]
    length = np.sqrt((two**2).sum(axis=1, keepdims=True))

    def criterion(turned: np.ndarray) -> float:
        return float(((turned / length) ** 2).var(axis=0).sum())

    angles = np.linspace(0, np.pi / 2, 1801)
    turns = [np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]) for a in angles]
    best = max(criterion(two @ turn) for turn in turns)
    own, _ = varimax(two)
    assert criterion(own) >= best - 1e-12
    assert criterion(own) == pytest.approx(best, abs=1e-5)
    assert criterion(own) > criterion(two) + 0.01


@settings(max_examples=25)
@given(st.integers(0, 50), st.integers(2, 4))
def test_rotation_leaves_what_is_explained(seed: int, k: int) -> None:
    _, loadings = principal(planted(seed))
    own, _ = varimax(loadings[:, :k])
    assert (own**2).sum(axis=1) == pytest.approx((loadings[:, :k] ** 2).sum(axis=1))
    assert (own.sum(axis=0) >= -1e-12).all()
    assert (np.diff((own**2).sum(axis=0)) <= 1e-9).all()


def test_what_is_left_out_is_said() -> None:
    table = planted(3)
    table[:, 1] = 0.5
    table[5:, 2] = np.nan
    table[0, 3] = np.nan
    own = components("p", "criteria", columns(table))
    assert own.aside == ("p.1", "p.2")
    assert own.refs == ("p.0", "p.3", "p.4", "p.5")
    assert (own.n, own.left_out) == (59, 1)
    assert sum(c.eigenvalue for c in own.components) == pytest.approx(4)
    assert not own.short
    assert components("p", "criteria", columns(planted(3)[:5])).short
    assert components("p", "criteria", columns(planted(3)[:2])).why == "few-cases"
    assert components("p", "criteria", columns(np.ones((9, 3)))).why == "one-part"
