"""Words in, bits out: what share of some words a text holds, told by two whole numbers, since one
text is held against those of all cases."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Bits:
    """Words, or whatever else is held, each a bit of its own, in the order in which it is met."""

    place_of: dict[Hashable, int] = field(default_factory=dict)

    def held(self, words: Iterable[Hashable]) -> int:
        """Words as bits, new ones too."""
        places = (self.place_of.setdefault(word, len(self.place_of)) for word in words)
        return sum(1 << place for place in {*places})

    def known(self, words: Iterable[Hashable]) -> int:
        """Those of some words that were met, as bits."""
        return sum(1 << self.place_of[word] for word in {*words} if word in self.place_of)
