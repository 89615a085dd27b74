"""Coefficients of agreement that others published, typed in with their source; the tolerance is the
printed precision."""

from __future__ import annotations

import math

import numpy as np
import pytest
from evalkit.report.context import context_of
from evalkit.report.model import plain
from evalkit.report.sections import agreement as section
from evalkit.scoring.coefficients import alpha, fleiss_kappa, gwet, kappa
from evalkit.scoring.concordance import concordance
from evalkit.scoring.intraclass import one_way, two_way, two_way_fixed
from tests.conftest import asked, evaluation_of

NAN = math.nan
# Shrout and Fleiss (1979), table 2: six targets, four judges
TARGETS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
# Fleiss (1971), table 1: thirty patients, six psychiatrists each, five diagnoses; how many gave
# each
PATIENTS = """
00060 03003 01401 00006 03030 20400 00402 20310 20040 00006
10050 11040 03300 10050 02031 00501 30012 51000 02040 10203
00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
"""
# Wikipedia, Fleiss' kappa, worked example: ten subjects, fourteen raters each, five categories
SUBJECTS = [
    [0, 0, 0, 0, 14],
    [0, 2, 6, 4, 2],
    [0, 0, 3, 5, 6],
    [0, 3, 9, 2, 0],
    [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0],
    [3, 2, 6, 3, 0],
    [2, 5, 3, 2, 2],
    [6, 5, 2, 1, 0],
    [0, 2, 2, 3, 7],
]


def given(counted: list[list[int]]) -> np.ndarray:
    """Ratings (raters × units) of which so many gave each level."""
    return np.array([np.repeat(np.arange(len(own), dtype=float), own) for own in counted]).T


def test_all_six_of_shrout_and_fleiss() -> None:
    """Shrout and Fleiss (1979), table 4: .17 .29 .71, and of the mean of four .44 .62 .91."""
    rated = np.array(TARGETS, dtype=float).T
    found = (one_way(rated), two_way(rated), two_way_fixed(rated))
    assert [i.one for i in found] == pytest.approx([0.17, 0.29, 0.71], abs=0.005)
    assert [i.all for i in found] == pytest.approx([0.44, 0.62, 0.91], abs=0.005)
    # the R package psych, ICC(sf)
    assert [i.one for i in found] == pytest.approx([0.165742, 0.289764, 0.714841], abs=5e-7)
    assert [i.all for i in found] == pytest.approx([0.442797, 0.620051, 0.909316], abs=5e-7)


def test_shrout_and_fleiss_through_a_rubric_are_given_and_said_to_be_of_few() -> None:
    levels = ", ".join(f"{{level: {n}, label: a}}" for n in range(1, 11))
    own = ", ".join(f"{n}: a" for n in range(1, 11))
    rubric = f"""
rubric: sf
version: 1.0.0
title: Shrout and Fleiss
scale: [{levels}]
pillars: [{{id: p, title: P, criteria: [{{id: c, title: Rated, levels: {{{own}}}}}]}}]
"""
    cases = []
    for n, row in enumerate(TARGETS):
        ratings = "".join(
            f"    - {{rater: j{k}, level: {level}, because: y}}\n" for k, level in enumerate(row)
        )
        cases.append(
            f"case: t{n}\nrubric: sf@1.0.0\nregion: {{name: T{n}}}\nratings:\n  c:\n{ratings}"
        )
    results = asked(evaluation_of(rubric, *cases))
    over = results.agreement[0]
    assert (over.n_units, over.n_whole, over.few, over.few_whole) == (6, 6, True, True)
    assert (over.icc_one, over.icc_all) == pytest.approx((0.289764, 0.620051), abs=5e-7)
    named = ("icc1_one", "icc1_all", "icc3_one", "icc3_all")
    assert [over.further[name] for name in named] == pytest.approx(
        [0.165742, 0.442797, 0.714841, 0.909316], abs=5e-7
    )
    # χ² of Friedman's test over them is 17.7407 (scipy 1.17); W is χ² by 4 × 5
    assert over.further["kendall_w"] == pytest.approx(17.7407 / 20, abs=5e-6)
    assert {over.why[name] for name in over.why if name != "kendall_p"} == {"two-only"}
    assert over.why["kendall_p"] == "few-for-p"
    shown = section.further_table(context_of(results, "en"))
    rows = {plain(row.cells[0].runs): [plain(c.runs) for c in row.cells[4:]] for row in shown.rows}
    assert rows["ICC(1,1)"] == ["0.17", "6 criteria (few)"]
    assert rows["ICC(3,k)"] == ["0.91", "6 criteria (few)"]
    assert rows["Kendall’s W"] == ["0.89", "6 criteria (few)"]
    assert rows["κ, unweighted"] == ["−0.13–0.00", "6 pairs of raters (few)"]  # scikit-learn 1.9


