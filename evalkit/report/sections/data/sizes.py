"""To how many decimals a measure is told: as the rubric says, and more where it is small."""

from __future__ import annotations

import math

from evalkit.analysis.distributions import Distribution
from evalkit.report.context import Context

SIGNIFICANT = 2  # digits of what cases differ by, at least
MOST_DECIMALS = 12


def decimals(ctx: Context, d: Distribution) -> int:
    """Decimals of a criterion's figures; levels have two."""
    stated = ctx.rubric.measured[d.ref][1].decimals if d.measured else 2
    m = d.moments
    if not d.measured or m is None:
        return stated
    size = m.sd if m.sd and not m.constant else abs(m.mean)
    if not size or not math.isfinite(size):
        return stated
    wanted = SIGNIFICANT - 1 - math.floor(math.log10(size))
    return max(stated, min(wanted, MOST_DECIMALS))
