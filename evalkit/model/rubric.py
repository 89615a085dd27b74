"""The rubric as typed, frozen values: the whole standard, as its author wrote it.

In: plain data that :mod:`evalkit.reading.case` has checked. Out: pillars, criteria, method, grades,
and a walk over them.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Self

from pydantic import Discriminator, Field, Tag, model_validator

from evalkit.model.fields import (
    Id,
    LanguageTag,
    LevelKey,
    Number,
    OneOrMore,
    Part,
    Several,
    Text,
    Version,
    WholeKey,
    Word,
    both,
)
from evalkit.model.place import Place
from evalkit.model.scale import Scale
from evalkit.model.units import HUNDRED, INDEX, Units

if TYPE_CHECKING:
    from evalkit.model.weights import WeightsFile

Consensus = Literal["mean", "median", "lowest", "adjudicated"]
Normalisation = Literal[
    "goalposts",
    "target",
    "interval",
    "step",
    "minmax",
    "zscore",
    "rank",
    "borda",
    "percentile",
    "share-of-best",
    "distance",
]
# What a new rubric holds until somebody fills it in.
PLACEHOLDERS = frozenset(
    {
        "标准名称",
        "Title of the rubric",
        "所依据的框架",
        "The framework that it is taken from",
        "示例标准",
        "Example rubric",
        "The framework it is taken from",
    }
)
SAMPLE_DEPENDENT: frozenset[str] = frozenset(
    {"minmax", "zscore", "rank", "borda", "percentile", "share-of-best"}
)
UNBOUNDED_MEANS = ("arithmetic", "minimum", "none")  # what values below 0 can be joined by


Applies = dict[str, OneOrMore[str]]
About = Literal["owner", "funds", "date", "figure", "baseline", "result"]


def version_key(version: str) -> tuple[int, ...]:
    """A version as what it sorts by."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())


class PowerMean(Part):
    """A mean by its exponent: −1 is the harmonic, 0 the geometric, 1 the arithmetic mean."""

    power: Annotated[Number, Field(ge=-20, le=20)]


def _mean_kind(value: Any) -> str:
    return "<power>" if isinstance(value, (dict, PowerMean)) else "<name>"


Mean = Literal["arithmetic", "geometric", "harmonic", "minimum"]
HEADING = "none"  # what a pillar says that stands above its parts and has no score of its own
Aggregation = Annotated[
    Annotated[Mean | Literal["none"], Tag("<name>")] | Annotated[PowerMean, Tag("<power>")],
    Discriminator(_mean_kind),
]
_NAMED: Mapping[float, Mean] = {-1: "harmonic", 0: "geometric", 1: "arithmetic"}


def rule_of(aggregation: Mean | Literal["none"] | PowerMean) -> Mean | Literal["none"] | float:
    """The name of a mean, or the exponent of one that has no name."""
    if isinstance(aggregation, PowerMean):
        return _NAMED.get(aggregation.power, aggregation.power)
    return aggregation


class Source(Part):
    """The framework the rubric is taken from."""

    title: Text
    authors: OneOrMore[Text] = ()
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
    """What a level needs to count in full. ``contradicted``: highest level once evidence
    contradicts."""

    steps: Several[CeilingStep] = ()
    contradicted: int | None = None


class Ranges(Part):
    """How far the weights are moved to see whether ranks hold: nothing here moves a score.

    Each weight is multiplied by a factor drawn evenly from 1 − ``weights`` to 1 + ``weights``; the
    range shown holds the middle ``within`` of the draws.
    """

    draws: Annotated[int, Field(ge=100, le=100_000)] = 1000
    weights: Annotated[Number, Field(ge=0, le=1)] = 0.5
    within: Annotated[Number, Field(gt=0, le=1)] = 0.9


