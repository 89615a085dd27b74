"""The levels of a criterion in; what raters may give, and how many steps apart two levels are, out.

A step is the place of a level among those of its criterion, never its number: from -1 to 0 and from
2 to 5 is one step each.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Scale:
    """Levels that a criterion may be rated at. ``levels``: lowest first; ``own``: they are this
    criterion's alone, and have no labels; ``half_levels``: raters may stand half-way between two.
    """

    levels: tuple[float, ...]
    own: bool = False
    half_levels: bool = False

    @property
    def low(self) -> float:
        return self.levels[0]

    @property
    def high(self) -> float:
        return self.levels[-1]

    @property
    def steps(self) -> int:
        """Steps from the lowest level to the highest."""
        return len(self.levels) - 1

    @property
    def ratable(self) -> tuple[float, ...]:
        """Levels that a rater may give, lowest first."""
        if not self.half_levels:
            return self.levels
        # as somebody writes them: between 0.1 and 0.2 stands 0.15, and not the float beside it
        between = (round((low + high) / 2, 9) for low, high in pairwise(self.levels))
        return tuple(sorted((*self.levels, *between)))

    @property
    def decimals(self) -> int:
        """Decimals that show every level that a rater may give."""
        return max((len(f"{own:g}".partition(".")[2]) for own in self.ratable), default=0)

    def place(self, level: float) -> float:
        """How many steps a level stands above the lowest; one between two levels (a mean, say)
        lies between their places."""
        if len(self.levels) < 2:
            return 0.0
        at = min(max(bisect_right(self.levels, level) - 1, 0), self.steps - 1)
        below, above = self.levels[at], self.levels[at + 1]
        return at + (level - below) / (above - below)

    def spread(self, levels: Sequence[float]) -> float:
        """Steps from the lowest of some levels to the highest; 0 for none."""
        places = [self.place(level) for level in levels]
        return max(places, default=0.0) - min(places, default=0.0)

    @property
    def good(self) -> float:
        """Levels from here upwards are strengths: the lowest in the upper quarter of the steps."""
        return next(own for n, own in enumerate(self.levels) if n >= 0.75 * self.steps)

    @property
    def poor(self) -> float:
        """Levels up to here are gaps: the highest in the lower quarter of the steps."""
        return self.levels[int(0.25 * self.steps)]

    def above(self, level: float, tolerance: float = 0.0) -> float | None:
        """The next level upwards; None at the top."""
        return next((own for own in self.levels if own > level + tolerance), None)
