"""Influence beside weight, and optimised weights: by hand, by the closed form, by brute force, with
scipy as a peer."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from evalkit.analysis.importance import Optimised, importance_of, optimise
from evalkit.scoring.aggregate import aggregated
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import evaluation_of

EQUAL = np.full(3, 1 / 3)


def related(seed: int, n: int = 40, k: int = 3) -> np.ndarray:
    generator = np.random.default_rng(seed)
    common = generator.normal(size=(n, 1))
    return 0.5 + 0.1 * (common + generator.normal(size=(n, k)) * np.arange(1, k + 1))


def obtained(table: np.ndarray, weights: np.ndarray, rule: str | float) -> np.ndarray:
    score = aggregated(rule, table, weights)
    r = np.array([np.corrcoef(column, score)[0, 1] for column in table.T])
    return np.asarray(r / r.sum())


def closed(table: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Of an arithmetic mean, cov(x_i, y) = (Σw)_i: correlations in proportion to t ask for
    w ∝ Σ⁻¹(σ∘t)."""
    cov = np.cov(table, rowvar=False)
    weights = np.linalg.solve(cov, np.sqrt(np.diag(cov)) * targets)
    return np.asarray(weights / weights.sum())


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("targets", [(1, 1, 1), (1, 2, 1), (3, 2, 1)])
def test_where_weights_reach_the_targets_they_are_those_of_the_closed_form(
    seed: int, targets: tuple[int, ...]
) -> None:
    table, aims = related(seed), np.array(targets) / sum(targets)
    exact, found = closed(table, aims), optimise(table, aims, "arithmetic")
    if exact.min() > 1e-4:
        assert found.reached
        assert found.weights == pytest.approx(exact, abs=1e-5)
        assert obtained(table, np.array(found.weights), "arithmetic") == pytest.approx(
            aims, abs=1e-6
        )
        assert found.rounds < 30
    elif exact.min() < -1e-4:
        assert not found.reached
        assert found.worst > 1e-6
        assert min(found.weights) >= 0


def test_the_closed_form_is_met_both_ways_in_the_test_above() -> None:
    lows = [closed(related(seed), np.array([3, 2, 1]) / 6).min() for seed in range(8)]
    assert min(lows) < -1e-4
    assert max(lows) > 1e-4


@pytest.mark.parametrize("seed", range(8))
def test_no_weights_on_a_grid_come_nearer(seed: int) -> None:
    table, aims = related(seed), np.array([3, 2, 1]) / 6
    found = optimise(table, aims, "arithmetic")
    own = float(((np.array(found.obtained) - aims) ** 2).sum())
    steps = np.linspace(0, 1, 41)
    grid = [np.array([a, b, 1 - a - b]) for a, b in product(steps, steps) if a + b <= 1]
    least = min(float(((obtained(table, w, "arithmetic") - aims) ** 2).sum()) for w in grid)
    assert own <= least + 1e-9


@pytest.mark.parametrize("rule", ["geometric", "harmonic", 2.0])
def test_other_means_reach_their_targets_too(rule: str | float) -> None:
    optimize = pytest.importorskip("scipy.optimize", reason="scipy is not installed")
    table = np.clip(related(3), 0.05, 1)
    found = optimise(table, EQUAL, rule)
    assert found.reached
    assert obtained(table, np.array(found.weights), rule) == pytest.approx(EQUAL, abs=1e-6)

    def missed(logs: np.ndarray) -> float:
        weights = np.exp(logs) / np.exp(logs).sum()
        return float(((obtained(table, weights, rule) - EQUAL) ** 2).sum())

    theirs = optimize.minimize(
        missed, np.zeros(3), method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-16}
    )
    weights = np.exp(theirs.x) / np.exp(theirs.x).sum()
    assert found.weights == pytest.approx(weights, abs=1e-4)


def test_what_does_not_vary_keeps_its_weight_and_gaps_are_gone_around() -> None:
    table = np.column_stack([related(3), np.full(40, 0.5)])
    found = optimise(table, np.array([0.2, 0.2, 0.2, 0.4]), "arithmetic")
    assert found.reached
    assert found.weights[3] == 0.4
    assert found.obtained[3] == 0
    alone = optimise(table[:, :3], EQUAL, "arithmetic")
    assert found.weights[:3] == pytest.approx([0.6 * w for w in alone.weights], abs=1e-6)
    table[:10, 0] = np.nan
    assert optimise(table, np.full(4, 0.25), "arithmetic").reached


