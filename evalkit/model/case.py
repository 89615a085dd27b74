"""A case as typed, frozen values: one region's plan, rated under one version of a rubric.

In: plain data that :mod:`evalkit.reading.case` has checked. Out: ratings with reasons and evidence,
measurements, commitments.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema

from evalkit.model.commitment import Commitment, Scope, Target
from evalkit.model.fields import (
    Blankable,
    Day,
    Figure,
    Id,
    Number,
    OneOrMore,
    Part,
    Person,
    Pin,
    Several,
    Text,
    Translations,
    Version,
    Whole,
    Word,
    both,
)
from evalkit.model.place import Place, Span

State = Literal["rated", "not-applicable", "missing"]
Confidence = Literal["high", "medium", "low"]


def _one_or_many(value: Any) -> str:
    return "<many>" if isinstance(value, (list, tuple)) else "<one>"


def _values(value: Any) -> Any:
    """A facet's value as a tuple: one text, or a list of texts."""
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


# What a new case or a new rubric holds until somebody fills it in.
PLACEHOLDERS = frozenset(
    {
        "…",
        "...",
        "某省",
        "Some Province",
        "CN-XX",
        "某规划",
        "Some plan",
        "某省人民政府",
        "Government of Some Province",
        "地区名称",
        "Name of the place",
        "CODE",
        "规划名称",
        "Title of the plan",
        "发布机关",
        "Who issued it",
    }
)


def case_called(name: str, cases: Sequence[Case]) -> Case | None:
    """The case that a name is of: its id, or the place that only it is about."""
    by_id = [case for case in cases if case.case == name]
    held = by_id or [case for case in cases if name in both(case.region.name)]
    return held[0] if len(held) == 1 or by_id else None


def unfilled(value: Any) -> bool:
    """Whether a text is one that a new case holds until somebody fills it in."""
    if isinstance(value, Translations):
        return value.zh in PLACEHOLDERS or value.en in PLACEHOLDERS
    return isinstance(value, str) and value in PLACEHOLDERS


class Region(Part):
    """The region whose plan this is; ``code`` finds its rows in a table of measures."""

    name: Text
    code: Word | None = None

    @property
    def key(self) -> str:
        """What makes two regions the same: the code, else the name."""
        return self.code or both(self.name)[0]


class Rater(Blankable):
    """Who a rater is: told once a case, or for all cases in ``raters.yaml`` beside them.

    ``batch``: which round of ratings; ``wording``: version of the rubric that the rater had at
    hand.
    """

    name: Text | None = None
    role: Literal["rater", "chair"] = "rater"
    batch: Whole | None = None
    wording: Version | None = None
    date: Day | None = None
    note: Text | None = None


class Plan(Blankable):
    """The plan that is scored.

    ``kind``: one of the rubric's kinds of document; ``documents``: those of the case's documents
    that make it up, the first of them where none is named.
    """

    title: Text
    kind: str | None = None
    issuer: Text | None = None
    adopted: Day | None = None
    period: Annotated[tuple[Whole, Whole], Field(strict=False)] | None = None
    documents: OneOrMore[Id] = ()
    summary: Text | None = None


