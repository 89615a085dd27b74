"""An evaluation in, with the plans' texts where they are at hand; what a plan should write, where
in it that belongs, and which other plans do it, out.

One list by one rule. Every criterion rated below the high level of its scale has an entry, ordered
by its share of the total times its distance to that level, then as the rubric has them. What it
lacks are the checks that apply and fewer than half of its raters ticked, less those about what a
document of its kind does not carry; first those that the next levels need.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from evalkit.evaluation import Evaluation
from evalkit.evidence.passages import (
    Bearing,
    Readings,
    Wanted,
    likeness,
    tells_past,
    tells_plans,
    tells_want,
    wanted_of,
)
from evalkit.evidence.places import stretch_of
from evalkit.evidence.search import terms_of, words
from evalkit.evidence.text import Plans
from evalkit.model.case import Case, day_of
from evalkit.model.fields import Text, in_language
from evalkit.model.rubric import Check, Criterion, Rubric
from evalkit.scoring.consensus import RatingRow
from evalkit.scoring.ticks import shares_met
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.scoring.units import Coded, Unit

Basis = Literal["cited", "promised", "neighbour", "found", "review"]
Why = Literal["lacks", "past", "unshown"]
HALF, MOST_RATERS = 0.5, 0.51  # share of raters from which a check is met; is met beyond doubt
FIRST = 3  # checks that a proposal brings together, at most…
PAIR = 2  # …and where there are as many that the levels up to the high one ask for, at least
PLACES = 2  # places named of a plan's own
MODELS = 2  # other plans named
NOTED = 2.0  # what the words of a note count, beside a term of the criterion
ANCHOR = 0.5  # how much of the length usually shown tells where something belongs
BESIDE = 1.0  # what the place most cited for criteria like this one counts, beside its words
OWN = 0.5  # what a commitment on the criterion at a place counts, in raters who cite it
WANTING = 0.5  # what a note that something is wanting at a place counts, in raters
NEARLY = 0.75  # how much of the best place's value another must have to be named too
RIVAL = 0.6  # how much of the fit of the check that fits it best a place must have for another
FIGURE = 1.5  # what a figure in a note counts for a check about one
FIGURED = ("date", "figure", "baseline")  # what a passage without a figure cannot show


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a plan something stands. ``basis``: cited by raters for this criterion, a commitment
    on it, a commitment on its neighbours, found by search, or only cited from a review of the past.
    ``words``: those of the plan that bear on it, where its text is at hand; ``note``: a rater's."""

    document: str
    at: str
    basis: Basis
    raters: int = 0
    words: str = ""
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Model:
    """Another plan that does what is missing: the missing checks met there, where, and how many
    facet values the two have in common."""

    case: str
    met: tuple[str, ...]
    shared: int
    level: float
    place: Place


@dataclass(frozen=True, slots=True)
class Nearest:
    """The plan that comes closest where none is a model: the highest level, else the most met.
    ``why``: it lacks the same; what it has is a review of the past; no passage shows it."""

    case: str
    level: float
    why: Why


@dataclass(frozen=True, slots=True)
class Advice:
    """What a plan should write on one criterion.

    ``share``: of the total, in [0, 1]; ``distance``: levels below the high one. ``missing``: unmet
    checks, first what the next levels need; ``first``: those of them that one proposal takes up;
    ``not_expected``: unmet checks about what a document of this kind does not carry.
    ``next_level``: the level whose text says what is wanted where no check does. ``others``: how
    many plans of other regions are rated on it; ``partner``: a region that the plan names for it.
    """

    ref: str
    level: float
    share: float
    distance: float
    missing: tuple[Check, ...]
    first: tuple[Check, ...]
    not_expected: tuple[Check, ...]
    next_level: int | None
    places: tuple[Place, ...]
    models: tuple[Model, ...]
    nearest: Nearest | None
    others: int
    partner: Text | None = None


