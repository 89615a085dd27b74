"""Reading the data: distributions, correlations with their flags, reliability."""

from __future__ import annotations

import math

import numpy as np
import pytest
from evalkit.analysis.correlations import correlations, correlations_of
from evalkit.analysis.distributions import distribution, distributions_of
from evalkit.analysis.reliability import reliability_of
from evalkit.scoring.reliability import cronbach, item_standings, standardised
from tests.conftest import evaluation_of

RUBRIC = """\
rubric: made
version: 1.0.0
title: Made
method: {coverage: 0}
scale: [{level: 0, label: a}, {level: 1, label: b}, {level: 2, label: c}, {level: 3, label: d}]
pillars:
  - id: p
    title: P
    criteria:
      - {id: a, title: A, levels: {0: a, 1: b, 2: c, 3: d}}
      - {id: b, title: B, levels: {0: a, 1: b, 2: c, 3: d}}
      - {id: c, title: C, levels: {0: a, 1: b, 2: c, 3: d}}
  - id: q
    title: Q
    criteria:
      - id: rd
        title: R&D
        measure: {unit: "%", better: higher, normalisation: goalposts, goalposts: [0, 100]}
      - id: cost
        title: Cost
        measure: {unit: yuan, better: lower, normalisation: goalposts, goalposts: [0, 100]}
"""
VALUES = (1, 2, 2, 3, 3, 4, 4, 5, 6, 80)


def case(n: int, rd: float | None) -> str:
    levels = {"a": n % 4, "b": n % 4, "c": 3 - n % 4}
    rows = "".join(f"  {i}: {{level: {v}, because: r}}\n" for i, v in levels.items())
    measures = (
        ""
        if rd is None
        else f'measures: {{rd: {{value: {rd}, unit: "%", year: 2023}}, '
        f"cost: {{value: {rd}, unit: yuan, year: 2023}}}}\n"
    )
    return f"case: c{n:02}\nrubric: made@1.0.0\nregion: {{name: C{n}}}\nratings:\n{rows}{measures}"


MADE = evaluation_of(RUBRIC, *(case(n, v) for n, v in enumerate((*VALUES, None))))


def test_a_measure_is_read_in_its_unit_and_the_case_that_pulls_it_is_named() -> None:
    found = {own.ref: own for own in distributions_of(MADE)}
    assert [*found] == ["p.a", "p.b", "p.c", "q.rd", "q.cost"]
    rd = found["q.rd"]
    assert rd.measured
    assert (rd.missing, rd.different, rd.zeros) == (1, 7, 0)
    assert rd.moments is not None
    assert (rd.moments.n, rd.moments.least, rd.moments.most) == (10, 1, 80)
    assert rd.moments.mean == pytest.approx(11)
    assert rd.moments.skewed
    assert [(own.case, own.value) for own in rd.outliers] == [("c09", 80)]
    assert rd.pulling == rd.outliers
    levels = found["p.a"]
    assert levels.moments is not None
    assert (levels.missing, levels.different, levels.measured) == (0, 4, False)
    assert levels.zeros == pytest.approx(3 / 11)


def test_an_outlier_on_the_other_side_pulls_nothing() -> None:
    values = np.array([-9.0, 1, 2, 2, 3, 3, 4, 4, 5, 80])
    own = distribution("x", tuple("abcdefghij"), values, True)
    assert [o.case for o in own.outliers] == ["j", "a"]
    assert [o.case for o in own.pulling] == ["j"]
    none = distribution("x", ("a",), np.array([math.nan]), True, 1)
    assert (none.moments, none.different, none.values) == (None, 0, ())


