"""Units of plans in; how many carry a figure, a body, money, a date, a start, by pillar, out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from evalkit.model.rubric import Rubric
from evalkit.scoring.units import FACTS, Unit

OUTSIDE = ""  # the pillar of units that bear on no criterion


@dataclass(frozen=True, slots=True)
class Carried:
    """How many of ``n`` units carry each fact. ``part_date``: have only the date of their part;
    ``bound``: a figure, and a body, money or a date; ``full``: a body, a figure, and money or a
    date."""

    n: int
    body: int
    money: int
    date: int
    part_date: int
    figure: int
    baseline: int
    bound: int
    full: int


def carried(units: Iterable[Unit]) -> Carried:
    """How complete units are."""
    held = list(units)

    def count(test: Callable[[Unit], bool]) -> int:
        return sum(map(test, held))

    facts = {fact: count(lambda u, fact=fact: u.has(fact)) for fact in FACTS}  # type: ignore[misc]
    part = count(lambda u: u.said.year is not None and not u.has("date"))
    bound = count(lambda u: u.has("figure") and (u.has("body") or u.has("money") or u.has("date")))
    full = count(lambda u: u.has("body") and u.has("figure") and (u.has("money") or u.has("date")))
    return Carried(len(held), part_date=part, bound=bound, full=full, **facts)


def by_pillar(rubric: Rubric, units: Iterable[Unit]) -> dict[str, tuple[Unit, ...]]:
    """Top pillar → units that bear on a criterion of it, a unit once a pillar; last, under
    ``OUTSIDE``, those that bear on none."""
    tops = {c.id: ref.split(".")[0] for ref, c in rubric.criteria()}
    out: dict[str, list[Unit]] = {name: [] for name in (*(p.id for p in rubric.pillars), OUTSIDE)}
    for unit in units:
        held = dict.fromkeys(tops[name] for name in unit.said.criteria if name in tops)
        for top in held or (OUTSIDE,):
            out[top].append(unit)
    return {top: tuple(own) for top, own in out.items() if own}
