"""Agreed levels in; link by link of the rubric's chains, how firm each is and where the chain
breaks, out."""

from __future__ import annotations

import math
from dataclasses import dataclass

from evalkit.evaluation import Evaluation
from evalkit.model.rubric import Chain
from evalkit.scoring.tolerances import TOLERANCE


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a chain in one plan.

    ``level``: mean of the levels of its criteria that are rated, None without one; ``mean``: mean
    of the same over the other plans that have one, ``of`` so many; ``weakest``: ref of the
    criterion with the lowest level, the first of several; ``applies``: whether any of its criteria
    applies; ``breaks``: whether the chain breaks before it.
    """

    level: float | None
    mean: float | None
    of: int
    weakest: str | None
    applies: bool
    breaks: bool


def links_of(evaluation: Evaluation, chain: Chain, low: float) -> dict[str, tuple[Link, ...]]:
    """Case → the links of a chain, in its order; the chain breaks before a link at ``low`` or
    below."""
    agreed, cases, rated = evaluation.ratings.agreed, evaluation.cases, evaluation.rubric.rated
    refs = [
        [
            ref
            for ref in evaluation.rubric.named(link.criteria)
            if ref in rated and rated[ref].scale is None  # means are of levels of one scale
        ]
        for link in chain.links
    ]
    given: dict[tuple[str, int], dict[str, float]] = {}
    applies: set[tuple[str, int]] = set()
    for n, own in enumerate(refs):
        for case in cases:
            rows = [(ref, agreed[case, ref]) for ref in own if (case, ref) in agreed]
            if any(one.state != "not-applicable" for _, one in rows):
                applies.add((case, n))
            given[case, n] = {ref: one.level for ref, one in rows if one.level is not None}
    mean = {key: sum(v.values()) / len(v) if v else None for key, v in given.items()}
    known = [[v for c in cases if (v := mean[c, n]) is not None] for n in range(len(refs))]
    sums = [math.fsum(own) for own in known]
    out: dict[str, tuple[Link, ...]] = {}
    for case in cases:
        links = []
        for n in range(len(refs)):
            own_levels, level = given[case, n], mean[case, n]
            others = len(known[n]) - (level is not None)
            links.append(
                Link(
                    level=level,
                    mean=(sums[n] - (level or 0.0)) / others if others else None,
                    of=others,
                    weakest=min(own_levels, key=lambda ref: own_levels[ref], default=None),
                    applies=(case, n) in applies,
                    breaks=level is not None and level <= low + TOLERANCE,
                )
            )
        out[case] = tuple(links)
    return out