def test_pairs_are_of_their_kind_once_and_flagged() -> None:
    found = correlations_of(MADE)
    kinds = {(own.a, own.b): own for own in found.pairs}
    assert len(kinds) == len(found.pairs)
    assert kinds["p.a", "p.b"].flag == "collinear"
    assert kinds["p.a", "p.b"].r == pytest.approx(1)
    assert kinds["p.a", "p.c"].flag == "negative"
    # scores point one way: what is dear scores low, so the two measures run against each other
    assert kinds["q.rd", "q.cost"].r == pytest.approx(-1)
    assert kinds["q.rd", "q.cost"].n == 10
    assert kinds["p.a", "p"].kind == "parent"
    assert kinds["p", "q"].kind == "within"
    assert kinds["p", "overall"].kind == "parent"
    assert kinds["p.a", "overall"].kind == "total"
    assert kinds["p.a", "q.rd"].kind == "across"
    # 3 + 1 + 1 within, 3 + 2 + 2 with what they are part of, 5 with the total, 6 across
    assert [len(found.between(k)) for k in ("within", "parent", "total", "across")] == [5, 7, 5, 6]
    # a part goes with its whole by construction: 5 + 6 are counted, less P with Q, which does not
    # vary, its two measures making up for each other
    assert found.tests == 10
    two = [own for own in found.pairs if own.kind in ("within", "across")]
    assert found.clear == sum(own.p is not None and own.p <= 0.05 for own in two)
    only = correlations_of(MADE, "spearman", "q")
    assert {own.kind for own in only.pairs} == {"within", "parent", "total"}
    assert {ref for own in only.pairs for ref in (own.a, own.b)} == {
        "q.rd", "q.cost", "q", "overall"
    }  # fmt: skip


def test_limits_are_closed_as_in_coinr() -> None:
    """Weak lies between −0.4 and 0.3, negative from −0.4 down, collinear from 0.92 up."""
    generator = np.random.default_rng(1)
    x = generator.normal(size=400)
    x = (x - x.mean()) / x.std()
    e = generator.normal(size=400)
    e -= e.mean() + x * (x @ e) / 400
    e /= e.std()

    def flag(r: float) -> str:
        pair = {"a": x, "b": r * x + math.sqrt(1 - r * r) * e}
        (own,) = correlations({"n": ["a", "b"]}, pair, (), "pearson", 10).pairs
        assert own.r == pytest.approx(r)
        return own.flag

    flags = [flag(r) for r in (-0.9, -0.4, -0.399, 0.0, 0.299, 0.3, 0.919, 0.92, 0.99)]
    assert flags == ["negative", "negative", "weak", "weak", "weak", "", "", *["collinear"] * 2]


def test_what_does_not_vary_or_is_hardly_known_is_named() -> None:
    nan = math.nan
    columns = {
        "n.a": np.array([1.0, 2, 3, 4]),
        "n.b": np.full(4, 0.5),
        "n.c": np.array([1, 2, nan, nan]),
    }
    found = correlations({"n": ["n.a", "n.b", "n.c"]}, columns, ("n.a",), "kendall", 10)
    assert (found.constant, found.unknown) == (("n.b",), ("n.c",))
    assert found.tests == 0
    assert found.few
    assert all(own.r is None and own.flag == "" for own in found.pairs)


def test_one_case_gives_nothing_and_no_error() -> None:
    alone = evaluation_of(RUBRIC, case(1, 3))
    assert correlations_of(alone).tests == 0
    assert [own.alpha for own in reliability_of(alone)] == [None, None, None]
    assert distributions_of(alone)[3].moments is not None


def test_reliability_by_hand() -> None:
    """Items (1,2,3,4), (2,2,4,4), (4,3,2,1): r of the first two .8944, of the first and third −1,
    of the second and third −.8944; mean −1/3."""
    table = np.array([[1, 2, 4], [2, 2, 3], [3, 4, 2], [4, 4, 1.0], [9, np.nan, 1]])
    assert standardised(table[:, :2]) == pytest.approx(2 * 0.894427 / 1.894427, abs=1e-6)
    assert standardised(table) == pytest.approx(3 * (-1 / 3) / (1 - 2 / 3))
    first, second, third = item_standings(table)
    assert first.alpha_without == pytest.approx(cronbach(table[:, 1:])[0])
    rest = np.corrcoef([1, 2, 3, 4], [6, 5, 6, 5])[0, 1]
    assert first.rest == pytest.approx(rest)
    assert third.rest == pytest.approx(np.corrcoef([4, 3, 2, 1], [3, 4, 7, 8])[0, 1])
    assert second.rest is None  # the others add up to 5 in every case
    whole = reliability_of(MADE)
    assert [(own.ref, own.n, own.left_out) for own in whole] == [
        ("overall", 10, 1), ("p", 11, 0), ("q", 10, 1)
    ]  # fmt: skip