@dataclass(frozen=True)
class Sources:
    """What advice is drawn from: an evaluation, what is coded of its cases, and the texts at
    hand."""

    evaluation: Evaluation
    coded: Mapping[str, Coded] = field(default_factory=dict)
    readings: Readings = field(default_factory=dict)
    plans: Plans = field(default_factory=Plans)
    given: dict[str, tuple[Advice, ...]] = field(default_factory=dict, repr=False)

    def advice(self, case: str) -> tuple[Advice, ...]:
        """What a plan should write; each made when it is first asked for, and once."""
        if case not in self.given:
            self.given[case] = advice_of(self, case)
        return self.given[case]

    @cached_property
    def cores(self) -> Mapping[str, Mapping[str, Wanted]]:
        """Language → ref → the words that tell a criterion from the others."""
        return {lang: _cores(self.evaluation.rubric, lang) for lang in ("zh", "en")}

    @cached_property
    def promised(self) -> Mapping[str, Mapping[str, tuple[_Spot, ...]]]:
        """Case → criterion → places of its commitments, those with most first; without a
        criterion's name, of all its commitments."""
        return {name: _promised(self.units(name)) for name in self.evaluation.cases}

    @cached_property
    def shown(self) -> Mapping[tuple[str, str], tuple[Mapping[str, Place], bool]]:
        """(case, ref) → the checks met there that a place cited shows, of all that is rated."""
        agreed = self.evaluation.ratings.agreed
        return {
            key: _shown(Asked(self, *key)) for key, own in agreed.items() if own.level is not None
        }

    def case(self, name: str) -> Case:
        """A case by its id."""
        return self.evaluation.file_of[name].case

    def units(self, case: str) -> tuple[Unit, ...]:
        """What a case commits to, as coded."""
        return self.coded[case].units if case in self.coded else ()


def advice_of(sources: Sources, case: str) -> tuple[Advice, ...]:
    """What a plan should write, the most pressing first; nothing without a scale."""
    evaluation = sources.evaluation
    if len(evaluation.rubric.levels) < 2:
        return ()
    shares, high = evaluation.effective_weights(case), evaluation.rubric.high_level
    found = []
    for ref in evaluation.rubric.rated:
        agreed = evaluation.ratings.agreed.get((case, ref))
        if agreed is None or agreed.level is None or high - agreed.level <= TOLERANCE:
            continue
        own = _advice(Asked(sources, case, ref), agreed.level, shares.get(ref, 0.0))
        found += [own] if own is not None else []
    return tuple(sorted(found, key=lambda a: (a.share <= 0, -round(a.share * a.distance, 12))))


class Asked(NamedTuple):
    """One criterion of one case, and what can be known of it."""

    sources: Sources
    case: str
    ref: str

    @property
    def criterion(self) -> Criterion:
        return self.sources.evaluation.rubric.rated[self.ref]

    @property
    def rows(self) -> tuple[RatingRow, ...]:
        """Its ratings."""
        return self.sources.evaluation.rows_of.get((self.case, self.ref), ())

    @property
    def checks(self) -> tuple[Check, ...]:
        """Its checks that apply to the case."""
        return self.criterion.checks_for(self.sources.case(self.case).facet_values())

    @property
    def promised(self) -> tuple[_Spot, ...]:
        """Places of the plan's commitments on it."""
        return self.sources.promised[self.case].get(self.criterion.id, ())

    def met(self, share: float = HALF) -> frozenset[str]:
        """Checks that at least this share of the raters ticked, an adjudicator alone deciding."""
        known = shares_met(self.checks, self.rows)
        least = share - TOLERANCE
        return frozenset(name for name, s in known.items() if s is not None and s >= least)


def _advice(asked: Asked, level: float, share: float) -> Advice | None:
    """What to write on one criterion; None where nothing is missing that could be expected."""
    rubric = asked.sources.evaluation.rubric
    lacking = _lacking(asked)
    following = next((n for n in rubric.levels if n > level + TOLERANCE), None)
    if not lacking.missing and (lacking.known or following is None):
        return None
    ordered = _ordered(asked, lacking, rubric.high_level)
    models, nearest, others = _models(asked, ordered)
    partners = (
        partner
        for unit in asked.sources.units(asked.case)
        if asked.criterion.id in unit.said.criteria
        for partner in unit.said.partners
    )
    return Advice(
        ref=asked.ref,
        level=level,
        share=share,
        distance=rubric.high_level - level,
        missing=ordered.missing,
        first=ordered.first,
        not_expected=ordered.not_expected,
        next_level=None if ordered.missing else following,
        places=_own_places(asked, ordered.first or ordered.missing),
        models=models,
        nearest=nearest,
        others=others,
        partner=next(partners, None),
    )


# --- what is missing --------------------------------------------------------------------------


class _Lacking(NamedTuple):
    """Unmet checks of a criterion; ``met``: ids of the met ones; ``known``: whether checks say all
    that its levels ask."""

    missing: tuple[Check, ...]
    first: tuple[Check, ...]
    not_expected: tuple[Check, ...]
    met: frozenset[str]
    known: bool


