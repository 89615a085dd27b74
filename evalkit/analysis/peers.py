"""Agreed levels of plans in; what a group of them has in common against the others, where its own
plans differ, and who can be learnt from, out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from evalkit.model.scale import Scale
from evalkit.scoring.tolerances import TOLERANCE

LEAST_APART = 1 / 3  # of the plans: where shares differ by less, a plan or two decide
Levels = Mapping[str, Mapping[str, float]]  # ref → case → agreed level


@dataclass(frozen=True, slots=True)
class InCommon:
    """A criterion on which most plans of a group are on one side of a level, and most of the others
    on the other side.

    ``step``: the level; ``reach`` of the ``n`` plans of the group that are rated reach it, and
    ``reach_rest`` of ``n_rest`` others; ``ahead``: whether it is the group that does.
    """

    ref: str
    step: float
    reach: int
    n: int
    reach_rest: int
    n_rest: int

    @property
    def ahead(self) -> bool:
        return self.reach * 2 > self.n

    @property
    def apart(self) -> float:
        """How far the two shares are apart, in [0, 1]."""
        return abs(self.reach / self.n - self.reach_rest / self.n_rest)


def in_common(
    levels: Levels, steps: Mapping[str, Sequence[float]], group: Collection[str]
) -> tuple[InCommon, ...]:
    """What tells a group from the others, those furthest apart first.

    Of each criterion that two plans, and half of the group, are rated on, and two of the others:
    the level that divides them best, where more than half of the one and less than half of the
    other reach it, and the shares are at least ``LEAST_APART`` apart. Of levels that divide alike
    the highest counts for what a group does, the lowest for what it lacks.

    Args:
        steps: ref → levels of its scale, rising.
        group: cases.
    """
    out: list[InCommon] = []
    for ref, held in levels.items():
        own = [level for case, level in held.items() if case in group]
        rest = [level for case, level in held.items() if case not in group]
        if len(own) < 2 or len(own) * 2 < len(group) or len(rest) < 2:
            continue
        found = [
            InCommon(ref, step, _reach(own, step), len(own), _reach(rest, step), len(rest))
            for step in steps[ref][1:]
        ]
        told = [item for item in found if _divides(item)]
        out += [max(told, key=_telling)] if told else []
    return tuple(sorted(out, key=lambda item: -round(item.apart, 9)))


def _reach(levels: Sequence[float], step: float) -> int:
    return sum(level >= step - TOLERANCE for level in levels)


def _telling(item: InCommon) -> tuple[float, float]:
    return round(item.apart, 9), item.step if item.ahead else -item.step


def _divides(item: InCommon) -> bool:
    own, rest = item.reach / item.n - 0.5, item.reach_rest / item.n_rest - 0.5
    return own * rest < -TOLERANCE and item.apart >= LEAST_APART - TOLERANCE


def mostly_at(
    levels: Levels, bounds: Mapping[str, float], group: Collection[str]
) -> tuple[str, ...]:
    """Criteria on which more than half of a group, and two plans of it, stay at their ``bounds`` or
    below."""
    out = []
    for ref, held in levels.items():
        own = [level for case, level in held.items() if case in group]
        low = sum(level <= bounds[ref] + TOLERANCE for level in own)
        out += [ref] if low > 1 and low * 2 > len(own) and len(own) * 2 >= len(group) else []
    return tuple(out)


@dataclass(frozen=True, slots=True)
class Apart:
    """A criterion with the highest and the lowest level within a group, and who holds them."""

    ref: str
    high: float
    highest: tuple[str, ...]
    low: float
    lowest: tuple[str, ...]


def apart(
    levels: Levels, scales: Mapping[str, Scale], group: Collection[str], least: float
) -> tuple[Apart, ...]:
    """Where plans of a group are at least ``least`` steps apart, the furthest first; ``scales``:
    by ref."""
    out = []
    for ref, held in levels.items():
        own = {case: level for case, level in held.items() if case in group}
        if len(own) < 2 or scales[ref].spread([*own.values()]) < least - TOLERANCE:
            continue
        high, low = max(own.values()), min(own.values())
        ends = (
            tuple(case for case, level in own.items() if abs(level - end) <= TOLERANCE)
            for end in (high, low)
        )
        highest, lowest = ends
        out.append(Apart(ref, high, highest, low, lowest))
    return tuple(sorted(out, key=lambda a: -scales[a.ref].spread([a.low, a.high])))


def model(
    levels: Mapping[str, float], met: Mapping[str, int], among: Collection[str], above: float
) -> str | None:
    """The case to learn from on a criterion: the highest level, of those the most checks met; None
    where none is above a level.

    Args:
        levels: case → agreed level.
        met: case → checks met.
    """
    held = [c for c, level in levels.items() if c in among and level > above + TOLERANCE]
    return max(held, key=lambda c: (levels[c], met.get(c, 0)), default=None)
