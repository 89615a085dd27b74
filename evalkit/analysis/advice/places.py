"""A criterion of a case in; where in the plan what it lacks belongs, out."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence

from evalkit.analysis.advice.sources import (
    Asked,
    Basis,
    Place,
    Spot,
    bearing,
    cited,
    fit,
    looks_ahead,
    place_of,
)
from evalkit.evidence.passages import Bearing, tells_want
from evalkit.model.fields import in_language
from evalkit.model.rubric import Check

PLACES = 2  # places named
ANCHOR = 0.8  # how much of the length usually shown tells where something belongs
BESIDE = 1.0  # what the place most cited for criteria like this one counts, beside its words
OWN = 0.5  # what a commitment on the criterion at a place counts, in raters who cite it
WANTING = 0.5  # what a note that something is wanting at a place counts, in raters
NEARLY = 0.75  # how much of the best place's value another must have to be named too


def own_places(asked: Asked, checks: Sequence[Check]) -> tuple[Place, ...]:
    """Where in the plan it belongs, the best place first: where raters cite what will be done,
    where it is promised, beside the neighbours of the criterion, where raters cite the review."""
    promised, found = asked.promised, cited(asked)
    there = {(spot.document, spot.number) for spot in promised}
    ahead = [spot for spot in found if looks_ahead(asked, spot, surely=False)]

    def placed(spots: Sequence[Spot], basis: Basis) -> tuple[Place, ...]:
        held = [bearing(asked, spot, checks, ANCHOR) for spot in spots]
        fits = [
            max((fit(asked, s, c, f) for c in checks), default=0.0)
            for s, f in zip(spots, held, strict=True)
        ]
        most = max(fits, default=0.0) or 1.0
        values = [
            len(s.raters)
            + OWN * ((s.document, s.number) in there)
            + WANTING * any(tells_want(in_language(note, "zh")) for note in s.notes)
            + fit / most
            for s, fit in zip(spots, fits, strict=True)
        ]
        order = sorted(range(len(spots)), key=lambda n: -values[n])
        near = [n for n in order if values[n] >= NEARLY * values[order[0]]]
        return tuple(place_of(spots[n], basis, held[n]) for n in near[:PLACES])

    return (
        placed(ahead, "cited")
        or placed(promised, "promised")
        or _beside(asked)
        or placed(found, "review")
    )


def _beside(asked: Asked) -> tuple[Place, ...]:
    """Where a plan says nothing on a criterion: where the words stand that tell the criterion from
    others, and what raters cite, or the plan commits to, on others of its pillar, the more alike
    the more."""
    sources, near = asked.sources, defaultdict[tuple[str, int], float](float)
    spots = dict[tuple[str, int], Spot]()
    for other, like in _neighbours(asked):
        own = Asked(sources, asked.case, other)
        for spot in (*own.promised, *cited(own)):
            if spot.number is not None and looks_ahead(own, spot, surely=False):
                key = (spot.document, spot.number)
                near[key] += like * max(len(spot.raters), 1)
                spots.setdefault(key, Spot(spot.document, f"¶{spot.number}", spot.number))
    for (owner, name), reading in sources.readings.items():
        if owner == asked.case:
            spots |= {(name, n): Spot(name, f"¶{n}", n) for n in reading.ahead}
    found: dict[tuple[str, int], Bearing | None] = {}
    for name, number in spots:
        held = sources.readings.get((asked.case, name))
        core = sources.cores[held.lang][asked.ref] if held is not None else {}
        found[name, number] = held.bearing(number, core, ANCHOR) if held is not None else None
    score = {key: own.score if own is not None else 0.0 for key, own in found.items()}
    best, most = max(score.values(), default=0.0) or 1.0, max(near.values(), default=0.0) or 1.0
    value = {key: score[key] / best + BESIDE * near[key] / most for key in spots}
    first = min(spots, key=lambda key: (-value[key], key), default=None)
    if first is None:
        return ()
    return (place_of(spots[first], "neighbour" if near[first] else "found", found[first]),)


def _neighbours(asked: Asked) -> list[tuple[str, float]]:
    """The other criteria of the top pillar, and how like each is, in [0, 1]: the cosine of the
    words that tell them from others."""
    cores, top = asked.sources.cores["zh"], asked.ref.partition(".")[0]
    own = cores[asked.ref]
    size = {ref: math.hypot(*core.values()) or 1.0 for ref, core in cores.items()}
    return [
        (ref, math.fsum(own[w] * core[w] for w in own.keys() & core) / size[ref] / size[asked.ref])
        for ref, core in cores.items()
        if ref != asked.ref and ref.partition(".")[0] == top
    ]
