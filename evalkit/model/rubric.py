"""The rubric as typed, frozen values: the whole standard, as its author wrote it.

In: plain data that :mod:`evalkit.reading.case` has checked. Out: pillars, criteria, method, grades, and a walk over them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainSerializer,
    Tag,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

Lang = Literal["zh", "en"]
Aggregation = Literal["arithmetic", "geometric", "harmonic", "minimum"]
Consensus = Literal["mean", "median", "lowest", "adjudicated"]
Normalisation = Literal["goalposts", "target", "minmax", "zscore", "rank", "percentile", "share-of-best", "step"]
SAMPLE_DEPENDENT: frozenset[str] = frozenset({"minmax", "zscore", "rank", "percentile", "share-of-best"})

T = TypeVar("T")
Several = Annotated[tuple[T, ...], Field(strict=False)]

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


class Part(BaseModel):
    """Base of all parts of rubrics and cases: frozen, strict, no unknown keys."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", populate_by_name=True)


class Blankable(Part):
    """A part whose keys may be left blank while it is being filled in: blank is the same as absent."""

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, data: Any) -> Any:
        if isinstance(data, dict) and None in data.values():
            return {key: value for key, value in data.items() if value is not None or key not in cls.optional_keys()}
        return data

    @classmethod
    def optional_keys(cls) -> frozenset[str]:
        """Keys that may be left out, as they are written."""
        return frozenset(f.alias or name for name, f in cls.model_fields.items() if not f.is_required())


class Translations(Part):
    """A text in Chinese, English or both."""

    zh: str | None = None
    en: str | None = None


