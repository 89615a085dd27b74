"""Figures that others published of correlations and components, given again from their data."""

from __future__ import annotations

import numpy as np
import pytest
from evalkit.analysis.components import principal
from evalkit.scoring.correlation import correlation

X = np.array([10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5.0])
Y = {
    1: np.array([8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]),
    2: np.array([9.14, 8.14, 8.74, 8.77, 9.26, 8.10, 6.13, 3.10, 9.13, 7.26, 4.74]),
    3: np.array([7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73]),
}


@pytest.mark.parametrize("n", Y)
def test_anscombes_sets_have_one_correlation(n: int) -> None:
    """r² .667 in each. Anscombe (1973), Graphs in statistical analysis, The American Statistician
    27(1), 17–21."""
    found = correlation(X, Y[n])
    assert found.r is not None
    assert found.r**2 == pytest.approx(0.667, abs=0.001)
    assert found.p == pytest.approx(0.00217, abs=0.00002)


def test_ranks_of_intelligence_and_hours_of_television() -> None:
    """ρ −29/165, p .627188: the worked example of Wikipedia, Spearman's rank correlation
    coefficient."""
    points = np.array([86, 97, 99, 100, 101, 103, 106, 110, 112, 113.0])
    hours = np.array([2, 20, 28, 27, 50, 29, 7, 17, 6, 12.0])
    found = correlation(points, hours, "spearman")
    assert found.r == pytest.approx(-29 / 165)
    assert found.p == pytest.approx(0.627188, abs=5e-7)


def test_components_of_fishers_iris() -> None:
    """Eigenvalues of the correlations 2.918, 0.914, 0.147, 0.021, as R's ``prcomp(iris[, 1:4],
    scale. = TRUE)`` prints their roots: 1.7084, 0.9560, 0.3831, 0.1439."""
    datasets = pytest.importorskip("sklearn.datasets", reason="scikit-learn is not installed")
    values, loadings = principal(datasets.load_iris().data)
    assert np.sqrt(values) == pytest.approx([1.7084, 0.9560, 0.3831, 0.1439], abs=5e-5)
    # sepal width runs the other way on the first: 0.5211, −0.2693, 0.5804, 0.5649
    vector = loadings[:, 0] / np.sqrt(values[0])
    assert vector == pytest.approx([0.5211, -0.2693, 0.5804, 0.5649], abs=5e-5)
