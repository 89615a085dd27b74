"""Figures that others published or computed, typed in with their source; the tolerance is the
printed precision."""

from __future__ import annotations

import numpy as np
import pytest
from evalkit.analysis.coordination import coupling_degree
from evalkit.model.rubric import Measure
from evalkit.report.context import context_of
from evalkit.report.model import plain
from evalkit.report.sections import agreement as agreement_section
from evalkit.report.words import words_of
from evalkit.scoring.aggregate import arithmetic, geometric, shares_of
from evalkit.scoring.normalise import from_measure
from tests.conftest import asked, evaluation_of

AGREE = (
    """
rubric: agree-domain
version: 1.0.0
title: AGREE II, domain 1
method: {consensus: mean}
scale: [{level: 1, label: a}, {level: 2, label: a}, {level: 3, label: a}, {level: 4, label: a}, {level: 5, label: a}, {level: 6, label: a}, {level: 7, label: a}]
pillars:
  - id: scope
    title: Scope and purpose
    criteria:
      - {id: item-1, title: 1, levels: {1: a, 2: a, 3: a, 4: a, 5: a, 6: a, 7: a}}
      - {id: item-2, title: 2, levels: {1: a, 2: a, 3: a, 4: a, 5: a, 6: a, 7: a}}
      - {id: item-3, title: 3, levels: {1: a, 2: a, 3: a, 4: a, 5: a, 6: a, 7: a}}
""".replace("title: 1", "title: one")
    .replace("title: 2", "title: two")
    .replace("title: 3", "title: three")
)


def test_agree_ii_scaled_domain_score() -> None:
    """AGREE Trust, scoring the AGREE II: four appraisers, three items, (53 − 12) / (84 − 12) = 57
    %."""
    scores = [[5, 6, 6], [6, 6, 7], [2, 4, 3], [3, 3, 2]]
    ratings = "".join(
        f"  item-{item + 1}:\n"
        + "".join(
            f"    - {{rater: r{r}, level: {row[item]}, because: y}}\n"
            for r, row in enumerate(scores)
        )
        for item in range(3)
    )
    case = f"case: x\nrubric: agree-domain@1.0.0\nregion: {{name: X}}\nratings:\n{ratings}"
    held = evaluation_of(AGREE, case)
    got = held.score_of["x", "scope"].value
    assert got == pytest.approx((53 - 12) / (84 - 12), abs=1e-12)
    assert got == pytest.approx(0.5694, abs=5e-5)
    # two are generous and two strict: 30.9 of 34.9 squared deviations, by hand
    (overall,) = [a for a in asked(held).agreement if a.scope == "overall"]
    assert overall.squares is not None
    assert (overall.squares.all, overall.squares.raters) == pytest.approx((419 / 12, 371 / 12))
    assert overall.squares.units == pytest.approx(7 / 6)
    assert dict(overall.means)["r1"] == pytest.approx(19 / 3)
    fact = agreement_section.over_all(context_of(asked(held), "en"))
    assert fact is not None
    assert fact.strict is not None
    said = plain(words_of("en").agreement.agreement(fact))
    assert "r1 6.3 on average, r3 2.7. Of 34.9 squared deviations from the mean, 30.9 lie" in said


def test_better_life_index_weights() -> None:
    """OECD Better Life Index: ratings 5, 5 and nine times 3 give weights 5/37 and 3/37 (13.5 %, 8.1
    %)."""
    got = shares_of([5, 5, *[3] * 9])
    assert got[0] == pytest.approx(0.13513513513513514)
    assert got[-1] == pytest.approx(0.08108108108108109)


# Chakraborty, Zavadskas and Antucheviciene (2015), eight alternatives, seven criteria, the last two
# are costs.
MATRIX = np.array(
    [
        [30, 23, 5, 0.745, 0.745, 1500, 5000],
        [18, 13, 15, 0.745, 0.745, 1300, 6000],
        [15, 12, 10, 0.5, 0.5, 950, 7000],
        [25, 20, 13, 0.745, 0.745, 1200, 4000],
        [14, 18, 14, 0.255, 0.745, 950, 3500],
        [17, 15, 9, 0.745, 0.5, 1250, 5250],
        [23, 18, 20, 0.5, 0.745, 1100, 3000],
        [16, 8, 14, 0.255, 0.5, 1500, 3000],
    ]
)
WEIGHTS = np.array([0.1181, 0.1181, 0.0445, 0.1181, 0.2861, 0.2861, 0.0445])
EXPECTED = [0.8329, 0.7884, 0.6987, 0.8831, 0.7971, 0.7036, 0.8728, 0.5749]


def test_waspas_is_half_arithmetic_half_geometric_on_shares_of_the_best() -> None:
    """Weighted sum and weighted product of share-of-best normalised values, half each; printed to
    four decimals.

    The published weights sum to 1.0155 and are used as they stand; our means rescale weights to 1,
    so the sum is multiplied back and the product raised to it.
    """
    columns = [
        from_measure(
            MATRIX[:, n],
            Measure(
                unit="x", normalisation="share-of-best", better="lower" if n >= 5 else "higher"
            ),
        )
        for n in range(7)
    ]
    values = np.column_stack(columns)
    total = WEIGHTS.sum()
    shares = shares_of(WEIGHTS)
    half_sum = arithmetic(values, shares) * total
    half_product = geometric(values, shares) ** total
    assert (0.5 * half_sum + 0.5 * half_product).tolist() == pytest.approx(EXPECTED, abs=6e-5)


def test_goalposts_of_the_human_development_index() -> None:
    """UNDP, Human Development Report, technical note 1: life expectancy 20 to 85 years, expected
    schooling 0 to 18 years; the index of 82.0 years is (82.0 − 20) / (85 − 20) = 0.954."""
    life = from_measure(np.array([82.0]), Measure(unit="years", goalposts=(20.0, 85.0)))
    assert life[0] == pytest.approx(0.954, abs=5e-4)
    assert from_measure(np.array([19.0]), Measure(unit="years", goalposts=(0.0, 18.0)))[0] == 1.0


COORDINATION = [
    # year, U1, U2, C, T, D: Mathematical Problems in Engineering 2022, 2969206, Table 4 (weights
    # 0.5 reproduce every row)
    (2011, 0.101, 0.280, 0.882, 0.190, 0.410),
    (2012, 0.165, 0.406, 0.906, 0.286, 0.509),
    (2013, 0.187, 0.427, 0.920, 0.307, 0.532),
    (2014, 0.238, 0.511, 0.931, 0.374, 0.590),
    (2015, 0.424, 0.421, 1.000, 0.422, 0.650),
    (2016, 0.538, 0.407, 0.990, 0.473, 0.684),
    (2017, 0.591, 0.466, 0.993, 0.528, 0.724),
    (2018, 0.694, 0.581, 0.996, 0.638, 0.797),
    (2019, 0.892, 0.662, 0.989, 0.777, 0.877),
    (2020, 0.879, 0.637, 0.987, 0.758, 0.865),
]


@pytest.mark.parametrize(("year", "u1", "u2", "c", "t", "d"), COORDINATION)
def test_coupling_coordination_of_a_published_table(
    year: int, u1: float, u2: float, c: float, t: float, d: float
) -> None:
    """Inputs are printed to three decimals, so C, T and D agree to 0.0015."""
    coupling = float(coupling_degree(np.array([u1, u2]), "standard"))
    development = (u1 + u2) / 2
    assert coupling == pytest.approx(c, abs=0.0015)
    assert development == pytest.approx(t, abs=0.0015)
    assert (coupling * development) ** 0.5 == pytest.approx(d, abs=0.0015)
