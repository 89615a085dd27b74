"""Values of an index: uncapped z-scores and distances by hand, what they have no use for, and that
everything that compares works on them."""

from __future__ import annotations

import numpy as np
import pytest
from evalkit.model.rubric import Measure
from evalkit.model.units import INDEX
from evalkit.scoring.normalise import from_measure
from tests.conftest import asked, evaluation_of

RUBRIC = """\
rubric: index
version: 1.0.0
title: Index
method: {values: index, least_sample: 2, coverage: 0}
pillars:
  - id: p
    title: P
    criteria:
      - {id: one, title: One, measure: {unit: u, normalisation: zscore, cap: none}}
      - {id: two, title: Two, measure: {unit: u, normalisation: distance, reference: b}}
      - {id: three, title: Three, weight: 2, measure: {unit: u, better: lower, normalisation: minmax, range: [1, 5]}}
"""
VALUES = {"a": (1, 10, 0), "b": (2, 30, 5), "c": (6, 50, 10)}


def cases(values: dict[str, tuple[float | None, ...]] = VALUES) -> list[str]:  # type: ignore[assignment]
    return [
        f"case: {name}\nrubric: index@1.0.0\nregion: {{name: {name.upper()}}}\nmeasures:\n"
        + "".join(
            f"  {id}: {{value: {v}, unit: u, year: 2020}}\n"
            for id, v in zip(("one", "two", "three"), own, strict=True)
            if v is not None
        )
        for name, own in values.items()
    ]


def test_an_index_is_made_of_values_as_they_are() -> None:
    """z of 1, 2, 6: mean 3, sd √7; distance to 30 with the worst 10: 0, 1, 2; 0, 5, 10 turned
    round between 1 and 5: 5, 3, 1 — weighted 1, 1, 2."""
    evaluation = evaluation_of(RUBRIC, *cases())
    z = (np.array([1, 2, 6]) - 3) / np.sqrt(7)
    for name, one, two, three in zip("abc", z, (0, 1, 2), (5, 3, 1), strict=True):
        own = evaluation.score_of[name, "overall"]
        assert own.value == pytest.approx((one + two + 2 * three) / 4)
        assert (own.low, own.high, own.coverage) == (None, None, 1)
        assert evaluation.score_of[name, "p.one"].value == pytest.approx(one)
    assert not [m for m in evaluation.measured if m.capped]
    assert evaluation.rubric.units == INDEX


def test_everything_that_compares_works() -> None:
    results = asked(evaluation_of(RUBRIC, *cases(VALUES | {"d": (3, None, 4), "e": (4, 20, 2)})))
    totals = results.evaluation.values("overall")
    assert [s.case for s in results.standings] == sorted(totals, key=lambda case: -totals[case])
    assert min(totals.values()) < 0 or max(totals.values()) > 1
    assert all(o.low <= results.evaluation.total(o.case) <= o.high for o in results.outlooks)  # type: ignore[operator]
    by = {opinion.method for opinion in results.opinions()}
    assert "geometric" not in by
    assert "topsis" not in by
    assert "topsis-minmax" in by


def test_a_distance_without_its_reference_is_missing() -> None:
    rule = Measure(unit="u", normalisation="distance", reference="x")
    values = np.array([1.0, 2.0, 4.0])
    assert np.isnan(from_measure(values, rule)).all()
    assert np.isnan(from_measure(values, rule, 0)).all()  # it is the worst itself
    assert from_measure(values, rule, 1).tolist() == [0, 1, 3]
    lower = rule.model_copy(update={"better": "lower"})
    assert from_measure(values, lower, 1).tolist() == [1.5, 1, 0]
    assert from_measure(values * 1e300, rule, 1).tolist() == pytest.approx([0, 1, 3])