class Coverage(Part):
    """How much must be rated for a score. ``least``: share in [0, 1]; ``by``: of the applicable
    weight below a node, or of its own parts, by their number, that have a score; ``depth``: another
    least share for the total (0), the top pillars (1), those below (2) …; ``withholds``: a node
    with too little is missing one level up, and not only not shown.
    """

    least: Annotated[Number, Field(ge=0, le=1)] = 0.8
    by: Literal["weight", "count"] = "weight"
    depth: dict[WholeKey, Annotated[Number, Field(ge=0, le=1)]] = {}
    withholds: bool = False

    def at(self, depth: int) -> float:
        """The least share of a node; the total is at depth 0."""
        return float(self.depth.get(depth, self.least))


class AtLeast(Part):
    """How many criteria must be met."""

    at_least: Annotated[int, Field(ge=1)]


def _verdict_kind(value: Any) -> str:
    return "<number>" if isinstance(value, (dict, AtLeast)) else "<quantifier>"


VerdictRule = Annotated[
    Annotated[Literal["all", "any"], Tag("<quantifier>")] | Annotated[AtLeast, Tag("<number>")],
    Discriminator(_verdict_kind),
]
Result = Literal["total", "profile", "verdict"]


def _coverage_kind(value: Any) -> str:
    return "<rule>" if isinstance(value, (dict, Coverage)) else "<share>"


class Method(Part):
    """Everything that moves a score, and how its ranges are drawn and it is shown.

    ``half_levels``: raters may stand half-way between two levels; ``show``: scores are shown in the
    units of the rubric's scale, and not as 0–100; ``values``: what is measured comes to values of
    an index, which may leave [0, 1], and not to scores.
    """

    aggregation: Aggregation = "arithmetic"
    consensus: Consensus = "mean"
    reconcile_at: Annotated[Number, Field(gt=0)] = 2
    coverage: Annotated[
        Annotated[Number, Field(ge=0, le=1), Tag("<share>")] | Annotated[Coverage, Tag("<rule>")],
        Discriminator(_coverage_kind),
    ] = 0.8
    ceilings: Ceilings = Ceilings.model_construct()
    half_levels: bool = False
    show: Literal["scale"] | None = None
    values: Literal["index"] | None = None
    least_sample: Annotated[int, Field(ge=2)] = 10
    ranges: Ranges = Ranges.model_construct()


class Screen(Part):
    """Which cases leave the sample of all measures: those with less than ``least`` of their
    measures."""

    least: Annotated[Number, Field(gt=0, le=1)]
    by: Literal["count", "weight"] = "count"


class Per(Part):
    """A measure divided by another, ``times`` a number; ``unit``: what comes out."""

    by: Id
    times: Annotated[Number, Field(gt=0)] = 1
    unit: Text | None = None


def _per_kind(value: Any) -> str:
    return "<measure>" if isinstance(value, str) else "<rule>"


class Impute(Part):
    """How a missing value is filled in. ``facet``: whose groups have the mean or the median;
    ``within``: expectation–maximisation over all measures, or over those of each innermost pillar;
    ``years``: how old a value may be that stands in for a later one."""

    method: Literal["mean", "median", "group-mean", "group-median", "last", "linear", "em", "none"]
    facet: str | None = None
    within: Literal["all", "pillar"] = "all"
    years: Annotated[int, Field(ge=1)] | None = None


class Skewed(Part):
    """From which skewness, either way, and kurtosis on a measure has outliers; both must be
    reached."""

    skew: Annotated[Number, Field(gt=0)] = 2
    kurtosis: Annotated[Number, Field(gt=0)] = 3.5


class Outliers(Part):
    """What is done where a measure has outliers: at most ``winsorise`` values are set to the next
    one; if that does not do, the measure as it was is transformed."""

    when: Skewed = Skewed.model_construct()
    winsorise: Annotated[int, Field(ge=0)] = 5
    then: Literal["log", "box-cox", "none"] = "log"


