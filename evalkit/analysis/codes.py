"""Units of a plan in; how they are spread over the values of one code or two out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evalkit.model.rubric import Rubric
from evalkit.scoring.units import Unit, broad


@dataclass(frozen=True, slots=True)
class Cross:
    """Units by two dimensions, or by one where ``columns`` is empty: counts by (row, column) under
    the broadest values. ``n``: units that are coded; ``apart``: on whose code coders differ;
    ``evenness``: entropy of the rows over its most, in [0, 1]; None with one value."""

    one: str
    other: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: Mapping[tuple[str, str], int]
    n: int
    apart: int
    uncoded: int
    evenness: float | None

    def row(self, value: str) -> int:
        """Units with a value of the first dimension."""
        return sum(n for (own, _), n in self.counts.items() if own == value)


def crossed(rubric: Rubric, units: Sequence[Unit], one: str, other: str = "") -> Cross:
    """Units by the values of two codes; a unit with several values counts under each.

    Evenness: Pielou's, H / ln k with H = −Σ p ln p over the k values of the first code.

    Raises:
        KeyError: the rubric has no such code.
    """
    first = rubric.codes[one]
    second = rubric.codes[other] if other else None
    counts: Counter[tuple[str, str]] = Counter()
    n = apart = uncoded = 0
    for unit in units:
        rows = broad(first, unit.codes.get(one, ()))
        columns = broad(second, unit.codes.get(other, ())) if second is not None else ("",)
        if rows is None or columns is None:
            apart += 1
        elif not rows or not columns:
            uncoded += 1
        else:
            n += 1
            counts.update((row, column) for row in rows for column in columns)
    total = sum(counts.values())
    shares = [sum(k for (own, _), k in counts.items() if own == v) for v in first.broadest]
    entropy = -sum(k / total * math.log(k / total) for k in shares if k) if total else 0.0
    even = entropy / math.log(len(shares)) if total and len(shares) > 1 else None
    names = (second.broadest if second is not None else ("",),)
    return Cross(one, other, first.broadest, *names, counts, n, apart, uncoded, even)
