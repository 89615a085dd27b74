"""What advice is drawn from, and the places of a plan that ratings, commitments and texts name."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from evalkit.analysis.advice.shares import Bits
from evalkit.evaluation import Evaluation
from evalkit.evidence.passages import (
    Bearing,
    Readings,
    Wanted,
    likeness,
    tells_past,
    tells_plans,
    wanted_of,
)
from evalkit.evidence.places import stretch_of
from evalkit.evidence.search import terms_of
from evalkit.evidence.segmentation import words
from evalkit.evidence.text import Plans
from evalkit.model.case import Case, day_of
from evalkit.model.fields import Text, in_language
from evalkit.model.rubric import Check, Criterion, Rubric
from evalkit.scoring.consensus import RatingRow
from evalkit.scoring.ticks import shares_met
from evalkit.scoring.tolerances import TOLERANCE
from evalkit.scoring.units import Coded, Unit

Basis = Literal["cited", "promised", "apt", "neighbour", "found", "review"]
ENOUGH = 5  # places of commitments from which their span is that of what is planned
HALF = 0.5  # share of raters from which a check is met
NOTED = 2.0  # what the words of a note count, beside a term of the criterion
FIGURE = 1.5  # what a figure in a note counts for a check about one
ANCHOR = 0.8  # how much of the length usually shown tells where something belongs
FIGURED = ("date", "figure", "baseline")  # what a passage without a figure cannot show


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a plan something stands. ``basis``: cited by raters for this criterion, a commitment
    on it, nearer to it in content than what they cite, a commitment on its neighbours, found by
    search, or only cited from a review of the past. ``words``: those of the plan that bear on it,
    where its text is at hand; ``cut``: whether their sentence begins before them, and goes on after
    them; ``note``: a rater's."""

    document: str
    at: str
    basis: Basis
    raters: int = 0
    words: str = ""
    note: Text | None = None
    cut: tuple[bool, bool] = (False, False)


class Spot(NamedTuple):
    """A place of a plan: who cites it, and what they note. ``number``: its first ¶, None where it
    names none."""

    document: str
    at: str
    number: int | None
    raters: frozenset[str] = frozenset()
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Sources:
    """What advice is drawn from: an evaluation, what is coded of its cases, and the texts at
    hand."""

    evaluation: Evaluation
    coded: Mapping[str, Coded] = field(default_factory=dict)
    readings: Readings = field(default_factory=dict)
    plans: Plans = field(default_factory=Plans)

    @cached_property
    def cores(self) -> Mapping[str, Mapping[str, Wanted]]:
        """Language → ref → the words that tell a criterion from the others."""
        return {lang: _cores(self.evaluation.rubric, lang) for lang in ("zh", "en")}

    @cached_property
    def promised(self) -> Mapping[str, Mapping[str, tuple[Spot, ...]]]:
        """Case → criterion → places of its commitments, those with most first; without a
        criterion's name, of all its commitments."""
        return {name: _promised(self.units(name)) for name in self.evaluation.cases}

    @cached_property
    def of_region(self) -> Mapping[str, tuple[str, ...]]:
        """What tells a region → its cases."""
        held: dict[str, list[str]] = {}
        for file in self.evaluation.files:
            held.setdefault(file.case.region.key, []).append(file.case.case)
        return {region: tuple(cases) for region, cases in held.items()}

    @cached_property
    def facets(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Case → facet → the values declared."""
        return {file.case.case: file.case.facet_values() for file in self.evaluation.files}

    @cached_property
    def declared(self) -> Mapping[str, int]:
        """Case → the values of facets that it declares, as bits."""
        bits = Bits()
        return {
            case: bits.held((facet, value) for facet, values in own.items() for value in values)
            for case, own in self.facets.items()
        }

    def case(self, name: str) -> Case:
        """A case by its id."""
        return self.evaluation.file_of[name].case

    def units(self, case: str) -> tuple[Unit, ...]:
        """What a case commits to, as coded."""
        return self.coded[case].units if case in self.coded else ()


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
        return self.criterion.checks_for(self.sources.facets[self.case])

    @property
    def promised(self) -> tuple[Spot, ...]:
        """Places of the plan's commitments on it."""
        return self.sources.promised[self.case].get(self.criterion.id, ())

    def met(self, share: float = HALF) -> frozenset[str]:
        """Checks that at least this share of the raters ticked, an adjudicator alone deciding."""
        known = shares_met(self.checks, self.rows)
        least = share - TOLERANCE
        return frozenset(name for name, s in known.items() if s is not None and s >= least)


def _promised(units: Sequence[Unit]) -> dict[str, tuple[Spot, ...]]:
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
            Spot(doc, f"¶{n}", n, notes=tuple(said[doc, n]))
            for doc, n in sorted(said, key=lambda key: (-len(said[key]), key))
        )
        for name, said in held.items()
    }


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


def _number(document: str, at: str) -> int | None:
    """The first ¶ that a place names."""
    stretch = stretch_of(document, at)
    return stretch.passages[0] if stretch is not None and stretch.document == document else None


def cited(asked: Asked, check: str = "") -> list[Spot]:
    """Places cited in support, each once; ``check``: only by raters who ticked it."""
    held: dict[tuple[str, object], Spot] = {}
    for row in asked.rows:
        if row.state != "rated" or (check and check not in row.rating.checks):
            continue
        for e in row.rating.evidence:
            if e.kind == "supports" and e.at:
                number = _number(e.document, e.at)
                key = (e.document, e.at if number is None else number)
                known = held.get(key, Spot(e.document, e.at, number))
                notes = (*known.notes, e.note) if e.note is not None else known.notes
                held[key] = known._replace(raters=known.raters | {row.rater}, notes=notes)
    return list(held.values())