class Prepare(Part):
    """What is done to measured values before they are put on a scale, in this order."""

    screen: Screen | None = None
    per: dict[
        Id,
        Annotated[
            Annotated[Id, Tag("<measure>")] | Annotated[Per, Tag("<rule>")],
            Discriminator(_per_kind),
        ],
    ] = {}
    impute: Impute | None = None
    outliers: Outliers | None = None

    def divided_by(self, measure: str) -> Per | None:
        """What a measure is divided by; None where it is not."""
        rule = self.per.get(measure)
        return Per(by=rule) if isinstance(rule, str) else rule


class Grade(Part):
    """A named band of a score: closed at ``from``, open at its upper end; the top alone from 1."""

    from_: Annotated[Number, Field(alias="from", ge=0, le=1)]
    id: Id
    label: Text
    means: Text | None = None


class OverridingGrade(Part):
    """A grade that stands before the bands: a case has it, whatever its score, where a criterion
    is below the level that ``unless`` names."""

    unless: Annotated[dict[str, Number], Field(min_length=1)]
    id: Id
    label: Text
    means: Text | None = None


def _grade_kind(value: Any) -> str:
    conditional = isinstance(value, OverridingGrade) or (
        isinstance(value, dict) and "unless" in value
    )
    return "<unless>" if conditional else "<from>"


AnyGrade = Annotated[
    Annotated[Grade, Tag("<from>")] | Annotated[OverridingGrade, Tag("<unless>")],
    Discriminator(_grade_kind),
]


class Facet(Part):
    """Something a case declares about itself; ``many``: any number of values; ``document``: it
    tells what the document is, not what its region is like, and so asks no path of its own.

    ``members``: value → codes of all the regions that it holds for, also of those without a case.
    """

    title: Text
    values: dict[str, Text]
    many: bool = False
    document: bool = False
    means: Text | None = None
    members: dict[str, Several[str]] = {}


class Kind(Part):
    """A kind of document, which ``plan.kind`` names; what it does not carry by nature is no gap;
    ``noun``: what sentences call it, a report, say; ``looks_back``: it tells what was done, so that
    nothing is left to be written in it."""

    title: Text
    noun: Text | None = None
    means: Text | None = None
    not_expected: Several[About] = ()
    looks_back: bool = False


class Check(Part):
    """A yes/no part of a criterion; with ``applies``, only where those facets hold.

    ``about``: what it looks for, where that is an owner, funds, a date, a figure, a baseline or
    results; ``draft``: a sentence that would meet it, with ____ to fill in; ``added``: asked by
    the rubric's author and not by its source; ``was``: checks of an earlier version that it
    continues, ``check`` or ``criterion.check``.
    """

    id: Id
    asks: Text
    about: About | None = None
    draft: Text | None = None
    added: bool = False
    was: Several[str] = ()
    applies: Applies = {}


class Need(Part):
    """Checks that a level asks for: every one of ``all``, and one of ``any``."""

    all: Several[str] = ()
    any: Several[str] = ()

    def __str__(self) -> str:
        """Its checks; of those with a stroke between them one is enough."""
        return ", ".join([*self.all, *([" / ".join(self.any)] if self.any else [])])

    def among(self, known: Collection[str]) -> Need:
        """What is left of it where only some checks apply."""
        if all(name in known for name in (*self.all, *self.any)):
            return self
        return Need(
            all=tuple(name for name in self.all if name in known),
            any=tuple(name for name in self.any if name in known),
        )

    def met(self, ticked: Collection[str]) -> bool:
        """Whether these checks are what it asks for."""
        return all(name in ticked for name in self.all) and (
            not self.any or any(name in ticked for name in self.any)
        )


class Retired(Part):
    """A check of an earlier version that nothing continues, and why."""

    was: str
    because: Text


class Step(Part):
    """A step of a stepwise normalisation: values from ``from`` upwards score ``score``."""

    from_: Number = Field(alias="from")
    score: Annotated[Number, Field(ge=0, le=1)]


class Benchmark(Part):
    """A value that the framework itself names for a measure, to read regions by; it scores nothing.

    ``at``: where the framework says so; ``note``: what the value is, as it follows the figure.
    """

    value: Number
    year: int | None = None
    at: str | None = None
    note: Text | None = None