def test_why_nothing_is_sought_is_said() -> None:
    none = Optimised((), (), False, 1.0, 0)
    few = optimise(related(1)[:2], EQUAL, "arithmetic")
    assert (few.weights, few.why) == (none.weights, "few-cases")
    flat = np.column_stack([related(1)[:, 0], np.ones(40), np.ones(40)])
    assert optimise(flat, EQUAL, "arithmetic").why == "alike"
    x = np.linspace(0, 1, 9)
    undone = optimise(np.column_stack([x, 1 - x]), np.full(2, 0.5), "arithmetic")
    assert (undone.weights, undone.why) == ((), "opposed")


@settings(max_examples=40)
@given(st.permutations(range(3)), st.integers(0, 30), st.floats(0.01, 100))
def test_order_and_scale_move_nothing(order: list[int], seed: int, by: float) -> None:
    table, aims = related(seed), np.array([0.5, 0.3, 0.2])
    one = optimise(table, aims, "arithmetic")
    two = optimise(table[::-1, order] * by, aims[order], "arithmetic")
    if one.reached:
        # a part measured in larger units needs its weight divided by nothing: all are scaled alike
        assert two.weights == pytest.approx([one.weights[n] for n in order], abs=1e-4)
    assert sum(one.weights) == pytest.approx(1)


SCALE = "scale: [{level: 0, label: a}, {level: 1, label: b}, {level: 2, label: c}]"
RUBRIC = f"""\
rubric: two
version: 1.0.0
title: Two
{SCALE}
pillars:
  - id: p
    title: P
    weight: 3
    criteria:
      - {{id: a, title: A, weight: 3, levels: {{0: a, 1: b, 2: c}}}}
      - {{id: b, title: B, weight: 1, levels: {{0: a, 1: b, 2: c}}}}
  - {{id: q, title: Q, weight: 1, criteria: [{{id: c, title: C, levels: {{0: a, 1: b, 2: c}}}}]}}
"""


def case(n: int, *levels: int) -> str:
    rows = "".join(
        f"  {i}: {{level: {v}, because: r}}\n" for i, v in zip("abc", levels, strict=True)
    )
    return f"case: c{n}\nrubric: two@1.0.0\nregion: {{name: C{n}}}\nratings:\n{rows}"


def test_effective_weights_multiply_down_the_tree_and_influence_is_a_squared_correlation() -> None:
    rated = [(0, 2, 1), (1, 0, 0), (2, 1, 2), (2, 2, 0), (0, 0, 1)]
    found = importance_of(evaluation_of(RUBRIC, *(case(n, *own) for n, own in enumerate(rated))))
    assert [own.ref for own in found] == ["overall", "p"]  # a pillar of one criterion has no shares
    _, pillar = found
    assert pillar.n == 5
    assert [(p.ref, p.weight, p.effective) for p in pillar.parts] == [
        ("p.a", 0.75, 0.75 * 0.75),
        ("p.b", 0.25, 0.75 * 0.25),
    ]
    a, b, _ = np.array(rated, dtype=float).T
    r = [np.corrcoef(x, 0.75 * a + 0.25 * b)[0, 1] for x in (a, b)]
    assert [p.correlation for p in pillar.parts] == pytest.approx(r)
    squares = [value**2 for value in r]
    assert [p.squared for p in pillar.parts] == pytest.approx(squares)
    assert [p.share for p in pillar.parts] == pytest.approx([s / sum(squares) for s in squares])
    # equal influence of two: in proportion to 1/σ
    stds = np.array([a.std(), b.std()])
    assert [p.equal for p in pillar.parts] == pytest.approx(1 / stds / (1 / stds).sum(), abs=1e-5)


def test_the_error_of_a_share_is_that_of_leaving_out_each_case() -> None:
    rated = [(0, 2, 1), (1, 0, 0), (2, 1, 2), (2, 2, 0), (0, 0, 1), (1, 2, 2)]
    cases = [case(n, *own) for n, own in enumerate(rated)]
    (whole,) = (own for own in importance_of(evaluation_of(RUBRIC, *cases)) if own.ref == "p")
    left = []
    for out in range(6):
        kept = [text for n, text in enumerate(cases) if n != out]
        (own,) = (i for i in importance_of(evaluation_of(RUBRIC, *kept)) if i.ref == "p")
        left.append(own.parts[0].share)
    shares = np.array(left, dtype=float)
    error = np.sqrt(5 / 6 * ((shares - shares.mean()) ** 2).sum())
    assert whole.parts[0].error == pytest.approx(error)
