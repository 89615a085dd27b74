"""A criterion of a case in; where in the plan what it lacks belongs, out."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from evalkit.analysis.advice.sources import (
    FIGURED,
    Asked,
    Basis,
    Place,
    Spot,
    anchor,
    bearing,
    cited,
    fit,
    looks_ahead,
    noted,
    place_of,
)
from evalkit.evidence.passages import Wanted, wanted_of
from evalkit.evidence.search import learnt_of
from evalkit.model.fields import in_language
from evalkit.model.rubric import Check

PLACES = 2  # places named
CITED = 2.0  # what a place that every rater cites counts, beside the one that fits best
FITS = 1.0  # what the best fit to what is missing counts…
APT = 0.8  # …and how much of it, by words alone, a place needs that nobody cites, where some are
LOOKED = 1.0  # what the paragraph most like where the criterion is to be looked for counts…
LEARNT = 0.5  # what a learnt term of the highest weight counts, beside a word of where to look
TOPIC = 0.5  # …and the one whose heading and first sentence are
OWN = 0.5  # what a commitment on the criterion at a place counts
BESIDE = 1.5  # what the place most cited for criteria like this one counts, where none is cited
TIMELY = 0.5  # what a part of the document counts in which such a task is set
NEARLY = 0.75  # how much of the best place's value another must have to be named too

Key = tuple[str, int | str]  # document, and its first ¶, or the place as cited where it names none


class _Held(NamedTuple):
    """A place that may take up what is missing: how it is known, how well it fits with what is
    noted there and by its words alone, how like the paragraph and its topic are to what is looked
    for, and how much is cited there for criteria like this one."""

    spot: Spot
    basis: Basis
    fit: float
    bare: float
    looked: float
    topic: float
    beside: float


def own_places(asked: Asked, checks: Sequence[Check]) -> tuple[Place, ...]:
    """Where in the plan it belongs, the best place first.

    Places that raters cite of what will be done, commitments on the criterion and, where the text
    is at hand, every paragraph that looks ahead stand together. Where there is none, the review
    that raters cite.
    """
    known = _known(asked)
    near = {} if known else _near(asked)
    pool: dict[Key, tuple[Spot, Basis]] = {key: (_bare(key), "neighbour") for key in near}
    for key in _read(asked):
        basis: Basis = "apt" if known else "neighbour" if key in near else "found"
        pool[key] = (_bare(key), basis)
    pool |= known
    held = [_held(asked, spot, basis, checks, near) for spot, basis in pool.values()]
    if not held:
        held = [_held(asked, spot, "review", checks, near) for spot in cited(asked)]
    values = _values(asked, checks, held)
    order = sorted(values, key=lambda n: (-round(values[n], 9), n))
    close = [n for n in order if values[n] >= NEARLY * values[order[0]]]
    most = PLACES if known or not pool else 1
    named = [(noted(held[n].spot, checks), held[n].basis) for n in close[:most]]
    return tuple(place_of(spot, basis, anchor(asked, spot, checks)) for spot, basis in named)


def _known(asked: Asked) -> dict[Key, tuple[Spot, Basis]]:
    """Places known to speak of what will be done on the criterion: cited, or promised."""
    promised = {_key(s): (s, _basis("promised")) for s in asked.promised}
    ahead = {
        _key(s): (s, _basis("cited")) for s in cited(asked) if looks_ahead(asked, s, surely=False)
    }
    return {key: own for key, own in (promised | ahead).items() if not _leads(asked, key)}


def _basis(name: Basis) -> Basis:
    return name


def _key(spot: Spot) -> Key:
    return spot.document, spot.at if spot.number is None else spot.number


def _bare(key: Key) -> Spot:
    """A place without what is noted of it."""
    document, at = key
    return Spot(document, at, None) if isinstance(at, str) else Spot(document, f"¶{at}", at)


def _leads(asked: Asked, key: Key) -> bool:
    """Whether a place only heads others."""
    reading = asked.sources.readings.get((asked.case, key[0]))
    return reading is not None and key[1] in reading.leads


def _read(asked: Asked) -> list[Key]:
    """What looks ahead in the texts at hand, without what only heads others."""
    return [
        (name, number)
        for (owner, name), reading in asked.sources.readings.items()
        if owner == asked.case
        for number in reading.ahead
        if number not in reading.leads
    ]


def _held(
    asked: Asked,
    spot: Spot,
    basis: Basis,
    checks: Sequence[Check],
    near: Mapping[Key, float],
) -> _Held:
    bare = _fits(asked, spot._replace(notes=()), checks)
    best = _fits(asked, spot, checks) if spot.notes else bare
    looked, topic = _likenesses(asked, spot)
    return _Held(spot, basis, best, bare, looked, topic, near.get(_key(spot), 0.0))


def _fits(asked: Asked, spot: Spot, checks: Sequence[Check]) -> float:
    found = bearing(asked, spot, checks)
    return max((fit(asked, spot, check, found) for check in checks), default=0.0)


def _likenesses(asked: Asked, spot: Spot) -> tuple[float, float]:
    """How much of the words for where a criterion is to be looked for a paragraph holds, and its
    heading and first sentence."""
    reading = asked.sources.readings.get((asked.case, spot.document))
    passage = reading.text.by_number.get(spot.number or 0) if reading is not None else None
    if reading is None or passage is None:
        return 0.0, 0.0
    wanted = _sought(asked, reading.lang)
    topic = reading.topics.get(passage.number, frozenset())
    return reading.weight(reading.words[passage.number], wanted), reading.weight(topic, wanted)


def _sought(asked: Asked, lang: str) -> Wanted:
    """The words for where a criterion is to be looked for; of its title, where it does not say; and
    the terms learnt for it."""
    own = asked.criterion
    told = learnt_of(asked.sources.plans.learnt, own, lang)
    learnt = [(LEARNT * weight, term) for term, weight in told]
    return wanted_of([(1.0, in_language(own.look_for or own.title, lang)), *learnt])


def _values(asked: Asked, checks: Sequence[Check], held: Sequence[_Held]) -> dict[int, float]:
    """Number of each place that may be named → what it is worth."""
    raters = len({row.rater for row in asked.rows}) or 1
    promised = {_key(spot) for spot in asked.promised}

    def part(own: float, name: str) -> float:
        return own / (max(getattr(one, name) for one in held) or 1.0)

    out: dict[int, float] = {}
    for n, one in enumerate(held):
        if one.basis == "apt" and part(one.bare, "bare") < APT:
            continue
        out[n] = (
            CITED * len(one.spot.raters) / raters
            + OWN * (_key(one.spot) in promised)
            + FITS * part(one.fit, "fit")
            + LOOKED * part(one.looked, "looked")
            + TOPIC * part(one.topic, "topic")
            + BESIDE * part(one.beside, "beside")
            + TIMELY * _timely(asked, one.spot, checks)
        )
    return out


def _timely(asked: Asked, spot: Spot, checks: Sequence[Check]) -> bool:
    """Whether a place is in the part where such things stand: tasks among those of the document's
    own year, figures only anywhere."""
    reading = asked.sources.readings.get((asked.case, spot.document))
    figures = bool(checks) and all(check.about in FIGURED for check in checks)
    return figures or (reading is not None and reading.due.get(spot.number or 0, False))


def _near(asked: Asked) -> dict[Key, float]:
    """What raters cite, or the plan commits to, on other criteria of the pillar, the more alike the
    more."""
    out = defaultdict[Key, float](float)
    for other, like in _neighbours(asked):
        own = Asked(asked.sources, asked.case, other)
        for spot in (*own.promised, *cited(own)):
            key = _key(spot)
            if looks_ahead(own, spot, surely=False) and not _leads(asked, key):
                out[key] += like * max(len(spot.raters), 1)
    return {key: value for key, value in out.items() if value > 0}


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