class Remark(Part):
    """What the framework says, in the rubric's own words (a sentence without its stop), and
    where."""

    note: Text
    at: str | None = None


class Quantity(Part):
    """Something that is measured, in a unit."""

    unit: Text

    def takes(self, unit: str) -> bool:
        """Whether a value in ``unit`` is in the unit of this measure, in either language."""
        if unit in both(self.unit):  # as most are written
            return True
        known = {unicodedata.normalize("NFKC", name).strip() for name in both(self.unit)}
        return unicodedata.normalize("NFKC", unit).strip() in known


class Measure(Quantity):
    """How a measured quantity becomes a score in [0, 1].

    ``better``: which way is good; left out, as the ends of a target or of steps have it, else
    higher. ``best``: the interval within which an ``interval`` scores 1; ``range``: the scores, of
    0 to 100, between which min-max lies; ``cap: none``: a z-score as it is; ``reference``: the case
    from which a ``distance`` is counted; ``outliers: none``: outliers of this one stay, whatever
    ``prepare`` says.
    ``benchmark``, ``gap``: a value that the framework names, and what it says of gaps between
    regions; reports put figures beside them, and nothing is scored by them.
    """

    better: Literal["higher", "lower"] = "higher"
    normalisation: Normalisation = "goalposts"
    goalposts: Several[Number] | None = None
    target: Number | None = None
    start: Number | None = None
    steps: Several[Step] = ()
    best: Several[Number] | None = None
    range: Several[Annotated[Number, Field(ge=0, le=100)]] | None = None
    cap: Literal["none"] | None = None
    reference: Word | None = None
    transform: Literal["none", "log", "sqrt"] = "none"
    outliers: Literal["none"] | None = None
    plausible: Several[Number] | None = None
    source: Text | None = None
    why: Text | None = None
    decimals: Annotated[int, Field(ge=0, le=6)] = 2
    benchmark: Benchmark | None = None
    gap: Remark | None = None

    @model_validator(mode="after")
    def _better_by_its_ends(self) -> Self:
        if "better" not in self.model_fields_set and self.rises is False:
            self.__dict__["better"] = "lower"
        return self

    @property
    def rises(self) -> bool | None:
        """Whether a higher value scores higher by the ends of the target, or by every step; None
        where they do not say."""
        if self.normalisation == "target" and self.target is not None:
            start = self.start or 0.0
            return None if start == self.target else start < self.target
        if self.normalisation == "step":
            scores = [step.score for step in sorted(self.steps, key=lambda step: step.from_)]
            pairs = list(pairwise(scores))
            up, down = any(a < b for a, b in pairs), any(a > b for a, b in pairs)
            return None if up == down else up
        return None

    @property
    def unbounded(self) -> bool:
        """Whether scores leave [0, 1]: only values of an index may."""
        return self.normalisation == "distance" or self.cap is not None

    @property
    def by_sample(self) -> bool:
        """Whether a score depends on the other cases."""
        loose = self.normalisation == "distance" or (
            self.normalisation == "interval" and self.goalposts is None
        )
        return loose or self.normalisation in SAMPLE_DEPENDENT


class Serving(Quantity):
    """A measure that only serves others, as what they are divided by."""

    id: Id
    title: Text


class At(Part):
    """Where the framework asks for it."""

    at: Word
    quote: str | None = None


