"""A score in [0, 1] in; where it stands on the units that readers see it in, out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Units:
    """What scores are shown in: 0 to 100, or from the lowest to the highest level of the rubric's
    scale; ``of_scale``: whether they are such levels; ``index``: they are values of an index, shown
    as they are, and have no ends."""

    low: float = 0
    high: float = 100
    decimals: int = 1
    of_scale: bool = False
    index: bool = False

    @property
    def span(self) -> float:
        """What a difference of 1 between two scores is in these units."""
        return self.high - self.low

    @property
    def least(self) -> float:
        """A difference of scores below this does not show: half of the last digit."""
        return 0.5 * 10.0**-self.decimals / self.span

    def shown(self, score: float) -> float:
        """A score in [0, 1] in these units."""
        return self.low + self.span * score

    def score(self, shown: float) -> float:
        """What is shown as a score in [0, 1] again."""
        return (shown - self.low) / self.span


HUNDRED = Units()
INDEX = Units(0, 1, 2, index=True)