def _lacking(asked: Asked) -> _Lacking:
    """In the rubric's order."""
    plan = asked.sources.case(asked.case).plan
    kinds = asked.sources.evaluation.rubric.kinds
    kind = kinds.get(plan.kind or "") if plan is not None else None
    beyond = kind.not_expected if kind is not None else ()
    met = asked.met()
    unmet = [check for check in asked.checks if check.id not in met]
    missing = tuple(check for check in unmet if check.about not in beyond)
    by_nature = tuple(check for check in unmet if check.about in beyond)
    known = bool(asked.checks) and bool(asked.criterion.needs or by_nature)
    return _Lacking(missing, (), by_nature, met, known)


def _ordered(asked: Asked, lacking: _Lacking, high: int) -> _Lacking:
    """The same with what the next levels need first. Of checks of which one is enough, the one
    nearest to what the plan already says."""
    facets = asked.sources.case(asked.case).facet_values()
    said = " ".join(_notes(spot, "zh") for spot in _cited(asked))
    open_ = {check.id: check for check in lacking.missing}

    def far(name: str) -> float:
        return -likeness(said, in_language(open_[name].asks, "zh"))

    wanted: dict[str, None] = {}
    others: dict[str, None] = {}
    for level, need in asked.criterion.needs_for(facets).items():
        if level > high:
            break
        wanted |= dict.fromkeys(name for name in need.all if name in open_)
        either = sorted((name for name in need.any if name in open_), key=far)
        if either and not any(name in lacking.met or name in wanted for name in need.any):
            wanted[either[0]] = None
        others |= dict.fromkeys(either)
    rest = sorted(
        (c for c in lacking.missing if c.id not in wanted),
        key=lambda c: (c.id not in others, c.about == "result"),
    )
    order = [*(open_[name] for name in wanted), *rest]
    few = sum(check.id in wanted or check.id in others for check in order)
    n = max(len(wanted), min(few, PAIR), 1)
    return lacking._replace(missing=tuple(order), first=tuple(order[: min(n, FIRST)]))


# --- places -----------------------------------------------------------------------------------


class _Spot(NamedTuple):
    """A place of a plan: who cites it, and what they note. ``number``: its first ¶, None where it
    names none."""

    document: str
    at: str
    number: int | None
    raters: frozenset[str] = frozenset()
    notes: tuple[Text, ...] = ()


def _cited(asked: Asked, check: str = "") -> list[_Spot]:
    """Places cited in support, each once; ``check``: only by raters who ticked it."""
    held: dict[tuple[str, object], _Spot] = {}
    for row in asked.rows:
        if row.state != "rated" or (check and check not in row.rating.checks):
            continue
        for e in row.rating.evidence:
            if e.kind == "supports" and e.at:
                number = _number(e.document, e.at)
                key = (e.document, e.at if number is None else number)
                known = held.get(key, _Spot(e.document, e.at, number))
                notes = (*known.notes, e.note) if e.note is not None else known.notes
                held[key] = known._replace(raters=known.raters | {row.rater}, notes=notes)
    return list(held.values())


def _number(document: str, at: str) -> int | None:
    """The first ¶ that a place names."""
    stretch = stretch_of(document, at)
    return stretch.passages[0] if stretch is not None and stretch.document == document else None


def _promised(units: Sequence[Unit]) -> dict[str, tuple[_Spot, ...]]:
    """Criterion → places of commitments on it, those with most first; without a name, of all."""
    held: dict[str, dict[tuple[str, int], list[Text]]] = {"": {}}
    for unit in units:
        document, at = unit.said.place
        number = _number(document, at)
        for name in ("", *unit.said.criteria) if number is not None else ():
            said = held.setdefault(name, {}).setdefault((document, number or 0), [])
            said += [unit.said.what] if unit.said.what is not None else []
    return {
        name: tuple(
            _Spot(doc, f"¶{n}", n, notes=tuple(said[doc, n]))
            for doc, n in sorted(said, key=lambda key: (-len(said[key]), key))
        )
        for name, said in held.items()
    }


def _ahead(asked: Asked, spot: _Spot, surely: bool = True) -> bool:
    """Whether a place speaks of what will be done: by the part of the document that it stands in;
    without the text, by commitments that stand there, or what is noted of it. ``surely``: not
    where nothing says so."""
    reading = asked.sources.readings.get((asked.case, spot.document))
    if spot.number is None:
        return False
    if reading is not None:
        return reading.looks_ahead(spot.number)
    committed = asked.sources.promised[asked.case][""]
    if any((s.document, s.number) == (spot.document, spot.number) for s in committed):
        return True
    day = day_of(asked.sources.case(asked.case))
    year = day.year if day is not None else None
    notes = [in_language(note, "zh") for note in spot.notes]
    if surely:
        return any(tells_plans(note, year) for note in notes)
    return not any(tells_past(note, year) for note in notes)


