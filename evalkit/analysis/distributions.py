"""An evaluation in; how what is measured and what is rated is distributed over the cases, and which
cases lie far outside, out.

Measured criteria by their values in their own unit, rated ones by their agreed levels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evalkit.evaluation import Evaluation
from evalkit.scoring.aggregate import Array
from evalkit.scoring.moments import Moments, moments
from evalkit.scoring.tolerances import TOLERANCE


@dataclass(frozen=True, slots=True)
class Outlier:
    """A case whose value lies beyond Tukey's fences."""

    case: str
    value: float
    high: bool


@dataclass(frozen=True, slots=True)
class Distribution:
    """A criterion over the cases. ``missing``: cases to which it applies and that have no value;
    ``moments``: None where no case has one; ``zeros``: share of the known values that are 0;
    ``different``: how many different values there are; ``values``: (case, value) of those that are
    known, in the order of the cases; ``outliers``: furthest first."""

    ref: str
    measured: bool
    missing: int
    moments: Moments | None
    zeros: float
    different: int
    values: tuple[tuple[str, float], ...]
    outliers: tuple[Outlier, ...]

    @property
    def pulling(self) -> tuple[Outlier, ...]:
        """The outliers on the side to which the distribution is skewed."""
        if self.moments is None or not self.moments.skewed:
            return ()
        to_high = (self.moments.skewness or 0) > 0
        return tuple(own for own in self.outliers if own.high == to_high)


def distributions_of(evaluation: Evaluation) -> tuple[Distribution, ...]:
    """Every criterion, in the rubric's order, scored or not."""
    cases = evaluation.cases
    known: dict[str, Array] = {
        ref: np.full(len(cases), np.nan) for ref, _ in evaluation.rubric.criteria()
    }
    missing = dict.fromkeys(known, 0)
    rows = {case: n for n, case in enumerate(cases)}
    for item in evaluation.measured:
        if item.used is not None:
            known[item.ref][rows[item.case]] = item.used.value
    for (case, ref), outcome in evaluation.ratings.agreed.items():
        if outcome.level is not None:
            known[ref][rows[case]] = outcome.level
    columns = {ref: n for n, ref in enumerate(evaluation.leaves.tree.leaves)}
    for ref, own in known.items():
        if ref in columns:
            applies = evaluation.leaves.applicable[:, columns[ref]]
        else:
            states = (evaluation.ratings.agreed.get((case, ref)) for case in cases)
            applies = np.array([o is None or o.state != "not-applicable" for o in states])
        missing[ref] = int((applies & np.isnan(own)).sum())
    measured = evaluation.rubric.measured
    return tuple(
        distribution(ref, cases, own, ref in measured, missing[ref]) for ref, own in known.items()
    )


def distribution(
    ref: str, cases: tuple[str, ...], values: Array, measured: bool, missing: int = 0
) -> Distribution:
    """A criterion over the cases.

    Args:
        values: shape (cases,), NaN where there is none.
    """
    found = moments(values)
    pairs = [(c, float(v)) for c, v in zip(cases, values, strict=True) if not np.isnan(v)]
    if found is None:
        return Distribution(ref, measured, missing, None, 0.0, 0, (), ())
    far = [(abs(v - found.median), c, v) for c, v in pairs if found.outside(v)]
    outliers = (Outlier(c, v, v > found.median) for _, c, v in sorted(far, key=lambda f: -f[0]))
    numbers = np.sort([value for _, value in pairs])
    size = np.maximum(np.abs(numbers[1:]), np.abs(numbers[:-1]))
    steps = int((np.diff(numbers) > TOLERANCE * size).sum())
    zeros = float(np.mean(numbers == 0))
    return Distribution(
        ref, measured, missing, found, zeros, steps + 1, tuple(pairs), tuple(outliers)
    )
