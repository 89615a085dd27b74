"""How much must be rated for a score: by weight or by number, another share at another depth, with
or without what is withheld being missing above; against a twin that walks the tree by hand."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from evalkit.evaluation import Evaluation
from evalkit.model.rubric import Criterion, Pillar, Rubric
from evalkit.scoring.tree import roll_up, totals, tree_of
from tests.conftest import evaluation_of

RUBRIC = """
rubric: cover
version: 1.0.0
title: Cover
method: {coverage: RULE}
scale: [{level: 0, label: n}, {level: 1, label: y}]
pillars:
- id: p
  title: P
  weight: 3
  criteria: [{id: a, title: A, weight: 5, levels: {0: x, 1: y}}]
  pillars:
  - {id: q, title: Q, criteria: [{id: b, title: B, levels: {0: x, 1: y}}, {id: c, title: C, levels: {0: x, 1: y}}, {id: d, title: D, levels: {0: x, 1: y}}]}
  - {id: r, title: R, weight: 2, aggregation: geometric, criteria: [{id: e, title: E, levels: {0: x, 1: y}}]}
- {id: s, title: S, criteria: [{id: f, title: F, levels: {0: x, 1: y}}, {id: g, title: G, weight: 4, levels: {0: x, 1: y}}]}
"""
LEAVES = "abcdefg"


def held(rule: str, *rated: str) -> Evaluation:
    """Cases by what is rated in them: letters of criteria at the top level, in capitals at the
    lowest."""
    cases = []
    for n, letters in enumerate(rated):
        lines = "".join(
            f"  {one.lower()}: {{level: {int(one.islower())}, because: r}}\n" for one in letters
        )
        cases.append(f"case: c{n}\nrubric: cover@1.0.0\nregion: {{name: c{n}}}\nratings:\n{lines}")
    return evaluation_of(RUBRIC.replace("RULE", json.dumps(rule) if rule == "" else rule), *cases)


def states(evaluation: Evaluation, ref: str) -> list[str]:
    return [evaluation.score_of[case, ref].reason or "scored" for case in evaluation.cases]


def test_a_number_alone_is_a_share_of_the_weight_that_moves_nothing_above() -> None:
    alone, spelt = held("0.6", "ab", "abcfg"), held("{least: 0.6}", "ab", "abcfg")
    assert alone.scores == spelt.scores
    assert states(alone, "p.q") == ["coverage-low", "scored"]
    assert alone.score_of["c0", "p"].coverage == pytest.approx((5 + 1 / 3) / 8)
    assert states(alone, "p") == ["scored", "scored"]  # what is rated of q counts in p


def test_by_count_the_parts_are_counted_and_not_weighed() -> None:
    found = held("{least: 0.5, by: count}", "a", "f", "abf")
    # a carries five eighths of p, and is one part of three
    assert states(found, "p") == ["coverage-low", "nothing-rated", "scored"]
    assert states(found, "s") == ["nothing-rated", "scored", "scored"]
    assert found.counted("c0", "p") == pytest.approx(1 / 3)
    assert found.counted("c2", "p") == pytest.approx(2 / 3)
    assert found.score_of["c0", "p"].coverage == pytest.approx(5 / 8)  # is told as ever


def test_each_depth_may_ask_for_its_own_share() -> None:
    found = held("{least: 0.9, depth: {0: 0.05, 2: 0.3}}", "bf")
    assert [states(found, ref) for ref in ("overall", "p", "p.q", "s")] == [
        ["scored"],
        ["coverage-low"],
        ["scored"],
        ["coverage-low"],
    ]


def test_what_is_withheld_is_missing_above_and_in_the_bounds() -> None:
    rule = "{least: 0.6, withholds: WITH}"
    kept, gone = (held(rule.replace("WITH", own), "aBfg") for own in ("false", "true"))
    own, other = (one.score_of["c0", "p"] for one in (kept, gone))
    assert own.value == pytest.approx(5 / 6)  # a, and what is rated of q
    assert other.value == pytest.approx(1)  # a alone
    assert (other.low, other.high) == pytest.approx((5 / 8, 1))  # q as if nothing were known
    assert (own.low, own.high) == pytest.approx((5 / 8, 1 - 1 / 24))
    assert other.coverage == pytest.approx(5 / 8)
    assert own.coverage == pytest.approx(5 / 8 + 1 / 24)
    low = gone.score_of["c0", "p.q"]
    assert (low.value, low.reason) == (None, "coverage-low")
    assert low.coverage == pytest.approx(1 / 3)
    assert (low.low, low.high) == pytest.approx((0, 2 / 3))  # its own bounds stay


def by_hand(rubric: Rubric, leaves: dict[str, float]) -> dict[str, float]:
    """Values of pillars by COINr's rule: a group's own indicators that have a value, by number; a
    group with too few is missing to the group above."""
    least, out = rubric.coverage.least, {}

    def walk(node: Pillar, ref: str) -> float:
        parts = []
        children: tuple[Pillar | Criterion, ...] = (*node.criteria, *node.pillars)
        for child in children:
            at = f"{ref}.{child.id}"
            own = leaves.get(at, math.nan) if isinstance(child, Criterion) else walk(child, at)
            parts.append((own, child.weight))
        known = [(value, weight) for value, weight in parts if not math.isnan(value)]
        if not known or len(known) / len(parts) < least - 1e-9:
            out[ref] = math.nan
        elif node.aggregation == "geometric":
            total = sum(weight for _, weight in known)
            out[ref] = math.prod(value ** (weight / total) for value, weight in known)
        else:
            out[ref] = sum(v * w for v, w in known) / sum(w for _, w in known)
        return out[ref]

    tops = [(walk(pillar, pillar.id), pillar.weight) for pillar in rubric.pillars]
    known = [(value, weight) for value, weight in tops if not math.isnan(value)]
    enough = known and len(known) / len(tops) >= least - 1e-9
    out["overall"] = sum(v * w for v, w in known) / sum(w for _, w in known) if enough else math.nan
    return out


@pytest.mark.parametrize("least", [0, 0.34, 0.5, 0.67, 1])
def test_coinrs_rule_against_a_walk_by_hand(least: float) -> None:
    rule = f"{{least: {least}, by: count, withholds: true}}"
    rubric = held(rule, "a").rubric
    tree, chance = tree_of(rubric), np.random.default_rng(5)
    leaves = chance.uniform(0.05, 1, (400, len(tree.leaves)))
    leaves[chance.random(leaves.shape) < 0.4] = math.nan
    rolled = roll_up(tree, leaves)
    summed = totals(tree, leaves)
    compared = 0
    for row, own in enumerate(leaves):
        known = {
            ref: v for ref, v in zip(tree.leaves, own.tolist(), strict=True) if not math.isnan(v)
        }
        for ref, wanted in by_hand(rubric, known).items():
            column = tree.column(ref)
            value = rolled.value[row, column] if rolled.enough[row, column] else math.nan
            assert value == pytest.approx(wanted, nan_ok=True), (row, ref)
            compared += 1
        assert summed[row] == pytest.approx(rolled.value[row, -1], nan_ok=True)
    assert compared == 400 * 5
    inside = (rolled.low - 1e-9 <= rolled.value) & (rolled.value <= rolled.high + 1e-9)
    assert (inside | np.isnan(rolled.value)).all()