class Declaration(Blankable):
    """A facet's value in this case, and why."""

    is_: Annotated[
        tuple[str, ...],
        Field(alias="is"),
        BeforeValidator(_values),
        WithJsonSchema(
            {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
        ),
    ]
    because: Text | None = None
    source: Word | None = None


class PlanDocument(Blankable):
    """A document that evidence points into."""

    id: Id
    title: Text | None = None
    issuer: Text | None = None
    date: Day | None = None
    url: str | None = None
    file: str | None = None
    sha256: str | None = None
    note: Text | None = None


class Evidence(Blankable):
    """A place in a document that supports or contradicts a rating."""

    document: str
    at: Word | None = None
    quote: str | None = None
    note: Text | None = None
    kind: Literal["supports", "contradicts"] = "supports"


class Rating(Blankable):
    """What one rater gave one criterion."""

    rater: Person = "a"
    state: State | None = None
    level: Figure | None = None
    checks: OneOrMore[Word] = ()
    because: Text | None = None
    confidence: Confidence | None = None
    evidence: Several[Evidence] = ()
    adjudicates: bool = False

    @property
    def blank(self) -> bool:
        """Whether it says nothing yet."""
        said = (self.level, self.state, self.because) != (None, None, None)
        return not (said or self.checks or self.evidence)


class Measurement(Blankable):
    """A measured value of one year."""

    value: Number
    unit: str
    year: Whole
    source: Word | None = None
    note: Text | None = None


class Waiver(Blankable):
    """A finding that somebody accepts, until a date; without reason, owner and date it has no
    effect. ``n``: how many findings it was written for; one, unless said. ``for``: their
    fingerprints, as an audit shows them; others are then not accepted."""

    finding: str
    at: str | None = None
    n: Annotated[Whole, Field(ge=1)] | None = None
    for_: Annotated[OneOrMore[str], Field(alias="for")] = ()
    because: Text | None = None
    owner: str | None = None
    until: Day | None = None


Ratings = Annotated[
    Annotated[Rating, Tag("<one>")] | Annotated[Several[Rating], Tag("<many>")],
    Discriminator(_one_or_many),
]
Measurements = Annotated[
    Annotated[Measurement, Tag("<one>")] | Annotated[Several[Measurement], Tag("<many>")],
    Discriminator(_one_or_many),
]


class Case(Blankable):
    """One region's plan under one version of a rubric."""

    case: Id
    rubric: Pin
    region: Region
    plan: Plan | None = None
    facets: dict[str, Declaration] = {}
    documents: Several[PlanDocument] = ()
    raters: dict[Person, Rater] = {}
    ratings: dict[str, Ratings] = {}
    measures: dict[str, Measurements] = {}
    targets: Several[Target] = ()
    commitments_scope: Scope = "unsaid"
    commitments: Several[Commitment] = ()
    allow: Several[Waiver] = ()
    note: Text | None = None

    def facet_values(self) -> dict[str, tuple[str, ...]]:
        """Facet → the values declared."""
        return {name: declaration.is_ for name, declaration in self.facets.items()}

    @property
    def plan_documents(self) -> tuple[str, ...]:
        """The documents that make up the plan: as it names them, else the first of the case."""
        named = self.plan.documents if self.plan is not None else ()
        return named or tuple(document.id for document in self.documents[:1])

    def ratings_of(self, criterion: str) -> tuple[Rating, ...]:
        """All ratings of one criterion, in the file's order."""
        found = self.ratings.get(criterion, ())
        return found if isinstance(found, tuple) else (found,)

    def declared_out(self, criterion: str) -> tuple[int, Rating] | None:
        """The rating, with its number, by which a measured criterion does not apply here: the
        decision where there is one, else the first that says so; None where it does apply."""
        given = [*enumerate(self.ratings_of(criterion))]
        decided = [own for own in given if own[1].adjudicates]
        out = [own for own in decided or given if own[1].state == "not-applicable"]
        return out[0] if out else None

    @property
    def unrated(self) -> bool:
        """Whether no rating says anything yet."""
        return all(rating.blank for name in self.ratings for rating in self.ratings_of(name))

    def measurements_of(self, measure: str) -> tuple[Measurement, ...]:
        """All values of one measure that the case itself states."""
        found = self.measures.get(measure, ())
        return found if isinstance(found, tuple) else (found,)

    def promises(self) -> tuple[tuple[str, Commitment], ...]:
        """What the plan promises of measures: (key of its place, commitment); a unit once."""
        out = {f"targets/{n}": t.as_commitment(n) for n, t in enumerate(self.targets)}
        seen: set[str] = set()
        for n, own in enumerate(self.commitments):
            if own.measure is not None and own.value is not None and own.own and own.id not in seen:
                seen.add(own.id)
                out[f"commitments/{n}"] = own
        return tuple(out.items())


def day_of(case: Case) -> date | None:
    """The day a case's plan was adopted; else the first date of its documents."""
    if case.plan is not None and case.plan.adopted is not None:
        return case.plan.adopted
    return min(
        (document.date for document in case.documents if document.date is not None), default=None
    )


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def when(case: Case) -> str:
    """What cases of one region are put in order by, oldest first: the day; where none is known, the
    year that the case's id ends in, else the first of the plan's period."""
    if (day := day_of(case)) is not None:
        return day.isoformat()
    if years := _YEAR.findall(case.case):
        return str(years[-1])
    return str(case.plan.period[0]) if case.plan and case.plan.period else ""


class Raters(Blankable):
    """Who the raters of all cases in a folder are."""

    raters: dict[Person, Rater]


@dataclass(frozen=True, slots=True)
class JournalLine:
    """A line of a case's journal: what changed a rating, when, by whom, from what to what and why;
    as it is written there."""

    time: str
    who: str
    command: str
    ref: str
    rater: str
    was: str
    became: str
    because: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case and where it stands.

    ``elsewhere``: parts that stand in another file, a table beside the case or a further file of
    it, by the same keys. ``journal``: what changed its ratings, as the file beside it says.
    ``further``: other files of the same case, each with its hash.
    ``left_out``: ``facets/<facet>``, ``documents/<id>`` that could not be read, which is told where
    they stand; ``documents/`` where not even the id could be.
    ``places``: 1-based line and column by ``ratings/<criterion>/<n>`` (of the level, where there is
    one), ``evidence/<criterion>/<n>/<k>``, ``checks/<criterion>/<n>/<k>``, ``facets/<facet>``,
    ``measures/<measure>/<n>``, ``targets/<n>``, ``commitments/<n>``.
    """

    case: Case
    file: str
    sha256: str
    places: Mapping[str, Place] = field(default_factory=dict)
    elsewhere: Mapping[str, Span] = field(default_factory=dict)
    journal: tuple[JournalLine, ...] = ()
    further: tuple[tuple[str, str], ...] = ()
    left_out: frozenset[str] = frozenset()

    def span(self, key: str) -> Span:
        """Place of a part; of the file where the part is unknown."""
        if key in self.elsewhere:
            return self.elsewhere[key]
        return Span(self.file, *self.places.get(key, (1, 1)))

    def has(self, key: str) -> bool:
        """Whether the place of a part is known."""
        return key in self.elsewhere or key in self.places

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """All files of the case, each with its hash."""
        return ((self.file, self.sha256), *self.further)