def test_fleiss_of_his_thirty_patients() -> None:
    """Fleiss (1971): shares .144 .144 .167 .306 .239, κ .430."""
    counted = [[int(n) for n in own] for own in PATIENTS.split()]
    rated = given(counted)
    assert np.sum(counted, axis=0) / 180 == pytest.approx(
        [0.144, 0.144, 0.167, 0.306, 0.239], abs=5e-4
    )
    assert fleiss_kappa(rated) == pytest.approx(0.430, abs=5e-4)


def test_fleiss_of_fourteen_raters() -> None:
    """Wikipedia, Fleiss' kappa: .210."""
    assert fleiss_kappa(given(SUBJECTS)) == pytest.approx(0.210, abs=5e-4)


def test_w_of_three_who_ranked_six_applicants() -> None:
    """Siegel (1956), Nonparametric Statistics, p. 230: no ties, W .16."""
    found = concordance(np.array([[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1.0]]))
    assert found is not None
    assert found.w == pytest.approx(0.16, abs=0.005)


def test_w_of_tied_ranks() -> None:
    """Kendall (1948), Rank Correlation Methods, ch. 6, as in Siegel (1956), p. 234: ten individuals
    ranked by three variables with ties, W .828 corrected."""
    found = concordance(
        np.array(
            [
                [1, 4.5, 2, 4.5, 3, 7.5, 6, 9, 7.5, 10],
                [2.5, 1, 2.5, 4.5, 4.5, 8, 9, 6.5, 10, 6.5],
                [2, 1, 4.5, 4.5, 4.5, 4.5, 8, 8, 8, 10],
            ]
        )
    )
    assert found is not None
    assert found.n_units == 10
    assert found.w == pytest.approx(0.828, abs=5e-4)
    assert found.chi_squared == pytest.approx(3 * 9 * 591 / 714)


def test_gwet_of_ratings_with_gaps() -> None:
    """Gwet (2014), Handbook of Inter-Rater Reliability, ratings of twelve units by four raters: AC1
    .77544; AC2 with linear and quadratic weights .85874 and .91400 (the package irrCAC 0.4.4, of
    Gwet's). One unit was rated once and counts in how often its level is given."""
    rated = np.array(
        [
            [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
            [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, NAN],
            [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, 3],
            [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
        ]
    )
    steps = (1.0, 2.0, 3.0, 4.0, 5.0)
    found = [gwet(rated, steps, weights) for weights in ("unweighted", "linear", "quadratic")]
    assert found == pytest.approx([0.77544, 0.85874, 0.91400], abs=5e-6)


def test_ten_commitments_coded_by_two() -> None:
    """Ten units coded as supply 0, demand 1, environment 2, by hand; the second coder differs on
    two: κ .6154, α .6311, AC1 .7306."""
    one = np.array([2, 2, 0, 0, 0, 1, 2, 0, 0, 0.0])
    two = np.array([2, 2, 2, 0, 0, 0, 2, 0, 0, 0.0])
    both = np.stack([one, two])
    assert kappa(one, two) == pytest.approx(0.6154, abs=5e-5)
    assert alpha(both, "nominal") == pytest.approx(0.6311, abs=5e-5)
    assert gwet(both, (0.0, 1.0, 2.0)) == pytest.approx(0.7306, abs=5e-5)


def test_an_item_that_does_not_vary() -> None:
    """Twenty plans, one yes/no item, each coder one no, on different plans: 90 % the same, κ
    −.0526, α −.0263, AC1 .8895."""
    both = np.ones((2, 20))
    both[0, 19] = both[1, 18] = 0
    assert kappa(*both) == pytest.approx(-0.0526, abs=5e-5)
    assert alpha(both, "nominal") == pytest.approx(-0.0263, abs=5e-5)
    assert gwet(both, (0.0, 1.0)) == pytest.approx(0.8895, abs=5e-5)