def _id(value: Any) -> Any:
    if isinstance(value, str) and not _ID.match(value):
        raise PydanticCustomError("id_form", "not an id", {"value": value})
    return value


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _DATE.match(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("date_form", "not a date", {"value": str(value)})


def _text(value: Any) -> Any:
    if isinstance(value, str) and not value.strip():
        raise PydanticCustomError("text_empty", "empty", {})
    if isinstance(value, dict) and not any(isinstance(v, str) and v.strip() for v in value.values()):
        raise PydanticCustomError("text_empty", "empty", {})
    return value


def _text_kind(value: Any) -> str:
    return "translations" if isinstance(value, (dict, Translations)) else "text"


def _pin(value: Any) -> Any:
    if isinstance(value, str):
        name, _, version = value.partition("@")
        if not name or version.count(".") != 2 or not version.replace(".", "").isdigit():
            raise PydanticCustomError("pin_form", "not a pin", {"value": value})
    return value


def _ratio(value: Any) -> Any:
    """A judgement as a number: 3, 0.5, or a fraction as people write it, 1/3."""
    if isinstance(value, str) and (parts := re.fullmatch(r"([1-9]\d?)\s*/\s*([1-9]\d?)", value.strip())):
        return int(parts[1]) / int(parts[2])
    return value


def _level_key(value: Any) -> Any:
    return int(value) if isinstance(value, str) and re.fullmatch(r"-?\d{1,6}", value) else value


Id = Annotated[
    str, BeforeValidator(_id), WithJsonSchema({"type": "string", "pattern": r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"})
]
Day = Annotated[
    date,
    BeforeValidator(_day),
    PlainSerializer(lambda day: day.isoformat(), when_used="json"),
    WithJsonSchema({"type": "string", "format": "date"}),
]
Text = Annotated[
    Annotated[str, Tag("text")] | Annotated[Translations, Tag("translations")],
    Discriminator(_text_kind),
    BeforeValidator(_text),
]
Number = Annotated[float, Field(strict=True, allow_inf_nan=False)]
Pin = Annotated[str, BeforeValidator(_pin), WithJsonSchema({"type": "string", "pattern": r"^.+@\d+\.\d+\.\d+$"})]
Ratio = Annotated[float, BeforeValidator(_ratio), Field(ge=0.11, le=9)]  # 1/9 to 9, Saaty's scale
LevelKey = Annotated[int, BeforeValidator(_level_key)]
Applies = dict[str, Several[str]]


def in_language(text: Text | None, lang: str) -> str:
    """The text in ``lang``; in the other language where that one is missing; empty for None."""
    if text is None or isinstance(text, str):
        return text or ""
    first, second = (text.zh, text.en) if lang == "zh" else (text.en, text.zh)
    return first or second or ""


def both(text: Text | None) -> tuple[str, str]:
    """The text as (zh, en), each falling back to the other."""
    return in_language(text, "zh"), in_language(text, "en")


def version_key(version: str) -> tuple[int, ...]:
    """A version as what it sorts by."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())


class Source(Part):
    """The framework the rubric is taken from."""

    title: Text
    authors: Several[str] = ()
    year: int | None = None
    note: Text | None = None


class Anchor(Part):
    """A step of the scale."""

    level: int
    label: Text
    means: Text | None = None


class CeilingStep(Part):
    """What levels from ``from`` upwards need."""

    from_: int = Field(alias="from")
    checks: Annotated[int, Field(ge=0)] | Literal["half", "all-but-one", "all"] = 0
    evidence: bool = False


class Ceilings(Part):
    """What a level needs to count in full. ``contradicted``: highest level once evidence contradicts."""

    steps: Several[CeilingStep] = ()
    contradicted: int | None = None


class Ranges(Part):
    """How far the weights are moved to see whether ranks hold: nothing here moves a score.

    Each weight is multiplied by a factor drawn evenly from 1 − ``weights`` to 1 + ``weights``; the range
    shown holds the middle ``within`` of the draws.
    """

    draws: Annotated[int, Field(ge=100, le=100_000)] = 1000
    weights: Annotated[Number, Field(ge=0, le=1)] = 0.5
    within: Annotated[Number, Field(gt=0, le=1)] = 0.9


class Method(Part):
    """Everything that moves a score, and how its ranges are drawn."""

    aggregation: Aggregation = "arithmetic"
    consensus: Consensus = "mean"
    reconcile_at: Annotated[Number, Field(gt=0)] = 2
    coverage: Annotated[Number, Field(ge=0, le=1)] = 0.8
    ceilings: Ceilings = Ceilings()
    least_sample: Annotated[int, Field(ge=2)] = 10
    ranges: Ranges = Ranges()


class Grade(Part):
    """A named band of a score: closed at ``from``, open at its upper end."""

    from_: Annotated[Number, Field(alias="from", ge=0, lt=1)]
    id: Id
    label: Text
    means: Text | None = None


class Facet(Part):
    """Something a case declares about itself; ``many``: any number of values."""

    title: Text
    values: dict[str, Text]
    many: bool = False
    means: Text | None = None


class Check(Part):
    """A yes/no part of a criterion; with ``applies``, only where those facets hold."""

    id: Id
    asks: Text
    applies: Applies = {}


class Step(Part):
    """A step of a stepwise normalisation: values from ``from`` upwards score ``score``."""

    from_: Number = Field(alias="from")
    score: Annotated[Number, Field(ge=0, le=1)]


class Measure(Part):
    """How a measured quantity becomes a score in [0, 1]."""

    unit: Text
    better: Literal["higher", "lower"] = "higher"
    normalisation: Normalisation = "goalposts"
    goalposts: Several[Number] | None = None
    target: Number | None = None
    start: Number | None = None
    steps: Several[Step] = ()
    transform: Literal["none", "log", "sqrt"] = "none"
    plausible: Several[Number] | None = None
    source: Text | None = None
    why: Text | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] = 2

    def takes(self, unit: str) -> bool:
        """Whether a value in ``unit`` is in the unit of this measure, in either language."""
        return unit in both(self.unit)


class At(Part):
    """Where the framework asks for it."""

    at: str
    quote: str | None = None


class Criterion(Part):
    """What is rated, or measured: a leaf of the tree."""

    id: Id
    title: Text
    code: str = ""
    source: At | None = None
    asks: Text | None = None
    actor: Text | None = None
    guidance: Text | None = None
    look_for: Text | None = None
    weight: Annotated[Number, Field(ge=0)] = 1
    scored: bool = True
    applies: Applies = {}
    checks: Several[Check] = ()
    levels: dict[LevelKey, Text] | None = None
    measure: Measure | None = None
    terms: dict[Lang, Several[str]] = {}

    def checks_for(self, facets: Mapping[str, tuple[str, ...]]) -> tuple[Check, ...]:
        """The checks that apply to a case with these facets."""
        return tuple(check for check in self.checks if holds(check.applies, facets))


class Pillar(Part):
    """A group of criteria, of pillars, or of both."""

    id: Id
    title: Text
    code: str = ""
    weight: Annotated[Number, Field(ge=0)] = 1
    aggregation: Aggregation | None = None
    counts: bool = True
    about: Text | None = None
    applies: Applies = {}
    pillars: Several[Pillar] = ()
    criteria: Several[Criterion] = ()


class Band(Part):
    """A named band of a coordination degree."""

    from_: Annotated[Number, Field(alias="from", ge=0, lt=1)]
    id: Id
    label: Text


class Coordination(Part):
    """Systems that should advance in step, and the published formula that says whether they do.

    ``names``: what the systems are called; ``apart``: difference of two systems' values, in [0, 1], from which an audit calls them out of step.
    """

    id: Id
    title: Text | None = None
    systems: dict[str, Several[str]]
    names: dict[str, Text] = {}
    formula: Literal["standard", "wang-2021", "fan-2024"] = "standard"
    weights: dict[str, Annotated[Number, Field(ge=0)]] = {}
    bands: Several[Band] = ()
    apart: Annotated[Number, Field(gt=0, le=1)] = 0.2
    why: Text | None = None

    def named(self, system: str) -> Text:
        """What a system is called; its id where no name is given."""
        return self.names.get(system, system)


class Variable(Part):
    """A main variable of a consistency index: the checks of the criteria it names."""

    id: Id
    title: Text
    of: Several[str]


class ConsistencyBand(Part):
    """A named band of a consistency index, on the index's own scale."""

    from_: Annotated[Number, Field(alias="from", ge=0)]
    id: Id
    label: Text


class Consistency(Part):
    """A policy-modelling-consistency (PMC) index over yes/no checks.

    ``maximum``: what a plan that meets everything reaches, and what concavity is counted from; the number of variables
    unless stated. ``surface``: rows of variables, all of one length, as the surface shows them.
    """

    id: Id
    title: Text | None = None
    variables: Several[Variable]
    maximum: Annotated[Number, Field(gt=0)] | None = None
    bands: Several[ConsistencyBand] = ()
    surface: Several[Several[str]] = ()
    why: Text | None = None

    @property
    def most(self) -> float:
        """The index's maximum."""
        return float(len(self.variables) if self.maximum is None else self.maximum)


class Rubric(Part):
    """The whole standard.

    ``must``: criterion → the level below which no plan passes an audit; ``floors``: ref of a pillar → the least
    score, in [0, 1], that an audit accepts. Neither moves a score.
    """

    rubric: Id
    version: Annotated[str, Field(pattern=r"^\d+\.\d+\.\d+$")]
    title: Text
    source: Source | None = None
    about: Text | None = None
    method: Method = Method()
    scale: Several[Anchor] = ()
    grades: Several[Grade] = ()
    facets: dict[str, Facet] = {}
    pillars: Several[Pillar]
    coordination: Several[Coordination] = ()
    consistency: Several[Consistency] = ()
    must: dict[str, Number] = {}
    floors: dict[str, Annotated[Number, Field(ge=0, le=1)]] = {}
    changes: Several[Text] = ()

    @property
    def pin(self) -> str:
        """``id@version``, as a case names it."""
        return f"{self.rubric}@{self.version}"

    @property
    def levels(self) -> tuple[int, ...]:
        """Levels of the scale, lowest first."""
        return tuple(anchor.level for anchor in self.scale)

    def walk(self) -> Iterator[tuple[str, tuple[Pillar, ...], Pillar | Criterion]]:
        """Every pillar and criterion, top down, as (ref, pillars above, node)."""
        for pillar in self.pillars:
            yield from _walk(pillar, ())

    def named(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Refs of the scored criteria that are named: by id, or all below a pillar (``pillar.*``), each once."""
        refs: dict[str, None] = {}
        for ref, criterion in self.criteria():
            above = ref.split(".")[:-1]
            if criterion.scored and any(name == criterion.id or name.removesuffix(".*") in above for name in names):
                refs[ref] = None
        return tuple(refs)

    def criteria(self) -> Iterator[tuple[str, Criterion]]:
        """Every criterion with its ref, in the rubric's order."""
        for ref, _, node in self.walk():
            if isinstance(node, Criterion):
                yield ref, node


class Judge(Part):
    """One judge's view of the parts of a node: ``pairs``, a → b → how many times as important a is; or ``points``."""

    judge: str
    pairs: dict[str, dict[str, Ratio]] = {}
    points: dict[str, Annotated[Number, Field(ge=0)]] = {}


class Judged(Part):
    """The parts of a node (``of``: "overall" or a pillar's ref) as judges see them."""

    of: str = "overall"
    judges: Several[Judge]


class Weights(Part):
    """Other weights for a rubric: set outright (ref → weight), or by judges. Everything else stays as the rubric has it."""

    weights: Pin
    title: Text | None = None
    why: Text | None = None
    set: dict[str, Annotated[Number, Field(ge=0)]] = {}
    judged: Several[Judged] = ()


def _walk(pillar: Pillar, above: tuple[Pillar, ...]) -> Iterator[tuple[str, tuple[Pillar, ...], Pillar | Criterion]]:
    path = (*above, pillar)
    ref = ".".join(p.id for p in path)
    yield ref, above, pillar
    for criterion in pillar.criteria:
        yield f"{ref}.{criterion.id}", path, criterion
    for child in pillar.pillars:
        yield from _walk(child, path)


def holds(applies: Applies, facets: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether all the facets asked for hold; a facet the case does not declare is taken to hold."""
    return all(facet not in facets or set(values) & set(facets[facet]) for facet, values in applies.items())
