"""The same work by evalkit and by the libraries that others use for it: their results are held
against each other before either is timed.

Peers get their data in the form that they like best, made before the clock starts. What a peer does
beyond the work (ranks, say) is done on our side too.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec

import numpy as np
from evalkit.analysis.effects import effects
from evalkit.analysis.weighting import critic, entropy, topsis
from evalkit.model.rubric import Criterion, Pillar, Rubric
from evalkit.scoring.aggregate import Array
from evalkit.scoring.coefficients import alpha, weighted_kappa
from evalkit.scoring.rank import mean_ranks, ranks
from evalkit.scoring.tree import roll_up, tree_of

from benchmarks.timing import Ratio, compare

CASES, CRITERIA, UNITS, DRAWS, FACTORS = 10_000, 30, 7_600, 1024, 7
LEVELS = (0.0, 1.0, 2.0, 3.0, 4.0)


@dataclass(frozen=True)
class Pair:
    """A job, done by us and by a peer; both give numbers that may differ by ``within``."""

    name: str
    ours: Callable[[], Array]
    theirs: Callable[[], Array]
    aim: float
    within: float = 1e-9
    runs: int = 15

    def check(self) -> None:
        """Both sides do the same.

        Raises:
            AssertionError: their numbers differ.
        """
        np.testing.assert_allclose(
            self.ours(), self.theirs(), rtol=0, atol=self.within, err_msg=self.name
        )


def run(cases: int = CASES) -> Iterator[Ratio | str]:
    for peer, pairs in pairs_by_peer(cases).items():
        if find_spec(peer) is None:
            yield f"not installed: {peer}"
            continue
        for pair in pairs():
            pair.check()
            yield compare(pair.name, pair.ours, pair.theirs, pair.aim, pair.runs)


def pairs_by_peer(
    cases: int = CASES, units: int = UNITS, draws: int = DRAWS
) -> dict[str, Callable[[], Iterator[Pair]]]:
    """Module of a peer → what makes the jobs that it does too; it must be installed for that."""
    generator = np.random.default_rng(3)
    matrix = generator.uniform(0.05, 1, (cases, CRITERIA))
    weights = generator.uniform(0.5, 1.5, CRITERIA)
    weights /= weights.sum()
    given = generator.integers(0, len(LEVELS), (2, units)).astype(float)
    return {
        "skcriteria": partial(_scikit_criteria, matrix, weights),
        "pymcdm": partial(_pymcdm, matrix, weights),
        "pyDecision": partial(_pydecision, matrix, weights),
        "scipy": partial(_scipy, matrix[:, 0]),
        "sklearn": partial(_scikit_learn, given),
        "krippendorff": partial(_krippendorff, given),
        "SALib": partial(_salib, draws),
    }


def _ranked(scores: Array) -> Array:
    """Scores, and the rank of each below them."""
    return np.stack([scores, ranks(scores)])


def _scikit_criteria(matrix: Array, weights: Array) -> Iterator[Pair]:
    """scikit-criteria ranks wherever it scores."""
    import skcriteria
    from skcriteria.agg.simple import WeightedSumModel
    from skcriteria.agg.topsis import TOPSIS
    from skcriteria.preprocessing.scalers import VectorScaler
    from skcriteria.preprocessing.weighters import critic_weights, entropy_weights

    held = skcriteria.mkdm(matrix, [max] * CRITERIA, weights=weights)
    upwards = np.ones(CRITERIA)
    tree = tree_of(_flat(weights))

    def added() -> Array:
        found = WeightedSumModel().evaluate(held)
        return np.stack([found.e_.score, found.rank_])

    def closeness() -> Array:
        found = TOPSIS().evaluate(VectorScaler(target="matrix").transform(held))
        return np.stack([found.e_.similarity, found.rank_])

    yield Pair(
        "weighted sum and ranks, against scikit-criteria",
        lambda: _ranked(roll_up(tree, matrix).value[:, -1]),
        added,
        1.0,
    )
    yield Pair(
        "TOPSIS and ranks, against scikit-criteria",
        lambda: _ranked(topsis(matrix, weights, "vector")),
        closeness,
        1.2,
    )
    yield Pair(
        "entropy weights, against scikit-criteria",
        lambda: entropy(matrix),
        lambda: entropy_weights(matrix),
        1.2,
    )
    yield Pair(
        "CRITIC weights, against scikit-criteria",
        lambda: critic(matrix),
        lambda: critic_weights(matrix, upwards),
        1.2,
    )


def _flat(weights: Sequence[float] | Array) -> Rubric:
    """A rubric of one pillar, its criteria by weight."""
    criteria = tuple(
        Criterion(id=f"c-{n}", title="c", weight=float(weight), levels={0: "none", 4: "all"})
        for n, weight in enumerate(weights)
    )
    pillar = Pillar(id="all", title="all", criteria=criteria)
    return Rubric(rubric="flat", version="1.0.0", title="flat", pillars=(pillar,))


def _pymcdm(matrix: Array, weights: Array) -> Iterator[Pair]:
    from pymcdm.methods import TOPSIS
    from pymcdm.normalizations import vector_normalization
    from pymcdm.weights import critic_weights, entropy_weights

    upwards, method = np.ones(CRITERIA), TOPSIS(vector_normalization)
    yield Pair(
        "TOPSIS, against pymcdm",
        lambda: topsis(matrix, weights, "vector"),
        lambda: np.asarray(method(matrix, weights, upwards)),
        1.2,
    )
    yield Pair(
        "entropy weights, against pymcdm",
        lambda: entropy(matrix),
        lambda: np.asarray(entropy_weights(matrix)),
        1.2,
    )
    yield Pair(
        "CRITIC weights, against pymcdm",
        lambda: critic(matrix),
        lambda: np.asarray(critic_weights(matrix)),
        1.2,
    )


def _pydecision(matrix: Array, weights: Array) -> Iterator[Pair]:
    """pyDecision adds 1e-9 here and there, so that its figures agree to that."""
    from pyDecision.algorithm import critic_method, entropy_method, topsis_method

    upwards = ["max"] * CRITERIA
    yield Pair(
        "TOPSIS, against pyDecision",
        lambda: topsis(matrix, weights, "vector"),
        lambda: np.asarray(topsis_method(matrix, weights, upwards, graph=False, verbose=False)),
        1.2,
    )
    yield Pair(
        "entropy weights, against pyDecision",
        lambda: entropy(matrix),
        lambda: np.asarray(entropy_method(matrix, upwards)),
        1.2,
        within=1e-5,
        runs=5,
    )
    yield Pair(
        "CRITIC weights, against pyDecision",
        lambda: critic(matrix),
        lambda: np.asarray(critic_method(matrix, upwards)),
        1.2,
        within=1e-8,
    )


def _scipy(column: Array) -> Iterator[Pair]:
    from scipy.stats import rankdata

    yield Pair(
        "ranks of which ties share the mean, against scipy",
        lambda: mean_ranks(column),
        lambda: np.asarray(rankdata(column)),
        3.0,
    )


def _scikit_learn(given: Array) -> Iterator[Pair]:
    from sklearn.metrics import cohen_kappa_score

    one, two = given
    whole = given.astype(int)

    def ours() -> Array:
        return np.array([weighted_kappa(one, two, LEVELS)], dtype=float)

    def theirs() -> Array:
        return np.array([cohen_kappa_score(*whole, weights="quadratic")])

    yield Pair("weighted κ of two raters, against scikit-learn", ours, theirs, 1.0)


def _krippendorff(given: Array) -> Iterator[Pair]:
    import krippendorff

    table = given[:, : given.shape[1] // 4].copy()
    table[0, ::7] = math.nan

    def ours() -> Array:
        return np.array([alpha(table, "ordinal")], dtype=float)

    def theirs() -> Array:
        found = krippendorff.alpha(reliability_data=table, level_of_measurement="ordinal")
        return np.array([found])

    yield Pair("Krippendorff's α, ordinal, against krippendorff", ours, theirs, 1.2)


def _salib(draws: int) -> Iterator[Pair]:
    """SALib takes its variance over A, B and the mixed runs, we over A and B: the effects agree to
    a hundredth. Error bars on both sides are of 500 resamples."""
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as sampling

    names = [f"x{n}" for n in range(FACTORS)]
    problem = {"num_vars": FACTORS, "names": names, "bounds": [[0.0, 1.0]] * FACTORS}
    sample = sampling.sample(problem, draws, calc_second_order=False, seed=1)
    result = sample @ np.arange(1, FACTORS + 1) + sample[:, 0] * sample[:, -1]
    blocks = result.reshape(draws, FACTORS + 2)
    drawn = blocks[:, [0, FACTORS + 1, *range(1, FACTORS + 1)]].T[:, :, None]

    def ours() -> Array:
        (found,) = effects(["result"], names, drawn, np.random.default_rng(0))
        return np.array([(e.first, e.total) for e in found.effects], dtype=float)

    def theirs() -> Array:
        found = analysis.analyze(
            problem, result, calc_second_order=False, num_resamples=500, seed=1
        )
        return np.stack([found["S1"], found["ST"]], axis=1)

    yield Pair(
        "effects of seven factors with error bars, against SALib",
        ours,
        theirs,
        1.0,
        within=0.01,
        runs=5,
    )
