"""The kinds of values that files hold: ids, days, numbers, and text in one language or two."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
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
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from evalkit.model.language import is_tag

Lang = Literal["zh", "en"]


T = TypeVar("T")


Several = Annotated[tuple[T, ...], Field(strict=False)]


ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*\Z")


_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")


class Part(BaseModel):
    """Base of all parts of rubrics and cases: frozen, strict, no unknown keys."""

    model_config = ConfigDict(
        frozen=True,
        strict=True,
        extra="forbid",
        populate_by_name=True,
        defer_build=True,  # most parts are only read within others
    )

    @classmethod
    def keys_as_written(cls) -> dict[str, FieldInfo]:
        """The keys of a part, as they are written, each with its field."""
        return {field.alias or name: field for name, field in cls.model_fields.items()}


class Blankable(Part):
    """A part whose keys may be left blank while it is being filled in: blank is the same as
    absent."""

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, data: Any) -> Any:
        if isinstance(data, dict) and None in data.values():
            return {
                key: value
                for key, value in data.items()
                if value is not None or key not in cls.optional_keys()
            }
        return data

    @classmethod
    def optional_keys(cls) -> frozenset[str]:
        """Keys that may be left out, as they are written."""
        return frozenset(
            key for key, field in cls.keys_as_written().items() if not field.is_required()
        )


class Translations(Part):
    """A text in Chinese, English or both."""

    zh: str | None = None
    en: str | None = None


def _one_spelling(value: str) -> str:
    """A person's name or sign: full width and composed letters as one, blanks once."""
    own = value if value.isascii() else unicodedata.normalize("NFKC", value)
    return " ".join(own.split())


