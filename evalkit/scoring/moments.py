"""Values of one measure in; how they are spread out: moments, quartiles, and the values that lie
outside Tukey's fences.

Skewness and kurtosis are the bias-corrected ones, "type 2" of Joanes and Gill, as Excel, SAS, SPSS
and COINr print them. Source: Joanes and Gill (1998), Comparing measures of sample skewness and
kurtosis, The Statistician 47(1), 183–189.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from evalkit.scoring.aggregate import Array
from evalkit.scoring.prepare import shape_of
from evalkit.scoring.tolerances import TOLERANCE

SKEWED = 2.0  # skewness, to either side, from which with a kurtosis of
PEAKED = 3.5  # so much, a distribution counts as pulled by outliers
FENCE = 1.5  # interquartile ranges beyond the quartiles from which a value lies outside


@dataclass(frozen=True, slots=True)
class Moments:
    """How known values are spread. ``sd`` over n − 1, None of one value; ``skewness`` (G1, from
    three values) and ``kurtosis`` (G2, excess, from four) are None where there are fewer, or where
    all are the same; ``low_fence`` and ``high_fence``: Tukey's."""

    n: int
    mean: float
    median: float
    sd: float | None
    least: float
    most: float
    first_quartile: float
    third_quartile: float
    skewness: float | None
    kurtosis: float | None
    low_fence: float
    high_fence: float

    @property
    def constant(self) -> bool:
        """Whether all values are the same."""
        return same(self.least, self.most)

    @property
    def skewed(self) -> bool:
        """Whether outliers pull it: skewness and kurtosis both beyond the usual limits, which are
        COINr's too (Becker et al. 2022, Journal of Open Source Software 7(78))."""
        if self.skewness is None or self.kurtosis is None:
            return False
        return bool(
            abs(self.skewness) >= SKEWED - TOLERANCE and self.kurtosis >= PEAKED - TOLERANCE
        )

    def outside(self, value: float) -> bool:
        """Whether a value lies beyond the fences: 1.5 interquartile ranges from the quartiles.

        Source: Tukey (1977), Exploratory Data Analysis, 2C.
        """
        slack = TOLERANCE * max(abs(self.low_fence), abs(self.high_fence))
        return value < self.low_fence - slack or value > self.high_fence + slack


def same(low: float, high: float) -> bool:
    """Whether two measurements count as equal: by their relative difference."""
    return math.isclose(low, high, rel_tol=TOLERANCE, abs_tol=0.0)


def moments(values: Array) -> Moments | None:
    """How values are spread; None where there is none.

    Args:
        values: shape (cases,), NaN where missing.
    """
    known = np.sort(values[~np.isnan(values)])
    if not known.size:
        return None
    least, most = float(known[0]), float(known[-1])
    # on a scale of its own, so that no power leaves what a number holds
    size = max(abs(least), abs(most)) or 1.0
    unit = known / size
    mean, (low, middle, high) = float(unit.mean()), np.quantile(unit, [0.25, 0.5, 0.75])
    varies = not same(least, most)
    sd = float(unit.std(ddof=1)) if known.size > 1 else None
    spread, shape = FENCE * float(high - low), shape_of(unit)
    # a product may round over the end that it comes from
    first, median, third = np.clip(np.array([low, middle, high]) * size, least, most).tolist()
    return Moments(
        n=int(known.size),
        mean=mean * size,
        median=median,
        sd=None if sd is None else sd * size if varies else 0.0,
        least=least,
        most=most,
        first_quartile=first,
        third_quartile=third,
        skewness=shape.skew if varies else None,
        kurtosis=shape.kurtosis if varies else None,
        low_fence=(float(low) - spread) * size,
        high_fence=(float(high) + spread) * size,
    )