def _notes(spot: _Spot, lang: str) -> str:
    return " ".join(in_language(note, lang) for note in spot.notes)


def _place(spot: _Spot, basis: Basis, found: Bearing | None) -> Place:
    words = found.words if found is not None else ""
    note = spot.notes[0] if spot.notes else None
    return Place(spot.document, spot.at, basis, len(spot.raters), words, note)


def _bearing(
    asked: Asked, spot: _Spot, checks: Sequence[Check], part: float = 1.0
) -> Bearing | None:
    """The words of a place that bear on these checks, as raters note it; ``part``: of the length
    usually shown. None without the text."""
    reading = asked.sources.readings.get((asked.case, spot.document))
    if reading is None or spot.number is None:
        return None
    own, lang = asked.criterion, reading.lang
    texts = [(NOTED, in_language(note, lang)) for note in spot.notes]
    texts += [(1.0, term) for term in terms_of(own, lang)]
    texts += [(0.6, in_language(check.asks, lang)) for check in checks]
    texts += [(0.4, in_language(check.draft, lang)) for check in checks]
    wanted = wanted_of([*texts, (0.5, in_language(own.title, lang))])
    return reading.bearing(spot.number, wanted, part)


def _fit(asked: Asked, spot: _Spot, check: Check, found: Bearing | None) -> float:
    """How well a place, by its words and what is noted of it, fits what a check asks."""
    reading = asked.sources.readings.get((asked.case, spot.document))
    lang = reading.lang if reading is not None else "zh"
    notes = _notes(spot, lang)
    wanted = wanted_of(
        [(1.0, in_language(check.asks, lang)), (1.0, in_language(check.draft, lang))]
    )
    held = frozenset(words(notes)) | (found.held if found is not None else frozenset())
    if not wanted:
        return 0.0
    share = reading.weight(held, wanted) if reading is not None else len(held & wanted.keys())
    figured = check.about in FIGURED and any(c.isdigit() for c in notes)
    return (FIGURE if figured else 1.0) * share / math.sqrt(len(wanted))


# --- where it belongs -------------------------------------------------------------------------