class Criterion(Part):
    """What is rated, or measured: a leaf of the tree. ``scale``: whether ``levels`` are levels of
    its own, any numbers, and not those of the rubric's scale."""

    id: Id
    title: Text
    code: Word = ""
    source: At | None = None
    asks: Text | None = None
    actor: Text | None = None
    guidance: Text | None = None
    look_for: Text | None = None
    weight: Annotated[Number, Field(ge=0)] = 1
    scored: bool = True
    added: bool = False
    was: Several[str] = ()
    applies: Applies = {}
    checks: Several[Check] = ()
    needs: dict[LevelKey, Need] = {}
    levels: dict[LevelKey, Text] | None = None
    scale: Literal["own"] | None = None
    measure: Measure | None = None
    terms: dict[LanguageTag, OneOrMore[str]] = {}

    def means(self, level: float) -> Text | None:
        """What a level means; None between two, and where people do not rate."""
        return (self.levels or {}).get(level)

    def checks_for(self, facets: Mapping[str, tuple[str, ...]]) -> tuple[Check, ...]:
        """The checks that apply to a case with these facets."""
        return tuple(check for check in self.checks if holds(check.applies, facets))

    def needs_for(self, facets: Mapping[str, tuple[str, ...]]) -> dict[float, Need]:
        """What each level asks of a case with these facets, lowest first; a level also asks what
        lower ones do."""
        known = {check.id for check in self.checks_for(facets)}
        return {level: self.needs[level].among(known) for level in sorted(self.needs)}


class Pillar(Part):
    """A group of criteria, of pillars, or of both."""

    id: Id
    title: Text
    code: Word = ""
    weight: Annotated[Number, Field(ge=0)] = 1
    aggregation: Aggregation | None = None
    counts: bool = True
    about: Text | None = None
    applies: Applies = {}
    pillars: Several[Pillar] = ()
    criteria: Several[Criterion] = ()


class Node(NamedTuple):
    """A pillar or a criterion, its ref, and the pillars it stands below, outermost first."""

    ref: str
    above: tuple[Pillar, ...]
    node: Pillar | Criterion


class Band(Part):
    """A named band of a coordination degree."""

    from_: Annotated[Number, Field(alias="from", ge=0, lt=1)]
    id: Id
    label: Text


class Coordination(Part):
    """Systems that should advance in step, and the published formula that says whether they do.

    ``names``: what the systems are called; ``apart``: difference of two systems' values, in [0, 1],
    from which an audit calls them out of step.
    """

    id: Id
    title: Text | None = None
    systems: dict[str, OneOrMore[str]]
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

    ``maximum``: what a plan that meets everything reaches, and what concavity is counted from; the
    number of variables unless stated. ``surface``: rows of variables, all of one length, as the
    surface shows them.
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


class ChainLink(Part):
    """A link of a chain: the criteria, by id, ref or pillar (``pillar.*``), that tell how firm it
    is."""

    title: Text
    criteria: Several[str]


class Chain(Part):
    """Links that lead from one to the next, in this order: where one is missing, what stands
    before it does not reach what follows."""

    id: Id
    title: Text
    means: Text | None = None
    at: str | None = None
    links: Several[ChainLink]


class Background(Part):
    """What the framework tells and does not ask: stages, model cases; ``at``: where."""

    title: Text
    text: Text
    at: str | None = None


class CodeValue(Part):
    """A value of a code; ``of``: the broader value of the same code that it is a kind of."""

    title: Text
    means: Text | None = None
    example: Text | None = None
    of: Id | None = None


class Code(Part):
    """A dimension by which commitments are coded; ``many``: a unit may have several of its
    values."""

    title: Text
    means: Text | None = None
    many: bool = False
    values: dict[Id, CodeValue]

    def broad(self, value: str) -> str:
        """The broadest value that a value is a kind of."""
        above = self.values[value].of
        return above if above is not None else value

    @property
    def broadest(self) -> tuple[str, ...]:
        """Values that are no kind of another, in the rubric's order."""
        return tuple(id for id, value in self.values.items() if value.of is None)


