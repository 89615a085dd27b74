"""Commitments as typed, frozen values: what a plan says will be done, one thing a unit, as one
coder wrote it down.

In: plain data that :mod:`evalkit.reading.case` or :mod:`evalkit.reading.commitments` has checked.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from unicodedata import category, normalize

from pydantic import AfterValidator, BeforeValidator, Field, GetJsonSchemaHandler, WithJsonSchema
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from evalkit.model.fields import Blankable, Number, Part, Person, Several, Text, Whole, both

Is = Literal["exactly", "at-least", "at-most", "about", "over"]
Status = Literal["done", "partly", "dropped", "silent", "changed", "open"]
LeftOut = Literal["name", "past", "present", "repeats", "scope", "intent", "unread"]
Scope = Literal["all", "cited", "figures", "unsaid"]
STATUSES: tuple[Status, ...] = ("done", "partly", "changed", "open", "dropped", "silent")


def _pair(value: Any) -> Any:
    """A number as the range that it alone is."""
    return tuple(value) if isinstance(value, (list, tuple)) else (value, value)


def _several(value: Any) -> Any:
    """One item, or a list of them."""
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


def _schema(item: dict[str, Any], **limits: int) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [item, {"type": "array", "items": item, **limits}]})


def _one_id(value: str) -> str:
    """An id as it is compared: full width as half width, no blanks; ① stays what it is."""
    own = "".join(value.split())
    if not own.isascii():
        folded = (c if category(c) == "No" else normalize("NFKC", c) for c in own)
        own = "".join("".join(folded).split())
    if not own or "/" in own:
        raise PydanticCustomError("id_form", "not an id", {"value": value})
    return own


class _OneOrSeveral:
    """In the schema of the file: one item, or a list of them."""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        made = handler(core)
        return {"anyOf": [made["items"], made]}


CommitmentId = Annotated[str, AfterValidator(_one_id)]
Amount = Annotated[
    tuple[Number, Number],
    Field(strict=False),
    BeforeValidator(_pair),
    _schema({"type": "number"}, minItems=2, maxItems=2),
]
Words = Annotated[tuple[str, ...], BeforeValidator(_several), _schema({"type": "string"})]
Bodies = Annotated[Several[Text], BeforeValidator(_several), _OneOrSeveral()]


class Baseline(Part):
    """Where a commitment starts from; ``at``: where the plan says so; ``counts``: of things that
    are counted, whether all so far, or those of that year."""

    value: Number
    year: Whole | None = None
    at: str | None = None
    counts: Literal["total", "in-year"] | None = None


class Money(Part):
    """A sum that will be spent, invested, raised or lent."""

    value: Number
    unit: Text | None = None


class Follows(Part):
    """The commitment of an earlier document that a row is about."""

    case: str
    id: CommitmentId


class Commitment(Blankable):
    """One thing that a plan says will be done, as one coder wrote it down.

    ``at``: document and place. ``is``: how ``value`` (a level or an amount) or ``growth`` (a rate)
    bounds what is promised. ``dated``: whether the text of the unit names its year, or only the
    part of the document that it stands in. ``status``: what became of the commitment that it
    ``follows``; such a row is no commitment of its own. ``left_out``: why a passage with a figure
    is no commitment, or that nobody has read it yet.
    """

    id: CommitmentId
    at: str | None = None
    what: Text | None = None
    measure: str | None = None
    value: Amount | None = None
    growth: Amount | None = None
    is_: Annotated[Is, Field(alias="is")] = "exactly"
    unit: Text | None = None
    year: Whole | None = None
    dated: Literal["text", "part"] = "text"
    baseline: Baseline | None = None
    body: Bodies = ()
    with_: Annotated[Bodies, Field(alias="with")] = ()
    money: Money | None = None
    partners: Bodies = ()
    criteria: Words = ()
    codes: dict[str, Words] = {}
    quote: str | None = None
    rater: Person = "a"
    adjudicates: bool = False
    follows: Follows | None = None
    status: Status | None = None
    left_out: LeftOut | None = None
    note: Text | None = None

    @property
    def own(self) -> bool:
        """Whether it is a commitment of this plan: not what became of an earlier one, nor left
        out."""
        return self.status is None and self.follows is None and self.left_out is None

    @property
    def place(self) -> tuple[str, str]:
        """(document, place in it)."""
        document, _, place = (self.at or "").partition(" ")
        return document, place

    @property
    def aim(self) -> float | None:
        """The value that must be reached: of a range its lower end."""
        return self.value[0] if self.value is not None else None

    def takes_unit(self, unit: Text) -> bool:
        """Whether its unit is that of a measure, in either language; where it names none, yes."""
        return self.unit is None or bool({*both(self.unit)} & {*both(unit)})


class Target(Blankable):
    """The older way to write a commitment of a measure."""

    measure: str
    value: Number
    unit: Text | None = None
    year: Whole | None = None
    baseline: Baseline | None = None
    at: str | None = None
    note: Text | None = None

    def as_commitment(self, n: int) -> Commitment:
        """The same as a commitment; ``n``: its place among the targets, from 0."""
        said = {key: getattr(self, key) for key in self.model_fields_set}
        return Commitment(id=f"target-{n + 1}", **said)
