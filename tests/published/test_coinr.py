"""What COINr's documentation prints, step by step: bluefoxr.github.io/COINr, version 1.1, articles
imputation, treat, normalise, typed as facts."""

from __future__ import annotations

import numpy as np
import pytest
from evalkit.evaluation import Evaluation
from evalkit.model.rubric import Measure, Outliers
from evalkit.scoring.moments import moments
from evalkit.scoring.normalise import from_measure
from evalkit.scoring.prepare import treated
from tests.conftest import evaluation_of

# article imputation: ten units, four indicators, NA where nothing is
GAPS = """\
23.7 0.13405 NA 11.519
583.5 2.20754 16.182 24.040
3.6 0.05780 0.985 6.509
249.8 1.79800 NA 17.242
NA NA NA 3.315
64.2 1.15292 7.555 26.757
0.3 0.00266 0.046 0.404
NA 0.08905 NA 2.907
46.5 0.34615 1.213 3.370
7.2 0.03553 1.256 0.966"""
CODES = ("Pat", "CultServ", "CultGood", "Tourist")
BY_MEAN = {"Pat": 122.35, "CultServ": 0.6470778, "CultGood": 4.5395}
# the first five are group a, the others b
BY_MEDIAN = {
    **{(3, "CultGood"): 8.5835, (0, "CultGood"): 8.5835, (4, "CultGood"): 8.5835},
    **{(4, "Pat"): 136.75, (4, "CultServ"): 0.966025},
    **{(7, "Pat"): 26.85, (7, "CultGood"): 1.2345},
}


def imputed(rule: str) -> Evaluation:
    ids = [code.lower() for code in CODES]
    criteria = "".join(
        f"      - {{id: {id}, title: {id}, measure: {{unit: n, normalisation: minmax}}}}\n"
        for id in ids
    )
    rubric = (
        "rubric: asem\nversion: 1.0.0\ntitle: ASEM\n"
        "facets: {half: {title: Half, values: {a: A, b: B}}}\n"
        f"prepare: {{impute: {rule}}}\n"
        f"pillars:\n  - id: all\n    title: All\n    criteria:\n{criteria}"
    )
    cases = []
    for n, line in enumerate(GAPS.splitlines()):
        measures = "".join(
            f"  {id}: {{value: {value}, unit: n, year: 2018}}\n"
            for id, value in zip(ids, line.split(), strict=True)
            if value != "NA"
        )
        half = "a" if n < 5 else "b"
        cases.append(
            f"case: c{n}\nrubric: asem@1.0.0\nregion: {{name: C{n}}}\n"
            f"facets: {{half: {{is: {half}, because: y}}}}\nmeasures:\n{measures}"
        )
    return evaluation_of(rubric, *cases)


def test_gaps_are_imputed_by_the_mean_as_i_mean_does() -> None:
    held = imputed("{method: mean}").measured_of
    for n, line in enumerate(GAPS.splitlines()):
        for code, text in zip(CODES, line.split(), strict=True):
            own = held[f"c{n}", code.lower()]
            wanted = BY_MEAN[code] if text == "NA" else float(text)
            assert own.imputed is (text == "NA")
            assert own.counted == pytest.approx(wanted, rel=1e-6)


def test_gaps_are_imputed_by_the_median_of_a_group_as_i_median_grp_does() -> None:
    held = imputed("{method: group-median, facet: half}").measured_of
    done = {
        (int(case[1:]), code): own.counted
        for (case, _), own in held.items()
        if own.imputed
        for code in CODES
        if code.lower() == own.criterion
    }
    assert done == pytest.approx(BY_MEDIAN)


# article treat: 1 to 10, and two outliers
SKEWED = np.array([*range(1, 11), 30, 100], dtype=float)


def test_skewness_kurtosis_and_one_winsorised_value_as_treat_prints_them() -> None:
    own = moments(SKEWED)
    assert own is not None
    assert (own.skewness, own.kurtosis) == pytest.approx((3.063241, 9.741391), abs=5e-7)
    done = treated(SKEWED, Outliers(winsorise=2))
    assert done.values.tolist() == [*range(1, 11), 30, 30]
    assert done.after.skew == pytest.approx(1.712038, abs=5e-7)
    assert done.after.kurtosis == pytest.approx(1.815781, abs=5e-7)


# article normalise: the head of Normalise(iris)
IRIS = """\
22.222222 62.50000 6.779661 4.166667
16.666667 41.66667 6.779661 4.166667
11.111111 50.00000 5.084746 4.166667
8.333333 45.83333 8.474576 4.166667
19.444444 66.66667 6.779661 4.166667
30.555556 79.16667 11.864407 12.500000"""


def test_min_max_as_normalise_prints_it_of_the_irises() -> None:
    data = pytest.importorskip("sklearn.datasets", reason="the irises are scikit-learn's")
    irises = data.load_iris().data
    rule = Measure(unit="cm", normalisation="minmax")
    own = np.column_stack([100 * from_measure(column, rule) for column in irises.T])[:6]
    printed = np.array([[float(x) for x in line.split()] for line in IRIS.splitlines()])
    assert own == pytest.approx(printed, abs=5e-6)