class Rubric(Part):
    """The whole standard.

    ``subject``: what plans are of, where sentences shall not say a region: a city, say;
    ``rules``: how a plan is read for every criterion; ``codes``: how its commitments are coded;
    ``kinds``: kinds of document that ``plan.kind`` may name; ``retired``: checks of the version
    before that are gone.
    ``must``: criterion → the level below which no plan passes an audit; ``floors``: ref of a pillar
    → the least score, in [0, 1], that an audit accepts. Neither moves a score; nor do ``chains``,
    which reports draw, and ``context``, which the rubric's page tells.
    ``total: none``: a profile, whose parts are not added up; ``verdict``: how many criteria must be
    met. Neither has a total, and under neither is anything ranked.
    """

    rubric: Id
    version: Version
    title: Text
    source: Source | None = None
    about: Text | None = None
    subject: Text | None = None
    total: Literal["none"] | None = None
    verdict: VerdictRule | None = None
    method: Method = Method.model_construct()
    scale: Several[Anchor] = ()
    grades: Several[AnyGrade] = ()
    facets: dict[str, Facet] = {}
    kinds: dict[Id, Kind] = {}
    rules: Several[Text] = ()
    codes: dict[Id, Code] = {}
    measures: Several[Serving] = ()
    prepare: Prepare = Prepare.model_construct()
    pillars: Several[Pillar]
    coordination: Several[Coordination] = ()
    consistency: Several[Consistency] = ()
    chains: Several[Chain] = ()
    context: Several[Background] = ()
    must: dict[str, Number] = {}
    floors: dict[str, Annotated[Number, Field(ge=0, le=1)]] = {}
    changes: Several[Text] = ()
    retired: Several[Retired] = ()

    @property
    def pin(self) -> str:
        """``id@version``, as a case names it."""
        return f"{self.rubric}@{self.version}"

    @property
    def result(self) -> Result:
        """What a case comes to: a weighted total, a profile of parts that are not added up, or a
        verdict."""
        return "verdict" if self.verdict is not None else "profile" if self.total else "total"

    @property
    def is_index(self) -> bool:
        """Whether scores are values of an index, which may lie anywhere."""
        return self.method.values == "index"

    @property
    def has_total(self) -> bool:
        """Whether a case has one score, by which cases are ranked."""
        return self.result == "total"

    def is_heading(self, pillar: Pillar) -> bool:
        """Whether a pillar only stands above its parts and has no score of its own."""
        rule = pillar.aggregation or self.method.aggregation
        return self.verdict is not None or rule == HEADING

    def weighs(self, ref: str) -> bool:
        """Whether a node is part of a mean, so that its weight says something."""
        above = self.index[ref].above
        return not self.is_heading(above[-1]) if above else self.has_total

    @property
    def levels(self) -> tuple[int, ...]:
        """Levels of the scale, lowest first."""
        return tuple(anchor.level for anchor in self.scale)

    @property
    def units(self) -> Units:
        """What readers see scores in: 0 to 100, levels of the scale with two decimals, or values of
        an index as they are."""
        if self.is_index:
            return INDEX
        if self.method.show is None or len(self.levels) < 2:
            return HUNDRED
        return Units(self.levels[0], self.levels[-1], 2, of_scale=True)

    @property
    def coverage(self) -> Coverage:
        """How much must be rated for a score."""
        stated = self.method.coverage
        return stated if isinstance(stated, Coverage) else Coverage(least=stated)

    @property
    def ratable(self) -> tuple[float, ...]:
        """Levels of the rubric's scale that a rater may give, lowest first: with half levels also
        half-way between two."""
        return Scale(self.levels, False, self.method.half_levels).ratable

    @cached_property
    def scales(self) -> Mapping[str, Scale]:
        """Criterion id → the levels that it may be rated at, of every criterion that people rate:
        its own, or those of the rubric's scale."""
        half, out = self.method.half_levels, {}
        for _, criterion in self.criteria():
            if criterion.levels:
                own = criterion.scale == "own"
                levels = tuple(sorted(criterion.levels)) if own else self.levels
                out[criterion.id] = Scale(levels, own, half)
        return out

    @property
    def steps(self) -> tuple[int, ...]:
        """What ceilings count from: levels of the rubric's scale; without one the places from 0 to
        the top of the longest scale that a criterion has."""
        most = max((scale.steps for scale in self.scales.values()), default=-1)
        return self.levels or tuple(range(most + 1))

    def level_at(self, step: int, scale: Scale) -> float | None:
        """The level of a criterion at the place that a level of the rubric's scale has there; None
        where the criterion has fewer."""
        if not scale.own:
            return step
        at = max(bisect_right(self.steps, step) - 1, 0)
        return scale.levels[at] if at < len(scale.levels) else None

    @property
    def bands(self) -> tuple[Grade, ...]:
        """The grades that a score decides, best first."""
        own = (grade for grade in self.grades if isinstance(grade, Grade))
        return tuple(sorted(own, key=lambda grade: -grade.from_))

    @property
    def overriding(self) -> tuple[OverridingGrade, ...]:
        """The grades that stand before the bands, in the rubric's order: the first whose criteria
        are not all at their levels is the case's."""
        return tuple(grade for grade in self.grades if isinstance(grade, OverridingGrade))

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Every pillar and criterion, top down."""
        return tuple(node for pillar in self.pillars for node in _below(pillar, ()))

    @cached_property
    def index(self) -> Mapping[str, Node]:
        """Every pillar and criterion by its ref, top down."""
        return {node.ref: node for node in self.nodes}

    @cached_property
    def rated(self) -> Mapping[str, Criterion]:
        """Criteria that people rate, by ref."""
        return {ref: criterion for ref, criterion in self.criteria() if criterion.levels}

    @cached_property
    def ref_of(self) -> Mapping[str, str]:
        """Criterion id → ref."""
        return {criterion.id: ref for ref, criterion in self.criteria()}

    @cached_property
    def measured(self) -> Mapping[str, tuple[Criterion, Measure]]:
        """Criteria that a measured value scores, with its rule, by ref."""
        return {ref: (c, c.measure) for ref, c in self.criteria() if c.measure is not None}

    @cached_property
    def quantities(self) -> Mapping[str, Quantity]:
        """Everything that is measured by id: criteria, and what only serves them."""
        own: dict[str, Quantity] = {
            criterion.id: rule for criterion, rule in self.measured.values()
        }
        return own | {serving.id: serving for serving in self.measures}

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy that works out its index anew."""
        copy = super().model_copy(update=update, deep=deep)
        for name in ("nodes", "index", "rated", "ref_of", "measured", "quantities", "scales"):
            copy.__dict__.pop(name, None)
        return copy

    def walk(self) -> Iterator[Node]:
        """Every pillar and criterion, top down, as (ref, pillars above, node)."""
        return iter(self.nodes)

    def named(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Refs of the scored criteria that are named: by id or ref, or all below a pillar
        (``pillar.*``), each once."""
        refs: dict[str, None] = {}
        for ref, criterion in self.criteria():
            above = ref.split(".")[:-1]
            if criterion.scored and any(
                name in (criterion.id, ref) or name.removesuffix(".*") in above for name in names
            ):
                refs[ref] = None
        return tuple(refs)

    def criteria(self) -> Iterator[tuple[str, Criterion]]:
        """Every criterion with its ref, in the rubric's order."""
        for ref, _, node in self.walk():
            if isinstance(node, Criterion):
                yield ref, node


def _below(pillar: Pillar, above: tuple[Pillar, ...]) -> Iterator[Node]:
    path = (*above, pillar)
    ref = ".".join(p.id for p in path)
    yield Node(ref, above, pillar)
    for criterion in pillar.criteria:
        yield Node(f"{ref}.{criterion.id}", path, criterion)
    for child in pillar.pillars:
        yield from _below(child, path)


def holds(applies: Applies, facets: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether all the facets asked for hold; a facet the case does not declare is taken to hold."""
    return not applies or all(
        facet not in facets or set(values) & set(facets[facet]) for facet, values in applies.items()
    )


@dataclass(frozen=True, slots=True)
class RubricFile:
    """A rubric and where it stands: ``places`` by ref, by ``ref/level`` and by ``scale``.

    ``weighed``: the weights put in place of the rubric's own, which ``rubric`` then holds.
    """

    rubric: Rubric
    file: str
    sha256: str
    places: Mapping[str, Place] = field(default_factory=dict)
    weighed: WeightsFile | None = None