def _word(value: Any) -> Any:
    """A word that is a whole number, as it is written: 13 for "13"."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


Word = Annotated[
    str,
    BeforeValidator(_word),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "integer"}]}),
]


Person = Annotated[Word, AfterValidator(_one_spelling)]


def _one_or_more(value: Any) -> Any:
    """One word where a list of them may stand; what commas part is several."""
    return (
        (value,)
        if isinstance(value, str) and not re.search(r"[,，、;；\[\]［］【】{}]", value)
        else value
    )


def _figure(value: Any) -> Any:
    """A number in quotes, or in full-width digits, as the number."""
    if isinstance(value, str):
        own = unicodedata.normalize("NFKC", value).strip()
        if re.fullmatch(r"-?\d{1,9}(\.\d{1,9})?", own):
            return float(own)
    return value


_MARKS = str.maketrans({"٫": ".", "٬": "", "−": "-"})


def western(text: str) -> str:
    """A text with the digits and marks of figures of any script as they are written here: full
    width, Arabic-Indic, Devanagari."""
    own = unicodedata.normalize("NFKC", text).translate(_MARKS)
    return "".join(str(unicodedata.decimal(c, c)) for c in own)


def _digits(value: Any) -> Any:
    """A number in the digits of another script, as tables read it too."""
    if isinstance(value, str) and not value.isascii():
        own = western(value).strip()
        if re.fullmatch(r"[-+]?\d{1,15}", own):
            return int(own)
        if re.fullmatch(r"[-+]?\d{1,15}\.\d{1,15}", own):
            return float(own)
    return value


def _no_negative_zero(value: float) -> float:
    return value + 0.0


def _id(value: Any) -> Any:
    if isinstance(value, str) and not ID.match(value):
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
    said = value.values() if isinstance(value, dict) else [value]
    if isinstance(value, (str, dict)) and not any(isinstance(v, str) and v.strip() for v in said):
        raise PydanticCustomError("text_empty", "empty", {})
    return value


def _text_kind(value: Any) -> str:
    return "<translations>" if isinstance(value, (dict, Translations)) else "<text>"


def _pin(value: Any) -> Any:
    if isinstance(value, str):
        name, _, version = value.partition("@")
        if not name or version.count(".") != 2 or not version.replace(".", "").isdigit():
            raise PydanticCustomError("pin_form", "not a pin", {"value": value})
    return value


def _tag(value: Any) -> Any:
    if isinstance(value, str) and not is_tag(value):
        raise PydanticCustomError("language_form", "not the tag of a language", {"value": value})
    return value


def _ratio(value: Any) -> Any:
    """A judgement as a number: 3, 0.5, or a fraction as people write it, 1/3."""
    if isinstance(value, str) and (
        parts := re.fullmatch(r"([1-9]\d?)\s*/\s*([1-9]\d?)", value.strip())
    ):
        return int(parts[1]) / int(parts[2])
    return value


def _whole_key(value: Any) -> Any:
    return int(value) if isinstance(value, str) and re.fullmatch(r"-?\d{1,6}", value) else value


def _level_key(value: Any) -> Any:
    """A level in the one way in which it is shown, so that no level stands there twice: 2, -1, 0.5,
    and not 2.0."""
    if isinstance(value, str) and re.fullmatch(r"0|-?[1-9]\d{0,5}", value):
        return int(value)
    if isinstance(value, str) and re.fullmatch(r"-?(0|[1-9]\d{0,5})\.\d{0,5}[1-9]", value):
        return float(value)
    if isinstance(value, str):
        raise PydanticCustomError("level_form", "not a level", {"value": value})
    return value


def level_meant(written: str) -> str:
    """A number in the way in which levels are written; empty where none is."""
    try:
        value = float(written.replace("−", "-"))
    except ValueError:
        return ""
    return f"{value + 0.0:g}" if abs(value) < 1e6 else ""


def _whole(value: float) -> float:
    return int(value) if value == int(value) else value


Id = Annotated[
    str,
    BeforeValidator(_id),
    WithJsonSchema({"type": "string", "pattern": r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"}),
]


Day = Annotated[
    date,
    BeforeValidator(_day),
    PlainSerializer(lambda day: day.isoformat(), when_used="json"),
    WithJsonSchema({"type": "string", "format": "date"}),
]


LanguageTag = Annotated[
    str,
    BeforeValidator(_tag),
    WithJsonSchema({"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$"}),
]


Text = Annotated[
    Annotated[str, Tag("<text>")] | Annotated[Translations, Tag("<translations>")],
    Discriminator(_text_kind),
    BeforeValidator(_text),
]


Number = Annotated[
    float,
    Field(strict=True, allow_inf_nan=False),
    AfterValidator(_no_negative_zero),
    BeforeValidator(_digits),
]


Whole = Annotated[int, BeforeValidator(_digits)]


Figure = Annotated[
    Number,
    BeforeValidator(_figure),
    WithJsonSchema(
        {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}]}
    ),
]


class _OneToo:
    """In a schema: one item may stand for a list of it."""

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        own = handler(core)
        return {"anyOf": [own["items"], own]}


OneOrMore = Annotated[Several[T], BeforeValidator(_one_or_more), _OneToo()]


Pin = Annotated[
    str, BeforeValidator(_pin), WithJsonSchema({"type": "string", "pattern": r"^.+@\d+\.\d+\.\d+$"})
]


Version = Annotated[str, Field(pattern=r"^[0-9]+\.[0-9]+\.[0-9]+$")]


Ratio = Annotated[float, BeforeValidator(_ratio), Field(ge=0.11, le=9)]  # 1/9 to 9, Saaty's scale


WholeKey = Annotated[int, BeforeValidator(_whole_key)]


LevelKey = Annotated[
    float,
    Field(allow_inf_nan=False),
    AfterValidator(_whole),  # that 2 is shown as 2 and not as 2.0
    BeforeValidator(_level_key),
]


def in_language(text: Text | None, lang: str) -> str:
    """The text in ``lang``; in the other language where that one is missing; empty for None."""
    if text is None or isinstance(text, str):
        return text or ""
    first, second = (text.zh, text.en) if lang == "zh" else (text.en, text.zh)
    return first or second or ""


def both(text: Text | None) -> tuple[str, str]:
    """The text as (zh, en), each falling back to the other."""
    return in_language(text, "zh"), in_language(text, "en")
