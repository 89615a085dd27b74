"""10,000 cases × 30 criteria × 1,000 draws in which everything is varied, with ranks and quantiles,
against plain numpy."""

from __future__ import annotations

import resource

import numpy as np
from evalkit.analysis.sensitivity import Assumptions, Given, Grading, draw, seeds_of, simulate
from evalkit.scoring.tree import tree_of

from benchmarks.scoring import CASES, GROUPS, PER_GROUP, TOPS, rubric
from benchmarks.timing import Ratio, compare

DRAWS, LEAVES, RATERS = 1000, GROUPS * PER_GROUP, 2
ASSUMED = Assumptions(missing=False, draws=DRAWS)


def given() -> Given:
    """Two raters of every criterion on levels 0 to 4, mostly alike, each with his doubt."""
    generator = np.random.default_rng(2)
    first = generator.integers(0, 5, (CASES, LEAVES)) / 4
    second = np.clip(first + generator.choice([-0.25, 0, 0, 0, 0.25], first.shape), 0, 1)
    rated = np.stack([first, second], axis=-1)
    doubt = generator.choice([0.1, 0.25, 0.5], rated.shape)
    applies = np.ones((CASES, LEAVES), dtype=bool)
    return Given(
        rated.mean(axis=-1),
        rated,
        doubt,
        applies,
        [np.arange(5) / 4] * LEAVES,
        [np.arange(5) / 4] * LEAVES,
        np.zeros(LEAVES, dtype=bool),
    )


def by_hand(held: Given, seeds: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same job in plain numpy, draw by draw: rater, doubt, weights, one criterion left out,
    ranks, quantiles."""
    scores, ranks = np.empty((DRAWS, CASES)), np.empty((DRAWS, CASES), dtype=np.int32)
    stated = np.array([*[1.0 + k for _ in range(GROUPS) for k in range(PER_GROUP)]])
    for n, (weight_seed, rater_seed, doubt_seed, *_, left_seed) in enumerate(seeds):
        numbers = np.random.Generator(np.random.SFC64(int(rater_seed))).random(
            (RATERS, CASES, LEAVES)
        )
        picked = numbers[1] > numbers[0]
        leaves = np.where(picked, held.rated[..., 1], held.rated[..., 0])
        doubt = np.where(picked, held.doubt[..., 1], held.doubt[..., 0])
        chance = np.random.Generator(np.random.SFC64(int(doubt_seed))).random(leaves.shape)
        leaves = np.clip(
            leaves + (chance < doubt) * np.where(chance < doubt / 2, -0.25, 0.25), 0, 1
        )
        factors = np.random.default_rng(int(weight_seed)).uniform(
            0.5, 1.5, LEAVES + GROUPS + TOPS + 1
        )
        leaf = stated * factors[:LEAVES]
        left = int(left_seed / 2.0**63 * (LEAVES + 1))
        if left < LEAVES:
            leaf[left] = 0
        leaf = leaf.reshape(GROUPS, PER_GROUP)
        leaf = leaf / leaf.sum(axis=1, keepdims=True)
        at = LEAVES + np.array([*range(5), *range(6, 11)])
        group = ((1.0 + np.arange(GROUPS) % 3) * factors[at]).reshape(TOPS, -1)
        group = group / group.sum(axis=1, keepdims=True)
        top = factors[[LEAVES + 5, LEAVES + 11]]
        effective = (
            leaf * group.reshape(-1, 1) * np.repeat(top / top.sum(), GROUPS // TOPS)[:, None]
        )
        scores[n] = leaves @ effective.reshape(-1)
        order = np.argsort(-scores[n])
        ranks[n, order] = np.arange(1, CASES + 1)
    return (
        scores,
        np.quantile(np.ascontiguousarray(scores.T), (0.05, 0.5, 0.95), axis=1),
        np.sort(ranks, axis=0),
    )


def run() -> list[Ratio]:
    tree, held = tree_of(rubric()), given()
    seeds = seeds_of(DRAWS, np.random.default_rng(0))
    theirs = by_hand(held, seeds[:])
    assert np.allclose(draw(tree, held, ASSUMED, seeds), theirs[0]), (
        "the same draws, the same totals"
    )
    names = [f"c{n}" for n in range(CASES)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    simulate(tree, held, names, ASSUMED, Grading(), np.random.default_rng(0))
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"memory beyond the peak of plain numpy: {more:.0f} MB")
    return [
        compare(
            "10,000 × 30 × 1,000 draws, everything varied, ranks and quantiles",
            lambda: simulate(tree, held, names, ASSUMED, Grading(), np.random.default_rng(0)),
            lambda: by_hand(held, seeds),
            1.2,
            2,
        ),
    ]
