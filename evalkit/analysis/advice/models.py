"""A criterion of a case in; which other plans do what it lacks, and where that shows, out."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import Literal, NamedTuple

from evalkit.analysis.advice.missing import Lacking
from evalkit.analysis.advice.shares import Bits
from evalkit.analysis.advice.sources import (
    FIGURED,
    Asked,
    Place,
    Sources,
    Spot,
    bearing,
    cited,
    fit,
    looks_ahead,
    notes_of,
    place_of,
    surely_past,
    was_read,
)
from evalkit.evidence.passages import Bearing, pieces_of, tells_want
from evalkit.model.fields import in_language
from evalkit.model.rubric import Check

Unfit = Literal["past", "unshown", "unseen"]
Why = Literal["lacks"] | Unfit
Shown = Mapping[tuple[str, str], tuple[Mapping[str, Place], Unfit]]
MODELS = 2  # plans named
BEYOND_DOUBT = 0.51  # share of raters from which a check is met without doubt
NEARLY = 0.75  # how much of the best place's fit another must have to be looked at too
PASSABLE = 0.5  # how much of the fit of a review the best place ahead must have to be a model
STEPS = 5  # of how near what a model writes is to what is missing: those alike in it are equal
RIVAL = 0.6  # how much of the fit of the check that fits it best a place must have for another


@dataclass(frozen=True, slots=True)
class Model:
    """Another plan that does what is missing: the missing checks met there, where, and how many
    facet values the two have in common. ``shows``: those of the first checks that the place named
    shows."""

    case: str
    met: tuple[str, ...]
    shows: tuple[str, ...]
    shared: int
    level: float
    place: Place


@dataclass(frozen=True, slots=True)
class Nearest:
    """The plan that comes closest where none is a model: the highest level, else the most met.
    ``why``: it lacks the same; what it has is a review of the past; its passages, read, do not show
    it; or, unseen, that cannot be told without its text."""

    case: str
    level: float
    why: Why


class Kind(NamedTuple):
    """What cases may have to show on a criterion: the level, the checks met without doubt, those of
    them that are shown, in the rubric's order, and for each the place of the first that is shown at
    the same place.

    ``unfit``: what can be said of the places cited where none shows a check.
    """

    level: float
    met: frozenset[str]
    shown: tuple[str, ...]
    beside: tuple[int, ...]
    unfit: Unfit


@dataclass(frozen=True, slots=True)
class Offer:
    """Cases of one kind, in the order of the evaluation; ``words``: check shown → the words of the
    place where it is, and of what is noted there, case by case, as bits."""

    kind: Kind
    cases: tuple[str, ...]
    words: Mapping[str, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Offers:
    """What the cases that are rated on a criterion have to show, kind by kind; ``bits``: of their
    words."""

    kinds: tuple[Offer, ...]
    bits: Bits


def offers_of(sources: Sources, shown_in: Shown) -> dict[str, Offers]:
    """Ref → what the cases that are rated on it have to show. They fall into few kinds, however
    many cases there are, so that who looks for a model looks at each kind once."""
    agreed = sources.evaluation.ratings.agreed
    held: dict[str, dict[Kind, list[str]]] = {}
    for case in sources.evaluation.cases:
        for ref in sources.evaluation.rubric.rated:
            level = own.level if (own := agreed.get((case, ref))) is not None else None
            if level is None:
                continue
            places, unfit = shown_in[case, ref]
            at = [place.at for place in places.values()]
            met = Asked(sources, case, ref).met(BEYOND_DOUBT)
            kind = Kind(level, met, tuple(places), tuple(map(at.index, at)), unfit)
            held.setdefault(ref, {}).setdefault(kind, []).append(case)
    return {ref: _offers(ref, kinds, shown_in) for ref, kinds in held.items()}


def _offers(ref: str, kinds: Mapping[Kind, Sequence[str]], shown_in: Shown) -> Offers:
    bits = Bits()

    def words(case: str, check: str) -> int:
        place = shown_in[case, ref][0][check]
        return bits.held(pieces_of(f"{place.words} {in_language(place.note, 'zh')}"))

    offers = tuple(
        Offer(kind, tuple(cases), {c: tuple(words(case, c) for case in cases) for c in kind.shown})
        for kind, cases in kinds.items()
    )
    return Offers(offers, bits)


def models_of(
    asked: Asked,
    lacking: Lacking,
    following: float | None,
    shown_in: Shown,
    offers: Offers,
) -> tuple[tuple[Model, ...], Nearest | None, int]:
    """The plans that do what is missing, best first; where there are none, which comes closest; and
    how many plans of other regions are rated on it.

    Args:
        following: the level that says what is wanted where no check is missing.
        offers: what the cases have to show on the criterion (:func:`offers_of`).
    """
    sources, ref = asked.sources, asked.ref
    same_region = sources.of_region[sources.case(asked.case).region.key]
    agreed = [sources.evaluation.ratings.agreed.get((case, ref)) for case in same_region]
    n = sum(len(offer.cases) for offer in offers.kinds)
    n -= sum(own is not None and own.level is not None for own in agreed)
    has = [_has(lacking, following, offer) for offer in offers.kinds]
    seen: list[tuple[tuple[float, ...], str, _Has]] = []
    for first in sorted({own.first for own in has if own.shown}, reverse=True):
        best = [own for own in has if own.shown and own.first == first]
        seen += _ranked(asked, lacking, best, offers.bits)
        if len(seen) >= MODELS:
            break
    found = nsmallest(MODELS, seen, key=lambda item: item[:2])
    models = tuple(_model(own, case, -key[2], shown_in[case, ref][0]) for key, case, own in found)
    return models, None if models else _nearest(has, same_region), n


class _Has(NamedTuple):
    """What an offer has of what is missing: missing checks met, checks shown, how much the first
    ones count, and why it would be no model."""

    offer: Offer
    met: tuple[str, ...]
    shown: tuple[str, ...]
    first: float
    why: Why

    @property
    def level(self) -> float:
        return self.offer.kind.level

    @property
    def there(self) -> tuple[str, ...]:
        """The checks that the place of the first one shows, that one first."""
        kind = self.offer.kind
        beside = dict(zip(kind.shown, kind.beside, strict=True))
        return tuple(name for name in self.shown if beside[name] == beside[self.shown[0]])


def _has(lacking: Lacking, following: float | None, offer: Offer) -> _Has:
    kind = offer.kind
    met = tuple(check.id for check in lacking.missing if check.id in kind.met)
    reached = not lacking.missing and following is not None and kind.level >= following
    firsts = tuple(c.id for c in lacking.first if c.id in kind.shown and c.id in met)
    shown = kind.shown if reached else firsts
    # of checks that one proposal takes up, the first counts more than all after it
    first = sum(0.5**n for n, c in enumerate(lacking.first) if c.id in shown)
    return _Has(offer, met, shown, first, kind.unfit if met or reached else "lacks")


def _ranked(
    asked: Asked, lacking: Lacking, best: Sequence[_Has], bits: Bits
) -> Iterator[tuple[tuple[float, ...], str, _Has]]:
    """Cases of other regions with what puts one before another, the lowest first: how much the
    checks shown count, how near its words are to what is missing and to what the plan itself says
    on the matter, facet values in common, checks met, the level, and how near its words are to the
    plan's."""
    declared = asked.sources.declared
    same_region = asked.sources.of_region[asked.sources.case(asked.case).region.key]
    says = pieces_of(" ".join(notes_of(spot, "zh") for spot in cited(asked)))
    said, n_said, mine = bits.known(says), len(says) or 1, declared[asked.case]
    for has in best:
        shown = [check for check in lacking.first if check.id in has.there]
        asks = pieces_of(" ".join(in_language(t, "zh") for c in shown for t in (c.asks, c.draft)))
        wanted, n_wanted = bits.known(asks), len(asks) or 1
        for other, words in zip(has.offer.cases, has.offer.words[has.shown[0]], strict=True):
            if other in same_region:
                continue
            alike = (words & said).bit_count() / n_said
            near = round(STEPS * ((words & wanted).bit_count() / n_wanted + alike) / 2)
            shared = (mine & declared[other]).bit_count()
            yield (-has.first, -near, -shared, -len(has.met), -has.level, -alike), other, has