def _own_places(asked: Asked, checks: Sequence[Check]) -> tuple[Place, ...]:
    """Where in the plan it belongs, the best place first: where raters cite what will be done,
    where it is promised, beside the neighbours of the criterion, where raters cite the review."""
    promised, cited = asked.promised, _cited(asked)
    there = {(spot.document, spot.number) for spot in promised}
    ahead = [spot for spot in cited if _ahead(asked, spot, surely=False)]

    def placed(spots: Sequence[_Spot], basis: Basis) -> tuple[Place, ...]:
        found = [_bearing(asked, spot, checks, ANCHOR) for spot in spots]
        fits = [
            max((_fit(asked, s, c, f) for c in checks), default=0.0)
            for s, f in zip(spots, found, strict=True)
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
        return tuple(_place(spots[n], basis, found[n]) for n in near[:PLACES])

    return (
        placed(ahead, "cited")
        or placed(promised, "promised")
        or _beside(asked)
        or placed(cited, "review")
    )


def _beside(asked: Asked) -> tuple[Place, ...]:
    """Where a plan says nothing on a criterion: where the words stand that tell the criterion from
    others, and what raters cite, or the plan commits to, on others of its pillar, the more alike
    the more."""
    sources, near = asked.sources, defaultdict[tuple[str, int], float](float)
    spots = dict[tuple[str, int], _Spot]()
    for other, like in _neighbours(asked):
        own = Asked(sources, asked.case, other)
        for spot in (*own.promised, *_cited(own)):
            if spot.number is not None and _ahead(own, spot, surely=False):
                key = (spot.document, spot.number)
                near[key] += like * max(len(spot.raters), 1)
                spots.setdefault(key, _Spot(spot.document, f"¶{spot.number}", spot.number))
    for (owner, name), reading in sources.readings.items():
        if owner == asked.case:
            spots |= {(name, n): _Spot(name, f"¶{n}", n) for n in reading.ahead}
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
    return (_place(spots[first], "neighbour" if near[first] else "found", found[first]),)


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


def _cores(rubric: Rubric, lang: str) -> dict[str, Wanted]:
    """Ref → the words that tell a criterion from others: how often each stands in its title, terms
    and checks, the logarithm taken, times its rarity among the criteria."""
    counts = {
        ref: Counter(
            w
            for text in (
                in_language(c.title, lang),
                *terms_of(c, lang),
                *(in_language(check.asks, lang) for check in c.checks),
            )
            for w in {*words(text)}
        )
        for ref, c in rubric.rated.items()
    }
    held = Counter(w for own in counts.values() for w in own)
    return {
        ref: {w: math.log(1 + n) * math.log(len(counts) / held[w]) for w, n in own.items()}
        for ref, own in counts.items()
    }


# --- who does it ------------------------------------------------------------------------------


def _models(asked: Asked, lacking: _Lacking) -> tuple[tuple[Model, ...], Nearest | None, int]:
    """The plans that do what is missing, best first; where there are none, which comes closest; and
    how many plans of other regions are rated on it."""
    sources, ref = asked.sources, asked.ref
    agreed, case = sources.evaluation.ratings.agreed, sources.case(asked.case)
    seen: list[tuple[tuple[float, ...], Model]] = []
    rated: list[tuple[float, int, str, Why]] = []
    for other in sources.evaluation.cases:
        level = own.level if (own := agreed.get((other, ref))) is not None else None
        if sources.case(other).region.key == case.region.key or level is None:
            continue
        places, ahead = sources.shown[other, ref]
        met = Asked(sources, other, ref).met(MOST_RATERS)
        does = [check.id for check in lacking.missing if check.id in met]
        shown = [name for name in does if name in places]
        why: Why = "lacks" if not does else "unshown" if ahead else "past"
        rated.append((-level, -len(does), other, why))
        if shown:
            first = sum(check.id in shown for check in lacking.first)
            shared = _shared(case.facet_values(), sources.case(other).facet_values())
            model = Model(other, tuple(does), shared, level, places[shown[0]])
            seen.append(((-first, -len(shown), -len(does), -shared, -level), model))
    seen.sort(key=lambda item: (item[0], item[1].case))
    nearest = None
    if not seen and rated:
        top, _, other, why = min(rated)
        nearest = Nearest(other, -top, why)
    return tuple(model for _, model in seen[:MODELS]), nearest, len(rated)


def _shared(own: Mapping[str, tuple[str, ...]], other: Mapping[str, tuple[str, ...]]) -> int:
    """Facet values in common."""
    return sum(len({*values} & {*other.get(facet, ())}) for facet, values in own.items())


def _shown(asked: Asked) -> tuple[dict[str, Place], bool]:
    """Check that a plan meets → where a place cited for it shows that it does; and whether any
    place cited speaks of what will be done.

    Results stand in reviews, and are no model of what to write. Of the places cited the best fit
    counts: where that stands in a review, or a rater notes that something is wanting there, or
    another check fits it better, the plan does not show it.
    """
    met = asked.met(MOST_RATERS)
    ticked = [check for check in asked.checks if check.id in met]
    shown: dict[str, Place] = {}
    any_ahead = False
    for check in ticked:
        if check.about == "result":
            continue
        spots = _cited(asked, check.id)
        found = [_bearing(asked, spot, [check]) for spot in spots]
        fits = [_fit(asked, s, check, f) for s, f in zip(spots, found, strict=True)]
        any_ahead |= any(_ahead(asked, spot) for spot in spots)
        for n in sorted(range(len(spots)), key=lambda n: -fits[n]):
            if not fits[n] or fits[n] < NEARLY * max(fits):
                break
            if _shows(asked, spots[n], check, found[n], ticked):
                shown[check.id] = _place(spots[n], "cited", found[n])
                break
    return shown, any_ahead


def _shows(
    asked: Asked, spot: _Spot, check: Check, found: Bearing | None, ticked: Sequence[Check]
) -> bool:
    """Whether a place can be what a check asks: about what will be done, nothing noted as wanting,
    with a figure where one is asked, and no other ticked check that fits it much better."""
    if not _ahead(asked, spot) or any(tells_want(in_language(n, "zh")) for n in spot.notes):
        return False
    read = (asked.case, spot.document) in asked.sources.readings
    said = found is not None and (check.about not in FIGURED or (found.ahead and found.figure))
    if read and not said:
        return False
    best = max(_fit(asked, spot, one, found) for one in ticked)
    return _fit(asked, spot, check, found) >= RIVAL * best
