"""10,000 cases × 30 criteria × 1,000 draws in which everything is varied, with ranks and quantiles,
against plain numpy."""

from __future__ import annotations

import resource
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from evalkit.analysis.sensitivity import (
    FACTORS,
    Assumptions,
    Given,
    Grading,
    Outlook,
    draw,
    seeds_of,
    simulate,
)
from evalkit.scoring.tree import Tree, tree_of

from benchmarks.scoring import CASES, GROUPS, PER_GROUP, TOPS, placed, rubric
from benchmarks.timing import Ratio, compare

DRAWS, LEAVES, RATERS = 1000, GROUPS * PER_GROUP, 2
BY_HAND = [FACTORS.index(name) for name in ("weights", "raters", "doubt", "leave-out")]
THREADS = 2
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
    """The same job in the quickest numpy that we know: rater, doubt, weights, one criterion left
    out, ranks, quantiles; draws on two threads, cases in blocks that stay in the cache, choices
    without branches among levels of eight bits, whose scores are looked up, whole sorts
    (vectorised) in place of partitions. The random numbers are the same: they take more than a
    third of the time.
    """
    scores, ranks = np.empty((CASES, DRAWS)), np.empty((CASES, DRAWS), dtype=np.uint16)
    parts = [slice(n, n + 50) for n in range(0, DRAWS, 50)]
    with ThreadPoolExecutor(THREADS) as executor:
        for part, (own, places_of) in zip(
            parts, executor.map(lambda part: _some(held, seeds[part]), parts), strict=True
        ):
            scores[:, part], ranks[:, part] = own.T, places_of.T
    totals = scores.copy()
    scores.sort(axis=1)
    ranks.sort(axis=1)
    places = [0.05 * (DRAWS - 1), 0.5 * (DRAWS - 1), 0.95 * (DRAWS - 1)]
    below = [int(place) for place in places]
    low, high = scores[:, below].T, scores[:, [n + 1 for n in below]].T
    return totals, low + (high - low) * (np.array(places) - below)[:, None], ranks


def _some(held: Given, seeds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Totals and ranks of some draws, by hand; shape (draws, cases)."""
    scores = np.empty((len(seeds), CASES))
    ranks = np.empty(scores.shape, dtype=np.uint16)
    numbers, chance = np.empty((RATERS, CASES, LEAVES)), np.empty((CASES, LEAVES))
    leaves = np.empty((CASES, LEAVES))
    steps = np.clip(np.arange(5)[:, None] + [0, 1, -1], 0, 4).ravel() / 4  # as it is, up, down
    levels = np.moveaxis(held.rated * 12, -1, 0).astype(np.int8)
    doubts = np.ascontiguousarray(np.moveaxis(held.doubt, -1, 0))
    for n, (weight_seed, rater_seed, doubt_seed, left_seed) in enumerate(seeds[:, BY_HAND]):
        np.random.Generator(np.random.SFC64(int(rater_seed))).random(out=numbers)
        np.random.Generator(np.random.SFC64(int(doubt_seed))).random(out=chance)
        for start in range(0, CASES, 1000):
            rows = slice(start, start + 1000)
            at = chance[rows]
            twice = at + at
            one, other = (
                level[rows]
                + ((at < doubt[rows]).view(np.int8) + (twice < doubt[rows]).view(np.int8))
                for level, doubt in zip(levels, doubts, strict=True)
            )
            bits = np.negative((numbers[1, rows] > numbers[0, rows]).view(np.int8))
            np.take(steps, one ^ (one ^ other) & bits, out=leaves[rows], mode="clip")
        scores[n] = leaves @ _shares(int(weight_seed), int(left_seed))
        ranks[n] = placed(scores[n])
    return scores, ranks


def _shares(weight_seed: int, left_seed: int) -> np.ndarray:
    """Shares of the total that the criteria carry in a draw."""
    stated = np.array([*[1.0 + k for _ in range(GROUPS) for k in range(PER_GROUP)]])
    factors = np.random.default_rng(weight_seed).uniform(0.5, 1.5, LEAVES + GROUPS + TOPS + 1)
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
    whole = leaf * group.reshape(-1, 1) * np.repeat(top / top.sum(), GROUPS // TOPS)[:, None]
    return np.asarray(whole.reshape(-1))


def simulated(tree: Tree, held: Given) -> tuple[Outlook, ...]:
    """Ours, on as many threads."""
    names = [f"c{n}" for n in range(CASES)]
    with ThreadPoolExecutor(THREADS) as executor:
        generator = np.random.default_rng(0)
        return simulate(tree, held, names, ASSUMED, Grading(), generator, executor.map)


def run() -> list[Ratio]:
    tree, held = tree_of(rubric()), given()
    seeds = seeds_of(DRAWS, np.random.default_rng(0))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    ours = {o.case: o for o in simulated(tree, held)}
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(f"memory for {CASES:,} cases and {DRAWS:,} draws: {more:.0f} MB")
    totals, quantiles, ranks = by_hand(held, seeds)
    assert np.allclose(draw(tree, held, ASSUMED, seeds).T, totals, rtol=0, atol=1e-12), (
        "the same draws"
    )
    middle = np.array([ours[f"c{n}"].middle for n in range(CASES)])
    assert np.allclose(middle, quantiles[1], rtol=0, atol=1e-12), "the same quantiles"
    worst = np.array([ours[f"c{n}"].rank_high for n in range(CASES)])
    assert (worst + 2 >= ranks[:, 950]).all(), "the same ranks, but for ties"
    return [
        compare(
            "10,000 × 30 × 1,000 draws, everything varied, ranks and quantiles, two threads",
            lambda: simulated(tree, held),
            lambda: by_hand(held, seeds),
            1.0,
            3,
        ),
    ]