def _model(has: _Has, case: str, shared: float, places: Mapping[str, Place]) -> Model:
    return Model(case, has.met, has.there, int(shared), has.level, places[has.shown[0]])


def _nearest(has: Sequence[_Has], same_region: Collection[str]) -> Nearest | None:
    """The case that comes closest; None where none of another region is rated."""
    firsts = (
        (-own.level, -len(own.met), other, own.why)
        for own in has
        if (other := next((c for c in own.offer.cases if c not in same_region), None)) is not None
    )
    found = min(firsts, default=None)
    return None if found is None else Nearest(found[2], -found[0], found[3])


def shown_of(asked: Asked) -> tuple[dict[str, Place], Unfit]:
    """Check that a plan meets → where a place cited for it shows that it does; and what can be said
    of the places cited where none shows it.

    Results stand in reviews, and are no model of what to write. Of the places cited that look
    ahead the best fit counts, unless a review fits far better: where a rater notes that something
    is wanting there, or another check fits it better, the plan does not show it.
    """
    met = asked.met(BEYOND_DOUBT)
    ticked = [check for check in asked.checks if check.id in met]
    shown: dict[str, Place] = {}
    seen: list[Spot] = []
    for check in ticked:
        if check.about == "result":
            continue
        spots = cited(asked, check.id)
        found = [bearing(asked, spot, [check]) for spot in spots]
        fits = [fit(asked, s, check, f) for s, f in zip(spots, found, strict=True)]
        ahead = [n for n, spot in enumerate(spots) if looks_ahead(asked, spot)]
        seen += spots
        top = max((fits[n] for n in ahead), default=0.0)
        for n in sorted(ahead, key=lambda n: -fits[n]):
            if not fits[n] or fits[n] < max(NEARLY * top, PASSABLE * max(fits)):
                break
            if _shows(asked, spots[n], check, found[n], ticked):
                shown[check.id] = place_of(spots[n], "cited", found[n])
                break
    return shown, _unfit(asked, seen)


def _unfit(asked: Asked, spots: Sequence[Spot]) -> Unfit:
    """Why places cited are no model: all tell of the past; or those that do not were read and show
    nothing; else unseen, as where none is cited."""
    past = [surely_past(asked, spot) for spot in spots]
    if spots and all(past):
        return "past"
    known = (told or was_read(asked, spot) for told, spot in zip(past, spots, strict=True))
    return "unshown" if spots and all(known) else "unseen"


def _shows(
    asked: Asked, spot: Spot, check: Check, found: Bearing | None, ticked: Sequence[Check]
) -> bool:
    """Whether a place can be what a check asks: about what will be done, nothing noted as wanting,
    with a figure where one is asked, and no other ticked check that fits it much better."""
    if not looks_ahead(asked, spot) or any(tells_want(in_language(n, "zh")) for n in spot.notes):
        return False
    read = (asked.case, spot.document) in asked.sources.readings
    said = found is not None and (check.about not in FIGURED or (found.ahead and found.figure))
    if read and not said:
        return False
    best = max(fit(asked, spot, one, found) for one in ticked)
    return fit(asked, spot, check, found) >= RIVAL * best