def looks_ahead(asked: Asked, spot: Spot, surely: bool = True) -> bool:
    """Whether a place speaks of what will be done: by the part of the document that it stands in;
    without the text, by commitments that stand there, or what is noted of it. ``surely``: not
    where nothing says so."""
    reading = asked.sources.readings.get((asked.case, spot.document))
    if reading is not None and spot.number is not None:
        return reading.looks_ahead(spot.number)
    if (told := _among_committed(asked, spot)) is not None:
        return told
    if surely:
        year = _year(asked)
        return any(tells_plans(in_language(note, "zh"), year) for note in spot.notes)
    return not _noted_past(asked, spot)


def _among_committed(asked: Asked, spot: Spot) -> bool | None:
    """Whether a place is one of a commitment, or lies outside the stretch that they span; None
    where they do not tell, as of a page."""
    if spot.number is None:
        return None
    committed = asked.sources.promised[asked.case][""]
    if any((s.document, s.number) == (spot.document, spot.number) for s in committed):
        return True
    inside = [s.number for s in committed if s.document == spot.document and s.number is not None]
    outside = len(inside) >= ENOUGH and not min(inside) <= spot.number <= max(inside)
    return False if outside else None  # a review before what is planned, a glossary after it


def _year(asked: Asked) -> int | None:
    """The year of the case's document."""
    day = day_of(asked.sources.case(asked.case))
    return day.year if day is not None else None


def _noted_past(asked: Asked, spot: Spot) -> bool:
    """Whether a note says of a place that it tells what was done."""
    year = _year(asked)
    return any(tells_past(in_language(note, "zh"), year) for note in spot.notes)


def was_read(asked: Asked, spot: Spot) -> bool:
    """Whether the paragraph that a place names is in a text at hand."""
    reading = asked.sources.readings.get((asked.case, spot.document))
    return reading is not None and spot.number in reading.text.by_number


def surely_past(asked: Asked, spot: Spot) -> bool:
    """Whether a place tells of what was done by its own text, or by what is noted of it; never
    only because nothing says otherwise."""
    if looks_ahead(asked, spot):
        return False
    if was_read(asked, spot):
        reading = asked.sources.readings[asked.case, spot.document]
        passage = reading.text.by_number[spot.number or 0]
        return reading.parts.get(passage.number) == "review"
    return _noted_past(asked, spot)


def notes_of(spot: Spot, lang: str) -> str:
    """What raters note of a place, as one text."""
    return " ".join(in_language(note, lang) for note in spot.notes)


def place_of(spot: Spot, basis: Basis, found: Bearing | None) -> Place:
    """A spot as it is given to a reader, with the words found there, and the note that is most like
    them."""
    shown = found.words if found is not None else ""
    cut = found.cut if found is not None else (False, False)
    note = max(spot.notes, key=lambda own: likeness(shown, in_language(own, "zh")), default=None)
    return Place(spot.document, spot.at, basis, len(spot.raters), shown, note, cut)


def bearing(asked: Asked, spot: Spot, checks: Sequence[Check]) -> Bearing | None:
    """The words of a place that bear on these checks, as raters note it. None without the text."""
    reading = asked.sources.readings.get((asked.case, spot.document))
    if reading is None or spot.number is None:
        return None
    return reading.bearing(spot.number, _wanted(asked, spot, checks, reading.lang))


def anchor(asked: Asked, spot: Spot, checks: Sequence[Check]) -> Bearing | None:
    """The words of a place after which what these checks ask may be written. None without the
    text."""
    reading = asked.sources.readings.get((asked.case, spot.document))
    if reading is None or spot.number is None:
        return None
    return reading.anchor(spot.number, _wanted(asked, spot, checks, reading.lang), ANCHOR)


def noted(spot: Spot, checks: Sequence[Check]) -> Spot:
    """A place with that of its notes alone that is most like what these checks ask."""
    asks = " ".join(in_language(check.asks, "zh") for check in checks)
    notes = sorted(spot.notes, key=lambda note: -likeness(in_language(note, "zh"), asks))
    return spot._replace(notes=tuple(notes[:1]))


def _wanted(asked: Asked, spot: Spot, checks: Sequence[Check], lang: str) -> Wanted:
    """The words of notes, terms, checks and title, the most telling first."""
    own = asked.criterion
    texts = [(NOTED, in_language(note, lang)) for note in spot.notes]
    texts += [(1.0, term) for term in terms_of(own, lang)]
    texts += [(0.6, in_language(check.asks, lang)) for check in checks]
    texts += [(0.4, in_language(check.draft, lang)) for check in checks]
    return wanted_of([*texts, (0.5, in_language(own.title, lang))])


def fit(asked: Asked, spot: Spot, check: Check, found: Bearing | None) -> float:
    """How well a place, by its words and what is noted of it, fits what a check asks."""
    reading = asked.sources.readings.get((asked.case, spot.document))
    lang = reading.lang if reading is not None else "zh"
    notes = notes_of(spot, lang)
    wanted = wanted_of(
        [(1.0, in_language(check.asks, lang)), (1.0, in_language(check.draft, lang))]
    )
    held = frozenset(words(notes)) | (found.held if found is not None else frozenset())
    if not wanted:
        return 0.0
    share = reading.weight(held, wanted) if reading is not None else len(held & wanted.keys())
    figured = check.about in FIGURED and any(c.isdigit() for c in notes)
    return (FIGURE if figured else 1.0) * share / math.sqrt(len(wanted))
