"""How values are spread over a line, as a smooth curve.

In: values. Out: their density at given places, and the bandwidth it is drawn with. A Gaussian
kernel, f(x) = 1/(nh) Σ φ((x − yᵢ)/h), with Silverman's bandwidth for data that may be skewed,
h = 0.9 · min(s, q/1.34) · n^(−1/5), s the standard deviation of a sample, q the distance between
the quartiles. Source: Silverman (1986), Density Estimation for Statistics and Data Analysis,
equation 3.31; R's ``bw.nrd0``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evalkit.scoring.aggregate import Array
from evalkit.scoring.normalise import scaled
from evalkit.scoring.tolerances import TOLERANCE

LEAST = 5  # values, below which a curve would show the kernel rather than them


def bandwidth(values: Sequence[float]) -> float | None:
    """Silverman's bandwidth, in the unit of the values; None where a curve would say nothing: fewer
    than ``LEAST`` values, or one and the same."""
    y, up = scaled(np.array(values, dtype=float))
    if y.size < LEAST or np.ptp(y) <= TOLERANCE * float(np.abs(y).max()):
        return None
    deviation = float(y.std(ddof=1))
    upper, lower = np.quantile(y, [0.75, 0.25])
    quartiles = float(upper - lower) / 1.34
    width = min(deviation, quartiles) if quartiles > TOLERANCE * deviation else deviation
    return float(np.ldexp(0.9 * width * float(y.size**-0.2), up))


def density(values: Sequence[float], at: Array, width: float) -> Array:
    """Density of the values.

    Args:
        values: n of them.
        at: shape (k,), places to give it at.
        width: of the kernel, > 0.

    Returns:
        Shape (k,), >= 0, in one over the unit of the values; its integral over the line is 1.
    """
    y, up = scaled(np.array(values, dtype=float))
    places = np.ldexp(np.asarray(at, dtype=float), -up)
    away = (places[:, None] - y) / np.ldexp(width, -up)
    kernel = np.exp(-0.5 * away**2) / np.sqrt(2 * np.pi)
    return np.asarray(kernel.mean(axis=1) / width)
